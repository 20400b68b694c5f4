/* L120: two backslashes side by side inside a value that is compared with a path. In '...' a backslash stands for itself, so these are two, and paths have one. At the start they are a
 * share's or a device's. */
#include "../fix.h"
#include "../rules.h"

static bool is_wrong(const struct lint_use *use, struct str value)
{
    if (use->type->platform != WEIR_WINDOWS) return false;
    uint32_t first = 0;
    while (first < value.n && (value.p[first] == '\\' || value.p[first] == '*')) first++;
    for (uint32_t i = first; i + 1 < value.n; i++)
        if (value.p[i] == '\\' && value.p[i + 1] == '\\') return true;
    return false;
}

static bool mend(struct arena *arena, const struct lint_use *use, struct str text, struct str *out)
{
    char *mended = arena_alloc(arena, (size_t)text.n + 1);
    uint32_t n = 0, first = 0;
    if (!is_wrong(use, text)) return false;
    while (first < text.n && (text.p[first] == '\\' || text.p[first] == '*')) first++;
    for (uint32_t i = 0; i < text.n; i++)
        if (i <= first || text.p[i] != '\\' || text.p[i - 1] != '\\') mended[n++] = text.p[i];
    *out = (struct str){mended, n};
    return true;
}

static bool say(struct lint *lint, const struct lint_use *use, struct str value)
{
    struct diag *d = lint_report(lint, DIAG_DOUBLED_SEPARATOR, use->criterion->span, "'" STR_FMT "' has two backslashes where paths have one", STR_ARG(value));
    lint_wish_literals(lint, d, use, mend);
    return d != NULL;
}

void lint_rule_doubled_separator(struct lint *lint)
{
    if (!lint_is_off(lint, DIAG_DOUBLED_SEPARATOR)) lint_each_wrong_value(lint, LINT_TEXT_OPS | LINT_OP(LIKE) | LINT_PATHS, LINT_BACKSLASHES, is_wrong, say);
}
