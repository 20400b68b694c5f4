/* How good an instance's tests are, and what tests would make them better: the parts of `weir test` that ask the solver. quality.c has what they share, coverage.c the
 * table of parameters by operator, mutants.c what the tests let through, generate.c the tests that are missing.
 *
 * In:   a suite whose tests were run. Out: text or JSON on stdout; with --write, tests in the sources.
 * Must hold: an event is shown only after the Content Interpreter gave the verdict that is claimed for it, in every version that the instance is compiled for. */
#ifndef CLI_QUALITY_H
#define CLI_QUALITY_H

#include "../../solve/solve.h"
#include "../test/test.h"

/* One instance, its condition, and its tests as events. Memory goes with quality_close. */
struct quality {
    struct suite *suite;
    uint32_t instance;
    const struct template_type *type;
    struct arena arena;
    struct solve solve;
    struct solve_node *condition;
    uint32_t atom_count;        /* of the condition itself: later ones belong to mutants */
    struct vec events;          /* struct quality_event: of its tests, then of its corpora, then those that were generated */
};
struct quality_event {
    struct solve_facts facts;
    bool matches;    /* what the instance says of it */
    uint32_t corpus; /* 0: a test, which says what it expects of this event; otherwise the corpus counts the matches among its events */
};
/* An instance with very many criteria gets the first mutants only, and of a long corpus the first events count; both is said. */
enum { QUALITY_MOST_MUTANTS = 4000, QUALITY_MOST_EVENTS = 1000 };

/* The inputs of an event as the solver's event. */
void quality_event_of_inputs(struct arena *arena, const struct weir_channel *view, const struct weir_input *inputs, struct solve_event *event);

/* Events of the corpora, read once for all instances: into suite->corpora. Before the first quality_open. */
void quality_read_corpora(struct suite *suite);
void quality_free_corpora(struct suite *suite);

/* false: nothing to ask of it: it is a stress instance, or no channel file has it. */
bool quality_open(struct quality *q, struct suite *suite, uint32_t instance);
void quality_close(struct quality *q);
void quality_add_event(struct quality *q, const struct solve_event *event, bool matches);

/* Would the verdict be another one if this criterion were the other way round, and is there a value for it to look at? An absent one stands for the wildcard's place, and
 * decides only where presence itself is asked for. */
bool quality_decides(struct quality *q, uint32_t atom, uint32_t event);
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
    struct str what;      /* "`Image endswith '\\a.exe'` never true" */
    uint32_t atom;        /* or TEST_NONE: where it stands */
    uint8_t state;        /* enum mutant_state */
    struct solve_event event; /* that tells it from the instance, where it survived */
    bool matches;         /* what the instance says of that event */
};
/* All mutants of the instance, each with what the tests make of it; in q's memory. */
struct mutants {
    struct mutant *list;
    uint32_t count;
    uint64_t left_out; /* beyond QUALITY_MOST_MUTANTS */
};
void mutants_make(struct quality *q, struct mutants *mutants);
/* Kills those survivors that the events tell from the instance by now. */
void mutants_run(struct quality *q, struct mutants *mutants, uint32_t first_event);

struct quality_score {
    uint64_t good, all;
};
/* ---- coverage.c: for each Template Type, what the tests decide, by parameter and operator ---- */
struct coverage_cell {
    uint32_t instances, first, last; /* how many have it; the first and the last one of them */
    bool possible;                  /* in some instance an event could decide it both ways; the solver is asked until one is found */
    bool match, miss;               /* some test matches, some test misses because of it */
};
struct coverage_table {
    struct coverage_cell cells[WEIR_MAX_PARAMETERS][WEIR_OP_COUNT]; /* by ordinal - 1 */
    bool used;
};
struct coverage {
    struct arena arena;
    struct coverage_table **tables; /* by Template Type of the model; NULL: no instance is for it */
};
/* Of all instances that the suite takes whole, after its tests were run and quality_read_corpora. */
void coverage_gather(struct suite *suite, struct coverage *coverage);
void coverage_free(struct coverage *coverage);
/* Is the cell one of those that make up the score? Not where nothing has the criterion, and not where no event could decide both ways. */
bool coverage_counts(const struct coverage_cell *cell);

/* Each prints its part; the score is for --fail-under. */
struct quality_score coverage_run(struct suite *suite);
struct quality_score mutants_report(struct suite *suite);
/* Not CLI_OK: reported. */
enum cli_status generate_run(struct suite *suite, bool write);

#endif
