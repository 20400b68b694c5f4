/* Sets of code points: union, negation, closure over case folding.
 *
 * Must hold: every step is linear in the ranges that go in and come out, but for one sort where they were added out of order. */
#include "ranges.h"

#include <stdlib.h>

#include "fold.h"

static void push(struct arena *arena, struct ranges *set, uint32_t first, uint32_t last)
{
    if (set->count == set->room) {
        const uint32_t room = set->room == 0 ? 8 : set->room * 2;
        struct range *p = arena_alloc(arena, (size_t)room * sizeof *p);
        if (set->count != 0) memcpy(p, set->p, (size_t)set->count * sizeof *p);
        set->p = p;
        set->room = room;
    }
    set->p[set->count++] = (struct range){first, last};
}

void ranges_add(struct arena *arena, struct ranges *set, uint32_t first, uint32_t last)
{
    if (set->count != 0) {
        struct range *end = &set->p[set->count - 1];
        if (first >= end->first && first <= end->last + 1) {
            if (last > end->last) end->last = last;
            return;
        }
        if (first < end->first) set->unordered = true;
    }
    push(arena, set, first, last);
}

static int compare_ranges(const void *a, const void *b)
{
    const struct range *x = a, *y = b;
    if (x->first != y->first) return x->first < y->first ? -1 : 1;
    return (x->last > y->last) - (x->last < y->last);
}

void ranges_normalise(struct ranges *set)
{
    if (!set->unordered) return;
    qsort(set->p, set->count, sizeof *set->p, compare_ranges);
    uint32_t kept = 0;
    for (uint32_t i = 1; i < set->count; i++) {
        struct range *end = &set->p[kept];
        if (set->p[i].first > end->last + 1)
            set->p[++kept] = set->p[i];
        else if (set->p[i].last > end->last)
            end->last = set->p[i].last;
    }
    set->count = kept + 1;
    set->unordered = false;
}

void ranges_unite(struct arena *arena, struct ranges *set, const struct ranges *other)
{
    if (other->count == 0) return;
    ranges_normalise(set);
    struct ranges merged = {.p = arena_alloc(arena, ((size_t)set->count + other->count) * sizeof(struct range)),
                            .room = set->count + other->count};
    uint32_t i = 0, j = 0;
    while (i < set->count || j < other->count) {
        const bool mine = j == other->count || (i < set->count && set->p[i].first <= other->p[j].first);
        const struct range *next = mine ? &set->p[i++] : &other->p[j++];
        ranges_add(arena, &merged, next->first, next->last);
    }
    *set = merged;
}

void ranges_negate(struct arena *arena, struct ranges *set)
{
    ranges_normalise(set);
    struct ranges rest = {0};
    uint32_t from = 0;
    for (uint32_t i = 0; i < set->count; i++) {
        if (set->p[i].first > from) push(arena, &rest, from, set->p[i].first - 1);
        from = set->p[i].last + 1;
    }
    if (from <= LAST_CODE_POINT) push(arena, &rest, from, LAST_CODE_POINT);
    *set = rest;
}

/* ---- closure over folding ---- */

/* Adds the members of a row that lie in [first, last], moved by `shift`; `base` is where the row's members start there. */
static void add_moved(struct arena *arena, struct ranges *set, const struct fold_row *row, int32_t base_shift, struct range in,
                      int32_t shift)
{
    const uint32_t base = (uint32_t)((int32_t)row->first + base_shift), end = (uint32_t)((int32_t)row->last + base_shift);
    uint32_t first = in.first > base ? in.first : base;
    const uint32_t last = in.last < end ? in.last : end;
    if (first > last) return;
    if (row->stride == 1) {
        ranges_add(arena, set, (uint32_t)((int32_t)first + shift), (uint32_t)((int32_t)last + shift));
        return;
    }
    for (first += (first - base) % row->stride; first <= last; first += row->stride) {
        const uint32_t moved = (uint32_t)((int32_t)first + shift);
        ranges_add(arena, set, moved, moved);
    }
}

/* For sets of ASCII alone: the other case, and the two letters outside that fold to k and s. */
static void close_ascii(struct arena *arena, struct ranges *set)
{
    const uint32_t count = set->count;
    bool has_k = false, has_s = false;
    for (uint32_t i = 0; i < count; i++) {
        const struct range in = set->p[i];
        for (uint32_t from = 'A'; from <= 'a'; from += 'a' - 'A') {
            const uint32_t first = in.first > from ? in.first : from, last = in.last < from + 25 ? in.last : from + 25;
            if (first > last) continue;
            ranges_add(arena, set, first ^ 0x20, last ^ 0x20);
            has_k |= first <= from + ('k' - 'a') && from + ('k' - 'a') <= last;
            has_s |= first <= from + ('s' - 'a') && from + ('s' - 'a') <= last;
        }
    }
    if (has_s) ranges_add(arena, set, 0x17F, 0x17F);
    if (has_k) ranges_add(arena, set, 0x212A, 0x212A);
    ranges_normalise(set);
}

void ranges_close_over_folding(struct arena *arena, struct ranges *set)
{
    ranges_normalise(set);
    if (set->count == 0) return;
    if (set->p[set->count - 1].last < 0x80) {
        close_ascii(arena, set);
        return;
    }
    uint32_t row_count;
    const struct fold_row *rows = fold_rows(&row_count);
    const uint32_t given = set->count;
    for (uint32_t i = 0; i < given; i++) { /* what they fold to */
        const struct range in = set->p[i];
        for (uint32_t r = fold_row_from(in.first); r < row_count && rows[r].first <= in.last; r++)
            add_moved(arena, set, &rows[r], 0, in, rows[r].delta);
    }
    ranges_normalise(set);
    const uint32_t folded = set->count;
    for (uint32_t i = 0; i < folded; i++) { /* and what folds to any of those */
        const struct range in = set->p[i];
        for (uint32_t r = 0; r < row_count; r++) add_moved(arena, set, &rows[r], rows[r].delta, in, -rows[r].delta);
    }
    ranges_normalise(set);
}
