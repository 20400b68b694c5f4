/* What the files of the pipeline share; private to them. */
#ifndef COMPILER_PIPELINE_PARTS_H
#define COMPILER_PIPELINE_PARTS_H

#include "pipeline.h"

static inline void pipeline_tell(const struct pipeline *pipeline, const char *doing, uint64_t done, uint64_t total)
{
    if (pipeline->tell) pipeline->tell(pipeline->tell_context, doing, done, total);
}

/* Reports what is over the project's budgets. */
bool pipeline_is_within_budgets(struct pipeline *pipeline, const struct pipeline_channel *channel);
/* "<digest>.map.json": which place of which source file each instance and criterion comes from. */
void pipeline_write_map(FILE *stream, struct pipeline *pipeline, const struct pipeline_channel *channel);
/* "manifest.json": what was written, for which sensors, and what was proved. */
void pipeline_write_manifest(FILE *stream, struct pipeline *pipeline, const struct vec *channels /* struct pipeline_channel */);

/* ---- pipeline_batch.c: where trees and texts of the sources lie, whose numbers are those of pipeline.opened ---- */
struct pipeline_batch;
struct pipeline_batch *pipeline_batch_for(struct pipeline *pipeline, size_t file); /* the next file's */
struct arena *pipeline_batch_texts(struct pipeline_batch *batch);
struct arena *pipeline_batch_add(struct pipeline_batch *batch, size_t text_bytes); /* that file, when its text is read: memory for its tree */
/* Nothing asks for the file's tree any more; nor, with text_goes, often for its text. Once for each. */
void pipeline_batch_done(struct pipeline *pipeline, struct tree *tree, size_t file, bool text_goes);
void pipeline_batches_free(struct pipeline *pipeline);

/* Which files the source names, into pipeline->uses. */
void pipeline_note_uses(struct pipeline *pipeline, const struct tree *tree);
/* Is the file at the path one of those that a run over paths reads? */
bool pipeline_is_named(const struct pipeline *pipeline, const char *path);
/* Reports clashes between the model of a run over named files and the project's files at these paths, which the run leaves out. */
void pipeline_compare_left_out(struct pipeline *pipeline, const struct vec *paths /* const char * */);
/* Reports where manifest.json of the output folder has instances of files that are still there and are not among those of this run. */
bool pipeline_loses_nothing(struct pipeline *pipeline, const char *folder, const struct vec *channels /* struct pipeline_channel */);
/* Files that manifest.json of the folder lists, that are there, and whose channel and version this run does not make: "C-....chn", in its order. */
void pipeline_find_dropped(struct pipeline *pipeline, const char *folder, const struct vec *channels, struct vec *dropped /* const char * */);
#define PIPELINE_MANIFEST "manifest.json"

#endif
