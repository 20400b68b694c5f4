/* weir.json: the project that a command works on. */
#ifndef PROJECT_PROJECT_H
#define PROJECT_PROJECT_H

#include "../base/file.h"
#include "../base/json.h"
#include "../diag/diag.h"

enum project_budget {
#define BUDGET(name, key, least, most, code) BUDGET_##name,
#include "budgets.def"
#undef BUDGET
    PROJECT_BUDGETS
};

struct level_setting {
    struct str rule; /* slug or code or group: the linter knows which there are, and reports the others */
    enum diag_level level;
    struct span span;
    uint32_t path_number; /* 1 + index in level_paths, where it is for some paths; 0: for all */
};
struct project_ring { /* of sensors that get a release together */
    struct str name;
    uint32_t hours;            /* how long a release must run there before the next one may have it */
};
struct project_gate {          /* what a release must reach */
    enum diag_level fail_on;   /* DIAG_ERROR without a setting */
    uint32_t coverage, mutants;/* percent; 0: no floor */
    struct str category;       /* of the content, as the manifest says it */
    struct vec rings;          /* struct project_ring, in order; none: canary, then everyone */
};
struct project {
    const char *root;          /* folder of weir.json, as a prefix for opening files; "." without one */
    bool found;                /* there is a weir.json */
    struct str name;
    struct vec sources;        /* const char *, relative to root */
    struct vec sensor_patterns;/* struct str */
    struct span sensors_span;  /* of the "sensors" value, or nowhere */
    struct str output;
    uint32_t revision;         /* "revision": content revision, 1 without it */
    struct vec levels;         /* struct level_setting */
    struct vec level_paths;    /* struct str: globs of "paths" */
    struct str techniques;     /* relative to root: the techniques of ATT&CK that tags may name; empty without one */
    struct str baseline;       /* relative to root: the findings that are passed over; empty without one */
    struct vec known_good;     /* struct str: patterns of files of events that nothing should match */
    struct str allow;          /* relative to root: the file that says which matches of them are known; empty without one */
    struct project_gate gate;
    uint64_t budget[PROJECT_BUDGETS]; /* 0: none */
};
/* Looks for weir.json from folder upwards. Unknown keys are errors that name the nearest one. No weir.json is no error: found is false. */
struct file_status project_load(struct project *project, struct arena *arena, struct sources *sources, struct diag_sink *sink,
                                const char *folder);

void project_free(struct project *project);

/* Reports a json_error as a diagnostic at its place in the file. */
void project_report_json(struct diag_sink *sink, struct sources *sources, uint32_t file, const struct json_error *error);

#endif
