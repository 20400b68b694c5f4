/* Model to the bytes of a channel file, and back again to see that they say what was meant. docs/channel-format.md describes the bytes. */
#ifndef EMIT_EMIT_H
#define EMIT_EMIT_H

#include "../model/model.h"

struct channel_image {
    struct vec bytes; /* uint8_t; realloc'd, not in an arena: it is large */
    uint32_t type, version, revision; /* type: index into the model's templates */
    struct vec instances;             /* uint32_t: model instance by file index */
    struct vec spans;                 /* struct span: of each criterion, in file order, for the source map */
    uint8_t digest[32];
};

/* All instances of the Template Type that are compiled for the version, ascending id, without the stress instance unless with_stress. false and a
 * diagnostic where the file would pass a limit of the format. */
bool emit_channel(struct model *model, uint32_t type, uint32_t version, uint32_t revision, bool with_stress, struct channel_image *image);
void emit_free(struct channel_image *image);

/* Translation validation: decodes the bytes and compares Template Type, parameters, and every instance's vector, criteria, values, automata and
 * condition with the model, and what questions require with their patterns; the verifier, which is to accept the bytes as well, knows that the rest
 * follows from these. Shares no code with emit_channel. NULL, or what differs (in the arena): our own fault. */
const char *emit_check(struct model *model, const struct channel_image *image, struct arena *arena);

/* "C-00000291-00000002-00000001.chn" */
#define EMIT_NAME_BYTES 48
void emit_file_name(uint32_t channel, uint32_t version, uint32_t revision, char out[EMIT_NAME_BYTES]);

#endif
