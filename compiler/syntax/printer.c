/* Declarations and statements in the one style: see printer.h.
 *
 * The tree says where declarations and statements begin and what they are; how they are laid out is told from their tokens. */
#include "printer.h"

#include "print.h"

struct print_statement {
    node_id node;
    uint32_t begin; /* its first token; it ends where the next one begins */
};

static struct print_statement *statement_at(const struct printer *p, uint32_t number)
{
    return (struct print_statement *)p->statements.p + number;
}

static uint32_t offset_of(const struct printer *p, node_id node)
{
    return tree_span(p->tree, node).at - p->tree->base;
}

static uint32_t most(uint32_t a, uint32_t b) { return a > b ? a : b; }

/* Columns of a name that others are aligned with; one that is too long has none. */
static uint32_t name_columns(uint32_t columns, uint32_t limit) { return columns <= limit ? columns : 0; }

/* ---- what stands behind = ---- */

/* Broken before its connectives, has every part of the condition room for itself from this column on? */
static bool parts_fit(const struct printer *p, uint32_t i, uint32_t j, uint32_t column)
{
    uint8_t connective = print_connective(p, i, j);
    for (uint32_t s = i; s < j;) {
        uint32_t e = connective ? print_find(p, s, j, connective) : j;
        if (!print_is_plain(p, s, e) || column + print_width(p, s, e) > PRINT_COLUMNS)
            return false;
        s = e < j ? e + 1 : j;
    }
    return true;
}

/* The condition from i to j behind its `=` or `match`. Where a part of it would take several lines far to the right, it begins on a line of its own. */
static void print_defined(struct printer *p, uint32_t i, uint32_t j, uint32_t base)
{
    uint32_t column = p->column + 1;
    if (column > base + PRINT_FAR && !print_has_comments(p, i) && !parts_fit(p, i, j, column)) {
        bool fits = print_is_plain(p, i, j) && base + PRINT_INDENT + print_width(p, i, j) <= PRINT_COLUMNS;
        if (fits || print_connective(p, i, j)) {
            uint32_t at = base + (fits ? PRINT_INDENT : 2 * PRINT_INDENT);
            print_gap(p, i, PRINT_LINE, at, at);
        }
    }
    print_condition(p, i, j, 0, PRINT_RIVER, base);
}

/* ---- statements of an instance ---- */

static void print_attribute(struct printer *p, uint32_t i, uint32_t j, uint32_t columns)
{
    print_token(p, i);
    p->hang = PRINT_INDENT + columns;
    if (i + 1 == j)
        return;
    print_pad(p, i + 1, p->hang);
    print_rows(p, i + 1, j);
}

/* Lets side by side, up to an empty line, have their = in one column. */
static void begin_let_run(struct printer *p, uint32_t number)
{
    uint32_t widest = 0, end = number;
    for (; end < p->statements.count && tree_kind(p->tree, statement_at(p, end)->node) == NODE_LET; end++) {
        uint32_t begin = statement_at(p, end)->begin;
        if (end > number && print_gap_is_blank(p, begin))
            break;
        widest = most(widest, name_columns(print_width(p, begin + 1, begin + 2), PRINT_LET_MOST));
    }
    p->run = end - number;
    p->run_column = PRINT_INDENT + 4 + widest + 1;
}

static void print_let(struct printer *p, uint32_t number, uint32_t i, uint32_t j)
{
    if (p->run == 0)
        begin_let_run(p, number);
    p->run--;
    print_flat(p, i, i + 2);
    print_pad(p, i + 2, p->run_column);
    print_text(p, i + 2);
    print_defined(p, i + 3, j, PRINT_INDENT);
}

/* Does the test stand on one line? Its neighbours have no say in it. */
static bool is_short_test(const struct printer *p, uint32_t i, uint32_t j)
{
    return print_is_plain(p, i, j) && PRINT_INDENT + print_width(p, i, j) <= PRINT_COLUMNS;
}

/* Tests of one line each, side by side, have their outcomes and their braces in columns. */
static void begin_test_run(struct printer *p, uint32_t number)
{
    uint32_t name = 0, outcome = 0, end = number;
    for (; end < p->statements.count && tree_kind(p->tree, statement_at(p, end)->node) == NODE_TEST; end++) {
        uint32_t i = statement_at(p, end)->begin, j = statement_at(p, end + 1)->begin;
        if (!is_short_test(p, i, j) || (end > number && print_gap_is_blank(p, i)))
            break;
        name = most(name, name_columns(print_width(p, i, i + 2), PRINT_NAME_MOST));
        outcome = most(outcome, print_width(p, i + 2, i + 3));
    }
    p->run = end - number;
    p->run_column = PRINT_INDENT + name + 1;
    p->run_outcome = outcome;
}

/* One that would become too long by it is not aligned. */
static void print_test(struct printer *p, uint32_t number, uint32_t i, uint32_t j)
{
    if (p->run == 0)
        begin_test_run(p, number);
    print_flat(p, i, i + 2);
    bool aligned = p->run && most(p->run_column, p->column + 1) + p->run_outcome + 1 + print_width(p, i + 3, j) <= PRINT_COLUMNS;
    p->run -= p->run != 0;
    if (aligned) {
        print_pad(p, i + 2, p->run_column);
        print_text(p, i + 2);
        print_pad(p, i + 3, p->run_column + p->run_outcome + 1);
    } else {
        print_token(p, i + 2);
    }
    print_group(p, i + 3, 0, PRINT_ENTRIES, PRINT_INDENT);
}

/* ---- items of a template ---- */

struct field_columns {
    uint32_t ordinal, name;
};

static struct field_columns measure_fields(const struct printer *p)
{
    struct field_columns columns = {PRINT_ORDINAL, 0};
    for (uint32_t n = 0; n < p->statements.count; n++) {
        const struct print_statement *statement = statement_at(p, n);
        if (tree_kind(p->tree, statement->node) != NODE_FIELD)
            continue;
        columns.ordinal = most(columns.ordinal, print_width(p, statement->begin, statement->begin + 1));
        columns.name = most(columns.name, name_columns(print_width(p, statement->begin + 1, statement->begin + 2), PRINT_NAME_MOST));
    }
    return columns;
}

static bool is_option(uint8_t kind)
{
    return kind == TOKEN_SINCE || kind == TOKEN_ALIAS || kind == TOKEN_DEPRECATED;
}

/* since, alias, deprecated: broken before them and behind commas. */
static void print_options(struct printer *p, uint32_t i, uint32_t j)
{
    for (uint32_t s = i, e; s < j; s = e) {
        for (e = s + 1; e < j && !is_option(print_kind(p, e)) && print_kind(p, e - 1) != TOKEN_COMMA; e++)
            continue;
        if (!p->fresh && p->column + 1 + print_width(p, s, e) > PRINT_COLUMNS)
            print_gap(p, s, PRINT_LINE, p->hang, p->hang);
        print_flat(p, s, e);
    }
}

static void print_field(struct printer *p, uint32_t i, uint32_t j, struct field_columns columns)
{
    uint32_t name_at = PRINT_INDENT + columns.ordinal + 1;
    p->hang = 2 * PRINT_INDENT;
    print_token(p, i);
    print_pad(p, i + 1, name_at);
    print_text(p, i + 1);
    print_pad(p, i + 2, name_at + columns.name + 1);
    print_text(p, i + 2);
    uint32_t type_end = i + 4;
    print_token(p, i + 3);
    if (type_end < j && print_kind(p, type_end) == TOKEN_CASED) {
        print_token(p, type_end++);
    } else if (type_end < j && print_kind(p, type_end) == TOKEN_LBRACE) {
        print_group(p, type_end, 0, PRINT_NAMES, PRINT_INDENT);
        type_end = print_at(p, type_end)->mate + 1;
    }
    print_options(p, type_end, j);
}

static void print_setting(struct printer *p, node_id node, uint32_t i, uint32_t j)
{
    if (tree_kind(p->tree, tree_second(p->tree, node)) != NODE_CLAUSE) {
        print_attribute(p, i, j, PRINT_SETTINGS);
        return;
    }
    print_token(p, i);
    p->hang = PRINT_INDENT + PRINT_SETTINGS;
    print_pad(p, i + 1, p->hang);
    print_condition(p, i + 1, j, 0, PRINT_RIVER, PRINT_INDENT);
}

/* ---- bodies ---- */

static void print_statement(struct printer *p, uint32_t number, struct field_columns columns)
{
    const struct print_statement *statement = statement_at(p, number);
    uint32_t i = statement->begin, j = statement[1].begin;
    enum node_kind kind = tree_kind(p->tree, statement->node);
    if (kind != NODE_LET && kind != NODE_TEST)
        p->run = 0;
    if (p->run && number && tree_kind(p->tree, statement[-1].node) != kind)
        p->run = 0;
    p->hang = 2 * PRINT_INDENT;
    if (kind == NODE_ATTRIBUTE) {
        print_attribute(p, i, j, PRINT_KEYS);
    } else if (kind == NODE_LET) {
        print_let(p, number, i, j);
    } else if (kind == NODE_MATCH) {
        print_token(p, i);
        print_defined(p, i + 1, j, PRINT_INDENT);
    } else if (kind == NODE_TEST) {
        print_test(p, number, i, j);
    } else if (kind == NODE_FIELD) {
        print_field(p, i, j, columns);
    } else if (kind == NODE_SETTING) {
        print_setting(p, statement->node, i, j);
    } else if (kind == NODE_RESERVED) {
        print_token(p, i);
        print_rows(p, i + 1, j);
    } else {
        print_flat(p, i, j);
    }
}

/* Where the statements begin, and behind the last of them where the body closes. */
static void list_statements(struct printer *p, node_id first, uint32_t i, uint32_t close)
{
    p->statements.count = 0;
    for (node_id node = first; node; node = tree_next(p->tree, node)) {
        if (tree_kind(p->tree, node) == NODE_POSITION)
            continue;
        while (i < close && print_at(p, i)->at < offset_of(p, node))
            i++;
        *(struct print_statement *)vec_push(&p->statements, sizeof(struct print_statement)) = (struct print_statement){node, i};
    }
    *(struct print_statement *)vec_push(&p->statements, sizeof(struct print_statement)) = (struct print_statement){0, close};
    p->statements.count--; /* it stays there, but is none of them */
}

static void print_body(struct printer *p, node_id declaration, uint32_t open)
{
    uint32_t close = print_at(p, open)->mate;
    print_token(p, open);
    if (close == open + 1 && !print_has_comments(p, close)) {
        print_token(p, close);
        return;
    }
    list_statements(p, tree_second(p->tree, declaration), open + 1, close);
    struct field_columns columns = measure_fields(p);
    p->run = 0;
    for (uint32_t n = 0; n < p->statements.count; n++) {
        print_gap(p, statement_at(p, n)->begin, PRINT_LINE | PRINT_BLANKS | (n ? 0 : PRINT_OPENED), PRINT_INDENT, PRINT_INDENT);
        print_statement(p, n, columns);
    }
    unsigned opened = p->statements.count ? 0 : PRINT_OPENED;
    print_gap(p, close, PRINT_LINE | PRINT_BLANKS | PRINT_CLOSES | opened, PRINT_INDENT, 0);
    print_text(p, close);
    p->run = 0;
}

/* ---- declarations ---- */

/* The parameters one a line; wildcards that stood beside each other still do. */
static void print_positions(struct printer *p, uint32_t open)
{
    uint32_t close = print_at(p, open)->mate;
    print_token(p, open);
    for (uint32_t s = open + 1; s < close;) {
        uint32_t e = print_find(p, s, close, TOKEN_COMMA);
        bool row = s > open + 2 && print_kind(p, s) == TOKEN_STAR && print_kind(p, s - 2) == TOKEN_STAR && print_at(p, s)->beside &&
                   p->column + 3 <= PRINT_COLUMNS;
        unsigned opened = s == open + 1 ? PRINT_OPENED : 0;
        print_gap(p, s, row ? 0 : PRINT_LINE | PRINT_BLANKS | opened, PRINT_INDENT, PRINT_INDENT);
        p->hang = 2 * PRINT_INDENT;
        print_condition(p, s, e, 1, PRINT_DEEPER, PRINT_HERE);
        if (e < close)
            print_token(p, e);
        else
            print_comma(p);
        s = e < close ? e + 1 : close;
    }
    if (close > open + 1)
        print_gap(p, close, PRINT_LINE | PRINT_BLANKS | PRINT_CLOSES, PRINT_INDENT, 0);
    print_token(p, close);
}

static void print_block(struct printer *p, node_id declaration, uint32_t count)
{
    uint32_t open = print_find(p, 0, count, TOKEN_LBRACE), positions = print_find(p, 0, open, TOKEN_LPAREN);
    print_flat(p, 0, positions);
    if (positions < open)
        print_positions(p, positions);
    p->hang = PRINT_INDENT;
    print_body(p, declaration, open);
}

/* Columns of what stands before the = of a list or predicate; 0 for what is not aligned. */
static uint32_t head_columns(const struct printer *p, node_id declaration)
{
    enum node_kind kind = tree_kind(p->tree, declaration);
    node_id name = tree_first(p->tree, declaration);
    uint32_t columns = tree_span(p->tree, name).length;
    if (kind == NODE_LIST)
        return 5 + name_columns(columns, PRINT_NAME_MOST);
    for (node_id parameter = tree_next(p->tree, name); parameter; parameter = tree_next(p->tree, parameter))
        columns += tree_span(p->tree, parameter).length + 2;
    return 10 + name_columns(columns + (tree_next(p->tree, name) ? 0 : 2), PRINT_NAME_MOST);
}

static bool is_defined(const struct printer *p, node_id node)
{
    enum node_kind kind = tree_kind(p->tree, node);
    return kind == NODE_PREDICATE || (kind == NODE_LIST && tree_node(p->tree, node)->op == 0);
}

/* Is there an empty line between two declarations? */
static bool are_apart(const struct printer *p, node_id above, node_id below)
{
    uint32_t from = offset_of(p, above) + tree_span(p->tree, above).length, to = offset_of(p, below);
    bool empty = false;
    for (uint32_t i = from; i < to; i++) {
        char c = p->text[i];
        if (c == '\n' && empty)
            return true;
        empty = c == '\n' || (empty && (c == ' ' || c == '\t' || c == '\r'));
    }
    return false;
}

/* Lists side by side, up to an empty line, have their = in one column, and so have predicates. */
static void begin_definition_run(struct printer *p, node_id first)
{
    p->run = 0;
    p->run_column = 0;
    node_id above = 0;
    for (node_id node = first; node; above = node, node = tree_next(p->tree, node)) {
        if (!is_defined(p, node) || tree_kind(p->tree, node) != tree_kind(p->tree, first) || (above && are_apart(p, above, node)))
            break;
        p->run++;
        p->run_column = most(p->run_column, head_columns(p, node) + 1);
    }
}

static void print_definition(struct printer *p, node_id declaration, uint32_t count)
{
    if (p->run == 0)
        begin_definition_run(p, declaration);
    p->run--;
    uint32_t assign = print_find(p, 0, count, TOKEN_ASSIGN), line = p->line;
    print_flat(p, 0, 2);
    if (assign > 2)
        print_group(p, 2, 2, PRINT_NAMES, 0);
    print_pad(p, assign, line == p->line ? p->run_column : 0);
    print_text(p, assign);
    if (tree_kind(p->tree, declaration) == NODE_LIST)
        print_group(p, assign + 1, 0, PRINT_VALUES, 0);
    else
        print_defined(p, assign + 1, count, 0);
}

static void print_declaration(struct printer *p, node_id declaration)
{
    enum node_kind kind = tree_kind(p->tree, declaration);
    uint32_t count = (uint32_t)p->tokens.count - 2;
    p->hang = 2 * PRINT_INDENT;
    if (kind == NODE_TEMPLATE || kind == NODE_INSTANCE)
        print_block(p, declaration, count);
    else if (is_defined(p, declaration))
        print_definition(p, declaration, count);
    else
        print_flat(p, 0, count);
}

/* Small declarations of one kind may stand together; everything else is apart. */
static bool is_apart(enum node_kind above, enum node_kind kind)
{
    return above != NODE_NONE && (above != kind || kind == NODE_TEMPLATE || kind == NODE_INSTANCE);
}

void printer_print(const struct tree *tree, struct vec *out)
{
    struct printer p;
    if (tree->failed)
        BUG("a tree with errors cannot be printed");
    print_begin(&p, tree, out);
    enum node_kind above = NODE_NONE;
    for (node_id node = tree->first; node; node = tree_next(tree, node)) {
        node_id next = tree_next(tree, node);
        print_load(&p, next ? offset_of(&p, next) : UINT32_MAX);
        enum node_kind kind = tree_kind(tree, node);
        if (kind != above)
            p.run = 0;
        print_gap(&p, 0, PRINT_LINE | PRINT_BLANKS | (is_apart(above, kind) ? PRINT_APART : 0), 0, 0);
        print_declaration(&p, node);
        above = kind;
    }
    print_load(&p, UINT32_MAX);
    print_gap(&p, 0, PRINT_LINE | PRINT_BLANKS | PRINT_CLOSES, 0, 0);
    print_end(&p);
}

bool printer_restyle(struct arena *arena, struct str text, struct str *styled)
{
    struct sources sources;
    struct diag_sink sink;
    struct tree tree;
    struct vec out = {.exhausted = arena->exhausted};
    sources_init(&sources, arena);
    diag_init(&sink, arena, &sources);
    syntax_parse(&tree, arena, &sources, sources_add(&sources, "<text>", text), &sink);
    const bool good = !tree.failed;
    if (good) {
        printer_print(&tree, &out);
        *styled = arena_copy(arena, (struct str){out.p, (uint32_t)out.count});
    }
    vec_free(&out);
    tree_free(&tree);
    diag_free(&sink);
    sources_free(&sources);
    return good;
}
