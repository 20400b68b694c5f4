/* L005: an instance without a test that must match. Said of each up to a point; a project without any tests at all should not drown in it. */
#include "../rules.h"

#define SAID 100u

static bool is_tested(const struct model *model, const struct instance *instance)
{
    for (uint32_t t = 0; t < instance->test_count; t++) {
        const struct content_test *test = MODEL_AT(model->tests, struct content_test, instance->test_first + t);
        if (test->is_corpus ? test->expected > 0 : test->matches) return true;
    }
    return false;
}

void lint_rule_missing_test(struct lint *lint)
{
    uint32_t found = 0;
    const struct instance *last = NULL;
    struct diag *d = NULL;
    for (uint32_t i = 0; i < lint->model->instances.count; i++) {
        const struct instance *instance = lint_instance(lint, i);
        if (instance->poisoned || instance->stress || is_tested(lint->model, instance)) continue;
        last = instance;
        if (++found > SAID) continue;
        d = lint_report(lint, DIAG_MISSING_TEST, instance->span, "'" STR_FMT "' has no test that must match", STR_ARG(instance->name));
        if (d == NULL) return;
    }
    if (found > SAID && last && d)
        diag_set_note(lint->model->sink, d, "%u more instances have none either", found - SAID);
}
