/* Between main.c and the option table: parsing, before a command runs. */
#ifndef CLI_OPTIONS_H
#define CLI_OPTIONS_H

#include "commands.h"

/* Takes options from argv into cli->settings and what is left into operands (room for argc). stop_at_operand: stops at the first operand, which names the command.
 * cli->settings must have room for every argument. *used: how many arguments were looked at. */
enum cli_status options_parse(struct cli *cli, int argc, char **argv, bool stop_at_operand, int *operand_count, char **operands, int *used);
/* --format, --color, --quiet into the members of cli. */
enum cli_status options_apply_common(struct cli *cli);

#endif
