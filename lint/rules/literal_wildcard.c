/* L101: `endswith '*.exe'`: a star in a value that is compared as it stands. In a path it can never be there; elsewhere only one at the start is taken for a mistake, a shell's own
 * `del *.*` is text. */
#include "../fix.h"
#include "../rules.h"

static bool is_wrong(const struct lint_use *use, struct str value)
{
    if (value.n < 2) return false;
    if (lint_use_is_path(use)) return memchr(value.p, '*', value.n) != NULL;
    return value.p[0] == '*' && value.p[1] != ' ' && use->criterion->op != WEIR_OP_CONTAINS;
}

static bool mend(struct arena *arena, const struct lint_use *use, struct str text, struct str *out)
{
    const uint8_t op = use->criterion->op;
    (void)arena;
    if (!is_wrong(use, text)) return false;
    while (text.n && text.p[0] == '*' && op != WEIR_OP_STARTS) text = (struct str){text.p + 1, text.n - 1};
    while (text.n && text.p[text.n - 1] == '*' && op != WEIR_OP_ENDS) text.n--;
    *out = text;
    return text.n && memchr(text.p, '*', text.n) == NULL;
}

static bool say(struct lint *lint, const struct lint_use *use, struct str value)
{
    struct diag *d = lint_report(lint, DIAG_LITERAL_WILDCARD, use->criterion->span, "the '*' in '" STR_FMT "' is a star, and no wildcard", STR_ARG(value));
    if (use->criterion->op == WEIR_OP_EQUALS) lint_wish_operator(lint, d, use, "==", "like");
    else lint_wish_literals(lint, d, use, mend);
    return d != NULL;
}

void lint_rule_literal_wildcard(struct lint *lint)
{
    if (!lint_is_off(lint, DIAG_LITERAL_WILDCARD)) lint_each_wrong_value(lint, LINT_TEXT_OPS, LINT_STAR, is_wrong, say);
}
