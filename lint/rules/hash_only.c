/* L124: an instance that looks at hashes alone. Off unless a project asks for it: for indicators that is what is wanted. */
#include "../uses.h"
#include "../rules.h"

void lint_rule_hash_only(struct lint *lint)
{
    for (uint32_t i = 0; i < lint->model->instances.count && !lint_is_off(lint, DIAG_HASH_ONLY); i++) {
        const struct instance *instance = lint_instance(lint, i);
        if (!lint_takes_part(lint, instance) || instance->stress || instance->criterion_count == 0) continue;
        const struct template_type *type = lint_type(lint, instance->type);
        bool only = true;
        for (uint32_t n = 0; n < instance->criterion_count && only; n++) {
            const struct criterion *c = MODEL_AT(lint->model->criteria, struct criterion, instance->criterion_first + n);
            only = c->ordinal && type->fields[c->ordinal - 1].type == WEIR_TYPE_HASH;
        }
        if (only) lint_report(lint, DIAG_HASH_ONLY, instance->span, "'" STR_FMT "' looks at hashes alone", STR_ARG(instance->name));
    }
}
