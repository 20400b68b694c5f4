/* What lint and compile share: see check.h. */
#include "affected.h"

#include <stdio.h>
#include <stdlib.h>
#include <time.h>

static enum cli_status run(struct cli *cli, struct check *check)
{
    check->options.sensors = cli_values(cli, "--sensor", &check->options.sensor_count);
    if (strcmp(cli->command, "lint") == 0) {
        check->options.is_thorough = true;
        check->options.baseline = cli_value(cli, "--baseline");
        check->options.no_baseline = cli_has(cli, "--write-baseline");
    }
    pipeline_init(&check->pipeline, &cli->exhausted);
    check->pipeline.tell = cli_tell;
    check->pipeline.tell_context = cli;
    const struct pipeline_failure failure = pipeline_check(&check->pipeline, &check->options);
    progress_clear(cli->progress);
    if (file_failed(failure.status)) {
        diag_sort(&check->pipeline.sink);
        check_show(cli, check);
        return cli_world(cli, failure.status, failure.path);
    }
    return CLI_OK;
}

/* Today, or the day that SOURCE_DATE_EPOCH names, where a build is to be the same on every day. */
static uint32_t today(void)
{
    const char *fixed = getenv("SOURCE_DATE_EPOCH");
    time_t now = time(NULL);
    if (fixed && *fixed) now = (time_t)strtoll(fixed, NULL, 10);
    struct tm day;
    if (gmtime_r(&now, &day) == NULL || day.tm_year < 70 || day.tm_year > 8000) return 0;
    return (uint32_t)(day.tm_year + 1900) * 10000 + (uint32_t)(day.tm_mon + 1) * 100 + (uint32_t)day.tm_mday;
}

static enum cli_status start(struct cli *cli, struct check *check, int argc, char **argv)
{
    const char **paths = arena_array(&cli->arena, (size_t)argc + 1, sizeof *paths);
    for (int i = 0; i < argc; i++) paths[i] = argv[i];
    check->options.paths = paths;
    check->options.path_count = (size_t)argc;
    const enum cli_status status = run(cli, check);
    if (status != CLI_OK) return status;
    if (argc == 0 && !check->pipeline.project.found)
        return cli_usage(cli, "there is no weir.json here or in a folder above, and no PATH is named; `weir new` makes a project");
    return CLI_OK;
}

enum cli_status check_run(struct cli *cli, struct check *check, int argc, char **argv, bool needs_sensors)
{
    *check = (struct check){.options = {.folder = ".", .needs_sensors = needs_sensors, .today = today()}};
    return start(cli, check, argc, argv);
}

enum cli_status check_run_compile(struct cli *cli, struct check *check, int argc, char **argv)
{
    *check = (struct check){.options = {.folder = ".", .needs_sensors = true, .texts_go = true, .today = today()}};
    return start(cli, check, argc, argv);
}

enum cli_status check_run_thorough(struct cli *cli, struct check *check)
{
    *check = (struct check){.options = {.folder = ".", .needs_sensors = true, .is_thorough = true, .today = today()}};
    return start(cli, check, 0, NULL);
}

enum cli_status check_again(struct cli *cli, const struct check *check, const struct vec *drafts, struct check *again)
{
    *again = (struct check){.options = check->options};
    again->options.drafts = drafts;
    return run(cli, again);
}

struct asked {
    struct cli *cli;
    const char *const *paths;
    size_t count;
};

static const bool *find_concerned(void *context, struct pipeline *pipeline)
{
    const struct asked *asked = context;
    struct affected affected;
    affected_find(asked->cli, pipeline, asked->paths, asked->count, &affected);
    return affected.file;
}

enum cli_status check_run_affected(struct cli *cli, struct check *check, int argc, char **argv, bool needs_sensors)
{
    if (!cli_has(cli, "--affected") || argc == 0) return check_run(cli, check, argc, argv, needs_sensors);
    for (int i = 0; i < argc; i++)
        if (strcmp(argv[i], "-") == 0) {
            *check = (struct check){.options = {.folder = "."}};
            pipeline_init(&check->pipeline, &cli->exhausted);
            return cli_usage(cli, "standard input is no file of the project, which --affected asks for");
        }
    struct asked *asked = arena_new(&cli->arena, struct asked); /* the options stay with the check, which may be run again */
    *asked = (struct asked){cli, (const char *const *)argv, (size_t)argc};
    *check = (struct check){.options = {.folder = path_folder(&cli->arena, argv[0]), .needs_sensors = needs_sensors, .today = today(), .notes_uses = true, .concerned = find_concerned, .concerned_context = asked}};
    const enum cli_status status = run(cli, check);
    if (status != CLI_OK) return status;
    if (!check->pipeline.project.found) return cli_usage(cli, "there is no weir.json beside '%s' or in a folder above", argv[0]);
    check->affected = arena_new(&cli->arena, struct affected);
    affected_find(cli, &check->pipeline, (const char *const *)argv, (size_t)argc, check->affected);
    affected_drop_others(check->affected, &check->pipeline);
    return CLI_OK;
}

enum cli_status check_elsewhere(const struct cli *cli, const struct check *check, enum cli_status content)
{
    if (check->affected == NULL || check->affected->elsewhere == 0) return CLI_OK;
    const uint64_t errors = check->affected->elsewhere;
    return cli_error(cli, content, "%llu error%s in other files %s not shown; `weir lint` without PATHs shows %s", (unsigned long long)errors, cli_s(errors), errors == 1 ? "is" : "are",
                     errors == 1 ? "it" : "them");
}

void check_show(const struct cli *cli, struct check *check)
{
    progress_clear(cli->progress);
    FILE *stream = cli->format == RENDER_JSON ? stdout : stderr;
    const struct render_options options = {cli->format, cli_colors(cli, stream)};
    fflush(stdout);
    render_all(stream, &check->pipeline.sink, options);
    if (!cli->quiet) render_summary(stream, &check->pipeline.sink, options);
}

enum cli_status check_errors(struct check *check, enum cli_status content)
{
    struct diag_sink *sink = &check->pipeline.sink;
    if (!diag_has_errors(sink)) return CLI_OK;
    for (size_t i = 0; i < sink->list.count; i++) {
        const struct diag *d = ((struct diag **)sink->list.p)[i];
        const struct source_file *file = sources_file_of(sink->sources, d->span.at);
        if (d->code == DIAG_BASELINE_FORM) return CLI_USAGE;
        if (d->code == DIAG_UNREADABLE_FILE) return CLI_WORLD; /* named by the content, but the environment's fault */
        if (d->level == DIAG_ERROR && file && strcmp(path_name(file->path), "weir.json") == 0 && d->code != DIAG_NO_SENSORS) return CLI_USAGE;
    }
    return content;
}

void check_show_proof(const struct cli *cli, const struct check *check)
{
    const struct pipeline *pipeline = &check->pipeline;
    const uint64_t total = proof_total(&pipeline->lint.proof);
    if (cli->quiet || cli->format == RENDER_JSON || !pipeline->linted || total == 0) return;
    const size_t instances = pipeline->model.instances.count, versions = pipeline->lint.targets.count, sensors = pipeline->model.sensors.count;
    char a[CLI_NUMBER_BYTES], b[CLI_NUMBER_BYTES], c[CLI_NUMBER_BYTES], d[CLI_NUMBER_BYTES];
    printf("proved %s obligation%s: %s instance%s, %s Template Type version%s, %s sensor%s\n", cli_thousands(total, a), cli_s(total),
           cli_thousands(instances, b), cli_s(instances), cli_thousands(versions, c), cli_s(versions), cli_thousands(sensors, d), cli_s(sensors));
}

void check_free(struct check *check)
{
    pipeline_free(&check->pipeline);
}
