/* The outcome of `weir test` as JUnit XML, as CI systems read it: a test suite for each instance, and one for the known-good events.
 *
 * Must hold: well formed whatever the names are, characters that XML 1.0 does not have among them; the same results give the same bytes, so there
 *       is no time and no host in it. */
#include "test.h"

#include <inttypes.h>

#include "../xml.h"

static void put_start(FILE *stream, const struct suite *suite, uint32_t instance, struct str name, struct span span)
{
    const struct place place = sources_place(&suite->pipeline->sources, span.at);
    fputs("    <testcase", stream);
    xml_put_attribute(stream, "classname", suite_instance(suite, instance)->name);
    xml_put_attribute(stream, "name", name);
    xml_put_attribute(stream, "file", str_from(place.path ? place.path : ""));
    fprintf(stream, " line=\"%u\"", (unsigned)place.line);
}

static void put_placed(FILE *stream, const struct suite *suite, struct span span, struct str text)
{
    const struct place place = sources_place(&suite->pipeline->sources, span.at);
    if (place.path) {
        xml_put_text(stream, str_from(place.path));
        fprintf(stream, ":%u:%u: ", (unsigned)place.line, (unsigned)place.column);
    }
    xml_put_text(stream, text);
    putc('\n', stream);
}

/* The whole diagnostic as text. NULL: there were too many to keep. */
static void put_diag(FILE *stream, const struct suite *suite, const char *element, const struct diag *d)
{
    fprintf(stream, "      <%s", element);
    xml_put_attribute(stream, "message", d ? d->text : STR("failed, with too many others to say how"));
    if (d) fprintf(stream, " type=\"%s\"", diag_row(d->code)->code);
    putc('>', stream);
    if (d) {
        put_placed(stream, suite, d->span, d->label.n ? d->label : d->text);
        for (const struct diag_label *label = d->labels; label; label = label->next) put_placed(stream, suite, label->span, label->text);
        xml_put_text(stream, d->note);
    }
    fprintf(stream, "</%s>\n", element);
}

static void put_case(FILE *stream, const struct suite *suite, const struct test_case *one)
{
    const struct content_test *test = suite_test(suite, one);
    put_start(stream, suite, one->instance, test->name, test->span);
    if (one->outcome == TEST_PASSED) {
        fputs("/>\n", stream);
        return;
    }
    fputs(">\n", stream);
    put_diag(stream, suite, one->outcome == TEST_NOT_RUN ? "error" : "failure", one->diag);
    fputs("    </testcase>\n", stream);
}

static void put_suite(FILE *stream, const struct suite *suite, uint32_t first, uint32_t end)
{
    uint64_t failures = 0, errors = 0;
    for (uint32_t i = first; i < end; i++) {
        failures += suite->cases[i].outcome == TEST_FAILED;
        errors += suite->cases[i].outcome == TEST_NOT_RUN;
    }
    fputs("  <testsuite", stream);
    xml_put_attribute(stream, "name", suite_instance(suite, suite->cases[first].instance)->name);
    fprintf(stream, " id=\"%" PRIu64 "\" tests=\"%" PRIu32 "\" failures=\"%" PRIu64 "\" errors=\"%" PRIu64 "\" skipped=\"0\">\n", suite_instance(suite, suite->cases[first].instance)->id,
            end - first, failures, errors);
    for (uint32_t i = first; i < end; i++) put_case(stream, suite, &suite->cases[i]);
    fputs("  </testsuite>\n", stream);
}

static uint64_t findings_failed(const struct suite *suite)
{
    uint64_t failed = 0;
    for (size_t i = 0; i < suite->findings.count; i++) failed += MODEL_AT(suite->findings, struct test_finding, i)->unexpected != 0;
    return failed;
}

static void put_findings(FILE *stream, const struct suite *suite)
{
    if (suite->known_files == 0) return;
    fprintf(stream, "  <testsuite name=\"known good\" tests=\"%zu\" failures=\"%" PRIu64 "\" errors=\"0\" skipped=\"0\">\n", suite->findings.count, findings_failed(suite));
    for (size_t i = 0; i < suite->findings.count; i++) {
        const struct test_finding *finding = MODEL_AT(suite->findings, struct test_finding, i);
        put_start(stream, suite, finding->instance, STR("known good"), suite_instance(suite, finding->instance)->span);
        fputs(finding->unexpected ? ">\n" : "/>\n", stream);
        if (!finding->unexpected) continue;
        put_diag(stream, suite, "failure", finding->diag);
        fputs("    </testcase>\n", stream);
    }
    fputs("  </testsuite>\n", stream);
}

void test_write_junit(FILE *stream, const struct suite *suite)
{
    const struct test_counts counts = test_count(suite);
    fprintf(stream, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites name=\"weir test\" tests=\"%" PRIu64 "\" failures=\"%" PRIu64 "\" errors=\"%" PRIu64 "\">\n",
            suite->case_count + (uint64_t)suite->findings.count, counts.failed + findings_failed(suite), counts.not_run);
    for (uint32_t i = 0, end; i < suite->case_count; i = end) {
        for (end = i; end < suite->case_count && suite->cases[end].instance == suite->cases[i].instance;) end++;
        put_suite(stream, suite, i, end);
    }
    put_findings(stream, suite);
    fputs("</testsuites>\n", stream);
}
