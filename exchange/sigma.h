/* Sigma rules to Weir source.
 *
 * In:  files of YAML, a mapping, placeholders. Out: texts of .weir, and for every rule what became of it. Must hold: what is given out parses and resolves
 *      without an error; a rule that cannot be carried over whole is left out and reported at its line; nothing is lost in silence. */
#ifndef EXCHANGE_SIGMA_H
#define EXCHANGE_SIGMA_H

#include "mapping.h"
#include "yaml_tree.h"

/* LAYOUT(name, "word"): the values of --layout. */
#define SIGMA_LAYOUTS(LAYOUT) LAYOUT(RULE, "rule") LAYOUT(CATEGORY, "category")
enum sigma_layout {
#define LAYOUT(name, word) SIGMA_LAYOUT_##name,
    SIGMA_LAYOUTS(LAYOUT)
#undef LAYOUT
    SIGMA_LAYOUT_COUNT
};

struct sigma_source {
    const char *path;     /* to open, and as it is shown */
    const char *relative; /* below the operand: where its output goes, without the ending */
    struct str text;      /* what is in it, where that was read already; otherwise p is NULL */
};
struct sigma_options {
    const struct sigma_source *sources;
    size_t source_count;
    const char *const *mappings;  /* files of the user */
    size_t mapping_count;
    const char *placeholders;     /* a file, or NULL */
    const char *action;           /* "detect" */
    enum sigma_layout layout;
    bool strict;                  /* what is left out is an error */
    const char *root;             /* of the project that the rules go to */
    /* Told of how many files so many are read; may be NULL. */
    void (*tell)(void *context, const char *doing, uint64_t done, uint64_t total);
    void *tell_context;
};

struct sigma_rule { /* a document that is, or might be, a rule */
    const char *path;
    uint32_t line;
    struct str title, origin; /* origin: Sigma's id, may be empty */
    uint64_t id;
    struct str name;          /* of the instance */
    struct span span;         /* of the document, or of its id */
    uint32_t target;          /* index into the mapping's targets */
    uint32_t file;            /* index into files */
    struct str lists, text;   /* what stands before the instance, and the instance */
    bool imported;
    enum diag_code reason;    /* where it is not */
    struct str reason_text;
    uint32_t reason_line;
    struct vec notes;         /* struct str: what was not kept */
};
struct sigma_file {
    const char *path;         /* below the folder of rules */
    struct vec rules;         /* uint32_t */
    struct str text;
};
struct sigma_import {
    struct arena *arena;
    struct sources sources;
    struct diag_sink sink;
    const struct sigma_options *options;
    struct mapping mapping;
    struct vec rules; /* struct sigma_rule */
    struct vec files; /* struct sigma_file */
    uint32_t imported;
    struct intern names;                  /* of instances, in lower case */
    struct intern origins, ids, paths;    /* of rules; their numbers; of files */
    struct vec origin_rules;              /* uint32_t by number of the origin */
    uint64_t regex_instructions;          /* so far, against LIMIT_IMPORT_REGEX */
    const struct yaml_tree *placeholders; /* NULL without a file */
};
struct sigma_failure {
    struct file_status status;
    const char *path;
};

void sigma_init(struct sigma_import *import, struct arena *arena);
void sigma_free(struct sigma_import *import);
/* false: the world's fault, or the mapping or placeholders are wrong (errors are in the sink, and nothing was imported). */
bool sigma_run(struct sigma_import *import, const struct sigma_options *options, struct sigma_failure *failure);

#endif
