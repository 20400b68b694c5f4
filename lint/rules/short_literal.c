/* L007: a criterion that searches a text for one or two characters. `startswith`, `endswith` and `==` say where they stand and are not meant; nor are
 * characters outside of ASCII, of which one alone may well say something. */
#include "../rules.h"

#define SHORT 2u /* characters */

static bool is_short(struct str s)
{
    for (uint32_t i = 0; i < s.n; i++)
        if ((unsigned char)s.p[i] >= 0x80) return false;
    return s.n <= SHORT;
}

void lint_rule_short_literal(struct lint *lint)
{
    const struct model *model = lint->model;
    for (uint32_t i = 0; i < model->criteria.count; i++) {
        const struct criterion *c = MODEL_AT(model->criteria, struct criterion, i);
        if (c->op != WEIR_OP_CONTAINS || c->set == WEIR_NO_SET) continue;
        const struct value_set *set = MODEL_AT(model->sets, struct value_set, c->set);
        for (uint32_t v = 0; v < set->count; v++) {
            const struct str text = *MODEL_AT(model->strings, struct str, *MODEL_AT(model->values, uint32_t, set->first + v));
            if (!is_short(text)) continue;
            if (lint_report(lint, DIAG_SHORT_LITERAL, c->span, "'" STR_FMT "' stands in nearly every text", STR_ARG(text)) == NULL) return;
            break;
        }
    }
}
