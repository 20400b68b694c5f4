/* The atomic operations of interpreter/slots.c in the kernel's own memory model. */
#include <linux/atomic.h>

#define WEIR_LOAD_ACQUIRE(word) smp_load_acquire(word)
#define WEIR_ADD_ACQUIRE(word, n) ((uint32_t)atomic_fetch_add_acquire((int)(n), (atomic_t *)(word)))
#define WEIR_ADD_RELEASE(word, n) ((void)atomic_fetch_add_release((int)(n), (atomic_t *)(word)))
#define WEIR_EXCHANGE(word, n) xchg((word), (uint32_t)(n))
