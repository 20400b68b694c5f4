/* A stream of bytes -> its lines, one after another, in memory that does not grow with the stream.
 *
 * LF and CRLF end a line; the last line needs neither. Uses read(2), so that lines of a pipe arrive when they are written. */
#ifndef CLI_LINES_H
#define CLI_LINES_H

#include "../../compiler/base/file.h"

enum { LINES_PADDING = 64 }; /* bytes behind every line that can be read */

struct lines {
    int handle;
    size_t limit;       /* bytes of a line; a longer one is passed over without being held */
    struct vec buffer;  /* char */
    size_t start, end;  /* of what was read and is not given out yet */
    uint64_t number;    /* of the line given out last, from 1 */
    bool at_end;        /* of the stream */
    bool skips;         /* in a line over the limit */
    bool has_told;      /* LINES_WAIT, for the next line */
    int wake;           /* when something can be read from this handle, the next wait ends with LINES_WOKEN; -1: there is none */
    struct file_status status;
};
enum lines_got { LINES_LINE, LINES_TOO_LONG, LINES_END, LINES_FAILED, LINES_WAIT, LINES_WOKEN };

/* path "-" is standard input. lines->status says whether it could be opened. */
void lines_open(struct lines *lines, const char *path, size_t limit_bytes, jmp_buf *exhausted);
/* The text of a line stays until the next call; one zero byte stands behind it, and LINES_PADDING bytes can be read there. LINES_WAIT, at most once a line: the next call may wait long,
 * so this is the moment to write what is held back. */
enum lines_got lines_next(struct lines *lines, struct str *line);
void lines_close(struct lines *lines);

#endif
