/* Regular expressions whose programs are small: the states of one place of the text are the bits of a few words.
 *
 * In:   a program of the file without assertions, of at most WEIR_SMALL_PROGRAM instructions; a text. Out: whether it is found anywhere in the text.
 * Must hold: the same is found as by nfa.c; at each place every instruction is looked at no more than twice, once for the byte that it takes and once for where it leads.
 *
 * Most bytes change nothing: in a text a search mostly stays where it is. For the states at the start, and for some sets of states that were met last, it is kept which bytes are known to
 * change nothing; these are skipped without a look at the program, and eight at a time where a match can only start with one byte. */
#include "match.h"

#define WORDS (WEIR_SMALL_PROGRAM / 64)
#define KNOWN 4u /* sets of states of which something is kept; the first is the one at the start */

struct states {
    uint64_t word[WORDS];
};

/* What is known of a set of states. */
struct known {
    struct states states;
    uint64_t stays[4]; /* by byte: it changes nothing */
};

struct search {
    struct weir_run *run;
    const uint8_t *code;    /* the program's instructions */
    const uint8_t *classes; /* the file's classes of bytes */
    uint32_t count;         /* instructions */
    struct states taking; /* instructions that take a byte */
    struct known known[KNOWN];
    uint32_t next;  /* to be forgotten */
    uint32_t first; /* the only byte that a match starts with; 256 where there are others */
};

static bool has(const struct states *states, uint32_t state)
{
    return (states->word[state / 64] >> state % 64 & 1) != 0;
}

static void add(struct states *states, uint32_t state)
{
    states->word[state / 64] |= (uint64_t)1 << state % 64;
}

static const uint8_t *byte_class(const struct search *s, const uint8_t *set)
{
    return s->classes + (size_t)WEIR_BYTES_CLASSES * weir_u32_at(set, 4);
}

/* Adds a state and all that it leads to without taking a byte; true where MATCH is among them. */
static bool enter(const struct search *s, struct states *states, uint32_t state)
{
    struct states left = {{0}};
    if (has(states, state)) return false;
    add(&left, state);
    for (uint32_t w = 0; w < WORDS;) {
        if (left.word[w] == 0) {
            w++;
            continue;
        }
        const uint32_t index = 64 * w + weir_lowest_bit(left.word[w]);
        const uint8_t *in = s->code + (size_t)WEIR_BYTES_PROGRAM_CODE * index;
        left.word[w] &= left.word[w] - 1;
        WEIR_STEPS(s->run, 1);
        add(states, index);
        if (in[0] == WEIR_NFA_MATCH) return true;
        if (in[0] == WEIR_NFA_SPLIT && !has(states, index + 1)) add(&left, index + 1);
        if (in[0] != WEIR_NFA_SPLIT && in[0] != WEIR_NFA_JUMP) continue;
        const uint32_t target = weir_u32_at(in, 4);
        if (has(states, target)) continue;
        add(&left, target);
        if (target / 64 < w) w = target / 64;
    }
    return false;
}

/* Takes the byte in each of the states: where that leads is added. */
static bool take(const struct search *s, const struct states *from, uint8_t byte, struct states *to)
{
    for (uint32_t w = 0; w < WORDS; w++)
        for (uint64_t left = from->word[w] & s->taking.word[w]; left != 0; left &= left - 1) {
            const uint32_t index = 64 * w + weir_lowest_bit(left);
            const uint8_t *in = s->code + (size_t)WEIR_BYTES_PROGRAM_CODE * index;
            WEIR_STEPS(s->run, 1);
            bool found = false;
            if (in[0] == WEIR_NFA_RANGE && byte >= in[1] && byte <= in[2])
                found = enter(s, to, weir_u32_at(in, 4));
            else if (in[0] == WEIR_NFA_SET && weir_bit(byte_class(s, in), byte))
                found = enter(s, to, index + 1);
            if (found) return true;
        }
    return false;
}

/* The bytes that no instruction of the states at the start takes. */
static void learn_start(struct search *s)
{
    struct known *start = &s->known[0];
    for (uint32_t i = 0; i < 4; i++)
        start->stays[i] = UINT64_MAX;
    for (uint32_t w = 0; w < WORDS; w++)
        for (uint64_t left = start->states.word[w] & s->taking.word[w]; left != 0; left &= left - 1) {
            const uint8_t *in = s->code + (size_t)WEIR_BYTES_PROGRAM_CODE * (64 * w + weir_lowest_bit(left));
            WEIR_STEPS(s->run, 34);
            for (uint32_t i = 0; i < 4 && in[0] == WEIR_NFA_SET; i++)
                start->stays[i] &= ~weir_u64_at(byte_class(s, in), 8 * i);
            for (uint32_t i = in[1] / 64u; i <= in[2] / 64u && in[0] == WEIR_NFA_RANGE; i++) {
                const uint64_t from = i == in[1] / 64u ? UINT64_MAX << in[1] % 64 : UINT64_MAX, to = i == in[2] / 64u ? UINT64_MAX >> (63 - in[2] % 64) : UINT64_MAX;
                start->stays[i] &= ~(from & to);
            }
        }
}

/* The only byte that does not stay; 256 where there are others, or none. */
static uint32_t only_byte(const uint64_t stays[4])
{
    uint32_t only = 256;
    for (uint32_t i = 0; i < 4; i++) {
        const uint64_t leaves = ~stays[i];
        if (leaves == 0) continue;
        if (only != 256 || (leaves & (leaves - 1)) != 0) return 256;
        only = 64 * i + weir_lowest_bit(leaves);
    }
    return only;
}

static bool same(const struct states *a, const struct states *b)
{
    uint64_t other = 0;
    for (uint32_t w = 0; w < WORDS; w++)
        other |= a->word[w] ^ b->word[w];
    return other == 0;
}

/* What is known of the states: nothing yet, if they are not among the last ones. */
static struct known *known_of(struct search *s, const struct states *states)
{
    for (uint32_t i = 0; i < KNOWN; i++)
        if (same(&s->known[i].states, states)) return &s->known[i];
    struct known *known = &s->known[s->next];
    s->next = s->next == KNOWN - 1 ? 1 : s->next + 1;
    known->states = *states;
    for (uint32_t i = 0; i < 4; i++)
        known->stays[i] = 0;
    return known;
}

/* false: the program is none for this. */
static bool prepare(struct search *s, uint32_t count)
{
    if (count > WEIR_SMALL_PROGRAM) return false;
    for (uint32_t w = 0; w < WORDS; w++)
        s->taking.word[w] = 0;
    WEIR_STEPS(s->run, count);
    for (uint32_t i = 0; i < count; i++) {
        const uint8_t op = s->code[(size_t)WEIR_BYTES_PROGRAM_CODE * i];
        if (op == WEIR_NFA_ASSERT) return false;
        if (op == WEIR_NFA_RANGE || op == WEIR_NFA_SET) add(&s->taking, i);
    }
    for (uint32_t k = 0; k < KNOWN; k++) {
        for (uint32_t w = 0; w < WORDS; w++)
            s->known[k].states.word[w] = 0; /* no states: there are always some */
        for (uint32_t i = 0; i < 4; i++)
            s->known[k].stays[i] = 0;
    }
    s->next = 1;
    return true;
}

/* The next place from `at` on whose byte is not known to change nothing; or the end. */
static uint32_t skip_staying(struct weir_run *run, const struct known *known, const struct weir_view *text, uint32_t at)
{
    (void)run; /* counts steps */
    const uint8_t *data = text->data;
    const uint32_t length = text->length;
    for (; at < length; at++) {
        WEIR_STEPS(run, 1);
        if ((known->stays[data[at] / 64] >> data[at] % 64 & 1) == 0) break;
    }
    return at;
}

enum weir_found weir_small_program_found(struct weir_run *run, const uint8_t *code, const uint8_t *classes, uint32_t count, const struct weir_view *text)
{
    struct search s;
    s.run = run;
    s.code = code;
    s.classes = classes;
    s.count = count;
    if (!prepare(&s, count)) return WEIR_NOT_SEARCHED;
    struct known *known = &s.known[0];
    if (enter(&s, &known->states, 0)) return WEIR_FOUND;
    learn_start(&s);
    s.first = only_byte(s.known[0].stays);
    const uint8_t *data = text->data;
    for (uint32_t at = 0;; at++) {
        at = s.first != 256 && known == &s.known[0] ? weir_text_next(run, text, at, s.first) : at;
        at = skip_staying(run, known, text, at);
        if (at == text->length) return WEIR_NOT_FOUND;
        const uint8_t byte = data[at];
        struct states next = s.known[0].states; /* a match can start behind every byte */
        if (take(&s, &known->states, byte, &next)) return WEIR_FOUND;
        if (same(&next, &known->states))
            known->stays[byte / 64] |= (uint64_t)1 << byte % 64;
        else
            known = known_of(&s, &next);
    }
}
