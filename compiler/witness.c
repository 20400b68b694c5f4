/* See witness.h. Must hold: the interpreter takes every event of the solver. */
#include "witness.h"

static bool is_there(const struct solve_event *event, uint32_t i) { return event->present >> i & 1; }
static bool is_bytes(uint8_t type) { return type == WEIR_TYPE_GUID || type == WEIR_TYPE_IP; }
static bool is_text(uint8_t type) { return type == WEIR_TYPE_STRING || type == WEIR_TYPE_PATH || type == WEIR_TYPE_HASH; }

void witness_inputs(const struct template_type *type, const struct solve_event *event, struct weir_input *inputs, uint32_t count)
{
    for (uint32_t i = 0; i < count; i++) {
        const struct typed_value *value = &event->value[i];
        inputs[i] = (struct weir_input){.present = is_there(event, i)};
        if (!inputs[i].present) continue;
        if (is_text(type->fields[i].type) || is_bytes(type->fields[i].type)) {
            inputs[i].data = (const uint8_t *)value->bytes.p;
            inputs[i].length = value->bytes.n;
        } else {
            inputs[i].number = value->number;
        }
    }
}

enum weir_verdict witness_run(struct arena *arena, const struct weir_channel *channel, uint32_t instance, const struct template_type *type, const struct solve_event *event)
{
    size_t text_bytes = 0;
    struct weir_input *inputs = arena_array(arena, channel->parameter_count, sizeof *inputs);
    witness_inputs(type, event, inputs, channel->parameter_count);
    for (uint32_t i = 0; i < channel->parameter_count; i++)
        if (is_text(type->fields[i].type)) text_bytes += inputs[i].length;
    const size_t bytes = weir_workspace_bytes(channel, text_bytes);
    uint8_t *criteria = arena_alloc(arena, (size_t)channel->max_criteria + 1);
    enum weir_verdict verdict = WEIR_CANNOT_DECIDE;
    const enum weir_status status = weir_match_one(channel, instance, inputs, channel->parameter_count, arena_alloc(arena, bytes), bytes, criteria, &verdict);
    if (status != WEIR_OK) BUG("the interpreter does not take an event of the solver: %d", (int)status);
    return verdict;
}
