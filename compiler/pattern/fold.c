/* Simple case folding.
 *
 * In: code points and texts. Out: the same, folded; a text that folding leaves alone comes back as it is. Must hold: equal to the
 * interpreter's folding, which reads the same table; bytes that are no UTF-8 stay as they are. */
#include "fold.h"

#include "../../interpreter/fold.def"
#include "pattern.h"

#define FOLD_ROW(first, last, stride, delta) {first, last, stride, delta},
static const struct fold_row ROWS[] = {WEIR_FOLDS(FOLD_ROW)};
enum { ROW_COUNT = sizeof ROWS / sizeof *ROWS };

const struct fold_row *fold_rows(uint32_t *count)
{
    *count = ROW_COUNT;
    return ROWS;
}

uint32_t fold_row_from(uint32_t code_point)
{
    uint32_t low = 0, high = ROW_COUNT;
    while (low < high) {
        const uint32_t middle = low + (high - low) / 2;
        if (ROWS[middle].last < code_point)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

uint32_t fold_code_point(uint32_t code_point)
{
    if (code_point < 0x80) return code_point >= 'A' && code_point <= 'Z' ? code_point + ('a' - 'A') : code_point;
    const uint32_t at = fold_row_from(code_point);
    if (at == ROW_COUNT) return code_point;
    const struct fold_row *row = &ROWS[at];
    if (code_point < row->first || (code_point - row->first) % row->stride != 0) return code_point;
    return (uint32_t)((int32_t)code_point + row->delta);
}

/* ---- texts: up to eight ASCII bytes a step ---- */

static const uint64_t HIGH_BITS = UINT64_C(0x8080808080808080);

/* The high bit of each byte from 'A' to 'Z'; every byte of the word must be ASCII, so that no sum carries into its neighbour. */
static uint64_t upper_bits(uint64_t word)
{
    const uint64_t from_a = word + UINT64_C(0x3F3F3F3F3F3F3F3F), over_z = word + UINT64_C(0x2525252525252525);
    return from_a & ~over_z & HIGH_BITS;
}

/* One code point at text[at] folded to out; *taken gets its bytes. */
static uint32_t fold_one(struct str text, uint32_t at, uint32_t *taken, char out[4])
{
    const uint32_t code_point = utf8_decode(text, at, taken);
    if (code_point != UINT32_MAX) return utf8_encode(fold_code_point(code_point), out);
    *taken = 1;
    out[0] = text.p[at];
    return 1;
}

/* Offset of the first code point that folding changes, or text.n. */
static uint32_t first_change(struct str text)
{
    uint32_t at = 0;
    while (at < text.n) {
        const uint32_t few = text.n - at < 8 ? text.n - at : 8;
        const uint64_t word = str_word(text.p + at, few);
        if ((word & HIGH_BITS) == 0 && upper_bits(word) == 0) {
            at += few;
            continue;
        }
        uint32_t taken;
        char folded[4];
        const uint32_t bytes = fold_one(text, at, &taken, folded);
        if (bytes != taken || memcmp(folded, text.p + at, bytes) != 0) return at;
        at += taken;
    }
    return text.n;
}

/* Folds text[at ..] to out, or only measures when out is NULL. Returns the bytes. */
static uint32_t fold_rest(struct str text, uint32_t at, char *out)
{
    uint32_t made = 0;
    while (at < text.n) {
        const uint32_t few = text.n - at < 8 ? text.n - at : 8;
        const uint64_t word = str_word(text.p + at, few);
        if ((word & HIGH_BITS) == 0) {
            const uint64_t folded = word | upper_bits(word) >> 2;
            if (out != NULL) memcpy(out + made, &folded, few);
            at += few;
            made += few;
            continue;
        }
        uint32_t taken;
        char folded[4];
        const uint32_t bytes = fold_one(text, at, &taken, folded);
        if (out != NULL) memcpy(out + made, folded, bytes);
        at += taken;
        made += bytes;
    }
    return made;
}

struct str fold_text(struct arena *arena, struct str text)
{
    const uint32_t same = first_change(text);
    if (same == text.n) return text;
    const uint32_t rest = fold_rest(text, same, NULL);
    char *out = arena_alloc(arena, (size_t)same + rest);
    if (same != 0) memcpy(out, text.p, same);
    fold_rest(text, same, out + same);
    return (struct str){out, same + rest};
}
