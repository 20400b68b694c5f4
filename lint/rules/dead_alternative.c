/* L208: an alternative, or a value of a list, that the rest of the condition refuses every time. */
#include "../../compiler/pattern/pattern.h"
#include "../fix.h"
#include "../meaning.h"

void lint_rule_dead_alternative(struct lint *lint)
{
    const struct meaning *m = lint_meaning(lint);
    for (size_t i = 0; i < meaning_count(m, DIAG_DEAD_ALTERNATIVE); i++) {
        const struct meaning_finding *f = meaning_at(m, DIAG_DEAD_ALTERNATIVE, i);
        struct diag *d = f->other_count ? meaning_report(lint, DIAG_DEAD_ALTERNATIVE, f, "'" STR_FMT "' and %u more of its values never make '" STR_FMT "' match", STR_ARG(f->text), f->other_count, STR_ARG(lint_instance(lint, f->instance)->name))
                                        : meaning_report(lint, DIAG_DEAD_ALTERNATIVE, f, "'" STR_FMT "' never makes '" STR_FMT "' match", STR_ARG(f->text), STR_ARG(lint_instance(lint, f->instance)->name));
        if (d == NULL) return;
        for (const struct meaning_value *v = f->values; v; v = v->next)
            lint_wish(lint, d, (struct lint_wish){.kind = LINT_WISH_VALUE, .span = f->span, .text = fold_text(lint->model->arena, v->text)});
        if (f->values == NULL)
            lint_wish(lint, d, (struct lint_wish){.kind = LINT_WISH_PART, .span = f->span, .value = f->becomes, .excluded = f->excluded});
        diag_set_label(lint->model->sink, d, f->by_exclusion ? "an exclusion takes all of it away" : "another criterion refuses it");
    }
}
