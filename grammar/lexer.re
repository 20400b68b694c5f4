/* Bytes to tokens.
 *
 * In:  the text of one file with one zero byte behind it; compiler/syntax/text.c has looked at the bytes already, so that a byte which
 *      is not UTF-8 or is a control character needs no further word here.
 * Out: one token a call; comments are collected on the side. What cannot be read is reported by compiler/syntax/lexical.c.
 * Must hold: never reads past *limit; a token is on one line. */
#include "compiler/syntax/parse.h"

/* Behind a raw string that is closed on its line and has no quote in it, else NULL. */
static const char *raw_string_end(const char *start, const char *limit)
{
    const char *end = memchr(start + 1, '\'', (size_t)(limit - start - 1));
    if (end == NULL || end[1] == '\'' || memchr(start + 1, '\n', (size_t)(end - start - 1))) return NULL;
    return end + 1;
}

static uint8_t lexer_scan(struct lexer *lexer, const char **from)
{
    const char *at = lexer->at, *const limit = lexer->limit, *marker; /* here, where they can stay in registers */

    for (;;) {
        while (*at == ' ') at++; /* most of what stands between tokens */
        const char *start = at;
        *from = start;
        if (*at == '\'' && (at = raw_string_end(start, limit)) != NULL) { /* as the rule below would find it, which looks at each character */
            lexer->at = at;
            return lexical_string(lexer, start, TREE_RAW);
        }
        at = start;
        /*!re2c
            re2c:define:YYCTYPE = "unsigned char";
            re2c:define:YYCURSOR = "at";
            re2c:define:YYLIMIT = "limit";
            re2c:define:YYMARKER = marker;
            re2c:define:YYPEEK = "(unsigned char)*at";
            re2c:flags:input = custom;
            re2c:api:style = free-form;
            re2c:define:YYSKIP = "++at;";
            re2c:define:YYBACKUP = "marker = at;";
            re2c:define:YYRESTORE = "at = marker;";
            re2c:define:YYLESSTHAN = "at >= limit";
            re2c:yyfill:enable = 0;
            re2c:eof = 0;

            letter = [A-Za-z_];
            word = [A-Za-z0-9_];
            digit = [0-9];
            hex = [0-9A-Fa-f];

            $               { lexer->at = at; return TOKEN_END; }
            [ \t\r]+        { continue; }
            "\n"            { lexer->line = at; lexer->fresh = true; continue; }
            "//" [^\n]*     { lexer->at = at; lexical_comment(lexer, start); at = lexer->at; continue; }
            "/*" | "#"      { lexer->at = at; lexical_wrong_comment(lexer, start); at = lexer->at; continue; }
            ";"             { lexer->at = at; lexical_semicolon(lexer, start); at = lexer->at; continue; }

            "use"           { lexer->at = at; return TOKEN_USE; }
            "list"          { lexer->at = at; return TOKEN_LIST; }
            "predicate"     { lexer->at = at; return TOKEN_PREDICATE; }
            "template"      { lexer->at = at; return TOKEN_TEMPLATE; }
            "instance"      { lexer->at = at; return TOKEN_INSTANCE; }
            "from"          { lexer->at = at; return TOKEN_FROM; }
            "recorded"      { lexer->at = at; return TOKEN_RECORDED; }
            "reserved"      { lexer->at = at; return TOKEN_RESERVED; }
            "since"         { lexer->at = at; return TOKEN_SINCE; }
            "alias"         { lexer->at = at; return TOKEN_ALIAS; }
            "deprecated"    { lexer->at = at; return TOKEN_DEPRECATED; }
            "let"           { lexer->at = at; return TOKEN_LET; }
            "match"         { lexer->at = at; return TOKEN_MATCH; }
            "test"          { lexer->at = at; return TOKEN_TEST; }
            "corpus"        { lexer->at = at; return TOKEN_CORPUS; }
            "stress"        { lexer->at = at; return TOKEN_STRESS; }
            "misses"        { lexer->at = at; return TOKEN_MISSES; }
            "expect"        { lexer->at = at; return TOKEN_EXPECT; }
            "and"           { lexer->at = at; return TOKEN_AND; }
            "or"            { lexer->at = at; return TOKEN_OR; }
            "not"           { lexer->at = at; return TOKEN_NOT; }
            "any"           { lexer->at = at; return TOKEN_ANY; }
            "all"           { lexer->at = at; return TOKEN_ALL; }
            "of"            { lexer->at = at; return TOKEN_OF; }
            "field"         { lexer->at = at; return TOKEN_FIELD; }
            "cased"         { lexer->at = at; return TOKEN_CASED; }
            "nocase"        { lexer->at = at; return TOKEN_NOCASE; }
            "in"            { lexer->at = at; return TOKEN_IN; }
            "startswith"    { lexer->at = at; return TOKEN_STARTSWITH; }
            "endswith"      { lexer->at = at; return TOKEN_ENDSWITH; }
            "contains"      { lexer->at = at; return TOKEN_CONTAINS; }
            "like"          { lexer->at = at; return TOKEN_LIKE; }
            "matches"       { lexer->at = at; return TOKEN_MATCHES; }
            "has"           { lexer->at = at; return TOKEN_HAS; }
            "within"        { lexer->at = at; return TOKEN_WITHIN; }
            "exists"        { lexer->at = at; return TOKEN_EXISTS; }
            "missing"       { lexer->at = at; return TOKEN_MISSING; }

            letter word*                      { lexer->at = at; return lexical_name(lexer, start, TOKEN_NAME); }
            letter word* ("." [A-Za-z0-9_-]+)+ { lexer->at = at; return lexical_name(lexer, start, TOKEN_TAG); }
            "-"? (digit+ | "0x" hex+)         { lexer->at = at; return lexical_number(lexer, start); }
            digit{4} "-" digit{2} "-" digit{2} { lexer->at = at; return TOKEN_DATE; }
            digit{4} ("-" digit{1,2} "-" digit{1,4} | "/" digit{1,2} "/" digit{1,4}) [0-9A-Za-z_:]* { lexer->at = at; return lexical_bad_date(lexer, start); }
            digit{1,2} [/.] digit{1,2} [/.] digit{4} { lexer->at = at; return lexical_bad_date(lexer, start); }
            "-"? digit+ (letter word* | "." [A-Za-z0-9_/]+)+ { lexer->at = at; return lexical_bad_number(lexer, start); }

            "'" ([^'\n] | "''")* "'"          { lexer->at = at; return lexical_string(lexer, start, TREE_RAW); }
            "'" ([^'\n] | "''")*              { lexer->at = at; return lexical_unclosed(lexer, start, '\''); }
            ["] ([^"\\\n] | "\\" [^\n])* ["]  { lexer->at = at; return lexical_string(lexer, start, TREE_COOKED); }
            ["] ([^"\\\n] | "\\" [^\n])*      { lexer->at = at; return lexical_unclosed(lexer, start, '"'); }

            "=="            { lexer->at = at; return TOKEN_EQ; }
            "!="            { lexer->at = at; return TOKEN_NE; }
            "<"             { lexer->at = at; return TOKEN_LT; }
            "<="            { lexer->at = at; return TOKEN_LE; }
            ">"             { lexer->at = at; return TOKEN_GT; }
            ">="            { lexer->at = at; return TOKEN_GE; }
            "="             { lexer->at = at; return TOKEN_ASSIGN; }
            "("             { lexer->at = at; return TOKEN_LPAREN; }
            ")"             { lexer->at = at; return TOKEN_RPAREN; }
            "{"             { lexer->at = at; return TOKEN_LBRACE; }
            "}"             { lexer->at = at; return TOKEN_RBRACE; }
            ","             { lexer->at = at; return TOKEN_COMMA; }
            ":"             { lexer->at = at; return TOKEN_COLON; }
            "@"             { lexer->at = at; return TOKEN_AT; }
            "*"             { lexer->at = at; return TOKEN_STAR; }
            ".."            { lexer->at = at; return TOKEN_DOTDOT; }
            "|"             { lexer->at = at; return TOKEN_PIPE; }
            "*" [A-Za-z0-9_.*?\\-] { lexer->at = at; return lexical_illegal(lexer, start); }

            "&&" | "&"      { lexer->at = at; return lexical_symbol(lexer, start, "and", TOKEN_AND); }
            "||"            { lexer->at = at; return lexical_symbol(lexer, start, "or", TOKEN_OR); }
            "!"             { lexer->at = at; return lexical_symbol(lexer, start, "not", TOKEN_NOT); }
            "==="           { lexer->at = at; return lexical_symbol(lexer, start, "==", TOKEN_EQ); }
            "!==" | "<>"    { lexer->at = at; return lexical_symbol(lexer, start, "!=", TOKEN_NE); }
            "=<"            { lexer->at = at; return lexical_symbol(lexer, start, "<=", TOKEN_LE); }
            "=>"            { lexer->at = at; return lexical_symbol(lexer, start, ">=", TOKEN_GE); }
            "=~"            { lexer->at = at; return lexical_symbol(lexer, start, "matches", TOKEN_MATCHES); }
            "..."           { lexer->at = at; return lexical_symbol(lexer, start, "..", TOKEN_DOTDOT); }

            *               { lexer->at = at; return lexical_illegal(lexer, start); }
        */
    }
}

struct token lexer_next(struct lexer *lexer)
{
    const char *from;
    uint8_t kind = lexer_scan(lexer, &from);
    struct token token;
    token.at = lexer->base + (uint32_t)(from - lexer->start);
    token.length = kind == TOKEN_END ? 0 : (uint32_t)(lexer->at - from);
    token.column = (uint32_t)(from - lexer->line);
    token.kind = kind;
    token.first = lexer->fresh;
    lexer->fresh = false;
    return token;
}
