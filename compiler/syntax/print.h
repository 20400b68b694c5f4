/* Inside the printer: the tokens of one declaration at a time, and what goes to the line.
 *
 * printer.c knows declarations and statements, print_condition.c conditions and values in brackets, print_line.c tokens, comments and lines. A layout decides only
 * where lines end; every token is printed by print_token or print_gap and print_text, which also print the comments before it. */
#ifndef SYNTAX_PRINT_H
#define SYNTAX_PRINT_H

#include "parse.h"

enum {
    PRINT_COLUMNS = 120,   /* a line is broken where it would be longer */
    PRINT_INDENT = 4,
    PRINT_KEYS = 12,       /* the value of an attribute stands so far behind its key: fixed, or a long key would move all of them */
    PRINT_SETTINGS = 9,    /* the same for a template */
    PRINT_ORDINAL = 2,     /* ordinals go up to 64 */
    PRINT_NAME_MOST = 40,  /* a longer name sticks out and moves no other */
    PRINT_LET_MOST = 24,   /* the same for lets */
    PRINT_FAR = 16,        /* a condition of several lines that would begin further to the right begins on a line of its own */
    PRINT_DEEPEST = 80,    /* no line begins further to the right: text grows linearly however deep it nests */
    PRINT_SHORT = 12,      /* values up to so long stand side by side in rows */
    PRINT_COMMENT_MOST = 80, /* comments behind longer lines are not aligned */
};

struct print_token {
    uint32_t at, length; /* offset in the text */
    uint32_t comments;   /* index of the first before it; those up to the next token's are between the two */
    uint32_t sum;        /* columns of all tokens before it, side by side */
    uint32_t mate;       /* a bracket's other one */
    uint8_t kind;
    bool space;          /* a blank before it where both stand on a line */
    bool blank;          /* an empty line before it in the source */
    bool beside;         /* on the line of the token before it in the source */
};
struct print_comment {
    uint32_t at, length;
    bool trailing; /* behind something on its line */
    bool blank;
};
struct print_aside { /* a comment printed behind something, to be aligned with those above and below */
    size_t at;       /* of the blank before it, in the output */
    uint32_t line, indent, column;
};

struct printer {
    const struct tree *tree;
    const char *text;
    struct vec *out;
    size_t begin;          /* out->count at the start */

    struct lexer lexer;
    struct diag_sink sink; /* stays empty */
    struct vec found;      /* struct comment: of the lexer */
    struct token ahead;    /* the first token behind the window */
    uint32_t ahead_comments, seen; /* seen: end of the last token or comment */
    bool ahead_blank, ahead_beside;

    struct vec tokens;     /* struct print_token: the window, and two more that close it */
    struct vec comments;   /* struct print_comment */
    struct vec asides;     /* struct print_aside */
    struct vec statements; /* of printer.c */

    uint32_t column, line, line_indent;
    bool fresh;            /* nothing on the line yet; it will begin at column */
    uint32_t hang;         /* where a line begins that only a comment made */
    uint32_t gapped;       /* the token whose gap has been printed */
    uint32_t run, run_column; /* declarations or statements left to be aligned, and where */
    uint32_t run_outcome;  /* of tests: the width of matches or misses */
};

static inline struct print_token *print_at(const struct printer *p, uint32_t i) { return (struct print_token *)p->tokens.p + i; }
static inline uint8_t print_kind(const struct printer *p, uint32_t i) { return print_at(p, i)->kind; }

/* ---- print_line.c ---- */
void print_begin(struct printer *p, const struct tree *tree, struct vec *out);
void print_end(struct printer *p);
/* The window: tokens from where the last one ended to this offset. */
void print_load(struct printer *p, uint32_t until);
/* Columns of the tokens from i up to j on one line. */
uint32_t print_width(const struct printer *p, uint32_t i, uint32_t j);
bool print_has_comments(const struct printer *p, uint32_t i); /* before the token */
bool print_is_plain(const struct printer *p, uint32_t i, uint32_t j); /* no comments among them */
/* The cursor stands where i is to be printed: is there room for the rest, and tail columns behind it? */
bool print_fits(const struct printer *p, uint32_t i, uint32_t j, uint32_t tail);
bool print_gap_is_blank(const struct printer *p, uint32_t i); /* an empty line between it and what is before it */

/* What stands between a token and the one before it: comments, and then a blank or the end of the line. */
enum print_gap {
    PRINT_LINE = 1,    /* the token begins a line, at column `at` */
    PRINT_BLANKS = 2,  /* an empty line of the source stays */
    PRINT_OPENED = 4,  /* but not at the beginning: a bracket has been opened */
    PRINT_CLOSES = 8,  /* nor before the token, which closes one */
    PRINT_APART = 16,  /* there is an empty line in any case */
};
void print_gap(struct printer *p, uint32_t i, unsigned how, uint32_t comments_at, uint32_t at);
/* Behind the token before, and then at this column if it is not passed yet. */
void print_pad(struct printer *p, uint32_t i, uint32_t column);
void print_text(struct printer *p, uint32_t i); /* the token alone */
void print_token(struct printer *p, uint32_t i);
void print_flat(struct printer *p, uint32_t i, uint32_t j);
void print_comma(struct printer *p); /* one that the source may not have */

/* ---- print_condition.c ---- */
/* Where the connectives of a condition stand that takes several lines. */
enum print_chain {
    PRINT_RIVER,  /* they end before the column where the operands begin */
    PRINT_BELOW,  /* they begin at it */
    PRINT_DEEPER, /* they begin right of it: at the column of the condition begins what comes after it */
};
#define PRINT_HERE UINT32_MAX
/* tail: columns that follow on the last line. base: where the bracket closes of values that take several lines, when the condition is one criterion. */
void print_condition(struct printer *p, uint32_t i, uint32_t j, uint32_t tail, enum print_chain chain, uint32_t base);
enum print_group { PRINT_VALUES, PRINT_CONDITIONS, PRINT_ENTRIES, PRINT_NAMES };
/* A bracket and all in it. */
void print_group(struct printer *p, uint32_t open, uint32_t tail, enum print_group group, uint32_t base);
uint8_t print_connective(const struct printer *p, uint32_t i, uint32_t j); /* OR if there is one outside of brackets, else AND, else 0 */
uint32_t print_find(const struct printer *p, uint32_t i, uint32_t j, uint8_t kind); /* outside of brackets; j if there is none */
/* Values with commas between them, in rows that begin at p->hang; texts one a line. */
void print_rows(struct printer *p, uint32_t i, uint32_t j);

static inline uint32_t print_deepest(uint32_t column) { return column < PRINT_DEEPEST ? column : PRINT_DEEPEST; }

#endif
