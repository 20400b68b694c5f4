/* L111: a path with its drive letter written out. Systems are installed on other drives too, and a sensor may write a path by its device. Off unless a project asks for it. */
#include "../uses.h"
#include "../rules.h"

static bool is_wrong(const struct lint_use *use, struct str value)
{
    if (use->type->platform != WEIR_WINDOWS || !lint_use_is_path(use) || value.n < 3 || value.p[1] != ':' || value.p[2] != '\\') return false;
    const char letter = (char)(value.p[0] | 32);
    return letter >= 'a' && letter <= 'z';
}

static bool say(struct lint *lint, const struct lint_use *use, struct str value)
{
    struct diag *d = lint_report(lint, DIAG_WRITTEN_DRIVE, use->criterion->span, "'" STR_FMT "' is on drive %c alone", STR_ARG(value), value.p[0]);
    return d != NULL;
}

void lint_rule_written_drive(struct lint *lint)
{
    if (!lint_is_off(lint, DIAG_WRITTEN_DRIVE)) lint_each_wrong_value(lint, (LINT_OP(EQUALS) | LINT_OP(STARTS) | LINT_OP(LIKE)), LINT_DRIVE, is_wrong, say);
}
