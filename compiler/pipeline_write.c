/* A model without errors -> verified bytes -> files.
 *
 * In:  what pipeline_check left. Out: channel files, their source maps and manifest.json in one folder.
 * Must hold: nothing is written before every channel file has been decoded and shown equal to the model, accepted by the interpreter's verifier, and accepted
 *      again against the contract of each sensor that is to run it. Whenever the process ends, each file is the old one or the new one, whole.
 *
 * What the folder holds from earlier runs stays: an older revision of a channel file is what a sensor goes back to, and its map what explains it. What
 *      manifest.json lists may lose an instance only because it is gone from the sources, never because its file was not among those of this run. */
#include "pipeline_parts.h"

struct writing {
    struct pipeline *pipeline;
    const struct pipeline_output *output;
    uint32_t revision;
    struct vec channels; /* struct pipeline_channel */
    struct vec files;    /* struct file_out */
    const char **our_fault;
};

/* ---- verified bytes ---- */

int pipeline_sha256(void *context, const struct weir_bytes *parts, uint32_t count, uint8_t out[WEIR_DIGEST_BYTES])
{
    struct str texts[4];
    (void)context;
    if (count > sizeof texts / sizeof *texts)
        return 1;
    for (uint32_t i = 0; i < count; i++)
        texts[i] = (struct str){(const char *)parts[i].data, parts[i].length};
    sha256_of_parts(texts, count, out);
    return 0;
}

static bool our_fault(struct writing *w, const struct pipeline_channel *channel, const char *what)
{
    *w->our_fault = arena_printf(&w->pipeline->arena, "%s: %s", channel->name, what).p;
    return false;
}

static bool open_channel(struct writing *w, struct pipeline_channel *channel, const struct weir_contract *contract, const struct sensor *sensor)
{
    const struct weir_limits limits = {.channel = channel->type->channel, .template_version = channel->image.version, .revision = w->revision, .sha256 = pipeline_sha256};
    struct weir_verdict_on_file verdict = weir_open(channel->image.bytes.p, channel->image.bytes.count, contract, &limits, &channel->view);
    if (verdict.code == WEIR_ACCEPTED)
        return true;
    const char *by = sensor ? arena_printf(&w->pipeline->arena, " for sensor '" STR_FMT "'", STR_ARG(sensor->name)).p : "";
    return our_fault(w, channel,
                     arena_printf(&w->pipeline->arena, "the verifier refuses it%s: %s at byte %llu: %s", by, weir_refusal_name(verdict.code),
                                  (unsigned long long)verdict.offset, weir_refusal_text(verdict.code)).p);
}

static uint64_t hash_of(struct str s) { return weir_hash((const uint8_t *)s.p, s.n); }

/* By the verifier, against the contract of every sensor that is to run it; alone where none is. A file fits one contract only, so equal ones are
 * tried once. */
static bool verify_channel(struct writing *w, struct pipeline_channel *channel)
{
    const struct model *model = &w->pipeline->model;
    struct weir_contract_input accepted[WEIR_MAX_PARAMETERS];
    uint32_t accepted_count = 0; /* no Template Type has none */
    for (size_t s = 0; s < model->sensors.count; s++) {
        const struct sensor *sensor = MODEL_AT(model->sensors, struct sensor, s);
        const struct sensor_supply *supply = sensor_find(sensor, channel->type->name, channel->image.version);
        if (supply == NULL || sensor->platform != channel->type->platform)
            continue; /* what a sensor of another platform calls the same is something else */
        struct weir_contract_input *inputs = arena_array(&w->pipeline->arena, supply->input_count + 1, sizeof *inputs);
        bool known = accepted_count != 0 && supply->input_count == accepted_count;
        for (uint32_t i = 0; i < supply->input_count; i++) {
            const struct sensor_input *in = &supply->inputs[i];
            inputs[i] = (struct weir_contract_input){hash_of(in->name), hash_of(in->type_text), in->type};
            known = known && inputs[i].name_hash == accepted[i].name_hash && inputs[i].type_hash == accepted[i].type_hash && inputs[i].type == accepted[i].type;
        }
        if (known)
            continue;
        const struct weir_contract contract = {hash_of(channel->type->name), channel->image.version, sensor->platform, supply->input_count, inputs};
        if (!open_channel(w, channel, &contract, sensor))
            return false;
        if (supply->input_count > WEIR_MAX_PARAMETERS)
            return our_fault(w, channel, "the verifier accepted a contract of more than 64 inputs");
        memcpy(accepted, inputs, supply->input_count * sizeof *inputs);
        accepted_count = supply->input_count;
    }
    return accepted_count != 0 || open_channel(w, channel, NULL, NULL);
}

/* PIPELINE_DONE: the channel is ready to be written. */
static enum pipeline_end make_channel(struct writing *w, const struct lint_target *target)
{
    struct pipeline *p = w->pipeline;
    struct pipeline_channel *channel = vec_push(&w->channels, sizeof *channel);
    *channel = (struct pipeline_channel){.type = MODEL_AT(p->model.templates, struct template_type, target->type)};
    if (!emit_channel(&p->model, target->type, target->version, w->revision, w->output->with_stress, &channel->image))
        return PIPELINE_CONTENT;
    emit_file_name(channel->type->channel, target->version, w->revision, channel->name);
    sha256_hex(channel->image.digest, channel->digest);
    if (w->channels.count > 1 && strcmp(channel[-1].name, channel->name) == 0) {
        our_fault(w, channel, "two Template Types would be written to this file");
        return PIPELINE_OUR_FAULT;
    }
    const char *differs = emit_check(&p->model, &channel->image, &p->arena);
    if (differs)
        our_fault(w, channel, differs);
    if (differs || !verify_channel(w, channel))
        return PIPELINE_OUR_FAULT;
    return pipeline_is_within_budgets(p, channel) ? PIPELINE_DONE : PIPELINE_CONTENT;
}

static bool is_concerned(const struct model *model, const struct lint_target *target, bool with_stress)
{
    for (size_t i = 0; i < model->instances.count; i++) {
        const struct instance *in = MODEL_AT(model->instances, struct instance, i);
        if (!in->aside && (with_stress || !in->stress) && in->type == target->type && instance_has_version(in, target->version)) return true;
    }
    return false;
}

/* All of them, so that every budget that is passed is reported in one run. */
static enum pipeline_end make_channels(struct writing *w)
{
    enum pipeline_end end = PIPELINE_DONE;
    const struct vec *targets = &w->pipeline->lint.targets;
    w->pipeline->model.leaves_aside = w->output->leaves_aside;
    for (size_t i = 0; i < targets->count && end != PIPELINE_OUR_FAULT; i++) {
        const struct lint_target *target = MODEL_AT(*targets, struct lint_target, i);
        if (target->instances == 0 && !(target->stress && w->output->with_stress))
            continue;
        if (w->output->only_concerned && !is_concerned(&w->pipeline->model, target, w->output->with_stress))
            continue;
        pipeline_tell(w->pipeline, "compiling", i, targets->count);
        enum pipeline_end one = make_channel(w, target);
        if (one != PIPELINE_DONE)
            end = one;
    }
    w->pipeline->model.leaves_aside = false;
    return end;
}

/* ---- files ---- */

/* A temporary beside the target, open for writing; NULL is the world's fault. */
static FILE *create(struct writing *w, const char *name, struct pipeline_failure *failure)
{
    struct arena *arena = &w->pipeline->arena;
    failure->path = path_join(arena, w->output->folder, name);
    struct file_out *out = vec_push(&w->files, sizeof *out);
    failure->status = file_create(out, arena, failure->path);
    if (!file_failed(failure->status))
        return out->stream;
    w->files.count--;
    return NULL;
}

/* Everything is on the disk before the first file changes its name, so a full disk changes nothing; and two files at most are open at a time. */
static bool finish(struct writing *w, size_t file, struct pipeline_failure *failure)
{
    struct file_out *out = MODEL_AT(w->files, struct file_out, file);
    failure->path = out->target;
    failure->status = file_finish(out);
    return !file_failed(failure->status);
}

static bool fill(struct writing *w, struct pipeline_failure *failure)
{
    struct arena *arena = &w->pipeline->arena;
    FILE *stream;
    for (size_t i = 0; i < w->channels.count; i++) {
        const struct pipeline_channel *channel = MODEL_AT(w->channels, struct pipeline_channel, i);
        pipeline_tell(w->pipeline, "writing", i, w->channels.count);
        if ((stream = create(w, channel->name, failure)) == NULL)
            return false;
        const size_t file = w->files.count - 1;
        fwrite(channel->image.bytes.p, 1, channel->image.bytes.count, stream);
        file_start(MODEL_AT(w->files, struct file_out, file)); /* it goes to the disk while its map is made */
        if ((stream = create(w, arena_printf(arena, "%s.map.json", channel->digest).p, failure)) == NULL)
            return false;
        pipeline_write_map(stream, w->pipeline, channel);
        if (!finish(w, file, failure) || !finish(w, file + 1, failure))
            return false;
    }
    if ((stream = create(w, PIPELINE_MANIFEST, failure)) == NULL)
        return false;
    pipeline_write_manifest(stream, w->pipeline, &w->channels);
    return finish(w, w->files.count - 1, failure);
}

/* The manifest comes last: what it names is there. */
static bool commit(struct writing *w, struct pipeline_failure *failure)
{
    struct file_out *files = w->files.p;
    size_t number;
    failure->status = file_commit_all(files, w->files.count, &number);
    failure->path = files[number].target;
    return !file_failed(failure->status);
}

static bool write_files(struct writing *w, struct pipeline_failure *failure)
{
    *failure = (struct pipeline_failure){file_make_folders(&w->pipeline->arena, w->output->folder), w->output->folder};
    if (file_failed(failure->status))
        return false;
    bool good = fill(w, failure) && commit(w, failure);
    for (size_t i = 0; i < w->files.count; i++)
        file_abandon(MODEL_AT(w->files, struct file_out, i));
    return good;
}

static void go_to(struct writing *w, jmp_buf *exhausted)
{
    w->pipeline->arena.exhausted = w->files.exhausted = exhausted;
}

/* Without memory, too, no temporary file is left behind. */
static bool write_or_clean_up(struct writing *w, struct pipeline_failure *failure)
{
    jmp_buf *const outer = w->pipeline->arena.exhausted;
    jmp_buf here;
    if (setjmp(here) != 0) {
        for (size_t i = 0; i < w->files.count; i++)
            file_abandon(MODEL_AT(w->files, struct file_out, i));
        go_to(w, outer);
        longjmp(*outer, 1);
    }
    go_to(w, &here);
    bool good = write_files(w, failure);
    go_to(w, outer);
    return good;
}

static void list_written(const struct writing *w, struct pipeline_written *written)
{
    for (size_t i = 0; i < w->channels.count; i++) {
        const struct pipeline_channel *channel = MODEL_AT(w->channels, struct pipeline_channel, i);
        struct pipeline_file *file = vec_push(&written->files, sizeof *file);
        *file = (struct pipeline_file){
            .path = path_join(&w->pipeline->arena, w->output->folder, channel->name),
            .bytes = channel->view.size,
            .instances = (uint32_t)channel->image.instances.count,
            .channel = channel->view.channel,
            .version = channel->view.template_version,
            .revision = channel->view.revision,
            .steps_per_event = weir_steps(&channel->view, WEIR_TEXT_BYTES_MEANT),
        };
        memcpy(file->digest, channel->digest, sizeof file->digest);
    }
}

static struct writing start(struct pipeline *pipeline, const struct pipeline_output *output, const char **fault)
{
    struct writing w = {.pipeline = pipeline, .output = output, .our_fault = fault};
    w.revision = output->revision ? output->revision : pipeline->project.revision ? pipeline->project.revision : 1;
    w.channels.exhausted = w.files.exhausted = pipeline->arena.exhausted;
    *fault = NULL;
    return w;
}

static enum pipeline_end make(struct writing *w)
{
    const struct pipeline *p = w->pipeline;
    if (!p->linted || diag_has_errors(&p->sink))
        return PIPELINE_CONTENT;
    enum pipeline_end end = make_channels(w);
    if (end == PIPELINE_DONE && p->lint.proof.failed) {
        *w->our_fault = "an obligation failed and no diagnostic says so";
        end = PIPELINE_OUR_FAULT;
    }
    return end;
}

enum pipeline_end pipeline_make(struct pipeline *pipeline, const struct pipeline_output *output, struct vec *channels, const char **fault)
{
    struct writing w = start(pipeline, output, fault);
    const enum pipeline_end end = make(&w);
    diag_sort(&pipeline->sink);
    *channels = w.channels;
    return end;
}

void pipeline_free_channels(struct vec *channels)
{
    for (size_t i = 0; i < channels->count; i++)
        emit_free(&MODEL_AT(*channels, struct pipeline_channel, i)->image);
    vec_free(channels);
}

enum pipeline_end pipeline_write(struct pipeline *pipeline, const struct pipeline_output *output, struct pipeline_written *written,
                                 struct pipeline_failure *failure, const char **fault)
{
    struct writing w = start(pipeline, output, fault);
    *written = (struct pipeline_written){.files.exhausted = pipeline->arena.exhausted, .dropped.exhausted = pipeline->arena.exhausted};
    *failure = (struct pipeline_failure){{0, NULL}, NULL};
    if (pipeline->linted)
        model_forget_tests(&pipeline->model); /* before memory is at its highest */
    enum pipeline_end end = make(&w);
    if (end == PIPELINE_DONE)
        model_forget_conditions(&pipeline->model);
    if (end == PIPELINE_DONE && pipeline->is_part && !output->replace && !pipeline_loses_nothing(pipeline, output->folder, &w.channels))
        end = PIPELINE_CONTENT;
    if (end == PIPELINE_DONE)
        pipeline_find_dropped(pipeline, output->folder, &w.channels, &written->dropped);
    if (end == PIPELINE_DONE && !write_or_clean_up(&w, failure))
        end = PIPELINE_WORLD;
    if (end == PIPELINE_DONE)
        list_written(&w, written);
    diag_sort(&pipeline->sink);
    pipeline_free_channels(&w.channels);
    vec_free(&w.files);
    return end;
}
