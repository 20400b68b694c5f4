/* The typed content model: names resolved, types checked, values converted. What lint reasons over and emit writes.
 *
 * In:  the syntax trees of all files, the sensor manifests. Out: this. Must hold when it was built without an error:
 *      every index is in range; an instance's criteria are side by side, ascending ordinal; its condition program is well formed.
 * The model keeps no pointer into a syntax tree, and none into the text of a source that goes (model_options.texts_go). */
#ifndef MODEL_MODEL_H
#define MODEL_MODEL_H

#include "../../interpreter/format.h"
#include "../base/ahead.h"
#include "../project/project.h"
#include "../syntax/tree.h"

enum attribute_key {
#define ATTRIBUTE(name, key, kind, many, text) ATTRIBUTE_##name,
#include "attributes.def"
#undef ATTRIBUTE
    ATTRIBUTE_COUNT
};

/* ---- Template Types ---- */
struct member { /* of an enum or flags type */
    struct str name;
    uint64_t value;
    struct span span;
};
struct alias {
    struct str scheme, path; /* "ecs", "process.executable" */
};
struct field {
    struct str name;  /* empty: reserved */
    struct str doc;
    struct span span;
    uint8_t ordinal;  /* from 1 */
    uint8_t type;     /* enum weir_type */
    bool cased;
    uint32_t since;   /* Template Type version, at least 1 */
    const struct member *members;
    uint32_t member_count;
    const struct alias *aliases;
    uint32_t alias_count;
    bool deprecated;
    struct str deprecation;
    struct str type_text; /* "path", "enum{CreatePipe,ConnectPipe}", "flags{GENERIC_READ=2147483648}": what is hashed, see the format's page */
};
struct recorded_value {
    struct str key;
    bool is_text;
    struct str text;
    uint64_t number;
};
struct template_type {
    struct str name, doc;
    struct span span;        /* of the name */
    struct span version_span;
    uint32_t channel, version; /* version: the newest */
    uint8_t platform, phase, actions; /* enum weir_platform, enum weir_phase, bits 1 << enum weir_action */
    struct field *fields;    /* by ordinal - 1 */
    uint32_t field_count;    /* at the newest version */
    const struct recorded_value *recorded; /* those of one key side by side */
    uint32_t recorded_count;
    bool deprecated;
    bool from_stdlib;
    bool poisoned;           /* an error was reported in it: do not report what follows from that */
    uint32_t stress_instance;/* 1 + index of its stress instance, or 0 */
};
/* How many parameters the Template Type declares at a version: ordinals whose since is at most that. */
uint32_t template_parameter_count(const struct template_type *type, uint32_t version);

/* ---- instances ---- */
enum { CRITERION_BY_FIELD = 2 }; /* on any field: of the text fields only those that are declared with the criterion's own case rule */
struct criterion {
    uint8_t op;      /* enum weir_op */
    uint8_t flags;   /* WEIR_CRITERION_CASED where the text is compared unfolded, always for MATCHES; CRITERION_BY_FIELD, which the file does not have */
    uint8_t ordinal; /* from 1; 0: any text field of the version it is compiled for, becomes one criterion each, in an OR */
    uint8_t other;   /* of a field comparison, else 0 */
    uint32_t set;    /* index into sets, or WEIR_NO_SET */
    struct span span;/* where it was written */
};
struct value_set {
    uint32_t first, count; /* STRINGS: indices into strings, in byte order; PROGRAMS: indices into regexes; in `values`. NUMBERS, RANGES (two each): in `numbers` */
    uint8_t kind;          /* enum weir_set_kind */
};
struct attribute {
    uint8_t key;      /* enum attribute_key */
    struct span span; /* of the value */
    struct str text;  /* STRING: decoded. Others: as written */
};
struct typed_value { /* of a test */
    uint8_t ordinal;
    struct str bytes; /* TEXT and BYTES types */
    uint64_t number;  /* NUMBER types */
};
struct content_test {
    struct str name;      /* a corpus: the file's path */
    struct span span;
    bool matches;         /* expected */
    bool is_corpus;
    uint64_t expected;    /* matches, of a corpus */
    uint32_t value_first, value_count; /* in test_values */
};
struct instance {
    struct str name, title;
    struct span span;       /* of the name */
    uint64_t id;            /* 0: none given (reported) */
    uint32_t type;          /* index into templates */
    uint32_t pinned;        /* @ version, or 0 */
    uint32_t least_version; /* of the Template Type that has every field it names */
    uint8_t severity, action;
    bool stress, positional, poisoned;
    bool aside;             /* nobody asked about its file or about what it depends on: a run for a few files does not ask what it means, and may leave it out of the bytes */
    bool repeats;           /* a criterion of it was given a value twice, or one that is the same once it is folded */
    uint32_t positions;     /* parameters as written in the positional form; what obligation 1 counts */
    struct span positions_span;
    uint32_t criterion_first, criterion_count; /* in criteria; ascending ordinal (an ordinal of 0 last), then first use in the condition */
    uint32_t code_first, code_count;           /* in code: words as in the file, criterion numbers relative to the instance */
    uint32_t attribute_first, attribute_count;
    uint32_t test_first, test_count;
};
/* Is this instance compiled for this version of its Template Type (supplied by a targeted sensor or not)? */
bool instance_has_version(const struct instance *instance, uint32_t version);

/* ---- names that conditions use ---- */
enum named_kind { NAMED_LET, NAMED_LIST, NAMED_PREDICATE };
struct declared_name { /* a list or predicate that a file of this run declares, or a let that its instance does not use */
    struct str name;
    struct span span;
    uint8_t kind; /* enum named_kind */
    bool used;    /* by an instance, itself or by way of others */
};

struct shadowing { /* a let, or a parameter of a predicate, with the name of a list or predicate that its file sees */
    struct str name;
    struct span span, outer;
    bool is_let;       /* else a parameter */
    bool is_predicate; /* what has the name outside; else a list */
};

/* ---- sensors ---- */
struct sensor_input {
    struct str name;      /* empty: reserved */
    struct str type_text; /* as field.type_text; empty: not known, which was reported */
    uint8_t type;         /* enum weir_type */
    struct span span;     /* in the manifest */
};
struct sensor_supply {
    struct str template_name;
    uint32_t version;
    const struct sensor_input *inputs;
    uint32_t input_count;
    struct span span;        /* of the entry's template name */
    struct span inputs_span; /* of the inputs array */
};
struct sensor {
    struct str name; /* "7.11.0" */
    struct span span; /* of the name, in the manifest */
    uint8_t platform;
    const char *path;
    const struct sensor_supply *supplies;
    uint32_t supply_count;
};
const struct sensor_supply *sensor_find(const struct sensor *sensor, struct str template_name, uint32_t version);

/* ---- all of it ---- */
struct model {
    struct arena *arena;
    struct arena remarks;   /* texts of attributes and tests, where they are copied */
    struct sources *sources;
    struct diag_sink *sink;
    bool leaves_aside;      /* what is emitted is without the instances that are aside: to be looked at, never to be written */
    struct vec templates;   /* struct template_type */
    struct vec instances;   /* struct instance; order of the files, then of the text */
    struct vec criteria;    /* struct criterion */
    struct vec code;        /* uint32_t */
    struct vec sets;        /* struct value_set, no two alike */
    struct vec values;      /* uint32_t */
    struct vec numbers;     /* uint64_t */
    struct vec strings;     /* struct str, no two alike: the values, folded where the comparison is */
    struct vec regexes;     /* struct regex_entry */
    struct vec attributes;  /* struct attribute */
    struct vec tests;       /* struct content_test */
    struct vec test_values; /* struct typed_value */
    struct vec named;       /* struct declared_name */
    struct vec shadowings;  /* struct shadowing */
    struct vec unused_uses; /* struct span: of the path of a `use` that brings nothing to a file which nobody uses */
    struct vec sensors;     /* struct sensor */
    bool sensors_incomplete;/* a manifest is not there or not right, which was reported: what the others do not supply may stand in it */
};
struct regex_entry {
    uint32_t text; /* string index of the expression as written */
    struct span span;
};

#define MODEL_AT(vec, type, index) ((type *)model_at((vec).p, (size_t)(index) * sizeof(type)))
/* An empty table has no memory, and to null nothing may be added, not even nothing. */
static inline void *model_at(void *p, size_t bytes)
{
    return bytes ? (char *)p + bytes : p;
}

/* Who goes through sets in their order will come to the strings of the values behind this one, which lie in no near cache: they are asked for. Values that are expressions do no harm, for there are
 * no more of these than strings. */
static inline void model_values_ahead(const struct model *model, size_t value)
{
    enum { SOON = 10, LATER = 2 * SOON };
    const uint32_t *values = model->values.p;
    const struct str *strings = model->strings.p;
    if (model->values.count <= LATER || value >= model->values.count - LATER) return;
    AHEAD(&strings[values[value + LATER]]);
    AHEAD(strings[values[value + SOON]].p);
}

/* Steps, in this order; each reports and goes on. Trees of one call may be freed when model_build returns. */
void model_init(struct model *model, struct arena *arena, struct sources *sources, struct diag_sink *sink);
void model_free(struct model *model);
/* Drops what no channel file has a place for: attributes and tests, which are half of a model. Nothing may ask for them afterwards. */
void model_forget_tests(struct model *model);
/* Drops what channel files have of the conditions, when they are all made. */
void model_forget_conditions(struct model *model);
/* stdlib: text of a Template Type's file for a `use 'name'`, e.g. 'windows/named_pipe'; NULL string if there is none. */
struct model_options {
    const char *root;                          /* of the project, for list files and `use` of paths */
    /* May be NULL: told of each of the trees, by its number, as soon as nothing asks for it any more; it may be freed then. */
    void (*tree_done)(void *context, size_t tree);
    void *context;
    bool texts_go; /* the text of the source, too, may be let go then */
};
void model_build(struct model *model, struct tree *trees, size_t tree_count, const struct model_options *options);
/* Reads one sensor manifest (its text is added to the sources) into the model. */
void model_add_sensor(struct model *model, const char *path, struct str text);

/* ---- what is embedded of stdlib-templates/ ---- */
struct stdlib_entry {
    const char *name; /* "windows/named_pipe" */
    const char *text; /* terminated */
    uint32_t bytes;
};
extern const struct stdlib_entry stdlib_entries[]; /* generated: build/gen/stdlib.c */
extern const size_t stdlib_entry_count;

#endif
