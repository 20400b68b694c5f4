/* The whole way from a project's folder to its channel files: what is written, that it is the same every time, and that nothing is written
 * when anything is wrong. */
#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "../../compiler/diag/render.h"
#include "../../compiler/pipeline.h"
#include "../../interpreter/weir.h"
#include "check.h"

static const char template_text[] = "/// Pipes.\n"
                                    "template Pipe {\n"
                                    "    channel  291\n    version  2\n    platform windows\n    actions  observe, detect, prevent\n    phase    pre\n"
                                    "    recorded EventID in (17, 18)\n\n"
                                    "    1 PipeName : path\n    2 Kind : enum { Create, Connect }\n    3 Image : path alias ecs 'process.executable'\n"
                                    "    4 Size : i64\n    5 User : string since 2\n}\n";
static const char rules_text[] = "use 'rules/pipe.weir'\n\n"
                                 "instance Second : Pipe {\n    id 20\n    title 'Second'\n    severity high\n    action detect\n"
                                 "    match any field contains 'evil'\n      and Size in (-5, 7)\n"
                                 "    test 'yes' matches { Image: 'C:\\evil.exe', Size: 7 }\n    test 'no' misses { Image: 'C:\\evil.exe', Size: 8 }\n}\n\n"
                                 "instance First : Pipe {\n    id 10\n    title 'First'\n    severity low\n    action observe\n"
                                 "    let a = PipeName matches '\\\\postex_[0-9a-f]{4}'\n    match a or PipeName like '\\msagent_*' and User == 'root'\n"
                                 "    test 'yes' matches { PipeName: '\\postex_01af' }\n    test 'no' misses { PipeName: '\\postex_01' }\n}\n";
static const char sensor_text[] = "{ \"sensor\": \"7.11.0\", \"platform\": \"windows\", \"supplies\": [\n"
                                  "  { \"template\": \"Pipe\", \"version\": 2, \"inputs\": [\n"
                                  "    { \"name\": \"PipeName\", \"type\": \"path\" }, { \"name\": \"Kind\", \"type\": \"enum\", \"values\": [\"Create\", \"Connect\"] },\n"
                                  "    { \"name\": \"Image\", \"type\": \"path\" }, { \"name\": \"Size\", \"type\": \"i64\" }, { \"name\": \"User\", \"type\": \"string\" } ] },\n"
                                  "  { \"template\": \"Pipe\", \"version\": 1, \"inputs\": [\n"
                                  "    { \"name\": \"PipeName\", \"type\": \"path\" }, { \"name\": \"Kind\", \"type\": \"enum\", \"values\": [\"Create\", \"Connect\"] },\n"
                                  "    { \"name\": \"Image\", \"type\": \"path\" }, { \"name\": \"Size\", \"type\": \"i64\" } ] } ] }\n";
static const char project_text[] = "{ \"name\": \"test\", \"sources\": [\"rules\"], \"sensors\": [\"sensors/*.json\"], \"output\": \"out\" }\n";

struct bench { /* one project in a folder of its own */
    struct arena arena;
    char folder[64];
};

static const char *in_folder(struct bench *b, const char *name) { return path_join(&b->arena, b->folder, name); }

static void put(struct bench *b, const char *name, const char *text)
{
    const char *path = in_folder(b, name);
    file_make_folders(&b->arena, path_folder(&b->arena, path));
    FILE *stream = fopen(path, "wb");
    if (stream == NULL || fputs(text, stream) < 0 || fclose(stream) != 0)
        BUG("cannot write %s", path);
}

static void bench_make(struct bench *b, jmp_buf *exhausted)
{
    arena_init(&b->arena, exhausted);
    const char *base = getenv("TMPDIR");
    snprintf(b->folder, sizeof b->folder, "%s/weir-pipeline-XXXXXX", base && strlen(base) < 32 ? base : "/tmp");
    if (mkdtemp(b->folder) == NULL)
        BUG("no folder for the test");
    put(b, "rules/pipe.weir", template_text);
    put(b, "rules/rules.weir", rules_text);
    put(b, "sensors/7.11.json", sensor_text);
    put(b, "weir.json", project_text);
}

/* Files in a folder below the project; -1 without the folder. Removes them if asked to. */
static int files_in(struct bench *b, const char *name, bool and_remove)
{
    const char *path = in_folder(b, name);
    DIR *folder = opendir(path);
    if (folder == NULL)
        return -1;
    int count = 0;
    for (struct dirent *entry; (entry = readdir(folder)) != NULL;) {
        if (strcmp(entry->d_name, ".") == 0 || strcmp(entry->d_name, "..") == 0)
            continue;
        count++;
        if (and_remove)
            unlink(path_join(&b->arena, path, entry->d_name));
    }
    closedir(folder);
    if (and_remove)
        rmdir(path);
    return count;
}

static void bench_free(struct bench *b)
{
    static const char *const folders[] = {"rules", "sensors", "out", "out2", ""};
    for (size_t i = 0; i < sizeof folders / sizeof *folders; i++)
        files_in(b, folders[i], true);
    rmdir(b->folder);
    arena_free(&b->arena);
}

static struct str text_of(struct bench *b, const char *name)
{
    struct str text = {NULL, 0};
    struct file_status status = file_read(&b->arena, in_folder(b, name), 1 << 24, &text);
    CHECK_WITH(!file_failed(status), "%s: %s: %s", name, status.step, strerror(status.error));
    return text;
}

struct outcome {
    enum pipeline_end end;
    struct pipeline_failure failure;
    uint32_t errors, files;
    enum diag_code first;
};

/* Checks, writes, and leaves nothing behind but the outcome. */
static struct outcome compile(struct bench *b, const char *output, bool show, jmp_buf *exhausted)
{
    struct pipeline p;
    struct outcome out = {.end = PIPELINE_CONTENT};
    pipeline_init(&p, exhausted);
    out.failure = pipeline_check(&p, &(struct pipeline_options){.folder = b->folder, .needs_sensors = true});
    if (!file_failed(out.failure.status) && !diag_has_errors(&p.sink)) {
        struct pipeline_written written;
        const char *fault = NULL;
        out.end = pipeline_write(&p, &(struct pipeline_output){.folder = in_folder(b, output)}, &written, &out.failure, &fault);
        CHECK_WITH(out.end != PIPELINE_OUR_FAULT, "%s", fault);
        out.files = (uint32_t)written.files.count;
        vec_free(&written.files);
    } else if (file_failed(out.failure.status)) {
        out.end = PIPELINE_WORLD;
    }
    out.errors = p.sink.count[DIAG_ERROR];
    for (size_t i = 0; i < p.sink.list.count && out.first == 0; i++)
        if ((*MODEL_AT(p.sink.list, struct diag *, i))->level == DIAG_ERROR)
            out.first = (*MODEL_AT(p.sink.list, struct diag *, i))->code;
    if (show && diag_has_errors(&p.sink))
        render_all(stderr, &p.sink, (struct render_options){RENDER_SHORT, false});
    if (out.failure.path)
        out.failure.path = arena_copy(&b->arena, str_from(out.failure.path)).p;
    pipeline_free(&p);
    return out;
}

/* ---- what is written ---- */

static void check_map(struct bench *b, struct str digest)
{
    struct json_error error;
    const char *name = arena_printf(&b->arena, "out/" STR_FMT ".map.json", STR_ARG(digest)).p;
    struct json *map = json_parse(&b->arena, text_of(b, name), 0, &error);
    CHECK_WITH(map != NULL, "the map is no JSON: %s", map ? "" : error.text);
    if (map == NULL)
        return;
    const struct json *files = json_get(map, "files"), *first = json_get(map, "instances")->first, *second = first->next;
    CHECK_WITH(files->count == 1 && str_equal(files->first->string, STR("rules/rules.weir")), "the map's files");
    CHECK_WITH(str_equal(json_get(second, "name")->string, STR("Second")), "the second instance");
    static const char *const wanted[] = {"0", "3", "10"};
    const struct json *at = json_get(second, "at")->first;
    for (int i = 0; i < 3; i++, at = at->next)
        CHECK_WITH(str_equal(at->string, str_from(wanted[i])), "Second's place %d is " STR_FMT, i, STR_ARG(at->string));
    CHECK_WITH(json_get(second, "criteria")->count == 4, "%u criteria", json_get(second, "criteria")->count);
    const struct json *size = json_get(second, "criteria")->first->next->next; /* any field: PipeName, Image; then Size; then User */
    CHECK_WITH(str_equal(size->first->next->string, STR("9")) && str_equal(size->first->next->next->string, STR("11")), "the place of Size is " STR_FMT ":" STR_FMT,
               STR_ARG(size->first->next->string), STR_ARG(size->first->next->next->string));
}

static void test_writes(struct bench *b, jmp_buf *exhausted)
{
    struct outcome out = compile(b, "out", true, exhausted);
    CHECK_WITH(out.end == PIPELINE_DONE && out.files == 2, "end %d, %u files", (int)out.end, out.files);
    if (out.end != PIPELINE_DONE)
        return;
    CHECK_WITH(files_in(b, "out", false) == 5, "%d files in the folder", files_in(b, "out", false));
    struct str bytes = text_of(b, "out/C-00000291-00000002-00000001.chn");
    struct weir_channel channel;
    CHECK_WITH(weir_open((const uint8_t *)bytes.p, bytes.n, NULL, NULL, &channel).code == WEIR_ACCEPTED, "the file is refused");
    struct json_error error;
    struct str text = text_of(b, "out/manifest.json");
    struct json *manifest = json_parse(&b->arena, text, 0, &error);
    CHECK_WITH(manifest != NULL, "manifest.json is no JSON");
    if (manifest == NULL)
        return;
    const struct json *channels = json_get(manifest, "channels"), *two = channels->first->next;
    CHECK_WITH(channels->count == 2 && json_get(two, "instances")->count == 2, "channels in the manifest");
    CHECK_WITH(json_get(channels->first, "instances")->count == 1, "version 1 has User's instance");
    CHECK_WITH(strstr(text.p, b->folder) == NULL, "an absolute path in the manifest");
    check_map(b, json_get(two, "digest")->string);
    CHECK_WITH(compile(b, "out2", true, exhausted).end == PIPELINE_DONE, "a second time");
    struct str again = text_of(b, "out2/manifest.json");
    CHECK_WITH(str_equal(text, again), "a second manifest differs");
    CHECK_WITH(files_in(b, "out", true) == 5 && files_in(b, "out2", true) == 5, "five files in each");
}

/* ---- what is not ---- */

static void test_refuses(struct bench *b, jmp_buf *exhausted)
{
    struct outcome out;
    put(b, "weir.json", "{ \"name\": \"test\", \"sources\": [\"rules\"], \"sensors\": [\"sensors/*.json\"], \"budgets\": { \"steps_per_event\": 3 } }\n");
    out = compile(b, "out", false, exhausted);
    CHECK_WITH(out.end == PIPELINE_CONTENT && out.errors == 1 && out.first == DIAG_OVER_STEP_BUDGET && files_in(b, "out", false) == -1, "steps over the budget");
    put(b, "weir.json", "{ \"name\": \"test\", \"sources\": [\"rules\"], \"sensors\": [\"sensors/*.json\"], \"budgets\": { \"file_bytes\": 1024 } }\n");
    out = compile(b, "out", false, exhausted);
    CHECK_WITH(out.end == PIPELINE_CONTENT && out.first == DIAG_OVER_FILE_BUDGET && files_in(b, "out", false) == -1, "file over the budget");
    put(b, "weir.json", "{ \"name\": \"test\", \"sources\": [\"rules\"], \"sensors\": [\"sensors/7.11.json\", \"sensors/7.12.json\"] }\n");
    out = compile(b, "out", false, exhausted);
    CHECK_WITH(out.end == PIPELINE_CONTENT && out.first == DIAG_SENSOR_NOT_THERE && files_in(b, "out", false) == -1, "a sensor that is not there");
    put(b, "weir.json", "{ \"name\": \"test\", \"sources\": [\"nowhere\"], \"sensors\": [\"sensors/*.json\"] }\n");
    out = compile(b, "out", false, exhausted);
    CHECK_WITH(out.end == PIPELINE_WORLD && out.failure.status.error == ENOENT, "sources that are not there");
    put(b, "weir.json", project_text);
    put(b, "out", "a file in the way\n");
    out = compile(b, "out", true, exhausted);
    CHECK_WITH(out.end == PIPELINE_WORLD && out.failure.status.error == ENOTDIR, "a file in the folder's place: end %d, %s", (int)out.end, strerror(out.failure.status.error));
    unlink(in_folder(b, "out"));
}

/* A folder in the place of the manifest, which is renamed last: channel files are there, whole; no temporary is left. */
static void test_half_way(struct bench *b, jmp_buf *exhausted)
{
    file_make_folders(&b->arena, in_folder(b, "out/manifest.json"));
    struct outcome out = compile(b, "out", true, exhausted);
    CHECK_WITH(out.end == PIPELINE_WORLD && strcmp(path_name(out.failure.path ? out.failure.path : ""), "manifest.json") == 0, "a folder in the place of the manifest");
    CHECK_WITH(files_in(b, "out", false) == 5, "%d files", files_in(b, "out", false));
    rmdir(in_folder(b, "out/manifest.json"));
    files_in(b, "out", true);
}

/* The same file by several names is one file. */
static void test_repeated_paths(struct bench *b, jmp_buf *exhausted)
{
    const char *rules = in_folder(b, "rules"), *sensor = in_folder(b, "sensors/7.11.json");
    const char *const paths[] = {rules, arena_printf(&b->arena, "%s/./rules.weir", rules).p, arena_printf(&b->arena, "%s//pipe.weir", rules).p};
    const char *const sensors[] = {sensor, sensor};
    struct pipeline p;
    pipeline_init(&p, exhausted);
    struct pipeline_options options = {.folder = b->folder, .paths = paths, .path_count = 3, .sensors = sensors, .sensor_count = 2};
    struct pipeline_failure failure = pipeline_check(&p, &options);
    CHECK_WITH(!file_failed(failure.status) && p.sink.count[DIAG_ERROR] == 0 && p.model.instances.count == 2 && p.model.sensors.count == 1,
               "%zu instances, %zu sensors", p.model.instances.count, p.model.sensors.count);
    pipeline_free(&p);
}

/* The text of a source is gone when a rule asks for it, and by then it may be another one. */
static void change_source(void *context, const char *doing, uint64_t done, uint64_t total)
{
    (void)done;
    (void)total;
    if (strcmp(doing, "proving") == 0)
        put(context, "rules/rules.weir", "// something else\n");
}

static void test_changes(jmp_buf *exhausted)
{
    static const char repeats_text[] = "use 'types/pipe.weir'\n\ninstance Twice : Pipe {\n    id 20\n    title 'Twice'\n    severity high\n    action detect\n"
                                       "    match Image in ('C:\\a.exe', 'c:\\A.EXE')\n}\n";
    for (int changes = 0; changes < 2; changes++) {
        struct bench b;
        bench_make(&b, exhausted);
        files_in(&b, "rules", true);
        put(&b, "types/pipe.weir", template_text);
        put(&b, "rules/rules.weir", repeats_text);
        struct pipeline p;
        pipeline_init(&p, exhausted);
        if (changes)
            p.tell = change_source;
        p.tell_context = &b;
        const struct pipeline_failure failure = pipeline_check(&p, &(struct pipeline_options){.folder = b.folder, .needs_sensors = true, .texts_go = true});
        bool repeated = false;
        for (size_t i = 0; i < p.sink.list.count; i++)
            repeated = repeated || (*MODEL_AT(p.sink.list, struct diag *, i))->code == DIAG_CASE_DUPLICATE;
        CHECK(failure.status.error == (changes ? ESTALE : 0));
        CHECK(changes || repeated);
        pipeline_free(&p);
        files_in(&b, "types", true);
        bench_free(&b);
    }
}

int main(void)
{
    jmp_buf exhausted;
    if (setjmp(exhausted)) {
        fputs("no memory\n", stderr);
        return 1;
    }
    struct bench b;
    bench_make(&b, &exhausted);
    test_writes(&b, &exhausted);
    test_refuses(&b, &exhausted);
    test_half_way(&b, &exhausted);
    test_repeated_paths(&b, &exhausted);
    bench_free(&b);
    test_changes(&exhausted);
    return CHECK_DONE("pipeline");
}
