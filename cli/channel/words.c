/* What is in a channel file, in words: see words.h. Conditions are in condition.c. */
#include "words.h"

#include <arpa/inet.h>
#include <inttypes.h>

#include "view.h"

const char *const words_types[WEIR_TYPE_COUNT] = {
#define TYPE(name, number, text, storage) [number] = text,
#include "../../interpreter/types.def"
#undef TYPE
};
const char *const words_ops[WEIR_OP_COUNT] = {
#define OP(name, number, storages, set_kind, text) [number] = #name,
#include "../../interpreter/ops.def"
#undef OP
};
const char *const words_severities[] = {"informational", "low", "medium", "high", "critical"};
const char *const words_actions[] = {"observe", "detect", "prevent"};
const char *const words_phases[] = {"pre", "post"};
const char *const words_platforms[] = {
#define PLATFORM(name, number, word) [number] = word,
#include "../../interpreter/platforms.def"
#undef PLATFORM
};
const char *const words_verdicts[] = {"no match", "undecided", "match"};

/* ---- text ---- */

static bool cannot_be_seen(uint32_t c)
{
    return c == UINT32_MAX || c < 0x20 || (c >= 0x7f && c <= 0xa0) || c == 0xad || c == 0x61c || c == 0x180e || (c >= 0x2000 && c <= 0x200f) ||
           (c >= 0x2028 && c <= 0x202f) || (c >= 0x205f && c <= 0x206f) || c == 0x3000 || c == 0xfeff || (c >= 0xfff9 && c <= 0xfffb) ||
           (c >= 0xe0000 && c <= 0xe0fff);
}

static bool has_unseen(struct str text)
{
    uint32_t length;
    for (uint32_t i = 0; i < text.n; i += length)
        if (cannot_be_seen(utf8_decode(text, i, &length))) return true;
    return false;
}

static void put_escaped(FILE *stream, uint32_t c, uint8_t byte)
{
    if (c == '\n') fputs("\\n", stream);
    else if (c == '\t') fputs("\\t", stream);
    else if (c == UINT32_MAX) fprintf(stream, "\\x%02X", (unsigned)byte);
    else fprintf(stream, "\\u{%" PRIX32 "}", c);
}

/* Everything that cannot be seen as an escape, and what would be mistaken for one too. */
static void put_cooked(FILE *stream, struct str text, char quote)
{
    uint32_t length;
    for (uint32_t i = 0; i < text.n; i += length) {
        uint32_t c = utf8_decode(text, i, &length);
        if (cannot_be_seen(c)) {
            put_escaped(stream, c, (uint8_t)text.p[i]);
            continue;
        }
        if (quote && (c == '\\' || c == (uint32_t)(unsigned char)quote)) putc('\\', stream);
        fwrite(text.p + i, 1, length, stream);
    }
}

void words_plain(FILE *stream, struct str text) { put_cooked(stream, text, 0); }

void words_string(FILE *stream, struct str text)
{
    if (has_unseen(text)) {
        putc('"', stream);
        put_cooked(stream, text, '"');
        putc('"', stream);
        return;
    }
    putc('\'', stream);
    for (uint32_t i = 0; i < text.n; i++) {
        if (text.p[i] == '\'') putc('\'', stream);
        putc(text.p[i], stream);
    }
    putc('\'', stream);
}

/* ---- values of the other types ---- */

static void put_guid(FILE *stream, const uint8_t *bytes)
{
    putc('\'', stream);
    for (int i = 0; i < 16; i++) fprintf(stream, i == 4 || i == 6 || i == 8 || i == 10 ? "-%02x" : "%02x", (unsigned)bytes[i]);
    putc('\'', stream);
}

/* length: 4 or 16, and one more with a prefix length behind the address. */
static void put_address(FILE *stream, const uint8_t *bytes, uint32_t length)
{
    char text[INET6_ADDRSTRLEN];
    bool is_network = length == 5 || length == 17;
    if (!inet_ntop(length < 16 ? AF_INET : AF_INET6, bytes, text, sizeof text)) BUG("an address of %" PRIu32 " bytes", length);
    fprintf(stream, "'%s", text);
    if (is_network) fprintf(stream, "/%u", (unsigned)bytes[length - 1]);
    putc('\'', stream);
}

static uint32_t type_of(const struct weir_channel *channel, uint32_t ordinal)
{
    return view_u8(channel, WEIR_SECTION_PARAMETERS, ordinal - 1, WEIR_PARAMETER_TYPE);
}

/* A declared member of the value, or false. */
static bool put_member(FILE *stream, const struct weir_channel *channel, uint32_t ordinal, uint64_t value)
{
    uint32_t count = view_u16(channel, WEIR_SECTION_PARAMETERS, ordinal - 1, WEIR_PARAMETER_MEMBER_COUNT);
    uint32_t first = view_u32(channel, WEIR_SECTION_PARAMETERS, ordinal - 1, WEIR_PARAMETER_MEMBER_FIRST);
    for (uint32_t i = first; i < first + count; i++) {
        if (view_u64(channel, WEIR_SECTION_MEMBERS, i, WEIR_MEMBER_VALUE) != value) continue;
        words_plain(stream, view_name(channel, WEIR_SECTION_MEMBERS, i, WEIR_MEMBER_NAME));
        return true;
    }
    return false;
}

/* The names of the bits, and what has none in hexadecimal: READ|WRITE|0x40. */
static void put_flags(FILE *stream, const struct weir_channel *channel, uint32_t ordinal, uint64_t value)
{
    uint32_t count = view_u16(channel, WEIR_SECTION_PARAMETERS, ordinal - 1, WEIR_PARAMETER_MEMBER_COUNT);
    uint32_t first = view_u32(channel, WEIR_SECTION_PARAMETERS, ordinal - 1, WEIR_PARAMETER_MEMBER_FIRST);
    uint64_t rest = value;
    for (uint32_t i = first; i < first + count; i++) {
        uint64_t bits = view_u64(channel, WEIR_SECTION_MEMBERS, i, WEIR_MEMBER_VALUE);
        if ((value & bits) != bits || !(rest & bits)) continue;
        if (rest != value) putc('|', stream);
        words_plain(stream, view_name(channel, WEIR_SECTION_MEMBERS, i, WEIR_MEMBER_NAME));
        rest &= ~bits;
    }
    if (rest == value) fprintf(stream, "0x%" PRIx64, value);
    else if (rest) fprintf(stream, "|0x%" PRIx64, rest);
}

static void put_number(FILE *stream, const struct weir_channel *channel, uint32_t ordinal, uint64_t value)
{
    uint32_t type = type_of(channel, ordinal);
    if (type == WEIR_TYPE_BOOL && value <= 1) fputs(value ? "true" : "false", stream);
    else if (type == WEIR_TYPE_I64 && value > INT64_MAX) fprintf(stream, "-%" PRIu64, 0 - value);
    else if (type == WEIR_TYPE_FLAGS && !put_member(stream, channel, ordinal, value)) put_flags(stream, channel, ordinal, value);
    else if (type != WEIR_TYPE_FLAGS && (type != WEIR_TYPE_ENUM || !put_member(stream, channel, ordinal, value))) fprintf(stream, "%" PRIu64, value);
}

void words_input(FILE *stream, const struct weir_channel *channel, uint32_t ordinal, const struct weir_input *input)
{
    if (!input->present) {
        fputs("absent", stream);
        return;
    }
    switch ((enum weir_type)type_of(channel, ordinal)) {
    case WEIR_TYPE_STRING:
    case WEIR_TYPE_PATH:
    case WEIR_TYPE_HASH: words_string(stream, (struct str){(const char *)input->data, input->length}); break;
    case WEIR_TYPE_GUID: put_guid(stream, input->data); break;
    case WEIR_TYPE_IP: put_address(stream, input->data, input->length); break;
    case WEIR_TYPE_U32:
    case WEIR_TYPE_U64:
    case WEIR_TYPE_I64:
    case WEIR_TYPE_BOOL:
    case WEIR_TYPE_ENUM:
    case WEIR_TYPE_FLAGS: put_number(stream, channel, ordinal, input->number); break;
    case WEIR_TYPE_RESERVED:
    case WEIR_TYPE_COUNT: break;
    }
}

void words_type(FILE *stream, const struct weir_channel *channel, uint32_t ordinal)
{
    uint32_t type = type_of(channel, ordinal);
    uint32_t count = view_u16(channel, WEIR_SECTION_PARAMETERS, ordinal - 1, WEIR_PARAMETER_MEMBER_COUNT);
    uint32_t first = view_u32(channel, WEIR_SECTION_PARAMETERS, ordinal - 1, WEIR_PARAMETER_MEMBER_FIRST);
    fputs(words_types[type], stream);
    for (uint32_t i = 0; i < count; i++) {
        putc(i ? ',' : '{', stream);
        words_plain(stream, view_name(channel, WEIR_SECTION_MEMBERS, first + i, WEIR_MEMBER_NAME));
        if (type == WEIR_TYPE_FLAGS) fprintf(stream, "=%" PRIu64, view_u64(channel, WEIR_SECTION_MEMBERS, first + i, WEIR_MEMBER_VALUE));
    }
    if (count) putc('}', stream);
}

/* ---- criteria ---- */

static uint32_t set_of(const struct weir_channel *channel, uint32_t criterion)
{
    return view_u32(channel, WEIR_SECTION_CRITERIA, criterion, WEIR_CRITERION_SET);
}

static uint32_t set_part(const struct weir_channel *channel, uint32_t set, enum weir_set_offset part)
{
    return view_u32(channel, WEIR_SECTION_SETS, set, part);
}

/* The ends of the range of the type, from which a range reads better as a comparison. */
static void put_range(FILE *stream, const struct weir_channel *channel, uint32_t ordinal, uint64_t low, uint64_t high)
{
    put_number(stream, channel, ordinal, low);
    if (low == high) return;
    fputs("..", stream);
    put_number(stream, channel, ordinal, high);
}

void words_value(FILE *stream, const struct weir_channel *channel, uint32_t criterion, uint32_t i)
{
    uint32_t set = set_of(channel, criterion), first = set_part(channel, set, WEIR_SET_FIRST);
    uint32_t ordinal = view_u8(channel, WEIR_SECTION_CRITERIA, criterion, WEIR_CRITERION_ORDINAL);
    uint32_t type = type_of(channel, ordinal);
    switch ((enum weir_set_kind)view_u8(channel, WEIR_SECTION_SETS, set, WEIR_SET_KIND)) {
    case WEIR_SET_STRINGS: {
        struct str value = view_string(channel, view_u32(channel, WEIR_SECTION_VALUES, first + i, 0));
        if (type == WEIR_TYPE_GUID) put_guid(stream, (const uint8_t *)value.p);
        else if (type == WEIR_TYPE_IP) put_address(stream, (const uint8_t *)value.p, value.n);
        else words_string(stream, value);
        break;
    }
    case WEIR_SET_NUMBERS: put_number(stream, channel, ordinal, view_u64(channel, WEIR_SECTION_NUMBERS, first + i, 0)); break;
    case WEIR_SET_RANGES:
        put_range(stream, channel, ordinal, view_u64(channel, WEIR_SECTION_NUMBERS, first + 2 * i, 0),
                  view_u64(channel, WEIR_SECTION_NUMBERS, first + 2 * i + 1, 0));
        break;
    case WEIR_SET_PROGRAMS: {
        uint32_t program = view_u32(channel, WEIR_SECTION_VALUES, first + i, 0);
        words_string(stream, view_name(channel, WEIR_SECTION_PROGRAMS, program, WEIR_PROGRAM_TEXT));
        break;
    }
    }
}

/* "F <= 9" and "F >= 10" for a range that reaches an end of the type. */
static bool put_comparison(FILE *stream, const struct weir_channel *channel, uint32_t criterion, uint32_t ordinal)
{
    uint32_t set = set_of(channel, criterion), first = set_part(channel, set, WEIR_SET_FIRST), type = type_of(channel, ordinal);
    if (set_part(channel, set, WEIR_SET_COUNT) != 1) return false;
    uint64_t low = view_u64(channel, WEIR_SECTION_NUMBERS, first, 0), high = view_u64(channel, WEIR_SECTION_NUMBERS, first + 1, 0);
    uint64_t least = type == WEIR_TYPE_I64 ? (uint64_t)INT64_MIN : 0;
    uint64_t most = type == WEIR_TYPE_I64 ? (uint64_t)INT64_MAX : type == WEIR_TYPE_U32 ? UINT32_MAX : UINT64_MAX;
    if ((low == least) == (high == most)) return false;
    fputs(low == least ? "<= " : ">= ", stream);
    put_number(stream, channel, ordinal, low == least ? high : low);
    return true;
}

static void put_values(FILE *stream, const struct weir_channel *channel, uint32_t criterion, uint32_t most_values)
{
    uint32_t count = set_part(channel, set_of(channel, criterion), WEIR_SET_COUNT);
    uint32_t shown = most_values && count > most_values ? most_values : count;
    if (count > 1) putc('(', stream);
    for (uint32_t i = 0; i < shown; i++) {
        if (i) fputs(", ", stream);
        words_value(stream, channel, criterion, i);
    }
    if (shown < count) fprintf(stream, ", and %" PRIu32 " more", count - shown);
    if (count > 1) putc(')', stream);
}

const char *const words_operators[WEIR_OP_COUNT] = {
    [WEIR_OP_EXISTS] = "exists",
    [WEIR_OP_EQUALS] = "==",
    [WEIR_OP_STARTS] = "startswith",
    [WEIR_OP_ENDS] = "endswith",
    [WEIR_OP_CONTAINS] = "contains",
    [WEIR_OP_LIKE] = "like",
    [WEIR_OP_MATCHES] = "matches",
    [WEIR_OP_NUMBER_IN] = "==",
    [WEIR_OP_NUMBER_RANGE] = "in a..b",
    [WEIR_OP_HAS_ALL] = "has",
    [WEIR_OP_HAS_ANY] = "has any",
    [WEIR_OP_BYTES_IN] = "==",
    [WEIR_OP_WITHIN] = "within",
    [WEIR_OP_FIELD_EQUALS] = "== field",
    [WEIR_OP_FIELD_STARTS] = "startswith field",
    [WEIR_OP_FIELD_ENDS] = "endswith field",
    [WEIR_OP_FIELD_CONTAINS] = "contains field",
    [WEIR_OP_FIELD_LESS] = "< field",
    [WEIR_OP_FIELD_LESS_EQUAL] = "<= field",
};

/* The operator between the field and its values. */
static const char *op_word(enum weir_op op, bool is_one)
{
    switch (op) {
    case WEIR_OP_EXISTS: return "exists";
    case WEIR_OP_EQUALS:
    case WEIR_OP_NUMBER_IN:
    case WEIR_OP_BYTES_IN: return is_one ? "==" : "in";
    case WEIR_OP_STARTS:
    case WEIR_OP_FIELD_STARTS: return "startswith";
    case WEIR_OP_ENDS:
    case WEIR_OP_FIELD_ENDS: return "endswith";
    case WEIR_OP_CONTAINS:
    case WEIR_OP_FIELD_CONTAINS: return "contains";
    case WEIR_OP_LIKE: return "like";
    case WEIR_OP_MATCHES: return "matches";
    case WEIR_OP_NUMBER_RANGE: return "in";
    case WEIR_OP_HAS_ALL: return "has";
    case WEIR_OP_HAS_ANY: return "has any";
    case WEIR_OP_WITHIN: return "within";
    case WEIR_OP_FIELD_EQUALS: return "==";
    case WEIR_OP_FIELD_LESS: return "<";
    case WEIR_OP_FIELD_LESS_EQUAL: return "<=";
    case WEIR_OP_COUNT: break;
    }
    BUG("operator %d in an accepted file", (int)op);
}

void words_criterion(FILE *stream, const struct weir_channel *channel, uint32_t criterion, uint32_t most_values)
{
    enum weir_op op = (enum weir_op)view_u8(channel, WEIR_SECTION_CRITERIA, criterion, WEIR_CRITERION_OP);
    uint32_t ordinal = view_u8(channel, WEIR_SECTION_CRITERIA, criterion, WEIR_CRITERION_ORDINAL);
    uint32_t other = view_u8(channel, WEIR_SECTION_CRITERIA, criterion, WEIR_CRITERION_OTHER);
    uint32_t set = set_of(channel, criterion);
    bool is_cased = view_u8(channel, WEIR_SECTION_CRITERIA, criterion, WEIR_CRITERION_FLAGS) & WEIR_CRITERION_CASED;
    bool field_is_cased = view_u8(channel, WEIR_SECTION_PARAMETERS, ordinal - 1, WEIR_PARAMETER_FLAGS) & WEIR_PARAMETER_CASED;

    words_plain(stream, view_name(channel, WEIR_SECTION_PARAMETERS, ordinal - 1, WEIR_PARAMETER_NAME));
    putc(' ', stream);
    if (is_cased && !field_is_cased && op != WEIR_OP_MATCHES) fputs("cased ", stream);
    if (!is_cased && field_is_cased && op != WEIR_OP_EXISTS) fputs("nocase ", stream);
    if (op == WEIR_OP_NUMBER_RANGE && put_comparison(stream, channel, criterion, ordinal)) return;
    fputs(op_word(op, set != WEIR_NO_SET && set_part(channel, set, WEIR_SET_COUNT) == 1), stream);
    if (other) {
        fputs(" field(", stream);
        words_plain(stream, view_name(channel, WEIR_SECTION_PARAMETERS, other - 1, WEIR_PARAMETER_NAME));
        putc(')', stream);
    } else if (set != WEIR_NO_SET) {
        putc(' ', stream);
        put_values(stream, channel, criterion, most_values);
    }
}
