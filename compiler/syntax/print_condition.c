/* Conditions, and values in brackets: on one line where they fit, else broken before `and` and `or`, and one value a line.
 *
 * In:  a range of tokens of the window. Out: lines.
 * Must hold: recursion goes with brackets, which the parser lets nest LIMIT_NESTING deep; each token is looked at a fixed number of times a level. */
#include "print.h"

static uint32_t behind(const struct printer *p, uint32_t i)
{
    uint8_t kind = print_kind(p, i);
    return kind == TOKEN_LPAREN || kind == TOKEN_LBRACE ? print_at(p, i)->mate + 1 : i + 1;
}

uint32_t print_find(const struct printer *p, uint32_t i, uint32_t j, uint8_t kind)
{
    while (i < j && print_kind(p, i) != kind)
        i = behind(p, i);
    return i < j ? i : j;
}

uint8_t print_connective(const struct printer *p, uint32_t i, uint32_t j)
{
    uint8_t found = 0;
    for (; i < j; i = behind(p, i)) {
        if (print_kind(p, i) == TOKEN_OR)
            return TOKEN_OR;
        if (print_kind(p, i) == TOKEN_AND)
            found = TOKEN_AND;
    }
    return found;
}

/* ---- brackets ---- */

/* Base64 of UTF-16 of a tuple: a bracket with nothing in it but another one closes together with that. 0: it is not so; else the inner one. */
static uint32_t inner_bracket(const struct printer *p, uint32_t open)
{
    uint32_t close = print_at(p, open)->mate;
    if (print_kind(p, close - 1) != TOKEN_RPAREN)
        return 0;
    uint32_t inner = print_at(p, close - 1)->mate;
    if (inner != open + 1 && !(inner == open + 2 && token_is_name(print_kind(p, open + 1))))
        return 0;
    return print_is_plain(p, open, inner + 1) && !print_has_comments(p, close) ? inner : 0;
}

/* Are all values so short that a line each would be mostly empty? Those of a test go on one line as long as that is enough. */
static bool goes_in_rows(const struct printer *p, uint32_t open, enum print_group group, uint32_t inside)
{
    uint32_t close = print_at(p, open)->mate;
    if (!print_is_plain(p, open, close + 1))
        return false;
    if (group == PRINT_ENTRIES)
        return inside + print_width(p, open + 1, close) + 1 <= PRINT_COLUMNS;
    for (uint32_t s = open + 1; s < close;) {
        uint32_t e = print_find(p, s, close, TOKEN_COMMA);
        if (print_width(p, s, e) > PRINT_SHORT)
            return false;
        s = e < close ? e + 1 : close;
    }
    return true;
}

/* Field: value, or of flags several. */
static void print_entry(struct printer *p, uint32_t i, uint32_t j)
{
    for (; i < j; i++) {
        uint32_t e = print_kind(p, i) == TOKEN_PIPE ? print_find(p, i + 1, j, TOKEN_PIPE) : 0;
        if (e && p->column + 1 + print_width(p, i, e) + 1 > PRINT_COLUMNS)
            print_gap(p, i, PRINT_LINE, p->hang, p->hang);
        print_token(p, i);
    }
}

static void print_item(struct printer *p, uint32_t i, uint32_t j, enum print_group group)
{
    uint32_t hang = p->hang;
    p->hang = print_deepest(p->column + PRINT_INDENT);
    if (group == PRINT_ENTRIES)
        print_entry(p, i, j);
    else if (group == PRINT_NAMES)
        print_flat(p, i, j);
    else if (group == PRINT_VALUES && print_kind(p, i) == TOKEN_LPAREN)
        print_group(p, i, 1, PRINT_VALUES, p->column);
    else
        print_condition(p, i, j, 1, PRINT_DEEPER, PRINT_HERE);
    p->hang = hang;
}

static void print_broken_group(struct printer *p, uint32_t open, enum print_group group, uint32_t base)
{
    uint32_t close = print_at(p, open)->mate, inside = print_deepest(base + PRINT_INDENT);
    bool rows = goes_in_rows(p, open, group, inside);
    print_text(p, open);
    for (uint32_t s = open + 1; s < close;) {
        uint32_t e = print_find(p, s, close, TOKEN_COMMA);
        if (s == open + 1)
            print_gap(p, s, PRINT_LINE | PRINT_BLANKS | PRINT_OPENED, inside, inside);
        else if (!rows || p->column + 1 + print_width(p, s, e) + 1 > PRINT_COLUMNS)
            print_gap(p, s, PRINT_LINE | (rows ? 0 : PRINT_BLANKS), inside, inside);
        else
            print_gap(p, s, 0, inside, inside);
        print_item(p, s, e, group);
        if (e < close)
            print_token(p, e);
        else
            print_comma(p);
        s = e < close ? e + 1 : close;
    }
    print_gap(p, close, PRINT_LINE | PRINT_BLANKS | PRINT_CLOSES, inside, base);
    print_text(p, close);
}

/* field(G) is one word, and has no comma. */
static bool is_field_reference(const struct printer *p, uint32_t open)
{
    return open && print_kind(p, open - 1) == TOKEN_FIELD && print_at(p, open)->mate == open + 2 && token_is_name(print_kind(p, open + 1));
}

void print_group(struct printer *p, uint32_t open, uint32_t tail, enum print_group group, uint32_t base)
{
    uint32_t close = print_at(p, open)->mate, inner;
    print_gap(p, open, 0, p->hang, p->hang);
    if (close == open + 1 || print_fits(p, open, close + 1, tail) || is_field_reference(p, open)) {
        print_flat(p, open, close + 1);
    } else if (group == PRINT_VALUES && (inner = inner_bracket(p, open)) != 0) {
        print_flat(p, open, inner);
        print_group(p, inner, tail + 1, PRINT_VALUES, base);
        print_token(p, close);
    } else {
        print_broken_group(p, open, group, base);
    }
}

/* ---- conditions ---- */

static void print_parentheses(struct printer *p, uint32_t open, uint32_t tail)
{
    uint32_t close = print_at(p, open)->mate, hang = p->hang;
    print_token(p, open);
    p->hang = print_deepest(p->column);
    print_condition(p, open + 1, close, tail + 1, PRINT_BELOW, PRINT_HERE);
    print_token(p, close);
    p->hang = hang;
}

/* A criterion, a call, a name, something `of` conditions, or a condition in parentheses; `not` before it. */
static void print_operand(struct printer *p, uint32_t i, uint32_t j, uint32_t tail, uint32_t base)
{
    uint32_t hang = p->hang, open = print_find(p, i, j, TOKEN_LPAREN);
    p->hang = print_deepest(p->column + PRINT_INDENT);
    print_flat(p, i, open);
    if (open < j) {
        uint8_t prev = open > i ? print_kind(p, open - 1) : 0, earlier = open > i + 1 ? print_kind(p, open - 2) : 0;
        bool of = prev == TOKEN_OF && (earlier == TOKEN_ANY || earlier == TOKEN_ALL || earlier == TOKEN_NUMBER);
        if (prev == 0 || prev == TOKEN_NOT)
            print_parentheses(p, open, tail);
        else
            print_group(p, open, tail, of ? PRINT_CONDITIONS : PRINT_VALUES, base);
        print_flat(p, print_at(p, open)->mate + 1, j);
    }
    p->hang = hang;
}

static uint32_t connective_column(uint8_t connective, enum print_chain chain, uint32_t column)
{
    uint32_t length = connective == TOKEN_OR ? 2 : 3;
    if (chain == PRINT_RIVER)
        return print_deepest(column > length ? column - 1 - length : 0);
    return print_deepest(chain == PRINT_BELOW ? column : column + PRINT_INDENT);
}

static void print_broken_chain(struct printer *p, uint32_t i, uint32_t j, uint32_t tail, enum print_chain chain, uint8_t connective)
{
    uint32_t column = print_deepest(p->column), at = connective_column(connective, chain, p->column);
    for (uint32_t s = i; s < j;) {
        uint32_t e = print_find(p, s, j, connective);
        uint32_t behind_it = e == j ? tail : 0;
        print_gap(p, s, 0, column, column);
        if (connective == TOKEN_OR)
            print_condition(p, s, e, behind_it, PRINT_BELOW, PRINT_HERE);
        else if (print_fits(p, s, e, behind_it))
            print_flat(p, s, e);
        else
            print_operand(p, s, e, behind_it, print_deepest(p->column));
        if (e < j) {
            print_gap(p, e, PRINT_LINE, column, at);
            print_text(p, e);
        }
        s = e < j ? e + 1 : j;
    }
}

void print_condition(struct printer *p, uint32_t i, uint32_t j, uint32_t tail, enum print_chain chain, uint32_t base)
{
    print_gap(p, i, 0, p->hang, p->hang);
    if (print_fits(p, i, j, tail)) {
        print_flat(p, i, j);
        return;
    }
    uint8_t connective = print_connective(p, i, j);
    if (connective)
        print_broken_chain(p, i, j, tail, chain, connective);
    else
        print_operand(p, i, j, tail, base == PRINT_HERE ? print_deepest(p->column) : base);
}

/* ---- values without brackets ---- */

void print_rows(struct printer *p, uint32_t i, uint32_t j)
{
    print_gap(p, i, 0, p->hang, p->hang);
    bool fits = print_fits(p, i, j, 0);
    for (uint32_t s = i; s < j;) {
        uint32_t e = print_find(p, s, j, TOKEN_COMMA);
        if (s != i && !fits && (print_kind(p, s) == TOKEN_STRING || p->column + 1 + print_width(p, s, e) + 1 > PRINT_COLUMNS))
            print_gap(p, s, PRINT_LINE, p->hang, p->hang);
        print_flat(p, s, e);
        if (e < j)
            print_token(p, e);
        s = e < j ? e + 1 : j;
    }
}
