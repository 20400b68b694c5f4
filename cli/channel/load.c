/* Channel files for commands: see load.h. */
#include "load.h"

#include <errno.h>
#include <stdlib.h>
#include <sys/stat.h>

#include "../../compiler/base/json.h"
#include "../../compiler/pipeline.h"
#include "listing.h"
#include "view.h"

bool load_is_channel_name(const char *path) { return str_ends_with(str_from(path), STR(".chn")); }

bool load_is_folder(const char *path)
{
    struct stat about;
    return stat(path, &about) == 0 && S_ISDIR(about.st_mode);
}

bool load_limits_of_name(const char *path, struct weir_limits *limits)
{
    const char *name = path_name(path);
    uint32_t numbers[3] = {0, 0, 0};
    if (strlen(name) != strlen("C-00000000-00000000-00000000.chn") || name[0] != 'C') return false;
    for (uint32_t i = 0; i < 3; i++) {
        const char *part = name + 1 + 9 * i;
        if (part[0] != '-') return false;
        for (uint32_t d = 1; d <= 8; d++) {
            if (part[d] < '0' || part[d] > '9') return false;
            numbers[i] = numbers[i] * 10 + (uint32_t)(part[d] - '0');
        }
    }
    for (uint32_t i = 0; i < 3; i++)
        if (numbers[i] == 0) numbers[i] = UINT32_MAX; /* no file has it; 0 would mean: not compared */
    limits->channel = numbers[0];
    limits->template_version = numbers[1];
    limits->revision = numbers[2];
    return true;
}

void load_print_refusal(FILE *stream, const struct cli *cli, const struct loaded *loaded)
{
    const char *name = weir_refusal_name(loaded->verdict.code), *text = weir_refusal_text(loaded->verdict.code);
    unsigned long long offset = loaded->verdict.offset;
    if (cli->format == RENDER_JSON) {
        fputs("{\"file\":", stream);
        json_write_string(stream, str_from(loaded->path));
        fprintf(stream, ",\"verdict\":\"refused\",\"code\":\"V%03u\",\"name\":\"%s\",\"offset\":%llu,\"text\":", loaded->verdict.code, name, offset);
        json_write_string(stream, str_from(text));
        fputs("}\n", stream);
        return;
    }
    fprintf(stream, "%s: refused[V%03u %s] at byte %llu: %s\n", loaded->path, loaded->verdict.code, name, offset, text);
}

struct file_status load_read(struct cli *cli, struct loaded *loaded)
{
    const struct file_status status = file_read(&cli->arena, loaded->path, WEIR_MAX_FILE_BYTES, &loaded->bytes);
    if (status.error != EFBIG) return status;
    loaded->verdict = (struct weir_verdict_on_file){WEIR_REFUSED_FILE_TOO_LARGE, WEIR_MAX_FILE_BYTES}; /* the verifier's own verdict, without its bytes */
    return (struct file_status){0, NULL};
}

void load_judge(const struct weir_limits *limits, struct loaded *loaded)
{
    if (loaded->verdict.code == WEIR_ACCEPTED) loaded->verdict = weir_open((const uint8_t *)loaded->bytes.p, loaded->bytes.n, NULL, limits, &loaded->channel);
}

enum cli_status load_channel(struct cli *cli, const char *path, struct loaded *loaded)
{
    *loaded = (struct loaded){.path = path};
    if (load_is_folder(path)) return cli_error(cli, CLI_WORLD, "%s: is a folder; name a channel file (.chn)", path);
    struct weir_limits limits = {.sha256 = pipeline_sha256};
    load_limits_of_name(path, &limits);
    const struct file_status status = load_read(cli, loaded);
    if (file_failed(status)) return cli_world(cli, status, path);
    load_judge(&limits, loaded);
    if (loaded->verdict.code == WEIR_ACCEPTED) return CLI_OK;
    load_print_refusal(stderr, cli, loaded);
    return CLI_CONTENT;
}

static enum cli_status worse(enum cli_status a, enum cli_status b) { return a > b ? a : b; }

static int compare_numbers(uint32_t a, uint32_t b) { return (a > b) - (a < b); }

/* Ascending, and of equal numbers the named one last: the last of a channel is the one to keep. */
static int compare_loaded(const void *left, const void *right)
{
    const struct loaded *a = *(struct loaded *const *)left, *b = *(struct loaded *const *)right;
    int order = compare_numbers(a->channel.channel, b->channel.channel);
    if (!order) order = compare_numbers(a->channel.template_version, b->channel.template_version);
    if (!order) order = compare_numbers(a->channel.revision, b->channel.revision);
    if (!order) order = compare_numbers(a->is_named, b->is_named);
    return order ? order : strcmp(a->path, b->path);
}

static enum cli_status load_one(struct cli *cli, const char *path, bool is_named, struct vec *channels)
{
    struct loaded *loaded = arena_new(&cli->arena, struct loaded);
    enum cli_status status = load_channel(cli, path, loaded);
    if (status != CLI_OK) return status;
    loaded->is_named = is_named;
    *(struct loaded **)vec_push(channels, sizeof loaded) = loaded;
    return CLI_OK;
}

static enum cli_status load_folder(struct cli *cli, const char *folder, struct vec *channels)
{
    struct vec paths = {.exhausted = &cli->exhausted};
    enum cli_status worst = listing_find(cli, folder, &paths);
    for (size_t i = 0; i < paths.count; i++) worst = worse(worst, load_one(cli, ((const char **)paths.p)[i], false, channels));
    vec_free(&paths);
    return worst;
}

static bool is_same_file(const struct loaded *a, const struct loaded *b)
{
    return a->bytes.n == b->bytes.n && memcmp(a->bytes.p, b->bytes.p, a->bytes.n) == 0;
}

uint32_t load_find_instance(const struct weir_channel *channel, uint64_t id)
{
    uint32_t low = 0, high = view_count(channel, WEIR_SECTION_INSTANCES);
    while (low < high) {
        uint32_t middle = low + (high - low) / 2;
        uint64_t found = view_u64(channel, WEIR_SECTION_INSTANCES, middle, WEIR_INSTANCE_ID);
        if (found == id) return middle;
        if (found < id) low = middle + 1;
        else high = middle;
    }
    return LOAD_NO_INSTANCE;
}

/* Instances of the older version that the newer one does not have: pinned to the older one, so nothing evaluates them now. */
static uint32_t count_left_out(const struct weir_channel *older, const struct weir_channel *newer)
{
    uint32_t left_out = 0;
    for (uint32_t i = 0; i < view_count(older, WEIR_SECTION_INSTANCES); i++)
        left_out += load_find_instance(newer, view_u64(older, WEIR_SECTION_INSTANCES, i, WEIR_INSTANCE_ID)) == LOAD_NO_INSTANCE;
    return left_out;
}

static void say_left_out(const struct loaded *older, const struct loaded *newer)
{
    uint32_t left_out = older->channel.template_version < newer->channel.template_version ? count_left_out(&older->channel, &newer->channel) : 0;
    if (!left_out) return;
    fprintf(stderr, "weir: %s: not used, and it alone has %u instance%s; name the file to evaluate %s too\n", older->path, left_out, cli_s(left_out),
            left_out == 1 ? "it" : "them");
}

/* Keeps the named ones and of a folder's the newest of each channel, which sorting has put last. */
static void drop_older(const struct cli *cli, struct vec *channels)
{
    struct loaded **all = channels->p;
    const struct loaded *dropped = NULL, *dropped_for = NULL;
    size_t kept = 0, count = 0;
    for (size_t i = 0, newest = 0; i < channels->count; i++) {
        if (newest < i) newest = i;
        while (newest + 1 < channels->count && all[newest + 1]->channel.channel == all[i]->channel.channel) newest++;
        if (i < newest && is_same_file(all[i], all[i + 1])) continue;
        if (i == newest || all[i]->is_named) {
            all[kept++] = all[i];
            continue;
        }
        if (!cli->quiet) say_left_out(all[i], all[newest]);
        dropped = all[i];
        dropped_for = all[newest];
        count++;
    }
    channels->count = kept;
    if (count == 1 && !cli->quiet) fprintf(stderr, "weir: %s: not used: %s is newer\n", dropped->path, dropped_for->path);
    if (count > 1 && !cli->quiet)
        fprintf(stderr, "weir: %zu older channel files are not used, such as %s: %s is newer\n", count, dropped->path, dropped_for->path);
}

enum cli_status load_channels(struct cli *cli, const char *const *paths, size_t count, struct vec *channels)
{
    enum cli_status worst = CLI_OK;
    for (size_t i = 0; i < count; i++) {
        enum cli_status status = load_is_folder(paths[i]) ? load_folder(cli, paths[i], channels) : load_one(cli, paths[i], true, channels);
        worst = worse(worst, status);
    }
    if (channels->count) qsort(channels->p, channels->count, sizeof(struct loaded *), compare_loaded);
    drop_older(cli, channels);
    return worst;
}
