/* The header of `weir bind`: a Template Type at a version -> C text. */
#ifndef CLI_BIND_H
#define CLI_BIND_H

#include <stdio.h>

#include "../compiler/model/model.h"

struct bind {
    const struct template_type *type;
    uint32_t version, parameter_count;
    const char *prefix; /* of every name */
    const bool *name_taken; /* by member, those of all fields in a row: see bind_header.c */
};

/* bind_header.c. The first fills in name_taken; the second takes no memory, so that a file is never left half written for want of it. */
void bind_prepare(struct bind *bind, struct arena *arena);
void bind_write(FILE *stream, const struct bind *bind);

#endif
