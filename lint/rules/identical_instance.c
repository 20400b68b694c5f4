/* L203: two instances that mean the same. The later one is reported. */
#include "../meaning.h"

void lint_rule_identical_instance(struct lint *lint)
{
    const struct meaning *m = lint_meaning(lint);
    for (size_t i = 0; i < meaning_count(m, DIAG_IDENTICAL_INSTANCE); i++) {
        const struct meaning_finding *f = meaning_at(m, DIAG_IDENTICAL_INSTANCE, i);
        const struct instance *other = lint_instance(lint, f->others[0]);
        struct diag *d = meaning_report(lint, DIAG_IDENTICAL_INSTANCE, f, "'" STR_FMT "' matches exactly the events that '" STR_FMT "' matches",
                                        STR_ARG(lint_instance(lint, f->instance)->name), STR_ARG(other->name));
        if (d == NULL) return;
        diag_add_label(lint->model->sink, d, other->span, "the other one");
    }
}
