/* Taking something out of a source so that what is left reads as if it had never been there. Inside of fix.c. */
#ifndef LINT_FIX_CUT_H
#define LINT_FIX_CUT_H

#include "../compiler/syntax/tree.h"

struct cut { /* offsets in the text */
    uint32_t from, to;
};
/* The node with the parentheses that stand around it alone. */
struct cut cut_extent(const struct tree *tree, node_id node);
/* Nodes marked as gone, of a chain joined by commas or words: adds what to take out. false: all are gone, or something unexpected stands between them. */
bool cut_from_chain(const struct tree *tree, node_id first, bool (*is_gone)(void *context, node_id node), void *context, struct vec *cuts /* struct cut */);
/* A whole line where nothing else stands on it; else without the blanks that would be left over. */
struct cut cut_tidy(struct str text, struct cut cut);
/* A declaration or statement with its documentation and what silences findings in it. */
struct cut cut_declaration(const struct tree *tree, node_id node);

#endif
