/* The verifier's stage on regular expressions: PROGRAMS, PROGRAM_CODE, CLASSES.
 *
 * In:   sections and strings whose places are verified. Out: whether each program stays inside itself.
 * Must hold: after this the evaluator needs no check of a target, a next instruction or a class. */
#include "verify.h"

/* Instruction `index` of a program of `count`; its class is numbered by first use. */
/*@ requires WEIR_PROOF_FILE(v) && at + WEIR_BYTES_PROGRAM_CODE <= v->n && index < count;
    assigns v->at, v->classes_seen;
    ensures v->classes_seen <= v->channel.section[WEIR_SECTION_CLASSES].count || v->classes_seen == \old(v->classes_seen);
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

/*@ requires WEIR_PROOF_FILE(v) && start + WEIR_BYTES_PROGRAM_CODE * count <= v->n && v->classes_seen <= v->channel.section[WEIR_SECTION_CLASSES].count;
    assigns v->at, v->classes_seen;
    ensures v->classes_seen <= v->channel.section[WEIR_SECTION_CLASSES].count;
    ensures sound: \result == WEIR_ACCEPTED ==> program_in(v->b, start, count, v->channel.section[WEIR_SECTION_CLASSES].count); */
static uint32_t verify_instructions(struct verifier *v, size_t start, uint32_t count)
{
    //@ ghost const uint32_t classes = v->channel.section[WEIR_SECTION_CLASSES].count;
    //@ ghost const uint8_t *b = v->b;
    /*@ loop invariant 0 <= i <= count && v->classes_seen <= classes;
        loop invariant \forall integer k; 0 <= k < i ==> instruction_in(b, start, count, classes, k);
        loop assigns i, v->at, v->classes_seen;
        loop variant count - i; */
    for (uint32_t i = 0; i < count; i++) {
        const size_t at = start + (size_t)WEIR_BYTES_PROGRAM_CODE * i;
        //@ assert at == start + WEIR_BYTES_PROGRAM_CODE * i;
        TRY(verify_instruction(v, at, i, count));
        //@ assert instruction_in(b, start, count, classes, i);
    }
    //@ assert all: program_in(b, start, count, classes);
    //@ assert b == v->b && classes == v->channel.section[WEIR_SECTION_CLASSES].count;
    return WEIR_ACCEPTED;
}

/*@ requires WEIR_PROOF_STAGE(v) && WEIR_PROOF_IN(&v->channel, PROGRAM_CODE) && at + WEIR_BYTES_PROGRAMS <= v->n;
    requires v->program_code_used <= v->channel.section[WEIR_SECTION_PROGRAM_CODE].count && v->classes_seen <= v->channel.section[WEIR_SECTION_CLASSES].count;
    assigns v->at, v->strings_seen, v->program_code_used, v->classes_seen, v->max_program;
    ensures v->program_code_used <= v->channel.section[WEIR_SECTION_PROGRAM_CODE].count && v->classes_seen <= v->channel.section[WEIR_SECTION_CLASSES].count;
    ensures v->max_program >= \old(v->max_program);
    ensures fits: \result == WEIR_ACCEPTED ==> u32(v->b, at + WEIR_PROGRAM_COUNT) <= v->max_program;
    ensures there: \result == WEIR_ACCEPTED ==> 1 <= u32(v->b, at + WEIR_PROGRAM_COUNT) <= WEIR_MAX_PROGRAM_CODE &&
            u32(v->b, at + WEIR_PROGRAM_FIRST) + u32(v->b, at + WEIR_PROGRAM_COUNT) <= v->channel.section[WEIR_SECTION_PROGRAM_CODE].count;
    ensures sound: \result == WEIR_ACCEPTED ==>
            program_in(v->b, v->channel.section[WEIR_SECTION_PROGRAM_CODE].offset + WEIR_BYTES_PROGRAM_CODE * u32(v->b, at + WEIR_PROGRAM_FIRST),
                       u32(v->b, at + WEIR_PROGRAM_COUNT), v->channel.section[WEIR_SECTION_CLASSES].count); */
static uint32_t verify_program(struct verifier *v, size_t at)
{
    const uint8_t *b = v->b;
    const struct verify_range code = {at + WEIR_PROGRAM_FIRST, at + WEIR_PROGRAM_COUNT, weir_u32_at(b, at + WEIR_PROGRAM_FIRST),
                                      weir_u32_at(b, at + WEIR_PROGRAM_COUNT), WEIR_REFUSED_PROGRAM_CODE_FIRST, WEIR_REFUSED_PROGRAM_CODE_END};
    if (code.count == 0 || code.count > WEIR_MAX_PROGRAM_CODE) return weir_refuse(v, WEIR_REFUSED_PROGRAM_COUNT, at + WEIR_PROGRAM_COUNT);
    TRY(weir_verify_range(v, &code, &v->program_code_used, v->channel.section[WEIR_SECTION_PROGRAM_CODE].count));
    TRY(weir_verify_text(v, at + WEIR_PROGRAM_TEXT));
    if (weir_u32_at(b, at + WEIR_PROGRAM_RESERVED) != 0) return weir_refuse(v, WEIR_REFUSED_PROGRAM_RESERVED, at + WEIR_PROGRAM_RESERVED);
    //@ assert code.first + code.count <= v->channel.section[WEIR_SECTION_PROGRAM_CODE].count <= WEIR_MAX_FILE_BYTES;
    const size_t start = WEIR_RECORD(&v->channel, PROGRAM_CODE, code.first);
    //@ assert start == v->channel.section[WEIR_SECTION_PROGRAM_CODE].offset + WEIR_BYTES_PROGRAM_CODE * code.first && start + WEIR_BYTES_PROGRAM_CODE * code.count <= v->n;
    TRY(verify_instructions(v, start, code.count));
    //@ assert code.count == u32(v->b, at + WEIR_PROGRAM_COUNT) && code.first == u32(v->b, at + WEIR_PROGRAM_FIRST);
    //@ assert start == v->channel.section[WEIR_SECTION_PROGRAM_CODE].offset + WEIR_BYTES_PROGRAM_CODE * u32(v->b, at + WEIR_PROGRAM_FIRST);
    if (v->max_program < code.count) v->max_program = code.count;
    return WEIR_ACCEPTED;
}

uint32_t weir_verify_programs(struct verifier *v)
{
    const struct weir_channel *c = &v->channel;
    /*@ loop invariant 0 <= i <= v->channel.section[WEIR_SECTION_PROGRAMS].count;
        loop invariant v->program_code_used <= v->channel.section[WEIR_SECTION_PROGRAM_CODE].count && v->classes_seen <= v->channel.section[WEIR_SECTION_CLASSES].count;
        loop invariant WEIR_PROOF_PROGRAMS_OK(&v->channel, i);
        loop invariant WEIR_PROOF_PROGRAMS_FIT(&v->channel, i, v->max_program);
        loop assigns i, v->at, v->strings_seen, v->program_code_used, v->classes_seen, v->max_program;
        loop variant v->channel.section[WEIR_SECTION_PROGRAMS].count - i; */
    for (uint32_t i = 0; i < c->section[WEIR_SECTION_PROGRAMS].count; i++) {
        const size_t at = WEIR_RECORD(c, PROGRAMS, i);
        //@ assert at == v->channel.section[WEIR_SECTION_PROGRAMS].offset + WEIR_BYTES_PROGRAMS * i && at + WEIR_BYTES_PROGRAMS <= v->n;
        TRY(verify_program(v, at));
        //@ assert WEIR_PROOF_PROGRAM_OK(&v->channel, i);
    }
    if (v->program_code_used != c->section[WEIR_SECTION_PROGRAM_CODE].count)
        return weir_refuse(v, WEIR_REFUSED_PROGRAM_CODE_END, WEIR_RECORD(c, PROGRAM_CODE, v->program_code_used));
    if (v->classes_seen != c->section[WEIR_SECTION_CLASSES].count)
        return weir_refuse(v, WEIR_REFUSED_CLASS_UNUSED, WEIR_RECORD(c, CLASSES, v->classes_seen));
    if (v->max_program != c->max_program) return weir_refuse(v, WEIR_REFUSED_MAX_PROGRAM, WEIR_AT_MAX_PROGRAM);
    return WEIR_ACCEPTED;
}
