/* weir promote: a release folder and a ring in, leave to go there out.
 *
 * Must hold: no ring gets what the ring before has not had for as long as the release says, or has found bad. */
#include <errno.h>
#include <inttypes.h>
#include <sys/stat.h>

#include "../../compiler/base/limits.h"
#include "../commands.h"
#include "release.h"
#include "sign.h"

const struct cli_option command_promote_options[] = {
    {"--key", NULL, "FILE", "minisign's secret key to sign with; without it the environment's WEIR_SIGNING_KEY", false},
    {"--unsigned", NULL, NULL, "without a signature: for trying, never for sensors", false},
    {"--pubkey", NULL, "KEY", "minisign's public key, or a file with it: the release and the records must be signed by it", false},
    {NULL, NULL, NULL, NULL, false},
};

struct promoting {
    struct cli *cli;
    struct release release;
    bool wants_signature;
    struct sign_public public;
};

static const char *promotion_path(struct promoting *p, struct str ring) { return path_join(&p->cli->arena, p->release.folder, arena_printf(&p->cli->arena, "promotions/" STR_FMT ".json", STR_ARG(ring)).p); }

static enum cli_status find_ring(struct promoting *p, const char *name, size_t *index)
{
    const struct project_ring *rings = p->release.rings.p;
    for (size_t i = 0; i < p->release.rings.count; i++) {
        if (!str_equal(rings[i].name, str_from(name))) continue;
        *index = i;
        return i ? CLI_OK : cli_usage(p->cli, "the release begins in ring '%s', as release.json says: weir gate let it", name);
    }
    struct vec names = {.exhausted = &p->cli->exhausted};
    for (size_t i = 0; i < p->release.rings.count; i++) *(struct str *)vec_push(&names, sizeof(struct str)) = rings[i].name;
    const size_t nearest = str_nearest(str_from(name), names.p, names.count);
    const struct str meant = nearest < names.count ? ((const struct str *)names.p)[nearest] : rings[p->release.rings.count - 1].name;
    const enum cli_status status = cli_usage(p->cli, "the release has no ring '%s': did you mean '" STR_FMT "'?", name, STR_ARG(meant));
    vec_free(&names);
    return status;
}

/* The ring before: the release was let into it, it has run there for its hours, and was good. */
static enum cli_status check_before(struct promoting *p, size_t index)
{
    const struct project_ring *ring = &((const struct project_ring *)p->release.rings.p)[index - 1];
    struct str verdict, bytes;
    uint64_t seconds = 0;
    const char *path;
    struct stat about;
    if (index > 1 && stat(promotion_path(p, ring->name), &about) != 0) return cli_error(p->cli, CLI_FINDINGS, "ring '" STR_FMT "' never got it: %s is not there", STR_ARG(ring->name), promotion_path(p, ring->name));
    enum cli_status status = release_read_record(p->cli, &p->release, ring->name, &verdict, &seconds, &path, &bytes);
    if (status != CLI_OK) return status;
    if (verdict.n == 0) return cli_error(p->cli, CLI_FINDINGS, "there is no record of ring '" STR_FMT "': %s", STR_ARG(ring->name), path);
    if (p->wants_signature) status = sign_check_file(p->cli, &p->public, path, bytes);
    if (status != CLI_OK) return status;
    if (!str_equal(verdict, STR("good"))) return cli_error(p->cli, CLI_FINDINGS, "ring '" STR_FMT "' found it bad, as %s says: go back to the release before", STR_ARG(ring->name), path);
    if (seconds / 3600 >= ring->hours) return CLI_OK;
    return cli_error(p->cli, CLI_FINDINGS, "ring '" STR_FMT "' had it for %" PRIu64 " hour%s, and is to have it for %" PRIu32, STR_ARG(ring->name), seconds / 3600, cli_s(seconds / 3600), ring->hours);
}

static bool found_bad(struct promoting *p, enum cli_status *status)
{
    const struct project_ring *rings = p->release.rings.p;
    for (size_t i = 0; i < p->release.rings.count; i++) {
        struct str verdict, bytes;
        uint64_t seconds;
        const char *path;
        *status = release_read_record(p->cli, &p->release, rings[i].name, &verdict, &seconds, &path, &bytes);
        if (*status == CLI_OK && str_equal(verdict, STR("bad"))) *status = cli_error(p->cli, CLI_FINDINGS, "ring '" STR_FMT "' found it bad, as %s says: go back to the release before", STR_ARG(rings[i].name), path);
        if (*status != CLI_OK) return true;
    }
    return false;
}

static enum cli_status write_promotion(struct promoting *p, struct str ring, const struct sign_secret *key, bool has_key)
{
    struct cli *cli = p->cli;
    const char *path = promotion_path(p, ring);
    char time[RELEASE_TIME_BYTES];
    struct file_out out;
    const struct str text = arena_printf(&cli->arena, "{\"release\": \"%s\", \"revision\": %" PRIu64 ", \"ring\": \"" STR_FMT "\", \"time\": \"%s\"}\n", p->release.digest, p->release.revision, STR_ARG(ring), release_time(release_now(), time));
    struct file_status status = file_make_folders(&cli->arena, path_folder(&cli->arena, path));
    if (!file_failed(status)) status = file_create(&out, &cli->arena, path);
    if (file_failed(status)) return cli_world(cli, status, path);
    fwrite(text.p, 1, text.n, out.stream);
    const enum cli_status signed_too = has_key ? sign_write(cli, key, path, text) : CLI_OK; /* the signature first: what is there is signed */
    if (signed_too != CLI_OK) {
        file_abandon(&out);
        return signed_too;
    }
    status = file_commit(&out);
    if (file_failed(status)) return cli_world(cli, status, path);
    if (!cli->quiet) printf("%s: revision %" PRIu64 " may go to ring '" STR_FMT "'\n", path, p->release.revision, STR_ARG(ring));
    return CLI_OK;
}

static enum cli_status promote(struct promoting *p, const char *ring)
{
    struct cli *cli = p->cli;
    struct sign_secret key;
    bool has_key = false;
    size_t index = 0;
    enum cli_status status = find_ring(p, ring, &index);
    if (status == CLI_OK && release_now() < p->release.earliest_seconds) status = cli_error(cli, CLI_FINDINGS, "it may go nowhere before " STR_FMT, STR_ARG(p->release.earliest));
    if (status == CLI_OK && found_bad(p, &status)) return status;
    if (status == CLI_OK) status = check_before(p, index);
    if (status == CLI_OK) status = sign_find_secret(cli, NULL, &key, &has_key);
    if (status == CLI_OK && !has_key && !cli_has(cli, "--unsigned")) status = cli_usage(cli, "no key: name one with --key or in WEIR_SIGNING_KEY");
    if (status == CLI_OK) status = write_promotion(p, str_from(ring), &key, has_key);
    if (has_key) sign_forget(&key);
    return status;
}

/* Before anything of it is parsed. */
static enum cli_status check_signature(struct promoting *p, const char *path, struct str *text)
{
    const struct file_status status = file_read(&p->cli->arena, path, LIMIT_JSON_BYTES, text);
    return file_failed(status) ? cli_world(p->cli, status, path) : sign_check_file(p->cli, &p->public, path, *text);
}

enum cli_status command_promote(struct cli *cli, int argc, char **argv)
{
    struct promoting p = {.cli = cli};
    struct str signed_text = {"", 0};
    const char *key = cli_value(cli, "--pubkey");
    if (argc != 2) return cli_usage(cli, "name a ring and a release folder: weir promote everyone releases/2");
    p.wants_signature = key != NULL;
    enum cli_status status = key ? sign_find_public(cli, key, &p.public) : CLI_OK;
    if (status == CLI_OK && key) status = check_signature(&p, path_join(&cli->arena, argv[1], RELEASE_FILE), &signed_text);
    if (status == CLI_OK) status = release_read(cli, argv[1], &p.release);
    if (status == CLI_OK && key && !str_equal(signed_text, p.release.text)) status = cli_error(cli, CLI_CONTENT, "%s: release.json changed while it was read", argv[1]);
    if (status == CLI_OK) status = promote(&p, argv[0]);
    vec_free(&p.release.rings);
    return status;
}
