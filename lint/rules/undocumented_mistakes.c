/* L173: an instance of high or critical severity that does not say what else may match. Off unless a project asks for it. */
#include "../uses.h"
#include "../rules.h"

void lint_rule_undocumented_mistakes(struct lint *lint)
{
    for (uint32_t i = 0; i < lint->model->instances.count && !lint_is_off(lint, DIAG_UNDOCUMENTED_MISTAKES); i++) {
        const struct instance *instance = lint_instance(lint, i);
        if (!lint_takes_part(lint, instance) || instance->stress || instance->severity < WEIR_HIGH) continue;
        if (lint_attribute(lint, instance, ATTRIBUTE_FALSE_POSITIVES)) continue;
        lint_report(lint, DIAG_UNDOCUMENTED_MISTAKES, instance->span, "'" STR_FMT "' is of %s severity and does not say what else may match", STR_ARG(instance->name),
                    instance->severity == WEIR_HIGH ? "high" : "critical");
    }
}
