/* L122: %APPDATA% or another variable in a value that is compared with a path: what a sensor records is the path that came of it. A command line may well have one. */
#include "../uses.h"
#include "../rules.h"

static bool is_word(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == '(' || c == ')';
}

static bool is_wrong(const struct lint_use *use, struct str value)
{
    if (use->type->platform != WEIR_WINDOWS || value.n < 4) return false;
    const char *first = memchr(value.p, '%', value.n);
    if (first == NULL) return false;
    const uint32_t at = (uint32_t)(first - value.p) + 1;
    uint32_t n = 0;
    while (at + n < value.n && is_word(value.p[at + n])) n++;
    return n >= 3 && at + n < value.n && value.p[at + n] == '%';
}

static bool say(struct lint *lint, const struct lint_use *use, struct str value)
{
    return lint_report(lint, DIAG_UNEXPANDED_VARIABLE, use->criterion->span, "'" STR_FMT "' has a variable, and paths are recorded without", STR_ARG(value)) != NULL;
}

void lint_rule_unexpanded_variable(struct lint *lint)
{
    if (!lint_is_off(lint, DIAG_UNEXPANDED_VARIABLE)) lint_each_wrong_value(lint, LINT_TEXT_OPS | LINT_OP(LIKE) | LINT_PATHS, LINT_PERCENT, is_wrong, say);
}
