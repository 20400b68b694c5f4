/* L007: a criterion that searches a text for one or two characters. `startswith`, `endswith` and `==` say where they stand and are not meant; nor are
 * characters outside of ASCII, of which one alone may well say something. */
#include "../rules.h"
#include "../uses.h"

static bool is_wrong(const struct lint_use *use, struct str value)
{
    enum { SHORT = 2 }; /* characters */
    (void)use;
    for (uint32_t i = 0; i < value.n; i++)
        if ((unsigned char)value.p[i] >= 0x80) return false;
    return value.n <= SHORT;
}

static bool say(struct lint *lint, const struct lint_use *use, struct str value)
{
    return lint_report(lint, DIAG_SHORT_LITERAL, use->criterion->span, "'" STR_FMT "' stands in nearly every text", STR_ARG(value)) != NULL;
}

void lint_rule_short_literal(struct lint *lint)
{
    if (!lint_is_off(lint, DIAG_SHORT_LITERAL)) lint_each_wrong_value(lint, LINT_OP(CONTAINS), LINT_SHORT, is_wrong, say);
}
