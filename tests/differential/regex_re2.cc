/* Our regular expressions against RE2: the same verdict on every pattern, the same answer on every text.
 *
 * In:   [count [seed]]: how many random patterns, and from where; or "--lines": patterns from standard input, one a line, of which
 *       each must compile (for rule sets).
 * Out:  what differed, one line each, then one line of summary; exit status 1 if anything differed.
 * Known differences, and no others: '\C' is refused; '(?<name>' is known although older releases of RE2 refuse it; a group may be nested
 * 200 deep; a surrogate written as three bytes is no UTF-8 for us; patterns of which either side says that they are too large are not compared. */
#include <re2/re2.h>

#include <algorithm>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <iostream>
#include <string>
#include <vector>

#define _Noreturn [[noreturn]]
extern "C" {
#include "compiler/pattern/pattern.h"
}

namespace {

struct Random {
    uint64_t state;
    uint64_t next()
    {
        uint64_t z = (state += 0x9E3779B97F4A7C15u);
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9u;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EBu;
        return z ^ (z >> 31);
    }
    size_t below(size_t n) { return next() % n; }
    bool one_in(size_t n) { return below(n) == 0; }
    template <size_t N> const char *of(const char *const (&list)[N]) { return list[below(N)]; }
};

/* Letters of which several fold to one, characters of each length in UTF-8, line feeds, word characters and others. */
const char *const LETTERS[] = {
    "a", "b", "A", "B", "k", "K", "\u212A", "s", "S", "\u017F", "\u00E9", "\u00C9", "\u00DF", "\u1E9E", "\u03C3",
    "\u03C2", "\u03A3", "\u0434", "\u65E5", "\U0001F600", "\U00010400", "\U00010428", "\u01C5", "\u01C4", "\u00B5",
    "\u03BC", "\u13A0", "\uAB70", "\uFFFD", "\u0800", "\U0010FFFF", "\u007F", "\u0080", "_", "0", "1", "7", "-",
    " ", "\t", "\n", ".",
};
const char *const PLAIN[] = {
    "a", "b", "A", "k", "K", "s", "\u017F", "\u00E9", "\n", " ", "_", "0", "-", "\u65E5",
};
const char *const GROUPS[] = {
    "\\d", "\\D", "\\s", "\\S", "\\w", "\\W", "\\pL", "\\PL", "\\p{Lu}", "\\p{Ll}", "\\P{Lu}", "\\pN", "\\p{Greek}",
    "\\P{Greek}", "\\p{^Latin}", "\\p{Han}", "\\p{Any}", "\\P{Any}", "\\pM", "\\pS", "\\p{Zs}", "\\pC", "\\p{Lt}",
    "\\p{Cherokee}", "\\p{So}",
};
const char *const POSIX[] = {
    "[:alpha:]", "[:^alpha:]", "[:upper:]", "[:lower:]", "[:^lower:]", "[:word:]", "[:space:]", "[:punct:]",
    "[:cntrl:]", "[:ascii:]", "[:^ascii:]", "[:xdigit:]", "[:blank:]", "[:graph:]", "[:print:]", "[:alnum:]",
    "[:digit:]",
};
const char *const ESCAPES[] = {
    "\\n", "\\t", "\\.", "\\\\", "\\*", "\\x41", "\\x6b", "\\x{212a}", "\\x{e9}", "\\101", "\\0", "\\012", "\\_",
    "\\-", "\\[", "\\]", "\\x{10FFFF}", "\\v", "\\a", "\\f", "\\r", "\\/", "\\{", "\\x{d800}",
};
const char *const REPEATS[] = {
    "*", "+", "?", "*?", "+?", "??", "{2}", "{0}", "{1}", "{0,1}", "{1,3}", "{2,}", "{0,}", "{1,}", "{3}?",
    "{0,2}?", "{7}",
};
const char *const ANCHORS[] = {
    "^", "$", "\\b", "\\B", "\\A", "\\z", "(?m)^", "(?m)$", "(?m:^)", "(?m:$)",
};
const char *const OPENERS[] = {
    "(", "(?:", "(?i:", "(?s:", "(?m:", "(?U:", "(?i-s:", "(?-i:", "(?ims:", "(?-U:", "(",
};
const char *const FLAGS[] = {
    "(?i)", "(?s)", "(?m)", "(?-i)", "(?s-m)", "(?U)", "(?im-s)", "(?)",
};
/* What patterns are made of where nothing makes sense: only the verdict is of interest, mostly. */
const char *const SCRAPS[] = {
    "(", ")", "[", "]", "{", "}", "*", "+", "?", "|", "^", "$", ".", "\\", "-", ",", ":", "=", "!", "<", ">", "(?",
    "(?P<", "(?i", "[:", ":]", "[^", "[[:", "alpha", "\\p", "\\P{", "\\x", "\\x{", "\\Q", "\\E", "\\d", "\\W",
    "\\b", "\\z", "\\0", "\\1", "\\8", "0", "1", "2", "12", "1000", "1001", "{1,2}", "{2", "{,3}", "{0,0}", "{01}",
    "a", "b", "k", "\u00E9", "\u65E5", "i", "m", "s", "U", "P", "n", "\n", "(?:", "(?m)", "(?s)", "]]", "\\]",
    "\\\\", "\\e", "\\Z", "\\pN", "\\p{Greek}", "\\p{Nope}", "_", "#", "'", "&", "R", "x", "{3}", "|", ")", "a",
    "b",
};

struct Generator {
    Random random;
    unsigned names = 0;

    std::string text()
    {
        std::string out;
        const bool plain = random.one_in(2);
        for (size_t length = random.below(random.one_in(8) ? 40 : 9); length > 0; length--) out += plain ? random.of(PLAIN) : random.of(LETTERS);
        return out;
    }

    static std::string quoted(const char *character)
    {
        return std::string(strchr("-.", character[0]) != nullptr ? "\\" : "") + character;
    }

    std::string brackets()
    {
        std::string out = random.one_in(3) ? "[^" : "[";
        if (random.one_in(20)) out += "]";
        for (size_t members = 1 + random.below(4); members > 0; members--) {
            const char *from = random.of(LETTERS), *to = random.of(LETTERS);
            switch (random.below(8)) {
            case 0: out += random.of(GROUPS); break;
            case 1: out += random.of(POSIX); break;
            case 2: out += random.of(ESCAPES); break;
            case 3: out += "a-z"; break;
            case 4: /* bytes of UTF-8 are in the order of their code points */
                out += strcmp(from, to) <= 0 ? quoted(from) + "-" + quoted(to) : quoted(to) + "-" + quoted(from);
                break;
            default: out += quoted(from);
            }
        }
        return out + (random.one_in(20) ? "-]" : "]");
    }

    std::string atom(unsigned depth)
    {
        switch (random.below(depth == 0 ? 10 : 14)) {
        case 0: return random.of(GROUPS);
        case 1: return brackets();
        case 2: return random.of(ESCAPES);
        case 3: return random.of(ANCHORS);
        case 4: return ".";
        case 5: return random.one_in(4) ? std::string("\\Q") + random.of(PLAIN) + "*(" + "\\E" : random.of(PLAIN);
        case 6: return random.one_in(4) ? random.of(FLAGS) : random.of(LETTERS);
        case 7:
        case 8:
        case 9: return random.one_in(3) ? random.of(LETTERS) : random.of(PLAIN);
        case 10: return "(?P<n" + std::to_string(names++) + ">" + alternatives(depth - 1) + ")";
        default: return random.of(OPENERS) + alternatives(depth - 1) + ")";
        }
    }

    std::string sequence(unsigned depth)
    {
        std::string out;
        for (size_t items = random.below(5); items > 0; items--) {
            out += atom(depth);
            if (random.one_in(3)) out += random.of(REPEATS);
        }
        return out;
    }

    std::string alternatives(unsigned depth)
    {
        std::string out = sequence(depth);
        while (random.one_in(4)) out += "|" + (random.one_in(3) ? std::string(random.of(LETTERS)) : sequence(depth));
        return out;
    }

    std::string scraps()
    {
        std::string out;
        for (size_t count = 1 + random.below(8); count > 0; count--) out += random.of(SCRAPS);
        return out;
    }

    std::string pattern()
    {
        names = 0;
        if (random.one_in(3)) return scraps();
        std::string out = alternatives(3);
        if (!out.empty() && random.one_in(12)) out.erase(random.below(out.size()), 1); /* may cut a character in two: both must refuse */
        return out;
    }
};

std::string hex(uint32_t number)
{
    char digits[12];
    snprintf(digits, sizeof digits, "%X", static_cast<unsigned>(number));
    return digits;
}

std::string visible(const std::string &text)
{
    std::string out;
    for (const char c : text) {
        char code[8];
        snprintf(code, sizeof code, "\\x%02X", static_cast<unsigned char>(c));
        out += c < ' ' || c == 0x7F ? code : std::string(1, c);
    }
    return out;
}

struct Comparison {
    jmp_buf exhausted;
    struct arena arena;
    uint64_t patterns = 0, accepted = 0, texts = 0, found = 0, skipped = 0, differences = 0;

    void differ(const std::string &pattern, const std::string &what)
    {
        differences++;
        printf("'%s': %s\n", visible(pattern).c_str(), what.c_str());
    }

    static struct str view(const std::string &text) { return {text.data(), static_cast<uint32_t>(text.size())}; }

    static bool is_known(const std::string &pattern, bool ours, const struct regex_error &error)
    {
        if (ours) return pattern.find("(?<") != std::string::npos;
        return strstr(error.text, "too large") != nullptr || strstr(error.text, "nested too deeply") != nullptr ||
               pattern.find("\\C") != std::string::npos || pattern.find("\xED\xA0") != std::string::npos;
    }

    /* The parts of ours in range, and the same program again. */
    void check_program(const std::string &pattern, const struct regex_program &program)
    {
        struct regex_program again;
        struct regex_error error;
        bool same = regex_compile(&arena, view(pattern), &again, &error) && again.count == program.count &&
                    again.class_count == program.class_count;
        for (uint32_t i = 0; same && i < program.count; i++)
            same = program.code[i].op == again.code[i].op && program.code[i].a == again.code[i].a && program.code[i].b == again.code[i].b &&
                   program.code[i].target == again.code[i].target;
        same = same && (program.class_count == 0 || memcmp(program.classes, again.classes, program.class_count * 32) == 0);
        if (!same) differ(pattern, "compiled twice, it gives two programs");
        uint32_t used = 0;
        for (uint32_t i = 0; i < program.count; i++) {
            const struct regex_instruction &in = program.code[i];
            const bool last = i + 1 == program.count;
            bool good = true;
            switch (in.op) {
            case WEIR_NFA_RANGE: good = in.a <= in.b && in.target < program.count; break;
            case WEIR_NFA_SET:
                good = !last && in.a == 0 && in.b == 0 && in.target <= used && in.target < program.class_count;
                used += in.target == used;
                break;
            case WEIR_NFA_SPLIT: good = !last && in.a == 0 && in.b == 0 && in.target < program.count; break;
            case WEIR_NFA_JUMP: good = in.a == 0 && in.b == 0 && in.target < program.count; break;
            case WEIR_NFA_ASSERT: good = !last && in.a >= 1 && in.a < WEIR_ASSERT_COUNT && in.b == 0 && in.target == 0; break;
            case WEIR_NFA_MATCH: good = in.a == 0 && in.b == 0 && in.target == 0; break;
            default: good = false;
            }
            if (!good) differ(pattern, "instruction " + std::to_string(i) + " is not well formed");
        }
        if (used != program.class_count) differ(pattern, "not every class is used");
    }

    void compare(const std::string &pattern, const std::vector<std::string> &subjects)
    {
        RE2::Options options;
        options.set_log_errors(false);
        const RE2 theirs(pattern, options);
        struct regex_program program;
        struct regex_error error = {0, 0, "", ""};
        const bool ours = regex_compile(&arena, view(pattern), &program, &error);
        patterns++;
        if (ours != theirs.ok()) {
            if (theirs.error_code() == RE2::ErrorPatternTooLarge || is_known(pattern, ours, error))
                skipped++;
            else
                differ(pattern, ours ? "only RE2 refuses it: " + theirs.error() : std::string("only we refuse it: ") + error.text);
        } else if (!ours) {
            if (error.at > pattern.size() || error.length > pattern.size() - error.at || error.text[0] == '\0' || error.help[0] == '\0')
                differ(pattern, "the refusal has no place or no text");
        } else {
            accepted++;
            check_program(pattern, program);
            for (const std::string &subject : subjects) {
                const bool here = regex_search(&arena, &program, view(subject)), there = RE2::PartialMatch(subject, theirs);
                texts++;
                found += here;
                if (here != there) differ(pattern, std::string(here ? "only we find it in '" : "only RE2 finds it in '") + visible(subject) + "'");
            }
        }
        arena_reset(&arena);
    }
};

const char *const TRICKY[] = {
    "", "|", "()", "(|a)*", "(|a)+", "(a|)*b", "(a*)*", "(a*)+", "(a+)*", "(a?)?", "((a{2}){3}){4}", "(?:(?:^)*a)",
    "^*", "$*", "(^)*", "\\b*a", "(\\b)+", "(?:\\b){3}", "^^^a", "a$$", "x{2}{3}", "a**", "a*?*", "a*??", "a??",
    "a+*", "a?+", "a{2}*", "*", "+a", "?", "{2}", "a|*", "(*)", "(+a)", "^*a", "a{", "a{2", "a{2,", "a{,2}",
    "a{ 2}", "a{02}", "a{2,1}", "a{1001}", "a{1000}", "a{0,1000}", "a{1000,}", "(a{100}){10}", "(a{100}){11}",
    "(a{10}){10}{10}", "((a{10}){10}){11}", "(a{0}){1001}", "(a{1000}){0}", "((a{1000}){0}){2}", "((a{1000})*){2}",
    "(a{1000}|b){2}", "(?:){1000}", "((?:){1000}){2}", "(x{1000})?", "{", "}", "]", "a]", "[]", "[]a]", "[^]a]",
    "[^]", "[a", "[a-", "[-a]", "[a-]", "[a-b-c]", "[--a]", "[a--]", "[z-a]", "[\\d-z]", "[a-\\d]", "[\\w-]",
    "[[:alpha:]-z]", "[[:foo:]]", "[[:alpha]", "[[:", "[[:alpha:", "[:alpha:]", "[[:^word:]]", "[\\pL-z]",
    "[\\Qa\\E]", "[\\b]", "[\\x{61}-\\x{7a}]", "[\\101-\\132]", "[a\\]b]", "[\\n]", "(?i)[^k]", "(?i)k",
    "(?i)\\x{212A}", "(?i)[\\x{212A}]", "(?i)\\W", "(?i)[^\\w]", "(?i)[[:^upper:]]", "(?i)\\PL", "(?i)\\p{Lu}",
    "(?i)[^\\p{Lu}]", "(?i)\\u00DF", "(?i)\u00DF", "(?i)\u01C5", "(?i)\u03C2", "(?i)[a-z]", "(?i)\u00B5",
    "[^\\x{0}-\\x{10FFFF}]", "[\\x{0}-\\x{10FFFF}]", "\\pN", "\\p{N}", "\\p{^N}", "\\P{^N}", "\\p", "\\p{", "\\p{}",
    "\\p{greek}", "\\p{Cn}", "\\p{LC}", "\\pl", "\\p\u00E9", "\\x", "\\x1", "\\xg1", "\\x{", "\\x{}", "\\x{1",
    "\\x{110000}", "\\x{d800}", "\\x{41}b", "\\1", "\\8", "\\01", "\\012", "\\0123", "\\18", "\\17", "\\777", "\\_",
    "\\-", "\\q", "\\\u00E9", "\\", "a\\", "\\Q", "\\Qa", "\\Qa.b\\E+", "a\\Q\\E*", "a*\\Q\\E*", "\\E", "\\Q\\\\E",
    "\\Z", "\\G", "\\A\\z", "a\\z", "a$", "(?m)a$", "(?m)^a", "(?m:^)a$", "(?s).", ".", "(?-s).", "(?i)(?-i)K",
    "(?i:a)B", "a(?i)b|c", "(a(?i)b)c", "(?i)a|(?-i)b", "(?i", "(?", "(?:", "(?)", "(?-)", "(?i-)", "(?--i)",
    "(?i-i)a", "(?ii)a", "(?z)", "(?i)*", "a(?i)*", "a*(?i)*", "a{2}(?i){3}", "(?P<n>a)", "(?P<n>a)(?P<n>b)",
    "(?P<>a)", "(?P<n", "(?P<n a>b)", "(?P=n)", "(?P>n)", "(?P", "(?<n>a)", "(?'n'a)", "(?=a)", "(?!a)", "(?<=a)",
    "(?<!a)", "(?>a)", "(?#a)", "(?|a)", "(?R)", "(?1)", "(?(1)a)", "(", ")", "(a", "a)", "((a)", "\\B", "\\b",
    "\\Ba", "a\\B", "\\b\u00E9", "\\B\u00E9", "\u00E9\\B", "^\u00E9\\Ba", "^.\\B", "^.\\Ba", "\\w\\b", "\\W+\\B",
    "^\\B$", "(?m)^$", "(?m)$\\n^", "\\n$", "a.*b", "^.*$", "(?s)^.*$", "\\d+$", "^\\s*$", ".*", ".+", "x*",
    ".*a.*", "(.*a|b.*)", "(a+|b)c+", "a+?b??", "(?U)a+?", "[a&&b]", "a\\/b", "\\a\\f\\v\\r\\t\\n", "\\C", "\\X",
    "\\h", "\\R", "a#b", "(?x)a b", "\u65E5{2}", "[\u0800-\uFFFF]", "[\\x{7F}-\\x{80}]", "[\\x{7FF}-\\x{800}]",
    "[\\x{FFFF}-\\x{10000}]", "[^\\x{D7FF}]", "[\\x{D7FF}\\x{E000}]", "[\\x{D800}-\\x{DFFF}]", "\\p{Cs}",
    "[\u00E9a]|k|b", "a|b|\u00E9|", "(?i)s|k", "ab|ac|ad", "\xC3", "a\xFF", "\xED\xA0\x80",
};
const char *const SUBJECTS[] = {
    "", "a", "b", "aa", "ab", "ba", "abc", "aab\n", "\n", "a\nb", "\na\n", "k", "K", "\u212A", "s", "S", "\u017F",
    "\u00E9", "\u00C9", "\u00E9a", "a\u00E9", "\u00DF", "\u1E9E", "\u01C4", "\u01C6", "\u03C3", "\u03A3", "\u00B5",
    "\u039C", "\u03BC", "\u65E5\u65E5", "\u07FF\u0800", "\uFFFF\U00010000", "\uD7FF", "\uE000", "\U0010FFFF", "{",
    "a{2", "a{,2}", "a{02}", "a{ 2}", "]", "}", "-", "_", "0", "19", "\\", "a.b", "*", "[:alpha:]", ":",
    "\t\f\v\r\a", "a b", "a#b", "&", "A", "B", "bC", "aB", "Ab", "\x7F", "\u0080",
    "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa",
};

std::string character(uint32_t code_point)
{
    char bytes[4];
    return std::string(bytes, utf8_encode(code_point, bytes));
}

/* One character each: where the lengths of UTF-8 meet, and the blocks with letters of two cases. */
std::vector<uint32_t> sweep_characters()
{
    static const uint32_t BLOCKS[][2] = {
        {0, 0x58F},         {0x7F8, 0x808},     {0xFFE, 0x1001},    {0x10A0, 0x10FF},   {0x13A0, 0x13FF},   {0x1C80, 0x1CBF},
        {0x1D79, 0x1D8E},   {0x1E00, 0x1FFF},   {0x2100, 0x2188},   {0x24B6, 0x24E9},   {0x2C00, 0x2D2D},   {0xA640, 0xA69B},
        {0xA722, 0xA7CA},   {0xAB53, 0xABBF},   {0xD7FD, 0xD7FF},   {0xE000, 0xE002},   {0xFF21, 0xFF5A},   {0xFFFD, 0x10002},
        {0x10400, 0x104FB}, {0x10C80, 0x10CF2}, {0x118A0, 0x118DF}, {0x16E40, 0x16E7F}, {0x1E900, 0x1E943}, {0x3FFFE, 0x40001},
        {0x10FFFD, 0x10FFFF},
    };
    std::vector<uint32_t> out;
    for (const auto &block : BLOCKS)
        for (uint32_t c = block[0]; c <= block[1]; c++) out.push_back(c);
    return out;
}

/* Classes, each against all of those characters. */
void sweep(Comparison &comparison, Random random)
{
    const std::vector<uint32_t> characters = sweep_characters();
    std::vector<std::string> subjects, patterns;
    for (const uint32_t c : characters) subjects.push_back(character(c));
    for (const char *group : GROUPS) patterns.push_back(group);
    for (const char *group : POSIX) patterns.push_back(std::string("[") + group + "]");
    static const uint32_t MEETINGS[] = {0x7F, 0x7FE, 0x7FF, 0xD7FE, 0xD7FF, 0xE000, 0xE001, 0xFFFE, 0xFFFF, 0x10FFFE};
    for (const uint32_t c : MEETINGS) patterns.push_back("[" + character(c) + "b]");
    for (const uint32_t c : MEETINGS) patterns.push_back("[a-" + character(c) + character(0xE000) + "-" + character(0xE001) + "]");
    for (int i = 0; i < 60; i++) {
        uint32_t ends[4];
        for (uint32_t &end : ends) end = characters[random.below(characters.size())];
        std::sort(ends, ends + 4);
        patterns.push_back(std::string(i % 2 != 0 ? "[^" : "[") + "\\x{" + hex(ends[0]) + "}-\\x{" + hex(ends[1]) + "}\\x{" + hex(ends[2]) + "}-\\x{" +
                           hex(ends[3]) + "}]");
    }
    for (const std::string &pattern : patterns) {
        comparison.compare("^" + pattern + "$", subjects);
        comparison.compare("(?i)^" + pattern + "$", subjects);
    }
}

int compile_lines(Comparison &comparison)
{
    std::string line;
    while (std::getline(std::cin, line)) {
        struct regex_program program;
        struct regex_error error;
        comparison.patterns++;
        if (regex_compile(&comparison.arena, Comparison::view(line), &program, &error)) continue;
        comparison.differ(line, std::string("at ") + std::to_string(error.at) + ": " + error.text + "; " + error.help);
    }
    printf("%llu patterns, %llu refused\n", static_cast<unsigned long long>(comparison.patterns), static_cast<unsigned long long>(comparison.differences));
    return comparison.differences != 0;
}

} // namespace

int main(int argument_count, char **arguments)
{
    static Comparison comparison;
    if (setjmp(comparison.exhausted) != 0) return 4;
    arena_init(&comparison.arena, &comparison.exhausted);
    if (argument_count > 1 && std::string(arguments[1]) == "--lines") return compile_lines(comparison);
    const uint64_t count = argument_count > 1 ? strtoull(arguments[1], nullptr, 10) : 15000;
    const uint64_t seed = argument_count > 2 ? strtoull(arguments[2], nullptr, 10) : 1;

    std::vector<std::string> subjects(std::begin(SUBJECTS), std::end(SUBJECTS));
    subjects.push_back(std::string("\0a", 2));
    for (const char *pattern : TRICKY) comparison.compare(pattern, subjects);
    sweep(comparison, Random{seed});
    Generator generator{{seed}};
    for (uint64_t i = 0; i < count; i++) {
        subjects.clear();
        for (int texts = 0; texts < 8; texts++) subjects.push_back(generator.text());
        comparison.compare(generator.pattern(), subjects);
    }
    printf("%llu patterns (%llu accepted by both, %llu not compared), %llu searches (%llu found), %llu differences\n",
           static_cast<unsigned long long>(comparison.patterns), static_cast<unsigned long long>(comparison.accepted),
           static_cast<unsigned long long>(comparison.skipped), static_cast<unsigned long long>(comparison.texts),
           static_cast<unsigned long long>(comparison.found), static_cast<unsigned long long>(comparison.differences));
    arena_free(&comparison.arena);
    return comparison.differences != 0;
}
