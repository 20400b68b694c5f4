/* AHEAD(p): the machine is asked for what p points to, some time before it is read: tables of all strings lie in no near cache. Only a hint; p may point
 * anywhere. No function: GCC leaves calls out that do nothing but this. */
#ifndef BASE_AHEAD_H
#define BASE_AHEAD_H

#if defined(__GNUC__)
#define AHEAD(p) __builtin_prefetch(p)
#else
#define AHEAD(p) ((void)(p))
#endif

#endif
