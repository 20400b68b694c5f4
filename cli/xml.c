/* See xml.h. Must hold: well formed whatever the text is. */
#include "xml.h"

void xml_put_text(FILE *stream, struct str text)
{
    uint32_t length;
    for (uint32_t i = 0; i < text.n; i += length) {
        const uint32_t c = utf8_decode(text, i, &length);
        if (c == UINT32_MAX) fprintf(stream, "\\x%02X", (unsigned)(uint8_t)text.p[i]);
        else if (c == '\n') fputs("&#10;", stream);
        else if (utf8_is_hidden(c) || c == 0xfffe || c == 0xffff) fprintf(stream, "\\u{%X}", (unsigned)c);
        else if (c == '<') fputs("&lt;", stream);
        else if (c == '>') fputs("&gt;", stream);
        else if (c == '&') fputs("&amp;", stream);
        else if (c == '"') fputs("&quot;", stream);
        else fwrite(text.p + i, 1, length, stream);
    }
}

void xml_put_attribute(FILE *stream, const char *name, struct str value)
{
    fprintf(stream, " %s=\"", name);
    xml_put_text(stream, value);
    putc('"', stream);
}
