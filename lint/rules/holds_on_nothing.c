/* L125: a condition that holds on an event without any values: whatever it says is said by negations, and each of them holds where the field is absent. A condition that
 * asks whether a field exists has thought of that, and is not meant. */
#include "../uses.h"
#include "../rules.h"

#include "../../compiler/base/limits.h"

static bool asks_for_presence(const struct model *model, const struct instance *instance)
{
    for (uint32_t n = 0; n < instance->criterion_count; n++)
        if (MODEL_AT(model->criteria, struct criterion, instance->criterion_first + n)->op == WEIR_OP_EXISTS) return true;
    return false;
}

/* Every criterion is false where nothing has a value; the rest is the condition's program. */
static bool holds_on_nothing(const struct model *model, const struct instance *instance)
{
    bool stack[LIMIT_INSTANCE_CODE + 1];
    uint32_t depth = 0;
    for (uint32_t i = 0; i < instance->code_count && depth < LIMIT_INSTANCE_CODE; i++) {
        const uint32_t word = *MODEL_AT(model->code, uint32_t, instance->code_first + i), n = word >> 16;
        const uint32_t op = word & 0xff;
        if (op == WEIR_CODE_CRITERION || op == WEIR_CODE_TRUE) {
            stack[depth++] = op == WEIR_CODE_TRUE;
        } else if (op == WEIR_CODE_NOT) {
            stack[depth - 1] = !stack[depth - 1];
        } else if (op == WEIR_CODE_ATLEAST) {
            uint32_t held = 0;
            for (uint32_t k = 0; k < n; k++) held += stack[--depth];
            stack[depth++] = held >= (word >> 8 & 0xff);
        } else {
            const bool right = stack[--depth], left = stack[depth - 1];
            stack[depth - 1] = op == WEIR_CODE_AND ? left && right : left || right;
        }
    }
    return depth == 1 && stack[0];
}

void lint_rule_holds_on_nothing(struct lint *lint)
{
    for (uint32_t i = 0; i < lint->model->instances.count && !lint_is_off(lint, DIAG_HOLDS_ON_NOTHING); i++) {
        const struct instance *instance = lint_instance(lint, i);
        if (!lint_takes_part(lint, instance) || instance->stress || instance->criterion_count == 0) continue;
        if (asks_for_presence(lint->model, instance) || !holds_on_nothing(lint->model, instance)) continue;
        lint_report(lint, DIAG_HOLDS_ON_NOTHING, instance->span, "'" STR_FMT "' matches an event that has none of its values", STR_ARG(instance->name));
    }
}
