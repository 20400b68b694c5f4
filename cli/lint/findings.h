/* Findings for other programs: SARIF 2.1.0, GitHub's workflow commands, GitLab's code quality report, JUnit. */
#ifndef CLI_FINDINGS_H
#define CLI_FINDINGS_H

#include <stdio.h>

#include "../../compiler/diag/diag.h"

/* FORMAT(name, "word"): what `weir lint --format` takes besides those of every command. */
#define FINDINGS_FORMATS(FORMAT) FORMAT(SARIF, "sarif") FORMAT(GITHUB, "github") FORMAT(GITLAB, "gitlab") FORMAT(JUNIT, "junit")
enum findings_format {
#define FORMAT(name, word) FINDINGS_##name,
    FINDINGS_FORMATS(FORMAT)
#undef FORMAT
    FINDINGS_FORMAT_COUNT
};
bool findings_format_find(const char *word, enum findings_format *format);
/* All of a sorted sink. The same findings give the same bytes. before: stands in front of each path ("content/"), for who looks from another folder; "" otherwise. failing: the
 * level from which on a test case of JUnit fails. */
void findings_write(FILE *stream, struct diag_sink *sink, enum findings_format format, const char *before, enum diag_level failing);
void findings_write_junit(FILE *stream, struct diag_sink *sink, const char *before, enum diag_level failing);

#endif
