/* weir diff: two releases -> what changes in meaning. diff.c reads the two sides, diff_compare.c decides, diff_sensors.c says which sensors get content, diff_show.c prints. */
#ifndef CLI_DIFF_H
#define CLI_DIFF_H

#include "../cli.h"
#include "../lint/check.h"
#include "../channel/load.h"
#include "../../solve/solve.h"

enum diff_kind { DIFF_ADDED, DIFF_REMOVED, DIFF_WIDER, DIFF_NARROWER, DIFF_BOTH, DIFF_UNDECIDED, DIFF_SAME, DIFF_KIND_COUNT };
/* The word for each: "wider". */
extern const char *const diff_words[DIFF_KIND_COUNT];

struct diff_side {
    const char *name;     /* as it was given */
    struct vec channels;  /* const struct weir_channel *: ascending by channel, then version */
    struct vec loaded;    /* struct loaded * */
    struct check *check;  /* of a project, or NULL */
    struct vec made;      /* struct pipeline_channel, of a project */
    struct vec supplies;  /* of diff_sensors.c */
    bool knows_sensors;
};

struct diff_row {
    uint8_t kind;         /* enum diff_kind */
    bool rewritten;       /* the condition is written in another way */
    uint64_t id;
    uint32_t channel;
    struct str name, template_name;
    uint32_t version;     /* of the Template Type, where it was compared */
    struct str new_name;  /* where it changed; else empty */
    struct str old_title, new_title;      /* where it changed; else empty */
    uint8_t old_severity, new_severity, old_action, new_action;
    uint64_t renumbered;  /* the id that it had before; 0: the same */
    uint64_t reads;       /* bits of ordinals that it reads now and did not before */
    uint64_t old_steps, new_steps;
    const struct template_type *type;
    bool has_gained, has_lost;
    struct solve_event gained, lost; /* events that only the new, only the old one matches */
};
enum diff_note_kind { DIFF_NOTE_OTHER, DIFF_NOTE_RETYPED, DIFF_NOTE_RENAMED, DIFF_NOTE_COUNT, DIFF_NOTE_REVISION, DIFF_NOTE_GONE };
struct diff_note {
    uint8_t kind;         /* enum diff_note_kind */
    uint32_t channel;     /* 0: about none */
    struct str text;
};
struct diff {
    struct cli *cli;
    struct arena arena;
    struct sources sources;
    struct diag_sink sink;
    struct model model;   /* of both sides */
    struct diff_side old_side, new_side;
    struct vec rows;      /* struct diff_row */
    struct vec notes;     /* struct diff_note: of Template Types, sensors, first uses */
    uint64_t same;        /* instances without any difference, each once */
    struct diff_ids *seen;/* of the channel at hand, while its versions are compared */
};

void diff_note(struct diff *diff, const char *format, ...) __attribute__((format(printf, 2, 3)));
void diff_note_of(struct diff *diff, enum diff_note_kind kind, uint32_t channel, const char *format, ...) __attribute__((format(printf, 4, 5)));
/* ---- diff_sensors.c: which sensors get content; notes where the sides differ ---- */
void diff_sensors_of_project(struct diff *diff, struct diff_side *side);
void diff_sensors_of_folder(struct diff *diff, struct diff_side *side, const char *folder);
void diff_sensors_compare(struct diff *diff);
/* A side of a project that was checked without an error; it stays the caller's. */
enum cli_status diff_make(struct diff *diff, struct diff_side *side, struct check *check);
/* Fills rows and notes. */
void diff_compare(struct diff *diff);
enum diff_format { DIFF_TEXT, DIFF_JSON, DIFF_MARKDOWN };
void diff_show(FILE *out, const struct diff *diff, enum diff_format format);
/* What of the row changed, a line each. */
void diff_show_details(FILE *out, const struct diff_row *row);
/* For other commands: empty, then each side read or filled, then compared. Not CLI_OK: reported. */
void diff_open(struct diff *diff, struct cli *cli);
enum cli_status diff_read(struct diff *diff, struct diff_side *side, const char *name);
void diff_add(struct diff_side *side, const struct weir_channel *channel); /* ascending by channel, then version */
void diff_close(struct diff *diff);
/* Does the row say more than that nothing changed? */
bool diff_row_counts(const struct diff_row *row);

#endif
