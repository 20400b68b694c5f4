/* L106: an expression whose repetitions stand inside one another, (a+)+, or whose counts multiply to hundreds. It cannot run away here, but in other engines it can, and an
 * automaton grows with each count. */
#include "../uses.h"
#include "../rules.h"

#include "../regex_form.h"

#define MANY 300u

static bool look(struct lint *lint, const struct lint_use *use)
{
    for (uint32_t v = 0; use->set && v < use->set->count; v++) {
        const struct regex_traits *traits = lint_regex_traits(lint, use->set, v);
        if (traits == NULL) continue;
        if (!traits->nested && traits->repetition < MANY) continue;
        if (traits->nested) return lint_report(lint, DIAG_REGEX_REPETITION, use->criterion->span, "a repetition without end stands inside another") != NULL;
        return lint_report(lint, DIAG_REGEX_REPETITION, use->criterion->span, "the counts of its repetitions multiply to %u", traits->repetition) != NULL;
    }
    return true;
}

void lint_rule_regex_repetition(struct lint *lint)
{
    if (!lint_is_off(lint, DIAG_REGEX_REPETITION)) lint_each_use(lint, LINT_OP(MATCHES), look);
}
