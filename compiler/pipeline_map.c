/* The source map of one channel file: instance, criterion -> file, line, column.
 *
 * In:  the spans beside the image. Out: JSON with one instance a line. Must hold: the work is linear in the sources and in the number of criteria
 *      (but for sorting the places), however long a line is. */
#include <stdlib.h>

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
    const struct source_file *file = NULL;
    uint32_t at = 0, line = 1, column = 1; /* of the byte at offset `at` */
    for (size_t i = 0; i < count; i++) {
        const struct spot *spot = &map->spots[i];
        if (spot->position == 0)
            continue;
        if (file == NULL || spot->position - file->base > file->text.n) {
            file = sources_file_of(map->sources, spot->position);
            if (file == NULL)
                BUG("position %u is in no file", spot->position);
            *(const char **)vec_push(&map->files, sizeof(const char *)) = file->path;
            at = 0;
            line = column = 1;
        }
        uint32_t offset = spot->position - file->base;
        for (; at < offset && at < file->text.n; at++) {
            bool next_starts = at + 1 >= file->text.n || ((uint8_t)file->text.p[at + 1] & 0xc0) != 0x80;
            if (file->text.p[at] == '\n') {
                line++;
                column = 1;
            } else if (next_starts) {
                column++;
            }
        }
        map->resolved[spot->index] = (struct resolved){(uint32_t)map->files.count - 1, line, column};
    }
}

/* stdio's own locks and calls would cost more than the digits. */
struct digits {
    FILE *stream;
    size_t count;
    char text[8192];
};

static void flush_digits(struct digits *d)
{
    fwrite(d->text, 1, d->count, d->stream);
    d->count = 0;
}

static void write_number(struct digits *d, uint32_t number, char after)
{
    char digits[16];
    size_t at = sizeof digits;
    if (d->count + sizeof digits > sizeof d->text)
        flush_digits(d);
    digits[--at] = after;
    do
        digits[--at] = (char)('0' + number % 10);
    while (number /= 10);
    memcpy(d->text + d->count, digits + at, sizeof digits - at);
    d->count += sizeof digits - at;
}

static void write_word(struct digits *d, const char *word)
{
    size_t n = strlen(word);
    if (d->count + n > sizeof d->text)
        flush_digits(d);
    memcpy(d->text + d->count, word, n);
    d->count += n;
}

static void write_place(struct digits *d, const struct resolved *place)
{
    if (place->line == 0) {
        write_word(d, "null");
        return;
    }
    write_word(d, "[");
    write_number(d, place->file, ',');
    write_number(d, place->line, ',');
    write_number(d, place->column, ']');
}

/* Places in the order of the map: each instance, then its criteria. The file itself says how many it has. */
static uint32_t criterion_count(const struct pipeline_channel *channel, size_t instance)
{
    const uint8_t *p = channel->view.bytes + channel->view.section[WEIR_SECTION_INSTANCES].offset + instance * WEIR_BYTES_INSTANCES + WEIR_INSTANCE_CRITERION_COUNT;
    return (uint32_t)p[0] | (uint32_t)p[1] << 8 | (uint32_t)p[2] << 16 | (uint32_t)p[3] << 24;
}

static size_t gather(struct map *map, const struct pipeline *pipeline, const struct pipeline_channel *channel)
{
    const struct channel_image *image = &channel->image;
    const struct span *spans = image->spans.p;
    size_t n = 0, criterion = 0;
    bool sorted = true;
    for (size_t i = 0; i < image->instances.count; i++) {
        uint32_t position = MODEL_AT(pipeline->model.instances, struct instance, *MODEL_AT(image->instances, uint32_t, i))->span.at;
        for (uint32_t left = criterion_count(channel, i) + 1;;) {
            map->spots[n] = (struct spot){position, (uint32_t)n};
            sorted = sorted && (n == 0 || map->spots[n - 1].position <= position);
            n++;
            if (--left == 0)
                break;
            position = spans[criterion++].at;
        }
    }
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
    struct digits digits = {.stream = stream};
    for (size_t i = 0; i < image->instances.count; i++) {
        const struct instance *instance = MODEL_AT(pipeline->model.instances, struct instance, *MODEL_AT(image->instances, uint32_t, i));
        flush_digits(&digits);
        fprintf(stream, "%s{\"id\":%llu,\"name\":", i ? ",\n" : "\n", (unsigned long long)instance->id);
        json_write_string(stream, instance->name);
        write_word(&digits, ",\"at\":");
        write_place(&digits, place++);
        write_word(&digits, ",\"criteria\":[");
        for (uint32_t c = criterion_count(channel, i), written = 0; written < c; written++) {
            if (written)
                write_word(&digits, ",");
            write_place(&digits, place++);
        }
        write_word(&digits, "]}");
    }
    flush_digits(&digits);
    fputs("\n]}\n", stream);
    vec_free(&map.files);
    arena_free(&scratch);
}
