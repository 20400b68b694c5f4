/* The linter: a finished model in, findings out. The proof is its first group of rules and cannot be turned off. */
#ifndef LINT_LINT_H
#define LINT_LINT_H

#include "../solve/solve.h"
#include "baseline.h"

/* What was proved: one obligation is one comparison of language.md, chapter "The proof". */
struct proof_counts {
    uint64_t counts;      /* declared = supplied, one per Template Type version and sensor */
    uint64_t positions;   /* name and type of one ordinal, one per Template Type version, sensor and ordinal */
    uint64_t vectors;     /* parameters(instance) = declared, one per instance and version */
    uint64_t criteria;    /* ordinal supplied and operator allowed, one per criterion, version and sensor */
    uint64_t failed;
};
static inline uint64_t proof_total(const struct proof_counts *p) { return p->counts + p->positions + p->vectors + p->criteria; }

/* One channel file to write. */
struct lint_target {
    uint32_t type;    /* index into the model's templates */
    uint32_t version;
    uint32_t sensors; /* how many targeted ones supply it */
    uint32_t instances; /* compiled for it, without the stress instance; may be 0 */
    bool stress;        /* its stress instance is compiled for it too: written only where that is asked for */
};
/* What one targeted sensor supplies, held against one Template Type at one version. */
enum lint_pair_state { LINT_PAIR_HOLDS, LINT_PAIR_TOO_FEW, LINT_PAIR_TOO_MANY, LINT_PAIR_NAME, LINT_PAIR_TYPE, LINT_PAIR_MEMBERS, LINT_PAIR_AHEAD /* a version that is not declared here */ };
struct lint_pair {
    uint32_t type, version, sensor; /* of the model */
    uint32_t declared, supplied;    /* parameters */
    uint32_t ordinal;               /* the first at which it breaks; 0: it holds */
    uint8_t state;                  /* enum lint_pair_state, of what is wrong there */
};
struct lint_result {
    struct proof_counts proof;
    struct vec targets; /* struct lint_target: by channel, then version */
    struct vec pairs;   /* struct lint_pair: those that are AHEAD, then by channel, Template Type, version, sensor */
    struct vec miscounted; /* uint32_t: instances of the model with another number of parameters than their Template Type declares */
};

/* Instances, compiled: what the Content Interpreter says of an event. The linter makes no bytes and runs none; who calls it does. */
struct lint_engine {
    void *context;
    /* All instances of the Template Type that are compiled for the version, without the stress instance. NULL where a limit of the format is passed. */
    void *(*open)(void *context, uint32_t type, uint32_t version);
    /* Adds to matches (uint32_t) the instances, by their number in the model, that match the event, at most so many; false: there may be more. */
    bool (*match)(void *channel, const struct solve_event *event, uint32_t most, struct vec *matches);
    /* Does this one match? */
    bool (*matches)(void *channel, uint32_t instance, const struct solve_event *event);
    void (*close)(void *channel);
};
/* What is another thing than in the last release, or what tests do not notice: who calls the linter compared them, and ran these. */
struct lint_change {
    enum diag_code code;  /* of the group `compatibility`, or SURVIVING_MUTANT */
    uint32_t channel;     /* of the Template Type */
    uint64_t id;          /* of the instance in the sources; 0: it is about the Template Type */
    struct str text;
    struct str gained, lost; /* events as JSON that match now, that match no longer; or empty */
};
struct lint_options {
    const struct project *project; /* levels, budgets */
    bool needs_sensors;            /* no sensor at all is an error (compile), not a note (lint) */
    bool is_part;                  /* files of the project are left out: what is not used here may be used there */
    const struct lint_engine *engine; /* NULL: rules that show events do not run */
    const struct vec *changes;     /* struct lint_change; NULL: nothing is compared */
    bool is_quick;                 /* rules that ask the solver run only where they are errors: not for compile, which is run often */
    struct vec *suppressions;      /* struct suppression; may be NULL */
    uint32_t techniques;           /* 1 + the file of the sources that lists those of ATT&CK; 0: none */
    struct baseline *baseline;     /* what is known and passed over; may be NULL */
    uint32_t today;                /* yyyymmdd; 0: not known, and nothing expires */
};
void lint_run(struct model *model, const struct lint_options *options, struct lint_result *result);
/* After lint_run, the same options with changes: only what tells them. */
void lint_run_changes(struct model *model, const struct lint_options *options);
void lint_result_free(struct lint_result *result);

#endif
