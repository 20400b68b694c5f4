/* L105: an expression that says what ==, startswith, endswith or contains say, of one text or of a few: `\\.exe$`, `^(a|b)`. Where its letters are not under (?i) the better
 * form is cased. The criterion is rewritten where one expression stands in it and nothing else does. */
#include "../fix.h"
#include "../rules.h"

#include "../regex_form.h"

static struct str better(struct arena *arena, const struct regex_form *form, bool cased_before)
{
    static const char *const words[] = {"contains", "startswith", "endswith", "=="};
    struct str out = arena_printf(arena, "%s%s %s", form->cased && !cased_before ? "cased " : "", words[form->start | form->end << 1], form->count > 1 ? "(" : "");
    for (uint32_t i = 0; i < form->count; i++)
        out = arena_printf(arena, STR_FMT "%s" STR_FMT, STR_ARG(out), i ? ", " : "", STR_ARG(lint_quoted(arena, form->texts[i])));
    return arena_printf(arena, STR_FMT "%s", STR_ARG(out), form->count > 1 ? ")" : "");
}

/* What stands before the one word `matches`, when one literal and nothing else follows it. */
static bool head_of(struct arena *arena, struct str source, struct str *head)
{
    static const char word[] = " matches ";
    struct lint_literal literal;
    uint32_t at = 0, i = 0;
    while (i + sizeof word - 1 < source.n && memcmp(source.p + i, word, sizeof word - 1) != 0) i++;
    if (i + sizeof word - 1 >= source.n || memchr(source.p, '(', i)) return false;
    const struct str rest = {source.p + i + sizeof word - 1, source.n - i - (uint32_t)(sizeof word - 1)};
    if (!lint_next_literal(arena, rest, &at, &literal) || literal.at != 0 || literal.length != rest.n) return false;
    *head = (struct str){source.p, i + 1};
    for (uint32_t n = 0; n + 7 <= head->n; n++)
        if (memcmp(head->p + n, " cased ", 7) == 0) return false;
    return true;
}

static bool look(struct lint *lint, const struct lint_use *use)
{
    struct regex_form form;
    struct arena *arena = lint->model->arena;
    if (use->set == NULL || use->set->count != 1 || !regex_form_of(arena, lint_value(lint, use->set, 0), &form)) return true;
    struct diag *d = lint_report(lint, DIAG_REGEX_IN_DISGUISE, use->criterion->span, "this expression is %s", form.count == 1 ? "one text" : "a list of texts");
    if (d == NULL) return false;
    const struct str text = better(arena, &form, use->field && use->field->cased);
    struct str head;
    diag_set_help(lint->model->sink, d, "write " STR_FMT, STR_ARG(text));
    if (!use->field || !head_of(arena, sources_text(lint->model->sources, use->criterion->span), &head)) return true;
    lint_wish_replace(lint, d, use->criterion->span, arena_printf(arena, STR_FMT STR_FMT, STR_ARG(head), STR_ARG(text)));
    return true;
}

void lint_rule_regex_in_disguise(struct lint *lint)
{
    if (!lint_is_off(lint, DIAG_REGEX_IN_DISGUISE)) lint_each_use(lint, LINT_OP(MATCHES), look);
}
