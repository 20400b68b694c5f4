/* One line on a terminal about work that takes longer than a second: written over itself, and gone when the work is done.
 *
 * Never in a pipe, never with --quiet. Who prints anything else on the terminal clears the line first; cli_error and check_show do. */
#ifndef CLI_PROGRESS_H
#define CLI_PROGRESS_H

#include <stdbool.h>
#include <stdint.h>
#include <time.h>

struct progress {
    bool on, shown;
    struct timespec started;
    double next; /* seconds after the start */
};

/* on: whether there may be a line at all; it is also off where stderr is no terminal. */
void progress_start(struct progress *progress, bool on);
/* Is it time for a new line? The first time after a second, then a few times a second. */
bool progress_due(struct progress *progress);
/* "weir COMMAND: reading, 12 of 340"; without a total only what is being done. Does nothing before its time. */
void progress_show(struct progress *progress, const char *command, const char *doing, uint64_t done, uint64_t total);
/* The same for a line of the caller's own words, after progress_due. */
void progress_print(struct progress *progress, const char *format, ...) __attribute__((format(printf, 2, 3)));
void progress_clear(struct progress *progress);

#endif
