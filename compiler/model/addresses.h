/* Base64, addresses and guids as text and as bytes. */
#ifndef MODEL_ADDRESSES_H
#define MODEL_ADDRESSES_H

#include "../base/str.h"

enum { ADDRESS_TEXT_BYTES = 46, GUID_TEXT_BYTES = 39 }; /* with the zero byte */

uint32_t base64_encode(const uint8_t *bytes, uint32_t count, char *out); /* returns characters: 4 for each 3 begun */
/* Version 4 or 6, an IPv4-mapped address as version 4. *count: 4 or 16 bytes. */
bool address_parse(struct str text, uint8_t out[16], uint32_t *count);
/* The shortest form, for people; room: ADDRESS_TEXT_BYTES. */
void address_write(const uint8_t *bytes, uint32_t count, char *out, size_t room);
/* With every group, as sensors record it. */
void address_write_whole(const uint8_t *bytes, uint32_t count, char out[ADDRESS_TEXT_BYTES]);
bool guid_parse(struct str text, uint8_t out[16]);
void guid_write(const uint8_t bytes[16], char out[GUID_TEXT_BYTES]); /* in braces, in capitals */

#endif
