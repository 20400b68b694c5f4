/* A stdio stream that ends in memory: see buffer.h. fopencookie is of the GNU library and of musl, and no part of POSIX. */
#define _GNU_SOURCE
#include "buffer.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/types.h>

enum { BUFFER_FIRST_BYTES = 1 << 12 };

static ssize_t append(void *cookie, const char *text, size_t count)
{
    struct buffer *buffer = cookie;
    struct bytes *bytes = &buffer->bytes;
    if (buffer->failed) return 0; /* no text with a gap in it */
    if (count > bytes->room - bytes->count) {
        size_t room = bytes->room ? bytes->room : BUFFER_FIRST_BYTES;
        while (room - bytes->count < count && room <= SIZE_MAX / 4) room *= 2;
        char *p = room - bytes->count < count ? NULL : realloc(bytes->p, room);
        if (p == NULL) {
            buffer->failed = true;
            return 0; /* which stdio takes for a failure */
        }
        bytes->p = p;
        bytes->room = room;
    }
    memcpy(bytes->p + bytes->count, text, count);
    bytes->count += count;
    return (ssize_t)count;
}

bool buffer_open(struct buffer *buffer)
{
    const cookie_io_functions_t functions = {.write = append};
    *buffer = (struct buffer){0};
    buffer->stream = fopencookie(buffer, "w", functions);
    return buffer->stream != NULL;
}

bool buffer_flush(struct buffer *buffer)
{
    return fflush(buffer->stream) == 0 && !ferror(buffer->stream) && !buffer->failed;
}

void buffer_close(struct buffer *buffer)
{
    if (buffer->stream) fclose(buffer->stream);
    free(buffer->bytes.p);
    *buffer = (struct buffer){0};
}

void bytes_clear(struct bytes *bytes, size_t kept)
{
    bytes->count = 0;
    if (bytes->room <= kept) return;
    free(bytes->p);
    *bytes = (struct bytes){0};
}
