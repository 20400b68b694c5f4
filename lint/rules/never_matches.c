/* L201: an instance that no event can match, with the criteria that contradict each other. */
#include "../meaning.h"

void lint_rule_never_matches(struct lint *lint)
{
    const struct meaning *m = lint_meaning(lint);
    for (size_t i = 0; i < meaning_count(m, DIAG_NEVER_MATCHES); i++) {
        const struct meaning_finding *f = meaning_at(m, DIAG_NEVER_MATCHES, i);
        if (meaning_report(lint, DIAG_NEVER_MATCHES, f, "no event can match '" STR_FMT "'", STR_ARG(lint_instance(lint, f->instance)->name)) == NULL) return;
    }
}
