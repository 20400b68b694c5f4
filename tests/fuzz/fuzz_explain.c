/* A channel file and an event out of any bytes: `weir explain FILE INSTANCE EVENT`, `weir diff FILE FILE` and `weir inspect --source` over what the verifier accepts.
 *
 * In:   a channel file, as long as its header says, a byte for the instance, and JSON.
 * Must hold: the commands end with their statuses; whatever they show was confirmed by the interpreter, or they die of a BUG(). A file differs in nothing from itself. */
#include "interpreter/weir.h"
#include "command.h"

#define MOST_STEPS 2000000u
enum { MOST_INSTANCES = 64 };

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    char channel[512], event[512], id[32];
    if (size < WEIR_HEADER_BYTES || size > 1 << 16) return 0;
    uint64_t bytes = 0;
    for (unsigned i = 8; i > 0; i--) bytes = bytes << 8 | data[WEIR_AT_FILE_BYTES + i - 1];
    if (bytes < WEIR_HEADER_BYTES || bytes > size) bytes = size;
    uint8_t *copy = malloc((size_t)bytes);
    require(copy != NULL);
    memcpy(copy, data, (size_t)bytes);
    for (unsigned i = 0; i < 8; i++) copy[WEIR_AT_FILE_BYTES + i] = (uint8_t)(bytes >> (8 * i));
    weir_digest(copy, (size_t)bytes, copy + WEIR_AT_DIGEST);
    struct weir_channel view;
    const uint8_t *rest = data + bytes;
    size_t left = size - (size_t)bytes;
    if (weir_open(copy, (size_t)bytes, NULL, NULL, &view).code == WEIR_ACCEPTED && view.section[WEIR_SECTION_INSTANCES].count <= MOST_INSTANCES && view.section[WEIR_SECTION_INSTANCES].count &&
        weir_steps(&view, 4096) < MOST_STEPS) {
        const uint32_t instance = (left ? rest[0] : 0u) % view.section[WEIR_SECTION_INSTANCES].count;
        uint64_t number = 0;
        const uint8_t *record = copy + view.section[WEIR_SECTION_INSTANCES].offset + (size_t)WEIR_BYTES_INSTANCES * instance + WEIR_INSTANCE_ID;
        for (unsigned i = 8; i > 0; i--) number = number << 8 | record[i - 1];
        snprintf(id, sizeof id, "%llu", (unsigned long long)number);
        fuzz_write("a.chn", copy, (size_t)bytes);
        fuzz_write("event.json", left ? rest + 1 : rest, left ? left - 1 : 0);
        char *explain[] = {"--format=json", (char *)(uintptr_t)fuzz_path("a.chn", channel), id, (char *)(uintptr_t)fuzz_path("event.json", event)};
        fuzz_command("explain", left % 2 ? 3 : 4, left % 2 ? explain + 1 : explain);
        char *diff[] = {channel, channel};
        const enum cli_status same = fuzz_command("diff", 2, diff);
        require(same == CLI_OK || same == CLI_CONTENT);
        char *inspect[] = {"--source", channel};
        fuzz_command("inspect", 2, inspect);
    }
    free(copy);
    return 0;
}
