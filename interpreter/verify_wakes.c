/* The verifier's stage on who is woken: WAKES and ALWAYS.
 *
 * In:   instances and questions that are verified. Out: whether an instance that no hit wakes can be left out.
 * Must hold: each waker's instance stands in the list of its question, the lists strictly ascend, wakers of an instance ask different
 *            questions, and there are as many records as wakers: so the lists have these and no others. */
#include "verify.h"

/* Values are signed bytes: the prover then sees that no byte of the file, which are unsigned, changes with one of these. */

/* As verdicts: false, undecided for unknown, true. */
/*@ requires \valid_read(values + (0 .. n - 1));
    assigns \nothing;
    ensures exact: \result == vote(true_among(values, n), possible_among(values, n), k); */
static int8_t at_least(const int8_t *values, uint32_t n, uint32_t k)
{
    uint32_t is_true = 0, possible = 0;
    /*@ loop invariant 0 <= i <= n && 0 <= is_true <= i && 0 <= possible <= i;
        loop invariant counted: is_true == true_among(values, i) && possible == possible_among(values, i);
        loop assigns i, is_true, possible;
        loop variant n - i; */
    for (uint32_t i = 0; i < n; i++) {
        is_true += values[i] == WEIR_MATCH;
        possible += values[i] != WEIR_NO_MATCH;
    }
    return is_true >= k ? WEIR_MATCH : possible < k ? WEIR_NO_MATCH : WEIR_CANNOT_DECIDE;
}

/* What a word makes of the values on the stack, where `criterion` is what it pushes of a criterion: so many are there, and how many are there behind it. */
/*@ requires \valid_read(b + (at .. at + WEIR_BYTES_CODE - 1)) && at + WEIR_BYTES_CODE <= WEIR_MAX_FILE_BYTES && \valid(stack + (0 .. WEIR_MAX_STACK - 1));
    requires word_ok(b, at, depth) && depth <= WEIR_MAX_STACK;
    requires \forall integer d; 0 <= d < depth ==> WEIR_NO_MATCH <= stack[d] <= WEIR_MATCH;
    assigns stack[0 .. WEIR_MAX_STACK - 1];
    ensures 1 <= \result <= WEIR_MAX_STACK;
    ensures pops: \result == depth - word_pops(b, at) + 1;
    ensures below: \forall integer d; 0 <= d < \result - 1 ==> stack[d] == \old(stack[d]);
    ensures is_criterion: b[at] == WEIR_CODE_CRITERION ==> stack[\result - 1] == criterion;
    ensures is_true: b[at] == WEIR_CODE_TRUE ==> stack[\result - 1] == WEIR_MATCH;
    ensures is_not: b[at] == WEIR_CODE_NOT ==> stack[\result - 1] == WEIR_MATCH - \old(stack[depth - 1]);
    ensures is_and: b[at] == WEIR_CODE_AND ==> stack[\result - 1] == lesser(\old(stack[depth - 2]), \old(stack[depth - 1]));
    ensures is_or: b[at] == WEIR_CODE_OR ==> stack[\result - 1] == greater(\old(stack[depth - 2]), \old(stack[depth - 1]));
    ensures is_vote: b[at] == WEIR_CODE_ATLEAST ==> stack[\result - 1] ==
            \old(vote(true_among(stack + (depth - u16(b, at + 2)), u16(b, at + 2)), possible_among(stack + (depth - u16(b, at + 2)), u16(b, at + 2)), b[at + 1])); */
static uint32_t apply_word(const uint8_t *b, size_t at, int8_t criterion, int8_t *stack, uint32_t depth)
{
    const uint32_t op = b[at], n = weir_u16_at(b, at + 2);
    if (op == WEIR_CODE_CRITERION || op == WEIR_CODE_TRUE) {
        stack[depth] = op == WEIR_CODE_TRUE ? WEIR_MATCH : criterion;
        return depth + 1;
    }
    if (op == WEIR_CODE_NOT) {
        stack[depth - 1] = (int8_t)(WEIR_MATCH - stack[depth - 1]);
        return depth;
    }
    if (op == WEIR_CODE_ATLEAST) {
        stack[depth - n] = at_least(stack + (depth - n), n, b[at + 1]);
        return depth - n + 1;
    }
    const int8_t left = stack[depth - 2], right = stack[depth - 1];
    stack[depth - 2] = (left < right) == (op == WEIR_CODE_AND) ? left : right;
    return depth - 1;
}

/*@ requires WEIR_PROOF_CHANNEL(c) && WEIR_PROOF_IN(c, INSTANCES) && index < c->section[WEIR_SECTION_INSTANCES].count && field <= WEIR_BYTES_INSTANCES - 4;
    assigns \nothing;
    ensures \result == u32(c->bytes, c->section[WEIR_SECTION_INSTANCES].offset + WEIR_BYTES_INSTANCES * index + field); */
static uint32_t instance_field(const struct weir_channel *c, uint32_t index, uint32_t field)
{
    const size_t at = WEIR_RECORD(c, INSTANCES, index);
    //@ assert at + WEIR_BYTES_INSTANCES <= c->size;
    return weir_u32_at(c->bytes, at + field);
}

/*@ ghost
    // What is true of each of n values on the stack is true of how many of them are true, and of how many are not false.
    /@ requires \valid_read(values + (0 .. n - 1)) && 0 <= from;
       requires \forall integer d; 0 <= d < n ==> values[d] == asleep(b, code, asked, criteria, 0, i, from + d, 0);
       assigns \nothing;
       ensures true_among(values, n) == asleep(b, code, asked, criteria, 1, i, from, n);
       ensures possible_among(values, n) == asleep(b, code, asked, criteria, 2, i, from, n); @/
    static void among(const uint8_t *b, size_t code, uint32_t asked, uint32_t criteria, uint32_t i, uint32_t from, const int8_t *values, uint32_t n)
    {
        /@ loop invariant 0 <= k <= n;
           loop invariant is_true: true_among(values, k) == asleep(b, code, asked, criteria, 1, i, from, k);
           loop invariant possible: possible_among(values, k) == asleep(b, code, asked, criteria, 2, i, from, k);
           loop assigns k;
           loop variant n - k; @/
        for (uint32_t k = 0; k < n; k++) {
            /@ assert value: values[k] == asleep(b, code, asked, criteria, 0, i, from + k, 0); @/
        }
    } */

/*@ ghost
    // Word i of a condition: what it takes is on the stack, and of the values that it leaves there the one on top is its own.
    /@ requires code_in(b, code, count, WEIR_PROOF_OWN(c, index)) && i < count;
       assigns \nothing;
       ensures ok: word_ok(b, code + WEIR_BYTES_CODE * i, depth_at(b, code, i));
       ensures own: b[code + WEIR_BYTES_CODE * i] == WEIR_CODE_CRITERION ==> u16(b, code + WEIR_BYTES_CODE * i + 2) < WEIR_PROOF_OWN(c, index);
       ensures votes: b[code + WEIR_BYTES_CODE * i] == WEIR_CODE_ATLEAST ==> u16(b, code + WEIR_BYTES_CODE * i + 2) <= depth_at(b, code, i);
       ensures depth: depth_at(b, code, i + 1) == depth_at(b, code, i) - word_pops(b, code + WEIR_BYTES_CODE * i) + 1;
       ensures same: \forall integer d; 0 <= d < depth_at(b, code, i + 1) - 1 ==>
               asleep(b, code, asked, criteria, 0, i + 1, d, 0) == asleep(b, code, asked, criteria, 0, i, d, 0); @/
    static void word_is(const uint8_t *b, const struct weir_channel *c, uint32_t index, size_t code, uint32_t count, uint32_t asked, uint32_t criteria, uint32_t i)
    {
        /@ assert in: word_in(b, code, WEIR_PROOF_OWN(c, index), i); @/
    } */

/* The condition's value when all wakers are false and nothing is known of the other criteria. The stack's bounds were verified. */
/*@ requires WEIR_PROOF_CHANNEL(c) && WEIR_PROOF_IN(c, INSTANCES) && WEIR_PROOF_IN(c, CODE) && WEIR_PROOF_IN(c, ASKED);
    requires c->section[WEIR_SECTION_ASKED].count == c->section[WEIR_SECTION_CRITERIA].count;
    requires index < c->section[WEIR_SECTION_INSTANCES].count && WEIR_PROOF_INSTANCE_IN(c, index) && WEIR_PROOF_CONDITION_IN(c, index);
    assigns \nothing;
    ensures exact: \result == WEIR_PROOF_VALUE_ASLEEP(c, index); */
static int8_t value_asleep(const struct weir_channel *c, uint32_t index)
{
    int8_t stack[WEIR_MAX_STACK];
    uint32_t depth = 0;
    const uint8_t *b = c->bytes;
    const uint32_t count = instance_field(c, index, WEIR_INSTANCE_CODE_COUNT), first = instance_field(c, index, WEIR_INSTANCE_CODE_FIRST);
    const uint32_t criteria = instance_field(c, index, WEIR_INSTANCE_CRITERION_FIRST);
    //@ assert first == instance_code(b, c->section[WEIR_SECTION_INSTANCES].offset, index);
    //@ assert count == instance_words(b, c->section[WEIR_SECTION_INSTANCES].offset, index);
    //@ assert criteria == instance_first(b, c->section[WEIR_SECTION_INSTANCES].offset, index);
    //@ assert criteria + WEIR_PROOF_OWN(c, index) <= c->section[WEIR_SECTION_ASKED].count;
    const size_t code = WEIR_RECORD(c, CODE, first);
    //@ ghost const uint32_t asks = c->section[WEIR_SECTION_ASKED].offset;
    //@ assert code: code_in(b, code, count, WEIR_PROOF_OWN(c, index)) && code + WEIR_BYTES_CODE * count <= c->size;
    /*@ loop invariant 0 <= i <= count && depth <= WEIR_MAX_STACK;
        loop invariant depth == depth_at(b, code, i);
        loop invariant values: \forall integer d; 0 <= d < depth ==> stack[d] == asleep(b, code, asks, criteria, 0, i, d, 0);
        loop invariant verdicts: \forall integer d; 0 <= d < depth ==> WEIR_NO_MATCH <= stack[d] <= WEIR_MATCH;
        loop assigns i, depth, stack[0 .. WEIR_MAX_STACK - 1];
        loop variant count - i; */
    for (uint32_t i = 0; i < count; i++) {
        const size_t word = code + (size_t)WEIR_BYTES_CODE * i;
        //@ assert word == code + WEIR_BYTES_CODE * i && word + WEIR_BYTES_CODE <= c->size;
        //@ ghost word_is(b, c, index, code, count, asks, criteria, i);
        const uint32_t op = b[word], n = weir_u16_at(b, word + 2);
        //@ assert read: op == b[code + WEIR_BYTES_CODE * i] && n == u16(b, code + WEIR_BYTES_CODE * i + 2);
        //@ assert votes: op == WEIR_CODE_ATLEAST ==> n <= depth;
        //@ assert asked: op == WEIR_CODE_CRITERION ==> criteria + n < c->section[WEIR_SECTION_ASKED].count <= WEIR_MAX_FILE_BYTES;
        /*@ ghost if (op == WEIR_CODE_ATLEAST) {
                const uint32_t from = (uint32_t)(depth - n);
                /@ assert from: from + n == depth; @/
                /@ assert there: \forall integer d; 0 <= d < n ==> stack[from + d] == asleep(b, code, asks, criteria, 0, i, from + d, 0); @/
                among(b, code, asks, criteria, i, from, stack + from, n);
            } */
        const bool waker = op == WEIR_CODE_CRITERION && weir_asked(c, criteria + n) >= WEIR_ASKED_WAKES;
        //@ assert number: op == WEIR_CODE_CRITERION ==> criteria + n <= WEIR_MAX_FILE_BYTES;
        //@ assert waker: op == WEIR_CODE_CRITERION ==> (waker != 0 <==> u32(b, asks + WEIR_BYTES_ASKED * (criteria + n)) >= WEIR_ASKED_WAKES);
        depth = apply_word(b, word, waker ? WEIR_NO_MATCH : WEIR_CANNOT_DECIDE, stack, depth);
        //@ assert below: \forall integer d; 0 <= d < depth - 1 ==> stack[d] == \at(stack[d], LoopCurrent);
        //@ assert of_criterion: op == WEIR_CODE_CRITERION ==> stack[depth - 1] == asleep(b, code, asks, criteria, 0, i + 1, depth - 1, 0);
        //@ assert of_true: op == WEIR_CODE_TRUE ==> stack[depth - 1] == asleep(b, code, asks, criteria, 0, i + 1, depth - 1, 0);
        //@ assert of_not: op == WEIR_CODE_NOT ==> stack[depth - 1] == asleep(b, code, asks, criteria, 0, i + 1, depth - 1, 0);
        //@ assert of_vote: op == WEIR_CODE_ATLEAST ==> stack[depth - 1] == asleep(b, code, asks, criteria, 0, i + 1, depth - 1, 0);
        //@ assert of_and: op == WEIR_CODE_AND ==> stack[depth - 1] == asleep(b, code, asks, criteria, 0, i + 1, depth - 1, 0);
        //@ assert of_or: op == WEIR_CODE_OR ==> stack[depth - 1] == asleep(b, code, asks, criteria, 0, i + 1, depth - 1, 0);
        //@ assert top: stack[depth - 1] == asleep(b, code, asks, criteria, 0, i + 1, depth - 1, 0);
    }
    return stack[0];
}

/* Does the question's list have the instance? */
/*@ requires WEIR_PROOF_CHANNEL(c) && WEIR_PROOF_IN(c, QUESTIONS) && WEIR_PROOF_IN(c, WAKES);
    requires question < c->section[WEIR_SECTION_QUESTIONS].count && WEIR_PROOF_LIST_OK(c, question);
    assigns \nothing;
    ensures exact: \result <==> has_wake(c->bytes, c->section[WEIR_SECTION_WAKES].offset,
            wakes_first(c->bytes, c->section[WEIR_SECTION_QUESTIONS].offset, question), WEIR_PROOF_WAKES_END(c, question), instance); */
static bool list_has(const struct weir_channel *c, uint32_t question, uint32_t instance)
{
    uint32_t low = weir_wakes_first(c, question), high = weir_wakes_end(c, question);
    const uint32_t end = high;
    //@ ghost const uint32_t first = low, wakes = c->section[WEIR_SECTION_WAKES].offset;
    /*@ loop invariant first <= low <= high <= end <= c->section[WEIR_SECTION_WAKES].count;
        loop invariant below: \forall integer k; first <= k < low ==> wake_at(c->bytes, wakes, k) < instance;
        loop invariant above: \forall integer k; high <= k < end ==> wake_at(c->bytes, wakes, k) >= instance;
        loop assigns low, high;
        loop variant high - low; */
    while (low < high) {
        const uint32_t middle = low + (high - low) / 2;
        const uint32_t woken = weir_u32_at(c->bytes, WEIR_RECORD(c, WAKES, middle));
        //@ assert middle: woken == wake_at(c->bytes, wakes, middle);
        //@ assert lower: \forall integer k; first <= k < middle ==> wake_at(c->bytes, wakes, k) < woken;
        //@ assert upper: \forall integer k; middle < k < end ==> wake_at(c->bytes, wakes, k) > woken;
        if (woken < instance)
            low = middle + 1;
        else
            high = middle;
    }
    //@ assert here: low < end ==> u32(c->bytes, wakes + WEIR_BYTES_WAKES * low) == wake_at(c->bytes, wakes, low);
    //@ assert only: \forall integer k; first <= k < end && wake_at(c->bytes, wakes, k) == instance ==> wake_at(c->bytes, wakes, low) <= instance && low < end;
    return low < end && weir_u32_at(c->bytes, WEIR_RECORD(c, WAKES, low)) == instance;
}

/* Does a criterion from `from` up to before `to` wake by this question? */
/*@ requires WEIR_PROOF_CHANNEL(c) && WEIR_PROOF_IN(c, ASKED) && to <= c->section[WEIR_SECTION_ASKED].count;
    assigns \nothing;
    ensures exact: \result <==> !none_asks(c->bytes, c->section[WEIR_SECTION_ASKED].offset, from, to, question); */
static bool wakes_before(const struct weir_channel *c, uint32_t from, uint32_t to, uint32_t question)
{
    /*@ loop invariant from <= i;
        loop invariant none: none_asks(c->bytes, c->section[WEIR_SECTION_ASKED].offset, from, i < to ? i : to, question);
        loop assigns i;
        loop variant to - i; */
    for (uint32_t i = from; i < to; i++) {
        const uint32_t asked = weir_asked(c, i);
        //@ assert question: asked % (WEIR_ASKED_QUESTION + 1) == asked_question(c->bytes, c->section[WEIR_SECTION_ASKED].offset, i);
        //@ assert wakes: asked >= WEIR_ASKED_WAKES <==> asked_wakes(c->bytes, c->section[WEIR_SECTION_ASKED].offset, i);
        if (asked >= WEIR_ASKED_WAKES && asked % (WEIR_ASKED_QUESTION + 1) == question) return true;
    }
    return false;
}

/*@ ghost
    // There are no fewer wakers among more criteria.
    /@ requires first <= i <= end;
       assigns \nothing;
       ensures wakers(b, asked, first, i) <= wakers(b, asked, first, end); @/
    static void wakers_rise(const uint8_t *b, uint32_t asked, uint32_t first, uint32_t i, uint32_t end)
    {
        /@ loop invariant i <= j <= end && wakers(b, asked, first, i) <= wakers(b, asked, first, j);
           loop assigns j;
           loop variant end - j; @/
        for (uint32_t j = i; j < end; j++) {
            /@ assert wakers(b, asked, first, j) <= wakers(b, asked, first, j + 1); @/
        }
    } */

/* An instance's wakers; *count of them. */
/*@ requires WEIR_PROOF_FILE(v) && WEIR_PROOF_ASKED(&v->channel) && WEIR_PROOF_IN(&v->channel, WAKES) && WEIR_PROOF_IN(&v->channel, INSTANCES);
    requires WEIR_PROOF_LISTS_OK(&v->channel);
    requires index < v->channel.section[WEIR_SECTION_INSTANCES].count && WEIR_PROOF_INSTANCE_IN(&v->channel, index);
    requires \valid(count) && \separated(count, v);
    assigns v->at, *count;
    ensures most: *count <= WEIR_MAX_WAKERS;
    ensures sound: \result == WEIR_ACCEPTED ==> \old(WEIR_PROOF_OWN_WAKERS_OK(&v->channel, index));
    ensures exact: \old(WEIR_PROOF_OWN_WAKERS_OK(&v->channel, index)) ==> \result == WEIR_ACCEPTED;
    ensures count: \result == WEIR_ACCEPTED ==> *count == \old(WEIR_PROOF_OWN_WAKERS(&v->channel, index)); */
static uint32_t verify_wakers(struct verifier *v, uint32_t index, uint64_t *count)
{
    const struct weir_channel *c = &v->channel;
    const uint32_t first = instance_field(c, index, WEIR_INSTANCE_CRITERION_FIRST), end = first + instance_field(c, index, WEIR_INSTANCE_CRITERION_COUNT);
    //@ assert first == instance_first(v->b, v->channel.section[WEIR_SECTION_INSTANCES].offset, index);
    //@ assert end == first + instance_criteria(v->b, v->channel.section[WEIR_SECTION_INSTANCES].offset, index) <= v->channel.section[WEIR_SECTION_ASKED].count;
    *count = 0;
    //@ ghost const uint32_t asks = c->section[WEIR_SECTION_ASKED].offset;
    /*@ loop invariant first <= i <= end && *count <= WEIR_MAX_WAKERS;
        loop invariant count: *count == wakers(v->b, asks, first, i);
        loop invariant good: \forall integer k; first <= k < i ==> WEIR_PROOF_WAKER_OK(c, index, first, k);
        loop assigns i, *count, v->at;
        loop variant end - i; */
    for (uint32_t i = first; i < end; i++) {
        const uint32_t asked = weir_asked(c, i), question = asked % (WEIR_ASKED_QUESTION + 1);
        //@ assert wakes: asked >= WEIR_ASKED_WAKES <==> asked_wakes(v->b, asks, i);
        //@ assert next: wakers(v->b, asks, first, i + 1) == wakers(v->b, asks, first, i) + (asked >= WEIR_ASKED_WAKES ? 1 : 0);
        if (asked < WEIR_ASKED_WAKES) continue;
        //@ ghost wakers_rise(v->b, asks, first, i + 1, end);
        //@ assert many: *count == WEIR_MAX_WAKERS ==> wakers(v->b, asks, first, end) > WEIR_MAX_WAKERS;
        //@ assert good: WEIR_PROOF_WAKERS_OK(c, index, first, end) ==> WEIR_PROOF_WAKER_OK(c, index, first, i);
        //@ assert few: WEIR_PROOF_WAKERS_OK(c, index, first, end) ==> *count < WEIR_MAX_WAKERS;
        if (*count == WEIR_MAX_WAKERS) return weir_refuse(v, WEIR_REFUSED_WAKERS_COUNT, WEIR_RECORD(c, ASKED, i));
        //@ assert WEIR_PROOF_ASKED_IN(&v->channel, i);
        //@ assert question == asked_question(v->b, v->channel.section[WEIR_SECTION_ASKED].offset, i) && question < v->channel.section[WEIR_SECTION_QUESTIONS].count;
        //@ assert list: WEIR_PROOF_LIST_OK(c, question);
        //@ assert new: WEIR_PROOF_WAKERS_OK(c, index, first, end) ==> none_asks(v->b, asks, first, i, question);
        /*@ assert listed: WEIR_PROOF_WAKERS_OK(c, index, first, end) ==> has_wake(v->b, v->channel.section[WEIR_SECTION_WAKES].offset,
                           wakes_first(v->b, v->channel.section[WEIR_SECTION_QUESTIONS].offset, question), WEIR_PROOF_WAKES_END(c, question), index); */
        /* the criteria before it, for each of few wakers */
        if (wakes_before(c, first, i, question)) return weir_refuse(v, WEIR_REFUSED_WAKERS_TWICE, WEIR_RECORD(c, ASKED, i));
        if (!list_has(c, question, index)) return weir_refuse(v, WEIR_REFUSED_WAKES_MISSING, WEIR_RECORD(c, ASKED, i));
        *count += 1;
    }
    //@ assert all: WEIR_PROOF_WAKERS_OK(c, index, first, end);
    return WEIR_ACCEPTED;
}

/* One list, from `first` up to before `end`: instances that are there, strictly ascending. */
/*@ requires WEIR_PROOF_FILE(v) && WEIR_PROOF_IN(&v->channel, WAKES) && first <= end <= v->channel.section[WEIR_SECTION_WAKES].count;
    requires WEIR_PROOF_WAKES_IN(&v->channel, first);
    assigns v->at;
    ensures exact: \result == WEIR_ACCEPTED <==>
            \old(WEIR_PROOF_WAKES_IN(&v->channel, end) && wakes_ascend(v->b, v->channel.section[WEIR_SECTION_WAKES].offset, first, end)); */
static uint32_t verify_list(struct verifier *v, uint32_t first, uint32_t end)
{
    //@ ghost const uint32_t wakes = v->channel.section[WEIR_SECTION_WAKES].offset;
    /*@ loop invariant first <= i <= end;
        loop invariant WEIR_PROOF_WAKES_IN(&v->channel, i);
        loop invariant ascend: wakes_ascend(v->b, wakes, first, i);
        loop assigns i, v->at;
        loop variant end - i; */
    for (uint32_t i = first; i < end; i++) {
        const size_t wake = WEIR_RECORD(&v->channel, WAKES, i);
        //@ assert this: u32(v->b, wake) == wake_at(v->b, wakes, i);
        //@ assert before: i > first ==> u32(v->b, wake - WEIR_BYTES_WAKES) == wake_at(v->b, wakes, i - 1);
        //@ assert order: i > first && wakes_ascend(v->b, wakes, first, end) ==> wake_at(v->b, wakes, i - 1) < wake_at(v->b, wakes, i);
        //@ assert there: WEIR_PROOF_WAKES_IN(&v->channel, end) ==> wake_in(v->b, wakes, v->channel.section[WEIR_SECTION_INSTANCES].count, i);
        if (i > first && weir_u32_at(v->b, wake) <= weir_u32_at(v->b, wake - WEIR_BYTES_WAKES)) return weir_refuse(v, WEIR_REFUSED_WAKES_ORDER, wake);
        if (weir_u32_at(v->b, wake) >= v->channel.section[WEIR_SECTION_INSTANCES].count) return weir_refuse(v, WEIR_REFUSED_WAKES_COUNT, wake);
        //@ assert wake_in(v->b, v->channel.section[WEIR_SECTION_WAKES].offset, v->channel.section[WEIR_SECTION_INSTANCES].count, i);
        //@ assert last: i > first ==> wake_at(v->b, wakes, i - 1) < wake_at(v->b, wakes, i);
        //@ assert above: \forall integer j; first <= j < i ==> wake_at(v->b, wakes, j) < wake_at(v->b, wakes, i);
        //@ assert more: wakes_ascend(v->b, wakes, first, i + 1);
    }
    return WEIR_ACCEPTED;
}

/* The lists of the questions: side by side. */
/*@ requires WEIR_PROOF_FILE(v) && WEIR_PROOF_IN(&v->channel, WAKES) && WEIR_PROOF_IN(&v->channel, QUESTIONS);
    assigns v->at;
    ensures exact: \result == WEIR_ACCEPTED <==> \old(WEIR_PROOF_LISTS_OK(&v->channel));
    ensures rise: \result == WEIR_ACCEPTED ==> WEIR_PROOF_ALL_WAKES_RISE(&v->channel, v->channel.section[WEIR_SECTION_QUESTIONS].count); */
static uint32_t verify_lists(struct verifier *v)
{
    const struct weir_channel *c = &v->channel;
    const uint32_t total = c->section[WEIR_SECTION_WAKES].count, questions = c->section[WEIR_SECTION_QUESTIONS].count;
    uint32_t used = 0;
    /*@ loop invariant 0 <= q <= questions && 0 <= used <= total && (q > 0 ==> used == WEIR_PROOF_WAKES_END(&v->channel, q - 1));
        loop invariant start: q == 0 ==> used == 0;
        loop invariant rise: WEIR_PROOF_ALL_WAKES_RISE(&v->channel, q);
        loop invariant lists: \forall integer k; 0 <= k < q ==> WEIR_PROOF_LIST_OK(c, k);
        loop invariant WEIR_PROOF_WAKES_IN(&v->channel, used);
        loop invariant first: 0 < q ==> wakes_first(v->b, v->channel.section[WEIR_SECTION_QUESTIONS].offset, 0) == 0;
        loop assigns q, used, v->at;
        loop variant questions - q; */
    for (uint32_t q = 0; q < questions; q++) {
        const size_t at = WEIR_RECORD(c, QUESTIONS, q) + WEIR_QUESTION_WAKE_FIRST;
        //@ assert start: u32(v->b, at) == wakes_first(v->b, v->channel.section[WEIR_SECTION_QUESTIONS].offset, q);
        if (weir_u32_at(v->b, at) != used) return weir_refuse(v, WEIR_REFUSED_WAKES_FIRST, at);
        //@ assert used == wakes_first(v->b, v->channel.section[WEIR_SECTION_QUESTIONS].offset, q);
        const uint32_t end = weir_wakes_end(c, q);
        if (end < used || end > total) return weir_refuse(v, WEIR_REFUSED_WAKES_FIRST, at + WEIR_BYTES_QUESTIONS);
        //@ assert end == WEIR_PROOF_WAKES_END(&v->channel, q);
        //@ assert WEIR_PROOF_WAKES_RISE(&v->channel, q);
        TRY(verify_list(v, used, end));
        used = end;
    }
    if (used != total) return weir_refuse(v, WEIR_REFUSED_WAKES_COUNT, WEIR_RECORD(c, WAKES, used));
    return WEIR_ACCEPTED;
}

uint32_t weir_verify_wakes(struct verifier *v)
{
    struct weir_channel *c = &v->channel;
    const uint32_t always = c->section[WEIR_SECTION_ALWAYS].count;
    uint32_t always_seen = 0;
    uint64_t wakers_seen = 0;
    TRY(verify_lists(v));
    //@ assert lists: WEIR_PROOF_LISTS_OK(c);
    //@ assert rise: WEIR_PROOF_ALL_WAKES_RISE(c, c->section[WEIR_SECTION_QUESTIONS].count);
    /*@ loop invariant 0 <= i <= v->channel.section[WEIR_SECTION_INSTANCES].count && 0 <= always_seen <= always && 0 <= wakers_seen <= WEIR_MAX_WAKERS * i;
        loop invariant WEIR_PROOF_ALWAYS_IN(&v->channel, always_seen);
        loop invariant seen: always_seen == WEIR_PROOF_SLEEPLESS(c, i);
        loop invariant wakers: wakers_seen == WEIR_PROOF_ALL_WAKERS(c, i);
        loop invariant good: \forall integer k; 0 <= k < i ==> WEIR_PROOF_OWN_WAKERS_OK(c, k);
        loop invariant always: \forall integer k; 0 <= k < i ==> WEIR_PROOF_ALWAYS_OK(c, k);
        loop invariant sleeps: \forall integer k; 0 <= k < i ==> WEIR_PROOF_SLEEPS(c, k);
        loop assigns i, always_seen, wakers_seen, v->at;
        loop variant v->channel.section[WEIR_SECTION_INSTANCES].count - i; */
    for (uint32_t i = 0; i < c->section[WEIR_SECTION_INSTANCES].count; i++) {
        uint64_t wakers = 0;
        //@ assert WEIR_PROOF_INSTANCE_IN(&v->channel, i) && WEIR_PROOF_CONDITION_IN(&v->channel, i);
        //@ assert own: WEIR_PROOF_WAKES_OK(c) ==> WEIR_PROOF_OWN_WAKERS_OK(c, i) && WEIR_PROOF_ALWAYS_OK(c, i) && WEIR_PROOF_SLEEPS(c, i);
        TRY(verify_wakers(v, i, &wakers));
        //@ assert wakers: wakers == WEIR_PROOF_OWN_WAKERS(c, i);
        //@ assert more: WEIR_PROOF_ALL_WAKERS(c, i + 1) == WEIR_PROOF_ALL_WAKERS(c, i) + wakers;
        //@ assert sleepless: WEIR_PROOF_SLEEPLESS(c, i + 1) == WEIR_PROOF_SLEEPLESS(c, i) + (wakers == 0 ? 1 : 0);
        //@ assert mine: WEIR_PROOF_OWN_WAKERS_OK(c, i);
        wakers_seen += wakers;
        if (wakers == 0) {
            const size_t at = WEIR_RECORD(c, ALWAYS, always_seen);
            //@ assert place: at == c->section[WEIR_SECTION_ALWAYS].offset + WEIR_BYTES_ALWAYS * always_seen;
            //@ assert there: WEIR_PROOF_ALWAYS_OK(c, i) ==> always_seen < always && u32(v->b, at) == i;
            if (always_seen == always || weir_u32_at(v->b, at) != i) return weir_refuse(v, WEIR_REFUSED_ALWAYS, at);
            //@ assert wake_in(v->b, v->channel.section[WEIR_SECTION_ALWAYS].offset, v->channel.section[WEIR_SECTION_INSTANCES].count, always_seen);
            //@ assert entry: WEIR_PROOF_SLEEPLESS(c, i) == always_seen && always_seen < always && u32(v->b, at) == i;
            //@ assert placed: WEIR_PROOF_ALWAYS_OK(c, i);
            always_seen++;
        } else if (value_asleep(c, i) != WEIR_NO_MATCH) {
            return weir_refuse(v, WEIR_REFUSED_WAKERS_CONDITION, WEIR_RECORD(c, INSTANCES, i) + WEIR_INSTANCE_CODE_FIRST);
        }
        //@ assert mine: WEIR_PROOF_ALWAYS_OK(c, i) && WEIR_PROOF_SLEEPS(c, i);
    }
    //@ assert good: \forall integer k; 0 <= k < c->section[WEIR_SECTION_INSTANCES].count ==> WEIR_PROOF_OWN_WAKERS_OK(c, k);
    //@ assert always: \forall integer k; 0 <= k < c->section[WEIR_SECTION_INSTANCES].count ==> WEIR_PROOF_ALWAYS_OK(c, k);
    //@ assert sleeps: \forall integer k; 0 <= k < c->section[WEIR_SECTION_INSTANCES].count ==> WEIR_PROOF_SLEEPS(c, k);
    if (always_seen != always) return weir_refuse(v, WEIR_REFUSED_ALWAYS, WEIR_RECORD(c, ALWAYS, always_seen));
    if (wakers_seen != c->section[WEIR_SECTION_WAKES].count) return weir_refuse(v, WEIR_REFUSED_WAKES_COUNT, WEIR_RECORD(c, WAKES, 0));
    //@ assert all: WEIR_PROOF_WAKES_OK(c);
    c->steps_fixed = weir_add_saturating(c->steps_fixed, wakers_seen + always);
    return WEIR_ACCEPTED;
}
