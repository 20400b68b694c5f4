/* Pieces of text to a stream. In: pieces. Out: the same bytes, a block at a time. Must hold: errors are the stream's, which keeps them. */
#include "text_out.h"

#include "json.h"

void text_out_flush(struct text_out *out)
{
    fwrite(out->text, 1, out->count, out->stream);
    out->count = 0;
}

void text_out_add_large(struct text_out *out, struct str s)
{
    text_out_flush(out);
    if (s.n > sizeof out->text)
        fwrite(s.p, 1, s.n, out->stream);
    else
        text_out_add(out, s);
}

void text_out_number(struct text_out *out, uint64_t number, char after)
{
    char digits[24];
    size_t at = sizeof digits;
    digits[--at] = after;
    do
        digits[--at] = (char)('0' + number % 10);
    while (number /= 10);
    text_out_add(out, (struct str){digits + at, (uint32_t)(sizeof digits - at)});
}

void text_out_json(struct text_out *out, struct str s)
{
    if (!json_is_plain(s)) {
        text_out_flush(out);
        json_write_string(out->stream, s);
        return;
    }
    TEXT_OUT(out, "\"");
    text_out_add(out, s);
    TEXT_OUT(out, "\"");
}
