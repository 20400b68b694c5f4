/* L114: a blank at the end of a value where it can only be a slip: at either end of what is equal, and at the end of a path that is fixed. In a command line ' -x ' says that a word ends. */
#include "../fix.h"
#include "../rules.h"

static bool is_blank(char c) { return c == ' ' || c == '\t'; }

static bool is_wrong(const struct lint_use *use, struct str value)
{
    if (value.n == 0) return false;
    const uint8_t op = use->criterion->op;
    const bool leading = is_blank(value.p[0]), trailing = is_blank(value.p[value.n - 1]);
    if (op == WEIR_OP_EQUALS) return leading || trailing;
    if (!lint_use_is_path(use)) return false;
    return (leading && op != WEIR_OP_ENDS) || (trailing && op != WEIR_OP_STARTS);
}

static bool mend(struct arena *arena, const struct lint_use *use, struct str text, struct str *out)
{
    (void)arena;
    if (!is_wrong(use, text)) return false;
    const uint8_t op = use->criterion->op;
    while (text.n && is_blank(text.p[0]) && op != WEIR_OP_ENDS) text = (struct str){text.p + 1, text.n - 1};
    while (text.n && is_blank(text.p[text.n - 1]) && op != WEIR_OP_STARTS) text.n--;
    *out = text;
    return text.n != 0;
}

static bool say(struct lint *lint, const struct lint_use *use, struct str value)
{
    struct diag *d = lint_report(lint, DIAG_OUTER_BLANK, use->criterion->span, "'" STR_FMT "' has a blank before or behind it", STR_ARG(value));
    lint_wish_literals(lint, d, use, mend);
    return d != NULL;
}

void lint_rule_outer_blank(struct lint *lint)
{
    if (!lint_is_off(lint, DIAG_OUTER_BLANK)) lint_each_wrong_value(lint, (LINT_OP(EQUALS) | LINT_OP(STARTS) | LINT_OP(ENDS) | LINT_OP(LIKE)), LINT_BLANK, is_wrong, say);
}
