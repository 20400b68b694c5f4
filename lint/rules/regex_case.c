/* L107: an expression whose letters have one case, on a field where every other comparison passes over case. With (?i) anywhere, or letters in classes of both cases, somebody has
 * thought of it. */
#include "../fix.h"
#include "../rules.h"

#include "../regex_form.h"

static bool mend(struct arena *arena, const struct lint_use *use, struct str text, struct str *out)
{
    (void)use;
    *out = arena_printf(arena, "(?i)" STR_FMT, STR_ARG(text));
    return true;
}

static bool look(struct lint *lint, const struct lint_use *use)
{
    for (uint32_t v = 0; use->set && v < use->set->count; v++) {
        const struct regex_traits *traits = lint_regex_traits(lint, use->set, v);
        if (traits == NULL) continue;
        if (!traits->cased_letter || traits->folded_letter || !use->field || use->field->cased || use->field->type == WEIR_TYPE_HASH) continue;
        struct diag *d = lint_report(lint, DIAG_REGEX_CASE, use->criterion->span, "the case of its letters counts, and for '" STR_FMT "' case counts nowhere else", STR_ARG(use->field->name));
        lint_wish_literals(lint, d, use, mend);
        return d != NULL;
    }
    return true;
}

void lint_rule_regex_case(struct lint *lint)
{
    if (!lint_is_off(lint, DIAG_REGEX_CASE)) lint_each_use(lint, LINT_OP(MATCHES), look);
}
