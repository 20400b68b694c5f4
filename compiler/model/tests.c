/* The tests of an instance: typed inputs and what is expected of them.
 *
 * In:  TEST and CORPUS nodes. Out: tests in the model; a field that is not named has no value.
 * Must hold: values are as the sensor would supply them: text as it is, not folded; numbers, guids and addresses in the form that is compared. */
#include "build.h"

struct entry {
    struct build *b;
    const struct unit *unit;
    const struct tree *tree;
    struct instance *instance;
    const struct template_type *type;
    struct span places[WEIR_MAX_PARAMETERS]; /* of the entries of one test */
};

static bool entry_literal(struct entry *e, struct conversion *c, node_id node, struct value *out)
{
    struct build *b = e->b;
    const struct span span = tree_span(e->tree, node);
    *out = (struct value){.span = span, .text = tree_text(e->tree, node)};
    switch ((int)tree_kind(e->tree, node)) {
    case NODE_STRING:
        out->kind = VALUE_STRING;
        out->origin = tree_node(e->tree, node)->op == TREE_COOKED ? ORIGIN_COOKED : ORIGIN_RAW;
        out->text = syntax_string(e->tree, b->model->arena, node);
        return true;
    case NODE_NUMBER:
        out->kind = VALUE_NUMBER;
        return syntax_number(e->tree, node, &out->number, &out->negative);
    case NODE_NAME: {
        out->kind = VALUE_NAME;
        const uint8_t type = c->field->type;
        if (type == WEIR_TYPE_ENUM || type == WEIR_TYPE_FLAGS || type == WEIR_TYPE_BOOL) return true;
        struct diag *d = diag_report(b->sink, DIAG_WRONG_KIND, span, "'" STR_FMT "' takes a literal, and '" STR_FMT "' is a name", STR_ARG(c->field->name), STR_ARG(out->text));
        diag_set_help(b->sink, d, "text stands in quotes: '" STR_FMT "'", STR_ARG(out->text));
        return false;
    }
    default: return false;
    }
}

/* One value, or flags joined by '|'. */
static bool entry_value(struct entry *e, struct conversion *c, node_id values, struct typed_value *out)
{
    const uint8_t type = c->field->type;
    if (tree_next(e->tree, values) && type != WEIR_TYPE_FLAGS) {
        diag_report(e->b->sink, DIAG_WRONG_KIND, tree_span(e->tree, tree_next(e->tree, values)), "'" STR_FMT "' takes one value; '|' joins flags", STR_ARG(c->field->name));
        return false;
    }
    for (node_id node = values; node; node = tree_next(e->tree, node)) {
        struct value value;
        uint8_t bytes[17];
        uint32_t count;
        uint64_t number;
        bool stays;
        if (!entry_literal(e, c, node, &value)) return false;
        switch (type) {
        case WEIR_TYPE_STRING: case WEIR_TYPE_PATH: case WEIR_TYPE_HASH:
            if (!value_text(c, &value, &out->bytes, &stays)) return false;
            out->bytes = build_keep(e->b, &e->b->model->remarks, e->unit, out->bytes);
            break;
        case WEIR_TYPE_GUID: case WEIR_TYPE_IP:
            if (!value_bytes(c, &value, bytes, &count)) return false;
            out->bytes = arena_copy(e->b->model->arena, (struct str){(const char *)bytes, count});
            break;
        default:
            if (!value_number(c, &value, &number)) return false;
            out->number |= number;
        }
    }
    return true;
}

static void entry_read(struct entry *e, node_id node)
{
    struct build *b = e->b;
    const node_id name = tree_first(e->tree, node), values = tree_second(e->tree, node);
    const struct span span = tree_span(e->tree, name);
    const struct str text = tree_text(e->tree, name);
    const uint32_t index = template_field(b, e->instance->type, text);
    if (index == NONE) {
        e->instance->poisoned = true;
        if (e->type->poisoned) return;
        struct diag *d = diag_report(b->sink, DIAG_UNKNOWN_FIELD, span, "Template Type '" STR_FMT "' has no field '" STR_FMT "'", STR_ARG(e->type->name), STR_ARG(text));
        template_suggest_field(b, d, e->type, text);
        return;
    }
    const struct field *field = &e->type->fields[index];
    if (e->places[index].length) {
        struct diag *d = diag_report(b->sink, DIAG_REPEATED_TEST_FIELD, span, "this test gives '" STR_FMT "' two values", STR_ARG(text));
        diag_add_label(b->sink, d, e->places[index], "the first one");
        e->instance->poisoned = true;
        return;
    }
    e->places[index] = span;
    if (e->instance->pinned && field->since > e->instance->pinned) {
        struct diag *d = diag_report(b->sink, DIAG_FIELD_NOT_IN_VERSION, span, "version %u of '" STR_FMT "' has no field '" STR_FMT "'", e->instance->pinned, STR_ARG(e->type->name), STR_ARG(text));
        diag_add_label(b->sink, d, field->span, "came with version %u", field->since);
        e->instance->poisoned = true;
        return;
    }
    if (field->type == WEIR_TYPE_RESERVED) return; /* its declaration was wrong */
    struct conversion c = {.b = b, .field = field, .type = e->instance->type, .op = WEIR_OP_EXISTS, .cased = true, .span = tree_span(e->tree, node)};
    struct typed_value value = {.ordinal = field->ordinal};
    if (entry_value(e, &c, values, &value)) *(struct typed_value *)vec_push(&b->model->test_values, sizeof value) = value;
    else e->instance->poisoned = true;
}

void tests_build(struct build *b, uint32_t unit, node_id node, struct instance *instance, const struct template_type *type)
{
    struct entry e = {.b = b, .unit = UNIT(b, unit), .tree = UNIT(b, unit)->tree, .instance = instance, .type = type};
    const node_id first = tree_first(e.tree, node), second = tree_second(e.tree, node);
    if (tree_kind(e.tree, first) != NODE_STRING) {
        instance->poisoned = true;
        return;
    }
    struct content_test test = {.name = build_keep(b, &b->model->remarks, e.unit, syntax_string(e.tree, b->model->arena, first)), .span = tree_span(e.tree, first),
                                .is_corpus = tree_kind(e.tree, node) == NODE_CORPUS, .value_first = (uint32_t)b->model->test_values.count};
    if (test.is_corpus) {
        bool negative = false;
        if (tree_kind(e.tree, second) != NODE_NUMBER || !syntax_number(e.tree, second, &test.expected, &negative)) {
            instance->poisoned = true;
            return;
        }
        if (negative) {
            diag_report(b->sink, DIAG_BAD_EXPECTATION, tree_span(e.tree, second), "a corpus cannot have fewer than 0 matches");
            instance->poisoned = true;
        }
        if (memchr(test.name.p, 0, test.name.n) || !path_is_inside(arena_copy(&b->scratch, test.name).p)) { /* as for the file of a list */
            struct diag *d = diag_report(b->sink, DIAG_PATH_OUTSIDE, test.span, "'" STR_FMT "' is not a path inside the project", STR_ARG(test.name));
            diag_set_label(b->sink, d, "relative, with '/' between folders, and without '..'");
            instance->poisoned = true;
        }
    } else {
        test.matches = tree_node(e.tree, node)->op == 1;
        for (node_id id = second; id; id = tree_next(e.tree, id)) {
            if (tree_kind(e.tree, id) == NODE_ENTRY) entry_read(&e, id);
            else instance->poisoned = true;
        }
    }
    test.value_count = (uint32_t)b->model->test_values.count - test.value_first;
    *(struct content_test *)vec_push(&b->model->tests, sizeof test) = test;
}
