/* What the parts of the Sigma exporter share: export_sigma.c writes rules, export_sigma_detection.c their detections, export_sigma_value.c values,
 * export_spelling.c finds out how a value was written. */
#ifndef EXCHANGE_EXPORT_YAML_H
#define EXCHANGE_EXPORT_YAML_H

#include "export.h"
#include "export_term.h"
#include "mapping.h"

/* ---- export_spelling.c: the model holds values folded; people want them as they were written ---- */

struct spelling {
    struct sources *sources;
    struct arena *arena;
    struct intern folded;  /* of every literal and line of the sources */
    struct vec written;    /* struct str, by number of its folded form: the first one */
    bool is_read;
};
void spelling_init(struct spelling *spelling, struct arena *arena, struct sources *sources);
void spelling_free(struct spelling *spelling);
/* The text as a literal in the span has it, else as any literal of the sources has it, else itself. */
struct str spelling_of(struct spelling *spelling, struct arena *scratch, struct span near, struct str folded);

/* ---- export_sigma.c ---- */

struct sigma_export {
    struct model *model;
    struct arena *arena;    /* of what is given out */
    struct arena scratch;   /* of one rule */
    struct mapping mapping;
    struct spelling spelling;
    const struct instance *instance;
    const struct template_type *type;
    const struct mapping_target *target;
    const struct mapping_source *source;
    struct term *term;      /* the instance's condition, without what the log source says already */
    struct model where_model; /* the conditions of log sources: export_where.c */
    struct diag_sink where_sink;
    struct text out;
    bool failed;
};
void sigma_refuse(struct sigma_export *s, const struct criterion *criterion, const char *format, ...) __attribute__((format(printf, 3, 4)));
/* What the mapping calls the field. */
struct str sigma_field_name(const struct sigma_export *s, const struct field *field);

/* ---- export_where.c ---- */

void sigma_where_init(struct sigma_export *s);
void sigma_where_free(struct sigma_export *s);
void sigma_where_ready(struct sigma_export *s, const char *root);
/* The condition without the target's own at its end; NULL where that is not there. The term is used up. */
struct term *sigma_where_taken(struct sigma_export *s, uint32_t target, struct term *term);

/* ---- export_sigma_value.c ---- */

/* One field of a selection: key, modifiers, values. */
struct sigma_item {
    struct str key;             /* "Image|endswith"; empty: keywords */
    bool plain;                 /* values are written without quotes: numbers, true, false */
    bool takes_all;             /* several items of this key can be one with |all */
    const struct str *values;
    uint32_t count;
    struct sigma_item *second;  /* a range has two ends: another item that must hold too */
    struct sigma_item *other;   /* and a set of ranges has more than one: an alternative */
};
/* NULL: refused. */
struct sigma_item *sigma_item_of(struct sigma_export *s, const struct criterion *criterion);
struct sigma_item *sigma_item_exists(struct sigma_export *s, const struct criterion *criterion, bool exists);

/* 'it''s', or "\x07" where that is needed. */
void yaml_quoted(struct text *out, struct str text);
void yaml_scalar(struct text *out, const struct sigma_item *item, struct str value);

/* ---- export_sigma_detection.c ---- */

/* "detection:" and what belongs to it, into s->out. */
void sigma_detection(struct sigma_export *s);

#endif
