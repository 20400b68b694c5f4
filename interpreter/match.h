/* What the parts of the evaluators share. Internal.
 *
 * In:   an accepted file and one event. Out: verdicts.
 * Must hold: nothing is read outside the file, the inputs and the workspace; every loop ends within the steps that the verifier computed.
 *            Verdicts are enum weir_verdict, ordered so that AND is the least and OR the greatest. */
#ifndef WEIR_MATCH_H
#define WEIR_MATCH_H

#include "bytes.h"
#include "cost.h"

/* A text of the event as criteria read it. data == NULL: not made yet. */
struct weir_view {
    const uint8_t *data;
    uint32_t length;
};

/* Bits of which an event touches few: a word of `words` counts only where its bit in `touched` is set, so that a new event clears only those.
 * Held as signed numbers, as which they are not read: the prover then sees that no field of a channel, an input or a view, which are unsigned, changes with a mark. */
struct weir_marks {
    int32_t *words, *touched;
    size_t touched_count; /* words of touched */
};

/* One event in work. The arrays are in the workspace. */
struct weir_run {
    const struct weir_channel *channel;
    const struct weir_input *inputs;
    bool searched;             /* the tables were searched: questions answer, not the criteria alone */
    uint64_t without_room;     /* a bit for each parameter whose text found no room: nothing can be said of it */
    struct weir_marks answers; /* two bits a question: enum weir_answer */
    struct weir_marks woken;   /* a bit an instance */
    struct weir_marks entries; /* a bit an entry: whether it was hit */
    struct weir_view *raw;     /* by parameter: as it is, ill-formed bytes replaced */
    struct weir_view *folded;  /* by parameter: folded */
    int32_t *states[2];        /* two lists of automaton states, max_program each. Signed, as are the next: see condition.c */
    int8_t *in_list;           /* by state: whether the list being made has it */
    int8_t *memo;              /* of the plain evaluator, by criterion of the instance: its verdict, or UNKNOWN */
    uint8_t *room;             /* for texts; the last free_bytes of it are not taken */
    size_t room_bytes, free_bytes;
#ifdef WEIR_COUNT_STEPS
    uint64_t steps;
#endif
};
#define WEIR_UNKNOWN (-1)

/* A build with WEIR_COUNT_STEPS counts the steps where they are taken, and stops where an event takes more than the verifier computed. */
#ifdef WEIR_COUNT_STEPS
#define WEIR_STEPS(run, count) ((void)((run)->steps += (count)))
#else
#define WEIR_STEPS(run, count) ((void)0)
#endif

enum weir_answer { WEIR_NOT_ASKED = 0, WEIR_HIT = 1, WEIR_FALSE = 2, WEIR_TRUE = 3 };

#ifdef __FRAMAC__
#include "bits_proof.h"
#include "search_proof.h"
#include "match_proof.h"
#endif

/* Where an event's inputs are indexed by what the file says: nowhere else. So that no input behind the last is read is this function's contract. */
/*@ requires \valid_read(run) && \valid_read(run->channel) && parameter < run->channel->parameter_count;
    requires \valid_read(run->inputs + (0 .. run->channel->parameter_count - 1));
    assigns \nothing;
    ensures \result == run->inputs + parameter && \valid_read(\result); */
static inline const struct weir_input *weir_input_of(const struct weir_run *run, uint32_t parameter)
{
    return &run->inputs[parameter];
}

/* match.c */
/* Whether the event can be evaluated at all; then run is ready. */
/*@ requires \valid(run) && content_in(c) && \separated(run, c, inputs + (0 .. c->parameter_count - 1), c->bytes + (0 .. c->size - 1));
    requires input_count == c->parameter_count ==> given(inputs, input_count);
    requires WEIR_PROOF_WORKSPACE(workspace, workspace_bytes, c, inputs) && \separated(run, (char *)workspace + (0 .. workspace_bytes - 1));
    assigns *run, \at(run->raw, Post)[0 .. c->parameter_count - 1].data, \at(run->folded, Post)[0 .. c->parameter_count - 1].data,
            \at(run->answers.touched, Post)[0 .. WEIR_PROOF_TOUCHED(WEIR_PROOF_WORDS(2 * c->section[WEIR_SECTION_QUESTIONS].count)) - 1],
            \at(run->woken.touched, Post)[0 .. WEIR_PROOF_TOUCHED(WEIR_PROOF_WORDS(c->section[WEIR_SECTION_INSTANCES].count)) - 1],
            \at(run->entries.touched, Post)[0 .. WEIR_PROOF_TOUCHED(WEIR_PROOF_WORDS(c->section[WEIR_SECTION_ENTRIES].count)) - 1];
    ensures count: \result == WEIR_OK ==> input_count == c->parameter_count;
    ensures run: \result == WEIR_OK ==> run_in(run) && run->channel == c && run->inputs == inputs;
    ensures marks: \result == WEIR_OK ==> marks_in(run) && WEIR_PROOF_MARKS_APART(run);
    ensures touched: \result == WEIR_OK ==> run->woken.touched_count == WEIR_PROOF_TOUCHED(WEIR_PROOF_WOKEN_WORDS(run)); */
enum weir_status weir_run_start(struct weir_run *run, const struct weir_channel *c, const struct weir_input *inputs, uint32_t input_count,
                                void *workspace, size_t workspace_bytes);
/* condition.c */
/* The verdict of an instance; with a memo of WEIR_UNKNOWN for each of its criteria where the run is not searched. */
/*@ requires run_in(run) && instance < run->channel->section[WEIR_SECTION_INSTANCES].count;
    assigns WEIR_PROOF_TEXTS(run), WEIR_PROOF_STATES(run), WEIR_PROOF_ANSWERS(run), run->memo[0 .. run->channel->max_criteria - 1];
    ensures run_in(run);
    ensures run_stays{Pre, Post}(run); */
enum weir_verdict weir_instance_verdict(struct weir_run *run, uint32_t instance);
/* Hands the instance's outcome on; nonzero where the callback wants no more. */
/*@ requires WEIR_PROOF_CHANNEL(c) && WEIR_PROOF_IN(c, INSTANCES) && instance < c->section[WEIR_SECTION_INSTANCES].count;
    assigns \nothing; */
int weir_instance_report(const struct weir_channel *c, uint32_t instance, enum weir_verdict verdict, weir_on_hit *on_hit, void *context);
/* engine.c */
/* The verdict on a criterion of an instance, by the answers of the search. */
/*@ requires run_in(run) && criterion < run->channel->section[WEIR_SECTION_CRITERIA].count;
    assigns WEIR_PROOF_TEXTS(run), WEIR_PROOF_STATES(run), WEIR_PROOF_ANSWERS(run);
    ensures run_in(run);
    ensures run_stays{Pre, Post}(run);
    ensures WEIR_NO_MATCH <= \result <= WEIR_MATCH; */
enum weir_verdict weir_answer_verdict(struct weir_run *run, uint32_t criterion);
/* search.c */
/* Searches the tables: marks the questions that are hit, and wakes their instances. */
/*@ requires run_in(run);
    requires marks_in(run);
    requires WEIR_PROOF_MARKS_APART(run);
    requires WEIR_PROOF_SEARCH(run->channel);
    assigns WEIR_PROOF_TEXTS(run), WEIR_PROOF_HIT_ASSIGNS(run);
    ensures run_in(run);
    ensures run_stays{Pre, Post}(run); */
void weir_search(struct weir_run *run);
/* Wakes the instances first .. end-1 of WAKES. */
/*@ WEIR_PROOF_REQUIRES_WAKING(run)
    requires end <= run->channel->section[WEIR_SECTION_WAKES].count;
    assigns WEIR_PROOF_WOKEN(run);
    ensures sections_stay{Pre, Post}(run); */
void weir_wake(struct weir_run *run, uint32_t first, uint32_t end);
/* text.c */
/* The text of an input that is there, or NULL where there is no room for it. */
/*@ requires run_in(run) && parameter < run->channel->parameter_count && run->inputs[parameter].present != 0;
    requires is_text(parameter_type(run->channel->bytes, run->channel->section[WEIR_SECTION_PARAMETERS].offset, parameter));
    assigns run->free_bytes, run->room[0 .. run->room_bytes - 1], run->raw[parameter], run->folded[parameter];
    ensures run_in(run);
    ensures run_stays{Pre, Post}(run);
    ensures \result == \null || \result == (folded ? run->folded + parameter : run->raw + parameter);
    ensures \result != \null ==> \valid_read(\result) && \result->data != \null && \valid_read(\result->data + (0 .. \result->length - 1)); */
const struct weir_view *weir_view_of(struct weir_run *run, uint32_t parameter, bool folded);
/* The next place from `at` on where the byte stands; where it does not, one of the last seven, or the end. */
/*@ requires \valid_read(text) && \valid_read(text->data + (0 .. text->length - 1)) && at <= text->length;
    assigns \nothing;
    ensures at <= \result <= text->length; */
uint32_t weir_text_next(struct weir_run *run, const struct weir_view *text, uint32_t at, uint32_t byte);
/*@ requires \valid_read(text) && \valid_read(text->data + (0 .. text->length - 1)) && \valid_read(part.data + (0 .. part.length - 1));
    assigns \nothing; */
bool weir_text_contains(struct weir_run *run, const struct weir_view *text, struct weir_bytes part);
/*@ requires \valid_read(text) && \valid_read(text->data + (0 .. text->length - 1)) && \valid_read(part) && \valid_read(part->data + (0 .. part->length - 1));
    assigns \nothing; */
bool weir_text_contains_text(struct weir_run *run, const struct weir_view *text, const struct weir_view *part);
/*@ requires \valid_read(text) && \valid_read(text->data + (0 .. text->length - 1)) && \valid_read(glob.data + (0 .. glob.length - 1));
    assigns \nothing; */
bool weir_text_like(struct weir_run *run, const struct weir_view *text, struct weir_bytes glob);
/* nfa_small.c */
#define WEIR_SMALL_PROGRAM 128u
enum weir_found { WEIR_NOT_FOUND, WEIR_FOUND, WEIR_NOT_SEARCHED /* it is too large, or looks at what stands around it */ };
/*@ requires program_runs(code, classes, count) && \valid_read(text) && \valid_read(text->data + (0 .. text->length - 1));
    assigns \nothing; */
enum weir_found weir_small_program_found(struct weir_run *run, const uint8_t *code, const uint8_t *classes, uint32_t count, const struct weir_view *text);
/* nfa_run.c */
/*@ requires program_runs(code, classes, count) && \valid_read(text) && \valid_read(text->data + (0 .. text->length - 1));
    assigns \nothing; */
enum weir_found weir_run_found(struct weir_run *run, const uint8_t *code, const uint8_t *classes, uint32_t count, const struct weir_view *text);
/* nfa.c */
/*@ requires run_in(run) && program < run->channel->section[WEIR_SECTION_PROGRAMS].count;
    requires \valid_read(text) && \valid_read(text->data + (0 .. text->length - 1));
    assigns WEIR_PROOF_STATES(run);
    ensures run_in(run);
    ensures run_stays{Pre, Post}(run); */
bool weir_program_found(struct weir_run *run, uint32_t program, const struct weir_view *text);
/* criterion.c */
/* The verdict on a criterion, at its offset, by its own set alone. */
/*@ requires run_in(run) && at + WEIR_BYTES_CRITERIA <= run->channel->size && WEIR_PROOF_CRITERION_AT(run->channel, at);
    assigns WEIR_PROOF_TEXTS(run), WEIR_PROOF_STATES(run);
    ensures run_in(run);
    ensures run_stays{Pre, Post}(run);
    ensures WEIR_NO_MATCH <= \result <= WEIR_MATCH; */
enum weir_verdict weir_criterion_verdict(struct weir_run *run, size_t at);
/* The same, with what its question requires. */
/*@ requires run_in(run) && criterion < run->channel->section[WEIR_SECTION_CRITERIA].count;
    assigns WEIR_PROOF_TEXTS(run), WEIR_PROOF_STATES(run);
    ensures run_in(run);
    ensures run_stays{Pre, Post}(run);
    ensures WEIR_NO_MATCH <= \result <= WEIR_MATCH; */
enum weir_verdict weir_criterion_plain(struct weir_run *run, uint32_t criterion);
/* A guid or address as it is held: an IPv4-mapped IPv6 address is its 4 bytes. */
/*@ requires \valid_read(input) && \valid_read(input->data + (0 .. input->length - 1));
    assigns \nothing;
    ensures \valid_read(\result.data + (0 .. \result.length - 1));
    ensures \result.length == input->length || (\result.length == 4 && input->length == 16);
    ensures \result.length == input->length ==> \result.data == input->data;
    ensures \result.length != input->length ==> \result.data == input->data + 12; */
struct weir_bytes weir_held_bytes(const struct weir_input *input, uint32_t type);

/*@ requires \valid_read(a + (0 .. length - 1)) && \valid_read(b + (0 .. length - 1));
    assigns \nothing;
    ensures length == 0 ==> \result; */
static inline bool weir_text_equal(const uint8_t *a, const uint8_t *b, uint32_t length)
{
    uint32_t i = 0;
    if (length >= 8) {
        /*@ loop invariant 0 <= i < length;
            loop assigns i;
            loop variant length - i; */
        for (; length - i > 8; i += 8)
            if (weir_u64_at(a, i) != weir_u64_at(b, i)) return false;
        return weir_u64_at(a, length - 8) == weir_u64_at(b, length - 8); /* the last ones, some of them again */
    }
    if (length >= 4) return weir_u32_at(a, 0) == weir_u32_at(b, 0) && weir_u32_at(a, length - 4) == weir_u32_at(b, length - 4);
    /*@ loop invariant 0 <= i <= length;
        loop assigns i;
        loop variant length - i; */
    for (; i < length; i++)
        if (a[i] != b[i]) return false;
    return true;
}

/* The place of the lowest set bit; by a de Bruijn sequence where it is not known that the machine has an instruction for it, because some compilers call a library then. */
/*@ requires word != 0;
    assigns \nothing;
    ensures place: \result == lowest(word) <= 63;
    ensures bit: bit_value(\result) <= word; */
static inline uint32_t weir_lowest_bit(uint64_t word)
{
#ifdef __FRAMAC__ /* the same by arithmetic: see bytes.h */
    uint32_t place = 0;
    uint64_t rest = word;
    /*@ loop invariant 1 <= rest && rest * bit_value(place) == word && place + lowest(rest) == lowest(word) && 0 <= place <= 63;
        loop assigns rest, place;
        loop variant rest; */
    while (rest % 2 == 0) {
        const uint64_t half = rest / 2;
        //@ assert half: rest == 2 * half && 1 <= half && lowest(rest) == 1 + lowest(half);
        //@ assert twice: bit_value(place + 1) == 2 * bit_value(place) || place == 63;
        //@ assert room: 2 * bit_value(place) <= word;
        //@ assert same: half * (2 * bit_value(place)) == word;
        rest = half;
        place++;
    }
    return place;
#elif (defined(__x86_64__) || defined(__aarch64__)) && defined(__GNUC__)
    return (uint32_t)__builtin_ctzll(word);
#else
    static const uint8_t place[64] = {0,  1,  2,  53, 3,  7,  54, 27, 4,  38, 41, 8,  34, 55, 48, 28, 62, 5,  39, 46, 44, 42,
                                      22, 9,  24, 35, 59, 56, 49, 18, 29, 11, 63, 52, 6,  26, 37, 40, 33, 47, 61, 45, 43, 21,
                                      23, 58, 17, 10, 51, 25, 36, 32, 60, 20, 57, 16, 50, 31, 19, 15, 30, 14, 13, 12};
    return place[(word & (0 - word)) * 0x022fdd63cc95386du >> 58];
#endif
}

/* The word without its lowest set bit. */
/*@ requires word != 0;
    assigns \nothing;
    ensures less: \result < word;
    ensures higher: \result == 0 || lowest(\result) > lowest(word); */
static inline uint64_t weir_without_lowest(uint64_t word)
{
#ifdef __FRAMAC__
    const uint32_t places = weir_lowest_bit(word);
    uint64_t rest = word;
    /*@ loop invariant 0 <= i <= places && 1 <= rest && rest * bit_value(i) == word && i + lowest(rest) == places;
        loop assigns i, rest;
        loop variant places - i; */
    for (uint32_t i = 0; i < places; i++) {
        const uint64_t half = rest / 2;
        //@ assert half: rest == 2 * half && 1 <= half && lowest(rest) == 1 + lowest(half);
        //@ assert twice: bit_value(i + 1) == 2 * bit_value(i);
        //@ assert same: half * (2 * bit_value(i)) == word;
        rest = half;
    }
    const uint64_t above = rest / 2, even = 2 * above;
    uint32_t next = 64;
    if (above != 0) next = weir_lowest_bit(above);
    //@ assert next: above != 0 ==> next == lowest(above);
    //@ assert odd: rest % 2 == 1 && rest == even + 1;
    //@ assert even: even % 2 == 0 && even / 2 == above;
    //@ assert up: above != 0 ==> lowest(even) == 1 + lowest(above);
    rest = even;
    //@ assert start: (rest + 1) * bit_value(places) == word && 1 <= bit_value(places);
    /*@ loop invariant product: 0 <= i <= places && rest * bit_value(i) < word;
        loop invariant lowest: rest == 0 || i + lowest(rest) > places;
        loop assigns i, rest;
        loop variant i; */
    for (uint32_t i = places; i > 0; i--) {
        //@ assert twice: bit_value(i) == 2 * bit_value(i - 1) && 1 <= bit_value(i - 1);
        //@ assert same: (2 * rest) * bit_value(i - 1) < word;
        //@ assert room: 2 * rest < word;
        const uint64_t twice = 2 * rest;
        //@ assert even: twice % 2 == 0 && twice / 2 == rest;
        //@ assert up: rest != 0 ==> lowest(twice) == 1 + lowest(rest);
        //@ assert product: twice * bit_value(i - 1) < word;
        //@ assert lowest: twice == 0 || i - 1 + lowest(twice) > places;
        rest = twice;
    }
    return rest;
#else
    return word & (word - 1);
#endif
}

/* ---- marks ---- */

/* Words for so many bits. */
/*@ assigns \nothing;
    ensures \result == (bits + 31) / 32; */
static inline uint32_t weir_words_for(uint32_t bits)
{
    return bits / 32 + (bits % 32 != 0);
}

/*@ requires \valid_read(words + i / 32);
    assigns \nothing; */
static inline bool weir_marks_bit(const int32_t *words, uint32_t i)
{
    return ((uint32_t)words[i / 32] >> i % 32) % 2 != 0;
}

/* The word, as it is in this event. */
/*@ requires \valid_read(marks) && \valid_read(marks->words + word) && \valid_read(marks->touched + word / 32);
    assigns \nothing; */
static inline uint32_t weir_marks_read(const struct weir_marks *marks, uint32_t word)
{
    return weir_marks_bit(marks->touched, word) ? (uint32_t)marks->words[word] : 0;
}

/*@ requires \valid_read(marks) && \valid(marks->words + word) && \valid(marks->touched + word / 32);
    assigns marks->words[word], marks->touched[word / 32]; */
static inline void weir_marks_write(const struct weir_marks *marks, uint32_t word, uint32_t value)
{
    marks->touched[word / 32] = (int32_t)((uint32_t)marks->touched[word / 32] | (uint32_t)1 << word % 32);
    marks->words[word] = (int32_t)value;
}

/* The bit of the mark is set from now on. */
/*@ requires \valid_read(marks) && \valid(marks->words + i / 32) && \valid(marks->touched + i / 32 / 32);
    assigns marks->words[i / 32], marks->touched[i / 32 / 32]; */
static inline void weir_marks_set(const struct weir_marks *marks, uint32_t i)
{
    const uint32_t word = i / 32;
    weir_marks_write(marks, word, weir_marks_read(marks, word) | (uint32_t)1 << i % 32);
}

/*@ requires \valid_read(run) && \valid_read(run->answers.words + question / 16) && \valid_read(run->answers.touched + question / 16 / 32);
    assigns \nothing; */
static inline uint32_t weir_answer_of(const struct weir_run *run, uint32_t question)
{
    return weir_marks_read(&run->answers, question / 16) >> 2 * (question % 16) & 3;
}

/* From not asked to hit, or from either to an answer: bits are only added but for the one of the hit. */
/*@ requires \valid_read(run) && \valid(run->answers.words + question / 16) && \valid(run->answers.touched + question / 16 / 32);
    assigns run->answers.words[question / 16], run->answers.touched[question / 16 / 32]; */
static inline void weir_answer_set(const struct weir_run *run, uint32_t question, uint32_t answer)
{
    const uint32_t word = weir_marks_read(&run->answers, question / 16), shift = 2 * (question % 16);
    weir_marks_write(&run->answers, question / 16, (word & ~((uint32_t)3 << shift)) | answer << shift);
}

#endif
