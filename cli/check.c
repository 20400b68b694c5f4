/* What lint and compile share: see check.h. */
#include "check.h"

#include <stdio.h>

enum cli_status check_run(struct cli *cli, struct check *check, int argc, char **argv, bool needs_sensors)
{
    *check = (struct check){.options = {.folder = ".", .needs_sensors = needs_sensors}};
    const char **paths = arena_array(&cli->arena, (size_t)argc + 1, sizeof *paths);
    for (int i = 0; i < argc; i++) paths[i] = argv[i];
    check->options.paths = paths;
    check->options.path_count = (size_t)argc;
    check->options.sensors = cli_values(cli, "--sensor", &check->options.sensor_count);
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
    if (argc == 0 && !check->pipeline.project.found)
        return cli_usage(cli, "there is no weir.json here or in a folder above, and no PATH is named; `weir new` makes a project");
    return CLI_OK;
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
