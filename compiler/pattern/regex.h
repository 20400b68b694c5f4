/* What the parts of the regex compiler share: regex_parse.c makes the tree, regex_class.c and regex_utf8.c the classes,
 * regex_compile.c the program. Everything here lives in a scratch arena that goes away when the expression is compiled. */
#ifndef PATTERN_REGEX_H
#define PATTERN_REGEX_H

#include "../base/limits.h"
#include "pattern.h"
#include "ranges.h"

#define REGEX_NO_END UINT32_MAX  /* the max of a repetition without one */
#define REGEX_EXIT UINT32_MAX    /* a target in a class's code: behind it */

/* A class of characters with its code: targets are relative to its start, REGEX_EXIT leaves it, and so does falling off its end. */
struct regex_class {
    const struct range *ranges;
    uint32_t range_count;
    uint32_t code_count;
    const struct regex_instruction *code;
};

struct regex_group_memo { /* a named group, or its complement, with or without folding, as ranges */
    struct ranges ranges;
    bool made;
    uint32_t last_class; /* the serial number of the bracket expression to which it was last added */
};

struct regex_compiler {
    struct arena scratch;
    struct arena sets; /* of ranges in the making: emptied after each class */
    struct regex_error *error;
    struct intern class_keys;    /* the bytes of a class's ranges to its number */
    struct vec classes;          /* struct regex_class */
    uint64_t class_code_count;   /* of all classes */
    struct intern byte_sets;     /* the 32 bytes of a set to its number */
    bool loose; /* an automaton may stand between the bytes of a character */
    struct regex_group_memo **groups; /* [group][negated][folded], in pages; NULL until one is used */
};

/* A group as it is written: \d, \P{Greek}, [:alpha:]. */
struct regex_group {
    uint32_t number;
    bool negated, folded;
};

const struct ranges *regex_group_ranges(struct regex_compiler *compiler, struct regex_group group);
/* Adds a group to the ranges of the bracket expression with this serial number, from 1, unless it is in it already. */
void regex_group_add(struct regex_compiler *compiler, struct regex_group group, uint32_t serial, struct ranges *set);
/* The number of the class of these ranges, which are normal. */
uint32_t regex_class_of(struct regex_compiler *compiler, const struct ranges *set);
static inline const struct regex_class *regex_class_at(const struct regex_compiler *compiler, uint32_t number)
{
    return (const struct regex_class *)compiler->classes.p + number;
}
/* Code over UTF-8 for ranges: regex_utf8.c. */
void regex_class_build(struct regex_compiler *compiler, const struct ranges *set, struct regex_class *out);

enum regex_node_kind { REGEX_EMPTY, REGEX_LITERAL, REGEX_CLASS, REGEX_ASSERT, REGEX_CONCAT, REGEX_ALTERNATE, REGEX_REPEAT };
struct regex_node {
    uint8_t kind;        /* enum regex_node_kind */
    bool nullable;       /* matches the empty text wherever it stands */
    uint16_t product;    /* of the counted repetitions one inside another, along the worst path; at most LIMIT_REGEX_REPEAT */
    uint32_t value;      /* LITERAL: code point. CLASS: number. ASSERT: enum weir_assertion */
    uint32_t min, max;   /* REPEAT */
    uint32_t size;       /* instructions; set by regex_compile.c */
    struct regex_node *first, *next; /* children; siblings */
};
/* NULL: compiler->error is filled. */
struct regex_node *regex_parse(struct regex_compiler *compiler, struct str pattern);

/* Runs a job with a compiler of its own, whose memory is gone when it ends; what is to stay goes into the arena. */
typedef bool regex_job(struct regex_compiler *compiler, struct arena *arena, struct str pattern, void *out);
bool regex_guarded(struct regex_compiler *compiler, struct arena *arena, struct str pattern, regex_job *job, void *out);

#endif
