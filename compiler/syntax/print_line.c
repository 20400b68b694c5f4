/* Tokens, comments and lines of the printer.
 *
 * In:  the text of a file that was parsed without an error, read token by token once more. Out: lines.
 * Must hold: a token is printed once, and so is each comment, after the token that it stood behind (or its comma or connective). */
#include "print.h"

/* ---- the window ---- */

static uint32_t ends_of_lines(const char *text, uint32_t from, uint32_t to)
{
    uint32_t count = 0;
    for (uint32_t i = from; i < to && count < 2; i++)
        count += text[i] == '\n';
    return count;
}

static void take_comments(struct printer *p)
{
    for (size_t i = 0; i < p->found.count; i++) {
        const struct comment *found = (const struct comment *)p->found.p + i;
        uint32_t at = found->span.at - p->tree->base, length = found->span.length;
        struct print_comment *comment = vec_push(&p->comments, sizeof *comment);
        comment->blank = ends_of_lines(p->text, p->seen, at) > 1;
        p->seen = at + length;
        while (length && (p->text[at + length - 1] == ' ' || p->text[at + length - 1] == '\t'))
            length--;
        comment->at = at;
        comment->length = length;
        comment->trailing = !found->own_line;
    }
    p->found.count = 0;
}

static void read_ahead(struct printer *p)
{
    p->ahead_comments = (uint32_t)p->comments.count;
    p->ahead = lexer_next(&p->lexer);
    p->ahead.at -= p->tree->base;
    take_comments(p);
    uint32_t ends = ends_of_lines(p->text, p->seen, p->ahead.at);
    p->ahead_blank = ends > 1;
    p->ahead_beside = ends == 0;
    p->seen = token_end(p->ahead);
}

/* Is it a name that its bracket stands close to: a function, a predicate? */
static bool is_called(const struct print_token *before, uint32_t count, uint32_t depth)
{
    uint8_t prev = before->kind, earlier = count > 1 ? before[-1].kind : 0;
    if (!token_is_name(prev) || (depth == 0 && earlier == TOKEN_COLON))
        return false;
    return prev != TOKEN_OF || (earlier != TOKEN_ANY && earlier != TOKEN_ALL && earlier != TOKEN_NUMBER);
}

static bool wants_space(const struct printer *p, uint8_t kind, uint32_t depth)
{
    uint32_t count = (uint32_t)p->tokens.count;
    if (count == 0)
        return false;
    const struct print_token *before = print_at(p, count - 1);
    uint8_t prev = before->kind;
    if (prev == TOKEN_LPAREN || prev == TOKEN_DOTDOT || kind == TOKEN_RPAREN || kind == TOKEN_COMMA || kind == TOKEN_DOTDOT)
        return false;
    if (kind == TOKEN_COLON)
        return depth < 2; /* in a test it stands close to the field */
    if (kind == TOKEN_RBRACE)
        return prev != TOKEN_LBRACE;
    return kind != TOKEN_LPAREN || !is_called(before, count, depth);
}

static uint32_t columns_of(const char *text, uint32_t length)
{
    uint32_t columns = 0;
    for (uint32_t i = 0; i < length; i++)
        columns += ((unsigned char)text[i] & 0xc0) != 0x80;
    return columns;
}

static struct print_token *add_token(struct printer *p, struct token token)
{
    struct print_token *added = vec_push(&p->tokens, sizeof *added);
    *added = (struct print_token){.at = token.at, .length = token.length, .kind = token.kind, .comments = p->ahead_comments,
                                  .blank = p->ahead_blank, .beside = p->ahead_beside};
    return added;
}

/* The comma behind a last value may be there or not: the layout decides. */
static void drop_last_comma(struct printer *p)
{
    if (p->tokens.count == 0 || print_kind(p, (uint32_t)p->tokens.count - 1) != TOKEN_COMMA)
        return;
    p->ahead_comments = print_at(p, (uint32_t)p->tokens.count - 1)->comments;
    p->tokens.count--;
}

static void load_tokens(struct printer *p, uint32_t until)
{
    uint32_t open[BRACKET_ROOM], depth = 0, sum = 0;
    for (; p->ahead.kind != TOKEN_END && p->ahead.at < until; read_ahead(p)) {
        uint8_t kind = p->ahead.kind;
        bool closes = kind == TOKEN_RPAREN || kind == TOKEN_RBRACE;
        if (closes)
            drop_last_comma(p);
        bool space = wants_space(p, kind, depth);
        uint32_t number = (uint32_t)p->tokens.count;
        if (number) {
            const struct print_token *last = print_at(p, number - 1);
            sum = last->sum + last->space + (last->kind == TOKEN_STRING ? columns_of(p->text + last->at, last->length) : last->length);
        }
        struct print_token *token = add_token(p, p->ahead);
        token->space = space;
        token->sum = sum;
        if (kind == TOKEN_LPAREN || kind == TOKEN_LBRACE) {
            if (depth == BRACKET_ROOM)
                BUG("brackets deeper than the parser lets through");
            open[depth++] = number;
        } else if (closes) {
            if (depth == 0)
                BUG("a bracket that closes nothing");
            token->mate = open[--depth];
            print_at(p, token->mate)->mate = number;
        }
    }
}

/* A comment before a comma is printed behind it, one behind a connective before it: lines end behind commas and before connectives. */
static void move_comments(struct printer *p, uint32_t count)
{
    for (uint32_t i = 0; i < count; i++) {
        uint8_t kind = print_kind(p, i);
        if (kind == TOKEN_COMMA)
            print_at(p, i + 1)->comments = print_at(p, i)->comments;
        else if (kind == TOKEN_AND || kind == TOKEN_OR || kind == TOKEN_PIPE)
            print_at(p, i + 1)->comments = print_at(p, i + 2)->comments;
    }
}

void print_load(struct printer *p, uint32_t until)
{
    size_t kept = p->comments.count - p->ahead_comments; /* those before the first token */
    if (kept && p->ahead_comments)
        memmove(p->comments.p, (struct print_comment *)p->comments.p + p->ahead_comments, kept * sizeof(struct print_comment));
    p->comments.count = kept;
    p->ahead_comments = 0;
    p->tokens.count = 0;
    p->gapped = UINT32_MAX;
    load_tokens(p, until);
    uint32_t count = (uint32_t)p->tokens.count;
    struct print_token *end = add_token(p, (struct token){.at = p->ahead.at, .kind = TOKEN_END});
    if (count) {
        const struct print_token *last = end - 1;
        end->sum = last->sum + last->space + (last->kind == TOKEN_STRING ? columns_of(p->text + last->at, last->length) : last->length);
    }
    end = add_token(p, (struct token){.kind = TOKEN_END});
    end->comments = (uint32_t)p->comments.count;
    move_comments(p, count);
}

uint32_t print_width(const struct printer *p, uint32_t i, uint32_t j)
{
    return print_at(p, j)->sum - print_at(p, i)->sum - print_at(p, i)->space;
}

bool print_has_comments(const struct printer *p, uint32_t i)
{
    return print_at(p, i)->comments != print_at(p, i + 1)->comments;
}

bool print_is_plain(const struct printer *p, uint32_t i, uint32_t j)
{
    return print_at(p, i + 1)->comments == print_at(p, j)->comments;
}

bool print_fits(const struct printer *p, uint32_t i, uint32_t j, uint32_t tail)
{
    return print_is_plain(p, i, j) && p->column + print_width(p, i, j) + tail <= PRINT_COLUMNS;
}

bool print_gap_is_blank(const struct printer *p, uint32_t i)
{
    bool blank = print_at(p, i)->blank;
    for (uint32_t c = print_at(p, i)->comments; c < print_at(p, i + 1)->comments; c++)
        blank |= ((const struct print_comment *)p->comments.p + c)->blank;
    return blank;
}

/* ---- lines ---- */

static void put(struct printer *p, const char *text, uint32_t length, uint32_t columns)
{
    uint32_t indent = p->fresh ? p->column : 0;
    char *out = vec_extend(p->out, (size_t)indent + length, 1);
    memset(out, ' ', indent);
    memcpy(out + indent, text, length);
    p->column += columns;
    p->fresh = false;
}

static void end_line(struct printer *p)
{
    *(char *)vec_extend(p->out, 1, 1) = '\n';
    p->line++;
    p->fresh = true;
}

static void begin_line(struct printer *p, bool blank, uint32_t column)
{
    if (!p->fresh)
        end_line(p);
    if (blank && p->out->count > p->begin)
        end_line(p);
    p->column = p->line_indent = column;
}

static void put_comment(struct printer *p, const struct print_comment *comment)
{
    const char *text = p->text + comment->at;
    put(p, text, comment->length, columns_of(text, comment->length));
}

/* One that breaks what would stand on a line is not aligned with others. */
static void put_aside(struct printer *p, const struct print_comment *comment, bool breaks)
{
    if (!breaks) {
        struct print_aside *aside = vec_push(&p->asides, sizeof *aside);
        *aside = (struct print_aside){p->out->count, p->line, p->line_indent, p->column};
    }
    put(p, " ", 1, 1);
    put_comment(p, comment);
}

void print_gap(struct printer *p, uint32_t i, unsigned how, uint32_t comments_at, uint32_t at)
{
    if (p->gapped == i)
        return;
    const struct print_token *token = print_at(p, i);
    bool broken = how & PRINT_LINE, blanks = how & PRINT_BLANKS, opened = how & PRINT_OPENED;
    bool apart = how & PRINT_APART && !print_gap_is_blank(p, i);
    for (uint32_t c = token->comments; c < token[1].comments; c++) {
        const struct print_comment *comment = (const struct print_comment *)p->comments.p + c;
        broken = true;
        if (comment->trailing && c == token->comments && !p->fresh) {
            put_aside(p, comment, !(how & PRINT_LINE));
            continue;
        }
        begin_line(p, (comment->blank && blanks && !opened) || apart, comments_at);
        put_comment(p, comment);
        opened = apart = false;
    }
    if (broken)
        begin_line(p, (token->blank && blanks && !opened && !(how & PRINT_CLOSES)) || apart, at);
    else if (token->space && !p->fresh)
        put(p, " ", 1, 1);
    p->gapped = i;
}

void print_pad(struct printer *p, uint32_t i, uint32_t column)
{
    if (p->gapped == i || p->fresh || print_has_comments(p, i)) {
        print_gap(p, i, 0, p->hang, p->hang);
        return;
    }
    do
        put(p, " ", 1, 1);
    while (p->column < column);
    p->gapped = i;
}

void print_text(struct printer *p, uint32_t i)
{
    const struct print_token *token = print_at(p, i);
    put(p, p->text + token->at, token->length, token[1].sum - token->sum - token->space);
}

void print_token(struct printer *p, uint32_t i)
{
    print_gap(p, i, 0, p->hang, p->hang);
    print_text(p, i);
}

void print_flat(struct printer *p, uint32_t i, uint32_t j)
{
    for (; i < j; i++)
        print_token(p, i);
}

void print_comma(struct printer *p)
{
    put(p, ",", 1, 1);
}

/* ---- comments behind lines ---- */

static bool is_beside(const struct print_aside *above, const struct print_aside *below)
{
    return below->line == above->line + 1 && below->indent == above->indent;
}

/* The blanks before them are put in from the end of the output backwards, so that all of it moves once. */
static void align_asides(struct printer *p)
{
    struct print_aside *asides = p->asides.p;
    size_t count = p->asides.count, added = 0;
    for (size_t first = 0, next; first < count; first = next) {
        uint32_t widest = 0;
        for (next = first; next < count && (next == first || is_beside(&asides[next - 1], &asides[next])); next++)
            if (asides[next].column <= PRINT_COMMENT_MOST && asides[next].column > widest)
                widest = asides[next].column;
        for (size_t i = first; i < next; i++) {
            asides[i].column = asides[i].column < widest ? widest - asides[i].column : 0; /* from here on: blanks to add */
            added += asides[i].column;
        }
    }
    if (added == 0)
        return;
    size_t end = p->out->count;
    (void)vec_extend(p->out, added, 1);
    char *out = p->out->p;
    for (size_t i = count; i-- > 0 && added;) {
        memmove(out + asides[i].at + added, out + asides[i].at, end - asides[i].at);
        end = asides[i].at;
        added -= asides[i].column;
        memset(out + end + added, ' ', asides[i].column);
    }
}

/* ---- a file ---- */

void print_begin(struct printer *p, const struct tree *tree, struct vec *out)
{
    jmp_buf *exhausted = out->exhausted;
    *p = (struct printer){.tree = tree, .text = tree->text.p, .out = out, .begin = out->count, .fresh = true};
    p->found.exhausted = p->tokens.exhausted = p->comments.exhausted = p->asides.exhausted = p->statements.exhausted = exhausted;
    struct str text = tree->text;
    p->lexer = (struct lexer){.start = text.p, .at = text.p, .limit = text.p + text.n, .fresh = true, .base = tree->base, .sink = &p->sink,
                              .comments = &p->found};
    if (text.n >= 3 && memcmp(text.p, "\xef\xbb\xbf", 3) == 0) {
        p->lexer.at += 3;
        p->seen = 3;
    }
    p->lexer.line = p->lexer.at;
    read_ahead(p);
}

void print_end(struct printer *p)
{
    if (!p->fresh)
        end_line(p);
    align_asides(p);
    vec_free(&p->found);
    vec_free(&p->tokens);
    vec_free(&p->comments);
    vec_free(&p->asides);
    vec_free(&p->statements);
}
