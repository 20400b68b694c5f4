/* L182: a let, or a parameter of a predicate, that has the name of a list or predicate which its file sees. A let with a field's name is an error of the language. */
#include "../uses.h"
#include "../rules.h"

void lint_rule_shadowed_name(struct lint *lint)
{
    const struct model *model = lint->model;
    for (size_t i = 0; i < model->shadowings.count && !lint_is_off(lint, DIAG_SHADOWED_NAME); i++) {
        const struct shadowing *s = MODEL_AT(model->shadowings, struct shadowing, i);
        const char *word = s->is_predicate ? "predicate" : "list";
        struct diag *d = lint_report(lint, DIAG_SHADOWED_NAME, s->span, "the %s '" STR_FMT "' has the name of a %s", s->is_let ? "let" : "parameter", STR_ARG(s->name), word);
        if (d) diag_add_label(model->sink, d, s->outer, "the %s", word);
    }
}
