/* Diagnostics to a stream, in the formats of the command line. */
#ifndef DIAG_RENDER_H
#define DIAG_RENDER_H

#include <stdio.h>

#include "diag.h"

/* FORMAT(name, "word"): the values of --format for diagnostics. */
#define RENDER_FORMATS(FORMAT) FORMAT(TEXT, "text") FORMAT(SHORT, "short") FORMAT(JSON, "json")
enum render_format {
#define FORMAT(name, word) RENDER_##name,
    RENDER_FORMATS(FORMAT)
#undef FORMAT
    RENDER_FORMAT_COUNT
};

struct render_options {
    enum render_format format;
    bool color;
};
/* All diagnostics of a sorted sink. text: place, source line, caret with label, further labelled lines, note, help.
 * Control characters, invisible and bidirectional ones of the source are shown as escapes; long lines are cut around the caret. */
void render_all(FILE *stream, struct diag_sink *sink, struct render_options options);
/* "2 errors, 1 warning" and what was dropped; nothing for JSON. */
void render_summary(FILE *stream, struct diag_sink *sink, struct render_options options);
/* The page of a code for a terminal: what, why, what to do, and the examples. */
void render_page(FILE *stream, enum diag_code code, bool color);

/* The examples of the pages: files of tests/codes, by path below it ("unknown-field/bad.weir"). */
struct pages_entry {
    const char *name;
    const char *text; /* terminated */
    uint32_t bytes;
};
extern const struct pages_entry pages_entries[]; /* generated: build/gen/pages.c */
extern const size_t pages_entry_count;

#endif
