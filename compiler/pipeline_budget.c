/* The project's budgets against a finished channel file: what is over, by how much, and which instances cost most.
 *
 * Must hold: the cost of an instance is that of docs/channel-format.md, chapter "Cost", so that what is named is what the verifier counted. */
#include "pipeline_parts.h"

enum { SHOWN = 3 };

struct cost {
    uint32_t instance; /* in the file */
    uint64_t steps;
};

/* The most expensive ones, most expensive first. */
static uint32_t find_costly(const struct weir_channel *view, struct cost costly[SHOWN])
{
    uint32_t found = 0;
    for (uint32_t i = 0; i < view->section[WEIR_SECTION_INSTANCES].count; i++) {
        struct cost cost = {i, weir_instance_steps(view, i, WEIR_TEXT_BYTES_MEANT)};
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
                                 "the worst case of '" STR_FMT "' version %u is over the budget: %llu steps for one event with 64 KiB of text, %llu are allowed",
                                 STR_ARG(channel->type->name), channel->image.version, (unsigned long long)weir_steps(&channel->view, WEIR_TEXT_BYTES_MEANT),
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
    if (project->steps_per_event && weir_steps(&channel->view, WEIR_TEXT_BYTES_MEANT) > project->steps_per_event) {
        report_steps(pipeline, channel);
        within = false;
    }
    return within;
}
