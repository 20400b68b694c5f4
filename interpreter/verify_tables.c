/* The verifier's stage on the Template Type: TEMPLATE, PARAMETERS, MEMBERS, ALIASES, RECORDED.
 *
 * In:   sections and strings whose places are verified. Out: whether the Template Type is well formed.
 * Must hold: strings are used in the order TEMPLATE, PARAMETERS, MEMBERS, ALIASES, RECORDED. */
#include "verify.h"

/*@ requires WEIR_PROOF_STAGE(v) && WEIR_PROOF_IN(&v->channel, TEMPLATE) && v->channel.section[WEIR_SECTION_TEMPLATE].count == 1;
    assigns v->at, v->strings_seen;
    ensures plain: \result == WEIR_ACCEPTED ==> WEIR_PROOF_TEMPLATE_PLAIN(v, v->channel.section[WEIR_SECTION_TEMPLATE].offset); */
static uint32_t verify_template(struct verifier *v)
{
    const uint8_t *b = v->b;
    const size_t at = WEIR_RECORD(&v->channel, TEMPLATE, 0);
    TRY(weir_verify_text(v, at + WEIR_TEMPLATE_NAME));
    const struct weir_bytes name = weir_string(&v->channel, weir_u32_at(b, at + WEIR_TEMPLATE_NAME));
    //@ assert name.data == v->b + WEIR_PROOF_STRING_AT(&v->channel, u32(b, at)) && name.length == WEIR_PROOF_STRING_LENGTH(&v->channel, u32(b, at));
    if (name.length == 0) return weir_refuse(v, WEIR_REFUSED_TEMPLATE_NAME, at + WEIR_TEMPLATE_NAME);
    if (b[at + WEIR_TEMPLATE_PLATFORM] >= WEIR_PLATFORM_COUNT) return weir_refuse(v, WEIR_REFUSED_TEMPLATE_PLATFORM, at + WEIR_TEMPLATE_PLATFORM);
    if (b[at + WEIR_TEMPLATE_PHASE] >= WEIR_PHASE_COUNT) return weir_refuse(v, WEIR_REFUSED_TEMPLATE_PHASE, at + WEIR_TEMPLATE_PHASE);
    const uint32_t actions = b[at + WEIR_TEMPLATE_ACTIONS];
    if (actions == 0 || actions >= 1u << WEIR_ACTION_COUNT) return weir_refuse(v, WEIR_REFUSED_TEMPLATE_ACTIONS, at + WEIR_TEMPLATE_ACTIONS);
    if (b[at + WEIR_TEMPLATE_RESERVED] != 0) return weir_refuse(v, WEIR_REFUSED_TEMPLATE_RESERVED, at + WEIR_TEMPLATE_RESERVED);
    if (weir_u64_at(b, at + WEIR_TEMPLATE_NAME_HASH) != weir_hash(name.data, name.length))
        return weir_refuse(v, WEIR_REFUSED_TEMPLATE_HASH, at + WEIR_TEMPLATE_NAME_HASH);
    return WEIR_ACCEPTED;
}

/* Everything of a parameter but its members and its type's hash. */
/*@ requires WEIR_PROOF_STAGE(v) && WEIR_PROOF_IN(&v->channel, PARAMETERS) && index < v->channel.section[WEIR_SECTION_PARAMETERS].count;
    assigns v->at, v->strings_seen;
    ensures ordinal: \result == WEIR_ACCEPTED ==>
            ordinal_ok(v->b, v->channel.section[WEIR_SECTION_PARAMETERS].offset, index);
    ensures type: \result == WEIR_ACCEPTED ==> parameter_type(v->b, v->channel.section[WEIR_SECTION_PARAMETERS].offset, index) < WEIR_TYPE_COUNT; */
static uint32_t verify_parameter_plain(struct verifier *v, uint32_t index)
{
    const uint8_t *b = v->b;
    const size_t at = WEIR_RECORD(&v->channel, PARAMETERS, index);
    //@ assert at + WEIR_BYTES_PARAMETERS <= v->n;
    const uint32_t type = b[at + WEIR_PARAMETER_TYPE];
    //@ assert type == parameter_type(b, v->channel.section[WEIR_SECTION_PARAMETERS].offset, index);
    if (weir_u32_at(b, at + WEIR_PARAMETER_ORDINAL) != index + 1) return weir_refuse(v, WEIR_REFUSED_PARAMETER_ORDINAL, at + WEIR_PARAMETER_ORDINAL);
    if (type >= WEIR_TYPE_COUNT) return weir_refuse(v, WEIR_REFUSED_PARAMETER_TYPE, at + WEIR_PARAMETER_TYPE);
    if (b[at + WEIR_PARAMETER_FLAGS] > (weir_is_text(type) ? WEIR_PARAMETER_CASED : 0)) return weir_refuse(v, WEIR_REFUSED_PARAMETER_FLAGS, at + WEIR_PARAMETER_FLAGS);
    TRY(weir_verify_text(v, at + WEIR_PARAMETER_NAME));
    const struct weir_bytes name = weir_string(&v->channel, weir_u32_at(b, at + WEIR_PARAMETER_NAME));
    if ((name.length == 0) != (type == WEIR_TYPE_RESERVED)) return weir_refuse(v, WEIR_REFUSED_PARAMETER_NAME, at + WEIR_PARAMETER_NAME);
    if (weir_u64_at(b, at + WEIR_PARAMETER_NAME_HASH) != weir_hash(name.data, name.length))
        return weir_refuse(v, WEIR_REFUSED_PARAMETER_NAME_HASH, at + WEIR_PARAMETER_NAME_HASH);
    return WEIR_ACCEPTED;
}

/* Everything of a parameter but its type's hash, for which its members must be known. */
/*@ requires WEIR_PROOF_FILE(v) && WEIR_PROOF_IN(&v->channel, PARAMETERS) && index < v->channel.section[WEIR_SECTION_PARAMETERS].count;
    requires WEIR_PROOF_STRINGS(&v->channel) && v->members_used <= v->channel.section[WEIR_SECTION_MEMBERS].count;
    assigns v->at, v->strings_seen, v->members_used;
    ensures ordinal: \result == WEIR_ACCEPTED ==>
            ordinal_ok(v->b, v->channel.section[WEIR_SECTION_PARAMETERS].offset, index);
    ensures v->members_used <= v->channel.section[WEIR_SECTION_MEMBERS].count;
    ensures \result == WEIR_ACCEPTED ==>
            parameter_in(v->b, v->channel.section[WEIR_SECTION_PARAMETERS].offset, v->channel.section[WEIR_SECTION_MEMBERS].count, index); */
static uint32_t verify_parameter(struct verifier *v, uint32_t index)
{
    const uint8_t *b = v->b;
    const size_t at = WEIR_RECORD(&v->channel, PARAMETERS, index);
    const uint32_t type = b[at + WEIR_PARAMETER_TYPE], first = weir_u32_at(b, at + WEIR_PARAMETER_MEMBER_FIRST);
    const uint32_t count = weir_u16_at(b, at + WEIR_PARAMETER_MEMBER_COUNT);
    //@ ghost uint32_t parameters = v->channel.section[WEIR_SECTION_PARAMETERS].offset, total = v->channel.section[WEIR_SECTION_MEMBERS].count;
    //@ assert first == u32(b, parameters + WEIR_BYTES_PARAMETERS * index + WEIR_PARAMETER_MEMBER_FIRST);
    //@ assert count == u16(b, parameters + WEIR_BYTES_PARAMETERS * index + WEIR_PARAMETER_MEMBER_COUNT);
    TRY(verify_parameter_plain(v, index));
    if (count != 0 && type != WEIR_TYPE_ENUM && type != WEIR_TYPE_FLAGS)
        return weir_refuse(v, WEIR_REFUSED_MEMBERS_NOT_ALLOWED, at + WEIR_PARAMETER_MEMBER_COUNT);
    const struct verify_range members = {at + WEIR_PARAMETER_MEMBER_FIRST, at + WEIR_PARAMETER_MEMBER_COUNT, first, count,
                                         WEIR_REFUSED_MEMBERS_FIRST, WEIR_REFUSED_MEMBERS_END};
    TRY(weir_verify_range(v, &members, &v->members_used, v->channel.section[WEIR_SECTION_MEMBERS].count));
    //@ assert parameter_in(b, parameters, total, index);
    //@ assert parameters == v->channel.section[WEIR_SECTION_PARAMETERS].offset && total == v->channel.section[WEIR_SECTION_MEMBERS].count && v->b == b;
    return WEIR_ACCEPTED;
}

/* Hashes the decimal digits of a number, without a division of 64 bits, which small machines leave to a library. */
//@ assigns \nothing;
static uint64_t hash_decimal(uint64_t hash, uint64_t number)
{
    static const uint64_t powers[19] = {10000000000000000000u, 1000000000000000000u, 100000000000000000u, 10000000000000000u, 1000000000000000u,
                                        100000000000000u, 10000000000000u, 1000000000000u, 100000000000u, 10000000000u, 1000000000u, 100000000u,
                                        10000000u, 1000000u, 100000u, 10000u, 1000u, 100u, 10u};
    bool started = false;
    /*@ loop invariant 0 <= i <= 19;
        loop assigns i, hash, number, started;
        loop variant 19 - i; */
    for (uint32_t i = 0; i < 19; i++) {
        uint8_t digit = '0';
        /*@ loop assigns number, digit;
            loop variant number; */
        for (; number >= powers[i]; number -= powers[i])
            digit++;
        started = started || digit != '0';
        if (started) hash = weir_hash_more(hash, &digit, 1);
    }
    const uint8_t last = (uint8_t)('0' + number);
    return weir_hash_more(hash, &last, 1);
}

/* The hash of `enum{` or `flags{`, up to the members. */
/*@ requires type < WEIR_TYPE_COUNT;
    assigns \nothing; */
static uint64_t hash_type_word(uint32_t type)
{
    static const uint8_t words[WEIR_TYPE_COUNT][9] = {
#define TYPE(name, number, text, storage) [number] = text,
#include "types.def"
#undef TYPE
    };
    uint32_t length = 0;
    //@ assert words[type][8] == 0;
    /*@ loop invariant 0 <= length <= 8;
        loop assigns length;
        loop variant 8 - length; */
    while (words[type][length] != 0)
        length++;
    return weir_hash(words[type], length);
}

/* A parameter's members, and the hash of its type. */
/*@ requires WEIR_PROOF_STAGE(v) && WEIR_PROOF_IN(&v->channel, PARAMETERS) && index < v->channel.section[WEIR_SECTION_PARAMETERS].count;
    requires WEIR_PROOF_IN(&v->channel, MEMBERS);
    requires parameter_in(v->b, v->channel.section[WEIR_SECTION_PARAMETERS].offset, v->channel.section[WEIR_SECTION_MEMBERS].count, index);
    assigns v->at, v->strings_seen, v->text_uses; */
static uint32_t verify_type(struct verifier *v, uint32_t index)
{
    static const uint8_t open = '{', comma = ',', equals = '=', close = '}';
    const uint8_t *b = v->b;
    const size_t at = WEIR_RECORD(&v->channel, PARAMETERS, index);
    //@ assert at + WEIR_BYTES_PARAMETERS <= v->n;
    const uint32_t type = b[at + WEIR_PARAMETER_TYPE], first = weir_u32_at(b, at + WEIR_PARAMETER_MEMBER_FIRST);
    const uint32_t count = weir_u16_at(b, at + WEIR_PARAMETER_MEMBER_COUNT);
    //@ assert type == parameter_type(b, v->channel.section[WEIR_SECTION_PARAMETERS].offset, index);
    //@ assert first == u32(b, v->channel.section[WEIR_SECTION_PARAMETERS].offset + WEIR_BYTES_PARAMETERS * index + WEIR_PARAMETER_MEMBER_FIRST);
    //@ assert count == u16(b, v->channel.section[WEIR_SECTION_PARAMETERS].offset + WEIR_BYTES_PARAMETERS * index + WEIR_PARAMETER_MEMBER_COUNT);
    //@ assert count == 0 || first + count <= v->channel.section[WEIR_SECTION_MEMBERS].count;
    uint64_t hash = hash_type_word(type);
    if (type == WEIR_TYPE_ENUM || type == WEIR_TYPE_FLAGS) {
        hash = weir_hash_more(hash, &open, 1);
        /*@ loop invariant 0 <= i <= count;
            loop assigns i, hash, v->at, v->strings_seen, v->text_uses;
            loop variant count - i; */
        for (uint32_t i = 0; i < count; i++) {
            const size_t member = WEIR_RECORD(&v->channel, MEMBERS, first + i);
            //@ assert member + WEIR_BYTES_MEMBERS <= v->n;
            TRY(weir_verify_text(v, member + WEIR_MEMBER_NAME));
            const struct weir_bytes name = weir_string(&v->channel, weir_u32_at(b, member + WEIR_MEMBER_NAME));
            const uint64_t value = weir_u64_at(b, member + WEIR_MEMBER_VALUE);
            if (weir_u32_at(b, member + WEIR_MEMBER_RESERVED) != 0) return weir_refuse(v, WEIR_REFUSED_MEMBER_RESERVED, member + WEIR_MEMBER_RESERVED);
            if (type == WEIR_TYPE_ENUM ? value != i : value == 0) return weir_refuse(v, WEIR_REFUSED_MEMBER_VALUE, member + WEIR_MEMBER_VALUE);
            TRY(weir_verify_text_use(v, name.length, member + WEIR_MEMBER_NAME));
            if (i > 0) hash = weir_hash_more(hash, &comma, 1);
            hash = weir_hash_more(hash, name.data, name.length);
            if (type == WEIR_TYPE_FLAGS) hash = hash_decimal(weir_hash_more(hash, &equals, 1), value);
        }
        hash = weir_hash_more(hash, &close, 1);
    }
    if (weir_u64_at(b, at + WEIR_PARAMETER_TYPE_HASH) != hash) return weir_refuse(v, WEIR_REFUSED_PARAMETER_TYPE_HASH, at + WEIR_PARAMETER_TYPE_HASH);
    return WEIR_ACCEPTED;
}

/*@ requires WEIR_PROOF_STAGE(v) && WEIR_PROOF_IN(&v->channel, ALIASES);
    assigns v->at, v->strings_seen; */
static uint32_t verify_aliases(struct verifier *v)
{
    uint32_t before = 0;
    /*@ loop invariant 0 <= i <= v->channel.section[WEIR_SECTION_ALIASES].count;
        loop assigns i, before, v->at, v->strings_seen;
        loop variant v->channel.section[WEIR_SECTION_ALIASES].count - i; */
    for (uint32_t i = 0; i < v->channel.section[WEIR_SECTION_ALIASES].count; i++) {
        const size_t at = WEIR_RECORD(&v->channel, ALIASES, i);
        const uint32_t ordinal = weir_u32_at(v->b, at + WEIR_ALIAS_ORDINAL);
        if (ordinal == 0 || ordinal > v->channel.parameter_count) return weir_refuse(v, WEIR_REFUSED_ALIAS_ORDINAL, at + WEIR_ALIAS_ORDINAL);
        if (ordinal < before) return weir_refuse(v, WEIR_REFUSED_ALIAS_ORDER, at + WEIR_ALIAS_ORDINAL);
        before = ordinal;
        TRY(weir_verify_text(v, at + WEIR_ALIAS_SCHEME));
        TRY(weir_verify_text(v, at + WEIR_ALIAS_PATH));
    }
    return WEIR_ACCEPTED;
}

/*@ requires WEIR_PROOF_STAGE(v) && WEIR_PROOF_IN(&v->channel, RECORDED);
    assigns v->at, v->strings_seen; */
static uint32_t verify_recorded(struct verifier *v)
{
    uint32_t keys[WEIR_MAX_RECORDED_KEYS];
    uint32_t key_count = 0;
    /*@ loop invariant 0 <= i <= v->channel.section[WEIR_SECTION_RECORDED].count && 0 <= key_count <= WEIR_MAX_RECORDED_KEYS;
        loop invariant \forall integer k; 0 <= k < key_count ==> \initialized(&keys[k]);
        loop assigns i, key_count, keys[0 .. WEIR_MAX_RECORDED_KEYS - 1], v->at, v->strings_seen;
        loop variant v->channel.section[WEIR_SECTION_RECORDED].count - i; */
    for (uint32_t i = 0; i < v->channel.section[WEIR_SECTION_RECORDED].count; i++) {
        const size_t at = WEIR_RECORD(&v->channel, RECORDED, i);
        const uint32_t key = weir_u32_at(v->b, at + WEIR_RECORDED_KEY), kind = weir_u32_at(v->b, at + WEIR_RECORDED_KIND);
        TRY(weir_verify_text(v, at + WEIR_RECORDED_KEY));
        if (kind > 1) return weir_refuse(v, WEIR_REFUSED_RECORDED_KIND, at + WEIR_RECORDED_KIND);
        if (kind == 1) TRY(weir_verify_text_number(v, weir_u64_at(v->b, at + WEIR_RECORDED_VALUE), at + WEIR_RECORDED_VALUE));
        if (key_count > 0 && keys[key_count - 1] == key) continue;
        /*@ loop invariant 0 <= k <= key_count;
            loop assigns k;
            loop variant key_count - k; */
        for (uint32_t k = 0; k < key_count; k++)
            if (keys[k] == key) return weir_refuse(v, WEIR_REFUSED_RECORDED_KEYS, at + WEIR_RECORDED_KEY);
        if (key_count == WEIR_MAX_RECORDED_KEYS) return weir_refuse(v, WEIR_REFUSED_RECORDED_KEY_COUNT, at + WEIR_RECORDED_KEY);
        keys[key_count++] = key;
    }
    return WEIR_ACCEPTED;
}

uint32_t weir_verify_tables(struct verifier *v)
{
    const uint32_t parameters = v->channel.parameter_count;
    TRY(verify_template(v));
    /*@ loop invariant 0 <= i <= parameters && v->members_used <= v->channel.section[WEIR_SECTION_MEMBERS].count;
        loop invariant \forall integer k; 0 <= k < i ==>
                       parameter_in(v->b, v->channel.section[WEIR_SECTION_PARAMETERS].offset, v->channel.section[WEIR_SECTION_MEMBERS].count, k);
        loop invariant ordinals_ok(v->b, v->channel.section[WEIR_SECTION_PARAMETERS].offset, i);
        loop assigns i, v->at, v->strings_seen, v->members_used;
        loop variant parameters - i; */
    for (uint32_t i = 0; i < parameters; i++)
        TRY(verify_parameter(v, i));
    if (v->members_used != v->channel.section[WEIR_SECTION_MEMBERS].count)
        return weir_refuse(v, WEIR_REFUSED_MEMBERS_END, WEIR_RECORD(&v->channel, MEMBERS, v->members_used));
    /*@ loop invariant 0 <= i <= parameters;
        loop assigns i, v->at, v->strings_seen, v->text_uses;
        loop variant parameters - i; */
    for (uint32_t i = 0; i < parameters; i++)
        TRY(verify_type(v, i));
    v->channel.steps_fixed = (uint64_t)WEIR_PARAMETER_STEPS * parameters;
    /*@ loop invariant 0 <= i <= parameters;
        loop assigns i, v->steps_per_byte[0 .. WEIR_MAX_PARAMETERS - 1];
        loop variant parameters - i; */
    for (uint32_t i = 0; i < parameters; i++)
        if (weir_is_text(v->b[WEIR_RECORD(&v->channel, PARAMETERS, i) + WEIR_PARAMETER_TYPE])) v->steps_per_byte[i] = WEIR_VIEW_STEPS;
    TRY(verify_aliases(v));
    return verify_recorded(v);
}
