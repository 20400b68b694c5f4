/* weir.json: found, read, and refused with the right code at the right place. */
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "check.h"
#include "project/project.h"

struct fixture {
    struct arena arena;
    struct sources sources;
    struct diag_sink sink;
    struct project project;
    const char *folder;
};

static void load(struct fixture *f, jmp_buf *jump, const char *folder, const char *text)
{
    arena_init(&f->arena, jump);
    sources_init(&f->sources, &f->arena);
    diag_init(&f->sink, &f->arena, &f->sources);
    f->folder = folder;
    if (text != NULL) {
        FILE *stream = fopen(path_join(&f->arena, folder, "weir.json"), "wb");
        if (stream == NULL) abort();
        fputs(text, stream);
        fclose(stream);
    }
    CHECK(!file_failed(project_load(&f->project, &f->arena, &f->sources, &f->sink, folder)));
    diag_sort(&f->sink);
}

static void stop(struct fixture *f)
{
    project_free(&f->project);
    diag_free(&f->sink);
    sources_free(&f->sources);
    arena_free(&f->arena);
}

static const char *source_at(const struct fixture *f, size_t i)
{
    return i < f->project.sources.count ? ((const char *const *)f->project.sources.p)[i] : "";
}

static void test_whole(jmp_buf *jump, const char *folder)
{
    struct fixture f;
    load(&f, jump, folder,
         "// a project\n{ \"name\": \"example\", \"sources\": [\"rules\", \"more/a.weir\"], \"sensors\": [\"sensors/*.json\"],\n"
         "  \"output\": \"build/x\", \"revision\": 12, \"lint\": { \"levels\": { \"short-literal\": \"warning\", \"L001\": \"off\" } },\n"
         "  \"known_good\": { \"events\": [\"good/*.jsonl\", \"a.jsonl\"], \"allow\": \"good/allow.json\" },\n"
         "  \"budgets\": { \"steps_per_event\": 100000, \"file_bytes\": 33554432, \"workspace_bytes\": 500000 } }\n");
    const struct project *p = &f.project;
    CHECK(p->found && f.sink.list.count == 0 && p->sources.count == 2 && p->sensor_patterns.count == 1 && p->levels.count == 2);
    CHECK_STR(p->name, "example");
    CHECK_TEXT(source_at(&f, 1), "more/a.weir");
    CHECK_STR(*(struct str *)p->sensor_patterns.p, "sensors/*.json");
    CHECK_STR(sources_text(&f.sources, p->sensors_span), "[\"sensors/*.json\"]");
    CHECK_STR(p->output, "build/x");
    CHECK(p->revision == 12 && p->budget[BUDGET_STEPS_PER_EVENT] == 100000 && p->budget[BUDGET_FILE_BYTES] == 33554432 && p->budget[BUDGET_WORKSPACE_BYTES] == 500000);
    const struct level_setting *level = p->levels.p;
    CHECK_STR(level->rule, "short-literal");
    CHECK(level->level == DIAG_WARNING && level[1].level == DIAG_OFF);
    CHECK_STR(sources_text(&f.sources, level->span), "\"short-literal\"");
    CHECK_TEXT(p->root, folder);
    if (CHECK(p->known_good.count == 2)) CHECK_STR(((struct str *)p->known_good.p)[1], "a.jsonl");
    CHECK_STR(p->allow, "good/allow.json");
    stop(&f);
}

static void test_defaults(jmp_buf *jump, const char *folder)
{
    struct fixture f;
    load(&f, jump, folder, "{}");
    CHECK(f.project.found && f.project.revision == 1 && f.project.sources.count == 1 && f.project.sensors_span.at == 0);
    CHECK_TEXT(source_at(&f, 0), ".");
    CHECK_STR(f.project.output, "build/channels");
    CHECK(f.project.known_good.count == 0 && f.project.allow.n == 0);
    stop(&f);
}

/* Upwards: from a folder below, by absolute and by relative path; and not at all. */
static void test_upwards(jmp_buf *jump, const char *folder)
{
    struct fixture f;
    char deep[512], before[512];
    load(&f, jump, folder, "{\"name\": \"up\"}");
    CHECK(!file_failed(file_make_folders(&f.arena, path_join(&f.arena, folder, "a/b"))));
    stop(&f);
    snprintf(deep, sizeof deep, "%s/a/b", folder);
    load(&f, jump, deep, NULL);
    CHECK_STR(f.project.name, "up");
    CHECK_TEXT(f.project.root, folder);
    stop(&f);
    if (!CHECK(getcwd(before, sizeof before) != NULL && chdir(deep) == 0)) return;
    load(&f, jump, ".", NULL);
    CHECK_STR(f.project.name, "up");
    CHECK_TEXT(f.project.root, "../..");
    stop(&f);
    CHECK(chdir(folder) == 0);
    load(&f, jump, "a/b", NULL);
    CHECK_TEXT(f.project.root, ".");
    stop(&f);
    CHECK(chdir("/") == 0);
    load(&f, jump, ".", NULL);
    CHECK(!f.project.found && f.project.sources.count == 1);
    stop(&f);
    CHECK(chdir(before) == 0);
}

/* One mistake: one diagnostic of this code, whose span is this text. */
static void refuses(jmp_buf *jump, const char *folder, const char *text, enum diag_code code, const char *marked, int line)
{
    struct fixture f;
    load(&f, jump, folder, text);
    check_numbers((long long)f.sink.list.count, 1, __FILE__, line, "diagnostics");
    if (f.sink.list.count != 0) {
        const struct diag *diag = *(struct diag **)f.sink.list.p;
        check_texts(str_from(diag_row(diag->code)->code), str_from(diag_row(code)->code), __FILE__, line, "code");
        check_texts(sources_text(&f.sources, diag->span), str_from(marked), __FILE__, line, "place");
        check_that(diag->text.n > 10, __FILE__, line, "text");
    }
    stop(&f);
}
#define REFUSES(text, code, marked) refuses(jump, folder, text, DIAG_##code, marked, __LINE__)

static void test_refused(jmp_buf *jump, const char *folder)
{
    REFUSES("{", JSON_SYNTAX, "");
    REFUSES("", JSON_SYNTAX, "");
    REFUSES("{\"name\": \"a\", \"name\": \"b\"}", JSON_REPEATED_KEY, "\"name\"");
    REFUSES("[]", JSON_WRONG_KIND, "[");
    REFUSES("{\"sorces\": []}", JSON_UNKNOWN_KEY, "\"sorces\"");
    REFUSES("{\"name\": 1}", JSON_WRONG_KIND, "1");
    REFUSES("{\"sources\": \"rules\"}", JSON_WRONG_KIND, "\"rules\"");
    REFUSES("{\"sources\": [\"a\", null]}", JSON_WRONG_KIND, "null");
    REFUSES("{\"sources\": [\"../a\"]}", PROJECT_PATH_OUTSIDE, "\"../a\"");
    REFUSES("{\"sources\": [\"/etc\"]}", PROJECT_PATH_OUTSIDE, "\"/etc\"");
    REFUSES("{\"sources\": [\"\"]}", PROJECT_PATH_OUTSIDE, "\"\"");
    REFUSES("{\"sensors\": [\"s/../../*.json\"]}", PROJECT_PATH_OUTSIDE, "\"s/../../*.json\"");
    REFUSES("{\"output\": \"/tmp/x\"}", PROJECT_PATH_OUTSIDE, "\"/tmp/x\"");
    REFUSES("{\"revision\": 0}", JSON_OUT_OF_RANGE, "0");
    REFUSES("{\"revision\": 100000000}", JSON_OUT_OF_RANGE, "100000000");
    REFUSES("{\"revision\": 1.0}", JSON_OUT_OF_RANGE, "1.0");
    REFUSES("{\"revision\": -1}", JSON_OUT_OF_RANGE, "-1");
    REFUSES("{\"lint\": {\"level\": {}}}", JSON_UNKNOWN_KEY, "\"level\"");
    REFUSES("{\"lint\": {\"levels\": {\"x\": \"warn\"}}}", PROJECT_UNKNOWN_LEVEL, "\"warn\"");
    REFUSES("{\"lint\": {\"levels\": {\"x\": false}}}", JSON_WRONG_KIND, "false");
    REFUSES("{\"known_good\": [\"a.jsonl\"]}", JSON_WRONG_KIND, "[");
    REFUSES("{\"known_good\": {\"allow\": \"a.json\"}}", JSON_MISSING_KEY, "{");
    REFUSES("{\"known_good\": {\"events\": [1]}}", JSON_WRONG_KIND, "1");
    REFUSES("{\"known_good\": {\"events\": [\"../a\"]}}", PROJECT_PATH_OUTSIDE, "\"../a\"");
    REFUSES("{\"known_good\": {\"events\": [], \"allow\": \"/a\"}}", PROJECT_PATH_OUTSIDE, "\"/a\"");
    REFUSES("{\"known_good\": {\"events\": [], \"allowed\": \"a\"}}", JSON_UNKNOWN_KEY, "\"allowed\"");
    REFUSES("{\"budgets\": {\"steps\": 1}}", JSON_UNKNOWN_KEY, "\"steps\"");
    REFUSES("{\"budgets\": {\"steps_per_event\": 99999999999999999999}}", JSON_OUT_OF_RANGE, "99999999999999999999");
    REFUSES("{\"budgets\": {\"file_bytes\": 1073741825}}", JSON_OUT_OF_RANGE, "1073741825");
}

static void test_suggestion(jmp_buf *jump, const char *folder)
{
    struct fixture f;
    load(&f, jump, folder, "{\"sorces\": []}");
    if (CHECK(f.sink.list.count == 1)) CHECK_STR((*(struct diag **)f.sink.list.p)->label, "did you mean 'sources'?");
    stop(&f);
}

int main(void)
{
    jmp_buf jump;
    CHECK_MEMORY(jump);
    char folder[] = "/tmp/weir-project-XXXXXX", command[128];
    if (!CHECK(mkdtemp(folder) != NULL)) return CHECK_DONE("project");
    test_whole(&jump, folder);
    test_defaults(&jump, folder);
    test_upwards(&jump, folder);
    test_refused(&jump, folder);
    test_suggestion(&jump, folder);
    snprintf(command, sizeof command, "rm -rf '%s'", folder);
    CHECK(system(command) == 0);
    return CHECK_DONE("project");
}
