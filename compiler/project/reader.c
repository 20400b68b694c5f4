/* Values of a JSON file by kind, with diagnostics at their places. */
#include "reader.h"

#include <inttypes.h>

#include "project.h"

void project_report_json(struct diag_sink *sink, struct sources *sources, uint32_t file, const struct json_error *error)
{
    const struct source_file *source = sources_file(sources, file);
    const struct reader reader = {.sink = sink, .arena = sink->arena, .base = source->base};
    if (error->key.p != NULL) {
        struct diag *diag = diag_report(sink, DIAG_JSON_REPEATED_KEY, (struct span){source->base + error->at, error->key.n + 2},
                                        "the key '" STR_FMT "' stands twice in one object", STR_ARG(reader_short(&reader, error->key)));
        diag_add_label(sink, diag, (struct span){source->base + error->first_at, error->key.n + 2}, "here for the first time");
        return;
    }
    struct diag *diag = diag_report(sink, DIAG_JSON_SYNTAX, (struct span){source->base + error->at, error->at < source->text.n}, "%s", error->text);
    if (error->help != NULL) diag_set_help(sink, diag, "%s", error->help);
}

struct json *reader_open(struct reader *reader, struct diag_sink *sink, struct sources *sources, uint32_t file, unsigned options)
{
    const struct source_file *source = sources_file(sources, file);
    struct json_error error;
    *reader = (struct reader){.sink = sink, .arena = sink->arena, .base = source->base};
    struct json *root = json_parse(sink->arena, source->text, options, &error);
    if (root == NULL) project_report_json(sink, sources, file, &error);
    return root;
}

struct span reader_span(const struct reader *reader, const struct json *value)
{
    return (struct span){reader->base + value->at, value->length};
}

struct span reader_key_span(const struct reader *reader, const struct json *value)
{
    return (struct span){reader->base + value->key_at, value->key.n + 2}; /* an escape in a key makes it longer than this; the caret is right */
}

struct span reader_opening(const struct reader *reader, const struct json *value)
{
    return (struct span){reader->base + value->at, 1};
}

struct str reader_short(const struct reader *reader, struct str text)
{
    enum { SHOWN = 80 };
    if (text.n <= SHOWN) return text;
    uint32_t n = SHOWN;
    while (n > 0 && ((unsigned char)text.p[n] & 0xC0) == 0x80) n--;
    return arena_printf(reader->arena, "%.*s...", (int)n, text.p);
}

static const char *kind_words(enum json_kind kind)
{
    switch (kind) {
    case JSON_NULL: return "null";
    case JSON_FALSE: return "false";
    case JSON_TRUE: return "true";
    case JSON_NUMBER: return "a number";
    case JSON_STRING: return "a string";
    case JSON_ARRAY: return "a list in [...]";
    case JSON_OBJECT: return "an object in {...}";
    }
    return "";
}

/* What to write instead; where the value itself can be kept, with it. */
static void help_kind(const struct reader *reader, struct diag *diag, const struct json *value, enum json_kind kind)
{
    enum { LONG = 40 };
    const struct str text = value->string;
    const bool shown = text.n != 0 && text.n <= LONG, plain = shown && memchr(text.p, '"', text.n) == NULL && memchr(text.p, '\\', text.n) == NULL;
    uint64_t number;
    struct json as_number = {.kind = JSON_NUMBER, .string = text};
    if (kind == JSON_ARRAY && value->kind == JSON_STRING && plain) diag_set_help(reader->sink, diag, "a list may have one value: [\"" STR_FMT "\"]", STR_ARG(text));
    else if (kind == JSON_STRING && value->kind == JSON_NUMBER && shown) diag_set_help(reader->sink, diag, "put it in quotes: \"" STR_FMT "\"", STR_ARG(text));
    else if (kind == JSON_NUMBER && value->kind == JSON_STRING && shown && json_u64(&as_number, &number)) diag_set_help(reader->sink, diag, "write it without quotes: " STR_FMT, STR_ARG(text));
    else if (value->kind == JSON_NULL) diag_set_help(reader->sink, diag, "write %s, or leave the key out if it may be missing", kind_words(kind));
    else if (kind == JSON_OBJECT) diag_set_help(reader->sink, diag, "write an object: { \"key\": value, ... }");
    else if (kind == JSON_ARRAY) diag_set_help(reader->sink, diag, "write a list: [ value, ... ]");
    else diag_set_help(reader->sink, diag, kind == JSON_STRING ? "write one text in quotes: \"...\"" : "write a number without quotes, such as 1");
}

bool reader_expect(const struct reader *reader, const struct json *value, enum json_kind kind, const char *what)
{
    if (value->kind == kind) return true;
    const bool scalar = value->kind != JSON_ARRAY && value->kind != JSON_OBJECT;
    struct diag *diag = diag_report(reader->sink, DIAG_JSON_WRONG_KIND, scalar ? reader_span(reader, value) : reader_opening(reader, value),
                                    "%s must be %s, and this is %s", what, kind_words(kind), kind_words(value->kind));
    diag_set_label(reader->sink, diag, "expected %s", kind_words(kind));
    help_kind(reader, diag, value, kind);
    return false;
}

struct json *reader_member(const struct reader *reader, const struct json *object, const char *key, enum json_kind kind, bool optional,
                           const char *what)
{
    struct json *value = json_get(object, key);
    if (value == NULL) {
        if (optional) return NULL;
        struct diag *diag = diag_report(reader->sink, DIAG_JSON_MISSING_KEY, reader_opening(reader, object), "%s has no \"%s\"", what, key);
        diag_set_label(reader->sink, diag, "\"%s\" is missing in this object", key);
        return NULL;
    }
    const struct str quoted = arena_printf(reader->arena, "'%s'", key);
    return reader_expect(reader, value, kind, quoted.p) ? value : NULL;
}

bool reader_number(const struct reader *reader, const struct json *value, uint64_t low, uint64_t high, const char *what, uint64_t *out)
{
    if (!reader_expect(reader, value, JSON_NUMBER, what)) return false;
    if (json_u64(value, out) && *out >= low && *out <= high) return true;
    struct diag *diag = diag_report(reader->sink, DIAG_JSON_OUT_OF_RANGE, reader_span(reader, value),
                                    "%s must be a whole number from %" PRIu64 " to %" PRIu64 ", and this is " STR_FMT, what, low, high,
                                    STR_ARG(value->string));
    diag_set_help(reader->sink, diag, "write a whole number from %" PRIu64 " to %" PRIu64 ", without point and exponent", low, high);
    return false;
}

void reader_check_keys(const struct reader *reader, const struct json *object, const struct str *keys, size_t count, const char *what)
{
    for (const struct json *value = object->first; value != NULL; value = value->next) {
        bool known = false;
        for (size_t i = 0; i < count && !known; i++) known = str_equal(value->key, keys[i]);
        if (known) continue;
        struct diag *diag = diag_report(reader->sink, DIAG_JSON_UNKNOWN_KEY, reader_key_span(reader, value), "%s has no key '" STR_FMT "'", what,
                                        STR_ARG(reader_short(reader, value->key)));
        diag_suggest(reader->sink, diag, value->key, keys, count);
    }
}
