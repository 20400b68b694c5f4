/* Reading, making folders, atomic writing.
 *
 * In: paths. Out: contents, or a status that names the step which failed. Must hold: a file that could not be read or written to its
 * last byte is never a success; a target is replaced whole or not touched (only the last step, syncing the folder, comes after). */
#include "file.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "limits.h"

static struct file_status failed(int error, const char *step)
{
    return (struct file_status){error != 0 ? error : EIO, step};
}
static struct file_status done(void) { return (struct file_status){0, NULL}; }

/* ---- paths ---- */

const char *path_join(struct arena *arena, const char *folder, const char *name)
{
    const size_t n = strlen(folder);
    if (n == 0 || strcmp(folder, ".") == 0 || name[0] == '/') return arena_copy(arena, str_from(name)).p;
    return arena_printf(arena, folder[n - 1] == '/' ? "%s%s" : "%s/%s", folder, name).p;
}

const char *path_folder(struct arena *arena, const char *path)
{
    size_t n = strlen(path);
    while (n > 1 && path[n - 1] == '/') n--;
    while (n > 0 && path[n - 1] != '/') n--;
    if (n == 0) return ".";
    while (n > 1 && path[n - 1] == '/') n--;
    return arena_copy(arena, (struct str){path, (uint32_t)n}).p;
}

const char *path_name(const char *path)
{
    const char *slash = strrchr(path, '/');
    return slash != NULL ? slash + 1 : path;
}

bool path_is_inside(const char *path)
{
    if (path[0] == '\0' || path[0] == '/') return false;
    for (const char *at = path; *at != '\0';) {
        const size_t n = strcspn(at, "/");
        if (n == 2 && at[0] == '.' && at[1] == '.') return false;
        at += n;
        while (*at == '/') at++;
    }
    return true;
}

/* ---- reading ---- */

/* Everything up to the end of the stream. The first buffer has room for what the file said of its size and one byte more, so that
 * a file which grew is read to its end all the same. */
static struct file_status read_all(struct arena *arena, int fd, size_t room, size_t limit_bytes, struct str *content)
{
    char *buffer = arena_alloc(arena, room + 1);
    size_t n = 0;
    for (;;) {
        const ssize_t got = read(fd, buffer + n, room - n);
        if (got < 0 && errno == EINTR) continue;
        if (got < 0) return failed(errno, "read");
        if (got == 0) break;
        n += (size_t)got;
        if (n > limit_bytes) return failed(EFBIG, "read");
        if (n < room) continue;
        room = room > (limit_bytes + 1) / 2 ? limit_bytes + 1 : room * 2;
        char *larger = arena_alloc(arena, room + 1);
        memcpy(larger, buffer, n);
        buffer = larger;
    }
    buffer[n] = '\0';
    *content = (struct str){buffer, (uint32_t)n};
    return done();
}

struct file_status file_read(struct arena *arena, const char *path, size_t limit_bytes, struct str *content)
{
    enum { FIRST_ROOM = 8192 };
    *content = (struct str){NULL, 0};
    if (limit_bytes > UINT32_MAX - 2) limit_bytes = UINT32_MAX - 2;
    if (strcmp(path, "-") == 0) return read_all(arena, STDIN_FILENO, FIRST_ROOM, limit_bytes, content);

    int fd;
    do fd = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY);
    while (fd < 0 && errno == EINTR);
    if (fd < 0) return failed(errno, "open");

    struct stat about;
    struct file_status status = done();
    if (fstat(fd, &about) != 0)
        status = failed(errno, "stat");
    else if (S_ISDIR(about.st_mode))
        status = failed(EISDIR, "read");
    else if (S_ISREG(about.st_mode) && (about.st_size < 0 || (uintmax_t)about.st_size > limit_bytes))
        status = failed(EFBIG, "read");
    /* Without memory the jump would leave the descriptor open; it is the end of the command, and the system closes it. */
    if (!file_failed(status))
        status = read_all(arena, fd, S_ISREG(about.st_mode) && about.st_size > 0 ? (size_t)about.st_size + 1 : FIRST_ROOM,
                          limit_bytes, content);
    close(fd);
    return status;
}

bool file_identify(const char *path, struct file_identity *identity)
{
    struct stat about;
    if (stat(path, &about) != 0) return false;
    *identity = (struct file_identity){(uint64_t)about.st_dev, (uint64_t)about.st_ino};
    return true;
}

bool file_is_regular(const char *path)
{
    struct stat about;
    return strcmp(path, "-") != 0 && stat(path, &about) == 0 && S_ISREG(about.st_mode);
}

/* ---- writing ---- */

struct file_status file_make_folders(struct arena *arena, const char *path)
{
    char *copy = (char *)(uintptr_t)arena_copy(arena, str_from(path)).p;
    const size_t n = strlen(copy);
    for (size_t i = 1; i <= n; i++) {
        if (i < n && copy[i] != '/') continue;
        if (copy[i - 1] == '/') continue;
        copy[i] = '\0';
        struct stat about;
        if (mkdir(copy, 0777) != 0) {
            const int error = errno; /* a folder above may exist and still not let us make anything: only its absence counts */
            if (stat(copy, &about) != 0) return failed(error, "make folder");
            if (!S_ISDIR(about.st_mode)) return failed(ENOTDIR, "make folder");
        }
        if (i < n) copy[i] = '/';
    }
    return done();
}

struct file_status file_create(struct file_out *out, struct arena *arena, const char *target)
{
    enum { ATTEMPTS = 1000, BUFFER = 1 << 16 };
    *out = (struct file_out){0};
    const char *folder = path_folder(arena, target), *name = path_name(target);
    char *copy = (char *)(uintptr_t)arena_copy(arena, str_from(target)).p;
    const char *slash = strcmp(folder, "/") == 0 ? "" : "/";
    const size_t room = strlen(folder) + strlen(name) + 64;
    char *temporary = arena_alloc(arena, room);
    int fd = -1;
    for (int i = 0; fd < 0 && i < ATTEMPTS; i++) {
        snprintf(temporary, room, "%s%s.%s.tmp-%ld-%d", folder, slash, name, (long)getpid(), i);
        fd = open(temporary, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
        if (fd < 0 && errno != EEXIST && errno != EINTR) break;
    }
    if (fd < 0) return failed(errno, "create");
    struct stat about; /* what is replaced keeps its permissions; where that is not allowed, the usual ones do */
    if (stat(target, &about) == 0 && S_ISREG(about.st_mode) && fchmod(fd, about.st_mode & 0777) != 0) errno = 0;
    FILE *stream = fdopen(fd, "wb");
    if (stream == NULL) {
        const struct file_status status = failed(errno, "create");
        close(fd);
        unlink(temporary);
        return status;
    }
    *out = (struct file_out){stream, temporary, copy, malloc(BUFFER)};
    if (out->buffer != NULL) setvbuf(stream, out->buffer, _IOFBF, BUFFER); /* else the stream's own will do */
    return done();
}

static struct file_status sync_folder_of(const char *path)
{
    char *slash = strrchr(path, '/');
    char *folder = slash == NULL ? strdup(".") : strndup(path, slash == path ? 1 : (size_t)(slash - path));
    if (folder == NULL) return failed(ENOMEM, "sync folder");
    struct file_status status = done();
    const int fd = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    free(folder);
    if (fd < 0) {
        /* A folder that can be written but not read cannot be synced by us; the rename itself has happened. */
        return errno == EACCES ? status : failed(errno, "sync folder");
    }
    if (fsync(fd) != 0 && errno != EINVAL && errno != ENOTSUP) status = failed(errno, "sync folder"); /* EINVAL: the file system has no such thing */
    close(fd);
    return status;
}

void file_start(const struct file_out *out)
{
    const int error = errno; /* that of a write that failed is still to be told */
    if (out->stream != NULL) (void)posix_fadvise(fileno(out->stream), 0, 0, POSIX_FADV_DONTNEED);
    errno = error;
}

struct file_status file_finish(struct file_out *out)
{
    if (out->stream == NULL) return failed(EBADF, "write");
    struct file_status status = done();
    errno = 0;
    if (fflush(out->stream) != 0)
        status = failed(errno, "write");
    else if (ferror(out->stream)) /* an earlier write failed, and its errno is lost: the disk is full far more often than broken */
        status = failed(ENOSPC, "write");
    else if (fsync(fileno(out->stream)) != 0)
        status = failed(errno, "sync");
    errno = 0;
    if (fclose(out->stream) != 0 && !file_failed(status)) status = failed(errno, "close");
    out->stream = NULL;
    free(out->buffer);
    out->buffer = NULL;
    if (file_failed(status)) file_abandon(out);
    return status;
}

/* The file has its name; that is not synced. */
static struct file_status change_name(struct file_out *out)
{
    if (out->temporary == NULL) return failed(EBADF, "rename");
    struct file_status status = out->stream != NULL ? file_finish(out) : done();
    if (file_failed(status)) return status;
    if (rename(out->temporary, out->target) != 0) {
        status = failed(errno, "rename");
        file_abandon(out);
        return status;
    }
    out->temporary = NULL;
    return status;
}

struct file_status file_commit(struct file_out *out)
{
    const struct file_status status = change_name(out);
    return file_failed(status) ? status : sync_folder_of(out->target);
}

struct file_status file_commit_all(struct file_out *files, size_t count, size_t *number)
{
    struct file_status status = done();
    *number = 0;
    for (size_t i = 0; i + 1 < count && !file_failed(status); i++) {
        *number = i;
        status = change_name(&files[i]);
    }
    if (count > 1 && !file_failed(status)) status = sync_folder_of(files[count - 2].target);
    if (count == 0 || file_failed(status)) return status;
    *number = count - 1;
    return file_commit(&files[count - 1]);
}

void file_abandon(struct file_out *out)
{
    if (out->stream != NULL) fclose(out->stream);
    if (out->temporary != NULL) unlink(out->temporary);
    out->stream = NULL;
    out->temporary = NULL;
    free(out->buffer);
    out->buffer = NULL;
}
