/* Is there an event for which a condition holds?
 *
 * Criteria are tried true and false, one at a time, in the order in which the condition needs them, and after each the parameter that it reads is asked
 * whether a value can grant all that is wished of it so far (text.c, value.c). Parameters are apart from each other but for criteria that
 * compare two of them: those are tried like the others, and settled at the end (settle).
 * Must hold: no is said only when every way was refused for a reason; a bound on the way there makes it undecided. */
#include <stdlib.h>

#include "parts.h"

struct decision {
    struct solve_atom *atom;
    bool value, flipped; /* flipped: the other value was tried before */
};
struct memo { /* of one parameter: what was answered for wishes */
    struct memo *next;
    struct wish *wishes;
    uint32_t count;
    enum solve_answer answer;
    struct typed_value value;
};
struct search {
    struct solve *solve;
    struct decision *stack;
    uint32_t depth;
    struct memo *memos[WEIR_MAX_PARAMETERS];
    struct solve_event event;
    bool passed_bound;
};

/* ---- the condition over what is tried so far: 1, 0, or -1 for open ---- */

static int8_t value_of(const struct solve_node *node)
{
    switch ((enum solve_kind)node->kind) {
    case SOLVE_NODE_ATOM: return node->atom->value;
    case SOLVE_NODE_TRUE: return 1;
    case SOLVE_NODE_NOT: {
        const int8_t value = value_of(node->kids[0]);
        return value < 0 ? value : (int8_t)!value;
    }
    case SOLVE_NODE_AND:
    case SOLVE_NODE_OR:
    case SOLVE_NODE_ATLEAST: break;
    }
    const uint32_t needed = node->kind == SOLVE_NODE_AND ? node->count : node->kind == SOLVE_NODE_OR ? 1 : node->k;
    uint32_t holding = 0, open = 0;
    for (uint32_t i = 0; i < node->count; i++) {
        const int8_t value = value_of(node->kids[i]);
        holding += value == 1;
        open += value < 0;
        if (holding >= needed) return 1;
        if (holding + open + (node->count - i - 1) < needed) return 0;
    }
    return holding >= needed ? 1 : holding + open >= needed ? -1 : 0;
}

/* An open atom that the node, itself open, waits for; *wanted is what makes the node so. */
static struct solve_atom *open_atom(const struct solve_node *node, bool *wanted)
{
    while (node->kind != SOLVE_NODE_ATOM) {
        const struct solve_node *open = NULL;
        if (node->kind == SOLVE_NODE_NOT) *wanted = !*wanted;
        for (uint32_t i = 0; i < node->count && open == NULL; i++)
            if (value_of(node->kids[i]) < 0) open = node->kids[i];
        if (open == NULL) return NULL;
        node = open;
    }
    return node->atom;
}

/* ---- what is wished of a parameter ---- */

static enum solve_answer remembered(struct search *s, uint32_t ordinal, const struct wish *wishes, uint32_t count, struct typed_value *value)
{
    const struct wishes all = {wishes, count, s->solve->type->fields[ordinal - 1].type};
    for (const struct memo *m = s->memos[ordinal - 1]; m != NULL; m = m->next) {
        if (m->count != count) continue;
        uint32_t same = 0;
        while (same < count && m->wishes[same].atom == wishes[same].atom && m->wishes[same].wanted == wishes[same].wanted) same++;
        if (same == count) {
            *value = m->value;
            return m->answer;
        }
        /* A value that was found may do for more wishes; where fewer could not be granted, more cannot. */
    }
    struct memo *memo = arena_new(s->solve->arena, struct memo);
    memo->wishes = arena_array(s->solve->arena, count, sizeof *wishes);
    memcpy(memo->wishes, wishes, count * sizeof *wishes);
    memo->count = count;
    if (s->event.present >> (ordinal - 1) & 1 && solve_grants(s->solve, &all, &s->event.value[ordinal - 1])) {
        memo->answer = SOLVE_YES;
        memo->value = s->event.value[ordinal - 1];
    } else {
        memo->answer = type_is_text(all.type) ? solve_text(s->solve, &all, &memo->value) : solve_value(s->solve, &all, &memo->value);
    }
    memo->next = s->memos[ordinal - 1];
    s->memos[ordinal - 1] = memo;
    *value = memo->value;
    return memo->answer;
}

/* Wishes of the ordinal, and of the other one too if it is not 0; must_be_there: a criterion that compares two fields needs the value. */
static enum solve_answer ask(struct search *s, uint32_t ordinal, uint32_t other, struct typed_value *value, bool *there)
{
    struct wish *wishes = arena_array(s->solve->arena, s->solve->atoms.count, sizeof *wishes);
    uint32_t count = 0;
    *there = other != 0;
    for (size_t i = 0; i < s->solve->atoms.count; i++) {
        struct solve_atom *atom = *MODEL_AT(s->solve->atoms, struct solve_atom *, i);
        if (atom->value < 0) continue;
        if (atom->criterion.other != 0) {
            *there = *there || (atom->value == 1 && (atom->criterion.ordinal == ordinal || atom->criterion.other == ordinal));
        } else if (atom->criterion.ordinal == ordinal || atom->criterion.ordinal == other) {
            wishes[count++] = (struct wish){atom, atom->value == 1};
            *there = *there || atom->value == 1;
        }
    }
    if (!*there) return SOLVE_YES; /* an absent value makes every criterion false */
    if (count == 0) {
        struct solve_atom *exists = arena_new(s->solve->arena, struct solve_atom);
        exists->criterion = (struct criterion){.op = WEIR_OP_EXISTS, .ordinal = (uint8_t)ordinal, .set = WEIR_NO_SET};
        exists->type = s->solve->type->fields[ordinal - 1].type;
        wishes[count++] = (struct wish){exists, true};
    }
    /* `exists` wished false together with a value that must be there. */
    for (uint32_t i = 0; i < count; i++)
        if (wishes[i].atom->criterion.op == WEIR_OP_EXISTS && !wishes[i].wanted) return SOLVE_NO;
    return remembered(s, ordinal, wishes, count, value);
}

static enum solve_answer update(struct search *s, uint32_t ordinal)
{
    struct typed_value value;
    bool there;
    const enum solve_answer answer = ask(s, ordinal, 0, &value, &there);
    if (answer != SOLVE_YES) return answer;
    if (there) {
        value.ordinal = (uint8_t)ordinal;
        s->event.value[ordinal - 1] = value;
        s->event.present |= UINT64_C(1) << (ordinal - 1);
    } else {
        s->event.present &= ~(UINT64_C(1) << (ordinal - 1));
    }
    return SOLVE_YES;
}

/* ---- criteria that compare two fields ---- */

static bool grants_comparison(const struct search *s, const struct solve_atom *atom)
{
    return solve_criterion_holds(s->solve, &atom->criterion, &s->event) == (atom->value == 1);
}

/* Makes one comparison as it is wished, if the values that were found do not do: both the same value for true; for false one of them absent, or another. */
static bool settle_one(struct search *s, const struct solve_atom *atom)
{
    const uint32_t a = atom->criterion.ordinal, b = atom->criterion.other;
    struct typed_value value;
    bool there;
    if (grants_comparison(s, atom)) return true;
    if (atom->value == 1 && ask(s, a, b, &value, &there) == SOLVE_YES) {
        value.ordinal = (uint8_t)a;
        s->event.value[a - 1] = value;
        value.ordinal = (uint8_t)b;
        s->event.value[b - 1] = value;
        s->event.present |= UINT64_C(1) << (a - 1) | UINT64_C(1) << (b - 1);
        if (grants_comparison(s, atom)) return true;
    }
    /* Numbers: the neighbours of what there is. Texts: a character more on one side. */
    for (uint32_t side = 0; side < 2; side++) {
        const uint32_t ordinal = side ? b : a;
        const struct typed_value before = s->event.value[ordinal - 1];
        struct typed_value *now = &s->event.value[ordinal - 1];
        for (uint32_t way = 0; way < 2; way++) {
            *now = before;
            if (type_is_text(atom->type))
                now->bytes = way ? arena_printf(s->solve->arena, "x" STR_FMT, STR_ARG(before.bytes)) : arena_printf(s->solve->arena, STR_FMT "x", STR_ARG(before.bytes));
            else
                now->number = way ? before.number - 1 : before.number + 1;
            if (grants_comparison(s, atom)) return true;
        }
        *now = before;
    }
    return false;
}

/* true: the event has all comparisons as they are wished, and still everything else. */
static bool settle(struct search *s, const struct solve_node *node)
{
    bool compares = false;
    for (size_t i = 0; i < s->solve->atoms.count; i++) {
        const struct solve_atom *atom = *MODEL_AT(s->solve->atoms, struct solve_atom *, i);
        if (atom->criterion.other == 0 || atom->value < 0) continue;
        compares = true;
        if (!settle_one(s, atom)) return false;
    }
    return !compares || solve_holds(s->solve, node, &s->event);
}

/* ---- trying ---- */

static enum solve_answer try_value(struct search *s, struct solve_atom *atom, bool value)
{
    atom->value = value;
    enum solve_answer answer = update(s, atom->criterion.ordinal);
    if (answer == SOLVE_YES && atom->criterion.other) answer = update(s, atom->criterion.other);
    s->passed_bound = s->passed_bound || answer == SOLVE_UNDECIDED;
    return answer;
}

/* Back to the newest decision whose other value was not tried, and tries that. false: there is none. */
static bool go_back(struct search *s)
{
    while (s->depth != 0) {
        struct decision *top = &s->stack[s->depth - 1];
        if (!top->flipped) {
            top->flipped = true;
            top->value = !top->value;
            if (try_value(s, top->atom, top->value) == SOLVE_YES) return true;
        }
        top->atom->value = -1;
        s->depth--;
    }
    return false;
}

static enum solve_answer run(struct search *s, const struct solve_node *node)
{
    for (;;) {
        if (s->solve->budget-- == 0) {
            s->solve->budget = 0;
            return SOLVE_UNDECIDED;
        }
        const int8_t value = value_of(node);
        bool wanted = true;
        if (value == 1) {
            for (uint32_t ordinal = 1; ordinal <= s->solve->parameter_count; ordinal++) update(s, ordinal); /* as they are without what was taken back */
            if (settle(s, node)) return SOLVE_YES;
            s->passed_bound = true; /* other values might do */
        }
        struct solve_atom *atom = value < 0 ? open_atom(node, &wanted) : NULL;
        if (atom == NULL) {
            if (!go_back(s)) return s->passed_bound ? SOLVE_UNDECIDED : SOLVE_NO;
            continue;
        }
        s->stack[s->depth++] = (struct decision){atom, wanted, false};
        if (try_value(s, atom, wanted) != SOLVE_YES && !go_back(s)) return s->passed_bound ? SOLVE_UNDECIDED : SOLVE_NO;
    }
}

enum solve_answer solve_find(struct solve *solve, const struct solve_node *node, struct solve_event *event)
{
    const size_t count = solve->atoms.count;
    struct search s = {.solve = solve, .stack = arena_array(solve->arena, count + 1, sizeof *s.stack)};
    for (size_t i = 0; i < count; i++) (*MODEL_AT(solve->atoms, struct solve_atom *, i))->value = -1;
    const enum solve_answer answer = run(&s, node);
    if (answer == SOLVE_YES) {
        if (!solve_holds(solve, node, &s.event)) BUG("an event that was found does not make the condition hold");
        *event = s.event;
    }
    return answer;
}
