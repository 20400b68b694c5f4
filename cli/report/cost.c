/* What the content costs at the worst: channel files, and the instances in them. Numbers are those of the compiled files, which the verifier has held them to. */
#include <inttypes.h>
#include <stdlib.h>

#include "../channel/view.h"
#include "../channel/words.h"
#include "html.h"
#include "report.h"

enum { VERSIONS_SHOWN = 4 };

struct cost {
    uint32_t instance;          /* of the model */
    struct test_place place;    /* of the version in which it costs most */
    uint64_t fixed, per_byte, meant; /* steps: when it is woken, for each byte of text, with as much text as is meant */
    uint64_t bytes;             /* its own records; lists and texts are shared */
    uint32_t criteria;
};

const struct test_channel *cost_worst(const struct report *report)
{
    const struct test_channel *worst = NULL;
    for (uint32_t c = 0; report->suite && c < report->suite->release_count; c++) {
        const struct test_channel *channel = &report->suite->channels[c];
        if (worst == NULL || weir_steps(channel->view, WEIR_TEXT_BYTES_MEANT) > weir_steps(worst->view, WEIR_TEXT_BYTES_MEANT)) worst = channel;
    }
    return worst;
}

/* ---- channel files ---- */

static void put_number(FILE *out, uint64_t number)
{
    fputs("<td class=\"number\">", out);
    html_number(out, number);
    fputs("</td>", out);
}

/* The number, and how much of the budget that is. */
static void put_budgeted(FILE *out, uint64_t number, uint64_t budget)
{
    if (budget == 0) {
        put_number(out, number);
        return;
    }
    fprintf(out, "<td class=\"number\" data-v=\"%" PRIu64 "\">", number);
    html_number(out, number);
    fprintf(out, " <span class=\"of\">%.0f&#160;%%</span></td>", 100.0 * (double)number / (double)budget);
}

static void write_channels(FILE *out, const struct report *report)
{
    static const struct html_column columns[] = {{"File", "text"}, {"Template Type", "text"}, {"Instances", "number"}, {"Bytes", "number"}, {"Workspace bytes", "number"}, {"Steps, any event", "number"},
                                                 {"Steps a byte of text", "number"}, {"Steps, 64&#160;KiB of text", "number"}};
    const uint64_t *budget = report->check->pipeline.project.budget;
    bool budgets = false;
    struct html_list list;
    for (uint32_t i = 0; i < PROJECT_BUDGETS; i++) budgets = budgets || budget[i];
    html_list_begin(&list, out, "channels", budgets ? "Channel files: the worst case of one event, and how much of the project&#8217;s budgets that is" : "Channel files: the worst case of one event", columns, sizeof columns / sizeof *columns);
    for (uint32_t c = 0; c < report->suite->release_count; c++) {
        const struct test_channel *channel = &report->suite->channels[c];
        if (!html_list_row(&list)) continue;
        fprintf(out, "<tr><th scope=\"row\"><code>%s</code></th><td class=\"whole-name\">", channel->made->name);
        html_name(out, channel->made->type->name);
        fprintf(out, " <span class=\"version\"><span class=\"heard\">version </span>%" PRIu32 "</span></td>", channel->view->template_version);
        put_number(out, view_count(channel->view, WEIR_SECTION_INSTANCES));
        put_budgeted(out, channel->view->size, budget[BUDGET_FILE_BYTES]);
        put_budgeted(out, weir_workspace_bytes(channel->view, WEIR_TEXT_BYTES_MEANT), budget[BUDGET_WORKSPACE_BYTES]);
        put_number(out, channel->view->steps_fixed);
        put_number(out, channel->view->steps_per_byte);
        put_budgeted(out, weir_steps(channel->view, WEIR_TEXT_BYTES_MEANT), budget[BUDGET_STEPS_PER_EVENT]);
        fputs("</tr>\n", out);
    }
    html_list_end(&list);
}

/* ---- instances ---- */

static struct cost cost_at(const struct suite *suite, uint32_t instance, struct test_place place)
{
    const struct weir_channel *view = suite->channels[place.channel].view;
    struct cost cost = {.instance = instance, .place = place, .fixed = weir_instance_steps(view, place.index, 0), .meant = weir_instance_steps(view, place.index, WEIR_TEXT_BYTES_MEANT)};
    cost.per_byte = weir_instance_steps(view, place.index, 1) - cost.fixed;
    cost.criteria = view_u32(view, WEIR_SECTION_INSTANCES, place.index, WEIR_INSTANCE_CRITERION_COUNT);
    cost.bytes = view_record_bytes(WEIR_SECTION_INSTANCES) + (uint64_t)view_record_bytes(WEIR_SECTION_VECTORS) * view_u32(view, WEIR_SECTION_INSTANCES, place.index, WEIR_INSTANCE_PARAMETER_COUNT) +
                 (uint64_t)view_record_bytes(WEIR_SECTION_CRITERIA) * cost.criteria + (uint64_t)view_record_bytes(WEIR_SECTION_CODE) * view_u32(view, WEIR_SECTION_INSTANCES, place.index, WEIR_INSTANCE_CODE_COUNT);
    return cost;
}

/* The most costly first. */
static int compare_costs(const void *a, const void *b)
{
    const struct cost *x = a, *y = b;
    if (x->meant != y->meant) return x->meant > y->meant ? -1 : 1;
    if (x->fixed != y->fixed) return x->fixed > y->fixed ? -1 : 1;
    return x->instance < y->instance ? -1 : x->instance > y->instance;
}

static void gather(const struct report *report, struct vec *costs)
{
    const struct suite *suite = report->suite;
    for (uint32_t i = 0; i < report_model(report)->instances.count; i++) {
        struct cost most = {0};
        bool any = false;
        for (uint32_t p = suite->place_first[i]; p < suite->place_first[i + 1]; p++) {
            const struct cost cost = cost_at(suite, i, suite->places[p]);
            if (!any || compare_costs(&cost, &most) < 0) most = cost;
            any = true;
        }
        if (any) *(struct cost *)vec_push(costs, sizeof most) = most;
    }
    if (costs->count) qsort(costs->p, costs->count, sizeof(struct cost), compare_costs);
}

static void write_versions(FILE *out, const struct suite *suite, uint32_t instance)
{
    const uint32_t first = suite->place_first[instance], count = suite->place_first[instance + 1] - first;
    for (uint32_t p = 0; p < count && p < VERSIONS_SHOWN; p++) fprintf(out, "%s%" PRIu32, p ? ", " : "", suite->channels[suite->places[first + p].channel].view->template_version);
    if (count > VERSIONS_SHOWN) fprintf(out, " and %" PRIu32 " more", count - VERSIONS_SHOWN);
}

static void write_instance(FILE *out, const struct report *report, const struct cost *cost)
{
    const struct instance *instance = report_instance(report, cost->instance);
    fprintf(out, "<tr><td class=\"number\">%" PRIu64 "</td><th scope=\"row\">", instance->id);
    html_name(out, instance->name);
    fputs("</th><td>", out);
    html_name(out, report_type(report, instance->type)->name);
    fputs("</td><td>", out);
    write_versions(out, report->suite, cost->instance);
    fprintf(out, "</td><td data-v=\"%u\">%s</td><td>%s</td>", (unsigned)instance->severity, words_severities[instance->severity], words_actions[instance->action]);
    put_number(out, cost->criteria);
    put_number(out, cost->bytes);
    put_number(out, cost->fixed);
    put_number(out, cost->per_byte);
    put_number(out, cost->meant);
    fputs("</tr>\n", out);
}

void cost_write(FILE *out, const struct report *report)
{
    static const struct html_column columns[] = {{"Id", "number"}, {"Instance", "text"}, {"Template Type", "text"}, {"Versions", "text"}, {"Severity", "number-as-text"}, {"Action", "text"}, {"Criteria", "number"},
                                                 {"Own bytes", "number"}, {"Steps, when woken", "number"}, {"Steps a byte of text", "number"}, {"Steps, 64&#160;KiB of text", "number"}};
    struct vec costs = {.exhausted = &report->cli->exhausted};
    struct html_list list;
    if (report->suite == NULL) {
        fputs("<p class=\"said\">Not known: the project does not compile.</p>\n", out);
        return;
    }
    write_channels(out, report);
    gather(report, &costs);
    html_list_begin(&list, out, "instances", "Instances, the most costly first; of several versions the most costly one", columns, sizeof columns / sizeof *columns);
    for (size_t i = 0; i < costs.count; i++)
        if (html_list_row(&list)) write_instance(out, report, MODEL_AT(costs, struct cost, i));
    html_list_end(&list);
    vec_free(&costs);
}
