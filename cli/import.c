/* weir import: rules of other formats as a project of Weir. What is left out is said, listed in the report, and shows in the exit status. */
#include <dirent.h>
#include <errno.h>
#include <stdlib.h>
#include <sys/stat.h>

#include "../exchange/sigma.h"
#include "commands.h"
#include "scaffold.h"
#include "channel/words.h"

const struct cli_option command_import_options[] = {
    {"--output", "-o", "DIR", "put the rules into this project; it is made if it is none yet", false},
    {"--layout", NULL, "LAYOUT", "rule: a file for each, in folders as they were (as without it); category: a file for each Template Type", false},
    {"--mapping", NULL, "FILE", "take Template Types for log sources and names of fields from this file, before what is built in", true},
    {"--placeholders", NULL, "FILE", "take the values for the modifier expand from this file of JSON or YAML", false},
    {"--action", NULL, "ACTION", "let the instances ask for this: observe, detect (as without it) or prevent", false},
    {"--keep-going", NULL, NULL, "import what can be imported (as without it)", false},
    {"--strict", NULL, NULL, "write nothing unless every rule can be imported", false},
    {"--report", NULL, "FILE", "write what became of every rule, as JSON", false},
    {"--force", NULL, NULL, "overwrite files that are there already", false},
    {NULL, NULL, NULL, NULL, false},
};

struct import {
    struct cli *cli;
    const char *folder;
    struct sigma_options options;
    struct sigma_import sigma;
    bool makes_project;
};

/* ---- what is to be read ---- */

static bool is_there(const char *path)
{
    struct stat about;
    return lstat(path, &about) == 0;
}

static bool is_folder(const char *path)
{
    struct stat about;
    return stat(path, &about) == 0 && S_ISDIR(about.st_mode);
}

/* Where the output of a file goes: its path below the operand, without its ending. */
static const char *relative_path(struct cli *cli, const char *operand, const char *path)
{
    const char *name = path_name(path);
    if (is_folder(operand) && strncmp(path, operand, strlen(operand)) == 0) name = path + strlen(operand);
    else if (is_folder(operand)) name = path;
    while (*name == '/') name++;
    const char *dot = strrchr(path_name(name), '.');
    return arena_copy(&cli->arena, (struct str){name, (uint32_t)(dot && dot != name ? (size_t)(dot - name) : strlen(name))}).p;
}

static int compare_paths(const void *a, const void *b) { return strcmp(*(const char *const *)a, *(const char *const *)b); }

static enum cli_status list_operand(struct cli *cli, const char *operand, struct vec *paths)
{
    if (strcmp(operand, "-") == 0 || !is_folder(operand)) {
        *(const char **)vec_push(paths, sizeof operand) = operand;
        return CLI_OK;
    }
    const size_t first = paths->count;
    static const char *const endings[] = {".yml", ".yaml"};
    for (int i = 0; i < 2; i++) {
        const char *at;
        const struct file_status status = file_list(&cli->arena, operand, endings[i], paths, &at);
        if (file_failed(status)) return cli_world(cli, status, at);
    }
    if (paths->count > first + 1) qsort((const char **)paths->p + first, paths->count - first, sizeof(char *), compare_paths);
    return CLI_OK;
}

static enum cli_status list_sources(struct import *import, int argc, char **argv)
{
    struct cli *cli = import->cli;
    struct vec paths = {.exhausted = &cli->exhausted}, sources = {.exhausted = &cli->exhausted};
    struct intern taken;
    intern_init(&taken, &cli->arena);
    enum cli_status status = CLI_OK;
    for (int i = 0; i < argc && status == CLI_OK; i++) {
        paths.count = 0;
        status = list_operand(cli, argv[i], &paths);
        for (size_t p = 0; p < paths.count; p++) {
            const char *path = ((const char **)paths.p)[p];
            const char *relative = strcmp(path, "-") == 0 ? "stdin" : relative_path(cli, argv[i], path), *tried = relative;
            size_t before = taken.names.count;
            for (unsigned n = 2; intern_add(&taken, str_from(tried)) < before; n++) tried = arena_printf(&cli->arena, "%s_%u", relative, n).p;
            *(struct sigma_source *)vec_push(&sources, sizeof(struct sigma_source)) = (struct sigma_source){.path = path, .relative = tried};
        }
    }
    struct sigma_source *kept = arena_array(&cli->arena, sources.count + 1, sizeof *kept);
    if (sources.count) memcpy(kept, sources.p, sources.count * sizeof *kept);
    import->options.sources = kept;
    import->options.source_count = sources.count;
    vec_free(&paths);
    vec_free(&sources);
    intern_free(&taken);
    if (status == CLI_OK && import->options.source_count == 0) return cli_error(cli, CLI_WORLD, "there is no .yml or .yaml file in what was named");
    return status;
}

static enum cli_status read_options(struct import *import)
{
    static const char *const layouts[SIGMA_LAYOUT_COUNT] = {
#define LAYOUT(name, word) [SIGMA_LAYOUT_##name] = word,
        SIGMA_LAYOUTS(LAYOUT)
#undef LAYOUT
    };
    struct cli *cli = import->cli;
    struct sigma_options *options = &import->options;
    import->folder = cli_value(cli, "--output");
    if (import->folder == NULL || *import->folder == '\0') return cli_usage(cli, "where to? Name the project's folder with --output");
    const char *layout = cli_value(cli, "--layout");
    unsigned l = 0;
    while (layout && l < SIGMA_LAYOUT_COUNT && strcmp(layouts[l], layout) != 0) l++;
    if (l == SIGMA_LAYOUT_COUNT) return cli_usage(cli, "unknown layout '%s': it is rule or category", layout);
    options->layout = (enum sigma_layout)l;
    options->action = cli_value(cli, "--action");
    if (options->action == NULL) options->action = "detect";
    if (strcmp(options->action, "observe") != 0 && strcmp(options->action, "detect") != 0 && strcmp(options->action, "prevent") != 0)
        return cli_usage(cli, "unknown action '%s': it is observe, detect or prevent", options->action);
    options->strict = cli_has(cli, "--strict");
    if (options->strict && cli_has(cli, "--keep-going")) return cli_usage(cli, "--strict and --keep-going ask for the opposite");
    options->mappings = cli_values(cli, "--mapping", &options->mapping_count);
    options->placeholders = cli_value(cli, "--placeholders");
    options->root = import->folder;
    import->makes_project = !is_there(path_join(&cli->arena, import->folder, "weir.json"));
    return CLI_OK;
}

/* ---- writing ---- */

static const char project_json[] = "{\n"
                                   "  \"name\": \"imported\",\n"
                                   "  \"sources\": [\"rules\"],\n"
                                   "  // Made by the import: they say that a sensor supplies all that the rules need. Replace them by the manifests\n"
                                   "  // that your sensors' builds print, and `weir lint` proves what is really supplied.\n"
                                   "  \"sensors\": [\"sensors/*.json\"],\n"
                                   "  \"output\": \"build/channels\",\n"
                                   "  \"lint\": { \"levels\": { \"missing-test\": \"off\" } }   // no rule has a test yet: turn it on as you write them\n"
                                   "}\n";

struct output {
    const char *path;
    struct str text;
};

static struct output manifest_for(struct import *import, uint8_t platform, const char *word)
{
    struct cli *cli = import->cli;
    const struct mapping *mapping = &import->sigma.mapping;
    struct model chosen = {.templates = {.exhausted = &cli->exhausted}};
    for (size_t t = 0; t < mapping->model.templates.count; t++) {
        bool used = false;
        for (size_t i = 0; i < mapping->targets.count; i++) {
            const struct mapping_target *target = MODEL_AT(mapping->targets, struct mapping_target, i);
            used |= target->type == t && target->used;
        }
        const struct template_type *type = MODEL_AT(mapping->model.templates, struct template_type, t);
        if (used && type->platform == platform) *(struct template_type *)vec_push(&chosen.templates, sizeof *type) = *type;
    }
    struct output output = {NULL, {0}};
    char *text = NULL;
    size_t length = 0;
    errno = 0; /* without memory a stream into it may be cut off and still close without an error */
    FILE *stream = chosen.templates.count ? open_memstream(&text, &length) : NULL;
    if (stream) {
        scaffold_write_manifest(stream, &chosen, "assumed-by-import");
        const bool failed = fclose(stream) != 0 || errno == ENOMEM || text == NULL;
        if (!failed) output.text = arena_copy(&cli->arena, (struct str){text, (uint32_t)length});
        free(text);
        if (failed) longjmp(cli->exhausted, 1);
        output.path = path_join(&cli->arena, import->folder, arena_printf(&cli->arena, "sensors/assumed-%s.json", word).p);
    } else if (chosen.templates.count) {
        longjmp(cli->exhausted, 1);
    }
    vec_free(&chosen.templates);
    return output;
}

static void gather_outputs(struct import *import, struct vec *outputs)
{
    struct cli *cli = import->cli;
    for (size_t i = 0; i < import->sigma.files.count; i++) {
        const struct sigma_file *file = MODEL_AT(import->sigma.files, struct sigma_file, i);
        if (file->rules.count == 0) continue;
        const char *below = arena_printf(&cli->arena, "rules/%s", file->path).p;
        *(struct output *)vec_push(outputs, sizeof(struct output)) = (struct output){path_join(&cli->arena, import->folder, below), file->text};
    }
    if (!import->makes_project) return;
    for (uint8_t platform = WEIR_WINDOWS; platform < WEIR_PLATFORM_COUNT; platform++) {
        const struct output manifest = manifest_for(import, platform, words_platforms[platform]);
        if (manifest.path) *(struct output *)vec_push(outputs, sizeof manifest) = manifest;
    }
    *(struct output *)vec_push(outputs, sizeof(struct output)) = (struct output){path_join(&cli->arena, import->folder, "weir.json"), str_from(project_json)};
}

/* An import can be repeated, so that its files are not synced one by one: a thousand rules take no longer than they must. */
static enum cli_status write_output(struct cli *cli, const struct output *output, bool force)
{
    FILE *stream = fopen(output->path, force ? "wb" : "wbx");
    if (stream == NULL) return cli_world(cli, (struct file_status){errno, "create"}, output->path);
    const bool short_write = output->text.n && fwrite(output->text.p, 1, output->text.n, stream) != output->text.n;
    const int error = errno;
    if (fclose(stream) != 0 || short_write) return cli_world(cli, (struct file_status){short_write ? error : errno, "write"}, output->path);
    return CLI_OK;
}

static enum cli_status write_outputs(struct import *import, size_t *written)
{
    struct cli *cli = import->cli;
    struct vec outputs = {.exhausted = &cli->exhausted};
    gather_outputs(import, &outputs);
    const struct output *all = outputs.p;
    const bool force = cli_has(cli, "--force");
    enum cli_status status = CLI_OK;
    for (size_t i = 0; i < outputs.count && !force && status == CLI_OK; i++)
        if (is_there(all[i].path)) status = cli_error(cli, CLI_WORLD, "%s: is there already, and nothing is overwritten without --force; nothing was written", all[i].path);
    const char *last = "";
    for (size_t i = 0; i < outputs.count && status == CLI_OK; i++) {
        const char *folder = path_folder(&cli->arena, all[i].path);
        if (strcmp(folder, last) != 0) {
            const struct file_status world = file_make_folders(&cli->arena, folder);
            if (file_failed(world)) status = cli_world(cli, world, folder);
        }
        last = folder;
        if (status == CLI_OK) status = write_output(cli, &all[i], force);
    }
    *written = import->sigma.files.count;
    for (size_t i = 0; i < import->sigma.files.count; i++) *written -= MODEL_AT(import->sigma.files, struct sigma_file, i)->rules.count == 0;
    vec_free(&outputs);
    return status;
}

/* ---- the report ---- */

static const struct template_type *type_of(const struct import *import, const struct sigma_rule *rule)
{
    if (rule->target == UINT32_MAX) return NULL;
    return mapping_type(&import->sigma.mapping, MODEL_AT(import->sigma.mapping.targets, struct mapping_target, rule->target));
}

static void write_member(FILE *stream, const char *name, struct str text)
{
    fprintf(stream, ", \"%s\": ", name);
    json_write_string(stream, text);
}

static void write_rule(FILE *stream, const struct import *import, const struct sigma_rule *rule)
{
    fputs("    { \"source\": ", stream);
    json_write_string(stream, str_from(rule->path));
    fprintf(stream, ", \"line\": %u", rule->line);
    if (rule->title.n) write_member(stream, "title", rule->title);
    if (rule->origin.n) write_member(stream, "sigma_id", rule->origin);
    fprintf(stream, ", \"imported\": %s", rule->imported ? "true" : "false");
    if (rule->imported) {
        fprintf(stream, ", \"id\": %llu", (unsigned long long)rule->id);
        write_member(stream, "instance", rule->name);
        write_member(stream, "template", type_of(import, rule)->name);
        fputs(", \"file\": ", stream);
        json_write_string(stream, arena_printf(&import->cli->arena, "rules/%s", MODEL_AT(import->sigma.files, struct sigma_file, rule->file)->path));
    } else {
        fprintf(stream, ", \"code\": \"%s\", \"slug\": \"%s\", \"reason_line\": %u", diag_row(rule->reason)->code, diag_row(rule->reason)->slug, rule->reason_line);
        write_member(stream, "reason", rule->reason_text);
    }
    if (rule->notes.count) {
        fputs(", \"notes\": [", stream);
        for (size_t i = 0; i < rule->notes.count; i++) {
            if (i) fputs(", ", stream);
            json_write_string(stream, ((const struct str *)rule->notes.p)[i]);
        }
        fputc(']', stream);
    }
    fputs(" }", stream);
}

static enum cli_status write_report(const struct import *import, size_t written)
{
    struct cli *cli = import->cli;
    const char *path = cli_value(cli, "--report");
    if (path == NULL) return CLI_OK;
    struct file_out out;
    struct file_status status = file_create(&out, &cli->arena, path);
    if (file_failed(status)) return cli_world(cli, status, path);
    const struct vec *rules = &import->sigma.rules;
    fprintf(out.stream, "{ \"rules\": %zu, \"imported\": %u, \"left_out\": %zu, \"files\": %zu,\n  \"results\": [\n", rules->count, import->sigma.imported, rules->count - import->sigma.imported, written);
    for (size_t i = 0; i < rules->count; i++) {
        write_rule(out.stream, import, MODEL_AT(*rules, struct sigma_rule, i));
        fputs(i + 1 < rules->count ? ",\n" : "\n", out.stream);
    }
    fputs("  ] }\n", out.stream);
    status = file_commit(&out);
    return file_failed(status) ? cli_world(cli, status, path) : CLI_OK;
}

static void print_types(const struct import *import)
{
    const struct mapping *mapping = &import->sigma.mapping;
    for (size_t t = 0; t < mapping->model.templates.count; t++) {
        uint32_t used = 0;
        char number[CLI_NUMBER_BYTES];
        for (size_t i = 0; i < mapping->targets.count; i++) {
            const struct mapping_target *target = MODEL_AT(mapping->targets, struct mapping_target, i);
            if (target->type == t) used += target->used;
        }
        const struct str name = MODEL_AT(mapping->model.templates, struct template_type, t)->name;
        if (used) printf("  %9s  " STR_FMT "\n", cli_thousands(used, number), STR_ARG(name));
    }
}

static void print_left_out(const struct import *import)
{
    const struct vec *rules = &import->sigma.rules;
    const size_t left_out = rules->count - import->sigma.imported;
    char number[CLI_NUMBER_BYTES];
    if (left_out == 0) return;
    printf("left out %s rule%s:\n", cli_thousands(left_out, number), cli_s(left_out));
    for (size_t i = 0; i < rules->count; i++) {
        const struct sigma_rule *rule = MODEL_AT(*rules, struct sigma_rule, i);
        if (!rule->imported) printf("  %s:%u: %s: " STR_FMT "\n", rule->path, rule->reason_line, diag_row(rule->reason)->code, STR_ARG(rule->reason_text));
    }
}

/* Notes that are the same for many rules, such as keys that an instance does not have. */
static void print_not_kept(const struct import *import)
{
    struct intern notes;
    struct vec counts = {.exhausted = &import->cli->exhausted};
    intern_init(&notes, &import->cli->arena);
    for (size_t i = 0; i < import->sigma.rules.count; i++) {
        const struct sigma_rule *rule = MODEL_AT(import->sigma.rules, struct sigma_rule, i);
        for (size_t n = 0; n < rule->notes.count && rule->imported; n++) {
            const uint32_t number = intern_add(&notes, ((const struct str *)rule->notes.p)[n]);
            if (number == counts.count) *(uint32_t *)vec_push(&counts, sizeof number) = 0;
            ((uint32_t *)counts.p)[number]++;
        }
    }
    enum { SHOWN = 20 };
    if (counts.count) puts("not carried over as it was:");
    for (size_t i = 0; i < counts.count && i < SHOWN; i++) {
        const uint32_t count = ((const uint32_t *)counts.p)[i];
        printf("  %9u  rule%s: " STR_FMT "\n", count, cli_s(count), STR_ARG(intern_name(&notes, (uint32_t)i)));
    }
    if (counts.count > SHOWN) printf("  and %zu more: --report writes them all\n", counts.count - SHOWN);
    vec_free(&counts);
    intern_free(&notes);
}

static void print_summary(const struct import *import, size_t written)
{
    const size_t total = import->sigma.rules.count;
    char a[CLI_NUMBER_BYTES], b[CLI_NUMBER_BYTES], c[CLI_NUMBER_BYTES];
    if (import->cli->format == RENDER_JSON) {
        printf("{\"rules\": %zu, \"imported\": %u, \"left_out\": %zu, \"files\": %zu}\n", total, import->sigma.imported, total - import->sigma.imported, written);
        return;
    }
    if (import->cli->quiet) return;
    printf("imported %s of %s rule%s into %s: %s file%s%s\n", cli_thousands(import->sigma.imported, a), cli_thousands(total, b), cli_s(total), import->folder, cli_thousands(written, c), cli_s(written),
           written ? "" : ", so nothing was written");
    print_types(import);
    print_left_out(import);
    print_not_kept(import);
    if (written && import->makes_project) printf("%s/sensors/ assumes that all of this is supplied: replace it by the manifests of your sensors\n", import->folder);
}

/* ---- the command ---- */

static void show(const struct cli *cli, struct diag_sink *sink)
{
    FILE *stream = cli->format == RENDER_JSON ? stdout : stderr;
    const struct render_options options = {cli->format, cli_colors(cli, stream)};
    diag_sort(sink);
    render_all(stream, sink, options);
}

static enum cli_status run(struct import *import)
{
    struct cli *cli = import->cli;
    struct sigma_failure failure;
    import->options.tell = cli_tell;
    import->options.tell_context = cli;
    const bool good = sigma_run(&import->sigma, &import->options, &failure);
    progress_clear(cli->progress);
    show(cli, &import->sigma.sink);
    if (!good) return file_failed(failure.status) ? cli_world(cli, failure.status, failure.path) : CLI_USAGE;
    if (import->sigma.rules.count == 0) return cli_error(cli, CLI_CONTENT, "there is no rule in what was named");
    const bool whole = import->sigma.imported == import->sigma.rules.count;
    size_t written = 0;
    enum cli_status status = CLI_OK;
    if (import->sigma.imported && (whole || !import->options.strict)) status = write_outputs(import, &written);
    if (status == CLI_OK) {
        print_summary(import, written);
        status = write_report(import, written);
    }
    if (status) return status;
    return whole ? CLI_OK : written ? CLI_FINDINGS : CLI_CONTENT;
}

enum cli_status command_import(struct cli *cli, int argc, char **argv)
{
    if (argc == 0) return cli_usage(cli, "what from? weir import sigma PATH... -o DIR");
    if (strcmp(argv[0], "sigma") != 0) return cli_usage(cli, "there is no import from '%s': it is sigma", argv[0]);
    if (argc == 1) return cli_usage(cli, "name the files or folders of rules");
    struct import import = {.cli = cli};
    enum cli_status status = read_options(&import);
    if (status == CLI_OK) status = list_sources(&import, argc - 1, argv + 1);
    if (status) return status;
    sigma_init(&import.sigma, &cli->arena);
    status = run(&import);
    sigma_free(&import.sigma);
    return status;
}
