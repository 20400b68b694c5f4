/* Preloaded into weir: a disk that keeps something else than it was given. One bit of each channel file changes on its way out, behind the header. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

size_t fwrite(const void *data, size_t size, size_t count, FILE *stream)
{
    size_t (*real)(const void *, size_t, size_t, FILE *) = (size_t (*)(const void *, size_t, size_t, FILE *))dlsym(RTLD_NEXT, "fwrite");
    if (size * count < 256 || memcmp(data, "\x89WEIR", 5) != 0) return real(data, size, count, stream);
    unsigned char *copy = malloc(size * count);
    memcpy(copy, data, size * count);
    copy[size * count / 2] ^= 1;
    const size_t done = real(copy, size, count, stream);
    free(copy);
    return done;
}
