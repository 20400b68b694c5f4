/* L170: the same tag, reference or author twice in one instance. */
#include "../fix.h"
#include "../rules.h"

struct repeated {
    struct intern texts;
    struct vec first; /* struct span: by number of the text */
};

static const char *const words[ATTRIBUTE_COUNT] = {[ATTRIBUTE_TAGS] = "tag", [ATTRIBUTE_REFERENCES] = "reference", [ATTRIBUTE_AUTHOR] = "author"};

static bool has_several(const struct lint *lint, const struct instance *instance)
{
    uint32_t count = 0;
    for (uint32_t i = 0; i < instance->attribute_count; i++) count += words[lint_attribute_at(lint, instance, i)->key] != NULL;
    return count > 1;
}

static void look(struct lint *lint, const struct instance *instance, struct repeated *r)
{
    for (uint32_t i = 0; i < instance->attribute_count; i++) {
        const struct attribute *a = lint_attribute_at(lint, instance, i);
        if (words[a->key] == NULL) continue;
        struct arena *arena = lint->model->arena;
        const uint32_t number = intern_add(&r->texts, arena_printf(arena, "%s " STR_FMT, words[a->key], STR_ARG(a->text)));
        if (number == r->first.count) {
            *(struct span *)vec_push(&r->first, sizeof(struct span)) = a->span;
            continue;
        }
        struct diag *d = lint_report(lint, DIAG_REPEATED_VALUE, a->span, "'" STR_FMT "' names the %s '" STR_FMT "' twice", STR_ARG(instance->name), words[a->key], STR_ARG(a->text));
        if (d == NULL) continue;
        diag_add_label(lint->model->sink, d, ((struct span *)r->first.p)[number], "the first one");
        lint_wish(lint, d, (struct lint_wish){.kind = LINT_WISH_ATTRIBUTE, .span = a->span});
    }
}

void lint_rule_repeated_value(struct lint *lint)
{
    for (uint32_t i = 0; i < lint->model->instances.count && !lint_is_off(lint, DIAG_REPEATED_VALUE); i++) {
        if (!has_several(lint, lint_instance(lint, i))) continue;
        struct repeated r = {.first = {.exhausted = lint->model->arena->exhausted}};
        intern_init(&r.texts, lint->model->arena);
        look(lint, lint_instance(lint, i), &r);
        vec_free(&r.first);
        intern_free(&r.texts);
    }
}
