/* weir test --generate: the tests that are missing, as `test` blocks.
 *
 * In:   instances with what tests they have. Out: for each a matching event if no test has one; for every criterion an event that it makes match and a near miss that it
 *       keeps out, where no test has them; and for every small change that no test notices, one that does. On stdout, or with --write in the sources.
 * Must hold: each test passes: the interpreter was asked. A source is written whole or not at all, in the one style if it was in that before. */
#include "quality.h"

#include <inttypes.h>
#include <stdlib.h>

#include "../../compiler/syntax/printer.h"
#include "../../exchange/convert.h"
#include "../../exchange/export_term.h"
#include "witness.h"

struct insertion {
    uint32_t at;     /* global position: before the closing brace of the instance */
    struct str text;
};
struct generator {
    struct suite *suite;
    struct vec insertions; /* struct insertion */
    uint64_t tests, unconfirmed;
};

/* ---- one instance ---- */

static bool is_decided(struct quality *q, uint32_t atom, bool matches)
{
    for (uint32_t e = 0; e < q->events.count; e++)
        if (MODEL_AT(q->events, struct quality_event, e)->matches == matches && quality_decides(q, atom, e)) return true;
    return false;
}

static bool has_match(const struct quality *q)
{
    for (uint32_t e = 0; e < q->events.count; e++)
        if (MODEL_AT(q->events, struct quality_event, e)->matches) return true;
    return false;
}

/* The words of a criterion without quotes, which a name would have to double. */
static struct str without_quotes(struct arena *arena, struct str name)
{
    char *out = arena_alloc(arena, (size_t)name.n + 1);
    uint32_t n = 0;
    for (uint32_t i = 0; i < name.n; i++)
        if (name.p[i] != '\'' && name.p[i] != '`') out[n++] = name.p[i];
    return (struct str){out, n};
}

static void put_test(struct generator *g, struct quality *q, struct text *out, struct str name, const struct solve_event *event, bool matches)
{
    if (!quality_confirmed(q, event, matches)) { /* a version without one of the fields says something else */
        g->unconfirmed++;
        return;
    }
    quality_add_event(q, event, matches);
    g->tests++;
    text_word(out, "\n    test ");
    text_put(out, text_literal(&q->arena, without_quotes(&q->arena, name)));
    text_printf(out, " %s { " STR_FMT " }", matches ? "matches" : "misses", STR_ARG(witness_entries(&q->arena, q->type, event)));
}

static void generate_deciding(struct generator *g, struct quality *q, struct text *out, uint32_t atom, bool matches)
{
    struct solve_event event;
    if (is_decided(q, atom, matches) || quality_find_deciding(q, atom, matches, &event) != SOLVE_YES) return;
    put_test(g, q, out, arena_printf(&q->arena, matches ? "because of " STR_FMT : "near miss: " STR_FMT, STR_ARG(quality_words(q, atom))), &event, matches);
}

static void generate(struct generator *g, struct quality *q, struct text *out)
{
    struct solve_event event;
    if (!has_match(q) && solve_find(&q->solve, q->condition, &event) == SOLVE_YES) put_test(g, q, out, STR("the shortest match"), &event, true);
    for (uint32_t a = 0; a < q->atom_count; a++) {
        generate_deciding(g, q, out, a, true);
        generate_deciding(g, q, out, a, false);
    }
    struct mutants mutants;
    mutants_make(q, &mutants);
    for (uint32_t i = 0; i < mutants.count; i++) {
        const struct mutant *mutant = &mutants.list[i];
        if (mutant->state != MUTANT_SURVIVED) continue;
        const uint32_t before = (uint32_t)q->events.count;
        put_test(g, q, out, arena_printf(&q->arena, "not " STR_FMT, STR_ARG(mutant->what)), &mutant->event, mutant->matches);
        mutants_run(q, &mutants, before);
    }
}

/* ---- the sources ---- */

/* The place before the closing brace of the instance whose name stands at `name`. */
static bool find_end(const struct tree *tree, uint32_t name, uint32_t *at)
{
    for (node_id d = tree->first; d; d = tree_next(tree, d)) {
        if (tree_kind(tree, d) != NODE_INSTANCE || tree_node(tree, tree_first(tree, d))->at != name) continue;
        const struct span span = tree_span(tree, d);
        *at = span.at + span.length - 1;
        return true;
    }
    return false;
}

static int by_place(const void *x, const void *y)
{
    const struct insertion *a = x, *b = y;
    return a->at < b->at ? -1 : a->at > b->at;
}

/* The file with the insertions of it; in the one style if it was. */
static struct str assemble(struct arena *arena, const struct source_file *file, const struct insertion *insertions, size_t count)
{
    struct text out;
    text_init(&out, arena->exhausted);
    uint32_t from = 0;
    for (size_t i = 0; i < count; i++) {
        uint32_t at = insertions[i].at - file->base;
        while (at > from && (file->text.p[at - 1] == ' ' || file->text.p[at - 1] == '\n' || file->text.p[at - 1] == '\t' || file->text.p[at - 1] == '\r')) at--;
        text_put(&out, (struct str){file->text.p + from, at - from});
        text_word(&out, "\n");
        text_put(&out, insertions[i].text);
        text_word(&out, "\n");
        from = insertions[i].at - file->base;
    }
    text_put(&out, (struct str){file->text.p + from, file->text.n - from});
    const struct str copy = arena_copy(arena, text_str(&out));
    text_free(&out);
    return copy;
}

static enum cli_status write_file(struct generator *g, const struct source_file *file, const struct insertion *insertions, size_t count)
{
    struct cli *cli = g->suite->cli;
    struct arena arena;
    struct file_out out;
    arena_init(&arena, &cli->exhausted);
    struct str text = assemble(&arena, file, insertions, count);
    struct str before = {NULL, 0};
    if (printer_restyle(&arena, file->text, &before) && str_equal(before, file->text) && !printer_restyle(&arena, text, &text)) BUG("a source with generated tests cannot be parsed");
    const char *path = path_join(&arena, g->suite->pipeline->project.root, file->path);
    if (file->path[0] == '/') path = file->path;
    struct file_status status = file_create(&out, &arena, path);
    if (!file_failed(status)) {
        fwrite(text.p, 1, text.n, out.stream);
        status = file_commit(&out);
    }
    if (!file_failed(status) && !cli->quiet) printf("%s: %zu instance%s with new tests\n", file->path, count, cli_s(count));
    const enum cli_status result = file_failed(status) ? cli_world(cli, status, path) : CLI_OK;
    arena_free(&arena);
    return result;
}

static enum cli_status write_all(struct generator *g)
{
    enum cli_status worst = CLI_OK;
    const struct insertion *all = g->insertions.p;
    if (g->insertions.count) qsort(g->insertions.p, g->insertions.count, sizeof *all, by_place);
    for (size_t i = 0, end; i < g->insertions.count; i = end) {
        const struct source_file *file = sources_file_of(&g->suite->pipeline->sources, all[i].at);
        for (end = i + 1; end < g->insertions.count && sources_file_of(&g->suite->pipeline->sources, all[end].at) == file;) end++;
        const enum cli_status status = write_file(g, file, all + i, end - i);
        if (status > worst) worst = status;
    }
    return worst;
}

/* Where each instance with new tests ends. Every file is parsed once. */
static void place_insertions(struct generator *g, const uint32_t *names)
{
    struct insertion *all = g->insertions.p;
    struct arena arena;
    arena_init(&arena, &g->suite->cli->exhausted);
    for (size_t i = 0; i < g->insertions.count;) {
        const struct source_file *file = sources_file_of(&g->suite->pipeline->sources, names[i]);
        struct sources sources;
        struct diag_sink sink;
        struct tree tree;
        sources_init(&sources, &arena);
        diag_init(&sink, &arena, &sources);
        const uint32_t number = sources_add(&sources, file->path, file->text);
        const uint32_t base = sources_file(&sources, number)->base;
        syntax_parse(&tree, &arena, &sources, number, &sink);
        for (; i < g->insertions.count && sources_file_of(&g->suite->pipeline->sources, names[i]) == file; i++) {
            uint32_t at = 0;
            if (!find_end(&tree, names[i] - file->base + base, &at)) BUG("an instance that is not where it was");
            all[i].at = at - base + file->base;
        }
        tree_free(&tree);
        diag_free(&sink);
        sources_free(&sources);
        arena_reset(&arena);
    }
    arena_free(&arena);
}

/* ---- all ---- */

enum cli_status generate_run(struct suite *suite, bool write)
{
    struct generator g = {.suite = suite, .insertions = {.exhausted = &suite->cli->exhausted}};
    const uint32_t instances = (uint32_t)suite->pipeline->model.instances.count;
    uint32_t *names = arena_array(&suite->cli->arena, (size_t)instances + 1, sizeof *names);
    enum cli_status status = CLI_OK;
    for (uint32_t i = 0; i < instances; i++) {
        struct quality q;
        struct text out;
        if (!suite->whole[i] || !quality_open(&q, suite, i)) continue;
        text_init(&out, &suite->cli->exhausted);
        generate(&g, &q, &out);
        if (out.bytes.count && write) {
            names[g.insertions.count] = suite_instance(suite, i)->span.at;
            *(struct insertion *)vec_push(&g.insertions, sizeof(struct insertion)) = (struct insertion){0, arena_copy(&suite->cli->arena, text_str(&out))};
        } else if (out.bytes.count) {
            const struct place place = sources_place(&suite->pipeline->sources, suite_instance(suite, i)->span.at);
            printf("// " STR_FMT " (%s:%u)" STR_FMT "\n\n", STR_ARG(suite_instance(suite, i)->name), place.path ? place.path : "", (unsigned)place.line, STR_ARG(text_str(&out)));
        }
        text_free(&out);
        quality_close(&q);
    }
    if (write) {
        place_insertions(&g, names);
        status = write_all(&g);
    }
    if (!suite->cli->quiet) {
        fflush(stdout); /* where both streams go to one place, the tests stand first */
        fprintf(stderr, "%" PRIu64 " test%s %s\n", g.tests, cli_s(g.tests), write ? "written" : "generated; --write puts them into the sources");
        if (g.unconfirmed) fprintf(stderr, "%" PRIu64 " more left out: an older version of the Template Type does not have their fields\n", g.unconfirmed);
    }
    vec_free(&g.insertions);
    return status;
}
