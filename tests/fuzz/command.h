/* What the targets over whole commands share: a folder of this process, files in it, and a command run as main.c runs it, with both streams to nowhere.
 *
 * Must hold: the command ends with a status of docs/cli.md, and not with our own fault. In memory, where there is such a folder. */
#ifndef FUZZ_COMMAND_H
#define FUZZ_COMMAND_H

#include <dirent.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "cli/commands.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
int LLVMFuzzerInitialize(int *argc, char ***argv);

static char folder[64]; /* of this process */

static inline void require(bool holds)
{
    if (!holds) abort();
}

static inline void fuzz_remove(const char *path)
{
    DIR *open = opendir(path);
    for (struct dirent *entry; open && (entry = readdir(open)) != NULL;) {
        char inner[512];
        if (strcmp(entry->d_name, ".") == 0 || strcmp(entry->d_name, "..") == 0) continue;
        snprintf(inner, sizeof inner, "%s/%s", path, entry->d_name);
        fuzz_remove(inner);
    }
    if (open) closedir(open);
    remove(path);
}

static inline void fuzz_leave(void) { fuzz_remove(folder); }

/* The sanitizers and the fuzzer write to the descriptor and to the stream that was there before. */
int LLVMFuzzerInitialize(int *argc, char ***argv)
{
    (void)argc;
    (void)argv;
    snprintf(folder, sizeof folder, "%s/weir-fuzz-XXXXXX", access("/dev/shm", W_OK) == 0 ? "/dev/shm" : "/tmp");
    require(mkdtemp(folder) != NULL);
    atexit(fuzz_leave);
    setenv("SOURCE_DATE_EPOCH", "1795300000", 1);
    stdout = fopen("/dev/null", "w");
    if (getenv("FUZZ_LOUD") == NULL) stderr = fopen("/dev/null", "w");
    require(stdout != NULL && stderr != NULL);
    return 0;
}

static inline const char *fuzz_path(const char *name, char out[512])
{
    snprintf(out, 512, "%s/%s", folder, name);
    return out;
}

static inline void fuzz_write(const char *name, const void *data, size_t size)
{
    char path[512];
    FILE *file = fopen(fuzz_path(name, path), "wb");
    require(file != NULL);
    require(size == 0 || fwrite(data, 1, size, file) == size);
    require(fclose(file) == 0);
}

static inline void fuzz_folder(const char *name)
{
    char path[512];
    mkdir(fuzz_path(name, path), 0700);
}

/* The next part of the data, up to a NUL. */
static inline struct str fuzz_part(const uint8_t **data, size_t *size)
{
    const uint8_t *end = *size ? memchr(*data, 0, *size) : NULL;
    const struct str part = {(const char *)*data, (uint32_t)(end ? (size_t)(end - *data) : *size)};
    const size_t used = end ? (size_t)part.n + 1 : part.n;
    *data += used;
    *size -= used;
    return part;
}

/* For what is called below a command. */
struct fuzz_room {
    struct cli cli;
    struct progress progress;
};
static inline void fuzz_open(struct fuzz_room *room)
{
    *room = (struct fuzz_room){.cli = {.format = RENDER_TEXT, .quiet = true}};
    room->cli.progress = &room->progress;
    arena_init(&room->cli.arena, &room->cli.exhausted);
}

static inline void fuzz_close(struct fuzz_room *room) { arena_free(&room->cli.arena); }

/* "diff", then its operands; options as "--format=json" in front of them. */
static inline enum cli_status fuzz_command(const char *name, int argc, char **argv)
{
    struct fuzz_room room;
    fuzz_open(&room);
    if (setjmp(room.cli.exhausted)) abort();
    struct cli_setting settings[8];
    const struct command *command = cli_commands;
    while (strcmp(command->name, name) != 0) command++;
    room.cli.command = name;
    room.cli.options = command->options;
    room.cli.settings = settings;
    while (argc && strncmp(argv[0], "--", 2) == 0) {
        const size_t length = strcspn(argv[0], "=");
        const struct cli_option *option = command->options;
        while (option->word && (strlen(option->word) != length || strncmp(option->word, argv[0], length) != 0)) option++;
        if (option->word == NULL) break; /* an operand that begins so */
        require(room.cli.setting_count < 8);
        settings[room.cli.setting_count++] = (struct cli_setting){option, argv[0][length] ? argv[0] + length + 1 : NULL};
        argc--;
        argv++;
    }
    const enum cli_status status = command->run(&room.cli, argc, argv);
    require(status >= CLI_OK && status <= CLI_WORLD);
    fuzz_close(&room);
    return status;
}

/* The same in another folder; the fuzzer's own paths may be relative, so it comes back. */
static inline enum cli_status fuzz_command_in(const char *where, const char *name, int argc, char **argv)
{
    const int here = open(".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    require(here >= 0 && chdir(where) == 0);
    const enum cli_status status = fuzz_command(name, argc, argv);
    require(fchdir(here) == 0 && close(here) == 0);
    return status;
}

#endif
