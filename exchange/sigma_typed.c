/* Values compared with what is not text: numbers, addresses, guids, words and flags.
 *
 * In:  a value of Sigma, which compares all of these as text. Out: a criterion of the field's type that holds for the same values. Must hold: a value that
 *      the type cannot have is never equal, and that is said; '' and '-', which logs write for nothing, are what is absent here. */
#include "../compiler/model/addresses.h"
#include "convert.h"

struct number { /* an integer, or the one below a fraction */
    bool negative, fraction;
    uint64_t magnitude;
};

static struct cond *refuse_part(struct conversion *c, const struct item *item, const struct field *field, const struct item_value *value, const char *what)
{
    struct diag *d = convert_refuse(c, DIAG_SIGMA_VALUE, value->tree->span, "'" STR_FMT "' is %s, and this asks for a part of its text", STR_ARG(field->name), what);
    diag_add_label(&c->import->sink, d, item->span, "compared here");
    return NULL;
}

static struct cond *never(struct conversion *c, const struct field *field, const struct item_value *value)
{
    const struct str shown = {value->text.p, value->text.n > 80 ? 80 : value->text.n};
    convert_note(c, value->tree->span, "'" STR_FMT "' never has the value '" STR_FMT "'", STR_ARG(field->name), STR_ARG(shown));
    return cond_new(c, COND_FALSE);
}

/* ---- numbers ---- */

static bool number_parse(struct str text, struct number *out)
{
    uint32_t at = text.n && (text.p[0] == '-' || text.p[0] == '+');
    const bool hex = text.n > at + 2 && text.p[at] == '0' && (text.p[at + 1] | 0x20) == 'x';
    *out = (struct number){.negative = text.n && text.p[0] == '-'};
    if (hex) at += 2;
    if (at == text.n) return false;
    for (; at < text.n && text.p[at] != '.'; at++) {
        const char ch = text.p[at], lower = (char)(ch | 0x20);
        const unsigned digit = ch >= '0' && ch <= '9' ? (unsigned)(ch - '0') : hex && lower >= 'a' && lower <= 'f' ? (unsigned)(lower - 'a') + 10 : 99;
        if (digit == 99 || out->magnitude > (UINT64_MAX - digit) / (hex ? 16 : 10)) return false;
        out->magnitude = out->magnitude * (hex ? 16 : 10) + digit;
    }
    for (at++; at < text.n; at++) {
        if (text.p[at] < '0' || text.p[at] > '9') return false;
        out->fraction |= text.p[at] != '0';
    }
    if (out->fraction && out->negative) out->magnitude++;
    if (out->magnitude == 0) out->negative = false;
    return true;
}

static uint64_t highest(const struct field *field)
{
    return field->type == WEIR_TYPE_U32 ? UINT32_MAX : field->type == WEIR_TYPE_I64 ? (uint64_t)INT64_MAX : UINT64_MAX;
}

static uint64_t lowest(const struct field *field) /* its magnitude; it is negative, or 0 */
{
    return field->type == WEIR_TYPE_I64 ? UINT64_C(1) << 63 : 0;
}

/* <0: below the type's values, 0: one of them, >0: above. */
static int number_range(const struct field *field, struct number number)
{
    if (number.negative) return number.magnitude > lowest(field) ? -1 : 0;
    return number.magnitude > highest(field) ? 1 : 0;
}

static struct str number_text(struct conversion *c, struct number number)
{
    return arena_printf(c->arena, "%s%llu", number.negative ? "-" : "", (unsigned long long)number.magnitude);
}

/* Numbers whose decimal text has this beginning: a range for each number of digits. */
static struct cond *number_prefix(struct conversion *c, const struct item *item, const struct field *field, const struct item_value *value, struct str body)
{
    struct number number;
    if (!number_parse(body, &number) || number.negative || body.n > 19 || (body.n > 1 && body.p[0] == '0') || memchr(body.p, '.', body.n)) return refuse_part(c, item, field, value, "a number");
    struct cond *cond = cond_criterion(c, field->name, OP_EQUALS, false);
    uint64_t low = number.magnitude, span = 1;
    for (;;) {
        const uint64_t top = highest(field);
        if (low > top) break;
        const uint64_t high = span - 1 > top - low ? top : low + span - 1;
        cond_add_value(c, cond, low == high ? arena_printf(c->arena, "%llu", (unsigned long long)low) : arena_printf(c->arena, "%llu..%llu", (unsigned long long)low, (unsigned long long)high));
        if (low == 0 || low > UINT64_MAX / 10 || span > UINT64_MAX / 10) break;
        low *= 10;
        span *= 10;
    }
    return cond->count ? cond : never(c, field, value);
}

/* Digits with single ones left open. */
static struct cond *number_open(struct conversion *c, const struct item *item, const struct field *field, const struct item_value *value, struct pattern pattern)
{
    enum { OPEN_AT_MOST = 3 };
    struct cond *or = cond_new(c, COND_OR);
    uint32_t open = 0, combinations = 1;
    for (uint32_t i = 0; i < pattern.body.n; i++) {
        if (pattern.body.p[i] == WILD_ANY) return refuse_part(c, item, field, value, "a number");
        open += pattern.body.p[i] == WILD_ONE;
    }
    if (open > OPEN_AT_MOST || pattern.lead) return refuse_part(c, item, field, value, "a number");
    for (uint32_t i = 0; i < open; i++) combinations *= 10;
    for (uint32_t n = 0; n < combinations; n++) {
        char *digits = arena_alloc(c->arena, (size_t)pattern.body.n + 1);
        uint32_t rest = n;
        for (uint32_t i = 0; i < pattern.body.n; i++) {
            digits[i] = pattern.body.p[i];
            if (digits[i] != WILD_ONE) continue;
            digits[i] = (char)('0' + rest % 10);
            rest /= 10;
        }
        struct number number;
        const struct str text = {digits, pattern.body.n};
        if (!number_parse(text, &number)) return refuse_part(c, item, field, value, "a number");
        if (digits[0] == '0' && text.n > 1) continue;
        if (pattern.trail) {
            struct cond *one = number_prefix(c, item, field, value, text);
            if (one == NULL) return NULL;
            cond_append(or, one);
        } else if (number_range(field, number) == 0) {
            cond_append(or, cond_one(c, field->name, OP_EQUALS, false, text));
        }
    }
    return cond_simplify(c, or);
}

static struct cond *number_convert(struct conversion *c, const struct item *item, const struct field *field, const struct item_value *value, struct pattern pattern)
{
    struct number number;
    if (pattern.wild) return number_open(c, item, field, value, pattern);
    if (pattern.lead) return refuse_part(c, item, field, value, "a number");
    if (pattern.trail) return number_prefix(c, item, field, value, pattern.body);
    if (!number_parse(pattern.body, &number) || number.fraction || number_range(field, number)) return never(c, field, value);
    return cond_one(c, field->name, OP_EQUALS, false, number_text(c, number));
}

struct cond *order_convert(struct conversion *c, const struct item *item, const struct field *field, const struct item_value *value)
{
    struct number number;
    if (field->type != WEIR_TYPE_U32 && field->type != WEIR_TYPE_U64 && field->type != WEIR_TYPE_I64) {
        convert_refuse(c, DIAG_SIGMA_VALUE, item->span, "'" STR_FMT "' is no number", STR_ARG(field->name));
        return NULL;
    }
    if (!number_parse(value->text, &number)) {
        convert_refuse(c, DIAG_SIGMA_VALUE, value->tree->span, "'" STR_FMT "' is compared with a number", STR_ARG(field->name));
        return NULL;
    }
    enum cond_op op = item->order == MODIFIER_LT ? OP_LESS : item->order == MODIFIER_LTE ? OP_LESS_EQUAL : item->order == MODIFIER_GT ? OP_GREATER : OP_GREATER_EQUAL;
    if (number.fraction) op = op == OP_LESS || op == OP_LESS_EQUAL ? OP_LESS_EQUAL : OP_GREATER; /* of the integer below */
    const bool below = op == OP_LESS || op == OP_LESS_EQUAL, strict = op == OP_LESS || op == OP_GREATER;
    const int side = number_range(field, number);
    const bool at_low = number.magnitude == lowest(field) && (number.negative || lowest(field) == 0), at_high = !number.negative && number.magnitude == highest(field);
    const bool is_never = below ? side < 0 || (side == 0 && strict && at_low) : side > 0 || (side == 0 && strict && at_high);
    const bool always = below ? side > 0 || (side == 0 && !strict && at_high) : side < 0 || (side == 0 && !strict && at_low);
    if (is_never) return never(c, field, value);
    if (always) return cond_criterion(c, field->name, OP_EXISTS, false);
    return cond_one(c, field->name, op, false, number_text(c, number));
}

/* ---- words ---- */

static bool same_truth(struct str text, bool truth)
{
    static const char *const words[2][3] = {{"0", "no", "off"}, {"1", "yes", "on"}};
    for (int i = 0; i < 3; i++)
        if (mapping_same_word(text, str_from(words[truth][i]))) return true;
    return false;
}

static struct cond *word_convert(struct conversion *c, const struct item *item, const struct field *field, const struct item_value *value)
{
    static const struct str truths[] = {{"false", 5}, {"true", 4}};
    const bool is_bool = field->type == WEIR_TYPE_BOOL;
    const uint32_t count = is_bool ? 2 : field->member_count;
    struct cond *cond = cond_criterion(c, field->name, OP_EQUALS, false);
    for (uint32_t i = 0; i < count; i++) {
        const struct str word = is_bool ? truths[i] : field->members[i].name;
        if (text_describes(c, item, value, word) || (is_bool && !item->regex && same_truth(value->text, i))) cond_add_value(c, cond, word);
    }
    if (cond->count == count && count) return cond_criterion(c, field->name, OP_EXISTS, false);
    return cond->count ? cond : never(c, field, value);
}

static struct cond *flags_convert(struct conversion *c, const struct item *item, const struct field *field, const struct item_value *value, struct pattern pattern)
{
    struct number number;
    if (pattern.lead || pattern.trail || pattern.wild) return refuse_part(c, item, field, value, "a set of flags");
    if (number_parse(pattern.body, &number) && !number.negative && !number.fraction) return cond_one(c, field->name, OP_EQUALS, false, arena_printf(c->arena, "0x%llX", (unsigned long long)number.magnitude));
    for (uint32_t i = 0; i < field->member_count; i++)
        if (mapping_same_word(field->members[i].name, pattern.body)) return cond_one(c, field->name, OP_EQUALS, false, field->members[i].name);
    return never(c, field, value);
}

/* ---- addresses ---- */

static void add_network(struct conversion *c, struct cond *cond, const uint8_t *bytes, uint32_t count, uint32_t bits)
{
    char text[64];
    address_write(bytes, count, text, sizeof text);
    cond_add_value(c, cond, text_literal(c->arena, arena_printf(c->arena, "%s/%u", text, (unsigned)bits)));
}

/* The numbers up to 255 whose text begins so. */
static void add_octets(struct conversion *c, struct cond *cond, uint8_t *bytes, uint32_t octet, struct str begun)
{
    for (unsigned n = 0; n < 256; n++) {
        char text[8];
        const int length = sprintf(text, "%u", n);
        if ((uint32_t)length < begun.n || memcmp(text, begun.p, begun.n) != 0) continue;
        bytes[octet] = (uint8_t)n;
        add_network(c, cond, bytes, 4, 8 * (octet + 1));
    }
}

/* "10.", "192.168.1": networks of version 4. */
static bool version_4_prefix(struct conversion *c, struct cond *cond, struct str body)
{
    uint8_t bytes[4] = {0};
    uint32_t octet = 0, from = 0;
    for (uint32_t at = 0; at < body.n; at++) {
        if (body.p[at] >= '0' && body.p[at] <= '9') continue;
        unsigned number = 0;
        for (uint32_t i = from; i < at && number < 1000; i++) number = number * 10 + (unsigned)(body.p[i] - '0');
        if (body.p[at] != '.' || at == from || number > 255 || octet == 3 || (at - from > 1 && body.p[from] == '0')) return false;
        bytes[octet++] = (uint8_t)number;
        from = at + 1;
    }
    if (from == body.n) add_network(c, cond, bytes, 4, 8 * octet);
    else add_octets(c, cond, bytes, octet, (struct str){body.p + from, body.n - from});
    return true;
}

static int hex_of(char ch)
{
    if (ch >= '0' && ch <= '9') return ch - '0';
    return (ch | 0x20) >= 'a' && (ch | 0x20) <= 'f' ? (ch | 0x20) - 'a' + 10 : -1;
}

/* "fe80:", "2001:db8", "fd": networks of version 6; groups are written without leading zeros. */
static bool version_6_prefix(struct conversion *c, struct cond *cond, struct str body)
{
    uint8_t bytes[16] = {0};
    uint32_t group = 0, digits = 0, number = 0;
    for (uint32_t at = 0; at < body.n; at++) {
        if (body.p[at] == ':' && digits == 0 && at && at + 1 == body.n && group < 7) { /* "fe80::": two groups of zero at least */
            add_network(c, cond, bytes, 16, 16 * (group + 2 < 8 ? group + 2 : 8));
            return true;
        }
        if (body.p[at] == ':') {
            if (digits == 0 || group == 7) return false;
            bytes[2 * group] = (uint8_t)(number >> 8);
            bytes[2 * group + 1] = (uint8_t)number;
            group++;
            digits = number = 0;
        } else {
            const int digit = hex_of(body.p[at]);
            if (digit < 0 || digits == 4 || (digits == 1 && number == 0)) return false;
            number = number * 16 + (uint32_t)digit;
            digits++;
        }
    }
    if (digits == 0) {
        add_network(c, cond, bytes, 16, 16 * group);
        return true;
    }
    for (uint32_t more = 0; digits + more <= 4; more++) {
        const uint32_t value = number << (4 * more);
        bytes[2 * group] = (uint8_t)(value >> 8);
        bytes[2 * group + 1] = (uint8_t)value;
        add_network(c, cond, bytes, 16, 16 * (group + 1) - 4 * more);
        if (number == 0) break;
    }
    return true;
}

static struct cond *network_convert(struct conversion *c, const struct field *field, const struct item_value *value)
{
    uint8_t bytes[16];
    uint32_t count, bits = 0;
    const char *slash = value->text.n ? memchr(value->text.p, '/', value->text.n) : NULL;
    const struct str address = {value->text.p, slash ? (uint32_t)(slash - value->text.p) : value->text.n};
    bool good = address_parse(address, bytes, &count) && !(count == 4 && memchr(address.p, ':', address.n));
    for (uint32_t i = address.n + 1; good && i < value->text.n; i++) {
        good = value->text.p[i] >= '0' && value->text.p[i] <= '9' && bits < 1000;
        bits = bits * 10 + (uint32_t)(value->text.p[i] - '0');
    }
    if (good && slash == NULL) bits = 8 * count;
    if (!good || bits > 8 * count || (slash && address.n + 1 == value->text.n)) {
        convert_refuse(c, DIAG_SIGMA_VALUE, value->tree->span, "'" STR_FMT "' is no network", STR_ARG(value->text));
        return NULL;
    }
    for (uint32_t bit = bits; bit < 8 * count; bit++) bytes[bit / 8] &= (uint8_t) ~(0x80u >> bit % 8);
    struct cond *cond = cond_criterion(c, field->name, OP_WITHIN, false);
    add_network(c, cond, bytes, count, bits);
    return cond;
}

static struct cond *address_convert(struct conversion *c, const struct item *item, const struct field *field, const struct item_value *value, struct pattern pattern)
{
    uint8_t bytes[16];
    uint32_t count;
    if (pattern.lead || pattern.wild) return refuse_part(c, item, field, value, "an address");
    if (!pattern.trail) return address_parse(pattern.body, bytes, &count) ? cond_one(c, field->name, OP_EQUALS, false, text_literal(c->arena, pattern.body)) : never(c, field, value);
    struct cond *cond = cond_criterion(c, field->name, OP_WITHIN, false);
    const bool colon = memchr(pattern.body.p, ':', pattern.body.n) != NULL;
    const bool four = !colon && version_4_prefix(c, cond, pattern.body);
    const bool six = !memchr(pattern.body.p, '.', pattern.body.n) && version_6_prefix(c, cond, pattern.body);
    if (four || six) return cond->count ? cond : never(c, field, value);
    return refuse_part(c, item, field, value, "an address");
}

/* ---- all of them ---- */

static const char *what_is(const struct field *field)
{
    switch (field->type) {
    case WEIR_TYPE_IP: return "an address";
    case WEIR_TYPE_GUID: return "a guid";
    case WEIR_TYPE_FLAGS: return "a set of flags";
    default: return "a number";
    }
}

struct cond *typed_convert(struct conversion *c, const struct item *item, const struct field *field, const struct item_value *value)
{
    const bool words = field->type == WEIR_TYPE_BOOL || field->type == WEIR_TYPE_ENUM;
    if (item->network && field->type == WEIR_TYPE_IP) return network_convert(c, field, value);
    if (item->function_count || item->network || item->part || (item->regex && !words)) {
        convert_refuse(c, DIAG_SIGMA_VALUE, item->span, "'" STR_FMT "' is %s, which this modifier does not compare", STR_ARG(field->name), words ? "no text" : what_is(field));
        return NULL;
    }
    if (item->regex) return word_convert(c, item, field, value);
    const struct pattern pattern = pattern_make(item, value->type == YAML_TEXT ? sigma_unescape(c->arena, value->text) : value->text);
    if (pattern.body.n == 0 && (pattern.lead || pattern.trail)) return cond_criterion(c, field->name, OP_EXISTS, false);
    const bool whole = !pattern.lead && !pattern.trail && !pattern.wild;
    if (whole && (pattern.body.n == 0 || str_equal(pattern.body, STR("-")))) return cond_criterion(c, field->name, OP_MISSING, false);
    if (words) return word_convert(c, item, field, value);
    switch (field->type) {
    case WEIR_TYPE_FLAGS: return flags_convert(c, item, field, value, pattern);
    case WEIR_TYPE_IP: return address_convert(c, item, field, value, pattern);
    case WEIR_TYPE_GUID: {
        uint8_t bytes[16];
        if (!whole) return refuse_part(c, item, field, value, "a guid");
        return guid_parse(pattern.body, bytes) ? cond_one(c, field->name, OP_EQUALS, false, text_literal(c->arena, pattern.body)) : never(c, field, value);
    }
    default: return number_convert(c, item, field, value, pattern);
    }
}
