/* Completion for shells, made of the tables of commands and options. */
#ifndef CLI_COMPLETION_H
#define CLI_COMPLETION_H

#include "commands.h"

/* shell: bash, zsh or fish; false: another one, and nothing is printed. */
bool completion_print(FILE *out, const char *shell);

#endif
