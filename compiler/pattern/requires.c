/* Whether a program is found only in texts that hold, folded, one of some strings.
 *
 * In: a program, strings. Out: true only where it is so. Must hold: nothing of required.c is used here: this is its check.
 * The program runs beside an automaton of the strings over every path at once: a state is an instruction, how much of a string stands directly
 * before it, and what of a character that folds to an ASCII letter (U+017F to s, U+212A to k) was taken. A path on which a string
 * became whole is done with. If MATCH is reached on another, a text without the strings may be found. Assertions are taken to hold. */
#include "regex.h"
#include "required.h"

enum { MOST_STATES = 1 << 18 };
enum begun { BEGUN_NONE, BEGUN_C5, BEGUN_E2, BEGUN_E2_84 };

struct product {
    struct arena *scratch;
    const struct regex_program *program;
    uint8_t column[128];   /* by folded ASCII byte: 0 where no string has it, which leads to state 0 */
    uint32_t columns;
    uint32_t *next;        /* of the strings' automaton: columns for each state */
    bool *whole;           /* by its state: a string ends here */
    uint32_t states;       /* of it */
    uint64_t *seen;        /* open addressing, room a power of two: a state of the product + 1 */
    uint64_t *order;       /* the states seen, as they were seen; half the room of seen */
    uint32_t room, count;
    bool matters[256];     /* the byte, or the character that it is part of, stands in a string once it is folded */
    bool too_many;
};

/* ---- the strings' automaton: a trie, and where each state goes on when its string goes no farther ---- */

static uint32_t *next_of(const struct product *p, uint32_t state, uint32_t column) { return &p->next[(size_t)state * p->columns + column]; }

static void number_bytes(struct product *p, const struct str *strings, uint32_t count)
{
    p->columns = 1;
    p->matters[0xc5] = p->matters[0xbf] = p->matters[0xe2] = p->matters[0x84] = p->matters[0xaa] = true;
    for (uint32_t i = 0; i < count; i++)
        for (uint32_t k = 0; k < strings[i].n; k++) {
            const unsigned char byte = (unsigned char)strings[i].p[k];
            if (p->column[byte] != 0) continue;
            p->column[byte] = (uint8_t)p->columns++; /* of 128 at most, without NUL or with it */
            p->matters[byte] = true;
            if (byte >= 'a' && byte <= 'z') p->matters[byte - 32] = true;
        }
}

static void make_trie(struct product *p, const struct str *strings, uint32_t count, uint32_t room)
{
    p->next = arena_array(p->scratch, (size_t)room * p->columns, sizeof *p->next);
    p->whole = arena_array(p->scratch, room, sizeof *p->whole);
    p->states = 1;
    for (uint32_t i = 0; i < count; i++) {
        uint32_t state = 0;
        for (uint32_t k = 0; k < strings[i].n; k++) {
            uint32_t *to = next_of(p, state, p->column[(unsigned char)strings[i].p[k]]);
            if (*to == 0) *to = p->states++;
            state = *to;
        }
        p->whole[state] = true;
    }
}

static void complete(struct product *p)
{
    uint32_t *queue = arena_alloc(p->scratch, p->states * sizeof *queue), *fallback = arena_array(p->scratch, p->states, sizeof *fallback);
    uint32_t first = 0, last = 0;
    queue[last++] = 0;
    while (first < last) {
        const uint32_t state = queue[first++];
        p->whole[state] = p->whole[state] || p->whole[fallback[state]];
        for (uint32_t column = 1; column < p->columns; column++) {
            uint32_t *to = next_of(p, state, column);
            const uint32_t instead = state == 0 ? 0 : *next_of(p, fallback[state], column);
            if (*to == 0) {
                *to = instead;
            } else {
                fallback[*to] = instead;
                queue[last++] = *to;
            }
        }
    }
}

/* ---- the product ---- */

/* The place of the key, or the free one for it. */
static uint64_t *place(const struct product *p, uint64_t key)
{
    uint64_t at = key * 0x9e3779b97f4a7c15u >> 32;
    while (p->seen[at & (p->room - 1)] != 0 && p->seen[at & (p->room - 1)] != key) at++;
    return &p->seen[at & (p->room - 1)];
}

static void make_room(struct product *p, uint32_t room)
{
    uint64_t *order = arena_alloc(p->scratch, room / 2 * sizeof *order);
    p->seen = arena_array(p->scratch, room, sizeof *p->seen);
    p->room = room;
    for (uint32_t i = 0; i < p->count; i++) {
        order[i] = p->order[i];
        *place(p, order[i] + 1) = order[i] + 1;
    }
    p->order = order;
}

static void visit(struct product *p, uint32_t instruction, uint32_t state, enum begun begun)
{
    const uint64_t key = ((uint64_t)instruction * p->states + state) * 4 + begun + 1;
    if (*place(p, key) == key) return;
    p->too_many = p->too_many || p->count == MOST_STATES;
    if (p->too_many) return;
    if (p->count == p->room / 2) make_room(p, p->room * 2);
    *place(p, key) = key;
    p->order[p->count++] = key - 1;
}

/* One byte taken in front of the instruction: what stands before it then. */
static void take(struct product *p, uint32_t byte, uint32_t instruction, uint32_t state, enum begun begun)
{
    enum begun now = BEGUN_NONE;
    uint32_t folded = byte;
    if (byte >= 'A' && byte <= 'Z') folded = byte + 32;
    if (begun == BEGUN_C5 && byte == 0xbf) folded = 's';
    if (begun == BEGUN_E2_84 && byte == 0xaa) folded = 'k';
    if (byte == 0xc5) now = BEGUN_C5;
    if (byte == 0xe2) now = BEGUN_E2;
    if (begun == BEGUN_E2 && byte == 0x84) now = BEGUN_E2_84;
    if (now == BEGUN_NONE) state = folded < 128 ? *next_of(p, state, p->column[folded]) : 0;
    if (!p->whole[state]) visit(p, instruction, state, now);
}

static void step(struct product *p, uint64_t key)
{
    const enum begun begun = (enum begun)(key % 4);
    const uint32_t state = (uint32_t)(key / 4 % p->states), at = (uint32_t)(key / 4 / p->states);
    const struct regex_instruction in = p->program->code[at];
    if (in.op == WEIR_NFA_SPLIT || in.op == WEIR_NFA_ASSERT) visit(p, at + 1, state, begun);
    if (in.op == WEIR_NFA_SPLIT || in.op == WEIR_NFA_JUMP) visit(p, in.target, state, begun);
    const bool in_range = in.op == WEIR_NFA_RANGE;
    if (!in_range && in.op != WEIR_NFA_SET) return;
    const uint8_t *class = in_range ? NULL : p->program->classes[in.target];
    bool other = false; /* one of the bytes that no string has: they all lead to one place */
    for (uint32_t byte = in_range ? in.a : 0u, last = in_range ? in.b : 255u; byte <= last; byte++) {
        if (class && !(class[byte / 8] >> byte % 8 & 1)) continue;
        if (!p->matters[byte] && other) continue;
        other = other || !p->matters[byte];
        take(p, byte, in_range ? in.target : at + 1, state, begun);
    }
}

bool regex_requires(struct arena *scratch, const struct regex_program *program, const struct str *strings, uint32_t count)
{
    uint64_t room = 1;
    for (uint32_t i = 0; i < count; i++) {
        room += strings[i].n;
        if (strings[i].n == 0) return false;
        for (uint32_t k = 0; k < strings[i].n; k++) {
            const unsigned char byte = (unsigned char)strings[i].p[k];
            if (byte >= 0x80 || (byte >= 'A' && byte <= 'Z')) return false;
        }
    }
    if (count == 0 || room > MOST_STATES / 16) return false;
    struct product product = {.scratch = scratch, .program = program};
    number_bytes(&product, strings, count);
    make_trie(&product, strings, count, (uint32_t)room);
    complete(&product);
    make_room(&product, 256);
    visit(&product, 0, 0, BEGUN_NONE);
    for (uint32_t i = 0; i < product.count && !product.too_many; i++) {
        const uint64_t key = product.order[i];
        if (program->code[key / 4 / product.states].op == WEIR_NFA_MATCH) return false;
        step(&product, key);
    }
    return !product.too_many;
}
