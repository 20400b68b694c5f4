/* What well-formed programs of regular expressions are: the values of some sets, as logic: for Frama-C only (`make prove`, docs/proof.md).
 *
 * In:   proof.h, verify_proof.h, instance_proof.h, table_proof.h. Out: predicates of bytes (what docs/channel-format.md says in words).
 * Must hold: definitions only; none says how the verifier works. */
#ifndef WEIR_SET_PROOF_H
#define WEIR_SET_PROOF_H

/* ---- PROGRAM_CODE, CLASSES ---- */

/*@ // How many classes were used before instruction i of all programs: each first use is of the next one.
    logic integer classes_before{L}(uint8_t *b, integer code, integer i) =
      i <= 0 ? 0 :
        classes_before(b, code, i - 1) +
        (instruction_op(b, code + WEIR_BYTES_PROGRAM_CODE * (i - 1)) == WEIR_NFA_SET &&
         instruction_target(b, code + WEIR_BYTES_PROGRAM_CODE * (i - 1)) == classes_before(b, code, i - 1) ? 1 : 0);

    predicate unnamed_a{L}(uint8_t *b, integer at) = b[at + 1] == 0;
    predicate unnamed_b{L}(uint8_t *b, integer at) = b[at + 2] == 0;

    // The table of operations: what is named is in its bounds, what is not is 0. Instruction i of a program of so many, where so many classes are and were used.
    predicate instruction_well_formed{L}(uint8_t *b, integer at, integer i, integer count, integer classes, integer seen) =
      b[at + 3] == 0 &&
      (instruction_op(b, at) == WEIR_NFA_RANGE ? b[at + 1] <= b[at + 2] && instruction_target(b, at) < count :
       instruction_op(b, at) == WEIR_NFA_SET ?
         unnamed_a(b, at) && unnamed_b(b, at) && instruction_target(b, at) < classes && instruction_target(b, at) <= seen && i + 1 < count :
       instruction_op(b, at) == WEIR_NFA_SPLIT ? unnamed_a(b, at) && unnamed_b(b, at) && instruction_target(b, at) < count && i + 1 < count :
       instruction_op(b, at) == WEIR_NFA_JUMP ? unnamed_a(b, at) && unnamed_b(b, at) && instruction_target(b, at) < count :
       instruction_op(b, at) == WEIR_NFA_ASSERT ?
         WEIR_ASSERT_TEXT_START <= b[at + 1] <= WEIR_ASSERT_NOT_WORD && unnamed_b(b, at) && instruction_target(b, at) == 0 && i + 1 < count :
         instruction_op(b, at) == WEIR_NFA_MATCH && unnamed_a(b, at) && unnamed_b(b, at) && instruction_target(b, at) == 0);
    predicate instruction_well_formed_at{L}(uint8_t *b, integer code, integer first, integer count, integer classes, integer i) =
      instruction_well_formed(b, code + WEIR_BYTES_PROGRAM_CODE * (first + i), i, count, classes, classes_before(b, code, first + i));

    // All of a program that starts at instruction `first` of all.
    predicate instructions_well_formed{L}(uint8_t *b, integer code, integer first, integer count, integer classes) =
      \forall integer i; 0 <= i < count ==> instruction_well_formed_at(b, code, first, count, classes, i);
*/
#define WEIR_PROOF_CODE_OFFSET(v) (v)->channel.section[WEIR_SECTION_PROGRAM_CODE].offset
#define WEIR_PROOF_CLASS_TOTAL(v) (v)->channel.section[WEIR_SECTION_CLASSES].count
#define WEIR_PROOF_CLASSES_BEFORE(v, i) classes_before((v)->b, WEIR_PROOF_CODE_OFFSET(v), i)
#define WEIR_PROOF_INSTRUCTIONS_WELL_FORMED(v, first, length) \
    instructions_well_formed((v)->b, WEIR_PROOF_CODE_OFFSET(v), first, length, WEIR_PROOF_CLASS_TOTAL(v))

/* ---- PROGRAMS ---- */

/*@ // What the programs before program k have used: instructions, strings; and the longest of them.
    logic integer instructions_before{L}(uint8_t *b, integer programs, integer k) =
      k <= 0 ? 0 : instructions_before(b, programs, k - 1) + program_count(b, programs, k - 1);
    logic integer expressions_seen{L}(uint8_t *b, integer programs, integer seen, integer k) =
      k <= 0 ? seen : seen_behind(u32(b, programs + WEIR_BYTES_PROGRAMS * (k - 1) + WEIR_PROGRAM_TEXT), expressions_seen(b, programs, seen, k - 1));
    logic integer longest_before{L}(uint8_t *b, integer programs, integer k) =
      k <= 0 ? 0 : most(longest_before(b, programs, k - 1), program_count(b, programs, k - 1));

    // A program's record, where those before it have used so many instructions and strings.
    predicate program_record_well_formed{L}(uint8_t *b, integer at, integer used, integer total, integer offsets, integer bytes, integer strings, integer seen) =
      1 <= u32(b, at + WEIR_PROGRAM_COUNT) <= WEIR_MAX_PROGRAM_CODE && range_ok(u32(b, at + WEIR_PROGRAM_FIRST), u32(b, at + WEIR_PROGRAM_COUNT), used, total) &&
      text_ok(b, offsets, bytes, strings, u32(b, at + WEIR_PROGRAM_TEXT), seen) && u32(b, at + WEIR_PROGRAM_RESERVED) == 0;
    predicate program_well_formed{L}(uint8_t *b, integer at, integer used, integer total, integer offsets, integer bytes, integer strings, integer seen,
                                     integer code, integer classes) =
      program_record_well_formed(b, at, used, total, offsets, bytes, strings, seen) &&
      instructions_well_formed(b, code, used, u32(b, at + WEIR_PROGRAM_COUNT), classes);
    predicate program_well_formed_at{L}(uint8_t *b, integer programs, integer total, integer offsets, integer bytes, integer strings, integer seen,
                                        integer code, integer classes, integer k) =
      program_well_formed(b, programs + WEIR_BYTES_PROGRAMS * k, instructions_before(b, programs, k), total, offsets, bytes, strings,
                          expressions_seen(b, programs, seen, k), code, classes);
*/
#define WEIR_PROOF_PROGRAMS_AT(v) (v)->channel.section[WEIR_SECTION_PROGRAMS].offset
#define WEIR_PROOF_PROGRAM_TOTAL(v) (v)->channel.section[WEIR_SECTION_PROGRAMS].count
#define WEIR_PROOF_CODE_TOTAL(v) (v)->channel.section[WEIR_SECTION_PROGRAM_CODE].count
#define WEIR_PROOF_PROGRAM_RECORD_WELL_FORMED(v, at, used, seen) \
    program_record_well_formed((v)->b, at, used, WEIR_PROOF_CODE_TOTAL(v), WEIR_PROOF_OFFSETS(v), WEIR_PROOF_BYTES(v), WEIR_PROOF_TOTAL(v), seen)
#define WEIR_PROOF_PROGRAM_WELL_FORMED(v, at, used, seen) \
    program_well_formed((v)->b, at, used, WEIR_PROOF_CODE_TOTAL(v), WEIR_PROOF_OFFSETS(v), WEIR_PROOF_BYTES(v), WEIR_PROOF_TOTAL(v), seen, \
                        WEIR_PROOF_CODE_OFFSET(v), WEIR_PROOF_CLASS_TOTAL(v))
#define WEIR_PROOF_PROGRAM_WELL_FORMED_AT(v, seen, k) \
    program_well_formed_at((v)->b, WEIR_PROOF_PROGRAMS_AT(v), WEIR_PROOF_CODE_TOTAL(v), WEIR_PROOF_OFFSETS(v), WEIR_PROOF_BYTES(v), WEIR_PROOF_TOTAL(v), \
                           seen, WEIR_PROOF_CODE_OFFSET(v), WEIR_PROOF_CLASS_TOTAL(v), k)
#define WEIR_PROOF_INSTRUCTIONS_BEFORE(v, k) instructions_before((v)->b, WEIR_PROOF_PROGRAMS_AT(v), k)
#define WEIR_PROOF_EXPRESSIONS_SEEN(v, seen, k) expressions_seen((v)->b, WEIR_PROOF_PROGRAMS_AT(v), seen, k)
#define WEIR_PROOF_LONGEST_BEFORE(v, k) longest_before((v)->b, WEIR_PROOF_PROGRAMS_AT(v), k)
/* All are, together they use the whole of PROGRAM_CODE and CLASSES, and the header says how long the longest is. */
#define WEIR_PROOF_PROGRAMS_WELL_FORMED(v, seen) \
    ((\forall integer each; 0 <= each < WEIR_PROOF_PROGRAM_TOTAL(v) ==> WEIR_PROOF_PROGRAM_WELL_FORMED_AT(v, seen, each)) && \
     WEIR_PROOF_CODE_TOTAL(v) == WEIR_PROOF_INSTRUCTIONS_BEFORE(v, WEIR_PROOF_PROGRAM_TOTAL(v)) && \
     WEIR_PROOF_CLASS_TOTAL(v) == WEIR_PROOF_CLASSES_BEFORE(v, WEIR_PROOF_CODE_TOTAL(v)) && \
     (v)->channel.max_program == WEIR_PROOF_LONGEST_BEFORE(v, WEIR_PROOF_PROGRAM_TOTAL(v)))

#endif
