/* The verifier's stage on who is woken: WAKES and ALWAYS.
 *
 * In:   instances and questions that are verified. Out: whether an instance that no hit wakes can be left out.
 * Must hold: each waker's instance stands in the list of its question, the lists strictly ascend, wakers of an instance ask different
 *            questions, and there are as many records as wakers: so the lists have these and no others. */
#include "verify.h"

/* Values are signed bytes: the prover then sees that no byte of the file, which are unsigned, changes with one of these. */

/* As verdicts: false, undecided for unknown, true. */
/*@ requires \valid_read(values + (0 .. n - 1));
    assigns \nothing; */
static int8_t at_least(const int8_t *values, uint32_t n, uint32_t k)
{
    uint32_t is_true = 0, possible = 0;
    /*@ loop invariant 0 <= i <= n && 0 <= is_true <= i && 0 <= possible <= i;
        loop assigns i, is_true, possible;
        loop variant n - i; */
    for (uint32_t i = 0; i < n; i++) {
        is_true += values[i] == WEIR_MATCH;
        possible += values[i] != WEIR_NO_MATCH;
    }
    return is_true >= k ? WEIR_MATCH : possible < k ? WEIR_NO_MATCH : WEIR_CANNOT_DECIDE;
}

/* What a word that pushes no criterion makes of the values on the stack: so many are there, and how many are there behind it. */
/*@ requires \valid_read(b + (at .. at + WEIR_BYTES_CODE - 1)) && at + WEIR_BYTES_CODE <= WEIR_MAX_FILE_BYTES && \valid(stack + (0 .. WEIR_MAX_STACK - 1));
    requires word_ok(b, at, depth) && depth <= WEIR_MAX_STACK && b[at] != WEIR_CODE_CRITERION;
    assigns stack[0 .. WEIR_MAX_STACK - 1];
    ensures 1 <= \result <= WEIR_MAX_STACK;
    ensures pops: \result == depth - word_pops(b, at) + 1; */
static uint32_t apply_word(const uint8_t *b, size_t at, int8_t *stack, uint32_t depth)
{
    const uint32_t op = b[at], n = weir_u16_at(b, at + 2);
    if (op == WEIR_CODE_TRUE) {
        stack[depth] = WEIR_MATCH;
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

/* How many criteria an instance has. */
#define WEIR_PROOF_OWN(c, index) instance_criteria((c)->bytes, (c)->section[WEIR_SECTION_INSTANCES].offset, index)

/* The condition's value when all wakers are false and nothing is known of the other criteria. The stack's bounds were verified. */
/*@ requires WEIR_PROOF_CHANNEL(c) && WEIR_PROOF_IN(c, INSTANCES) && WEIR_PROOF_IN(c, CODE) && WEIR_PROOF_IN(c, ASKED);
    requires c->section[WEIR_SECTION_ASKED].count == c->section[WEIR_SECTION_CRITERIA].count;
    requires index < c->section[WEIR_SECTION_INSTANCES].count && WEIR_PROOF_INSTANCE_IN(c, index) && WEIR_PROOF_CONDITION_IN(c, index);
    assigns \nothing; */
static int8_t value_asleep(const struct weir_channel *c, uint32_t index)
{
    int8_t stack[WEIR_MAX_STACK];
    uint32_t depth = 0;
    const uint8_t *b = c->bytes;
    const uint32_t count = instance_field(c, index, WEIR_INSTANCE_CODE_COUNT), first = instance_field(c, index, WEIR_INSTANCE_CODE_FIRST);
    const uint32_t criteria = instance_field(c, index, WEIR_INSTANCE_CRITERION_FIRST);
    //@ assert first == instance_code(b, c->section[WEIR_SECTION_INSTANCES].offset, index) && count == instance_words(b, c->section[WEIR_SECTION_INSTANCES].offset, index);
    //@ assert criteria == instance_first(b, c->section[WEIR_SECTION_INSTANCES].offset, index);
    //@ assert criteria + WEIR_PROOF_OWN(c, index) <= c->section[WEIR_SECTION_ASKED].count;
    const size_t code = WEIR_RECORD(c, CODE, first);
    //@ assert code: code_in(b, code, count, WEIR_PROOF_OWN(c, index)) && code + WEIR_BYTES_CODE * count <= c->size;
    /*@ loop invariant 0 <= i <= count && depth <= WEIR_MAX_STACK;
        loop invariant depth == depth_at(b, code, i);
        loop assigns i, depth, stack[0 .. WEIR_MAX_STACK - 1];
        loop variant count - i; */
    for (uint32_t i = 0; i < count; i++) {
        const size_t word = code + (size_t)WEIR_BYTES_CODE * i;
        //@ assert word == code + WEIR_BYTES_CODE * i && word + WEIR_BYTES_CODE <= c->size;
        //@ assert word_in(b, code, WEIR_PROOF_OWN(c, index), i);
        const uint32_t op = b[word], n = weir_u16_at(b, word + 2);
        //@ assert own: op == WEIR_CODE_CRITERION ==> n < WEIR_PROOF_OWN(c, index);
        //@ assert asked: op == WEIR_CODE_CRITERION ==> criteria + n < c->section[WEIR_SECTION_ASKED].count <= WEIR_MAX_FILE_BYTES;
        //@ assert word_ok(b, word, depth);
        //@ assert depth_at(b, code, i + 1) == depth_at(b, code, i) - word_pops(b, word) + 1;
        if (op == WEIR_CODE_CRITERION)
            stack[depth++] = weir_asked(c, criteria + n) >= WEIR_ASKED_WAKES ? WEIR_NO_MATCH : WEIR_CANNOT_DECIDE;
        else
            depth = apply_word(b, word, stack, depth);
    }
    return stack[0];
}

/* Does the question's list have the instance? */
/*@ requires WEIR_PROOF_CHANNEL(c) && WEIR_PROOF_IN(c, QUESTIONS) && WEIR_PROOF_IN(c, WAKES);
    requires question < c->section[WEIR_SECTION_QUESTIONS].count && WEIR_PROOF_WAKES_RISE(c, question);
    assigns \nothing; */
static bool list_has(const struct weir_channel *c, uint32_t question, uint32_t instance)
{
    uint32_t low = weir_wakes_first(c, question), high = weir_wakes_end(c, question);
    const uint32_t end = high;
    /*@ loop invariant 0 <= low <= high <= end <= c->section[WEIR_SECTION_WAKES].count;
        loop assigns low, high;
        loop variant high - low; */
    while (low < high) {
        const uint32_t middle = low + (high - low) / 2;
        if (weir_u32_at(c->bytes, WEIR_RECORD(c, WAKES, middle)) < instance)
            low = middle + 1;
        else
            high = middle;
    }
    return low < end && weir_u32_at(c->bytes, WEIR_RECORD(c, WAKES, low)) == instance;
}

/* Does a criterion from `from` up to before `to` wake by this question? */
/*@ requires WEIR_PROOF_CHANNEL(c) && WEIR_PROOF_IN(c, ASKED) && to <= c->section[WEIR_SECTION_ASKED].count;
    assigns \nothing; */
static bool wakes_before(const struct weir_channel *c, uint32_t from, uint32_t to, uint32_t question)
{
    /*@ loop invariant from <= i;
        loop assigns i;
        loop variant to - i; */
    for (uint32_t i = from; i < to; i++)
        if (weir_asked(c, i) >= WEIR_ASKED_WAKES && weir_asked(c, i) % (WEIR_ASKED_QUESTION + 1) == question) return true;
    return false;
}

/* An instance's wakers; *count of them. */
/*@ requires WEIR_PROOF_FILE(v) && WEIR_PROOF_ASKED(&v->channel) && WEIR_PROOF_IN(&v->channel, WAKES) && WEIR_PROOF_IN(&v->channel, INSTANCES);
    requires WEIR_PROOF_ALL_WAKES_RISE(&v->channel, v->channel.section[WEIR_SECTION_QUESTIONS].count);
    requires index < v->channel.section[WEIR_SECTION_INSTANCES].count && WEIR_PROOF_INSTANCE_IN(&v->channel, index);
    requires \valid(count) && \separated(count, v);
    assigns v->at, *count;
    ensures *count <= WEIR_MAX_WAKERS; */
static uint32_t verify_wakers(struct verifier *v, uint32_t index, uint64_t *count)
{
    const struct weir_channel *c = &v->channel;
    const uint32_t first = instance_field(c, index, WEIR_INSTANCE_CRITERION_FIRST), end = first + instance_field(c, index, WEIR_INSTANCE_CRITERION_COUNT);
    //@ assert first == instance_first(v->b, v->channel.section[WEIR_SECTION_INSTANCES].offset, index);
    //@ assert end == first + instance_criteria(v->b, v->channel.section[WEIR_SECTION_INSTANCES].offset, index) <= v->channel.section[WEIR_SECTION_ASKED].count;
    *count = 0;
    /*@ loop invariant first <= i <= end && *count <= WEIR_MAX_WAKERS;
        loop assigns i, *count, v->at;
        loop variant end - i; */
    for (uint32_t i = first; i < end; i++) {
        const uint32_t asked = weir_asked(c, i), question = asked % (WEIR_ASKED_QUESTION + 1);
        if (asked < WEIR_ASKED_WAKES) continue;
        if (*count == WEIR_MAX_WAKERS) return weir_refuse(v, WEIR_REFUSED_WAKERS_COUNT, WEIR_RECORD(c, ASKED, i));
        //@ assert WEIR_PROOF_ASKED_IN(&v->channel, i);
        //@ assert question == asked_question(v->b, v->channel.section[WEIR_SECTION_ASKED].offset, i) && question < v->channel.section[WEIR_SECTION_QUESTIONS].count;
        /* the criteria before it, for each of few wakers */
        if (wakes_before(c, first, i, question)) return weir_refuse(v, WEIR_REFUSED_WAKERS_TWICE, WEIR_RECORD(c, ASKED, i));
        if (!list_has(c, question, index)) return weir_refuse(v, WEIR_REFUSED_WAKES_MISSING, WEIR_RECORD(c, ASKED, i));
        *count += 1;
    }
    return WEIR_ACCEPTED;
}

/* One list, from `first` up to before `end`: instances that are there, strictly ascending. */
/*@ requires WEIR_PROOF_FILE(v) && WEIR_PROOF_IN(&v->channel, WAKES) && first <= end <= v->channel.section[WEIR_SECTION_WAKES].count;
    requires WEIR_PROOF_WAKES_IN(&v->channel, first);
    assigns v->at;
    ensures sound: \result == WEIR_ACCEPTED ==> WEIR_PROOF_WAKES_IN(&v->channel, end); */
static uint32_t verify_list(struct verifier *v, uint32_t first, uint32_t end)
{
    /*@ loop invariant first <= i <= end;
        loop invariant WEIR_PROOF_WAKES_IN(&v->channel, i);
        loop assigns i, v->at;
        loop variant end - i; */
    for (uint32_t i = first; i < end; i++) {
        const size_t wake = WEIR_RECORD(&v->channel, WAKES, i);
        if (i > first && weir_u32_at(v->b, wake) <= weir_u32_at(v->b, wake - WEIR_BYTES_WAKES)) return weir_refuse(v, WEIR_REFUSED_WAKES_ORDER, wake);
        if (weir_u32_at(v->b, wake) >= v->channel.section[WEIR_SECTION_INSTANCES].count) return weir_refuse(v, WEIR_REFUSED_WAKES_COUNT, wake);
        //@ assert wake_in(v->b, v->channel.section[WEIR_SECTION_WAKES].offset, v->channel.section[WEIR_SECTION_INSTANCES].count, i);
    }
    return WEIR_ACCEPTED;
}

/* The lists of the questions: side by side. */
/*@ requires WEIR_PROOF_FILE(v) && WEIR_PROOF_IN(&v->channel, WAKES) && WEIR_PROOF_IN(&v->channel, QUESTIONS);
    assigns v->at;
    ensures sound: \result == WEIR_ACCEPTED ==> WEIR_PROOF_ALL_WAKES_RISE(&v->channel, v->channel.section[WEIR_SECTION_QUESTIONS].count);
    ensures sound: \result == WEIR_ACCEPTED ==> WEIR_PROOF_WAKES_IN(&v->channel, v->channel.section[WEIR_SECTION_WAKES].count); */
static uint32_t verify_lists(struct verifier *v)
{
    const struct weir_channel *c = &v->channel;
    const uint32_t total = c->section[WEIR_SECTION_WAKES].count, questions = c->section[WEIR_SECTION_QUESTIONS].count;
    uint32_t used = 0;
    /*@ loop invariant 0 <= q <= questions && 0 <= used <= total && (q > 0 ==> used == WEIR_PROOF_WAKES_END(&v->channel, q - 1));
        loop invariant WEIR_PROOF_ALL_WAKES_RISE(&v->channel, q);
        loop invariant WEIR_PROOF_WAKES_IN(&v->channel, used);
        loop assigns q, used, v->at;
        loop variant questions - q; */
    for (uint32_t q = 0; q < questions; q++) {
        const size_t at = WEIR_RECORD(c, QUESTIONS, q) + WEIR_QUESTION_WAKE_FIRST;
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
    /*@ loop invariant 0 <= i <= v->channel.section[WEIR_SECTION_INSTANCES].count && 0 <= always_seen <= always && 0 <= wakers_seen <= WEIR_MAX_WAKERS * i;
        loop invariant WEIR_PROOF_ALWAYS_IN(&v->channel, always_seen);
        loop assigns i, always_seen, wakers_seen, v->at;
        loop variant v->channel.section[WEIR_SECTION_INSTANCES].count - i; */
    for (uint32_t i = 0; i < c->section[WEIR_SECTION_INSTANCES].count; i++) {
        uint64_t wakers = 0;
        //@ assert WEIR_PROOF_INSTANCE_IN(&v->channel, i) && WEIR_PROOF_CONDITION_IN(&v->channel, i);
        TRY(verify_wakers(v, i, &wakers));
        wakers_seen += wakers;
        if (wakers == 0) {
            const size_t at = WEIR_RECORD(c, ALWAYS, always_seen);
            if (always_seen == always || weir_u32_at(v->b, at) != i) return weir_refuse(v, WEIR_REFUSED_ALWAYS, at);
            //@ assert wake_in(v->b, v->channel.section[WEIR_SECTION_ALWAYS].offset, v->channel.section[WEIR_SECTION_INSTANCES].count, always_seen);
            always_seen++;
        } else if (value_asleep(c, i) != WEIR_NO_MATCH) {
            return weir_refuse(v, WEIR_REFUSED_WAKERS_CONDITION, WEIR_RECORD(c, INSTANCES, i) + WEIR_INSTANCE_CODE_FIRST);
        }
    }
    if (always_seen != always) return weir_refuse(v, WEIR_REFUSED_ALWAYS, WEIR_RECORD(c, ALWAYS, always_seen));
    if (wakers_seen != c->section[WEIR_SECTION_WAKES].count) return weir_refuse(v, WEIR_REFUSED_WAKES_COUNT, WEIR_RECORD(c, WAKES, 0));
    c->steps_fixed = weir_add_saturating(c->steps_fixed, wakers_seen + always);
    return WEIR_ACCEPTED;
}
