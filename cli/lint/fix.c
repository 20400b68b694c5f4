/* See fix.h. Rounds: fixes are chosen of which none touches another, made together, and the whole is checked and compared; those that something speaks against are left out and the
 * rest is tried again, until nothing speaks against it. Then what is found in the new texts is the next round, up to a fixed point. */
#include "fix.h"

#include <stdlib.h>

#include "../../compiler/base/limits.h"
#include "../../compiler/syntax/printer.h"
#include "../difference.h"
#include "../rewrite.h"

enum { ROUNDS = 48, TRIALS = 24 };

struct fix_file {
    struct file_identity identity;
    const char *path, *shown;
    struct str before, now; /* as read, as it is to be */
    bool formatted;         /* as `weir fmt` would write it, before */
};
struct chosen {
    const struct diag *diag;
    uint32_t file;     /* of fixing.files */
    bool refused, waits; /* waits: for the next round */
};
struct fixing {
    struct cli *cli;
    const struct fix_options *options;
    struct check *check;    /* of the texts now */
    struct vec files;       /* struct fix_file, ascending by identity */
    struct vec chosen;      /* struct chosen, ascending */
    struct vec drafts;      /* struct sources_draft */
    struct vec failed;      /* struct fix_failed */
    struct intern refused;  /* fixes that are not tried again */
    bool any_waits;         /* in this round */
    uint64_t fixed;
};

/* ---- files ---- */

static int by_identity(const void *a, const void *b) { return file_identity_compare(&((const struct fix_file *)a)->identity, &((const struct fix_file *)b)->identity); }

static bool print_again(struct cli *cli, const char *shown, struct str text, struct str *printed)
{
    struct arena arena;
    struct sources sources;
    struct diag_sink sink;
    struct tree tree, again;
    struct vec out = {.exhausted = &cli->exhausted};
    arena_init(&arena, &cli->exhausted);
    sources_init(&sources, &arena);
    diag_init(&sink, &arena, &sources);
    syntax_parse(&tree, &arena, &sources, sources_add(&sources, shown, text), &sink);
    bool done = !tree.failed;
    if (done) {
        printer_print(&tree, &out);
        *printed = arena_copy(&cli->arena, (struct str){out.p, (uint32_t)out.count});
        done = sources_has_room(&sources, printed->n);
    }
    if (done) {
        syntax_parse(&again, &arena, &sources, sources_add(&sources, shown, *printed), &sink);
        done = !again.failed && printer_same(&tree, &again, &arena);
        tree_free(&again);
    }
    tree_free(&tree);
    vec_free(&out);
    diag_free(&sink);
    sources_free(&sources);
    arena_free(&arena);
    return done;
}

static void list_files(struct fixing *f)
{
    struct pipeline *p = &f->check->pipeline;
    for (size_t i = 0; i < p->opened.count; i++) {
        const struct pipeline_opened *opened = MODEL_AT(p->opened, struct pipeline_opened, i);
        const struct source_file *source = sources_file(&p->sources, opened->file);
        struct fix_file file = {.path = opened->path, .shown = arena_copy(&f->cli->arena, str_from(source->path)).p};
        if (strcmp(opened->path, "-") == 0 || !file_identify(opened->path, &file.identity)) continue;
        file.path = arena_copy(&f->cli->arena, str_from(opened->path)).p;
        file.before = file.now = arena_copy(&f->cli->arena, source->text);
        *(struct fix_file *)vec_push(&f->files, sizeof file) = file;
    }
    if (f->files.count) qsort(f->files.p, f->files.count, sizeof(struct fix_file), by_identity);
}

static struct fix_file *file_at(const struct fixing *f, size_t i) { return MODEL_AT(f->files, struct fix_file, i); }

/* By the path that findings show. */
static void map_files(const struct fixing *f, struct intern *by_path, struct vec *numbers)
{
    for (size_t i = 0; i < f->files.count; i++)
        if (intern_add(by_path, str_from(file_at(f, i)->shown)) == numbers->count) *(uint32_t *)vec_push(numbers, sizeof(uint32_t)) = (uint32_t)i;
}

/* ---- choosing ---- */

static struct str key_of(struct fixing *f, const struct diag *d)
{
    const struct place place = sources_place(&f->check->pipeline.sources, d->span.at);
    return arena_printf(&f->cli->arena, "%s\n%s\n" STR_FMT "\n" STR_FMT, diag_row(d->code)->code, place.path, STR_ARG(place.line_text), STR_ARG(d->text));
}

static bool is_wanted(const struct fixing *f, const struct diag *d, bool proved)
{
    if (d->fix == NULL || d->fix->edits == NULL || d->level == DIAG_OFF) return false;
    if (d->fix->kind != DIAG_FIX_SAFE && !f->options->unsafe) return false;
    if (proved != (d->fix->kind != DIAG_FIX_OTHER)) return false;
    if (diag_has_errors(&f->check->pipeline.sink) && (proved || diag_row(d->code)->code[0] == 'L')) return false; /* errors first: what has any means nothing yet */
    return d->fix->owner || !f->check->pipeline.is_part || !f->check->pipeline.project.found || !proved; /* what files use that are not looked at is not touched */
}

static int by_edit(const void *a, const void *b)
{
    const uint32_t x = ((const struct chosen *)a)->diag->fix->edits->span.at, y = ((const struct chosen *)b)->diag->fix->edits->span.at;
    return (x > y) - (x < y);
}

/* Of those that touch each other the first one; the others have their turn in the next round. */
static void drop_overlaps(struct fixing *f)
{
    struct chosen *all = f->chosen.p;
    size_t kept = 0;
    uint32_t end = 0;
    if (f->chosen.count) qsort(all, f->chosen.count, sizeof *all, by_edit);
    for (size_t i = 0; i < f->chosen.count; i++) {
        const struct diag_edit *edit = all[i].diag->fix->edits;
        bool touches = kept && edit->span.at < end;
        uint32_t last = 0;
        for (; edit; edit = edit->next) {
            touches |= edit->span.at < last;
            last = edit->span.at + edit->span.length;
        }
        if (touches) continue;
        end = last;
        all[kept++] = all[i];
    }
    f->chosen.count = kept;
}

static void choose(struct fixing *f, bool proved)
{
    struct pipeline *p = &f->check->pipeline;
    struct intern by_path;
    struct arena memory;
    struct vec numbers = {.exhausted = &f->cli->exhausted};
    arena_init(&memory, &f->cli->exhausted);
    intern_init(&by_path, &memory);
    map_files(f, &by_path, &numbers);
    f->chosen.count = 0;
    for (size_t i = 0; i < p->sink.list.count; i++) {
        const struct diag *d = ((struct diag *const *)p->sink.list.p)[i];
        if (!is_wanted(f, d, proved)) continue;
        const struct source_file *source = sources_file_of(&p->sources, d->fix->edits->span.at);
        const uint32_t path = source ? intern_find(&by_path, str_from(source->path)) : INTERN_NONE;
        if (path == INTERN_NONE || intern_find(&f->refused, key_of(f, d)) != INTERN_NONE) continue;
        *(struct chosen *)vec_push(&f->chosen, sizeof(struct chosen)) = (struct chosen){d, *MODEL_AT(numbers, uint32_t, path), false, false};
    }
    vec_free(&numbers);
    intern_free(&by_path);
    arena_free(&memory);
    drop_overlaps(f);
}

/* ---- making ---- */

/* The text of one file with those edits of [*next, ..) that are in it. */
static struct str edited(struct fixing *f, size_t *next)
{
    const struct chosen *all = f->chosen.p;
    const uint32_t number = all[*next].file;
    struct fix_file *file = file_at(f, number);
    struct vec out = {.exhausted = &f->cli->exhausted};
    uint32_t done = 0, base = sources_file_of(&f->check->pipeline.sources, all[*next].diag->fix->edits->span.at)->base;
    for (; *next < f->chosen.count && all[*next].file == number; ++*next) {
        if (all[*next].refused || all[*next].waits) continue;
        for (const struct diag_edit *edit = all[*next].diag->fix->edits; edit; edit = edit->next) {
            const uint32_t at = edit->span.at - base;
            if (at > done) memcpy(vec_extend(&out, at - done, 1), file->now.p + done, at - done);
            if (edit->text.n) memcpy(vec_extend(&out, edit->text.n, 1), edit->text.p, edit->text.n);
            done = at + edit->span.length;
        }
    }
    if (file->now.n > done) memcpy(vec_extend(&out, file->now.n - done, 1), file->now.p + done, file->now.n - done);
    struct str text = arena_copy(&f->cli->arena, (struct str){out.p, (uint32_t)out.count}), printed;
    vec_free(&out);
    if (file->now.p == file->before.p) file->formatted = print_again(f->cli, file->shown, file->before, &printed) && str_equal(printed, file->before);
    if (file->formatted && print_again(f->cli, file->shown, text, &printed)) text = printed;
    return text;
}

static void make_drafts(struct fixing *f)
{
    struct str *texts = arena_array(&f->cli->arena, f->files.count + 1, sizeof *texts);
    for (size_t i = 0; i < f->files.count; i++) texts[i] = file_at(f, i)->now;
    for (size_t i = 0; i < f->chosen.count;) {
        const uint32_t file = MODEL_AT(f->chosen, struct chosen, i)->file;
        texts[file] = edited(f, &i);
    }
    f->drafts.count = 0;
    for (size_t i = 0; i < f->files.count; i++)
        if (texts[i].p != file_at(f, i)->before.p) *(struct sources_draft *)vec_push(&f->drafts, sizeof(struct sources_draft)) = (struct sources_draft){file_at(f, i)->identity, texts[i]};
}

/* ---- judging ---- */

static void refuse(struct fixing *f, struct chosen *chosen, struct str says)
{
    if (chosen->refused) return;
    const struct diag *d = chosen->diag;
    const struct place place = sources_place(&f->check->pipeline.sources, d->span.at);
    chosen->refused = true;
    intern_add(&f->refused, key_of(f, d));
    if (f->options->says && !f->cli->quiet)
        fprintf(stderr, "%s:%u:%u: not fixed: %s[%s], because " STR_FMT "\n", place.path, (unsigned)place.line, (unsigned)place.column, diag_row(d->code)->slug, diag_row(d->code)->code, STR_ARG(says));
}

static size_t left_of(const struct fixing *f)
{
    size_t left = 0;
    for (size_t i = 0; i < f->chosen.count; i++) left += !MODEL_AT(f->chosen, struct chosen, i)->refused && !MODEL_AT(f->chosen, struct chosen, i)->waits;
    return left;
}

/* Those that are marked: the only one is refused; of several half of them wait, and so it comes out which one it is. */
static void blame(struct fixing *f, const size_t *marked, size_t count, struct str says)
{
    if (count == 1) refuse(f, MODEL_AT(f->chosen, struct chosen, marked[0]), says);
    for (size_t i = (count + 1) / 2; i < count; i++) {
        MODEL_AT(f->chosen, struct chosen, marked[i])->waits = true;
        f->any_waits = true;
    }
}

enum blamed { BLAME_OWNER, BLAME_SHARED, BLAME_ALL, BLAME_FILE };

static bool is_blamed(const struct fixing *f, const struct chosen *c, enum blamed who, uint32_t owner, const char *path)
{
    if (c->refused || c->waits) return false;
    switch (who) {
    case BLAME_OWNER: return owner && c->diag->fix->owner == owner;
    case BLAME_SHARED: return c->diag->fix->owner == 0;
    case BLAME_FILE: return strcmp(file_at(f, c->file)->shown, path) == 0;
    case BLAME_ALL: break;
    }
    return true;
}

static bool blame_all(struct fixing *f, enum blamed who, uint32_t owner, const char *path, struct str says)
{
    size_t *marked = arena_array(&f->cli->arena, f->chosen.count + 1, sizeof *marked), count = 0;
    for (size_t i = 0; i < f->chosen.count; i++)
        if (is_blamed(f, MODEL_AT(f->chosen, struct chosen, i), who, owner, path)) marked[count++] = i;
    blame(f, marked, count, says);
    return count != 0;
}

/* Instances that would not be the same: what changes them; else what several share; else anything. One trial finds something out for each of them. */
static void blame_for_verdicts(struct fixing *f)
{
    bool shared = false;
    for (size_t i = 0; i < f->failed.count; i++) {
        const struct fix_failed *failed = MODEL_AT(f->failed, struct fix_failed, i);
        if (blame_all(f, BLAME_OWNER, failed->at, NULL, failed->says) || shared) continue;
        shared = true;
        if (!blame_all(f, BLAME_SHARED, 0, NULL, failed->says)) blame_all(f, BLAME_ALL, 0, NULL, failed->says);
    }
}

/* Errors that were not there: what was changed in the first one's file; else anything. */
static void blame_for_errors(struct fixing *f, struct check *after)
{
    const struct diag_sink *new = &after->pipeline.sink;
    for (size_t i = 0; i < new->list.count; i++) {
        const struct diag *d = ((struct diag *const *)new->list.p)[i];
        const struct source_file *source = d->level == DIAG_ERROR ? sources_file_of(new->sources, d->span.at) : NULL;
        const struct str says = arena_printf(&f->cli->arena, "with it there would be an error: " STR_FMT, STR_ARG(d->text));
        if (d->level != DIAG_ERROR) continue;
        if (!source || !blame_all(f, BLAME_FILE, 0, source->path, says)) blame_all(f, BLAME_ALL, 0, NULL, says);
        return;
    }
}

/* What mends an error may bring to light others, which were there all the time; but of its own kind there are fewer. */
static bool mends_errors(struct fixing *f, const struct check *after)
{
    uint32_t fewer[DIAG_CODE_COUNT] = {0};
    bool all = true;
    for (int side = 0; side < 2; side++) {
        const struct diag_sink *sink = side ? &after->pipeline.sink : &f->check->pipeline.sink;
        for (size_t i = 0; i < sink->list.count; i++) fewer[((struct diag *const *)sink->list.p)[i]->code] += side ? -1u : 1u;
    }
    for (size_t k = 0; k < f->chosen.count; k++) {
        struct chosen *c = MODEL_AT(f->chosen, struct chosen, k);
        if (c->refused || (fewer[c->diag->code] && fewer[c->diag->code] < UINT32_MAX / 2)) continue;
        all = false;
        refuse(f, c, STR("the error would still be there"));
    }
    return all;
}

/* Do all that are left stand? Else some were refused. */
static bool stands(struct fixing *f, struct check *after, bool proved)
{
    if (diag_has_errors(&f->check->pipeline.sink)) return mends_errors(f, after);
    if (diag_has_errors(&after->pipeline.sink)) {
        blame_for_errors(f, after);
        return false;
    }
    f->failed.count = 0;
    if (!proved || fix_prove(f->cli, f->check, after, &f->failed)) return true;
    blame_for_verdicts(f);
    return false;
}

static void accept(struct fixing *f, struct check *after)
{
    f->fixed += left_of(f);
    for (size_t i = 0, d = 0; i < f->files.count && d < f->drafts.count; i++) {
        const struct sources_draft *draft = MODEL_AT(f->drafts, struct sources_draft, d);
        if (file_identity_compare(&draft->identity, &file_at(f, i)->identity) != 0) continue;
        file_at(f, i)->now = draft->text;
        d++;
    }
    check_free(f->check);
    f->check = after;
}

/* One round. *any: something was made, or something waits for the next one. */
static enum cli_status round_of(struct fixing *f, bool proved, bool *any)
{
    *any = f->any_waits = false;
    choose(f, proved);
    for (int trial = 0; left_of(f) > 0; trial++) {
        struct check *after = arena_new(&f->cli->arena, struct check);
        for (size_t i = 0; i < f->chosen.count && trial == TRIALS; i++) refuse(f, MODEL_AT(f->chosen, struct chosen, i), STR("it could not be told apart from others that something speaks against"));
        if (trial == TRIALS) break;
        make_drafts(f);
        const enum cli_status status = check_again(f->cli, f->check, &f->drafts, after);
        if (status != CLI_OK) {
            check_free(after);
            return status;
        }
        if (stands(f, after, proved)) {
            accept(f, after);
            *any = true;
            return CLI_OK;
        }
        check_free(after);
    }
    *any = f->any_waits;
    return CLI_OK;
}

static enum cli_status all_rounds(struct fixing *f)
{
    for (int round = 0; round < ROUNDS; round++) {
        bool any;
        enum cli_status status = round_of(f, true, &any);
        if (status == CLI_OK && !any && f->options->unsafe) status = round_of(f, false, &any);
        if (status != CLI_OK || !any) return status;
    }
    if (!f->cli->quiet) fprintf(stderr, "weir: each of %d rounds of fixes left something to fix; run it again for the rest\n", ROUNDS);
    return CLI_OK;
}

/* ---- writing ---- */

static bool is_changed(const struct fix_file *file) { return !str_equal(file->before, file->now); }

static enum cli_status write_all(struct fixing *f)
{
    struct cli *cli = f->cli;
    struct file_out *outs = arena_array(&cli->arena, f->files.count + 1, sizeof *outs);
    size_t begun = 0, committed = 0;
    enum cli_status status = CLI_OK;
    for (size_t i = 0; i < f->files.count && status == CLI_OK; i++) {
        const struct fix_file *file = file_at(f, i);
        struct str now;
        if (!is_changed(file)) continue;
        struct file_status world = file_read(&cli->arena, file->path, LIMIT_SOURCE_BYTES, &now);
        if (!file_failed(world) && !str_equal(now, file->before)) {
            status = cli_error(cli, CLI_WORLD, "%s: it was changed by somebody else in the meantime; nothing is written", file->shown);
            break;
        }
        if (!file_failed(world)) world = rewrite_begin(&outs[begun], &cli->arena, file->path, file->now);
        if (file_failed(world)) status = cli_world(cli, world, file->path);
        else begun++;
    }
    for (; committed < begun && status == CLI_OK; committed++) {
        const struct file_status world = file_commit(&outs[committed]);
        if (file_failed(world)) status = cli_world(cli, world, outs[committed].target);
    }
    for (size_t i = 0; i < begun && status != CLI_OK; i++) file_abandon(&outs[i]);
    return status;
}

static int by_shown(const void *a, const void *b) { return strcmp(((const struct fix_file *)a)->shown, ((const struct fix_file *)b)->shown); }

static void print_all(const struct fixing *f)
{
    const struct fix_file *files = f->files.p;
    struct vec sorted = {.exhausted = &f->cli->exhausted};
    if (f->files.count) memcpy(vec_extend(&sorted, f->files.count, sizeof *files), files, f->files.count * sizeof *files);
    if (sorted.count) qsort(sorted.p, sorted.count, sizeof *files, by_shown);
    for (size_t i = 0; i < sorted.count; i++) {
        const struct fix_file *file = MODEL_AT(sorted, struct fix_file, i);
        if (is_changed(file)) difference_print_any(stdout, file->shown, file->before, file->now, cli_colors(f->cli, stdout), &f->cli->exhausted);
    }
    vec_free(&sorted);
}

enum cli_status fix_run(struct cli *cli, struct check **check, const struct fix_options *options, bool *changes)
{
    struct fixing f = {.cli = cli, .options = options, .check = *check, .files.exhausted = &cli->exhausted, .chosen.exhausted = &cli->exhausted,
                       .drafts.exhausted = &cli->exhausted, .failed.exhausted = &cli->exhausted};
    uint64_t changed = 0;
    intern_init(&f.refused, &cli->arena);
    list_files(&f);
    enum cli_status status = all_rounds(&f);
    *check = f.check;
    for (size_t i = 0; i < f.files.count; i++) changed += is_changed(file_at(&f, i));
    *changes = changed != 0;
    if (status == CLI_OK && options->dry) print_all(&f);
    else if (status == CLI_OK && changed) status = write_all(&f);
    if (status == CLI_OK && f.fixed && options->says && !cli->quiet)
        fprintf(stderr, "%s%llu finding%s in %llu file%s\n", options->dry ? "would fix " : "fixed ", (unsigned long long)f.fixed, cli_s(f.fixed), (unsigned long long)changed, cli_s(changed));
    vec_free(&f.files);
    vec_free(&f.chosen);
    vec_free(&f.drafts);
    vec_free(&f.failed);
    intern_free(&f.refused);
    return status;
}
