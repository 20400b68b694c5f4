/* Reads a channel file for the check that follows emit: integers, records and strings, with every bound looked at.
 *
 * In:  bytes that may say anything: a fault of the writer must be found and named, not crashed on. Out: what stands in them. */
#include "check.h"

_Noreturn void check_outside(size_t at) { BUG("a read outside the file at %zu", at); }

static const struct {
    const char *name;
    uint32_t bytes;
} sections[WEIR_SECTION_COUNT + 1] = {
    {"", 0},
#define SECTION(name, number, record_bytes, text) [number] = {#name, record_bytes},
#include "../../interpreter/sections.def"
#undef SECTION
};

_Noreturn void check_no_record(enum weir_section section, uint32_t index) { BUG("record %u of %s", index, sections[section].name); }

bool check_has(const struct check *c, enum weir_section section, uint32_t first, uint32_t count)
{
    return first <= c->section[section].count && count <= c->section[section].count - first;
}

bool check_string(const struct check *c, uint32_t number, struct str *out)
{
    if (number >= c->string_count)
        return false;
    size_t at = check_record(c, WEIR_SECTION_STRING_OFFSETS, number);
    uint32_t from = check_u32(c, at), to = check_u32(c, at + 4);
    if (from > to || to > c->section[WEIR_SECTION_STRING_BYTES].count)
        return false;
    *out = (struct str){(const char *)c->bytes + c->section[WEIR_SECTION_STRING_BYTES].at + from, to - from};
    return true;
}

bool check_string_is(const struct check *c, uint32_t number, struct str wanted)
{
    struct str s;
    return check_string(c, number, &s) && str_equal(s, wanted);
}

const char *check_differs(struct check *c, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    struct str text = arena_vprintf(c->arena, format, arguments);
    va_end(arguments);
    if (c->instance_name.p)
        text = arena_printf(c->arena, "instance '" STR_FMT "': " STR_FMT, STR_ARG(c->instance_name), STR_ARG(text));
    return text.p;
}

/* Header and section table: after this every section lies inside the file. */
const char *check_open(struct check *c)
{
    const size_t table = WEIR_HEADER_BYTES, table_end = table + (size_t)WEIR_SECTION_COUNT * WEIR_SECTION_ROW_BYTES;
    if (c->size < table_end)
        return check_differs(c, "the file of %zu bytes ends before its section table does", c->size);
    if (memcmp(c->bytes + WEIR_AT_MAGIC, WEIR_MAGIC, WEIR_MAGIC_BYTES) != 0)
        return check_differs(c, "the magic is not there");
    if (check_u32(c, WEIR_AT_FORMAT_VERSION) != WEIR_FORMAT_VERSION || check_u32(c, WEIR_AT_SECTION_COUNT) != WEIR_SECTION_COUNT)
        return check_differs(c, "the format version or the number of sections");
    if (check_u64(c, WEIR_AT_FILE_BYTES) != c->size)
        return check_differs(c, "the header says another size than %zu bytes", c->size);
    if (memcmp(c->bytes + WEIR_AT_DIGEST, c->image->digest, WEIR_DIGEST_BYTES) != 0)
        return check_differs(c, "the digest in the header is not the one in hand");
    size_t end = table_end;
    for (uint32_t i = 1; i <= WEIR_SECTION_COUNT; i++) {
        size_t row = table + (i - 1) * (size_t)WEIR_SECTION_ROW_BYTES;
        uint32_t count = check_u32(c, row + 4), at = check_u32(c, row + 8), bytes = check_u32(c, row + 12);
        if (check_u32(c, row) != i || (uint64_t)count * sections[i].bytes != bytes)
            return check_differs(c, "the row of section %s", sections[i].name);
        if (at < end || at - end >= WEIR_ALIGN || at % WEIR_ALIGN || at > c->size || bytes > c->size - at)
            return check_differs(c, "the place of section %s", sections[i].name);
        for (; end < at; end++)
            if (c->bytes[end])
                return check_differs(c, "a byte before section %s", sections[i].name);
        end = (size_t)at + bytes;
        c->section[i].at = at;
        c->section[i].count = count;
    }
    if (c->size - end >= WEIR_ALIGN)
        return check_differs(c, "bytes behind the last section");
    for (; end < c->size; end++)
        if (c->bytes[end])
            return check_differs(c, "a byte behind the last section");
    if (c->section[WEIR_SECTION_STRING_OFFSETS].count == 0)
        return check_differs(c, "no string offsets");
    c->string_count = c->section[WEIR_SECTION_STRING_OFFSETS].count - 1;
    return NULL;
}
