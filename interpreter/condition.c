/* The condition of one instance, for both evaluators.
 *
 * In:   an instance of an accepted file, an event; the answers of the search, or the memo of the plain evaluator. Out: the instance's verdict.
 * Must hold: a criterion is evaluated at most once an event and instance; what is left out by short circuit would not have changed the verdict. */
#include "match.h"

/* Values on the stack and in the memo are signed bytes: the prover then sees that no byte of the file, which are unsigned, changes with one of these. */
struct condition {
    const uint8_t *bytes; /* the file */
    size_t code;          /* where the first word stands in it */
    uint32_t count;
    uint32_t criterion_first;
};

#define WEIR_PROOF_CONDITION(c, criteria) \
    (1 <= (c).count && (c).code + WEIR_BYTES_CODE * (c).count <= WEIR_MAX_FILE_BYTES && code_in((c).bytes, (c).code, (c).count, criteria))

/*@ requires content_in(c) && instance < c->section[WEIR_SECTION_INSTANCES].count;
    assigns \nothing;
    ensures \result.bytes == c->bytes && \result.code + WEIR_BYTES_CODE * \result.count <= c->size;
    ensures WEIR_PROOF_CONDITION(\result, instance_criteria(c->bytes, c->section[WEIR_SECTION_INSTANCES].offset, instance));
    ensures \result.criterion_first == instance_first(c->bytes, c->section[WEIR_SECTION_INSTANCES].offset, instance);
    ensures \result.criterion_first + instance_criteria(c->bytes, c->section[WEIR_SECTION_INSTANCES].offset, instance) <= c->section[WEIR_SECTION_CRITERIA].count;
    ensures instance_criteria(c->bytes, c->section[WEIR_SECTION_INSTANCES].offset, instance) <= c->max_criteria; */
static struct condition condition_of(const struct weir_channel *c, uint32_t instance)
{
    //@ assert WEIR_PROOF_INSTANCE_IN(c, instance) && WEIR_PROOF_CONDITION_IN(c, instance);
    const size_t at = WEIR_RECORD(c, INSTANCES, instance);
    //@ assert at + WEIR_BYTES_INSTANCES <= c->size;
    const uint32_t first = weir_u32_at(c->bytes, at + WEIR_INSTANCE_CODE_FIRST);
    //@ assert first == instance_code(c->bytes, c->section[WEIR_SECTION_INSTANCES].offset, instance);
    struct condition condition;
    condition.bytes = c->bytes;
    condition.code = WEIR_RECORD(c, CODE, first);
    condition.count = weir_u32_at(c->bytes, at + WEIR_INSTANCE_CODE_COUNT);
    condition.criterion_first = weir_u32_at(c->bytes, at + WEIR_INSTANCE_CRITERION_FIRST);
    return condition;
}

/*@ requires run_in(run) && first + n < run->channel->section[WEIR_SECTION_CRITERIA].count && n < run->channel->max_criteria;
    assigns WEIR_PROOF_TEXTS(run), WEIR_PROOF_STATES(run), WEIR_PROOF_ANSWERS(run), run->memo[n];
    ensures run_in(run);
    ensures run_stays{Pre, Post}(run); */
static int8_t criterion_value(struct weir_run *run, uint32_t first, uint32_t n)
{
    if (run->searched) return (int8_t)weir_answer_verdict(run, first + n);
    if (run->memo[n] == WEIR_UNKNOWN) run->memo[n] = (int8_t)weir_criterion_plain(run, first + n);
    return run->memo[n];
}

/*@ requires \valid_read(values + (0 .. n - 1));
    assigns \nothing; */
static int8_t at_least(const int8_t *values, uint32_t n, uint32_t k)
{
    uint32_t matching = 0, possible = 0;
    /*@ loop invariant 0 <= i <= n && 0 <= matching <= i && 0 <= possible <= i;
        loop assigns i, matching, possible;
        loop variant n - i; */
    for (uint32_t i = 0; i < n; i++) {
        matching += values[i] == WEIR_MATCH;
        possible += values[i] != WEIR_NO_MATCH;
    }
    return matching >= k ? WEIR_MATCH : possible >= k ? WEIR_CANNOT_DECIDE : WEIR_NO_MATCH;
}

/* The value of an AND's or OR's left side alone may decide it: then the words of the right side and the operation need not run.
 * Where the value at pc is such a left side, this is the place behind the operation; else pc. Looks only a little ahead. */
#define LOOK_AHEAD 24u
/*@ requires \valid_read(condition.bytes + (condition.code .. condition.code + WEIR_BYTES_CODE * condition.count - 1)) && pc <= condition.count;
    requires condition.code + WEIR_BYTES_CODE * condition.count <= WEIR_MAX_FILE_BYTES;
    requires \forall integer k; 0 <= k < condition.count ==> word_ok(condition.bytes, condition.code + WEIR_BYTES_CODE * k, depth_at(condition.bytes, condition.code, k));
    assigns \nothing;
    ensures pc <= \result <= condition.count;
    ensures depth_at(condition.bytes, condition.code, \result) == depth_at(condition.bytes, condition.code, pc); */
static uint32_t skip_right_side(struct condition condition, uint32_t pc, int8_t value)
{
    uint32_t depth = 0;
    /*@ loop invariant pc <= i <= condition.count && 0 <= depth;
        loop invariant depth == depth_at(condition.bytes, condition.code, i) - depth_at(condition.bytes, condition.code, pc);
        loop assigns i, depth;
        loop variant condition.count - i; */
    for (uint32_t i = pc; i < condition.count && i - pc < LOOK_AHEAD; i++) {
        const uint8_t *word = condition.bytes + (condition.code + (size_t)WEIR_BYTES_CODE * i);
        //@ assert word_ok(condition.bytes, condition.code + WEIR_BYTES_CODE * i, depth_at(condition.bytes, condition.code, i));
        /*@ assert depth_at(condition.bytes, condition.code, i + 1) == depth_at(condition.bytes, condition.code, i) -
                   word_pops(condition.bytes, condition.code + WEIR_BYTES_CODE * i) + 1; */
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

/* One word, where so many values are on the stack; how many are there behind it. */
/*@ requires run_in(run) && condition.bytes == run->channel->bytes && at + WEIR_BYTES_CODE <= run->channel->size;
    requires \valid(stack + (0 .. WEIR_MAX_STACK - 1)) && word_ok(condition.bytes, at, depth) && depth <= WEIR_MAX_STACK;
    requires condition.bytes[at] == WEIR_CODE_CRITERION ==> condition.criterion_first + u16(condition.bytes, at + 2) < run->channel->section[WEIR_SECTION_CRITERIA].count &&
             u16(condition.bytes, at + 2) < run->channel->max_criteria;
    assigns WEIR_PROOF_TEXTS(run), WEIR_PROOF_STATES(run), WEIR_PROOF_ANSWERS(run), run->memo[0 .. run->channel->max_criteria - 1], stack[0 .. WEIR_MAX_STACK - 1];
    ensures run_in(run);
    ensures run_stays{Pre, Post}(run);
    ensures 1 <= \result <= WEIR_MAX_STACK && \result == depth - \old(word_pops(condition.bytes, at)) + 1; */
static uint32_t run_word(struct weir_run *run, struct condition condition, size_t at, int8_t *stack, uint32_t depth)
{
    const uint8_t *word = condition.bytes + at;
    const uint32_t n = weir_u16_at(word, 2);
    WEIR_STEPS(run, 1);
    if (word[0] == WEIR_CODE_CRITERION) {
        stack[depth] = criterion_value(run, condition.criterion_first, n);
        return depth + 1;
    }
    if (word[0] == WEIR_CODE_TRUE) {
        stack[depth] = WEIR_MATCH;
        return depth + 1;
    }
    if (word[0] == WEIR_CODE_NOT) {
        stack[depth - 1] = (int8_t)(WEIR_MATCH - stack[depth - 1]);
        return depth;
    }
    if (word[0] == WEIR_CODE_ATLEAST) {
        WEIR_STEPS(run, n);
        stack[depth - n] = at_least(stack + (depth - n), n, word[1]);
        return depth - n + 1;
    }
    const int8_t a = stack[depth - 2], b = stack[depth - 1];
    stack[depth - 2] = (a < b) == (word[0] == WEIR_CODE_AND) ? a : b;
    return depth - 1;
}

/* The stack's bounds were verified. */
/*@ requires run_in(run) && condition.bytes == run->channel->bytes && condition.code + WEIR_BYTES_CODE * condition.count <= run->channel->size;
    requires criteria <= run->channel->max_criteria && condition.criterion_first + criteria <= run->channel->section[WEIR_SECTION_CRITERIA].count;
    requires WEIR_PROOF_CONDITION(condition, criteria);
    assigns WEIR_PROOF_TEXTS(run), WEIR_PROOF_STATES(run), WEIR_PROOF_ANSWERS(run), run->memo[0 .. run->channel->max_criteria - 1];
    ensures run_in(run);
    ensures run_stays{Pre, Post}(run); */
static enum weir_verdict run_condition(struct weir_run *run, struct condition condition) /*@ ghost (uint32_t criteria) */
{
    int8_t stack[WEIR_MAX_STACK];
    uint32_t depth = 0;
    /*@ loop invariant 0 <= pc <= condition.count && run_in(run) && run_stays{Pre, Here}(run);
        loop invariant depth == depth_at(condition.bytes, condition.code, pc) && depth <= WEIR_MAX_STACK && (pc > 0 ==> depth >= 1);
        loop invariant code_in(condition.bytes, condition.code, condition.count, criteria);
        loop assigns pc, depth, stack[0 .. WEIR_MAX_STACK - 1], WEIR_PROOF_TEXTS(run), WEIR_PROOF_STATES(run), WEIR_PROOF_ANSWERS(run),
                     run->memo[0 .. run->channel->max_criteria - 1];
        loop variant condition.count - pc; */
    for (uint32_t pc = 0; pc < condition.count;) {
        //@ assert word_in(condition.bytes, condition.code, criteria, pc);
        /*@ assert depth_at(condition.bytes, condition.code, pc + 1) == depth_at(condition.bytes, condition.code, pc) -
                   word_pops(condition.bytes, condition.code + WEIR_BYTES_CODE * pc) + 1; */
        depth = run_word(run, condition, condition.code + (size_t)WEIR_BYTES_CODE * pc, stack, depth);
        pc++;
        //@ assert depth == depth_at(condition.bytes, condition.code, pc);
        /*@ loop invariant 1 <= pc <= condition.count && next == pc && depth == depth_at(condition.bytes, condition.code, pc);
            loop assigns next, pc;
            loop variant condition.count - pc; */
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
    const struct condition condition = condition_of(run->channel, instance);
    //@ ghost const uint32_t criteria = weir_u32_at(run->channel->bytes, WEIR_RECORD(run->channel, INSTANCES, instance) + WEIR_INSTANCE_CRITERION_COUNT);
    //@ assert criteria == instance_criteria(run->channel->bytes, run->channel->section[WEIR_SECTION_INSTANCES].offset, instance);
    return run_condition(run, condition) /*@ ghost (criteria) */;
}

int weir_instance_report(const struct weir_channel *c, uint32_t instance, enum weir_verdict verdict, weir_on_hit *on_hit, void *context)
{
    const uint8_t *b = c->bytes + WEIR_RECORD(c, INSTANCES, instance);
    const struct weir_hit hit = {instance, weir_u64_at(b, WEIR_INSTANCE_ID), b[WEIR_INSTANCE_SEVERITY], b[WEIR_INSTANCE_ACTION], (uint8_t)verdict};
    return on_hit(context, &hit);
}
