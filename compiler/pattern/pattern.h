/* Patterns of text, knowing nothing of the language around them: folding, globs, regular expressions to automata. */
#ifndef PATTERN_PATTERN_H
#define PATTERN_PATTERN_H

#include "../../interpreter/format.h"
#include "../base/arena.h"

/* Unicode simple case folding (CaseFolding.txt, status C and S) of one code point, and of a text (into the arena unless nothing changes). */
uint32_t fold_code_point(uint32_t code_point);
struct str fold_text(struct arena *arena, struct str text);

/* The one spelling of a glob: runs of '*' become one, between brackets too ('[**]' is '[*]'); '[*]', '[?]' and '[[]' stay as they are;
 * everything else stands for itself. A glob that is so already comes back itself. */
struct str glob_normalise(struct arena *arena, struct str glob);
/* The plain reference: does the glob describe the whole text? (for tests and the linter; the interpreter has its own) */
bool glob_matches(struct str glob, struct str text);
/* The piece of the glob that starts at *at, which is before its end, and moves behind it. *code_point is set for a character. */
enum glob_piece { GLOB_PIECE_CHARACTER, GLOB_PIECE_ONE, GLOB_PIECE_RUN };
enum glob_piece glob_next(struct str glob, uint32_t *at, uint32_t *code_point);
/* A text as a glob that describes exactly it. */
struct str glob_quote(struct arena *arena, struct str text);

struct regex_instruction {
    uint8_t op, a, b; /* enum weir_program_op and its operands */
    uint32_t target;
};
struct regex_program {
    struct regex_instruction *code;
    uint32_t count;
    uint8_t (*classes)[32]; /* SET's targets index these */
    uint32_t class_count;
};
struct regex_error {
    uint32_t at, length; /* in the pattern, bytes */
    const char *text;    /* what is wrong; a constant */
    const char *help;    /* the next step; a constant */
};
/* RE2 syntax; groups capture nothing. Unanchored search over UTF-8. The same pattern always gives the same program.
 * false: *error says why, LIMIT_REGEX_INSTRUCTIONS among the reasons. */
bool regex_compile(struct arena *arena, struct str pattern, struct regex_program *program, struct regex_error *error);
/* Runs a program over a text as the interpreter must (its own code; for tests, and for checking what was emitted). */
bool regex_search(struct arena *scratch, const struct regex_program *program, struct str text);

/* The expression in the words that Java's regular expressions share with it, found in the same texts: classes as plain ranges with their case in
 * them, assertions as looks around. pattern must be one that regex_compile takes. */
struct str regex_to_java(struct arena *arena, struct str pattern);

#endif
