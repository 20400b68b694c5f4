/* L204: an instance inside of another one that is at least as severe and acts at least as strongly. */
#include "../meaning.h"

void lint_rule_contained_instance(struct lint *lint)
{
    const struct meaning *m = lint_meaning(lint);
    for (size_t i = 0; i < meaning_count(m, DIAG_CONTAINED_INSTANCE); i++) {
        const struct meaning_finding *f = meaning_at(m, DIAG_CONTAINED_INSTANCE, i);
        const struct instance *in = lint_instance(lint, f->instance), *other = lint_instance(lint, f->others[0]);
        struct diag *d = meaning_report(lint, DIAG_CONTAINED_INSTANCE, f, "'" STR_FMT "' matches nothing that '" STR_FMT "' does not match too", STR_ARG(in->name), STR_ARG(other->name));
        if (d == NULL) return;
        diag_add_label(lint->model->sink, d, other->span, in->severity < other->severity ? "the wider one, which is more severe" : "the wider one, which is as severe");
    }
}
