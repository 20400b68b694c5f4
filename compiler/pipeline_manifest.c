/* manifest.json: what was written, for which sensors, and what was proved.
 *
 * Must hold: the same content gives the same bytes: no time, no absolute path, nothing of the machine. */
#include "base/text_out.h"
#include "pipeline_parts.h"
#include "version.h"

static const char *const severities[] = {"informational", "low", "medium", "high", "critical"};
static const char *const actions[] = {"observe", "detect", "prevent"};
static const char *const platforms[] = {
#define PLATFORM(name, number, word) [number] = word,
#include "../interpreter/platforms.def"
#undef PLATFORM
};
enum { TEXT_OF_AN_EVENT = 64 * 1024 }; /* what workspace_bytes is said for */

static void write_text(FILE *stream, const char *key, struct str text)
{
    fprintf(stream, "\"%s\": ", key);
    json_write_string(stream, text);
}

/* A path out of the project would be the machine's. */
static struct str portable_path(const char *path) { return str_from(path_is_inside(path) ? path : path_name(path)); }

static void write_channel(FILE *stream, const struct pipeline *pipeline, const struct pipeline_channel *channel)
{
    const struct weir_channel *view = &channel->view;
    fprintf(stream, "    {\"file\": \"%s\", \"digest\": \"%s\", \"bytes\": %zu, \"channel\": %u, ", channel->name, channel->digest, view->size, view->channel);
    write_text(stream, "template", channel->type->name);
    fprintf(stream, ", \"template_version\": %u, \"revision\": %u, \"parameter_count\": %u, \"inputs_read\": %u, ", view->template_version, view->revision,
            view->parameter_count, view->inputs_read);
    fprintf(stream, "\"steps_per_event\": %llu, \"workspace_bytes\": %zu, \"instances\": [", (unsigned long long)weir_steps(view, WEIR_TEXT_BYTES_MEANT),
            weir_workspace_bytes(view, TEXT_OF_AN_EVENT));
    struct text_out out;
    text_out_init(&out, stream);
    for (size_t i = 0; i < channel->image.instances.count; i++) {
        const struct instance *in = MODEL_AT(pipeline->model.instances, struct instance, *MODEL_AT(channel->image.instances, uint32_t, i));
        text_out_add(&out, i ? STR(",\n      {\"id\": ") : STR("\n      {\"id\": "));
        text_out_number(&out, in->id, ',');
        TEXT_OUT(&out, " \"name\": ");
        text_out_json(&out, in->name);
        TEXT_OUT(&out, ", \"source\": ");
        text_out_json(&out, portable_path(sources_file_of(pipeline->model.sources, in->span.at)->path));
        TEXT_OUT(&out, ", \"severity\": \"");
        text_out_add(&out, str_from(severities[in->severity]));
        TEXT_OUT(&out, "\", \"action\": \"");
        text_out_add(&out, str_from(actions[in->action]));
        TEXT_OUT(&out, "\"}");
    }
    text_out_flush(&out);
    fputs(channel->image.instances.count ? "\n    ]}" : "]}", stream);
}

static void write_sensor(FILE *stream, const struct sensor *sensor)
{
    fputs("    {", stream);
    write_text(stream, "sensor", sensor->name);
    fprintf(stream, ", \"platform\": \"%s\", ", platforms[sensor->platform]);
    write_text(stream, "manifest", portable_path(sensor->path));
    fputs(", \"supplies\": [", stream);
    for (uint32_t i = 0; i < sensor->supply_count; i++) {
        fputs(i ? ", {" : "{", stream);
        write_text(stream, "template", sensor->supplies[i].template_name);
        fprintf(stream, ", \"version\": %u}", sensor->supplies[i].version);
    }
    fputs("]}", stream);
}

void pipeline_write_manifest(FILE *stream, struct pipeline *pipeline, const struct vec *channels)
{
    const struct proof_counts *proof = &pipeline->lint.proof;
    fputs("{\n  \"tool\": {\"name\": \"weir\", \"version\": \"" WEIR_VERSION "\"},\n  \"format\": 1,\n  ", stream);
    write_text(stream, "project", pipeline->project.name);
    fputs(",\n  \"channels\": [", stream);
    for (size_t i = 0; i < channels->count; i++) {
        fputs(i ? ",\n" : "\n", stream);
        write_channel(stream, pipeline, MODEL_AT(*channels, struct pipeline_channel, i));
    }
    fputs(channels->count ? "\n  ],\n  \"sensors\": [" : "],\n  \"sensors\": [", stream);
    for (size_t i = 0; i < pipeline->model.sensors.count; i++) {
        fputs(i ? ",\n" : "\n", stream);
        write_sensor(stream, MODEL_AT(pipeline->model.sensors, struct sensor, i));
    }
    fputs(pipeline->model.sensors.count ? "\n  ],\n" : "],\n", stream);
    fprintf(stream, "  \"obligations\": {\"total\": %llu, \"counts\": %llu, \"positions\": %llu, \"vectors\": %llu, \"criteria\": %llu, \"proved\": %llu}\n}\n",
            (unsigned long long)proof_total(proof), (unsigned long long)proof->counts, (unsigned long long)proof->positions,
            (unsigned long long)proof->vectors, (unsigned long long)proof->criteria, (unsigned long long)(proof_total(proof) - proof->failed));
}
