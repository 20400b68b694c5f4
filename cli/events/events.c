/* Recorded events: see events.h. This file finds the values that a channel wants; convert.c makes inputs of them. */
#include "events.h"

#include "../channel/view.h"

/* ---- a channel's wishes ---- */

static void add_recorded(struct events *events, struct events_channel *own)
{
    const struct weir_channel *channel = own->channel;
    uint32_t count = view_count(channel, WEIR_SECTION_RECORDED);
    own->recorded = arena_array(events->arena, count ? count : 1, sizeof *own->recorded);
    for (uint32_t i = 0; i < count; i++) {
        uint32_t string = view_u32(channel, WEIR_SECTION_RECORDED, i, WEIR_RECORDED_KEY);
        if (i && string == view_u32(channel, WEIR_SECTION_RECORDED, i - 1, WEIR_RECORDED_KEY)) {
            own->recorded[own->recorded_count - 1].count++;
            continue;
        }
        struct events_recorded *recorded = &own->recorded[own->recorded_count++];
        struct str key = view_string(channel, string);
        *recorded = (struct events_recorded){.first = i, .count = 1};
        recorded->keys[recorded->key_count++] = events_add_key(events, key);
        uint32_t path = events_add_path(events, key);
        if (path != UINT32_MAX) recorded->keys[recorded->key_count++] = path;
    }
}

static void add_place(struct events *events, struct events_field *field, struct str key)
{
    field->keys[field->key_count++] = events_add_key(events, key);
    uint32_t path = events_add_path(events, key);
    if (path != UINT32_MAX) field->keys[field->key_count++] = path;
}

static void add_field(struct events *events, struct events_channel *own, uint32_t ordinal, uint32_t alias_first,
                      uint32_t alias_end)
{
    const struct weir_channel *channel = own->channel;
    struct events_field *field = &own->fields[ordinal - 1];
    field->type = (uint8_t)view_u8(channel, WEIR_SECTION_PARAMETERS, ordinal - 1, WEIR_PARAMETER_TYPE);
    field->name = view_name(channel, WEIR_SECTION_PARAMETERS, ordinal - 1, WEIR_PARAMETER_NAME);
    if (field->type == WEIR_TYPE_RESERVED) return;

    field->keys = arena_array(events->arena, 2u * (1 + alias_end - alias_first), sizeof *field->keys);
    add_place(events, field, field->name);
    for (uint32_t i = alias_first; i < alias_end; i++)
        add_place(events, field, view_name(channel, WEIR_SECTION_ALIASES, i, WEIR_ALIAS_PATH));

    field->member_count = view_u16(channel, WEIR_SECTION_PARAMETERS, ordinal - 1, WEIR_PARAMETER_MEMBER_COUNT);
    if (!field->member_count) return;
    uint32_t first = view_u32(channel, WEIR_SECTION_PARAMETERS, ordinal - 1, WEIR_PARAMETER_MEMBER_FIRST);
    field->members = arena_array(events->arena, field->member_count, sizeof *field->members);
    for (uint32_t i = 0; i < field->member_count; i++) {
        field->members[i].name = view_name(channel, WEIR_SECTION_MEMBERS, first + i, WEIR_MEMBER_NAME);
        field->members[i].value = view_u64(channel, WEIR_SECTION_MEMBERS, first + i, WEIR_MEMBER_VALUE);
    }
}

struct events_channel *events_add_channel(struct events *events, const struct weir_channel *channel)
{
    struct events_channel *own = arena_new(events->arena, struct events_channel);
    own->channel = channel;
    *(struct events_channel **)vec_push(&events->channels, sizeof own) = own;
    own->field_count = channel->parameter_count;
    own->fields = arena_array(events->arena, own->field_count, sizeof *own->fields);
    own->inputs = arena_array(events->arena, own->field_count, sizeof *own->inputs);
    own->unconverted = arena_array(events->arena, own->field_count, sizeof *own->unconverted);
    own->bytes = arena_array(events->arena, own->field_count, sizeof *own->bytes);
    add_recorded(events, own);
    uint32_t alias = 0, alias_count = view_count(channel, WEIR_SECTION_ALIASES);
    for (uint32_t ordinal = 1; ordinal <= own->field_count; ordinal++) {
        uint32_t first = alias;
        while (alias < alias_count && view_u32(channel, WEIR_SECTION_ALIASES, alias, WEIR_ALIAS_ORDINAL) == ordinal) alias++;
        add_field(events, own, ordinal, first, alias);
    }
    return own;
}

/* ---- an event ---- */

static bool decimal(struct str text, uint64_t *out)
{
    uint64_t value = 0;
    if (text.n == 0 || text.n > 20) return false;
    for (uint32_t i = 0; i < text.n; i++) {
        if (text.p[i] < '0' || text.p[i] > '9') return false;
        uint64_t digit = (uint64_t)(text.p[i] - '0');
        if (value > (UINT64_MAX - digit) / 10) return false;
        value = value * 10 + digit;
    }
    *out = value;
    return true;
}

static bool recorded_holds(const struct weir_channel *channel, const struct events_recorded *recorded, const struct json *value)
{
    uint64_t number = 0;
    bool is_text = value->kind == JSON_STRING;
    bool is_number = value->kind == JSON_NUMBER ? json_u64(value, &number) : is_text && decimal(value->string, &number);
    for (uint32_t i = recorded->first; i < recorded->first + recorded->count; i++) {
        uint64_t wanted = view_u64(channel, WEIR_SECTION_RECORDED, i, WEIR_RECORDED_VALUE);
        if (view_u32(channel, WEIR_SECTION_RECORDED, i, WEIR_RECORDED_KIND) == 0) {
            if (is_number && number == wanted) return true;
        } else if (is_text && str_equal(value->string, view_string(channel, (uint32_t)wanted))) {
            return true;
        }
    }
    return false;
}

bool events_accepts(const struct events *events, const struct events_channel *own)
{
    for (uint32_t i = 0; i < own->recorded_count; i++) {
        const struct json *value = events_first_value(events, own->recorded[i].keys, own->recorded[i].key_count);
        if (!value || !recorded_holds(own->channel, &own->recorded[i], value)) return false;
    }
    return own->recorded_count != 0;
}

const struct weir_input *events_inputs(const struct events *events, struct events_channel *own)
{
    own->text_bytes = 0;
    for (uint32_t i = 0; i < own->field_count; i++) {
        struct events_field *field = &own->fields[i];
        own->inputs[i] = (struct weir_input){0};
        own->unconverted[i] = NULL;
        const struct json *value = events_first_value(events, field->keys, field->key_count);
        if (!value) continue;
        if (!events_convert(field, value, own->bytes[i], &own->inputs[i])) {
            own->unconverted[i] = value;
            field->unconverted++;
        }
        own->text_bytes += own->inputs[i].length;
    }
    return own->inputs;
}
