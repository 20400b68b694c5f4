/* Counts and contracts: what an instance says of its Template Type, what a sensor says that it supplies, and what the caller allows, each one off. */
#include "check.h"

#include "channel_search.h"

static const uint8_t types[] = {WEIR_TYPE_STRING, WEIR_TYPE_U32, WEIR_TYPE_GUID, WEIR_TYPE_IP};
#define TYPES ((uint32_t)sizeof types)

static void put_u32(uint8_t *p, uint32_t value)
{
    for (unsigned i = 0; i < 4; i++)
        p[i] = (uint8_t)(value >> 8 * i);
}

static uint64_t u64_at(const uint8_t *p)
{
    uint64_t value = 0;
    for (unsigned i = 8; i > 0; i--)
        value = value << 8 | p[i - 1];
    return value;
}

/* Two instances that read nothing: their vectors are all wildcards, so that nothing but the counts says where one ends. */
static void build_two(struct build *b, struct weir_channel *channel)
{
    build_start(b, TYPES, types);
    for (uint32_t id = 1; id <= 2; id++) {
        build_instance(b, id);
        build_code(b, WEIR_CODE_TRUE, 0, 0);
    }
    build_finish(b);
    CHECK_INT(weir_open(b->bytes, b->size, NULL, NULL, channel).code, WEIR_ACCEPTED);
}

/* 21 parameters declared, 20 in an instance, and the one that is missing a wildcard: nothing else in the file is wrong. */
static void test_instance_counts(void)
{
    struct build b;
    struct weir_channel channel;
    build_two(&b, &channel);
    uint8_t *first = b.bytes + channel.section[WEIR_SECTION_INSTANCES].offset, *second = first + WEIR_BYTES_INSTANCES;
    for (uint32_t fewer = 0; fewer <= 2 * TYPES; fewer++) {
        put_u32(first + WEIR_INSTANCE_PARAMETER_COUNT, fewer);
        put_u32(second + WEIR_INSTANCE_PARAMETER_COUNT, 2 * TYPES - fewer);
        put_u32(second + WEIR_INSTANCE_VECTOR_FIRST, fewer == 2 * TYPES ? 0 : fewer);
        build_seal(b.bytes, b.size);
        const struct weir_verdict_on_file verdict = weir_open(b.bytes, b.size, NULL, NULL, &channel);
        CHECK_INT(verdict.code, fewer == TYPES ? WEIR_ACCEPTED : WEIR_REFUSED_COUNT_INSTANCE);
        if (fewer != TYPES) CHECK_INT(verdict.offset, first + WEIR_INSTANCE_PARAMETER_COUNT - b.bytes);
    }
    build_free(&b);
}

/* What a sensor that fits the file supplies, with room for one more. */
static struct weir_contract contract_of(const struct weir_channel *c, struct weir_contract_input *inputs)
{
    const uint8_t *parameters = c->bytes + c->section[WEIR_SECTION_PARAMETERS].offset;
    for (uint32_t i = 0; i < c->parameter_count; i++, parameters += WEIR_BYTES_PARAMETERS)
        inputs[i] = (struct weir_contract_input){u64_at(parameters + WEIR_PARAMETER_NAME_HASH), u64_at(parameters + WEIR_PARAMETER_TYPE_HASH), parameters[WEIR_PARAMETER_TYPE]};
    inputs[c->parameter_count] = inputs[0];
    return (struct weir_contract){u64_at(c->bytes + c->section[WEIR_SECTION_TEMPLATE].offset + WEIR_TEMPLATE_NAME_HASH), c->template_version, c->bytes[c->section[WEIR_SECTION_TEMPLATE].offset + WEIR_TEMPLATE_PLATFORM], c->parameter_count, inputs};
}

static uint32_t open_for(const struct build *b, const struct weir_contract *contract)
{
    struct weir_channel channel;
    return weir_open(b->bytes, b->size, contract, NULL, &channel).code;
}

static void test_contract(void)
{
    struct build b;
    struct weir_channel channel;
    struct weir_contract_input inputs[TYPES + 1];
    build_two(&b, &channel);
    struct weir_contract contract = contract_of(&channel, inputs);
    CHECK_INT(open_for(&b, &contract), WEIR_ACCEPTED);
    for (contract.input_count = 0; contract.input_count <= TYPES + 1; contract.input_count++)
        CHECK_INT(open_for(&b, &contract), contract.input_count == TYPES ? WEIR_ACCEPTED : WEIR_REFUSED_CONTRACT_COUNT);
    contract = contract_of(&channel, inputs);
    contract.template_name_hash++;
    CHECK_INT(open_for(&b, &contract), WEIR_REFUSED_CONTRACT_TEMPLATE);
    for (uint32_t other = 0; other <= WEIR_PLATFORM_COUNT; other++) { /* the last is no platform at all */
        contract = contract_of(&channel, inputs);
        const bool same = contract.platform == other;
        contract.platform = other;
        CHECK_INT(open_for(&b, &contract), same ? WEIR_ACCEPTED : WEIR_REFUSED_CONTRACT_PLATFORM);
        contract.template_name_hash++;
        CHECK_INT(open_for(&b, &contract), same ? WEIR_REFUSED_CONTRACT_TEMPLATE : WEIR_REFUSED_CONTRACT_PLATFORM);
    }
    for (int version = -1; version <= 1; version += 2) {
        contract = contract_of(&channel, inputs);
        contract.template_version = (uint32_t)((int)channel.template_version + version);
        CHECK_INT(open_for(&b, &contract), WEIR_REFUSED_CONTRACT_VERSION);
    }
    for (uint32_t i = 0; i < TYPES; i++) { /* each input, the last too */
        contract = contract_of(&channel, inputs);
        inputs[i].name_hash ^= 1;
        CHECK_INT(open_for(&b, &contract), WEIR_REFUSED_CONTRACT_NAME);
        contract = contract_of(&channel, inputs);
        inputs[i].type_hash ^= (uint64_t)1 << 63;
        CHECK_INT(open_for(&b, &contract), WEIR_REFUSED_CONTRACT_TYPE);
        contract = contract_of(&channel, inputs);
        inputs[i].type ^= 1;
        CHECK_INT(open_for(&b, &contract), WEIR_REFUSED_CONTRACT_TYPE);
    }
    build_free(&b);
}

static void test_limits(void)
{
    struct build b;
    struct weir_channel channel, other;
    build_two(&b, &channel);
    const size_t workspace = weir_workspace_bytes(&channel, WEIR_TEXT_BYTES_MEANT);
    for (int off = -1; off <= 1; off++) {
        const struct weir_limits steps = {.steps_per_event = weir_steps(&channel, WEIR_TEXT_BYTES_MEANT) + (uint64_t)off}, room = {.workspace_bytes = workspace + (uint64_t)off};
        const struct weir_limits size = {.file_bytes = b.size + (uint64_t)off};
        CHECK_INT(weir_open(b.bytes, b.size, NULL, &steps, &other).code, off < 0 ? WEIR_REFUSED_BUDGET_STEPS : WEIR_ACCEPTED);
        CHECK_INT(weir_open(b.bytes, b.size, NULL, &room, &other).code, off < 0 ? WEIR_REFUSED_BUDGET_WORKSPACE : WEIR_ACCEPTED);
        CHECK_INT(weir_open(b.bytes, b.size, NULL, &size, &other).code, off < 0 ? WEIR_REFUSED_FILE_OVER_LIMIT : WEIR_ACCEPTED);
    }
    const struct weir_limits less = {.steps_per_event = weir_steps(&channel, 100), .workspace_bytes = weir_workspace_bytes(&channel, 100), .text_bytes = 100};
    CHECK_INT(weir_open(b.bytes, b.size, NULL, &less, &other).code, WEIR_ACCEPTED);
    CHECK_INT(channel.steps_fixed, 4 * TYPES + 2 * 5 + 2 + 3); /* the chapter Cost: two conditions of one instruction, both looked at always */
    build_free(&b);
}

/* Equal strings in a set: where one string has two numbers, only the order of the bytes can tell. */
static void test_equal_strings(void)
{
    struct build b;
    struct weir_channel channel;
    build_start(&b, TYPES, types);
    const struct build_text two[] = {{(const uint8_t *)"aa", 2}, {(const uint8_t *)"ab", 2}};
    build_single(&b, 1, WEIR_OP_EQUALS, WEIR_CRITERION_CASED, 1, 0, build_strings(&b, WEIR_FORM_TEXT, 2, two));
    build_finish(&b);
    CHECK_INT(weir_open(b.bytes, b.size, NULL, NULL, &channel).code, WEIR_ACCEPTED);
    const uint32_t last = channel.section[WEIR_SECTION_STRING_BYTES].offset + channel.section[WEIR_SECTION_STRING_BYTES].count - 1;
    CHECK_INT(b.bytes[last], 'b');
    b.bytes[last] = 'a';
    build_seal(b.bytes, b.size);
    CHECK_INT(weir_open(b.bytes, b.size, NULL, NULL, &channel).code, WEIR_REFUSED_SET_STRING_ORDER);
    build_free(&b);
}

/* A good digest over a bad magic: every byte of it counts. */
static void test_magic(void)
{
    struct build b;
    struct weir_channel channel;
    build_two(&b, &channel);
    for (uint32_t i = 0; i < WEIR_MAGIC_BYTES; i++) {
        b.bytes[i] ^= 0x20;
        build_seal(b.bytes, b.size);
        CHECK_INT(weir_open(b.bytes, b.size, NULL, NULL, &channel).code, WEIR_REFUSED_MAGIC);
        b.bytes[i] ^= 0x20;
    }
    build_free(&b);
}

int main(void)
{
    test_instance_counts();
    test_contract();
    test_limits();
    test_equal_strings();
    test_magic();
    return CHECK_DONE("contract");
}
