/* What a well-formed program of a regular expression is, as logic: for Frama-C only (`make prove`, docs/proof.md).
 *
 * In:   u32 of proof.h. Out: predicates of bytes. What the verifier accepts has them, and what runs a program relies on them.
 * Must hold: definitions only. */
#ifndef WEIR_PROGRAM_PROOF_H
#define WEIR_PROGRAM_PROOF_H

/*@ // The operation of the instruction at a place, and its target or class.
    logic integer instruction_op{L}(uint8_t *b, integer at) = b[at];
    logic integer instruction_target{L}(uint8_t *b, integer at) = u32(b, at + 4);

    predicate takes_target(integer op) = op == WEIR_NFA_RANGE || op == WEIR_NFA_SPLIT || op == WEIR_NFA_JUMP;
    predicate goes_on(integer op) = op == WEIR_NFA_SET || op == WEIR_NFA_SPLIT || op == WEIR_NFA_ASSERT;

    // The instruction at a place, number i of a program of so many, where so many classes are: it is known, what it leads to is in the program, its class is there.
    predicate instruction_ok{L}(uint8_t *b, integer at, integer i, integer count, integer classes) =
      1 <= instruction_op(b, at) < WEIR_NFA_COUNT && (takes_target(instruction_op(b, at)) ==> instruction_target(b, at) < count) &&
      (goes_on(instruction_op(b, at)) ==> i + 1 < count) && (instruction_op(b, at) == WEIR_NFA_SET ==> instruction_target(b, at) < classes) &&
      (instruction_op(b, at) == WEIR_NFA_RANGE ==> b[at + 1] <= b[at + 2]);
    predicate instruction_in{L}(uint8_t *b, integer code, integer count, integer classes, integer i) =
      instruction_ok(b, code + WEIR_BYTES_PROGRAM_CODE * i, i, count, classes);

    predicate program_in{L}(uint8_t *b, integer code, integer count, integer classes) =
      \forall integer i; 0 <= i < count ==> instruction_in(b, code, count, classes, i);

    logic integer program_first{L}(uint8_t *b, integer programs, integer k) = u32(b, programs + WEIR_BYTES_PROGRAMS * k + WEIR_PROGRAM_FIRST);
    logic integer program_count{L}(uint8_t *b, integer programs, integer k) = u32(b, programs + WEIR_BYTES_PROGRAMS * k + WEIR_PROGRAM_COUNT);

    // Its instructions are there: so many there are of all programs, and so many may be in one.
    predicate program_at{L}(uint8_t *b, integer programs, integer total, integer k) =
      1 <= program_count(b, programs, k) <= WEIR_MAX_PROGRAM_CODE && program_first(b, programs, k) + program_count(b, programs, k) <= total;
    predicate program_ok{L}(uint8_t *b, integer programs, integer code, integer total, integer classes, integer k) =
      program_at(b, programs, total, k) &&
      program_in(b, code + WEIR_BYTES_PROGRAM_CODE * program_first(b, programs, k), program_count(b, programs, k), classes);
*/
#define WEIR_PROOF_PROGRAM_OK(c, k) \
    program_ok((c)->bytes, (c)->section[WEIR_SECTION_PROGRAMS].offset, (c)->section[WEIR_SECTION_PROGRAM_CODE].offset, \
               (c)->section[WEIR_SECTION_PROGRAM_CODE].count, (c)->section[WEIR_SECTION_CLASSES].count, k)
#define WEIR_PROOF_PROGRAMS_OK(c, to) (\forall integer each; 0 <= each < (to) ==> WEIR_PROOF_PROGRAM_OK(c, each))
/* No program of these is longer than this. */
#define WEIR_PROOF_PROGRAMS_FIT(c, to, most) \
    (\forall integer each; 0 <= each < (to) ==> program_count((c)->bytes, (c)->section[WEIR_SECTION_PROGRAMS].offset, each) <= (most))
#define WEIR_PROOF_PROGRAMS(c) \
    (WEIR_PROOF_IN(c, PROGRAMS) && WEIR_PROOF_IN(c, PROGRAM_CODE) && WEIR_PROOF_IN(c, CLASSES) && \
     WEIR_PROOF_PROGRAMS_OK(c, (c)->section[WEIR_SECTION_PROGRAMS].count) && WEIR_PROOF_PROGRAMS_FIT(c, (c)->section[WEIR_SECTION_PROGRAMS].count, (c)->max_program))
/*@ predicate programs_in{L}(struct weir_channel *c) = WEIR_PROOF_PROGRAMS(c);
*/

/* ---- running a program ---- */

/*@ // Instruction i of a program of so many, whose classes stand behind `classes`: it and what it asks for can be read.
    predicate instruction_runs{L}(uint8_t *code, uint8_t *classes, integer count, integer i) =
      1 <= instruction_op(code, WEIR_BYTES_PROGRAM_CODE * i) < WEIR_NFA_COUNT &&
      (takes_target(instruction_op(code, WEIR_BYTES_PROGRAM_CODE * i)) ==> instruction_target(code, WEIR_BYTES_PROGRAM_CODE * i) < count) &&
      (goes_on(instruction_op(code, WEIR_BYTES_PROGRAM_CODE * i)) ==> i + 1 < count) &&
      (instruction_op(code, WEIR_BYTES_PROGRAM_CODE * i) == WEIR_NFA_SET ==>
         \valid_read(classes + (WEIR_BYTES_CLASSES * instruction_target(code, WEIR_BYTES_PROGRAM_CODE * i) ..
                                WEIR_BYTES_CLASSES * instruction_target(code, WEIR_BYTES_PROGRAM_CODE * i) + (WEIR_BYTES_CLASSES - 1))));
    predicate program_runs{L}(uint8_t *code, uint8_t *classes, integer count) =
      1 <= count <= WEIR_MAX_PROGRAM_CODE && \valid_read(code + (0 .. WEIR_BYTES_PROGRAM_CODE * count - 1)) &&
      (\forall integer i; 0 <= i < count ==> instruction_runs(code, classes, count, i));

    // How many of the first n states are in the list.
    logic integer marked{L}(int8_t *in_list, integer n) = n <= 0 ? 0 : marked(in_list, n - 1) + (in_list[n - 1] != 0 ? 1 : 0);

    // A list of different states of a program that has n, and nothing else is marked as being in it.
    predicate state_below{L}(int32_t *states, integer n, integer k) = 0 <= states[k] < n;
    predicate listed{L}(int32_t *states, int8_t *in_list, integer n, integer k) = state_below(states, n, k) && in_list[states[k]] != 0;
    predicate list_ok{L}(int32_t *states, int8_t *in_list, integer n, integer count) =
      0 <= count <= n && marked(in_list, n) == count && (\forall integer k; 0 <= k < count ==> listed(states, in_list, n, k)) &&
      (\forall integer j, k; 0 <= j < k < count ==> states[j] != states[k]);
*/

#endif
