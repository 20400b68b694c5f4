/* Which criteria wake an instance.
 *
 * In:  its condition, and of each question whether a search can find it false and what that costs. Out: the wakers, by their bits in
 *      plan.asked; how many each question wakes; instances without any in plan.always. Must hold: when all wakers of an instance are false its condition is false.
 *
 * A clause is a set of criteria such that a value is settled once all of them are false. Walking the condition, each value on the stack has the
 * cheapest clause that makes it false and the cheapest that makes it true: negation turns the two around, AND is false with either side and true with
 * both. A clause is a tree of unions over criteria, so none is ever copied. */
#include "plan.h"

#define NO_CLAUSE UINT32_MAX        /* whatever is false settles nothing */
#define NOTHING (UINT32_MAX - 1)    /* it is settled already */
#define LEAF UINT32_MAX

struct clause {
    uint64_t cost;
    uint32_t left, right; /* clauses; of a leaf: the criterion, LEAF */
    bool chosen;
};
struct settled { /* a value on the stack */
    uint32_t is_false, is_true;
};
struct walk {
    struct vec clauses; /* struct clause; each behind those that it is made of */
    struct settled stack[WEIR_MAX_STACK];
    uint32_t depth;
};

static uint64_t cost_of(const struct walk *w, uint32_t clause)
{
    return clause == NO_CLAUSE ? UINT64_MAX : clause == NOTHING ? 0 : MODEL_AT(w->clauses, struct clause, clause)->cost;
}

static uint32_t cheaper(const struct walk *w, uint32_t a, uint32_t b) { return cost_of(w, b) < cost_of(w, a) ? b : a; }

static uint32_t make(struct walk *w, uint64_t cost, uint32_t left, uint32_t right)
{
    *(struct clause *)vec_push(&w->clauses, sizeof(struct clause)) = (struct clause){cost, left, right, false};
    return (uint32_t)w->clauses.count - 1;
}

static uint32_t both(struct walk *w, uint32_t a, uint32_t b)
{
    if (a == NO_CLAUSE || b == NO_CLAUSE)
        return NO_CLAUSE;
    if (a == NOTHING || b == NOTHING)
        return a == NOTHING ? b : a;
    return make(w, cost_of(w, a) + cost_of(w, b), a, b);
}

/* The cheapest count of n clauses together; clauses is put in order on the way. n is at most the depth of a stack. */
static uint32_t cheapest(struct walk *w, uint32_t *clauses, uint32_t n, uint32_t count)
{
    uint32_t all = NOTHING;
    for (uint32_t i = 1; i < n; i++)
        for (uint32_t at = i; at > 0 && cost_of(w, clauses[at]) < cost_of(w, clauses[at - 1]); at--) {
            const uint32_t swap = clauses[at];
            clauses[at] = clauses[at - 1];
            clauses[at - 1] = swap;
        }
    for (uint32_t i = 0; i < count; i++)
        all = both(w, all, clauses[i]);
    return all;
}

static struct settled at_least(struct walk *w, const struct settled *of, uint32_t n, uint32_t k)
{
    uint32_t is_false[WEIR_MAX_STACK], is_true[WEIR_MAX_STACK];
    for (uint32_t i = 0; i < n; i++) {
        is_false[i] = of[i].is_false;
        is_true[i] = of[i].is_true;
    }
    const uint32_t no = cheapest(w, is_false, n, n - k + 1); /* so many false ones leave fewer than k */
    return (struct settled){no, cheapest(w, is_true, n, k)};
}

static void push(struct walk *w, struct settled value) { w->stack[w->depth++] = value; }

static void step(struct walk *w, uint32_t word, const uint64_t *costs)
{
    const uint32_t n = word >> 16;
    struct settled *top = w->stack + w->depth; /* behind the top */
    switch (word & 0xff) {
    case WEIR_CODE_CRITERION:
        push(w, (struct settled){costs[n] == UINT64_MAX ? NO_CLAUSE : make(w, costs[n], n, LEAF), NO_CLAUSE});
        return;
    case WEIR_CODE_TRUE: push(w, (struct settled){NO_CLAUSE, NOTHING}); return;
    case WEIR_CODE_NOT: top[-1] = (struct settled){top[-1].is_true, top[-1].is_false}; return;
    case WEIR_CODE_AND:
        top[-2] = (struct settled){cheaper(w, top[-2].is_false, top[-1].is_false), both(w, top[-2].is_true, top[-1].is_true)};
        w->depth--;
        return;
    case WEIR_CODE_OR:
        top[-2] = (struct settled){both(w, top[-2].is_false, top[-1].is_false), cheaper(w, top[-2].is_true, top[-1].is_true)};
        w->depth--;
        return;
    case WEIR_CODE_ATLEAST:
        w->depth -= n;
        push(w, at_least(w, w->stack + w->depth, n, word >> 8 & 0xff));
        return;
    default: BUG("a condition has instruction %x", word);
    }
}

/* Marks the criteria of the clause in asked, which are those of the instance; false, and none marked, where they would be more than the format allows. */
static bool choose(struct walk *w, uint32_t clause, uint32_t *asked, uint32_t criteria)
{
    struct clause *clauses = w->clauses.p;
    uint32_t wakers = 0;
    clauses[clause].chosen = true;
    for (uint32_t i = clause + 1; i-- > 0;) {
        if (!clauses[i].chosen)
            continue;
        if (clauses[i].right != LEAF) {
            clauses[clauses[i].left].chosen = clauses[clauses[i].right].chosen = true;
            continue;
        }
        wakers += (asked[clauses[i].left] & WEIR_ASKED_WAKES) == 0;
        asked[clauses[i].left] |= WEIR_ASKED_WAKES;
    }
    if (wakers <= WEIR_MAX_WAKERS)
        return true;
    for (uint32_t i = 0; i < criteria; i++)
        asked[i] &= ~WEIR_ASKED_WAKES;
    return false;
}

static void forget_wakers(struct plan *plan)
{
    struct plan_question *questions = plan->questions.p;
    uint32_t *asked = plan->asked.p;
    for (size_t q = 0; q < plan->questions.count; q++)
        questions[q].wakes = 0;
    for (size_t i = 0; i < plan->asked.count; i++)
        asked[i] &= WEIR_ASKED_QUESTION;
    plan->always.count = 0;
    plan->wake_total = 0;
}

void plan_choose_wakers(struct plan *plan, const uint32_t *cost)
{
    struct walk w = {.clauses = {.exhausted = plan->model->arena->exhausted}};
    struct vec costs = {.exhausted = plan->model->arena->exhausted};
    struct plan_question *questions = plan->questions.p;
    uint32_t *asked = plan->asked.p;
    const uint32_t *code = plan->code.p;
    forget_wakers(plan);
    for (size_t i = 0; i < plan->instances.count; i++) {
        const struct plan_instance *in = MODEL_AT(plan->instances, struct plan_instance, i);
        costs.count = w.clauses.count = w.depth = 0;
        uint64_t *of = vec_extend(&costs, in->criterion_count + 1u, sizeof *of);
        for (uint32_t c = 0; c < in->criterion_count; c++)
            of[c] = cost[asked[c]] == PLAN_WAKES_NOBODY ? UINT64_MAX : cost[asked[c]];
        for (uint32_t word = 0; word < in->code_count; word++)
            step(&w, code[word], of);
        const uint32_t clause = w.stack[0].is_false;
        if (clause == NO_CLAUSE || clause == NOTHING || !choose(&w, clause, asked, in->criterion_count))
            *(uint32_t *)vec_push(&plan->always, sizeof(uint32_t)) = (uint32_t)i;
        for (uint32_t c = 0; c < in->criterion_count; c++) {
            if (!(asked[c] & WEIR_ASKED_WAKES))
                continue;
            questions[asked[c] & WEIR_ASKED_QUESTION].wakes++;
            plan->wake_total++;
        }
        if (in->criterion_count)
            asked += in->criterion_count;
        code += in->code_count;
    }
    vec_free(&costs);
    vec_free(&w.clauses);
}
