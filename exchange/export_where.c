/* The condition that a log source of a mapping stands for beside its Template Type: an import adds it, so an export takes it away.
 *
 * In:  the "where" of the targets, as Weir source; the condition of an instance. Out: the condition without it. Must hold: what is taken away is exactly
 *      what an import adds again, at the end of the condition. */
#include "export_yaml.h"

void sigma_where_init(struct sigma_export *s)
{
    diag_init(&s->where_sink, s->arena, s->model->sources);
    model_init(&s->where_model, s->arena, s->model->sources, &s->where_sink);
}

void sigma_where_free(struct sigma_export *s)
{
    model_free(&s->where_model);
    diag_free(&s->where_sink);
}

/* One instance a target that has a condition, with the target's index in its id. */
static void write_source(const struct sigma_export *s, struct text *out)
{
    for (uint32_t i = 0; i < s->mapping.targets.count; i++) {
        const struct mapping_target *target = MODEL_AT(s->mapping.targets, struct mapping_target, i);
        if (target->where.n && mapping_type(&s->mapping, target)) text_printf(out, "use '" STR_FMT "'\n", STR_ARG(target->use));
    }
    for (uint32_t i = 0; i < s->mapping.targets.count; i++) {
        const struct mapping_target *target = MODEL_AT(s->mapping.targets, struct mapping_target, i);
        const struct template_type *type = mapping_type(&s->mapping, target);
        if (target->where.n == 0 || type == NULL) continue;
        uint8_t action = 0;
        while (action + 1 < WEIR_ACTION_COUNT && !(type->actions & 1u << action)) action++;
        text_printf(out, "instance Where%u : " STR_FMT " { id %u title 'where' severity low action %s\n match " STR_FMT "\n}\n", i, STR_ARG(type->name), i + 1, action_word(action), STR_ARG(target->where));
    }
}

void sigma_where_ready(struct sigma_export *s, const char *root)
{
    struct text text;
    struct tree tree;
    text_init(&text, s->arena->exhausted);
    write_source(s, &text);
    const struct str copy = arena_copy(s->arena, text_str(&text));
    text_free(&text);
    syntax_parse(&tree, s->arena, s->model->sources, sources_add(s->model->sources, "<where>", copy), &s->where_sink);
    model_build(&s->where_model, &tree, 1, &(struct model_options){.root = root});
    tree_free(&tree);
}

/* ---- comparing, across two models ---- */

static bool same_set(const struct sigma_export *s, const struct criterion *ours, const struct criterion *wanted)
{
    const struct value_set *a = set_of(s->model, ours), *b = set_of(&s->where_model, wanted);
    if (a == NULL || b == NULL) return a == b;
    if (a->kind != b->kind || a->count != b->count) return false;
    const bool texts = a->kind == WEIR_SET_STRINGS || a->kind == WEIR_SET_PROGRAMS;
    const uint32_t count = a->kind == WEIR_SET_RANGES ? 2 * a->count : a->count;
    for (uint32_t i = 0; i < count; i++) {
        if (texts ? !str_equal(set_text(s->model, a, i), set_text(&s->where_model, b, i)) : set_number(s->model, a, i) != set_number(&s->where_model, b, i)) return false;
    }
    return true;
}

static bool same_term(const struct sigma_export *s, const struct term *ours, const struct term *wanted)
{
    if (ours->kind != wanted->kind || ours->k != wanted->k || ours->count != wanted->count) return false;
    if (ours->kind == TERM_CRITERION) {
        const struct criterion *a = ours->criterion, *b = wanted->criterion;
        return a->op == b->op && a->flags == b->flags && a->ordinal == b->ordinal && a->other == b->other && same_set(s, a, b);
    }
    const struct term *a = ours->first, *b = wanted->first;
    for (; a; a = a->next, b = b->next)
        if (!same_term(s, a, b)) return false;
    return true;
}

/* The last operands of ours, as many as wanted has. */
static struct term *without_tail(struct term *ours, const struct term *wanted, const struct sigma_export *s)
{
    const uint32_t count = wanted->kind == TERM_AND ? wanted->count : 1;
    if (ours->kind != TERM_AND || ours->count <= count) return NULL;
    struct term **link = &ours->first;
    for (uint32_t i = 0; i < ours->count - count; i++) link = &(*link)->next;
    const struct term *at = *link, *want = wanted->kind == TERM_AND ? wanted->first : wanted;
    for (uint32_t i = 0; i < count; i++, at = at->next, want = want->next)
        if (!same_term(s, at, want)) return NULL;
    *link = NULL;
    ours->count -= count;
    return ours->count == 1 ? ours->first : ours;
}

struct term *sigma_where_taken(struct sigma_export *s, uint32_t target, struct term *term)
{
    for (uint32_t i = 0; i < s->where_model.instances.count; i++) {
        const struct instance *where = MODEL_AT(s->where_model.instances, struct instance, i);
        if (where->id == (uint64_t)target + 1 && !where->poisoned) return without_tail(term, term_of_instance(&s->scratch, &s->where_model, where), s);
    }
    return NULL;
}
