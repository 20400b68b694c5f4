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
    uint32_t (*next)[128]; /* of the strings' automaton, by folded ASCII byte; other bytes lead to 0 */
    bool *whole;           /* by its state: a string ends here */
    uint32_t states;       /* of it */
    uint64_t *seen;        /* open addressing, room a power of two: a state of the product + 1 */
    uint64_t *order;       /* the states seen, as they were seen; half the room of seen */
    uint32_t room, count;
    uint64_t last; /* the key visited last: most bytes of a class lead where the one before led */
    bool too_many;
};

/* ---- the strings' automaton: a trie, and where each state goes on when its string goes no farther ---- */

static void make_trie(struct product *p, const struct str *strings, uint32_t count, uint32_t room)
{
    p->next = arena_array(p->scratch, room, sizeof *p->next);
    p->whole = arena_array(p->scratch, room, sizeof *p->whole);
    p->states = 1;
    for (uint32_t i = 0; i < count; i++) {
        uint32_t state = 0;
        for (uint32_t k = 0; k < strings[i].n; k++) {
            uint32_t *to = &p->next[state][(unsigned char)strings[i].p[k]];
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
        for (uint32_t byte = 0; byte < 128; byte++) {
            const uint32_t to = p->next[state][byte], instead = state == 0 ? 0 : p->next[fallback[state]][byte];
            if (to == 0) {
                p->next[state][byte] = instead;
            } else {
                fallback[to] = instead;
                queue[last++] = to;
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
    if (key == p->last) return;
    p->last = key;
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
    if (now == BEGUN_NONE) state = folded < 128 ? p->next[state][folded] : 0;
    if (!p->whole[state]) visit(p, instruction, state, now);
}

static void step(struct product *p, uint64_t key)
{
    const enum begun begun = (enum begun)(key % 4);
    const uint32_t state = (uint32_t)(key / 4 % p->states), at = (uint32_t)(key / 4 / p->states);
    const struct regex_instruction in = p->program->code[at];
    if (in.op == WEIR_NFA_SPLIT || in.op == WEIR_NFA_ASSERT) visit(p, at + 1, state, begun);
    if (in.op == WEIR_NFA_SPLIT || in.op == WEIR_NFA_JUMP) visit(p, in.target, state, begun);
    if (in.op == WEIR_NFA_RANGE)
        for (uint32_t byte = in.a; byte <= in.b; byte++)
            take(p, byte, in.target, state, begun);
    if (in.op == WEIR_NFA_SET)
        for (uint32_t byte = 0; byte < 256; byte++)
            if (p->program->classes[in.target][byte / 8] >> byte % 8 & 1) take(p, byte, at + 1, state, begun);
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
