/* weir.json, NUL, a sensor manifest: both read, and a fixed source linted under the one against the other.
 *
 * Must hold: both readers end and report every failure; where the proof finds no error for a sensor, what the compiler emits is accepted against that sensor's
 *            contract, and the other way round: a supply that fits the bytes is one that the proof has nothing against. weir.json goes by way of a
 *            file, in memory where there is such a folder, because that is how it is read. */
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "compiler/emit/emit.h"
#include "interpreter/weir.h"
#include "lint/lint.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static const char source[] = "template A { channel 1 version 2 platform linux actions observe phase post\n"
                             "1 T : string 2 K : enum { One, Two } 3 R : flags { P = 1, Q = 8 } reserved 4 5 N : u32 since 2 }\n"
                             "template B { channel 2 version 1 platform windows actions observe phase pre 1 T : path }\n"
                             "instance X : A { id 1 title 'x' severity low action observe match T contains 'abc' and K == One }\n"
                             "instance Y : A { id 2 title 'y' severity low action observe match N > 7 }\n"
                             "instance Z : B { id 3 title 'z' severity low action observe match T exists }\n";

struct room {
    struct arena arena, trees;
    struct sources sources;
    struct diag_sink sink;
    struct tree tree;
    struct project project;
    struct model model;
    struct lint_result lint;
};

static void require(bool holds)
{
    if (!holds) abort();
}

static char folder[64]; /* of this process */

static void remove_folder(void)
{
    char path[128];
    snprintf(path, sizeof path, "%s/weir.json", folder);
    unlink(path);
    rmdir(folder);
}

static void write_project(const uint8_t *data, size_t size)
{
    char path[128];
    if (folder[0] == 0) {
        snprintf(folder, sizeof folder, "%s/weir-fuzz-XXXXXX", access("/dev/shm", W_OK) == 0 ? "/dev/shm" : "/tmp");
        require(mkdtemp(folder) != NULL);
        atexit(remove_folder);
    }
    snprintf(path, sizeof path, "%s/weir.json", folder);
    FILE *file = fopen(path, "wb");
    require(file != NULL);
    require(size == 0 || fwrite(data, 1, size, file) == size);
    require(fclose(file) == 0);
}

static uint64_t hash_of(struct str s)
{
    return weir_hash((const uint8_t *)s.p, s.n);
}

/* Whether the bytes would be accepted with what the sensor supplies. */
static bool fits(struct room *r, const struct channel_image *image, const struct sensor *sensor, const struct sensor_supply *supply)
{
    struct weir_contract_input *inputs = arena_array(&r->arena, supply->input_count + 1, sizeof *inputs);
    for (uint32_t i = 0; i < supply->input_count; i++)
        inputs[i] = (struct weir_contract_input){hash_of(supply->inputs[i].name), hash_of(supply->inputs[i].type_text), supply->inputs[i].type};
    const struct weir_contract contract = {hash_of(supply->template_name), supply->version, sensor->platform, supply->input_count, inputs};
    struct weir_channel channel;
    return weir_open(image->bytes.p, image->bytes.count, &contract, NULL, &channel).code == WEIR_ACCEPTED;
}

/* Each target's bytes against each sensor that supplies it. Without the sensors' errors all of them fit; with them, not all do. */
static void compare(struct room *r, bool must_fit)
{
    uint32_t misfits = 0;
    for (size_t t = 0; t < r->lint.targets.count; t++) {
        const struct lint_target *target = MODEL_AT(r->lint.targets, struct lint_target, t);
        const struct template_type *type = MODEL_AT(r->model.templates, struct template_type, target->type);
        struct channel_image image;
        require(emit_channel(&r->model, target->type, target->version, 1, true, &image));
        require(emit_check(&r->model, &image, &r->arena) == NULL);
        for (size_t s = 0; s < r->model.sensors.count; s++) {
            const struct sensor *sensor = MODEL_AT(r->model.sensors, struct sensor, s);
            const struct sensor_supply *supply = sensor_find(sensor, type->name, target->version);
            if (supply != NULL) misfits += !fits(r, &image, sensor, supply);
        }
        emit_free(&image);
    }
    require((misfits == 0) == must_fit);
}

static void check_all(struct room *r, const uint8_t *manifest, size_t size)
{
    struct file_status status = project_load(&r->project, &r->arena, &r->sources, &r->sink, folder);
    require(!file_failed(status) && r->project.found);
    const bool settings_good = !diag_has_errors(&r->sink);
    syntax_parse(&r->tree, &r->trees, &r->sources, sources_add(&r->sources, "input.weir", STR(source)), &r->sink);
    model_init(&r->model, &r->arena, &r->sources, &r->sink);
    model_add_sensor(&r->model, "sensor.json", arena_copy(&r->arena, (struct str){(const char *)manifest, (uint32_t)size}));
    model_build(&r->model, &r->tree, 1, &(struct model_options){.root = folder});
    tree_free(&r->tree);
    arena_free(&r->trees);
    const bool readable = settings_good && !diag_has_errors(&r->sink);
    lint_run(&r->model, &(struct lint_options){.project = &r->project, .needs_sensors = true}, &r->lint);
    diag_sort(&r->sink);
    require(r->lint.proof.failed == 0 || diag_has_errors(&r->sink));
    if (readable) compare(r, r->lint.proof.failed == 0);
    lint_result_free(&r->lint);
    model_free(&r->model);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct room r;
    jmp_buf exhausted;
    if (size > 1 << 16) return 0;
    const uint8_t *zero = memchr(data, 0, size);
    const size_t settings = zero == NULL ? size : (size_t)(zero - data), behind = zero == NULL ? size : settings + 1;
    write_project(data, settings);
    if (setjmp(exhausted)) abort();
    arena_init(&r.arena, &exhausted);
    arena_init(&r.trees, &exhausted);
    sources_init(&r.sources, &r.arena);
    diag_init(&r.sink, &r.arena, &r.sources);
    check_all(&r, data + behind, size - behind);
    project_free(&r.project);
    diag_free(&r.sink);
    sources_free(&r.sources);
    arena_free(&r.arena);
    return 0;
}
