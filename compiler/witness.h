/* An event of the solver, made to run: as inputs of the Content Interpreter. */
#ifndef COMPILER_WITNESS_H
#define COMPILER_WITNESS_H

#include "../interpreter/weir.h"
#include "../solve/solve.h"

/* inputs: count of them, in ordinal order. They point into the event. */
void witness_inputs(const struct template_type *type, const struct solve_event *event, struct weir_input *inputs, uint32_t count);
/* What the Content Interpreter says of one instance of an accepted file; the event has the file's parameters, and perhaps more. Memory: the arena. */
enum weir_verdict witness_run(struct arena *arena, const struct weir_channel *channel, uint32_t instance, const struct template_type *type, const struct solve_event *event);

#endif
