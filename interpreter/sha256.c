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

/* The parts of a round are functions, so that a prover of a round sees their sums and not what is in them. */
//@ assigns \nothing;
static inline uint32_t choice(uint32_t e, uint32_t f, uint32_t g)
{
    return (rotate(e, 6) ^ rotate(e, 11) ^ rotate(e, 25)) + (g ^ (e & (f ^ g)));
}

//@ assigns \nothing;
static inline uint32_t majority(uint32_t a, uint32_t b, uint32_t c)
{
    return (rotate(a, 2) ^ rotate(a, 13) ^ rotate(a, 22)) + ((a & b) | (c & (a | b)));
}

//@ assigns \nothing;
static inline uint32_t small_0(uint32_t x)
{
    return rotate(x, 7) ^ rotate(x, 18) ^ (x >> 3);
}

//@ assigns \nothing;
static inline uint32_t small_1(uint32_t x)
{
    return rotate(x, 17) ^ rotate(x, 19) ^ (x >> 10);
}

/* The word of round r + i and the round's constant. From round 16 on the word takes the place of that of 16 rounds before. */
/*@ requires \valid(w + (0 .. 15)) && i < 16 && r <= 48;
    assigns w[0 .. 15]; */
static inline uint32_t word_of(uint32_t w[16], unsigned r, unsigned i)
{
    if (r != 0) w[i] += small_1(w[(i + 14) % 16]) + w[(i + 9) % 16] + small_0(w[(i + 1) % 16]);
    return w[i] + round_constant[r + i];
}

struct words {
    uint32_t a, b, c, d, e, f, g, h;
};

/* One round. The eight words stay where they are; which of them is called a, b, ... moves from round to round. */
#define ROUND(a, b, c, d, e, f, g, h, i)                                \
    do {                                                                \
        const uint32_t t = word_of(w, r, i) + (h) + choice(e, f, g);    \
        (d) += t;                                                       \
        (h) = t + majority(a, b, c);                                    \
    } while (0)

/*@ requires \valid(w + (0 .. 15)) && r <= 48;
    assigns w[0 .. 15]; */
static inline struct words sixteen_rounds(struct words x, uint32_t w[16], unsigned r)
{
    uint32_t a = x.a, b = x.b, c = x.c, d = x.d, e = x.e, f = x.f, g = x.g, h = x.h;
    ROUND(a, b, c, d, e, f, g, h, 0);
    ROUND(h, a, b, c, d, e, f, g, 1);
    ROUND(g, h, a, b, c, d, e, f, 2);
    ROUND(f, g, h, a, b, c, d, e, 3);
    ROUND(e, f, g, h, a, b, c, d, 4);
    ROUND(d, e, f, g, h, a, b, c, 5);
    ROUND(c, d, e, f, g, h, a, b, 6);
    ROUND(b, c, d, e, f, g, h, a, 7);
    ROUND(a, b, c, d, e, f, g, h, 8);
    ROUND(h, a, b, c, d, e, f, g, 9);
    ROUND(g, h, a, b, c, d, e, f, 10);
    ROUND(f, g, h, a, b, c, d, e, 11);
    ROUND(e, f, g, h, a, b, c, d, 12);
    ROUND(d, e, f, g, h, a, b, c, 13);
    ROUND(c, d, e, f, g, h, a, b, 14);
    ROUND(b, c, d, e, f, g, h, a, 15);
    const struct words after = {a, b, c, d, e, f, g, h};
    return after;
}

/*@ requires \valid(state + (0 .. 7)) && (blocks == 0 || \valid_read(data + (0 .. 64 * blocks - 1)));
    assigns state[0 .. 7]; */
static void sha256_blocks(uint32_t state[8], const uint8_t *data, size_t blocks)
{
    uint32_t w[16];
    /*@ loop invariant blocks <= \at(blocks, Pre) && (blocks == 0 || \valid_read(data + (0 .. 64 * blocks - 1)));
        loop assigns blocks, data, w[0 .. 15], state[0 .. 7];
        loop variant blocks; */
    for (; blocks > 0; blocks--, data += BLOCK_BYTES) {
        struct words x = {state[0], state[1], state[2], state[3], state[4], state[5], state[6], state[7]};
        /*@ loop invariant 0 <= i <= 16;
            loop assigns i, w[0 .. 15];
            loop variant 16 - i; */
        for (unsigned i = 0; i < 16; i++)
            w[i] = big_endian(data + 4 * (size_t)i);
        /*@ loop invariant r == 0 || r == 16 || r == 32 || r == 48 || r == 64;
            loop assigns r, x, w[0 .. 15];
            loop variant 64 - r; */
        for (unsigned r = 0; r < 64; r += 16)
            x = sixteen_rounds(x, w, r);
        state[0] += x.a;
        state[1] += x.b;
        state[2] += x.c;
        state[3] += x.d;
        state[4] += x.e;
        state[5] += x.f;
        state[6] += x.g;
        state[7] += x.h;
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
