/* How a value was written before it was folded.
 *
 * In:  the texts of the sources. Out: for a folded text, a literal or a line of a list that folds to it. Must hold: what is given out folds to what was
 *      asked for, so that a comparison without regard to case means the same. */
#include "../compiler/pattern/pattern.h"
#include "export_yaml.h"

void spelling_init(struct spelling *spelling, struct arena *arena, struct sources *sources)
{
    *spelling = (struct spelling){.sources = sources, .arena = arena, .written = {.exhausted = arena->exhausted}};
    intern_init(&spelling->folded, arena);
}

void spelling_free(struct spelling *spelling)
{
    intern_free(&spelling->folded);
    vec_free(&spelling->written);
}

static void remember(struct spelling *spelling, struct str text)
{
    const uint32_t number = intern_add(&spelling->folded, fold_text(spelling->arena, text));
    if (number == spelling->written.count) *(struct str *)vec_push(&spelling->written, sizeof text) = text;
}

/* The next literal from *at on: between single quotes, where two are one. false: there is no other. */
static bool next_literal(struct arena *arena, struct str source, uint32_t *at, struct str *literal)
{
    uint32_t i = *at;
    while (i < source.n && source.p[i] != '\'') {
        const bool comment = source.p[i] == '/' && i + 1 < source.n && source.p[i + 1] == '/';
        const bool cooked = source.p[i] == '"';
        if (comment)
            while (i < source.n && source.p[i] != '\n') i++;
        if (cooked)
            for (i++; i < source.n && source.p[i] != '"' && source.p[i] != '\n'; i++) i += source.p[i] == '\\';
        i += !comment;
    }
    if (i >= source.n) return false;
    const uint32_t first = i + 1;
    uint32_t quotes = 0;
    for (i = first; i < source.n && source.p[i] != '\n'; i++) {
        if (source.p[i] != '\'') continue;
        if (i + 1 >= source.n || source.p[i + 1] != '\'') break;
        quotes++;
        i++;
    }
    *literal = (struct str){source.p + first, i - first};
    *at = i + 1;
    if (quotes == 0) return true;
    char *to = arena_alloc(arena, literal->n);
    uint32_t n = 0;
    for (uint32_t c = 0; c < literal->n; c++) {
        to[n++] = literal->p[c];
        c += literal->p[c] == '\'';
    }
    *literal = (struct str){to, n};
    return true;
}

static void read_source(struct spelling *spelling, struct str text)
{
    struct str literal;
    for (uint32_t at = 0; next_literal(spelling->arena, text, &at, &literal);) remember(spelling, literal);
}

static void read_lines(struct spelling *spelling, struct str text)
{
    for (uint32_t at = 0, end; at < text.n; at = end + 1) {
        for (end = at; end < text.n && text.p[end] != '\n'; end++) continue;
        uint32_t first = at, last = end;
        while (first < last && (text.p[first] == ' ' || text.p[first] == '\t')) first++;
        while (last > first && (text.p[last - 1] == ' ' || text.p[last - 1] == '\t' || text.p[last - 1] == '\r')) last--;
        if (last > first && text.p[first] != '#') remember(spelling, (struct str){text.p + first, last - first});
    }
}

static void read_all(struct spelling *spelling)
{
    spelling->is_read = true;
    for (uint32_t i = 0; i < spelling->sources->files.count; i++) {
        const struct source_file *file = sources_file(spelling->sources, i);
        const struct str path = str_from(file->path);
        if (path.n && path.p[0] == '<' && !str_equal(path, STR("<stdin>"))) continue; /* what is built in */
        if (str_ends_with(path, STR(".weir")) || path.p[0] == '<') read_source(spelling, file->text);
        else if (!str_ends_with(path, STR(".json"))) read_lines(spelling, file->text);
    }
}

struct str spelling_of(struct spelling *spelling, struct arena *scratch, struct span near, struct str folded)
{
    const struct str source = sources_text(spelling->sources, near);
    struct str literal;
    for (uint32_t at = 0; next_literal(scratch, source, &at, &literal);)
        if (literal.n && str_equal(fold_text(scratch, literal), folded)) return literal;
    if (!spelling->is_read) read_all(spelling);
    const uint32_t number = intern_find(&spelling->folded, folded);
    return number == INTERN_NONE ? folded : ((const struct str *)spelling->written.p)[number];
}
