/* L163: an instance without references. Off unless a project asks for it. */
#include "../uses.h"
#include "../rules.h"

void lint_rule_missing_references(struct lint *lint)
{
    for (uint32_t i = 0; i < lint->model->instances.count && !lint_is_off(lint, DIAG_MISSING_REFERENCES); i++) {
        const struct instance *instance = lint_instance(lint, i);
        if (!lint_takes_part(lint, instance) || instance->stress || lint_attribute(lint, instance, ATTRIBUTE_REFERENCES)) continue;
        lint_report(lint, DIAG_MISSING_REFERENCES, instance->span, "'" STR_FMT "' does not say where its knowledge comes from", STR_ARG(instance->name));
    }
}
