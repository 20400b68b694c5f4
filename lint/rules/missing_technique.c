/* L165: an instance without a tag that names an ATT&CK technique. Off unless a project asks for it. */
#include "../uses.h"
#include "../rules.h"

static bool names_technique(const struct lint *lint, const struct instance *instance)
{
    for (uint32_t i = 0; i < instance->attribute_count; i++) {
        const struct attribute *a = lint_attribute_at(lint, instance, i);
        if (a->key != ATTRIBUTE_TAGS || a->text.n < 9 || memcmp(a->text.p, "attack.", 7) != 0) continue;
        if ((a->text.p[7] == 't' || a->text.p[7] == 'T') && a->text.p[8] >= '0' && a->text.p[8] <= '9') return true;
    }
    return false;
}

void lint_rule_missing_technique(struct lint *lint)
{
    for (uint32_t i = 0; i < lint->model->instances.count && !lint_is_off(lint, DIAG_MISSING_TECHNIQUE); i++) {
        const struct instance *instance = lint_instance(lint, i);
        if (!lint_takes_part(lint, instance) || instance->stress || names_technique(lint, instance)) continue;
        lint_report(lint, DIAG_MISSING_TECHNIQUE, instance->span, "'" STR_FMT "' names no ATT&CK technique", STR_ARG(instance->name));
    }
}
