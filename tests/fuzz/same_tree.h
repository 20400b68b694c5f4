/* Whether two trees of JSON values are the same in everything that anybody reads of them. */
#ifndef TESTS_SAME_TREE_H
#define TESTS_SAME_TREE_H

#include "compiler/base/json.h"

static bool same_value(const struct json *a, const struct json *b)
{
    return a->kind == b->kind && a->at == b->at && a->length == b->length && a->count == b->count && a->key_at == b->key_at && str_equal(a->key, b->key) &&
           str_equal(a->string, b->string);
}

/* As deep as JSON may be. */
static bool same_tree(const struct json *a, const struct json *b)
{
    if (!same_value(a, b)) return false;
    const struct json *x = a->first, *y = b->first;
    for (; x && y; x = x->next, y = y->next)
        if (!same_tree(x, y)) return false;
    return !x && !y;
}

#endif
