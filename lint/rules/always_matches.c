/* L202: an instance that every event matches. */
#include "../meaning.h"

void lint_rule_always_matches(struct lint *lint)
{
    const struct meaning *m = lint_meaning(lint);
    for (size_t i = 0; i < meaning_count(m, DIAG_ALWAYS_MATCHES); i++) {
        const struct meaning_finding *f = meaning_at(m, DIAG_ALWAYS_MATCHES, i);
        if (meaning_report(lint, DIAG_ALWAYS_MATCHES, f, "every event matches '" STR_FMT "'", STR_ARG(lint_instance(lint, f->instance)->name)) == NULL) return;
    }
}
