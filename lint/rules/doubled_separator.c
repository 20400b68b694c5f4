/* L120: two backslashes side by side inside a value that is compared with a path. In '...' a backslash stands for itself, so these are two, and paths have one. At the start they are a
 * share's or a device's. */
#include "../uses.h"
#include "../rules.h"

static bool is_wrong(const struct lint_use *use, struct str value)
{
    if (!lint_use_is_path(use) || use->type->platform != WEIR_WINDOWS) return false;
    uint32_t first = 0;
    while (first < value.n && (value.p[first] == '\\' || value.p[first] == '*')) first++;
    for (uint32_t i = first; i + 1 < value.n; i++)
        if (value.p[i] == '\\' && value.p[i + 1] == '\\') return true;
    return false;
}

static bool say(struct lint *lint, const struct lint_use *use, struct str value)
{
    return lint_report(lint, DIAG_DOUBLED_SEPARATOR, use->criterion->span, "'" STR_FMT "' has two backslashes where paths have one", STR_ARG(value)) != NULL;
}

void lint_rule_doubled_separator(struct lint *lint)
{
    if (!lint_is_off(lint, DIAG_DOUBLED_SEPARATOR)) lint_each_wrong_value(lint, (LINT_TEXT_OPS | LINT_OP(LIKE)), LINT_BACKSLASHES, is_wrong, say);
}
