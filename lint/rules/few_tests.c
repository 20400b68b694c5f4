/* L142: an instance that prevents with fewer than three tests. A corpus counts for as many as are needed: it has any number of events. */
#include "../uses.h"
#include "../rules.h"

#define NEEDED 3u

void lint_rule_few_tests(struct lint *lint)
{
    for (uint32_t i = 0; i < lint->model->instances.count && !lint_is_off(lint, DIAG_FEW_TESTS); i++) {
        const struct instance *instance = lint_instance(lint, i);
        if (!lint_takes_part(lint, instance) || instance->stress || instance->action != WEIR_PREVENT) continue;
        uint32_t tests = 0;
        for (uint32_t t = 0; t < instance->test_count; t++)
            tests += MODEL_AT(lint->model->tests, struct content_test, instance->test_first + t)->is_corpus ? NEEDED : 1;
        if (tests >= NEEDED) continue;
        lint_report(lint, DIAG_FEW_TESTS, instance->span, "'" STR_FMT "' prevents, and has %u of the %u tests that this wants", STR_ARG(instance->name), tests, NEEDED);
    }
}
