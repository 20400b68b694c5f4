/* Comments that silence findings: // weir-ignore CODE reason: why, until 2027-01-31
 *
 * Above a declaration for all of it, in a declaration for the line below, at a line's end for that line. A reason is needed; what is expired or silences nothing is reported. Only
 * findings of rules can be silenced. */
#ifndef LINT_SUPPRESS_H
#define LINT_SUPPRESS_H

#include "../compiler/syntax/tree.h"

struct suppression {
    struct span comment, covers; /* findings that begin there */
    struct span name;            /* of the rule, in the comment */
    enum diag_code code;
    uint32_t until;              /* yyyymmdd, the last day on which it counts; 0: for ever */
    bool used;
};
/* Appends those of a file, ascending; the tree may be dropped afterwards. What has not the form is reported. */
void suppressions_read(struct vec *list /* struct suppression */, const struct tree *tree, struct diag_sink *sink);

#endif
