/* Little-endian integers, written where they belong. Private to the writer's half of emit. */
#ifndef EMIT_PUT_H
#define EMIT_PUT_H

#include <stdint.h>

static inline void put8(uint8_t *p, uint32_t v) { p[0] = (uint8_t)v; }
static inline void put16(uint8_t *p, uint32_t v)
{
    p[0] = (uint8_t)v;
    p[1] = (uint8_t)(v >> 8);
}
static inline void put32(uint8_t *p, uint32_t v)
{
    for (int i = 0; i < 4; i++)
        p[i] = (uint8_t)(v >> 8 * i);
}
static inline void put64(uint8_t *p, uint64_t v)
{
    for (int i = 0; i < 8; i++)
        p[i] = (uint8_t)(v >> 8 * i);
}

#endif
