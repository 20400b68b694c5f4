/* flips FILE...: every single-bit flip and every truncation of each channel file must be refused.
 *
 * Each damaged copy stands in memory of exactly its size, so that a sanitizer sees a read past its end. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../../interpreter/weir.h"

static uint8_t *read_file(const char *path, size_t *size)
{
    FILE *in = fopen(path, "rb");
    if (in == NULL) return NULL;
    uint8_t *bytes = NULL;
    *size = 0;
    for (size_t room = 1 << 12;; room *= 2) {
        bytes = realloc(bytes, room);
        if (bytes == NULL) break;
        *size += fread(bytes + *size, 1, room - *size, in);
        if (*size < room) break;
    }
    fclose(in);
    return bytes;
}

static int accepted(const uint8_t *bytes, size_t size)
{
    struct weir_channel channel;
    return weir_open(bytes, size, NULL, NULL, &channel).code == WEIR_ACCEPTED;
}

static unsigned check_file(const char *path)
{
    size_t size;
    uint8_t *bytes = read_file(path, &size);
    unsigned wrong = 0;
    if (bytes == NULL || !accepted(bytes, size)) {
        printf("FAILED: %s: cannot be read, or is refused as it is\n", path);
        free(bytes);
        return 1;
    }
    for (size_t bit = 0; bit < size * 8; bit++) {
        bytes[bit / 8] = (uint8_t)(bytes[bit / 8] ^ (1u << bit % 8));
        if (accepted(bytes, size) && wrong++ < 5) printf("FAILED: %s: accepted with bit %zu of byte %zu flipped\n", path, bit % 8, bit / 8);
        bytes[bit / 8] = (uint8_t)(bytes[bit / 8] ^ (1u << bit % 8));
    }
    for (size_t length = 0; length < size; length++) {
        uint8_t *cut = malloc(length ? length : 1);
        if (cut == NULL) return wrong + 1;
        memcpy(cut, bytes, length);
        if (accepted(cut, length) && wrong++ < 5) printf("FAILED: %s: accepted when cut to %zu bytes\n", path, length);
        free(cut);
    }
    printf("%s: %zu flips and %zu truncations, %u accepted\n", path, size * 8, size, wrong);
    free(bytes);
    return wrong;
}

int main(int argc, char **argv)
{
    int failed = 0;
    for (int i = 1; i < argc; i++) failed += check_file(argv[i]) != 0;
    printf("%d passed, %d failed\n", argc - 1 - failed, failed);
    return failed || argc < 2;
}
