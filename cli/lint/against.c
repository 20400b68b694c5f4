/* weir lint --against: what the project would compile, compared with the channel files of the last release; what changed becomes findings.
 *
 * In:   a project that was checked without an error; a folder of channel files, one of them, or the folder's manifest.json. Out: findings in the project's own sink.
 * Must hold: the comparison is the one of `weir diff`, with the events that it confirmed. */
#include <stdlib.h>

#include "check.h"
#include "../diff/diff.h"

static struct str json_of(struct arena *arena, const struct diff_row *row, const struct solve_event *event)
{
    char *text = NULL;
    size_t bytes = 0;
    struct str json = {NULL, 0};
    FILE *stream = open_memstream(&text, &bytes);
    if (stream != NULL) {
        solve_write_event(stream, row->type, event);
        if (fclose(stream) == 0) json = arena_copy(arena, (struct str){text, (uint32_t)bytes});
    }
    free(text);
    if (json.n == 0) longjmp(*arena->exhausted, 1);
    return json;
}

static struct lint_change *add(struct vec *changes, enum diag_code code, uint32_t channel, uint64_t id, struct str text)
{
    struct lint_change *change = vec_push(changes, sizeof *change);
    *change = (struct lint_change){.code = code, .channel = channel, .id = id, .text = text};
    return change;
}

static void add_row(struct arena *arena, struct vec *changes, const struct diff_row *row)
{
    static const struct {
        enum diag_code code;
        const char *says;
    } kinds[DIFF_KIND_COUNT] = {[DIFF_REMOVED] = {DIAG_RELEASE_DROPPED, "is not there any more"},
                                [DIFF_WIDER] = {DIAG_RELEASE_WIDER, "matches more than in the last release"},
                                [DIFF_NARROWER] = {DIAG_RELEASE_NARROWER, "matches less than in the last release"},
                                [DIFF_BOTH] = {DIAG_RELEASE_OTHER, "matches other events than in the last release"},
                                [DIFF_UNDECIDED] = {DIAG_UNDECIDED, "was rewritten, and whether it means the same was not decided"}};
    const struct str name = row->new_name.n ? row->new_name : row->name;
    if (row->renumbered)
        add(changes, DIAG_RELEASE_RENUMBERED, row->channel, row->id, arena_printf(arena, "'" STR_FMT "' had id %llu in the last release and has %llu", STR_ARG(name), (unsigned long long)row->renumbered, (unsigned long long)row->id));
    if (kinds[row->kind].says == NULL) return;
    struct lint_change *change = add(changes, kinds[row->kind].code, row->channel, row->kind == DIFF_REMOVED ? 0 : row->id,
                                     row->kind == DIFF_REMOVED ? arena_printf(arena, "'" STR_FMT "' (id %llu) %s", STR_ARG(name), (unsigned long long)row->id, kinds[row->kind].says)
                                                               : arena_printf(arena, "'" STR_FMT "' %s", STR_ARG(name), kinds[row->kind].says));
    if (row->has_gained) change->gained = json_of(arena, row, &row->gained);
    if (row->has_lost) change->lost = json_of(arena, row, &row->lost);
}

static void add_note(struct arena *arena, struct vec *changes, const struct diff_note *note)
{
    static const enum diag_code codes[] = {[DIFF_NOTE_RETYPED] = DIAG_RELEASE_RETYPED, [DIFF_NOTE_RENAMED] = DIAG_RELEASE_RENAMED, [DIFF_NOTE_COUNT] = DIAG_RELEASE_RECOUNTED,
                                           [DIFF_NOTE_REVISION] = DIAG_RELEASE_REVISION, [DIFF_NOTE_GONE] = DIAG_RELEASE_DROPPED};
    if (note->kind != DIFF_NOTE_OTHER) add(changes, codes[note->kind], note->channel, 0, arena_copy(arena, note->text));
}

static enum cli_status compare(struct cli *cli, struct check *check, const char *path, struct diff *d, struct vec *changes)
{
    struct arena *arena = &check->pipeline.arena;
    if (strcmp(path_name(path), "manifest.json") == 0) path = path_folder(&cli->arena, path);
    d->new_side.name = "the project";
    enum cli_status status = diff_read(d, &d->old_side, path);
    if (status == CLI_OK) status = diff_make(d, &d->new_side, check);
    if (status != CLI_OK) return status;
    diff_compare(d);
    for (size_t i = 0; i < d->rows.count; i++) add_row(arena, changes, MODEL_AT(d->rows, struct diff_row, i));
    for (size_t i = 0; i < d->notes.count; i++) add_note(arena, changes, MODEL_AT(d->notes, struct diff_note, i));
    return CLI_OK;
}

enum cli_status check_against(struct cli *cli, struct check *check, const char *path)
{
    struct pipeline *pipeline = &check->pipeline;
    if (path == NULL || diag_has_errors(&pipeline->sink)) return CLI_OK;
    if (pipeline->model.sensors.count == 0) return cli_usage(cli, "--against compares what the targeted sensors get, and no sensor is targeted");
    struct diff d;
    struct vec changes = {.exhausted = &cli->exhausted};
    diff_open(&d, cli);
    const enum cli_status status = compare(cli, check, path, &d, &changes);
    if (status == CLI_OK) {
        const struct lint_options options = {.project = &pipeline->project, .changes = &changes, .suppressions = &pipeline->suppressions, .today = check->options.today};
        lint_run_changes(&pipeline->model, &options);
        diag_sort(&pipeline->sink);
    }
    diff_close(&d);
    vec_free(&changes);
    return status;
}
