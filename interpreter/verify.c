/* The verifier: bytes -> verdict on the file, and the one order of its stages.
 *
 * In:   any bytes; what the sensor supplies; what the caller allows. Out: the channel, or the one reason against it.
 * Must hold: accepted is exactly what docs/channel-format.md calls well formed, fits the contract and keeps the limits. The order
 *            of the stages decides which of several reasons is told: damage before content, content before contract, contract before budget. */
#include "verify.h"

/*@ requires length == 0 || \valid_read(data + (0 .. length - 1));
    assigns \nothing; */
uint64_t weir_hash_more(uint64_t hash, const uint8_t *data, size_t length)
{
    /*@ loop invariant i <= length;
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
    const uint32_t start = weir_u32_at(channel->bytes, at), end = weir_u32_at(channel->bytes, at + 4);
    const struct weir_bytes string = {channel->bytes + channel->section[WEIR_SECTION_STRING_BYTES].offset + start, end - start};
    return string;
}

/*@ requires file_in(v) && section_in(v, WEIR_SECTION_TEMPLATE, WEIR_BYTES_TEMPLATE) && v->channel.section[WEIR_SECTION_TEMPLATE].count == 1;
    requires section_in(v, WEIR_SECTION_PARAMETERS, WEIR_BYTES_PARAMETERS) && v->channel.section[WEIR_SECTION_PARAMETERS].count == v->channel.parameter_count;
    requires v->channel.parameter_count <= WEIR_MAX_PARAMETERS && \valid_read(contract);
    requires contract->input_count == 0 || \valid_read(contract->inputs + (0 .. contract->input_count - 1));
    assigns v->at;
    ensures count: \result == WEIR_ACCEPTED ==> contract->input_count == v->channel.parameter_count;
    ensures template: \result == WEIR_ACCEPTED ==> contract->template_version == v->channel.template_version &&
            contract->template_name_hash == u64(v->b, v->channel.section[WEIR_SECTION_TEMPLATE].offset + WEIR_TEMPLATE_NAME_HASH) &&
            contract->platform == v->b[v->channel.section[WEIR_SECTION_TEMPLATE].offset + WEIR_TEMPLATE_PLATFORM];
    ensures inputs: \result == WEIR_ACCEPTED ==> \forall integer i; 0 <= i < v->channel.parameter_count ==>
            WEIR_PROOF_INPUT_OK(v->b, v->channel.section[WEIR_SECTION_PARAMETERS].offset + WEIR_BYTES_PARAMETERS * i, contract->inputs[i]); */
static uint32_t verify_contract(struct verifier *v, const struct weir_contract *contract)
{
    const uint8_t *b = v->b;
    const struct weir_channel *c = &v->channel;
    const size_t platform = WEIR_RECORD(c, TEMPLATE, 0) + WEIR_TEMPLATE_PLATFORM, name_hash = WEIR_RECORD(c, TEMPLATE, 0) + WEIR_TEMPLATE_NAME_HASH;
    if (contract->platform != b[platform]) return weir_refuse(v, WEIR_REFUSED_CONTRACT_PLATFORM, platform);
    if (contract->template_name_hash != weir_u64_at(b, name_hash)) return weir_refuse(v, WEIR_REFUSED_CONTRACT_TEMPLATE, name_hash);
    if (contract->template_version != c->template_version) return weir_refuse(v, WEIR_REFUSED_CONTRACT_VERSION, WEIR_AT_TEMPLATE_VERSION);
    if (contract->input_count != c->parameter_count) return weir_refuse(v, WEIR_REFUSED_CONTRACT_COUNT, WEIR_AT_PARAMETER_COUNT);
    /*@ loop invariant 0 <= i <= v->channel.parameter_count;
        loop invariant \forall integer k; 0 <= k < i ==>
                       WEIR_PROOF_INPUT_OK(b, v->channel.section[WEIR_SECTION_PARAMETERS].offset + WEIR_BYTES_PARAMETERS * k, contract->inputs[k]);
        loop assigns i;
        loop variant v->channel.parameter_count - i; */
    for (uint32_t i = 0; i < c->parameter_count; i++) {
        const struct weir_contract_input *input = &contract->inputs[i];
        const size_t at = WEIR_RECORD(c, PARAMETERS, i);
        if (input->name_hash != weir_u64_at(b, at + WEIR_PARAMETER_NAME_HASH))
            return weir_refuse(v, WEIR_REFUSED_CONTRACT_NAME, at + WEIR_PARAMETER_NAME_HASH);
        if (input->type != b[at + WEIR_PARAMETER_TYPE]) return weir_refuse(v, WEIR_REFUSED_CONTRACT_TYPE, at + WEIR_PARAMETER_TYPE);
        if (input->type_hash != weir_u64_at(b, at + WEIR_PARAMETER_TYPE_HASH))
            return weir_refuse(v, WEIR_REFUSED_CONTRACT_TYPE, at + WEIR_PARAMETER_TYPE_HASH);
    }
    return WEIR_ACCEPTED;
}

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

static uint32_t verify_all(struct verifier *v, const struct weir_contract *contract, const struct weir_limits *limits)
{
    TRY(weir_verify_file(v, limits));
    TRY(weir_verify_header(v, limits));
    TRY(weir_verify_sections(v));
    TRY(weir_verify_strings(v));
    TRY(weir_verify_tables(v));
    TRY(weir_verify_set_records(v));
    TRY(weir_verify_instances(v));
    TRY(weir_verify_programs(v));
    TRY(weir_verify_set_values(v));
    TRY(weir_verify_strings_used(v));
    TRY(weir_verify_questions(v));
    TRY(weir_verify_wakes(v));
    TRY(weir_verify_search(v));
    if (contract != NULL) TRY(verify_contract(v, contract));
    if (limits != NULL) TRY(verify_budgets(v, limits));
    return WEIR_ACCEPTED;
}

/* Member by member: a compiler may make a call of a library out of copying or clearing the whole. */
static void channel_clear(struct weir_channel *c)
{
    c->bytes = NULL;
    c->size = 0;
    c->channel = c->template_version = c->revision = 0;
    c->parameter_count = c->inputs_read = c->max_program = c->max_criteria = 0;
    c->steps_fixed = c->steps_per_byte = 0;
    for (uint32_t i = 0; i <= WEIR_SECTION_COUNT; i++)
        c->section[i].offset = c->section[i].count = 0;
}

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
    for (uint32_t i = 0; i <= WEIR_SECTION_COUNT; i++) {
        to->section[i].offset = from->section[i].offset;
        to->section[i].count = from->section[i].count;
    }
}

struct weir_verdict_on_file weir_open(const uint8_t *bytes, size_t size, const struct weir_contract *contract,
                                      const struct weir_limits *limits, struct weir_channel *channel)
{
    struct verifier v;
    v.b = bytes;
    v.n = size;
    v.at = 0;
    channel_clear(&v.channel);
    v.channel.bytes = bytes;
    v.channel.size = size;
    v.strings_seen = v.sets_seen = v.programs_seen = v.classes_seen = 0;
    v.members_used = v.vectors_used = v.criteria_used = v.code_used = 0;
    v.values_used = v.numbers_used = v.program_code_used = 0;
    v.inputs_read = v.max_program = 0;
    v.text_uses = v.hits_wanted = 0;
    for (uint32_t i = 0; i < WEIR_MAX_PARAMETERS; i++)
        v.steps_per_byte[i] = 0;
    struct weir_verdict_on_file verdict;
    verdict.code = verify_all(&v, contract, limits);
    verdict.offset = v.at;
    if (verdict.code == WEIR_ACCEPTED)
        channel_copy(channel, &v.channel);
    else
        channel_clear(channel);
    return verdict;
}
