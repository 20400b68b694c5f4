/* The condition of an instance: its postfix program as a tree, see condition.h, and as infix text, see words.h. */
#include "condition.h"

#include <inttypes.h>

#include "view.h"
#include "words.h"

struct piece { /* of the text still to be written: a node, or a constant */
    const char *text;     /* or NULL */
    uint32_t node;
};
struct pieces {
    const struct condition *condition;
    struct piece *list;
    uint32_t count;
};

/* ---- the tree ---- */

static void allocate(struct condition *condition, struct arena *arena, uint32_t count)
{
    condition->count = count;
    condition->nodes = arena_array(arena, count, sizeof *condition->nodes);
    condition->kids = arena_array(arena, count, sizeof *condition->kids);
}

struct building {
    struct condition *condition;
    uint32_t stack[WEIR_MAX_STACK], depth, kid, node;
};

static void add_word(struct building *b, uint32_t word)
{
    struct condition_node *node = &b->condition->nodes[b->node];
    *node = (struct condition_node){.op = word & 0xff, .k = word >> 8 & 0xff, .n = word >> 16, .first = b->kid};
    if (node->op == WEIR_CODE_NOT) node->count = 1;
    else if (node->op == WEIR_CODE_AND || node->op == WEIR_CODE_OR) node->count = 2;
    else if (node->op == WEIR_CODE_ATLEAST) node->count = node->n;
    b->depth -= node->count;
    for (uint32_t i = 0; i < node->count; i++) b->condition->kids[b->kid++] = b->stack[b->depth + i];
    b->stack[b->depth++] = b->node++;
}

void condition_of_words(struct condition *condition, struct arena *arena, const uint32_t *words, uint32_t count)
{
    struct building b = {.condition = condition};
    allocate(condition, arena, count);
    for (uint32_t i = 0; i < count; i++) add_word(&b, words[i]);
}

void condition_read(struct condition *condition, struct arena *arena, const struct weir_channel *channel, uint32_t instance)
{
    struct building b = {.condition = condition};
    const uint32_t first = view_u32(channel, WEIR_SECTION_INSTANCES, instance, WEIR_INSTANCE_CODE_FIRST);
    allocate(condition, arena, view_u32(channel, WEIR_SECTION_INSTANCES, instance, WEIR_INSTANCE_CODE_COUNT));
    for (uint32_t i = 0; i < condition->count; i++) add_word(&b, view_u32(channel, WEIR_SECTION_CODE, first + i, 0));
}

/* ---- the text ---- */

static int binding(const struct condition_node *node)
{
    switch ((enum weir_code_op)node->op) {
    case WEIR_CODE_OR:
    case WEIR_CODE_AND: return 1; /* alike: 'a or b and c' is clearer with its parentheses */
    case WEIR_CODE_NOT: return 2;
    case WEIR_CODE_CRITERION:
    case WEIR_CODE_TRUE:
    case WEIR_CODE_ATLEAST:
    case WEIR_CODE_COUNT: break;
    }
    return 3;
}

static void later(struct pieces *pieces, const char *text, uint32_t node)
{
    pieces->list[pieces->count++] = (struct piece){text, node};
}

/* Pieces are taken from the end, so what is written first is pushed last. */
static void later_operand(struct pieces *pieces, const struct condition_node *parent, uint32_t child)
{
    const struct condition_node *node = &pieces->condition->nodes[child];
    bool bare = node->op == parent->op || binding(node) > binding(parent);
    if (!bare) later(pieces, ")", 0);
    later(pieces, NULL, child);
    if (!bare) later(pieces, "(", 0);
}

static void put_node(FILE *stream, struct pieces *pieces, const struct condition_node *node)
{
    const uint32_t *kids = pieces->condition->kids + node->first;
    switch ((enum weir_code_op)node->op) {
    case WEIR_CODE_CRITERION: fprintf(stream, "c%" PRIu32, node->n + 1); break;
    case WEIR_CODE_TRUE: fputs("true", stream); break;
    case WEIR_CODE_NOT:
        fputs("not ", stream);
        later_operand(pieces, node, kids[0]);
        break;
    case WEIR_CODE_AND:
    case WEIR_CODE_OR:
        later_operand(pieces, node, kids[1]);
        later(pieces, node->op == WEIR_CODE_AND ? " and " : " or ", 0);
        later_operand(pieces, node, kids[0]);
        break;
    case WEIR_CODE_ATLEAST:
        fprintf(stream, "%" PRIu32 " of (", node->k);
        later(pieces, ")", 0);
        for (uint32_t i = node->count; i-- > 0;) {
            later(pieces, NULL, kids[i]);
            if (i) later(pieces, ", ", 0);
        }
        break;
    case WEIR_CODE_COUNT: BUG("operation %" PRIu32 " in an accepted file", node->op);
    }
}

void words_condition(FILE *stream, struct arena *arena, const struct weir_channel *channel, uint32_t instance)
{
    struct condition condition;
    condition_read(&condition, arena, channel, instance);
    struct pieces pieces = {.condition = &condition};
    /* Each node is pushed once, with two parentheses and a separator or an end of a list at most. */
    pieces.list = arena_array(arena, (size_t)condition.count * 5 + 1, sizeof *pieces.list);
    later(&pieces, NULL, condition.count - 1);
    while (pieces.count) {
        struct piece piece = pieces.list[--pieces.count];
        if (piece.text) fputs(piece.text, stream);
        else put_node(stream, &pieces, &condition.nodes[piece.node]);
    }
}
