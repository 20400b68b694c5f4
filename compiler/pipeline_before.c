/* What the output folder says of the run before: manifest.json, before it is replaced.
 *
 * In:  the channels that are about to be written. Out: whether instances would be lost that nobody took away; the files that are not made any more.
 * Must hold: a manifest.json that is not there, cannot be read or is none of ours says nothing; then a run over some files asks the channel files. A run over the whole project looks for the files' names only, so that
 *      its time does not grow with the instances of the run before. */
#include <stdlib.h>

#include "pipeline_parts.h"

#include "base/limits.h"

static bool read_manifest(struct arena *arena, const char *folder, struct str *text)
{
    return !file_failed(file_read(arena, path_join(arena, folder, PIPELINE_MANIFEST), LIMIT_JSON_BYTES, text));
}

/* ---- instances that would be lost ---- */

struct loss {
    struct pipeline *pipeline;
    struct arena scratch;
    struct intern sources; /* of the manifest */
    struct vec lost_source;/* bool: by number of the source */
    struct vec ids;        /* uint64_t, ascending: of this run */
    uint32_t count;
    struct str name, source; /* of the first one */
    bool unlisted;           /* found in channel files that no manifest tells of */
};

static int compare_ids(const void *a, const void *b)
{
    const uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;
    return (x > y) - (x < y);
}

static void know_ids(struct loss *l, const struct vec *channels)
{
    for (size_t c = 0; c < channels->count; c++) {
        const struct vec *instances = &MODEL_AT(*channels, struct pipeline_channel, c)->image.instances;
        for (size_t i = 0; i < instances->count; i++)
            *(uint64_t *)vec_push(&l->ids, sizeof(uint64_t)) = MODEL_AT(l->pipeline->model.instances, struct instance, *MODEL_AT(*instances, uint32_t, i))->id;
    }
    if (l->ids.count) qsort(l->ids.p, l->ids.count, sizeof(uint64_t), compare_ids);
}

/* A file that is still there and that this run does not read: what it declares was not taken away. */
static bool is_left_out(struct loss *l, struct str source)
{
    const uint32_t number = intern_add(&l->sources, source);
    if (number == l->lost_source.count) {
        struct file_identity identity;
        const char *path = path_join(&l->scratch, l->pipeline->project.root, arena_copy(&l->scratch, source).p);
        const bool there = memchr(source.p, 0, source.n) == NULL && file_identify(path, &identity);
        *(bool *)vec_push(&l->lost_source, sizeof(bool)) = there && !pipeline_is_named(l->pipeline, path);
    }
    return *MODEL_AT(l->lost_source, bool, number);
}

static void compare_instance(struct loss *l, const struct json *instance)
{
    const struct json *number = json_get(instance, "id"), *name = json_get(instance, "name"), *source = json_get(instance, "source");
    uint64_t id;
    if (number == NULL || !json_u64(number, &id) || name == NULL || name->kind != JSON_STRING || source == NULL || source->kind != JSON_STRING) return;
    if (l->ids.count && bsearch(&id, l->ids.p, l->ids.count, sizeof id, compare_ids)) return;
    if (!is_left_out(l, source->string)) return;
    if (l->count++ == 0) {
        l->name = name->string;
        l->source = source->string;
    }
}

/* ---- without a manifest, the channel files themselves say what they have, and not where it came from ---- */

static void compare_file(struct loss *l, const char *path)
{
    struct weir_channel channel;
    const struct weir_limits limits = {.sha256 = pipeline_sha256};
    struct str bytes;
    if (file_failed(file_read(&l->scratch, path, WEIR_MAX_FILE_BYTES, &bytes)) || weir_open((const uint8_t *)bytes.p, bytes.n, NULL, &limits, &channel).code != WEIR_ACCEPTED) return;
    for (uint32_t i = 0; i < channel.section[WEIR_SECTION_INSTANCES].count; i++) {
        const uint8_t *id_at = channel.bytes + channel.section[WEIR_SECTION_INSTANCES].offset + (size_t)i * WEIR_BYTES_INSTANCES + WEIR_INSTANCE_ID;
        uint64_t id = 0;
        for (int b = 7; b >= 0; b--) id = id << 8 | id_at[b];
        if (l->ids.count && bsearch(&id, l->ids.p, l->ids.count, sizeof id, compare_ids)) continue;
        if (l->count++ == 0) {
            l->name = arena_printf(&l->scratch, "%llu", (unsigned long long)id);
            l->source = str_from(path_name(path));
        }
    }
}

/* Files in the folder itself. */
static void compare_files(struct loss *l, const char *folder)
{
    struct vec paths = {.exhausted = l->scratch.exhausted};
    const char *at = folder;
    if (!file_failed(file_list(&l->scratch, folder, ".chn", &paths, &at)))
        for (size_t i = 0; i < paths.count; i++) {
            const char *path = *MODEL_AT(paths, const char *, i);
            if (strcmp(path_join(&l->scratch, folder, path_name(path)), path) == 0) compare_file(l, path);
        }
    vec_free(&paths);
    l->unlisted = l->count != 0;
}

static void report_loss(struct loss *l, const char *folder)
{
    struct diag_sink *sink = &l->pipeline->sink;
    const struct span nowhere = {0, 0};
    if (l->unlisted)
        diag_report(sink, DIAG_PARTIAL_OUTPUT, nowhere, "the channel files in '%s' have %u instance%s that this run does not compile, such as id " STR_FMT " in '" STR_FMT "', and no " PIPELINE_MANIFEST " says of which files",
                    folder, l->count, l->count == 1 ? "" : "s", STR_ARG(l->name), STR_ARG(l->source));
    else if (l->count == 1)
        diag_report(sink, DIAG_PARTIAL_OUTPUT, nowhere, "the content in '%s' has instance '" STR_FMT "' of '" STR_FMT "', a file that is not compiled now", folder, STR_ARG(l->name),
                    STR_ARG(l->source));
    else
        diag_report(sink, DIAG_PARTIAL_OUTPUT, nowhere, "the content in '%s' has %u instances of files that are not compiled now, such as '" STR_FMT "' of '" STR_FMT "'", folder, l->count,
                    STR_ARG(l->name), STR_ARG(l->source));
}

bool pipeline_loses_nothing(struct pipeline *pipeline, const char *folder, const struct vec *channels)
{
    jmp_buf *const exhausted = pipeline->arena.exhausted;
    struct loss l = {.pipeline = pipeline, .ids.exhausted = exhausted, .lost_source.exhausted = exhausted};
    struct json_error error;
    struct str text;
    arena_init(&l.scratch, exhausted);
    intern_init(&l.sources, &l.scratch);
    const struct json *manifest = read_manifest(&l.scratch, folder, &text) ? json_parse(&l.scratch, text, 0, &error) : NULL;
    const struct json *list = manifest ? json_get(manifest, "channels") : NULL;
    know_ids(&l, channels);
    for (const struct json *channel = list ? list->first : NULL; channel != NULL; channel = channel->next) {
        const struct json *instances = json_get(channel, "instances");
        for (const struct json *instance = instances ? instances->first : NULL; instance != NULL; instance = instance->next) compare_instance(&l, instance);
    }
    if (list == NULL) compare_files(&l, folder);
    if (l.count) report_loss(&l, folder);
    vec_free(&l.ids);
    vec_free(&l.lost_source);
    intern_free(&l.sources);
    arena_free(&l.scratch);
    return l.count == 0;
}

/* ---- files that are not made any more ---- */

/* The text of the string at `at`, which stands behind its opening quote; nothing where it has escapes or does not end. */
static struct str string_at(struct str text, uint32_t at)
{
    uint32_t end = at;
    while (end < text.n && text.p[end] != '"' && text.p[end] != '\\') end++;
    return end < text.n && text.p[end] == '"' ? (struct str){text.p + at, end - at} : (struct str){NULL, 0};
}

static uint32_t skip_blanks(struct str text, uint32_t at)
{
    while (at < text.n && strchr(" \t\r\n", text.p[at]) && text.p[at]) at++;
    return at;
}

/* The next value of a key "file", from *at on. A string of JSON holds no bare quote, so the key cannot stand inside of one. */
static bool next_file(struct str text, uint32_t *at, struct str *file)
{
    static const struct str key = {"\"file\"", 6};
    const char *quote;
    while (*at < text.n && (quote = memchr(text.p + *at, '"', text.n - *at)) != NULL) {
        *at = (uint32_t)(quote - text.p) + 1;
        if (text.n - *at < key.n || memcmp(quote, key.p, key.n) != 0) continue;
        uint32_t next = skip_blanks(text, *at + key.n - 1);
        if (next >= text.n || text.p[next] != ':') continue;
        next = skip_blanks(text, next + 1);
        if (next >= text.n || text.p[next] != '"') continue;
        *file = string_at(text, next + 1);
        *at = next + 1 + file->n;
        return true;
    }
    return false;
}

/* Channel and version, as they stand in the name: compared as text. */
#define NAME_BYTES ((uint32_t)(sizeof "C-00000000-00000000-00000000.chn" - 1))
#define NAME_UP_TO_REVISION ((uint32_t)(sizeof "C-00000000-00000000-" - 1))

static bool is_made(const struct vec *channels, struct str file)
{
    for (size_t i = 0; i < channels->count; i++)
        if (memcmp(MODEL_AT(*channels, struct pipeline_channel, i)->name, file.p, NAME_UP_TO_REVISION) == 0) return true;
    return false;
}

void pipeline_find_dropped(struct pipeline *pipeline, const char *folder, const struct vec *channels, struct vec *dropped)
{
    struct arena scratch;
    struct str text, file;
    struct file_identity identity;
    arena_init(&scratch, pipeline->arena.exhausted);
    if (read_manifest(&scratch, folder, &text)) {
        for (uint32_t at = 0; dropped->count < LIMIT_FILES && next_file(text, &at, &file);) {
            if (file.n != NAME_BYTES || file.p[0] != 'C' || memchr(file.p, '/', file.n) || is_made(channels, file)) continue;
            const char *name = arena_copy(&pipeline->arena, file).p;
            if (file_identify(path_join(&scratch, folder, name), &identity)) *(const char **)vec_push(dropped, sizeof name) = name;
        }
    }
    arena_free(&scratch);
}
