/* The verifier: bytes -> verdict on the file, and the one order of its stages.
 *
 * In:   any bytes; what the sensor supplies; what the caller allows. Out: the channel, or the one reason against it.
 * Must hold: accepted is exactly what docs/channel-format.md calls well formed, fits the contract and keeps the limits. The order
 *            of the stages decides which of several reasons is told: damage before content, content before contract, contract before budget. */
#include "verify.h"
#ifdef __FRAMAC__
#include "content_proof.h"
#endif

uint64_t weir_hash_more(uint64_t hash, const uint8_t *data, size_t length)
{
    /*@ loop invariant i <= length && hash == hash_of(\at(hash, Pre), data, i);
        loop assigns i, hash;
        loop variant length - i; */
    for (size_t i = 0; i < length; i++)
        hash = (hash ^ data[i]) * 0x100000001b3u;
    return hash;
}

uint64_t weir_hash(const uint8_t *data, size_t length)
{
    return weir_hash_more(0xcbf29ce484222325u, data, length);
}

struct weir_bytes weir_string(const struct weir_channel *channel, uint32_t index)
{
    const size_t at = WEIR_RECORD(channel, STRING_OFFSETS, index);
    //@ assert rises(channel->bytes, channel->section[WEIR_SECTION_STRING_OFFSETS].offset, index) && at + 8 <= channel->size;
    const uint32_t start = weir_u32_at(channel->bytes, at), end = weir_u32_at(channel->bytes, at + 4);
    //@ assert start <= end <= channel->section[WEIR_SECTION_STRING_BYTES].count;
    const struct weir_bytes string = {channel->bytes + channel->section[WEIR_SECTION_STRING_BYTES].offset + start, end - start};
    return string;
}

/* Where in the file's record of parameter i something else stands than what the sensor says of input i; 0 where it is the same. */
/*@ requires parameters + WEIR_BYTES_PARAMETERS * (i + 1) <= WEIR_MAX_FILE_BYTES;
    requires \valid_read(b + (parameters .. parameters + WEIR_BYTES_PARAMETERS * (i + 1) - 1)) && \valid_read(inputs + i);
    assigns \nothing;
    ensures exact: \result == 0 <==> input_ok(b, parameters, inputs, i); */
static uint32_t differs_at(const uint8_t *b, size_t parameters, const struct weir_contract_input *inputs, uint32_t i)
{
    const struct weir_contract_input *input = &inputs[i];
    const size_t at = parameters + (size_t)WEIR_BYTES_PARAMETERS * i;
    if (input->name_hash != weir_u64_at(b, at + WEIR_PARAMETER_NAME_HASH)) return WEIR_PARAMETER_NAME_HASH;
    if (input->type != b[at + WEIR_PARAMETER_TYPE]) return WEIR_PARAMETER_TYPE;
    return input->type_hash != weir_u64_at(b, at + WEIR_PARAMETER_TYPE_HASH) ? WEIR_PARAMETER_TYPE_HASH : 0;
}

#define WEIR_PROOF_CONTRACT_OK(v, contract) \
    contract_ok((v)->b, (v)->channel.section[WEIR_SECTION_TEMPLATE].offset, (v)->channel.section[WEIR_SECTION_PARAMETERS].offset, \
                (v)->channel.template_version, (v)->channel.parameter_count, contract)
/*@ requires WEIR_PROOF_FILE(v) && WEIR_PROOF_IN(&v->channel, TEMPLATE) && v->channel.section[WEIR_SECTION_TEMPLATE].count == 1;
    requires WEIR_PROOF_IN(&v->channel, PARAMETERS) && v->channel.section[WEIR_SECTION_PARAMETERS].count == v->channel.parameter_count;
    requires v->channel.parameter_count <= WEIR_MAX_PARAMETERS && contract_in(contract);
    assigns v->at;
    ensures exact: \result == WEIR_ACCEPTED <==> \old(WEIR_PROOF_CONTRACT_OK(v, contract)); */
static uint32_t verify_contract(struct verifier *v, const struct weir_contract *contract)
{
    const uint8_t *b = v->b;
    const struct weir_channel *c = &v->channel;
    const size_t platform = WEIR_RECORD(c, TEMPLATE, 0) + WEIR_TEMPLATE_PLATFORM, name_hash = WEIR_RECORD(c, TEMPLATE, 0) + WEIR_TEMPLATE_NAME_HASH;
    if (contract->platform != b[platform]) return weir_refuse(v, WEIR_REFUSED_CONTRACT_PLATFORM, platform);
    if (contract->template_name_hash != weir_u64_at(b, name_hash)) return weir_refuse(v, WEIR_REFUSED_CONTRACT_TEMPLATE, name_hash);
    if (contract->template_version != c->template_version) return weir_refuse(v, WEIR_REFUSED_CONTRACT_VERSION, WEIR_AT_TEMPLATE_VERSION);
    if (contract->input_count != c->parameter_count) return weir_refuse(v, WEIR_REFUSED_CONTRACT_COUNT, WEIR_AT_PARAMETER_COUNT);
    const size_t parameters = WEIR_RECORD(c, PARAMETERS, 0);
    /*@ loop invariant 0 <= i <= v->channel.parameter_count;
        loop invariant \forall integer k; 0 <= k < i ==> input_ok(b, parameters, contract->inputs, k);
        loop assigns i;
        loop variant v->channel.parameter_count - i; */
    for (uint32_t i = 0; i < c->parameter_count; i++) {
        const uint32_t wrong = differs_at(b, parameters, contract->inputs, i);
        if (wrong == 0) continue;
        return weir_refuse(v, wrong == WEIR_PARAMETER_NAME_HASH ? WEIR_REFUSED_CONTRACT_NAME : WEIR_REFUSED_CONTRACT_TYPE,
                           parameters + (size_t)WEIR_BYTES_PARAMETERS * i + wrong);
    }
    return WEIR_ACCEPTED;
}

#define WEIR_PROOF_TEXT_MEANT(limits) ((limits)->text_bytes == 0 ? WEIR_TEXT_BYTES_MEANT : (limits)->text_bytes)
#define WEIR_PROOF_WITHIN_STEPS(v, limits) \
    ((limits)->steps_per_event == 0 || \
     steps_of((v)->channel.steps_fixed, (v)->channel.steps_per_byte, WEIR_PROOF_TEXT_MEANT(limits)) <= (limits)->steps_per_event)
#define WEIR_PROOF_WITHIN_WORKSPACE(v, limits) \
    ((limits)->workspace_bytes == 0 || workspace_of(&(v)->channel, WEIR_PROOF_TEXT_MEANT(limits)) <= (limits)->workspace_bytes)
#define WEIR_PROOF_WITHIN(v, limits) (WEIR_PROOF_WITHIN_STEPS(v, limits) && WEIR_PROOF_WITHIN_WORKSPACE(v, limits))
/*@ requires \valid(v) && \valid_read(limits) && v->channel.section[WEIR_SECTION_QUESTIONS].count <= 268435456 && \separated(limits, v);
    assigns v->at;
    ensures exact: \result == WEIR_ACCEPTED <==> \old(WEIR_PROOF_WITHIN(v, limits)); */
static uint32_t verify_budgets(struct verifier *v, const struct weir_limits *limits)
{
    const struct weir_channel *c = &v->channel;
    const uint32_t text_bytes = limits->text_bytes == 0 ? WEIR_TEXT_BYTES_MEANT : limits->text_bytes;
    if (limits->steps_per_event != 0 && weir_steps(c, text_bytes) > limits->steps_per_event)
        return weir_refuse(v, WEIR_REFUSED_BUDGET_STEPS, c->section[WEIR_SECTION_INSTANCES].offset);
    if (limits->workspace_bytes != 0 && weir_workspace_bytes(c, text_bytes) > limits->workspace_bytes)
        return weir_refuse(v, WEIR_REFUSED_BUDGET_WORKSPACE, WEIR_AT_MAX_PROGRAM);
    return WEIR_ACCEPTED;
}

/* ---- the stages, in their order ---- */

/* The file as a whole: its header, where its sections lie, and its strings. */
/*@ requires \valid(v) && (v->n == 0 || \valid_read(v->b + (0 .. v->n - 1))) && limits_in(v, limits);
    requires v->channel.bytes == v->b && v->channel.size == v->n;
    assigns v->at, v->channel.channel, v->channel.template_version, v->channel.revision, v->channel.parameter_count, v->channel.inputs_read,
            v->channel.max_program, v->channel.section[1 .. WEIR_SECTION_COUNT];
    ensures sound: \result == WEIR_ACCEPTED ==> layout_well_formed(v->b, v->n, limits);
    ensures complete: \result != WEIR_ACCEPTED && \result != WEIR_REFUSED_DIGEST ==> !layout_well_formed(v->b, v->n, limits);
    ensures stage: \result == WEIR_ACCEPTED ==> WEIR_PROOF_STAGE(v);
    ensures in: \result == WEIR_ACCEPTED ==> WEIR_PROOF_ALL_IN(&v->channel);
    ensures counts: \result == WEIR_ACCEPTED ==> WEIR_PROOF_COUNTS(v); */
static uint32_t verify_layout(struct verifier *v, const struct weir_limits *limits)
{
    TRY(weir_verify_file(v, limits));
    TRY(weir_verify_header(v, limits));
    TRY(weir_verify_sections(v));
    //@ assert offsets: WEIR_PROOF_FILLED(v, WEIR_SECTION_STRING_OFFSETS) && WEIR_PROOF_FILLED(v, WEIR_SECTION_STRING_BYTES);
    return weir_verify_strings(v);
}

/*@ ghost
    // Each set ascends in each order in which its ends do, and the ends of a criterion's set are in the order of its type.
    /@ requires sets: \forall integer i; 0 <= i < WEIR_PROOF_COUNT(c, SETS) ==> WEIR_PROOF_NUMBERS_BETWEEN(c, i);
       requires in: WEIR_PROOF_CRITERIA_IN(c, 0, criteria);
       requires ends: WEIR_PROOF_CRITERIA_ENDS(c, 0, criteria);
       assigns \nothing;
       ensures \forall integer k; 0 <= k < criteria ==> number_set_ascends(c, k); @/
    static void numbers_are_in_order(const struct weir_channel *c, uint32_t criteria)
    {
        /@ loop invariant 0 <= i <= criteria;
           loop invariant order: \forall integer k; 0 <= k < i ==> number_set_ascends(c, k);
           loop assigns i;
           loop variant criteria - i; @/
        for (uint32_t i = 0; i < criteria; i++) {
            /@ assert this: WEIR_PROOF_CRITERION_IN(c, i) && WEIR_PROOF_CRITERION_ENDS(c, i); @/
            /@ assert between: criterion_op(c->bytes, WEIR_PROOF_PLACE(c, CRITERIA), i) == WEIR_OP_NUMBER_IN ==>
                      WEIR_PROOF_NUMBERS_BETWEEN(c, criterion_set(c->bytes, WEIR_PROOF_PLACE(c, CRITERIA), i)); @/
            /@ assert order: number_set_ascends(c, i); @/
        }
    } */
/* What the content says: the Template Type, the instances with their criteria and conditions, and the values that these ask for. */
/*@ requires WEIR_PROOF_STAGE(v);
    requires WEIR_PROOF_ALL_IN(&v->channel);
    requires WEIR_PROOF_COUNTS(v);
    requires v->members_used == 0 && v->vectors_used == 0 && v->criteria_used == 0 && v->code_used == 0 && v->values_used == 0 && v->numbers_used == 0;
    requires v->strings_seen == 0 && v->sets_seen == 0 && v->programs_seen == 0 && v->channel.max_criteria == 0 && v->inputs_read == 0;
    requires v->program_code_used == 0 && v->classes_seen == 0 && v->max_program == 0 && v->text_uses == 0;
    assigns v->at, v->strings_seen, v->sets_seen, v->programs_seen, v->classes_seen, v->members_used, v->vectors_used, v->criteria_used, v->code_used,
            v->values_used, v->numbers_used, v->program_code_used, v->inputs_read, v->max_program, v->id_before, v->text_uses,
            v->steps_per_byte[0 .. WEIR_MAX_PARAMETERS - 1], v->channel.max_criteria, v->channel.steps_fixed;
    ensures sound: \result == WEIR_ACCEPTED ==> \forall integer key; shown(key) ==> \old(content_well_formed(v));
    ensures complete: \result != WEIR_ACCEPTED ==> !\old(content_well_formed(v));
    ensures read: \result == WEIR_ACCEPTED ==> v->text_uses == \old(read_by_sets(v)) && v->text_uses <= WEIR_PROOF_USES(v);
    ensures asked: \result == WEIR_ACCEPTED ==> v->sets_seen == \old(sets_by_criteria(v));
    ensures seen: \result == WEIR_ACCEPTED ==> v->sets_seen <= v->channel.section[WEIR_SECTION_SETS].count;
    ensures orderly: \result == WEIR_ACCEPTED ==> WEIR_PROOF_ORDERLY(&v->channel);
    WEIR_PROOF_CONTENT_CLAUSES(ensures, \result == WEIR_ACCEPTED, &v->channel) */
static uint32_t verify_content(struct verifier *v)
{
    uint32_t code = weir_verify_tables(v);
    //@ assert tables: code == WEIR_ACCEPTED <==> \at(tables_well_formed(v), Pre);
    if (code != WEIR_ACCEPTED) return code;
    //@ assert strings: v->strings_seen == \at(seen_by_tables(v), Pre);
    //@ assert bytes: v->text_uses == \at(read_by_tables(v), Pre);
    code = weir_verify_set_records(v);
    //@ assert records: code == WEIR_ACCEPTED <==> \at(set_records_well_formed(v), Pre);
    if (code != WEIR_ACCEPTED) return code;
    code = weir_verify_instances(v);
    //@ assert instances: code == WEIR_ACCEPTED <==> \at(instances_well_formed(v), Pre);
    if (code != WEIR_ACCEPTED) return code;
    //@ assert strings: v->strings_seen == \at(seen_by_instances(v), Pre);
    code = weir_verify_programs(v);
    //@ assert programs: code == WEIR_ACCEPTED <==> \at(programs_well_formed(v), Pre);
    if (code != WEIR_ACCEPTED) return code;
    //@ assert strings: v->strings_seen == \at(seen_by_programs(v), Pre);
    code = weir_verify_set_values(v);
    //@ assert sets: code == WEIR_ACCEPTED ==> \at(sets_well_formed(v), Pre);
    //@ assert no_sets: code != WEIR_ACCEPTED ==> !\at(sets_well_formed(v), Pre);
    if (code != WEIR_ACCEPTED) return code;
    //@ assert strings: v->strings_seen == \at(seen_by_sets(v), Pre);
    //@ ghost numbers_are_in_order(&v->channel, v->channel.section[WEIR_SECTION_CRITERIA].count);
    //@ assert orderly: WEIR_PROOF_ORDERLY(&v->channel);
    return weir_verify_strings_used(v);
}

/* How it is searched. */
/*@ requires WEIR_PROOF_STAGE(v);
    requires WEIR_PROOF_ALL_IN(&v->channel);
    requires WEIR_PROOF_PARAMETERS(&v->channel);
    requires WEIR_PROOF_SETS(&v->channel);
    requires WEIR_PROOF_VALUES(&v->channel);
    requires WEIR_PROOF_CRITERIA_IN(&v->channel, 0, v->channel.section[WEIR_SECTION_CRITERIA].count);
    requires WEIR_PROOF_INSTANCES_IN(&v->channel, v->channel.section[WEIR_SECTION_INSTANCES].count);
    requires WEIR_PROOF_CONDITIONS_IN(&v->channel, v->channel.section[WEIR_SECTION_INSTANCES].count);
    requires v->sets_seen <= v->channel.section[WEIR_SECTION_SETS].count && v->text_uses <= WEIR_PROOF_USES(v) && v->hits_wanted == 0;
    requires WEIR_PROOF_ORDERLY(&v->channel);
    assigns v->at, v->sets_seen, v->text_uses, v->hits_wanted, v->channel.steps_fixed, v->channel.steps_per_byte, v->steps_per_byte[0 .. WEIR_MAX_PARAMETERS - 1];
    ensures sound: \result == WEIR_ACCEPTED ==> \forall integer key; shown(key) ==> \old(questions_well_formed(v, v->sets_seen, v->text_uses) && wakes_well_formed(v));
    ensures sound: \result == WEIR_ACCEPTED ==> \forall integer key; shown(key) ==> search_well_formed(v);
    ensures complete: \result != WEIR_ACCEPTED ==>
            !(\old(questions_well_formed(v, v->sets_seen, v->text_uses)) && \old(wakes_well_formed(v)) && search_well_formed(v));
    WEIR_PROOF_SEARCH_CLAUSES(ensures, \result == WEIR_ACCEPTED, &v->channel) */
static uint32_t verify_searching(struct verifier *v)
{
    uint32_t code = weir_verify_questions(v);
    //@ assert questions: code == WEIR_ACCEPTED <==> \at(questions_well_formed(v, v->sets_seen, v->text_uses), Pre);
    if (code != WEIR_ACCEPTED) return code;
    //@ assert strings: \forall integer i; 0 <= i < WEIR_PROOF_SET_TOTAL(v) ==> \at(set_ascends(&v->channel, i), Pre) && set_ascends(&v->channel, i);
    /*@ assert numbers: \forall integer k; 0 <= k < WEIR_PROOF_CRITERION_TOTAL(v) ==>
               \at(number_set_ascends(&v->channel, k), Pre) && number_set_ascends(&v->channel, k); */
    //@ assert orderly: WEIR_PROOF_ORDERLY(&v->channel);
    code = weir_verify_wakes(v);
    //@ assert wakes: code == WEIR_ACCEPTED <==> \at(wakes_well_formed(v), Pre);
    if (code != WEIR_ACCEPTED) return code;
    //@ assert orderly_still: WEIR_PROOF_ORDERLY(&v->channel);
    code = weir_verify_search(v);
    //@ assert search: code == WEIR_ACCEPTED <==> search_well_formed(v);
    return code;
}

/* That the content is for this sensor, and keeps to what the caller allows. */
/*@ requires WEIR_PROOF_FILE(v) && WEIR_PROOF_IN(&v->channel, TEMPLATE) && WEIR_PROOF_IN(&v->channel, PARAMETERS) && WEIR_PROOF_IN(&v->channel, QUESTIONS);
    requires WEIR_PROOF_COUNTS(v);
    requires limits_in(v, limits);
    requires contract == \null || contract_in(contract);
    assigns v->at;
    ensures exact: \result == WEIR_ACCEPTED <==>
            \old((contract != \null ==> WEIR_PROOF_CONTRACT_OK(v, contract)) && (limits != \null ==> WEIR_PROOF_WITHIN(v, limits)));
    ensures count: \result == WEIR_ACCEPTED && contract != \null ==> contract->input_count == v->channel.parameter_count; */
static uint32_t verify_for(struct verifier *v, const struct weir_contract *contract, const struct weir_limits *limits)
{
    if (contract != NULL) TRY(verify_contract(v, contract));
    //@ assert kept: contract != \null ==> \at(WEIR_PROOF_CONTRACT_OK(v, contract), Pre);
    return limits != NULL ? verify_budgets(v, limits) : WEIR_ACCEPTED;
}

/* The whole: a file that is accepted for a sensor has as many parameters as the sensor has inputs, and what evaluates it may rely on the rest. */
/*@ requires \valid(v) && (v->n == 0 || \valid_read(v->b + (0 .. v->n - 1))) && limits_in(v, limits);
    requires v->channel.bytes == v->b && v->channel.size == v->n;
    requires contract == \null || (contract_in(contract) && \separated(contract, v));
    requires v->members_used == 0 && v->vectors_used == 0 && v->criteria_used == 0 && v->code_used == 0 && v->values_used == 0 && v->numbers_used == 0;
    requires v->strings_seen == 0 && v->sets_seen == 0 && v->programs_seen == 0 && v->channel.max_criteria == 0 && v->inputs_read == 0;
    requires v->program_code_used == 0 && v->classes_seen == 0 && v->max_program == 0 && v->text_uses == 0 && v->hits_wanted == 0;
    assigns v->at, v->strings_seen, v->sets_seen, v->programs_seen, v->classes_seen, v->members_used, v->vectors_used, v->criteria_used, v->code_used,
            v->values_used, v->numbers_used, v->program_code_used, v->inputs_read, v->max_program, v->id_before, v->text_uses, v->hits_wanted,
            v->steps_per_byte[0 .. WEIR_MAX_PARAMETERS - 1], v->channel.channel, v->channel.template_version, v->channel.revision,
            v->channel.parameter_count, v->channel.inputs_read, v->channel.max_program, v->channel.max_criteria, v->channel.steps_fixed,
            v->channel.steps_per_byte, v->channel.section[1 .. WEIR_SECTION_COUNT];
    ensures same: \result == WEIR_ACCEPTED ==> v->channel.bytes == v->b && v->channel.size == v->n;
    ensures count: \result == WEIR_ACCEPTED && contract != \null ==> \old(contract->input_count) == v->channel.parameter_count;
    WEIR_PROOF_ACCEPTED_CLAUSES(ensures, \result == WEIR_ACCEPTED, &v->channel) */
static uint32_t verify_all(struct verifier *v, const struct weir_contract *contract, const struct weir_limits *limits)
{
    TRY(verify_layout(v, limits));
    //@ assert apart: contract != \null ==> contract->input_count == \at(contract->input_count, Pre);
    TRY(verify_content(v));
    //@ assert apart_still: contract != \null ==> contract->input_count == \at(contract->input_count, Pre);
    TRY(verify_searching(v));
    //@ assert apart_then: contract != \null ==> contract->input_count == \at(contract->input_count, Pre);
    //@ assert supply: contract == \null || contract_in(contract);
    return verify_for(v, contract, limits);
}

/* Member by member: a compiler may make a call of a library out of copying or clearing the whole. */
/*@ requires \valid(c);
    assigns *c;
    ensures c->bytes == \null && c->max_criteria == 0; */
static void channel_clear(struct weir_channel *c)
{
    c->bytes = NULL;
    c->size = 0;
    c->channel = c->template_version = c->revision = 0;
    c->parameter_count = c->inputs_read = c->max_program = c->max_criteria = 0;
    c->steps_fixed = c->steps_per_byte = 0;
    /*@ loop invariant 0 <= i <= WEIR_SECTION_COUNT + 1;
        loop assigns i, c->section[0 .. WEIR_SECTION_COUNT];
        loop variant WEIR_SECTION_COUNT + 1 - i; */
    for (uint32_t i = 0; i <= WEIR_SECTION_COUNT; i++)
        c->section[i].offset = c->section[i].count = 0;
}

/*@ requires \valid(to) && \valid_read(from) && \separated(to, from);
    assigns *to;
    ensures same: to->bytes == \old(from->bytes) && to->size == \old(from->size) && to->parameter_count == \old(from->parameter_count);
    ensures most: to->max_criteria == \old(from->max_criteria) && to->max_program == \old(from->max_program);
    ensures sections: WEIR_PROOF_SAME_SECTIONS(to, from); */
static void channel_copy(struct weir_channel *to, const struct weir_channel *from)
{
    to->bytes = from->bytes;
    to->size = from->size;
    to->channel = from->channel;
    to->template_version = from->template_version;
    to->revision = from->revision;
    to->parameter_count = from->parameter_count;
    to->inputs_read = from->inputs_read;
    to->max_program = from->max_program;
    to->max_criteria = from->max_criteria;
    to->steps_fixed = from->steps_fixed;
    to->steps_per_byte = from->steps_per_byte;
    /*@ loop invariant 0 <= i <= WEIR_SECTION_COUNT + 1;
        loop invariant offsets: \forall integer s; 0 <= s < i ==> to->section[s].offset == \at(from->section[s].offset, Pre);
        loop invariant counts: \forall integer s; 0 <= s < i ==> to->section[s].count == \at(from->section[s].count, Pre);
        loop assigns i, to->section[0 .. WEIR_SECTION_COUNT];
        loop variant WEIR_SECTION_COUNT + 1 - i; */
    for (uint32_t i = 0; i <= WEIR_SECTION_COUNT; i++) {
        to->section[i].offset = from->section[i].offset;
        to->section[i].count = from->section[i].count;
    }
}

/*@ ghost
    /@ requires \valid_read(c);
       WEIR_PROOF_ACCEPTED_CLAUSES(requires, \true, c)
       assigns \nothing;
       ensures content_in(c); @/
    static void is_content(const struct weir_channel *c)
    {
    } */

/* What is relied on of the one is to be relied on of the other. */
/*@ requires \valid(to) && \valid_read(from) && \separated(to, from);
    WEIR_PROOF_ACCEPTED_CLAUSES(requires, \true, from)
    assigns *to;
    ensures same: to->bytes == \old(from->bytes) && to->size == \old(from->size) && to->parameter_count == \old(from->parameter_count);
    WEIR_PROOF_ACCEPTED_CLAUSES(ensures, \true, to) */
static void hand_over(struct weir_channel *to, const struct weir_channel *from)
{
    channel_copy(to, from);
}

/* All of the channel where the file is accepted, nothing where it is not. */
/*@ requires \valid(to) && \valid_read(from) && \separated(to, from);
    WEIR_PROOF_ACCEPTED_CLAUSES(requires, code == WEIR_ACCEPTED, from)
    assigns *to;
    ensures refused: code != WEIR_ACCEPTED ==> to->bytes == \null;
    ensures same: code == WEIR_ACCEPTED ==>
            to->bytes == \old(from->bytes) && to->size == \old(from->size) && to->parameter_count == \old(from->parameter_count);
    WEIR_PROOF_SEARCH_CLAUSES(ensures, code == WEIR_ACCEPTED, to)
    ensures content: code == WEIR_ACCEPTED ==> content_in(to); */
static void settle(struct weir_channel *to, const struct weir_channel *from, uint32_t code)
{
    if (code != WEIR_ACCEPTED) {
        channel_clear(to);
        return;
    }
    hand_over(to, from);
    //@ ghost is_content(to);
}

/* Nothing is used yet. */
/*@ requires \valid(v);
    assigns *v;
    ensures v->b == bytes && v->n == size && v->channel.bytes == bytes && v->channel.size == size;
    ensures v->members_used == 0 && v->vectors_used == 0 && v->criteria_used == 0 && v->code_used == 0 && v->values_used == 0 && v->numbers_used == 0;
    ensures v->strings_seen == 0 && v->sets_seen == 0 && v->programs_seen == 0 && v->channel.max_criteria == 0 && v->inputs_read == 0;
    ensures v->program_code_used == 0 && v->classes_seen == 0 && v->max_program == 0 && v->text_uses == 0 && v->hits_wanted == 0; */
static void verifier_start(struct verifier *v, const uint8_t *bytes, size_t size)
{
    v->b = bytes;
    v->n = size;
    v->at = 0;
    channel_clear(&v->channel);
    v->channel.bytes = bytes;
    v->channel.size = size;
    v->strings_seen = v->sets_seen = v->programs_seen = v->classes_seen = 0;
    v->members_used = v->vectors_used = v->criteria_used = v->code_used = 0;
    v->values_used = v->numbers_used = v->program_code_used = 0;
    v->inputs_read = v->max_program = 0;
    v->text_uses = v->hits_wanted = 0;
    /*@ loop invariant 0 <= i <= WEIR_MAX_PARAMETERS;
        loop assigns i, v->steps_per_byte[0 .. WEIR_MAX_PARAMETERS - 1];
        loop variant WEIR_MAX_PARAMETERS - i; */
    for (uint32_t i = 0; i < WEIR_MAX_PARAMETERS; i++)
        v->steps_per_byte[i] = 0;
}

struct weir_verdict_on_file weir_open(const uint8_t *bytes, size_t size, const struct weir_contract *contract,
                                      const struct weir_limits *limits, struct weir_channel *channel)
{
    struct verifier v;
    struct weir_verdict_on_file verdict;
    verifier_start(&v, bytes, size);
    //@ assert count: contract != \null ==> contract->input_count == \at(contract->input_count, Pre);
    //@ assert inputs: contract != \null ==> contract->inputs == \at(contract->inputs, Pre);
    verdict.code = verify_all(&v, contract, limits);
    verdict.offset = v.at;
    settle(channel, &v.channel, verdict.code);
    return verdict;
}
