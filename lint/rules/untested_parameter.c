/* L146: an instance with tests, and a parameter that it constrains, to which none of them gives a value: the criterion was never tried. A test that is decided by the
 * parameter is more, and `weir test --coverage` looks for that. With a corpus nothing is said: its values are not read here. */
#include "../uses.h"
#include "../rules.h"

static uint64_t tested(const struct lint *lint, const struct instance *instance)
{
    uint64_t given = 0;
    for (uint32_t t = 0; t < instance->test_count; t++) {
        const struct content_test *test = MODEL_AT(lint->model->tests, struct content_test, instance->test_first + t);
        if (test->is_corpus) return UINT64_MAX;
        for (uint32_t v = 0; v < test->value_count; v++) given |= lint_bit(MODEL_AT(lint->model->test_values, struct typed_value, test->value_first + v)->ordinal);
    }
    return given;
}

void lint_rule_untested_parameter(struct lint *lint)
{
    for (uint32_t i = 0; i < lint->model->instances.count && !lint_is_off(lint, DIAG_UNTESTED_PARAMETER); i++) {
        const struct instance *instance = lint_instance(lint, i);
        if (!lint_takes_part(lint, instance) || instance->stress || instance->test_count == 0) continue;
        const uint64_t given = tested(lint, instance);
        const struct template_type *type = lint_type(lint, instance->type);
        for (uint32_t n = 0; n < instance->criterion_count; n++) {
            const struct criterion *c = MODEL_AT(lint->model->criteria, struct criterion, instance->criterion_first + n);
            if (c->ordinal == 0 || c->op == WEIR_OP_EXISTS || given & lint_bit(c->ordinal)) continue;
            lint_report(lint, DIAG_UNTESTED_PARAMETER, c->span, "no test of '" STR_FMT "' gives '" STR_FMT "' a value", STR_ARG(instance->name), STR_ARG(type->fields[c->ordinal - 1].name));
        }
    }
}
