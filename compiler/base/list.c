/* Which files there are: a folder's files by ending, and a glob's. Sorted by bytes, so that no file system's order shows. */
#define _DEFAULT_SOURCE /* d_type, where the system has it */
#include <dirent.h>
#include <errno.h>
#include <fnmatch.h>
#include <stdlib.h>
#include <sys/stat.h>

#include "file.h"
#include "limits.h"

static struct file_status failed(int error, const char *step)
{
    return (struct file_status){error != 0 ? error : EIO, step};
}
static struct file_status done(void) { return (struct file_status){0, NULL}; }

static const char **paths_of(struct vec *paths) { return (const char **)paths->p; }
static void add_path(struct vec *paths, const char *path) { *(const char **)vec_push(paths, sizeof path) = path; }

static int compare_paths(const void *a, const void *b) { return strcmp(*(const char *const *)a, *(const char *const *)b); }
static void sort_from(struct vec *paths, size_t first)
{
    if (paths->count > first + 1) qsort(paths_of(paths) + first, paths->count - first, sizeof(char *), compare_paths);
}

/* Does the folder itself say that this is a regular file? Thousands of files need not be asked one by one. */
static bool is_regular(const struct dirent *entry)
{
#ifdef DT_REG
    return entry->d_type == DT_REG;
#else
    (void)entry;
    return false;
#endif
}

/* The names in a folder, hidden ones left out, appended to names; those of regular files with the ending, as paths, to paths instead where that is not NULL. */
static struct file_status read_names(struct arena *arena, const char *folder, const char *ending, struct vec *names, struct vec *paths)
{
    DIR *stream = opendir(folder);
    if (stream == NULL) return failed(errno, "open folder");
    struct file_status status = done();
    for (;;) {
        errno = 0;
        const struct dirent *entry = readdir(stream);
        if (entry == NULL) {
            if (errno != 0) status = failed(errno, "read folder");
            break;
        }
        if (entry->d_name[0] == '.') continue;
        if (names->count >= (size_t)LIMIT_FILES * 16) {
            status = failed(EFBIG, "read folder");
            break;
        }
        if (paths == NULL || !is_regular(entry)) add_path(names, arena_copy(arena, str_from(entry->d_name)).p);
        else if (str_ends_with(str_from(entry->d_name), str_from(ending))) add_path(paths, path_join(arena, folder, entry->d_name));
        if (paths && paths->count > LIMIT_FILES) {
            status = failed(EFBIG, "list");
            break;
        }
    }
    closedir(stream);
    return status;
}

/* One folder: its files with the ending go to paths, its folders to the work that is left. */
static struct file_status list_folder(struct arena *arena, const char *folder, const char *ending, struct vec *paths,
                                      struct vec *folders, struct vec *names, const char **at)
{
    *at = folder;
    names->count = 0;
    struct file_status status = read_names(arena, folder, ending, names, paths);
    for (size_t i = 0; i < names->count && !file_failed(status); i++) {
        const char *path = path_join(arena, folder, paths_of(names)[i]);
        const bool wanted = str_ends_with(str_from(path), str_from(ending));
        struct stat about;
        if (lstat(path, &about) != 0) {
            if (wanted) {
                status = failed(errno, "stat");
                *at = path;
            }
        } else if (S_ISDIR(about.st_mode)) {
            add_path(folders, path);
        } else if (wanted) {
            const bool broken = S_ISLNK(about.st_mode) && stat(path, &about) != 0; /* who opens it says so, and which it is */
            if (broken || S_ISREG(about.st_mode)) add_path(paths, path);
            if (paths->count > LIMIT_FILES) status = failed(EFBIG, "list");
        }
        if (folders->count > LIMIT_FILES) status = failed(EFBIG, "list");
    }
    return status;
}

struct file_status file_list(struct arena *arena, const char *path, const char *ending, struct vec *paths, const char **at)
{
    struct stat about;
    *at = path;
    if (stat(path, &about) != 0) return failed(errno, "open");
    if (!S_ISDIR(about.st_mode)) {
        add_path(paths, arena_copy(arena, str_from(path)).p);
        return done();
    }
    const size_t first = paths->count;
    struct vec folders = {.exhausted = arena->exhausted}, names = {.exhausted = arena->exhausted};
    add_path(&folders, path);
    struct file_status status = done();
    while (folders.count != 0 && !file_failed(status)) {
        const char *folder = paths_of(&folders)[--folders.count];
        status = list_folder(arena, folder, ending, paths, &folders, &names, at);
    }
    vec_free(&names);
    vec_free(&folders);
    if (file_failed(status)) {
        paths->count = first;
    } else {
        sort_from(paths, first);
        *at = path;
    }
    return status;
}

/* One component of a glob below each folder found so far. last: the files are wanted, otherwise the folders. */
static struct file_status expand(struct arena *arena, const char *component, bool last, const struct vec *folders, struct vec *found,
                                 struct vec *names)
{
    const bool is_pattern = strpbrk(component, "*?[") != NULL;
    for (size_t f = 0; f < folders->count; f++) {
        const char *folder = paths_of((struct vec *)(uintptr_t)folders)[f];
        names->count = 0;
        if (!is_pattern) {
            add_path(names, component);
        } else {
            const struct file_status status = read_names(arena, folder, NULL, names, NULL);
            if (file_failed(status) && status.error != ENOENT && status.error != ENOTDIR) return status;
        }
        for (size_t i = 0; i < names->count; i++) {
            const char *name = paths_of(names)[i];
            if (is_pattern && fnmatch(component, name, FNM_PERIOD | FNM_NOESCAPE) != 0) continue;
            const char *path = path_join(arena, folder, name);
            struct stat about;
            if (stat(path, &about) != 0) {
                if (errno != ENOENT && errno != ENOTDIR) return failed(errno, "stat");
            } else if (last ? !S_ISDIR(about.st_mode) : S_ISDIR(about.st_mode)) {
                add_path(found, path);
            }
            if (found->count > LIMIT_FILES) return failed(EFBIG, "list");
        }
    }
    return done();
}

struct file_status file_glob(struct arena *arena, const char *base_folder, const char *pattern, struct vec *paths)
{
    struct vec folders = {.exhausted = arena->exhausted}, found = {.exhausted = arena->exhausted},
               names = {.exhausted = arena->exhausted};
    struct file_status status = done();
    add_path(&folders, pattern[0] == '/' ? "/" : base_folder);
    while (*pattern == '/') pattern++;
    while (*pattern != '\0' && !file_failed(status)) {
        const size_t n = strcspn(pattern, "/");
        const char *component = arena_copy(arena, (struct str){pattern, (uint32_t)n}).p;
        pattern += n;
        const bool last = *pattern == '\0';
        while (*pattern == '/') pattern++;
        if (strcmp(component, ".") == 0 && !last) continue;
        found.count = 0;
        status = expand(arena, component, last, &folders, &found, &names);
        const struct vec spare = folders;
        folders = found;
        found = spare;
        if (last && !file_failed(status)) {
            const size_t first = paths->count;
            for (size_t i = 0; i < folders.count; i++) add_path(paths, paths_of(&folders)[i]);
            sort_from(paths, first);
        }
    }
    vec_free(&names);
    vec_free(&found);
    vec_free(&folders);
    return status;
}
