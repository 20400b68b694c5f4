/* Known-good events: whatever matches them is a false positive, unless the allow list says otherwise. See test.h.
 *
 * Must hold: every instance that is asked for as a whole sees every event, in all channel files, as on a sensor; an event counts once for an instance,
 *      whatever the number of versions that match it. An undecided one counts as a match. */
#include "test.h"

#include <errno.h>

#include "../channel/view.h"

struct gate { /* of one instance */
    uint64_t event;      /* the last one that it matched, counted over all files */
    uint64_t hits, unexpected;
    struct vec where;    /* struct str: the first unexpected ones */
    struct test_reasons reasons;
};
struct known_hit {
    uint32_t index, verdict;
};
struct known {
    struct suite *suite;
    struct allow_list allow;
    struct gate *gates;  /* by instance of the model */
    struct vec paths;    /* const char * */
    const char *shown;   /* of the file being read */
    uint64_t serial, line;
    struct vec hits;     /* struct known_hit, of one event in one channel */
};

/* ---- one event ---- */

static int keep_hit(void *context, const struct weir_hit *hit)
{
    struct known *known = context;
    *(struct known_hit *)vec_push(&known->hits, sizeof(struct known_hit)) = (struct known_hit){hit->index, hit->verdict};
    return 0;
}

static bool is_allowed(struct known *known, uint32_t instance, uint64_t hits)
{
    const uint32_t entry = known->allow.of_instance[instance];
    if (entry == 0) return false;
    struct allowance *allowance = MODEL_AT(known->allow.entries, struct allowance, entry - 1);
    if (!allowance->by_event && hits > allowance->matches) return false;
    if (allowance->by_event && !allow_event(&known->allow, allowance->id, known->shown, known->line)) return false;
    allowance->used++;
    return true;
}

static void take_hit(struct known *known, struct test_place place, enum weir_verdict verdict, const struct weir_input *inputs, size_t text_bytes)
{
    struct suite *suite = known->suite;
    const uint32_t instance = *MODEL_AT(suite->channels[place.channel].made->image.instances, uint32_t, place.index);
    struct gate *gate = &known->gates[instance];
    if (!suite->whole[instance] || gate->event == known->serial) return;
    gate->event = known->serial;
    gate->hits++;
    if (is_allowed(known, instance, gate->hits)) return;
    if (gate->unexpected++ == 0) {
        suite_ask(suite, place, inputs, text_bytes); /* for the verdicts of its criteria */
        gate->reasons = test_explain(suite, place, inputs, verdict, false);
        gate->where.exhausted = &suite->cli->exhausted;
    }
    if (gate->where.count < TEST_LINES_SHOWN)
        *(struct str *)vec_push(&gate->where, sizeof(struct str)) = arena_printf(&suite->pipeline->arena, "%s:%llu", known->shown, (unsigned long long)known->line);
}

static void take_event(void *context, uint64_t line, uint32_t channel, const struct weir_input *inputs, size_t text_bytes)
{
    struct known *known = context;
    if (line != known->line) known->serial++; /* the same event comes once for each version */
    known->line = line;
    known->hits.count = 0;
    suite_match(known->suite, channel, inputs, text_bytes, keep_hit, known);
    for (size_t i = 0; i < known->hits.count; i++) {
        const struct known_hit *hit = MODEL_AT(known->hits, struct known_hit, i);
        take_hit(known, (struct test_place){channel, hit->index}, (enum weir_verdict)hit->verdict, inputs, text_bytes);
    }
}

/* ---- files ---- */

static enum cli_status list_files(struct known *known)
{
    struct suite *suite = known->suite;
    const struct project *project = &suite->pipeline->project;
    size_t given = 0;
    const char *const *named = cli_values(suite->cli, "--known-good", &given);
    for (size_t i = 0; i < given; i++) *(const char **)vec_push(&known->paths, sizeof(const char *)) = named[i];
    for (size_t i = 0; given == 0 && i < project->known_good.count; i++) {
        const char *pattern = arena_copy(&suite->cli->arena, *MODEL_AT(project->known_good, struct str, i)).p;
        const size_t before = known->paths.count;
        const struct file_status status = file_glob(&suite->cli->arena, project->root, pattern, &known->paths);
        if (file_failed(status)) return cli_world(suite->cli, status, pattern);
        if (known->paths.count == before) return cli_error(suite->cli, CLI_WORLD, "no file is there for '%s', of \"known_good\" in weir.json", pattern);
    }
    return CLI_OK;
}

static enum cli_status read_file(struct known *known, const char *path)
{
    struct suite *suite = known->suite;
    struct suite_reading reading = {.take = take_event, .context = known};
    known->shown = pipeline_shown_path(&suite->pipeline->arena, suite->pipeline->project.root, path);
    known->line = 0;
    for (uint32_t c = 0; c < suite->channel_count; c++) suite->channels[c].wanted = c < suite->release_count;
    suite_read_events(suite, path, &reading);
    if (file_failed(reading.status)) return cli_world(suite->cli, reading.status, path);
    if (reading.bad_lines) suite_report_bad_lines(suite, &reading, str_from(known->shown), (struct span){0, 0});
    suite->known_files++;
    suite->known_events += reading.events;
    return CLI_OK;
}

/* ---- what came of it ---- */

static struct str join(struct suite *suite, const struct gate *gate)
{
    struct str text = {NULL, 0};
    for (size_t i = 0; i < gate->where.count; i++)
        text = arena_printf(&suite->pipeline->arena, STR_FMT "%s" STR_FMT, STR_ARG(text), i ? ", " : "", STR_ARG(*MODEL_AT(gate->where, struct str, i)));
    if (gate->unexpected > gate->where.count)
        text = arena_printf(&suite->pipeline->arena, STR_FMT " and %llu more", STR_ARG(text), (unsigned long long)(gate->unexpected - gate->where.count));
    return text;
}

static void report(struct suite *suite, struct test_finding *finding, const struct gate *gate)
{
    struct diag_sink *sink = &suite->pipeline->sink;
    const struct instance *instance = suite_instance(suite, finding->instance);
    struct diag *d = diag_report(sink, DIAG_KNOWN_GOOD_MATCH, instance->span, "'" STR_FMT "' matches %llu known-good event%s that it is not allowed to match", STR_ARG(instance->name),
                                 (unsigned long long)gate->unexpected, cli_s(gate->unexpected));
    if (finding->allowed) diag_set_label(sink, d, "matches %llu, and %llu %s allowed", (unsigned long long)gate->hits, (unsigned long long)finding->allowed, finding->allowed == 1 ? "is" : "are");
    else diag_set_label(sink, d, "none is allowed");
    const struct str first = *MODEL_AT(gate->where, struct str, 0);
    for (uint32_t i = 0; i < gate->reasons.count; i++)
        diag_add_label(sink, d, gate->reasons.list[i].span, STR_FMT " (" STR_FMT ")", STR_ARG(gate->reasons.list[i].text), STR_ARG(first));
    diag_set_note(sink, d, "at " STR_FMT, STR_ARG(finding->where));
    finding->diag = suite_kept(suite, d);
}

static void judge(struct known *known)
{
    struct suite *suite = known->suite;
    for (uint32_t i = 0; i < suite->pipeline->model.instances.count; i++) {
        struct gate *gate = &known->gates[i];
        const uint32_t entry = known->allow.of_instance[i];
        if (!suite->whole[i] || (gate->hits == 0 && entry == 0)) continue;
        struct test_finding finding = {.instance = i, .hits = gate->hits, .unexpected = gate->unexpected, .reasons = gate->reasons};
        if (entry) finding.allowed = MODEL_AT(known->allow.entries, struct allowance, entry - 1)->matches;
        suite->known_allowed += gate->hits - gate->unexpected;
        suite->known_new += gate->unexpected;
        if (gate->unexpected) {
            finding.where = join(suite, gate);
            report(suite, &finding, gate);
        }
        *(struct test_finding *)vec_push(&suite->findings, sizeof finding) = finding;
    }
}

static enum cli_status run(struct known *known, bool whole_project)
{
    struct suite *suite = known->suite;
    const struct project *project = &suite->pipeline->project;
    const char *allow = cli_value(suite->cli, "--allow");
    enum cli_status status = list_files(known);
    if (status || (known->paths.count == 0 && allow == NULL)) return status;
    if (known->paths.count == 0) return cli_usage(suite->cli, "--allow says which known-good events may match, and there are none: name them with --known-good");
    if (allow == NULL && project->allow.n) allow = path_join(&suite->cli->arena, project->root, arena_copy(&suite->cli->arena, project->allow).p);
    status = allow_read(suite, allow, &known->allow);
    known->gates = arena_array(&suite->cli->arena, suite->pipeline->model.instances.count + 1, sizeof *known->gates);
    for (size_t i = 0; i < known->paths.count && status == CLI_OK; i++) status = read_file(known, *MODEL_AT(known->paths, const char *, i));
    if (status == CLI_OK) {
        judge(known);
        if (whole_project) allow_report_unused(suite, &known->allow);
    }
    for (uint32_t i = 0; i < suite->pipeline->model.instances.count; i++) vec_free(&known->gates[i].where);
    allow_free(&known->allow);
    return status;
}

enum cli_status suite_run_known_good(struct suite *suite, bool whole_project)
{
    uint32_t i = 0;
    while (i < suite->pipeline->model.instances.count && !suite->whole[i]) i++;
    if (i == suite->pipeline->model.instances.count && !whole_project) return CLI_OK; /* single tests only */
    struct known known = {.suite = suite, .paths.exhausted = &suite->cli->exhausted, .hits.exhausted = &suite->cli->exhausted};
    const enum cli_status status = run(&known, whole_project);
    vec_free(&known.paths);
    vec_free(&known.hits);
    return status;
}
