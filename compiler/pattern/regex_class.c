/* Classes of characters: equal ones are one class, named groups are computed once for each expression.
 *
 * Must hold: numbers depend on the expression alone. */
#include "regex.h"

/* Few of the many groups are named in one expression: only their pages of the table are made. */
static struct regex_group_memo *memo_of(struct regex_compiler *compiler, struct regex_group group)
{
    enum { PAGE = 32 };
    const size_t at = (size_t)group.number * 4 + group.negated * 2u + group.folded;
    if (compiler->groups == NULL)
        compiler->groups = arena_array(&compiler->scratch, (size_t)group_count() * 4 / PAGE + 1, sizeof *compiler->groups);
    struct regex_group_memo **page = &compiler->groups[at / PAGE];
    if (*page == NULL)
        *page = arena_array(&compiler->scratch, PAGE, sizeof **page);
    return *page + at % PAGE;
}

const struct ranges *regex_group_ranges(struct regex_compiler *compiler, struct regex_group group)
{
    struct arena *scratch = &compiler->scratch;
    struct regex_group_memo *memo = memo_of(compiler, group);
    if (!memo->made) {
        memo->made = true;
        group_ranges(scratch, group.number, &memo->ranges);
        if (group.folded) ranges_close_over_folding(scratch, &memo->ranges);
        if (group.negated) ranges_negate(scratch, &memo->ranges);
    }
    return &memo->ranges;
}

void regex_group_add(struct regex_compiler *compiler, struct regex_group group, uint32_t serial, struct ranges *set)
{
    const struct ranges *ranges = regex_group_ranges(compiler, group);
    struct regex_group_memo *memo = memo_of(compiler, group);
    if (memo->last_class == serial) return;
    memo->last_class = serial;
    ranges_unite(&compiler->sets, set, ranges);
}

uint32_t regex_class_of(struct regex_compiler *compiler, const struct ranges *set)
{
    const struct str key = {(const char *)set->p, set->count * (uint32_t)sizeof *set->p};
    const uint32_t number = intern_add(&compiler->class_keys, key);
    if (number < compiler->classes.count) return number;
    struct regex_class made = {.range_count = set->count};
    if (set->count != 0) {
        struct range *ranges = arena_alloc(&compiler->scratch, key.n);
        memcpy(ranges, set->p, key.n);
        made.ranges = ranges;
    }
    regex_class_build(compiler, set, &made);
    compiler->class_code_count += made.code_count;
    *(struct regex_class *)vec_push(&compiler->classes, sizeof made) = made;
    return number;
}
