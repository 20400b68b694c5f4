/* The blocks of SHA-256 by the instructions that x86 processors since about 2017 have for it: four to five times as fast as the plain C of sha256.c.
 *
 * In:   blocks of 64 bytes. Out: the state after them; false, and nothing done, where the processor has not the instructions or this build may not use them.
 * Must hold: built only where the compiler may use vector registers at all, so never for a kernel; no header but the compiler's, no library.
 *            The test vectors of the plain one hold for this one too (tests/unit/interpreter_test.c). */
#include "sha256.h"
#include "vectors.h"

#if WEIR_HAS_VECTORS && (defined(__clang__) || __GNUC__ >= 12)
#define HAS_INSTRUCTIONS
#endif

#ifdef HAS_INSTRUCTIONS
#include <cpuid.h>

/* Words are added as unsigned numbers, which may wrap; the instructions' names take them as signed ones. */
typedef uint32_t four __attribute__((vector_size(16)));
typedef int32_t signed_four __attribute__((vector_size(16)));
#define TWO_ROUNDS(state, other, words) ((four)__builtin_ia32_sha256rnds2((signed_four)(state), (signed_four)(other), (signed_four)(words)))
#define MESSAGE_1(a, b) ((four)__builtin_ia32_sha256msg1((signed_four)(a), (signed_four)(b)))
#define MESSAGE_2(a, b) ((four)__builtin_ia32_sha256msg2((signed_four)(a), (signed_four)(b)))

static bool is_offered(void)
{
    uint32_t a = 0, b = 0, c = 0, d = 0;
    const uint32_t ssse3 = 1u << 9, sse41 = 1u << 19, sha = 1u << 29;
    if (!__get_cpuid(1, &a, &b, &c, &d) || (c & ssse3) == 0 || (c & sse41) == 0) return false;
    return __get_cpuid_count(7, 0, &a, &b, &c, &d) && (b & sha) != 0;
}

static inline uint32_t big_endian(const uint8_t *b)
{
    return (uint32_t)b[0] << 24 | (uint32_t)b[1] << 16 | (uint32_t)b[2] << 8 | (uint32_t)b[3];
}

/* Rounds come in fours: the words of the round with their constants, the words that take the place of those of 16 rounds before. */
#define PAIR(value) __builtin_shufflevector(value, value, 2, 3, 0, 1)
#define ROUNDS(words, r)                                                             \
    do {                                                                             \
        const four sum = (words) + (four){k[r], k[(r) + 1], k[(r) + 2], k[(r) + 3]}; \
        cdgh = TWO_ROUNDS(cdgh, abef, sum);                                          \
        abef = TWO_ROUNDS(abef, cdgh, PAIR(sum));                                    \
    } while (0)
#define NEXT(w0, w1, w2, w3) (w0) = MESSAGE_2(MESSAGE_1(w0, w1) + __builtin_shufflevector(w2, w3, 1, 2, 3, 4), w3)

__attribute__((target("sha,ssse3,sse4.1"))) static void take_blocks(uint32_t state[8], const uint8_t *data, size_t blocks, const uint32_t k[64])
{
    four abef = {state[5], state[4], state[1], state[0]};
    four cdgh = {state[7], state[6], state[3], state[2]};
    for (; blocks > 0; blocks--, data += 64) {
        const four abef_before = abef, cdgh_before = cdgh;
        four w[4];
        for (unsigned i = 0; i < 4; i++) {
            const uint8_t *p = data + 16 * (size_t)i;
            w[i] = (four){big_endian(p), big_endian(p + 4), big_endian(p + 8), big_endian(p + 12)};
        }
        for (unsigned r = 0; r < 64; r += 16) {
            ROUNDS(w[0], r);
            ROUNDS(w[1], r + 4);
            ROUNDS(w[2], r + 8);
            ROUNDS(w[3], r + 12);
            if (r == 48) break;
            NEXT(w[0], w[1], w[2], w[3]);
            NEXT(w[1], w[2], w[3], w[0]);
            NEXT(w[2], w[3], w[0], w[1]);
            NEXT(w[3], w[0], w[1], w[2]);
        }
        abef += abef_before;
        cdgh += cdgh_before;
    }
    for (unsigned i = 0; i < 2; i++) {
        state[i] = abef[3 - i];
        state[4 + i] = abef[1 - i];
        state[2 + i] = cdgh[3 - i];
        state[6 + i] = cdgh[1 - i];
    }
}

bool weir_sha256_by_instructions(uint32_t state[8], const uint8_t *data, size_t blocks, const uint32_t constants[64])
{
    if (!is_offered()) return false;
    take_blocks(state, data, blocks, constants);
    return true;
}
#else
bool weir_sha256_by_instructions(uint32_t state[8], const uint8_t *data, size_t blocks, const uint32_t constants[64])
{
    (void)state;
    (void)data;
    (void)blocks;
    (void)constants;
    return false;
}
#endif
