/* The one place of the program's version; the Makefile reads it too. */
#ifndef COMPILER_VERSION_H
#define COMPILER_VERSION_H

#define WEIR_VERSION "0.1.0"

#endif
