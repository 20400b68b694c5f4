/* Template Instances: head, form, condition.
 *
 * In:  an INSTANCE node. Out: an instance in the model, with its criteria, code, attributes and tests.
 * Must hold: names and ids are unique in the run. An instance of an unknown Template Type is checked as far as that goes and not kept. */
#include "build.h"

struct reading {
    struct build *b;
    uint32_t unit;
    const struct tree *tree;
    node_id node, type_name, version, items;
    struct instance instance;
    bool has_type;
};

static void name_register(struct reading *r)
{
    struct build *b = r->b;
    const uint64_t key = key_of(KEY_INSTANCE, 0, build_name(b, r->instance.name));
    const uint32_t same = map_get(&b->names_of, key);
    if (same != NONE) {
        struct diag *d = diag_report(b->sink, DIAG_DUPLICATE_NAME, r->instance.span, "there are two instances '" STR_FMT "'", STR_ARG(r->instance.name));
        diag_add_label(b->sink, d, *MODEL_AT(b->id_places, struct span, same), "the other one");
        r->instance.poisoned = true;
        return;
    }
    map_put(&b->names_of, key, (uint32_t)b->id_places.count);
    *(struct span *)vec_push(&b->id_places, sizeof(struct span)) = r->instance.span;
}

static void report_type(struct reading *r, struct str name)
{
    struct build *b = r->b;
    const struct span span = tree_span(r->tree, r->type_name);
    const struct stdlib_entry *entry = uses_stdlib_with(b, name);
    const uint32_t number = intern_find(&b->names, name);
    const uint32_t elsewhere = number == INTERN_NONE ? NONE : map_get(&b->names_of, key_of(KEY_ANY_TEMPLATE, 0, number));
    if (b->any_failed && !entry && elsewhere == NONE) return; /* it may be declared where something could not be read */
    struct diag *d = diag_report(b->sink, DIAG_UNKNOWN_TEMPLATE, span, "there is no Template Type '" STR_FMT "' in scope", STR_ARG(name));
    if (entry) {
        diag_set_help(b->sink, d, "add this line: use '%s'", entry->name);
    } else if (elsewhere != NONE) {
        const struct template_type *type = TEMPLATE(b, elsewhere);
        const char *path = sources_file_of(b->sources, type->span.at)->path;
        diag_add_label(b->sink, d, type->span, "declared here, in a file that is not used");
        diag_set_help(b->sink, d, "add this line: use '%s'", path);
    } else {
        uses_suggest(b, d, KEY_TEMPLATE, 0, name);
    }
}

static void type_find(struct reading *r)
{
    struct build *b = r->b;
    if (tree_kind(r->tree, r->type_name) != NODE_NAME) return;
    const struct str name = tree_text(r->tree, r->type_name);
    uint32_t two[2];
    const uint32_t found = uses_find(b, KEY_TEMPLATE, r->unit, name, two);
    if (found == NONE || found == AMBIGUOUS) { /* two of one name were reported where they are declared */
        if (found == NONE) report_type(r, name);
        return;
    }
    r->instance.type = found;
    r->has_type = true;
    r->instance.poisoned |= TEMPLATE(b, found)->poisoned;
}

static void version_read(struct reading *r)
{
    struct build *b = r->b;
    const struct template_type *type = r->has_type ? TEMPLATE(b, r->instance.type) : NULL;
    uint64_t version = 0;
    bool negative = false;
    if (r->version == 0) {
        if (!r->instance.positional) return;
        struct diag *d = diag_report(b->sink, DIAG_POSITIONAL_VERSION, r->instance.span, "the positional form of '" STR_FMT "' does not say for which version", STR_ARG(r->instance.name));
        if (type && type->version) diag_set_help(b->sink, d, "write '@ %u' behind '" STR_FMT "'", type->version, STR_ARG(type->name));
        r->instance.poisoned = true;
        return;
    }
    if (tree_kind(r->tree, r->version) != NODE_NUMBER || !syntax_number(r->tree, r->version, &version, &negative)) {
        r->instance.poisoned = true;
        return;
    }
    if (type == NULL || type->version == 0) return;
    if (!negative && version >= 1 && version <= type->version) {
        r->instance.pinned = (uint32_t)version;
        return;
    }
    struct diag *d = diag_report(b->sink, DIAG_BAD_VERSION, tree_span(r->tree, r->version), "Template Type '" STR_FMT "' has no such version", STR_ARG(type->name));
    if (type->version == 1) diag_set_label(b->sink, d, "there is only version 1");
    else diag_set_label(b->sink, d, "there are versions 1 to %u", type->version);
    diag_add_label(b->sink, d, type->version_span, "the newest version");
    r->instance.poisoned = true;
}

static void stress_register(struct reading *r)
{
    struct build *b = r->b;
    if (!r->instance.stress || !r->has_type) return;
    struct template_type *type = TEMPLATE(b, r->instance.type);
    if (type->stress_instance == 0) {
        type->stress_instance = (uint32_t)b->model->instances.count + 1;
        return;
    }
    const struct instance *other = MODEL_AT(b->model->instances, struct instance, type->stress_instance - 1);
    struct diag *d = diag_report(b->sink, DIAG_SECOND_STRESS, r->instance.span, "Template Type '" STR_FMT "' has a stress instance already", STR_ARG(type->name));
    diag_add_label(b->sink, d, other->span, "the other one");
    r->instance.poisoned = true;
}

/* The one `match` of the named form; 0 without one. */
static node_id match_find(struct reading *r)
{
    struct build *b = r->b;
    node_id match = 0;
    for (node_id id = r->items; id; id = tree_next(r->tree, id)) {
        if (tree_kind(r->tree, id) == NODE_STRESS) r->instance.stress = true;
        if (tree_kind(r->tree, id) == NODE_ERROR) r->instance.poisoned = true;
        if (tree_kind(r->tree, id) != NODE_MATCH) continue;
        if (match || r->instance.positional) {
            struct diag *d = diag_report(b->sink, match ? DIAG_REPEATED_MATCH : DIAG_POSITIONAL_MATCH, tree_span(r->tree, id),
                                         match ? "instance '" STR_FMT "' has two 'match'" : "the positional form of '" STR_FMT "' has a 'match' too", STR_ARG(r->instance.name));
            if (match) diag_add_label(b->sink, d, tree_span(r->tree, match), "the first one");
            r->instance.poisoned = true;
        }
        if (match == 0) match = id;
    }
    if (match == 0 && !r->instance.positional && !r->instance.stress) {
        if (!r->tree->failed) diag_report(b->sink, DIAG_MISSING_MATCH, r->instance.span, "instance '" STR_FMT "' does not say what it matches", STR_ARG(r->instance.name));
        r->instance.poisoned = true;
    }
    return match;
}

/* Said once, at the first one over; the others are passed over. */
static bool has_room(struct build *b, const struct tree *tree, node_id node)
{
    if (b->model->instances.count < LIMIT_INSTANCES) return true;
    if (b->instances_over++ == 0) {
        struct diag *d = diag_report(b->sink, DIAG_OVER_LIMIT, tree_span(tree, tree_first(tree, node)), "there are more than %d instances in this run", LIMIT_INSTANCES);
        diag_set_label(b->sink, d, "the first one over the limit");
        diag_set_help(b->sink, d, "make more than one project of it: no channel file needs two Template Types at once");
    }
    return false;
}

void instances_build(struct build *b, uint32_t unit, node_id node)
{
    if (!has_room(b, UNIT(b, unit)->tree, node)) return;
    struct reading r = {.b = b, .unit = unit, .tree = UNIT(b, unit)->tree, .node = node};
    const node_id name = tree_first(r.tree, node);
    arena_reset(&b->scratch);
    b->instance_serial++;
    r.type_name = tree_next(r.tree, name);
    r.version = r.type_name ? tree_next(r.tree, r.type_name) : 0;
    r.items = tree_second(r.tree, node);
    r.instance = (struct instance){.name = build_keep(b, b->model->arena, UNIT(b, unit), tree_text(r.tree, name)), .span = tree_span(r.tree, name),
                                   .positional = tree_node(r.tree, node)->op == 1, .least_version = 1};
    r.instance.positions_span = r.instance.span;
    name_register(&r);
    type_find(&r);
    version_read(&r);
    const node_id match = match_find(&r);
    stress_register(&r);
    const struct template_type *type = r.has_type ? TEMPLATE(b, r.instance.type) : NULL;
    attributes_build(b, unit, r.items, &r.instance, type);
    if (type == NULL) {
        b->model->attributes.count = r.instance.attribute_first;
        return;
    }
    const bool positions = r.instance.positional && tree_kind(r.tree, r.items) == NODE_POSITION;
    condition_build(b, unit, &r.instance, match && !r.instance.positional ? tree_first(r.tree, match) : 0, positions ? r.items : 0, r.items);
    r.instance.test_first = (uint32_t)b->model->tests.count;
    for (node_id id = r.items; id; id = tree_next(r.tree, id))
        if (tree_kind(r.tree, id) == NODE_TEST || tree_kind(r.tree, id) == NODE_CORPUS) tests_build(b, unit, id, &r.instance, type);
    r.instance.test_count = (uint32_t)b->model->tests.count - r.instance.test_first;
    *(struct instance *)vec_push(&b->model->instances, sizeof(struct instance)) = r.instance;
}
