/* What sha256.c and sha256_x86.c share. Internal. */
#ifndef WEIR_SHA256_H
#define WEIR_SHA256_H

#include "bytes.h"

/* Takes in the blocks, 64 bytes each, by instructions of the processor; false where there are none. */
/*@ requires \valid(state + (0 .. 7)) && (blocks == 0 || \valid_read(data + (0 .. 64 * blocks - 1))) && \valid_read(constants + (0 .. 63));
    assigns state[0 .. 7]; */
bool weir_sha256_by_instructions(uint32_t state[8], const uint8_t *data, size_t blocks, const uint32_t constants[64]);

#endif
