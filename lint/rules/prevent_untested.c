/* L006: an instance that prevents and has no test of an event that it must leave alone. */
#include "../rules.h"

void lint_rule_prevent_untested(struct lint *lint)
{
    for (uint32_t i = 0; i < lint->model->instances.count; i++) {
        const struct instance *instance = lint_instance(lint, i);
        if (instance->poisoned || instance->stress || instance->action != WEIR_PREVENT) continue;
        bool misses = false;
        for (uint32_t t = 0; t < instance->test_count; t++) {
            const struct content_test *test = MODEL_AT(lint->model->tests, struct content_test, instance->test_first + t);
            misses |= test->is_corpus ? test->expected == 0 : !test->matches;
        }
        if (misses) continue;
        if (lint_report(lint, DIAG_PREVENT_UNTESTED, instance->span, "'" STR_FMT "' prevents, and no test says what it must leave alone", STR_ARG(instance->name)) == NULL) return;
    }
}
