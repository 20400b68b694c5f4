/* Diagnostics: problems in, one sorted list out. Nothing here prints; render.h does.
 *
 * Every code is a row of a table in codes/, from which come the enum, `weir explain`, the pages in docs/ and the list of
 * what the tests must show. A message is one sentence in the writer's words without a final period; it names the thing in quotes 'so'. */
#ifndef DIAG_DIAG_H
#define DIAG_DIAG_H

#include "source.h"

enum diag_level { DIAG_OFF, DIAG_NOTE, DIAG_WARNING, DIAG_ERROR };

/* DIAG(name, "E101", "slug", level, "title: what is wrong, in general",
 *      "why: why it matters", "help: the next step, in general") */
enum diag_code {
#define DIAG(name, code, slug, level, title, why, help) DIAG_##name,
#include "codes/all.def"
#undef DIAG
    DIAG_CODE_COUNT
};

const char *diag_level_word(enum diag_level level); /* "error" */

struct diag_row {
    const char *code, *slug;
    enum diag_level level;
    const char *title, *why, *help;
};
const struct diag_row *diag_row(enum diag_code code);
bool diag_find(struct str code_or_slug, enum diag_code *out);

struct diag_label {
    struct span span;
    struct str text;
    struct diag_label *next;
};
/* FIX(name, kind, title) in codes/fixes.def: what is done about a finding without a person. */
enum diag_fix_kind {
    DIAG_FIX_NONE,
    DIAG_FIX_SAFE,  /* the verdicts stay, which is proved before it is done */
    DIAG_FIX_EQUAL, /* the same, but a person should look: what is taken out may show a slip beside it */
    DIAG_FIX_OTHER, /* what is meant by all appearances, and other verdicts */
};
struct diag_fix_row {
    enum diag_fix_kind kind;
    const char *title; /* NULL: none */
};
const struct diag_fix_row *diag_fix_row(enum diag_code code);
/* "`weir lint --fix` takes it out; every verdict is proved to stay" */
#define DIAG_FIX_WORDS_BYTES 320
const char *diag_fix_words(enum diag_code code, char *out, size_t bytes);

struct diag_edit { /* replace span by text */
    struct span span;
    struct str text;
    struct diag_edit *next;
};
#define DIAG_OWNER_NONE UINT32_MAX
struct diag_fix {
    enum diag_fix_kind kind;
    struct str title;
    struct diag_edit *edits; /* ascending, of one file, none over another */
    uint32_t owner;          /* where the name of the instance stands that is changed; 0: what several may use; DIAG_OWNER_NONE: neither */
};
struct diag_event { /* a recorded event that shows what is said; it was run in the Content Interpreter before */
    struct str shows;         /* "both match it" */
    struct str json;          /* one JSON object on one line */
    struct diag_event *next;
};
struct diag {
    enum diag_code code;
    enum diag_level level;
    struct span span;         /* {0, 0}: about no place */
    struct str text;
    struct str label;         /* under the caret; may be empty */
    struct diag_label *labels;/* further places, in order */
    struct str note;          /* why; empty: the row's */
    struct str help;          /* next step; empty: the row's */
    struct diag_fix *fix;     /* or NULL */
    bool known;               /* off because a baseline has it */
    struct diag_event *events;/* in order */
};

struct diag_sink {
    struct arena *arena;
    struct sources *sources;
    struct vec list;          /* struct diag * */
    uint32_t count[DIAG_ERROR + 1];
    uint32_t dropped;         /* over LIMIT_DIAGNOSTICS; said at the end of every report */
    uint32_t *seen;           /* (code, span) already reported: each problem is said once */
    uint32_t seen_slots;
    struct diag scratch;      /* what a repeated or dropped report fills in */
};

void diag_init(struct diag_sink *sink, struct arena *arena, struct sources *sources);
void diag_free(struct diag_sink *sink);
/* Never NULL: a repeated or dropped one goes to a scratch that nobody sees. */
struct diag *diag_report(struct diag_sink *sink, enum diag_code code, struct span span, const char *format, ...)
    __attribute__((format(printf, 4, 5)));
/* Another level than the row's, with the counts kept right; DIAG_OFF: as if it had not been reported. */
void diag_set_level(struct diag_sink *sink, struct diag *diag, enum diag_level level);
void diag_set_label(struct diag_sink *sink, struct diag *diag, const char *format, ...) __attribute__((format(printf, 3, 4)));
void diag_add_label(struct diag_sink *sink, struct diag *diag, struct span span, const char *format, ...)
    __attribute__((format(printf, 4, 5)));
void diag_set_note(struct diag_sink *sink, struct diag *diag, const char *format, ...) __attribute__((format(printf, 3, 4)));
void diag_set_help(struct diag_sink *sink, struct diag *diag, const char *format, ...) __attribute__((format(printf, 3, 4)));
void diag_add_event(struct diag_sink *sink, struct diag *diag, struct str json, const char *format, ...) __attribute__((format(printf, 4, 5)));
/* One edit; title NULL: the table's. */
void diag_set_fix(struct diag_sink *sink, struct diag *diag, struct span span, struct str text, const char *title);
/* One edit more; the first one makes the fix. */
void diag_add_edit(struct diag_sink *sink, struct diag *diag, struct span span, struct str text);
/* "did you mean 'X'?" as the label (as the help where there is a label) when one of the names is near; otherwise the help lists them,
 * all or the first. */
void diag_suggest(struct diag_sink *sink, struct diag *diag, struct str written, const struct str *names, size_t count);
/* By file, then place, then code. */
void diag_sort(struct diag_sink *sink);
static inline bool diag_has_errors(const struct diag_sink *sink) { return sink->count[DIAG_ERROR] != 0; }

#endif
