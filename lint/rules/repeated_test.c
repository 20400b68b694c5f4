/* L143: two tests of one instance with one name. A corpus is named by its file, and its number of matches may be asked for twice. */
#include "../uses.h"
#include "../rules.h"

static void look(struct lint *lint, const struct instance *instance)
{
    struct intern names;
    struct vec first = {.exhausted = lint->model->arena->exhausted}; /* struct span: by number of the name */
    intern_init(&names, lint->model->arena);
    for (uint32_t t = 0; t < instance->test_count; t++) {
        const struct content_test *test = MODEL_AT(lint->model->tests, struct content_test, instance->test_first + t);
        if (test->is_corpus) continue;
        const uint32_t number = intern_add(&names, test->name);
        if (number == first.count) {
            *(struct span *)vec_push(&first, sizeof(struct span)) = test->span;
            continue;
        }
        struct diag *d = lint_report(lint, DIAG_REPEATED_TEST, test->span, "'" STR_FMT "' has two tests '" STR_FMT "'", STR_ARG(instance->name), STR_ARG(test->name));
        if (d) diag_add_label(lint->model->sink, d, ((struct span *)first.p)[number], "the first one");
    }
    vec_free(&first);
    intern_free(&names);
}

void lint_rule_repeated_test(struct lint *lint)
{
    for (uint32_t i = 0; i < lint->model->instances.count && !lint_is_off(lint, DIAG_REPEATED_TEST); i++)
        if (lint_instance(lint, i)->test_count > 1) look(lint, lint_instance(lint, i));
}
