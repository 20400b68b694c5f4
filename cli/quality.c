/* What coverage, mutants and generated tests share: see quality.h. */
#include "quality.h"

#include "view.h"
#include "witness.h"

/* The oldest version that the instance is compiled for: what holds there holds in all, because it names nothing that came later. */
static uint32_t oldest_version(const struct suite *suite, uint32_t instance)
{
    uint32_t oldest = UINT32_MAX;
    for (uint32_t p = suite->place_first[instance]; p < suite->place_first[instance + 1]; p++) {
        const uint32_t version = suite->channels[suite->places[p].channel].view->template_version;
        if (version < oldest) oldest = version;
    }
    return oldest;
}

void quality_add_event(struct quality *q, const struct solve_event *event, bool matches)
{
    if (q->event_count == q->event_room) {
        const uint32_t room = q->event_room ? q->event_room * 2 : 8;
        struct solve_event *events = arena_alloc(&q->arena, room * sizeof *events);
        bool *expected = arena_alloc(&q->arena, room * sizeof *expected);
        if (q->event_count) {
            memcpy(events, q->events, q->event_count * sizeof *events);
            memcpy(expected, q->matches, q->event_count * sizeof *expected);
        }
        q->events = events;
        q->matches = expected;
        q->event_room = room;
    }
    q->events[q->event_count] = *event;
    q->matches[q->event_count++] = matches;
}

static void add_tests(struct quality *q)
{
    const struct instance *in = suite_instance(q->suite, q->instance);
    for (uint32_t t = in->test_first; t < in->test_first + in->test_count; t++) {
        const struct content_test *test = MODEL_AT(q->suite->pipeline->model.tests, struct content_test, t);
        struct solve_event event = {0};
        if (test->is_corpus) continue;
        for (uint32_t i = 0; i < test->value_count; i++) {
            const struct typed_value *value = MODEL_AT(q->suite->pipeline->model.test_values, struct typed_value, test->value_first + i);
            event.value[value->ordinal - 1] = *value;
            event.present |= UINT64_C(1) << (value->ordinal - 1);
        }
        quality_add_event(q, &event, test->matches);
    }
}

bool quality_open(struct quality *q, struct suite *suite, uint32_t instance)
{
    const struct instance *in = suite_instance(suite, instance);
    if (in->stress || suite->place_first[instance] == suite->place_first[instance + 1]) return false;
    *q = (struct quality){.suite = suite, .instance = instance, .type = suite_type(suite, instance)};
    arena_init(&q->arena, &suite->cli->exhausted);
    solve_init(&q->solve, &q->arena, &suite->pipeline->model, in->type, oldest_version(suite, instance));
    q->condition = solve_instance(&q->solve, instance);
    q->atom_count = solve_atom_count(&q->solve);
    add_tests(q);
    return true;
}

void quality_close(struct quality *q)
{
    solve_free(&q->solve);
    arena_free(&q->arena);
}

/* ---- which criterion decides ---- */

static struct solve_node *with(struct quality *q, uint32_t atom, bool value) { return solve_substitute(&q->solve, q->condition, atom, solve_constant(&q->solve, value)); }

bool quality_decides(struct quality *q, uint32_t atom, const struct solve_event *event)
{
    const struct criterion *c = solve_atom_criterion(&q->solve, atom);
    if (c->op != WEIR_OP_EXISTS && !(event->present >> (c->ordinal - 1) & 1)) return false;
    return solve_holds(&q->solve, with(q, atom, true), event) != solve_holds(&q->solve, with(q, atom, false), event);
}

enum solve_answer quality_find_deciding(struct quality *q, uint32_t atom, bool matches, struct solve_event *event)
{
    struct solve *s = &q->solve;
    struct solve_node *yes = with(q, atom, true), *no = with(q, atom, false), *c = q->condition;
    /* It matches, and would not with the criterion one way or the other; or the reverse. */
    struct solve_node *turned = matches ? solve_or(s, solve_not(s, yes), solve_not(s, no)) : solve_or(s, yes, no);
    struct criterion exists = *solve_atom_criterion(s, atom);
    const bool looks = exists.op != WEIR_OP_EXISTS;
    exists.op = WEIR_OP_EXISTS;
    exists.flags = exists.other = 0;
    exists.set = WEIR_NO_SET;
    struct solve_node *wanted = solve_and(s, matches ? c : solve_not(s, c), turned);
    return solve_find(s, looks ? solve_and(s, solve_criterion(s, &exists), wanted) : wanted, event);
}

bool quality_confirmed(struct quality *q, const struct solve_event *event, bool matches)
{
    const struct suite *suite = q->suite;
    for (uint32_t p = suite->place_first[q->instance]; p < suite->place_first[q->instance + 1]; p++) {
        const struct test_place place = suite->places[p];
        const enum weir_verdict verdict = witness_run(&q->arena, suite->channels[place.channel].view, place.index, q->type, event);
        if (verdict != (matches ? WEIR_MATCH : WEIR_NO_MATCH)) return false;
    }
    return true;
}

/* ---- in words ---- */

struct place quality_place(const struct quality *q, uint32_t atom)
{
    return sources_place(&q->suite->pipeline->sources, solve_atom_criterion(&q->solve, atom)->span.at);
}

struct str quality_words(const struct quality *q, uint32_t atom)
{
    enum { MOST_BYTES = 60 };
    const struct str text = sources_text(&q->suite->pipeline->sources, solve_atom_criterion(&q->solve, atom)->span);
    struct arena *arena = (struct arena *)(uintptr_t)&q->arena;
    char *out = arena_alloc(arena, MOST_BYTES + 4);
    uint32_t n = 0, at = 0, length;
    bool blank = false;
    for (; at < text.n && n < MOST_BYTES; at += length) { /* on one line, cut between two characters */
        utf8_decode(text, at, &length);
        const bool is_blank = text.p[at] == '\n' || text.p[at] == '\r' || text.p[at] == ' ' || text.p[at] == '\t';
        if (is_blank && blank) continue;
        blank = is_blank;
        if (is_blank) out[n++] = ' ';
        else {
            if (n + length > MOST_BYTES) break;
            memcpy(out + n, text.p + at, length);
            n += length;
        }
    }
    if (at < text.n) {
        memcpy(out + n, "...", 3);
        n += 3;
    }
    return (struct str){out, n};
}
