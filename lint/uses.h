/* Criteria where they stand, for rules: each with its instance, its field and its values; and what a value looks like in the source. */
#ifndef LINT_USES_H
#define LINT_USES_H

#include "facts.h"
#include "regex_form.h"

struct lint_use {
    uint32_t number;                  /* of the instance */
    const struct instance *instance;
    const struct template_type *type;
    const struct field *field;        /* NULL: of any field */
    const struct criterion *criterion;
    const struct value_set *set;      /* NULL: none */
};
#define LINT_OP(name) (UINT32_C(1) << WEIR_OP_##name)
enum { LINT_TEXT_OPS = LINT_OP(EQUALS) | LINT_OP(STARTS) | LINT_OP(ENDS) | LINT_OP(CONTAINS) }; /* that take a text as it is */

static inline bool lint_is_off(const struct lint *lint, enum diag_code code) { return lint->level[code] == DIAG_OFF; }
static inline bool lint_use_is_path(const struct lint_use *use) { return use->field && use->field->type == WEIR_TYPE_PATH; }
static inline bool lint_use_is_cased(const struct lint_use *use) { return (use->criterion->flags & WEIR_CRITERION_CASED) != 0; }
/* The number of the value in the set: text as it is compared (folded where the criterion folds); of MATCHES the expression as written. */
static inline struct str lint_value(const struct lint *lint, const struct value_set *set, uint32_t number)
{
    const struct model *model = lint->model;
    uint32_t at = *MODEL_AT(model->values, uint32_t, set->first + number);
    if (set->kind == WEIR_SET_PROGRAMS) at = MODEL_AT(model->regexes, struct regex_entry, at)->text;
    return *MODEL_AT(model->strings, struct str, at);
}

/* Calls look with each criterion of the operators (bits LINT_OP) of each instance that takes part. It returns false to end. */
typedef bool lint_look(struct lint *lint, const struct lint_use *use);
void lint_each_use(struct lint *lint, uint32_t ops, lint_look *look);
bool lint_each_use_of(struct lint *lint, uint32_t instance, uint32_t ops, lint_look *look); /* of one instance; false: look ended it */

/* What is known of the expression that is this value of a set of MATCHES, or NULL. Each is looked at once, for all rules. */
const struct regex_traits *lint_regex_traits(struct lint *lint, const struct value_set *set, uint32_t number);

/* What can be seen of a value by going through it once, for all rules. */
enum lint_trait {
    LINT_HIDDEN = 1,       /* a byte that is not printable ASCII */
    LINT_PERCENT = 2,
    LINT_STAR = 4,
    LINT_SLASH = 8,
    LINT_BACKSLASH = 16,
    LINT_BACKSLASHES = 32, /* two side by side */
    LINT_HOME = 64,        /* a separator, and then a letter that the folder of the users' folders begins with */
    LINT_POINT = 128,
    LINT_DRIVE = 256,      /* a colon as the second character */
    LINT_FOREIGN = 512,    /* the separator that paths of the platform do not have */
    LINT_ANY = 1024,       /* every value */
    LINT_SHORT = 2048,     /* one or two bytes */
    LINT_OPEN = 4096,      /* a separator as the last character */
    LINT_FILE_NAME = 8192, /* a point, and no separator */
    LINT_BLANK = 16384,    /* at either end */
};

#define LINT_PATHS (UINT32_C(1) << 31) /* beside the operators: only of fields that are paths */
/* Calls say with each criterion that has a value which is wrong, and the first such one. What is asked of a set is asked once for all criteria that share it with the same
 * operator, kind of field, platform and case; and only where one of its values has one of the traits that no value can be wrong without. say returns false to end. */
typedef bool lint_wrong(const struct lint_use *use, struct str value);
typedef bool lint_say(struct lint *lint, const struct lint_use *use, struct str value);
void lint_each_wrong_value(struct lint *lint, uint32_t ops, enum lint_trait needs, lint_wrong *wrong, lint_say *say);

/* The string literals in a piece of source: the next one at or after *at, which moves behind it. Into the arena only where an escape is resolved. */
struct lint_literal {
    struct str text;
    uint32_t at, length; /* in the piece, with the quotes */
};
bool lint_next_literal(struct arena *arena, struct str source, uint32_t *at, struct lint_literal *literal);
/* A text as a string literal of the source. */
struct str lint_quoted(struct arena *arena, struct str text);

/* Those aside do not: what is found in them nobody sees. */
static inline bool lint_takes_part(const struct lint *lint, const struct instance *instance)
{
    return !instance->poisoned && !instance->aside && instance->type < lint->model->templates.count && !lint_type(lint, instance->type)->poisoned;
}
static inline const struct attribute *lint_attribute_at(const struct lint *lint, const struct instance *instance, uint32_t number)
{
    return MODEL_AT(lint->model->attributes, struct attribute, instance->attribute_first + number);
}
/* The first one with this key, or NULL. */
const struct attribute *lint_attribute(const struct lint *lint, const struct instance *instance, enum attribute_key key);

#endif
