/* The end of a run in which something held to be impossible happened: where, what, status 70. Where a sanitizer is built in, a signal, which it and a fuzzer notice.
 *
 * Must hold: nothing more is written. What stands in the buffers of streams is lost, on purpose, and a file that was not committed never gets its name. */
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "arena.h"

#if defined(__has_feature)
#if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer)
#define SANITIZED
#endif
#elif defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
#define SANITIZED
#endif

_Noreturn void base_bug(const char *file, int line, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    fprintf(stderr, "weir: our own fault at %s:%d: ", file, line);
    vfprintf(stderr, format, arguments);
    fputs(". Please report it\n", stderr);
    va_end(arguments);
#ifdef SANITIZED
    abort();
#else
    _exit(BASE_BUG_STATUS);
#endif
}
