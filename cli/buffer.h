/* A stdio stream that ends in memory: what is printed is collected, to be written later and elsewhere.
 *
 * Must hold: when memory runs out, that is known (open_memstream of the GNU library loses text without a word), and nothing jumps
 *       out of the middle of stdio: buffer_flush says it afterwards. */
#ifndef CLI_BUFFER_H
#define CLI_BUFFER_H

#include <stdbool.h>
#include <stdio.h>

struct bytes {
    char *p;
    size_t count, room;
};

struct buffer {
    FILE *stream;
    struct bytes bytes; /* what has been printed, as far as it is flushed */
    bool failed;        /* for want of memory; some of the text is missing */
};

bool buffer_open(struct buffer *buffer); /* false: no memory. The buffer must stay where it is. */
bool buffer_flush(struct buffer *buffer);
void buffer_close(struct buffer *buffer);
/* Empties; what took more than kept bytes is given back. */
void bytes_clear(struct bytes *bytes, size_t kept);

#endif
