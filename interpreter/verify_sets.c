/* The verifier's stages on sets: their records, and later, when strings and programs are known, their values.
 *
 * In:   sections and strings whose places are verified. Out: whether each set is what its kind and form say.
 * Must hold: each set is walked once, however many criteria use it; what a criterion needs of it is in its record or at its ends. */
#include "verify.h"

/*@ requires WEIR_PROOF_FILE(v) && WEIR_PROOF_IN(&v->channel, SETS) && index < v->channel.section[WEIR_SECTION_SETS].count;
    requires v->values_used <= v->channel.section[WEIR_SECTION_VALUES].count && v->numbers_used <= v->channel.section[WEIR_SECTION_NUMBERS].count;
    requires v->channel.section[WEIR_SECTION_NUMBERS].count <= WEIR_MAX_FILE_BYTES;
    assigns v->at, v->values_used, v->numbers_used;
    ensures v->values_used <= v->channel.section[WEIR_SECTION_VALUES].count && v->numbers_used <= v->channel.section[WEIR_SECTION_NUMBERS].count;
    ensures sound: \result == WEIR_ACCEPTED ==> set_in(v->b, v->channel.section[WEIR_SECTION_SETS].offset,
            v->channel.section[WEIR_SECTION_VALUES].count, v->channel.section[WEIR_SECTION_NUMBERS].count, index);
    ensures exact: \result == WEIR_ACCEPTED <==> set_record_ok(v->b, WEIR_PROOF_SETS_AT(v), \old(v->values_used), WEIR_PROOF_VALUE_TOTAL(v),
            \old(v->numbers_used), WEIR_PROOF_NUMBER_TOTAL(v), index);
    ensures used: \result == WEIR_ACCEPTED ==> v->values_used == \old(v->values_used) + set_values(v->b, WEIR_PROOF_SETS_AT(v), index);
    ensures used: \result == WEIR_ACCEPTED ==> v->numbers_used == \old(v->numbers_used) + set_numbers(v->b, WEIR_PROOF_SETS_AT(v), index); */
static uint32_t verify_record(struct verifier *v, uint32_t index)
{
    const uint8_t *b = v->b;
    const size_t at = WEIR_RECORD(&v->channel, SETS, index);
    //@ assert at + WEIR_BYTES_SETS <= v->n;
    const uint32_t kind = b[at + WEIR_SET_KIND], form = b[at + WEIR_SET_FORM], reserved = weir_u16_at(b, at + WEIR_SET_RESERVED);
    const uint32_t first = weir_u32_at(b, at + WEIR_SET_FIRST), count = weir_u32_at(b, at + WEIR_SET_COUNT);
    //@ assert reserved: reserved == u16(b, WEIR_PROOF_SETS_AT(v) + WEIR_BYTES_SETS * index + WEIR_SET_RESERVED);
    //@ assert kind == set_kind(b, v->channel.section[WEIR_SECTION_SETS].offset, index);
    //@ assert form == set_form(b, v->channel.section[WEIR_SECTION_SETS].offset, index);
    //@ assert first == set_first(b, v->channel.section[WEIR_SECTION_SETS].offset, index);
    //@ assert count == set_count(b, v->channel.section[WEIR_SECTION_SETS].offset, index);
    if (kind < WEIR_SET_STRINGS || kind > WEIR_SET_PROGRAMS) return weir_refuse(v, WEIR_REFUSED_SET_KIND, at + WEIR_SET_KIND);
    if (form >= WEIR_FORM_COUNT || (form != WEIR_FORM_NONE) != (kind == WEIR_SET_STRINGS))
        return weir_refuse(v, WEIR_REFUSED_SET_FORM, at + WEIR_SET_FORM);
    if (reserved != 0) return weir_refuse(v, WEIR_REFUSED_SET_RESERVED, at + WEIR_SET_RESERVED);
    if (count == 0) return weir_refuse(v, WEIR_REFUSED_SET_EMPTY, at + WEIR_SET_COUNT);
    //@ assert plain: set_plain_ok(b, WEIR_PROOF_SETS_AT(v), index);
    if (kind == WEIR_SET_STRINGS || kind == WEIR_SET_PROGRAMS) {
        const struct verify_range values = {at + WEIR_SET_FIRST, at + WEIR_SET_COUNT, first, count, WEIR_REFUSED_VALUES_FIRST, WEIR_REFUSED_VALUES_END};
        const uint32_t code = weir_verify_range(v, &values, &v->values_used, v->channel.section[WEIR_SECTION_VALUES].count);
        /*@ assert values: code == WEIR_ACCEPTED <==>
                   set_record_ok(b, WEIR_PROOF_SETS_AT(v), \at(v->values_used, Pre), WEIR_PROOF_VALUE_TOTAL(v), \at(v->numbers_used, Pre), WEIR_PROOF_NUMBER_TOTAL(v), index); */
        return code;
    }
    const uint32_t total = v->channel.section[WEIR_SECTION_NUMBERS].count;
    /*@ assert many: kind == WEIR_SET_RANGES && count > total / 2 ==>
               !set_record_ok(b, WEIR_PROOF_SETS_AT(v), \at(v->values_used, Pre), WEIR_PROOF_VALUE_TOTAL(v), \at(v->numbers_used, Pre), WEIR_PROOF_NUMBER_TOTAL(v), index); */
    if (kind == WEIR_SET_RANGES && count > total / 2) return weir_refuse(v, WEIR_REFUSED_NUMBERS_END, at + WEIR_SET_COUNT);
    const struct verify_range numbers = {at + WEIR_SET_FIRST, at + WEIR_SET_COUNT, first, kind == WEIR_SET_RANGES ? 2 * count : count,
                                         WEIR_REFUSED_NUMBERS_FIRST, WEIR_REFUSED_NUMBERS_END};
    const uint32_t code = weir_verify_range(v, &numbers, &v->numbers_used, total);
    /*@ assert numbers: code == WEIR_ACCEPTED <==>
               set_record_ok(b, WEIR_PROOF_SETS_AT(v), \at(v->values_used, Pre), WEIR_PROOF_VALUE_TOTAL(v), \at(v->numbers_used, Pre), WEIR_PROOF_NUMBER_TOTAL(v), index); */
    return code;
}

uint32_t weir_verify_set_records(struct verifier *v)
{
    /*@ loop invariant 0 <= i <= v->channel.section[WEIR_SECTION_SETS].count;
        loop invariant v->values_used <= v->channel.section[WEIR_SECTION_VALUES].count && v->numbers_used <= v->channel.section[WEIR_SECTION_NUMBERS].count;
        loop invariant \forall integer k; 0 <= k < i ==>
                       set_in(v->b, v->channel.section[WEIR_SECTION_SETS].offset, v->channel.section[WEIR_SECTION_VALUES].count,
                              v->channel.section[WEIR_SECTION_NUMBERS].count, k);
        loop invariant used: v->values_used == WEIR_PROOF_VALUES_BEFORE(v, i) && v->numbers_used == WEIR_PROOF_NUMBERS_BEFORE(v, i);
        loop invariant ok: \forall integer k; 0 <= k < i ==> WEIR_PROOF_SET_RECORD_OK_AT(v, k);
        loop assigns i, v->at, v->values_used, v->numbers_used;
        loop variant v->channel.section[WEIR_SECTION_SETS].count - i; */
    for (uint32_t i = 0; i < v->channel.section[WEIR_SECTION_SETS].count; i++) {
        const uint32_t code = verify_record(v, i);
        //@ assert one: code == WEIR_ACCEPTED <==> WEIR_PROOF_SET_RECORD_OK_AT(v, i);
        //@ assert refused: code != WEIR_ACCEPTED ==> !WEIR_PROOF_SET_RECORDS_OK(v);
        if (code != WEIR_ACCEPTED) return code;
        //@ assert used: v->values_used == WEIR_PROOF_VALUES_BEFORE(v, i + 1) && v->numbers_used == WEIR_PROOF_NUMBERS_BEFORE(v, i + 1);
    }
    if (v->values_used != v->channel.section[WEIR_SECTION_VALUES].count)
        return weir_refuse(v, WEIR_REFUSED_VALUES_END, WEIR_RECORD(&v->channel, VALUES, v->values_used));
    if (v->numbers_used != v->channel.section[WEIR_SECTION_NUMBERS].count)
        return weir_refuse(v, WEIR_REFUSED_NUMBERS_END, WEIR_RECORD(&v->channel, NUMBERS, v->numbers_used));
    return WEIR_ACCEPTED;
}

/* Eight bytes that are alike. */
/*@ ghost
    /@ requires i + 8 <= length && i + 8 <= other && u64(s, i) == u64(t, i);
       assigns \nothing;
       ensures string_before(s, length, t, other, i) <==> string_before(s, length, t, other, i + 8); @/
    static void alike(const uint8_t *s, uint32_t length, const uint8_t *t, uint32_t other, uint32_t i)
    {
        /@ assert low: u32(s, i) == u32(t, i); @/
        /@ assert high: u32(s, i + 4) == u32(t, i + 4); @/
        /@ assert low_bytes: s[i] == t[i] && s[i + 1] == t[i + 1] && s[i + 2] == t[i + 2] && s[i + 3] == t[i + 3]; @/
        /@ assert high_bytes: s[i + 4] == t[i + 4] && s[i + 5] == t[i + 5] && s[i + 6] == t[i + 6] && s[i + 7] == t[i + 7]; @/
        /@ assert to_2: string_before(s, length, t, other, i) <==> string_before(s, length, t, other, i + 2); @/
        /@ assert to_4: string_before(s, length, t, other, i + 2) <==> string_before(s, length, t, other, i + 4); @/
        /@ assert to_6: string_before(s, length, t, other, i + 4) <==> string_before(s, length, t, other, i + 6); @/
    } */
/*@ requires \valid_read(low.data + (0 .. low.length - 1)) && \valid_read(high.data + (0 .. high.length - 1));
    assigns \nothing;
    ensures exact: \result <==> string_before(low.data, low.length, high.data, high.length, 0); */
static bool ascends(struct weir_bytes low, struct weir_bytes high)
{
    uint32_t i = 0;
    /*@ loop invariant 0 <= i <= low.length && i <= high.length;
        loop invariant string_before(low.data, low.length, high.data, high.length, 0) <==> string_before(low.data, low.length, high.data, high.length, i);
        loop assigns i;
        loop variant low.length - i; */
    while (low.length - i >= 8 && high.length - i >= 8 && weir_u64_at(low.data, i) == weir_u64_at(high.data, i)) {
        //@ ghost alike(low.data, low.length, high.data, high.length, i);
        i += 8;
    }
    /*@ loop invariant 0 <= i <= low.length && i <= high.length;
        loop invariant string_before(low.data, low.length, high.data, high.length, 0) <==> string_before(low.data, low.length, high.data, high.length, i);
        loop assigns i;
        loop variant low.length - i; */
    while (i < low.length && i < high.length && low.data[i] == high.data[i])
        i++;
    if (i < low.length && i < high.length) return low.data[i] < high.data[i];
    return i == low.length && i < high.length;
}

/*@ requires WEIR_PROOF_FILE(v) && WEIR_PROOF_TEXT_IN(v, glob);
    assigns v->at;
    ensures exact: \result == WEIR_ACCEPTED <==> glob_ok(glob.data, glob.length);
    ensures \result == WEIR_ACCEPTED || \result == WEIR_REFUSED_SET_GLOB; */
static uint32_t verify_glob(struct verifier *v, struct weir_bytes glob)
{
    /*@ loop invariant 1 <= i;
        loop invariant \forall integer k; 1 <= k < i && k < glob.length ==> !star_at(glob.data, k);
        loop assigns i;
        loop variant glob.length - i; */
    for (uint32_t i = 1; i < glob.length; i++)
        if (glob.data[i] == '*' && glob.data[i - 1] == '*')
            return weir_refuse(v, WEIR_REFUSED_SET_GLOB, (uint64_t)(glob.data - v->b) + i);
    return WEIR_ACCEPTED;
}

/* Do the first 12 of 16 bytes say that the other 4 are an IPv4 address? Inputs of this form are held as 4 bytes. */
/*@ requires \valid_read(address + (0 .. 11));
    assigns \nothing;
    ensures exact: \result <==> is_mapped_address(address); */
static bool is_mapped(const uint8_t *address)
{
    /*@ loop invariant 0 <= i <= 12 && (\forall integer k; 0 <= k < i ==> mapped_at(address, k));
        loop assigns i;
        loop variant 12 - i; */
    for (uint32_t i = 0; i < 12; i++)
        if (address[i] != (i < 10 ? 0 : 0xff)) return false;
    return true;
}

/*@ requires WEIR_PROOF_FILE(v) && WEIR_PROOF_TEXT_IN(v, address);
    assigns v->at;
    ensures exact: \result == WEIR_ACCEPTED <==> address_ok(address.data, address.length); */
static uint32_t verify_address(struct verifier *v, struct weir_bytes address, size_t at)
{
    if (address.length != 4 && address.length != 16) return weir_refuse(v, WEIR_REFUSED_SET_ADDRESS, at);
    if (address.length == 16 && is_mapped(address.data)) return weir_refuse(v, WEIR_REFUSED_SET_ADDRESS_MAPPED, at);
    return WEIR_ACCEPTED;
}

/*@ requires WEIR_PROOF_FILE(v) && WEIR_PROOF_TEXT_IN(v, network);
    assigns v->at;
    ensures exact: \result == WEIR_ACCEPTED <==> network_ok(network.data, network.length); */
static uint32_t verify_network(struct verifier *v, struct weir_bytes network, size_t at)
{
    if (network.length != 5 && network.length != 17) return weir_refuse(v, WEIR_REFUSED_SET_NETWORK, at);
    const uint32_t bytes = network.length - 1, prefix = network.data[bytes];
    if (prefix > 8 * bytes) return weir_refuse(v, WEIR_REFUSED_SET_NETWORK_PREFIX, at);
    /*@ loop invariant prefix / 8 <= i <= bytes && (\forall integer k; prefix / 8 <= k < i ==> host_ok(network.data, prefix, k));
        loop assigns i;
        loop variant bytes - i; */
    for (uint32_t i = prefix / 8; i < bytes; i++) {
        const uint32_t host = i == prefix / 8 ? 0xffu >> prefix % 8 : 0xffu;
        //@ assert host: (network.data[i] & host) == 0 <==> host_ok(network.data, prefix, i);
        if ((network.data[i] & host) != 0) return weir_refuse(v, WEIR_REFUSED_SET_NETWORK_HOST_BITS, at);
    }
    if (bytes == 16 && prefix >= 96 && is_mapped(network.data)) return weir_refuse(v, WEIR_REFUSED_SET_ADDRESS_MAPPED, at);
    return WEIR_ACCEPTED;
}

/*@ requires WEIR_PROOF_FILE(v) && WEIR_PROOF_TEXT_IN(v, string) && WEIR_FORM_NONE < form < WEIR_FORM_COUNT;
    assigns v->at;
    ensures exact: \result == WEIR_ACCEPTED <==> string_ok(string.data, string.length, form);
    ensures network: \result == WEIR_ACCEPTED && form == WEIR_FORM_NETWORK ==>
            (string.length == 5 || string.length == 17) && string.data[string.length - 1] <= 8 * (string.length - 1); */
static uint32_t verify_string(struct verifier *v, struct weir_bytes string, uint32_t form, size_t at)
{
    if (form == WEIR_FORM_GUID) return string.length == 16 ? WEIR_ACCEPTED : weir_refuse(v, WEIR_REFUSED_SET_GUID, at);
    if (form == WEIR_FORM_ADDRESS) return verify_address(v, string, at);
    if (form == WEIR_FORM_NETWORK) return verify_network(v, string, at);
    TRY(weir_verify_utf8(v, string, form == WEIR_FORM_TEXT_FOLDED || form == WEIR_FORM_GLOB_FOLDED));
    return form == WEIR_FORM_GLOB || form == WEIR_FORM_GLOB_FOLDED ? verify_glob(v, string) : WEIR_ACCEPTED;
}

/* What a list of values becomes with one more, and what a network's last byte says of the network. */
/*@ ghost
    /@ requires strings_of(b, values, total, strings, first, i) && first + i + 1 <= total && value_below(b, values, first + i, strings);
       assigns \nothing;
       ensures strings_of(b, values, total, strings, first, i + 1); @/
    static void one_more(const uint8_t *b, uint32_t values, uint32_t total, uint32_t strings, uint32_t first, uint32_t i)
    {
        /@ assert \forall integer k; first <= k < first + i + 1 ==> k == first + i || value_below(b, values, k, strings); @/
    }

    /@ requires networks_of(b, values, offsets, bytes, first, i) && network_at(b, values, offsets, bytes, first + i);
       assigns \nothing;
       ensures networks_of(b, values, offsets, bytes, first, i + 1); @/
    static void one_more_network(const uint8_t *b, uint32_t values, uint32_t offsets, uint32_t bytes, uint32_t first, uint32_t i)
    {
        /@ assert \forall integer k; first <= k < first + i + 1 ==> k == first + i || network_at(b, values, offsets, bytes, k); @/
    }

    /@ requires length == u32(b, offsets + 4 * number + 4) - u32(b, offsets + 4 * number);
       requires (length == 5 || length == 17) && b[bytes + u32(b, offsets + 4 * number) + length - 1] <= 8 * (length - 1);
       assigns \nothing;
       ensures network_in(b, offsets, bytes, number); @/
    static void network_is(const uint8_t *b, uint32_t length, uint32_t offsets, uint32_t bytes, uint32_t number)
    {
    }

    /@ requires set_kind(b, sets, i) == WEIR_SET_STRINGS ==> strings_of(b, values, total, strings, set_first(b, sets, i), set_count(b, sets, i));
       requires set_kind(b, sets, i) == WEIR_SET_PROGRAMS ==> strings_of(b, values, total, programs, set_first(b, sets, i), set_count(b, sets, i));
       assigns \nothing;
       ensures set_values_in(b, sets, values, strings, programs, i); @/
    static void values_are(const uint8_t *b, uint32_t sets, uint32_t values, uint32_t total, uint32_t strings, uint32_t programs, uint32_t i)
    {
    } */

/* The use of a string, whose number is one, by a set of this form. */
/*@ requires WEIR_PROOF_STAGE(v) && WEIR_PROOF_TEXT_IN(v, string) && WEIR_FORM_NONE < form < WEIR_FORM_COUNT && v->text_uses <= WEIR_PROOF_USES(v);
    requires number < v->channel.section[WEIR_SECTION_STRING_OFFSETS].count - 1;
    assigns v->at, v->strings_seen, v->text_uses;
    ensures exact: \result == WEIR_ACCEPTED <==> \old(v->text_uses) + string.length <= WEIR_PROOF_USES(v) && string_ok(string.data, string.length, form);
    ensures network: \result == WEIR_ACCEPTED && form == WEIR_FORM_NETWORK ==>
            (string.length == 5 || string.length == 17) && string.data[string.length - 1] <= 8 * (string.length - 1);
    ensures seen: \result == WEIR_ACCEPTED ==> v->strings_seen == seen_behind(number, \old(v->strings_seen));
    ensures read: \result == WEIR_ACCEPTED ==> v->text_uses <= WEIR_PROOF_USES(v) && v->text_uses == \old(v->text_uses) + string.length; */
static uint32_t verify_string_use(struct verifier *v, uint32_t form, uint32_t number, struct weir_bytes string, size_t at)
{
    if (number == v->strings_seen) v->strings_seen++;
    const uint32_t code = weir_verify_text_use(v, string.length, at);
    //@ assert use: code == WEIR_ACCEPTED <==> \at(v->text_uses, Pre) + string.length <= WEIR_PROOF_USES(v);
    if (code != WEIR_ACCEPTED) return code;
    return verify_string(v, string, form, at);
}

#define WEIR_PROOF_VALUE_FOLLOWS(v, first, k) \
    value_follows((v)->b, WEIR_PROOF_VALUES_AT(v), WEIR_PROOF_OFFSETS(v), WEIR_PROOF_BYTES(v), first, k)
#define WEIR_PROOF_STRINGS_FROM_HERE(v, form, first, count) \
    \at(WEIR_PROOF_STRING_VALUES_OK(v, form, first, (v)->strings_seen, (v)->text_uses, count), Pre)

/* A set of strings. What it adds to the uses of text is its weight. */
/*@ requires WEIR_PROOF_STAGE(v) && WEIR_PROOF_IN(&v->channel, VALUES) && first + count <= v->channel.section[WEIR_SECTION_VALUES].count;
    requires WEIR_FORM_NONE < form < WEIR_FORM_COUNT && v->text_uses <= WEIR_PROOF_USES(v);
    assigns v->at, v->strings_seen, v->text_uses;
    ensures ok: \result == WEIR_ACCEPTED ==> WEIR_PROOF_STRING_VALUES_OK(v, form, first, \old(v->strings_seen), \old(v->text_uses), count);
    ensures complete: \result != WEIR_ACCEPTED ==>
            !\old(WEIR_PROOF_STRING_VALUES_OK(v, form, first, v->strings_seen, v->text_uses, count));
    ensures seen: \result == WEIR_ACCEPTED ==> v->strings_seen == WEIR_PROOF_VALUES_SEEN(v, first, \old(v->strings_seen), count);
    ensures read: \result == WEIR_ACCEPTED ==> v->text_uses == \old(v->text_uses) + WEIR_PROOF_VALUES_LENGTH(v, first, count) &&
            \old(v->text_uses) <= v->text_uses <= WEIR_PROOF_USES(v);
    ensures strings: \result == WEIR_ACCEPTED ==> WEIR_PROOF_STRINGS_OF(&v->channel, first, count);
    ensures networks: \result == WEIR_ACCEPTED && form == WEIR_FORM_NETWORK ==> WEIR_PROOF_NETWORKS_OF(&v->channel, first, count);
    ensures follow: \result == WEIR_ACCEPTED ==> \forall integer k; 1 <= k < count ==> WEIR_PROOF_VALUE_FOLLOWS(v, first, k); */
static uint32_t verify_strings(struct verifier *v, uint32_t form, uint32_t first, uint32_t count)
{
    const uint8_t *b = v->b;
    struct weir_bytes before = {b, 0};
    /*@ ghost uint32_t values = v->channel.section[WEIR_SECTION_VALUES].offset, strings = v->channel.section[WEIR_SECTION_STRING_OFFSETS].count - 1,
                       offsets = v->channel.section[WEIR_SECTION_STRING_OFFSETS].offset, bytes = v->channel.section[WEIR_SECTION_STRING_BYTES].offset,
                       seen = v->strings_seen; */
    //@ ghost uint64_t uses = v->text_uses, most = (uint64_t)WEIR_TEXT_USE_FACTOR * v->n + WEIR_TEXT_USE_BASE;
    //@ assert most: most == WEIR_PROOF_USES(v) && strings == v->channel.section[WEIR_SECTION_STRING_OFFSETS].count - 1;
    /*@ loop invariant 0 <= i <= count;
        loop invariant strings: WEIR_PROOF_STRINGS_OF(&v->channel, first, i);
        loop invariant networks: form == WEIR_FORM_NETWORK ==> WEIR_PROOF_NETWORKS_OF(&v->channel, first, i);
        loop invariant seen: v->strings_seen == values_seen(b, values, first, seen, i);
        loop invariant read: v->text_uses == uses + values_length(b, values, offsets, first, i) && uses <= v->text_uses <= most;
        loop invariant data: i == 0 ? before.data == b : before.data == b + (bytes + u32(b, offsets + 4 * value_of(b, values, first + i - 1)));
        loop invariant length: before.length == (i == 0 ? 0 : text_length(b, offsets, value_of(b, values, first + i - 1)));
        loop invariant there: \valid_read(before.data + (0 .. before.length - 1));
        loop invariant ok: \forall integer k; 0 <= k < i ==> string_value_ok_at(b, values, offsets, bytes, strings + 1, form, first, seen, uses, most, k);
        loop assigns i, before, v->at, v->strings_seen, v->text_uses;
        loop variant count - i; */
    for (uint32_t i = 0; i < count; i++) {
        const size_t at = WEIR_RECORD(&v->channel, VALUES, first + i);
        const uint32_t number = weir_u32_at(b, at);
        //@ assert number: number == value_of(b, values, first + i);
        /*@ assert whole: !string_value_ok_at(b, values, offsets, bytes, strings + 1, form, first, seen, uses, most, i) ==>
                   !string_values_ok(b, values, offsets, bytes, strings + 1, form, first, seen, uses, most, count); */
        uint32_t code = weir_verify_string_number(v, number, at);
        //@ assert no_number: code != WEIR_ACCEPTED ==> !string_value_ok_at(b, values, offsets, bytes, strings + 1, form, first, seen, uses, most, i);
        //@ assert refused: code != WEIR_ACCEPTED ==> !WEIR_PROOF_STRINGS_FROM_HERE(v, form, first, count);
        if (code != WEIR_ACCEPTED) return code;
        const struct weir_bytes string = weir_string(&v->channel, number);
        //@ assert data: string.data == b + (bytes + u32(b, offsets + 4 * number));
        //@ assert length: string.length == text_length(b, offsets, number);
        code = verify_string_use(v, form, number, string, at);
        /*@ assert use: (code == WEIR_ACCEPTED <==>
                   string_value_ok(b, number, offsets, bytes, strings + 1, form, values_seen(b, values, first, seen, i),
                                   uses + values_length(b, values, offsets, first, i), most)); */
        /*@ assert no_use: code != WEIR_ACCEPTED ==>
                   !string_value_ok_at(b, values, offsets, bytes, strings + 1, form, first, seen, uses, most, i); */
        //@ assert refused: code != WEIR_ACCEPTED ==> !WEIR_PROOF_STRINGS_FROM_HERE(v, form, first, count);
        if (code != WEIR_ACCEPTED) return code;
        /*@ assert last: form == WEIR_FORM_NETWORK ==> (string.length == 5 || string.length == 17) &&
                   (b + (bytes + u32(b, offsets + 4 * number)))[string.length - 1] <= 8 * (string.length - 1); */
        //@ assert network: form == WEIR_FORM_NETWORK ==> b[bytes + u32(b, offsets + 4 * number) + string.length - 1] <= 8 * (string.length - 1);
        const bool falls = i > 0 && !ascends(before, string);
        //@ assert order: falls <==> i > 0 && !ascends_to(b, offsets, bytes, value_of(b, values, first + i - 1), number);
        //@ assert one: !falls <==> string_value_ok_at(b, values, offsets, bytes, strings + 1, form, first, seen, uses, most, i);
        //@ assert refused: falls ==> !WEIR_PROOF_STRINGS_FROM_HERE(v, form, first, count);
        if (falls) return weir_refuse(v, WEIR_REFUSED_SET_STRING_ORDER, at);
        //@ assert below: value_below(b, values, first + i, strings);
        //@ ghost one_more(b, values, v->channel.section[WEIR_SECTION_VALUES].count, strings, first, i);
        /*@ ghost if (form == WEIR_FORM_NETWORK) {
                network_is(b, string.length, offsets, bytes, number);
                one_more_network(b, values, offsets, bytes, first, i);
            } */
        //@ assert seen: v->strings_seen == values_seen(b, values, first, seen, i + 1);
        //@ assert read: v->text_uses == uses + values_length(b, values, offsets, first, i + 1);
        before = string;
        //@ assert this: string_value_ok_at(b, values, offsets, bytes, strings + 1, form, first, seen, uses, most, i);
        //@ assert step: first + (uint32_t)(i + 1) - 1 == first + i && (uint32_t)(i + 1) == i + 1;
        //@ assert next: before.data == b + (bytes + u32(b, offsets + 4 * value_of(b, values, first + (uint32_t)(i + 1) - 1)));
    }
    //@ assert same: seen == \at(v->strings_seen, Pre) && uses == \at(v->text_uses, Pre) && most == WEIR_PROOF_USES(v) && strings + 1 == WEIR_PROOF_TOTAL(v);
    //@ assert all: string_values_ok(b, values, offsets, bytes, strings + 1, form, first, seen, uses, most, count);
    /*@ assert follow: \forall integer k; 1 <= k < count ==>
               string_value_ok_at(b, values, offsets, bytes, strings + 1, form, first, seen, uses, most, k) && WEIR_PROOF_VALUE_FOLLOWS(v, first, k); */
    return WEIR_ACCEPTED;
}

/* A set of programs. */
/*@ requires WEIR_PROOF_FILE(v) && WEIR_PROOF_IN(&v->channel, VALUES) && first + count <= v->channel.section[WEIR_SECTION_VALUES].count;
    requires WEIR_PROOF_IN(&v->channel, PROGRAMS) && \valid(weight) && \separated(weight, v);
    requires v->programs_seen <= v->channel.section[WEIR_SECTION_PROGRAMS].count;
    assigns v->at, v->programs_seen, *weight;
    ensures v->programs_seen <= v->channel.section[WEIR_SECTION_PROGRAMS].count;
    ensures ok: \result == WEIR_ACCEPTED ==> WEIR_PROOF_PROGRAM_VALUES_OK(v, first, \old(v->programs_seen), count);
    ensures complete: \result != WEIR_ACCEPTED ==> !WEIR_PROOF_PROGRAM_VALUES_OK(v, first, \old(v->programs_seen), count);
    ensures seen: \result == WEIR_ACCEPTED ==> v->programs_seen == WEIR_PROOF_VALUES_SEEN(v, first, \old(v->programs_seen), count);
    ensures weight: \result == WEIR_ACCEPTED ==> *weight == WEIR_PROOF_VALUES_INSTRUCTIONS(v, first, count);
    ensures programs: \result == WEIR_ACCEPTED ==> WEIR_PROOF_PROGRAMS_OF(&v->channel, first, count); */
static uint32_t verify_programs(struct verifier *v, uint32_t first, uint32_t count, uint64_t *weight)
{
    const uint8_t *b = v->b;
    /*@ ghost uint32_t values = v->channel.section[WEIR_SECTION_VALUES].offset, total = v->channel.section[WEIR_SECTION_VALUES].count, seen = v->programs_seen,
                       records = v->channel.section[WEIR_SECTION_PROGRAMS].offset, programs = v->channel.section[WEIR_SECTION_PROGRAMS].count; */
    uint32_t before = 0;
    uint64_t sum = 0;
    /*@ loop invariant 0 <= i <= count && v->programs_seen <= programs;
        loop invariant programs: strings_of(b, values, total, programs, first, i);
        loop invariant seen: v->programs_seen == values_seen(b, values, first, seen, i);
        loop invariant sum: sum == values_instructions(b, values, records, first, i) && 0 <= sum <= 4294967295 * i;
        loop invariant before: i > 0 ==> before == value_of(b, values, first + i - 1);
        loop invariant ok: \forall integer k; 0 <= k < i ==> program_value_ok_at(b, values, programs, first, seen, k);
        loop assigns i, before, sum, v->at, v->programs_seen;
        loop variant count - i; */
    for (uint32_t i = 0; i < count; i++) {
        const size_t at = WEIR_RECORD(&v->channel, VALUES, first + i);
        //@ assert place: at == values + WEIR_BYTES_VALUES * (first + i);
        const uint32_t number = weir_u32_at(b, at);
        //@ assert number: number == value_of(b, values, first + i);
        //@ assert one: program_value_ok_at(b, values, programs, first, seen, i) <==> number < programs && number <= v->programs_seen && (i > 0 ==> before < number);
        //@ assert refused: !program_value_ok_at(b, values, programs, first, seen, i) ==> !program_values_ok(b, values, programs, first, seen, count);
        if (number >= v->channel.section[WEIR_SECTION_PROGRAMS].count) return weir_refuse(v, WEIR_REFUSED_PROGRAM_NUMBER, at);
        if (number > v->programs_seen) return weir_refuse(v, WEIR_REFUSED_PROGRAM_ORDER, at);
        if (i > 0 && number <= before) return weir_refuse(v, WEIR_REFUSED_SET_PROGRAM_ORDER, at);
        if (number == v->programs_seen) v->programs_seen++;
        //@ assert seen: v->programs_seen == values_seen(b, values, first, seen, i + 1);
        //@ ghost one_more(b, values, total, programs, first, i);
        before = number;
        const size_t count_at = WEIR_RECORD(&v->channel, PROGRAMS, number) + WEIR_PROGRAM_COUNT;
        //@ assert count_at: count_at == records + WEIR_BYTES_PROGRAMS * number + WEIR_PROGRAM_COUNT && count_at + 4 <= v->n;
        const uint32_t instructions = weir_u32_at(b, count_at);
        //@ assert instructions: instructions == program_count(b, records, number);
        sum += instructions;
        //@ assert sum: sum == values_instructions(b, values, records, first, i + 1);
        //@ assert this: before == value_of(b, values, first + i);
        //@ assert step: first + (uint32_t)(i + 1) - 1 == first + i;
        //@ assert next: before == value_of(b, values, first + (uint32_t)(i + 1) - 1);
    }
    //@ assert all: program_values_ok(b, values, programs, first, seen, count);
    *weight = sum;
    //@ assert same: b == v->b && seen == \at(v->programs_seen, Pre) && records == WEIR_PROOF_PROGRAMS_AT(v) && values == WEIR_PROOF_VALUES_AT(v);
    //@ assert same: programs == WEIR_PROOF_PROGRAM_TOTAL(v) && total == WEIR_PROOF_VALUE_TOTAL(v);
    return WEIR_ACCEPTED;
}

/* Numbers ascend with or without a sign; a range's two ends may be equal, but between two ranges lies a number. Which order it is
 * shows at the ends: only in signed order can a number of 2^63 or more come before a smaller one. */
/*@ // Number k of all is none above number m.
    predicate not_above{L}(uint8_t *b, integer numbers, integer half, integer k, integer m) = placed_at(b, numbers, half, k) <= placed_at(b, numbers, half, m);
*/
/*@ ghost
    // What ascends in an order lies between its ends there.
    /@ requires count >= 1 && (half == 0 || half == 9223372036854775808);
       assigns \nothing;
       ensures numbers_ascend(b, numbers, half, ranges != 0, first, count) ==>
               (\forall integer k; first <= k < first + count ==> not_above(b, numbers, half, first, k)); @/
    static void above_first(const uint8_t *b, uint32_t numbers, uint64_t half, int ranges, uint32_t first, uint32_t count)
    {
        /@ loop invariant 1 <= i <= count;
           loop invariant above: numbers_ascend(b, numbers, half, ranges != 0, first, count) ==>
                  (\forall integer k; first <= k < first + i ==> not_above(b, numbers, half, first, k));
           loop assigns i;
           loop variant count - i; @/
        for (uint32_t i = 1; i < count; i++) {
            /@ assert step: numbers_ascend(b, numbers, half, ranges != 0, first, count) ==> number_follows(b, numbers, half, ranges != 0, first, i); @/
            /@ assert rises: numbers_ascend(b, numbers, half, ranges != 0, first, count) ==> not_above(b, numbers, half, first + i - 1, first + i); @/
            /@ assert before: numbers_ascend(b, numbers, half, ranges != 0, first, count) ==> not_above(b, numbers, half, first, first + i - 1); @/
            /@ assert this: numbers_ascend(b, numbers, half, ranges != 0, first, count) ==> not_above(b, numbers, half, first, first + i); @/
            /@ assert all: \forall integer k; first <= k < first + i + 1 ==> k < first + i || k == first + i; @/
        }
    }
    /@ requires count >= 1 && (half == 0 || half == 9223372036854775808);
       assigns \nothing;
       ensures numbers_ascend(b, numbers, half, ranges != 0, first, count) ==>
               (\forall integer k; first <= k < first + count ==> not_above(b, numbers, half, k, first + count - 1)); @/
    static void below_last(const uint8_t *b, uint32_t numbers, uint64_t half, int ranges, uint32_t first, uint32_t count)
    {
        /@ loop invariant 1 <= i <= count;
           loop invariant below: numbers_ascend(b, numbers, half, ranges != 0, first, count) ==>
                  (\forall integer k; first + i - 1 <= k < first + count ==> not_above(b, numbers, half, k, first + count - 1));
           loop assigns i;
           loop variant i; @/
        for (uint32_t i = count; i > 1; i--) {
            /@ assert step: numbers_ascend(b, numbers, half, ranges != 0, first, count) ==> number_follows(b, numbers, half, ranges != 0, first, i - 1); @/
            /@ assert rises: numbers_ascend(b, numbers, half, ranges != 0, first, count) ==> not_above(b, numbers, half, first + i - 2, first + i - 1); @/
            /@ assert behind: numbers_ascend(b, numbers, half, ranges != 0, first, count) ==> not_above(b, numbers, half, first + i - 1, first + count - 1); @/
            /@ assert this: numbers_ascend(b, numbers, half, ranges != 0, first, count) ==> not_above(b, numbers, half, first + i - 2, first + count - 1); @/
            /@ assert all: \forall integer k; first + i - 2 <= k < first + count ==> first + i - 1 <= k || k == first + i - 2; @/
        }
    }
    // Where the ends of numbers that ascend in the one order are in the other, too, all are: both ends have a sign, or both have none.
    /@ requires count >= 1 && lowest == u64(b, numbers + WEIR_BYTES_NUMBERS * first) && highest == u64(b, numbers + WEIR_BYTES_NUMBERS * (first + count - 1));
       requires (half == 0 && other == 9223372036854775808) || (half == 9223372036854775808 && other == 0);
       requires placed(lowest, half) <= placed(highest, half);
       assigns \nothing;
       ensures numbers_ascend(b, numbers, other, ranges != 0, first, count) ==> numbers_ascend(b, numbers, half, ranges != 0, first, count); @/
    static void same_order(const uint8_t *b, uint32_t numbers, uint64_t lowest, uint64_t highest, uint64_t half, uint64_t other, int ranges, uint32_t first,
                           uint32_t count)
    {
        above_first(b, numbers, other, ranges, first, count);
        below_last(b, numbers, other, ranges, first, count);
        /@ assert low: placed_at(b, numbers, other, first) == placed(lowest, other); @/
        /@ assert high: placed_at(b, numbers, other, first + count - 1) == placed(highest, other); @/
        /@ loop invariant 1 <= i <= count;
           loop invariant follow: numbers_ascend(b, numbers, other, ranges != 0, first, count) ==>
                  (\forall integer k; 1 <= k < i ==> number_follows(b, numbers, half, ranges != 0, first, k));
           loop assigns i;
           loop variant count - i; @/
        for (uint32_t i = 1; i < count; i++) {
            /@ assert step: numbers_ascend(b, numbers, other, ranges != 0, first, count) ==> number_follows(b, numbers, other, ranges != 0, first, i); @/
            /@ assert between: numbers_ascend(b, numbers, other, ranges != 0, first, count) ==>
                      not_above(b, numbers, other, first, first + i - 1) && not_above(b, numbers, other, first, first + i) &&
                      not_above(b, numbers, other, first + i - 1, first + count - 1) && not_above(b, numbers, other, first + i, first + count - 1); @/
            /@ assert this: numbers_ascend(b, numbers, other, ranges != 0, first, count) ==> number_follows(b, numbers, half, ranges != 0, first, i); @/
        }
    }
    // So the ends say in which order they can be: signed where only the first has a sign, else unsigned.
    /@ requires count >= 1 && lowest == u64(b, numbers + WEIR_BYTES_NUMBERS * first) && highest == u64(b, numbers + WEIR_BYTES_NUMBERS * (first + count - 1));
       requires half == (lowest >= 9223372036854775808 && highest < 9223372036854775808 ? 9223372036854775808 : 0);
       assigns \nothing;
       ensures numbers_ok(b, numbers, ranges != 0, first, count) <==> numbers_ascend(b, numbers, half, ranges != 0, first, count); @/
    static void order_of(const uint8_t *b, uint32_t numbers, uint64_t lowest, uint64_t highest, uint64_t half, int ranges, uint32_t first, uint32_t count)
    {
        above_first(b, numbers, 0, ranges, first, count);
        /@ assert ends: numbers_ascend(b, numbers, 0, ranges != 0, first, count) ==> not_above(b, numbers, 0, first, first + count - 1); @/
        /@ assert unsigned: placed_at(b, numbers, 0, first) == lowest && placed_at(b, numbers, 0, first + count - 1) == highest; @/
        /@ assert signed: half != 0 ==> !numbers_ascend(b, numbers, 0, ranges != 0, first, count); @/
        if (half == 0 && lowest <= highest) same_order(b, numbers, lowest, highest, half, 9223372036854775808u, ranges, first, count);
        above_first(b, numbers, 9223372036854775808u, ranges, first, count);
        /@ assert signed_ends: numbers_ascend(b, numbers, 9223372036854775808, ranges != 0, first, count) ==>
                  not_above(b, numbers, 9223372036854775808, first, first + count - 1); @/
        /@ assert signed_places: placed_at(b, numbers, 9223372036854775808, first) == placed(lowest, 9223372036854775808) &&
                  placed_at(b, numbers, 9223372036854775808, first + count - 1) == placed(highest, 9223372036854775808); @/
        /@ assert falls: lowest > highest && half == 0 ==> !numbers_ascend(b, numbers, 9223372036854775808, ranges != 0, first, count); @/
    }
    // And where they ascend in an order, they do in each in which their ends do.
    /@ requires count >= 1 && lowest == u64(b, numbers + WEIR_BYTES_NUMBERS * first) && highest == u64(b, numbers + WEIR_BYTES_NUMBERS * (first + count - 1));
       requires numbers_ok(b, numbers, ranges != 0, first, count);
       assigns \nothing;
       ensures placed(lowest, 0) <= placed(highest, 0) ==> numbers_ascend(b, numbers, 0, ranges != 0, first, count);
       ensures placed(lowest, 9223372036854775808) <= placed(highest, 9223372036854775808) ==>
               numbers_ascend(b, numbers, 9223372036854775808, ranges != 0, first, count); @/
    static void in_each_order(const uint8_t *b, uint32_t numbers, uint64_t lowest, uint64_t highest, int ranges, uint32_t first, uint32_t count)
    {
        const uint64_t half = 9223372036854775808u;
        if (lowest <= highest) same_order(b, numbers, lowest, highest, 0, half, ranges, first, count);
        if ((lowest < half && highest < half && lowest <= highest) || (lowest >= half && (highest < half || lowest <= highest)))
            same_order(b, numbers, lowest, highest, half, 0, ranges, first, count);
    } */
/* The numbers of a set. */
#define WEIR_PROOF_BETWEEN(v, half, ranges, first, count) \
    (placed_at((v)->b, WEIR_PROOF_NUMBERS_AT(v), half, first) <= placed_at((v)->b, WEIR_PROOF_NUMBERS_AT(v), half, (first) + (count) - 1) ==> \
     numbers_ascend((v)->b, WEIR_PROOF_NUMBERS_AT(v), half, ranges, first, count))
/*@ requires WEIR_PROOF_FILE(v) && WEIR_PROOF_IN(&v->channel, NUMBERS) && count >= 1;
    requires first + count <= v->channel.section[WEIR_SECTION_NUMBERS].count;
    assigns v->at;
    ensures exact: \result == WEIR_ACCEPTED <==> WEIR_PROOF_NUMBERS_OK(v, ranges != 0, first, count);
    ensures between: \result == WEIR_ACCEPTED ==> WEIR_PROOF_BETWEEN(v, 0, ranges != 0, first, count) && WEIR_PROOF_BETWEEN(v, 9223372036854775808, ranges != 0, first, count); */
static uint32_t verify_numbers(struct verifier *v, bool ranges, uint32_t first, uint32_t count)
{
    const uint8_t *b = v->b;
    //@ ghost uint32_t numbers = v->channel.section[WEIR_SECTION_NUMBERS].offset;
    const uint64_t half = (uint64_t)1 << 63;
    //@ assert half: half == 9223372036854775808;
    const uint64_t lowest = weir_u64_at(b, WEIR_RECORD(&v->channel, NUMBERS, first));
    const uint64_t highest = weir_u64_at(b, WEIR_RECORD(&v->channel, NUMBERS, first + (count - 1)));
    //@ assert ends: lowest == u64(b, numbers + WEIR_BYTES_NUMBERS * first) && highest == u64(b, numbers + WEIR_BYTES_NUMBERS * (first + count - 1));
    const uint64_t bias = lowest >= half && highest < half ? half : 0;
    //@ assert bias: bias == 0 || bias == 9223372036854775808;
    //@ ghost order_of(b, numbers, lowest, highest, bias, ranges ? 1 : 0, first, count);
    //@ assert order: numbers_ok(b, numbers, ranges != 0, first, count) <==> numbers_ascend(b, numbers, bias, ranges != 0, first, count);
    uint64_t before = weir_placed(lowest, bias);
    /*@ loop invariant 1 <= i <= count;
        loop invariant before: before == placed_at(b, numbers, bias, first + i - 1);
        loop invariant ascend: \forall integer k; 1 <= k < i ==> number_follows(b, numbers, bias, ranges != 0, first, k);
        loop assigns i, before, v->at;
        loop variant count - i; */
    for (uint32_t i = 1; i < count; i++) {
        const size_t at = WEIR_RECORD(&v->channel, NUMBERS, first + i);
        //@ assert place: at == numbers + WEIR_BYTES_NUMBERS * (first + i);
        const uint64_t number = weir_placed(weir_u64_at(b, at), bias);
        //@ assert number: number == placed_at(b, numbers, bias, first + i);
        //@ assert refused: !number_follows(b, numbers, bias, ranges != 0, first, i) ==> !numbers_ascend(b, numbers, bias, ranges != 0, first, count);
        if (!ranges && number <= before) return weir_refuse(v, WEIR_REFUSED_SET_NUMBER_ORDER, at);
        if (ranges && (number < before || (i % 2 == 0 && number - before < 2))) return weir_refuse(v, WEIR_REFUSED_SET_RANGE_ORDER, at);
        //@ assert follows: number_follows(b, numbers, bias, ranges != 0, first, i);
        before = number;
    }
    //@ assert all: numbers_ascend(b, numbers, bias, ranges != 0, first, count);
    //@ ghost in_each_order(b, numbers, lowest, highest, ranges ? 1 : 0, first, count);
    return WEIR_ACCEPTED;
}

/*@ requires WEIR_PROOF_CHANNEL(c) && WEIR_PROOF_IN(c, SETS) && index < c->section[WEIR_SECTION_SETS].count && field <= WEIR_BYTES_SETS - 4;
    assigns \nothing;
    ensures \result == u32(c->bytes, c->section[WEIR_SECTION_SETS].offset + WEIR_BYTES_SETS * index + field); */
static uint32_t set_number(const struct weir_channel *c, uint32_t index, uint32_t field)
{
    return weir_u32_at(c->bytes, WEIR_RECORD(c, SETS, index) + field);
}

/* What a set adds to what was used. */
#define WEIR_PROOF_SET_USED(v, seen, programs, uses, i) \
    ((v)->strings_seen == (set_kind((v)->b, WEIR_PROOF_SETS_AT(v), i) == WEIR_SET_STRINGS ? \
       WEIR_PROOF_VALUES_SEEN(v, set_first((v)->b, WEIR_PROOF_SETS_AT(v), i), seen, set_count((v)->b, WEIR_PROOF_SETS_AT(v), i)) : seen) && \
     (v)->programs_seen == (set_kind((v)->b, WEIR_PROOF_SETS_AT(v), i) == WEIR_SET_PROGRAMS ? \
       WEIR_PROOF_VALUES_SEEN(v, set_first((v)->b, WEIR_PROOF_SETS_AT(v), i), programs, set_count((v)->b, WEIR_PROOF_SETS_AT(v), i)) : programs) && \
     (v)->text_uses == uses + (set_kind((v)->b, WEIR_PROOF_SETS_AT(v), i) == WEIR_SET_STRINGS ? \
       WEIR_PROOF_VALUES_LENGTH(v, set_first((v)->b, WEIR_PROOF_SETS_AT(v), i), set_count((v)->b, WEIR_PROOF_SETS_AT(v), i)) : 0))
#define WEIR_PROOF_LISTED_FROM_HERE(v, i) \
    WEIR_PROOF_SET_LISTED_OK(v, \at((v)->strings_seen, Pre), \at((v)->programs_seen, Pre), \at((v)->text_uses, Pre), i)

/* The values of one set, and their weight. */
/*@ requires WEIR_PROOF_STAGE(v) && WEIR_PROOF_SETS(&v->channel) && WEIR_PROOF_IN(&v->channel, PROGRAMS);
    requires index < v->channel.section[WEIR_SECTION_SETS].count && v->programs_seen <= v->channel.section[WEIR_SECTION_PROGRAMS].count;
    requires v->text_uses <= WEIR_PROOF_USES(v);
    assigns v->at, v->strings_seen, v->programs_seen, v->text_uses;
    ensures ok: \result == WEIR_ACCEPTED ==>
            WEIR_PROOF_SET_LISTED_OK(v, \old(v->strings_seen), \old(v->programs_seen), \old(v->text_uses), index) && WEIR_PROOF_SET_WEIGHS(v, index);
    ensures complete: \result != WEIR_ACCEPTED ==>
            !WEIR_PROOF_SET_LISTED_OK(v, \old(v->strings_seen), \old(v->programs_seen), \old(v->text_uses), index) || !WEIR_PROOF_SET_WEIGHS(v, index);
    ensures used: \result == WEIR_ACCEPTED ==> WEIR_PROOF_SET_USED(v, \old(v->strings_seen), \old(v->programs_seen), \old(v->text_uses), index);
    ensures used: \result == WEIR_ACCEPTED ==> v->text_uses <= WEIR_PROOF_USES(v);
    ensures v->programs_seen <= v->channel.section[WEIR_SECTION_PROGRAMS].count;
    ensures values: \result == WEIR_ACCEPTED ==> WEIR_PROOF_SET_VALUES(&v->channel, index);
    ensures networks: \result == WEIR_ACCEPTED ==> WEIR_PROOF_SET_NETWORKS(&v->channel, index);
    ensures strings: \result == WEIR_ACCEPTED ==> set_ascends(&v->channel, index);
    ensures numbers: \result == WEIR_ACCEPTED ==> WEIR_PROOF_NUMBERS_BETWEEN(&v->channel, index); */
static uint32_t verify_values(struct verifier *v, uint32_t index)
{
    const uint8_t *b = v->b;
    const size_t at = WEIR_RECORD(&v->channel, SETS, index);
    //@ assert at + WEIR_BYTES_SETS <= v->n;
    //@ assert set_in(b, v->channel.section[WEIR_SECTION_SETS].offset, v->channel.section[WEIR_SECTION_VALUES].count, v->channel.section[WEIR_SECTION_NUMBERS].count, index);
    const uint32_t kind = b[at + WEIR_SET_KIND], form = b[at + WEIR_SET_FORM];
    const uint32_t first = set_number(&v->channel, index, WEIR_SET_FIRST), count = set_number(&v->channel, index, WEIR_SET_COUNT);
    //@ assert kind == set_kind(b, v->channel.section[WEIR_SECTION_SETS].offset, index) && form == set_form(b, v->channel.section[WEIR_SECTION_SETS].offset, index);
    //@ assert first == set_first(b, v->channel.section[WEIR_SECTION_SETS].offset, index);
    //@ assert count == set_count(b, v->channel.section[WEIR_SECTION_SETS].offset, index);
    //@ assert kind == WEIR_SET_STRINGS || kind == WEIR_SET_PROGRAMS ==> first + count <= v->channel.section[WEIR_SECTION_VALUES].count;
    //@ assert kind == WEIR_SET_NUMBERS ==> first + count <= v->channel.section[WEIR_SECTION_NUMBERS].count;
    //@ assert kind == WEIR_SET_RANGES ==> first + 2 * count <= v->channel.section[WEIR_SECTION_NUMBERS].count;
    /*@ ghost uint32_t sets = v->channel.section[WEIR_SECTION_SETS].offset, values = v->channel.section[WEIR_SECTION_VALUES].offset,
                       total = v->channel.section[WEIR_SECTION_VALUES].count, strings = v->channel.section[WEIR_SECTION_STRING_OFFSETS].count - 1,
                       programs = v->channel.section[WEIR_SECTION_PROGRAMS].count; */
    //@ assert strings == v->channel.section[WEIR_SECTION_STRING_OFFSETS].count - 1;
    const size_t weight_at = at + WEIR_SET_WEIGHT;
    //@ assert weight_at: weight_at == at + WEIR_SET_WEIGHT;
    const uint32_t said = weir_u32_at(b, weight_at);
    //@ assert said: said == set_weight(b, WEIR_PROOF_SETS_AT(v), index);
    const uint64_t uses = v->text_uses;
    uint64_t weight = 0;
    uint32_t code;
    if (kind == WEIR_SET_STRINGS) {
        code = verify_strings(v, form, first, count);
        weight = v->text_uses - uses;
        //@ assert strings_weight: code == WEIR_ACCEPTED ==> weight == WEIR_PROOF_WEIGHT_OF(v, index);
        //@ assert refused: code != WEIR_ACCEPTED ==> !WEIR_PROOF_LISTED_FROM_HERE(v, index);
        //@ assert strings: code == WEIR_ACCEPTED ==> WEIR_PROOF_LISTED_FROM_HERE(v, index);
    } else if (kind == WEIR_SET_PROGRAMS) {
        code = verify_programs(v, first, count, &weight);
        //@ assert programs_weight: code == WEIR_ACCEPTED ==> weight == WEIR_PROOF_WEIGHT_OF(v, index);
        //@ assert programs: code == WEIR_ACCEPTED <==> WEIR_PROOF_LISTED_FROM_HERE(v, index);
    } else {
        code = verify_numbers(v, kind == WEIR_SET_RANGES, first, kind == WEIR_SET_RANGES ? 2 * count : count);
        /*@ assert between: code == WEIR_ACCEPTED && kind == WEIR_SET_NUMBERS ==>
                   WEIR_PROOF_BETWEEN(v, 0, \false, first, count) && WEIR_PROOF_BETWEEN(v, 9223372036854775808, \false, first, count); */
        //@ assert numbers_weight: weight == WEIR_PROOF_WEIGHT_OF(v, index);
        //@ assert numbers: code == WEIR_ACCEPTED <==> WEIR_PROOF_LISTED_FROM_HERE(v, index);
    }
    //@ assert listed: code == WEIR_ACCEPTED ==> WEIR_PROOF_LISTED_FROM_HERE(v, index);
    //@ assert refused: code != WEIR_ACCEPTED ==> !WEIR_PROOF_LISTED_FROM_HERE(v, index);
    if (code != WEIR_ACCEPTED) return code;
    //@ assert weight: weight == WEIR_PROOF_WEIGHT_OF(v, index);
    //@ assert used: WEIR_PROOF_SET_USED(v, \at(v->strings_seen, Pre), \at(v->programs_seen, Pre), \at(v->text_uses, Pre), index);
    //@ assert kind == WEIR_SET_STRINGS ==> strings_of(b, values, total, strings, set_first(b, sets, index), set_count(b, sets, index));
    //@ assert kind == WEIR_SET_PROGRAMS ==> strings_of(b, values, total, programs, set_first(b, sets, index), set_count(b, sets, index));
    //@ ghost values_are(b, sets, values, total, strings, programs, index);
    //@ assert sets == v->channel.section[WEIR_SECTION_SETS].offset;
    //@ assert values == v->channel.section[WEIR_SECTION_VALUES].offset;
    //@ assert programs == v->channel.section[WEIR_SECTION_PROGRAMS].count;
    //@ assert strings == v->channel.section[WEIR_SECTION_STRING_OFFSETS].count - 1;
    //@ assert v->channel.bytes == b;
    //@ assert WEIR_PROOF_SET_VALUES(&v->channel, index);
    //@ assert between: WEIR_PROOF_NUMBERS_BETWEEN(&v->channel, index);
    //@ assert ascends: kind == WEIR_SET_STRINGS ==> (\forall integer k; 1 <= k < count ==> WEIR_PROOF_VALUE_FOLLOWS(v, first, k));
    if (said != weight) return weir_refuse(v, WEIR_REFUSED_SET_WEIGHT, weight_at);
    return WEIR_ACCEPTED;
}

#define WEIR_PROOF_LISTED_FROM_START(v) WEIR_PROOF_SETS_LISTED_OK(v, \at((v)->strings_seen, Pre), \at((v)->text_uses, Pre))
uint32_t weir_verify_set_values(struct verifier *v)
{
    /*@ loop invariant 0 <= i <= v->channel.section[WEIR_SECTION_SETS].count && v->programs_seen <= v->channel.section[WEIR_SECTION_PROGRAMS].count;
        loop invariant \forall integer k; 0 <= k < i ==> WEIR_PROOF_SET_VALUES(&v->channel, k);
        loop invariant \forall integer k; 0 <= k < i ==> WEIR_PROOF_SET_NETWORKS(&v->channel, k);
        loop invariant ascend: \forall integer k; 0 <= k < i ==> set_ascends(&v->channel, k);
        loop invariant between: \forall integer k; 0 <= k < i ==> WEIR_PROOF_NUMBERS_BETWEEN(&v->channel, k);
        loop invariant strings: v->strings_seen == WEIR_PROOF_STRINGS_BEHIND(v, \at(v->strings_seen, Pre), i);
        loop invariant programs: v->programs_seen == WEIR_PROOF_PROGRAMS_BEHIND(v, i);
        loop invariant read: v->text_uses == WEIR_PROOF_READ_BEHIND(v, \at(v->text_uses, Pre), i) && v->text_uses <= WEIR_PROOF_USES(v);
        loop invariant ok: \forall integer k; 0 <= k < i ==> WEIR_PROOF_SET_VALUES_OK_AT(v, \at(v->strings_seen, Pre), \at(v->text_uses, Pre), k);
        loop assigns i, v->at, v->strings_seen, v->programs_seen, v->text_uses;
        loop variant v->channel.section[WEIR_SECTION_SETS].count - i; */
    for (uint32_t i = 0; i < v->channel.section[WEIR_SECTION_SETS].count; i++) {
        const uint32_t code = verify_values(v, i);
        //@ assert one: code == WEIR_ACCEPTED ==> WEIR_PROOF_SET_VALUES_OK_AT(v, \at(v->strings_seen, Pre), \at(v->text_uses, Pre), i);
        //@ assert refused: code != WEIR_ACCEPTED ==> !WEIR_PROOF_LISTED_FROM_START(v);
        if (code != WEIR_ACCEPTED) return code;
        //@ assert strings: v->strings_seen == WEIR_PROOF_STRINGS_BEHIND(v, \at(v->strings_seen, Pre), i + 1);
        //@ assert programs: v->programs_seen == WEIR_PROOF_PROGRAMS_BEHIND(v, i + 1);
        //@ assert read: v->text_uses == WEIR_PROOF_READ_BEHIND(v, \at(v->text_uses, Pre), i + 1);
    }
    if (v->programs_seen != v->channel.section[WEIR_SECTION_PROGRAMS].count)
        return weir_refuse(v, WEIR_REFUSED_PROGRAM_UNUSED, WEIR_RECORD(&v->channel, PROGRAMS, v->programs_seen));
    return WEIR_ACCEPTED;
}
