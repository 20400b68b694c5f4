/* weir gate: a project in, one verdict and a release folder out. gate.c is asked and tells; gate_checks.c takes the steps over the sources and what is compiled of them,
 * gate_before.c those against the previous release, gate_release.c writes.
 *
 * Must hold: the folder is there, whole, exactly when every step passed; the bytes in it are those that were tested. */
#ifndef CLI_GATE_H
#define CLI_GATE_H

#include "../diff/diff.h"
#include "lock.h"
#include "release.h"
#include "sign.h"

enum gate_step {
#define STEP(name, word, text) GATE_##name,
#include "gate_steps.def"
#undef STEP
    GATE_STEP_COUNT
};
enum gate_state { GATE_NOT_RUN, GATE_PASSED, GATE_FAILED, GATE_NOT_ASKED };

struct gate_result {
    uint8_t state;   /* enum gate_state */
    struct str text; /* what it found */
};
struct gate {
    struct cli *cli;
    struct check check;
    struct suite suite;
    bool has_suite, compiles;
    struct gate_result results[GATE_STEP_COUNT];
    const char *output, *fresh;  /* the release folder; the folder that becomes it */
    const char *previous;        /* or NULL */
    struct release before;
    struct diff diff;
    bool has_before, has_diff;
    struct str findings;         /* of the sources, as SARIF */
    struct lock lock;
    struct sign_secret key;
    bool has_key;
    struct vec rings;            /* struct project_ring */
    uint64_t earliest;
    enum cli_status worst;       /* of the world and of usage: ends the run */
};

void gate_pass(struct gate *gate, enum gate_step step, const char *format, ...) __attribute__((format(printf, 3, 4)));
void gate_fail(struct gate *gate, enum gate_step step, const char *format, ...) __attribute__((format(printf, 3, 4)));
void gate_skip(struct gate *gate, enum gate_step step, const char *format, ...) __attribute__((format(printf, 3, 4)));
/* Not CLI_OK: noted, and the run ends with it. */
void gate_world(struct gate *gate, enum cli_status status);

/* Each takes the steps that it can, and reports each finding as it goes. */
void gate_check_sources(struct gate *gate);
void gate_check_content(struct gate *gate);
void gate_check_before(struct gate *gate);
void gate_check_release(struct gate *gate); /* ring, a second compilation into gate->fresh, reading it back, key */
/* Everything else into gate->fresh, which then becomes gate->output. */
enum cli_status gate_write(struct gate *gate);

static inline const struct project *gate_project(const struct gate *gate) { return &gate->check.pipeline.project; }
extern const char *const gate_words[GATE_STEP_COUNT], *const gate_states[];

#endif
