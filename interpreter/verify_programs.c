/* The verifier's stage on regular expressions: PROGRAMS, PROGRAM_CODE, CLASSES.
 *
 * In:   sections and strings whose places are verified. Out: whether each program stays inside itself.
 * Must hold: after this the evaluator needs no check of a target, a next instruction or a class. */
#include "verify.h"

/* Instruction `index` of a program of `count`; its class is numbered by first use. */
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

static uint32_t verify_program(struct verifier *v, size_t at)
{
    const uint8_t *b = v->b;
    const struct verify_range code = {at + WEIR_PROGRAM_FIRST, at + WEIR_PROGRAM_COUNT, weir_u32_at(b, at + WEIR_PROGRAM_FIRST),
                                      weir_u32_at(b, at + WEIR_PROGRAM_COUNT), WEIR_REFUSED_PROGRAM_CODE_FIRST, WEIR_REFUSED_PROGRAM_CODE_END};
    if (code.count == 0 || code.count > WEIR_MAX_PROGRAM_CODE) return weir_refuse(v, WEIR_REFUSED_PROGRAM_COUNT, at + WEIR_PROGRAM_COUNT);
    TRY(weir_verify_range(v, &code, &v->program_code_used, v->channel.section[WEIR_SECTION_PROGRAM_CODE].count));
    TRY(weir_verify_text(v, at + WEIR_PROGRAM_TEXT));
    if (weir_u32_at(b, at + WEIR_PROGRAM_RESERVED) != 0) return weir_refuse(v, WEIR_REFUSED_PROGRAM_RESERVED, at + WEIR_PROGRAM_RESERVED);
    for (uint32_t i = 0; i < code.count; i++)
        TRY(verify_instruction(v, WEIR_RECORD(&v->channel, PROGRAM_CODE, code.first + i), i, code.count));
    if (v->max_program < code.count) v->max_program = code.count;
    return WEIR_ACCEPTED;
}

uint32_t weir_verify_programs(struct verifier *v)
{
    const struct weir_channel *c = &v->channel;
    for (uint32_t i = 0; i < c->section[WEIR_SECTION_PROGRAMS].count; i++)
        TRY(verify_program(v, WEIR_RECORD(c, PROGRAMS, i)));
    if (v->program_code_used != c->section[WEIR_SECTION_PROGRAM_CODE].count)
        return weir_refuse(v, WEIR_REFUSED_PROGRAM_CODE_END, WEIR_RECORD(c, PROGRAM_CODE, v->program_code_used));
    if (v->classes_seen != c->section[WEIR_SECTION_CLASSES].count)
        return weir_refuse(v, WEIR_REFUSED_CLASS_UNUSED, WEIR_RECORD(c, CLASSES, v->classes_seen));
    if (v->max_program != c->max_program) return weir_refuse(v, WEIR_REFUSED_MAX_PROGRAM, WEIR_AT_MAX_PROGRAM);
    return WEIR_ACCEPTED;
}
