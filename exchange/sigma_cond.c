/* Conditions in the making, and their simplest form.
 *
 * Must hold: what simplify gives means the same as what it was given, for absent values too; merging is linear in what is merged. */
#include <stdlib.h>

#include "convert.h"

struct cond *cond_new(struct conversion *c, enum cond_kind kind)
{
    struct cond *cond = arena_new(c->arena, struct cond);
    cond->kind = (uint8_t)kind;
    return cond;
}

struct cond *cond_criterion(struct conversion *c, struct str field, enum cond_op op, bool cased)
{
    struct cond *cond = cond_new(c, COND_CRITERION);
    cond->op = (uint8_t)op;
    cond->field = field;
    cond->cased = cased;
    cond->values.exhausted = c->arena->exhausted;
    *(struct cond **)vec_push(&c->conds, sizeof cond) = cond;
    return cond;
}

void cond_add_value(struct conversion *c, struct cond *criterion, struct str value)
{
    if (c->overflow) return;
    if (++c->values > LIMIT_LIST_VALUES) {
        c->overflow = true;
        convert_refuse(c, DIAG_SIGMA_VALUE, c->document->span, "the rule compares with more than %d values", LIMIT_LIST_VALUES);
        return;
    }
    *(struct str *)vec_push(&criterion->values, sizeof value) = value;
    criterion->count++;
}

struct cond *cond_one(struct conversion *c, struct str field, enum cond_op op, bool cased, struct str value)
{
    struct cond *cond = cond_criterion(c, field, op, cased);
    cond_add_value(c, cond, value);
    return cond;
}

void cond_append(struct cond *parent, struct cond *entry)
{
    if (parent->last) parent->last->next = entry;
    else parent->first = entry;
    parent->last = entry;
    parent->count++;
}

struct cond *cond_not(struct conversion *c, struct cond *inner)
{
    if (inner->kind == COND_FALSE || inner->kind == COND_TRUE) return cond_new(c, inner->kind == COND_FALSE ? COND_TRUE : COND_FALSE);
    if (inner->kind == COND_NOT) return inner->first;
    if (inner->kind == COND_CRITERION && (inner->op == OP_EXISTS || inner->op == OP_MISSING))
        return cond_criterion(c, inner->field, inner->op == OP_EXISTS ? OP_MISSING : OP_EXISTS, false);
    struct cond *cond = cond_new(c, COND_NOT);
    cond_append(cond, inner);
    return cond;
}

/* May the values of the two stand in one criterion? With and, b has one value, and a had one when it came: what means 'any of' stays apart.
 * Any field has no `contains all`, which would not say whether one field takes all values. */
static bool can_merge(const struct cond *a, const struct cond *b, bool with_or)
{
    enum { FUNCTION_VALUES_AT_MOST = TINY(32, 2000) };
    if (a->kind != COND_CRITERION || b->kind != COND_CRITERION || a->op != b->op || a->cased != b->cased || a->nocase != b->nocase || a->all || b->all) return false;
    if (!str_equal(a->field, b->field) || !str_equal(a->wrap, b->wrap) || a->op > OP_WITHIN) return false;
    if (a->wrap.n && a->wrapped + b->wrapped > FUNCTION_VALUES_AT_MOST) return false;
    if (with_or) return true;
    return b->count == 1 && a->field.n && (a->op == OP_CONTAINS || a->op == OP_LIKE || a->op == OP_MATCHES) && a->wrapped <= a->count && b->wrapped <= b->count;
}

static void merge(struct conversion *c, struct cond *into, const struct cond *from, struct intern *seen)
{
    for (uint32_t i = 0; i < from->count; i++) {
        const struct str value = ((const struct str *)from->values.p)[i];
        const uint32_t before = (uint32_t)seen->names.count;
        const struct str key = arena_printf(c->arena, "%p " STR_FMT, (void *)into, STR_ARG(value));
        if (intern_add(seen, key) == before) {
            cond_add_value(c, into, value);
            into->wrapped += from->wrapped / (from->count ? from->count : 1);
        }
    }
}

static void remember(struct conversion *c, const struct cond *criterion, struct intern *seen)
{
    for (uint32_t i = 0; i < criterion->count; i++)
        intern_add(seen, arena_printf(c->arena, "%p " STR_FMT, (const void *)criterion, STR_ARG(((const struct str *)criterion->values.p)[i])));
}

/* ---- ranges of numbers ---- */

/* The ends of a comparison of numbers by their order. false: it is none, or holds for no number. */
static bool ends_of(const struct conversion *c, const struct cond *cond, bool *above, struct str *end)
{
    const struct field *field = cond->kind == COND_CRITERION && cond->op >= OP_LESS && cond->op <= OP_GREATER_EQUAL && cond->wrap.n == 0 ? mapping_find_field(c->type, cond->field) : NULL;
    if (field == NULL || (field->type != WEIR_TYPE_U32 && field->type != WEIR_TYPE_U64)) return false;
    const struct str value = *(const struct str *)cond->values.p;
    unsigned long long number = strtoull(arena_copy(c->arena, value).p, NULL, 10);
    if (cond->op == OP_LESS) number--; /* not 0: nothing is below it, which order_convert said */
    if (cond->op == OP_GREATER) number++;
    *above = cond->op == OP_GREATER || cond->op == OP_GREATER_EQUAL;
    *end = arena_printf(c->arena, "%llu", number);
    return true;
}

static bool number_less(struct str a, struct str b) { return a.n != b.n ? a.n < b.n : memcmp(a.p, b.p, a.n) < 0; }

static void take_from(struct cond *of, struct cond *entry)
{
    struct cond **link = &of->first, *before = NULL;
    while (*link != entry) {
        before = *link;
        link = &(*link)->next;
    }
    *link = entry->next;
    if (of->last == entry) of->last = before;
    of->count--;
}

/* F >= 5 and F <= 9 is F in 5..9. */
static void join_ends(struct conversion *c, struct cond *and)
{
    enum { PAIRS_AT_MOST = 32 };
    uint32_t tried = 0;
    bool above, other_above;
    struct str end, other_end;
    for (struct cond *entry = and->first; entry && tried < PAIRS_AT_MOST; entry = entry->next) {
        if (!ends_of(c, entry, &above, &end)) continue;
        tried++;
        for (struct cond *other = entry->next; other; other = other->next) {
            if (!str_equal(other->field, entry->field) || !ends_of(c, other, &other_above, &other_end) || above == other_above) continue;
            const struct str low = above ? end : other_end, high = above ? other_end : end;
            if (!number_less(low, high)) break;
            entry->op = OP_EQUALS;
            *(struct str *)entry->values.p = arena_printf(c->arena, STR_FMT ".." STR_FMT, STR_ARG(low), STR_ARG(high));
            take_from(and, other);
            break;
        }
    }
}

static bool has_range(const struct cond *cond)
{
    for (uint32_t i = 0; i < cond->count; i++) {
        const struct str value = ((const struct str *)cond->values.p)[i];
        if (value.n && value.p[0] >= '0' && value.p[0] <= '9' && memchr(value.p, '.', value.n)) return true;
    }
    return false;
}

/* F in (1, 5..9) or F >= 20 is F in (1, 5..9, 20..4294967295). */
static void join_tails(struct conversion *c, struct cond *or)
{
    enum { PAIRS_AT_MOST = 32 };
    uint32_t tried = 0;
    bool above;
    struct str end;
    for (struct cond *entry = or->first, *next; entry && tried < PAIRS_AT_MOST; entry = next) {
        next = entry->next;
        if (!ends_of(c, entry, &above, &end)) continue;
        tried++;
        struct cond *into = or->first;
        while (into && !(into->kind == COND_CRITERION && into->op == OP_EQUALS && str_equal(into->field, entry->field) && has_range(into))) into = into->next;
        if (into == NULL) continue;
        const bool is_u32 = mapping_find_field(c->type, entry->field)->type == WEIR_TYPE_U32;
        const char *most = is_u32 ? "4294967295" : "18446744073709551615";
        cond_add_value(c, into, above ? arena_printf(c->arena, STR_FMT "..%s", STR_ARG(end), most) : arena_printf(c->arena, "0.." STR_FMT, STR_ARG(end)));
        take_from(or, entry);
    }
}

struct cond *cond_simplify(struct conversion *c, struct cond *cond)
{
    enum { OPEN_AT_MOST = 32 }; /* criteria that more values may still go to */
    const bool with_or = cond->kind == COND_OR;
    const enum cond_kind neutral = with_or ? COND_FALSE : COND_TRUE, absorbing = with_or ? COND_TRUE : COND_FALSE;
    struct cond *out = cond_new(c, (enum cond_kind)cond->kind), *open[OPEN_AT_MOST], *next;
    bool remembered[OPEN_AT_MOST] = {false};
    uint32_t open_count = 0;
    struct intern seen;
    intern_init(&seen, c->arena);
    for (struct cond *entry = cond->first; entry; entry = next) {
        next = entry->next;
        entry->next = NULL;
        if (entry->kind == neutral) continue;
        if (entry->kind == absorbing) {
            intern_free(&seen);
            return entry;
        }
        if (entry->kind == cond->kind && entry->first) { /* (a or b) or c */
            entry->last->next = next;
            next = entry->first;
            continue;
        }
        if (entry->kind == COND_CRITERION && entry->count == 0) { /* F missing or F missing */
            const size_t before = seen.names.count;
            if (intern_add(&seen, arena_printf(c->arena, "%u " STR_FMT, entry->op, STR_ARG(entry->field))) < before) continue;
        }
        uint32_t i = 0;
        while (i < open_count && !can_merge(open[i], entry, with_or)) i++;
        if (i < open_count) {
            if (!remembered[i]) remember(c, open[i], &seen);
            remembered[i] = true;
            merge(c, open[i], entry, &seen);
            continue;
        }
        if (entry->kind == COND_CRITERION && open_count < OPEN_AT_MOST && (with_or || entry->count == 1)) open[open_count++] = entry;
        cond_append(out, entry);
    }
    intern_free(&seen);
    if (with_or) join_tails(c, out);
    else join_ends(c, out);
    if (!with_or)
        for (struct cond *entry = out->first; entry; entry = entry->next)
            if (entry->kind == COND_CRITERION && entry->count > 1 && !entry->all && (entry->op == OP_CONTAINS || entry->op == OP_LIKE || entry->op == OP_MATCHES)) {
                uint32_t i = 0;
                while (i < open_count && open[i] != entry) i++;
                entry->all = i < open_count;
            }
    if (out->count == 0) return cond_new(c, neutral);
    return out->count == 1 ? out->first : out;
}
