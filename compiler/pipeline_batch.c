/* The sources of a run in batches of consecutive files, whose trees and texts share memory: files may be many and small, and what is freed in small pieces among what stays is lost.
 *
 * In:  files as they are read, and word that nothing more is asked of a tree. Out: memory for both; trees that are freed batch by batch, and texts that are let go, where that was asked for.
 * Must hold: a text goes only after its tree; of a batch all go or none. */
#include "pipeline_parts.h"

enum { BATCH_BYTES = 256 << 10, /* of texts: then the next batch begins */ BLOCK_BYTES = 1 << 20 };

struct pipeline_batch {
    struct arena trees, texts;
    size_t first, count, bytes; /* files, by their numbers in pipeline.opened; of texts */
    size_t done;                /* trees */
    bool stays;                 /* a text of it will be shown */
};

struct pipeline_batch *pipeline_batch_for(struct pipeline *p, size_t file)
{
    struct pipeline_batch *batch = p->batches.count ? *MODEL_AT(p->batches, struct pipeline_batch *, p->batches.count - 1) : NULL;
    if (batch == NULL || batch->bytes >= BATCH_BYTES) {
        batch = arena_new(&p->arena, struct pipeline_batch);
        batch->first = file;
        arena_init_large(&batch->trees, p->arena.exhausted, BLOCK_BYTES);
        arena_init_large(&batch->texts, p->arena.exhausted, BLOCK_BYTES);
        *(struct pipeline_batch **)vec_push(&p->batches, sizeof batch) = batch;
    }
    return batch;
}

struct arena *pipeline_batch_texts(struct pipeline_batch *batch) { return &batch->texts; }

struct arena *pipeline_batch_add(struct pipeline_batch *batch, size_t text_bytes)
{
    batch->count++;
    batch->bytes += text_bytes;
    return &batch->trees;
}

/* The batch of a file. */
static struct pipeline_batch *batch_of(const struct pipeline *p, size_t file)
{
    size_t low = 0, high = p->batches.count;
    while (high - low > 1) {
        const size_t middle = low + (high - low) / 2;
        if ((*MODEL_AT(p->batches, struct pipeline_batch *, middle))->first <= file) low = middle;
        else high = middle;
    }
    return *MODEL_AT(p->batches, struct pipeline_batch *, low);
}

void pipeline_batch_done(struct pipeline *p, struct tree *tree, size_t file, bool text_goes)
{
    struct pipeline_batch *batch = batch_of(p, file);
    batch->stays = batch->stays || tree->failed || !text_goes; /* what is in error will be shown, and that with its text */
    tree_free(tree);
    if (++batch->done < batch->count) return;
    arena_free(&batch->trees);
    for (size_t i = batch->first; i < batch->first + batch->count && !batch->stays; i++) {
        const struct pipeline_opened *opened = MODEL_AT(p->opened, struct pipeline_opened, i);
        batch->stays = !sources_let_go(&p->sources, opened->file, opened->path);
    }
    if (!batch->stays) arena_free(&batch->texts);
}

void pipeline_batches_free(struct pipeline *p)
{
    for (size_t i = 0; i < p->batches.count; i++) {
        struct pipeline_batch *batch = *MODEL_AT(p->batches, struct pipeline_batch *, i);
        arena_free(&batch->trees);
        arena_free(&batch->texts);
    }
    vec_free(&p->batches);
}
