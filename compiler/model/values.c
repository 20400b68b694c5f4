/* One value as a value of a field's type.
 *
 * In:  what was written, a list's line, or what a function gave. Out: text ready to be compared, a number, or bytes.
 * Must hold: nothing is converted by guessing. Text stands in quotes, numbers do not; the line of a list file, which has no quotes, is
 *      whatever its field takes. */
#include "build.h"

/* After so many errors in the values of one criterion the rest of them is not looked at. */
#define ERRORS_AT_MOST 20u

static const struct str truth_words[] = {{"false", 5}, {"true", 4}};

struct diag *value_report(struct conversion *c, enum diag_code code, struct span span, const char *format, ...)
{
    struct build *b = c->b;
    va_list arguments;
    va_start(arguments, format);
    const struct str text = arena_vprintf(&b->scratch, format, arguments);
    va_end(arguments);
    c->errors++;
    struct diag *d = diag_report(b->sink, code, span, STR_FMT, STR_ARG(text));
    if (c->frame && c->frame->predicate) frame_labels(b, d, c->frame, c->instance);
    else if (span.at < c->span.at || span.at >= c->span.at + c->span.length) diag_add_label(b->sink, d, c->span, "used here");
    if (c->errors == ERRORS_AT_MOST) diag_set_note(b->sink, d, "further values of the same criterion were not looked at");
    return d;
}

static struct str field_name(const struct conversion *c)
{
    return c->field ? c->field->name : STR("any field");
}

/* ---- places inside a literal ---- */

static uint32_t cooked_step(struct str literal, uint32_t at, uint32_t *bytes)
{
    *bytes = 1;
    if (literal.p[at] != '\\' || at + 1 >= literal.n) return 1;
    if (literal.p[at + 1] == 'x') return 4;
    if (literal.p[at + 1] != 'u') return 2;
    uint32_t length = 2, code_point = 0;
    while (at + length < literal.n && literal.p[at + length] != '}') {
        const unsigned char c = (unsigned char)literal.p[at + length++];
        if (c == '{') continue;
        code_point = code_point * 16 + (c <= '9' ? c - (uint32_t)'0' : (c | 0x20u) - 'a' + 10u);
    }
    *bytes = code_point < 0x80 ? 1 : code_point < 0x800 ? 2 : code_point < 0x10000 ? 3 : 4;
    return length + 1;
}

static uint32_t written_offset(struct str literal, bool cooked, uint32_t at)
{
    uint32_t from = 1;
    for (uint32_t done = 0; done < at && from < literal.n;) {
        uint32_t bytes = 1, step = 1;
        if (cooked) step = cooked_step(literal, from, &bytes);
        else if (literal.p[from] == '\'') step = 2;
        from += step;
        done += bytes;
    }
    return from;
}

struct span literal_span(const struct build *b, const struct value *value, uint32_t at, uint32_t length)
{
    if (value->origin == ORIGIN_COMPUTED) return value->span;
    if (value->kind == VALUE_LINE) return (struct span){value->span.at + at, length};
    const struct str literal = sources_text(b->sources, value->span);
    uint32_t from = written_offset(literal, value->origin == ORIGIN_COOKED, at);
    uint32_t to = written_offset(literal, value->origin == ORIGIN_COOKED, at + length);
    if (from >= literal.n) from = literal.n - 1;
    if (to < from) to = from;
    if (to > literal.n - 1) to = literal.n - 1;
    return (struct span){value->span.at + from, to > from ? to - from : 1};
}

/* ---- text ---- */

static bool check_hash(struct conversion *c, const struct value *v)
{
    for (uint32_t i = 0; i < v->text.n; i++) {
        const char x = v->text.p[i];
        if ((x >= '0' && x <= '9') || (x >= 'a' && x <= 'f') || (x >= 'A' && x <= 'F')) continue;
        struct diag *d = value_report(c, DIAG_BAD_HASH, literal_span(c->b, v, i, 1), "'" STR_FMT "' is a hash in hexadecimal, and this is not a hexadecimal digit", STR_ARG(field_name(c)));
        diag_set_label(c->b->sink, d, "not one of 0-9 a-f");
        return false;
    }
    const uint32_t n = v->text.n;
    if (c->op != WEIR_OP_EQUALS || n == 32 || n == 40 || n == 64 || n == 96 || n == 128) return true;
    struct diag *d = value_report(c, DIAG_BAD_HASH, v->span, "no hash has %u digits", n);
    diag_set_label(c->b->sink, d, "%u digits", n);
    return false;
}

/* The bit 0x80 of each of eight ASCII bytes that is an upper case letter. */
static inline uint64_t upper_bits(uint64_t word)
{
    return (word + UINT64_C(0x3F3F3F3F3F3F3F3F)) & ~(word + UINT64_C(0x2525252525252525)) & UINT64_C(0x8080808080808080);
}

static struct str fold(struct build *b, struct str text, bool *stays)
{
    uint64_t high = 0, upper = 0;
    for (uint32_t i = 0; i < text.n; i += 8) {
        const uint64_t word = str_word(text.p + i, text.n - i);
        high |= word;
        upper |= upper_bits(word);
    }
    if (high & UINT64_C(0x8080808080808080)) {
        const struct str folded = fold_text(&b->scratch, text);
        *stays &= folded.p == text.p;
        return folded;
    }
    if (upper == 0) return text;
    char *out = vec_extend(&b->fold_bytes, text.n + FOLD_BEHIND, 1);
    b->fold_bytes.count -= FOLD_BEHIND;
    for (uint32_t i = 0; i < text.n; i += 8) {
        uint64_t word = str_word(text.p + i, text.n - i);
        word |= upper_bits(word) >> 2;
        memcpy(out + i, &word, 8); /* there is room behind it */
    }
    *stays = false;
    return (struct str){out, text.n};
}

static bool has_double_star(struct str text)
{
    for (uint32_t i = 0; i + 1 < text.n; i++)
        if (text.p[i] == '*' && text.p[i + 1] == '*') return true;
    return false;
}

bool value_text(struct conversion *c, const struct value *v, struct str *out, bool *stays)
{
    struct build *b = c->b;
    if (v->kind != VALUE_STRING && v->kind != VALUE_LINE) {
        struct diag *d = value_report(c, DIAG_WRONG_KIND, v->span, "'" STR_FMT "' is text, and " STR_FMT " is a number", STR_ARG(field_name(c)), STR_ARG(v->text));
        diag_set_help(b->sink, d, "write it in quotes: '" STR_FMT "'", STR_ARG(v->text));
        return false;
    }
    if (v->origin == ORIGIN_COMPUTED && utf8_invalid_at(v->text) < v->text.n) {
        value_report(c, DIAG_NOT_TEXT, v->span, "what this function gives is bytes, not text");
        return false;
    }
    const bool checks_hash = c->op == WEIR_OP_EQUALS || c->op == WEIR_OP_STARTS || c->op == WEIR_OP_ENDS || c->op == WEIR_OP_CONTAINS;
    if (checks_hash && c->field && c->field->type == WEIR_TYPE_HASH && !check_hash(c, v)) return false;
    *out = v->text;
    *stays = v->stays;
    if (c->op == WEIR_OP_LIKE && has_double_star(v->text)) {
        *out = glob_normalise(&b->scratch, v->text);
        *stays &= out->p == v->text.p;
    }
    if (!c->cased) *out = fold(b, *out, stays);
    return true;
}

/* ---- numbers ---- */

int signed_compare(bool a_negative, uint64_t a, bool b_negative, uint64_t b)
{
    a_negative &= a != 0;
    b_negative &= b != 0;
    if (a_negative != b_negative) return a_negative ? -1 : 1;
    if (a == b) return 0;
    return (a < b) != a_negative ? -1 : 1;
}

struct number_bounds type_bounds(uint8_t type)
{
    if (type == WEIR_TYPE_U32) return (struct number_bounds){false, 0, UINT32_MAX};
    if (type == WEIR_TYPE_I64) return (struct number_bounds){true, UINT64_C(1) << 63, INT64_MAX};
    return (struct number_bounds){false, 0, UINT64_MAX};
}

static const char *bounds_text(uint8_t type)
{
    if (type == WEIR_TYPE_U32) return "0 to 4,294,967,295";
    if (type == WEIR_TYPE_I64) return "-9,223,372,036,854,775,808 to 9,223,372,036,854,775,807";
    return "0 to 18,446,744,073,709,551,615";
}

static int digit_of(char c)
{
    if (c >= '0' && c <= '9') return c - '0';
    if (c >= 'a' && c <= 'f') return c - 'a' + 10;
    return c >= 'A' && c <= 'F' ? c - 'A' + 10 : 99;
}

/* A number in a list's line. */
static bool parse_number(struct str text, uint64_t *out, bool *negative)
{
    uint32_t at = 0;
    int base = 10;
    *negative = text.n && text.p[0] == '-';
    at += *negative;
    if (at + 2 < text.n && text.p[at] == '0' && (text.p[at + 1] | 0x20) == 'x') {
        base = 16;
        at += 2;
    }
    *out = 0;
    if (at == text.n) return false;
    for (; at < text.n; at++) {
        const int digit = digit_of(text.p[at]);
        if (digit >= base || *out > (UINT64_MAX - (uint64_t)digit) / (uint64_t)base) return false;
        *out = *out * (uint64_t)base + (uint64_t)digit;
    }
    return true;
}

static bool wrong_kind(struct conversion *c, const struct value *v, const char *wants)
{
    struct diag *d = value_report(c, DIAG_WRONG_KIND, v->span, "'" STR_FMT "' is %s", STR_ARG(field_name(c)), wants);
    const bool quoted = v->kind == VALUE_STRING && v->origin != ORIGIN_COMPUTED;
    uint64_t number;
    bool negative;
    if (quoted && parse_number(v->text, &number, &negative)) diag_set_help(c->b->sink, d, "write it without quotes: " STR_FMT, STR_ARG(v->text));
    return false;
}

static bool integer_of(struct conversion *c, const struct value *v, uint64_t *magnitude, bool *negative)
{
    if (v->kind == VALUE_NUMBER || v->kind == VALUE_LOW || v->kind == VALUE_HIGH) {
        *magnitude = v->number;
        *negative = v->negative && v->number;
        return true;
    }
    if (v->kind == VALUE_LINE && parse_number(v->text, magnitude, negative)) return true;
    return wrong_kind(c, v, "a number, and this is text");
}

static bool to_integer(struct conversion *c, const struct value *v, uint64_t *out)
{
    uint64_t magnitude;
    bool negative;
    if (!integer_of(c, v, &magnitude, &negative)) return false;
    const struct number_bounds bounds = type_bounds(c->field->type);
    if (signed_compare(negative, magnitude, bounds.low_negative, bounds.low) < 0 || signed_compare(negative, magnitude, false, bounds.high) > 0) {
        struct diag *d = value_report(c, DIAG_NUMBER_OUT_OF_RANGE, v->span, STR_FMT " does not fit the type of '" STR_FMT "'", STR_ARG(v->text), STR_ARG(field_name(c)));
        diag_set_label(c->b->sink, d, STR_FMT " holds %s", STR_ARG(c->field->type_text), bounds_text(c->field->type));
        return false;
    }
    *out = negative ? 0 - magnitude : magnitude;
    return true;
}

static bool to_truth(struct conversion *c, const struct value *v, uint64_t *out)
{
    const uint32_t word = v->kind == VALUE_NAME || v->kind == VALUE_LINE ? word_find(v->text, truth_words, 2) : NONE;
    *out = word;
    return word != NONE || wrong_kind(c, v, "true or false, written as these words");
}

static bool to_member(struct conversion *c, const struct value *v, uint64_t *out)
{
    const uint32_t member = template_member(c->b, c->type, c->field, v->text);
    if (member != NONE) {
        *out = c->field->members[member].value;
        return true;
    }
    struct diag *d = value_report(c, DIAG_UNKNOWN_MEMBER, v->span, "'" STR_FMT "' has no member '" STR_FMT "'", STR_ARG(field_name(c)), STR_ARG(v->text));
    struct str *names = arena_array(&c->b->scratch, c->field->member_count + 1u, sizeof *names);
    for (uint32_t i = 0; i < c->field->member_count; i++) names[i] = c->field->members[i].name;
    build_suggest(c->b, d, v->text, names, c->field->member_count);
    return false;
}

static bool to_flags(struct conversion *c, const struct value *v, uint64_t *out)
{
    bool negative = v->negative;
    if (v->kind == VALUE_NUMBER) *out = v->number;
    else if (v->kind != VALUE_LINE || !parse_number(v->text, out, &negative)) return to_member(c, v, out);
    return !negative || wrong_kind(c, v, "flags, and flags are not negative");
}

bool value_number(struct conversion *c, const struct value *v, uint64_t *out)
{
    const bool is_range = v->kind == VALUE_LOW || v->kind == VALUE_HIGH;
    switch (c->field->type) {
    case WEIR_TYPE_BOOL: return to_truth(c, v, out);
    case WEIR_TYPE_ENUM:
        if (v->kind == VALUE_NUMBER) return wrong_kind(c, v, "an enum, whose members are written by name");
        return is_range ? wrong_kind(c, v, "an enum, and ranges are for numbers") : to_member(c, v, out);
    case WEIR_TYPE_FLAGS: return is_range ? wrong_kind(c, v, "a set of flags, and ranges are for numbers") : to_flags(c, v, out);
    default: return to_integer(c, v, out);
    }
}

/* ---- bytes ---- */

static bool host_bits(uint8_t *bytes, uint32_t count, uint32_t prefix, bool clear)
{
    bool any = false;
    for (uint32_t bit = prefix; bit < count * 8; bit++) {
        const uint8_t mask = (uint8_t)(0x80 >> bit % 8);
        any |= (bytes[bit / 8] & mask) != 0;
        if (clear) bytes[bit / 8] &= (uint8_t)~mask;
    }
    return any;
}

static bool bad_network(struct conversion *c, const struct value *v)
{
    value_report(c, DIAG_BAD_NETWORK, v->span, "'" STR_FMT "' is not a network", STR_ARG(v->text));
    return false;
}

static bool to_network(struct conversion *c, const struct value *v, uint8_t out[17], uint32_t *count)
{
    const char *slash = v->text.n ? memchr(v->text.p, '/', v->text.n) : NULL;
    if (slash == NULL) return bad_network(c, v);
    const uint32_t at = (uint32_t)(slash - v->text.p);
    const struct str digits = {slash + 1, v->text.n - at - 1};
    uint64_t prefix;
    bool negative;
    if (digits.n == 0 || digits.n > 3 || digits.p[0] == '-' || (digits.n > 1 && digits.p[0] == '0') || !parse_number(digits, &prefix, &negative)) return bad_network(c, v);
    const struct str address = {v->text.p, at};
    if (!address_parse(address, out, count)) return bad_network(c, v);
    if (*count == 4 && memchr(address.p, ':', address.n)) { /* IPv4-mapped: its last 32 bits are the address */
        if (prefix < 96 || prefix > 128) return bad_network(c, v);
        prefix -= 96;
    }
    if (prefix > *count * 8u) return bad_network(c, v);
    if (host_bits(out, *count, (uint32_t)prefix, false)) {
        char meant[64];
        struct diag *d = value_report(c, DIAG_BAD_NETWORK, v->span, "'" STR_FMT "' has bits set behind its prefix", STR_ARG(v->text));
        host_bits(out, *count, (uint32_t)prefix, true);
        address_write(out, *count, meant, sizeof meant);
        diag_set_help(c->b->sink, d, "the network is '%s/%u'", meant, (unsigned)prefix);
        return false;
    }
    out[*count] = (uint8_t)prefix;
    (*count)++;
    return true;
}

bool value_bytes(struct conversion *c, const struct value *v, uint8_t out[17], uint32_t *count)
{
    const bool guid = c->field->type == WEIR_TYPE_GUID;
    if (v->kind != VALUE_STRING && v->kind != VALUE_LINE)
        return wrong_kind(c, v, guid ? "a guid, which is written in quotes" : "an address, which is written in quotes");
    if (c->op == WEIR_OP_WITHIN) return to_network(c, v, out, count);
    if (guid) {
        *count = 16;
        if (guid_parse(v->text, out)) return true;
        value_report(c, DIAG_BAD_GUID, v->span, "'" STR_FMT "' is not a guid", STR_ARG(v->text));
        return false;
    }
    if (address_parse(v->text, out, count)) return true;
    struct diag *d = value_report(c, DIAG_BAD_ADDRESS, v->span, "'" STR_FMT "' is not an address", STR_ARG(v->text));
    if (v->text.n && memchr(v->text.p, '/', v->text.n)) diag_set_help(c->b->sink, d, "for a network, write 'within'");
    return false;
}
