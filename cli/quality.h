/* How good an instance's tests are, and what tests would make them better: the parts of `weir test` that ask the solver. quality.c has what they share, coverage.c the
 * table of parameters by operator, mutants.c what the tests let through, generate.c the tests that are missing.
 *
 * In:   a suite whose tests were run. Out: text or JSON on stdout; with --write, tests in the sources.
 * Must hold: an event is shown only after the Content Interpreter gave the verdict that is claimed for it, in every version that the instance is compiled for. */
#ifndef CLI_QUALITY_H
#define CLI_QUALITY_H

#include "../solve/solve.h"
#include "test.h"

/* One instance, its condition, and its tests as events. Memory goes with quality_close. */
struct quality {
    struct suite *suite;
    uint32_t instance;
    const struct template_type *type;
    struct arena arena;
    struct solve solve;
    struct solve_node *condition;
    uint32_t atom_count;        /* of the condition itself: later ones belong to mutants */
    struct solve_event *events; /* of its tests, without corpora */
    bool *matches;              /* what each expects */
    uint32_t event_count, event_room;
};

/* false: nothing to ask of it: it is a stress instance, or no channel file has it. */
bool quality_open(struct quality *q, struct suite *suite, uint32_t instance);
void quality_close(struct quality *q);
void quality_add_event(struct quality *q, const struct solve_event *event, bool matches);

/* Would the verdict be another one if this criterion were the other way round, and is there a value for it to look at? An absent one stands for the wildcard's place, and
 * decides only where presence itself is asked for. */
bool quality_decides(struct quality *q, uint32_t atom, const struct solve_event *event);
/* An event that the instance matches (or misses) because of this criterion, with a value for it to look at. */
enum solve_answer quality_find_deciding(struct quality *q, uint32_t atom, bool matches, struct solve_event *event);
/* The interpreter's verdicts on the event in all channel files that have the instance are this. */
bool quality_confirmed(struct quality *q, const struct solve_event *event, bool matches);

/* The criterion as it is written in the source; where it was written. */
struct str quality_words(const struct quality *q, uint32_t atom);
struct place quality_place(const struct quality *q, uint32_t atom);

/* ---- mutants.c ---- */

enum mutant_state { MUTANT_KILLED, MUTANT_SURVIVED, MUTANT_EQUIVALENT, MUTANT_UNDECIDED };
struct mutant {
    struct solve_node *condition;
    struct str what;      /* "'Image endswith ...' never holds" */
    uint32_t atom;        /* or TEST_NONE: where it stands */
    uint8_t state;        /* enum mutant_state */
    struct solve_event event; /* that tells it from the instance, where it survived */
    bool matches;         /* what the instance says of that event */
};
/* All mutants of the instance, each with what the tests make of it; in q's memory. */
struct mutant *mutants_make(struct quality *q, uint32_t *count);
/* Kills those survivors that the events tell from the instance by now. */
void mutants_run(struct quality *q, struct mutant *mutants, uint32_t count, uint32_t first_event);

struct quality_score {
    uint64_t good, all;
};
/* Each prints its part; the score is for --fail-under. */
struct quality_score coverage_run(struct suite *suite);
struct quality_score mutants_report(struct suite *suite);
/* Not CLI_OK: reported. */
enum cli_status generate_run(struct suite *suite, bool write);

#endif
