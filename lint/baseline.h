/* A baseline: the findings that were there when a project took the linter up, one line each. They are passed over; what is new is not.
 *
 *   3f0a...(32 hexadecimal digits) L007 rules/a.weir
 *
 * In:   the file's text; a sorted sink. Out: findings that are known, silenced; lines whose finding does not occur any more.
 * Must hold: only findings of rules are ever silenced, never an error of the language or of the proof. A fingerprint is of the code, the path, the text of the line and how often the three
 * were there already: it stays when lines above change. Lines are sorted by path, so that two branches that take entries out merge. */
#ifndef LINT_BASELINE_H
#define LINT_BASELINE_H

#include <stdio.h>

#include "../compiler/diag/diag.h"

enum { FINGERPRINT_DIGITS = 32 };
struct fingerprint {
    char hex[FINGERPRINT_DIGITS + 1]; /* empty: of a finding that is off */
};
/* Of each of a sorted sink's list, in its order; what the baseline silenced is counted. In the sink's arena. */
struct fingerprint *fingerprints_make(struct diag_sink *sink);

struct baseline_entry {
    struct str fingerprint, code, path;
    struct span span; /* of the line */
    bool used;
};
struct baseline {
    struct vec entries; /* struct baseline_entry, as they stand in the file */
};
/* Lines that are none are reported, and those that name what cannot be passed over. Empty lines and those that begin with # are not looked at. */
void baseline_read(struct baseline *baseline, struct diag_sink *sink, uint32_t file);
void baseline_free(struct baseline *baseline);
/* May the finding stand in a baseline? */
bool baseline_takes(const struct diag *diag);
/* Silences what is known. */
void baseline_apply(struct baseline *baseline, struct diag_sink *sink);
/* All findings of the sink that may stand there; how many. */
size_t baseline_write(FILE *stream, struct diag_sink *sink);
/* The lines of the text without the entries that are not used. */
void baseline_write_used(FILE *stream, const struct baseline *baseline, const struct source_file *file);

#endif
