/* L121: the other system's separator in a path: '/' on Windows, where a drive or an extension shows that a file is meant, and '\' elsewhere. */
#include "../uses.h"
#include "../rules.h"

static bool is_wrong(const struct lint_use *use, struct str value)
{
    if (!lint_use_is_path(use) || value.n < 2) return false;
    if (use->type->platform != WEIR_WINDOWS) return memchr(value.p, '\\', value.n) != NULL;
    return memchr(value.p, '/', value.n) != NULL && memchr(value.p, '\\', value.n) == NULL;
}

static bool say(struct lint *lint, const struct lint_use *use, struct str value)
{
    return lint_report(lint, DIAG_FOREIGN_SEPARATOR, use->criterion->span, "'" STR_FMT "' has a separator that paths of this system do not have", STR_ARG(value)) != NULL;
}

void lint_rule_foreign_separator(struct lint *lint)
{
    if (!lint_is_off(lint, DIAG_FOREIGN_SEPARATOR)) lint_each_wrong_value(lint, (LINT_TEXT_OPS | LINT_OP(LIKE)), LINT_FOREIGN, is_wrong, say);
}
