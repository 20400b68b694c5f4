/* pairs COUNT SEED CHANNEL...: random events for channel files, by the engine and by the plain evaluator, as many pairs as asked for.
 *
 * In:   channel files. Out: how many pairs were compared and how many hits they had; status 1 and the pair's number where a hit differs.
 * Must hold: events are put together from strings and numbers of the file, so that they come close to the criteria, and every fifth has too little
 *       workspace. Built with WEIR_COUNT_STEPS it dies where an event takes more steps than the bound. The same arguments give the same events. */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../../interpreter/weir.h"

enum { MOST_CHANNELS = 1024, MOST_TEXT = 96, MOST_HITS = 1 << 16 };

static uint64_t state;

static uint32_t draw(uint32_t below)
{
    state ^= state << 13;
    state ^= state >> 7;
    state ^= state << 17;
    return (uint32_t)(state >> 33) % below;
}

struct hits {
    uint32_t count;
    uint64_t list[MOST_HITS];
};

static int on_hit(void *context, const struct weir_hit *hit)
{
    struct hits *hits = context;
    if (hits->count < MOST_HITS) hits->list[hits->count] = hit->id << 8 | hit->verdict;
    hits->count++;
    return 0;
}

static uint8_t type_of(const struct weir_channel *c, uint32_t parameter)
{
    return c->bytes[c->section[WEIR_SECTION_PARAMETERS].offset + WEIR_BYTES_PARAMETERS * (size_t)parameter + WEIR_PARAMETER_TYPE];
}

static uint64_t number_of(const struct weir_channel *c)
{
    static const uint64_t numbers[] = {0, 1, 2, 7, UINT32_MAX, UINT64_MAX, (uint64_t)1 << 63, ((uint64_t)1 << 63) - 1};
    const uint32_t held = c->section[WEIR_SECTION_NUMBERS].count;
    if (held == 0 || draw(4) == 0) return numbers[draw(sizeof numbers / sizeof *numbers)];
    const uint8_t *p = c->bytes + c->section[WEIR_SECTION_NUMBERS].offset + (size_t)8 * draw(held);
    uint64_t value = 0;
    for (unsigned i = 8; i > 0; i--)
        value = value << 8 | p[i - 1];
    return value + (draw(8) == 0);
}

static uint32_t make_text(const struct weir_channel *c, uint8_t to[MOST_TEXT])
{
    const uint32_t strings = c->section[WEIR_SECTION_STRING_OFFSETS].count - 1;
    uint32_t used = 0;
    for (uint32_t pieces = draw(4); pieces > 0; pieces--) {
        const struct weir_bytes string = weir_string(c, draw(strings));
        const uint32_t from = draw(4) == 0 && string.length > 0 ? draw(string.length) : 0;
        for (uint32_t i = from; i < string.length && used < MOST_TEXT; i++)
            to[used++] = draw(64) == 0 ? (uint8_t)draw(256) : draw(4) == 0 && string.data[i] >= 'a' && string.data[i] <= 'z' ? (uint8_t)(string.data[i] - 32) : string.data[i];
    }
    return used;
}

/* A text stands at the end of memory of its own, so that a sanitizer sees who reads behind it. */
static size_t make_event(const struct weir_channel *c, struct weir_input *inputs, uint8_t *const *texts)
{
    uint8_t made[MOST_TEXT] = {0};
    size_t text = 0;
    for (uint32_t i = 0; i < c->parameter_count; i++) {
        const uint8_t type = type_of(c, i);
        inputs[i] = (struct weir_input){made, 0, draw(8) != 0, 0};
        if (type >= WEIR_TYPE_U32 && type <= WEIR_TYPE_FLAGS) {
            inputs[i].number = number_of(c) % (type == WEIR_TYPE_BOOL ? 2 : UINT64_MAX);
            continue;
        }
        inputs[i].length = make_text(c, made);
        if (type == WEIR_TYPE_GUID) inputs[i].length = 16;
        if (type == WEIR_TYPE_IP) inputs[i].length = draw(2) ? 4 : 16;
        inputs[i].data = memcpy(texts[i] + MOST_TEXT - inputs[i].length, made, inputs[i].length);
        if (inputs[i].present) text += inputs[i].length;
    }
    return text;
}

static int compare(const struct weir_channel *c, uint8_t *const *texts, void *workspace, struct hits *fast, struct hits *plain)
{
    struct weir_input inputs[WEIR_MAX_PARAMETERS];
    size_t text = make_event(c, inputs, texts);
    if (draw(5) == 0) text = text * draw(8) / 8;
    const size_t room = weir_workspace_bytes(c, text);
    fast->count = plain->count = 0;
    if (weir_match(c, inputs, c->parameter_count, workspace, room, on_hit, fast) != WEIR_OK) return 0;
    if (weir_match_plain(c, inputs, c->parameter_count, workspace, room, on_hit, plain) != WEIR_OK) return 0;
    return fast->count == plain->count && memcmp(fast->list, plain->list, (fast->count < MOST_HITS ? fast->count : MOST_HITS) * sizeof *fast->list) == 0;
}

static int open_one(const char *path, struct weir_channel *channel)
{
    FILE *file = fopen(path, "rb");
    if (file == NULL || fseek(file, 0, SEEK_END) != 0) return 0;
    const long size = ftell(file);
    uint8_t *bytes = malloc((size_t)size + 1);
    rewind(file);
    if (bytes == NULL || fread(bytes, 1, (size_t)size, file) != (size_t)size) return 0;
    fclose(file);
    return weir_open(bytes, (size_t)size, NULL, NULL, channel).code == WEIR_ACCEPTED;
}

int main(int argc, char **argv)
{
    static struct weir_channel channels[MOST_CHANNELS];
    static struct hits fast, plain;
    static uint8_t *texts[WEIR_MAX_PARAMETERS];
    if (argc < 4 || argc - 3 > MOST_CHANNELS) return fputs("usage: pairs COUNT SEED CHANNEL...\n", stderr), 3;
    const uint64_t pairs = strtoull(argv[1], NULL, 10);
    state = 88172645463325252u ^ strtoull(argv[2], NULL, 10) * 0x9e3779b97f4a7c15u;
    const uint32_t count = (uint32_t)argc - 3;
    size_t room = 0;
    for (uint32_t i = 0; i < count; i++) {
        if (!open_one(argv[3 + i], &channels[i])) return fprintf(stderr, "pairs: %s: cannot be read, or is refused\n", argv[3 + i]), 4;
        const size_t need = weir_workspace_bytes(&channels[i], WEIR_MAX_PARAMETERS * MOST_TEXT);
        room = room < need ? need : room;
    }
    void *workspace = malloc(room);
    if (workspace == NULL) return 4;
    for (uint32_t i = 0; i < WEIR_MAX_PARAMETERS; i++)
        if ((texts[i] = malloc(MOST_TEXT)) == NULL) return 4;
    uint64_t hits = 0;
    for (uint64_t i = 0; i < pairs; i++) {
        if (!compare(&channels[i % count], texts, workspace, &fast, &plain)) return printf("pairs: FAILED: pair %" PRIu64 ", %s\n", i, argv[3 + i % count]), 1;
        hits += fast.count;
    }
    free(workspace);
    for (uint32_t i = 0; i < WEIR_MAX_PARAMETERS; i++)
        free(texts[i]);
    printf("pairs: %" PRIu64 " pairs, %" PRIu64 " hits: the same\n", pairs, hits);
    return 0;
}
