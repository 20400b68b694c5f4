/* A channel file -> the model that it came from, as far as the file says it: without tests, metadata, lists, comments and the spelling of folded text. */
#ifndef CLI_DECODE_H
#define CLI_DECODE_H

#include "../../compiler/model/model.h"
#include "../../interpreter/weir.h"
#include "../cli.h"

/* channel: accepted by weir_open; its bytes must stay as long as the model is used. model: of model_init, empty or of other channels: what is decoded is
 * appended, and *type is the number of its Template Type. Its fields are all of version 1 on, and its version is the file's. Spans are of nothing. */
void decode_channel(struct model *model, const struct weir_channel *channel, uint32_t *type);

/* Is the file one that the compiler could have written, as far as those who ask what it means take it for granted? An expression's program is that of its text; and
 * no condition nests deeper than any that the compiler writes. A deeper one may be accepted, for the interpreter keeps a stack and does not recurse; but those who make a
 * tree of a condition walk down it, and so do not take the file. Reported: CLI_CONTENT. */
enum cli_status decode_check(const struct cli *cli, const char *path, const struct weir_channel *channel);

#endif
