/* What lint and compile share: running the checks, and showing what they found. */
#ifndef CLI_CHECK_H
#define CLI_CHECK_H

#include "../../compiler/pipeline.h"
#include "../cli.h"

struct affected;
struct check {
    struct pipeline pipeline;
    struct pipeline_options options;
    struct affected *affected; /* with --affected and operands; else NULL: everything is shown */
};

/* Checks the operands, or the project's sources without any. Not CLI_OK: the world or the usage, reported. Findings are in the sink. */
enum cli_status check_run(struct cli *cli, struct check *check, int argc, char **argv, bool needs_sensors);
/* The same once more, with texts in the place of files; again is another check. */
enum cli_status check_again(struct cli *cli, const struct check *check, const struct vec *drafts /* struct sources_draft */, struct check *again);
/* check_run for what becomes channel files: needs sensors, and lets the texts of sources go. */
enum cli_status check_run_compile(struct cli *cli, struct check *check, int argc, char **argv);
/* The project as `weir lint` checks it, with the rules that take time: for the gate. */
enum cli_status check_run_thorough(struct cli *cli, struct check *check);
/* The same for a command with the option --affected: with it the whole project is checked, and findings that do not concern the operands are dropped. */
enum cli_status check_run_affected(struct cli *cli, struct check *check, int argc, char **argv, bool needs_sensors);
#define CHECK_AFFECTED_OPTION {"--affected", NULL, NULL, "check the whole project, and report what concerns the PATHs: they, and what depends on them; for hooks", false}
/* lint --against: adds what is another thing than in the channel files at the path. */
enum cli_status check_against(struct cli *cli, struct check *check, const char *path);
/* Where surviving-mutant is on: adds what the instances' tests would not notice. */
enum cli_status check_survivors(struct cli *cli, struct check *check);
/* All diagnostics and their summary: for people on stderr, for machines on stdout. */
void check_show(const struct cli *cli, struct check *check);
/* Errors that --affected does not show: says so, and gives content; else CLI_OK. */
enum cli_status check_elsewhere(const struct cli *cli, const struct check *check, enum cli_status content);
/* CLI_USAGE where an error is in weir.json, CLI_WORLD where a file of the content cannot be read, content where it is anything else; CLI_OK without errors. */
enum cli_status check_errors(struct check *check, enum cli_status content);
/* "proved 1,234 obligations: ..." on stdout, when something was. */
void check_show_proof(const struct cli *cli, const struct check *check);
void check_free(struct check *check);

#endif
