/* In a Linux kernel there is no stdint.h: what the interpreter takes from it. */
#ifndef WEIR_KERNEL_STDINT_H
#define WEIR_KERNEL_STDINT_H

#include <linux/limits.h>
#include <linux/types.h>

#define UINT32_MAX U32_MAX
#define UINT64_MAX U64_MAX
#define UINT64_C(number) number##ULL

#endif
