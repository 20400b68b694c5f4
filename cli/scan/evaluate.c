/* One line of the stream -> what matches it: JSON read, inputs made, the Content Interpreter asked.
 *
 * Must hold: one bad line is reported and never ends the run; the inputs are made as events.h says, and the verdicts are the Content Interpreter's
 *       alone. Everything that is written to belongs to the worker. */
#include "scan.h"

enum { EVALUATE_WORKSPACE_KEPT = 1 << 20 };

static void bad_line(struct scan_worker *worker, uint32_t at, const char *text, const char *help)
{
    struct scan_report report = {.line = worker->number, .at = at, .text = text, .help = help};
    worker->port.report(worker->port.context, &report);
}

/* Memory for the event's texts. With --workspace it is what the caller said, whatever the texts need. */
static size_t make_workspace(struct scan_worker *worker, const struct scan_channel *own)
{
    size_t need = worker->scan->fixed_workspace;
    if (!need) need = weir_workspace_bytes(own->events->channel, own->events->text_bytes);
    size_t room = need + (worker->scan->fixed_workspace ? 0 : need / 2);
    if (need > worker->workspace.count) vec_extend(&worker->workspace, room - worker->workspace.count, 1);
    return worker->scan->fixed_workspace ? need : worker->workspace.count;
}

static int on_hit(void *context, const struct weir_hit *hit)
{
    struct scan_worker *worker = context;
    if (hit->verdict == WEIR_CANNOT_DECIDE) worker->undecided++, worker->current->undecided++;
    else worker->matches++, worker->current->matches++;
    scan_write_match(worker, worker->current, hit);
    return !worker->port.goes_on(worker->port.context);
}

static void explain(struct scan_worker *worker, struct scan_channel *own, const struct weir_input *inputs, size_t workspace_bytes)
{
    const struct weir_channel *channel = own->events->channel;
    if (own->explained == LOAD_NO_INSTANCE) return;
    enum weir_verdict verdict;
    enum weir_status status = weir_match_one(channel, own->explained, inputs, channel->parameter_count, worker->workspace.p, workspace_bytes,
                                             own->criteria, &verdict);
    if (status != WEIR_OK) BUG("weir_match_one gave status %d", (int)status);
    if (verdict == WEIR_CANNOT_DECIDE) worker->undecided++, own->undecided++;
    if (verdict == WEIR_MATCH) worker->matches++, own->matches++;
    scan_write_explanation(worker, own, verdict);
}

static void evaluate(struct scan_worker *worker, struct scan_channel *own)
{
    const struct weir_channel *channel = own->events->channel;
    const struct weir_input *inputs = events_inputs(&worker->events, own->events);
    size_t workspace_bytes = make_workspace(worker, own);
    worker->current = own;
    if (worker->scan->explains) {
        explain(worker, own, inputs, workspace_bytes);
        return;
    }
    enum weir_status status = weir_match(channel, inputs, channel->parameter_count, worker->workspace.p, workspace_bytes, on_hit, worker);
    if (status != WEIR_OK && status != WEIR_STOPPED) BUG("weir_match gave status %d", (int)status);
}

void scan_take_line(struct scan_worker *worker, uint64_t number, struct str line)
{
    struct json_error error = {0};
    arena_reset(&worker->arena);
    worker->number = number;
    worker->line = line;
    const struct json *event = events_read(&worker->events, &worker->arena, line, &error);
    if (!event) {
        bad_line(worker, error.at, error.text, error.help);
        return;
    }
    if (event->kind != JSON_OBJECT) {
        bad_line(worker, event->at, "the line is JSON, but no object", "an event is one object {...} on one line");
        return;
    }
    worker->event_count++;
    uint32_t count;
    const uint32_t *places = events_route(&worker->events, &count);
    if (!count) worker->of_no_type++;
    for (uint32_t i = 0; i < count && worker->port.goes_on(worker->port.context); i++) {
        struct scan_channel *own = &worker->channels[places[i]];
        own->event_count++;
        evaluate(worker, own);
    }
    if (worker->workspace.count > EVALUATE_WORKSPACE_KEPT && !worker->scan->fixed_workspace) vec_free(&worker->workspace);
}
