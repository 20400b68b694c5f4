/* What lint and compile share: running the checks, and showing what they found. */
#ifndef CLI_CHECK_H
#define CLI_CHECK_H

#include "../compiler/pipeline.h"
#include "cli.h"

struct check {
    struct pipeline pipeline;
    struct pipeline_options options;
};

/* Checks the operands, or the project's sources without any. Not CLI_OK: the world or the usage, reported. Findings are in the sink. */
enum cli_status check_run(struct cli *cli, struct check *check, int argc, char **argv, bool needs_sensors);
/* All diagnostics and their summary: for people on stderr, for machines on stdout. */
void check_show(const struct cli *cli, struct check *check);
/* CLI_USAGE where an error is in weir.json, CLI_WORLD where a file of the content cannot be read, content where it is anything else; CLI_OK without errors. */
enum cli_status check_errors(struct check *check, enum cli_status content);
/* "proved 1,234 obligations: ..." on stdout, when something was. */
void check_show_proof(const struct cli *cli, const struct check *check);
void check_free(struct check *check);

#endif
