/* weir certify: the conformance kit over another program, which speaks the line protocol of docs/certify.md.
 *
 * In:   the program's command line. Out: the report; with --keep the files of the failed checks, and beside each the questions that were asked about it.
 * Must hold: whatever the program does, this one ends, and says what happened. */
#include "child.h"
#include "../commands.h"
#include "kit_report.h"

#include <errno.h>
#include <stdlib.h>
#include <unistd.h>

const struct cli_option command_certify_options[] = {
    {"--keep", NULL, "DIR", "writes the file of each failed check there, with the lines that were sent about it", false},
    {"--timeout", NULL, "SECONDS", "for each answer; 5 without it", false},
    {"--total", NULL, "SECONDS", "for all of them; 600 without it", false},
    {"--any-reason", NULL, NULL, "a bad file may be refused for another reason than docs/refusals.md says", false},
    {"--format", NULL, "FORMAT", "text, json (one object a line) or junit (XML)", false},
    {NULL, NULL, NULL, NULL, false},
};

struct certifying {
    struct cli *cli;
    const char *keep; /* folder, or NULL */
    struct file_status kept; /* the first failure of keeping */
    const char *kept_path;
};

/* ---- what failed is kept ---- */

/* A check's name as a file's: a number in front tells those apart that only differ in other characters. */
static const char *kept_path(struct certifying *c, const char *name, const char *ending)
{
    char *plain = arena_alloc(&c->cli->arena, strlen(name) + 1), *p = plain;
    for (; *name; name++) *p++ = (*name >= '0' && *name <= '9') || (*name >= 'A' && *name <= 'Z') || (*name >= 'a' && *name <= 'z') || *name == '-' || *name == '_' ? *name : '-';
    *p = '\0';
    return path_join(&c->cli->arena, c->keep, arena_printf(&c->cli->arena, "%.200s%s", plain, ending).p);
}

static void keep(void *context, const struct kit_file *file, const struct kit_event *event, const char *name)
{
    struct certifying *c = context;
    if (!c->keep || file_failed(c->kept)) return;
    const char *path = kept_path(c, name, ".chn"), *lines_path = kept_path(c, name, ".txt");
    struct vec lines = {.exhausted = &c->cli->exhausted};
    struct file_out out;
    child_write_contract(&lines, file->contract);
    child_write_limits(&lines, &file->limits);
    const struct str open = arena_printf(&c->cli->arena, "open %s\n", path);
    memcpy(vec_extend(&lines, open.n, 1), open.p, open.n);
    if (event) child_write_event(&lines, event);
    c->kept_path = path;
    if (!child_write_file(path, file)) c->kept = (struct file_status){errno, "write"};
    if (!file_failed(c->kept)) {
        c->kept_path = lines_path;
        c->kept = file_create(&out, &c->cli->arena, lines_path);
        if (!file_failed(c->kept)) {
            fwrite(lines.p, 1, lines.count, out.stream);
            c->kept = file_commit(&out);
        }
    }
    vec_free(&lines);
}

static void tell(void *context, const char *doing, uint64_t done, uint64_t total)
{
    cli_progress(((struct certifying *)context)->cli, doing, done, total);
}

/* ---- a folder of our own ---- */

static const char *make_folder(struct cli *cli)
{
    const char *base = getenv("TMPDIR");
    char *folder = (char *)(uintptr_t)path_join(&cli->arena, base && *base ? base : "/tmp", "weir-certify-XXXXXX");
    if (mkdtemp(folder)) return folder;
    cli_world(cli, (struct file_status){errno, "make the folder"}, folder);
    return NULL;
}

static const char *absolute(struct cli *cli, const char *path)
{
    char *here = path[0] == '/' ? NULL : getcwd(NULL, 0);
    const char *whole = here ? path_join(&cli->arena, here, path) : path;
    free(here);
    return whole;
}

/* ---- the run ---- */

static enum cli_status run(struct certifying *c, struct child *child, enum kit_format format)
{
    struct cli *cli = c->cli;
    if (!child_start(child)) return cli_error(cli, CLI_WORLD, "%s: cannot be run: %s", child->command[0], strerror(child->exec_error));
    const struct kit_subject subject = child_subject(child);
    const struct kit_options options = {.any_code = cli_has(cli, "--any-reason"), .failed = keep, .tell = tell, .context = c};
    struct kit_report *report = arena_new(&cli->arena, struct kit_report);
    const char *fault = kit_run(&cli->arena, &subject, &options, report);
    if (fault) return cli_error(cli, CLI_OUR_FAULT, "our own fault: %s. Please report it", fault);
    progress_clear(cli->progress);
    kit_write_report(cli, format, child->name[0] ? str_from(child->name) : str_from(child->command[0]), report);
    if (file_failed(c->kept)) return cli_world(cli, c->kept, c->kept_path);
    return kit_failed(report) ? CLI_FINDINGS : CLI_OK;
}

enum cli_status command_certify(struct cli *cli, int argc, char **argv)
{
    enum kit_format format;
    uint64_t seconds = 5, total = 600;
    struct certifying c = {.cli = cli, .keep = cli_value(cli, "--keep")};
    struct child child;
    if (argc == 0) return cli_usage(cli, "certify needs the command to run: weir certify -- COMMAND");
    enum cli_status status = kit_read_format(cli, &format);
    if (status == CLI_OK) status = cli_number(cli, "--timeout", 1, 3600, &seconds);
    if (status == CLI_OK) status = cli_number(cli, "--total", 1, 1000000, &total);
    if (status) return status;
    if (c.keep) {
        const struct file_status made = file_make_folders(&cli->arena, c.keep);
        if (file_failed(made)) return cli_world(cli, made, c.keep);
        c.keep = absolute(cli, c.keep);
    }
    const char *folder = make_folder(cli);
    if (!folder) return CLI_WORLD;
    const char *path = absolute(cli, path_join(&cli->arena, folder, "content.chn"));
    char **command = arena_array(&cli->arena, (size_t)argc + 1, sizeof *command);
    memcpy(command, argv, (size_t)argc * sizeof *command);
    child_init(&child, &cli->exhausted, command, path, (int)seconds, (int)total);
    status = run(&c, &child, format);
    child_end(&child);
    if (unlink(path) != 0 && errno != ENOENT) status = status ? status : cli_world(cli, (struct file_status){errno, "remove"}, path);
    if (rmdir(folder) != 0) status = status ? status : cli_world(cli, (struct file_status){errno, "remove"}, folder);
    return status;
}
