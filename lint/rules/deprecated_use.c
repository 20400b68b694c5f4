/* L229: an instance of a deprecated Template Type, or one that reads a deprecated field. A field is told once for each instance. */
#include "../rules.h"

static bool tell_field(struct lint *lint, const struct instance *in, const struct field *field, struct span span)
{
    struct diag *d = lint_report(lint, DIAG_DEPRECATED_USE, span, "'" STR_FMT "' reads '" STR_FMT "', which is deprecated", STR_ARG(in->name), STR_ARG(field->name));
    if (d == NULL) return false;
    if (field->deprecation.n) diag_set_label(lint->model->sink, d, STR_FMT, STR_ARG(field->deprecation));
    diag_add_label(lint->model->sink, d, field->span, "declared here");
    return true;
}

static uint64_t deprecated_fields(const struct template_type *type)
{
    uint64_t fields = 0;
    for (uint32_t i = 0; i < type->field_count; i++) fields |= type->fields[i].deprecated ? lint_bit(i + 1) : 0;
    return fields;
}

void lint_rule_deprecated_use(struct lint *lint)
{
    const struct model *model = lint->model;
    const struct template_type *known = NULL;
    uint64_t deprecated = 0; /* its fields */
    for (uint32_t i = 0; i < model->instances.count; i++) {
        const struct instance *in = lint_instance(lint, i);
        if (in->poisoned || in->stress || in->type >= model->templates.count || lint_type(lint, in->type)->poisoned) continue;
        const struct template_type *type = lint_type(lint, in->type);
        uint64_t told = 0;
        if (type != known) deprecated = deprecated_fields(type);
        known = type;
        if (type->deprecated) {
            struct diag *d = lint_report(lint, DIAG_DEPRECATED_USE, in->span, "'" STR_FMT "' is an instance of '" STR_FMT "', which is deprecated", STR_ARG(in->name), STR_ARG(type->name));
            if (d == NULL) return;
            diag_add_label(model->sink, d, type->span, "declared here");
        }
        for (uint32_t n = 0; n < in->criterion_count && lint->facts[i].reads & deprecated; n++) {
            const struct criterion *c = MODEL_AT(model->criteria, struct criterion, in->criterion_first + n);
            const uint8_t ordinals[] = {c->ordinal, c->other};
            for (int k = 0; k < 2; k++) {
                if (ordinals[k] == 0 || ordinals[k] > type->field_count || !type->fields[ordinals[k] - 1].deprecated || told & lint_bit(ordinals[k])) continue;
                told |= lint_bit(ordinals[k]);
                if (!tell_field(lint, in, &type->fields[ordinals[k] - 1], c->span)) return;
            }
        }
    }
}
