/* YAML, read through libyaml behind the checks that it lacks: what is too large, too deep or ambiguous is refused at its place, and every value knows
 * where it stands and whether it was quoted.
 *
 * In:  a file of the sources. Out: one tree a document. Must hold: time and memory are bounded by the size of the file and LIMIT_IMPORT_NODES;
 *      an alias is a copy, so that a tree is a tree; the keys of a map are scalars, no two alike. */
#ifndef EXCHANGE_YAML_TREE_H
#define EXCHANGE_YAML_TREE_H

#include "../compiler/base/limits.h"
#include "../compiler/diag/diag.h"

enum yaml_shape { YAML_IS_SCALAR, YAML_IS_LIST, YAML_IS_MAP };

struct yaml_tree {
    uint8_t shape;           /* enum yaml_shape */
    bool quoted;             /* a scalar in quotes or of a block: text, whatever it looks like */
    uint32_t count;          /* of entries */
    struct span span;        /* of a scalar with its quotes; of the first byte of anything else */
    struct str text;         /* of a scalar */
    struct yaml_tree *key;   /* in a map: the scalar that names this value */
    struct yaml_tree *first, *last, *next;
};

/* Appends a struct yaml_tree * for each document. false: the file is refused, which was reported once, at this level; the documents before that
 * place are there. */
bool yaml_read(struct arena *arena, struct diag_sink *sink, uint32_t file, enum diag_level level, struct vec *documents);

struct yaml_tree *yaml_get(const struct yaml_tree *map, const char *key); /* NULL: not there, or not a map */

/* What a plain scalar is: YAML 1.2's words and numbers. */
enum yaml_type { YAML_TEXT, YAML_NULL, YAML_TRUE, YAML_FALSE, YAML_NUMBER };
enum yaml_type yaml_type_of(const struct yaml_tree *scalar);

#endif
