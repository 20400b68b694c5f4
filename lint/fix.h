/* Edits that mend findings: a rule says what is to be changed, fix.c finds where that stands in the source.
 *
 * In:   findings with what is wanted; the sources. Out: each finding's edits, of one file, ascending, in bytes of the source as it was read.
 * Must hold: a finding whose edits cannot all be made carries none; the work is one parse of each file with such a finding, and linear in its declarations. Whether an edit leaves
 * the verdicts as they are is not judged here: who applies it proves that. */
#ifndef LINT_FIX_H
#define LINT_FIX_H

#include "uses.h"

enum lint_wish_kind {
    LINT_WISH_REPLACE,     /* the span by the text */
    LINT_WISH_PART,        /* the part of a condition from the first to the last of whose criteria the span goes: make it true or false, and what follows from that */
    LINT_WISH_VALUE,       /* the values of the criterion at the span that are the text; where a place is given: the literal there */
    LINT_WISH_DECLARATION, /* the let, list or predicate whose name is at the span */
    LINT_WISH_ATTRIBUTE,   /* the value at the span, of an attribute */
    LINT_WISH_COMMENT,     /* the comment, or words of it, at the span */
};
struct lint_wish {
    struct diag *diag;
    uint8_t kind;          /* enum lint_wish_kind */
    bool value, excluded;  /* PART: what to make it; the span is that of `not` of the part */
    bool cased;            /* VALUE: the text is as written */
    struct span span;
    struct str text;
    uint32_t place;        /* VALUE: of the literal, or 0 */
};

/* Nothing for a finding that is off, or told already. */
void lint_wish(struct lint *lint, struct diag *diag, struct lint_wish wish);
void lint_wish_replace(struct lint *lint, struct diag *diag, struct span span, struct str text);
/* Each literal in the criterion's source for which the function gives another text. Where there is none of them, as in a named list: no fix. */
typedef bool lint_mend(struct arena *arena, const struct lint_use *use, struct str text, struct str *out);
/* A mend: the characters of a glob, without its wildcards. */
bool lint_mend_glob(struct arena *arena, const struct lint_use *use, struct str glob, struct str *out);
void lint_wish_literals(struct lint *lint, struct diag *diag, const struct lint_use *use, lint_mend *mend);
/* The word of the operator before the first value by another word. false: it does not stand there. */
bool lint_wish_operator(struct lint *lint, struct diag *diag, const struct lint_use *use, const char *word, const char *by);

/* Of all findings that are not off. */
void lint_make_fixes(struct lint *lint);

#endif
