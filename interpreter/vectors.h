/* Many bytes at once: sixteen where the build may use vector registers, which is on x86-64 and never for a kernel; everywhere else eight in a number. Internal.
 *
 * Must hold: only what every x86-64 processor has; no header and no library. Where WEIR_HAS_VECTORS has a way of its own, the plain way stands beside it, and the tests run both. */
#ifndef WEIR_VECTORS_H
#define WEIR_VECTORS_H

#include "bytes.h"

#if defined(__x86_64__) && defined(__SSE2__) && defined(__GNUC__) && !defined(__FRAMAC__) && !defined(WEIR_NO_VECTORS)
#define WEIR_HAS_VECTORS 1

typedef uint8_t weir_sixteen __attribute__((vector_size(16)));
typedef char weir_sixteen_signs __attribute__((vector_size(16)));
typedef int16_t weir_eight __attribute__((vector_size(16)));
typedef uint64_t weir_two __attribute__((vector_size(16)));
typedef int16_t weir_word_anywhere __attribute__((aligned(1), may_alias));
typedef uint8_t weir_sixteen_anywhere __attribute__((vector_size(16), aligned(1), may_alias));

static inline weir_sixteen weir_sixteen_at(const uint8_t *bytes)
{
    return *(const weir_sixteen_anywhere *)bytes;
}

static inline void weir_sixteen_write(uint8_t *to, weir_sixteen bytes)
{
    *(weir_sixteen_anywhere *)to = bytes;
}

/* The high bits of the bytes, the first one's lowest. */
static inline uint32_t weir_high_bits(weir_sixteen bytes)
{
    return (uint32_t)__builtin_ia32_pmovmskb128((weir_sixteen_signs)bytes);
}

/* Eight bytes of a table, each by a slot of 16 bits; the slots stand in turn in the two numbers. Reads a byte behind each of them, and puts zero there. */
static inline weir_eight weir_look_up_eight(const uint8_t *table, uint64_t even, uint64_t odd)
{
    weir_eight found = {0};
#define LOOK_UP(slots, quarter, to) found = __builtin_ia32_vec_set_v8hi(found, *(const weir_word_anywhere *)(table + ((slots) >> 16 * (quarter)) % 65536), to)
    LOOK_UP(even, 0, 0);
    LOOK_UP(odd, 0, 1);
    LOOK_UP(even, 1, 2);
    LOOK_UP(odd, 1, 3);
    LOOK_UP(even, 2, 4);
    LOOK_UP(odd, 2, 5);
    LOOK_UP(even, 3, 6);
    LOOK_UP(odd, 3, 7);
#undef LOOK_UP
    return found & 0xff;
}

/* Of two times eight words below 256 the bytes. */
static inline weir_sixteen weir_sixteen_of(weir_eight first, weir_eight second)
{
    return (weir_sixteen)__builtin_ia32_packuswb128(first, second);
}

/* Sixteen bytes, with the upper case letters of ASCII folded; 0 where all are ASCII. */
static inline uint32_t weir_fold_sixteen(uint8_t *to, const uint8_t *from)
{
    const weir_sixteen bytes = weir_sixteen_at(from), upper = (weir_sixteen)((weir_sixteen)(bytes - 'A') < 26);
    weir_sixteen_write(to, bytes | (upper & 0x20));
    return weir_high_bits(bytes);
}

/* A mark for each of the next WEIR_STRIDE bytes that is this one: bit WEIR_MARK * i for the i-th. */
#define WEIR_STRIDE 16u
#define WEIR_MARK 1u
static inline uint64_t weir_equal_bytes(const uint8_t *bytes, uint32_t byte)
{
    return weir_high_bits((weir_sixteen)(weir_sixteen_at(bytes) == (uint8_t)byte));
}
#else
#define WEIR_HAS_VECTORS 0
#define WEIR_STRIDE 8u
#define WEIR_MARK 8u
/*@ requires \valid_read(bytes + (0 .. 7));
    assigns \nothing; */
static inline uint64_t weir_equal_bytes(const uint8_t *bytes, uint32_t byte)
{
    const uint64_t low = WEIR_EACH_BYTE(0x7f), other = weir_u64_at(bytes, 0) ^ WEIR_EACH_BYTE(byte);
    return ~(((other & low) + low) | other | low) >> 7;
}
#endif

#endif
