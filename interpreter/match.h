/* What the parts of the evaluator share. Internal.
 *
 * In:   an accepted file and one event. Out: verdicts.
 * Must hold: nothing is read outside the file, the inputs and the workspace; every loop ends within the steps that the verifier computed.
 *            Verdicts are enum weir_verdict, ordered so that AND is the least and OR the greatest. */
#ifndef WEIR_MATCH_H
#define WEIR_MATCH_H

#include "bytes.h"

/* A text of the event as criteria read it. data == NULL: not made yet; or, with `failed`, there was no room for it. */
struct weir_view {
    const uint8_t *data;
    uint32_t length;
    uint8_t failed;
};

/* A bit for each pair of neighbouring bytes of a text, by a hash: a pair whose bit is not set stands nowhere in it. */
#define WEIR_PAIR_BYTES 512u
struct weir_pairs {
    uint8_t bits[WEIR_PAIR_BYTES];
};

/* One event in work. The arrays are in the workspace. */
struct weir_run {
    const struct weir_channel *channel;
    const struct weir_input *inputs;
    struct weir_view *raw;    /* by parameter: as it is, ill-formed bytes replaced */
    struct weir_view *folded; /* by parameter: folded */
    struct weir_pairs *pairs; /* raw, then folded, by parameter: of views that CONTAINS or LIKE asks about */
    uint8_t *has_pairs;       /* by the same number: whether they are filled in */
    uint8_t *memo;            /* by criterion of the instance: its verdict, or UNKNOWN */
    uint32_t *states[2];      /* two lists of automaton states, max_program each */
    uint8_t *in_list;         /* by state: whether the list being made has it */
    uint8_t *free;            /* room for texts: what is not taken of it */
    size_t free_bytes;
};
#define WEIR_UNKNOWN 0xffu

/* text.c */
/* The text of an input that is there, or NULL where there is no room for it. */
const struct weir_view *weir_view_of(struct weir_run *run, uint32_t parameter, bool folded);
bool weir_text_equal(const uint8_t *a, const uint8_t *b, uint32_t length);
bool weir_text_contains(const struct weir_view *text, struct weir_bytes part, const struct weir_pairs *pairs);
bool weir_text_contains_text(const struct weir_view *text, const struct weir_view *part);
bool weir_text_like(const struct weir_view *text, struct weir_bytes glob, const struct weir_pairs *pairs);
const struct weir_pairs *weir_pairs_of(struct weir_run *run, uint32_t parameter, bool folded, const struct weir_view *view);
/* nfa.c */
bool weir_program_found(struct weir_run *run, uint32_t program, const struct weir_view *text);
/* criterion.c */
enum weir_verdict weir_criterion_verdict(struct weir_run *run, size_t at);
/* match.c: the plain evaluator, which walks every instance. It is the reference for faster ones. */
enum weir_status weir_match_plain(const struct weir_channel *channel, const struct weir_input *inputs, uint32_t input_count,
                                  void *workspace, size_t workspace_bytes, weir_on_hit *on_hit, void *context);

#endif
