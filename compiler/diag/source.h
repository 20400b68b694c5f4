/* The texts of one run side by side in one space of 32-bit positions: a span of 8 bytes names file, line and column. */
#ifndef DIAG_SOURCE_H
#define DIAG_SOURCE_H

#include "../base/file.h"

struct span {
    uint32_t at;     /* position: the file's base plus the byte offset */
    uint32_t length; /* bytes */
};

struct source_file {
    const char *path; /* as it is to be shown: relative to the project, '/' between folders */
    struct str text;  /* with one zero byte behind it; without p after sources_let_go, until something of it is asked for */
    uint32_t base;
    uint32_t *lines; /* offsets of line starts; made on first use */
    uint32_t line_count;
    uint32_t known_at, known_column; /* the last column that was counted, and of which offset */
    const char *opened;   /* of one that was let go: where to read it again; else NULL */
    const uint16_t *line_bytes; /* then: of each line but the last, with its end */
    uint64_t fingerprint; /* of its text, then */
};

struct sources_draft { /* what is read in the place of a file */
    struct file_identity identity;
    struct str text; /* with one zero byte behind it */
};
struct sources {
    struct arena *arena;
    const struct vec *drafts; /* struct sources_draft, ascending by identity; NULL: none */
    struct vec files; /* struct source_file, ascending base */
    struct vec line_bytes; /* uint16_t: scratch of letting go */
    const char *changed; /* a file that was let go and could not be read again as it was; NULL: none */
};

void sources_init(struct sources *sources, struct arena *arena);
void sources_free(struct sources *sources);
/* Do so many bytes more still have positions? To be asked before sources_add where the texts come from outside. */
bool sources_has_room(struct sources *sources, size_t bytes);
/* Index of the file. text must stay. Position 0 is never used: a span at 0 is "nowhere". */
uint32_t sources_add(struct sources *sources, const char *path, struct str text);
/* The text of a file, or of its draft. */
struct file_status sources_read(const struct sources *sources, struct arena *arena, const char *path, size_t limit_bytes, struct str *text);
/* The caller frees the text of this file, which was read from `opened`. Places are still known, and where the text itself is asked for it is read again. Only where that can be done: false, and
 * the text has to stay. */
bool sources_let_go(struct sources *sources, uint32_t index, const char *opened);
struct source_file *sources_file(struct sources *sources, uint32_t index);
struct source_file *sources_file_of(struct sources *sources, uint32_t position); /* NULL for nowhere */
struct str sources_text(struct sources *sources, struct span span);
/* The same on one line, at most so many bytes of it, cut between two characters, with ... where something is left out. In the arena. */
struct str sources_words(struct sources *sources, struct arena *arena, struct span span, uint32_t most);

struct place {
    const char *path;
    uint32_t line, column; /* from 1; a column counts code points */
    struct str line_text;  /* without its line ending */
    uint32_t line_at;      /* position of its first byte */
};
/* All zero for nowhere. */
struct place sources_place(struct sources *sources, uint32_t position);

/* Line and column of places of one file, forwards: linear in the file however many they are, and however long its lines. */
struct sources_walk {
    const struct source_file *file;
    uint32_t at, line, column; /* of the byte at offset `at` */
    uint32_t line_at;          /* of a file that was let go: where the line begins */
};
struct sources_walk sources_walk_from(const struct source_file *file);
void sources_walk_to(struct sources_walk *walk, uint32_t offset);

#endif
