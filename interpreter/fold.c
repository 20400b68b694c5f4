/* Unicode simple case folding.
 *
 * In:   a code point. Out: the code point that it folds to, mostly itself.
 * Must hold: fold.def is ascending and disjoint; the compiler folds with the same table. */
#include "bytes.h"
#include "fold.def"

struct fold_range {
    uint32_t first, last;
    uint32_t stride; /* 1 or 2 */
    int32_t delta;
};

#define FOLD_RANGE(first, last, stride, delta) {first, last, stride, delta},
static const struct fold_range fold_ranges[] = {WEIR_FOLDS(FOLD_RANGE)};
#define FOLD_RANGES (sizeof(fold_ranges) / sizeof(struct fold_range))

#ifdef __FRAMAC__
/*@ logic integer folded_by{L}(integer c, integer i) =
      fold_ranges[i].first <= c && (fold_ranges[i].stride == 1 || (c - fold_ranges[i].first) % 2 == 0) ? c + fold_ranges[i].delta : c;
*/
/*@ ghost
    // What is proved of the table, in functions of their own, because it takes all of the table.
    /@ assigns \nothing;
       ensures \forall integer i; 0 <= i < FOLD_RANGES ==> 1 <= fold_ranges[i].stride <= 2;
       ensures \forall integer i; 0 <= i < FOLD_RANGES ==>
               0 <= fold_ranges[i].first <= fold_ranges[i].last <= 0x10ffff && 0 <= fold_ranges[i].first + fold_ranges[i].delta && fold_ranges[i].delta <= 0x10ffff; @/
    static void ranges_are(void)
    {
    }

    /@ requires low < FOLD_RANGES && (low > 0 ==> fold_ranges[low - 1].last < code_point) && fold_ranges[low].last >= code_point;
       assigns \nothing;
       ensures fold_of_unseen(code_point) == folded_by(code_point, low); @/
    static void fold_by_range(uint32_t code_point, uint32_t low)
    {
        /@ assert fold_of(code_point) == folded_by(code_point, low); @/
        fold_is();
    }

    /@ requires fold_ranges[FOLD_RANGES - 1].last < code_point;
       assigns \nothing;
       ensures fold_of_unseen(code_point) == code_point; @/
    static void fold_none(uint32_t code_point)
    {
        /@ assert fold_of(code_point) == code_point; @/
        fold_is();
    } */
#endif

uint32_t weir_fold(uint32_t code_point)
{
    //@ ghost ascii_folds();
    if (code_point < 0x80) return code_point >= 'A' && code_point <= 'Z' ? code_point + 32 : code_point;
    uint32_t low = 0, high = FOLD_RANGES; /* the first range that ends at or behind it is in [low, high] */
    /*@ loop invariant low <= high <= FOLD_RANGES;
        loop invariant below: low > 0 ==> fold_ranges[low - 1].last < code_point;
        loop invariant above: high < FOLD_RANGES ==> fold_ranges[high].last >= code_point;
        loop assigns low, high;
        loop variant high - low; */
    while (low < high) {
        const uint32_t middle = low + (high - low) / 2;
        if (fold_ranges[middle].last < code_point)
            low = middle + 1;
        else
            high = middle;
    }
    //@ ghost if (low == FOLD_RANGES) fold_none(code_point); else fold_by_range(code_point, low);
    if (low == FOLD_RANGES) return code_point;
    //@ ghost ranges_are();
    const struct fold_range *range = &fold_ranges[low];
    if (code_point < range->first || (range->stride == 2 && (code_point - range->first) % 2 != 0)) return code_point;
    //@ assert sum: fold_of_unseen(code_point) == code_point + range->delta;
    return (uint32_t)((int64_t)code_point + range->delta);
}
