/* See progress.h. */
#include "progress.h"

#include <stdarg.h>
#include <stdio.h>
#include <unistd.h>

#include "cli.h"

#define FIRST 1.0   /* seconds */
#define BETWEEN 0.2

void progress_start(struct progress *progress, bool on)
{
    *progress = (struct progress){.next = FIRST};
    progress->on = on && isatty(STDERR_FILENO) && clock_gettime(CLOCK_MONOTONIC, &progress->started) == 0;
}

bool progress_due(struct progress *progress)
{
    struct timespec now;
    if (!progress->on || clock_gettime(CLOCK_MONOTONIC, &now)) return false;
    const double seconds = (double)(now.tv_sec - progress->started.tv_sec) + (double)(now.tv_nsec - progress->started.tv_nsec) / 1e9;
    if (seconds < progress->next) return false;
    progress->next = seconds + BETWEEN;
    return true;
}

void progress_print(struct progress *progress, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    fflush(stdout); /* where both streams go to one place, what was printed first stands first */
    fputs("\r\033[K", stderr);
    vfprintf(stderr, format, arguments);
    va_end(arguments);
    fflush(stderr);
    progress->shown = true;
}

void progress_show(struct progress *progress, const char *command, const char *doing, uint64_t done, uint64_t total)
{
    char a[CLI_NUMBER_BYTES], b[CLI_NUMBER_BYTES];
    if (!progress_due(progress)) return;
    if (total == 0) progress_print(progress, "weir %s: %s", command, doing);
    else progress_print(progress, "weir %s: %s, %s of %s", command, doing, cli_thousands(done, a), cli_thousands(total, b));
}

void progress_clear(struct progress *progress)
{
    if (progress->shown) fputs("\r\033[K", stderr);
    progress->shown = false;
}
