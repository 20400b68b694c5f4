/* L119: `== 'cmd.exe'` on a field that has whole paths: it is never true of one. A name alone, without an extension, may be a kind of path that has no folders. */
#include "../fix.h"
#include "../rules.h"

static bool is_wrong(const struct lint_use *use, struct str value)
{
    (void)use;
    if (value.n < 5 || value.p[value.n - 4] != '.') return false;
    for (uint32_t i = 0; i < value.n; i++)
        if (value.p[i] == '\\' || value.p[i] == '/' || value.p[i] == ':' || value.p[i] == '<') return false;
    return true;
}

static bool mend(struct arena *arena, const struct lint_use *use, struct str text, struct str *out)
{
    *out = arena_printf(arena, "%c" STR_FMT, use->type->platform == WEIR_WINDOWS ? '\\' : '/', STR_ARG(text));
    return true;
}

static bool say(struct lint *lint, const struct lint_use *use, struct str value)
{
    const char separator = use->type->platform == WEIR_WINDOWS ? '\\' : '/';
    struct diag *d = lint_report(lint, DIAG_BARE_NAME, use->criterion->span, "'" STR_FMT "' is a name without its folder, and '" STR_FMT "' is a path", STR_ARG(value),
                                 STR_ARG(use->field->name));
    if (d) diag_set_help(lint->model->sink, d, "write endswith '%c" STR_FMT "'", separator, STR_ARG(value));
    bool all = true;
    for (uint32_t v = 0; v < use->set->count && all; v++) all = is_wrong(use, lint_value(lint, use->set, v));
    if (all && (lint_wish_operator(lint, d, use, "==", "endswith") || lint_wish_operator(lint, d, use, "in", "endswith"))) lint_wish_literals(lint, d, use, mend);
    return d != NULL;
}

void lint_rule_bare_name(struct lint *lint)
{
    if (!lint_is_off(lint, DIAG_BARE_NAME)) lint_each_wrong_value(lint, LINT_OP(EQUALS) | LINT_PATHS, LINT_FILE_NAME, is_wrong, say);
}
