/* The verifier's stage on one instance's condition.
 *
 * In:   an instance whose criteria are verified, and the place of its condition. Out: whether the condition is well formed.
 * Must hold: after this the evaluator needs no check of its stack, and each criterion has a part in the verdict. */
#include "verify.h"

struct condition {
    uint32_t depth;
    uint32_t pushed[WEIR_MAX_PARAMETERS]; /* how many of each ordinal's criteria have had their first push */
};

/* Where a condition's words are checked: the instance's criteria are verified, and no more of them have had a push than there were words. */
#define WEIR_PROOF_PUSHES(v, instance, condition) \
    (WEIR_PROOF_FILE(v) && WEIR_PROOF_IN(&(v)->channel, CRITERIA) && 1 <= (v)->channel.parameter_count <= WEIR_MAX_PARAMETERS && \
     WEIR_PROOF_STARTS_IN(v, instance) && \valid(condition) && \separated((instance).start + (0 .. WEIR_MAX_PARAMETERS), condition, v) && \
     (instance).criterion_first + (instance).criterion_count <= (v)->channel.section[WEIR_SECTION_CRITERIA].count && \
     WEIR_PROOF_CRITERIA_IN(&(v)->channel, (instance).criterion_first, (instance).criterion_first + (instance).criterion_count) && \
     (\forall integer q; 0 <= q < (v)->channel.parameter_count ==> 0 <= (condition)->pushed[q] <= WEIR_MAX_FILE_BYTES))
/* The ordinal, from 0, that criterion n of the instance is on. */
#define WEIR_PROOF_PUSHED_ON(v, instance, n) \
    (criterion_ordinal((v)->b, (v)->channel.section[WEIR_SECTION_CRITERIA].offset, (instance).criterion_first + (n)) - 1)
#define WEIR_PROOF_PUSH_OK(v, instance, condition, n) \
    push_ok(n, (instance).start[WEIR_PROOF_PUSHED_ON(v, instance, n)], (condition)->pushed[WEIR_PROOF_PUSHED_ON(v, instance, n)])

/*@ requires WEIR_PROOF_PUSHES(v, instance, condition) && n < 65536;
    assigns v->at, condition->pushed[0 .. WEIR_MAX_PARAMETERS - 1];
    ensures sound: \result == WEIR_ACCEPTED ==> n < instance.criterion_count &&
            \old(WEIR_PROOF_PUSH_OK(v, instance, condition, n));
    ensures complete: \result != WEIR_ACCEPTED ==> n < instance.criterion_count ==>
            !\old(WEIR_PROOF_PUSH_OK(v, instance, condition, n));
    ensures first: \result == WEIR_ACCEPTED ==> \forall integer q; 0 <= q < v->channel.parameter_count ==>
            condition->pushed[q] == \old(condition->pushed[q]) +
              (\old(WEIR_PROOF_PUSHED_ON(v, instance, n)) == q && n == instance.start[q] + \old(condition->pushed[q]) ? 1 : 0); */
static uint32_t verify_push(struct verifier *v, struct verify_instance instance, uint32_t n, struct condition *condition, size_t at)
{
    if (n >= instance.criterion_count) return weir_refuse(v, WEIR_REFUSED_CODE_CRITERION, at);
    const uint32_t index = instance.criterion_first + n;
    //@ assert index == instance.criterion_first + n && WEIR_PROOF_CRITERION_IN(&v->channel, index);
    const size_t criterion = WEIR_RECORD(&v->channel, CRITERIA, index);
    //@ assert criterion + WEIR_BYTES_CRITERIA <= v->n;
    //@ assert v->b[criterion + WEIR_CRITERION_ORDINAL] == criterion_ordinal(v->b, v->channel.section[WEIR_SECTION_CRITERIA].offset, index);
    //@ assert 1 <= v->b[criterion + WEIR_CRITERION_ORDINAL] <= v->channel.parameter_count;
    const uint32_t parameter = (uint32_t)v->b[criterion + WEIR_CRITERION_ORDINAL] - 1;
    //@ assert parameter == WEIR_PROOF_PUSHED_ON(v, instance, n) && parameter < v->channel.parameter_count;
    //@ assert 0 <= instance.start[parameter] <= instance.start[parameter + 1] <= instance.criterion_count <= WEIR_MAX_FILE_BYTES;
    const uint32_t start = (uint32_t)instance.start[parameter], had = condition->pushed[parameter];
    //@ assert start == instance.start[parameter] && start + had <= 2147483648;
    //@ assert n <= start + had && start <= n <==> WEIR_PROOF_PUSH_OK(v, instance, condition, n);
    if (n < start || n > start + had) return weir_refuse(v, WEIR_REFUSED_CODE_CRITERION_ORDER, at);
    condition->pushed[parameter] = had + (n == start + had);
    //@ assert condition->pushed[parameter] == had + (n == instance.start[parameter] + had ? 1 : 0);
    //@ assert \forall integer q; 0 <= q < v->channel.parameter_count && q != parameter ==> condition->pushed[q] == \at(condition->pushed[q], Pre);
    //@ assert parameter == WEIR_PROOF_PUSHED_ON(v, instance, n);
    return WEIR_ACCEPTED;
}

/* The operation, and what stands beside it. */
/*@ requires WEIR_PROOF_FILE(v) && at + WEIR_BYTES_CODE <= v->n;
    assigns v->at;
    ensures exact: \result == WEIR_ACCEPTED <==> operands_ok(v->b, at); */
static uint32_t verify_operands(struct verifier *v, size_t at)
{
    const uint32_t op = v->b[at], k = v->b[at + 1], n = weir_u16_at(v->b, at + 2);
    if (op == 0 || op >= WEIR_CODE_COUNT) return weir_refuse(v, WEIR_REFUSED_CODE_OP, at);
    if (op != WEIR_CODE_ATLEAST && (k != 0 || (n != 0 && op != WEIR_CODE_CRITERION))) return weir_refuse(v, WEIR_REFUSED_CODE_OPERAND, at);
    if (op == WEIR_CODE_ATLEAST && (k < 2 || k >= n)) return weir_refuse(v, WEIR_REFUSED_CODE_ATLEAST, at);
    return WEIR_ACCEPTED;
}

/* A word that takes so many values from the stack and puts one there. */
/*@ requires \valid(v) && \valid(condition) && \separated(condition, v) && condition->depth <= WEIR_MAX_STACK && pops < 65536;
    assigns v->at, condition->depth;
    ensures exact: \result == WEIR_ACCEPTED <==> (pops <= \old(condition->depth) && \old(condition->depth) - pops + 1 <= WEIR_MAX_STACK);
    ensures \result == WEIR_ACCEPTED ==> condition->depth == \old(condition->depth) - pops + 1; */
static uint32_t verify_depth(struct verifier *v, struct condition *condition, uint32_t pops, size_t at)
{
    if (pops > condition->depth) return weir_refuse(v, WEIR_REFUSED_CODE_UNDERFLOW, at);
    condition->depth = condition->depth - pops + 1;
    return condition->depth > WEIR_MAX_STACK ? weir_refuse(v, WEIR_REFUSED_CODE_OVERFLOW, at) : WEIR_ACCEPTED;
}

/* How many were pushed behind the word, where so many were before it. */
#define WEIR_PROOF_FIRST_PUSHES(v, instance, condition, word) \
    (\forall integer q; 0 <= q < (v)->channel.parameter_count ==> (condition)->pushed[q] == \at((condition)->pushed[q], Pre) + \
       ((v)->b[word] == WEIR_CODE_CRITERION && \at(WEIR_PROOF_PUSHED_ON(v, instance, u16((v)->b, (word) + 2)), Pre) == q && \
        u16((v)->b, (word) + 2) == (instance).start[q] + \at((condition)->pushed[q], Pre) ? 1 : 0))

/*@ requires WEIR_PROOF_PUSHES(v, instance, condition);
    requires at + WEIR_BYTES_CODE <= v->n && condition->depth <= WEIR_MAX_STACK;
    assigns v->at, condition->depth, condition->pushed[0 .. WEIR_MAX_PARAMETERS - 1];
    ensures sound: \result == WEIR_ACCEPTED ==> word_ok(v->b, at, \old(condition->depth));
    ensures sound: \result == WEIR_ACCEPTED ==> v->b[at] == WEIR_CODE_CRITERION ==> u16(v->b, at + 2) < instance.criterion_count;
    ensures order: \result == WEIR_ACCEPTED ==> v->b[at] == WEIR_CODE_CRITERION ==> \old(WEIR_PROOF_PUSH_OK(v, instance, condition, u16(v->b, at + 2)));
    ensures complete: \result != WEIR_ACCEPTED ==> \old(word_ok(v->b, at, condition->depth)) ==> v->b[at] == WEIR_CODE_CRITERION;
    ensures complete: \result != WEIR_ACCEPTED ==> \old(word_ok(v->b, at, condition->depth)) ==> u16(v->b, at + 2) < instance.criterion_count ==>
            !\old(WEIR_PROOF_PUSH_OK(v, instance, condition, u16(v->b, at + 2)));
    ensures first: \result == WEIR_ACCEPTED ==> WEIR_PROOF_FIRST_PUSHES(v, instance, condition, at);
    ensures \result == WEIR_ACCEPTED ==> condition->depth == \old(condition->depth) - word_pops(v->b, at) + 1; */
static uint32_t verify_word(struct verifier *v, struct verify_instance instance, struct condition *condition, size_t at)
{
    const uint32_t n = weir_u16_at(v->b, at + 2), pops = weir_word_pops(v->b, at);
    //@ assert n == u16(v->b, at + 2) && n < 65536;
    //@ assert pops == word_pops(v->b, at) && pops < 65536;
    TRY(verify_operands(v, at));
    uint32_t code = WEIR_ACCEPTED;
    if (v->b[at] == WEIR_CODE_CRITERION) code = verify_push(v, instance, n, condition, at);
    //@ assert depth: condition->depth == \at(condition->depth, Pre) && condition->depth <= WEIR_MAX_STACK;
    /*@ assert refused: code != WEIR_ACCEPTED ==> v->b[at] == WEIR_CODE_CRITERION && (n < instance.criterion_count ==>
               !\at(WEIR_PROOF_PUSH_OK(v, instance, condition, u16(v->b, \at(at, Here) + 2)), Pre)); */
    if (code != WEIR_ACCEPTED) return code;
    //@ assert first: WEIR_PROOF_FIRST_PUSHES(v, instance, condition, at);
    /*@ assert order: v->b[at] == WEIR_CODE_CRITERION ==> n < instance.criterion_count && pops == 0 &&
               \at(WEIR_PROOF_PUSH_OK(v, instance, condition, u16(v->b, \at(at, Here) + 2)), Pre); */
    code = verify_depth(v, condition, pops, at);
    //@ assert last: WEIR_PROOF_FIRST_PUSHES(v, instance, condition, at);
    return code;
}

#define WEIR_PROOF_CODE_AT(v) ((v)->channel.section[WEIR_SECTION_CODE].offset + WEIR_BYTES_CODE * first)
#define WEIR_PROOF_PUSHED(v, instance, q, i) \
    pushed_at((v)->b, WEIR_PROOF_CODE_AT(v), (v)->channel.section[WEIR_SECTION_CRITERIA].offset, (instance).criterion_first, (instance).start[q], q, i)
#define WEIR_PROOF_WORD_PUSHES(v, instance, i) \
    word_pushes((v)->b, WEIR_PROOF_CODE_AT(v), (v)->channel.section[WEIR_SECTION_CRITERIA].offset, (instance).criterion_first, (instance).start, i)
#define WEIR_PROOF_PUSHES_ALL(v, instance, q, count) \
    pushes_all((v)->b, WEIR_PROOF_CODE_AT(v), (v)->channel.section[WEIR_SECTION_CRITERIA].offset, (instance).criterion_first, (instance).start, q, count)

uint32_t weir_verify_code(struct verifier *v, struct verify_instance instance, uint32_t first, uint32_t count)
{
    struct condition condition;
    condition.depth = 0;
    /*@ loop invariant 0 <= i <= v->channel.parameter_count;
        loop invariant \forall integer q; 0 <= q < i ==> condition.pushed[q] == 0;
        loop assigns i, condition.pushed[0 .. WEIR_MAX_PARAMETERS - 1];
        loop variant v->channel.parameter_count - i; */
    for (uint32_t i = 0; i < v->channel.parameter_count; i++)
        condition.pushed[i] = 0;
    /*@ loop invariant 0 <= i <= count && condition.depth <= WEIR_MAX_STACK;
        loop invariant condition.depth == depth_at(v->b, WEIR_PROOF_CODE_AT(v), i);
        loop invariant \forall integer k; 0 <= k < i ==> word_in(v->b, WEIR_PROOF_CODE_AT(v), instance.criterion_count, k);
        loop invariant pushed: \forall integer q; 0 <= q < v->channel.parameter_count ==> 0 <= condition.pushed[q] <= i;
        loop invariant pushed: \forall integer q; 0 <= q < v->channel.parameter_count ==> condition.pushed[q] == WEIR_PROOF_PUSHED(v, instance, q, i);
        loop invariant pushes: \forall integer k; 0 <= k < i ==> WEIR_PROOF_WORD_PUSHES(v, instance, k);
        loop assigns i, condition.depth, condition.pushed[0 .. WEIR_MAX_PARAMETERS - 1], v->at;
        loop variant count - i; */
    for (uint32_t i = 0; i < count; i++) {
        const size_t at = WEIR_RECORD(&v->channel, CODE, first + i);
        //@ assert at == WEIR_PROOF_CODE_AT(v) + WEIR_BYTES_CODE * i;
        /*@ assert on: v->b[at] == WEIR_CODE_CRITERION && u16(v->b, at + 2) < instance.criterion_count ==>
                   WEIR_PROOF_CRITERION_IN(&v->channel, instance.criterion_first + u16(v->b, at + 2)) &&
                   0 <= WEIR_PROOF_PUSHED_ON(v, instance, u16(v->b, at + 2)) < v->channel.parameter_count; */
        /*@ assert had: v->b[at] == WEIR_CODE_CRITERION && u16(v->b, at + 2) < instance.criterion_count ==>
                   condition.pushed[WEIR_PROOF_PUSHED_ON(v, instance, u16(v->b, at + 2))] ==
                   WEIR_PROOF_PUSHED(v, instance, WEIR_PROOF_PUSHED_ON(v, instance, u16(v->b, at + 2)), i); */
        /*@ assert pushed_on: pushed_on(v->b, WEIR_PROOF_CODE_AT(v), v->channel.section[WEIR_SECTION_CRITERIA].offset, instance.criterion_first, i) ==
                   WEIR_PROOF_PUSHED_ON(v, instance, u16(v->b, at + 2)); */
        /*@ assert order: v->b[at] == WEIR_CODE_CRITERION && u16(v->b, at + 2) < instance.criterion_count ==>
                   (WEIR_PROOF_WORD_PUSHES(v, instance, i) <==> WEIR_PROOF_PUSH_OK(v, instance, &condition, u16(v->b, at + 2))); */
        /*@ assert step: \forall integer q; 0 <= q < v->channel.parameter_count ==> WEIR_PROOF_PUSHED(v, instance, q, i + 1) == condition.pushed[q] +
                   (v->b[at] == WEIR_CODE_CRITERION && WEIR_PROOF_PUSHED_ON(v, instance, u16(v->b, at + 2)) == q &&
                    u16(v->b, at + 2) == instance.start[q] + condition.pushed[q] ? 1 : 0); */
        const uint32_t code = verify_word(v, instance, &condition, at);
        //@ assert refused: code != WEIR_ACCEPTED ==> !word_in(v->b, WEIR_PROOF_CODE_AT(v), instance.criterion_count, i) || !WEIR_PROOF_WORD_PUSHES(v, instance, i);
        if (code != WEIR_ACCEPTED) return code;
        /*@ assert depth_at(v->b, WEIR_PROOF_CODE_AT(v), i + 1) ==
                   depth_at(v->b, WEIR_PROOF_CODE_AT(v), i) - word_pops(v->b, at) + 1; */
        //@ assert word_in(v->b, WEIR_PROOF_CODE_AT(v), instance.criterion_count, i);
        //@ assert pushes: WEIR_PROOF_WORD_PUSHES(v, instance, i);
    }
    if (condition.depth != 1) return weir_refuse(v, WEIR_REFUSED_CODE_DEPTH, WEIR_RECORD(&v->channel, CODE, first + (count - 1)));
    //@ assert code_in(v->b, WEIR_PROOF_CODE_AT(v), count, instance.criterion_count);
    /*@ loop invariant 0 <= i <= v->channel.parameter_count;
        loop invariant all: \forall integer q; 0 <= q < i ==> WEIR_PROOF_PUSHES_ALL(v, instance, q, count);
        loop assigns i;
        loop variant v->channel.parameter_count - i; */
    for (uint32_t i = 0; i < v->channel.parameter_count; i++) {
        //@ assert 0 <= instance.start[i] <= instance.start[i + 1] <= instance.criterion_count <= WEIR_MAX_FILE_BYTES;
        const uint32_t missing = (uint32_t)instance.start[i] + condition.pushed[i];
        //@ assert missing == instance.start[i + 1] <==> WEIR_PROOF_PUSHES_ALL(v, instance, i, count);
        if (missing != (uint32_t)instance.start[i + 1])
            return weir_refuse(v, WEIR_REFUSED_CODE_CRITERION_UNUSED,
                               WEIR_RECORD(&v->channel, CRITERIA, 0) + (size_t)WEIR_BYTES_CRITERIA * (instance.criterion_first + missing));
        //@ assert one: WEIR_PROOF_PUSHES_ALL(v, instance, i, count);
    }
    return WEIR_ACCEPTED;
}
