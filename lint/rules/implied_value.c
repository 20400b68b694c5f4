/* L207: a value of an `all` list that is there whenever the others are. */
#include "../../compiler/pattern/pattern.h"
#include "../fix.h"
#include "../meaning.h"

void lint_rule_implied_value(struct lint *lint)
{
    const struct meaning *m = lint_meaning(lint);
    for (size_t i = 0; i < meaning_count(m, DIAG_IMPLIED_VALUE); i++) {
        const struct meaning_finding *f = meaning_at(m, DIAG_IMPLIED_VALUE, i);
        struct diag *d = meaning_report(lint, DIAG_IMPLIED_VALUE, f, "'" STR_FMT "' is there whenever the other values of '" STR_FMT "' are", STR_ARG(f->text), STR_ARG(lint_instance(lint, f->instance)->name));
        if (d == NULL) return;
        lint_wish(lint, d, (struct lint_wish){.kind = LINT_WISH_VALUE, .span = f->span, .text = fold_text(lint->model->arena, f->text)});
        diag_set_label(lint->model->sink, d, "asks for nothing that the others do not ask for");
    }
}
