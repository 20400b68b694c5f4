/* L180: a description that is the title once more. */
#include "../fix.h"
#include "../rules.h"

void lint_rule_description_is_title(struct lint *lint)
{
    for (uint32_t i = 0; i < lint->model->instances.count && !lint_is_off(lint, DIAG_DESCRIPTION_IS_TITLE); i++) {
        const struct instance *instance = lint_instance(lint, i);
        const struct attribute *description = lint_attribute(lint, instance, ATTRIBUTE_DESCRIPTION);
        if (!description || !str_equal(description->text, instance->title)) continue;
        struct diag *d = lint_report(lint, DIAG_DESCRIPTION_IS_TITLE, description->span, "the description of '" STR_FMT "' is its title once more", STR_ARG(instance->name));
        lint_wish(lint, d, (struct lint_wish){.kind = LINT_WISH_ATTRIBUTE, .span = description->span});
    }
}
