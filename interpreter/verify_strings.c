/* The verifier's stages on strings: where they start and end, and every use of one.
 *
 * In:   sections whose place is verified. Out: whether strings fill their section and are numbered by first use.
 * Must hold: a text is checked when it is first used as one. Names come first in the order of use, so a string below strings_seen
 *            is known to be text unless a set of bytes used it first; sets check theirs at each use. */
#include "verify.h"

uint32_t weir_verify_strings(struct verifier *v)
{
    const struct weir_section_view offsets = v->channel.section[WEIR_SECTION_STRING_OFFSETS];
    const uint32_t bytes = v->channel.section[WEIR_SECTION_STRING_BYTES].count;
    if (offsets.count == 0) return weir_refuse(v, WEIR_REFUSED_STRINGS_NONE, WEIR_HEADER_BYTES + 4 + WEIR_SECTION_ROW_BYTES * (WEIR_SECTION_STRING_OFFSETS - 1u));
    if (weir_u32_at(v->b, offsets.offset) != 0) return weir_refuse(v, WEIR_REFUSED_STRINGS_START, offsets.offset);
    uint32_t before = 0;
    /*@ loop invariant 1 <= i <= offsets.count && before == u32(v->b, offsets.offset + 4 * (i - 1));
        loop invariant \forall integer k; 0 <= k < i - 1 ==> rises(v->b, offsets.offset, k) && u32(v->b, offsets.offset + 4 * k + 4) <= before;
        loop assigns i, before;
        loop variant offsets.count - i; */
    for (uint32_t i = 1; i < offsets.count; i++) {
        const size_t at = (size_t)offsets.offset + (size_t)4 * i;
        const uint32_t end = weir_u32_at(v->b, at);
        //@ assert end < before <==> !rises(v->b, offsets.offset, i - 1);
        //@ assert end < before ==> !strings_ok(v->b, offsets.offset, offsets.count, bytes);
        if (end < before) return weir_refuse(v, WEIR_REFUSED_STRINGS_FALL, at);
        before = end;
    }
    //@ assert before != bytes ==> !strings_ok(v->b, offsets.offset, offsets.count, bytes);
    if (before != bytes) return weir_refuse(v, WEIR_REFUSED_STRINGS_END, (size_t)offsets.offset + (size_t)4 * (offsets.count - 1));
    return WEIR_ACCEPTED;
}

uint32_t weir_verify_strings_used(struct verifier *v)
{
    const struct weir_section_view offsets = v->channel.section[WEIR_SECTION_STRING_OFFSETS];
    if (v->strings_seen != offsets.count - 1) /* points at the end of the first string that nothing uses */
        return weir_refuse(v, WEIR_REFUSED_STRING_UNUSED, (size_t)offsets.offset + (size_t)4 * (v->strings_seen + 1));
    return WEIR_ACCEPTED;
}

uint32_t weir_verify_string_number(struct verifier *v, uint64_t number, size_t at)
{
    if (number >= v->channel.section[WEIR_SECTION_STRING_OFFSETS].count - 1) return weir_refuse(v, WEIR_REFUSED_STRING_NUMBER, at);
    if (number > v->strings_seen) return weir_refuse(v, WEIR_REFUSED_STRING_ORDER, at);
    return WEIR_ACCEPTED;
}

uint32_t weir_verify_text_number(struct verifier *v, uint64_t number, size_t at)
{
    const uint32_t code = weir_verify_string_number(v, number, at);
    //@ assert code == WEIR_ACCEPTED <==> number < v->channel.section[WEIR_SECTION_STRING_OFFSETS].count - 1 && number <= v->strings_seen;
    if (code != WEIR_ACCEPTED) return code;
    //@ assert before: number < v->strings_seen ==> WEIR_PROOF_TEXT_OK(v, number, \at(v->strings_seen, Pre));
    if (number < v->strings_seen) return WEIR_ACCEPTED;
    v->strings_seen++;
    const struct weir_bytes string = weir_string(&v->channel, (uint32_t)number);
    //@ assert string.data == v->b + WEIR_PROOF_STRING_AT(&v->channel, number) && string.length == WEIR_PROOF_STRING_LENGTH(&v->channel, number);
    const uint32_t bad = weir_verify_utf8(v, string, false);
    //@ assert bad == WEIR_ACCEPTED <==> utf8_ok(v->b + WEIR_PROOF_STRING_AT(&v->channel, number), 0, WEIR_PROOF_STRING_LENGTH(&v->channel, number));
    //@ assert first: bad == WEIR_ACCEPTED <==> WEIR_PROOF_TEXT_OK(v, number, \at(v->strings_seen, Pre));
    return bad;
}

uint32_t weir_verify_text(struct verifier *v, size_t at)
{
    return weir_verify_text_number(v, weir_u32_at(v->b, at), at);
}

uint32_t weir_verify_text_use(struct verifier *v, uint32_t length, size_t at)
{
    v->text_uses += length; /* fewer than 2^28 uses of fewer than 2^30 bytes: no overflow */
    if (v->text_uses > (uint64_t)WEIR_TEXT_USE_FACTOR * v->n + WEIR_TEXT_USE_BASE) return weir_refuse(v, WEIR_REFUSED_STRING_USES, at);
    return WEIR_ACCEPTED;
}

/* Are the first `left` of eight bytes surely good: none above 0x7f, and where they must be folded none of A to Z? Compilers get all eight at once, Frama-C
 * one by one. */
#ifdef __FRAMAC__
/*@ predicate plain_at{L}(uint8_t *text, integer k, integer folded) = text[k] < 0x80 && (folded != 0 ==> !('A' <= text[k] <= 'Z')); */
/*@ requires left <= 8 && \valid_read(text + (0 .. 7));
    assigns \nothing;
    ensures \result ==> (\forall integer k; 0 <= k < left ==> plain_at(text, k, folded)); */
static bool is_plain(const uint8_t *text, uint32_t left, bool folded)
{
    /*@ loop invariant 0 <= i <= left && (\forall integer k; 0 <= k < i ==> plain_at(text, k, folded));
        loop assigns i;
        loop variant left - i; */
    for (uint32_t i = 0; i < left; i++)
        if (text[i] >= 0x80 || (folded && text[i] >= 'A' && text[i] <= 'Z')) return false;
    return true;
}
#else
static inline bool is_plain(const uint8_t *text, uint32_t left, bool folded)
{
    const uint64_t ones = 0x0101010101010101u, tops = 0x80 * ones;
    const uint64_t eight = weir_u64_at(text, 0), word = left == 8 ? eight : eight & (((uint64_t)1 << 8 * left) - 1);
    if ((word & tops) != 0) return false;
    /* No byte of 0x7f or less carries into the next: its top bit says whether it is at least 'A', and whether it is above 'Z'. */
    return !folded || ((word + (0x80 - 'A') * ones) & ~(word + (0x7f - 'Z') * ones) & tops) == 0;
}
#endif

/* A byte below 0x80 is a sequence, and folds to itself if it is not from A to Z. */
/*@ ghost
    /@ requires i + count <= end && \valid_read(t + (i .. i + count - 1)) && (\forall integer k; 0 <= k < count ==> plain_at(t + i, k, folded));
       assigns \nothing;
       ensures WEIR_PROOF_IS_TEXT(t, i, end, folded) <==> WEIR_PROOF_IS_TEXT(t, i + count, end, folded); @/
    static void ascii_steps(const uint8_t *t, uint32_t i, uint32_t count, uint32_t end, int folded)
    {
        ascii_folds();
        /@ loop invariant 0 <= k <= count && (WEIR_PROOF_IS_TEXT(t, i, end, folded) <==> WEIR_PROOF_IS_TEXT(t, i + k, end, folded));
           loop assigns k;
           loop variant count - k; @/
        for (uint32_t k = 0; k < count; k++) {
            /@ assert plain_at(t + i, k, folded) && t[i + k] == (t + i)[k] == (t + (i + k))[0]; @/
            /@ assert utf8_length(t + (i + k), end - (i + k)) == 1; @/
            /@ assert folds: folded != 0 ==> is_folded(utf8_value(t + (i + k), 1)); @/
            /@ assert WEIR_PROOF_IS_TEXT(t, i + k, end, folded) <==> WEIR_PROOF_IS_TEXT(t, i + k + 1, end, folded); @/
        }
    } */

/* How many bytes from the start are surely good, eight at a time; of the last ones those that are not its own are left out. */
/*@ requires WEIR_PROOF_FILE(v) && WEIR_PROOF_TEXT_IN(v, text);
    assigns \nothing;
    ensures \result <= text.length;
    ensures WEIR_PROOF_IS_TEXT(text.data, 0, text.length, folded) <==> WEIR_PROOF_IS_TEXT(text.data, \result, text.length, folded); */
static uint32_t skip_plain(const struct verifier *v, struct weir_bytes text, bool folded)
{
    uint32_t i = 0;
    /*@ loop invariant 0 <= i <= text.length;
        loop invariant WEIR_PROOF_IS_TEXT(text.data, 0, text.length, folded) <==> WEIR_PROOF_IS_TEXT(text.data, i, text.length, folded);
        loop assigns i;
        loop variant text.length - i; */
    for (; text.length - i >= 8; i += 8) {
        if (!is_plain(text.data + i, 8, folded)) return i;
        //@ ghost ascii_steps(text.data, i, 8, text.length, folded ? 1 : 0);
    }
    const uint32_t left = text.length - i;
    if (left == 0 || v->n - (size_t)(text.data - v->b) - i < 8) return i;
    if (!is_plain(text.data + i, left, folded)) return i;
    //@ ghost ascii_steps(text.data, i, left, text.length, folded ? 1 : 0);
    return text.length;
}

uint32_t weir_verify_utf8(struct verifier *v, struct weir_bytes text, bool folded)
{
    const uint64_t start = (uint64_t)(text.data - v->b);
    /*@ loop invariant 0 <= i <= text.length;
        loop invariant WEIR_PROOF_IS_TEXT(text.data, 0, text.length, folded) <==> WEIR_PROOF_IS_TEXT(text.data, i, text.length, folded);
        loop assigns i;
        loop variant text.length - i; */
    for (uint32_t i = skip_plain(v, text, folded); i < text.length;) {
        if (text.length - i >= 8 && is_plain(text.data + i, 8, folded)) {
            //@ ghost ascii_steps(text.data, i, 8, text.length, folded ? 1 : 0);
            i += 8;
            continue;
        }
        uint32_t code_point = 0;
        const uint32_t length = weir_utf8_at(text.data + i, text.length - i, &code_point);
        if (length == 0) return weir_refuse(v, WEIR_REFUSED_STRING_UTF8, start + i);
        if (folded && weir_fold(code_point) != code_point) return weir_refuse(v, WEIR_REFUSED_SET_NOT_FOLDED, start + i);
        i += length;
    }
    return WEIR_ACCEPTED;
}
