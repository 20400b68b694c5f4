/* weir verify: channel files and sensor manifests in, verdicts out. All files in one run.
 *
 * The verdicts are the data of this command: they go to standard output. A file is verified as it is, and then once more against the contract of each sensor. */
#include <errno.h>

#include "commands.h"
#include "channel/listing.h"
#include "channel/load.h"
#include "channel/origin.h"
#include "gate/sign.h"
#include "verify.h"
#include "channel/view.h"

#include "../compiler/base/json.h"
#include "../compiler/base/limits.h"
#include "../compiler/base/sha256.h"
#include "../compiler/model/model.h"
#include "../compiler/pipeline.h"

const struct cli_option command_verify_options[] = {
    {"--sensor", NULL, "FILE", "a sensor manifest: the files must be ones that this sensor can run", true},
    {"--pubkey", NULL, "KEY", "minisign's public key, or a file with it: FILE.minisig must be its signature of the exact bytes, or the file is refused before anything of it is read", false},
    {"--json", NULL, NULL, "the same as --format json", false},
    {NULL, NULL, NULL, NULL, false},
};

struct verifying {
    struct cli *cli;
    struct sources sources;
    struct diag_sink sink;
    struct model model; /* the sensors, nothing else */
    bool wants_signature;
    struct sign_public key;
};

static uint64_t hash_of(struct str s) { return weir_hash((const uint8_t *)s.p, s.n); }

/* ---- sensors ---- */

static enum cli_status read_sensors(struct verifying *v)
{
    size_t count;
    const char *const *paths = cli_values(v->cli, "--sensor", &count);
    for (size_t i = 0; i < count; i++) {
        struct str text;
        const struct file_status status = file_read(&v->cli->arena, paths[i], LIMIT_JSON_BYTES, &text);
        if (file_failed(status)) return cli_world(v->cli, status, paths[i]);
        model_add_sensor(&v->model, paths[i], text);
    }
    if (!diag_has_errors(&v->sink)) return CLI_OK;
    diag_sort(&v->sink);
    FILE *stream = v->cli->format == RENDER_JSON ? stdout : stderr;
    const struct render_options options = {v->cli->format, cli_colors(v->cli, stream)};
    render_all(stream, &v->sink, options);
    if (!v->cli->quiet) render_summary(stream, &v->sink, options);
    return CLI_USAGE;
}

/* What the sensor supplies for the channel's Template Type: at its version, else at its newest one, so that the verifier says that the version is another;
 * NULL where it supplies none. */
static const struct sensor_supply *find_supply(const struct sensor *sensor, uint64_t name_hash, uint32_t version)
{
    const struct sensor_supply *found = NULL;
    for (uint32_t i = 0; i < sensor->supply_count; i++) {
        const struct sensor_supply *supply = &sensor->supplies[i];
        if (hash_of(supply->template_name) != name_hash) continue;
        if (supply->version == version) return supply;
        if (found == NULL || supply->version > found->version) found = supply;
    }
    return found;
}

static uint64_t template_hash(const struct loaded *loaded)
{
    const uint8_t *name_hash = view_record(&loaded->channel, WEIR_SECTION_TEMPLATE, 0) + WEIR_TEMPLATE_NAME_HASH;
    uint64_t hash = 0;
    for (int i = 7; i >= 0; i--) hash = hash << 8 | name_hash[i];
    return hash;
}

static struct weir_verdict_on_file open_for(struct cli *cli, const struct loaded *loaded, const struct weir_limits *limits, const struct sensor *sensor)
{
    const struct sensor_supply *supply = find_supply(sensor, template_hash(loaded), loaded->channel.template_version);
    struct weir_contract contract = {.platform = sensor->platform};
    if (supply) {
        struct weir_contract_input *inputs = arena_array(&cli->arena, (size_t)supply->input_count + 1, sizeof *inputs);
        for (uint32_t i = 0; i < supply->input_count; i++)
            inputs[i] = (struct weir_contract_input){hash_of(supply->inputs[i].name), hash_of(supply->inputs[i].type_text), supply->inputs[i].type};
        contract = (struct weir_contract){hash_of(supply->template_name), supply->version, sensor->platform, supply->input_count, inputs};
    }
    struct weir_channel ignored;
    return weir_open((const uint8_t *)loaded->bytes.p, loaded->bytes.n, &contract, limits, &ignored);
}

struct weir_verdict_on_file verify_for_sensor(struct cli *cli, const struct loaded *loaded, const struct sensor *sensor, bool *supplied)
{
    struct weir_limits limits = {.sha256 = pipeline_sha256};
    load_limits_of_name(loaded->path, &limits);
    const struct sensor_supply *supply = find_supply(sensor, template_hash(loaded), loaded->channel.template_version);
    *supplied = supply && supply->version == loaded->channel.template_version;
    return open_for(cli, loaded, &limits, sensor);
}

/* ---- verdicts ---- */

static struct str template_name(const struct weir_channel *channel)
{
    const struct weir_bytes name = weir_string(channel, view_u32(channel, WEIR_SECTION_TEMPLATE, 0, WEIR_TEMPLATE_NAME));
    return (struct str){(const char *)name.data, name.length};
}

/* Renaming is how an older file gets into the place of a newer one, so a name that cannot be held against the header is told. */
static void say_name(const struct weir_channel *c, const char *path)
{
    fflush(stdout);
    fprintf(stderr, "weir: %s: this name says no channel, version and revision that could be compared with the header's: C-%08u-%08u-%08u.chn would\n", path, c->channel, c->template_version,
            c->revision);
}

static void show_accepted(const struct verifying *v, const struct loaded *loaded, bool named)
{
    progress_clear(v->cli->progress);
    const struct weir_channel *c = &loaded->channel;
    const struct str name = template_name(c);
    const uint32_t instances = view_count(c, WEIR_SECTION_INSTANCES);
    const size_t sensors = v->model.sensors.count;
    if (v->cli->format == RENDER_JSON) {
        char hex[SHA256_HEX_BYTES];
        sha256_hex(c->bytes + WEIR_AT_DIGEST, hex);
        fputs("{\"file\":", stdout);
        json_write_string(stdout, str_from(loaded->path));
        fputs(",\"verdict\":\"accepted\",\"template\":", stdout);
        json_write_string(stdout, name);
        printf(",\"channel\":%u,\"template_version\":%u,\"revision\":%u,\"instances\":%u,\"parameters\":%u,\"inputs_read\":%u,\"steps_per_event\":%llu,\"digest\":\"%s\",\"name_compared\":%s,\"sensors\":%zu}\n",
               c->channel, c->template_version, c->revision, instances, c->parameter_count, c->inputs_read, (unsigned long long)weir_steps(c, WEIR_TEXT_BYTES_MEANT), hex, named ? "true" : "false", sensors);
        return;
    }
    if (v->cli->quiet) return;
    char a[CLI_NUMBER_BYTES], b[CLI_NUMBER_BYTES];
    printf("%s: accepted: " STR_FMT " version %u, revision %u: %u parameter%s, %s instance%s, at most %s steps per event", loaded->path, STR_ARG(name), c->template_version, c->revision,
           c->parameter_count, cli_s(c->parameter_count), cli_thousands(instances, a), cli_s(instances), cli_thousands(weir_steps(c, WEIR_TEXT_BYTES_MEANT), b));
    if (sensors) printf("; fits %zu sensor%s", sensors, cli_s(sensors));
    putchar('\n');
    if (!named) say_name(c, loaded->path);
}

static void show_refused(const struct verifying *v, const struct loaded *loaded, const struct sensor *sensor)
{
    const struct weir_verdict_on_file verdict = loaded->verdict;
    struct origin origin;
    progress_clear(v->cli->progress);
    const bool known = origin_find(v->cli, loaded->path, loaded->bytes, verdict.offset, &origin);
    if (v->cli->format == RENDER_JSON) {
        fputs("{\"file\":", stdout);
        json_write_string(stdout, str_from(loaded->path));
        printf(",\"verdict\":\"refused\",\"code\":\"V%03u\",\"name\":\"%s\",\"offset\":%llu,\"text\":", verdict.code, weir_refusal_name(verdict.code), (unsigned long long)verdict.offset);
        json_write_string(stdout, str_from(weir_refusal_text(verdict.code)));
        fputs(",\"sensor\":", stdout);
        if (sensor) json_write_string(stdout, sensor->name); else fputs("null", stdout);
        fputs(",\"source\":", stdout);
        if (known) {
            fputs("{\"path\":", stdout);
            json_write_string(stdout, origin.path);
            printf(",\"line\":%llu,\"column\":%llu,\"instance\":", (unsigned long long)origin.line, (unsigned long long)origin.column);
            json_write_string(stdout, origin.instance);
            putchar('}');
        } else {
            fputs("null", stdout);
        }
        fputs("}\n", stdout);
        return;
    }
    printf("%s: refused[V%03u %s] at byte %llu: %s", loaded->path, verdict.code, weir_refusal_name(verdict.code), (unsigned long long)verdict.offset, weir_refusal_text(verdict.code));
    if (sensor) printf(" (sensor '" STR_FMT "')", STR_ARG(sensor->name));
    putchar('\n');
    if (known)
        printf("  " STR_FMT ":%llu:%llu: in instance '" STR_FMT "'\n", STR_ARG(origin.path), (unsigned long long)origin.line, (unsigned long long)origin.column, STR_ARG(origin.instance));
}

static enum cli_status verify_file(struct verifying *v, const char *path)
{
    struct loaded loaded = {.path = path};
    struct weir_limits limits = {.sha256 = pipeline_sha256};
    const bool named = load_limits_of_name(path, &limits);
    const struct file_status status = load_read(v->cli, &loaded);
    if (file_failed(status)) return cli_world(v->cli, status, path);
    if (v->wants_signature && loaded.verdict.code == WEIR_ACCEPTED) {
        const enum cli_status signature = sign_check_file(v->cli, &v->key, path, loaded.bytes);
        if (signature != CLI_OK) return signature;
    }
    load_judge(&limits, &loaded);
    if (loaded.verdict.code != WEIR_ACCEPTED) {
        show_refused(v, &loaded, NULL);
        return CLI_CONTENT;
    }
    bool refused = false;
    for (size_t s = 0; s < v->model.sensors.count; s++) {
        const struct sensor *sensor = MODEL_AT(v->model.sensors, struct sensor, s);
        loaded.verdict = open_for(v->cli, &loaded, &limits, sensor);
        if (loaded.verdict.code == WEIR_ACCEPTED) continue;
        show_refused(v, &loaded, sensor);
        refused = true;
    }
    if (refused) return CLI_CONTENT;
    show_accepted(v, &loaded, named);
    return CLI_OK;
}

/* What says which files belong together is signed, too; it says so before it is read. */
static enum cli_status check_lists(struct verifying *v, const char *folder)
{
    static const char *const names[] = {"manifest.json", "release.json"};
    for (size_t i = 0; i < 2; i++) {
        const char *path = path_join(&v->cli->arena, folder, names[i]);
        struct str bytes;
        const struct file_status status = file_read(&v->cli->arena, path, LIMIT_JSON_BYTES, &bytes);
        if (status.error == ENOENT && i == 1) continue; /* a folder of weir compile */
        const enum cli_status checked = file_failed(status) ? cli_world(v->cli, status, path) : sign_check_file(v->cli, &v->key, path, bytes);
        if (checked != CLI_OK) return checked;
    }
    return CLI_OK;
}

static enum cli_status verify_path(struct verifying *v, const char *path)
{
    if (!load_is_folder(path)) return verify_file(v, path);
    const enum cli_status lists = v->wants_signature ? check_lists(v, path) : CLI_OK;
    if (lists != CLI_OK) return lists;
    struct vec paths = {.exhausted = &v->cli->exhausted};
    enum cli_status worst = listing_find(v->cli, path, &paths);
    for (size_t i = 0; i < paths.count; i++) {
        cli_progress(v->cli, "verifying", i, paths.count);
        const enum cli_status status = verify_file(v, ((const char *const *)paths.p)[i]);
        if (status > worst) worst = status;
    }
    vec_free(&paths);
    return worst;
}

enum cli_status command_verify(struct cli *cli, int argc, char **argv)
{
    if (argc == 0) return cli_usage(cli, "name at least one channel file");
    if (cli_has(cli, "--json")) cli->format = RENDER_JSON;
    struct verifying v = {.cli = cli};
    sources_init(&v.sources, &cli->arena);
    diag_init(&v.sink, &cli->arena, &v.sources);
    model_init(&v.model, &cli->arena, &v.sources, &v.sink);
    enum cli_status worst = read_sensors(&v);
    const char *key = cli_value(cli, "--pubkey");
    v.wants_signature = key != NULL;
    if (worst == CLI_OK && key) worst = sign_find_public(cli, key, &v.key);
    if (worst == CLI_OK)
        for (int i = 0; i < argc; i++) {
            cli_progress(cli, "verifying", (uint64_t)i, (uint64_t)argc);
            const enum cli_status status = verify_path(&v, argv[i]);
            if (status > worst) worst = status;
        }
    model_free(&v.model);
    diag_free(&v.sink);
    vec_free(&v.sources.files);
    return worst;
}
