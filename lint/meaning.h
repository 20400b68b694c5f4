/* What the rules of the group `meaning` share: every instance is asked about once, by meaning.c and the files beside it; each rule tells what was found of its kind.
 *
 * In:   a model without errors. Out: findings by code, each with what it is about and the events that show it.
 * Must hold: every event was run in the Content Interpreter with the verdicts that are claimed for it; what was not decided is counted and told, never passed over.
 * The work is linear in the instances but for pairs that an event finds, of which each instance asks a bounded number. */
#ifndef LINT_MEANING_H
#define LINT_MEANING_H

#include "rules.h"

#define MEANING_NOBODY UINT32_MAX
enum { MEANING_EVENTS = 2, MEANING_OTHERS = 4 };

struct meaning_event {
    struct str shows, json;
};
struct meaning_value {
    struct str text;
    struct meaning_value *next;
};
struct meaning_place {
    struct span span;
    const char *says;
};
struct meaning_finding {
    uint32_t instance;
    uint32_t others[MEANING_OTHERS], other_count; /* instances: the first few, and how many they are */
    struct span span;     /* at 0: the instance's name */
    struct str text;      /* a criterion as written, or a value */
    struct str other;     /* another one */
    bool by_exclusion;
    bool becomes, excluded; /* the condition stays the same when the part at the span is made that; the span is of `not` of it */
    struct meaning_value *values; /* several of a list: then those are meant */
    struct meaning_place places[MEANING_OTHERS];
    uint32_t place_count;
    struct meaning_event events[MEANING_EVENTS];
    uint32_t event_count;
};

struct meaning {
    struct lint *lint;
    struct model model;       /* the lint's, with sets behind its own that are made for a question */
    struct vec sets;          /* its sets */
    struct arena scratch;     /* of one instance */
    struct vec found[DIAG_CODE_COUNT]; /* struct meaning_finding */
    uint32_t type, version;   /* of the instances that are asked about now */
    void *channel;            /* compiled; NULL: a limit is passed */
};

/* One instance, while it is asked about. */
struct meaning_case {
    struct meaning *meaning;
    uint32_t instance;
    struct solve solve;
    struct solve_node *condition;
    uint32_t atom_count;      /* of the condition */
    struct solve_event event; /* that it matches */
};

/* Asks everything that a rule that is on wants to know; once. */
const struct meaning *lint_meaning(struct lint *lint);
void lint_meaning_free(struct lint *lint);
static inline size_t meaning_count(const struct meaning *m, enum diag_code code) { return m->found[code].count; }
static inline const struct meaning_finding *meaning_at(const struct meaning *m, enum diag_code code, size_t i) { return MODEL_AT(m->found[code], struct meaning_finding, i); }
/* Reports the finding with its places and events; the rest of the words are the rule's. NULL: the rule is off. */
struct diag *meaning_report(struct lint *lint, enum diag_code code, const struct meaning_finding *finding, const char *format, ...) __attribute__((format(printf, 4, 5)));

/* ---- between the files that ask ---- */

bool meaning_wants(const struct meaning *m, enum diag_code code);
/* The answer for one node; undecided is noted for the code. */
enum solve_answer meaning_ask(struct meaning_case *c, enum diag_code code, const struct solve_node *node, struct solve_event *event);
struct meaning_finding *meaning_add(struct meaning *m, enum diag_code code, uint32_t instance);
/* The event, run first: the instance matches it, or must not. Another verdict is our own fault. */
void meaning_confirm(struct meaning *m, uint32_t instance, const struct solve_event *event, bool matches);
void meaning_show(struct meaning *m, struct meaning_finding *finding, const struct solve_event *event, const char *format, ...) __attribute__((format(printf, 4, 5)));
void meaning_place(struct meaning_finding *finding, struct span span, const char *says);
/* By atom, of the whole condition: see solve_signs. */
const uint8_t *meaning_signs(struct meaning_case *c);
/* The source of a span, on one line and not too long. */
struct str meaning_words(const struct meaning *m, struct span span);
/* Conditions of one instance, piece by piece. */
void meaning_ask_criteria(struct meaning_case *c);
/* Pairs: of an instance that is not in doubt with the others of its kind. same: by place in list, the first instance with the very same condition, or itself. */
void meaning_ask_others(struct meaning_case *c, const uint32_t *first_alike);
/* Before a channel is opened for those asked about: of the instances aside only the ones that may contain one of them are compiled for it, so that a hook does not wait for all.
 * near: gets the others' marks, which meaning_put_back undoes. */
void meaning_leave_far(struct meaning *m, const uint32_t *asked, uint32_t count, struct vec *near /* uint32_t */);
void meaning_put_back(struct meaning *m, struct vec *near);

#endif
