/* L147: a test that must miss, and gives no value to any parameter that its instance reads: every instance without such an exclusion misses it, whatever it looks for. */
#include "../uses.h"
#include "../rules.h"

static bool touches(const struct lint *lint, uint32_t number, const struct content_test *test)
{
    const struct template_type *type = lint_type(lint, lint_instance(lint, number)->type);
    uint32_t criteria;
    const uint64_t reads = lint_reads(lint, number, type->version, &criteria);
    for (uint32_t v = 0; v < test->value_count; v++)
        if (reads & lint_bit(MODEL_AT(lint->model->test_values, struct typed_value, test->value_first + v)->ordinal)) return true;
    return false;
}

void lint_rule_idle_test(struct lint *lint)
{
    for (uint32_t i = 0; i < lint->model->instances.count && !lint_is_off(lint, DIAG_IDLE_TEST); i++) {
        const struct instance *instance = lint_instance(lint, i);
        if (!lint_takes_part(lint, instance)) continue;
        for (uint32_t t = 0; t < instance->test_count; t++) {
            const struct content_test *test = MODEL_AT(lint->model->tests, struct content_test, instance->test_first + t);
            if (test->is_corpus || test->matches || test->value_count == 0 || touches(lint, i, test)) continue;
            lint_report(lint, DIAG_IDLE_TEST, test->span, "the test '" STR_FMT "' gives no value that '" STR_FMT "' looks at", STR_ARG(test->name), STR_ARG(instance->name));
        }
    }
}
