/* One line of recorded events -> a tree of values, by simdjson; the one place that knows that library.
 *
 * In:   a line with READER_PADDING readable bytes behind it.
 * Out:  the tree that json_parse makes of it, or the word that json_parse must be asked.
 * Must hold: a tree is given only for a line that json_parse accepts, save that keys may repeat, and it is the same tree. Whatever the library cannot tell
 *       (where a line is wrong), does not refuse (\u0000, halves of surrogate pairs in old versions) or keeps no memory for (long lines) is asked of
 *       json_parse. Nothing is taken from memory after reader_new, and nothing is thrown or jumped over. */
#ifndef CLI_READER_H
#define CLI_READER_H

#include "../../compiler/base/json.h"

enum {
    READER_PADDING = 64,            /* the library reads so far behind a line; what stands there does not matter */
    READER_MOST_BYTES = 1 << 18,    /* of a line */
    READER_MOST_VALUES = 1 << 12,
};

struct reader;

struct reader *reader_new(void); /* NULL: no memory. Before there are threads: the library's first use sets it up */
void reader_free(struct reader *reader);
/* The object on the line; it and its texts stay until the next call, as long as the line does. NULL: ask json_parse. */
const struct json *reader_take(struct reader *reader, struct str line);

#endif
