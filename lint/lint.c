/* The engine: a finished model in, findings in its sink out. The proof runs first and always; then the rules of lint.def, each once. */
#include "fix.h"
#include "meaning.h"

#include <stdarg.h>

typedef void lint_rule_function(struct lint *lint);

static lint_rule_function *const rules[] = {
#define RULE(slug, group, text) lint_rule_##slug,
#include "lint.def"
#undef RULE
};
#define RULE_COUNT (sizeof rules / sizeof rules[0])

/* The most that a rule says anywhere, so that one which is on for some paths alone runs. */
void lint_read_levels(struct lint *lint)
{
    struct model *model = lint->model;
    lint->levels = arena_new(model->arena, struct lint_levels);
    levels_read(model->arena, lint->options->project, model->sink, lint->levels);
    for (int code = 0; code < DIAG_CODE_COUNT; code++) {
        lint->level[code] = lint->levels->base[code].level;
        for (uint32_t i = 0; i < lint->levels->path_count; i++)
            if (lint->levels->paths[i].row[code].level > lint->level[code]) lint->level[code] = lint->levels->paths[i].row[code].level;
    }
    if (lint->levels->path_count) lint->file_levels = arena_array(model->arena, model->sources->files.count + 1, sizeof *lint->file_levels);
}

/* The level of a code where the finding is: made once for a file. */
static uint8_t level_at(struct lint *lint, enum diag_code code, struct span span)
{
    const struct source_file *file = lint->file_levels ? sources_file_of(lint->model->sources, span.at) : NULL;
    if (file == NULL) return lint->levels->path_count ? lint->levels->base[code].level : lint->level[code];
    uint8_t **row = &lint->file_levels[file - (const struct source_file *)lint->model->sources->files.p];
    if (*row == NULL) {
        *row = arena_array(lint->model->arena, DIAG_CODE_COUNT, 1);
        levels_at(lint->levels, file->path, *row);
    }
    return (*row)[code];
}

struct diag *lint_report(struct lint *lint, enum diag_code code, struct span span, const char *format, ...)
{
    if (lint->level[code] == DIAG_OFF) return NULL;
    const uint8_t level = level_at(lint, code, span);
    if (level == DIAG_OFF) return &lint->model->sink->scratch; /* off here, and on elsewhere: the rule goes on */
    va_list arguments;
    va_start(arguments, format);
    const struct str text = arena_vprintf(lint->model->arena, format, arguments);
    va_end(arguments);
    struct diag *d = diag_report(lint->model->sink, code, span, STR_FMT, STR_ARG(text));
    if (level != diag_row(code)->level) diag_set_level(lint->model->sink, d, (enum diag_level)level);
    return d;
}

bool lint_wants(const struct lint *lint, enum diag_code code, bool asks)
{
    if (lint->level[code] == DIAG_OFF) return false;
    return !asks || !lint->options->is_quick || lint->level[code] == DIAG_ERROR;
}

void lint_undecided(struct lint *lint, enum diag_code code, struct span span)
{
    *(struct lint_undecided *)vec_push(&lint->undecided, sizeof(struct lint_undecided)) = (struct lint_undecided){code, span};
}

static void report_undecided(struct lint *lint)
{
    struct diag *of[DIAG_CODE_COUNT] = {NULL};
    uint32_t count[DIAG_CODE_COUNT] = {0};
    for (size_t i = 0; i < lint->undecided.count; i++) count[MODEL_AT(lint->undecided, struct lint_undecided, i)->code]++;
    for (size_t i = 0; i < lint->undecided.count; i++) {
        const struct lint_undecided *u = MODEL_AT(lint->undecided, struct lint_undecided, i);
        if (of[u->code]) {
            diag_add_label(lint->model->sink, of[u->code], u->span, "and this");
            continue;
        }
        of[u->code] = lint_report(lint, DIAG_UNDECIDED, u->span, "'%s' was not decided for %u place%s", diag_row(u->code)->slug, count[u->code], count[u->code] == 1 ? "" : "s");
        if (of[u->code] == NULL) return;
    }
}

/* A line that names nothing is told where all was seen; an error hides findings. */
static void pass_over(struct lint *lint)
{
    struct baseline *baseline = lint->options->baseline;
    struct diag_sink *sink = lint->model->sink;
    bool all_seen = !lint->options->is_part && !lint->options->is_quick;
    if (baseline == NULL) return;
    for (size_t i = 0; i < sink->list.count; i++) {
        const struct diag *d = *MODEL_AT(sink->list, struct diag *, i);
        all_seen &= d->level != DIAG_ERROR || diag_row(d->code)->code[0] == 'L';
    }
    diag_sort(sink);
    baseline_apply(baseline, sink);
    for (size_t i = 0; i < baseline->entries.count && all_seen; i++) {
        const struct baseline_entry *entry = MODEL_AT(baseline->entries, struct baseline_entry, i);
        if (!entry->used) lint_report(lint, DIAG_BASELINE_STALE, entry->span, "this " STR_FMT " of " STR_FMT " does not occur any more", STR_ARG(entry->code), STR_ARG(entry->path));
    }
}

void lint_run(struct model *model, const struct lint_options *options, struct lint_result *result)
{
    struct lint lint = {.model = model, .options = options, .result = result, .undecided = {.exhausted = model->arena->exhausted}, .asks = {.exhausted = model->arena->exhausted}, .ask_kinds = {.exhausted = model->arena->exhausted}, .ask_of = {.exhausted = model->arena->exhausted},
                        .wishes = {.exhausted = model->arena->exhausted}};
    *result = (struct lint_result){.targets.exhausted = model->arena->exhausted, .pairs.exhausted = model->arena->exhausted, .miscounted.exhausted = model->arena->exhausted};
    arena_init(&lint.memory, model->arena->exhausted);
    lint_read_levels(&lint);
    lint_gather_facts(&lint);
    lint_prove(&lint);
    for (size_t r = 0; r < RULE_COUNT; r++) rules[r](&lint);
    report_undecided(&lint);
    lint_suppress(&lint);
    pass_over(&lint);
    lint_make_fixes(&lint);
    lint_meaning_free(&lint);
    arena_free(&lint.memory);
    vec_free(&lint.undecided);
    vec_free(&lint.asks);
    vec_free(&lint.ask_kinds);
    vec_free(&lint.ask_of);
    vec_free(&lint.wishes);
}

void lint_run_changes(struct model *model, const struct lint_options *options)
{
    struct lint lint = {.model = model, .options = options, .undecided = {.exhausted = model->arena->exhausted}};
    lint_read_levels(&lint);
#define RULE(slug, group, text)
#define LATER(slug, group, text) lint_rule_##slug(&lint);
#include "lint.def"
#undef RULE
    lint_tell_changes(&lint, DIAG_UNDECIDED);
    report_undecided(&lint);
    lint_suppress_later(&lint);
    vec_free(&lint.undecided);
}

void lint_result_free(struct lint_result *result)
{
    vec_free(&result->targets);
    vec_free(&result->pairs);
    vec_free(&result->miscounted);
}
