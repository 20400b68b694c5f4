/* AHEAD(p): the machine is asked for what p points to, some time before it is read: tables of all strings lie in no near cache. Only a hint; p may point
 * anywhere. The empty instruction is there because GCC takes a function that does nothing but this for one without effect, and leaves calls of it out. */
#ifndef BASE_AHEAD_H
#define BASE_AHEAD_H

#if defined(__GNUC__)
#define AHEAD(p) do { __builtin_prefetch(p); __asm__ volatile(""); } while (0)
#else
#define AHEAD(p) ((void)(p))
#endif

#endif
