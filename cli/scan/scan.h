/* One `weir scan`, by files: scan.c is asked and prepares, stream.c reads, evaluate.c takes one line after another, pool.c has several threads do that,
 * report.c writes.
 *
 * Must hold: what goes out is the same with any number of threads, byte by byte. So everything that an event changes is in struct scan_worker, one
 *       for each thread; struct scan is not written while they run, except by the one thread that has the turn to write. */
#ifndef CLI_SCAN_H
#define CLI_SCAN_H

#include "../buffer.h"
#include "../cli.h"
#include "../events/events.h"
#include "../events/lines.h"
#include "../channel/load.h"

enum { SCAN_BAD_LINES_SHOWN = 20, SCAN_MOST_JOBS = 256 };

/* A channel file in the hands of one worker. */
struct scan_channel {
    const struct loaded *loaded; /* shared */
    struct events_channel *events;
    struct str template_name;
    uint32_t explained;       /* the instance of --explain in this file, or LOAD_NO_INSTANCE */
    uint8_t *criteria;        /* verdicts of its criteria */
    uint64_t event_count, matches, undecided;
};

/* A line that is no event. text and help are constants; text NULL: the line is too long. */
struct scan_report {
    uint64_t line;
    uint32_t at;
    const char *text, *help;
};

/* Where a worker's findings go: straight out, or into its batch. */
struct scan_port {
    void (*report)(void *context, const struct scan_report *report);
    bool (*goes_on)(void *context); /* after each match; false: nobody reads them any more */
    void *context;
};

struct scan_worker {
    const struct scan *scan;
    jmp_buf *exhausted;       /* of its thread */
    FILE *out;
    struct scan_port port;
    struct arena arena;       /* of the event at hand */
    struct buffer scratch;    /* for texts inside of JSON */
    struct vec workspace;
    struct events events;
    uint32_t key;             /* --key, for events_value */
    struct scan_channel *channels;
    struct scan_channel *current;
    uint64_t number;          /* of the line at hand */
    struct str line;
    uint64_t event_count, of_no_type, matches, undecided;
};

struct scan {
    struct cli *cli;
    const char *path;         /* of the events */
    const char *shown_path;
    struct lines lines;
    uint32_t jobs;
    struct scan_worker *workers; /* one for each job */
    size_t channel_count;
    bool has_key, explains, explained_found, stdout_is_terminal;
    uint64_t explained_id, only_event;
    size_t fixed_workspace;   /* --workspace; 0: as much as the event needs */

    uint64_t bad_lines;       /* reported, or counted only */
};

/* ---- evaluate.c ---- */

void scan_take_line(struct scan_worker *worker, uint64_t number, struct str line);

/* ---- stream.c ---- */

/* What takes the lines of the stream, without the blank ones. */
struct scan_taker {
    bool (*take)(void *context, uint64_t number, struct str line, bool is_too_long); /* false: no more, please */
    void (*idle)(void *context); /* the stream may stand still now */
    void *context;
};
struct scan_end { /* why the stream ended: with its end, or one of these */
    bool has_failed;   /* lines.status says how */
    bool is_woken;
    const char *wrong; /* it is no stream of events: what it is, and what to do */
};
struct scan_end scan_read_stream(struct scan *scan, const struct scan_taker *taker);
enum cli_status scan_report_end(const struct scan *scan, struct scan_end end);
/* All in this thread. */
enum cli_status scan_run_alone(struct scan *scan);

/* ---- pool.c ---- */

/* All of scan->jobs threads. */
enum cli_status pool_run(struct scan *scan);

/* ---- report.c ---- */

void scan_show_progress(struct scan *scan, uint64_t lines, uint64_t matches);
void scan_write_report(struct scan *scan, const struct scan_report *report);
void scan_write_match(struct scan_worker *worker, const struct scan_channel *own, const struct weir_hit *hit);
void scan_write_explanation(struct scan_worker *worker, const struct scan_channel *own, enum weir_verdict verdict);
/* What all workers have counted, in the first one. */
void scan_add_up(struct scan *scan);
/* Two lines at most, for people who look at stderr. */
void scan_print_summary(const struct scan *scan, FILE *stream);
void scan_print_stats(const struct scan *scan, FILE *stream);

#endif
