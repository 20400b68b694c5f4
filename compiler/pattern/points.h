/* Patterns as automata over code points, for whoever reasons about the texts they describe (solve/). The interpreter's own run over bytes. */
#ifndef PATTERN_POINTS_H
#define PATTERN_POINTS_H

#include "pattern.h"
#include "ranges.h"

enum point_op {
    POINT_TAKE,   /* a character of the ranges, then the next step */
    POINT_SPLIT,  /* the next step and the target */
    POINT_JUMP,   /* the target */
    POINT_ASSERT, /* the next step, where enum weir_assertion `assertion` holds */
    POINT_MATCH,
};
struct point_step {
    uint8_t op, assertion;
    uint32_t target;
    const struct range *ranges; /* ascending, apart; shared by steps that take the same */
    uint32_t range_count;
};
struct point_program {
    struct point_step *steps;
    uint32_t count;
};
/* All into the arena. false: larger than LIMIT_POINT_STEPS, or no expression that regex_compile takes.
 * A regular expression is to be found anywhere in a text; a glob describes the whole of it, with folded set whatever its case. */
bool points_of_regex(struct arena *arena, struct str pattern, struct point_program *program);
bool points_of_glob(struct arena *arena, struct str glob, bool folded, struct point_program *program);

#endif
