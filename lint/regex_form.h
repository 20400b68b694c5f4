/* What a regular expression looks like to a linter: a few texts in disguise; repetitions that multiply; letters whose case counts. */
#ifndef LINT_REGEX_FORM_H
#define LINT_REGEX_FORM_H

#include "../compiler/pattern/pattern.h"

enum { REGEX_FORM_TEXTS = 8 };

struct regex_form {
    struct str texts[REGEX_FORM_TEXTS]; /* the expression is found where one of them stands */
    uint32_t count;
    bool start, end;   /* at the text's start, end */
    bool cased;        /* their letters' case counts */
};
/* false: the expression says something else, or of more texts. */
bool regex_form_of(struct arena *arena, struct str pattern, struct regex_form *form);

struct regex_traits {
    bool nested;         /* a repetition without end inside another: (a+)+ */
    uint32_t repetition; /* the largest counted one, those inside multiplied */
    bool cased_letter;   /* a letter of ASCII whose other case it does not take at that place */
    bool folded_letter;  /* a letter of ASCII that it takes in both cases */
    bool leading_run, trailing_run; /* .* where it changes nothing: at the start, at the end */
};
bool regex_traits_of(struct arena *arena, struct str pattern, struct regex_traits *traits);

#endif
