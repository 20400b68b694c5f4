/* The conformance kit: good channel files with events and the verdicts on them, and bad ones with the reason for which they are refused; and what
 * becomes of all of them in an interpreter, whoever wrote it. cli/kit/selftest.c runs it over our own, cli/kit/certify.c over another program.
 *
 * In:   an interpreter as a struct kit_subject. Out: counts and failures by category.
 * Must hold: what is expected comes from the plain evaluator, the solver and tests/bytes, never from the engine that is under test. Memory and time do not depend on
 *       what the interpreter answers. The same kit gives the same checks in the same order. */
#ifndef KIT_KIT_H
#define KIT_KIT_H

#include "../interpreter/weir.h"
#include "../solve/solve.h"

/* ---- what is asked ---- */

struct kit_file { /* a channel file, and what the sensor says when it opens it */
    const char *name;
    const char *title;                    /* what it is, in words */
    const uint8_t *bytes;
    size_t size;
    uint64_t grown;                       /* 0, or: zeros follow up to this size */
    const struct weir_contract *contract; /* NULL: none */
    struct weir_limits limits;
};
struct kit_event { /* inputs of one event, in the order of the parameters */
    const struct weir_input *inputs;
    uint32_t count;
    const uint8_t *types; /* enum weir_type by input */
};
struct kit_hit {
    uint64_t id;
    uint8_t verdict; /* enum weir_verdict */
};

/* ---- who is asked ---- */

enum kit_answer {
    KIT_ACCEPTED, KIT_REFUSED, /* to a file */
    KIT_VERDICTS, KIT_WRONG_COUNT, KIT_NO_CONTENT, /* to an event */
    KIT_BROKEN, /* it crashed, hung or said something else: `why` says what. It can be asked again, and has nothing open */
    KIT_GONE,   /* the same, and it cannot be asked any more */
};
enum { KIT_CODE_BYTES = 64, KIT_WHY_BYTES = 256, KIT_MOST_HITS = 256 };
struct kit_reply {
    enum kit_answer answer;
    char code[KIT_CODE_BYTES]; /* refused: why, by name */
    char why[KIT_WHY_BYTES];   /* broken, gone */
    struct kit_hit hits[KIT_MOST_HITS];
    uint32_t hit_count;
};
struct kit_subject {
    void *context;
    void (*open)(void *context, const struct kit_file *file, struct kit_reply *reply);
    void (*match)(void *context, const struct kit_event *event, struct kit_reply *reply);
};

/* ---- what came of it ---- */

enum kit_category {
#define CATEGORY(name, word, text) KIT_##name,
#include "categories.def"
#undef CATEGORY
    KIT_CATEGORIES
};
struct kit_category_row {
    const char *word, *text;
};
extern const struct kit_category_row kit_category_rows[KIT_CATEGORIES];

enum { KIT_MOST_FAILURES = 100 }; /* kept of each category */
struct kit_failure {
    const char *name; /* of the check: of its file or event */
    const char *why;
};
struct kit_count {
    uint64_t passed, failed, not_run;
    struct kit_failure failures[KIT_MOST_FAILURES];
};
struct kit_report {
    struct kit_count categories[KIT_CATEGORIES];
};
uint64_t kit_failed(const struct kit_report *report); /* with what was not run */
uint64_t kit_passed(const struct kit_report *report);

struct kit_options {
    bool any_code; /* a bad file may be refused for another reason than the kit's */
    bool quick;    /* not every bit and every length, but a sample */
    /* Told of each failed check that is kept, with the file, and the event if it was about one; may be NULL. */
    void (*failed)(void *context, const struct kit_file *file, const struct kit_event *event, const char *name);
    /* Told how far it is; may be NULL. */
    void (*tell)(void *context, const char *doing, uint64_t done, uint64_t total);
    void *context;
};
/* Runs all of it. arena: of the report's texts. NULL, or what is wrong with the kit itself: our own fault. */
const char *kit_run(struct arena *arena, const struct kit_subject *subject, const struct kit_options *options, struct kit_report *report);

/* Our own interpreter as a subject. */
struct kit_own {
    jmp_buf *exhausted;
    struct weir_slots slots;
    uint8_t *bytes[2]; /* held by the slots */
    size_t sizes[2];
    struct vec workspace;
};
struct kit_subject kit_own_subject(struct kit_own *own, jmp_buf *exhausted);
void kit_own_free(struct kit_own *own);

#endif
