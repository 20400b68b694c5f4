/* Expressions and globs -> automata over code points.
 *
 * In: the tree of regex_parse.c; the pieces of a glob. Out: a program. Must hold: it describes what the program over bytes describes;
 * tests/unit/points_test.c compares the two. Recursion follows the tree, whose depth regex_parse.c bounds. */
#include "points.h"

#include "regex.h"

struct maker {
    struct regex_compiler *compiler;
    struct arena *arena;
    struct point_step *steps;
    uint32_t count, room;
    const struct range *ascii[128]; /* of single characters, made when first needed */
};

static bool put(struct maker *maker, struct point_step step)
{
    if (maker->count == LIMIT_POINT_STEPS) return false;
    if (maker->count == maker->room) {
        const uint32_t room = maker->room ? maker->room * 2 : 64;
        struct point_step *steps = arena_alloc(maker->arena, room * sizeof *steps);
        if (maker->count) memcpy(steps, maker->steps, maker->count * sizeof *steps);
        maker->steps = steps;
        maker->room = room;
    }
    maker->steps[maker->count++] = step;
    return true;
}

static bool put_take(struct maker *maker, const struct range *ranges, uint32_t count)
{
    return put(maker, (struct point_step){.op = POINT_TAKE, .ranges = ranges, .range_count = count});
}

static bool put_literal(struct maker *maker, uint32_t code_point)
{
    const struct range **known = code_point < 128 ? &maker->ascii[code_point] : NULL;
    if (known && *known) return put_take(maker, *known, 1);
    struct range *range = arena_alloc(maker->arena, sizeof *range);
    *range = (struct range){code_point, code_point};
    if (known) *known = range;
    return put_take(maker, range, 1);
}

static const struct range *copy_ranges(struct arena *arena, const struct range *ranges, uint32_t count)
{
    struct range *copy = arena_alloc(arena, (count ? count : 1) * sizeof *copy);
    if (count) memcpy(copy, ranges, count * sizeof *copy);
    return copy;
}

/* ---- expressions ---- */

static bool put_node(struct maker *maker, const struct regex_node *node);

static bool put_repeat(struct maker *maker, const struct regex_node *node)
{
    for (uint32_t i = 0; i < node->min; i++)
        if (!put_node(maker, node->first)) return false;
    if (node->max == REGEX_NO_END) {
        const uint32_t split = maker->count;
        if (!put(maker, (struct point_step){.op = POINT_SPLIT}) || !put_node(maker, node->first)) return false;
        if (!put(maker, (struct point_step){.op = POINT_JUMP, .target = split})) return false;
        maker->steps[split].target = maker->count;
        return true;
    }
    for (uint32_t i = node->min; i < node->max; i++) {
        const uint32_t split = maker->count;
        if (!put(maker, (struct point_step){.op = POINT_SPLIT}) || !put_node(maker, node->first)) return false;
        maker->steps[split].target = maker->count;
    }
    return true;
}

static bool put_alternate(struct maker *maker, const struct regex_node *node)
{
    uint32_t last_jump = UINT32_MAX; /* jumps to the end, each with the one before it as its target until the end is known */
    for (const struct regex_node *branch = node->first; branch != NULL; branch = branch->next) {
        if (branch->next == NULL) {
            if (!put_node(maker, branch)) return false;
            break;
        }
        const uint32_t split = maker->count;
        if (!put(maker, (struct point_step){.op = POINT_SPLIT}) || !put_node(maker, branch)) return false;
        if (!put(maker, (struct point_step){.op = POINT_JUMP, .target = last_jump})) return false;
        last_jump = maker->count - 1;
        maker->steps[split].target = maker->count;
    }
    while (last_jump != UINT32_MAX) {
        const uint32_t before = maker->steps[last_jump].target;
        maker->steps[last_jump].target = maker->count;
        last_jump = before;
    }
    return true;
}

static bool put_node(struct maker *maker, const struct regex_node *node)
{
    switch ((enum regex_node_kind)node->kind) {
    case REGEX_EMPTY: return true;
    case REGEX_LITERAL: return put_literal(maker, node->value);
    case REGEX_ASSERT: return put(maker, (struct point_step){.op = POINT_ASSERT, .assertion = (uint8_t)node->value});
    case REGEX_CLASS: {
        const struct regex_class *class = regex_class_at(maker->compiler, node->value);
        return put_take(maker, class->ranges, class->range_count);
    }
    case REGEX_CONCAT:
        for (const struct regex_node *item = node->first; item != NULL; item = item->next)
            if (!put_node(maker, item)) return false;
        return true;
    case REGEX_ALTERNATE: return put_alternate(maker, node);
    case REGEX_REPEAT: return put_repeat(maker, node);
    }
    BUG("a node of no kind");
}

/* Classes lie in the compiler's scratch memory: what stays gets its own, once a class. */
static void keep_classes(struct maker *maker)
{
    const uint32_t count = (uint32_t)maker->compiler->classes.count;
    const struct range **kept = arena_array(&maker->compiler->scratch, count ? count : 1, sizeof *kept);
    for (uint32_t i = 0; i < count; i++) {
        const struct regex_class *class = regex_class_at(maker->compiler, i);
        kept[i] = copy_ranges(maker->arena, class->ranges, class->range_count);
    }
    for (uint32_t i = 0; i < count; i++)
        ((struct regex_class *)maker->compiler->classes.p + i)->ranges = kept[i];
}

static bool make_regex(struct regex_compiler *compiler, struct arena *arena, struct str pattern, void *out)
{
    if (utf8_invalid_at(pattern) < pattern.n) return false;
    struct regex_node *tree = regex_parse(compiler, pattern);
    if (tree == NULL) return false;
    struct maker maker = {.compiler = compiler, .arena = arena};
    keep_classes(&maker);
    if (!put_node(&maker, tree) || !put(&maker, (struct point_step){.op = POINT_MATCH})) return false;
    *(struct point_program *)out = (struct point_program){maker.steps, maker.count};
    return true;
}

bool points_of_regex(struct arena *arena, struct str pattern, struct point_program *program)
{
    struct regex_error error;
    struct regex_compiler compiler = {.error = &error};
    return regex_guarded(&compiler, arena, pattern, make_regex, program);
}

/* ---- globs ---- */

static bool put_any(struct maker *maker)
{
    static const struct range all[1] = {{0, LAST_CODE_POINT}};
    return put_take(maker, all, 1);
}

static bool put_run(struct maker *maker)
{
    const uint32_t split = maker->count;
    return put(maker, (struct point_step){.op = POINT_SPLIT, .target = split + 3}) && put_any(maker) &&
           put(maker, (struct point_step){.op = POINT_JUMP, .target = split});
}

static bool put_folded(struct maker *maker, uint32_t code_point)
{
    struct ranges set = {0};
    ranges_add(maker->arena, &set, code_point, code_point);
    ranges_close_over_folding(maker->arena, &set);
    return put_take(maker, set.p, set.count);
}

bool points_of_glob(struct arena *arena, struct str glob, bool folded, struct point_program *program)
{
    struct maker maker = {.arena = arena};
    bool fits = true;
    for (uint32_t at = 0; fits && at < glob.n;) {
        uint32_t code_point;
        const enum glob_piece piece = glob_next(glob, &at, &code_point);
        if (piece == GLOB_PIECE_RUN)
            fits = put_run(&maker);
        else if (piece == GLOB_PIECE_ONE)
            fits = put_any(&maker);
        else
            fits = folded ? put_folded(&maker, code_point) : put_literal(&maker, code_point);
    }
    if (!fits || !put(&maker, (struct point_step){.op = POINT_MATCH})) return false;
    *program = (struct point_program){maker.steps, maker.count};
    return true;
}
