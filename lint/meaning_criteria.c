/* The parts of one condition: exclusions that take nothing, alternatives that never count, criteria that never decide.
 *
 * Each is one question: can the condition and the condition without the part differ? What was found is taken out before the next is asked, so that of two parts that each make the other one idle
 * only one is told. Must hold: a part is asked about only where something else of the condition speaks of the same parameter; apart from that it decides. */
#include "meaning.h"

enum { MOST_ALTERNATIVES = 64, MOST_VALUES = 64 };

struct parts {
    struct meaning_case *c;
    struct solve_node *condition; /* without what was found */
    uint8_t *signs;               /* by atom, of the condition now */
    const uint8_t *written;       /* the same of the condition as it was written */
    uint32_t *reads;              /* by ordinal: how many atoms of the condition read it */
};

static void count_reads(struct parts *p)
{
    const struct solve *solve = &p->c->solve;
    solve_signs(solve, p->condition, p->signs);
    memset(p->reads, 0, (WEIR_MAX_PARAMETERS + 1) * sizeof *p->reads);
    for (uint32_t a = 0; a < p->c->atom_count; a++) {
        const struct criterion *criterion = solve_atom_criterion(solve, a);
        if (p->signs[a] == 0) continue;
        p->reads[criterion->ordinal] += p->signs[a] & SOLVE_SIGN_REPEATED ? 2 : 1;
        if (criterion->other) p->reads[criterion->other]++;
    }
}

/* Does anything of the node share a parameter with the rest? */
static bool is_entangled(const struct parts *p, const struct solve_node *node)
{
    const struct solve *solve = &p->c->solve;
    uint8_t *signs = arena_array(solve->arena, solve_atom_count(solve), sizeof *signs);
    uint32_t mine[WEIR_MAX_PARAMETERS + 1] = {0};
    solve_signs(solve, node, signs);
    for (uint32_t a = 0; a < p->c->atom_count; a++) {
        const struct criterion *criterion = solve_atom_criterion(solve, a);
        if (signs[a] == 0) continue;
        mine[criterion->ordinal] += signs[a] & SOLVE_SIGN_REPEATED ? 2 : 1;
        if (criterion->other) mine[criterion->other]++;
    }
    for (uint32_t i = 1; i <= WEIR_MAX_PARAMETERS; i++)
        if (mine[i] && p->reads[i] > mine[i]) return true;
    return false;
}

static bool is_never(struct parts *p, enum diag_code code, const struct solve_node *node) { return meaning_ask(p->c, code, node, NULL) == SOLVE_NO; }

static struct solve_node *both(struct parts *p, struct solve_node *a, struct solve_node *b) { return solve_and(&p->c->solve, a, b); }
static struct solve_node *less(struct parts *p, struct solve_node *a, struct solve_node *b) { return solve_and(&p->c->solve, a, solve_not(&p->c->solve, b)); }

static struct meaning_finding *add(struct parts *p, enum diag_code code, struct span span)
{
    struct meaning *m = p->c->meaning;
    struct meaning_finding *finding = meaning_add(m, code, p->c->instance);
    finding->span = span;
    finding->text = meaning_words(m, span);
    return finding;
}

/* ---- exclusions ---- */

/* What is excluded stands in a row of ORs: each of them by itself. */
static void ask_exclusion(struct parts *p, struct solve_row *row, uint32_t i)
{
    struct solve *solve = &p->c->solve;
    struct solve_node *rest = solve_join(solve, row, i, false);
    struct solve_row excluded = solve_row(solve, solve_excluded(row->at[i]), true);
    if (excluded.count > MOST_ALTERNATIVES) {
        lint_undecided(p->c->meaning->lint, DIAG_IDLE_EXCLUSION, solve_span(row->at[i], p->written));
        return;
    }
    for (uint32_t e = 0; e < excluded.count;) {
        if (!is_never(p, DIAG_IDLE_EXCLUSION, both(p, rest, excluded.at[e]))) {
            e++;
            continue;
        }
        struct meaning_finding *finding = add(p, DIAG_IDLE_EXCLUSION, solve_span(excluded.at[e], p->written));
        finding->excluded = solve_excluded(excluded.at[e]) != NULL;
        meaning_show(p->c->meaning, finding, &p->c->event, "'" STR_FMT "' matches this, with the exclusion and without it", STR_ARG(lint_instance(p->c->meaning->lint, p->c->instance)->name));
        excluded.at[e] = excluded.at[--excluded.count];
    }
    row->at[i] = solve_not(solve, solve_join(solve, &excluded, UINT32_MAX, true));
}

static void ask_exclusions(struct parts *p)
{
    struct solve *solve = &p->c->solve;
    struct solve_row row = solve_row(solve, p->condition, false);
    for (uint32_t i = 0; i < row.count && meaning_wants(p->c->meaning, DIAG_IDLE_EXCLUSION); i++)
        if (solve_excluded(row.at[i])) ask_exclusion(p, &row, i);
    p->condition = solve_join(solve, &row, UINT32_MAX, false);
}

/* ---- alternatives ---- */

static struct solve_node *without_exclusions(struct parts *p, const struct solve_row *row, uint32_t without)
{
    struct solve *solve = &p->c->solve;
    struct solve_row kept = {.at = arena_array(solve->arena, row->count, sizeof *kept.at)};
    for (uint32_t i = 0; i < row->count; i++)
        if (i != without && solve_excluded(row->at[i]) == NULL) kept.at[kept.count++] = row->at[i];
    return solve_join(solve, &kept, UINT32_MAX, false);
}

static struct meaning_finding *found_dead(struct parts *p, struct span span, struct str text, struct solve_node *without_excluded)
{
    struct solve_event event;
    struct meaning_finding *finding = add(p, DIAG_DEAD_ALTERNATIVE, span);
    if (text.n) finding->text = text;
    finding->by_exclusion = solve_find(&p->c->solve, without_excluded, &event) == SOLVE_YES;
    if (!finding->by_exclusion) return finding;
    meaning_confirm(p->c->meaning, p->c->instance, &event, false);
    meaning_show(p->c->meaning, finding, &event, "without what is excluded this would match by it; with it, '" STR_FMT "' does not", STR_ARG(lint_instance(p->c->meaning->lint, p->c->instance)->name));
    return finding;
}

/* One row of ORs: each of its parts against the rest of the condition, then against the other parts. */
static void ask_alternatives(struct parts *p, struct solve_row *row, uint32_t i)
{
    struct solve *solve = &p->c->solve;
    struct meaning *m = p->c->meaning;
    struct solve_node *rest = solve_join(solve, row, i, false);
    struct solve_row of = solve_row(solve, row->at[i], true);
    if (of.count > MOST_ALTERNATIVES) {
        lint_undecided(m->lint, DIAG_DEAD_ALTERNATIVE, solve_span(row->at[i], p->written));
        return;
    }
    for (uint32_t k = 0; k < of.count && of.count > 1;) {
        const struct span span = solve_span(of.at[k], p->written);
        bool gone = false;
        if (is_entangled(p, of.at[k])) {
            if (meaning_wants(m, DIAG_DEAD_ALTERNATIVE) && is_never(p, DIAG_DEAD_ALTERNATIVE, both(p, rest, of.at[k]))) {
                found_dead(p, span, (struct str){NULL, 0}, both(p, without_exclusions(p, row, i), of.at[k]))->excluded = solve_excluded(of.at[k]) != NULL;
                gone = true;
            } else if (meaning_wants(m, DIAG_IDLE_CRITERION) && is_never(p, DIAG_IDLE_CRITERION, less(p, both(p, rest, of.at[k]), solve_join(solve, &of, k, true)))) {
                struct meaning_finding *finding = add(p, DIAG_IDLE_CRITERION, span);
                finding->excluded = solve_excluded(of.at[k]) != NULL;
                finding->other = STR("what it takes, the other alternatives take too");
                gone = true;
            }
        }
        if (gone) {
            of.at[k] = of.at[of.count - 1];
            of.count--;
        } else {
            k++;
        }
    }
    row->at[i] = solve_join(solve, &of, UINT32_MAX, true);
}

static void ask_rows(struct parts *p)
{
    struct solve *solve = &p->c->solve;
    struct solve_row row = solve_row(solve, p->condition, false);
    for (uint32_t i = 0; i < row.count; i++)
        if (solve_excluded(row.at[i]) == NULL) ask_alternatives(p, &row, i);
    p->condition = solve_join(solve, &row, UINT32_MAX, false);
    count_reads(p);
}

/* ---- values of one criterion ---- */

/* The criterion with one value of its set: a set of our own, which is a part of the other one. */
static struct solve_node *with_value(struct parts *p, uint32_t atom, uint32_t i)
{
    struct meaning *m = p->c->meaning;
    struct criterion one = *solve_atom_criterion(&p->c->solve, atom);
    struct value_set set = *MODEL_AT(m->model.sets, struct value_set, one.set);
    set.first += set.kind == WEIR_SET_RANGES ? 2 * i : i;
    set.count = 1;
    *(struct value_set *)vec_push(&m->model.sets, sizeof set) = set;
    one.set = (uint32_t)m->model.sets.count - 1;
    return solve_substitute(&p->c->solve, p->condition, atom, solve_criterion(&p->c->solve, &one));
}

static struct str value_words(struct meaning *m, const struct criterion *criterion, uint32_t i)
{
    const struct value_set *set = MODEL_AT(m->model.sets, struct value_set, criterion->set);
    const struct model *model = m->lint->model;
    if (set->kind == WEIR_SET_NUMBERS) return arena_printf(model->arena, "%llu", (unsigned long long)*MODEL_AT(model->numbers, uint64_t, set->first + i));
    if (set->kind == WEIR_SET_RANGES)
        return arena_printf(model->arena, "%llu..%llu", (unsigned long long)*MODEL_AT(model->numbers, uint64_t, set->first + 2 * i), (unsigned long long)*MODEL_AT(model->numbers, uint64_t, set->first + 2 * i + 1));
    uint32_t text = *MODEL_AT(model->values, uint32_t, set->first + i);
    if (set->kind == WEIR_SET_PROGRAMS) text = MODEL_AT(model->regexes, struct regex_entry, text)->text;
    return *MODEL_AT(model->strings, struct str, text);
}

/* The event that matches, with the value put to what is in the criterion's field: where that matches too, the value is alive, and nothing needs to be asked. */
static bool lives_on_event(struct parts *p, const struct criterion *criterion, uint32_t i)
{
    struct meaning_case *c = p->c;
    const struct model *model = c->meaning->lint->model;
    const struct value_set *set = MODEL_AT(c->meaning->model.sets, struct value_set, criterion->set);
    struct typed_value *value = &c->event.value[criterion->ordinal - 1];
    const struct typed_value before = *value;
    const bool is_there = c->event.present & lint_bit(criterion->ordinal);
    if (!is_there || criterion->op == WEIR_OP_LIKE || (set->kind != WEIR_SET_STRINGS && criterion->op != WEIR_OP_NUMBER_IN && criterion->op != WEIR_OP_NUMBER_RANGE)) return false;
    if (set->kind == WEIR_SET_STRINGS) {
        const struct str text = *MODEL_AT(model->strings, struct str, *MODEL_AT(model->values, uint32_t, set->first + i));
        const bool first = criterion->op == WEIR_OP_STARTS, alone = criterion->op == WEIR_OP_EQUALS;
        value->bytes = alone ? text : arena_printf(c->solve.arena, STR_FMT STR_FMT, STR_ARG(first ? text : before.bytes), STR_ARG(first ? before.bytes : text));
    } else {
        value->number = *MODEL_AT(model->numbers, uint64_t, set->first + (set->kind == WEIR_SET_RANGES ? 2 * i : i));
    }
    const bool holds = solve_holds(&c->solve, p->condition, &c->event);
    *value = before;
    return holds;
}

static void ask_values(struct parts *p, uint32_t atom)
{
    struct meaning *m = p->c->meaning;
    const struct criterion criterion = *solve_atom_criterion(&p->c->solve, atom);
    if (criterion.set == WEIR_NO_SET || p->reads[criterion.ordinal] < 2 || p->signs[atom] != SOLVE_SIGN_POSITIVE) return;
    const uint8_t type = lint_type(m->lint, m->type)->fields[criterion.ordinal - 1].type;
    const uint32_t count = MODEL_AT(m->model.sets, struct value_set, criterion.set)->count;
    uint32_t dead = 0;
    if (count < 2 || (!lint_is_text(type) && (type == WEIR_TYPE_GUID || type == WEIR_TYPE_IP))) return;
    if (count > MOST_VALUES) {
        lint_undecided(m->lint, DIAG_DEAD_ALTERNATIVE, criterion.span);
        return;
    }
    for (uint32_t i = 0; i < count; i++) {
        if (lives_on_event(p, &criterion, i)) continue;
        struct solve_node *one = with_value(p, atom, i);
        if (!is_never(p, DIAG_DEAD_ALTERNATIVE, one)) continue;
        const struct solve_row row = solve_row(&p->c->solve, one, false);
        if (dead++ == 0) found_dead(p, criterion.span, value_words(m, &criterion, i), without_exclusions(p, &row, UINT32_MAX));
        struct vec *found = &m->found[DIAG_DEAD_ALTERNATIVE];
        struct meaning_finding *finding = MODEL_AT(*found, struct meaning_finding, found->count - 1);
        struct meaning_value *value = arena_new(m->lint->model->arena, struct meaning_value);
        *value = (struct meaning_value){value_words(m, &criterion, i), finding->values};
        finding->values = value;
        finding->other_count = dead - 1;
    }
}

/* ---- criteria ---- */

/* Another criterion that was written in the same place: values of one `all` list. */
static bool is_of_all_list(const struct parts *p, uint32_t atom)
{
    const struct criterion *one = solve_atom_criterion(&p->c->solve, atom);
    for (uint32_t a = 0; a < p->c->atom_count; a++) {
        const struct criterion *other = solve_atom_criterion(&p->c->solve, a);
        if (a != atom && p->signs[a] && one->span.at && other->span.at == one->span.at && other->span.length == one->span.length && other->op == one->op && other->ordinal == one->ordinal) return true;
    }
    return false;
}

static void ask_criterion(struct parts *p, uint32_t atom)
{
    struct solve *solve = &p->c->solve;
    struct meaning *m = p->c->meaning;
    const struct criterion *criterion = solve_atom_criterion(solve, atom);
    const uint8_t sign = p->signs[atom] & (SOLVE_SIGN_POSITIVE | SOLVE_SIGN_NEGATIVE);
    if (sign == 0 || sign == (SOLVE_SIGN_POSITIVE | SOLVE_SIGN_NEGATIVE)) return;
    if (p->reads[criterion->ordinal] < 2 && (criterion->other == 0 || p->reads[criterion->other] < 2)) return;
    const bool all = is_of_all_list(p, atom);
    const enum diag_code code = all ? DIAG_IMPLIED_VALUE : DIAG_IDLE_CRITERION;
    if (!meaning_wants(m, code)) return;
    struct solve_node *with = solve_substitute(solve, p->condition, atom, solve_constant(solve, true));
    /* Where it holds, does it ever keep something out; where it is excluded, does it ever let something in? */
    if (!is_never(p, code, sign == SOLVE_SIGN_POSITIVE ? less(p, with, p->condition) : less(p, p->condition, with))) return;
    struct meaning_finding *finding = add(p, code, criterion->span);
    if (all && criterion->set != WEIR_NO_SET) finding->text = value_words(m, criterion, 0);
    finding->becomes = true;
    finding->other = sign == SOLVE_SIGN_POSITIVE ? STR("it holds whenever the rest of the condition does") : STR("what is excluded is the same without it");
    p->condition = with;
    count_reads(p);
}

void meaning_ask_criteria(struct meaning_case *c)
{
    if (c->atom_count < 2) return;
    struct parts p = {.c = c, .condition = c->condition};
    p.signs = arena_array(c->solve.arena, solve_atom_count(&c->solve) + MOST_VALUES * (size_t)c->atom_count, sizeof *p.signs);
    p.reads = arena_array(c->solve.arena, WEIR_MAX_PARAMETERS + 1, sizeof *p.reads);
    p.written = meaning_signs(c);
    count_reads(&p);
    ask_exclusions(&p);
    count_reads(&p);
    ask_rows(&p);
    for (uint32_t a = 0; a < c->atom_count; a++) ask_criterion(&p, a);
    for (uint32_t a = 0; a < c->atom_count && meaning_wants(c->meaning, DIAG_DEAD_ALTERNATIVE); a++) ask_values(&p, a);
}
