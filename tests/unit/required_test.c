/* What regular expressions require: the strings of some, that the check agrees with each, and that it sees through wrong ones. */
#include <stdio.h>
#include <stdlib.h>

#include "pattern/required.h"
#include "check.h"

static struct str joined(struct arena *arena, const struct str *strings, uint32_t count)
{
    struct str all = {"", 0};
    for (uint32_t i = 0; i < count; i++)
        all = arena_printf(arena, STR_FMT "%s" STR_FMT, STR_ARG(all), i ? "|" : "", STR_ARG(strings[i]));
    return all;
}

static void test_strings(struct arena *arena)
{
    static const struct {
        const char *pattern, *strings; /* NULL: nothing worth looking for */
    } CASES[] = {
        {"Invoke-Mimikatz", "invoke-mimikatz"},
        {"(?i)ask", "ask"}, /* K may be U+212A, S U+017F: their foldings are k and s */
        {"foo.*barbaz", "barbaz"},
        {"\\\\(cmd|pwsh)\\.exe", "\\cmd.exe|\\pwsh.exe"},
        {"x(foo|bar)?y", "xbary|xfooy|xy"},
        {"(foo|fo+bar)qux", "qux"},
        {"[abc]z{3}", "azzz|bzzz|czzz"},
        {"(abc){2,}", "abcabc"},
        {"\\s+-enc\\s+[A-Za-z0-9+/]{40}", "-enc"},
        {"(?:postex_[0-9a-f]{4}|msse-\\d+-server)", "-server|postex_"},
        {"^$", NULL},
        {"[0-9]{5}", NULL},
        {"a*", NULL},
        {"(abc|)", NULL},
        {"(foo|\\d+)", NULL},
        {"\xC3\xA4rger", "rger"}, /* only ASCII is looked for */
        {"\\bnet(1)?\\s+user\\b", "user"},
        {"(abc|xabcx)d", "abcd|xabcxd"},
        {"[^a]", NULL},
        {"a\\x00b", NULL},
        {"ab\\x00b", "ab"},
        {"(?:aa|bb|cc|dd)(?:ee|ff|gg|hh)(?:ii|jj)", "aaee|aaff|aagg|aahh|bbee|bbff|bbgg|bbhh|ccee|ccff|ccgg|cchh|ddee|ddff|ddgg|ddhh"},
    };
    for (size_t i = 0; i < sizeof CASES / sizeof *CASES; i++) {
        struct str *strings;
        uint32_t count;
        const bool found = regex_required(arena, str_from(CASES[i].pattern), &strings, &count);
        CHECK(found == (CASES[i].strings != NULL));
        if (!found || !CASES[i].strings) continue;
        CHECK_STR(joined(arena, strings, count), CASES[i].strings);
        struct regex_program program;
        struct regex_error error;
        CHECK(regex_compile(arena, str_from(CASES[i].pattern), &program, &error));
        CHECK(regex_requires(arena, &program, strings, count));
    }
}

static bool requires(struct arena *arena, const char *pattern, const char *a, const char *b)
{
    struct regex_program program;
    struct regex_error error;
    const struct str strings[] = {str_from(a), b ? str_from(b) : STR("")};
    CHECK(regex_compile(arena, str_from(pattern), &program, &error));
    return regex_requires(arena, &program, strings, b ? 2 : 1);
}

static void test_check(struct arena *arena)
{
    CHECK(requires(arena, "(?i)ask", "ask", NULL));
    CHECK(requires(arena, "ABC", "bc", NULL));
    CHECK(requires(arena, "a(b|c)d", "abd", "cd"));
    CHECK(requires(arena, "aab", "ab", NULL));
    CHECK(requires(arena, "x.*aabaac", "abaac", NULL));
    CHECK(!requires(arena, "a(b|c)d", "abd", NULL));
    CHECK(!requires(arena, "abc?", "abc", NULL));
    CHECK(!requires(arena, "abc", "abcd", NULL));
    CHECK(!requires(arena, "abc", "", NULL));
    CHECK(!requires(arena, "ABC", "ABC", NULL)); /* not folded: nothing follows from it */
    CHECK(!requires(arena, "a.c", "a.c", NULL));
    CHECK(!requires(arena, "a\xE2\x84\xABk", "ak", NULL)); /* a character that does not fold to ASCII stands between */
    CHECK(requires(arena, "a\xE2\x84\xAAz", "akz", NULL));
    CHECK(requires(arena, "a\xC5\xBFz", "asz", NULL));
    CHECK(!requires(arena, "a\xC5\xBEz", "asz", NULL));
}

/* Expressions made at random: whatever is required, the check finds it required too. */
static void test_random(struct arena *arena)
{
    static const char *const PARTS[] = {"a", "b", "ab", "(", ")", "|", "*", "+", "?", "{2}", "{1,3}", "[ab]", "[^a]", ".", "k", "(?i)", "S", "\\b", "^", "\xC3\xA4"};
    uint32_t state = 20261122, shown = 0;
    for (int round = 0; round < 20000; round++) {
        struct str pattern = {"", 0};
        for (int i = 0; i < 10; i++) {
            state = state * 1664525u + 1013904223u;
            pattern = arena_printf(arena, STR_FMT "%s", STR_ARG(pattern), PARTS[(state >> 16) % (sizeof PARTS / sizeof *PARTS)]);
        }
        struct regex_program program;
        struct regex_error error;
        struct str *strings;
        uint32_t count;
        if (regex_compile(arena, pattern, &program, &error) && regex_required(arena, pattern, &strings, &count)) {
            shown++;
            CHECK(regex_requires(arena, &program, strings, count));
        }
        arena_reset(arena);
    }
    CHECK(shown > 500);
}

int main(void)
{
    jmp_buf jump;
    struct arena arena;
    CHECK_MEMORY(jump);
    arena_init(&arena, &jump);
    test_strings(&arena);
    test_check(&arena);
    test_random(&arena);
    arena_free(&arena);
    return CHECK_DONE("required");
}
