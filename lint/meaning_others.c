/* Pairs: is an instance the same as another, or inside of one, or inside of some together?
 *
 * All pairs would be too many. An event that the instance matches is run over all of them at once: whoever misses it contains nothing. Those who match are asked together: is there an event that only
 * this one matches? It is the next one to run. So most instances end after one event, which nobody else matches, and no question at all.
 * Must hold: an instance that says more of what it finds (more severe, a stronger action) may lie inside of others: that is tiering. */
#include "meaning.h"

enum { MOST_ASKED = 24, ADDED_AT_ONCE = 8, MOST_ROUNDS = 12, MOST_MATCHES = 256 };

struct others {
    struct meaning_case *c;
    const uint32_t *first_alike;
    struct vec matches;              /* uint32_t: instances that match an event */
    uint32_t asked[MOST_ASKED];      /* instances */
    struct solve_node *node[MOST_ASKED];
    uint32_t count;
};

static const struct instance *at(const struct others *o, uint32_t instance) { return lint_instance(o->c->meaning->lint, instance); }

static bool says_more(const struct instance *a, const struct instance *b) { return a->severity > b->severity || a->action > b->action; }

static bool is_asked(const struct others *o, uint32_t instance)
{
    for (uint32_t i = 0; i < o->count; i++)
        if (o->asked[i] == instance) return true;
    return false;
}

/* May it contain the case's instance? */
static bool is_candidate(const struct others *o, uint32_t instance)
{
    return instance != o->c->instance && o->first_alike[instance] == instance && !says_more(at(o, o->c->instance), at(o, instance)) && !is_asked(o, instance);
}

static void ask_too(struct others *o, uint32_t instance)
{
    o->asked[o->count] = instance;
    o->node[o->count++] = solve_instance(&o->c->solve, instance);
}

/* Of those that match the event the ones with the fewest criteria, which are mostly the widest. false: none of them may contain the instance. */
static bool add_matching(struct others *o, const struct solve_event *event)
{
    const struct lint_engine *engine = o->c->meaning->lint->options->engine;
    o->matches.count = 0;
    const bool all = engine->match(o->c->meaning->channel, event, MOST_MATCHES, &o->matches);
    uint32_t best[ADDED_AT_ONCE], count = 0;
    for (size_t i = 0; i < o->matches.count; i++) {
        uint32_t candidate = *MODEL_AT(o->matches, uint32_t, i);
        if (!is_candidate(o, candidate)) continue;
        for (uint32_t b = 0; b < count; b++) /* the better one goes on looking for its place */
            if (at(o, candidate)->criterion_count < at(o, best[b])->criterion_count) {
                const uint32_t worse = best[b];
                best[b] = candidate;
                candidate = worse;
            }
        if (count < ADDED_AT_ONCE) best[count++] = candidate;
    }
    for (uint32_t b = 0; b < count && o->count < MOST_ASKED; b++) ask_too(o, best[b]);
    if (count == 0 && !all) lint_undecided(o->c->meaning->lint, DIAG_CONTAINED_INSTANCE, at(o, o->c->instance)->span); /* who else matches it was not looked at */
    return count != 0;
}

/* The instance and none of those that are asked, without one of them (MEANING_NOBODY: without none). */
static struct solve_node *only_this(struct others *o, uint32_t without)
{
    struct solve *solve = &o->c->solve;
    struct solve_node *node = o->c->condition;
    for (uint32_t i = 0; i < o->count; i++)
        if (i != without) node = solve_and(solve, node, solve_not(solve, o->node[i]));
    return node;
}

static struct meaning_finding *add(struct others *o, enum diag_code code, uint32_t instance, uint32_t other)
{
    struct meaning *m = o->c->meaning;
    struct meaning_finding *finding = meaning_add(m, code, instance);
    finding->others[finding->other_count++] = other;
    meaning_confirm(m, instance, &o->c->event, true);
    meaning_confirm(m, other, &o->c->event, true);
    meaning_show(m, finding, &o->c->event, code == DIAG_CONTAINED_IN_UNION ? "this matches '" STR_FMT "' and one of the others" : "both match this", STR_ARG(at(o, instance)->name));
    return finding;
}

/* The instance lies in `other`. The other way round too? */
static void found_in(struct others *o, uint32_t other, struct solve_node *node)
{
    struct meaning *m = o->c->meaning;
    struct meaning_case *c = o->c;
    struct solve_event event;
    const enum solve_answer wider = meaning_ask(c, DIAG_IDENTICAL_INSTANCE, solve_and(&c->solve, node, solve_not(&c->solve, c->condition)), &event);
    if (wider == SOLVE_NO) {
        const uint32_t later = other > c->instance ? other : c->instance;
        if (meaning_wants(m, DIAG_IDENTICAL_INSTANCE)) add(o, DIAG_IDENTICAL_INSTANCE, later, later == other ? c->instance : other);
    } else if (wider == SOLVE_YES && meaning_wants(m, DIAG_CONTAINED_INSTANCE)) {
        struct meaning_finding *finding = add(o, DIAG_CONTAINED_INSTANCE, c->instance, other);
        meaning_confirm(m, other, &event, true);
        meaning_confirm(m, c->instance, &event, false);
        meaning_show(m, finding, &event, "only '" STR_FMT "' matches this", STR_ARG(at(o, other)->name));
    }
}

/* The instance lies in those that are asked: in one of them alone? Else in as few as will do. */
static void found(struct others *o)
{
    struct meaning_case *c = o->c;
    for (uint32_t i = 0; i < o->count; i++) {
        if (meaning_ask(c, DIAG_CONTAINED_INSTANCE, solve_and(&c->solve, c->condition, solve_not(&c->solve, o->node[i])), NULL) != SOLVE_NO) continue;
        found_in(o, o->asked[i], o->node[i]);
        return;
    }
    if (!meaning_wants(c->meaning, DIAG_CONTAINED_IN_UNION)) return;
    for (uint32_t i = 0; i < o->count;) {
        if (meaning_ask(c, DIAG_CONTAINED_IN_UNION, only_this(o, i), NULL) != SOLVE_NO) {
            i++;
            continue;
        }
        o->asked[i] = o->asked[--o->count];
        o->node[i] = o->node[o->count];
    }
    uint32_t first = 0; /* one of them matches the event */
    while (first + 1 < o->count && !solve_holds(&c->solve, o->node[first], &c->event)) first++;
    struct meaning_finding *finding = add(o, DIAG_CONTAINED_IN_UNION, c->instance, o->asked[first]);
    for (uint32_t i = 0; i < o->count; i++) {
        if (i == first) continue;
        if (finding->other_count < MEANING_OTHERS) finding->others[finding->other_count] = o->asked[i];
        finding->other_count++;
    }
}

static void ask_round(struct others *o)
{
    struct meaning_case *c = o->c;
    struct solve_event event = c->event;
    for (uint32_t round = 0;; round++) {
        if (!add_matching(o, &event)) return; /* nobody else matches it */
        const enum solve_answer answer = meaning_ask(c, DIAG_CONTAINED_INSTANCE, only_this(o, MEANING_NOBODY), &event);
        if (answer == SOLVE_NO) found(o);
        if (answer != SOLVE_YES) return;
        if (round == MOST_ROUNDS || o->count == MOST_ASKED) break;
    }
    lint_undecided(c->meaning->lint, DIAG_CONTAINED_INSTANCE, at(o, c->instance)->span);
}

void meaning_ask_others(struct meaning_case *c, const uint32_t *first_alike)
{
    struct meaning *m = c->meaning;
    struct others o = {.c = c, .first_alike = first_alike, .matches = {.exhausted = m->scratch.exhausted}};
    const bool wants_same = meaning_wants(m, DIAG_IDENTICAL_INSTANCE);
    if (first_alike[c->instance] != c->instance) {
        if (wants_same) add(&o, DIAG_IDENTICAL_INSTANCE, c->instance, first_alike[c->instance]);
    } else if (wants_same || meaning_wants(m, DIAG_CONTAINED_INSTANCE) || meaning_wants(m, DIAG_CONTAINED_IN_UNION)) {
        ask_round(&o);
    }
    vec_free(&o.matches);
}

/* ---- what is aside ---- */

/* The fields without which the condition cannot hold, as bits: those of the criteria that must hold. No criterion holds on what has no value: `missing` is the opposite of one that does not. */
static uint64_t fields_needed(const struct lint *lint, const struct instance *in)
{
    uint64_t stack[WEIR_MAX_STACK] = {0};
    uint32_t height = 0;
    for (uint32_t i = 0; i < in->code_count; i++) {
        const uint32_t word = *MODEL_AT(lint->model->code, uint32_t, in->code_first + i), op = word & 0xff, n = word >> 16;
        if (op == WEIR_CODE_CRITERION) {
            const struct criterion *c = MODEL_AT(lint->model->criteria, struct criterion, in->criterion_first + n);
            stack[height++] = lint_bit(c->ordinal) | lint_bit(c->other);
            continue;
        }
        if (op == WEIR_CODE_TRUE) stack[height++] = 0;
        else if (op == WEIR_CODE_NOT) stack[height - 1] = 0;
        else {
            const uint32_t parts = op == WEIR_CODE_ATLEAST ? n : 2;
            uint64_t needed = stack[height - parts];
            for (uint32_t p = 1; p < parts; p++) needed = op == WEIR_CODE_AND ? needed | stack[height - parts + p] : needed & stack[height - parts + p];
            height -= parts - 1;
            stack[height - 1] = needed;
        }
    }
    return height ? stack[height - 1] : 0;
}

/* Whoever needs a field that an instance does not read misses one of its events: the same event without that field. */
void meaning_leave_far(struct meaning *m, const uint32_t *asked, uint32_t count, struct vec *near)
{
    const struct lint *lint = m->lint;
    uint32_t criteria;
    bool any = false;
    for (uint32_t i = lint->type_first[m->type]; i < lint->type_first[m->type + 1] && !any; i++) any = lint_instance(lint, lint->type_instances[i])->aside;
    if (!any) return;
    uint64_t *reads = arena_array(lint->model->arena, count, sizeof *reads);
    for (uint32_t a = 0; a < count; a++) reads[a] = lint_reads(lint, asked[a], m->version, &criteria);
    for (uint32_t i = lint->type_first[m->type]; i < lint->type_first[m->type + 1]; i++) {
        const uint32_t number = lint->type_instances[i];
        struct instance *in = lint_instance(lint, number);
        if (!in->aside) continue;
        const uint64_t needed = fields_needed(lint, in);
        uint32_t a = 0;
        while (a < count && (needed & ~reads[a])) a++;
        if (a == count) continue;
        in->aside = false;
        *(uint32_t *)vec_push(near, sizeof number) = number;
    }
    lint->model->leaves_aside = true;
}

void meaning_put_back(struct meaning *m, struct vec *near)
{
    for (size_t i = 0; i < near->count; i++) lint_instance(m->lint, *MODEL_AT(*near, uint32_t, i))->aside = true;
    m->lint->model->leaves_aside = false;
    vec_free(near);
}
