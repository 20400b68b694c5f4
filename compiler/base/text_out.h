/* Text for a stream, put together piece by piece: stdio's own locks and calls would cost more than the pieces. */
#ifndef BASE_TEXT_OUT_H
#define BASE_TEXT_OUT_H

#include "str.h"

#include <stdio.h>

struct text_out {
    FILE *stream;
    size_t count;
    char text[8192];
};
static inline void text_out_init(struct text_out *out, FILE *stream)
{
    out->stream = stream;
    out->count = 0;
}
void text_out_flush(struct text_out *out); /* before anybody else writes to the stream, and at the end */
void text_out_add_large(struct text_out *out, struct str s);
static inline void text_out_add(struct text_out *out, struct str s)
{
    if (s.n > sizeof out->text - out->count) {
        text_out_add_large(out, s);
        return;
    }
    if (s.n) memcpy(out->text + out->count, s.p, s.n);
    out->count += s.n;
}
void text_out_number(struct text_out *out, uint64_t number, char after);
void text_out_json(struct text_out *out, struct str s); /* as json_write_string */
#define TEXT_OUT(out, literal) text_out_add((out), STR(literal))

#endif
