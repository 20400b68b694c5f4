/* Where in a file the driver is, told from the tokens fed so far: what mistakes.c and words.c go by. */
#include "parse.h"

bool token_is_declaration(uint8_t kind)
{
    return words_is_group(kind, WORD_DECLARATION);
}

bool token_is_value(uint8_t kind)
{
    return kind == TOKEN_STRING || kind == TOKEN_NUMBER || kind == TOKEN_DATE || kind == TOKEN_TAG;
}

bool token_is_operator(uint8_t kind)
{
    return words_is_group(kind, WORD_OPERATOR) || kind == TOKEN_EQ || kind == TOKEN_NE || kind == TOKEN_LT || kind == TOKEN_LE ||
           kind == TOKEN_GT || kind == TOKEN_GE;
}

bool token_starts_declaration(struct token token, struct token next)
{
    return token_is_declaration(token.kind) && (next.kind == TOKEN_STRING || token_is_name(next.kind));
}

bool where_values(const struct parse *p)
{
    if (where_bracket(p).kind != TOKEN_LPAREN || p->depth > BRACKET_ROOM)
        return false;
    uint8_t after = p->brackets[p->depth - 1].after;
    if (after == TOKEN_ASSIGN)
        return p->declaration == TOKEN_LIST;
    if (after == TOKEN_NAME)
        return p->declaration != TOKEN_PREDICATE || p->assigned;
    return words_is_group(after, WORD_OPERATOR) || after == TOKEN_EQ || after == TOKEN_NE || after == TOKEN_ALL || after == TOKEN_ANY;
}

bool where_test(const struct parse *p)
{
    return p->declaration == TOKEN_INSTANCE && p->depth == 2 && where_bracket(p).kind == TOKEN_LBRACE && p->statement.kind == TOKEN_TEST;
}

bool where_bare_name(const struct parse *p)
{
    uint8_t before = p->before.kind;
    if (p->prev.kind != TOKEN_NAME || !where_condition(p) || where_positions(p))
        return false;
    if (before == TOKEN_LPAREN || before == TOKEN_COMMA)
        return !where_values(p);
    return before == TOKEN_ASSIGN || before == TOKEN_AND || before == TOKEN_OR || before == TOKEN_NOT || before == TOKEN_MATCH;
}

bool where_statement_start(const struct parse *p)
{
    uint8_t prev = p->prev.kind;
    if (!where_body(p) || p->prev.at == p->statement.at)
        return false;
    return where_ends_operand(prev) || prev == TOKEN_RBRACE || prev == TOKEN_LBRACE || prev == TOKEN_DATE || prev == TOKEN_TAG || prev == 0;
}
