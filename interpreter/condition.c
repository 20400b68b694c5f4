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
    uint32_t criterion_first, criteria; /* its instance's; how many, only the proof asks */
};

#define WEIR_PROOF_CONDITION(c) \
    (1 <= (c).count && (c).code + WEIR_BYTES_CODE * (c).count <= WEIR_MAX_FILE_BYTES && code_in((c).bytes, (c).code, (c).count, (c).criteria))

/*@ requires WEIR_PROOF_CHANNEL(c) && WEIR_PROOF_IN(c, INSTANCES) && instance < c->section[WEIR_SECTION_INSTANCES].count && field <= WEIR_BYTES_INSTANCES - 4;
    assigns \nothing;
    ensures \result == u32(c->bytes, c->section[WEIR_SECTION_INSTANCES].offset + WEIR_BYTES_INSTANCES * instance + field); */
static uint32_t instance_field(const struct weir_channel *c, uint32_t instance, uint32_t field)
{
    const size_t at = WEIR_RECORD(c, INSTANCES, instance);
    //@ assert at + WEIR_BYTES_INSTANCES <= c->size;
    return weir_u32_at(c->bytes, at + field);
}

/*@ requires WEIR_PROOF_CHANNEL(c) && WEIR_PROOF_IN(c, INSTANCES) && WEIR_PROOF_IN(c, CODE) && instance < c->section[WEIR_SECTION_INSTANCES].count;
    requires WEIR_PROOF_INSTANCE_IN(c, instance) && WEIR_PROOF_CONDITION_IN(c, instance);
    assigns \nothing;
    ensures \result.bytes == c->bytes && \result.code + WEIR_BYTES_CODE * \result.count <= c->size;
    ensures \result.criteria == instance_criteria(c->bytes, c->section[WEIR_SECTION_INSTANCES].offset, instance);
    ensures WEIR_PROOF_CONDITION(\result);
    ensures \result.criterion_first == instance_first(c->bytes, c->section[WEIR_SECTION_INSTANCES].offset, instance);
    ensures \result.criterion_first + \result.criteria <= c->section[WEIR_SECTION_CRITERIA].count; */
static struct condition condition_of(const struct weir_channel *c, uint32_t instance)
{
    const uint32_t first = instance_field(c, instance, WEIR_INSTANCE_CODE_FIRST);
    //@ assert first == instance_code(c->bytes, c->section[WEIR_SECTION_INSTANCES].offset, instance);
    const uint32_t count = instance_field(c, instance, WEIR_INSTANCE_CODE_COUNT);
    //@ assert count == instance_words(c->bytes, c->section[WEIR_SECTION_INSTANCES].offset, instance);
    struct condition condition;
    condition.bytes = c->bytes;
    condition.code = WEIR_RECORD(c, CODE, first);
    condition.count = count;
    condition.criterion_first = instance_field(c, instance, WEIR_INSTANCE_CRITERION_FIRST);
    condition.criteria = instance_field(c, instance, WEIR_INSTANCE_CRITERION_COUNT);
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
    requires code_in(condition.bytes, condition.code, condition.count, condition.criteria);
    assigns \nothing;
    ensures pc <= \result <= condition.count;
    ensures depth_at(condition.bytes, condition.code, \result) == depth_at(condition.bytes, condition.code, pc); */
static uint32_t skip_right_side(struct condition condition, uint32_t pc, int8_t value)
{
    uint32_t depth = 0; /* of what is on the stack above the value */
    /*@ loop invariant pc <= i <= condition.count && 0 <= depth <= i - pc;
        loop invariant depth == depth_at(condition.bytes, condition.code, i) - depth_at(condition.bytes, condition.code, pc);
        loop assigns i, depth;
        loop variant condition.count - i; */
    for (uint32_t i = pc; i < condition.count && i - pc < LOOK_AHEAD; i++) {
        const size_t at = condition.code + (size_t)WEIR_BYTES_CODE * i;
        const uint32_t op = condition.bytes[at], pops = weir_word_pops(condition.bytes, at);
        //@ assert pops == word_pops(condition.bytes, condition.code + WEIR_BYTES_CODE * i);
        //@ assert depth_at(condition.bytes, condition.code, i + 1) == depth_at(condition.bytes, condition.code, i) - pops + 1;
        if (pops > depth) { /* it takes the value; as a left side only an operation on two does */
            if (depth != 1 || (op != WEIR_CODE_AND && op != WEIR_CODE_OR)) return pc;
            return value == (op == WEIR_CODE_AND ? WEIR_NO_MATCH : WEIR_MATCH) ? i + 1 : pc;
        }
        depth = depth - pops + 1;
    }
    return pc;
}

/* What a word that asks nothing makes of the values on the stack: so many are there, and how many are there behind it. */
/*@ requires \valid_read(bytes + (at .. at + WEIR_BYTES_CODE - 1)) && at + WEIR_BYTES_CODE <= WEIR_MAX_FILE_BYTES && \valid(stack + (0 .. WEIR_MAX_STACK - 1));
    requires word_ok(bytes, at, depth) && depth <= WEIR_MAX_STACK && bytes[at] != WEIR_CODE_CRITERION;
    assigns stack[0 .. WEIR_MAX_STACK - 1];
    ensures 1 <= \result <= WEIR_MAX_STACK;
    ensures pops: \result == depth - word_pops(bytes, at) + 1; */
static uint32_t apply_word(const uint8_t *bytes, size_t at, int8_t *stack, uint32_t depth)
{
    const uint32_t op = bytes[at], n = weir_u16_at(bytes, at + 2);
    if (op == WEIR_CODE_TRUE) {
        stack[depth] = WEIR_MATCH;
        return depth + 1;
    }
    if (op == WEIR_CODE_NOT) {
        stack[depth - 1] = (int8_t)(WEIR_MATCH - stack[depth - 1]);
        return depth;
    }
    if (op == WEIR_CODE_ATLEAST) {
        stack[depth - n] = at_least(stack + (depth - n), n, bytes[at + 1]);
        return depth - n + 1;
    }
    const int8_t a = stack[depth - 2], b = stack[depth - 1];
    stack[depth - 2] = (a < b) == (op == WEIR_CODE_AND) ? a : b;
    return depth - 1;
}

/* One word, where so many values are on the stack; how many are there behind it. */
/*@ requires run_in(run) && condition.bytes == run->channel->bytes && at + WEIR_BYTES_CODE <= run->channel->size;
    requires \valid(stack + (0 .. WEIR_MAX_STACK - 1)) && word_ok(condition.bytes, at, depth) && depth <= WEIR_MAX_STACK;
    requires condition.bytes[at] == WEIR_CODE_CRITERION ==> condition.criterion_first + u16(condition.bytes, at + 2) < run->channel->section[WEIR_SECTION_CRITERIA].count &&
             u16(condition.bytes, at + 2) < run->channel->max_criteria;
    assigns WEIR_PROOF_TEXTS(run), WEIR_PROOF_STATES(run), WEIR_PROOF_ANSWERS(run), run->memo[0 .. run->channel->max_criteria - 1], stack[0 .. WEIR_MAX_STACK - 1];
    ensures run_in(run);
    ensures run_stays{Pre, Post}(run);
    ensures 1 <= \result <= WEIR_MAX_STACK;
    ensures pops: \result == depth - word_pops{Pre}(condition.bytes, at) + 1; */
static uint32_t run_word(struct weir_run *run, struct condition condition, size_t at, int8_t *stack, uint32_t depth)
{
    const uint32_t op = condition.bytes[at], n = weir_u16_at(condition.bytes, at + 2);
    WEIR_STEPS(run, op == WEIR_CODE_ATLEAST ? 1 + n : 1);
    //@ assert op == WEIR_CODE_CRITERION ==> word_pops(condition.bytes, at) == 0 && depth < WEIR_MAX_STACK;
    if (op != WEIR_CODE_CRITERION) return apply_word(condition.bytes, at, stack, depth);
    stack[depth] = criterion_value(run, condition.criterion_first, n);
    return depth + 1;
}

/* The stack's bounds were verified. */
enum weir_verdict weir_instance_verdict(struct weir_run *run, uint32_t instance)
{
    //@ assert WEIR_PROOF_INSTANCE_IN(run->channel, instance) && WEIR_PROOF_CONDITION_IN(run->channel, instance);
    const struct condition condition = condition_of(run->channel, instance);
    //@ assert condition.criteria <= run->channel->max_criteria;
    int8_t stack[WEIR_MAX_STACK];
    uint32_t depth = 0;
    /*@ loop invariant 0 <= pc <= condition.count && depth <= WEIR_MAX_STACK && (pc > 0 ==> depth >= 1);
        loop invariant run_in(run);
        loop invariant run_stays{Pre, Here}(run);
        loop invariant condition.bytes == run->channel->bytes && depth == depth_at{Pre}(condition.bytes, condition.code, pc);
        loop assigns pc, depth, stack[0 .. WEIR_MAX_STACK - 1], WEIR_PROOF_LOOP_TEXTS(run), WEIR_PROOF_LOOP_STATES(run), WEIR_PROOF_LOOP_ANSWERS(run),
                     WEIR_PROOF_LOOP_MEMO(run);
        loop variant condition.count - pc; */
    for (uint32_t pc = 0; pc < condition.count;) {
        const size_t at = condition.code + (size_t)WEIR_BYTES_CODE * pc;
        //@ assert at == condition.code + WEIR_BYTES_CODE * pc && at + WEIR_BYTES_CODE <= run->channel->size;
        //@ assert word_in{Pre}(condition.bytes, condition.code, condition.criteria, pc);
        //@ assert bytes_stay{Pre, Here}(condition.bytes, run->channel->size);
        /*@ assert condition.bytes[at] == \at(run->channel->bytes[\at(at, Here)], Pre) && condition.bytes[at + 1] == \at(run->channel->bytes[\at(at, Here) + 1], Pre) &&
                   condition.bytes[at + 2] == \at(run->channel->bytes[\at(at, Here) + 2], Pre) && condition.bytes[at + 3] == \at(run->channel->bytes[\at(at, Here) + 3], Pre); */
        //@ assert word_pops(condition.bytes, at) == word_pops{Pre}(condition.bytes, at);
        //@ assert depth_at{Pre}(condition.bytes, condition.code, pc + 1) == depth_at{Pre}(condition.bytes, condition.code, pc) - word_pops{Pre}(condition.bytes, at) + 1;
        //@ assert word: word_ok(condition.bytes, at, depth);
        //@ assert criterion: condition.bytes[at] == WEIR_CODE_CRITERION ==> u16(condition.bytes, at + 2) < condition.criteria;
        //@ assert codes_stay{Pre, Here}(condition.bytes, run->channel->size);
        //@ ghost const uint32_t this = pc;
        depth = run_word(run, condition, at, stack, depth);
        pc++;
        //@ assert depth == depth_at{Pre}(condition.bytes, condition.code, pc);
        //@ assert later: codes_stay{LoopCurrent, Here}(condition.bytes, run->channel->size);
        //@ assert all: codes_stay{Pre, Here}(condition.bytes, run->channel->size);
        //@ assert run_stays{LoopCurrent, Here}(run) && run_stays{Pre, LoopCurrent}(run);
        //@ assert bytes_stay{Pre, Here}(condition.bytes, run->channel->size);
        //@ assert places: places_stay{Pre, Here}(run);
        //@ assert sizes: sizes_stay{Pre, Here}(run);
        //@ assert sections: sections_stay{Pre, Here}(run);
        //@ assert chain: run_stays{Pre, Here}(run);
        //@ assert code_in(condition.bytes, condition.code, condition.count, condition.criteria);
        /*@ loop invariant this < pc <= condition.count && next == pc && depth == depth_at{Pre}(condition.bytes, condition.code, pc);
            loop assigns next, pc;
            loop variant condition.count - pc; */
        for (uint32_t next = pc; stack[depth - 1] != WEIR_CANNOT_DECIDE; pc = next) {
            WEIR_STEPS(run, 1);
            next = skip_right_side(condition, pc, stack[depth - 1]);
            //@ assert depth_at(condition.bytes, condition.code, next) == depth_at{Pre}(condition.bytes, condition.code, next);
            //@ assert depth_at(condition.bytes, condition.code, pc) == depth_at{Pre}(condition.bytes, condition.code, pc);
            if (next == pc) break;
        }
    }
    return (enum weir_verdict)stack[0];
}

/* What the caller's function does is the caller's: the proof takes it that it returns and changes nothing that is read here. */
/*@ requires \valid_read(hit);
    assigns \nothing; */
static int hand_on(const struct weir_hit *hit, weir_on_hit *on_hit, void *context)
{
    return on_hit(context, hit);
}

int weir_instance_report(const struct weir_channel *c, uint32_t instance, enum weir_verdict verdict, weir_on_hit *on_hit, void *context)
{
    const size_t at = WEIR_RECORD(c, INSTANCES, instance);
    //@ assert at: at + WEIR_BYTES_INSTANCES <= c->size;
    const uint8_t *b = c->bytes + at;
    const struct weir_hit hit = {instance, weir_u64_at(b, WEIR_INSTANCE_ID), b[WEIR_INSTANCE_SEVERITY], b[WEIR_INSTANCE_ACTION], (uint8_t)verdict};
    return hand_on(&hit, on_hit, context);
}
