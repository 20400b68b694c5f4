/* The tree back to text, in the one style: docs/style.md shows it. There are no options.
 *
 * In:  a tree without errors, and through it the text that it was made of: tokens and comments are taken from there as they were written.
 * Out: the same tokens in the same order, each comment where it stood among them. Only blanks, ends of lines and the comma behind a last value change.
 * Must hold: what is printed reads as the same tree with the same documentation, and is printed again as it is; time and memory are linear. */
#ifndef SYNTAX_PRINTER_H
#define SYNTAX_PRINTER_H

#include "tree.h"

/* Appends the text to *out, a vec of char. */
void printer_print(const struct tree *tree, struct vec *out);

/* A whole source, which must live as long as the arena, in the one style, in the arena. False, and *styled untouched, where it cannot be parsed; why is not said. */
bool printer_restyle(struct arena *arena, struct str text, struct str *styled);

/* Do two trees say the same: nodes, values, documentation, comments and their order? Layout does not count. */
bool printer_same(const struct tree *a, const struct tree *b, struct arena *arena);

#endif
