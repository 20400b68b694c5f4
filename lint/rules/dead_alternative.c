/* L208: an alternative, or a value of a list, that the rest of the condition refuses every time. */
#include "../meaning.h"

void lint_rule_dead_alternative(struct lint *lint)
{
    const struct meaning *m = lint_meaning(lint);
    for (size_t i = 0; i < meaning_count(m, DIAG_DEAD_ALTERNATIVE); i++) {
        const struct meaning_finding *f = meaning_at(m, DIAG_DEAD_ALTERNATIVE, i);
        struct diag *d = f->other_count ? meaning_report(lint, DIAG_DEAD_ALTERNATIVE, f, "'" STR_FMT "' and %u more of its values never make '" STR_FMT "' match", STR_ARG(f->text), f->other_count, STR_ARG(lint_instance(lint, f->instance)->name))
                                        : meaning_report(lint, DIAG_DEAD_ALTERNATIVE, f, "'" STR_FMT "' never makes '" STR_FMT "' match", STR_ARG(f->text), STR_ARG(lint_instance(lint, f->instance)->name));
        if (d == NULL) return;
        diag_set_label(lint->model->sink, d, f->by_exclusion ? "an exclusion takes all of it away" : "another criterion refuses it");
    }
}
