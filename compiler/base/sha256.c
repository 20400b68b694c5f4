/* SHA-256 over libcrypto, by the functions that allocate nothing and cannot fail: newer ones can. */
#define OPENSSL_API_COMPAT 0x10100000L
#include "sha256.h"

#include <openssl/sha.h>

#include "../../interpreter/format.h"

_Static_assert(SHA256_BYTES == SHA256_DIGEST_LENGTH, "one digest");

void sha256_of_parts(const struct str *parts, size_t count, uint8_t out[SHA256_BYTES])
{
    SHA256_CTX state;
    SHA256_Init(&state);
    for (size_t i = 0; i < count; i++)
        SHA256_Update(&state, parts[i].n ? parts[i].p : "", parts[i].n);
    SHA256_Final(out, &state);
}

void sha256(struct str data, uint8_t out[SHA256_BYTES]) { sha256_of_parts(&data, 1, out); }

void sha256_of_channel(const uint8_t *bytes, size_t size, uint8_t out[SHA256_BYTES])
{
    static const char zeros[WEIR_DIGEST_BYTES] = {0};
    const char *p = (const char *)bytes;
    const size_t head = size < WEIR_AT_DIGEST ? size : WEIR_AT_DIGEST;
    size_t field = size - head;
    if (field > WEIR_DIGEST_BYTES) field = WEIR_DIGEST_BYTES;
    const struct str parts[] = {{p, (uint32_t)head}, {zeros, (uint32_t)field}, {p + head + field, (uint32_t)(size - head - field)}};
    sha256_of_parts(parts, 3, out);
}

void sha256_hex(const uint8_t digest[SHA256_BYTES], char out[SHA256_HEX_BYTES])
{
    static const char digits[] = "0123456789abcdef";
    for (int i = 0; i < SHA256_BYTES; i++) {
        out[2 * i] = digits[digest[i] >> 4];
        out[2 * i + 1] = digits[digest[i] & 15];
    }
    out[2 * SHA256_BYTES] = '\0';
}
