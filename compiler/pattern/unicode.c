/* Named groups of code points: of POSIX and Perl (ASCII), and the general categories and scripts of Unicode.
 *
 * In: names. Out: numbers, and for a number its ranges. Must hold: unicode.def is sorted by first code point and starts at 0. */
#include "ranges.h"

struct ascii_group {
    struct str name, pairs; /* pairs: first and last in turn */
};
#define PAIRS(name, pairs) {{name, sizeof(name) - 1}, {pairs, sizeof(pairs) - 1}}
static const struct ascii_group ASCII_GROUPS[] = {
    PAIRS("alnum", "09AZaz"),
    PAIRS("alpha", "AZaz"),
    PAIRS("ascii", "\x00\x7F"),
    PAIRS("blank", "\t\t  "),
    PAIRS("cntrl", "\x00\x1F\x7F\x7F"),
    PAIRS("digit", "09"),
    PAIRS("graph", "!~"),
    PAIRS("lower", "az"),
    PAIRS("print", " ~"),
    PAIRS("punct", "!/:@[`{~"),
    PAIRS("space", "\t\r  "),
    PAIRS("upper", "AZ"),
    PAIRS("word", "09AZ__az"),
    PAIRS("xdigit", "09AFaf"),
    PAIRS("\\d", "09"),
    PAIRS("\\s", "\t\n\f\r  "),
    PAIRS("\\w", "09AZ__az"),
};
enum { ASCII_GROUP_COUNT = sizeof ASCII_GROUPS / sizeof *ASCII_GROUPS, POSIX_GROUP_COUNT = ASCII_GROUP_COUNT - 3 };

enum category {
    CATEGORY_None,
#define CATEGORY(name) CATEGORY_##name,
#include "unicode.def"
    CATEGORY_COUNT,
    CATEGORY_Cased = CATEGORY_COUNT /* Lu and Ll in turn */
};
enum script {
    SCRIPT_None,
#define SCRIPT(name) SCRIPT_##name,
#include "unicode.def"
    SCRIPT_COUNT
};
static const struct str CATEGORY_NAMES[] = {
    {"", 0},
#define CATEGORY(name) {#name, sizeof #name - 1},
#include "unicode.def"
};
static const struct str SCRIPT_NAMES[] = {
    {"", 0},
#define SCRIPT(name) {#name, sizeof #name - 1},
#include "unicode.def"
};
static const char MAJORS[] = "CLMNPSZ"; /* all categories that start with the letter */

/* first << 8 | value */
static const uint32_t CATEGORY_RUNS[] = {
#define C(first, name) (uint32_t)(first) << 8 | CATEGORY_##name,
#include "unicode.def"
};
static const uint32_t SCRIPT_RUNS[] = {
#define S(first, name) (uint32_t)(first) << 8 | SCRIPT_##name,
#include "unicode.def"
};

enum group_number {
    GROUP_ANY = ASCII_GROUP_COUNT,
    GROUP_MAJOR,
    GROUP_CATEGORY = GROUP_MAJOR + sizeof MAJORS - 1 - 1, /* CATEGORY_None has no number */
    GROUP_SCRIPT = GROUP_CATEGORY + CATEGORY_COUNT - 1,
    GROUP_COUNT = GROUP_SCRIPT + SCRIPT_COUNT
};

uint32_t group_count(void) { return GROUP_COUNT; }

uint32_t group_find_posix(struct str name)
{
    for (uint32_t i = 0; i < POSIX_GROUP_COUNT; i++)
        if (str_equal(ASCII_GROUPS[i].name, name)) return i;
    return GROUP_NONE;
}

uint32_t group_find_perl(char letter)
{
    for (uint32_t i = POSIX_GROUP_COUNT; i < ASCII_GROUP_COUNT; i++)
        if (ASCII_GROUPS[i].name.p[1] == letter) return i;
    return GROUP_NONE;
}

uint32_t group_find_unicode(struct str name)
{
    if (str_equal(name, STR("Any"))) return GROUP_ANY;
    if (name.n == 1) {
        const char *major = name.p[0] == '\0' ? NULL : strchr(MAJORS, name.p[0]);
        return major == NULL ? GROUP_NONE : GROUP_MAJOR + (uint32_t)(major - MAJORS);
    }
    for (uint32_t i = CATEGORY_None + 1; i < CATEGORY_COUNT; i++)
        if (str_equal(CATEGORY_NAMES[i], name)) return GROUP_CATEGORY + i;
    for (uint32_t i = SCRIPT_None + 1; i < SCRIPT_COUNT; i++)
        if (str_equal(SCRIPT_NAMES[i], name)) return GROUP_SCRIPT + i;
    return GROUP_NONE;
}

static void add_run(struct arena *arena, struct ranges *set, const uint32_t *runs, uint32_t count, uint32_t i)
{
    ranges_add(arena, set, runs[i] >> 8, i + 1 < count ? (runs[i + 1] >> 8) - 1 : LAST_CODE_POINT);
}

static void category_ranges(struct arena *arena, uint64_t wanted, struct ranges *set)
{
    const uint32_t count = sizeof CATEGORY_RUNS / sizeof *CATEGORY_RUNS;
    const bool upper = wanted >> CATEGORY_Lu & 1, lower = wanted >> CATEGORY_Ll & 1;
    for (uint32_t i = 0; i < count; i++) {
        const uint32_t value = CATEGORY_RUNS[i] & 0xFF, first = CATEGORY_RUNS[i] >> 8;
        if (value != CATEGORY_Cased) {
            if (wanted >> value & 1) add_run(arena, set, CATEGORY_RUNS, count, i);
        } else if (upper && lower) {
            add_run(arena, set, CATEGORY_RUNS, count, i);
        } else if (upper || lower) {
            for (uint32_t c = first + lower; c < CATEGORY_RUNS[i + 1] >> 8; c += 2) ranges_add(arena, set, c, c);
        }
    }
}

void group_ranges(struct arena *arena, uint32_t group, struct ranges *set)
{
    if (group < ASCII_GROUP_COUNT) {
        const struct str pairs = ASCII_GROUPS[group].pairs;
        for (uint32_t i = 0; i < pairs.n; i += 2)
            ranges_add(arena, set, (unsigned char)pairs.p[i], (unsigned char)pairs.p[i + 1]);
    } else if (group == GROUP_ANY) {
        ranges_add(arena, set, 0, LAST_CODE_POINT);
    } else if (group <= GROUP_CATEGORY) { /* GROUP_CATEGORY itself would be CATEGORY_None: it is the last major */
        uint64_t wanted = 0;
        for (uint32_t i = CATEGORY_None + 1; i < CATEGORY_COUNT; i++)
            if (CATEGORY_NAMES[i].p[0] == MAJORS[group - GROUP_MAJOR]) wanted |= UINT64_C(1) << i;
        category_ranges(arena, wanted, set);
    } else if (group <= GROUP_SCRIPT) {
        category_ranges(arena, UINT64_C(1) << (group - GROUP_CATEGORY), set);
    } else {
        const uint32_t count = sizeof SCRIPT_RUNS / sizeof *SCRIPT_RUNS;
        for (uint32_t i = 0; i < count; i++)
            if ((SCRIPT_RUNS[i] & 0xFF) == group - GROUP_SCRIPT) add_run(arena, set, SCRIPT_RUNS, count, i);
    }
}
