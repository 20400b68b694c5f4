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

static struct cond *number_convert(struct conversion *c, const struct field *field, const struct item_value *value, struct pattern pattern)
{
    struct number number;
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

static struct cond *flags_convert(struct conversion *c, const struct field *field, const struct item_value *value, struct pattern pattern)
{
    struct number number;
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

bool network_parse(struct conversion *c, const struct item_value *value, uint8_t bytes[16], uint32_t *count, uint32_t *bits)
{
    const char *slash = value->text.n ? memchr(value->text.p, '/', value->text.n) : NULL;
    const struct str address = {value->text.p, slash ? (uint32_t)(slash - value->text.p) : value->text.n};
    bool good = address_parse(address, bytes, count) && !(*count == 4 && memchr(address.p, ':', address.n));
    *bits = 0;
    for (uint32_t i = address.n + 1; good && i < value->text.n; i++) {
        good = value->text.p[i] >= '0' && value->text.p[i] <= '9' && *bits < 1000;
        *bits = *bits * 10 + (uint32_t)(value->text.p[i] - '0');
    }
    if (good && slash == NULL) *bits = 8 * *count;
    if (!good || *bits > 8 * *count || (slash && address.n + 1 == value->text.n)) {
        convert_refuse(c, DIAG_SIGMA_VALUE, value->tree->span, "'" STR_FMT "' is no network", STR_ARG(value->text));
        return false;
    }
    for (uint32_t bit = *bits; bit < 8 * *count; bit++) bytes[bit / 8] &= (uint8_t) ~(0x80u >> bit % 8);
    return true;
}

static struct cond *network_convert(struct conversion *c, const struct field *field, const struct item_value *value)
{
    uint8_t bytes[16];
    uint32_t count, bits;
    if (!network_parse(c, value, bytes, &count, &bits)) return NULL;
    struct cond *cond = cond_criterion(c, field->name, OP_WITHIN, false);
    add_network(c, cond, bytes, count, bits);
    return cond;
}

static struct cond *address_convert(struct conversion *c, const struct field *field, const struct item_value *value, struct str text)
{
    uint8_t bytes[16];
    uint32_t count;
    return address_parse(text, bytes, &count) ? cond_one(c, field->name, OP_EQUALS, false, text_literal(c->arena, text)) : never(c, field, value);
}

static bool has_gap(struct str text)
{
    for (uint32_t i = 0; i + 1 < text.n; i++)
        if (text.p[i] == ':' && text.p[i + 1] == ':') return true;
    return false;
}

/* "fe80::" stands for two groups of zero at least: "fe80:0:0:". */
static struct pattern without_gap(struct conversion *c, struct pattern pattern)
{
    uint32_t groups = 0;
    const struct str body = pattern.body;
    if (!pattern.trail || !str_ends_with(body, STR("::")) || body.n < 3) return pattern;
    for (uint32_t i = 0; i + 1 < body.n; i++) groups += body.p[i] == ':';
    pattern.trail = groups < 6;
    pattern.body = arena_printf(c->arena, "%.*s%s", (int)body.n - 1, body.p, groups < 6 ? "0:0:" : groups == 6 ? "0:0" : "0");
    return pattern;
}

/* A part of the text of a number or address. An address that is written short counts as a whole one, too. */
static struct cond *part_convert(struct conversion *c, const struct item *item, const struct field *field, const struct item_value *value, struct pattern pattern)
{
    struct cond *or = cond_new(c, COND_OR);
    struct str regex;
    if (item->regex) {
        regex = text_regex(c, item, value);
    } else {
        uint8_t bytes[16];
        uint32_t count;
        if (field->type == WEIR_TYPE_IP && !pattern.wild && has_gap(pattern.body) && !str_ends_with(pattern.body, STR("::")) && address_parse(pattern.body, bytes, &count))
            cond_append(or, cond_one(c, field->name, OP_EQUALS, false, text_literal(c->arena, pattern.body)));
        regex = text_pattern_regex(c->arena, field->type == WEIR_TYPE_IP ? without_gap(c, pattern) : pattern);
    }
    struct cond *part = regex.n ? span_convert(c, field, value, regex) : NULL;
    if (part == NULL) return NULL;
    if (part->kind != COND_CRITERION || part->count || part->op == OP_EXISTS) cond_append(or, part);
    return or->count ? cond_simplify(c, or) : never(c, field, value);
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
    const bool spans = field->type == WEIR_TYPE_IP || field->type == WEIR_TYPE_U32 || field->type == WEIR_TYPE_U64;
    if (item->network && field->type == WEIR_TYPE_IP) return network_convert(c, field, value);
    if (item->function_count || item->network || item->part || (item->regex && !words && !spans)) {
        convert_refuse(c, DIAG_SIGMA_VALUE, item->span, "'" STR_FMT "' is %s, which this modifier does not compare", STR_ARG(field->name), words ? "no text" : what_is(field));
        return NULL;
    }
    if (item->regex) return words ? word_convert(c, item, field, value) : part_convert(c, item, field, value, (struct pattern){0});
    const struct pattern pattern = pattern_make(item, value->type == YAML_TEXT ? sigma_unescape(c->arena, value->text) : value->text);
    if (pattern.body.n == 0 && (pattern.lead || pattern.trail)) return cond_criterion(c, field->name, OP_EXISTS, false);
    const bool whole = !pattern.lead && !pattern.trail && !pattern.wild;
    if (whole && (pattern.body.n == 0 || str_equal(pattern.body, STR("-")))) return cond_criterion(c, field->name, OP_MISSING, false);
    if (words) return word_convert(c, item, field, value);
    if (!whole) return spans ? part_convert(c, item, field, value, pattern) : refuse_part(c, item, field, value, what_is(field));
    switch (field->type) {
    case WEIR_TYPE_FLAGS: return flags_convert(c, field, value, pattern);
    case WEIR_TYPE_IP: return address_convert(c, field, value, pattern.body);
    case WEIR_TYPE_GUID: {
        uint8_t bytes[16];
        return guid_parse(pattern.body, bytes) ? cond_one(c, field->name, OP_EQUALS, false, text_literal(c->arena, pattern.body)) : never(c, field, value);
    }
    default: return number_convert(c, field, value, pattern);
    }
}
