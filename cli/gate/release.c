/* Release folders, records and times: see release.h. */
#include "release.h"

#include <errno.h>
#include <stdlib.h>
#include <time.h>

#include "../../compiler/base/limits.h"
#include "../../interpreter/format.h"

/* ---- times ---- */

const char *release_time(uint64_t seconds, char out[RELEASE_TIME_BYTES])
{
    const time_t when = (time_t)seconds;
    struct tm parts;
    if (gmtime_r(&when, &parts) == NULL || strftime(out, RELEASE_TIME_BYTES, "%Y-%m-%dT%H:%M:%SZ", &parts) == 0) BUG("a time without a date");
    return out;
}

/* Days since 1970 of a date of the Gregorian calendar: years begin in March, so that the leap day is the last. */
static uint64_t days_of(unsigned year, unsigned month, unsigned day)
{
    const unsigned y = month <= 2 ? year - 1 : year, m = month <= 2 ? month + 9 : month - 3;
    return (uint64_t)y * 365 + y / 4 - y / 100 + y / 400 + (m * 153 + 2) / 5 + day - 1 - 719468;
}

bool release_read_time(struct str text, uint64_t *seconds)
{
    static const char form[] = "dddd-dd-ddTdd:dd:ddZ";
    unsigned part[6] = {0}, at = 0;
    char again[RELEASE_TIME_BYTES];
    if (text.n != sizeof form - 1) return false;
    for (uint32_t i = 0; i < text.n; i++) {
        if (form[i] == 'd' ? text.p[i] < '0' || text.p[i] > '9' : text.p[i] != form[i]) return false;
        if (form[i] == 'd') part[at] = part[at] * 10 + (unsigned)(text.p[i] - '0');
        else at++;
    }
    if (part[0] < 1970 || part[1] < 1 || part[1] > 12 || part[2] < 1 || part[2] > 31 || part[3] > 23 || part[4] > 59 || part[5] > 59) return false;
    *seconds = days_of(part[0], part[1], part[2]) * 86400 + part[3] * 3600 + part[4] * 60 + part[5];
    return memcmp(release_time(*seconds, again), text.p, text.n) == 0; /* the 31st of April is no day */
}

uint64_t release_now(void)
{
    const char *fixed = getenv("SOURCE_DATE_EPOCH");
    if (fixed && *fixed) {
        char *end;
        const unsigned long long seconds = strtoull(fixed, &end, 10);
        if (*end == '\0' && seconds < UINT64_C(253402300800)) return seconds; /* the year 10000 */
    }
    return (uint64_t)time(NULL);
}

/* ---- release.json ---- */

static enum cli_status bad(struct cli *cli, const char *path, const char *what) { return cli_error(cli, CLI_CONTENT, "%s: %s", path, what); }

static enum cli_status read_json(struct cli *cli, const char *path, struct str text, const struct json **root)
{
    struct json_error error;
    *root = json_parse(&cli->arena, text, 0, &error);
    if (*root == NULL) return bad(cli, path, error.text);
    return (*root)->kind == JSON_OBJECT ? CLI_OK : bad(cli, path, "is no object");
}

static enum cli_status check_file(struct cli *cli, const struct release *release, const char *path, const struct json *file)
{
    const struct json *name = json_get(file, "file"), *digest = json_get(file, "sha256");
    struct str bytes;
    uint8_t sum[SHA256_BYTES];
    char hex[SHA256_HEX_BYTES];
    if (!name || !digest || name->kind != JSON_STRING || digest->kind != JSON_STRING || !path_is_inside(name->string.p) || memchr(name->string.p, 0, name->string.n)) return bad(cli, path, "a file without name and sha256");
    const char *whole = path_join(&cli->arena, release->folder, name->string.p);
    const struct file_status status = file_read(&cli->arena, whole, WEIR_MAX_FILE_BYTES, &bytes);
    if (file_failed(status)) return cli_world(cli, status, whole);
    sha256(bytes, sum);
    sha256_hex(sum, hex);
    return str_equal(str_from(hex), digest->string) ? CLI_OK : bad(cli, whole, "is not the file that was released: another SHA-256 than release.json says");
}

static enum cli_status read_rings(struct cli *cli, struct release *release, const char *path, const struct json *rings)
{
    for (const struct json *ring = rings && rings->kind == JSON_ARRAY ? rings->first : NULL; ring; ring = ring->next) {
        const struct json *name = json_get(ring, "ring"), *hours = json_get(ring, "hours");
        uint64_t number = 0;
        if (!name || name->kind != JSON_STRING || !path_is_inside(name->string.p) || memchr(name->string.p, '/', name->string.n) || !hours || !json_u64(hours, &number) || number > 24 * 365) return bad(cli, path, "a ring without name and hours");
        *(struct project_ring *)vec_push(&release->rings, sizeof(struct project_ring)) = (struct project_ring){name->string, (uint32_t)number};
    }
    return release->rings.count ? CLI_OK : bad(cli, path, "it has no rings");
}

enum cli_status release_read(struct cli *cli, const char *folder, struct release *release)
{
    const char *path = path_join(&cli->arena, folder, RELEASE_FILE);
    uint8_t sum[SHA256_BYTES];
    const struct json *root;
    *release = (struct release){.folder = folder, .rings.exhausted = &cli->exhausted};
    const struct file_status world = file_read(&cli->arena, path, LIMIT_JSON_BYTES, &release->text);
    if (world.error == ENOENT) return cli_error(cli, CLI_WORLD, "%s: there is no %s, so it is no release folder of weir gate", folder, RELEASE_FILE);
    if (file_failed(world)) return cli_world(cli, world, path);
    sha256(release->text, sum);
    sha256_hex(sum, release->digest);
    enum cli_status status = read_json(cli, path, release->text, &root);
    if (status != CLI_OK) return status;
    const struct json *revision = json_get(root, "revision"), *earliest = json_get(root, "earliest"), *files = json_get(root, "files");
    if (!revision || !json_u64(revision, &release->revision)) return bad(cli, path, "it has no revision");
    if (!earliest || earliest->kind != JSON_STRING || !release_read_time(earliest->string, &release->earliest_seconds)) return bad(cli, path, "it has no earliest time");
    release->earliest = earliest->string;
    if (!files || files->kind != JSON_ARRAY || files->count == 0) return bad(cli, path, "it lists no files");
    status = read_rings(cli, release, path, json_get(root, "rings"));
    for (const struct json *file = files->first; file && status == CLI_OK; file = file->next) status = check_file(cli, release, path, file);
    return status;
}

enum cli_status release_read_record(struct cli *cli, const struct release *release, struct str ring, struct str *verdict, uint64_t *seconds, const char **path, struct str *bytes)
{
    *path = path_join(&cli->arena, release->folder, arena_printf(&cli->arena, "records/" STR_FMT ".json", STR_ARG(ring)).p);
    *verdict = (struct str){"", 0};
    const struct file_status world = file_read(&cli->arena, *path, LIMIT_JSON_BYTES, bytes);
    if (world.error == ENOENT || world.error == ENOTDIR) return CLI_OK;
    if (file_failed(world)) return cli_world(cli, world, *path);
    const struct json *root;
    const enum cli_status status = read_json(cli, *path, *bytes, &root);
    if (status != CLI_OK) return status;
    const struct json *of = json_get(root, "release"), *in = json_get(root, "ring"), *said = json_get(root, "verdict"), *from = json_get(root, "from"), *to = json_get(root, "to");
    uint64_t start, end;
    if (!of || !in || !said || !from || !to || of->kind != JSON_STRING || in->kind != JSON_STRING || said->kind != JSON_STRING || from->kind != JSON_STRING || to->kind != JSON_STRING ||
        !release_read_time(from->string, &start) || !release_read_time(to->string, &end) || end < start)
        return bad(cli, *path, "a record has \"release\", \"ring\", \"verdict\", \"from\" and \"to\", the last two as 2026-11-22T09:00:00Z");
    if (!str_equal(of->string, str_from(release->digest))) return bad(cli, *path, "is the record of another release");
    if (!str_equal(in->string, ring)) return bad(cli, *path, "is the record of another ring");
    if (!str_equal(said->string, STR("good")) && !str_equal(said->string, STR("bad"))) return bad(cli, *path, "the verdict is \"good\" or \"bad\"");
    if (start < release->earliest_seconds) return bad(cli, *path, "it begins before the release could go anywhere");
    if (end > release_now()) return bad(cli, *path, "it ends in the future");
    *verdict = said->string;
    *seconds = end - start;
    return CLI_OK;
}
