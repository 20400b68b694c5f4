/* L206: a value of a list that another value of it makes superfluous: 'cmd.exe' beside '\cmd.exe' for endswith, 'ab*' beside 'abc*' for like.
 *
 * No two texts are compared that need not be: in byte order all that start with a text stand behind it, side by side; for endswith the texts are turned round; for contains each place of a text is
 * looked up. A list is looked at once for each operator, however many criteria use it. */
#include "../fix.h"
#include "../rules.h"

#include <stdlib.h>

#include "../../compiler/pattern/pattern.h"

enum { MOST_PAIRS = 64 }; /* values of a list of globs or flags, of which each is compared with each */

struct found_value {
    struct str text;
    struct found_value *next;
};
struct found {
    uint8_t op;
    struct found_value *all;
    uint32_t count;
    struct str value, by;
};
struct list {
    struct lint *lint;
    struct arena *arena;
    struct str *text;   /* ascending */
    uint32_t *parent;   /* by place: the longest other text that it starts with, + 1 */
    uint32_t count;
    struct found *found;
};

static void find(struct list *l, struct str value, struct str by)
{
    struct found_value *one = arena_new(l->lint->model->arena, struct found_value);
    *one = (struct found_value){arena_copy(l->lint->model->arena, value), l->found->all};
    l->found->all = one;
    if (l->found->count++ == 0) {
        l->found->value = arena_copy(l->lint->model->arena, value);
        l->found->by = arena_copy(l->lint->model->arena, by);
    }
}

static bool starts(struct str text, struct str part) { return part.n <= text.n && (part.n == 0 || memcmp(text.p, part.p, part.n) == 0); }

static int by_text(const void *a, const void *b) { return str_compare(*(const struct str *)a, *(const struct str *)b); }

static struct str turned(struct arena *arena, struct str s)
{
    char *out = arena_alloc(arena, (size_t)s.n + 1);
    for (uint32_t i = 0; i < s.n; i++) out[i] = s.p[s.n - 1 - i];
    return (struct str){out, s.n};
}

static void sort_texts(struct list *l)
{
    if (l->count) qsort(l->text, l->count, sizeof *l->text, by_text);
    l->parent = arena_array(l->arena, l->count, sizeof *l->parent);
    for (uint32_t i = 1; i < l->count; i++) {
        uint32_t p = i; /* place + 1 of the one before */
        while (p && !starts(l->text[i], l->text[p - 1])) p = l->parent[p - 1];
        l->parent[i] = p;
    }
}

static void find_starting(struct list *l, bool from_end)
{
    for (uint32_t i = 0; i < l->count && from_end; i++) l->text[i] = turned(l->arena, l->text[i]);
    sort_texts(l);
    for (uint32_t i = 0; i < l->count; i++) {
        if (l->parent[i] == 0) continue;
        const struct str other = l->text[l->parent[i] - 1];
        find(l, from_end ? turned(l->arena, l->text[i]) : l->text[i], from_end ? turned(l->arena, other) : other);
    }
}

/* A text other than that at `self` with which `at` starts: place + 1. It is the last one that is not behind `at`, or one that this one starts with. */
static uint32_t look_up(const struct list *l, struct str at, uint32_t self)
{
    uint32_t low = 0, high = l->count;
    while (low < high) {
        const uint32_t middle = low + (high - low) / 2;
        if (str_compare(l->text[middle], at) <= 0) low = middle + 1;
        else high = middle;
    }
    while (low && (low - 1 == self || !starts(at, l->text[low - 1]))) low = l->parent[low - 1];
    return low;
}

static void find_inside(struct list *l)
{
    sort_texts(l);
    for (uint32_t i = 0; i < l->count; i++) {
        uint32_t other = 0;
        for (uint32_t at = 0; at < l->text[i].n && other == 0; at++) other = look_up(l, (struct str){l->text[i].p + at, l->text[i].n - at}, i);
        if (other) find(l, l->text[i], l->text[other - 1]);
    }
}

/* The glob with characters in the places of its wildcards that stand in no other one: what describes this text by its own '*' describes all that the glob describes. */
static struct str filled(struct arena *arena, struct str glob)
{
    char *out = arena_alloc(arena, (size_t)glob.n * 4 + 4);
    uint32_t n = 0, code_point;
    for (uint32_t at = 0; at < glob.n;) {
        const enum glob_piece piece = glob_next(glob, &at, &code_point);
        n += utf8_encode(piece == GLOB_PIECE_CHARACTER ? code_point : piece == GLOB_PIECE_ONE ? 0x10FFFE : 0x10FFFF, out + n);
    }
    return (struct str){out, n};
}

static bool has_one(struct str glob)
{
    uint32_t code_point;
    for (uint32_t at = 0; at < glob.n;) {
        const enum glob_piece piece = glob_next(glob, &at, &code_point);
        if (piece == GLOB_PIECE_ONE || (piece == GLOB_PIECE_CHARACTER && code_point >= 0x10FFFE)) return true;
    }
    return false;
}

static void find_described(struct list *l)
{
    bool *gone = arena_array(l->arena, l->count, sizeof *gone);
    for (uint32_t i = 0; i < l->count; i++) {
        const struct str text = filled(l->arena, l->text[i]);
        for (uint32_t k = 0; k < l->count && !gone[i]; k++) {
            if (k == i || gone[k] || has_one(l->text[k]) || !glob_matches(l->text[k], text)) continue;
            gone[i] = true;
            find(l, l->text[i], l->text[k]);
        }
    }
}

static void find_flags(struct list *l, const uint64_t *numbers, bool any)
{
    for (uint32_t i = 0; i < l->count; i++)
        for (uint32_t k = 0; k < l->count; k++) {
            const uint64_t a = numbers[i], b = numbers[k];
            if (k == i || (any ? (a & b) != a : (a & b) != b)) continue;
            find(l, arena_printf(l->arena, "0x%llX", (unsigned long long)a), arena_printf(l->arena, "0x%llX", (unsigned long long)b));
            break;
        }
}

/* What was found for the criterion's list and operator; asked once. */
static const struct found *look_at(struct lint *lint, struct arena *arena, struct found *found, const struct criterion *c)
{
    const struct model *model = lint->model;
    const struct value_set *set = MODEL_AT(model->sets, struct value_set, c->set);
    if (found->op == c->op) return found;
    *found = (struct found){.op = c->op};
    if (set->count < 2) return found;
    arena_reset(arena);
    struct list l = {.lint = lint, .arena = arena, .count = set->count, .found = found};
    const bool pairs = c->op == WEIR_OP_LIKE || c->op == WEIR_OP_HAS_ALL || c->op == WEIR_OP_HAS_ANY;
    if (pairs && set->count > MOST_PAIRS) {
        lint_undecided(lint, DIAG_CONTAINED_VALUE, c->span);
        return found;
    }
    if (set->kind == WEIR_SET_STRINGS) {
        l.text = arena_array(arena, set->count, sizeof *l.text);
        for (uint32_t i = 0; i < set->count; i++) l.text[i] = *MODEL_AT(model->strings, struct str, *MODEL_AT(model->values, uint32_t, set->first + i));
    }
    if (c->op == WEIR_OP_STARTS || c->op == WEIR_OP_ENDS) find_starting(&l, c->op == WEIR_OP_ENDS);
    if (c->op == WEIR_OP_CONTAINS) find_inside(&l);
    if (c->op == WEIR_OP_LIKE) find_described(&l);
    if (c->op == WEIR_OP_HAS_ALL || c->op == WEIR_OP_HAS_ANY) find_flags(&l, MODEL_AT(model->numbers, uint64_t, set->first), c->op == WEIR_OP_HAS_ANY);
    return found;
}

static bool say(struct lint *lint, const struct criterion *c, const struct found *f)
{
    struct diag *d = f->count == 1 ? lint_report(lint, DIAG_CONTAINED_VALUE, c->span, "'" STR_FMT "' takes nothing that '" STR_FMT "' does not take too", STR_ARG(f->value), STR_ARG(f->by))
                                   : lint_report(lint, DIAG_CONTAINED_VALUE, c->span, "'" STR_FMT "' takes nothing that '" STR_FMT "' does not take too, and so it is for %u more values",
                                                 STR_ARG(f->value), STR_ARG(f->by), f->count - 1);
    if (d == NULL) return false;
    diag_set_label(lint->model->sink, d, "'" STR_FMT "' stands in the same list", STR_ARG(f->by));
    for (const struct found_value *one = f->all; one; one = one->next)
        lint_wish(lint, d, (struct lint_wish){.kind = LINT_WISH_VALUE, .span = c->span, .text = one->text, .cased = (c->flags & WEIR_CRITERION_CASED) != 0});
    return true;
}

void lint_rule_contained_value(struct lint *lint)
{
    const struct model *model = lint->model;
    struct arena arena, lists; /* lists: what was found for them, which is much where nothing is */
    bool goes_on = lint_wants(lint, DIAG_CONTAINED_VALUE, true);
    arena_init(&arena, model->arena->exhausted);
    arena_init(&lists, model->arena->exhausted);
    struct found *all = goes_on ? arena_array(&lists, model->sets.count, sizeof *all) : NULL;
    for (uint32_t i = 0; goes_on && i < model->instances.count; i++) {
        const struct instance *instance = lint_instance(lint, i);
        for (uint32_t n = 0; goes_on && !instance->aside && n < instance->criterion_count; n++) {
            const struct criterion *c = MODEL_AT(model->criteria, struct criterion, instance->criterion_first + n);
            const struct found *f = c->set == WEIR_NO_SET ? NULL : look_at(lint, &arena, &all[c->set], c);
            if (f && f->count) goes_on = say(lint, c, f);
        }
    }
    arena_free(&arena);
    arena_free(&lists);
}
