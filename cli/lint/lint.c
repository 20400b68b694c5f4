/* weir lint: everything that can be said of the sources in one run, and the proof. */
#include "check.h"
#include "../commands.h"
#include "baseline.h"
#include "findings.h"
#include "fix.h"
#include "lint_config.h"

const struct cli_option command_lint_options[] = {
    CHECK_AFFECTED_OPTION,
    {"--sensor", NULL, "FILE", "a sensor manifest to prove against, instead of the project's", true},
    {"--against", NULL, "RELEASE", "the last release, to be compared with: a folder of channel files, or its manifest.json", false},
    {"--fix", NULL, NULL, "make the edits that findings carry and that are proved to leave every verdict as it is, and report what is left", false},
    {"--unsafe-fixes", NULL, NULL, "with --fix or alone: those edits, too, that change what matches, or that a person should look at", false},
    {"--fix-dry-run", NULL, NULL, "print what --fix, or with it --unsafe-fixes, would change as a unified difference; write nothing, and end with 1 if there is anything", false},
    BASELINE_OPTIONS,
    {"--fail-on", NULL, "LEVEL", "the level from which on findings give status 1: error (as without it), warning or note", false},
    {"--format", NULL, "FORMAT", "text, short (one line each), json (one object a line), sarif, github (workflow commands), gitlab (code quality) or junit", false},
    {"--path-prefix", NULL, "TEXT", "with sarif, github, gitlab and junit: what stands before each path, as content/ where the project is a folder of the repository", false},
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
    return cli_usage(cli, "unknown format '%s': it is text, short, json, sarif, github, gitlab or junit; with --config text or json", word);
}

static bool fixes(const struct cli *cli) { return cli_has(cli, "--fix") || cli_has(cli, "--unsafe-fixes") || cli_has(cli, "--fix-dry-run"); }

static enum cli_status check_fixes(const struct cli *cli, int argc, char **argv)
{
    if (!fixes(cli)) return CLI_OK;
    if (cli_has(cli, "--write-baseline") || cli_has(cli, "--update-baseline")) return cli_usage(cli, "first fix, and then keep a baseline of what is left");
    if (cli_has(cli, "--affected")) return cli_usage(cli, "--affected says which findings are shown, and not which are fixed; name the files without it");
    for (int i = 0; i < argc; i++)
        if (strcmp(argv[i], "-") == 0) return cli_usage(cli, "standard input is no file that could be written");
    return CLI_OK;
}

/* How many of what is shown could be fixed. */
static void show_fixable(const struct cli *cli, const struct check *check)
{
    uint64_t safe = 0, other = 0;
    const struct diag_sink *sink = &check->pipeline.sink;
    for (size_t i = 0; i < sink->list.count; i++) {
        const struct diag *d = ((struct diag *const *)sink->list.p)[i];
        if (d->level == DIAG_OFF || d->fix == NULL || diag_row(d->code)->code[0] != 'L') continue;
        if (d->fix->kind == DIAG_FIX_SAFE) safe++;
        else other++;
    }
    if (cli->quiet || cli->format == RENDER_JSON || safe + other == 0 || diag_has_errors(sink)) return;
    if (safe) fprintf(stderr, "`weir lint --fix` can mend %llu%s", (unsigned long long)safe, other ? ", " : "\n");
    if (other) fprintf(stderr, "`weir lint --unsafe-fixes` %s%llu\n", safe ? "" : "can mend ", (unsigned long long)(safe + other));
}

static enum cli_status report(struct cli *cli, struct check *check, enum findings_format format, enum diag_level failing)
{
    enum cli_status status = check_against(cli, check, cli_value(cli, "--against"));
    if (status == CLI_OK) status = check_survivors(cli, check);
    if (status != CLI_OK) return status;
    if (format == FINDINGS_FORMAT_COUNT) {
        check_show(cli, check);
        baseline_say(cli, check);
        show_fixable(cli, check);
    } else {
        findings_write(stdout, &check->pipeline.sink, format, cli_value(cli, "--path-prefix") ? cli_value(cli, "--path-prefix") : "", failing);
    }
    status = check_errors(check, CLI_FINDINGS);
    check_elsewhere(cli, check, CLI_OK);
    if (status == CLI_OK && check->affected && check->pipeline.sink.dropped) status = CLI_FINDINGS; /* what was too many to keep may be about them */
    if (status == CLI_OK && format == FINDINGS_FORMAT_COUNT) check_show_proof(cli, check);
    for (unsigned level = failing; status == CLI_OK && level < DIAG_ERROR; level++)
        if (check->pipeline.sink.count[level]) status = CLI_FINDINGS;
    return status;
}

static enum cli_status run_fixes(struct cli *cli, struct check **check, enum findings_format format)
{
    const bool dry = cli_has(cli, "--fix-dry-run");
    const struct fix_options options = {.unsafe = cli_has(cli, "--unsafe-fixes"), .dry = dry, .says = format == FINDINGS_FORMAT_COUNT && cli->format != RENDER_JSON};
    bool changes = false;
    const enum cli_status status = fix_run(cli, check, &options, &changes);
    if (status != CLI_OK || !dry) return status;
    if (diag_has_errors(&(*check)->pipeline.sink)) {
        check_show(cli, *check);
        return check_errors(*check, CLI_FINDINGS);
    }
    return changes ? CLI_FINDINGS : CLI_OK;
}

enum cli_status command_lint(struct cli *cli, int argc, char **argv)
{
    enum diag_level failing;
    enum cli_status status = read_failing_level(cli, &failing);
    if (status) return status;
    enum findings_format format;
    status = read_format(cli, &format);
    if (status) return status;
    if (cli_has(cli, "--config")) {
        struct check check = {.affected = NULL};
        if (argc) return cli_usage(cli, "--config is about the whole project, and takes no PATH");
        pipeline_init(&check.pipeline, &cli->exhausted);
        status = lint_config_show(cli, &check);
        check_free(&check);
        return status;
    }
    struct check *check = arena_new(&cli->arena, struct check);
    status = check_fixes(cli, argc, argv);
    if (status == CLI_OK) status = baseline_check_options(cli, argc);
    if (status) return status;
    status = check_run_affected(cli, check, argc, argv, false);
    if (status == CLI_OK) status = baseline_keep(cli, check);
    if (status == CLI_OK && fixes(cli)) status = run_fixes(cli, &check, format);
    else if (status == CLI_OK) status = report(cli, check, format, failing);
    if (status == CLI_OK && fixes(cli) && !cli_has(cli, "--fix-dry-run")) status = report(cli, check, format, failing);
    check_free(check);
    return status;
}
