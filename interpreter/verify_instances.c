/* The verifier's stage on instances: their records and vectors, and with them their criteria and conditions.
 *
 * In:   sections, strings, Template Type and set records that are verified. Out: whether each instance is well formed;
 *       the steps that an event can take at most.
 * Must hold: no instance is accepted whose own parameter count is not the Template Type's. */
#include "verify.h"

#define MOST_ID 9007199254740991u /* 2^53 - 1 */

/* Everything of an instance that stands for itself. */
static uint32_t verify_plain(struct verifier *v, size_t at, uint64_t *id_before)
{
    const uint8_t *b = v->b;
    const uint64_t id = weir_u64_at(b, at + WEIR_INSTANCE_ID);
    if (id == 0 || id > MOST_ID) return weir_refuse(v, WEIR_REFUSED_INSTANCE_ID, at + WEIR_INSTANCE_ID);
    if (id <= *id_before) return weir_refuse(v, WEIR_REFUSED_INSTANCE_ORDER, at + WEIR_INSTANCE_ID);
    *id_before = id;
    TRY(weir_verify_text(v, at + WEIR_INSTANCE_NAME));
    if (weir_string(&v->channel, weir_u32_at(b, at + WEIR_INSTANCE_NAME)).length == 0)
        return weir_refuse(v, WEIR_REFUSED_INSTANCE_NAME, at + WEIR_INSTANCE_NAME);
    TRY(weir_verify_text(v, at + WEIR_INSTANCE_TITLE));
    const uint32_t action = b[at + WEIR_INSTANCE_ACTION];
    const uint32_t allowed = b[WEIR_RECORD(&v->channel, TEMPLATE, 0) + WEIR_TEMPLATE_ACTIONS];
    if (b[at + WEIR_INSTANCE_SEVERITY] >= WEIR_SEVERITY_COUNT) return weir_refuse(v, WEIR_REFUSED_INSTANCE_SEVERITY, at + WEIR_INSTANCE_SEVERITY);
    if (action >= WEIR_ACTION_COUNT) return weir_refuse(v, WEIR_REFUSED_INSTANCE_ACTION, at + WEIR_INSTANCE_ACTION);
    if ((allowed >> action) % 2 == 0) return weir_refuse(v, WEIR_REFUSED_INSTANCE_ACTION_NOT_ALLOWED, at + WEIR_INSTANCE_ACTION);
    if (b[at + WEIR_INSTANCE_FLAGS] > WEIR_INSTANCE_STRESS) return weir_refuse(v, WEIR_REFUSED_INSTANCE_FLAGS, at + WEIR_INSTANCE_FLAGS);
    if (b[at + WEIR_INSTANCE_RESERVED] != 0) return weir_refuse(v, WEIR_REFUSED_INSTANCE_RESERVED, at + WEIR_INSTANCE_RESERVED);
    if (weir_u32_at(b, at + WEIR_INSTANCE_RESERVED2) != 0) return weir_refuse(v, WEIR_REFUSED_INSTANCE_RESERVED, at + WEIR_INSTANCE_RESERVED2);
    return WEIR_ACCEPTED;
}

/* The instance's own parameter count, and its vector: where the criteria on each ordinal start. */
/*@ requires file_in(v) && at + WEIR_BYTES_INSTANCES <= v->n && section_in(v, WEIR_SECTION_VECTORS, WEIR_BYTES_VECTORS);
    requires v->vectors_used <= v->channel.section[WEIR_SECTION_VECTORS].count && v->channel.parameter_count <= WEIR_MAX_PARAMETERS;
    requires \valid(instance) && \separated(instance, v);
    assigns v->at, v->vectors_used, instance->start[0 .. WEIR_MAX_PARAMETERS];
    ensures count: \result == WEIR_ACCEPTED ==> u32(v->b, at + WEIR_INSTANCE_PARAMETER_COUNT) == \old(v->channel.parameter_count); */
static uint32_t verify_vector(struct verifier *v, size_t at, struct verify_instance *instance)
{
    const uint8_t *b = v->b;
    const struct weir_channel *c = &v->channel;
    const struct verify_range vector = {at + WEIR_INSTANCE_VECTOR_FIRST, at + WEIR_INSTANCE_PARAMETER_COUNT,
                                        weir_u32_at(b, at + WEIR_INSTANCE_VECTOR_FIRST), weir_u32_at(b, at + WEIR_INSTANCE_PARAMETER_COUNT),
                                        WEIR_REFUSED_VECTORS_FIRST, WEIR_REFUSED_VECTORS_END};
    if (vector.count != c->parameter_count) return weir_refuse(v, WEIR_REFUSED_COUNT_INSTANCE, at + WEIR_INSTANCE_PARAMETER_COUNT);
    TRY(weir_verify_range(v, &vector, &v->vectors_used, c->section[WEIR_SECTION_VECTORS].count));
    const uint32_t count = vector.count;
    const size_t counts = WEIR_RECORD(c, VECTORS, vector.first);
    uint32_t sum = 0; /* at most 64 * 65,535 */
    /*@ loop invariant 0 <= i <= count && sum <= 65535 * i;
        loop assigns i, sum, instance->start[0 .. WEIR_MAX_PARAMETERS - 1];
        loop variant count - i; */
    for (uint32_t i = 0; i < count; i++) {
        instance->start[i] = sum;
        sum += weir_u16_at(b, counts + (size_t)WEIR_BYTES_VECTORS * i);
    }
    instance->start[count] = sum;
    if (sum != weir_u32_at(b, at + WEIR_INSTANCE_CRITERION_COUNT)) return weir_refuse(v, WEIR_REFUSED_VECTOR_SUM, at + WEIR_INSTANCE_CRITERION_COUNT);
    return WEIR_ACCEPTED;
}

static uint32_t verify_instance(struct verifier *v, size_t at, uint64_t *id_before)
{
    const uint8_t *b = v->b;
    struct weir_channel *c = &v->channel;
    struct verify_instance instance;
    TRY(verify_plain(v, at, id_before));
    TRY(verify_vector(v, at, &instance));
    instance.criterion_first = weir_u32_at(b, at + WEIR_INSTANCE_CRITERION_FIRST);
    instance.criterion_count = weir_u32_at(b, at + WEIR_INSTANCE_CRITERION_COUNT);
    const struct verify_range criteria = {at + WEIR_INSTANCE_CRITERION_FIRST, at + WEIR_INSTANCE_CRITERION_COUNT, instance.criterion_first,
                                          instance.criterion_count, WEIR_REFUSED_CRITERIA_FIRST, WEIR_REFUSED_CRITERIA_END};
    TRY(weir_verify_range(v, &criteria, &v->criteria_used, c->section[WEIR_SECTION_CRITERIA].count));
    const struct verify_range code = {at + WEIR_INSTANCE_CODE_FIRST, at + WEIR_INSTANCE_CODE_COUNT, weir_u32_at(b, at + WEIR_INSTANCE_CODE_FIRST),
                                      weir_u32_at(b, at + WEIR_INSTANCE_CODE_COUNT), WEIR_REFUSED_CODE_FIRST, WEIR_REFUSED_CODE_END};
    if (code.count == 0) return weir_refuse(v, WEIR_REFUSED_CODE_EMPTY, at + WEIR_INSTANCE_CODE_COUNT);
    TRY(weir_verify_range(v, &code, &v->code_used, c->section[WEIR_SECTION_CODE].count));
    TRY(weir_verify_criteria(v, &instance));
    TRY(weir_verify_code(v, &instance, code.first, code.count));
    c->steps_fixed = weir_add_saturating(c->steps_fixed, (uint64_t)WEIR_CONDITION_STEPS * code.count + 1);
    if (c->max_criteria < instance.criterion_count) c->max_criteria = instance.criterion_count;
    return WEIR_ACCEPTED;
}

uint32_t weir_verify_instances(struct verifier *v)
{
    const struct weir_channel *c = &v->channel;
    uint64_t id_before = 0;
    for (uint32_t i = 0; i < c->section[WEIR_SECTION_INSTANCES].count; i++)
        TRY(verify_instance(v, WEIR_RECORD(c, INSTANCES, i), &id_before));
    if (v->vectors_used != c->section[WEIR_SECTION_VECTORS].count)
        return weir_refuse(v, WEIR_REFUSED_VECTORS_END, WEIR_RECORD(c, VECTORS, v->vectors_used));
    if (v->criteria_used != c->section[WEIR_SECTION_CRITERIA].count)
        return weir_refuse(v, WEIR_REFUSED_CRITERIA_END, WEIR_RECORD(c, CRITERIA, v->criteria_used));
    if (v->code_used != c->section[WEIR_SECTION_CODE].count) return weir_refuse(v, WEIR_REFUSED_CODE_END, WEIR_RECORD(c, CODE, v->code_used));
    if (v->inputs_read != c->inputs_read) return weir_refuse(v, WEIR_REFUSED_INPUTS_READ, WEIR_AT_INPUTS_READ);
    return WEIR_ACCEPTED;
}
