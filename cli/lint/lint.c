/* weir lint: everything that can be said of the sources in one run, and the proof. */
#include "check.h"
#include "../commands.h"
#include "findings.h"
#include "lint_config.h"

const struct cli_option command_lint_options[] = {
    CHECK_AFFECTED_OPTION,
    {"--sensor", NULL, "FILE", "a sensor manifest to prove against, instead of the project's", true},
    {"--against", NULL, "RELEASE", "the last release, to be compared with: a folder of channel files, or its manifest.json", false},
    {"--fail-on", NULL, "LEVEL", "the level from which on findings give status 1: error (as without it), warning or note", false},
    {"--format", NULL, "FORMAT", "text, short (one line each), json (one object a line), sarif, github (workflow commands) or gitlab (code quality)", false},
    {"--config", NULL, NULL, "print the level of each rule and where it comes from, and check nothing", false},
    {NULL, NULL, NULL, NULL, false},
};

static enum cli_status read_failing_level(const struct cli *cli, enum diag_level *level)
{
    const char *word = cli_value(cli, "--fail-on");
    *level = DIAG_ERROR;
    if (word == NULL || strcmp(word, "error") == 0) return CLI_OK;
    *level = strcmp(word, "note") == 0 ? DIAG_NOTE : DIAG_WARNING;
    if (*level == DIAG_NOTE || strcmp(word, "warning") == 0) return CLI_OK;
    return cli_usage(cli, "unknown level '%s' for --fail-on: it is error, warning or note", word);
}

/* *format: FINDINGS_FORMAT_COUNT where it is one of those that every command has. */
static enum cli_status read_format(struct cli *cli, enum findings_format *format)
{
    static const char *const words[RENDER_FORMAT_COUNT] = {
#define FORMAT(name, word) [RENDER_##name] = word,
        RENDER_FORMATS(FORMAT)
#undef FORMAT
    };
    const char *word = cli_value(cli, "--format");
    *format = FINDINGS_FORMAT_COUNT;
    for (int f = 0; word && f < RENDER_FORMAT_COUNT; f++) {
        if (strcmp(words[f], word) != 0) continue;
        cli->format = (enum render_format)f;
        return CLI_OK;
    }
    if (word == NULL || (!cli_has(cli, "--config") && findings_format_find(word, format))) return CLI_OK;
    return cli_usage(cli, "unknown format '%s': it is text, short, json, sarif, github or gitlab; with --config text or json", word);
}

enum cli_status command_lint(struct cli *cli, int argc, char **argv)
{
    enum diag_level failing;
    enum cli_status status = read_failing_level(cli, &failing);
    if (status) return status;
    enum findings_format format;
    status = read_format(cli, &format);
    if (status) return status;
    struct check check;
    if (cli_has(cli, "--config")) {
        if (argc) return cli_usage(cli, "--config is about the whole project, and takes no PATH");
        check = (struct check){.affected = NULL};
        pipeline_init(&check.pipeline, &cli->exhausted);
        status = lint_config_show(cli, &check);
        check_free(&check);
        return status;
    }
    status = check_run_affected(cli, &check, argc, argv, false);
    if (status == CLI_OK) status = check_against(cli, &check, cli_value(cli, "--against"));
    if (status == CLI_OK) {
        if (format == FINDINGS_FORMAT_COUNT) check_show(cli, &check);
        else findings_write(stdout, &check.pipeline.sink, format);
        status = check_errors(&check, CLI_FINDINGS);
        check_elsewhere(cli, &check, CLI_OK);
        if (status == CLI_OK && check.affected && check.pipeline.sink.dropped) status = CLI_FINDINGS; /* what was too many to keep may be about them */
        if (status == CLI_OK && format == FINDINGS_FORMAT_COUNT) check_show_proof(cli, &check);
        for (unsigned level = failing; status == CLI_OK && level < DIAG_ERROR; level++)
            if (check.pipeline.sink.count[level]) status = CLI_FINDINGS;
    }
    check_free(&check);
    return status;
}
