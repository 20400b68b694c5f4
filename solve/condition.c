/* Conditions of the model -> nodes over atoms, each different criterion one atom.
 *
 * Must hold: nodes are no deeper than the condition's own nesting, whose limit the parser keeps. */
#include "../compiler/base/limits.h"
#include "parts.h"

void solve_init(struct solve *solve, struct arena *arena, const struct model *model, uint32_t type, uint32_t version)
{
    const struct template_type *t = MODEL_AT(model->templates, struct template_type, type);
    *solve = (struct solve){.arena = arena, .model = model, .type = t, .version = version, .parameter_count = template_parameter_count(t, version),
                            .atoms = {.exhausted = arena->exhausted}, .slots = {.exhausted = arena->exhausted}, .memos = {.exhausted = arena->exhausted},
                            .memo_slots = {.exhausted = arena->exhausted}, .wishes = {.exhausted = arena->exhausted}, .budget = LIMIT_SOLVE_TRIALS, .places = LIMIT_SOLVE_PLACES, .scratch = arena_new(arena, struct arena)};
    arena_init(solve->scratch, arena->exhausted);
}

void solve_free(struct solve *solve)
{
    vec_free(&solve->atoms);
    vec_free(&solve->slots);
    vec_free(&solve->memos);
    vec_free(&solve->memo_slots);
    vec_free(&solve->wishes);
    arena_free(solve->scratch);
}

/* ---- atoms ---- */

static uint32_t hash_of(const struct criterion *c)
{
    const uint32_t h = (uint32_t)c->op | (uint32_t)(c->flags & WEIR_CRITERION_CASED) << 8 | (uint32_t)c->ordinal << 16 | (uint32_t)c->other << 24;
    return (h ^ c->set * 0x9e3779b1u) * 0x85ebca6bu >> 7;
}

static bool same(const struct criterion *a, const struct criterion *b)
{
    return a->op == b->op && (a->flags & WEIR_CRITERION_CASED) == (b->flags & WEIR_CRITERION_CASED) && a->ordinal == b->ordinal && a->other == b->other && a->set == b->set;
}

static uint32_t *slot_of(const struct solve *solve, const struct criterion *c)
{
    uint32_t *slots = solve->slots.p, mask = (uint32_t)solve->slots.count - 1;
    for (uint32_t at = hash_of(c);; at++) {
        uint32_t *slot = &slots[at & mask];
        if (*slot == 0 || same(&(*MODEL_AT(solve->atoms, struct solve_atom *, *slot - 1))->criterion, c)) return slot;
    }
}

static void make_room(struct solve *solve)
{
    if (solve->slots.count >= (solve->atoms.count + 1) * 2) return;
    const size_t room = solve->slots.count ? solve->slots.count * 2 : 64;
    solve->slots.count = 0;
    memset(vec_extend(&solve->slots, room, sizeof(uint32_t)), 0, room * sizeof(uint32_t));
    for (size_t i = 0; i < solve->atoms.count; i++)
        *slot_of(solve, &(*MODEL_AT(solve->atoms, struct solve_atom *, i))->criterion) = (uint32_t)i + 1;
}

static struct solve_atom *atom_of(struct solve *solve, const struct criterion *criterion, uint32_t ordinal)
{
    struct criterion wanted = *criterion;
    wanted.ordinal = (uint8_t)ordinal;
    make_room(solve);
    uint32_t *slot = slot_of(solve, &wanted);
    if (*slot) return *MODEL_AT(solve->atoms, struct solve_atom *, *slot - 1);
    struct solve_atom *atom = arena_new(solve->arena, struct solve_atom);
    atom->criterion = wanted;
    atom->type = solve->type->fields[ordinal - 1].type;
    atom->value = -1;
    atom->number = (uint32_t)solve->atoms.count;
    *(struct solve_atom **)vec_push(&solve->atoms, sizeof atom) = atom;
    *slot = (uint32_t)solve->atoms.count;
    return atom;
}

/* ---- nodes ---- */

static struct solve_node *node_new(struct solve *solve, enum solve_kind kind, uint32_t count)
{
    struct solve_node *node = arena_new(solve->arena, struct solve_node);
    node->kind = (uint8_t)kind;
    node->count = count;
    if (count) node->kids = arena_array(solve->arena, count, sizeof *node->kids);
    return node;
}

static struct solve_node *atom_node(struct solve *solve, struct solve_atom *atom)
{
    struct solve_node *node = node_new(solve, SOLVE_NODE_ATOM, 0);
    node->atom = atom;
    return node;
}

struct solve_node *solve_not(struct solve *solve, struct solve_node *a)
{
    if (a->kind == SOLVE_NODE_NOT) return a->kids[0];
    struct solve_node *node = node_new(solve, SOLVE_NODE_NOT, 1);
    node->kids[0] = a;
    return node;
}

struct solve_node *solve_constant(struct solve *solve, bool value)
{
    struct solve_node *node = node_new(solve, SOLVE_NODE_TRUE, 0);
    return value ? node : solve_not(solve, node);
}

static struct solve_node *join(struct solve *solve, enum solve_kind kind, struct solve_node *a, struct solve_node *b)
{
    struct solve_node *node = node_new(solve, kind, 2);
    node->kids[0] = a;
    node->kids[1] = b;
    return node;
}

struct solve_node *solve_and(struct solve *solve, struct solve_node *a, struct solve_node *b) { return join(solve, SOLVE_NODE_AND, a, b); }
struct solve_node *solve_or(struct solve *solve, struct solve_node *a, struct solve_node *b) { return join(solve, SOLVE_NODE_OR, a, b); }

struct solve_node *solve_criterion(struct solve *solve, const struct criterion *criterion)
{
    if (criterion->ordinal != 0) {
        if (criterion->ordinal <= solve->parameter_count) return atom_node(solve, atom_of(solve, criterion, criterion->ordinal));
        return solve_constant(solve, false); /* the version does not have the parameter: nothing is there */
    }
    struct solve_node *any = node_new(solve, SOLVE_NODE_OR, solve->parameter_count);
    any->count = 0;
    for (uint32_t i = 0; i < solve->parameter_count; i++) {
        const struct field *field = &solve->type->fields[i];
        const bool cased = criterion->flags & WEIR_CRITERION_CASED;
        if (!type_is_text(field->type) || (criterion->flags & CRITERION_BY_FIELD && field->cased != cased)) continue;
        any->kids[any->count++] = atom_node(solve, atom_of(solve, criterion, i + 1));
    }
    return any;
}

/* Rows of a postfix program grow from the left, one value at a time: `a and b and c` is collected first and becomes one node, however long it is, so that
 * the tree is as deep as the parentheses and no deeper. */
struct row {
    struct solve_node *node;
    struct vec more; /* struct solve_node *: what is to be joined to node, all with `kind` */
    uint8_t kind;
};

static struct solve_node *row_close(struct solve *solve, struct row *row)
{
    if (row->more.count == 0) return row->node;
    const uint32_t more = (uint32_t)row->more.count;
    struct solve_node *node = node_new(solve, (enum solve_kind)row->kind, more + 1);
    node->kids[0] = row->node;
    memcpy(node->kids + 1, row->more.p, more * sizeof *node->kids);
    row->more.count = 0;
    row->node = node;
    return node;
}

static void row_join(struct solve *solve, struct row *left, struct solve_node *right, enum solve_kind kind)
{
    if (left->more.count && left->kind != kind) row_close(solve, left);
    left->kind = (uint8_t)kind;
    *(struct solve_node **)vec_push(&left->more, sizeof right) = right;
}

/* The most values that the program keeps at once; it is well formed. */
static uint32_t depth_of(const struct solve *solve, uint32_t code_first, uint32_t code_count)
{
    uint32_t depth = 0, most = 0;
    for (uint32_t i = 0; i < code_count; i++) {
        const uint32_t word = *MODEL_AT(solve->model->code, uint32_t, code_first + i), op = word & 0xff;
        if (op == WEIR_CODE_CRITERION || op == WEIR_CODE_TRUE) depth++;
        if (op == WEIR_CODE_AND || op == WEIR_CODE_OR) depth--;
        if (op == WEIR_CODE_ATLEAST) depth -= (word >> 16) - 1;
        if (most < depth) most = depth;
    }
    return most;
}

struct solve_node *solve_condition(struct solve *solve, uint32_t criterion_first, uint32_t code_first, uint32_t code_count)
{
    const uint32_t most = depth_of(solve, code_first, code_count);
    struct row *stack = arena_array(solve->arena, most ? most : 1, sizeof *stack);
    uint32_t depth = 0;
    for (uint32_t i = 0; i < most; i++) stack[i].more.exhausted = solve->arena->exhausted;
    for (uint32_t i = 0; i < code_count; i++) {
        const uint32_t word = *MODEL_AT(solve->model->code, uint32_t, code_first + i), op = word & 0xff, n = word >> 16;
        if (op == WEIR_CODE_CRITERION || op == WEIR_CODE_TRUE) {
            stack[depth++].node = op == WEIR_CODE_TRUE ? solve_constant(solve, true)
                                                       : solve_criterion(solve, MODEL_AT(solve->model->criteria, struct criterion, criterion_first + n));
        } else if (op == WEIR_CODE_NOT) {
            stack[depth - 1].node = solve_not(solve, row_close(solve, &stack[depth - 1]));
        } else if (op == WEIR_CODE_ATLEAST) {
            struct solve_node *node = node_new(solve, SOLVE_NODE_ATLEAST, n);
            node->k = word >> 8 & 0xff;
            depth -= n - 1;
            for (uint32_t k = 0; k < n; k++) node->kids[k] = row_close(solve, &stack[depth - 1 + k]);
            stack[depth - 1].node = node;
        } else {
            struct solve_node *right = row_close(solve, &stack[--depth]);
            row_join(solve, &stack[depth - 1], right, op == WEIR_CODE_AND ? SOLVE_NODE_AND : SOLVE_NODE_OR);
        }
    }
    if (depth != 1) BUG("a condition that leaves %u values", depth);
    struct solve_node *node = row_close(solve, &stack[0]);
    for (uint32_t i = 0; i < most; i++) vec_free(&stack[i].more);
    return node;
}

struct solve_node *solve_instance(struct solve *solve, uint32_t instance)
{
    const struct instance *in = MODEL_AT(solve->model->instances, struct instance, instance);
    return solve_condition(solve, in->criterion_first, in->code_first, in->code_count);
}

/* ---- conditions made of conditions ---- */

uint32_t solve_atom_count(const struct solve *solve) { return (uint32_t)solve->atoms.count; }

const struct criterion *solve_atom_criterion(const struct solve *solve, uint32_t atom)
{
    return &(*MODEL_AT(solve->atoms, struct solve_atom *, atom))->criterion;
}

static struct solve_node *with_kid(struct solve *solve, const struct solve_node *node, struct solve_node *copy, uint32_t i, struct solve_node *kid)
{
    if (copy == NULL) {
        copy = node_new(solve, (enum solve_kind)node->kind, node->count);
        copy->k = node->k;
        memcpy(copy->kids, node->kids, node->count * sizeof *copy->kids);
    }
    copy->kids[i] = kid;
    return copy;
}

struct solve_node *solve_substitute(struct solve *solve, struct solve_node *node, uint32_t atom, struct solve_node *by)
{
    if (node->kind == SOLVE_NODE_ATOM) return node->atom == *MODEL_AT(solve->atoms, struct solve_atom *, atom) ? by : node;
    struct solve_node *copy = NULL;
    for (uint32_t i = 0; i < node->count; i++) {
        struct solve_node *kid = solve_substitute(solve, node->kids[i], atom, by);
        if (kid != node->kids[i]) copy = with_kid(solve, node, copy, i, kid);
    }
    return copy ? copy : node;
}

static struct solve_node *swap(struct solve *solve, struct solve_node *node, uint32_t *left)
{
    const bool is_row = node->kind == SOLVE_NODE_AND || node->kind == SOLVE_NODE_OR;
    if (is_row && (*left)-- == 0) {
        struct solve_node *other = node_new(solve, node->kind == SOLVE_NODE_AND ? SOLVE_NODE_OR : SOLVE_NODE_AND, node->count);
        memcpy(other->kids, node->kids, node->count * sizeof *other->kids);
        return other;
    }
    for (uint32_t i = 0; i < node->count; i++) {
        struct solve_node *kid = swap(solve, node->kids[i], left);
        if (kid) return with_kid(solve, node, NULL, i, kid);
    }
    return NULL;
}

struct solve_node *solve_swap(struct solve *solve, struct solve_node *node, uint32_t n) { return swap(solve, node, &n); }
