/* L121: the other system's separator in a path: '/' on Windows, where a drive or an extension shows that a file is meant, and '\' elsewhere. */
#include "../fix.h"
#include "../rules.h"

static bool is_wrong(const struct lint_use *use, struct str value)
{
    if (value.n < 2) return false;
    if (use->type->platform != WEIR_WINDOWS) return memchr(value.p, '\\', value.n) != NULL;
    return memchr(value.p, '/', value.n) != NULL && memchr(value.p, '\\', value.n) == NULL;
}

static bool mend(struct arena *arena, const struct lint_use *use, struct str text, struct str *out)
{
    const bool windows = use->type->platform == WEIR_WINDOWS;
    char *mended = arena_alloc(arena, (size_t)text.n + 1);
    if (!is_wrong(use, text)) return false;
    for (uint32_t i = 0; i < text.n; i++) mended[i] = text.p[i] == (windows ? '/' : '\\') ? (windows ? '\\' : '/') : text.p[i];
    *out = (struct str){mended, text.n};
    return true;
}

static bool say(struct lint *lint, const struct lint_use *use, struct str value)
{
    struct diag *d = lint_report(lint, DIAG_FOREIGN_SEPARATOR, use->criterion->span, "'" STR_FMT "' has a separator that paths of this system do not have", STR_ARG(value));
    lint_wish_literals(lint, d, use, mend);
    return d != NULL;
}

void lint_rule_foreign_separator(struct lint *lint)
{
    if (!lint_is_off(lint, DIAG_FOREIGN_SEPARATOR)) lint_each_wrong_value(lint, LINT_TEXT_OPS | LINT_OP(LIKE) | LINT_PATHS, LINT_FOREIGN, is_wrong, say);
}
