/* Lists, from the text and from files, and the circles that lists and predicates may not make.
 *
 * In:  LIST and PREDICATE declarations of all units. Out: each list's values, those of the lists in it among them.
 * Must hold: a list that is in a circle, or whose values could not be read, is poisoned; values are taken over at most LIMIT_TOTAL_VALUES
 *      times in a run, because ten lists of ten lists of ten lists are more than anyone meant. */
#include "build.h"

/* ---- declaring, for both kinds ---- */

static void declare(struct build *b, uint32_t unit, node_id node, node_id name, uint8_t kind)
{
    const struct tree *tree = UNIT(b, unit)->tree;
    const struct span span = tree_span(tree, name);
    const struct str text = tree_text(tree, name);
    const uint32_t number = build_name(b, text);
    const uint32_t index = (uint32_t)b->declarations.count;
    struct declaration declaration = {.kind = kind, .unit = unit, .name = number, .node = node, .span = span};
    const enum node_kind body = tree_kind(tree, tree_second(tree, node));
    declaration.poisoned = body == NODE_NONE || body == NODE_ERROR; /* could not be read, which was reported; its name is known */
    const uint32_t same = map_get(&b->names_of, key_of(KEY_DECLARATION, unit, number));
    if (same != NONE) {
        struct diag *d = diag_report(b->sink, DIAG_DUPLICATE_NAME, span, "'" STR_FMT "' is declared twice in this file", STR_ARG(text));
        diag_add_label(b->sink, d, DECLARATION(b, same)->span, "first declared here");
        DECLARATION(b, same)->poisoned |= DECLARATION(b, same)->kind != kind;
    } else {
        map_put(&b->names_of, key_of(KEY_DECLARATION, unit, number), index);
    }
    if (kind == NODE_PREDICATE) declaration.parameter_count = tree_count(tree, tree_next(tree, name));
    *(struct declaration *)vec_push(&b->declarations, sizeof declaration) = declaration;
}

void lists_declare(struct build *b, uint32_t unit, node_id node)
{
    declare(b, unit, node, tree_first(UNIT(b, unit)->tree, node), NODE_LIST);
}

void predicates_declare(struct build *b, uint32_t unit, node_id node)
{
    const struct tree *tree = UNIT(b, unit)->tree;
    declare(b, unit, node, tree_first(tree, node), NODE_PREDICATE);
}

/* ---- which declaration names which ---- */

static void edge_add(struct build *b, uint32_t to, struct span span)
{
    *(struct edge *)vec_push(&b->edges, sizeof(struct edge)) = (struct edge){to, span};
}

static void list_edges(struct build *b, uint32_t unit, node_id chain)
{
    const struct tree *tree = UNIT(b, unit)->tree;
    uint32_t two[2];
    for (node_id id = chain; id; id = tree_next(tree, id)) {
        if (tree_kind(tree, id) == NODE_CALL) {
            list_edges(b, unit, tree_second(tree, id)); /* depth: LIMIT_NESTING of the tree */
        } else if (tree_kind(tree, id) == NODE_TUPLE) {
            list_edges(b, unit, tree_first(tree, id));
        } else if (tree_kind(tree, id) == NODE_NAME) {
            const uint32_t to = uses_find(b, KEY_DECLARATION, unit, tree_text(UNIT(b, unit)->tree, id), two);
            if (to < AMBIGUOUS && DECLARATION(b, to)->kind == NODE_LIST) edge_add(b, to, tree_span(tree, id));
        }
    }
}

static void edges_of(struct build *b, uint32_t index)
{
    struct declaration *declaration = DECLARATION(b, index);
    declaration->edge_first = (uint32_t)b->edges.count;
    const struct tree *tree = UNIT(b, declaration->unit)->tree;
    if (declaration->kind == NODE_PREDICATE) predicates_edges(b, index);
    else if (tree_node(tree, declaration->node)->op == 0) list_edges(b, declaration->unit, tree_second(tree, declaration->node));
    declaration = DECLARATION(b, index);
    declaration->edge_count = (uint32_t)b->edges.count - declaration->edge_first;
}

/* ---- values ---- */

static void line_value(struct build *b, struct vec *out, const struct source_file *file, uint32_t from, uint32_t to)
{
    const char *p = file->text.p;
    while (from < to && (p[from] == ' ' || p[from] == '\t')) from++;
    while (to > from && (p[to - 1] == ' ' || p[to - 1] == '\t' || p[to - 1] == '\r')) to--;
    if (from == to || p[from] == '#') return;
    (void)b;
    *(struct value *)vec_push(out, sizeof(struct value)) = (struct value){
        .text = {p + from, to - from}, .span = {file->base + from, to - from}, .kind = VALUE_LINE, .origin = ORIGIN_RAW, .stays = true};
}

static bool list_lines(struct build *b, const struct declaration *declaration, uint32_t file_index, struct vec *out)
{
    const struct source_file *file = sources_file(b->sources, file_index);
    const struct str text = file->text;
    const uint32_t bad = utf8_invalid_at(text);
    if (bad < text.n) {
        struct diag *d = diag_report(b->sink, DIAG_LIST_NOT_UTF8, (struct span){file->base + bad, 1}, "the list file '%s' is not UTF-8", file->path);
        diag_set_label(b->sink, d, "byte 0x%02X does not belong here", (unsigned char)text.p[bad]);
        diag_add_label(b->sink, d, declaration->span, "the list that reads it");
        return false;
    }
    uint32_t at = text.n >= 3 && memcmp(text.p, "\xEF\xBB\xBF", 3) == 0 ? 3 : 0;
    while (at < text.n) {
        const char *line = memchr(text.p + at, '\n', text.n - at);
        const uint32_t end = line ? (uint32_t)(line - text.p) : text.n;
        line_value(b, out, file, at, end);
        at = end + 1;
    }
    return true;
}

static bool list_from_file(struct build *b, const struct declaration *declaration, struct vec *out)
{
    const struct tree *tree = UNIT(b, declaration->unit)->tree;
    const node_id literal = tree_second(tree, declaration->node);
    if (tree_kind(tree, literal) != NODE_STRING) return false;
    const struct str path = syntax_string(tree, &b->scratch, literal);
    const uint64_t key = key_of(KEY_LIST_FILE, 0, build_name(b, path));
    uint32_t file = map_get(&b->names_of, key);
    if (file == NONE) {
        if (!uses_read(b, path, tree_span(tree, literal), DIAG_MISSING_LIST_FILE, &file)) return false;
        map_put(&b->names_of, key, file);
    }
    return list_lines(b, declaration, file, out);
}

static void list_values(struct build *b, uint32_t index)
{
    struct declaration *list = DECLARATION(b, index);
    const struct unit *unit = UNIT(b, list->unit);
    struct vec *out = &b->collected;
    bool over_limit = false;
    out->count = 0;
    if (tree_node(unit->tree, list->node)->op == 1) {
        list->poisoned |= !list_from_file(b, list, out);
    } else {
        const struct frame frame = {.unit = unit};
        struct collector c = {.b = b, .arena = &b->keep, .frame = &frame, .in_list = true};
        list->poisoned |= !collect_values(&c, tree_second(unit->tree, list->node), out);
        over_limit = c.over_limit;
    }
    const struct str name = intern_name(&b->names, list->name);
    if (!list->poisoned && out->count == 0) {
        diag_report(b->sink, DIAG_EMPTY_LIST, list->span, "list '" STR_FMT "' has no value", STR_ARG(name));
        list->poisoned = true;
    }
    if (over_limit || out->count > LIMIT_LIST_VALUES) {
        diag_report(b->sink, DIAG_LIST_TOO_LARGE, list->span, "list '" STR_FMT "' has more than %d values", STR_ARG(name), LIMIT_LIST_VALUES);
        list->poisoned = true;
    }
    if (list->poisoned) return;
    list->values = arena_array(&b->keep, out->count, sizeof(struct value));
    memcpy(list->values, out->p, out->count * sizeof(struct value));
    list->value_count = (uint32_t)out->count;
}

/* ---- circles ---- */

struct visit {
    uint32_t declaration, edge;
};

static void report_circle(struct build *b, const struct vec *path, uint32_t to, struct span closing)
{
    const struct visit *visits = path->p;
    const size_t start = DECLARATION(b, to)->path_at;
    const struct str name = intern_name(&b->names, DECLARATION(b, to)->name);
    /* Who comes to a poisoned one is poisoned by it later, so this need not walk the whole path each time. */
    for (size_t i = path->count; i > start && !DECLARATION(b, visits[i - 1].declaration)->poisoned; i--) DECLARATION(b, visits[i - 1].declaration)->poisoned = true;
    struct diag *d = diag_report(b->sink, DIAG_CIRCLE, closing, "'" STR_FMT "' is made of itself", STR_ARG(name));
    diag_set_label(b->sink, d, "comes back to '" STR_FMT "'", STR_ARG(name));
    for (size_t i = start; i + 1 < path->count && i < start + 8; i++) { /* a long circle is shown by its beginning */
        const struct edge *edge = MODEL_AT(b->edges, struct edge, visits[i].edge - 1);
        diag_add_label(b->sink, d, edge->span, "'" STR_FMT "' names '" STR_FMT "'", STR_ARG(intern_name(&b->names, DECLARATION(b, visits[i].declaration)->name)),
                       STR_ARG(intern_name(&b->names, DECLARATION(b, edge->to)->name)));
    }
}

static void visit_open(struct build *b, struct vec *path, uint32_t index)
{
    struct declaration *declaration = DECLARATION(b, index);
    declaration->state = STATE_OPEN;
    declaration->path_at = (uint32_t)path->count;
    *(struct visit *)vec_push(path, sizeof(struct visit)) = (struct visit){index, declaration->edge_first};
}

/* Depth first with a path of its own; a list's values are read when those of all lists in it are. */
static void visit_from(struct build *b, struct vec *path, uint32_t index)
{
    visit_open(b, path, index);
    while (path->count) {
        struct visit *top = MODEL_AT(*path, struct visit, path->count - 1);
        struct declaration *declaration = DECLARATION(b, top->declaration);
        if (top->edge == declaration->edge_first + declaration->edge_count) {
            if (declaration->kind == NODE_LIST && !declaration->poisoned) list_values(b, top->declaration);
            DECLARATION(b, top->declaration)->state = STATE_DONE;
            path->count--;
            continue;
        }
        const struct edge edge = *MODEL_AT(b->edges, struct edge, top->edge++);
        const struct declaration *to = DECLARATION(b, edge.to);
        if (to->state == STATE_OPEN && !(to->poisoned && DECLARATION(b, top->declaration)->poisoned)) report_circle(b, path, edge.to, edge.span);
        else if (to->state == STATE_NEW) visit_open(b, path, edge.to);
    }
}

void lists_finish(struct build *b)
{
    struct vec path = {.exhausted = b->names_of.slots.exhausted};
    const uint32_t count = (uint32_t)b->declarations.count;
    for (uint32_t i = 0; i < count; i++) edges_of(b, i);
    for (uint32_t i = 0; i < count; i++)
        if (DECLARATION(b, i)->state == STATE_NEW) visit_from(b, &path, i);
    vec_free(&path);
    arena_reset(&b->scratch);
}

/* Who is used uses what it names. The edges were gathered for looking for circles. */
static void spread_use(struct build *b)
{
    b->queue.count = 0;
    for (uint32_t i = 0; i < b->declarations.count; i++)
        if (DECLARATION(b, i)->used) *(uint32_t *)vec_push(&b->queue, sizeof i) = i;
    while (b->queue.count) {
        const struct declaration *from = DECLARATION(b, ((const uint32_t *)b->queue.p)[--b->queue.count]);
        for (uint32_t e = 0; e < from->edge_count; e++) {
            const uint32_t to = MODEL_AT(b->edges, struct edge, from->edge_first + e)->to;
            if (DECLARATION(b, to)->used) continue;
            DECLARATION(b, to)->used = true;
            *(uint32_t *)vec_push(&b->queue, sizeof to) = to;
        }
    }
}

void lists_name_all(struct build *b)
{
    spread_use(b);
    for (uint32_t i = 0; i < b->declarations.count; i++) {
        const struct declaration *d = DECLARATION(b, i);
        if (UNIT(b, d->unit)->own_tree) continue; /* a file that is merely used has names for others too */
        *(struct declared_name *)vec_push(&b->model->named, sizeof(struct declared_name)) =
            (struct declared_name){sources_text(b->sources, d->span), d->span, d->kind == NODE_LIST ? NAMED_LIST : NAMED_PREDICATE, d->used};
    }
}
