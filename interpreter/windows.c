/* Where the windows of a view's tables may stand in a text: one walk over it, by the tables' STARTS and filters.
 *
 * In:   a text, and the tables of windows of its view. Out: the windows that wait.
 * Must hold: a window that a table's filter has waits, whatever else does; nothing is read outside the text, STARTS and the filters. */
#include "windows.h"

/* The bytes of the starts for eight places, by their slots. */
/*@ requires \valid_read(starts + (0 .. 1023)) && slots_in(even) && slots_in(odd);
    assigns \nothing; */
static inline uint64_t read_eight(const uint8_t *starts, uint64_t even, uint64_t odd)
{
    uint64_t eight = 0;
#define TWO(quarter)                                                                \
    eight |= (uint64_t)starts[weir_slot_of(even, quarter)] << 16 * (quarter); \
    eight |= (uint64_t)starts[weir_slot_of(odd, quarter)] << (16 * (quarter) + 8)
    TWO(0);
    TWO(1);
    TWO(2);
    TWO(3);
#undef TWO
    return eight;
}

#if WEIR_HAS_VECTORS
/* Behind the starts stands a filter. */
static inline weir_eight look_up_starts(const uint8_t *starts, const uint8_t *bytes)
{
    return weir_look_up_eight(starts, weir_start_slots(weir_u64_at(bytes, 0)), weir_start_slots(weir_u64_at(bytes, 1)));
}
#endif

/* Which windows can start at each of the next `count` places of the text, which are some: eight of the starts' bytes in a number. The last byte of a text has a zero behind it. */
/*@ requires \valid_read(starts + (0 .. 1023)) && text_in(text) && block + count <= text->length && 1 <= count <= BLOCK && \valid(grams + (0 .. BLOCK / 8 - 1));
    assigns grams[0 .. BLOCK / 8 - 1]; */
static void read_starts(const uint8_t *starts, const struct text *text, uint32_t block, uint32_t count, uint64_t grams[BLOCK / 8])
{
    const uint8_t *bytes = text->bytes + block;
    const uint32_t left = text->length - block;
    uint32_t i = 0;
#if WEIR_HAS_VECTORS
    for (; i < count && left - i > 16; i += 16)
        weir_sixteen_write((uint8_t *)(grams + i / 8), weir_sixteen_of(look_up_starts(starts, bytes + i), look_up_starts(starts, bytes + i + 8)));
#endif
    /*@ loop invariant 0 <= i <= 64 && i % 8 == 0 && i < left;
        loop assigns i, grams[0 .. BLOCK / 8 - 1];
        loop variant 64 - i; */
    for (; i < count && left - i > 8; i += 8)
        grams[i / 8] = read_eight(starts, weir_start_slots(weir_u64_at(bytes, i)), weir_start_slots(weir_u64_at(bytes, i + 1)));
    if (i < count) {
        const uint64_t last = eight_at(text, block + i);
        grams[i / 8] = read_eight(starts, weir_start_slots(last), weir_start_slots(last >> 8));
    }
}

/* The places where a window of this many bytes starts. */
/*@ requires \valid_read(grams + (0 .. BLOCK / 8 - 1)) && 1 <= gram <= WEIR_MAX_GRAM;
    assigns \nothing; */
static uint64_t places_of(const uint64_t grams[BLOCK / 8], uint32_t gram)
{
    uint64_t places = 0;
#if WEIR_HAS_VECTORS
    for (uint32_t i = 0; i < BLOCK / 16; i++) {
        const weir_sixteen bits = (weir_sixteen)((weir_two)weir_sixteen_at((const uint8_t *)(grams + 2 * i)) << (8 - gram)); /* the window's is the high one */
        places |= (uint64_t)weir_high_bits(bits) << 16 * i;
    }
#else
    /*@ loop invariant 0 <= i <= BLOCK / 8;
        loop assigns i, places;
        loop variant BLOCK / 8 - i; */
    for (uint32_t i = 0; i < BLOCK / 8; i++)
        places |= ((grams[i] >> (gram - 1) & WEIR_EACH_BYTE(1)) * 0x0102040810204080u >> 56) << 8 * i;
#endif
    return places;
}

/* The top bits of a product, 1 to 31 of them. */
/*@ requires 1 <= bits <= 31;
    assigns \nothing;
    ensures \result < pow2(bits); */
static inline uint32_t top_of(uint64_t product, uint32_t bits)
{
#ifdef __FRAMAC__ /* the same: see words.smt2 */
    return weir_top_bits((uint32_t)(product / 4294967296u), bits);
#else
    return (uint32_t)(product >> (64 - bits));
#endif
}

/* A window waits, if the table's filter has it; else its place is taken by the next. */
/*@ requires \valid(w) && \valid_read(a) && \separated(w, a);
    requires 1 <= a->filter_bits <= 31 && \valid_read(a->filter + (0 .. (pow2(a->filter_bits) - 1) / 8));
    assigns *w;
    ensures \result == w || \result == w + 1;
    ensures w->at == at && w->asked == asked; */
static inline struct waiting *wait_for(struct waiting *w, const struct asked *a, uint32_t asked, uint32_t at, uint64_t eight)
{
    const uint64_t product = (eight & a->gram_mask) * WEIR_HASH_MULTIPLIER;
    w->at = at;
    w->asked = asked;
    w->first = (uint32_t)(product >> 32);
    return w + (weir_bit(a->filter, top_of(product, a->filter_bits)) ? 1 : 0);
}

/* The first `count` places of a block, or all of it. */
/*@ assigns \nothing;
    ensures count < BLOCK ? \result == bit_value(count) - 1 : \result == UINT64_MAX; */
static inline uint64_t first_places(uint32_t count)
{
#ifdef __FRAMAC__ /* the same by doubling */
    uint64_t power = 1;
    /*@ loop invariant 0 <= i <= count && power == bit_value(i);
        loop assigns i, power;
        loop variant count - i; */
    for (uint32_t i = 0; i < count && count < BLOCK; i++) {
        //@ assert bit_value(i + 1) == 2 * bit_value(i) && bit_value(i) <= 4611686018427387904;
        power = 2 * power;
    }
    return count < BLOCK ? power - 1 : UINT64_MAX;
#else
    return count < BLOCK ? ((uint64_t)1 << count) - 1 : UINT64_MAX;
#endif
}

/* Those of the places that are among the first ones, and those that are not. */
/*@ assigns \nothing;
    ensures count < BLOCK ==> \result < bit_value(count);
    ensures \result == 0 || 0 <= lowest(\result);
    ensures \result <= places; */
static inline uint64_t early_places(uint64_t places, uint32_t count)
{
#ifdef __FRAMAC__ /* the same by division */
    const uint64_t early = count < BLOCK ? places % (first_places(count) + 1) : places;
    uint32_t least = BLOCK;
    if (early != 0) least = weir_lowest_bit(early);
    //@ assert early != 0 ==> least == lowest(early);
    return early;
#else
    return places & first_places(count);
#endif
}

/*@ assigns \nothing;
    ensures \result == 0 || lowest(\result) >= count;
    ensures \result <= places; */
static inline uint64_t late_places(uint64_t places, uint32_t count)
{
#ifdef __FRAMAC__ /* the same by halving and doubling */
    if (count >= BLOCK) return 0;
    uint64_t rest = places;
    /*@ loop invariant 0 <= i <= count && rest * bit_value(i) <= places;
        loop assigns i, rest;
        loop variant count - i; */
    for (uint32_t i = 0; i < count; i++) {
        const uint64_t half = rest / 2;
        //@ assert half: 2 * half <= rest;
        //@ assert twice: bit_value(i + 1) == 2 * bit_value(i) && 1 <= bit_value(i);
        //@ assert same: half * (2 * bit_value(i)) <= rest * bit_value(i);
        rest = half;
    }
    uint32_t next = 64;
    if (rest != 0) next = weir_lowest_bit(rest);
    //@ assert next: rest != 0 ==> 0 <= next == lowest(rest);
    /*@ loop invariant 0 <= i <= count && rest * bit_value(i) <= places && (rest == 0 || i + lowest(rest) >= count);
        loop assigns i, rest;
        loop variant i; */
    for (uint32_t i = count; i > 0; i--) {
        //@ assert twice: bit_value(i) == 2 * bit_value(i - 1) && 1 <= bit_value(i - 1);
        //@ assert same: (2 * rest) * bit_value(i - 1) <= places;
        //@ assert room: 2 * rest <= places;
        const uint64_t twice = 2 * rest;
        //@ assert even: twice % 2 == 0 && twice / 2 == rest;
        //@ assert up: rest != 0 ==> lowest(twice) == 1 + lowest(rest);
        rest = twice;
    }
    return rest;
#else
    return places & ~first_places(count);
#endif
}

/*@ ghost
    // A higher bit is worth more.
    /@ assigns \nothing;
       ensures low <= high <= 64 ==> bit_value(low) <= bit_value(high); @/
    static void bits_rise(uint32_t low, uint32_t high)
    {
        /@ loop invariant low <= i && (low <= high <= 64 ==> i <= high && bit_value(low) <= bit_value(i)) && (i == low || i <= high);
           loop assigns i;
           loop variant high - i; @/
        for (uint32_t i = low; i < high && high <= 64; i++) {
            //@ assert bit_value(i + 1) == 2 * bit_value(i) && 1 <= bit_value(i);
        }
    }
*/

/* Of these places of the block those where the table's filter has the window. Of the text `left` bytes are left at its start. */
/*@ requires \valid(w) && asked < w->asked_count <= MOST_ASKED && w->waiting_count <= MOST_WAITING - BLOCK;
    requires 1 <= w->asked[asked].filter_bits <= 31 && \valid_read(w->asked[asked].filter + (0 .. (pow2(w->asked[asked].filter_bits) - 1) / 8));
    requires text_in(&w->asked[asked].text);
    requires 1 <= left && block + left == w->asked[asked].text.length && (left < BLOCK ==> places < bit_value(left));
    assigns w->waiting_count, w->waiting[0 .. MOST_WAITING - 1];
    ensures texts_stay{Pre, Post}(w);
    ensures \old(w->waiting_count) <= w->waiting_count <= \old(w->waiting_count) + BLOCK;
    ensures \forall integer k; 0 <= k < \old(w->waiting_count) ==> w->waiting[k].asked == \old(w->waiting[k].asked) && w->waiting[k].at == \old(w->waiting[k].at);
    ensures \forall integer k; \old(w->waiting_count) <= k < w->waiting_count ==> w->waiting[k].asked == asked && w->waiting[k].at < w->asked[asked].text.length; */
static void sift(struct windows *w, uint32_t asked, uint32_t block, uint32_t left, uint64_t places)
{
    const struct asked *a = &w->asked[asked];
    const uint32_t eights = left < 8 ? 0 : left - 7; /* there 8 bytes are left */
    struct waiting *next = &w->waiting[w->waiting_count];
    //@ ghost const uint32_t length = a->text.length;
    //@ ghost const uint32_t most = eights < BLOCK ? eights : BLOCK;
    //@ ghost uint32_t seen = 0, got = 0;
    /*@ loop invariant next: next == w->waiting + (\at(w->waiting_count, Pre) + got);
        loop invariant got: 0 <= got <= seen <= most;
        loop invariant seen: rest == 0 || seen <= lowest(rest);
        loop invariant rest: rest <= places && (eights < BLOCK ==> rest < bit_value(eights));
        loop invariant old: \forall integer k; 0 <= k < \at(w->waiting_count, Pre) ==>
          w->waiting[k].asked == \at(w->waiting[k].asked, Pre) && w->waiting[k].at == \at(w->waiting[k].at, Pre);
        loop invariant new: \forall integer k; \at(w->waiting_count, Pre) <= k < \at(w->waiting_count, Pre) + got ==>
          w->waiting[k].asked == asked && w->waiting[k].at < length;
        loop assigns rest, next, got, seen, w->waiting[0 .. MOST_WAITING - 1];
        loop variant rest; */
    for (uint64_t rest = early_places(places, eights); rest != 0; rest = weir_without_lowest(rest)) {
        const uint32_t place = weir_lowest_bit(rest), at = block + place;
        //@ ghost bits_rise(eights, place);
        //@ assert early: place < eights;
        //@ assert at: at < length && seen <= place;
        //@ ghost struct waiting *before = next;
        next = wait_for(next, a, asked, at, weir_u64_at(a->text.bytes, at));
        //@ assert one: next == before || next == before + 1;
        //@ assert place: before == w->waiting + (\at(w->waiting_count, Pre) + got);
        //@ assert window: before->at == at && before->asked == asked;
        //@ assert window: w->waiting[\at(w->waiting_count, Pre) + got].at == at && w->waiting[\at(w->waiting_count, Pre) + got].asked == asked;
        /*@ assert kept: \forall integer k; \at(w->waiting_count, Pre) <= k < \at(w->waiting_count, Pre) + got ==>
              w->waiting[k].asked == asked && w->waiting[k].at < length; */
        /*@ assert more: \forall integer k; \at(w->waiting_count, Pre) <= k <= \at(w->waiting_count, Pre) + got ==>
              w->waiting[k].asked == asked && w->waiting[k].at < length; */
        //@ ghost seen++;
        //@ ghost got += next == before ? 0 : 1;
        //@ assert now: next == w->waiting + (\at(w->waiting_count, Pre) + got);
    }
    /*@ loop invariant next: next == w->waiting + (\at(w->waiting_count, Pre) + got);
        loop invariant got: 0 <= got <= seen <= BLOCK;
        loop invariant seen: rest == 0 || seen <= lowest(rest);
        loop invariant rest: rest <= places;
        loop invariant old: \forall integer k; 0 <= k < \at(w->waiting_count, Pre) ==>
          w->waiting[k].asked == \at(w->waiting[k].asked, Pre) && w->waiting[k].at == \at(w->waiting[k].at, Pre);
        loop invariant new: \forall integer k; \at(w->waiting_count, Pre) <= k < \at(w->waiting_count, Pre) + got ==>
          w->waiting[k].asked == asked && w->waiting[k].at < length;
        loop assigns rest, next, got, seen, w->waiting[0 .. MOST_WAITING - 1];
        loop variant rest; */
    for (uint64_t rest = late_places(places, eights); rest != 0; rest = weir_without_lowest(rest)) {
        const uint32_t place = weir_lowest_bit(rest), at = block + place;
        //@ ghost bits_rise(left, place);
        //@ assert late: place < left && place < BLOCK;
        //@ assert at: at < length && seen <= place;
        //@ ghost struct waiting *before = next;
        next = wait_for(next, a, asked, at, eight_at(&a->text, at));
        //@ assert one: next == before || next == before + 1;
        //@ assert place: before == w->waiting + (\at(w->waiting_count, Pre) + got);
        //@ assert window: before->at == at && before->asked == asked;
        //@ assert window: w->waiting[\at(w->waiting_count, Pre) + got].at == at && w->waiting[\at(w->waiting_count, Pre) + got].asked == asked;
        /*@ assert kept: \forall integer k; \at(w->waiting_count, Pre) <= k < \at(w->waiting_count, Pre) + got ==>
              w->waiting[k].asked == asked && w->waiting[k].at < length; */
        /*@ assert more: \forall integer k; \at(w->waiting_count, Pre) <= k <= \at(w->waiting_count, Pre) + got ==>
              w->waiting[k].asked == asked && w->waiting[k].at < length; */
        //@ ghost seen++;
        //@ ghost got += next == before ? 0 : 1;
        //@ assert now: next == w->waiting + (\at(w->waiting_count, Pre) + got);
    }
    w->waiting_count = (uint32_t)(next - w->waiting);
}

/* Of one block the windows of table t that start at the places in `grams`. */
/*@ WEIR_PROOF_REQUIRES_SEARCH(s)
    WEIR_PROOF_REQUIRES_STRINGS(s)
    WEIR_PROOF_REQUIRES_WINDOWS(s, w)
    requires t < w->asked_count && 1 <= left && block + left == w->asked[t].text.length && \valid_read(grams + (0 .. BLOCK / 8 - 1)) && \separated(grams + (0 .. BLOCK / 8 - 1), w);
    assigns WEIR_PROOF_WAITING(w), WEIR_PROOF_HIT_ASSIGNS(s->run);
    ensures count: w->waiting_count <= MOST_WAITING;
    ensures waiting: WEIR_PROOF_ALL_WAITING(w, w->waiting_count);
    ensures texts: texts_stay{Pre, Post}(w);
    ensures sections: sections_stay{Pre, Post}(s->run); */
static void find_in_block(const struct search *s, struct windows *w, uint32_t t, uint32_t block, uint32_t left, const uint64_t grams[BLOCK / 8])
{
    const uint32_t gram = w->asked[t].gram;
    //@ assert this: asked_in(w->asked + t);
    if (left < gram) return;
    if (w->waiting_count > MOST_WAITING - BLOCK) weir_windows_look_up(s, w);
    //@ assert sections: sections_stay{Pre, Here}(s->run);
    //@ assert texts: texts_stay{Pre, Here}(w);
    const uint64_t places = early_places(places_of(grams, gram), left - gram + 1);
    //@ ghost bits_rise(left - gram + 1, left);
    //@ ghost const uint32_t before = w->waiting_count;
    //@ assert before: WEIR_PROOF_ALL_WAITING(w, before);
    sift(w, t, block, left, places);
    //@ assert old: WEIR_PROOF_ALL_WAITING(w, before);
    //@ assert new: \forall integer k; before <= k < w->waiting_count ==> waiting_in(w, k);
}

/* Block by block every place where a window of the tables may stand. */
void weir_windows_find(const struct search *s, struct windows *w, const uint8_t *starts, uint32_t first)
{
    const struct text *text = &w->asked[first].text;
    WEIR_STEPS(s->run, (uint64_t)(w->asked_count - first) * text->length);
    /*@ loop invariant block: 0 <= block < text->length;
        loop invariant count: w->waiting_count <= MOST_WAITING;
        loop invariant texts: texts_stay{Pre, Here}(w);
        loop invariant waiting: WEIR_PROOF_ALL_WAITING(w, w->waiting_count);
        loop invariant sections: sections_stay{Pre, Here}(s->run);
        loop assigns block, WEIR_PROOF_WAITING(w), WEIR_PROOF_LOOP_HITS(s->run);
        loop variant text->length - block; */
    for (uint32_t block = 0;; block += BLOCK) {
        uint64_t grams[BLOCK / 8] = {0};
        const uint32_t left = text->length - block;
        read_starts(starts, text, block, left < BLOCK ? left : BLOCK, grams);
        /*@ loop invariant first <= t <= w->asked_count;
            loop invariant count: w->waiting_count <= MOST_WAITING;
            loop invariant texts: texts_stay{Pre, Here}(w);
            loop invariant waiting: WEIR_PROOF_ALL_WAITING(w, w->waiting_count);
            loop invariant sections: sections_stay{Pre, Here}(s->run);
            loop assigns t, WEIR_PROOF_WAITING(w), WEIR_PROOF_LOOP_HITS(s->run);
            loop variant w->asked_count - t; */
        for (uint32_t t = first; t < w->asked_count; t++) {
            //@ assert texts: \forall integer k; 0 <= k < w->asked_count ==> text_in(&w->asked[k].text);
            //@ assert asked: WEIR_PROOF_ALL_ASKED(w, w->asked_count);
            //@ assert last: s->last_entry == \at(s->last_entry, Pre);
            //@ assert entries: s->run->channel->section[WEIR_SECTION_ENTRIES].count == \at(s->run->channel->section[WEIR_SECTION_ENTRIES].count, Pre);
            find_in_block(s, w, t, block, left, grams);
        }
        //@ assert texts: \forall integer k; 0 <= k < w->asked_count ==> text_in(&w->asked[k].text);
        //@ assert asked: WEIR_PROOF_ALL_ASKED(w, w->asked_count);
        if (left <= BLOCK) return;
    }
}
