/* In a Linux kernel there is no stdbool.h: what the interpreter takes from it. */
#include <linux/stddef.h>
#include <linux/types.h>
