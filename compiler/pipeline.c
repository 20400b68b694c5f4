/* Files -> trees -> model -> findings.
 *
 * In:  a folder with a weir.json, or paths. Out: everything reported is in the sink, sorted; the world's fault, if there was one.
 * Must hold: every file that is named is read or is a failure; none is read twice; the trees are gone before the linter starts. */
#include <errno.h>
#include <stdlib.h>

#include "pipeline_parts.h"

#include "base/limits.h"

void pipeline_init(struct pipeline *pipeline, jmp_buf *exhausted)
{
    *pipeline = (struct pipeline){.named.exhausted = exhausted, .suppressions.exhausted = exhausted, .uses.exhausted = exhausted, .opened.exhausted = exhausted, .batches.exhausted = exhausted, .baseline.entries.exhausted = exhausted};
    arena_init(&pipeline->arena, exhausted);
    sources_init(&pipeline->sources, &pipeline->arena);
    diag_init(&pipeline->sink, &pipeline->arena, &pipeline->sources);
    model_init(&pipeline->model, &pipeline->arena, &pipeline->sources, &pipeline->sink);
}

void pipeline_free(struct pipeline *pipeline)
{
    if (pipeline->linted)
        lint_result_free(&pipeline->lint);
    model_free(&pipeline->model);
    project_free(&pipeline->project);
    diag_free(&pipeline->sink);
    vec_free(&pipeline->named);
    vec_free(&pipeline->suppressions);
    vec_free(&pipeline->uses);
    vec_free(&pipeline->opened);
    pipeline_batches_free(pipeline);
    baseline_free(&pipeline->baseline);
    sources_free(&pipeline->sources);
    arena_free(&pipeline->arena);
}

static struct pipeline_failure done(void) { return (struct pipeline_failure){{0, NULL}, NULL}; }

const char *pipeline_shown_path(struct arena *arena, const char *root, const char *path)
{
    size_t root_bytes = strlen(root);
    while (root_bytes > 1 && root[root_bytes - 1] == '/')
        root_bytes--;
    if (strcmp(root, ".") != 0 && strncmp(path, root, root_bytes) == 0 && path[root_bytes] == '/' && path[root_bytes + 1])
        path += root_bytes + 1;
    char *out = arena_alloc(arena, strlen(path) + 2);
    size_t n = 0;
    if (path[0] == '/')
        out[n++] = '/';
    while (*path) { /* component by component */
        size_t length = strcspn(path, "/");
        if (length && !(length == 1 && path[0] == '.')) {
            if (n && out[n - 1] != '/')
                out[n++] = '/';
            memcpy(out + n, path, length);
            n += length;
        }
        path += length;
        path += *path == '/';
    }
    if (n == 0)
        out[n++] = '.';
    out[n] = 0;
    return out;
}

/* ---- reading ---- */

struct reading {
    struct pipeline *pipeline;
    const struct pipeline_options *options;
    struct vec paths;  /* const char *, to open */
    struct tree *trees;    /* as many as paths of sources */
    bool *tree_done;
    size_t tree_count;
    bool texts_go;
    uint64_t bytes;
};

/* Each path once, however it was written. */
static void drop_repeated(struct reading *r)
{
    struct intern seen;
    struct arena scratch;
    arena_init(&scratch, r->pipeline->arena.exhausted);
    intern_init(&seen, &scratch);
    const char **paths = r->paths.p;
    size_t kept = 0;
    for (size_t i = 0; i < r->paths.count; i++) {
        const char *shown = pipeline_shown_path(&scratch, r->pipeline->project.root, paths[i]);
        if (intern_add(&seen, str_from(shown)) == kept)
            paths[kept++] = paths[i];
    }
    r->paths.count = kept;
    intern_free(&seen);
    arena_free(&scratch);
}

static struct pipeline_failure list_path(struct reading *r, const char *path)
{
    struct file_status status = {0, NULL};
    if (strcmp(path, "-") == 0)
        *(const char **)vec_push(&r->paths, sizeof(const char *)) = path;
    else
        status = file_list(&r->pipeline->arena, path, ".weir", &r->paths, &path);
    if (!file_failed(status) && r->paths.count > LIMIT_FILES)
        status = (struct file_status){EFBIG, "list"};
    return (struct pipeline_failure){status, path};
}

static struct pipeline_failure list_project(struct reading *r)
{
    struct pipeline *p = r->pipeline;
    struct pipeline_failure failure = done();
    for (size_t i = 0; i < p->project.sources.count && !file_failed(failure.status); i++)
        failure = list_path(r, path_join(&p->arena, p->project.root, *MODEL_AT(p->project.sources, const char *, i)));
    return failure;
}

/* The given paths, or the project's sources; nothing where there is neither. */
static struct pipeline_failure list_sources(struct reading *r)
{
    struct pipeline_failure failure = done();
    if (r->options->path_count) {
        for (size_t i = 0; i < r->options->path_count && !file_failed(failure.status); i++)
            failure = list_path(r, r->options->paths[i]);
    } else if (r->pipeline->project.found) { /* without a project, everything below the folder could be the whole disk */
        failure = list_project(r);
    }
    if (!file_failed(failure.status))
        drop_repeated(r);
    return failure;
}

/* The text of a file, counted against what a run may read in all. */
static struct pipeline_failure read_text_into(struct reading *r, struct arena *arena, const char *path, size_t limit, struct str *text)
{
    struct file_status status = sources_read(&r->pipeline->sources, arena, path, limit, text);
    if (!file_failed(status)) {
        r->bytes += (uint64_t)text->n + 1;
        if (r->bytes > LIMIT_TOTAL_SOURCE_BYTES)
            status = (struct file_status){EFBIG, "read"};
    }
    return (struct pipeline_failure){status, path};
}

static struct pipeline_failure read_text(struct reading *r, const char *path, size_t limit, struct str *text)
{
    return read_text_into(r, &r->pipeline->arena, path, limit, text);
}

static struct pipeline_failure parse_sources(struct reading *r)
{
    struct pipeline *p = r->pipeline;
    r->trees = arena_array(&p->arena, r->paths.count, sizeof *r->trees);
    r->tree_done = arena_array(&p->arena, r->paths.count, sizeof *r->tree_done);
    r->texts_go = r->options->texts_go && r->options->drafts == NULL;
    for (size_t i = 0; i < r->paths.count; i++) {
        const char *path = *MODEL_AT(r->paths, const char *, i);
        struct str text;
        pipeline_tell(p, "reading", i, r->paths.count);
        struct pipeline_batch *batch = pipeline_batch_for(p, i);
        struct pipeline_failure failure = read_text_into(r, r->texts_go ? pipeline_batch_texts(batch) : &p->arena, path, LIMIT_SOURCE_BYTES, &text);
        if (file_failed(failure.status))
            return failure;
        const char *shown = strcmp(path, "-") == 0 ? "<stdin>" : pipeline_shown_path(&p->arena, p->project.root, path);
        uint32_t file = sources_add(&p->sources, shown, text);
        *(struct pipeline_opened *)vec_push(&p->opened, sizeof(struct pipeline_opened)) = (struct pipeline_opened){path, file};
        r->tree_count++;
        syntax_parse(&r->trees[i], pipeline_batch_add(batch, text.n), &p->sources, file, &p->sink);
        suppressions_read(&p->suppressions, &r->trees[i], &p->sink);
        if (r->options->notes_uses)
            pipeline_note_uses(p, &r->trees[i]);
    }
    return done();
}

/* ---- sensors ---- */

static struct pipeline_failure add_sensors(struct reading *r)
{
    struct pipeline *p = r->pipeline;
    for (size_t i = 0; i < r->paths.count; i++) {
        const char *path = *MODEL_AT(r->paths, const char *, i);
        struct pipeline_failure failure = {{EFBIG, "list"}, path};
        struct str text;
        if (i < LIMIT_SENSORS)
            failure = read_text(r, path, LIMIT_JSON_BYTES, &text);
        if (file_failed(failure.status))
            return failure;
        model_add_sensor(&p->model, pipeline_shown_path(&p->arena, p->project.root, path), text);
    }
    return done();
}

/* A pattern without a file would prove less than was asked for. Where no pattern has any, the linter says that. */
static void report_missing_sensor(struct pipeline *p, struct str pattern, bool others)
{
    bool literal = true;
    for (uint32_t i = 0; i < pattern.n; i++)
        literal = literal && strchr("*?[", pattern.p[i]) == NULL;
    if (!literal && !others)
        return;
    p->model.sensors_incomplete = true;
    diag_report(&p->sink, DIAG_SENSOR_NOT_THERE, p->project.sensors_span, "there is no sensor manifest '" STR_FMT "'", STR_ARG(pattern));
}

static struct pipeline_failure read_sensors(struct reading *r)
{
    struct pipeline *p = r->pipeline;
    r->paths.count = 0;
    if (r->options->sensor_count) {
        for (size_t i = 0; i < r->options->sensor_count; i++)
            *(const char **)vec_push(&r->paths, sizeof(const char *)) = r->options->sensors[i];
    } else {
        struct vec counts = {.exhausted = p->arena.exhausted};
        for (size_t i = 0; i < p->project.sensor_patterns.count; i++) {
            size_t before = r->paths.count;
            const char *pattern = arena_copy(&p->arena, *MODEL_AT(p->project.sensor_patterns, struct str, i)).p;
            struct file_status status = file_glob(&p->arena, p->project.root, pattern, &r->paths);
            if (file_failed(status)) {
                vec_free(&counts);
                return (struct pipeline_failure){status, pattern};
            }
            *(size_t *)vec_push(&counts, sizeof(size_t)) = r->paths.count - before;
        }
        for (size_t i = 0; i < counts.count; i++)
            if (*MODEL_AT(counts, size_t, i) == 0)
                report_missing_sensor(p, *MODEL_AT(p->project.sensor_patterns, struct str, i), r->paths.count != 0);
        vec_free(&counts);
    }
    drop_repeated(r);
    return add_sensors(r);
}

/* ---- what a run over paths leaves out ---- */

static int compare_identities(const void *a, const void *b)
{
    return file_identity_compare(a, b);
}

bool pipeline_is_named(const struct pipeline *pipeline, const char *path)
{
    struct file_identity identity;
    return file_identify(path, &identity) && pipeline->named.count &&
           bsearch(&identity, pipeline->named.p, pipeline->named.count, sizeof identity, compare_identities) != NULL;
}

static void note_named(struct reading *r)
{
    struct vec *named = &r->pipeline->named;
    struct file_identity identity;
    r->pipeline->is_part = r->options->path_count != 0;
    for (size_t i = 0; i < r->paths.count && r->pipeline->is_part; i++)
        if (file_identify(*MODEL_AT(r->paths, const char *, i), &identity))
            *(struct file_identity *)vec_push(named, sizeof identity) = identity;
    if (named->count)
        qsort(named->p, named->count, sizeof identity, compare_identities);
}

/* A file of the project that cannot be listed is reported where the project is asked for. */
static void compare_left_out(struct reading *r)
{
    struct pipeline *p = r->pipeline;
    r->paths.count = 0;
    if (!p->is_part || !p->project.found || file_failed(list_project(r).status))
        return;
    drop_repeated(r);
    const char **paths = r->paths.p;
    size_t kept = 0;
    for (size_t i = 0; i < r->paths.count; i++)
        if (!pipeline_is_named(p, paths[i]))
            paths[kept++] = paths[i];
    r->paths.count = kept;
    if (kept)
        pipeline_compare_left_out(p, &r->paths);
}

/* ---- what is known ---- */

static struct pipeline_failure read_baseline(struct reading *r)
{
    struct pipeline *p = r->pipeline;
    const struct str named = p->project.baseline;
    p->baseline_path = r->options->baseline;
    if (p->baseline_path == NULL && named.n)
        p->baseline_path = path_join(&p->arena, p->project.root, named.p);
    if (p->baseline_path == NULL || r->options->no_baseline)
        return done();
    struct str text;
    struct pipeline_failure failure = read_text(r, p->baseline_path, LIMIT_SOURCE_BYTES, &text);
    if (file_failed(failure.status))
        return failure;
    p->baseline_file = sources_add(&p->sources, pipeline_shown_path(&p->arena, p->project.root, p->baseline_path), text);
    baseline_read(&p->baseline, &p->sink, p->baseline_file);
    return done();
}

static struct pipeline_failure read_techniques(struct reading *r)
{
    struct pipeline *p = r->pipeline;
    struct str text;
    if (p->project.techniques.n == 0)
        return done();
    const char *path = path_join(&p->arena, p->project.root, p->project.techniques.p);
    struct pipeline_failure failure = read_text(r, path, LIMIT_SOURCE_BYTES, &text);
    if (!file_failed(failure.status))
        p->techniques = sources_add(&p->sources, pipeline_shown_path(&p->arena, p->project.root, path), text) + 1;
    return failure;
}

/* ---- all of it ---- */

static void drop_tree(struct reading *r, size_t tree, bool text_goes)
{
    if (r->tree_done[tree])
        return;
    r->tree_done[tree] = true;
    pipeline_batch_done(r->pipeline, &r->trees[tree], tree, text_goes);
    pipeline_tell(r->pipeline, "checking", tree + 1, r->tree_count);
}

static void drop_source(void *context, size_t tree)
{
    struct reading *r = context;
    drop_tree(r, tree, r->texts_go);
}

/* Instances of a file stand side by side. */
static void put_aside(struct pipeline *p, const bool *concerned)
{
    const struct source_file *file = NULL;
    for (size_t i = 0; i < p->model.instances.count; i++) {
        struct instance *instance = MODEL_AT(p->model.instances, struct instance, i);
        if (file == NULL || instance->span.at < file->base || instance->span.at - file->base > file->text.n) file = sources_file_of(&p->sources, instance->span.at);
        instance->aside = file && !concerned[file - (const struct source_file *)p->sources.files.p];
    }
}

static struct pipeline_failure build_model(struct reading *r)
{
    struct pipeline *p = r->pipeline;
    struct pipeline_failure failure = list_sources(r);
    if (!file_failed(failure.status)) {
        note_named(r);
        failure = parse_sources(r);
    }
    if (!file_failed(failure.status))
        failure = read_sensors(r);
    const bool *concerned = NULL;
    if (!file_failed(failure.status) && r->options->concerned)
        concerned = r->options->concerned(r->options->concerned_context, p);
    if (!file_failed(failure.status))
        model_build(&p->model, r->trees, r->tree_count, &(struct model_options){.root = p->project.root, .tree_done = drop_source, .context = r, .texts_go = r->texts_go});
    if (!file_failed(failure.status) && concerned)
        put_aside(p, concerned);
    if (!file_failed(failure.status))
        compare_left_out(r);
    if (!file_failed(failure.status))
        failure = read_baseline(r);
    if (!file_failed(failure.status))
        failure = read_techniques(r);
    return failure;
}

struct pipeline_failure pipeline_check(struct pipeline *pipeline, const struct pipeline_options *options)
{
    const char *folder = options->folder ? options->folder : ".";
    struct file_status status = project_load(&pipeline->project, &pipeline->arena, &pipeline->sources, &pipeline->sink, folder);
    if (file_failed(status))
        return (struct pipeline_failure){status, folder};
    if (diag_has_errors(&pipeline->sink)) { /* what follows would be reported against settings that nobody meant */
        diag_sort(&pipeline->sink);
        return done();
    }
    struct reading r = {.pipeline = pipeline, .options = options};
    pipeline->sources.drafts = options->drafts;
    r.paths.exhausted = pipeline->arena.exhausted;
    struct pipeline_failure failure = build_model(&r);
    for (size_t i = 0; i < r.tree_count; i++)
        drop_tree(&r, i, false);
    vec_free(&r.paths);
    if (!file_failed(failure.status)) {
        pipeline_tell(pipeline, "proving", 0, 0);
        const struct lint_engine engine = pipeline_engine(pipeline);
        const struct lint_options lint_options = {.project = &pipeline->project, .needs_sensors = options->needs_sensors, .is_part = pipeline->is_part && pipeline->project.found,
                                                  .engine = &engine, .is_quick = !options->is_thorough,
                                                  .suppressions = &pipeline->suppressions, .techniques = pipeline->techniques, .baseline = &pipeline->baseline, .today = options->today};
        lint_run(&pipeline->model, &lint_options, &pipeline->lint);
        pipeline->linted = true;
    }
    if (pipeline->sources.changed && !file_failed(failure.status)) /* what was found was found in two states of a file */
        failure = (struct pipeline_failure){{ESTALE, "read again"}, pipeline->sources.changed};
    diag_sort(&pipeline->sink);
    return failure;
}
