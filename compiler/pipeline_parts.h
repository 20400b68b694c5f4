/* What the files of the pipeline share; private to them. */
#ifndef COMPILER_PIPELINE_PARTS_H
#define COMPILER_PIPELINE_PARTS_H

#include "../interpreter/weir.h"
#include "pipeline.h"

struct pipeline_channel { /* one channel file that has passed everything and is not written yet */
    struct channel_image image;
    struct weir_channel view; /* points into the image */
    const struct template_type *type;
    char name[EMIT_NAME_BYTES];
    char digest[SHA256_HEX_BYTES];
};

/* The path as it is to be shown: without the root before it, without "./" and doubled slashes. */
const char *pipeline_shown_path(struct arena *arena, const char *root, const char *path);

/* Reports what is over the project's budgets. */
bool pipeline_is_within_budgets(struct pipeline *pipeline, const struct pipeline_channel *channel);
/* "<digest>.map.json": which place of which source file each instance and criterion comes from. */
void pipeline_write_map(FILE *stream, struct pipeline *pipeline, const struct pipeline_channel *channel);
/* "manifest.json": what was written, for which sensors, and what was proved. */
void pipeline_write_manifest(FILE *stream, struct pipeline *pipeline, const struct vec *channels /* struct pipeline_channel */);

#endif
