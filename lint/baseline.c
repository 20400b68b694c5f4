/* See baseline.h. */
#include "baseline.h"

#include <stdlib.h>

#include "../compiler/base/sha256.h"

/* ---- fingerprints ---- */

struct fingerprint *fingerprints_make(struct diag_sink *sink)
{
    struct fingerprint *out = arena_array(sink->arena, sink->list.count + 1, sizeof *out);
    struct intern keys;  /* code, path and line */
    struct vec repeated = {.exhausted = sink->arena->exhausted}; /* uint32_t: by key */
    struct arena scratch;
    arena_init(&scratch, sink->arena->exhausted);
    intern_init(&keys, &scratch);
    for (size_t i = 0; i < sink->list.count; i++) {
        const struct diag *d = ((struct diag *const *)sink->list.p)[i];
        if (d->level == DIAG_OFF && !d->known) continue;
        const struct place place = sources_place(sink->sources, d->span.at);
        const struct str key = arena_printf(&scratch, "%s\n%s\n" STR_FMT, diag_row(d->code)->code, place.path ? place.path : "", STR_ARG(place.path ? place.line_text : d->text));
        const uint32_t number = intern_add(&keys, key);
        if (number == repeated.count) *(uint32_t *)vec_push(&repeated, sizeof(uint32_t)) = 0;
        const struct str whole = arena_printf(&scratch, STR_FMT "\n%u", STR_ARG(key), ((uint32_t *)repeated.p)[number]++);
        uint8_t digest[SHA256_BYTES];
        char hex[SHA256_HEX_BYTES];
        sha256(whole, digest);
        sha256_hex(digest, hex);
        memcpy(out[i].hex, hex, FINGERPRINT_DIGITS);
    }
    vec_free(&repeated);
    intern_free(&keys);
    arena_free(&scratch);
    return out;
}

/* ---- reading ---- */

bool baseline_takes(const struct diag *diag)
{
    return diag_row(diag->code)->code[0] == 'L' && diag->code != DIAG_SUPPRESSION_FORM && diag->code != DIAG_BASELINE_FORM && diag->code != DIAG_BASELINE_STALE;
}

static struct str take_word(struct str *line)
{
    uint32_t n = 0;
    while (n < line->n && line->p[n] != ' ') n++;
    const struct str word = {line->p, n};
    while (n < line->n && line->p[n] == ' ') n++;
    *line = (struct str){line->p + n, line->n - n};
    return word;
}

static bool is_fingerprint(struct str word)
{
    for (uint32_t i = 0; i < word.n; i++)
        if ((word.p[i] < '0' || word.p[i] > '9') && (word.p[i] < 'a' || word.p[i] > 'f')) return false;
    return word.n == FINGERPRINT_DIGITS;
}

static void read_line(struct baseline *baseline, struct diag_sink *sink, struct str line, struct span span)
{
    struct baseline_entry entry = {.span = span};
    struct str rest = line;
    struct diag named = {.level = DIAG_NOTE};
    entry.fingerprint = take_word(&rest);
    entry.code = take_word(&rest);
    entry.path = rest;
    if (!is_fingerprint(entry.fingerprint) || entry.code.n == 0 || !diag_find(entry.code, &named.code)) {
        diag_report(sink, DIAG_BASELINE_FORM, span, "this line of a baseline is none: it has 32 hexadecimal digits, a code and a path");
    } else if (!baseline_takes(&named)) {
        diag_report(sink, DIAG_BASELINE_FORM, span, "'" STR_FMT "' cannot stand in a baseline: it is no finding of a rule", STR_ARG(entry.code));
    } else {
        *(struct baseline_entry *)vec_push(&baseline->entries, sizeof entry) = entry;
    }
}

void baseline_read(struct baseline *baseline, struct diag_sink *sink, uint32_t file)
{
    const struct source_file *source = sources_file(sink->sources, file);
    const struct str text = source->text;
    for (uint32_t at = 0, end; at < text.n; at = end + 1) {
        for (end = at; end < text.n && text.p[end] != '\n';) end++;
        struct str line = {text.p + at, end - at};
        if (line.n && line.p[line.n - 1] == '\r') line.n--;
        if (line.n && line.p[0] != '#') read_line(baseline, sink, line, (struct span){source->base + at, line.n});
    }
}

void baseline_free(struct baseline *baseline) { vec_free(&baseline->entries); }

/* ---- using it ---- */

void baseline_apply(struct baseline *baseline, struct diag_sink *sink)
{
    struct intern known;
    struct arena scratch;
    struct vec of = {.exhausted = sink->arena->exhausted}; /* uint32_t: entry by number of the fingerprint */
    if (baseline->entries.count == 0) return;
    arena_init(&scratch, sink->arena->exhausted);
    intern_init(&known, &scratch);
    struct baseline_entry *entries = baseline->entries.p;
    for (uint32_t i = 0; i < baseline->entries.count; i++)
        if (intern_add(&known, entries[i].fingerprint) == of.count) *(uint32_t *)vec_push(&of, sizeof i) = i;
    const struct fingerprint *prints = fingerprints_make(sink);
    for (size_t i = 0; i < sink->list.count; i++) {
        struct diag *d = ((struct diag **)sink->list.p)[i];
        if (d->level == DIAG_OFF || !baseline_takes(d)) continue;
        const uint32_t number = intern_find(&known, (struct str){prints[i].hex, FINGERPRINT_DIGITS});
        if (number == INTERN_NONE) continue;
        entries[((const uint32_t *)of.p)[number]].used = true;
        d->known = true;
        diag_set_level(sink, d, DIAG_OFF);
    }
    vec_free(&of);
    intern_free(&known);
    arena_free(&scratch);
}

/* ---- writing ---- */

struct line {
    const char *path;
    enum diag_code code;
    const char *hex;
};

static int by_path(const void *a, const void *b)
{
    const struct line *x = a, *y = b;
    int order = strcmp(x->path, y->path);
    if (order == 0) order = strcmp(diag_row(x->code)->code, diag_row(y->code)->code);
    return order ? order : strcmp(x->hex, y->hex);
}

size_t baseline_write(FILE *stream, struct diag_sink *sink)
{
    const struct fingerprint *prints = fingerprints_make(sink);
    struct line *lines = arena_array(sink->arena, sink->list.count + 1, sizeof *lines);
    size_t count = 0;
    for (size_t i = 0; i < sink->list.count; i++) {
        const struct diag *d = ((struct diag *const *)sink->list.p)[i];
        const char *path = sources_place(sink->sources, d->span.at).path;
        if (d->level != DIAG_OFF && baseline_takes(d)) lines[count++] = (struct line){path ? path : "-", d->code, prints[i].hex};
    }
    if (count) qsort(lines, count, sizeof *lines, by_path);
    fputs("# Findings that were there before; `weir lint` passes over them. `weir lint --update-baseline` takes out what is mended.\n", stream);
    for (size_t i = 0; i < count; i++) {
        fprintf(stream, "%s %s ", lines[i].hex, diag_row(lines[i].code)->code);
        for (const char *p = lines[i].path; *p; p++) putc((unsigned char)*p < 0x20 ? '?' : *p, stream);
        putc('\n', stream);
    }
    return count;
}

void baseline_write_used(FILE *stream, const struct baseline *baseline, const struct source_file *file)
{
    uint32_t at = 0;
    for (size_t i = 0; i < baseline->entries.count; i++) {
        const struct baseline_entry *entry = (const struct baseline_entry *)baseline->entries.p + i;
        const uint32_t from = entry->span.at - file->base;
        uint32_t to = from + entry->span.length;
        if (entry->used) continue;
        while (to < file->text.n && file->text.p[to - 1] != '\n') to++;
        fwrite(file->text.p + at, 1, from - at, stream);
        at = to;
    }
    fwrite(file->text.p + at, 1, file->text.n - at, stream);
}
