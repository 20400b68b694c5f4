/* L141: an instance that has a test that must match and none that must miss. Off unless a project asks for it; what prevents is L006. */
#include "../uses.h"
#include "../rules.h"

void lint_rule_missing_near_miss(struct lint *lint)
{
    for (uint32_t i = 0; i < lint->model->instances.count && !lint_is_off(lint, DIAG_MISSING_NEAR_MISS); i++) {
        const struct instance *instance = lint_instance(lint, i);
        if (!lint_takes_part(lint, instance) || instance->stress || instance->action == WEIR_PREVENT) continue;
        bool matches = false, misses = false;
        for (uint32_t t = 0; t < instance->test_count; t++) {
            const struct content_test *test = MODEL_AT(lint->model->tests, struct content_test, instance->test_first + t);
            const bool has = test->is_corpus ? test->expected > 0 : test->matches;
            matches |= has;
            misses |= !has;
        }
        if (matches && !misses)
            lint_report(lint, DIAG_MISSING_NEAR_MISS, instance->span, "no test says what '" STR_FMT "' must leave alone", STR_ARG(instance->name));
    }
}
