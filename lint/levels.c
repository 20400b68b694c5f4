/* Levels: of a rule, of a group, for all paths or for some. The nearest wins: a rule's before its group's, a path's before the project's, of two paths the later one. */
#include "levels.h"

#include "../compiler/pattern/pattern.h"

static const struct {
    const char *slug, *group; /* with underscores */
    bool is_later;
} rules[] = {
#define RULE(slug, group, text) {#slug, #group, false},
#define LATER(slug, group, text) {#slug, #group, true},
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

/* The rule with the code's slug; RULE_COUNT: none. */
static size_t rule_of(enum diag_code code)
{
    size_t r = 0;
    while (r < RULE_COUNT && !is_name(str_from(diag_row(code)->slug), rules[r].slug)) r++;
    return r;
}

const char *levels_group(enum diag_code code) { return rule_of(code) < RULE_COUNT ? rules[rule_of(code)].group : ""; }
bool levels_is_later(enum diag_code code) { return rule_of(code) < RULE_COUNT && rules[rule_of(code)].is_later; }

static bool set_group(struct lint_level *row, const struct level_setting *setting)
{
    bool found = false;
    for (size_t r = 0; r < RULE_COUNT; r++) {
        if (!is_name(setting->rule, rules[r].group)) continue;
        char slug[64];
        size_t n = 0;
        for (; rules[r].slug[n] && n < sizeof slug; n++) slug[n] = rules[r].slug[n] == '_' ? '-' : rules[r].slug[n];
        enum diag_code code;
        if (!diag_find((struct str){slug, (uint32_t)n}, &code)) BUG("rule %s has no code", rules[r].slug);
        row[code] = (struct lint_level){(uint8_t)setting->level, setting};
        found = true;
    }
    return found;
}

static void report_unknown(struct diag_sink *sink, const struct level_setting *setting)
{
    struct str names[DIAG_CODE_COUNT + RULE_COUNT];
    size_t count = 0;
    if (sink == NULL) return;
    for (int code = 0; code < DIAG_CODE_COUNT; code++)
        if (diag_row((enum diag_code)code)->code[0] == 'L') names[count++] = str_from(diag_row((enum diag_code)code)->slug);
    for (size_t r = 0; r < RULE_COUNT; r++)
        if (r == 0 || strcmp(rules[r].group, rules[r - 1].group) != 0) names[count++] = str_from(rules[r].group);
    struct diag *d = diag_report(sink, DIAG_PROJECT_UNKNOWN_RULE, setting->span, "there is no rule '" STR_FMT "'", STR_ARG(setting->rule));
    diag_suggest(sink, d, setting->rule, names, count);
}

/* The row that the setting is for. */
static struct lint_level *row_of(struct lint_levels *levels, const struct level_setting *setting)
{
    return setting->path_number ? levels->paths[setting->path_number - 1].row : levels->base;
}

void levels_read(struct arena *arena, const struct project *project, struct diag_sink *sink, struct lint_levels *levels)
{
    *levels = (struct lint_levels){.path_count = project ? (uint32_t)project->level_paths.count : 0};
    levels->paths = arena_array(arena, levels->path_count ? levels->path_count : 1, sizeof *levels->paths);
    for (uint32_t i = 0; i < levels->path_count; i++) levels->paths[i].path = ((const struct str *)project->level_paths.p)[i];
    for (int code = 0; code < DIAG_CODE_COUNT; code++) levels->base[code].level = (uint8_t)diag_row((enum diag_code)code)->level;
    if (project == NULL) return;
    for (int groups = 1; groups >= 0; groups--) { /* a group's level gives way to that of a rule in it, wherever it stands */
        for (size_t i = 0; i < project->levels.count; i++) {
            const struct level_setting *setting = (const struct level_setting *)project->levels.p + i;
            enum diag_code code;
            if (!diag_find(setting->rule, &code)) {
                if (groups && !set_group(row_of(levels, setting), setting)) report_unknown(sink, setting);
            } else if (groups) {
                continue;
            } else if (diag_row(code)->code[0] != 'L') {
                if (sink)
                    diag_report(sink, DIAG_PROJECT_UNKNOWN_RULE, setting->span, "the level of '" STR_FMT "' cannot be set: it is no finding of a rule", STR_ARG(setting->rule));
            } else {
                row_of(levels, setting)[code] = (struct lint_level){(uint8_t)setting->level, setting};
            }
        }
    }
}

void levels_at(const struct lint_levels *levels, const char *path, uint8_t row[DIAG_CODE_COUNT])
{
    for (int code = 0; code < DIAG_CODE_COUNT; code++) row[code] = levels->base[code].level;
    for (uint32_t i = 0; i < levels->path_count; i++) {
        if (!glob_matches(levels->paths[i].path, str_from(path))) continue;
        for (int code = 0; code < DIAG_CODE_COUNT; code++)
            if (levels->paths[i].row[code].from) row[code] = levels->paths[i].row[code].level;
    }
}
