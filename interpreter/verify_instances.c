/* The verifier's stage on instances: their records and vectors, and with them their criteria and conditions.
 *
 * In:   sections, strings, Template Type and set records that are verified. Out: whether each instance is well formed;
 *       the steps that an event can take at most.
 * Must hold: no instance is accepted whose own parameter count is not the Template Type's. */
#include "verify.h"

#define MOST_ID 9007199254740991u /* 2^53 - 1 */

/* Severity, action, flags, and what must be zero. */
/*@ requires WEIR_PROOF_FILE(v) && at + WEIR_BYTES_INSTANCES <= v->n && WEIR_PROOF_IN(&v->channel, TEMPLATE);
    requires v->channel.section[WEIR_SECTION_TEMPLATE].count == 1 && v->b[v->channel.section[WEIR_SECTION_TEMPLATE].offset + WEIR_TEMPLATE_ACTIONS] < 8;
    assigns v->at;
    ensures sound: \result == WEIR_ACCEPTED ==> WEIR_PROOF_FIELDS_OK(v, at); */
static uint32_t verify_fields(struct verifier *v, size_t at)
{
    const uint8_t *b = v->b;
    const uint32_t action = b[at + WEIR_INSTANCE_ACTION];
    const uint32_t allowed = b[WEIR_RECORD(&v->channel, TEMPLATE, 0) + WEIR_TEMPLATE_ACTIONS];
    if (b[at + WEIR_INSTANCE_SEVERITY] >= WEIR_SEVERITY_COUNT) return weir_refuse(v, WEIR_REFUSED_INSTANCE_SEVERITY, at + WEIR_INSTANCE_SEVERITY);
    if (action >= WEIR_ACTION_COUNT) return weir_refuse(v, WEIR_REFUSED_INSTANCE_ACTION, at + WEIR_INSTANCE_ACTION);
    if ((action == 0 ? allowed : action == 1 ? allowed / 2 : allowed / 4) % 2 == 0) /* its bit: shifting by a number is beyond the provers */
        return weir_refuse(v, WEIR_REFUSED_INSTANCE_ACTION_NOT_ALLOWED, at + WEIR_INSTANCE_ACTION);
    if (b[at + WEIR_INSTANCE_FLAGS] > WEIR_INSTANCE_STRESS) return weir_refuse(v, WEIR_REFUSED_INSTANCE_FLAGS, at + WEIR_INSTANCE_FLAGS);
    if (b[at + WEIR_INSTANCE_RESERVED] != 0) return weir_refuse(v, WEIR_REFUSED_INSTANCE_RESERVED, at + WEIR_INSTANCE_RESERVED);
    if (weir_u32_at(b, at + WEIR_INSTANCE_RESERVED2) != 0) return weir_refuse(v, WEIR_REFUSED_INSTANCE_RESERVED, at + WEIR_INSTANCE_RESERVED2);
    return WEIR_ACCEPTED;
}

/* Everything of an instance that stands for itself. */
/*@ requires WEIR_PROOF_STAGE(v) && WEIR_PROOF_IN(&v->channel, TEMPLATE) && v->channel.section[WEIR_SECTION_TEMPLATE].count == 1;
    requires v->b[v->channel.section[WEIR_SECTION_TEMPLATE].offset + WEIR_TEMPLATE_ACTIONS] < 8;
    requires at + WEIR_BYTES_INSTANCES <= v->n && \valid(id_before) && \separated(id_before, v);
    assigns v->at, v->strings_seen, *id_before;
    ensures id: \result == WEIR_ACCEPTED ==> \old(*id_before) < *id_before == u64(v->b, at + WEIR_INSTANCE_ID) <= 9007199254740991;
    ensures fields: \result == WEIR_ACCEPTED ==> WEIR_PROOF_FIELDS_OK(v, at); */
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
    return verify_fields(v, at);
}

/* The instance's own parameter count, and its vector: where the criteria on each ordinal start. */
/*@ requires WEIR_PROOF_FILE(v) && at + WEIR_BYTES_INSTANCES <= v->n && WEIR_PROOF_IN(&v->channel, VECTORS);
    requires v->vectors_used <= v->channel.section[WEIR_SECTION_VECTORS].count && v->channel.parameter_count <= WEIR_MAX_PARAMETERS;
    requires \valid(instance) && \separated(instance, v);
    assigns v->at, v->vectors_used, instance->start[0 .. WEIR_MAX_PARAMETERS];
    ensures count: \result == WEIR_ACCEPTED ==> u32(v->b, at + WEIR_INSTANCE_PARAMETER_COUNT) == \old(v->channel.parameter_count);
    ensures v->vectors_used <= v->channel.section[WEIR_SECTION_VECTORS].count;
    ensures starts: \result == WEIR_ACCEPTED ==> instance->start[0] == 0 &&
            instance->start[v->channel.parameter_count] == u32(v->b, at + WEIR_INSTANCE_CRITERION_COUNT);
    ensures starts: \result == WEIR_ACCEPTED ==> \forall integer k; 0 < k <= v->channel.parameter_count ==>
            0 <= instance->start[k - 1] <= instance->start[k] <= u32(v->b, at + WEIR_INSTANCE_CRITERION_COUNT); */
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
    /*@ loop invariant 0 <= i <= count && sum <= 65535 * i && (i > 0 ==> instance->start[0] == 0) && (i == 0 ==> sum == 0);
        loop invariant \forall integer k; 0 < k < i ==> instance->start[k - 1] <= instance->start[k];
        loop invariant \forall integer k; 0 <= k < i ==> 0 <= instance->start[k] <= sum;
        loop assigns i, sum, instance->start[0 .. WEIR_MAX_PARAMETERS - 1];
        loop variant count - i; */
    for (uint32_t i = 0; i < count; i++) {
        instance->start[i] = (int32_t)sum;
        //@ assert instance->start[i] == sum;
        sum += weir_u16_at(b, counts + (size_t)WEIR_BYTES_VECTORS * i);
    }
    instance->start[count] = (int32_t)sum;
    //@ assert instance->start[count] == sum && (\forall integer k; 0 < k <= count ==> 0 <= instance->start[k - 1] <= instance->start[k] <= sum);
    if (sum != weir_u32_at(b, at + WEIR_INSTANCE_CRITERION_COUNT)) return weir_refuse(v, WEIR_REFUSED_VECTOR_SUM, at + WEIR_INSTANCE_CRITERION_COUNT);
    //@ assert sum == u32(b, at + WEIR_INSTANCE_CRITERION_COUNT);
    //@ assert count == v->channel.parameter_count;
    return WEIR_ACCEPTED;
}

/* Where its part of CRITERIA stands: behind those of the instance before it. */
/*@ requires WEIR_PROOF_FILE(v) && at + WEIR_BYTES_INSTANCES <= v->n && v->criteria_used <= v->channel.section[WEIR_SECTION_CRITERIA].count;
    assigns v->at, v->criteria_used;
    ensures in: \result == WEIR_ACCEPTED ==>
            u32(v->b, at + WEIR_INSTANCE_CRITERION_FIRST) + u32(v->b, at + WEIR_INSTANCE_CRITERION_COUNT) <= v->channel.section[WEIR_SECTION_CRITERIA].count;
    ensures used: \result == WEIR_ACCEPTED ==> v->criteria_used == \old(v->criteria_used) + u32(v->b, at + WEIR_INSTANCE_CRITERION_COUNT) <= v->channel.section[WEIR_SECTION_CRITERIA].count;
    ensures place: \result == WEIR_ACCEPTED ==> u32(v->b, at + WEIR_INSTANCE_CRITERION_COUNT) == 0 || u32(v->b, at + WEIR_INSTANCE_CRITERION_FIRST) == \old(v->criteria_used); */
static uint32_t verify_criteria_range(struct verifier *v, size_t at)
{
    const struct verify_range range = {at + WEIR_INSTANCE_CRITERION_FIRST, at + WEIR_INSTANCE_CRITERION_COUNT, weir_u32_at(v->b, at + WEIR_INSTANCE_CRITERION_FIRST),
                                       weir_u32_at(v->b, at + WEIR_INSTANCE_CRITERION_COUNT), WEIR_REFUSED_CRITERIA_FIRST, WEIR_REFUSED_CRITERIA_END};
    return weir_verify_range(v, &range, &v->criteria_used, v->channel.section[WEIR_SECTION_CRITERIA].count);
}

/* Where its part of CODE stands: behind those of the instance before it. */
/*@ requires WEIR_PROOF_FILE(v) && at + WEIR_BYTES_INSTANCES <= v->n && v->code_used <= v->channel.section[WEIR_SECTION_CODE].count;
    assigns v->at, v->code_used;
    ensures in: \result == WEIR_ACCEPTED ==> 1 <= u32(v->b, at + WEIR_INSTANCE_CODE_COUNT) &&
            u32(v->b, at + WEIR_INSTANCE_CODE_FIRST) + u32(v->b, at + WEIR_INSTANCE_CODE_COUNT) <= v->channel.section[WEIR_SECTION_CODE].count;
    ensures used: \result == WEIR_ACCEPTED ==> v->code_used == \old(v->code_used) + u32(v->b, at + WEIR_INSTANCE_CODE_COUNT) <= v->channel.section[WEIR_SECTION_CODE].count;
    ensures place: \result == WEIR_ACCEPTED ==> u32(v->b, at + WEIR_INSTANCE_CODE_COUNT) == 0 || u32(v->b, at + WEIR_INSTANCE_CODE_FIRST) == \old(v->code_used); */
static uint32_t verify_code_range(struct verifier *v, size_t at)
{
    const struct verify_range range = {at + WEIR_INSTANCE_CODE_FIRST, at + WEIR_INSTANCE_CODE_COUNT, weir_u32_at(v->b, at + WEIR_INSTANCE_CODE_FIRST),
                                       weir_u32_at(v->b, at + WEIR_INSTANCE_CODE_COUNT), WEIR_REFUSED_CODE_FIRST, WEIR_REFUSED_CODE_END};
    if (range.count == 0) return weir_refuse(v, WEIR_REFUSED_CODE_EMPTY, at + WEIR_INSTANCE_CODE_COUNT);
    return weir_verify_range(v, &range, &v->code_used, v->channel.section[WEIR_SECTION_CODE].count);
}

/* All its ranges. */
/*@ requires WEIR_PROOF_FILE(v) && WEIR_PROOF_IN(&v->channel, INSTANCES) && WEIR_PROOF_IN(&v->channel, VECTORS) && v->channel.parameter_count <= WEIR_MAX_PARAMETERS;
    requires v->vectors_used <= v->channel.section[WEIR_SECTION_VECTORS].count && v->criteria_used <= v->channel.section[WEIR_SECTION_CRITERIA].count;
    requires v->code_used <= v->channel.section[WEIR_SECTION_CODE].count && index < v->channel.section[WEIR_SECTION_INSTANCES].count;
    requires \valid(instance) && \separated(instance, v);
    assigns v->at, v->vectors_used, v->criteria_used, v->code_used, *instance;
    ensures \result == WEIR_ACCEPTED ==> v->vectors_used <= v->channel.section[WEIR_SECTION_VECTORS].count;
    ensures \result == WEIR_ACCEPTED ==> v->criteria_used <= v->channel.section[WEIR_SECTION_CRITERIA].count;
    ensures \result == WEIR_ACCEPTED ==> v->code_used <= v->channel.section[WEIR_SECTION_CODE].count;
    ensures in: \result == WEIR_ACCEPTED ==> WEIR_PROOF_INSTANCE_IN(&v->channel, index);
    ensures starts: \result == WEIR_ACCEPTED ==> starts_in(instance, v->channel.parameter_count);
    ensures criteria: \result == WEIR_ACCEPTED ==>
            instance->criterion_first == instance_first(v->b, v->channel.section[WEIR_SECTION_INSTANCES].offset, index) &&
            instance->criterion_count == instance_criteria(v->b, v->channel.section[WEIR_SECTION_INSTANCES].offset, index);
    ensures criteria: \result == WEIR_ACCEPTED ==> v->criteria_used == \old(v->criteria_used) + instance->criterion_count &&
            (instance->criterion_count == 0 || instance->criterion_first == \old(v->criteria_used)); */
static uint32_t verify_ranges(struct verifier *v, uint32_t index, struct verify_instance *instance)
{
    const size_t at = WEIR_RECORD(&v->channel, INSTANCES, index);
    //@ assert at + WEIR_BYTES_INSTANCES <= v->n;
    const uint32_t first = weir_u32_at(v->b, at + WEIR_INSTANCE_CRITERION_FIRST), count = weir_u32_at(v->b, at + WEIR_INSTANCE_CRITERION_COUNT);
    /*@ assert first == instance_first(v->b, v->channel.section[WEIR_SECTION_INSTANCES].offset, index) &&
               count == instance_criteria(v->b, v->channel.section[WEIR_SECTION_INSTANCES].offset, index); */
    TRY(verify_vector(v, at, instance));
    //@ assert v->vectors_used <= v->channel.section[WEIR_SECTION_VECTORS].count;
    //@ assert instance_parameters(v->b, v->channel.section[WEIR_SECTION_INSTANCES].offset, index) == v->channel.parameter_count;
    instance->criterion_first = first;
    instance->criterion_count = count;
    //@ assert starts_in(instance, v->channel.parameter_count);
    TRY(verify_criteria_range(v, at));
    //@ assert instance->criterion_first == first && instance->criterion_count == count;
    //@ assert v->criteria_used == \at(v->criteria_used, Pre) + count && first + count <= v->channel.section[WEIR_SECTION_CRITERIA].count;
    //@ assert v->vectors_used <= v->channel.section[WEIR_SECTION_VECTORS].count;
    TRY(verify_code_range(v, at));
    //@ assert v->vectors_used <= v->channel.section[WEIR_SECTION_VECTORS].count;
    //@ assert instance->criterion_first == first && instance->criterion_count == count && starts_in(instance, v->channel.parameter_count);
    //@ assert instance_parameters(v->b, v->channel.section[WEIR_SECTION_INSTANCES].offset, index) == v->channel.parameter_count;
    //@ assert first + count <= v->channel.section[WEIR_SECTION_CRITERIA].count;
    /*@ assert 1 <= instance_words(v->b, v->channel.section[WEIR_SECTION_INSTANCES].offset, index) &&
               instance_code(v->b, v->channel.section[WEIR_SECTION_INSTANCES].offset, index) +
               instance_words(v->b, v->channel.section[WEIR_SECTION_INSTANCES].offset, index) <= v->channel.section[WEIR_SECTION_CODE].count; */
    return WEIR_ACCEPTED;
}

/*@ requires WEIR_PROOF_STAGE(v) && WEIR_PROOF_CRITERIA_STAGE(v) && WEIR_PROOF_IN(&v->channel, TEMPLATE) && WEIR_PROOF_IN(&v->channel, INSTANCES);
    requires v->channel.section[WEIR_SECTION_TEMPLATE].count == 1 && v->b[v->channel.section[WEIR_SECTION_TEMPLATE].offset + WEIR_TEMPLATE_ACTIONS] < 8;
    requires WEIR_PROOF_IN(&v->channel, VECTORS) && WEIR_PROOF_IN(&v->channel, CRITERIA) && WEIR_PROOF_IN(&v->channel, CODE);
    requires v->vectors_used <= v->channel.section[WEIR_SECTION_VECTORS].count && v->criteria_used <= v->channel.section[WEIR_SECTION_CRITERIA].count;
    requires v->code_used <= v->channel.section[WEIR_SECTION_CODE].count && v->sets_seen <= v->channel.section[WEIR_SECTION_SETS].count;
    requires index < v->channel.section[WEIR_SECTION_INSTANCES].count && \valid(id_before) && \separated(id_before, v);
    requires WEIR_PROOF_CRITERIA_IN(&v->channel, 0, v->criteria_used);
    assigns v->at, v->strings_seen, v->vectors_used, v->criteria_used, v->code_used, v->sets_seen, v->inputs_read, v->channel.steps_fixed,
            v->channel.max_criteria, *id_before;
    ensures \result == WEIR_ACCEPTED ==> v->vectors_used <= v->channel.section[WEIR_SECTION_VECTORS].count &&
            v->criteria_used <= v->channel.section[WEIR_SECTION_CRITERIA].count && v->code_used <= v->channel.section[WEIR_SECTION_CODE].count;
    ensures v->sets_seen <= v->channel.section[WEIR_SECTION_SETS].count;
    ensures v->channel.max_criteria >= \old(v->channel.max_criteria);
    ensures sound: \result == WEIR_ACCEPTED ==> WEIR_PROOF_INSTANCE_IN(&v->channel, index);
    ensures sound: \result == WEIR_ACCEPTED ==> WEIR_PROOF_CONDITION_IN(&v->channel, index);
    ensures sound: \result == WEIR_ACCEPTED ==>
            instance_criteria(v->b, v->channel.section[WEIR_SECTION_INSTANCES].offset, index) <= v->channel.max_criteria;
    ensures sound: \result == WEIR_ACCEPTED ==> WEIR_PROOF_CRITERIA_IN(&v->channel, 0, v->criteria_used); */
static uint32_t verify_instance(struct verifier *v, uint32_t index, uint64_t *id_before)
{
    struct weir_channel *c = &v->channel;
    struct verify_instance instance;
    const size_t at = WEIR_RECORD(c, INSTANCES, index);
    //@ assert at + WEIR_BYTES_INSTANCES <= v->n;
    const uint32_t code_first = weir_u32_at(v->b, at + WEIR_INSTANCE_CODE_FIRST), code_count = weir_u32_at(v->b, at + WEIR_INSTANCE_CODE_COUNT);
    /*@ assert code_first == instance_code(v->b, v->channel.section[WEIR_SECTION_INSTANCES].offset, index) &&
               code_count == instance_words(v->b, v->channel.section[WEIR_SECTION_INSTANCES].offset, index); */
    TRY(verify_plain(v, at, id_before));
    //@ ghost const uint32_t criteria_before = v->criteria_used;
    TRY(verify_ranges(v, index, &instance));
    TRY(weir_verify_criteria(v, &instance));
    //@ assert WEIR_PROOF_CRITERIA_IN(&v->channel, 0, criteria_before);
    //@ assert criteria: WEIR_PROOF_CRITERIA_IN(&v->channel, 0, v->criteria_used);
    TRY(weir_verify_code(v, &instance, code_first, code_count));
    c->steps_fixed = weir_add_saturating(c->steps_fixed, (uint64_t)WEIR_CONDITION_STEPS * code_count + 1);
    if (c->max_criteria < instance.criterion_count) c->max_criteria = instance.criterion_count;
    return WEIR_ACCEPTED;
}

uint32_t weir_verify_instances(struct verifier *v)
{
    const struct weir_channel *c = &v->channel;
    uint64_t id_before = 0;
    /*@ loop invariant 0 <= i <= v->channel.section[WEIR_SECTION_INSTANCES].count;
        loop invariant v->vectors_used <= v->channel.section[WEIR_SECTION_VECTORS].count && v->criteria_used <= v->channel.section[WEIR_SECTION_CRITERIA].count;
        loop invariant v->code_used <= v->channel.section[WEIR_SECTION_CODE].count && v->sets_seen <= v->channel.section[WEIR_SECTION_SETS].count;
        loop invariant WEIR_PROOF_INSTANCES_IN(&v->channel, i);
        loop invariant WEIR_PROOF_CONDITIONS_IN(&v->channel, i);
        loop invariant WEIR_PROOF_MAX_CRITERIA(&v->channel, i);
        loop invariant WEIR_PROOF_CRITERIA_IN(&v->channel, 0, v->criteria_used);
        loop assigns i, id_before, v->at, v->strings_seen, v->vectors_used, v->criteria_used, v->code_used, v->sets_seen, v->inputs_read,
                     v->channel.steps_fixed, v->channel.max_criteria;
        loop variant v->channel.section[WEIR_SECTION_INSTANCES].count - i; */
    for (uint32_t i = 0; i < c->section[WEIR_SECTION_INSTANCES].count; i++)
        TRY(verify_instance(v, i, &id_before));
    if (v->vectors_used != c->section[WEIR_SECTION_VECTORS].count)
        return weir_refuse(v, WEIR_REFUSED_VECTORS_END, WEIR_RECORD(c, VECTORS, v->vectors_used));
    if (v->criteria_used != c->section[WEIR_SECTION_CRITERIA].count)
        return weir_refuse(v, WEIR_REFUSED_CRITERIA_END, WEIR_RECORD(c, CRITERIA, v->criteria_used));
    if (v->code_used != c->section[WEIR_SECTION_CODE].count) return weir_refuse(v, WEIR_REFUSED_CODE_END, WEIR_RECORD(c, CODE, v->code_used));
    if (v->inputs_read != c->inputs_read) return weir_refuse(v, WEIR_REFUSED_INPUTS_READ, WEIR_AT_INPUTS_READ);
    return WEIR_ACCEPTED;
}
