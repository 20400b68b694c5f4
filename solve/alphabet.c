/* Classes of characters that some automata do not tell apart.
 *
 * In:   automata that are made but not walked. Out: one character of each class. Must hold: two characters of one class take every automaton from every
 * state to the same state; every Unicode scalar value is in a class, so that where the classes show no text there is none. */
#include <stdlib.h>

#include "automaton.h"

enum { MOST_CLASSES = 4096, SURROGATES = 0xD800, BEHIND_SURROGATES = 0xE000 };

struct cuts {
    struct arena *arena;
    uint32_t *at; /* where a class may start */
    uint32_t count, room;
    bool character[2][128]; /* ASCII characters of plain values: as they are, folded */
    bool asserts;
    const struct range **ranges; /* the different ranges of programs */
    uint32_t *range_count;
    uint32_t range_total, range_room;
};

static void cut(struct cuts *c, uint32_t at)
{
    if (c->count == c->room) {
        const uint32_t room = c->room ? c->room * 2 : 256;
        uint32_t *bigger = arena_alloc(c->arena, room * sizeof *bigger);
        if (c->count) memcpy(bigger, c->at, c->count * sizeof *bigger);
        c->at = bigger;
        c->room = room;
    }
    c->at[c->count++] = at;
}

static void cut_range(struct cuts *c, uint32_t first, uint32_t last)
{
    cut(c, first);
    cut(c, last + 1);
}

static void cut_character(struct cuts *c, uint32_t code_point, bool folds)
{
    if (code_point < 128) {
        if (c->character[folds][code_point]) return;
        c->character[folds][code_point] = true;
    }
    struct ranges set = {0};
    ranges_add(c->arena, &set, code_point, code_point);
    if (folds) ranges_close_over_folding(c->arena, &set);
    for (uint32_t i = 0; i < set.count; i++) cut_range(c, set.p[i].first, set.p[i].last);
}

static void add_ranges(struct cuts *c, const struct range *ranges, uint32_t count)
{
    for (uint32_t i = c->range_total; i-- > 0 && i + 64 >= c->range_total;) /* steps side by side share theirs; finding not every pair costs only time */
        if (c->ranges[i] == ranges) return;
    if (c->range_total == c->range_room) {
        const uint32_t room = c->range_room ? c->range_room * 2 : 64;
        const struct range **bigger = arena_alloc(c->arena, room * sizeof *bigger);
        uint32_t *counts = arena_alloc(c->arena, room * sizeof *counts);
        if (c->range_total) {
            memcpy(bigger, c->ranges, c->range_total * sizeof *bigger);
            memcpy(counts, c->range_count, c->range_total * sizeof *counts);
        }
        c->ranges = bigger;
        c->range_count = counts;
        c->range_room = room;
    }
    c->ranges[c->range_total] = ranges;
    c->range_count[c->range_total++] = count;
    for (uint32_t i = 0; i < count; i++) cut_range(c, ranges[i].first, ranges[i].last);
}

static void collect(struct cuts *c, const struct automaton *a)
{
    for (uint32_t i = 1; i < a->trie_count; i++) cut_character(c, a->trie[i].code_point, a->folds);
    for (uint32_t p = 0; p < a->program_count; p++)
        for (uint32_t i = 0; i < a->programs[p].count; i++)
            if (a->programs[p].steps[i].op == POINT_TAKE) add_ranges(c, a->programs[p].steps[i].ranges, a->programs[p].steps[i].range_count);
    if (!a->asserts || c->asserts) return;
    c->asserts = true;
    cut_range(c, '\n', '\n');
    cut_range(c, '0', '9');
    cut_range(c, 'A', 'Z');
    cut_range(c, '_', '_');
    cut_range(c, 'a', 'z');
    cut(c, 0x80); /* from here on characters have several bytes, between which \B is found */
}

/* ---- the readable ones first ---- */

/* How gladly the character is seen in an example; less is better. */
static uint32_t rank_of(uint32_t c)
{
    static const char liked[] = "xabcdefghijklmnopqrstuvwyz0123456789 -_./\\:ABCDEFGHIJKLMNOPQRSTUVWXYZ";
    if (c < 128 && c != 0) {
        const char *found = strchr(liked, (int)c);
        if (found) return (uint32_t)(found - liked);
        return c > 32 && c < 127 ? 100 + c : 1000 + c;
    }
    return utf8_is_hidden(c) ? 3000000 : c >= 0xE000 && c < 0xF900 ? 2000000 + c : 2000 + c;
}

/* The best character from first up to last. */
static uint32_t best_of(uint32_t first, uint32_t last)
{
    uint32_t best = first;
    const uint32_t end = last - first > 300 ? first + 300 : last;
    for (uint32_t c = first; c <= end; c++)
        if (rank_of(c) < rank_of(best)) best = c;
    return best;
}

static int compare_points(const void *x, const void *y)
{
    const uint32_t a = *(const uint32_t *)x, b = *(const uint32_t *)y;
    return a < b ? -1 : a > b;
}

static int compare_ranks(const void *x, const void *y)
{
    const uint32_t a = rank_of(*(const uint32_t *)x), b = rank_of(*(const uint32_t *)y);
    return a != b ? (a < b ? -1 : 1) : compare_points(x, y);
}

/* ---- classes that look alike become one ---- */

static bool in_ranges(const struct range *ranges, uint32_t count, uint32_t c)
{
    uint32_t low = 0, high = count;
    while (low < high) {
        const uint32_t middle = low + (high - low) / 2;
        if (ranges[middle].last < c) low = middle + 1; else high = middle;
    }
    return low < count && ranges[low].first <= c;
}

/* What all automata see of a character: as bytes. */
static struct str look(const struct cuts *c, struct arena *arena, uint32_t code_point)
{
    const uint32_t folded = fold_code_point(code_point), size = 9 + (c->range_total + 7) / 8;
    char *out = arena_zalloc(arena, size);
    const uint32_t plain = code_point < 128 && !c->character[0][code_point] ? 0 : code_point;
    const uint32_t seen = folded < 128 && !c->character[1][folded] ? 0 : folded;
    bool any_plain = false, any_folded = false;
    for (uint32_t i = 0; i < 128; i++) {
        any_plain = any_plain || c->character[0][i];
        any_folded = any_folded || c->character[1][i];
    }
    /* Characters beyond ASCII keep their identity: there are few classes of them. */
    if (any_plain || code_point >= 128) memcpy(out, &plain, 4);
    if (any_folded || folded >= 128) memcpy(out + 4, &seen, 4);
    if (c->asserts)
        out[8] = (char)(code_point == '\n' ? 1 : (code_point >= '0' && code_point <= '9') || code_point == '_' || (code_point >= 'A' && code_point <= 'Z') || (code_point >= 'a' && code_point <= 'z') ? 2 : 0);
    for (uint32_t i = 0; i < c->range_total; i++)
        if (in_ranges(c->ranges[i], c->range_count[i], code_point)) out[9 + i / 8] = (char)(out[9 + i / 8] | 1 << i % 8);
    return (struct str){out, size};
}

bool alphabet_of(struct arena *arena, const struct automaton *automata, uint32_t count, uint32_t **classes, uint32_t *class_count)
{
    struct cuts c = {.arena = arena};
    cut_range(&c, 0, SURROGATES - 1);
    cut_range(&c, BEHIND_SURROGATES, LAST_CODE_POINT);
    for (uint32_t i = 0; i < count; i++) collect(&c, &automata[i]);
    qsort(c.at, c.count, sizeof *c.at, compare_points);
    struct intern looks;
    intern_init(&looks, arena);
    uint32_t *best = arena_array(arena, c.count, sizeof *best), made = 0;
    for (uint32_t i = 0; i + 1 < c.count; i++) {
        const uint32_t first = c.at[i], last = c.at[i + 1] - 1;
        if (first == c.at[i + 1] || (first >= SURROGATES && first < BEHIND_SURROGATES) || first > LAST_CODE_POINT) continue;
        const uint32_t character = best_of(first, last), number = intern_add(&looks, look(&c, arena, character));
        if (number == made) best[made++] = character;
        else if (rank_of(character) < rank_of(best[number])) best[number] = character;
    }
    intern_free(&looks);
    qsort(best, made, sizeof *best, compare_ranks);
    *classes = best;
    *class_count = made;
    return made <= MOST_CLASSES;
}
