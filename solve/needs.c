/* What follows from one criterion on a text for another, seen from their values alone: `contains 'abc'` makes `contains 'b'` true.
 *
 * In:   wishes. Out: the same, without values that cannot be the reason and without wishes that the others grant.
 * Must hold: the texts that grant what is left are those that grant the wishes. So a value is dropped only where it makes a criterion true that must be
 * false, and a wish only where every value of another one, which stays, makes it what it should be. What is not seen costs only time. */
#include "needs.h"

enum { MOST_PAIRS = 1 << 16 }; /* of values that are compared one by one */

struct comparing {
    struct solve *solve;
    uint32_t pairs; /* left */
};

static bool has(struct str text, struct str part)
{
    for (uint32_t i = 0; part.n && part.n <= text.n && i <= text.n - part.n; i++)
        if (text.p[i] == part.p[0] && memcmp(text.p + i, part.p, part.n) == 0) return true;
    return part.n == 0;
}

/* Has every text with value v, where operator a wants it, w where operator b wants it? */
static bool leads_to(uint8_t a, struct str v, uint8_t b, struct str w)
{
    if (v.n < w.n) return false;
    if (b == WEIR_OP_CONTAINS) return has(v, w);
    if (b == WEIR_OP_STARTS) return a == WEIR_OP_STARTS && (w.n == 0 || memcmp(v.p, w.p, w.n) == 0);
    return b == WEIR_OP_ENDS && a == WEIR_OP_ENDS && (w.n == 0 || memcmp(v.p + (v.n - w.n), w.p, w.n) == 0);
}

/* Values ascend. */
static bool is_among(const struct solve *solve, const struct solve_atom *atom, struct str value)
{
    uint32_t low = 0, high = atom_set(solve, atom)->count;
    while (low < high) {
        const uint32_t middle = low + (high - low) / 2;
        const int order = str_compare(atom_string(solve, atom, middle), value);
        if (order == 0) return true;
        if (order < 0) low = middle + 1; else high = middle;
    }
    return false;
}

static bool has_pairs(struct comparing *c, uint32_t count)
{
    if (c->pairs < count) return false;
    c->pairs -= count;
    return true;
}

static bool leads_to_any(struct comparing *c, const struct solve_atom *a, struct str v, const struct solve_atom *b)
{
    const uint32_t count = atom_set(c->solve, b)->count;
    if (!has_pairs(c, count)) return false;
    if (b->criterion.op == WEIR_OP_MATCHES) { /* found in a part, it is found in the whole, unless it looks around */
        const struct regex_program *programs = solve_atom_programs(c->solve, b);
        for (uint32_t i = 0; i < count && !b->asserts; i++)
            if (regex_search(c->solve->scratch, &programs[i], v)) return true;
        return false;
    }
    for (uint32_t i = 0; i < count; i++)
        if (leads_to(a->criterion.op, v, b->criterion.op, atom_string(c->solve, b, i))) return true;
    return false;
}

/* Is b true wherever value i is why a is true? */
static bool value_makes(struct comparing *c, const struct solve_atom *a, uint32_t i, const struct solve_atom *b)
{
    const uint8_t op = a->criterion.op;
    if (op == WEIR_OP_MATCHES || (atom_folds(a) && !atom_folds(b))) return false;
    struct str v = atom_string(c->solve, a, i);
    if (op == b->criterion.op && atom_folds(a) == atom_folds(b) && is_among(c->solve, b, v)) return true;
    if (op == WEIR_OP_LIKE) return false;
    if (op == WEIR_OP_EQUALS) return has_pairs(c, atom_set(c->solve, b)->count) && solve_atom_takes(c->solve, b, &(struct typed_value){.bytes = v});
    if (atom_folds(b) && !atom_folds(a)) v = fold_text(c->solve->scratch, v);
    return leads_to_any(c, a, v, b);
}

static bool all_make(struct comparing *c, const struct need *a, const struct solve_atom *b)
{
    for (uint32_t i = 0; i < a->live_count; i++)
        if (!value_makes(c, a->atom, a->live[i], b)) return false;
    return true;
}

static bool is_dead(struct comparing *c, const struct needs *needs, const struct need *need, uint32_t value)
{
    for (uint32_t k = 0; k < needs->count; k++)
        if (!needs->at[k].wanted && value_makes(c, need->atom, value, needs->at[k].atom)) return true;
    return false;
}

static bool is_implied(struct comparing *c, const struct needs *needs, const struct need *need)
{
    for (uint32_t k = 0; k < needs->count; k++) {
        const struct need *other = &needs->at[k];
        if (other == need || other->wanted != need->wanted || other->implied) continue;
        if (need->wanted ? all_make(c, other, need->atom) : all_make(c, need, other->atom)) return true;
    }
    return false;
}

bool needs_make(struct solve *solve, const struct wishes *wishes, struct needs *needs)
{
    struct comparing c = {solve, MOST_PAIRS};
    *needs = (struct needs){arena_array(solve->scratch, wishes->count, sizeof *needs->at), 0};
    for (uint32_t i = 0; i < wishes->count; i++)
        if (wishes->at[i].atom->criterion.op != WEIR_OP_EXISTS) needs->at[needs->count++] = (struct need){.atom = wishes->at[i].atom, .wanted = wishes->at[i].wanted};
    for (uint32_t i = 0; i < needs->count; i++) {
        struct need *need = &needs->at[i];
        const uint32_t count = atom_set(solve, need->atom)->count;
        uint32_t *live = arena_array(solve->scratch, (size_t)count + 1, sizeof *live);
        for (uint32_t k = 0; k < count; k++)
            if (!need->wanted || !is_dead(&c, needs, need, k)) live[need->live_count++] = k;
        need->live = live;
        if (need->live_count == 0) return !need->wanted;
    }
    for (uint32_t i = 0; i < needs->count; i++) needs->at[i].implied = is_implied(&c, needs, &needs->at[i]);
    return true;
}
