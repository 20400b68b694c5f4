/* A stream of bytes to lines: see lines.h. */
#include "lines.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <sys/stat.h>
#include <unistd.h>

enum { LINES_FIRST_BYTES = 1 << 16 };

void lines_open(struct lines *lines, const char *path, size_t limit_bytes, jmp_buf *exhausted)
{
    *lines = (struct lines){.handle = STDIN_FILENO, .limit = limit_bytes, .buffer = {.exhausted = exhausted}, .wake = -1};
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

/* LINES_LINE: there is something to read. A handle that poll cannot watch is read, which says what is wrong with it. */
static enum lines_got wait_for_more(struct lines *lines)
{
    struct pollfd watched[2] = {{.fd = lines->handle, .events = POLLIN}, {.fd = lines->wake, .events = POLLIN}};
    int ready;
    do ready = poll(watched, 2, lines->has_told ? -1 : 0);
    while (ready < 0 && (errno == EINTR || errno == EAGAIN));
    if (ready > 0 && watched[1].revents) return LINES_WOKEN;
    if (ready != 0) return LINES_LINE;
    lines->has_told = true;
    return LINES_WAIT;
}

/* Makes room behind what is there, moving that to the front. */
static char *make_room(struct lines *lines)
{
    char *bytes = lines->buffer.p;
    if (lines->start) {
        memmove(bytes, bytes + lines->start, lines->end - lines->start);
        lines->end -= lines->start;
        lines->start = 0;
    }
    if (lines->end + LINES_PADDING >= lines->buffer.count) {
        size_t more = lines->buffer.count ? lines->buffer.count : LINES_FIRST_BYTES;
        vec_extend(&lines->buffer, more, 1);
    }
    return lines->buffer.p;
}

/* LINES_LINE: there is more now. */
static enum lines_got read_more(struct lines *lines)
{
    if (file_failed(lines->status)) return LINES_FAILED;
    if (lines->at_end) return LINES_END;
    ssize_t got;
    do {
        enum lines_got ready = wait_for_more(lines);
        if (ready != LINES_LINE) return ready;
        char *bytes = make_room(lines);
        got = read(lines->handle, bytes + lines->end, lines->buffer.count - lines->end - LINES_PADDING);
    } while (got < 0 && (errno == EINTR || errno == EAGAIN));
    if (got < 0) lines->status = (struct file_status){errno, "read"};
    if (got == 0) lines->at_end = true;
    if (got > 0) lines->end += (size_t)got;
    return got > 0 ? LINES_LINE : got == 0 ? LINES_END : LINES_FAILED;
}

/* Passes over the rest of a line that is over the limit. */
static enum lines_got skip_line(struct lines *lines)
{
    for (;;) {
        char *bytes = lines->buffer.p;
        char *found = memchr(bytes + lines->start, '\n', lines->end - lines->start);
        lines->start = found ? (size_t)(found - bytes) + 1 : lines->end;
        enum lines_got got = found ? LINES_END : read_more(lines);
        if (got == LINES_LINE) continue;
        if (got != LINES_END) return got;
        lines->skips = false;
        lines->number++;
        return LINES_TOO_LONG;
    }
}

enum lines_got lines_next(struct lines *lines, struct str *line)
{
    size_t searched = 0;
    while (!lines->skips) {
        char *bytes = lines->buffer.p;
        size_t have = lines->end - lines->start;
        char *found = have > searched ? memchr(bytes + lines->start + searched, '\n', have - searched) : NULL;
        size_t length = found ? (size_t)(found - bytes) - lines->start : have;
        searched = have;
        lines->skips = length > lines->limit;
        if (lines->skips) break;
        enum lines_got got = found ? LINES_END : read_more(lines);
        if (got == LINES_LINE) continue;
        if (got != LINES_END || (!found && have == 0)) return got;
        bytes = lines->buffer.p;
        char *start = bytes + lines->start;
        lines->start += length + (found ? 1 : 0);
        lines->number++;
        lines->has_told = false;
        if (length && start[length - 1] == '\r') length--;
        start[length] = 0; /* over the line's own ending, or a byte kept free behind the last line */
        *line = (struct str){start, (uint32_t)length};
        return LINES_LINE;
    }
    enum lines_got got = skip_line(lines);
    if (got == LINES_TOO_LONG) lines->has_told = false;
    return got;
}
