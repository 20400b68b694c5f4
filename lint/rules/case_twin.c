/* L004: names that differ only in case: of instances, of Template Types, of lists and predicates. The later one is reported, with the first one's line beside it. Names are ASCII. */
#include "../rules.h"

#include "../../compiler/base/limits.h"

struct seen_name {
    struct str name;
    struct span span;
};
struct twins {
    struct lint *lint;
    struct intern names; /* in lower case */
    struct vec first;    /* struct seen_name: by number of the name */
    bool off;
};

static struct str lowered(struct str name, char out[LIMIT_NAME_BYTES])
{
    uint32_t n = 0;
    for (; n < name.n && n < LIMIT_NAME_BYTES; n++) out[n] = (char)(name.p[n] >= 'A' && name.p[n] <= 'Z' ? name.p[n] + 32 : name.p[n]);
    return (struct str){out, n};
}

static void twins_start(struct twins *t, struct lint *lint, bool off)
{
    *t = (struct twins){.lint = lint, .first = {.exhausted = lint->model->arena->exhausted}, .off = off};
    intern_init(&t->names, &lint->memory);
}

static bool twins_end(struct twins *t)
{
    vec_free(&t->first);
    intern_free(&t->names);
    return t->off;
}

static void twins_ahead(const struct twins *t, struct str name)
{
    char buffer[LIMIT_NAME_BYTES];
    intern_ahead(&t->names, lowered(name, buffer));
}

static void twins_add(struct twins *t, struct str name, struct span span, const char *what)
{
    char buffer[LIMIT_NAME_BYTES];
    if (t->off || name.n == 0) return;
    const uint32_t number = intern_add(&t->names, lowered(name, buffer));
    if (number == t->first.count) {
        *(struct seen_name *)vec_push(&t->first, sizeof(struct seen_name)) = (struct seen_name){name, span};
        return;
    }
    const struct seen_name *other = MODEL_AT(t->first, struct seen_name, number);
    if (str_equal(name, other->name)) return; /* twice the same name: the model's to report, where it is wrong */
    struct diag *d = lint_report(t->lint, DIAG_CASE_TWIN, span, "%s '" STR_FMT "' differs from '" STR_FMT "' only in case", what, STR_ARG(name), STR_ARG(other->name));
    t->off = d == NULL;
    if (d) diag_add_label(t->lint->model->sink, d, other->span, "the other one");
}

void lint_rule_case_twin(struct lint *lint)
{
    const struct model *model = lint->model;
    struct twins t;
    twins_start(&t, lint, false);
    for (uint32_t i = 0; i < model->instances.count; i++) {
        if (i + LINT_SOON < model->instances.count) twins_ahead(&t, lint_instance(lint, i + LINT_SOON)->name);
        twins_add(&t, lint_instance(lint, i)->name, lint_instance(lint, i)->span, "instance");
    }
    bool off = twins_end(&t);
    twins_start(&t, lint, off);
    for (uint32_t i = 0; i < model->templates.count; i++) twins_add(&t, lint_type(lint, i)->name, lint_type(lint, i)->span, "Template Type");
    off = twins_end(&t);
    twins_start(&t, lint, off);
    for (size_t i = 0; i < model->named.count; i++) {
        const struct declared_name *named = MODEL_AT(model->named, struct declared_name, i);
        if (named->kind != NAMED_LET) twins_add(&t, named->name, named->span, named->kind == NAMED_LIST ? "list" : "predicate");
    }
    twins_end(&t);
}
