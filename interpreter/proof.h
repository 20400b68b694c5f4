/* What the proofs of this folder say of bytes: logic only, for Frama-C (`make prove`, docs/proof.md). No compiler sees any of it.
 *
 * In:   nothing. Out: the logic that the contracts of the functions speak in, and the contracts of the public functions.
 * Must hold: no axiom and no admit: everything here is a definition or is proved. */
#ifndef WEIR_PROOF_H
#define WEIR_PROOF_H

/* Places in a file stay below this, also in sums and on machines whose size_t has 32 bits. */
#define WEIR_PROOF_MOST 0x7fffff00

/*@ logic integer u16{L}(uint8_t *b, integer at) = b[at] + 256 * b[at + 1];
    logic integer u32{L}(uint8_t *b, integer at) = b[at] + 256 * b[at + 1] + 65536 * b[at + 2] + 16777216 * b[at + 3];
    logic integer u64{L}(uint8_t *b, integer at) = u32(b, at) + 4294967296 * u32(b, at + 4);
*/

/*@ requires size >= WEIR_HEADER_BYTES && size <= WEIR_MAX_FILE_BYTES;
    requires \valid_read(bytes + (0 .. size - 1)) && \valid(out + (0 .. WEIR_DIGEST_BYTES - 1));
    requires \separated(bytes + (0 .. size - 1), out + (0 .. WEIR_DIGEST_BYTES - 1));
    assigns out[0 .. WEIR_DIGEST_BYTES - 1]; */
void weir_digest(const uint8_t *bytes, size_t size, uint8_t out[WEIR_DIGEST_BYTES]);

/*@ assigns \nothing; */
uint32_t weir_fold(uint32_t code_point);

#endif
