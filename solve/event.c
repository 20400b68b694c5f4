/* An event as a recorded event: one JSON object on one line, as `weir scan` takes it back with the same inputs. */
#include <inttypes.h>

#include "../compiler/base/json.h"
#include "../compiler/model/addresses.h"
#include "parts.h"

static bool is_there(const struct solve_event *event, uint32_t i) { return event->present >> i & 1; }

static void write_value(FILE *stream, const struct field *field, const struct typed_value *value)
{
    if (type_is_text(field->type)) {
        json_write_string(stream, value->bytes);
    } else if (field->type == WEIR_TYPE_GUID) {
        char text[GUID_TEXT_BYTES];
        guid_write((const uint8_t *)value->bytes.p, text);
        fprintf(stream, "\"%s\"", text);
    } else if (field->type == WEIR_TYPE_IP) {
        char text[ADDRESS_TEXT_BYTES];
        address_write_whole((const uint8_t *)value->bytes.p, value->bytes.n, text);
        fprintf(stream, "\"%s\"", text);
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

void solve_write_event(FILE *stream, const struct template_type *type, const struct solve_event *event)
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
