/* A regular expression -> strings of which one must stand in every text that it is found in.
 *
 * In: the tree of regex_parse.c. Out: folded ASCII strings. Must hold: tests/unit and regex_requires find no text that lacks them all.
 * Bottom-up over the tree: of each node either the few folded strings that it can match, all of them (it is `exact`), or else the best
 * strings that it requires. What stands side by side in a sequence is joined as long as it stays few and short. */
#include <stdlib.h>

#include "regex.h"
#include "required.h"

enum { MOST_STRINGS = 16, MOST_BYTES = 24, FEWEST_BYTES = 2 }; /* of one set, of one string, of one that is worth looking for */

struct strings {
    struct str at[MOST_STRINGS];
    uint32_t count; /* 0: no such set */
};
struct needs {
    bool exact;
    struct strings all;  /* where exact: every folded text that the node matches */
    struct strings best; /* of which one must stand in what it matches; without exact */
    uint32_t cost;       /* of best: less is better */
};
struct walk {
    struct regex_compiler *compiler;
    struct arena *scratch;
};

static const uint8_t commonness[256] = {
#define COMMONNESS(...) __VA_ARGS__,
#include "commonness.def"
#undef COMMONNESS
};

uint32_t commonness_of(struct str string)
{
    enum { MISSING = 40 }; /* a byte that the string does not have counts as one more common than any */
    uint32_t window = 0, least = UINT32_MAX;
    for (uint32_t i = 0; i < string.n && i < WEIR_MAX_WINDOW_OFFSET + WEIR_SHORT_GRAM; i++) {
        window += commonness[(unsigned char)string.p[i]];
        if (i >= WEIR_SHORT_GRAM) window -= commonness[(unsigned char)string.p[i - WEIR_SHORT_GRAM]];
        if (i + 1 >= WEIR_SHORT_GRAM && window < least) least = window;
    }
    return string.n >= WEIR_SHORT_GRAM ? least : window + (WEIR_SHORT_GRAM - string.n) * MISSING;
}

/* ---- sets of strings ---- */

static bool contains(struct str whole, struct str part)
{
    for (uint32_t i = 0; part.n <= whole.n && i <= whole.n - part.n; i++)
        if (memcmp(whole.p + i, part.p, part.n) == 0) return true;
    return false;
}

static bool strings_add(struct strings *set, struct str string)
{
    for (uint32_t i = 0; i < set->count; i++)
        if (str_equal(set->at[i], string)) return true;
    if (set->count == MOST_STRINGS) return false;
    set->at[set->count++] = string;
    return true;
}

/* What is worth looking for: none of a single byte, and of two of which one stands in the other only the inner one. false: nothing. */
static bool worth(const struct strings *set, struct strings *out)
{
    out->count = 0;
    for (uint32_t i = 0; i < set->count; i++) {
        bool needed = true;
        for (uint32_t j = 0; j < set->count; j++)
            needed = needed && (i == j || !contains(set->at[i], set->at[j]));
        if (set->at[i].n < FEWEST_BYTES) return false;
        if (needed) out->at[out->count++] = set->at[i];
    }
    return out->count != 0;
}

static uint32_t cost_of(const struct strings *set)
{
    uint32_t cost = 0;
    for (uint32_t i = 0; i < set->count; i++) {
        const uint32_t one = commonness_of(set->at[i]);
        if (cost < one) cost = one;
    }
    return cost + set->count;
}

/* The set becomes the node's best if it is worth more than that one. */
static void offer(struct needs *needs, const struct strings *set)
{
    struct strings good;
    if (!worth(set, &good)) return;
    const uint32_t cost = cost_of(&good);
    if (needs->best.count != 0 && needs->cost <= cost) return;
    needs->best = good;
    needs->cost = cost;
}

/* Each of a before each of b; false where that is too many or too long. */
static bool join(struct arena *scratch, const struct strings *a, const struct strings *b, struct strings *out)
{
    out->count = 0;
    for (uint32_t i = 0; i < a->count; i++)
        for (uint32_t j = 0; j < b->count; j++) {
            if (a->at[i].n + b->at[j].n > MOST_BYTES) return false;
            char *both = arena_alloc(scratch, MOST_BYTES);
            memcpy(both, a->at[i].p, a->at[i].n);
            memcpy(both + a->at[i].n, b->at[j].p, b->at[j].n);
            if (!strings_add(out, (struct str){both, a->at[i].n + b->at[j].n})) return false;
        }
    return true;
}

/* ---- nodes ---- */

static const struct needs nothing_known = {.exact = false};
static const struct needs empty_text = {.exact = true, .all = {{{"", 0}}, 1}};

/* The folded character, where that is ASCII. */
static bool add_character(struct arena *scratch, struct strings *set, uint32_t code_point)
{
    const uint32_t folded = fold_code_point(code_point);
    const char byte = (char)folded;
    return folded < 0x80 && folded != 0 && strings_add(set, arena_copy(scratch, (struct str){&byte, 1}));
}

static struct needs of_class(const struct walk *walk, uint32_t number)
{
    const struct regex_class *class = regex_class_at(walk->compiler, number);
    struct needs needs = {.exact = true};
    for (uint32_t i = 0; i < class->range_count; i++) {
        if (class->ranges[i].last - class->ranges[i].first >= 2 * MOST_STRINGS) return nothing_known;
        for (uint32_t c = class->ranges[i].first; c <= class->ranges[i].last; c++)
            if (!add_character(walk->scratch, &needs.all, c)) return nothing_known;
    }
    return needs.all.count != 0 ? needs : nothing_known; /* a class of nothing is found nowhere: let the automaton say so */
}

static struct needs of(const struct walk *walk, const struct regex_node *node);

static struct needs of_concat(const struct walk *walk, const struct regex_node *node)
{
    struct needs whole = empty_text, run = empty_text; /* run: what stands side by side up to here */
    for (const struct regex_node *item = node->first; item != NULL; item = item->next) {
        const struct needs part = of(walk, item);
        struct strings joined;
        if (part.exact && join(walk->scratch, &run.all, &part.all, &joined)) {
            run.all = joined;
            continue;
        }
        whole.exact = false;
        offer(&whole, &run.all);
        if (!part.exact && part.best.count != 0) offer(&whole, &part.best);
        run = part.exact ? part : empty_text;
    }
    if (whole.exact) return run;
    offer(&whole, &run.all);
    return whole;
}

static struct needs of_alternate(const struct walk *walk, const struct regex_node *node)
{
    struct needs whole = {.exact = true};
    struct strings required = {.count = 0};
    bool requires = true;
    for (const struct regex_node *branch = node->first; branch != NULL; branch = branch->next) {
        const struct needs part = of(walk, branch);
        const struct strings *own = part.exact ? &part.all : &part.best;
        struct strings good;
        requires = requires && worth(own, &good);
        for (uint32_t i = 0; i < own->count && whole.exact; i++)
            whole.exact = part.exact && strings_add(&whole.all, own->at[i]);
        whole.exact = whole.exact && part.exact;
        for (uint32_t i = 0; requires && i < good.count; i++)
            requires = strings_add(&required, good.at[i]);
    }
    if (whole.exact) return whole;
    whole = nothing_known;
    if (requires) offer(&whole, &required);
    return whole;
}

static struct needs of_repeat(const struct walk *walk, const struct regex_node *node)
{
    struct needs part = of(walk, node->first);
    if (node->min == 0) {
        if (node->max == 1 && part.exact && strings_add(&part.all, (struct str){"", 0})) return part;
        return node->max == 0 ? empty_text : nothing_known;
    }
    if (node->min == 1 && node->max == 1) return part;
    if (!part.exact) return part; /* what one time needs, several need */
    struct needs whole = {.exact = node->min == node->max, .all = part.all};
    struct strings joined;
    uint32_t times = 1;
    for (; times < node->min && join(walk->scratch, &whole.all, &part.all, &joined); times++)
        whole.all = joined;
    if (whole.exact && times == node->min) return whole;
    whole.exact = false;
    offer(&whole, &whole.all);
    return whole;
}

static struct needs of(const struct walk *walk, const struct regex_node *node)
{
    struct needs needs = {.exact = true};
    switch ((enum regex_node_kind)node->kind) {
    case REGEX_EMPTY:
    case REGEX_ASSERT: return empty_text;
    case REGEX_LITERAL: return add_character(walk->scratch, &needs.all, node->value) ? needs : nothing_known;
    case REGEX_CLASS: return of_class(walk, node->value);
    case REGEX_CONCAT: return of_concat(walk, node);
    case REGEX_ALTERNATE: return of_alternate(walk, node);
    case REGEX_REPEAT: return of_repeat(walk, node);
    }
    BUG("a node of no kind");
}

/* ---- the whole ---- */

static int compare(const void *a, const void *b)
{
    return str_compare(*(const struct str *)a, *(const struct str *)b);
}

struct required {
    struct str *strings;
    uint32_t count;
};

static bool find(struct regex_compiler *compiler, struct arena *arena, struct str pattern, void *out)
{
    struct required *required = out;
    const struct regex_node *tree = regex_parse(compiler, pattern);
    if (tree == NULL) return false;
    const struct walk walk = {compiler, &compiler->scratch};
    struct needs needs = of(&walk, tree);
    if (needs.exact) offer(&needs, &needs.all);
    required->count = needs.best.count;
    if (required->count == 0) return false;
    required->strings = arena_alloc(arena, required->count * sizeof *required->strings);
    for (uint32_t i = 0; i < required->count; i++)
        required->strings[i] = arena_copy(arena, needs.best.at[i]);
    qsort(required->strings, required->count, sizeof *required->strings, compare);
    return true;
}

bool regex_required(struct arena *arena, struct str pattern, struct str **strings, uint32_t *count)
{
    struct regex_error error;
    struct regex_compiler compiler = {.error = &error};
    struct required required = {NULL, 0};
    const bool found = regex_guarded(&compiler, arena, pattern, find, &required);
    *strings = required.strings;
    *count = required.count;
    return found;
}
