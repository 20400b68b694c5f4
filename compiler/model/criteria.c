/* One criterion as it is written: field, operator, values.
 *
 * In:  a CRITERION node. Out: one or more criteria of the model and the code that joins them.
 * Must hold: the operator is one that the field's type has; the set is of the kind that the operator takes; what no value can satisfy, or
 *      every value does, is refused where the type alone says so. `F != v` is: there is a value, and it is none of these. */
#include "build.h"

enum type_class { CLASS_TEXT, CLASS_ORDERED, CLASS_BOOL, CLASS_ENUM, CLASS_FLAGS, CLASS_GUID, CLASS_IP };
static const char *const class_operators[] = {
    [CLASS_TEXT] = "'==', '!=', 'in', 'startswith', 'endswith', 'contains', 'like', 'matches', 'exists' and 'missing'",
    [CLASS_ORDERED] = "'==', '!=', 'in', '<', '<=', '>', '>=', 'exists' and 'missing'",
    [CLASS_BOOL] = "'==', '!=', 'in', 'exists' and 'missing'",
    [CLASS_ENUM] = "'==', '!=', 'in', 'exists' and 'missing'",
    [CLASS_FLAGS] = "'==', '!=', 'in', 'has', 'has any', 'exists' and 'missing'",
    [CLASS_GUID] = "'==', '!=', 'in', 'exists' and 'missing'",
    [CLASS_IP] = "'==', '!=', 'in', 'within', 'exists' and 'missing'",
};

/* One criterion being built. */
struct writing {
    struct condition *c;
    const struct frame *frame;
    const struct tree *tree;
    node_id node, values;
    struct span span;
    const struct field *field; /* NULL: any field */
    uint8_t op, flags;         /* of the tree */
    bool any_cased;            /* of any field: the fields that are declared cased, not the others */
    bool negate;
    struct fold *fold;
};

static enum type_class class_of(const struct field *field)
{
    if (field == NULL) return CLASS_TEXT;
    switch (field->type) {
    case WEIR_TYPE_U32: case WEIR_TYPE_U64: case WEIR_TYPE_I64: return CLASS_ORDERED;
    case WEIR_TYPE_BOOL: return CLASS_BOOL;
    case WEIR_TYPE_ENUM: return CLASS_ENUM;
    case WEIR_TYPE_FLAGS: return CLASS_FLAGS;
    case WEIR_TYPE_GUID: return CLASS_GUID;
    case WEIR_TYPE_IP: return CLASS_IP;
    default: return CLASS_TEXT;
    }
}

static bool operator_allowed(enum tree_operator op, enum type_class class)
{
    switch (op) {
    case TREE_STARTSWITH: case TREE_ENDSWITH: case TREE_CONTAINS: case TREE_LIKE: case TREE_MATCHES: return class == CLASS_TEXT;
    case TREE_LT: case TREE_LE: case TREE_GT: case TREE_GE: return class == CLASS_ORDERED;
    case TREE_HAS: case TREE_HAS_ANY: return class == CLASS_FLAGS;
    case TREE_WITHIN: return class == CLASS_IP;
    case TREE_EQ: case TREE_NE: case TREE_IN: case TREE_EXISTS: case TREE_MISSING: return true;
    case TREE_OPERATOR_COUNT: break;
    }
    return false;
}

/* ---- the field ---- */

/* A name in the place of a field: a parameter of the predicate around it, else a field of the Template Type. */
const struct field *condition_field(struct condition *c, const struct frame *frame, node_id name)
{
    struct build *b = c->b;
    const struct frame *at = frame;
    for (;;) {
        const struct span span = tree_span(at->unit->tree, name);
        const struct str text = tree_text(at->unit->tree, name);
        const struct binding *binding = frame_binding(b, at, text);
        if (binding == NULL) break;
        if (tree_kind(binding->frame->unit->tree, binding->argument) != NODE_NAME) {
            struct diag *d = condition_report(c, binding->frame, DIAG_PARAMETER_KIND, tree_span(binding->frame->unit->tree, binding->argument),
                                              "predicate '" STR_FMT "' uses its parameter '" STR_FMT "' as a field, and this is a value",
                                              STR_ARG(intern_name(&b->names, at->predicate->name)), STR_ARG(text));
            diag_add_label(b->sink, d, span, "used as a field here");
            return NULL;
        }
        name = binding->argument;
        at = binding->frame;
    }
    const struct span span = tree_span(at->unit->tree, name);
    const struct str text = tree_text(at->unit->tree, name);
    const uint32_t index = template_field(b, c->type_index, text);
    if (index == NONE) {
        c->failed = true;
        if (c->type->poisoned) return NULL;
        struct diag *d = condition_report(c, at, DIAG_UNKNOWN_FIELD, span, "Template Type '" STR_FMT "' has no field '" STR_FMT "'", STR_ARG(c->type->name), STR_ARG(text));
        template_suggest_field(b, d, c->type, text);
        return NULL;
    }
    const struct field *field = &c->type->fields[index];
    if (c->instance->pinned && field->since > c->instance->pinned) {
        struct diag *d = condition_report(c, at, DIAG_FIELD_NOT_IN_VERSION, span, "version %u of '" STR_FMT "' has no field '" STR_FMT "'", c->instance->pinned,
                                          STR_ARG(c->type->name), STR_ARG(text));
        diag_add_label(b->sink, d, field->span, "came with version %u", field->since);
        return NULL;
    }
    if (field->since > c->instance->least_version) c->instance->least_version = field->since;
    return field->type == WEIR_TYPE_RESERVED ? NULL : field; /* without a type: its declaration was wrong */
}

static bool any_field_allowed(struct writing *w)
{
    struct condition *c = w->c;
    if (w->op == TREE_NE) {
        condition_report(c, w->frame, DIAG_ANY_FIELD_NOT, w->span, "'any field !=' would be true of nearly every event");
        return false;
    }
    if (w->op == TREE_EXISTS || w->op == TREE_MISSING || !operator_allowed((enum tree_operator)w->op, CLASS_TEXT)) {
        condition_report(c, w->frame, DIAG_OPERATOR_NOT_ALLOWED, w->span, "'any field' cannot be asked with '%s': it has the operators on text",
                         tree_operator_spelling((enum tree_operator)w->op));
        return false;
    }
    if (w->flags & TREE_ALL) { /* one field that takes all values, or each value in some field: neither is what every reader sees */
        const char *const op = tree_operator_spelling((enum tree_operator)w->op);
        struct diag *d = condition_report(c, w->frame, DIAG_OPERATOR_NOT_ALLOWED, w->span, "'any field %s all' does not say whether one field has to take all the values", op);
        diag_set_help(c->b->sink, d, "write 'any field %s ... and any field %s ...' if each may take another, or name the field", op, op);
        return false;
    }
    uint32_t least = 0;
    for (uint32_t i = 0; i < c->type->field_count && !least; i++) {
        const struct field *field = &c->type->fields[i];
        if (field->type != WEIR_TYPE_RESERVED && class_of(field) == CLASS_TEXT) least = field->since;
    }
    if (least == 0 || (c->instance->pinned && least > c->instance->pinned)) {
        c->failed = true;
        if (!c->type->poisoned) condition_report(c, w->frame, DIAG_NO_TEXT_FIELD, w->span, "'" STR_FMT "' has no field that is text", STR_ARG(c->type->name));
        return false;
    }
    if (least > c->instance->least_version) c->instance->least_version = least;
    return true;
}

static bool find_field(struct writing *w)
{
    struct condition *c = w->c;
    const node_id name = tree_first(w->tree, w->node);
    if (c->in_position) {
        w->field = c->position;
        c->failed |= w->field->type == WEIR_TYPE_RESERVED;
        return w->field->type != WEIR_TYPE_RESERVED;
    }
    if (w->flags & TREE_ANY_FIELD) return any_field_allowed(w);
    if (tree_kind(w->tree, name) == NODE_NAME) w->field = condition_field(c, w->frame, name);
    if (w->field == NULL) c->failed = true;
    return w->field != NULL;
}

/* `cased` and `nocase` stand where text is compared; a regular expression says itself how it takes case. */
static bool check_case(const struct writing *w, enum type_class class)
{
    const char *const word = w->flags & TREE_CASED ? "cased" : "nocase";
    if (!(w->flags & (TREE_CASED | TREE_NOCASE))) return true;
    if (class != CLASS_TEXT || w->op == TREE_EXISTS || w->op == TREE_MISSING) {
        condition_report(w->c, w->frame, DIAG_OPERATOR_NOT_ALLOWED, w->span, "'%s' is for comparing text, and '" STR_FMT "' %s", word, STR_ARG(w->field ? w->field->name : STR("any field")),
                         class == CLASS_TEXT ? "is not compared here" : "is not text");
        return false;
    }
    if (w->op != TREE_MATCHES || w->flags & TREE_CASED) return true;
    struct diag *d = condition_report(w->c, w->frame, DIAG_OPERATOR_NOT_ALLOWED, w->span, "a regular expression says itself whether case matters: 'nocase' has nothing to say");
    diag_set_help(w->c->b->sink, d, "begin the expression with (?i)");
    return false;
}

static bool check_operator(struct writing *w)
{
    struct condition *c = w->c;
    const enum type_class class = class_of(w->field);
    if (!operator_allowed((enum tree_operator)w->op, class)) {
        struct diag *d = condition_report(c, w->frame, DIAG_OPERATOR_NOT_ALLOWED, w->span, "'" STR_FMT "' is %s, which has no operator '%s'", STR_ARG(w->field->name),
                                          class == CLASS_TEXT ? "text" : class == CLASS_ENUM ? "an enum" : class == CLASS_FLAGS ? "a set of flags" : class == CLASS_IP ? "an address" : class == CLASS_GUID ? "a guid" : class == CLASS_BOOL ? "true or false" : "a number",
                                          tree_operator_spelling((enum tree_operator)w->op));
        diag_set_help(c->b->sink, d, "it has %s", class_operators[class]);
        return false;
    }
    return check_case(w, class);
}

/* ---- writing ---- */

/* Without a case rule of its own, `any field` goes by the rule of each field. */
static bool is_by_field(const struct writing *w)
{
    return w->field == NULL && !(w->flags & (TREE_CASED | TREE_NOCASE)) && w->op != TREE_MATCHES;
}

static void leaf(struct writing *w, uint8_t op, bool cased, uint8_t ordinal, uint8_t other, uint32_t set, bool negate, struct fold *fold)
{
    const uint8_t flags = (uint8_t)((cased ? WEIR_CRITERION_CASED : 0) | (is_by_field(w) ? CRITERION_BY_FIELD : 0));
    const struct criterion criterion = {.op = op, .flags = flags, .ordinal = ordinal, .other = other, .set = set, .span = w->span};
    const uint32_t number = w->c->failed ? 0 : condition_criterion(w->c, criterion);
    condition_push(w->c, WEIR_CODE_CRITERION, 0, number);
    if (negate) condition_push(w->c, WEIR_CODE_NOT, 0, 0);
    condition_join(w->c, fold);
}

static uint8_t ordinal_of(const struct writing *w) { return w->field ? w->field->ordinal : 0; }

static bool is_cased(const struct writing *w)
{
    if (class_of(w->field) != CLASS_TEXT || w->flags & TREE_NOCASE) return false;
    return w->flags & TREE_CASED || (w->field ? w->field->cased : w->any_cased);
}

/* Begins and ends a chain, such as `there is a value, and ...`, as an operand of w->fold. */
static struct fold *begin_chain(struct writing *w, enum weir_code_op op, struct fold *own)
{
    return condition_enter(w->negate ? NULL : w->fold, op, own);
}

static void end_chain(struct writing *w, struct fold *inner)
{
    condition_leave(w->c, w->negate ? NULL : w->fold, inner);
    if (!w->negate) return;
    condition_push(w->c, WEIR_CODE_NOT, 0, 0);
    condition_join(w->c, w->fold);
}

/* ---- two fields ---- */

static bool check_comparison(struct writing *w, const struct field *other, struct span span)
{
    struct condition *c = w->c;
    const bool text = w->field && class_of(w->field) == CLASS_TEXT;
    const char *wrong = NULL;
    if (w->field == NULL) wrong = "'any field' cannot be compared with a field";
    else if (w->op == TREE_IN || w->op == TREE_LIKE || w->op == TREE_MATCHES || w->op == TREE_HAS || w->op == TREE_HAS_ANY || w->op == TREE_WITHIN || w->flags & TREE_ALL)
        wrong = "this operator does not compare two fields";
    else if (w->field == other) wrong = "a field is not compared with itself";
    else if (text ? class_of(other) != CLASS_TEXT : !str_equal(w->field->type_text, other->type_text)) wrong = "the two fields are of different types";
    if (wrong == NULL) return true;
    struct diag *d = condition_report(c, w->frame, DIAG_FIELD_COMPARISON, span, "%s", wrong);
    if (w->field == other) diag_set_help(c->b->sink, d, "name the other field; if a value is all that is asked for, write '" STR_FMT " exists'", STR_ARG(other->name));
    if (w->field == NULL) diag_set_help(c->b->sink, d, "name the fields, and join the comparisons with 'or'");
    if (w->field && w->field != other) {
        diag_add_label(c->b->sink, d, w->field->span, "'" STR_FMT "' is %s" STR_FMT, STR_ARG(w->field->name), "a ", STR_ARG(w->field->type_text));
        diag_add_label(c->b->sink, d, other->span, "'" STR_FMT "' is %s" STR_FMT, STR_ARG(other->name), "a ", STR_ARG(other->type_text));
    }
    return false;
}

static void write_comparison(struct writing *w, const struct frame *frame, node_id reference)
{
    struct condition *c = w->c;
    const struct tree *tree = frame->unit->tree;
    const struct field *other = condition_field(c, frame, tree_first(tree, reference));
    if (other == NULL) {
        c->failed = true;
        return;
    }
    if (!check_comparison(w, other, tree_span(tree, reference))) return;
    const uint8_t f = w->field->ordinal, g = other->ordinal;
    const bool cased = is_cased(w);
    struct fold own, *inner;
    switch ((enum tree_operator)w->op) {
    case TREE_EQ: leaf(w, WEIR_OP_FIELD_EQUALS, cased, f, g, WEIR_NO_SET, w->negate, w->fold); break;
    case TREE_STARTSWITH: leaf(w, WEIR_OP_FIELD_STARTS, cased, f, g, WEIR_NO_SET, w->negate, w->fold); break;
    case TREE_ENDSWITH: leaf(w, WEIR_OP_FIELD_ENDS, cased, f, g, WEIR_NO_SET, w->negate, w->fold); break;
    case TREE_CONTAINS: leaf(w, WEIR_OP_FIELD_CONTAINS, cased, f, g, WEIR_NO_SET, w->negate, w->fold); break;
    case TREE_LT: leaf(w, WEIR_OP_FIELD_LESS, false, f, g, WEIR_NO_SET, w->negate, w->fold); break;
    case TREE_LE: leaf(w, WEIR_OP_FIELD_LESS_EQUAL, false, f, g, WEIR_NO_SET, w->negate, w->fold); break;
    case TREE_GT: leaf(w, WEIR_OP_FIELD_LESS, false, g, f, WEIR_NO_SET, w->negate, w->fold); break;
    case TREE_GE: leaf(w, WEIR_OP_FIELD_LESS_EQUAL, false, g, f, WEIR_NO_SET, w->negate, w->fold); break;
    case TREE_NE: /* absent on either side: false */
        inner = begin_chain(w, WEIR_CODE_AND, &own);
        leaf(w, WEIR_OP_EXISTS, false, f, 0, WEIR_NO_SET, false, inner);
        leaf(w, WEIR_OP_EXISTS, false, g, 0, WEIR_NO_SET, false, inner);
        leaf(w, WEIR_OP_FIELD_EQUALS, cased, f, g, WEIR_NO_SET, true, inner);
        end_chain(w, inner);
        break;
    case TREE_IN: case TREE_LIKE: case TREE_MATCHES: case TREE_HAS: case TREE_HAS_ANY: case TREE_WITHIN: case TREE_EXISTS: case TREE_MISSING: case TREE_OPERATOR_COUNT:
        BUG("operator does not compare fields");
    }
}

/* ---- values ---- */

static uint8_t op_of(const struct writing *w)
{
    const enum type_class class = class_of(w->field);
    switch ((enum tree_operator)w->op) {
    case TREE_STARTSWITH: return WEIR_OP_STARTS;
    case TREE_ENDSWITH: return WEIR_OP_ENDS;
    case TREE_CONTAINS: return WEIR_OP_CONTAINS;
    case TREE_LIKE: return WEIR_OP_LIKE;
    case TREE_MATCHES: return WEIR_OP_MATCHES;
    case TREE_HAS: return WEIR_OP_HAS_ALL;
    case TREE_HAS_ANY: return WEIR_OP_HAS_ANY;
    case TREE_WITHIN: return WEIR_OP_WITHIN;
    case TREE_LT: case TREE_LE: case TREE_GT: case TREE_GE: return WEIR_OP_NUMBER_RANGE;
    case TREE_EQ: case TREE_NE: case TREE_IN: case TREE_EXISTS: case TREE_MISSING: case TREE_OPERATOR_COUNT: break;
    }
    return class == CLASS_TEXT ? WEIR_OP_EQUALS : class == CLASS_GUID || class == CLASS_IP ? WEIR_OP_BYTES_IN : WEIR_OP_NUMBER_IN;
}

static struct conversion conversion_of(const struct writing *w)
{
    const uint8_t op = op_of(w);
    return (struct conversion){.b = w->c->b, .field = w->field, .type = w->c->type_index, .op = op, .cased = op == WEIR_OP_MATCHES || is_cased(w),
                               .frame = w->frame, .instance = w->c->instance->name, .span = w->span};
}

/* The values that the chain stands for, in b->collected. */
static bool collect(struct writing *w)
{
    struct build *b = w->c->b;
    struct collector collector = {.b = b, .arena = &b->scratch, .frame = w->frame, .field = w->field, .type = w->c->type_index, .instance = w->c->instance->name};
    b->collected.count = 0;
    bool good = collect_values(&collector, w->values, &b->collected) && b->collected.count;
    if (w->frame->predicate) good &= collect_count(&collector, (uint32_t)b->collected.count, w->span); /* once more for each call */
    w->c->failed |= !good;
    return good;
}

static uint32_t build_set(struct writing *w, struct conversion *conversion)
{
    struct build *b = w->c->b;
    if (tree_next(w->tree, w->values) == 0) {
        struct collector collector = {.b = b, .arena = &b->scratch, .frame = w->frame, .field = w->field, .type = w->c->type_index};
        const uint32_t list = collect_single_list(&collector, w->values);
        if (list != NONE) return set_of_list(conversion, list);
    }
    return collect(w) ? set_of_values(conversion, b->collected.p, (uint32_t)b->collected.count) : NONE;
}

static void write_set(struct writing *w)
{
    struct conversion conversion = conversion_of(w);
    const uint32_t set = build_set(w, &conversion);
    if (set == NONE) {
        w->c->failed = true;
        return;
    }
    w->c->instance->repeats |= conversion.repeats;
    uint8_t op = conversion.op;
    if (op == WEIR_OP_NUMBER_IN && MODEL_AT(w->c->b->model->sets, struct value_set, set)->kind == WEIR_SET_RANGES) op = WEIR_OP_NUMBER_RANGE;
    if (w->op != TREE_NE) {
        leaf(w, op, conversion.cased, ordinal_of(w), 0, set, w->negate, w->fold);
        return;
    }
    struct fold own, *inner = begin_chain(w, WEIR_CODE_AND, &own);
    leaf(w, WEIR_OP_EXISTS, false, ordinal_of(w), 0, WEIR_NO_SET, false, inner);
    leaf(w, op, conversion.cased, ordinal_of(w), 0, set, true, inner);
    end_chain(w, inner);
}

/* `contains all (a, b)`: one criterion a value. */
static void write_all(struct writing *w)
{
    struct build *b = w->c->b;
    struct conversion conversion = conversion_of(w);
    if (!collect(w)) return;
    w->c->instance->repeats |= b->collected.count > 1; /* or not: that takes a look */
    struct fold own, *inner = begin_chain(w, WEIR_CODE_AND, &own);
    for (size_t i = 0; i < b->collected.count && !w->c->stopped && conversion.errors < 20; i++) {
        const struct value value = *MODEL_AT(b->collected, struct value, i);
        const uint32_t set = set_of_values(&conversion, &value, 1);
        w->c->failed |= set == NONE;
        leaf(w, conversion.op, conversion.cased, ordinal_of(w), 0, set, false, inner);
    }
    end_chain(w, inner);
}

static void constant_comparison(struct writing *w, const struct value *value, bool always)
{
    struct condition *c = w->c;
    const char *const op = tree_operator_spelling((enum tree_operator)w->op);
    struct diag *d = condition_report(c, w->frame, DIAG_CONSTANT_COMPARISON, w->span, "%s value of '" STR_FMT "' is %s " STR_FMT, always ? "every" : "no", STR_ARG(w->field->name), op, STR_ARG(value->text));
    diag_set_label(c->b->sink, d, always ? "always true where there is a value" : "never true");
    if (always) diag_set_help(c->b->sink, d, "if a value is all that is asked for, write '" STR_FMT " exists'", STR_ARG(w->field->name));
}

static void write_order(struct writing *w)
{
    struct condition *c = w->c;
    struct build *b = c->b;
    struct conversion conversion = conversion_of(w);
    if (!collect(w)) return;
    struct value value = *MODEL_AT(b->collected, struct value, 0);
    if (b->collected.count != 1 || value.kind == VALUE_LOW) {
        condition_report(c, w->frame, DIAG_ONE_NUMBER, w->span, "'%s' takes one number", tree_operator_spelling((enum tree_operator)w->op));
        return;
    }
    const struct number_bounds bounds = type_bounds(w->field->type);
    const bool below = w->op == TREE_LT || w->op == TREE_LE, strict = w->op == TREE_LT || w->op == TREE_GT;
    const int to_low = value.kind == VALUE_NUMBER ? signed_compare(value.negative, value.number, bounds.low_negative, bounds.low) : 1;
    const int to_high = value.kind == VALUE_NUMBER ? signed_compare(value.negative, value.number, false, bounds.high) : -1;
    const bool never = below ? to_low < 0 || (strict && to_low == 0) : to_high > 0 || (strict && to_high == 0);
    const bool always = below ? to_high > 0 || (!strict && to_high == 0) : to_low < 0 || (!strict && to_low == 0);
    if (never || always) {
        constant_comparison(w, &value, always);
        return;
    }
    uint64_t number;
    if (!value_number(&conversion, &value, &number)) {
        c->failed = true;
        return;
    }
    if (strict) number += below ? UINT64_MAX : 1; /* the type's end was refused above, so this does not wrap; two's complement does the rest */
    const uint64_t low = bounds.low_negative ? 0 - bounds.low : bounds.low;
    const uint32_t set = below ? set_of_range(&conversion, low, number) : set_of_range(&conversion, number, bounds.high);
    leaf(w, WEIR_OP_NUMBER_RANGE, false, ordinal_of(w), 0, set, w->negate, w->fold);
}

/* The node of a single value, through parameters; its frame in *frame. */
static node_id single_value(struct writing *w, const struct frame **frame)
{
    node_id node = w->values;
    *frame = w->frame;
    if (tree_next(w->tree, node)) return 0;
    while (tree_kind((*frame)->unit->tree, node) == NODE_NAME) {
        const struct binding *binding = frame_binding(w->c->b, *frame, tree_text((*frame)->unit->tree, node));
        if (binding == NULL) break;
        *frame = binding->frame;
        node = binding->argument;
    }
    return node;
}

static void write_values(struct writing *w)
{
    if (w->flags & TREE_ALL) write_all(w);
    else write_set(w);
}

/* The fields that are declared cased are compared with the values as they are, the others with folded ones: two criteria, where there are both. */
static void write_any_field(struct writing *w)
{
    const struct condition *c = w->c;
    bool there[2] = {false, false};
    for (uint32_t i = 0; i < c->type->field_count; i++) {
        const struct field *field = &c->type->fields[i];
        if (field->type == WEIR_TYPE_RESERVED || class_of(field) != CLASS_TEXT) continue;
        if (c->instance->pinned == 0 || field->since <= c->instance->pinned) there[field->cased] = true;
    }
    struct fold own, *const inner = begin_chain(w, WEIR_CODE_OR, &own);
    struct writing half = *w;
    half.negate = false;
    half.fold = inner;
    for (int cased = 0; cased < 2 && !c->failed; cased++) { /* what is wrong with the values is said once */
        half.any_cased = cased;
        if (there[cased]) write_values(&half);
    }
    end_chain(w, inner);
}

void criterion_build(struct condition *c, const struct frame *frame, node_id node, bool negate, struct fold *fold)
{
    const struct tree *tree = frame->unit->tree;
    const struct node *n = tree_node(tree, node);
    struct writing w = {.c = c, .frame = frame, .tree = tree, .node = node, .values = tree_second(tree, node), .span = tree_span(tree, node),
                        .op = n->op, .flags = n->flags, .negate = negate, .fold = fold};
    if (!find_field(&w) || !check_operator(&w)) return;
    if (w.op == TREE_EXISTS || w.op == TREE_MISSING) {
        leaf(&w, WEIR_OP_EXISTS, false, ordinal_of(&w), 0, WEIR_NO_SET, negate != (w.op == TREE_MISSING), fold);
        return;
    }
    if (w.values == 0) {
        c->failed = true; /* the parser said so */
        return;
    }
    const struct frame *value_frame;
    const node_id single = single_value(&w, &value_frame);
    if (single && tree_kind(value_frame->unit->tree, single) == NODE_FIELD_REFERENCE) write_comparison(&w, value_frame, single);
    else if (w.op == TREE_LT || w.op == TREE_LE || w.op == TREE_GT || w.op == TREE_GE) write_order(&w);
    else if (is_by_field(&w)) write_any_field(&w);
    else write_values(&w);
}
