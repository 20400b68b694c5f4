/* L178: a reference that starts with no scheme (https://) and so cannot be followed. Off unless a project asks for it. */
#include "../uses.h"
#include "../rules.h"

static bool has_scheme(struct str s)
{
    uint32_t i = 0;
    while (i < s.n && ((s.p[i] >= 'a' && s.p[i] <= 'z') || (s.p[i] >= 'A' && s.p[i] <= 'Z'))) i++;
    return i > 0 && s.n - i > 3 && memcmp(s.p + i, "://", 3) == 0;
}

void lint_rule_reference_form(struct lint *lint)
{
    for (uint32_t i = 0; i < lint->model->instances.count && !lint_is_off(lint, DIAG_REFERENCE_FORM); i++) {
        const struct instance *instance = lint_instance(lint, i);
        for (uint32_t n = 0; n < instance->attribute_count; n++) {
            const struct attribute *a = lint_attribute_at(lint, instance, n);
            if (a->key != ATTRIBUTE_REFERENCES || has_scheme(a->text)) continue;
            lint_report(lint, DIAG_REFERENCE_FORM, a->span, "'" STR_FMT "' is not an address that can be followed", STR_ARG(a->text));
        }
    }
}
