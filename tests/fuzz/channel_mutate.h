/* What the targets over channel files share: a mutator that knows where records are, so that most of what it makes gets past the sections.
 *
 * In:   a channel file and whatever is behind it. Out: the same with one field, one record or one run of bytes changed.
 * Must hold: nothing is written behind the given room. Files whose section table makes no sense are left to the fuzzer's own mutations. */
#ifndef CHANNEL_MUTATE_H
#define CHANNEL_MUTATE_H

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "interpreter/weir.h"

size_t LLVMFuzzerMutate(uint8_t *data, size_t size, size_t max_size);
size_t LLVMFuzzerCustomMutator(uint8_t *data, size_t size, size_t max_size, unsigned seed);

struct mutate_table {
    uint32_t count[WEIR_SECTION_COUNT + 1], offset[WEIR_SECTION_COUNT + 1], width[WEIR_SECTION_COUNT + 1];
    size_t end; /* of the file */
};

static inline uint32_t mutate_draw(unsigned *seed, uint32_t below)
{
    *seed = *seed * 1664525u + 1013904223u;
    return (*seed >> 8) % below;
}

static inline uint32_t mutate_u32(const uint8_t *p)
{
    return (uint32_t)p[0] | (uint32_t)p[1] << 8 | (uint32_t)p[2] << 16 | (uint32_t)p[3] << 24;
}

static inline void mutate_put(uint8_t *p, uint64_t value, uint32_t bytes)
{
    for (uint32_t i = 0; i < bytes; i++)
        p[i] = (uint8_t)(value >> 8 * i);
}

/* 1 where every section is where a section may be. */
static inline int mutate_read(const uint8_t *data, size_t size, struct mutate_table *table)
{
    static const uint32_t widths[WEIR_SECTION_COUNT + 1] = {
#define SECTION(name, number, record_bytes, text) [number] = record_bytes,
#include "interpreter/sections.def"
#undef SECTION
    };
    size_t end = WEIR_HEADER_BYTES + WEIR_SECTION_COUNT * WEIR_SECTION_ROW_BYTES;
    if (size < end) return 0;
    for (uint32_t s = 1; s <= WEIR_SECTION_COUNT; s++) {
        const uint8_t *row = data + WEIR_HEADER_BYTES + (s - 1) * WEIR_SECTION_ROW_BYTES;
        table->count[s] = mutate_u32(row + 4);
        table->offset[s] = mutate_u32(row + 8);
        table->width[s] = widths[s];
        if (table->offset[s] < end || table->offset[s] - end > 7 || table->offset[s] > size || table->count[s] > (size - table->offset[s]) / widths[s]) return 0;
        end = table->offset[s] + (size_t)table->count[s] * widths[s];
    }
    table->end = (end + 7) / 8 * 8;
    return table->end <= size;
}

/* Another value in 1, 2, 4 or 8 bytes of a record. */
static inline void mutate_field(uint8_t *data, const struct mutate_table *table, unsigned *seed)
{
    for (int tries = 0; tries < 30; tries++) {
        const uint32_t s = 1 + mutate_draw(seed, WEIR_SECTION_COUNT), width = table->width[s], size = 1u << mutate_draw(seed, 4);
        if (table->count[s] == 0 || size > width) continue;
        const uint32_t places = width / size, row = mutate_draw(seed, table->count[s]), other = mutate_draw(seed, table->count[s]), at = size * mutate_draw(seed, places);
        uint8_t *field = data + table->offset[s] + (size_t)row * width + at;
        const uint32_t old = field[0];
        switch (mutate_draw(seed, 7)) {
        case 0: mutate_put(field, 0, size); break;
        case 1: mutate_put(field, old + 1, 1); break;
        case 2: mutate_put(field, old - 1, 1); break;
        case 3: mutate_put(field, UINT64_MAX, size); break;
        case 4: mutate_put(field, mutate_draw(seed, 70), 1); break;
        case 5: mutate_put(field, table->count[1 + mutate_draw(seed, WEIR_SECTION_COUNT)] - mutate_draw(seed, 2), size < 4 ? size : 4); break;
        default: memcpy(field, data + table->offset[s] + (size_t)other * width + at, size); break;
        }
        return;
    }
}

/* A record more, a copy of one that is there, or one fewer; the sections behind it move. Gives the new size, or 0. */
static inline size_t mutate_record(uint8_t *data, size_t size, size_t max_size, const struct mutate_table *table, unsigned *seed)
{
    const uint32_t s = 1 + mutate_draw(seed, WEIR_SECTION_COUNT), more = mutate_draw(seed, 2), row = table->count[s] ? mutate_draw(seed, table->count[s]) : 0;
    if (!more && table->count[s] == 0) return 0;
    uint8_t *made = calloc(1, size + 2 * WEIR_SECTION_COUNT * 8 + 64);
    if (made == NULL) return 0;
    size_t to = WEIR_HEADER_BYTES + WEIR_SECTION_COUNT * WEIR_SECTION_ROW_BYTES;
    memcpy(made, data, to);
    for (uint32_t i = 1; i <= WEIR_SECTION_COUNT; i++) {
        const uint32_t width = table->width[i], head = i == s ? row : table->count[i], rest = table->count[i] - head;
        const uint32_t count = table->count[i] + (i == s && more) - (i == s && !more);
        const uint8_t *from = data + table->offset[i];
        to = (to + 7) / 8 * 8;
        uint8_t *fields = made + WEIR_HEADER_BYTES + (i - 1) * WEIR_SECTION_ROW_BYTES;
        mutate_put(fields + 4, count, 4);
        mutate_put(fields + 8, to, 4);
        mutate_put(fields + 12, (uint64_t)count * width, 4);
        const size_t tail = (size_t)count * width - (size_t)head * width;
        memcpy(made + to, from, (size_t)head * width);
        if (i != s) memcpy(made + to + (size_t)head * width, from + (size_t)head * width, (size_t)rest * width);
        else if (!more) memcpy(made + to + (size_t)head * width, from + (size_t)(head + 1) * width, tail);
        else if (table->count[i] != 0) {
            memcpy(made + to + (size_t)head * width, from + (size_t)head * width, width);
            memcpy(made + to + (size_t)(head + 1) * width, from + (size_t)head * width, tail - width);
        }
        to += (size_t)count * width;
    }
    to = (to + 7) / 8 * 8;
    const size_t behind = size - table->end;
    if (to + behind > max_size) {
        free(made);
        return 0;
    }
    memmove(data + to, data + table->end, behind);
    memcpy(data, made, to);
    free(made);
    mutate_put(data + WEIR_AT_FILE_BYTES, to, 8);
    return to + behind;
}

size_t LLVMFuzzerCustomMutator(uint8_t *data, size_t size, size_t max_size, unsigned seed)
{
    struct mutate_table table;
    const uint32_t kind = mutate_draw(&seed, 8);
    if (kind == 0 || !mutate_read(data, size, &table)) return LLVMFuzzerMutate(data, size, max_size);
    if (kind == 1 && size > table.end) { /* what is behind the file: the event */
        return table.end + LLVMFuzzerMutate(data + table.end, size - table.end, max_size - table.end);
    }
    if (kind <= 3) {
        const size_t changed = mutate_record(data, size, max_size, &table, &seed);
        if (changed != 0) return changed;
    }
    for (uint32_t times = 1 + mutate_draw(&seed, 3); times > 0; times--)
        mutate_field(data, &table, &seed);
    return size;
}

#endif
