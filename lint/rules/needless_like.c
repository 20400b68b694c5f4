/* L102: `like` with a value that has no wildcard: it is `==`. A glob beside it that has one makes the criterion what it is. */
#include "../fix.h"
#include "../rules.h"

#include "../../compiler/pattern/pattern.h"

static bool is_wrong(const struct lint_use *use, struct str value)
{
    uint32_t at = 0, character;
    (void)use;
    while (at < value.n)
        if (glob_next(value, &at, &character) != GLOB_PIECE_CHARACTER) return false;
    return value.n != 0;
}

static bool say(struct lint *lint, const struct lint_use *use, struct str value)
{
    if (use->set->count != 1) return true;
    struct diag *d = lint_report(lint, DIAG_NEEDLESS_LIKE, use->criterion->span, "the glob '" STR_FMT "' has no wildcard", STR_ARG(value));
    if (lint_wish_operator(lint, d, use, "like", "==")) lint_wish_literals(lint, d, use, lint_mend_glob);
    return d != NULL;
}

void lint_rule_needless_like(struct lint *lint)
{
    if (!lint_is_off(lint, DIAG_NEEDLESS_LIKE)) lint_each_wrong_value(lint, LINT_OP(LIKE), LINT_ANY, is_wrong, say);
}
