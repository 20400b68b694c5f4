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
    /*@ loop invariant 0 <= i <= WEIR_MAGIC_BYTES && (\forall integer k; 0 <= k < i ==> b[k] == magic[k]);
        loop assigns i;
        loop variant WEIR_MAGIC_BYTES - i; */
    for (uint32_t i = 0; i < WEIR_MAGIC_BYTES; i++) {
        //@ assert byte: magic_ok(b) ==> b[i] == magic[i];
        if (b[i] != magic[i]) return weir_refuse(v, WEIR_REFUSED_MAGIC, i);
    }
    //@ assert magic: magic_ok(b);
    if (weir_u32_at(b, WEIR_AT_FORMAT_VERSION) != WEIR_FORMAT_VERSION)
        return weir_refuse(v, WEIR_REFUSED_FORMAT_VERSION, WEIR_AT_FORMAT_VERSION);
    if (weir_u64_at(b, WEIR_AT_FILE_BYTES) != v->n) return weir_refuse(v, WEIR_REFUSED_FILE_SIZE, WEIR_AT_FILE_BYTES);
    uint8_t digest[WEIR_DIGEST_BYTES];
    weir_digest_by(limits, b, v->n, digest);
    /*@ loop invariant 0 <= i <= WEIR_DIGEST_BYTES && (\forall integer k; 0 <= k < i ==> b[WEIR_AT_DIGEST + k] == digest[k]);
        loop assigns i;
        loop variant WEIR_DIGEST_BYTES - i; */
    for (uint32_t i = 0; i < WEIR_DIGEST_BYTES; i++)
        if (b[WEIR_AT_DIGEST + i] != digest[i]) return weir_refuse(v, WEIR_REFUSED_DIGEST, WEIR_AT_DIGEST);
    /*@ assert digest: \forall integer k; 0 <= k < WEIR_DIGEST_BYTES ==> b[WEIR_AT_DIGEST + k] == digest[k]; */
    return WEIR_ACCEPTED;
}

/*@ requires \valid(v) && \valid_read(limits) && \separated(limits, v);
    assigns v->at;
    ensures exact: \result == WEIR_ACCEPTED <==>
            name_ok(limits, v->channel.channel, v->channel.template_version, v->channel.revision); */
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
    /*@ loop invariant WEIR_AT_HEADER_RESERVED <= i <= WEIR_HEADER_BYTES;
        loop invariant \forall integer k; WEIR_AT_HEADER_RESERVED <= k < i ==> b[k] == 0;
        loop assigns i;
        loop variant WEIR_HEADER_BYTES - i; */
    for (size_t i = WEIR_AT_HEADER_RESERVED; i < WEIR_HEADER_BYTES; i++)
        if (b[i] != 0) return weir_refuse(v, WEIR_REFUSED_HEADER_RESERVED, i);
    return limits == NULL ? WEIR_ACCEPTED : verify_name(v, limits);
}

/*@ requires 1 <= section <= WEIR_SECTION_COUNT;
    assigns \nothing;
    ensures \result == size_of_records(section, 1);
    ensures \result == 1 || \result == 2 || \result == 4 || \result == 8 || \result == 12 || \result == 16 || \result == 32 || \result == 48; */
static uint32_t record_bytes(uint32_t section)
{
    static const uint8_t bytes[WEIR_SECTION_COUNT + 1] = {
#define SECTION(name, number, record_bytes, text) [number] = record_bytes,
#include "sections.def"
#undef SECTION
    };
    return bytes[section];
}

/* The first multiple of WEIR_ALIGN at or behind a place. */
/*@ requires at <= WEIR_MAX_FILE_BYTES;
    assigns \nothing;
    ensures at <= \result <= at + (WEIR_ALIGN - 1) && is_aligned(\result); */
static size_t align(size_t at)
{
    const size_t units = (at + (WEIR_ALIGN - 1)) / WEIR_ALIGN;
    return units * WEIR_ALIGN;
}

/*@ requires 1 <= section <= WEIR_SECTION_COUNT;
    assigns \nothing;
    ensures \result == row_at(section); */
static size_t row_of(uint32_t section)
{
    return WEIR_HEADER_BYTES + (size_t)(section - 1) * WEIR_SECTION_ROW_BYTES;
}

/*@ requires 1 <= section <= WEIR_SECTION_COUNT;
    assigns \nothing;
    ensures \result == size_of_records(section, count) && 0 <= \result <= 64 * count; */
static uint64_t section_bytes(uint32_t section, uint32_t count)
{
    return (uint64_t)count * record_bytes(section);
}

/* A row of the table; the section before it ended at `end`. */
/*@ requires WEIR_PROOF_FILE(v) && 1 <= section <= WEIR_SECTION_COUNT;
    requires end == section_end(v->b, section - 1) && WEIR_PROOF_TABLE_END <= end <= v->n;
    assigns v->at;
    ensures exact: \result == WEIR_ACCEPTED <==> row_ok(v->b, v->n, section); */
static uint32_t verify_row(struct verifier *v, uint32_t section, size_t end)
{
    const uint8_t *b = v->b;
    const size_t row = row_of(section), start = align(end);
    const uint32_t count = weir_u32_at(b, row + 4), offset = weir_u32_at(b, row + 8), bytes = weir_u32_at(b, row + 12);
    //@ assert row: count == row_count(b, section) && offset == row_offset(b, section) && bytes == row_bytes(b, section);
    //@ assert start: is_aligned(offset) && end <= offset <= end + (WEIR_ALIGN - 1) ==> offset == start;
    if (weir_u32_at(b, row) != section) return weir_refuse(v, WEIR_REFUSED_SECTION_NUMBER, row);
    if (offset != start) return weir_refuse(v, WEIR_REFUSED_SECTION_OFFSET, row + 8);
    if (section_bytes(section, count) != bytes) return weir_refuse(v, WEIR_REFUSED_SECTION_SIZE, row + 12);
    //@ assert past: section_end(b, section) == start + bytes;
    if (start > v->n || bytes > v->n - start) return weir_refuse(v, WEIR_REFUSED_SECTION_PAST_END, row + 12);
    /*@ loop invariant end <= i <= start && (\forall integer k; end <= k < i ==> b[k] == 0);
        loop assigns i;
        loop variant start - i; */
    for (size_t i = end; i < start; i++)
        if (b[i] != 0) return weir_refuse(v, WEIR_REFUSED_SECTION_GAP, i);
    //@ assert gap: gap_ok(b, section_end(b, section - 1), row_offset(b, section));
    //@ assert end: section_end(b, section) == offset + bytes <= v->n;
    return WEIR_ACCEPTED;
}

/*@ requires WEIR_PROOF_FILE(v);
    assigns v->at;
    ensures exact: \result == WEIR_ACCEPTED <==> rows_ok(v->b, v->n, WEIR_SECTION_COUNT) && file_end_ok(v->b, v->n); */
static uint32_t verify_rows(struct verifier *v)
{
    size_t end = TABLE_END;
    /*@ loop invariant 1 <= section <= WEIR_SECTION_COUNT + 1 && WEIR_PROOF_TABLE_END <= end <= v->n;
        loop invariant end == section_end(v->b, section - 1);
        loop invariant \forall integer s; 1 <= s < section ==> row_ok(v->b, v->n, s);
        loop assigns section, end, v->at;
        loop variant WEIR_SECTION_COUNT + 1 - section; */
    for (uint32_t section = 1; section <= WEIR_SECTION_COUNT; section++) {
        TRY(verify_row(v, section, end));
        const size_t row = row_of(section);
        end = (size_t)weir_u32_at(v->b, row + 8) + weir_u32_at(v->b, row + 12);
    }
    const size_t file_end = align(end);
    //@ assert end: is_aligned(v->n) && end <= v->n <= end + (WEIR_ALIGN - 1) ==> v->n == file_end;
    if (file_end != v->n) return weir_refuse(v, WEIR_REFUSED_FILE_TRAILING, end);
    /*@ loop invariant end <= i <= file_end && (\forall integer k; end <= k < i ==> v->b[k] == 0);
        loop assigns i;
        loop variant file_end - i; */
    for (size_t i = end; i < file_end; i++)
        if (v->b[i] != 0) return weir_refuse(v, WEIR_REFUSED_SECTION_GAP, i);
    return WEIR_ACCEPTED;
}

/*@ requires WEIR_PROOF_FILE(v) && 1 <= section <= WEIR_SECTION_COUNT && row_ok(v->b, v->n, section);
    assigns v->channel.section[section].offset, v->channel.section[section].count;
    ensures WEIR_PROOF_FILLED(v, section);
    ensures WEIR_PROOF_TABLE_END <= v->channel.section[section].offset &&
            v->channel.section[section].offset + size_of_records(section, v->channel.section[section].count) <= v->n; */
static void fill_section(struct verifier *v, uint32_t section)
{
    const size_t row = row_of(section);
    v->channel.section[section].count = weir_u32_at(v->b, row + 4);
    v->channel.section[section].offset = weir_u32_at(v->b, row + 8);
}

/* Row by row and not in a loop, so that provers see each place. */
/*@ requires WEIR_PROOF_FILE(v) && rows_ok(v->b, v->n, WEIR_SECTION_COUNT);
    assigns v->channel.section[1 .. WEIR_SECTION_COUNT];
    ensures WEIR_PROOF_ALL_FILLED(v);
    ensures WEIR_PROOF_ALL_IN(&v->channel); */
static void fill_sections(struct verifier *v)
{
#define SECTION(name, number, record_bytes, text) fill_section(v, number);
#include "sections.def"
#undef SECTION
}

uint32_t weir_verify_sections(struct verifier *v)
{
    const struct weir_channel *c = &v->channel;
    if (weir_u32_at(v->b, WEIR_AT_SECTION_COUNT) != WEIR_SECTION_COUNT)
        return weir_refuse(v, WEIR_REFUSED_SECTION_COUNT, WEIR_AT_SECTION_COUNT);
    TRY(verify_rows(v));
    fill_sections(v);
    //@ assert rows: rows_ok(v->b, v->n, WEIR_SECTION_COUNT) && file_end_ok(v->b, v->n);
    //@ assert template: c->section[WEIR_SECTION_TEMPLATE].count == row_count(v->b, WEIR_SECTION_TEMPLATE);
    //@ assert parameters: c->section[WEIR_SECTION_PARAMETERS].count == row_count(v->b, WEIR_SECTION_PARAMETERS);
    const size_t counts = WEIR_HEADER_BYTES + 4;
    if (c->section[WEIR_SECTION_TEMPLATE].count != 1)
        return weir_refuse(v, WEIR_REFUSED_TEMPLATE_RECORDS, counts + WEIR_SECTION_ROW_BYTES * (WEIR_SECTION_TEMPLATE - 1u));
    if (c->section[WEIR_SECTION_PARAMETERS].count != c->parameter_count)
        return weir_refuse(v, WEIR_REFUSED_PARAMETER_RECORDS, counts + WEIR_SECTION_ROW_BYTES * (WEIR_SECTION_PARAMETERS - 1u));
    return WEIR_ACCEPTED;
}
