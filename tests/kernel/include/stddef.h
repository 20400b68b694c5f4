/* In a Linux kernel there is no stddef.h: what the interpreter takes from it. */
#include <linux/stddef.h>
#include <linux/types.h>
