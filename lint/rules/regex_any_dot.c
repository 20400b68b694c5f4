/* L109: an expression with `.exe` where the dot is any character. Behind `\`, in a class, or after something that a dot may well mean (`*.`, `+.`), it is not meant. */
#include "../fix.h"
#include "../rules.h"

static const char *const extensions[] = {"exe", "dll", "ps1", "bat", "cmd", "vbs", "js", "hta", "lnk", "sys", "scr", "msi", "docm", "xlsm", "zip", "tmp"};

static bool is_word(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_'; }

/* The dot of a letter, a dot and an extension that ends there, or NULL. */
static const char *find(struct str s)
{
    for (uint32_t i = 1; i + 1 < s.n; i++) {
        if (s.p[i] != '.' || !is_word(s.p[i - 1]) || (i > 1 && s.p[i - 2] == '\\')) continue;
        uint32_t n = 0;
        while (i + 1 + n < s.n && is_word(s.p[i + 1 + n])) n++;
        for (size_t e = 0; e < sizeof extensions / sizeof extensions[0]; e++)
            if (strlen(extensions[e]) == n && memcmp(s.p + i + 1, extensions[e], n) == 0) return s.p + i;
    }
    return NULL;
}

static bool is_wrong(const struct lint_use *use, struct str value)
{
    (void)use;
    return find(value) != NULL;
}

static bool mend(struct arena *arena, const struct lint_use *use, struct str text, struct str *out)
{
    const char *dot;
    (void)use;
    *out = (struct str){"", 0};
    while ((dot = find(text)) != NULL) { /* what is behind it is looked at again with the letter before it, which the rule asks for */
        const uint32_t n = (uint32_t)(dot - text.p);
        *out = arena_printf(arena, STR_FMT STR_FMT "\\.", STR_ARG(*out), STR_ARG(((struct str){text.p, n})));
        text = (struct str){dot + 1, text.n - n - 1};
    }
    if (out->n) *out = arena_printf(arena, STR_FMT STR_FMT, STR_ARG(*out), STR_ARG(text));
    return out->n != 0;
}

static bool say(struct lint *lint, const struct lint_use *use, struct str value)
{
    const uint32_t at = (uint32_t)(find(value) - value.p);
    struct diag *d = lint_report(lint, DIAG_REGEX_ANY_DOT, use->criterion->span, "the '.' in '" STR_FMT "' is any character", STR_ARG(((struct str){value.p + at - 1, value.n - at + 1 < 6 ? value.n - at + 1 : 6})));
    lint_wish_literals(lint, d, use, mend);
    return d != NULL;
}

void lint_rule_regex_any_dot(struct lint *lint)
{
    if (!lint_is_off(lint, DIAG_REGEX_ANY_DOT)) lint_each_wrong_value(lint, LINT_OP(MATCHES), LINT_ANY, is_wrong, say);
}
