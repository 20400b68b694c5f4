/* weir export sql: one query an instance.
 *
 * In:  the model. Out: queries over tables whose columns are the fields of the Template Types (export_sql_schema.c).
 * Must hold: a query gives exactly the rows that the interpreter matches. A criterion on NULL is NULL or false; AND and OR of such are true only
 *      where they are with false in place of NULL; and NOT stands only before COALESCE(..., FALSE). So NULL never becomes true. */
#include <inttypes.h>

#include "export_sql.h"

enum { INDENT = 2 };

static void words(struct sql *sql, const char *text) { text_word(&sql->out, text); }

static void condition(struct sql *sql, const struct term *term, uint32_t indent);

static void line(struct sql *sql, uint32_t indent) { text_printf(&sql->out, "\n%*s", (int)indent, ""); }

/* Alternatives of criteria are short enough for one line; what has more inside gets a line an operand. */
static bool is_flat(const struct term *term)
{
    uint32_t values = 0;
    for (const struct term *child = term->first; child; child = child->next) {
        const struct term *criterion = child->kind == TERM_NOT ? child->first : child;
        if (criterion->kind != TERM_CRITERION && criterion->kind != TERM_TRUE) return false;
        values++;
    }
    return values <= 3;
}

/* Operands first .. of a chain. Long chains are nested, because engines bound the depth of expressions. */
static const struct term *operands(struct sql *sql, const struct term *first, uint32_t count, const char *operator, bool flat, uint32_t indent)
{
    enum { FLAT = 64 };
    uint32_t each = 1;
    while (each * FLAT < count) each *= FLAT;
    for (uint32_t done = 0; done < count; done += each) {
        const uint32_t here = count - done < each ? count - done : each;
        if (done && flat) text_printf(&sql->out, " %s ", operator);
        if (done && !flat) {
            line(sql, indent);
            text_printf(&sql->out, "%s ", operator);
        }
        if (here == 1) {
            condition(sql, first, indent + INDENT);
            first = first->next;
        } else {
            words(sql, "(");
            first = operands(sql, first, here, operator, flat, indent + INDENT);
            words(sql, ")");
        }
    }
    return first;
}

static void chain(struct sql *sql, const struct term *term, uint32_t indent)
{
    const bool flat = is_flat(term);
    words(sql, "(");
    operands(sql, term->first, term->count, term->kind == TERM_AND ? "AND" : "OR", flat, indent);
    words(sql, ")");
}

static void at_least(struct sql *sql, const struct term *term, uint32_t indent)
{
    words(sql, "(");
    for (const struct term *child = term->first; child; child = child->next) {
        if (child != term->first) {
            line(sql, indent);
            words(sql, "+ ");
        }
        words(sql, "CASE WHEN ");
        condition(sql, child, indent + INDENT);
        words(sql, " THEN 1 ELSE 0 END");
    }
    text_printf(&sql->out, ") >= %u", term->k);
}

static void condition(struct sql *sql, const struct term *term, uint32_t indent)
{
    const struct term *child = term->first;
    if (sql->failed) return;
    switch ((enum term_kind)term->kind) {
    case TERM_CRITERION: sql_criterion(sql, term->criterion); break;
    case TERM_TRUE: words(sql, "TRUE"); break;
    case TERM_NOT:
        if (child->kind == TERM_CRITERION && child->criterion->op == WEIR_OP_EXISTS) {
            sql_name(sql, sql->type->fields[child->criterion->ordinal - 1].name);
            words(sql, " IS NULL");
            break;
        }
        words(sql, "NOT COALESCE(");
        condition(sql, child, indent + INDENT);
        words(sql, ", FALSE)");
        break;
    case TERM_AND: case TERM_OR: chain(sql, term, indent); break;
    case TERM_ATLEAST: at_least(sql, term, indent); break;
    }
}

/* The outermost AND needs no parentheses, and each operand gets a line. */
static void where(struct sql *sql, const struct term *term)
{
    words(sql, "WHERE ");
    if (term->kind == TERM_AND && term->count <= 64) operands(sql, term->first, term->count, "AND", false, INDENT);
    else condition(sql, term, INDENT);
    words(sql, ";\n");
}

static void head(struct sql *sql)
{
    const struct instance *instance = sql->instance;
    struct arena *scratch = &sql->scratch;
    sql_comment(sql, arena_printf(scratch, "%" PRIu64 " " STR_FMT ": " STR_FMT, instance->id, STR_ARG(instance->name), STR_ARG(instance->title)));
    sql_comment(sql, arena_printf(scratch, "severity %s, action %s", severity_word(instance->severity), action_word(instance->action)));
    if (instance->pinned) sql_comment(sql, arena_printf(scratch, "for version %u of " STR_FMT, instance->pinned, STR_ARG(sql->type->name)));
    text_printf(&sql->out, "SELECT %" PRIu64 " AS weir_id, '" STR_FMT "' AS weir_name, * FROM ", instance->id, STR_ARG(instance->name));
    sql_name(sql, sql->type->name);
    words(sql, "\n");
}

static bool query(struct sql *sql, uint32_t index)
{
    sql->instance = MODEL_AT(sql->model->instances, struct instance, index);
    sql->type = type_of(sql->model, sql->instance);
    sql->criterion = NULL;
    sql->failed = false;
    sql->out.bytes.count = 0;
    head(sql);
    where(sql, term_of_instance(&sql->scratch, sql->model, sql->instance));
    return !sql->failed;
}

struct export_counts export_sql(FILE *stream, struct model *model, enum sql_dialect dialect, enum sql_case text_case)
{
    struct sql sql = {.model = model, .dialect = dialect, .text_case = text_case};
    struct export_counts counts = {0, 0};
    text_init(&sql.out, model->arena->exhausted);
    arena_init(&sql.scratch, model->arena->exhausted);
    for (uint32_t i = 0; i < model->instances.count; i++) {
        const struct instance *instance = MODEL_AT(model->instances, struct instance, i);
        if (instance->stress || instance->poisoned) continue;
        arena_reset(&sql.scratch);
        if (!query(&sql, i)) {
            counts.left_out++;
            continue;
        }
        if (counts.written++) fputs("\n", stream);
        fwrite(sql.out.bytes.p, 1, sql.out.bytes.count, stream);
    }
    text_free(&sql.out);
    arena_free(&sql.scratch);
    return counts;
}
