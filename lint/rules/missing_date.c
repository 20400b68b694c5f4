/* L162: an instance without a date. Off unless a project asks for it. */
#include "../uses.h"
#include "../rules.h"

void lint_rule_missing_date(struct lint *lint)
{
    for (uint32_t i = 0; i < lint->model->instances.count && !lint_is_off(lint, DIAG_MISSING_DATE); i++) {
        const struct instance *instance = lint_instance(lint, i);
        if (!lint_takes_part(lint, instance) || instance->stress || lint_attribute(lint, instance, ATTRIBUTE_DATE)) continue;
        lint_report(lint, DIAG_MISSING_DATE, instance->span, "'" STR_FMT "' does not say when it was written", STR_ARG(instance->name));
    }
}
