/* A channel file and an event out of any bytes: what the verifier accepts is evaluated.
 *
 * In:   a channel file, as long as its header says, and behind it what the inputs are made of.
 * Must hold: no fault, with every input and the workspace in memory of exactly its size; with the room that weir_workspace_bytes names nothing is
 *            undecided; with less, what is decided is the same; weir_match_plain and weir_match_one agree with weir_match. */

#include "channel_mutate.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum { MOST_INSTANCES = 256 };
#define MOST_STEPS 50000000u

struct bytes {
    const uint8_t *p;
    size_t n;
};
struct hits {
    uint8_t verdict[MOST_INSTANCES];
};

static void require(int holds)
{
    if (!holds) abort();
}

static uint64_t take(struct bytes *from, unsigned bytes)
{
    uint64_t value = 0;
    for (unsigned i = 0; i < bytes && from->n > 0; i++, from->p++, from->n--)
        value = value << 8 | *from->p;
    return value;
}

static uint8_t type_of(const struct weir_channel *channel, uint32_t parameter)
{
    return channel->bytes[channel->section[WEIR_SECTION_PARAMETERS].offset + (size_t)WEIR_BYTES_PARAMETERS * parameter + WEIR_PARAMETER_TYPE];
}

/* An input with memory of its own. */
static struct weir_input make_input(uint8_t type, struct bytes *from)
{
    const uint64_t control = take(from, 1);
    struct weir_input input = {NULL, 0, control & 1, 0};
    if (type >= WEIR_TYPE_U32 && type <= WEIR_TYPE_FLAGS) {
        input.number = take(from, control & 2 ? 8 : 1) % (type == WEIR_TYPE_BOOL ? 2 : UINT64_MAX);
        return input;
    }
    size_t length = type == WEIR_TYPE_GUID ? 16 : type == WEIR_TYPE_IP ? (control & 2 ? 16 : 4) : (size_t)take(from, 1);
    const size_t there = length < from->n ? length : from->n;
    if (type != WEIR_TYPE_GUID && type != WEIR_TYPE_IP) length = there;
    uint8_t *copy = calloc(length + (length == 0), 1);
    if (copy == NULL) abort();
    if (there != 0) memcpy(copy, from->p, there);
    from->p += there;
    from->n -= there;
    input.data = copy;
    input.length = (uint32_t)length;
    return input;
}

static int on_hit(void *context, const struct weir_hit *hit)
{
    struct hits *hits = context;
    require(hit->index < MOST_INSTANCES && hit->verdict != WEIR_NO_MATCH && hits->verdict[hit->index] == WEIR_NO_MATCH);
    hits->verdict[hit->index] = hit->verdict;
    return 0;
}

static void *workspace_of(size_t bytes)
{
    void *workspace = malloc(bytes);
    if (workspace == NULL) abort();
    memset(workspace, 0xaa, bytes);
    return workspace;
}

static void match(const struct weir_channel *channel, const struct weir_input *inputs, size_t text_bytes, struct hits *hits)
{
    const size_t bytes = weir_workspace_bytes(channel, text_bytes);
    void *workspace = workspace_of(bytes);
    memset(hits, 0, sizeof *hits);
    require(weir_match(channel, inputs, channel->parameter_count, workspace, bytes, on_hit, hits) == WEIR_OK);
    struct hits plain;
    memset(&plain, 0, sizeof plain);
    require(weir_match_plain(channel, inputs, channel->parameter_count, workspace, bytes, on_hit, &plain) == WEIR_OK);
    require(memcmp(&plain, hits, sizeof plain) == 0);
    free(workspace);
}

static void compare_each(const struct weir_channel *channel, const struct weir_input *inputs, size_t text_bytes, const struct hits *hits)
{
    const size_t bytes = weir_workspace_bytes(channel, text_bytes);
    void *workspace = workspace_of(bytes);
    uint8_t *criteria = workspace_of(channel->max_criteria + 1);
    for (uint32_t i = 0; i < channel->section[WEIR_SECTION_INSTANCES].count; i++) {
        enum weir_verdict verdict = WEIR_NO_MATCH;
        require(weir_match_one(channel, i, inputs, channel->parameter_count, workspace, bytes, criteria, &verdict) == WEIR_OK);
        require(verdict == hits->verdict[i]);
    }
    free(criteria);
    free(workspace);
}

static void evaluate(const struct weir_channel *channel, struct bytes rest)
{
    struct weir_input inputs[WEIR_MAX_PARAMETERS];
    struct hits all, some;
    size_t text = 0;
    for (uint32_t i = 0; i < channel->parameter_count; i++) {
        inputs[i] = make_input(type_of(channel, i), &rest);
        text += inputs[i].length;
    }
    match(channel, inputs, text, &all);
    compare_each(channel, inputs, text, &all);
    match(channel, inputs, text / 16, &some);
    for (uint32_t i = 0; i < MOST_INSTANCES; i++) {
        require(all.verdict[i] != WEIR_CANNOT_DECIDE);
        require(some.verdict[i] == WEIR_CANNOT_DECIDE || some.verdict[i] == all.verdict[i]);
    }
    for (uint32_t i = 0; i < channel->parameter_count; i++)
        free((void *)(uintptr_t)inputs[i].data);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (size < WEIR_HEADER_BYTES) return 0;
    struct bytes said = {data + WEIR_AT_FILE_BYTES, 4};
    uint64_t bytes = 0;
    for (unsigned i = 4; i > 0; i--)
        bytes = bytes << 8 | said.p[i - 1];
    if (bytes < WEIR_HEADER_BYTES || bytes > size) bytes = size;
    uint8_t *copy = malloc((size_t)bytes);
    if (copy == NULL) return 0;
    memcpy(copy, data, (size_t)bytes);
    for (unsigned i = 0; i < 8; i++)
        copy[WEIR_AT_FILE_BYTES + i] = (uint8_t)(bytes >> (8 * i));
    weir_digest(copy, (size_t)bytes, copy + WEIR_AT_DIGEST);
    struct weir_channel channel;
    if (weir_open(copy, (size_t)bytes, NULL, NULL, &channel).code == WEIR_ACCEPTED &&
        channel.section[WEIR_SECTION_INSTANCES].count <= MOST_INSTANCES && weir_steps(&channel, size) < MOST_STEPS)
        evaluate(&channel, (struct bytes){data + bytes, size - (size_t)bytes});
    free(copy);
    return 0;
}
