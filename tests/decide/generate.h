/* Pairs of conditions made by chance, small enough that every event that matters can be tried. */
#ifndef DECIDE_GENERATE_H
#define DECIDE_GENERATE_H

#include "../../compiler/base/arena.h"
#include "plain.h"

enum { LETTERS = 3 };

struct pair {
    struct arena *arena;
    uint64_t random;
    uint32_t letters[LETTERS];     /* of the texts of this pair */
    uint32_t fields[2];            /* that its criteria are on, mostly the first */
    struct plain_criterion *criteria[PLAIN_CRITERIA];
    uint32_t criterion_count;
    struct plain_node *a, *b;
};
uint32_t pair_below(struct pair *pair, uint32_t n);
/* The pair of this seed and number. */
void pair_make(struct pair *pair, struct arena *arena, uint64_t seed, uint64_t number);

/* The i-th value that is tried for the field; false: there are no more. few: only a part of them, where two fields are tried against each other. */
bool pair_value(const struct pair *pair, uint32_t ordinal, uint32_t i, bool few, struct plain_value *value);

#endif
