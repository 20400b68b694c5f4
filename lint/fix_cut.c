/* See fix_cut.h. Must hold: comments that are not part of what goes stay. */
#include "fix_cut.h"

static bool is_blank(char c) { return c == ' ' || c == '\t' || c == '\r'; }
static bool is_space(char c) { return is_blank(c) || c == '\n'; }

static struct cut of_node(const struct tree *tree, node_id node)
{
    const struct span span = tree_span(tree, node);
    return (struct cut){span.at - tree->base, span.at - tree->base + span.length};
}

struct cut cut_extent(const struct tree *tree, node_id node)
{
    const struct str text = tree->text;
    struct cut cut = of_node(tree, node);
    for (;;) {
        uint32_t from = cut.from, to = cut.to;
        while (from && is_space(text.p[from - 1])) from--;
        while (to < text.n && is_space(text.p[to])) to++;
        if (from == 0 || to >= text.n || text.p[from - 1] != '(' || text.p[to] != ')') return cut;
        cut = (struct cut){from - 1, to + 1};
    }
}

/* The first comment that ends behind the place. */
static size_t comment_from(const struct tree *tree, uint32_t at)
{
    const struct comment *all = tree->comments.p;
    size_t low = 0, high = tree->comments.count;
    while (low < high) {
        const size_t middle = low + (high - low) / 2;
        if (all[middle].span.at + all[middle].span.length <= tree->base + at) low = middle + 1;
        else high = middle;
    }
    return low;
}

/* What joins two parts: the one comma or word between them, comments apart. */
static bool find_joint(const struct tree *tree, uint32_t from, uint32_t to, struct cut *joint)
{
    const struct comment *all = tree->comments.p;
    size_t next = comment_from(tree, from);
    *joint = (struct cut){0, 0};
    for (uint32_t at = from; at < to;) {
        if (next < tree->comments.count && all[next].span.at <= tree->base + at) {
            at = all[next].span.at + all[next].span.length - tree->base;
            next++;
        } else if (is_space(tree->text.p[at])) {
            at++;
        } else if (joint->to) {
            return false;
        } else {
            joint->from = at;
            if (tree->text.p[at] == ',') at++;
            else while (at < to && tree->text.p[at] >= 'a' && tree->text.p[at] <= 'z') at++;
            if (at == joint->from) return false;
            joint->to = at;
        }
    }
    return joint->to != 0;
}

struct cut cut_tidy(struct str text, struct cut cut)
{
    uint32_t from = cut.from, to = cut.to;
    while (from && is_blank(text.p[from - 1])) from--;
    while (to < text.n && is_blank(text.p[to])) to++;
    const bool starts = from == 0 || text.p[from - 1] == '\n';
    if (starts && to + 1 < text.n && text.p[to] == '/' && text.p[to + 1] == '/') /* what is said of it behind it */
        while (to < text.n && text.p[to] != '\n') to++;
    const bool ends = to >= text.n || text.p[to] == '\n';
    if (starts && ends) return (struct cut){from, to + (to < text.n)};
    if (starts) return (struct cut){cut.from, to};
    if (ends) return (struct cut){from, cut.to + (cut.to < to && text.p[to - 1] == '\r' ? to - 1 - cut.to : to - cut.to)};
    if (text.p[to] == ')' || text.p[to] == ',') return (struct cut){from, to};
    if (text.p[from - 1] == '(') return (struct cut){cut.from, to};
    return from < cut.from ? (struct cut){cut.from, to} : cut;
}

bool cut_from_chain(const struct tree *tree, node_id first, bool (*is_gone)(void *context, node_id node), void *context, struct vec *cuts)
{
    struct cut before = {0, 0}, joint = {0, 0}; /* the last part that stays; what joins the one at hand to the one before */
    struct cut run = {0, 0};                    /* of parts that go, side by side */
    uint32_t run_joint = 0;                     /* what joins them to the one before */
    bool stays = false;
    for (node_id node = first; node; node = tree_next(tree, node)) {
        const struct cut part = cut_extent(tree, node);
        if (node != first && !find_joint(tree, before.to, part.from, &joint)) return false;
        before = part;
        if (!is_gone(context, node)) {
            if (run.to) { /* one joint goes with them: a comma behind, a word before */
                if (!stays || tree->text.p[joint.from] == ',') run.to = joint.to;
                else run.from = run_joint;
                *(struct cut *)vec_push(cuts, sizeof run) = cut_tidy(tree->text, run);
                run = (struct cut){0, 0};
            }
            stays = true;
            continue;
        }
        if (run.to == 0) {
            run.from = part.from;
            run_joint = joint.from;
        }
        run.to = part.to;
    }
    run.from = run_joint;
    if (run.to && stays) *(struct cut *)vec_push(cuts, sizeof run) = cut_tidy(tree->text, run);
    return stays;
}

static uint32_t line_start(struct str text, uint32_t at)
{
    while (at && text.p[at - 1] != '\n') at--;
    return at;
}

static bool silences(struct str comment)
{
    static const char word[] = "weir-ignore";
    for (uint32_t i = 0; i + sizeof word - 1 <= comment.n; i++)
        if (memcmp(comment.p + i, word, sizeof word - 1) == 0) return true;
    return false;
}

struct cut cut_declaration(const struct tree *tree, node_id node)
{
    const struct comment *all = tree->comments.p;
    const struct str text = tree->text;
    struct cut cut = cut_tidy(text, of_node(tree, node));
    for (size_t i = comment_from(tree, cut.from); i-- > 0;) { /* those on the lines right above */
        const struct comment *c = &all[i];
        const uint32_t at = c->span.at - tree->base, end = at + c->span.length;
        const bool touches = end < cut.from && cut.from == line_start(text, cut.from) && line_start(text, cut.from - 1) <= end && end + 2 >= cut.from;
        if (!touches || !c->own_line || !(c->doc || silences((struct str){text.p + at, c->span.length}))) break;
        cut.from = line_start(text, at);
    }
    const bool above = cut.from == 0 || (cut.from >= 2 && text.p[cut.from - 1] == '\n' && text.p[line_start(text, cut.from - 1)] == '\n');
    uint32_t below = cut.to;
    while (below < text.n && is_blank(text.p[below])) below++;
    if (above && cut.to == line_start(text, cut.to) && below < text.n && text.p[below] == '\n') cut.to = below + 1; /* of the two empty lines around it one stays */
    return cut;
}
