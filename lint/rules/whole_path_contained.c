/* L117: a path from its drive or root to its file's extension, searched for anywhere in a path: it can stand only at the start, and what follows it is another file. */
#include "../fix.h"
#include "../rules.h"

static bool is_wrong(const struct lint_use *use, struct str value)
{
    if (value.n < 8) return false;
    if (use->type->platform == WEIR_WINDOWS ? value.p[1] != ':' || value.p[2] != '\\' : true) return false;
    uint32_t dot = value.n;
    while (dot > 0 && value.p[dot - 1] != '.' && value.p[dot - 1] != '\\') dot--;
    return dot > 0 && value.p[dot - 1] == '.' && value.n - dot >= 2 && value.n - dot <= 4;
}

static bool say(struct lint *lint, const struct lint_use *use, struct str value)
{
    struct diag *d = lint_report(lint, DIAG_WHOLE_PATH_CONTAINED, use->criterion->span, "'" STR_FMT "' is a whole path, and is searched for anywhere in one", STR_ARG(value));
    if (use->set->count == 1) lint_wish_operator(lint, d, use, "contains", "==");
    return d != NULL;
}

void lint_rule_whole_path_contained(struct lint *lint)
{
    if (!lint_is_off(lint, DIAG_WHOLE_PATH_CONTAINED)) lint_each_wrong_value(lint, LINT_OP(CONTAINS) | LINT_PATHS, LINT_DRIVE, is_wrong, say);
}
