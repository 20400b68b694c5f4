/* Which sources some files concern: see affected.h. */
#include "affected.h"

#include <stdlib.h>

struct finding {
    struct pipeline *pipeline;
    struct affected *affected;
    struct vec queue; /* uint32_t: numbers of sources that are concerned, and whose users are still to be found */
};

static int by_path(const void *a, const void *b) { return strcmp(((const struct pipeline_use *)a)->path, ((const struct pipeline_use *)b)->path); }

static void add_file(struct finding *f, uint32_t file)
{
    if (f->affected->file[file]) return;
    f->affected->file[file] = true;
    *(uint32_t *)vec_push(&f->queue, sizeof(uint32_t)) = file;
}

/* The sources that name the path. */
static void add_users(struct finding *f, const char *path)
{
    const struct pipeline_use *uses = f->pipeline->uses.p;
    size_t low = 0, high = f->pipeline->uses.count;
    while (low < high) {
        const size_t middle = low + (high - low) / 2;
        if (strcmp(uses[middle].path, path) < 0) low = middle + 1;
        else high = middle;
    }
    for (; low < f->pipeline->uses.count && strcmp(uses[low].path, path) == 0; low++) add_file(f, uses[low].file);
}

/* A path as it was given -> as the sources show it, where the project's folder is written before it or is the current one. */
static const char *in_project(struct cli *cli, const struct project *project, const char *path)
{
    return pipeline_shown_path(&cli->arena, pipeline_shown_path(&cli->arena, ".", project->root), pipeline_shown_path(&cli->arena, ".", path));
}

static bool is_everything(const struct source_file *file) { return str_ends_with(str_from(file->path), STR(".json")); }

/* The numbers of the sources, by what each is on the disk: looked at only for a path that no source is shown with, because a project may have thousands of files. */
struct identities {
    struct intern known;
    uint32_t *numbers;
    bool is_filled;
};

static bool identify_source(struct cli *cli, struct pipeline *pipeline, uint32_t number, struct file_identity *identity)
{
    return file_identify(path_join(&cli->arena, pipeline->project.root, sources_file(&pipeline->sources, number)->path), identity);
}

static void fill_identities(struct cli *cli, struct pipeline *pipeline, struct identities *all)
{
    const uint32_t files = (uint32_t)pipeline->sources.files.count;
    all->numbers = arena_array(&cli->arena, (size_t)files + 1, sizeof *all->numbers);
    for (uint32_t i = 0; i < files; i++) {
        struct file_identity identity;
        if (!identify_source(cli, pipeline, i, &identity)) continue;
        const uint32_t number = intern_add(&all->known, arena_copy(&cli->arena, (struct str){(const char *)&identity, sizeof identity}));
        if (number < files) all->numbers[number] = i;
    }
    all->is_filled = true;
}

static uint32_t source_of(struct cli *cli, struct pipeline *pipeline, const struct intern *shown, const uint32_t *by_shown, struct identities *all, const char *path)
{
    struct file_identity identity, other;
    const uint32_t same = intern_find(shown, str_from(in_project(cli, &pipeline->project, path)));
    if (!file_identify(path, &identity)) return INTERN_NONE;
    if (same != INTERN_NONE && identify_source(cli, pipeline, by_shown[same], &other) && identity.device == other.device && identity.number == other.number) return by_shown[same];
    if (!all->is_filled) fill_identities(cli, pipeline, all);
    const uint32_t number = intern_find(&all->known, (struct str){(const char *)&identity, sizeof identity});
    return number == INTERN_NONE ? INTERN_NONE : all->numbers[number];
}

void affected_find(struct cli *cli, struct pipeline *pipeline, const char *const *paths, size_t count, struct affected *affected)
{
    const uint32_t files = (uint32_t)pipeline->sources.files.count;
    *affected = (struct affected){.file = arena_array(&cli->arena, (size_t)files + 1, sizeof(bool)), .file_count = files};
    struct finding f = {.pipeline = pipeline, .affected = affected, .queue.exhausted = &cli->exhausted};
    struct identities all = {.is_filled = false};
    struct intern shown;
    uint32_t *by_shown = arena_array(&cli->arena, (size_t)files + 1, sizeof *by_shown);
    intern_init(&shown, &cli->arena);
    intern_init(&all.known, &cli->arena);
    for (uint32_t i = 0; i < files; i++) by_shown[intern_add(&shown, str_from(sources_file(&pipeline->sources, i)->path))] = i;
    if (pipeline->uses.count) qsort(pipeline->uses.p, pipeline->uses.count, sizeof(struct pipeline_use), by_path);
    for (size_t i = 0; i < count; i++) {
        const uint32_t number = source_of(cli, pipeline, &shown, by_shown, &all, paths[i]);
        if (number == INTERN_NONE) {
            add_users(&f, in_project(cli, &pipeline->project, paths[i])); /* a list, a corpus, or a source that is gone */
            continue;
        }
        const bool everything = is_everything(sources_file(&pipeline->sources, number));
        for (uint32_t k = 0; everything && k < files; k++) affected->file[k] = true;
        add_file(&f, number);
    }
    for (size_t at = 0; at < f.queue.count; at++) add_users(&f, sources_file(&pipeline->sources, *MODEL_AT(f.queue, uint32_t, at))->path);
    vec_free(&f.queue);
    intern_free(&all.known);
    intern_free(&shown);
}

bool affected_has(const struct affected *affected, struct pipeline *pipeline, struct span span)
{
    const struct source_file *file = sources_file_of(&pipeline->sources, span.at);
    if (file == NULL) return true; /* about no place: about everything */
    const size_t number = (size_t)(file - (const struct source_file *)pipeline->sources.files.p);
    return number >= affected->file_count || affected->file[number];
}

void affected_drop_others(struct affected *affected, struct pipeline *pipeline)
{
    struct diag_sink *sink = &pipeline->sink;
    for (size_t i = 0; i < sink->list.count; i++) {
        struct diag *d = ((struct diag **)sink->list.p)[i];
        bool keep = affected_has(affected, pipeline, d->span);
        for (const struct diag_label *label = d->labels; label && !keep; label = label->next) keep = affected_has(affected, pipeline, label->span);
        if (keep) continue;
        affected->elsewhere += d->level == DIAG_ERROR;
        diag_set_level(sink, d, DIAG_OFF);
    }
}
