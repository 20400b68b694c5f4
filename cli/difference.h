/* Two texts -> a unified difference that `patch -p0` takes. */
#ifndef CLI_DIFFERENCE_H
#define CLI_DIFFERENCE_H

#include <stdio.h>

#include "../compiler/base/arena.h"

/* Nothing where they are equal. Linear: the lines are brought together by what is in them besides blanks and commas, which is in the same order in both. */
void difference_print(FILE *stream, const char *path, struct str before, struct str after, bool color, jmp_buf *exhausted);
/* The same for texts that may differ in anything. Lines that stay are looked for within a bounded distance; where none is found, all of the rest is one change. */
void difference_print_any(FILE *stream, const char *path, struct str before, struct str after, bool color, jmp_buf *exhausted);

#endif
