/* Any bytes as a source file, all the way: parsed, built, linted, emitted, checked against the model and opened by the verifier.
 *
 * Must hold: a source without an error gives bytes, for every Template Type and version, that say what the model says (emit_check) and that the verifier
 *            accepts; the same again gives the same bytes; the evaluator runs on them. Nothing is written and no file is read. */
#include <stdlib.h>

#include "compiler/emit/emit.h"
#include "interpreter/weir.h"
#include "lint/lint.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum { MOST_VERSIONS = 8 };
#define MOST_UNITS 3000000u

struct room {
    struct arena arena, trees;
    struct sources sources;
    struct diag_sink sink;
    struct tree tree;
    struct model model;
    struct lint_result lint;
};

static void require(bool holds)
{
    if (!holds) abort();
}

static int on_hit(void *context, const struct weir_hit *hit)
{
    (void)context;
    require(hit->verdict == WEIR_MATCH); /* there was room for everything */
    return 0;
}

/* The last bytes of the source are the text of every input, so that texts of it are found in themselves. */
static void evaluate(const struct weir_channel *channel, const uint8_t *data, size_t size)
{
    const size_t text = size < 48 ? size : 48, bytes = weir_workspace_bytes(channel, text * WEIR_MAX_PARAMETERS);
    if (weir_steps(channel, text * WEIR_MAX_PARAMETERS) > MOST_UNITS) return;
    struct weir_input inputs[WEIR_MAX_PARAMETERS];
    for (uint32_t i = 0; i < channel->parameter_count; i++) {
        const uint8_t type = channel->bytes[channel->section[WEIR_SECTION_PARAMETERS].offset + WEIR_BYTES_PARAMETERS * i + WEIR_PARAMETER_TYPE];
        inputs[i] = (struct weir_input){data + (size - text), (uint32_t)text, 1, text ? data[size - 1] & 1u : 0};
        if (type == WEIR_TYPE_GUID || type == WEIR_TYPE_IP) inputs[i].length = type == WEIR_TYPE_IP && size & 1 ? 4 : 16;
        if (inputs[i].length > text && (type == WEIR_TYPE_GUID || type == WEIR_TYPE_IP)) inputs[i].present = 0;
    }
    void *workspace = malloc(bytes);
    require(workspace != NULL);
    require(weir_match(channel, inputs, channel->parameter_count, workspace, bytes, on_hit, NULL) == WEIR_OK);
    free(workspace);
}

static void emit_one(struct room *r, uint32_t type, uint32_t version, const uint8_t *data, size_t size)
{
    struct channel_image image, again;
    const bool emitted = emit_channel(&r->model, type, version, 1, version % 2 != 0, &image);
    require(emitted != diag_has_errors(&r->sink));
    if (emitted) {
        struct weir_channel channel;
        require(emit_check(&r->model, &image, &r->arena) == NULL);
        require(weir_open(image.bytes.p, image.bytes.count, NULL, NULL, &channel).code == WEIR_ACCEPTED);
        require(channel.template_version == version);
        require(emit_channel(&r->model, type, version, 1, version % 2 != 0, &again));
        require(again.bytes.count == image.bytes.count && memcmp(again.bytes.p, image.bytes.p, image.bytes.count) == 0);
        emit_free(&again);
        evaluate(&channel, data, size);
    }
    emit_free(&image);
}

static void compile(struct room *r, const uint8_t *data, size_t size)
{
    static const struct model_options options = {"no-such-folder"};
    const struct str text = arena_copy(&r->arena, (struct str){(const char *)data, (uint32_t)size});
    syntax_parse(&r->tree, &r->trees, &r->sources, sources_add(&r->sources, "input.weir", text), &r->sink);
    model_init(&r->model, &r->arena, &r->sources, &r->sink);
    model_build(&r->model, &r->tree, 1, &options);
    tree_free(&r->tree);
    arena_free(&r->trees);
    lint_run(&r->model, &(struct lint_options){.project = NULL}, &r->lint);
    diag_sort(&r->sink);
    for (uint32_t type = 0; type < r->model.templates.count && !diag_has_errors(&r->sink); type++) {
        const struct template_type *t = MODEL_AT(r->model.templates, struct template_type, type);
        for (uint32_t version = 1; version <= t->version && version <= MOST_VERSIONS && !diag_has_errors(&r->sink); version++)
            if (template_parameter_count(t, version) != 0) emit_one(r, type, version, data, size);
    }
    lint_result_free(&r->lint);
    model_free(&r->model);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct room r;
    jmp_buf exhausted;
    if (size > 1 << 16) return 0;
    if (setjmp(exhausted)) abort();
    arena_init(&r.arena, &exhausted);
    arena_init(&r.trees, &exhausted);
    sources_init(&r.sources, &r.arena);
    diag_init(&r.sink, &r.arena, &r.sources);
    compile(&r, data, size);
    diag_free(&r.sink);
    sources_free(&r.sources);
    arena_free(&r.arena);
    return 0;
}
