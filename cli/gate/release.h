/* release.json, the manifest of a release folder: what is in it, and to whom it may go when. Written by gate_release.c, read here.
 *
 * Must hold: a release whose files are not those that it lists, by SHA-256, is none. */
#ifndef CLI_RELEASE_H
#define CLI_RELEASE_H

#include "../../compiler/base/sha256.h"
#include "../../compiler/project/project.h"
#include "../cli.h"

#define RELEASE_FILE "release.json"
struct release {
    const char *folder;
    struct str text;               /* of release.json */
    char digest[SHA256_HEX_BYTES]; /* of its bytes: the release's name for ever */
    uint64_t revision;
    struct str earliest;           /* as written */
    uint64_t earliest_seconds;
    struct vec rings;              /* struct project_ring */
};

/* Reads and checks it, with the digest of each file that it lists. Not CLI_OK: reported. */
enum cli_status release_read(struct cli *cli, const char *folder, struct release *release);
/* What the ring RING found of the release: folder/records/RING.json. *verdict: empty where there is no record; "good" or "bad". *seconds: how long it ran there. */
enum cli_status release_read_record(struct cli *cli, const struct release *release, struct str ring, struct str *verdict, uint64_t *seconds, const char **path, struct str *bytes);

/* "2026-11-22T09:00:00Z" and seconds since 1970. */
#define RELEASE_TIME_BYTES 32
const char *release_time(uint64_t seconds, char out[RELEASE_TIME_BYTES]);
bool release_read_time(struct str text, uint64_t *seconds);
/* The clock, or SOURCE_DATE_EPOCH. */
uint64_t release_now(void);

#endif
