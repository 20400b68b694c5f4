/* One criterion on one event.
 *
 * In:   a criterion of an accepted file, the event. Out: whether it holds; undecided only where a text found no room.
 * Must hold: a criterion on an absent value is false, and so is a comparison with one. */
#include "match.h"
#include "search.h"

/* The values that a criterion compares with: of a set, in VALUES or NUMBERS. */
struct values {
    struct weir_run *run;
    uint32_t first, count;
};

struct question {
    struct weir_run *run;
    uint32_t op, type, parameter, other;
    const struct weir_input *input, *against; /* of the parameter, and of the other one where there is one */
    bool cased;
};

/* Its inputs are there, and its types are those that its operator is allowed on. */
#define WEIR_PROOF_INPUTS_OF(q) \
    ((q).parameter < (q).run->channel->parameter_count && (q).other < (q).run->channel->parameter_count && \
     (q).input == (q).run->inputs + (q).parameter && (q).against == (q).run->inputs + (q).other && allowed((q).op, (q).type) && \
     (q).type == parameter_type((q).run->channel->bytes, (q).run->channel->section[WEIR_SECTION_PARAMETERS].offset, (q).parameter) && \
     (compares_fields((q).op) && !is_text((q).type) ==> \
        (q).type == parameter_type((q).run->channel->bytes, (q).run->channel->section[WEIR_SECTION_PARAMETERS].offset, (q).other)) && \
     (compares_fields((q).op) ==> (q).other != (q).parameter && (is_text((q).type) <==> \
        is_text(parameter_type((q).run->channel->bytes, (q).run->channel->section[WEIR_SECTION_PARAMETERS].offset, (q).other)))))
/* Its values are there. */
#define WEIR_PROOF_VALUES_OF(v, op) \
    ((kind_of_set(op) == WEIR_SET_NUMBERS ==> (v).first + (v).count <= (v).run->channel->section[WEIR_SECTION_NUMBERS].count) && \
     (kind_of_set(op) == WEIR_SET_RANGES ==> (v).first + 2 * (v).count <= (v).run->channel->section[WEIR_SECTION_NUMBERS].count) && \
     (kind_of_set(op) == WEIR_SET_STRINGS ==> WEIR_PROOF_STRINGS_OF((v).run->channel, (v).first, (v).count)) && \
     (kind_of_set(op) == WEIR_SET_PROGRAMS ==> WEIR_PROOF_PROGRAMS_OF((v).run->channel, (v).first, (v).count)) && \
     (op == WEIR_OP_WITHIN ==> WEIR_PROOF_NETWORKS_OF((v).run->channel, (v).first, (v).count)))
/* The same of an operator on text. */
#define WEIR_PROOF_NAMES_OF(v, op) \
    ((op == WEIR_OP_MATCHES ==> WEIR_PROOF_PROGRAMS_OF((v).run->channel, (v).first, (v).count)) && \
     (op != WEIR_OP_MATCHES ==> WEIR_PROOF_STRINGS_OF((v).run->channel, (v).first, (v).count)))
/* The file of values of strings. */
#define WEIR_PROOF_TEXTS_OF(v) \
    (\valid_read((v).run) && WEIR_PROOF_CHANNEL((v).run->channel) && WEIR_PROOF_STRINGS((v).run->channel) && WEIR_PROOF_IN((v).run->channel, VALUES) && \
     WEIR_PROOF_STRINGS_OF((v).run->channel, (v).first, (v).count))
#define WEIR_PROOF_VALUE(v, k) u32((v).run->channel->bytes, (v).run->channel->section[WEIR_SECTION_VALUES].offset + WEIR_BYTES_VALUES * (k))
#define WEIR_PROOF_NUMBERS_OF(v) \
    (\valid_read((v).run) && WEIR_PROOF_CHANNEL((v).run->channel) && WEIR_PROOF_IN((v).run->channel, NUMBERS))

/*@ assigns \nothing;
    ensures WEIR_NO_MATCH <= \result <= WEIR_MATCH; */
static enum weir_verdict verdict_of(bool holds)
{
    return holds ? WEIR_MATCH : WEIR_NO_MATCH;
}

/*@ requires WEIR_PROOF_TEXTS_OF(v) && i < v.count;
    assigns \nothing;
    ensures \valid_read(\result.data + (0 .. \result.length - 1));
    ensures \result.data == v.run->channel->bytes + WEIR_PROOF_STRING_AT(v.run->channel, WEIR_PROOF_VALUE(v, v.first + i));
    ensures \result.length == WEIR_PROOF_STRING_LENGTH(v.run->channel, WEIR_PROOF_VALUE(v, v.first + i)); */
static struct weir_bytes value_string(struct values v, uint32_t i)
{
    const struct weir_channel *c = v.run->channel;
    //@ assert value_below(c->bytes, c->section[WEIR_SECTION_VALUES].offset, v.first + i, c->section[WEIR_SECTION_STRING_OFFSETS].count - 1);
    const uint32_t number = weir_u32_at(c->bytes, WEIR_RECORD(c, VALUES, v.first + i));
    //@ assert number == WEIR_PROOF_VALUE(v, v.first + i);
    return weir_string(c, number);
}

/*@ requires WEIR_PROOF_NUMBERS_OF(v) && v.first + i < v.run->channel->section[WEIR_SECTION_NUMBERS].count;
    assigns \nothing; */
static uint64_t set_number(struct values v, uint32_t i)
{
    return weir_u64_at(v.run->channel->bytes, WEIR_RECORD(v.run->channel, NUMBERS, v.first + i));
}

/*@ requires \valid_read(run) && WEIR_PROOF_CHANNEL(run->channel) && WEIR_PROOF_SETS(run->channel) && n < run->channel->section[WEIR_SECTION_SETS].count;
    assigns \nothing;
    ensures \result.run == run && \result.first == set_first(run->channel->bytes, run->channel->section[WEIR_SECTION_SETS].offset, n);
    ensures \result.count == set_count(run->channel->bytes, run->channel->section[WEIR_SECTION_SETS].offset, n);
    ensures set_in(run->channel->bytes, run->channel->section[WEIR_SECTION_SETS].offset, run->channel->section[WEIR_SECTION_VALUES].count,
                   run->channel->section[WEIR_SECTION_NUMBERS].count, n); */
static struct values values_in_set(struct weir_run *run, uint32_t n)
{
    const struct weir_channel *c = run->channel;
    const size_t record = WEIR_RECORD(c, SETS, n);
    //@ assert record + WEIR_BYTES_SETS <= c->size;
    const struct values v = {run, weir_u32_at(c->bytes, record + WEIR_SET_FIRST), weir_u32_at(c->bytes, record + WEIR_SET_COUNT)};
    return v;
}

/* ---- text ---- */

/* Below 0, 0 or above 0 as the text is before the string, it, or behind it. */
/*@ requires \valid_read(text + (0 .. length - 1)) && \valid_read(string.data + (0 .. string.length - 1));
    assigns \nothing; */
static int compare(const uint8_t *text, uint32_t length, struct weir_bytes string)
{
    const uint32_t both = length < string.length ? length : string.length;
    /*@ loop invariant 0 <= i <= both;
        loop assigns i;
        loop variant both - i; */
    for (uint32_t i = 0; i < both; i++)
        if (text[i] != string.data[i]) return text[i] < string.data[i] ? -1 : 1;
    return length == string.length ? 0 : length < string.length ? -1 : 1;
}

/*@ requires WEIR_PROOF_TEXTS_OF(v) && \valid_read(bytes + (0 .. length - 1));
    assigns \nothing; */
static bool is_one_of(struct values v, const uint8_t *bytes, uint32_t length)
{
    if (v.count == 1) {
        const struct weir_bytes only = value_string(v, 0);
        WEIR_STEPS(v.run, 1 + only.length);
        return only.length == length && weir_text_equal(bytes, only.data, length);
    }
    uint32_t low = 0, high = v.count;
    /*@ loop invariant 0 <= low <= high <= v.count;
        loop assigns low, high;
        loop variant high - low; */
    while (low < high) {
        const uint32_t middle = low + (high - low) / 2;
        const struct weir_bytes value = value_string(v, middle);
        const int order = compare(bytes, length, value);
        WEIR_STEPS(v.run, 1 + value.length);
        if (order == 0) return true;
        if (order < 0)
            high = middle;
        else
            low = middle + 1;
    }
    return false;
}

/*@ requires \valid_read(text) && \valid_read(text->data + (0 .. text->length - 1)) && \valid_read(part + (0 .. length - 1));
    assigns \nothing; */
static bool text_starts(const struct weir_view *text, const uint8_t *part, uint32_t length)
{
    return length <= text->length && weir_text_equal(text->data, part, length);
}

/*@ requires \valid_read(text) && \valid_read(text->data + (0 .. text->length - 1)) && \valid_read(part + (0 .. length - 1));
    assigns \nothing; */
static bool text_ends(const struct weir_view *text, const uint8_t *part, uint32_t length)
{
    if (length > text->length) return false;
    const uint8_t *end = text->data + (text->length - length);
    return length == 0 || (end[length - 1] == part[length - 1] && weir_text_equal(end, part, length - 1));
}

/*@ requires run_in(q.run) && v.run == q.run && WEIR_PROOF_NAMES_OF(v, q.op) && i < v.count && WEIR_OP_STARTS <= q.op <= WEIR_OP_MATCHES;
    requires q.parameter < q.run->channel->parameter_count;
    requires text == q.run->raw + q.parameter || text == q.run->folded + q.parameter;
    requires \valid_read(text) && \valid_read(text->data + (0 .. text->length - 1));
    assigns WEIR_PROOF_STATES(q.run);
    ensures run_in(q.run);
    ensures run_stays{Pre, Post}(q.run); */
static bool value_holds(struct question q, struct values v, const struct weir_view *text, uint32_t i)
{
    WEIR_STEPS(q.run, 1);
    if (q.op == WEIR_OP_MATCHES) {
        const struct weir_channel *c = q.run->channel;
        //@ assert below: value_below(c->bytes, c->section[WEIR_SECTION_VALUES].offset, v.first + i, c->section[WEIR_SECTION_PROGRAMS].count);
        const size_t at = WEIR_RECORD(c, VALUES, v.first + i);
        //@ assert place: at == c->section[WEIR_SECTION_VALUES].offset + WEIR_BYTES_VALUES * (v.first + i);
        const uint32_t program = weir_u32_at(c->bytes, at);
        //@ assert number: program == u32(c->bytes, c->section[WEIR_SECTION_VALUES].offset + WEIR_BYTES_VALUES * (v.first + i));
        //@ assert program: program < c->section[WEIR_SECTION_PROGRAMS].count;
        return weir_program_found(q.run, program, text);
    }
    const struct weir_bytes value = value_string(v, i);
    if (q.op == WEIR_OP_STARTS || q.op == WEIR_OP_ENDS) WEIR_STEPS(q.run, value.length);
    if (q.op == WEIR_OP_STARTS) return text_starts(text, value.data, value.length);
    if (q.op == WEIR_OP_ENDS) return text_ends(text, value.data, value.length);
    if (q.op == WEIR_OP_CONTAINS) return weir_text_contains(q.run, text, value);
    return weir_text_like(q.run, text, value);
}

/* Whether one of the values holds of the text. */
/*@ requires run_in(q.run) && v.run == q.run && WEIR_PROOF_NAMES_OF(v, q.op) && WEIR_OP_STARTS <= q.op <= WEIR_OP_MATCHES && q.parameter < q.run->channel->parameter_count;
    requires text == q.run->raw + q.parameter || text == q.run->folded + q.parameter;
    requires \valid_read(text) && \valid_read(text->data + (0 .. text->length - 1));
    assigns WEIR_PROOF_STATES(q.run);
    ensures run_in(q.run);
    ensures run_stays{Pre, Post}(q.run);
    ensures WEIR_NO_MATCH <= \result <= WEIR_MATCH; */
static enum weir_verdict values_verdict(struct question q, struct values v, const struct weir_view *text)
{
    /*@ loop invariant 0 <= i <= v.count && run_in(q.run);
        loop invariant run_stays{Pre, Here}(q.run);
        loop invariant WEIR_PROOF_NAMES_OF(v, q.op);
        loop invariant text->data == \at(text->data, Pre) && text->length == \at(text->length, Pre);
        loop assigns i, WEIR_PROOF_LOOP_STATES(q.run);
        loop variant v.count - i; */
    for (uint32_t i = 0; i < v.count; i++)
        if (value_holds(q, v, text, i)) return WEIR_MATCH;
    return WEIR_NO_MATCH;
}

/*@ requires run_in(q.run) && WEIR_PROOF_INPUTS_OF(q) && v.run == q.run && WEIR_PROOF_NAMES_OF(v, q.op) && q.input->present != 0;
    requires WEIR_OP_EQUALS <= q.op <= WEIR_OP_MATCHES;
    assigns WEIR_PROOF_TEXTS(q.run), WEIR_PROOF_STATES(q.run);
    ensures run_in(q.run);
    ensures run_stays{Pre, Post}(q.run);
    ensures WEIR_NO_MATCH <= \result <= WEIR_MATCH; */
static enum weir_verdict text_verdict(struct question q, struct values v)
{
    const struct weir_view *text = weir_view_of(q.run, q.parameter, !q.cased);
    if (text == NULL) return WEIR_CANNOT_DECIDE;
    //@ assert bytes: bytes_stay{Pre, Here}(q.run->channel->bytes, q.run->channel->size);
    //@ assert values: WEIR_PROOF_IN(q.run->channel, VALUES) && v.first + v.count <= q.run->channel->section[WEIR_SECTION_VALUES].count;
    /*@ assert same: \forall integer at; 0 <= at && at + 4 <= q.run->channel->size ==>
               u32{Pre}(q.run->channel->bytes, at) == u32{Here}(q.run->channel->bytes, at); */
    /*@ assert below: \forall integer k, total; v.first <= k < v.first + v.count ==>
               value_below{Pre}(q.run->channel->bytes, q.run->channel->section[WEIR_SECTION_VALUES].offset, k, total) ==>
               value_below{Here}(q.run->channel->bytes, q.run->channel->section[WEIR_SECTION_VALUES].offset, k, total); */
    //@ assert programs: q.op == WEIR_OP_MATCHES ==> WEIR_PROOF_PROGRAMS_OF(q.run->channel, v.first, v.count);
    //@ assert strings: q.op != WEIR_OP_MATCHES ==> WEIR_PROOF_STRINGS_OF(q.run->channel, v.first, v.count);
    //@ assert names: WEIR_PROOF_NAMES_OF(v, q.op);
    if (q.op == WEIR_OP_EQUALS) return verdict_of(is_one_of(v, text->data, text->length));
    return values_verdict(q, v, text);
}

/* ---- numbers ---- */

/*@ requires WEIR_PROOF_NUMBERS_OF(v) && v.first + v.count <= v.run->channel->section[WEIR_SECTION_NUMBERS].count;
    assigns \nothing; */
static bool number_in(struct values v, uint32_t type, uint64_t number)
{
    const uint64_t bias = weir_order_bias(type);
    uint32_t low = 0, high = v.count;
    /*@ loop invariant 0 <= low <= high <= v.count;
        loop assigns low, high;
        loop variant high - low; */
    while (low < high) {
        WEIR_STEPS(v.run, 1);
        const uint32_t middle = low + (high - low) / 2;
        if (set_number(v, middle) + bias < number + bias)
            low = middle + 1;
        else
            high = middle;
    }
    return low < v.count && set_number(v, low) == number;
}

/*@ requires WEIR_PROOF_NUMBERS_OF(v) && v.first + 2 * v.count <= v.run->channel->section[WEIR_SECTION_NUMBERS].count;
    assigns \nothing; */
static bool number_in_range(struct values v, uint32_t type, uint64_t number)
{
    const uint64_t bias = weir_order_bias(type);
    uint32_t low = 0, high = v.count; /* the first range that ends at or behind the number */
    /*@ loop invariant 0 <= low <= high <= v.count;
        loop assigns low, high;
        loop variant high - low; */
    while (low < high) {
        WEIR_STEPS(v.run, 1);
        const uint32_t middle = low + (high - low) / 2;
        if (set_number(v, 2 * middle + 1) + bias < number + bias)
            low = middle + 1;
        else
            high = middle;
    }
    return low < v.count && set_number(v, 2 * low) + bias <= number + bias;
}

/*@ requires WEIR_PROOF_NUMBERS_OF(v) && v.first + v.count <= v.run->channel->section[WEIR_SECTION_NUMBERS].count;
    assigns \nothing; */
static bool has_bits(struct values v, bool all, uint64_t number)
{
    WEIR_STEPS(v.run, v.count);
    /*@ loop invariant 0 <= i <= v.count;
        loop assigns i;
        loop variant v.count - i; */
    for (uint32_t i = 0; i < v.count; i++) {
        const uint64_t bits = set_number(v, i);
        if (all ? (number & bits) == bits : (number & bits) != 0) return true;
    }
    return false;
}

/*@ requires WEIR_PROOF_NUMBERS_OF(v) && WEIR_PROOF_VALUES_OF(v, q.op) && \valid_read(q.input) && WEIR_OP_NUMBER_IN <= q.op <= WEIR_OP_HAS_ANY;
    assigns \nothing;
    ensures WEIR_NO_MATCH <= \result <= WEIR_MATCH; */
static enum weir_verdict number_verdict(struct question q, struct values v)
{
    const uint64_t number = q.input->number;
    if (q.op == WEIR_OP_NUMBER_IN) return verdict_of(number_in(v, q.type, number));
    if (q.op == WEIR_OP_NUMBER_RANGE) return verdict_of(number_in_range(v, q.type, number));
    return verdict_of(has_bits(v, q.op == WEIR_OP_HAS_ALL, number));
}

/* ---- bytes ---- */

struct weir_bytes weir_held_bytes(const struct weir_input *input, uint32_t type)
{
    static const uint8_t mapped[12] = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff};
    struct weir_bytes held = {input->data, input->length};
    if (type == WEIR_TYPE_IP && held.length == 16 && weir_text_equal(held.data, mapped, 12)) {
        held.data += 12;
        held.length = 4;
    }
    return held;
}

/* Whether the network, of address bytes and a prefix in bits, has the address. */
/*@ requires (address.length == 4 || address.length == 16) && \valid_read(address.data + (0 .. address.length - 1)) && \valid_read(network.data + (0 .. network.length - 1));
    requires network.length == 5 ==> network.data[4] <= 32;
    requires network.length == 17 ==> network.data[16] <= 128;
    assigns \nothing; */
static bool network_has(struct weir_bytes network, struct weir_bytes address)
{
    if (network.length != address.length + 1) return false;
    const uint32_t prefix = network.data[address.length], whole = prefix / 8, rest = prefix % 8;
    //@ assert prefix <= 8 * address.length && whole <= address.length;
    if (!weir_text_equal(address.data, network.data, whole)) return false;
    //@ assert rest != 0 ==> whole < address.length;
    return rest == 0 || (uint32_t)(address.data[whole] ^ network.data[whole]) >> (8 - rest) == 0;
}

/*@ ghost
    // What is known of value k as a network is known of its bytes.
    /@ requires network_at(b, values, offsets, bytes, k);
       requires data == b + (bytes + u32(b, offsets + 4 * u32(b, values + WEIR_BYTES_VALUES * k)));
       requires length == u32(b, offsets + 4 * u32(b, values + WEIR_BYTES_VALUES * k) + 4) - u32(b, offsets + 4 * u32(b, values + WEIR_BYTES_VALUES * k));
       assigns \nothing;
       ensures length == 5 ==> data[4] <= 32;
       ensures length == 17 ==> data[16] <= 128; @/
    static void network_fits(const uint8_t *b, size_t values, size_t offsets, size_t bytes, uint32_t k, const uint8_t *data, uint32_t length)
    {
    }
*/

/*@ requires WEIR_PROOF_TEXTS_OF(v) && WEIR_PROOF_NETWORKS_OF(v.run->channel, v.first, v.count);
    requires (address.length == 4 || address.length == 16) && \valid_read(address.data + (0 .. address.length - 1));
    assigns \nothing; */
static bool is_within(struct values v, struct weir_bytes address)
{
    WEIR_STEPS(v.run, v.count);
    /*@ loop invariant 0 <= i <= v.count;
        loop assigns i;
        loop variant v.count - i; */
    for (uint32_t i = 0; i < v.count; i++) {
        const struct weir_bytes network = value_string(v, i);
        /*@ assert at: network_at(v.run->channel->bytes, v.run->channel->section[WEIR_SECTION_VALUES].offset, v.run->channel->section[WEIR_SECTION_STRING_OFFSETS].offset,
                   v.run->channel->section[WEIR_SECTION_STRING_BYTES].offset, v.first + i); */
        //@ ghost const uint32_t k = v.first + i;
        //@ assert k: k == v.first + i && WEIR_PROOF_VALUE(v, v.first + i) == WEIR_PROOF_VALUE(v, k);
        //@ assert data: network.data == v.run->channel->bytes + WEIR_PROOF_STRING_AT(v.run->channel, WEIR_PROOF_VALUE(v, k));
        //@ assert length: network.length == WEIR_PROOF_STRING_LENGTH(v.run->channel, WEIR_PROOF_VALUE(v, k));
        /*@ ghost network_fits(v.run->channel->bytes, v.run->channel->section[WEIR_SECTION_VALUES].offset, v.run->channel->section[WEIR_SECTION_STRING_OFFSETS].offset,
                               v.run->channel->section[WEIR_SECTION_STRING_BYTES].offset, k, network.data, network.length); */
        if (network_has(network, address)) return true;
    }
    return false;
}

/*@ requires run_in(q.run) && WEIR_PROOF_INPUTS_OF(q) && v.run == q.run && WEIR_PROOF_VALUES_OF(v, q.op) && q.input->present != 0;
    requires q.op == WEIR_OP_BYTES_IN || q.op == WEIR_OP_WITHIN;
    assigns \nothing;
    ensures WEIR_NO_MATCH <= \result <= WEIR_MATCH; */
static enum weir_verdict bytes_verdict(struct question q, struct values v)
{
    //@ assert input_in(q.input, q.type);
    const struct weir_bytes held = weir_held_bytes(q.input, q.type);
    if (q.op == WEIR_OP_WITHIN) return verdict_of(is_within(v, held));
    return verdict_of(is_one_of(v, held.data, held.length));
}

/* ---- two fields ---- */

/*@ requires run_in(q.run) && WEIR_PROOF_INPUTS_OF(q) && is_text(q.type) && compares_fields(q.op) && q.input->present != 0 && q.against->present != 0;
    assigns WEIR_PROOF_TEXTS(q.run);
    ensures run_in(q.run);
    ensures run_stays{Pre, Post}(q.run);
    ensures WEIR_NO_MATCH <= \result <= WEIR_MATCH; */
static enum weir_verdict texts_verdict(struct question q)
{
    //@ assert type: is_text(parameter_type(q.run->channel->bytes, q.run->channel->section[WEIR_SECTION_PARAMETERS].offset, q.other));
    //@ assert type: q.run->channel->section[WEIR_SECTION_PARAMETERS].offset + WEIR_BYTES_PARAMETERS * q.other + WEIR_PARAMETER_TYPE < q.run->channel->size;
    //@ ghost const size_t parameters = q.run->channel->section[WEIR_SECTION_PARAMETERS].offset;
    const struct weir_view *text = weir_view_of(q.run, q.parameter, !q.cased);
    //@ ghost One: ;
    //@ assert once: codes_stay{Pre, Here}(q.run->channel->bytes, q.run->channel->size);
    //@ assert sections: sections_stay{Pre, Here}(q.run);
    //@ assert bytes: bytes_stay{Pre, Here}(q.run->channel->bytes, q.run->channel->size);
    /*@ assert same: parameter_type{Pre}(q.run->channel->bytes, parameters, q.other) == parameter_type{Here}(q.run->channel->bytes, parameters, q.other); */
    //@ assert type: is_text(parameter_type(q.run->channel->bytes, q.run->channel->section[WEIR_SECTION_PARAMETERS].offset, q.other));
    const struct weir_view *part = weir_view_of(q.run, q.other, !q.cased);
    //@ assert one: run_stays{Pre, One}(q.run) && run_stays{One, Here}(q.run);
    //@ assert later: codes_stay{One, Here}(q.run->channel->bytes, q.run->channel->size);
    //@ assert codes: codes_stay{Pre, Here}(q.run->channel->bytes, q.run->channel->size);
    //@ assert bytes: bytes_stay{Pre, Here}(q.run->channel->bytes, q.run->channel->size);
    //@ assert places: places_stay{Pre, Here}(q.run);
    //@ assert sizes: sizes_stay{Pre, Here}(q.run);
    //@ assert sections: sections_stay{Pre, Here}(q.run);
    //@ assert both: run_stays{Pre, Here}(q.run);
    if (text == NULL || part == NULL) return WEIR_CANNOT_DECIDE;
    WEIR_STEPS(q.run, part->length);
    if (q.op == WEIR_OP_FIELD_STARTS) return verdict_of(text_starts(text, part->data, part->length));
    if (q.op == WEIR_OP_FIELD_ENDS) return verdict_of(text_ends(text, part->data, part->length));
    if (q.op == WEIR_OP_FIELD_CONTAINS) return verdict_of(weir_text_contains_text(q.run, text, part));
    return verdict_of(text->length == part->length && weir_text_equal(text->data, part->data, part->length));
}

/*@ requires run_in(q.run) && WEIR_PROOF_INPUTS_OF(q) && compares_fields(q.op) && q.input->present != 0;
    assigns WEIR_PROOF_TEXTS(q.run);
    ensures run_in(q.run);
    ensures run_stays{Pre, Post}(q.run);
    ensures WEIR_NO_MATCH <= \result <= WEIR_MATCH; */
static enum weir_verdict field_verdict(struct question q)
{
    const struct weir_input *a = q.input, *b = q.against;
    if (!b->present) return WEIR_NO_MATCH;
    if (weir_is_text(q.type)) return texts_verdict(q);
    if (q.type == WEIR_TYPE_GUID || q.type == WEIR_TYPE_IP) {
        //@ assert input_in(a, q.type) && input_in(b, q.type);
        const struct weir_bytes left = weir_held_bytes(a, q.type), right = weir_held_bytes(b, q.type);
        return verdict_of(left.length == right.length && weir_text_equal(left.data, right.data, left.length));
    }
    const uint64_t bias = weir_order_bias(q.type);
    if (q.op == WEIR_OP_FIELD_LESS) return verdict_of(a->number + bias < b->number + bias);
    if (q.op == WEIR_OP_FIELD_LESS_EQUAL) return verdict_of(a->number + bias <= b->number + bias);
    return verdict_of(a->number == b->number);
}

/* ---- all ---- */

/* Whether one string of a required set stands in the folded text. */
/*@ requires run_in(run) && parameter < run->channel->parameter_count && run->inputs[parameter].present != 0;
    requires is_text(parameter_type(run->channel->bytes, run->channel->section[WEIR_SECTION_PARAMETERS].offset, parameter));
    requires set < run->channel->section[WEIR_SECTION_SETS].count && set_kind(run->channel->bytes, run->channel->section[WEIR_SECTION_SETS].offset, set) == WEIR_SET_STRINGS;
    assigns WEIR_PROOF_TEXTS(run);
    ensures run_in(run);
    ensures run_stays{Pre, Post}(run);
    ensures WEIR_NO_MATCH <= \result <= WEIR_MATCH; */
static enum weir_verdict required_verdict(struct weir_run *run, uint32_t parameter, uint32_t set)
{
    //@ ghost const size_t sets = run->channel->section[WEIR_SECTION_SETS].offset;
    //@ assert place: 0 <= sets && sets + WEIR_BYTES_SETS * set + WEIR_SET_KIND < run->channel->size;
    const struct weir_view *text = weir_view_of(run, parameter, true);
    if (text == NULL) return WEIR_CANNOT_DECIDE;
    //@ assert sections: sections_stay{Pre, Here}(run);
    //@ assert bytes: bytes_stay{Pre, Here}(run->channel->bytes, run->channel->size);
    //@ assert same: set_kind{Pre}(run->channel->bytes, sets, set) == set_kind{Here}(run->channel->bytes, sets, set);
    //@ assert kind: set_kind(run->channel->bytes, run->channel->section[WEIR_SECTION_SETS].offset, set) == WEIR_SET_STRINGS;
    //@ assert WEIR_PROOF_SET_VALUES(run->channel, set);
    //@ assert WEIR_PROOF_SET_NETWORKS(run->channel, set);
    const struct values v = values_in_set(run, set);
    /*@ ghost set_has(run->channel->bytes, run->channel->section[WEIR_SECTION_SETS].offset, run->channel->section[WEIR_SECTION_VALUES].count, run->channel->section[WEIR_SECTION_NUMBERS].count,
                      run->channel->section[WEIR_SECTION_VALUES].offset, run->channel->section[WEIR_SECTION_STRING_OFFSETS].count - 1, run->channel->section[WEIR_SECTION_PROGRAMS].count,
                      run->channel->section[WEIR_SECTION_STRING_OFFSETS].offset, run->channel->section[WEIR_SECTION_STRING_BYTES].offset, set); */
    //@ assert WEIR_PROOF_TEXTS_OF(v);
    /*@ loop invariant 0 <= i <= v.count;
        loop assigns i;
        loop variant v.count - i; */
    for (uint32_t i = 0; i < v.count; i++)
        if (weir_text_contains(run, text, value_string(v, i))) return WEIR_MATCH;
    return WEIR_NO_MATCH;
}

/*@ requires run_in(q.run);
    requires WEIR_PROOF_INPUTS_OF(q);
    requires v.run == q.run && WEIR_PROOF_VALUES_OF(v, q.op);
    requires q.input->present != 0;
    assigns WEIR_PROOF_TEXTS(q.run), WEIR_PROOF_STATES(q.run);
    ensures run_in(q.run);
    ensures run_stays{Pre, Post}(q.run);
    ensures WEIR_NO_MATCH <= \result <= WEIR_MATCH; */
static enum weir_verdict answer(struct question q, struct values v)
{
    if (q.op == WEIR_OP_EXISTS) return WEIR_MATCH;
    if (q.op <= WEIR_OP_MATCHES) return text_verdict(q, v);
    if (q.op >= WEIR_OP_FIELD_EQUALS) return field_verdict(q);
    if (q.op == WEIR_OP_BYTES_IN || q.op == WEIR_OP_WITHIN) return bytes_verdict(q, v);
    return number_verdict(q, v);
}

/* A criterion of an accepted file asks of an input, or of two, that are there. */
/*@ requires \valid_read(run) && WEIR_PROOF_CHANNEL(run->channel) && WEIR_PROOF_IN(run->channel, PARAMETERS);
    requires run->channel->section[WEIR_SECTION_PARAMETERS].count == run->channel->parameter_count <= WEIR_MAX_PARAMETERS;
    requires \valid_read(run->inputs + (0 .. run->channel->parameter_count - 1));
    requires at + WEIR_BYTES_CRITERIA <= run->channel->size && WEIR_PROOF_CRITERION_AT(run->channel, at);
    assigns \nothing;
    ensures \result.run == run && \result.op == run->channel->bytes[at + WEIR_CRITERION_OP];
    ensures ordinal: \result.parameter == run->channel->bytes[at + WEIR_CRITERION_ORDINAL] - 1;
    ensures inputs: \result.parameter < run->channel->parameter_count && \result.other < run->channel->parameter_count;
    ensures inputs: \result.input == run->inputs + \result.parameter && \result.against == run->inputs + \result.other;
    ensures type: \result.type == parameter_type(run->channel->bytes, run->channel->section[WEIR_SECTION_PARAMETERS].offset, \result.parameter);
    ensures type: allowed(\result.op, \result.type);
    ensures other: compares_fields(\result.op) ==> \result.other != \result.parameter;
    ensures other: compares_fields(\result.op) ==> (is_text(\result.type) <==>
            is_text(parameter_type(run->channel->bytes, run->channel->section[WEIR_SECTION_PARAMETERS].offset, \result.other)));
    ensures other: compares_fields(\result.op) && !is_text(\result.type) ==>
            \result.type == parameter_type(run->channel->bytes, run->channel->section[WEIR_SECTION_PARAMETERS].offset, \result.other); */
static struct question question_of(struct weir_run *run, size_t at)
{
    const struct weir_channel *c = run->channel;
    const uint8_t *b = c->bytes;
    //@ ghost criterion_is(b, at, c->section[WEIR_SECTION_PARAMETERS].offset, c->parameter_count, c->section[WEIR_SECTION_SETS].offset, c->section[WEIR_SECTION_SETS].count);
    const uint8_t *record = b + at;
    const uint32_t ordinal = record[WEIR_CRITERION_ORDINAL], other = record[WEIR_CRITERION_OTHER];
    //@ assert 1 <= ordinal <= c->parameter_count;
    struct question q;
    q.run = run;
    q.op = record[WEIR_CRITERION_OP];
    q.parameter = ordinal - 1;
    const size_t row = WEIR_RECORD(c, PARAMETERS, q.parameter);
    //@ assert row: row == c->section[WEIR_SECTION_PARAMETERS].offset + WEIR_BYTES_PARAMETERS * q.parameter;
    q.type = b[row + WEIR_PARAMETER_TYPE];
    q.other = other == 0 ? 0 : other - 1;
    q.input = weir_input_of(run, q.parameter);
    q.against = weir_input_of(run, q.other);
    q.cased = (record[WEIR_CRITERION_FLAGS] & WEIR_CRITERION_CASED) != 0;
    //@ assert q.type == parameter_type(b, c->section[WEIR_SECTION_PARAMETERS].offset, q.parameter);
    //@ assert compares_fields(q.op) ==> q.other == b[at + WEIR_CRITERION_OTHER] - 1;
    return q;
}

/*@ requires \valid_read(run) && WEIR_PROOF_CHANNEL(run->channel) && WEIR_PROOF_SETS(run->channel) && WEIR_PROOF_STRINGS(run->channel);
    requires WEIR_PROOF_VALUES(run->channel) && WEIR_PROOF_NETWORKS(run->channel);
    requires at + WEIR_BYTES_CRITERIA <= run->channel->size && WEIR_PROOF_CRITERION_AT(run->channel, at);
    assigns \nothing;
    ensures \result.run == run;
    ensures numbers: kind_of_set(run->channel->bytes[at + WEIR_CRITERION_OP]) == WEIR_SET_NUMBERS ==> \result.first + \result.count <= run->channel->section[WEIR_SECTION_NUMBERS].count;
    ensures ranges: kind_of_set(run->channel->bytes[at + WEIR_CRITERION_OP]) == WEIR_SET_RANGES ==> \result.first + 2 * \result.count <= run->channel->section[WEIR_SECTION_NUMBERS].count;
    ensures strings: kind_of_set(run->channel->bytes[at + WEIR_CRITERION_OP]) == WEIR_SET_STRINGS ==> WEIR_PROOF_STRINGS_OF(run->channel, \result.first, \result.count);
    ensures programs: kind_of_set(run->channel->bytes[at + WEIR_CRITERION_OP]) == WEIR_SET_PROGRAMS ==> WEIR_PROOF_PROGRAMS_OF(run->channel, \result.first, \result.count);
    ensures networks: run->channel->bytes[at + WEIR_CRITERION_OP] == WEIR_OP_WITHIN ==> WEIR_PROOF_NETWORKS_OF(run->channel, \result.first, \result.count); */
static struct values values_of(struct weir_run *run, size_t at)
{
    const struct weir_channel *c = run->channel;
    const struct values none = {run, 0, 0};
    //@ ghost criterion_is(c->bytes, at, c->section[WEIR_SECTION_PARAMETERS].offset, c->parameter_count, c->section[WEIR_SECTION_SETS].offset, c->section[WEIR_SECTION_SETS].count);
    const uint32_t set = weir_u32_at(c->bytes, at + WEIR_CRITERION_SET);
    if (set == WEIR_NO_SET) return none;
    //@ assert set < c->section[WEIR_SECTION_SETS].count;
    //@ assert kind: set_kind(c->bytes, c->section[WEIR_SECTION_SETS].offset, set) == kind_of_set(c->bytes[at + WEIR_CRITERION_OP]);
    //@ assert WEIR_PROOF_SET_VALUES(c, set);
    //@ assert WEIR_PROOF_SET_NETWORKS(c, set);
    const struct values v = values_in_set(run, set);
    //@ assert set_in(c->bytes, c->section[WEIR_SECTION_SETS].offset, c->section[WEIR_SECTION_VALUES].count, c->section[WEIR_SECTION_NUMBERS].count, set);
    //@ assert \let strings = c->section[WEIR_SECTION_STRING_OFFSETS].count - 1; 0 <= strings && WEIR_PROOF_SET_VALUES(c, set);
    /*@ ghost set_has(c->bytes, c->section[WEIR_SECTION_SETS].offset, c->section[WEIR_SECTION_VALUES].count, c->section[WEIR_SECTION_NUMBERS].count,
                      c->section[WEIR_SECTION_VALUES].offset, c->section[WEIR_SECTION_STRING_OFFSETS].count - 1, c->section[WEIR_SECTION_PROGRAMS].count,
                      c->section[WEIR_SECTION_STRING_OFFSETS].offset, c->section[WEIR_SECTION_STRING_BYTES].offset, set); */
    return v;
}

enum weir_verdict weir_criterion_verdict(struct weir_run *run, size_t at)
{
    WEIR_STEPS(run, 1);
    const struct question q = question_of(run, at);
    if (!q.input->present) return WEIR_NO_MATCH;
    const struct values v = values_of(run, at);
    //@ assert WEIR_PROOF_INPUTS_OF(q);
    //@ assert WEIR_PROOF_VALUES_OF(v, q.op);
    return answer(q, v);
}

/* What the criterion's question requires, where there is something to look for. */
/*@ requires run_in(run) && criterion < run->channel->section[WEIR_SECTION_CRITERIA].count;
    assigns WEIR_PROOF_TEXTS(run);
    ensures run_in(run);
    ensures run_stays{Pre, Post}(run);
    ensures WEIR_NO_MATCH <= \result <= WEIR_MATCH; */
static enum weir_verdict requirement(struct weir_run *run, uint32_t criterion)
{
    const struct weir_channel *c = run->channel;
    const uint32_t asked = weir_asked(c, criterion);
    if (weir_asked_kind(asked) != WEIR_QUESTION_REQUIRING) return WEIR_MATCH;
    //@ assert WEIR_PROOF_CRITERION_IN(c, criterion) && WEIR_PROOF_ASKED_IN(c, criterion);
    const size_t at = WEIR_RECORD(c, CRITERIA, criterion);
    //@ ghost criterion_is_at(c->bytes, c->section[WEIR_SECTION_CRITERIA].offset, c->section[WEIR_SECTION_PARAMETERS].offset, c->parameter_count, c->section[WEIR_SECTION_SETS].offset, c->section[WEIR_SECTION_SETS].count, criterion);
    //@ ghost criterion_is(c->bytes, at, c->section[WEIR_SECTION_PARAMETERS].offset, c->parameter_count, c->section[WEIR_SECTION_SETS].offset, c->section[WEIR_SECTION_SETS].count);
    //@ assert c->bytes[at + WEIR_CRITERION_OP] == criterion_op(c->bytes, c->section[WEIR_SECTION_CRITERIA].offset, criterion);
    //@ assert c->bytes[at + WEIR_CRITERION_OP] == WEIR_OP_LIKE || c->bytes[at + WEIR_CRITERION_OP] == WEIR_OP_MATCHES;
    const uint8_t *record = c->bytes + at;
    const uint32_t parameter = (uint32_t)record[WEIR_CRITERION_ORDINAL] - 1;
    //@ assert ordinal: parameter == c->bytes[at + WEIR_CRITERION_ORDINAL] - 1 && parameter < c->parameter_count;
    //@ assert allowed: allowed(c->bytes[at + WEIR_CRITERION_OP], parameter_type(c->bytes, c->section[WEIR_SECTION_PARAMETERS].offset, parameter));
    //@ assert text: is_text(parameter_type(c->bytes, c->section[WEIR_SECTION_PARAMETERS].offset, parameter));
    if (!weir_input_of(run, parameter)->present) return WEIR_MATCH;
    return required_verdict(run, parameter, weir_question_required(c, asked % (WEIR_ASKED_QUESTION + 1)));
}

enum weir_verdict weir_criterion_plain(struct weir_run *run, uint32_t criterion)
{
    const enum weir_verdict required = requirement(run, criterion);
    if (required == WEIR_NO_MATCH) return WEIR_NO_MATCH;
    const struct weir_channel *c = run->channel;
    //@ assert WEIR_PROOF_CRITERION_IN(c, criterion);
    const size_t at = WEIR_RECORD(c, CRITERIA, criterion);
    //@ ghost criterion_is_at(c->bytes, c->section[WEIR_SECTION_CRITERIA].offset, c->section[WEIR_SECTION_PARAMETERS].offset, c->parameter_count, c->section[WEIR_SECTION_SETS].offset, c->section[WEIR_SECTION_SETS].count, criterion);
    //@ assert at + WEIR_BYTES_CRITERIA <= c->size && WEIR_PROOF_CRITERION_AT(c, at);
    //@ ghost Required: ;
    //@ assert once: codes_stay{Pre, Here}(run->channel->bytes, run->channel->size);
    const enum weir_verdict own = weir_criterion_verdict(run, at);
    //@ assert each: run_stays{Pre, Required}(run) && run_stays{Required, Here}(run);
    //@ assert later: codes_stay{Required, Here}(run->channel->bytes, run->channel->size);
    //@ assert codes: codes_stay{Pre, Here}(run->channel->bytes, run->channel->size);
    //@ assert bytes: bytes_stay{Pre, Here}(run->channel->bytes, run->channel->size);
    //@ assert places: places_stay{Pre, Here}(run);
    //@ assert sizes: sizes_stay{Pre, Here}(run);
    //@ assert sections: sections_stay{Pre, Here}(run);
    //@ assert both: run_stays{Pre, Here}(run);
    return own < required ? own : required;
}
