/* Recorded events: one JSON object + an opened channel -> the inputs of the Content Interpreter.
 *
 * In:   channels that weir_open accepted; values of json_parse.
 * Out:  whether the event is of a channel's Template Type, and its inputs.
 * Must hold: an event is walked once whatever the number of channels: the keys that channels ask for are collected first, and
 *       each key of an event is looked up among them. Nothing of an event is put into a hash table, so no event can fill one. */
#ifndef CLI_EVENTS_H
#define CLI_EVENTS_H

#include "../compiler/base/arena.h"
#include "../compiler/base/json.h"
#include "../interpreter/weir.h"

/* A wanted key: a segment below another one; the root is 0. */
struct events_key {
    struct str segment;
    uint64_t hash;
    uint32_t parent;
    bool has_children;
    uint32_t stamp;           /* of the event in which it was last seen */
    const struct json *value; /* there */
};

struct events {
    struct arena *arena;      /* of the command */
    struct vec keys;          /* struct events_key */
    uint32_t *slots;          /* number of a key + 1, or 0 */
    uint32_t slot_count;
    uint32_t stamp;
};

struct events_member {
    struct str name;
    uint64_t value;
};

struct events_field {
    struct str name;
    uint8_t type;             /* enum weir_type */
    uint32_t *keys;           /* where its value may stand, the best first */
    uint32_t key_count;
    struct events_member *members;
    uint32_t member_count;
    uint64_t unconverted;     /* values that were there and could not be converted */
};

struct events_recorded { /* one key and its values */
    uint32_t keys[2];         /* as it is written, then as a path */
    uint32_t key_count;
    uint32_t first, count;    /* records in RECORDED */
};

struct events_channel {
    const struct weir_channel *channel;
    struct events_recorded *recorded;
    uint32_t recorded_count;
    struct events_field *fields;
    uint32_t field_count;
    struct weir_input *inputs;
    const struct json **unconverted; /* the value that is no value of the field's type; NULL where there is none, or it was converted */
    uint8_t (*bytes)[16];     /* of a field that is a guid or an address */
    size_t text_bytes;        /* of the inputs made last, for weir_workspace_bytes */
};

void events_init(struct events *events, struct arena *arena);
void events_free(struct events *events);
struct events_channel *events_add_channel(struct events *events, const struct weir_channel *channel);
/* A top-level key that the caller wants for itself. */
uint32_t events_add_key(struct events *events, struct str key);

/* Walks one event. It, and the memory of its text, must stay until the inputs made of it have been used. */
void events_take(struct events *events, const struct json *event);
/* Of the event taken last; NULL when the key is not there. */
const struct json *events_value(const struct events *events, uint32_t key);
/* Whether it is of the channel's Template Type. One without `recorded` takes none. */
bool events_accepts(const struct events *events, const struct events_channel *channel);
/* channel->inputs, one for each parameter. */
const struct weir_input *events_inputs(const struct events *events, struct events_channel *channel);

/* Converts one value to a field's type; bytes is the place for a guid or an address. false: it cannot be converted, and *input is absent.
 * null is absent, which is not a failure. */
bool events_convert(const struct events_field *field, const struct json *value, uint8_t bytes[16], struct weir_input *input);

#endif
