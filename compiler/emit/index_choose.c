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
    GRAM_LENGTHS = WEIR_SHORT_GRAM + 1,
    SLOTS = 3 * GRAM_LENGTHS, /* views and gram lengths: the tables of a parameter */
    PASSES = 3,               /* of choosing, each with the tables in sight that the one before would need */
    MOST_COST = 8 * ALL_EVENTS,
    TABLE_COST = ALL_EVENTS / 2, /* walking over a text for one more table takes so long as waking an instance in so many events */
    SHARING_BITS = 22,
    MOST_SHARING = 1 << SHARING_BITS, /* counters of it */
    MANY_SHARING = 32,           /* instances that look for a value: it is a common one */
    SOON = 16,                   /* values from now: so far ahead their places are asked for */
    FEW_PARTS = 8,               /* strings that are looked for one by one in the texts of the few events whose instances ask */
    SOME_PARTS = 64,             /* ... where there would have to be a table for them */
    FEW_ENDS = 32,               /* and strings that only an end of the text is compared with */
};

struct asked { /* a question, where it is asked first */
    uint32_t question, count; /* count: values */
    uint32_t by;              /* so many instances */
    uint32_t criterion;       /* the first that asks it */
    uint8_t ordinal;
    bool requires;
};
struct choice {
    struct plan *plan;
    struct vec asked;   /* struct asked */
    uint64_t values;    /* of all of them */
    uint32_t *cost;     /* by question: how often an event makes it true, in millionths of the events or so; only which is less counts */
    uint32_t *in_use;   /* cost, and a share of the tables that it needs; PLAN_WAKES_NOBODY where it cannot be searched for */
    uint32_t *tables;   /* by question: a bit for each slot that its values are in */
    uint16_t *sharing;       /* by the hash of a value in its slot: instances that look for it, with whatever anchors; UINT16_MAX: or more */
    uint32_t mask;           /* of these hashes */
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
        hash = (hash ^ str_word(text.p + at, text.n - at)) * 0x9e3779b97f4a7c15u;
        hash ^= hash >> 29;
    }
    return hash;
}

/* Where the values of a question come from: looked up once for all of them. */
struct source {
    const struct plan *plan;
    const uint32_t *indices; /* of strings, or of words where it is what the question requires */
    const uint64_t *numbers;
    uint32_t slot;           /* of numbers and whole texts; of the shortest part */
    bool whole, words;
};

static struct source source_of(const struct plan *plan, const struct plan_question *question)
{
    const struct plan_criterion *c = plan_question_asks(plan, question);
    struct source source = {.plan = plan, .words = question->kind == WEIR_QUESTION_REQUIRING, .whole = c->op == WEIR_OP_EQUALS || c->op == WEIR_OP_BYTES_IN};
    uint32_t view = WEIR_VIEW_VALUE;
    if (c->op == WEIR_OP_NUMBER_IN) {
        source.numbers = MODEL_AT(plan->model->numbers, uint64_t, set_of(plan, c)->first);
    } else if (source.words) {
        source.indices = MODEL_AT(plan->needed_words, uint32_t, MODEL_AT(plan->needed, struct plan_needed, question->required)->first);
        view = WEIR_VIEW_FOLDED;
    } else {
        source.indices = MODEL_AT(plan->model->values, uint32_t, set_of(plan, c)->first);
        if (c->op != WEIR_OP_BYTES_IN) view = c->flags & WEIR_CRITERION_CASED ? WEIR_VIEW_RAW : WEIR_VIEW_FOLDED;
    }
    source.slot = view * GRAM_LENGTHS;
    return source;
}

static inline struct value value_of(const struct source *source, uint32_t i)
{
    if (source->numbers) return (struct value){.number = source->numbers[i], .slot = source->slot};
    const struct str text = source->words ? intern_name(&source->plan->words, source->indices[i]) : *MODEL_AT(source->plan->model->strings, struct str, source->indices[i]);
    return (struct value){.text = text, .slot = source->slot + (source->whole ? 0 : text.n < WEIR_SHORT_GRAM ? text.n : WEIR_SHORT_GRAM)};
}

static uint32_t place_of(const struct choice *choice, uint32_t ordinal, const struct value *value)
{
    const uint64_t hash = value->text.p ? content_hash(value->text) : value->number * 0x9e3779b97f4a7c15u;
    return (uint32_t)((hash + ordinal * SLOTS + value->slot) * 0x9e3779b97f4a7c15u >> 32) & choice->mask;
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

/* The questions with values, in the order of the criteria that ask them first: so they come in the order in which their sets and strings lie in memory, and not by their own numbers. */
static void list_asked(struct choice *choice)
{
    const struct plan *plan = choice->plan;
    const uint32_t *asked = plan->asked.p;
    for (size_t c = 0; c < plan->criteria.count; c++) {
        const uint32_t q = asked[c] & WEIR_ASKED_QUESTION;
        if (c + SOON < plan->criteria.count)
            AHEAD(MODEL_AT(plan->questions, struct plan_question, asked[c + SOON] & WEIR_ASKED_QUESTION));
        struct plan_question *question = MODEL_AT(plan->questions, struct plan_question, q);
        if (question->criterion != c) continue;
        question->kind = kind_of(plan, question);
        const uint32_t count = value_count(plan, question);
        *(struct asked *)vec_push(&choice->asked, sizeof(struct asked)) =
            (struct asked){q, count, question->asked, (uint32_t)c, question->ordinal, question->kind == WEIR_QUESTION_REQUIRING};
        choice->values += count;
    }
}

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

static uint32_t value_cost(uint32_t floor, uint32_t chance, uint64_t sharing)
{
    enum { A_SHARE = 8 };
    _Static_assert((UINT16_MAX - 1) << A_SHARE >= ALL_EVENTS, "what is not counted any more does not count");
    const uint64_t cost = (floor < chance ? chance : floor) + ((sharing - 1) << A_SHARE);
    return cost < ALL_EVENTS ? (uint32_t)cost : ALL_EVENTS;
}

/* Where few whole values are ever asked for, a field has few: levels, companies, well-known accounts. bits: of the value, that are not common. */
static uint32_t whole_chance(uint32_t bits, uint32_t entries)
{
    enum { BITS = 20 };
    for (; bits < BITS && entries; entries /= 2)
        bits++;
    return ALL_EVENTS >> bits;
}

/* Where they lie first: then those places can be asked for before they are looked at. */
static void place_values(struct choice *choice)
{
    const struct plan *plan = choice->plan;
    const struct asked *asked = choice->asked.p;
    uint32_t *place = choice->places, *guess = choice->guesses;
    for (size_t a = 0; a < choice->asked.count; a++) {
        if (asked[a].count == 0) continue;
        const struct plan_question *question = MODEL_AT(plan->questions, struct plan_question, asked[a].question);
        const struct plan_criterion *c = MODEL_AT(plan->criteria, struct plan_criterion, asked[a].criterion);
        const struct source source = source_of(plan, question);
        const size_t at = source.indices && !source.words ? (size_t)(source.indices - (const uint32_t *)plan->model->values.p) : plan->model->values.count;
        uint32_t tables = 0;
        for (uint32_t i = 0; i < asked[a].count; i++) {
            model_values_ahead(plan->model, at + i);
            const struct value value = value_of(&source, i);
            *guess++ = guess_of(plan, c, &value);
            *place++ = place_of(choice, asked[a].ordinal, &value) | value.slot << SHARING_BITS;
            tables |= 1u << value.slot;
        }
        choice->tables[asked[a].question] = tables;
    }
}

static uint16_t *sharing_at(const struct choice *choice, uint32_t place) { return &choice->sharing[place & (MOST_SHARING - 1)]; }

static void count_values(struct choice *choice)
{
    const struct asked *asked = choice->asked.p;
    const uint32_t *place = choice->places;
    for (size_t a = 0; a < choice->asked.count; a++)
        for (uint32_t i = 0; i < asked[a].count; i++, place++) {
            AHEAD(sharing_at(choice, place[SOON]));
            uint16_t *sharing = sharing_at(choice, *place);
            choice->entries[asked[a].ordinal][*place >> SHARING_BITS] += *sharing == 0;
            *sharing = (uint16_t)(asked[a].by < (uint32_t)(UINT16_MAX - *sharing) ? *sharing + asked[a].by : UINT16_MAX);
        }
}

static void estimate(struct choice *choice)
{
    const struct plan *plan = choice->plan;
    const struct asked *asked = choice->asked.p;
    const uint32_t *places = choice->places, *guesses = choice->guesses;
    for (size_t a = 0; a < choice->asked.count; a++) {
        const struct plan_criterion *c = MODEL_AT(plan->criteria, struct plan_criterion, asked[a].criterion);
        const uint32_t floor = floor_of(c, plan->type->fields[c->ordinal - 1].type);
        const bool whole = is_whole_text(plan, c);
        const uint32_t entries = whole ? choice->entries[c->ordinal][*places >> SHARING_BITS] : 0; /* whole texts have one table */
        uint64_t cost = 0;
        for (uint32_t v = 0; v < asked[a].count && cost < ALL_EVENTS; v++) {
            AHEAD(sharing_at(choice, places[v + SOON]));
            cost += value_cost(floor, whole ? whole_chance(guesses[v], entries) : guesses[v], *sharing_at(choice, places[v]));
        }
        places += asked[a].count;
        guesses += asked[a].count;
        uint32_t *total = &choice->cost[asked[a].question];
        *total = cost < ALL_EVENTS ? (uint32_t)cost : ALL_EVENTS;
        if (asked[a].requires) /* something is left to do where one is hit */
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
        const uint32_t ordinal = question->ordinal;
        for (uint32_t bits = question->wakes ? choice->tables[q] : 0, slot = 0; bits; bits >>= 1, slot++)
            choice->users[ordinal][slot] += bits & 1 ? question->wakes : 0;
    }
}

/* What its tables cost is borne by all whom they wake: a table for few is given up where they have something else to wake them. */
static void share_tables(struct choice *choice)
{
    const struct plan *plan = choice->plan;
    for (size_t q = 0; q < plan->questions.count; q++) {
        const struct plan_question *question = MODEL_AT(plan->questions, struct plan_question, q);
        if (question->kind == WEIR_QUESTION_EVALUATED)
            continue;
        const uint32_t ordinal = question->ordinal;
        uint64_t cost = choice->cost[q];
        for (uint32_t bits = choice->tables[q], slot = 0; bits; bits >>= 1, slot++)
            if (bits & 1)
                cost += TABLE_COST / (choice->users[ordinal][slot] + 1);
        choice->in_use[q] = cost < MOST_COST ? (uint32_t)cost : MOST_COST;
    }
}

/* Are there tables for all of its values in any case, and are they worth looking for there? What is shorter than a window stands in many events. */
static bool has_tables(const struct choice *choice, uint32_t q, uint32_t ordinal)
{
    for (uint32_t slot = 0; slot < SLOTS; slot++)
        if (choice->tables[q] >> slot & 1 && (slot % GRAM_LENGTHS < WEIR_SHORT_GRAM || !choice->users[ordinal][slot]))
            return false;
    return true;
}

/* Do many look for a value of it? Then it is common, and each time it is found they are all told. */
static bool is_shared(const struct choice *choice, const struct plan_question *question)
{
    const uint32_t ordinal = question->ordinal, count = value_count(choice->plan, question);
    if (count == 0) return false;
    const struct source source = source_of(choice->plan, question);
    for (uint32_t i = 0; i < count; i++) {
        const struct value value = value_of(&source, i);
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

void plan_choose(struct plan *plan)
{
    const size_t count = plan->questions.count;
    struct choice choice = {.plan = plan, .asked.exhausted = plan->model->arena->exhausted, .mask = 63};
    list_asked(&choice);
    while (choice.mask < choice.values && choice.mask < MOST_SHARING)
        choice.mask = 2 * choice.mask + 1;
    choice.sharing = (uint16_t *)(void *)plan_table(plan, ((size_t)choice.mask + 1) / 2);
    choice.places = plan_table(plan, 2 * (size_t)choice.values + SOON);
    choice.guesses = choice.places + choice.values + SOON;
    choice.cost = plan_table(plan, 3 * count);
    choice.in_use = choice.cost + count;
    choice.tables = choice.in_use + count;
    place_values(&choice);
    count_values(&choice);
    estimate(&choice);
    free(choice.places);
    vec_free(&choice.asked);
    for (size_t q = 0; q < count; q++)
        choice.in_use[q] = MODEL_AT(plan->questions, struct plan_question, q)->kind == WEIR_QUESTION_EVALUATED ? PLAN_WAKES_NOBODY : choice.cost[q];
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
}
