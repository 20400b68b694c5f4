/* weir compile: the checks of lint, then channel files; all of them or none. */
#include "lint/check.h"
#include "commands.h"

const struct cli_option command_compile_options[] = {
    {"--output", "-o", "DIR", "where the channel files go; made if missing; the project's \"output\" without it", false},
    {"--revision", NULL, "N", "the content revision; the project's \"revision\" without it", false},
    {"--sensor", NULL, "FILE", "a sensor manifest to prove against, instead of the project's", true},
    {"--replace", NULL, NULL, "with PATHs: write although manifest.json lists instances of other files, which are then missing from it", false},
    {"--check", NULL, NULL, "compile and verify in memory, and write nothing", false},
    CHECK_AFFECTED_OPTION,
    {"--stress", NULL, NULL, "writes the stress instances too: never for a release", false},
    {NULL, NULL, NULL, NULL, false},
};

static enum cli_status find_output(struct cli *cli, const struct check *check, const char **folder)
{
    const struct project *project = &check->pipeline.project;
    *folder = cli_value(cli, "--output");
    if (*folder) return **folder ? CLI_OK : cli_usage(cli, "option '--output' needs the name of a folder");
    if (project->output.n == 0) return cli_usage(cli, "where to? Name a folder with --output, or set \"output\" in weir.json");
    *folder = path_join(&cli->arena, project->root, arena_printf(&cli->arena, STR_FMT, STR_ARG(project->output)).p);
    return CLI_OK;
}

static void show_files(const struct cli *cli, const struct pipeline_written *written)
{
    for (size_t i = 0; i < written->files.count; i++) {
        const struct pipeline_file *file = &((const struct pipeline_file *)written->files.p)[i];
        char a[CLI_NUMBER_BYTES], b[CLI_NUMBER_BYTES];
        if (cli->format == RENDER_JSON) {
            fputs("{\"file\": ", stdout);
            json_write_string(stdout, str_from(file->path));
            printf(", \"channel\": %u, \"template_version\": %u, \"revision\": %u, \"instances\": %u, \"bytes\": %llu, \"steps_per_event\": %llu, \"digest\": \"%s\"}\n",
                   file->channel, file->version, file->revision, file->instances, (unsigned long long)file->bytes, (unsigned long long)file->steps_per_event, file->digest);
        } else if (!cli->quiet) {
            printf("%s: %s instance%s, %s bytes\n", file->path, cli_thousands(file->instances, a), cli_s(file->instances), cli_thousands(file->bytes, b));
        }
    }
}

/* On stderr in every format: they are not what was made. */
static void show_dropped(const struct cli *cli, const struct pipeline_written *written, const char *folder)
{
    if (cli->quiet || written->dropped.count == 0) return;
    const size_t count = written->dropped.count;
    const char *first = ((const char *const *)written->dropped.p)[0];
    fflush(stdout);
    if (count == 1) fprintf(stderr, "weir: %s/%s is not made any more: it stays in the folder, and manifest.json does not list it\n", folder, first);
    else fprintf(stderr, "weir: %zu files such as %s/%s are not made any more: they stay in the folder, and manifest.json does not list them\n", count, folder, first);
}

/* Notes are for those who work on the sources, and `weir lint` shows them. */
static void drop_notes(struct diag_sink *sink)
{
    for (size_t i = 0; i < sink->list.count; i++) {
        struct diag *d = ((struct diag **)sink->list.p)[i];
        if (d->level == DIAG_NOTE) diag_set_level(sink, d, DIAG_OFF);
    }
}

static enum cli_status write_all(struct cli *cli, struct check *check, const struct pipeline_output *output)
{
    struct pipeline_written written = {.files = {.exhausted = &cli->exhausted}, .dropped = {.exhausted = &cli->exhausted}};
    struct pipeline_failure failure = {{0, NULL}, NULL};
    const char *fault = NULL;
    const enum pipeline_end end = pipeline_write(&check->pipeline, output, &written, &failure, &fault);
    progress_clear(cli->progress);
    diag_sort(&check->pipeline.sink);
    drop_notes(&check->pipeline.sink);
    check_show(cli, check);
    enum cli_status status = CLI_OK;
    switch (end) {
    case PIPELINE_DONE:
        show_files(cli, &written);
        check_show_proof(cli, check);
        show_dropped(cli, &written, output->folder);
        break;
    case PIPELINE_CONTENT: status = CLI_CONTENT; break;
    case PIPELINE_WORLD: status = cli_world(cli, failure.status, failure.path); break;
    case PIPELINE_OUR_FAULT:
        status = cli_error(cli, CLI_OUR_FAULT, "our own fault: %s; nothing is written. Please report it", fault ? fault : "an invariant broke");
        break;
    }
    vec_free(&written.files);
    vec_free(&written.dropped);
    return status;
}

/* Everything but writing. */
static enum cli_status make_all(struct cli *cli, struct check *check, const struct pipeline_output *output)
{
    struct vec channels = {.exhausted = &cli->exhausted};
    const char *fault = NULL;
    const enum pipeline_end end = pipeline_make(&check->pipeline, output, &channels, &fault);
    progress_clear(cli->progress);
    drop_notes(&check->pipeline.sink);
    check_show(cli, check);
    if (end == PIPELINE_DONE) check_show_proof(cli, check);
    pipeline_free_channels(&channels);
    if (end == PIPELINE_OUR_FAULT) return cli_error(cli, CLI_OUR_FAULT, "our own fault: %s. Please report it", fault ? fault : "an invariant broke");
    return end == PIPELINE_DONE ? CLI_OK : CLI_CONTENT;
}

enum cli_status command_compile(struct cli *cli, int argc, char **argv)
{
    uint64_t revision = 0;
    enum cli_status status = cli_number(cli, "--revision", 1, 99999999, &revision);
    if (status) return status;
    struct check check;
    if (cli_has(cli, "--affected") && !cli_has(cli, "--check")) return cli_usage(cli, "--affected needs --check: what is written is always written whole");
    status = cli_has(cli, "--affected") ? check_run_affected(cli, &check, argc, argv, true) : check_run_compile(cli, &check, argc, argv);
    const struct project *project = &check.pipeline.project;
    bool has_budgets = false;
    for (int b = 0; b < PROJECT_BUDGETS; b++) has_budgets = has_budgets || project->budget[b];
    struct pipeline_output output = {.only_concerned = check.affected, .leaves_aside = check.affected && !has_budgets,
                                     .revision = (uint32_t)revision, .with_stress = cli_has(cli, "--stress"), .replace = cli_has(cli, "--replace")};
    if (status == CLI_OK && diag_has_errors(&check.pipeline.sink)) {
        drop_notes(&check.pipeline.sink);
        check_show(cli, &check);
        status = check_errors(&check, CLI_CONTENT);
    }
    if (status == CLI_OK) status = check_elsewhere(cli, &check, CLI_CONTENT);
    if (status == CLI_OK && cli_has(cli, "--check")) {
        status = make_all(cli, &check, &output);
    } else {
        if (status == CLI_OK) status = find_output(cli, &check, &output.folder);
        if (status == CLI_OK) status = write_all(cli, &check, &output);
    }
    check_free(&check);
    return status;
}
