/* The project's budgets against a finished channel file: what is over, by how much, and which instances cost most.
 *
 * Must hold: the cost of an instance is that of docs/channel-format.md, chapter "Cost", so that what is named is what the verifier counted. */
#include "pipeline_parts.h"

enum { SHOWN = 3 };

struct cost {
    uint32_t instance; /* in the file */
    uint64_t steps;
};

static uint32_t read32(const uint8_t *p) { return (uint32_t)p[0] | (uint32_t)p[1] << 8 | (uint32_t)p[2] << 16 | (uint32_t)p[3] << 24; }

static const uint8_t *record(const struct weir_channel *view, enum weir_section section, uint32_t bytes, uint32_t index)
{
    return view->bytes + view->section[section].offset + (size_t)index * bytes;
}

static uint64_t criterion_cost(const struct weir_channel *view, const uint8_t *criterion)
{
    uint8_t op = criterion[WEIR_CRITERION_OP];
    uint32_t set = read32(criterion + WEIR_CRITERION_SET);
    if (op == WEIR_OP_FIELD_CONTAINS)
        return 1 + 4;
    if (set == WEIR_NO_SET)
        return 1;
    bool by_weight = op == WEIR_OP_CONTAINS || op == WEIR_OP_LIKE || op == WEIR_OP_MATCHES;
    return 1 + (uint64_t)read32(record(view, WEIR_SECTION_SETS, WEIR_BYTES_SETS, set) + (by_weight ? WEIR_SET_WEIGHT : WEIR_SET_COUNT));
}

static uint64_t instance_cost(const struct weir_channel *view, uint32_t instance)
{
    const uint8_t *in = record(view, WEIR_SECTION_INSTANCES, WEIR_BYTES_INSTANCES, instance);
    uint32_t first = read32(in + WEIR_INSTANCE_CRITERION_FIRST), count = read32(in + WEIR_INSTANCE_CRITERION_COUNT);
    uint64_t steps = read32(in + WEIR_INSTANCE_CODE_COUNT);
    for (uint32_t i = 0; i < count; i++)
        steps += criterion_cost(view, record(view, WEIR_SECTION_CRITERIA, WEIR_BYTES_CRITERIA, first + i));
    return steps;
}

/* The most expensive ones, most expensive first. */
static uint32_t find_costly(const struct weir_channel *view, struct cost costly[SHOWN])
{
    uint32_t found = 0;
    for (uint32_t i = 0; i < view->section[WEIR_SECTION_INSTANCES].count; i++) {
        struct cost cost = {i, instance_cost(view, i)};
        uint32_t place = found < SHOWN ? found++ : SHOWN;
        for (; place > 0 && costly[place - 1].steps < cost.steps; place--)
            if (place < SHOWN)
                costly[place] = costly[place - 1];
        if (place < SHOWN)
            costly[place] = cost;
    }
    return found;
}

static void report_steps(struct pipeline *pipeline, const struct pipeline_channel *channel)
{
    struct diag_sink *sink = &pipeline->sink;
    struct diag *d = diag_report(sink, DIAG_OVER_STEP_BUDGET, channel->type->span,
                                 "the worst case of '" STR_FMT "' version %u is over the budget: %llu steps for one event, %llu are allowed",
                                 STR_ARG(channel->type->name), channel->image.version, (unsigned long long)channel->view.steps_per_event,
                                 (unsigned long long)pipeline->project.steps_per_event);
    struct cost costly[SHOWN];
    uint32_t count = find_costly(&channel->view, costly);
    for (uint32_t i = 0; i < count; i++) {
        const struct instance *in =
            MODEL_AT(pipeline->model.instances, struct instance, *MODEL_AT(channel->image.instances, uint32_t, costly[i].instance));
        diag_add_label(sink, d, in->span, "%llu of them", (unsigned long long)costly[i].steps);
    }
}

bool pipeline_is_within_budgets(struct pipeline *pipeline, const struct pipeline_channel *channel)
{
    const struct project *project = &pipeline->project;
    bool within = true;
    if (project->file_bytes && channel->view.size > project->file_bytes) {
        diag_report(&pipeline->sink, DIAG_OVER_FILE_BUDGET, channel->type->span,
                    "the channel file of '" STR_FMT "' version %u is over the budget: %zu bytes, %llu are allowed", STR_ARG(channel->type->name),
                    channel->image.version, channel->view.size, (unsigned long long)project->file_bytes);
        within = false;
    }
    if (project->steps_per_event && channel->view.steps_per_event > project->steps_per_event) {
        report_steps(pipeline, channel);
        within = false;
    }
    return within;
}
