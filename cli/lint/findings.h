/* Findings for other programs: SARIF 2.1.0, GitHub's workflow commands, GitLab's code quality report. */
#ifndef CLI_FINDINGS_H
#define CLI_FINDINGS_H

#include <stdio.h>

#include "../../compiler/diag/diag.h"

/* FORMAT(name, "word"): what `weir lint --format` takes besides those of every command. */
#define FINDINGS_FORMATS(FORMAT) FORMAT(SARIF, "sarif") FORMAT(GITHUB, "github") FORMAT(GITLAB, "gitlab")
enum findings_format {
#define FORMAT(name, word) FINDINGS_##name,
    FINDINGS_FORMATS(FORMAT)
#undef FORMAT
    FINDINGS_FORMAT_COUNT
};
bool findings_format_find(const char *word, enum findings_format *format);
/* All of a sorted sink. The same findings give the same bytes. before: stands in front of each path ("content/"), for who looks from another folder; "" otherwise. */
void findings_write(FILE *stream, struct diag_sink *sink, enum findings_format format, const char *before);

#endif
