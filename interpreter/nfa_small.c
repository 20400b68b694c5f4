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

/* ---- words as sets of numbers below 64: for the prover bit by bit, which is the same (tests/prove/words.smt2) ---- */

/*@ // Bit k of a word.
    predicate bit(integer word, integer k) = k <= 0 ? word % 2 == 1 : bit(word / 2, k - 1);
    predicate bits_added(integer word, integer before, integer k) = \forall integer j; 0 <= j < 64 ==> (bit(word, j) <==> bit(before, j) || j == k);
    predicate bits_without(integer word, integer before, integer k) = \forall integer j; 0 <= j < 64 ==> (bit(word, j) <==> bit(before, j) && j != k);
    predicate bits_among(integer word, integer others) = \forall integer j; 0 <= j < 64 ==> bit(word, j) ==> bit(others, j);
    predicate word_fits(integer word, integer k, integer n) = k < n <= 64 && word < bit_value(n);
*/

/*@ ghost
    // 0 has none.
    /@ assigns \nothing;
       ensures \forall integer j; 0 <= j < 64 ==> !bit(0, j); @/
    static void no_bits(void)
    {
        /@ loop invariant 0 <= k <= 64 && (\forall integer j; 0 <= j < k ==> !bit(0, j));
           loop assigns k;
           loop variant 64 - k; @/
        for (uint32_t k = 0; k < 64; k++) {
            /@ assert k > 0 ==> (bit(0, k) <==> bit(0, k - 1)); @/
        }
    } */

#ifdef __FRAMAC__
/*@ requires k < 64;
    decreases k;
    assigns \nothing;
    ensures \result <==> bit(word, k); */
static bool has_bit(uint64_t word, uint32_t k)
{
    if (k == 0) return word % 2 != 0;
    return has_bit(word / 2, k - 1);
}

/*@ requires k < 64;
    decreases k;
    assigns \nothing;
    ensures bits_added(\result, word, k);
    ensures word <= \result && (!bit(word, k) ==> word < \result);
    ensures \forall integer n; word_fits(word, k, n) ==> word_fits(\result, k, n); */
static uint64_t with_bit(uint64_t word, uint32_t k)
{
    if (k == 0) return word % 2 != 0 ? word : word + 1;
    const uint64_t half = word / 2, odd = word % 2;
    const uint64_t rest = with_bit(half, k - 1);
    //@ assert word_fits(half, k - 1, 63) && word_fits(rest, k - 1, 63);
    const uint64_t all = 2 * rest + odd;
    //@ assert all / 2 == rest && all % 2 == odd && all == 2 * rest + odd;
    //@ assert \forall integer n; word_fits(word, k, n) ==> bit_value(n) == 2 * bit_value(n - 1) && word_fits(half, k - 1, n - 1);
    //@ assert \forall integer j; 0 < j < 64 ==> (bit(all, j) <==> bit(rest, j - 1)) && (bit(word, j) <==> bit(half, j - 1));
    return all;
}

/*@ requires word != 0;
    decreases word;
    assigns \nothing;
    ensures \result <= 63 && bit_value(\result) <= word;
    ensures bit(word, \result); */
static uint32_t lowest_bit(uint64_t word)
{
    if (word % 2 != 0) return 0;
    const uint64_t half = word / 2;
    const uint32_t k = lowest_bit(half);
    //@ assert k < 63 && bit_value(k + 1) == 2 * bit_value(k);
    return k + 1;
}

/*@ requires k < 64 && bit(word, k);
    decreases k;
    assigns \nothing;
    ensures \result < word;
    ensures bits_without(\result, word, k); */
static uint64_t without_bit(uint64_t word, uint32_t k)
{
    if (k == 0) return word - 1;
    const uint64_t half = word / 2, odd = word % 2;
    const uint64_t rest = without_bit(half, k - 1);
    const uint64_t all = 2 * rest + odd;
    //@ assert all / 2 == rest && all % 2 == odd && all == 2 * rest + odd;
    //@ assert \forall integer j; 0 < j < 64 ==> (bit(all, j) <==> bit(rest, j - 1)) && (bit(word, j) <==> bit(half, j - 1));
    return all;
}

/* The place of the lowest bit, which is taken away. */
/*@ requires \valid(word) && *word != 0;
    assigns *word;
    ensures \result <= 63 && *word < \old(*word);
    ensures bit(\old(*word), \result);
    ensures bits_without(*word, \old(*word), \result); */
static uint32_t take_lowest(uint64_t *word)
{
    const uint32_t k = lowest_bit(*word);
    *word = without_bit(*word, k);
    return k;
}

/*@ decreases a;
    assigns \nothing;
    ensures \result <= a;
    ensures bits_among(\result, b); */
static uint64_t common_bits(uint64_t a, uint64_t b)
{
    if (a == 0) {
        //@ ghost no_bits();
        return 0;
    }
    const uint64_t rest = common_bits(a / 2, b / 2), odd = a % 2 != 0 && b % 2 != 0;
    const uint64_t all = 2 * rest + odd, half = b / 2;
    //@ assert all / 2 == rest && all % 2 == odd && all == 2 * rest + odd;
    //@ assert \forall integer j; 0 < j < 64 ==> (bit(all, j) <==> bit(rest, j - 1)) && (bit(b, j) <==> bit(half, j - 1));
    return all;
}
#else
static inline bool has_bit(uint64_t word, uint32_t k)
{
    return (word >> k & 1) != 0;
}

static inline uint64_t with_bit(uint64_t word, uint32_t k)
{
    return word | (uint64_t)1 << k;
}

static inline uint32_t take_lowest(uint64_t *word)
{
    const uint32_t k = weir_lowest_bit(*word);
    *word &= *word - 1;
    return k;
}

static inline uint64_t common_bits(uint64_t a, uint64_t b)
{
    return a & b;
}
#endif

/* ---- sets of states ---- */

/*@ predicate member{L}(uint64_t *words, integer state) = bit(words[state / 64], state % 64);
    predicate states_below{L}(uint64_t *words, integer count) = \forall integer i; 0 <= i < WEIR_SMALL_PROGRAM ==> member(words, i) ==> i < count;
    predicate states_apart{L}(uint64_t *a, uint64_t *b) = \forall integer i; 0 <= i < WEIR_SMALL_PROGRAM ==> member(a, i) ==> !member(b, i);
*/

/*@ requires \valid_read(states) && state < WEIR_SMALL_PROGRAM;
    assigns \nothing;
    ensures \result <==> member(&states->word[0], state); */
static bool has(const struct states *states, uint32_t state)
{
    return has_bit(states->word[state / 64], state % 64);
}

/*@ requires \valid(states) && state < WEIR_SMALL_PROGRAM;
    assigns states->word[0 .. WORDS - 1];
    ensures \forall integer i; 0 <= i < WEIR_SMALL_PROGRAM ==> (member(&states->word[0], i) <==> member{Pre}(&states->word[0], i) || i == state);
    ensures states->word[0] + states->word[1] >= \old(states->word[0] + states->word[1]);
    ensures !\old(member(&states->word[0], state)) ==> states->word[0] + states->word[1] > \old(states->word[0] + states->word[1]); */
static void add(struct states *states, uint32_t state)
{
    states->word[state / 64] = with_bit(states->word[state / 64], state % 64);
}

/* One of the states of a word that has some: it is taken away. */
/*@ requires \valid(states) && w < WORDS && states->word[w] != 0;
    assigns states->word[w];
    ensures \result < WEIR_SMALL_PROGRAM && member{Pre}(&states->word[0], \result);
    ensures \forall integer i; 0 <= i < WEIR_SMALL_PROGRAM ==> (member(&states->word[0], i) <==> member{Pre}(&states->word[0], i) && i != \result); */
static uint32_t take_state(struct states *states, uint32_t w)
{
    const uint32_t place = take_lowest(&states->word[w]);
    //@ assert (64 * w + place) / 64 == w && (64 * w + place) % 64 == place;
    return 64 * w + place;
}

/* What a search stands on: the program can be run, and the states that take a byte are states of it. */
#define WEIR_PROOF_PROGRAM(s) (\valid_read(s) && program_runs((s)->code, (s)->classes, (s)->count) && (s)->count <= WEIR_SMALL_PROGRAM)
#define WEIR_PROOF_STEPPING(s) (WEIR_PROOF_PROGRAM(s) && states_below(&(s)->taking.word[0], (s)->count))

/*@ requires WEIR_PROOF_PROGRAM(s) && index < s->count;
    assigns \nothing;
    ensures \valid_read(\result + (0 .. WEIR_BYTES_PROGRAM_CODE - 1));
    ensures takes_target(\result[0]) ==> u32(\result, 4) < s->count;
    ensures goes_on(\result[0]) ==> index + 1 < s->count;
    ensures \result[0] == WEIR_NFA_SET ==>
            \valid_read(s->classes + (WEIR_BYTES_CLASSES * u32(\result, 4) .. WEIR_BYTES_CLASSES * u32(\result, 4) + (WEIR_BYTES_CLASSES - 1))); */
static const uint8_t *instruction(const struct search *s, uint32_t index)
{
    //@ assert instruction_runs(s->code, s->classes, s->count, index);
    const uint8_t *in = s->code + (size_t)WEIR_BYTES_PROGRAM_CODE * index;
    //@ assert in[0] == instruction_op(s->code, WEIR_BYTES_PROGRAM_CODE * index);
    //@ assert u32(in, 4) == instruction_target(s->code, WEIR_BYTES_PROGRAM_CODE * index);
    return in;
}

/*@ requires \valid_read(s) && \valid_read(set + (0 .. WEIR_BYTES_PROGRAM_CODE - 1));
    assigns \nothing;
    ensures \result == s->classes + WEIR_BYTES_CLASSES * u32(set, 4); */
static const uint8_t *byte_class(const struct search *s, const uint8_t *set)
{
    return s->classes + (size_t)WEIR_BYTES_CLASSES * weir_u32_at(set, 4);
}

/* Puts a state with those that are left, unless it is added already; whether it was put there. */
/*@ requires \valid_read(states) && \valid(left) && \separated(states, left) && state < count && count <= WEIR_SMALL_PROGRAM;
    requires below: states_below(&left->word[0], count);
    requires apart: states_apart(&left->word[0], &states->word[0]);
    assigns left->word[0 .. WORDS - 1];
    ensures below: states_below(&left->word[0], count);
    ensures apart: states_apart(&left->word[0], &states->word[0]); */
static inline bool leave(const struct states *states, struct states *left, uint32_t state, uint32_t count)
{
    (void)count; /* for the proof */
    if (has(states, state)) return false;
    add(left, state);
    return true;
}

/* Adds one state; what it leads to without taking a byte is left to be added. Where that is in a word below `w`, the word in which to go on is that. */
/*@ requires WEIR_PROOF_PROGRAM(s) && \valid(states) && \valid(left) && \separated(states, left, s) && index < s->count && w < WORDS && \valid(next) && \separated(next, s);
    requires new: !member(&states->word[0], index) && !member(&left->word[0], index);
    requires below: states_below(&left->word[0], s->count);
    requires apart: states_apart(&left->word[0], &states->word[0]);
    assigns states->word[0 .. WORDS - 1], left->word[0 .. WORDS - 1], *next;
    ensures *next <= w;
    ensures below: states_below(&left->word[0], s->count);
    ensures apart: states_apart(&left->word[0], &states->word[0]);
    ensures more: states->word[0] + states->word[1] > \old(states->word[0] + states->word[1]); */
static inline bool lead_on(const struct search *s, struct states *states, struct states *left, uint32_t index, uint32_t w, uint32_t *next)
{
    const uint8_t *in = instruction(s, index);
    WEIR_STEPS(s->run, 1);
    *next = w;
    add(states, index);
    //@ assert apart: states_apart(&left->word[0], &states->word[0]);
    if (in[0] == WEIR_NFA_MATCH) return true;
    if (in[0] == WEIR_NFA_SPLIT) leave(states, left, index + 1, s->count);
    if (in[0] != WEIR_NFA_SPLIT && in[0] != WEIR_NFA_JUMP) return false;
    const uint32_t target = weir_u32_at(in, 4);
    if (leave(states, left, target, s->count) && target / 64 < w) *next = target / 64;
    return false;
}

/* Adds a state and all that it leads to without taking a byte; true where MATCH is among them. */
/*@ requires WEIR_PROOF_PROGRAM(s) && \valid(states) && \separated(states, s) && state < s->count;
    assigns states->word[0 .. WORDS - 1]; */
static bool enter(const struct search *s, struct states *states, uint32_t state)
{
    struct states left = {{0}};
    uint32_t w = 0, next = 0;
    bool found = false;
    //@ assert each: \forall integer i; 0 <= i < s->count ==> instruction_runs{Pre}(s->code, s->classes, s->count, i) && instruction_runs(s->code, s->classes, s->count, i);
    //@ assert program: program_runs(s->code, s->classes, s->count);
    if (has(states, state)) return false;
    //@ ghost no_bits();
    add(&left, state);
    /*@ loop invariant 0 <= w <= WORDS;
        loop invariant below: states_below(&left.word[0], s->count);
        loop invariant apart: states_apart(&left.word[0], &states->word[0]);
        loop assigns w, next, found, left.word[0 .. WORDS - 1], states->word[0 .. WORDS - 1];
        loop variant (36893488147419103232 - states->word[0] - states->word[1]) * (WORDS + 1) + (WORDS - w); */
    while (w < WORDS && !found) {
        if (left.word[w] == 0) {
            w++;
            continue;
        }
        const uint32_t index = take_state(&left, w);
        //@ assert index < s->count;
        //@ assert new: !member(&states->word[0], index) && !member(&left.word[0], index);
        //@ assert others: states_apart(&left.word[0], &states->word[0]);
        //@ assert below: states_below(&left.word[0], s->count);
        found = lead_on(s, states, &left, index, w, &next);
        w = next;
    }
    return found;
}

/* Takes the byte in one state: where that leads is added. */
/*@ requires WEIR_PROOF_PROGRAM(s) && \valid(to) && \separated(to, s) && state < s->count;
    assigns to->word[0 .. WORDS - 1]; */
static inline bool take_in(const struct search *s, uint32_t state, uint8_t byte, struct states *to)
{
    const uint8_t *in = instruction(s, state);
    WEIR_STEPS(s->run, 1);
    if (in[0] == WEIR_NFA_RANGE && byte >= in[1] && byte <= in[2]) return enter(s, to, weir_u32_at(in, 4));
    if (in[0] == WEIR_NFA_SET && weir_bit(byte_class(s, in), byte)) return enter(s, to, state + 1);
    return false;
}

/* Takes it in each of the states. */
/*@ requires WEIR_PROOF_STEPPING(s) && \valid_read(from) && \valid(to) && \separated(to, s) && \separated(to, from);
    assigns to->word[0 .. WORDS - 1]; */
static bool take(const struct search *s, const struct states *from, uint8_t byte, struct states *to)
{
    /*@ loop invariant 0 <= w <= WORDS;
        loop assigns w, to->word[0 .. WORDS - 1];
        loop variant WORDS - w; */
    for (uint32_t w = 0; w < WORDS; w++) {
        uint64_t left = common_bits(from->word[w], s->taking.word[w]);
        /*@ loop invariant bits_among(left, s->taking.word[w]);
            loop assigns left, to->word[0 .. WORDS - 1];
            loop variant left; */
        while (left != 0) {
            const uint32_t place = take_lowest(&left);
            //@ assert member(&s->taking.word[0], 64 * w + place) && 64 * w + place < s->count;
            if (take_in(s, 64 * w + place, byte, to)) return true;
        }
    }
    return false;
}

/* Of the bytes that stay those that are in a class do not. */
/*@ requires \valid(stays + (0 .. 3)) && \valid_read(set + (0 .. WEIR_BYTES_CLASSES - 1));
    assigns stays[0 .. 3]; */
static inline void without_class(uint64_t stays[4], const uint8_t *set)
{
    /*@ loop invariant 0 <= i <= 4;
        loop assigns i, stays[0 .. 3];
        loop variant 4 - i; */
    for (uint32_t i = 0; i < 4; i++)
        stays[i] &= ~weir_u64_at(set, 8 * i);
}

/* Nor those from a to b. */
/*@ requires \valid(stays + (0 .. 3)) && a <= 255 && b <= 255;
    assigns stays[0 .. 3]; */
static inline void without_range(uint64_t stays[4], uint32_t a, uint32_t b)
{
    /*@ loop invariant a / 64 <= i <= 4;
        loop assigns i, stays[0 .. 3];
        loop variant 4 - i; */
    for (uint32_t i = a / 64; i <= b / 64; i++) {
        const uint64_t from = i == a / 64 ? UINT64_MAX << a % 64 : UINT64_MAX, to = i == b / 64 ? UINT64_MAX >> (63 - b % 64) : UINT64_MAX;
        stays[i] &= ~(from & to);
    }
}

/* The bytes that no instruction of the states at the start takes. */
/*@ requires WEIR_PROOF_STEPPING(s) && \valid(s);
    assigns s->known[0].stays[0 .. 3]; */
static void learn_start(struct search *s)
{
    struct known *start = &s->known[0];
    /*@ loop invariant 0 <= i <= 4;
        loop assigns i, s->known[0].stays[0 .. 3];
        loop variant 4 - i; */
    for (uint32_t i = 0; i < 4; i++)
        start->stays[i] = UINT64_MAX;
    /*@ loop invariant 0 <= w <= WORDS;
        loop assigns w, s->known[0].stays[0 .. 3];
        loop variant WORDS - w; */
    for (uint32_t w = 0; w < WORDS; w++) {
        uint64_t left = common_bits(start->states.word[w], s->taking.word[w]);
        /*@ loop invariant bits_among(left, s->taking.word[w]);
            loop assigns left, s->known[0].stays[0 .. 3];
            loop variant left; */
        while (left != 0) {
            const uint32_t place = take_lowest(&left);
            //@ assert member(&s->taking.word[0], 64 * w + place) && 64 * w + place < s->count;
            const uint8_t *in = instruction(s, 64 * w + place);
            WEIR_STEPS(s->run, 34);
            if (in[0] == WEIR_NFA_SET) without_class(start->stays, byte_class(s, in));
            if (in[0] == WEIR_NFA_RANGE) without_range(start->stays, in[1], in[2]);
        }
    }
}

/* The only byte that does not stay; 256 where there are others, or none. */
/*@ requires \valid_read(stays + (0 .. 3));
    assigns \nothing; */
static uint32_t only_byte(const uint64_t stays[4])
{
    uint32_t only = 256;
    /*@ loop invariant 0 <= i <= 4;
        loop assigns i, only;
        loop variant 4 - i; */
    for (uint32_t i = 0; i < 4; i++) {
        const uint64_t leaves = ~stays[i];
        if (leaves == 0) continue;
        if (only != 256 || (leaves & (leaves - 1)) != 0) return 256;
        only = 64 * i + weir_lowest_bit(leaves);
    }
    return only;
}

/*@ requires \valid_read(a) && \valid_read(b);
    assigns \nothing; */
static bool same(const struct states *a, const struct states *b)
{
    uint64_t other = 0;
    /*@ loop invariant 0 <= w <= WORDS;
        loop assigns w, other;
        loop variant WORDS - w; */
    for (uint32_t w = 0; w < WORDS; w++)
        other |= a->word[w] ^ b->word[w];
    return other == 0;
}

/* What is known of the states: nothing yet, if they are not among the last ones. */
/*@ requires \valid(s) && 1 <= s->next < KNOWN && \valid_read(states) && \separated(states, s);
    assigns s->next, s->known[1 .. KNOWN - 1];
    ensures 1 <= s->next < KNOWN;
    ensures \result == &s->known[0] || \result == &s->known[1] || \result == &s->known[2] || \result == &s->known[3]; */
static struct known *known_of(struct search *s, const struct states *states)
{
    /*@ loop invariant 0 <= i <= KNOWN;
        loop assigns i;
        loop variant KNOWN - i; */
    for (uint32_t i = 0; i < KNOWN; i++)
        if (same(&s->known[i].states, states)) return &s->known[i];
    struct known *known = &s->known[s->next];
    s->next = s->next == KNOWN - 1 ? 1 : s->next + 1;
    known->states = *states;
    /*@ loop invariant 0 <= i <= 4;
        loop assigns i, known->stays[0 .. 3];
        loop variant 4 - i; */
    for (uint32_t i = 0; i < 4; i++)
        known->stays[i] = 0;
    return known;
}

/* Nothing is known of any states. */
/*@ requires \valid(s);
    assigns s->known[0 .. KNOWN - 1]; */
static void forget(struct search *s)
{
    /*@ loop invariant 0 <= k <= KNOWN;
        loop assigns k, s->known[0 .. KNOWN - 1];
        loop variant KNOWN - k; */
    for (uint32_t k = 0; k < KNOWN; k++) {
        struct known *known = &s->known[k];
        /*@ loop invariant 0 <= w <= WORDS;
            loop assigns w, known->states.word[0 .. WORDS - 1];
            loop variant WORDS - w; */
        for (uint32_t w = 0; w < WORDS; w++)
            known->states.word[w] = 0; /* no states: there are always some */
        /*@ loop invariant 0 <= i <= 4;
            loop assigns i, known->stays[0 .. 3];
            loop variant 4 - i; */
        for (uint32_t i = 0; i < 4; i++)
            known->stays[i] = 0;
    }
}

/* false: the program is none for this. */
/*@ requires \valid(s) && program_runs(s->code, s->classes, s->count);
    assigns s->next, s->taking, s->known[0 .. KNOWN - 1];
    ensures \result ==> s->count <= WEIR_SMALL_PROGRAM && s->next == 1;
    ensures \result ==> states_below(&s->taking.word[0], s->count); */
static bool prepare(struct search *s)
{
    if (s->count > WEIR_SMALL_PROGRAM) return false;
    /*@ loop invariant 0 <= w <= WORDS && (\forall integer v; 0 <= v < w ==> s->taking.word[v] == 0);
        loop assigns w, s->taking.word[0 .. WORDS - 1];
        loop variant WORDS - w; */
    for (uint32_t w = 0; w < WORDS; w++)
        s->taking.word[w] = 0;
    WEIR_STEPS(s->run, s->count);
    //@ ghost no_bits();
    //@ assert s->taking.word[0] == 0 && s->taking.word[1] == 0;
    /*@ loop invariant 0 <= i <= s->count;
        loop invariant states_below(&s->taking.word[0], s->count);
        loop assigns i, s->taking.word[0 .. WORDS - 1];
        loop variant s->count - i; */
    for (uint32_t i = 0; i < s->count; i++) {
        const uint8_t op = s->code[(size_t)WEIR_BYTES_PROGRAM_CODE * i];
        if (op == WEIR_NFA_ASSERT) return false;
        if (op == WEIR_NFA_RANGE || op == WEIR_NFA_SET) add(&s->taking, i);
    }
    forget(s);
    //@ assert below: states_below(&s->taking.word[0], s->count);
    s->next = 1;
    return true;
}

/* The next place from `at` on whose byte is not known to change nothing; or the end. */
/*@ requires \valid_read(known) && \valid_read(text) && \valid_read(text->data + (0 .. text->length - 1)) && at <= text->length;
    assigns \nothing;
    ensures at <= \result <= text->length; */
static uint32_t skip_staying(struct weir_run *run, const struct known *known, const struct weir_view *text, uint32_t at)
{
    (void)run; /* counts steps */
    const uint8_t *data = text->data;
    const uint32_t length = text->length;
    /*@ loop invariant \at(at, Pre) <= at <= length;
        loop assigns at;
        loop variant length - at; */
    for (; at < length; at++) {
        WEIR_STEPS(run, 1);
        if ((known->stays[data[at] / 64] >> data[at] % 64 & 1) == 0) break;
    }
    return at;
}

/* The search, prepared. */
/*@ requires WEIR_PROOF_STEPPING(s) && \valid(s) && s->next == 1 && \valid_read(text) && \valid_read(text->data + (0 .. text->length - 1)) && \separated(s, text);
    assigns s->first, s->next, s->known[0 .. KNOWN - 1]; */
static enum weir_found search(struct search *s, const struct weir_view *text)
{
    struct known *known = &s->known[0];
    struct states start = {{0}};
    if (enter(s, &start, 0)) return WEIR_FOUND;
    known->states = start;
    learn_start(s);
    s->first = only_byte(s->known[0].stays);
    const uint8_t *data = text->data;
    const uint32_t length = text->length;
    /*@ loop invariant 0 <= at <= length && 1 <= s->next < KNOWN;
        loop invariant known == &s->known[0] || known == &s->known[1] || known == &s->known[2] || known == &s->known[3];
        loop assigns at, known, s->next, s->known[0 .. KNOWN - 1];
        loop variant length - at; */
    for (uint32_t at = 0;; at++) {
        at = s->first != 256 && known == &s->known[0] ? weir_text_next(s->run, text, at, s->first) : at;
        at = skip_staying(s->run, known, text, at);
        if (at == length) return WEIR_NOT_FOUND;
        const uint8_t byte = data[at];
        struct states next = s->known[0].states; /* a match can start behind every byte */
        if (take(s, &known->states, byte, &next)) return WEIR_FOUND;
        if (same(&next, &known->states))
            known->stays[byte / 64] |= (uint64_t)1 << byte % 64;
        else
            known = known_of(s, &next);
    }
}

enum weir_found weir_small_program_found(struct weir_run *run, const uint8_t *code, const uint8_t *classes, uint32_t count, const struct weir_view *text)
{
    struct search s;
    //@ assert each: \forall integer i; 0 <= i < count ==> instruction_runs{Pre}(code, classes, count, i) && instruction_runs(code, classes, count, i);
    //@ assert program: program_runs(code, classes, count);
    s.run = run;
    s.code = code;
    s.classes = classes;
    s.count = count;
    return prepare(&s) ? search(&s, text) : WEIR_NOT_SEARCHED;
}
