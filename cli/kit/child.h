/* Another program as the interpreter under test, over the line protocol of docs/certify.md.
 *
 * In:   a command line. Out: a subject of the kit.
 * Must hold: whatever the program does, each question ends within its time and all of them within theirs, and no more than CHILD_LINE_BYTES of what it says are kept. A program that crashed, hung or
 *       talked nonsense is ended and started again at the next question, until it did so too often. */
#ifndef CLI_CHILD_H
#define CLI_CHILD_H

#include <sys/types.h>

#include "../../kit/kit.h"

enum {
    CHILD_PROTOCOL = 1,        /* version */
    CHILD_LINE_BYTES = 1 << 20,/* of an answer */
    CHILD_MOST_CRASHES = 200,
    CHILD_MOST_HANGS = 10,     /* a hang costs the whole of its time */
};

struct child {
    jmp_buf *exhausted;
    char **command;      /* ends with NULL */
    int timeout_ms;      /* of each answer */
    int total_seconds;   /* of all of them, and of processor time of one process */
    int64_t until_ms;    /* when those are over; 0: not started */
    const char *path;    /* the file that it is told to open: written before each question */
    pid_t pid;           /* 0: not running */
    int to, from;        /* its standard input and output */
    struct vec line, out;/* char: what it said, what is to be sent */
    struct vec contract, limits; /* char: the lines that were sent last, so that nothing is sent twice */
    char name[KIT_CODE_BYTES * 2]; /* what it says it is */
    uint64_t crashes, hangs;
    int exec_error;      /* errno: the command cannot be run at all */
};

void child_init(struct child *child, jmp_buf *exhausted, char **command, const char *path, int timeout_seconds, int total_seconds);
/* Starts it, so that a command that cannot be run is known before anything else; false: see exec_error. */
bool child_start(struct child *child);
/* Says quit, and ends it where it does not. */
void child_end(struct child *child);
struct kit_subject child_subject(struct child *child);

/* The lines of the protocol, appended to *out. */
void child_write_contract(struct vec *out, const struct weir_contract *contract);
void child_write_limits(struct vec *out, const struct weir_limits *limits);
void child_write_event(struct vec *out, const struct kit_event *event);
/* The bytes of the file at the path; false with errno. */
bool child_write_file(const char *path, const struct kit_file *file);

#endif
