/* L210: an exclusion that leaves nothing of what the rest of the condition takes. */
#include "../meaning.h"

void lint_rule_total_exclusion(struct lint *lint)
{
    const struct meaning *m = lint_meaning(lint);
    for (size_t i = 0; i < meaning_count(m, DIAG_TOTAL_EXCLUSION); i++) {
        const struct meaning_finding *f = meaning_at(m, DIAG_TOTAL_EXCLUSION, i);
        struct diag *d = meaning_report(lint, DIAG_TOTAL_EXCLUSION, f, "with this excluded, no event can match '" STR_FMT "'", STR_ARG(lint_instance(lint, f->instance)->name));
        if (d == NULL) return;
        diag_set_label(lint->model->sink, d, "takes everything that the rest takes");
    }
}
