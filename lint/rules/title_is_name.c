/* L171: a title that says no more than the name: the same letters and digits in the same order. */
#include "../uses.h"
#include "../rules.h"

static bool next_letter(struct str s, uint32_t *at, char *out)
{
    for (; *at < s.n; ++*at) {
        const char c = s.p[*at];
        const char lower = (char)(c >= 'A' && c <= 'Z' ? c + 32 : c);
        if ((lower < 'a' || lower > 'z') && (lower < '0' || lower > '9') && !((unsigned char)lower & 0x80)) continue;
        *out = lower;
        ++*at;
        return true;
    }
    return false;
}

static bool says_the_same(struct str a, struct str b)
{
    uint32_t i = 0, j = 0;
    for (;;) {
        char x = 0, y = 0;
        const bool more = next_letter(a, &i, &x);
        if (more != next_letter(b, &j, &y) || x != y) return false;
        if (!more) return true;
    }
}

/* `Mimikatz` is a name that is a title; NewProcess42 is none. */
void lint_rule_title_is_name(struct lint *lint)
{
    for (uint32_t i = 0; i < lint->model->instances.count && !lint_is_off(lint, DIAG_TITLE_IS_NAME); i++) {
        const struct instance *instance = lint_instance(lint, i);
        if (!lint_takes_part(lint, instance) || instance->title.n == 0 || memchr(instance->title.p, ' ', instance->title.n) || !says_the_same(instance->name, instance->title)) continue;
        lint_report(lint, DIAG_TITLE_IS_NAME, instance->span, "the title of '" STR_FMT "' is its name once more", STR_ARG(instance->name));
    }
}
