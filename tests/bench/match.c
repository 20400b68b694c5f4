/* What an event costs on one core, in parts: match [--most N] [--seconds S] [--only PART] EVENTS CHANNEL...
 *
 * In:  a file of recorded events, channel files. Out: one JSON object: instances, bytes, seconds to verify (with the digest, and the digest alone), and for
 *      each part of the work the events that were done and the seconds that they took:
 *        read     JSON lines -> values, Template Types, inputs; nothing is matched
 *        match    weir_match over inputs that were made before
 *        plain    weir_match_plain, the same
 *        lines    JSON lines to matches, all of it
 * Must hold: a part is measured over the whole file as often as fits into S seconds, at least for one pass or, where that is too slow, for S seconds;
 *      the parts of the interpreter see the same events. The matches of weir_match and weir_match_plain are counted and compared over what both have done. */
#include <setjmp.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "cli/events/events.h"
#include "cli/events/lines.h"
#include "compiler/base/file.h"
#include "compiler/base/limits.h"
#include "interpreter/match.h"

enum { MOST_CHANNELS = 256, LOOK_AT_CLOCK = 16, VERIFY_RUNS = 20 };

struct prepared { /* one event for one channel */
    uint32_t channel;
    struct weir_input *inputs;
    uint32_t event;
};

struct bench {
    jmp_buf exhausted;
    struct arena arena, scratch;
    struct events events;
    struct weir_channel channels[MOST_CHANNELS];
    struct events_channel *own[MOST_CHANNELS];
    uint32_t channel_count;
    struct vec texts, prepared; /* struct str, struct prepared */
    uint32_t event_count;
    size_t text_bytes;          /* of the event with most */
    void *workspace;
    size_t workspace_bytes;
    double seconds;
    const char *only;           /* NULL: all parts */
    unsigned long most;
    uint64_t matches;
};

struct part {
    uint64_t events, matches;
    double seconds;
};

static double now(void)
{
    struct timespec t;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
    return (double)t.tv_sec + (double)t.tv_nsec * 1e-9;
}

static void die(const char *what, const char *path)
{
    fprintf(stderr, "match: %s: %s\n", what, path);
    exit(1);
}

static uint8_t *read_whole(const char *path, size_t *size)
{
    FILE *file = fopen(path, "rb");
    if (!file || fseek(file, 0, SEEK_END)) die("cannot read", path);
    const long end = ftell(file);
    uint8_t *bytes = end < 0 ? NULL : malloc((size_t)end + READER_PADDING);
    if (!bytes) die("no memory for", path);
    rewind(file);
    *size = fread(bytes, 1, (size_t)end, file);
    fclose(file);
    memset(bytes + *size, 0, READER_PADDING);
    return bytes;
}

/* ---- what is measured ---- */

static int count_hit(void *context, const struct weir_hit *hit)
{
    ((struct bench *)context)->matches += hit->verdict == WEIR_MATCH;
    return 0;
}

typedef enum weir_status match_function(const struct weir_channel *, const struct weir_input *, uint32_t, void *, size_t, weir_on_hit *, void *);

static void match_one(struct bench *bench, match_function *match, uint32_t channel, const struct weir_input *inputs)
{
    const struct weir_channel *c = &bench->channels[channel];
    if (match(c, inputs, c->parameter_count, bench->workspace, bench->workspace_bytes, count_hit, bench) != WEIR_OK) die("weir_match", "refuses its inputs");
}

static bool is_wanted(const struct bench *bench, const char *name) { return !bench->only || strcmp(bench->only, name) == 0; }

static struct part measure_match(struct bench *bench, const char *name, match_function *match)
{
    struct part part = {0};
    if (!is_wanted(bench, name)) return part;
    const struct prepared *all = bench->prepared.p;
    const double start = now();
    bool is_over = false;
    do {
        uint64_t in_pass = 0;
        bench->matches = 0;
        for (size_t i = 0; i < bench->prepared.count && !is_over; i++) {
            match_one(bench, match, all[i].channel, all[i].inputs);
            in_pass = all[i].event + 1;
            if (i % LOOK_AT_CLOCK == 0) is_over = now() - start > bench->seconds;
        }
        if (!is_over) in_pass = bench->event_count; /* those that no channel takes, at the end too */
        if (!is_over || part.events == 0) part.matches = bench->matches;
        part.events += in_pass;
        part.seconds = now() - start;
    } while (!is_over && part.seconds < bench->seconds);
    return part;
}

__attribute__((noinline)) static void one_line(struct bench *bench, struct str line, bool matches)
{
    struct json_error error;
    uint32_t count;
    arena_reset(&bench->scratch);
    if (!events_read(&bench->events, &bench->scratch, line, &error)) return;
    const uint32_t *places = events_route(&bench->events, &count);
    for (uint32_t i = 0; i < count; i++) {
        const struct weir_input *inputs = events_inputs(&bench->events, bench->own[places[i]]);
        if (matches) match_one(bench, weir_match, places[i], inputs);
    }
}

static struct part measure_lines(struct bench *bench, const char *name, bool matches)
{
    struct part part = {0};
    if (!is_wanted(bench, name)) return part;
    const struct str *texts = bench->texts.p;
    const double start = now();
    bool is_over = false;
    do {
        for (uint32_t i = 0; i < bench->event_count && !is_over; i++) {
            one_line(bench, texts[i], matches);
            part.events++;
            if (i % LOOK_AT_CLOCK == 0) is_over = now() - start > bench->seconds;
        }
        part.seconds = now() - start;
    } while (!is_over && part.seconds < bench->seconds);
    return part;
}

/* ---- what is made before ---- */

static void open_channels(struct bench *bench, char **paths, int count, double *verify, double *digest, size_t *bytes, uint64_t *instances)
{
    if (count > MOST_CHANNELS) die("too many channel files", paths[MOST_CHANNELS]);
    for (int i = 0; i < count; i++) {
        size_t size;
        uint8_t sum[WEIR_DIGEST_BYTES];
        const uint8_t *file = read_whole(paths[i], &size);
        double best_open = 1e9, best_digest = 1e9;
        for (int run = 0; run < VERIFY_RUNS; run++) {
            const double start = now();
            if (weir_open(file, size, NULL, NULL, &bench->channels[i]).code != WEIR_ACCEPTED) die("refused", paths[i]);
            const double opened = now();
            weir_digest(file, size, sum);
            const double summed = now();
            if (opened - start < best_open) best_open = opened - start;
            if (summed - opened < best_digest) best_digest = summed - opened;
        }
        *verify += best_open;
        *digest += best_digest;
        *bytes += size;
        *instances += bench->channels[i].section[WEIR_SECTION_INSTANCES].count;
        bench->own[i] = events_add_channel(&bench->events, &bench->channels[i]);
    }
    bench->channel_count = (uint32_t)count;
}

static void read_lines(struct bench *bench, const char *path, uint32_t most)
{
    size_t size;
    const char *at = (const char *)read_whole(path, &size), *end = at + size;
    while (at < end && bench->event_count < most) {
        const char *line_end = memchr(at, '\n', (size_t)(end - at));
        if (!line_end) line_end = end;
        *(struct str *)vec_push(&bench->texts, sizeof(struct str)) = (struct str){at, (uint32_t)(line_end - at)};
        bench->event_count++;
        at = line_end + 1;
    }
}

static void keep_inputs(struct bench *bench, uint32_t event, uint32_t channel)
{
    struct events_channel *own = bench->own[channel];
    const struct weir_input *inputs = events_inputs(&bench->events, own);
    struct weir_input *kept = arena_array(&bench->arena, own->field_count, sizeof *kept);
    for (uint32_t f = 0; f < own->field_count; f++) {
        kept[f] = inputs[f];
        if (inputs[f].length) kept[f].data = (const uint8_t *)arena_copy(&bench->arena, (struct str){(const char *)inputs[f].data, inputs[f].length}).p;
    }
    *(struct prepared *)vec_push(&bench->prepared, sizeof(struct prepared)) = (struct prepared){channel, kept, event};
    if (own->text_bytes > bench->text_bytes) bench->text_bytes = own->text_bytes;
}

static void prepare(struct bench *bench)
{
    const struct str *texts = bench->texts.p;
    for (uint32_t e = 0; e < bench->event_count; e++) {
        struct json_error error;
        uint32_t count;
        arena_reset(&bench->scratch);
        if (!events_read(&bench->events, &bench->scratch, texts[e], &error)) continue;
        const uint32_t *places = events_route(&bench->events, &count);
        for (uint32_t i = 0; i < count; i++) keep_inputs(bench, e, places[i]);
    }
    for (uint32_t i = 0; i < bench->channel_count; i++) {
        const size_t need = weir_workspace_bytes(&bench->channels[i], bench->text_bytes);
        if (need > bench->workspace_bytes) bench->workspace_bytes = need;
    }
    bench->workspace = arena_alloc(&bench->arena, bench->workspace_bytes);
}

static void print_part(const char *name, struct part part)
{
    printf(", \"%s\": {\"events\": %llu, \"seconds\": %.6f}", name, (unsigned long long)part.events, part.seconds);
}

static void run(struct bench *bench, const char *events_path, uint32_t most, char **channels, int channel_count)
{
    double verify = 0, digest = 0;
    size_t bytes = 0;
    uint64_t instances = 0;
    events_init(&bench->events, &bench->arena);
    open_channels(bench, channels, channel_count, &verify, &digest, &bytes, &instances);
    events_ready(&bench->events);
    read_lines(bench, events_path, most);
    prepare(bench);
    const struct part match = measure_match(bench, "match", weir_match), plain = measure_match(bench, "plain", weir_match_plain);
    if (match.events >= bench->event_count && plain.events >= bench->event_count && match.matches != plain.matches)
        die("weir_match and weir_match_plain differ on", events_path);
    printf("{\"instances\": %llu, \"bytes\": %zu, \"verify\": %.6f, \"digest\": %.6f, \"file_events\": %u, \"evaluations\": %zu, \"matches\": %llu",
           (unsigned long long)instances, bytes, verify, digest, bench->event_count, bench->prepared.count, (unsigned long long)match.matches);
    print_part("match", match);
    print_part("plain", plain);
    print_part("read", measure_lines(bench, "read", false));
    print_part("lines", measure_lines(bench, "lines", true));
    puts("}");
}

int main(int argc, char **argv)
{
    static struct bench bench;
    volatile int at = 1;
    bench.seconds = 1;
    bench.most = UINT32_MAX;
    for (; at + 1 < argc && argv[at][0] == '-'; at += 2) {
        if (strcmp(argv[at], "--most") == 0) bench.most = strtoul(argv[at + 1], NULL, 10);
        else if (strcmp(argv[at], "--only") == 0) bench.only = argv[at + 1];
        else if (strcmp(argv[at], "--seconds") == 0) bench.seconds = strtod(argv[at + 1], NULL);
        else die("no such option", argv[at]);
    }
    if (argc - at < 2) die("events and channel files are needed", argv[0]);
    if (setjmp(bench.exhausted)) die("out of memory", argv[at]);
    arena_init(&bench.arena, &bench.exhausted);
    arena_init(&bench.scratch, &bench.exhausted);
    bench.texts.exhausted = bench.prepared.exhausted = &bench.exhausted;
    run(&bench, argv[at], (uint32_t)bench.most, argv + at + 1, argc - at - 1);
    return 0;
}
