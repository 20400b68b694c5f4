/* weir explain CHANNEL INSTANCE EVENT: why this event does or does not match. why.c reads, asks and has it shown; why_show.c prints; why_change.c looks for the
 * smallest change of the event that turns the verdict.
 *
 * Must hold: every verdict that is shown, of the instance, of its criteria, and of the changed event, is the Content Interpreter's on the file. */
#ifndef CLI_WHY_H
#define CLI_WHY_H

#include "../../solve/solve.h"
#include "../channel/condition.h"
#include "../events/events.h"
#include "../channel/load.h"

enum { WHY_MOST_CODE = 1 << 15 }; /* of a condition that the solver is asked about: nothing that weir compiles is longer */

struct why_change {
    enum solve_answer found;  /* NO: no event has the other verdict; UNDECIDED: none was found */
    struct solve_event event;
    uint64_t changed;         /* bits of ordinals */
};
struct why {
    struct cli *cli;
    struct arena arena;
    const struct weir_channel *view;
    uint32_t instance;
    const struct weir_input *inputs;
    bool is_of_type;          /* `recorded` takes the event */
    enum weir_verdict verdict;
    uint8_t *criteria;        /* their verdicts */
    struct condition condition;
    uint8_t *node_verdicts;   /* by node of the condition */
    uint8_t *decides;         /* by criterion: a least set that makes the verdict what it is */
    uint32_t first, count;    /* its criteria in the file */
    struct model model;       /* of the file */
    uint32_t type;            /* in the model */
    struct why_change change;
};

/* Sets why->change. */
void why_find_change(struct why *why);
void why_show(const struct why *why, bool as_json);
enum cli_status why_run(struct cli *cli, const char *channel, const char *instance, const char *event);

#endif
