/* The verifier's stage on the Template Type: TEMPLATE, PARAMETERS, MEMBERS, ALIASES, RECORDED.
 *
 * In:   sections and strings whose places are verified. Out: whether the Template Type is well formed.
 * Must hold: strings are used in the order TEMPLATE, PARAMETERS, MEMBERS, ALIASES, RECORDED. */
#include "verify.h"

/* What stands in the record itself. */
/*@ requires WEIR_PROOF_FILE(v) && at + WEIR_BYTES_TEMPLATE <= v->n;
    assigns v->at;
    ensures exact: \result == WEIR_ACCEPTED <==> WEIR_PROOF_TEMPLATE_PLAIN(v, at); */
static uint32_t verify_template_record(struct verifier *v, size_t at)
{
    const uint8_t *b = v->b;
    if (b[at + WEIR_TEMPLATE_PLATFORM] >= WEIR_PLATFORM_COUNT) return weir_refuse(v, WEIR_REFUSED_TEMPLATE_PLATFORM, at + WEIR_TEMPLATE_PLATFORM);
    if (b[at + WEIR_TEMPLATE_PHASE] >= WEIR_PHASE_COUNT) return weir_refuse(v, WEIR_REFUSED_TEMPLATE_PHASE, at + WEIR_TEMPLATE_PHASE);
    const uint32_t actions = b[at + WEIR_TEMPLATE_ACTIONS];
    if (actions == 0 || actions >= 1u << WEIR_ACTION_COUNT) return weir_refuse(v, WEIR_REFUSED_TEMPLATE_ACTIONS, at + WEIR_TEMPLATE_ACTIONS);
    if (b[at + WEIR_TEMPLATE_RESERVED] != 0) return weir_refuse(v, WEIR_REFUSED_TEMPLATE_RESERVED, at + WEIR_TEMPLATE_RESERVED);
    return WEIR_ACCEPTED;
}

/*@ requires WEIR_PROOF_STAGE(v) && WEIR_PROOF_IN(&v->channel, TEMPLATE) && v->channel.section[WEIR_SECTION_TEMPLATE].count == 1;
    assigns v->at, v->strings_seen;
    ensures sound: \result == WEIR_ACCEPTED ==> WEIR_PROOF_TEMPLATE_OK(v, \old(v->strings_seen));
    ensures complete: \result != WEIR_ACCEPTED ==> !WEIR_PROOF_TEMPLATE_OK(v, \old(v->strings_seen));
    ensures seen: \result == WEIR_ACCEPTED ==> v->strings_seen == WEIR_PROOF_TEMPLATE_SEEN(v, \old(v->strings_seen)); */
static uint32_t verify_template(struct verifier *v)
{
    const uint8_t *b = v->b;
    const size_t at = WEIR_RECORD(&v->channel, TEMPLATE, 0);
    //@ assert place: at == v->channel.section[WEIR_SECTION_TEMPLATE].offset && at + WEIR_BYTES_TEMPLATE <= v->n;
    const uint32_t code = weir_verify_text(v, at + WEIR_TEMPLATE_NAME), number = weir_u32_at(b, at + WEIR_TEMPLATE_NAME);
    //@ assert number: number == u32(b, at + WEIR_TEMPLATE_NAME);
    //@ assert no_text: code != WEIR_ACCEPTED ==> !WEIR_PROOF_TEMPLATE_OK(v, \at(v->strings_seen, Pre));
    if (code != WEIR_ACCEPTED) return code;
    const struct weir_bytes name = weir_string(&v->channel, number);
    //@ assert name: name.data == b + (WEIR_PROOF_BYTES(v) + u32(b, WEIR_PROOF_OFFSETS(v) + 4 * number)) && name.length == text_length(b, WEIR_PROOF_OFFSETS(v), number);
    //@ assert empty: name.length == 0 ==> !WEIR_PROOF_TEMPLATE_OK(v, \at(v->strings_seen, Pre));
    if (name.length == 0) return weir_refuse(v, WEIR_REFUSED_TEMPLATE_NAME, at + WEIR_TEMPLATE_NAME);
    const uint32_t record = verify_template_record(v, at);
    //@ assert no_record: record != WEIR_ACCEPTED ==> !WEIR_PROOF_TEMPLATE_OK(v, \at(v->strings_seen, Pre));
    if (record != WEIR_ACCEPTED) return record;
    const uint64_t hash = weir_hash(name.data, name.length);
    //@ assert hash: hash == text_hash(b, WEIR_PROOF_OFFSETS(v), WEIR_PROOF_BYTES(v), number);
    //@ assert whole: u64(b, at + WEIR_TEMPLATE_NAME_HASH) == hash <==> WEIR_PROOF_TEMPLATE_OK(v, \at(v->strings_seen, Pre));
    if (weir_u64_at(b, at + WEIR_TEMPLATE_NAME_HASH) != hash) return weir_refuse(v, WEIR_REFUSED_TEMPLATE_HASH, at + WEIR_TEMPLATE_NAME_HASH);
    return WEIR_ACCEPTED;
}

/* What stands in a parameter's record itself. */
/*@ requires WEIR_PROOF_FILE(v) && WEIR_PROOF_IN(&v->channel, PARAMETERS) && index < v->channel.section[WEIR_SECTION_PARAMETERS].count;
    assigns v->at;
    ensures exact: \result == WEIR_ACCEPTED <==> WEIR_PROOF_PARAMETER_RECORD_OK(v, index); */
static uint32_t verify_parameter_record(struct verifier *v, uint32_t index)
{
    const uint8_t *b = v->b;
    const size_t at = WEIR_RECORD(&v->channel, PARAMETERS, index);
    //@ assert place: at == WEIR_PROOF_PARAMETER_AT(v, index) && at + WEIR_BYTES_PARAMETERS <= v->n;
    const uint32_t type = b[at + WEIR_PARAMETER_TYPE], flags = b[at + WEIR_PARAMETER_FLAGS], allowed = weir_is_text(type) ? WEIR_PARAMETER_CASED : 0;
    const uint32_t ordinal = weir_u32_at(b, at + WEIR_PARAMETER_ORDINAL);
    //@ assert record: ordinal == u32(b, WEIR_PROOF_PARAMETER_AT(v, index) + WEIR_PARAMETER_ORDINAL);
    //@ assert bytes: type == b[WEIR_PROOF_PARAMETER_AT(v, index) + WEIR_PARAMETER_TYPE] && flags == b[WEIR_PROOF_PARAMETER_AT(v, index) + WEIR_PARAMETER_FLAGS];
    //@ assert allowed: flags > allowed <==> !(flags <= WEIR_PARAMETER_CASED && (flags == 0 || is_text(type)));
    if (ordinal != index + 1) return weir_refuse(v, WEIR_REFUSED_PARAMETER_ORDINAL, at + WEIR_PARAMETER_ORDINAL);
    if (type >= WEIR_TYPE_COUNT) return weir_refuse(v, WEIR_REFUSED_PARAMETER_TYPE, at + WEIR_PARAMETER_TYPE);
    return flags > allowed ? weir_refuse(v, WEIR_REFUSED_PARAMETER_FLAGS, at + WEIR_PARAMETER_FLAGS) : WEIR_ACCEPTED;
}

/* Its name. */
/*@ requires WEIR_PROOF_STAGE(v) && WEIR_PROOF_IN(&v->channel, PARAMETERS) && index < v->channel.section[WEIR_SECTION_PARAMETERS].count;
    assigns v->at, v->strings_seen;
    ensures sound: \result == WEIR_ACCEPTED ==> WEIR_PROOF_PARAMETER_NAME_OK(v, index, \old(v->strings_seen));
    ensures complete: \result != WEIR_ACCEPTED ==> !WEIR_PROOF_PARAMETER_NAME_OK(v, index, \old(v->strings_seen));
    ensures seen: \result == WEIR_ACCEPTED ==>
            v->strings_seen == seen_behind(u32(v->b, WEIR_PROOF_PARAMETER_AT(v, index) + WEIR_PARAMETER_NAME), \old(v->strings_seen)); */
static uint32_t verify_parameter_name(struct verifier *v, uint32_t index)
{
    const uint8_t *b = v->b;
    const size_t at = WEIR_RECORD(&v->channel, PARAMETERS, index);
    const size_t name_at = at + WEIR_PARAMETER_NAME, hash_at = at + WEIR_PARAMETER_NAME_HASH;
    //@ assert places: at == WEIR_PROOF_PARAMETER_AT(v, index) && name_at == at + WEIR_PARAMETER_NAME && hash_at == at + WEIR_PARAMETER_NAME_HASH;
    //@ assert in: at + WEIR_BYTES_PARAMETERS <= v->n;
    const uint32_t type = b[at + WEIR_PARAMETER_TYPE], number = weir_u32_at(b, name_at);
    //@ assert name: number == u32(b, WEIR_PROOF_PARAMETER_AT(v, index) + WEIR_PARAMETER_NAME);
    //@ assert type: type == b[WEIR_PROOF_PARAMETER_AT(v, index) + WEIR_PARAMETER_TYPE];
    const uint32_t code = weir_verify_text(v, name_at);
    //@ assert text: code == WEIR_ACCEPTED <==> WEIR_PROOF_TEXT_OK(v, number, \at(v->strings_seen, Pre));
    //@ assert no_text: code != WEIR_ACCEPTED ==> !WEIR_PROOF_PARAMETER_NAME_OK(v, index, \at(v->strings_seen, Pre));
    if (code != WEIR_ACCEPTED) return code;
    const struct weir_bytes name = weir_string(&v->channel, number);
    //@ assert name: name.data == b + (WEIR_PROOF_BYTES(v) + u32(b, WEIR_PROOF_OFFSETS(v) + 4 * number)) && name.length == text_length(b, WEIR_PROOF_OFFSETS(v), number);
    //@ assert no_name: (name.length == 0) != (type == WEIR_TYPE_RESERVED) ==> !WEIR_PROOF_PARAMETER_NAME_OK(v, index, \at(v->strings_seen, Pre));
    if ((name.length == 0) != (type == WEIR_TYPE_RESERVED)) return weir_refuse(v, WEIR_REFUSED_PARAMETER_NAME, name_at);
    const uint64_t hash = weir_hash(name.data, name.length);
    //@ assert hash: hash == text_hash(b, WEIR_PROOF_OFFSETS(v), WEIR_PROOF_BYTES(v), number);
    //@ assert hash_at: u64(b, hash_at) == u64(b, WEIR_PROOF_PARAMETER_AT(v, index) + WEIR_PARAMETER_NAME_HASH);
    //@ assert whole: u64(b, hash_at) == hash <==> WEIR_PROOF_PARAMETER_NAME_OK(v, index, \at(v->strings_seen, Pre));
    return weir_u64_at(b, hash_at) == hash ? WEIR_ACCEPTED : weir_refuse(v, WEIR_REFUSED_PARAMETER_NAME_HASH, hash_at);
}

/* Everything of a parameter but its type's hash, for which its members must be known. */
/*@ requires WEIR_PROOF_FILE(v) && WEIR_PROOF_IN(&v->channel, PARAMETERS) && index < v->channel.section[WEIR_SECTION_PARAMETERS].count;
    requires WEIR_PROOF_STRINGS(&v->channel) && v->members_used <= v->channel.section[WEIR_SECTION_MEMBERS].count;
    assigns v->at, v->strings_seen, v->members_used;
    ensures sound: \result == WEIR_ACCEPTED ==> WEIR_PROOF_PARAMETER_RECORD_OK(v, index);
    ensures sound: \result == WEIR_ACCEPTED ==> WEIR_PROOF_PARAMETER_NAME_OK(v, index, \old(v->strings_seen));
    ensures sound: \result == WEIR_ACCEPTED ==> WEIR_PROOF_PARAMETER_MEMBERS_OK(v, index, \old(v->members_used));
    ensures complete: \result != WEIR_ACCEPTED ==> !(WEIR_PROOF_PARAMETER_RECORD_OK(v, index) &&
            WEIR_PROOF_PARAMETER_NAME_OK(v, index, \old(v->strings_seen)) && WEIR_PROOF_PARAMETER_MEMBERS_OK(v, index, \old(v->members_used)));
    ensures seen: \result == WEIR_ACCEPTED ==>
            v->strings_seen == seen_behind(u32(v->b, WEIR_PROOF_PARAMETER_AT(v, index) + WEIR_PARAMETER_NAME), \old(v->strings_seen));
    ensures used: \result == WEIR_ACCEPTED ==>
            v->members_used == \old(v->members_used) + u16(v->b, WEIR_PROOF_PARAMETER_AT(v, index) + WEIR_PARAMETER_MEMBER_COUNT);
    ensures v->members_used <= v->channel.section[WEIR_SECTION_MEMBERS].count;
    ensures \result == WEIR_ACCEPTED ==>
            parameter_in(v->b, v->channel.section[WEIR_SECTION_PARAMETERS].offset, v->channel.section[WEIR_SECTION_MEMBERS].count, index); */
static uint32_t verify_parameter(struct verifier *v, uint32_t index)
{
    const uint8_t *b = v->b;
    const size_t at = WEIR_RECORD(&v->channel, PARAMETERS, index);
    //@ assert place: at == WEIR_PROOF_PARAMETER_AT(v, index) && at + WEIR_BYTES_PARAMETERS <= v->n;
    const uint32_t type = b[at + WEIR_PARAMETER_TYPE], first = weir_u32_at(b, at + WEIR_PARAMETER_MEMBER_FIRST);
    const uint32_t count = weir_u16_at(b, at + WEIR_PARAMETER_MEMBER_COUNT);
    //@ ghost uint32_t parameters = v->channel.section[WEIR_SECTION_PARAMETERS].offset, total = v->channel.section[WEIR_SECTION_MEMBERS].count;
    //@ assert first == u32(b, parameters + WEIR_BYTES_PARAMETERS * index + WEIR_PARAMETER_MEMBER_FIRST);
    //@ assert count == u16(b, parameters + WEIR_BYTES_PARAMETERS * index + WEIR_PARAMETER_MEMBER_COUNT);
    //@ assert type: type == b[at + WEIR_PARAMETER_TYPE];
    TRY(verify_parameter_record(v, index));
    TRY(verify_parameter_name(v, index));
    //@ assert not_allowed: count != 0 && type != WEIR_TYPE_ENUM && type != WEIR_TYPE_FLAGS ==> !WEIR_PROOF_PARAMETER_MEMBERS_OK(v, index, \at(v->members_used, Pre));
    if (count != 0 && type != WEIR_TYPE_ENUM && type != WEIR_TYPE_FLAGS)
        return weir_refuse(v, WEIR_REFUSED_MEMBERS_NOT_ALLOWED, at + WEIR_PARAMETER_MEMBER_COUNT);
    const struct verify_range members = {at + WEIR_PARAMETER_MEMBER_FIRST, at + WEIR_PARAMETER_MEMBER_COUNT, first, count,
                                         WEIR_REFUSED_MEMBERS_FIRST, WEIR_REFUSED_MEMBERS_END};
    const uint32_t code = weir_verify_range(v, &members, &v->members_used, v->channel.section[WEIR_SECTION_MEMBERS].count);
    //@ assert range: code == WEIR_ACCEPTED <==> range_ok(first, count, \at(v->members_used, Pre), total);
    //@ assert numbers: first == u32(b, WEIR_PROOF_PARAMETER_AT(v, index) + WEIR_PARAMETER_MEMBER_FIRST);
    //@ assert numbers: count == u16(b, WEIR_PROOF_PARAMETER_AT(v, index) + WEIR_PARAMETER_MEMBER_COUNT);
    //@ assert numbers: total == v->channel.section[WEIR_SECTION_MEMBERS].count;
    //@ assert members: code == WEIR_ACCEPTED <==> WEIR_PROOF_PARAMETER_MEMBERS_OK(v, index, \at(v->members_used, Pre));
    //@ assert in: code == WEIR_ACCEPTED ==> parameter_in(b, parameters, total, index);
    //@ assert parameters == v->channel.section[WEIR_SECTION_PARAMETERS].offset && total == v->channel.section[WEIR_SECTION_MEMBERS].count && v->b == b;
    return code;
}

/* weir_hash_more of one byte. */
/*@ assigns \nothing;
    ensures exact: \result == hash_byte(hash, byte); */
static uint64_t hash_letter(uint64_t hash, uint8_t byte)
{
    return (hash ^ byte) * 0x100000001b3u;
}

/*@ // 10 to the power of 20 - i, and what the first i of 20 digits of a number of 64 bits stay below.
    logic integer scale(integer i) =
      i <= 0 ? 100000000000000000000 : i == 1 ? 10000000000000000000 : i == 2 ? 1000000000000000000 : i == 3 ? 100000000000000000 :
      i == 4 ? 10000000000000000 : i == 5 ? 1000000000000000 : i == 6 ? 100000000000000 : i == 7 ? 10000000000000 : i == 8 ? 1000000000000 :
      i == 9 ? 100000000000 : i == 10 ? 10000000000 : i == 11 ? 1000000000 : i == 12 ? 100000000 : i == 13 ? 10000000 : i == 14 ? 1000000 :
      i == 15 ? 100000 : i == 16 ? 10000 : i == 17 ? 1000 : i == 18 ? 100 : 10;
    logic integer top(integer i) =
      i <= 0 ? 1 : i == 1 ? 2 : i == 2 ? 20 : i == 3 ? 200 : i == 4 ? 2000 : i == 5 ? 20000 : i == 6 ? 200000 : i == 7 ? 2000000 : i == 8 ? 20000000 :
      i == 9 ? 200000000 : i == 10 ? 2000000000 : i == 11 ? 20000000000 : i == 12 ? 200000000000 : i == 13 ? 2000000000000 : i == 14 ? 20000000000000 :
      i == 15 ? 200000000000000 : i == 16 ? 2000000000000000 : i == 17 ? 20000000000000000 : i == 18 ? 200000000000000000 : 2000000000000000000;
    // A number of several times the power, and less than one more.
    predicate is_times(integer number, integer power, integer times) =
      (times == 0 && number < power) || (times == 1 && power <= number < 2 * power) || (times == 2 && 2 * power <= number < 3 * power) ||
      (times == 3 && 3 * power <= number < 4 * power) || (times == 4 && 4 * power <= number < 5 * power) || (times == 5 && 5 * power <= number < 6 * power) ||
      (times == 6 && 6 * power <= number < 7 * power) || (times == 7 && 7 * power <= number < 8 * power) || (times == 8 && 8 * power <= number < 9 * power) ||
      (times == 9 && 9 * power <= number < 10 * power);
*/
/*@ requires 1 <= power && number < 10 * power;
    assigns \nothing;
    ensures \result <= 9 && is_times(number, power, \result); */
static uint32_t digit_of(uint64_t number, uint64_t power)
{
    uint32_t digit = 0;
    /*@ loop invariant (digit == 0 && number == \at(number, Pre)) || (digit == 1 && number == \at(number, Pre) - power) ||
                       (digit == 2 && number == \at(number, Pre) - 2 * power) || (digit == 3 && number == \at(number, Pre) - 3 * power) ||
                       (digit == 4 && number == \at(number, Pre) - 4 * power) || (digit == 5 && number == \at(number, Pre) - 5 * power) ||
                       (digit == 6 && number == \at(number, Pre) - 6 * power) || (digit == 7 && number == \at(number, Pre) - 7 * power) ||
                       (digit == 8 && number == \at(number, Pre) - 8 * power) || (digit == 9 && number == \at(number, Pre) - 9 * power);
        loop assigns number, digit;
        loop variant number; */
    for (; number >= power; number -= power)
        digit++;
    return digit;
}

/* Hashes the decimal digits of a number, without a division of 64 bits, which small machines leave to a library. */
/*@ assigns \nothing;
    ensures exact: \result == decimal(hash, number, 20); */
static uint64_t hash_decimal(uint64_t hash, uint64_t number)
{
    static const uint64_t powers[19] = {10000000000000000000u, 1000000000000000000u, 100000000000000000u, 10000000000000000u, 1000000000000000u,
                                        100000000000000u, 10000000000000u, 1000000000000u, 100000000000u, 10000000000u, 1000000000u, 100000000u,
                                        10000000u, 1000000u, 100000u, 10000u, 1000u, 100u, 10u};
    bool started = false;
    //@ ghost uint64_t before = 0;
    //@ assert powers: \forall integer i; 0 <= i < 19 ==> powers[i] == scale(i + 1);
    /*@ loop invariant 0 <= i <= 19 && number < scale(i);
        loop invariant before: before < top(i);
        loop invariant sum: \at(number, Pre) == before * scale(i) + number;
        loop invariant started: started <==> before > 0;
        loop invariant hash: hash == (before > 0 ? decimal(\at(hash, Pre), before, i) : \at(hash, Pre));
        loop assigns i, hash, number, started, before;
        loop variant 19 - i; */
    for (uint32_t i = 0; i < 19; i++) {
        const uint64_t power = powers[i];
        //@ assert power: power == scale(i + 1) && scale(i) == 10 * power;
        const uint32_t digit = digit_of(number, power);
        //@ assert top: 10 * before + digit < top(i + 1);
        //@ assert parts: (10 * before + digit) / 10 == before && (10 * before + digit) % 10 == digit;
        //@ assert small: before == 0 ==> 0 <= 10 * before + digit < 10;
        //@ assert first: before == 0 ==> decimal(\at(hash, Pre), 10 * before + digit, i + 1) == hash_byte(\at(hash, Pre), '0' + digit);
        //@ assert later: before > 0 ==> decimal(\at(hash, Pre), 10 * before + digit, i + 1) == hash_byte(decimal(\at(hash, Pre), before, i), '0' + digit);
        started = started || digit != 0;
        if (started) hash = hash_letter(hash, (uint8_t)('0' + digit));
        //@ ghost const uint64_t old = number;
        number -= digit * power;
        //@ assert less: number == old - digit * power && number < power;
        //@ assert sum: \at(number, Pre) == (10 * before + digit) * power + number;
        //@ ghost const uint64_t more = 10 * before + digit;
        //@ assert more: more == 10 * before + digit;
        //@ assert sum: \at(number, Pre) == more * power + number;
        //@ assert next: \at(number, Pre) == more * scale(i + 1) + number;
        //@ ghost before = more;
    }
    //@ assert last: hash == (before > 0 ? decimal(\at(hash, Pre), before, 19) : \at(hash, Pre));
    //@ assert small: 0 <= number < 10 && (before == 0 ==> \at(number, Pre) == number);
    //@ assert parts: \at(number, Pre) / 10 == before && \at(number, Pre) % 10 == number;
    //@ assert first: before == 0 ==> decimal(\at(hash, Pre), \at(number, Pre), 20) == hash_byte(\at(hash, Pre), '0' + number);
    //@ assert later: before > 0 ==> decimal(\at(hash, Pre), \at(number, Pre), 20) == hash_byte(decimal(\at(hash, Pre), before, 19), '0' + number);
    return hash_letter(hash, (uint8_t)('0' + number));
}

/* The hash of a type's word. */
/*@ requires type < WEIR_TYPE_COUNT;
    assigns \nothing;
    ensures exact: \result == word_hash(type, type_length(type)); */
static uint64_t hash_type_word(uint32_t type)
{
    static const uint8_t words[WEIR_TYPE_COUNT][9] = {
#define TYPE(name, number, text, storage) [number] = text,
#include "types.def"
#undef TYPE
    };
    uint64_t hash = 0xcbf29ce484222325u;
    //@ assert words[type][8] == 0;
    //@ assert letters: \forall integer k; 0 <= k <= 8 ==> words[type][k] == type_letter(type, k);
    /*@ loop invariant 0 <= i <= type_length(type) && hash == word_hash(type, i);
        loop assigns i, hash;
        loop variant 8 - i; */
    for (uint32_t i = 0; words[type][i] != 0; i++)
        hash = hash_letter(hash, words[type][i]);
    return hash;
}

/* One member of a type. */
/*@ requires WEIR_PROOF_STAGE(v) && at + WEIR_BYTES_MEMBERS <= v->n && v->text_uses <= WEIR_PROOF_USES(v);
    assigns v->at, v->strings_seen, v->text_uses;
    ensures sound: \result == WEIR_ACCEPTED ==> WEIR_PROOF_MEMBER_OK(v, at, type, i, \old(v->strings_seen), \old(v->text_uses));
    ensures complete: \result != WEIR_ACCEPTED ==> !WEIR_PROOF_MEMBER_OK(v, at, type, i, \old(v->strings_seen), \old(v->text_uses));
    ensures seen: \result == WEIR_ACCEPTED ==> v->strings_seen == seen_behind(u32(v->b, at + WEIR_MEMBER_NAME), \old(v->strings_seen));
    ensures read: \result == WEIR_ACCEPTED ==>
            v->text_uses == \old(v->text_uses) + text_length(v->b, WEIR_PROOF_OFFSETS(v), u32(v->b, at + WEIR_MEMBER_NAME));
    ensures below: \result == WEIR_ACCEPTED ==> u32(v->b, at + WEIR_MEMBER_NAME) < WEIR_PROOF_TOTAL(v) - 1 && v->text_uses <= WEIR_PROOF_USES(v); */
static uint32_t verify_member(struct verifier *v, uint32_t type, uint32_t i, size_t at)
{
    const uint8_t *b = v->b;
    const size_t name_at = at + WEIR_MEMBER_NAME, reserved_at = at + WEIR_MEMBER_RESERVED, value_at = at + WEIR_MEMBER_VALUE;
    //@ assert places: name_at == at + WEIR_MEMBER_NAME && reserved_at == at + WEIR_MEMBER_RESERVED && value_at == at + WEIR_MEMBER_VALUE;
    const uint32_t number = weir_u32_at(b, name_at), reserved = weir_u32_at(b, reserved_at);
    const uint64_t value = weir_u64_at(b, value_at);
    //@ assert name: number == u32(b, at + WEIR_MEMBER_NAME);
    //@ assert reserved: reserved == u32(b, at + WEIR_MEMBER_RESERVED);
    //@ assert value: value == u64(b, at + WEIR_MEMBER_VALUE);
    const uint32_t code = weir_verify_text(v, name_at);
    //@ assert text: code == WEIR_ACCEPTED <==> WEIR_PROOF_TEXT_OK(v, number, \at(v->strings_seen, Pre));
    //@ assert no_text: code != WEIR_ACCEPTED ==> !WEIR_PROOF_MEMBER_OK(v, at, type, i, \at(v->strings_seen, Pre), \at(v->text_uses, Pre));
    if (code != WEIR_ACCEPTED) return code;
    if (reserved != 0) return weir_refuse(v, WEIR_REFUSED_MEMBER_RESERVED, reserved_at);
    if (type == WEIR_TYPE_ENUM ? value != i : value == 0) return weir_refuse(v, WEIR_REFUSED_MEMBER_VALUE, value_at);
    const uint32_t length = weir_string(&v->channel, number).length;
    //@ assert length: length == text_length(b, WEIR_PROOF_OFFSETS(v), number);
    const uint32_t read = weir_verify_text_use(v, length, name_at);
    //@ assert whole: read == WEIR_ACCEPTED <==> WEIR_PROOF_MEMBER_OK(v, at, type, i, \at(v->strings_seen, Pre), \at(v->text_uses, Pre));
    return read;
}

/* The hash of a type's text behind a member: its name, and of flags its value. */
/*@ requires WEIR_PROOF_CHANNEL(c) && WEIR_PROOF_STRINGS(c) && at + WEIR_BYTES_MEMBERS <= c->size;
    requires u32(c->bytes, at + WEIR_MEMBER_NAME) < c->section[WEIR_SECTION_STRING_OFFSETS].count - 1;
    assigns \nothing;
    ensures exact: \result == member_hash(c->bytes, at, type, c->section[WEIR_SECTION_STRING_OFFSETS].offset, c->section[WEIR_SECTION_STRING_BYTES].offset, hash); */
static uint64_t hash_member(const struct weir_channel *c, uint64_t hash, uint32_t type, size_t at)
{
    const uint8_t *b = c->bytes;
    const size_t name_at = at + WEIR_MEMBER_NAME, value_at = at + WEIR_MEMBER_VALUE;
    //@ assert places: name_at == at + WEIR_MEMBER_NAME && value_at == at + WEIR_MEMBER_VALUE;
    const uint32_t number = weir_u32_at(b, name_at);
    const uint64_t value = weir_u64_at(b, value_at);
    //@ assert number: number == u32(b, at + WEIR_MEMBER_NAME);
    //@ assert value: value == u64(b, at + WEIR_MEMBER_VALUE);
    const struct weir_bytes name = weir_string(c, number);
    //@ assert data: name.data == b + (c->section[WEIR_SECTION_STRING_BYTES].offset + u32(b, c->section[WEIR_SECTION_STRING_OFFSETS].offset + 4 * number));
    //@ assert length: name.length == text_length(b, c->section[WEIR_SECTION_STRING_OFFSETS].offset, number);
    const uint64_t named = weir_hash_more(hash, name.data, name.length);
    /*@ assert named: named == hash_of(hash, b + (c->section[WEIR_SECTION_STRING_BYTES].offset + u32(b, c->section[WEIR_SECTION_STRING_OFFSETS].offset + 4 * number)),
               text_length(b, c->section[WEIR_SECTION_STRING_OFFSETS].offset, number)); */
    return type == WEIR_TYPE_FLAGS ? hash_decimal(hash_letter(named, '='), value) : named;
}

/*@ ghost
    /@ requires members_ok(b, members, first, type, offsets, bytes, total, seen, uses, most, i);
       requires member_ok_at(b, members, first, type, offsets, bytes, total, seen, uses, most, i);
       requires at == members + WEIR_BYTES_MEMBERS * (first + i);
       requires i == 0 ==> before == members_hash(b, members, first, type, offsets, bytes, 0);
       requires i > 0 ==> before == hash_byte(members_hash(b, members, first, type, offsets, bytes, i), ',');
       assigns \nothing;
       ensures members_ok(b, members, first, type, offsets, bytes, total, seen, uses, most, i + 1);
       ensures members_hash(b, members, first, type, offsets, bytes, i + 1) == member_hash(b, at, type, offsets, bytes, before); @/
    static void one_more_member(const uint8_t *b, uint32_t members, uint32_t first, uint32_t type, uint32_t offsets, uint32_t bytes, uint32_t total,
                                uint32_t seen, uint64_t uses, uint64_t most, uint32_t i, size_t at, uint64_t before)
    {
        /@ assert \forall integer k; 0 <= k < i + 1 ==> k == i || member_ok_at(b, members, first, type, offsets, bytes, total, seen, uses, most, k); @/
    }

    /@ requires type == b[at + WEIR_PARAMETER_TYPE] && first == u32(b, at + WEIR_PARAMETER_MEMBER_FIRST) && count == u16(b, at + WEIR_PARAMETER_MEMBER_COUNT);
       requires hash == u64(b, at + WEIR_PARAMETER_TYPE_HASH) && members_ok(b, members, first, type, offsets, bytes, total, seen, uses, most, count);
       requires type == WEIR_TYPE_ENUM || type == WEIR_TYPE_FLAGS ==> text == hash_byte(members_hash(b, members, first, type, offsets, bytes, count), '}');
       requires type != WEIR_TYPE_ENUM && type != WEIR_TYPE_FLAGS ==> text == word_hash(type, type_length(type));
       assigns \nothing;
       ensures hash == text <==> type_ok(b, at, members, offsets, bytes, total, seen, uses, most); @/
    static void type_is(const uint8_t *b, size_t at, uint32_t members, uint32_t offsets, uint32_t bytes, uint32_t total, uint32_t seen, uint64_t uses,
                        uint64_t most, uint32_t type, uint32_t first, uint32_t count, uint64_t hash, uint64_t text)
    {
    }
*/
#define WEIR_PROOF_COUNT_AT(v, index) u16((v)->b, WEIR_PROOF_PARAMETER_AT(v, index) + WEIR_PARAMETER_MEMBER_COUNT)
#define WEIR_PROOF_FIRST_AT(v, index) u32((v)->b, WEIR_PROOF_PARAMETER_AT(v, index) + WEIR_PARAMETER_MEMBER_FIRST)
#define WEIR_PROOF_HAS_MEMBERS(type) ((type) == WEIR_TYPE_ENUM || (type) == WEIR_TYPE_FLAGS)
/* The members of a type that has some, and the hash of its text. */
/*@ requires WEIR_PROOF_STAGE(v) && WEIR_PROOF_IN(&v->channel, MEMBERS) && WEIR_PROOF_HAS_MEMBERS(type) && \valid(hash) && \separated(hash, v);
    requires (count == 0 || first + count <= v->channel.section[WEIR_SECTION_MEMBERS].count) && v->text_uses <= WEIR_PROOF_USES(v);
    assigns v->at, v->strings_seen, v->text_uses, *hash;
    ensures sound: \result == WEIR_ACCEPTED ==> WEIR_PROOF_MEMBERS_OK(v, first, type, \old(v->strings_seen), \old(v->text_uses), count);
    ensures complete: \result != WEIR_ACCEPTED ==> !WEIR_PROOF_MEMBERS_OK(v, first, type, \old(v->strings_seen), \old(v->text_uses), count);
    ensures seen: \result == WEIR_ACCEPTED ==> v->strings_seen == WEIR_PROOF_MEMBERS_SEEN(v, first, \old(v->strings_seen), count);
    ensures read: \result == WEIR_ACCEPTED ==> v->text_uses == WEIR_PROOF_MEMBERS_READ(v, first, \old(v->text_uses), count) && v->text_uses <= WEIR_PROOF_USES(v);
    ensures hash: \result == WEIR_ACCEPTED ==> *hash == hash_byte(WEIR_PROOF_MEMBERS_HASH(&v->channel, first, type, count), '}'); */
static uint32_t verify_members(struct verifier *v, uint32_t type, uint32_t first, uint32_t count, uint64_t *hash)
{
    //@ ghost const uint32_t seen = v->strings_seen;
    //@ ghost const uint64_t uses = v->text_uses, most = (uint64_t)WEIR_TEXT_USE_FACTOR * v->n + WEIR_TEXT_USE_BASE;
    //@ assert most: most == WEIR_PROOF_USES(v);
    uint64_t text = hash_letter(hash_type_word(type), '{');
    //@ assert word: text == WEIR_PROOF_MEMBERS_HASH(&v->channel, first, type, 0);
    /*@ loop invariant 0 <= i <= count && v->text_uses <= WEIR_PROOF_USES(v);
        loop invariant seen: v->strings_seen == WEIR_PROOF_MEMBERS_SEEN(v, first, \at(v->strings_seen, Pre), i);
        loop invariant read: v->text_uses == WEIR_PROOF_MEMBERS_READ(v, first, \at(v->text_uses, Pre), i);
        loop invariant text: text == WEIR_PROOF_MEMBERS_HASH(&v->channel, first, type, i);
        loop invariant members: WEIR_PROOF_MEMBERS_OK(v, first, type, \at(v->strings_seen, Pre), \at(v->text_uses, Pre), i);
        loop assigns i, text, v->at, v->strings_seen, v->text_uses;
        loop variant count - i; */
    for (uint32_t i = 0; i < count; i++) {
        const size_t member = WEIR_RECORD(&v->channel, MEMBERS, first + i);
        //@ assert place: member == v->channel.section[WEIR_SECTION_MEMBERS].offset + WEIR_BYTES_MEMBERS * (first + i) && member + WEIR_BYTES_MEMBERS <= v->n;
        const uint32_t code = verify_member(v, type, i, member);
        //@ assert one: code == WEIR_ACCEPTED <==> WEIR_PROOF_MEMBER_OK_AT(v, first, type, \at(v->strings_seen, Pre), \at(v->text_uses, Pre), i);
        if (code != WEIR_ACCEPTED) return code;
        //@ assert seen: v->strings_seen == WEIR_PROOF_MEMBERS_SEEN(v, first, \at(v->strings_seen, Pre), i + 1);
        //@ assert read: v->text_uses == WEIR_PROOF_MEMBERS_READ(v, first, \at(v->text_uses, Pre), i + 1);
        const uint64_t before = i > 0 ? hash_letter(text, ',') : text;
        //@ assert most: most == WEIR_PROOF_USES(v) && uses == \at(v->text_uses, Pre) && seen == \at(v->strings_seen, Pre);
        /*@ ghost one_more_member(v->b, v->channel.section[WEIR_SECTION_MEMBERS].offset, first, type, v->channel.section[WEIR_SECTION_STRING_OFFSETS].offset,
                                  v->channel.section[WEIR_SECTION_STRING_BYTES].offset, v->channel.section[WEIR_SECTION_STRING_OFFSETS].count, seen, uses,
                                  most, i, member, before); */
        text = hash_member(&v->channel, before, type, member);
        //@ assert text: text == WEIR_PROOF_MEMBERS_HASH(&v->channel, first, type, i + 1);
        //@ assert members: WEIR_PROOF_MEMBERS_OK(v, first, type, \at(v->strings_seen, Pre), \at(v->text_uses, Pre), i + 1);
    }
    /*@ assert mine: members_ok(v->b, v->channel.section[WEIR_SECTION_MEMBERS].offset, first, type, WEIR_PROOF_OFFSETS(v), WEIR_PROOF_BYTES(v),
               WEIR_PROOF_TOTAL(v), seen, uses, most, count); */
    *hash = hash_letter(text, '}');
    /*@ assert still: members_ok(v->b, v->channel.section[WEIR_SECTION_MEMBERS].offset, first, type, WEIR_PROOF_OFFSETS(v), WEIR_PROOF_BYTES(v),
               WEIR_PROOF_TOTAL(v), seen, uses, most, count); */
    //@ assert most: most == WEIR_PROOF_USES(v);
    //@ assert all: WEIR_PROOF_MEMBERS_OK(v, first, type, seen, uses, count);
    return WEIR_ACCEPTED;
}

/* A parameter's members, and the hash of its type. */
/*@ requires WEIR_PROOF_STAGE(v) && WEIR_PROOF_IN(&v->channel, PARAMETERS) && index < v->channel.section[WEIR_SECTION_PARAMETERS].count;
    requires WEIR_PROOF_IN(&v->channel, MEMBERS) && v->text_uses <= WEIR_PROOF_USES(v);
    requires parameter_in(v->b, v->channel.section[WEIR_SECTION_PARAMETERS].offset, v->channel.section[WEIR_SECTION_MEMBERS].count, index);
    requires WEIR_PROOF_COUNT_AT(v, index) == 0 || WEIR_PROOF_HAS_MEMBERS(v->b[WEIR_PROOF_PARAMETER_AT(v, index) + WEIR_PARAMETER_TYPE]);
    assigns v->at, v->strings_seen, v->text_uses;
    ensures sound: \result == WEIR_ACCEPTED ==> WEIR_PROOF_TYPE_OK(v, index, \old(v->strings_seen), \old(v->text_uses));
    ensures complete: \result != WEIR_ACCEPTED ==> !WEIR_PROOF_TYPE_OK(v, index, \old(v->strings_seen), \old(v->text_uses));
    ensures seen: \result == WEIR_ACCEPTED ==>
            v->strings_seen == WEIR_PROOF_MEMBERS_SEEN(v, WEIR_PROOF_FIRST_AT(v, index), \old(v->strings_seen), WEIR_PROOF_COUNT_AT(v, index));
    ensures read: \result == WEIR_ACCEPTED ==> v->text_uses <= WEIR_PROOF_USES(v) &&
            v->text_uses == WEIR_PROOF_MEMBERS_READ(v, WEIR_PROOF_FIRST_AT(v, index), \old(v->text_uses), WEIR_PROOF_COUNT_AT(v, index)); */
static uint32_t verify_type(struct verifier *v, uint32_t index)
{
    const uint8_t *b = v->b;
    const size_t at = WEIR_RECORD(&v->channel, PARAMETERS, index);
    const size_t hash_at = at + WEIR_PARAMETER_TYPE_HASH;
    //@ assert place: at == WEIR_PROOF_PARAMETER_AT(v, index) && hash_at == at + WEIR_PARAMETER_TYPE_HASH;
    //@ assert inside: at + WEIR_BYTES_PARAMETERS <= v->n;
    const size_t type_at = at + WEIR_PARAMETER_TYPE;
    //@ assert place: type_at == WEIR_PROOF_PARAMETER_AT(v, index) + WEIR_PARAMETER_TYPE;
    const uint32_t type = b[type_at], first = weir_u32_at(b, at + WEIR_PARAMETER_MEMBER_FIRST);
    const uint32_t count = weir_u16_at(b, at + WEIR_PARAMETER_MEMBER_COUNT);
    const uint64_t hash = weir_u64_at(b, hash_at);
    //@ assert type: type == b[WEIR_PROOF_PARAMETER_AT(v, index) + WEIR_PARAMETER_TYPE];
    //@ assert known: type == parameter_type(b, v->channel.section[WEIR_SECTION_PARAMETERS].offset, index) && type < WEIR_TYPE_COUNT;
    //@ assert first: first == WEIR_PROOF_FIRST_AT(v, index);
    //@ assert count: count == WEIR_PROOF_COUNT_AT(v, index);
    //@ assert hash: hash == u64(b, WEIR_PROOF_PARAMETER_AT(v, index) + WEIR_PARAMETER_TYPE_HASH);
    //@ assert count == 0 || first + count <= v->channel.section[WEIR_SECTION_MEMBERS].count;
    //@ ghost const uint32_t seen = v->strings_seen;
    //@ ghost const uint64_t uses = v->text_uses, most = (uint64_t)WEIR_TEXT_USE_FACTOR * v->n + WEIR_TEXT_USE_BASE;
    //@ assert most: most == WEIR_PROOF_USES(v);
    uint64_t text = 0;
    uint32_t code = WEIR_ACCEPTED;
    if (type == WEIR_TYPE_ENUM || type == WEIR_TYPE_FLAGS) {
        code = verify_members(v, type, first, count, &text);
        //@ assert refused: code != WEIR_ACCEPTED ==> !WEIR_PROOF_TYPE_OK(v, index, \at(v->strings_seen, Pre), \at(v->text_uses, Pre));
    } else
        text = hash_type_word(type);
    //@ assert no_member: code != WEIR_ACCEPTED ==> !WEIR_PROOF_TYPE_OK(v, index, \at(v->strings_seen, Pre), \at(v->text_uses, Pre));
    if (code != WEIR_ACCEPTED) return code;
    //@ assert members: WEIR_PROOF_MEMBERS_OK(v, first, type, \at(v->strings_seen, Pre), \at(v->text_uses, Pre), count);
    //@ assert most: most == WEIR_PROOF_USES(v) && uses == \at(v->text_uses, Pre) && seen == \at(v->strings_seen, Pre);
    //@ assert mine: members_ok(b, v->channel.section[WEIR_SECTION_MEMBERS].offset, first, type, WEIR_PROOF_OFFSETS(v), WEIR_PROOF_BYTES(v), WEIR_PROOF_TOTAL(v), seen, uses, most, count);
    /*@ ghost type_is(b, at, v->channel.section[WEIR_SECTION_MEMBERS].offset, v->channel.section[WEIR_SECTION_STRING_OFFSETS].offset,
                      v->channel.section[WEIR_SECTION_STRING_BYTES].offset, v->channel.section[WEIR_SECTION_STRING_OFFSETS].count, seen, uses,
                      most, type, first, count, hash, text); */
    //@ assert whole: hash == text <==> WEIR_PROOF_TYPE_OK(v, index, \at(v->strings_seen, Pre), \at(v->text_uses, Pre));
    if (hash != text) code = weir_refuse(v, WEIR_REFUSED_PARAMETER_TYPE_HASH, hash_at);
    //@ assert last: code != WEIR_ACCEPTED ==> !WEIR_PROOF_TYPE_OK(v, index, \at(v->strings_seen, Pre), \at(v->text_uses, Pre));
    return code;
}

/*@ requires WEIR_PROOF_STAGE(v) && at + WEIR_BYTES_ALIASES <= v->n;
    assigns v->at, v->strings_seen;
    ensures sound: \result == WEIR_ACCEPTED ==> WEIR_PROOF_ALIAS_OK(v, at, before, \old(v->strings_seen));
    ensures complete: \result != WEIR_ACCEPTED ==> !WEIR_PROOF_ALIAS_OK(v, at, before, \old(v->strings_seen));
    ensures seen: \result == WEIR_ACCEPTED ==> v->strings_seen == alias_seen(v->b, at, \old(v->strings_seen)); */
static uint32_t verify_alias(struct verifier *v, size_t at, uint32_t before)
{
    const size_t scheme_at = at + WEIR_ALIAS_SCHEME, path_at = at + WEIR_ALIAS_PATH;
    //@ assert places: scheme_at == at + WEIR_ALIAS_SCHEME && path_at == at + WEIR_ALIAS_PATH;
    const uint32_t ordinal = weir_u32_at(v->b, at + WEIR_ALIAS_ORDINAL);
    //@ assert ordinal: ordinal == u32(v->b, at + WEIR_ALIAS_ORDINAL);
    //@ assert no_parameter: ordinal == 0 || ordinal > v->channel.parameter_count ==> !WEIR_PROOF_ALIAS_OK(v, at, before, v->strings_seen);
    if (ordinal == 0 || ordinal > v->channel.parameter_count) return weir_refuse(v, WEIR_REFUSED_ALIAS_ORDINAL, at + WEIR_ALIAS_ORDINAL);
    //@ assert no_order: ordinal < before ==> !WEIR_PROOF_ALIAS_OK(v, at, before, v->strings_seen);
    if (ordinal < before) return weir_refuse(v, WEIR_REFUSED_ALIAS_ORDER, at + WEIR_ALIAS_ORDINAL);
    uint32_t code = weir_verify_text(v, scheme_at);
    //@ assert no_scheme: code != WEIR_ACCEPTED ==> !WEIR_PROOF_ALIAS_OK(v, at, before, \at(v->strings_seen, Pre));
    if (code != WEIR_ACCEPTED) return code;
    //@ assert seen: v->strings_seen == seen_behind(u32(v->b, at + WEIR_ALIAS_SCHEME), \at(v->strings_seen, Pre));
    code = weir_verify_text(v, path_at);
    //@ assert whole: code == WEIR_ACCEPTED <==> WEIR_PROOF_ALIAS_OK(v, at, before, \at(v->strings_seen, Pre));
    return code;
}

/*@ requires WEIR_PROOF_STAGE(v) && WEIR_PROOF_IN(&v->channel, ALIASES);
    assigns v->at, v->strings_seen;
    ensures sound: \result == WEIR_ACCEPTED ==> WEIR_PROOF_ALIASES_OK(v, \old(v->strings_seen));
    ensures complete: \result != WEIR_ACCEPTED ==> !WEIR_PROOF_ALIASES_OK(v, \old(v->strings_seen));
    ensures seen: \result == WEIR_ACCEPTED ==>
            v->strings_seen == WEIR_PROOF_ALIASES_SEEN(v, \old(v->strings_seen), v->channel.section[WEIR_SECTION_ALIASES].count); */
static uint32_t verify_aliases(struct verifier *v)
{
    uint32_t before = 0;
    /*@ loop invariant 0 <= i <= v->channel.section[WEIR_SECTION_ALIASES].count;
        loop invariant before: before == alias_ordinal(v->b, v->channel.section[WEIR_SECTION_ALIASES].offset, i - 1);
        loop invariant seen: v->strings_seen == WEIR_PROOF_ALIASES_SEEN(v, \at(v->strings_seen, Pre), i);
        loop invariant each: \forall integer k; 0 <= k < i ==> WEIR_PROOF_ALIAS_OK_AT(v, \at(v->strings_seen, Pre), k);
        loop assigns i, before, v->at, v->strings_seen;
        loop variant v->channel.section[WEIR_SECTION_ALIASES].count - i; */
    for (uint32_t i = 0; i < v->channel.section[WEIR_SECTION_ALIASES].count; i++) {
        const size_t at = WEIR_RECORD(&v->channel, ALIASES, i);
        //@ assert place: at == v->channel.section[WEIR_SECTION_ALIASES].offset + WEIR_BYTES_ALIASES * i && at + WEIR_BYTES_ALIASES <= v->n;
        const uint32_t code = verify_alias(v, at, before);
        //@ assert one: code == WEIR_ACCEPTED <==> WEIR_PROOF_ALIAS_OK_AT(v, \at(v->strings_seen, Pre), i);
        if (code != WEIR_ACCEPTED) return code;
        before = weir_u32_at(v->b, at + WEIR_ALIAS_ORDINAL);
    }
    return WEIR_ACCEPTED;
}

/*@ requires WEIR_PROOF_STAGE(v) && at + WEIR_BYTES_RECORDED <= v->n;
    assigns v->at, v->strings_seen;
    ensures sound: \result == WEIR_ACCEPTED ==> WEIR_PROOF_RECORDED_OK(v, at, \old(v->strings_seen));
    ensures complete: \result != WEIR_ACCEPTED ==> !WEIR_PROOF_RECORDED_OK(v, at, \old(v->strings_seen));
    ensures seen: \result == WEIR_ACCEPTED ==> v->strings_seen == record_seen(v->b, at, \old(v->strings_seen)); */
static uint32_t verify_record(struct verifier *v, size_t at)
{
    const size_t key_at = at + WEIR_RECORDED_KEY, kind_at = at + WEIR_RECORDED_KIND, value_at = at + WEIR_RECORDED_VALUE;
    //@ assert places: key_at == at + WEIR_RECORDED_KEY && kind_at == at + WEIR_RECORDED_KIND && value_at == at + WEIR_RECORDED_VALUE;
    const uint32_t kind = weir_u32_at(v->b, kind_at);
    const uint64_t value = weir_u64_at(v->b, value_at);
    //@ assert kind: kind == u32(v->b, at + WEIR_RECORDED_KIND);
    //@ assert value: value == u64(v->b, at + WEIR_RECORDED_VALUE);
    uint32_t code = weir_verify_text(v, key_at);
    //@ assert no_key: code != WEIR_ACCEPTED ==> !WEIR_PROOF_RECORDED_OK(v, at, \at(v->strings_seen, Pre));
    if (code != WEIR_ACCEPTED) return code;
    //@ assert seen: v->strings_seen == seen_behind(u32(v->b, at + WEIR_RECORDED_KEY), \at(v->strings_seen, Pre));
    if (kind > 1) return weir_refuse(v, WEIR_REFUSED_RECORDED_KIND, kind_at);
    if (kind == 1) code = weir_verify_text_number(v, value, value_at);
    //@ assert whole: code == WEIR_ACCEPTED <==> WEIR_PROOF_RECORDED_OK(v, at, \at(v->strings_seen, Pre));
    return code;
}

#define WEIR_PROOF_KEY(v, record) recorded_key((v)->b, (v)->channel.section[WEIR_SECTION_RECORDED].offset, record)
#define WEIR_PROOF_KEYS_AT(v, i) keys_at((v)->b, (v)->channel.section[WEIR_SECTION_RECORDED].offset, i)
/*@ requires WEIR_PROOF_FILE(v) && WEIR_PROOF_IN(&v->channel, RECORDED) && i < v->channel.section[WEIR_SECTION_RECORDED].count;
    assigns \nothing;
    ensures exact: \result == WEIR_PROOF_KEY(v, i); */
static uint32_t key_of(const struct verifier *v, uint32_t i)
{
    const size_t at = WEIR_RECORD(&v->channel, RECORDED, i) + WEIR_RECORDED_KEY;
    //@ assert place: at == v->channel.section[WEIR_SECTION_RECORDED].offset + WEIR_BYTES_RECORDED * i + WEIR_RECORDED_KEY && at + 4 <= v->n;
    return weir_u32_at(v->b, at);
}

/* On which record each key begins. Signed: see verify_instance. */
struct key_list {
    int32_t count, first[WEIR_MAX_RECORDED_KEYS];
};

/*@ // The list holds the keys of the first i records, each once.
    predicate key_listed{L}(uint8_t *b, integer recorded, struct key_list *list, integer j) =
      1 <= keys_at(b, recorded, j + 1) <= list->count &&
      recorded_key(b, recorded, list->first[keys_at(b, recorded, j + 1) - 1]) == recorded_key(b, recorded, j);
    predicate keys_listed{L}(uint8_t *b, integer recorded, struct key_list *list, integer i) =
      0 <= list->count <= WEIR_MAX_RECORDED_KEYS && list->count == keys_at(b, recorded, i) &&
      (\forall integer k; 0 <= k < list->count ==> 0 <= list->first[k] < i) && (\forall integer j; 0 <= j < i ==> key_listed(b, recorded, list, j));
*/

/* Whether the key of a record is none of those that began before, and there is room for it. */
/*@ requires WEIR_PROOF_FILE(v) && WEIR_PROOF_IN(&v->channel, RECORDED) && i < v->channel.section[WEIR_SECTION_RECORDED].count;
    requires \valid_read(list) && \separated(list, v) && keys_listed(v->b, v->channel.section[WEIR_SECTION_RECORDED].offset, list, i);
    assigns v->at;
    ensures sound: \result == WEIR_ACCEPTED ==> key_is_new(v->b, v->channel.section[WEIR_SECTION_RECORDED].offset, i) && list->count < WEIR_MAX_RECORDED_KEYS;
    ensures complete: \result != WEIR_ACCEPTED ==> list->count == WEIR_MAX_RECORDED_KEYS ||
            !key_is_new(v->b, v->channel.section[WEIR_SECTION_RECORDED].offset, i); */
static uint32_t verify_new_key(struct verifier *v, const struct key_list *list, uint32_t i)
{
    const uint32_t key = key_of(v, i);
    const size_t at = WEIR_RECORD(&v->channel, RECORDED, i) + WEIR_RECORDED_KEY;
    /*@ loop invariant 0 <= k <= list->count;
        loop invariant \forall integer other; 0 <= other < k ==> WEIR_PROOF_KEY(v, list->first[other]) != key;
        loop assigns k;
        loop variant list->count - k; */
    for (int32_t k = 0; k < list->count; k++) {
        const uint32_t before = (uint32_t)list->first[k], other = key_of(v, before);
        //@ assert same: other == key ==> !key_is_new(v->b, v->channel.section[WEIR_SECTION_RECORDED].offset, i);
        if (other == key) return weir_refuse(v, WEIR_REFUSED_RECORDED_KEYS, at);
    }
    /*@ assert listed: \forall integer j; 0 <= j < i ==> key_listed(v->b, v->channel.section[WEIR_SECTION_RECORDED].offset, list, j) &&
               WEIR_PROOF_KEY(v, j) != key; */
    //@ assert new: key_is_new(v->b, v->channel.section[WEIR_SECTION_RECORDED].offset, i);
    return list->count < (int32_t)WEIR_MAX_RECORDED_KEYS ? WEIR_ACCEPTED : weir_refuse(v, WEIR_REFUSED_RECORDED_KEY_COUNT, at);
}

/* The records of a key stand side by side: where another begins, it is on no record before. */
/*@ requires WEIR_PROOF_FILE(v) && WEIR_PROOF_IN(&v->channel, RECORDED) && i < v->channel.section[WEIR_SECTION_RECORDED].count;
    requires \valid(list) && \separated(list, v) && keys_listed(v->b, v->channel.section[WEIR_SECTION_RECORDED].offset, list, i);
    assigns v->at, *list;
    ensures exact: \result == WEIR_ACCEPTED <==> WEIR_PROOF_KEY_OK_AT(v, i);
    ensures listed: \result == WEIR_ACCEPTED ==> keys_listed(v->b, v->channel.section[WEIR_SECTION_RECORDED].offset, list, i + 1); */
static uint32_t verify_key(struct verifier *v, struct key_list *list, uint32_t i)
{
    const int32_t count = list->count;
    //@ ghost uint32_t recorded = v->channel.section[WEIR_SECTION_RECORDED].offset;
    //@ assert last: i > 0 ==> key_listed(v->b, recorded, list, i - 1);
    //@ assert empty: i == 0 ==> count == 0;
    if (count > 0 && key_of(v, (uint32_t)list->first[count - 1]) == key_of(v, i)) {
        //@ assert goes_on: !key_begins(v->b, recorded, i);
        //@ assert as_before: keys_at(v->b, recorded, i + 1) == count;
        //@ assert itself: key_listed(v->b, recorded, list, i);
        //@ assert all: \forall integer j; 0 <= j < i + 1 ==> j == i || key_listed(v->b, recorded, list, j);
        //@ assert listed: keys_listed(v->b, recorded, list, i + 1);
        return WEIR_ACCEPTED;
    }
    //@ assert begins: key_begins(v->b, recorded, i);
    const uint32_t code = verify_new_key(v, list, i);
    //@ assert exact: code == WEIR_ACCEPTED <==> WEIR_PROOF_KEY_OK_AT(v, i);
    if (code != WEIR_ACCEPTED) return code;
    //@ assert one_more: keys_at(v->b, recorded, i + 1) == count + 1;
    list->first[count] = (int32_t)i;
    list->count = count + 1;
    //@ assert itself: key_listed(v->b, recorded, list, i);
    /*@ assert among: \forall integer j; 0 <= j < i ==> \at(key_listed(v->b, v->channel.section[WEIR_SECTION_RECORDED].offset, list, j), Pre) ==> 1 <= keys_at(v->b, recorded, j + 1) <= count; */
    /*@ assert others: \forall integer j; 0 <= j < i ==> \at(key_listed(v->b, v->channel.section[WEIR_SECTION_RECORDED].offset, list, j), Pre) ==> key_listed(v->b, recorded, list, j); */
    //@ assert each: \forall integer j; 0 <= j < i ==> \at(key_listed(v->b, v->channel.section[WEIR_SECTION_RECORDED].offset, list, j), Pre);
    //@ assert all: \forall integer j; 0 <= j < i + 1 ==> j == i || key_listed(v->b, recorded, list, j);
    //@ assert listed: keys_listed(v->b, recorded, list, i + 1);
    return WEIR_ACCEPTED;
}

/*@ requires WEIR_PROOF_STAGE(v) && WEIR_PROOF_IN(&v->channel, RECORDED);
    assigns v->at, v->strings_seen;
    ensures sound: \result == WEIR_ACCEPTED ==> WEIR_PROOF_RECORDS_OK(v, \old(v->strings_seen));
    ensures complete: \result != WEIR_ACCEPTED ==> !WEIR_PROOF_RECORDS_OK(v, \old(v->strings_seen));
    ensures seen: \result == WEIR_ACCEPTED ==>
            v->strings_seen == WEIR_PROOF_RECORDED_SEEN(v, \old(v->strings_seen), v->channel.section[WEIR_SECTION_RECORDED].count); */
static uint32_t verify_recorded(struct verifier *v)
{
    struct key_list list;
    list.count = 0;
    /*@ loop invariant 0 <= i <= v->channel.section[WEIR_SECTION_RECORDED].count;
        loop invariant seen: v->strings_seen == WEIR_PROOF_RECORDED_SEEN(v, \at(v->strings_seen, Pre), i);
        loop invariant keys: keys_listed(v->b, v->channel.section[WEIR_SECTION_RECORDED].offset, &list, i);
        loop invariant records: \forall integer k; 0 <= k < i ==> WEIR_PROOF_RECORDED_OK_AT(v, \at(v->strings_seen, Pre), k);
        loop invariant new: \forall integer k; 0 <= k < i ==> WEIR_PROOF_KEY_OK_AT(v, k);
        loop assigns i, list, v->at, v->strings_seen;
        loop variant v->channel.section[WEIR_SECTION_RECORDED].count - i; */
    for (uint32_t i = 0; i < v->channel.section[WEIR_SECTION_RECORDED].count; i++) {
        const size_t at = WEIR_RECORD(&v->channel, RECORDED, i);
        //@ assert place: at == v->channel.section[WEIR_SECTION_RECORDED].offset + WEIR_BYTES_RECORDED * i && at + WEIR_BYTES_RECORDED <= v->n;
        uint32_t code = verify_record(v, at);
        //@ assert one: code == WEIR_ACCEPTED <==> WEIR_PROOF_RECORDED_OK_AT(v, \at(v->strings_seen, Pre), i);
        if (code != WEIR_ACCEPTED) return code;
        //@ assert next: WEIR_PROOF_RECORDED_SEEN(v, \at(v->strings_seen, Pre), i + 1) == v->strings_seen;
        code = verify_key(v, &list, i);
        if (code != WEIR_ACCEPTED) return code;
    }
    return WEIR_ACCEPTED;
}

#define WEIR_PROOF_FROM_START(v) WEIR_PROOF_TABLES_OK(v, \at((v)->strings_seen, Pre), \at((v)->text_uses, Pre))
/* All parameters, and that together they have all members. */
/*@ requires WEIR_PROOF_STAGE(v) && WEIR_PROOF_IN(&v->channel, PARAMETERS) && v->channel.section[WEIR_SECTION_PARAMETERS].count == v->channel.parameter_count;
    requires WEIR_PROOF_IN(&v->channel, MEMBERS) && v->members_used == 0;
    assigns v->at, v->strings_seen, v->members_used;
    ensures sound: \result == WEIR_ACCEPTED ==> WEIR_PROOF_PARAMETERS_OK(v, \old(v->strings_seen)) &&
            WEIR_PROOF_MEMBERS_AT(v, v->channel.parameter_count) == v->channel.section[WEIR_SECTION_MEMBERS].count;
    ensures complete: \result != WEIR_ACCEPTED ==> !(WEIR_PROOF_PARAMETERS_OK(v, \old(v->strings_seen)) &&
            WEIR_PROOF_MEMBERS_AT(v, v->channel.parameter_count) == v->channel.section[WEIR_SECTION_MEMBERS].count);
    ensures seen: \result == WEIR_ACCEPTED ==> v->strings_seen == WEIR_PROOF_NAMES_AT(v, \old(v->strings_seen), v->channel.parameter_count);
    ensures in: \result == WEIR_ACCEPTED ==>
            parameters_in(v->b, v->channel.section[WEIR_SECTION_PARAMETERS].offset, v->channel.section[WEIR_SECTION_MEMBERS].count, v->channel.parameter_count);
    ensures ordinals: \result == WEIR_ACCEPTED ==> ordinals_ok(v->b, v->channel.section[WEIR_SECTION_PARAMETERS].offset, v->channel.parameter_count);
    ensures has: \result == WEIR_ACCEPTED ==>
            (\forall integer k; 0 <= k < v->channel.parameter_count ==> has_members(v->b, v->channel.section[WEIR_SECTION_PARAMETERS].offset, k)); */
static uint32_t verify_parameters(struct verifier *v)
{
    /*@ loop invariant 0 <= i <= v->channel.parameter_count && v->members_used <= v->channel.section[WEIR_SECTION_MEMBERS].count;
        loop invariant seen: v->strings_seen == WEIR_PROOF_NAMES_AT(v, \at(v->strings_seen, Pre), i);
        loop invariant used: v->members_used == WEIR_PROOF_MEMBERS_AT(v, i);
        loop invariant in: \forall integer k; 0 <= k < i ==>
                       parameter_in(v->b, v->channel.section[WEIR_SECTION_PARAMETERS].offset, v->channel.section[WEIR_SECTION_MEMBERS].count, k);
        loop invariant ordinals: \forall integer k; 0 <= k < i ==> ordinal_ok(v->b, v->channel.section[WEIR_SECTION_PARAMETERS].offset, k);
        loop invariant has: \forall integer k; 0 <= k < i ==> has_members(v->b, v->channel.section[WEIR_SECTION_PARAMETERS].offset, k);
        loop invariant each: \forall integer k; 0 <= k < i ==> WEIR_PROOF_PARAMETER_OK_AT(v, \at(v->strings_seen, Pre), k);
        loop assigns i, v->at, v->strings_seen, v->members_used;
        loop variant v->channel.parameter_count - i; */
    for (uint32_t i = 0; i < v->channel.parameter_count; i++) {
        const uint32_t code = verify_parameter(v, i);
        //@ assert one: code == WEIR_ACCEPTED <==> WEIR_PROOF_PARAMETER_OK_AT(v, \at(v->strings_seen, Pre), i);
        if (code != WEIR_ACCEPTED) return code;
        //@ assert ordinal: ordinal_ok(v->b, v->channel.section[WEIR_SECTION_PARAMETERS].offset, i);
        //@ assert has: has_members(v->b, v->channel.section[WEIR_SECTION_PARAMETERS].offset, i);
        //@ assert seen: v->strings_seen == WEIR_PROOF_NAMES_AT(v, \at(v->strings_seen, Pre), i + 1);
        //@ assert used: v->members_used == WEIR_PROOF_MEMBERS_AT(v, i + 1);
    }
    if (v->members_used != v->channel.section[WEIR_SECTION_MEMBERS].count)
        return weir_refuse(v, WEIR_REFUSED_MEMBERS_END, WEIR_RECORD(&v->channel, MEMBERS, v->members_used));
    return WEIR_ACCEPTED;
}

/* All types, where the parameters are verified. */
/*@ requires WEIR_PROOF_STAGE(v) && WEIR_PROOF_IN(&v->channel, PARAMETERS) && v->channel.section[WEIR_SECTION_PARAMETERS].count == v->channel.parameter_count;
    requires WEIR_PROOF_IN(&v->channel, MEMBERS) && v->text_uses <= WEIR_PROOF_USES(v);
    requires parameters_in(v->b, v->channel.section[WEIR_SECTION_PARAMETERS].offset, v->channel.section[WEIR_SECTION_MEMBERS].count, v->channel.parameter_count);
    requires \forall integer k; 0 <= k < v->channel.parameter_count ==> has_members(v->b, v->channel.section[WEIR_SECTION_PARAMETERS].offset, k);
    assigns v->at, v->strings_seen, v->text_uses;
    ensures sound: \result == WEIR_ACCEPTED ==> WEIR_PROOF_TYPES_OK(v, \old(v->strings_seen), \old(v->text_uses));
    ensures complete: \result != WEIR_ACCEPTED ==> !WEIR_PROOF_TYPES_OK(v, \old(v->strings_seen), \old(v->text_uses));
    ensures seen: \result == WEIR_ACCEPTED ==> v->strings_seen == WEIR_PROOF_TYPES_SEEN(v, \old(v->strings_seen), v->channel.parameter_count);
    ensures read: \result == WEIR_ACCEPTED ==> v->text_uses <= WEIR_PROOF_USES(v) &&
            v->text_uses == WEIR_PROOF_TYPES_READ(v, \old(v->text_uses), v->channel.parameter_count); */
static uint32_t verify_types(struct verifier *v)
{
    /*@ loop invariant 0 <= i <= v->channel.parameter_count && v->text_uses <= WEIR_PROOF_USES(v);
        loop invariant seen: v->strings_seen == WEIR_PROOF_TYPES_SEEN(v, \at(v->strings_seen, Pre), i);
        loop invariant read: v->text_uses == WEIR_PROOF_TYPES_READ(v, \at(v->text_uses, Pre), i);
        loop invariant each: \forall integer k; 0 <= k < i ==> WEIR_PROOF_TYPE_OK_AT(v, \at(v->strings_seen, Pre), \at(v->text_uses, Pre), k);
        loop assigns i, v->at, v->strings_seen, v->text_uses;
        loop variant v->channel.parameter_count - i; */
    for (uint32_t i = 0; i < v->channel.parameter_count; i++) {
        //@ assert in: parameter_in(v->b, v->channel.section[WEIR_SECTION_PARAMETERS].offset, v->channel.section[WEIR_SECTION_MEMBERS].count, i);
        //@ assert has: has_members(v->b, v->channel.section[WEIR_SECTION_PARAMETERS].offset, i);
        const uint32_t code = verify_type(v, i);
        //@ assert one: code == WEIR_ACCEPTED <==> WEIR_PROOF_TYPE_OK_AT(v, \at(v->strings_seen, Pre), \at(v->text_uses, Pre), i);
        if (code != WEIR_ACCEPTED) return code;
        //@ assert seen: v->strings_seen == WEIR_PROOF_TYPES_SEEN(v, \at(v->strings_seen, Pre), i + 1);
        //@ assert read: v->text_uses == WEIR_PROOF_TYPES_READ(v, \at(v->text_uses, Pre), i + 1);
    }
    return WEIR_ACCEPTED;
}

/* The steps that every event takes for its parameters. */
/*@ requires WEIR_PROOF_FILE(v) && WEIR_PROOF_IN(&v->channel, PARAMETERS) && v->channel.section[WEIR_SECTION_PARAMETERS].count == v->channel.parameter_count;
    requires v->channel.parameter_count <= WEIR_MAX_PARAMETERS;
    assigns v->channel.steps_fixed, v->steps_per_byte[0 .. WEIR_MAX_PARAMETERS - 1];
    ensures same: v->n == \old(v->n); */
static void start_cost(struct verifier *v)
{
    const uint32_t parameters = v->channel.parameter_count;
    v->channel.steps_fixed = (uint64_t)WEIR_PARAMETER_STEPS * parameters;
    /*@ loop invariant 0 <= i <= parameters;
        loop assigns i, v->steps_per_byte[0 .. WEIR_MAX_PARAMETERS - 1];
        loop variant parameters - i; */
    for (uint32_t i = 0; i < parameters; i++)
        if (weir_is_text(v->b[WEIR_RECORD(&v->channel, PARAMETERS, i) + WEIR_PARAMETER_TYPE])) v->steps_per_byte[i] = WEIR_VIEW_STEPS;
}

#define WEIR_PROOF_NAMED_FROM_START(v) WEIR_PROOF_NAMED_OK(v, \at((v)->strings_seen, Pre))
/* The Template Type but for its types. */
/*@ requires WEIR_PROOF_STAGE(v) && WEIR_PROOF_IN(&v->channel, TEMPLATE) && v->channel.section[WEIR_SECTION_TEMPLATE].count == 1;
    requires WEIR_PROOF_IN(&v->channel, PARAMETERS) && v->channel.section[WEIR_SECTION_PARAMETERS].count == v->channel.parameter_count;
    requires WEIR_PROOF_IN(&v->channel, MEMBERS) && v->members_used == 0;
    assigns v->at, v->strings_seen, v->members_used;
    ensures sound: \result == WEIR_ACCEPTED ==> WEIR_PROOF_NAMED_OK(v, \old(v->strings_seen));
    ensures complete: \result != WEIR_ACCEPTED ==> !WEIR_PROOF_NAMED_OK(v, \old(v->strings_seen));
    ensures seen: \result == WEIR_ACCEPTED ==> v->strings_seen == WEIR_PROOF_SEEN_2(v, \old(v->strings_seen));
    ensures plain: \result == WEIR_ACCEPTED ==> WEIR_PROOF_TEMPLATE_PLAIN(v, v->channel.section[WEIR_SECTION_TEMPLATE].offset);
    ensures ordinals: \result == WEIR_ACCEPTED ==> ordinals_ok(v->b, v->channel.section[WEIR_SECTION_PARAMETERS].offset, v->channel.parameter_count);
    ensures has: \result == WEIR_ACCEPTED ==>
            (\forall integer k; 0 <= k < v->channel.parameter_count ==> has_members(v->b, v->channel.section[WEIR_SECTION_PARAMETERS].offset, k));
    ensures in: \result == WEIR_ACCEPTED ==>
            parameters_in(v->b, v->channel.section[WEIR_SECTION_PARAMETERS].offset, v->channel.section[WEIR_SECTION_MEMBERS].count, v->channel.parameter_count); */
static uint32_t verify_named(struct verifier *v)
{
    uint32_t code = verify_template(v);
    //@ assert no_template: code != WEIR_ACCEPTED ==> !WEIR_PROOF_NAMED_FROM_START(v);
    if (code != WEIR_ACCEPTED) return code;
    //@ assert plain: WEIR_PROOF_TEMPLATE_PLAIN(v, v->channel.section[WEIR_SECTION_TEMPLATE].offset);
    code = verify_parameters(v);
    //@ assert whole: code == WEIR_ACCEPTED <==> WEIR_PROOF_NAMED_FROM_START(v);
    return code;
}

#define WEIR_PROOF_DECLARED_FROM_START(v) WEIR_PROOF_DECLARED_OK(v, \at((v)->strings_seen, Pre), \at((v)->text_uses, Pre))
/* The Template Type itself. */
/*@ requires WEIR_PROOF_STAGE(v) && WEIR_PROOF_IN(&v->channel, TEMPLATE) && v->channel.section[WEIR_SECTION_TEMPLATE].count == 1;
    requires WEIR_PROOF_IN(&v->channel, PARAMETERS) && v->channel.section[WEIR_SECTION_PARAMETERS].count == v->channel.parameter_count;
    requires WEIR_PROOF_IN(&v->channel, MEMBERS) && v->members_used == 0 && v->text_uses <= WEIR_PROOF_USES(v);
    assigns v->at, v->strings_seen, v->members_used, v->text_uses;
    ensures sound: \result == WEIR_ACCEPTED ==> WEIR_PROOF_DECLARED_OK(v, \old(v->strings_seen), \old(v->text_uses));
    ensures complete: \result != WEIR_ACCEPTED ==> !WEIR_PROOF_DECLARED_OK(v, \old(v->strings_seen), \old(v->text_uses));
    ensures seen: \result == WEIR_ACCEPTED ==> v->strings_seen == WEIR_PROOF_SEEN_3(v, \old(v->strings_seen));
    ensures read: \result == WEIR_ACCEPTED ==> v->text_uses <= WEIR_PROOF_USES(v) &&
            v->text_uses == WEIR_PROOF_TYPES_READ(v, \old(v->text_uses), v->channel.parameter_count);
    ensures plain: \result == WEIR_ACCEPTED ==> WEIR_PROOF_TEMPLATE_PLAIN(v, v->channel.section[WEIR_SECTION_TEMPLATE].offset);
    ensures ordinals: \result == WEIR_ACCEPTED ==> ordinals_ok(v->b, v->channel.section[WEIR_SECTION_PARAMETERS].offset, v->channel.parameter_count);
    ensures in: \result == WEIR_ACCEPTED ==>
            parameters_in(v->b, v->channel.section[WEIR_SECTION_PARAMETERS].offset, v->channel.section[WEIR_SECTION_MEMBERS].count, v->channel.parameter_count); */
static uint32_t verify_declared(struct verifier *v)
{
    uint32_t code = verify_named(v);
    //@ assert not_named: code != WEIR_ACCEPTED ==> !WEIR_PROOF_DECLARED_FROM_START(v);
    if (code != WEIR_ACCEPTED) return code;
    code = verify_types(v);
    //@ assert whole: code == WEIR_ACCEPTED <==> WEIR_PROOF_DECLARED_FROM_START(v);
    return code;
}

/* How a recorded event is one of it. */
/*@ requires WEIR_PROOF_STAGE(v) && WEIR_PROOF_IN(&v->channel, ALIASES) && WEIR_PROOF_IN(&v->channel, RECORDED);
    assigns v->at, v->strings_seen;
    ensures sound: \result == WEIR_ACCEPTED ==> WEIR_PROOF_RECORDING_OK(v, \old(v->strings_seen));
    ensures complete: \result != WEIR_ACCEPTED ==> !WEIR_PROOF_RECORDING_OK(v, \old(v->strings_seen));
    ensures seen: \result == WEIR_ACCEPTED ==> v->strings_seen == WEIR_PROOF_RECORDING_SEEN(v, \old(v->strings_seen)); */
static uint32_t verify_recording(struct verifier *v)
{
    const uint32_t code = verify_aliases(v);
    //@ assert no_aliases: code != WEIR_ACCEPTED ==> !WEIR_PROOF_RECORDING_OK(v, \at(v->strings_seen, Pre));
    return code == WEIR_ACCEPTED ? verify_recorded(v) : code;
}

uint32_t weir_verify_tables(struct verifier *v)
{
    const uint32_t code = verify_declared(v);
    //@ assert declared: code != WEIR_ACCEPTED ==> !WEIR_PROOF_FROM_START(v);
    if (code != WEIR_ACCEPTED) return code;
    start_cost(v);
    const uint32_t last = verify_recording(v);
    //@ assert whole: last == WEIR_ACCEPTED <==> WEIR_PROOF_FROM_START(v);
    return last;
}
