/* Pattern, NUL, text: what compiles is well formed and comes out alike twice; globs and folding keep their promises. */
#include <stdlib.h>

#include "compiler/pattern/pattern.h"

static void demand(bool holds)
{
    if (!holds) abort();
}

static void check_program(const struct regex_program *program)
{
    demand(program->count > 0);
    for (uint32_t i = 0; i < program->count; i++) {
        const struct regex_instruction in = program->code[i];
        const bool last = i + 1 == program->count;
        demand(in.op >= WEIR_NFA_RANGE && in.op < WEIR_NFA_COUNT);
        if (in.op == WEIR_NFA_SET) demand(in.target < program->class_count);
        else demand(in.target < program->count);
        if (in.op == WEIR_NFA_SET || in.op == WEIR_NFA_SPLIT || in.op == WEIR_NFA_ASSERT) demand(!last);
        if (in.op == WEIR_NFA_RANGE) demand(in.a <= in.b);
    }
}

static void try_regex(struct arena *arena, struct str pattern, struct str text)
{
    struct regex_program program, again;
    struct regex_error error;
    if (!regex_compile(arena, pattern, &program, &error)) {
        demand(error.at <= pattern.n && error.length <= pattern.n - error.at && error.text != NULL && error.help != NULL);
        return;
    }
    check_program(&program);
    demand(regex_compile(arena, pattern, &again, &error) && again.count == program.count && again.class_count == program.class_count);
    if ((uint64_t)program.count * text.n > 2000000) return;
    const bool found = regex_search(arena, &program, text);
    if (program.count == 1) demand(found);
}

static void try_glob(struct arena *arena, struct str glob, struct str text)
{
    const struct str normal = glob_normalise(arena, glob);
    for (uint32_t i = 1; i < normal.n; i++) demand(normal.p[i] != '*' || normal.p[i - 1] != '*');
    if ((uint64_t)glob.n * text.n < 2000000) demand(glob_matches(glob, text) == glob_matches(normal, text));
    demand(glob_matches(glob_quote(arena, text), text));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    jmp_buf exhausted;
    struct arena arena;
    if (size > 1 << 16) return 0;
    const uint8_t *zero = memchr(data, 0, size);
    const struct str pattern = {(const char *)data, zero == NULL ? (uint32_t)size : (uint32_t)(zero - data)};
    const uint32_t behind = zero == NULL ? (uint32_t)size : pattern.n + 1;
    const struct str text = {(const char *)data + behind, (uint32_t)size - behind};
    arena_init(&arena, &exhausted);
    if (setjmp(exhausted) == 0) {
        try_regex(&arena, pattern, text);
        try_glob(&arena, pattern, text);
        const struct str folded = fold_text(&arena, text);
        demand(str_equal(fold_text(&arena, folded), folded));
        demand(utf8_invalid_at(text) < text.n || utf8_invalid_at(folded) == folded.n);
    }
    arena_free(&arena);
    return 0;
}
