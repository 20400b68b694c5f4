/* Single integers and strings of an accepted channel file, by section, record and offset.
 *
 * In:  a channel that weir_open has accepted, which is what makes every index below valid.
 * Out: plain numbers. Nothing here checks: the verifier has. */
#ifndef CLI_VIEW_H
#define CLI_VIEW_H

#include "../../compiler/base/str.h"
#include "../../interpreter/weir.h"

static inline uint32_t view_record_bytes(enum weir_section section)
{
    static const uint8_t bytes[WEIR_SECTION_COUNT + 1] = {
#define SECTION(name, number, record_bytes, text) [number] = record_bytes,
#include "../../interpreter/sections.def"
#undef SECTION
    };
    return bytes[section];
}

static inline uint32_t view_count(const struct weir_channel *channel, enum weir_section section)
{
    return channel->section[section].count;
}

static inline const uint8_t *view_record(const struct weir_channel *channel, enum weir_section section, uint32_t record)
{
    return channel->bytes + channel->section[section].offset + (size_t)record * view_record_bytes(section);
}

static inline uint32_t view_u8(const struct weir_channel *channel, enum weir_section section, uint32_t record, uint32_t at)
{
    return view_record(channel, section, record)[at];
}

static inline uint32_t view_u16(const struct weir_channel *channel, enum weir_section section, uint32_t record, uint32_t at)
{
    const uint8_t *p = view_record(channel, section, record) + at;
    return (uint32_t)p[0] | (uint32_t)p[1] << 8;
}

static inline uint32_t view_u32(const struct weir_channel *channel, enum weir_section section, uint32_t record, uint32_t at)
{
    const uint8_t *p = view_record(channel, section, record) + at;
    return (uint32_t)p[0] | (uint32_t)p[1] << 8 | (uint32_t)p[2] << 16 | (uint32_t)p[3] << 24;
}

static inline uint64_t view_u64(const struct weir_channel *channel, enum weir_section section, uint32_t record, uint32_t at)
{
    return (uint64_t)view_u32(channel, section, record, at) | (uint64_t)view_u32(channel, section, record, at + 4) << 32;
}

static inline struct str view_string(const struct weir_channel *channel, uint32_t index)
{
    struct weir_bytes bytes = weir_string(channel, index);
    return (struct str){(const char *)bytes.data, bytes.length};
}

/* The string whose index stands at an offset of a record. */
static inline struct str view_name(const struct weir_channel *channel, enum weir_section section, uint32_t record, uint32_t at)
{
    return view_string(channel, view_u32(channel, section, record, at));
}

#endif
