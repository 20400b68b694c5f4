/* Which Template Type the events of a log source are, and what its fields are called there: data, in exchange/mapping/ and in files of the user.
 *
 * In:  JSON. Out: targets, each with the Template Type's own fields. Must hold: a file of the user comes before what is built in. docs/import.md is the
 *      reference of the format. */
#ifndef EXCHANGE_MAPPING_H
#define EXCHANGE_MAPPING_H

#include "../compiler/base/json.h"
#include "../compiler/model/model.h"

enum log_source_key { LOG_PRODUCT, LOG_CATEGORY, LOG_SERVICE, LOG_SOURCE_KEYS };

enum mapping_rule_kind {
    MAP_FIELD,     /* the same under another name */
    MAP_PREFIX,    /* a part of a text: Hashes contains 'SHA256=...' */
    MAP_VALUES,    /* another field that says the same in other words: EventID 17 is EventType CreatePipe */
    MAP_CONSTANT,  /* every event of this log source has this value, or one of these */
};
struct mapping_rule {
    struct str name;          /* in Sigma */
    uint8_t kind;             /* enum mapping_rule_kind */
    struct str field;         /* in the Template Type */
    struct str prefix;        /* MAP_PREFIX */
    const struct str *values; /* MAP_CONSTANT: the values; MAP_VALUES: pairs of a value in Sigma and one of the field */
    uint32_t count;           /* of values, or of pairs */
};
struct mapping_source {
    const struct str *names[LOG_SOURCE_KEYS]; /* any of these; "" is: not said */
    uint32_t counts[LOG_SOURCE_KEYS];
    struct str by;            /* a constant that the rule must ask for, to be of this target; may be empty */
};
struct mapping_target {
    struct str use;           /* "windows/process_creation" */
    struct str where;         /* a further condition, as Weir source; may be empty */
    const struct mapping_source *sources;
    uint32_t source_count;
    const struct mapping_rule *rules; /* of this target first, then of its file */
    uint32_t rule_count;
    struct span span;         /* of the "template" */
    uint32_t type;            /* index into the model's templates */
    uint32_t used;            /* rules that became its instances */
    struct vec names;         /* struct str: the fields' names, for suggestions; made on first use */
};
struct mapping {
    struct arena *arena;
    struct diag_sink *sink;   /* of the user's files and of what is built in */
    struct vec targets;       /* struct mapping_target; the first that fits is taken */
    struct model model;       /* the Template Types */
    struct diag_sink model_sink;
};

void mapping_init(struct mapping *mapping, struct arena *arena, struct diag_sink *sink);
void mapping_free(struct mapping *mapping);
/* Adds a file of the sources: before what is built in, after what was added before. */
void mapping_add(struct mapping *mapping, uint32_t file);
/* Adds what is built in, and loads the Template Types. root: of the project that may have some of its own. What is wrong is in the sink. */
void mapping_finish(struct mapping *mapping, const char *root);

const struct template_type *mapping_type(const struct mapping *mapping, const struct mapping_target *target);
/* What the mapping says of this name, else of this name in another case; NULL. */
const struct mapping_rule *mapping_find_rule(const struct mapping_target *target, struct str name);
/* The field of this name, else with an alias of this name, else of this name in another case; NULL. */
const struct field *mapping_find_field(const struct template_type *type, struct str name);
bool mapping_source_fits(const struct mapping_source *source, const struct str rule[LOG_SOURCE_KEYS]);

/* Texts without regard to the case of ASCII letters. */
bool mapping_same_word(struct str a, struct str b);

struct mapping_entry {
    const char *name, *text;
    uint32_t bytes;
};
extern const struct mapping_entry mapping_entries[]; /* generated: build/gen/mapping.c */
extern const size_t mapping_entry_count;

#endif
