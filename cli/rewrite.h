/* A file of the user's gets another text: as a whole or not at all, and where a link leads to. */
#ifndef CLI_REWRITE_H
#define CLI_REWRITE_H

#include "../compiler/base/file.h"

/* All of the text is on the disk under a temporary name; file_commit puts it into place. A file that may not be written is not replaced either. */
struct file_status rewrite_begin(struct file_out *out, struct arena *arena, const char *path, struct str text);

#endif
