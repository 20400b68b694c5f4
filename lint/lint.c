/* The engine: a finished model in, findings in its sink out. The proof runs first and always; then the rules of lint.def, each once. */
#include "meaning.h"

#include <stdarg.h>

typedef void lint_rule_function(struct lint *lint);

static const struct {
    const char *slug, *group;
    lint_rule_function *run;
} rules[] = {
#define RULE(slug, group, text) {#slug, #group, lint_rule_##slug},
#include "lint.def"
#undef RULE
};
#define RULE_COUNT (sizeof rules / sizeof rules[0])

/* Is the word, with its hyphens, the name that has underscores instead? */
static bool is_name(struct str word, const char *name)
{
    if (strlen(name) != word.n) return false;
    for (uint32_t i = 0; i < word.n; i++)
        if (word.p[i] != (name[i] == '_' ? '-' : name[i])) return false;
    return true;
}

static bool set_group(struct lint *lint, const struct level_setting *setting)
{
    bool found = false;
    for (size_t r = 0; r < RULE_COUNT; r++) {
        if (!is_name(setting->rule, rules[r].group)) continue;
        char slug[64];
        size_t n = 0;
        for (; rules[r].slug[n] && n < sizeof slug; n++) slug[n] = rules[r].slug[n] == '_' ? '-' : rules[r].slug[n];
        enum diag_code code;
        if (!diag_find((struct str){slug, (uint32_t)n}, &code)) BUG("rule %s has no code", rules[r].slug);
        lint->level[code] = (uint8_t)setting->level;
        found = true;
    }
    return found;
}

static void report_unknown(struct lint *lint, const struct level_setting *setting)
{
    struct str names[DIAG_CODE_COUNT];
    size_t count = 0;
    for (int code = 0; code < DIAG_CODE_COUNT; code++)
        if (diag_row((enum diag_code)code)->code[0] == 'L') names[count++] = str_from(diag_row((enum diag_code)code)->slug);
    struct diag_sink *sink = lint->model->sink;
    struct diag *d = diag_report(sink, DIAG_PROJECT_UNKNOWN_RULE, setting->span, "there is no rule '" STR_FMT "'", STR_ARG(setting->rule));
    diag_suggest(sink, d, setting->rule, names, count);
}

void lint_read_levels(struct lint *lint)
{
    for (int code = 0; code < DIAG_CODE_COUNT; code++) lint->level[code] = (uint8_t)diag_row((enum diag_code)code)->level;
    if (lint->options->project == NULL) return;
    const struct vec *levels = &lint->options->project->levels;
    for (int groups = 1; groups >= 0; groups--) { /* a group's level gives way to that of a rule in it, wherever it stands */
        for (size_t i = 0; i < levels->count; i++) {
            const struct level_setting *setting = MODEL_AT(*levels, struct level_setting, i);
            enum diag_code code;
            if (!diag_find(setting->rule, &code)) {
                if (groups && !set_group(lint, setting)) report_unknown(lint, setting);
            } else if (groups) {
                continue;
            } else if (diag_row(code)->code[0] != 'L') {
                diag_report(lint->model->sink, DIAG_PROJECT_UNKNOWN_RULE, setting->span, "the level of '" STR_FMT "' cannot be set: it is no finding of a rule",
                            STR_ARG(setting->rule));
            } else {
                lint->level[code] = (uint8_t)setting->level;
            }
        }
    }
}

struct diag *lint_report(struct lint *lint, enum diag_code code, struct span span, const char *format, ...)
{
    if (lint->level[code] == DIAG_OFF) return NULL;
    va_list arguments;
    va_start(arguments, format);
    const struct str text = arena_vprintf(lint->model->arena, format, arguments);
    va_end(arguments);
    struct diag *d = diag_report(lint->model->sink, code, span, STR_FMT, STR_ARG(text));
    if (lint->level[code] != diag_row(code)->level) diag_set_level(lint->model->sink, d, (enum diag_level)lint->level[code]);
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

void lint_run(struct model *model, const struct lint_options *options, struct lint_result *result)
{
    struct lint lint = {.model = model, .options = options, .result = result, .undecided = {.exhausted = model->arena->exhausted}, .asks = {.exhausted = model->arena->exhausted}};
    *result = (struct lint_result){.targets = {.exhausted = model->arena->exhausted}};
    lint_read_levels(&lint);
    lint_gather_facts(&lint);
    lint_prove(&lint);
    for (size_t r = 0; r < RULE_COUNT; r++) rules[r].run(&lint);
    report_undecided(&lint);
    lint_meaning_free(&lint);
    vec_free(&lint.undecided);
    vec_free(&lint.asks);
}

void lint_result_free(struct lint_result *result)
{
    vec_free(&result->targets);
}
