/* L118: `CommandLine == '...'`: one blank or one quote more, and it does not hold. A word alone is what a program is called without arguments, and is meant. */
#include "../uses.h"
#include "../rules.h"

static bool look(struct lint *lint, const struct lint_use *use)
{
    if (!use->field || use->field->type != WEIR_TYPE_STRING || !str_ends_with(use->field->name, STR("CommandLine")) || use->set == NULL || use->set->count == 0) return true;
    const struct str value = lint_value(lint, use->set, 0);
    if (value.n == 0 || memchr(value.p, ' ', value.n) == NULL) return true;
    return lint_report(lint, DIAG_COMMAND_LINE_EQUALS, use->criterion->span, "the whole of a command line is compared with '" STR_FMT "'", STR_ARG(value)) != NULL;
}

void lint_rule_command_line_equals(struct lint *lint)
{
    if (!lint_is_off(lint, DIAG_COMMAND_LINE_EQUALS)) lint_each_use(lint, LINT_OP(EQUALS), look);
}
