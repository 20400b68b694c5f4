/* Recorded events: one JSON object + an opened channel -> the inputs of the Content Interpreter.
 *
 * In:   channels that weir_open accepted; lines, or values of json_parse.
 * Out:  whether the event is of a channel's Template Type, and its inputs.
 * Must hold: an event is walked once whatever the number of channels: the keys that channels ask for are collected first, and
 *       each key of an event is looked up among them. Other keys are learned as they come, to see that none is repeated; there is room for a few
 *       only, which are forgotten when it is full. So memory is bounded, and a key costs a bounded number of comparisons, whatever the events are.
 *
 * keys.c knows the keys, events.c the channels, route.c which channels take an event, convert.c the types of values. */
#ifndef CLI_EVENTS_H
#define CLI_EVENTS_H

#include "../../compiler/base/arena.h"
#include "../../compiler/base/json.h"
#include "../../interpreter/weir.h"
#include "reader.h"

enum {
    EVENTS_ROOT = 0,
    EVENTS_LEARNED = 1024,             /* keys that nobody asked for */
    EVENTS_LEARNED_BYTES = 32 << 10,   /* of their names */
};

/* A key: a segment below another one; the root is 0. */
struct events_key {
    struct str segment;
    uint32_t hash;
    uint32_t parent;
    uint32_t has_children;    /* that are wanted */
    uint32_t stamp;           /* of the event in which it was last seen, outside of arrays */
    const struct json *value; /* there */
    uint64_t object;          /* number of the object in which it was last seen */
};

struct events {
    struct arena *arena;      /* of the command */
    struct vec keys;          /* struct events_key: the wanted ones, then what was learned */
    uint32_t *slots;          /* number of a key + 1, or 0 */
    uint32_t slot_count;
    uint32_t stamp;
    uint64_t object;          /* number of the object at hand */
    uint32_t wanted_count;    /* 0: keys can still be added */
    uint32_t longest_way;     /* in the slots, past wanted keys */
    char *names;              /* of learned keys */
    uint32_t name_bytes;
    struct reader *reader;
    struct vec channels;      /* struct events_channel *, as they were added */
    struct events_routes *routes;
};

struct events_routes;

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
/* Before the first event: */
struct events_channel *events_add_channel(struct events *events, const struct weir_channel *channel);
/* A top-level key that the caller wants for itself. */
uint32_t events_add_key(struct events *events, struct str key);
/* A path into nested objects, "process.executable"; UINT32_MAX where it has no dot and so is none. */
uint32_t events_add_path(struct events *events, struct str path);
/* No more keys: after this no memory is taken from the arena. Done by the first event, if not before. */
void events_ready(struct events *events);

/* The event on a line that has READER_PADDING readable bytes behind it, walked; NULL: it is none, and *error says why. It stays until the next one, as long
 * as the line does; arena is for the event alone. Jumps there when memory runs out. */
const struct json *events_read(struct events *events, struct arena *arena, struct str line, struct json_error *error);
/* Walks one event of json_parse. It, and the memory of its text, must stay until the inputs made of it have been used. */
void events_take(struct events *events, const struct json *event);
/* Of the event taken last; NULL when the key is not there. */
static inline const struct json *events_value(const struct events *events, uint32_t number)
{
    const struct events_key *key = (const struct events_key *)events->keys.p + number;
    return key->stamp == events->stamp ? key->value : NULL;
}
/* The first of the places with something other than null. */
static inline const struct json *events_first_value(const struct events *events, const uint32_t *keys, uint32_t count)
{
    for (uint32_t i = 0; i < count; i++) {
        const struct json *value = events_value(events, keys[i]);
        if (value && value->kind != JSON_NULL) return value;
    }
    return NULL;
}
/* Whether it is of the channel's Template Type. One without `recorded` takes none. */
bool events_accepts(const struct events *events, const struct events_channel *channel);
/* The places of the channels that take it, in the order in which they were added; the first that events_add_channel made has the place 0. */
const uint32_t *events_route(struct events *events, uint32_t *count);
void events_make_routes(struct events *events); /* for events_ready */
/* channel->inputs, one for each parameter. */
const struct weir_input *events_inputs(const struct events *events, struct events_channel *channel);

/* Converts one value to a field's type; bytes is the place for a guid or an address. false: it cannot be converted, and *input is absent.
 * null is absent, which is not a failure. */
bool events_convert(const struct events_field *field, const struct json *value, uint8_t bytes[16], struct weir_input *input);

#endif
