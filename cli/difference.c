/* A unified difference of two texts: see difference.h.
 *
 * Must hold: every line of both is in it once, as common, removed or added, or left out between two hunks as common; whatever the texts are, applying it
 * to the first gives the second. */
#include "difference.h"

enum { CONTEXT = 3 };

struct line {
    const char *text;
    uint32_t length;  /* with its end */
    uint32_t content; /* bytes that are neither blanks nor commas */
};
struct side {
    struct vec lines; /* struct line */
    uint32_t at;      /* lines given out */
    uint64_t content; /* of them */
};
struct change { /* lines of the two sides that correspond without being equal */
    uint32_t before, before_end, after, after_end;
};

static const struct line *line_of(const struct side *side, uint32_t number) { return (const struct line *)side->lines.p + number; }

static void split(struct side *side, struct str text)
{
    for (uint32_t i = 0, end; i < text.n; i = end) {
        struct line *line = vec_push(&side->lines, sizeof *line);
        const char *newline = memchr(text.p + i, '\n', text.n - i);
        end = newline ? (uint32_t)(newline - text.p) + 1 : text.n;
        *line = (struct line){text.p + i, end - i, 0};
        for (uint32_t c = i; c < end; c++) line->content += strchr(" \t\r\n,", text.p[c]) == NULL;
    }
}

static bool has_line(const struct side *side) { return side->at < side->lines.count; }

static void take(struct side *side) { side->content += line_of(side, side->at++)->content; }

static bool is_common(const struct side *a, const struct side *b)
{
    if (!has_line(a) || !has_line(b)) return false;
    const struct line *x = line_of(a, a->at), *y = line_of(b, b->at);
    return x->length == y->length && memcmp(x->text, y->text, x->length) == 0;
}

static bool is_empty(const struct side *side) { return has_line(side) && line_of(side, side->at)->content == 0; }

/* The sides stand at lines that differ: takes those that correspond. */
static struct change take_change(struct side *a, struct side *b)
{
    struct change change = {a->at, 0, b->at, 0};
    do {
        if (a->content == b->content && is_empty(a)) {
            take(a);
        } else if (a->content == b->content && is_empty(b)) {
            take(b);
        } else if (has_line(a) && (a->content <= b->content || !has_line(b))) {
            take(a);
        } else {
            take(b);
        }
    } while ((has_line(a) || has_line(b)) && (a->content != b->content || !is_common(a, b)));
    change.before_end = a->at;
    change.after_end = b->at;
    return change;
}

static void print_line(FILE *stream, char mark, const struct line *line, bool color)
{
    const char *paint = !color || mark == ' ' ? "" : mark == '-' ? "\033[31m" : "\033[32m";
    bool ended = line->text[line->length - 1] == '\n';
    uint32_t length = line->length - ended;
    fprintf(stream, "%s%c", paint, mark);
    fwrite(line->text, 1, length, stream);
    fprintf(stream, "%s\n%s", *paint ? "\033[0m" : "", ended ? "" : "\\ No newline at end of file\n");
}

static void print_range(FILE *stream, char mark, uint32_t first, uint32_t end)
{
    fprintf(stream, "%c%u", mark, (unsigned)(first == end ? first : first + 1));
    if (end - first != 1) fprintf(stream, ",%u", (unsigned)(end - first));
}

/* The changes from first up to end, near enough to each other to be shown together. */
static void print_hunk(FILE *stream, const struct side *a, const struct side *b, const struct change *first, const struct change *end, bool color)
{
    uint32_t context = first->before < CONTEXT ? first->before : CONTEXT;
    uint32_t left = (uint32_t)a->lines.count - end[-1].before_end, behind = left < CONTEXT ? left : CONTEXT;
    fprintf(stream, "%s@@ ", color ? "\033[36m" : "");
    print_range(stream, '-', first->before - context, end[-1].before_end + behind);
    fputc(' ', stream);
    print_range(stream, '+', first->after - context, end[-1].after_end + behind);
    fprintf(stream, " @@%s\n", color ? "\033[0m" : "");
    uint32_t at = first->before - context;
    for (const struct change *c = first; c < end; c++) {
        for (; at < c->before; at++) print_line(stream, ' ', line_of(a, at), color);
        for (; at < c->before_end; at++) print_line(stream, '-', line_of(a, at), color);
        for (uint32_t i = c->after; i < c->after_end; i++) print_line(stream, '+', line_of(b, i), color);
    }
    for (uint32_t i = 0; i < behind; i++) print_line(stream, ' ', line_of(a, at + i), color);
}

static void print_changes(FILE *stream, const struct side *a, const struct side *b, const struct vec *changes, bool color)
{
    const struct change *first = changes->p, *end = first + changes->count;
    while (first < end) {
        const struct change *last = first + 1;
        while (last < end && last->before - last[-1].before_end <= 2 * CONTEXT) last++;
        print_hunk(stream, a, b, first, last, color);
        first = last;
    }
}

/* The nearest lines from which on both are alike again: alike for a few lines, or to the end of both. */
static struct change take_any(struct side *a, struct side *b)
{
    enum { FARTHEST = 400, ALIKE = 3 };
    struct change change = {a->at, 0, b->at, 0};
    const uint32_t first_a = a->at, first_b = b->at;
    for (uint32_t distance = 1; distance <= FARTHEST; distance++)
        for (uint32_t left = 0; left <= distance; left++) {
            uint32_t alike = 0;
            a->at = first_a + left;
            b->at = first_b + (distance - left);
            if (a->at > a->lines.count || b->at > b->lines.count) continue;
            change.before_end = a->at;
            change.after_end = b->at;
            while (alike < ALIKE && is_common(a, b)) {
                a->at++;
                b->at++;
                alike++;
            }
            const bool ended = !has_line(a) && !has_line(b);
            a->at = change.before_end;
            b->at = change.after_end;
            if (alike == ALIKE || ended) return change;
        }
    a->at = change.before_end = (uint32_t)a->lines.count;
    b->at = change.after_end = (uint32_t)b->lines.count;
    return change;
}

static void print_texts(FILE *stream, const char *path, struct str before, struct str after, bool color, jmp_buf *exhausted, bool any)
{
    struct side a = {.lines.exhausted = exhausted}, b = {.lines.exhausted = exhausted};
    struct vec changes = {.exhausted = exhausted};
    split(&a, before);
    split(&b, after);
    while (has_line(&a) || has_line(&b)) {
        if (is_common(&a, &b)) {
            take(&a);
            take(&b);
        } else {
            struct change change = any ? take_any(&a, &b) : take_change(&a, &b);
            *(struct change *)vec_push(&changes, sizeof change) = change;
        }
    }
    if (changes.count) {
        fprintf(stream, "%s--- %s\n+++ %s%s\n", color ? "\033[1m" : "", path, path, color ? "\033[0m" : "");
        print_changes(stream, &a, &b, &changes, color);
    }
    vec_free(&a.lines);
    vec_free(&b.lines);
    vec_free(&changes);
}

void difference_print(FILE *stream, const char *path, struct str before, struct str after, bool color, jmp_buf *exhausted)
{
    print_texts(stream, path, before, after, color, exhausted, false);
}

void difference_print_any(FILE *stream, const char *path, struct str before, struct str after, bool color, jmp_buf *exhausted)
{
    print_texts(stream, path, before, after, color, exhausted, true);
}
