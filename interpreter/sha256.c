/* SHA-256 (FIPS 180-4) of a channel file.
 *
 * In:   a file of at least WEIR_HEADER_BYTES bytes. Out: its digest, with the digest's own field taken as zero.
 * Must hold: the digest's field lies within the first block, the only one that is copied. */
#include "sha256.h"

#define BLOCK_BYTES 64u
#define MANY_BLOCKS 512u /* to ask the processor what it has costs as much as some of them */

static const uint32_t round_constant[64] = {
    0x428a2f98, 0x71374491, 0xb5c0fbcf, 0xe9b5dba5, 0x3956c25b, 0x59f111f1, 0x923f82a4, 0xab1c5ed5, 0xd807aa98, 0x12835b01, 0x243185be,
    0x550c7dc3, 0x72be5d74, 0x80deb1fe, 0x9bdc06a7, 0xc19bf174, 0xe49b69c1, 0xefbe4786, 0x0fc19dc6, 0x240ca1cc, 0x2de92c6f, 0x4a7484aa,
    0x5cb0a9dc, 0x76f988da, 0x983e5152, 0xa831c66d, 0xb00327c8, 0xbf597fc7, 0xc6e00bf3, 0xd5a79147, 0x06ca6351, 0x14292967, 0x27b70a85,
    0x2e1b2138, 0x4d2c6dfc, 0x53380d13, 0x650a7354, 0x766a0abb, 0x81c2c92e, 0x92722c85, 0xa2bfe8a1, 0xa81a664b, 0xc24b8b70, 0xc76c51a3,
    0xd192e819, 0xd6990624, 0xf40e3585, 0x106aa070, 0x19a4c116, 0x1e376c08, 0x2748774c, 0x34b0bcb5, 0x391c0cb3, 0x4ed8aa4a, 0x5b9cca4f,
    0x682e6ff3, 0x748f82ee, 0x78a5636f, 0x84c87814, 0x8cc70208, 0x90befffa, 0xa4506ceb, 0xbef9a3f7, 0xc67178f2};

/*@ requires 0 < by < 32;
    assigns \nothing; */
static inline uint32_t rotate(uint32_t x, unsigned by)
{
    return x >> by | x << (32 - by);
}

/*@ requires \valid_read(b + (0 .. 3));
    assigns \nothing; */
static inline uint32_t big_endian(const uint8_t *b)
{
    return (uint32_t)b[0] << 24 | (uint32_t)b[1] << 16 | (uint32_t)b[2] << 8 | (uint32_t)b[3];
}

/* One round. The eight words stay where they are; which of them is called a, b, ... moves from round to round. */
#define ROUND(a, b, c, d, e, f, g, h, word, k)                                                              \
    do {                                                                                                    \
        const uint32_t t = (h) + (rotate(e, 6) ^ rotate(e, 11) ^ rotate(e, 25)) + ((g) ^ ((e) & ((f) ^ (g)))) + (k) + (word); \
        (d) += t;                                                                                           \
        (h) = t + (rotate(a, 2) ^ rotate(a, 13) ^ rotate(a, 22)) + (((a) & (b)) | ((c) & ((a) | (b))));     \
    } while (0)

#define SMALL_0(x) (rotate(x, 7) ^ rotate(x, 18) ^ ((x) >> 3))
#define SMALL_1(x) (rotate(x, 17) ^ rotate(x, 19) ^ ((x) >> 10))
/* The word of round i + 16 takes the place of that of round i. */
#define NEXT(w, i) ((w)[i] += SMALL_1((w)[((i) + 14) & 15]) + (w)[((i) + 9) & 15] + SMALL_0((w)[((i) + 1) & 15]))

/*@ requires \valid(state + (0 .. 7)) && (blocks == 0 || \valid_read(data + (0 .. 64 * blocks - 1))) && blocks <= WEIR_MAX_FILE_BYTES;
    assigns state[0 .. 7]; */
static void sha256_blocks(uint32_t state[8], const uint8_t *data, size_t blocks)
{
    uint32_t w[16];
    /*@ loop invariant blocks <= \at(blocks, Pre) && (blocks == 0 || \valid_read(data + (0 .. 64 * blocks - 1)));
        loop assigns blocks, data, w[0 .. 15], state[0 .. 7];
        loop variant blocks; */
    for (; blocks > 0; blocks--, data += BLOCK_BYTES) {
        uint32_t a = state[0], b = state[1], c = state[2], d = state[3], e = state[4], f = state[5], g = state[6], h = state[7];
        /*@ loop invariant 0 <= i <= 16;
            loop assigns i, w[0 .. 15];
            loop variant 16 - i; */
        for (unsigned i = 0; i < 16; i++)
            w[i] = big_endian(data + 4 * (size_t)i);
        /*@ loop invariant r == 0 || r == 16 || r == 32 || r == 48 || r == 64;
            loop assigns r, a, b, c, d, e, f, g, h, w[0 .. 15];
            loop variant 64 - r; */
        for (unsigned r = 0; r < 64; r += 16) {
            const uint32_t *k = round_constant + r;
#define STEP(i, A, B, C, D, E, F, G, H) ROUND(A, B, C, D, E, F, G, H, r == 0 ? w[i] : NEXT(w, i), k[i])
            STEP(0, a, b, c, d, e, f, g, h);
            STEP(1, h, a, b, c, d, e, f, g);
            STEP(2, g, h, a, b, c, d, e, f);
            STEP(3, f, g, h, a, b, c, d, e);
            STEP(4, e, f, g, h, a, b, c, d);
            STEP(5, d, e, f, g, h, a, b, c);
            STEP(6, c, d, e, f, g, h, a, b);
            STEP(7, b, c, d, e, f, g, h, a);
            STEP(8, a, b, c, d, e, f, g, h);
            STEP(9, h, a, b, c, d, e, f, g);
            STEP(10, g, h, a, b, c, d, e, f);
            STEP(11, f, g, h, a, b, c, d, e);
            STEP(12, e, f, g, h, a, b, c, d);
            STEP(13, d, e, f, g, h, a, b, c);
            STEP(14, c, d, e, f, g, h, a, b);
            STEP(15, b, c, d, e, f, g, h, a);
#undef STEP
        }
        state[0] += a;
        state[1] += b;
        state[2] += c;
        state[3] += d;
        state[4] += e;
        state[5] += f;
        state[6] += g;
        state[7] += h;
    }
}

void weir_digest(const uint8_t *bytes, size_t size, uint8_t out[WEIR_DIGEST_BYTES])
{
    static const uint32_t start[8] = {0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a, 0x510e527f, 0x9b05688c, 0x1f83d9ab, 0x5be0cd19};
    uint32_t state[8];
    /*@ loop invariant 0 <= i <= 8;
        loop assigns i, state[0 .. 7];
        loop variant 8 - i; */
    for (unsigned i = 0; i < 8; i++)
        state[i] = start[i];
    uint8_t block[2 * BLOCK_BYTES];
    /*@ loop invariant 0 <= i <= BLOCK_BYTES;
        loop assigns i, block[0 .. BLOCK_BYTES - 1];
        loop variant BLOCK_BYTES - i; */
    for (unsigned i = 0; i < BLOCK_BYTES; i++)
        block[i] = i < WEIR_AT_DIGEST || i >= WEIR_AT_DIGEST + WEIR_DIGEST_BYTES ? bytes[i] : 0;
    sha256_blocks(state, block, 1);
    const size_t whole = size / BLOCK_BYTES;
    if (whole < MANY_BLOCKS || !weir_sha256_by_instructions(state, bytes + BLOCK_BYTES, whole - 1, round_constant)) sha256_blocks(state, bytes + BLOCK_BYTES, whole - 1);

    const unsigned rest = (unsigned)(size - whole * BLOCK_BYTES);
    const unsigned last = rest + 9 <= BLOCK_BYTES ? BLOCK_BYTES : 2 * BLOCK_BYTES;
    /*@ loop invariant 0 <= i <= last;
        loop assigns i, block[0 .. 2 * BLOCK_BYTES - 1];
        loop variant last - i; */
    for (unsigned i = 0; i < last; i++)
        block[i] = i < rest ? bytes[whole * BLOCK_BYTES + i] : i == rest ? 0x80 : 0;
    const uint64_t bits = (uint64_t)size * 8;
    /*@ loop invariant 0 <= i <= 8;
        loop assigns i, block[0 .. 2 * BLOCK_BYTES - 1];
        loop variant 8 - i; */
    for (unsigned i = 0; i < 8; i++)
        block[last - 1 - i] = (uint8_t)(bits >> (8 * i) & 0xff);
    sha256_blocks(state, block, last / BLOCK_BYTES);
    /*@ loop invariant 0 <= i <= WEIR_DIGEST_BYTES;
        loop assigns i, out[0 .. WEIR_DIGEST_BYTES - 1];
        loop variant WEIR_DIGEST_BYTES - i; */
    for (unsigned i = 0; i < WEIR_DIGEST_BYTES; i++)
        out[i] = (uint8_t)(state[i / 4] >> (24 - 8 * (i % 4)) & 0xff);
}
