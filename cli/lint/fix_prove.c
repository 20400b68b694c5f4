/* Two checked texts of one project -> is every verdict the same? See fix.h.
 *
 * Each Template Type is compiled at each version at which its parameters are others, from both texts. Equal bytes are the same; of the others `weir diff` decides each instance. */
#include "fix.h"

#include <stdlib.h>

#include "../diff/diff.h"

struct proving {
    struct check *before, *after;
    struct lint_engine old_engine, new_engine;
    struct vec opened[2]; /* void *: channels that differ */
    struct diff diff;
    struct vec *failed;
};

static int by_number(const void *a, const void *b)
{
    const uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;
    return (x > y) - (x < y);
}

/* The versions that make a difference: those that brought a field, and those that instances are pinned to. Ascending, each once. */
static uint32_t versions_of(const struct model *model, uint32_t type, struct vec *versions)
{
    const struct template_type *t = MODEL_AT(model->templates, struct template_type, type);
    versions->count = 0;
    *(uint32_t *)vec_push(versions, sizeof(uint32_t)) = t->version;
    for (uint32_t i = 0; i < t->field_count; i++) *(uint32_t *)vec_push(versions, sizeof(uint32_t)) = t->fields[i].since;
    for (size_t i = 0; i < model->instances.count; i++) {
        const struct instance *in = MODEL_AT(model->instances, struct instance, i);
        if (in->type == type && in->pinned) *(uint32_t *)vec_push(versions, sizeof(uint32_t)) = in->pinned;
    }
    qsort(versions->p, versions->count, sizeof(uint32_t), by_number);
    uint32_t kept = 0;
    for (size_t i = 0; i < versions->count; i++) {
        const uint32_t version = *MODEL_AT(*versions, uint32_t, i);
        if (kept == 0 || *MODEL_AT(*versions, uint32_t, kept - 1) != version) *MODEL_AT(*versions, uint32_t, kept++) = version;
    }
    return kept;
}

static void fail(struct proving *p, uint32_t at, struct str says) { *(struct fix_failed *)vec_push(p->failed, sizeof(struct fix_failed)) = (struct fix_failed){at, says}; }

static void keep(struct vec *list, void *channel) { *(void **)vec_push(list, sizeof channel) = channel; }

static void compile_both(struct proving *p, uint32_t type, uint32_t new_type, uint32_t version)
{
    void *a = p->old_engine.open(p->old_engine.context, type, version), *b = p->new_engine.open(p->new_engine.context, new_type, version);
    const struct weir_channel *x = a ? pipeline_engine_view(a) : NULL, *y = b ? pipeline_engine_view(b) : NULL;
    const bool alike = x && y && x->size == y->size && memcmp(x->bytes, y->bytes, x->size) == 0;
    if (x && y && !alike) {
        keep(&p->opened[0], a);
        keep(&p->opened[1], b);
        diff_add(&p->diff.old_side, x);
        diff_add(&p->diff.new_side, y);
        return;
    }
    if (!x || !y) fail(p, 0, STR("a limit of the channel format is passed, so nothing could be compared"));
    if (a) p->old_engine.close(a);
    if (b) p->new_engine.close(b);
}

static int by_channel(const void *x, const void *y)
{
    const struct weir_channel *a = *(const struct weir_channel *const *)x, *b = *(const struct weir_channel *const *)y;
    if (a->channel != b->channel) return a->channel < b->channel ? -1 : 1;
    return (a->template_version > b->template_version) - (a->template_version < b->template_version);
}

static uint32_t place_of(const struct model *model, const struct diff_row *row)
{
    for (size_t i = 0; i < model->instances.count; i++) {
        const struct instance *in = MODEL_AT(model->instances, struct instance, i);
        if (in->id == row->id && MODEL_AT(model->templates, struct template_type, in->type)->channel == row->channel) return in->span.at;
    }
    return 0;
}

static void judge(struct proving *p)
{
    static const char *const says[DIFF_KIND_COUNT] = {
        [DIFF_ADDED] = "it would be compiled for a version that it was not compiled for", [DIFF_REMOVED] = "it would not be compiled for a version any more",
        [DIFF_WIDER] = "it would match more", [DIFF_NARROWER] = "it would match less", [DIFF_BOTH] = "it would match other events",
        [DIFF_UNDECIDED] = "whether it would mean the same was not decided within the solver's bounds", [DIFF_SAME] = "",
    };
    const struct model *model = &p->before->pipeline.model;
    for (int side = 0; side < 2; side++) {
        struct vec *channels = side ? &p->diff.new_side.channels : &p->diff.old_side.channels;
        if (channels->count) qsort(channels->p, channels->count, sizeof(struct weir_channel *), by_channel);
    }
    diff_compare(&p->diff);
    enum { MOST = 256 }; /* are told at once: the others show again when these are gone */
    for (size_t i = 0; i < p->diff.rows.count && p->failed->count < MOST; i++) {
        const struct diff_row *row = MODEL_AT(p->diff.rows, struct diff_row, i);
        const bool other = row->new_name.n || row->renumbered || row->old_severity != row->new_severity || row->old_action != row->new_action;
        if (row->kind != DIFF_SAME || other) fail(p, place_of(model, row), row->kind == DIFF_SAME ? STR("what is said of it would be another") : str_from(says[row->kind]));
    }
}

static bool is_same_type(const struct model *a, uint32_t type, const struct model *b, uint32_t other)
{
    return other < b->templates.count && MODEL_AT(a->templates, struct template_type, type)->channel == MODEL_AT(b->templates, struct template_type, other)->channel;
}

static bool has_instances(const struct model *model, uint32_t type)
{
    for (size_t i = 0; i < model->instances.count; i++)
        if (MODEL_AT(model->instances, struct instance, i)->type == type) return true;
    return false;
}

bool fix_prove(struct cli *cli, struct check *before, struct check *after, struct vec *failed)
{
    struct proving p = {.before = before, .after = after, .old_engine = pipeline_engine(&before->pipeline), .new_engine = pipeline_engine(&after->pipeline), .failed = failed};
    struct vec versions = {.exhausted = &cli->exhausted};
    const struct model *model = &before->pipeline.model;
    const size_t first = failed->count;
    p.opened[0].exhausted = p.opened[1].exhausted = &cli->exhausted;
    diff_open(&p.diff, cli);
    uint32_t new_type = 0; /* they are in the same order; one that nobody has an instance of may be gone with a `use` */
    for (uint32_t type = 0; type < model->templates.count && failed->count == first; type++) {
        cli_progress(cli, "proving that nothing changes", type, model->templates.count);
        if (!is_same_type(model, type, &after->pipeline.model, new_type)) {
            if (has_instances(model, type)) fail(&p, 0, STR("there would be other Template Types"));
            continue;
        }
        const uint32_t count = versions_of(model, type, &versions);
        for (uint32_t v = 0; v < count; v++) compile_both(&p, type, new_type, *MODEL_AT(versions, uint32_t, v));
        new_type++;
    }
    if (new_type != after->pipeline.model.templates.count && failed->count == first) fail(&p, 0, STR("there would be other Template Types"));
    if (failed->count == first) judge(&p);
    diff_close(&p.diff);
    for (size_t i = 0; i < p.opened[0].count; i++) p.old_engine.close(((void **)p.opened[0].p)[i]);
    for (size_t i = 0; i < p.opened[1].count; i++) p.new_engine.close(((void **)p.opened[1].p)[i]);
    vec_free(&p.opened[0]);
    vec_free(&p.opened[1]);
    vec_free(&versions);
    return failed->count == first;
}
