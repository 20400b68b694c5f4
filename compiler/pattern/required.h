/* What must stand in every text in which a regular expression is found: what a search can look for before it runs the automaton. */
#ifndef PATTERN_REQUIRED_H
#define PATTERN_REQUIRED_H

#include "pattern.h"

/* Strings (into the arena; folded, ASCII, of two bytes or more, ascending in byte order, none inside another) of which one stands in the folded form of
 * every text in which the expression is found. false: none are known that are worth looking for. The expression is one that regex_compile takes. */
bool regex_required(struct arena *arena, struct str pattern, struct str **strings, uint32_t *count);

/* Whether it follows from the program alone that one of the strings stands in the folded form of every text in which it is found. Knows nothing of how
 * they were made. Strings are folded and ASCII; any others follow from nothing. Never true where it is not so; may be false where it is so
 * (a large automaton), so whoever gives strings asks first. */
bool regex_requires(struct arena *scratch, const struct regex_program *program, const struct str *strings, uint32_t count);

/* How common the least common window of the string is, by commonness.def: less is better to search for. */
uint32_t commonness_of(struct str string);

#endif
