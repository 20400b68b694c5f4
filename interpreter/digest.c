/* Who computes the digest of a file: the caller's function where there is one, else sha256.c.
 *
 * In:   a file whose size is verified; what the caller allows. Out: its SHA-256 with the digest's own field taken as zero.
 * Must hold: nothing rests on the caller's function but whether the digest fits. What it leaves behind when it fails is not looked at. */
#include "verify.h"

/* What the caller's function does is the caller's: the proof takes it that it returns, reads the parts only, and writes into out only. */
/*@ requires \valid_read(limits) && \valid_read(parts + (0 .. 2)) && \valid(out + (0 .. WEIR_DIGEST_BYTES - 1));
    requires \forall integer i; 0 <= i < 3 ==> parts[i].length == 0 || \valid_read(parts[i].data + (0 .. parts[i].length - 1));
    assigns out[0 .. WEIR_DIGEST_BYTES - 1]; */
static int digest_by_caller(const struct weir_limits *limits, const struct weir_bytes parts[3], uint8_t out[WEIR_DIGEST_BYTES])
{
    return limits->sha256(limits->sha256_context, parts, 3, out);
}

void weir_digest_by(const struct weir_limits *limits, const uint8_t *bytes, size_t size, uint8_t out[WEIR_DIGEST_BYTES])
{
    static const uint8_t zeros[WEIR_DIGEST_BYTES] = {0};
    const size_t behind = (size_t)WEIR_AT_DIGEST + WEIR_DIGEST_BYTES;
    if (limits != NULL && limits->sha256 != NULL) {
        const struct weir_bytes parts[3] = {{bytes, WEIR_AT_DIGEST}, {zeros, WEIR_DIGEST_BYTES}, {bytes + behind, (uint32_t)(size - behind)}};
        if (digest_by_caller(limits, parts, out) == 0) return;
    }
    weir_digest(bytes, size, out);
}
