/* L209: an exclusion, or an alternative of one, that takes nothing away. */
#include "../fix.h"
#include "../meaning.h"

void lint_rule_idle_exclusion(struct lint *lint)
{
    const struct meaning *m = lint_meaning(lint);
    for (size_t i = 0; i < meaning_count(m, DIAG_IDLE_EXCLUSION); i++) {
        const struct meaning_finding *f = meaning_at(m, DIAG_IDLE_EXCLUSION, i);
        struct diag *d = meaning_report(lint, DIAG_IDLE_EXCLUSION, f, "excluding '" STR_FMT "' takes nothing away from '" STR_FMT "'", STR_ARG(f->text), STR_ARG(lint_instance(lint, f->instance)->name));
        if (d == NULL) return;
        lint_wish(lint, d, (struct lint_wish){.kind = LINT_WISH_PART, .span = f->span, .value = f->becomes, .excluded = f->excluded});
        diag_set_label(lint->model->sink, d, "nothing that the rest takes is taken by this");
    }
}
