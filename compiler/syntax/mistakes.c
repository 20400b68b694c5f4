/* Typical mistakes, noticed before lemon sees the token: each gets a message that teaches, and where what was meant is plain the reading
 * goes on as if it had been written so. The error stands all the same: nothing is compiled from a file with a mistake.
 *
 * In:  the tokens around p->now. Out: p->now with another kind, a token put before it (p->pending), p->error, or MISTAKE_DROP.
 * Must hold: no token that is right is touched: every check asks for a sequence that the grammar refuses, or that no model would take. */
#include "parse.h"

/* ---- helpers ---- */

/* The reading goes on with another kind of token. */
static void mistake_read_as(struct parse *p, uint8_t kind)
{
    p->now.kind = kind;
}

static void mistake_offer(struct parse *p, struct diag *diag, struct token token, const char *text, const char *title)
{
    diag_set_fix(p->sink, diag, token_span(token), str_from(text), title);
}

static enum mistake_verdict mistake_misspelt(struct parse *p, uint8_t meant)
{
    struct diag *diag = parse_say(p, DIAG_MISSPELT_WORD, p->now, "'" STR_FMT "' is no word of the language here", STR_ARG(parse_text(p, p->now)));
    diag_set_label(p->sink, diag, "did you mean '%s'?", words_spelling(meant));
    diag_set_help(p->sink, diag, "write '%s'", words_spelling(meant));
    mistake_offer(p, diag, p->now, words_spelling(meant), "write it so");
    mistake_read_as(p, meant);
    return MISTAKE_NONE;
}

/* What looks like a missing comma, a missing operator or an odd character is a missing quote. */
bool mistakes_odd_quotes(struct parse *p)
{
    const char *line = p->lexer.start + (p->now.at - p->lexer.base) - p->now.column;
    const char *first = NULL;
    uint32_t count = 0;
    if (p->now.first || p->lexer.paired == line)
        return false;
    p->lexer.paired = line; /* once a line, or many mistakes on a long one would take long */
    const char *end = memchr(line, '\n', (size_t)(p->lexer.limit - line));
    for (const char *c = line, *stop = end ? end : p->lexer.limit; c < stop; c++)
        if (*c == '\'') {
            first = first ? first : c;
            count++;
        }
    if (count % 2 == 0)
        return false;
    p->error = true;
    p->tree->failed = true;
    p->failed_here = true;
    if (p->next.kind == TOKEN_BROKEN && !p->next.first)
        return true; /* reported there */
    struct token quote = {p->lexer.base + (uint32_t)(first - p->lexer.start), 1, 0, TOKEN_STRING, false};
    struct diag *diag = parse_say(p, DIAG_UNCLOSED_STRING, quote, "a quote is missing on this line");
    diag_set_label(p->sink, diag, "the quotes from here on do not pair up");
    /* the rest of the line says nothing: read on at the next one */
    if (!p->next.first) {
        p->lexer.at = end ? end : p->lexer.limit;
        p->next = lexer_next(&p->lexer);
    }
    return true;
}

static enum mistake_verdict mistake_comma(struct parse *p, const char *between)
{
    if (mistakes_odd_quotes(p))
        return MISTAKE_NONE;
    struct token comma = {token_end(p->prev), 0, 0, TOKEN_COMMA, false};
    const char *from = p->lexer.start + (comma.at - p->lexer.base);
    if (!memchr(from, ';', p->now.at - comma.at)) { /* a semicolon was reported already */
        struct diag *diag = parse_say(p, DIAG_MISSING_COMMA, p->now, "a comma is missing before " STR_FMT, STR_ARG(words_found(p, p->now)));
        diag_set_label(p->sink, diag, "%s have commas between them", between);
        diag_set_fix(p->sink, diag, (struct span){comma.at, 0}, STR(","), "put a comma");
    }
    p->pending = comma;
    return MISTAKE_NONE;
}

static enum mistake_verdict mistake_stop(struct parse *p, struct diag *diag, const char *label)
{
    if (label)
        diag_set_label(p->sink, diag, "%s", label);
    p->error = true;
    return MISTAKE_NONE;
}

/* The key of an attribute, and then a new line that begins with a word, or the end of the body. */
static bool mistake_valueless(struct parse *p)
{
    if (!where_attribute(p) || p->prev.at != p->statement.at || !(p->now.first || p->now.kind == TOKEN_RBRACE))
        return false;
    struct diag *diag = parse_say(p, DIAG_ATTRIBUTE_WITHOUT_VALUE, p->prev, "'" STR_FMT "' has no value", STR_ARG(parse_text(p, p->prev)));
    (void)mistake_stop(p, diag, "expected a value on this line");
    return true;
}

/* ---- brackets ---- */

void mistakes_say_unclosed(struct parse *p, struct token bracket, const char *label)
{
    char mark = *parse_text(p, bracket).p;
    p->doubtful = true;
    struct diag *diag = parse_say(p, DIAG_UNCLOSED_BRACKET, bracket, "'%c' is never closed", mark);
    diag_set_label(p->sink, diag, "%s", bracket.at == p->suspect.at ? "this one, perhaps: what closes it stands further left" : "opened here");
    if (label)
        diag_add_label(p->sink, diag, token_span(p->now), "%s", label);
    diag_set_help(p->sink, diag, mark == '{' ? "put '}' where its part ends" : "put ')' behind the last value or condition");
}

static enum mistake_verdict mistake_unclosed(struct parse *p, const char *label)
{
    mistakes_say_unclosed(p, p->suspect.kind ? p->suspect : where_bracket(p), p->now.kind == TOKEN_END ? NULL : label);
    p->error = true;
    return MISTAKE_NONE;
}

static enum mistake_verdict mistake_closing(struct parse *p)
{
    uint8_t open = where_bracket(p).kind;
    if (p->now.kind == TOKEN_RPAREN && open == TOKEN_LPAREN)
        return MISTAKE_NONE; /* and there is no attribute inside parentheses */
    if (mistake_valueless(p))
        return MISTAKE_NONE;
    if (p->now.kind == TOKEN_RPAREN ? open == TOKEN_LPAREN : open == TOKEN_LBRACE)
        return MISTAKE_NONE;
    if (p->now.kind == TOKEN_RBRACE && open == TOKEN_LPAREN) {
        mistakes_say_unclosed(p, where_bracket(p), "the '}' here closes more than that");
        p->error = true;
        return MISTAKE_NONE;
    }
    struct diag *diag = parse_say(p, DIAG_STRAY_BRACKET, p->now, "'%c' closes nothing", *parse_text(p, p->now).p);
    diag_set_label(p->sink, diag, p->depth ? "no '(' is open here" : "everything before it is closed already");
    return MISTAKE_DROP;
}

static enum mistake_verdict mistake_opening_brace(struct parse *p)
{
    if (where_bracket(p).kind != TOKEN_LPAREN)
        return MISTAKE_NONE;
    mistakes_say_unclosed(p, where_bracket(p), "the '{' here belongs behind the ')'");
    if (where_positions(p) && p->depth == 1)
        p->pending = (struct token){token_end(p->prev), 0, 0, TOKEN_RPAREN, false};
    else
        p->error = true;
    return MISTAKE_NONE;
}

/* ---- words where a declaration or a statement begins ---- */

static uint8_t mistake_declaration_meant(struct str written)
{
    static const struct { const char *word; uint8_t kind; } others[] = {
        {"rule", TOKEN_INSTANCE}, {"detection", TOKEN_INSTANCE}, {"import", TOKEN_USE}, {"include", TOKEN_USE}, {"macro", TOKEN_PREDICATE},
        {"function", TOKEN_PREDICATE}, {"def", TOKEN_PREDICATE}, {"set", TOKEN_LIST}, {"values", TOKEN_LIST}, {"type", TOKEN_TEMPLATE},
        {"event", TOKEN_TEMPLATE}, {"schema", TOKEN_TEMPLATE},
    };
    for (size_t i = 0; i < sizeof others / sizeof *others; i++)
        if (str_equal(written, str_from(others[i].word)))
            return others[i].kind;
    return words_meant(written, WORD_DECLARATION, 0);
}

static enum mistake_verdict mistake_declaration(struct parse *p)
{
    struct str written = parse_text(p, p->now);
    uint8_t meant = p->now.kind == TOKEN_NAME ? mistake_declaration_meant(written) : 0;
    struct diag *diag = parse_say(p, DIAG_UNKNOWN_DECLARATION, p->now, "no declaration begins with '" STR_FMT "'", STR_ARG(written));
    if (words_is_group(p->now.kind, WORD_STATEMENT))
        diag_set_help(p->sink, diag, "'%s' stands inside the braces of an instance; look for a '}' too many above", words_spelling(p->now.kind));
    if (!meant)
        return mistake_stop(p, diag, "expected use, list, predicate, template or instance");
    diag_set_label(p->sink, diag, "did you mean '%s'?", words_spelling(meant));
    diag_set_help(p->sink, diag, "write '%s'", words_spelling(meant));
    mistake_offer(p, diag, p->now, words_spelling(meant), "write it so");
    if (token_is_name(p->next.kind) || p->next.kind == TOKEN_STRING)
        mistake_read_as(p, meant);
    else
        p->error = true;
    return MISTAKE_NONE;
}

static enum mistake_verdict mistake_statement_word(struct parse *p)
{
    struct str written = parse_text(p, p->now);
    uint8_t next = p->next.kind;
    uint8_t meant = words_meant(written, p->declaration == TOKEN_TEMPLATE ? WORD_TEMPLATE : WORD_STATEMENT, WORDS_FOLDED);
    bool fits = false;
    switch (meant) {
    case TOKEN_LET:
    case TOKEN_MATCH:
    case TOKEN_RECORDED: fits = token_is_name(next) || next == TOKEN_NOT || next == TOKEN_LPAREN || next == TOKEN_ANY || next == TOKEN_ALL; break;
    case TOKEN_TEST:
    case TOKEN_CORPUS: fits = next == TOKEN_STRING; break;
    case TOKEN_RESERVED: fits = next == TOKEN_NUMBER; break;
    case TOKEN_STRESS: fits = p->next.first || next == TOKEN_RBRACE; break;
    default: break;
    }
    return fits ? mistake_misspelt(p, meant) : MISTAKE_NONE;
}

/* ---- names ---- */

static bool mistake_value_follows(const struct parse *p)
{
    uint8_t next = p->next.kind;
    return next == TOKEN_STRING || next == TOKEN_NUMBER || next == TOKEN_LPAREN || next == TOKEN_FIELD || next == TOKEN_ALL || next == TOKEN_ANY;
}

static enum mistake_verdict mistake_say_operator(struct parse *p)
{
    if (mistakes_odd_quotes(p))
        return MISTAKE_NONE;
    struct str field = parse_text(p, p->prev);
    struct diag *diag = parse_say(p, DIAG_MISSING_OPERATOR, p->now, "an operator is missing between '" STR_FMT "' and " STR_FMT, STR_ARG(field),
                                  STR_ARG(words_found(p, p->now)));
    return mistake_stop(p, diag, "how are they compared?");
}

/* A name behind a complete operand: a misspelt operator or connective, or one is missing. */
static enum mistake_verdict mistake_name_after_operand(struct parse *p)
{
    struct str written = parse_text(p, p->now);
    bool bare = where_bare_name(p);
    bool enclosed = where_bracket(p).kind == TOKEN_LPAREN || p->declaration == TOKEN_PREDICATE;
    uint8_t meant = words_meant(written, WORD_CONNECTIVE, WORDS_FOLDED);
    if (!meant && bare && (mistake_value_follows(p) || p->next.kind == TOKEN_NAME))
        meant = words_meant(written, WORD_OPERATOR, p->now.first && !enclosed ? WORDS_FOLDED : 0);
    if (!meant && bare)
        meant = words_meant(written, WORD_OPERATOR, WORDS_FOLDED);
    if (!meant && !p->now.first && (token_is_name(p->next.kind) || p->next.kind == TOKEN_NOT || p->next.kind == TOKEN_LPAREN))
        meant = words_meant(written, WORD_CONNECTIVE, 0);
    if (meant)
        return mistake_misspelt(p, meant);
    if (p->now.first && !enclosed)
        return MISTAKE_NONE; /* the next statement */
    if (mistakes_odd_quotes(p))
        return MISTAKE_NONE;
    if (bare && mistake_value_follows(p)) {
        struct diag *diag = parse_say(p, DIAG_MISSING_OPERATOR, p->now, "'" STR_FMT "' is not an operator", STR_ARG(written));
        return mistake_stop(p, diag, "expected ==, !=, in, contains, startswith, endswith, like, matches, ...");
    }
    struct diag *diag = parse_say(p, DIAG_MISSING_CONNECTIVE, p->now, "'and' or 'or' is missing before '" STR_FMT "'", STR_ARG(written));
    return mistake_stop(p, diag, enclosed ? "two conditions side by side" : "a condition goes on with 'and' or 'or'; the next statement begins on a new line");
}

static enum mistake_verdict mistake_name_in_condition(struct parse *p)
{
    if (where_values(p))
        return where_ends_operand(p->prev.kind) ? mistake_comma(p, "values") : MISTAKE_NONE;
    if (where_ends_operand(p->prev.kind))
        return mistake_name_after_operand(p);
    uint8_t next = p->next.kind;
    if (token_is_operator(p->prev.kind) || p->prev.kind == TOKEN_CASED || p->prev.kind == TOKEN_NOCASE)
        return MISTAKE_NONE; /* a value */
    if (!token_is_name(next) && next != TOKEN_ANY && next != TOKEN_ALL)
        return MISTAKE_NONE; /* mostly an operator: asked for each field */
    uint8_t meant = words_meant(parse_text(p, p->now), WORD_PREFIX, WORDS_FOLDED);
    if (meant == TOKEN_NOT && (token_is_name(next) || next == TOKEN_ANY || next == TOKEN_ALL))
        return mistake_misspelt(p, meant);
    if ((meant == TOKEN_ANY || meant == TOKEN_ALL) && (next == TOKEN_OF || next == TOKEN_FIELD))
        return mistake_misspelt(p, meant);
    return MISTAKE_NONE;
}

static enum mistake_verdict mistake_name(struct parse *p)
{
    if (!p->declaration)
        return mistake_declaration(p);
    if (p->declaration == TOKEN_PREDICATE && p->assigned && p->depth == 0 && p->now.column == 0 && where_ends_operand(p->prev.kind) &&
        (token_is_name(p->next.kind) || p->next.kind == TOKEN_STRING) && mistake_declaration_meant(parse_text(p, p->now)))
        return mistake_declaration(p);
    if (mistake_valueless(p))
        return MISTAKE_NONE;
    if (p->declaration == TOKEN_INSTANCE && p->prev.kind == TOKEN_NAME && p->prev.at == p->name.at && p->depth == 0) {
        struct diag *diag = parse_say(p, DIAG_UNEXPECTED, p->now, "':' is missing before the Template Type's name");
        const struct str name = parse_text(p, p->prev), type = parse_text(p, p->now);
        diag_set_label(p->sink, diag, "the Template Type");
        diag_set_note(p->sink, diag, "the colon parts the instance's own name from its Template Type, which says what the fields are");
        diag_set_help(p->sink, diag, "write 'instance " STR_FMT " : " STR_FMT "'", STR_ARG(name), STR_ARG(type));
        diag_set_fix(p->sink, diag, (struct span){p->now.at, 0}, STR(": "), "write the colon");
        p->pending = (struct token){token_end(p->prev), 0, 0, TOKEN_COLON, false};
        return MISTAKE_NONE;
    }
    if (where_condition(p)) {
        enum mistake_verdict verdict = mistake_name_in_condition(p);
        if (p->error || p->pending.kind || p->now.kind != TOKEN_NAME)
            return verdict;
    }
    if (where_test(p) && (p->next.kind == TOKEN_COLON || p->next.kind == TOKEN_ASSIGN) && where_ends_operand(p->prev.kind))
        return mistake_comma(p, "fields");
    if (where_values(p) && where_ends_operand(p->prev.kind))
        return mistake_comma(p, "values");
    if (p->declaration == TOKEN_TEMPLATE && p->depth == 2 && (p->prev.kind == TOKEN_NUMBER || p->prev.kind == TOKEN_NAME))
        return mistake_comma(p, "members");
    if (where_statement_start(p))
        return mistake_statement_word(p);
    return MISTAKE_NONE;
}

/* ---- values ---- */

static enum mistake_verdict mistake_value(struct parse *p)
{
    uint8_t prev = p->prev.kind;
    if (!p->declaration) {
        parse_unexpected(p);
        return MISTAKE_NONE;
    }
    if (prev == TOKEN_COMMA || prev == TOKEN_LPAREN) /* as most do; nothing below is about these */
        return MISTAKE_NONE;
    if (where_values(p) && where_ends_operand(prev))
        return mistake_comma(p, "values");
    if (where_attribute(p) && p->prev.at != p->statement.at && (token_is_value(prev) || prev == TOKEN_NAME) &&
        words_meant(parse_text(p, p->statement), WORD_STATEMENT, 0) == 0)
        return mistake_comma(p, "values");
    if (where_bare_name(p) && p->next.kind != TOKEN_OF)
        return mistake_say_operator(p);
    if (prev == TOKEN_IN && (p->now.kind == TOKEN_STRING || (p->now.kind == TOKEN_NUMBER && p->next.kind != TOKEN_DOTDOT))) {
        struct diag *diag = parse_say(p, DIAG_IN_WITHOUT_LIST, p->now, "'in' wants several values, not one");
        diag_set_help(p->sink, diag, "write == " STR_FMT ", or in (" STR_FMT ", ...)", STR_ARG(words_found(p, p->now)), STR_ARG(words_found(p, p->now)));
        return mistake_stop(p, diag, "one value");
    }
    return MISTAKE_NONE;
}

/* ---- marks and words of conditions ---- */

static enum mistake_verdict mistake_assign(struct parse *p)
{
    bool key = where_body(p) && p->prev.at == p->statement.at && token_is_name(p->statement.kind) && p->statement.kind != TOKEN_RECORDED;
    bool clause = p->declaration == TOKEN_TEMPLATE && where_body(p) && p->statement.kind == TOKEN_RECORDED;
    if ((where_condition(p) && (where_positions(p) || where_ends_operand(p->prev.kind))) || clause) {
        struct diag *diag = parse_say(p, DIAG_ASSIGNMENT_IN_CONDITION, p->now, "'=' does not compare");
        diag_set_label(p->sink, diag, "write '=='");
        mistake_offer(p, diag, p->now, "==", "compare");
        mistake_read_as(p, TOKEN_EQ);
    } else if (where_test(p)) {
        struct diag *diag = parse_say(p, DIAG_NEEDLESS_MARK, p->now, "a test writes ':' between field and value");
        diag_set_label(p->sink, diag, "write ':'");
        mistake_offer(p, diag, p->now, ":", "write a colon");
        mistake_read_as(p, TOKEN_COLON);
    } else if (key) {
        struct diag *diag = parse_say(p, DIAG_NEEDLESS_MARK, p->now, "'" STR_FMT "' and its value stand side by side", STR_ARG(parse_text(p, p->prev)));
        diag_set_label(p->sink, diag, "remove '='");
        mistake_offer(p, diag, p->now, "", "remove it");
        return MISTAKE_DROP;
    } else if (where_attribute(p) && p->prev.at == p->second.at && words_meant(parse_text(p, p->statement), WORD_STATEMENT, 0) == TOKEN_LET) {
        struct diag *diag = parse_say(p, DIAG_MISSPELT_WORD, p->statement, "'" STR_FMT "' is no word of the language here",
                                      STR_ARG(parse_text(p, p->statement)));
        return mistake_stop(p, diag, "did you mean 'let'?");
    }
    return MISTAKE_NONE;
}

static enum mistake_verdict mistake_colon(struct parse *p)
{
    if (!where_body(p) || p->prev.at != p->statement.at || p->prev.kind != TOKEN_NAME)
        return MISTAKE_NONE;
    struct diag *diag = parse_say(p, DIAG_NEEDLESS_MARK, p->now, "'" STR_FMT "' and its value stand side by side", STR_ARG(parse_text(p, p->prev)));
    diag_set_label(p->sink, diag, "remove ':'");
    mistake_offer(p, diag, p->now, "", "remove it");
    return MISTAKE_DROP;
}

static bool mistake_is_text_operator(uint8_t kind)
{
    return kind == TOKEN_CONTAINS || kind == TOKEN_STARTSWITH || kind == TOKEN_ENDSWITH || kind == TOKEN_LIKE || kind == TOKEN_MATCHES ||
           kind == TOKEN_IN || kind == TOKEN_EQ || kind == TOKEN_WITHIN;
}

static enum mistake_verdict mistake_any(struct parse *p)
{
    if (!mistake_is_text_operator(p->prev.kind))
        return MISTAKE_NONE;
    struct diag *diag = parse_say(p, DIAG_NEEDLESS_ANY, p->now, "'any' is not written behind '%s'", words_spelling(p->prev.kind));
    diag_set_label(p->sink, diag, "remove it: several values already mean any of them");
    mistake_offer(p, diag, p->now, "", "remove it");
    return MISTAKE_DROP;
}

static enum mistake_verdict mistake_not(struct parse *p)
{
    if (!where_bare_name(p) || !token_is_operator(p->next.kind))
        return MISTAKE_NONE;
    struct str field = parse_text(p, p->prev);
    struct diag *diag = parse_say(p, DIAG_MISPLACED_NOT, p->now, "'not' stands before the whole criterion");
    diag_set_label(p->sink, diag, "not between field and operator");
    diag_set_help(p->sink, diag, "write not " STR_FMT " %s ...", STR_ARG(field), words_spelling(p->next.kind));
    return MISTAKE_DROP;
}

static enum mistake_verdict mistake_equality(struct parse *p)
{
    if (p->next.kind != TOKEN_LPAREN)
        return MISTAKE_NONE;
    struct diag *diag = parse_say(p, DIAG_TUPLE_AFTER_EQUALITY, p->now, "'%s' compares with one value", words_spelling(p->now.kind));
    diag_set_label(p->sink, diag, p->now.kind == TOKEN_EQ ? "write 'in' for several" : "write not F in (...) for several");
    if (p->now.kind == TOKEN_EQ)
        mistake_offer(p, diag, p->now, "in", "compare with several values");
    mistake_read_as(p, TOKEN_IN);
    return MISTAKE_NONE;
}

/* A parameter of the positional form begins behind a complete one. */
static bool mistake_position_begins(const struct parse *p)
{
    uint8_t kind = p->now.kind, prev = p->prev.kind;
    if (!where_positions(p) || p->depth != 1 || !(where_ends_operand(prev) || prev == TOKEN_STAR))
        return false;
    return kind == TOKEN_STAR || kind == TOKEN_NOT || token_is_operator(kind) || (kind == TOKEN_LPAREN && prev == TOKEN_STAR);
}

/* ---- words of the language where a name is wanted ---- */

static bool mistake_wants_name(const struct parse *p)
{
    uint8_t prev = p->prev.kind;
    if (prev == TOKEN_LET || (p->depth == 0 && p->prev.at == p->keyword.at && prev != TOKEN_USE && prev))
        return true;
    bool member = prev == TOKEN_LBRACE || prev == TOKEN_COMMA;
    if (where_test(p))
        return member && p->next.kind == TOKEN_COLON;
    if (p->declaration == TOKEN_TEMPLATE)
        return (p->depth == 2 && member) || (where_body(p) && prev == TOKEN_NUMBER && p->next.kind == TOKEN_COLON);
    return false;
}

static enum mistake_verdict mistake_reserved(struct parse *p)
{
    struct diag *diag = parse_say(p, DIAG_RESERVED_WORD, p->now, "'%s' is a word of the language and cannot be a name", words_spelling(p->now.kind));
    diag_set_label(p->sink, diag, "choose another name");
    mistake_read_as(p, TOKEN_NAME);
    return MISTAKE_NONE;
}

/* ---- by kind ---- */

static enum mistake_verdict mistake_word(struct parse *p)
{
    bool stuck = p->declaration == TOKEN_INSTANCE && p->depth > 1 && p->now.first && p->brackets[0].token.kind == TOKEN_LBRACE;
    bool wanted = !where_ends_operand(p->prev.kind) && p->next.first; /* the name of a let or field that stands alone on its line */
    if (p->depth > 0 && p->now.column == 0 && token_starts_declaration(p->now, p->next) && !wanted)
        return mistake_unclosed(p, "the next declaration begins here");
    if (p->depth == 0 && p->declaration && p->now.column == 0 && token_starts_declaration(p->now, p->next) && !where_ends_operand(p->prev.kind) &&
        !p->next.first) {
        parse_unexpected(p); /* as a name it would end the declaration before it */
        return MISTAKE_NONE;
    }
    if (token_is_reserved(p->now.kind) && mistake_wants_name(p))
        return mistake_reserved(p);
    if (!p->declaration && !token_is_declaration(p->now.kind))
        return mistake_declaration(p);
    if (mistake_position_begins(p))
        return mistake_comma(p, "parameters");
    if (mistake_valueless(p))
        return MISTAKE_NONE;
    switch (p->now.kind) {
    case TOKEN_LET:
    case TOKEN_MATCH: return stuck ? mistake_unclosed(p, "the next statement begins here") : MISTAKE_NONE;
    case TOKEN_TEST:
    case TOKEN_CORPUS:
        if (p->now.first && p->next.kind == TOKEN_STRING && where_body(p) && where_condition(p) && !where_ends_operand(p->prev.kind)) {
            parse_unexpected(p); /* as a name it would be taken for the rest of the condition */
            return MISTAKE_NONE;
        }
        return stuck && p->next.kind == TOKEN_STRING ? mistake_unclosed(p, "the next statement begins here") : MISTAKE_NONE;
    case TOKEN_ANY: return mistake_any(p);
    case TOKEN_NOT: return mistake_not(p);
    default: return MISTAKE_NONE;
    }
}

enum mistake_verdict mistakes_check(struct parse *p)
{
    switch (p->now.kind) {
    case TOKEN_BROKEN: /* reported by the lexer */
        p->error = true;
        p->tree->failed = true;
        p->failed_here = true;
        return MISTAKE_NONE;
    case TOKEN_ILLEGAL:
        if (!mistakes_odd_quotes(p))
            lexical_say_illegal(&p->lexer, p->now);
        p->error = true;
        p->tree->failed = true;
        p->failed_here = true;
        return MISTAKE_NONE;
    case TOKEN_END: return p->depth ? mistake_unclosed(p, NULL) : MISTAKE_NONE;
    case TOKEN_NAME: return mistake_name(p);
    case TOKEN_STRING:
    case TOKEN_NUMBER:
    case TOKEN_DATE:
    case TOKEN_TAG: return mistake_value(p);
    case TOKEN_RPAREN:
    case TOKEN_RBRACE: return mistake_closing(p);
    case TOKEN_LBRACE: return mistake_opening_brace(p);
    case TOKEN_ASSIGN: return mistake_assign(p);
    case TOKEN_COLON: return mistake_colon(p);
    case TOKEN_EQ:
    case TOKEN_NE:
        if (mistake_position_begins(p))
            return mistake_comma(p, "parameters");
        return mistake_equality(p);
    case TOKEN_LPAREN:
    case TOKEN_STAR:
    case TOKEN_LT:
    case TOKEN_LE:
    case TOKEN_GT:
    case TOKEN_GE: return mistake_position_begins(p) ? mistake_comma(p, "parameters") : MISTAKE_NONE;
    default: return words_is_group(p->now.kind, ~0u) ? mistake_word(p) : MISTAKE_NONE;
    }
}
