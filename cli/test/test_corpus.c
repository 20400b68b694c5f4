/* Each `corpus`: recorded events through the instance, and how many of them it matches. See test.h.
 *
 * Must hold: a file is read once, however many corpora name it. The count is the expected one in every version that the instance is compiled for. */
#include "test.h"

#include <errno.h>
#include <stdlib.h>

#include "../channel/view.h"

struct wish { /* one corpus at one place */
    uint32_t of;       /* case */
    struct test_place place;
    uint32_t next;     /* the next wish for the same instance at the same place, + 1 */
    uint64_t matches, undecided;
    uint64_t lines[TEST_LINES_SHOWN];
    struct test_reasons reasons; /* of the first match where none is expected */
};
struct corpus { /* one file, while it is read */
    struct suite *suite;
    struct wish *wishes;
    uint32_t count;
    uint32_t *first;      /* by channel; the wishes are in the order of channels */
    uint32_t **by_index;  /* by channel: wish + 1 of each instance, where so many are asked for that all are evaluated */
    const struct weir_input *inputs; /* of the event at hand */
    size_t text_bytes;
    uint64_t line;
    uint32_t channel;
};

/* ---- one event ---- */

static void take_verdict(struct corpus *corpus, struct wish *wish, enum weir_verdict verdict)
{
    struct suite *suite = corpus->suite;
    if (verdict == WEIR_NO_MATCH) return;
    if (wish->matches + wish->undecided < TEST_LINES_SHOWN) wish->lines[wish->matches + wish->undecided] = corpus->line;
    if (wish->matches + wish->undecided == 0 && suite_test(suite, &suite->cases[wish->of])->expected == 0) {
        suite_ask(suite, wish->place, corpus->inputs, corpus->text_bytes);
        wish->reasons = test_explain(suite, wish->place, corpus->inputs, verdict, false);
    }
    if (verdict == WEIR_MATCH) wish->matches++;
    else wish->undecided++;
}

struct hits { /* suite_ask needs the workspace, so hits are kept until the walk has ended */
    struct vec list; /* struct weir_hit */
};

static int keep_hit(void *context, const struct weir_hit *hit)
{
    struct hits *hits = context;
    *(struct weir_hit *)vec_push(&hits->list, sizeof *hit) = *hit;
    return 0;
}

static void match_all(struct corpus *corpus, uint32_t channel)
{
    struct hits hits = {.list = {.exhausted = &corpus->suite->cli->exhausted}};
    suite_match(corpus->suite, channel, corpus->inputs, corpus->text_bytes, keep_hit, &hits);
    for (size_t i = 0; i < hits.list.count; i++) {
        const struct weir_hit *hit = MODEL_AT(hits.list, struct weir_hit, i);
        for (uint32_t w = corpus->by_index[channel][hit->index]; w; w = corpus->wishes[w - 1].next) take_verdict(corpus, &corpus->wishes[w - 1], (enum weir_verdict)hit->verdict);
    }
    vec_free(&hits.list);
}

static void take_event(void *context, uint64_t line, uint32_t channel, const struct weir_input *inputs, size_t text_bytes)
{
    struct corpus *corpus = context;
    corpus->inputs = inputs;
    corpus->text_bytes = text_bytes;
    corpus->line = line;
    if (corpus->by_index[channel]) {
        match_all(corpus, channel);
        return;
    }
    for (uint32_t w = corpus->first[channel]; w < corpus->first[channel + 1]; w++)
        take_verdict(corpus, &corpus->wishes[w], suite_ask(corpus->suite, corpus->wishes[w].place, inputs, text_bytes));
}

/* ---- what is asked of one file ---- */

static int compare_wishes(const void *left, const void *right)
{
    const struct wish *a = left, *b = right;
    if (a->place.channel != b->place.channel) return a->place.channel < b->place.channel ? -1 : 1;
    return a->of < b->of ? -1 : a->of > b->of;
}

/* Where a quarter of the instances are asked for, walking all of them as a sensor does is not dearer. */
static void link_wishes(struct corpus *corpus, struct arena *arena, uint32_t channel)
{
    const uint32_t instances = view_count(corpus->suite->channels[channel].view, WEIR_SECTION_INSTANCES);
    if ((uint64_t)(corpus->first[channel + 1] - corpus->first[channel]) * 4 < instances) return;
    uint32_t *by_index = corpus->by_index[channel] = arena_array(arena, (size_t)instances + 1, sizeof *by_index);
    for (uint32_t w = corpus->first[channel]; w < corpus->first[channel + 1]; w++) {
        corpus->wishes[w].next = by_index[corpus->wishes[w].place.index];
        by_index[corpus->wishes[w].place.index] = w + 1;
    }
}

static void plan(struct corpus *corpus, struct arena *arena, const uint32_t *cases, uint32_t count)
{
    struct suite *suite = corpus->suite;
    size_t total = 0;
    for (uint32_t i = 0; i < count; i++) total += suite->place_first[suite->cases[cases[i]].instance + 1] - suite->place_first[suite->cases[cases[i]].instance];
    corpus->wishes = arena_array(arena, total + 1, sizeof *corpus->wishes);
    for (uint32_t i = 0; i < count; i++) {
        const uint32_t instance = suite->cases[cases[i]].instance;
        for (uint32_t p = suite->place_first[instance]; p < suite->place_first[instance + 1]; p++)
            corpus->wishes[corpus->count++] = (struct wish){.of = cases[i], .place = suite->places[p]};
    }
    if (corpus->count) qsort(corpus->wishes, corpus->count, sizeof *corpus->wishes, compare_wishes);
    corpus->first = arena_array(arena, (size_t)suite->channel_count + 1, sizeof *corpus->first);
    corpus->by_index = arena_array(arena, (size_t)suite->channel_count + 1, sizeof *corpus->by_index);
    for (uint32_t w = 0; w < corpus->count; w++) corpus->first[corpus->wishes[w].place.channel + 1]++;
    for (uint32_t c = 0; c < suite->channel_count; c++) {
        corpus->first[c + 1] += corpus->first[c];
        suite->channels[c].wanted = corpus->first[c + 1] > corpus->first[c];
        if (suite->channels[c].wanted) link_wishes(corpus, arena, c);
    }
}

/* ---- what came of it ---- */

static void fill_lines(FILE *stream, const void *context)
{
    const struct wish *wish = context;
    const uint64_t all = wish->matches + wish->undecided;
    for (uint32_t i = 0; i < TEST_LINES_SHOWN && i < all; i++)
        fprintf(stream, "%s%llu", i == 0 ? "" : i + 1 == all ? " and " : ", ", (unsigned long long)wish->lines[i]);
    if (all > TEST_LINES_SHOWN) fprintf(stream, " and %llu more", (unsigned long long)all - TEST_LINES_SHOWN);
}

static void note_events(struct suite *suite, struct diag *d, const struct wish *wish, const struct suite_reading *reading)
{
    struct diag_sink *sink = &suite->pipeline->sink;
    const struct test_channel *channel = &suite->channels[wish->place.channel];
    const struct str type = channel->made->type->name;
    const uint64_t all = wish->matches + wish->undecided;
    const char *verb = wish->undecided == 0 ? (all == 1 ? "matches" : "match") : wish->matches ? "match or are undecided" : all == 1 ? "is undecided" : "are undecided";
    struct str note = arena_printf(&suite->pipeline->arena, "of %llu event%s in the file, %llu %s of '" STR_FMT "'", (unsigned long long)reading->events, cli_s(reading->events),
                                   (unsigned long long)channel->accepted, channel->accepted == 1 ? "is" : "are", STR_ARG(type));
    if (all) note = arena_printf(&suite->pipeline->arena, "line%s " STR_FMT " %s; " STR_FMT, cli_s(all), STR_ARG(test_text(suite, fill_lines, wish)), verb, STR_ARG(note));
    if (channel->unconverted)
        note = arena_printf(&suite->pipeline->arena, STR_FMT "; %llu value%s could not be converted to the type of %s field", STR_ARG(note),
                            (unsigned long long)channel->unconverted, cli_s(channel->unconverted), channel->unconverted == 1 ? "its" : "their");
    diag_set_note(sink, d, STR_FMT, STR_ARG(note));
}

static void report_count(struct suite *suite, struct test_case *one, const struct wish *wish, const struct suite_reading *reading)
{
    struct diag_sink *sink = &suite->pipeline->sink;
    const struct content_test *test = suite_test(suite, one);
    const struct instance *instance = suite_instance(suite, one->instance);
    struct diag *d;
    if (wish->undecided)
        d = diag_report(sink, DIAG_TEST_UNDECIDED, test->span, "corpus '" STR_FMT "' is undecided: '" STR_FMT "' needs more than %zu bytes of workspace for %llu event%s", STR_ARG(test->name),
                        STR_ARG(instance->name), suite->fixed_workspace, (unsigned long long)wish->undecided, cli_s(wish->undecided));
    else
        d = diag_report(sink, DIAG_CORPUS_COUNT, test->span, "'" STR_FMT "' matches %llu event%s of '" STR_FMT "', and %llu %s expected", STR_ARG(instance->name),
                        (unsigned long long)wish->matches, cli_s(wish->matches), STR_ARG(test->name), (unsigned long long)test->expected, test->expected == 1 ? "is" : "are");
    const bool everywhere = one->failed_places == suite->place_first[one->instance + 1] - suite->place_first[one->instance];
    const uint64_t apart = wish->matches > test->expected ? wish->matches - test->expected : test->expected - wish->matches;
    const char *direction = wish->matches > test->expected ? "too many" : "too few";
    if (wish->undecided) diag_set_label(sink, d, "expected %llu", (unsigned long long)test->expected);
    else if (everywhere) diag_set_label(sink, d, "%llu %s", (unsigned long long)apart, direction);
    else diag_set_label(sink, d, "%llu %s, in version %u", (unsigned long long)apart, direction, suite->channels[wish->place.channel].view->template_version);
    for (uint32_t i = 0; i < wish->reasons.count; i++)
        diag_add_label(sink, d, wish->reasons.list[i].span, STR_FMT " (line %llu)", STR_ARG(wish->reasons.list[i].text), (unsigned long long)wish->lines[0]);
    note_events(suite, d, wish, reading);
    one->diag = suite_kept(suite, d);
    one->reasons = wish->reasons;
}

/* A corpus without an event of the Template Type that expects nothing proves nothing. */
static void warn_of_nothing(struct suite *suite, const struct test_case *one)
{
    const struct content_test *test = suite_test(suite, one);
    const struct template_type *type = suite_type(suite, one->instance);
    struct diag *d = diag_report(&suite->pipeline->sink, DIAG_CORPUS_WITHOUT_EVENTS, test->span, "no event of '" STR_FMT "' is of '" STR_FMT "'", STR_ARG(test->name), STR_ARG(type->name));
    if (type->recorded_count == 0)
        diag_add_label(&suite->pipeline->sink, d, type->span, "does not say with 'recorded' which events are of it");
}

static bool is_good(const struct suite *suite, const struct wish *wish)
{
    return wish->undecided == 0 && wish->matches == suite_test(suite, &suite->cases[wish->of])->expected;
}

static void judge(struct suite *suite, const struct wish *wish)
{
    struct test_case *one = &suite->cases[wish->of];
    const struct content_test *test = suite_test(suite, one);
    const struct test_channel *channel = &suite->channels[wish->place.channel];
    const bool good = is_good(suite, wish);
    if (one->failed_places == 0) {
        one->count = wish->matches;
        one->got = wish->undecided ? WEIR_CANNOT_DECIDE : wish->matches > test->expected ? WEIR_MATCH : WEIR_NO_MATCH;
    }
    if (good && test->expected == 0 && channel->accepted == 0) warn_of_nothing(suite, one);
    if (good || one->failed_places++) return;
    one->outcome = TEST_FAILED;
    one->failed_channel = wish->place.channel;
}

/* One diagnostic a corpus, at the first version that fails, when it is known in how many. */
static void judge_all(struct suite *suite, const struct corpus *corpus, const struct suite_reading *reading)
{
    for (uint32_t w = 0; w < corpus->count; w++) judge(suite, &corpus->wishes[w]);
    for (uint32_t w = 0; w < corpus->count; w++) {
        const struct wish *wish = &corpus->wishes[w];
        struct test_case *one = &suite->cases[wish->of];
        if (!is_good(suite, wish) && one->failed_channel == wish->place.channel) report_count(suite, one, wish, reading);
    }
}

static void report_missing(struct suite *suite, struct test_case *one, const char *path, struct file_status status)
{
    struct diag_sink *sink = &suite->pipeline->sink;
    const struct content_test *test = suite_test(suite, one);
    struct diag *d;
    if (status.error == ENOENT || status.error == ENOTDIR)
        d = diag_report(sink, DIAG_CORPUS_NOT_THERE, test->span, "there is no file '" STR_FMT "'", STR_ARG(test->name));
    else
        d = diag_report(sink, DIAG_CORPUS_NOT_THERE, test->span, "'" STR_FMT "' cannot be read: %s", STR_ARG(test->name), strerror(status.error));
    diag_set_label(sink, d, "looked for '%s'", path);
    one->outcome = TEST_NOT_RUN;
    one->diag = suite_kept(suite, d);
    suite->world_failed = true;
}

/* ---- all of them ---- */

static void run_file(struct suite *suite, const uint32_t *cases, uint32_t count)
{
    const struct content_test *test = suite_test(suite, &suite->cases[cases[0]]);
    struct arena arena;
    arena_init(&arena, &suite->cli->exhausted);
    struct corpus corpus = {.suite = suite};
    struct suite_reading reading = {.take = take_event, .context = &corpus};
    const char *path = path_join(&arena, suite->pipeline->project.root, arena_copy(&arena, test->name).p);
    plan(&corpus, &arena, cases, count);
    suite_read_events(suite, path, &reading);
    for (uint32_t i = 0; i < count; i++) {
        struct test_case *one = &suite->cases[cases[i]];
        one->outcome = TEST_PASSED;
        if (file_failed(reading.status)) {
            report_missing(suite, one, path, reading.status);
        } else if (reading.bad_lines) {
            one->outcome = TEST_FAILED;
            one->diag = suite_report_bad_lines(suite, &reading, test->name, suite_test(suite, one)->span);
        }
    }
    if (!file_failed(reading.status) && reading.bad_lines == 0) judge_all(suite, &corpus, &reading);
    arena_free(&arena);
}

struct named { /* a corpus, while those of one file are brought together */
    struct str file;
    uint32_t of;
};

static int compare_named(const void *left, const void *right)
{
    const struct named *a = left, *b = right;
    const int by_file = str_compare(a->file, b->file);
    if (by_file) return by_file;
    return a->of < b->of ? -1 : a->of > b->of;
}

void suite_run_corpora(struct suite *suite)
{
    struct vec named = {.exhausted = &suite->cli->exhausted}, cases = {.exhausted = &suite->cli->exhausted};
    for (uint32_t i = 0; i < suite->case_count; i++)
        if (suite_test(suite, &suite->cases[i])->is_corpus) *(struct named *)vec_push(&named, sizeof(struct named)) = (struct named){suite_test(suite, &suite->cases[i])->name, i};
    if (named.count) qsort(named.p, named.count, sizeof(struct named), compare_named);
    const struct named *list = named.p;
    for (size_t i = 0, end; i < named.count; i = end) {
        cases.count = 0;
        for (end = i; end < named.count && str_equal(list[end].file, list[i].file); end++) *(uint32_t *)vec_push(&cases, sizeof(uint32_t)) = list[end].of;
        run_file(suite, cases.p, (uint32_t)cases.count);
    }
    vec_free(&named);
    vec_free(&cases);
}
