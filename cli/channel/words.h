/* What is in a channel file, in words: criteria and conditions as Weir source would say them, values as literals of the language.
 *
 * In:   an accepted channel. Out: text on a stream; control, invisible and bidirectional characters are always escaped. */
#ifndef CLI_WORDS_H
#define CLI_WORDS_H

#include <stdio.h>

#include "../../compiler/base/arena.h"
#include "../../interpreter/weir.h"

/* 'as it is', or "with \n escapes" where something in it could not be seen. */
void words_string(FILE *stream, struct str text);
/* The same without quotes, for names and titles. */
void words_plain(FILE *stream, struct str text);
/* An input of the parameter, or "absent". */
void words_input(FILE *stream, const struct weir_channel *channel, uint32_t ordinal, const struct weir_input *input);
/* "string", "enum{CreatePipe,ConnectPipe}": the type's text of docs/channel-format.md. */
void words_type(FILE *stream, const struct weir_channel *channel, uint32_t ordinal);
/* "PipeName like ('\MSSE-*', '\postex_*')". At most most_values of a set, then how many more there are; 0: all. */
void words_criterion(FILE *stream, const struct weir_channel *channel, uint32_t criterion, uint32_t most_values);
/* Value i of a set, as words_criterion shows it; for the criterion's parameter. */
void words_value(FILE *stream, const struct weir_channel *channel, uint32_t criterion, uint32_t i);
/* "c1 or (c2 and not c3)": criteria of the instance are counted from 1. */
void words_condition(FILE *stream, struct arena *arena, const struct weir_channel *channel, uint32_t instance);

extern const char *const words_types[WEIR_TYPE_COUNT];
extern const char *const words_ops[WEIR_OP_COUNT];
extern const char *const words_operators[WEIR_OP_COUNT]; /* as source writes them: "startswith", "== field" */
extern const char *const words_severities[WEIR_SEVERITY_COUNT];
extern const char *const words_actions[WEIR_ACTION_COUNT];
extern const char *const words_phases[WEIR_PHASE_COUNT];
extern const char *const words_platforms[WEIR_PLATFORM_COUNT];
extern const char *const words_verdicts[3];

#endif
