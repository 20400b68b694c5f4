/* The halves of emit_check. Private to it; nothing here is the writer's.
 *
 * Every function returns NULL where the file says what the model says, else the text of the difference. */
#ifndef EMIT_CHECK_H
#define EMIT_CHECK_H

#include "emit.h"

struct check {
    struct model *model;
    const struct template_type *type;
    uint32_t version, parameter_count;
    const struct channel_image *image;
    struct arena *arena;  /* of the text */
    struct arena scratch; /* of everything else */

    const uint8_t *bytes;
    size_t size;
    struct {
        uint32_t at, count;
    } section[WEIR_SECTION_COUNT + 1];
    uint32_t string_count;

    /* File number to model index + 1 where the two were found equal. */
    uint32_t *set_seen, *program_seen;
    uint32_t *string_seen; /* the other way round: by model string, 1 + the file's that was found equal */
    uint8_t *set_order;   /* by file set: 1 used with unsigned order, 2 with signed */
    uint8_t *forms_seen;  /* by model set: bit 1 << form for each file set that was found equal */
    uint32_t *regex_mark; /* by model regex: the last set that it was seen in, as file number + 1 */
    struct check_text *regex_texts; /* by text; made when the first program set is met */
    uint32_t regex_count;

    uint32_t *required_of; /* by file set of globs or programs: 1 + the set without which none of them holds */

    uint32_t *first_push; /* of one instance: by its model criterion, file criterion + 1 */
    bool *pushed;         /* by its file criterion */
    uint64_t *keys;
    uint32_t room, model_room;
    uint32_t inputs_read, max_program, stress_count;
    struct str instance_name;
};
struct check_text {
    struct str text;
    uint32_t regex;
};

/* ---- the reader (check_reader.c): all reads are inside the file ---- */
const char *check_open(struct check *c);
_Noreturn void check_outside(size_t at);
static inline uint32_t check_u8(const struct check *c, size_t at)
{
    if (at >= c->size)
        check_outside(at);
    return c->bytes[at];
}
static inline uint32_t check_u16(const struct check *c, size_t at) { return check_u8(c, at) + 256u * check_u8(c, at + 1); }
static inline uint32_t check_u32(const struct check *c, size_t at)
{
    if (c->size < 4 || at > c->size - 4)
        check_outside(at);
    const uint8_t *p = c->bytes + at;
    return (uint32_t)p[0] | (uint32_t)p[1] << 8 | (uint32_t)p[2] << 16 | (uint32_t)p[3] << 24;
}
static inline uint64_t check_u64(const struct check *c, size_t at) { return check_u32(c, at) | (uint64_t)check_u32(c, at + 4) << 32; }
_Noreturn void check_no_record(enum weir_section section, uint32_t index);
/* Offset of a record; BUG where the section does not have it: ask check_has before. */
static inline size_t check_record(const struct check *c, enum weir_section section, uint32_t index)
{
    static const uint8_t bytes[WEIR_SECTION_COUNT + 1] = {
#define SECTION(name, number, record_bytes, text) [number] = record_bytes,
#include "../../interpreter/sections.def"
#undef SECTION
    };
    if (index >= c->section[section].count)
        check_no_record(section, index);
    return c->section[section].at + (size_t)index * bytes[section];
}
/* Does the section have count records from first on? */
bool check_has(const struct check *c, enum weir_section section, uint32_t first, uint32_t count);
bool check_string(const struct check *c, uint32_t number, struct str *out);
bool check_string_is(const struct check *c, uint32_t number, struct str wanted);
const char *check_differs(struct check *c, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* ---- the comparisons ---- */
const char *check_type(struct check *c);                                                /* check_type.c */
const char *check_instance(struct check *c, uint32_t index, const struct instance *in); /* check_instance.c */
const char *check_set(struct check *c, uint32_t number, const struct criterion *wanted, uint8_t type); /* check_set.c */
const char *check_questions(struct check *c);                                           /* check_required.c: after all of those */

#endif
