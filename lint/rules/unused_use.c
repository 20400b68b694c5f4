/* L183: a `use` that brings nothing which the file names. In a file that others use it may be meant for them; and where errors hide uses, or files are left out, nothing is judged. */
#include "../fix.h"
#include "../rules.h"

void lint_rule_unused_use(struct lint *lint)
{
    const struct model *model = lint->model;
    if (lint_is_off(lint, DIAG_UNUSED_USE) || lint->options->is_part || diag_has_errors(model->sink)) return;
    for (size_t i = 0; i < model->unused_uses.count; i++) {
        const struct span span = *MODEL_AT(model->unused_uses, struct span, i);
        struct diag *d = lint_report(lint, DIAG_UNUSED_USE, span, "nothing of " STR_FMT " is used here", STR_ARG(sources_text(model->sources, span)));
        lint_wish(lint, d, (struct lint_wish){.kind = LINT_WISH_DECLARATION, .span = span});
    }
}
