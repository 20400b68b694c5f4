/* A stable sort of many records by 64-bit keys, in time linear in their number: digit by digit from the lowest, leaving out the digits in which all
 * keys agree. */
#include "plan.h"

enum { DIGIT_BITS = 11, DIGITS = (64 + DIGIT_BITS - 1) / DIGIT_BITS, FEW = 48 };

static void insert(struct plan_record *records, size_t count)
{
    for (size_t i = 1; i < count; i++) {
        const struct plan_record one = records[i];
        size_t at = i;
        for (; at > 0 && records[at - 1].key > one.key; at--)
            records[at] = records[at - 1];
        records[at] = one;
    }
}

static uint32_t digit_of(uint64_t key, uint32_t digit) { return (uint32_t)(key >> digit * DIGIT_BITS) & ((1u << DIGIT_BITS) - 1); }

void plan_sort(struct plan_record *records, struct plan_record *room, size_t count)
{
    if (count <= FEW) {
        insert(records, count);
        return;
    }
    uint64_t different = 0;
    for (size_t i = 1; i < count; i++)
        different |= records[i].key ^ records[0].key;
    struct plan_record *from = records, *to = room;
    for (uint32_t digit = 0; digit < DIGITS; digit++) {
        if (digit_of(different, digit) == 0)
            continue;
        uint32_t start[(1u << DIGIT_BITS) + 1] = {0};
        for (size_t i = 0; i < count; i++)
            start[digit_of(from[i].key, digit) + 1]++;
        for (uint32_t i = 1; i < 1u << DIGIT_BITS; i++)
            start[i] += start[i - 1];
        for (size_t i = 0; i < count; i++)
            to[start[digit_of(from[i].key, digit)]++] = from[i];
        struct plan_record *swap = from;
        from = to;
        to = swap;
    }
    if (from != records)
        memcpy(records, from, count * sizeof *records);
}
