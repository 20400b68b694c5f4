/* The kit over one interpreter: see kit.h.
 *
 * In:   a subject. Out: the report. Must hold: a subject that breaks is asked again from a known state, with the good content opened anew; one that is gone
 *       gets no more questions, and what it was not asked is counted. */
#include "parts.h"

#include <stdio.h>

const struct kit_category_row kit_category_rows[KIT_CATEGORIES] = {
#define CATEGORY(name, word, text) [KIT_##name] = {word, text},
#include "categories.def"
#undef CATEGORY
};

uint64_t kit_failed(const struct kit_report *report)
{
    uint64_t sum = 0;
    for (int c = 0; c < KIT_CATEGORIES; c++) sum += report->categories[c].failed + report->categories[c].not_run;
    return sum;
}

uint64_t kit_passed(const struct kit_report *report)
{
    uint64_t sum = 0;
    for (int c = 0; c < KIT_CATEGORIES; c++) sum += report->categories[c].passed;
    return sum;
}

/* ---- counting ---- */

static void step(struct run *run)
{
    if (run->options->tell && run->done % 64 == 0) run->options->tell(run->options->context, "checking", run->done, 0);
    run->done++;
}

void run_passed(struct run *run, enum kit_category category)
{
    run->report->categories[category].passed++;
    step(run);
}

void run_failed(struct run *run, enum kit_category category, const struct kit_file *file, const char *name, const char *format, ...)
{
    struct kit_count *count = &run->report->categories[category];
    if (count->failed < KIT_MOST_FAILURES) {
        va_list arguments;
        va_start(arguments, format);
        count->failures[count->failed] = (struct kit_failure){arena_copy(run->arena, str_from(name)).p, arena_vprintf(run->arena, format, arguments).p};
        va_end(arguments);
        if (file && run->options->failed) run->options->failed(run->options->context, file, run->event.types ? &run->event : NULL, name);
    }
    count->failed++;
    step(run);
}

static void run_not_run(struct run *run, enum kit_category category)
{
    run->report->categories[category].not_run++;
    step(run);
}

/* ---- asking ---- */

static const char *said(const struct kit_reply *reply)
{
    switch (reply->answer) {
    case KIT_ACCEPTED: return "accepted it";
    case KIT_REFUSED: return "refused it";
    case KIT_VERDICTS: return "gave verdicts";
    case KIT_WRONG_COUNT: return "said that the number of values is wrong";
    case KIT_NO_CONTENT: return "said that nothing is open";
    case KIT_BROKEN: case KIT_GONE: return reply->why;
    }
    BUG("answer %d", (int)reply->answer);
}

static bool is_lost(struct run *run)
{
    if (run->reply->answer == KIT_GONE) run->gone = true;
    return run->reply->answer == KIT_GONE || run->reply->answer == KIT_BROKEN;
}

static void ask_open(struct run *run, const struct kit_file *file)
{
    run->event = (struct kit_event){NULL, 0, NULL};
    *run->reply = (struct kit_reply){.answer = KIT_BROKEN};
    run->subject->open(run->subject->context, file, run->reply);
}

static void ask_match(struct run *run, const struct content *content, const struct weir_input *inputs, uint32_t count)
{
    memcpy(run->types, content->types, sizeof content->types);
    run->event = (struct kit_event){inputs, count, run->types};
    *run->reply = (struct kit_reply){.answer = KIT_BROKEN};
    run->subject->match(run->subject->context, &run->event, run->reply);
}

/* What the answers to the events are compared with is opened (again). */
static void hold(struct run *run)
{
    if (run->gone || !run->held_content) return;
    ask_open(run, &run->held);
    is_lost(run);
}

struct kit_file run_file(const struct content *content)
{
    return (struct kit_file){.name = content->name, .title = "a good file", .bytes = content->bytes, .size = content->size, .contract = &content->contract};
}

bool run_accepted(struct run *run, enum kit_category category, const struct kit_file *file)
{
    if (run->gone) return run_not_run(run, category), false;
    ask_open(run, file);
    is_lost(run);
    if (run->reply->answer == KIT_ACCEPTED) return run_passed(run, category), true;
    if (run->reply->answer == KIT_REFUSED) run_failed(run, category, file, file->name, "refused for %s; it is good: %s", run->reply->code, file->title);
    else run_failed(run, category, file, file->name, "%s", said(run->reply));
    return false;
}

/* ---- the content before ---- */

static bool same_hits(const struct kit_reply *reply, const struct kit_hit *hits, uint32_t count)
{
    if (reply->hit_count != count) return false;
    for (uint32_t i = 0; i < count; i++)
        if (reply->hits[i].id != hits[i].id || reply->hits[i].verdict != hits[i].verdict) return false;
    return true;
}

static void check_held(struct run *run, const struct kit_file *refused)
{
    if (!run->held_content) return;
    if (run->gone) {
        run_not_run(run, KIT_KEPT);
        return;
    }
    ask_match(run, run->held_content, run->probe, run->held_content->channel.parameter_count);
    const bool lost = is_lost(run);
    if (run->reply->answer == KIT_VERDICTS && same_hits(run->reply, run->probe_hits, run->probe_count)) {
        run_passed(run, KIT_KEPT);
        return;
    }
    if (run->reply->answer == KIT_VERDICTS) run_failed(run, KIT_KEPT, refused, refused->name, "after this file was refused, an event has other verdicts than before");
    else run_failed(run, KIT_KEPT, refused, refused->name, "after this file was refused, an event was sent: it %s", said(run->reply));
    if (lost || run->reply->answer != KIT_VERDICTS) hold(run);
}

void run_refused(struct run *run, enum kit_category category, const struct kit_file *file, const char *code)
{
    if (run->gone) {
        run_not_run(run, category);
    } else {
        ask_open(run, file);
        is_lost(run);
        if (run->reply->answer == KIT_REFUSED) {
            if (!code || run->options->any_code || strcmp(code, run->reply->code) == 0) run_passed(run, category);
            else run_failed(run, category, file, file->name, "refused for %s, not for %s: %s", run->reply->code, code, file->title);
            check_held(run, file);
        } else {
            if (run->reply->answer == KIT_ACCEPTED) run_failed(run, category, file, file->name, "ACCEPTED%s%s: %s", code ? ", although it is to be refused for " : "", code ? code : "", file->title);
            else run_failed(run, category, file, file->name, "%s: %s", said(run->reply), file->title);
            hold(run);
        }
    }
    arena_reset(&run->scratch);
}

/* ---- good files ---- */

static const char *hits_text(struct arena *arena, const struct kit_hit *hits, uint32_t count)
{
    enum { SHOWN = 8 };
    const char *text = count ? "" : "none";
    for (uint32_t i = 0; i < count && i < SHOWN; i++)
        text = arena_printf(arena, "%s%s%llu%s", text, i ? ", " : "", (unsigned long long)hits[i].id, hits[i].verdict == WEIR_CANNOT_DECIDE ? " undecided" : "").p;
    return count > SHOWN ? arena_printf(arena, "%s and %u more", text, (unsigned)(count - SHOWN)).p : text;
}

/* Every instance is to be matched by some event: else it is there for nothing. */
static void note_hits(struct run *run, const struct content *content, const struct kit_hit *hits, uint32_t count)
{
    for (uint32_t h = 0; h < count; h++)
        for (uint32_t i = 0; i < content->model->instances.count; i++)
            if (MODEL_AT(content->model->instances, struct instance, i)->id == hits[h].id) run->matched[i] = true;
}

static const char *unmatched(struct run *run, const struct content *content)
{
    for (uint32_t i = 0; i < content->model->instances.count; i++)
        if (!run->matched[i]) return arena_printf(run->arena, "no event of the kit matches " STR_FMT " of %s", STR_ARG(MODEL_AT(content->model->instances, struct instance, i)->name), content->name).p;
    return NULL;
}

/* false: lost, the content must be opened again. */
static bool check_event(struct run *run, const struct content *content, const struct event *event, const struct kit_hit *hits, uint32_t count)
{
    ask_match(run, content, event->inputs, content->channel.parameter_count);
    const bool lost = is_lost(run);
    const char *name = arena_printf(&run->scratch, "%s: %s", content->name, event->name).p;
    const struct kit_file file = run_file(content);
    if (run->reply->answer != KIT_VERDICTS) run_failed(run, KIT_MATCH, &file, name, "%s", said(run->reply));
    else if (same_hits(run->reply, hits, count)) run_passed(run, KIT_MATCH);
    else run_failed(run, KIT_MATCH, &file, name, "matched %s, not %s", hits_text(&run->scratch, run->reply->hits, run->reply->hit_count), hits_text(&run->scratch, hits, count));
    return !lost;
}

static bool check_count(struct run *run, const struct content *content, const struct event *event, uint32_t count)
{
    struct weir_input inputs[WEIR_MAX_PARAMETERS + 1] = {{NULL, 0, 0, 0}};
    const uint32_t right = content->channel.parameter_count;
    memcpy(inputs, event->inputs, (count < right ? count : right) * sizeof *inputs);
    ask_match(run, content, inputs, count);
    const bool lost = is_lost(run);
    const char *name = arena_printf(&run->scratch, "%s: %u values of %u", content->name, (unsigned)count, (unsigned)right).p;
    const struct kit_file file = run_file(content);
    if (run->reply->answer == KIT_WRONG_COUNT) run_passed(run, KIT_COUNT);
    else run_failed(run, KIT_COUNT, &file, name, "it %s", said(run->reply));
    return !lost;
}

/* The content is opened again, where an answer was not one; false: the subject does not take it any more. */
static bool reopen(struct run *run, const struct kit_file *file)
{
    if (run->gone) return false;
    ask_open(run, file);
    is_lost(run);
    return run->reply->answer == KIT_ACCEPTED;
}

/* With too few values and too many. */
static bool check_counts(struct run *run, const struct content *content, const struct event *event, bool is_open)
{
    const uint32_t right = content->channel.parameter_count;
    const uint32_t wrong[] = {right - 1, right + 1, 0, 1};
    const struct kit_file file = run_file(content);
    for (size_t w = 0; w < sizeof wrong / sizeof *wrong; w++) {
        if (!is_open) run_not_run(run, KIT_COUNT);
        else if (!check_count(run, content, event, wrong[w])) is_open = reopen(run, &file);
    }
    return is_open;
}

static void run_events(struct run *run, const struct content *content, const struct vec *events, bool is_open)
{
    enum { COUNTS_EVERY = 16 };
    const struct kit_file file = run_file(content);
    struct kit_hit *hits = arena_array(run->arena, KIT_MOST_HITS, sizeof *hits);
    for (size_t e = 0; e < events->count; e++) {
        const struct event *event = MODEL_AT(*events, struct event, e);
        uint32_t count;
        if (!events_expect(&run->scratch, content, event->inputs, hits, &count)) BUG("the plain evaluator does not take an event of the kit");
        note_hits(run, content, hits, count);
        if (!is_open) run_not_run(run, KIT_MATCH);
        else if (!check_event(run, content, event, hits, count)) is_open = reopen(run, &file);
        if (e % COUNTS_EVERY == 0) is_open = check_counts(run, content, event, is_open);
        arena_reset(&run->scratch);
    }
}

/* Events, expected and random, over a good file; and the one with the most matches is remembered as the probe where the content is the one to be held. */
static const char *run_content(struct run *run, const struct content *content, bool is_held)
{
    const struct kit_file file = run_file(content);
    struct kit_file tool = file;
    struct arena arena; /* of the events and the solver */
    run->matched = arena_array(run->arena, content->model->instances.count + 1, sizeof *run->matched);
    arena_init(&arena, run->arena->exhausted);
    struct vec events = events_make(is_held ? run->arena : &arena, content);
    tool.contract = NULL;
    run_accepted(run, KIT_GOOD, &tool);
    run_events(run, content, &events, run_accepted(run, KIT_GOOD, &file));
    for (size_t e = 0; e < events.count && is_held; e++) {
        struct kit_hit hits[KIT_MOST_HITS];
        uint32_t count;
        events_expect(&run->scratch, content, MODEL_AT(events, struct event, e)->inputs, hits, &count);
        if (run->probe && count <= run->probe_count) continue;
        run->probe = MODEL_AT(events, struct event, e)->inputs;
        run->probe_count = count;
        memcpy(run->probe_hits, hits, count * sizeof *hits);
    }
    arena_reset(&run->scratch);
    vec_free(&events);
    arena_free(&arena);
    return unmatched(run, content);
}

/* ---- all of it ---- */

static void run_protocol(struct run *run, const struct content *content)
{
    struct weir_input inputs[WEIR_MAX_PARAMETERS] = {{NULL, 0, 0, 0}};
    ask_match(run, content, inputs, content->channel.parameter_count);
    is_lost(run);
    if (run->reply->answer == KIT_NO_CONTENT) run_passed(run, KIT_PROTOCOL);
    else run_failed(run, KIT_PROTOCOL, NULL, "an event before the first file", "%s", said(run->reply));
}

static void run_reasons(struct run *run)
{
    struct vec reasons = reasons_read(run->arena);
    for (size_t i = 0; i < reasons.count; i++) {
        const struct reason *reason = MODEL_AT(reasons, struct reason, i);
        if (strcmp(reason->code, "ACCEPTED") != 0) {
            run_refused(run, KIT_REASONS, &reason->file, reason->code);
            continue;
        }
        run_accepted(run, KIT_GOOD, &reason->file);
        hold(run);
    }
    vec_free(&reasons);
}

static const char *run_all(struct run *run, struct contents *contents)
{
    const char *fault = contents_make(run->arena, contents);
    if (fault) return fault;
    const struct content *held = contents_find(contents, "every.weir"), *small = contents_find(contents, "small.weir");
    run_protocol(run, small);
    for (uint32_t i = 0; i < contents->count && !fault; i++) fault = run_content(run, &contents->list[i], &contents->list[i] == held);
    if (fault) return fault;
    run->held = run_file(held);
    run->held_content = held;
    hold(run);
    run_reasons(run);
    corrupt_contracts(run, contents);
    fault = corrupt_fields(run, contents);
    if (fault) return fault;
    corrupt_lengths(run, small);
    corrupt_bits(run, small);
    return NULL;
}

const char *kit_run(struct arena *arena, const struct kit_subject *subject, const struct kit_options *options, struct kit_report *report)
{
    struct contents contents;
    struct run run = {.arena = arena, .subject = subject, .options = options, .report = report, .reply = arena_new(arena, struct kit_reply)};
    *report = (struct kit_report){.categories[0].passed = 0};
    arena_init(&run.scratch, arena->exhausted);
    const char *fault = run_all(&run, &contents);
    contents_free(&contents);
    arena_free(&run.scratch);
    return fault;
}
