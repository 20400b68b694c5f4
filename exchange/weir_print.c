/* Conditions as a person would write them: on one line where they fit, otherwise one part a line.
 *
 * Must hold: what is written reads back as the same condition; parentheses stand only where they are needed. */
#include <stdarg.h>

#include "convert.h"

enum { LINE_COLUMNS = 118 };
enum strength { STRENGTH_OR = 1, STRENGTH_AND, STRENGTH_NOT, STRENGTH_PRIMARY };

void write_text(struct writer *w, struct str text)
{
    if (text.n) memcpy(vec_extend(&w->text, text.n, 1), text.p, text.n);
}

void write_format(struct writer *w, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    write_text(w, arena_vprintf(w->arena, format, arguments));
    va_end(arguments);
}

static void write_line(struct writer *w, uint32_t column) { write_format(w, "\n%*s", (int)column, ""); }

/* ---- criteria ---- */

static bool has_range(const struct cond *criterion)
{
    for (uint32_t i = 0; i < criterion->count; i++) {
        const struct str value = ((const struct str *)criterion->values.p)[i];
        if (value.n && value.p[0] >= '0' && value.p[0] <= '9' && memchr(value.p, '.', value.n)) return true;
    }
    return false;
}

static const char *operator_of(const struct cond *criterion)
{
    static const char *const words[] = {
        [OP_EQUALS] = "==", [OP_STARTS] = "startswith", [OP_ENDS] = "endswith", [OP_CONTAINS] = "contains", [OP_LIKE] = "like", [OP_MATCHES] = "matches", [OP_WITHIN] = "within",
        [OP_LESS] = "<", [OP_LESS_EQUAL] = "<=", [OP_GREATER] = ">", [OP_GREATER_EQUAL] = ">=", [OP_HAS] = "has", [OP_EXISTS] = "exists", [OP_MISSING] = "missing",
    };
    const bool functions = criterion->wrap.n > 1;
    if (criterion->op == OP_EQUALS && (criterion->count > 1 || criterion->list.n || functions || has_range(criterion))) return "in";
    return words[criterion->op];
}

bool write_wants_list(const struct cond *criterion)
{
    if (criterion->count < LIST_FROM || has_range(criterion)) return false;
    const struct str first = *(const struct str *)criterion->values.p;
    return first.n && (strchr("'\"-", first.p[0]) || (first.p[0] >= '0' && first.p[0] <= '9'));
}

void write_list(struct writer *w, const struct cond *criterion)
{
    write_format(w, "list " STR_FMT " = (", STR_ARG(criterion->list));
    for (uint32_t i = 0; i < criterion->count; i++) {
        write_text(w, STR("\n    "));
        write_text(w, ((const struct str *)criterion->values.p)[i]);
        if (i + 1 < criterion->count) write_text(w, STR(","));
    }
    write_text(w, STR("\n)\n\n"));
}

/* A case rule is of no use to values without a letter. */
static bool needs_nocase(const struct cond *criterion)
{
    if (!criterion->nocase || criterion->wrap.n) return criterion->nocase;
    for (uint32_t v = 0; v < criterion->count; v++) {
        const struct str value = ((const struct str *)criterion->values.p)[v];
        for (uint32_t i = 0; i < value.n; i++)
            if ((unsigned char)value.p[i] >= 0x80 || ((value.p[i] | 0x20) >= 'a' && (value.p[i] | 0x20) <= 'z')) return true;
    }
    return false;
}

static void write_criterion(struct writer *w, const struct cond *criterion, bool broken, uint32_t column)
{
    const bool functions = criterion->wrap.n > 1;
    if (criterion->field.n) write_text(w, criterion->field);
    else write_text(w, STR("any field"));
    write_format(w, "%s %s%s", criterion->cased ? " cased" : needs_nocase(criterion) ? " nocase" : "", operator_of(criterion), criterion->all ? " all" : "");
    if (criterion->count == 0) return;
    write_text(w, STR(" "));
    if (functions) write_text(w, criterion->wrap);
    if (criterion->list.n) {
        write_text(w, criterion->list);
    } else {
        const bool range = criterion->count == 1 && has_range(criterion);
        const bool tuple = !functions && !range && criterion->count > 1;
        if (tuple) write_text(w, STR("("));
        for (uint32_t i = 0; i < criterion->count; i++) {
            if (broken) write_line(w, column + 4);
            else if (i) write_text(w, STR(" "));
            write_text(w, ((const struct str *)criterion->values.p)[i]);
            if (i + 1 < criterion->count) write_text(w, STR(","));
        }
        if (broken) write_line(w, column);
        if (tuple) write_text(w, STR(")"));
    }
    for (uint32_t i = 0; i < criterion->wrap.n; i++)
        if (criterion->wrap.p[i] == '(') write_text(w, STR(")"));
}

/* ---- conditions on one line ---- */

static enum strength strength_of(const struct cond *cond)
{
    switch (cond->kind) {
    case COND_OR: return STRENGTH_OR;
    case COND_AND: return STRENGTH_AND;
    case COND_NOT: return STRENGTH_NOT;
    default: return STRENGTH_PRIMARY;
    }
}

static const char *of_word(const struct writer *w, const struct cond *cond)
{
    if (cond->kind == COND_NUMBER_OF) return arena_printf(w->arena, "%u of (", cond->number).p;
    return cond->kind == COND_ANY_OF ? "any of (" : "all of (";
}

/* A condition of the mapping, in parentheses unless it is one criterion. */
static void write_source(struct writer *w, struct str source)
{
    const char *text = arena_copy(w->arena, source).p;
    const bool simple = !strstr(text, " or ") && !strstr(text, " and ");
    write_format(w, simple ? "%s" : "(%s)", text);
}

static void write_flat(struct writer *w, const struct conversion *c, const struct cond *cond, enum strength around)
{
    const enum strength own = strength_of(cond);
    const bool brackets = own < around;
    if (brackets) write_text(w, STR("("));
    switch ((enum cond_kind)cond->kind) {
    case COND_FALSE:
    case COND_TRUE: BUG("a constant is left in a condition");
    case COND_LET: write_text(w, c->lets[cond->number].own); break;
    case COND_SOURCE: write_source(w, cond->field); break;
    case COND_CRITERION: write_criterion(w, cond, false, 0); break;
    case COND_NOT:
        write_text(w, STR("not "));
        write_flat(w, c, cond->first, STRENGTH_NOT);
        break;
    case COND_AND:
    case COND_OR:
        for (const struct cond *entry = cond->first; entry; entry = entry->next) {
            if (entry != cond->first) write_text(w, cond->kind == COND_AND ? STR(" and ") : STR(" or "));
            write_flat(w, c, entry, (enum strength)(own + 1));
        }
        break;
    case COND_ANY_OF:
    case COND_ALL_OF:
    case COND_NUMBER_OF:
        write_text(w, str_from(of_word(w, cond)));
        for (const struct cond *entry = cond->first; entry; entry = entry->next) {
            if (entry != cond->first) write_text(w, STR(", "));
            write_flat(w, c, entry, STRENGTH_OR);
        }
        write_text(w, STR(")"));
        break;
    }
    if (brackets) write_text(w, STR(")"));
}

/* Writes it on one line if it fits behind this column; otherwise nothing. */
static bool write_fitting(struct writer *w, const struct conversion *c, const struct cond *cond, enum strength around, uint32_t column)
{
    const size_t before = w->text.count;
    write_flat(w, c, cond, around);
    uint32_t columns = 0;
    const struct str made = {(const char *)w->text.p + before, (uint32_t)(w->text.count - before)};
    for (uint32_t at = 0, length; at < made.n && columns <= LINE_COLUMNS; at += length, columns++) utf8_decode(made, at, &length);
    if (column + columns <= LINE_COLUMNS) return true;
    w->text.count = before;
    return false;
}

/* ---- conditions over several lines ---- */

static void write_broken(struct writer *w, const struct conversion *c, const struct cond *cond, enum strength around, uint32_t column);

static void write_part(struct writer *w, const struct conversion *c, const struct cond *cond, enum strength around, uint32_t column)
{
    if (!write_fitting(w, c, cond, around, column)) write_broken(w, c, cond, around, column);
}

static void write_broken(struct writer *w, const struct conversion *c, const struct cond *cond, enum strength around, uint32_t column)
{
    const enum strength own = strength_of(cond);
    const bool brackets = own < around;
    uint32_t inner = column;
    if (brackets) {
        write_text(w, STR("("));
        inner += 4;
        write_line(w, inner);
    }
    switch ((enum cond_kind)cond->kind) {
    case COND_CRITERION:
        if (cond->count > 1 && !cond->list.n) write_criterion(w, cond, true, inner);
        else write_criterion(w, cond, false, 0); /* one long text stays on one line */
        break;
    case COND_NOT:
        write_text(w, STR("not "));
        write_part(w, c, cond->first, STRENGTH_NOT, inner);
        break;
    case COND_AND:
    case COND_OR:
        for (const struct cond *entry = cond->first; entry; entry = entry->next) {
            if (entry != cond->first) {
                write_line(w, inner);
                write_text(w, cond->kind == COND_AND ? STR("and ") : STR("or "));
            }
            write_part(w, c, entry, (enum strength)(own + 1), inner);
        }
        break;
    case COND_ANY_OF:
    case COND_ALL_OF:
    case COND_NUMBER_OF:
        write_text(w, str_from(of_word(w, cond)));
        for (const struct cond *entry = cond->first; entry; entry = entry->next) {
            write_line(w, inner + 4);
            write_part(w, c, entry, STRENGTH_OR, inner + 4);
            if (entry->next) write_text(w, STR(","));
        }
        write_line(w, inner);
        write_text(w, STR(")"));
        break;
    case COND_FALSE:
    case COND_TRUE:
    case COND_LET:
    case COND_SOURCE: write_flat(w, c, cond, STRENGTH_OR); break;
    }
    if (!brackets) return;
    write_line(w, column);
    write_text(w, STR(")"));
}

/* Each operand of an and or or on a line of its own, the words before them ending where the first operand begins. */
static bool write_aligned(struct writer *w, const struct conversion *c, const struct cond *cond, uint32_t column)
{
    enum { OPERANDS_AT_MOST = 12, COLUMN_AT_MOST = 48 };
    const size_t before = w->text.count;
    if ((cond->kind != COND_AND && cond->kind != COND_OR) || cond->count > OPERANDS_AT_MOST || column > COLUMN_AT_MOST) return false;
    for (const struct cond *entry = cond->first; entry; entry = entry->next) {
        if (entry != cond->first) {
            write_line(w, column - (cond->kind == COND_AND ? 4 : 3));
            write_text(w, cond->kind == COND_AND ? STR("and ") : STR("or "));
        }
        if (write_fitting(w, c, entry, (enum strength)(strength_of(cond) + 1), column)) continue;
        w->text.count = before;
        return false;
    }
    return true;
}

void write_condition(struct writer *w, const struct conversion *c, const char *word, struct str name, uint32_t width, const struct cond *cond)
{
    const struct str head = name.n ? arena_printf(w->arena, "    %s %-*.*s = ", word, (int)width, (int)name.n, name.p) : arena_printf(w->arena, "    %s ", word);
    const size_t before = w->text.count;
    write_text(w, head);
    if (write_fitting(w, c, cond, STRENGTH_OR, head.n) || write_aligned(w, c, cond, head.n)) {
        write_text(w, STR("\n"));
        return;
    }
    w->text.count = before; /* over several lines there is nothing to stand under */
    write_format(w, name.n ? "    %s " STR_FMT " =" : "    %s" STR_FMT, word, STR_ARG(name));
    if (cond->kind == COND_AND || cond->kind == COND_OR || head.n > LINE_COLUMNS / 2) {
        write_line(w, 8);
        write_broken(w, c, cond, STRENGTH_OR, 8);
    } else {
        write_text(w, STR(" "));
        write_broken(w, c, cond, STRENGTH_OR, 4);
    }
    write_text(w, STR("\n"));
}
