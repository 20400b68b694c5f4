/* release.json, NUL, a ring's record, NUL, a time: read, and asked for leave to go to the next ring.
 *
 * Must hold: the readers end and every failure is reported; a time that is read is written the same again; leave is given only where the record of the ring
 *            before is good, and the release's file is the one that is listed. */
#define _GNU_SOURCE
#include "cli/gate/release.h"
#include "command.h"

static const char known[] = "the one file of the release\n";

static void check_time(struct str text)
{
    uint64_t seconds;
    char again[RELEASE_TIME_BYTES];
    if (release_read_time(text, &seconds)) require(str_equal(str_from(release_time(seconds, again)), text));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct fuzz_room room;
    struct release release;
    char path[512], promoted[512];
    if (size > 1 << 15) return 0;
    const struct str text = fuzz_part(&data, &size), record = fuzz_part(&data, &size);
    check_time((struct str){(const char *)data, (uint32_t)size});
    fuzz_folder("records");
    fuzz_write("a.chn", known, sizeof known - 1);
    fuzz_write("release.json", text.p, text.n);
    fuzz_open(&room);
    if (setjmp(room.cli.exhausted)) abort();
    const enum cli_status status = release_read(&room.cli, folder, &release);
    require(status == CLI_OK || status == CLI_CONTENT || status == CLI_WORLD);
    if (status == CLI_OK) {
        const struct project_ring *rings = release.rings.p;
        require(release.rings.count != 0 && memcmp(release.text.p, text.p, text.n) == 0);
        /* The record may say "DIGEST" where it names the release, because no fuzzer finds its digest. */
        const char *mark = record.n > 6 ? memmem(record.p, record.n, "DIGEST", 6) : NULL;
        const struct str with = mark ? arena_printf(&room.cli.arena, "%.*s%s%.*s", (int)(mark - record.p), record.p, release.digest, (int)(record.n - 6 - (uint32_t)(mark - record.p)), mark + 6) : record;
        struct str verdict, bytes;
        uint64_t seconds = 0;
        const char *record_path;
        char name[300];
        snprintf(name, sizeof name, "records/%.*s.json", (int)(rings[0].name.n < 200 ? rings[0].name.n : 200), rings[0].name.p);
        if (rings[0].name.n && rings[0].name.n < 200 && strlen(rings[0].name.p) == rings[0].name.n) {
            fuzz_write(name, with.p, with.n);
            const enum cli_status read = release_read_record(&room.cli, &release, rings[0].name, &verdict, &seconds, &record_path, &bytes);
            const bool good = read == CLI_OK && str_equal(verdict, STR("good"));
            if (release.rings.count > 1 && strlen(rings[1].name.p) == rings[1].name.n) {
                char *words[] = {"--unsigned", (char *)(uintptr_t)rings[1].name.p, folder};
                const enum cli_status leave = fuzz_command("promote", 3, words);
                require(leave != CLI_OK || (good && seconds / 3600 >= rings[0].hours));
            }
            unlink(fuzz_path(name, path));
        }
    }
    vec_free(&release.rings);
    fuzz_close(&room);
    fuzz_remove(fuzz_path("promotions", promoted));
    return 0;
}
