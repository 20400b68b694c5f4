/* weir, with one rule of the linter taken out: the linker sends every call of a rule here (--wrap), and the rule that WEIR_WITHOUT_RULE names is not called. For tests alone. */
#include <stdlib.h>
#include <string.h>

struct lint;

static int is_out(const char *slug)
{
    const char *name = getenv("WEIR_WITHOUT_RULE");
    return name != NULL && strcmp(name, slug) == 0;
}

#define RULE(slug, group, text)                      \
    void __real_lint_rule_##slug(struct lint *lint); \
    void __wrap_lint_rule_##slug(struct lint *lint); \
    void __wrap_lint_rule_##slug(struct lint *lint)  \
    {                                                \
        if (!is_out(#slug)) __real_lint_rule_##slug(lint); \
    }
#include "../../lint/lint.def"
