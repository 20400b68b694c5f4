/* weir explain CHANNEL INSTANCE EVENT: reads the three, asks the Content Interpreter, and has the answer shown. See why.h. */
#include "why.h"

#include <stdlib.h>

#include "../../compiler/base/limits.h"
#include "../channel/decode.h"
#include "../channel/view.h"

/* ---- the instance ---- */

static struct str name_of(const struct weir_channel *view, uint32_t instance) { return view_name(view, WEIR_SECTION_INSTANCES, instance, WEIR_INSTANCE_NAME); }

static enum cli_status report_unknown(struct why *why, const char *word)
{
    struct vec names = {.exhausted = &why->cli->exhausted};
    const uint32_t count = view_count(why->view, WEIR_SECTION_INSTANCES);
    for (uint32_t i = 0; i < count; i++) *(struct str *)vec_push(&names, sizeof(struct str)) = name_of(why->view, i);
    const size_t nearest = str_nearest(str_from(word), names.p, names.count);
    enum cli_status status;
    if (nearest < names.count)
        status = cli_error(why->cli, CLI_USAGE, "no instance of the channel file is named '%s' or has that id: did you mean '" STR_FMT "'?", word, STR_ARG(((struct str *)names.p)[nearest]));
    else
        status = cli_error(why->cli, CLI_USAGE, "no instance of the channel file is named '%s' or has that id; `weir inspect CHANNEL` lists them", word);
    vec_free(&names);
    return status;
}

static enum cli_status find_instance(struct why *why, const char *word)
{
    char *end = NULL;
    const unsigned long long id = strtoull(word, &end, 10);
    why->instance = *word >= '0' && *word <= '9' && *end == '\0' ? load_find_instance(why->view, id) : LOAD_NO_INSTANCE;
    for (uint32_t i = 0; why->instance == LOAD_NO_INSTANCE && i < view_count(why->view, WEIR_SECTION_INSTANCES); i++)
        if (str_equal(name_of(why->view, i), str_from(word))) why->instance = i;
    return why->instance == LOAD_NO_INSTANCE ? report_unknown(why, word) : CLI_OK;
}

/* ---- the event ---- */

static enum cli_status read_text(struct why *why, const char *path, struct str *text)
{
    if (strcmp(path, "-") != 0) {
        const struct file_status status = file_read(&why->arena, path, LIMIT_JSON_BYTES, text);
        return file_failed(status) ? cli_world(why->cli, status, path) : CLI_OK;
    }
    struct vec bytes = {.exhausted = &why->cli->exhausted};
    char part[4096];
    for (size_t n; (n = fread(part, 1, sizeof part, stdin)) != 0 && bytes.count <= LIMIT_JSON_BYTES;) memcpy(vec_extend(&bytes, n, 1), part, n);
    const bool fits = bytes.count <= LIMIT_JSON_BYTES, failed = ferror(stdin) != 0;
    if (fits) *text = arena_copy(&why->arena, (struct str){bytes.p, (uint32_t)bytes.count});
    vec_free(&bytes);
    if (failed) return cli_error(why->cli, CLI_WORLD, "standard input cannot be read");
    return fits ? CLI_OK : cli_error(why->cli, CLI_CONTENT, "the event is longer than %d bytes", LIMIT_JSON_BYTES);
}

/* The line of a byte, counted from 1; *column too. */
static uint32_t line_of(struct str text, uint32_t at, uint32_t *column)
{
    uint32_t line = 1, start = 0;
    for (uint32_t i = 0; i < at && i < text.n; i++)
        if (text.p[i] == '\n') {
            line++;
            start = i + 1;
        }
    *column = at - start + 1;
    return line;
}

static enum cli_status read_event(struct why *why, struct events *events, const char *path)
{
    struct str text = {"", 0};
    struct json_error error = {0};
    const enum cli_status status = read_text(why, path, &text);
    if (status != CLI_OK) return status;
    if (text.n >= 3 && memcmp(text.p, "\xef\xbb\xbf", 3) == 0) text = (struct str){text.p + 3, text.n - 3};
    const struct json *event = json_parse(&why->arena, text, 0, &error);
    const char *shown = strcmp(path, "-") == 0 ? "<stdin>" : path;
    if (event == NULL) {
        uint32_t column;
        const uint32_t line = line_of(text, error.at, &column);
        return cli_error(why->cli, CLI_CONTENT, "%s:%u:%u: not an event: %s%s%s", shown, line, column, error.text, error.help && *error.help ? "; " : "", error.help ? error.help : "");
    }
    if (event->kind != JSON_OBJECT) return cli_error(why->cli, CLI_CONTENT, "%s: not an event: it is JSON, but no object {...}", shown);
    events_init(events, &why->arena);
    struct events_channel *own = events_add_channel(events, why->view);
    events_ready(events);
    events_take(events, event);
    why->is_of_type = events_accepts(events, own);
    why->inputs = events_inputs(events, own);
    const size_t bytes = weir_workspace_bytes(why->view, own->text_bytes);
    why->criteria = arena_array(&why->arena, (size_t)why->view->max_criteria + 1, 1);
    if (weir_match_one(why->view, why->instance, why->inputs, why->view->parameter_count, arena_alloc(&why->arena, bytes), bytes, why->criteria, &why->verdict) != WEIR_OK)
        BUG("the interpreter does not take an event");
    return CLI_OK;
}

/* ---- the condition ---- */

/* Each node stands behind its children. */
static void judge_nodes(struct why *why)
{
    const struct condition *c = &why->condition;
    why->node_verdicts = arena_array(&why->arena, (size_t)c->count + 1, 1);
    for (uint32_t i = 0; i < c->count; i++) {
        const struct condition_node *node = &c->nodes[i];
        uint32_t holding = 0, open = 0;
        for (uint32_t k = 0; k < node->count; k++) {
            const uint8_t verdict = why->node_verdicts[c->kids[node->first + k]];
            holding += verdict == WEIR_MATCH;
            open += verdict == WEIR_CANNOT_DECIDE;
        }
        const uint32_t needed = node->op == WEIR_CODE_OR ? 1 : node->op == WEIR_CODE_ATLEAST ? node->k : node->count;
        uint8_t verdict = holding >= needed ? WEIR_MATCH : holding + open >= needed ? WEIR_CANNOT_DECIDE : WEIR_NO_MATCH;
        if (node->op == WEIR_CODE_CRITERION) verdict = why->criteria[node->n];
        if (node->op == WEIR_CODE_TRUE) verdict = WEIR_MATCH;
        if (node->op == WEIR_CODE_NOT) verdict = open ? WEIR_CANNOT_DECIDE : holding ? WEIR_NO_MATCH : WEIR_MATCH;
        why->node_verdicts[i] = verdict;
    }
    if (c->count && why->node_verdicts[c->count - 1] != why->verdict) BUG("the criteria say another thing than the instance");
}

static void read_condition(struct why *why)
{
    why->first = view_u32(why->view, WEIR_SECTION_INSTANCES, why->instance, WEIR_INSTANCE_CRITERION_FIRST);
    why->count = view_u32(why->view, WEIR_SECTION_INSTANCES, why->instance, WEIR_INSTANCE_CRITERION_COUNT);
    condition_read(&why->condition, &why->arena, why->view, why->instance);
    judge_nodes(why);
    why->decides = arena_array(&why->arena, (size_t)why->count + 1, 1);
    if (why->verdict != WEIR_CANNOT_DECIDE) condition_reasons(&why->condition, &why->arena, why->criteria, why->verdict == WEIR_MATCH, why->decides);
}

static enum cli_status explain(struct why *why, const char *instance, const char *event, bool as_json)
{
    struct events events;
    enum cli_status status = find_instance(why, instance);
    if (status == CLI_OK) status = read_event(why, &events, event);
    if (status != CLI_OK) return status;
    read_condition(why);
    decode_channel(&why->model, why->view, &why->type);
    why_find_change(why);
    why_show(why, as_json);
    events_free(&events);
    return CLI_OK;
}

enum cli_status why_run(struct cli *cli, const char *channel, const char *instance, const char *event)
{
    struct why why = {.cli = cli};
    struct loaded loaded;
    struct sources sources;
    struct diag_sink sink;
    const char *format = cli_value(cli, "--format");
    const bool as_json = format && strcmp(format, "json") == 0;
    if (format && !as_json && strcmp(format, "text") != 0) return cli_usage(cli, "unknown format '%s': it is text or json", format);
    enum cli_status status = load_channel(cli, channel, &loaded);
    if (status == CLI_OK) status = decode_check(cli, channel, &loaded.channel);
    if (status != CLI_OK) return status;
    arena_init(&why.arena, &cli->exhausted);
    sources_init(&sources, &why.arena);
    diag_init(&sink, &why.arena, &sources);
    model_init(&why.model, &why.arena, &sources, &sink);
    why.view = &loaded.channel;
    status = explain(&why, instance, event, as_json);
    model_free(&why.model);
    diag_free(&sink);
    sources_free(&sources);
    arena_free(&why.arena);
    return status;
}
