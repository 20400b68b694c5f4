/* What the exporters share: conditions as trees, values of sets, attributes, and text in the making. */
#ifndef EXCHANGE_EXPORT_TERM_H
#define EXCHANGE_EXPORT_TERM_H

#include "../compiler/model/model.h"

enum term_kind { TERM_CRITERION, TERM_TRUE, TERM_NOT, TERM_AND, TERM_OR, TERM_ATLEAST };
struct term {
    uint8_t kind;              /* enum term_kind */
    uint32_t k;                /* ATLEAST */
    uint32_t count;            /* of children */
    const struct criterion *criterion;
    struct term *first, *next; /* children in order; siblings */
};
/* The condition of an instance. A chain of AND or OR is one term, whatever its length: no AND is a child of an AND. The depth is bounded as the
 * model's conditions are. */
struct term *term_of_instance(struct arena *arena, const struct model *model, const struct instance *instance);

static inline const struct template_type *type_of(const struct model *model, const struct instance *instance)
{
    return &((const struct template_type *)model->templates.p)[instance->type];
}
static inline bool is_text_type(uint8_t type)
{
    return type == WEIR_TYPE_STRING || type == WEIR_TYPE_PATH || type == WEIR_TYPE_HASH;
}
static inline bool is_number_type(uint8_t type) { return type == WEIR_TYPE_U32 || type == WEIR_TYPE_U64 || type == WEIR_TYPE_I64; }

/* The values of a criterion's set: value i as text or as numbers. */
const struct value_set *set_of(const struct model *model, const struct criterion *criterion);
struct str set_text(const struct model *model, const struct value_set *set, uint32_t i);       /* STRINGS, PROGRAMS */
uint64_t set_number(const struct model *model, const struct value_set *set, uint32_t i);       /* NUMBERS; RANGES: 2 * i and 2 * i + 1 */
static inline uint32_t set_count(const struct value_set *set) { return set->count; } /* a range is one */
/* The member of an enum with this number; empty if there is none. */
struct str member_name(const struct field *field, uint64_t value);

/* The first value of an attribute, or empty; and all of them in order. */
struct str attribute_text(const struct model *model, const struct instance *instance, enum attribute_key key);
const struct attribute *attribute_next(const struct model *model, const struct instance *instance, enum attribute_key key, const struct attribute *before);
const char *severity_word(uint8_t severity);
const char *action_word(uint8_t action);

/* "T1059.001" of the tag "attack.t1059.001"; false where the tag names no technique. */
#define TECHNIQUE_BYTES 10
bool tag_technique(struct str tag, char out[TECHNIQUE_BYTES]);

/* "defense-evasion" of the tag "attack.defense-evasion" or "attack.defense_evasion": letters and '-' alone; false where the tag names no tactic. */
#define TACTIC_BYTES 48
bool tag_tactic(struct str tag, char out[TACTIC_BYTES]);

/* Text in the making. */
struct text {
    struct vec bytes; /* char */
};
void text_init(struct text *text, jmp_buf *exhausted);
void text_put(struct text *text, struct str s);
void text_word(struct text *text, const char *terminated);
void text_printf(struct text *text, const char *format, ...) __attribute__((format(printf, 2, 3)));
static inline struct str text_str(const struct text *text) { return (struct str){text->bytes.p, (uint32_t)text->bytes.count}; }
void text_free(struct text *text);

/* '{0197231E-9BE6-6934-5301-000000000B00}'. */
void text_guid(struct text *text, struct str bytes);
/* An address of 4 bytes as it is usually written; one of 16 as eight groups without leading zeros, none left out. */
void text_address(struct text *text, struct str bytes);

#endif
