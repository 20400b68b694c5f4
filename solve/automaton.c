/* One criterion's texts as an automaton, determinised as far as it is walked.
 *
 * In:   values, globs or expressions of a criterion. Out: states and steps over classes of characters.
 * Must hold: the same texts as the criterion takes, as long as the classes tell apart what it tells apart. Plain values are a tree of their
 * characters, whose nodes are members of a state; globs and expressions are programs, whose steps are. */
#include <stdlib.h>

#include "automaton.h"

enum { BEFORE_START = 1, BEFORE_NEWLINE = 2, BEFORE_WORD = 4 };
enum { MOST_MEMBERS = 1 << 22, FIRST_OF_SEVERAL_BYTES = 0x80 };

/* ---- making ---- */

static bool make_trie(struct automaton *a)
{
    const uint32_t count = a->live_count;
    uint64_t room = 1;
    for (uint32_t i = 0; i < count; i++) room += atom_string(a->solve, a->atom, a->live[i]).n;
    if (room > MOST_MEMBERS) return false;
    a->trie = arena_array(a->solve->scratch, room, sizeof *a->trie);
    a->trie_count = 1;
    for (uint32_t i = 0; i < count; i++) {
        const struct str value = atom_string(a->solve, a->atom, a->live[i]);
        uint32_t node = 0, length;
        for (uint32_t at = 0; at < value.n; at += length) {
            const uint32_t code_point = utf8_decode(value, at, &length);
            uint32_t *link = &a->trie[node].child;
            /* Values ascend, so the one that is looked for is the newest child if it is there at all. */
            if (*link == 0 || a->trie[*link].code_point != code_point) {
                a->trie[a->trie_count] = (struct trie_node){.code_point = code_point, .sibling = *link};
                *link = a->trie_count++;
            }
            node = *link;
        }
        a->trie[node].whole = true;
    }
    if (a->trie[0].whole && !a->ends) a->floats = true; /* the empty text stands at the start of every text, and stays there */
    a->member_total = a->trie_count;
    return true;
}

static bool make_programs(struct automaton *a)
{
    struct arena *arena = a->solve->scratch;
    const uint32_t count = a->live_count;
    a->programs = arena_array(arena, count, sizeof *a->programs);
    a->program_first = arena_array(arena, (size_t)count + 1, sizeof *a->program_first);
    a->program_count = count;
    for (uint32_t i = 0; i < count; i++) {
        const bool made = a->atom->criterion.op == WEIR_OP_LIKE ? points_of_glob(arena, atom_string(a->solve, a->atom, a->live[i]), a->folds, &a->programs[i])
                                                                : points_of_regex(arena, atom_regex(a->solve, a->atom, a->live[i]), &a->programs[i]);
        if (!made) return false;
        for (uint32_t k = 0; k < a->programs[i].count; k++)
            a->asserts = a->asserts || a->programs[i].steps[k].op == POINT_ASSERT;
        a->program_first[i + 1] = a->program_first[i] + a->programs[i].count;
        if (a->program_first[i + 1] > MOST_MEMBERS) return false;
    }
    a->member_total = a->program_first[count];
    return true;
}

bool automaton_make(struct automaton *a, struct solve *solve, const struct solve_atom *atom, const uint32_t *live, uint32_t live_count)
{
    jmp_buf *const exhausted = solve->arena->exhausted;
    const uint8_t op = atom->criterion.op;
    *a = (struct automaton){.solve = solve, .atom = atom, .live = live, .live_count = live_count, .folds = atom_folds(atom), .states = {.exhausted = exhausted}, .members = {.exhausted = exhausted},
                            .slots = {.exhausted = exhausted}, .next = {.exhausted = exhausted}, .work = {.exhausted = exhausted}};
    a->floats = op == WEIR_OP_ENDS || op == WEIR_OP_CONTAINS || op == WEIR_OP_MATCHES;
    a->ends = op == WEIR_OP_EQUALS || op == WEIR_OP_ENDS || op == WEIR_OP_LIKE;
    if (!(op == WEIR_OP_LIKE || op == WEIR_OP_MATCHES ? make_programs(a) : make_trie(a))) return false;
    a->mark = arena_array(solve->scratch, a->member_total, sizeof *a->mark);
    return true;
}

void automaton_free(struct automaton *a)
{
    vec_free(&a->states);
    vec_free(&a->members);
    vec_free(&a->slots);
    vec_free(&a->next);
    vec_free(&a->work);
}

/* ---- states ---- */

static struct automaton_state *state_at(const struct automaton *a, uint32_t state) { return MODEL_AT(a->states, struct automaton_state, state); }

static int compare_members(const void *x, const void *y)
{
    const uint32_t a = *(const uint32_t *)x, b = *(const uint32_t *)y;
    return a < b ? -1 : a > b;
}

static void sort_members(uint32_t *p, uint32_t count)
{
    if (count > 16) {
        qsort(p, count, sizeof *p, compare_members);
        return;
    }
    for (uint32_t i = 1; i < count; i++)
        for (uint32_t k = i; k > 0 && p[k - 1] > p[k]; k--) {
            const uint32_t t = p[k];
            p[k] = p[k - 1];
            p[k - 1] = t;
        }
}

static uint64_t hash_members(const uint32_t *p, uint32_t count, uint32_t before)
{
    return str_hash((struct str){(const char *)p, count * (uint32_t)sizeof *p}) + before * 0x9e3779b97f4a7c15u;
}

static uint32_t *slot_for(const struct automaton *a, const uint32_t *p, uint32_t count, uint8_t before)
{
    uint32_t *slots = a->slots.p, mask = (uint32_t)a->slots.count - 1;
    for (uint64_t at = hash_members(p, count, before);; at++) {
        uint32_t *slot = &slots[at & mask];
        if (*slot == 0) return slot;
        const struct automaton_state *s = state_at(a, *slot - 1);
        if (s->count == count && s->before == before && (count == 0 || memcmp(MODEL_AT(a->members, uint32_t, s->first), p, count * sizeof *p) == 0)) return slot;
    }
}

/* The state of the set in work. */
static uint32_t state_of(struct automaton *a, uint8_t before)
{
    uint32_t *set = a->work.p;
    const uint32_t count = (uint32_t)a->work.count;
    if (count == 0 && !a->floats) return AUTOMATON_NONE;
    sort_members(set, count);
    if (a->slots.count < (a->states.count + 1) * 2) {
        const size_t room = a->slots.count ? a->slots.count * 2 : 32;
        a->slots.count = 0;
        memset(vec_extend(&a->slots, room, sizeof(uint32_t)), 0, room * sizeof(uint32_t));
        for (size_t i = 0; i < a->states.count; i++) {
            const struct automaton_state *s = state_at(a, (uint32_t)i);
            *slot_for(a, MODEL_AT(a->members, uint32_t, s->first), s->count, s->before) = (uint32_t)i + 1;
        }
    }
    uint32_t *slot = slot_for(a, set, count, before);
    if (*slot) return *slot - 1;
    const uint32_t first = (uint32_t)a->members.count;
    if (count) memcpy(vec_extend(&a->members, count, sizeof *set), set, count * sizeof *set);
    *(struct automaton_state *)vec_push(&a->states, sizeof(struct automaton_state)) = (struct automaton_state){first, count, before, 2};
    memset(vec_extend(&a->next, a->class_count, sizeof(uint32_t)), 0, a->class_count * sizeof(uint32_t));
    *slot = (uint32_t)a->states.count;
    return *slot - 1;
}

static void work_start(struct automaton *a)
{
    a->work.count = 0;
    a->serial++;
}

static void work_add(struct automaton *a, uint32_t member)
{
    if (a->mark[member] == a->serial) return;
    a->mark[member] = a->serial;
    *(uint32_t *)vec_push(&a->work, sizeof member) = member;
}

/* ---- plain values ---- */

static uint32_t step_trie(struct automaton *a, uint32_t state, uint32_t code_point)
{
    if (a->folds) code_point = fold_code_point(code_point);
    const uint32_t first = state_at(a, state)->first, count = state_at(a, state)->count;
    work_start(a);
    for (uint32_t i = 0; i < count; i++) {
        uint32_t child = a->trie[*MODEL_AT(a->members, uint32_t, first + i)].child;
        while (child && a->trie[child].code_point != code_point) child = a->trie[child].sibling;
        if (child == 0) continue;
        if (a->trie[child].whole && !a->ends) return AUTOMATON_ALL;
        work_add(a, child);
    }
    if (a->floats) work_add(a, 0);
    return state_of(a, 0);
}

static bool trie_accepts(const struct automaton *a, const struct automaton_state *s)
{
    for (uint32_t i = 0; i < s->count; i++)
        if (a->trie[*MODEL_AT(a->members, uint32_t, s->first + i)].whole) return true;
    return false;
}

/* ---- programs ---- */

static bool is_word(uint32_t c) { return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || c == '_'; }

/* Does the assertion hold between what stands before and the next character, UINT32_MAX at the end of the text? */
static bool holds(uint32_t assertion, uint8_t before, uint32_t next)
{
    switch ((enum weir_assertion)assertion) {
    case WEIR_ASSERT_TEXT_START: return before & BEFORE_START;
    case WEIR_ASSERT_TEXT_END: return next == UINT32_MAX;
    case WEIR_ASSERT_LINE_START: return before & (BEFORE_START | BEFORE_NEWLINE);
    case WEIR_ASSERT_LINE_END: return next == UINT32_MAX || next == '\n';
    case WEIR_ASSERT_WORD:
    case WEIR_ASSERT_NOT_WORD: return (((before & BEFORE_WORD) != 0) != (next != UINT32_MAX && is_word(next))) == (assertion == WEIR_ASSERT_WORD);
    case WEIR_ASSERT_COUNT: break;
    }
    BUG("assertion %u", assertion);
}

static const struct point_step *step_of(const struct automaton *a, uint32_t member, uint32_t *base)
{
    uint32_t low = 0, high = a->program_count - 1;
    while (low < high) {
        const uint32_t middle = low + (high - low + 1) / 2;
        if (a->program_first[middle] <= member) low = middle; else high = middle - 1;
    }
    *base = a->program_first[low];
    return &a->programs[low].steps[member - *base];
}

/* Work becomes all that its members lead to without a character; true where a MATCH is among it. */
static bool close_over(struct automaton *a, uint8_t before, uint32_t next)
{
    bool matches = false;
    for (size_t i = 0; i < a->work.count; i++) {
        const uint32_t member = *MODEL_AT(a->work, uint32_t, i);
        uint32_t base;
        const struct point_step *step = step_of(a, member, &base);
        if (step->op == POINT_MATCH) matches = true;
        if (step->op == POINT_SPLIT || (step->op == POINT_ASSERT && holds(step->assertion, before, next))) work_add(a, member + 1);
        if (step->op == POINT_SPLIT || step->op == POINT_JUMP) work_add(a, base + step->target);
    }
    return matches;
}

/* Work becomes the members of a state, with the starts of all programs where they may start here. */
static void work_of(struct automaton *a, const struct automaton_state *s)
{
    work_start(a);
    for (uint32_t i = 0; i < s->count; i++) work_add(a, *MODEL_AT(a->members, uint32_t, s->first + i));
    if (a->floats || s->before & BEFORE_START)
        for (uint32_t p = 0; p < a->program_count; p++) work_add(a, a->program_first[p]);
}

static bool takes(const struct point_step *step, uint32_t code_point)
{
    uint32_t low = 0, high = step->range_count;
    while (low < high) {
        const uint32_t middle = low + (high - low) / 2;
        if (step->ranges[middle].last < code_point) low = middle + 1; else high = middle;
    }
    return low < step->range_count && step->ranges[low].first <= code_point;
}

static uint32_t step_programs(struct automaton *a, uint32_t state, uint32_t code_point)
{
    work_of(a, state_at(a, state));
    if (close_over(a, state_at(a, state)->before, code_point) && !a->ends) return AUTOMATON_ALL;
    if (a->found_inside && code_point >= FIRST_OF_SEVERAL_BYTES) return AUTOMATON_ALL;
    const uint32_t count = (uint32_t)a->work.count;
    a->serial++; /* what is added from here on is the next set */
    for (uint32_t i = 0; i < count; i++) {
        const uint32_t member = *MODEL_AT(a->work, uint32_t, i);
        uint32_t base;
        const struct point_step *step = step_of(a, member, &base);
        if (step->op == POINT_TAKE && takes(step, code_point)) work_add(a, member + 1);
    }
    a->work.count -= count;
    if (a->work.count) memmove(a->work.p, MODEL_AT(a->work, uint32_t, count), a->work.count * sizeof(uint32_t));
    uint8_t before = 0;
    if (a->asserts) before = (uint8_t)((code_point == '\n' ? BEFORE_NEWLINE : 0) | (is_word(code_point) ? BEFORE_WORD : 0));
    return state_of(a, before);
}

static bool programs_accept(struct automaton *a, const struct automaton_state *s)
{
    const uint8_t before = s->before;
    work_of(a, s);
    return close_over(a, before, UINT32_MAX);
}

/* ---- walking ---- */

void automaton_use_classes(struct automaton *a, const uint32_t *classes, uint32_t count)
{
    a->classes = classes;
    a->class_count = count;
    work_start(a);
    for (uint32_t p = 0; a->asserts && a->floats && p < a->program_count; p++) work_add(a, a->program_first[p]);
    a->found_inside = close_over(a, 0, FIRST_OF_SEVERAL_BYTES);
    work_start(a);
    if (a->trie) work_add(a, 0);
    const bool floats = a->floats;
    a->floats = true; /* so that the start is a state even if it is empty */
    state_of(a, BEFORE_START);
    a->floats = floats;
}

uint32_t automaton_step(struct automaton *a, uint32_t state, uint32_t class)
{
    if (state == AUTOMATON_NONE || state == AUTOMATON_ALL) return state;
    const size_t at = (size_t)state * a->class_count + class;
    const uint32_t known = *MODEL_AT(a->next, uint32_t, at);
    if (known) return known == UINT32_MAX ? AUTOMATON_NONE : known == UINT32_MAX - 1 ? AUTOMATON_ALL : known - 1;
    const uint32_t to = a->trie ? step_trie(a, state, a->classes[class]) : step_programs(a, state, a->classes[class]);
    *MODEL_AT(a->next, uint32_t, at) = to == AUTOMATON_NONE ? UINT32_MAX : to == AUTOMATON_ALL ? UINT32_MAX - 1 : to + 1;
    return to;
}

bool automaton_accepts(struct automaton *a, uint32_t state)
{
    if (state == AUTOMATON_NONE || state == AUTOMATON_ALL) return state == AUTOMATON_ALL;
    if (state_at(a, state)->accepts == 2) {
        const bool accepts = a->trie ? trie_accepts(a, state_at(a, state)) : programs_accept(a, state_at(a, state));
        state_at(a, state)->accepts = accepts;
    }
    return state_at(a, state)->accepts;
}
