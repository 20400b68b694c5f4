/* What every command stands on: settings, options, messages, and the statuses that a command ends with.
 *
 * main.c parses the options of the command line by the command's own table before it calls the command; the command is handed what is left,
 * its operands, as argv[0] .. argv[argc - 1], and asks for its options by their word. It returns its exit status and never calls exit. */
#ifndef CLI_CLI_H
#define CLI_CLI_H

#include "../compiler/base/file.h"
#include "../compiler/diag/render.h"
#include "progress.h"

enum cli_status {
    CLI_OK = 0,
    CLI_FINDINGS = 1,   /* findings at or above the failing level */
    CLI_CONTENT = 2,    /* content that cannot be compiled, a channel file that is refused */
    CLI_USAGE = 3,      /* bad usage or configuration */
    CLI_WORLD = 4,      /* the environment: no such file, disk full, no permission, no memory */
    CLI_OUR_FAULT = BASE_BUG_STATUS, /* an invariant of ours broke; nothing is written */
};

/* One row an option. A command's table ends with a row of all zeros. */
struct cli_option {
    const char *word;     /* "--sensor" */
    const char *letter;   /* "-o", or NULL */
    const char *argument; /* "FILE", or NULL for one that takes none */
    const char *help;     /* one line, without a final period */
    bool many;            /* may be given several times */
};

enum cli_color { CLI_COLOR_AUTO, CLI_COLOR_ALWAYS, CLI_COLOR_NEVER };

struct cli_setting { /* an option as it was given */
    const struct cli_option *option;
    const char *value;
};

struct cli {
    struct arena arena;           /* of the whole run */
    jmp_buf exhausted;            /* where arenas go without memory; main.c reports it and ends with 4 */
    enum render_format format;    /* --format */
    enum cli_color color;         /* --color, NO_COLOR */
    bool quiet;                   /* --quiet: no summaries and no progress, only findings and data */
    const char *command;          /* its name, for messages */
    struct progress *progress;    /* never NULL */
    const struct cli_option *options;
    struct cli_setting *settings; /* in the order of the command line */
    size_t setting_count;
};

/* The options of the command, by word. A word that is not in its table is our own fault. */
bool cli_has(const struct cli *cli, const char *word);
const char *cli_value(const struct cli *cli, const char *word); /* the last one given, or NULL */
const char *const *cli_values(struct cli *cli, const char *word, size_t *count); /* all of them, in order; in the arena */
/* The number given with an option, if one was: CLI_OK, or CLI_USAGE when it is none from least to most (reported). */
enum cli_status cli_number(struct cli *cli, const char *word, uint64_t least, uint64_t most, uint64_t *out);

/* "weir: ..." on stderr; gives the status back, so that a command can return it. */
enum cli_status cli_error(const struct cli *cli, enum cli_status status, const char *format, ...)
    __attribute__((format(printf, 3, 4)));
/* The same for wrong usage: says where the help is. CLI_USAGE. */
enum cli_status cli_usage(const struct cli *cli, const char *format, ...) __attribute__((format(printf, 2, 3)));
/* "weir: path: cannot open: No such file or directory". CLI_WORLD. */
enum cli_status cli_world(const struct cli *cli, struct file_status status, const char *path);

/* What the command is doing, on a terminal and after a second. */
static inline void cli_progress(const struct cli *cli, const char *doing, uint64_t done, uint64_t total)
{
    progress_show(cli->progress, cli->command, doing, done, total);
}
/* The same for those below that know nothing of commands; context: the struct cli. */
void cli_tell(void *context, const char *doing, uint64_t done, uint64_t total);

/* May output on this stream be coloured? */
bool cli_colors(const struct cli *cli, FILE *stream);
/* Did writing to stdout fail already (reader gone, disk full)? Long runs stop then; main.c reports it and ends with 4. */
bool cli_output_failed(void);
/* "1,234": for people. */
#define CLI_NUMBER_BYTES 32
const char *cli_thousands(uint64_t number, char out[CLI_NUMBER_BYTES]);
/* "1 instance", "2 instances" as the ending of a word. */
static inline const char *cli_s(uint64_t count) { return count == 1 ? "" : "s"; }

#endif
