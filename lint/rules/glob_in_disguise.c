/* L103: `like '*x*'`, `like 'x*'`, `like '*x'`: what contains, startswith and endswith say. Only where all values of the criterion have the same form. */
#include "../fix.h"
#include "../rules.h"

#include "../../compiler/pattern/pattern.h"

/* Which ends of a glob are a run, where all between is characters: 1 the first, 2 the last. 0: another form. */
static unsigned ends_of(struct str glob)
{
    unsigned ends = 0;
    uint32_t at = 0, character, characters = 0;
    while (at < glob.n) {
        const bool first = at == 0;
        const enum glob_piece piece = glob_next(glob, &at, &character);
        if (piece == GLOB_PIECE_ONE) return 0;
        if (piece == GLOB_PIECE_CHARACTER) characters++;
        else if (first) ends |= 1;
        else if (at == glob.n) ends |= 2;
        else return 0;
    }
    return characters ? ends : 0;
}

static bool look(struct lint *lint, const struct lint_use *use)
{
    static const char *const words[] = {NULL, "endswith", "startswith", "contains"};
    if (use->set == NULL || use->set->count == 0) return true;
    const unsigned ends = ends_of(lint_value(lint, use->set, 0));
    for (uint32_t v = 1; v < use->set->count && ends; v++)
        if (ends_of(lint_value(lint, use->set, v)) != ends) return true;
    if (ends == 0) return true;
    struct diag *d = lint_report(lint, DIAG_GLOB_IN_DISGUISE, use->criterion->span, "this glob is '%s' written in another way", words[ends]);
    if (d) diag_set_help(lint->model->sink, d, "write '%s' and leave the '*' out", words[ends]);
    if (lint_wish_operator(lint, d, use, "like", words[ends])) lint_wish_literals(lint, d, use, lint_mend_glob);
    return d != NULL;
}

void lint_rule_glob_in_disguise(struct lint *lint)
{
    if (!lint_is_off(lint, DIAG_GLOB_IN_DISGUISE)) lint_each_use(lint, LINT_OP(LIKE), look);
}
