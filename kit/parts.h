/* What the files of this room share. Nothing outside kit/ includes this. */
#ifndef KIT_PARTS_H
#define KIT_PARTS_H

#include "kit.h"

/* ---- content.c: the projects that the kit carries, compiled ---- */
struct content { /* one channel file of the kit's own */
    const char *name;
    const struct model *model;
    uint32_t type;
    const struct template_type *declared;
    uint8_t *bytes;
    size_t size;
    struct weir_channel channel;  /* opened by our own verifier */
    struct weir_contract contract; /* what the right sensor says */
    uint8_t types[WEIR_MAX_PARAMETERS];
};
struct contents {
    struct content *list;
    uint32_t count;
    struct vec compiled; /* struct compilation *: what they stand on */
};
/* Every project of the kit; NULL, or what is wrong with one: our own fault. */
const char *contents_make(struct arena *arena, struct contents *contents);
void contents_free(struct contents *contents);
const struct content *contents_find(const struct contents *contents, const char *name); /* BUG without it */
/* The text of an embedded file; BUG without it. */
struct str kit_text(const char *name);

/* ---- event.c: events for a channel file ---- */
struct event {
    struct weir_input *inputs; /* as many as parameters */
    const char *name;          /* "Equals: near miss 2" */
};
/* Matching events, near misses, and those changed at random. */
struct vec events_make(struct arena *arena, const struct content *content);
/* What the plain evaluator says. false: the event cannot be evaluated. */
bool events_expect(struct arena *arena, const struct content *content, const struct weir_input *inputs, struct kit_hit *hits, uint32_t *count);

/* ---- reasons.c: the bad files of tests/bytes ---- */
struct reason {
    struct kit_file file;
    const char *code; /* "ACCEPTED" for the few good ones */
};
struct vec reasons_read(struct arena *arena); /* struct reason */
/* The digest of a file made to fit. */
void kit_fit_digest(uint8_t *bytes, size_t size);

/* ---- run.c ---- */
struct run {
    struct arena *arena;
    struct arena scratch;      /* of one check */
    const struct kit_subject *subject;
    const struct kit_options *options;
    struct kit_report *report;
    struct kit_reply *reply;   /* the last answer */
    struct kit_event event;    /* what it was to; without inputs: to a file */
    uint8_t types[WEIR_MAX_PARAMETERS + 1];
    bool gone;                 /* the subject cannot be asked any more */
    uint64_t done;
    bool *matched;             /* by instance of the content: some event does */
    /* what is open in the subject, and an event that it is asked after each refusal */
    struct kit_file held;
    const struct content *held_content;
    const struct weir_input *probe;
    struct kit_hit probe_hits[KIT_MOST_HITS];
    uint32_t probe_count;
};
/* Opens the file, which is to be refused (or accepted); code: the reason, NULL for any. */
void run_refused(struct run *run, enum kit_category category, const struct kit_file *file, const char *code);
bool run_accepted(struct run *run, enum kit_category category, const struct kit_file *file);
void run_passed(struct run *run, enum kit_category category);
void run_failed(struct run *run, enum kit_category category, const struct kit_file *file, const char *name, const char *format, ...)
    __attribute__((format(printf, 5, 6)));
struct kit_file run_file(const struct content *content);

/* ---- corrupt.c: files made bad ---- */
void corrupt_contracts(struct run *run, const struct contents *contents);
const char *corrupt_fields(struct run *run, const struct contents *contents); /* NULL, or what is wrong with the kit */
void corrupt_lengths(struct run *run, const struct content *content);
void corrupt_bits(struct run *run, const struct content *content);

#endif
