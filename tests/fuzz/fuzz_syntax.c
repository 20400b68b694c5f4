/* Any bytes as a source file: the parser must return a tree of bounded depth whose links and places are in range, and a file that it
 * accepted without a word must have a tree without an error in it. */
#include "base/limits.h"
#include "syntax/tree.h"

#include <stdlib.h>

static void walk(const struct tree *tree, struct sources *sources, struct arena *arena, node_id chain, unsigned depth, uint32_t from, uint32_t to)
{
    if (depth > LIMIT_NESTING + 8)
        abort();
    for (node_id id = chain; id; id = tree_next(tree, id)) {
        struct span span = tree_span(tree, id);
        enum node_kind kind = tree_kind(tree, id);
        uint64_t value;
        bool negative;
        if (id >= tree->words || kind == NODE_NONE || kind >= NODE_KIND_COUNT || span.at < from || span.at + span.length > to)
            abort();
        if (kind == NODE_ERROR && !tree->failed)
            abort();
        if (kind == NODE_STRING)
            (void)syntax_string(tree, arena, id);
        if (kind == NODE_NUMBER)
            (void)syntax_number(tree, id, &value, &negative);
        if (kind == NODE_FIELD || kind == NODE_INSTANCE || kind == NODE_TEMPLATE)
            (void)syntax_doc(tree, arena, id);
        walk(tree, sources, arena, tree_first(tree, id), depth + 1, from, to);
        walk(tree, sources, arena, tree_second(tree, id), depth + 1, from, to);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    jmp_buf out_of_memory;
    struct arena arena;
    struct sources sources;
    struct diag_sink sink;
    struct tree tree;

    if (size > 1 << 20)
        return 0;
    arena_init(&arena, &out_of_memory);
    if (setjmp(out_of_memory))
        abort();
    sources_init(&sources, &arena);
    diag_init(&sink, &arena, &sources);
    char *text = malloc(size + 1); /* of its own, so that one byte too far is seen */
    if (!text)
        abort();
    if (size)
        memcpy(text, data, size);
    text[size] = 0;
    uint32_t file = sources_add(&sources, "input.weir", (struct str){text, (uint32_t)size});
    syntax_parse(&tree, &arena, &sources, file, &sink);
    if (tree.failed != diag_has_errors(&sink))
        abort();
    uint32_t base = sources_file(&sources, file)->base;
    walk(&tree, &sources, &arena, tree.first, 0, base, base + (uint32_t)size);
    tree_free(&tree);
    diag_free(&sink);
    sources_free(&sources);
    arena_free(&arena);
    free(text);
    return 0;
}
