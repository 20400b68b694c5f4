/* JSON, read through cJSON behind the checks that it lacks: NUL (raw or \u0000), ill-formed UTF-8, lone surrogates, repeated keys,
 * text after the value, depth and size are refused with the place; a byte order mark at the start is passed over; integers keep all
 * their digits; each value knows where it stands. */
#ifndef BASE_JSON_H
#define BASE_JSON_H

#include <stdio.h>

#include "arena.h"

enum json_kind { JSON_NULL, JSON_FALSE, JSON_TRUE, JSON_NUMBER, JSON_STRING, JSON_ARRAY, JSON_OBJECT };

struct json {
    enum json_kind kind;
    uint32_t at, length;      /* of the value in the text, bytes */
    struct str key;           /* in an object */
    uint32_t key_at;
    struct str string;        /* JSON_STRING: decoded. JSON_NUMBER: as written */
    struct json *first, *next;/* children in order */
    uint32_t count;           /* of children */
};

struct json_error {
    uint32_t at; /* byte offset */
    const char *text; /* what is wrong, for a diagnostic; a constant */
    const char *help; /* what to do; a constant */
    struct str key;   /* the key that is repeated, else empty and NULL; in the arena */
    uint32_t first_at;/* where it stands the first time */
};

enum {
    JSON_COMMENTS = 1, /* // and block comments allowed: weir.json */
    JSON_EVENT = 2,    /* what a log recorded, which nobody can mend: \u0000 is a character, half a surrogate pair is U+FFFD */
};

/* NULL on error, with *error filled. Values live in the arena; strings too. */
struct json *json_parse(struct arena *arena, struct str text, unsigned options, struct json_error *error);
struct json *json_get(const struct json *object, const char *key); /* exact case; NULL if absent or not an object */
bool json_u64(const struct json *number, uint64_t *out);           /* false: not an integer of that range as written */
bool json_i64(const struct json *number, int64_t *out);

/* Writing: s as a JSON string with quotes, to the stream. Hidden characters are written as escapes, bytes that are not UTF-8 as U+FFFD. */
void json_write_string(FILE *stream, struct str s);
bool json_is_plain(struct str s); /* nothing of it is written as an escape */

#endif
