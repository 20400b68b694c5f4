/* L002: two instances with one title. The later one is reported, with the first one's line beside it. */
#include "../rules.h"

void lint_rule_duplicate_title(struct lint *lint)
{
    struct intern titles;
    intern_init(&titles, &lint->memory);
    struct vec first = {.exhausted = lint->model->arena->exhausted}; /* uint32_t: instance by number of the title */
    for (uint32_t i = 0; i < lint->model->instances.count; i++) {
        const struct instance *instance = lint_instance(lint, i);
        if (i + LINT_SOON < lint->model->instances.count) intern_ahead(&titles, lint_instance(lint, i + LINT_SOON)->title);
        if (instance->title.n == 0) continue;
        const uint32_t number = intern_add(&titles, instance->title);
        if (number == first.count) {
            *(uint32_t *)vec_push(&first, sizeof number) = i;
            continue;
        }
        const struct instance *other = lint_instance(lint, ((uint32_t *)first.p)[number]);
        struct diag *d = lint_report(lint, DIAG_DUPLICATE_TITLE, instance->span, "'" STR_FMT "' has the same title as '" STR_FMT "': '" STR_FMT "'",
                                     STR_ARG(instance->name), STR_ARG(other->name), STR_ARG(instance->title));
        if (d == NULL) break;
        diag_add_label(lint->model->sink, d, other->span, "the first one with this title");
    }
    vec_free(&first);
    intern_free(&titles);
}
