/* Between the files of the proof: one Template Type at one version, and what one targeted sensor supplies for it. */
#ifndef LINT_PROOF_H
#define LINT_PROOF_H

#include "facts.h"

struct proof_pair {
    uint32_t channel, type, version, sensor;
    const struct sensor_supply *supply;
};

/* Obligation 2 of language.md, chapter "The proof": same count, and the same name and type position by position. Counts what it compared
 * and reports each way in which the pair fails once. */
void proof_compare(struct lint *lint, const struct proof_pair *pair);

/* Is any version of the Template Type that the instance is compiled for supplied? Reports the ones for which that is not so, together where the reason is the same.
 * pairs: all of the targeted sensors, by channel, Template Type, version. */
void proof_report_unsupplied(struct lint *lint, const struct proof_pair *pairs, size_t pair_count);

/* Notes the ones that some of the sensors run and others, which supply the Template Type too, do not. */
void proof_report_partly(struct lint *lint, const struct proof_pair *pairs, size_t pair_count);

/* Instances compiled for the version that read one of the ordinals, the first few by name. */
#define PROOF_NAMED 3
struct proof_affected {
    uint32_t count;               /* of those that read one */
    uint32_t named[PROOF_NAMED];
    uint32_t compiled;            /* all that are compiled for the version */
    uint32_t compiled_named[PROOF_NAMED];
};
struct proof_affected proof_affected(const struct lint *lint, uint32_t type, uint32_t version, uint64_t ordinals);

#endif
