/* One JSON value to one input of the field's type; see events.h.
 *
 * In:   the field and the value. Out: the input, or false and an absent one.
 * Must hold: nothing is guessed. A number that is out of the type's range, an enum member that is not declared, a malformed guid
 *       are no values; whoever reads the events counts them. */
#include <arpa/inet.h>

#include "events.h"

enum { ADDRESS_TEXT_BYTES = 64 };

/* The value and 1, or 0 for what is no digit. */
static const uint8_t hex_values[256] = {
    ['0'] = 1, ['1'] = 2, ['2'] = 3, ['3'] = 4, ['4'] = 5, ['5'] = 6, ['6'] = 7, ['7'] = 8, ['8'] = 9, ['9'] = 10,
    ['a'] = 11, ['b'] = 12, ['c'] = 13, ['d'] = 14, ['e'] = 15, ['f'] = 16, ['A'] = 11, ['B'] = 12, ['C'] = 13, ['D'] = 14, ['E'] = 15, ['F'] = 16,
};

static int hex_digit(char c) { return (int)hex_values[(unsigned char)c] - 1; }

/* Decimal digits, or 0x and hexadecimal ones, with a minus before them where the type has signs. */
static bool text_to_number(struct str text, uint64_t *magnitude, bool *negative)
{
    uint32_t i = 0;
    uint64_t base = 10, value = 0;
    *negative = text.n > 0 && text.p[0] == '-';
    if (*negative) i++;
    if (text.n - i > 2 && text.p[i] == '0' && (text.p[i + 1] == 'x' || text.p[i + 1] == 'X')) {
        base = 16;
        i += 2;
    }
    if (i == text.n) return false;
    for (; i < text.n; i++) {
        int digit = hex_digit(text.p[i]);
        if (digit < 0 || (uint64_t)digit >= base) return false;
        if (value > (UINT64_MAX - (uint64_t)digit) / base) return false;
        value = value * base + (uint64_t)digit;
    }
    *magnitude = value;
    return true;
}

static bool in_range(enum weir_type type, uint64_t magnitude, bool negative, uint64_t *out)
{
    if (type == WEIR_TYPE_I64) {
        uint64_t most = (uint64_t)INT64_MAX + (negative ? 1 : 0);
        if (magnitude > most) return false;
        *out = negative ? 0 - magnitude : magnitude;
        return true;
    }
    if (negative && magnitude) return false;
    if (type == WEIR_TYPE_U32 && magnitude > UINT32_MAX) return false;
    if (type == WEIR_TYPE_BOOL && magnitude > 1) return false;
    *out = magnitude;
    return true;
}

/* A JSON number or its text; JSON numbers keep their digits as written. */
static bool to_number(enum weir_type type, const struct json *value, uint64_t *out)
{
    uint64_t magnitude;
    bool negative;
    if (value->kind != JSON_NUMBER && value->kind != JSON_STRING) return false;
    return text_to_number(value->string, &magnitude, &negative) && in_range(type, magnitude, negative, out);
}

/* Equal under the language's folding. Well-formed on both sides: json_parse and the verifier saw to it. */
static bool equal_folded(struct str a, struct str b)
{
    uint32_t i = 0, j = 0;
    while (i < a.n && j < b.n) {
        uint32_t a_bytes, b_bytes;
        if (weir_fold(utf8_decode(a, i, &a_bytes)) != weir_fold(utf8_decode(b, j, &b_bytes))) return false;
        i += a_bytes;
        j += b_bytes;
    }
    return i == a.n && j == b.n;
}

static bool find_member(const struct events_field *field, struct str name, uint64_t *out)
{
    for (int folded = 0; folded < 2; folded++) {
        for (uint32_t i = 0; i < field->member_count; i++) {
            if (!(folded ? equal_folded(field->members[i].name, name) : str_equal(field->members[i].name, name))) continue;
            *out = field->members[i].value;
            return true;
        }
    }
    return false;
}

static bool to_enum(const struct events_field *field, const struct json *value, uint64_t *out)
{
    if (value->kind == JSON_TRUE) return find_member(field, STR("true"), out);
    if (value->kind == JSON_FALSE) return find_member(field, STR("false"), out);
    if (value->kind == JSON_STRING && find_member(field, value->string, out)) return true;
    return to_number(WEIR_TYPE_ENUM, value, out) && *out < field->member_count;
}

static struct str trimmed(struct str text)
{
    while (text.n && (text.p[0] == ' ' || text.p[0] == '\t')) text.p++, text.n--;
    while (text.n && (text.p[text.n - 1] == ' ' || text.p[text.n - 1] == '\t')) text.n--;
    return text;
}

/* 'GENERIC_READ|GENERIC_WRITE', with commas or bars between names and numbers. */
static bool to_flags(const struct events_field *field, const struct json *value, uint64_t *out)
{
    if (to_number(WEIR_TYPE_FLAGS, value, out)) return true;
    if (value->kind != JSON_STRING) return false;
    struct str text = value->string;
    uint64_t bits = 0;
    for (uint32_t start = 0, i = 0; i <= text.n; i++) {
        if (i < text.n && text.p[i] != '|' && text.p[i] != ',') continue;
        struct str part = trimmed((struct str){text.p + start, i - start});
        uint64_t magnitude = 0;
        bool negative = false;
        if (!find_member(field, part, &magnitude) && (!text_to_number(part, &magnitude, &negative) || negative)) return false;
        bits |= magnitude;
        start = i + 1;
    }
    *out = bits;
    return true;
}

static bool to_bool(const struct json *value, uint64_t *out)
{
    if (value->kind == JSON_TRUE || value->kind == JSON_FALSE) {
        *out = value->kind == JSON_TRUE;
        return true;
    }
    if (value->kind == JSON_STRING) {
        bool is_true = equal_folded(value->string, STR("true"));
        if (is_true || equal_folded(value->string, STR("false"))) {
            *out = is_true;
            return true;
        }
    }
    return to_number(WEIR_TYPE_BOOL, value, out);
}

static bool to_plain_number(enum weir_type type, const struct json *value, uint64_t *out)
{
    if (value->kind == JSON_TRUE || value->kind == JSON_FALSE) {
        *out = value->kind == JSON_TRUE;
        return true;
    }
    return to_number(type, value, out);
}

/* '{0197231E-9BE6-6934-5301-000000000B00}', with or without the braces. */
static bool to_guid(struct str text, uint8_t bytes[16])
{
    if (text.n == 38 && text.p[0] == '{' && text.p[37] == '}') text = (struct str){text.p + 1, 36};
    if (text.n != 36) return false;
    static const uint8_t places[16] = {0, 2, 4, 6, 9, 11, 14, 16, 19, 21, 24, 26, 28, 30, 32, 34};
    int any = text.p[8] == '-' && text.p[13] == '-' && text.p[18] == '-' && text.p[23] == '-' ? 0 : -1;
    for (uint32_t i = 0; i < 16; i++) {
        const int high = hex_digit(text.p[places[i]]), low = hex_digit(text.p[places[i] + 1]);
        any |= high | low; /* negative when one of them is */
        bytes[i] = (uint8_t)((unsigned)high << 4 | (unsigned)low);
    }
    return any >= 0;
}

/* The bytes of an address; a zone ("%eth0") names an interface of the recording host and is dropped. 0: not an address. */
static uint32_t to_address(struct str text, uint8_t bytes[16])
{
    static const uint8_t mapped[12] = {[10] = 0xff, [11] = 0xff};
    char terminated[ADDRESS_TEXT_BYTES];
    const char *zone = text.n ? memchr(text.p, '%', text.n) : NULL;
    if (zone && memchr(text.p, ':', text.n)) text.n = (uint32_t)(zone - text.p);
    if (text.n == 0 || text.n >= sizeof terminated || memchr(text.p, 0, text.n)) return 0;
    memcpy(terminated, text.p, text.n);
    terminated[text.n] = 0;
    if (inet_pton(AF_INET, terminated, bytes) == 1) return 4;
    if (inet_pton(AF_INET6, terminated, bytes) != 1) return 0;
    if (memcmp(bytes, mapped, sizeof mapped) != 0) return 16;
    memmove(bytes, bytes + sizeof mapped, 4);
    return 4;
}

static bool to_text(const struct json *value, struct weir_input *input)
{
    struct str text = value->string;
    switch (value->kind) {
    case JSON_TRUE: text = STR("true"); break;
    case JSON_FALSE: text = STR("false"); break;
    case JSON_NUMBER:
    case JSON_STRING: break;
    case JSON_NULL:
    case JSON_ARRAY:
    case JSON_OBJECT: return false;
    }
    *input = (struct weir_input){.data = (const uint8_t *)(text.n ? text.p : ""), .length = text.n, .present = 1};
    return true;
}

bool events_convert(const struct events_field *field, const struct json *value, uint8_t bytes[16], struct weir_input *input)
{
    bool good = false;
    enum weir_type type = (enum weir_type)field->type;
    *input = (struct weir_input){0};
    if (value->kind == JSON_NULL) return true;
    switch (type) {
    case WEIR_TYPE_STRING:
    case WEIR_TYPE_PATH:
    case WEIR_TYPE_HASH: return to_text(value, input);
    case WEIR_TYPE_GUID:
        if (value->kind == JSON_STRING && to_guid(value->string, bytes)) *input = (struct weir_input){.data = bytes, .length = 16, .present = 1};
        return input->present;
    case WEIR_TYPE_IP:
        if (value->kind == JSON_STRING) input->length = to_address(value->string, bytes);
        if (!input->length) return false;
        input->data = bytes;
        input->present = 1;
        return true;
    case WEIR_TYPE_U32:
    case WEIR_TYPE_U64:
    case WEIR_TYPE_I64: good = to_plain_number(type, value, &input->number); break;
    case WEIR_TYPE_BOOL: good = to_bool(value, &input->number); break;
    case WEIR_TYPE_ENUM: good = to_enum(field, value, &input->number); break;
    case WEIR_TYPE_FLAGS: good = to_flags(field, value, &input->number); break;
    case WEIR_TYPE_RESERVED:
    case WEIR_TYPE_COUNT: break;
    }
    if (good) input->present = 1;
    else input->number = 0;
    return good;
}
