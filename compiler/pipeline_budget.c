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

/* Labels the instances that cost most. */
static void name_costly(struct pipeline *pipeline, const struct pipeline_channel *channel, struct diag *d)
{
    struct cost costly[SHOWN];
    const uint32_t count = find_costly(&channel->view, costly);
    for (uint32_t i = 0; i < count; i++) {
        const struct instance *in =
            MODEL_AT(pipeline->model.instances, struct instance, *MODEL_AT(channel->image.instances, uint32_t, costly[i].instance));
        diag_add_label(&pipeline->sink, d, in->span, "%llu of them", (unsigned long long)costly[i].steps);
    }
}

bool pipeline_is_within_budgets(struct pipeline *pipeline, const struct pipeline_channel *channel)
{
    static const enum diag_code codes[] = {
#define BUDGET(name, key, least, most, code) code,
#include "project/budgets.def"
#undef BUDGET
    };
    static const char *const units[] = {[BUDGET_FILE_BYTES] = "bytes",
                                        [BUDGET_WORKSPACE_BYTES] = "bytes of workspace for one event with 64 KiB of text",
                                        [BUDGET_STEPS_PER_EVENT] = "steps for one event with 64 KiB of text"};
    const uint64_t found[] = {[BUDGET_FILE_BYTES] = channel->view.size,
                              [BUDGET_WORKSPACE_BYTES] = weir_workspace_bytes(&channel->view, WEIR_TEXT_BYTES_MEANT),
                              [BUDGET_STEPS_PER_EVENT] = weir_steps(&channel->view, WEIR_TEXT_BYTES_MEANT)};
    bool within = true;
    for (uint32_t i = 0; i < PROJECT_BUDGETS; i++) {
        const uint64_t allowed = pipeline->project.budget[i];
        if (allowed == 0 || found[i] <= allowed) continue;
        struct diag *d = diag_report(&pipeline->sink, codes[i], channel->type->span, "'" STR_FMT "' version %u is over the budget: %llu %s, %llu are allowed",
                                     STR_ARG(channel->type->name), channel->image.version, (unsigned long long)found[i], units[i], (unsigned long long)allowed);
        if (i == BUDGET_STEPS_PER_EVENT) name_costly(pipeline, channel, d);
        within = false;
    }
    return within;
}
