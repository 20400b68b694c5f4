/* SHA-256 over libsodium. */
#include "sha256.h"

#include <sodium/crypto_hash_sha256.h>

#include "../../interpreter/format.h"

void sha256(struct str data, uint8_t out[SHA256_BYTES])
{
    crypto_hash_sha256(out, (const unsigned char *)(data.n ? data.p : ""), data.n);
}

void sha256_of_channel(const uint8_t *bytes, size_t size, uint8_t out[SHA256_BYTES])
{
    static const unsigned char zeros[WEIR_DIGEST_BYTES] = {0};
    const size_t head = size < WEIR_AT_DIGEST ? size : WEIR_AT_DIGEST;
    size_t field = size - head;
    if (field > WEIR_DIGEST_BYTES) field = WEIR_DIGEST_BYTES;
    crypto_hash_sha256_state state;
    crypto_hash_sha256_init(&state);
    crypto_hash_sha256_update(&state, bytes, head);
    crypto_hash_sha256_update(&state, zeros, field);
    crypto_hash_sha256_update(&state, bytes + head + field, size - head - field);
    crypto_hash_sha256_final(&state, out);
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
