/* See origin.h. In: bytes that the verifier refused, so every number in them is checked against the size before it is used. */
#include "origin.h"

#include "../../compiler/base/json.h"
#include "../../compiler/base/limits.h"
#include "../../compiler/base/sha256.h"
#include "../../interpreter/format.h"

static uint32_t read_u32(struct str bytes, size_t at)
{
    const unsigned char *p = (const unsigned char *)bytes.p + at;
    return (uint32_t)p[0] | (uint32_t)p[1] << 8 | (uint32_t)p[2] << 16 | (uint32_t)p[3] << 24;
}

struct table {
    uint32_t offset, count, record_bytes;
};

/* The section's place as the file says it; nothing where that is outside of the file. */
static struct table find_table(struct str bytes, enum weir_section section, uint32_t record_bytes)
{
    const size_t row = WEIR_HEADER_BYTES + WEIR_SECTION_ROW_BYTES * ((size_t)section - 1);
    if (bytes.n < row + WEIR_SECTION_ROW_BYTES) return (struct table){0, 0, record_bytes};
    const struct table table = {read_u32(bytes, row + 8), read_u32(bytes, row + 4), record_bytes};
    if (table.offset > bytes.n || table.count > (bytes.n - table.offset) / record_bytes) return (struct table){0, 0, record_bytes};
    return table;
}

/* The record of the table in which the byte stands. */
static bool find_record(const struct table *table, uint64_t offset, uint32_t *record)
{
    if (offset < table->offset || offset - table->offset >= (uint64_t)table->count * table->record_bytes) return false;
    *record = (uint32_t)((offset - table->offset) / table->record_bytes);
    return true;
}

/* The instance that owns the record, by the range that it says it has; criterion: which one of its own. */
static bool find_owner(struct str bytes, const struct table *instances, uint32_t first_at, uint32_t count_at, uint32_t record, uint32_t *instance, uint32_t *criterion)
{
    for (uint32_t i = 0; i < instances->count; i++) {
        const size_t at = instances->offset + (size_t)i * instances->record_bytes;
        const uint32_t first = read_u32(bytes, at + first_at), count = read_u32(bytes, at + count_at);
        if (record < first || record - first >= count) continue;
        *instance = i;
        *criterion = record - first;
        return true;
    }
    return false;
}

static bool find_instance(struct str bytes, uint64_t offset, uint32_t *instance, uint32_t *criterion)
{
    const struct table instances = find_table(bytes, WEIR_SECTION_INSTANCES, WEIR_BYTES_INSTANCES);
    const struct table vectors = find_table(bytes, WEIR_SECTION_VECTORS, WEIR_BYTES_VECTORS);
    const struct table criteria = find_table(bytes, WEIR_SECTION_CRITERIA, WEIR_BYTES_CRITERIA);
    const struct table code = find_table(bytes, WEIR_SECTION_CODE, WEIR_BYTES_CODE);
    uint32_t record, ignored;
    *criterion = UINT32_MAX;
    if (find_record(&instances, offset, instance)) return true;
    if (find_record(&vectors, offset, &record))
        return find_owner(bytes, &instances, WEIR_INSTANCE_VECTOR_FIRST, WEIR_INSTANCE_PARAMETER_COUNT, record, instance, &ignored);
    if (find_record(&criteria, offset, &record))
        return find_owner(bytes, &instances, WEIR_INSTANCE_CRITERION_FIRST, WEIR_INSTANCE_CRITERION_COUNT, record, instance, criterion);
    if (find_record(&code, offset, &record))
        return find_owner(bytes, &instances, WEIR_INSTANCE_CODE_FIRST, WEIR_INSTANCE_CODE_COUNT, record, instance, &ignored);
    return false;
}

static const struct json *child_at(const struct json *array, uint64_t index)
{
    const struct json *child = array && array->kind == JSON_ARRAY ? array->first : NULL;
    while (child && index--) child = child->next;
    return child;
}

/* [file, line, column] */
static bool read_place(const struct json *map, const struct json *place, struct origin *origin)
{
    uint64_t file;
    const struct json *number = child_at(place, 0);
    if (number == NULL || !json_u64(number, &file)) return false;
    const struct json *path = child_at(json_get(map, "files"), file), *line = child_at(place, 1), *column = child_at(place, 2);
    if (path == NULL || path->kind != JSON_STRING || line == NULL || column == NULL) return false;
    origin->path = path->string;
    return json_u64(line, &origin->line) && json_u64(column, &origin->column);
}

bool origin_find(struct cli *cli, const char *channel_path, struct str bytes, uint64_t offset, struct origin *origin)
{
    uint32_t instance, criterion;
    *origin = (struct origin){.line = 0};
    if (bytes.n < WEIR_HEADER_BYTES || !find_instance(bytes, offset, &instance, &criterion)) return false;
    char hex[SHA256_HEX_BYTES];
    sha256_hex((const uint8_t *)bytes.p + WEIR_AT_DIGEST, hex);
    const char *path = path_join(&cli->arena, path_folder(&cli->arena, channel_path), arena_printf(&cli->arena, "%s.map.json", hex).p);
    struct str text;
    if (file_failed(file_read(&cli->arena, path, LIMIT_JSON_BYTES, &text))) return false;
    struct json_error error;
    const struct json *map = json_parse(&cli->arena, text, 0, &error);
    const struct json *entry = map ? child_at(json_get(map, "instances"), instance) : NULL;
    if (entry == NULL) return false;
    const struct json *name = json_get(entry, "name"), *at = json_get(entry, "at");
    if (name && name->kind == JSON_STRING) origin->instance = name->string;
    const struct json *exact = criterion == UINT32_MAX ? NULL : child_at(json_get(entry, "criteria"), criterion);
    return read_place(map, exact, origin) || read_place(map, at, origin);
}
