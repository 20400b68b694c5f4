/* See witness.h. Must hold: what is written as a test says every value of the event. */
#include "witness.h"

#include <inttypes.h>

#include "../../exchange/convert.h"
#include "../../exchange/export_term.h"

static bool is_there(const struct solve_event *event, uint32_t i) { return event->present >> i & 1; }

static bool is_bytes(uint8_t type) { return type == WEIR_TYPE_GUID || type == WEIR_TYPE_IP; }
static bool is_text(uint8_t type) { return type == WEIR_TYPE_STRING || type == WEIR_TYPE_PATH || type == WEIR_TYPE_HASH; }

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
