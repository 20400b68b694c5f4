/* Two trees side by side: do they say the same? What a printed text is held against.
 *
 * Must hold: recursion is as deep as the trees, LIMIT_NESTING at most. */
#include "printer.h"

static struct str trimmed(const struct tree *tree, const struct comment *comment)
{
    struct str s = {tree->text.p + (comment->span.at - tree->base), comment->span.length};
    while (s.n && (s.p[s.n - 1] == ' ' || s.p[s.n - 1] == '\t'))
        s.n--;
    return s;
}

static bool same_comments(const struct tree *a, const struct tree *b)
{
    if (a->comments.count != b->comments.count)
        return false;
    for (size_t i = 0; i < a->comments.count; i++)
        if (!str_equal(trimmed(a, (const struct comment *)a->comments.p + i), trimmed(b, (const struct comment *)b->comments.p + i)))
            return false;
    return true;
}

static bool has_documentation(enum node_kind kind)
{
    return kind == NODE_FIELD || kind == NODE_USE || kind == NODE_LIST || kind == NODE_PREDICATE || kind == NODE_TEMPLATE || kind == NODE_INSTANCE;
}

static bool same_chain(const struct tree *a, node_id left, const struct tree *b, node_id right, struct arena *arena)
{
    for (; left && right; left = tree_next(a, left), right = tree_next(b, right)) {
        const struct node *x = tree_node(a, left), *y = tree_node(b, right);
        enum node_kind kind = tree_kind(a, left);
        if (x->kind != y->kind || x->op != y->op || x->flags != y->flags)
            return false;
        if (tree_is_leaf(kind)) {
            if (!str_equal(tree_text(a, left), tree_text(b, right)))
                return false;
            continue;
        }
        if (has_documentation(kind) && !str_equal(syntax_doc(a, arena, left), syntax_doc(b, arena, right)))
            return false;
        if (!same_chain(a, x->first, b, y->first, arena) || !same_chain(a, x->second, b, y->second, arena))
            return false;
    }
    return left == right; /* both at their end */
}

bool printer_same(const struct tree *a, const struct tree *b, struct arena *arena)
{
    return same_chain(a, a->first, b, b->first, arena) && same_comments(a, b);
}
