/* Files: what `use` brings in, and what a file sees.
 *
 * In:  the trees of a run. Out: units, each file once however often it is used, and the names that each of them sees.
 * Must hold: cycles of uses are harmless; a name that is seen in two files is never resolved in silence. */
#include <errno.h>
#include <stdlib.h>

#include "../base/file.h"
#include "build.h"

/* ---- reading ---- */

static bool total_allows(struct build *b, uint32_t more)
{
    const size_t count = b->sources->files.count;
    if (count >= LIMIT_FILES) return false;
    if (count == 0) return true;
    const struct source_file *last = sources_file(b->sources, (uint32_t)count - 1);
    return (uint64_t)last->base + last->text.n + more < LIMIT_TOTAL_SOURCE_BYTES;
}

bool uses_read(struct build *b, struct str path, struct span span, enum diag_code missing, uint32_t *file)
{
    const char *const name = arena_copy(b->model->arena, path).p;
    if (memchr(path.p, 0, path.n) || !path_is_inside(name)) {
        struct diag *d = diag_report(b->sink, DIAG_PATH_OUTSIDE, span, "'" STR_FMT "' is not a path inside the project", STR_ARG(path));
        diag_set_label(b->sink, d, "relative, with '/' between folders, and without '..'");
        return false;
    }
    struct str text;
    const char *const tried = path_join(&b->scratch, b->root, name);
    struct file_status status = sources_read(b->sources, b->model->arena, tried, LIMIT_SOURCE_BYTES, &text);
    if (!file_failed(status) && !total_allows(b, text.n)) status = (struct file_status){EFBIG, "read"};
    if (file_failed(status)) {
        struct diag *d;
        if (status.error == ENOENT || status.error == ENOTDIR) {
            d = diag_report(b->sink, missing, span, "there is no file '" STR_FMT "'", STR_ARG(path));
            if (missing == DIAG_UNKNOWN_USE) uses_suggest(b, d, KEY_FILE, 0, path);
            if (d->label.n) return false; /* the name that is meant says more than where we looked */
        } else {
            d = diag_report(b->sink, DIAG_UNREADABLE_FILE, span, "'" STR_FMT "' cannot be read: %s", STR_ARG(path),
                            status.error == EFBIG ? "it is larger than the limit" : strerror(status.error));
        }
        diag_set_label(b->sink, d, "looked for '%s'", tried);
        return false;
    }
    *file = sources_add(b->sources, name, text);
    return true;
}

/* ---- units ---- */

static uint32_t unit_add(struct build *b, const struct tree *tree, struct str path)
{
    const uint32_t number = (uint32_t)b->units.count;
    *(struct unit *)vec_push(&b->units, sizeof(struct unit)) = (struct unit){.tree = tree, .file = tree->file, .goes = !tree->has_others};
    map_put(&b->names_of, key_of(KEY_FILE, 0, build_name(b, path)), number);
    b->any_failed |= tree->failed;
    return number;
}

static struct str path_normal(struct str path)
{
    while (path.n > 2 && path.p[0] == '.' && path.p[1] == '/') path = (struct str){path.p + 2, path.n - 2};
    return path;
}

/* The same file under another path (a run that was started in another folder): its text is the same and its path ends alike. */
static uint32_t unit_with(struct build *b, struct str path, struct str text)
{
    for (uint32_t i = 0; i < b->units.count; i++) {
        const struct unit *unit = UNIT(b, i);
        if (unit->own_tree) continue;
        const struct source_file *file = sources_file(b->sources, unit->file);
        if (file->text.n == text.n && str_ends_with(str_from(file->path), path) && str_equal(file->text, text)) return i;
    }
    return NONE;
}

static uint32_t unit_load(struct build *b, struct str path, uint32_t file, bool stdlib)
{
    struct tree *tree = arena_new(&b->keep, struct tree);
    syntax_parse(tree, &b->keep, b->sources, file, b->sink);
    const uint32_t number = unit_add(b, tree, path);
    UNIT(b, number)->own_tree = tree;
    UNIT(b, number)->goes = false;
    UNIT(b, number)->from_stdlib = stdlib;
    return number;
}

static const struct stdlib_entry *stdlib_find(struct str name)
{
    for (size_t i = 0; i < stdlib_entry_count; i++)
        if (str_equal(str_from(stdlib_entries[i].name), name)) return &stdlib_entries[i];
    return NULL;
}

static uint32_t use_stdlib(struct build *b, const struct stdlib_entry *entry)
{
    const struct str path = arena_printf(b->model->arena, "<stdlib>/%s.weir", entry->name);
    const uint32_t known = map_get(&b->names_of, key_of(KEY_FILE, 0, build_name(b, path)));
    if (known != NONE) return known;
    return unit_load(b, path, sources_add(b->sources, path.p, (struct str){entry->text, entry->bytes}), true);
}

static uint32_t use_path(struct build *b, struct str written, struct span span)
{
    struct str path = path_normal(written);
    if (written.n == 0) {
        struct diag *d = diag_report(b->sink, DIAG_UNKNOWN_USE, span, "this 'use' names nothing");
        diag_set_label(b->sink, d, "empty");
        diag_set_help(b->sink, d, "name a Template Type of the standard library, as in use 'windows/named_pipe', or a file, as in use 'rules/lists'; or remove the line");
        return NONE;
    }
    if (!str_ends_with(path, STR(".weir"))) path = arena_printf(&b->scratch, STR_FMT ".weir", STR_ARG(path));
    const uint32_t known = map_get(&b->names_of, key_of(KEY_FILE, 0, build_name(b, path)));
    if (known != NONE) return known;
    uint32_t file;
    if (!uses_read(b, path, span, DIAG_UNKNOWN_USE, &file)) return NONE;
    const uint32_t same = unit_with(b, path, sources_file(b->sources, file)->text);
    if (same == NONE) return unit_load(b, path, file, false);
    map_put(&b->names_of, key_of(KEY_FILE, 0, build_name(b, path)), same);
    return same;
}

static void use_resolve(struct build *b, uint32_t unit, node_id use)
{
    const struct tree *tree = UNIT(b, unit)->tree;
    const node_id literal = tree_first(tree, use);
    if (tree_kind(tree, literal) != NODE_STRING) return;
    const struct str name = syntax_string(tree, &b->scratch, literal);
    const struct stdlib_entry *entry = stdlib_find(name);
    const uint32_t used = entry ? use_stdlib(b, entry) : use_path(b, name, tree_span(tree, literal));
    if (used == NONE) {
        b->any_failed = true; /* what it would have declared is not known: say nothing about names that are missing */
        return;
    }
    *(uint32_t *)vec_push(&b->uses, sizeof(uint32_t)) = used;
    *(struct span *)vec_push(&b->use_spans, sizeof(struct span)) = tree_span(tree, literal);
    UNIT(b, unit)->use_count++;
}

void uses_load(struct build *b, const struct tree *trees, size_t count)
{
    for (size_t i = 0; i < count; i++)
        unit_add(b, &trees[i], path_normal(str_from(sources_file(b->sources, trees[i].file)->path)));
    for (uint32_t u = 0; u < b->units.count; u++) { /* grows while we walk */
        UNIT(b, u)->use_first = (uint32_t)b->uses.count;
        const struct tree *tree = UNIT(b, u)->tree;
        for (node_id id = tree->first, next, left = tree->use_count; id && left; id = next) {
            next = tree_next(tree, id);
            if (tree_kind(tree, id) != NODE_USE) continue;
            use_resolve(b, u, id);
            left--;
        }
        arena_reset(&b->scratch);
    }
}

/* ---- what a unit sees ---- */

static uint32_t search(struct build *b, enum key_space space, uint32_t start, uint32_t name, uint32_t two[2], uint32_t *where)
{
    uint32_t found = NONE;
    b->search++;
    b->queue.count = 0;
    *(uint32_t *)vec_push(&b->queue, sizeof(uint32_t)) = start;
    UNIT(b, start)->mark = b->search;
    for (size_t at = 0; at < b->queue.count; at++) {
        const uint32_t u = *MODEL_AT(b->queue, uint32_t, at);
        const uint32_t here = map_get(&b->names_of, key_of(space, u, name));
        if (here != NONE && found != NONE && here != found) {
            two[0] = found;
            two[1] = here;
            return AMBIGUOUS;
        }
        if (here != NONE) {
            found = here;
            *where = u;
        }
        const struct unit *unit = UNIT(b, u);
        for (uint32_t i = 0; i < unit->use_count; i++) {
            const uint32_t next = *MODEL_AT(b->uses, uint32_t, unit->use_first + i);
            if (UNIT(b, next)->mark == b->search) continue;
            UNIT(b, next)->mark = b->search;
            *(uint32_t *)vec_push(&b->queue, sizeof(uint32_t)) = next;
        }
    }
    return found;
}

uint32_t uses_find(struct build *b, enum key_space space, uint32_t unit, struct str name, uint32_t two[2])
{
    const uint32_t number = intern_find(&b->names, name);
    if (number == INTERN_NONE) return NONE;
    const uint64_t memo = key_of(space == KEY_TEMPLATE ? KEY_SEEN_TEMPLATE : KEY_SEEN_DECLARATION, unit, number);
    const uint32_t seen = map_get(&b->names_of, memo);
    if (seen != NONE) return seen - 1; /* 0 stands for none: NONE itself cannot be a value */
    struct reference reference = {unit, unit};
    const uint32_t found = search(b, space, unit, number, two, &reference.to);
    if (found != AMBIGUOUS) map_put(&b->names_of, memo, found + 1);
    if (found != AMBIGUOUS && found != NONE && reference.to != unit) *(struct reference *)vec_push(&b->references, sizeof reference) = reference;
    return found;
}

uint32_t uses_peek(struct build *b, uint32_t unit, struct str name)
{
    const uint32_t number = intern_find(&b->names, name);
    uint32_t two[2], where;
    if (number == INTERN_NONE || b->declarations.count == 0) return NONE;
    const uint64_t memo = key_of(KEY_PEEKED, unit, number);
    uint32_t seen = map_get(&b->names_of, memo);
    if (seen == NONE) {
        seen = search(b, KEY_DECLARATION, unit, number, two, &where);
        seen = (seen == AMBIGUOUS ? two[0] : seen) + 1;
        map_put(&b->names_of, memo, seen);
    }
    return seen - 1;
}

void uses_note_shadowing(struct build *b, uint32_t unit, struct str name, struct span span, bool is_let)
{
    const uint32_t outer = uses_peek(b, unit, name);
    if (outer == NONE) return;
    const struct declaration *d = DECLARATION(b, outer);
    *(struct shadowing *)vec_push(&b->model->shadowings, sizeof(struct shadowing)) = (struct shadowing){build_keep(b, b->model->arena, UNIT(b, unit), name), span, d->span, is_let, d->kind == NODE_PREDICATE};
}

/* ---- uses that bring nothing ---- */

enum { REACH_STEPS = 1 << 22 }; /* of one run, units that are walked for this: after so many the rest is taken to be needed */

/* Is a marked unit reached from the unit? */
static bool reaches(struct build *b, uint32_t from, const uint32_t *wanted, uint32_t stamp, uint32_t *steps)
{
    b->search++;
    b->queue.count = 0;
    *(uint32_t *)vec_push(&b->queue, sizeof(uint32_t)) = from;
    UNIT(b, from)->mark = b->search;
    for (size_t at = 0; at < b->queue.count; at++) {
        const uint32_t u = *MODEL_AT(b->queue, uint32_t, at);
        if (wanted[u] == stamp || ++*steps > REACH_STEPS) return true;
        for (uint32_t i = 0; i < UNIT(b, u)->use_count; i++) {
            const uint32_t next = *MODEL_AT(b->uses, uint32_t, UNIT(b, u)->use_first + i);
            if (UNIT(b, next)->mark == b->search) continue;
            UNIT(b, next)->mark = b->search;
            *(uint32_t *)vec_push(&b->queue, sizeof(uint32_t)) = next;
        }
    }
    return false;
}

static int by_from(const void *x, const void *y)
{
    const struct reference *a = x, *b = y;
    return (a->from > b->from) - (a->from < b->from);
}

void uses_find_unused(struct build *b)
{
    uint32_t *wanted = arena_array(&b->scratch, b->units.count + 1, sizeof *wanted), steps = 0; /* by unit: 1 + the unit that looks something up there */
    bool *is_used = arena_array(&b->scratch, b->units.count + 1, sizeof *is_used);
    struct reference *references = b->references.p;
    size_t at = 0;
    if (b->any_failed) return;
    for (size_t i = 0; i < b->uses.count; i++) is_used[*MODEL_AT(b->uses, uint32_t, i)] = true;
    if (b->references.count) qsort(references, b->references.count, sizeof *references, by_from);
    for (uint32_t u = 0; u < b->units.count; u++) {
        for (; at < b->references.count && references[at].from == u; at++) wanted[references[at].to] = u + 1;
        if (UNIT(b, u)->own_tree || is_used[u]) continue; /* what it brings may be meant for those who use it */
        for (uint32_t i = 0; i < UNIT(b, u)->use_count; i++) {
            const uint32_t use = UNIT(b, u)->use_first + i;
            if (!reaches(b, *MODEL_AT(b->uses, uint32_t, use), wanted, u + 1, &steps)) *(struct span *)vec_push(&b->model->unused_uses, sizeof(struct span)) = *MODEL_AT(b->use_spans, struct span, use);
        }
    }
}

/* ---- what might have been meant ---- */

/* `template NAME` at the start of a line: good enough for files that we ship, and checked by a test. */
static void stdlib_index(struct build *b)
{
    static const struct str word = {"template ", 9};
    b->stdlib_indexed = true;
    for (uint32_t i = 0; i < stdlib_entry_count; i++) {
        const struct str text = {stdlib_entries[i].text, stdlib_entries[i].bytes};
        for (uint32_t at = 0; at + word.n < text.n;) {
            if (memcmp(text.p + at, word.p, word.n) == 0) {
                uint32_t end = at + word.n;
                while (end < text.n && !strchr(" {\t\r\n", text.p[end])) end++;
                const struct str name = {text.p + at + word.n, end - at - word.n};
                map_put(&b->names_of, key_of(KEY_STDLIB, 0, build_name(b, name)), i);
            }
            const char *line = memchr(text.p + at, '\n', text.n - at);
            if (line == NULL) break;
            at = (uint32_t)(line - text.p) + 1;
        }
    }
}

const struct stdlib_entry *uses_stdlib_with(struct build *b, struct str template_name)
{
    if (!b->stdlib_indexed) stdlib_index(b);
    const uint32_t number = intern_find(&b->names, template_name);
    const uint32_t entry = number == INTERN_NONE ? NONE : map_get(&b->names_of, key_of(KEY_STDLIB, 0, number));
    return entry == NONE ? NULL : &stdlib_entries[entry];
}

/* Comparing costs names × errors, so there is an end to it: after so many, an error comes without a suggestion. */
#define SUGGESTIONS_AT_MOST (1u << 20)

void build_suggest(struct build *b, struct diag *diag, struct str written, const struct str *names, size_t count)
{
    if (b->suggestions > SUGGESTIONS_AT_MOST) return;
    b->suggestions += (uint32_t)count;
    diag_suggest(b->sink, diag, written, names, count);
}

void uses_suggest(struct build *b, struct diag *diag, enum key_space space, uint8_t kind, struct str written)
{
    struct vec names = {.exhausted = b->names_of.slots.exhausted};
    if (b->suggestions > SUGGESTIONS_AT_MOST) return;
    if (space == KEY_FILE) {
        for (size_t i = 0; i < stdlib_entry_count; i++)
            *(struct str *)vec_push(&names, sizeof(struct str)) = str_from(stdlib_entries[i].name);
        if (str_ends_with(written, STR(".weir"))) written.n -= 5;
    } else if (space == KEY_TEMPLATE) {
        for (size_t i = 0; i < b->model->templates.count; i++)
            *(struct str *)vec_push(&names, sizeof(struct str)) = TEMPLATE(b, i)->name;
    } else {
        for (size_t i = 0; i < b->declarations.count; i++)
            if (DECLARATION(b, i)->kind == kind)
                *(struct str *)vec_push(&names, sizeof(struct str)) = intern_name(&b->names, DECLARATION(b, i)->name);
    }
    build_suggest(b, diag, written, names.p, names.count);
    vec_free(&names);
}
