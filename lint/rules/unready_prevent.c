/* L175: an instance that prevents and says of itself that it is experimental, deprecated or unsupported. */
#include "../uses.h"
#include "../rules.h"

void lint_rule_unready_prevent(struct lint *lint)
{
    for (uint32_t i = 0; i < lint->model->instances.count && !lint_is_off(lint, DIAG_UNREADY_PREVENT); i++) {
        const struct instance *instance = lint_instance(lint, i);
        if (!lint_takes_part(lint, instance) || instance->action != WEIR_PREVENT) continue;
        const struct attribute *status = lint_attribute(lint, instance, ATTRIBUTE_STATUS);
        if (!status || str_equal(status->text, STR("stable")) || str_equal(status->text, STR("test"))) continue;
        lint_report(lint, DIAG_UNREADY_PREVENT, status->span, "'" STR_FMT "' prevents, and is " STR_FMT, STR_ARG(instance->name), STR_ARG(status->text));
    }
}
