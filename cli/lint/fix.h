/* weir lint --fix: the edits that findings carry, made where they can be answered for.
 *
 * In:   a project that was checked. Out: other texts of its files, or a difference.
 * Must hold: an edit that is said to leave the verdicts as they are is made only after they were shown equal, each instance of each version on both sides: by equal bytes of the channel
 * files, or by the solver. No edit brings an error. Files are written when all of that is done, each as a whole. */
#ifndef CLI_FIX_H
#define CLI_FIX_H

#include "check.h"

struct fix_options {
    bool unsafe;   /* those, too, that change what matches, and those that a person should look at */
    bool dry;      /* print a difference, and write nothing */
    bool says;     /* what was done, for people */
};
/* *check, in the arena of the command, becomes another one: that of the texts that are left. *changes: would anything be written, or was it? Not CLI_OK: reported. */
enum cli_status fix_run(struct cli *cli, struct check **check, const struct fix_options *options, bool *changes);

/* ---- fix_prove.c ---- */

struct fix_failed { /* an instance of the first side that is not the same on the other one */
    uint32_t at;      /* of its name; 0: it is not known which */
    struct str says;  /* why, as a part of a sentence */
};
/* Do all instances of both mean the same? Appends those that do not. */
bool fix_prove(struct cli *cli, struct check *before, struct check *after, struct vec *failed /* struct fix_failed */);

#endif
