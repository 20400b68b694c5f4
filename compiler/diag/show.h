/* Text of unknown origin on a terminal: nothing in it moves the cursor, hides, or turns the direction of writing. */
#ifndef DIAG_SHOW_H
#define DIAG_SHOW_H

#include <stdio.h>

#include "../base/str.h"

/* Writes the text and returns its columns; without a stream it only counts. Hidden characters become <U+202E>, bytes that are not
 * UTF-8 <FF>, tabs four spaces; a column is a code point. */
uint32_t show_text(FILE *stream, struct str text);

/* The part of a line to show when a line is long: at most SHOW_COLUMNS code points with the byte at focus among the first third. */
enum { SHOW_COLUMNS = 160 };
struct show_window {
    uint32_t begin, end;      /* byte offsets in the line */
    bool cut_before, cut_after;
};
struct show_window show_window_of(struct str line, uint32_t focus);

#endif
