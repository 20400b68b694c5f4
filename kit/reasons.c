/* The bad files of tests/bytes: kit/refusals.txt -> files with what is to be said of them. tests/bytes/kit.py says what the text means.
 *
 * Must hold: the text is ours; what it cannot mean is our own fault. */
#include "parts.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

struct base {
    struct str name;
    struct vec bytes;
};
struct reader {
    struct arena *arena;
    struct str text;
    uint32_t at;
    struct vec bases; /* struct base */
    struct vec *reasons;
    /* the file being read */
    struct reason *open;
    const struct base *base;
    struct vec bytes;
    uint32_t taken;   /* of the base */
    bool raw;
};

void kit_fit_digest(uint8_t *bytes, size_t size)
{
    uint8_t digest[WEIR_DIGEST_BYTES];
    if (size < WEIR_HEADER_BYTES) return;
    weir_digest(bytes, size, digest);
    memcpy(bytes + WEIR_AT_DIGEST, digest, sizeof digest);
}

/* ---- words ---- */

static struct str next_line(struct reader *r)
{
    const char *start = r->text.p + r->at, *end = memchr(start, '\n', r->text.n - r->at);
    if (!end) BUG("kit/refusals.txt does not end with a line");
    r->at += (uint32_t)(end - start) + 1;
    return (struct str){start, (uint32_t)(end - start)};
}

static struct str next_word(struct str *line)
{
    uint32_t n = 0;
    while (n < line->n && line->p[n] != ' ') n++;
    const struct str word = {line->p, n};
    line->p += n < line->n ? n + 1 : n;
    line->n -= n < line->n ? n + 1 : n;
    return word;
}

static uint64_t number_of(struct str word)
{
    uint64_t number = 0;
    for (uint32_t i = 0; i < word.n; i++) number = number * 10 + (uint64_t)(word.p[i] - '0');
    return number;
}

static uint8_t hex_of(char c) { return (uint8_t)(c <= '9' ? c - '0' : c - 'a' + 10); }

static void put_hex(struct vec *out, struct str line)
{
    while (line.n) {
        struct str word = next_word(&line);
        const char *star = memchr(word.p, '*', word.n);
        uint64_t times = 1;
        if (star) {
            times = number_of((struct str){word.p, (uint32_t)(star - word.p)});
            word = (struct str){star + 1, word.n - (uint32_t)(star - word.p) - 1};
        }
        for (; times; times--)
            for (uint32_t i = 0; i + 1 < word.n; i += 2) *(uint8_t *)vec_push(out, 1) = (uint8_t)(hex_of(word.p[i]) << 4 | hex_of(word.p[i + 1]));
    }
}

/* ---- a file ---- */

static void take_base(struct reader *r, uint32_t end)
{
    if (!r->base || end <= r->taken) return;
    memcpy(vec_extend(&r->bytes, end - r->taken, 1), (const uint8_t *)r->base->bytes.p + r->taken, end - r->taken);
    r->taken = end;
}

static void close_file(struct reader *r)
{
    if (!r->open) return;
    if (r->base) take_base(r, (uint32_t)r->base->bytes.count);
    uint8_t *bytes = arena_alloc(r->arena, r->bytes.count + 1);
    if (r->bytes.count) memcpy(bytes, r->bytes.p, r->bytes.count);
    if (!r->raw) kit_fit_digest(bytes, r->bytes.count);
    r->open->file.bytes = bytes;
    r->open->file.size = r->bytes.count;
    r->bytes.count = 0;
    r->open = NULL;
}

static void set_limit(struct weir_limits *limits, struct str name, uint64_t number)
{
    if (str_equal(name, STR("file_bytes"))) limits->file_bytes = number;
    else if (str_equal(name, STR("steps_per_event"))) limits->steps_per_event = number;
    else if (str_equal(name, STR("workspace_bytes"))) limits->workspace_bytes = number;
    else if (str_equal(name, STR("channel"))) limits->channel = (uint32_t)number;
    else if (str_equal(name, STR("template_version"))) limits->template_version = (uint32_t)number;
    else if (str_equal(name, STR("revision"))) limits->revision = (uint32_t)number;
    else if (str_equal(name, STR("least_revision"))) limits->least_revision = (uint32_t)number;
    else BUG("kit/refusals.txt has a limit " STR_FMT, STR_ARG(name));
}

/* "contract=HASH:VERSION:PLATFORM", "input=TYPE:NAME:HASH", "LIMIT=NUMBER" */
static void read_word(struct reader *r, struct str word, struct weir_contract **contract)
{
    const uint32_t n = (uint32_t)((const char *)memchr(word.p, '=', word.n) - word.p);
    const struct str name = {word.p, n}, value = {word.p + n + 1, word.n - n - 1};
    uint64_t parts[3] = {0, 0, 0};
    for (uint32_t i = 0, p = 0; i < value.n && p < 3; i++) {
        if (value.p[i] == ':') p++;
        else parts[p] = parts[p] * 10 + (uint64_t)(value.p[i] - '0');
    }
    if (str_equal(name, STR("contract"))) {
        struct weir_contract_input *inputs = arena_array(r->arena, WEIR_MAX_PARAMETERS + 1, sizeof *inputs);
        *contract = arena_new(r->arena, struct weir_contract);
        **contract = (struct weir_contract){.template_name_hash = parts[0], .template_version = (uint32_t)parts[1], .platform = (uint32_t)parts[2], .inputs = inputs};
        r->open->file.contract = *contract;
    } else if (str_equal(name, STR("input"))) {
        ((struct weir_contract_input *)(uintptr_t)(*contract)->inputs)[(*contract)->input_count++] = (struct weir_contract_input){parts[1], parts[2], (uint8_t)parts[0]};
    } else {
        set_limit(&r->open->file.limits, name, parts[0]);
    }
}

static void open_file(struct reader *r, struct str line)
{
    struct weir_contract *contract = NULL;
    struct reason *reason = vec_push(r->reasons, sizeof *reason);
    *reason = (struct reason){.file.name = arena_copy(r->arena, next_word(&line)).p};
    r->open = reason;
    reason->code = arena_copy(r->arena, next_word(&line)).p;
    next_word(&line); /* the offset: an interpreter need not say it */
    const struct str base = next_word(&line);
    r->base = NULL;
    for (size_t i = 0; i < r->bases.count; i++)
        if (str_equal(MODEL_AT(r->bases, struct base, i)->name, base)) r->base = MODEL_AT(r->bases, struct base, i);
    if (!r->base && !str_equal(base, STR("none"))) BUG("kit/refusals.txt has no base " STR_FMT, STR_ARG(base));
    r->taken = 0;
    r->raw = false;
    while (line.n) read_word(r, next_word(&line), &contract);
}

static void read_line(struct reader *r, struct str line)
{
    const struct str word = next_word(&line);
    if (str_equal(word, STR("+"))) {
        put_hex(r->open ? &r->bytes : &MODEL_AT(r->bases, struct base, r->bases.count - 1)->bytes, line);
    } else if (str_equal(word, STR("-"))) {
        take_base(r, (uint32_t)number_of(next_word(&line)));
        r->taken += (uint32_t)number_of(line);
    } else if (str_equal(word, STR("#"))) {
        if (r->open) r->open->file.title = arena_copy(r->arena, line).p;
    } else if (str_equal(word, STR("raw"))) {
        r->raw = true;
    } else if (str_equal(word, STR("grow"))) {
        r->open->file.grown = number_of(line);
    } else if (str_equal(word, STR("base"))) {
        *(struct base *)vec_push(&r->bases, sizeof(struct base)) = (struct base){line, {.exhausted = r->arena->exhausted}};
    } else if (str_equal(word, STR("file"))) {
        close_file(r);
        open_file(r, line);
    } else {
        BUG("kit/refusals.txt has a line " STR_FMT, STR_ARG(word));
    }
}

struct vec reasons_read(struct arena *arena)
{
    struct vec reasons = {.exhausted = arena->exhausted};
    struct reader r = {.arena = arena, .text = kit_text("refusals.txt"), .reasons = &reasons, .bases.exhausted = arena->exhausted, .bytes.exhausted = arena->exhausted};
    while (r.at < r.text.n) read_line(&r, next_line(&r));
    close_file(&r);
    for (size_t i = 0; i < r.bases.count; i++) vec_free(&MODEL_AT(r.bases, struct base, i)->bytes);
    vec_free(&r.bases);
    vec_free(&r.bytes);
    return reasons;
}
