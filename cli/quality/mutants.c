/* weir test --mutate: what would the tests let through? Each instance is changed in many small ways, and the tests are asked whether they notice.
 *
 * In:   an instance and its tests. Out: mutants, each killed by a test, or alive with an event that would kill it, or shown to be the same by the solver, which then does
 *       not count. Must hold: a changed literal is a set of the model like any other, so that it is evaluated as one. */
#include "quality.h"

#include <inttypes.h>
#include <stdlib.h>

#include "../../compiler/pattern/pattern.h"
#include "witness.h"

struct maker {
    struct quality *q;
    struct model *model;
    struct vec list; /* struct mutant */
    uint64_t left_out;
};

static void add(struct maker *m, struct solve_node *condition, uint32_t atom, struct str what)
{
    if (m->list.count == QUALITY_MOST_MUTANTS) m->left_out++;
    else *(struct mutant *)vec_push(&m->list, sizeof(struct mutant)) = (struct mutant){.condition = condition, .what = what, .atom = atom};
}

static void add_atom(struct maker *m, uint32_t atom, struct solve_node *by, const char *what)
{
    struct quality *q = m->q;
    add(m, solve_substitute(&q->solve, q->condition, atom, by), atom, arena_printf(&q->arena, "`" STR_FMT "` %s", STR_ARG(quality_words(q, atom)), what));
}

/* ---- criteria that are a little different ---- */

static int by_text(const void *a, const void *b) { return str_compare(*(const struct str *)a, *(const struct str *)b); }

/* The set with one of its texts replaced: a new set of the model. */
static uint32_t set_with(struct maker *m, const struct value_set *set, uint32_t changed, struct str text)
{
    struct str *texts = arena_array(&m->q->arena, set->count, sizeof *texts);
    struct value_set made = {.first = (uint32_t)m->model->values.count, .kind = set->kind};
    for (uint32_t i = 0; i < set->count; i++) texts[i] = i == changed ? text : *MODEL_AT(m->model->strings, struct str, *MODEL_AT(m->model->values, uint32_t, set->first + i));
    qsort(texts, set->count, sizeof *texts, by_text);
    for (uint32_t i = 0; i < set->count; i++) {
        if (i && str_equal(texts[i], texts[i - 1])) continue;
        *(struct str *)vec_push(&m->model->strings, sizeof *texts) = texts[i];
        *(uint32_t *)vec_push(&m->model->values, sizeof(uint32_t)) = (uint32_t)m->model->strings.count - 1;
        made.count++;
    }
    *(struct value_set *)vec_push(&m->model->sets, sizeof made) = made;
    return (uint32_t)m->model->sets.count - 1;
}

static uint32_t set_of_numbers(struct maker *m, const struct value_set *set, uint32_t changed, uint64_t number)
{
    const uint32_t numbers = set->count * (set->kind == WEIR_SET_RANGES ? 2 : 1);
    struct value_set made = {.first = (uint32_t)m->model->numbers.count, .count = set->count, .kind = set->kind};
    for (uint32_t i = 0; i < numbers; i++) {
        const uint64_t value = i == changed ? number : *MODEL_AT(m->model->numbers, uint64_t, set->first + i);
        *(uint64_t *)vec_push(&m->model->numbers, sizeof value) = value;
    }
    *(struct value_set *)vec_push(&m->model->sets, sizeof made) = made;
    return (uint32_t)m->model->sets.count - 1;
}

static void add_criterion(struct maker *m, uint32_t atom, struct criterion changed, struct str what)
{
    struct quality *q = m->q;
    struct solve_node *by = solve_criterion(&q->solve, &changed);
    add(m, solve_substitute(&q->solve, q->condition, atom, by), atom, arena_printf(&q->arena, "`" STR_FMT "` %.*s", STR_ARG(quality_words(q, atom)), STR_ARG(what)));
}

/* Another character in the place of the last letter or digit that stands for itself. */
static bool change_text(struct arena *arena, struct str text, struct str *changed)
{
    for (uint32_t i = text.n; i-- > 0;) {
        const char c = text.p[i];
        if (!((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9'))) continue;
        char *copy = arena_alloc(arena, text.n);
        memcpy(copy, text.p, text.n);
        copy[i] = c == 'q' ? 'x' : c >= '0' && c <= '9' ? (c == '7' ? '3' : '7') : 'q';
        *changed = (struct str){copy, text.n};
        return true;
    }
    return false;
}

static void add_texts(struct maker *m, uint32_t atom, const struct criterion *c)
{
    const struct value_set set = *MODEL_AT(m->model->sets, struct value_set, c->set);
    for (uint32_t pass = 0; pass < 2 && pass < set.count; pass++) { /* the first value and the last */
        const uint32_t i = pass ? set.count - 1 : 0;
        const struct str text = *MODEL_AT(m->model->strings, struct str, *MODEL_AT(m->model->values, uint32_t, set.first + i));
        struct str other;
        if (!change_text(&m->q->arena, text, &other)) continue;
        struct criterion changed = *c;
        changed.set = set_with(m, &set, i, other);
        add_criterion(m, atom, changed, arena_printf(&m->q->arena, "with '" STR_FMT "' for '" STR_FMT "'", STR_ARG(other), STR_ARG(text)));
    }
    static const uint8_t wider[WEIR_OP_COUNT] = {[WEIR_OP_EQUALS] = WEIR_OP_CONTAINS, [WEIR_OP_STARTS] = WEIR_OP_CONTAINS, [WEIR_OP_ENDS] = WEIR_OP_CONTAINS};
    if (wider[c->op] == 0) return;
    struct criterion changed = *c;
    changed.op = wider[c->op];
    add_criterion(m, atom, changed, STR("as 'contains'"));
}

static void add_numbers(struct maker *m, uint32_t atom, const struct criterion *c)
{
    const struct value_set set = *MODEL_AT(m->model->sets, struct value_set, c->set);
    const uint32_t numbers = set.count * (set.kind == WEIR_SET_RANGES ? 2 : 1), ends[2] = {0, numbers - 1};
    for (uint32_t e = 0; e < 2 && (e == 0 || numbers > 1); e++)
        for (uint32_t up = 0; up < 2; up++) {
            const uint64_t number = *MODEL_AT(m->model->numbers, uint64_t, set.first + ends[e]), moved = up ? number + 1 : number - 1;
            if ((up && number >= UINT32_MAX) || (!up && number == 0) || number > INT64_MAX) continue; /* the end of a type is not moved */
            if (set.kind == WEIR_SET_RANGES && ((e == 0 && moved > *MODEL_AT(m->model->numbers, uint64_t, set.first + 1)) || (e && moved < *MODEL_AT(m->model->numbers, uint64_t, set.first + numbers - 2)))) continue;
            struct criterion changed = *c;
            changed.set = set_of_numbers(m, &set, ends[e], moved);
            add_criterion(m, atom, changed, arena_printf(&m->q->arena, "with %" PRIu64 " for %" PRIu64, moved, number));
        }
}

static void add_atom_mutants(struct maker *m, uint32_t atom)
{
    struct quality *q = m->q;
    const struct criterion c = *solve_atom_criterion(&q->solve, atom);
    struct solve_node *own = solve_criterion(&q->solve, &c);
    add_atom(m, atom, solve_constant(&q->solve, true), "as a wildcard: always true");
    add_atom(m, atom, solve_constant(&q->solve, false), "never true");
    add_atom(m, atom, solve_not(&q->solve, own), "turned around");
    if (c.op >= WEIR_OP_EQUALS && c.op <= WEIR_OP_LIKE) add_texts(m, atom, &c);
    if (c.op == WEIR_OP_NUMBER_RANGE || (c.op == WEIR_OP_NUMBER_IN && (q->type->fields[c.ordinal - 1].type == WEIR_TYPE_U32 || q->type->fields[c.ordinal - 1].type == WEIR_TYPE_U64))) add_numbers(m, atom, &c);
    if (c.op == WEIR_OP_HAS_ALL || c.op == WEIR_OP_HAS_ANY) {
        struct criterion changed = c;
        changed.op = c.op == WEIR_OP_HAS_ALL ? WEIR_OP_HAS_ANY : WEIR_OP_HAS_ALL;
        add_criterion(m, atom, changed, c.op == WEIR_OP_HAS_ALL ? STR("as 'has any'") : STR("as 'has'"));
    }
}

/* ---- what the tests make of them ---- */

/* A test is about its event; a corpus sees only how many of its events match. */
static bool is_killed(struct quality *q, const struct mutant *mutant, uint32_t first_event)
{
    int64_t more = 0;
    for (uint32_t e = first_event; e < q->events.count; e++) {
        struct quality_event *event = MODEL_AT(q->events, struct quality_event, e);
        const bool holds = solve_facts_hold(&q->solve, mutant->condition, &event->facts);
        more += (int)holds - (int)event->matches;
        const bool counted = event->corpus != 0 && e + 1 < q->events.count && event[1].corpus == event->corpus; /* the sum of a corpus is known at its end */
        if (!counted && more != 0) return true;
    }
    return false;
}

void mutants_run(struct quality *q, struct mutants *mutants, uint32_t first_event)
{
    for (uint32_t i = 0; i < mutants->count; i++)
        if (mutants->list[i].state == MUTANT_SURVIVED && is_killed(q, &mutants->list[i], first_event)) mutants->list[i].state = MUTANT_KILLED;
}

/* An event that tells it from the instance: a match first, for it says more. */
static void decide(struct quality *q, struct mutant *mutant)
{
    struct solve *s = &q->solve;
    enum solve_answer answers[2];
    for (int missing = 0; missing < 2; missing++) {
        struct solve_node *a = missing ? mutant->condition : q->condition, *b = missing ? q->condition : mutant->condition;
        answers[missing] = solve_find(s, solve_and(s, a, solve_not(s, b)), &mutant->event);
        mutant->matches = !missing;
        if (answers[missing] == SOLVE_YES) return;
    }
    mutant->state = answers[0] == SOLVE_NO && answers[1] == SOLVE_NO ? MUTANT_EQUIVALENT : MUTANT_UNDECIDED;
}

void mutants_make(struct quality *q, struct mutants *mutants)
{
    struct maker m = {.q = q, .model = &q->suite->pipeline->model, .list = {.exhausted = &q->suite->cli->exhausted}};
    for (uint32_t a = 0; a < q->atom_count; a++) add_atom_mutants(&m, a);
    for (uint32_t n = 0;; n++) {
        struct solve_node *swapped = solve_swap(&q->solve, q->condition, n);
        if (swapped == NULL) break;
        add(&m, swapped, TEST_NONE, arena_printf(&q->arena, "an 'and' for an 'or', or an 'or' for an 'and' (number %" PRIu32 " from the outside)", n + 1));
    }
    *mutants = (struct mutants){arena_array(&q->arena, m.list.count + 1, sizeof *mutants->list), (uint32_t)m.list.count, m.left_out};
    if (m.list.count) memcpy(mutants->list, m.list.p, m.list.count * sizeof *mutants->list);
    vec_free(&m.list);
    for (uint32_t i = 0; i < mutants->count; i++) {
        struct mutant *mutant = &mutants->list[i];
        mutant->state = is_killed(q, mutant, 0) ? MUTANT_KILLED : MUTANT_SURVIVED;
        if (mutant->state == MUTANT_SURVIVED) decide(q, mutant);
    }
}

/* ---- the report ---- */

static void show_survivor(struct quality *q, const struct mutant *mutant)
{
    const struct suite *suite = q->suite;
    const struct place place = mutant->atom == TEST_NONE ? sources_place(&suite->pipeline->sources, suite_instance(suite, q->instance)->span.at) : quality_place(q, mutant->atom);
    const struct str entries = witness_entries(&q->arena, q->type, &mutant->event);
    if (suite->format == TEST_JSON) {
        fputs("{\"survivor\": ", stdout);
        json_write_string(stdout, suite_instance(suite, q->instance)->name);
        printf(", \"path\": ");
        json_write_string(stdout, str_from(place.path ? place.path : ""));
        printf(", \"line\": %u, \"column\": %u, \"mutant\": ", (unsigned)place.line, (unsigned)place.column);
        json_write_string(stdout, mutant->what);
        printf(", \"expected\": \"%s\", \"event\": ", mutant->matches ? "match" : "no match");
        solve_write_event(stdout, q->type, &mutant->event);
        puts("}");
        return;
    }
    printf("%s:%u:%u: no test notices " STR_FMT "\n    add: test '...' %s { " STR_FMT " }\n", place.path ? place.path : "", (unsigned)place.line, (unsigned)place.column, STR_ARG(mutant->what),
           mutant->matches ? "matches" : "misses", STR_ARG(entries));
}

struct tally {
    uint64_t of[MUTANT_UNDECIDED + 1]; /* by enum mutant_state */
    uint64_t left_out;
};

/* The score of one instance, then what to add. */
static void show_instance(struct quality *q, const struct mutants *mutants, const struct tally *tally)
{
    const struct str name = suite_instance(q->suite, q->instance)->name;
    if (q->suite->format == TEST_JSON) {
        fputs("{\"mutants\": ", stdout);
        json_write_string(stdout, name);
        printf(", \"killed\": %" PRIu64 ", \"survived\": %" PRIu64 ", \"equivalent\": %" PRIu64 ", \"undecided\": %" PRIu64 ", \"left_out\": %" PRIu64 "}\n", tally->of[MUTANT_KILLED],
               tally->of[MUTANT_SURVIVED], tally->of[MUTANT_EQUIVALENT], tally->of[MUTANT_UNDECIDED], tally->left_out);
    } else if (tally->of[MUTANT_SURVIVED] || tally->of[MUTANT_UNDECIDED] || tally->left_out) {
        printf("\n" STR_FMT ": %" PRIu64 " of %" PRIu64 " mutants killed", STR_ARG(name), tally->of[MUTANT_KILLED],
               tally->of[MUTANT_KILLED] + tally->of[MUTANT_SURVIVED] + tally->of[MUTANT_UNDECIDED]);
        if (tally->of[MUTANT_UNDECIDED]) printf("; %" PRIu64 " undecided", tally->of[MUTANT_UNDECIDED]);
        if (tally->left_out) printf("; %" PRIu64 " more were not made: it has more than %d", tally->left_out, (int)QUALITY_MOST_MUTANTS);
        putchar('\n');
    }
    for (uint32_t k = 0; k < mutants->count; k++)
        if (mutants->list[k].state == MUTANT_SURVIVED) show_survivor(q, &mutants->list[k]);
}

struct quality_score mutants_report(struct suite *suite)
{
    struct tally all = {0};
    for (uint32_t i = 0; i < suite->pipeline->model.instances.count; i++) {
        struct quality q;
        struct mutants mutants;
        if (!suite->whole[i] || !quality_open(&q, suite, i)) continue;
        mutants_make(&q, &mutants);
        struct tally tally = {.left_out = mutants.left_out};
        for (uint32_t k = 0; k < mutants.count; k++) tally.of[mutants.list[k].state]++;
        if (!suite->only_scores) show_instance(&q, &mutants, &tally);
        for (int k = 0; k <= MUTANT_UNDECIDED; k++) all.of[k] += tally.of[k];
        all.left_out += tally.left_out;
        quality_close(&q);
    }
    const uint64_t same = all.of[MUTANT_EQUIVALENT], open = all.of[MUTANT_UNDECIDED];
    const struct quality_score score = {all.of[MUTANT_KILLED], all.of[MUTANT_KILLED] + all.of[MUTANT_SURVIVED] + open};
    if (suite->only_scores) return score;
    if (suite->format != TEST_JSON && same) printf("\n%" PRIu64 " mutant%s the same events as %s instance and %s not counted\n", same, same == 1 ? " matches" : "s match", same == 1 ? "its" : "their", same == 1 ? "is" : "are");
    if (suite->format != TEST_JSON && open) printf("\nof %" PRIu64 " mutant%s it could not be decided whether a test can tell %s from the instance: counted as not killed\n", open, cli_s(open), open == 1 ? "it" : "them");
    if (suite->format != TEST_JSON && all.left_out) printf("%" PRIu64 " more were not made: an instance gets at most %d\n", all.left_out, (int)QUALITY_MOST_MUTANTS);
    return score;
}
