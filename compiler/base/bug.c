/* The end of a run in which something held to be impossible happened: where, what, abort. */
#include <stdio.h>
#include <stdlib.h>

#include "arena.h"

_Noreturn void base_bug(const char *file, int line, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    fprintf(stderr, "weir: a fault of weir itself at %s:%d: ", file, line);
    vfprintf(stderr, format, arguments);
    fputc('\n', stderr);
    va_end(arguments);
    abort();
}
