/* What a condition can be, decided: is there an event for which it holds, and which?
 *
 * In:   conditions of a model, joined with and, or, not. Out: yes with an event, no, or undecided where a bound was passed.
 * Must hold: yes comes with an event on which the condition holds (solve_holds says so before it is given out); no is never said where there is one.
 *
 * Everything about meaning is asked here: "never matches" is whether c can hold, "contained" whether a and not b can, "the same" whether a and not b or
 * b and not a can, a near miss is c with one criterion turned. Texts are decided by automata over code points, walked side by side (text.c); numbers, flags,
 * addresses by the few values at which anything changes (value.c); the condition by trying criteria true and false (search.c). */
#ifndef SOLVE_SOLVE_H
#define SOLVE_SOLVE_H

#include <stdio.h>

#include "../compiler/model/model.h"

enum solve_answer { SOLVE_NO, SOLVE_YES, SOLVE_UNDECIDED };

struct solve_event {
    uint64_t present;                             /* bit ordinal - 1 */
    struct typed_value value[WEIR_MAX_PARAMETERS];/* by ordinal - 1, as a test's: texts as UTF-8, a guid's 16 bytes, an address's 4 or 16 */
};

struct solve_node;
struct solve_atom;
struct solve {
    struct arena *arena; /* of one question, or of several about the same conditions: everything here is in it */
    const struct model *model;
    const struct template_type *type;
    uint32_t version, parameter_count;
    struct vec atoms;    /* struct solve_atom *: the different criteria */
    struct vec slots;    /* uint32_t: atoms by content, number + 1 */
    uint32_t budget;     /* trials of each question, from solve_init on: may be set */
    uint32_t places;     /* that the automata of a text may come to together, the same */
    struct vec memos;    /* struct memo: what was answered of wishes on one parameter, for all questions */
    struct vec memo_slots;/* uint32_t: memos by content, number + 1 */
    struct vec wishes;   /* struct wish: those that are asked about at the moment */
    struct arena *scratch; /* of one search for a value, or one evaluation */
};

/* Conditions of the Template Type type at a version. Memory is the arena's; solve_free drops the little that is not. */
void solve_init(struct solve *solve, struct arena *arena, const struct model *model, uint32_t type, uint32_t version);
void solve_free(struct solve *solve);

/* Conditions. Nodes are shared freely and never change. */
struct solve_node *solve_condition(struct solve *solve, uint32_t criterion_first, uint32_t code_first, uint32_t code_count);
struct solve_node *solve_instance(struct solve *solve, uint32_t instance);
struct solve_node *solve_criterion(struct solve *solve, const struct criterion *criterion); /* `any field` becomes an or */
struct solve_node *solve_constant(struct solve *solve, bool value);
struct solve_node *solve_not(struct solve *solve, struct solve_node *a);
struct solve_node *solve_and(struct solve *solve, struct solve_node *a, struct solve_node *b);
struct solve_node *solve_or(struct solve *solve, struct solve_node *a, struct solve_node *b);

/* The different criteria that were asked so far, in the order in which they came. */
uint32_t solve_atom_count(const struct solve *solve);
const struct criterion *solve_atom_criterion(const struct solve *solve, uint32_t atom);
/* The condition with another one in the place of a criterion, wherever that stands. */
struct solve_node *solve_substitute(struct solve *solve, struct solve_node *node, uint32_t atom, struct solve_node *by);
/* The condition with its n-th AND made an OR, or the other way round; NULL where it has no more than n of them. */
struct solve_node *solve_swap(struct solve *solve, struct solve_node *node, uint32_t n);

/* ---- how a condition is built ---- */

struct solve_row { /* of what is joined by and, or by or */
    struct solve_node **at;
    uint32_t count;
};
/* What the condition joins by and (of_or: by or), rows in rows taken apart; the condition alone where it joins nothing so. */
struct solve_row solve_row(struct solve *solve, struct solve_node *node, bool of_or);
/* The row joined again without one of its parts; UINT32_MAX: with all. Nothing joined by and is true, by or false. */
struct solve_node *solve_join(struct solve *solve, const struct solve_row *row, uint32_t without, bool by_or);
/* c of `not c`, else NULL. */
struct solve_node *solve_excluded(const struct solve_node *node);
enum { SOLVE_SIGN_POSITIVE = 1, SOLVE_SIGN_NEGATIVE = 2, SOLVE_SIGN_REPEATED = 4 };
/* signs: by criterion, solve_atom_count of them: under an even number of `not`, under an odd one, more than once; 0: not in the condition. */
void solve_signs(const struct solve *solve, const struct solve_node *node, uint8_t *signs);
/* From the first to the last of its criteria in the source; at 0: it has none. signs: of the condition that it is a part of. Of a criterion that stands there more than once only the first place is
 * known, so it is left out where there are others. */
struct span solve_span(const struct solve_node *node, const uint8_t *signs);

/* Is there an event for which it holds? The event is filled where there is. */
enum solve_answer solve_find(struct solve *solve, const struct solve_node *node, struct solve_event *event);
/* Does it hold for the event? Evaluated directly, without automata. */
bool solve_holds(const struct solve *solve, const struct solve_node *node, const struct solve_event *event);

/* An event about which many conditions are asked: what each criterion is there is evaluated once. In the solver's arena. */
struct solve_facts {
    const struct solve_event *event;
    int8_t *verdicts; /* by atom: 1, 0, or -1 for not asked yet */
    uint32_t room;
};
bool solve_facts_hold(const struct solve *solve, const struct solve_node *node, struct solve_facts *facts);
/* Would the condition be another one there if this criterion were the other way round? */
bool solve_facts_turn(const struct solve *solve, const struct solve_node *node, struct solve_facts *facts, uint32_t atom);
bool solve_facts_criterion(const struct solve *solve, struct solve_facts *facts, uint32_t atom);
/* The same for one criterion. */
bool solve_criterion_holds(const struct solve *solve, const struct criterion *criterion, const struct solve_event *event);

/* One JSON object on one line, without an end of line: the keys by which the event is recognised, then the values that are there. */
void solve_write_event(FILE *stream, const struct template_type *type, const struct solve_event *event);

#endif
