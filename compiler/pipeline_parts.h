/* What the files of the pipeline share; private to them. */
#ifndef COMPILER_PIPELINE_PARTS_H
#define COMPILER_PIPELINE_PARTS_H

#include "pipeline.h"

/* Reports what is over the project's budgets. */
bool pipeline_is_within_budgets(struct pipeline *pipeline, const struct pipeline_channel *channel);
/* "<digest>.map.json": which place of which source file each instance and criterion comes from. */
void pipeline_write_map(FILE *stream, struct pipeline *pipeline, const struct pipeline_channel *channel);
/* "manifest.json": what was written, for which sensors, and what was proved. */
void pipeline_write_manifest(FILE *stream, struct pipeline *pipeline, const struct vec *channels /* struct pipeline_channel */);

#endif
