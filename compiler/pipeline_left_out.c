/* A run over some files of a project: does what it is given clash with the files that it leaves out?
 *
 * In:  the model of the given files, and the project's sources. Out: clashes of ids, names and channels in the sink, as a run over everything would report them.
 * Must hold: a file that is left out is parsed and nothing more: what is wrong inside of it is not this run's. The work is linear in the project. */
#include <stdlib.h>

#include "pipeline_parts.h"

#include "base/limits.h"

struct left_out {
    struct pipeline *pipeline;
    struct diag_sink quiet;      /* what is wrong in files that nobody asked about */
    struct arena memory;         /* of the tables and the quiet sink */
    struct arena trees;          /* of one file, reset after it */
    struct intern paths;         /* of the sources, by number */
    struct intern instance_names, template_names;
    struct vec ids;              /* struct number_of: ascending */
    struct vec channels;         /* struct number_of: ascending */
};
struct number_of {
    uint64_t number;
    uint32_t index; /* of the instance or Template Type */
};

static int compare_numbers(const void *a, const void *b)
{
    const uint64_t x = ((const struct number_of *)a)->number, y = ((const struct number_of *)b)->number;
    return (x > y) - (x < y);
}

static void add_number(struct vec *numbers, uint64_t number, size_t index)
{
    *(struct number_of *)vec_push(numbers, sizeof(struct number_of)) = (struct number_of){number, (uint32_t)index};
}

static const struct number_of *find_number(const struct vec *numbers, uint64_t number)
{
    const struct number_of key = {number, 0};
    return numbers->count ? bsearch(&key, numbers->p, numbers->count, sizeof key, compare_numbers) : NULL;
}

/* ---- what this run has ---- */

static void know_model(struct left_out *l)
{
    const struct model *model = &l->pipeline->model;
    for (size_t i = 0; i < model->instances.count; i++) {
        const struct instance *in = MODEL_AT(model->instances, struct instance, i);
        if (in->id) add_number(&l->ids, in->id, i);
        intern_add(&l->instance_names, in->name);
    }
    for (size_t t = 0; t < model->templates.count; t++) {
        const struct template_type *type = MODEL_AT(model->templates, struct template_type, t);
        if (type->channel) add_number(&l->channels, type->channel, t);
        intern_add(&l->template_names, type->name);
    }
    if (l->ids.count) qsort(l->ids.p, l->ids.count, sizeof(struct number_of), compare_numbers);
    if (l->channels.count) qsort(l->channels.p, l->channels.count, sizeof(struct number_of), compare_numbers);
    for (size_t f = 0; f < l->pipeline->sources.files.count; f++)
        intern_add(&l->paths, str_from(sources_file(&l->pipeline->sources, (uint32_t)f)->path));
}

/* ---- one declaration of a file that is left out ---- */

/* The number behind the key of an ATTRIBUTE or SETTING among the items; 0 without one. */
static uint64_t number_of_key(const struct tree *tree, node_id items, enum node_kind kind, struct str key, struct span *span)
{
    for (node_id id = items; id; id = tree_next(tree, id)) {
        uint64_t number;
        bool negative;
        if (tree_kind(tree, id) != kind || !str_equal(tree_text(tree, tree_first(tree, id)), key)) continue;
        const node_id value = tree_second(tree, id);
        if (tree_kind(tree, value) != NODE_NUMBER || !syntax_number(tree, value, &number, &negative) || negative) return 0;
        *span = tree_span(tree, value);
        return number;
    }
    return 0;
}

static void label_left_out(struct left_out *l, struct diag *d, struct span span)
{
    diag_add_label(&l->pipeline->sink, d, span, "in a file of the project that is not among those named");
}

static void compare_instance(struct left_out *l, const struct tree *tree, node_id node)
{
    struct pipeline *p = l->pipeline;
    struct span span;
    const node_id name = tree_first(tree, node);
    const uint64_t id = number_of_key(tree, tree_second(tree, node), NODE_ATTRIBUTE, STR("id"), &span);
    const struct number_of *same = id ? find_number(&l->ids, id) : NULL;
    if (same != NULL) {
        const struct instance *in = MODEL_AT(p->model.instances, struct instance, same->index);
        struct diag *d = diag_report(&p->sink, DIAG_DUPLICATE_ID, in->span, "instance '" STR_FMT "' has the id %llu of another one", STR_ARG(in->name), (unsigned long long)id);
        label_left_out(l, d, span);
    }
    const uint32_t number = intern_find(&l->instance_names, tree_text(tree, name));
    if (number == INTERN_NONE) return;
    const struct instance *in = MODEL_AT(p->model.instances, struct instance, number); /* numbers are those of the instances: no name is there twice without an error */
    if (!str_equal(in->name, tree_text(tree, name))) return;
    struct diag *d = diag_report(&p->sink, DIAG_DUPLICATE_NAME, in->span, "there are two instances '" STR_FMT "'", STR_ARG(in->name));
    label_left_out(l, d, tree_span(tree, name));
}

static void compare_template(struct left_out *l, const struct tree *tree, node_id node)
{
    struct pipeline *p = l->pipeline;
    struct span span;
    const node_id name = tree_first(tree, node);
    const uint32_t number = intern_find(&l->template_names, tree_text(tree, name));
    if (number != INTERN_NONE) {
        const struct template_type *type = MODEL_AT(p->model.templates, struct template_type, number);
        if (!str_equal(type->name, tree_text(tree, name))) return;
        struct diag *d = diag_report(&p->sink, DIAG_DUPLICATE_NAME, type->span, "there are two Template Types '" STR_FMT "'", STR_ARG(type->name));
        label_left_out(l, d, tree_span(tree, name));
        return;
    }
    const uint64_t channel = number_of_key(tree, tree_second(tree, node), NODE_SETTING, STR("channel"), &span);
    const struct number_of *same = channel ? find_number(&l->channels, channel) : NULL;
    if (same == NULL) return;
    const struct template_type *type = MODEL_AT(p->model.templates, struct template_type, same->index);
    struct diag *d = diag_report(&p->sink, DIAG_DUPLICATE_CHANNEL, type->span, "'" STR_FMT "' and '" STR_FMT "' both have channel %llu", STR_ARG(type->name),
                                 STR_ARG(tree_text(tree, name)), (unsigned long long)channel);
    label_left_out(l, d, span);
}

/* A file that could not be read, or not be understood, is reported where it is asked for. */
static void compare_file(struct left_out *l, const char *path)
{
    struct pipeline *p = l->pipeline;
    const char *shown = pipeline_shown_path(&p->arena, p->project.root, path);
    uint32_t file = intern_find(&l->paths, str_from(shown));
    const bool used = file != INTERN_NONE; /* by `use`: its Template Types are in the model, its instances are not */
    if (!used) {
        struct str text;
        if (file_failed(file_read(&p->arena, path, LIMIT_SOURCE_BYTES, &text)) || p->sources.files.count >= LIMIT_FILES || !sources_has_room(&p->sources, text.n)) return;
        file = sources_add(&p->sources, shown, text);
    }
    struct tree tree;
    syntax_parse(&tree, &l->trees, &p->sources, file, &l->quiet);
    for (node_id id = tree.first; id; id = tree_next(&tree, id)) {
        if (tree_kind(&tree, id) == NODE_INSTANCE) compare_instance(l, &tree, id);
        else if (tree_kind(&tree, id) == NODE_TEMPLATE && !used) compare_template(l, &tree, id);
    }
    tree_free(&tree);
    arena_reset(&l->trees);
}

void pipeline_compare_left_out(struct pipeline *pipeline, const struct vec *paths)
{
    jmp_buf *const exhausted = pipeline->arena.exhausted;
    struct left_out l = {.pipeline = pipeline, .ids.exhausted = exhausted, .channels.exhausted = exhausted};
    arena_init(&l.memory, exhausted);
    arena_init(&l.trees, exhausted);
    diag_init(&l.quiet, &l.memory, &pipeline->sources);
    struct intern *tables[] = {&l.paths, &l.instance_names, &l.template_names};
    for (size_t i = 0; i < sizeof tables / sizeof *tables; i++) intern_init(tables[i], &l.memory);
    know_model(&l);
    for (size_t i = 0; i < paths->count; i++) compare_file(&l, *MODEL_AT(*paths, const char *, i));
    for (size_t i = 0; i < sizeof tables / sizeof *tables; i++) intern_free(tables[i]);
    vec_free(&l.ids);
    vec_free(&l.channels);
    diag_free(&l.quiet);
    arena_free(&l.trees);
    arena_free(&l.memory);
}
