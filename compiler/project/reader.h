/* What weir.json and the sensor manifests have in common: values of a JSON file taken by kind, and what is wrong reported at its place. */
#ifndef PROJECT_READER_H
#define PROJECT_READER_H

#include "../base/json.h"
#include "../diag/diag.h"

struct reader {
    struct diag_sink *sink;
    struct arena *arena;
    uint32_t base; /* of the file in the sources */
};

/* Parses a file of the sources. NULL: it is not JSON, and that was reported. */
struct json *reader_open(struct reader *reader, struct diag_sink *sink, struct sources *sources, uint32_t file, unsigned options);

struct span reader_span(const struct reader *reader, const struct json *value);
struct span reader_key_span(const struct reader *reader, const struct json *value);
/* The value's first byte: a large object is named, not underlined. */
struct span reader_opening(const struct reader *reader, const struct json *value);

/* At most 80 bytes of a text for a message, whole characters. */
struct str reader_short(const struct reader *reader, struct str text);

/* Is the value of this kind? If not, that is reported: "'sources' must be a list, and this is a number". what: the thing, quoted where it is a key. */
bool reader_expect(const struct reader *reader, const struct json *value, enum json_kind kind, const char *what);
/* The member with this key if it is there and of this kind; NULL otherwise, reported unless it is optional and not there.
 * what: the object, for the message ("the sensor manifest"). */
struct json *reader_member(const struct reader *reader, const struct json *object, const char *key, enum json_kind kind, bool optional,
                           const char *what);
/* A whole number from low to high; false when it is not, which was reported. */
bool reader_number(const struct reader *reader, const struct json *value, uint64_t low, uint64_t high, const char *what, uint64_t *out);
/* Reports keys of the object that are none of these. */
void reader_check_keys(const struct reader *reader, const struct json *object, const struct str *keys, size_t count, const char *what);

#endif
