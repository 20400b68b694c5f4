/* The order of the steps from trees to the model.
 *
 * In:  the trees of all files of a run. Out: the model. Must hold: each step reports what is wrong and goes on; what could not be
 *      understood is poisoned and causes no further reports; after an error the model may be used for looking, never for emitting. */
#include "build.h"

void model_init(struct model *model, struct arena *arena, struct sources *sources, struct diag_sink *sink)
{
    jmp_buf *const exhausted = arena->exhausted;
    *model = (struct model){.arena = arena, .sources = sources, .sink = sink};
    arena_init(&model->remarks, exhausted);
    model->templates.exhausted = exhausted;
    model->instances.exhausted = exhausted;
    model->criteria.exhausted = exhausted;
    model->code.exhausted = exhausted;
    model->sets.exhausted = exhausted;
    model->values.exhausted = exhausted;
    model->numbers.exhausted = exhausted;
    model->strings.exhausted = exhausted;
    model->regexes.exhausted = exhausted;
    model->attributes.exhausted = exhausted;
    model->tests.exhausted = exhausted;
    model->test_values.exhausted = exhausted;
    model->named.exhausted = model->shadowings.exhausted = model->unused_uses.exhausted = exhausted;
    model->sensors.exhausted = exhausted;
}

void model_forget_tests(struct model *model)
{
    vec_free(&model->attributes);
    vec_free(&model->tests);
    vec_free(&model->test_values);
    arena_free(&model->remarks);
}

void model_forget_conditions(struct model *model)
{
    vec_free(&model->criteria);
    vec_free(&model->code);
    vec_free(&model->sets);
    vec_free(&model->values);
    vec_free(&model->numbers);
    vec_free(&model->strings);
    vec_free(&model->regexes);
}

void model_free(struct model *model)
{
    model_forget_tests(model);
    model_forget_conditions(model);
    vec_free(&model->templates);
    vec_free(&model->instances);
    vec_free(&model->named);
    vec_free(&model->shadowings);
    vec_free(&model->unused_uses);
    vec_free(&model->sensors);
}

uint32_t template_parameter_count(const struct template_type *type, uint32_t version)
{
    uint32_t count = 0; /* since never falls along the ordinals, so a version is a prefix */
    while (count < type->field_count && type->fields[count].since <= version) count++;
    return count;
}

bool instance_has_version(const struct instance *instance, uint32_t version)
{
    if (instance->pinned) return version == instance->pinned;
    return version >= instance->least_version;
}

/* Every vec of the build, so that none is forgotten where they are set up and dropped. */
#define BUILD_VECS(VEC) \
    VEC(id_places) VEC(units) VEC(uses) VEC(use_spans) VEC(references) VEC(queue) VEC(declarations) VEC(edges) VEC(field_bases) VEC(string_slots) VEC(set_slots) \
    VEC(set_orders) VEC(fold_bytes) VEC(collected) VEC(sorting) VEC(sorting_ranges) VEC(indices) VEC(sorting_numbers) VEC(bindings) VEC(lets)
#define BUILD_MAPS(MAP) MAP(names_of) MAP(ids) MAP(regex_of) MAP(list_sets) MAP(criteria_seen)

static void build_init(struct build *b, struct model *model, const struct model_options *options)
{
    jmp_buf *const exhausted = model->arena->exhausted;
    *b = (struct build){.model = model, .sink = model->sink, .sources = model->sources, .root = options->root ? options->root : ".", .texts_go = options->texts_go};
    arena_init(&b->keep, exhausted);
    arena_init(&b->scratch, exhausted);
    arena_init(&b->automata, exhausted);
    intern_init(&b->names, &b->keep);
#define VEC(name) b->name.exhausted = exhausted;
    BUILD_VECS(VEC)
#undef VEC
#define MAP(name) map_init(&b->name, exhausted);
    BUILD_MAPS(MAP)
#undef MAP
}

static void build_free(struct build *b)
{
    for (size_t i = 0; i < b->units.count; i++) {
        struct unit *unit = UNIT(b, i);
        if (unit->own_tree) tree_free(unit->own_tree);
    }
#define VEC(name) vec_free(&b->name);
    BUILD_VECS(VEC)
#undef VEC
#define MAP(name) map_free(&b->name);
    BUILD_MAPS(MAP)
#undef MAP
    intern_free(&b->names);
    arena_free(&b->automata);
    arena_free(&b->scratch);
    arena_free(&b->keep);
}

static void declare_all(struct build *b)
{
    for (uint32_t u = 0; u < b->units.count; u++) {
        const struct tree *tree = UNIT(b, u)->tree;
        for (node_id id = tree->has_others ? tree->first : 0; id; id = tree_next(tree, id)) {
            const enum node_kind kind = tree_kind(tree, id);
            if (kind == NODE_LIST) lists_declare(b, u, id);
            else if (kind == NODE_PREDICATE) predicates_declare(b, u, id);
            else if (kind == NODE_TEMPLATE) templates_build(b, u, id);
        }
    }
}

/* Instances of the files of this run only: a file that is merely used gives its Template Types, lists and predicates. */
static void build_instances(struct build *b, const struct model_options *options)
{
    for (uint32_t u = 0; u < b->units.count; u++) {
        if (UNIT(b, u)->own_tree) continue;
        const struct tree *tree = UNIT(b, u)->tree;
        for (node_id id = tree->first, next; id; id = next) {
            next = tree_next(tree, id);
            if (next) tree_ahead(tree, next);
            if (tree_kind(tree, id) == NODE_INSTANCE) instances_build(b, u, id);
        }
        if (UNIT(b, u)->goes && options->tree_done) options->tree_done(options->context, u); /* units of trees have their numbers */
    }
}

void model_build(struct model *model, struct tree *trees, size_t tree_count, const struct model_options *options)
{
    struct build b;
    build_init(&b, model, options);
    uses_load(&b, trees, tree_count);
    declare_all(&b);
    lists_finish(&b);
    build_instances(&b, options);
    lists_name_all(&b);
    uses_find_unused(&b);
    build_free(&b);
}
