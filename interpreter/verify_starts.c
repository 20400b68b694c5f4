/* The verifier's stage on STARTS: which windows of a view start with which two bytes.
 *
 * In:   the tables of a view one after the other, with their entries. Out: whether STARTS say exactly how the windows of these entries start.
 * Must hold: of a window only the first two bytes are read, and of one of one byte only that. */
#include "verify_search.h"

#define STARTS_BYTES (WEIR_STARTS_RECORDS * WEIR_BYTES_FILTERS)

/* Bytes are kept signed (struct place). */
/*@ assigns \nothing;
    ensures \result == (byte < 0 ? byte + 256 : byte); */
static uint32_t unsigned_of(int8_t byte)
{
    return (uint32_t)(byte < 0 ? byte + 256 : byte);
}

/*@ requires byte <= 255;
    assigns \nothing;
    ensures (\result < 0 ? \result + 256 : \result) == byte; */
static int8_t signed_of(uint32_t byte)
{
    return (int8_t)(byte < 128 ? (int32_t)byte : (int32_t)byte - 256);
}

uint32_t weir_verify_starts(struct verifier *v, const struct place *place)
{
    if (place->starts == 0) return WEIR_ACCEPTED;
    /*@ loop invariant 0 <= i <= STARTS_BYTES;
        loop invariant same: \forall integer j; 0 <= j < i ==> start_stands(v->b, place->starts, want_at(&place->want[0], j), j);
        loop assigns i, v->at;
        loop variant STARTS_BYTES - i; */
    for (uint32_t i = 0; i < STARTS_BYTES; i++) {
        const uint32_t want = unsigned_of(place->want[i]);
        //@ assert want: want == want_at(&place->want[0], i);
        //@ assert stands: v->b[place->starts + i] == want <==> start_stands(v->b, place->starts, want_at(&place->want[0], i), i);
        if (v->b[place->starts + i] != want) return weir_refuse(v, WEIR_REFUSED_STARTS, place->starts + i);
    }
    return WEIR_ACCEPTED;
}

uint32_t weir_verify_view(struct verifier *v, size_t at, uint32_t gram, bool same_view, struct place *place)
{
    const struct weir_channel *c = &v->channel;
    if (!same_view) {
        TRY(weir_verify_starts(v, place));
        place->starts = 0;
    }
    if (gram == 0 || place->starts != 0) return WEIR_ACCEPTED;
    if (WEIR_STARTS_RECORDS > c->section[WEIR_SECTION_FILTERS].count - place->filters) return weir_refuse(v, WEIR_REFUSED_FILTERS_END, at + WEIR_TABLE_GRAM);
    place->starts = WEIR_RECORD(c, FILTERS, (uint32_t)place->filters);
    place->filters += WEIR_STARTS_RECORDS;
    /*@ loop invariant 0 <= i <= STARTS_BYTES;
        loop invariant none: \forall integer j; 0 <= j < i ==> want_at(&place->want[0], j) == 0;
        loop assigns i, WEIR_PROOF_WANT(place);
        loop variant STARTS_BYTES - i; */
    for (uint32_t i = 0; i < STARTS_BYTES; i++)
        place->want[i] = 0;
    return WEIR_ACCEPTED;
}

/* The bit of windows of so many bytes that start with these two. */
/*@ requires \valid(place) && (1 <= gram <= WEIR_SHORT_GRAM || gram == WEIR_MAX_GRAM);
    assigns WEIR_PROOF_WANT(place);
    ensures exact: \forall integer j; 0 <= j < STARTS_BYTES ==> want_at(&place->want[0], j) == start_byte(gram, two, \old(want_at(&place->want[0], j)), j); */
static void want_two(struct place *place, uint32_t gram, uint32_t two)
{
    const uint32_t slot = weir_start_slot(two), bit = weir_two_to(gram - 1);
    //@ assert bit: bit == (gram == 1 ? 1 : gram == 2 ? 2 : gram == 3 ? 4 : gram == 4 ? 8 : 128);
    const uint32_t has = unsigned_of(place->want[slot]);
    //@ assert has: has == want_at(&place->want[0], slot) && has <= 255;
    const uint32_t shifted = has / bit;
    //@ assert shifted: shifted == (gram == 1 ? has : gram == 2 ? has / 2 : gram == 3 ? has / 4 : gram == 4 ? has / 8 : has / 128);
    if (shifted % 2 != 0) return;
    //@ assert room: has + bit <= 255 && has + bit == with_start(gram, has);
    place->want[slot] = signed_of(has + bit);
    //@ assert now: want_at(&place->want[0], slot) == has + bit;
}

/*@ ghost
    /@ assigns \nothing;
       ensures \forall integer byte, j; start_any_unseen(first, n + 1, byte, j) == start_byte(1, first + 256 * n, start_any_unseen(first, n, byte, j), j);
       ensures \forall integer byte, j; start_any_unseen(first, 0, byte, j) == byte; @/
    static void any_once(uint32_t first, uint32_t n)
    {
    }
*/
void weir_want_start(struct place *place, uint32_t gram, const uint8_t *window)
{
    const uint32_t first = window[0];
    if (gram != 1) {
        want_two(place, gram, first + 256 * window[1]);
        return;
    }
    /* Whatever stands behind the one byte. */
    //@ ghost any_once(first, 0);
    /*@ loop invariant 0 <= i <= 256;
        loop invariant wanted: \forall integer j; 0 <= j < STARTS_BYTES ==> want_at(&place->want[0], j) == start_any_unseen(first, i, \at(want_at(&place->want[0], j), Pre), j);
        loop assigns i, WEIR_PROOF_WANT(place);
        loop variant 256 - i; */
    for (uint32_t i = 0; i < 256; i++) {
        want_two(place, 1, first + 256 * i);
        //@ ghost any_once(first, i);
    }
}
