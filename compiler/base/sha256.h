/* SHA-256 where the tools compute it: libcrypto's, which uses the machine's instructions for it. The interpreter has one of its own, in plain C. */
#ifndef BASE_SHA256_H
#define BASE_SHA256_H

#include "str.h"

#define SHA256_BYTES 32
#define SHA256_HEX_BYTES 65 /* with the terminator */
void sha256(struct str data, uint8_t out[SHA256_BYTES]);
/* Of the parts, one after another. */
void sha256_of_parts(const struct str *parts, size_t count, uint8_t out[SHA256_BYTES]);
/* Of the bytes of a channel file with its digest field taken as zero. */
void sha256_of_channel(const uint8_t *bytes, size_t size, uint8_t out[SHA256_BYTES]);
void sha256_hex(const uint8_t digest[SHA256_BYTES], char out[SHA256_HEX_BYTES]);

#endif
