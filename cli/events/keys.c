/* The keys of recorded events: see events.h. An object of JSON -> for each wanted key its value, and whether a key is repeated. */
#include "events.h"

#include "../../compiler/base/limits.h"
#include "lines.h"

_Static_assert((int)LINES_PADDING >= (int)READER_PADDING, "the reader reads farther behind a line");
enum {
    KEYS_FIRST_SLOTS = 256,
    KEYS_NONE = 0,         /* the root is no key of an object */
    KEYS_LEARNED_WAY = 32, /* past so many keys nothing is learned */
};
static const uint32_t KEYS_FULL = UINT32_MAX;

static struct events_key *key_at(const struct events *events, uint32_t key)
{
    return (struct events_key *)events->keys.p + key;
}

static inline uint64_t eight_bytes(const char *p)
{
    uint64_t word;
    memcpy(&word, p, sizeof word);
    return word;
}

static inline uint32_t four_bytes(const char *p)
{
    uint32_t word;
    memcpy(&word, p, sizeof word);
    return word;
}

/* The beginning and the end, which is enough to tell names apart; what is learned is bounded, and so is the way past names that are equal in this. */
static inline uint32_t key_hash(uint32_t parent, struct str segment)
{
    const uint32_t n = segment.n;
    uint64_t first = n, last = parent;
    if (n >= 8) {
        first ^= eight_bytes(segment.p);
        last ^= eight_bytes(segment.p + n - 8);
    } else if (n >= 4) {
        first ^= (uint64_t)four_bytes(segment.p) << 32;
        last ^= (uint64_t)four_bytes(segment.p + n - 4) << 32;
    } else {
        for (uint32_t i = 0; i < n; i++) first ^= (uint64_t)(unsigned char)segment.p[i] << (8 + 8 * i);
    }
    uint64_t hash = first * UINT64_C(0x9e3779b97f4a7c15);
    hash = (hash ^ hash >> 32 ^ last) * UINT64_C(0xd6e8feb86659fd93);
    return (uint32_t)(hash >> 32);
}

/* Most names are short: no call for them. */
static inline bool name_equal(struct str a, struct str b)
{
    const uint32_t n = a.n;
    if (n != b.n) return false;
    if (n >= 8) {
        if (eight_bytes(a.p) != eight_bytes(b.p) || eight_bytes(a.p + n - 8) != eight_bytes(b.p + n - 8)) return false;
        return n <= 16 || memcmp(a.p + 8, b.p + 8, n - 16) == 0;
    }
    if (n >= 4) return four_bytes(a.p) == four_bytes(b.p) && four_bytes(a.p + n - 4) == four_bytes(b.p + n - 4);
    for (uint32_t i = 0; i < n; i++)
        if (a.p[i] != b.p[i]) return false;
    return true;
}

/* The slot of the key, or the free one where it belongs; or, on a way of more than `most` steps, KEYS_FULL. */
static uint32_t key_slot(const struct events *events, uint32_t parent, struct str segment, uint32_t hash, uint32_t most)
{
    uint32_t mask = events->slot_count - 1;
    for (uint32_t slot = hash & mask;; slot = (slot + 1) & mask) {
        if (!events->slots[slot]) return slot;
        if (most-- == 0) return KEYS_FULL;
        const struct events_key *key = key_at(events, events->slots[slot] - 1);
        if (key->hash == hash && key->parent == parent && name_equal(key->segment, segment)) return slot;
    }
}

static void fill_slots(struct events *events)
{
    memset(events->slots, 0, events->slot_count * sizeof *events->slots);
    for (uint32_t i = 1; i < events->keys.count; i++) {
        const struct events_key *key = key_at(events, i);
        events->slots[key_slot(events, key->parent, key->segment, key->hash, UINT32_MAX)] = i + 1;
    }
}

static void grow_slots(struct events *events, size_t least)
{
    if (events->slot_count >= least) return;
    while (events->slot_count < least) events->slot_count *= 2;
    events->slots = arena_array(events->arena, events->slot_count, sizeof *events->slots);
    fill_slots(events);
}

static uint32_t push_key(struct events *events, uint32_t parent, struct str segment, uint32_t hash, uint32_t slot)
{
    uint32_t number = (uint32_t)events->keys.count;
    struct events_key *key = vec_push(&events->keys, sizeof *key);
    *key = (struct events_key){.segment = segment, .hash = hash, .parent = parent};
    events->slots[slot] = number + 1;
    return number;
}

static uint32_t add_key(struct events *events, uint32_t parent, struct str segment)
{
    uint32_t hash = key_hash(parent, segment);
    if (events->wanted_count) BUG("a key is wanted after the first event");
    uint32_t slot = key_slot(events, parent, segment, hash, UINT32_MAX);
    if (events->slots[slot]) return events->slots[slot] - 1;
    uint32_t number = push_key(events, parent, segment, hash, slot);
    key_at(events, parent)->has_children = true;
    grow_slots(events, events->keys.count * 4);
    return number;
}

uint32_t events_add_key(struct events *events, struct str key) { return add_key(events, EVENTS_ROOT, key); }

uint32_t events_add_path(struct events *events, struct str path)
{
    uint32_t parent = EVENTS_ROOT, start = 0, depth = 0;
    for (uint32_t i = 0; i <= path.n; i++) {
        if (i < path.n && path.p[i] != '.') continue;
        if (i == path.n && start == 0) return UINT32_MAX;
        /* An object deeper than JSON may be cannot hold anything. */
        if (++depth > LIMIT_JSON_DEPTH) return UINT32_MAX;
        parent = add_key(events, parent, (struct str){path.p + start, i - start});
        start = i + 1;
    }
    return parent;
}

void events_init(struct events *events, struct arena *arena)
{
    *events = (struct events){.arena = arena, .keys = {.exhausted = arena->exhausted}, .channels = {.exhausted = arena->exhausted}};
    events->slot_count = KEYS_FIRST_SLOTS;
    events->slots = arena_array(arena, events->slot_count, sizeof *events->slots);
    struct events_key *root = vec_push(&events->keys, sizeof *root);
    *root = (struct events_key){.parent = UINT32_MAX};
}

void events_free(struct events *events)
{
    vec_free(&events->keys);
    vec_free(&events->channels);
    reader_free(events->reader);
    events->reader = NULL;
}

void events_ready(struct events *events)
{
    if (events->wanted_count) return;
    const uint32_t wanted = (uint32_t)events->keys.count;
    vec_extend(&events->keys, EVENTS_LEARNED, sizeof(struct events_key));
    events->keys.count = wanted;
    grow_slots(events, ((size_t)wanted + EVENTS_LEARNED) * 4);
    events->names = arena_alloc(events->arena, EVENTS_LEARNED_BYTES);
    events->longest_way = wanted; /* no way past wanted keys alone is longer */
    events_make_routes(events);
    events->reader = reader_new();
    if (!events->reader) longjmp(*events->arena->exhausted, 1);
    events->wanted_count = wanted;
}

/* ---- what is learned ---- */

static void forget_learned(struct events *events)
{
    events->keys.count = events->wanted_count;
    events->name_bytes = 0;
    fill_slots(events);
}

/* KEYS_NONE: there is no room for it now. */
static uint32_t learn_key(struct events *events, uint32_t parent, struct str segment, uint32_t hash, uint32_t slot)
{
    if (segment.n > EVENTS_LEARNED_BYTES - events->name_bytes || events->keys.count - events->wanted_count == EVENTS_LEARNED) return KEYS_NONE;
    char *name = events->names + events->name_bytes;
    if (segment.n) memcpy(name, segment.p, segment.n);
    events->name_bytes += segment.n;
    return push_key(events, parent, (struct str){name, segment.n}, hash, slot);
}

/* ---- an event ---- */

struct walk {
    struct events *events;
    bool is_checked; /* no key is repeated, so that none need be learned */
};

/* KEYS_NONE: it is not known, and cannot be learned. */
static inline uint32_t find_key(const struct walk *walk, uint32_t parent, struct str segment)
{
    struct events *events = walk->events;
    uint32_t hash = key_hash(parent, segment);
    uint32_t slot = key_slot(events, parent, segment, hash, events->longest_way + KEYS_LEARNED_WAY);
    if (slot == KEYS_FULL) return KEYS_NONE;
    if (events->slots[slot]) return events->slots[slot] - 1;
    return walk->is_checked ? KEYS_NONE : learn_key(events, parent, segment, hash, slot);
}

static bool walk_object(const struct walk *walk, uint32_t parent, const struct json *object, bool is_in_array);

/* Objects in an array hold nothing that is wanted, but no key twice either. */
static bool walk_array(const struct walk *walk, uint32_t parent, const struct json *array)
{
    for (const struct json *value = array->first; value; value = value->next) {
        if (value->kind == JSON_OBJECT && !walk_object(walk, parent, value, true)) return false;
        if (value->kind == JSON_ARRAY && !walk_array(walk, parent, value)) return false;
    }
    return true;
}

/* false: a key is repeated, or there is no room to learn it. As deep as JSON may be, which is LIMIT_JSON_DEPTH at most. */
static bool walk_object(const struct walk *walk, uint32_t parent, const struct json *object, bool is_in_array)
{
    struct events *events = walk->events;
    const uint64_t own = ++events->object;
    for (const struct json *value = object->first; value; value = value->next) {
        uint32_t number = find_key(walk, parent, value->key);
        struct events_key *key = key_at(events, number);
        if (number == KEYS_NONE) {
            if (walk->is_checked) continue;
            return false;
        }
        if (key->object == own && !walk->is_checked) return false;
        key->object = own;
        if (!is_in_array) {
            key->stamp = events->stamp;
            key->value = value;
        }
        if (value->kind == JSON_OBJECT && !(walk->is_checked && !key->has_children) && !walk_object(walk, number, value, is_in_array)) return false;
        if (value->kind == JSON_ARRAY && !walk->is_checked && !walk_array(walk, number, value)) return false;
    }
    return true;
}

static void next_stamp(struct events *events)
{
    events_ready(events);
    if (++events->stamp) return;
    for (uint32_t i = 0; i < events->keys.count; i++) key_at(events, i)->stamp = 0; /* after 2^32 events the stamps start again */
    events->stamp = 1;
}

void events_take(struct events *events, const struct json *event)
{
    const struct walk walk = {.events = events, .is_checked = true};
    next_stamp(events);
    if (event->kind == JSON_OBJECT) walk_object(&walk, EVENTS_ROOT, event, false);
}

const struct json *events_read(struct events *events, struct arena *arena, struct str line, struct json_error *error)
{
    events_ready(events);
    const struct json *event = reader_take(events->reader, line);
    if (event) {
        const struct walk walk = {.events = events, .is_checked = false};
        next_stamp(events);
        if (walk_object(&walk, EVENTS_ROOT, event, false)) return event;
        forget_learned(events);
    }
    event = json_parse(arena, line, JSON_EVENT, error);
    if (event) events_take(events, event);
    return event;
}
