/* weir.lock: which ids, names and versions a project has released, a line each, so that version control merges it by line.
 *
 *   instance 1001 NamedPipe 1,2 RemoteExecutionPipe      template 291 2 3 NamedPipe: channel, version, parameters
 *   removed 1002 OldPipe: what it found is found by 1001 now
 *   renumbered 1003 1004: the id had been given twice
 *
 * The lines of instances and Template Types are written by `weir gate --lock`; those with reasons by people, and they are kept. */
#ifndef CLI_LOCK_H
#define CLI_LOCK_H

#include "../test/test.h"

#define LOCK_FILE "weir.lock"
struct lock_reason {
    uint64_t id, new_id; /* new_id: of what was renumbered, else 0 */
};
struct lock {
    struct vec lines;    /* struct str: of instances and Template Types, ascending bytes */
    struct vec kept;     /* struct str: all others, in their order */
    struct vec reasons;  /* struct lock_reason, ascending */
    bool found;
};

/* Not CLI_OK: reported. */
enum cli_status lock_read(struct cli *cli, const char *root, struct lock *lock);
void lock_free(struct lock *lock);
bool lock_has_reason(const struct lock *lock, uint64_t id, uint64_t new_id);
/* The lines that the channels of the suite ask for, ascending bytes. */
void lock_make(const struct suite *suite, struct vec *lines /* struct str */);
/* The first line that is missing or too many; empty: none. */
struct str lock_difference(struct arena *arena, const struct lock *lock, const struct vec *lines);
enum cli_status lock_write(struct cli *cli, const char *root, const struct lock *lock, const struct vec *lines);

#endif
