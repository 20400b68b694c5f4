/* The channels of one `weir test`, and the Content Interpreter over them: see test.h.
 *
 * Must hold: the bytes are those that `weir compile` would write, made and verified by the same call; only the tests of a stress instance run on others,
 *      which have the stress instances too, as `weir compile --stress` writes them. */
#include "test.h"

#include "../../compiler/base/limits.h"
#include "../events/lines.h"
#include "../channel/view.h"

/* ---- channels ---- */

static enum cli_status make(struct suite *suite, bool with_stress)
{
    const struct pipeline_output output = {.only_concerned = suite->only_concerned, .leaves_aside = suite->only_concerned, .with_stress = with_stress, .revision = suite->revision};
    const char *fault = NULL;
    switch (pipeline_make(suite->pipeline, &output, &suite->made[with_stress], &fault)) {
    case PIPELINE_DONE: return CLI_OK;
    case PIPELINE_CONTENT: return CLI_CONTENT;
    case PIPELINE_WORLD:
    case PIPELINE_OUR_FAULT: break;
    }
    return cli_error(suite->cli, CLI_OUR_FAULT, "our own fault: %s. Please report it", fault ? fault : "an invariant broke");
}

/* Of the channels with stress instances only those instances are asked for. */
static bool takes(const struct suite *suite, uint32_t channel, uint32_t instance)
{
    return channel < suite->release_count || suite_instance(suite, instance)->stress;
}

static uint32_t instance_at(const struct test_channel *channel, uint32_t index) { return *MODEL_AT(channel->made->image.instances, uint32_t, index); }

/* place_first[i] .. place_first[i + 1] are those of instance i: counted, added up, filled in. */
static void find_places(struct suite *suite)
{
    const uint32_t instances = (uint32_t)suite->pipeline->model.instances.count;
    uint32_t *first = arena_array(&suite->cli->arena, (size_t)instances + 2, sizeof *first);
    for (uint32_t c = 0; c < suite->channel_count; c++)
        for (uint32_t i = 0; i < suite->channels[c].made->image.instances.count; i++)
            if (takes(suite, c, instance_at(&suite->channels[c], i))) first[instance_at(&suite->channels[c], i) + 2]++;
    for (uint32_t i = 2; i < instances + 2; i++) first[i] += first[i - 1];
    suite->places = arena_array(&suite->cli->arena, (size_t)first[instances + 1] + 1, sizeof *suite->places);
    for (uint32_t c = 0; c < suite->channel_count; c++)
        for (uint32_t i = 0; i < suite->channels[c].made->image.instances.count; i++)
            if (takes(suite, c, instance_at(&suite->channels[c], i))) suite->places[first[instance_at(&suite->channels[c], i) + 1]++] = (struct test_place){c, i};
    suite->place_first = first;
}

enum cli_status suite_make(struct suite *suite, bool with_stress)
{
    enum cli_status status = make(suite, false);
    if (status == CLI_OK && with_stress) status = make(suite, true);
    if (status) return status;
    uint32_t most_criteria = 0, n = 0;
    suite->release_count = (uint32_t)suite->made[0].count;
    suite->channel_count = suite->release_count + (uint32_t)suite->made[1].count;
    suite->channels = arena_array(&suite->cli->arena, (size_t)suite->channel_count + 1, sizeof *suite->channels);
    for (int with = 0; with < 2; with++) {
        for (size_t i = 0; i < suite->made[with].count; i++) {
            const struct pipeline_channel *made = MODEL_AT(suite->made[with], struct pipeline_channel, i);
            suite->channels[n++] = (struct test_channel){.made = made, .view = &made->view};
            if (made->view.max_criteria > most_criteria) most_criteria = made->view.max_criteria;
        }
    }
    suite->criteria = arena_array(&suite->cli->arena, (size_t)most_criteria + 1, 1);
    find_places(suite);
    return CLI_OK;
}

void suite_free(struct suite *suite)
{
    for (int with = 0; with < 2; with++) pipeline_free_channels(&suite->made[with]);
    if (suite->has_events) events_free(&suite->events);
    vec_free(&suite->workspace);
    vec_free(&suite->findings);
    arena_free(&suite->scratch);
}

/* ---- the interpreter ---- */

static size_t make_workspace(struct suite *suite, const struct weir_channel *view, size_t text_bytes)
{
    const size_t need = suite->fixed_workspace ? suite->fixed_workspace : weir_workspace_bytes(view, text_bytes);
    if (need > suite->workspace.count) vec_extend(&suite->workspace, need - suite->workspace.count + (suite->fixed_workspace ? 0 : need / 2), 1);
    return suite->fixed_workspace ? need : suite->workspace.count;
}

enum weir_verdict suite_ask(struct suite *suite, struct test_place place, const struct weir_input *inputs, size_t text_bytes)
{
    const struct weir_channel *view = suite->channels[place.channel].view;
    const size_t bytes = make_workspace(suite, view, text_bytes);
    enum weir_verdict verdict = WEIR_NO_MATCH;
    const enum weir_status status = weir_match_one(view, place.index, inputs, view->parameter_count, suite->workspace.p, bytes, suite->criteria, &verdict);
    if (status != WEIR_OK) BUG("weir_match_one gave status %d", (int)status);
    return verdict;
}

void suite_match(struct suite *suite, uint32_t channel, const struct weir_input *inputs, size_t text_bytes, weir_on_hit *on_hit, void *context)
{
    const struct weir_channel *view = suite->channels[channel].view;
    const size_t bytes = make_workspace(suite, view, text_bytes);
    const enum weir_status status = weir_match(view, inputs, view->parameter_count, suite->workspace.p, bytes, on_hit, context);
    if (status != WEIR_OK && status != WEIR_STOPPED) BUG("weir_match gave status %d", (int)status);
}

/* ---- files of events ---- */

static void know_channels(struct suite *suite)
{
    if (suite->has_events) return;
    events_init(&suite->events, &suite->cli->arena);
    suite->has_events = true;
    for (uint32_t c = 0; c < suite->channel_count; c++) suite->channels[c].events = events_add_channel(&suite->events, suite->channels[c].view);
}

static uint64_t unconverted_in(const struct test_channel *channel)
{
    uint64_t sum = 0;
    for (uint32_t f = 0; f < channel->events->field_count; f++) sum += channel->events->fields[f].unconverted;
    return sum;
}

static void bad_line(struct suite_reading *reading, uint64_t line, const char *text)
{
    if (reading->bad_lines++) return;
    reading->first_bad = line;
    reading->bad_text = text;
}

static void take_line(struct suite *suite, struct suite_reading *reading, uint64_t number, struct str line)
{
    struct json_error error = {0};
    arena_reset(&suite->scratch);
    if (number == 1 && line.n >= 3 && memcmp(line.p, "\xef\xbb\xbf", 3) == 0) line = (struct str){line.p + 3, line.n - 3};
    uint32_t blank = 0;
    while (blank < line.n && (line.p[blank] == ' ' || line.p[blank] == '\t')) blank++;
    if (blank == line.n) return;
    const struct json *event = events_read(&suite->events, &suite->scratch, line, &error);
    if (!event || event->kind != JSON_OBJECT) {
        bad_line(reading, number, event ? "it is JSON, but no object" : error.text);
        return;
    }
    reading->events++;
    for (uint32_t c = 0; c < suite->channel_count; c++) {
        struct test_channel *channel = &suite->channels[c];
        if (!channel->wanted || !events_accepts(&suite->events, channel->events)) continue;
        channel->accepted++;
        const struct weir_input *inputs = events_inputs(&suite->events, channel->events);
        reading->take(reading->context, number, c, inputs, channel->events->text_bytes);
    }
}

void suite_read_events(struct suite *suite, const char *path, struct suite_reading *reading)
{
    struct lines lines;
    struct str line = {NULL, 0};
    know_channels(suite);
    for (uint32_t c = 0; c < suite->channel_count; c++) {
        suite->channels[c].accepted = 0;
        suite->channels[c].unconverted = unconverted_in(&suite->channels[c]);
    }
    lines_open(&lines, path, LIMIT_JSON_BYTES, &suite->cli->exhausted);
    while (!file_failed(lines.status)) {
        const enum lines_got got = lines_next(&lines, &line);
        if (got == LINES_LINE) take_line(suite, reading, lines.number, line);
        else if (got == LINES_TOO_LONG) bad_line(reading, lines.number, "it is longer than an event may be");
        else if (got == LINES_END || got == LINES_FAILED) break;
    }
    reading->status = lines.status;
    lines_close(&lines);
    for (uint32_t c = 0; c < suite->channel_count; c++) suite->channels[c].unconverted = unconverted_in(&suite->channels[c]) - suite->channels[c].unconverted;
}

const struct diag *suite_report_bad_lines(struct suite *suite, const struct suite_reading *reading, struct str name, struct span where)
{
    struct diag_sink *sink = &suite->pipeline->sink;
    struct diag *d = diag_report(sink, DIAG_CORPUS_LINE, where, "line %llu of '" STR_FMT "' is not an event: %s", (unsigned long long)reading->first_bad, STR_ARG(name),
                                 reading->bad_text);
    if (reading->bad_lines > 1) diag_set_label(sink, d, "and %llu more line%s", (unsigned long long)reading->bad_lines - 1, cli_s(reading->bad_lines - 1));
    return suite_kept(suite, d);
}
