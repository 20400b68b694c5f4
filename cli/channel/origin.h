/* From a byte of a refused channel file to the line of source that it was made from, where the source map lies beside the file. */
#ifndef CLI_ORIGIN_H
#define CLI_ORIGIN_H

#include "../cli.h"

struct origin {
    struct str path;       /* empty: not known */
    uint64_t line, column; /* from 1; 0: not known */
    struct str instance;   /* its name */
};
/* bytes are those of a file that was refused: nothing in them is taken on trust. false: the byte is in no instance, or there is no map. */
bool origin_find(struct cli *cli, const char *channel_path, struct str bytes, uint64_t offset, struct origin *origin);

#endif
