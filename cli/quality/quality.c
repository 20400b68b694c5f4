/* What coverage, mutants and generated tests share: see quality.h. */
#include "quality.h"

#include <inttypes.h>

#include "../channel/view.h"
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

static struct quality_event *event_new(struct quality *q, const struct solve_event *event)
{
    struct quality_event *new = vec_push(&q->events, sizeof *new);
    *new = (struct quality_event){.facts = {.event = event}};
    return new;
}

void quality_add_event(struct quality *q, const struct solve_event *event, bool matches)
{
    struct solve_event *copy = arena_alloc(&q->arena, sizeof *copy);
    *copy = *event;
    event_new(q, copy)->matches = matches;
}

/* ---- corpora ---- */

/* Events of one file for one channel, in the order of the file. */
struct kept_event {
    struct kept_event *next;
    struct solve_event event;
};
struct kept_file {
    struct kept_event **first, **last; /* by channel */
    uint32_t *count;
};
struct quality_corpora {
    struct intern names;
    struct vec files; /* struct kept_file, by name */
    uint64_t left_out;
};
struct keeping {
    struct suite *suite;
    struct kept_file *file;
    uint64_t *left_out;
};

static struct typed_value value_of(struct arena *arena, uint8_t type, uint32_t i, const struct weir_input *input)
{
    struct typed_value value = {.ordinal = (uint8_t)(i + 1), .number = input->number};
    const bool has_bytes = type == WEIR_TYPE_STRING || type == WEIR_TYPE_PATH || type == WEIR_TYPE_HASH || type == WEIR_TYPE_GUID || type == WEIR_TYPE_IP;
    if (has_bytes) value.bytes = arena_copy(arena, (struct str){(const char *)input->data, input->length});
    return value;
}

void quality_event_of_inputs(struct arena *arena, const struct weir_channel *view, const struct weir_input *inputs, struct solve_event *event)
{
    event->present = 0;
    for (uint32_t i = 0; i < view->parameter_count; i++) {
        if (!inputs[i].present) continue;
        event->present |= UINT64_C(1) << i;
        event->value[i] = value_of(arena, (uint8_t)view_u8(view, WEIR_SECTION_PARAMETERS, i, WEIR_PARAMETER_TYPE), i, &inputs[i]);
    }
}

static void keep_event(void *context, uint64_t line, uint32_t channel, const struct weir_input *inputs, size_t text_bytes)
{
    struct keeping *keeping = context;
    struct kept_file *file = keeping->file;
    struct arena *arena = &keeping->suite->cli->arena;
    (void)line;
    (void)text_bytes;
    if (file->count[channel] == QUALITY_MOST_EVENTS) {
        ++*keeping->left_out;
        return;
    }
    struct kept_event *kept = arena_new(arena, struct kept_event);
    quality_event_of_inputs(arena, keeping->suite->channels[channel].view, inputs, &kept->event);
    file->count[channel]++;
    if (file->last[channel]) file->last[channel]->next = kept;
    else file->first[channel] = kept;
    file->last[channel] = kept;
}

static void keep_file(struct suite *suite, struct str name)
{
    struct arena *arena = &suite->cli->arena;
    struct kept_file *file = vec_push(&suite->corpora->files, sizeof *file);
    const size_t channels = (size_t)suite->channel_count + 1;
    *file = (struct kept_file){arena_array(arena, channels, sizeof *file->first), arena_array(arena, channels, sizeof *file->last), arena_array(arena, channels, sizeof *file->count)};
    struct keeping keeping = {suite, file, &suite->corpora->left_out};
    struct suite_reading reading = {.take = keep_event, .context = &keeping};
    for (uint32_t c = 0; c < suite->channel_count; c++) suite->channels[c].wanted = true;
    suite_read_events(suite, path_join(arena, suite->pipeline->project.root, arena_copy(arena, name).p), &reading);
}

void quality_read_corpora(struct suite *suite)
{
    struct quality_corpora *corpora = suite->corpora = arena_new(&suite->cli->arena, struct quality_corpora);
    corpora->files.exhausted = &suite->cli->exhausted;
    intern_init(&corpora->names, &suite->cli->arena);
    for (uint32_t i = 0; i < suite->case_count; i++) {
        const struct content_test *test = suite_test(suite, &suite->cases[i]);
        if (test->is_corpus && intern_add(&corpora->names, test->name) == corpora->files.count) keep_file(suite, test->name);
    }
    if (corpora->left_out && !suite->cli->quiet)
        fprintf(stderr, "weir test: of a corpus the first %d events of a Template Type count for coverage and mutants; %" PRIu64 " more do not\n", (int)QUALITY_MOST_EVENTS, corpora->left_out);
}

void quality_free_corpora(struct suite *suite)
{
    if (suite->corpora == NULL) return;
    intern_free(&suite->corpora->names);
    vec_free(&suite->corpora->files);
}

/* In the oldest version's channel: the values are the same in all. */
static const struct kept_event *quality_corpus(const struct quality *q, struct str name)
{
    const struct quality_corpora *corpora = q->suite->corpora;
    const uint32_t number = intern_find(&corpora->names, name);
    uint32_t oldest = UINT32_MAX, channel = 0;
    for (uint32_t p = q->suite->place_first[q->instance]; p < q->suite->place_first[q->instance + 1]; p++) {
        const uint32_t version = q->suite->channels[q->suite->places[p].channel].view->template_version;
        if (version >= oldest) continue;
        oldest = version;
        channel = q->suite->places[p].channel;
    }
    return number == INTERN_NONE ? NULL : MODEL_AT(corpora->files, struct kept_file, number)->first[channel];
}

/* ---- one instance ---- */

/* Mutants are never in a channel file: the solver's direct evaluation says what they match. So on the instance itself, for each event of its tests, it must say what the interpreter
 * said of the bytes; or nothing that is concluded from mutants would be worth anything. */
static void hold_against_interpreter(struct quality *q)
{
    for (uint32_t i = 0; i < q->events.count; i++) {
        struct quality_event *event = MODEL_AT(q->events, struct quality_event, i);
        const bool holds = solve_facts_hold(&q->solve, q->condition, &event->facts);
        if (holds != event->matches || !quality_confirmed(q, event->facts.event, holds)) BUG("an event of a test of " STR_FMT " is evaluated otherwise than by the interpreter", STR_ARG(suite_instance(q->suite, q->instance)->name));
    }
}

static void add_test(struct quality *q, const struct content_test *test)
{
    struct solve_event event = {0};
    for (uint32_t i = 0; i < test->value_count; i++) {
        const struct typed_value *value = MODEL_AT(q->suite->pipeline->model.test_values, struct typed_value, test->value_first + i);
        event.value[value->ordinal - 1] = *value;
        event.present |= UINT64_C(1) << (value->ordinal - 1);
    }
    quality_add_event(q, &event, test->matches);
}

static void add_tests(struct quality *q)
{
    const struct instance *in = suite_instance(q->suite, q->instance);
    uint32_t corpora = 0;
    for (uint32_t t = in->test_first; t < in->test_first + in->test_count; t++) {
        const struct content_test *test = MODEL_AT(q->suite->pipeline->model.tests, struct content_test, t);
        if (!test->is_corpus) add_test(q, test);
    }
    for (uint32_t t = in->test_first; t < in->test_first + in->test_count; t++) {
        const struct content_test *test = MODEL_AT(q->suite->pipeline->model.tests, struct content_test, t);
        if (!test->is_corpus) continue;
        corpora++;
        for (const struct kept_event *e = quality_corpus(q, test->name); e; e = e->next) {
            struct quality_event *new = event_new(q, &e->event);
            new->corpus = corpora;
            new->matches = solve_facts_hold(&q->solve, q->condition, &new->facts);
        }
    }
}

bool quality_open(struct quality *q, struct suite *suite, uint32_t instance)
{
    const struct instance *in = suite_instance(suite, instance);
    if (in->stress || suite->place_first[instance] == suite->place_first[instance + 1]) return false;
    *q = (struct quality){.suite = suite, .instance = instance, .type = suite_type(suite, instance), .events = {.exhausted = &suite->cli->exhausted}};
    arena_init(&q->arena, &suite->cli->exhausted);
    solve_init(&q->solve, &q->arena, &suite->pipeline->model, in->type, oldest_version(suite, instance));
    q->condition = solve_instance(&q->solve, instance);
    q->atom_count = solve_atom_count(&q->solve);
    add_tests(q);
    hold_against_interpreter(q);
    return true;
}

void quality_close(struct quality *q)
{
    solve_free(&q->solve);
    vec_free(&q->events);
    arena_free(&q->arena);
}

/* ---- which criterion decides ---- */

static struct solve_node *with(struct quality *q, uint32_t atom, bool value) { return solve_substitute(&q->solve, q->condition, atom, solve_constant(&q->solve, value)); }

bool quality_decides(struct quality *q, uint32_t atom, uint32_t event)
{
    struct solve_facts *facts = &MODEL_AT(q->events, struct quality_event, event)->facts;
    const struct criterion *c = solve_atom_criterion(&q->solve, atom);
    if (c->op != WEIR_OP_EXISTS && !(facts->event->present >> (c->ordinal - 1) & 1)) return false;
    return solve_facts_turn(&q->solve, q->condition, facts, atom);
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
    struct arena *arena = (struct arena *)(uintptr_t)&q->arena;
    return sources_words(&q->suite->pipeline->sources, arena, solve_atom_criterion(&q->solve, atom)->span, 60);
}
