/* Comparison, hashing and likeness of counted strings, and strict UTF-8: no surrogates, nothing overlong, nothing over 10FFFF. */
#include "str.h"

int str_compare(struct str a, struct str b)
{
    const uint32_t n = a.n < b.n ? a.n : b.n;
    const int order = n == 0 ? 0 : memcmp(a.p, b.p, n);
    if (order != 0) return order;
    return (a.n > b.n) - (a.n < b.n);
}

bool str_ends_with(struct str s, struct str tail)
{
    return tail.n <= s.n && (tail.n == 0 || memcmp(s.p + (s.n - tail.n), tail.p, tail.n) == 0);
}

/* ---- hashing: eight bytes a step, each multiplied in and its high half brought down; a last mix spreads to all bits ---- */

static inline uint64_t hash_step(uint64_t hash, uint64_t word)
{
    hash = (hash ^ word) * UINT64_C(0x9E3779B97F4A7C15);
    return hash ^ (hash >> 29);
}

uint64_t str_hash(struct str s)
{
    uint64_t hash = UINT64_C(0x51A9C2F3D4E86B07) ^ s.n;
    const char *p = s.p;
    uint32_t left = s.n;
    uint64_t word;
    for (; left >= 8; left -= 8, p += 8) {
        memcpy(&word, p, 8);
        hash = hash_step(hash, word);
    }
    if (left != 0) hash = hash_step(hash, str_word(p, left));
    hash = (hash ^ (hash >> 32)) * UINT64_C(0xD6E8FEB86659FD93);
    return hash ^ (hash >> 32);
}

/* ---- likeness ---- */

enum {
    NEAREST_BYTES = 64,  /* longer names are compared by their first bytes */
    NEAREST_NAMES = 4096 /* more are not looked at: a suggestion must stay cheap */
};

static unsigned char lower(char c) { return (unsigned char)(c >= 'A' && c <= 'Z' ? c - 'A' + 'a' : c); }

/* Edit distance with neighbours swapped as one edit (optimal string alignment), ignoring ASCII case; worst + 1 when it is over worst. */
static uint32_t edit_distance(struct str a, struct str b, uint32_t worst)
{
    uint32_t rows[3][NEAREST_BYTES + 1];
    uint32_t *before = rows[0], *above = rows[1], *row = rows[2];
    if (a.n > b.n ? a.n - b.n > worst : b.n - a.n > worst) return worst + 1;
    for (uint32_t j = 0; j <= b.n; j++) before[j] = above[j] = j;
    for (uint32_t i = 1; i <= a.n; i++) {
        uint32_t least = row[0] = i;
        for (uint32_t j = 1; j <= b.n; j++) {
            const unsigned char x = lower(a.p[i - 1]), y = lower(b.p[j - 1]);
            uint32_t cost = above[j - 1] + (x != y);
            if (above[j] + 1 < cost) cost = above[j] + 1;
            if (row[j - 1] + 1 < cost) cost = row[j - 1] + 1;
            if (i > 1 && j > 1 && x == lower(b.p[j - 2]) && y == lower(a.p[i - 2]) && before[j - 2] + 1 < cost)
                cost = before[j - 2] + 1;
            row[j] = cost;
            if (cost < least) least = cost;
        }
        if (least > worst) return worst + 1;
        uint32_t *spare = before;
        before = above;
        above = row;
        row = spare;
    }
    return above[b.n];
}

static struct str head_of(struct str s)
{
    if (s.n > NEAREST_BYTES) s.n = NEAREST_BYTES;
    return s;
}

/* The one name that starts with what was written, if that is long enough to mean something: 'warn' for 'warning'. */
static size_t begun_name(struct str written, const struct str *names, size_t count)
{
    enum { MEANINGFUL = 3 };
    size_t found = count;
    if (written.n < MEANINGFUL) return count;
    for (size_t i = 0; i < count && i < NEAREST_NAMES; i++) {
        if (names[i].n <= written.n || edit_distance(written, (struct str){names[i].p, written.n}, 0) != 0) continue;
        if (found != count) return count;
        found = i;
    }
    return found;
}

size_t str_nearest(struct str written, const struct str *names, size_t count)
{
    const struct str a = head_of(written);
    uint32_t allowed = a.n < 3 ? 1 : a.n / 3;
    size_t nearest = count;
    for (size_t i = 0; i < count && i < NEAREST_NAMES; i++) {
        const struct str b = head_of(names[i]);
        if (b.n == 0 || a.n == 0) continue;
        const uint32_t distance = edit_distance(a, b, allowed);
        if (distance > allowed || distance >= (a.n > b.n ? a.n : b.n)) continue; /* nothing in common is not likeness */
        nearest = i;
        if (distance == 0) break;
        allowed = distance - 1;
    }
    return nearest < count ? nearest : begun_name(a, names, count);
}

/* ---- UTF-8 ---- */

uint32_t utf8_decode(struct str s, uint32_t at, uint32_t *length)
{
    const unsigned char *p = (const unsigned char *)s.p + at;
    const uint32_t left = s.n - at;
    *length = 1;
    if (p[0] < 0x80) return p[0];
    if (p[0] < 0xC2 || p[0] > 0xF4) return UINT32_MAX;
    const uint32_t bytes = p[0] < 0xE0 ? 2 : p[0] < 0xF0 ? 3 : 4;
    if (left < bytes) return UINT32_MAX;
    for (uint32_t i = 1; i < bytes; i++)
        if ((p[i] & 0xC0) != 0x80) return UINT32_MAX;
    uint32_t code_point;
    if (bytes == 2) {
        code_point = (p[0] & 0x1Fu) << 6 | (p[1] & 0x3Fu);
    } else if (bytes == 3) {
        code_point = (p[0] & 0x0Fu) << 12 | (p[1] & 0x3Fu) << 6 | (p[2] & 0x3Fu);
        if (code_point < 0x800 || (code_point >= 0xD800 && code_point <= 0xDFFF)) return UINT32_MAX;
    } else {
        code_point = (p[0] & 0x07u) << 18 | (p[1] & 0x3Fu) << 12 | (p[2] & 0x3Fu) << 6 | (p[3] & 0x3Fu);
        if (code_point < 0x10000 || code_point > 0x10FFFF) return UINT32_MAX;
    }
    *length = bytes;
    return code_point;
}

uint32_t utf8_encode(uint32_t code_point, char out[4])
{
    if (code_point < 0x80) {
        out[0] = (char)code_point;
        return 1;
    }
    if (code_point < 0x800) {
        out[0] = (char)(0xC0 | code_point >> 6);
        out[1] = (char)(0x80 | (code_point & 0x3F));
        return 2;
    }
    if (code_point < 0x10000) {
        out[0] = (char)(0xE0 | code_point >> 12);
        out[1] = (char)(0x80 | (code_point >> 6 & 0x3F));
        out[2] = (char)(0x80 | (code_point & 0x3F));
        return 3;
    }
    out[0] = (char)(0xF0 | code_point >> 18);
    out[1] = (char)(0x80 | (code_point >> 12 & 0x3F));
    out[2] = (char)(0x80 | (code_point >> 6 & 0x3F));
    out[3] = (char)(0x80 | (code_point & 0x3F));
    return 4;
}

uint32_t utf8_invalid_at(struct str s)
{
    uint32_t at = 0;
    while (at < s.n) {
        uint64_t word;
        while (s.n - at >= 8 && (memcpy(&word, s.p + at, 8), (word & UINT64_C(0x8080808080808080)) == 0)) at += 8;
        if (at == s.n) break;
        uint32_t length;
        if (utf8_decode(s, at, &length) == UINT32_MAX) return at;
        at += length;
    }
    return s.n;
}

bool str_is_printable_ascii(struct str s)
{
    const uint64_t ones = UINT64_C(0x0101010101010101), tops = 0x80 * ones;
    uint32_t i = 0;
    for (; s.n - i >= 8; i += 8) {
        uint64_t word;
        memcpy(&word, s.p + i, 8);
        /* without a top bit nothing carries into the next byte: the top bits say whether it is at least 0x7f, and at least 0x20 */
        if ((word & tops) | ((word + ones) & tops) | (~(word + (0x80 - 0x20) * ones) & tops)) return false;
    }
    for (; i < s.n; i++)
        if (s.p[i] < 0x20 || s.p[i] >= 0x7f) return false;
    return true;
}

bool utf8_is_hidden(uint32_t c)
{
    return c < 0x20 || (c >= 0x7F && c <= 0x9F)                   /* control characters */
           || c == 0xAD || c == 0x34F || c == 0x61C               /* soft hyphen, joiner, Arabic letter mark */
           || c == 0x115F || c == 0x1160 || c == 0x3164 || c == 0xFFA0 /* Hangul fillers */
           || c == 0x17B4 || c == 0x17B5 || (c >= 0x180B && c <= 0x180F)
           || (c >= 0x200B && c <= 0x200F) || (c >= 0x2028 && c <= 0x202E) /* zero width, separators, directions */
           || (c >= 0x2060 && c <= 0x206F) || (c >= 0xFE00 && c <= 0xFE0F) || c == 0xFEFF
           || (c >= 0xFFF0 && c <= 0xFFFB) || (c >= 0xE0000 && c <= 0xE0FFF); /* annotations, tags, variation selectors */
}
