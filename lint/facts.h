/* What the rules and the proof share: facts computed once from the model, and the effective level of each code.
 *
 * Everything here is computed from the criteria themselves and not taken from what the model says of an instance, so that the proof compares two things. */
#ifndef LINT_FACTS_H
#define LINT_FACTS_H

#include "levels.h"
#include "lint.h"

struct instance_facts {
    uint64_t reads;      /* bit ordinal - 1, of each criterion's own and other field; without those of `any field` */
    uint32_t ops;        /* bit 1 << operator, of each criterion */
    uint32_t criteria;   /* without those of `any field` */
    uint32_t any_fields; /* criteria of `any field`: each becomes one for every text field of a version */
    uint32_t any_by_case[2]; /* and those that become one for every text field that is declared cased, at 1, or is not, at 0 */
};

struct lint {
    struct arena memory; /* until lint_run ends: the facts */
    struct model *model;
    const struct lint_options *options;
    struct lint_result *result;
    const struct instance_facts *facts; /* by instance */
    const uint32_t *type_first;         /* by Template Type, and one more: where its instances start in type_instances */
    const uint32_t *type_instances;     /* instances by Template Type, in the model's order; poisoned ones are not there */
    uint8_t level[DIAG_CODE_COUNT];     /* enum diag_level, as weir.json sets it: the most that it is for any path */
    struct lint_levels *levels;
    uint8_t **file_levels;              /* by file of the sources, made when asked for; NULL where no level depends on the path */
    struct meaning *meaning;            /* see meaning.h; NULL: nobody asked yet */
    struct vec undecided;               /* struct lint_undecided */
    struct vec asks, ask_kinds, ask_of; /* see uses.c: what is asked of values, and (uint32_t) by criterion of the model which of that; empty until a rule asks */
    struct lint_regex *regexes;         /* by expression of the model, see uses.c; NULL: nobody asked yet */
    struct vec wishes;                  /* struct lint_wish, see fix.h */
};
struct lint_undecided {
    enum diag_code code;
    struct span span;
};

void lint_gather_facts(struct lint *lint);
/* Reads the levels of weir.json; reports unknown rules, and attempts to silence what cannot be silenced. */
void lint_read_levels(struct lint *lint);

/* A finding at its effective level; NULL where it is off. */
struct diag *lint_report(struct lint *lint, enum diag_code code, struct span span, const char *format, ...)
    __attribute__((format(printf, 4, 5)));

/* Is the rule to run? One that asks the solver or the interpreter runs only where there is time for it, or where it is an error. */
bool lint_wants(const struct lint *lint, enum diag_code code, bool asks);
/* A question of the rule was not decided within its bounds; what is behind the span was not judged. Told at the end, one note for each rule. */
void lint_undecided(struct lint *lint, enum diag_code code, struct span span);

/* Silences what comments silence, and reports those that are expired or silence nothing. */
void lint_suppress(struct lint *lint);
/* The same for what lint_run_changes told. */
void lint_suppress_later(struct lint *lint);
/* Reports the changes of the code, each at its instance or Template Type. */
void lint_tell_changes(struct lint *lint, enum diag_code code);

/* The proof: always runs, cannot be turned off. */
void lint_prove(struct lint *lint);

/* How many parameters the Template Type declares at a version, counted from its fields. */
uint32_t lint_declared(const struct template_type *type, uint32_t version);
bool lint_is_text(uint8_t type);
/* The ordinals that the instance reads at a version, as bits; and how many criteria that makes. */
uint64_t lint_reads(const struct lint *lint, uint32_t instance, uint32_t version, uint32_t *criteria);

static inline struct template_type *lint_type(const struct lint *lint, uint32_t index)
{
    return MODEL_AT(lint->model->templates, struct template_type, index);
}
static inline struct instance *lint_instance(const struct lint *lint, uint32_t index)
{
    return MODEL_AT(lint->model->instances, struct instance, index);
}
enum { LINT_SOON = 8 }; /* instances from now: what will be looked for in a large table is asked for so far ahead */
static inline uint64_t lint_bit(uint32_t ordinal) { return ordinal >= 1 && ordinal <= WEIR_MAX_PARAMETERS ? UINT64_C(1) << (ordinal - 1) : 0; }
static inline uint64_t lint_bits_to(uint32_t ordinal)
{
    return ordinal >= WEIR_MAX_PARAMETERS ? UINT64_MAX : (UINT64_C(1) << ordinal) - 1;
}

#endif
