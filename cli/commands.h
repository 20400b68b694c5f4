/* The commands, one function each: operands in, exit status out. The rows are commands.def. */
#ifndef CLI_COMMANDS_H
#define CLI_COMMANDS_H

#include "cli.h"

#define COMMAND(name, operands, summary, details)       \
    enum cli_status command_##name(struct cli *cli, int argc, char **argv); \
    extern const struct cli_option command_##name##_options[];
#include "commands.def"
#undef COMMAND

struct command {
    const char *name, *operands, *summary, *details;
    enum cli_status (*run)(struct cli *cli, int argc, char **argv);
    const struct cli_option *options;
};
extern const struct command cli_commands[];
extern const size_t cli_command_count;
extern const struct cli_option cli_common_options[];

/* Every command's usage and options: for `weir help`, as the chapters of docs/cli.md, and as weir.1. */
void help_print_all(FILE *stream);
void help_print_command(FILE *stream, const struct command *command);
void help_print_markdown(FILE *stream);
void help_print_man(FILE *stream);

#endif
