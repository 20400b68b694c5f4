/* Literals, names and patterns of each SQL dialect.
 *
 * In:  texts of the model. Out: SQL. Must hold: what stands between quotes is read by the engine as exactly the text that is meant, whatever
 *      characters it has; no wildcard of the text becomes one of the pattern. */
#include <stdio.h>

#include "export_sql.h"

static void put(struct sql *sql, const char *p, uint32_t n) { text_put(&sql->out, (struct str){p, n}); }

/* Spark reads a backslash in a literal as an escape, and puts the value of a variable for ${name} before it reads at all. */
static void literal_byte(struct sql *sql, struct str text, uint32_t i)
{
    const char c = text.p[i];
    if (sql->dialect != SQL_SPARK) {
        put(sql, c == '\'' ? "''" : &text.p[i], c == '\'' ? 2 : 1);
        return;
    }
    if (c == '$' && i + 1 < text.n && text.p[i + 1] == '{') put(sql, "\\u0024", 6);
    else if (c == '\\' || c == '\'') put(sql, c == '\\' ? "\\\\" : "\\'", 2);
    else if (c == '\n' || c == '\r') put(sql, c == '\n' ? "\\n" : "\\r", 2);
    else put(sql, &text.p[i], 1);
}

bool sql_literal(struct sql *sql, struct str text)
{
    if (utf8_invalid_at(text) < text.n || (text.n && memchr(text.p, 0, text.n))) return false;
    put(sql, "'", 1);
    for (uint32_t i = 0; i < text.n; i++) literal_byte(sql, text, i);
    put(sql, "'", 1);
    return true;
}

void sql_name(struct sql *sql, struct str name)
{
    const char quote = sql->dialect == SQL_SPARK ? '`' : '"';
    put(sql, &quote, 1);
    text_put(&sql->out, name); /* a name of the language has no quotes */
    put(sql, &quote, 1);
}

/* LIKE ... ESCAPE '!' in DuckDB and Spark; GLOB in SQLite, whose LIKE never minds the case of ASCII letters. */
static void pattern_character(struct text *pattern, bool is_glob, char c, bool is_wildcard)
{
    if (is_wildcard) {
        text_put(pattern, (struct str){is_glob ? &c : c == '*' ? "%" : "_", 1});
        return;
    }
    if (is_glob && (c == '*' || c == '?' || c == '[')) {
        text_printf(pattern, "[%c]", c);
        return;
    }
    if (!is_glob && (c == '%' || c == '_' || c == '!')) text_word(pattern, "!");
    text_put(pattern, (struct str){&c, 1});
}

bool sql_glob(struct sql *sql, struct str glob)
{
    const bool is_glob = sql->dialect == SQL_SQLITE;
    struct text pattern;
    text_init(&pattern, sql->scratch.exhausted);
    for (uint32_t i = 0; i < glob.n; i++) {
        const bool quoted = glob.p[i] == '[' && i + 2 < glob.n && (glob.p[i + 1] == '*' || glob.p[i + 1] == '?' || glob.p[i + 1] == '[') && glob.p[i + 2] == ']';
        if (quoted) pattern_character(&pattern, is_glob, glob.p[i + 1], false);
        else pattern_character(&pattern, is_glob, glob.p[i], glob.p[i] == '*' || glob.p[i] == '?');
        if (quoted) i += 2;
    }
    text_word(&sql->out, is_glob ? " GLOB " : " LIKE ");
    const bool good = sql_literal(sql, text_str(&pattern));
    if (!is_glob) text_word(&sql->out, " ESCAPE '!'");
    text_free(&pattern);
    return good;
}

void sql_comment(struct sql *sql, struct str text)
{
    text_word(&sql->out, "-- ");
    for (uint32_t i = 0, n; i < text.n; i += n) {
        const uint32_t c = utf8_decode(text, i, &n);
        if (c == UINT32_MAX || utf8_is_hidden(c) || c == 0x85 || c == 0x2028 || c == 0x2029) put(sql, " ", 1);
        else if (c == '$') put(sql, "$ ", i + 1 < text.n && text.p[i + 1] == '{' ? 2 : 1); /* Spark looks for variables here too */
        else put(sql, text.p + i, n);
    }
    put(sql, "\n", 1);
}

uint32_t sql_characters(struct str text)
{
    uint32_t count = 0;
    for (uint32_t i = 0; i < text.n; i++) count += ((uint8_t)text.p[i] & 0xc0) != 0x80;
    return count;
}

const char *sql_column_type(enum sql_dialect dialect, uint8_t type)
{
    static const char *const types[SQL_DIALECT_COUNT][WEIR_TYPE_COUNT] = {
        [SQL_DUCKDB] = {[WEIR_TYPE_U32] = "BIGINT", [WEIR_TYPE_U64] = "UBIGINT", [WEIR_TYPE_I64] = "BIGINT", [WEIR_TYPE_BOOL] = "BOOLEAN", [WEIR_TYPE_FLAGS] = "UBIGINT"},
        [SQL_SQLITE] = {[WEIR_TYPE_U32] = "INTEGER", [WEIR_TYPE_U64] = "INTEGER", [WEIR_TYPE_I64] = "INTEGER", [WEIR_TYPE_BOOL] = "BOOLEAN", [WEIR_TYPE_FLAGS] = "INTEGER"},
        [SQL_SPARK] = {[WEIR_TYPE_U32] = "BIGINT", [WEIR_TYPE_U64] = "DECIMAL(20,0)", [WEIR_TYPE_I64] = "BIGINT", [WEIR_TYPE_BOOL] = "BOOLEAN", [WEIR_TYPE_FLAGS] = "BIGINT"},
    };
    const char *word = types[dialect][type];
    return word ? word : dialect == SQL_SPARK ? "STRING" : "TEXT";
}

const char *sql_dialect_word(enum sql_dialect dialect)
{
    static const char *const words[SQL_DIALECT_COUNT] = {"duckdb", "sqlite", "spark"};
    return words[dialect];
}
