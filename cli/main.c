/* weir: arguments in, exit status out. Finds the command, parses its options by its table, runs it, and looks at the end whether what it printed arrived.
 *
 * The only file with main. Statuses are enum cli_status, the same for every command. */
#include "options.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <unistd.h>
#ifdef __GLIBC__
#include <malloc.h>
#endif

#include "../compiler/version.h"

#ifdef WEIR_TINY_LIMITS
#define BUILD_NOTE " (small limits, for tests)"
#else
#define BUILD_NOTE ""
#endif

static const struct command *find_command(const char *name)
{
    for (size_t i = 0; i < cli_command_count; i++)
        if (strcmp(cli_commands[i].name, name) == 0) return &cli_commands[i];
    return NULL;
}

static enum cli_status report_unknown_command(const struct cli *cli, const char *name)
{
    struct str names[32];
    size_t count = 0;
    for (; count < cli_command_count && count < sizeof names / sizeof names[0]; count++) names[count] = str_from(cli_commands[count].name);
    const size_t nearest = str_nearest(str_from(name), names, count);
    if (nearest < count) return cli_usage(cli, "there is no command '%s': did you mean '" STR_FMT "'?", name, STR_ARG(names[nearest]));
    return cli_usage(cli, "there is no command '%s'", name);
}

static enum cli_status change_folder(const struct cli *cli)
{
    const char *folder = cli_value(cli, "--directory");
    if (folder == NULL || chdir(folder) == 0) return CLI_OK;
    return cli_world(cli, (struct file_status){errno, "enter the folder"}, folder);
}

static enum cli_status run(struct cli *cli, int argc, char **argv)
{
    char **operands = arena_array(&cli->arena, (size_t)argc + 1, sizeof *operands);
    cli->settings = arena_array(&cli->arena, (size_t)argc + 1, sizeof *cli->settings);
    int count, used;
    enum cli_status status = options_parse(cli, argc, argv, true, &count, operands, &used);
    if (status) return status;
    argc -= used;
    argv += used;
    if (argc == 0 || strcmp(argv[0], "--version") == 0) {
        if (argc)
            puts("weir " WEIR_VERSION BUILD_NOTE);
        else if (cli_has(cli, "--help"))
            help_print_all(stdout);
        else
            help_print_all(stderr);
        return argc || cli_has(cli, "--help") ? CLI_OK : CLI_USAGE;
    }
    const struct command *command = find_command(argv[0]);
    if (command == NULL) return report_unknown_command(cli, argv[0]);
    cli->command = command->name;
    cli->options = command->options;
    status = options_parse(cli, argc - 1, argv + 1, false, &count, operands, &used);
    if (status) return status;
    if (cli_has(cli, "--help")) {
        help_print_command(stdout, command);
        return CLI_OK;
    }
    status = options_apply_common(cli);
    progress_start(cli->progress, !cli->quiet);
    if (status == CLI_OK) status = change_folder(cli);
    return status ? status : command->run(cli, count, operands);
}

/* The error of an earlier write is not kept; that the reader left can still be seen. */
static bool reader_left(void)
{
    struct pollfd out = {.fd = STDOUT_FILENO, .events = POLLOUT};
    return poll(&out, 1, 0) == 1 && (out.revents & POLLERR) != 0;
}

/* What was printed must have arrived: a command that says 0 while its output went nowhere lies. A reader that left is told nothing. */
static enum cli_status finish_output(const struct cli *cli, enum cli_status status)
{
    progress_clear(cli->progress);
    errno = 0;
    const bool failed = fflush(stdout) != 0 || ferror(stdout);
    if (!failed) return status;
    if (errno != EPIPE && !reader_left()) cli_error(cli, CLI_WORLD, "cannot write to standard output%s%s", errno ? ": " : "", errno ? strerror(errno) : "");
    return status > CLI_WORLD ? status : CLI_WORLD;
}

/* What is large comes from the system by itself, grows without being copied, and goes back when it is freed. The C library starts so, too, but gives
 * it up with the first large block that is freed; from then on what was freed among what stays would count to the end. */
static void keep_large_blocks_apart(void)
{
#ifdef __GLIBC__
    mallopt(M_MMAP_THRESHOLD, 64 << 10);
#endif
}

int main(int argc, char **argv)
{
    keep_large_blocks_apart();
    struct progress progress = {.on = false};
    struct cli cli = {.format = RENDER_TEXT, .progress = &progress};
    const struct sigaction ignore = {.sa_handler = SIG_IGN};
    sigaction(SIGPIPE, &ignore, NULL); /* a reader that leaves is an error of writing, not our death in the middle of a file */
    sigaction(SIGXFSZ, &ignore, NULL); /* so is a file that may not become so large */
    if (setjmp(cli.exhausted)) {
        fputs("weir: out of memory\n", stderr);
        return CLI_WORLD;
    }
    arena_init(&cli.arena, &cli.exhausted);
    const enum cli_status status = finish_output(&cli, run(&cli, argc > 0 ? argc - 1 : 0, argv + 1));
    arena_free(&cli.arena);
    return (int)status;
}
