/* The verifier's stage on one instance's condition.
 *
 * In:   an instance whose criteria are verified, and the place of its condition. Out: whether the condition is well formed.
 * Must hold: after this the evaluator needs no check of its stack, and each criterion has a part in the verdict. */
#include "verify.h"

struct condition {
    uint32_t depth;
    uint32_t pushed[WEIR_MAX_PARAMETERS]; /* how many of each ordinal's criteria have had their first push */
};

/*@ requires WEIR_PROOF_FILE(v) && WEIR_PROOF_IN(&v->channel, CRITERIA) && 1 <= v->channel.parameter_count <= WEIR_MAX_PARAMETERS;
    requires \valid_read(instance) && \valid(condition) && \separated(instance, condition, v);
    requires instance->criterion_first + instance->criterion_count <= v->channel.section[WEIR_SECTION_CRITERIA].count;
    requires WEIR_PROOF_CRITERIA_IN(&v->channel, instance->criterion_first, instance->criterion_first + instance->criterion_count);
    assigns v->at, condition->pushed[0 .. WEIR_MAX_PARAMETERS - 1];
    ensures sound: \result == WEIR_ACCEPTED ==> n < instance->criterion_count; */
static uint32_t verify_push(struct verifier *v, const struct verify_instance *instance, uint32_t n, struct condition *condition, size_t at)
{
    if (n >= instance->criterion_count) return weir_refuse(v, WEIR_REFUSED_CODE_CRITERION, at);
    const uint32_t index = instance->criterion_first + n;
    //@ assert index == instance->criterion_first + n && WEIR_PROOF_CRITERION_IN(&v->channel, index);
    const size_t criterion = WEIR_RECORD(&v->channel, CRITERIA, index);
    //@ assert criterion + WEIR_BYTES_CRITERIA <= v->n;
    //@ assert v->b[criterion + WEIR_CRITERION_ORDINAL] == criterion_ordinal(v->b, v->channel.section[WEIR_SECTION_CRITERIA].offset, index);
    //@ assert 1 <= v->b[criterion + WEIR_CRITERION_ORDINAL] <= WEIR_MAX_PARAMETERS;
    const uint32_t parameter = (uint32_t)v->b[criterion + WEIR_CRITERION_ORDINAL] - 1;
    const uint32_t place = n - (uint32_t)instance->start[parameter];
    if (place > condition->pushed[parameter]) return weir_refuse(v, WEIR_REFUSED_CODE_CRITERION_ORDER, at);
    if (place == condition->pushed[parameter]) condition->pushed[parameter]++;
    return WEIR_ACCEPTED;
}

/*@ requires WEIR_PROOF_FILE(v) && WEIR_PROOF_IN(&v->channel, CRITERIA) && 1 <= v->channel.parameter_count <= WEIR_MAX_PARAMETERS;
    requires \valid_read(instance) && \valid(condition) && \separated(instance, condition, v);
    requires instance->criterion_first + instance->criterion_count <= v->channel.section[WEIR_SECTION_CRITERIA].count;
    requires WEIR_PROOF_CRITERIA_IN(&v->channel, instance->criterion_first, instance->criterion_first + instance->criterion_count);
    requires at + WEIR_BYTES_CODE <= v->n && condition->depth <= WEIR_MAX_STACK;
    assigns v->at, condition->depth, condition->pushed[0 .. WEIR_MAX_PARAMETERS - 1];
    ensures sound: \result == WEIR_ACCEPTED ==> word_ok(v->b, at, \old(condition->depth));
    ensures sound: \result == WEIR_ACCEPTED ==> v->b[at] == WEIR_CODE_CRITERION ==> u16(v->b, at + 2) < instance->criterion_count;
    ensures \result == WEIR_ACCEPTED ==> condition->depth == \old(condition->depth) - word_pops(v->b, at) + 1; */
static uint32_t verify_word(struct verifier *v, const struct verify_instance *instance, struct condition *condition, size_t at)
{
    const uint32_t op = v->b[at], k = v->b[at + 1], n = weir_u16_at(v->b, at + 2);
    uint32_t pops = 0;
    if (op == 0 || op >= WEIR_CODE_COUNT) return weir_refuse(v, WEIR_REFUSED_CODE_OP, at);
    if (op != WEIR_CODE_ATLEAST && (k != 0 || (n != 0 && op != WEIR_CODE_CRITERION))) return weir_refuse(v, WEIR_REFUSED_CODE_OPERAND, at);
    if (op == WEIR_CODE_CRITERION) {
        TRY(verify_push(v, instance, n, condition, at));
    } else if (op == WEIR_CODE_NOT) {
        pops = 1;
    } else if (op == WEIR_CODE_AND || op == WEIR_CODE_OR) {
        pops = 2;
    } else if (op == WEIR_CODE_ATLEAST) {
        if (k < 2 || k >= n) return weir_refuse(v, WEIR_REFUSED_CODE_ATLEAST, at);
        pops = n;
    }
    if (pops > condition->depth) return weir_refuse(v, WEIR_REFUSED_CODE_UNDERFLOW, at);
    condition->depth = condition->depth - pops + 1;
    if (condition->depth > WEIR_MAX_STACK) return weir_refuse(v, WEIR_REFUSED_CODE_OVERFLOW, at);
    return WEIR_ACCEPTED;
}

uint32_t weir_verify_code(struct verifier *v, const struct verify_instance *instance, uint32_t first, uint32_t count)
{
    struct condition condition;
    condition.depth = 0;
    /*@ loop invariant 0 <= i <= v->channel.parameter_count;
        loop assigns i, condition.pushed[0 .. WEIR_MAX_PARAMETERS - 1];
        loop variant v->channel.parameter_count - i; */
    for (uint32_t i = 0; i < v->channel.parameter_count; i++)
        condition.pushed[i] = 0;
    /*@ loop invariant 0 <= i <= count && condition.depth <= WEIR_MAX_STACK;
        loop invariant condition.depth == depth_at(v->b, v->channel.section[WEIR_SECTION_CODE].offset + WEIR_BYTES_CODE * first, i);
        loop invariant \forall integer k; 0 <= k < i ==>
                       word_in(v->b, v->channel.section[WEIR_SECTION_CODE].offset + WEIR_BYTES_CODE * first, instance->criterion_count, k);
        loop assigns i, condition.depth, condition.pushed[0 .. WEIR_MAX_PARAMETERS - 1], v->at;
        loop variant count - i; */
    for (uint32_t i = 0; i < count; i++) {
        const size_t at = WEIR_RECORD(&v->channel, CODE, first + i);
        //@ assert at == v->channel.section[WEIR_SECTION_CODE].offset + WEIR_BYTES_CODE * first + WEIR_BYTES_CODE * i;
        TRY(verify_word(v, instance, &condition, at));
        /*@ assert depth_at(v->b, v->channel.section[WEIR_SECTION_CODE].offset + WEIR_BYTES_CODE * first, i + 1) ==
                   depth_at(v->b, v->channel.section[WEIR_SECTION_CODE].offset + WEIR_BYTES_CODE * first, i) - word_pops(v->b, at) + 1; */
        //@ assert word_in(v->b, v->channel.section[WEIR_SECTION_CODE].offset + WEIR_BYTES_CODE * first, instance->criterion_count, i);
    }
    if (condition.depth != 1) return weir_refuse(v, WEIR_REFUSED_CODE_DEPTH, WEIR_RECORD(&v->channel, CODE, first + (count - 1)));
    /*@ loop invariant 0 <= i <= v->channel.parameter_count;
        loop assigns i;
        loop variant v->channel.parameter_count - i; */
    for (uint32_t i = 0; i < v->channel.parameter_count; i++) {
        const uint32_t missing = (uint32_t)instance->start[i] + condition.pushed[i];
        if (missing != (uint32_t)instance->start[i + 1])
            return weir_refuse(v, WEIR_REFUSED_CODE_CRITERION_UNUSED,
                               WEIR_RECORD(&v->channel, CRITERIA, 0) + (size_t)WEIR_BYTES_CRITERIA * (instance->criterion_first + missing));
    }
    return WEIR_ACCEPTED;
}
