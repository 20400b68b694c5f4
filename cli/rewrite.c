/* See rewrite.h. */
#include "rewrite.h"

#include <errno.h>
#include <limits.h>
#include <unistd.h>

/* Where a link leads to: the file changes, not the link. */
static const char *follow_links(struct arena *arena, const char *path)
{
    enum { LINKS = 40 };
    char target[PATH_MAX];
    for (int i = 0; i < LINKS; i++) {
        ssize_t n = readlink(path, target, sizeof target - 1);
        if (n < 0) break;
        target[n] = '\0';
        path = target[0] == '/' ? arena_copy(arena, str_from(target)).p : path_join(arena, path_folder(arena, path), target);
    }
    return path;
}

struct file_status rewrite_begin(struct file_out *out, struct arena *arena, const char *path, struct str text)
{
    const char *target = follow_links(arena, path);
    if (access(target, W_OK) != 0) return (struct file_status){errno, "write"};
    const struct file_status status = file_create(out, arena, target);
    if (file_failed(status)) return status;
    fwrite(text.p, 1, text.n, out->stream);
    return file_finish(out);
}
