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

static bool mend(struct arena *arena, const struct lint_use *use, struct str text, struct str *out)
{
    *out = arena_printf(arena, "%c" STR_FMT, use->type->platform == WEIR_WINDOWS ? '\\' : '/', STR_ARG(text));
    return is_file_name(text);
}

static bool report(struct lint *lint, const struct template_type *type, const struct criterion *c)
{
    const struct model *model = lint->model;
    const struct value_set *set = MODEL_AT(model->sets, struct value_set, c->set);
    for (uint32_t v = 0; v < set->count; v++) {
        const struct str text = *MODEL_AT(model->strings, struct str, *MODEL_AT(model->values, uint32_t, set->first + v));
        if (!is_file_name(text)) continue;
        const char separator = type->platform == WEIR_WINDOWS ? '\\' : '/';
        struct diag *d = lint_report(lint, DIAG_UNSEPARATED_NAME, c->span, "a path that ends with '" STR_FMT "' may end with another name that ends so", STR_ARG(text));
        if (d == NULL) return false;
        diag_set_label(model->sink, d, "also takes '%cother" STR_FMT "'", separator, STR_ARG(text));
        diag_set_help(model->sink, d, "write '%c" STR_FMT "'", separator, STR_ARG(text));
        lint_wish_literals(lint, d, &(struct lint_use){.criterion = c, .type = type}, mend);
        break;
    }
    return true;
}

void lint_rule_unseparated_name(struct lint *lint)
{
    for (uint32_t i = 0; i < lint->model->instances.count; i++) {
        const struct instance *instance = lint_instance(lint, i);
        if (instance->poisoned || instance->type >= lint->model->templates.count) continue;
        const struct template_type *type = lint_type(lint, instance->type);
        for (uint32_t n = 0; n < instance->criterion_count; n++) {
            const struct criterion *c = MODEL_AT(lint->model->criteria, struct criterion, instance->criterion_first + n);
            if (c->op != WEIR_OP_ENDS || c->set == WEIR_NO_SET || c->ordinal == 0 || c->ordinal > type->field_count) continue;
            if (type->fields[c->ordinal - 1].type == WEIR_TYPE_PATH && !report(lint, type, c)) return;
        }
    }
}
