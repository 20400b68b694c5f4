/* The channel files below a folder: see listing.h. */
#include "listing.h"

#include <errno.h>

#include "../../compiler/base/json.h"
#include "../../compiler/base/limits.h"

enum { MOST_FILES = 1 << 16 }; /* of a manifest; as many as a folder may hold */

/* A folder that holds channel files or was named. */
struct listed_folder {
    const char *folder;
    bool has_manifest, broken;
    struct intern listed; /* names */
    struct vec found;     /* bool: by number of the name */
};

static const char *manifest_path(struct cli *cli, const struct listed_folder *place) { return path_join(&cli->arena, place->folder, "manifest.json"); }

static enum cli_status report_manifest(struct cli *cli, const struct listed_folder *place, const char *what)
{
    return cli_error(cli, CLI_CONTENT, "%s: %s, so it does not say which channel files belong together; compile again", manifest_path(cli, place), what);
}

static enum cli_status read_listed(struct cli *cli, struct listed_folder *place, const struct json *manifest)
{
    const struct json *channels = json_get(manifest, "channels");
    if (channels == NULL || channels->kind != JSON_ARRAY) return report_manifest(cli, place, "it has no list of 'channels'");
    for (const struct json *channel = channels->first; channel != NULL; channel = channel->next) {
        const struct json *file = json_get(channel, "file");
        if (file == NULL || file->kind != JSON_STRING || file->string.n == 0 || memchr(file->string.p, '/', file->string.n) || memchr(file->string.p, 0, file->string.n))
            return report_manifest(cli, place, "a channel has no name of a file");
        if (place->listed.names.count >= MOST_FILES) return report_manifest(cli, place, "it lists too many files");
        if (intern_add(&place->listed, file->string) == place->found.count) *(bool *)vec_push(&place->found, sizeof(bool)) = false;
    }
    return CLI_OK;
}

static enum cli_status open_folder(struct cli *cli, struct listed_folder *place, const char *folder)
{
    *place = (struct listed_folder){.folder = folder, .found.exhausted = &cli->exhausted};
    intern_init(&place->listed, &cli->arena);
    struct str text;
    struct json_error error;
    struct arena scratch;
    arena_init(&scratch, &cli->exhausted);
    const struct file_status status = file_read(&scratch, manifest_path(cli, place), LIMIT_JSON_BYTES, &text);
    enum cli_status result = CLI_OK;
    place->has_manifest = !file_failed(status);
    if (file_failed(status)) {
        if (status.error != ENOENT) result = cli_world(cli, status, manifest_path(cli, place));
    } else {
        const struct json *manifest = json_parse(&scratch, text, 0, &error);
        result = manifest ? read_listed(cli, place, manifest) : report_manifest(cli, place, "it is not well-formed JSON");
    }
    place->broken = result != CLI_OK;
    arena_free(&scratch);
    return result;
}

struct listing {
    struct cli *cli;
    struct vec places;    /* struct listed_folder */
    struct intern names;  /* of their folders */
    enum cli_status worst;
    const char *unlisted; /* the first one */
    size_t unlisted_count;
};

static struct listed_folder *find_folder(struct listing *l, const char *folder)
{
    const uint32_t number = intern_add(&l->names, str_from(folder));
    if (number == l->places.count) {
        struct listed_folder place;
        const enum cli_status status = open_folder(l->cli, &place, folder);
        if (status > l->worst) l->worst = status;
        *(struct listed_folder *)vec_push(&l->places, sizeof place) = place;
    }
    return &((struct listed_folder *)l->places.p)[number];
}

static bool is_listed(struct listing *l, const char *path)
{
    struct listed_folder *place = find_folder(l, path_folder(&l->cli->arena, path));
    if (place->broken) return false;
    if (!place->has_manifest) return true;
    const uint32_t number = intern_find(&place->listed, str_from(path_name(path)));
    if (number != INTERN_NONE) {
        ((bool *)place->found.p)[number] = true;
        return true;
    }
    if (l->unlisted_count++ == 0) l->unlisted = path;
    return false;
}

static void report_missing(struct listing *l, struct listed_folder *place)
{
    for (uint32_t i = 0; i < place->found.count && !place->broken; i++) {
        if (((const bool *)place->found.p)[i]) continue;
        const struct str name = intern_name(&place->listed, i);
        const enum cli_status status = cli_error(l->cli, CLI_WORLD, "%s lists " STR_FMT ", and there is no such file", manifest_path(l->cli, place), STR_ARG(name));
        if (status > l->worst) l->worst = status;
    }
}

static void say_unlisted(const struct listing *l)
{
    if (l->unlisted_count == 0 || l->cli->quiet) return;
    if (l->unlisted_count == 1) fprintf(stderr, "weir: %s: not used: the manifest.json beside it does not list it\n", l->unlisted);
    else fprintf(stderr, "weir: %zu channel files are not used, such as %s: the manifest.json beside them does not list them\n", l->unlisted_count, l->unlisted);
}

enum cli_status listing_find(struct cli *cli, const char *folder, struct vec *paths)
{
    const char *at;
    const size_t first = paths->count;
    const struct file_status status = file_list(&cli->arena, folder, ".chn", paths, &at);
    if (file_failed(status)) return cli_world(cli, status, at);
    struct listing l = {.cli = cli, .places.exhausted = &cli->exhausted, .worst = CLI_OK};
    intern_init(&l.names, &cli->arena);
    const char **all = paths->p;
    size_t kept = first;
    find_folder(&l, path_folder(&cli->arena, path_join(&cli->arena, folder, "x"))); /* as the files in it are said to be */
    for (size_t i = first; i < paths->count; i++)
        if (is_listed(&l, all[i])) all[kept++] = all[i];
    paths->count = kept;
    for (size_t i = 0; i < l.places.count; i++) report_missing(&l, &((struct listed_folder *)l.places.p)[i]);
    say_unlisted(&l);
    if (kept == first && l.worst == CLI_OK) l.worst = cli_error(cli, CLI_WORLD, "%s: there is no channel file (.chn) %s", folder, l.unlisted_count ? "that belongs to the content in this folder" : "in this folder");
    for (size_t i = 0; i < l.places.count; i++) {
        intern_free(&((struct listed_folder *)l.places.p)[i].listed);
        vec_free(&((struct listed_folder *)l.places.p)[i].found);
    }
    vec_free(&l.places);
    intern_free(&l.names);
    return l.worst;
}
