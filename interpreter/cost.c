/* The bound: how many steps an event can take at most. docs/channel-format.md, chapter "Cost", has the sums.
 *
 * In:   a channel whose sections are verified up to the criteria. Out: steps, as a part for each event and a part for each byte of its texts.
 * Must hold: what the engine counts (WEIR_STEPS in match.h) stays at or under these numbers, whatever the event is. Sums saturate. */
#include "cost.h"
#include "search.h"

/* Without a division of 64 bits, which small machines leave to a library: those by a power of two are none. */
/*@ assigns \nothing;
    ensures exact: \result == at_most(a * b); */
static uint64_t multiply_saturating(uint64_t a, uint64_t b)
{
    const uint64_t half = 4294967296u, a_high = a / half, a_low = a % half, b_high = b / half, b_low = b % half;
    //@ assert a: a == half * a_high + a_low && b == half * b_high + b_low && a_low < half && b_low < half && a_high < half && b_high < half;
    //@ assert large: a_high >= 1 && b_high >= 1 ==> a * b >= half * half;
    if (a_high != 0 && b_high != 0) return UINT64_MAX;
    const uint64_t high = a_high * b_low + b_high * a_low; /* one of the two is 0 */
    //@ assert high: high == (a_high == 0 ? b_high * a_low : a_high * b_low);
    //@ assert product: a * b == half * high + a_low * b_low;
    //@ assert low: 0 <= a_low * b_low <= UINT64_MAX;
    return high >= half ? UINT64_MAX : weir_add_saturating(high * half, a_low * b_low);
}

/*@ requires \valid(cost);
    assigns *cost; */
static void add(struct weir_cost *cost, uint64_t fixed, uint64_t per_byte)
{
    cost->fixed = weir_add_saturating(cost->fixed, fixed);
    cost->per_byte = weir_add_saturating(cost->per_byte, per_byte);
}

struct weir_cost weir_question_cost(const struct weir_channel *c, size_t criterion)
{
    const uint8_t *b = c->bytes;
    //@ assert criterion_op(b, criterion, 0) == b[criterion + WEIR_CRITERION_OP] && criterion_set(b, criterion, 0) == u32(b, criterion + WEIR_CRITERION_SET);
    //@ assert 1 <= b[criterion + WEIR_CRITERION_ORDINAL] <= c->parameter_count;
    const uint32_t op = b[criterion + WEIR_CRITERION_OP], set = weir_u32_at(b, criterion + WEIR_CRITERION_SET);
    struct weir_cost cost = {1, 0};
    if (set == WEIR_NO_SET) {
        if (op >= WEIR_OP_FIELD_EQUALS && weir_is_text(b[WEIR_RECORD(c, PARAMETERS, b[criterion + WEIR_CRITERION_ORDINAL] - 1u) + WEIR_PARAMETER_TYPE]))
            add(&cost, WEIR_FIELD_STEPS, (uint64_t)WEIR_FIELD_STEPS * WEIR_VIEW_GROWTH);
        return cost;
    }
    //@ assert set < c->section[WEIR_SECTION_SETS].count;
    const size_t record = WEIR_RECORD(c, SETS, set);
    //@ assert record + WEIR_BYTES_SETS <= c->size;
    const uint64_t count = weir_u32_at(b, record + WEIR_SET_COUNT), weight = weir_u32_at(b, record + WEIR_SET_WEIGHT);
    if (op == WEIR_OP_LIKE)
        add(&cost, 2 * weight + 4 * count, WEIR_VIEW_GROWTH * (weight + 2 * count));
    else if (op == WEIR_OP_MATCHES)
        add(&cost, WEIR_PROGRAM_STEPS * weight + count, WEIR_VIEW_GROWTH * (3 * weight + count));
    else if (op == WEIR_OP_CONTAINS)
        add(&cost, count, WEIR_VIEW_GROWTH * (weight + count));
    else if (op == WEIR_OP_NUMBER_RANGE || op == WEIR_OP_NUMBER_IN)
        add(&cost, count > 32 ? 32 : count, 0);
    else if (op == WEIR_OP_EQUALS || op == WEIR_OP_STARTS || op == WEIR_OP_ENDS || op == WEIR_OP_BYTES_IN)
        add(&cost, count + weight, 0);
    else
        add(&cost, count, 0);
    return cost;
}

uint64_t weir_steps(const struct weir_channel *channel, uint64_t text_bytes)
{
    return weir_add_saturating(channel->steps_fixed, multiply_saturating(channel->steps_per_byte, text_bytes));
}

uint64_t weir_instance_steps(const struct weir_channel *channel, uint32_t instance, uint64_t text_bytes)
{
    const uint8_t *b = channel->bytes;
    const size_t at = WEIR_RECORD(channel, INSTANCES, instance);
    const uint32_t first = weir_u32_at(b, at + WEIR_INSTANCE_CRITERION_FIRST), count = weir_u32_at(b, at + WEIR_INSTANCE_CRITERION_COUNT);
    //@ assert first == instance_first(b, channel->section[WEIR_SECTION_INSTANCES].offset, instance);
    //@ assert count == instance_criteria(b, channel->section[WEIR_SECTION_INSTANCES].offset, instance);
    //@ assert first + count <= channel->section[WEIR_SECTION_CRITERIA].count;
    struct weir_cost all = {(uint64_t)WEIR_CONDITION_STEPS * weir_u32_at(b, at + WEIR_INSTANCE_CODE_COUNT) + 1, 0};
    /*@ loop invariant 0 <= i <= count;
        loop assigns i, all;
        loop variant count - i; */
    for (uint32_t i = 0; i < count; i++) {
        if (weir_asked_kind(weir_asked(channel, first + i)) == WEIR_QUESTION_SEARCHED) continue;
        //@ assert WEIR_PROOF_CRITERION_IN(channel, first + i);
        /*@ ghost criterion_is_at(b, channel->section[WEIR_SECTION_CRITERIA].offset, channel->section[WEIR_SECTION_PARAMETERS].offset, channel->parameter_count,
                                  channel->section[WEIR_SECTION_SETS].offset, channel->section[WEIR_SECTION_SETS].count, first + i); */
        const struct weir_cost cost = weir_question_cost(channel, WEIR_RECORD(channel, CRITERIA, first + i));
        add(&all, cost.fixed, cost.per_byte);
    }
    return weir_add_saturating(all.fixed, multiply_saturating(all.per_byte, text_bytes));
}
