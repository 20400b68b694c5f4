/* See witness.h. Must hold: what is written as JSON comes back from `weir scan` as the same inputs. */
#include "witness.h"

#include <inttypes.h>

#include "../compiler/base/json.h"
#include "../exchange/convert.h"
#include "../exchange/export_term.h"

static bool is_there(const struct solve_event *event, uint32_t i) { return event->present >> i & 1; }

static bool is_bytes(uint8_t type) { return type == WEIR_TYPE_GUID || type == WEIR_TYPE_IP; }
static bool is_text(uint8_t type) { return type == WEIR_TYPE_STRING || type == WEIR_TYPE_PATH || type == WEIR_TYPE_HASH; }

/* ---- as JSON ---- */

static void write_guid(FILE *stream, struct str bytes)
{
    fputs("\"{", stream);
    for (uint32_t i = 0; i < bytes.n; i++) fprintf(stream, "%s%02X", i == 4 || i == 6 || i == 8 || i == 10 ? "-" : "", (unsigned)(unsigned char)bytes.p[i]);
    fputs("}\"", stream);
}

static void write_address(FILE *stream, struct str bytes)
{
    const unsigned char *p = (const unsigned char *)bytes.p;
    putc('"', stream);
    if (bytes.n == 4) fprintf(stream, "%u.%u.%u.%u", (unsigned)p[0], (unsigned)p[1], (unsigned)p[2], (unsigned)p[3]);
    else
        for (uint32_t i = 0; i + 1 < bytes.n; i += 2) fprintf(stream, "%s%x", i ? ":" : "", (unsigned)p[i] << 8 | p[i + 1]);
    putc('"', stream);
}

static void write_value(FILE *stream, const struct field *field, const struct typed_value *value)
{
    if (is_text(field->type)) {
        json_write_string(stream, value->bytes);
    } else if (field->type == WEIR_TYPE_GUID) {
        write_guid(stream, value->bytes);
    } else if (field->type == WEIR_TYPE_IP) {
        write_address(stream, value->bytes);
    } else if (field->type == WEIR_TYPE_BOOL) {
        fputs(value->number ? "true" : "false", stream);
    } else if (field->type == WEIR_TYPE_I64) {
        fprintf(stream, "%" PRId64, (int64_t)value->number);
    } else {
        for (uint32_t i = 0; i < field->member_count && field->type == WEIR_TYPE_ENUM; i++)
            if (field->members[i].value == value->number) {
                json_write_string(stream, field->members[i].name);
                return;
            }
        fprintf(stream, "%" PRIu64, value->number);
    }
}

void witness_write_json(FILE *stream, const struct template_type *type, const struct solve_event *event)
{
    const char *before = "{";
    for (uint32_t i = 0; i < type->recorded_count; i++) {
        const struct recorded_value *recorded = &type->recorded[i];
        if (i && str_equal(recorded->key, recorded[-1].key)) continue; /* the first of its values will do */
        fputs(before, stream);
        json_write_string(stream, recorded->key);
        putc(':', stream);
        if (recorded->is_text) json_write_string(stream, recorded->text);
        else fprintf(stream, "%" PRIu64, recorded->number);
        before = ",";
    }
    for (uint32_t i = 0; i < type->field_count; i++) {
        if (!is_there(event, i)) continue;
        fputs(before, stream);
        json_write_string(stream, type->fields[i].name);
        putc(':', stream);
        write_value(stream, &type->fields[i], &event->value[i]);
        before = ",";
    }
    fputs(*before == '{' ? "{}" : "}", stream);
}

/* ---- as a test ---- */

static void put_entry(struct arena *arena, struct text *out, const struct field *field, const struct typed_value *value)
{
    const struct str member = member_name(field, value->number);
    text_printf(out, STR_FMT ": ", STR_ARG(field->name));
    if (is_text(field->type)) {
        text_put(out, text_literal(arena, value->bytes));
    } else if (is_bytes(field->type)) {
        text_word(out, "'");
        if (field->type == WEIR_TYPE_GUID) text_guid(out, value->bytes);
        else text_address(out, value->bytes);
        text_word(out, "'");
    } else if (field->type == WEIR_TYPE_BOOL) {
        text_word(out, value->number ? "true" : "false");
    } else if (member.n) {
        text_put(out, member);
    } else if (field->type == WEIR_TYPE_FLAGS && value->number) {
        uint64_t left = value->number;
        const char *before = "";
        for (uint32_t i = 0; i < field->member_count; i++) {
            const uint64_t bits = field->members[i].value;
            if (bits == 0 || (left & bits) != bits) continue;
            text_printf(out, "%s" STR_FMT, before, STR_ARG(field->members[i].name));
            left &= ~bits;
            before = " | ";
        }
        if (left) text_printf(out, "%s0x%" PRIX64, before, left);
    } else {
        text_printf(out, field->type == WEIR_TYPE_I64 ? "%" PRId64 : "%" PRIu64, value->number);
    }
}

struct str witness_entries(struct arena *arena, const struct template_type *type, const struct solve_event *event)
{
    struct text out;
    bool any = false;
    text_init(&out, arena->exhausted);
    for (uint32_t i = 0; i < type->field_count; i++) {
        if (!is_there(event, i)) continue;
        if (any) text_word(&out, ", ");
        put_entry(arena, &out, &type->fields[i], &event->value[i]);
        any = true;
    }
    const struct str copy = arena_copy(arena, text_str(&out));
    text_free(&out);
    return copy;
}

/* ---- as inputs ---- */

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
