/* Any bytes into the verifier: as they are, and once more with a size and a digest that fit, or nothing would get past those.
 *
 * Must hold: no fault; refused files leave the channel empty; accepted ones are accepted again and say the same. */

#include "channel_mutate.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void require(int holds)
{
    if (!holds) abort();
}

static struct weir_verdict_on_file open_and_check(const uint8_t *bytes, size_t size, struct weir_channel *channel)
{
    memset(channel, 0xff, sizeof *channel);
    const struct weir_verdict_on_file verdict = weir_open(bytes, size, NULL, NULL, channel);
    require(weir_refusal_name(verdict.code) != NULL && weir_refusal_text(verdict.code) != NULL);
    require(strcmp(weir_refusal_name(verdict.code), "UNKNOWN") != 0);
    require(verdict.offset <= size || verdict.code == WEIR_REFUSED_FILE_TOO_LARGE);
    if (verdict.code != WEIR_ACCEPTED) require(channel->bytes == NULL && channel->size == 0 && channel->parameter_count == 0);
    return verdict;
}

/* An accepted file is refused for a sensor that supplies one input fewer, and for a budget below its own cost. */
static void check_accepted(const uint8_t *bytes, size_t size, const struct weir_channel *channel)
{
    struct weir_channel other;
    const struct weir_limits tight = {.steps_per_event = weir_steps(channel, 7) - 1, .text_bytes = 7}, fitting = {.steps_per_event = weir_steps(channel, 7), .text_bytes = 7};
    require(weir_open(bytes, size, NULL, &tight, &other).code == WEIR_REFUSED_BUDGET_STEPS);
    require(weir_open(bytes, size, NULL, &fitting, &other).code == WEIR_ACCEPTED);
    const uint8_t *template_record = bytes + channel->section[WEIR_SECTION_TEMPLATE].offset;
    struct weir_contract contract = {0, channel->template_version, template_record[WEIR_TEMPLATE_PLATFORM], channel->parameter_count - 1, NULL};
    for (int i = 7; i >= 0; i--)
        contract.template_name_hash = contract.template_name_hash << 8 | template_record[WEIR_TEMPLATE_NAME_HASH + i];
    require(weir_open(bytes, size, &contract, NULL, &other).code == WEIR_REFUSED_CONTRACT_COUNT);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct weir_channel channel;
    open_and_check(data, size, &channel);
    if (size < WEIR_HEADER_BYTES) return 0;
    uint8_t *copy = malloc(size);
    if (copy == NULL) return 0;
    memcpy(copy, data, size);
    memcpy(copy, WEIR_MAGIC, WEIR_MAGIC_BYTES);
    for (unsigned i = 0; i < 8; i++)
        copy[WEIR_AT_FILE_BYTES + i] = (uint8_t)((uint64_t)size >> (8 * i));
    weir_digest(copy, size, copy + WEIR_AT_DIGEST);
    if (open_and_check(copy, size, &channel).code == WEIR_ACCEPTED) check_accepted(copy, size, &channel);
    free(copy);
    return 0;
}
