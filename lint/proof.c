/* The proof: for every Template Type at every version that a targeted sensor supplies, for each of those sensors and each instance compiled for it, the
 * obligations of language.md, chapter "The proof".
 *
 * In: a model and the facts. Out: counts of what was compared, diagnostics for what failed, and the channel files that may be written. An obligation is counted where
 * it is checked. Work is linear in instances and in sensors: what all instances of a version read is gathered once and then held against each sensor. */
#include "proof.h"

#include <stdlib.h>

/* ---- which sensor supplies what ---- */

static int compare_pairs(const void *left, const void *right)
{
    const struct proof_pair *a = left, *b = right;
    if (a->channel != b->channel) return a->channel < b->channel ? -1 : 1;
    if (a->type != b->type) return a->type < b->type ? -1 : 1;
    if (a->version != b->version) return a->version < b->version ? -1 : 1;
    return a->sensor < b->sensor ? -1 : a->sensor > b->sensor;
}

static void report_ahead(struct lint *lint, const struct sensor *sensor, const struct sensor_supply *supply, const struct template_type *type)
{
    struct diag *d = lint_report(lint, DIAG_SENSOR_AHEAD, supply->span, "sensor '" STR_FMT "' supplies '" STR_FMT "' at version %u, but its newest version here is %u",
                                 STR_ARG(sensor->name), STR_ARG(type->name), supply->version, type->version);
    if (d == NULL) return;
    diag_set_label(lint->model->sink, d, "version %u", supply->version);
    diag_add_label(lint->model->sink, d, type->version_span.at ? type->version_span : type->span, "the Template Type ends at version %u", type->version);
}

static void gather_pairs(struct lint *lint, struct vec *pairs)
{
    const struct model *model = lint->model;
    struct intern names;
    intern_init(&names, model->arena);
    uint32_t *types = arena_array(model->arena, model->templates.count + 1, sizeof *types); /* by number of the name */
    for (uint32_t t = 0; t < model->templates.count; t++) {
        const size_t known = names.names.count;
        const uint32_t number = intern_add(&names, lint_type(lint, t)->name);
        if (number == known) types[number] = t; /* a second one of the name was reported where it is declared */
    }
    for (uint32_t s = 0; s < model->sensors.count; s++) {
        const struct sensor *sensor = MODEL_AT(model->sensors, struct sensor, s);
        for (uint32_t i = 0; i < sensor->supply_count; i++) {
            const struct sensor_supply *supply = &sensor->supplies[i];
            const uint32_t number = intern_find(&names, supply->template_name);
            if (number == INTERN_NONE) continue; /* a sensor may well know Template Types that this project does not use */
            const struct template_type *type = lint_type(lint, types[number]);
            if (type->poisoned || type->platform != sensor->platform) continue; /* what a sensor of another platform calls the same is something else */
            if (supply->version > type->version) {
                report_ahead(lint, sensor, supply, type);
                *(struct lint_pair *)vec_push(&lint->result->pairs, sizeof(struct lint_pair)) =
                    (struct lint_pair){.type = types[number], .version = supply->version, .sensor = s, .supplied = supply->input_count, .state = LINT_PAIR_AHEAD};
                continue;
            }
            struct proof_pair *pair = vec_push(pairs, sizeof *pair);
            *pair = (struct proof_pair){type->channel, types[number], supply->version, s, supply};
        }
    }
    intern_free(&names);
    if (pairs->count) qsort(pairs->p, pairs->count, sizeof(struct proof_pair), compare_pairs);
}

/* ---- instances against their Template Type ---- */

/* Names of parameters from first to last, as many as fit a line. */
static struct str name_parameters(struct arena *arena, const struct template_type *type, uint32_t first, uint32_t last)
{
    struct str text = STR("");
    for (uint32_t o = first; o <= last && o <= type->field_count; o++) {
        if (o - first == 4) return arena_printf(arena, STR_FMT " and %u more", STR_ARG(text), last - o + 1);
        const struct str name = type->fields[o - 1].name;
        text = arena_printf(arena, STR_FMT "%s%u '" STR_FMT "'", STR_ARG(text), o == first ? "" : ", ", o, STR_ARG(name.n ? name : STR("reserved")));
    }
    return text;
}

/* The positional form is the one in which a writer counts, and so the one in which he can miscount. */
static void check_positions(struct lint *lint, uint32_t number)
{
    const struct instance *instance = lint_instance(lint, number);
    const struct template_type *type = lint_type(lint, instance->type);
    const uint32_t version = instance->pinned ? instance->pinned : type->version;
    const uint32_t declared = lint_declared(type, version);
    if (!instance->positional || instance->positions == declared) return;
    struct diag_sink *sink = lint->model->sink;
    struct diag *d = diag_report(sink, DIAG_INSTANCE_COUNT, instance->positions_span.at ? instance->positions_span : instance->span,
                                 "'" STR_FMT "' has %u parameter%s, but '" STR_FMT "' declares %u at version %u", STR_ARG(instance->name), instance->positions,
                                 instance->positions == 1 ? "" : "s", STR_ARG(type->name), declared, version);
    lint->result->proof.failed++;
    *(uint32_t *)vec_push(&lint->result->miscounted, sizeof(uint32_t)) = number;
    diag_set_label(sink, d, "%u here", instance->positions);
    if (instance->positions < declared) {
        diag_add_label(sink, d, type->fields[instance->positions].span, "the first one that is missing: parameter %u", instance->positions + 1);
        diag_set_help(sink, d, "add " STR_FMT "; '*' is the wildcard",
                      STR_ARG(name_parameters(lint->model->arena, type, instance->positions + 1, declared)));
    } else {
        diag_add_label(sink, d, type->version_span.at ? type->version_span : type->span, "'" STR_FMT "' declares %u at version %u", STR_ARG(type->name), declared, version);
        diag_set_help(sink, d, "remove %u, or raise '@ %u' to a version that declares %u", instance->positions - declared, version, instance->positions);
    }
}

/* ---- one Template Type at one version ---- */

struct version_facts {
    uint64_t reads;     /* of all instances that are compiled for it */
    uint64_t criteria;
    uint32_t instances; /* without the stress instance */
    bool stress;
};

static struct version_facts check_vectors(struct lint *lint, uint32_t type_index, uint32_t version)
{
    const uint32_t declared = lint_declared(lint_type(lint, type_index), version);
    struct version_facts all = {0};
    for (uint32_t i = lint->type_first[type_index]; i < lint->type_first[type_index + 1]; i++) {
        const struct instance *instance = lint_instance(lint, lint->type_instances[i]);
        if (!instance_has_version(instance, version)) continue;
        uint32_t criteria;
        const uint64_t reads = lint_reads(lint, lint->type_instances[i], version, &criteria);
        lint->result->proof.vectors++;
        if (reads & ~lint_bits_to(declared))
            BUG("'" STR_FMT "' is compiled for version %u, but reads more than its %u parameters", STR_ARG(instance->name), version, declared);
        all.reads |= reads;
        all.criteria += criteria;
        if (instance->stress) all.stress = true; else all.instances++;
    }
    return all;
}

static void prove_version(struct lint *lint, const struct proof_pair *pairs, size_t count)
{
    const struct version_facts facts = check_vectors(lint, pairs[0].type, pairs[0].version);
    struct proof_counts *proof = &lint->result->proof;
    for (size_t i = 0; i < count; i++) {
        proof_compare(lint, &pairs[i]);
        proof->criteria += facts.criteria;
        if (facts.reads & ~lint_bits_to(pairs[i].supply->input_count)) /* proof_compare has reported the counts, with the instances that read too far */
            proof->failed += proof_affected(lint, pairs[i].type, pairs[i].version, ~lint_bits_to(pairs[i].supply->input_count)).count;
    }
    if (facts.instances == 0 && !facts.stress) return;
    struct lint_target *target = vec_push(&lint->result->targets, sizeof *target);
    *target = (struct lint_target){.type = pairs[0].type, .version = pairs[0].version, .sensors = (uint32_t)count, .instances = facts.instances, .stress = facts.stress};
}

struct proof_affected proof_affected(const struct lint *lint, uint32_t type, uint32_t version, uint64_t ordinals)
{
    struct proof_affected found = {0};
    for (uint32_t i = lint->type_first[type]; i < lint->type_first[type + 1]; i++) {
        const uint32_t index = lint->type_instances[i];
        if (!instance_has_version(lint_instance(lint, index), version)) continue;
        if (found.compiled < PROOF_NAMED) found.compiled_named[found.compiled] = index;
        found.compiled++;
        uint32_t criteria;
        if ((lint_reads(lint, index, version, &criteria) & ordinals) == 0) continue;
        if (found.count < PROOF_NAMED) found.named[found.count] = index;
        found.count++;
    }
    return found;
}

static void report_no_sensors(struct lint *lint)
{
    const struct project *project = lint->options->project;
    const struct span span = project ? project->sensors_span : (struct span){0, 0};
    struct diag_sink *sink = lint->model->sink;
    struct diag *d = diag_report(sink, DIAG_NO_SENSORS, span, "no sensor manifest is targeted: nothing can be proved");
    if (!lint->options->needs_sensors) diag_set_level(sink, d, DIAG_WARNING);
}

void lint_prove(struct lint *lint)
{
    for (uint32_t i = 0; i < lint->model->instances.count; i++) {
        const struct instance *instance = lint_instance(lint, i);
        if (!instance->poisoned && !lint_type(lint, instance->type)->poisoned) check_positions(lint, i);
    }
    if (lint->model->sensors.count == 0) {
        if (!lint->model->sensors_incomplete) report_no_sensors(lint);
        return;
    }
    struct vec pairs = {.exhausted = lint->model->arena->exhausted};
    gather_pairs(lint, &pairs);
    const struct proof_pair *pair = pairs.p;
    for (size_t from = 0, to; from < pairs.count; from = to) {
        for (to = from + 1; to < pairs.count && pair[to].type == pair[from].type && pair[to].version == pair[from].version;) to++;
        prove_version(lint, &pair[from], to - from);
    }
    if (!lint->model->sensors_incomplete) proof_report_unsupplied(lint, pair, pairs.count);
    proof_report_partly(lint, pair, pairs.count);
    vec_free(&pairs);
}
