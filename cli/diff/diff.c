/* weir diff OLD NEW: reads two sides, and has them compared and shown.
 *
 * A side is a channel file, a folder of them, a project (a folder with a weir.json), or git:REVISION of the project in the current folder. What is a project is
 * compiled in memory, so what is compared is always accepted bytes. */
#include "diff.h"

#include <stdlib.h>
#include <string.h>

#include "../commands.h"
#include "../channel/decode.h"
#include "diff_git.h"
#include "../channel/listing.h"

const struct cli_option command_diff_options[] = {
    {"--format", NULL, "FORMAT", "text, json (one object a line) or markdown", false},
    {0},
};

void diff_add(struct diff_side *side, const struct weir_channel *channel) { *(const struct weir_channel **)vec_push(&side->channels, sizeof channel) = channel; }

static int by_channel(const void *x, const void *y)
{
    const struct weir_channel *a = *(const struct weir_channel *const *)x, *b = *(const struct weir_channel *const *)y;
    if (a->channel != b->channel) return a->channel < b->channel ? -1 : 1;
    if (a->template_version != b->template_version) return a->template_version < b->template_version ? -1 : 1;
    return a->revision < b->revision ? -1 : a->revision > b->revision;
}

/* Ascending, and of one Template Type's version the newest revision alone. */
static void sort_channels(struct diff_side *side)
{
    const struct weir_channel **all = side->channels.p;
    size_t kept = 0;
    if (side->channels.count) qsort(all, side->channels.count, sizeof *all, by_channel);
    for (size_t i = 0; i < side->channels.count; i++) {
        const bool newer_follows = i + 1 < side->channels.count && all[i + 1]->channel == all[i]->channel && all[i + 1]->template_version == all[i]->template_version;
        if (!newer_follows) all[kept++] = all[i];
    }
    side->channels.count = kept;
}

/* ---- a project ---- */

enum cli_status diff_make(struct diff *d, struct diff_side *side, struct check *check)
{
    struct cli *cli = d->cli;
    const char *our_fault = NULL;
    const enum pipeline_end end = pipeline_make(&check->pipeline, &(struct pipeline_output){0}, &side->made, &our_fault);
    if (end == PIPELINE_OUR_FAULT) return cli_error(cli, CLI_OUR_FAULT, "our own fault: %s. Please report it", our_fault);
    if (end != PIPELINE_DONE) {
        check_show(cli, check);
        return CLI_CONTENT;
    }
    if (side->check) diff_sensors_of_project(d, side);
    for (size_t i = 0; i < side->made.count; i++) diff_add(side, &MODEL_AT(side->made, struct pipeline_channel, i)->view);
    return CLI_OK;
}

static enum cli_status read_project(struct diff *d, struct diff_side *side, const char *folder)
{
    struct cli *cli = d->cli;
    struct check *check = side->check = arena_new(&cli->arena, struct check);
    *check = (struct check){.options = {.folder = folder, .needs_sensors = true}};
    pipeline_init(&check->pipeline, &cli->exhausted);
    const struct pipeline_failure failure = pipeline_check(&check->pipeline, &check->options);
    diag_sort(&check->pipeline.sink);
    if (file_failed(failure.status)) return cli_world(cli, failure.status, failure.path);
    const enum cli_status status = check_errors(check, CLI_CONTENT);
    if (status != CLI_OK) {
        check_show(cli, check);
        return cli_error(cli, status, "%s does not compile, so it cannot be compared", side->name);
    }
    return diff_make(d, side, check);
}

static enum cli_status read_revision(struct diff *d, struct diff_side *side, const char *revision)
{
    const char *folder;
    enum cli_status status = git_extract(d->cli, revision, &folder);
    if (status != CLI_OK) return status;
    status = read_project(d, side, folder);
    git_remove(folder);
    return status;
}

/* ---- channel files ---- */

static enum cli_status read_files(struct diff *d, struct diff_side *side, const char *path)
{
    struct vec paths = {.exhausted = &d->cli->exhausted};
    enum cli_status worst = CLI_OK;
    if (load_is_folder(path)) worst = listing_find(d->cli, path, &paths);
    else *(const char **)vec_push(&paths, sizeof path) = path;
    if (load_is_folder(path)) diff_sensors_of_folder(d, side, path);
    for (size_t i = 0; i < paths.count; i++) {
        struct loaded *loaded = arena_new(&d->cli->arena, struct loaded);
        enum cli_status status = load_channel(d->cli, ((const char **)paths.p)[i], loaded);
        if (status == CLI_OK) status = decode_check(d->cli, loaded->path, &loaded->channel);
        if (status > worst) worst = status;
        if (status != CLI_OK) continue;
        diff_add(side, &loaded->channel);
        *(struct loaded **)vec_push(&side->loaded, sizeof loaded) = loaded;
    }
    vec_free(&paths);
    return worst;
}

static bool has_project(struct cli *cli, const char *path)
{
    struct file_identity identity;
    return load_is_folder(path) && file_identify(path_join(&cli->arena, path, "weir.json"), &identity);
}

enum cli_status diff_read(struct diff *d, struct diff_side *side, const char *name)
{
    side->name = name;
    enum cli_status status;
    if (strncmp(name, "git:", 4) == 0) status = read_revision(d, side, name + 4);
    else if (has_project(d->cli, name)) status = read_project(d, side, name);
    else status = read_files(d, side, name);
    sort_channels(side);
    return status;
}

static void free_side(struct diff_side *side)
{
    pipeline_free_channels(&side->made);
    if (side->check) check_free(side->check);
    vec_free(&side->channels);
    vec_free(&side->loaded);
    vec_free(&side->supplies);
}

/* ---- the command ---- */

static enum cli_status read_format(struct cli *cli, enum diff_format *format)
{
    static const char *const words[] = {"text", "json", "markdown"};
    const char *word = cli_value(cli, "--format");
    unsigned f = 0;
    while (word && f <= DIFF_MARKDOWN && strcmp(word, words[f]) != 0) f++;
    if (f > DIFF_MARKDOWN) return cli_usage(cli, "unknown format '%s': it is text, json or markdown", word);
    *format = (enum diff_format)f;
    return CLI_OK;
}

void diff_open(struct diff *d, struct cli *cli)
{
    *d = (struct diff){.cli = cli};
    arena_init(&d->arena, &cli->exhausted);
    sources_init(&d->sources, &d->arena);
    diag_init(&d->sink, &d->arena, &d->sources);
    model_init(&d->model, &d->arena, &d->sources, &d->sink);
    d->rows.exhausted = d->notes.exhausted = &cli->exhausted;
    struct diff_side *sides[] = {&d->old_side, &d->new_side};
    for (size_t i = 0; i < 2; i++) sides[i]->channels.exhausted = sides[i]->loaded.exhausted = sides[i]->made.exhausted = sides[i]->supplies.exhausted = &cli->exhausted;
}

void diff_close(struct diff *d)
{
    free_side(&d->old_side);
    free_side(&d->new_side);
    vec_free(&d->rows);
    vec_free(&d->notes);
    model_free(&d->model);
    diag_free(&d->sink);
    sources_free(&d->sources);
    arena_free(&d->arena);
}

enum cli_status command_diff(struct cli *cli, int argc, char **argv)
{
    struct diff d;
    enum diff_format format = DIFF_TEXT;
    enum cli_status status = read_format(cli, &format);
    if (status != CLI_OK) return status;
    if (argc != 2) return cli_usage(cli, "two sides are compared: a channel file, a folder of them, a project, or git:REVISION of the project here");
    diff_open(&d, cli);
    status = diff_read(&d, &d.old_side, argv[0]);
    const enum cli_status other = diff_read(&d, &d.new_side, argv[1]);
    if (other > status) status = other;
    if (status == CLI_OK) {
        diff_compare(&d);
        diff_show(stdout, &d, format);
        if (d.rows.count || d.notes.count) status = CLI_FINDINGS;
    }
    diff_close(&d);
    return status;
}
