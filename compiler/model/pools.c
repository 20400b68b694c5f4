/* The pools of the model: strings, sets and regexes, no two alike, and the hash table that the whole room uses.
 *
 * In:  values that are ready to be compared: folded, sorted, without doubles. Out: dense numbers.
 * Must hold: equal content gets the same number; numbers are given in order of first sight, so that nothing depends on a hash's order. */
#include "../base/ahead.h"
#include "build.h"

void map_init(struct map *map, jmp_buf *exhausted)
{
    *map = (struct map){.slots = {.exhausted = exhausted}};
}

void map_free(struct map *map)
{
    vec_free(&map->slots);
    map->used = 0;
}

static uint64_t map_mix(uint64_t key)
{
    key ^= key >> 32;
    key *= UINT64_C(0x9E3779B97F4A7C15);
    key ^= key >> 29;
    key *= UINT64_C(0xBF58476D1CE4E5B9);
    return key ^ key >> 32;
}

static struct map_slot *map_slot_of(const struct map *map, uint64_t key)
{
    struct map_slot *slots = map->slots.p;
    const size_t mask = map->slots.count - 1;
    for (size_t at = (size_t)map_mix(key) & mask;; at = (at + 1) & mask) {
        if (slots[at].value == 0 || slots[at].key == key) return &slots[at];
    }
}

uint32_t map_get(const struct map *map, uint64_t key)
{
    if (map->slots.count == 0) return NONE;
    const struct map_slot *slot = map_slot_of(map, key);
    return slot->value ? slot->value - 1 : NONE;
}

static void map_grow(struct map *map)
{
    const size_t count = map->slots.count ? map->slots.count * 2 : 64;
    struct map bigger = {.slots = {.exhausted = map->slots.exhausted}, .used = map->used};
    memset(vec_extend(&bigger.slots, count, sizeof(struct map_slot)), 0, count * sizeof(struct map_slot));
    const struct map_slot *old = map->slots.p;
    for (size_t i = 0; i < map->slots.count; i++)
        if (old[i].value) *map_slot_of(&bigger, old[i].key) = old[i];
    vec_free(&map->slots);
    *map = bigger;
}

void map_put(struct map *map, uint64_t key, uint32_t value)
{
    if ((size_t)map->used * 4 >= map->slots.count * 3) map_grow(map);
    struct map_slot *slot = map_slot_of(map, key);
    if (slot->value == 0) map->used++;
    *slot = (struct map_slot){key, value + 1};
}

/* ---- tables of numbers whose keys lie in a pool: each slot has the hash beside the number, so that the pool, which is large, is looked into only
 *      where the hashes are equal, and not at all when a table grows ---- */

struct pool_slot {
    uint32_t hash, number; /* 1 + number; 0: free */
};

static void slots_grow(struct vec *slots)
{
    struct vec bigger = {.exhausted = slots->exhausted};
    const size_t count = slots->count ? slots->count * 2 : 256;
    struct pool_slot *to = vec_extend(&bigger, count, sizeof *to);
    memset(to, 0, count * sizeof *to);
    const struct pool_slot *from = slots->p;
    for (size_t i = 0; i < slots->count; i++) {
        if (from[i].number == 0) continue;
        size_t at = from[i].hash & (count - 1);
        while (to[at].number) at = (at + 1) & (count - 1);
        to[at] = from[i];
    }
    vec_free(slots);
    *slots = bigger;
}

/* The slots of a pool of so many, with room for one more. */
static struct pool_slot *slots_of(struct vec *slots, size_t used)
{
    if (used * 4 >= slots->count * 3) slots_grow(slots);
    return slots->p;
}

uint32_t pool_string_ahead(const struct build *b, struct str s)
{
    const uint32_t hash = (uint32_t)str_hash(s);
    pool_string_soon(b, hash);
    return hash;
}

void pool_string_soon(const struct build *b, uint32_t hash)
{
    if (b->string_slots.count) AHEAD((const struct pool_slot *)b->string_slots.p + (hash & (b->string_slots.count - 1)));
}

uint32_t pool_string_hashed(struct build *b, struct str s, uint32_t hash, bool stays)
{
    struct vec *strings = &b->model->strings;
    struct pool_slot *slots = slots_of(&b->string_slots, strings->count);
    const size_t mask = b->string_slots.count - 1;
    size_t at = hash & mask;
    for (; slots[at].number; at = (at + 1) & mask)
        if (slots[at].hash == hash && str_equal(*MODEL_AT(*strings, struct str, slots[at].number - 1), s)) return slots[at].number - 1;
    const uint32_t number = (uint32_t)strings->count;
    slots[at] = (struct pool_slot){hash, number + 1};
    const struct str kept = stays || s.n == 0 ? s : arena_copy(b->model->arena, s);
    *(struct str *)vec_push(strings, sizeof(struct str)) = kept;
    return number;
}

uint32_t pool_string(struct build *b, struct str s, bool stays) { return pool_string_hashed(b, s, (uint32_t)str_hash(s), stays); }

/* ---- sets ---- */

static struct str set_content(const struct model *model, const struct value_set *set)
{
    if (set->kind == WEIR_SET_STRINGS || set->kind == WEIR_SET_PROGRAMS)
        return (struct str){(const char *)MODEL_AT(model->values, uint32_t, set->first), set->count * (uint32_t)sizeof(uint32_t)};
    const uint32_t each = set->kind == WEIR_SET_RANGES ? 2 * sizeof(uint64_t) : sizeof(uint64_t);
    return (struct str){(const char *)MODEL_AT(model->numbers, uint64_t, set->first), set->count * each};
}

/* Hashes of elements are added up: that of a set is known before its elements are in order. */
static uint32_t set_hash(uint64_t elements, enum weir_set_kind kind) { return (uint32_t)elements * 31 + kind; }

void pool_texts_ahead(const struct build *b, uint64_t elements)
{
    if (b->set_slots.count) AHEAD((const struct pool_slot *)b->set_slots.p + (set_hash(elements, WEIR_SET_STRINGS) & (b->set_slots.count - 1)));
}

/* order: 0, or 1 for numbers in signed order that have another one without signs. */
static uint32_t set_add(struct build *b, enum weir_set_kind kind, struct str bytes, uint8_t order, uint64_t elements)
{
    struct model *model = b->model;
    const bool of_numbers = kind == WEIR_SET_NUMBERS || kind == WEIR_SET_RANGES;
    struct pool_slot *slots = slots_of(&b->set_slots, model->sets.count);
    const size_t mask = b->set_slots.count - 1, element_bytes = of_numbers ? sizeof(uint64_t) : sizeof(uint32_t);
    const uint32_t hash = set_hash(elements, kind);
    size_t at = hash & mask;
    for (; slots[at].number; at = (at + 1) & mask) {
        if (slots[at].hash != hash) continue;
        const uint32_t known = slots[at].number - 1;
        const struct value_set *set = MODEL_AT(model->sets, struct value_set, known);
        if (set->kind == kind && *MODEL_AT(b->set_orders, uint8_t, known) == order && str_equal(set_content(model, set), bytes)) return known;
    }
    struct vec *to = of_numbers ? &model->numbers : &model->values;
    const uint32_t first = (uint32_t)to->count, count = (uint32_t)(bytes.n / element_bytes), number = (uint32_t)model->sets.count;
    memcpy(vec_extend(to, count, element_bytes), bytes.p, bytes.n);
    slots[at] = (struct pool_slot){hash, number + 1};
    *(struct value_set *)vec_push(&model->sets, sizeof(struct value_set)) =
        (struct value_set){.first = first, .count = kind == WEIR_SET_RANGES ? count / 2 : count, .kind = (uint8_t)kind};
    *(uint8_t *)vec_push(&b->set_orders, 1) = order;
    return number;
}

uint32_t pool_texts(struct build *b, const uint32_t *strings, uint32_t count, uint64_t elements)
{
    return set_add(b, WEIR_SET_STRINGS, (struct str){(const char *)strings, count * (uint32_t)sizeof *strings}, 0, elements);
}

uint32_t pool_programs(struct build *b, const uint32_t *regexes, uint32_t count)
{
    uint64_t elements = 0;
    for (uint32_t i = 0; i < count; i++) elements += pool_element_hash(regexes[i]);
    return set_add(b, WEIR_SET_PROGRAMS, (struct str){(const char *)regexes, count * (uint32_t)sizeof *regexes}, 0, elements);
}

uint32_t pool_numbers(struct build *b, enum weir_set_kind kind, const uint64_t *numbers, uint32_t count, bool in_signed_order)
{
    uint64_t elements = 0, all = 0;
    for (uint32_t i = 0; i < count; i++) {
        elements += pool_element_hash(numbers[i]);
        all |= numbers[i];
    }
    /* Content in signed order is the same set as the same content in unsigned order only while no number has its highest bit. */
    return set_add(b, kind, (struct str){(const char *)numbers, count * (uint32_t)sizeof *numbers}, in_signed_order && all >> 63, elements);
}

uint32_t pool_regex(struct build *b, uint32_t text, struct span span)
{
    uint32_t regex = map_get(&b->regex_of, text);
    if (regex != NONE) return regex;
    regex = (uint32_t)b->model->regexes.count;
    *(struct regex_entry *)vec_push(&b->model->regexes, sizeof(struct regex_entry)) = (struct regex_entry){text, span};
    map_put(&b->regex_of, text, regex);
    return regex;
}
