/* What came of `weir test`: diagnostics, one result a line as JSON, and the summary. See test.h.
 *
 * The JSON object of a result, on one line, keys in this order; for a known-good finding "test" is null and "path" is the instance's:
 *
 *   {"instance": "FrameworkPipe", "id": 291801, "template": "NamedPipe", "kind": "test", "test": "a beacon", "versions": [1, 2],
 *    "expected": "match", "got": "no match", "passed": false, "failed_version": 1, "path": "rules/a.weir", "line": 20, "column": 10,
 *    "criteria": [{"criterion": "...", "holds": false, "field": "PipeName", "value": "'\x'", "path": ..., "line": ..., "column": ...}]}
 *
 * The last line is {"summary": {...}}. Diagnostics, which have "code", stand before the results. */
#include "test.h"

#include <inttypes.h>

#include "../channel/words.h"

struct test_counts test_count(const struct suite *suite)
{
    struct test_counts counts = {0, 0, 0};
    for (uint32_t i = 0; i < suite->case_count; i++) {
        counts.passed += suite->cases[i].outcome == TEST_PASSED;
        counts.failed += suite->cases[i].outcome == TEST_FAILED;
        counts.not_run += suite->cases[i].outcome == TEST_NOT_RUN;
    }
    return counts;
}

/* ---- JSON ---- */

static void put_head(const struct suite *suite, uint32_t instance, const char *kind)
{
    fputs("{\"instance\": ", stdout);
    json_write_string(stdout, suite_instance(suite, instance)->name);
    printf(", \"id\": %" PRIu64 ", \"template\": ", suite_instance(suite, instance)->id);
    json_write_string(stdout, suite_type(suite, instance)->name);
    printf(", \"kind\": \"%s\", \"test\": ", kind);
}

static void put_place(const struct suite *suite, struct span span)
{
    const struct place place = sources_place(&suite->pipeline->sources, span.at);
    fputs(", \"path\": ", stdout);
    json_write_string(stdout, str_from(place.path ? place.path : ""));
    printf(", \"line\": %u, \"column\": %u", (unsigned)place.line, (unsigned)place.column);
}

static void put_versions(const struct suite *suite, uint32_t instance)
{
    fputs(", \"versions\": [", stdout);
    for (uint32_t p = suite->place_first[instance]; p < suite->place_first[instance + 1]; p++)
        printf("%s%u", p > suite->place_first[instance] ? ", " : "", suite->channels[suite->places[p].channel].view->template_version);
    putchar(']');
}

static void put_criteria(const struct test_reasons *reasons)
{
    fputs(", \"criteria\": [", stdout);
    if (reasons->json.n) fwrite(reasons->json.p, 1, reasons->json.n, stdout);
    fputs("]}\n", stdout);
}

static void put_case(const struct suite *suite, const struct test_case *one)
{
    const struct content_test *test = suite_test(suite, one);
    put_head(suite, one->instance, test->is_corpus ? "corpus" : "test");
    json_write_string(stdout, test->name);
    put_versions(suite, one->instance);
    if (test->is_corpus) printf(", \"expected\": %" PRIu64 ", \"got\": ", test->expected);
    else printf(", \"expected\": \"%s\", \"got\": ", words_verdicts[test->matches ? WEIR_MATCH : WEIR_NO_MATCH]);
    if (one->outcome == TEST_NOT_RUN) fputs("null", stdout);
    else if (test->is_corpus) printf("%" PRIu64, one->count);
    else printf("\"%s\"", words_verdicts[one->got]);
    printf(", \"passed\": %s, \"failed_version\": ", one->outcome == TEST_PASSED ? "true" : "false");
    if (one->failed_places) printf("%u", suite->channels[one->failed_channel].view->template_version);
    else fputs("null", stdout);
    put_place(suite, test->span);
    put_criteria(&one->reasons);
}

static void put_finding(const struct suite *suite, const struct test_finding *finding)
{
    put_head(suite, finding->instance, "known-good");
    fputs("null", stdout);
    put_versions(suite, finding->instance);
    printf(", \"expected\": %" PRIu64 ", \"got\": %" PRIu64 ", \"passed\": %s, \"failed_version\": null", finding->allowed, finding->hits, finding->unexpected ? "false" : "true");
    put_place(suite, suite_instance(suite, finding->instance)->span);
    put_criteria(&finding->reasons);
}

static void put_json(const struct suite *suite)
{
    const struct test_counts counts = test_count(suite);
    for (uint32_t i = 0; i < suite->case_count; i++) put_case(suite, &suite->cases[i]);
    for (size_t i = 0; i < suite->findings.count; i++) put_finding(suite, MODEL_AT(suite->findings, struct test_finding, i));
    printf("{\"summary\": {\"instances\": %" PRIu32 ", \"without_tests\": %" PRIu32 ", \"passed\": %" PRIu64 ", \"failed\": %" PRIu64 ", \"not_run\": %" PRIu64
           ", \"known_good_events\": %" PRIu64 ", \"known_good_allowed\": %" PRIu64 ", \"known_good_new\": %" PRIu64 "}}\n",
           suite->instance_count, suite->untested_count, counts.passed, counts.failed, counts.not_run, suite->known_events, suite->known_allowed, suite->known_new);
}

/* ---- text ---- */

static void put_summary(const struct suite *suite)
{
    const struct test_counts counts = test_count(suite);
    char a[CLI_NUMBER_BYTES], b[CLI_NUMBER_BYTES], c[CLI_NUMBER_BYTES], d[CLI_NUMBER_BYTES];
    printf("%s instance%s: %s test%s passed, %s failed", cli_thousands(suite->instance_count, a), cli_s(suite->instance_count), cli_thousands(counts.passed, b),
           cli_s(counts.passed), cli_thousands(counts.failed, c));
    if (counts.not_run) printf(", %s not run", cli_thousands(counts.not_run, d));
    if (suite->untested_count) printf("; %s instance%s no test", cli_thousands(suite->untested_count, d), suite->untested_count == 1 ? " has" : "s have");
    putchar('\n');
    if (suite->known_files == 0) return;
    printf("known good: %s event%s, %s match%s allowed, %s new\n", cli_thousands(suite->known_events, a), cli_s(suite->known_events), cli_thousands(suite->known_allowed, b),
           suite->known_allowed == 1 ? "" : "es", cli_thousands(suite->known_new, c));
}

void test_report(struct suite *suite)
{
    struct diag_sink *sink = &suite->pipeline->sink;
    static const enum render_format formats[] = {[TEST_TEXT] = RENDER_TEXT, [TEST_SHORT] = RENDER_SHORT, [TEST_JSON] = RENDER_JSON, [TEST_JUNIT] = RENDER_TEXT};
    FILE *stream = suite->format == TEST_JSON ? stdout : stderr;
    fflush(stdout);
    render_all(stream, sink, (struct render_options){formats[suite->format], cli_colors(suite->cli, stream)});
    if (sink->dropped) fprintf(stderr, "weir: %u more are not shown\n", (unsigned)sink->dropped);
    if (suite->format == TEST_JSON) put_json(suite);
    else if (suite->format == TEST_JUNIT) test_write_junit(stdout, suite);
    else if (!suite->cli->quiet) put_summary(suite);
}
