/* L213: values that no sensor records on the field: a path of a file that ends in a separator. A folder may end in its separator; hashes, numbers and members are checked by the model. */
#include "../rules.h"
#include "../uses.h"

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
    return names(field->name, "Image") || names(field->name, "File") || names(field->name, "Executable") || names(field->name, "Module");
}

/* Which field it is, is not asked here: what is found of a value is found for all fields of a type. */
static bool is_wrong(const struct lint_use *use, struct str value)
{
    (void)use;
    return value.n && (value.p[value.n - 1] == '\\' || value.p[value.n - 1] == '/');
}

static bool say(struct lint *lint, const struct lint_use *use, struct str value)
{
    if (!is_of_file(use->field)) return true;
    struct diag *d = lint_report(lint, DIAG_IMPOSSIBLE_VALUE, use->criterion->span, "'" STR_FMT "' is never recorded as '" STR_FMT "'", STR_ARG(value), STR_ARG(use->field->name));
    if (d) diag_set_label(lint->model->sink, d, "the path of a file does not end in a separator");
    return d != NULL;
}

void lint_rule_impossible_value(struct lint *lint)
{
    if (!lint_is_off(lint, DIAG_IMPOSSIBLE_VALUE)) lint_each_wrong_value(lint, LINT_OP(EQUALS) | LINT_OP(ENDS) | LINT_PATHS, LINT_OPEN, is_wrong, say);
}
