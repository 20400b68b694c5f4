/* The values of a chain: literals, the values of lists, of constant functions, and of a predicate's parameters.
 *
 * In:  a chain of value nodes and where its names are looked up. Out: values without a type, in order.
 * Must hold: a name in the place of a value is, in this order, a parameter of the predicate around it; a member of the field's type (or true
 *      and false); a list. A list with the name of a member is an error where the name is used. What is nothing of these is an error. */
#include "build.h"

const struct binding *frame_binding(const struct build *b, const struct frame *frame, struct str name)
{
    for (uint32_t i = 0; i < frame->binding_count; i++) {
        const struct binding *binding = MODEL_AT(b->bindings, struct binding, frame->binding_first + i);
        if (str_equal(binding->name, name)) return binding;
    }
    return NULL;
}

void frame_labels(struct build *b, struct diag *diag, const struct frame *frame, struct str instance)
{
    if (frame == NULL || frame->predicate == NULL) return;
    while (frame->caller && frame->caller->predicate) frame = frame->caller;
    if (instance.n) diag_add_label(b->sink, diag, frame->call, "used here by instance '" STR_FMT "'", STR_ARG(instance));
}

static uint32_t frame_unit(const struct build *b, const struct frame *frame)
{
    return (uint32_t)(frame->unit - (const struct unit *)b->units.p);
}

static bool is_member(const struct collector *c, struct str name)
{
    if (c->field == NULL) return false;
    if (c->field->type == WEIR_TYPE_BOOL) return str_equal(name, STR("true")) || str_equal(name, STR("false"));
    if (c->field->type != WEIR_TYPE_ENUM && c->field->type != WEIR_TYPE_FLAGS) return false;
    return template_member(c->b, c->type, c->field, name) != NONE;
}

static bool collect_node(struct collector *c, const struct frame *frame, node_id id, struct vec *out);

static struct value *push_value(struct vec *out, enum value_kind kind, struct span span)
{
    struct value *value = vec_push(out, sizeof *value);
    *value = (struct value){.kind = (uint8_t)kind, .span = span};
    return value;
}

static bool push_number(const struct frame *frame, node_id id, enum value_kind kind, struct vec *out)
{
    struct value *value = push_value(out, kind, tree_span(frame->unit->tree, id));
    value->text = tree_text(frame->unit->tree, id);
    return syntax_number(frame->unit->tree, id, &value->number, &value->negative);
}

bool collect_count(struct collector *c, uint32_t count, struct span span)
{
    struct build *b = c->b;
    if (b->copied_values > LIMIT_TOTAL_VALUES) return false; /* said once */
    b->copied_values += count;
    if (b->copied_values <= LIMIT_TOTAL_VALUES) return true;
    struct diag *d = diag_report(b->sink, DIAG_LIST_TOO_LARGE, span, "lists and predicates have more than %d values, counted wherever they are used", LIMIT_TOTAL_VALUES);
    diag_set_help(b->sink, d, "a criterion with nothing but a list's name, as in 'F in name', is not counted");
    return false;
}

static bool push_list(struct collector *c, const struct declaration *list, struct span span, struct vec *out)
{
    if (list->poisoned || list->value_count == 0 || !collect_count(c, list->value_count, span)) return false;
    c->over_limit |= c->in_list && out->count + list->value_count > LIMIT_LIST_VALUES;
    if (c->over_limit) return false;
    memcpy(vec_extend(out, list->value_count, sizeof(struct value)), list->values, list->value_count * sizeof(struct value));
    return true;
}

static struct diag *collect_report(struct collector *c, const struct frame *frame, enum diag_code code, struct span span, struct str text)
{
    struct diag *d = diag_report(c->b->sink, code, span, STR_FMT, STR_ARG(text));
    frame_labels(c->b, d, frame, c->instance);
    return d;
}

static bool report_ambiguous(struct collector *c, const struct frame *frame, struct span span, struct str name, const uint32_t two[2])
{
    struct build *b = c->b;
    struct diag *d = collect_report(c, frame, DIAG_AMBIGUOUS_NAME, span, arena_printf(&b->scratch, "'" STR_FMT "' is declared in two files that are in scope", STR_ARG(name)));
    diag_add_label(b->sink, d, DECLARATION(b, two[0])->span, "here");
    diag_add_label(b->sink, d, DECLARATION(b, two[1])->span, "and here");
    return false;
}

static bool report_unknown(struct collector *c, const struct frame *frame, struct span span, struct str name)
{
    struct build *b = c->b;
    const struct field *field = c->field;
    struct diag *d;
    if (b->any_failed) return false; /* it may have stood where something could not be read */
    if (field && (field->type == WEIR_TYPE_ENUM || field->type == WEIR_TYPE_FLAGS)) {
        d = collect_report(c, frame, DIAG_UNKNOWN_MEMBER, span,
                           arena_printf(&b->scratch, "'" STR_FMT "' has no member '" STR_FMT "', and no list has that name", STR_ARG(field->name), STR_ARG(name)));
        struct str *names = arena_array(&b->scratch, field->member_count + 1u, sizeof *names);
        for (uint32_t i = 0; i < field->member_count; i++) names[i] = field->members[i].name;
        build_suggest(b, d, name, names, field->member_count);
        return false;
    }
    if (field && template_field(b, c->type, name) != NONE) {
        d = collect_report(c, frame, DIAG_FIELD_AS_VALUE, span, arena_printf(&b->scratch, "'" STR_FMT "' is a field, not a value", STR_ARG(name)));
        diag_set_help(b->sink, d, "to compare with it, write 'field(" STR_FMT ")'", STR_ARG(name));
        return false;
    }
    d = collect_report(c, frame, DIAG_UNKNOWN_LIST, span, arena_printf(&b->scratch, "there is no list '" STR_FMT "'", STR_ARG(name)));
    diag_set_label(b->sink, d, "a name here is that of a list; text stands in quotes");
    uses_suggest(b, d, KEY_DECLARATION, NODE_LIST, name);
    return false;
}

static bool collect_name(struct collector *c, const struct frame *frame, node_id id, struct vec *out)
{
    struct build *b = c->b;
    const struct span span = tree_span(frame->unit->tree, id);
    const struct str name = tree_text(frame->unit->tree, id);
    const struct binding *binding = frame_binding(b, frame, name);
    if (binding) return collect_node(c, binding->frame, binding->argument, out); /* outwards: ends at the instance */
    uint32_t two[2];
    const uint32_t found = uses_find(b, KEY_DECLARATION, frame_unit(b, frame), name, two);
    if (is_member(c, name)) {
        if (found < AMBIGUOUS && DECLARATION(b, found)->kind == NODE_LIST) {
            struct diag *d = collect_report(c, frame, DIAG_AMBIGUOUS_NAME, span, arena_printf(&b->scratch, "'" STR_FMT "' is a member of '" STR_FMT "' and a list", STR_ARG(name), STR_ARG(c->field->name)));
            diag_add_label(b->sink, d, DECLARATION(b, found)->span, "the list");
            return false;
        }
        push_value(out, VALUE_NAME, span)->text = name;
        return true;
    }
    if (found == AMBIGUOUS) return report_ambiguous(c, frame, span, name, two);
    if (found == NONE) return report_unknown(c, frame, span, name);
    DECLARATION(b, found)->used |= !c->in_list; /* a list in a list is used where that one is */
    if (DECLARATION(b, found)->kind == NODE_LIST) return push_list(c, DECLARATION(b, found), span, out);
    struct diag *d = collect_report(c, frame, DIAG_NOT_A_VALUE, span, arena_printf(&b->scratch, "'" STR_FMT "' is a predicate, not a value", STR_ARG(name)));
    diag_add_label(b->sink, d, DECLARATION(b, found)->span, "declared here");
    return false;
}

static bool collect_call(struct collector *c, const struct frame *frame, node_id id, struct vec *out)
{
    struct build *b = c->b;
    const struct tree *tree = frame->unit->tree;
    const node_id name = tree_first(tree, id);
    const struct str text = tree_text(frame->unit->tree, name);
    const enum function function = function_find(text);
    if (function == FUNCTION_COUNT) {
        uint32_t two[2];
        const uint32_t found = uses_find(b, KEY_DECLARATION, frame_unit(b, frame), text, two);
        const bool predicate = found < AMBIGUOUS && DECLARATION(b, found)->kind == NODE_PREDICATE;
        struct diag *d = collect_report(c, frame, predicate ? DIAG_NOT_A_VALUE : DIAG_UNKNOWN_FUNCTION, tree_span(tree, name),
                                        arena_printf(&b->scratch, predicate ? "'" STR_FMT "' is a predicate, not a value" : "there is no function '" STR_FMT "'", STR_ARG(text)));
        if (!predicate) diag_suggest(b->sink, d, text, function_names(), FUNCTION_COUNT);
        return false;
    }
    const uint32_t from = (uint32_t)out->count;
    const struct field *field = c->field;
    bool good = true;
    c->field = NULL; /* a function's arguments are texts and lists, never members */
    for (node_id argument = tree_second(tree, id); argument; argument = tree_next(tree, argument)) good &= collect_node(c, frame, argument, out);
    c->field = field;
    return good && function_apply(b, c->arena, function, out, from, tree_span(tree, id), frame, c->instance);
}

static bool collect_node(struct collector *c, const struct frame *frame, node_id id, struct vec *out)
{
    struct build *b = c->b;
    const struct tree *tree = frame->unit->tree;
    const struct span span = tree_span(tree, id);
    switch ((int)tree_kind(tree, id)) {
    case NODE_STRING: {
        struct value *value = push_value(out, VALUE_STRING, span);
        value->text = syntax_string(tree, c->arena, id);
        value->origin = tree_node(tree, id)->op == TREE_COOKED ? ORIGIN_COOKED : ORIGIN_RAW;
        value->stays = !build_text_goes(b, frame->unit) && value->text.n && value->text.p == tree_text(tree, id).p + 1; /* nothing had to change */
        return true;
    }
    case NODE_NUMBER: return push_number(frame, id, VALUE_NUMBER, out);
    case NODE_RANGE: {
        const bool low = push_number(frame, tree_first(tree, id), VALUE_LOW, out);
        const bool high = push_number(frame, tree_second(tree, id), VALUE_HIGH, out);
        return low && high;
    }
    case NODE_NAME: return collect_name(c, frame, id, out);
    case NODE_CALL: return collect_call(c, frame, id, out);
    case NODE_TUPLE: {
        bool good = true;
        for (node_id value = tree_first(tree, id); value; value = tree_next(tree, value)) good &= collect_node(c, frame, value, out);
        return good;
    }
    case NODE_FIELD_REFERENCE: {
        struct diag *d = collect_report(c, frame, DIAG_FIELD_COMPARISON, span, STR("field(...) stands alone behind its operator"));
        diag_set_help(b->sink, d, "write the other values as a criterion of their own and join the two with 'or'");
        return false;
    }
    default: return false; /* an ERROR, which was reported */
    }
}

bool collect_values(struct collector *c, node_id chain, struct vec *out)
{
    bool good = true;
    const struct tree *tree = c->frame->unit->tree;
    for (node_id id = chain; id; id = tree_next(tree, id)) good &= collect_node(c, c->frame, id, out);
    return good;
}

uint32_t collect_single_list(struct collector *c, node_id name)
{
    const struct frame *frame = c->frame;
    for (;;) {
        if (tree_kind(frame->unit->tree, name) != NODE_NAME) return NONE;
        const struct str text = tree_text(frame->unit->tree, name);
        const struct binding *binding = frame_binding(c->b, frame, text);
        if (binding == NULL) {
            uint32_t two[2];
            if (is_member(c, text)) return NONE;
            const uint32_t found = uses_find(c->b, KEY_DECLARATION, frame_unit(c->b, frame), text, two);
            if (found >= AMBIGUOUS || DECLARATION(c->b, found)->kind != NODE_LIST) return NONE;
            DECLARATION(c->b, found)->used = true;
            return found;
        }
        frame = binding->frame;
        name = binding->argument;
    }
}
