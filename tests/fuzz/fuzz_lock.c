/* Any bytes as weir.lock, of which two branches' lines were merged.
 *
 * Must hold: reading ends; what was read without an error and written again is read as the same, and from then on not a byte changes; every reason is found. */
#include "cli/gate/lock.h"
#include "command.h"

static bool same_lines(const struct vec *a, const struct vec *b)
{
    bool same = a->count == b->count;
    for (size_t i = 0; same && i < a->count; i++) same = str_equal(((const struct str *)a->p)[i], ((const struct str *)b->p)[i]);
    return same;
}

static struct str text_of(struct fuzz_room *room)
{
    struct str text;
    char path[512];
    require(!file_failed(file_read(&room->cli.arena, fuzz_path(LOCK_FILE, path), 1 << 20, &text)));
    return text;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct fuzz_room room;
    struct lock first, second;
    if (size > 1 << 15) return 0;
    fuzz_write(LOCK_FILE, data, size);
    fuzz_open(&room);
    if (setjmp(room.cli.exhausted)) abort();
    enum cli_status status = lock_read(&room.cli, folder, &first);
    require((status == CLI_OK || status == CLI_CONTENT) && first.found);
    for (size_t i = 0; i < first.reasons.count; i++) {
        const struct lock_reason *reason = &((const struct lock_reason *)first.reasons.p)[i];
        require(reason->id != 0 && lock_has_reason(&first, reason->id, reason->new_id));
    }
    require(lock_difference(&room.cli.arena, &first, &first.lines).n == 0);
    if (status == CLI_OK) {
        require(lock_write(&room.cli, folder, &first, &first.lines) == CLI_OK);
        const struct str once = text_of(&room);
        require(lock_read(&room.cli, folder, &second) == CLI_OK);
        require(same_lines(&first.lines, &second.lines) && same_lines(&first.kept, &second.kept) && first.reasons.count == second.reasons.count);
        require(lock_write(&room.cli, folder, &second, &second.lines) == CLI_OK);
        require(str_equal(once, text_of(&room)));
        lock_free(&second);
    }
    lock_free(&first);
    fuzz_close(&room);
    return 0;
}
