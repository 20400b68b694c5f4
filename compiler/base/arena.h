/* Memory that is dropped whole. An arena belongs to one compilation or one command; nothing in it is freed alone.
 *
 * Out of memory is the world's fault, not the user's and not ours: arena_alloc does not return NULL but jumps to the arena's
 * `exhausted` point, which the command has set before anything else (cli/main.c reports it and exits with 4). */
#ifndef BASE_ARENA_H
#define BASE_ARENA_H

#include <setjmp.h>
#include <stdarg.h>

#include "str.h"

struct arena_block;
struct arena {
    struct arena_block *blocks; /* newest first */
    char *at, *end;             /* free space of the newest block */
    size_t total;               /* bytes taken from the system */
    size_t least;               /* bytes of the smallest block */
    jmp_buf *exhausted;         /* where to go without memory; must be set */
};

void arena_init(struct arena *arena, jmp_buf *exhausted);
/* Its first block has so many bytes at least: large ones go back to the system by themselves when they are freed. */
void arena_init_large(struct arena *arena, jmp_buf *exhausted, size_t least);
void arena_free(struct arena *arena);
/* Everything in it is gone; the newest block is kept for what comes next (one event after another). */
void arena_reset(struct arena *arena);
/* size bytes, aligned for any scalar, not cleared. */
void *arena_alloc(struct arena *arena, size_t size);
void *arena_zalloc(struct arena *arena, size_t size);
#define arena_new(arena, type) ((type *)arena_zalloc((arena), sizeof(type)))
/* count elements, cleared; the product is checked. */
void *arena_array(struct arena *arena, size_t count, size_t element_bytes);
/* Copies and formatted texts have one zero byte behind them that n does not count. */
struct str arena_copy(struct arena *arena, struct str s);
struct str arena_printf(struct arena *arena, const char *format, ...) __attribute__((format(printf, 2, 3)));
struct str arena_vprintf(struct arena *arena, const char *format, va_list arguments);

/* A growing array outside the arenas (realloc), for what becomes large: the peak counts. Jumps like arena_alloc. */
struct vec {
    void *p;
    size_t count, room; /* elements */
    jmp_buf *exhausted;
};
void vec_grow(struct vec *vec, size_t count, size_t element_bytes); /* so that there is room for count more */
/* count more, side by side, not cleared; NULL where there is nothing yet and nothing is asked for. */
static inline void *vec_extend(struct vec *vec, size_t count, size_t element_bytes)
{
    if (count > vec->room - vec->count) vec_grow(vec, count, element_bytes);
    const size_t first = vec->count;
    vec->count += count;
    return vec->p == NULL ? NULL : (char *)vec->p + first * element_bytes;
}
/* One more, not cleared. */
static inline void *vec_push(struct vec *vec, size_t element_bytes)
{
    if (vec->count == vec->room) vec_grow(vec, 1, element_bytes);
    return (char *)vec->p + vec->count++ * element_bytes;
}
void vec_free(struct vec *vec);

/* Names to small dense numbers 0, 1, 2 ... in order of first sight. Keys are copied into the arena. */
struct intern_slot { /* the name, which lies elsewhere, is looked at only where the hashes are equal */
    uint32_t hash, number; /* number + 1; 0: free */
};
struct intern {
    struct arena *arena;
    struct intern_slot *slots;
    uint32_t slot_count;
    struct vec names; /* struct str by number */
};
#define INTERN_NONE UINT32_MAX
void intern_init(struct intern *table, struct arena *arena);
void intern_free(struct intern *table);
void intern_close(struct intern *table); /* names keep their numbers, and none is added or looked for any more */
uint32_t intern_add(struct intern *table, struct str name);
void intern_ahead(const struct intern *table, struct str name); /* it will be added or looked for: its place is asked for */
uint32_t intern_find(const struct intern *table, struct str name); /* INTERN_NONE when it was never added */
struct str intern_name(const struct intern *table, uint32_t number);

/* A broken invariant of ours: prints where and ends the process with this status, in release builds too. */
enum { BASE_BUG_STATUS = 70 };
#define BUG(...) base_bug(__FILE__, __LINE__, __VA_ARGS__)
void base_bug(const char *file, int line, const char *format, ...) __attribute__((noreturn, format(printf, 3, 4)));

#endif
