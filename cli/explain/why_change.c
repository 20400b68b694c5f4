/* The smallest change of an event that turns the verdict of one instance.
 *
 * In:   an event and the instance's condition. Out: the event changed in as few values as possible, and of those changes one that is short.
 * One value alone is tried first, by texts made of the old value and what the criteria name, then by the solver with all other values held; then two values; then
 * what the solver finds, with every value put back that can be. Must hold: the Content Interpreter gives the other verdict on what comes out. */
#include "why.h"

#include "../../compiler/pattern/pattern.h"
#include "../quality/quality.h"
#include "../channel/view.h"
#include "../quality/witness.h"

enum { MOST_VALUES = 64, MOST_PAIR_FIELDS = 24, LONGEST_SEARCHED = 4096 };

struct changing {
    struct why *why;
    struct solve solve;
    struct solve_node *turned; /* the condition, as it has to become */
    struct solve_event old, base; /* as it is; what is changed by hand: the old one, then the best one */
    struct arena scratch;
    bool wanted;
    bool has_best, passed_bound;
    uint64_t best_cost;
};

static const struct template_type *type_of(const struct changing *c) { return MODEL_AT(c->why->model.templates, struct template_type, c->why->type); }
static bool is_text(uint8_t type) { return type == WEIR_TYPE_STRING || type == WEIR_TYPE_PATH || type == WEIR_TYPE_HASH; }
static bool has_bytes(uint8_t type) { return is_text(type) || type == WEIR_TYPE_GUID || type == WEIR_TYPE_IP; }

/* ---- how large is a change ---- */

static bool same_value(const struct changing *c, uint32_t i, const struct solve_event *event)
{
    if ((event->present ^ c->old.present) >> i & 1) return false;
    if (!(event->present >> i & 1)) return true;
    return has_bytes(type_of(c)->fields[i].type) ? str_equal(event->value[i].bytes, c->old.value[i].bytes) : event->value[i].number == c->old.value[i].number;
}

static uint64_t changed_in(const struct changing *c, const struct solve_event *event)
{
    uint64_t changed = 0;
    for (uint32_t i = 0; i < c->solve.parameter_count; i++)
        if (!same_value(c, i, event)) changed |= UINT64_C(1) << i;
    return changed;
}

/* Of a text the bytes between what is the same before and behind. A value that comes or goes is more than one that changes. */
static uint64_t cost_of(const struct changing *c, uint32_t i, const struct solve_event *event)
{
    enum { COMES = 1000 };
    const struct str a = c->old.value[i].bytes, b = event->value[i].bytes;
    if (same_value(c, i, event)) return 0;
    if ((event->present ^ c->old.present) >> i & 1) return COMES + (event->present >> i & 1 && is_text(type_of(c)->fields[i].type) ? b.n : 1);
    if (!is_text(type_of(c)->fields[i].type)) return 1;
    uint32_t before = 0, behind = 0;
    const uint32_t least = a.n < b.n ? a.n : b.n;
    while (before < least && a.p[before] == b.p[before]) before++;
    while (behind < least - before && a.p[a.n - 1 - behind] == b.p[b.n - 1 - behind]) behind++;
    return 1 + (uint64_t)(a.n - before - behind) + (b.n - before - behind);
}

/* Takes the event if the interpreter gives it the other verdict, and nothing smaller is known. */
static bool offer(struct changing *c, const struct solve_event *event)
{
    struct why *why = c->why;
    uint64_t cost = 0;
    for (uint32_t i = 0; i < c->solve.parameter_count; i++) cost += cost_of(c, i, event);
    if (c->has_best && cost >= c->best_cost) return false;
    if (witness_run(&c->scratch, why->view, why->instance, type_of(c), event) != (c->wanted ? WEIR_MATCH : WEIR_NO_MATCH)) return false;
    c->has_best = true;
    c->best_cost = cost;
    why->change.event = *event;
    for (uint32_t i = 0; i < c->solve.parameter_count; i++)
        if (event->present >> i & 1 && event->value[i].bytes.p) why->change.event.value[i].bytes = arena_copy(&why->arena, event->value[i].bytes);
    return true;
}

/* ---- one value by hand ---- */

static void offer_text(struct changing *c, uint32_t i, struct str text)
{
    struct solve_event event = c->base;
    event.present |= UINT64_C(1) << i;
    event.value[i] = (struct typed_value){.ordinal = (uint8_t)(i + 1), .bytes = text};
    if (utf8_invalid_at(text) == text.n) offer(c, &event);
}

/* The old text with a part of it replaced. */
static void offer_spliced(struct changing *c, uint32_t i, struct str old, uint32_t at, uint32_t length, const char *by)
{
    offer_text(c, i, arena_printf(&c->scratch, "%.*s%s%.*s", (int)at, old.p, by, (int)(old.n - at - length), old.p + at + length));
}

static struct str old_text(const struct changing *c, uint32_t i) { return c->old.present >> i & 1 ? c->old.value[i].bytes : (struct str){"", 0}; }

/* The old text with the value before, behind, in its place, and a character of it taken out or replaced. */
static void offer_with(struct changing *c, uint32_t i, struct str value)
{
    const struct str old = old_text(c, i);
    offer_text(c, i, value);
    offer_text(c, i, arena_printf(&c->scratch, STR_FMT STR_FMT, STR_ARG(old), STR_ARG(value)));
    offer_text(c, i, arena_printf(&c->scratch, STR_FMT STR_FMT, STR_ARG(value), STR_ARG(old)));
    for (uint32_t at = 0; old.n <= LONGEST_SEARCHED && value.n && value.n <= old.n && at <= old.n - value.n; at++) {
        if (!str_equal(fold_text(&c->scratch, (struct str){old.p + at, value.n}), fold_text(&c->scratch, value))) continue;
        offer_spliced(c, i, old, at + value.n - 1, 1, "");
        offer_spliced(c, i, old, at + value.n - 1, 1, "x");
    }
}

/* A character more, less, or another one at either end. */
static void offer_ends(struct changing *c, uint32_t i)
{
    const struct str old = old_text(c, i);
    offer_spliced(c, i, old, 0, 0, "x");
    offer_spliced(c, i, old, old.n, 0, "x");
    if (old.n == 0) return;
    offer_spliced(c, i, old, 0, 1, "x");
    offer_spliced(c, i, old, old.n - 1, 1, "x");
    offer_spliced(c, i, old, old.n - 1, 1, "");
}

static void offer_numbers(struct changing *c, uint32_t i)
{
    for (int way = 0; way < 2; way++) {
        struct solve_event event = c->base;
        event.value[i].number = way ? c->old.value[i].number - 1 : c->old.value[i].number + 1;
        if (type_of(c)->fields[i].type == WEIR_TYPE_U32) event.value[i].number &= UINT32_MAX;
        offer(c, &event);
    }
}

static void try_by_hand(struct changing *c, uint32_t i)
{
    const struct model *model = &c->why->model;
    const uint8_t type = type_of(c)->fields[i].type;
    if (c->old.present >> i & 1) {
        struct solve_event event = c->base;
        event.present &= ~(UINT64_C(1) << i);
        offer(c, &event);
        if (type == WEIR_TYPE_U32 || type == WEIR_TYPE_U64 || type == WEIR_TYPE_I64) offer_numbers(c, i);
    }
    if (!is_text(type)) return;
    offer_ends(c, i);
    for (uint32_t a = 0; a < solve_atom_count(&c->solve); a++) {
        const struct criterion *criterion = solve_atom_criterion(&c->solve, a);
        if (criterion->ordinal != i + 1 || criterion->op < WEIR_OP_EQUALS || criterion->op > WEIR_OP_CONTAINS) continue;
        const struct value_set *set = MODEL_AT(model->sets, struct value_set, criterion->set);
        for (uint32_t k = 0; k < set->count && k < MOST_VALUES; k++) {
            offer_with(c, i, *MODEL_AT(model->strings, struct str, *MODEL_AT(model->values, uint32_t, set->first + k)));
            arena_reset(&c->scratch);
        }
    }
}

/* ---- by the solver ---- */

static uint32_t set_of_value(struct model *model, uint8_t type, const struct typed_value *value)
{
    struct value_set set = {.count = 1, .kind = has_bytes(type) ? WEIR_SET_STRINGS : WEIR_SET_NUMBERS};
    if (has_bytes(type)) {
        *(struct str *)vec_push(&model->strings, sizeof(struct str)) = value->bytes;
        set.first = (uint32_t)model->values.count;
        *(uint32_t *)vec_push(&model->values, sizeof(uint32_t)) = (uint32_t)model->strings.count - 1;
    } else {
        set.first = (uint32_t)model->numbers.count;
        *(uint64_t *)vec_push(&model->numbers, sizeof(uint64_t)) = value->number;
    }
    *(struct value_set *)vec_push(&model->sets, sizeof set) = set;
    return (uint32_t)model->sets.count - 1;
}

/* "The value is what it was": what is absent stays so. */
static struct solve_node *held(struct changing *c, uint32_t i)
{
    const uint8_t type = type_of(c)->fields[i].type;
    struct criterion criterion = {.ordinal = (uint8_t)(i + 1), .op = WEIR_OP_EXISTS, .set = WEIR_NO_SET};
    if (!(c->old.present >> i & 1)) return solve_not(&c->solve, solve_criterion(&c->solve, &criterion));
    criterion.op = is_text(type) ? WEIR_OP_EQUALS : has_bytes(type) ? WEIR_OP_BYTES_IN : WEIR_OP_NUMBER_IN;
    criterion.flags = is_text(type) ? WEIR_CRITERION_CASED : 0;
    criterion.set = set_of_value(&c->why->model, type, &c->old.value[i]);
    return solve_criterion(&c->solve, &criterion);
}

/* Values that nothing wishes anything of stay as they were. */
static bool solve_with(struct changing *c, struct solve_node *const *holds, uint64_t free_fields, uint64_t reads, struct solve_event *event)
{
    struct solve_node *node = c->turned;
    for (uint32_t i = 0; i < c->solve.parameter_count; i++)
        if (holds[i] && !(free_fields >> i & 1)) node = solve_and(&c->solve, holds[i], node);
    const enum solve_answer answer = solve_find(&c->solve, node, event);
    c->passed_bound = c->passed_bound || answer == SOLVE_UNDECIDED;
    if (answer != SOLVE_YES) return false;
    for (uint32_t i = 0; i < c->solve.parameter_count; i++) {
        if (reads >> i & 1 && free_fields >> i & 1) continue;
        event->present = (event->present & ~(UINT64_C(1) << i)) | (c->old.present & UINT64_C(1) << i);
        event->value[i] = c->old.value[i];
    }
    return true;
}

static void try_pairs(struct changing *c, struct solve_node *const *holds, uint64_t reads)
{
    struct solve_event event;
    uint32_t fields[MOST_PAIR_FIELDS], count = 0;
    for (uint32_t i = 0; i < c->solve.parameter_count && count < MOST_PAIR_FIELDS; i++)
        if (reads >> i & 1) fields[count++] = i;
    for (uint32_t a = 0; a < count; a++)
        for (uint32_t b = a + 1; b < count; b++)
            if (solve_with(c, holds, UINT64_C(1) << fields[a] | UINT64_C(1) << fields[b], reads, &event)) offer(c, &event);
}

/* Everything free; then each value is put back if the rest can still do without it. */
static void try_all(struct changing *c, struct solve_node *const *holds, uint64_t reads)
{
    struct solve_event event, next;
    uint64_t free_fields = reads;
    if (!solve_with(c, holds, free_fields, reads, &event)) return;
    for (uint32_t i = 0; i < c->solve.parameter_count; i++)
        if (free_fields >> i & 1 && solve_with(c, holds, free_fields & ~(UINT64_C(1) << i), reads, &next)) {
            free_fields &= ~(UINT64_C(1) << i);
            event = next;
        }
    offer(c, &event);
}

static void look(struct changing *c)
{
    struct solve_node *holds[WEIR_MAX_PARAMETERS] = {NULL};
    struct solve_event event;
    uint64_t reads = 0;
    for (uint32_t a = 0; a < solve_atom_count(&c->solve); a++) {
        const struct criterion *criterion = solve_atom_criterion(&c->solve, a);
        reads |= UINT64_C(1) << (criterion->ordinal - 1) | (criterion->other ? UINT64_C(1) << (criterion->other - 1) : 0);
    }
    for (uint32_t i = 0; i < c->solve.parameter_count; i++)
        if (reads >> i & 1) try_by_hand(c, i);
    for (uint32_t i = 0; i < c->solve.parameter_count; i++)
        if (reads >> i & 1) holds[i] = held(c, i);
    for (uint32_t i = 0; i < c->solve.parameter_count; i++)
        if (reads >> i & 1 && solve_with(c, holds, UINT64_C(1) << i, reads, &event)) offer(c, &event);
    if (!c->has_best) try_pairs(c, holds, reads);
    if (!c->has_best) try_all(c, holds, reads);
    if (!c->has_best) return;
    c->base = c->why->change.event; /* what the solver chose is short, but not near: nearer texts, one value after another */
    for (uint32_t i = 0; i < c->solve.parameter_count; i++) {
        if (!same_value(c, i, &c->base)) try_by_hand(c, i);
        c->base = c->why->change.event;
    }
}

void why_find_change(struct why *why)
{
    struct changing c = {.why = why, .wanted = why->verdict != WEIR_MATCH};
    why->change.found = SOLVE_UNDECIDED;
    if (why->verdict == WEIR_CANNOT_DECIDE || why->condition.count > WHY_MOST_CODE) return;
    arena_init(&c.scratch, &why->cli->exhausted);
    solve_init(&c.solve, &why->arena, &why->model, why->type, type_of(&c)->version);
    quality_event_of_inputs(&why->arena, why->view, why->inputs, &c.old);
    c.base = c.old;
    struct solve_node *condition = solve_instance(&c.solve, why->instance);
    c.turned = c.wanted ? condition : solve_not(&c.solve, condition);
    look(&c);
    why->change.found = c.has_best ? SOLVE_YES : c.passed_bound ? SOLVE_UNDECIDED : SOLVE_NO;
    if (c.has_best) why->change.changed = changed_in(&c, &why->change.event);
    solve_free(&c.solve);
    arena_free(&c.scratch);
}
