/* Automata over code points (points.c) against the programs over bytes, which the interpreter runs: the same patterns, the same short texts, the same answers.
 * The points are walked here in the plainest way, set by set. */
#include <stdlib.h>

#include "check.h"
#include "pattern/pattern.h"
#include "pattern/points.h"

enum { MOST_STEPS = 4096, TEXTS = 400 };

struct walk {
    const struct point_program *program;
    struct str text;
    bool in[MOST_STEPS];
    uint32_t list[MOST_STEPS], count;
};

static bool is_word(struct str text, uint32_t at)
{
    const char c = text.p[at];
    return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || c == '_';
}

static bool holds(struct str text, uint32_t at, uint8_t assertion)
{
    const bool boundary = (at != 0 && is_word(text, at - 1)) != (at != text.n && is_word(text, at));
    switch (assertion) {
    case WEIR_ASSERT_TEXT_START: return at == 0;
    case WEIR_ASSERT_TEXT_END: return at == text.n;
    case WEIR_ASSERT_LINE_START: return at == 0 || text.p[at - 1] == '\n';
    case WEIR_ASSERT_LINE_END: return at == text.n || text.p[at] == '\n';
    case WEIR_ASSERT_WORD: return boundary;
    default: return !boundary;
    }
}

static void enter(struct walk *w, uint32_t step)
{
    if (w->in[step]) return;
    w->in[step] = true;
    w->list[w->count++] = step;
}

/* All that the set reaches without a character at this place; true where it has matched. */
static bool close_over(struct walk *w, uint32_t at)
{
    bool matched = false;
    for (uint32_t i = 0; i < w->count; i++) {
        const struct point_step *step = &w->program->steps[w->list[i]];
        if (step->op == POINT_MATCH) matched = true;
        if (step->op == POINT_SPLIT || (step->op == POINT_ASSERT && holds(w->text, at, step->assertion))) enter(w, w->list[i] + 1);
        if (step->op == POINT_SPLIT || step->op == POINT_JUMP) enter(w, step->target);
    }
    return matched;
}

static void take(struct walk *w, uint32_t code_point)
{
    uint32_t old[MOST_STEPS];
    const uint32_t count = w->count;
    memcpy(old, w->list, count * sizeof *old);
    memset(w->in, 0, sizeof w->in);
    w->count = 0;
    for (uint32_t i = 0; i < count; i++) {
        const struct point_step *step = &w->program->steps[old[i]];
        for (uint32_t r = 0; step->op == POINT_TAKE && r < step->range_count; r++)
            if (step->ranges[r].first <= code_point && code_point <= step->ranges[r].last) enter(w, old[i] + 1);
    }
}

/* searches: it may start anywhere and end anywhere; otherwise it describes the whole text. */
static bool points_take(const struct point_program *program, struct str text, bool searches)
{
    static const struct walk none;
    struct walk w = none;
    w.program = program;
    w.text = text;
    for (uint32_t at = 0, length;; at += length) {
        if (at == 0 || searches) enter(&w, 0);
        const bool matched = close_over(&w, at);
        if (matched && (searches || at == text.n)) return true;
        if (at == text.n) return false;
        take(&w, utf8_decode(text, at, &length));
    }
}

static struct str random_text(struct arena *arena, uint64_t *random)
{
    static const char *const letters[] = {"a", "b", "A", "k", "x", "0", "_", " ", "\n", ".", "\xE2\x84\xAA", "\xC3\x9F", "\xC5\xBF", "s", "\xF0\x9F\x98\x80", "-"};
    struct str text = {"", 0};
    *random = *random * 6364136223846793005u + 1442695040888963407u;
    for (uint32_t n = (uint32_t)(*random >> 33) % 8; n > 0; n--) {
        *random = *random * 6364136223846793005u + 1442695040888963407u;
        text = arena_printf(arena, STR_FMT "%s", STR_ARG(text), letters[(uint32_t)(*random >> 33) % 16]);
    }
    return text;
}

static void test_regexes(struct arena *arena)
{
    static const char *const patterns[] = {"a", "^a", "b$", "^(ab|k)+$", "a.b", "(?i)k", "(?i)s+", "\\bk", "\\Bk", "[^a]b", "^$", "a{2}", "a{2,4}b?", "(a|b)(a|k)$", "(?s)a.b", "(?m)^b", "(?m)a$", "\\w+\\W\\d",
                                           "[[:alpha:]]-", "\\x{1F600}", "(?i)\xC3\x9F", "\\pL\\PL", "(a*)*b", "a*?b", "\\.", "(?i)[a-k]x", "\\z", "\\Ax"};
    uint64_t random = 7;
    uint32_t yes = 0, no = 0, apart = 0;
    for (size_t p = 0; p < sizeof patterns / sizeof *patterns; p++) {
        struct regex_program bytes;
        struct regex_error error;
        struct point_program points;
        if (!CHECK(regex_compile(arena, str_from(patterns[p]), &bytes, &error)) || !CHECK(points_of_regex(arena, str_from(patterns[p]), &points)) || !CHECK(points.count <= MOST_STEPS)) continue;
        for (uint32_t t = 0; t < TEXTS; t++) {
            const struct str text = random_text(arena, &random);
            const bool wanted = regex_search(arena, &bytes, text), got = points_take(&points, text, true);
            yes += wanted;
            no += !wanted;
            if (wanted != got && apart++ < 5) printf("'%s' in '" STR_FMT "': %d over bytes, %d over points\n", patterns[p], STR_ARG(text), wanted, got);
        }
    }
    CHECK(apart == 0);
    CHECK(yes > 1000);
    CHECK(no > 1000);
}

static void test_globs(struct arena *arena)
{
    static const char *const globs[] = {"*", "a*", "*a", "?", "a?b", "*a*b*", "k*", "s", "??", "*[*]*", "a", ""};
    uint64_t random = 11;
    uint32_t yes = 0, apart = 0;
    for (size_t g = 0; g < sizeof globs / sizeof *globs; g++)
        for (uint32_t folded = 0; folded < 2; folded++) {
            struct point_program points;
            if (!CHECK(points_of_glob(arena, str_from(globs[g]), folded != 0, &points))) continue;
            for (uint32_t t = 0; t < TEXTS; t++) {
                const struct str text = random_text(arena, &random);
                const bool wanted = glob_matches(str_from(globs[g]), folded ? fold_text(arena, text) : text);
                yes += wanted;
                apart += wanted != points_take(&points, text, false);
            }
        }
    CHECK(apart == 0);
    CHECK(yes > 500);
}

int main(void)
{
    jmp_buf jump;
    struct arena arena;
    CHECK_MEMORY(jump);
    arena_init(&arena, &jump);
    test_regexes(&arena);
    test_globs(&arena);
    arena_free(&arena);
    return CHECK_DONE("points");
}
