/* The parser's state, shared by regex_parse.c (what the operators build) and regex_escape.c (escapes and bracket expressions). */
#ifndef PATTERN_REGEX_PARSER_H
#define PATTERN_REGEX_PARSER_H

#include "regex.h"

enum { REGEX_FOLD = 1, REGEX_DOT_NEWLINE = 2, REGEX_LINES = 4, REGEX_UNGREEDY = 8 /* known, without effect on "is there a match" */ };

struct regex_list {
    struct regex_node *first, *last;
};
struct regex_frame { /* an open group, or the whole expression */
    uint32_t at;     /* of its parenthesis */
    uint32_t flags;  /* to come back at its end */
    struct regex_list items, branches;
};
struct regex_parser {
    struct regex_compiler *compiler;
    struct str pattern;
    uint32_t at;
    uint32_t flags;
    uint32_t depth; /* index of the innermost frame */
    uint32_t node_count;
    uint32_t class_serial;
    uint32_t no_posix_close; /* behind here there is no ":]": each search for one goes on where none was found before */
    struct regex_frame frames[LIMIT_NESTING + 1];
};

static inline bool regex_more(const struct regex_parser *parser, uint32_t ahead)
{
    return parser->pattern.n - parser->at > ahead;
}
/* The byte so far ahead, or 0 at the end; where a zero byte could be meant, ask regex_more first. */
static inline char regex_peek(const struct regex_parser *parser, uint32_t ahead)
{
    return regex_more(parser, ahead) ? parser->pattern.p[parser->at + ahead] : '\0';
}
/* Always false. */
bool regex_fail(struct regex_parser *parser, uint32_t at, uint32_t length, const char *text, const char *help);

/* The code point at parser->at, which moves behind it. */
uint32_t regex_take_code_point(struct regex_parser *parser);
/* At a backslash that starts a single character. */
bool regex_take_escape(struct regex_parser *parser, uint32_t *code_point);
/* At a backslash: true with *found when a group of characters (\d, \pL) stands there and was taken; false on error. */
bool regex_take_group_escape(struct regex_parser *parser, struct regex_group *group, bool *found);
/* At a '[': takes the bracket expression into set, closed over folding where (?i) holds, and normal. */
bool regex_take_brackets(struct regex_parser *parser, struct ranges *set);

#endif
