/* The checks of the unit tests. A failed one prints file and line and the test goes on; CHECK_DONE prints the one-line summary
 * and gives the exit status: 0, or 1 when a check failed. */
#ifndef UNIT_CHECK_H
#define UNIT_CHECK_H

#include <setjmp.h>
#include <stdio.h>
#include <string.h>

#include "base/str.h"

static unsigned check_count, check_failures;

static inline int check_that(int holds, const char *file, int line, const char *what)
{
    check_count++;
    if (holds) return 1;
    check_failures++;
    printf("%s:%d: does not hold: %s\n", file, line, what);
    return 0;
}
static inline int check_texts(struct str got, struct str wanted, const char *file, int line, const char *what)
{
    check_count++;
    if (str_equal(got, wanted)) return 1;
    check_failures++;
    printf("%s:%d: %s is '" STR_FMT "', not '" STR_FMT "'\n", file, line, what, STR_ARG(got), STR_ARG(wanted));
    return 0;
}
static inline int check_numbers(long long got, long long wanted, const char *file, int line, const char *what)
{
    check_count++;
    if (got == wanted) return 1;
    check_failures++;
    printf("%s:%d: %s is %lld, not %lld\n", file, line, what, got, wanted);
    return 0;
}
static inline int check_done(const char *name)
{
    printf("%s: %u checks, %u failed\n", name, check_count, check_failures);
    return check_failures != 0;
}

/* A failed one says what was found instead, as printf does. */
#define CHECK_WITH(condition, ...)                                                     \
    do {                                                                               \
        if (!check_that((condition) != 0, __FILE__, __LINE__, #condition)) {           \
            fputs("    ", stdout);                                                     \
            printf(__VA_ARGS__);                                                       \
            putchar('\n');                                                             \
        }                                                                              \
    } while (0)
#define CHECK(condition) check_that((condition) != 0, __FILE__, __LINE__, #condition)
/* A struct str against a terminated string. */
#define CHECK_STR(got, wanted) check_texts((got), str_from(wanted), __FILE__, __LINE__, #got)
/* Two terminated strings. */
#define CHECK_TEXT(got, wanted) check_texts(str_from(got), str_from(wanted), __FILE__, __LINE__, #got)
#define CHECK_INT(got, wanted) check_numbers((long long)(got), (long long)(wanted), __FILE__, __LINE__, #got)
#define CHECK_DONE(name) check_done(name)

/* The first lines of a test's main: where to go without memory. */
#define CHECK_MEMORY(jump)                    \
    do {                                      \
        if (setjmp(jump) != 0) {              \
            puts(__FILE__ ": out of memory"); \
            return 1;                         \
        }                                     \
    } while (0)

#endif
