/* Content to the formats that others read: the typed model in, text out.
 *
 * In:   a model that was built without an error. Out: text on a stream; what a format cannot say is a warning in the model's sink (codes E45x), and
 *       that instance is left out whole.
 * Must hold: the same model gives the same bytes; nothing that is written means something else than the interpreter would decide. Stress
 *       instances are never exported. */
#ifndef EXCHANGE_EXPORT_H
#define EXCHANGE_EXPORT_H

#include <stdio.h>

#include "../compiler/base/file.h"
#include "../compiler/model/model.h"

enum sql_dialect { SQL_DUCKDB, SQL_SQLITE, SQL_SPARK, SQL_DIALECT_COUNT };
enum sql_case { SQL_CASE_EXACT, SQL_CASE_LOWER };
const char *sql_dialect_word(enum sql_dialect dialect);

struct export_counts {
    uint32_t written, left_out;
};

/* An ATT&CK Navigator layer: the techniques that the instances' tags name. */
struct export_counts export_navigator(FILE *stream, const struct model *model, struct str name);

/* One query an instance. */
struct export_counts export_sql(FILE *stream, struct model *model, enum sql_dialect dialect, enum sql_case text_case);
/* CREATE TABLE for each Template Type that an instance uses, the functions that the queries need, and how an event becomes a row. */
struct export_counts export_sql_schema(FILE *stream, struct model *model, enum sql_dialect dialect, enum sql_case text_case);

/* Weir source of one Template Type and its instances, appended; returns how many places the language cannot say. See export_weir.c. */
struct text;
uint32_t export_weir(struct text *out, const struct model *model, uint32_t type);

/* Sigma, one rule an instance. */
struct sigma_export;
struct sigma_export *export_sigma_begin(struct model *model, struct arena *arena);
/* A mapping of the user, before what is built in; then, once, what is built in. What is wrong with one is in the model's sink. */
void export_sigma_mapping(struct sigma_export *sigma, uint32_t file);
void export_sigma_ready(struct sigma_export *sigma, const char *root);
/* The rule of one instance as YAML, in the arena; empty: it is left out, which was reported. */
struct str export_sigma_rule(struct sigma_export *sigma, uint32_t instance);
void export_sigma_end(struct sigma_export *sigma);

#endif
