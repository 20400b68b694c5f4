/* The files of a git revision, in a folder of their own. */
#ifndef CLI_DIFF_GIT_H
#define CLI_DIFF_GIT_H

#include "../cli.h"

/* What the current folder, and all below it, held at the revision, in a new folder among the temporary ones: *folder, in the arena. Not CLI_OK: reported. */
enum cli_status git_extract(struct cli *cli, const char *revision, const char **folder);
void git_remove(const char *folder);

#endif
