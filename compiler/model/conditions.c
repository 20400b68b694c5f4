/* Conditions: an expression becomes a postfix program over the instance's criteria.
 *
 * In:  the expression of `match`, or the positions of the positional form. Out: code words and criteria of one instance.
 * Must hold, so that one meaning has one program and `weir inspect --source` gives back the same bytes: chains of one operator are flattened,
 *      through parentheses, lets and predicates, and folded from the left; no NOT follows a NOT; criteria are in the order of their ordinals, those
 *      on any field last, and within one in the order of their first use. Depth, steps, code, criteria and stack are bounded.
 *
 * Names: in the place of a condition a bare name is a let of the instance, and a name with parentheses is a predicate. A let may use other lets in any
 * order but not itself. A predicate sees its parameters and the fields, but no lets. */
#include "build.h"

struct diag *condition_report(struct condition *c, const struct frame *frame, enum diag_code code, struct span span, const char *format, ...)
{
    struct build *b = c->b;
    va_list arguments;
    va_start(arguments, format);
    const struct str text = arena_vprintf(&b->scratch, format, arguments);
    va_end(arguments);
    c->failed = true;
    struct diag *d = diag_report(b->sink, code, span, STR_FMT, STR_ARG(text));
    frame_labels(b, d, frame, c->instance->name);
    return d;
}

static void too_large(struct condition *c, const char *what, uint32_t limit)
{
    if (c->stopped) return;
    c->stopped = true;
    if (c->failed) return; /* what is wrong was said */
    condition_report(c, NULL, DIAG_CONDITION_TOO_LARGE, c->instance->span, "the condition of instance '" STR_FMT "' has more than %u %s", STR_ARG(c->instance->name), limit, what);
}

/* ---- writing code ---- */

void condition_push(struct condition *c, enum weir_code_op op, uint32_t k, uint32_t n)
{
    if (c->stopped || c->failed) return; /* operands may be missing */
    if (c->b->model->code.count - c->code_base >= LIMIT_INSTANCE_CODE) {
        too_large(c, "instructions, with its predicates in place", LIMIT_INSTANCE_CODE);
        return;
    }
    *(uint32_t *)vec_push(&c->b->model->code, sizeof(uint32_t)) = (uint32_t)op | k << 8 | n << 16;
    switch (op) {
    case WEIR_CODE_CRITERION:
    case WEIR_CODE_TRUE: c->stack++; break;
    case WEIR_CODE_AND:
    case WEIR_CODE_OR: c->stack--; break;
    case WEIR_CODE_ATLEAST: c->stack -= n - 1; break;
    case WEIR_CODE_NOT: break;
    case WEIR_CODE_COUNT: BUG("no such instruction");
    }
    if (c->stack > c->deepest) c->deepest = c->stack;
    if (c->deepest > WEIR_MAX_STACK) too_large(c, "conditions open at once: put the nested ones first", WEIR_MAX_STACK);
}

void condition_join(struct condition *c, struct fold *fold)
{
    if (fold && ++fold->count > 1) condition_push(c, (enum weir_code_op)fold->op, 0, 0);
}

struct fold *condition_enter(struct fold *outer, enum weir_code_op op, struct fold *own)
{
    if (outer && outer->op == op) return outer;
    *own = (struct fold){.op = (uint8_t)op};
    return own;
}

void condition_leave(struct condition *c, struct fold *outer, struct fold *inner)
{
    if (inner != outer) condition_join(c, outer);
}

/* ---- criteria, each once ---- */

#define SCANNED_AT_MOST 24u /* so few are found by looking at each */

static uint64_t criterion_key(const struct criterion *x)
{
    return (uint64_t)x->set | (uint64_t)x->op << 32 | (uint64_t)(x->flags & 1u) << 40 | (uint64_t)(x->flags >> 1 & 1u) << 48 | (uint64_t)x->ordinal << 41 | (uint64_t)x->other << 49;
}

uint32_t condition_criterion(struct condition *c, struct criterion criterion)
{
    struct build *b = c->b;
    struct vec *criteria = &b->model->criteria;
    const uint32_t count = (uint32_t)criteria->count - c->criterion_base;
    const struct criterion *all = criteria->p ? (const struct criterion *)criteria->p + c->criterion_base : NULL;
    const uint64_t key = criterion_key(&criterion);
    if (count <= SCANNED_AT_MOST) {
        for (uint32_t i = 0; i < count; i++)
            if (criterion_key(&all[i]) == key) return i;
    } else {
        const uint32_t known = map_get(&b->criteria_seen, key);
        if (known != NONE) return known;
    }
    if (count >= LIMIT_INSTANCE_CRITERIA) {
        too_large(c, "criteria", LIMIT_INSTANCE_CRITERIA);
        return 0;
    }
    if (count == SCANNED_AT_MOST) {
        map_free(&b->criteria_seen);
        for (uint32_t i = 0; i < count; i++) map_put(&b->criteria_seen, criterion_key(&all[i]), i);
    }
    if (count >= SCANNED_AT_MOST) map_put(&b->criteria_seen, key, count);
    *(struct criterion *)vec_push(criteria, sizeof criterion) = criterion;
    return count;
}

/* ---- expressions ---- */

static void emit(struct condition *c, const struct frame *frame, node_id node, bool negate, struct fold *fold);

static void emit_chain(struct condition *c, const struct frame *frame, node_id node, enum weir_code_op op, bool negate, struct fold *fold)
{
    const struct tree *tree = frame->unit->tree;
    struct fold own, *outer = negate ? NULL : fold;
    struct fold *inner = condition_enter(outer, op, &own);
    for (node_id id = tree_first(tree, node); id && !c->stopped; id = tree_next(tree, id)) emit(c, frame, id, false, inner);
    condition_leave(c, outer, inner);
    if (!negate) return;
    condition_push(c, WEIR_CODE_NOT, 0, 0);
    condition_join(c, fold);
}

static bool of_count(struct condition *c, const struct frame *frame, node_id node, uint32_t n, uint64_t *k)
{
    const struct tree *tree = frame->unit->tree;
    const node_id number = tree_second(tree, node);
    const struct span span = tree_span(tree, number ? number : node);
    bool negative = false;
    if (!syntax_number(tree, number, k, &negative)) {
        c->failed = true;
        return false;
    }
    if (negative || *k < 1 || *k > n) {
        struct diag *d = condition_report(c, frame, DIAG_BAD_COUNT, span, "'" STR_FMT " of' asks for %s", STR_ARG(tree_text(tree, number)),
                                          negative || *k < 1 ? "no condition" : "more conditions than there are");
        diag_set_label(c->b->sink, d, "there %s %u", n == 1 ? "is" : "are", n);
        return false;
    }
    if (n <= 64 || *k == 1 || *k == n) return true;
    condition_report(c, frame, DIAG_BAD_COUNT, span, "'%u of' is for at most 64 conditions, and here are %u", (unsigned)*k, n);
    return false;
}

static void emit_of(struct condition *c, const struct frame *frame, node_id node, bool negate, struct fold *fold)
{
    const struct tree *tree = frame->unit->tree;
    const uint32_t n = tree_count(tree, tree_first(tree, node));
    const uint8_t of = tree_node(tree, node)->op;
    uint64_t k = of == TREE_ALL_OF ? n : 1;
    if (of == TREE_NUMBER_OF && !of_count(c, frame, node, n, &k)) k = 1; /* go on, to see what else is wrong */
    if (n == 1) emit(c, frame, tree_first(tree, node), negate, fold);
    else if (k == 1) emit_chain(c, frame, node, WEIR_CODE_OR, negate, fold);
    else if (k == n) emit_chain(c, frame, node, WEIR_CODE_AND, negate, fold);
    else {
        for (node_id id = tree_first(tree, node); id && !c->stopped; id = tree_next(tree, id)) emit(c, frame, id, false, NULL);
        condition_push(c, WEIR_CODE_ATLEAST, (uint32_t)k, n);
        if (negate) condition_push(c, WEIR_CODE_NOT, 0, 0);
        condition_join(c, fold);
    }
}

static void report_let_circle(struct condition *c, const struct frame *frame, uint32_t index, struct span span)
{
    struct build *b = c->b;
    struct let *let = MODEL_AT(b->lets, struct let, index);
    let->poisoned = true; /* said once */
    struct diag *d = condition_report(c, frame, DIAG_CIRCLE, span, "'" STR_FMT "' is made of itself", STR_ARG(let->name));
    diag_set_label(b->sink, d, "comes back to '" STR_FMT "'", STR_ARG(let->name));
    for (size_t i = 0; i < b->lets.count; i++) {
        const struct let *other = MODEL_AT(b->lets, struct let, i);
        if (other->open && i != index) diag_add_label(b->sink, d, other->span, "'" STR_FMT "' is part of the circle", STR_ARG(other->name));
    }
}

static void unknown_name(struct condition *c, const struct frame *frame, struct span span, struct str name)
{
    struct build *b = c->b;
    uint32_t two[2];
    const uint32_t unit = (uint32_t)(frame->unit - (const struct unit *)b->units.p);
    const uint32_t found = uses_find(b, KEY_DECLARATION, unit, name, two);
    struct diag *d;
    if (frame_binding(b, frame, name)) {
        d = condition_report(c, frame, DIAG_NOT_A_CONDITION, span, "parameter '" STR_FMT "' stands for a field or a value, not for a condition", STR_ARG(name));
    } else if (found != NONE) {
        const bool predicate = found < AMBIGUOUS && DECLARATION(b, found)->kind == NODE_PREDICATE;
        d = condition_report(c, frame, DIAG_NOT_A_CONDITION, span, predicate ? "predicate '" STR_FMT "' is used without its arguments" : "'" STR_FMT "' is a list, not a condition", STR_ARG(name));
        if (predicate) diag_set_help(b->sink, d, "write '" STR_FMT "(...)' with %u argument%s", STR_ARG(name), DECLARATION(b, found)->parameter_count, DECLARATION(b, found)->parameter_count == 1 ? "" : "s");
    } else if (template_field(b, c->type_index, name) != NONE) {
        d = condition_report(c, frame, DIAG_NOT_A_CONDITION, span, "field '" STR_FMT "' is not a condition by itself", STR_ARG(name));
        diag_set_help(b->sink, d, "say what is asked of it, as in '" STR_FMT " exists'", STR_ARG(name));
    } else if (frame->unit->tree->failed) {
        c->failed = true; /* it may have stood where something could not be read */
    } else {
        d = condition_report(c, frame, DIAG_UNKNOWN_NAME, span, "there is no 'let " STR_FMT "' in this instance", STR_ARG(name));
        struct str *names = arena_array(&b->scratch, b->lets.count + 1, sizeof *names);
        for (size_t i = 0; i < b->lets.count; i++) names[i] = MODEL_AT(b->lets, struct let, i)->name;
        build_suggest(b, d, name, names, b->lets.count);
    }
}

static void emit_name(struct condition *c, const struct frame *frame, node_id node, bool negate, struct fold *fold)
{
    struct build *b = c->b;
    const struct span span = tree_span(frame->unit->tree, node);
    const struct str name = tree_text(frame->unit->tree, node);
    const uint32_t number = frame->predicate ? INTERN_NONE : intern_find(&b->names, name);
    const uint32_t index = number == INTERN_NONE ? NONE : map_get(&b->names_of, key_of(KEY_LET, c->serial, number));
    if (index == NONE) {
        unknown_name(c, frame, span, name);
        return;
    }
    struct let *let = MODEL_AT(b->lets, struct let, index);
    let->used = true;
    if (let->poisoned || let->open) {
        c->failed = true;
        if (!let->poisoned) report_let_circle(c, frame, index, span);
        return;
    }
    let->open = true;
    emit(c, frame, let->expression, negate, fold);
    MODEL_AT(b->lets, struct let, index)->open = false;
}

static void unknown_predicate(struct condition *c, const struct frame *frame, struct span span, struct str name)
{
    if (c->b->any_failed) {
        c->failed = true;
        return;
    }
    const bool function = function_find(name) != FUNCTION_COUNT;
    struct diag *d = condition_report(c, frame, function ? DIAG_NOT_A_CONDITION : DIAG_UNKNOWN_PREDICATE, span,
                                      function ? "'" STR_FMT "' gives values, it is not a condition" : "there is no predicate '" STR_FMT "'", STR_ARG(name));
    if (function) diag_set_help(c->b->sink, d, "write it behind a field and an operator, as in 'Field contains " STR_FMT "(...)'", STR_ARG(name));
    else uses_suggest(c->b, d, KEY_DECLARATION, NODE_PREDICATE, name);
}

/* The predicate that is called; NULL: reported. */
static const struct declaration *called(struct condition *c, const struct frame *frame, node_id call)
{
    struct build *b = c->b;
    const struct tree *tree = frame->unit->tree;
    const node_id name_node = tree_first(tree, call);
    const struct span span = tree_span(tree, name_node);
    const struct str name = tree_text(tree, name_node);
    uint32_t two[2];
    const uint32_t found = uses_find(b, KEY_DECLARATION, (uint32_t)(frame->unit - (const struct unit *)b->units.p), name, two);
    if (found == NONE) {
        unknown_predicate(c, frame, span, name);
        return NULL;
    }
    if (found == AMBIGUOUS) {
        struct diag *d = condition_report(c, frame, DIAG_AMBIGUOUS_NAME, span, "'" STR_FMT "' is declared in two files that are in scope", STR_ARG(name));
        diag_add_label(b->sink, d, DECLARATION(b, two[0])->span, "here");
        diag_add_label(b->sink, d, DECLARATION(b, two[1])->span, "and here");
        return NULL;
    }
    DECLARATION(b, found)->used = true;
    const struct declaration *predicate = DECLARATION(b, found);
    if (predicate->kind == NODE_LIST) {
        condition_report(c, frame, DIAG_NOT_A_CONDITION, span, "'" STR_FMT "' is a list, not a predicate", STR_ARG(name));
        return NULL;
    }
    if (predicate->poisoned) {
        c->failed = true;
        return NULL;
    }
    const uint32_t count = tree_count(tree, tree_second(tree, call));
    if (count == predicate->parameter_count) return predicate;
    struct diag *d = condition_report(c, frame, DIAG_WRONG_ARGUMENTS, tree_span(tree, call), "predicate '" STR_FMT "' takes %u argument%s, and is given %u", STR_ARG(name),
                                      predicate->parameter_count, predicate->parameter_count == 1 ? "" : "s", count);
    diag_add_label(b->sink, d, predicate->span, "declared here");
    return NULL;
}

static void emit_call(struct condition *c, const struct frame *frame, node_id call, bool negate, struct fold *fold)
{
    struct build *b = c->b;
    const struct span span = tree_span(frame->unit->tree, call);
    const struct declaration *predicate = called(c, frame, call);
    if (predicate == NULL) return;
    const struct unit *unit = UNIT(b, predicate->unit);
    const struct frame inner = {.unit = unit, .predicate = predicate, .binding_first = (uint32_t)b->bindings.count,
                                .binding_count = predicate->parameter_count, .caller = frame, .call = span};
    node_id argument = tree_second(frame->unit->tree, call);
    for (node_id id = tree_next(unit->tree, tree_first(unit->tree, predicate->node)); id; id = tree_next(unit->tree, id)) {
        *(struct binding *)vec_push(&b->bindings, sizeof(struct binding)) = (struct binding){tree_text(unit->tree, id), argument, frame};
        argument = tree_next(frame->unit->tree, argument);
    }
    emit(c, &inner, tree_second(unit->tree, predicate->node), negate, fold);
    b->bindings.count = inner.binding_first;
}

/* Writes the code of an expression. fold: the chain that it is an operand of, or NULL. */
static void emit(struct condition *c, const struct frame *frame, node_id node, bool negate, struct fold *fold)
{
    if (c->stopped) return;
    if (++c->depth > 2 * LIMIT_NESTING) too_large(c, "levels, one inside another", 2 * LIMIT_NESTING);
    if (frame->predicate && ++c->b->predicate_steps > LIMIT_PREDICATE_STEPS) too_large(c, "steps, counted with all conditions of the run", LIMIT_PREDICATE_STEPS);
    if (++c->steps > 4 * LIMIT_INSTANCE_CODE) too_large(c, "steps, with its predicates in place", 4 * LIMIT_INSTANCE_CODE);
    const struct tree *tree = frame->unit->tree;
    switch (c->stopped ? 0 : (int)tree_kind(tree, node)) {
    case NODE_AND: emit_chain(c, frame, node, WEIR_CODE_AND, negate, fold); break;
    case NODE_OR: emit_chain(c, frame, node, WEIR_CODE_OR, negate, fold); break;
    case NODE_NOT: emit(c, frame, tree_first(tree, node), !negate, fold); break;
    case NODE_OF: emit_of(c, frame, node, negate, fold); break;
    case NODE_NAME: emit_name(c, frame, node, negate, fold); break;
    case NODE_CALL: emit_call(c, frame, node, negate, fold); break;
    case NODE_CRITERION: criterion_build(c, frame, node, negate, fold); break;
    default: c->failed = true; break; /* could not be read, which was reported */
    }
    c->depth--;
}

/* ---- lets ---- */

static void lets_declare(struct condition *c, const struct frame *frame, node_id items)
{
    struct build *b = c->b;
    const struct tree *tree = frame->unit->tree;
    b->lets.count = 0;
    for (node_id id = items; id; id = tree_next(tree, id)) {
        if (tree_kind(tree, id) != NODE_LET) continue;
        const node_id name = tree_first(tree, id);
        const struct let let = {.name = tree_text(frame->unit->tree, name), .span = tree_span(tree, name), .expression = tree_second(tree, id)};
        const uint64_t key = key_of(KEY_LET, c->serial, build_name(b, let.name));
        const uint32_t same = map_get(&b->names_of, key);
        const uint32_t field = template_field(b, c->type_index, let.name);
        if (same != NONE) {
            struct diag *d = condition_report(c, frame, DIAG_DUPLICATE_NAME, let.span, "there are two lets '" STR_FMT "' in this instance", STR_ARG(let.name));
            diag_add_label(b->sink, d, MODEL_AT(b->lets, struct let, same)->span, "the other one");
            continue;
        }
        if (field != NONE) {
            struct diag *d = condition_report(c, frame, DIAG_LET_NAMED_LIKE_FIELD, let.span, "a let cannot have the name of field '" STR_FMT "'", STR_ARG(let.name));
            diag_add_label(b->sink, d, c->type->fields[field].span, "the field");
        }
        uses_note_shadowing(b, (uint32_t)(frame->unit - (const struct unit *)b->units.p), let.name, let.span, true);
        map_put(&b->names_of, key, (uint32_t)b->lets.count);
        *(struct let *)vec_push(&b->lets, sizeof let) = let;
    }
}

/* What no one uses is compiled too, to see that it is right, and thrown away. */
static void lets_check_unused(struct condition *c, const struct frame *frame)
{
    struct model *model = c->b->model;
    for (size_t i = 0; i < c->b->lets.count && !c->failed; i++) { /* all of them before one is compiled and marks those that it names */
        const struct let *let = MODEL_AT(c->b->lets, struct let, i);
        if (!let->used) *(struct declared_name *)vec_push(&model->named, sizeof(struct declared_name)) = (struct declared_name){build_keep(c->b, model->arena, frame->unit, let->name), let->span, NAMED_LET, false};
    }
    for (size_t i = 0; i < c->b->lets.count; i++) {
        struct let *let = MODEL_AT(c->b->lets, struct let, i);
        if (let->used) continue;
        struct instance copy = *c->instance;
        struct condition alone = *c;
        alone.instance = &copy;
        alone.criterion_base = (uint32_t)model->criteria.count;
        alone.code_base = (uint32_t)model->code.count;
        alone.stack = alone.deepest = alone.depth = alone.steps = 0;
        alone.stopped = false;
        let->used = let->open = true;
        emit(&alone, frame, let->expression, false, NULL);
        MODEL_AT(c->b->lets, struct let, i)->open = false;
        model->criteria.count = alone.criterion_base;
        model->code.count = alone.code_base;
        c->failed |= alone.failed;
    }
}

/* ---- the whole ---- */

static void sort_criteria(struct condition *c)
{
    struct build *b = c->b;
    struct instance *instance = c->instance;
    struct criterion *criteria = instance->criterion_count ? MODEL_AT(b->model->criteria, struct criterion, instance->criterion_first) : NULL;
    uint32_t starts[WEIR_MAX_PARAMETERS + 2] = {0};
    uint32_t *to = arena_array(&b->scratch, instance->criterion_count + 1u, sizeof *to);
    struct criterion *copy = arena_array(&b->scratch, instance->criterion_count + 1u, sizeof *copy);
    for (uint32_t i = 0; i < instance->criterion_count; i++) starts[criteria[i].ordinal ? criteria[i].ordinal : WEIR_MAX_PARAMETERS + 1]++;
    for (uint32_t i = 0, sum = 0; i < WEIR_MAX_PARAMETERS + 2; i++) {
        const uint32_t n = starts[i];
        starts[i] = sum;
        sum += n;
    }
    for (uint32_t i = 0; i < instance->criterion_count; i++) {
        to[i] = starts[criteria[i].ordinal ? criteria[i].ordinal : WEIR_MAX_PARAMETERS + 1]++;
        copy[to[i]] = criteria[i];
    }
    if (instance->criterion_count) memcpy(criteria, copy, instance->criterion_count * sizeof *copy);
    for (uint32_t i = 0; i < instance->code_count; i++) {
        uint32_t *word = MODEL_AT(b->model->code, uint32_t, instance->code_first + i);
        if ((*word & 0xff) == WEIR_CODE_CRITERION) *word = WEIR_CODE_CRITERION | to[*word >> 16] << 16;
    }
}

static void emit_positions(struct condition *c, const struct frame *frame, node_id positions)
{
    const struct tree *tree = frame->unit->tree;
    struct instance *instance = c->instance;
    struct fold fold = {.op = WEIR_CODE_AND};
    const uint32_t declared = template_parameter_count(c->type, instance->pinned ? instance->pinned : c->type->version);
    bool any = false;
    for (node_id id = positions; id && tree_kind(tree, id) == NODE_POSITION; id = tree_next(tree, id)) {
        const node_id expression = tree_first(tree, id);
        const uint32_t index = instance->positions++;
        const struct span span = tree_span(tree, id);
        if (index == 0) instance->positions_span.at = span.at;
        instance->positions_span.length = span.at + span.length - instance->positions_span.at;
        if (tree_kind(tree, expression) == NODE_WILDCARD) continue;
        any = true;
        if (index >= declared) continue; /* more positions than parameters: the proof's first obligation says so */
        c->position = &c->type->fields[index];
        if (c->position->type == WEIR_TYPE_RESERVED && !c->type->poisoned) {
            struct diag *d = condition_report(c, frame, DIAG_RESERVED_FIELD, span, "ordinal %u is reserved: nothing can be asked of it", index + 1);
            diag_add_label(c->b->sink, d, c->position->span, "reserved here");
            continue;
        }
        emit(c, frame, expression, false, &fold);
    }
    if (!any && !instance->stress && instance->positions)
        condition_report(c, frame, DIAG_MATCHES_EVERYTHING, instance->positions_span, "every parameter of instance '" STR_FMT "' is the wildcard", STR_ARG(instance->name));
}

void condition_build(struct build *b, uint32_t unit, struct instance *instance, node_id match, node_id positions, node_id items)
{
    struct model *model = b->model;
    struct condition c = {.b = b, .instance = instance, .type = TEMPLATE(b, instance->type), .type_index = instance->type,
                          .criterion_base = (uint32_t)model->criteria.count, .code_base = (uint32_t)model->code.count,
                          .serial = b->instance_serial, .in_position = positions != 0};
    const struct frame frame = {.unit = UNIT(b, unit)};
    b->bindings.count = 0;
    instance->criterion_first = c.criterion_base;
    instance->code_first = c.code_base;
    lets_declare(&c, &frame, items);
    if (positions) emit_positions(&c, &frame, positions);
    if (match) emit(&c, &frame, match, false, NULL);
    if (model->code.count == c.code_base) condition_push(&c, WEIR_CODE_TRUE, 0, 0);
    const bool failed = c.failed;
    instance->criterion_count = failed ? 0 : (uint32_t)model->criteria.count - c.criterion_base;
    instance->code_count = failed ? 0 : (uint32_t)model->code.count - c.code_base;
    if (failed) {
        model->criteria.count = c.criterion_base;
        model->code.count = c.code_base;
    } else {
        sort_criteria(&c);
    }
    c.in_position = false;
    lets_check_unused(&c, &frame);
    instance->poisoned |= c.failed;
}
