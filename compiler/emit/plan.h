/* What the two halves of the writer share: the plan of one channel file. Private to emit; the check sees nothing of it.
 *
 * plan_make fills it from the model: which instances, in which order, and which number everything has in the file.
 * emit.c then knows every size, takes the memory once and writes. */
#ifndef EMIT_PLAN_H
#define EMIT_PLAN_H

#include "emit.h"

struct plan_instance {
    uint32_t model;         /* index into the model's instances */
    uint32_t vector_length; /* its own parameter count */
    uint32_t criterion_count, code_count;
    uint32_t name, title;   /* numbers of the strings */
};
struct plan_criterion {
    uint8_t op, flags, ordinal, other;
    uint32_t set; /* number in the file, or WEIR_NO_SET */
};
struct plan_program {
    uint32_t regex; /* index into the model's regexes */
    uint32_t count, first; /* instructions, in program_code */
};
/* ---- searching: docs/channel-format.md, chapter "Searching" ---- */
struct plan_question {
    uint32_t criterion; /* the first that asks it */
    uint32_t required;  /* set, or WEIR_NO_SET */
    uint32_t asked;     /* by so many instances */
    uint32_t wakes;     /* so many of them */
    uint8_t kind;       /* enum weir_question_kind */
    uint8_t op, ordinal;/* of the criterion: a look at that one itself would be far away */
};
/* A value that a question searches for; in the plan by table, then as the entries are to be. */
struct plan_record {
    uint64_t key; /* hash << 32 | value << 2 | anchors: one entry a key */
    uint32_t question;
    uint8_t offset;  /* of the window */
    uint8_t slot;    /* which table of its parameter */
    uint16_t tag;
};
/* A string that is looked for in parts of texts. */
struct plan_part {
    struct str text;
    uint32_t number, question;
    uint32_t view, anchors;
};
struct plan_search_table {
    uint8_t ordinal, view, gram, bits;
    uint32_t record_first, record_count, entry_count;
};
/* Strings of which a set of globs or of expressions needs one. */
struct plan_needed {
    uint32_t first, count; /* in needed_words: strings in byte order */
    uint32_t alike;        /* 1 + the number of the first of plan.needed with the same strings; 0: no question requires it */
};

struct plan_name { /* the names are looked at only where the hashes are equal */
    uint32_t hash, number; /* number: place + 1; 0: free */
};

/* A set of the file: the model's set below, enum weir_set_form above; there are many of them. */
#define PLAN_FORM_SHIFT 29
static inline uint32_t plan_set_model(uint32_t set) { return set & ((1u << PLAN_FORM_SHIFT) - 1); }
static inline uint8_t plan_set_form(uint32_t set) { return (uint8_t)(set >> PLAN_FORM_SHIFT); }
/* One set of the model is one in the file for each form that its strings are used in, and for each order of its numbers. */
#define PLAN_VARIANTS ((int)WEIR_FORM_COUNT)
#define PLAN_SIGNED 1 /* the variant of numbers in signed order, where that is another than the unsigned */

struct plan {
    struct model *model;
    const struct template_type *type;
    uint32_t version, parameter_count;

    struct vec instances; /* struct plan_instance, ascending id */
    struct vec criteria;  /* struct plan_criterion */
    struct vec spans;     /* struct span of each criterion */
    struct vec code;      /* uint32_t */
    struct vec sets;      /* uint32_t by file number: see plan_set_model */
    struct vec programs;  /* struct plan_program by file number */
    struct vec program_code; /* uint64_t: instructions as in the file, little-endian value */
    struct vec classes;   /* uint8_t[32] by file number */
    struct vec names;     /* struct str: the first name_count are the first strings of the file; then words that are none of those */
    struct vec fresh_words; /* uint32_t: which words those are */
    uint32_t name_count;

    /* Model index to file number + 1; 0 is "not in this file". */
    uint32_t *set_number[PLAN_VARIANTS]; /* strings: by form; numbers: 0 or PLAN_SIGNED; programs: 0 */
    uint32_t *program_number;
    uint32_t *string_number;
    struct plan_name *name_slots; /* names by content */
    uint32_t name_slot_count;
    uint32_t *name_bits; /* eight for each slot: where no name has set the one of a text, it is none of them; small enough to be near */
    uint32_t *class_slots, class_slot_count; /* classes by content: number + 1 */

    uint64_t vector_total, value_total, number_total, string_bytes, text_use;
    uint32_t string_total; /* names, then the other strings of sets in the order in which sets have them */
    uint32_t member_total, alias_total, inputs_read, max_program;

    /* searching */
    struct vec questions; /* struct plan_question, as in the file */
    struct vec asked;     /* uint32_t of each criterion, as in the file */
    struct vec always;    /* uint32_t, as in the file */
    struct vec tables;    /* struct plan_search_table */
    struct vec records;   /* struct plan_record */
    uint32_t *grams;      /* by hash of four bytes: in how many of PLAN_ALL_EVENTS events they are, going by how often they stand in values */
    uint64_t *numbers;    /* NUMBERS of the file while they are searched for */
    uint8_t *windows, *has_window;  /* by file string: where its window lies; whether that was chosen */
    struct vec starts;              /* uint8_t[PLAN_STARTS] for each view with windows, in the order of the tables: as in the file */
    uint64_t wake_total, bucket_total, filter_total, entry_total, hit_total;
    struct arena arena;        /* of the words */
    struct intern words;       /* strings that globs and expressions need */
    uint32_t *word_number;     /* file number + 1 of each */
    struct vec needed;         /* struct plan_needed */
    struct vec needed_words;   /* uint32_t: words */
    struct vec needed_sets;    /* uint32_t: those of needed that are sets of their own, behind the others in the file */
    uint32_t *needed_of_set;   /* by file set: not looked at, NEEDS_NOTHING, or number in needed + NEEDS */

    /* of one instance at a time, in collect.c */
    struct vec locals;    /* struct local: its criteria by first push */
    struct vec slots;     /* uint32_t */
    struct vec expanded;  /* uint32_t */
    struct vec merged;    /* uint32_t: locals by content */
};

/* The slot of a text among the names: the one that holds it, or the free one for it, whose hash the caller sets with its number. */
struct plan_name *plan_find_name(const struct plan *plan, struct str text, uint32_t hash);
static inline uint32_t plan_name_hash(struct str text) { return (uint32_t)str_hash(text); }

/* false: a limit of the format was passed, and a diagnostic says which. */
void plan_report_too_large(const struct plan *plan);
bool plan_make(struct plan *plan, struct model *model, uint32_t type, uint32_t version, bool with_stress);
void plan_free(struct plan *plan);
void plan_drop_search(struct plan *plan); /* what only plan_write_search reads */
void plan_drop_names(struct plan *plan);  /* what sets do not need */
void plan_drop_numbers(struct plan *plan);/* of strings and programs */

/* Steps of plan_make, one file each. */
bool plan_pick_instances(struct plan *plan, uint32_t type, bool with_stress);
bool plan_add_instance(struct plan *plan, struct plan_instance *planned); /* criteria, code, sets */
bool plan_number_programs(struct plan *plan);
void plan_number_strings(struct plan *plan);

/* Questions and what they require, before the strings are numbered; the sets of that, and the tables, after it. */
void plan_ask(struct plan *plan);         /* index_ask.c */
void plan_find_needed(struct plan *plan); /* index_needed.c */
void plan_choose(struct plan *plan); /* index_choose.c: before the strings are numbered too */
void plan_place_needed(struct plan *plan);
uint32_t plan_number_word(struct plan *plan, uint32_t word); /* + 1; the next one where the word is no string of the file yet */
bool plan_fill_tables(struct plan *plan); /* index_tables.c */
uint32_t plan_questions_end(const struct plan *plan, uint32_t q); /* behind the last question on its parameter */
/* index_windows.c: the strings that a question looks for in parts of texts, in the order of its set. */
typedef void plan_on_part(void *context, const struct plan_part *part);
void plan_each_part(const struct plan *plan, uint32_t q, plan_on_part *on_part, void *context);
#define PLAN_STARTS (1u << WEIR_STARTS_BITS)
void plan_place_windows(struct plan *plan);
uint32_t plan_gram_of(struct str text, uint32_t offset); /* of a window there */
uint32_t plan_hash_gram(struct str text, uint32_t offset, uint32_t gram);
/* The criteria that wake each instance, chosen anew; cost: of each question, to have it wake, or PLAN_WAKES_NOBODY. */
#define PLAN_WAKES_NOBODY UINT32_MAX
void plan_choose_wakers(struct plan *plan, const uint32_t *cost); /* index_wakers.c */
void plan_write_search(const struct plan *plan, uint8_t *const sections[WEIR_SECTION_COUNT + 1]); /* index_write.c */
/* index_common.c: how many of PLAN_ALL_EVENTS events are likely to have the text; how far its bytes are from common, together. */
#define PLAN_ALL_EVENTS (1u << 20)
#define PLAN_MOST_COMMON 40u /* weight of a byte that says nothing */
#define PLAN_A_BIT 8u        /* of weight: so much halves the number of events that have a text */
extern const uint8_t plan_commonness[256]; /* by byte: see commonness.def */
void plan_count_grams(struct plan *plan);
#define PLAN_GRAM_BITS 16 /* the top bits of a gram's hash, by which they are counted */
/* Of four bytes. */
static inline uint32_t plan_gram_hash(struct str text, uint32_t at)
{
    const unsigned char *p = (const unsigned char *)text.p + at; /* the same on every machine, so that it makes the same files */
    return ((uint32_t)p[0] | (uint32_t)p[1] << 8 | (uint32_t)p[2] << 16 | (uint32_t)p[3] << 24) * 0x9e3779b1u;
}
extern const uint8_t plan_common_grams[]; /* a bit for each hash: see common_grams.def */
/* Does the gram stand in many recorded events? */
static inline bool plan_is_common(uint32_t gram_hash)
{
    enum { BITS = 14 }; /* of the hash */
    const uint32_t bit = gram_hash >> (32 - BITS);
    return (plan_common_grams[bit / 8] >> bit % 8 & 1) != 0;
}
/* From the bits that its bytes weigh, from the least that plan.grams says of a gram of it, and from whether all of them stand in many recorded events. */
static inline uint32_t plan_chance_from(uint32_t bits, uint32_t least, bool common)
{
    enum { BITS = 20, COMMON = PLAN_ALL_EVENTS / 16 };
    uint32_t chance = bits < BITS ? PLAN_ALL_EVENTS >> bits : 1;
    chance = chance < least ? least : chance;
    return common && chance < COMMON ? (uint32_t)COMMON : chance;
}
uint32_t plan_chance(const struct plan *plan, struct str text, bool anchored);
uint32_t plan_rarity(struct str text);
/* By key, equal ones in the order in which they stood; room is for as many. */
void plan_sort(struct plan_record *records, struct plan_record *room, size_t count); /* index_sort.c */
enum { NEEDS_NOTHING = 1, NEEDS };

static inline const struct plan_criterion *plan_question_asks(const struct plan *plan, const struct plan_question *question)
{
    return MODEL_AT(plan->criteria, struct plan_criterion, question->criterion);
}

/* Cleared memory that untouched costs nothing; jumps like an arena without memory. */
uint32_t *plan_table(struct plan *plan, size_t count);
static inline bool plan_is_text(uint8_t type)
{
    return type == WEIR_TYPE_STRING || type == WEIR_TYPE_PATH || type == WEIR_TYPE_HASH;
}

#endif
