/* What the files of this room share while a model is being built. Nothing outside compiler/model/ includes this.
 *
 * In:  syntax trees. Out: the model's pools and tables. Must hold: everything here is dropped when model_build returns, so the model
 *      itself points only into the texts of the sources, into static text, and into its own arena.
 *
 * Names: a file sees what it declares itself and what the files that it uses declare, and those that they use in turn. The same name
 * seen in two of them is an error where it is used, never a silent choice. */
#ifndef MODEL_BUILD_H
#define MODEL_BUILD_H

#include "../base/limits.h"
#include "../pattern/pattern.h"
#include "addresses.h"
#include "model.h"

#define NONE UINT32_MAX
#define FOLD_BEHIND 8
#define AMBIGUOUS (UINT32_MAX - 1)

/* ---- a hash table from 64-bit keys to small numbers ---- */
struct map_slot {
    uint64_t key;
    uint32_t value; /* 1 + the value; 0: free */
};
struct map {
    struct vec slots; /* struct map_slot; count is a power of two */
    uint32_t used;
};
void map_init(struct map *map, jmp_buf *exhausted);
void map_free(struct map *map);
uint32_t map_get(const struct map *map, uint64_t key); /* NONE without one */
void map_put(struct map *map, uint64_t key, uint32_t value);

/* What a key of build.names_of means: space, then two numbers (the second is a name's). */
enum key_space {
    KEY_FILE,        /* 0, path: unit */
    KEY_TEMPLATE,    /* unit, name: template declared there */
    KEY_DECLARATION, /* unit, name: list or predicate declared there */
    KEY_SEEN_TEMPLATE, KEY_SEEN_DECLARATION, /* unit, name: what is visible from there; a memo */
    KEY_ANY_TEMPLATE,/* 0, name: the first template of that name anywhere */
    KEY_CHANNEL,     /* 0, channel: template */
    KEY_FIELD,       /* template, name: ordinal - 1 */
    KEY_MEMBER,      /* number of the field, name: member */
    KEY_INSTANCE,    /* 0, name: instance place */
    KEY_LET,         /* instance's serial number, name: let */
    KEY_STDLIB,      /* 0, name of a template: stdlib entry */
    KEY_PEEKED,      /* unit, name: list or predicate that is visible from there; a memo of those who do not use it */
    KEY_LIST_FILE,   /* 0, path: index in the sources */
    KEY_SPACE_COUNT
};
static inline uint64_t key_of(enum key_space space, uint32_t owner, uint32_t name)
{
    return (uint64_t)space << 60 | (uint64_t)owner << 32 | name;
}

/* ---- values before they have a type ---- */
enum value_kind { VALUE_STRING, VALUE_NUMBER, VALUE_NAME, VALUE_LINE /* of a list file: whatever the field takes */, VALUE_LOW, VALUE_HIGH /* a range: two side by side */ };
enum value_origin { ORIGIN_COMPUTED, ORIGIN_RAW, ORIGIN_COOKED };
struct value {
    struct str text;   /* string, name, line */
    struct span span;  /* of what was written */
    uint64_t number;   /* magnitude */
    uint8_t kind, origin;
    bool negative;
    bool stays;        /* text outlives the build */
};

/* ---- files ---- */
struct unit {
    const struct tree *tree;
    uint32_t file;      /* in the sources */
    uint32_t use_first, use_count; /* in build.uses: unit numbers */
    uint32_t mark;      /* the last search that came by */
    bool from_stdlib;
    bool goes;          /* nothing but uses and instances: when they are built, its tree and perhaps its text go */
    struct tree *own_tree; /* of a file that only a `use` brought in, else NULL */
};

/* ---- lists and predicates ---- */
enum declaration_state { STATE_NEW, STATE_OPEN, STATE_DONE };
struct declaration {
    uint8_t kind;      /* NODE_LIST or NODE_PREDICATE */
    uint8_t state;
    bool poisoned;
    bool used;         /* by an instance; after lists_name_all also by way of lists */
    uint32_t unit, name;
    node_id node;
    struct span span;  /* of the name */
    struct value *values; /* of a list, with those of the lists in it */
    uint32_t value_count;
    uint32_t parameter_count;
    uint32_t edge_first, edge_count; /* in build.edges: declarations that it names */
    uint32_t path_at; /* while it is open: its place on the path of the search */
};
struct edge {
    uint32_t to;
    struct span span;
};

/* Where names are looked up: an instance, or a predicate's body with its parameters bound. */
struct frame {
    const struct unit *unit;
    const struct declaration *predicate; /* NULL: not in one */
    uint32_t binding_first, binding_count; /* in build.bindings */
    const struct frame *caller;
    struct span call;
};
struct binding {
    struct str name;
    node_id argument; /* in the tree of frame->unit */
    const struct frame *frame;
};

struct let {
    struct str name;
    struct span span;
    node_id expression;
    bool used, open, poisoned;
};

struct field_memo {
    uint32_t type, ordinal; /* ordinal 0: nothing */
};
#define FIELD_MEMOS 128u

struct reference {
    uint32_t from, to; /* units: where the name stands, and where it is declared */
};

struct build {
    struct model *model;
    struct diag_sink *sink;
    struct sources *sources;
    const char *root;
    bool texts_go;        /* see model_options */
    struct arena keep;    /* until the end of the build */
    struct arena scratch; /* until the end of the instance */
    struct arena automata;/* until a regex was seen to be good */
    struct intern names;
    struct map names_of;  /* enum key_space */
    struct map ids;       /* id -> place in id_places */
    struct vec id_places; /* struct span, with the instance's name */
    struct vec units;     /* struct unit */
    struct vec uses;      /* uint32_t */
    struct vec use_spans; /* struct span, of each of uses: the path as written */
    struct vec references;/* struct reference: each name that a unit has looked up, once */
    struct vec queue;     /* uint32_t: scratch of searches */
    uint32_t search;
    struct vec declarations; /* struct declaration */
    struct vec edges;        /* struct edge */
    struct vec field_bases;  /* uint32_t by template: number of its first field among all */
    uint32_t field_total;
    bool any_failed;         /* a tree is incomplete: what is missing may have stood there */
    bool stdlib_indexed;

    /* pools */
    struct vec string_slots; /* see pools.c */
    struct vec set_slots;
    struct vec set_orders;   /* uint8_t by set: 1, has numbers of 2^63 or more and is in signed order */
    struct map regex_of;     /* string -> regex */
    struct map list_sets;    /* (list, conversion) -> set; NONE - 2: failed */
    struct map criteria_seen;/* (instance, op, flags, ordinal, other, set), see criteria.c */
    struct vec fold_bytes;   /* char: scratch of folding; FOLD_BEHIND more than it holds are written at times */
    struct vec collected;    /* struct value: scratch of criteria */
    struct vec sorting;      /* scratch of sets */
    struct vec sorting_ranges;
    struct vec indices;      /* uint32_t: scratch of sets */
    struct vec sorting_numbers; /* uint64_t: scratch of sets */
    struct vec bindings;     /* struct binding */
    struct vec lets;         /* struct let */
    uint64_t copied_values;  /* against LIMIT_TOTAL_VALUES */
    uint64_t function_bytes; /* against LIMIT_FUNCTION_BYTES */
    uint64_t predicate_steps;/* against LIMIT_PREDICATE_STEPS */
    struct field_memo field_memos[FIELD_MEMOS]; /* fields found before, by their names */
    struct str last_texts[ATTRIBUTE_COUNT]; /* the last attribute of each key that was copied */
    uint32_t suggestions;    /* names that were compared for suggestions */
    uint32_t instance_serial;
    uint32_t instances_over; /* LIMIT_INSTANCES */
};

#define UNIT(b, i) MODEL_AT((b)->units, struct unit, i)
#define DECLARATION(b, i) MODEL_AT((b)->declarations, struct declaration, i)
#define TEMPLATE(b, i) MODEL_AT((b)->model->templates, struct template_type, i)

static inline uint32_t build_name(struct build *b, struct str name) { return intern_add(&b->names, name); }
/* A text of the unit's source, as the model may have it. */
static inline bool build_text_goes(const struct build *b, const struct unit *unit) { return unit->goes && b->texts_go; }
static inline struct str build_keep(const struct build *b, struct arena *arena, const struct unit *unit, struct str text)
{
    return build_text_goes(b, unit) && text.n ? arena_copy(arena, text) : text;
}

/* uses.c */
void uses_load(struct build *b, const struct tree *trees, size_t count);
/* What the unit sees under the name: an index, NONE, or AMBIGUOUS (then two[] says what is in conflict). space: KEY_TEMPLATE or KEY_DECLARATION. */
uint32_t uses_find(struct build *b, enum key_space space, uint32_t unit, struct str name, uint32_t two[2]);
/* The same for who only wants to know whether there is a list or predicate of the name; the first one where there are several. */
uint32_t uses_peek(struct build *b, uint32_t unit, struct str name);
/* A let or parameter of the name: into the model's shadowings where the unit sees a list or predicate of that name. */
void uses_note_shadowing(struct build *b, uint32_t unit, struct str name, struct span span, bool is_let);
/* After everything is resolved: into the model's unused_uses. */
void uses_find_unused(struct build *b);
const struct stdlib_entry *uses_stdlib_with(struct build *b, struct str template_name);
/* diag_suggest with an end to it: comparing costs names times errors. */
void build_suggest(struct build *b, struct diag *diag, struct str written, const struct str *names, size_t count);
void uses_suggest(struct build *b, struct diag *diag, enum key_space space, uint8_t kind, struct str written);
/* Adds a text of a file below the root; false: reported at span. The file's index in *file. */
bool uses_read(struct build *b, struct str path, struct span span, enum diag_code missing, uint32_t *file);

/* templates.c, fields.c */
uint32_t word_find(struct str word, const struct str *words, uint32_t count); /* or NONE */
void templates_build(struct build *b, uint32_t unit, node_id node);
void fields_build(struct build *b, uint32_t unit, uint32_t type, node_id items);
uint32_t template_field(struct build *b, uint32_t type, struct str name); /* ordinal - 1, or NONE */
uint32_t template_member(const struct build *b, uint32_t type, const struct field *field, struct str name); /* or NONE */
void template_suggest_field(struct build *b, struct diag *diag, const struct template_type *type, struct str written);

/* lists.c */
void lists_declare(struct build *b, uint32_t unit, node_id node);
void lists_finish(struct build *b); /* edges, cycles, values */
/* After the instances: every list and predicate of the run into the model, with whether it is used. */
void lists_name_all(struct build *b);

/* predicates.c */
void predicates_declare(struct build *b, uint32_t unit, node_id node);
void predicates_edges(struct build *b, uint32_t declaration);

/* collect.c: values of a chain, with lists and functions resolved, appended to *out */
struct collector {
    struct build *b;
    struct arena *arena;       /* for texts that are made */
    const struct frame *frame;
    const struct field *field; /* whose members are names, or NULL */
    uint32_t type;             /* its template */
    bool in_list;
    bool over_limit;           /* more than LIMIT_LIST_VALUES: collecting ended there */
    struct str instance;       /* for labels; may be empty */
};
/* Counts values that stand in more than one place of the run; false: reported that they are too many. */
bool collect_count(struct collector *c, uint32_t count, struct span span);
bool collect_values(struct collector *c, node_id chain, struct vec *out);
/* The list that a name stands for, through parameters; NONE when it is something else. Reports nothing. */
uint32_t collect_single_list(struct collector *c, node_id name);
const struct binding *frame_binding(const struct build *b, const struct frame *frame, struct str name);

/* functions.c: replaces the values from index `from` on by what the function makes of them */
enum function {
#define FUNCTION(name, spelling, text) FUNCTION_##name,
#include "functions.def"
#undef FUNCTION
    FUNCTION_COUNT
};
enum function function_find(struct str name); /* FUNCTION_COUNT without one */
const struct str *function_names(void);
bool function_apply(struct build *b, struct arena *arena, enum function function, struct vec *values, uint32_t from, struct span span,
                    const struct frame *frame, struct str instance);
/* encodings.c */

/* values.c: one value as a value of a field's type */
struct conversion {
    struct build *b;
    const struct field *field; /* NULL: any text field */
    uint32_t type;             /* index of its template */
    uint8_t op;                /* enum weir_op of the criterion */
    bool cased;
    const struct frame *frame;
    struct str instance;
    struct span span;          /* of the criterion or entry */
    uint32_t errors;
    bool repeats;              /* a text came twice */
};
bool value_number(struct conversion *c, const struct value *value, uint64_t *out);
bool value_text(struct conversion *c, const struct value *value, struct str *out, bool *stays);
bool value_bytes(struct conversion *c, const struct value *value, uint8_t out[17], uint32_t *count);
struct diag *value_report(struct conversion *c, enum diag_code code, struct span span, const char *format, ...)
    __attribute__((format(printf, 4, 5)));
struct span literal_span(const struct build *b, const struct value *value, uint32_t at, uint32_t length);
struct number_bounds {
    bool low_negative;
    uint64_t low, high; /* magnitudes */
};
struct number_bounds type_bounds(uint8_t type);
int signed_compare(bool a_negative, uint64_t a, bool b_negative, uint64_t b);
/* addresses.c */

/* sets.c: many values as a set of the pool; NONE: reported */
uint32_t set_of_values(struct conversion *c, const struct value *values, uint32_t count);
uint32_t set_of_number(struct build *b, uint64_t number);
uint32_t set_of_range(struct conversion *c, uint64_t low, uint64_t high);
uint32_t set_of_list(struct conversion *c, uint32_t list);

/* pools.c */
uint32_t pool_string(struct build *b, struct str s, bool stays);
/* The same in two steps, so that those of several strings can go on at once: the slot is asked for ahead; the string is looked for. */
uint32_t pool_string_ahead(const struct build *b, struct str s); /* its hash */
void pool_string_soon(const struct build *b, uint32_t hash);     /* once more, where that was long ago */
uint32_t pool_string_hashed(struct build *b, struct str s, uint32_t hash, bool stays);
/* Sets: their elements are in order already and without doubles; ranges are two numbers each. elements: the hashes of the strings, mixed and added up. */
static inline uint64_t pool_element_hash(uint64_t element)
{
    element = (element + 1) * UINT64_C(0x9E3779B97F4A7C15);
    element = (element ^ element >> 29) * UINT64_C(0xBF58476D1CE4E5B9);
    return element ^ element >> 32;
}
void pool_texts_ahead(const struct build *b, uint64_t elements); /* the slot is asked for */
uint32_t pool_texts(struct build *b, const uint32_t *strings, uint32_t count, uint64_t elements);
uint32_t pool_programs(struct build *b, const uint32_t *regexes, uint32_t count);
uint32_t pool_numbers(struct build *b, enum weir_set_kind kind, const uint64_t *numbers, uint32_t count, bool in_signed_order);
uint32_t pool_regex(struct build *b, uint32_t text, struct span span);

/* instances.c, attributes.c, conditions.c, criteria.c, tests.c */
struct condition {
    struct build *b;
    struct instance *instance;
    const struct template_type *type;
    uint32_t type_index;
    uint32_t depth, steps;
    uint32_t stack, deepest;
    bool failed, stopped;
    uint32_t criterion_base, code_base;
    uint32_t serial;           /* of the instance, for its lets */
    const struct field *position; /* of a positional form, while one is read */
    bool in_position;
    uint32_t let_first;
};
/* A chain of one operator that is being written: operands go in, the operator behind each but the first. */
struct fold {
    uint8_t op;     /* enum weir_code_op: AND or OR */
    uint32_t count;
};
void instances_build(struct build *b, uint32_t unit, node_id node);
void attributes_build(struct build *b, uint32_t unit, node_id items, struct instance *instance, const struct template_type *type);
void tests_build(struct build *b, uint32_t unit, node_id node, struct instance *instance, const struct template_type *type);
/* Compiles the instance's condition; the instance's ranges are set. node: expression, or the first POSITION. */
void condition_build(struct build *b, uint32_t unit, struct instance *instance, node_id match, node_id positions, node_id lets);
uint32_t condition_criterion(struct condition *c, struct criterion criterion); /* its number in the instance, the same for the same one */
void condition_push(struct condition *c, enum weir_code_op op, uint32_t k, uint32_t n);
void condition_join(struct condition *c, struct fold *fold);
struct fold *condition_enter(struct fold *outer, enum weir_code_op op, struct fold *own);
void condition_leave(struct condition *c, struct fold *outer, struct fold *inner);
const struct field *condition_field(struct condition *c, const struct frame *frame, node_id name); /* NULL: reported */
void criterion_build(struct condition *c, const struct frame *frame, node_id node, bool negate, struct fold *fold);
struct diag *condition_report(struct condition *c, const struct frame *frame, enum diag_code code, struct span span, const char *format, ...)
    __attribute__((format(printf, 5, 6)));
/* Adds "used here by instance X" where the place is in a predicate or list. */
void frame_labels(struct build *b, struct diag *diag, const struct frame *frame, struct str instance);

#endif
