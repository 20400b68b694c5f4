/* The verifier's stage on one instance's condition.
 *
 * In:   an instance whose criteria are verified, and the place of its condition. Out: whether the condition is well formed.
 * Must hold: after this the evaluator needs no check of its stack, and each criterion has a part in the verdict. */
#include "verify.h"

struct condition {
    uint32_t depth;
    uint32_t pushed[WEIR_MAX_PARAMETERS]; /* how many of each ordinal's criteria have had their first push */
};

static uint32_t verify_push(struct verifier *v, const struct verify_instance *instance, uint32_t n, struct condition *condition, size_t at)
{
    if (n >= instance->criterion_count) return weir_refuse(v, WEIR_REFUSED_CODE_CRITERION, at);
    const size_t criterion = WEIR_RECORD(&v->channel, CRITERIA, instance->criterion_first + n);
    const uint32_t parameter = (uint32_t)v->b[criterion + WEIR_CRITERION_ORDINAL] - 1;
    const uint32_t place = n - instance->start[parameter];
    if (place > condition->pushed[parameter]) return weir_refuse(v, WEIR_REFUSED_CODE_CRITERION_ORDER, at);
    if (place == condition->pushed[parameter]) condition->pushed[parameter]++;
    return WEIR_ACCEPTED;
}

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
    for (uint32_t i = 0; i < v->channel.parameter_count; i++)
        condition.pushed[i] = 0;
    for (uint32_t i = 0; i < count; i++)
        TRY(verify_word(v, instance, &condition, WEIR_RECORD(&v->channel, CODE, first + i)));
    if (condition.depth != 1) return weir_refuse(v, WEIR_REFUSED_CODE_DEPTH, WEIR_RECORD(&v->channel, CODE, first + (count - 1)));
    for (uint32_t i = 0; i < v->channel.parameter_count; i++) {
        const uint32_t missing = instance->start[i] + condition.pushed[i];
        if (missing != instance->start[i + 1])
            return weir_refuse(v, WEIR_REFUSED_CODE_CRITERION_UNUSED, WEIR_RECORD(&v->channel, CRITERIA, instance->criterion_first + missing));
    }
    return WEIR_ACCEPTED;
}
