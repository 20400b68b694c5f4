/* L110: a value with the name of one user's folder: c:\users\alice\. Of the folders that every machine has, none is meant. */
#include "../uses.h"
#include "../rules.h"

/* Without regard to the case of ASCII. */
static bool at_word(struct str s, uint32_t at, const char *word, uint32_t n)
{
    if (s.n - at < n) return false;
    for (uint32_t i = 0; i < n; i++) {
        const char c = s.p[at + i];
        if ((c >= 'A' && c <= 'Z' ? c + 32 : c) != word[i]) return false;
    }
    return true;
}

static bool is_wrong(const struct lint_use *use, struct str value)
{
    static const char *const common[] = {"public", "default", "all users", "default user", "administrator", "defaultappool", "shared",
                                        "contacts", "desktop", "documents", "downloads", "favorites", "links", "music", "pictures", "searches", "videos"}; /* of a profile, the user left out */
    const struct str users = use->type->platform == WEIR_WINDOWS ? STR("\\users\\") : use->type->platform == WEIR_LINUX ? STR("/home/") : STR("/users/");
    for (uint32_t i = 0; i + users.n < value.n; i++) {
        const char *next = memchr(value.p + i, users.p[0], value.n - i);
        if (next == NULL) return false;
        i = (uint32_t)(next - value.p);
        if (!at_word(value, i, users.p, users.n)) continue;
        const uint32_t first = i + users.n;
        uint32_t n = 0;
        while (first + n < value.n && value.p[first + n] != users.p[0] && value.p[first + n] != '*' && value.p[first + n] != '?' && value.p[first + n] != '%' && value.p[first + n] != ' ') n++;
        if (n == 0 || first + n >= value.n || value.p[first + n] != users.p[0]) continue;
        bool is_common = false;
        for (size_t c = 0; c < sizeof common / sizeof common[0]; c++)
            is_common |= strlen(common[c]) == n && at_word(value, first, common[c], n);
        if (!is_common) return true;
    }
    return false;
}

static bool say(struct lint *lint, const struct lint_use *use, struct str value)
{
    return lint_report(lint, DIAG_WRITTEN_USER, use->criterion->span, "'" STR_FMT "' names one user's folder", STR_ARG(value)) != NULL;
}

void lint_rule_written_user(struct lint *lint)
{
    if (!lint_is_off(lint, DIAG_WRITTEN_USER)) lint_each_wrong_value(lint, (LINT_TEXT_OPS | LINT_OP(LIKE)), LINT_HOME, is_wrong, say);
}
