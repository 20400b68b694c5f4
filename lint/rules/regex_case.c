/* L107: an expression whose letters have one case, on a field where every other comparison passes over case. With (?i) anywhere, or letters in classes of both cases, somebody has
 * thought of it. */
#include "../uses.h"
#include "../rules.h"

#include "../regex_form.h"

static bool look(struct lint *lint, const struct lint_use *use)
{
    for (uint32_t v = 0; use->set && v < use->set->count; v++) {
        struct regex_traits traits;
        if (!regex_traits_of(lint->model->arena, lint_value(lint, use->set, v), &traits)) continue;
        if (!traits.cased_letter || traits.folded_letter || !use->field || use->field->cased || use->field->type == WEIR_TYPE_HASH) continue;
        return lint_report(lint, DIAG_REGEX_CASE, use->criterion->span, "the case of its letters counts, and for '" STR_FMT "' case counts nowhere else", STR_ARG(use->field->name)) != NULL;
    }
    return true;
}

void lint_rule_regex_case(struct lint *lint)
{
    if (!lint_is_off(lint, DIAG_REGEX_CASE)) lint_each_use(lint, LINT_OP(MATCHES), look);
}
