/* The state of one `weir scan`: scan.c reads and evaluates, report.c writes. */
#ifndef CLI_SCAN_H
#define CLI_SCAN_H

#include <time.h>

#include "cli.h"
#include "events.h"
#include "lines.h"
#include "load.h"

struct scan_channel {
    const struct loaded *loaded;
    struct events_channel *events;
    struct str template_name;
    uint32_t explained;       /* the instance of --explain in this file, or LOAD_NO_INSTANCE */
    uint8_t *criteria;        /* verdicts of its criteria */
    uint64_t event_count, matches, undecided;
};

struct scan {
    struct cli *cli;
    struct arena arena;       /* of the event at hand */
    struct events events;
    struct scan_channel *channels;
    size_t channel_count;
    struct scan_channel *current;

    const char *path;         /* of the events */
    const char *shown_path;
    struct lines lines;
    struct str line;          /* of the event at hand */
    bool has_key;
    uint32_t key;             /* --key, for events_value */
    bool explains, explained_found;
    uint64_t explained_id, only_event;
    bool is_done;
    struct vec workspace;
    size_t fixed_workspace;   /* --workspace; 0: as much as the event needs */

    uint64_t event_count, of_no_type, matches, undecided, bad_lines;

    bool has_progress, progress_shown;
    struct timespec started;
    double next_progress;     /* seconds after the start */
};

void scan_clear_progress(struct scan *scan);
void scan_write_match(struct scan *scan, const struct scan_channel *own, const struct weir_hit *hit);
void scan_write_explanation(struct scan *scan, const struct scan_channel *own, enum weir_verdict verdict);
/* Two lines at most, for people who look at stderr. */
void scan_print_summary(const struct scan *scan, FILE *stream);
void scan_print_stats(const struct scan *scan, FILE *stream);

#endif
