/* L123: an instance is the only one that reads a parameter of its Template Type, and has tests, but none that must match with a value there: ground that nothing has trodden yet.
 * A Template Type with one instance alone is new as a whole, which is no finding about one parameter. */
#include "../uses.h"
#include "../rules.h"

static bool is_tried(const struct lint *lint, const struct instance *instance, uint32_t ordinal)
{
    for (uint32_t t = 0; t < instance->test_count; t++) {
        const struct content_test *test = MODEL_AT(lint->model->tests, struct content_test, instance->test_first + t);
        if (test->is_corpus && test->expected) return true;
        for (uint32_t v = 0; test->matches && v < test->value_count; v++)
            if (MODEL_AT(lint->model->test_values, struct typed_value, test->value_first + v)->ordinal == ordinal) return true;
    }
    return false;
}

/* The ordinals that exactly one instance of the Template Type reads. */
static uint64_t read_once(const struct lint *lint, uint32_t type)
{
    uint64_t once = 0, more = 0;
    for (uint32_t n = lint->type_first[type]; n < lint->type_first[type + 1]; n++) {
        if (lint_instance(lint, lint->type_instances[n])->stress) continue;
        const uint64_t reads = lint->facts[lint->type_instances[n]].reads;
        more |= once & reads;
        once |= reads;
    }
    return once & ~more;
}

static void look(struct lint *lint, const struct template_type *type, uint32_t number, uint64_t once)
{
    const struct instance *instance = lint_instance(lint, number);
    uint64_t said = 0;
    for (uint32_t n = 0; n < instance->criterion_count; n++) {
        const struct criterion *c = MODEL_AT(lint->model->criteria, struct criterion, instance->criterion_first + n);
        const uint64_t bit = lint_bit(c->ordinal);
        if (!(bit & once) || bit & said || is_tried(lint, instance, c->ordinal)) continue;
        said |= bit;
        lint_report(lint, DIAG_FIRST_USE, c->span, "'" STR_FMT "' is the first to read parameter %u, '" STR_FMT "', and no test tries it", STR_ARG(instance->name), c->ordinal,
                    STR_ARG(type->fields[c->ordinal - 1].name));
    }
}

void lint_rule_first_use(struct lint *lint)
{
    for (uint32_t t = 0; t < lint->model->templates.count && !lint_is_off(lint, DIAG_FIRST_USE) && !lint->options->is_part; t++) {
        if (lint->type_first[t + 1] - lint->type_first[t] < 2) continue;
        const uint64_t once = read_once(lint, t);
        for (uint32_t n = lint->type_first[t]; n < lint->type_first[t + 1] && once; n++) {
            const uint32_t number = lint->type_instances[n];
            if (!lint_instance(lint, number)->stress && lint_instance(lint, number)->test_count) look(lint, lint_type(lint, t), number, once);
        }
    }
}
