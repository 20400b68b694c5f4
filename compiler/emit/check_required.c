/* What questions require, against their globs and expressions: the one thing in the sections for searching that says something of the content. All else
 * there follows from criteria, sets and conditions, which were compared with the model before, and the verifier accepts it only as it follows. */
#include "../pattern/pattern.h"
#include "../pattern/required.h"
#include "check.h"

/* ---- what globs need ---- */

struct words { /* the strings of a required set, in byte order */
    const struct str *at;
    uint32_t count;
};

/* Does one of the words start the text? */
static bool starts_with_one(const struct words *words, struct str text)
{
    while (text.n) {
        uint32_t low = 0, high = words->count; /* words before low are not greater than the text */
        while (low < high) {
            const uint32_t middle = low + (high - low) / 2;
            if (str_compare(words->at[middle], text) <= 0)
                low = middle + 1;
            else
                high = middle;
        }
        if (low == 0)
            return false;
        const struct str nearest = words->at[low - 1]; /* one that starts the text is this one, or starts what the two have in common */
        uint32_t common = 0;
        while (common < nearest.n && common < text.n && nearest.p[common] == text.p[common])
            common++;
        if (common == nearest.n)
            return true;
        text.n = common;
    }
    return false;
}

/* Does one of the words stand in a stretch of the glob that stands as it is, folded, in every text that the glob describes? */
static bool glob_needs(struct arena *scratch, struct str glob, const struct words *words)
{
    char *stretch = arena_alloc(scratch, glob.n + 1);
    uint32_t n = 0;
    for (uint32_t at = 0; at <= glob.n; at++) {
        const struct str rest = {glob.p + at, glob.n - at};
        if (rest.n >= 3 && (memcmp(rest.p, "[*]", 3) == 0 || memcmp(rest.p, "[?]", 3) == 0 || memcmp(rest.p, "[[]", 3) == 0)) {
            stretch[n++] = rest.p[1];
            at += 2;
        } else if (rest.n && rest.p[0] != '*' && rest.p[0] != '?') {
            stretch[n++] = rest.p[0];
        } else {
            struct str folded = fold_text(scratch, (struct str){stretch, n});
            for (; folded.n; folded.p++, folded.n--)
                if (starts_with_one(words, folded))
                    return true;
            stretch += n;
            n = 0;
        }
    }
    return false;
}

/* ---- what expressions need ---- */

/* The program as it stands in the file; it was compared with the expression before. */
static struct regex_program program_of(struct check *c, struct arena *scratch, uint32_t number)
{
    const size_t at = check_record(c, WEIR_SECTION_PROGRAMS, number);
    const uint32_t first = check_u32(c, at + WEIR_PROGRAM_FIRST), count = check_u32(c, at + WEIR_PROGRAM_COUNT);
    struct regex_program program = {.code = arena_array(scratch, count + 1, sizeof *program.code), .count = count};
    for (uint32_t i = 0; i < count; i++) {
        const size_t in = check_record(c, WEIR_SECTION_PROGRAM_CODE, first + i);
        program.code[i] = (struct regex_instruction){(uint8_t)check_u8(c, in), (uint8_t)check_u8(c, in + 1), (uint8_t)check_u8(c, in + 2), check_u32(c, in + 4)};
    }
    program.class_count = c->section[WEIR_SECTION_CLASSES].count;
    program.classes = (uint8_t(*)[32])((uint8_t *)c->image->bytes.p + c->section[WEIR_SECTION_CLASSES].at);
    return program;
}

static bool has_word(const struct words *words, struct str word)
{
    uint32_t low = 0, high = words->count;
    while (low < high) {
        const uint32_t middle = low + (high - low) / 2;
        if (str_compare(words->at[middle], word) < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return low < words->count && str_equal(words->at[low], word);
}

/* All of the words at once, where they are few; else those that the expression itself names: a hint. That they are needed follows from the program. */
static bool program_needs(struct check *c, struct arena *scratch, uint32_t number, const struct words *words)
{
    enum { FEW = 32 };
    struct str text, *hint;
    uint32_t count = 0;
    const struct regex_program program = program_of(c, scratch, number);
    if (words->count <= FEW && regex_requires(scratch, &program, words->at, words->count))
        return true;
    if (!check_string(c, check_u32(c, check_record(c, WEIR_SECTION_PROGRAMS, number) + WEIR_PROGRAM_TEXT), &text) ||
        !regex_required(scratch, text, &hint, &count))
        return false;
    for (uint32_t i = 0; i < count; i++)
        if (!has_word(words, hint[i]))
            return false;
    return regex_requires(scratch, &program, hint, count);
}

/* ---- required sets ---- */

static const char *check_required_content(struct check *c, uint32_t number, struct arena *scratch, struct words *words)
{
    const size_t at = check_record(c, WEIR_SECTION_SETS, number);
    const uint32_t first = check_u32(c, at + WEIR_SET_FIRST), count = check_u32(c, at + WEIR_SET_COUNT);
    if (check_u8(c, at + WEIR_SET_KIND) != WEIR_SET_STRINGS || check_u8(c, at + WEIR_SET_FORM) != WEIR_FORM_TEXT_FOLDED ||
        check_u16(c, at + WEIR_SET_RESERVED) != 0 || count == 0 || !check_has(c, WEIR_SECTION_VALUES, first, count))
        return check_differs(c, "required set %u is not one of folded text", number);
    struct str *strings = arena_array(scratch, count, sizeof *strings);
    uint64_t weight = 0;
    for (uint32_t i = 0; i < count; i++) {
        if (!check_string(c, check_u32(c, check_record(c, WEIR_SECTION_VALUES, first + i)), &strings[i]) || strings[i].n == 0)
            return check_differs(c, "string %u of required set %u", i + 1, number);
        if (i && str_compare(strings[i - 1], strings[i]) >= 0)
            return check_differs(c, "the order of the strings of required set %u", number);
        weight += strings[i].n;
    }
    if (check_u32(c, at + WEIR_SET_WEIGHT) != weight)
        return check_differs(c, "the weight of required set %u", number);
    *words = (struct words){strings, count};
    return NULL;
}

/* Nothing that the question's own set describes can do without a string of the required one. */
static const char *check_required(struct check *c, uint32_t op, uint32_t set, uint32_t required)
{
    if (required >= c->section[WEIR_SECTION_SETS].count)
        return check_differs(c, "required set %u is not in the file", required);
    if (c->required_of[set] == required + 1)
        return NULL;
    struct arena scratch;
    struct words words = {NULL, 0};
    arena_init(&scratch, c->scratch.exhausted);
    const char *text = check_required_content(c, required, &scratch, &words);
    const size_t at = check_record(c, WEIR_SECTION_SETS, set);
    const uint32_t first = check_u32(c, at + WEIR_SET_FIRST), count = check_u32(c, at + WEIR_SET_COUNT);
    struct arena each;
    arena_init(&each, c->scratch.exhausted);
    for (uint32_t i = 0; i < count && text == NULL; i++) {
        const uint32_t value = check_u32(c, check_record(c, WEIR_SECTION_VALUES, first + i));
        struct str glob;
        arena_reset(&each);
        if (op == WEIR_OP_LIKE ? !check_string(c, value, &glob) || !glob_needs(&each, glob, &words) : !program_needs(c, &each, value, &words))
            text = check_differs(c, "value %u of set %u does not need what its question requires, set %u", i + 1, set, required);
    }
    arena_free(&each);
    arena_free(&scratch);
    c->required_of[set] = required + 1;
    if (c->set_seen[required] == 0)
        c->set_seen[required] = UINT32_MAX;
    return text;
}

/* ---- questions ---- */

const char *check_questions(struct check *c)
{
    c->required_of = arena_array(&c->scratch, (size_t)c->section[WEIR_SECTION_SETS].count + 1, sizeof *c->required_of);
    for (uint32_t q = 0; q < c->section[WEIR_SECTION_QUESTIONS].count; q++) {
        const size_t at = check_record(c, WEIR_SECTION_QUESTIONS, q);
        const uint32_t criterion = check_u32(c, at + WEIR_QUESTION_CRITERION), required = check_u32(c, at + WEIR_QUESTION_REQUIRED);
        if (required == WEIR_NO_SET)
            continue;
        if (criterion >= c->section[WEIR_SECTION_CRITERIA].count)
            return check_differs(c, "question %u is of no criterion", q);
        const size_t asks = check_record(c, WEIR_SECTION_CRITERIA, criterion);
        const uint32_t op = check_u8(c, asks + WEIR_CRITERION_OP);
        if (op != WEIR_OP_LIKE && op != WEIR_OP_MATCHES)
            return check_differs(c, "question %u requires something", q);
        const char *text = check_required(c, op, check_u32(c, asks + WEIR_CRITERION_SET), required);
        if (text)
            return text;
    }
    return NULL;
}
