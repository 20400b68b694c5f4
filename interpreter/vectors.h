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
typedef uint64_t weir_two __attribute__((vector_size(16)));
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
static inline uint64_t weir_equal_bytes(const uint8_t *bytes, uint32_t byte)
{
    const uint64_t low = WEIR_EACH_BYTE(0x7f), other = weir_u64_at(bytes, 0) ^ WEIR_EACH_BYTE(byte);
    return ~(((other & low) + low) | other | low) >> 7;
}
#endif

#endif
