/* Every cap on what comes from outside, in one place, each with the reason for its size.
 * A build with WEIR_TINY_LIMITS runs the same tests with caps that they reach. */
#ifndef BASE_LIMITS_H
#define BASE_LIMITS_H

#ifdef WEIR_TINY_LIMITS
#define TINY(tiny, full) (tiny)
#else
#define TINY(tiny, full) (full)
#endif

enum {
    LIMIT_SOURCE_BYTES = TINY(1 << 22, 1 << 28),      /* one source file */
    LIMIT_TOTAL_SOURCE_BYTES = TINY(1 << 24, 1 << 30),/* all of a run: positions are 32-bit */
    LIMIT_LINE_BYTES = TINY(1 << 12, 1 << 20),        /* one line of source; longer is data in disguise and belongs in a list file */
    LIMIT_JSON_BYTES = TINY(1 << 22, 1 << 28),        /* a manifest, weir.json, one event line */
    LIMIT_JSON_DEPTH = TINY(16, 64),
    LIMIT_NESTING = TINY(24, 200),                    /* parentheses and nodes, one inside another */
    LIMIT_NAME_BYTES = TINY(64, 255),
    LIMIT_STRING_BYTES = TINY(1 << 11, 1 << 16),      /* one literal */
    LIMIT_LIST_VALUES = TINY(1 << 12, 1 << 20),       /* values of one list */
    LIMIT_INSTANCE_CRITERIA = TINY(1 << 8, 1 << 12),  /* criteria of one instance */
    LIMIT_INSTANCE_CODE = TINY(1 << 9, 1 << 14),      /* instructions of one condition: predicates can multiply */
    LIMIT_FUNCTION_VALUES = TINY(64, 4096),           /* values that one constant function may give */
    LIMIT_TOTAL_VALUES = TINY(1 << 14, 1 << 22),      /* of one run, values that lists and criteria take over from lists: lists can multiply */
    LIMIT_PREDICATE_STEPS = TINY(1 << 16, 1 << 23),   /* of one run, nodes of predicates that are put in the place of their calls */
    LIMIT_FUNCTION_BYTES = TINY(1 << 18, 1 << 27),    /* of one run, what constant functions give */
    LIMIT_REGEX_INSTRUCTIONS = TINY(1 << 12, 1 << 17),/* of one program; RE2's default budget gives about as many */
    LIMIT_POINT_STEPS = TINY(1 << 10, 1 << 14),       /* of one pattern that the solver reasons about */
    LIMIT_SOLVE_TRIALS = 1 << 14,                     /* of one question about a condition: criteria that are tried true or false */
    LIMIT_SOLVE_PLACES = 1 << 14,                     /* and that the automata of one text may come to together */
    LIMIT_LINT_TRIALS = 1 << 8,                       /* the same of the linter's questions: enough for nearly all, few enough that a thousand rules */
    LIMIT_LINT_PLACES = 1 << 9,                       /* are linted while their writer waits; what they do not settle is said (L200) */
    LIMIT_REGEX_REPEAT = 1000,                        /* RE2's own */
    LIMIT_IMPORT_BYTES = TINY(1 << 17, 1 << 22),      /* one file of YAML: a rule is a few thousand bytes, a collection of all of them is split */
    LIMIT_IMPORT_NODES = TINY(1 << 12, 1 << 18),      /* values of one YAML document, each counted where an alias repeats it */
    LIMIT_IMPORT_SELECTIONS = TINY(64, 1 << 10),      /* of one rule, and a tenth of how often its condition may name them */
    LIMIT_IMPORT_REGEX = TINY(1 << 16, 1 << 26),      /* instructions of all expressions of one import */
    LIMIT_FILE_BYTES = TINY(1 << 20, 1 << 30),        /* one channel file: the format's largest */
    LIMIT_DIAGNOSTICS = TINY(1 << 10, 1 << 20),       /* collected in one run */
    LIMIT_FILES = TINY(1 << 10, 1 << 16),
    LIMIT_SENSORS = TINY(64, 1 << 12),
    LIMIT_INSTANCES = TINY(1 << 12, 1 << 22),
};

#endif
