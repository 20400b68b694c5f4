/* Which criteria decide a condition: see condition.h.
 *
 * What a node costs to be true, and what it costs to be false, is known when its children's are: AND is true when all of them are, and false when the
 * cheapest one is; OR the other way round; `k of n` is true with its k cheapest, and false with the n - k + 1 that are cheapest to be false. Only what a
 * criterion costs differs: for the reasons, 1 for being what it is, and nothing can make it the other; for the turns, nothing for staying, 1 for turning. */
#include "condition.h"

#include <stdlib.h>

#define IMPOSSIBLE (UINT32_MAX / 2)
#define ONE 65536u /* criterion; how many are far counts below that, because a condition has fewer criteria */

struct cost {
    uint32_t of[2]; /* of being false, of being true */
};
struct choice { /* one child, while the cheapest are looked for */
    uint32_t node, cost;
};
struct wish {
    uint32_t node;
    bool wanted;
};
struct decision {
    const struct condition *condition;
    const uint8_t *verdicts;
    const uint8_t *far;      /* or NULL */
    struct cost *costs;      /* by node */
    struct choice *choices;  /* room for the children of one node */
    struct cost by_verdict[3];
};

static const struct cost reasons[3] = {
    [WEIR_NO_MATCH] = {{ONE, IMPOSSIBLE}}, [WEIR_CANNOT_DECIDE] = {{IMPOSSIBLE, IMPOSSIBLE}}, [WEIR_MATCH] = {{IMPOSSIBLE, ONE}}};
static const struct cost turns[3] = {[WEIR_NO_MATCH] = {{0, ONE}}, [WEIR_CANNOT_DECIDE] = {{ONE, ONE}}, [WEIR_MATCH] = {{ONE, 0}}};

static uint32_t sum(uint32_t a, uint32_t b) { return a + b < IMPOSSIBLE ? a + b : IMPOSSIBLE; }

static int compare_choices(const void *left, const void *right)
{
    const struct choice *a = left, *b = right;
    if (a->cost != b->cost) return a->cost < b->cost ? -1 : 1;
    return a->node < b->node ? -1 : a->node > b->node; /* what was written first */
}

/* How many of its children have to be what is wanted of the node. */
static uint32_t needed(const struct condition_node *node, bool wanted)
{
    if (node->op == WEIR_CODE_AND) return wanted ? node->count : 1;
    if (node->op == WEIR_CODE_OR) return wanted ? 1 : node->count;
    return wanted ? node->k : node->count - node->k + 1;
}

/* The children from the cheapest to the dearest; and what the cheapest ones that are needed cost together. */
static uint32_t sort_children(struct decision *d, const struct condition_node *node, bool wanted)
{
    const uint32_t *kids = d->condition->kids + node->first;
    uint32_t total = 0;
    for (uint32_t i = 0; i < node->count; i++) d->choices[i] = (struct choice){kids[i], d->costs[kids[i]].of[wanted]};
    qsort(d->choices, node->count, sizeof *d->choices, compare_choices);
    for (uint32_t i = 0; i < needed(node, wanted); i++) total = sum(total, d->choices[i].cost);
    return total;
}

static void price(struct decision *d, uint32_t number)
{
    const struct condition_node *node = &d->condition->nodes[number];
    struct cost *cost = &d->costs[number];
    if (node->op == WEIR_CODE_TRUE) {
        *cost = (struct cost){{IMPOSSIBLE, 0}};
    } else if (node->op == WEIR_CODE_CRITERION) {
        *cost = d->by_verdict[d->verdicts[node->n]];
        for (int i = 0; i < 2 && d->far; i++) cost->of[i] += cost->of[i] == ONE && d->far[node->n];
    } else if (node->op == WEIR_CODE_NOT) {
        const struct cost *inner = &d->costs[d->condition->kids[node->first]];
        *cost = (struct cost){{inner->of[1], inner->of[0]}};
    } else {
        cost->of[0] = sort_children(d, node, false);
        cost->of[1] = sort_children(d, node, true);
    }
}

/* From the root downwards along the cheapest. */
static void choose(struct decision *d, struct wish *wishes, bool wanted, uint8_t *chosen)
{
    uint32_t depth = 0;
    wishes[depth++] = (struct wish){d->condition->count - 1, wanted};
    while (depth) {
        const struct wish wish = wishes[--depth];
        const struct condition_node *node = &d->condition->nodes[wish.node];
        if (d->costs[wish.node].of[wish.wanted] == 0) continue;
        if (node->op == WEIR_CODE_CRITERION) {
            chosen[node->n] = 1;
        } else if (node->op == WEIR_CODE_NOT) {
            wishes[depth++] = (struct wish){d->condition->kids[node->first], !wish.wanted};
        } else {
            sort_children(d, node, wish.wanted);
            for (uint32_t i = 0; i < needed(node, wish.wanted); i++) wishes[depth++] = (struct wish){d->choices[i].node, wish.wanted};
        }
    }
}

static bool decide(const struct condition *condition, struct arena *arena, const struct cost by_verdict[3], const uint8_t *verdicts, const uint8_t *far, bool wanted, uint8_t *chosen)
{
    struct decision d = {.condition = condition, .verdicts = verdicts, .far = far};
    memcpy(d.by_verdict, by_verdict, sizeof d.by_verdict);
    d.costs = arena_array(arena, condition->count, sizeof *d.costs);
    d.choices = arena_array(arena, condition->count, sizeof *d.choices);
    struct wish *wishes = arena_array(arena, condition->count, sizeof *wishes); /* each node is wished for once at most */
    for (uint32_t i = 0; i < condition->count; i++) price(&d, i);
    if (d.costs[condition->count - 1].of[wanted] >= IMPOSSIBLE) return false;
    choose(&d, wishes, wanted, chosen);
    return true;
}

bool condition_reasons(const struct condition *condition, struct arena *arena, const uint8_t *verdicts, bool wanted, uint8_t *chosen)
{
    return decide(condition, arena, reasons, verdicts, NULL, wanted, chosen);
}

bool condition_turns(const struct condition *condition, struct arena *arena, const uint8_t *verdicts, const uint8_t *far, bool wanted, uint8_t *chosen)
{
    return decide(condition, arena, turns, verdicts, far, wanted, chosen);
}
