/* What the lexer has to say: strings, numbers and characters that are not as they should be.
 *
 * In:  the text that a rule of grammar/lexer.re matched: from `from` to lexer->at. Out: the kind of token that it becomes, and reports.
 * Must hold: each problem is reported once; a token that cannot be used becomes TOKEN_BROKEN, which stands for a report made. */
#include "parse.h"

static struct span lexical_span(const struct lexer *lexer, const char *from, const char *to)
{
    return (struct span){lexer->base + (uint32_t)(from - lexer->start), (uint32_t)(to - from)};
}

static const char *lexical_line_end(const struct lexer *lexer, const char *at)
{
    const char *end = memchr(at, '\n', (size_t)(lexer->limit - at));
    if (!end)
        end = lexer->limit;
    if (end > at && end[-1] == '\r')
        end--;
    return end;
}

/* ---- strings ---- */

static int hex_value(char c)
{
    if (c >= '0' && c <= '9')
        return c - '0';
    if (c >= 'a' && c <= 'f')
        return c - 'a' + 10;
    if (c >= 'A' && c <= 'F')
        return c - 'A' + 10;
    return -1;
}

/* p[0] is a backslash. Returns the bytes of the escape, or 0 if it is not one. */
uint32_t lexical_escape(const char *p, uint32_t n, uint32_t *value)
{
    if (n < 2)
        return 0;
    switch (p[1]) {
    case '\\': *value = '\\'; return 2;
    case '"': *value = '"'; return 2;
    case 'n': *value = '\n'; return 2;
    case 't': *value = '\t'; return 2;
    case 'x':
        if (n < 4 || hex_value(p[2]) < 0 || hex_value(p[2]) > 7 || hex_value(p[3]) < 0)
            return 0;
        *value = (uint32_t)(hex_value(p[2]) * 16 + hex_value(p[3]));
        return 4;
    case 'u': {
        uint32_t code_point = 0, at = 3;
        if (n < 5 || p[2] != '{')
            return 0;
        for (; at < n && at < 9 && hex_value(p[at]) >= 0; at++)
            code_point = code_point * 16 + (uint32_t)hex_value(p[at]);
        if (at == 3 || at >= n || p[at] != '}' || code_point > 0x10ffff || (code_point >= 0xd800 && code_point <= 0xdfff))
            return 0;
        *value = code_point;
        return at + 1;
    }
    default: return 0;
    }
}

/* The same string in raw form, if no escape of it means something: then that was meant. */
static void lexical_offer_raw(struct lexer *lexer, struct diag *diag, const char *from, uint32_t n)
{
    const char *inside = from + 1;
    for (uint32_t i = 0; i + 1 < n; i++) {
        uint32_t value;
        if (inside[i] == '\\' && lexical_escape(inside + i, n - i, &value))
            return;
    }
    char *raw = arena_alloc(lexer->sink->arena, 2 * (size_t)n + 2);
    uint32_t length = 0;
    raw[length++] = '\'';
    for (uint32_t i = 0; i < n; i++) {
        if (inside[i] == '\'')
            raw[length++] = '\'';
        raw[length++] = inside[i];
    }
    raw[length++] = '\'';
    diag_set_fix(lexer->sink, diag, lexical_span(lexer, from, from + n + 2), (struct str){raw, length}, "make it a raw string");
}

static void lexical_bad_escape(struct lexer *lexer, const char *from, const char *escape, const char *end)
{
    uint32_t shown = 2, dummy;
    if (end - escape >= 2 && (unsigned char)escape[1] >= 0x80)
        (void)utf8_decode((struct str){escape, (uint32_t)(end - escape)}, 1, &dummy), shown = 1 + dummy;
    struct diag *diag = diag_report(lexer->sink, DIAG_BAD_ESCAPE, lexical_span(lexer, escape, escape + shown),
                                    escape[1] == 'x' || escape[1] == 'u' ? "this '%.*s' does not name a character" : "'%.*s' is not an escape", (int)shown, escape);
    diag_set_label(lexer->sink, diag, "in a \"cooked\" string a backslash begins an escape");
    if (escape[1] == 'x' && end - escape >= 4 && hex_value(escape[2]) >= 8 && hex_value(escape[3]) >= 0)
        diag_set_help(lexer->sink, diag, "\\x takes 00 to 7F, so that it cannot be taken for a byte; write the code point: \\u{%.2s}", escape + 2);
    else if (escape[1] == 'x')
        diag_set_help(lexer->sink, diag, "\\x takes two hexadecimal digits, 00 to 7F: \\x1B");
    else if (escape[1] == 'u')
        diag_set_help(lexer->sink, diag, "\\u takes a code point in braces, up to 10FFFF and no surrogate: \\u{E9}");
    else if (escape[1] == '\'')
        diag_set_help(lexer->sink, diag, "a single quote needs no backslash in a \"cooked\" string");
    else
        diag_set_help(lexer->sink, diag, "use a raw string, '...', which takes every character as it is, or double the backslash: \"\\%.*s\"",
                      (int)shown, escape);
    lexical_offer_raw(lexer, diag, from, (uint32_t)(end - from) - 1);
}

uint8_t lexical_string(struct lexer *lexer, const char *from, enum tree_string kind)
{
    const char *inside = from + 1, *end = lexer->at - 1;
    if (end - inside > LIMIT_STRING_BYTES) {
        struct diag *diag = diag_report(lexer->sink, DIAG_OVER_LIMIT, lexical_span(lexer, from, from + 1), "this string has %ld bytes, and a string may have %d",
                                        (long)(end - inside), LIMIT_STRING_BYTES);
        diag_set_label(lexer->sink, diag, "begins here");
        diag_set_help(lexer->sink, diag, "compare with the part of it that tells it from others; if it holds many values, write each for itself");
        return TOKEN_BROKEN;
    }
    if (kind == TREE_COOKED) {
        const char *at = inside;
        while ((at = memchr(at, '\\', (size_t)(end - at))) != NULL) {
            uint32_t value, length = lexical_escape(at, (uint32_t)(end - at), &value);
            if (length == 0) { /* the first one: the others have the same cause */
                lexical_bad_escape(lexer, from, at, end);
                break;
            }
            at += length;
        }
    }
    return TOKEN_STRING;
}

uint8_t lexical_unclosed(struct lexer *lexer, const char *from, char quote)
{
    lexer->at = lexical_line_end(lexer, lexer->at);
    struct diag *diag = diag_report(lexer->sink, DIAG_UNCLOSED_STRING, lexical_span(lexer, from, from + 1),
                                    "string without its closing %c", quote);
    diag_set_label(lexer->sink, diag, "opened here, not closed on this line");
    if (quote == '"' && lexer->at - from >= 2 && lexer->at[-1] == '"')
        diag_set_help(lexer->sink, diag, "the last \" is escaped by the backslash before it; use a raw string: '...\\'");
    return TOKEN_BROKEN;
}

/* ---- numbers, dates, names ---- */

bool lexical_number_value(struct str text, uint64_t *out, bool *negative)
{
    uint32_t at = 0;
    uint64_t value = 0;
    *negative = text.n && text.p[0] == '-';
    at += *negative;
    uint64_t radix = 10;
    if (text.n - at > 2 && text.p[at] == '0' && text.p[at + 1] == 'x') {
        radix = 16;
        at += 2;
    }
    if (at == text.n)
        return false;
    for (; at < text.n; at++) {
        int digit = hex_value(text.p[at]);
        if (digit < 0 || (uint64_t)digit >= radix || value > (UINT64_MAX - (uint64_t)digit) / radix)
            return false;
        value = value * radix + (uint64_t)digit;
    }
    *out = value;
    return !*negative || value <= (uint64_t)1 << 63;
}

uint8_t lexical_number(struct lexer *lexer, const char *from)
{
    uint64_t value;
    bool negative;
    if (lexer->at - from < 16) /* cannot be too big */
        return TOKEN_NUMBER;
    if (!lexical_number_value((struct str){from, (uint32_t)(lexer->at - from)}, &value, &negative)) {
        struct diag *diag = diag_report(lexer->sink, DIAG_NUMBER_TOO_BIG, lexical_span(lexer, from, lexer->at),
                                        "'%.*s%s' does not fit into 64 bits", (int)(lexer->at - from < 40 ? lexer->at - from : 40), from,
                                        lexer->at - from > 40 ? "..." : "");
        diag_set_label(lexer->sink, diag, negative ? "less than -9223372036854775808" : "more than 18446744073709551615");
    }
    return TOKEN_NUMBER;
}

uint8_t lexical_bad_number(struct lexer *lexer, const char *from)
{
    int n = (int)(lexer->at - from);
    struct diag *diag = diag_report(lexer->sink, DIAG_BAD_NUMBER, lexical_span(lexer, from, lexer->at), "'%.*s%s' is not a number",
                                    n < 40 ? n : 40, from, n > 40 ? "..." : "");
    const char *dot = memchr(from, '.', (size_t)n), *underscore = memchr(from, '_', (size_t)n);
    if (dot && memchr(dot + 1, '.', (size_t)(lexer->at - dot - 1)))
        diag_set_help(lexer->sink, diag, "an address or a version is text: '%.*s'", n < 40 ? n : 40, from);
    else if (dot)
        diag_set_help(lexer->sink, diag, "there are no fractions; a range is written with two dots: 1..5");
    else if (underscore)
        diag_set_help(lexer->sink, diag, "write the digits without '_'");
    else if (n > 2 && from[0] == '0' && from[1] == 'X')
        diag_set_help(lexer->sink, diag, "the prefix of hexadecimal numbers is a small x: 0x%.*s", n < 40 ? n - 2 : 38, from + 2);
    else
        diag_set_help(lexer->sink, diag, "a name begins with a letter; a hash or an identifier is text: '%.*s'", n < 40 ? n : 40, from);
    return TOKEN_BROKEN;
}

uint8_t lexical_bad_date(struct lexer *lexer, const char *from)
{
    int n = (int)(lexer->at - from);
    struct diag *diag = diag_report(lexer->sink, DIAG_DATE_FORMAT, lexical_span(lexer, from, lexer->at), "'%.*s%s' is not a date",
                                    n < 40 ? n : 40, from, n > 40 ? "..." : "");
    diag_set_label(lexer->sink, diag, "year-month-day, such as 2026-11-22");
    return TOKEN_BROKEN;
}

uint8_t lexical_name(struct lexer *lexer, const char *from, uint8_t kind)
{
    if (lexer->at - from > LIMIT_NAME_BYTES) {
        struct diag *diag = diag_report(lexer->sink, DIAG_OVER_LIMIT, lexical_span(lexer, from, lexer->at),
                                        "this name has %ld bytes, and a name may have %d", (long)(lexer->at - from), LIMIT_NAME_BYTES);
        diag_set_help(lexer->sink, diag, "choose a shorter name; if this is data, it is text and goes in quotes");
        return TOKEN_BROKEN;
    }
    return kind;
}

/* ---- marks ---- */

uint8_t lexical_symbol(struct lexer *lexer, const char *from, const char *meant, uint8_t kind)
{
    struct span span = lexical_span(lexer, from, lexer->at);
    struct diag *diag = diag_report(lexer->sink, DIAG_SYMBOL_FOR_WORD, span, "'%.*s' is written '%s'", (int)span.length, from, meant);
    diag_set_label(lexer->sink, diag, "write '%s'", meant);
    /* "!a" becomes "not a" */
    bool space = kind == TOKEN_NOT && lexer->at < lexer->limit && *lexer->at != ' ';
    diag_set_fix(lexer->sink, diag, span, arena_printf(lexer->sink->arena, "%s%s", meant, space ? " " : ""), "write it so");
    return kind;
}

void lexical_semicolon(struct lexer *lexer, const char *from)
{
    struct span span = lexical_span(lexer, from, lexer->at);
    struct diag *diag = diag_report(lexer->sink, DIAG_SEMICOLON, span, "semicolons are not needed");
    diag_set_label(lexer->sink, diag, "remove it");
    diag_set_fix(lexer->sink, diag, span, (struct str){"", 0}, "remove the semicolon");
}

void lexical_comment(struct lexer *lexer, const char *from)
{
    if (lexer->at > from && lexer->at[-1] == '\r')
        lexer->at--; /* of the line's end; it is passed over as a blank */
    struct comment *comment = vec_push(lexer->comments, sizeof *comment);
    comment->span = lexical_span(lexer, from, lexer->at);
    comment->doc = lexer->at - from >= 3 && from[2] == '/' && (lexer->at - from == 3 || from[3] != '/');
    comment->own_line = lexer->fresh;
}

void lexical_wrong_comment(struct lexer *lexer, const char *from)
{
    const char *end = lexical_line_end(lexer, from);
    bool block = *from == '/', closed = false;
    if (block && !lexer->no_block_end) {
        for (const char *at = from + 2; (at = memchr(at, '*', (size_t)(lexer->limit - at))) != NULL; at++)
            if (at + 1 < lexer->limit && at[1] == '/') {
                end = at + 2;
                closed = true;
                break;
            }
        lexer->no_block_end = !closed;
    }
    struct diag *diag = diag_report(lexer->sink, DIAG_WRONG_COMMENT, lexical_span(lexer, from, from + (block ? 2 : 1)),
                                    "comments begin with //, not with %s", block ? "/*" : "#");
    diag_set_label(lexer->sink, diag, closed || !block ? "read as a comment" : "read as a comment to the end of the line; there is no */");
    if (!block)
        diag_set_fix(lexer->sink, diag, lexical_span(lexer, from, from + 1), STR("//"), "make it a comment of Weir");
    for (const char *at = from; (at = memchr(at, '\n', (size_t)(end - at))) != NULL;) {
        lexer->line = ++at;
        lexer->fresh = true;
    }
    lexer->at = end;
}

/* ---- everything else ---- */

static bool word_byte(unsigned char c)
{
    return c >= 0x80 || c == '_' || (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

static bool is_typographic(uint32_t code_point)
{
    return code_point == '`' || code_point == 0xb4 || (code_point >= 0x2018 && code_point <= 0x201f) || code_point == 0x2032 ||
           code_point == 0x2033 || code_point == 0xab || code_point == 0xbb;
}

static uint8_t lexical_typographic(struct lexer *lexer, const char *from, uint32_t length)
{
    struct diag *diag = diag_report(lexer->sink, DIAG_TYPOGRAPHIC_QUOTE, lexical_span(lexer, from, from + length),
                                    "'%.*s' does not quote", (int)length, from);
    diag_set_label(lexer->sink, diag, "a string is held by straight quotes: 'text'");
    lexer->at = lexical_line_end(lexer, from); /* what was meant to be inside says nothing */
    return TOKEN_BROKEN;
}

static void lexical_explain_illegal(struct lexer *lexer, struct diag *diag, const char *from, uint32_t code_point)
{
    switch (code_point) {
    case '\\': diag_set_help(lexer->sink, diag, "a path is text and goes in quotes: '\\Windows\\System32'"); break;
    case '-': diag_set_help(lexer->sink, diag, "names have letters, digits and '_'; a dash belongs to a number, a date or text in quotes"); break;
    case '+': diag_set_help(lexer->sink, diag, "texts are not joined; write the whole text in one pair of quotes"); break;
    case '[':
    case ']': diag_set_help(lexer->sink, diag, "values stand in parentheses: ('a', 'b')"); break;
    case '/': diag_set_help(lexer->sink, diag, "a comment begins with //; a regular expression is text: matches 'a.*b'"); break;
    case '$':
    case '%': diag_set_help(lexer->sink, diag, "names are written without marks; %%VARIABLES%% belong in text: env('%%SystemRoot%%')"); break;
    case '.': diag_set_help(lexer->sink, diag, "a range has two dots: 1..5; a file name is text and goes in quotes"); break;
    case '*':
    case '?': diag_set_help(lexer->sink, diag, "a pattern is text and goes in quotes: like 'a*.exe'"); break;
    default:
        if (code_point >= 0x80 && word_byte((unsigned char)*from))
            diag_set_help(lexer->sink, diag, "names have the letters a to z, digits and '_'; any other text goes in quotes");
        break;
    }
}

/* The whole word that begins with it is one token, so that it is one mistake. */
uint8_t lexical_illegal(struct lexer *lexer, const char *from)
{
    uint32_t length, left = (uint32_t)(lexer->limit - from);
    uint32_t code_point = utf8_decode((struct str){from, left}, 0, &length);
    if (code_point != UINT32_MAX && is_typographic(code_point))
        return lexical_typographic(lexer, from, length);
    const char *also = code_point == '\\' || code_point == '*' ? "\\.:-*?" : "";
    lexer->at = from + length;
    while (lexer->at < lexer->limit && (word_byte((unsigned char)*lexer->at) || (*lexer->at && strchr(also, *lexer->at))))
        lexer->at++;
    if (code_point == UINT32_MAX || code_point < 0x20 || (code_point >= 0x7f && code_point < 0xa0))
        return TOKEN_BROKEN; /* text.c has reported it */
    return TOKEN_ILLEGAL;
}

void lexical_say_illegal(struct lexer *lexer, struct token token)
{
    const char *from = lexer->start + (token.at - lexer->base);
    uint32_t length, code_point = utf8_decode((struct str){from, token.length}, 0, &length);
    if (code_point == '\\' || code_point == '*')
        length = token.length;
    struct diag *diag = diag_report(lexer->sink, DIAG_UNEXPECTED_CHARACTER, lexical_span(lexer, from, from + length),
                                    "'%.*s' means nothing here", (int)(length < 40 ? length : 40), from);
    lexical_explain_illegal(lexer, diag, from, code_point);
}
