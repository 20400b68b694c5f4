/* Preloaded into weir: a disk that keeps something else than it was given. One bit of each channel file changes on its way out, behind the header.
 * With WEIR_TEST_SIGNS=N, instead: a cryptographic library that signs N times and fails from then on. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

size_t fwrite(const void *data, size_t size, size_t count, FILE *stream)
{
    size_t (*real)(const void *, size_t, size_t, FILE *) = (size_t (*)(const void *, size_t, size_t, FILE *))dlsym(RTLD_NEXT, "fwrite");
    if (getenv("WEIR_TEST_SIGNS") || size * count < 256 || memcmp(data, "\x89WEIR", 5) != 0) return real(data, size, count, stream);
    unsigned char *copy = malloc(size * count);
    memcpy(copy, data, size * count);
    copy[size * count / 2] ^= 1;
    const size_t done = real(copy, size, count, stream);
    free(copy);
    return done;
}

int EVP_DigestSign(void *context, unsigned char *signature, size_t *length, const unsigned char *message, size_t count)
{
    static int signs;
    int (*real)(void *, unsigned char *, size_t *, const unsigned char *, size_t) = (int (*)(void *, unsigned char *, size_t *, const unsigned char *, size_t))dlsym(RTLD_NEXT, "EVP_DigestSign");
    const char *most = getenv("WEIR_TEST_SIGNS");
    return most && signs++ >= atoi(most) ? 0 : real(context, signature, length, message, count);
}
