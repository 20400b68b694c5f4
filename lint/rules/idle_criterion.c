/* L211: a criterion, or an alternative, without which the condition means the same. */
#include "../fix.h"
#include "../meaning.h"

void lint_rule_idle_criterion(struct lint *lint)
{
    const struct meaning *m = lint_meaning(lint);
    for (size_t i = 0; i < meaning_count(m, DIAG_IDLE_CRITERION); i++) {
        const struct meaning_finding *f = meaning_at(m, DIAG_IDLE_CRITERION, i);
        struct diag *d = meaning_report(lint, DIAG_IDLE_CRITERION, f, "'" STR_FMT "' never decides whether '" STR_FMT "' matches", STR_ARG(f->text), STR_ARG(lint_instance(lint, f->instance)->name));
        if (d == NULL) return;
        lint_wish(lint, d, (struct lint_wish){.kind = LINT_WISH_PART, .span = f->span, .value = f->becomes, .excluded = f->excluded});
        diag_set_label(lint->model->sink, d, STR_FMT, STR_ARG(f->other));
    }
}
