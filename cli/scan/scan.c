/* weir scan CHANNEL... [EVENTS.jsonl]: recorded events, one JSON object a line -> matches, one JSON object a line.
 *
 * In:   the command line. Out: everything made ready for the stream, and the end of the run. scan.h says which file does what between.
 * Must hold: memory does not grow with the stream; what is written is the same whatever the number of jobs. */
#include "scan.h"

#include <inttypes.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

#include "../../compiler/base/limits.h"
#include "../commands.h"
#include "../channel/view.h"

const struct cli_option command_scan_options[] = {
    {"--key", NULL, "NAME", "copy this top-level key of the event into each match as \"key\"", false},
    {"--stats", NULL, NULL, "print to stderr what was read, per Template Type, and what could not be converted, per field", false},
    {"--explain", NULL, "ID", "print, for each event of its Template Type, why this instance does or does not match", false},
    {"--event", NULL, "LINE", "evaluate only the event on this line", false},
    {"--workspace", NULL, "BYTES", "evaluate in this much memory, as a sensor would; verdicts that need more are undecided", false},
    {"--jobs", "-j", "N", "evaluate in N threads, with the same output in the same order; 0 is one for each processor, 1 if not given", false},
    {"--strict", NULL, NULL, "end with status 1 when a line was no event", false},
    {"--line-buffered", NULL, NULL, "write each line at once, into pipes too", false},
    {0},
};

/* ---- what is asked for ---- */

static enum cli_status read_numbers(struct scan *scan)
{
    uint64_t workspace = 0, jobs = 1;
    enum cli_status status = cli_number(scan->cli, "--explain", 1, (UINT64_C(1) << 53) - 1, &scan->explained_id);
    scan->explains = scan->explained_id != 0;
    if (status == CLI_OK) status = cli_number(scan->cli, "--event", 1, UINT64_MAX / 2, &scan->only_event);
    if (status == CLI_OK) status = cli_number(scan->cli, "--workspace", 1, UINT32_MAX, &workspace);
    if (status == CLI_OK) status = cli_number(scan->cli, "--jobs", 0, SCAN_MOST_JOBS, &jobs);
    scan->fixed_workspace = (size_t)workspace;
    const long processors = jobs ? 1 : sysconf(_SC_NPROCESSORS_ONLN);
    if (jobs == 0) jobs = processors < 1 ? 1 : processors > SCAN_MOST_JOBS ? SCAN_MOST_JOBS : (uint64_t)processors;
    scan->jobs = (uint32_t)jobs;
    return status;
}

/* Operands are channels, and at most one file of events. */
static enum cli_status split_operands(struct scan *scan, int argc, char **argv, const char **channels, size_t *count)
{
    for (int i = 0; i < argc; i++) {
        if (load_is_channel_name(argv[i]) || load_is_folder(argv[i])) channels[(*count)++] = argv[i];
        else if (!scan->path) scan->path = argv[i];
        else return cli_usage(scan->cli, "events are read from one file, but '%s' and '%s' are given; a channel file's name ends in .chn", scan->path, argv[i]);
    }
    if (*count == 0) return cli_usage(scan->cli, "no channel file is given; its name ends in .chn, or name the folder that holds it");
    if (!scan->path && isatty(STDIN_FILENO)) return cli_usage(scan->cli, "no events are given; name a file of JSON lines, or pipe them in");
    if (!scan->path) scan->path = "-";
    scan->shown_path = strcmp(scan->path, "-") == 0 ? "<stdin>" : scan->path;
    return CLI_OK;
}

/* What is wrong with the channel for this run, if anything. */
static enum cli_status check_channel(struct scan *scan, const struct loaded *loaded)
{
    const struct weir_channel *channel = &loaded->channel;
    size_t least = weir_workspace_bytes(channel, 0);
    if (view_count(channel, WEIR_SECTION_RECORDED) == 0 && !scan->cli->quiet)
        fprintf(stderr, "weir: %s: its Template Type does not say which recorded events are of it ('recorded'), so none is evaluated\n", loaded->path);
    if (scan->fixed_workspace && scan->fixed_workspace < least)
        return cli_usage(scan->cli, "--workspace %zu is too small for %s, which needs at least %zu", scan->fixed_workspace, loaded->path, least);
    if (scan->explains && load_find_instance(channel, scan->explained_id) != LOAD_NO_INSTANCE) scan->explained_found = true;
    return CLI_OK;
}

static void prepare_channel(const struct scan *scan, struct scan_worker *worker, struct scan_channel *own, const struct loaded *loaded)
{
    const struct weir_channel *channel = &loaded->channel;
    *own = (struct scan_channel){.loaded = loaded, .explained = LOAD_NO_INSTANCE};
    own->template_name = view_name(channel, WEIR_SECTION_TEMPLATE, 0, WEIR_TEMPLATE_NAME);
    own->events = events_add_channel(&worker->events, channel);
    if (scan->explains) own->explained = load_find_instance(channel, scan->explained_id);
    if (own->explained == LOAD_NO_INSTANCE) return;
    uint32_t criteria = view_u32(channel, WEIR_SECTION_INSTANCES, own->explained, WEIR_INSTANCE_CRITERION_COUNT);
    own->criteria = arena_array(&scan->cli->arena, criteria + 1u, 1);
}

static void prepare_worker(const struct scan *scan, struct scan_worker *worker, const struct vec *loaded)
{
    const char *key = cli_value(scan->cli, "--key");
    jmp_buf *exhausted = &scan->cli->exhausted;
    *worker = (struct scan_worker){.scan = scan, .exhausted = exhausted, .workspace = {.exhausted = exhausted}};
    arena_init(&worker->arena, exhausted);
    events_init(&worker->events, &scan->cli->arena);
    worker->channels = arena_array(&scan->cli->arena, loaded->count, sizeof *worker->channels);
    for (size_t i = 0; i < loaded->count; i++) prepare_channel(scan, worker, &worker->channels[i], ((struct loaded **)loaded->p)[i]);
    if (key) worker->key = events_add_key(&worker->events, str_from(key));
    events_ready(&worker->events);
}

static void free_workers(struct scan *scan)
{
    for (uint32_t j = 0; scan->workers && j < scan->jobs; j++) {
        struct scan_worker *worker = &scan->workers[j];
        vec_free(&worker->workspace);
        events_free(&worker->events);
        arena_free(&worker->arena);
        buffer_close(&worker->scratch);
    }
}

static enum cli_status prepare(struct scan *scan, const struct vec *loaded)
{
    scan->channel_count = loaded->count;
    for (size_t i = 0; i < loaded->count; i++) {
        enum cli_status status = check_channel(scan, ((struct loaded **)loaded->p)[i]);
        if (status != CLI_OK) return status;
    }
    if (scan->explains && !scan->explained_found)
        return cli_error(scan->cli, CLI_USAGE, "no instance %" PRIu64 " is in these channel files; `weir inspect CHANNEL` lists them", scan->explained_id);
    scan->has_key = cli_value(scan->cli, "--key") != NULL;
    scan->workers = arena_array(&scan->cli->arena, scan->jobs, sizeof *scan->workers);
    for (uint32_t j = 0; j < scan->jobs; j++) prepare_worker(scan, &scan->workers[j], loaded);
    scan->stdout_is_terminal = isatty(STDOUT_FILENO) != 0;
    return CLI_OK;
}

static enum cli_status scan_events(struct scan *scan)
{
    lines_open(&scan->lines, scan->path, LIMIT_JSON_BYTES, &scan->cli->exhausted);
    enum cli_status status;
    if (file_failed(scan->lines.status)) status = cli_world(scan->cli, scan->lines.status, scan->shown_path);
    else status = scan->jobs == 1 ? scan_run_alone(scan) : pool_run(scan);
    lines_close(&scan->lines);
    fflush(stdout); /* the matches first, where both streams go to one place */
    if (cli_output_failed()) return status; /* main.c says so; where the run ended is chance, and so are its numbers */
    scan_add_up(scan);
    if (cli_has(scan->cli, "--stats")) scan_print_stats(scan, stderr);
    else if (!scan->cli->quiet && status == CLI_OK) scan_print_summary(scan, stderr);
    if (status == CLI_OK && scan->bad_lines && cli_has(scan->cli, "--strict")) return CLI_FINDINGS;
    return status;
}

enum cli_status command_scan(struct cli *cli, int argc, char **argv)
{
    struct scan scan = {.cli = cli};
    struct vec loaded = {.exhausted = &cli->exhausted};
    size_t count = 0;
    const char **paths = arena_array(&cli->arena, (size_t)argc + 1, sizeof *paths);
    if (isatty(STDOUT_FILENO) || cli_has(cli, "--line-buffered")) setvbuf(stdout, NULL, _IOLBF, BUFSIZ);

    enum cli_status status = read_numbers(&scan);
    if (status == CLI_OK) status = split_operands(&scan, argc, argv, paths, &count);
    if (status == CLI_OK) status = load_channels(cli, paths, count, &loaded);
    if (status == CLI_OK) status = prepare(&scan, &loaded);
    if (status == CLI_OK) status = scan_events(&scan);

    free_workers(&scan);
    vec_free(&loaded);
    return status;
}
