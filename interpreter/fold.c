/* Unicode simple case folding.
 *
 * In:   a code point. Out: the code point that it folds to, mostly itself.
 * Must hold: fold.def is ascending and disjoint; the compiler folds with the same table. */
#include "bytes.h"

struct fold_range {
    uint32_t first, last;
    uint32_t stride; /* 1 or 2 */
    int32_t delta;
};

static const struct fold_range fold_ranges[] = {
#define FOLD(first, last, stride, delta) {first, last, stride, delta},
#include "fold.def"
#undef FOLD
};

uint32_t weir_fold(uint32_t code_point)
{
    if (code_point < 0x80) return code_point - 'A' < 26u ? code_point + 32 : code_point;
    uint32_t low = 0, high = sizeof fold_ranges / sizeof *fold_ranges; /* the first range that ends at or behind it is in [low, high] */
    /*@ loop invariant low <= high <= sizeof(fold_ranges) / sizeof(struct fold_range);
        loop assigns low, high;
        loop variant high - low; */
    while (low < high) {
        const uint32_t middle = low + (high - low) / 2;
        if (fold_ranges[middle].last < code_point)
            low = middle + 1;
        else
            high = middle;
    }
    if (low == sizeof fold_ranges / sizeof *fold_ranges) return code_point;
    const struct fold_range *range = &fold_ranges[low];
    if (code_point < range->first || (range->stride == 2 && (code_point - range->first) % 2 != 0)) return code_point;
    return code_point + (uint32_t)range->delta; /* modulo 2^32, so that a negative delta counts down */
}
