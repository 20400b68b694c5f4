/* What the two halves of the writer share: the plan of one channel file. Private to emit; the check sees nothing of it.
 *
 * plan_make fills it from the model: which instances, in which order, and which number everything has in the file.
 * emit.c then knows every size, takes the memory once and writes. */
#ifndef EMIT_PLAN_H
#define EMIT_PLAN_H

#include "emit.h"

struct plan_instance {
    uint32_t model;         /* index into the model's instances */
    uint32_t vector_length; /* its own parameter count */
    uint32_t criterion_count, code_count;
};
struct plan_criterion {
    uint8_t op, flags, ordinal, other;
    uint32_t set; /* number in the file, or WEIR_NO_SET */
};
struct plan_program {
    uint32_t regex; /* index into the model's regexes */
    uint32_t count; /* instructions */
};
/* A set of the file: the model's set below, enum weir_set_form above; there are many of them. */
#define PLAN_FORM_SHIFT 29
static inline uint32_t plan_set_model(uint32_t set) { return set & ((1u << PLAN_FORM_SHIFT) - 1); }
static inline uint8_t plan_set_form(uint32_t set) { return (uint8_t)(set >> PLAN_FORM_SHIFT); }
/* One set of the model is one in the file for each form that its strings are used in, and for each order of its numbers. */
#define PLAN_VARIANTS ((int)WEIR_FORM_COUNT)
#define PLAN_SIGNED 1 /* the variant of numbers in signed order, where that is another than the unsigned */

struct plan {
    struct model *model;
    const struct template_type *type;
    uint32_t version, parameter_count;

    struct vec instances; /* struct plan_instance, ascending id */
    struct vec criteria;  /* struct plan_criterion */
    struct vec spans;     /* struct span of each criterion */
    struct vec code;      /* uint32_t */
    struct vec sets;      /* uint32_t by file number: see plan_set_model */
    struct vec programs;  /* struct plan_program by file number */
    struct vec program_code; /* uint64_t: instructions as in the file, little-endian value */
    struct vec classes;   /* uint8_t[32] by file number */
    struct vec names;     /* struct str: the first strings of the file */

    /* Model index to file number + 1; 0 is "not in this file". */
    uint32_t *set_number[PLAN_VARIANTS]; /* strings: by form; numbers: 0 or PLAN_SIGNED; programs: 0 */
    uint32_t *program_number;
    uint32_t *string_number;
    uint32_t *name_slots, name_slot_count;   /* names by content: number + 1 */
    uint32_t *class_slots, class_slot_count; /* classes by content: number + 1 */

    uint64_t vector_total, value_total, number_total, string_bytes, text_use;
    uint32_t string_total; /* names, then the other strings of sets in the order in which sets have them */
    uint32_t member_total, alias_total, inputs_read, max_program;

    /* of one instance at a time, in collect.c */
    struct vec locals;    /* struct local: its criteria by first push */
    struct vec slots;     /* uint32_t */
    struct vec expanded;  /* uint32_t */
    struct vec merged;    /* uint32_t: locals by content */
};

/* false: a limit of the format was passed, and a diagnostic says which. */
bool plan_make(struct plan *plan, struct model *model, uint32_t type, uint32_t version, bool with_stress);
void plan_free(struct plan *plan);

/* Steps of plan_make, one file each. */
bool plan_pick_instances(struct plan *plan, uint32_t type, bool with_stress);
bool plan_add_instance(struct plan *plan, struct plan_instance *planned); /* criteria, code, sets */
bool plan_number_programs(struct plan *plan);
void plan_number_strings(struct plan *plan);

/* Cleared memory that untouched costs nothing; jumps like an arena without memory. */
uint32_t *plan_table(struct plan *plan, size_t count);
static inline bool plan_is_text(uint8_t type)
{
    return type == WEIR_TYPE_STRING || type == WEIR_TYPE_PATH || type == WEIR_TYPE_HASH;
}

#endif
