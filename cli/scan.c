/* weir scan CHANNEL... [EVENTS.jsonl]: recorded events, one JSON object a line -> matches, one JSON object a line.
 *
 * Must hold: memory does not grow with the stream; one bad line is reported and counted and never ends the run; the inputs are made as
 *       events.h says, and the verdicts are the Content Interpreter's alone. report.c writes everything that goes out. */
#include "scan.h"

#include <inttypes.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

#include "../compiler/base/limits.h"
#include "commands.h"
#include "lines.h"
#include "view.h"

enum { SCAN_BAD_LINES_SHOWN = 20, SCAN_PROGRESS_EVENTS = 256 };

const struct cli_option command_scan_options[] = {
    {"--key", NULL, "NAME", "copy this top-level key of the event into each match as \"key\"", false},
    {"--stats", NULL, NULL, "print to stderr what was read, per Template Type, and what could not be converted, per field", false},
    {"--explain", NULL, "ID", "print, for each event of its Template Type, why this instance does or does not match", false},
    {"--event", NULL, "LINE", "evaluate only the event on this line", false},
    {"--workspace", NULL, "BYTES", "evaluate in this much memory, as a sensor would; verdicts that need more are undecided", false},
    {"--strict", NULL, NULL, "end with status 1 when a line was no event", false},
    {"--line-buffered", NULL, NULL, "write each line at once, into pipes too", false},
    {0},
};

/* ---- one event ---- */

static void bad_line(struct scan *scan, uint32_t at, const char *text, const char *help)
{
    scan->bad_lines++;
    if (scan->bad_lines > SCAN_BAD_LINES_SHOWN) return;
    scan_clear_progress(scan);
    fprintf(stderr, "%s:%" PRIu64 ":%" PRIu32 ": not an event: %s", scan->shown_path, scan->lines.number, at + 1, text);
    if (help && *help) fprintf(stderr, "; %s", help);
    putc('\n', stderr);
    if (scan->bad_lines == SCAN_BAD_LINES_SHOWN) fputs("weir: further lines that are no events are counted only\n", stderr);
}

/* Memory for the event's texts. With --workspace it is what the caller said, whatever the texts need. */
static size_t make_workspace(struct scan *scan, const struct scan_channel *own)
{
    if (scan->fixed_workspace) return scan->fixed_workspace;
    size_t need = weir_workspace_bytes(own->events->channel, own->events->text_bytes);
    if (need > scan->workspace.count) vec_extend(&scan->workspace, need + need / 2 - scan->workspace.count, 1);
    return scan->workspace.count;
}

static int on_hit(void *context, const struct weir_hit *hit)
{
    struct scan *scan = context;
    if (hit->verdict == WEIR_CANNOT_DECIDE) scan->undecided++, scan->current->undecided++;
    else scan->matches++, scan->current->matches++;
    scan_write_match(scan, scan->current, hit);
    return cli_output_failed();
}

static void evaluate(struct scan *scan, struct scan_channel *own)
{
    const struct weir_channel *channel = own->events->channel;
    const struct weir_input *inputs = events_inputs(&scan->events, own->events);
    size_t workspace_bytes = make_workspace(scan, own);
    scan->current = own;
    if (!scan->explains) {
        enum weir_status status = weir_match(channel, inputs, channel->parameter_count, scan->workspace.p, workspace_bytes, on_hit, scan);
        if (status != WEIR_OK && status != WEIR_STOPPED) BUG("weir_match gave status %d", (int)status);
        return;
    }
    if (own->explained == LOAD_NO_INSTANCE) return;
    enum weir_verdict verdict;
    enum weir_status status = weir_match_one(channel, own->explained, inputs, channel->parameter_count, scan->workspace.p, workspace_bytes,
                                             own->criteria, &verdict);
    if (status != WEIR_OK) BUG("weir_match_one gave status %d", (int)status);
    if (verdict == WEIR_CANNOT_DECIDE) scan->undecided++, own->undecided++;
    if (verdict == WEIR_MATCH) scan->matches++, own->matches++;
    scan_write_explanation(scan, own, verdict);
}

static void take_line(struct scan *scan, struct str line)
{
    struct json_error error = {0};
    arena_reset(&scan->arena);
    const struct json *event = json_parse(&scan->arena, line, 0, &error);
    if (!event) {
        bad_line(scan, error.at, error.text, error.help);
        return;
    }
    if (event->kind != JSON_OBJECT) {
        bad_line(scan, event->at, "the line is JSON, but no object", "an event is one object {...} on one line");
        return;
    }
    scan->event_count++;
    scan->line = line;
    events_take(&scan->events, event);
    bool is_known = false;
    for (size_t i = 0; i < scan->channel_count && !cli_output_failed(); i++) {
        struct scan_channel *own = &scan->channels[i];
        if (!events_accepts(&scan->events, own->events)) continue;
        own->event_count++;
        is_known = true;
        evaluate(scan, own);
    }
    if (!is_known) scan->of_no_type++;
}

/* ---- the stream ---- */

static bool is_blank(struct str line)
{
    for (uint32_t i = 0; i < line.n; i++)
        if (line.p[i] != ' ' && line.p[i] != '\t') return false;
    return true;
}

/* Texts that are often taken for JSON lines. NULL: nothing is wrong with the beginning of the stream. */
static const char *wrong_beginning(struct str line)
{
    if (line.n >= 2 && (memcmp(line.p, "\xff\xfe", 2) == 0 || memcmp(line.p, "\xfe\xff", 2) == 0))
        return "is UTF-16; events are UTF-8 (in PowerShell: Out-File -Encoding utf8)";
    if (line.n >= 4 && memcmp(line.p, WEIR_MAGIC, 4) == 0) return "is a channel file; name it with the ending .chn";
    if (line.n >= 6 && memcmp(line.p, "\xfd" "7zXZ", 6) == 0) return "is compressed; pipe it in: xzcat FILE | weir scan CHANNEL -";
    if (line.n >= 2 && memcmp(line.p, "\x1f\x8b", 2) == 0) return "is compressed; pipe it in: zcat FILE | weir scan CHANNEL -";
    return NULL;
}

static void show_progress(struct scan *scan)
{
    struct timespec now;
    if (!scan->has_progress || scan->lines.number % SCAN_PROGRESS_EVENTS || clock_gettime(CLOCK_MONOTONIC, &now)) return;
    double seconds = (double)(now.tv_sec - scan->started.tv_sec) + (double)(now.tv_nsec - scan->started.tv_nsec) / 1e9;
    if (seconds < scan->next_progress) return;
    char events[CLI_NUMBER_BYTES], matches[CLI_NUMBER_BYTES];
    scan->next_progress = seconds + 0.2;
    scan->progress_shown = true;
    fprintf(stderr, "\r\033[Kweir scan: %s lines, %s matches", cli_thousands(scan->lines.number, events), cli_thousands(scan->matches, matches));
    fflush(stderr);
}

static enum cli_status run(struct scan *scan)
{
    struct str line = {0};
    while (!cli_output_failed() && !scan->is_done) {
        enum lines_got got = lines_next(&scan->lines, &line);
        if (got == LINES_END) break;
        if (got == LINES_FAILED) {
            scan_clear_progress(scan);
            return cli_world(scan->cli, scan->lines.status, scan->shown_path);
        }
        show_progress(scan);
        if (scan->only_event && scan->lines.number != scan->only_event) continue;
        scan->is_done = scan->only_event != 0;
        if (got == LINES_TOO_LONG) {
            char text[64];
            snprintf(text, sizeof text, "the line is longer than %d bytes", LIMIT_JSON_BYTES);
            bad_line(scan, 0, text, NULL);
            continue;
        }
        if (scan->lines.number == 1) {
            const char *wrong = wrong_beginning(line);
            if (wrong) return cli_error(scan->cli, CLI_WORLD, "%s: %s", scan->shown_path, wrong);
            if (line.n >= 3 && memcmp(line.p, "\xef\xbb\xbf", 3) == 0) line = (struct str){line.p + 3, line.n - 3};
        }
        if (!is_blank(line)) take_line(scan, line);
    }
    scan_clear_progress(scan);
    return CLI_OK;
}

/* ---- what is asked for ---- */

static enum cli_status read_numbers(struct scan *scan)
{
    uint64_t workspace = 0;
    enum cli_status status = cli_number(scan->cli, "--explain", 1, (UINT64_C(1) << 53) - 1, &scan->explained_id);
    scan->explains = scan->explained_id != 0;
    if (status == CLI_OK) status = cli_number(scan->cli, "--event", 1, UINT64_MAX / 2, &scan->only_event);
    if (status == CLI_OK) status = cli_number(scan->cli, "--workspace", 1, UINT32_MAX, &workspace);
    scan->fixed_workspace = (size_t)workspace;
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

static enum cli_status prepare_channel(struct scan *scan, struct scan_channel *own, struct loaded *loaded)
{
    struct weir_channel *channel = &loaded->channel;
    size_t least = weir_workspace_bytes(channel, 0);
    *own = (struct scan_channel){.loaded = loaded, .explained = LOAD_NO_INSTANCE};
    own->template_name = view_name(channel, WEIR_SECTION_TEMPLATE, 0, WEIR_TEMPLATE_NAME);
    own->events = events_add_channel(&scan->events, channel);
    if (view_count(channel, WEIR_SECTION_RECORDED) == 0 && !scan->cli->quiet)
        fprintf(stderr, "weir: %s: its Template Type does not say which recorded events are of it ('recorded'), so none is evaluated\n", loaded->path);
    if (scan->fixed_workspace && scan->fixed_workspace < least)
        return cli_usage(scan->cli, "--workspace %zu is too small for %s, which needs at least %zu", scan->fixed_workspace, loaded->path, least);
    if (!scan->explains) return CLI_OK;
    own->explained = load_find_instance(channel, scan->explained_id);
    if (own->explained == LOAD_NO_INSTANCE) return CLI_OK;
    scan->explained_found = true;
    uint32_t criteria = view_u32(channel, WEIR_SECTION_INSTANCES, own->explained, WEIR_INSTANCE_CRITERION_COUNT);
    own->criteria = arena_array(&scan->cli->arena, criteria + 1u, 1);
    return CLI_OK;
}

static enum cli_status prepare(struct scan *scan, const struct vec *loaded)
{
    scan->channel_count = loaded->count;
    scan->channels = arena_array(&scan->cli->arena, loaded->count, sizeof *scan->channels);
    for (size_t i = 0; i < loaded->count; i++) {
        enum cli_status status = prepare_channel(scan, &scan->channels[i], ((struct loaded **)loaded->p)[i]);
        if (status != CLI_OK) return status;
    }
    if (scan->explains && !scan->explained_found)
        return cli_error(scan->cli, CLI_USAGE, "no instance %" PRIu64 " is in these channel files; `weir inspect CHANNEL` lists them", scan->explained_id);
    const char *key = cli_value(scan->cli, "--key");
    scan->has_key = key != NULL;
    if (key) scan->key = events_add_key(&scan->events, str_from(key));
    if (scan->fixed_workspace) vec_extend(&scan->workspace, scan->fixed_workspace, 1);
    if (scan->cli->quiet || isatty(STDOUT_FILENO) || !isatty(STDERR_FILENO)) return CLI_OK;
    scan->next_progress = 1;
    scan->has_progress = clock_gettime(CLOCK_MONOTONIC, &scan->started) == 0;
    return CLI_OK;
}

static enum cli_status scan_events(struct scan *scan)
{
    jmp_buf *exhausted = &scan->cli->exhausted;
    lines_open(&scan->lines, scan->path, LIMIT_JSON_BYTES, exhausted);
    enum cli_status status = file_failed(scan->lines.status) ? cli_world(scan->cli, scan->lines.status, scan->shown_path) : run(scan);
    lines_close(&scan->lines);
    if (cli_has(scan->cli, "--stats")) scan_print_stats(scan, stderr);
    else if (!scan->cli->quiet && status == CLI_OK) scan_print_summary(scan, stderr);
    if (status == CLI_OK && scan->bad_lines && cli_has(scan->cli, "--strict")) return CLI_FINDINGS;
    return status;
}

enum cli_status command_scan(struct cli *cli, int argc, char **argv)
{
    struct scan scan = {.cli = cli, .workspace = {.exhausted = &cli->exhausted}};
    struct vec loaded = {.exhausted = &cli->exhausted};
    size_t count = 0;
    const char **paths = arena_array(&cli->arena, (size_t)argc + 1, sizeof *paths);
    arena_init(&scan.arena, &cli->exhausted);
    events_init(&scan.events, &cli->arena);
    if (isatty(STDOUT_FILENO) || cli_has(cli, "--line-buffered")) setvbuf(stdout, NULL, _IOLBF, BUFSIZ);

    enum cli_status status = read_numbers(&scan);
    if (status == CLI_OK) status = split_operands(&scan, argc, argv, paths, &count);
    if (status == CLI_OK) status = load_channels(cli, paths, count, &loaded);
    if (status == CLI_OK) status = prepare(&scan, &loaded);
    if (status == CLI_OK) status = scan_events(&scan);

    vec_free(&loaded);
    vec_free(&scan.workspace);
    events_free(&scan.events);
    arena_free(&scan.arena);
    return status;
}
