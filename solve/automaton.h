/* The texts that one criterion takes, as an automaton over classes of characters, its states made when they are first met. Private to solve/. */
#ifndef SOLVE_AUTOMATON_H
#define SOLVE_AUTOMATON_H

#include "../compiler/pattern/points.h"
#include "parts.h"

struct trie_node {
    uint32_t code_point, child, sibling; /* 0: none */
    bool whole;                          /* a value ends here */
};
struct automaton_state {
    uint32_t first, count; /* of its members, in members */
    uint8_t before;        /* what stands before it: for assertions */
    uint8_t accepts;       /* at the end of the text: 0 no, 1 yes, 2 not asked yet */
};
/* State 0 is the start. In AUTOMATON_ALL every continuation is taken, in AUTOMATON_NONE none. */
#define AUTOMATON_NONE UINT32_MAX
#define AUTOMATON_ALL (UINT32_MAX - 1)

struct automaton {
    struct solve *solve;
    const struct solve_atom *atom;
    const uint32_t *live; /* values of its set */
    uint32_t live_count;
    bool folds, floats, ends; /* over folded characters; may start anywhere; must end at the end of the text */
    struct trie_node *trie;   /* of plain values; node 0 is the root */
    uint32_t trie_count;
    struct point_program *programs; /* or of globs and expressions */
    uint32_t *program_first;        /* where each one's steps start, if all are in one row; and one more */
    uint32_t program_count;
    bool asserts;
    bool found_inside;              /* some program is found between the bytes of any character of several: by \B alone, which looks at bytes, as the interpreter does */
    /* made while walking */
    struct vec states, members; /* struct automaton_state; uint32_t */
    struct vec slots;           /* uint32_t: states by content, number + 1 */
    struct vec next;            /* uint32_t, class_count a state: state + 1, or 0 where it was not asked */
    const uint32_t *classes;    /* one character of each class */
    uint32_t class_count;
    struct vec work;            /* uint32_t: a set in the making */
    uint32_t *mark;             /* by member: the serial number of the set that has it */
    uint32_t serial, member_total;
};

/* Of those values of its set alone that are live. In the scratch memory. false: too large to reason about. */
bool automaton_make(struct automaton *automaton, struct solve *solve, const struct solve_atom *atom, const uint32_t *live, uint32_t live_count);
void automaton_free(struct automaton *automaton);
/* Before the first step. */
void automaton_use_classes(struct automaton *automaton, const uint32_t *classes, uint32_t count);
uint32_t automaton_step(struct automaton *automaton, uint32_t state, uint32_t class);
bool automaton_accepts(struct automaton *automaton, uint32_t state);

/* Characters that none of the automata tells apart are one class. One character of each, the readable ones first; into the arena. false: too many. */
bool alphabet_of(struct arena *arena, const struct automaton *automata, uint32_t count, uint32_t **classes, uint32_t *class_count);

#endif
