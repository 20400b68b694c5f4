/* L004: names of instances that differ only in case. The later one is reported, with the first one's line beside it. Names are ASCII. */
#include "../rules.h"

#include "../../compiler/base/limits.h"

static struct str lowered(struct str name, char out[LIMIT_NAME_BYTES])
{
    uint32_t n = 0;
    for (; n < name.n && n < LIMIT_NAME_BYTES; n++) out[n] = (char)(name.p[n] >= 'A' && name.p[n] <= 'Z' ? name.p[n] + 32 : name.p[n]);
    return (struct str){out, n};
}

void lint_rule_case_twin(struct lint *lint)
{
    struct intern names;
    intern_init(&names, lint->model->arena);
    struct vec first = {.exhausted = lint->model->arena->exhausted}; /* uint32_t: instance by number of the name */
    for (uint32_t i = 0; i < lint->model->instances.count; i++) {
        const struct instance *instance = lint_instance(lint, i);
        char buffer[LIMIT_NAME_BYTES];
        const uint32_t number = intern_add(&names, lowered(instance->name, buffer));
        if (number == first.count) {
            *(uint32_t *)vec_push(&first, sizeof number) = i;
            continue;
        }
        const struct instance *other = lint_instance(lint, ((uint32_t *)first.p)[number]);
        if (str_equal(instance->name, other->name)) continue; /* twice the same name: the model's to report */
        struct diag *d = lint_report(lint, DIAG_CASE_TWIN, instance->span, "'" STR_FMT "' differs from '" STR_FMT "' only in case", STR_ARG(instance->name),
                                     STR_ARG(other->name));
        if (d == NULL) break;
        diag_add_label(lint->model->sink, d, other->span, "the other one");
    }
    vec_free(&first);
    intern_free(&names);
}
