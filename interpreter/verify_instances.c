/* The verifier's stage on instances: their records and vectors, and with them their criteria and conditions.
 *
 * In:   sections, strings, Template Type and set records that are verified. Out: whether each instance is well formed;
 *       the steps that an event can take at most.
 * Must hold: no instance is accepted whose own parameter count is not the Template Type's. */
#include "verify.h"

#define MOST_ID 9007199254740991u /* 2^53 - 1 */

/* Whether the action's bit is set: shifting by a number is beyond the provers. */
/*@ assigns \nothing;
    ensures exact: \result <==> action_ok(action, allowed); */
static bool is_allowed(uint32_t action, uint32_t allowed)
{
    return (action == 0 ? allowed : action == 1 ? allowed / 2 : allowed / 4) % 2 == 1;
}

/* Severity, action, flags, and what must be zero. */
/*@ requires WEIR_PROOF_FILE(v) && at + WEIR_BYTES_INSTANCES <= v->n && WEIR_PROOF_IN(&v->channel, TEMPLATE);
    requires v->channel.section[WEIR_SECTION_TEMPLATE].count == 1 && v->b[v->channel.section[WEIR_SECTION_TEMPLATE].offset + WEIR_TEMPLATE_ACTIONS] < 8;
    assigns v->at;
    ensures sound: \result == WEIR_ACCEPTED ==> WEIR_PROOF_FIELDS_OK(v, at);
    ensures complete: \result != WEIR_ACCEPTED ==> !WEIR_PROOF_FIELDS_OK(v, at); */
static uint32_t verify_fields(struct verifier *v, size_t at)
{
    const uint8_t *b = v->b + at;
    const uint32_t action = b[WEIR_INSTANCE_ACTION], reserved = weir_u32_at(b, WEIR_INSTANCE_RESERVED2);
    const uint32_t allowed = v->b[WEIR_RECORD(&v->channel, TEMPLATE, 0) + WEIR_TEMPLATE_ACTIONS];
    //@ assert reserved: reserved == u32(v->b, at + WEIR_INSTANCE_RESERVED2);
    if (b[WEIR_INSTANCE_SEVERITY] >= WEIR_SEVERITY_COUNT) return weir_refuse(v, WEIR_REFUSED_INSTANCE_SEVERITY, at + WEIR_INSTANCE_SEVERITY);
    if (action >= WEIR_ACTION_COUNT) return weir_refuse(v, WEIR_REFUSED_INSTANCE_ACTION, at + WEIR_INSTANCE_ACTION);
    if (!is_allowed(action, allowed)) return weir_refuse(v, WEIR_REFUSED_INSTANCE_ACTION_NOT_ALLOWED, at + WEIR_INSTANCE_ACTION);
    if (b[WEIR_INSTANCE_FLAGS] > WEIR_INSTANCE_STRESS) return weir_refuse(v, WEIR_REFUSED_INSTANCE_FLAGS, at + WEIR_INSTANCE_FLAGS);
    if (b[WEIR_INSTANCE_RESERVED] != 0) return weir_refuse(v, WEIR_REFUSED_INSTANCE_RESERVED, at + WEIR_INSTANCE_RESERVED);
    return reserved == 0 ? WEIR_ACCEPTED : weir_refuse(v, WEIR_REFUSED_INSTANCE_RESERVED, at + WEIR_INSTANCE_RESERVED2);
}

/* Everything of an instance that stands for itself. */
/*@ requires WEIR_PROOF_STAGE(v) && WEIR_PROOF_IN(&v->channel, TEMPLATE) && v->channel.section[WEIR_SECTION_TEMPLATE].count == 1;
    requires v->b[v->channel.section[WEIR_SECTION_TEMPLATE].offset + WEIR_TEMPLATE_ACTIONS] < 8;
    requires at + WEIR_BYTES_INSTANCES <= v->n;
    assigns v->at, v->strings_seen, v->id_before;
    ensures sound: \result == WEIR_ACCEPTED ==> WEIR_PROOF_PLAIN_OK(v, at, \old(v->id_before), \old(v->strings_seen));
    ensures complete: \result != WEIR_ACCEPTED ==> !WEIR_PROOF_PLAIN_OK(v, at, \old(v->id_before), \old(v->strings_seen));
    ensures id: \result == WEIR_ACCEPTED ==> v->id_before == u64(v->b, at + WEIR_INSTANCE_ID);
    ensures seen: \result == WEIR_ACCEPTED ==> v->strings_seen == texts_seen(v->b, at, \old(v->strings_seen)); */
static uint32_t verify_plain(struct verifier *v, size_t at)
{
    const uint8_t *b = v->b;
    const size_t name_at = at + WEIR_INSTANCE_NAME, title_at = at + WEIR_INSTANCE_TITLE;
    const uint64_t id = weir_u64_at(b, at + WEIR_INSTANCE_ID);
    const uint32_t name = weir_u32_at(b, name_at);
    //@ assert places: name_at == at + WEIR_INSTANCE_NAME && title_at == at + WEIR_INSTANCE_TITLE && name == u32(b, at + WEIR_INSTANCE_NAME);
    //@ assert id: id == u64(b, at + WEIR_INSTANCE_ID);
    //@ assert no_id: id == 0 || id > MOST_ID || id <= v->id_before ==> !WEIR_PROOF_PLAIN_OK(v, at, v->id_before, v->strings_seen);
    if (id == 0 || id > MOST_ID) return weir_refuse(v, WEIR_REFUSED_INSTANCE_ID, at + WEIR_INSTANCE_ID);
    if (id <= v->id_before) return weir_refuse(v, WEIR_REFUSED_INSTANCE_ORDER, at + WEIR_INSTANCE_ID);
    v->id_before = id;
    uint32_t code = weir_verify_text(v, name_at);
    //@ assert name: code == WEIR_ACCEPTED <==> WEIR_PROOF_TEXT_OK(v, name, \at(v->strings_seen, Pre));
    //@ assert no_name: code != WEIR_ACCEPTED ==> !WEIR_PROOF_PLAIN_OK(v, at, \at(v->id_before, Pre), \at(v->strings_seen, Pre));
    if (code != WEIR_ACCEPTED) return code;
    //@ assert seen: v->strings_seen == seen_behind(u32(b, at + WEIR_INSTANCE_NAME), \at(v->strings_seen, Pre));
    const uint32_t length = weir_string(&v->channel, name).length;
    /*@ assert length: length > 0 <==> u32(b, v->channel.section[WEIR_SECTION_STRING_OFFSETS].offset + 4 * name) <
               u32(b, v->channel.section[WEIR_SECTION_STRING_OFFSETS].offset + 4 * name + 4); */
    //@ assert empty: length == 0 ==> !WEIR_PROOF_PLAIN_OK(v, at, \at(v->id_before, Pre), \at(v->strings_seen, Pre));
    if (length == 0) return weir_refuse(v, WEIR_REFUSED_INSTANCE_NAME, name_at);
    code = weir_verify_text(v, title_at);
    /*@ assert title: code == WEIR_ACCEPTED <==>
               WEIR_PROOF_TEXT_OK(v, u32(b, at + WEIR_INSTANCE_TITLE), seen_behind(u32(b, at + WEIR_INSTANCE_NAME), \at(v->strings_seen, Pre))); */
    //@ assert no_title: code != WEIR_ACCEPTED ==> !WEIR_PROOF_PLAIN_OK(v, at, \at(v->id_before, Pre), \at(v->strings_seen, Pre));
    if (code != WEIR_ACCEPTED) return code;
    //@ assert seen: v->strings_seen == texts_seen(b, at, \at(v->strings_seen, Pre));
    code = verify_fields(v, at);
    //@ assert fields: code == WEIR_ACCEPTED <==> WEIR_PROOF_PLAIN_OK(v, at, \at(v->id_before, Pre), \at(v->strings_seen, Pre));
    return code;
}

/* The instance's own parameter count, and its vector: where the criteria on each ordinal start. */
/*@ requires WEIR_PROOF_FILE(v) && at + WEIR_BYTES_INSTANCES <= v->n && WEIR_PROOF_IN(&v->channel, VECTORS);
    requires v->vectors_used <= v->channel.section[WEIR_SECTION_VECTORS].count && 1 <= v->channel.parameter_count <= WEIR_MAX_PARAMETERS;
    requires \valid(start + (0 .. WEIR_MAX_PARAMETERS)) && \separated(start + (0 .. WEIR_MAX_PARAMETERS), v);
    assigns v->at, v->vectors_used, start[0 .. WEIR_MAX_PARAMETERS];
    ensures sound: \result == WEIR_ACCEPTED ==> WEIR_PROOF_VECTOR_OK(v, at, \old(v->vectors_used));
    ensures complete: \result != WEIR_ACCEPTED ==> !WEIR_PROOF_VECTOR_OK(v, at, \old(v->vectors_used));
    ensures used: \result == WEIR_ACCEPTED ==> v->vectors_used == \old(v->vectors_used) + v->channel.parameter_count;
    ensures starts: \result == WEIR_ACCEPTED ==> starts_ok(start, v->b, WEIR_PROOF_VECTOR_AT(v, \old(v->vectors_used)), v->channel.parameter_count); */
static uint32_t verify_vector(struct verifier *v, size_t at, int32_t *start)
{
    const uint8_t *b = v->b;
    const struct weir_channel *c = &v->channel;
    const size_t first_at = at + WEIR_INSTANCE_VECTOR_FIRST, count_at = at + WEIR_INSTANCE_PARAMETER_COUNT, sum_at = at + WEIR_INSTANCE_CRITERION_COUNT;
    const uint32_t first = weir_u32_at(b, first_at), count = weir_u32_at(b, count_at), criteria = weir_u32_at(b, sum_at);
    /*@ assert record: first == u32(b, at + WEIR_INSTANCE_VECTOR_FIRST) && count == u32(b, at + WEIR_INSTANCE_PARAMETER_COUNT) &&
               criteria == u32(b, at + WEIR_INSTANCE_CRITERION_COUNT); */
    if (count != c->parameter_count) return weir_refuse(v, WEIR_REFUSED_COUNT_INSTANCE, count_at);
    const struct verify_range vector = {first_at, count_at, first, count, WEIR_REFUSED_VECTORS_FIRST, WEIR_REFUSED_VECTORS_END};
    const uint32_t code = weir_verify_range(v, &vector, &v->vectors_used, c->section[WEIR_SECTION_VECTORS].count);
    //@ assert range: code == WEIR_ACCEPTED <==> range_ok(first, count, \at(v->vectors_used, Pre), v->channel.section[WEIR_SECTION_VECTORS].count);
    if (code != WEIR_ACCEPTED) return code;
    const size_t counts = WEIR_RECORD(c, VECTORS, first);
    //@ assert counts == WEIR_PROOF_VECTOR_AT(v, \at(v->vectors_used, Pre)) && counts + WEIR_BYTES_VECTORS * count <= v->n;
    uint32_t sum = 0; /* at most 64 * 65,535 */
    /*@ loop invariant 0 <= i <= count && 0 <= sum <= 65535 * i && sum == start_of(b, counts, i);
        loop invariant \forall integer k; 0 <= k < i ==> start[k] == start_of(b, counts, k);
        loop invariant \forall integer k; 0 < k < i ==> start[k - 1] <= start[k];
        loop invariant \forall integer k; 0 <= k < i ==> 0 <= start[k] <= sum;
        loop assigns i, sum, start[0 .. WEIR_MAX_PARAMETERS - 1];
        loop variant count - i; */
    for (uint32_t i = 0; i < count; i++) {
        start[i] = (int32_t)sum;
        //@ assert start[i] == sum;
        const size_t place = counts + (size_t)WEIR_BYTES_VECTORS * i;
        //@ assert place: place == counts + WEIR_BYTES_VECTORS * i;
        const uint32_t on = weir_u16_at(b, place);
        //@ assert most: on <= 65535;
        //@ assert on: on == u16(b, counts + WEIR_BYTES_VECTORS * i);
        //@ assert next: start_of(b, counts, i + 1) == start_of(b, counts, i) + u16(b, counts + WEIR_BYTES_VECTORS * i);
        sum += on;
    }
    start[count] = (int32_t)sum;
    //@ assert start[count] == sum && (\forall integer k; 0 < k <= count ==> 0 <= start[k - 1] <= start[k] <= sum);
    //@ assert \forall integer k; 0 <= k <= count ==> start[k] == start_of(b, counts, k);
    //@ assert sum == start_of(b, WEIR_PROOF_VECTOR_AT(v, \at(v->vectors_used, Pre)), v->channel.parameter_count);
    //@ assert sum: sum == criteria <==> WEIR_PROOF_VECTOR_OK(v, at, \at(v->vectors_used, Pre));
    return sum == criteria ? WEIR_ACCEPTED : weir_refuse(v, WEIR_REFUSED_VECTOR_SUM, sum_at);
}

/* Where its part of CRITERIA stands: behind those of the instance before it. */
/*@ requires WEIR_PROOF_FILE(v) && at + WEIR_BYTES_INSTANCES <= v->n && v->criteria_used <= v->channel.section[WEIR_SECTION_CRITERIA].count;
    assigns v->at, v->criteria_used;
    ensures exact: \result == WEIR_ACCEPTED <==> range_ok(u32(v->b, at + WEIR_INSTANCE_CRITERION_FIRST), u32(v->b, at + WEIR_INSTANCE_CRITERION_COUNT),
                                                          \old(v->criteria_used), v->channel.section[WEIR_SECTION_CRITERIA].count);
    ensures used: \result == WEIR_ACCEPTED ==> v->criteria_used == \old(v->criteria_used) + u32(v->b, at + WEIR_INSTANCE_CRITERION_COUNT); */
static uint32_t verify_criteria_range(struct verifier *v, size_t at)
{
    const struct verify_range range = {at + WEIR_INSTANCE_CRITERION_FIRST, at + WEIR_INSTANCE_CRITERION_COUNT, weir_u32_at(v->b, at + WEIR_INSTANCE_CRITERION_FIRST),
                                       weir_u32_at(v->b, at + WEIR_INSTANCE_CRITERION_COUNT), WEIR_REFUSED_CRITERIA_FIRST, WEIR_REFUSED_CRITERIA_END};
    return weir_verify_range(v, &range, &v->criteria_used, v->channel.section[WEIR_SECTION_CRITERIA].count);
}

/* Where its part of CODE stands: behind those of the instance before it. There is at least one word. */
/*@ requires WEIR_PROOF_FILE(v) && at + WEIR_BYTES_INSTANCES <= v->n && v->code_used <= v->channel.section[WEIR_SECTION_CODE].count;
    assigns v->at, v->code_used;
    ensures exact: \result == WEIR_ACCEPTED <==> 1 <= u32(v->b, at + WEIR_INSTANCE_CODE_COUNT) &&
            range_ok(u32(v->b, at + WEIR_INSTANCE_CODE_FIRST), u32(v->b, at + WEIR_INSTANCE_CODE_COUNT), \old(v->code_used), v->channel.section[WEIR_SECTION_CODE].count);
    ensures used: \result == WEIR_ACCEPTED ==> v->code_used == \old(v->code_used) + u32(v->b, at + WEIR_INSTANCE_CODE_COUNT); */
static uint32_t verify_code_range(struct verifier *v, size_t at)
{
    const struct verify_range range = {at + WEIR_INSTANCE_CODE_FIRST, at + WEIR_INSTANCE_CODE_COUNT, weir_u32_at(v->b, at + WEIR_INSTANCE_CODE_FIRST),
                                       weir_u32_at(v->b, at + WEIR_INSTANCE_CODE_COUNT), WEIR_REFUSED_CODE_FIRST, WEIR_REFUSED_CODE_END};
    if (range.count == 0) return weir_refuse(v, WEIR_REFUSED_CODE_EMPTY, at + WEIR_INSTANCE_CODE_COUNT);
    return weir_verify_range(v, &range, &v->code_used, v->channel.section[WEIR_SECTION_CODE].count);
}

/* All its ranges. */
/*@ requires WEIR_PROOF_FILE(v) && at + WEIR_BYTES_INSTANCES <= v->n && WEIR_PROOF_IN(&v->channel, VECTORS) && 1 <= v->channel.parameter_count <= WEIR_MAX_PARAMETERS;
    requires v->vectors_used <= v->channel.section[WEIR_SECTION_VECTORS].count && v->criteria_used <= v->channel.section[WEIR_SECTION_CRITERIA].count;
    requires v->code_used <= v->channel.section[WEIR_SECTION_CODE].count;
    requires \valid(start + (0 .. WEIR_MAX_PARAMETERS)) && \separated(start + (0 .. WEIR_MAX_PARAMETERS), v);
    assigns v->at, v->vectors_used, v->criteria_used, v->code_used, start[0 .. WEIR_MAX_PARAMETERS];
    ensures exact: \result == WEIR_ACCEPTED <==> WEIR_PROOF_RANGES_OK(v, at, \old(v->vectors_used), \old(v->criteria_used), \old(v->code_used));
    ensures used: \result == WEIR_ACCEPTED ==> v->vectors_used == \old(v->vectors_used) + v->channel.parameter_count;
    ensures used: \result == WEIR_ACCEPTED ==> v->criteria_used == \old(v->criteria_used) + u32(v->b, at + WEIR_INSTANCE_CRITERION_COUNT);
    ensures used: \result == WEIR_ACCEPTED ==> v->code_used == \old(v->code_used) + u32(v->b, at + WEIR_INSTANCE_CODE_COUNT);
    ensures starts: \result == WEIR_ACCEPTED ==> starts_ok(start, v->b, WEIR_PROOF_VECTOR_AT(v, \old(v->vectors_used)), v->channel.parameter_count); */
static uint32_t verify_ranges(struct verifier *v, size_t at, int32_t *start)
{
    TRY(verify_vector(v, at, start));
    TRY(verify_criteria_range(v, at));
    return verify_code_range(v, at);
}

#define WEIR_PROOF_LAST_VECTOR(v) WEIR_PROOF_VECTOR_AT(v, (v)->vectors_used - (v)->channel.parameter_count)
/* Its criteria and its condition, in places that are verified. */
/*@ requires WEIR_PROOF_CRITERIA_STAGE(v) && WEIR_PROOF_IN(&v->channel, CRITERIA) && WEIR_PROOF_IN(&v->channel, CODE);
    requires v->sets_seen <= v->channel.section[WEIR_SECTION_SETS].count;
    requires v->channel.parameter_count <= v->vectors_used <= v->channel.section[WEIR_SECTION_VECTORS].count && WEIR_PROOF_IN(&v->channel, VECTORS);
    requires WEIR_PROOF_STARTS_APART(v, instance) && starts_ok(instance.start, v->b, WEIR_PROOF_LAST_VECTOR(v), v->channel.parameter_count);
    requires instance.start[v->channel.parameter_count] == instance.criterion_count;
    requires instance.criterion_first + instance.criterion_count <= v->channel.section[WEIR_SECTION_CRITERIA].count;
    requires 1 <= code_count && code_first + code_count <= v->channel.section[WEIR_SECTION_CODE].count;
    requires v->sets_seen == WEIR_PROOF_SETS_BEFORE(&v->channel, instance.criterion_first);
    requires v->inputs_read == WEIR_PROOF_READS_BEFORE(&v->channel, instance.criterion_first);
    assigns v->at, v->sets_seen, v->inputs_read;
    ensures sound: \result == WEIR_ACCEPTED ==> WEIR_PROOF_INSTANCE_CRITERIA_OK(&v->channel, instance.criterion_first, WEIR_PROOF_LAST_VECTOR(v));
    ensures sound: \result == WEIR_ACCEPTED ==>
            WEIR_PROOF_INSTANCE_CONDITION_OK(&v->channel, code_first, code_count, instance.criterion_first, instance.criterion_count, WEIR_PROOF_LAST_VECTOR(v));
    ensures complete: \result != WEIR_ACCEPTED ==> !(WEIR_PROOF_INSTANCE_CRITERIA_OK(&v->channel, instance.criterion_first, WEIR_PROOF_LAST_VECTOR(v)) &&
            WEIR_PROOF_INSTANCE_CONDITION_OK(&v->channel, code_first, code_count, instance.criterion_first, instance.criterion_count, WEIR_PROOF_LAST_VECTOR(v)));
    ensures in: \result == WEIR_ACCEPTED ==>
            WEIR_PROOF_CRITERIA_IN(&v->channel, instance.criterion_first, instance.criterion_first + instance.criterion_count);
    ensures ends: \result == WEIR_ACCEPTED ==>
            WEIR_PROOF_CRITERIA_ENDS(&v->channel, instance.criterion_first, instance.criterion_first + instance.criterion_count);
    ensures in: \result == WEIR_ACCEPTED ==>
            code_in(v->b, v->channel.section[WEIR_SECTION_CODE].offset + WEIR_BYTES_CODE * code_first, code_count, instance.criterion_count);
    ensures v->sets_seen <= v->channel.section[WEIR_SECTION_SETS].count;
    ensures seen: \result == WEIR_ACCEPTED ==> v->sets_seen == WEIR_PROOF_SETS_BEFORE(&v->channel, instance.criterion_first + instance.criterion_count);
    ensures read: \result == WEIR_ACCEPTED ==> v->inputs_read == WEIR_PROOF_READS_BEFORE(&v->channel, instance.criterion_first + instance.criterion_count); */
static uint32_t verify_contents(struct verifier *v, struct verify_instance instance, uint32_t code_first, uint32_t code_count)
{
    //@ ghost const size_t vector = (size_t)v->channel.section[WEIR_SECTION_VECTORS].offset + (size_t)WEIR_BYTES_VECTORS * (v->vectors_used - v->channel.parameter_count);
    //@ assert vector: vector == WEIR_PROOF_LAST_VECTOR(v);
    //@ assert starts: starts_in(instance.start, instance.criterion_count, v->channel.parameter_count);
    uint32_t code = weir_verify_criteria(v, instance);
    /*@ ghost criteria_by_bytes(v->b, v->channel.section[WEIR_SECTION_CRITERIA].offset, v->channel.section[WEIR_SECTION_PARAMETERS].offset,
                                v->channel.parameter_count, v->channel.section[WEIR_SECTION_SETS].offset, v->channel.section[WEIR_SECTION_NUMBERS].offset,
                                v->channel.section[WEIR_SECTION_SETS].count, instance.criterion_first, instance.start, vector); */
    //@ assert criteria: code == WEIR_ACCEPTED <==> WEIR_PROOF_INSTANCE_CRITERIA_OK(&v->channel, instance.criterion_first, vector);
    if (code != WEIR_ACCEPTED) return code;
    /*@ assert in: WEIR_PROOF_CRITERIA_IN(&v->channel, instance.criterion_first, instance.criterion_first + instance.criterion_count); */
    /*@ assert each: \forall integer k; instance.criterion_first <= k < instance.criterion_first + instance.criterion_count ==>
               WEIR_PROOF_CRITERION_IN(&v->channel, k) && ordinal_in(v->b, v->channel.section[WEIR_SECTION_CRITERIA].offset, k, v->channel.parameter_count); */
    /*@ assert ordinals: \forall integer k; instance.criterion_first <= k < instance.criterion_first + instance.criterion_count ==>
               ordinal_in(v->b, v->channel.section[WEIR_SECTION_CRITERIA].offset, k, v->channel.parameter_count); */
    //@ assert last: instance.start[0] == 0 && instance.start[v->channel.parameter_count] == instance.criterion_count;
    //@ assert rise: \forall integer k; 0 < k <= v->channel.parameter_count ==> 0 <= instance.start[k - 1] <= instance.start[k] <= instance.criterion_count;
    code = weir_verify_code(v, instance, code_first, code_count);
    //@ ghost const size_t place = (size_t)v->channel.section[WEIR_SECTION_CODE].offset + (size_t)WEIR_BYTES_CODE * code_first;
    //@ assert place == v->channel.section[WEIR_SECTION_CODE].offset + WEIR_BYTES_CODE * code_first;
    /*@ ghost condition_by_bytes(v->b, place, code_count, v->channel.section[WEIR_SECTION_CRITERIA].offset, instance.criterion_first,
                                 instance.criterion_count, instance.start, vector, v->channel.parameter_count); */
    /*@ assert condition: code == WEIR_ACCEPTED <==>
               WEIR_PROOF_INSTANCE_CONDITION_OK(&v->channel, code_first, code_count, instance.criterion_first, instance.criterion_count, vector); */
    return code;
}

/* What it adds to the steps of an event, and to the memo. */
/*@ requires \valid(v);
    assigns v->channel.steps_fixed, v->channel.max_criteria;
    ensures v->channel.max_criteria >= \old(v->channel.max_criteria) && v->channel.max_criteria >= criteria; */
static void add_cost(struct verifier *v, uint32_t words, uint32_t criteria)
{
    v->channel.steps_fixed = weir_add_saturating(v->channel.steps_fixed, (uint64_t)WEIR_CONDITION_STEPS * words + 1);
    if (v->channel.max_criteria < criteria) v->channel.max_criteria = criteria;
}

/* Where the verifier stands before an instance: so much of each table is that of the instances before it. */
#define WEIR_PROOF_INSTANCES_STAGE(v) \
    (WEIR_PROOF_STAGE(v) && WEIR_PROOF_CRITERIA_STAGE(v) && WEIR_PROOF_IN(&(v)->channel, TEMPLATE) && WEIR_PROOF_IN(&(v)->channel, INSTANCES) && \
     (v)->channel.section[WEIR_SECTION_TEMPLATE].count == 1 && (v)->b[(v)->channel.section[WEIR_SECTION_TEMPLATE].offset + WEIR_TEMPLATE_ACTIONS] < 8 && \
     WEIR_PROOF_IN(&(v)->channel, VECTORS) && WEIR_PROOF_IN(&(v)->channel, CRITERIA) && WEIR_PROOF_IN(&(v)->channel, CODE))
#define WEIR_PROOF_USED(v) \
    ((v)->vectors_used <= (v)->channel.section[WEIR_SECTION_VECTORS].count && (v)->criteria_used <= (v)->channel.section[WEIR_SECTION_CRITERIA].count && \
     (v)->code_used <= (v)->channel.section[WEIR_SECTION_CODE].count && (v)->sets_seen <= (v)->channel.section[WEIR_SECTION_SETS].count)
/* What the instances before this one have used, where the function began. */
#define WEIR_PROOF_BEFORE(v) \
    \at((v)->id_before, Pre), \at((v)->strings_seen, Pre), \at((v)->vectors_used, Pre), \at((v)->criteria_used, Pre), \at((v)->code_used, Pre)
/* Its record: what stands for itself, and where its parts stand. */
#define WEIR_PROOF_RECORD_OK(v, at, ...) WEIR_PROOF_RECORD_OK_(v, at, __VA_ARGS__)
#define WEIR_PROOF_RECORD_OK_(v, at, before, seen, vectors_used, criteria_used, code_used) \
    (WEIR_PROOF_PLAIN_OK(v, at, before, seen) && WEIR_PROOF_RANGES_OK(v, at, vectors_used, criteria_used, code_used))
/*@ requires WEIR_PROOF_INSTANCES_STAGE(v) && WEIR_PROOF_USED(v) && at + WEIR_BYTES_INSTANCES <= v->n;
    requires \valid(start + (0 .. WEIR_MAX_PARAMETERS)) && \separated(start + (0 .. WEIR_MAX_PARAMETERS), v);
    assigns v->at, v->strings_seen, v->vectors_used, v->criteria_used, v->code_used, start[0 .. WEIR_MAX_PARAMETERS], v->id_before;
    ensures sound: \result == WEIR_ACCEPTED ==> WEIR_PROOF_RECORD_OK(v, at, WEIR_PROOF_BEFORE(v));
    ensures complete: \result != WEIR_ACCEPTED ==> !WEIR_PROOF_RECORD_OK(v, at, WEIR_PROOF_BEFORE(v));
    ensures used: \result == WEIR_ACCEPTED ==> v->vectors_used == \old(v->vectors_used) + v->channel.parameter_count;
    ensures used: \result == WEIR_ACCEPTED ==> v->criteria_used == \old(v->criteria_used) + u32(v->b, at + WEIR_INSTANCE_CRITERION_COUNT);
    ensures used: \result == WEIR_ACCEPTED ==> v->code_used == \old(v->code_used) + u32(v->b, at + WEIR_INSTANCE_CODE_COUNT);
    ensures used: \result == WEIR_ACCEPTED ==> WEIR_PROOF_USED(v);
    ensures starts: \result == WEIR_ACCEPTED ==> starts_ok(start, v->b, WEIR_PROOF_VECTOR_AT(v, \old(v->vectors_used)), v->channel.parameter_count);
    ensures sum: \result == WEIR_ACCEPTED ==> start[v->channel.parameter_count] == u32(v->b, at + WEIR_INSTANCE_CRITERION_COUNT);
    ensures words: \result == WEIR_ACCEPTED ==> 1 <= u32(v->b, at + WEIR_INSTANCE_CODE_COUNT);
    ensures seen: \result == WEIR_ACCEPTED ==> v->strings_seen == texts_seen(v->b, at, \old(v->strings_seen));
    ensures id: \result == WEIR_ACCEPTED ==> v->id_before == u64(v->b, at + WEIR_INSTANCE_ID); */
static uint32_t verify_record(struct verifier *v, size_t at, int32_t *start)
{
    uint32_t code = verify_plain(v, at);
    //@ assert no_plain: code != WEIR_ACCEPTED ==> !WEIR_PROOF_PLAIN_OK(v, at, \at(v->id_before, Pre), \at(v->strings_seen, Pre));
    if (code != WEIR_ACCEPTED) return code;
    //@ assert plain: WEIR_PROOF_PLAIN_OK(v, at, \at(v->id_before, Pre), \at(v->strings_seen, Pre));
    code = verify_ranges(v, at, start);
    //@ assert no_ranges: code != WEIR_ACCEPTED ==> !WEIR_PROOF_RANGES_OK(v, at, \at(v->vectors_used, Pre), \at(v->criteria_used, Pre), \at(v->code_used, Pre));
    return code;
}

/*@ requires WEIR_PROOF_INSTANCES_STAGE(v) && WEIR_PROOF_USED(v) && at + WEIR_BYTES_INSTANCES <= v->n;
    requires v->sets_seen == WEIR_PROOF_SETS_BEFORE(&v->channel, v->criteria_used) && v->inputs_read == WEIR_PROOF_READS_BEFORE(&v->channel, v->criteria_used);
    assigns v->at, v->strings_seen, v->vectors_used, v->criteria_used, v->code_used, v->sets_seen, v->inputs_read, v->channel.steps_fixed,
            v->channel.max_criteria, v->id_before;
    ensures sound: \result == WEIR_ACCEPTED ==> WEIR_PROOF_INSTANCE_OK(v, at, WEIR_PROOF_BEFORE(v));
    ensures complete: \result != WEIR_ACCEPTED ==> !WEIR_PROOF_INSTANCE_OK(v, at, WEIR_PROOF_BEFORE(v));
    ensures used: \result == WEIR_ACCEPTED ==> v->vectors_used == \old(v->vectors_used) + v->channel.parameter_count;
    ensures used: \result == WEIR_ACCEPTED ==> v->criteria_used == \old(v->criteria_used) + u32(v->b, at + WEIR_INSTANCE_CRITERION_COUNT);
    ensures used: \result == WEIR_ACCEPTED ==> v->code_used == \old(v->code_used) + u32(v->b, at + WEIR_INSTANCE_CODE_COUNT);
    ensures used: \result == WEIR_ACCEPTED ==> WEIR_PROOF_USED(v);
    ensures seen: \result == WEIR_ACCEPTED ==> v->strings_seen == texts_seen(v->b, at, \old(v->strings_seen));
    ensures id: \result == WEIR_ACCEPTED ==> v->id_before == u64(v->b, at + WEIR_INSTANCE_ID);
    ensures sets: \result == WEIR_ACCEPTED ==> v->sets_seen == WEIR_PROOF_SETS_BEFORE(&v->channel, v->criteria_used);
    ensures read: \result == WEIR_ACCEPTED ==> v->inputs_read == WEIR_PROOF_READS_BEFORE(&v->channel, v->criteria_used);
    ensures in: \result == WEIR_ACCEPTED ==> WEIR_PROOF_CRITERIA_IN(&v->channel, \old(v->criteria_used), v->criteria_used);
    ensures ends: \result == WEIR_ACCEPTED ==> WEIR_PROOF_CRITERIA_ENDS(&v->channel, \old(v->criteria_used), v->criteria_used);
    ensures v->sets_seen <= v->channel.section[WEIR_SECTION_SETS].count;
    ensures most: v->channel.max_criteria >= \old(v->channel.max_criteria);
    ensures most: \result == WEIR_ACCEPTED ==> u32(v->b, at + WEIR_INSTANCE_CRITERION_COUNT) <= v->channel.max_criteria; */
static uint32_t verify_instance(struct verifier *v, size_t at)
{
    int32_t start[WEIR_MAX_PARAMETERS + 1];
    const size_t words_at = at + WEIR_INSTANCE_CODE_COUNT, criteria_at = at + WEIR_INSTANCE_CRITERION_COUNT;
    //@ assert places: words_at == at + WEIR_INSTANCE_CODE_COUNT && criteria_at == at + WEIR_INSTANCE_CRITERION_COUNT;
    const uint32_t words = weir_u32_at(v->b, words_at), criteria = weir_u32_at(v->b, criteria_at), code_first = v->code_used;
    const struct verify_instance instance = {v->criteria_used, criteria, start};
    add_cost(v, words, criteria);
    //@ assert words: words == u32(v->b, at + WEIR_INSTANCE_CODE_COUNT);
    //@ assert criteria: criteria == u32(v->b, at + WEIR_INSTANCE_CRITERION_COUNT);
    uint32_t code = verify_record(v, at, start);
    //@ assert no_record: code != WEIR_ACCEPTED ==> !WEIR_PROOF_INSTANCE_OK(v, at, WEIR_PROOF_BEFORE(v));
    if (code != WEIR_ACCEPTED) return code;
    //@ assert id: v->id_before == u64(v->b, at + WEIR_INSTANCE_ID);
    //@ assert criteria_used: v->criteria_used == instance.criterion_first + criteria && instance.criterion_first == \at(v->criteria_used, Pre);
    //@ assert code_used: v->code_used == code_first + words && code_first == \at(v->code_used, Pre);
    //@ assert vectors_used: v->vectors_used - v->channel.parameter_count == \at(v->vectors_used, Pre);
    code = verify_contents(v, instance, code_first, words);
    //@ assert ok: code == WEIR_ACCEPTED ==> WEIR_PROOF_INSTANCE_OK(v, at, WEIR_PROOF_BEFORE(v));
    //@ assert no_contents: code != WEIR_ACCEPTED ==> !WEIR_PROOF_INSTANCE_OK(v, at, WEIR_PROOF_BEFORE(v));
    return code;
}

/* One instance of the table, where those before it are verified. */
/*@ requires WEIR_PROOF_INSTANCES_STAGE(v) && WEIR_PROOF_USED(v) && index < v->channel.section[WEIR_SECTION_INSTANCES].count;
    requires v->sets_seen == WEIR_PROOF_SETS_BEFORE(&v->channel, v->criteria_used) && v->inputs_read == WEIR_PROOF_READS_BEFORE(&v->channel, v->criteria_used);
    assigns v->at, v->strings_seen, v->vectors_used, v->criteria_used, v->code_used, v->sets_seen, v->inputs_read, v->channel.steps_fixed,
            v->channel.max_criteria, v->id_before;
    ensures sound: \result == WEIR_ACCEPTED ==> WEIR_PROOF_INSTANCE_OK(v, WEIR_PROOF_INSTANCE_AT(v, index), WEIR_PROOF_BEFORE(v));
    ensures complete: \result != WEIR_ACCEPTED ==> !WEIR_PROOF_INSTANCE_OK(v, WEIR_PROOF_INSTANCE_AT(v, index), WEIR_PROOF_BEFORE(v));
    ensures used: \result == WEIR_ACCEPTED ==> v->vectors_used == \old(v->vectors_used) + v->channel.parameter_count;
    ensures used: \result == WEIR_ACCEPTED ==> v->criteria_used == \old(v->criteria_used) + instance_criteria(v->b, v->channel.section[WEIR_SECTION_INSTANCES].offset, index);
    ensures used: \result == WEIR_ACCEPTED ==> v->code_used == \old(v->code_used) + instance_words(v->b, v->channel.section[WEIR_SECTION_INSTANCES].offset, index);
    ensures used: \result == WEIR_ACCEPTED ==> WEIR_PROOF_USED(v);
    ensures seen: \result == WEIR_ACCEPTED ==> v->strings_seen == texts_seen(v->b, WEIR_PROOF_INSTANCE_AT(v, index), \old(v->strings_seen));
    ensures id: \result == WEIR_ACCEPTED ==> v->id_before == u64(v->b, WEIR_PROOF_INSTANCE_AT(v, index) + WEIR_INSTANCE_ID);
    ensures sets: \result == WEIR_ACCEPTED ==> v->sets_seen == WEIR_PROOF_SETS_BEFORE(&v->channel, v->criteria_used);
    ensures read: \result == WEIR_ACCEPTED ==> v->inputs_read == WEIR_PROOF_READS_BEFORE(&v->channel, v->criteria_used);
    ensures in: \result == WEIR_ACCEPTED ==> WEIR_PROOF_CRITERIA_IN(&v->channel, \old(v->criteria_used), v->criteria_used);
    ensures ends: \result == WEIR_ACCEPTED ==> WEIR_PROOF_CRITERIA_ENDS(&v->channel, \old(v->criteria_used), v->criteria_used);
    ensures instance: \result == WEIR_ACCEPTED ==> WEIR_PROOF_INSTANCE_IN(&v->channel, index);
    ensures condition: \result == WEIR_ACCEPTED ==> WEIR_PROOF_CONDITION_IN(&v->channel, index);
    ensures v->sets_seen <= v->channel.section[WEIR_SECTION_SETS].count;
    ensures most: v->channel.max_criteria >= \old(v->channel.max_criteria);
    ensures most: \result == WEIR_ACCEPTED ==> instance_criteria(v->b, v->channel.section[WEIR_SECTION_INSTANCES].offset, index) <= v->channel.max_criteria; */
static uint32_t verify_next(struct verifier *v, uint32_t index)
{
    const size_t at = WEIR_RECORD(&v->channel, INSTANCES, index);
    //@ assert at: at == WEIR_PROOF_INSTANCE_AT(v, index) && at + WEIR_BYTES_INSTANCES <= v->n;
    /*@ assert record: instance_criteria(v->b, v->channel.section[WEIR_SECTION_INSTANCES].offset, index) == u32(v->b, at + WEIR_INSTANCE_CRITERION_COUNT) &&
               instance_words(v->b, v->channel.section[WEIR_SECTION_INSTANCES].offset, index) == u32(v->b, at + WEIR_INSTANCE_CODE_COUNT); */
    const uint32_t code = verify_instance(v, at);
    //@ assert first: code == WEIR_ACCEPTED ==> instance_code(v->b, v->channel.section[WEIR_SECTION_INSTANCES].offset, index) == \at(v->code_used, Pre);
    /*@ assert condition: code == WEIR_ACCEPTED ==>
               code_in(v->b, v->channel.section[WEIR_SECTION_CODE].offset + WEIR_BYTES_CODE * \at(v->code_used, Pre),
                       instance_words(v->b, v->channel.section[WEIR_SECTION_INSTANCES].offset, index),
                       instance_criteria(v->b, v->channel.section[WEIR_SECTION_INSTANCES].offset, index)); */
    /*@ assert its_condition: code == WEIR_ACCEPTED ==>
               code_in(v->b, v->channel.section[WEIR_SECTION_CODE].offset +
                             WEIR_BYTES_CODE * instance_code(v->b, v->channel.section[WEIR_SECTION_INSTANCES].offset, index),
                       instance_words(v->b, v->channel.section[WEIR_SECTION_INSTANCES].offset, index),
                       instance_criteria(v->b, v->channel.section[WEIR_SECTION_INSTANCES].offset, index)); */
    /*@ ghost if (code == WEIR_ACCEPTED)
            condition_is_in(v->b, v->channel.section[WEIR_SECTION_INSTANCES].offset, v->channel.section[WEIR_SECTION_CODE].offset, index); */
    return code;
}

#define WEIR_PROOF_OK_FROM_START(v) WEIR_PROOF_INSTANCES_OK(v, \at((v)->strings_seen, Pre))
uint32_t weir_verify_instances(struct verifier *v)
{
    const struct weir_channel *c = &v->channel;
    v->id_before = 0;
    /*@ loop invariant 0 <= i <= v->channel.section[WEIR_SECTION_INSTANCES].count && WEIR_PROOF_USED(v);
        loop invariant strings: v->strings_seen == WEIR_PROOF_STRINGS_AT(v, \at(v->strings_seen, Pre), i);
        loop invariant vectors: v->vectors_used == vectors_at(v->channel.parameter_count, i);
        loop invariant criteria: v->criteria_used == WEIR_PROOF_CRITERIA_AT(v, i);
        loop invariant words: v->code_used == WEIR_PROOF_WORDS_AT(v, i);
        loop invariant id: v->id_before == WEIR_PROOF_ID_AT(v, i);
        loop invariant sets: v->sets_seen == WEIR_PROOF_SETS_BEFORE(&v->channel, v->criteria_used);
        loop invariant read: v->inputs_read == WEIR_PROOF_READS_BEFORE(&v->channel, v->criteria_used);
        loop invariant plain: \forall integer k; 0 <= k < i ==> WEIR_PROOF_PLAIN_OK_AT(v, \at(v->strings_seen, Pre), k);
        loop invariant ranges: \forall integer k; 0 <= k < i ==> WEIR_PROOF_RANGES_OK_AT(v, k);
        loop invariant contents: \forall integer k; 0 <= k < i ==> WEIR_PROOF_CRITERIA_OK_AT(v, k);
        loop invariant code: \forall integer k; 0 <= k < i ==> WEIR_PROOF_CONDITION_OK_AT(v, k);
        loop invariant instances: WEIR_PROOF_INSTANCES_IN(&v->channel, i);
        loop invariant conditions: WEIR_PROOF_CONDITIONS_IN(&v->channel, i);
        loop invariant most: WEIR_PROOF_MAX_CRITERIA(&v->channel, i);
        loop invariant in: WEIR_PROOF_CRITERIA_IN(&v->channel, 0, v->criteria_used);
        loop invariant ends: WEIR_PROOF_CRITERIA_ENDS(&v->channel, 0, v->criteria_used);
        loop assigns i, v->id_before, v->at, v->strings_seen, v->vectors_used, v->criteria_used, v->code_used, v->sets_seen, v->inputs_read,
                     v->channel.steps_fixed, v->channel.max_criteria;
        loop variant v->channel.section[WEIR_SECTION_INSTANCES].count - i; */
    for (uint32_t i = 0; i < c->section[WEIR_SECTION_INSTANCES].count; i++) {
        //@ ghost const uint32_t criteria_before = v->criteria_used;
        const uint32_t code = verify_next(v, i);
        /*@ assert record: instance_words(v->b, v->channel.section[WEIR_SECTION_INSTANCES].offset, i) == u32(v->b, WEIR_PROOF_INSTANCE_AT(v, i) + WEIR_INSTANCE_CODE_COUNT) &&
                   instance_criteria(v->b, v->channel.section[WEIR_SECTION_INSTANCES].offset, i) == u32(v->b, WEIR_PROOF_INSTANCE_AT(v, i) + WEIR_INSTANCE_CRITERION_COUNT); */
        //@ assert one: code == WEIR_ACCEPTED <==> WEIR_PROOF_INSTANCE_OK_AT(v, \at(v->strings_seen, Pre), i);
        //@ assert refused: code != WEIR_ACCEPTED ==> !WEIR_PROOF_OK_FROM_START(v);
        if (code != WEIR_ACCEPTED) return code;
        //@ assert in: WEIR_PROOF_CRITERIA_IN(&v->channel, 0, criteria_before);
        //@ assert ends: WEIR_PROOF_CRITERIA_ENDS(&v->channel, 0, criteria_before);
        /*@ assert strings: WEIR_PROOF_STRINGS_AT(v, \at(v->strings_seen, Pre), i + 1) ==
                   texts_seen(v->b, WEIR_PROOF_INSTANCE_AT(v, i), WEIR_PROOF_STRINGS_AT(v, \at(v->strings_seen, Pre), i)); */
        //@ assert id: WEIR_PROOF_ID_AT(v, i + 1) == u64(v->b, WEIR_PROOF_INSTANCE_AT(v, i) + WEIR_INSTANCE_ID);
    }
    //@ assert vectors: v->vectors_used != v->channel.section[WEIR_SECTION_VECTORS].count ==> !WEIR_PROOF_OK_FROM_START(v);
    if (v->vectors_used != c->section[WEIR_SECTION_VECTORS].count)
        return weir_refuse(v, WEIR_REFUSED_VECTORS_END, WEIR_RECORD(c, VECTORS, v->vectors_used));
    //@ assert criteria: v->criteria_used != v->channel.section[WEIR_SECTION_CRITERIA].count ==> !WEIR_PROOF_OK_FROM_START(v);
    if (v->criteria_used != c->section[WEIR_SECTION_CRITERIA].count)
        return weir_refuse(v, WEIR_REFUSED_CRITERIA_END, WEIR_RECORD(c, CRITERIA, v->criteria_used));
    //@ assert words: v->code_used != v->channel.section[WEIR_SECTION_CODE].count ==> !WEIR_PROOF_OK_FROM_START(v);
    if (v->code_used != c->section[WEIR_SECTION_CODE].count) return weir_refuse(v, WEIR_REFUSED_CODE_END, WEIR_RECORD(c, CODE, v->code_used));
    //@ assert reads: v->inputs_read != v->channel.inputs_read ==> !WEIR_PROOF_OK_FROM_START(v);
    if (v->inputs_read != c->inputs_read) return weir_refuse(v, WEIR_REFUSED_INPUTS_READ, WEIR_AT_INPUTS_READ);
    //@ assert all: WEIR_PROOF_OK_FROM_START(v);
    return WEIR_ACCEPTED;
}
