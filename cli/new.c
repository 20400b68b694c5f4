/* weir new: a project that lints, compiles and scans at once, or one more instance in it. Nothing that is there already is overwritten. */
#include "lint/check.h"
#include "commands.h"
#include "scaffold.h"

#include <errno.h>
#include <sys/stat.h>

const struct cli_option command_new_options[] = {
    {"--output", "-o", "FILE", "writes the instance to this file instead of standard output", false},
    {NULL, NULL, NULL, NULL, false},
};

/* ---- a project ---- */

static const char project_json[] = "{\n"
                                   "  \"name\": \"%s\",\n"
                                   "  \"sources\": [\"rules\"],            // files and folders of .weir\n"
                                   "  \"sensors\": [\"sensors/*.json\"],   // what each supported sensor release really supplies\n"
                                   "  \"output\": \"build/channels\"\n"
                                   "}\n";

static const char first_rule[] = "use 'windows/named_pipe'\n"
                                 "\n"
                                 "/// A named pipe with the default name of a well-known remote execution tool.\n"
                                 "instance RemoteExecutionPipe : NamedPipe {\n"
                                 "    id          1001\n"
                                 "    title       'Named pipe of a remote execution tool'\n"
                                 "    severity    medium\n"
                                 "    action      detect\n"
                                 "\n"
                                 "    match PipeName startswith '\\PSEXESVC' and not Image endswith '\\ordinary.exe'\n"
                                 "\n"
                                 "    test 'the service of the tool' matches { PipeName: '\\PSEXESVC-HOST-1234-stdin', Image: 'C:\\Windows\\PSEXESVC.exe' }\n"
                                 "    test 'a browser'               misses  { PipeName: '\\mojo.5688.8052', Image: 'C:\\Browser\\browser.exe' }\n"
                                 "}\n";

/* The folder's own name as the project's; what JSON would need escapes for is left out. */
static const char *project_name(struct cli *cli, const char *folder)
{
    const char *name = path_name(folder);
    char *out = arena_alloc(&cli->arena, strlen(name) + 1);
    uint32_t n = 0;
    for (const char *p = name; *p; p++)
        if ((unsigned char)*p >= 0x20 && *p != '"' && *p != '\\' && *p != '.') out[n++] = *p;
    out[n] = '\0';
    return n && utf8_invalid_at((struct str){out, n}) == n ? out : "example";
}

static bool is_there(const char *path)
{
    struct stat about;
    return lstat(path, &about) == 0;
}

struct new_file {
    const char *path;
    struct file_out out;
};

static enum cli_status write_project(struct cli *cli, const char *folder, struct new_file *files, size_t count)
{
    struct scaffold scaffold;
    scaffold_load(cli, &scaffold, str_from(first_rule));
    enum cli_status status = CLI_OK;
    size_t made = 0;
    for (; made < count && status == CLI_OK; made++) {
        struct file_status world = file_make_folders(&cli->arena, path_folder(&cli->arena, files[made].path));
        if (!file_failed(world)) world = file_create(&files[made].out, &cli->arena, files[made].path);
        if (file_failed(world)) {
            status = cli_world(cli, world, files[made].path);
            break;
        }
    }
    if (status == CLI_OK) {
        fprintf(files[0].out.stream, project_json, project_name(cli, folder));
        fputs(first_rule, files[1].out.stream);
        scaffold_write_manifest(files[2].out.stream, &scaffold.model, "1.0.0");
    }
    for (size_t i = 0; i < made; i++) {
        if (status != CLI_OK) {
            file_abandon(&files[i].out);
            continue;
        }
        const struct file_status world = file_commit(&files[i].out);
        if (file_failed(world)) status = cli_world(cli, world, files[i].path);
    }
    scaffold_free(&scaffold);
    return status;
}

static enum cli_status new_project(struct cli *cli, const char *folder)
{
    struct new_file files[] = {
        {.path = path_join(&cli->arena, folder, "weir.json")},
        {.path = path_join(&cli->arena, folder, "rules/first.weir")},
        {.path = path_join(&cli->arena, folder, "sensors/example.json")},
    };
    const size_t count = sizeof files / sizeof files[0];
    for (size_t i = 0; i < count; i++)
        if (is_there(files[i].path)) return cli_error(cli, CLI_WORLD, "%s: is there already, and nothing is overwritten", files[i].path);
    const enum cli_status status = write_project(cli, folder, files, count);
    if (status) return status;
    if (!cli->quiet)
        for (size_t i = 0; i < count; i++) printf("made %s\n", files[i].path);
    return CLI_OK;
}

/* ---- an instance ---- */

static bool is_identifier(const char *name)
{
    if (!(*name >= 'A' && *name <= 'Z') && !(*name >= 'a' && *name <= 'z') && *name != '_') return false;
    for (; *name; name++)
        if (!(*name >= 'A' && *name <= 'Z') && !(*name >= 'a' && *name <= 'z') && !(*name >= '0' && *name <= '9') && *name != '_') return false;
    return true;
}

/* One above the highest of the project; the first one of a Template Type in an empty one. */
static uint64_t next_id(const struct model *project, const struct template_type *type)
{
    uint64_t highest = 0;
    for (size_t i = 0; i < project->instances.count; i++) {
        const uint64_t id = MODEL_AT(project->instances, struct instance, i)->id;
        if (id > highest) highest = id;
    }
    return highest ? highest + 1 : (uint64_t)type->channel * 1000 + 1;
}

static enum cli_status write_instance(struct cli *cli, const struct template_type *type, const char *use, const char *name, uint64_t id)
{
    const char *path = cli_value(cli, "--output");
    if (path == NULL) {
        scaffold_write_instance(stdout, type, use, str_from(name), id);
        return CLI_OK;
    }
    if (is_there(path)) return cli_error(cli, CLI_WORLD, "%s: is there already, and nothing is overwritten", path);
    struct file_out out;
    struct file_status world = file_create(&out, &cli->arena, path);
    if (file_failed(world)) return cli_world(cli, world, path);
    scaffold_write_instance(out.stream, type, use, str_from(name), id);
    world = file_commit(&out);
    if (file_failed(world)) return cli_world(cli, world, path);
    if (!cli->quiet) printf("made %s\n", path);
    return CLI_OK;
}

static enum cli_status new_instance(struct cli *cli, const char *wanted, const char *name)
{
    if (!is_identifier(name)) return cli_usage(cli, "'%s' is not a name: letters, digits and underscores, not starting with a digit", name);
    struct pipeline project; /* what is there already; what is wrong with it is for `weir lint` to say */
    pipeline_init(&project, &cli->exhausted);
    pipeline_check(&project, &(struct pipeline_options){.folder = "."});
    struct scaffold scaffold;
    scaffold_load_all(cli, &scaffold);
    const struct template_type *type = scaffold_find_own(cli, &scaffold, wanted);
    const char *use = type ? scaffold_use_of(cli, &scaffold, type) : NULL;
    if (type == NULL) {
        type = scaffold_find(&project.model, str_from(wanted));
        const struct source_file *file = type ? sources_file_of(&project.sources, type->span.at) : NULL;
        if (file) use = arena_printf(&cli->arena, STR_FMT, (int)(strlen(file->path) - (str_ends_with(str_from(file->path), STR(".weir")) ? 5 : 0)), file->path).p;
    }
    enum cli_status status = CLI_OK;
    for (size_t i = 0; i < project.model.instances.count && status == CLI_OK; i++)
        if (str_equal(MODEL_AT(project.model.instances, struct instance, i)->name, str_from(name)))
            status = cli_usage(cli, "the project has an instance '%s' already", name);
    if (status == CLI_OK)
        status = type ? write_instance(cli, type, use, name, next_id(&project.model, type)) : scaffold_report_unknown(cli, &scaffold, &project.model, wanted);
    scaffold_free(&scaffold);
    pipeline_free(&project);
    return status;
}

/* One line each: name, what a `use` names, what it is. */
static enum cli_status list_template_types(struct cli *cli)
{
    struct scaffold scaffold;
    scaffold_load_all(cli, &scaffold);
    for (size_t i = 0; i < scaffold.model.templates.count; i++) {
        const struct template_type *type = MODEL_AT(scaffold.model.templates, struct template_type, i);
        const char *use = scaffold_use_of(cli, &scaffold, type);
        uint32_t n = 0;
        while (n < type->doc.n && type->doc.p[n] != '\n') n++;
        printf("%-30.*s  %-36s  %.*s\n", (int)type->name.n, type->name.p, use ? use : "", (int)n, n ? type->doc.p : "");
    }
    scaffold_free(&scaffold);
    return CLI_OK;
}

enum cli_status command_new(struct cli *cli, int argc, char **argv)
{
    if (argc > 0 && strcmp(argv[0], "instance") == 0) {
        if (argc == 1) return list_template_types(cli);
        if (argc != 3) return cli_usage(cli, "an instance needs a Template Type and a name: weir new instance NamedPipe SuspiciousPipe");
        return new_instance(cli, argv[1], argv[2]);
    }
    if (argc > 1) return cli_usage(cli, "one folder at a time");
    if (cli_has(cli, "--output")) return cli_usage(cli, "--output is for an instance; name the project's folder as it is");
    return new_project(cli, argc ? argv[0] : ".");
}
