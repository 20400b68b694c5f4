/* Arenas, growing arrays and interning.
 *
 * In: sizes that may come from hostile input. Out: memory, or a jump to `exhausted`. Must hold: no product or sum of sizes wraps;
 * a jump leaves the arena, vector or table as it was before the call, so that arena_free and vec_free still work. */
#include "ahead.h"
#include "arena.h"

#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>

/* Under AddressSanitizer each allocation gets a gap behind it that must not be touched. */
#if defined(__SANITIZE_ADDRESS__)
#define ARENA_GUARDED 1
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
#define ARENA_GUARDED 1
#endif
#endif
#ifdef ARENA_GUARDED
#include <sanitizer/asan_interface.h>
#define ARENA_GAP ((size_t)16)
#define ARENA_FORBID(p, n) ASAN_POISON_MEMORY_REGION((p), (n))
#define ARENA_ALLOW(p, n) ASAN_UNPOISON_MEMORY_REGION((p), (n))
#else
#define ARENA_GAP ((size_t)0)
#define ARENA_FORBID(p, n) ((void)(p), (void)(n))
#define ARENA_ALLOW(p, n) ((void)(p), (void)(n))
#endif

#define ARENA_ALIGN _Alignof(max_align_t)
#define ARENA_FIRST_BLOCK ((size_t)16 << 10)
#define ARENA_LAST_BLOCK ((size_t)1 << 20)

struct arena_block {
    struct arena_block *next;
    size_t size; /* of data */
    max_align_t data[];
};

void arena_init(struct arena *arena, jmp_buf *exhausted)
{
    *arena = (struct arena){.exhausted = exhausted, .least = ARENA_FIRST_BLOCK};
}

void arena_init_large(struct arena *arena, jmp_buf *exhausted, size_t least)
{
    *arena = (struct arena){.exhausted = exhausted, .least = least};
}

static void block_free(struct arena *arena, struct arena_block *block)
{
    ARENA_ALLOW(block->data, block->size);
    arena->total -= block->size;
    free(block);
}

void arena_free(struct arena *arena)
{
    for (struct arena_block *block = arena->blocks, *next; block != NULL; block = next) {
        next = block->next;
        block_free(arena, block);
    }
    *arena = (struct arena){.exhausted = arena->exhausted, .least = arena->least};
}

void arena_reset(struct arena *arena)
{
    struct arena_block *keep = arena->blocks;
    if (keep == NULL) return;
    for (struct arena_block *block = keep->next, *next; block != NULL; block = next) {
        next = block->next;
        block_free(arena, block);
    }
    keep->next = NULL;
    arena->at = (char *)keep->data;
    arena->end = arena->at + keep->size;
    ARENA_FORBID(keep->data, keep->size);
}

static struct arena_block *block_new(struct arena *arena, size_t size)
{
    struct arena_block *block =
        size > SIZE_MAX / 2 - sizeof *block ? NULL : malloc(sizeof *block + size);
    if (block == NULL) longjmp(*arena->exhausted, 1);
    block->size = size;
    arena->total += size;
    ARENA_FORBID(block->data, size);
    return block;
}

/* What does not fit into the newest block. A big request gets a block of its own behind the newest, whose free space stays in use. */
static void *arena_take_block(struct arena *arena, size_t size)
{
    size_t room = arena->total < arena->least ? arena->least : arena->total;
    if (room > ARENA_LAST_BLOCK) room = ARENA_LAST_BLOCK;
    if (arena->blocks != NULL && size > room / 4) {
        struct arena_block *own = block_new(arena, size);
        own->next = arena->blocks->next;
        arena->blocks->next = own;
        ARENA_ALLOW(own->data, size);
        return own->data;
    }
    if (size > SIZE_MAX / 2) longjmp(*arena->exhausted, 1);
    struct arena_block *block = block_new(arena, room > size + ARENA_GAP ? room : size + ARENA_GAP);
    block->next = arena->blocks;
    arena->blocks = block;
    char *p = (char *)block->data;
    arena->at = p + size + ARENA_GAP;
    arena->end = p + block->size;
    ARENA_ALLOW(p, size);
    return p;
}

static inline void *arena_take(struct arena *arena, size_t size, size_t align)
{
    const size_t pad = (size_t)(-(uintptr_t)arena->at & (align - 1));
    const size_t left = (size_t)(arena->end - arena->at);
    if (pad + ARENA_GAP < left && size <= left - pad - ARENA_GAP) {
        char *p = arena->at + pad;
        arena->at = p + size + ARENA_GAP;
        ARENA_ALLOW(p, size);
        return p;
    }
    return arena_take_block(arena, size);
}

void *arena_alloc(struct arena *arena, size_t size) { return arena_take(arena, size, ARENA_ALIGN); }

void *arena_zalloc(struct arena *arena, size_t size) { return memset(arena_alloc(arena, size), 0, size); }

void *arena_array(struct arena *arena, size_t count, size_t element_bytes)
{
    if (element_bytes != 0 && count > SIZE_MAX / 2 / element_bytes) longjmp(*arena->exhausted, 1);
    return arena_zalloc(arena, count * element_bytes);
}

struct str arena_copy(struct arena *arena, struct str s)
{
    char *p = arena_take(arena, (size_t)s.n + 1, 1); /* a terminator costs little and makes any copy usable as a path */
    if (s.n != 0) memcpy(p, s.p, s.n);
    p[s.n] = '\0';
    return (struct str){p, s.n};
}

struct str arena_vprintf(struct arena *arena, const char *format, va_list arguments)
{
    char small[256];
    va_list again;
    va_copy(again, arguments);
    const int wanted = vsnprintf(small, sizeof small, format, arguments);
    if (wanted < 0) {
        va_end(again);
        BUG("a message cannot be formatted: %s", format);
    }
    const size_t bytes = (size_t)wanted;
    char *p = arena_take(arena, bytes + 1, 1); /* may jump; va_end of a copy does nothing on our platforms */
    if (bytes < sizeof small)
        memcpy(p, small, bytes + 1);
    else
        vsnprintf(p, bytes + 1, format, again);
    va_end(again);
    return (struct str){p, (uint32_t)bytes};
}

struct str arena_printf(struct arena *arena, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    const struct str s = arena_vprintf(arena, format, arguments);
    va_end(arguments);
    return s;
}

/* ---- growing arrays ---- */

void vec_grow(struct vec *vec, size_t count, size_t element_bytes)
{
    if (count > SIZE_MAX / 4 - vec->count) longjmp(*vec->exhausted, 1);
    size_t room = vec->room + vec->room / 2 + 8;
    if (room < vec->count + count) room = vec->count + count;
    void *p = room > SIZE_MAX / 2 / element_bytes ? NULL : realloc(vec->p, room * element_bytes);
    if (p == NULL) longjmp(*vec->exhausted, 1);
    vec->p = p;
    vec->room = room;
}

void vec_free(struct vec *vec)
{
    free(vec->p);
    *vec = (struct vec){.exhausted = vec->exhausted};
}

/* ---- interning ---- */

void intern_init(struct intern *table, struct arena *arena)
{
    *table = (struct intern){.arena = arena, .names = {.exhausted = arena->exhausted}};
}

void intern_close(struct intern *table)
{
    free(table->slots);
    table->slots = NULL;
    table->slot_count = 0;
}

void intern_free(struct intern *table)
{
    intern_close(table);
    vec_free(&table->names);
}

static struct str *intern_names(const struct intern *table) { return (struct str *)table->names.p; }

/* The slot that holds the name, or the free one where it belongs. */
static struct intern_slot *intern_slot(const struct intern *table, struct str name, uint32_t hash)
{
    const uint32_t mask = table->slot_count - 1;
    for (uint32_t at = hash & mask;; at = (at + 1) & mask) {
        struct intern_slot *slot = &table->slots[at];
        if (slot->number == 0 || (slot->hash == hash && str_equal(intern_names(table)[slot->number - 1], name))) return slot;
    }
}

static void intern_grow(struct intern *table)
{
    const uint32_t room = table->slot_count == 0 ? 64 : table->slot_count * 2;
    struct intern_slot *slots = table->slot_count > UINT32_MAX / 4 ? NULL : (struct intern_slot *)calloc(room, sizeof *slots);
    if (slots == NULL) longjmp(*table->arena->exhausted, 1);
    for (uint32_t i = 0; i < table->slot_count; i++) {
        if (table->slots[i].number == 0) continue;
        uint32_t at = table->slots[i].hash & (room - 1);
        while (slots[at].number != 0) at = (at + 1) & (room - 1);
        slots[at] = table->slots[i];
    }
    free(table->slots);
    table->slots = slots;
    table->slot_count = room;
}

uint32_t intern_add(struct intern *table, struct str name)
{
    if (table->names.count >= table->slot_count / 2) intern_grow(table);
    const uint32_t hash = (uint32_t)str_hash(name);
    struct intern_slot *slot = intern_slot(table, name, hash);
    if (slot->number != 0) return slot->number - 1;
    const struct str copy = arena_copy(table->arena, name);
    *(struct str *)vec_push(&table->names, sizeof(struct str)) = copy;
    *slot = (struct intern_slot){hash, (uint32_t)table->names.count};
    return slot->number - 1;
}

void intern_ahead(const struct intern *table, struct str name)
{
    if (table->slot_count) AHEAD(&table->slots[(uint32_t)str_hash(name) & (table->slot_count - 1)]);
}

uint32_t intern_find(const struct intern *table, struct str name)
{
    if (table->slot_count == 0) return INTERN_NONE;
    const uint32_t number = intern_slot(table, name, (uint32_t)str_hash(name))->number;
    return number == 0 ? INTERN_NONE : number - 1;
}

struct str intern_name(const struct intern *table, uint32_t number)
{
    if (number >= table->names.count) BUG("name %u of %zu", (unsigned)number, table->names.count);
    return intern_names(table)[number];
}
