/* The verifier's stage on who is woken: WAKES and ALWAYS.
 *
 * In:   instances and questions that are verified. Out: whether an instance that no hit wakes can be left out.
 * Must hold: each waker's instance stands in the list of its question, the lists strictly ascend, wakers of an instance ask different
 *            questions, and there are as many records as wakers: so the lists have these and no others. */
#include "verify.h"

/* As verdicts: false, undecided for unknown, true. */
static uint8_t at_least(const uint8_t *values, uint32_t n, uint32_t k)
{
    uint32_t is_true = 0, possible = 0;
    for (uint32_t i = 0; i < n; i++) {
        is_true += values[i] == WEIR_MATCH;
        possible += values[i] != WEIR_NO_MATCH;
    }
    return is_true >= k ? WEIR_MATCH : possible < k ? WEIR_NO_MATCH : WEIR_CANNOT_DECIDE;
}

/* The condition's value when all wakers are false and nothing is known of the other criteria. The stack's bounds were verified. */
static uint8_t value_asleep(const struct weir_channel *c, size_t instance)
{
    uint8_t stack[WEIR_MAX_STACK];
    uint32_t depth = 0;
    const uint8_t *b = c->bytes;
    const uint32_t first = weir_u32_at(b, instance + WEIR_INSTANCE_CODE_FIRST), count = weir_u32_at(b, instance + WEIR_INSTANCE_CODE_COUNT);
    const uint32_t criteria = weir_u32_at(b, instance + WEIR_INSTANCE_CRITERION_FIRST);
    for (uint32_t i = 0; i < count; i++) {
        const size_t word = WEIR_RECORD(c, CODE, first + i);
        const uint32_t op = b[word], n = weir_u16_at(b, word + 2);
        if (op == WEIR_CODE_CRITERION) {
            stack[depth++] = weir_asked(c, criteria + n) >= WEIR_ASKED_WAKES ? WEIR_NO_MATCH : WEIR_CANNOT_DECIDE;
        } else if (op == WEIR_CODE_TRUE) {
            stack[depth++] = WEIR_MATCH;
        } else if (op == WEIR_CODE_NOT) {
            stack[depth - 1] = (uint8_t)(WEIR_MATCH - stack[depth - 1]);
        } else if (op == WEIR_CODE_ATLEAST) {
            depth -= n - 1;
            stack[depth - 1] = at_least(stack + depth - 1, n, b[word + 1]);
        } else {
            const uint8_t left = stack[depth - 2], right = stack[depth - 1];
            depth--;
            stack[depth - 1] = (left < right) == (op == WEIR_CODE_AND) ? left : right;
        }
    }
    return stack[0];
}

/* Does the question's list have the instance? */
static bool list_has(const struct weir_channel *c, uint32_t question, uint32_t instance)
{
    uint32_t low = weir_wakes_first(c, question), high = weir_wakes_end(c, question);
    const uint32_t end = high;
    while (low < high) {
        const uint32_t middle = low + (high - low) / 2;
        if (weir_u32_at(c->bytes, WEIR_RECORD(c, WAKES, middle)) < instance)
            low = middle + 1;
        else
            high = middle;
    }
    return low < end && weir_u32_at(c->bytes, WEIR_RECORD(c, WAKES, low)) == instance;
}

/* An instance's wakers; *count of them. */
static uint32_t verify_wakers(struct verifier *v, uint32_t index, size_t instance, uint32_t *count)
{
    const struct weir_channel *c = &v->channel;
    const uint32_t first = weir_u32_at(v->b, instance + WEIR_INSTANCE_CRITERION_FIRST), end = first + weir_u32_at(v->b, instance + WEIR_INSTANCE_CRITERION_COUNT);
    *count = 0;
    for (uint32_t i = first; i < end; i++) {
        const uint32_t asked = weir_asked(c, i), question = asked % (WEIR_ASKED_QUESTION + 1);
        if (asked < WEIR_ASKED_WAKES) continue;
        if (*count == WEIR_MAX_WAKERS) return weir_refuse(v, WEIR_REFUSED_WAKERS_COUNT, WEIR_RECORD(c, ASKED, i));
        for (uint32_t k = first; k < i; k++) /* the criteria before it, for each of few wakers */
            if (weir_asked(c, k) >= WEIR_ASKED_WAKES && weir_asked(c, k) % (WEIR_ASKED_QUESTION + 1) == question)
                return weir_refuse(v, WEIR_REFUSED_WAKERS_TWICE, WEIR_RECORD(c, ASKED, i));
        if (!list_has(c, question, index)) return weir_refuse(v, WEIR_REFUSED_WAKES_MISSING, WEIR_RECORD(c, ASKED, i));
        *count += 1;
    }
    return WEIR_ACCEPTED;
}

/* The lists of the questions: side by side, each strictly ascending. */
static uint32_t verify_lists(struct verifier *v)
{
    const struct weir_channel *c = &v->channel;
    const uint32_t total = c->section[WEIR_SECTION_WAKES].count, questions = c->section[WEIR_SECTION_QUESTIONS].count;
    uint32_t used = 0;
    for (uint32_t q = 0; q < questions; q++) {
        const size_t at = WEIR_RECORD(c, QUESTIONS, q) + WEIR_QUESTION_WAKE_FIRST;
        if (weir_u32_at(v->b, at) != used) return weir_refuse(v, WEIR_REFUSED_WAKES_FIRST, at);
        const uint32_t end = weir_wakes_end(c, q);
        if (end < used || end > total) return weir_refuse(v, WEIR_REFUSED_WAKES_FIRST, at + WEIR_BYTES_QUESTIONS);
        for (uint32_t i = used; i < end; i++) {
            const size_t wake = WEIR_RECORD(c, WAKES, i);
            if (i > used && weir_u32_at(v->b, wake) <= weir_u32_at(v->b, wake - WEIR_BYTES_WAKES)) return weir_refuse(v, WEIR_REFUSED_WAKES_ORDER, wake);
        }
        used = end;
    }
    if (used != total) return weir_refuse(v, WEIR_REFUSED_WAKES_COUNT, WEIR_RECORD(c, WAKES, used));
    return WEIR_ACCEPTED;
}

uint32_t weir_verify_wakes(struct verifier *v)
{
    struct weir_channel *c = &v->channel;
    const uint32_t always = c->section[WEIR_SECTION_ALWAYS].count;
    uint32_t always_seen = 0, wakers_seen = 0;
    TRY(verify_lists(v));
    for (uint32_t i = 0; i < c->section[WEIR_SECTION_INSTANCES].count; i++) {
        const size_t instance = WEIR_RECORD(c, INSTANCES, i);
        uint32_t wakers = 0;
        TRY(verify_wakers(v, i, instance, &wakers));
        wakers_seen += wakers;
        if (wakers == 0) {
            const size_t at = WEIR_RECORD(c, ALWAYS, always_seen);
            if (always_seen == always || weir_u32_at(v->b, at) != i) return weir_refuse(v, WEIR_REFUSED_ALWAYS, at);
            always_seen++;
        } else if (value_asleep(c, instance) != WEIR_NO_MATCH) {
            return weir_refuse(v, WEIR_REFUSED_WAKERS_CONDITION, instance + WEIR_INSTANCE_CODE_FIRST);
        }
    }
    if (always_seen != always) return weir_refuse(v, WEIR_REFUSED_ALWAYS, WEIR_RECORD(c, ALWAYS, always_seen));
    if (wakers_seen != c->section[WEIR_SECTION_WAKES].count) return weir_refuse(v, WEIR_REFUSED_WAKES_COUNT, WEIR_RECORD(c, WAKES, 0));
    c->steps_fixed = weir_add_saturating(c->steps_fixed, (uint64_t)wakers_seen + always);
    return WEIR_ACCEPTED;
}
