/* engine [--bench SECONDS] EVENTS CHANNEL...: the engine against the plain evaluator, on recorded events.
 *
 * In:   a file with one JSON object a line; channel files. Out: how many (channel, event) pairs were compared, and how many matches they had; status 1 where
 *       a hit differs. Events that are of a channel's Template Type are compared with all the room that they need, and with less of it.
 *       --bench: instead how many events a second weir_match takes, on inputs that were made before.
 * Must hold: both give the same hits in the same order with the same verdicts. Built with WEIR_COUNT_STEPS, it dies where an event takes more steps
 *       than the bound. */
#include <inttypes.h>
#include <setjmp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "../../cli/events/events.h"

enum { MOST_CHANNELS = 256 };

struct hits {
    struct vec list; /* uint64_t: instance and verdict */
};

struct prepared {
    uint32_t channel;
    struct weir_input *inputs;
    size_t text_bytes;
};

struct side {
    struct arena arena, scratch;
    struct events events;
    struct weir_channel channels[MOST_CHANNELS];
    struct events_channel *own[MOST_CHANNELS];
    uint32_t channel_count;
    struct hits fast, plain;
    struct vec prepared;
    uint8_t *workspace;
    size_t workspace_bytes;
    uint64_t pairs, matches, events_seen;
    bool differs;
};

static void die(const char *what, const char *path)
{
    fprintf(stderr, "engine: %s: %s\n", path, what);
    exit(4);
}

static uint8_t *read_whole(const char *path, size_t *size)
{
    FILE *file = fopen(path, "rb");
    if (file == NULL || fseek(file, 0, SEEK_END) != 0) die("cannot be read", path);
    const long end = ftell(file);
    uint8_t *bytes = end < 0 ? NULL : malloc((size_t)end + 1);
    if (bytes == NULL) die("no memory", path);
    rewind(file);
    *size = fread(bytes, 1, (size_t)end, file);
    fclose(file);
    return bytes;
}

static int keep_hit(void *context, const struct weir_hit *hit)
{
    struct hits *hits = context;
    *(uint64_t *)vec_push(&hits->list, sizeof(uint64_t)) = (uint64_t)hit->index << 8 | hit->verdict;
    return 0;
}

static int count_hit(void *context, const struct weir_hit *hit)
{
    *(uint64_t *)context += hit->verdict;
    return 0;
}

static void compare(struct side *side, uint32_t channel, const struct weir_input *inputs, size_t room, const struct str *line)
{
    const struct weir_channel *c = &side->channels[channel];
    if (room > side->workspace_bytes) {
        side->workspace = realloc(side->workspace, room);
        side->workspace_bytes = room;
        if (side->workspace == NULL) die("no memory", "workspace");
    }
    side->fast.list.count = side->plain.list.count = 0;
    memset(side->workspace, 0xa5, room < 4096 ? room : 4096);
    if (weir_match(c, inputs, c->parameter_count, side->workspace, room, keep_hit, &side->fast) != WEIR_OK ||
        weir_match_plain(c, inputs, c->parameter_count, side->workspace, room, keep_hit, &side->plain) != WEIR_OK)
        die("refuses its inputs", "weir_match");
    side->pairs++;
    side->matches += side->fast.list.count;
    const size_t n = side->fast.list.count;
    if (n == side->plain.list.count && (n == 0 || memcmp(side->fast.list.p, side->plain.list.p, n * sizeof(uint64_t)) == 0)) return;
    printf("channel %u, %zu bytes of room: the engine has %zu hits, the plain evaluator %zu, or others; event: %.*s\n", c->channel, room, n, side->plain.list.count,
           (int)line->n, line->p);
    side->differs = true;
}

static void keep_inputs(struct side *side, uint32_t channel, const struct weir_input *inputs)
{
    struct events_channel *own = side->own[channel];
    struct weir_input *kept = arena_array(&side->arena, own->field_count, sizeof *kept);
    for (uint32_t f = 0; f < own->field_count; f++) {
        kept[f] = inputs[f];
        if (inputs[f].length) kept[f].data = (const uint8_t *)arena_copy(&side->arena, (struct str){(const char *)inputs[f].data, inputs[f].length}).p;
    }
    *(struct prepared *)vec_push(&side->prepared, sizeof(struct prepared)) = (struct prepared){channel, kept, own->text_bytes};
}

static void take_line(struct side *side, struct str line, bool bench)
{
    struct json_error error = {0};
    arena_reset(&side->scratch);
    const struct json *event = json_parse(&side->scratch, line, 0, &error);
    if (event == NULL || event->kind != JSON_OBJECT) return;
    events_take(&side->events, event);
    side->events_seen++;
    for (uint32_t i = 0; i < side->channel_count; i++) {
        if (!events_accepts(&side->events, side->own[i])) continue;
        const struct weir_input *inputs = events_inputs(&side->events, side->own[i]);
        const size_t text = side->own[i]->text_bytes;
        if (bench) {
            keep_inputs(side, i, inputs);
            continue;
        }
        compare(side, i, inputs, weir_workspace_bytes(&side->channels[i], text), &line);
        if (side->pairs % 7 == 0) compare(side, i, inputs, weir_workspace_bytes(&side->channels[i], text * (side->pairs % 11) / 11), &line);
    }
}

static void open_channel(struct side *side, const char *path)
{
    size_t size;
    if (side->channel_count == MOST_CHANNELS) die("too many channel files", path);
    const uint8_t *file = read_whole(path, &size);
    struct weir_channel *channel = &side->channels[side->channel_count];
    if (weir_open(file, size, NULL, NULL, channel).code != WEIR_ACCEPTED) die("refused", path);
    side->own[side->channel_count++] = events_add_channel(&side->events, channel);
}

static double now(void)
{
    struct timespec t;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
    return (double)t.tv_sec + (double)t.tv_nsec * 1e-9;
}

static void run_bench(struct side *side, double seconds)
{
    const struct prepared *all = side->prepared.p;
    uint64_t done = 0, verdicts = 0;
    size_t room = 0;
    for (size_t i = 0; i < side->prepared.count; i++) {
        const size_t need = weir_workspace_bytes(&side->channels[all[i].channel], all[i].text_bytes);
        room = room < need ? need : room;
    }
    void *workspace = malloc(room + 1);
    if (workspace == NULL) die("no memory", "workspace");
    const double start = now();
    double took = 0;
    for (; took < seconds; took = now() - start) {
        for (size_t i = 0; i < side->prepared.count; i++) {
            const struct weir_channel *c = &side->channels[all[i].channel];
            if (weir_match(c, all[i].inputs, c->parameter_count, workspace, room, count_hit, &verdicts) != WEIR_OK) die("refuses its inputs", "weir_match");
        }
        done += side->events_seen;
    }
    printf("%" PRIu64 " events, %zu of them for a channel: %.0f events a second\n", side->events_seen, side->prepared.count, (double)done / took);
    free(workspace);
}

static int run(struct side *side, char **paths, int count, double seconds)
{
    for (int i = 1; i < count; i++) open_channel(side, paths[i]);
    size_t size;
    const char *at = (const char *)read_whole(paths[0], &size), *end = at + size;
    while (at < end) {
        const char *line_end = memchr(at, '\n', (size_t)(end - at));
        if (line_end == NULL) line_end = end;
        take_line(side, (struct str){at, (uint32_t)(line_end - at)}, seconds > 0);
        at = line_end + 1;
    }
    if (seconds > 0) {
        run_bench(side, seconds);
        return 0;
    }
    printf("engine: %" PRIu64 " pairs of a channel and an event, %" PRIu64 " hits: %s\n", side->pairs, side->matches, side->differs ? "FAILED" : "the same");
    return side->differs;
}

int main(int argc, char **argv)
{
    static struct side side;
    static jmp_buf exhausted;
    const int options = argc > 2 && strcmp(argv[1], "--bench") == 0 ? 2 : 0;
    if (argc - options < 3) return fputs("usage: engine [--bench SECONDS] EVENTS CHANNEL...\n", stderr), 3;
    if (setjmp(exhausted)) die("no memory", "engine");
    arena_init(&side.arena, &exhausted);
    arena_init(&side.scratch, &exhausted);
    side.fast.list.exhausted = side.plain.list.exhausted = side.prepared.exhausted = &exhausted;
    events_init(&side.events, &side.arena);
    return run(&side, argv + 1 + options, argc - 1 - options, options ? atof(argv[2]) : 0);
}
