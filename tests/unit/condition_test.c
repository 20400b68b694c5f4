/* Which criteria decide a condition: random conditions against the definition. */
#include <stdio.h>

#include "../../cli/channel/condition.h"
#include "../../interpreter/format.h"
#include "check.h"

enum { CONDITIONS = 4000, CRITERIA = 12, MOST_WORDS = 64 };

struct maker {
    uint64_t seed;
    uint32_t words[MOST_WORDS], count, next;
};

static uint32_t below(struct maker *m, uint32_t n)
{
    m->seed = m->seed * 6364136223846793005u + 1442695040888963407u;
    return (uint32_t)(m->seed >> 33) % n;
}

/* Every criterion stands in it once, so that the sets are the least ones. */
static void make(struct maker *m, uint32_t depth)
{
    const uint32_t kind = depth == 0 || m->next + 3 > CRITERIA ? 0 : below(m, 5);
    if (kind == 0) {
        m->words[m->count++] = below(m, 12) == 0 || m->next == CRITERIA ? WEIR_CODE_TRUE : WEIR_CODE_CRITERION | m->next++ << 16;
    } else if (kind == 1) {
        make(m, depth - 1);
        m->words[m->count++] = WEIR_CODE_NOT;
    } else if (kind == 4) {
        const uint32_t n = 2 + below(m, 3), k = 1 + below(m, n);
        for (uint32_t i = 0; i < n; i++) make(m, depth - 1);
        m->words[m->count++] = WEIR_CODE_ATLEAST | k << 8 | n << 16;
    } else {
        make(m, depth - 1);
        make(m, depth - 1);
        m->words[m->count++] = kind == 2 ? WEIR_CODE_AND : WEIR_CODE_OR;
    }
}

/* The definition of docs/channel-format.md, over three values. */
static uint8_t value_of(const struct maker *m, const uint8_t *verdicts)
{
    uint8_t stack[MOST_WORDS];
    uint32_t depth = 0;
    for (uint32_t i = 0; i < m->count; i++) {
        const uint32_t op = m->words[i] & 0xff, k = m->words[i] >> 8 & 0xff, n = m->words[i] >> 16;
        if (op == WEIR_CODE_CRITERION) stack[depth++] = verdicts[n];
        else if (op == WEIR_CODE_TRUE) stack[depth++] = WEIR_MATCH;
        else if (op == WEIR_CODE_NOT) stack[depth - 1] = (uint8_t)(WEIR_MATCH - stack[depth - 1]);
        else if (op == WEIR_CODE_ATLEAST) {
            uint32_t yes = 0, maybe = 0;
            depth -= n;
            for (uint32_t j = 0; j < n; j++) yes += stack[depth + j] == WEIR_MATCH, maybe += stack[depth + j] != WEIR_NO_MATCH;
            stack[depth++] = yes >= k ? WEIR_MATCH : maybe >= k ? WEIR_CANNOT_DECIDE : WEIR_NO_MATCH;
        } else {
            const uint8_t a = stack[depth - 2], b = stack[depth - 1];
            depth--;
            stack[depth - 1] = (a < b) == (op == WEIR_CODE_AND) ? a : b;
        }
    }
    return stack[0];
}

static uint32_t size_of(const uint8_t *chosen)
{
    uint32_t n = 0;
    for (uint32_t i = 0; i < CRITERIA; i++) n += chosen[i];
    return n;
}

/* Does a set of so many criteria do, given as bits? keep: the others become undecided; else those of the set turn. */
static bool does(const struct maker *m, const uint8_t *verdicts, uint32_t set, bool keep, uint8_t wanted)
{
    uint8_t other[CRITERIA];
    for (uint32_t i = 0; i < CRITERIA; i++) {
        const bool in = set >> i & 1;
        other[i] = keep ? (in ? verdicts[i] : (uint8_t)WEIR_CANNOT_DECIDE) : in ? (uint8_t)(WEIR_MATCH - verdicts[i]) : verdicts[i];
    }
    return value_of(m, other) == wanted;
}

static uint32_t bits(uint32_t set)
{
    uint32_t n = 0;
    for (; set; set &= set - 1) n++;
    return n;
}

static void compare(const struct maker *m, const uint8_t *verdicts, const uint8_t *chosen, bool found, bool keep, uint8_t wanted, unsigned round)
{
    uint32_t set = 0, least = UINT32_MAX;
    for (uint32_t i = 0; i < CRITERIA; i++) set |= (uint32_t)chosen[i] << i;
    for (uint32_t all = 0; all < 1u << m->next; all++)
        if (bits(all) < least && does(m, verdicts, all, keep, wanted)) least = bits(all);
    CHECK_WITH(found == (least != UINT32_MAX), "condition %u: %s", round, keep ? "reasons: there, or not" : "turns: there, or not");
    if (!found) return;
    CHECK_WITH(does(m, verdicts, set, keep, wanted), "condition %u: %s", round, keep ? "reasons: not enough" : "turns: not enough");
    CHECK_WITH(size_of(chosen) == least, "condition %u: %s", round, keep ? "reasons: not the least" : "turns: not the least");
}

static void try_one(jmp_buf *exhausted, struct maker *m, unsigned round)
{
    struct arena arena;
    struct condition condition;
    uint8_t verdicts[CRITERIA], chosen[CRITERIA] = {0}, turned[CRITERIA] = {0};
    m->count = m->next = 0;
    make(m, 3);
    for (uint32_t i = 0; i < CRITERIA; i++) verdicts[i] = below(m, 2) ? WEIR_MATCH : WEIR_NO_MATCH;
    arena_init(&arena, exhausted);
    condition_of_words(&condition, &arena, m->words, m->count);
    const uint8_t value = value_of(m, verdicts), opposite = (uint8_t)(WEIR_MATCH - value);
    bool found = condition_reasons(&condition, &arena, verdicts, value == WEIR_MATCH, chosen);
    compare(m, verdicts, chosen, found, true, value, round);
    found = condition_turns(&condition, &arena, verdicts, NULL, opposite == WEIR_MATCH, turned);
    compare(m, verdicts, turned, found, false, opposite, round);
    arena_free(&arena);
}

/* Of two that would do, the one that is not far. */
static void test_far(jmp_buf *exhausted)
{
    const uint32_t words[] = {WEIR_CODE_CRITERION, WEIR_CODE_CRITERION | 1u << 16, WEIR_CODE_OR};
    const uint8_t verdicts[] = {WEIR_NO_MATCH, WEIR_NO_MATCH}, far[] = {1, 0};
    uint8_t chosen[2] = {0, 0};
    struct arena arena;
    struct condition condition;
    arena_init(&arena, exhausted);
    condition_of_words(&condition, &arena, words, 3);
    CHECK(condition_turns(&condition, &arena, verdicts, far, true, chosen) && !chosen[0] && chosen[1]);
    arena_free(&arena);
}

int main(void)
{
    jmp_buf exhausted;
    if (setjmp(exhausted)) return 1;
    struct maker maker = {.seed = 1};
    for (unsigned round = 0; round < CONDITIONS; round++) try_one(&exhausted, &maker, round);
    test_far(&exhausted);
    return CHECK_DONE("condition");
}
