/* Instances that no targeted sensor could ever run, because none supplies their Template Type at a version that they are compiled for.
 *
 * Those with the same reason are reported together, at the first of them. */
#include "proof.h"

#include <stdlib.h>

struct lonely { /* an instance that no sensor runs */
    uint32_t type, pinned, least, instance;
};

static int compare_lonely(const void *left, const void *right)
{
    const struct lonely *a = left, *b = right;
    if (a->type != b->type) return a->type < b->type ? -1 : 1;
    if (a->pinned != b->pinned) return a->pinned < b->pinned ? -1 : 1;
    if (a->least != b->least) return a->least < b->least ? -1 : 1;
    return a->instance < b->instance ? -1 : a->instance > b->instance;
}

static void label_others(struct lint *lint, struct diag *d, const struct lonely *group, size_t count)
{
    for (size_t i = 1; i < count && i < PROOF_NAMED; i++)
        diag_add_label(lint->model->sink, d, lint_instance(lint, group[i].instance)->span, "and this one%s", i + 1 == count ? "" : count > PROOF_NAMED && i + 1 == PROOF_NAMED ? ", and more" : "");
}

/* Where a sensor of another platform supplies something of this name. */
static bool label_other_platform(struct model *model, struct diag *d, const struct template_type *type)
{
    static const char *const words[WEIR_PLATFORM_COUNT] = {
#define PLATFORM(name, number, word) [number] = word,
#include "../interpreter/platforms.def"
#undef PLATFORM
    };
    for (uint32_t s = 0; s < model->sensors.count; s++) {
        const struct sensor *sensor = MODEL_AT(model->sensors, struct sensor, s);
        for (uint32_t i = 0; i < sensor->supply_count && sensor->platform != type->platform; i++) {
            if (!str_equal(sensor->supplies[i].template_name, type->name)) continue;
            diag_add_label(model->sink, d, sensor->supplies[i].span, "sensor '" STR_FMT "' supplies one of this name, but on %s", STR_ARG(sensor->name), words[sensor->platform]);
            diag_set_help(model->sink, d, "the Template Type is for %s: target a sensor of that platform, or correct 'platform' in the one or the other", words[type->platform]);
            return true;
        }
    }
    return false;
}

/* The name among those that sensors supply that was probably meant. */
static void suggest_supplied(struct model *model, struct diag *d, const struct template_type *type)
{
    struct vec names = {.exhausted = model->arena->exhausted};
    for (uint32_t s = 0; s < model->sensors.count; s++) {
        const struct sensor *sensor = MODEL_AT(model->sensors, struct sensor, s);
        for (uint32_t i = 0; i < sensor->supply_count; i++) *(struct str *)vec_push(&names, sizeof(struct str)) = sensor->supplies[i].template_name;
    }
    const size_t nearest = str_nearest(type->name, names.p, names.count);
    if (nearest < names.count)
        diag_set_help(model->sink, d, "a sensor supplies '" STR_FMT "': is that the one?", STR_ARG(((struct str *)names.p)[nearest]));
    vec_free(&names);
}

/* Places where sensors supply it at versions that are not declared; how many. */
static uint32_t label_undeclared(struct model *model, struct diag *d, const struct template_type *type)
{
    uint32_t found = 0;
    for (uint32_t s = 0; s < model->sensors.count && found < PROOF_NAMED; s++) {
        const struct sensor *sensor = MODEL_AT(model->sensors, struct sensor, s);
        if (sensor->platform != type->platform) continue;
        for (uint32_t i = 0; i < sensor->supply_count && found < PROOF_NAMED; i++) {
            const struct sensor_supply *supply = &sensor->supplies[i];
            if (!str_equal(supply->template_name, type->name)) continue;
            diag_add_label(model->sink, d, supply->span, "sensor '" STR_FMT "' supplies version %u, which is not declared", STR_ARG(sensor->name), supply->version);
            found++;
        }
    }
    return found;
}

/* No version of the Template Type that it declares is supplied by any targeted sensor. */
static void report_type(struct lint *lint, const struct lonely *group, size_t count)
{
    struct model *model = lint->model;
    const struct template_type *type = lint_type(lint, group[0].type);
    const struct instance *first = lint_instance(lint, group[0].instance);
    struct diag *d = diag_report(model->sink, DIAG_UNSUPPLIED_TYPE, first->span, "no targeted sensor supplies '" STR_FMT "', the Template Type of %zu instance%s", STR_ARG(type->name),
                                 count, count == 1 ? "" : "s");
    diag_set_label(model->sink, d, "nothing would ever run this instance");
    label_others(lint, d, group, count);
    diag_add_label(model->sink, d, type->version_span.at ? type->version_span : type->span, "the Template Type, up to version %u", type->version);
    if (label_undeclared(model, d, type))
        diag_set_help(model->sink, d, "declare the version that the sensors supply, or target sensors of a version that is declared");
    else if (!label_other_platform(model, d, type))
        suggest_supplied(model, d, type);
}

/* The Template Type is supplied, but not at this version. */
static void report_version(struct lint *lint, const struct lonely *group, size_t count, const struct proof_pair *pairs, size_t pair_count)
{
    struct model *model = lint->model;
    const struct template_type *type = lint_type(lint, group[0].type);
    const struct instance *first = lint_instance(lint, group[0].instance);
    const uint32_t version = first->pinned ? first->pinned : first->least_version;
    struct diag *d = diag_report(model->sink, DIAG_UNSUPPLIED_VERSION, first->span, "no targeted sensor supplies '" STR_FMT "' at version %u%s, which %zu instance%s need%s", STR_ARG(type->name),
                                 version, first->pinned ? "" : " or later", count, count == 1 ? "" : "s", count == 1 ? "s" : "");
    diag_set_label(model->sink, d, first->pinned ? "pinned to version %u" : "names a field that is there since version %u", version);
    label_others(lint, d, group, count);
    for (size_t i = 0; i < pair_count && i < PROOF_NAMED; i++)
        diag_add_label(model->sink, d, pairs[i].supply->span, "sensor '" STR_FMT "' supplies version %u",
                       STR_ARG(MODEL_AT(model->sensors, struct sensor, pairs[i].sensor)->name), pairs[i].version);
}

void proof_report_unsupplied(struct lint *lint, const struct proof_pair *pairs, size_t pair_count)
{
    const uint32_t types = (uint32_t)lint->model->templates.count;
    struct vec all = {.exhausted = lint->model->arena->exhausted};
    uint32_t *from = arena_array(lint->model->arena, (size_t)types + 1, sizeof *from), *to = arena_array(lint->model->arena, (size_t)types + 1, sizeof *to);
    for (size_t i = pair_count; i-- > 0;) from[pairs[i].type] = (uint32_t)i;
    for (size_t i = 0; i < pair_count; i++) to[pairs[i].type] = (uint32_t)i + 1;
    for (uint32_t t = 0; t < types; t++) {
        for (uint32_t i = lint->type_first[t]; i < lint->type_first[t + 1]; i++) {
            const struct instance *instance = lint_instance(lint, lint->type_instances[i]);
            bool supplied = false;
            for (uint32_t p = to[t]; p > from[t] && !supplied; p--) supplied = instance_has_version(instance, pairs[p - 1].version); /* newest first: mostly found at once */
            if (supplied) continue;
            struct lonely *lonely = vec_push(&all, sizeof *lonely);
            *lonely = (struct lonely){t, to[t] ? instance->pinned : 0, to[t] ? instance->least_version : 0, lint->type_instances[i]};
        }
    }
    if (all.count) qsort(all.p, all.count, sizeof(struct lonely), compare_lonely);
    const struct lonely *lonely = all.p;
    for (size_t i = 0, end; i < all.count; i = end) {
        for (end = i + 1; end < all.count && lonely[end].type == lonely[i].type && lonely[end].pinned == lonely[i].pinned && lonely[end].least == lonely[i].least;) end++;
        if (to[lonely[i].type])
            report_version(lint, &lonely[i], end - i, pairs + from[lonely[i].type], to[lonely[i].type] - from[lonely[i].type]);
        else
            report_type(lint, &lonely[i], end - i);
    }
    vec_free(&all);
}
