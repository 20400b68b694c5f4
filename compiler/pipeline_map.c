/* The source map of one channel file: instance, criterion -> file, line, column.
 *
 * In:  the spans beside the image. Out: JSON with one instance a line. Must hold: the work is linear in the sources and in the number of criteria
 *      (but for sorting the places), however long a line is. */
#include <stdlib.h>

#include "base/text_out.h"
#include "pipeline_parts.h"

struct spot {
    uint32_t position, index; /* index: in order of appearance in the map */
};
struct resolved {
    uint32_t file, line, column; /* file: number in the map; line 0: nowhere */
};
struct map {
    struct sources *sources;
    struct spot *spots;
    struct resolved *resolved;
    struct vec files; /* const char *: in order of the sources */
};

static int spot_compare(const void *a, const void *b)
{
    const struct spot *x = a, *y = b;
    if (x->position != y->position)
        return x->position < y->position ? -1 : 1;
    return x->index < y->index ? -1 : x->index > y->index;
}

/* One walk over the sources, from each place to the next. */
static void resolve(struct map *map, size_t count)
{
    struct sources_walk walk = {.file = NULL};
    for (size_t i = 0; i < count; i++) {
        const struct spot *spot = &map->spots[i];
        if (spot->position == 0)
            continue;
        if (walk.file == NULL || spot->position - walk.file->base > walk.file->text.n) {
            walk = sources_walk_from(sources_file_of(map->sources, spot->position));
            if (walk.file == NULL)
                BUG("position %u is in no file", spot->position);
            *(const char **)vec_push(&map->files, sizeof(const char *)) = walk.file->path;
        }
        sources_walk_to(&walk, spot->position - walk.file->base);
        map->resolved[spot->index] = (struct resolved){(uint32_t)map->files.count - 1, walk.line, walk.column};
    }
}

static void write_place(struct text_out *out, const struct resolved *place)
{
    if (place->line == 0) {
        TEXT_OUT(out, "null");
        return;
    }
    TEXT_OUT(out, "[");
    text_out_number(out, place->file, ',');
    text_out_number(out, place->line, ',');
    text_out_number(out, place->column, ']');
}

/* Places in the order of the map: each instance, then its criteria. The file itself says how many it has. */
static uint32_t criterion_count(const struct pipeline_channel *channel, size_t instance)
{
    const uint8_t *p = channel->view.bytes + channel->view.section[WEIR_SECTION_INSTANCES].offset + instance * WEIR_BYTES_INSTANCES + WEIR_INSTANCE_CRITERION_COUNT;
    return (uint32_t)p[0] | (uint32_t)p[1] << 8 | (uint32_t)p[2] << 16 | (uint32_t)p[3] << 24;
}

/* Those of an instance, into the order of the text, where they are as few as they mostly are. */
static void sort_few(struct spot *spots, size_t count)
{
    enum { FEW = 16 };
    for (size_t i = 1; i < count && count <= FEW; i++) {
        const struct spot spot = spots[i];
        size_t at = i;
        for (; at > 0 && spot_compare(&spots[at - 1], &spot) > 0; at--)
            spots[at] = spots[at - 1];
        spots[at] = spot;
    }
}

static size_t gather(struct map *map, const struct pipeline *pipeline, const struct pipeline_channel *channel)
{
    const struct channel_image *image = &channel->image;
    const struct span *spans = image->spans.p;
    size_t n = 0, criterion = 0;
    for (size_t i = 0; i < image->instances.count; i++) {
        const size_t first = n;
        uint32_t position = MODEL_AT(pipeline->model.instances, struct instance, *MODEL_AT(image->instances, uint32_t, i))->span.at;
        for (uint32_t left = criterion_count(channel, i) + 1;;) {
            map->spots[n] = (struct spot){position, (uint32_t)n};
            n++;
            if (--left == 0)
                break;
            position = spans[criterion++].at;
        }
        sort_few(map->spots + first, n - first);
    }
    bool sorted = true;
    for (size_t i = 1; i < n; i++)
        sorted = sorted && map->spots[i - 1].position <= map->spots[i].position;
    if (!sorted)
        qsort(map->spots, n, sizeof *map->spots, spot_compare);
    return n;
}

void pipeline_write_map(FILE *stream, struct pipeline *pipeline, const struct pipeline_channel *channel)
{
    const struct channel_image *image = &channel->image;
    struct arena scratch;
    arena_init(&scratch, pipeline->arena.exhausted);
    size_t room = image->instances.count + image->spans.count;
    struct map map = {.sources = &pipeline->sources, .files.exhausted = pipeline->arena.exhausted};
    map.spots = arena_array(&scratch, room, sizeof *map.spots);
    map.resolved = arena_array(&scratch, room, sizeof *map.resolved);
    resolve(&map, gather(&map, pipeline, channel));
    fprintf(stream, "{\"format\":1,\"digest\":\"%s\",\"files\":[", channel->digest);
    for (size_t i = 0; i < map.files.count; i++) {
        if (i)
            putc(',', stream);
        json_write_string(stream, str_from(*MODEL_AT(map.files, const char *, i)));
    }
    fputs("],\"instances\":[", stream);
    const struct resolved *place = map.resolved;
    struct text_out out;
    text_out_init(&out, stream);
    for (size_t i = 0; i < image->instances.count; i++) {
        const struct instance *instance = MODEL_AT(pipeline->model.instances, struct instance, *MODEL_AT(image->instances, uint32_t, i));
        text_out_add(&out, i ? STR(",\n{\"id\":") : STR("\n{\"id\":"));
        text_out_number(&out, instance->id, ',');
        TEXT_OUT(&out, "\"name\":");
        text_out_json(&out, instance->name);
        TEXT_OUT(&out, ",\"at\":");
        write_place(&out, place++);
        TEXT_OUT(&out, ",\"criteria\":[");
        for (uint32_t c = criterion_count(channel, i), written = 0; written < c; written++) {
            if (written)
                TEXT_OUT(&out, ",");
            write_place(&out, place++);
        }
        TEXT_OUT(&out, "]}");
    }
    text_out_flush(&out);
    fputs("\n]}\n", stream);
    vec_free(&map.files);
    arena_free(&scratch);
}
