/* weir lint --write-baseline and --update-baseline: the file of findings that are passed over. */
#ifndef CLI_BASELINE_H
#define CLI_BASELINE_H

#include "check.h"

#define BASELINE_OPTIONS                                                                                                                                          \
    {"--baseline", NULL, "FILE", "findings that are known and passed over, instead of weir.json's \"baseline\"", false},                                         \
    {"--write-baseline", NULL, NULL, "write all findings of rules into the baseline, so that from now on only new ones are reported", false},                    \
    {"--update-baseline", NULL, NULL, "take out of the baseline what does not occur any more; never adds", false}

/* Are the options ones that go together? CLI_USAGE: reported. */
enum cli_status baseline_check_options(const struct cli *cli, int argc);
/* Writes the file, where that is asked for; what it then has is not reported any more. CLI_OK, too, where errors speak against it, which are then to be reported. */
enum cli_status baseline_keep(struct cli *cli, struct check *check);
/* How many findings are passed over. */
void baseline_say(const struct cli *cli, const struct check *check);

#endif
