/* Nodes, as the actions of grammar/parser.y make them.
 *
 * In:  tokens and nodes made before. Out: the tree, in the order of the text.
 * Must hold: a node never straddles two chunks; no node is deeper than LIMIT_NESTING; a node is in one chain at most. */
#include "parse.h"

enum { LEAF_WORDS = 4, INNER_WORDS = 6, CHUNK_WORDS = 1 << TREE_CHUNK_BITS, FIRST_WORDS = 64 };

_Static_assert(sizeof(struct node_leaf) == LEAF_WORDS * 4, "a leaf is 16 bytes");
_Static_assert(sizeof(struct node) == INNER_WORDS * 4, "an inner node is 24 bytes");

static void build_chunk(struct tree *tree)
{
    if (tree->chunk_count == tree->chunk_room) {
        uint32_t room = tree->chunk_room ? tree->chunk_room * 2 : 4;
        uint32_t **chunks = arena_alloc(tree->arena, room * sizeof *chunks);
        if (tree->chunk_count)
            memcpy(chunks, tree->chunks, tree->chunk_count * sizeof *chunks);
        tree->chunks = chunks;
        tree->chunk_room = room;
    }
    /* A project may have thousands of small files, whose trees are there at the same time: the first chunk is as large as most texts need, and the next as large as all before. */
    const uint32_t meant = tree->chunk_count ? tree->chunk_count * tree->newest_words : FIRST_WORDS + tree->text.n / 8 * 3;
    tree->newest_words = meant > CHUNK_WORDS ? CHUNK_WORDS : meant;
    tree->newest = tree->chunks[tree->chunk_count] = arena_alloc(tree->arena, tree->newest_words * sizeof(uint32_t));
    tree->words = tree->chunk_count++ << TREE_CHUNK_BITS;
    tree->left = tree->newest_words;
    if (tree->words == 0) { /* number 0 is "none" */
        tree->words = 1;
        tree->left--;
        tree->newest++;
    }
}

static inline uint32_t *build_room(struct tree *tree, uint32_t words, node_id *id)
{
    if (words > tree->left)
        build_chunk(tree);
    uint32_t *room = tree->newest;
    *id = tree->words;
    tree->words += words;
    tree->left -= words;
    tree->newest += words;
    return room;
}

static uint8_t build_string_kind(const struct parse *p, struct token token)
{
    return p->lexer.start[token.at - p->lexer.base] == '"' ? TREE_COOKED : TREE_RAW;
}

static node_id build_leaf_at(struct parse *p, enum node_kind kind, uint8_t op, uint32_t at, uint32_t length)
{
    node_id id;
    struct node_leaf *leaf = (struct node_leaf *)(void *)build_room(p->tree, LEAF_WORDS, &id);
    *leaf = (struct node_leaf){(uint8_t)kind, op, 0, 1, at, length, 0};
    return id;
}

struct piece build_leaf(struct parse *p, enum node_kind kind, struct token token)
{
    uint8_t op = kind == NODE_STRING ? build_string_kind(p, token) : 0;
    return (struct piece){build_leaf_at(p, kind, op, token.at, token.length), token.at, token_end(token)};
}

static uint8_t build_depth_of(const struct tree *tree, node_id chain)
{
    uint8_t depth = 0;
    for (; chain; chain = tree_next(tree, chain)) {
        uint8_t own = tree_node(tree, chain)->depth;
        depth = own > depth ? own : depth;
    }
    return depth;
}

/* depth: of the deepest node below. */
static node_id build_node(struct parse *p, enum node_kind kind, uint32_t at, uint32_t end, node_id first, node_id second, uint8_t depth)
{
    if (depth >= LIMIT_NESTING) {
        struct token here = {at, end - at > 1 ? 1 : end - at, 0, 0, false};
        if (!p->deep) {
            p->deep = true;
            p->now = p->now.length ? p->now : here;
            parse_too_deep(p);
        }
        return build_leaf_at(p, NODE_ERROR, 0, at, end - at);
    }
    node_id id;
    struct node *node = (struct node *)(void *)build_room(p->tree, INNER_WORDS, &id);
    *node = (struct node){(uint8_t)kind, 0, 0, (uint8_t)(depth + 1), at, end - at, 0, first, second};
    return id;
}

static struct piece build_deep(struct parse *p, enum node_kind kind, uint32_t at, uint32_t end, node_id first, node_id second, uint8_t depth)
{
    return (struct piece){build_node(p, kind, at, end, first, second, depth), at, end};
}

struct piece build_inner(struct parse *p, enum node_kind kind, struct token from, uint32_t end, node_id first, node_id second)
{
    uint8_t a = build_depth_of(p->tree, first), b = build_depth_of(p->tree, second);
    return build_deep(p, kind, from.at, end, first, second, a > b ? a : b);
}

struct piece build_clause(struct parse *p, struct piece key, uint32_t end, node_id values)
{
    const uint8_t deepest = build_depth_of(p->tree, values);
    return build_deep(p, NODE_CLAUSE, key.at, end, key.id, values, deepest > 1 ? deepest : 1);
}

struct piece build_op(struct parse *p, struct piece piece, uint32_t op, uint8_t flags)
{
    struct node *node = tree_node(p->tree, piece.id);
    if (node->kind != NODE_ERROR) {
        node->op = (uint8_t)op;
        node->flags |= flags;
    }
    return piece;
}

struct chain build_chain(struct piece piece)
{
    return (struct chain){piece.id, piece.id, piece.at, piece.end, 1, 0, false};
}

struct chain build_append(struct parse *p, struct chain chain, struct piece piece)
{
    if (!chain.last)
        return build_chain(piece);
    chain.end = piece.end;
    if (++chain.count > LIMIT_LIST_VALUES) { /* said once, at the first one over; the others are passed over */
        if (chain.count == LIMIT_LIST_VALUES + 1) {
            struct diag *diag = diag_report(p->sink, DIAG_OVER_LIMIT, tree_span(p->tree, piece.id), "more than %d values or conditions stand side by side",
                                            LIMIT_LIST_VALUES);
            diag_set_label(p->sink, diag, "the first one over the limit");
            diag_set_help(p->sink, diag, "put values into a file, one a line: list x from 'file.txt'; give parts of a condition names with let or predicate");
            p->tree->failed = true;
        }
        return chain;
    }
    tree_node(p->tree, chain.last)->next = piece.id;
    chain.last = piece.id;
    return chain;
}

struct chain build_join(struct parse *p, struct chain a, struct chain b)
{
    if (!a.last || !b.first)
        return a.last ? a : b;
    tree_node(p->tree, a.last)->next = b.first;
    a.last = b.last;
    a.end = b.end;
    a.count += b.count;
    return a;
}

node_id build_before(struct parse *p, struct piece head, struct chain tail)
{
    tree_node(p->tree, head.id)->next = tail.first;
    return head.id;
}

/* ---- conditions ---- */

struct piece build_over(struct parse *p, enum node_kind kind, struct chain chain)
{
    return build_deep(p, kind, chain.at, chain.end, chain.first, 0, build_depth_of(p->tree, chain.first));
}

/* The node keeps its own place; what is around it reaches to the parentheses. */
struct piece build_parentheses(struct piece inside, struct token open, struct token close)
{
    return (struct piece){inside.id, open.at, token_end(close)};
}

struct chain build_extent(struct chain inside, struct token open, struct token close)
{
    inside.at = open.at;
    inside.end = token_end(close);
    return inside;
}

struct chain build_tuple(struct chain chain)
{
    chain.tuple = true;
    return chain;
}

struct piece build_of(struct parse *p, struct token from, struct token to, enum tree_of kind, struct chain chain, node_id number)
{
    struct piece piece = build_inner(p, NODE_OF, from, token_end(to), chain.first, number);
    return build_op(p, piece, kind, 0);
}

/* op carries its number and its place. The field comes later, or never in a positional form. */
struct piece build_criterion(struct parse *p, struct piece op, struct chain values, uint8_t flags)
{
    uint32_t end = values.first ? values.end : op.end;
    struct piece piece = build_deep(p, NODE_CRITERION, op.at, end, 0, values.first, build_depth_of(p->tree, values.first));
    return build_op(p, piece, op.id, (uint8_t)(flags | (values.tuple ? TREE_TUPLE : 0)));
}

static struct piece build_criterion_from(struct parse *p, struct piece criterion, struct token from)
{
    struct node *node = tree_node(p->tree, criterion.id);
    node->length += node->at - from.at;
    node->at = from.at;
    criterion.at = from.at;
    return criterion;
}

struct piece build_criterion_field(struct parse *p, struct piece criterion, struct token field)
{
    struct piece name = build_leaf(p, NODE_NAME, field);
    struct node *node = tree_node(p->tree, criterion.id);
    if (node->kind != NODE_ERROR) {
        node->first = name.id;
        node->depth = node->depth < 2 ? 2 : node->depth;
    }
    return build_criterion_from(p, criterion, field);
}

struct piece build_criterion_any_field(struct parse *p, struct piece criterion, struct token any)
{
    return build_op(p, build_criterion_from(p, criterion, any), tree_node(p->tree, criterion.id)->op, TREE_ANY_FIELD);
}

struct piece build_criterion_case(struct parse *p, struct piece criterion, struct token word, enum tree_flag flag)
{
    return build_op(p, build_criterion_from(p, criterion, word), tree_node(p->tree, criterion.id)->op, (uint8_t)flag);
}

/* ---- fields ---- */

struct piece build_type(struct parse *p, struct token name, struct chain members, uint32_t end, bool cased)
{
    return build_op(p, build_inner(p, NODE_TYPE, name, end, build_leaf(p, NODE_NAME, name).id, members.first), cased, 0);
}

struct piece build_field(struct parse *p, struct token ordinal, struct token name, struct piece type, struct chain options)
{
    struct chain head = build_chain(build_leaf(p, NODE_NUMBER, ordinal));
    head = build_append(p, head, build_leaf(p, NODE_NAME, name));
    head = build_append(p, head, type);
    return build_inner(p, NODE_FIELD, ordinal, options.first ? options.end : type.end, head.first, options.first);
}

/* ---- declarations: they hang in the tree as soon as they begin, so that an error further on loses nothing ---- */

static void build_add(struct parse *p, struct chain *chain, struct piece piece)
{
    if (chain->last)
        tree_node(p->tree, chain->last)->next = piece.id;
    else
        *chain = build_chain(piece);
    chain->last = piece.id;
    chain->end = piece.end;
    uint8_t depth = tree_node(p->tree, piece.id)->depth;
    chain->depth = depth > chain->depth ? depth : chain->depth;
}

void build_declare(struct parse *p, struct piece declaration)
{
    build_add(p, &p->declarations, declaration);
    p->tree->first = p->declarations.first;
    const enum node_kind kind = tree_kind(p->tree, declaration.id);
    p->tree->use_count += kind == NODE_USE;
    p->tree->has_others |= kind != NODE_USE && kind != NODE_INSTANCE;
    p->declared_at = p->keyword.at;
}

void build_open(struct parse *p, enum node_kind kind, struct token from, struct chain first)
{
    struct piece piece = build_inner(p, kind, from, first.end, first.first, 0);
    build_declare(p, piece);
    p->open = piece.id;
    p->body = build_nothing();
    p->positional = false;
}

void build_begin_positions(struct parse *p)
{
    p->positional = true;
    tree_node(p->tree, p->open)->op = 1;
}

static void build_next_statement(struct parse *p)
{
    p->last_statement = p->statement;
    p->statement = p->now;
    p->second = (struct token){0};
    p->assigned = false;
}

void build_begin_statement(struct parse *p)
{
    build_next_statement(p);
    p->last_statement = (struct token){0};
}

void build_statement(struct parse *p, struct piece statement)
{
    build_add(p, &p->body, statement);
    build_next_statement(p);
}

void build_position(struct parse *p, struct piece position)
{
    struct piece piece = build_deep(p, NODE_POSITION, position.at, position.end, position.id, 0, tree_node(p->tree, position.id)->depth);
    build_add(p, &p->body, piece);
}

/* The depth of a declaration counts too, but it is not refused for it: what it holds was checked one by one. */
void build_close(struct parse *p, struct token end)
{
    if (!p->open)
        return;
    struct node *node = tree_node(p->tree, p->open);
    node->second = p->body.first;
    node->length = token_end(end) - node->at;
    uint8_t depth = (uint8_t)(p->body.depth < LIMIT_NESTING ? p->body.depth + 1 : LIMIT_NESTING);
    node->depth = depth > node->depth ? depth : node->depth;
    p->open = 0;
}

void build_body(struct parse *p, struct piece statement)
{
    build_add(p, &p->body, statement);
}

void build_error(struct parse *p, struct span span)
{
    build_body(p, (struct piece){build_leaf_at(p, NODE_ERROR, 0, span.at, span.length), span.at, span.at + span.length});
}

node_id build_error_leaf(struct parse *p, uint32_t at, uint32_t length)
{
    return build_leaf_at(p, NODE_ERROR, 0, at, length);
}
