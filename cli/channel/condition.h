/* The condition of an instance as a tree, and which of its criteria decide it.
 *
 * In:   the postfix program of an accepted file. Out: nodes, each behind its children, so that one walk upwards sees all of them.
 * Must hold: linear in the program, and no recursion, because a chain of ten thousand `or` is as deep as it is long. */
#ifndef CLI_CONDITION_H
#define CLI_CONDITION_H

#include "../../compiler/base/arena.h"
#include "../../interpreter/weir.h"

struct condition_node {
    uint32_t op;           /* enum weir_code_op */
    uint32_t k, n;         /* of ATLEAST: how many of how many; of CRITERION: n is its number in the instance */
    uint32_t first, count; /* its children, in kids */
};
struct condition {
    struct condition_node *nodes; /* the last one is the root */
    uint32_t *kids;               /* numbers of nodes */
    uint32_t count;
};

/* The words of a program that the verifier has accepted; in the arena. */
void condition_of_words(struct condition *condition, struct arena *arena, const uint32_t *words, uint32_t count);
void condition_read(struct condition *condition, struct arena *arena, const struct weir_channel *channel, uint32_t instance);

/* verdicts[i] is that of criterion i (enum weir_verdict). Both set chosen[i] to 1 for the criteria that they name, and leave the others alone;
 * chosen has room for each criterion, cleared. false: there is no such set, because the condition does not depend on criteria there. */

/* A least set of criteria that make the condition what it is, wanted, whatever the other ones say. */
bool condition_reasons(const struct condition *condition, struct arena *arena, const uint8_t *verdicts, bool wanted, uint8_t *chosen);
/* A least set of criteria that would have to turn for the condition to become what is wanted. Least where no criterion stands in it twice. Of sets
 * alike in number the one with the fewest criteria that are far[i]. */
bool condition_turns(const struct condition *condition, struct arena *arena, const uint8_t *verdicts, const uint8_t *far, bool wanted, uint8_t *chosen);

#endif
