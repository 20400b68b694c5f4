/* The rows of simple case folding, for whoever must walk them: fold.c looks code points up, ranges.c closes classes. */
#ifndef PATTERN_FOLD_H
#define PATTERN_FOLD_H

#include <stdint.h>

struct fold_row {
    uint32_t first, last, stride; /* first, first + stride, ... last fold to themselves + delta */
    int32_t delta;
};
/* Ascending and disjoint. */
const struct fold_row *fold_rows(uint32_t *count);
/* The first row that does not end before code_point; count if there is none. */
uint32_t fold_row_from(uint32_t code_point);

#endif
