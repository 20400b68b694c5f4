/* The syntax tree as its readers see it: links, places, and the values of leaves. */
#include "parse.h"

const uint8_t tree_node_shapes[NODE_KIND_COUNT] = {
#define LEAF 0
#define INNER 1
#define NODE(name, shape, first, second) [NODE_##name] = shape,
#include "nodes.def"
#undef NODE
#undef LEAF
#undef INNER
};

static const char *const operator_spellings[TREE_OPERATOR_COUNT] = {
#define OPERATOR(name, spelling) [TREE_##name] = spelling,
#include "operators.def"
#undef OPERATOR
};

uint32_t tree_count(const struct tree *tree, node_id chain)
{
    uint32_t count = 0;
    for (; chain; chain = tree_next(tree, chain))
        count++;
    return count;
}

const char *tree_operator_spelling(enum tree_operator op)
{
    return (unsigned)op < TREE_OPERATOR_COUNT ? operator_spellings[op] : "?";
}

void tree_free(struct tree *tree)
{
    vec_free(&tree->comments); /* the nodes go with the arena */
}

/* ---- values of leaves ---- */

static struct str string_raw(struct arena *arena, struct str inside)
{
    const char *quote = inside.n ? memchr(inside.p, '\'', inside.n) : NULL;
    if (!quote)
        return inside;
    char *out = arena_alloc(arena, inside.n);
    uint32_t n = 0;
    for (uint32_t i = 0; i < inside.n; i++) {
        out[n++] = inside.p[i];
        if (inside.p[i] == '\'')
            i++; /* it stands there twice */
    }
    return (struct str){out, n};
}

static struct str string_cooked(struct arena *arena, struct str inside)
{
    if (!inside.n || !memchr(inside.p, '\\', inside.n))
        return inside;
    char *out = arena_alloc(arena, inside.n); /* no escape is shorter than what it stands for */
    uint32_t n = 0;
    for (uint32_t i = 0; i < inside.n;) {
        uint32_t value, length;
        if (inside.p[i] != '\\') {
            out[n++] = inside.p[i++];
            continue;
        }
        length = lexical_escape(inside.p + i, inside.n - i, &value);
        if (length)
            n += utf8_encode(value, out + n);
        i += length ? length : 2;
    }
    return (struct str){out, n};
}

struct str syntax_string(const struct tree *tree, struct arena *arena, node_id string)
{
    struct str text = tree_text(tree, string);
    if (text.n < 2)
        return (struct str){"", 0};
    struct str inside = {text.p + 1, text.n - 2};
    return tree_node(tree, string)->op == TREE_COOKED ? string_cooked(arena, inside) : string_raw(arena, inside);
}

bool syntax_number(const struct tree *tree, node_id number, uint64_t *out, bool *negative)
{
    return lexical_number_value(tree_text(tree, number), out, negative);
}

/* ---- documentation ---- */

/* Index of the first comment at or after position. */
static size_t comment_from(const struct tree *tree, uint32_t position)
{
    const struct comment *comments = tree->comments.p;
    size_t low = 0, high = tree->comments.count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (comments[middle].span.at < position)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

/* Between two places: nothing but blanks, commas if they are allowed, and exactly so many ends of lines? */
static bool only_blanks(struct str text, uint32_t from, uint32_t to, uint32_t lines, bool commas)
{
    uint32_t found = 0;
    for (uint32_t i = from; i < to && i < text.n; i++) {
        char c = text.p[i];
        if (c == '\n')
            found++;
        else if (c != ' ' && c != '\t' && c != '\r' && !(commas && c == ','))
            return false;
        if (found > lines)
            return false;
    }
    return found == lines;
}

static struct str comment_inside(const struct tree *tree, const struct comment *comment)
{
    struct str s = {tree->text.p + (comment->span.at - tree->base) + 3, comment->span.length - 3};
    if (s.n && *s.p == ' ') {
        s.p++;
        s.n--;
    }
    while (s.n && (s.p[s.n - 1] == ' ' || s.p[s.n - 1] == '\t'))
        s.n--;
    return s;
}

struct str syntax_doc(const struct tree *tree, struct arena *arena, node_id declaration)
{
    const struct comment *comments = tree->comments.p;
    struct span span = tree_span(tree, declaration);
    if (!declaration || tree->comments.count == 0)
        return (struct str){"", 0};

    /* behind it on its last line */
    size_t after = comment_from(tree, span.at + span.length);
    if (after < tree->comments.count && comments[after].doc && !comments[after].own_line &&
        only_blanks(tree->text, span.at + span.length - tree->base, comments[after].span.at - tree->base, 0, true))
        return comment_inside(tree, &comments[after]);

    /* the lines right above it */
    size_t last = comment_from(tree, span.at), first = last;
    uint32_t below = span.at - tree->base;
    while (first > 0 && comments[first - 1].doc && comments[first - 1].own_line) {
        struct span above = comments[first - 1].span;
        if (!only_blanks(tree->text, above.at + above.length - tree->base, below, 1, false))
            break;
        below = above.at - tree->base;
        first--;
    }
    if (first == last)
        return (struct str){"", 0};
    if (last - first == 1)
        return comment_inside(tree, &comments[first]);
    size_t size = 0;
    for (size_t i = first; i < last; i++)
        size += comments[i].span.length + 1;
    char *out = arena_alloc(arena, size);
    uint32_t n = 0;
    for (size_t i = first; i < last; i++) {
        struct str line = comment_inside(tree, &comments[i]);
        if (line.n)
            memcpy(out + n, line.p, line.n);
        n += line.n;
        if (i + 1 < last)
            out[n++] = '\n';
    }
    return (struct str){out, n};
}
