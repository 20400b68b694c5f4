/* What the parts of the SQL exporter share: export_sql.c writes queries, export_sql_criterion.c their criteria, export_sql_words.c literals and
 * names, export_sql_schema.c tables. */
#ifndef EXCHANGE_EXPORT_SQL_H
#define EXCHANGE_EXPORT_SQL_H

#include "export.h"
#include "export_term.h"

struct sql {
    struct model *model;
    enum sql_dialect dialect;
    enum sql_case text_case;
    struct text out;
    struct arena scratch;
    const struct instance *instance; /* of the query that is being written */
    const struct template_type *type;
    const struct criterion *criterion; /* that is being written */
    bool failed;                     /* it cannot be said, which was reported */
};

/* ---- export_sql_words.c ---- */

/* 'it''s'. false: the text has a byte that no literal of the dialect can hold. */
bool sql_literal(struct sql *sql, struct str text);
void sql_name(struct sql *sql, struct str name);
/* A glob as the pattern of LIKE, or of GLOB for SQLite, with its operator before it. */
bool sql_glob(struct sql *sql, struct str glob);
/* "-- ..." with nothing in it that could end the line. */
void sql_comment(struct sql *sql, struct str text);
/* How many characters (code points) a text has. */
uint32_t sql_characters(struct str text);
/* The declared type of a field's column. */
const char *sql_column_type(enum sql_dialect dialect, uint8_t type);

/* ---- export_sql_criterion.c ---- */

/* A boolean expression that is NULL or false where a value that it reads is absent. */
void sql_criterion(struct sql *sql, const struct criterion *criterion);
/* Reports why the instance cannot be said in this dialect. */
void sql_refuse(struct sql *sql, const char *format, ...) __attribute__((format(printf, 2, 3)));

#endif
