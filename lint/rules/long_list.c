/* L116: more than a hundred values written inside one criterion. A list from a file, or one with a name, is what such data is for. */
#include "../uses.h"
#include "../rules.h"

#define MANY 100u

static bool look(struct lint *lint, const struct lint_use *use)
{
    if (use->set == NULL || use->set->count <= MANY) return true;
    const struct str source = sources_text(lint->model->sources, use->criterion->span);
    struct lint_literal literal;
    uint32_t at = 0, written = 0;
    while (written <= MANY && lint_next_literal(lint->model->arena, source, &at, &literal)) written++;
    if (written <= MANY) return true;
    return lint_report(lint, DIAG_LONG_LIST, use->criterion->span, "%u values stand inside one criterion", use->set->count) != NULL;
}

static bool has_long_list(const struct model *model)
{
    for (size_t s = 0; s < model->sets.count; s++)
        if (MODEL_AT(model->sets, struct value_set, s)->count > MANY) return true;
    return false;
}

void lint_rule_long_list(struct lint *lint)
{
    if (!lint_is_off(lint, DIAG_LONG_LIST) && has_long_list(lint->model)) lint_each_use(lint, LINT_TEXT_OPS | LINT_OP(LIKE), look);
}
