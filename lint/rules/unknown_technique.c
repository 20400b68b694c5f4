/* L181: attack.t1059.099: a technique that the project's own list does not have. The list is a text, one technique a line: its number, and whatever stands behind it. Without a
 * list only the form is checked (L168). */
#include "../uses.h"
#include "../rules.h"

static bool is_digits(struct str s, uint32_t at, uint32_t count)
{
    for (uint32_t i = 0; i < count; i++)
        if (at + i >= s.n || s.p[at + i] < '0' || s.p[at + i] > '9') return false;
    return true;
}

/* t1059, T1059.001, in small letters. */
static bool technique_of(struct arena *arena, struct str word, struct str *number)
{
    if ((word.n != 5 && word.n != 9) || (word.p[0] | 32) != 't' || !is_digits(word, 1, 4)) return false;
    if (word.n == 9 && (word.p[5] != '.' || !is_digits(word, 6, 3))) return false;
    *number = arena_printf(arena, "t" STR_FMT, STR_ARG(((struct str){word.p + 1, word.n - 1})));
    return true;
}

static void read_list(struct lint *lint, struct intern *known)
{
    const struct source_file *file = sources_file(lint->model->sources, lint->options->techniques - 1);
    const struct str text = file->text;
    for (uint32_t at = 0, end; at < text.n; at = end + 1) {
        for (end = at; end < text.n && text.p[end] != '\n';) end++;
        struct str word = {text.p + at, 0}, number;
        while (at + word.n < end && strchr(" \t\r,;", word.p[word.n]) == NULL) word.n++;
        if (word.n == 0 || word.p[0] == '#') continue;
        if (technique_of(lint->model->arena, word, &number)) intern_add(known, number);
        else lint_report(lint, DIAG_UNKNOWN_TECHNIQUE, (struct span){file->base + at, word.n}, "'" STR_FMT "' is no number of a technique", STR_ARG(word));
    }
}

static void look(struct lint *lint, const struct attribute *tag, const struct intern *known)
{
    struct str number;
    if (tag->text.n <= 7 || memcmp(tag->text.p, "attack.", 7) != 0 || !technique_of(lint->model->arena, (struct str){tag->text.p + 7, tag->text.n - 7}, &number)) return;
    if (intern_find(known, number) != INTERN_NONE) return;
    struct diag *d = lint_report(lint, DIAG_UNKNOWN_TECHNIQUE, tag->span, "the list of techniques does not have '" STR_FMT "'", STR_ARG(tag->text));
    if (d == NULL) return;
    const struct str whole = {number.p, 5};
    const size_t near = str_nearest(number, known->names.p, known->names.count);
    if (near < known->names.count) diag_set_label(lint->model->sink, d, "did you mean 'attack." STR_FMT "'?", STR_ARG(intern_name(known, (uint32_t)near)));
    if (number.n > 5 && intern_find(known, whole) != INTERN_NONE) diag_set_help(lint->model->sink, d, "it has 'attack." STR_FMT "', of which this would be a part", STR_ARG(whole));
}

void lint_rule_unknown_technique(struct lint *lint)
{
    struct intern known;
    if (lint->options->techniques == 0 || lint_is_off(lint, DIAG_UNKNOWN_TECHNIQUE)) return;
    intern_init(&known, lint->model->arena);
    read_list(lint, &known);
    for (uint32_t i = 0; i < lint->model->instances.count; i++) {
        const struct instance *instance = lint_instance(lint, i);
        for (uint32_t n = 0; n < instance->attribute_count; n++)
            if (lint_attribute_at(lint, instance, n)->key == ATTRIBUTE_TAGS) look(lint, lint_attribute_at(lint, instance, n), &known);
    }
    intern_free(&known);
}
