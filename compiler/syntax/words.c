/* Tokens in words: how they are spelt, which one was meant, what was found, what is expected. */
#include "parse.h"

#define RESERVED WORD_RESERVED
#define FREE WORD_FREE
const struct word_row word_rows[WORD_ROWS] = {
#define WORD(name, spelling, use, group) [TOKEN_##name] = {spelling, sizeof spelling - 1, use, WORD_##group},
#define MARK(name, spelling) [TOKEN_##name] = {spelling, sizeof spelling - 1, 0, 0},
#define CLASS(name, description) [TOKEN_##name] = {description, sizeof description - 1, 0, 0},
#include "../../grammar/tokens.def"
};

const char *words_spelling(uint8_t kind)
{
    return kind < WORD_ROWS && word_rows[kind].spelling ? word_rows[kind].spelling : "?";
}

static bool equal_folded(struct str a, struct str b)
{
    if (a.n != b.n)
        return false;
    for (uint32_t i = 0; i < a.n; i++) {
        char c = a.p[i];
        if (c >= 'A' && c <= 'Z')
            c = (char)(c - 'A' + 'a');
        if (c != b.p[i])
            return false;
    }
    return true;
}

static bool has_capital(struct str s)
{
    for (uint32_t i = 0; i < s.n; i++)
        if (s.p[i] >= 'A' && s.p[i] <= 'Z')
            return true;
    return false;
}

uint8_t words_meant(struct str written, unsigned groups, unsigned how)
{
    if (how & WORDS_FOLDED && (written.n > 16 || !has_capital(written)))
        return 0; /* quick, because it is asked about every name; in small letters the lexer would have known the word */
    struct str names[WORD_ROWS];
    uint8_t kinds[WORD_ROWS];
    size_t count = 0;
    for (unsigned kind = 0; kind < WORD_ROWS; kind++) {
        if ((word_rows[kind].group & groups) == 0)
            continue;
        names[count] = (struct str){word_rows[kind].spelling, word_rows[kind].length};
        if (equal_folded(written, names[count]))
            return (uint8_t)kind;
        kinds[count++] = (uint8_t)kind;
    }
    if (how & WORDS_FOLDED || written.n < 3 || written.n > 16)
        return 0;
    size_t nearest = str_nearest(written, names, count);
    return nearest < count ? kinds[nearest] : 0;
}

struct str parse_text(const struct parse *p, struct token token)
{
    return (struct str){p->lexer.start + (token.at - p->lexer.base), token.length};
}

struct str words_found(const struct parse *p, struct token token)
{
    enum { SHOWN = 40 };
    if (token.kind == TOKEN_END)
        return STR("the end of the file");
    struct str text = parse_text(p, token);
    if (text.n <= SHOWN)
        return text.p[0] == '\'' ? text : arena_printf(p->sink->arena, "'" STR_FMT "'", STR_ARG(text));
    uint32_t cut = SHOWN;
    while (cut > 0 && ((unsigned char)text.p[cut] & 0xc0) == 0x80)
        cut--;
    return arena_printf(p->sink->arena, "%s%.*s...%s", text.p[0] == '\'' ? "" : "'", (int)cut, text.p, text.p[0] == '\'' ? "" : "'");
}

/* ---- what is expected: hand-written, because good words beat a complete list of tokens ---- */

static const char *expected_in_header(const struct parse *p)
{
    uint8_t prev = p->prev.kind;
    if (p->prev.at == p->keyword.at) {
        switch (p->declaration) {
        case TOKEN_USE: return "the name of a file in quotes, such as 'windows/named_pipe'";
        case TOKEN_LIST: return "the list's name";
        case TOKEN_PREDICATE: return "the predicate's name";
        case TOKEN_TEMPLATE: return "the Template Type's name";
        default: return "the instance's name";
        }
    }
    switch (p->declaration) {
    case TOKEN_LIST:
        if (prev == TOKEN_ASSIGN)
            return "'(' and the values of the list";
        if (prev == TOKEN_FROM && p->prev.at != p->name.at)
            return "the path of a file in quotes";
        return p->prev.at == p->name.at ? "'= (...)' or 'from' and a file" : "the next declaration";
    case TOKEN_PREDICATE:
        if (p->prev.at == p->name.at)
            return "'(' and the names of the parameters";
        if (prev == TOKEN_RPAREN)
            return "'=' and a condition";
        return prev == TOKEN_LPAREN || prev == TOKEN_COMMA ? "the name of a parameter" : "',' or ')'";
    case TOKEN_TEMPLATE: return "'{'";
    case TOKEN_INSTANCE:
        if (p->prev.at == p->name.at)
            return "':' and the name of its Template Type";
        if (prev == TOKEN_COLON)
            return "the name of a Template Type";
        if (prev == TOKEN_AT)
            return "the number of a version";
        if (prev == TOKEN_RPAREN)
            return "'{' and the attributes";
        return prev == TOKEN_NUMBER ? "'{', or '(' and one parameter for each field" : "'{', or '@' and a version";
    default: return "the next declaration: use, list, predicate, template or instance";
    }
}

static const char *expected_in_template(const struct parse *p)
{
    uint8_t prev = p->prev.kind;
    if (p->depth == 2)
        return prev == TOKEN_ASSIGN                           ? "the member's number"
               : prev == TOKEN_LBRACE || prev == TOKEN_COMMA ? "the name of a member"
                                                              : "',' and a further member, or '}'";
    if (p->prev.at == p->statement.at) {
        switch (p->statement.kind) {
        case TOKEN_NUMBER: return "the field's name, as in 1 Image : path";
        case TOKEN_RESERVED: return "the number of the field that is no longer there";
        case TOKEN_RECORDED: return "a key of the recorded event, as in EventID == 17, or 'in quotes'";
        default: return "the setting's value: a number or a word";
        }
    }
    if (prev == TOKEN_COLON)
        return "a type: string, path, hash, guid, u32, u64, i64, bool, enum {...}, flags {...} or ip";
    if (p->statement.kind == TOKEN_NUMBER && p->prev.at == p->second.at)
        return "':' and the field's type";
    if (p->statement.kind == TOKEN_RECORDED)
        return token_is_name(prev) ? "'==' and a value, or 'in (...)'" : "a number or a string";
    if (prev == TOKEN_SINCE)
        return "the number of a version";
    if (prev == TOKEN_ALIAS)
        return "a scheme and a path, as in ecs 'process.executable'";
    if (prev == TOKEN_COMMA)
        return "a further value";
    return "a setting such as channel 291, a field such as 1 Image : path, or '}'";
}

static const char *expected_operand(const struct parse *p)
{
    switch (p->prev.kind) {
    case TOKEN_IN: return "values in parentheses, a list's name, or a range such as 1..5";
    case TOKEN_CASED:
    case TOKEN_NOCASE: return "an operator";
    case TOKEN_DOTDOT: return "the number at which the range ends";
    case TOKEN_EXISTS:
    case TOKEN_MISSING: return "'and', 'or', or the next statement";
    default: return "a value: text in quotes, a number, or a name";
    }
}

static const char *expected_in_condition(const struct parse *p)
{
    uint8_t prev = p->prev.kind;
    bool inner = where_bracket(p).kind == TOKEN_LPAREN;
    if (token_is_operator(prev) || prev == TOKEN_DOTDOT)
        return prev == TOKEN_EXISTS || prev == TOKEN_MISSING ? (inner ? "'and', 'or' or ')'" : "'and', 'or', or the next statement")
                                                             : expected_operand(p);
    if (where_values(p))
        return prev == TOKEN_LPAREN || prev == TOKEN_COMMA ? "a value: text in quotes, a number, or a name" : "',' and a further value, or ')'";
    if (prev == TOKEN_OF)
        return "'(' and the conditions";
    if (prev == TOKEN_ANY || prev == TOKEN_ALL)
        return prev == TOKEN_ANY ? "'of (...)', or 'field' and an operator" : "'of (...)'";
    if (where_positions(p) && p->depth == 1)
        return where_ends_operand(prev) || prev == TOKEN_STAR ? "',' and the next parameter, or ')'"
                                                              : "a parameter: '*', or an operator and a value without a field";
    if (where_bare_name(p))
        return "an operator such as == or contains, 'and', 'or', or the next statement";
    if (where_ends_operand(prev))
        return inner ? "'and', 'or', ',' or ')'" : "'and', 'or', or the next statement";
    return where_positions(p) ? "an operator and a value" : "a condition, such as Image endswith '\\a.exe'";
}

static const char *expected_in_instance(const struct parse *p)
{
    uint8_t prev = p->prev.kind;
    bool at_key = p->prev.at == p->statement.at;
    if (where_test(p)) {
        if (prev == TOKEN_COLON)
            return "a value: text in quotes, a number, or a name";
        if (prev == TOKEN_LBRACE || prev == TOKEN_COMMA)
            return "a field and its value, as in Image: 'a.exe', or '}'";
        return p->before.kind == TOKEN_LBRACE || p->before.kind == TOKEN_COMMA ? "':' and the field's value" : "',' and a further field, or '}'";
    }
    switch (p->statement.kind) {
    case TOKEN_TEST:
        if (at_key)
            return "the test's name in quotes";
        if (prev == TOKEN_STRING)
            return "'matches' or 'misses'";
        if (prev == TOKEN_MATCHES || prev == TOKEN_MISSES)
            return "'{' and the fields of the event";
        break;
    case TOKEN_CORPUS:
        if (at_key)
            return "the path of a file in quotes";
        if (prev == TOKEN_STRING)
            return "'expect' and how many events must match";
        if (prev == TOKEN_EXPECT)
            return "how many events must match, a number";
        break;
    case TOKEN_LET:
        if (at_key)
            return "a name for the condition";
        if (p->prev.at == p->second.at)
            return "'=' and a condition";
        break;
    default:
        if (where_attribute(p) && (at_key || prev == TOKEN_COMMA))
            return at_key ? "the attribute's value: text in quotes, a number, a date or a word" : "a further value";
        break;
    }
    return "an attribute such as title 'text', or let, match, test, corpus, stress, or '}'";
}

const char *words_expected(const struct parse *p)
{
    if (!p->declaration)
        return "a declaration: use, list, predicate, template or instance";
    if (where_condition(p))
        return expected_in_condition(p);
    if (p->depth > 0 && p->brackets[0].token.kind == TOKEN_LBRACE)
        return p->declaration == TOKEN_TEMPLATE ? expected_in_template(p) : expected_in_instance(p);
    if (where_values(p))
        return p->prev.kind == TOKEN_LPAREN || p->prev.kind == TOKEN_COMMA ? "a value: text in quotes, a number, a list's name or a function"
                                                                         : "',' and a further value, or ')'";
    return expected_in_header(p);
}
