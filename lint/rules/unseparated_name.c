/* L003: `endswith 'cmd.exe'` on a path: a file name without the separator before it. An extension alone ('.exe') is meant as it stands. */
#include "../fix.h"
#include "../rules.h"

static bool is_word(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || (unsigned char)c >= 0x80; }

/* A name with an extension, and no separator anywhere. One that starts with another character than a letter or a digit is the end of a name, and meant to be: '_computers.json',
 * ':Zone.Identifier', '-setup.exe'. */
static bool is_file_name(struct str text)
{
    bool dot = false;
    for (uint32_t i = 0; i < text.n; i++) {
        if (text.p[i] == '\\' || text.p[i] == '/') return false;
        dot |= text.p[i] == '.' && i > 0 && i + 1 < text.n;
    }
    return dot && is_word(text.p[0]);
}

static bool is_wrong(const struct lint_use *use, struct str value)
{
    (void)use;
    return is_file_name(value);
}

static bool mend(struct arena *arena, const struct lint_use *use, struct str text, struct str *out)
{
    *out = arena_printf(arena, "%c" STR_FMT, use->type->platform == WEIR_WINDOWS ? '\\' : '/', STR_ARG(text));
    return is_file_name(text);
}

static bool say(struct lint *lint, const struct lint_use *use, struct str value)
{
    struct diag_sink *sink = lint->model->sink;
    const char separator = use->type->platform == WEIR_WINDOWS ? '\\' : '/';
    struct diag *d = lint_report(lint, DIAG_UNSEPARATED_NAME, use->criterion->span, "a path that ends with '" STR_FMT "' may end with another name that ends so", STR_ARG(value));
    if (d == NULL) return false;
    diag_set_label(sink, d, "also takes '%cother" STR_FMT "'", separator, STR_ARG(value));
    diag_set_help(sink, d, "write '%c" STR_FMT "'", separator, STR_ARG(value));
    lint_wish_literals(lint, d, use, mend);
    return true;
}

void lint_rule_unseparated_name(struct lint *lint)
{
    if (!lint_is_off(lint, DIAG_UNSEPARATED_NAME)) lint_each_wrong_value(lint, LINT_OP(ENDS) | LINT_PATHS, LINT_FILE_NAME, is_wrong, say);
}
