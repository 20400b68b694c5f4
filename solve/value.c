/* Numbers, flags, guids and addresses: a value that grants all wishes.
 *
 * Between the values that the criteria name nothing changes, so it is enough to try those, and their neighbours. Flags change with each bit: there the
 * bits that no criterion tells apart are taken together, and every choice of none, one and all of them is tried. */
#include <stdlib.h>

#include "parts.h"

enum { MOST_FLAG_CHOICES = 1 << 16 };

struct trial {
    struct solve *solve;
    const struct wishes *wishes;
    struct typed_value *value;
};

static bool try_number(const struct trial *t, uint64_t number)
{
    if ((t->wishes->type == WEIR_TYPE_U32 && number > UINT32_MAX) || (t->wishes->type == WEIR_TYPE_BOOL && number > 1)) return false;
    t->value->number = number;
    return solve_grants(t->solve, t->wishes, t->value);
}

/* ---- ordered numbers ---- */

static uint32_t numbers_of(const struct solve *solve, const struct solve_atom *atom)
{
    if (atom->criterion.op == WEIR_OP_EXISTS || atom->criterion.set == WEIR_NO_SET) return 0;
    return atom_set(solve, atom)->count * (atom->criterion.op == WEIR_OP_NUMBER_RANGE ? 2 : 1);
}

static bool try_around(const struct trial *t, const struct solve_atom *atom)
{
    const uint32_t count = numbers_of(t->solve, atom);
    for (uint32_t i = 0; i < count; i++) {
        const uint64_t number = atom_number(t->solve, atom, i), bias = order_bias(t->wishes->type);
        if (try_number(t, number)) return true;
        if (number + bias != UINT64_MAX && try_number(t, number + 1)) return true;
        if (number + bias != 0 && try_number(t, number - 1)) return true;
    }
    return false;
}

static enum solve_answer solve_number(const struct trial *t, const struct field *field)
{
    for (uint32_t pass = 0; pass < 2; pass++) /* what must hold says more than what must not */
        for (uint32_t i = 0; i < t->wishes->count; i++)
            if (t->wishes->at[i].wanted == (pass == 0) && try_around(t, t->wishes->at[i].atom)) return SOLVE_YES;
    for (uint32_t i = 0; i < field->member_count; i++)
        if (try_number(t, field->members[i].value)) return SOLVE_YES;
    return try_number(t, 1) || try_number(t, 0) ? SOLVE_YES : SOLVE_NO;
}

/* ---- flags ---- */

/* Bits that stand in the same masks, from those of bit on. */
static uint64_t alike(const struct trial *t, uint64_t all, uint32_t bit)
{
    uint64_t group = all;
    for (uint32_t i = 0; i < t->wishes->count; i++) {
        const struct solve_atom *atom = t->wishes->at[i].atom;
        for (uint32_t k = 0; k < numbers_of(t->solve, atom); k++) {
            const uint64_t mask = atom_number(t->solve, atom, k);
            group &= mask >> bit & 1 ? mask : ~mask;
        }
    }
    return group;
}

static enum solve_answer solve_flags(const struct trial *t)
{
    uint64_t groups[64], rest = 0, choices = 1, unnamed;
    uint32_t count = 0;
    bool is_one = false, is_none = false; /* the whole number is wanted to be, or not to be, one of some */
    for (uint32_t i = 0; i < t->wishes->count; i++) {
        const bool whole = t->wishes->at[i].atom->criterion.op == WEIR_OP_NUMBER_IN, wanted = t->wishes->at[i].wanted;
        is_one = is_one || (whole && wanted);
        is_none = is_none || (whole && !wanted);
        for (uint32_t k = 0; k < numbers_of(t->solve, t->wishes->at[i].atom); k++) {
            rest |= atom_number(t->solve, t->wishes->at[i].atom, k);
            if (wanted && try_number(t, atom_number(t->solve, t->wishes->at[i].atom, k))) return SOLVE_YES;
        }
    }
    if (is_one) return SOLVE_NO; /* all of them were tried */
    unnamed = ~rest & (rest + 1); /* the lowest bit that no criterion names: with it a number is none of those that it must not be */
    for (uint32_t bit = 0; bit < 64; bit++) {
        if (!(rest >> bit & 1)) continue;
        groups[count] = alike(t, rest, bit);
        rest &= ~groups[count];
        choices *= groups[count] & (groups[count] - 1) ? 3 : 2;
        count++;
        if (choices > MOST_FLAG_CHOICES) return SOLVE_UNDECIDED;
    }
    for (uint64_t choice = 0; choice < choices; choice++) {
        uint64_t number = 0, left = choice;
        for (uint32_t g = 0; g < count; g++) {
            const uint64_t ways = groups[g] & (groups[g] - 1) ? 3 : 2, way = left % ways;
            left /= ways;
            if (way == 1) number |= groups[g] & (~groups[g] + 1);
            if (way == 2) number |= groups[g];
        }
        if (try_number(t, number) || try_number(t, number | unnamed)) return SOLVE_YES;
    }
    return is_none && unnamed == 0 ? SOLVE_UNDECIDED : SOLVE_NO;
}

/* ---- guids and addresses ---- */

static bool try_bytes(const struct trial *t, const unsigned char *bytes, uint32_t n)
{
    t->value->bytes = (struct str){(const char *)bytes, n};
    if (!solve_grants(t->solve, t->wishes, t->value)) return false;
    t->value->bytes = arena_copy(t->solve->arena, t->value->bytes);
    return true;
}

/* The number of n bytes, by delta more. */
static void move(unsigned char *bytes, uint32_t n, int delta)
{
    for (uint32_t i = n; i-- > 0;) {
        const unsigned sum = (unsigned)(bytes[i] + delta) & 0xff;
        const bool carries = delta > 0 ? sum == 0 : sum == 0xff;
        bytes[i] = (unsigned char)sum;
        if (!carries) return;
    }
}

static bool try_bytes_around(const struct trial *t, const unsigned char *bytes, uint32_t n)
{
    unsigned char near[16];
    for (int delta = -1; delta <= 1; delta++) {
        memcpy(near, bytes, n);
        if (delta) move(near, n, delta);
        if (try_bytes(t, near, n)) return true;
    }
    return false;
}

static bool try_set(const struct trial *t, const struct solve_atom *atom)
{
    if (atom->criterion.op == WEIR_OP_EXISTS) return false;
    for (uint32_t i = 0; i < atom_set(t->solve, atom)->count; i++) {
        const struct str value = atom_string(t->solve, atom, i);
        const bool network = atom->criterion.op == WEIR_OP_WITHIN;
        const uint32_t n = network ? value.n - 1 : value.n;
        unsigned char ends[16];
        memcpy(ends, value.p, n);
        if (try_bytes_around(t, ends, n)) return true;
        for (uint32_t bit = network ? (unsigned char)value.p[n] : n * 8; bit < n * 8; bit++)
            ends[bit / 8] = (unsigned char)(ends[bit / 8] | 0x80u >> bit % 8);
        if (network && try_bytes_around(t, ends, n)) return true;
    }
    return false;
}

static enum solve_answer solve_bytes(const struct trial *t)
{
    static const unsigned char some[][16] = {{192, 0, 2, 1}, {0}, {255, 255, 255, 255},
        {0x20, 0x01, 0x0d, 0xb8, [15] = 1}, {0}, /* and beside the IPv4-mapped ones, which are held as 4 bytes */
        {[10] = 0xff, [11] = 0xfe, [12] = 0xff, [13] = 0xff, [14] = 0xff, [15] = 0xff}, {[9] = 1},
        {255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255}};
    for (uint32_t pass = 0; pass < 2; pass++)
        for (uint32_t i = 0; i < t->wishes->count; i++)
            if (t->wishes->at[i].wanted == (pass == 0) && try_set(t, t->wishes->at[i].atom)) return SOLVE_YES;
    for (uint32_t i = 0; i < sizeof some / sizeof *some; i++)
        if (try_bytes(t, some[i], t->wishes->type == WEIR_TYPE_IP && i < 3 ? 4 : 16)) return SOLVE_YES;
    return SOLVE_NO;
}

enum solve_answer solve_value(struct solve *solve, const struct wishes *wishes, struct typed_value *value)
{
    const uint32_t ordinal = wishes->at[0].atom->criterion.ordinal;
    const struct trial trial = {solve, wishes, value};
    *value = (struct typed_value){.ordinal = (uint8_t)ordinal};
    if (wishes->type == WEIR_TYPE_FLAGS) return solve_flags(&trial);
    if (wishes->type == WEIR_TYPE_GUID || wishes->type == WEIR_TYPE_IP) return solve_bytes(&trial);
    return solve_number(&trial, &solve->type->fields[ordinal - 1]);
}
