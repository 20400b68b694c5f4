/* weir test: the checks of compile, then every test and corpus of every instance in the Content Interpreter, on the very bytes. See test.h.
 *
 * In:   the command line. Out: what is asked for made ready, the parts run one after another, and the status. */
#include "test.h"

#include "../lint/affected.h"

#include <inttypes.h>

#include "../commands.h"
#include "../quality/quality.h"
#include "../channel/view.h"

const struct cli_option command_test_options[] = {
    {"--filter", NULL, "TEXT", "only instances with this text in their name or this id, and tests with it in their name", true},
    {"--known-good", NULL, "FILE", "events that nothing may match, one JSON object a line, instead of the project's", true},
    {"--allow", NULL, "FILE", "the allow list: matches of known-good events that are accepted, instead of the project's", false},
    {"--workspace", NULL, "BYTES", "evaluate in this much memory, as a sensor would; what needs more is undecided, and fails", false},
    {"--coverage", NULL, NULL, "for each Template Type, which parameters and operators some test has decided, for a match and for a miss", false},
    {"--mutate", NULL, NULL, "change each instance in small ways, and list what no test notices, with the test to add", false},
    {"--fail-under", NULL, "PERCENT", "with --coverage or --mutate: end with 1 where less is covered, or fewer mutants are killed", false},
    {"--generate", NULL, NULL, "print the tests that are missing, as test blocks: near misses, and what kills the mutants", false},
    {"--write", NULL, NULL, "with --generate: put them into the sources", false},
    CHECK_AFFECTED_OPTION,
    {"--sensor", NULL, "FILE", "a sensor manifest to prove against, instead of the project's", true},
    {"--format", NULL, "FORMAT", "text, short (one line a failure), json (one object a line) or junit (XML), the last two on standard output", false},
    {NULL, NULL, NULL, NULL, false},
};

/* ---- what is asked for ---- */

static enum cli_status read_format(struct suite *suite)
{
    static const char *const words[] = {[TEST_TEXT] = "text", [TEST_SHORT] = "short", [TEST_JSON] = "json", [TEST_JUNIT] = "junit"};
    static const enum render_format formats[] = {[TEST_TEXT] = RENDER_TEXT, [TEST_SHORT] = RENDER_SHORT, [TEST_JSON] = RENDER_JSON, [TEST_JUNIT] = RENDER_TEXT};
    const char *word = cli_value(suite->cli, "--format");
    size_t f = 0;
    while (word && f <= TEST_JUNIT && strcmp(word, words[f]) != 0) f++;
    if (f > TEST_JUNIT) return cli_usage(suite->cli, "unknown format '%s': it is text, short, json or junit", word);
    suite->format = (enum test_format)f;
    suite->cli->format = formats[f];
    return CLI_OK;
}

static bool has_text(struct str in, struct str text)
{
    for (uint32_t i = 0; text.n <= in.n && i <= in.n - text.n; i++)
        if (memcmp(in.p + i, text.p, text.n) == 0) return true;
    return false;
}

static bool is_id(const struct instance *instance, const char *text)
{
    char id[24];
    snprintf(id, sizeof id, "%" PRIu64, instance->id);
    return strcmp(id, text) == 0;
}

struct filter {
    const char *const *texts; /* any of them; none: everything */
    size_t count;
};

static bool takes_instance(const struct filter *filter, const struct instance *instance)
{
    for (size_t i = 0; i < filter->count; i++)
        if (has_text(instance->name, str_from(filter->texts[i])) || is_id(instance, filter->texts[i])) return true;
    return filter->count == 0;
}

static bool takes_test(const struct filter *filter, const struct content_test *test)
{
    for (size_t i = 0; i < filter->count; i++)
        if (has_text(test->name, str_from(filter->texts[i]))) return true;
    return false;
}

static void select_tests(struct suite *suite, const struct filter *filter, const struct affected *affected)
{
    const struct model *model = &suite->pipeline->model;
    suite->whole = arena_array(&suite->cli->arena, model->instances.count + 1, sizeof *suite->whole);
    suite->cases = arena_array(&suite->cli->arena, model->tests.count + 1, sizeof *suite->cases);
    for (uint32_t i = 0; i < model->instances.count; i++) {
        const struct instance *instance = suite_instance(suite, i);
        const uint32_t before = suite->case_count;
        if (affected && !affected_has(affected, suite->pipeline, instance->span)) continue;
        suite->whole[i] = takes_instance(filter, instance);
        for (uint32_t t = instance->test_first; t < instance->test_first + instance->test_count; t++)
            if (suite->whole[i] || takes_test(filter, MODEL_AT(model->tests, struct content_test, t))) suite->cases[suite->case_count++] = (struct test_case){.instance = i, .test = t};
        suite->instance_count += suite->whole[i] || suite->case_count > before;
        suite->untested_count += suite->whole[i] && suite->case_count == before && !instance->stress;
    }
}

void suite_select_all(struct suite *suite) { select_tests(suite, &(struct filter){NULL, 0}, NULL); }

void suite_drop_stress(struct suite *suite)
{
    uint32_t kept = 0;
    for (uint32_t i = 0; i < suite->case_count; i++)
        if (!suite_instance(suite, suite->cases[i].instance)->stress) suite->cases[kept++] = suite->cases[i];
    suite->case_count = kept;
}

void suite_init(struct suite *suite, struct cli *cli, struct pipeline *pipeline)
{
    *suite = (struct suite){.cli = cli, .pipeline = pipeline};
    suite->workspace.exhausted = suite->findings.exhausted = suite->made[0].exhausted = suite->made[1].exhausted = &cli->exhausted;
    arena_init(&suite->scratch, &cli->exhausted);
}

static enum cli_status report_nothing(struct suite *suite, const struct filter *filter)
{
    const struct model *model = &suite->pipeline->model;
    struct vec names = {.exhausted = &suite->cli->exhausted};
    for (uint32_t i = 0; i < model->instances.count; i++) *(struct str *)vec_push(&names, sizeof(struct str)) = suite_instance(suite, i)->name;
    const size_t nearest = str_nearest(str_from(filter->texts[0]), names.p, names.count);
    enum cli_status status;
    if (nearest < names.count)
        status = cli_usage(suite->cli, "no instance or test is named '%s': did you mean '" STR_FMT "'?", filter->texts[0], STR_ARG(((struct str *)names.p)[nearest]));
    else
        status = cli_usage(suite->cli, "no instance or test is named '%s'", filter->texts[0]);
    vec_free(&names);
    return status;
}

/* ---- running ---- */

/* What the linter says of content that compiles is for `weir lint`. */
static void drop_findings(struct diag_sink *sink)
{
    for (size_t i = 0; i < sink->list.count; i++) {
        struct diag *d = ((struct diag **)sink->list.p)[i];
        if (d->level < DIAG_ERROR) diag_set_level(sink, d, DIAG_OFF);
    }
}

/* Tests of a stress instance need channel files that have it. */
static bool tests_stress(const struct suite *suite)
{
    for (uint32_t i = 0; i < suite->case_count; i++)
        if (suite_instance(suite, suite->cases[i].instance)->stress) return true;
    return false;
}

/* A fixed workspace has to do for every channel before the first event. */
static enum cli_status check_workspace(const struct suite *suite)
{
    size_t least = 0;
    const struct test_channel *largest = NULL;
    for (uint32_t c = 0; c < suite->channel_count; c++) {
        const size_t need = weir_workspace_bytes(suite->channels[c].view, 0);
        if (need <= least) continue;
        least = need;
        largest = &suite->channels[c];
    }
    if (suite->fixed_workspace == 0 || suite->fixed_workspace >= least) return CLI_OK;
    return cli_usage(suite->cli, "--workspace %zu is too small for '" STR_FMT "', which needs at least %zu", suite->fixed_workspace, STR_ARG(largest->made->type->name), least);
}

/* The score for people, and whether it is enough. */
static bool is_enough(const struct suite *suite, const char *what, struct quality_score score, uint64_t least)
{
    const double percent = score.all ? 100.0 * (double)score.good / (double)score.all : 100.0;
    if (suite->format == TEST_JSON) printf("{\"score\": \"%s\", \"good\": %" PRIu64 ", \"all\": %" PRIu64 "}\n", what, score.good, score.all);
    else printf("%s: %" PRIu64 " of %" PRIu64 " (%.1f %%)\n", what, score.good, score.all, percent);
    if (score.good * 100 >= least * score.all) return true;
    fflush(stdout); /* where both streams go to one place, the table stands first */
    fprintf(stderr, "weir test: %s is %.1f %%, and --fail-under asks for %" PRIu64 " %%\n", what, percent, least);
    return false;
}

static enum cli_status run_quality(struct suite *suite, uint64_t least)
{
    enum cli_status status = CLI_OK;
    if (cli_has(suite->cli, "--coverage") || cli_has(suite->cli, "--mutate") || cli_has(suite->cli, "--generate")) quality_read_corpora(suite);
    if (cli_has(suite->cli, "--coverage") && !is_enough(suite, "coverage", coverage_run(suite), least)) status = CLI_FINDINGS;
    if (cli_has(suite->cli, "--mutate") && !is_enough(suite, "mutants killed", mutants_report(suite), least)) status = CLI_FINDINGS;
    if (cli_has(suite->cli, "--generate")) {
        const enum cli_status generated = generate_run(suite, cli_has(suite->cli, "--write"));
        if (generated > status) status = generated;
    }
    quality_free_corpora(suite);
    return status;
}

static enum cli_status run(struct suite *suite, bool whole_project)
{
    suite_run_tests(suite);
    suite_run_corpora(suite);
    const enum cli_status status = suite_run_known_good(suite, whole_project);
    progress_clear(suite->cli->progress);
    diag_sort(&suite->pipeline->sink);
    test_report(suite);
    if (suite->contradicted)
        return cli_error(suite->cli, CLI_OUR_FAULT, "our own fault: the interpreter gave two verdicts on one event, with weir_match and with weir_match_one. Please report it");
    if (status) return status;
    if (suite->world_failed) return CLI_WORLD;
    if (diag_has_errors(&suite->pipeline->sink)) return CLI_FINDINGS; /* what failing tests cover says nothing */
    uint64_t least = 0;
    const enum cli_status number = cli_number(suite->cli, "--fail-under", 0, 100, &least);
    return number ? number : run_quality(suite, least);
}

static enum cli_status test_checked(struct suite *suite, struct check *check)
{
    struct filter filter = {NULL, 0};
    if (diag_has_errors(&suite->pipeline->sink)) {
        drop_findings(&suite->pipeline->sink);
        check_show(suite->cli, check);
        return check_errors(check, CLI_CONTENT);
    }
    filter.texts = cli_values(suite->cli, "--filter", &filter.count);
    enum cli_status status = check_elsewhere(suite->cli, check, CLI_CONTENT);
    if (status) return status;
    select_tests(suite, &filter, check->affected);
    if (filter.count && suite->instance_count == 0) return report_nothing(suite, &filter);
    suite->only_concerned = check->affected != NULL;
    status = suite_make(suite, tests_stress(suite));
    drop_findings(&suite->pipeline->sink);
    if (status == CLI_CONTENT) check_show(suite->cli, check);
    if (status == CLI_OK) status = check_workspace(suite);
    return status ? status : run(suite, check->options.path_count == 0 && filter.count == 0 && check->affected == NULL);
}

enum cli_status command_test(struct cli *cli, int argc, char **argv)
{
    struct check check;
    struct suite suite = {.cli = cli, .pipeline = &check.pipeline};
    uint64_t workspace = 0;
    uint64_t least = 0;
    enum cli_status status = read_format(&suite);
    const bool measures = cli_has(cli, "--coverage") || cli_has(cli, "--mutate");
    if (status == CLI_OK && cli_has(cli, "--fail-under") && !measures) status = cli_usage(cli, "--fail-under needs --coverage or --mutate, which it holds against");
    if (status == CLI_OK && cli_has(cli, "--write") && !cli_has(cli, "--generate")) status = cli_usage(cli, "--write needs --generate");
    if (status == CLI_OK && suite.format == TEST_JUNIT && (measures || cli_has(cli, "--generate"))) status = cli_usage(cli, "JUnit has no place for coverage, mutants and generated tests; use --format json or text");
    if (status == CLI_OK) status = cli_number(cli, "--fail-under", 0, 100, &least);
    if (status == CLI_OK) status = cli_number(cli, "--workspace", 1, UINT32_MAX, &workspace);
    if (status) return status;
    const enum test_format format = suite.format;
    suite_init(&suite, cli, &check.pipeline);
    suite.format = format;
    suite.fixed_workspace = (size_t)workspace;
    status = check_run_affected(cli, &check, argc, argv, true);
    if (status == CLI_OK) status = test_checked(&suite, &check);
    suite_free(&suite);
    check_free(&check);
    return status;
}
