/* Conditions read plainly: what docs/language.md says of them and nothing else. No code of solve/ or compiler/pattern/ is behind it, so that the two can be compared.
 *
 * Texts are at most PLAIN_TEXT characters, of a few letters; every other character is like any other. */
#ifndef DECIDE_PLAIN_H
#define DECIDE_PLAIN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "../../interpreter/format.h"

enum { PLAIN_POINTS = 62, PLAIN_TEXT = 31 /* characters of several bytes take two places */, PLAIN_VALUES = 3, PLAIN_KIDS = 4, PLAIN_CRITERIA = 60 };
enum plain_field { TEXT = 1, CASED, OTHER_TEXT, NUMBER, OTHER_NUMBER, SIGNED, CHOICE, FLAGS, ADDRESS, GUID, PLAIN_FIELDS = GUID };

struct plain_text {
    uint32_t at[PLAIN_POINTS];
    uint32_t n;
};
struct plain_value {
    bool there;
    struct plain_text text;
    uint64_t number;
    uint8_t bytes[17]; /* an address's 4 or 16, a guid's 16; a network's have the prefix length behind them */
    uint32_t byte_count;
};

enum regex_kind { REGEX_CHARACTER, REGEX_ANY, REGEX_CLASS, REGEX_START, REGEX_END, REGEX_WORD, REGEX_NOT_WORD, REGEX_ROW, REGEX_EITHER, REGEX_REPEAT };
struct regex {
    enum regex_kind kind;
    uint32_t character[2]; /* CHARACTER: the first; CLASS: both */
    bool negated;          /* CLASS */
    int least, most;       /* REPEAT; most -1: any number */
    const struct regex *a, *b;
};
struct plain_regex {
    const struct regex *root;
    bool folds, dot_all; /* (?i), (?s) */
};

struct plain_criterion {
    enum weir_op op;
    uint8_t ordinal, other;
    bool cased;
    uint32_t count;                          /* of values; of ranges, two each, half as many */
    struct plain_value values[PLAIN_VALUES * 2];
    struct plain_regex regexes[PLAIN_VALUES];
    uint32_t number;                         /* among those of the pair */
    uint32_t set;                            /* in the model; UINT32_MAX: not made yet */
};
enum plain_kind { PLAIN_CRITERION, PLAIN_TRUE, PLAIN_NOT, PLAIN_AND, PLAIN_OR, PLAIN_ATLEAST };
struct plain_node {
    enum plain_kind kind;
    uint32_t k, count; /* ATLEAST; kids */
    struct plain_criterion *criterion;
    bool any_field;    /* OR: its kids are the criteria that `any field` stands for */
    bool by_field;     /* and only those of the fields that are declared with its own case rule */
    struct plain_node *kids[PLAIN_KIDS];
};

bool plain_is_text(uint32_t ordinal);
uint32_t plain_fold(uint32_t character);
/* On the values by ordinal - 1. */
bool plain_criterion_holds(const struct plain_criterion *criterion, const struct plain_value *values);
/* Where bit n of held says whether criterion n holds. */
bool plain_node_holds(const struct plain_node *node, uint64_t held);

#endif
