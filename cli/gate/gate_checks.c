/* The gate's steps over the sources, and over what is compiled of them: see gate.h. */
#include <inttypes.h>
#include <stdlib.h>

#include "../commands.h"
#include "../lint/findings.h"
#include "gate.h"
#include "../quality/quality.h"

/* ---- sources ---- */

/* As if `weir fmt --check` were run: it lists what is not formatted. */
static void check_format(struct gate *gate)
{
    struct cli *cli = gate->cli;
    const struct cli_option *const options = cli->options;
    struct cli_setting *const settings = cli->settings;
    const size_t setting_count = cli->setting_count;
    const bool quiet = cli->quiet;
    struct cli_setting check = {.option = command_fmt_options};
    while (strcmp(check.option->word, "--check") != 0) check.option++;
    cli->options = command_fmt_options;
    cli->settings = &check;
    cli->setting_count = 1;
    cli->quiet = true;
    const enum cli_status status = command_fmt(cli, 0, NULL);
    cli->options = options;
    cli->settings = settings;
    cli->setting_count = setting_count;
    cli->quiet = quiet;
    if (status == CLI_OK) gate_pass(gate, GATE_FORMATTED, "as `weir fmt` writes them");
    else if (status == CLI_FINDINGS || status == CLI_CONTENT) gate_fail(gate, GATE_FORMATTED, "`weir fmt` would change what is listed above, or cannot read it");
    else gate_world(gate, status);
}

static bool is_proof(enum diag_code code) { return (code >= DIAG_SUPPLIED_COUNT && code <= DIAG_NO_SENSORS) || code == DIAG_SENSOR_NOT_THERE; }

/* All of them, before those below the level are put aside; for the folder they are kept as text, because what the tests find comes into the same sink. */
static void keep_findings(struct gate *gate)
{
    struct cli *cli = gate->cli;
    const char *path = cli_value(cli, "--sarif"), *before = cli_value(cli, "--path-prefix");
    struct diag_sink *sink = &gate->check.pipeline.sink;
    char *text = NULL;
    size_t bytes = 0;
    FILE *stream = open_memstream(&text, &bytes);
    if (stream != NULL) findings_write(stream, sink, FINDINGS_SARIF, "", DIAG_ERROR);
    if (stream == NULL || fclose(stream) != 0) longjmp(cli->exhausted, 1);
    gate->findings = arena_copy(&cli->arena, (struct str){text, (uint32_t)bytes});
    free(text);
    if (path == NULL) return;
    struct file_out out;
    struct file_status status = file_create(&out, &cli->arena, path);
    if (!file_failed(status)) {
        findings_write(out.stream, sink, FINDINGS_SARIF, before ? before : "", DIAG_ERROR);
        status = file_commit(&out);
    }
    if (file_failed(status)) gate_world(gate, cli_world(cli, status, path));
}

void gate_check_sources(struct gate *gate)
{
    struct pipeline *p = &gate->check.pipeline;
    const enum diag_level level = gate_project(gate)->gate.fail_on;
    uint64_t found = 0, unproved = 0;
    keep_findings(gate);
    check_format(gate);
    for (size_t i = 0; i < p->sink.list.count; i++) {
        struct diag *d = ((struct diag **)p->sink.list.p)[i];
        if (is_proof(d->code) && d->level == DIAG_ERROR) unproved++;
        else if (d->level >= level) found++;
        else diag_set_level(&p->sink, d, DIAG_OFF); /* `weir lint` shows it */
    }
    if (p->sink.list.count) check_show(gate->cli, &gate->check);
    if (found || p->sink.dropped) gate_fail(gate, GATE_LINTED, "%" PRIu64 " finding%s at or above '%s'", found + p->sink.dropped, cli_s(found + p->sink.dropped), diag_level_word(level));
    else gate_pass(gate, GATE_LINTED, "nothing at or above '%s'", diag_level_word(level));
    gate->compiles = !diag_has_errors(&p->sink);
    const uint64_t total = p->linted ? proof_total(&p->lint.proof) : 0;
    if (unproved || !p->linted || p->lint.proof.failed || total == 0) gate_fail(gate, GATE_PROVED, "%" PRIu64 " of the findings above are about the proof", unproved);
    else gate_pass(gate, GATE_PROVED, "%" PRIu64 " obligations: %zu instance%s, %zu Template Type version%s, %zu sensor%s", total, p->model.instances.count, cli_s(p->model.instances.count), p->lint.targets.count,
                   cli_s(p->lint.targets.count), p->model.sensors.count, cli_s(p->model.sensors.count));
}

/* ---- what is compiled ---- */

static uint64_t count_errors(const struct gate *gate) { return gate->check.pipeline.sink.count[DIAG_ERROR]; }

static bool is_over_budget(enum diag_code code)
{
#define BUDGET(name, key, least, most, over) \
    if (code == over) return true;
#include "../../compiler/project/budgets.def"
#undef BUDGET
    return false;
}

static bool make(struct gate *gate)
{
    const struct project *project = gate_project(gate);
    const enum cli_status status = suite_make(&gate->suite, false);
    if (status == CLI_CONTENT) {
        uint64_t over = 0;
        for (size_t i = 0; i < gate->check.pipeline.sink.list.count; i++) {
            const struct diag *d = ((struct diag **)gate->check.pipeline.sink.list.p)[i];
            over += d->level == DIAG_ERROR && is_over_budget(d->code);
        }
        check_show(gate->cli, &gate->check);
        if (over) gate_fail(gate, GATE_BUDGETS, "%" PRIu64 " over the project's budgets", over);
        else gate_fail(gate, GATE_COMPILED, "it cannot be compiled, as is said above");
        gate->compiles = false;
        return false;
    }
    gate_world(gate, status);
    if (status != CLI_OK) return false;
    uint32_t budgets = 0;
    for (uint32_t i = 0; i < PROJECT_BUDGETS; i++) budgets += project->budget[i] != 0;
    if (budgets != 0) gate_pass(gate, GATE_BUDGETS, "%" PRIu32 " channel file%s within them", gate->suite.release_count, cli_s(gate->suite.release_count));
    else gate_skip(gate, GATE_BUDGETS, "weir.json sets no \"budgets\"");
    gate->has_suite = true;
    return true;
}

static void run_tests(struct gate *gate)
{
    struct suite *suite = &gate->suite;
    suite_drop_stress(suite);
    suite_run_tests(suite);
    suite_run_corpora(suite);
    const struct test_counts counts = test_count(suite);
    const uint64_t before = count_errors(gate);
    if (counts.failed || counts.not_run || before) gate_fail(gate, GATE_TESTED, "%" PRIu64 " test%s failed, %" PRIu64 " not run", counts.failed, cli_s(counts.failed), counts.not_run);
    else if (counts.passed == 0) gate_fail(gate, GATE_TESTED, "there is no test");
    else gate_pass(gate, GATE_TESTED, "%" PRIu64 " test%s and corpora on the bytes", counts.passed, cli_s(counts.passed));
    const enum cli_status status = suite_run_known_good(suite, true);
    const uint64_t unexpected = count_errors(gate) - before;
    gate_world(gate, status);
    if (suite->world_failed) gate_world(gate, CLI_WORLD);
    if (suite->contradicted) gate_world(gate, cli_error(gate->cli, CLI_OUR_FAULT, "our own fault: the interpreter gave two verdicts on one event. Please report it"));
    if (unexpected) gate_fail(gate, GATE_KNOWN_GOOD, "%" PRIu64 " finding%s over %" PRIu64 " known-good events", unexpected, cli_s(unexpected), suite->known_events);
    else if (suite->known_files == 0) gate_skip(gate, GATE_KNOWN_GOOD, "weir.json names no \"known_good\" events");
    else gate_pass(gate, GATE_KNOWN_GOOD, "%" PRIu64 " event%s, %" PRIu64 " match%s allowed", suite->known_events, cli_s(suite->known_events), suite->known_allowed, suite->known_allowed == 1 ? "" : "es");
    diag_sort(&gate->check.pipeline.sink);
    if (count_errors(gate)) check_show(gate->cli, &gate->check);
}

static void hold(struct gate *gate, enum gate_step step, struct quality_score score, uint32_t floor, const char *what, const char *option)
{
    const double percent = score.all ? 100.0 * (double)score.good / (double)score.all : 100.0;
    if (score.good * 100 >= (uint64_t)floor * score.all) gate_pass(gate, step, "%" PRIu64 " of %" PRIu64 " %s (%.1f %%), at least %" PRIu32 " %%", score.good, score.all, what, percent, floor);
    else gate_fail(gate, step, "%" PRIu64 " of %" PRIu64 " %s (%.1f %%), and %" PRIu32 " %% is asked for: `weir test %s` shows the others", score.good, score.all, what, percent, floor, option);
}

/* What failing tests cover says nothing. */
static void measure(struct gate *gate)
{
    const struct project *project = gate_project(gate);
    const bool sound = gate->results[GATE_TESTED].state == GATE_PASSED, asked = project->gate.coverage || project->gate.mutants;
    if (sound && asked) quality_read_corpora(&gate->suite);
    if (project->gate.coverage == 0) gate_skip(gate, GATE_COVERAGE, "weir.json sets no floor, \"gate\": {\"coverage\": PERCENT}");
    else if (sound) hold(gate, GATE_COVERAGE, coverage_run(&gate->suite), project->gate.coverage, "cells", "--coverage");
    if (project->gate.mutants == 0) gate_skip(gate, GATE_MUTANTS, "weir.json sets no floor, \"gate\": {\"mutants\": PERCENT}");
    else if (sound) hold(gate, GATE_MUTANTS, mutants_report(&gate->suite), project->gate.mutants, "mutants killed", "--mutate");
    if (sound && asked) quality_free_corpora(&gate->suite);
}

void gate_check_content(struct gate *gate)
{
    suite_select_all(&gate->suite);
    if (!make(gate)) return;
    run_tests(gate);
    if (gate->worst == CLI_OK) measure(gate);
}
