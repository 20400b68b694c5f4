/* JSON in two steps: json_scan.c checks the text and finds the places, cJSON decodes it, and the two trees are walked in step.
 *
 * In: a text. Out: a tree in the arena, or the first error with its place. A byte order mark at the start is passed over.
 * Must hold: nothing is left behind when memory runs out, so nothing is taken from the arena while cJSON's tree lives. */
#include "json.h"

#include <cjson/cJSON.h>
#include <errno.h>

#include "json_scan.h"
#include "limits.h"

static bool fail(struct json_error *error, uint32_t at, const char *text, const char *help)
{
    *error = (struct json_error){.at = at, .text = text, .help = help};
    return false;
}

/* ---- the two trees in step ---- */

static struct str put_string(char **room, const char *p, uint32_t n)
{
    char *copy = *room;
    memcpy(copy, p, n);
    copy[n] = '\0';
    *room += n + 1;
    return (struct str){copy, n};
}

static bool kinds_agree(const struct json *value, const cJSON *read)
{
    switch (value->kind) {
    case JSON_NULL: return cJSON_IsNull(read);
    case JSON_FALSE: return cJSON_IsFalse(read);
    case JSON_TRUE: return cJSON_IsTrue(read);
    case JSON_NUMBER: return cJSON_IsNumber(read);
    case JSON_STRING: return cJSON_IsString(read) && read->valuestring != NULL;
    case JSON_ARRAY: return cJSON_IsArray(read);
    case JSON_OBJECT: return cJSON_IsObject(read);
    }
    return false;
}

/* ---- what cJSON does not take ---- */

/* The character of the escape \uXXXX at a place, which is well-formed; *raw: its bytes there, 12 for a pair. Half a pair is U+FFFD. */
static uint32_t escape_at(struct str text, uint32_t at, uint32_t *raw)
{
    uint32_t units[2] = {0};
    *raw = 6;
    for (uint32_t u = 0; u < 2 && (u == 0 || (text.n - at >= 12 && text.p[at + 6] == '\\' && text.p[at + 7] == 'u')); u++)
        for (uint32_t i = 0; i < 4; i++) {
            const char c = text.p[at + 6 * u + 2 + i];
            units[u] = units[u] * 16 + (uint32_t)(c <= '9' ? c - '0' : (c | 0x20) - 'a' + 10);
        }
    if (units[0] < 0xD800 || units[0] > 0xDFFF) return units[0];
    if (units[0] > 0xDBFF || units[1] < 0xDC00 || units[1] > 0xDFFF) return 0xFFFD;
    *raw = 12;
    return 0x10000 + ((units[0] & 0x3FF) << 10) + (units[1] & 0x3FF);
}

/* A copy of the same length in which \u0001 stands for \u0000, and \ufffd for half a pair. */
static struct str without_doubts(struct arena *arena, struct str text)
{
    const struct str copy = arena_copy(arena, text);
    for (uint32_t at = 0, raw; at + 1 < text.n; at += raw) {
        raw = text.p[at] == '\\' ? 2 : 1; /* only strings have backslashes */
        if (raw == 1 || text.p[at + 1] != 'u') continue;
        const uint32_t character = escape_at(text, at, &raw);
        if (character == 0) memcpy((char *)copy.p + at, "\\u0001", 6);
        if (character == 0xFFFD) memcpy((char *)copy.p + at, "\\ufffd", 6);
    }
    return copy;
}

/* Puts the NULs back into a decoded string whose opening quote is at a place. */
static void put_back(struct str text, uint32_t quote, struct str decoded)
{
    char *out = (char *)decoded.p;
    uint32_t n = 0;
    for (uint32_t at = quote + 1, raw; n < decoded.n && text.p[at] != '"'; at += raw) {
        raw = text.p[at] == '\\' ? 2 : 1;
        if (raw == 1 || text.p[at + 1] != 'u') {
            n++;
            continue;
        }
        const uint32_t character = escape_at(text, at, &raw);
        if (character == 0) out[n] = '\0';
        n += character < 0x80 ? 1 : character < 0x800 ? 2 : character < 0x10000 ? 3 : 4;
    }
}

static void put_all_back(struct str text, const struct json *root)
{
    const struct json *stack[LIMIT_JSON_DEPTH];
    uint32_t depth = 0;
    for (const struct json *value = root;;) {
        if (value->key.n) put_back(text, value->key_at, value->key);
        if (value->kind == JSON_STRING) put_back(text, value->at, value->string);
        if (value->first) {
            stack[depth++] = value;
            value = value->first;
            continue;
        }
        while (depth && value->next == NULL) value = stack[--depth];
        if (depth == 0) return;
        value = value->next;
    }
}

/* Fills one value; key.n holds the key's length in the text until then, at least 2 for the quotes. */
static bool fill_value(struct str text, struct json *value, const cJSON *read, char **room)
{
    if (read == NULL || !kinds_agree(value, read)) return false;
    if (value->key.n != 0) {
        const size_t n = read->string != NULL ? strlen(read->string) : SIZE_MAX;
        if (n > value->key.n - 2) return false;
        value->key = put_string(room, read->string, (uint32_t)n);
    }
    if (value->kind == JSON_NUMBER) {
        value->string = put_string(room, text.p + value->at, value->length);
    } else if (value->kind == JSON_STRING) {
        const size_t n = strlen(read->valuestring);
        if (n > value->length - 2) return false;
        value->string = put_string(room, read->valuestring, (uint32_t)n);
    }
    return true;
}

/* false: they differ, which the checks before make impossible; the text is then refused and never half understood. */
static bool fill_all(struct str text, struct json *root, const cJSON *read_root, char *room)
{
    struct {
        struct json *value;
        const cJSON *read;
    } stack[LIMIT_JSON_DEPTH]; /* the rest of each level */
    uint32_t depth = 0;
    struct json *value = root;
    const cJSON *read = read_root;
    for (;;) {
        if (!fill_value(text, value, read, &room)) return false;
        if (value->first != NULL) {
            stack[depth].value = value;
            stack[depth++].read = read;
            value = value->first;
            read = read->child;
            continue;
        }
        if (read->child != NULL) return false;
        while (depth != 0 && value->next == NULL) {
            if (read->next != NULL) return false;
            depth--;
            value = stack[depth].value;
            read = stack[depth].read;
        }
        if (depth == 0) return true;
        value = value->next;
        read = read->next;
    }
}

/* ---- repeated keys ---- */

enum { SMALL_TABLE = 256, FEW_KEYS = 6 };

static bool repeated(const struct json *first, const struct json *second, struct json_error *error)
{
    fail(error, second->key_at, "this key is in the object already", "keep one of the two");
    error->first_at = first->key_at;
    error->key = second->key;
    return false;
}

static bool check_object(const struct json *object, const struct json **slots, size_t slot_count, struct json_error *error)
{
    if (object->count <= FEW_KEYS) {
        for (const struct json *value = object->first; value != NULL; value = value->next)
            for (const struct json *other = object->first; other != value; other = other->next)
                if (str_equal(value->key, other->key)) return repeated(other, value, error);
        return true;
    }
    size_t room = 16;
    while (room < (size_t)object->count * 2) room *= 2;
    if (room > slot_count) BUG("an object of %u keys was not counted", (unsigned)object->count);
    memset(slots, 0, room * sizeof *slots);
    for (const struct json *value = object->first; value != NULL; value = value->next) {
        size_t at = str_hash(value->key) & (room - 1);
        while (slots[at] != NULL && !str_equal(slots[at]->key, value->key)) at = (at + 1) & (room - 1);
        if (slots[at] != NULL) return repeated(slots[at], value, error);
        slots[at] = value;
    }
    return true;
}

static bool check_keys(struct arena *arena, const struct json *root, uint32_t max_count, struct json_error *error)
{
    const struct json *small[SMALL_TABLE], *stack[LIMIT_JSON_DEPTH];
    const struct json **slots = small;
    size_t slot_count = SMALL_TABLE;
    while (slot_count < (size_t)max_count * 2) slot_count *= 2;
    if (slot_count > SMALL_TABLE) slots = arena_alloc(arena, slot_count * sizeof *slots);
    uint32_t depth = 0;
    for (const struct json *value = root;;) {
        if (value->kind == JSON_OBJECT && !check_object(value, slots, slot_count, error)) return false;
        if (value->first != NULL) {
            stack[depth++] = value;
            value = value->first;
            continue;
        }
        while (depth != 0 && value->next == NULL) value = stack[--depth];
        if (depth == 0) return true;
        value = value->next;
    }
}

/* ---- the whole ---- */

struct json *json_parse(struct arena *arena, struct str text, unsigned options, struct json_error *error)
{
    struct json_scanned scanned;
    *error = (struct json_error){0};
    if (text.n > LIMIT_JSON_BYTES) {
        fail(error, 0, "this JSON text is too large", "nothing that weir reads is this large; is it the right file?");
        return NULL;
    }
    if ((options & JSON_COMMENTS) != 0 && !json_blank_comments(arena, text, &text, error)) return NULL;
    if (!json_scan(arena, text, options, &scanned, error)) return NULL;
    char *room = arena_alloc(arena, scanned.string_bytes + 1);
    const struct str plain = scanned.doubtful ? without_doubts(arena, text) : text;

    errno = 0;
    const char *end = NULL;
    const uint32_t start = scanned.root->at; /* behind a byte order mark, which cJSON knows only in longer texts */
    cJSON *read = cJSON_ParseWithLengthOpts(plain.p + start, plain.n - start, &end, 0);
    if (read == NULL && errno == ENOMEM) longjmp(*arena->exhausted, 1);
    const bool agreed = read != NULL && fill_all(text, scanned.root, read, room);
    cJSON_Delete(read);
    if (!agreed) {
        const uint32_t at = read == NULL && end != NULL && end >= plain.p && end <= plain.p + plain.n ? (uint32_t)(end - plain.p) : 0;
        fail(error, at, "the JSON library cannot read this value", "write the value in a simpler form");
        return NULL;
    }
    if (scanned.doubtful) put_all_back(text, scanned.root);
    if (!check_keys(arena, scanned.root, scanned.max_count, error)) return NULL;
    return scanned.root;
}

struct json *json_get(const struct json *object, const char *key)
{
    if (object == NULL || object->kind != JSON_OBJECT) return NULL;
    const struct str wanted = str_from(key);
    for (struct json *value = object->first; value != NULL; value = value->next)
        if (str_equal(value->key, wanted)) return value;
    return NULL;
}

static bool digits_to_u64(struct str digits, uint64_t *out)
{
    uint64_t value = 0;
    if (digits.n == 0) return false;
    for (uint32_t i = 0; i < digits.n; i++) {
        if (digits.p[i] < '0' || digits.p[i] > '9') return false;
        const uint64_t digit = (uint64_t)(digits.p[i] - '0');
        if (value > (UINT64_MAX - digit) / 10) return false;
        value = value * 10 + digit;
    }
    *out = value;
    return true;
}

bool json_u64(const struct json *number, uint64_t *out)
{
    return number != NULL && number->kind == JSON_NUMBER && digits_to_u64(number->string, out);
}

bool json_i64(const struct json *number, int64_t *out)
{
    uint64_t magnitude;
    if (number == NULL || number->kind != JSON_NUMBER) return false;
    const bool negative = number->string.n != 0 && number->string.p[0] == '-';
    const struct str digits = {number->string.p + negative, number->string.n - negative};
    if (!digits_to_u64(digits, &magnitude)) return false;
    if (magnitude > (uint64_t)INT64_MAX + negative) return false;
    if (negative)
        *out = magnitude == 0 ? 0 : -(int64_t)(magnitude - 1) - 1;
    else
        *out = (int64_t)magnitude;
    return true;
}

/* ---- writing ---- */

static bool is_plain(unsigned char c) { return c >= 0x20 && c < 0x7F && c != '"' && c != '\\'; }

bool json_is_plain(struct str s)
{
    uint32_t at = 0;
    while (at < s.n && is_plain((unsigned char)s.p[at])) at++;
    return at == s.n;
}

void json_write_string(FILE *stream, struct str s)
{
    putc('"', stream);
    for (uint32_t at = 0; at < s.n;) {
        uint32_t run = at;
        while (run < s.n && is_plain((unsigned char)s.p[run])) run++;
        if (run > at) fwrite(s.p + at, 1, run - at, stream);
        at = run;
        if (at == s.n) break;
        uint32_t length;
        const uint32_t c = utf8_decode(s, at, &length);
        if (c == '"' || c == '\\')
            fprintf(stream, "\\%c", (int)c);
        else if (c == '\n')
            fputs("\\n", stream);
        else if (c == '\t')
            fputs("\\t", stream);
        else if (c == UINT32_MAX)
            fputs("\\ufffd", stream);
        else if (!utf8_is_hidden(c))
            fwrite(s.p + at, 1, length, stream);
        else if (c < 0x10000)
            fprintf(stream, "\\u%04x", (unsigned)c);
        else
            fprintf(stream, "\\u%04x\\u%04x", (unsigned)(0xD800 + ((c - 0x10000) >> 10)), (unsigned)(0xDC00 + (c & 0x3FF)));
        at += length;
    }
    putc('"', stream);
}
