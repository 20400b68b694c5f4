/* L003: an instance without a title, or with an empty one. */
#include "../rules.h"

void lint_rule_missing_title(struct lint *lint)
{
    for (uint32_t i = 0; i < lint->model->instances.count; i++) {
        const struct instance *instance = lint_instance(lint, i);
        if (instance->title.n || instance->poisoned) continue;
        if (lint_report(lint, DIAG_MISSING_TITLE, instance->span, "'" STR_FMT "' has no title", STR_ARG(instance->name)) == NULL) return;
    }
}
