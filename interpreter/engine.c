/* The engine: an accepted file and the inputs of one event -> verdicts, by the search tables and not by walking every instance.
 *
 * In:   a channel of weir_open, inputs, a workspace. Out: the same verdicts in the same order as the plain evaluator's.
 * Must hold: an event takes at most weir_steps; an instance is left out only where all its wakers are false, and then its condition is false. */
#include "match.h"
#include "search.h"

/* ---- what a condition asks ---- */

static bool lacks_room(const struct weir_run *run, uint32_t ordinal)
{
    return (run->without_room >> (ordinal - 1)) % 2 != 0;
}

/* Of an event with a text without room: whether the search cannot tell. */
static bool search_is_blind(const struct weir_run *run, size_t criterion)
{
    const uint32_t ordinal = run->channel->bytes[criterion + WEIR_CRITERION_ORDINAL];
    return lacks_room(run, ordinal);
}

enum weir_verdict weir_answer_verdict(struct weir_run *run, uint32_t criterion)
{
    const struct weir_channel *c = run->channel;
    const uint32_t asked = weir_asked(c, criterion), question = asked & WEIR_ASKED_QUESTION, kind = weir_asked_kind(asked);
    const uint32_t answer = weir_answer_of(run, question);
    if (kind == WEIR_QUESTION_SEARCHED && answer != WEIR_NOT_ASKED) return WEIR_MATCH;
    if (answer >= WEIR_FALSE) return answer == WEIR_TRUE ? WEIR_MATCH : WEIR_NO_MATCH;
    if (kind != WEIR_QUESTION_EVALUATED) {
        if (run->without_room != 0 && search_is_blind(run, WEIR_RECORD(c, CRITERIA, criterion))) return WEIR_CANNOT_DECIDE;
        if (answer == WEIR_NOT_ASKED) return WEIR_NO_MATCH;
    }
    const enum weir_verdict verdict = weir_criterion_verdict(run, WEIR_RECORD(c, CRITERIA, criterion));
    if (verdict != WEIR_CANNOT_DECIDE) weir_answer_set(run, question, verdict == WEIR_MATCH ? WEIR_TRUE : WEIR_FALSE);
    return verdict;
}

/* ---- who is asked ---- */

/* The first question on this ordinal or a higher one. */
static uint32_t first_question(const struct weir_channel *c, uint32_t ordinal)
{
    uint32_t low = 0, high = c->section[WEIR_SECTION_QUESTIONS].count;
    while (low < high) {
        const uint32_t middle = low + (high - low) / 2;
        if (c->bytes[weir_question_criterion(c, middle) + WEIR_CRITERION_ORDINAL] < ordinal)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

/* Nothing is known of a text without room: all that its questions could wake are woken. */
static void wake_blindly(struct weir_run *run)
{
    const struct weir_channel *c = run->channel;
    const uint32_t questions = c->section[WEIR_SECTION_QUESTIONS].count, wakes = c->section[WEIR_SECTION_WAKES].count;
    for (uint32_t ordinal = 1; ordinal <= c->parameter_count; ordinal++) {
        if (!lacks_room(run, ordinal)) continue;
        const uint32_t from = first_question(c, ordinal), to = first_question(c, ordinal + 1);
        weir_wake(run, from < questions ? weir_wakes_first(c, from) : wakes, to < questions ? weir_wakes_first(c, to) : wakes);
    }
}

static void wake_always(struct weir_run *run)
{
    const struct weir_channel *c = run->channel;
    const uint32_t count = c->section[WEIR_SECTION_ALWAYS].count;
    WEIR_STEPS(run, count);
    for (uint32_t i = 0; i < count; i++) {
        const uint32_t instance = weir_u32_at(c->bytes, WEIR_RECORD(c, ALWAYS, i)), word = instance / 32;
        weir_marks_write(&run->woken, word, weir_marks_read(&run->woken, word) | (uint32_t)1 << instance % 32);
    }
}

/* ---- all that were woken, in the file's order ---- */

static enum weir_status run_word(struct weir_run *run, uint32_t word, weir_on_hit *on_hit, void *context)
{
    for (uint32_t left = run->woken.words[word]; left != 0; left &= left - 1) {
        const uint32_t instance = 32 * word + weir_lowest_bit(left);
        WEIR_STEPS(run, 1);
        const enum weir_verdict verdict = weir_instance_verdict(run, instance);
        if (verdict != WEIR_NO_MATCH && weir_instance_report(run->channel, instance, verdict, on_hit, context) != 0) return WEIR_STOPPED;
    }
    return WEIR_OK;
}

static enum weir_status run_woken(struct weir_run *run, weir_on_hit *on_hit, void *context)
{
    for (uint32_t i = 0; i < run->woken.touched_count; i++)
        for (uint32_t left = run->woken.touched[i]; left != 0; left &= left - 1)
            if (run_word(run, 32 * i + weir_lowest_bit(left), on_hit, context) != WEIR_OK) return WEIR_STOPPED;
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

enum weir_status weir_match(const struct weir_channel *channel, const struct weir_input *inputs, uint32_t input_count, void *workspace,
                            size_t workspace_bytes, weir_on_hit *on_hit, void *context)
{
    struct weir_run run;
    const enum weir_status status = weir_run_start(&run, channel, inputs, input_count, workspace, workspace_bytes);
    if (status != WEIR_OK) return status;
    run.searched = true;
    weir_search(&run);
    if (run.without_room != 0) wake_blindly(&run);
    wake_always(&run);
    const enum weir_status end = run_woken(&run, on_hit, context);
    count_end(&run);
    return end;
}
