/* weir export sql --schema: the tables that the queries read, the functions that they call, and how an event becomes a row.
 *
 * In:  the model. Out: CREATE TABLE for each Template Type with an instance. For DuckDB also an INSERT that makes rows of recorded events, as
 *      `weir scan` makes inputs of them; every dialect gets the function weir_fold that it can be given in SQL.
 * Must hold: no two columns of a table have names that an engine takes for one; the language sees to that, for names that differ only in case. */
#include <inttypes.h>

#include "../compiler/pattern/fold.h"
#include "export_sql.h"

static void words(struct sql *sql, const char *text) { text_word(&sql->out, text); }

static void literal(struct sql *sql, struct str text)
{
    if (!sql_literal(sql, text)) BUG("a name that is not text");
}

/* ---- weir_fold: every code point that folds to another one, side by side with it ---- */

static void fold_side(struct sql *sql, bool targets)
{
    uint32_t count;
    const struct fold_row *rows = fold_rows(&count);
    char bytes[4];
    words(sql, "'");
    for (uint32_t i = 0; i < count; i++)
        for (uint32_t c = rows[i].first; c <= rows[i].last; c += rows[i].stride) text_put(&sql->out, (struct str){bytes, utf8_encode(targets ? (uint32_t)((int32_t)c + rows[i].delta) : c, bytes)});
    words(sql, "'");
}

static void fold_function(struct sql *sql)
{
    sql_comment(sql, STR("Unicode simple case folding, character by character: how Weir compares text without `cased`."));
    if (sql->dialect == SQL_SQLITE) {
        sql_comment(sql, STR("SQLite cannot define functions in SQL: the program that runs the queries registers weir_fold and regexp."));
        return;
    }
    sql_comment(sql, STR("Text of ASCII characters alone takes the short way."));
    words(sql, sql->dialect == SQL_DUCKDB ? "CREATE OR REPLACE MACRO weir_fold(t) AS CASE WHEN strlen(t) = length(t) THEN lower(t) ELSE translate(t,\n  "
                                          : "CREATE OR REPLACE TEMPORARY FUNCTION weir_fold(t STRING) RETURNS STRING RETURN\n  CASE WHEN octet_length(t) = char_length(t) THEN lower(t) ELSE translate(t,\n  ");
    fold_side(sql, false);
    words(sql, ",\n  ");
    fold_side(sql, true);
    words(sql, ") END;\n");
}

/* ---- DuckDB: a JSON value to text, numbers and addresses ---- */

static const char duckdb_macros[] =
    "-- The text of a JSON value; NULL for null, arrays and objects.\n"
    "CREATE OR REPLACE MACRO weir_text(j) AS CASE WHEN json_type(j) NOT IN ('NULL', 'ARRAY', 'OBJECT') THEN j ->> '$' END;\n"
    "-- A whole number: decimal, or hexadecimal with 0x; true is 1 and false is 0.\n"
    "CREATE OR REPLACE MACRO weir_number(t) AS CASE\n"
    "  WHEN t IN ('true', 'false') THEN CAST(t = 'true' AS HUGEINT)\n"
    "  WHEN regexp_full_match(t, '-?[0-9]{1,30}') THEN TRY_CAST(t AS HUGEINT)\n"
    "  WHEN regexp_full_match(t, '0[xX][0-9A-Fa-f]{1,16}') THEN TRY_CAST(lower(t) AS HUGEINT)\n"
    "  WHEN regexp_full_match(t, '-0[xX][0-9A-Fa-f]{1,16}') THEN -TRY_CAST(lower(substr(t, 2)) AS HUGEINT) END;\n"
    "-- {0197231E-9BE6-6934-5301-000000000B00}\n"
    "CREATE OR REPLACE MACRO weir_guid(t) AS CASE\n"
    "  WHEN regexp_full_match(t, '[0-9A-Fa-f]{8}(-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}') THEN '{' || upper(t) || '}'\n"
    "  WHEN regexp_full_match(t, '[{][0-9A-Fa-f]{8}(-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}[}]') THEN upper(t) END;\n"
    "-- 192.0.2.1; fe80:0:0:0:0:0:0:1 (eight groups, none left out, no leading zeros); an IPv4 address inside an IPv6 one is the IPv4 address.\n"
    "CREATE OR REPLACE MACRO weir_groups(h) AS CASE WHEN contains(h, '::')\n"
    "  THEN trim(replace(h, '::', repeat(':0', CAST(8 - len(regexp_extract_all(h, '[0-9a-f]+')) AS BIGINT)) || ':'), ':') ELSE h END;\n"
    "CREATE OR REPLACE MACRO weir_address(t) AS CASE\n"
    "  WHEN regexp_full_match(t, '(25[0-5]|2[0-4][0-9]|1[0-9][0-9]|[1-9]?[0-9])([.](25[0-5]|2[0-4][0-9]|1[0-9][0-9]|[1-9]?[0-9])){3}') THEN t\n"
    "  WHEN regexp_full_match(lower(t), '(0{0,4}:){0,5}:?ffff:[0-9]+[.][0-9]+[.][0-9]+[.][0-9]+') THEN regexp_extract(t, '[0-9.]+$')\n"
    "  WHEN regexp_full_match(lower(split_part(t, '%', 1)), '[0-9a-f:]*:[0-9a-f:]*') THEN\n"
    "    regexp_replace(weir_groups(lower(split_part(t, '%', 1))), '(^|:)0+([0-9a-f])', '\\1\\2', 'g') END;\n";

/* The first of the keys that has a value: weir_text(coalesce(...)). */
static void json_value(struct sql *sql, const struct field *field)
{
    words(sql, "weir_text(coalesce(");
    for (uint32_t i = 0; i <= field->alias_count; i++) {
        const struct str path = i ? field->aliases[i - 1].path : field->name;
        if (i) words(sql, ", ");
        words(sql, "nullif(json -> ");
        literal(sql, arena_printf(&sql->scratch, "$.\"" STR_FMT "\"", STR_ARG(path)));
        words(sql, ", 'null')");
        if (path.n == 0 || !memchr(path.p, '.', path.n)) continue;
        words(sql, ", nullif(json -> ");
        literal(sql, arena_printf(&sql->scratch, "$." STR_FMT, STR_ARG(path)));
        words(sql, ", 'null')");
    }
    words(sql, "))");
}

static struct str lowered(struct sql *sql, struct str name)
{
    struct str copy = arena_copy(&sql->scratch, name);
    char *p = (char *)(uintptr_t)copy.p;
    for (uint32_t i = 0; i < copy.n; i++)
        if (p[i] >= 'A' && p[i] <= 'Z') p[i] = (char)(p[i] + 32);
    return copy;
}

static void enum_value(struct sql *sql, const struct field *field)
{
    words(sql, "CASE lower(");
    json_value(sql, field);
    words(sql, ")");
    for (uint32_t i = 0; i < field->member_count; i++) {
        words(sql, " WHEN ");
        literal(sql, lowered(sql, field->members[i].name));
        words(sql, " THEN ");
        literal(sql, field->members[i].name);
        text_printf(&sql->out, " WHEN '%" PRIu64 "' THEN ", field->members[i].value);
        literal(sql, field->members[i].name);
    }
    words(sql, " END");
}

/* A number, or names with bars or commas between them. */
static void flags_value(struct sql *sql, const struct field *field)
{
    words(sql, "coalesce(TRY_CAST(weir_number(");
    json_value(sql, field);
    words(sql, ") AS UBIGINT), CASE WHEN list_has_all([");
    for (uint32_t i = 0; i < field->member_count; i++) {
        if (i) words(sql, ", ");
        literal(sql, lowered(sql, field->members[i].name));
    }
    words(sql, "], string_split_regex(lower(");
    json_value(sql, field);
    words(sql, "), '[ \\t]*[|,][ \\t]*')) THEN CAST(0 AS UBIGINT)");
    for (uint32_t i = 0; i < field->member_count; i++) {
        words(sql, " | CASE WHEN list_contains(string_split_regex(lower(");
        json_value(sql, field);
        words(sql, "), '[ \\t]*[|,][ \\t]*'), ");
        literal(sql, lowered(sql, field->members[i].name));
        text_printf(&sql->out, ") THEN CAST(%" PRIu64 " AS UBIGINT) ELSE 0 END", field->members[i].value);
    }
    words(sql, " END)");
}

static void converted(struct sql *sql, const struct field *field, const char *before, const char *behind)
{
    words(sql, before);
    json_value(sql, field);
    words(sql, behind);
}

static void row_value(struct sql *sql, const struct field *field)
{
    switch ((enum weir_type)field->type) {
    case WEIR_TYPE_STRING: case WEIR_TYPE_PATH: case WEIR_TYPE_HASH: json_value(sql, field); break;
    case WEIR_TYPE_GUID: converted(sql, field, "weir_guid(", ")"); break;
    case WEIR_TYPE_IP: converted(sql, field, "weir_address(", ")"); break;
    case WEIR_TYPE_U32: converted(sql, field, "TRY_CAST(TRY_CAST(weir_number(", ") AS UINTEGER) AS BIGINT)"); break;
    case WEIR_TYPE_U64: converted(sql, field, "TRY_CAST(weir_number(", ") AS UBIGINT)"); break;
    case WEIR_TYPE_I64: converted(sql, field, "TRY_CAST(weir_number(", ") AS BIGINT)"); break;
    case WEIR_TYPE_BOOL: converted(sql, field, "CASE weir_number(lower(", ")) WHEN 0 THEN FALSE WHEN 1 THEN TRUE END"); break;
    case WEIR_TYPE_ENUM: enum_value(sql, field); break;
    case WEIR_TYPE_FLAGS: flags_value(sql, field); break;
    case WEIR_TYPE_RESERVED: case WEIR_TYPE_COUNT: BUG("a column without a type");
    }
}

static void recorded(struct sql *sql, const struct template_type *type)
{
    for (uint32_t i = 0; i < type->recorded_count; i++) {
        const struct recorded_value *value = &type->recorded[i];
        const bool same = i && str_equal(value->key, type->recorded[i - 1].key);
        if (!same) {
            words(sql, i ? ")\n  AND " : "\nWHERE ");
            words(sql, "coalesce(weir_text(json -> ");
            literal(sql, arena_printf(&sql->scratch, "$.\"" STR_FMT "\"", STR_ARG(value->key)));
            words(sql, ")");
            if (memchr(value->key.p, '.', value->key.n)) {
                words(sql, ", weir_text(json -> ");
                literal(sql, arena_printf(&sql->scratch, "$." STR_FMT, STR_ARG(value->key)));
                words(sql, ")");
            } else {
                words(sql, ", NULL");
            }
            words(sql, ") IN (");
        }
        if (same) words(sql, ", ");
        if (value->is_text) literal(sql, value->text);
        else text_printf(&sql->out, "'%" PRIu64 "'", value->number);
    }
    words(sql, type->recorded_count ? ");\n" : "\nWHERE FALSE; -- the Template Type takes no recorded event\n");
}

static void insert(struct sql *sql, const struct template_type *type)
{
    bool first = true;
    words(sql, "INSERT INTO ");
    sql_name(sql, type->name);
    words(sql, " SELECT");
    for (uint32_t i = 0; i < type->field_count; i++) {
        if (type->fields[i].type == WEIR_TYPE_RESERVED) continue;
        words(sql, first ? "\n  " : ",\n  ");
        first = false;
        row_value(sql, &type->fields[i]);
    }
    words(sql, "\nFROM weir_events");
    recorded(sql, type);
}

/* ---- tables ---- */

static void table(struct sql *sql, const struct template_type *type)
{
    bool first = true;
    words(sql, "CREATE TABLE IF NOT EXISTS ");
    sql_name(sql, type->name);
    words(sql, " (");
    for (uint32_t i = 0; i < type->field_count; i++) {
        const struct field *field = &type->fields[i];
        if (field->type == WEIR_TYPE_RESERVED) continue;
        words(sql, first ? "\n  " : ",\n  ");
        first = false;
        sql_name(sql, field->name);
        text_printf(&sql->out, " %s", sql_column_type(sql->dialect, field->type));
    }
    words(sql, "\n);\n");
}

static void prelude(struct sql *sql)
{
    if (sql->text_case == SQL_CASE_EXACT) fold_function(sql);
    if (sql->dialect != SQL_DUCKDB) return;
    words(sql, duckdb_macros);
    words(sql, "-- One event a row, for example: CREATE VIEW weir_events AS SELECT json FROM read_json_objects('events.jsonl', format = 'newline_delimited');\n"
               "CREATE TABLE IF NOT EXISTS weir_events (json JSON);\n");
}

struct export_counts export_sql_schema(FILE *stream, struct model *model, enum sql_dialect dialect, enum sql_case text_case)
{
    struct sql sql = {.model = model, .dialect = dialect, .text_case = text_case};
    struct export_counts counts = {0, 0};
    text_init(&sql.out, model->arena->exhausted);
    arena_init(&sql.scratch, model->arena->exhausted);
    bool *used = arena_array(model->arena, model->templates.count + 1, sizeof *used);
    for (uint32_t i = 0; i < model->instances.count; i++) used[MODEL_AT(model->instances, struct instance, i)->type] = true;
    prelude(&sql);
    for (uint32_t i = 0; i < model->templates.count; i++) {
        const struct template_type *type = MODEL_AT(model->templates, struct template_type, i);
        if (!used[i]) continue;
        words(&sql, "\n");
        table(&sql, type);
        if (dialect == SQL_DUCKDB) insert(&sql, type);
        counts.written++;
        fwrite(sql.out.bytes.p, 1, sql.out.bytes.count, stream);
        sql.out.bytes.count = 0;
        arena_reset(&sql.scratch);
    }
    text_free(&sql.out);
    arena_free(&sql.scratch);
    return counts;
}
