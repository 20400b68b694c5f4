/* What well-formed questions are, as logic: for Frama-C only (`make prove`, docs/proof.md).
 *
 * In:   proof.h, search_proof.h, instance_proof.h, table_proof.h, set_proof.h. Out: predicates of bytes, as docs/channel-format.md says it of QUESTIONS and ASKED.
 * Must hold: definitions only; none says how the verifier works. What answering costs is not said here. */
#ifndef WEIR_QUESTION_PROOF_H
#define WEIR_QUESTION_PROOF_H

/* ---- how a question is answered ---- */

/*@ // The first string of the set is the empty one.
    predicate has_empty{L}(uint8_t *b, integer sets, integer values, integer offsets, integer which) =
      text_length(b, offsets, value_of(b, values, set_first(b, sets, which))) == 0;

    // What a question with this operator requires, where so many sets were used before: nothing, or one of folded text, without the empty string.
    predicate required_ok{L}(uint8_t *b, integer sets, integer values, integer offsets, integer total, integer op, integer required, integer seen) =
      required == WEIR_NO_SET ||
      ((op == WEIR_OP_LIKE || op == WEIR_OP_MATCHES) && required < total && required <= seen && set_form(b, sets, required) == WEIR_FORM_TEXT_FOLDED &&
       !has_empty(b, sets, values, offsets, required));

    // How one with this operator and set is answered; one that could be searched for may just be evaluated.
    predicate is_kind{L}(uint8_t *b, integer sets, integer values, integer offsets, integer op, integer which, integer required, integer kind) =
      op == WEIR_OP_EQUALS || op == WEIR_OP_NUMBER_IN || op == WEIR_OP_BYTES_IN ? kind == WEIR_QUESTION_SEARCHED :
      op == WEIR_OP_STARTS || op == WEIR_OP_ENDS || op == WEIR_OP_CONTAINS ?
        (has_empty(b, sets, values, offsets, which) ? kind == WEIR_QUESTION_EVALUATED : kind == WEIR_QUESTION_SEARCHED) :
        (required == WEIR_NO_SET ? kind == WEIR_QUESTION_EVALUATED : kind == WEIR_QUESTION_REQUIRING);
    predicate kind_ok{L}(uint8_t *b, integer sets, integer values, integer offsets, integer op, integer which, integer required, integer kind) =
      is_kind(b, sets, values, offsets, op, which, required, kind) || (kind == WEIR_QUESTION_EVALUATED && required == WEIR_NO_SET);

    // Of the set that is searched for: how many values, and how many bytes are read of it.
    logic integer sought_count{L}(uint8_t *b, integer sets, integer kind, integer which, integer required) =
      kind == WEIR_QUESTION_EVALUATED ? 0 : kind == WEIR_QUESTION_SEARCHED ? set_count(b, sets, which) : set_count(b, sets, required);
    logic integer sought_weight{L}(uint8_t *b, integer sets, integer op, integer kind, integer which, integer required) =
      kind == WEIR_QUESTION_EVALUATED || op == WEIR_OP_NUMBER_IN ? 0 :
      kind == WEIR_QUESTION_SEARCHED ? set_weight(b, sets, which) : set_weight(b, sets, required);
*/

/* ---- QUESTIONS ---- */

/*@ // What orders questions: ordinal, operator, flags, other ordinal; then the set.
    logic integer asks{L}(uint8_t *b, integer criteria, integer k) =
      4294967296 * (16777216 * criterion_ordinal(b, criteria, k) + 65536 * criterion_op(b, criteria, k) + 256 * criterion_flags(b, criteria, k) +
                    criterion_other(b, criteria, k)) + criterion_set(b, criteria, k);

    // What the question of criterion `number` requires, and how it is answered.
    predicate answer_ok{L}(uint8_t *b, integer asked, integer criteria, integer sets, integer values, integer offsets, integer total, integer number,
                           integer required, integer seen, integer uses, integer most) =
      required_ok(b, sets, values, offsets, total, criterion_op(b, criteria, number), required, seen) &&
      kind_ok(b, sets, values, offsets, criterion_op(b, criteria, number), criterion_set(b, criteria, number), required, asked_kind(b, asked, number)) &&
      uses + sought_weight(b, sets, criterion_op(b, criteria, number), asked_kind(b, asked, number), criterion_set(b, criteria, number), required) <= most;
    logic integer answer_count{L}(uint8_t *b, integer asked, integer criteria, integer sets, integer number, integer required) =
      sought_count(b, sets, asked_kind(b, asked, number), criterion_set(b, criteria, number), required);
    logic integer answer_weight{L}(uint8_t *b, integer asked, integer criteria, integer sets, integer number, integer required) =
      sought_weight(b, sets, criterion_op(b, criteria, number), asked_kind(b, asked, number), criterion_set(b, criteria, number), required);

    // What the questions before question i have used of SETS, how many bytes are read for them, and how many values are searched for.
    logic integer sets_asked{L}(uint8_t *b, integer questions, integer seen, integer i) =
      i <= 0 ? seen : seen_behind(question_required(b, questions, i - 1), sets_asked(b, questions, seen, i - 1));
    logic integer questions_weight{L}(uint8_t *b, integer questions, integer asked, integer criteria, integer sets, integer i) =
      i <= 0 ? 0 : questions_weight(b, questions, asked, criteria, sets, i - 1) +
                   answer_weight(b, asked, criteria, sets, question_criterion(b, questions, i - 1), question_required(b, questions, i - 1));
    logic integer questions_count{L}(uint8_t *b, integer questions, integer asked, integer criteria, integer sets, integer i) =
      i <= 0 ? 0 : questions_count(b, questions, asked, criteria, sets, i - 1) +
                   answer_count(b, asked, criteria, sets, question_criterion(b, questions, i - 1), question_required(b, questions, i - 1));

    // Question i: its first criterion asks it, it is behind the question before it, and it is answered as it should be.
    predicate first_ok{L}(uint8_t *b, integer questions, integer asked, integer criteria, integer total, integer i) =
      question_criterion(b, questions, i) < total && asked_question(b, asked, question_criterion(b, questions, i)) == i &&
      (i > 0 ==> asks(b, criteria, question_criterion(b, questions, i - 1)) < asks(b, criteria, question_criterion(b, questions, i)));
    predicate question_ok_at{L}(uint8_t *b, integer questions, integer asked, integer criteria, integer total, integer sets, integer values, integer offsets,
                                integer set_total, integer seen, integer uses, integer most, integer i) =
      first_ok(b, questions, asked, criteria, total, i) &&
      answer_ok(b, asked, criteria, sets, values, offsets, set_total, question_criterion(b, questions, i), question_required(b, questions, i),
                sets_asked(b, questions, seen, i), uses + questions_weight(b, questions, asked, criteria, sets, i), most);
*/

/* ---- ASKED ---- */

/*@ // What criterion k asks: a question that is there, of a first criterion that has the same eight bytes, and it is answered in the same way; it wakes only
    // where the question is not just evaluated.
    predicate asked_ok{L}(uint8_t *b, integer asked, integer criteria, integer questions, integer question_total, integer k) =
      asked_question(b, asked, k) < question_total && question_criterion(b, questions, asked_question(b, asked, k)) <= k &&
      u64(b, criteria + WEIR_BYTES_CRITERIA * question_criterion(b, questions, asked_question(b, asked, k))) == u64(b, criteria + WEIR_BYTES_CRITERIA * k) &&
      asked_kind(b, asked, k) == asked_kind(b, asked, question_criterion(b, questions, asked_question(b, asked, k))) &&
      (u32(b, asked + WEIR_BYTES_ASKED * k) >= WEIR_ASKED_WAKES ==> asked_kind(b, asked, k) != WEIR_QUESTION_EVALUATED);
*/
#define WEIR_PROOF_QUESTIONS_AT(v) (v)->channel.section[WEIR_SECTION_QUESTIONS].offset
#define WEIR_PROOF_QUESTION_TOTAL(v) (v)->channel.section[WEIR_SECTION_QUESTIONS].count
#define WEIR_PROOF_ASKED_AT(v) (v)->channel.section[WEIR_SECTION_ASKED].offset
#define WEIR_PROOF_CRITERIA_OFFSET(v) (v)->channel.section[WEIR_SECTION_CRITERIA].offset
#define WEIR_PROOF_CRITERION_TOTAL(v) (v)->channel.section[WEIR_SECTION_CRITERIA].count
#define WEIR_PROOF_REQUIRED_OK(v, op, required, seen) \
    required_ok((v)->b, WEIR_PROOF_SETS_AT(v), WEIR_PROOF_VALUES_AT(v), WEIR_PROOF_OFFSETS(v), WEIR_PROOF_SET_TOTAL(v), op, required, seen)
#define WEIR_PROOF_ANSWER_OK(v, number, required, seen, uses) \
    answer_ok((v)->b, WEIR_PROOF_ASKED_AT(v), WEIR_PROOF_CRITERIA_OFFSET(v), WEIR_PROOF_SETS_AT(v), WEIR_PROOF_VALUES_AT(v), WEIR_PROOF_OFFSETS(v), \
              WEIR_PROOF_SET_TOTAL(v), number, required, seen, uses, WEIR_PROOF_USES(v))
#define WEIR_PROOF_ANSWER_WEIGHT(v, number, required) \
    answer_weight((v)->b, WEIR_PROOF_ASKED_AT(v), WEIR_PROOF_CRITERIA_OFFSET(v), WEIR_PROOF_SETS_AT(v), number, required)
#define WEIR_PROOF_ANSWER_COUNT(v, number, required) \
    answer_count((v)->b, WEIR_PROOF_ASKED_AT(v), WEIR_PROOF_CRITERIA_OFFSET(v), WEIR_PROOF_SETS_AT(v), number, required)
#define WEIR_PROOF_SETS_ASKED(v, seen, i) sets_asked((v)->b, WEIR_PROOF_QUESTIONS_AT(v), seen, i)
#define WEIR_PROOF_QUESTIONS_WEIGHT(v, i) \
    questions_weight((v)->b, WEIR_PROOF_QUESTIONS_AT(v), WEIR_PROOF_ASKED_AT(v), WEIR_PROOF_CRITERIA_OFFSET(v), WEIR_PROOF_SETS_AT(v), i)
#define WEIR_PROOF_QUESTIONS_COUNT(v, i) \
    questions_count((v)->b, WEIR_PROOF_QUESTIONS_AT(v), WEIR_PROOF_ASKED_AT(v), WEIR_PROOF_CRITERIA_OFFSET(v), WEIR_PROOF_SETS_AT(v), i)
#define WEIR_PROOF_QUESTION_OK_AT(v, seen, uses, i) \
    question_ok_at((v)->b, WEIR_PROOF_QUESTIONS_AT(v), WEIR_PROOF_ASKED_AT(v), WEIR_PROOF_CRITERIA_OFFSET(v), WEIR_PROOF_CRITERION_TOTAL(v), \
                   WEIR_PROOF_SETS_AT(v), WEIR_PROOF_VALUES_AT(v), WEIR_PROOF_OFFSETS(v), WEIR_PROOF_SET_TOTAL(v), seen, uses, WEIR_PROOF_USES(v), i)
#define WEIR_PROOF_ASKED_OK(v, k) \
    asked_ok((v)->b, WEIR_PROOF_ASKED_AT(v), WEIR_PROOF_CRITERIA_OFFSET(v), WEIR_PROOF_QUESTIONS_AT(v), WEIR_PROOF_QUESTION_TOTAL(v), k)
/* All are, every set is used, and each criterion asks one; and there is a window for each string. */
#define WEIR_PROOF_QUESTIONS_OK(v, seen, uses) \
    ((v)->channel.section[WEIR_SECTION_ASKED].count == WEIR_PROOF_CRITERION_TOTAL(v) && \
     (v)->channel.section[WEIR_SECTION_WINDOWS].count == WEIR_PROOF_TOTAL(v) - 1 && \
     (\forall integer each; 0 <= each < WEIR_PROOF_QUESTION_TOTAL(v) ==> WEIR_PROOF_QUESTION_OK_AT(v, seen, uses, each)) && \
     WEIR_PROOF_SETS_ASKED(v, seen, WEIR_PROOF_QUESTION_TOTAL(v)) == WEIR_PROOF_SET_TOTAL(v) && \
     (\forall integer each; 0 <= each < WEIR_PROOF_CRITERION_TOTAL(v) ==> WEIR_PROOF_ASKED_OK(v, each)))

#endif
