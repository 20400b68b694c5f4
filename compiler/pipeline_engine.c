/* What the linter asks of the Content Interpreter: the instances of one Template Type at one version, compiled in memory, and run over events.
 *
 * Must hold: the bytes are those that compile would write but for the revision, accepted by the verifier; nothing that emit reports here reaches the run's own sink. */
#include "pipeline_parts.h"
#include "witness.h"

struct engine_channel {
    struct arena memory;       /* of the bytes' making */
    struct arena scratch;      /* of one event */
    struct diag_sink sink;
    struct model model;        /* the run's own, with another sink and arena */
    struct channel_image image;
    struct weir_channel view;
    const struct template_type *type;
    uint32_t *file_index;      /* by number in the model: place in the file + 1 */
};

static void close_channel(void *opened)
{
    struct engine_channel *c = opened;
    jmp_buf *const exhausted = c->memory.exhausted;
    struct arena memory = c->memory;
    emit_free(&c->image);
    diag_free(&c->sink);
    arena_free(&c->scratch);
    memory.exhausted = exhausted;
    arena_free(&memory); /* c itself is in it */
}

static void *open_channel(void *context, uint32_t type, uint32_t version)
{
    struct pipeline *pipeline = context;
    struct arena memory;
    arena_init(&memory, pipeline->arena.exhausted);
    struct engine_channel *c = arena_new(&memory, struct engine_channel);
    c->memory = memory; /* from here on the one */
    arena_init(&c->scratch, memory.exhausted);
    diag_init(&c->sink, &c->memory, &pipeline->sources);
    c->model = pipeline->model;
    c->model.arena = &c->memory;
    c->model.sink = &c->sink;
    c->type = MODEL_AT(pipeline->model.templates, struct template_type, type);
    const struct weir_limits limits = {.channel = c->type->channel, .template_version = version, .revision = 1, .sha256 = pipeline_sha256};
    if (!emit_channel(&c->model, type, version, 1, false, &c->image)) {
        close_channel(c);
        return NULL;
    }
    const struct weir_verdict_on_file verdict = weir_open(c->image.bytes.p, c->image.bytes.count, NULL, &limits, &c->view);
    if (verdict.code != WEIR_ACCEPTED) BUG("the verifier refuses what is compiled to be asked: %s", weir_refusal_text(verdict.code));
    c->file_index = arena_array(&c->memory, pipeline->model.instances.count, sizeof *c->file_index);
    for (size_t i = 0; i < c->image.instances.count; i++) c->file_index[*MODEL_AT(c->image.instances, uint32_t, i)] = (uint32_t)i + 1;
    return c;
}

struct match_walk {
    const struct engine_channel *channel;
    struct vec *matches;
    uint32_t left; /* that may still be added */
    bool all;
};

static int on_hit(void *context, const struct weir_hit *hit)
{
    struct match_walk *walk = context;
    if (hit->verdict != WEIR_MATCH || walk->left == 0) {
        walk->all = false;
        return walk->left == 0;
    }
    *(uint32_t *)vec_push(walk->matches, sizeof(uint32_t)) = *MODEL_AT(walk->channel->image.instances, uint32_t, hit->index);
    walk->left--;
    return 0;
}

static bool match(void *opened, const struct solve_event *event, uint32_t most, struct vec *matches)
{
    struct engine_channel *c = opened;
    struct match_walk walk = {c, matches, most, true};
    size_t text_bytes = 0;
    arena_reset(&c->scratch);
    struct weir_input *inputs = arena_array(&c->scratch, c->view.parameter_count, sizeof *inputs);
    witness_inputs(c->type, event, inputs, c->view.parameter_count);
    for (uint32_t i = 0; i < c->view.parameter_count; i++) text_bytes += inputs[i].length;
    const size_t bytes = weir_workspace_bytes(&c->view, text_bytes);
    const enum weir_status status = weir_match(&c->view, inputs, c->view.parameter_count, arena_alloc(&c->scratch, bytes), bytes, on_hit, &walk);
    if (status != WEIR_OK && status != WEIR_STOPPED) BUG("the interpreter does not take an event of the solver: %d", (int)status);
    return walk.all;
}

static bool matches(void *opened, uint32_t instance, const struct solve_event *event)
{
    struct engine_channel *c = opened;
    if (c->file_index[instance] == 0) BUG("an instance is asked that was not compiled");
    arena_reset(&c->scratch);
    return witness_run(&c->scratch, &c->view, c->file_index[instance] - 1, c->type, event) == WEIR_MATCH;
}

const struct weir_channel *pipeline_engine_view(const void *opened) { return &((const struct engine_channel *)opened)->view; }

struct lint_engine pipeline_engine(struct pipeline *pipeline)
{
    return (struct lint_engine){.context = pipeline, .open = open_channel, .match = match, .matches = matches, .close = close_channel};
}
