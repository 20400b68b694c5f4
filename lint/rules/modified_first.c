/* L166: a day of the last change before the day on which the instance was written, or without such a day. */
#include "../uses.h"
#include "../rules.h"

/* yyyymmdd of a date that the model has found right; months and days may have one digit. */
static uint32_t day_of(struct str date)
{
    uint32_t part[3] = {0}, which = 0;
    for (uint32_t i = 0; i < date.n && which < 3; i++) {
        if (date.p[i] == '-') which++;
        else part[which] = part[which] * 10 + (uint32_t)(date.p[i] - '0');
    }
    return part[0] * 10000 + part[1] * 100 + part[2];
}

void lint_rule_modified_first(struct lint *lint)
{
    for (uint32_t i = 0; i < lint->model->instances.count && !lint_is_off(lint, DIAG_MODIFIED_FIRST); i++) {
        const struct instance *instance = lint_instance(lint, i);
        if (!lint_takes_part(lint, instance)) continue;
        const struct attribute *date = lint_attribute(lint, instance, ATTRIBUTE_DATE), *modified = lint_attribute(lint, instance, ATTRIBUTE_MODIFIED);
        if (!date || !modified || day_of(modified->text) >= day_of(date->text)) continue;
        struct diag *d = lint_report(lint, DIAG_MODIFIED_FIRST, modified->span, "'" STR_FMT "' was changed before it was written", STR_ARG(instance->name));
        if (d) diag_add_label(lint->model->sink, d, date->span, "written on " STR_FMT, STR_ARG(date->text));
    }
}
