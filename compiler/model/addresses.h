/* Base64, addresses and guids as text and as bytes. */
#ifndef MODEL_ADDRESSES_H
#define MODEL_ADDRESSES_H

#include "../base/str.h"

uint32_t base64_encode(const uint8_t *bytes, uint32_t count, char *out); /* returns characters: 4 for each 3 begun */
/* Version 4 or 6, an IPv4-mapped address as version 4. *count: 4 or 16 bytes. */
bool address_parse(struct str text, uint8_t out[16], uint32_t *count);
void address_write(const uint8_t *bytes, uint32_t count, char *out, size_t room);
bool guid_parse(struct str text, uint8_t out[16]);

#endif
