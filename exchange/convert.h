/* What the files share that turn one Sigma rule into one instance; private to them. */
#ifndef EXCHANGE_CONVERT_H
#define EXCHANGE_CONVERT_H

#include "sigma.h"

/* ---- conditions: what is going to be written ---- */

enum cond_kind { COND_FALSE, COND_TRUE, COND_AND, COND_OR, COND_NOT, COND_ANY_OF, COND_ALL_OF, COND_NUMBER_OF, COND_LET, COND_CRITERION, COND_SOURCE };
enum cond_op {
    OP_EQUALS, OP_STARTS, OP_ENDS, OP_CONTAINS, OP_LIKE, OP_MATCHES, OP_WITHIN, /* these take several values */
    OP_LESS, OP_LESS_EQUAL, OP_GREATER, OP_GREATER_EQUAL, OP_HAS, OP_EXISTS, OP_MISSING,
};
struct cond {
    uint8_t kind, op;
    bool cased, nocase, all; /* of a criterion: against the rule of its field, which is neither */
    uint32_t count;          /* entries, or values */
    uint32_t number;         /* LET: which; NUMBER_OF: how many */
    struct cond *first, *last, *next;
    struct str field;        /* empty: any field; of SOURCE: a condition as text */
    struct str wrap;         /* functions around all values: "base64_any(utf16le(" */
    uint64_t wrapped;        /* values that they make of these */
    struct vec values;       /* struct str, as source; becomes an array below */
    struct str list;         /* the name of a declared list that holds them instead */
};
#define LIST_FROM 10u        /* so many values get a list of their own */

struct let {                 /* a selection of the rule */
    struct str name;         /* in the rule */
    struct str own;          /* in the instance */
    struct yaml_tree *tree;
    struct cond *cond;       /* NULL until it is needed */
    bool open, used, failed;
};

/* One rule being converted. */
struct conversion {
    struct sigma_import *import;
    struct arena *arena;     /* of the rule: dropped with it */
    struct sigma_rule *rule;
    struct yaml_tree *document;
    struct mapping_target *target;
    const struct template_type *type;
    struct let *lets;
    uint32_t let_count;
    const struct yaml_tree *timeframe; /* NULL without one */
    struct cond *match;
    struct vec list_names;   /* struct str */
    struct vec conds;        /* struct cond *: those that hold a vec */
    uint32_t uses;           /* of selections, by the condition */
    uint32_t values;         /* of all criteria, against LIMIT_LIST_VALUES */
    bool overflow;           /* they were too many, which was said */
    uint32_t collected;      /* which of the rules of a file that share parts, their id and title perhaps; 0: none of them */
    bool shares_file;        /* other rules go to the same file: names of lists say whose they are */
};

/* Leaves the rule out. After the first of a rule the others are said too, and the first is its reason. */
struct diag *convert_refuse(struct conversion *c, enum diag_code code, struct span span, const char *format, ...) __attribute__((format(printf, 4, 5)));
/* The rule is imported, but not all of it. */
void convert_note(struct conversion *c, struct span span, const char *format, ...) __attribute__((format(printf, 3, 4)));

/* sigma_collection.c */
struct collection {          /* of one file; all 0 at first */
    struct yaml_tree *global, *previous;
    struct yaml_tree *open;  /* a global document that no rule has used yet */
    uint32_t merged;         /* entries so far */
};
enum collected { COLLECTED_ALONE, COLLECTED_TOGETHER, COLLECTED_NOTHING, COLLECTED_TOO_MUCH };
/* What the next document stands for: itself, itself with shared parts (*document), nothing but parts for others, or more than can be merged. */
enum collected collection_take(struct collection *of, struct arena *arena, struct yaml_tree **document);

/* sigma_cond.c */
struct cond *cond_new(struct conversion *c, enum cond_kind kind);
struct cond *cond_criterion(struct conversion *c, struct str field, enum cond_op op, bool cased);
void cond_add_value(struct conversion *c, struct cond *criterion, struct str value);
struct cond *cond_one(struct conversion *c, struct str field, enum cond_op op, bool cased, struct str value);
void cond_append(struct cond *parent, struct cond *entry);
struct cond *cond_not(struct conversion *c, struct cond *inner);
/* The entries of an AND or OR in its simplest form: constants gone, one entry alone, those that say the same of one field as one criterion. */
struct cond *cond_simplify(struct conversion *c, struct cond *cond);

/* sigma_condition.c: the condition of the detection, from its text to c->match. false: refused. */
bool condition_convert(struct conversion *c, struct yaml_tree *detection);
/* Converts the selections that it names, and takes out what is constant. span: of the condition. */
bool condition_resolve(struct conversion *c, struct span span);

/* sigma_item.c: a selection. NULL: refused. */
struct cond *selection_convert(struct conversion *c, struct yaml_tree *tree);

/* ---- values ---- */

#define WILD_ANY '\xff' /* '*' and '?' inside a pattern's body: bytes that no text has */
#define WILD_ONE '\xfe'

enum modifier {
    MODIFIER_NONE,
#define MODIFIER(name, word) MODIFIER_##name,
#include "modifiers.def"
#undef MODIFIER
    MODIFIER_COUNT
};
struct item { /* one field of a selection, with its modifiers */
    struct span span;      /* of the key, or of the list of keywords */
    struct str field;      /* as written; empty: keywords */
    bool starts, ends, contains, all, cased, negated, exists, regex, network, reference, expand;
    bool flag_i, flag_m, flag_s;
    uint8_t order;         /* MODIFIER_LT ... or 0 */
    uint8_t part;          /* MODIFIER_MINUTE ... or 0 */
    uint8_t functions[8];  /* in the order in which they are applied */
    uint32_t function_count;
};
struct pattern { /* a text with wildcards, in its shortest form */
    struct str body;       /* neither begins nor ends with WILD_ANY */
    bool lead, trail;      /* any run before it, behind it */
    bool wild;             /* wildcards inside */
};
struct item_value {
    struct yaml_tree *tree;
    enum yaml_type type;
    struct str text;       /* placeholders replaced */
};

/* sigma_modifier.c */
bool modifiers_read(struct conversion *c, const struct yaml_tree *key, struct item *item);
/* The escapes of Sigma: text with wildcards as WILD_ANY and WILD_ONE. */
struct str sigma_unescape(struct arena *arena, struct str text);
struct pattern pattern_make(const struct item *item, struct str unescaped);
/* Appends value's texts with its placeholders replaced: struct item_value. false: refused. */
bool placeholders_expand(struct conversion *c, const struct item *item, struct item_value value, struct vec *out);

/* sigma_text.c: the value compared with a text field, or any. cased: the field's own type is. NULL: refused. */
struct cond *text_convert(struct conversion *c, const struct item *item, const struct field *field, const struct item_value *value);
struct cond *text_pattern(struct conversion *c, const struct item *item, const struct field *field, const struct item_value *value, struct pattern pattern);
/* A regular expression with the item's flags; empty: refused. */
struct str text_regex(struct conversion *c, const struct item *item, const struct item_value *value);
/* The pattern as an expression that is found in what it describes, without regard to case. */
struct str text_pattern_regex(struct arena *arena, struct pattern pattern);
/* An expression of the rule, in the conversion's memory. false: refused. */
struct regex_program;
bool text_compile(struct conversion *c, const struct item_value *value, struct str regex, struct regex_program *program);
/* Does the pattern, or the expression, describe the text? Case is ignored unless the item says otherwise. */
bool text_describes(struct conversion *c, const struct item *item, const struct item_value *value, struct str text);
/* 'text' or "te\txt". */
struct str text_literal(struct arena *arena, struct str text);
bool text_is(const struct field *field);

/* sigma_typed.c: numbers, addresses, guids, words and flags. */
struct cond *typed_convert(struct conversion *c, const struct item *item, const struct field *field, const struct item_value *value);
struct cond *order_convert(struct conversion *c, const struct item *item, const struct field *field, const struct item_value *value);

/* An address or network of version 4 or 6, the bits behind its prefix cleared. false: refused. */
bool network_parse(struct conversion *c, const struct item_value *value, uint8_t bytes[16], uint32_t *count, uint32_t *bits);

/* sigma_digits.c: numbers, networks and times in fields that are text. NULL: refused. */
struct cond *digits_order(struct conversion *c, const struct item *item, const struct field *field, const struct item_value *value);
struct cond *digits_network(struct conversion *c, const struct field *field, const struct item_value *value);
struct cond *digits_time(struct conversion *c, const struct item *item, const struct field *field, const struct item_value *value);
bool digits_order_holds(uint8_t order, uint64_t a, uint64_t b);

/* sigma_span.c: the numbers or addresses whose text an expression is found in; a criterion without values: none. NULL: refused. */
struct cond *span_convert(struct conversion *c, const struct field *field, const struct item_value *value, struct str regex);

/* ---- out ---- */

/* weir_print.c */
struct writer {
    struct vec text; /* char */
    struct arena *arena;
};
void write_text(struct writer *w, struct str text);
void write_format(struct writer *w, const char *format, ...) __attribute__((format(printf, 2, 3)));
/* "    let NAME = ..." or, without a name, "    match ...". width: of the names that stand one under another. */
void write_condition(struct writer *w, const struct conversion *c, const char *word, struct str name, uint32_t width, const struct cond *cond);
/* Is it long enough for a list of its own? */
bool write_wants_list(const struct cond *criterion);
void write_list(struct writer *w, const struct cond *criterion);

/* sigma_target.c: the Template Type for the rule's log source, into c->target. false: refused. */
bool target_choose(struct conversion *c);
bool target_is_source_key(struct str key); /* product, category, service */

/* sigma_instance.c: names, and the instance as text, into the rule. */
void instance_name(struct conversion *c);
void instance_write(struct conversion *c);
/* The number of a Sigma id: 48 bits of its FNV-1a. */
uint64_t sigma_number_of(struct str origin);
struct str sigma_camel_case(struct arena *arena, struct str title);

#endif
