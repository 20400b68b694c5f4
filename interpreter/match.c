/* The Content Interpreter: an accepted file and the inputs of one event -> verdicts. The workspace, the start of an event, and the plain
 * evaluator, which walks every instance.
 *
 * In:   a channel of weir_open, inputs, a workspace. Out: instances that match or cannot be decided, in the file's order.
 * Must hold: inputs are read only when there are as many as the file has parameters; the texts that find room are the same for both evaluators,
 *            whatever they ask for first. */
#include "match.h"
#include "search.h"

/* ---- the workspace ---- */

/*@ assigns \nothing;
    ensures \result == (bits + 31) / 32; */
static uint32_t words_for(uint32_t bits)
{
    return bits / 32 + (bits % 32 != 0);
}

/* Words of marks for so many bits: their own, and one for 32 of them. */
/*@ assigns \nothing;
    ensures \result == words + (words + 31) / 32; */
static size_t marks_words(uint32_t words)
{
    return (size_t)words + words_for(words);
}

/*@ requires \valid_read(c) && c->section[WEIR_SECTION_QUESTIONS].count <= 268435456;
    assigns \nothing;
    ensures \result == (2 * c->section[WEIR_SECTION_QUESTIONS].count + 31) / 32; */
static uint32_t answer_words(const struct weir_channel *c)
{
    return words_for(2 * c->section[WEIR_SECTION_QUESTIONS].count); /* fewer than 2^28 */
}

/* The parts of the workspace that every event of this channel needs; widest alignment first. */
/*@ requires \valid_read(c) && c->section[WEIR_SECTION_QUESTIONS].count <= 268435456;
    assigns \nothing; */
static size_t fixed_bytes(const struct weir_channel *c)
{
    const size_t parameters = c->parameter_count;
    const size_t marks = marks_words(answer_words(c)) + marks_words(words_for(c->section[WEIR_SECTION_INSTANCES].count)) +
                         marks_words(words_for(c->section[WEIR_SECTION_ENTRIES].count));
    return 2 * parameters * sizeof(struct weir_view) + 2 * (size_t)c->max_program * sizeof(uint32_t) + marks * sizeof(uint32_t) +
           (size_t)c->max_program + c->max_criteria;
}

size_t weir_workspace_bytes(const struct weir_channel *channel, size_t text_bytes)
{
    /* A text of n bytes takes at most 3 n with its bad bytes replaced, and 3 n folded. */
    const size_t fixed = fixed_bytes(channel);
    return text_bytes > (SIZE_MAX - fixed) / 6 ? SIZE_MAX : fixed + 6 * text_bytes;
}

/* Takes the marks' words from *free, none of them touched. */
static void marks_start(struct weir_marks *marks, uint32_t words, int32_t **free)
{
    marks->touched_count = words_for(words);
    marks->words = *free;
    marks->touched = marks->words + words;
    *free = marks->touched + marks->touched_count;
    for (uint32_t i = 0; i < marks->touched_count; i++)
        marks->touched[i] = 0;
}

static void lay_out(struct weir_run *run, void *workspace, size_t room_bytes)
{
    const struct weir_channel *c = run->channel;
    run->raw = workspace;
    run->folded = run->raw + c->parameter_count;
    int32_t *free = (int32_t *)(void *)(run->folded + c->parameter_count);
    marks_start(&run->answers, answer_words(c), &free);
    marks_start(&run->woken, words_for(c->section[WEIR_SECTION_INSTANCES].count), &free);
    marks_start(&run->entries, words_for(c->section[WEIR_SECTION_ENTRIES].count), &free);
    run->states[0] = free;
    run->states[1] = run->states[0] + c->max_program;
    run->in_list = (int8_t *)(run->states[1] + c->max_program);
    run->memo = run->in_list + c->max_program;
    run->room = (uint8_t *)(run->memo + c->max_criteria);
    run->room_bytes = run->free_bytes = room_bytes;
}

/* A value that is no text. */
/*@ requires \valid_read(input);
    assigns \nothing;
    ensures \result && type == WEIR_TYPE_GUID ==> input->data != \null && input->length == 16;
    ensures \result && type == WEIR_TYPE_IP ==> input->data != \null && (input->length == 4 || input->length == 16); */
static bool value_is_good(uint32_t type, const struct weir_input *input)
{
    if (type == WEIR_TYPE_GUID) return input->data != NULL && input->length == 16;
    if (type == WEIR_TYPE_IP) return input->data != NULL && (input->length == 4 || input->length == 16);
    return type != WEIR_TYPE_BOOL || input->number <= 1;
}

/* No texts are made yet. They are given room in the order of the parameters; false: an input is none of its type. */
static bool take_inputs(struct weir_run *run)
{
    const struct weir_channel *c = run->channel;
    uint64_t left = run->free_bytes;
    run->without_room = 0;
    for (uint32_t i = 0; i < c->parameter_count; i++) {
        const struct weir_input *input = &run->inputs[i];
        const uint32_t type = c->bytes[WEIR_RECORD(c, PARAMETERS, i) + WEIR_PARAMETER_TYPE];
        run->raw[i].data = run->folded[i].data = NULL;
        if (!input->present || type == WEIR_TYPE_RESERVED) continue;
        if (!weir_is_text(type)) {
            if (!value_is_good(type, input)) return false;
            continue;
        }
        if (input->data == NULL && input->length != 0) return false;
        const uint64_t need = 6 * (uint64_t)input->length;
        if (need > left)
            run->without_room |= (uint64_t)1 << i;
        else
            left -= need;
    }
    return true;
}

enum weir_status weir_run_start(struct weir_run *run, const struct weir_channel *c, const struct weir_input *inputs, uint32_t input_count,
                                void *workspace, size_t workspace_bytes)
{
    const size_t fixed = fixed_bytes(c);
    if (input_count != c->parameter_count) return WEIR_WRONG_INPUT_COUNT;
    if (workspace_bytes < fixed) return WEIR_WORKSPACE_TOO_SMALL;
    run->channel = c;
    run->inputs = inputs;
    run->searched = false;
#ifdef WEIR_COUNT_STEPS
    run->steps = 0;
#endif
    lay_out(run, workspace, workspace_bytes - fixed);
    if (!take_inputs(run)) return WEIR_BAD_INPUT;
    WEIR_STEPS(run, (uint64_t)WEIR_PARAMETER_STEPS * input_count + run->answers.touched_count + run->woken.touched_count + run->entries.touched_count);
    return WEIR_OK;
}

/* ---- the plain evaluator ---- */

enum weir_status weir_match_plain(const struct weir_channel *channel, const struct weir_input *inputs, uint32_t input_count,
                                  void *workspace, size_t workspace_bytes, weir_on_hit *on_hit, void *context)
{
    struct weir_run run;
    const enum weir_status status = weir_run_start(&run, channel, inputs, input_count, workspace, workspace_bytes);
    if (status != WEIR_OK) return status;
    for (uint32_t i = 0; i < channel->section[WEIR_SECTION_INSTANCES].count; i++) {
        const uint32_t criteria = weir_u32_at(channel->bytes, WEIR_RECORD(channel, INSTANCES, i) + WEIR_INSTANCE_CRITERION_COUNT);
        for (uint32_t n = 0; n < criteria; n++)
            run.memo[n] = WEIR_UNKNOWN;
        const enum weir_verdict verdict = weir_instance_verdict(&run, i);
        if (verdict != WEIR_NO_MATCH && weir_instance_report(channel, i, verdict, on_hit, context) != 0) return WEIR_STOPPED;
    }
    return WEIR_OK;
}

enum weir_status weir_match_one(const struct weir_channel *channel, uint32_t instance, const struct weir_input *inputs, uint32_t input_count,
                                void *workspace, size_t workspace_bytes, uint8_t *criteria, enum weir_verdict *verdict)
{
    struct weir_run run;
    const enum weir_status status = weir_run_start(&run, channel, inputs, input_count, workspace, workspace_bytes);
    if (status != WEIR_OK) return status;
    const size_t at = WEIR_RECORD(channel, INSTANCES, instance);
    const uint32_t first = weir_u32_at(channel->bytes, at + WEIR_INSTANCE_CRITERION_FIRST);
    const uint32_t count = weir_u32_at(channel->bytes, at + WEIR_INSTANCE_CRITERION_COUNT);
    for (uint32_t n = 0; n < count; n++)
        run.memo[n] = (int8_t)(criteria[n] = (uint8_t)weir_criterion_plain(&run, first + n));
    *verdict = weir_instance_verdict(&run, instance);
    return WEIR_OK;
}
