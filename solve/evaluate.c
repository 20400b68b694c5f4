/* A condition on one event, directly: the reference that every event is held against before it is given out.
 *
 * In:   nodes and an event. Out: whether it holds. Must hold: no automaton of this room is used here; a criterion on an absent value is false. */
#include "parts.h"

static bool ends(struct str text, struct str part)
{
    return part.n <= text.n && (part.n == 0 || memcmp(text.p + (text.n - part.n), part.p, part.n) == 0);
}

static bool starts(struct str text, struct str part)
{
    return part.n <= text.n && (part.n == 0 || memcmp(text.p, part.p, part.n) == 0);
}

static bool contains(struct str text, struct str part)
{
    if (part.n == 0) return true;
    for (uint32_t i = 0; part.n <= text.n && i <= text.n - part.n; i++)
        if (text.p[i] == part.p[0] && memcmp(text.p + i, part.p, part.n) == 0) return true;
    return false;
}

const struct regex_program *solve_atom_programs(const struct solve *solve, const struct solve_atom *atom)
{
    struct solve_atom *known = (struct solve_atom *)(uintptr_t)atom; /* only what was compiled is remembered */
    if (known->programs == NULL) {
        const uint32_t count = atom_set(solve, atom)->count;
        struct regex_program *programs = arena_array(solve->arena, count, sizeof *programs);
        struct regex_error error;
        for (uint32_t p = 0; p < count; p++)
            if (!regex_compile(solve->arena, atom_regex(solve, atom, p), &programs[p], &error)) BUG("an expression of the model: %s", error.text);
        for (uint32_t p = 0; p < count; p++)
            for (uint32_t i = 0; i < programs[p].count; i++) known->asserts = known->asserts || programs[p].code[i].op == WEIR_NFA_ASSERT;
        known->programs = programs;
    }
    return known->programs;
}

static bool text_takes(const struct solve *solve, const struct solve_atom *atom, struct str raw)
{
    const struct str text = atom_folds(atom) ? fold_text(solve->scratch, raw) : raw;
    const uint32_t count = atom_set(solve, atom)->count;
    for (uint32_t i = 0; i < count; i++) {
        bool holds = false;
        if (atom->criterion.op == WEIR_OP_MATCHES) {
            holds = regex_search(solve->scratch, &solve_atom_programs(solve, atom)[i], text);
        } else {
            const struct str value = atom_string(solve, atom, i);
            if (atom->criterion.op == WEIR_OP_EQUALS) holds = str_equal(text, value);
            if (atom->criterion.op == WEIR_OP_STARTS) holds = starts(text, value);
            if (atom->criterion.op == WEIR_OP_ENDS) holds = ends(text, value);
            if (atom->criterion.op == WEIR_OP_CONTAINS) holds = contains(text, value);
            if (atom->criterion.op == WEIR_OP_LIKE) holds = glob_matches(value, text);
        }
        if (holds) return true;
    }
    return false;
}

static bool number_takes(const struct solve *solve, const struct solve_atom *atom, uint64_t number)
{
    const uint64_t bias = order_bias(atom->type);
    const uint32_t count = atom_set(solve, atom)->count;
    for (uint32_t i = 0; i < count; i++) {
        bool holds = false;
        if (atom->criterion.op == WEIR_OP_NUMBER_RANGE) {
            holds = atom_number(solve, atom, 2 * i) + bias <= number + bias && number + bias <= atom_number(solve, atom, 2 * i + 1) + bias;
        } else {
            const uint64_t value = atom_number(solve, atom, i);
            if (atom->criterion.op == WEIR_OP_NUMBER_IN) holds = number == value;
            if (atom->criterion.op == WEIR_OP_HAS_ALL) holds = (number & value) == value;
            if (atom->criterion.op == WEIR_OP_HAS_ANY) holds = (number & value) != 0;
        }
        if (holds) return true;
    }
    return false;
}

static bool within(struct str address, struct str network)
{
    if (network.n != address.n + 1) return false;
    const uint32_t prefix = (unsigned char)network.p[address.n];
    for (uint32_t bit = 0; bit < prefix; bit++)
        if (((unsigned char)address.p[bit / 8] ^ (unsigned char)network.p[bit / 8]) >> (7 - bit % 8) & 1) return false;
    return true;
}

/* An IPv4-mapped IPv6 address is held as its 4 bytes. */
static struct str held(uint8_t type, struct str bytes)
{
    static const char mapped[12] = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, (char)0xff, (char)0xff};
    if (type == WEIR_TYPE_IP && bytes.n == 16 && memcmp(bytes.p, mapped, sizeof mapped) == 0) return (struct str){bytes.p + 12, 4};
    return bytes;
}

bool solve_atom_takes(const struct solve *solve, const struct solve_atom *atom, const struct typed_value *value)
{
    if (atom->criterion.op == WEIR_OP_EXISTS) return true;
    if (type_is_text(atom->type)) return text_takes(solve, atom, value->bytes);
    if (atom->type != WEIR_TYPE_GUID && atom->type != WEIR_TYPE_IP) return number_takes(solve, atom, value->number);
    const struct str bytes = held(atom->type, value->bytes);
    const uint32_t count = atom_set(solve, atom)->count;
    for (uint32_t i = 0; i < count; i++) {
        const struct str other = atom_string(solve, atom, i);
        if (atom->criterion.op == WEIR_OP_WITHIN ? within(bytes, other) : str_equal(bytes, other)) return true;
    }
    return false;
}

bool solve_grants(const struct solve *solve, const struct wishes *wishes, const struct typed_value *value)
{
    for (uint32_t i = 0; i < wishes->count; i++)
        if (solve_atom_takes(solve, wishes->at[i].atom, value) != wishes->at[i].wanted) return false;
    return true;
}

static bool fields_compare(const struct solve *solve, const struct solve_atom *atom, const struct solve_event *event)
{
    const struct typed_value *a = &event->value[atom->criterion.ordinal - 1], *b = &event->value[atom->criterion.other - 1];
    const uint64_t bias = order_bias(atom->type);
    struct str x = held(atom->type, a->bytes), y = held(atom->type, b->bytes);
    if (type_is_text(atom->type) && atom_folds(atom)) {
        x = fold_text(solve->scratch, x);
        y = fold_text(solve->scratch, y);
    }
    switch (atom->criterion.op) {
    case WEIR_OP_FIELD_STARTS: return starts(x, y);
    case WEIR_OP_FIELD_ENDS: return ends(x, y);
    case WEIR_OP_FIELD_CONTAINS: return contains(x, y);
    case WEIR_OP_FIELD_LESS: return a->number + bias < b->number + bias;
    case WEIR_OP_FIELD_LESS_EQUAL: return a->number + bias <= b->number + bias;
    default: break;
    }
    return type_is_text(atom->type) || atom->type == WEIR_TYPE_GUID || atom->type == WEIR_TYPE_IP ? str_equal(x, y) : a->number == b->number;
}

bool solve_atom_holds(const struct solve *solve, const struct solve_atom *atom, const struct solve_event *event)
{
    if (!(event->present >> (atom->criterion.ordinal - 1) & 1)) return false;
    if (atom->criterion.other == 0) return solve_atom_takes(solve, atom, &event->value[atom->criterion.ordinal - 1]);
    return event->present >> (atom->criterion.other - 1) & 1 && fields_compare(solve, atom, event);
}

/* ---- conditions ---- */

struct asking {
    const struct solve *solve;
    const struct solve_event *event;
    struct solve_facts *facts;       /* or NULL: every criterion is evaluated */
    const struct solve_atom *forced; /* or NULL: this one is taken to be `value` */
    bool value;
};

static bool fact(const struct solve *solve, struct solve_facts *facts, const struct solve_atom *atom)
{
    if (atom->number >= facts->room) {
        const uint32_t room = (uint32_t)solve->atoms.count * 2;
        int8_t *verdicts = arena_alloc(solve->arena, room);
        memset(verdicts, -1, room);
        if (facts->room) memcpy(verdicts, facts->verdicts, facts->room);
        facts->verdicts = verdicts;
        facts->room = room;
    }
    if (facts->verdicts[atom->number] < 0) {
        facts->verdicts[atom->number] = solve_atom_holds(solve, atom, facts->event);
        arena_reset(solve->scratch);
    }
    return facts->verdicts[atom->number];
}

static bool holds_in(const struct asking *asking, const struct solve_node *node)
{
    uint32_t holding = 0;
    switch ((enum solve_kind)node->kind) {
    case SOLVE_NODE_ATOM:
        if (node->atom == asking->forced) return asking->value;
        return asking->facts ? fact(asking->solve, asking->facts, node->atom) : solve_atom_holds(asking->solve, node->atom, asking->event);
    case SOLVE_NODE_TRUE: return true;
    case SOLVE_NODE_NOT: return !holds_in(asking, node->kids[0]);
    case SOLVE_NODE_AND:
    case SOLVE_NODE_OR:
    case SOLVE_NODE_ATLEAST: break;
    }
    const uint32_t needed = node->kind == SOLVE_NODE_AND ? node->count : node->kind == SOLVE_NODE_OR ? 1 : node->k;
    for (uint32_t i = 0; i < node->count && holding < needed && holding + (node->count - i) >= needed; i++) holding += holds_in(asking, node->kids[i]);
    return holding >= needed;
}

bool solve_holds(const struct solve *solve, const struct solve_node *node, const struct solve_event *event)
{
    const struct asking asking = {.solve = solve, .event = event};
    const bool holds = holds_in(&asking, node);
    arena_reset(solve->scratch);
    return holds;
}

bool solve_facts_hold(const struct solve *solve, const struct solve_node *node, struct solve_facts *facts)
{
    const struct asking asking = {.solve = solve, .facts = facts};
    return holds_in(&asking, node);
}

bool solve_facts_turn(const struct solve *solve, const struct solve_node *node, struct solve_facts *facts, uint32_t atom)
{
    struct asking asking = {.solve = solve, .facts = facts, .forced = *MODEL_AT(solve->atoms, struct solve_atom *, atom), .value = true};
    const bool with = holds_in(&asking, node);
    asking.value = false;
    return holds_in(&asking, node) != with;
}

bool solve_facts_criterion(const struct solve *solve, struct solve_facts *facts, uint32_t atom)
{
    return fact(solve, facts, *MODEL_AT(solve->atoms, struct solve_atom *, atom));
}

bool solve_criterion_holds(const struct solve *solve, const struct criterion *criterion, const struct solve_event *event)
{
    const struct solve_atom atom = {.criterion = *criterion, .type = solve->type->fields[criterion->ordinal - 1].type};
    return solve_atom_holds(solve, &atom, event);
}
