/* Each `test`, in every version of the Template Type that its instance is compiled for: see test.h.
 *
 * Must hold: a test passes where the Content Interpreter's verdict is the expected one in every channel file that has the instance. A field that a version
 *      does not have is absent there, as it is on a sensor of that version. Undecided is never what was expected. */
#include "test.h"

#include "../channel/view.h"

/* One instance is asked about with weir_match_one. That weir_match, which sensors call, says the same is looked at for every event where that takes
 * no more than so many evaluations of instances in a run, and otherwise for as many events, spread evenly. */
enum { CASES_COMPARED = 2000000 };

/* ---- inputs ---- */

struct event { /* of a test, at one place */
    struct weir_input inputs[WEIR_MAX_PARAMETERS];
    size_t text_bytes;
    uint8_t dropped; /* ordinal of a field with a value that this version does not have, or 0 */
};

static void make_event(const struct suite *suite, const struct content_test *test, uint32_t parameters, struct event *event)
{
    memset(event->inputs, 0, parameters * sizeof *event->inputs);
    event->text_bytes = 0;
    event->dropped = 0;
    for (uint32_t i = 0; i < test->value_count; i++) {
        const struct typed_value *value = MODEL_AT(suite->pipeline->model.test_values, struct typed_value, test->value_first + i);
        if (value->ordinal > parameters) {
            event->dropped = value->ordinal;
            continue;
        }
        event->inputs[value->ordinal - 1] =
            (struct weir_input){.data = (const uint8_t *)value->bytes.p, .length = value->bytes.n, .present = 1, .number = value->number};
        event->text_bytes += value->bytes.n;
    }
}

/* ---- what both ways through the interpreter must say ---- */

struct search {
    uint32_t index;
    enum weir_verdict found;
};

static int on_hit(void *context, const struct weir_hit *hit)
{
    struct search *search = context;
    if (hit->index == search->index) search->found = (enum weir_verdict)hit->verdict;
    return hit->index >= search->index;
}

static void compare(struct suite *suite, struct test_place place, const struct event *event, enum weir_verdict verdict)
{
    struct search search = {.index = place.index, .found = WEIR_NO_MATCH};
    suite_match(suite, place.channel, event->inputs, event->text_bytes, on_hit, &search);
    if (search.found != verdict) suite->contradicted = true;
}

/* Every how many-th event is compared. */
static uint64_t stride(const struct suite *suite)
{
    uint64_t all = 0;
    for (uint32_t i = 0; i < suite->case_count; i++) {
        const struct test_case *one = &suite->cases[i];
        if (suite_test(suite, one)->is_corpus) continue;
        for (uint32_t p = suite->place_first[one->instance]; p < suite->place_first[one->instance + 1]; p++)
            all += view_count(suite->channels[suite->places[p].channel].view, WEIR_SECTION_INSTANCES);
    }
    return all / CASES_COMPARED + 1;
}

/* ---- a failure ---- */

static const char *const got_words[] = {[WEIR_NO_MATCH] = "no match", [WEIR_CANNOT_DECIDE] = "no verdict", [WEIR_MATCH] = "a match"};

static void label_versions(struct suite *suite, struct diag *d, const struct test_case *one)
{
    struct diag_sink *sink = &suite->pipeline->sink;
    const uint32_t places = suite->place_first[one->instance + 1] - suite->place_first[one->instance];
    const char *expected = suite_test(suite, one)->matches ? "a match" : "no match";
    if (places == 1)
        diag_set_label(sink, d, "expected %s, got %s", expected, got_words[one->got]);
    else if (one->failed_places == places)
        diag_set_label(sink, d, "expected %s, got %s, in all %u versions", expected, got_words[one->got], places);
    else
        diag_set_label(sink, d, "expected %s, got %s, in version %u", expected, got_words[one->got], suite->channels[one->failed_channel].view->template_version);
}

static void report(struct suite *suite, struct test_case *one, uint8_t dropped)
{
    struct diag_sink *sink = &suite->pipeline->sink;
    const struct content_test *test = suite_test(suite, one);
    const struct instance *instance = suite_instance(suite, one->instance);
    const enum diag_code code = one->got == WEIR_CANNOT_DECIDE ? DIAG_TEST_UNDECIDED : test->matches ? DIAG_TEST_MISSED : DIAG_TEST_MATCHED;
    struct diag *d;
    if (one->got == WEIR_CANNOT_DECIDE)
        d = diag_report(sink, code, test->span, "test '" STR_FMT "' is undecided: '" STR_FMT "' needs more than %zu bytes of workspace", STR_ARG(test->name), STR_ARG(instance->name),
                        suite->fixed_workspace);
    else if (test->matches)
        d = diag_report(sink, code, test->span, "test '" STR_FMT "' must match, and '" STR_FMT "' misses it", STR_ARG(test->name), STR_ARG(instance->name));
    else
        d = diag_report(sink, code, test->span, "test '" STR_FMT "' must miss, and '" STR_FMT "' matches it", STR_ARG(test->name), STR_ARG(instance->name));
    label_versions(suite, d, one);
    test_add_reasons(suite, d, &one->reasons, (enum weir_verdict)one->got);
    if (dropped) {
        const struct template_type *type = suite_type(suite, one->instance);
        const uint32_t version = suite->channels[one->failed_channel].view->template_version;
        const struct field *field = &type->fields[dropped - 1];
        diag_set_help(sink, d, "version %u has no field '" STR_FMT "', so it is absent there; if the instance is meant for version %u alone, write '@ %u' behind '" STR_FMT "'", version,
                      STR_ARG(field->name), field->since, field->since, STR_ARG(type->name));
    }
    one->diag = suite_kept(suite, d);
}

/* ---- all of them ---- */

static void run(struct suite *suite, struct test_case *one, uint64_t *number, uint64_t every)
{
    const struct content_test *test = suite_test(suite, one);
    const enum weir_verdict expected = test->matches ? WEIR_MATCH : WEIR_NO_MATCH;
    struct event event;
    uint8_t dropped = 0;
    one->outcome = TEST_PASSED;
    one->got = (uint8_t)expected;
    for (uint32_t p = suite->place_first[one->instance]; p < suite->place_first[one->instance + 1]; p++) {
        const struct test_place place = suite->places[p];
        make_event(suite, test, suite->channels[place.channel].view->parameter_count, &event);
        const enum weir_verdict verdict = suite_ask(suite, place, event.inputs, event.text_bytes);
        if (verdict != expected && one->failed_places++ == 0) {
            one->outcome = TEST_FAILED;
            one->got = (uint8_t)verdict;
            one->failed_channel = place.channel;
            one->reasons = test_explain(suite, place, event.inputs, verdict, test->matches);
            dropped = event.dropped;
        }
        if ((*number)++ % every == 0) compare(suite, place, &event, verdict);
    }
    if (one->outcome == TEST_FAILED) report(suite, one, dropped);
}

void suite_run_tests(struct suite *suite)
{
    const uint64_t every = stride(suite);
    uint64_t number = 0;
    for (uint32_t i = 0; i < suite->case_count; i++) {
        cli_progress(suite->cli, "testing", i, suite->case_count);
        if (!suite_test(suite, &suite->cases[i])->is_corpus) run(suite, &suite->cases[i], &number, every);
    }
}
