/* weir bind TEMPLATE[@VERSION]: a Template Type -> the C header that a sensor's integration code includes.
 *
 * Must hold: what the header declares is what `weir compile` writes into a channel file for the same version, hash by hash; an integration that does
 * not supply every parameter, each once, does not compile, and the compiler names the parameter; the header is C11 and C++11 without warnings. */
#include "bind.h"

#include "lint/check.h"
#include "commands.h"
#include "scaffold.h"

const struct cli_option command_bind_options[] = {
    {"--output", "-o", "FILE", "where to; standard output without it", false},
    {"--prefix", NULL, "NAME", "what the header's names begin with, instead of the Template Type's name: for two versions in one program", false},
    {NULL, NULL, NULL, NULL, false},
};

/* ---- which Template Type ---- */

/* "NamedPipe@2": cut at the '@'. version stays 0 without one. */
static enum cli_status read_operand(struct cli *cli, const char *operand, const char **name, uint64_t *version)
{
    const char *at = strchr(operand, '@');
    *name = operand;
    *version = 0;
    if (at == NULL) return CLI_OK;
    *name = arena_printf(&cli->arena, "%.*s", (int)(at - operand), operand).p;
    const char *p = at + 1;
    for (; *p >= '0' && *p <= '9' && *version <= UINT32_MAX; p++) *version = *version * 10 + (uint64_t)(*p - '0');
    if (*p || p == at + 1 || *version == 0) return cli_usage(cli, "'%s' is not a version: write a number, as in NamedPipe@2", at + 1);
    return CLI_OK;
}

static bool is_identifier(const char *name)
{
    if (!(*name >= 'A' && *name <= 'Z') && !(*name >= 'a' && *name <= 'z') && *name != '_') return false;
    return name[strspn(name, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_")] == '\0';
}

static enum cli_status write_header(struct cli *cli, const struct bind *bind)
{
    const char *path = cli_value(cli, "--output");
    if (path == NULL) {
        bind_write(stdout, bind);
        return CLI_OK;
    }
    struct file_out out;
    struct file_status world = file_create(&out, &cli->arena, path);
    if (file_failed(world)) return cli_world(cli, world, path);
    bind_write(out.stream, bind);
    world = file_commit(&out);
    return file_failed(world) ? cli_world(cli, world, path) : CLI_OK;
}

static enum cli_status bind_type(struct cli *cli, const struct template_type *type, uint64_t version)
{
    const char *prefix = cli_value(cli, "--prefix");
    struct bind bind = {.type = type, .version = version ? (uint32_t)version : type->version};
    if (version > type->version)
        return cli_usage(cli, "Template Type '" STR_FMT "' has versions 1 to %u, and not %llu", STR_ARG(type->name), type->version, (unsigned long long)version);
    bind.parameter_count = template_parameter_count(type, bind.version);
    bind.prefix = prefix ? prefix : arena_printf(&cli->arena, STR_FMT, STR_ARG(type->name)).p;
    bind_prepare(&bind, &cli->arena);
    return write_header(cli, &bind);
}

/* The project's own come first; only errors in the Template Type itself matter here, the others are for `weir lint` to say. */
static enum cli_status find_and_bind(struct cli *cli, struct check *check, const char *name, uint64_t version)
{
    struct pipeline *pipeline = &check->pipeline;
    const struct template_type *type = scaffold_find(&pipeline->model, str_from(name));
    if (type ? type->poisoned : pipeline->model.templates.count == 0 && diag_has_errors(&pipeline->sink)) {
        check_show(cli, check);
        return check_errors(check, CLI_CONTENT);
    }
    if (type) return bind_type(cli, type, version);
    struct scaffold scaffold;
    scaffold_load_all(cli, &scaffold);
    type = scaffold_find_own(cli, &scaffold, name);
    const enum cli_status status = type ? bind_type(cli, type, version) : scaffold_report_unknown(cli, &scaffold, &pipeline->model, name);
    scaffold_free(&scaffold);
    return status;
}

enum cli_status command_bind(struct cli *cli, int argc, char **argv)
{
    const char *name = NULL, *prefix = cli_value(cli, "--prefix");
    uint64_t version = 0;
    if (argc == 0) return cli_usage(cli, "which Template Type? `weir new instance` lists those that weir carries");
    enum cli_status status = read_operand(cli, argv[0], &name, &version);
    if (status) return status;
    if (prefix && !is_identifier(prefix)) return cli_usage(cli, "'%s' is not a name: letters, digits and underscores, not starting with a digit", prefix);
    struct check check = {.options = {.folder = "."}};
    const char **paths = arena_array(&cli->arena, (size_t)argc, sizeof *paths);
    for (int i = 1; i < argc; i++) paths[i - 1] = argv[i];
    check.options.paths = paths;
    check.options.path_count = (size_t)argc - 1;
    pipeline_init(&check.pipeline, &cli->exhausted);
    const struct pipeline_failure failure = pipeline_check(&check.pipeline, &check.options);
    status = file_failed(failure.status) ? cli_world(cli, failure.status, failure.path) : find_and_bind(cli, &check, name, version);
    check_free(&check);
    return status;
}
