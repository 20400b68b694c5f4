/* One criterion on one event.
 *
 * In:   a criterion of an accepted file, the event. Out: whether it holds; undecided only where a text found no room.
 * Must hold: a criterion on an absent value is false, and so is a comparison with one. */
#include "match.h"
#include "search.h"

struct question {
    struct weir_run *run;
    uint32_t op, type, parameter, other;
    const struct weir_input *input, *against; /* of the parameter, and of the other one where there is one */
    bool cased;
    uint32_t first, count; /* the set's range in VALUES or NUMBERS */
};

static enum weir_verdict verdict_of(bool holds)
{
    return holds ? WEIR_MATCH : WEIR_NO_MATCH;
}

static struct weir_bytes value_string(const struct question *q, uint32_t i)
{
    const struct weir_channel *c = q->run->channel;
    return weir_string(c, weir_u32_at(c->bytes, WEIR_RECORD(c, VALUES, q->first + i)));
}

/*@ requires \valid_read(q) && \valid_read(q->run) && WEIR_PROOF_CHANNEL(q->run->channel) && WEIR_PROOF_IN(q->run->channel, NUMBERS);
    requires q->first + i < q->run->channel->section[WEIR_SECTION_NUMBERS].count;
    assigns \nothing; */
static uint64_t set_number(const struct question *q, uint32_t i)
{
    return weir_u64_at(q->run->channel->bytes, WEIR_RECORD(q->run->channel, NUMBERS, q->first + i));
}

/* ---- text ---- */

/* Below 0, 0 or above 0 as the text is before the string, it, or behind it. */
static int compare(const uint8_t *text, uint32_t length, struct weir_bytes string)
{
    const uint32_t both = length < string.length ? length : string.length;
    for (uint32_t i = 0; i < both; i++)
        if (text[i] != string.data[i]) return text[i] < string.data[i] ? -1 : 1;
    return length == string.length ? 0 : length < string.length ? -1 : 1;
}

static bool is_one_of(const struct question *q, const uint8_t *bytes, uint32_t length)
{
    if (q->count == 1) {
        const struct weir_bytes only = value_string(q, 0);
        WEIR_STEPS(q->run, 1 + only.length);
        return only.length == length && weir_text_equal(bytes, only.data, length);
    }
    uint32_t low = 0, high = q->count;
    while (low < high) {
        const uint32_t middle = low + (high - low) / 2;
        const struct weir_bytes value = value_string(q, middle);
        const int order = compare(bytes, length, value);
        WEIR_STEPS(q->run, 1 + value.length);
        if (order == 0) return true;
        if (order < 0)
            high = middle;
        else
            low = middle + 1;
    }
    return false;
}

static bool text_starts(const struct weir_view *text, const uint8_t *part, uint32_t length)
{
    return length <= text->length && weir_text_equal(text->data, part, length);
}

static bool text_ends(const struct weir_view *text, const uint8_t *part, uint32_t length)
{
    if (length > text->length) return false;
    const uint8_t *end = text->data + (text->length - length);
    return length == 0 || (end[length - 1] == part[length - 1] && weir_text_equal(end, part, length - 1));
}

static bool value_holds(const struct question *q, const struct weir_view *text, uint32_t i)
{
    WEIR_STEPS(q->run, 1);
    if (q->op == WEIR_OP_MATCHES) {
        const struct weir_channel *c = q->run->channel;
        return weir_program_found(q->run, weir_u32_at(c->bytes, WEIR_RECORD(c, VALUES, q->first + i)), text);
    }
    const struct weir_bytes value = value_string(q, i);
    if (q->op == WEIR_OP_STARTS || q->op == WEIR_OP_ENDS) WEIR_STEPS(q->run, value.length);
    if (q->op == WEIR_OP_STARTS) return text_starts(text, value.data, value.length);
    if (q->op == WEIR_OP_ENDS) return text_ends(text, value.data, value.length);
    if (q->op == WEIR_OP_CONTAINS) return weir_text_contains(q->run, text, value);
    return weir_text_like(q->run, text, value);
}

static enum weir_verdict text_verdict(const struct question *q)
{
    const struct weir_view *text = weir_view_of(q->run, q->parameter, !q->cased);
    if (text == NULL) return WEIR_CANNOT_DECIDE;
    if (q->op == WEIR_OP_EQUALS) return verdict_of(is_one_of(q, text->data, text->length));
    for (uint32_t i = 0; i < q->count; i++)
        if (value_holds(q, text, i)) return WEIR_MATCH;
    return WEIR_NO_MATCH;
}

/* ---- numbers ---- */

/*@ requires \valid_read(q) && \valid_read(q->run) && WEIR_PROOF_CHANNEL(q->run->channel) && WEIR_PROOF_IN(q->run->channel, NUMBERS);
    requires q->first + q->count <= q->run->channel->section[WEIR_SECTION_NUMBERS].count;
    assigns \nothing; */
static bool number_in(const struct question *q, uint64_t number)
{
    const uint64_t bias = weir_order_bias(q->type);
    uint32_t low = 0, high = q->count;
    /*@ loop invariant 0 <= low <= high <= q->count;
        loop assigns low, high;
        loop variant high - low; */
    while (low < high) {
        WEIR_STEPS(q->run, 1);
        const uint32_t middle = low + (high - low) / 2;
        if (set_number(q, middle) + bias < number + bias)
            low = middle + 1;
        else
            high = middle;
    }
    return low < q->count && set_number(q, low) == number;
}

/*@ requires \valid_read(q) && \valid_read(q->run) && WEIR_PROOF_CHANNEL(q->run->channel) && WEIR_PROOF_IN(q->run->channel, NUMBERS);
    requires q->first + 2 * q->count <= q->run->channel->section[WEIR_SECTION_NUMBERS].count;
    assigns \nothing; */
static bool number_in_range(const struct question *q, uint64_t number)
{
    const uint64_t bias = weir_order_bias(q->type);
    uint32_t low = 0, high = q->count; /* the first range that ends at or behind the number */
    /*@ loop invariant 0 <= low <= high <= q->count;
        loop assigns low, high;
        loop variant high - low; */
    while (low < high) {
        WEIR_STEPS(q->run, 1);
        const uint32_t middle = low + (high - low) / 2;
        if (set_number(q, 2 * middle + 1) + bias < number + bias)
            low = middle + 1;
        else
            high = middle;
    }
    return low < q->count && set_number(q, 2 * low) + bias <= number + bias;
}

/*@ requires \valid_read(q) && \valid_read(q->run) && WEIR_PROOF_CHANNEL(q->run->channel) && WEIR_PROOF_IN(q->run->channel, NUMBERS);
    requires q->first + q->count <= q->run->channel->section[WEIR_SECTION_NUMBERS].count;
    assigns \nothing; */
static bool has_bits(const struct question *q, uint64_t number)
{
    WEIR_STEPS(q->run, q->count);
    /*@ loop invariant 0 <= i <= q->count;
        loop assigns i;
        loop variant q->count - i; */
    for (uint32_t i = 0; i < q->count; i++) {
        const uint64_t bits = set_number(q, i);
        if (q->op == WEIR_OP_HAS_ALL ? (number & bits) == bits : (number & bits) != 0) return true;
    }
    return false;
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

static bool is_within(const struct question *q, struct weir_bytes address)
{
    WEIR_STEPS(q->run, q->count);
    for (uint32_t i = 0; i < q->count; i++) {
        const struct weir_bytes network = value_string(q, i);
        if (network.length != address.length + 1) continue;
        const uint32_t prefix = network.data[address.length], whole = prefix / 8;
        if (!weir_text_equal(address.data, network.data, whole)) continue;
        if (prefix % 8 == 0 || (uint32_t)(address.data[whole] ^ network.data[whole]) >> (8 - prefix % 8) == 0) return true;
    }
    return false;
}

/* ---- two fields ---- */

static enum weir_verdict field_verdict(const struct question *q)
{
    const struct weir_input *a = q->input, *b = q->against;
    if (!b->present) return WEIR_NO_MATCH;
    if (weir_is_text(q->type)) {
        const struct weir_view *text = weir_view_of(q->run, q->parameter, !q->cased), *part = weir_view_of(q->run, q->other, !q->cased);
        if (text == NULL || part == NULL) return WEIR_CANNOT_DECIDE;
        WEIR_STEPS(q->run, part->length);
        if (q->op == WEIR_OP_FIELD_STARTS) return verdict_of(text_starts(text, part->data, part->length));
        if (q->op == WEIR_OP_FIELD_ENDS) return verdict_of(text_ends(text, part->data, part->length));
        if (q->op == WEIR_OP_FIELD_CONTAINS) return verdict_of(weir_text_contains_text(q->run, text, part));
        return verdict_of(text->length == part->length && weir_text_equal(text->data, part->data, part->length));
    }
    if (q->type == WEIR_TYPE_GUID || q->type == WEIR_TYPE_IP) {
        const struct weir_bytes left = weir_held_bytes(a, q->type), right = weir_held_bytes(b, q->type);
        return verdict_of(left.length == right.length && weir_text_equal(left.data, right.data, left.length));
    }
    const uint64_t bias = weir_order_bias(q->type);
    if (q->op == WEIR_OP_FIELD_LESS) return verdict_of(a->number + bias < b->number + bias);
    if (q->op == WEIR_OP_FIELD_LESS_EQUAL) return verdict_of(a->number + bias <= b->number + bias);
    return verdict_of(a->number == b->number);
}

/* ---- all ---- */

/* Whether one string of a required set stands in the folded text. */
static enum weir_verdict required_verdict(struct weir_run *run, uint32_t parameter, uint32_t set)
{
    const struct weir_channel *c = run->channel;
    const struct weir_view *text = weir_view_of(run, parameter, true);
    if (text == NULL) return WEIR_CANNOT_DECIDE;
    const size_t record = WEIR_RECORD(c, SETS, set);
    const uint32_t first = weir_u32_at(c->bytes, record + WEIR_SET_FIRST), count = weir_u32_at(c->bytes, record + WEIR_SET_COUNT);
    for (uint32_t i = 0; i < count; i++)
        if (weir_text_contains(run, text, weir_string(c, weir_u32_at(c->bytes, WEIR_RECORD(c, VALUES, first + i))))) return WEIR_MATCH;
    return WEIR_NO_MATCH;
}

static enum weir_verdict answer(const struct question *q)
{
    const struct weir_input *input = q->input;
    switch (q->op) {
    case WEIR_OP_EXISTS:
        return WEIR_MATCH;
    case WEIR_OP_EQUALS:
    case WEIR_OP_STARTS:
    case WEIR_OP_ENDS:
    case WEIR_OP_CONTAINS:
    case WEIR_OP_LIKE:
    case WEIR_OP_MATCHES:
        return text_verdict(q);
    case WEIR_OP_NUMBER_IN:
        return verdict_of(number_in(q, input->number));
    case WEIR_OP_NUMBER_RANGE:
        return verdict_of(number_in_range(q, input->number));
    case WEIR_OP_HAS_ALL:
    case WEIR_OP_HAS_ANY:
        return verdict_of(has_bits(q, input->number));
    case WEIR_OP_BYTES_IN: {
        const struct weir_bytes held = weir_held_bytes(input, q->type);
        return verdict_of(is_one_of(q, held.data, held.length));
    }
    case WEIR_OP_WITHIN:
        return verdict_of(is_within(q, weir_held_bytes(input, q->type)));
    default:
        return field_verdict(q);
    }
}

/* A criterion of an accepted file asks of an input, or of two, that are there. */
/*@ requires WEIR_PROOF_RUN(run) && at + WEIR_BYTES_CRITERIA <= run->channel->size && WEIR_PROOF_CRITERION_AT(run->channel, at);
    assigns \nothing;
    ensures \result.run == run && \result.op == run->channel->bytes[at + WEIR_CRITERION_OP];
    ensures inputs: \result.parameter < run->channel->parameter_count && \result.other < run->channel->parameter_count;
    ensures inputs: \result.input == run->inputs + \result.parameter && \result.against == run->inputs + \result.other;
    ensures inputs: \valid_read(\result.input) && \valid_read(\result.against);
    ensures type: allowed(\result.op, \result.type) &&
            \result.type == parameter_type(run->channel->bytes, run->channel->section[WEIR_SECTION_PARAMETERS].offset, \result.parameter);
    ensures numbers: kind_of_set(\result.op) == WEIR_SET_NUMBERS ==>
            1 <= \result.count && \result.first + \result.count <= run->channel->section[WEIR_SECTION_NUMBERS].count;
    ensures ranges: kind_of_set(\result.op) == WEIR_SET_RANGES ==>
            1 <= \result.count && \result.first + 2 * \result.count <= run->channel->section[WEIR_SECTION_NUMBERS].count;
    ensures values: kind_of_set(\result.op) == WEIR_SET_STRINGS || kind_of_set(\result.op) == WEIR_SET_PROGRAMS ==>
            1 <= \result.count && \result.first + \result.count <= run->channel->section[WEIR_SECTION_VALUES].count; */
static struct question question_of(struct weir_run *run, size_t at)
{
    const struct weir_channel *c = run->channel;
    const uint8_t *b = c->bytes;
    //@ assert criterion_op(b, at, 0) == b[at + WEIR_CRITERION_OP] && criterion_set(b, at, 0) == u32(b, at + WEIR_CRITERION_SET);
    //@ assert ordinal: 1 <= b[at + WEIR_CRITERION_ORDINAL] <= c->parameter_count;
    //@ assert other: b[at + WEIR_CRITERION_OTHER] <= c->parameter_count;
    //@ assert allowed(b[at + WEIR_CRITERION_OP], parameter_type(b, c->section[WEIR_SECTION_PARAMETERS].offset, b[at + WEIR_CRITERION_ORDINAL] - 1));
    const uint32_t other = b[at + WEIR_CRITERION_OTHER], set = weir_u32_at(b, at + WEIR_CRITERION_SET);
    struct question q;
    q.run = run;
    q.op = b[at + WEIR_CRITERION_OP];
    q.parameter = (uint32_t)b[at + WEIR_CRITERION_ORDINAL] - 1;
    q.type = b[WEIR_RECORD(c, PARAMETERS, q.parameter) + WEIR_PARAMETER_TYPE];
    q.other = other == 0 ? 0 : other - 1;
    q.input = weir_input_of(run, q.parameter);
    q.against = weir_input_of(run, q.other);
    q.cased = (b[at + WEIR_CRITERION_FLAGS] & WEIR_CRITERION_CASED) != 0;
    q.first = q.count = 0;
    if (set != WEIR_NO_SET) {
        const size_t record = WEIR_RECORD(c, SETS, set);
        //@ assert set_in(b, c->section[WEIR_SECTION_SETS].offset, c->section[WEIR_SECTION_VALUES].count, c->section[WEIR_SECTION_NUMBERS].count, set);
        //@ assert record + WEIR_BYTES_SETS <= c->size;
        q.first = weir_u32_at(b, record + WEIR_SET_FIRST);
        q.count = weir_u32_at(b, record + WEIR_SET_COUNT);
        //@ assert q.first == set_first(b, c->section[WEIR_SECTION_SETS].offset, set) && q.count == set_count(b, c->section[WEIR_SECTION_SETS].offset, set);
        //@ assert set_kind(b, c->section[WEIR_SECTION_SETS].offset, set) == kind_of_set(q.op);
    }
    return q;
}

enum weir_verdict weir_criterion_verdict(struct weir_run *run, size_t at)
{
    WEIR_STEPS(run, 1);
    if (!weir_input_of(run, (uint32_t)run->channel->bytes[at + WEIR_CRITERION_ORDINAL] - 1)->present) return WEIR_NO_MATCH;
    const struct question q = question_of(run, at);
    return answer(&q);
}

enum weir_verdict weir_criterion_plain(struct weir_run *run, uint32_t criterion)
{
    const struct weir_channel *c = run->channel;
    const size_t at = WEIR_RECORD(c, CRITERIA, criterion);
    const uint32_t asked = weir_asked(c, criterion);
    enum weir_verdict required = WEIR_MATCH;
    const uint32_t parameter = (uint32_t)c->bytes[at + WEIR_CRITERION_ORDINAL] - 1;
    if (weir_asked_kind(asked) == WEIR_QUESTION_REQUIRING && weir_input_of(run, parameter)->present)
        required = required_verdict(run, parameter, weir_question_required(c, asked & WEIR_ASKED_QUESTION));
    if (required == WEIR_NO_MATCH) return WEIR_NO_MATCH;
    const enum weir_verdict own = weir_criterion_verdict(run, at);
    return own < required ? own : required;
}
