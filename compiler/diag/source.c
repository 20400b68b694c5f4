/* Positions: one number space over all texts of a run, and back from a position to file, line and column.
 *
 * Must hold: position 0 belongs to no file; a file's positions run from base through base + n, the end included. */
#include "source.h"

static struct source_file *files_of(struct sources *sources) { return (struct source_file *)sources->files.p; }

void sources_init(struct sources *sources, struct arena *arena)
{
    *sources = (struct sources){.arena = arena, .files = {.exhausted = arena->exhausted}, .line_bytes = {.exhausted = arena->exhausted}};
}

void sources_free(struct sources *sources)
{
    vec_free(&sources->files);
    vec_free(&sources->line_bytes);
}

static uint32_t next_base(struct sources *sources)
{
    if (sources->files.count == 0) return 1;
    const struct source_file *last = files_of(sources) + (sources->files.count - 1);
    return last->base + last->text.n + 1;
}

bool sources_has_room(struct sources *sources, size_t bytes) { return bytes < UINT32_MAX - next_base(sources) - 1; }

uint32_t sources_add(struct sources *sources, const char *path, struct str text)
{
    if (!sources_has_room(sources, text.n)) BUG("the texts of this run have more than 32 bits of positions");
    if (text.n == 0) text.p = "";
    const uint32_t base = next_base(sources);
    struct source_file *file = vec_push(&sources->files, sizeof *file);
    *file = (struct source_file){.path = path, .text = text, .base = base};
    return (uint32_t)(sources->files.count - 1);
}

struct file_status sources_read(const struct sources *sources, struct arena *arena, const char *path, size_t limit_bytes, struct str *text)
{
    struct file_identity identity;
    if (sources->drafts && file_identify(path, &identity)) {
        const struct sources_draft *draft = sources->drafts->p;
        size_t low = 0, high = sources->drafts->count;
        while (low < high) {
            const size_t middle = low + (high - low) / 2;
            if (file_identity_compare(&draft[middle].identity, &identity) < 0) low = middle + 1;
            else high = middle;
        }
        if (low < sources->drafts->count && file_identity_compare(&draft[low].identity, &identity) == 0) {
            *text = draft[low].text;
            return (struct file_status){0, NULL};
        }
    }
    return file_read(arena, path, limit_bytes, text);
}

/* ---- texts that are let go ---- */

static uint64_t mix(uint64_t sum, uint64_t word)
{
    sum = (sum ^ word) * UINT64_C(0x9E3779B97F4A7C15);
    return sum ^ sum >> 29;
}

/* Four sums side by side, so that no step waits for the one before. is_ascii: no byte over 7F. */
static uint64_t fingerprint(struct str text, bool *is_ascii)
{
    uint64_t a = text.n, b = 1, c = 2, d = 3, word[4], high = 0;
    uint32_t at = 0;
    for (; text.n - at >= sizeof word; at += sizeof word) {
        memcpy(word, text.p + at, sizeof word);
        high |= word[0] | word[1] | word[2] | word[3];
        a = mix(a, word[0]);
        b = mix(b, word[1]);
        c = mix(c, word[2]);
        d = mix(d, word[3]);
    }
    for (; at < text.n; at++) {
        high |= (uint8_t)text.p[at];
        a = mix(a, (uint8_t)text.p[at]);
    }
    *is_ascii = (high & UINT64_C(0x8080808080808080)) == 0;
    return a ^ b << 1 ^ c << 2 ^ d << 3;
}

static void find_lines(struct sources *sources, struct source_file *file)
{
    const char *p = file->text.p, *end = p + file->text.n;
    if (file->opened) { /* whatever it reads now */
        file->lines = arena_array(sources->arena, file->line_count, sizeof *file->lines);
        for (uint32_t i = 1; i < file->line_count; i++) file->lines[i] = file->lines[i - 1] + file->line_bytes[i - 1];
        return;
    }
    uint32_t count = 1;
    for (const char *at = p; at < end && (at = memchr(at, '\n', (size_t)(end - at))) != NULL; at++) count++;
    uint32_t *lines = arena_array(sources->arena, count, sizeof *lines);
    uint32_t line = 1;
    for (const char *at = p; at < end && (at = memchr(at, '\n', (size_t)(end - at))) != NULL; at++)
        lines[line++] = (uint32_t)(at + 1 - p);
    file->lines = lines;
    file->line_count = count;
}

/* The bytes of each line but the last; false: one of them is longer than can be noted. */
static bool measure_lines(struct vec *line_bytes, struct str text)
{
    line_bytes->count = 0;
    for (const char *from = text.p, *end = text.p + text.n, *at; from < end && (at = memchr(from, '\n', (size_t)(end - from))) != NULL; from = at + 1) {
        if (at + 1 - from > UINT16_MAX) return false;
        *(uint16_t *)vec_push(line_bytes, sizeof(uint16_t)) = (uint16_t)(at + 1 - from);
    }
    return true;
}

bool sources_let_go(struct sources *sources, uint32_t index, const char *opened)
{
    struct source_file *file = sources_file(sources, index);
    const struct str text = file->text;
    bool is_ascii;
    const uint64_t sum = fingerprint(text, &is_ascii);
    if (!is_ascii || !file_is_regular(opened)) return false; /* columns without the text are bytes; what comes through a pipe comes once */
    struct vec *measured = &sources->line_bytes;
    if (!measure_lines(measured, text)) return false;
    uint16_t *line_bytes = arena_alloc(sources->arena, (measured->count + 1) * sizeof *line_bytes);
    if (measured->count) memcpy(line_bytes, measured->p, measured->count * sizeof *line_bytes);
    file->line_bytes = line_bytes;
    file->line_count = (uint32_t)measured->count + 1;
    file->lines = NULL;
    file->opened = opened;
    file->fingerprint = sum;
    file->text.p = NULL;
    return true;
}

/* Blanks stand for a text that is no longer there. */
static void bring_back(struct sources *sources, struct source_file *file)
{
    struct str text = {NULL, 0};
    bool is_ascii;
    const struct file_status status = file_read(sources->arena, file->opened, file->text.n, &text);
    if (file_failed(status) || text.n != file->text.n || fingerprint(text, &is_ascii) != file->fingerprint) {
        char *blanks = arena_alloc(sources->arena, (size_t)file->text.n + 1);
        memset(blanks, ' ', file->text.n);
        blanks[file->text.n] = '\0';
        text.p = blanks;
        sources->changed = file->path;
    }
    file->text.p = text.p;
}

static const char *text_of(struct sources *sources, struct source_file *file)
{
    if (file->text.p == NULL) bring_back(sources, file);
    return file->text.p;
}

struct source_file *sources_file(struct sources *sources, uint32_t index)
{
    if (index >= sources->files.count) BUG("file %u of %zu", (unsigned)index, sources->files.count);
    return files_of(sources) + index;
}

struct source_file *sources_file_of(struct sources *sources, uint32_t position)
{
    size_t low = 0, high = sources->files.count; /* the last file whose base is at most position */
    if (position == 0 || high == 0) return NULL;
    while (high - low > 1) {
        const size_t middle = low + (high - low) / 2;
        if (files_of(sources)[middle].base <= position)
            low = middle;
        else
            high = middle;
    }
    struct source_file *file = files_of(sources) + low;
    return position - file->base <= file->text.n ? file : NULL;
}

struct str sources_text(struct sources *sources, struct span span)
{
    struct source_file *file = sources_file_of(sources, span.at);
    if (file == NULL) return (struct str){NULL, 0};
    const uint32_t at = span.at - file->base, left = file->text.n - at;
    return (struct str){text_of(sources, file) + at, span.length < left ? span.length : left};
}

struct str sources_words(struct sources *sources, struct arena *arena, struct span span, uint32_t most)
{
    const struct str text = sources_text(sources, span);
    char *out = arena_alloc(arena, (size_t)most + 4);
    uint32_t n = 0, at = 0, length;
    bool blank = false;
    for (; at < text.n; at += length) {
        utf8_decode(text, at, &length);
        const bool is_blank = text.p[at] == ' ' || text.p[at] == '\t' || text.p[at] == '\r' || text.p[at] == '\n';
        if (is_blank && blank) continue;
        if (n + (is_blank ? 1 : length) > most) break;
        blank = is_blank;
        if (is_blank) {
            out[n++] = ' ';
        } else {
            memcpy(out + n, text.p + at, length);
            n += length;
        }
    }
    if (at < text.n) {
        memcpy(out + n, "...", 3);
        n += 3;
    }
    return (struct str){out, n};
}

/* Counts on from the last question about the same line: many problems on one huge line must not be quadratic. */
static uint32_t column_of(struct source_file *file, uint32_t line_at, uint32_t at)
{
    uint32_t from = line_at, column = 1;
    if (file->known_at >= line_at && file->known_at <= at && file->known_column != 0) {
        from = file->known_at;
        column = file->known_column;
    }
    while (from < at) {
        uint32_t length;
        utf8_decode(file->text, from, &length);
        if (from + length > at) break; /* inside a character: that character's column */
        from += length;
        column++;
    }
    file->known_at = from;
    file->known_column = column;
    return column;
}

struct place sources_place(struct sources *sources, uint32_t position)
{
    struct source_file *file = sources_file_of(sources, position);
    if (file == NULL) return (struct place){0};
    const char *text = text_of(sources, file);
    if (file->lines == NULL) find_lines(sources, file);
    const uint32_t at = position - file->base;
    uint32_t low = 0, high = file->line_count;
    while (high - low > 1) {
        const uint32_t middle = low + (high - low) / 2;
        if (file->lines[middle] <= at)
            low = middle;
        else
            high = middle;
    }
    const uint32_t line_at = file->lines[low];
    uint32_t end = low + 1 < file->line_count ? file->lines[low + 1] - 1 : file->text.n;
    if (end > line_at && text[end - 1] == '\r') end--;
    return (struct place){.path = file->path,
                          .line = low + 1,
                          .column = column_of(file, line_at, at),
                          .line_text = {text + line_at, end - line_at},
                          .line_at = file->base + line_at};
}

struct sources_walk sources_walk_from(const struct source_file *file) { return (struct sources_walk){file, 0, 1, 1, 0}; }

void sources_walk_to(struct sources_walk *walk, uint32_t offset)
{
    const struct source_file *file = walk->file;
    const struct str text = file->text;
    const char *newline;
    if (file->opened) { /* each of its characters is a byte */
        while (walk->line < file->line_count && walk->line_at + file->line_bytes[walk->line - 1] <= offset) walk->line_at += file->line_bytes[walk->line++ - 1];
        walk->at = offset;
        walk->column = offset - walk->line_at + 1;
        return;
    }
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
