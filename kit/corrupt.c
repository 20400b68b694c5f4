/* Fresh files made bad: by the sensor that opens them, in one field, in their length, in one bit. See parts.h.
 *
 * Must hold: each is refused by whoever follows docs/channel-format.md; where the page leaves the reason open, none is asked for. */
#include "parts.h"

#include <inttypes.h>
#include <stdio.h>

/* ---- wrong sensors ---- */

static void try_contract(struct run *run, const struct content *content, const struct weir_contract *contract, const char *code, const char *title)
{
    struct kit_file file = run_file(content);
    file.name = arena_printf(&run->scratch, "%s-%s", content->name, title).p;
    file.title = title;
    file.contract = contract;
    run_refused(run, KIT_CONTRACT, &file, code);
}

/* What the sensor supplies in one place is something else. */
static void try_input(struct run *run, const struct content *content, struct weir_contract_input *inputs, uint32_t i)
{
    const struct weir_contract_input *right = content->contract.inputs;
    struct weir_contract contract = content->contract;
    contract.inputs = inputs;
    inputs[i].name_hash ^= 1;
    try_contract(run, content, &contract, "CONTRACT_NAME", arena_printf(&run->scratch, "input-%u-of-another-name", i + 1).p);
    inputs[i] = right[i];
    inputs[i].type_hash ^= 1;
    try_contract(run, content, &contract, "CONTRACT_TYPE", arena_printf(&run->scratch, "input-%u-of-another-type", i + 1).p);
    inputs[i] = right[i];
    inputs[i].type = inputs[i].type == WEIR_TYPE_U32 ? WEIR_TYPE_STRING : WEIR_TYPE_U32; /* a number is read as the address of a text */
    try_contract(run, content, &contract, "CONTRACT_TYPE", arena_printf(&run->scratch, "input-%u-of-another-kind", i + 1).p);
    inputs[i] = right[i];
    if (i + 1 == contract.input_count) return;
    inputs[i] = right[i + 1];
    inputs[i + 1] = right[i];
    try_contract(run, content, &contract, "CONTRACT_NAME", arena_printf(&run->scratch, "inputs-%u-and-%u-swapped", i + 1, i + 2).p);
    inputs[i] = right[i];
    inputs[i + 1] = right[i + 1];
}

static void try_inputs(struct run *run, const struct content *content)
{
    struct weir_contract_input inputs[WEIR_MAX_PARAMETERS];
    memcpy(inputs, content->contract.inputs, content->contract.input_count * sizeof *inputs);
    for (uint32_t i = 0; i < content->contract.input_count; i++) try_input(run, content, inputs, i);
}

static void try_limits(struct run *run, const struct content *content)
{
    struct kit_file file = run_file(content);
    file.limits.least_revision = content->channel.revision + 1;
    file.name = arena_printf(&run->scratch, "%s-older-revision", content->name).p;
    run_refused(run, KIT_CONTRACT, &file, "REVISION_OLDER");
    file.limits = (struct weir_limits){.file_bytes = content->size - 1};
    file.name = arena_printf(&run->scratch, "%s-over-the-limit", content->name).p;
    run_refused(run, KIT_CONTRACT, &file, "FILE_OVER_LIMIT");
    file.limits = (struct weir_limits){.channel = content->channel.channel + 1};
    file.name = arena_printf(&run->scratch, "%s-renamed", content->name).p;
    run_refused(run, KIT_CONTRACT, &file, "NAME_CHANNEL");
}

static void try_sensors(struct run *run, const struct content *content)
{
    struct weir_contract contract = content->contract;
    struct weir_contract_input inputs[WEIR_MAX_PARAMETERS + 1];
    memcpy(inputs, contract.inputs, contract.input_count * sizeof *inputs);
    inputs[contract.input_count] = inputs[0];
    contract.inputs = inputs;
    contract.input_count--;
    try_contract(run, content, &contract, "CONTRACT_COUNT", "one-input-too-few"); /* 20 of 21 */
    contract.input_count += 2;
    if (contract.input_count <= WEIR_MAX_PARAMETERS) try_contract(run, content, &contract, "CONTRACT_COUNT", "one-input-too-many");
    contract.input_count = 0;
    try_contract(run, content, &contract, "CONTRACT_COUNT", "no-inputs");
    contract = content->contract;
    contract.template_name_hash ^= 1;
    try_contract(run, content, &contract, "CONTRACT_TEMPLATE", "another-template");
    contract = content->contract;
    contract.template_version++;
    try_contract(run, content, &contract, "CONTRACT_VERSION", "another-version");
    contract = content->contract;
    contract.platform++;
    try_contract(run, content, &contract, "CONTRACT_PLATFORM", "another-platform");
}

void corrupt_contracts(struct run *run, const struct contents *contents)
{
    for (uint32_t i = 0; i < contents->count; i++) {
        try_sensors(run, &contents->list[i]);
        try_limits(run, &contents->list[i]);
        try_inputs(run, &contents->list[i]);
    }
}

/* ---- one field ---- */

enum how { HOW_ADD, HOW_SET, HOW_XOR };
struct corruption {
    const char *section_name;
    uint32_t section; /* 0: the header */
    uint32_t record_bytes;
    uint32_t at, bytes;
    enum how how;
    uint64_t by;
    const char *code; /* "NONE": any */
    const char *text;
};
static const struct corruption corruptions[] = {
#define WEIR_SECTION_HEADER 0
#define WEIR_BYTES_HEADER 0
#define CORRUPTION(section, at, bytes, how, by, code, text) {#section, WEIR_SECTION_##section, WEIR_BYTES_##section, at, bytes, HOW_##how, (uint64_t)(by), #code, text},
#include "corruptions.def"
#undef CORRUPTION
};

/* false: nothing has changed. */
static bool change(uint8_t *field, const struct corruption *c)
{
    uint64_t old = 0, new = c->by;
    const uint64_t mask = c->bytes == 8 ? UINT64_MAX : (UINT64_C(1) << 8 * c->bytes) - 1;
    for (uint32_t i = 0; i < c->bytes; i++) old |= (uint64_t)field[i] << 8 * i;
    if (c->how == HOW_ADD) new = old + c->by;
    if (c->how == HOW_XOR) new = old ^ c->by;
    new &= mask;
    for (uint32_t i = 0; i < c->bytes; i++) field[i] = (uint8_t)(new >> 8 * i);
    return new != old;
}

/* At most so many records, spread over the section: the same mistake in the thousandth string is the same mistake. Whether there was one. */
static bool corrupt_field(struct run *run, const struct content *content, const struct corruption *c, uint8_t *bytes)
{
    enum { MOST_RECORDS = 96 };
    bool any = false;
    const struct weir_section_view section = content->channel.section[c->section];
    const uint32_t count = c->section ? section.count : 1;
    const uint32_t stride = count / MOST_RECORDS + 1;
    for (uint32_t i = 0; i < count; i += stride) {
        struct kit_file file = run_file(content);
        uint8_t *field = bytes + (c->section ? section.offset + (size_t)i * c->record_bytes : 0) + c->at;
        if (!change(field, c)) continue;
        kit_fit_digest(bytes, content->size);
        file.bytes = bytes;
        file.name = arena_printf(&run->scratch, "%s-%s-%u-at-%u-%s", content->name, c->section_name, (unsigned)i, (unsigned)c->at, c->code).p;
        file.title = c->text;
        run_refused(run, KIT_FIELDS, &file, strcmp(c->code, "NONE") == 0 ? NULL : c->code);
        memcpy(bytes, content->bytes, content->size);
        any = true;
    }
    return any;
}

const char *corrupt_fields(struct run *run, const struct contents *contents)
{
    enum { ROWS = sizeof corruptions / sizeof *corruptions };
    bool used[ROWS] = {false};
    for (uint32_t c = 0; c < contents->count; c++) {
        const struct content *content = &contents->list[c];
        uint8_t *bytes = arena_alloc(run->arena, content->size);
        memcpy(bytes, content->bytes, content->size);
        for (size_t i = 0; i < ROWS; i++) used[i] |= corrupt_field(run, content, &corruptions[i], bytes);
    }
    for (size_t i = 0; i < ROWS; i++)
        if (!used[i]) return arena_printf(run->arena, "no project of the kit has %s", corruptions[i].text).p;
    return NULL;
}

/* ---- length ---- */

static void try_length(struct run *run, const struct content *content, const uint8_t *bytes, size_t size)
{
    struct kit_file file = run_file(content);
    file.name = arena_printf(&run->scratch, "%s-%zu-of-%zu-bytes", content->name, size, content->size).p;
    file.title = size < content->size ? "the file ends too early" : "bytes follow the file";
    file.bytes = bytes;
    file.size = size;
    run_refused(run, KIT_TRUNCATED, &file, NULL);
}

void corrupt_lengths(struct run *run, const struct content *content)
{
    enum { MORE = 16 };
    uint8_t *longer = arena_zalloc(run->arena, content->size + MORE);
    memcpy(longer, content->bytes, content->size);
    for (size_t size = 0; size < content->size; size++)
        if (!run->options->quick || size % 13 == 0) try_length(run, content, content->bytes, size);
    for (size_t more = 1; more <= MORE; more++) try_length(run, content, longer, content->size + more);
    uint8_t *fitted = arena_alloc(run->arena, content->size); /* header and digest say that it is whole */
    for (size_t size = WEIR_HEADER_BYTES; size < content->size; size += 8) {
        memcpy(fitted, content->bytes, size);
        for (uint32_t i = 0; i < 8; i++) fitted[WEIR_AT_FILE_BYTES + i] = (uint8_t)((uint64_t)size >> 8 * i);
        kit_fit_digest(fitted, size);
        try_length(run, content, fitted, size);
    }
}

/* ---- one bit ---- */

void corrupt_bits(struct run *run, const struct content *content)
{
    uint8_t *bytes = arena_alloc(run->arena, content->size);
    memcpy(bytes, content->bytes, content->size);
    for (size_t bit = 0; bit < content->size * 8; bit++) {
        struct kit_file file = run_file(content);
        if (run->options->quick && bit % 7) continue;
        bytes[bit / 8] ^= (uint8_t)(1u << bit % 8);
        file.name = arena_printf(&run->scratch, "%s-bit-%zu-of-byte-%zu", content->name, bit % 8, bit / 8).p;
        file.title = "one bit is turned around";
        file.bytes = bytes;
        run_refused(run, KIT_FLIPPED, &file, NULL);
        bytes[bit / 8] ^= (uint8_t)(1u << bit % 8);
    }
}
