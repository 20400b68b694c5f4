/* What the parts of the solver share. Private to solve/. */
#ifndef SOLVE_PARTS_H
#define SOLVE_PARTS_H

#include "../compiler/pattern/pattern.h"
#include "solve.h"

enum solve_kind { SOLVE_NODE_ATOM, SOLVE_NODE_TRUE, SOLVE_NODE_NOT, SOLVE_NODE_AND, SOLVE_NODE_OR, SOLVE_NODE_ATLEAST };
struct solve_node {
    uint8_t kind; /* enum solve_kind */
    uint32_t k;   /* ATLEAST */
    struct solve_atom *atom;
    struct solve_node **kids;
    uint32_t count;
};

/* One criterion, wherever it is asked. */
struct solve_atom {
    struct criterion criterion;           /* ordinal is never 0 */
    uint32_t number;                      /* among those of its struct solve */
    uint8_t type;                         /* enum weir_type of its parameter */
    int8_t value;                         /* while searching: 1, 0, or -1 for not tried */
    bool asserts;                         /* MATCHES: some program looks around */
    const struct regex_program *programs; /* MATCHES: of its set, compiled when first run */
    struct solve_atom *below[2];          /* while searching: what was tried before it of its parameter, and of the other one */
    bool sampled;                         /* sample was looked for */
    struct str sample;                    /* LIKE, MATCHES: a shortest text that it takes; p is NULL where none was found */
};

/* What is wanted of one parameter's value. */
struct wish {
    struct solve_atom *atom;
    bool wanted;
};
struct wishes {
    const struct wish *at;
    uint32_t count;
    uint8_t type;
};
/* Of one parameter: what was answered for wishes. */
struct memo {
    const struct wish *wishes;
    uint32_t count;
    uint8_t ordinal, answer; /* enum solve_answer */
    struct typed_value value;
};
/* A value that is there and grants all wishes. The answers are exact: no means that there is none. */
enum solve_answer solve_text(struct solve *solve, const struct wishes *wishes, struct typed_value *value);
enum solve_answer solve_value(struct solve *solve, const struct wishes *wishes, struct typed_value *value);

/* On an event, whatever it compares with. */
bool solve_atom_holds(const struct solve *solve, const struct solve_atom *atom, const struct solve_event *event);
/* The programs of its expressions; compiled once. */
const struct regex_program *solve_atom_programs(const struct solve *solve, const struct solve_atom *atom);
/* One criterion that compares with constants on a value that is there. */
bool solve_atom_takes(const struct solve *solve, const struct solve_atom *atom, const struct typed_value *value);
bool solve_grants(const struct solve *solve, const struct wishes *wishes, const struct typed_value *value);

/* The values of an atom's set. */
static inline const struct value_set *atom_set(const struct solve *solve, const struct solve_atom *atom)
{
    return MODEL_AT(solve->model->sets, struct value_set, atom->criterion.set);
}
static inline struct str atom_string(const struct solve *solve, const struct solve_atom *atom, uint32_t i)
{
    return *MODEL_AT(solve->model->strings, struct str, *MODEL_AT(solve->model->values, uint32_t, atom_set(solve, atom)->first + i));
}
static inline struct str atom_regex(const struct solve *solve, const struct solve_atom *atom, uint32_t i)
{
    const uint32_t regex = *MODEL_AT(solve->model->values, uint32_t, atom_set(solve, atom)->first + i);
    return *MODEL_AT(solve->model->strings, struct str, MODEL_AT(solve->model->regexes, struct regex_entry, regex)->text);
}
static inline uint64_t atom_number(const struct solve *solve, const struct solve_atom *atom, uint32_t i)
{
    return *MODEL_AT(solve->model->numbers, uint64_t, atom_set(solve, atom)->first + i);
}
static inline bool atom_folds(const struct solve_atom *atom) { return !(atom->criterion.flags & WEIR_CRITERION_CASED); }
static inline bool type_is_text(uint8_t type)
{
    return type == WEIR_TYPE_STRING || type == WEIR_TYPE_PATH || type == WEIR_TYPE_HASH;
}
/* What is added, modulo 2^64, so that numbers of the type compare as unsigned. */
static inline uint64_t order_bias(uint8_t type) { return type == WEIR_TYPE_I64 ? UINT64_C(1) << 63 : 0; }

#endif
