/* What weir.json says of levels in, the effective level of each code at each path out. */
#ifndef LINT_LEVELS_H
#define LINT_LEVELS_H

#include "../compiler/project/project.h"

struct lint_level {
    uint8_t level;                     /* enum diag_level */
    const struct level_setting *from;  /* NULL: the rule's own, or where the setting is for some paths: none */
};
struct lint_path_levels { /* one entry of "paths" */
    struct str path;      /* a glob; '*' stands for folders too */
    struct lint_level row[DIAG_CODE_COUNT];
};
struct lint_levels {
    struct lint_level base[DIAG_CODE_COUNT];
    struct lint_path_levels *paths; /* as they stand in weir.json: a later one wins */
    uint32_t path_count;
};
/* project may be NULL. sink: unknown rules, and what cannot be set, are reported there; NULL: nowhere. */
void levels_read(struct arena *arena, const struct project *project, struct diag_sink *sink, struct lint_levels *levels);
/* The levels of a file, by code: shown as in the findings. */
void levels_at(const struct lint_levels *levels, const char *path, uint8_t row[DIAG_CODE_COUNT]);
/* The group of a rule's code; "" for the others. */
const char *levels_group(enum diag_code code);
/* Told by lint_run_changes, and only where that is asked for: a comment that has silenced nothing before is not unused. */
bool levels_is_later(enum diag_code code);

#endif
