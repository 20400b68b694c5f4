/* Reading single integers and text out of bytes; the ground on which verifier and evaluator stand. Internal.
 *
 * In:   bytes that the caller has checked to be there. Out: numbers.
 * Must hold: no alignment, no byte order of the machine, no type laid over bytes. */
#ifndef WEIR_BYTES_H
#define WEIR_BYTES_H

#include <stdbool.h>

#include "weir.h"
#ifdef __FRAMAC__
#include "proof.h"
#endif

/* GCC makes calls of memset and memcpy out of plain loops, also where there is no library. Here it must not. */
#if defined(__GNUC__) && !defined(__clang__)
#pragma GCC optimize("no-tree-loop-distribute-patterns")
#endif

/* Compilers make one load of these where the machine has one for it: of bytes that are ored together behind one pointer, not of sums. For the prover they
 * are sums of products, because it follows those without bit arithmetic: the values are the same, since the terms have no bit in common. */
#ifdef __FRAMAC__
/*@ requires \valid_read(b + (at .. at + 1)) && at < SIZE_MAX;
    assigns \nothing;
    ensures \result == u16(b, at); */
static inline uint32_t weir_u16_at(const uint8_t *b, size_t at)
{
    return (uint32_t)b[at] + 256u * (uint32_t)b[at + 1];
}

/*@ requires \valid_read(b + (at .. at + 3)) && at <= SIZE_MAX - 3;
    assigns \nothing;
    ensures \result == u32(b, at); */
static inline uint32_t weir_u32_at(const uint8_t *b, size_t at)
{
    return (uint32_t)b[at] + 256u * (uint32_t)b[at + 1] + 65536u * (uint32_t)b[at + 2] + 16777216u * (uint32_t)b[at + 3];
}

/*@ requires \valid_read(b + (at .. at + 7)) && at <= SIZE_MAX - 7;
    assigns \nothing;
    ensures \result == u64(b, at); */
static inline uint64_t weir_u64_at(const uint8_t *b, size_t at)
{
    return (uint64_t)weir_u32_at(b, at) + 4294967296u * (uint64_t)weir_u32_at(b, at + 4);
}
#else
static inline uint32_t weir_u16_at(const uint8_t *b, size_t at)
{
    const uint8_t *p = b + at;
    return (uint32_t)p[0] | (uint32_t)p[1] << 8;
}

static inline uint32_t weir_u32_at(const uint8_t *b, size_t at)
{
    const uint8_t *p = b + at;
    return (uint32_t)p[0] | (uint32_t)p[1] << 8 | (uint32_t)p[2] << 16 | (uint32_t)p[3] << 24;
}

static inline uint64_t weir_u64_at(const uint8_t *b, size_t at)
{
    const uint8_t *p = b + at;
    return (uint64_t)p[0] | (uint64_t)p[1] << 8 | (uint64_t)p[2] << 16 | (uint64_t)p[3] << 24 | (uint64_t)p[4] << 32 | (uint64_t)p[5] << 40 |
           (uint64_t)p[6] << 48 | (uint64_t)p[7] << 56;
}
#endif

/* a + b, or the largest number where that is larger. */
/*@ assigns \nothing;
    ensures \result == (a + b > UINT64_MAX ? UINT64_MAX : a + b); */
static inline uint64_t weir_add_saturating(uint64_t a, uint64_t b)
{
    return a > UINT64_MAX - b ? UINT64_MAX : a + b;
}

/* Offset of a record. The caller knows that section and record are there. */
/*@ requires \valid_read(channel) && 0 <= section <= WEIR_SECTION_COUNT;
    requires record_bytes <= 64 && channel->section[section].offset <= WEIR_MAX_FILE_BYTES;
    requires record_bytes * index <= WEIR_MAX_FILE_BYTES;
    assigns \nothing;
    ensures \result == channel->section[section].offset + record_bytes * index; */
static inline size_t weir_record(const struct weir_channel *channel, enum weir_section section, uint32_t record_bytes, uint32_t index)
{
    return (size_t)channel->section[section].offset + (size_t)record_bytes * index;
}
#define WEIR_RECORD(channel, SECTION, index) weir_record(channel, WEIR_SECTION_##SECTION, WEIR_BYTES_##SECTION, index)

/* How many values a word of a condition takes from the stack. */
/*@ requires \valid_read(bytes + (at .. at + WEIR_BYTES_CODE - 1)) && at + WEIR_BYTES_CODE <= WEIR_MAX_FILE_BYTES;
    assigns \nothing;
    ensures exact: \result == word_pops(bytes, at);
    ensures \result < 65536; */
static inline uint32_t weir_word_pops(const uint8_t *bytes, size_t at)
{
    const uint32_t op = bytes[at];
    if (op == WEIR_CODE_AND || op == WEIR_CODE_OR) return 2;
    if (op == WEIR_CODE_ATLEAST) return weir_u16_at(bytes, at + 2);
    return op == WEIR_CODE_NOT;
}

/*@ assigns \nothing;
    ensures \result <==> (type == WEIR_TYPE_STRING || type == WEIR_TYPE_PATH || type == WEIR_TYPE_HASH);
    exits \false; */
static inline bool weir_is_text(uint32_t type)
{
    return type == WEIR_TYPE_STRING || type == WEIR_TYPE_PATH || type == WEIR_TYPE_HASH;
}

/* Bit i of a row of bits. */
/*@ requires \valid_read(bits + i / 8);
    assigns \nothing; */
static inline bool weir_bit(const uint8_t *bits, uint32_t i)
{
    return ((uint32_t)bits[i / 8] >> i % 8) % 2 != 0;
}

/*@ requires \valid(bits + i / 8);
    assigns bits[i / 8]; */
static inline void weir_set_bit(uint8_t *bits, uint32_t i)
{
    bits[i / 8] = (uint8_t)(bits[i / 8] | 1u << i % 8);
}

/* Numbers in the order of their type: adding the bias, modulo 2^64, makes signed order an unsigned one. */
/*@ assigns \nothing;
    ensures \result == (type == WEIR_TYPE_I64 ? 9223372036854775808 : 0); */
static inline uint64_t weir_order_bias(uint32_t type)
{
    return type == WEIR_TYPE_I64 ? (uint64_t)1 << 63 : 0;
}

#define WEIR_EACH_BYTE(value) (0x0101010101010101u * (uint64_t)(value))

/* The high bit of each of 8 ASCII bytes that is an upper case letter. */
//@ assigns \nothing;
static inline uint64_t weir_upper_case(uint64_t eight)
{
    return (eight + WEIR_EACH_BYTE(0x80 - 'A')) & ~(eight + WEIR_EACH_BYTE(0x7f - 'Z')) & WEIR_EACH_BYTE(0x80);
}

/* Length of the well-formed UTF-8 sequence at text[0 .. left-1], left > 0, and its code point; 0 if there is none. */
/*@ requires left > 0 && \valid_read(text + (0 .. left - 1)) && \valid(code_point);
    assigns *code_point;
    ensures 0 <= \result <= 4 && \result <= left;
    ensures exact: \result == utf8_length(text, left);
    ensures \result > 0 ==> *code_point <= 0x10ffff;
    ensures value: \result > 0 ==> *code_point == utf8_value(text, \result);
    ensures \result == 1 <==> text[0] < 0x80; */
static inline uint32_t weir_utf8_at(const uint8_t *text, size_t left, uint32_t *code_point)
{
    const uint32_t a = text[0];
    if (a < 0x80) {
        *code_point = a;
        return 1;
    }
    if (a < 0xc2 || a > 0xf4 || left < 2) return 0;
    const uint32_t b = text[1];
    const uint32_t least = a == 0xe0 ? 0xa0u : a == 0xf0 ? 0x90u : 0x80u; /* else overlong */
    const uint32_t most = a == 0xed ? 0x9fu : a == 0xf4 ? 0x8fu : 0xbfu;  /* else a surrogate, or above U+10FFFF */
    if (b < least || b > most) return 0;
    if (a < 0xe0) {
        *code_point = (a - 0xc0) * 64 + (b - 0x80);
        return 2;
    }
    if (left < 3 || text[2] < 0x80 || text[2] > 0xbf) return 0;
    const uint32_t c = (uint32_t)text[2] - 0x80;
    if (a < 0xf0) {
        *code_point = (a - 0xe0) * 4096 + (b - 0x80) * 64 + c;
        return 3;
    }
    if (left < 4 || text[3] < 0x80 || text[3] > 0xbf) return 0;
    *code_point = (a - 0xf0) * 262144 + (b - 0x80) * 4096 + c * 64 + ((uint32_t)text[3] - 0x80);
    return 4;
}

#endif
