/* git archive REVISION | tar -x, into a temporary folder: see diff_git.h.
 *
 * Must hold: no shell sees a word of the user; a revision that begins with '-' is none; nothing of the working tree is touched. */
#include "diff_git.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

/* Runs a program with its input from `in` and its output to `out`, -1 for what it has already; its process, or -1. */
static pid_t start(const char *const *words, int in, int out, int unused)
{
    const pid_t child = fork();
    if (child != 0) return child;
    if (in >= 0) dup2(in, 0);
    if (out >= 0) dup2(out, 1);
    if (in >= 0) close(in);
    if (out >= 0) close(out);
    if (unused >= 0) close(unused);
    execvp(words[0], (char *const *)(uintptr_t)words);
    _exit(127);
}

static int wait_for(pid_t child)
{
    int status = 0;
    if (child < 0) return 127;
    while (waitpid(child, &status, 0) < 0)
        if (errno != EINTR) return 127;
    return WIFEXITED(status) ? WEXITSTATUS(status) : 128;
}

void git_remove(const char *folder)
{
    const char *const words[] = {"rm", "-rf", "--", folder, NULL};
    wait_for(start(words, -1, -1, -1));
}

static enum cli_status extract(struct cli *cli, const char *revision, const char *folder)
{
    const char *const archive[] = {"git", "archive", "--format=tar", revision, NULL}, *const unpack[] = {"tar", "-x", "-f", "-", "-C", folder, NULL};
    int ends[2];
    if (pipe(ends) != 0) return cli_world(cli, (struct file_status){errno, "pipe"}, "git");
    fflush(NULL);
    const pid_t reader = start(unpack, ends[0], -1, ends[1]), writer = start(archive, -1, ends[1], ends[0]);
    close(ends[0]);
    close(ends[1]);
    const int wrote = wait_for(writer), read = wait_for(reader);
    if (wrote == 127) return cli_error(cli, CLI_WORLD, "git cannot be run, which 'git:%s' needs", revision);
    if (wrote != 0) return cli_error(cli, CLI_WORLD, "git has no files of this folder at '%s'; it said why", revision);
    return read == 0 ? CLI_OK : cli_error(cli, CLI_WORLD, "tar could not unpack what git gave");
}

enum cli_status git_extract(struct cli *cli, const char *revision, const char **folder)
{
    if (revision[0] == '\0' || revision[0] == '-') return cli_usage(cli, "'git:%s' names no revision", revision);
    const char *base = getenv("TMPDIR");
    char *name = (char *)(uintptr_t)path_join(&cli->arena, base && base[0] ? base : "/tmp", "weir-XXXXXX");
    if (mkdtemp(name) == NULL) return cli_world(cli, (struct file_status){errno, "make a folder"}, name);
    const enum cli_status status = extract(cli, revision, name);
    if (status != CLI_OK) git_remove(name);
    *folder = name;
    return status;
}
