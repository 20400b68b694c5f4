/* weir.json, language.md chapter "Sensor manifests".
 *
 * In: a folder. Out: the settings of the project that it belongs to, defaults where nothing is set; what is wrong is in the sink.
 * Must hold: every path and pattern kept here stays inside the project; a setting that was refused is as if it were not there. */
#include "project.h"

#include <errno.h>
#include <sys/stat.h>

#include "../base/limits.h"
#include "reader.h"

#define PROJECT_FILE "weir.json"
enum { REVISION_MAX = 99999999 }; /* eight digits in a channel file's name */

/* ---- finding it ---- */

static bool same_folder(const char *a, const char *b)
{
    struct stat x, y;
    return stat(a, &x) == 0 && stat(b, &y) == 0 && x.st_dev == y.st_dev && x.st_ino == y.st_ino;
}

/* The folder above, NULL at the top. Written so that messages stay short: "..", not "a/..". */
static const char *folder_above(struct arena *arena, const char *folder)
{
    const char *name = path_name(folder);
    const bool relative_up = strcmp(name, "..") == 0 || strcmp(name, ".") == 0 || *name == '\0';
    if (!relative_up) return path_folder(arena, folder);
    const char *above = strcmp(folder, ".") == 0 ? ".." : path_join(arena, folder, "..");
    return same_folder(folder, above) ? NULL : above;
}

static struct file_status find_project(struct project *project, struct arena *arena, const char *folder, struct str *text)
{
    enum { LEVELS = 256 };
    if (*folder == '\0') folder = ".";
    for (int i = 0; i < LEVELS && folder != NULL; i++, folder = folder_above(arena, folder)) {
        const struct file_status status = file_read(arena, path_join(arena, folder, PROJECT_FILE), LIMIT_JSON_BYTES, text);
        if (status.error == ENOENT || status.error == ENOTDIR) continue;
        project->root = arena_copy(arena, str_from(folder)).p;
        project->found = !file_failed(status);
        return status;
    }
    return (struct file_status){0, NULL};
}

/* ---- reading it ---- */

/* A path of the file; NULL when it leaves the project, which is reported. */
static const char *inside(const struct reader *reader, const struct json *value, const char *what)
{
    if (!reader_expect(reader, value, JSON_STRING, what)) return NULL;
    if (path_is_inside(value->string.p)) return value->string.p;
    struct diag *diag = diag_report(reader->sink, DIAG_PROJECT_PATH_OUTSIDE, reader_span(reader, value), "'" STR_FMT "' is not inside the project",
                                    STR_ARG(reader_short(reader, value->string)));
    diag_set_label(reader->sink, diag, "%s", what);
    if (value->string.n == 0) diag_set_help(reader->sink, diag, "name a path below the project's folder; '.' is the folder itself");
    return NULL;
}

static void read_sources(struct project *project, const struct reader *reader, const struct json *list)
{
    if (!reader_expect(reader, list, JSON_ARRAY, "'sources'")) return;
    project->sources.count = 0;
    for (const struct json *value = list->first; value != NULL; value = value->next) {
        const char *path = inside(reader, value, "a path of 'sources'");
        if (path != NULL) *(const char **)vec_push(&project->sources, sizeof path) = path;
    }
}

static void read_sensors(struct project *project, const struct reader *reader, const struct json *list)
{
    project->sensors_span = reader_span(reader, list);
    if (!reader_expect(reader, list, JSON_ARRAY, "'sensors'")) return;
    for (const struct json *value = list->first; value != NULL; value = value->next) {
        const char *pattern = inside(reader, value, "a pattern of 'sensors'");
        if (pattern != NULL) *(struct str *)vec_push(&project->sensor_patterns, sizeof(struct str)) = value->string;
    }
}

static void read_known_good(struct project *project, const struct reader *reader, const struct json *value)
{
    static const struct str keys[] = {{"events", 6}, {"allow", 5}};
    if (!reader_expect(reader, value, JSON_OBJECT, "'known_good'")) return;
    reader_check_keys(reader, value, keys, 2, "'known_good'");
    const struct json *events = reader_member(reader, value, "events", JSON_ARRAY, false, "'known_good'"), *allow = json_get(value, "allow");
    for (const struct json *pattern = events != NULL ? events->first : NULL; pattern != NULL; pattern = pattern->next)
        if (inside(reader, pattern, "a pattern of 'events'") != NULL) *(struct str *)vec_push(&project->known_good, sizeof(struct str)) = pattern->string;
    if (allow != NULL && inside(reader, allow, "'allow'") != NULL) project->allow = allow->string;
}

static void read_level(struct project *project, const struct reader *reader, const struct json *value, uint32_t path_number)
{
    static const struct str words[] = {{"off", 3}, {"note", 4}, {"warning", 7}, {"error", 5}};
    static const enum diag_level levels[] = {DIAG_OFF, DIAG_NOTE, DIAG_WARNING, DIAG_ERROR};
    const struct str what = arena_printf(reader->arena, "the level of '" STR_FMT "'", STR_ARG(reader_short(reader, value->key)));
    if (!reader_expect(reader, value, JSON_STRING, what.p)) return;
    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++) {
        if (!str_equal(value->string, words[i])) continue;
        struct level_setting *setting = vec_push(&project->levels, sizeof *setting);
        *setting = (struct level_setting){.rule = value->key, .level = levels[i], .span = reader_key_span(reader, value), .path_number = path_number};
        return;
    }
    struct diag *diag = diag_report(reader->sink, DIAG_PROJECT_UNKNOWN_LEVEL, reader_span(reader, value), "'" STR_FMT "' is not a level",
                                    STR_ARG(reader_short(reader, value->string)));
    diag_suggest(reader->sink, diag, value->string, words, sizeof words / sizeof words[0]);
}

/* "paths": {"imported/?*": {"missing-test": "off"}}: the globs are of whole paths. */
static void read_level_paths(struct project *project, const struct reader *reader, const struct json *paths)
{
    for (const struct json *path = paths->first; path != NULL; path = path->next) {
        const struct str what = arena_printf(reader->arena, "'" STR_FMT "'", STR_ARG(reader_short(reader, path->key)));
        if (!reader_expect(reader, path, JSON_OBJECT, what.p)) continue;
        *(struct str *)vec_push(&project->level_paths, sizeof(struct str)) = path->key;
        for (const struct json *value = path->first; value != NULL; value = value->next) read_level(project, reader, value, (uint32_t)project->level_paths.count);
    }
}

static void read_lint(struct project *project, const struct reader *reader, const struct json *lint)
{
    static const struct str keys[] = {{"levels", 6}, {"paths", 5}, {"baseline", 8}, {"techniques", 10}};
    if (!reader_expect(reader, lint, JSON_OBJECT, "'lint'")) return;
    reader_check_keys(reader, lint, keys, 4, "'lint'");
    const struct json *baseline = json_get(lint, "baseline");
    if (baseline != NULL && inside(reader, baseline, "'baseline'") != NULL) project->baseline = baseline->string;
    const struct json *techniques = json_get(lint, "techniques");
    if (techniques != NULL && inside(reader, techniques, "'techniques'") != NULL) project->techniques = techniques->string;
    const struct json *paths = reader_member(reader, lint, "paths", JSON_OBJECT, true, "'lint'");
    if (paths != NULL) read_level_paths(project, reader, paths);
    const struct json *levels = reader_member(reader, lint, "levels", JSON_OBJECT, true, "'lint'");
    if (levels == NULL) return;
    for (const struct json *value = levels->first; value != NULL; value = value->next) read_level(project, reader, value, 0);
}

static void read_budgets(struct project *project, const struct reader *reader, const struct json *budgets)
{
    static const struct str keys[] = {
#define BUDGET(name, key, least, most, code) {key, sizeof key - 1},
#include "budgets.def"
#undef BUDGET
    };
    static const char *const quoted[] = {
#define BUDGET(name, key, least, most, code) "'" key "'",
#include "budgets.def"
#undef BUDGET
    };
    static const struct { uint64_t least, most; } within[] = {
#define BUDGET(name, key, least, most, code) {least, most},
#include "budgets.def"
#undef BUDGET
    };
    if (!reader_expect(reader, budgets, JSON_OBJECT, "'budgets'")) return;
    reader_check_keys(reader, budgets, keys, PROJECT_BUDGETS, "'budgets'");
    for (uint32_t i = 0; i < PROJECT_BUDGETS; i++) {
        const struct json *value = json_get(budgets, keys[i].p);
        uint64_t number;
        if (value != NULL && reader_number(reader, value, within[i].least, within[i].most, quoted[i], &number)) project->budget[i] = number;
    }
}

static void read_ring(struct project *project, const struct reader *reader, const struct json *value)
{
    static const struct str keys[] = {{"ring", 4}, {"hours", 5}};
    const uint64_t most_hours = 24 * 365;
    uint64_t hours = 0;
    if (!reader_expect(reader, value, JSON_OBJECT, "a ring")) return;
    reader_check_keys(reader, value, keys, 2, "a ring");
    const struct json *name = reader_member(reader, value, "ring", JSON_STRING, false, "a ring"), *number = json_get(value, "hours");
    if (number != NULL && !reader_number(reader, number, 0, most_hours, "'hours'", &hours)) return;
    if (name == NULL) return;
    bool plain = name->string.n != 0 && name->string.n <= 64;
    for (uint32_t i = 0; i < name->string.n; i++) plain = plain && ((name->string.p[i] >= 'a' && name->string.p[i] <= 'z') || (name->string.p[i] >= '0' && name->string.p[i] <= '9') || name->string.p[i] == '-');
    for (size_t i = 0; i < project->gate.rings.count; i++) plain = plain && !str_equal(((const struct project_ring *)project->gate.rings.p)[i].name, name->string);
    if (plain) {
        *(struct project_ring *)vec_push(&project->gate.rings, sizeof(struct project_ring)) = (struct project_ring){name->string, (uint32_t)hours};
        return;
    }
    struct diag *diag = diag_report(reader->sink, DIAG_JSON_WRONG_KIND, reader_span(reader, name), "'" STR_FMT "' cannot name a ring", STR_ARG(reader_short(reader, name->string)));
    diag_set_label(reader->sink, diag, "a name of its own");
    diag_set_help(reader->sink, diag, "use small letters, digits and '-', as in \"canary\"; each ring once");
}

static void read_gate(struct project *project, const struct reader *reader, const struct json *gate)
{
    static const struct str keys[] = {{"fail_on", 7}, {"coverage", 8}, {"mutants", 7}, {"category", 8}, {"rings", 5}};
    uint64_t number;
    if (!reader_expect(reader, gate, JSON_OBJECT, "'gate'")) return;
    reader_check_keys(reader, gate, keys, sizeof keys / sizeof keys[0], "'gate'");
    const struct json *coverage = json_get(gate, "coverage"), *mutants = json_get(gate, "mutants");
    const struct json *category = reader_member(reader, gate, "category", JSON_STRING, true, "'gate'"), *rings = reader_member(reader, gate, "rings", JSON_ARRAY, true, "'gate'");
    const struct json *level = reader_member(reader, gate, "fail_on", JSON_STRING, true, "'gate'");
    if (coverage != NULL && reader_number(reader, coverage, 0, 100, "'coverage'", &number)) project->gate.coverage = (uint32_t)number;
    if (mutants != NULL && reader_number(reader, mutants, 0, 100, "'mutants'", &number)) project->gate.mutants = (uint32_t)number;
    if (category != NULL) project->gate.category = category->string;
    for (const struct json *ring = rings != NULL ? rings->first : NULL; ring != NULL; ring = ring->next) read_ring(project, reader, ring);
    if (level == NULL) return;
    static const struct str words[] = {{"note", 4}, {"warning", 7}, {"error", 5}};
    for (unsigned i = 0; i < 3; i++) {
        if (!str_equal(level->string, words[i])) continue;
        project->gate.fail_on = (enum diag_level)(DIAG_NOTE + i);
        return;
    }
    struct diag *diag = diag_report(reader->sink, DIAG_PROJECT_UNKNOWN_LEVEL, reader_span(reader, level), "'" STR_FMT "' is not a level", STR_ARG(reader_short(reader, level->string)));
    diag_suggest(reader->sink, diag, level->string, words, 3);
}

static void read_name(struct project *project, const struct reader *reader, const struct json *value)
{
    if (!reader_expect(reader, value, JSON_STRING, "'name'")) return;
    project->name = value->string;
}

static void read_output(struct project *project, const struct reader *reader, const struct json *value)
{
    if (inside(reader, value, "'output'") != NULL) project->output = value->string;
}

static void read_revision(struct project *project, const struct reader *reader, const struct json *value)
{
    uint64_t number;
    if (reader_number(reader, value, 1, REVISION_MAX, "'revision'", &number)) project->revision = (uint32_t)number;
}

static void read_project(struct project *project, const struct reader *reader, const struct json *root)
{
    static const struct {
        struct str key;
        void (*read)(struct project *project, const struct reader *reader, const struct json *value);
    } settings[] = {{{"name", 4}, read_name},       {{"sources", 7}, read_sources},   {{"sensors", 7}, read_sensors}, {{"output", 6}, read_output},
                    {{"revision", 8}, read_revision}, {{"lint", 4}, read_lint}, {{"budgets", 7}, read_budgets},
                    {{"known_good", 10}, read_known_good}, {{"gate", 4}, read_gate}};
    enum { SETTINGS = sizeof settings / sizeof settings[0] };
    struct str keys[SETTINGS];
    if (!reader_expect(reader, root, JSON_OBJECT, "weir.json")) return;
    for (size_t i = 0; i < SETTINGS; i++) keys[i] = settings[i].key;
    reader_check_keys(reader, root, keys, SETTINGS, "weir.json");
    for (size_t i = 0; i < SETTINGS; i++) {
        const struct json *value = json_get(root, settings[i].key.p);
        if (value != NULL) settings[i].read(project, reader, value);
    }
}

struct file_status project_load(struct project *project, struct arena *arena, struct sources *sources, struct diag_sink *sink, const char *folder)
{
    *project = (struct project){.root = ".", .output = STR("build/channels"), .revision = 1, .gate.fail_on = DIAG_ERROR};
    project->sources.exhausted = project->sensor_patterns.exhausted = project->levels.exhausted = project->level_paths.exhausted = project->known_good.exhausted = project->gate.rings.exhausted = arena->exhausted;
    *(const char **)vec_push(&project->sources, sizeof(char *)) = ".";
    struct str text;
    const struct file_status status = find_project(project, arena, folder, &text);
    if (file_failed(status) || !project->found) return status;
    if (!sources_has_room(sources, text.n)) return (struct file_status){EFBIG, "read"};
    struct reader reader;
    const struct json *root = reader_open(&reader, sink, sources, sources_add(sources, PROJECT_FILE, text), JSON_COMMENTS);
    if (root != NULL) read_project(project, &reader, root);
    return status;
}

void project_free(struct project *project)
{
    vec_free(&project->sources);
    vec_free(&project->sensor_patterns);
    vec_free(&project->levels);
    vec_free(&project->level_paths);
    vec_free(&project->known_good);
    vec_free(&project->gate.rings);
}
