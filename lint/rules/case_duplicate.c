/* L115: values of one criterion that differ in case only, where case does not count. The model has them once, and knows which instances have such; they are found in the source. */
#include "../fix.h"
#include "../rules.h"

#include "../../compiler/pattern/pattern.h"

struct written {
    struct intern folded;
    struct vec first; /* struct lint_literal: by number */
};

static bool look_at(struct lint *lint, const struct lint_use *use, struct written *w)
{
    const struct span span = use->criterion->span;
    const struct str source = sources_text(lint->model->sources, span);
    struct arena *arena = lint->model->arena;
    struct lint_literal literal;
    for (uint32_t at = 0; lint_next_literal(arena, source, &at, &literal);) {
        const uint32_t number = intern_add(&w->folded, fold_text(arena, literal.text));
        if (number == w->first.count) {
            *(struct lint_literal *)vec_push(&w->first, sizeof literal) = literal;
            continue;
        }
        const struct lint_literal first = ((struct lint_literal *)w->first.p)[number];
        struct diag *d = lint_report(lint, DIAG_CASE_DUPLICATE, (struct span){span.at + literal.at, literal.length}, "'" STR_FMT "' is there already%s", STR_ARG(literal.text),
                                     str_equal(first.text, literal.text) ? "" : ": case does not count");
        if (d == NULL) return false;
        diag_add_label(lint->model->sink, d, (struct span){span.at + first.at, first.length}, "the first one");
        lint_wish(lint, d, (struct lint_wish){.kind = LINT_WISH_VALUE, .span = span, .place = span.at + literal.at});
    }
    return true;
}

static bool look(struct lint *lint, const struct lint_use *use)
{
    struct written w = {.first = {.exhausted = lint->model->arena->exhausted}};
    if (lint_use_is_cased(use)) return true;
    intern_init(&w.folded, &lint->memory);
    const bool goes_on = look_at(lint, use, &w);
    vec_free(&w.first);
    intern_free(&w.folded);
    return goes_on;
}

void lint_rule_case_duplicate(struct lint *lint)
{
    for (uint32_t i = 0; i < lint->model->instances.count && !lint_is_off(lint, DIAG_CASE_DUPLICATE); i++)
        if (lint_instance(lint, i)->repeats && !lint_each_use_of(lint, i, LINT_TEXT_OPS | LINT_OP(LIKE), look)) return;
}
