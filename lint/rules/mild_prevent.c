/* L172: an instance of severity informational that prevents. */
#include "../uses.h"
#include "../rules.h"

void lint_rule_mild_prevent(struct lint *lint)
{
    for (uint32_t i = 0; i < lint->model->instances.count && !lint_is_off(lint, DIAG_MILD_PREVENT); i++) {
        const struct instance *instance = lint_instance(lint, i);
        if (!lint_takes_part(lint, instance) || instance->stress || instance->action != WEIR_PREVENT || instance->severity != WEIR_INFORMATIONAL) continue;
        lint_report(lint, DIAG_MILD_PREVENT, instance->span, "'" STR_FMT "' prevents what it calls informational", STR_ARG(instance->name));
    }
}
