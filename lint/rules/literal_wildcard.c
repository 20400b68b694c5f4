/* L101: `endswith '*.exe'`: a star in a value that is compared as it stands. In a path it can never be there; elsewhere only one at the start is taken for a mistake, a shell's own
 * `del *.*` is text. */
#include "../uses.h"
#include "../rules.h"

static bool is_wrong(const struct lint_use *use, struct str value)
{
    if (value.n < 2) return false;
    if (lint_use_is_path(use)) return memchr(value.p, '*', value.n) != NULL;
    return value.p[0] == '*' && value.p[1] != ' ' && use->criterion->op != WEIR_OP_CONTAINS;
}

static bool say(struct lint *lint, const struct lint_use *use, struct str value)
{
    struct diag *d = lint_report(lint, DIAG_LITERAL_WILDCARD, use->criterion->span, "the '*' in '" STR_FMT "' is a star, and no wildcard", STR_ARG(value));
    return d != NULL;
}

void lint_rule_literal_wildcard(struct lint *lint)
{
    if (!lint_is_off(lint, DIAG_LITERAL_WILDCARD)) lint_each_wrong_value(lint, LINT_TEXT_OPS, LINT_STAR, is_wrong, say);
}
