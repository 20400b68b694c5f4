/* Wishes in, edits out: see fix.h. The trees are gone when the linter runs, so files with wishes are parsed once more. */
#include "fix.h"

#include <stdlib.h>

#include "../compiler/base/limits.h"
#include "../compiler/pattern/pattern.h"
#include "fix_cut.h"

/* ---- what rules say ---- */

void lint_wish(struct lint *lint, struct diag *diag, struct lint_wish wish)
{
    if (diag == NULL || diag == &lint->model->sink->scratch || lint->options->is_quick || diag_fix_row(diag->code)->kind == DIAG_FIX_NONE) return;
    wish.diag = diag;
    *(struct lint_wish *)vec_push(&lint->wishes, sizeof wish) = wish;
}

void lint_wish_replace(struct lint *lint, struct diag *diag, struct span span, struct str text)
{
    lint_wish(lint, diag, (struct lint_wish){.kind = LINT_WISH_REPLACE, .span = span, .text = text});
}

bool lint_mend_glob(struct arena *arena, const struct lint_use *use, struct str glob, struct str *out)
{
    uint32_t at = 0, character, n = 0;
    (void)use;
    char *text = arena_alloc(arena, (size_t)glob.n * 4 + 1);
    while (at < glob.n)
        if (glob_next(glob, &at, &character) == GLOB_PIECE_CHARACTER) n += utf8_encode(character, text + n);
    *out = (struct str){text, n};
    return true;
}

void lint_wish_literals(struct lint *lint, struct diag *diag, const struct lint_use *use, lint_mend *mend)
{
    struct arena *arena = lint->model->arena;
    const struct span span = use->criterion->span;
    struct lint_literal literal;
    if (diag == NULL || diag == &lint->model->sink->scratch) return;
    for (uint32_t at = 0; lint_next_literal(arena, sources_text(lint->model->sources, span), &at, &literal);) {
        struct str text;
        if (mend(arena, use, literal.text, &text)) lint_wish_replace(lint, diag, (struct span){span.at + literal.at, literal.length}, lint_quoted(arena, text));
    }
}

bool lint_wish_operator(struct lint *lint, struct diag *diag, const struct lint_use *use, const char *word, const char *by)
{
    const struct str source = sources_text(lint->model->sources, use->criterion->span);
    const uint32_t n = (uint32_t)strlen(word);
    for (uint32_t i = 1; i + n < source.n && strchr("'\"(/", source.p[i]) == NULL; i++) {
        if (source.p[i - 1] != ' ' || memcmp(source.p + i, word, n) != 0 || source.p[i + n] != ' ') continue;
        if (i + n + 5 <= source.n && memcmp(source.p + i + n, " all ", 5) == 0) return false; /* what stands for each of several criteria */
        lint_wish_replace(lint, diag, (struct span){use->criterion->span.at + i, n}, source.p[i + n + 1] == '(' && strcmp(by, "==") == 0 ? STR("in") : str_from(by));
        return true;
    }
    return false;
}

/* ---- where it stands ---- */

struct making {
    struct lint *lint;
    struct arena memory;  /* of one file's tree */
    struct tree tree;
    struct vec declarations; /* node_id: of the file, ascending */
    struct vec cuts;      /* struct cut: of the wish at hand */
};

enum { PATH_ROOM = LIMIT_NESTING + 8 };
struct path { /* from a condition down to one of its parts */
    node_id node[PATH_ROOM];
    uint32_t count;
};

static bool holds(const struct making *m, node_id node, struct span span)
{
    const struct span whole = tree_span(&m->tree, node);
    return span.at >= whole.at && span.at - whole.at <= whole.length && span.at + span.length <= whole.at + whole.length;
}

static node_id at_place(const struct making *m, node_id chain, struct span span)
{
    while (chain && !holds(m, chain, span)) chain = tree_next(&m->tree, chain);
    return chain;
}

static node_id declaration_at(const struct making *m, struct span span)
{
    size_t low = 0, high = m->declarations.count;
    while (low < high) {
        const size_t middle = low + (high - low) / 2;
        if (tree_span(&m->tree, *MODEL_AT(m->declarations, node_id, middle)).at <= span.at) low = middle + 1;
        else high = middle;
    }
    if (low == 0) return 0;
    const node_id node = *MODEL_AT(m->declarations, node_id, low - 1);
    return holds(m, node, span) ? node : 0;
}

/* The condition that the span is in: of the predicate, or of a let, a match or a position of the instance. */
static node_id condition_at(const struct making *m, node_id declaration, struct span span)
{
    if (tree_kind(&m->tree, declaration) == NODE_PREDICATE) return tree_second(&m->tree, declaration);
    if (tree_kind(&m->tree, declaration) != NODE_INSTANCE) return 0;
    const node_id statement = at_place(m, tree_second(&m->tree, declaration), span);
    const enum node_kind kind = tree_kind(&m->tree, statement);
    if (kind == NODE_LET) return tree_second(&m->tree, statement);
    return kind == NODE_MATCH || kind == NODE_POSITION ? tree_first(&m->tree, statement) : 0;
}

static bool is_joint(enum node_kind kind) { return kind == NODE_AND || kind == NODE_OR || kind == NODE_NOT || kind == NODE_OF; }

/* Down to the smallest part that the span is in. */
static bool find_path(const struct making *m, node_id condition, struct span span, struct path *path)
{
    path->count = 0;
    for (node_id node = condition; node && path->count < PATH_ROOM; node = at_place(m, tree_first(&m->tree, node), span)) {
        if (!holds(m, node, span)) return false;
        path->node[path->count++] = node;
        if (!is_joint(tree_kind(&m->tree, node))) return true;
    }
    return path->count && path->count < PATH_ROOM;
}

/* From the first to the last of its criteria. */
static struct span criteria_of(const struct making *m, node_id node)
{
    node_id first = node, last = node;
    while (is_joint(tree_kind(&m->tree, first))) first = tree_first(&m->tree, first);
    while (is_joint(tree_kind(&m->tree, last)))
        for (last = tree_first(&m->tree, last); tree_next(&m->tree, last);) last = tree_next(&m->tree, last);
    const struct span a = tree_span(&m->tree, first), b = tree_span(&m->tree, last);
    return (struct span){a.at, b.at + b.length - a.at};
}

/* ---- parts of conditions ---- */

static bool is_node(void *context, node_id node) { return *(const node_id *)context == node; }

/* The operator says `not` of what the model asks. */
static bool is_negated(const struct making *m, node_id node)
{
    const uint8_t op = tree_kind(&m->tree, node) == NODE_CRITERION ? tree_node(&m->tree, node)->op : TREE_EQ;
    return op == TREE_NE || op == TREE_MISSING;
}

/* Upwards from a part that has become the value: through what it makes true or false as a whole, to the row that can do without it. */
static bool cut_part(struct making *m, const struct path *path, bool value)
{
    for (uint32_t i = path->count - 1; i > 0; i--) {
        const node_id above = path->node[i - 1];
        const enum node_kind kind = tree_kind(&m->tree, above);
        const uint8_t of = kind == NODE_OF ? tree_node(&m->tree, above)->op : (uint8_t)TREE_NUMBER_OF;
        if (kind == NODE_OF && of == TREE_NUMBER_OF) return false;
        if (kind == NODE_NOT) {
            value = !value;
            continue;
        }
        const bool is_and = kind == NODE_AND || (kind == NODE_OF && of == TREE_ALL_OF);
        if (value != is_and || tree_next(&m->tree, tree_first(&m->tree, above)) == 0) continue; /* the whole row is the value */
        node_id gone = path->node[i];
        return cut_from_chain(&m->tree, tree_first(&m->tree, above), is_node, &gone, &m->cuts);
    }
    return false;
}

static bool make_part(struct making *m, node_id declaration, const struct lint_wish *wish)
{
    struct path path;
    const node_id condition = condition_at(m, declaration, wish->span);
    if (condition == 0 || !find_path(m, condition, wish->span, &path)) return false;
    const node_id part = path.node[path.count - 1];
    const struct span span = criteria_of(m, part);
    if (span.at != wish->span.at || span.length != wish->span.length) return false;
    return cut_part(m, &path, wish->value ^ wish->excluded ^ is_negated(m, part));
}

/* ---- values ---- */

struct gone_values {
    struct making *m;
    const struct lint_wish *first, *end; /* of one finding */
    uint32_t found;
};

static bool is_gone_value(void *context, node_id node)
{
    struct gone_values *g = context;
    if (tree_kind(&g->m->tree, node) != NODE_STRING) return false;
    const struct str text = syntax_string(&g->m->tree, &g->m->memory, node);
    for (const struct lint_wish *w = g->first; w < g->end; w++) {
        if (w->place ? tree_span(&g->m->tree, node).at != w->place : !str_equal(w->text, w->cased ? text : fold_text(&g->m->memory, text))) continue;
        g->found++;
        return true;
    }
    return false;
}

/* All wishes of the finding together: what stands side by side goes in one piece. */
static bool make_values(struct making *m, node_id declaration, const struct lint_wish *wish, const struct lint_wish *end)
{
    struct path path;
    struct gone_values gone = {m, wish, end, 0};
    const node_id condition = condition_at(m, declaration, wish->span);
    if (condition == 0 || !find_path(m, condition, wish->span, &path)) return false;
    const node_id criterion = path.node[path.count - 1];
    if (tree_kind(&m->tree, criterion) != NODE_CRITERION || !(tree_node(&m->tree, criterion)->flags & TREE_TUPLE)) return false;
    return cut_from_chain(&m->tree, tree_second(&m->tree, criterion), is_gone_value, &gone, &m->cuts) && gone.found >= (size_t)(end - wish);
}

/* ---- declarations, attributes, comments ---- */

static bool make_declaration(struct making *m, node_id declaration, const struct lint_wish *wish)
{
    node_id node = declaration;
    if (tree_kind(&m->tree, node) == NODE_INSTANCE) node = at_place(m, tree_second(&m->tree, node), wish->span);
    const enum node_kind kind = tree_kind(&m->tree, node);
    if ((kind != NODE_LET && kind != NODE_LIST && kind != NODE_PREDICATE && kind != NODE_USE) || tree_span(&m->tree, tree_first(&m->tree, node)).at != wish->span.at) return false;
    *(struct cut *)vec_push(&m->cuts, sizeof(struct cut)) = cut_declaration(&m->tree, node);
    return true;
}

static bool make_attribute(struct making *m, node_id declaration, const struct lint_wish *wish)
{
    const node_id attribute = tree_kind(&m->tree, declaration) == NODE_INSTANCE ? at_place(m, tree_second(&m->tree, declaration), wish->span) : 0;
    if (tree_kind(&m->tree, attribute) != NODE_ATTRIBUTE) return false;
    node_id value = at_place(m, tree_second(&m->tree, attribute), wish->span);
    if (value == 0) return false;
    if (value == tree_second(&m->tree, attribute) && tree_next(&m->tree, value) == 0) {
        *(struct cut *)vec_push(&m->cuts, sizeof(struct cut)) = cut_declaration(&m->tree, attribute);
        return true;
    }
    return cut_from_chain(&m->tree, tree_second(&m->tree, attribute), is_node, &value, &m->cuts);
}

static bool make_comment(struct making *m, const struct lint_wish *wish)
{
    const uint32_t at = wish->span.at - m->tree.base;
    *(struct cut *)vec_push(&m->cuts, sizeof(struct cut)) = cut_tidy(m->tree.text, (struct cut){at, at + wish->span.length});
    return true;
}

/* ---- all of it ---- */

static void own(const struct making *m, struct diag_fix *fix, node_id declaration)
{
    if (declaration == 0) fix->owner = DIAG_OWNER_NONE;
    else fix->owner = tree_kind(&m->tree, declaration) == NODE_INSTANCE ? tree_span(&m->tree, tree_first(&m->tree, declaration)).at : 0;
}

/* The wishes of one finding. */
static void make_fix(struct making *m, const struct lint_wish *wish, const struct lint_wish *end)
{
    struct diag_sink *sink = m->lint->model->sink;
    struct diag *diag = wish->diag;
    const node_id declaration = declaration_at(m, wish->span);
    bool made = diag->level != DIAG_OFF;
    m->cuts.count = 0;
    for (const struct lint_wish *w = wish; w < end && made; w++) {
        switch ((enum lint_wish_kind)w->kind) {
        case LINT_WISH_REPLACE: diag_add_edit(sink, diag, w->span, w->text); break;
        case LINT_WISH_PART: made = make_part(m, declaration, w); break;
        case LINT_WISH_VALUE: made = w != wish || make_values(m, declaration, wish, end); break;
        case LINT_WISH_DECLARATION: made = make_declaration(m, declaration, w); break;
        case LINT_WISH_ATTRIBUTE: made = make_attribute(m, declaration, w); break;
        case LINT_WISH_COMMENT: made = make_comment(m, w); break;
        }
    }
    for (size_t i = 0; i < m->cuts.count && made; i++) {
        const struct cut cut = *MODEL_AT(m->cuts, struct cut, i);
        diag_add_edit(sink, diag, (struct span){m->tree.base + cut.from, cut.to - cut.from}, STR(""));
    }
    if (!made) diag->fix = NULL;
    if (diag->fix) own(m, diag->fix, declaration);
}

static int by_place(const void *a, const void *b)
{
    const struct lint_wish *x = a, *y = b;
    if (x->diag != y->diag) return x->diag->span.at != y->diag->span.at ? (x->diag->span.at < y->diag->span.at ? -1 : 1) : x->diag->code < y->diag->code ? -1 : x->diag->code > y->diag->code;
    return x->span.at != y->span.at ? (x->span.at < y->span.at ? -1 : 1) : x->place < y->place ? -1 : x->place > y->place;
}

static void make_file(struct making *m, uint32_t file, const struct lint_wish *wish, const struct lint_wish *end)
{
    struct diag_sink unheard;
    arena_init(&m->memory, m->lint->model->arena->exhausted);
    diag_init(&unheard, &m->memory, m->lint->model->sources);
    syntax_parse(&m->tree, &m->memory, m->lint->model->sources, file, &unheard);
    m->declarations.count = 0;
    for (node_id node = m->tree.first; node; node = tree_next(&m->tree, node)) *(node_id *)vec_push(&m->declarations, sizeof node) = node;
    while (wish < end && !m->tree.failed) {
        const struct lint_wish *next = wish + 1;
        while (next < end && next->diag == wish->diag) next++;
        make_fix(m, wish, next);
        wish = next;
    }
    tree_free(&m->tree);
    diag_free(&unheard);
    arena_free(&m->memory);
}

void lint_make_fixes(struct lint *lint)
{
    struct sources *sources = lint->model->sources;
    struct making m = {.lint = lint, .declarations.exhausted = lint->model->arena->exhausted, .cuts.exhausted = lint->model->arena->exhausted};
    struct lint_wish *wishes = lint->wishes.p;
    if (lint->wishes.count) qsort(wishes, lint->wishes.count, sizeof *wishes, by_place);
    for (size_t i = 0, next; i < lint->wishes.count; i = next) {
        const struct source_file *file = sources_file_of(sources, wishes[i].diag->span.at);
        next = i + 1;
        if (file == NULL) continue;
        while (next < lint->wishes.count && wishes[next].diag->span.at - file->base <= file->text.n) next++;
        make_file(&m, (uint32_t)(file - (const struct source_file *)sources->files.p), &wishes[i], &wishes[next]);
    }
    vec_free(&m.declarations);
    vec_free(&m.cuts);
}
