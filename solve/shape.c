/* How a condition is built: its row of ANDs, what is excluded in it, on which side of a `not` a criterion stands. For those who take it apart and ask about the parts. */
#include "parts.h"

static uint32_t count_row(const struct solve_node *node, uint8_t kind)
{
    if (node->kind != kind) return 1;
    uint32_t count = 0;
    for (uint32_t i = 0; i < node->count; i++) count += count_row(node->kids[i], kind);
    return count;
}

static uint32_t fill_row(struct solve_node *node, uint8_t kind, struct solve_node **out)
{
    if (node->kind != kind) {
        *out = node;
        return 1;
    }
    uint32_t count = 0;
    for (uint32_t i = 0; i < node->count; i++) count += fill_row(node->kids[i], kind, out + count);
    return count;
}

struct solve_row solve_row(struct solve *solve, struct solve_node *node, bool of_or)
{
    const uint8_t kind = of_or ? SOLVE_NODE_OR : SOLVE_NODE_AND;
    struct solve_row row = {.count = count_row(node, kind)};
    row.at = arena_array(solve->arena, row.count, sizeof *row.at);
    fill_row(node, kind, row.at);
    return row;
}

struct solve_node *solve_join(struct solve *solve, const struct solve_row *row, uint32_t without, bool by_or)
{
    struct solve_node *node = NULL;
    for (uint32_t i = 0; i < row->count; i++) {
        if (i == without) continue;
        node = node == NULL ? row->at[i] : by_or ? solve_or(solve, node, row->at[i]) : solve_and(solve, node, row->at[i]);
    }
    return node ? node : solve_constant(solve, !by_or);
}

struct solve_node *solve_excluded(const struct solve_node *node)
{
    return node->kind == SOLVE_NODE_NOT ? node->kids[0] : NULL;
}

static void add_signs(const struct solve_node *node, bool negative, uint8_t *signs)
{
    if (node->kind == SOLVE_NODE_ATOM) {
        uint8_t *sign = &signs[node->atom->number];
        if (*sign) *sign |= SOLVE_SIGN_REPEATED;
        *sign |= negative ? SOLVE_SIGN_NEGATIVE : SOLVE_SIGN_POSITIVE;
    }
    for (uint32_t i = 0; i < node->count; i++) add_signs(node->kids[i], negative != (node->kind == SOLVE_NODE_NOT), signs);
}

void solve_signs(const struct solve *solve, const struct solve_node *node, uint8_t *signs)
{
    memset(signs, 0, solve_atom_count(solve));
    add_signs(node, false, signs);
}

/* all: of criteria that stand in the condition more than once, too. */
static struct span span_of(const struct solve_node *node, const uint8_t *signs, bool all)
{
    struct span span = {0, 0};
    if (node->kind == SOLVE_NODE_ATOM) return all || !(signs[node->atom->number] & SOLVE_SIGN_REPEATED) ? node->atom->criterion.span : span;
    for (uint32_t i = 0; i < node->count; i++) {
        const struct span kid = span_of(node->kids[i], signs, all);
        if (kid.at == 0) continue;
        if (span.at == 0) span = kid;
        const uint32_t end = span.at + span.length, kid_end = kid.at + kid.length;
        if (kid.at < span.at) span.at = kid.at;
        span.length = (end > kid_end ? end : kid_end) - span.at;
    }
    return span;
}

struct span solve_span(const struct solve_node *node, const uint8_t *signs)
{
    const struct span span = span_of(node, signs, false);
    return span.at ? span : span_of(node, signs, true);
}
