/* L205: an instance that some others, none of which contains it alone, contain together. */
#include "../meaning.h"

void lint_rule_contained_in_union(struct lint *lint)
{
    const struct meaning *m = lint_meaning(lint);
    for (size_t i = 0; i < meaning_count(m, DIAG_CONTAINED_IN_UNION); i++) {
        const struct meaning_finding *f = meaning_at(m, DIAG_CONTAINED_IN_UNION, i);
        struct diag *d = meaning_report(lint, DIAG_CONTAINED_IN_UNION, f, "'" STR_FMT "' matches nothing that %u others together do not match too",
                                        STR_ARG(lint_instance(lint, f->instance)->name), f->other_count);
        if (d == NULL) return;
        for (uint32_t o = 0; o < f->other_count && o < MEANING_OTHERS; o++)
            diag_add_label(lint->model->sink, d, lint_instance(lint, f->others[o])->span, o + 1 == MEANING_OTHERS && f->other_count > MEANING_OTHERS ? "one of them; there are more" : "one of them");
    }
}
