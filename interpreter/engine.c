/* The engine: an accepted file and the inputs of one event -> verdicts, by the search tables and not by walking every instance.
 *
 * In:   a channel of weir_open, inputs, a workspace. Out: the same verdicts in the same order as the plain evaluator's.
 * Must hold: an event takes at most weir_steps; an instance is left out only where all its wakers are false, and then its condition is false. */
#include "match.h"
#include "search.h"

/* ---- what a condition asks ---- */

/*@ requires \valid_read(run) && 1 <= ordinal <= WEIR_MAX_PARAMETERS;
    assigns \nothing; */
static bool lacks_room(const struct weir_run *run, uint32_t ordinal)
{
    return (run->without_room >> (ordinal - 1)) % 2 != 0;
}

/* Of an event with a text without room: whether the search cannot tell. */
/*@ requires \valid_read(run) && \valid_read(run->channel) && \valid_read(run->channel->bytes + (criterion + WEIR_CRITERION_ORDINAL));
    requires criterion <= WEIR_MAX_FILE_BYTES;
    requires 1 <= run->channel->bytes[criterion + WEIR_CRITERION_ORDINAL] <= WEIR_MAX_PARAMETERS;
    assigns \nothing; */
static bool search_is_blind(const struct weir_run *run, size_t criterion)
{
    const uint32_t ordinal = run->channel->bytes[criterion + WEIR_CRITERION_ORDINAL];
    return lacks_room(run, ordinal);
}

/* What a criterion asks: its question is there. */
/*@ requires WEIR_PROOF_CHANNEL(c) && WEIR_PROOF_ASKED(c) && criterion < c->section[WEIR_SECTION_CRITERIA].count;
    assigns \nothing;
    ensures \result % (WEIR_ASKED_QUESTION + 1) < c->section[WEIR_SECTION_QUESTIONS].count; */
static inline uint32_t asked_by(const struct weir_channel *c, uint32_t criterion)
{
    //@ assert WEIR_PROOF_ASKED_IN(c, criterion);
    return weir_asked(c, criterion);
}

/* Where a criterion stands. */
/*@ requires WEIR_PROOF_CHANNEL(c) && WEIR_PROOF_IN(c, CRITERIA) && criterion < c->section[WEIR_SECTION_CRITERIA].count;
    requires 1 <= c->parameter_count <= WEIR_MAX_PARAMETERS && WEIR_PROOF_CRITERIA_IN(c, 0, c->section[WEIR_SECTION_CRITERIA].count);
    assigns \nothing;
    ensures \result + WEIR_BYTES_CRITERIA <= c->size && WEIR_PROOF_CRITERION_AT(c, \result);
    ensures 1 <= c->bytes[\result + WEIR_CRITERION_ORDINAL] <= WEIR_MAX_PARAMETERS; */
static inline size_t criterion_at(const struct weir_channel *c, uint32_t criterion)
{
    const size_t at = WEIR_RECORD(c, CRITERIA, criterion);
    //@ assert WEIR_PROOF_CRITERION_IN(c, criterion);
    //@ assert at == c->section[WEIR_SECTION_CRITERIA].offset + WEIR_BYTES_CRITERIA * criterion;
    //@ ghost criterion_is_at(c->bytes, c->section[WEIR_SECTION_CRITERIA].offset, c->section[WEIR_SECTION_PARAMETERS].offset, c->parameter_count, c->section[WEIR_SECTION_SETS].offset, c->section[WEIR_SECTION_SETS].count, criterion);
    //@ assert c->bytes[at + WEIR_CRITERION_ORDINAL] == criterion_ordinal(c->bytes, c->section[WEIR_SECTION_CRITERIA].offset, criterion);
    return at;
}

/*@ requires run_in(run) && question < run->channel->section[WEIR_SECTION_QUESTIONS].count;
    assigns WEIR_PROOF_ANSWERS(run);
    ensures run_in(run);
    ensures run_stays{Pre, Post}(run); */
static inline void set_answer(struct weir_run *run, uint32_t question, uint32_t answer)
{
    //@ assert word: question / 16 < WEIR_PROOF_ANSWER_WORDS(run);
    //@ assert touched: question / 16 / 32 < WEIR_PROOF_TOUCHED(WEIR_PROOF_ANSWER_WORDS(run));
    weir_answer_set(run, question, answer);
    //@ assert places: places_stay{Pre, Here}(run);
    //@ assert sizes: sizes_stay{Pre, Here}(run);
    //@ assert sections: sections_stay{Pre, Here}(run);
    //@ assert channel: WEIR_PROOF_CHANNEL(run->channel);
    //@ assert parameters: WEIR_PROOF_PARAMETERS(run->channel);
    //@ assert strings: WEIR_PROOF_STRINGS(run->channel);
    //@ assert sets: WEIR_PROOF_SETS(run->channel);
    //@ assert values: WEIR_PROOF_VALUES(run->channel);
    //@ assert networks: WEIR_PROOF_NETWORKS(run->channel);
    //@ assert criteria: WEIR_PROOF_IN(run->channel, CRITERIA);
    //@ assert criteria: WEIR_PROOF_CRITERIA_IN(run->channel, 0, run->channel->section[WEIR_SECTION_CRITERIA].count);
    //@ assert asked: WEIR_PROOF_ASKED(run->channel);
    //@ assert instances: WEIR_PROOF_IN(run->channel, INSTANCES) && WEIR_PROOF_IN(run->channel, CODE);
    //@ assert instances: WEIR_PROOF_INSTANCES_IN(run->channel, run->channel->section[WEIR_SECTION_INSTANCES].count);
    //@ assert conditions: WEIR_PROOF_CONDITIONS_IN(run->channel, run->channel->section[WEIR_SECTION_INSTANCES].count);
    //@ assert most: WEIR_PROOF_MAX_CRITERIA(run->channel, run->channel->section[WEIR_SECTION_INSTANCES].count);
    //@ assert content: content_in(run->channel);
    //@ assert inputs: inputs_in(run->inputs, run->channel->bytes, run->channel->section[WEIR_SECTION_PARAMETERS].offset, run->channel->parameter_count);
    //@ assert raw: views_in(run->raw, run->channel->parameter_count);
    //@ assert folded: views_in(run->folded, run->channel->parameter_count);
    //@ assert room: room_in(run);
    //@ assert apart: WEIR_PROOF_APART(run);
}

enum weir_verdict weir_answer_verdict(struct weir_run *run, uint32_t criterion)
{
    const struct weir_channel *c = run->channel;
    const uint32_t asked = asked_by(c, criterion), question = asked % (WEIR_ASKED_QUESTION + 1), kind = weir_asked_kind(asked);
    //@ assert word: question / 16 < WEIR_PROOF_ANSWER_WORDS(run);
    //@ assert touched: question / 16 / 32 < WEIR_PROOF_TOUCHED(WEIR_PROOF_ANSWER_WORDS(run));
    const uint32_t answer = weir_answer_of(run, question);
    if (kind == WEIR_QUESTION_SEARCHED && answer != WEIR_NOT_ASKED) return WEIR_MATCH;
    if (answer >= WEIR_FALSE) return answer == WEIR_TRUE ? WEIR_MATCH : WEIR_NO_MATCH;
    if (kind != WEIR_QUESTION_EVALUATED) {
        if (run->without_room != 0 && search_is_blind(run, criterion_at(c, criterion))) return WEIR_CANNOT_DECIDE;
        if (answer == WEIR_NOT_ASKED) return WEIR_NO_MATCH;
    }
    const enum weir_verdict verdict = weir_criterion_verdict(run, criterion_at(c, criterion));
    if (verdict != WEIR_CANNOT_DECIDE) set_answer(run, question, verdict == WEIR_MATCH ? WEIR_TRUE : WEIR_FALSE);
    return verdict;
}

/* ---- who is asked ---- */

/* The first question on this ordinal or a higher one. */
/*@ requires WEIR_PROOF_CHANNEL(c) && WEIR_PROOF_IN(c, QUESTIONS) && WEIR_PROOF_IN(c, CRITERIA);
    requires WEIR_PROOF_QUESTIONS_IN(c, c->section[WEIR_SECTION_QUESTIONS].count);
    assigns \nothing;
    ensures \result <= c->section[WEIR_SECTION_QUESTIONS].count; */
static uint32_t first_question(const struct weir_channel *c, uint32_t ordinal)
{
    uint32_t low = 0, high = c->section[WEIR_SECTION_QUESTIONS].count;
    /*@ loop invariant 0 <= low <= high <= c->section[WEIR_SECTION_QUESTIONS].count;
        loop assigns low, high;
        loop variant high - low; */
    while (low < high) {
        const uint32_t middle = low + (high - low) / 2;
        //@ assert WEIR_PROOF_QUESTION_IN(c, middle);
        if (c->bytes[weir_question_criterion(c, middle) + WEIR_CRITERION_ORDINAL] < ordinal)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

/* Nothing is known of a text without room: all that its questions could wake are woken. */
/*@ WEIR_PROOF_REQUIRES_WAKING(run)
    requires WEIR_PROOF_IN(run->channel, QUESTIONS);
    requires WEIR_PROOF_IN(run->channel, CRITERIA);
    requires run->channel->parameter_count <= WEIR_MAX_PARAMETERS;
    requires WEIR_PROOF_QUESTIONS_IN(run->channel, run->channel->section[WEIR_SECTION_QUESTIONS].count);
    requires WEIR_PROOF_ALL_WAKES_RISE(run->channel, run->channel->section[WEIR_SECTION_QUESTIONS].count);
    assigns WEIR_PROOF_WOKEN(run);
    ensures sections_stay{Pre, Post}(run); */
static void wake_blindly(struct weir_run *run)
{
    const struct weir_channel *c = run->channel;
    const uint32_t questions = c->section[WEIR_SECTION_QUESTIONS].count, wakes = c->section[WEIR_SECTION_WAKES].count;
    /*@ loop invariant 1 <= ordinal <= c->parameter_count + 1;
        loop invariant sections: sections_stay{Pre, Here}(run);
        loop invariant count: run->channel->parameter_count == \at(run->channel->parameter_count, Pre);
        loop assigns ordinal, WEIR_PROOF_LOOP_WOKEN(run);
        loop variant c->parameter_count - ordinal; */
    for (uint32_t ordinal = 1; ordinal <= c->parameter_count; ordinal++) {
        if (!lacks_room(run, ordinal)) continue;
        const uint32_t from = first_question(c, ordinal), to = first_question(c, ordinal + 1);
        //@ assert rise: to < questions ==> WEIR_PROOF_WAKES_RISE(run->channel, to);
        weir_wake(run, from < questions ? weir_wakes_first(c, from) : wakes, to < questions ? weir_wakes_first(c, to) : wakes);
    }
}

/*@ WEIR_PROOF_REQUIRES_MARKS(run, woken, WEIR_PROOF_WOKEN_WORDS(run))
    requires \valid_read(run);
    requires WEIR_PROOF_CHANNEL(run->channel);
    requires WEIR_PROOF_IN(run->channel, ALWAYS);
    requires WEIR_PROOF_ALWAYS_IN(run->channel, run->channel->section[WEIR_SECTION_ALWAYS].count);
    assigns WEIR_PROOF_WOKEN(run);
    ensures sections_stay{Pre, Post}(run); */
static void wake_always(struct weir_run *run)
{
    const struct weir_channel *c = run->channel;
    const uint32_t count = c->section[WEIR_SECTION_ALWAYS].count;
    WEIR_STEPS(run, count);
    /*@ loop invariant 0 <= i <= count;
        loop invariant sections: sections_stay{Pre, Here}(run);
        loop assigns i, WEIR_PROOF_LOOP_WOKEN(run);
        loop variant count - i; */
    for (uint32_t i = 0; i < count; i++) {
        const uint32_t instance = weir_u32_at(c->bytes, WEIR_RECORD(c, ALWAYS, i));
        //@ assert wake_in(c->bytes, c->section[WEIR_SECTION_ALWAYS].offset, c->section[WEIR_SECTION_INSTANCES].count, i);
        weir_marks_set(&run->woken, instance);
    }
}

/* ---- all that were woken, in the file's order ---- */

/* Of each of these 32 instances that has its bit set, what it says. That no bit is set behind the last instance is not proved: it is looked at once more. */
/*@ requires run_in(run);
    assigns WEIR_PROOF_TEXTS(run), WEIR_PROOF_STATES(run), WEIR_PROOF_ANSWERS(run), run->memo[0 .. run->channel->max_criteria - 1];
    ensures run: run_in(run);
    ensures stays: places_stay{Pre, Post}(run) && sizes_stay{Pre, Post}(run);
    ensures instances: run->channel->section[WEIR_SECTION_INSTANCES].count == \old(run->channel->section[WEIR_SECTION_INSTANCES].count);
    ensures questions: run->channel->section[WEIR_SECTION_QUESTIONS].count == \old(run->channel->section[WEIR_SECTION_QUESTIONS].count); */
static enum weir_status run_word(struct weir_run *run, uint32_t first, uint32_t bits, weir_on_hit *on_hit, void *context)
{
    const uint32_t count = run->channel->section[WEIR_SECTION_INSTANCES].count;
    /*@ loop invariant run: run_in(run);
        loop invariant places: places_stay{Pre, Here}(run);
        loop invariant sizes: sizes_stay{Pre, Here}(run);
        loop invariant instances: run->channel->section[WEIR_SECTION_INSTANCES].count == count;
        loop invariant questions: run->channel->section[WEIR_SECTION_QUESTIONS].count == \at(run->channel->section[WEIR_SECTION_QUESTIONS].count, Pre);
        loop assigns left, WEIR_PROOF_LOOP_TEXTS(run), WEIR_PROOF_LOOP_STATES(run), WEIR_PROOF_LOOP_ANSWERS(run), WEIR_PROOF_LOOP_MEMO(run);
        loop variant left; */
    for (uint64_t left = bits; left != 0; left = weir_without_lowest(left)) {
        const uint32_t instance = first + weir_lowest_bit(left);
        if (instance >= count) break;
        WEIR_STEPS(run, 1);
        const enum weir_verdict verdict = weir_instance_verdict(run, instance);
        if (verdict != WEIR_NO_MATCH && weir_instance_report(run->channel, instance, verdict, on_hit, context) != 0) return WEIR_STOPPED;
    }
    return WEIR_OK;
}

/*@ requires run_in(run);
    requires WEIR_PROOF_MARKS(woken, WEIR_PROOF_WOKEN_WORDS(run));
    requires woken.touched_count == WEIR_PROOF_TOUCHED(WEIR_PROOF_WOKEN_WORDS(run));
    assigns WEIR_PROOF_TEXTS(run), WEIR_PROOF_STATES(run), WEIR_PROOF_ANSWERS(run), run->memo[0 .. run->channel->max_criteria - 1]; */
static enum weir_status run_woken(struct weir_run *run, struct weir_marks woken, weir_on_hit *on_hit, void *context)
{
    const uint32_t words = weir_words_for(run->channel->section[WEIR_SECTION_INSTANCES].count);
    /*@ loop invariant run: run_in(run);
        loop invariant places: places_stay{Pre, Here}(run);
        loop invariant sizes: sizes_stay{Pre, Here}(run);
        loop invariant instances: run->channel->section[WEIR_SECTION_INSTANCES].count == \at(run->channel->section[WEIR_SECTION_INSTANCES].count, Pre);
        loop invariant questions: run->channel->section[WEIR_SECTION_QUESTIONS].count == \at(run->channel->section[WEIR_SECTION_QUESTIONS].count, Pre);
        loop invariant 0 <= i <= woken.touched_count;
        loop assigns i, WEIR_PROOF_LOOP_TEXTS(run), WEIR_PROOF_LOOP_STATES(run), WEIR_PROOF_LOOP_ANSWERS(run), WEIR_PROOF_LOOP_MEMO(run);
        loop variant woken.touched_count - i; */
    for (uint32_t i = 0; i < woken.touched_count; i++) {
        /*@ loop invariant run: run_in(run);
            loop invariant places: places_stay{Pre, Here}(run);
            loop invariant sizes: sizes_stay{Pre, Here}(run);
            loop invariant instances: run->channel->section[WEIR_SECTION_INSTANCES].count == \at(run->channel->section[WEIR_SECTION_INSTANCES].count, Pre);
            loop invariant questions: run->channel->section[WEIR_SECTION_QUESTIONS].count == \at(run->channel->section[WEIR_SECTION_QUESTIONS].count, Pre);
            loop assigns left, WEIR_PROOF_LOOP_TEXTS(run), WEIR_PROOF_LOOP_STATES(run), WEIR_PROOF_LOOP_ANSWERS(run), WEIR_PROOF_LOOP_MEMO(run);
            loop variant left; */
        for (uint64_t left = (uint32_t)woken.touched[i]; left != 0; left = weir_without_lowest(left)) {
            const uint32_t word = 32 * i + weir_lowest_bit(left);
            if (word >= words) break;
            if (run_word(run, 32 * word, (uint32_t)woken.words[word], on_hit, context) != WEIR_OK) return WEIR_STOPPED;
        }
    }
    return WEIR_OK;
}

#ifdef WEIR_COUNT_STEPS
static void count_end(const struct weir_run *run)
{
    uint64_t text_bytes = 0;
    for (uint32_t i = 0; i < run->channel->parameter_count; i++)
        if (run->inputs[i].present && weir_is_text(run->channel->bytes[WEIR_RECORD(run->channel, PARAMETERS, i) + WEIR_PARAMETER_TYPE]))
            text_bytes += run->inputs[i].length;
    if (run->steps > weir_steps(run->channel, text_bytes)) __builtin_trap(); /* the bound is wrong */
}
#else
#define count_end(run) ((void)0)
#endif

/*@ WEIR_PROOF_REQUIRES_EVENT(channel, inputs, input_count, workspace, workspace_bytes)
    requires WEIR_PROOF_SEARCH(channel); */
enum weir_status weir_match(const struct weir_channel *channel, const struct weir_input *inputs, uint32_t input_count, void *workspace,
                            size_t workspace_bytes, weir_on_hit *on_hit, void *context)
{
    struct weir_run run;
    const enum weir_status status = weir_run_start(&run, channel, inputs, input_count, workspace, workspace_bytes);
    if (status != WEIR_OK) return status;
    //@ assert place: channel->bytes == \at(channel->bytes, Pre);
    //@ assert size: channel->size == \at(channel->size, Pre);
    //@ assert search: WEIR_PROOF_SEARCH(channel);
    run.searched = true;
    const struct weir_marks woken = run.woken; /* where the marks are */
    //@ assert count: woken.touched_count == WEIR_PROOF_TOUCHED(WEIR_PROOF_WORDS(\at(channel->section[WEIR_SECTION_INSTANCES].count, Pre)));
    //@ assert woken: WEIR_PROOF_MARKS(run.woken, WEIR_PROOF_WOKEN_WORDS(&run));
    //@ assert words: \valid(run.woken.words + (0 .. WEIR_PROOF_WOKEN_WORDS(&run) - 1));
    wake_always(&run);
    //@ assert questions: WEIR_PROOF_QUESTIONS_IN(channel, channel->section[WEIR_SECTION_QUESTIONS].count);
    //@ assert rise: WEIR_PROOF_ALL_WAKES_RISE(channel, channel->section[WEIR_SECTION_QUESTIONS].count);
    //@ assert wakes: WEIR_PROOF_WAKES_IN(channel, channel->section[WEIR_SECTION_WAKES].count);
    //@ assert same: run.channel == channel;
    if (run.without_room != 0) wake_blindly(&run);
    weir_search(&run);
    //@ assert instances: run.channel->section[WEIR_SECTION_INSTANCES].count == \at(channel->section[WEIR_SECTION_INSTANCES].count, Pre);
    const enum weir_status end = run_woken(&run, woken, on_hit, context);
    count_end(&run);
    return end;
}
