/* The condition of one instance, for both evaluators.
 *
 * In:   an instance of an accepted file, an event; the answers of the search, or the memo of the plain evaluator. Out: the instance's verdict.
 * Must hold: a criterion is evaluated at most once an event and instance; what is left out by short circuit would not have changed the verdict. */
#include "match.h"

struct condition {
    const uint8_t *code;
    uint32_t count;
    uint32_t criterion_first;
};

static struct condition condition_of(const struct weir_channel *c, size_t instance)
{
    const uint8_t *b = c->bytes + instance;
    struct condition condition;
    condition.code = c->bytes + WEIR_RECORD(c, CODE, weir_u32_at(b, WEIR_INSTANCE_CODE_FIRST));
    condition.count = weir_u32_at(b, WEIR_INSTANCE_CODE_COUNT);
    condition.criterion_first = weir_u32_at(b, WEIR_INSTANCE_CRITERION_FIRST);
    return condition;
}

static uint8_t criterion_value(struct weir_run *run, const struct condition *condition, uint32_t n)
{
    if (run->searched) return (uint8_t)weir_answer_verdict(run, condition->criterion_first + n);
    if (run->memo[n] == WEIR_UNKNOWN) run->memo[n] = (uint8_t)weir_criterion_plain(run, condition->criterion_first + n);
    return run->memo[n];
}

static uint8_t at_least(const uint8_t *values, uint32_t n, uint32_t k)
{
    uint32_t matching = 0, possible = 0;
    for (uint32_t i = 0; i < n; i++) {
        matching += values[i] == WEIR_MATCH;
        possible += values[i] != WEIR_NO_MATCH;
    }
    return matching >= k ? WEIR_MATCH : possible >= k ? WEIR_CANNOT_DECIDE : WEIR_NO_MATCH;
}

/* The value of an AND's or OR's left side alone may decide it: then the words of the right side and the operation need not run.
 * Where the value at pc is such a left side, this is the place behind the operation; else pc. Looks only a little ahead. */
#define LOOK_AHEAD 24u
static uint32_t skip_right_side(const struct condition *condition, uint32_t pc, uint8_t value)
{
    uint32_t depth = 0;
    for (uint32_t i = pc; i < condition->count && i - pc < LOOK_AHEAD; i++) {
        const uint8_t *word = condition->code + (size_t)WEIR_BYTES_CODE * i;
        if (word[0] == WEIR_CODE_CRITERION || word[0] == WEIR_CODE_TRUE) {
            depth++;
        } else if (word[0] == WEIR_CODE_AND || word[0] == WEIR_CODE_OR) {
            if (depth == 0) return pc; /* the value is a right side */
            if (--depth == 0) return value == (word[0] == WEIR_CODE_AND ? WEIR_NO_MATCH : WEIR_MATCH) ? i + 1 : pc;
        } else if (word[0] == WEIR_CODE_ATLEAST) {
            const uint32_t pops = weir_u16_at(word, 2);
            if (pops > depth) return pc;
            depth -= pops - 1;
        } else if (depth == 0) {
            return pc; /* NOT of the value */
        }
    }
    return pc;
}

/* The stack's bounds were verified. */
static enum weir_verdict run_condition(struct weir_run *run, const struct condition *condition)
{
    uint8_t stack[WEIR_MAX_STACK];
    uint32_t depth = 0;
    for (uint32_t pc = 0; pc < condition->count;) {
        const uint8_t *word = condition->code + (size_t)WEIR_BYTES_CODE * pc;
        const uint32_t n = weir_u16_at(word, 2);
        pc++;
        WEIR_STEPS(run, 1);
        if (word[0] == WEIR_CODE_CRITERION) {
            stack[depth++] = criterion_value(run, condition, n);
        } else if (word[0] == WEIR_CODE_TRUE) {
            stack[depth++] = WEIR_MATCH;
        } else if (word[0] == WEIR_CODE_NOT) {
            stack[depth - 1] = (uint8_t)(WEIR_MATCH - stack[depth - 1]);
        } else if (word[0] == WEIR_CODE_ATLEAST) {
            WEIR_STEPS(run, n);
            depth -= n - 1;
            stack[depth - 1] = at_least(stack + depth - 1, n, word[1]);
        } else {
            const uint8_t a = stack[depth - 2], b = stack[depth - 1];
            depth--;
            stack[depth - 1] = (a < b) == (word[0] == WEIR_CODE_AND) ? a : b;
        }
        for (uint32_t next = pc; stack[depth - 1] != WEIR_CANNOT_DECIDE; pc = next) {
            WEIR_STEPS(run, 1);
            next = skip_right_side(condition, pc, stack[depth - 1]);
            if (next == pc) break;
        }
    }
    return (enum weir_verdict)stack[0];
}

enum weir_verdict weir_instance_verdict(struct weir_run *run, uint32_t instance)
{
    const struct condition condition = condition_of(run->channel, WEIR_RECORD(run->channel, INSTANCES, instance));
    return run_condition(run, &condition);
}

int weir_instance_report(const struct weir_channel *c, uint32_t instance, enum weir_verdict verdict, weir_on_hit *on_hit, void *context)
{
    const uint8_t *b = c->bytes + WEIR_RECORD(c, INSTANCES, instance);
    const struct weir_hit hit = {instance, weir_u64_at(b, WEIR_INSTANCE_ID), b[WEIR_INSTANCE_SEVERITY], b[WEIR_INSTANCE_ACTION], (uint8_t)verdict};
    return on_hit(context, &hit);
}
