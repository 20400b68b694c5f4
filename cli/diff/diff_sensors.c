/* Which sensors get content on one side and not on the other.
 *
 * In:   a project's sensor manifests, or the manifest.json of a folder of channel files. Out: notes. Where one side does not say its sensors (a single channel file),
 * nothing is said. */
#include <inttypes.h>
#include <stdlib.h>

#include "../../compiler/base/json.h"
#include "../../compiler/base/limits.h"
#include "diff.h"

struct supply {
    struct str sensor, template_name;
    uint64_t version;
};

static void add(struct diff *d, struct diff_side *side, struct str sensor, struct str template_name, uint64_t version)
{
    *(struct supply *)vec_push(&side->supplies, sizeof(struct supply)) = (struct supply){arena_copy(&d->arena, sensor), arena_copy(&d->arena, template_name), version};
}

void diff_sensors_of_project(struct diff *d, struct diff_side *side)
{
    const struct model *model = &side->check->pipeline.model;
    side->knows_sensors = true;
    for (size_t s = 0; s < model->sensors.count; s++) {
        const struct sensor *sensor = MODEL_AT(model->sensors, struct sensor, s);
        for (uint32_t i = 0; i < sensor->supply_count; i++) add(d, side, sensor->name, sensor->supplies[i].template_name, sensor->supplies[i].version);
    }
}

static void add_sensor(struct diff *d, struct diff_side *side, const struct json *sensor)
{
    const struct json *name = json_get(sensor, "sensor"), *supplies = json_get(sensor, "supplies");
    if (!name || name->kind != JSON_STRING || !supplies || supplies->kind != JSON_ARRAY) return;
    for (const struct json *s = supplies->first; s; s = s->next) {
        const struct json *template_name = json_get(s, "template"), *version = json_get(s, "version");
        uint64_t number;
        if (template_name && template_name->kind == JSON_STRING && version && version->kind == JSON_NUMBER && json_u64(version, &number)) add(d, side, name->string, template_name->string, number);
    }
}

void diff_sensors_of_folder(struct diff *d, struct diff_side *side, const char *folder)
{
    struct arena scratch;
    struct json_error error;
    struct str text;
    arena_init(&scratch, d->arena.exhausted);
    if (!file_failed(file_read(&scratch, path_join(&scratch, folder, "manifest.json"), LIMIT_JSON_BYTES, &text))) {
        const struct json *manifest = json_parse(&scratch, text, 0, &error), *sensors = manifest ? json_get(manifest, "sensors") : NULL;
        side->knows_sensors = sensors && sensors->kind == JSON_ARRAY;
        for (const struct json *s = side->knows_sensors ? sensors->first : NULL; s; s = s->next) add_sensor(d, side, s);
    }
    arena_free(&scratch);
}

static int compare(const struct supply *a, const struct supply *b)
{
    const int by_sensor = str_compare(a->sensor, b->sensor), by_template = str_compare(a->template_name, b->template_name);
    return by_sensor ? by_sensor : by_template ? by_template : a->version < b->version ? -1 : a->version > b->version;
}
static int by_order(const void *x, const void *y) { return compare(x, y); }

static void sort(struct diff_side *side)
{
    if (side->supplies.count) qsort(side->supplies.p, side->supplies.count, sizeof(struct supply), by_order);
}

static bool has_sensor(const struct diff_side *side, struct str sensor)
{
    size_t low = 0, high = side->supplies.count;
    while (low < high) {
        const size_t middle = low + (high - low) / 2;
        const int order = str_compare(MODEL_AT(side->supplies, struct supply, middle)->sensor, sensor);
        if (order == 0) return true;
        if (order < 0) low = middle + 1; else high = middle;
    }
    return false;
}

/* A supply that only `side` has; of a sensor that only it has, the first one stands for all. */
static void tell(struct diff *d, const struct diff_side *side, const struct diff_side *other, size_t i, bool gained)
{
    const struct supply *s = MODEL_AT(side->supplies, struct supply, i);
    if (has_sensor(other, s->sensor)) {
        diff_note(d, "sensor '" STR_FMT "' supplies '" STR_FMT "' version %" PRIu64 " %s", STR_ARG(s->sensor), STR_ARG(s->template_name), s->version, gained ? "now" : "no longer");
        return;
    }
    if (i && str_equal(s[-1].sensor, s->sensor)) return;
    diff_note(d, gained ? "sensor '" STR_FMT "' gets content now" : "sensor '" STR_FMT "' gets no content any more", STR_ARG(s->sensor));
}

void diff_sensors_compare(struct diff *d)
{
    struct diff_side *a = &d->old_side, *b = &d->new_side;
    if (!a->knows_sensors || !b->knows_sensors) return;
    sort(a);
    sort(b);
    for (size_t i = 0, k = 0; i < a->supplies.count || k < b->supplies.count;) {
        const int order = i == a->supplies.count ? 1 : k == b->supplies.count ? -1 : compare(MODEL_AT(a->supplies, struct supply, i), MODEL_AT(b->supplies, struct supply, k));
        if (order < 0) tell(d, a, b, i, false);
        if (order > 0) tell(d, b, a, k, true);
        i += order <= 0;
        k += order >= 0;
    }
}
