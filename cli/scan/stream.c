/* The stream of events to lines that are worth a look; and the plain way through it, in one thread. */
#include "scan.h"

#include "../../compiler/base/limits.h"

enum { STREAM_PROGRESS_LINES = 256 };

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

struct scan_end scan_read_stream(struct scan *scan, const struct scan_taker *taker)
{
    struct lines *lines = &scan->lines;
    struct str line = {0};
    for (;;) {
        enum lines_got got = lines_next(lines, &line);
        if (got == LINES_END || got == LINES_FAILED || got == LINES_WOKEN)
            return (struct scan_end){.has_failed = got == LINES_FAILED, .is_woken = got == LINES_WOKEN};
        if (got == LINES_WAIT) {
            taker->idle(taker->context);
            continue;
        }
        if (scan->only_event && lines->number != scan->only_event) continue;
        if (lines->number == 1 && got == LINES_LINE) {
            const char *wrong = wrong_beginning(line);
            if (wrong) return (struct scan_end){.wrong = wrong};
            if (line.n >= 3 && memcmp(line.p, "\xef\xbb\xbf", 3) == 0) line = (struct str){line.p + 3, line.n - 3};
        }
        if (got == LINES_LINE && is_blank(line)) continue;
        bool goes_on = taker->take(taker->context, lines->number, line, got == LINES_TOO_LONG);
        if (!goes_on || scan->only_event) return (struct scan_end){0};
    }
}

enum cli_status scan_report_end(const struct scan *scan, struct scan_end end)
{
    if (end.has_failed) return cli_world(scan->cli, scan->lines.status, scan->shown_path);
    if (end.wrong) return cli_error(scan->cli, CLI_WORLD, "%s: %s", scan->shown_path, end.wrong);
    return CLI_OK;
}

/* ---- in this thread ---- */

static void report_at_once(void *context, const struct scan_report *report) { scan_write_report(context, report); }

static bool output_goes_on(void *context)
{
    (void)context;
    return !cli_output_failed();
}

static bool take_at_once(void *context, uint64_t number, struct str line, bool is_too_long)
{
    struct scan *scan = context;
    struct scan_report too_long = {.line = number};
    if (is_too_long) scan_write_report(scan, &too_long);
    else scan_take_line(scan->workers, number, line);
    if (number % STREAM_PROGRESS_LINES == 0) scan_show_progress(scan, number, scan->workers->matches);
    return !cli_output_failed();
}

/* What was found must not lie here while nothing comes in. */
static void write_what_is_held(void *context)
{
    (void)context;
    fflush(stdout);
}

enum cli_status scan_run_alone(struct scan *scan)
{
    scan->workers->out = stdout;
    scan->workers->port = (struct scan_port){.report = report_at_once, .goes_on = output_goes_on, .context = scan};
    const struct scan_taker taker = {.take = take_at_once, .idle = write_what_is_held, .context = scan};
    struct scan_end end = scan_read_stream(scan, &taker);
    progress_clear(scan->cli->progress);
    return scan_report_end(scan, end);
}
