/* Preloaded: lets allocation number WEIR_FAULT_AT of the process fail; with WEIR_FAULT_COUNT, writes how many there were to that file.
 * With WEIR_FAULT_THREAD, thread number so and all later ones cannot be created. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static unsigned long calls, fail_at;
static int ready;

static int fails(void)
{
    if (!ready) {
        ready = 1;
        const char *at = getenv("WEIR_FAULT_AT");
        fail_at = at ? strtoul(at, NULL, 10) : 0;
    }
    return __atomic_add_fetch(&calls, 1, __ATOMIC_RELAXED) == fail_at; /* of all threads together */
}

extern void *__libc_malloc(size_t);
extern void *__libc_calloc(size_t, size_t);
extern void *__libc_realloc(void *, size_t);

void *malloc(size_t size)
{
    if (fails()) return errno = ENOMEM, NULL;
    return __libc_malloc(size);
}
void *calloc(size_t count, size_t size)
{
    if (fails()) return errno = ENOMEM, NULL;
    return __libc_calloc(count, size);
}
void *realloc(void *old, size_t size)
{
    if (fails()) return errno = ENOMEM, NULL;
    return __libc_realloc(old, size);
}

int pthread_create(pthread_t *thread, const pthread_attr_t *attributes, void *(*start)(void *), void *context)
{
    static unsigned long created;
    const char *at = getenv("WEIR_FAULT_THREAD");
    if (at && ++created >= strtoul(at, NULL, 10)) return EAGAIN;
    int (*next)(pthread_t *, const pthread_attr_t *, void *(*)(void *), void *);
    *(void **)&next = dlsym(RTLD_NEXT, "pthread_create");
    return next(thread, attributes, start, context);
}

__attribute__((destructor)) static void tell(void)
{
    const char *path = getenv("WEIR_FAULT_COUNT");
    if (path == NULL) return;
    char text[32];
    int length = snprintf(text, sizeof text, "%lu\n", calls);
    int file = open(path, O_WRONLY | O_CREAT | O_TRUNC, 0666);
    if (file < 0 || write(file, text, (size_t)length) != length) _exit(99);
    close(file);
}
