/* L111: a path with its drive letter written out. Systems are installed on other drives too, and a sensor may write a path by its device. Off unless a project asks for it. */
#include "../fix.h"
#include "../rules.h"

static bool is_wrong(const struct lint_use *use, struct str value)
{
    if (use->type->platform != WEIR_WINDOWS || value.n < 3 || value.p[1] != ':' || value.p[2] != '\\') return false;
    const char letter = (char)(value.p[0] | 32);
    return letter >= 'a' && letter <= 'z';
}

static bool mend(struct arena *arena, const struct lint_use *use, struct str text, struct str *out)
{
    if (!is_wrong(use, text)) return false;
    *out = arena_printf(arena, "%s" STR_FMT, use->criterion->op == WEIR_OP_LIKE ? "*" : "", STR_ARG(((struct str){text.p + 2, text.n - 2})));
    return true;
}

/* Without its start, a path is one that ends so; what starts so is one that has it somewhere. */
static void wish(struct lint *lint, struct diag *d, const struct lint_use *use)
{
    const uint8_t op = use->criterion->op;
    if (use->set->count > 1) return; /* some of them may have no drive */
    if (op == WEIR_OP_LIKE || (op == WEIR_OP_EQUALS && lint_wish_operator(lint, d, use, "==", "endswith")) || (op == WEIR_OP_STARTS && lint_wish_operator(lint, d, use, "startswith", "contains")))
        lint_wish_literals(lint, d, use, mend);
}

static bool say(struct lint *lint, const struct lint_use *use, struct str value)
{
    struct diag *d = lint_report(lint, DIAG_WRITTEN_DRIVE, use->criterion->span, "'" STR_FMT "' is on drive %c alone", STR_ARG(value), value.p[0]);
    if (d) wish(lint, d, use);
    return d != NULL;
}

void lint_rule_written_drive(struct lint *lint)
{
    if (!lint_is_off(lint, DIAG_WRITTEN_DRIVE)) lint_each_wrong_value(lint, LINT_OP(EQUALS) | LINT_OP(STARTS) | LINT_OP(LIKE) | LINT_PATHS, LINT_DRIVE, is_wrong, say);
}
