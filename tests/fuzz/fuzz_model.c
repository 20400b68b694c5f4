/* Any bytes as a source file, up to the model: it must end, and a model that was built without an error must be what emit relies on: programs that
 * leave one value on a stack of bounded depth, criteria in order, sets that are sorted and without doubles. */
#include <stdlib.h>

#include "base/limits.h"
#include "model/model.h"

static void check_code(const struct model *m, const struct instance *instance)
{
    uint32_t depth = 0, last = 0;
    for (uint32_t i = 0; i < instance->code_count; i++) {
        const uint32_t word = *MODEL_AT(m->code, uint32_t, instance->code_first + i), op = word & 0xff, k = word >> 8 & 0xff, n = word >> 16;
        const uint32_t takes = op == WEIR_CODE_NOT ? 1 : op == WEIR_CODE_AND || op == WEIR_CODE_OR ? 2 : op == WEIR_CODE_ATLEAST ? n : 0;
        if (op == 0 || op >= WEIR_CODE_COUNT || depth < takes) abort();
        if (op == WEIR_CODE_CRITERION && n >= instance->criterion_count) abort();
        if (op == WEIR_CODE_ATLEAST && (k < 2 || k >= n)) abort();
        if (op == WEIR_CODE_NOT && last == WEIR_CODE_NOT) abort();
        depth += 1 - takes;
        if (depth > WEIR_MAX_STACK) abort();
        last = op;
    }
    if (depth != 1) abort();
}

static void check_set(const struct model *m, uint32_t index)
{
    const struct value_set *set = MODEL_AT(m->sets, struct value_set, index);
    if (index >= m->sets.count || set->count == 0) abort();
    const bool numbers = set->kind == WEIR_SET_NUMBERS || set->kind == WEIR_SET_RANGES;
    const size_t end = (size_t)set->first + (set->kind == WEIR_SET_RANGES ? 2u : 1u) * set->count;
    if (end > (numbers ? m->numbers.count : m->values.count)) abort();
    for (uint32_t i = 0; i < set->count && !numbers; i++) {
        const uint32_t value = *MODEL_AT(m->values, uint32_t, set->first + i);
        if (value >= (set->kind == WEIR_SET_STRINGS ? m->strings.count : m->regexes.count)) abort();
        if (i == 0) continue;
        const uint32_t before = *MODEL_AT(m->values, uint32_t, set->first + i - 1);
        if (set->kind == WEIR_SET_PROGRAMS ? before >= value : str_compare(*MODEL_AT(m->strings, struct str, before), *MODEL_AT(m->strings, struct str, value)) >= 0) abort();
    }
}

static void check_instance(const struct model *m, const struct instance *instance)
{
    if (instance->type >= m->templates.count || instance->poisoned) abort();
    const struct template_type *type = MODEL_AT(m->templates, struct template_type, instance->type);
    check_code(m, instance);
    for (uint32_t i = 0; i < instance->criterion_count; i++) {
        const struct criterion *criterion = MODEL_AT(m->criteria, struct criterion, instance->criterion_first + i);
        if (criterion->ordinal > type->field_count || criterion->other > type->field_count || criterion->op == 0 || criterion->op >= WEIR_OP_COUNT) abort();
        if (criterion->set != WEIR_NO_SET) check_set(m, criterion->set);
        if (i && (uint8_t)(criterion->ordinal - 1) < (uint8_t)(criterion[-1].ordinal - 1)) abort(); /* 0 comes last */
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const struct model_options options = {"no-such-folder"};
    jmp_buf exhausted;
    struct arena arena, tree_arena;
    struct sources sources;
    struct diag_sink sink;
    struct tree tree;
    struct model model;
    if (size > 1 << 20) return 0;
    if (setjmp(exhausted)) abort();
    arena_init(&arena, &exhausted);
    arena_init(&tree_arena, &exhausted);
    sources_init(&sources, &arena);
    diag_init(&sink, &arena, &sources);
    const struct str text = arena_copy(&arena, (struct str){(const char *)data, (uint32_t)size});
    syntax_parse(&tree, &tree_arena, &sources, sources_add(&sources, "input.weir", text), &sink);
    model_init(&model, &arena, &sources, &sink);
    model_build(&model, &tree, 1, &options);
    tree_free(&tree);
    arena_free(&tree_arena); /* nothing of it may be needed now */
    if (!diag_has_errors(&sink))
        for (size_t i = 0; i < model.instances.count; i++) check_instance(&model, MODEL_AT(model.instances, struct instance, i));
    model_free(&model);
    diag_free(&sink);
    vec_free(&sources.files);
    arena_free(&arena);
    return 0;
}
