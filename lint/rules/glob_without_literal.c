/* L104: a glob that begins with a wildcard and has no three characters side by side: nothing that a search could look for, so it is tried on every event. One that describes a
 * fixed form ('????') or starts with what it knows says where it looks, and is not meant. */
#include "../uses.h"
#include "../rules.h"

#include "../../compiler/pattern/pattern.h"

static bool is_wrong(const struct lint_use *use, struct str value)
{
    uint32_t at = 0, character, run = 0;
    bool literal = false;
    (void)use;
    while (at < value.n) {
        const bool first = at == 0;
        const enum glob_piece piece = glob_next(value, &at, &character);
        run = piece == GLOB_PIECE_CHARACTER ? run + 1 : 0;
        literal |= run > 0;
        if (run == 3 || (first && piece != GLOB_PIECE_RUN)) return false;
    }
    return literal;
}

static bool say(struct lint *lint, const struct lint_use *use, struct str value)
{
    return lint_report(lint, DIAG_GLOB_WITHOUT_LITERAL, use->criterion->span, "the glob '" STR_FMT "' has nothing to search for", STR_ARG(value)) != NULL;
}

void lint_rule_glob_without_literal(struct lint *lint)
{
    if (!lint_is_off(lint, DIAG_GLOB_WITHOUT_LITERAL)) lint_each_wrong_value(lint, LINT_OP(LIKE), LINT_ANY, is_wrong, say);
}
