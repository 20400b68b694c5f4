/* One criterion as a boolean expression of a SQL dialect.
 *
 * In:  a criterion of the model. Out: an expression over the columns of its Template Type's table.
 * Must hold: where every value that it reads is there, it is true or false as the interpreter says; where one is absent (NULL), it is NULL or
 *      false. Long alternatives are nested as a balanced tree, because engines bound the depth of expressions. */
#include <inttypes.h>
#include <stdio.h>

#include "../compiler/pattern/pattern.h"
#include "export_sql.h"

enum { ALTERNATIVES_FLAT = 16 };

void sql_refuse(struct sql *sql, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    const struct str why = arena_vprintf(sql->model->arena, format, arguments);
    va_end(arguments);
    if (!sql->failed)
        diag_report(sql->model->sink, DIAG_EXPORT_SQL, sql->criterion ? sql->criterion->span : sql->instance->span, "instance '" STR_FMT "' cannot be written for %s: " STR_FMT,
                    STR_ARG(sql->instance->name), sql_dialect_word(sql->dialect), STR_ARG(why));
    sql->failed = true;
}

static const struct field *field_of(const struct sql *sql, uint8_t ordinal) { return &sql->type->fields[ordinal - 1]; }

static void words(struct sql *sql, const char *text) { text_word(&sql->out, text); }

/* ---- text ---- */

struct asked { /* text_operator over one column */
    const struct criterion *criterion;
    const struct value_set *set;
    const struct field *field;
    bool folded;
};

static void column(struct sql *sql, const struct field *field, bool folded)
{
    if (folded) words(sql, sql->text_case == SQL_CASE_EXACT ? "weir_fold(" : "lower(");
    sql_name(sql, field->name);
    if (folded) words(sql, ")");
}

static bool is_ascii(struct str text)
{
    for (uint32_t i = 0; i < text.n; i++)
        if ((uint8_t)text.p[i] >= 0x80) return false;
    return true;
}

/* A value to compare with a column: the model has folded it already; the engine's own lower() may know other pairs. */
static void value(struct sql *sql, struct str text, bool folded)
{
    const bool lower = folded && sql->text_case == SQL_CASE_LOWER && !is_ascii(text);
    if (lower) words(sql, "lower(");
    if (!sql_literal(sql, text)) sql_refuse(sql, "a value has bytes that a text of a database cannot have");
    if (lower) words(sql, ")");
}

static void call(struct sql *sql, const char *function, const struct asked *a, struct str text)
{
    words(sql, function);
    words(sql, "(");
    column(sql, a->field, a->folded);
    words(sql, ", ");
    value(sql, text, a->folded);
    words(sql, ")");
}

static void starts(struct sql *sql, const struct asked *a, struct str text)
{
    if (sql->dialect != SQL_SQLITE) {
        call(sql, sql->dialect == SQL_DUCKDB ? "starts_with" : "startswith", a, text);
        return;
    }
    words(sql, "substr(");
    column(sql, a->field, a->folded);
    text_printf(&sql->out, ", 1, %u) = ", sql_characters(text));
    value(sql, text, a->folded);
}

static void ends(struct sql *sql, const struct asked *a, struct str text)
{
    if (sql->dialect != SQL_SQLITE) {
        call(sql, sql->dialect == SQL_DUCKDB ? "ends_with" : "endswith", a, text);
        return;
    }
    words(sql, "substr(");
    column(sql, a->field, a->folded);
    text_printf(&sql->out, ", -%u) = ", sql_characters(text));
    value(sql, text, a->folded);
}

static void contains(struct sql *sql, const struct asked *a, struct str text)
{
    call(sql, sql->dialect == SQL_SQLITE ? "instr" : "contains", a, text);
    if (sql->dialect == SQL_SQLITE) words(sql, " > 0");
}

static void matches(struct sql *sql, const struct asked *a, struct str pattern)
{
    const struct str text = sql->dialect == SQL_SPARK ? regex_to_java(&sql->scratch, pattern) : pattern;
    if (sql->dialect == SQL_DUCKDB) {
        call(sql, "regexp_matches", a, text);
        return;
    }
    sql_name(sql, a->field->name);
    words(sql, sql->dialect == SQL_SPARK ? " RLIKE " : " REGEXP ");
    value(sql, text, false);
}

static void like(struct sql *sql, const struct asked *a, struct str glob)
{
    column(sql, a->field, a->folded);
    if (!sql_glob(sql, glob)) sql_refuse(sql, "a value has bytes that a text of a database cannot have");
}

/* Value i of the set, as one alternative. */
static void text_alternative(struct sql *sql, const struct asked *a, uint32_t i)
{
    const struct str text = set_text(sql->model, a->set, i);
    const bool empty = text.n == 0 && a->criterion->op != WEIR_OP_LIKE && a->criterion->op != WEIR_OP_MATCHES;
    if (empty) { /* stands in every text */
        sql_name(sql, a->field->name);
        words(sql, " IS NOT NULL");
    } else if (a->criterion->op == WEIR_OP_STARTS) {
        starts(sql, a, text);
    } else if (a->criterion->op == WEIR_OP_ENDS) {
        ends(sql, a, text);
    } else if (a->criterion->op == WEIR_OP_CONTAINS) {
        contains(sql, a, text);
    } else if (a->criterion->op == WEIR_OP_LIKE) {
        like(sql, a, text);
    } else {
        matches(sql, a, text);
    }
}

/* Alternatives first .. first + count - 1, joined by OR. Depth: log16 of the count. */
static void alternatives(struct sql *sql, const struct asked *a, uint32_t first, uint32_t count)
{
    if (count == 1) {
        text_alternative(sql, a, first);
        return;
    }
    uint32_t each = 1;
    while (each * ALTERNATIVES_FLAT < count) each *= ALTERNATIVES_FLAT;
    words(sql, "(");
    for (uint32_t done = 0; done < count && !sql->failed; done += each) {
        if (done) words(sql, " OR ");
        alternatives(sql, a, first + done, count - done < each ? count - done : each);
    }
    words(sql, ")");
}

static void equals(struct sql *sql, const struct asked *a)
{
    const uint32_t count = set_count(a->set);
    column(sql, a->field, a->folded);
    words(sql, count == 1 ? " = " : " IN (");
    for (uint32_t i = 0; i < count && !sql->failed; i++) {
        if (i) words(sql, ", ");
        value(sql, set_text(sql->model, a->set, i), a->folded);
    }
    if (count != 1) words(sql, ")");
}

static void text_criterion(struct sql *sql, const struct criterion *criterion, const struct field *field)
{
    const struct asked a = {criterion, set_of(sql->model, criterion), field, !(criterion->flags & WEIR_CRITERION_CASED)};
    if (criterion->op == WEIR_OP_EQUALS) equals(sql, &a);
    else alternatives(sql, &a, 0, set_count(a.set));
}

/* At least one of the text fields of the version that is asked about, which may be those of one case rule only. */
static void any_field(struct sql *sql, const struct criterion *criterion)
{
    const uint32_t version = sql->instance->pinned ? sql->instance->pinned : sql->type->version;
    bool first = true;
    words(sql, "(");
    for (uint32_t i = 0; i < sql->type->field_count; i++) {
        const struct field *field = &sql->type->fields[i];
        const bool by_rule = (criterion->flags & CRITERION_BY_FIELD) != 0, cased = (criterion->flags & WEIR_CRITERION_CASED) != 0;
        if (!is_text_type(field->type) || field->since > version || (by_rule && field->cased != cased)) continue;
        if (!first) words(sql, " OR ");
        first = false;
        text_criterion(sql, criterion, field);
    }
    words(sql, first ? "FALSE)" : ")");
}

/* ---- numbers ---- */

static bool fits_signed(const struct sql *sql, const struct field *field, uint64_t number)
{
    return sql->dialect != SQL_SQLITE || field->type != WEIR_TYPE_U64 || number <= INT64_MAX;
}

static void number(struct sql *sql, const struct field *field, uint64_t n)
{
    const bool is_signed = field->type == WEIR_TYPE_I64 || (field->type == WEIR_TYPE_FLAGS && sql->dialect != SQL_DUCKDB);
    if (field->type == WEIR_TYPE_BOOL) {
        words(sql, n ? "TRUE" : "FALSE");
    } else if (field->type == WEIR_TYPE_ENUM) {
        sql_literal(sql, member_name(field, n));
    } else if (field->type == WEIR_TYPE_FLAGS && sql->dialect == SQL_DUCKDB) {
        text_printf(&sql->out, "CAST(%" PRIu64 " AS UBIGINT)", n);
    } else if (is_signed && n == (uint64_t)1 << 63) {
        text_printf(&sql->out, "(-%" PRIu64 " - 1)", n - 1); /* its digits alone would be too large */
    } else if (is_signed && n > INT64_MAX) {
        text_printf(&sql->out, "-%" PRIu64, 0 - n);
    } else {
        if (!fits_signed(sql, field, n)) sql_refuse(sql, "%" PRIu64 " is larger than an integer of SQLite can be", n);
        text_printf(&sql->out, "%" PRIu64, n);
    }
}

static void numbers(struct sql *sql, const struct value_set *set, const struct field *field)
{
    sql_name(sql, field->name);
    words(sql, set->count == 1 ? " = " : " IN (");
    for (uint32_t i = 0; i < set->count; i++) {
        if (i) words(sql, ", ");
        number(sql, field, set_number(sql->model, set, i));
    }
    if (set->count != 1) words(sql, ")");
}

static void range(struct sql *sql, const struct field *field, uint64_t low, uint64_t high)
{
    const bool is_signed = field->type == WEIR_TYPE_I64;
    const uint64_t least = is_signed ? (uint64_t)1 << 63 : 0;
    const uint64_t most = is_signed ? INT64_MAX : field->type == WEIR_TYPE_U32 ? UINT32_MAX : UINT64_MAX;
    if (!fits_signed(sql, field, high)) high = most; /* no column has more */
    sql_name(sql, field->name);
    if (low == high || (low == least && high == most)) {
        words(sql, low == high ? " = " : " IS NOT NULL");
        if (low == high) number(sql, field, low);
    } else if (low != least && high != most) {
        words(sql, " BETWEEN ");
        number(sql, field, low);
        words(sql, " AND ");
        number(sql, field, high);
    } else {
        words(sql, low == least ? " <= " : " >= ");
        number(sql, field, low == least ? high : low);
    }
}

static void ranges(struct sql *sql, const struct value_set *set, const struct field *field)
{
    const uint32_t count = set_count(set);
    if (count > 1) words(sql, "(");
    for (uint32_t i = 0; i < count; i++) {
        if (i) words(sql, " OR ");
        range(sql, field, set_number(sql->model, set, 2 * i), set_number(sql->model, set, 2 * i + 1));
    }
    if (count > 1) words(sql, ")");
}

static void bits(struct sql *sql, const struct criterion *criterion, const struct value_set *set, const struct field *field)
{
    if (set->count > 1) words(sql, "(");
    for (uint32_t i = 0; i < set->count; i++) {
        const uint64_t mask = set_number(sql->model, set, i);
        words(sql, i ? " OR (" : "(");
        sql_name(sql, field->name);
        words(sql, " & ");
        number(sql, field, mask);
        words(sql, criterion->op == WEIR_OP_HAS_ALL ? ") = " : ") <> ");
        number(sql, field, criterion->op == WEIR_OP_HAS_ALL ? mask : 0);
    }
    if (set->count > 1) words(sql, ")");
}

/* ---- guids and addresses ---- */

static void bytes_literal(struct sql *sql, const struct field *field, struct str bytes)
{
    words(sql, "'");
    if (field->type == WEIR_TYPE_GUID) text_guid(&sql->out, bytes);
    else text_address(&sql->out, bytes);
    words(sql, "'");
}

static void bytes_in(struct sql *sql, const struct value_set *set, const struct field *field)
{
    sql_name(sql, field->name);
    words(sql, set->count == 1 ? " = " : " IN (");
    for (uint32_t i = 0; i < set->count; i++) {
        if (i) words(sql, ", ");
        bytes_literal(sql, field, set_text(sql->model, set, i));
    }
    if (set->count != 1) words(sql, ")");
}

/* An address in a network, over the text of the address: whole groups are a prefix of the text; of the group in which the network's prefix ends,
 * padded to its full width, the digits lie between two texts. */
struct network {
    const uint8_t *p;
    uint32_t groups, group_bits, prefix; /* 4 of 8 bits, or 8 of 16 */
    char separator;
};

static uint32_t group_value(const struct network *n, uint32_t i) { return n->groups == 4 ? n->p[i] : (uint32_t)n->p[2 * i] << 8 | n->p[2 * i + 1]; }

/* 'fe80:0:' for the first two groups. */
static struct str group_prefix(struct sql *sql, const struct network *n, uint32_t count)
{
    struct text text;
    text_init(&text, sql->scratch.exhausted);
    for (uint32_t i = 0; i < count; i++) text_printf(&text, n->groups == 4 ? "%u%c" : "%x%c", group_value(n, i), n->separator);
    const struct str prefix = arena_copy(&sql->scratch, text_str(&text));
    text_free(&text);
    return prefix;
}

static void partial_group(struct sql *sql, const struct field *field, const struct network *n, uint32_t whole, uint32_t behind)
{
    const uint32_t width = n->groups == 4 ? 3 : 4, free_bits = n->group_bits - n->prefix % n->group_bits;
    const uint32_t low = group_value(n, whole), high = low | ((1u << free_bits) - 1);
    const bool last = whole + 1 == n->groups;
    text_printf(&sql->out, "substr('000' || %s", last ? "substr(" : "substr(substr(");
    sql_name(sql, field->name);
    text_printf(&sql->out, ", %u)", behind + 1);
    if (!last) {
        words(sql, ", 1, instr(substr(");
        sql_name(sql, field->name);
        text_printf(&sql->out, ", %u), '%c') - 1)", behind + 1, n->separator);
    }
    text_printf(&sql->out, n->groups == 4 ? ", -%u) BETWEEN '%03u' AND '%03u'" : ", -%u) BETWEEN '%04x' AND '%04x'", width, low, high);
}

static void within(struct sql *sql, const struct field *field, struct str network)
{
    const bool v4 = network.n == 5;
    const struct network n = {(const uint8_t *)network.p, v4 ? 4 : 8, v4 ? 8 : 16, (uint8_t)network.p[network.n - 1], v4 ? '.' : ':'};
    const uint32_t whole = n.prefix / n.group_bits;
    if (whole == n.groups) {
        sql_name(sql, field->name);
        words(sql, " = ");
        bytes_literal(sql, field, (struct str){network.p, network.n - 1});
        return;
    }
    words(sql, "(");
    struct str prefix = {NULL, 0};
    if (whole) {
        prefix = group_prefix(sql, &n, whole);
        words(sql, "substr(");
        sql_name(sql, field->name);
        text_printf(&sql->out, ", 1, %u) = '" STR_FMT "'", prefix.n, STR_ARG(prefix));
    } else { /* nothing but its family is known yet */
        words(sql, "instr(");
        sql_name(sql, field->name);
        words(sql, v4 ? ", '.') > 0" : ", ':') > 0");
    }
    if (n.prefix % n.group_bits) {
        words(sql, " AND ");
        partial_group(sql, field, &n, whole, prefix.n);
    }
    words(sql, ")");
}

static void within_any(struct sql *sql, const struct value_set *set, const struct field *field)
{
    if (set->count > 1) words(sql, "(");
    for (uint32_t i = 0; i < set->count; i++) {
        if (i) words(sql, " OR ");
        within(sql, field, set_text(sql->model, set, i));
    }
    if (set->count > 1) words(sql, ")");
}

/* ---- two fields ---- */

static void text_fields(struct sql *sql, const struct criterion *criterion, const struct field *a, const struct field *b)
{
    static const char *const functions[2][3] = {{"starts_with(", "ends_with(", "contains("}, {"startswith(", "endswith(", "contains("}};
    const bool folded = !(criterion->flags & WEIR_CRITERION_CASED);
    const uint32_t which = criterion->op == WEIR_OP_FIELD_STARTS ? 0 : criterion->op == WEIR_OP_FIELD_ENDS ? 1 : 2;
    if (sql->dialect != SQL_SQLITE) {
        words(sql, functions[sql->dialect == SQL_SPARK][which]);
        column(sql, a, folded);
        words(sql, ", ");
        column(sql, b, folded);
        words(sql, ")");
        return;
    }
    if (which == 2) {
        words(sql, "instr(");
        column(sql, a, folded);
        words(sql, ", ");
        column(sql, b, folded);
        words(sql, ") > 0");
        return;
    }
    words(sql, "(length(");
    sql_name(sql, b->name);
    words(sql, ") <= length(");
    sql_name(sql, a->name);
    words(sql, ") AND substr(");
    column(sql, a, folded);
    words(sql, which ? ", length(" : ", 1, length(");
    if (which) {
        sql_name(sql, a->name);
        words(sql, ") - length(");
    }
    sql_name(sql, b->name);
    words(sql, which ? ") + 1) = " : ")) = ");
    column(sql, b, folded);
    words(sql, ")");
}

static void two_fields(struct sql *sql, const struct criterion *criterion)
{
    const struct field *a = field_of(sql, criterion->ordinal), *b = field_of(sql, criterion->other);
    const bool is_text = is_text_type(a->type), folded = is_text && !(criterion->flags & WEIR_CRITERION_CASED);
    if (criterion->op == WEIR_OP_FIELD_STARTS || criterion->op == WEIR_OP_FIELD_ENDS || criterion->op == WEIR_OP_FIELD_CONTAINS) {
        text_fields(sql, criterion, a, b);
        return;
    }
    column(sql, a, folded);
    words(sql, criterion->op == WEIR_OP_FIELD_LESS ? " < " : criterion->op == WEIR_OP_FIELD_LESS_EQUAL ? " <= " : " = ");
    column(sql, b, folded);
}

/* ---- all ---- */

void sql_criterion(struct sql *sql, const struct criterion *criterion)
{
    const struct value_set *set = set_of(sql->model, criterion);
    const struct field *field = criterion->ordinal ? field_of(sql, criterion->ordinal) : NULL;
    sql->criterion = criterion;
    if (field == NULL) {
        any_field(sql, criterion);
        return;
    }
    switch ((enum weir_op)criterion->op) {
    case WEIR_OP_EXISTS:
        sql_name(sql, field->name);
        words(sql, " IS NOT NULL");
        break;
    case WEIR_OP_EQUALS: case WEIR_OP_STARTS: case WEIR_OP_ENDS: case WEIR_OP_CONTAINS: case WEIR_OP_LIKE: case WEIR_OP_MATCHES: text_criterion(sql, criterion, field); break;
    case WEIR_OP_NUMBER_IN: numbers(sql, set, field); break;
    case WEIR_OP_NUMBER_RANGE: ranges(sql, set, field); break;
    case WEIR_OP_HAS_ALL: case WEIR_OP_HAS_ANY: bits(sql, criterion, set, field); break;
    case WEIR_OP_BYTES_IN: bytes_in(sql, set, field); break;
    case WEIR_OP_WITHIN: within_any(sql, set, field); break;
    case WEIR_OP_FIELD_EQUALS: case WEIR_OP_FIELD_STARTS: case WEIR_OP_FIELD_ENDS: case WEIR_OP_FIELD_CONTAINS: case WEIR_OP_FIELD_LESS: case WEIR_OP_FIELD_LESS_EQUAL:
        two_fields(sql, criterion);
        break;
    case WEIR_OP_COUNT: BUG("no such operator");
    }
}
