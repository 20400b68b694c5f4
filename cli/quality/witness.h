/* An event of the solver, made visible as the entries of a test. */
#ifndef CLI_WITNESS_H
#define CLI_WITNESS_H

#include "../../compiler/witness.h"

/* "Image: '\\a.exe', ProcessId: 5". Memory: the arena. */
struct str witness_entries(struct arena *arena, const struct template_type *type, const struct solve_event *event);

#endif
