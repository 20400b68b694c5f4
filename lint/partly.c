/* Instances that run on some of the targeted sensors that supply their Template Type, and not on all of them: those that need a version which the older ones do not have.
 *
 * Those with the same reason are told together, at the first of them. It waits until there are no errors: then it is known who runs what. The work is linear in the pairs and the instances, but for sorting them. */
#include "proof.h"

#include <stdlib.h>

struct group_key { /* why an instance is compiled for some versions only */
    uint32_t type, pinned, least, instance;
};
struct newest { /* of one sensor, for one Template Type */
    uint32_t version, sensor;
};

static int compare_u32(uint32_t a, uint32_t b) { return (a > b) - (a < b); }

static int compare_keys(const void *left, const void *right)
{
    const struct group_key *a = left, *b = right;
    int order = compare_u32(a->type, b->type);
    if (!order) order = compare_u32(a->pinned, b->pinned);
    if (!order) order = compare_u32(a->least, b->least);
    return order ? order : compare_u32(a->instance, b->instance);
}

static int compare_newest(const void *left, const void *right)
{
    const struct newest *a = left, *b = right;
    const int order = compare_u32(a->version, b->version);
    return order ? order : compare_u32(a->sensor, b->sensor);
}

static int compare_sensors(const void *left, const void *right) { return compare_u32(((const struct newest *)left)->sensor, ((const struct newest *)right)->sensor); }

struct supplied { /* of one Template Type */
    const struct proof_pair *pairs; /* by version, then sensor */
    size_t pair_count;
    struct newest *by_sensor, *by_version;
    uint32_t sensor_count;
};

static struct supplied gather(struct arena *arena, const struct proof_pair *pairs, size_t count)
{
    struct supplied s = {.pairs = pairs, .pair_count = count, .by_sensor = arena_array(arena, count, sizeof(struct newest)), .by_version = arena_array(arena, count, sizeof(struct newest))};
    for (size_t i = 0; i < count; i++) s.by_sensor[i] = (struct newest){pairs[i].version, pairs[i].sensor};
    qsort(s.by_sensor, count, sizeof *s.by_sensor, compare_sensors);
    for (size_t i = 0; i < count; i++) {
        struct newest *last = s.sensor_count ? &s.by_sensor[s.sensor_count - 1] : NULL;
        if (last == NULL || last->sensor != s.by_sensor[i].sensor) s.by_sensor[s.sensor_count++] = s.by_sensor[i];
        else if (last->version < s.by_sensor[i].version) last->version = s.by_sensor[i].version;
    }
    memcpy(s.by_version, s.by_sensor, s.sensor_count * sizeof *s.by_version);
    qsort(s.by_version, s.sensor_count, sizeof *s.by_version, compare_newest);
    return s;
}

/* The first pair of the version, or of a later one. */
static size_t first_pair(const struct supplied *s, uint32_t version)
{
    size_t low = 0, high = s->pair_count;
    while (low < high) {
        const size_t middle = low + (high - low) / 2;
        if (s->pairs[middle].version < version) low = middle + 1;
        else high = middle;
    }
    return low;
}

struct missing {
    uint32_t count;               /* sensors that supply the Template Type and do not run the instance */
    uint32_t named[PROOF_NAMED];
};

static void miss(struct missing *missing, uint32_t sensor)
{
    if (missing->count < PROOF_NAMED) missing->named[missing->count] = sensor;
    missing->count++;
}

static struct missing find_missing(const struct supplied *s, const struct group_key *key)
{
    struct missing missing = {0};
    if (key->pinned == 0) {
        for (uint32_t i = 0; i < s->sensor_count && s->by_version[i].version < key->least; i++) miss(&missing, s->by_version[i].sensor);
        return missing;
    }
    size_t pair = first_pair(s, key->pinned);
    const size_t end = first_pair(s, key->pinned + 1);
    if (end - pair == s->sensor_count) return missing;
    for (uint32_t i = 0; i < s->sensor_count; i++) {
        if (pair < end && s->pairs[pair].sensor == s->by_sensor[i].sensor) pair++;
        else miss(&missing, s->by_sensor[i].sensor);
    }
    return missing;
}

static bool report(struct lint *lint, const struct supplied *s, const struct group_key *group, size_t count, const struct missing *missing)
{
    struct model *model = lint->model;
    const struct template_type *type = lint_type(lint, group->type);
    const uint32_t version = group->pinned ? group->pinned : group->least, running = s->sensor_count - missing->count;
    struct diag *d = lint_report(lint, DIAG_PARTLY_SUPPLIED, lint_instance(lint, group->instance)->span,
                                 "%zu instance%s of '" STR_FMT "' run%s on %u of the %u targeted sensors that supply it: the others do not have version %u", count, count == 1 ? "" : "s",
                                 STR_ARG(type->name), count == 1 ? "s" : "", running, s->sensor_count, version);
    if (d == NULL) return false;
    diag_set_label(model->sink, d, group->pinned ? "pinned to version %u" : "names a field that is there since version %u", version);
    for (size_t i = 1; i < count && i < PROOF_NAMED; i++)
        diag_add_label(model->sink, d, lint_instance(lint, group[i].instance)->span, "and this one%s", count > PROOF_NAMED && i + 1 == PROOF_NAMED ? ", and more" : "");
    for (uint32_t i = 0; i < missing->count && i < PROOF_NAMED; i++) {
        const struct sensor *sensor = MODEL_AT(model->sensors, struct sensor, missing->named[i]);
        diag_add_label(model->sink, d, sensor->span, "sensor '" STR_FMT "' does not run %s%s", STR_ARG(sensor->name), count == 1 ? "it" : "them",
                       missing->count > PROOF_NAMED && i + 1 == PROOF_NAMED ? ", and more do not" : "");
    }
    return true;
}

static void gather_keys(const struct lint *lint, uint32_t type, struct vec *keys)
{
    keys->count = 0;
    for (uint32_t i = lint->type_first[type]; i < lint->type_first[type + 1]; i++) {
        const struct instance *in = lint_instance(lint, lint->type_instances[i]);
        if (!in->stress) *(struct group_key *)vec_push(keys, sizeof(struct group_key)) = (struct group_key){type, in->pinned, in->pinned ? 0 : in->least_version, lint->type_instances[i]};
    }
    if (keys->count) qsort(keys->p, keys->count, sizeof(struct group_key), compare_keys);
}

void proof_report_partly(struct lint *lint, const struct proof_pair *pairs, size_t pair_count)
{
    if (diag_has_errors(lint->model->sink)) return;
    struct vec keys = {.exhausted = lint->model->arena->exhausted};
    struct arena scratch;
    arena_init(&scratch, lint->model->arena->exhausted);
    bool on = true;
    for (size_t from = 0, to; from < pair_count && on; from = to) {
        for (to = from + 1; to < pair_count && pairs[to].type == pairs[from].type;) to++;
        const struct supplied supplied = gather(&scratch, &pairs[from], to - from);
        gather_keys(lint, pairs[from].type, &keys);
        const struct group_key *key = keys.p;
        for (size_t i = 0, end; i < keys.count && on; i = end) {
            for (end = i + 1; end < keys.count && key[end].pinned == key[i].pinned && key[end].least == key[i].least;) end++;
            const struct missing missing = find_missing(&supplied, &key[i]);
            if (missing.count && missing.count < supplied.sensor_count) on = report(lint, &supplied, &key[i], end - i, &missing); /* all of them: proof_report_unsupplied says so */
        }
        arena_reset(&scratch);
    }
    vec_free(&keys);
    arena_free(&scratch);
}
