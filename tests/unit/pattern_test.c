/* Folding, globs, regular expressions. The comparison with RE2 is tests/differential/regex_re2.cc. */
#include <stdlib.h>

#include "base/limits.h"
#include "check.h"
#include "interpreter/weir.h"
#include "pattern/pattern.h"
#include "pattern/ranges.h"

/* ---- folding ---- */

static void test_fold_code_points(void)
{
    uint32_t folded = 0;
    bool same = true, once = true;
    for (uint32_t c = 0; c <= LAST_CODE_POINT + 10; c++) {
        const uint32_t to = fold_code_point(c);
        folded += to != c;
        same = same && to == weir_fold(c);
        once = once && fold_code_point(to) == to;
    }
    CHECK(same);
    CHECK(once);
    CHECK_INT(folded, 1454); /* the lines of CaseFolding.txt 15.0.0 with status C or S */
    CHECK_INT(fold_code_point('K'), 'k');
    CHECK_INT(fold_code_point(0x212A), 'k');
    CHECK_INT(fold_code_point(0x17F), 's');
    CHECK_INT(fold_code_point(0x1E9E), 0xDF);
    CHECK_INT(fold_code_point(0x130), 0x130); /* status T and F only */
    CHECK_INT(fold_code_point(0x100), 0x101);
    CHECK_INT(fold_code_point(0x101), 0x101);
    CHECK_INT(fold_code_point(0xAB70), 0x13A0);
    CHECK_INT(fold_code_point(UINT32_MAX), UINT32_MAX);
}

static void test_fold_text(struct arena *arena)
{
    const struct str plain = STR("c:\\windows\\system32\\caf\xC3\xA9.exe"), none = {NULL, 0};
    CHECK(fold_text(arena, plain).p == plain.p);
    CHECK(fold_text(arena, none).n == 0);
    CHECK_STR(fold_text(arena, STR("C:\\Windows\\System32\\CAF\xC3\x89.EXE")), "c:\\windows\\system32\\caf\xC3\xA9.exe");
    CHECK_STR(fold_text(arena, STR("@AZ[`az{0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ")), "@az[`az{0123456789abcdefghijklmnopqrstuvwxyz");
    CHECK_STR(fold_text(arena, STR("\xC8\xBA\xC8\xBA")), "\xE2\xB1\xA5\xE2\xB1\xA5"); /* longer: U+023A to U+2C65 */
    CHECK_STR(fold_text(arena, STR("\xE2\x84\xAA")), "k");                            /* shorter */
    CHECK_STR(fold_text(arena, STR("\xFF\xC3" "A\x80")), "\xFF\xC3" "a\x80");             /* no UTF-8: those bytes stay */
    const struct str nul = fold_text(arena, (struct str){"A\0B", 3});
    CHECK(nul.n == 3 && memcmp(nul.p, "a\0b", 3) == 0);
    for (uint32_t length = 0; length < 40; length++) /* a letter at each place of a word of eight */
        for (uint32_t at = 0; at < length; at++) {
            char text[40], wanted[40];
            memset(text, '~', sizeof text);
            memset(wanted, '~', sizeof wanted);
            text[at] = 'Z';
            wanted[at] = 'z';
            CHECK(str_equal(fold_text(arena, (struct str){text, length}), (struct str){wanted, length}));
        }
}

/* ---- globs ---- */

static void test_globs(struct arena *arena)
{
    static const struct {
        const char *glob, *normal, *text;
        bool matches;
    } CASES[] = {
        {"", "", "", true},
        {"", "", "a", false},
        {"*", "*", "", true},
        {"***", "*", "abc", true},
        {"a*", "a*", "a", true},
        {"a**b***c", "a*b*c", "axxbc", true},
        {"a*b*c", "a*b*c", "abbb", false},
        {"*ab", "*ab", "aab", true},
        {"?", "?", "", false},
        {"?", "?", "\xE6\x97\xA5", true},
        {"??", "??", "\xE6\x97\xA5", false},
        {"*?*", "*?*", "", false},
        {"[*]", "[*]", "*", true},
        {"[*]", "[*]", "a", false},
        {"[?]", "[?]", "?", true},
        {"[?]", "[?]", "[?]", false},
        {"[*]**", "[*]*", "*ab", true},
        {"[**]", "[*]", "*", true}, /* a run of '*' is one, between brackets too */
        {"[**]", "[*]", "[ab]", false},
        {"[a]", "[a]", "[a]", true},
        {"[a]", "[a]", "a", false},
        {"[[*]", "[[*]", "[*", true},
        {"[[]", "[[]", "[", true},
        {"[[]", "[[]", "[[]", false},
        {"[[]*]", "[[]*]", "[abc]", true}, /* '[', any run, ']' */
        {"[[]*]", "[[]*]", "*", false},
        {"[[]?]", "[[]?]", "[a]", true},
        {"[[][]]", "[[][]]", "[[]]", true},
        {"[]", "[]", "[[]", false},
        {"[[[]", "[[[]", "[[", true},
        {"[[][]", "[[][]", "[[]", true},
        {"[*", "[*", "[abc", true},
        {"[", "[", "[", true},
        {"[]", "[]", "[]", true},
        {"\\MSSE-*-server", "\\MSSE-*-server", "\\MSSE-1337-server", true},
        {"A", "A", "a", false},
        {"*a*a*a*a*a*b", "*a*a*a*a*a*b", "aaaaaaaaaaaaaaaaaaaaaaaaaaaa", false},
    };
    for (size_t i = 0; i < sizeof CASES / sizeof *CASES; i++) {
        const struct str glob = str_from(CASES[i].glob), text = str_from(CASES[i].text);
        const struct str normal = glob_normalise(arena, glob);
        CHECK_STR(normal, CASES[i].normal);
        CHECK(glob_matches(glob, text) == CASES[i].matches);
        CHECK(glob_matches(normal, text) == CASES[i].matches);
        CHECK(glob_normalise(arena, normal).p == normal.p);
        CHECK(glob_matches(glob_quote(arena, text), text));
    }
    CHECK_STR(glob_quote(arena, STR("a*b?[c]")), "a[*]b[?][c]");
    CHECK_STR(glob_quote(arena, STR("[[]")), "[[][]");
    CHECK_STR(glob_quote(arena, STR("[[[]")), "[[[][]");
    CHECK_STR(glob_quote(arena, STR("[Convert]::")), "[Convert]::");
    CHECK(glob_matches(glob_quote(arena, STR("[*]")), STR("[*]")));
    CHECK(!glob_matches(glob_quote(arena, STR("[*]")), STR("*")));
}

/* ---- groups of characters ---- */

static void test_groups(struct arena *arena)
{
    static const struct {
        const char *name;
        uint32_t characters;
    } CASES[] = { /* counted in UnicodeData.txt and Scripts.txt 15.0.0 */
        {"Any", 0x110000}, {"Lu", 1831}, {"Ll", 2233}, {"Lt", 31}, {"L", 136104}, {"Nd", 680}, {"Cc", 65}, {"Cs", 2048}, {"C", 139751},
        {"Zs", 17}, {"Greek", 518}, {"Latin", 1481}, {"Cyrillic", 506}, {"Han", 98408}, {"Nag_Mundari", 42}, {"Common", 8301},
    };
    for (size_t i = 0; i < sizeof CASES / sizeof *CASES; i++) {
        const uint32_t group = group_find_unicode(str_from(CASES[i].name));
        CHECK(group < group_count());
        struct ranges set = {0};
        group_ranges(arena, group, &set);
        uint32_t characters = 0;
        for (uint32_t r = 0; r < set.count; r++) characters += set.p[r].last - set.p[r].first + 1;
        CHECK_INT(characters, CASES[i].characters);
        CHECK(!set.unordered);
    }
    CHECK(group_find_unicode(STR("")) == GROUP_NONE);
    CHECK(group_find_unicode(STR("None")) == GROUP_NONE);
    CHECK(group_find_unicode(STR("Cased")) == GROUP_NONE);
    CHECK(group_find_unicode((struct str){"\0", 1}) == GROUP_NONE);
    CHECK(group_find_posix(STR("word")) != GROUP_NONE);
    CHECK(group_find_posix(STR("\\w")) == GROUP_NONE);
}

/* ---- regular expressions ---- */

/* "R61-63>1 S0 X5 J3 A1 M": what the program is made of. */
static struct str program_text(struct arena *arena, const struct regex_program *program)
{
    struct str text = STR("");
    for (uint32_t i = 0; i < program->count; i++) {
        const struct regex_instruction in = program->code[i];
        const char *gap = i == 0 ? "" : " ";
        switch ((enum weir_program_op)in.op) {
        case WEIR_NFA_RANGE: text = arena_printf(arena, STR_FMT "%sR%02X-%02X>%u", STR_ARG(text), gap, in.a, in.b, in.target); break;
        case WEIR_NFA_SET: text = arena_printf(arena, STR_FMT "%sS%u", STR_ARG(text), gap, in.target); break;
        case WEIR_NFA_SPLIT: text = arena_printf(arena, STR_FMT "%sX%u", STR_ARG(text), gap, in.target); break;
        case WEIR_NFA_JUMP: text = arena_printf(arena, STR_FMT "%sJ%u", STR_ARG(text), gap, in.target); break;
        case WEIR_NFA_ASSERT: text = arena_printf(arena, STR_FMT "%sA%u", STR_ARG(text), gap, in.a); break;
        case WEIR_NFA_MATCH: text = arena_printf(arena, STR_FMT "%sM", STR_ARG(text), gap); break;
        case WEIR_NFA_COUNT: break;
        }
    }
    return text;
}

static void test_programs(struct arena *arena)
{
    static const struct {
        const char *pattern, *program;
    } CASES[] = {
        {"", "M"},
        {"ab", "R61-61>1 R62-62>2 M"},
        {"[a-c]", "R61-63>1 M"},
        {"[ac][ac]", "S0 S0 M"},
        {"a|c|b", "R61-63>1 M"},
        {"ab|c", "X3 R61-61>2 R62-62>4 R63-63>4 M"},
        {"x(a|)b", "R78-78>1 X3 R61-61>3 R62-62>4 M"},
        {"ab*c", "R61-61>1 X4 R62-62>3 X2 R63-63>5 M"},
        {"ab+c", "R61-61>1 R62-62>2 X1 R63-63>4 M"},
        {"ab{2,}c", "R61-61>1 R62-62>2 R62-62>3 X2 R63-63>5 M"},
        {"ab{1,3}c", "R61-61>1 R62-62>2 X6 R62-62>4 X6 R62-62>6 R63-63>7 M"},
        {".*", "M"},                      /* what may be empty at either end decides nothing */
        {".*a+.*", "R61-61>1 M"},
        {"(x*a|b+y?)z*", "X2 R61-61>3 R62-62>3 M"},
        {"(x*|y)a{2,5}", "R61-61>1 R61-61>2 M"},
        {"^a*$", "A1 X4 R61-61>3 X2 A2 M"},  /* but between anchors it does */
        {"\\ba\\B", "A5 R61-61>2 A6 M"},
        {"(?m)^a$", "A3 R61-61>2 A4 M"},
        {"\xC3\xA9", "RC3-C3>1 RA9-A9>2 M"},
        {"[\xC3\xA0-\xC3\xBF]", "RC3-C3>1 RA0-BF>2 M"},
        {"(?i)k", "X4 RE2-E2>2 R84-84>3 RAA-AA>5 S0 M"},
        {"[\\x{D800}a]b{0}", "X4 RED-ED>2 RA0-A0>3 R80-80>5 R61-61>5 M"},
        {"\\x{D800}", "S0 M"},            /* an empty class: nothing passes */
        {"(a*)*b(c+)?d", "R62-62>1 X4 R63-63>3 X2 R64-64>5 M"},
        {"a(b{0}|(?:)){1000}c", "R61-61>1 R63-63>2 M"},
    };
    for (size_t i = 0; i < sizeof CASES / sizeof *CASES; i++) {
        struct regex_program program;
        struct regex_error error;
        if (!CHECK(regex_compile(arena, str_from(CASES[i].pattern), &program, &error))) continue;
        CHECK_STR(program_text(arena, &program), CASES[i].program);
    }
}

static bool finds(struct arena *arena, const char *pattern, struct str text)
{
    struct regex_program program;
    struct regex_error error;
    if (regex_compile(arena, str_from(pattern), &program, &error)) return regex_search(arena, &program, text);
    printf("'%s' at %u: %s\n", pattern, error.at, error.text);
    CHECK(false);
    return false;
}

static void test_search(struct arena *arena)
{
    CHECK(finds(arena, "", STR("")));
    CHECK(finds(arena, "b", STR("abc")));
    CHECK(!finds(arena, "B", STR("abc")));
    CHECK(finds(arena, "(?i)B", STR("abc")));
    CHECK(finds(arena, "(?i)kS", STR("\xE2\x84\xAA\xC5\xBF")));
    CHECK(!finds(arena, "(?i)[^k]", STR("k")));
    CHECK(!finds(arena, "(?i)\\W", STR("\xE2\x84\xAA")));
    CHECK(finds(arena, "^a.c$", STR("a\xF0\x9F\x98\x80" "c")));
    CHECK(!finds(arena, "^a.c$", STR("a\nc")));
    CHECK(finds(arena, "(?s)^a.c$", STR("a\nc")));
    CHECK(!finds(arena, "a$", STR("a\n")));
    CHECK(finds(arena, "(?m)a$", STR("a\n")));
    CHECK(finds(arena, "\\x00", (struct str){"a\0b", 3}));
    CHECK(finds(arena, "(a*)*b", STR("aaab")));
    CHECK(!finds(arena, "^(a*)*$", STR("aaab")));
    CHECK(finds(arena, "a{,2}", STR("a{,2}")));
    CHECK(finds(arena, "^[[:^alpha:]\\d]+$", STR("12-")));
    CHECK(finds(arena, "^\\p{Greek}\\P{Greek}$", STR("\xCE\xB1" "a")));
    CHECK(finds(arena, "(?<n>a)(?P<n>b)", STR("ab")));
    CHECK(finds(arena, "\\\\postex_[0-9a-f]{4}$", STR("\\postex_09af")));
    CHECK(!finds(arena, "[^\\x{0}-\\x{10FFFF}]", STR("a\xF0\x9F\x98\x80")));
    /* Shared continuations: each end of each length, and the neighbours of the ends. */
    static const uint32_t ENDS[] = {0x7F, 0x80, 0x7FF, 0x800, 0xFFF, 0x1000, 0xD7FF, 0xE000, 0xFFFF, 0x10000, 0x3FFFF, 0x40000, 0x10FFFF};
    enum { END_COUNT = sizeof ENDS / sizeof *ENDS };
    for (uint32_t i = 0; i < END_COUNT; i++)
        for (uint32_t j = i; j < END_COUNT; j++) {
            char pattern[40];
            snprintf(pattern, sizeof pattern, "^[\\x{%X}-\\x{%X}]$", ENDS[i], ENDS[j]);
            for (uint32_t k = 0; k < END_COUNT; k++) {
                char text[4];
                const uint32_t length = utf8_encode(ENDS[k], text);
                CHECK(finds(arena, pattern, (struct str){text, length}) == (k >= i && k <= j));
            }
        }
}

static void test_refusals(struct arena *arena)
{
    static const struct {
        const char *pattern;
        uint32_t at, length;
        const char *text, *help; /* parts of them */
    } CASES[] = {
        {"ab*+c", 3, 1, "possessive", "remove the '+'"},
        {"ab**", 3, 1, "bad repetition operator", "(?:a{2})*"},
        {"a{2}{3}", 4, 3, "bad repetition operator", "parentheses"},
        {"x|*a", 2, 1, "nothing before", "'\\'"},
        {"a{2,1}", 1, 5, "less than", "lower count first"},
        {"a{1001}", 1, 6, "1000", "{2,}"},
        {"((a{100}){100}){100}", 9, 5, "more than 1000", "multiplied"},
        {"(a)\\1", 3, 2, "backreference", "octal"},
        {"(?P<n>a)(?P=n)", 8, 4, "backreference", "field("},
        {"a(?=b)", 1, 3, "looking ahead", "two criteria"},
        {"a(?!b)", 1, 3, "looking ahead", "and not"},
        {"(?<=b)a", 0, 4, "looking behind", "before"},
        {"(?<!b)a", 0, 4, "looking behind", "and not"},
        {"(?>a)", 0, 3, "atomic", "(?:"},
        {"(?(1)a|b)", 0, 3, "condition", "alternatives"},
        {"(?R)", 0, 3, "contains itself", "levels"},
        {"(?#x)", 0, 3, "remark", "comment"},
        {"(?iz)", 0, 4, "kind of group", "(?i)"},
        {"(?P<1-2>a)", 0, 5, "name of the group", "(?P<name>"},
        {"(a(b)", 0, 1, "never closed", "\\("},
        {"a)", 1, 1, "no '('", "\\)"},
        {"x[a-", 1, 1, "never closed", "]"},
        {"[z-a]", 1, 3, "backwards", "first"},
        {"[a-\\d]", 3, 2, "range cannot end", "\\-"},
        {"[[:foo:]]", 1, 7, "no group of characters", "alnum"},
        {"a\\p{Grek}", 1, 8, "no group of characters", "Greek"},
        {"\\C", 0, 2, "single byte", "(?s:.)"},
        {"a\\Z", 1, 2, "\\Z", "\\z"},
        {"\\q", 0, 2, "no meaning", "without"},
        {"\\\xC3\xA9", 0, 3, "no meaning", "without"},
        {"a\\", 1, 1, "escapes nothing", "\\\\"},
        {"\\xZ", 0, 2, "two hexadecimal digits", "\\x7F"},
        {"\\x{110000}", 0, 9, "10FFFF", "code point"},
        {"ab\xFF", 2, 1, "not UTF-8", "character"},
        {"\\pL{1000}\\pL{1000}x", 0, 19, "too large", "split"},
    };
    for (size_t i = 0; i < sizeof CASES / sizeof *CASES; i++) {
        struct regex_program program;
        struct regex_error error = {0, 0, "", ""};
        if (!CHECK(!regex_compile(arena, str_from(CASES[i].pattern), &program, &error))) {
            printf("accepted: '%s'\n", CASES[i].pattern);
            continue;
        }
        if (!CHECK(error.at == CASES[i].at && error.length == CASES[i].length && strstr(error.text, CASES[i].text) != NULL &&
                   strstr(error.help, CASES[i].help) != NULL))
            printf("'%s' at %u, %u bytes: %s; %s\n", CASES[i].pattern, error.at, error.length, error.text, error.help);
    }
}

/* count times text, between before and behind. */
static struct str repeated(struct arena *arena, const char *before, const char *text, uint32_t count, const char *behind)
{
    const size_t head = strlen(before), body = strlen(text), tail = strlen(behind);
    char *p = arena_alloc(arena, head + body * count + tail);
    memcpy(p, before, head);
    for (uint32_t i = 0; i < count; i++) memcpy(p + head + i * body, text, body);
    memcpy(p + head + body * count, behind, tail);
    return (struct str){p, (uint32_t)(head + body * count + tail)};
}

static void test_limits(struct arena *arena)
{
    struct regex_program program;
    struct regex_error error;
    for (uint32_t depth = LIMIT_NESTING - 1; depth <= LIMIT_NESTING + 1; depth++) {
        const struct str open = repeated(arena, "", "(", depth, "a"), close = repeated(arena, "", ")", depth, "");
        const struct str both = arena_printf(arena, STR_FMT STR_FMT, STR_ARG(open), STR_ARG(close));
        CHECK(regex_compile(arena, both, &program, &error) == (depth <= LIMIT_NESTING));
    }
    CHECK_INT(error.at, LIMIT_NESTING);
    CHECK(strstr(error.text, "nested too deeply") != NULL);
    CHECK(regex_compile(arena, repeated(arena, "", "a", LIMIT_REGEX_INSTRUCTIONS - 1, ""), &program, &error));
    CHECK_INT(program.count, LIMIT_REGEX_INSTRUCTIONS);
    CHECK(!regex_compile(arena, repeated(arena, "", "a", LIMIT_REGEX_INSTRUCTIONS, ""), &program, &error));
    CHECK(strstr(error.text, "too large") != NULL);
    CHECK(!regex_compile(arena, repeated(arena, "", "\\pL{1000}b", 100, ""), &program, &error));
    /* Each of these is linear, or the test takes minutes. */
    CHECK(!regex_compile(arena, repeated(arena, "[", "[:", 100000, ""), &program, &error));
    CHECK(regex_compile(arena, repeated(arena, "", "[\\PL\\W]{0}", LIMIT_REGEX_INSTRUCTIONS / 16, "a"), &program, &error));
    CHECK(regex_compile(arena, repeated(arena, "a", "(?i)*", LIMIT_REGEX_INSTRUCTIONS / 16, "b"), &program, &error));
    CHECK(regex_compile(arena, repeated(arena, "b", "a*", LIMIT_REGEX_INSTRUCTIONS / 16, "b"), &program, &error));
    CHECK(!regex_search(arena, &program, repeated(arena, "b", "a", 1000, "")));
    CHECK(!regex_compile(arena, repeated(arena, "", "(", 100000, ""), &program, &error));
}

/* Without memory the jump goes to the caller's point, and the arena has its own back. */
static void test_exhaustion(struct arena *arena)
{
    jmp_buf *const before = arena->exhausted;
    struct regex_program program;
    struct regex_error error;
    CHECK(regex_compile(arena, STR("(?i)a[bc]\\pL"), &program, &error));
    CHECK(arena->exhausted == before);
    CHECK(!regex_compile(arena, STR("("), &program, &error));
    CHECK(arena->exhausted == before);
}

int main(void)
{
    jmp_buf jump;
    struct arena arena;
    CHECK_MEMORY(jump);
    arena_init(&arena, &jump);
    test_fold_code_points();
    test_fold_text(&arena);
    test_globs(&arena);
    test_groups(&arena);
    test_programs(&arena);
    test_search(&arena);
    test_refusals(&arena);
    test_limits(&arena);
    test_exhaustion(&arena);
    arena_free(&arena);
    return CHECK_DONE("pattern");
}
