/* The condition of an instance, from its postfix program to infix text; see words.h.
 *
 * Must hold: linear in the program, and no recursion, because a chain of ten thousand `or` is as deep as it is long. */
#include <inttypes.h>

#include "view.h"
#include "words.h"

struct node {
    uint32_t op;          /* enum weir_code_op */
    uint32_t k, n;
    uint32_t first, count;/* its children, in kids */
};
struct piece { /* of the text still to be written: a node, or a constant */
    const char *text;     /* or NULL */
    uint32_t node;
};
struct tree {
    struct node *nodes;
    uint32_t *kids;
    struct piece *pieces;
    uint32_t piece_count;
};

/* One node an instruction; returns the root. */
static uint32_t build(struct tree *tree, const struct weir_channel *channel, uint32_t first, uint32_t count)
{
    uint32_t stack[WEIR_MAX_STACK], depth = 0, kid = 0;
    for (uint32_t i = 0; i < count; i++) {
        uint32_t word = view_u32(channel, WEIR_SECTION_CODE, first + i, 0);
        struct node *node = &tree->nodes[i];
        *node = (struct node){.op = word & 0xff, .k = word >> 8 & 0xff, .n = word >> 16, .first = kid};
        if (node->op == WEIR_CODE_NOT) node->count = 1;
        else if (node->op == WEIR_CODE_AND || node->op == WEIR_CODE_OR) node->count = 2;
        else if (node->op == WEIR_CODE_ATLEAST) node->count = node->n;
        depth -= node->count;
        for (uint32_t j = 0; j < node->count; j++) tree->kids[kid++] = stack[depth + j];
        stack[depth++] = i;
    }
    return stack[0];
}

static int binding(const struct node *node)
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

static void later(struct tree *tree, const char *text, uint32_t node)
{
    tree->pieces[tree->piece_count++] = (struct piece){text, node};
}

/* Pieces are taken from the end, so what is written first is pushed last. */
static void later_operand(struct tree *tree, const struct node *parent, uint32_t child)
{
    const struct node *node = &tree->nodes[child];
    bool bare = node->op == parent->op || binding(node) > binding(parent);
    if (!bare) later(tree, ")", 0);
    later(tree, NULL, child);
    if (!bare) later(tree, "(", 0);
}

static void put_node(FILE *stream, struct tree *tree, const struct node *node)
{
    const uint32_t *kids = tree->kids + node->first;
    switch ((enum weir_code_op)node->op) {
    case WEIR_CODE_CRITERION: fprintf(stream, "c%" PRIu32, node->n + 1); break;
    case WEIR_CODE_TRUE: fputs("true", stream); break;
    case WEIR_CODE_NOT:
        fputs("not ", stream);
        later_operand(tree, node, kids[0]);
        break;
    case WEIR_CODE_AND:
    case WEIR_CODE_OR:
        later_operand(tree, node, kids[1]);
        later(tree, node->op == WEIR_CODE_AND ? " and " : " or ", 0);
        later_operand(tree, node, kids[0]);
        break;
    case WEIR_CODE_ATLEAST:
        fprintf(stream, "%" PRIu32 " of (", node->k);
        later(tree, ")", 0);
        for (uint32_t i = node->count; i-- > 0;) {
            later(tree, NULL, kids[i]);
            if (i) later(tree, ", ", 0);
        }
        break;
    case WEIR_CODE_COUNT: BUG("operation %" PRIu32 " in an accepted file", node->op);
    }
}

void words_condition(FILE *stream, struct arena *arena, const struct weir_channel *channel, uint32_t instance)
{
    uint32_t first = view_u32(channel, WEIR_SECTION_INSTANCES, instance, WEIR_INSTANCE_CODE_FIRST);
    uint32_t count = view_u32(channel, WEIR_SECTION_INSTANCES, instance, WEIR_INSTANCE_CODE_COUNT);
    struct tree tree = {
        .nodes = arena_array(arena, count, sizeof *tree.nodes),
        .kids = arena_array(arena, count, sizeof *tree.kids),
        /* Each node is pushed once, with two parentheses and a separator or an end of a list at most. */
        .pieces = arena_array(arena, (size_t)count * 5 + 1, sizeof *tree.pieces),
    };
    later(&tree, NULL, build(&tree, channel, first, count));
    while (tree.piece_count) {
        struct piece piece = tree.pieces[--tree.piece_count];
        if (piece.text) fputs(piece.text, stream);
        else put_node(stream, &tree, &tree.nodes[piece.node]);
    }
}
