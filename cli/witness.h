/* An event of the solver, made visible and made to run: as a recorded event that `weir scan` takes, and as the inputs of the Content Interpreter. */
#ifndef CLI_WITNESS_H
#define CLI_WITNESS_H

#include <stdio.h>

#include "../interpreter/weir.h"
#include "../solve/solve.h"

/* One JSON object on one line, without an end of line: the keys by which the event is recognised, then the values that are there. */
void witness_write_json(FILE *stream, const struct template_type *type, const struct solve_event *event);
/* As the entries of a test: "Image: '\\a.exe', ProcessId: 5". Memory: the arena. */
struct str witness_entries(struct arena *arena, const struct template_type *type, const struct solve_event *event);
/* inputs: count of them, in ordinal order. They point into the event. */
void witness_inputs(const struct template_type *type, const struct solve_event *event, struct weir_input *inputs, uint32_t count);
/* What the Content Interpreter says of one instance of an accepted file; the event has the file's parameters, and perhaps more. Memory: the arena. */
enum weir_verdict witness_run(struct arena *arena, const struct weir_channel *channel, uint32_t instance, const struct template_type *type, const struct solve_event *event);

#endif
