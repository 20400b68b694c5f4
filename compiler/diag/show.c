/* Text of unknown origin, made harmless for a terminal, and cut to a width. */
#include "show.h"

static bool is_plain(unsigned char c) { return c >= 0x20 && c < 0x7F; }

uint32_t show_text(FILE *stream, struct str text)
{
    uint32_t columns = 0;
    for (uint32_t at = 0; at < text.n;) {
        uint32_t run = at;
        while (run < text.n && is_plain((unsigned char)text.p[run])) run++;
        if (run > at) {
            if (stream != NULL) fwrite(text.p + at, 1, run - at, stream);
            columns += run - at;
            at = run;
            continue;
        }
        uint32_t length;
        const uint32_t c = utf8_decode(text, at, &length);
        char shown[16];
        if (c == '\t') {
            memcpy(shown, "    ", 5);
        } else if (c == UINT32_MAX) {
            snprintf(shown, sizeof shown, "<%02X>", (unsigned)(unsigned char)text.p[at]);
        } else if (utf8_is_hidden(c)) {
            snprintf(shown, sizeof shown, "<U+%04X>", (unsigned)c);
        } else {
            memcpy(shown, text.p + at, length);
            shown[length] = '\0';
        }
        if (stream != NULL) fputs(shown, stream);
        columns += c != UINT32_MAX && c >= 0x80 && !utf8_is_hidden(c) ? 1 : (uint32_t)strlen(shown);
        at += length;
    }
    return columns;
}

/* One character back from at; a byte that ends no well-formed sequence counts alone. */
static uint32_t step_back(struct str line, uint32_t at)
{
    for (uint32_t n = 1; n <= 4 && n <= at; n++) {
        uint32_t length;
        if (utf8_decode(line, at - n, &length) != UINT32_MAX && length == n) return at - n;
    }
    return at - 1;
}

struct show_window show_window_of(struct str line, uint32_t focus)
{
    struct show_window window = {0};
    uint32_t length;
    if (focus > line.n) focus = line.n;
    for (int i = 0; i < SHOW_COLUMNS && window.end < line.n; i++, window.end += length) utf8_decode(line, window.end, &length);
    if (window.end == line.n) return window;

    window.begin = focus;
    for (int i = 0; i < SHOW_COLUMNS / 3 && window.begin > 0; i++) window.begin = step_back(line, window.begin);
    window.end = window.begin;
    for (int i = 0; i < SHOW_COLUMNS - 10 && window.end < line.n; i++, window.end += length) utf8_decode(line, window.end, &length);
    window.cut_before = window.begin > 0;
    window.cut_after = window.end < line.n;
    return window;
}
