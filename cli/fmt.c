/* weir fmt: sources in the one style. What cannot be parsed is reported and left as it is; the other files are formatted all the same. */
#include <errno.h>
#include <stdlib.h>

#include "../compiler/base/json.h"
#include "../compiler/base/limits.h"
#include "../compiler/pipeline.h"
#include "../compiler/syntax/printer.h"
#include "commands.h"
#include "difference.h"
#include "rewrite.h"

const struct cli_option command_fmt_options[] = {
    {"--check", NULL, NULL, "write nothing; list the files that would change, and end with 1 if there are any", false},
    {"--diff", NULL, NULL, "write nothing; print what would change as a unified difference (with --check also end with 1)", false},
    {NULL, NULL, NULL, NULL, false},
};

struct fmt {
    struct cli *cli;
    bool check, diff;
    struct vec paths;        /* const char * */
    const char *root;        /* of the project */
    struct diag_sink totals; /* of all files: only its counts */
    enum cli_status worst;
};

struct fmt_file { /* the one at hand; its memory goes with it */
    const char *path, *shown;
    struct arena arena;
    struct sources sources;
    struct diag_sink sink;
    struct tree tree;
    struct str text;
    struct vec out; /* char */
};

static void note_status(struct fmt *fmt, enum cli_status status)
{
    fmt->worst = status > fmt->worst ? status : fmt->worst;
}

/* ---- which files ---- */

static enum cli_status list_path(struct fmt *fmt, const char *path)
{
    struct file_status status = {0, NULL};
    if (strcmp(path, "-") == 0)
        *(const char **)vec_push(&fmt->paths, sizeof path) = path;
    else
        status = file_list(&fmt->cli->arena, path, ".weir", &fmt->paths, &path);
    if (!file_failed(status) && fmt->paths.count > LIMIT_FILES) status = (struct file_status){EFBIG, "list"};
    return file_failed(status) ? cli_world(fmt->cli, status, path) : CLI_OK;
}

/* Each file once, however it was written. */
static void drop_repeated(struct fmt *fmt)
{
    struct intern seen;
    intern_init(&seen, &fmt->cli->arena);
    const char **paths = fmt->paths.p;
    size_t kept = 0;
    for (size_t i = 0; i < fmt->paths.count; i++) {
        const char *shown = pipeline_shown_path(&fmt->cli->arena, fmt->root, paths[i]);
        if (intern_add(&seen, str_from(shown)) == kept) paths[kept++] = paths[i];
    }
    fmt->paths.count = kept;
    intern_free(&seen);
}

/* The sources of the project that this folder belongs to. */
static enum cli_status list_project(struct fmt *fmt)
{
    struct cli *cli = fmt->cli;
    struct sources sources;
    struct diag_sink sink;
    struct project project;
    sources_init(&sources, &cli->arena);
    diag_init(&sink, &cli->arena, &sources);
    struct file_status loaded = project_load(&project, &cli->arena, &sources, &sink, ".");
    enum cli_status status = CLI_OK;
    if (file_failed(loaded)) {
        status = cli_world(cli, loaded, "weir.json");
    } else if (diag_has_errors(&sink)) {
        FILE *stream = cli->format == RENDER_JSON ? stdout : stderr;
        diag_sort(&sink);
        render_all(stream, &sink, (struct render_options){cli->format, cli_colors(cli, stream)});
        status = CLI_USAGE;
    } else if (!project.found) {
        status = cli_usage(cli, "there is no weir.json here or in a folder above, and no PATH is named; `weir new` makes a project");
    } else {
        fmt->root = project.root;
        for (size_t i = 0; i < project.sources.count && status == CLI_OK; i++)
            status = list_path(fmt, path_join(&cli->arena, project.root, ((const char **)project.sources.p)[i]));
    }
    project_free(&project);
    diag_free(&sink);
    sources_free(&sources);
    return status;
}

/* ---- one file ---- */

static void show_diagnostics(struct fmt *fmt, struct fmt_file *file)
{
    FILE *stream = fmt->cli->format == RENDER_JSON ? stdout : stderr;
    fflush(stdout);
    diag_sort(&file->sink);
    render_all(stream, &file->sink, (struct render_options){fmt->cli->format, cli_colors(fmt->cli, stream)});
    for (unsigned level = 0; level <= DIAG_ERROR; level++) fmt->totals.count[level] += file->sink.count[level];
    fmt->totals.dropped += file->sink.dropped;
    note_status(fmt, CLI_CONTENT);
}

/* The last word before anything is written: the text must read as what it was made from. */
static bool is_the_same(struct fmt_file *file)
{
    struct tree again;
    struct str text = arena_copy(&file->arena, (struct str){file->out.p, (uint32_t)file->out.count});
    if (!sources_has_room(&file->sources, text.n)) return false;
    syntax_parse(&again, &file->arena, &file->sources, sources_add(&file->sources, file->shown, text), &file->sink);
    bool same = !again.failed && printer_same(&file->tree, &again, &file->arena);
    tree_free(&again);
    return same;
}

static struct file_status write_file(struct fmt_file *file)
{
    struct file_out out;
    struct file_status status = rewrite_begin(&out, &file->arena, file->path, (struct str){file->out.p, (uint32_t)file->out.count});
    return file_failed(status) ? status : file_commit(&out);
}

static void say_changed(const struct fmt *fmt, const struct fmt_file *file)
{
    if (fmt->cli->format == RENDER_JSON) {
        fputs("{\"file\":", stdout);
        json_write_string(stdout, str_from(file->shown));
        fprintf(stdout, ",\"formatted\":%s}\n", fmt->check ? "false" : "true");
    } else if (fmt->check) {
        puts(file->shown);
    } else if (!fmt->cli->quiet) {
        printf("formatted %s\n", file->shown);
    }
}

static void deliver(struct fmt *fmt, struct fmt_file *file)
{
    struct cli *cli = fmt->cli;
    bool is_stream = strcmp(file->path, "-") == 0, writes = !fmt->check && !fmt->diff;
    struct str after = {file->out.p, (uint32_t)file->out.count};
    bool changes = !str_equal(file->text, after);
    if (changes && !is_the_same(file)) {
        note_status(fmt, cli_error(cli, CLI_OUR_FAULT, "%s: what would be written does not read as the same: please report this; nothing is written", file->shown));
        return;
    }
    if (is_stream && writes) {
        fwrite(file->out.p, 1, file->out.count, stdout);
        return;
    }
    if (!changes) return;
    if (fmt->check) note_status(fmt, CLI_FINDINGS);
    if (writes) {
        struct file_status status = write_file(file);
        if (file_failed(status)) {
            note_status(fmt, cli_world(cli, status, file->path));
            return;
        }
    }
    if (fmt->diff)
        difference_print(stdout, file->shown, file->text, after, cli_colors(cli, stdout), &cli->exhausted);
    else
        say_changed(fmt, file);
}

static void format_file(struct fmt *fmt, const char *path)
{
    struct cli *cli = fmt->cli;
    struct fmt_file file = {.path = path, .out.exhausted = &cli->exhausted};
    arena_init(&file.arena, &cli->exhausted);
    sources_init(&file.sources, &file.arena);
    diag_init(&file.sink, &file.arena, &file.sources);
    file.shown = strcmp(path, "-") == 0 ? "<stdin>" : pipeline_shown_path(&file.arena, fmt->root, path);
    struct file_status status = file_read(&file.arena, path, LIMIT_SOURCE_BYTES, &file.text);
    if (file_failed(status)) {
        note_status(fmt, cli_world(cli, status, path));
    } else {
        syntax_parse(&file.tree, &file.arena, &file.sources, sources_add(&file.sources, file.shown, file.text), &file.sink);
        if (file.tree.failed) {
            show_diagnostics(fmt, &file);
        } else {
            printer_print(&file.tree, &file.out);
            deliver(fmt, &file);
        }
        tree_free(&file.tree);
    }
    vec_free(&file.out);
    diag_free(&file.sink);
    sources_free(&file.sources);
    arena_free(&file.arena);
}

enum cli_status command_fmt(struct cli *cli, int argc, char **argv)
{
    struct fmt fmt = {.cli = cli, .check = cli_has(cli, "--check"), .diff = cli_has(cli, "--diff"), .root = "."};
    fmt.paths.exhausted = &cli->exhausted;
    enum cli_status status = CLI_OK;
    for (int i = 0; i < argc && status == CLI_OK; i++) status = list_path(&fmt, argv[i]);
    if (argc == 0) status = list_project(&fmt);
    if (status == CLI_OK) {
        drop_repeated(&fmt);
        for (size_t i = 0; i < fmt.paths.count && !cli_output_failed(); i++) format_file(&fmt, ((const char **)fmt.paths.p)[i]);
        if (!cli->quiet) render_summary(cli->format == RENDER_JSON ? stdout : stderr, &fmt.totals, (struct render_options){.format = cli->format});
        status = fmt.worst;
    }
    vec_free(&fmt.paths);
    return status;
}
