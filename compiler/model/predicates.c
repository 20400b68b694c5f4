/* Predicates as declarations: their parameters, and what they call. Their bodies are compiled where they are used.
 *
 * In:  a PREDICATE node. Out: edges to the predicates it calls; reports on parameters that repeat or that the body does not use.
 * Must hold: walks are bounded by the tree's depth. */
#include "build.h"

struct walk {
    struct build *b;
    const struct tree *tree;
    uint32_t unit;
    struct map parameters; /* name number -> index */
    struct vec used;       /* uint8_t by index */
};

static void walk_name(struct walk *w, node_id node)
{
    const uint32_t name = intern_find(&w->b->names, tree_text(w->tree, node));
    const uint32_t index = name == INTERN_NONE ? NONE : map_get(&w->parameters, name);
    if (index != NONE) *MODEL_AT(w->used, uint8_t, index) = 1;
}

static void walk_call(struct walk *w, node_id call)
{
    const node_id name = tree_first(w->tree, call);
    uint32_t two[2];
    const uint32_t to = uses_find(w->b, KEY_DECLARATION, w->unit, tree_text(w->tree, name), two);
    if (to < AMBIGUOUS && DECLARATION(w->b, to)->kind == NODE_PREDICATE)
        *(struct edge *)vec_push(&w->b->edges, sizeof(struct edge)) = (struct edge){to, tree_span(w->tree, name)};
}

static void walk_chain(struct walk *w, node_id chain)
{
    for (node_id id = chain; id; id = tree_next(w->tree, id)) {
        const enum node_kind kind = tree_kind(w->tree, id);
        if (kind == NODE_NAME) walk_name(w, id);
        if (kind == NODE_CALL) walk_call(w, id);
        if (tree_is_leaf(kind)) continue;
        if (kind != NODE_CALL) walk_chain(w, tree_first(w->tree, id)); /* depth: LIMIT_NESTING of the tree */
        walk_chain(w, tree_second(w->tree, id));
    }
}

static void walk_parameters(struct walk *w, node_id parameters)
{
    struct build *b = w->b;
    for (node_id id = parameters; id; id = tree_next(w->tree, id)) {
        const struct str text = tree_text(w->tree, id);
        const uint32_t name = build_name(b, text);
        if (map_get(&w->parameters, name) != NONE)
            diag_report(b->sink, DIAG_DUPLICATE_NAME, tree_span(w->tree, id), "there are two parameters '" STR_FMT "'", STR_ARG(text));
        else
            map_put(&w->parameters, name, (uint32_t)w->used.count);
        uses_note_shadowing(b, w->unit, text, tree_span(w->tree, id), false);
        *(uint8_t *)vec_push(&w->used, 1) = 0;
    }
}

void predicates_edges(struct build *b, uint32_t index)
{
    const struct declaration *predicate = DECLARATION(b, index);
    jmp_buf *const exhausted = b->names_of.slots.exhausted;
    struct walk w = {.b = b, .tree = UNIT(b, predicate->unit)->tree, .unit = predicate->unit, .used = {.exhausted = exhausted}};
    map_init(&w.parameters, exhausted);
    const node_id parameters = tree_next(w.tree, tree_first(w.tree, predicate->node));
    walk_parameters(&w, parameters);
    walk_chain(&w, tree_second(w.tree, predicate->node));
    if (!w.tree->failed) {
        for (node_id id = parameters; id; id = tree_next(w.tree, id)) {
            const struct str text = tree_text(w.tree, id);
            if (*MODEL_AT(w.used, uint8_t, map_get(&w.parameters, intern_find(&b->names, text)))) continue;
            diag_report(b->sink, DIAG_UNUSED_PARAMETER, tree_span(w.tree, id), "predicate '" STR_FMT "' does not use its parameter '" STR_FMT "'",
                        STR_ARG(intern_name(&b->names, predicate->name)), STR_ARG(text));
        }
    }
    vec_free(&w.used);
    map_free(&w.parameters);
}
