/* Wishes on a text, with what follows from one of them for another taken out. Private to solve/. */
#ifndef SOLVE_NEEDS_H
#define SOLVE_NEEDS_H

#include "parts.h"

struct need {
    struct solve_atom *atom; /* never `exists` */
    bool wanted, implied;    /* implied: granted wherever the other ones are */
    const uint32_t *live;    /* values of its set that can still be the reason, ascending; wanted: the others make something true that must not be */
    uint32_t live_count;
};
struct needs {
    struct need *at;
    uint32_t count;
};
/* false: they cannot all be granted. In the scratch memory. */
bool needs_make(struct solve *solve, const struct wishes *wishes, struct needs *needs);

#endif
