/* What concerns some files of a project: they themselves, and what depends on them. For hooks, which are given the files of a commit.
 *
 * In:  a pipeline that was checked whole, with its uses; the files. Out: which sources are concerned.
 * Must hold: a finding that names a concerned file anywhere, if only in a label, is shown; the work is linear in the project but for a sort. */
#ifndef CLI_AFFECTED_H
#define CLI_AFFECTED_H

#include "check.h"

struct affected {
    bool *file;         /* by number of the source */
    uint32_t file_count;
    uint64_t elsewhere; /* errors that concern none of them and are not shown */
};

/* paths may name files that are gone. weir.json and a sensor manifest concern everything. */
void affected_find(struct cli *cli, struct pipeline *pipeline, const char *const *paths, size_t count, struct affected *affected);
bool affected_has(const struct affected *affected, struct pipeline *pipeline, struct span span);
/* Takes findings that concern none of them out of the sink, and counts errors among them. */
void affected_drop_others(struct affected *affected, struct pipeline *pipeline);

#endif
