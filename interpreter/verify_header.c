/* The verifier's first stages: the file as a whole, the header's numbers, the section table.
 *
 * In:   any bytes. Out: the header's numbers and the place of each section.
 * Must hold: nothing behind the section table is read before the digest fits. */
#include "verify.h"

#define TABLE_END ((size_t)WEIR_HEADER_BYTES + WEIR_SECTION_COUNT * WEIR_SECTION_ROW_BYTES)

/* Magic, version, size, digest: after this the bytes are the ones that were once written. */
uint32_t weir_verify_file(struct verifier *v, const struct weir_limits *limits)
{
    static const uint8_t magic[WEIR_MAGIC_BYTES] = {0x89, 'W', 'E', 'I', 'R', 0x0d, 0x0a, 0x1a};
    const uint8_t *b = v->b;
    if (v->n > WEIR_MAX_FILE_BYTES) return weir_refuse(v, WEIR_REFUSED_FILE_TOO_LARGE, WEIR_MAX_FILE_BYTES);
    if (limits != NULL && limits->file_bytes != 0 && v->n > limits->file_bytes)
        return weir_refuse(v, WEIR_REFUSED_FILE_OVER_LIMIT, limits->file_bytes);
    if (v->n < TABLE_END) return weir_refuse(v, WEIR_REFUSED_FILE_SHORT, v->n);
    for (uint32_t i = 0; i < WEIR_MAGIC_BYTES; i++)
        if (b[i] != magic[i]) return weir_refuse(v, WEIR_REFUSED_MAGIC, i);
    if (weir_u32_at(b, WEIR_AT_FORMAT_VERSION) != WEIR_FORMAT_VERSION)
        return weir_refuse(v, WEIR_REFUSED_FORMAT_VERSION, WEIR_AT_FORMAT_VERSION);
    if (weir_u64_at(b, WEIR_AT_FILE_BYTES) != v->n) return weir_refuse(v, WEIR_REFUSED_FILE_SIZE, WEIR_AT_FILE_BYTES);
    uint8_t digest[WEIR_DIGEST_BYTES];
    weir_digest_by(limits, b, v->n, digest);
    for (uint32_t i = 0; i < WEIR_DIGEST_BYTES; i++)
        if (b[WEIR_AT_DIGEST + i] != digest[i]) return weir_refuse(v, WEIR_REFUSED_DIGEST, WEIR_AT_DIGEST);
    return WEIR_ACCEPTED;
}

static uint32_t verify_name(struct verifier *v, const struct weir_limits *limits)
{
    const struct weir_channel *c = &v->channel;
    if (limits->channel != 0 && c->channel != limits->channel) return weir_refuse(v, WEIR_REFUSED_NAME_CHANNEL, WEIR_AT_CHANNEL);
    if (limits->template_version != 0 && c->template_version != limits->template_version)
        return weir_refuse(v, WEIR_REFUSED_NAME_TEMPLATE_VERSION, WEIR_AT_TEMPLATE_VERSION);
    if (limits->revision != 0 && c->revision != limits->revision)
        return weir_refuse(v, WEIR_REFUSED_NAME_REVISION, WEIR_AT_REVISION);
    if (c->revision < limits->least_revision) return weir_refuse(v, WEIR_REFUSED_REVISION_OLDER, WEIR_AT_REVISION);
    return WEIR_ACCEPTED;
}

uint32_t weir_verify_header(struct verifier *v, const struct weir_limits *limits)
{
    const uint8_t *b = v->b;
    struct weir_channel *c = &v->channel;
    c->channel = weir_u32_at(b, WEIR_AT_CHANNEL);
    c->template_version = weir_u32_at(b, WEIR_AT_TEMPLATE_VERSION);
    c->revision = weir_u32_at(b, WEIR_AT_REVISION);
    c->parameter_count = weir_u32_at(b, WEIR_AT_PARAMETER_COUNT);
    c->inputs_read = weir_u32_at(b, WEIR_AT_INPUTS_READ);
    c->max_program = weir_u32_at(b, WEIR_AT_MAX_PROGRAM);
    if (c->channel == 0 || c->channel > WEIR_MAX_NUMBER) return weir_refuse(v, WEIR_REFUSED_CHANNEL_RANGE, WEIR_AT_CHANNEL);
    if (c->template_version == 0 || c->template_version > WEIR_MAX_NUMBER)
        return weir_refuse(v, WEIR_REFUSED_TEMPLATE_VERSION_RANGE, WEIR_AT_TEMPLATE_VERSION);
    if (c->revision == 0 || c->revision > WEIR_MAX_NUMBER) return weir_refuse(v, WEIR_REFUSED_REVISION_RANGE, WEIR_AT_REVISION);
    if (c->parameter_count == 0 || c->parameter_count > WEIR_MAX_PARAMETERS)
        return weir_refuse(v, WEIR_REFUSED_PARAMETER_COUNT, WEIR_AT_PARAMETER_COUNT);
    if (weir_u32_at(b, WEIR_AT_UNICODE_VERSION) != WEIR_UNICODE_VERSION)
        return weir_refuse(v, WEIR_REFUSED_UNICODE_VERSION, WEIR_AT_UNICODE_VERSION);
    for (size_t i = WEIR_AT_HEADER_RESERVED; i < WEIR_HEADER_BYTES; i++)
        if (b[i] != 0) return weir_refuse(v, WEIR_REFUSED_HEADER_RESERVED, i);
    return limits == NULL ? WEIR_ACCEPTED : verify_name(v, limits);
}

static uint32_t record_bytes(uint32_t section)
{
    static const uint8_t bytes[WEIR_SECTION_COUNT + 1] = {
#define SECTION(name, number, record_bytes, text) [number] = record_bytes,
#include "sections.def"
#undef SECTION
    };
    return bytes[section];
}

/* A row of the table; the section before it ended at *end. */
static uint32_t verify_section(struct verifier *v, uint32_t section, size_t *end)
{
    const uint8_t *b = v->b;
    const size_t row = WEIR_HEADER_BYTES + (size_t)(section - 1) * WEIR_SECTION_ROW_BYTES;
    const size_t start = (*end + WEIR_ALIGN - 1) / WEIR_ALIGN * WEIR_ALIGN;
    const uint32_t count = weir_u32_at(b, row + 4), offset = weir_u32_at(b, row + 8), bytes = weir_u32_at(b, row + 12);
    if (weir_u32_at(b, row) != section) return weir_refuse(v, WEIR_REFUSED_SECTION_NUMBER, row);
    if (offset != start) return weir_refuse(v, WEIR_REFUSED_SECTION_OFFSET, row + 8);
    if ((uint64_t)count * record_bytes(section) != bytes) return weir_refuse(v, WEIR_REFUSED_SECTION_SIZE, row + 12);
    if (start > v->n || bytes > v->n - start) return weir_refuse(v, WEIR_REFUSED_SECTION_PAST_END, row + 12);
    for (size_t i = *end; i < start; i++)
        if (b[i] != 0) return weir_refuse(v, WEIR_REFUSED_SECTION_GAP, i);
    v->channel.section[section].offset = offset;
    v->channel.section[section].count = count;
    *end = start + bytes;
    return WEIR_ACCEPTED;
}

uint32_t weir_verify_sections(struct verifier *v)
{
    const struct weir_channel *c = &v->channel;
    if (weir_u32_at(v->b, WEIR_AT_SECTION_COUNT) != WEIR_SECTION_COUNT)
        return weir_refuse(v, WEIR_REFUSED_SECTION_COUNT, WEIR_AT_SECTION_COUNT);
    size_t end = TABLE_END;
    for (uint32_t section = 1; section <= WEIR_SECTION_COUNT; section++) {
        const uint32_t code = verify_section(v, section, &end);
        if (code != WEIR_ACCEPTED) return code;
    }
    const size_t file_end = (end + WEIR_ALIGN - 1) / WEIR_ALIGN * WEIR_ALIGN;
    if (file_end != v->n) return weir_refuse(v, WEIR_REFUSED_FILE_TRAILING, end);
    for (; end < file_end; end++)
        if (v->b[end] != 0) return weir_refuse(v, WEIR_REFUSED_SECTION_GAP, end);

    const size_t counts = WEIR_HEADER_BYTES + 4;
    if (c->section[WEIR_SECTION_TEMPLATE].count != 1)
        return weir_refuse(v, WEIR_REFUSED_TEMPLATE_RECORDS, counts + WEIR_SECTION_ROW_BYTES * (WEIR_SECTION_TEMPLATE - 1u));
    if (c->section[WEIR_SECTION_PARAMETERS].count != c->parameter_count)
        return weir_refuse(v, WEIR_REFUSED_PARAMETER_RECORDS, counts + WEIR_SECTION_ROW_BYTES * (WEIR_SECTION_PARAMETERS - 1u));
    return WEIR_ACCEPTED;
}
