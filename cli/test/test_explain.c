/* Why the interpreter said what it said: the least set of criteria that decides, each with the value that it saw. See test.h and condition.h.
 *
 * In:   an event that suite_ask has just answered. Out: the reasons, by the places where the criteria were written.
 * Must hold: what an instance misses is shown by the criteria that would have to turn; what it matches, by those that make it match. A criterion on
 *      any field is one reason, however many criteria of the file it became. */
#include "test.h"

#include <stdlib.h>

#include "../channel/condition.h"
#include "../channel/view.h"
#include "../channel/words.h"

enum { EXPLAIN_VALUE_BYTES = 160, EXPLAIN_FIELDS = 3, EXPLAIN_LABELS = 8 };

struct explaining {
    struct suite *suite;
    const struct weir_channel *view;
    const struct weir_input *inputs;
    const struct span *spans; /* of the instance's criteria */
    uint32_t first, count;    /* its criteria in the file */
    uint8_t *chosen;
    struct vec any;           /* struct span: where it says `any field`, ascending */
};

struct str test_text(struct suite *suite, void (*fill)(FILE *stream, const void *context), const void *context)
{
    char *text = NULL;
    size_t bytes = 0;
    FILE *stream = open_memstream(&text, &bytes);
    if (!stream) longjmp(suite->cli->exhausted, 1);
    fill(stream, context);
    const bool failed = ferror(stream) != 0;
    if (fclose(stream) != 0 || failed || !text) { /* closing makes the text fit, and says nothing when there is no memory for that */
        free(text);
        longjmp(suite->cli->exhausted, 1);
    }
    const struct str kept = arena_copy(&suite->pipeline->arena, (struct str){text, (uint32_t)bytes});
    free(text);
    return kept;
}

/* ---- values ---- */

static uint32_t part(const struct explaining *e, uint32_t criterion, enum weir_criterion_offset offset)
{
    return view_u8(e->view, WEIR_SECTION_CRITERIA, e->first + criterion, offset);
}

static void put_name(FILE *stream, const struct explaining *e, uint32_t ordinal)
{
    words_plain(stream, view_name(e->view, WEIR_SECTION_PARAMETERS, ordinal - 1, WEIR_PARAMETER_NAME));
}

/* A long text by its beginning. */
static void put_value(FILE *stream, const struct explaining *e, uint32_t ordinal)
{
    struct weir_input input = e->inputs[ordinal - 1];
    const uint32_t whole = input.length;
    const uint32_t type = view_u8(e->view, WEIR_SECTION_PARAMETERS, ordinal - 1, WEIR_PARAMETER_TYPE);
    const bool is_text = type == WEIR_TYPE_STRING || type == WEIR_TYPE_PATH || type == WEIR_TYPE_HASH;
    put_name(stream, e, ordinal);
    fputs(" is ", stream);
    if (is_text && input.length > EXPLAIN_VALUE_BYTES) {
        input.length = EXPLAIN_VALUE_BYTES;
        while (input.length && (input.data[input.length] & 0xc0) == 0x80) input.length--;
    }
    words_input(stream, e->view, ordinal, &input);
    if (input.length != whole) fprintf(stream, "... (%u bytes)", (unsigned)whole);
}

/* ---- reasons ---- */

struct reason { /* being written: criteria of one place with one verdict */
    const struct explaining *e;
    const uint32_t *criteria;
    uint32_t count;
};

static const char *verdict_word(const struct explaining *e, uint32_t criterion)
{
    static const char *const words[] = {[WEIR_NO_MATCH] = "false", [WEIR_CANNOT_DECIDE] = "undecided", [WEIR_MATCH] = "true"};
    return words[e->suite->criteria[criterion]];
}

static bool any_present(const struct explaining *e, const uint32_t *criteria, uint32_t count)
{
    for (uint32_t i = 0; i < count; i++)
        if (e->inputs[part(e, criteria[i], WEIR_CRITERION_ORDINAL) - 1].present) return true;
    return false;
}

static void fill_reason(FILE *stream, const void *context)
{
    const struct reason *reason = context;
    const struct explaining *e = reason->e;
    fprintf(stream, "%s: ", verdict_word(e, reason->criteria[0]));
    if (reason->count > 1 && !any_present(e, reason->criteria, reason->count)) {
        fprintf(stream, "none of the %u fields has a value", (unsigned)reason->count);
        return;
    }
    uint32_t shown = 0, more = 0;
    for (uint32_t i = 0; i < reason->count; i++) {
        const uint32_t ordinal = part(e, reason->criteria[i], WEIR_CRITERION_ORDINAL), other = part(e, reason->criteria[i], WEIR_CRITERION_OTHER);
        if (reason->count > 1 && !e->inputs[ordinal - 1].present) continue;
        if (shown == EXPLAIN_FIELDS) {
            more++;
            continue;
        }
        if (shown++) fputs(", ", stream);
        put_value(stream, e, ordinal);
        if (other) fputs(", ", stream), put_value(stream, e, other);
    }
    if (more) fprintf(stream, ", and %u more field%s", (unsigned)more, cli_s(more));
}

static void fill_criterion(FILE *stream, const void *context)
{
    const struct reason *reason = context;
    words_criterion(stream, reason->e->view, reason->e->first + reason->criteria[0], 0);
}

static void fill_input(FILE *stream, const void *context)
{
    const struct reason *reason = context;
    const uint32_t ordinal = part(reason->e, reason->criteria[0], WEIR_CRITERION_ORDINAL);
    words_input(stream, reason->e->view, ordinal, &reason->e->inputs[ordinal - 1]);
}

/* One decisive criterion as a JSON object. */
static void fill_json(FILE *stream, const void *context)
{
    static const char *const holds[] = {"false", "null", "true"};
    const struct reason *reason = context;
    const struct explaining *e = reason->e;
    const uint32_t ordinal = part(e, reason->criteria[0], WEIR_CRITERION_ORDINAL);
    const struct place place = sources_place(&e->suite->pipeline->sources, e->spans[reason->criteria[0]].at);
    fputs("{\"criterion\": ", stream);
    json_write_string(stream, test_text(e->suite, fill_criterion, reason));
    fprintf(stream, ", \"holds\": %s, \"field\": ", holds[e->suite->criteria[reason->criteria[0]]]);
    json_write_string(stream, view_name(e->view, WEIR_SECTION_PARAMETERS, ordinal - 1, WEIR_PARAMETER_NAME));
    fputs(", \"value\": ", stream);
    if (e->inputs[ordinal - 1].present) json_write_string(stream, test_text(e->suite, fill_input, reason));
    else fputs("null", stream);
    fputs(", \"path\": ", stream);
    json_write_string(stream, str_from(place.path ? place.path : ""));
    fprintf(stream, ", \"line\": %u, \"column\": %u}", (unsigned)place.line, (unsigned)place.column);
}

/* ---- places ---- */

static int compare_spans(const void *left, const void *right)
{
    const struct span *a = left, *b = right;
    if (a->at != b->at) return a->at < b->at ? -1 : 1;
    return a->length < b->length ? -1 : a->length > b->length;
}

static bool is_any(const struct explaining *e, struct span span)
{
    return e->any.count && bsearch(&span, e->any.p, e->any.count, sizeof span, compare_spans);
}

static void find_any(struct explaining *e, const struct instance *instance)
{
    for (uint32_t i = 0; i < instance->criterion_count; i++) {
        const struct criterion *criterion = MODEL_AT(e->suite->pipeline->model.criteria, struct criterion, instance->criterion_first + i);
        if (criterion->ordinal == 0) *(struct span *)vec_push(&e->any, sizeof(struct span)) = criterion->span;
    }
    if (e->any.count) qsort(e->any.p, e->any.count, sizeof(struct span), compare_spans);
}

struct spot { /* a criterion where it was written */
    struct span span;
    uint32_t criterion;
};

static int compare_spots(const void *left, const void *right)
{
    const struct spot *a = left, *b = right;
    const int by_span = compare_spans(&a->span, &b->span);
    if (by_span) return by_span;
    return a->criterion < b->criterion ? -1 : a->criterion > b->criterion;
}

/* Those chosen, and beside a chosen one on any field all the others of that place with the same verdict. */
static uint32_t gather(const struct explaining *e, struct spot *spots)
{
    uint32_t n = 0, kept = 0;
    for (uint32_t i = 0; i < e->count; i++)
        if (e->chosen[i] || is_any(e, e->spans[i])) spots[n++] = (struct spot){e->spans[i], i};
    if (n) qsort(spots, n, sizeof *spots, compare_spots);
    for (uint32_t i = 0, end; i < n; i = end) {
        uint32_t decisive = TEST_NONE;
        for (end = i; end < n && compare_spans(&spots[end].span, &spots[i].span) == 0; end++)
            if (decisive == TEST_NONE && e->chosen[spots[end].criterion]) decisive = spots[end].criterion;
        for (uint32_t k = i; k < end && decisive != TEST_NONE; k++) {
            const uint32_t one = spots[k].criterion;
            if (e->chosen[one] || e->suite->criteria[one] == e->suite->criteria[decisive]) spots[kept++] = spots[k];
        }
    }
    return kept;
}

static void add_reason(struct explaining *e, struct test_reasons *reasons, struct span span, const uint32_t *criteria, uint32_t count)
{
    const struct reason reason = {e, criteria, count};
    if (reasons->count < EXPLAIN_LABELS) reasons->list[reasons->count++] = (struct test_reason){span, test_text(e->suite, fill_reason, &reason)};
    if (e->suite->format != TEST_JSON) return;
    const struct str json = test_text(e->suite, fill_json, &reason);
    reasons->json = arena_printf(&e->suite->pipeline->arena, STR_FMT "%s" STR_FMT, STR_ARG(reasons->json), reasons->json.n ? ", " : "", STR_ARG(json));
}

static void collect(struct explaining *e, struct test_reasons *reasons)
{
    struct arena *arena = &e->suite->pipeline->arena;
    struct spot *spots = arena_array(arena, (size_t)e->count + 1, sizeof *spots);
    uint32_t *together = arena_array(arena, (size_t)e->count + 1, sizeof *together);
    const uint32_t n = gather(e, spots);
    reasons->list = arena_array(arena, EXPLAIN_LABELS, sizeof *reasons->list);
    for (uint32_t i = 0, end; i < n; i = end) {
        uint32_t count = 0;
        const bool any = is_any(e, spots[i].span);
        for (end = i; end < n && (end == i || (any && compare_spans(&spots[end].span, &spots[i].span) == 0)); end++) together[count++] = spots[end].criterion;
        add_reason(e, reasons, spots[i].span, together, count);
    }
}

/* What was given a value was meant to decide; a field without one comes after it. */
static const uint8_t *absent_fields(const struct explaining *e, struct arena *scratch)
{
    uint8_t *absent = arena_array(scratch, (size_t)e->count + 1, 1);
    for (uint32_t i = 0; i < e->count; i++) absent[i] = !e->inputs[part(e, i, WEIR_CRITERION_ORDINAL) - 1].present;
    return absent;
}

struct test_reasons test_explain(struct suite *suite, struct test_place place, const struct weir_input *inputs, enum weir_verdict got, bool expected)
{
    const struct test_channel *channel = &suite->channels[place.channel];
    struct explaining e = {.suite = suite, .view = channel->view, .inputs = inputs, .any = {.exhausted = &suite->cli->exhausted}};
    struct test_reasons reasons = {.list = NULL};
    struct arena scratch;
    struct condition condition;
    arena_init(&scratch, &suite->cli->exhausted);
    e.first = view_u32(e.view, WEIR_SECTION_INSTANCES, place.index, WEIR_INSTANCE_CRITERION_FIRST);
    e.count = view_u32(e.view, WEIR_SECTION_INSTANCES, place.index, WEIR_INSTANCE_CRITERION_COUNT);
    e.spans = MODEL_AT(channel->made->image.spans, struct span, e.first);
    e.chosen = arena_array(&scratch, (size_t)e.count + 1, 1);
    condition_read(&condition, &scratch, e.view, place.index);
    if (got == WEIR_MATCH) condition_reasons(&condition, &scratch, suite->criteria, true, e.chosen);
    else condition_turns(&condition, &scratch, suite->criteria, absent_fields(&e, &scratch), expected, e.chosen);
    for (uint32_t i = 0; i < e.count; i++) reasons.decisive += e.chosen[i];
    find_any(&e, suite_instance(suite, *MODEL_AT(channel->made->image.instances, uint32_t, place.index)));
    if (reasons.decisive) collect(&e, &reasons);
    vec_free(&e.any);
    arena_free(&scratch);
    return reasons;
}

void test_add_reasons(struct suite *suite, struct diag *d, const struct test_reasons *reasons, enum weir_verdict got)
{
    struct diag_sink *sink = &suite->pipeline->sink;
    for (uint32_t i = 0; i < reasons->count; i++) diag_add_label(sink, d, reasons->list[i].span, STR_FMT, STR_ARG(reasons->list[i].text));
    const bool is_one = reasons->decisive == 1;
    if (reasons->decisive == 0)
        diag_set_note(sink, d, "the condition is %s whatever the event", got == WEIR_MATCH ? "true" : "false");
    else if (got == WEIR_MATCH)
        diag_set_note(sink, d, "%s enough to make it match", is_one ? "this criterion is" : "these criteria are");
    else if (got == WEIR_NO_MATCH)
        diag_set_note(sink, d, "%s the least that would have to turn for it to match", is_one ? "this criterion is" : "these criteria are");
    else
        diag_set_note(sink, d, "%s undecided for lack of memory", is_one ? "this criterion is" : "these criteria are");
}
