/* judge < FRAMES: the verifier's verdict on many files, and what it costs to evaluate those that it accepts.
 *
 * In:   on standard input, file after file: 4 bytes of length, little-endian, then the bytes. Out: a line each, `NAME OFFSET UNITS HITS`: the refusal's
 *       name, the offset, and for an accepted file the greatest number of basic blocks that one event ran through for each unit of its bound, rounded up,
 *       and a hash of what matched: on made events, which are the same on every machine.
 * Must hold: the interpreter is compiled with -fsanitize-coverage=trace-pc, so that each of its basic blocks calls the function below; each file and each
 *            input lies in memory of exactly its size, so that a sanitizer sees a byte read too many. Stops with status 1 where a promise of
 *            weir.h is broken. */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../../interpreter/weir.h"

void __sanitizer_cov_trace_pc(void);

enum { EVENTS = 6, MOST_TEXT = 64 };
#define MOST_BLOCKS 20000000u

static uint64_t blocks, hits;
static uint64_t state = 88172645463325252u; /* of the pseudo-random numbers */

void __sanitizer_cov_trace_pc(void)
{
    blocks++;
}

static uint32_t draw(uint32_t below)
{
    state ^= state << 13;
    state ^= state >> 7;
    state ^= state << 17;
    return (uint32_t)(state >> 33) % below;
}

static void require(int holds, const char *what)
{
    if (holds) return;
    fprintf(stderr, "judge: %s\n", what);
    exit(1);
}

static void *room(size_t bytes)
{
    void *p = malloc(bytes + (bytes == 0));
    require(p != NULL, "no memory");
    return p;
}

static uint8_t type_of(const struct weir_channel *c, uint32_t parameter)
{
    return c->bytes[c->section[WEIR_SECTION_PARAMETERS].offset + WEIR_BYTES_PARAMETERS * (size_t)parameter + WEIR_PARAMETER_TYPE];
}

static uint64_t number_at(const struct weir_channel *c, uint32_t number)
{
    const uint8_t *p = c->bytes + c->section[WEIR_SECTION_NUMBERS].offset + (size_t)8 * number;
    uint64_t value = 0;
    for (unsigned i = 8; i > 0; i--)
        value = value << 8 | p[i - 1];
    return value;
}

/* Strings of the file, with a byte changed now and then, so that events come close to the criteria. */
static uint32_t make_text(const struct weir_channel *c, uint8_t *to, uint32_t most)
{
    const uint32_t strings = c->section[WEIR_SECTION_STRING_OFFSETS].count - 1;
    uint32_t used = 0;
    for (uint32_t pieces = draw(4); pieces > 0; pieces--) {
        const struct weir_bytes string = weir_string(c, draw(strings));
        for (uint32_t i = 0; i < string.length && used < most; i++)
            to[used++] = draw(16) == 0 ? (uint8_t)draw(256) : string.data[i];
    }
    return used;
}

static struct weir_input make_input(const struct weir_channel *c, uint8_t type, uint32_t most)
{
    static const uint64_t numbers[] = {0, 1, 2, 7, UINT32_MAX, UINT64_MAX, (uint64_t)1 << 63, ((uint64_t)1 << 63) - 1};
    const uint32_t numbers_held = c->section[WEIR_SECTION_NUMBERS].count;
    struct weir_input input = {NULL, 0, draw(8) != 0, 0};
    uint8_t text[MOST_TEXT] = {0};
    uint32_t length = make_text(c, text, most);
    if (type == WEIR_TYPE_GUID) length = 16;
    if (type == WEIR_TYPE_IP) length = draw(2) ? 4 : 16;
    input.number = numbers[draw(sizeof numbers / sizeof *numbers)];
    if (numbers_held != 0 && draw(2)) input.number = number_at(c, draw(numbers_held));
    if (type == WEIR_TYPE_BOOL) input.number %= 2;
    if (type >= WEIR_TYPE_U32 && type <= WEIR_TYPE_FLAGS) return input;
    uint8_t *copy = room(length);
    memcpy(copy, text, length);
    input.data = copy;
    input.length = length;
    return input;
}

static int on_hit(void *context, const struct weir_hit *hit)
{
    const struct weir_channel *c = context;
    require(hit->index < c->section[WEIR_SECTION_INSTANCES].count && hit->verdict == WEIR_MATCH, "a hit that cannot be");
    hits = (hits ^ hit->index) * 0x100000001b3u;
    return 0;
}

/* Blocks for each unit of the bound, rounded up; texts of at most so many bytes each. */
static uint64_t evaluate(struct weir_channel *c, uint32_t most)
{
    struct weir_input inputs[WEIR_MAX_PARAMETERS];
    uint64_t text = 0;
    for (uint32_t i = 0; i < c->parameter_count; i++) {
        inputs[i] = make_input(c, type_of(c, i), most);
        text += inputs[i].length;
    }
    uint64_t units = 0;
    const uint64_t bound = weir_steps(c, text);
    if (bound <= MOST_BLOCKS) {
        const size_t bytes = weir_workspace_bytes(c, (size_t)text);
        void *workspace = room(bytes);
        memset(workspace, 0xaa, bytes);
        blocks = 0;
        hits = hits * 31 + 1;
        require(weir_match(c, inputs, c->parameter_count, workspace, bytes, on_hit, c) == WEIR_OK, "weir_match refuses good inputs");
        units = (blocks + bound - 1) / bound;
        free(workspace);
    }
    for (uint32_t i = 0; i < c->parameter_count; i++)
        free((void *)(uintptr_t)inputs[i].data);
    return units;
}

int main(void)
{
    uint8_t length[4];
    while (fread(length, 1, 4, stdin) == 4) {
        const size_t size = (size_t)length[0] | (size_t)length[1] << 8 | (size_t)length[2] << 16 | (size_t)length[3] << 24;
        uint8_t *bytes = room(size);
        require(fread(bytes, 1, size, stdin) == size, "the last file is cut off");
        struct weir_channel channel;
        const struct weir_verdict_on_file verdict = weir_open(bytes, size, NULL, NULL, &channel);
        uint64_t worst = 0;
        hits = 0;
        state = 88172645463325252u; /* so that a file's line is its own */
        for (int i = 0; i < EVENTS && verdict.code == WEIR_ACCEPTED; i++) {
            const uint64_t units = evaluate(&channel, i == 0 ? 0 : i == 1 ? 1 : MOST_TEXT); /* short ones have the smallest bound */
            if (worst < units) worst = units;
        }
        printf("%s %" PRIu64 " %" PRIu64 " %" PRIx64 "\n", weir_refusal_name(verdict.code), verdict.offset, worst, hits);
        free(bytes);
    }
    return 0;
}
