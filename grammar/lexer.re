/* Bytes to tokens.
 *
 * In:  the text of one file with one zero byte behind it; compiler/syntax/text.c has looked at the bytes already, so that a byte which
 *      is not UTF-8 or is a control character needs no further word here.
 * Out: one token a call; comments are collected on the side. What cannot be read is reported by compiler/syntax/lexical.c.
 * Must hold: never reads past *limit; a token is on one line. */
#include "compiler/syntax/parse.h"

static uint8_t lexer_scan(struct lexer *lexer, const char **from)
{
    const char *marker;

    for (;;) {
        const char *start = lexer->at;
        *from = start;
        /*!re2c
            re2c:define:YYCTYPE = "unsigned char";
            re2c:define:YYCURSOR = "lexer->at";
            re2c:define:YYLIMIT = "lexer->limit";
            re2c:define:YYMARKER = marker;
            re2c:define:YYPEEK = "(unsigned char)*lexer->at";
            re2c:flags:input = custom;
            re2c:api:style = free-form;
            re2c:define:YYSKIP = "++lexer->at;";
            re2c:define:YYBACKUP = "marker = lexer->at;";
            re2c:define:YYRESTORE = "lexer->at = marker;";
            re2c:define:YYLESSTHAN = "lexer->at >= lexer->limit";
            re2c:yyfill:enable = 0;
            re2c:eof = 0;

            letter = [A-Za-z_];
            word = [A-Za-z0-9_];
            digit = [0-9];
            hex = [0-9A-Fa-f];

            $               { return TOKEN_END; }
            [ \t\r]+        { continue; }
            "\n"            { lexer->line = lexer->at; lexer->fresh = true; continue; }
            "//" [^\n]*     { lexical_comment(lexer, start); continue; }
            "/*" | "#"      { lexical_wrong_comment(lexer, start); continue; }
            ";"             { lexical_semicolon(lexer, start); continue; }

            "use"           { return TOKEN_USE; }
            "list"          { return TOKEN_LIST; }
            "predicate"     { return TOKEN_PREDICATE; }
            "template"      { return TOKEN_TEMPLATE; }
            "instance"      { return TOKEN_INSTANCE; }
            "from"          { return TOKEN_FROM; }
            "recorded"      { return TOKEN_RECORDED; }
            "reserved"      { return TOKEN_RESERVED; }
            "since"         { return TOKEN_SINCE; }
            "alias"         { return TOKEN_ALIAS; }
            "deprecated"    { return TOKEN_DEPRECATED; }
            "let"           { return TOKEN_LET; }
            "match"         { return TOKEN_MATCH; }
            "test"          { return TOKEN_TEST; }
            "corpus"        { return TOKEN_CORPUS; }
            "stress"        { return TOKEN_STRESS; }
            "misses"        { return TOKEN_MISSES; }
            "expect"        { return TOKEN_EXPECT; }
            "and"           { return TOKEN_AND; }
            "or"            { return TOKEN_OR; }
            "not"           { return TOKEN_NOT; }
            "any"           { return TOKEN_ANY; }
            "all"           { return TOKEN_ALL; }
            "of"            { return TOKEN_OF; }
            "field"         { return TOKEN_FIELD; }
            "cased"         { return TOKEN_CASED; }
            "nocase"        { return TOKEN_NOCASE; }
            "in"            { return TOKEN_IN; }
            "startswith"    { return TOKEN_STARTSWITH; }
            "endswith"      { return TOKEN_ENDSWITH; }
            "contains"      { return TOKEN_CONTAINS; }
            "like"          { return TOKEN_LIKE; }
            "matches"       { return TOKEN_MATCHES; }
            "has"           { return TOKEN_HAS; }
            "within"        { return TOKEN_WITHIN; }
            "exists"        { return TOKEN_EXISTS; }
            "missing"       { return TOKEN_MISSING; }

            letter word*                      { return lexical_name(lexer, start, TOKEN_NAME); }
            letter word* ("." [A-Za-z0-9_-]+)+ { return lexical_name(lexer, start, TOKEN_TAG); }
            "-"? (digit+ | "0x" hex+)         { return lexical_number(lexer, start); }
            digit{4} "-" digit{2} "-" digit{2} { return TOKEN_DATE; }
            digit{4} ("-" digit{1,2} "-" digit{1,4} | "/" digit{1,2} "/" digit{1,4}) [0-9A-Za-z_:]* { return lexical_bad_date(lexer, start); }
            digit{1,2} [/.] digit{1,2} [/.] digit{4} { return lexical_bad_date(lexer, start); }
            "-"? digit+ (letter word* | "." [A-Za-z0-9_/]+)+ { return lexical_bad_number(lexer, start); }

            "'" ([^'\n] | "''")* "'"          { return lexical_string(lexer, start, TREE_RAW); }
            "'" ([^'\n] | "''")*              { return lexical_unclosed(lexer, start, '\''); }
            ["] ([^"\\\n] | "\\" [^\n])* ["]  { return lexical_string(lexer, start, TREE_COOKED); }
            ["] ([^"\\\n] | "\\" [^\n])*      { return lexical_unclosed(lexer, start, '"'); }

            "=="            { return TOKEN_EQ; }
            "!="            { return TOKEN_NE; }
            "<"             { return TOKEN_LT; }
            "<="            { return TOKEN_LE; }
            ">"             { return TOKEN_GT; }
            ">="            { return TOKEN_GE; }
            "="             { return TOKEN_ASSIGN; }
            "("             { return TOKEN_LPAREN; }
            ")"             { return TOKEN_RPAREN; }
            "{"             { return TOKEN_LBRACE; }
            "}"             { return TOKEN_RBRACE; }
            ","             { return TOKEN_COMMA; }
            ":"             { return TOKEN_COLON; }
            "@"             { return TOKEN_AT; }
            "*"             { return TOKEN_STAR; }
            ".."            { return TOKEN_DOTDOT; }
            "|"             { return TOKEN_PIPE; }
            "*" [A-Za-z0-9_.*?\\-] { return lexical_illegal(lexer, start); }

            "&&" | "&"      { return lexical_symbol(lexer, start, "and", TOKEN_AND); }
            "||"            { return lexical_symbol(lexer, start, "or", TOKEN_OR); }
            "!"             { return lexical_symbol(lexer, start, "not", TOKEN_NOT); }
            "==="           { return lexical_symbol(lexer, start, "==", TOKEN_EQ); }
            "!==" | "<>"    { return lexical_symbol(lexer, start, "!=", TOKEN_NE); }
            "=<"            { return lexical_symbol(lexer, start, "<=", TOKEN_LE); }
            "=>"            { return lexical_symbol(lexer, start, ">=", TOKEN_GE); }
            "=~"            { return lexical_symbol(lexer, start, "matches", TOKEN_MATCHES); }
            "..."           { return lexical_symbol(lexer, start, "..", TOKEN_DOTDOT); }

            *               { return lexical_illegal(lexer, start); }
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
