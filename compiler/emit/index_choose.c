/* Which criteria wake the instances, and with that what is searched for: what wakes nobody need not be looked for in every event, but is evaluated when an
 * instance that was woken asks for it.
 *
 * In:  the questions with what they need; the strings are not numbered yet. Out: the kinds of the questions, in plan.asked too; the wakers; what globs need is forgotten where it is not
 *      searched for. Must hold: only which file is cheaper is decided here, and nothing that is true or false. */
#include <stdlib.h>

#include "../base/ahead.h"
#include "plan.h"

#define ALL_EVENTS PLAN_ALL_EVENTS
enum {
    GRAM_LENGTHS = WEIR_MAX_GRAM + 1,
    SLOTS = 3 * GRAM_LENGTHS, /* views and gram lengths: the tables of a parameter */
    PASSES = 3,               /* of choosing, each with the tables in sight that the one before would need */
    MOST_COST = 8 * ALL_EVENTS,
    TABLE_COST = 2 * ALL_EVENTS, /* walking over a text for one more table takes so long as waking an instance in so many events */
    SHARING_BITS = 22,
    MOST_SHARING = 1 << SHARING_BITS, /* counters of it */
    MANY_SHARING = 32,           /* instances that look for a value: it is a common one */
    SOON = 16,                   /* values from now: so far ahead their places are asked for */
    FEW_PARTS = 8,               /* strings that are looked for one by one in the texts of the few events whose instances ask */
    SOME_PARTS = 64,             /* ... where there would have to be a table for them */
    FEW_ENDS = 32,               /* and strings that only an end of the text is compared with */
};

struct choice {
    struct plan *plan;
    uint32_t *cost;     /* by question: how often an event makes it true, in millionths of the events or so; only which is less counts */
    uint32_t *in_use;   /* cost, and a share of the tables that it needs */
    uint32_t *tables;   /* by question: a bit for each slot that its values are in */
    uint32_t *sharing, mask; /* by the hash of a value in its slot: instances that look for it, with whatever anchors */
    uint32_t *places;        /* of the values of the questions, in the order of the criteria that ask them first: in sharing, and the slot above SHARING_BITS; SOON more, of nothing */
    uint32_t *guesses;       /* of the same values */
    uint32_t entries[WEIR_MAX_PARAMETERS + 1][SLOTS]; /* different values in each table */
    uint32_t users[WEIR_MAX_PARAMETERS + 1][SLOTS];   /* instances that its questions wake */
};

/* ---- the values of a question ---- */

struct value {
    struct str text; /* of one that is no number */
    uint64_t number;
    uint32_t slot;
};

static const struct value_set *set_of(const struct plan *plan, const struct plan_criterion *c)
{
    return MODEL_AT(plan->model->sets, struct value_set, plan_set_model(*MODEL_AT(plan->sets, uint32_t, c->set)));
}

static uint32_t value_count(const struct plan *plan, const struct plan_question *question)
{
    if (question->kind == WEIR_QUESTION_EVALUATED)
        return 0;
    return question->kind == WEIR_QUESTION_REQUIRING ? MODEL_AT(plan->needed, struct plan_needed, question->required)->count
                                                     : set_of(plan, plan_question_asks(plan, question))->count;
}

static uint64_t content_hash(struct str text)
{
    uint64_t hash = text.n;
    for (uint32_t at = 0; at < text.n; at += 8) {
        uint64_t word = 0;
        memcpy(&word, text.p + at, text.n - at < 8 ? text.n - at : 8);
        hash = (hash ^ word) * 0x9e3779b97f4a7c15u;
        hash ^= hash >> 29;
    }
    return hash;
}

static struct value value_at(const struct plan *plan, const struct plan_question *question, uint32_t i)
{
    const struct plan_criterion *c = plan_question_asks(plan, question);
    struct value value = {.text = {NULL, 0}};
    if (c->op == WEIR_OP_NUMBER_IN) {
        value.number = *MODEL_AT(plan->model->numbers, uint64_t, set_of(plan, c)->first + i);
        value.slot = WEIR_VIEW_VALUE * GRAM_LENGTHS;
        return value;
    }
    const bool whole = c->op == WEIR_OP_EQUALS || c->op == WEIR_OP_BYTES_IN, requiring = question->kind == WEIR_QUESTION_REQUIRING;
    if (requiring)
        value.text = intern_name(&plan->words, *MODEL_AT(plan->needed_words, uint32_t, MODEL_AT(plan->needed, struct plan_needed, question->required)->first + i));
    else
        value.text = *MODEL_AT(plan->model->strings, struct str, *MODEL_AT(plan->model->values, uint32_t, set_of(plan, c)->first + i));
    const uint32_t view = c->op == WEIR_OP_BYTES_IN ? WEIR_VIEW_VALUE : !requiring && c->flags & WEIR_CRITERION_CASED ? WEIR_VIEW_RAW : WEIR_VIEW_FOLDED;
    value.slot = view * GRAM_LENGTHS + (whole ? 0 : value.text.n < WEIR_MAX_GRAM ? value.text.n : WEIR_MAX_GRAM);
    return value;
}

static uint32_t place_of(const struct choice *choice, uint32_t ordinal, const struct value *value)
{
    const uint64_t hash = value->text.p ? content_hash(value->text) : value->number * 0x9e3779b97f4a7c15u;
    return (uint32_t)((hash + ordinal * SLOTS + value->slot) * 0x9e3779b97f4a7c15u >> 32) & choice->mask;
}

/* The question of a criterion, if it is the first that asks it. By criteria, and not by their own numbers, questions come in the order in which their sets and strings lie in memory. */
static struct plan_question *asked_first(const struct plan *plan, size_t criterion)
{
    struct plan_question *question = MODEL_AT(plan->questions, struct plan_question, *MODEL_AT(plan->asked, uint32_t, criterion) & WEIR_ASKED_QUESTION);
    return question->criterion == criterion ? question : NULL;
}

static size_t number_of(const struct plan *plan, const struct plan_question *question) { return (size_t)(question - (const struct plan_question *)plan->questions.p); }

/* ---- how often an event makes a question true ---- */

/* What is known of a value without looking at it: an event has one of a few hundred programs, and one of two truths. */
static uint32_t floor_of(const struct plan_criterion *c, uint8_t type)
{
    switch (c->op) {
    case WEIR_OP_NUMBER_IN: return type == WEIR_TYPE_BOOL ? ALL_EVENTS / 2 : type == WEIR_TYPE_ENUM || type == WEIR_TYPE_FLAGS ? ALL_EVENTS / 8 : ALL_EVENTS / 64;
    case WEIR_OP_BYTES_IN: return type == WEIR_TYPE_GUID ? 1 << 6 : 1 << 9;
    case WEIR_OP_EQUALS: return type == WEIR_TYPE_HASH ? 1 : 1 << 10;
    case WEIR_OP_STARTS: return 1 << 13;
    case WEIR_OP_ENDS: return 1 << 12;
    default: return 1 << 7;
    }
}

static bool is_whole_text(const struct plan *plan, const struct plan_criterion *c)
{
    return c->op == WEIR_OP_EQUALS && plan->type->fields[c->ordinal - 1].type != WEIR_TYPE_HASH;
}

/* What the text says: of a whole one how many bits it has that are not common, of a part how many events are likely to have it. */
static uint32_t guess_of(const struct plan *plan, const struct plan_criterion *c, const struct value *value)
{
    enum { WHOLE_BIT = 128 };
    if (is_whole_text(plan, c))
        return plan_rarity(value->text) / WHOLE_BIT;
    if (c->op == WEIR_OP_NUMBER_IN || c->op == WEIR_OP_BYTES_IN || c->op == WEIR_OP_EQUALS)
        return 0;
    return plan_chance(plan, value->text, c->op == WEIR_OP_STARTS || c->op == WEIR_OP_ENDS);
}

/* entries: of the table. Where few whole values are ever asked for, a field has few: levels, companies, well-known accounts. */
static uint32_t value_cost(const struct plan *plan, const struct plan_criterion *c, uint32_t guess, uint32_t entries, uint64_t sharing)
{
    enum { BITS = 20, A_SHARE = 8 };
    uint64_t cost = floor_of(c, plan->type->fields[c->ordinal - 1].type), chance = guess;
    if (is_whole_text(plan, c)) {
        uint32_t bits = guess;
        for (; bits < BITS && entries; entries /= 2)
            bits++;
        chance = ALL_EVENTS >> bits;
    }
    cost = (cost < chance ? chance : cost) + ((sharing - 1) << A_SHARE);
    return cost < ALL_EVENTS ? (uint32_t)cost : ALL_EVENTS;
}

/* Where they lie first: then those places can be asked for before they are looked at. */
static void place_values(struct choice *choice)
{
    const struct plan *plan = choice->plan;
    uint32_t *place = choice->places, *guess = choice->guesses;
    for (size_t c = 0; c < plan->criteria.count; c++) {
        const struct plan_question *question = asked_first(plan, c);
        const uint32_t ordinal = MODEL_AT(plan->criteria, struct plan_criterion, c)->ordinal, count = question ? value_count(plan, question) : 0;
        for (uint32_t i = 0; i < count; i++) {
            const struct value value = value_at(plan, question, i);
            *guess++ = guess_of(plan, plan_question_asks(plan, question), &value);
            *place++ = place_of(choice, ordinal, &value) | value.slot << SHARING_BITS;
            choice->tables[number_of(plan, question)] |= 1u << value.slot;
        }
    }
}

static uint32_t *sharing_at(const struct choice *choice, uint32_t place) { return &choice->sharing[place & (MOST_SHARING - 1)]; }

static void count_values(struct choice *choice)
{
    const struct plan *plan = choice->plan;
    const uint32_t *place = choice->places;
    for (size_t c = 0; c < plan->criteria.count; c++) {
        const struct plan_question *question = asked_first(plan, c);
        const uint32_t ordinal = MODEL_AT(plan->criteria, struct plan_criterion, c)->ordinal, count = question ? value_count(plan, question) : 0;
        for (uint32_t i = 0; i < count; i++, place++) {
            AHEAD(sharing_at(choice, place[SOON]));
            uint32_t *sharing = sharing_at(choice, *place);
            choice->entries[ordinal][*place >> SHARING_BITS] += *sharing == 0;
            *sharing += question->asked;
        }
    }
}

static void estimate(struct choice *choice)
{
    const struct plan *plan = choice->plan;
    const uint32_t *places = choice->places, *guesses = choice->guesses;
    for (size_t i = 0; i < plan->criteria.count; i++) {
        const struct plan_question *question = asked_first(plan, i);
        if (question == NULL)
            continue;
        const struct plan_criterion *c = MODEL_AT(plan->criteria, struct plan_criterion, i);
        const uint32_t count = value_count(plan, question);
        uint64_t cost = 0;
        for (uint32_t v = 0; v < count && cost < ALL_EVENTS; v++) {
            AHEAD(sharing_at(choice, places[v + SOON]));
            cost += value_cost(plan, c, guesses[v], choice->entries[c->ordinal][places[v] >> SHARING_BITS], *sharing_at(choice, places[v]));
        }
        places += count;
        guesses += count;
        uint32_t *total = &choice->cost[number_of(plan, question)];
        *total = cost < ALL_EVENTS ? (uint32_t)cost : ALL_EVENTS;
        if (question->kind == WEIR_QUESTION_REQUIRING) /* something is left to do where one is hit */
            *total += *total / 4 + 1;
    }
}

/* ---- choosing ---- */

static void count_users(struct choice *choice)
{
    const struct plan *plan = choice->plan;
    memset(choice->users, 0, sizeof choice->users);
    for (size_t q = 0; q < plan->questions.count; q++) {
        const struct plan_question *question = MODEL_AT(plan->questions, struct plan_question, q);
        const uint32_t ordinal = plan_question_asks(plan, question)->ordinal;
        for (uint32_t slot = 0; slot < SLOTS && question->wakes; slot++)
            choice->users[ordinal][slot] += choice->tables[q] >> slot & 1 ? question->wakes : 0;
    }
}

/* What its tables cost is borne by all whom they wake: a table for few is given up where they have something else to wake them. */
static void share_tables(struct choice *choice)
{
    const struct plan *plan = choice->plan;
    for (size_t q = 0; q < plan->questions.count; q++) {
        const uint32_t ordinal = plan_question_asks(plan, MODEL_AT(plan->questions, struct plan_question, q))->ordinal;
        uint64_t cost = choice->cost[q];
        for (uint32_t slot = 0; slot < SLOTS; slot++)
            if (choice->tables[q] >> slot & 1)
                cost += TABLE_COST / (choice->users[ordinal][slot] + 1);
        choice->in_use[q] = cost < MOST_COST ? (uint32_t)cost : MOST_COST;
    }
}

/* Are there tables for all of its values in any case, and are they worth looking for there? What is shorter than a window stands in many events. */
static bool has_tables(const struct choice *choice, uint32_t q, uint32_t ordinal)
{
    for (uint32_t slot = 0; slot < SLOTS; slot++)
        if (choice->tables[q] >> slot & 1 && (slot % GRAM_LENGTHS < WEIR_MAX_GRAM || !choice->users[ordinal][slot]))
            return false;
    return true;
}

/* Do many look for a value of it? Then it is common, and each time it is found they are all told. */
static bool is_shared(const struct choice *choice, const struct plan_question *question)
{
    const uint32_t ordinal = plan_question_asks(choice->plan, question)->ordinal, count = value_count(choice->plan, question);
    for (uint32_t i = 0; i < count; i++) {
        const struct value value = value_at(choice->plan, question, i);
        if (choice->sharing[place_of(choice, ordinal, &value)] > MANY_SHARING)
            return true;
    }
    return false;
}

/* Of a question that wakes nobody: whether it is as well evaluated where it is asked. */
static bool can_wait(const struct choice *choice, uint32_t q, const struct plan_question *question)
{
    const struct plan_criterion *c = plan_question_asks(choice->plan, question);
    const uint32_t count = set_of(choice->plan, c)->count;
    const bool needs_more = !has_tables(choice, q, c->ordinal);
    switch (c->op) {
    case WEIR_OP_STARTS:
    case WEIR_OP_ENDS: return count <= FEW_ENDS || needs_more;
    case WEIR_OP_LIKE:
    case WEIR_OP_CONTAINS: return count <= FEW_PARTS || (needs_more && count <= SOME_PARTS);
    case WEIR_OP_MATCHES: return needs_more || is_shared(choice, question);
    default: return true;
    }
}

static void settle_kinds(struct choice *choice)
{
    struct plan *plan = choice->plan;
    struct plan_question *questions = plan->questions.p;
    uint32_t *asked = plan->asked.p;
    count_users(choice);
    for (uint32_t q = 0; q < plan->questions.count; q++) {
        if (questions[q].kind == WEIR_QUESTION_EVALUATED || questions[q].wakes || !can_wait(choice, q, &questions[q]))
            continue;
        questions[q].kind = WEIR_QUESTION_EVALUATED;
        questions[q].required = WEIR_NO_SET;
    }
    for (size_t i = 0; i < plan->asked.count; i++)
        asked[i] |= (uint32_t)questions[asked[i] & WEIR_ASKED_QUESTION].kind << WEIR_ASKED_KIND_SHIFT;
}

/* How a question could be searched for. */
static uint8_t kind_of(const struct plan *plan, const struct plan_question *question)
{
    const struct plan_criterion *c = plan_question_asks(plan, question);
    if (c->op == WEIR_OP_LIKE || c->op == WEIR_OP_MATCHES)
        return question->required == WEIR_NO_SET ? WEIR_QUESTION_EVALUATED : WEIR_QUESTION_REQUIRING;
    if (c->op == WEIR_OP_EQUALS || c->op == WEIR_OP_NUMBER_IN || c->op == WEIR_OP_BYTES_IN)
        return WEIR_QUESTION_SEARCHED;
    if (c->op != WEIR_OP_STARTS && c->op != WEIR_OP_ENDS && c->op != WEIR_OP_CONTAINS)
        return WEIR_QUESTION_EVALUATED;
    const uint32_t first = *MODEL_AT(plan->model->values, uint32_t, set_of(plan, c)->first); /* in byte order: the empty string would be the first */
    return MODEL_AT(plan->model->strings, struct str, first)->n ? WEIR_QUESTION_SEARCHED : WEIR_QUESTION_EVALUATED;
}

void plan_choose(struct plan *plan)
{
    const size_t count = plan->questions.count;
    uint64_t values = 0;
    for (size_t c = 0; c < plan->criteria.count; c++) {
        struct plan_question *question = asked_first(plan, c);
        if (question == NULL)
            continue;
        question->kind = kind_of(plan, question);
        values += value_count(plan, question);
    }
    struct choice choice = {.plan = plan, .mask = 63};
    while (choice.mask < values && choice.mask < MOST_SHARING)
        choice.mask = 2 * choice.mask + 1;
    choice.sharing = plan_table(plan, (size_t)choice.mask + 1);
    choice.places = plan_table(plan, 2 * (size_t)values + SOON);
    choice.guesses = choice.places + values + SOON;
    choice.cost = plan_table(plan, 3 * count);
    choice.in_use = choice.cost + count;
    choice.tables = choice.in_use + count;
    place_values(&choice);
    count_values(&choice);
    estimate(&choice);
    free(choice.places);
    memcpy(choice.in_use, choice.cost, count * sizeof *choice.cost);
    for (uint32_t pass = 0; pass < PASSES; pass++) {
        if (pass) {
            count_users(&choice);
            share_tables(&choice);
        }
        plan_choose_wakers(plan, choice.in_use);
    }
    settle_kinds(&choice);
    free(choice.sharing);
    free(choice.cost);
    free(plan->grams);
    plan->grams = NULL;
}
