/* Bytes as a file of Sigma rules, in each layout: the importer ends, says what it leaves out, and what it gives out is source that resolves. */
#include <stdlib.h>

#include "exchange/sigma.h"

static void demand(bool holds)
{
    if (!holds) abort();
}

static void check_rules(const struct sigma_import *import)
{
    uint32_t imported = 0;
    for (size_t i = 0; i < import->rules.count; i++) {
        const struct sigma_rule *rule = MODEL_AT(import->rules, struct sigma_rule, i);
        imported += rule->imported;
        demand(rule->imported ? rule->text.n && rule->name.n && rule->id : rule->reason_text.n > 0);
    }
    demand(imported == import->imported);
    for (size_t i = 0; i < import->files.count; i++) {
        const struct sigma_file *file = MODEL_AT(import->files, struct sigma_file, i);
        demand(utf8_invalid_at(file->text) == file->text.n);
    }
}

/* What was checked once resolves again as a file on its own. */
static void check_source(struct arena *arena, const struct sigma_import *import)
{
    struct sources sources;
    struct diag_sink sink;
    struct model model;
    sources_init(&sources, arena);
    diag_init(&sink, arena, &sources);
    model_init(&model, arena, &sources, &sink);
    struct tree *trees = arena_array(arena, import->files.count + 1, sizeof *trees);
    for (size_t i = 0; i < import->files.count; i++) {
        const struct sigma_file *file = MODEL_AT(import->files, struct sigma_file, i);
        syntax_parse(&trees[i], arena, &sources, sources_add(&sources, file->path, file->text), &sink);
    }
    model_build(&model, trees, import->files.count, &(struct model_options){.root = "."});
    demand(!diag_has_errors(&sink));
    for (size_t i = 0; i < import->files.count; i++) tree_free(&trees[i]);
    model_free(&model);
    diag_free(&sink);
    sources_free(&sources);
}

/* Is there a document that may be a rule? Reading alone is fast, and most inputs end there. */
static bool has_rule(struct arena *arena, struct str text)
{
    struct sources sources;
    struct diag_sink sink;
    struct vec documents = {.exhausted = arena->exhausted};
    sources_init(&sources, arena);
    diag_init(&sink, arena, &sources);
    const bool good = yaml_read(arena, &sink, sources_add(&sources, "fuzz.yml", text), DIAG_ERROR, &documents);
    demand(good != diag_has_errors(&sink));
    bool found = false;
    for (size_t i = 0; i < documents.count; i++) {
        const struct yaml_tree *tree = ((struct yaml_tree **)documents.p)[i];
        found |= yaml_get(tree, "detection") || yaml_get(tree, "title") || yaml_get(tree, "logsource");
    }
    vec_free(&documents);
    diag_free(&sink);
    sources_free(&sources);
    return found;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    jmp_buf exhausted;
    struct arena arena;
    struct sigma_import import;
    struct sigma_failure failure;
    if (size > 1 << 16) return 0;
    char *copy = malloc(size + 1);
    if (size) memcpy(copy, data, size);
    copy[size] = '\0';
    const struct sigma_source source = {.path = "fuzz.yml", .relative = "fuzz", .text = {copy, (uint32_t)size}};
    const struct sigma_options options = {.sources = &source, .source_count = 1, .action = "detect", .layout = (enum sigma_layout)(size % SIGMA_LAYOUT_COUNT), .root = "."};
    arena_init(&arena, &exhausted);
    if (setjmp(exhausted) == 0 && has_rule(&arena, source.text)) {
        sigma_init(&import, &arena);
        demand(sigma_run(&import, &options, &failure));
        check_rules(&import);
        check_source(&arena, &import);
        sigma_free(&import);
    }
    arena_free(&arena);
    free(copy);
    return 0;
}
