/* What commands say of themselves on stderr, and small things about the two streams. */
#include "cli.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

static void print_message(const char *format, va_list arguments)
{
    fflush(stdout); /* where both streams go to one place, what was printed first stands first */
    fputs("weir: ", stderr);
    vfprintf(stderr, format, arguments);
    fputc('\n', stderr);
}

enum cli_status cli_error(const struct cli *cli, enum cli_status status, const char *format, ...)
{
    progress_clear(cli->progress);
    va_list arguments;
    va_start(arguments, format);
    print_message(format, arguments);
    va_end(arguments);
    return status;
}

enum cli_status cli_usage(const struct cli *cli, const char *format, ...)
{
    progress_clear(cli->progress);
    va_list arguments;
    va_start(arguments, format);
    print_message(format, arguments);
    va_end(arguments);
    fprintf(stderr, "Try: weir %s%s--help\n", cli->command ? cli->command : "", cli->command ? " " : "");
    return CLI_USAGE;
}

enum cli_status cli_world(const struct cli *cli, struct file_status status, const char *path)
{
    if (status.error == EFBIG) return cli_error(cli, CLI_WORLD, "%s: too large", path);
    return cli_error(cli, CLI_WORLD, "%s: cannot %s: %s", path && *path ? path : "''", status.step ? status.step : "use it", strerror(status.error));
}

bool cli_colors(const struct cli *cli, FILE *stream)
{
    if (cli->color != CLI_COLOR_AUTO) return cli->color == CLI_COLOR_ALWAYS;
    const char *terminal = getenv("TERM");
    return isatty(fileno(stream)) && !(terminal && strcmp(terminal, "dumb") == 0);
}

void cli_tell(void *context, const char *doing, uint64_t done, uint64_t total)
{
    cli_progress(context, doing, done, total);
}

bool cli_output_failed(void)
{
    return ferror(stdout) != 0;
}

const char *cli_thousands(uint64_t number, char out[CLI_NUMBER_BYTES])
{
    char *p = out + CLI_NUMBER_BYTES - 1;
    *p = '\0';
    int digits = 0;
    do {
        if (digits && digits % 3 == 0) *--p = ',';
        *--p = (char)('0' + number % 10);
        number /= 10;
        digits++;
    } while (number);
    return p;
}
