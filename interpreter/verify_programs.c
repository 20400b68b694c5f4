/* The verifier's stage on regular expressions: PROGRAMS, PROGRAM_CODE, CLASSES.
 *
 * In:   sections and strings whose places are verified. Out: whether each program stays inside itself.
 * Must hold: after this the evaluator needs no check of a target, a next instruction or a class. */
#include "verify.h"

/* Instruction `index` of a program of `count`; its class is numbered by first use. */
/*@ requires WEIR_PROOF_FILE(v) && at + WEIR_BYTES_PROGRAM_CODE <= v->n && index < count;
    assigns v->at, v->classes_seen;
    ensures v->classes_seen <= v->channel.section[WEIR_SECTION_CLASSES].count || v->classes_seen == \old(v->classes_seen);
    ensures exact: \result == WEIR_ACCEPTED <==> instruction_well_formed(v->b, at, index, count, WEIR_PROOF_CLASS_TOTAL(v), \old(v->classes_seen));
    ensures seen: \result == WEIR_ACCEPTED ==> v->classes_seen == \old(v->classes_seen) +
            (instruction_op(v->b, at) == WEIR_NFA_SET && instruction_target(v->b, at) == \old(v->classes_seen) ? 1 : 0);
    ensures sound: \result == WEIR_ACCEPTED ==> instruction_ok(v->b, at, index, count, v->channel.section[WEIR_SECTION_CLASSES].count); */
static uint32_t verify_instruction(struct verifier *v, size_t at, uint32_t index, uint32_t count)
{
    const uint8_t *b = v->b;
    const uint32_t op = b[at], a = b[at + 1], z = b[at + 2], target = weir_u32_at(b, at + 4);
    if (op == 0 || op >= WEIR_NFA_COUNT) return weir_refuse(v, WEIR_REFUSED_INSTRUCTION_OP, at);
    const bool takes_a = op == WEIR_NFA_RANGE || op == WEIR_NFA_ASSERT, takes_b = op == WEIR_NFA_RANGE;
    const bool takes_target = op != WEIR_NFA_ASSERT && op != WEIR_NFA_MATCH;
    if ((a != 0 && !takes_a) || (z != 0 && !takes_b) || b[at + 3] != 0 || (target != 0 && !takes_target))
        return weir_refuse(v, WEIR_REFUSED_INSTRUCTION_OPERAND, at);
    if (op == WEIR_NFA_RANGE && a > z) return weir_refuse(v, WEIR_REFUSED_INSTRUCTION_RANGE, at + 1);
    if (op == WEIR_NFA_ASSERT && (a == 0 || a >= WEIR_ASSERT_COUNT)) return weir_refuse(v, WEIR_REFUSED_INSTRUCTION_ASSERTION, at + 1);
    if (op == WEIR_NFA_SET) {
        if (target >= v->channel.section[WEIR_SECTION_CLASSES].count) return weir_refuse(v, WEIR_REFUSED_CLASS_NUMBER, at + 4);
        if (target > v->classes_seen) return weir_refuse(v, WEIR_REFUSED_CLASS_ORDER, at + 4);
        if (target == v->classes_seen) v->classes_seen++;
    } else if (takes_target && target >= count) {
        return weir_refuse(v, WEIR_REFUSED_INSTRUCTION_TARGET, at + 4);
    }
    const bool goes_on = op == WEIR_NFA_SET || op == WEIR_NFA_SPLIT || op == WEIR_NFA_ASSERT;
    if (goes_on && index == count - 1) return weir_refuse(v, WEIR_REFUSED_INSTRUCTION_NEXT, at);
    return WEIR_ACCEPTED;
}

/* The instructions of a program, from this one of all on. */
/*@ requires WEIR_PROOF_FILE(v) && WEIR_PROOF_IN(&v->channel, PROGRAM_CODE) && first + count <= v->channel.section[WEIR_SECTION_PROGRAM_CODE].count;
    requires v->classes_seen <= v->channel.section[WEIR_SECTION_CLASSES].count && v->classes_seen == WEIR_PROOF_CLASSES_BEFORE(v, first);
    assigns v->at, v->classes_seen;
    ensures v->classes_seen <= v->channel.section[WEIR_SECTION_CLASSES].count;
    ensures well_formed: \result == WEIR_ACCEPTED ==> WEIR_PROOF_INSTRUCTIONS_WELL_FORMED(v, first, count);
    ensures complete: \result != WEIR_ACCEPTED ==> !WEIR_PROOF_INSTRUCTIONS_WELL_FORMED(v, first, count);
    ensures seen: \result == WEIR_ACCEPTED ==> v->classes_seen == WEIR_PROOF_CLASSES_BEFORE(v, first + count);
    ensures sound: \result == WEIR_ACCEPTED ==> program_in(v->b, WEIR_PROOF_CODE_OFFSET(v) + WEIR_BYTES_PROGRAM_CODE * first, count, WEIR_PROOF_CLASS_TOTAL(v)); */
static uint32_t verify_instructions(struct verifier *v, uint32_t first, uint32_t count)
{
    /*@ ghost const uint8_t *b = v->b;
              const uint32_t section = v->channel.section[WEIR_SECTION_PROGRAM_CODE].offset, classes = v->channel.section[WEIR_SECTION_CLASSES].count; */
    /*@ loop invariant 0 <= i <= count && v->classes_seen <= classes;
        loop invariant seen: v->classes_seen == classes_before(b, section, first + i);
        loop invariant in: \forall integer k; 0 <= k < i ==> instruction_in(b, section + WEIR_BYTES_PROGRAM_CODE * first, count, classes, k);
        loop invariant well_formed: \forall integer k; 0 <= k < i ==> instruction_well_formed_at(b, section, first, count, classes, k);
        loop assigns i, v->at, v->classes_seen;
        loop variant count - i; */
    for (uint32_t i = 0; i < count; i++) {
        const size_t at = WEIR_RECORD(&v->channel, PROGRAM_CODE, first + i);
        //@ assert place: at == section + WEIR_BYTES_PROGRAM_CODE * (first + i) && at + WEIR_BYTES_PROGRAM_CODE <= v->n;
        const uint32_t code = verify_instruction(v, at, i, count);
        //@ assert one: code == WEIR_ACCEPTED <==> instruction_well_formed_at(b, section, first, count, classes, i);
        //@ assert refused: code != WEIR_ACCEPTED ==> !instructions_well_formed(b, section, first, count, classes);
        if (code != WEIR_ACCEPTED) return code;
        //@ assert seen: v->classes_seen == classes_before(b, section, first + i + 1);
        //@ assert in: instruction_in(b, section + WEIR_BYTES_PROGRAM_CODE * first, count, classes, i);
    }
    //@ assert all: program_in(b, section + WEIR_BYTES_PROGRAM_CODE * first, count, classes);
    //@ assert well_formed: instructions_well_formed(b, section, first, count, classes);
    //@ assert same: b == v->b && classes == WEIR_PROOF_CLASS_TOTAL(v) && section == WEIR_PROOF_CODE_OFFSET(v);
    return WEIR_ACCEPTED;
}

/* A program's record. */
/*@ requires WEIR_PROOF_STAGE(v) && at + WEIR_BYTES_PROGRAMS <= v->n && v->program_code_used <= v->channel.section[WEIR_SECTION_PROGRAM_CODE].count;
    assigns v->at, v->strings_seen, v->program_code_used;
    ensures exact: \result == WEIR_ACCEPTED <==> WEIR_PROOF_PROGRAM_RECORD_WELL_FORMED(v, at, \old(v->program_code_used), \old(v->strings_seen));
    ensures used: \result == WEIR_ACCEPTED ==> v->program_code_used == \old(v->program_code_used) + u32(v->b, at + WEIR_PROGRAM_COUNT);
    ensures seen: \result == WEIR_ACCEPTED ==> v->strings_seen == seen_behind(u32(v->b, at + WEIR_PROGRAM_TEXT), \old(v->strings_seen));
    ensures v->program_code_used <= v->channel.section[WEIR_SECTION_PROGRAM_CODE].count; */
static uint32_t verify_program_record(struct verifier *v, size_t at)
{
    const uint8_t *b = v->b;
    const size_t first_at = at + WEIR_PROGRAM_FIRST, count_at = at + WEIR_PROGRAM_COUNT, text_at = at + WEIR_PROGRAM_TEXT, reserved_at = at + WEIR_PROGRAM_RESERVED;
    /*@ assert places: first_at == at + WEIR_PROGRAM_FIRST && count_at == at + WEIR_PROGRAM_COUNT && text_at == at + WEIR_PROGRAM_TEXT &&
               reserved_at == at + WEIR_PROGRAM_RESERVED; */
    const struct verify_range code = {first_at, count_at, weir_u32_at(b, first_at), weir_u32_at(b, count_at), WEIR_REFUSED_PROGRAM_CODE_FIRST,
                                      WEIR_REFUSED_PROGRAM_CODE_END};
    if (code.count == 0 || code.count > WEIR_MAX_PROGRAM_CODE) return weir_refuse(v, WEIR_REFUSED_PROGRAM_COUNT, count_at);
    TRY(weir_verify_range(v, &code, &v->program_code_used, v->channel.section[WEIR_SECTION_PROGRAM_CODE].count));
    TRY(weir_verify_text(v, text_at));
    if (weir_u32_at(b, reserved_at) != 0) return weir_refuse(v, WEIR_REFUSED_PROGRAM_RESERVED, reserved_at);
    return WEIR_ACCEPTED;
}

#define WEIR_PROOF_PROGRAMS_STAGE(v) \
    (WEIR_PROOF_STAGE(v) && WEIR_PROOF_IN(&(v)->channel, PROGRAM_CODE) && (v)->program_code_used <= WEIR_PROOF_CODE_TOTAL(v) && \
     (v)->classes_seen <= WEIR_PROOF_CLASS_TOTAL(v) && (v)->classes_seen == WEIR_PROOF_CLASSES_BEFORE(v, (v)->program_code_used))
/*@ requires WEIR_PROOF_PROGRAMS_STAGE(v) && at + WEIR_BYTES_PROGRAMS <= v->n;
    assigns v->at, v->strings_seen, v->program_code_used, v->classes_seen, v->max_program;
    ensures v->program_code_used <= v->channel.section[WEIR_SECTION_PROGRAM_CODE].count && v->classes_seen <= v->channel.section[WEIR_SECTION_CLASSES].count;
    ensures well_formed: \result == WEIR_ACCEPTED ==> WEIR_PROOF_PROGRAM_WELL_FORMED(v, at, \old(v->program_code_used), \old(v->strings_seen));
    ensures complete: \result != WEIR_ACCEPTED ==> !WEIR_PROOF_PROGRAM_WELL_FORMED(v, at, \old(v->program_code_used), \old(v->strings_seen));
    ensures used: \result == WEIR_ACCEPTED ==> v->program_code_used == \old(v->program_code_used) + u32(v->b, at + WEIR_PROGRAM_COUNT);
    ensures seen: \result == WEIR_ACCEPTED ==> v->strings_seen == seen_behind(u32(v->b, at + WEIR_PROGRAM_TEXT), \old(v->strings_seen));
    ensures classes: \result == WEIR_ACCEPTED ==> v->classes_seen == WEIR_PROOF_CLASSES_BEFORE(v, v->program_code_used);
    ensures longest: \result == WEIR_ACCEPTED ==> v->max_program == most(\old(v->max_program), u32(v->b, at + WEIR_PROGRAM_COUNT));
    ensures there: \result == WEIR_ACCEPTED ==> 1 <= u32(v->b, at + WEIR_PROGRAM_COUNT) <= WEIR_MAX_PROGRAM_CODE &&
            u32(v->b, at + WEIR_PROGRAM_FIRST) + u32(v->b, at + WEIR_PROGRAM_COUNT) <= v->channel.section[WEIR_SECTION_PROGRAM_CODE].count;
    ensures sound: \result == WEIR_ACCEPTED ==>
            program_in(v->b, v->channel.section[WEIR_SECTION_PROGRAM_CODE].offset + WEIR_BYTES_PROGRAM_CODE * u32(v->b, at + WEIR_PROGRAM_FIRST),
                       u32(v->b, at + WEIR_PROGRAM_COUNT), v->channel.section[WEIR_SECTION_CLASSES].count); */
static uint32_t verify_program(struct verifier *v, size_t at)
{
    const size_t count_at = at + WEIR_PROGRAM_COUNT;
    //@ assert place: count_at == at + WEIR_PROGRAM_COUNT;
    const uint32_t first = v->program_code_used, count = weir_u32_at(v->b, count_at);
    //@ assert count: count == u32(v->b, at + WEIR_PROGRAM_COUNT);
    uint32_t code = verify_program_record(v, at);
    //@ assert no_record: code != WEIR_ACCEPTED ==> !WEIR_PROOF_PROGRAM_WELL_FORMED(v, at, \at(v->program_code_used, Pre), \at(v->strings_seen, Pre));
    if (code != WEIR_ACCEPTED) return code;
    //@ assert first: first == u32(v->b, at + WEIR_PROGRAM_FIRST) && first + count == v->program_code_used;
    code = verify_instructions(v, first, count);
    //@ assert whole: code == WEIR_ACCEPTED <==> WEIR_PROOF_PROGRAM_WELL_FORMED(v, at, \at(v->program_code_used, Pre), \at(v->strings_seen, Pre));
    if (code != WEIR_ACCEPTED) return code;
    if (v->max_program < count) v->max_program = count;
    return WEIR_ACCEPTED;
}

uint32_t weir_verify_programs(struct verifier *v)
{
    const struct weir_channel *c = &v->channel;
    /*@ loop invariant 0 <= i <= v->channel.section[WEIR_SECTION_PROGRAMS].count && WEIR_PROOF_PROGRAMS_STAGE(v);
        loop invariant used: v->program_code_used == WEIR_PROOF_INSTRUCTIONS_BEFORE(v, i);
        loop invariant seen: v->strings_seen == WEIR_PROOF_EXPRESSIONS_SEEN(v, \at(v->strings_seen, Pre), i);
        loop invariant longest: v->max_program == WEIR_PROOF_LONGEST_BEFORE(v, i);
        loop invariant well_formed: \forall integer k; 0 <= k < i ==> WEIR_PROOF_PROGRAM_WELL_FORMED_AT(v, \at(v->strings_seen, Pre), k);
        loop invariant in: WEIR_PROOF_PROGRAMS_OK(&v->channel, i);
        loop invariant fit: WEIR_PROOF_PROGRAMS_FIT(&v->channel, i, v->max_program);
        loop assigns i, v->at, v->strings_seen, v->program_code_used, v->classes_seen, v->max_program;
        loop variant v->channel.section[WEIR_SECTION_PROGRAMS].count - i; */
    for (uint32_t i = 0; i < c->section[WEIR_SECTION_PROGRAMS].count; i++) {
        const size_t at = WEIR_RECORD(c, PROGRAMS, i);
        //@ assert place: at == WEIR_PROOF_PROGRAMS_AT(v) + WEIR_BYTES_PROGRAMS * i && at + WEIR_BYTES_PROGRAMS <= v->n;
        const uint32_t code = verify_program(v, at);
        //@ assert one: code == WEIR_ACCEPTED <==> WEIR_PROOF_PROGRAM_WELL_FORMED_AT(v, \at(v->strings_seen, Pre), i);
        //@ assert refused: code != WEIR_ACCEPTED ==> !WEIR_PROOF_PROGRAMS_WELL_FORMED(v, \at(v->strings_seen, Pre));
        if (code != WEIR_ACCEPTED) return code;
        //@ assert count: u32(v->b, at + WEIR_PROGRAM_COUNT) == program_count(v->b, WEIR_PROOF_PROGRAMS_AT(v), i);
        //@ assert used: v->program_code_used == WEIR_PROOF_INSTRUCTIONS_BEFORE(v, i + 1);
        //@ assert seen: v->strings_seen == WEIR_PROOF_EXPRESSIONS_SEEN(v, \at(v->strings_seen, Pre), i + 1);
        //@ assert longest: v->max_program == WEIR_PROOF_LONGEST_BEFORE(v, i + 1);
        //@ assert in: WEIR_PROOF_PROGRAM_OK(&v->channel, i);
    }
    if (v->program_code_used != c->section[WEIR_SECTION_PROGRAM_CODE].count)
        return weir_refuse(v, WEIR_REFUSED_PROGRAM_CODE_END, WEIR_RECORD(c, PROGRAM_CODE, v->program_code_used));
    if (v->classes_seen != c->section[WEIR_SECTION_CLASSES].count)
        return weir_refuse(v, WEIR_REFUSED_CLASS_UNUSED, WEIR_RECORD(c, CLASSES, v->classes_seen));
    //@ assert classes: v->classes_seen == WEIR_PROOF_CLASSES_BEFORE(v, WEIR_PROOF_CODE_TOTAL(v));
    if (v->max_program != c->max_program) return weir_refuse(v, WEIR_REFUSED_MAX_PROGRAM, WEIR_AT_MAX_PROGRAM);
    return WEIR_ACCEPTED;
}
