/* L213: values that no sensor records on the field: a path of a file that ends in a separator. A folder may end in its separator; hashes, numbers and members are checked by the model. */
#include "../rules.h"

static bool names(struct str field, const char *word)
{
    const uint32_t n = (uint32_t)strlen(word);
    for (uint32_t at = 0; at + n <= field.n; at++)
        if (memcmp(field.p + at, word, n) == 0) return true;
    return false;
}

/* Image, TargetFilename ...: what is recorded there is a file's own path. */
static bool is_of_file(const struct field *field)
{
    return field->type == WEIR_TYPE_PATH && (names(field->name, "Image") || names(field->name, "File") || names(field->name, "Executable") || names(field->name, "Module"));
}

static bool ends_in_separator(struct str text) { return text.n && (text.p[text.n - 1] == '\\' || text.p[text.n - 1] == '/'); }

static bool judge(struct lint *lint, const struct field *field, const struct criterion *c)
{
    const struct model *model = lint->model;
    const struct value_set *set = MODEL_AT(model->sets, struct value_set, c->set);
    for (uint32_t v = 0; v < set->count; v++) {
        const struct str text = *MODEL_AT(model->strings, struct str, *MODEL_AT(model->values, uint32_t, set->first + v));
        if (!ends_in_separator(text)) continue;
        struct diag *d = lint_report(lint, DIAG_IMPOSSIBLE_VALUE, c->span, "'" STR_FMT "' is never recorded as '" STR_FMT "'", STR_ARG(text), STR_ARG(field->name));
        if (d == NULL) return false;
        diag_set_label(model->sink, d, "the path of a file does not end in a separator");
        break;
    }
    return true;
}

void lint_rule_impossible_value(struct lint *lint)
{
    for (uint32_t i = 0; i < lint->model->instances.count; i++) {
        const struct instance *in = lint_instance(lint, i);
        if (in->poisoned || in->type >= lint->model->templates.count || lint_type(lint, in->type)->poisoned) continue;
        for (uint32_t n = 0; n < in->criterion_count; n++) {
            const struct criterion *c = MODEL_AT(lint->model->criteria, struct criterion, in->criterion_first + n);
            if (c->ordinal == 0 || c->set == WEIR_NO_SET || (c->op != WEIR_OP_EQUALS && c->op != WEIR_OP_ENDS)) continue;
            const struct field *field = &lint_type(lint, in->type)->fields[c->ordinal - 1];
            if (is_of_file(field) && !judge(lint, field, c)) return;
        }
    }
}
