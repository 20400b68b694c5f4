/* L108: an expression that begins or ends with `.*`, which changes nothing: it is found anywhere. */
#include "../uses.h"
#include "../rules.h"

#include "../regex_form.h"

static bool look(struct lint *lint, const struct lint_use *use)
{
    for (uint32_t v = 0; use->set && v < use->set->count; v++) {
        struct regex_traits traits;
        if (!regex_traits_of(lint->model->arena, lint_value(lint, use->set, v), &traits)) continue;
        if (!traits.leading_run && !traits.trailing_run) continue;
        return lint_report(lint, DIAG_REGEX_EDGES, use->criterion->span, "'.*' at the %s of an expression changes nothing", traits.leading_run ? "start" : "end") != NULL;
    }
    return true;
}

void lint_rule_regex_edges(struct lint *lint)
{
    if (!lint_is_off(lint, DIAG_REGEX_EDGES)) lint_each_use(lint, LINT_OP(MATCHES), look);
}
