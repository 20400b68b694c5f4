/* L108: an expression that begins or ends with `.*`, which changes nothing: it is found anywhere. */
#include "../fix.h"
#include "../rules.h"

#include "../regex_form.h"

/* Only where the dot and the star stand there themselves, and are not what something before them escapes. */
static bool mend(struct arena *arena, const struct lint_use *use, struct str text, struct str *out)
{
    const uint32_t before = text.n;
    struct regex_traits traits;
    (void)use;
    if (!regex_traits_of(arena, text, &traits)) return false;
    if (traits.leading_run && text.n > 2 && memcmp(text.p, ".*", 2) == 0) text = text.p[2] == '?' ? (struct str){text.p + 3, text.n - 3} : (struct str){text.p + 2, text.n - 2};
    if (traits.trailing_run && text.n > 2 && memcmp(text.p + text.n - 2, ".*", 2) == 0 && text.p[text.n - 3] != '\\') text.n -= 2;
    *out = text;
    return text.n && text.n < before;
}

static bool look(struct lint *lint, const struct lint_use *use)
{
    for (uint32_t v = 0; use->set && v < use->set->count; v++) {
        const struct regex_traits *traits = lint_regex_traits(lint, use->set, v);
        if (traits == NULL) continue;
        if (!traits->leading_run && !traits->trailing_run) continue;
        struct diag *d = lint_report(lint, DIAG_REGEX_EDGES, use->criterion->span, "'.*' at the %s of an expression changes nothing", traits->leading_run ? "start" : "end");
        lint_wish_literals(lint, d, use, mend);
        return d != NULL;
    }
    return true;
}

void lint_rule_regex_edges(struct lint *lint)
{
    if (!lint_is_off(lint, DIAG_REGEX_EDGES)) lint_each_use(lint, LINT_OP(MATCHES), look);
}
