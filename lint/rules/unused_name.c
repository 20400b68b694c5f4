/* L008: a let that its instance does not use; a list or predicate that no instance of the run uses. In a run over a part of a project, and where errors hide uses, only lets
 * can be judged. */
#include "../fix.h"
#include "../rules.h"

static const char *const words[] = {[NAMED_LET] = "let", [NAMED_LIST] = "list", [NAMED_PREDICATE] = "predicate"};

void lint_rule_unused_name(struct lint *lint)
{
    const struct model *model = lint->model;
    const bool all_seen = !lint->options->is_part && !diag_has_errors(model->sink);
    for (size_t i = 0; i < model->named.count; i++) {
        const struct declared_name *named = MODEL_AT(model->named, struct declared_name, i);
        if (named->used || (named->kind != NAMED_LET && !all_seen)) continue;
        struct diag *d = lint_report(lint, DIAG_UNUSED_NAME, named->span, "%s '" STR_FMT "' is not used", words[named->kind], STR_ARG(named->name));
        if (d == NULL) return;
        diag_set_label(model->sink, d, named->kind == NAMED_LET ? "'match' does not come to it" : "no instance comes to it");
        lint_wish(lint, d, (struct lint_wish){.kind = LINT_WISH_DECLARATION, .span = named->span});
    }
}
