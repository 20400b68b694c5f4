/* Which file names which other one: `use`, lists `from` a file, corpora.
 *
 * In:  the tree of one source. Out: pairs of the source and the path that it names, as the sources show paths.
 * Must hold: a Template Type of the standard library is no file and gives a pair that no file answers to. */
#include "pipeline_parts.h"

static void note(struct pipeline *p, const struct tree *tree, node_id literal, bool is_source)
{
    if (tree_kind(tree, literal) != NODE_STRING) return;
    struct str path = syntax_string(tree, &p->arena, literal);
    if (path.n == 0 || memchr(path.p, 0, path.n)) return;
    const bool ended = !is_source || str_ends_with(path, STR(".weir"));
    const char *whole = arena_printf(&p->arena, STR_FMT "%s", STR_ARG(path), ended ? "" : ".weir").p;
    *(struct pipeline_use *)vec_push(&p->uses, sizeof(struct pipeline_use)) = (struct pipeline_use){pipeline_shown_path(&p->arena, ".", whole), tree->file};
}

void pipeline_note_uses(struct pipeline *p, const struct tree *tree)
{
    for (node_id id = tree->first; id; id = tree_next(tree, id)) {
        const enum node_kind kind = tree_kind(tree, id);
        if (kind == NODE_USE) note(p, tree, tree_first(tree, id), true);
        if (kind == NODE_LIST && tree_node(tree, id)->op == 1) note(p, tree, tree_second(tree, id), false);
        if (kind != NODE_INSTANCE) continue;
        for (node_id part = tree_second(tree, id); part; part = tree_next(tree, part))
            if (tree_kind(tree, part) == NODE_CORPUS) note(p, tree, tree_first(tree, part), false);
    }
}
