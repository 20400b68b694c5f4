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
struct search {
    struct solve *solve;
    struct vec stack; /* struct decision */
    struct solve_atom *tried[WEIR_MAX_PARAMETERS]; /* of each parameter, the newest first */
    uint64_t touched;                              /* parameters of which something was tried at some time */
    struct solve_event event;
    bool passed_bound;
    uint32_t trials_left;
};

/* ---- the condition over what is tried so far: 1, 0, or -1 for open ---- */

/* An open atom that a node, itself open, waits for; wanted is what makes the node so. */
struct open_atom {
    struct solve_atom *atom; /* NULL: none yet */
    bool wanted;
};

static int8_t value_of(const struct solve_node *node, bool wanted, struct open_atom *open)
{
    switch ((enum solve_kind)node->kind) {
    case SOLVE_NODE_ATOM:
        if (node->atom->value < 0 && open->atom == NULL) *open = (struct open_atom){node->atom, wanted};
        return node->atom->value;
    case SOLVE_NODE_TRUE: return 1;
    case SOLVE_NODE_NOT: {
        const int8_t value = value_of(node->kids[0], !wanted, open);
        return value < 0 ? value : (int8_t)!value;
    }
    case SOLVE_NODE_AND:
    case SOLVE_NODE_OR:
    case SOLVE_NODE_ATLEAST: break;
    }
    const uint32_t needed = node->kind == SOLVE_NODE_AND ? node->count : node->kind == SOLVE_NODE_OR ? 1 : node->k;
    uint32_t holding = 0, waiting = 0;
    const struct open_atom before = *open;
    for (uint32_t i = 0; i < node->count; i++) {
        const int8_t value = value_of(node->kids[i], wanted, open);
        holding += value == 1;
        waiting += value < 0;
        if (holding < needed && holding + waiting + (node->count - i - 1) >= needed) continue;
        *open = before; /* decided: what its parts wait for does not matter */
        return holding >= needed;
    }
    return holding >= needed ? 1 : holding + waiting >= needed ? -1 : 0;
}

/* ---- what is wished of a parameter ---- */

static uint32_t *memo_slot(const struct solve *solve, uint32_t ordinal, const struct wish *wishes, uint32_t count)
{
    uint32_t *slots = solve->memo_slots.p, mask = (uint32_t)solve->memo_slots.count - 1, hash = ordinal;
    for (uint32_t i = 0; i < count; i++) hash = (hash ^ (wishes[i].atom->number << 1 | wishes[i].wanted)) * 0x9e3779b1u + (hash >> 15);
    for (hash ^= hash >> 13;; hash++) {
        uint32_t *slot = &slots[hash & mask];
        if (*slot == 0) return slot;
        const struct memo *memo = MODEL_AT(solve->memos, struct memo, *slot - 1);
        uint32_t same = 0;
        if (memo->ordinal != ordinal || memo->count != count) continue;
        while (same < count && memo->wishes[same].atom == wishes[same].atom && memo->wishes[same].wanted == wishes[same].wanted) same++;
        if (same == count) return slot;
    }
}

static void memo_room(struct solve *solve)
{
    if (solve->memo_slots.count >= (solve->memos.count + 1) * 2) return;
    const size_t room = solve->memo_slots.count ? solve->memo_slots.count * 2 : 64;
    solve->memo_slots.count = 0;
    memset(vec_extend(&solve->memo_slots, room, sizeof(uint32_t)), 0, room * sizeof(uint32_t));
    for (size_t i = 0; i < solve->memos.count; i++) {
        const struct memo *memo = MODEL_AT(solve->memos, struct memo, i);
        *memo_slot(solve, memo->ordinal, memo->wishes, memo->count) = (uint32_t)i + 1;
    }
}

/* Nearly every question about a condition asks for what some question before it asked. */
static enum solve_answer remembered(struct search *s, uint32_t ordinal, const struct wish *wishes, uint32_t count, struct typed_value *value)
{
    struct solve *solve = s->solve;
    struct solve_atom there = {.criterion = {.op = WEIR_OP_EXISTS, .ordinal = (uint8_t)ordinal, .set = WEIR_NO_SET}, .type = solve->type->fields[ordinal - 1].type};
    const struct wish only = {&there, true};
    const struct wishes all = {count ? wishes : &only, count ? count : 1, there.type};
    memo_room(solve);
    uint32_t *slot = memo_slot(solve, ordinal, wishes, count);
    if (*slot == 0) {
        struct memo memo = {.ordinal = (uint8_t)ordinal, .count = count, .answer = SOLVE_YES};
        struct wish *copy = arena_array(solve->arena, (size_t)count + 1, sizeof *copy);
        if (count) memcpy(copy, wishes, count * sizeof *copy);
        memo.wishes = copy;
        if (s->event.present >> (ordinal - 1) & 1 && solve_grants(solve, &all, &s->event.value[ordinal - 1])) memo.value = s->event.value[ordinal - 1];
        else memo.answer = (uint8_t)(type_is_text(all.type) ? solve_text(solve, &all, &memo.value) : solve_value(solve, &all, &memo.value));
        arena_reset(solve->scratch);
        *(struct memo *)vec_push(&solve->memos, sizeof memo) = memo;
        *slot = (uint32_t)solve->memos.count;
    }
    const struct memo *memo = MODEL_AT(solve->memos, struct memo, *slot - 1);
    *value = memo->value;
    return (enum solve_answer)memo->answer;
}

static int by_number(const void *x, const void *y)
{
    const struct wish *a = x, *b = y;
    return a->atom->number < b->atom->number ? -1 : a->atom->number > b->atom->number;
}

/* What is wished of one parameter is added to solve->wishes. *there: its value has to be there; *gone: it must not be. */
static void add_wishes(struct search *s, uint32_t ordinal, bool *there, bool *gone)
{
    for (struct solve_atom *atom = s->tried[ordinal - 1]; atom; atom = atom->below[atom->criterion.ordinal != ordinal]) {
        const bool wanted = atom->value == 1;
        *there = *there || wanted;
        if (atom->criterion.op == WEIR_OP_EXISTS) *gone = *gone || !wanted;
        else if (atom->criterion.other == 0) *(struct wish *)vec_push(&s->solve->wishes, sizeof(struct wish)) = (struct wish){atom, wanted};
    }
}

/* Wishes of the ordinal, and of the other one too if it is not 0: one value that grants them all. */
static enum solve_answer ask(struct search *s, uint32_t ordinal, uint32_t other, struct typed_value *value, bool *there)
{
    bool gone = false;
    *there = other != 0;
    s->solve->wishes.count = 0;
    add_wishes(s, ordinal, there, &gone);
    if (other && other != ordinal) add_wishes(s, other, there, &gone);
    if (!*there) return SOLVE_YES; /* an absent value makes every criterion false */
    if (gone) return SOLVE_NO;     /* `exists` wished false together with a value that must be there */
    struct wish *wishes = s->solve->wishes.p;
    const uint32_t count = (uint32_t)s->solve->wishes.count;
    if (count > 1) qsort(wishes, count, sizeof *wishes, by_number);
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
    return solve_atom_holds(s->solve, atom, &s->event) == (atom->value == 1);
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

static struct decision *newest(const struct search *s) { return MODEL_AT(s->stack, struct decision, s->stack.count - 1); }

/* A decision is first in the lists of its parameters as long as it stands. */
static void enter(struct search *s, struct solve_atom *atom)
{
    const uint32_t a = atom->criterion.ordinal, b = atom->criterion.other;
    atom->below[0] = s->tried[a - 1];
    s->tried[a - 1] = atom;
    s->touched |= UINT64_C(1) << (a - 1);
    if (b == 0 || b == a) return;
    atom->below[1] = s->tried[b - 1];
    s->tried[b - 1] = atom;
    s->touched |= UINT64_C(1) << (b - 1);
}

static void leave(struct search *s, struct solve_atom *atom)
{
    const uint32_t a = atom->criterion.ordinal, b = atom->criterion.other;
    s->tried[a - 1] = atom->below[0];
    if (b && b != a) s->tried[b - 1] = atom->below[1];
    atom->value = -1;
}

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
    while (s->stack.count != 0) {
        struct decision *top = newest(s);
        if (!top->flipped) {
            top->flipped = true;
            top->value = !top->value;
            if (try_value(s, top->atom, top->value) == SOLVE_YES) return true;
        }
        leave(s, top->atom);
        s->stack.count--;
    }
    return false;
}

static enum solve_answer run(struct search *s, const struct solve_node *node)
{
    for (;;) {
        if (s->trials_left-- == 0) return SOLVE_UNDECIDED;
        struct open_atom open = {NULL, true};
        const int8_t value = value_of(node, true, &open);
        const bool wanted = open.wanted;
        if (value == 1) {
            for (uint32_t ordinal = 1; ordinal <= s->solve->parameter_count; ordinal++) /* as they are without what was taken back */
                if (s->touched >> (ordinal - 1) & 1) update(s, ordinal);
            if (settle(s, node)) return SOLVE_YES;
            s->passed_bound = true; /* other values might do */
        }
        struct solve_atom *atom = value < 0 ? open.atom : NULL;
        if (atom == NULL) {
            if (!go_back(s)) return s->passed_bound ? SOLVE_UNDECIDED : SOLVE_NO;
            continue;
        }
        *(struct decision *)vec_push(&s->stack, sizeof(struct decision)) = (struct decision){atom, wanted, false};
        enter(s, atom);
        if (try_value(s, atom, wanted) != SOLVE_YES && !go_back(s)) return s->passed_bound ? SOLVE_UNDECIDED : SOLVE_NO;
    }
}

enum solve_answer solve_find(struct solve *solve, const struct solve_node *node, struct solve_event *event)
{
    struct search s = {.solve = solve, .trials_left = solve->budget, .stack = {.exhausted = solve->arena->exhausted}};
    const enum solve_answer answer = run(&s, node);
    for (; s.stack.count; s.stack.count--) leave(&s, newest(&s)->atom);
    vec_free(&s.stack);
    if (answer == SOLVE_YES) {
        if (!solve_holds(solve, node, &s.event)) BUG("an event that was found does not make the condition hold");
        *event = s.event;
    }
    return answer;
}
