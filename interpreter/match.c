/* The Content Interpreter: an accepted file and the inputs of one event -> verdicts. The plain evaluator, which walks every instance.
 *
 * In:   a channel of weir_open, inputs, a workspace. Out: instances that match or cannot be decided, in the file's order.
 * Must hold: inputs are read only when there are as many as the file has parameters; a criterion is evaluated at most once an event
 *            and instance; what is left out by short circuit would not have changed a verdict. */
#include "match.h"

/* ---- the workspace ---- */

/* The parts of the workspace that every event of this channel needs; widest alignment first. */
static size_t fixed_bytes(const struct weir_channel *c)
{
    const size_t parameters = c->parameter_count;
    return 2 * parameters * sizeof(struct weir_view) + 2 * (size_t)c->max_program * sizeof(uint32_t) + 2 * parameters * sizeof(struct weir_pairs) +
           2 * parameters + c->max_program + c->max_criteria;
}

size_t weir_workspace_bytes(const struct weir_channel *channel, size_t text_bytes)
{
    /* A text of n bytes takes at most 3 n with its bad bytes replaced, and 3 n folded. */
    const size_t fixed = fixed_bytes(channel);
    return text_bytes > (SIZE_MAX - fixed) / 6 ? SIZE_MAX : fixed + 6 * text_bytes;
}

static void view_clear(struct weir_view *view)
{
    view->data = NULL;
    view->length = 0;
    view->failed = 0;
}

static void run_start(struct weir_run *run, const struct weir_channel *c, const struct weir_input *inputs, void *workspace, size_t bytes)
{
    const uint32_t parameters = c->parameter_count;
    run->channel = c;
    run->inputs = inputs;
    run->raw = workspace;
    run->folded = run->raw + parameters;
    run->states[0] = (uint32_t *)(void *)(run->folded + parameters);
    run->states[1] = run->states[0] + c->max_program;
    run->pairs = (struct weir_pairs *)(void *)(run->states[1] + c->max_program);
    run->has_pairs = (uint8_t *)(run->pairs + 2 * (size_t)parameters);
    run->in_list = run->has_pairs + 2 * (size_t)parameters;
    run->memo = run->in_list + c->max_program;
    run->free = run->memo + c->max_criteria;
    run->free_bytes = bytes - fixed_bytes(c);
    for (uint32_t i = 0; i < parameters; i++) {
        view_clear(&run->raw[i]);
        view_clear(&run->folded[i]);
        run->has_pairs[i] = run->has_pairs[parameters + i] = 0;
    }
}

static bool input_is_good(uint32_t type, const struct weir_input *input)
{
    if (!input->present || type == WEIR_TYPE_RESERVED) return true;
    if (weir_is_text(type)) return input->data != NULL || input->length == 0;
    if (type == WEIR_TYPE_GUID) return input->data != NULL && input->length == 16;
    if (type == WEIR_TYPE_IP) return input->data != NULL && (input->length == 4 || input->length == 16);
    return type != WEIR_TYPE_BOOL || input->number <= 1;
}

/* Whether the event can be evaluated at all; then run is ready. */
static enum weir_status prepare(struct weir_run *run, const struct weir_channel *c, const struct weir_input *inputs, uint32_t input_count,
                                void *workspace, size_t workspace_bytes)
{
    if (input_count != c->parameter_count) return WEIR_WRONG_INPUT_COUNT;
    if (workspace_bytes < fixed_bytes(c)) return WEIR_WORKSPACE_TOO_SMALL;
    for (uint32_t i = 0; i < input_count; i++)
        if (!input_is_good(c->bytes[WEIR_RECORD(c, PARAMETERS, i) + WEIR_PARAMETER_TYPE], &inputs[i])) return WEIR_BAD_INPUT;
    run_start(run, c, inputs, workspace, workspace_bytes);
    return WEIR_OK;
}

/* ---- one instance ---- */

struct condition {
    const uint8_t *code;
    uint32_t count;
    size_t criteria; /* offset of the instance's first */
    uint32_t criterion_count;
};

static struct condition condition_of(const struct weir_channel *c, size_t instance)
{
    const uint8_t *b = c->bytes + instance;
    struct condition condition;
    condition.code = c->bytes + WEIR_RECORD(c, CODE, weir_u32_at(b, WEIR_INSTANCE_CODE_FIRST));
    condition.count = weir_u32_at(b, WEIR_INSTANCE_CODE_COUNT);
    condition.criteria = WEIR_RECORD(c, CRITERIA, weir_u32_at(b, WEIR_INSTANCE_CRITERION_FIRST));
    condition.criterion_count = weir_u32_at(b, WEIR_INSTANCE_CRITERION_COUNT);
    return condition;
}

static uint8_t criterion_value(struct weir_run *run, const struct condition *condition, uint32_t n)
{
    if (run->memo[n] == WEIR_UNKNOWN) run->memo[n] = (uint8_t)weir_criterion_verdict(run, condition->criteria + (size_t)WEIR_BYTES_CRITERIA * n);
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

/* Runs the condition over the memo. The stack's bounds were verified. */
static enum weir_verdict run_condition(struct weir_run *run, const struct condition *condition)
{
    uint8_t stack[WEIR_MAX_STACK];
    uint32_t depth = 0;
    for (uint32_t pc = 0; pc < condition->count;) {
        const uint8_t *word = condition->code + (size_t)WEIR_BYTES_CODE * pc;
        const uint32_t n = weir_u16_at(word, 2);
        pc++;
        if (word[0] == WEIR_CODE_CRITERION) {
            stack[depth++] = criterion_value(run, condition, n);
        } else if (word[0] == WEIR_CODE_TRUE) {
            stack[depth++] = WEIR_MATCH;
        } else if (word[0] == WEIR_CODE_NOT) {
            stack[depth - 1] = (uint8_t)(WEIR_MATCH - stack[depth - 1]);
        } else if (word[0] == WEIR_CODE_ATLEAST) {
            depth -= n - 1;
            stack[depth - 1] = at_least(stack + depth - 1, n, word[1]);
        } else {
            const uint8_t a = stack[depth - 2], b = stack[depth - 1];
            depth--;
            stack[depth - 1] = (a < b) == (word[0] == WEIR_CODE_AND) ? a : b;
        }
        for (uint32_t next = pc; stack[depth - 1] != WEIR_CANNOT_DECIDE; pc = next) {
            next = skip_right_side(condition, pc, stack[depth - 1]);
            if (next == pc) break;
        }
    }
    return (enum weir_verdict)stack[0];
}

/* ---- the interface ---- */

enum weir_status weir_match_plain(const struct weir_channel *channel, const struct weir_input *inputs, uint32_t input_count,
                                  void *workspace, size_t workspace_bytes, weir_on_hit *on_hit, void *context)
{
    struct weir_run run;
    const enum weir_status status = prepare(&run, channel, inputs, input_count, workspace, workspace_bytes);
    if (status != WEIR_OK) return status;
    for (uint32_t i = 0; i < channel->section[WEIR_SECTION_INSTANCES].count; i++) {
        const size_t at = WEIR_RECORD(channel, INSTANCES, i);
        const struct condition condition = condition_of(channel, at);
        for (uint32_t n = 0; n < condition.criterion_count; n++)
            run.memo[n] = WEIR_UNKNOWN;
        const enum weir_verdict verdict = run_condition(&run, &condition);
        if (verdict == WEIR_NO_MATCH) continue;
        const struct weir_hit hit = {i, weir_u64_at(channel->bytes, at + WEIR_INSTANCE_ID), channel->bytes[at + WEIR_INSTANCE_SEVERITY],
                                     channel->bytes[at + WEIR_INSTANCE_ACTION], (uint8_t)verdict};
        if (on_hit(context, &hit) != 0) return WEIR_STOPPED;
    }
    return WEIR_OK;
}

enum weir_status weir_match(const struct weir_channel *channel, const struct weir_input *inputs, uint32_t input_count, void *workspace,
                            size_t workspace_bytes, weir_on_hit *on_hit, void *context)
{
    return weir_match_plain(channel, inputs, input_count, workspace, workspace_bytes, on_hit, context);
}

enum weir_status weir_match_one(const struct weir_channel *channel, uint32_t instance, const struct weir_input *inputs, uint32_t input_count,
                                void *workspace, size_t workspace_bytes, uint8_t *criteria, enum weir_verdict *verdict)
{
    struct weir_run run;
    const enum weir_status status = prepare(&run, channel, inputs, input_count, workspace, workspace_bytes);
    if (status != WEIR_OK) return status;
    const struct condition condition = condition_of(channel, WEIR_RECORD(channel, INSTANCES, instance));
    for (uint32_t n = 0; n < condition.criterion_count; n++)
        criteria[n] = run.memo[n] = (uint8_t)weir_criterion_verdict(&run, condition.criteria + (size_t)WEIR_BYTES_CRITERIA * n);
    *verdict = run_condition(&run, &condition);
    return WEIR_OK;
}
