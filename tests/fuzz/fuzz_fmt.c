/* Any text that parses is printed: what comes out parses, has the same tokens (a comma behind a last value excepted), comments, tree and
 * documentation, and is printed again as it is. */
#include "base/limits.h"
#include "syntax/parse.h"
#include "syntax/printer.h"

#include <stdlib.h>

struct reader {
    struct lexer lexer;
    struct diag_sink *sink;
    struct vec comments;
    struct token held;
    bool holds;
};

static void reader_open(struct reader *reader, const struct tree *tree, struct diag_sink *sink, jmp_buf *exhausted)
{
    struct str text = tree->text;
    bool mark = text.n >= 3 && memcmp(text.p, "\xef\xbb\xbf", 3) == 0;
    *reader = (struct reader){.sink = sink};
    reader->comments.exhausted = exhausted;
    reader->lexer = (struct lexer){.start = text.p, .at = text.p + (mark ? 3 : 0), .limit = text.p + text.n, .line = text.p, .fresh = true, .base = tree->base,
                                   .sink = sink, .comments = &reader->comments};
}

/* The next token that says something. */
static struct token reader_next(struct reader *reader)
{
    struct token token = reader->holds ? reader->held : lexer_next(&reader->lexer);
    reader->holds = false;
    if (token.kind == TOKEN_COMMA) {
        reader->held = lexer_next(&reader->lexer);
        reader->holds = true;
        if (reader->held.kind == TOKEN_RPAREN || reader->held.kind == TOKEN_RBRACE)
            return reader_next(reader);
    }
    return token;
}

static struct str token_text(const struct tree *tree, struct token token)
{
    return (struct str){tree->text.p + (token.at - tree->base), token.length};
}

static void same_tokens(const struct tree *a, const struct tree *b, struct diag_sink *sink, jmp_buf *exhausted)
{
    struct reader left, right;
    struct token x, y;
    reader_open(&left, a, sink, exhausted);
    reader_open(&right, b, sink, exhausted);
    do {
        x = reader_next(&left);
        y = reader_next(&right);
        if (x.kind != y.kind || !str_equal(token_text(a, x), token_text(b, y)))
            abort();
    } while (x.kind != TOKEN_END);
    vec_free(&left.comments);
    vec_free(&right.comments);
}

/* Lines as the style wants them: no tabs or blanks at their ends, no two empty ones, one newline at the end of the text. */
static void check_lines(const char *text, size_t n)
{
    if (n && (text[0] == '\n' || text[0] == ' ' || text[n - 1] != '\n' || (n > 1 && text[n - 2] == '\n')))
        abort();
    for (size_t i = 0; i < n; i++) {
        if (text[i] == '\r' || (text[i] == '\n' && i && (text[i - 1] == ' ' || text[i - 1] == '\t')))
            abort();
        if (text[i] == '\n' && i > 1 && text[i - 1] == '\n' && text[i - 2] == '\n')
            abort();
    }
}

/* Gives the copy that the tree is made of. */
static char *parse(struct tree *tree, struct arena *arena, struct sources *sources, struct diag_sink *sink, const char *text, size_t n)
{
    char *copy = malloc(n + 1); /* of its own, so that one byte too far is seen; the sources keep it */
    if (!copy)
        abort();
    if (n)
        memcpy(copy, text, n);
    copy[n] = 0;
    syntax_parse(tree, arena, sources, sources_add(sources, "input.weir", (struct str){copy, (uint32_t)n}), sink);
    return copy;
}

static void check(struct arena *arena, struct sources *sources, struct diag_sink *sink, const struct tree *tree)
{
    struct vec out = {.exhausted = arena->exhausted}, out_again = {.exhausted = arena->exhausted};
    struct tree again;
    printer_print(tree, &out);
    check_lines(out.p, out.count);
    char *copy = parse(&again, arena, sources, sink, out.p, out.count);
    if (again.failed || diag_has_errors(sink))
        abort();
    same_tokens(tree, &again, sink, arena->exhausted);
    if (!printer_same(tree, &again, arena))
        abort();
    printer_print(&again, &out_again);
    if (out.count != out_again.count || (out.count && memcmp(out.p, out_again.p, out.count) != 0))
        abort();
    tree_free(&again);
    free(copy);
    vec_free(&out);
    vec_free(&out_again);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    jmp_buf out_of_memory;
    struct arena arena;
    struct sources sources;
    struct diag_sink sink;
    struct tree tree;

    if (size > 1 << 18) /* so that no line of the output is over the limit */
        return 0;
    arena_init(&arena, &out_of_memory);
    if (setjmp(out_of_memory))
        abort();
    sources_init(&sources, &arena);
    diag_init(&sink, &arena, &sources);
    char *text = parse(&tree, &arena, &sources, &sink, (const char *)data, size);
    if (!tree.failed)
        check(&arena, &sources, &sink, &tree);
    tree_free(&tree);
    free(text);
    diag_free(&sink);
    sources_free(&sources);
    arena_free(&arena);
    return 0;
}

/* Half of the mutations are of the layout: something is put before a blank or a mark, where most often a token ends. */
size_t LLVMFuzzerMutate(uint8_t *data, size_t size, size_t most);
size_t LLVMFuzzerCustomMutator(uint8_t *data, size_t size, size_t most, unsigned seed);
size_t LLVMFuzzerCustomMutator(uint8_t *data, size_t size, size_t most, unsigned seed)
{
    static const char *const layouts[] = {"\n", " // c\n", "\n// d\n", "\n/// e\n", " /// f\n", "\n\n\n", "  ", "\t", "\r\n", ",", ", // g\n", "\n\n// h\n\n", " and ", "(", ")"};
    if (size < 2 || seed % 2)
        return LLVMFuzzerMutate(data, size, most);
    const char *layout = layouts[seed / 2 % (sizeof layouts / sizeof *layouts)];
    size_t at = seed / 64 % size, n = strlen(layout);
    while (at < size && !memchr(" \n(){},:", data[at], 9))
        at++;
    if (size + n > most)
        return LLVMFuzzerMutate(data, size, most);
    memmove(data + at + n, data + at, size - at);
    memcpy(data + at, layout, n);
    return size + n;
}
