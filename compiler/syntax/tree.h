/* The syntax tree of one file: what was written, nothing resolved. Nodes are small and numbered; number 0 is "none".
 *
 * The tree is dropped as soon as the model is built from it, so nothing may keep a node_id or a pointer into it. */
#ifndef SYNTAX_TREE_H
#define SYNTAX_TREE_H

#include "../base/ahead.h"
#include "../diag/diag.h"

typedef uint32_t node_id;

enum node_kind {
    NODE_NONE,
#define NODE(name, shape, first, second) NODE_##name,
#include "nodes.def"
#undef NODE
    NODE_KIND_COUNT
};
enum tree_operator {
#define OPERATOR(name, spelling) TREE_##name,
#include "operators.def"
#undef OPERATOR
    TREE_OPERATOR_COUNT
};
enum tree_string { TREE_RAW, TREE_COOKED };
enum tree_of { TREE_ANY_OF, TREE_ALL_OF, TREE_NUMBER_OF };
enum tree_flag {
    TREE_CASED = 1,      /* F cased <op> v */
    TREE_ALL = 2,        /* contains all (...), and so for like and matches */
    TREE_ANY_FIELD = 4,  /* any field <op> v */
    TREE_TUPLE = 8,      /* the values stood in parentheses */
    TREE_NOCASE = 16,    /* F nocase <op> v */
};

struct node_leaf { /* the head of every node */
    uint8_t kind, op, flags, depth; /* depth: 1 + the deepest child's, at most LIMIT_NESTING */
    uint32_t at, length;            /* span, a global position */
    node_id next;
};
struct node {
    uint8_t kind, op, flags, depth;
    uint32_t at, length;
    node_id next;
    node_id first, second; /* not there in a leaf: use tree_first and tree_second */
};

struct comment {
    struct span span; /* from the slashes to the end of the line, or through the closing mark */
    bool doc;         /* three slashes */
    bool own_line;    /* nothing but blanks before it on its line */
};

struct tree {
    struct arena *arena;  /* dropped with the tree */
    uint32_t **chunks;    /* of 1 << TREE_CHUNK_BITS words; the first may be smaller */
    uint32_t chunk_count, chunk_room, words;
    uint32_t newest_words; /* that the newest chunk has */
    uint32_t left;         /* of these */
    uint32_t *newest;      /* where they are */
    node_id first;        /* chain of declarations */
    uint32_t use_count;   /* so many of them are a `use`: mostly the first ones */
    bool has_others;      /* one of them is neither that nor an instance */
    struct vec comments;  /* struct comment, ascending */
    uint32_t file;        /* index in the sources */
    struct str text;      /* of the file */
    uint32_t base;        /* global position of its first byte */
    bool failed;          /* something could not be read; it was reported, and what could be read is here */
};
#define TREE_CHUNK_BITS 14

static inline struct node *tree_node(const struct tree *tree, node_id id)
{
    return (struct node *)(void *)(tree->chunks[id >> TREE_CHUNK_BITS] + (id & ((1u << TREE_CHUNK_BITS) - 1)));
}
/* What hangs below a declaration lies behind it: so much of that is asked for as most of them have. */
static inline void tree_ahead(const struct tree *tree, node_id declaration)
{
    enum { LINES = 16, LINE_BYTES = 64 };
    const uintptr_t at = (uintptr_t)tree_node(tree, declaration);
    for (uint32_t line = 0; line < LINES; line++) AHEAD((const void *)(at + line * LINE_BYTES));
}
extern const uint8_t tree_node_shapes[NODE_KIND_COUNT]; /* 0: a leaf */
static inline bool tree_is_leaf(enum node_kind kind) { return tree_node_shapes[kind] == 0; }
static inline enum node_kind tree_kind(const struct tree *tree, node_id id) { return id ? (enum node_kind)tree_node(tree, id)->kind : NODE_NONE; }
static inline node_id tree_next(const struct tree *tree, node_id id) { return tree_node(tree, id)->next; }
/* 0 for a leaf and for 0. */
static inline node_id tree_first(const struct tree *tree, node_id id) { return tree_is_leaf(tree_kind(tree, id)) ? 0 : tree_node(tree, id)->first; }
static inline node_id tree_second(const struct tree *tree, node_id id) { return tree_is_leaf(tree_kind(tree, id)) ? 0 : tree_node(tree, id)->second; }
static inline struct span tree_span(const struct tree *tree, node_id id)
{
    if (id == 0) return (struct span){0, 0};
    const struct node *node = tree_node(tree, id);
    return (struct span){node->at, node->length};
}
/* As written; points into the source. */
static inline struct str tree_text(const struct tree *tree, node_id id)
{
    if (id == 0) return (struct str){NULL, 0};
    const struct node *node = tree_node(tree, id);
    return (struct str){tree->text.p + (node->at - tree->base), node->length};
}
uint32_t tree_count(const struct tree *tree, node_id chain);
const char *tree_operator_spelling(enum tree_operator op);

/* Parses one file of the sources. Reports every problem it can find; returns a tree in any case (tree->failed). */
void syntax_parse(struct tree *tree, struct arena *arena, struct sources *sources, uint32_t file, struct diag_sink *sink);
void tree_free(struct tree *tree);

/* The text of a STRING leaf with escapes resolved: points into the source where nothing had to change, else into arena.
 * (Escapes were checked by the lexer; a bad one was reported there and reads as nothing.) */
struct str syntax_string(const struct tree *tree, struct arena *arena, node_id string);
/* The value of a NUMBER leaf. negative: it had a minus sign, and *out is the magnitude. false: over 64 bits (reported by the lexer). */
bool syntax_number(const struct tree *tree, node_id number, uint64_t *out, bool *negative);
/* The documentation of a declaration or field: the /// on its own line or in the lines right above, without slashes, joined by newlines. */
struct str syntax_doc(const struct tree *tree, struct arena *arena, node_id declaration);

#endif
