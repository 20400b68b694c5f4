/* The verifier's stage on one instance's criteria: each operator against its parameter's type, its set, its second field.
 *
 * In:   an instance whose vector is verified; set records that are verified. Out: whether its criteria are well formed.
 * Must hold: a criterion is checked in constant time, however large its set is. */
#include "verify.h"

/* The types that an operator is allowed on, as the words of ops.def. */
enum allowed { ALLOWED_ANY, ALLOWED_TEXT, ALLOWED_ORDERED, ALLOWED_FLAGS, ALLOWED_NUMBER, ALLOWED_IP, ALLOWED_BYTES };
#define WEIR_SET_NONE 0

static const uint8_t types_of[WEIR_OP_COUNT] = {
#define OP(name, number, storages, set_kind, text) [number] = ALLOWED_##storages,
#include "ops.def"
#undef OP
};
static const uint8_t set_kind_of[WEIR_OP_COUNT] = {
#define OP(name, number, storages, set_kind, text) [number] = WEIR_SET_##set_kind,
#include "ops.def"
#undef OP
};

struct criterion {
    size_t at;
    uint32_t op, flags, ordinal, type, other, set; /* type: of the parameter whose criterion it must be */
};

/*@ requires 1 <= op < WEIR_OP_COUNT && type < WEIR_TYPE_COUNT;
    assigns \nothing;
    ensures exact: \result <==> allowed(op, type); */
static bool is_allowed(uint32_t op, uint32_t type)
{
    switch (types_of[op]) {
    case ALLOWED_TEXT:
        return weir_is_text(type);
    case ALLOWED_ORDERED:
        return type >= WEIR_TYPE_U32 && type <= WEIR_TYPE_I64;
    case ALLOWED_FLAGS:
        return type == WEIR_TYPE_FLAGS;
    case ALLOWED_NUMBER:
        return type >= WEIR_TYPE_U32 && type <= WEIR_TYPE_FLAGS;
    case ALLOWED_IP:
        return type == WEIR_TYPE_IP;
    case ALLOWED_BYTES:
        return type == WEIR_TYPE_IP || type == WEIR_TYPE_GUID;
    default: /* ALLOWED_ANY */
        return type != WEIR_TYPE_RESERVED;
    }
}

/*@ requires 1 <= op < WEIR_OP_COUNT;
    assigns \nothing;
    ensures exact: \result == kind_of_set(op); */
static uint32_t kind_needed(uint32_t op)
{
    return set_kind_of[op];
}

/*@ assigns \nothing;
    ensures exact: \result <==> compares_fields(op); */
static bool compares_fields(uint32_t op)
{
    return op >= WEIR_OP_FIELD_EQUALS && op <= WEIR_OP_FIELD_LESS_EQUAL;
}

#define WEIR_PROOF_OTHER_OK(v, c, ordinal) \
    other_ok((v)->b, (v)->channel.section[WEIR_SECTION_PARAMETERS].offset, (v)->channel.parameter_count, (c).op, (c).type, ordinal, (c).other)
/*@ requires WEIR_PROOF_FILE(v) && WEIR_PROOF_IN(&v->channel, PARAMETERS);
    requires v->channel.section[WEIR_SECTION_PARAMETERS].count == v->channel.parameter_count && v->channel.parameter_count <= WEIR_MAX_PARAMETERS;
    requires 1 <= ordinal <= v->channel.parameter_count;
    assigns v->at, v->inputs_read;
    ensures sound: \result == WEIR_ACCEPTED ==> WEIR_PROOF_OTHER_OK(v, c, ordinal);
    ensures complete: \result != WEIR_ACCEPTED ==> !WEIR_PROOF_OTHER_OK(v, c, ordinal);
    ensures \result == WEIR_ACCEPTED ==> v->inputs_read == (\old(v->inputs_read) < c.other ? c.other : \old(v->inputs_read));
    ensures v->inputs_read <= v->channel.parameter_count || v->inputs_read == \old(v->inputs_read); */
static uint32_t verify_other(struct verifier *v, struct criterion c, uint32_t ordinal)
{
    const size_t at = c.at + WEIR_CRITERION_OTHER;
    if (!compares_fields(c.op)) return c.other == 0 ? WEIR_ACCEPTED : weir_refuse(v, WEIR_REFUSED_OTHER_NOT_ALLOWED, at);
    if (c.other == 0 || c.other > v->channel.parameter_count) return weir_refuse(v, WEIR_REFUSED_OTHER_ORDINAL, at);
    if (c.other == ordinal) return weir_refuse(v, WEIR_REFUSED_OTHER_SELF, at);
    const size_t own = WEIR_RECORD(&v->channel, PARAMETERS, ordinal - 1), other = WEIR_RECORD(&v->channel, PARAMETERS, c.other - 1);
    //@ assert own + WEIR_BYTES_PARAMETERS <= v->n && other + WEIR_BYTES_PARAMETERS <= v->n;
    const uint32_t type = v->b[other + WEIR_PARAMETER_TYPE];
    //@ assert type == parameter_type(v->b, v->channel.section[WEIR_SECTION_PARAMETERS].offset, c.other - 1);
    const uint64_t own_hash = weir_u64_at(v->b, own + WEIR_PARAMETER_TYPE_HASH), other_hash = weir_u64_at(v->b, other + WEIR_PARAMETER_TYPE_HASH);
    //@ assert own_hash == parameter_type_hash(v->b, v->channel.section[WEIR_SECTION_PARAMETERS].offset, ordinal - 1);
    //@ assert other_hash == parameter_type_hash(v->b, v->channel.section[WEIR_SECTION_PARAMETERS].offset, c.other - 1);
    const bool texts = weir_is_text(c.type) && weir_is_text(type);
    /* The hash tells two enums with other members apart; it was compared with the type's text. But a text can be made to have any hash. */
    if (!texts && (c.type != type || own_hash != other_hash)) return weir_refuse(v, WEIR_REFUSED_OTHER_TYPE, at);
    if (v->inputs_read < c.other) v->inputs_read = c.other;
    return WEIR_ACCEPTED;
}

/*@ assigns \nothing;
    ensures exact: \result == form_of_set(c.op, c.type, c.flags != 0); */
static uint32_t form_needed(struct criterion c)
{
    switch (c.op) {
    case WEIR_OP_EQUALS:
    case WEIR_OP_STARTS:
    case WEIR_OP_ENDS:
    case WEIR_OP_CONTAINS:
        return c.flags != 0 ? WEIR_FORM_TEXT : WEIR_FORM_TEXT_FOLDED;
    case WEIR_OP_LIKE:
        return c.flags != 0 ? WEIR_FORM_GLOB : WEIR_FORM_GLOB_FOLDED;
    case WEIR_OP_BYTES_IN:
        return c.type == WEIR_TYPE_GUID ? WEIR_FORM_GUID : WEIR_FORM_ADDRESS;
    case WEIR_OP_WITHIN:
        return WEIR_FORM_NETWORK;
    default:
        return WEIR_FORM_NONE;
    }
}

/* Numbers ascend in one of the two orders (verify_sets.c), so their ends show whether in that of the parameter's type. */
/*@ requires WEIR_PROOF_FILE(v) && WEIR_PROOF_IN(&v->channel, NUMBERS) && count >= 1;
    requires kind == WEIR_SET_RANGES || kind == WEIR_SET_NUMBERS;
    requires first + (kind == WEIR_SET_RANGES ? 2 * count : count) <= v->channel.section[WEIR_SECTION_NUMBERS].count;
    assigns v->at;
    ensures exact: \result == WEIR_ACCEPTED <==>
            ends_ok(v->b, v->channel.section[WEIR_SECTION_NUMBERS].offset, c.op, c.type, first,
                    first + (kind == WEIR_SET_RANGES ? 2 * count : count) - 1); */
static uint32_t verify_number_set(struct verifier *v, struct criterion c, uint32_t kind, uint32_t first, uint32_t count)
{
    const uint32_t last = first + (kind == WEIR_SET_RANGES ? 2 * count : count) - 1;
    //@ assert last == first + (kind == WEIR_SET_RANGES ? 2 * count : count) - 1;
    const uint64_t bias = weir_order_bias(c.type);
    const uint64_t lowest = weir_u64_at(v->b, WEIR_RECORD(&v->channel, NUMBERS, first));
    const uint64_t highest = weir_u64_at(v->b, WEIR_RECORD(&v->channel, NUMBERS, last));
    //@ assert lowest == u64(v->b, v->channel.section[WEIR_SECTION_NUMBERS].offset + WEIR_BYTES_NUMBERS * first);
    //@ assert highest == u64(v->b, v->channel.section[WEIR_SECTION_NUMBERS].offset + WEIR_BYTES_NUMBERS * last);
    //@ assert bias == half_of(c.type);
    if (weir_placed(lowest, bias) > weir_placed(highest, bias)) return weir_refuse(v, WEIR_REFUSED_CRITERION_SET_SIGN, c.at + WEIR_CRITERION_SET);
    if ((c.op == WEIR_OP_HAS_ALL || c.op == WEIR_OP_HAS_ANY) && lowest == 0)
        return weir_refuse(v, WEIR_REFUSED_CRITERION_SET_ZERO, c.at + WEIR_CRITERION_SET);
    return WEIR_ACCEPTED;
}

/* The set's record: kind and form are those that the criterion takes, and so is the order of numbers. */
#define WEIR_PROOF_SET_FITS(v, c) \
    set_fits((v)->b, (v)->channel.section[WEIR_SECTION_SETS].offset, (v)->channel.section[WEIR_SECTION_NUMBERS].offset, (c).op, (c).type, (c).flags != 0, (c).set)
/*@ requires WEIR_PROOF_CRITERIA_STAGE(v) && 1 <= c.op < WEIR_OP_COUNT && kind_of_set(c.op) != 0 && c.set < v->channel.section[WEIR_SECTION_SETS].count;
    assigns v->at;
    ensures sound: \result == WEIR_ACCEPTED ==> WEIR_PROOF_SET_FITS(v, c);
    ensures complete: \result != WEIR_ACCEPTED ==> !WEIR_PROOF_SET_FITS(v, c); */
static uint32_t verify_set_record(struct verifier *v, struct criterion c)
{
    const uint8_t *b = v->b;
    const size_t at = c.at + WEIR_CRITERION_SET;
    //@ assert set_in(b, v->channel.section[WEIR_SECTION_SETS].offset, v->channel.section[WEIR_SECTION_VALUES].count, v->channel.section[WEIR_SECTION_NUMBERS].count, c.set);
    const size_t set = WEIR_RECORD(&v->channel, SETS, c.set);
    //@ assert set + WEIR_BYTES_SETS <= v->n;
    //@ assert set == v->channel.section[WEIR_SECTION_SETS].offset + WEIR_BYTES_SETS * c.set;
    const uint32_t kind = b[set + WEIR_SET_KIND], form = b[set + WEIR_SET_FORM];
    const size_t first_at = set + WEIR_SET_FIRST, count_at = set + WEIR_SET_COUNT;
    //@ assert first_at == set + WEIR_SET_FIRST && count_at == set + WEIR_SET_COUNT;
    const uint32_t first = weir_u32_at(b, first_at), count = weir_u32_at(b, count_at);
    //@ assert kind == set_kind(b, v->channel.section[WEIR_SECTION_SETS].offset, c.set) && form == set_form(b, v->channel.section[WEIR_SECTION_SETS].offset, c.set);
    //@ assert first == set_first(b, v->channel.section[WEIR_SECTION_SETS].offset, c.set);
    //@ assert count == set_count(b, v->channel.section[WEIR_SECTION_SETS].offset, c.set);
    if (kind != kind_needed(c.op)) return weir_refuse(v, WEIR_REFUSED_CRITERION_SET_KIND, at);
    if (form != form_needed(c)) return weir_refuse(v, WEIR_REFUSED_CRITERION_SET_FORM, at);
    //@ assert set_kind(b, v->channel.section[WEIR_SECTION_SETS].offset, c.set) == kind_of_set(c.op);
    //@ assert kind == WEIR_SET_STRINGS || kind == WEIR_SET_PROGRAMS ==> WEIR_PROOF_SET_FITS(v, c);
    if (kind == WEIR_SET_STRINGS || kind == WEIR_SET_PROGRAMS) return WEIR_ACCEPTED;
    //@ assert first + (kind == WEIR_SET_RANGES ? 2 * count : count) <= v->channel.section[WEIR_SECTION_NUMBERS].count;
    const uint32_t code = verify_number_set(v, c, kind, first, count);
    /*@ assert numbers: kind == WEIR_SET_NUMBERS ==> (code == WEIR_ACCEPTED <==>
               ends_ok(b, v->channel.section[WEIR_SECTION_NUMBERS].offset, c.op, c.type, set_first(b, v->channel.section[WEIR_SECTION_SETS].offset, c.set),
                       set_first(b, v->channel.section[WEIR_SECTION_SETS].offset, c.set) + set_count(b, v->channel.section[WEIR_SECTION_SETS].offset, c.set) - 1)); */
    /*@ assert ranges: kind == WEIR_SET_RANGES ==> (code == WEIR_ACCEPTED <==>
               ends_ok(b, v->channel.section[WEIR_SECTION_NUMBERS].offset, c.op, c.type, set_first(b, v->channel.section[WEIR_SECTION_SETS].offset, c.set),
                       set_first(b, v->channel.section[WEIR_SECTION_SETS].offset, c.set) + 2 * set_count(b, v->channel.section[WEIR_SECTION_SETS].offset, c.set) - 1)); */
    //@ assert code == WEIR_ACCEPTED <==> WEIR_PROOF_SET_FITS(v, c);
    return code;
}

#define WEIR_PROOF_SET_OK(v, c, seen) \
    set_ok((v)->b, (v)->channel.section[WEIR_SECTION_SETS].offset, (v)->channel.section[WEIR_SECTION_NUMBERS].offset, \
           (v)->channel.section[WEIR_SECTION_SETS].count, seen, (c).op, (c).type, (c).flags != 0, (c).set)
/*@ requires WEIR_PROOF_CRITERIA_STAGE(v) && 1 <= c.op < WEIR_OP_COUNT;
    requires v->sets_seen <= v->channel.section[WEIR_SECTION_SETS].count;
    assigns v->at, v->sets_seen;
    ensures sound: \result == WEIR_ACCEPTED ==> WEIR_PROOF_SET_OK(v, c, \old(v->sets_seen));
    ensures complete: \result != WEIR_ACCEPTED ==> !WEIR_PROOF_SET_OK(v, c, \old(v->sets_seen));
    ensures \result == WEIR_ACCEPTED ==> v->sets_seen == \old(v->sets_seen) + (c.set == \old(v->sets_seen) ? 1 : 0);
    ensures v->sets_seen <= v->channel.section[WEIR_SECTION_SETS].count; */
static uint32_t verify_set(struct verifier *v, struct criterion c)
{
    const size_t at = c.at + WEIR_CRITERION_SET;
    if (kind_needed(c.op) == WEIR_SET_NONE)
        return c.set == WEIR_NO_SET ? WEIR_ACCEPTED : weir_refuse(v, WEIR_REFUSED_SET_NOT_ALLOWED, at);
    if (c.set >= v->channel.section[WEIR_SECTION_SETS].count) return weir_refuse(v, WEIR_REFUSED_SET_NUMBER, at);
    if (c.set > v->sets_seen) return weir_refuse(v, WEIR_REFUSED_SET_ORDER, at);
    TRY(verify_set_record(v, c));
    if (c.set == v->sets_seen) v->sets_seen++;
    return WEIR_ACCEPTED;
}

/* What can be said of a criterion without its set and its second field. */
/*@ requires \valid(v) && c.type < WEIR_TYPE_COUNT;
    assigns v->at;
    ensures exact: \result == WEIR_ACCEPTED <==> plain_ok(c.op, c.flags, c.ordinal, c.type, ordinal); */
static uint32_t verify_plain(struct verifier *v, struct criterion c, uint32_t ordinal)
{
    if (c.op == 0 || c.op >= WEIR_OP_COUNT) return weir_refuse(v, WEIR_REFUSED_CRITERION_OP, c.at + WEIR_CRITERION_OP);
    if (c.flags > WEIR_CRITERION_CASED) return weir_refuse(v, WEIR_REFUSED_CRITERION_FLAGS, c.at + WEIR_CRITERION_FLAGS);
    if (c.ordinal != ordinal) return weir_refuse(v, WEIR_REFUSED_CRITERION_ORDINAL, c.at + WEIR_CRITERION_ORDINAL);
    if (!is_allowed(c.op, c.type)) return weir_refuse(v, WEIR_REFUSED_CRITERION_TYPE, c.at + WEIR_CRITERION_OP);
    const bool cased = c.flags != 0;
    if (c.op == WEIR_OP_MATCHES ? !cased : cased && (c.op == WEIR_OP_EXISTS || !weir_is_text(c.type)))
        return weir_refuse(v, WEIR_REFUSED_CRITERION_CASED, c.at + WEIR_CRITERION_FLAGS);
    return WEIR_ACCEPTED;
}

/*@ requires WEIR_PROOF_FILE(v) && WEIR_PROOF_PARAMETERS(&v->channel) && WEIR_PROOF_IN(&v->channel, CRITERIA);
    requires index < v->channel.section[WEIR_SECTION_CRITERIA].count && 1 <= ordinal <= v->channel.parameter_count;
    assigns \nothing;
    ensures \result.op == criterion_op(v->b, v->channel.section[WEIR_SECTION_CRITERIA].offset, index);
    ensures \result.flags == criterion_flags(v->b, v->channel.section[WEIR_SECTION_CRITERIA].offset, index);
    ensures \result.ordinal == criterion_ordinal(v->b, v->channel.section[WEIR_SECTION_CRITERIA].offset, index);
    ensures \result.other == criterion_other(v->b, v->channel.section[WEIR_SECTION_CRITERIA].offset, index);
    ensures \result.set == criterion_set(v->b, v->channel.section[WEIR_SECTION_CRITERIA].offset, index);
    ensures \result.type == parameter_type(v->b, v->channel.section[WEIR_SECTION_PARAMETERS].offset, ordinal - 1) && \result.type < WEIR_TYPE_COUNT; */
static struct criterion read_criterion(const struct verifier *v, uint32_t index, uint32_t ordinal)
{
    const uint8_t *b = v->b;
    const size_t at = WEIR_RECORD(&v->channel, CRITERIA, index), parameter = WEIR_RECORD(&v->channel, PARAMETERS, ordinal - 1);
    //@ assert at + WEIR_BYTES_CRITERIA <= v->n && parameter + WEIR_BYTES_PARAMETERS <= v->n;
    //@ assert parameter_in(b, v->channel.section[WEIR_SECTION_PARAMETERS].offset, v->channel.section[WEIR_SECTION_MEMBERS].count, ordinal - 1);
    //@ assert b[parameter + WEIR_PARAMETER_TYPE] == parameter_type(b, v->channel.section[WEIR_SECTION_PARAMETERS].offset, ordinal - 1);
    struct criterion c;
    c.at = at;
    c.op = b[at + WEIR_CRITERION_OP];
    c.flags = b[at + WEIR_CRITERION_FLAGS];
    c.ordinal = b[at + WEIR_CRITERION_ORDINAL];
    c.type = b[parameter + WEIR_PARAMETER_TYPE];
    c.other = b[at + WEIR_CRITERION_OTHER];
    c.set = weir_u32_at(b, at + WEIR_CRITERION_SET);
    return c;
}

/* What is well formed is what the evaluator relies on. */
/*@ ghost
    /@ requires criterion_ok(b, criteria, parameters, count, sets, numbers, total, k, ordinal, seen) && 1 <= ordinal <= count;
       assigns \nothing;
       ensures criterion_in(b, criteria, parameters, count, sets, total, k) && criterion_ends(b, criteria, parameters, sets, numbers, k); @/
    static void ok_is_in(const uint8_t *b, uint32_t criteria, uint32_t parameters, uint32_t count, uint32_t sets, uint32_t numbers, uint32_t total, uint32_t k,
                         uint32_t ordinal, uint32_t seen)
    {
    } */

/*@ requires WEIR_PROOF_CRITERIA_STAGE(v) && WEIR_PROOF_IN(&v->channel, CRITERIA) && index < v->channel.section[WEIR_SECTION_CRITERIA].count;
    requires 1 <= ordinal <= v->channel.parameter_count && v->sets_seen <= v->channel.section[WEIR_SECTION_SETS].count;
    assigns v->at, v->sets_seen, v->inputs_read;
    ensures complete: \result != WEIR_ACCEPTED ==> !WEIR_PROOF_CRITERION_OK(&v->channel, index, ordinal, \old(v->sets_seen));
    ensures sound: \result == WEIR_ACCEPTED ==> WEIR_PROOF_CRITERION_OK(&v->channel, index, ordinal, \old(v->sets_seen));
    ensures sound: \result == WEIR_ACCEPTED ==> WEIR_PROOF_CRITERION_IN(&v->channel, index) && WEIR_PROOF_CRITERION_ENDS(&v->channel, index);
    ensures v->sets_seen <= v->channel.section[WEIR_SECTION_SETS].count;
    ensures seen: \result == WEIR_ACCEPTED ==> v->sets_seen == \old(v->sets_seen) +
            (criterion_set(v->b, v->channel.section[WEIR_SECTION_CRITERIA].offset, index) == \old(v->sets_seen) ? 1 : 0);
    ensures v->inputs_read <= v->channel.parameter_count || v->inputs_read == \old(v->inputs_read);
    ensures read: \result == WEIR_ACCEPTED ==> v->inputs_read ==
            most(most(\old(v->inputs_read), criterion_ordinal(v->b, v->channel.section[WEIR_SECTION_CRITERIA].offset, index)),
                 criterion_other(v->b, v->channel.section[WEIR_SECTION_CRITERIA].offset, index)); */
static uint32_t verify_criterion(struct verifier *v, uint32_t index, uint32_t ordinal)
{
    const struct criterion c = read_criterion(v, index, ordinal);
    TRY(verify_plain(v, c, ordinal));
    if (v->inputs_read < ordinal) v->inputs_read = ordinal;
    TRY(verify_other(v, c, ordinal));
    //@ ghost const uint32_t seen = v->sets_seen;
    TRY(verify_set(v, c));
    /*@ ghost ok_is_in(v->b, v->channel.section[WEIR_SECTION_CRITERIA].offset, v->channel.section[WEIR_SECTION_PARAMETERS].offset, v->channel.parameter_count,
                       v->channel.section[WEIR_SECTION_SETS].offset, v->channel.section[WEIR_SECTION_NUMBERS].offset,
                       v->channel.section[WEIR_SECTION_SETS].count, index, ordinal, seen); */
    return WEIR_ACCEPTED;
}

/* The criteria from .. to - 1, all of which are on one ordinal. */
/*@ requires WEIR_PROOF_CRITERIA_STAGE(v) && WEIR_PROOF_IN(&v->channel, CRITERIA) && v->sets_seen <= v->channel.section[WEIR_SECTION_SETS].count;
    requires 1 <= ordinal <= v->channel.parameter_count && from <= to <= v->channel.section[WEIR_SECTION_CRITERIA].count;
    requires v->sets_seen == WEIR_PROOF_SETS_BEFORE(&v->channel, from) && v->inputs_read == WEIR_PROOF_READS_BEFORE(&v->channel, from);
    assigns v->at, v->sets_seen, v->inputs_read;
    ensures v->sets_seen <= v->channel.section[WEIR_SECTION_SETS].count;
    ensures v->inputs_read <= v->channel.parameter_count || v->inputs_read == \old(v->inputs_read);
    ensures seen: \result == WEIR_ACCEPTED ==> v->sets_seen == WEIR_PROOF_SETS_BEFORE(&v->channel, to);
    ensures read: \result == WEIR_ACCEPTED ==> v->inputs_read == WEIR_PROOF_READS_BEFORE(&v->channel, to);
    ensures sound: \result == WEIR_ACCEPTED ==> WEIR_PROOF_CRITERIA_IN(&v->channel, from, to);
    ensures ends: \result == WEIR_ACCEPTED ==> WEIR_PROOF_CRITERIA_ENDS(&v->channel, from, to);
    ensures sound: \result == WEIR_ACCEPTED ==> WEIR_PROOF_ORDINAL_OK(&v->channel, from, to, ordinal);
    ensures complete: \result != WEIR_ACCEPTED ==> !WEIR_PROOF_ORDINAL_OK(&v->channel, from, to, ordinal); */
static uint32_t verify_ordinal(struct verifier *v, uint32_t ordinal, uint32_t from, uint32_t to)
{
    /*@ loop invariant from <= i <= to && v->sets_seen <= v->channel.section[WEIR_SECTION_SETS].count;
        loop invariant seen: v->sets_seen == WEIR_PROOF_SETS_BEFORE(&v->channel, i);
        loop invariant read: v->inputs_read == WEIR_PROOF_READS_BEFORE(&v->channel, i);
        loop invariant WEIR_PROOF_CRITERIA_IN(&v->channel, from, i);
        loop invariant ends: WEIR_PROOF_CRITERIA_ENDS(&v->channel, from, i);
        loop invariant ok: \forall integer k; from <= k < i ==> WEIR_PROOF_CRITERION_OK(&v->channel, k, ordinal, WEIR_PROOF_SETS_BEFORE(&v->channel, k));
        loop invariant v->inputs_read <= v->channel.parameter_count || v->inputs_read == \at(v->inputs_read, Pre);
        loop assigns i, v->at, v->sets_seen, v->inputs_read;
        loop variant to - i; */
    for (uint32_t i = from; i < to; i++) {
        const uint32_t code = verify_criterion(v, i, ordinal);
        //@ assert one: code == WEIR_ACCEPTED <==> WEIR_PROOF_CRITERION_OK(&v->channel, i, ordinal, WEIR_PROOF_SETS_BEFORE(&v->channel, i));
        //@ assert refused: code != WEIR_ACCEPTED ==> !WEIR_PROOF_ORDINAL_OK(&v->channel, from, to, ordinal);
        if (code != WEIR_ACCEPTED) return code;
        //@ assert next: v->sets_seen == WEIR_PROOF_SETS_BEFORE(&v->channel, i + 1);
        //@ assert read: v->inputs_read == WEIR_PROOF_READS_BEFORE(&v->channel, i + 1);
    }
    //@ assert all: WEIR_PROOF_ORDINAL_OK(&v->channel, from, to, ordinal);
    return WEIR_ACCEPTED;
}

uint32_t weir_verify_criteria(struct verifier *v, struct verify_instance instance)
{
    const uint32_t first = instance.criterion_first;
    uint32_t from = first;
    /*@ loop invariant 0 <= i <= v->channel.parameter_count && v->sets_seen <= v->channel.section[WEIR_SECTION_SETS].count;
        loop invariant from: from == first + instance.start[i];
        loop invariant seen: v->sets_seen == WEIR_PROOF_SETS_BEFORE(&v->channel, from);
        loop invariant read: v->inputs_read == WEIR_PROOF_READS_BEFORE(&v->channel, from);
        loop invariant in: WEIR_PROOF_CRITERIA_IN(&v->channel, first, from);
        loop invariant ends: WEIR_PROOF_CRITERIA_ENDS(&v->channel, first, from);
        loop invariant ok: \forall integer p; 0 <= p < i ==> WEIR_PROOF_ORDINAL_OK(&v->channel, first + instance.start[p], first + instance.start[p + 1], p + 1);
        loop invariant v->inputs_read <= v->channel.parameter_count || v->inputs_read == \at(v->inputs_read, Pre);
        loop assigns i, from, v->at, v->sets_seen, v->inputs_read;
        loop variant v->channel.parameter_count - i; */
    for (uint32_t i = 0; i < v->channel.parameter_count; i++) {
        //@ assert 0 <= instance.start[i] <= instance.start[i + 1] <= instance.criterion_count;
        const uint32_t to = first + (uint32_t)instance.start[i + 1];
        //@ assert to: to == first + instance.start[i + 1];
        const uint32_t code = verify_ordinal(v, i + 1, from, to);
        //@ assert one: code == WEIR_ACCEPTED <==> WEIR_PROOF_ORDINAL_OK(&v->channel, first + instance.start[i], first + instance.start[i + 1], i + 1);
        //@ assert refused: code != WEIR_ACCEPTED ==> !WEIR_PROOF_CRITERIA_OK(&v->channel, first, instance.start);
        if (code != WEIR_ACCEPTED) return code;
        from = to;
    }
    //@ assert all: WEIR_PROOF_CRITERIA_OK(&v->channel, first, instance.start);
    //@ assert last: from == instance.criterion_first + instance.criterion_count;
    return WEIR_ACCEPTED;
}
