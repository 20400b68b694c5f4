/* The world: files and folders. Every call gives a status; nothing prints. */
#ifndef BASE_FILE_H
#define BASE_FILE_H

#include <stdio.h>

#include "arena.h"

struct file_status {
    int error;        /* errno, 0 for success; EFBIG where a limit of limits.h was passed */
    const char *step; /* "open", "read", "write", "sync", "rename", ...: what failed */
};
static inline bool file_failed(struct file_status status) { return status.error != 0; }

/* The whole file, into the arena, with one zero byte behind it that *content does not count. path "-" is stdin. */
struct file_status file_read(struct arena *arena, const char *path, size_t limit_bytes, struct str *content);

/* Regular files with the ending (".weir") below path, or path itself if it is a file, appended sorted by byte order; hidden names are
 * passed over, symbolic links to folders are not followed. *at: path, or after a failure the file or folder that it was about. */
struct file_status file_list(struct arena *arena, const char *path, const char *ending, struct vec *paths /* const char * */, const char **at);
/* "sensors" + "*.json": a shell glob over one folder level per component, sorted. No match is success with nothing. */
struct file_status file_glob(struct arena *arena, const char *base_folder, const char *pattern, struct vec *paths);
/* The same for two paths exactly when they lead to one file; false where there is none. */
struct file_identity {
    uint64_t device, number;
};
bool file_identify(const char *path, struct file_identity *identity);
/* Is it there, and can it be read more than once? */
bool file_is_regular(const char *path);
static inline int file_identity_compare(const struct file_identity *x, const struct file_identity *y)
{
    if (x->device != y->device) return x->device < y->device ? -1 : 1;
    return x->number < y->number ? -1 : x->number > y->number;
}
struct file_status file_make_folders(struct arena *arena, const char *path);

/* Atomic replacement: everything goes to a temporary name in the same folder; file_commit renames it over the target and syncs the folder. Until
 * then, and after any failure, the target is as it was. Where several files are to change together, each is finished before the first is
 * committed: then a full disk changes none of them, and few are open at a time. */
struct file_out {
    FILE *stream;     /* write here; errors are kept and reported by file_finish. NULL when finished */
    char *temporary;  /* NULL when committed or abandoned */
    char *target;
    char *buffer;     /* of the stream */
};
struct file_status file_create(struct file_out *out, struct arena *arena, const char *target);
void file_start(const struct file_out *out); /* what was written so far is on its way to the disk while other things are done; only a hint */
struct file_status file_finish(struct file_out *out); /* all of it is on the disk, under the temporary name; a failure removes that */
struct file_status file_commit(struct file_out *out); /* finishes what is not finished */
/* Of files of one folder: all but the last change their names, then the folder is synced, then comes the last one: what it names is there when it is.
 * number becomes that of the file that the status is of. */
struct file_status file_commit_all(struct file_out *files, size_t count, size_t *number);
void file_abandon(struct file_out *out); /* removes the temporary; harmless after commit */

/* Paths. */
const char *path_join(struct arena *arena, const char *folder, const char *name);
const char *path_folder(struct arena *arena, const char *path); /* "." where there is none */
const char *path_name(const char *path);                          /* last component */
bool path_is_inside(const char *path); /* relative, and no component is ".." */

#endif
