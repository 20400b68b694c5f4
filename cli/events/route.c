/* Which channels take an event: see events.h. Its values of the keys that any `recorded` names -> places of channels.
 *
 * Events of one kind come again and again, so what a combination of values led to is remembered, in a table of fixed size where a new combination
 * takes the place of an older one. Combinations that are too long to keep are worked out each time.
 * Must hold: what is remembered is what events_accepts says, which depends on the kinds and the texts of these values alone. */
#include "events.h"

enum {
    ROUTE_KEYS = 8,
    ROUTE_BYTES = 96,      /* of the texts of a combination */
    ROUTE_CHANNELS = 6,    /* that take one event */
    ROUTE_SETS = 64,
    ROUTE_WAYS = 4,        /* of one set; the oldest gives way */
};

struct route {
    uint32_t count;
    uint32_t channels[ROUTE_CHANNELS];
    bool is_used;
    uint8_t kinds[ROUTE_KEYS], lengths[ROUTE_KEYS];
    char texts[ROUTE_BYTES]; /* one behind the other */
};

struct combination {
    uint32_t set;
    uint8_t kinds[ROUTE_KEYS];
    struct str texts[ROUTE_KEYS];
};

struct events_routes {
    struct events_recorded keys[ROUTE_KEYS];
    uint32_t key_count;
    bool has_too_many;
    uint32_t *worked_out;  /* room for all channels */
    struct route remembered[ROUTE_SETS][ROUTE_WAYS];
    uint8_t oldest[ROUTE_SETS];
};

static void add_key(struct events_routes *routes, const struct events_recorded *recorded)
{
    for (uint32_t i = 0; i < routes->key_count; i++)
        if (routes->keys[i].keys[0] == recorded->keys[0]) return;
    if (routes->key_count == ROUTE_KEYS) routes->has_too_many = true;
    else routes->keys[routes->key_count++] = *recorded;
}

void events_make_routes(struct events *events)
{
    struct events_routes *routes = arena_new(events->arena, struct events_routes);
    struct events_channel *const *channels = events->channels.p;
    for (size_t i = 0; i < events->channels.count; i++)
        for (uint32_t r = 0; r < channels[i]->recorded_count; r++) add_key(routes, &channels[i]->recorded[r]);
    routes->worked_out = arena_array(events->arena, events->channels.count + 1, sizeof *routes->worked_out);
    events->routes = routes;
}

static uint64_t last_bytes(struct str text)
{
    uint64_t word = 0;
    if (text.n >= sizeof word) memcpy(&word, text.p + text.n - sizeof word, sizeof word);
    else for (uint32_t i = 0; i < text.n; i++) word = word << 8 | (unsigned char)text.p[i];
    return word;
}

/* false: it is too long to remember. */
static bool combine(const struct events *events, struct combination *combination)
{
    const struct events_routes *routes = events->routes;
    uint64_t hash = 0;
    uint32_t bytes = 0;
    for (uint32_t i = 0; i < routes->key_count; i++) {
        const struct json *value = events_first_value(events, routes->keys[i].keys, routes->keys[i].key_count);
        const bool has_text = value && (value->kind == JSON_STRING || value->kind == JSON_NUMBER);
        const struct str text = has_text ? value->string : (struct str){NULL, 0};
        if (text.n > ROUTE_BYTES - bytes) return false;
        bytes += text.n;
        combination->kinds[i] = value ? (uint8_t)(value->kind + 1u) : 0;
        combination->texts[i] = text;
        hash = (hash ^ last_bytes(text) ^ text.n ^ combination->kinds[i]) * UINT64_C(0x9e3779b97f4a7c15);
        hash ^= hash >> 32;
    }
    combination->set = (uint32_t)(hash % ROUTE_SETS);
    return !routes->has_too_many;
}

static bool is_of(const struct route *route, const struct combination *combination, uint32_t key_count)
{
    const char *text = route->texts;
    if (!route->is_used) return false;
    for (uint32_t i = 0; i < key_count; text += route->lengths[i], i++)
        if (route->kinds[i] != combination->kinds[i] || !str_equal((struct str){text, route->lengths[i]}, combination->texts[i])) return false;
    return true;
}

static void remember(struct route *route, const struct combination *combination, uint32_t key_count, const uint32_t *channels, uint32_t count)
{
    char *text = route->texts;
    *route = (struct route){.is_used = true, .count = count};
    memcpy(route->channels, channels, count * sizeof *channels);
    for (uint32_t i = 0; i < key_count; text += route->lengths[i], i++) {
        route->kinds[i] = combination->kinds[i];
        route->lengths[i] = (uint8_t)combination->texts[i].n;
        if (combination->texts[i].n) memcpy(text, combination->texts[i].p, combination->texts[i].n);
    }
}

static uint32_t work_out(const struct events *events, uint32_t *out)
{
    struct events_channel *const *channels = events->channels.p;
    uint32_t count = 0;
    for (uint32_t i = 0; i < events->channels.count; i++)
        if (events_accepts(events, channels[i])) out[count++] = i;
    return count;
}

const uint32_t *events_route(struct events *events, uint32_t *count)
{
    struct events_routes *routes = events->routes;
    struct combination combination;
    const bool can_remember = combine(events, &combination);
    for (uint32_t i = 0; can_remember && i < ROUTE_WAYS; i++) {
        const struct route *route = &routes->remembered[combination.set][i];
        if (!is_of(route, &combination, routes->key_count)) continue;
        *count = route->count;
        return route->channels;
    }
    *count = work_out(events, routes->worked_out);
    if (can_remember && *count <= ROUTE_CHANNELS) {
        uint8_t *oldest = &routes->oldest[combination.set];
        remember(&routes->remembered[combination.set][*oldest], &combination, routes->key_count, routes->worked_out, *count);
        *oldest = (uint8_t)((*oldest + 1u) % ROUTE_WAYS);
    }
    return routes->worked_out;
}
