/* Escapes and bracket expressions.
 *
 * In: the parser at a '\' or a '['. Out: a character, a group, or a set, and the parser behind it. Must hold: what RE2 refuses is
 * refused at the offset where it stands, with the way to say it that works. */
#include "regex_parser.h"

static bool is_octal(char c) { return c >= '0' && c <= '7'; }
static bool is_digit(char c) { return c >= '0' && c <= '9'; }
static bool is_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }

static int hex_value(char c)
{
    if (is_digit(c)) return c - '0';
    if (c >= 'a' && c <= 'f') return c - 'a' + 10;
    return c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
}

uint32_t regex_take_code_point(struct regex_parser *parser)
{
    uint32_t length;
    const uint32_t code_point = utf8_decode(parser->pattern, parser->at, &length);
    parser->at += length;
    return code_point;
}

/* ---- escapes of one character ---- */

static const char UNKNOWN_ESCAPE[] = "this escape has no meaning";
static const struct {
    char letter;
    const char *text, *help;
} REFUSED_ESCAPES[] = {
    {'C', "'\\C' (any single byte) is not possible: text is searched character by character", "write '(?s:.)' for any character"},
    {'Z', "'\\Z' is not an escape here", "write '\\z' for the end of the text"},
    {'G', "'\\G' is not an escape here", "write '\\A' for the start of the text"},
    {'K', "'\\K' is not an escape here", "remove it: only whether there is a match counts, not where it starts"},
    {'R', "'\\R' is not an escape here", "write '(?:\\r\\n|[\\n-\\r])' for any line break"},
    {'X', "'\\X' is not an escape here", "write '\\PM\\pM*' for a character with its marks"},
    {'h', "'\\h' is not an escape here", "write '[ \\t]' for a blank"},
    {'H', "'\\H' is not an escape here", "write '[^ \\t]' for anything but a blank"},
    {'N', "'\\N' is not an escape here", "write '[^\\n]' for any character but a line feed"},
    {'V', "'\\V' is not an escape here", "write '[^\\n-\\r]' for anything but vertical space"},
    {'e', "'\\e' is not an escape here", "write '\\x1B' for the escape character"},
    {'c', "'\\c' (control characters) is not an escape here", "write the code: '\\x01' for Control-A"},
    {'u', "'\\u' is not an escape here", "write the code point in braces: '\\x{20AC}'"},
    {'U', "'\\U' is not an escape here", "write the code point in braces: '\\x{1F600}'"},
    {'k', "a backreference would have to remember what a group found, which an automaton cannot",
     "write the repeated text out, or compare two fields with 'field(...)'"},
    {'g', "a backreference would have to remember what a group found, which an automaton cannot",
     "write the repeated text out, or compare two fields with 'field(...)'"},
    {'E', "'\\E' has no '\\Q' before it", "write '\\Q' where the text that stands for itself starts, or remove '\\E'"},
    {'Q', "'\\Q' does not work inside brackets", "escape the characters one by one"},
    {'b', "'\\b' is a word boundary, which brackets cannot hold", "write '\\x08' for the backspace character"},
    {'B', "'\\B' is a position, which brackets cannot hold", "write it before or behind the brackets"},
    {'A', "'\\A' is a position, which brackets cannot hold", "write it before or behind the brackets"},
    {'z', "'\\z' is a position, which brackets cannot hold", "write it before or behind the brackets"},
    {'d', "a range cannot end with a group of characters", "write the '-' last in the brackets, or '\\-'"},
    {'D', "a range cannot end with a group of characters", "write the '-' last in the brackets, or '\\-'"},
    {'s', "a range cannot end with a group of characters", "write the '-' last in the brackets, or '\\-'"},
    {'S', "a range cannot end with a group of characters", "write the '-' last in the brackets, or '\\-'"},
    {'w', "a range cannot end with a group of characters", "write the '-' last in the brackets, or '\\-'"},
    {'W', "a range cannot end with a group of characters", "write the '-' last in the brackets, or '\\-'"},
    {'p', "a range cannot end with a group of characters", "write the '-' last in the brackets, or '\\-'"},
    {'P', "a range cannot end with a group of characters", "write the '-' last in the brackets, or '\\-'"},
};

/* At a backslash that starts no escape. */
static bool fail_escape(struct regex_parser *parser, uint32_t start)
{
    const char c = parser->pattern.p[start + 1];
    if (is_digit(c))
        return regex_fail(parser, start, 2, "a backreference would have to remember what a group found, which an automaton cannot",
                          "write the repeated text out; for a character by its octal code write two or three digits: '\\007'");
    for (size_t i = 0; i < sizeof REFUSED_ESCAPES / sizeof *REFUSED_ESCAPES; i++)
        if (REFUSED_ESCAPES[i].letter == c)
            return regex_fail(parser, start, 2, REFUSED_ESCAPES[i].text, REFUSED_ESCAPES[i].help);
    uint32_t length;
    utf8_decode(parser->pattern, start + 1, &length);
    return regex_fail(parser, start, 1 + length, UNKNOWN_ESCAPE,
                      "write the character without '\\' to mean itself; a backslash itself is '\\\\'");
}

/* Behind "\x". */
static bool take_hex(struct regex_parser *parser, uint32_t start, uint32_t *code_point)
{
    static const char HELP[] = "write two hexadecimal digits ('\\x7F'), or any number of them in braces ('\\x{20AC}')";
    uint32_t value = 0;
    if (regex_peek(parser, 0) != '{') {
        const int high = hex_value(regex_peek(parser, 0)), low = high < 0 ? -1 : hex_value(regex_peek(parser, 1));
        if (low < 0) return regex_fail(parser, start, parser->at - start, "'\\x' needs two hexadecimal digits", HELP);
        *code_point = (uint32_t)(high * 16 + low);
        parser->at += 2;
        return true;
    }
    parser->at++;
    const uint32_t digits = parser->at;
    for (; hex_value(regex_peek(parser, 0)) >= 0; parser->at++) {
        value = value * 16 + (uint32_t)hex_value(regex_peek(parser, 0));
        if (value > LAST_CODE_POINT)
            return regex_fail(parser, start, parser->at + 1 - start, "the number is over 10FFFF, the last character of Unicode",
                              "write the code point of the character, in hexadecimal");
    }
    if (regex_peek(parser, 0) != '}' || parser->at == digits)
        return regex_fail(parser, start, parser->at - start, "'\\x{' needs hexadecimal digits and then '}'", HELP);
    parser->at++;
    *code_point = value;
    return true;
}

bool regex_take_escape(struct regex_parser *parser, uint32_t *code_point)
{
    static const char LETTERS[] = "afnrtv", MEANT[] = "\a\f\n\r\t\v";
    const uint32_t start = parser->at;
    if (!regex_more(parser, 1))
        return regex_fail(parser, start, 1, "the expression ends with a '\\' that escapes nothing",
                          "write '\\\\' for a backslash itself");
    const char c = parser->pattern.p[start + 1];
    if (is_octal(c) && (c == '0' || is_octal(regex_peek(parser, 2)))) { /* one digit alone would be a backreference */
        parser->at++;
        uint32_t value = 0;
        for (int digits = 0; digits < 3 && is_octal(regex_peek(parser, 0)); digits++)
            value = value * 8 + (uint32_t)(parser->pattern.p[parser->at++] - '0');
        *code_point = value;
        return true;
    }
    if (c == 'x') {
        parser->at += 2;
        return take_hex(parser, start, code_point);
    }
    const char *letter = c == '\0' ? NULL : strchr(LETTERS, c);
    if (letter != NULL)
        *code_point = (unsigned char)MEANT[letter - LETTERS];
    else if ((unsigned char)c < 0x80 && !is_letter(c) && !is_digit(c))
        *code_point = (unsigned char)c;
    else
        return fail_escape(parser, start);
    parser->at += 2;
    return true;
}

/* ---- groups of characters ---- */

static bool take_unicode_group(struct regex_parser *parser, struct regex_group *group)
{
    const uint32_t start = parser->at;
    parser->at += 2;
    struct str name;
    if (!regex_more(parser, 0))
        return regex_fail(parser, start, 2, "the group of characters has no name", "write '\\pL', or '\\p{Greek}'");
    if (regex_peek(parser, 0) != '{') {
        name.p = parser->pattern.p + parser->at;
        regex_take_code_point(parser);
        name.n = parser->at - start - 2;
    } else {
        const char *open = parser->pattern.p + parser->at + 1;
        const char *close = memchr(open, '}', parser->pattern.n - parser->at - 1);
        if (close == NULL)
            return regex_fail(parser, start, 3, "the name of the group of characters does not end",
                              "write '}' behind the name: '\\p{Greek}'");
        name = (struct str){open, (uint32_t)(close - open)};
        parser->at += 2 + name.n;
    }
    group->negated = parser->pattern.p[start + 1] == 'P';
    if (name.n != 0 && name.p[0] == '^') {
        group->negated = !group->negated;
        name = (struct str){name.p + 1, name.n - 1};
    }
    group->number = group_find_unicode(name);
    if (group->number == GROUP_NONE)
        return regex_fail(parser, start, parser->at - start, "there is no group of characters of this name",
                          "general categories have one or two letters (L, Lu, Nd), scripts their full name with a capital "
                          "letter (Greek, Cyrillic, Han)");
    return true;
}

bool regex_take_group_escape(struct regex_parser *parser, struct regex_group *group, bool *found)
{
    *found = true;
    group->folded = (parser->flags & REGEX_FOLD) != 0;
    const char c = regex_peek(parser, 1);
    if (c == 'p' || c == 'P') return take_unicode_group(parser, group);
    if (c != '\0' && strchr("dswDSW", c) != NULL) {
        group->negated = c < 'a';
        group->number = group_find_perl((char)(c | 0x20));
        parser->at += 2;
    } else {
        *found = false;
    }
    return true;
}

/* At "[:" inside brackets. Without a ":]" anywhere behind, it is no group but two characters. */
static bool take_posix_group(struct regex_parser *parser, struct regex_group *group, bool *found)
{
    const uint32_t start = parser->at;
    *found = false;
    if (start + 2 >= parser->no_posix_close) return true;
    uint32_t close = start + 2;
    while (close + 1 < parser->pattern.n && !(parser->pattern.p[close] == ':' && parser->pattern.p[close + 1] == ']')) close++;
    if (close + 1 >= parser->pattern.n) {
        parser->no_posix_close = start;
        return true;
    }
    struct str name = {parser->pattern.p + start + 2, close - start - 2};
    group->folded = (parser->flags & REGEX_FOLD) != 0;
    group->negated = name.n != 0 && name.p[0] == '^';
    if (group->negated) name = (struct str){name.p + 1, name.n - 1};
    group->number = group_find_posix(name);
    parser->at = close + 2;
    *found = true;
    if (group->number != GROUP_NONE) return true;
    return regex_fail(parser, start, parser->at - start, "there is no group of characters of this name",
                      "known are alnum, alpha, ascii, blank, cntrl, digit, graph, lower, print, punct, space, upper, word and xdigit; "
                      "a '[' itself is '\\['");
}

/* ---- bracket expressions ---- */

static bool take_member(struct regex_parser *parser, uint32_t *code_point)
{
    if (regex_peek(parser, 0) == '\\') return regex_take_escape(parser, code_point);
    *code_point = regex_take_code_point(parser);
    return true;
}

static bool fail_open(struct regex_parser *parser, uint32_t start)
{
    return regex_fail(parser, start, 1, "the '[' is never closed",
                      "write ']' behind the last character of the class; a '[' itself is '\\['");
}

static bool take_range(struct regex_parser *parser, uint32_t open, struct ranges *set)
{
    const uint32_t start = parser->at;
    uint32_t first, last;
    if (!take_member(parser, &first)) return false;
    last = first;
    if (regex_peek(parser, 0) == '-' && regex_more(parser, 1) && regex_peek(parser, 1) != ']') {
        parser->at++;
        if (!take_member(parser, &last)) return false;
        if (last < first)
            return regex_fail(parser, start, parser->at - start, "the range runs backwards",
                              "write the lower character first; a '-' itself stands last in the brackets, or is '\\-'");
    } else if (!regex_more(parser, 0)) {
        return fail_open(parser, open);
    }
    ranges_add(&parser->compiler->sets, set, first, last);
    return true;
}

bool regex_take_brackets(struct regex_parser *parser, struct ranges *set)
{
    struct arena *sets = &parser->compiler->sets;
    const uint32_t open = parser->at++, serial = ++parser->class_serial;
    const bool negated = regex_peek(parser, 0) == '^';
    struct ranges groups = {0};
    if (negated) parser->at++;
    const uint32_t start = parser->at; /* a ']' here is itself */
    for (;;) {
        if (!regex_more(parser, 0)) return fail_open(parser, open);
        const char c = regex_peek(parser, 0);
        if (c == ']' && parser->at != start) break;
        struct regex_group group;
        bool found = false;
        if (c == '[' && regex_peek(parser, 1) == ':') {
            if (!take_posix_group(parser, &group, &found)) return false;
        } else if (c == '\\') {
            if (!regex_take_group_escape(parser, &group, &found)) return false;
        }
        if (found)
            regex_group_add(parser->compiler, group, serial, &groups);
        else if (!take_range(parser, open, set))
            return false;
    }
    parser->at++;
    if ((parser->flags & REGEX_FOLD) != 0) ranges_close_over_folding(sets, set);
    ranges_normalise(set);
    ranges_unite(sets, set, &groups);
    if (negated) ranges_negate(sets, set);
    return true;
}
