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

struct walk { /* over one file, forwards */
    const struct source_file *file;
    uint32_t at, line, column; /* of the byte at offset `at` */
};

static void walk_to(struct walk *walk, uint32_t offset)
{
    const struct str text = walk->file->text;
    const char *newline;
    while (walk->at < offset && (newline = memchr(text.p + walk->at, '\n', offset - walk->at)) != NULL) {
        walk->at = (uint32_t)(newline - text.p) + 1;
        walk->line++;
        walk->column = 1;
    }
    while (walk->at < offset) {
        walk->at++;
        walk->column += walk->at == text.n || ((uint8_t)text.p[walk->at] & 0xc0) != 0x80; /* a character begins */
    }
}

/* One walk over the sources, from each place to the next. */
static void resolve(struct map *map, size_t count)
{
    struct walk walk = {.file = NULL};
    for (size_t i = 0; i < count; i++) {
        const struct spot *spot = &map->spots[i];
        if (spot->position == 0)
            continue;
        if (walk.file == NULL || spot->position - walk.file->base > walk.file->text.n) {
            walk = (struct walk){sources_file_of(map->sources, spot->position), 0, 1, 1};
            if (walk.file == NULL)
                BUG("position %u is in no file", spot->position);
            *(const char **)vec_push(&map->files, sizeof(const char *)) = walk.file->path;
        }
        walk_to(&walk, spot->position - walk.file->base);
        map->resolved[spot->index] = (struct resolved){(uint32_t)map->files.count - 1, walk.line, walk.column};
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

static void write_number(struct digits *d, uint64_t number, char after)
{
    char digits[24];
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
        write_word(&digits, i ? ",\n{\"id\":" : "\n{\"id\":");
        write_number(&digits, instance->id, ',');
        write_word(&digits, "\"name\":");
        flush_digits(&digits);
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
