/* A stream of bytes to lines: see lines.h. */
#include "lines.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

enum { LINES_FIRST_BYTES = 1 << 16 };

void lines_open(struct lines *lines, const char *path, size_t limit_bytes, jmp_buf *exhausted)
{
    *lines = (struct lines){.handle = STDIN_FILENO, .limit = limit_bytes, .buffer = {.exhausted = exhausted}};
    if (strcmp(path, "-") == 0) return;
    struct stat about;
    lines->handle = open(path, O_RDONLY | O_CLOEXEC);
    if (lines->handle < 0) lines->status = (struct file_status){errno, "open"};
    else if (fstat(lines->handle, &about) == 0 && S_ISDIR(about.st_mode)) lines->status = (struct file_status){EISDIR, "read"};
}

void lines_close(struct lines *lines)
{
    if (lines->handle > STDIN_FILENO) close(lines->handle);
    vec_free(&lines->buffer);
}

/* Reads more behind what is there, after moving that to the front; false at the end or on a failure. */
static bool read_more(struct lines *lines)
{
    if (lines->at_end || file_failed(lines->status)) return false;
    char *bytes = lines->buffer.p;
    if (lines->start) {
        memmove(bytes, bytes + lines->start, lines->end - lines->start);
        lines->end -= lines->start;
        lines->start = 0;
    }
    if (lines->end + 1 >= lines->buffer.count) {
        size_t more = lines->buffer.count ? lines->buffer.count : LINES_FIRST_BYTES;
        vec_extend(&lines->buffer, more, 1);
        bytes = lines->buffer.p;
    }
    ssize_t got;
    do got = read(lines->handle, bytes + lines->end, lines->buffer.count - lines->end - 1);
    while (got < 0 && errno == EINTR);
    if (got < 0) lines->status = (struct file_status){errno, "read"};
    if (got == 0) lines->at_end = true;
    if (got > 0) lines->end += (size_t)got;
    return got > 0;
}

/* Passes over the rest of a line that is over the limit. */
static void skip_line(struct lines *lines)
{
    do {
        char *bytes = lines->buffer.p;
        char *found = memchr(bytes + lines->start, '\n', lines->end - lines->start);
        if (found) {
            lines->start = (size_t)(found - bytes) + 1;
            return;
        }
        lines->start = lines->end;
    } while (read_more(lines));
}

enum lines_got lines_next(struct lines *lines, struct str *line)
{
    size_t searched = 0;
    for (;;) {
        char *bytes = lines->buffer.p;
        size_t have = lines->end - lines->start;
        char *found = have > searched ? memchr(bytes + lines->start + searched, '\n', have - searched) : NULL;
        size_t length = found ? (size_t)(found - bytes) - lines->start : have;
        searched = have;
        if (length > lines->limit) {
            lines->number++;
            skip_line(lines);
            return file_failed(lines->status) ? LINES_FAILED : LINES_TOO_LONG;
        }
        if (!found && read_more(lines)) continue;
        if (file_failed(lines->status)) return LINES_FAILED;
        if (!found && have == 0) return LINES_END;
        bytes = lines->buffer.p;
        char *start = bytes + lines->start;
        lines->start += length + (found ? 1 : 0);
        lines->number++;
        if (length && start[length - 1] == '\r') length--;
        start[length] = 0; /* over the line's own ending, or the byte kept free behind the last line */
        *line = (struct str){start, (uint32_t)length};
        return LINES_LINE;
    }
}
