/* Counted strings: NUL is a byte like any other. */
#ifndef BASE_STR_H
#define BASE_STR_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

struct str {
    const char *p; /* not terminated; may be NULL when n is 0 */
    uint32_t n;    /* bytes */
};

#define STR(literal) ((struct str){(literal), sizeof(literal) - 1})
#define STR_FMT "%.*s"
#define STR_ARG(s) (int)(s).n, (s).n ? (s).p : ""

static inline struct str str_from(const char *terminated) { return (struct str){terminated, (uint32_t)strlen(terminated)}; }
static inline bool str_equal(struct str a, struct str b) { return a.n == b.n && (a.n == 0 || memcmp(a.p, b.p, a.n) == 0); }
/* Up to eight bytes as they lie in memory, zeros behind them. What is short is read in two or three overlapping pieces: memcpy of so many bytes would be a call. */
static inline uint64_t str_word(const char *p, uint32_t n)
{
    uint64_t word = 0;
#if defined(__BYTE_ORDER__) && __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__
    uint32_t low, high;
    if (n >= 8) {
        memcpy(&word, p, 8);
    } else if (n >= 4) {
        memcpy(&low, p, 4);
        memcpy(&high, p + n - 4, 4);
        word = low | (uint64_t)high << (n - 4) * 8;
    } else if (n) {
        word = (uint64_t)(uint8_t)p[0] | (uint64_t)(uint8_t)p[n / 2] << n / 2 * 8 | (uint64_t)(uint8_t)p[n - 1] << (n - 1) * 8;
    }
#else
    memcpy(&word, p, n < 8 ? n : 8);
#endif
    return word;
}
/* Byte order, shorter first among prefixes: <0, 0, >0. */
int str_compare(struct str a, struct str b);
bool str_ends_with(struct str s, struct str tail);
uint64_t str_hash(struct str s); /* fast, not stable between versions: never let it order output */

/* The nearest of count names to what was written, by edit distance ignoring case; count if none is near enough to suggest. */
size_t str_nearest(struct str written, const struct str *names, size_t count);

/* UTF-8. Decodes one code point at s[at]; *length gets its bytes (at least 1). Returns UINT32_MAX for an ill-formed sequence. */
uint32_t utf8_decode(struct str s, uint32_t at, uint32_t *length);
/* Writes 1 to 4 bytes; returns how many. code_point must be a scalar value. */
uint32_t utf8_encode(uint32_t code_point, char out[4]);
/* Offset of the first ill-formed byte, or s.n. */
uint32_t utf8_invalid_at(struct str s);
/* Control characters and those that nobody sees or that change what is seen: zero width, directions, tags, fillers. */
bool utf8_is_hidden(uint32_t code_point);
/* Nothing but ASCII from blank to tilde: quick to tell, and true of nearly every text. */
bool str_is_printable_ascii(struct str s);

#endif
