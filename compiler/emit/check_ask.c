/* The questions of the file against its criteria and conditions, which were compared with the model before: each criterion asks the question that says
 * what it says, what questions require follows from their globs and expressions, and no instance can match while its wakers are false. */
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

/* The eight bytes of a criterion as a number that orders them as questions are: ordinal, operator, flags, other ordinal, set. */
static uint64_t content_of(const struct check *c, uint32_t criterion)
{
    const size_t at = check_record(c, WEIR_SECTION_CRITERIA, criterion);
    return (uint64_t)check_u8(c, at + WEIR_CRITERION_ORDINAL) << 56 | (uint64_t)check_u8(c, at + WEIR_CRITERION_OP) << 48 |
           (uint64_t)check_u8(c, at + WEIR_CRITERION_FLAGS) << 40 | (uint64_t)check_u8(c, at + WEIR_CRITERION_OTHER) << 32 |
           check_u32(c, at + WEIR_CRITERION_SET);
}

static uint8_t kind_of(const struct check *c, uint32_t op, uint32_t set, uint32_t required)
{
    struct str least = {NULL, 0};
    switch (op) {
    case WEIR_OP_EQUALS:
    case WEIR_OP_NUMBER_IN:
    case WEIR_OP_BYTES_IN: return WEIR_QUESTION_SEARCHED;
    case WEIR_OP_LIKE:
    case WEIR_OP_MATCHES: return required == WEIR_NO_SET ? WEIR_QUESTION_EVALUATED : WEIR_QUESTION_REQUIRING;
    case WEIR_OP_STARTS:
    case WEIR_OP_ENDS:
    case WEIR_OP_CONTAINS: /* the empty string is before all others */
        return check_string(c, check_u32(c, check_record(c, WEIR_SECTION_VALUES, check_u32(c, check_record(c, WEIR_SECTION_SETS, set) + WEIR_SET_FIRST))), &least) && least.n
                   ? WEIR_QUESTION_SEARCHED
                   : WEIR_QUESTION_EVALUATED;
    default: return WEIR_QUESTION_EVALUATED;
    }
}

static const char *check_questions(struct check *c)
{
    const uint32_t count = c->section[WEIR_SECTION_QUESTIONS].count;
    c->questions = arena_array(&c->scratch, (size_t)count + 1, sizeof *c->questions);
    c->required_of = arena_array(&c->scratch, (size_t)c->section[WEIR_SECTION_SETS].count + 1, sizeof *c->required_of);
    uint32_t wakes = 0;
    for (uint32_t q = 0; q < count; q++) {
        struct check_question *question = &c->questions[q];
        const size_t at = check_record(c, WEIR_SECTION_QUESTIONS, q);
        question->criterion = check_u32(c, at + WEIR_QUESTION_CRITERION);
        question->required = check_u32(c, at + WEIR_QUESTION_REQUIRED);
        question->next_wake = check_u32(c, at + WEIR_QUESTION_WAKE_FIRST);
        if (question->criterion >= c->section[WEIR_SECTION_CRITERIA].count)
            return check_differs(c, "question %u is of no criterion", q);
        question->content = content_of(c, question->criterion);
        if (q && question->content <= question[-1].content)
            return check_differs(c, "question %u is out of order", q);
        if (question->next_wake < wakes || question->next_wake > c->section[WEIR_SECTION_WAKES].count || (q == 0 && question->next_wake != 0))
            return check_differs(c, "question %u: whom it wakes", q);
        wakes = question->next_wake;
        const uint32_t op = (uint32_t)(question->content >> 48) & 0xff, set = (uint32_t)question->content;
        question->kind = kind_of(c, op, set, question->required);
        if (question->required == WEIR_NO_SET)
            continue;
        const char *text = op == WEIR_OP_LIKE || op == WEIR_OP_MATCHES ? check_required(c, op, set, question->required)
                                                                       : check_differs(c, "question %u requires something", q);
        if (text)
            return text;
    }
    c->questions[count].next_wake = c->section[WEIR_SECTION_WAKES].count;
    return NULL;
}

/* ---- wakers ---- */

enum { NO, UNKNOWN, YES };

/* The condition, where of the criteria only this is known: the wakers are false. */
static uint32_t settled(const struct check *c, uint32_t criterion, uint32_t code, uint32_t words)
{
    uint8_t stack[WEIR_MAX_STACK];
    uint32_t depth = 0;
    for (uint32_t i = 0; i < words; i++) {
        const uint32_t word = check_u32(c, check_record(c, WEIR_SECTION_CODE, code + i)), n = word >> 16, k = word >> 8 & 0xff;
        const uint32_t pops = (word & 0xff) == WEIR_CODE_CRITERION || (word & 0xff) == WEIR_CODE_TRUE ? 0
                              : (word & 0xff) == WEIR_CODE_NOT                                        ? 1
                              : (word & 0xff) == WEIR_CODE_ATLEAST                                    ? n
                                                                                                      : 2;
        if (pops > depth || depth - pops >= WEIR_MAX_STACK)
            return UNKNOWN;
        const uint8_t *top = stack + depth - pops;
        uint8_t value = UNKNOWN;
        uint32_t yes = 0, no = 0;
        switch (word & 0xff) {
        case WEIR_CODE_CRITERION:
            value = check_u32(c, check_record(c, WEIR_SECTION_ASKED, criterion + n)) & WEIR_ASKED_WAKES ? NO : UNKNOWN;
            break;
        case WEIR_CODE_TRUE: value = YES; break;
        case WEIR_CODE_NOT: value = (uint8_t)(YES - top[0]); break;
        case WEIR_CODE_AND: value = top[0] < top[1] ? top[0] : top[1]; break;
        case WEIR_CODE_OR: value = top[0] > top[1] ? top[0] : top[1]; break;
        default:
            for (uint32_t t = 0; t < n; t++) {
                yes += top[t] == YES;
                no += top[t] == NO;
            }
            value = yes >= k ? YES : n - no < k ? NO : UNKNOWN;
        }
        depth -= pops;
        stack[depth++] = value;
    }
    return depth == 1 ? stack[0] : UNKNOWN;
}

static const char *check_wakers(struct check *c, uint32_t instance, uint32_t *seen)
{
    const size_t at = check_record(c, WEIR_SECTION_INSTANCES, instance);
    const uint32_t first = check_u32(c, at + WEIR_INSTANCE_CRITERION_FIRST), count = check_u32(c, at + WEIR_INSTANCE_CRITERION_COUNT);
    bool wakers = false;
    for (uint32_t i = first; i < first + count; i++) {
        const uint32_t asked = check_u32(c, check_record(c, WEIR_SECTION_ASKED, i)), q = asked & WEIR_ASKED_QUESTION;
        if (q >= c->section[WEIR_SECTION_QUESTIONS].count || c->questions[q].content != content_of(c, i))
            return check_differs(c, "criterion %u asks another question than the one that it is said to", i - first);
        struct check_question *question = &c->questions[q];
        if (question->seen ? i <= question->criterion : i != question->criterion)
            return check_differs(c, "question %u was asked by another criterion first", q);
        *seen += !question->seen;
        question->seen = true;
        if ((asked >> WEIR_ASKED_KIND_SHIFT & 7) != question->kind)
            return check_differs(c, "how criterion %u is answered", i - first);
        if (!(asked & WEIR_ASKED_WAKES))
            continue;
        wakers = true;
        if (question->kind == WEIR_QUESTION_EVALUATED || question->next_wake >= c->section[WEIR_SECTION_WAKES].count ||
            check_u32(c, check_record(c, WEIR_SECTION_WAKES, question->next_wake++)) != instance)
            return check_differs(c, "criterion %u does not wake it", i - first);
    }
    if (wakers) /* the vector and the condition were compared with the model: its criteria and its code are in the file */
        return settled(c, first, check_u32(c, at + WEIR_INSTANCE_CODE_FIRST), check_u32(c, at + WEIR_INSTANCE_CODE_COUNT)) == NO
                   ? NULL
                   : check_differs(c, "it can match while none of its wakers is true");
    if (c->always >= c->section[WEIR_SECTION_ALWAYS].count || check_u32(c, check_record(c, WEIR_SECTION_ALWAYS, c->always++)) != instance)
        return check_differs(c, "nothing wakes it");
    return NULL;
}

const char *check_ask(struct check *c)
{
    if (c->section[WEIR_SECTION_ASKED].count != c->section[WEIR_SECTION_CRITERIA].count)
        return check_differs(c, "the number of criteria that ask");
    const char *text = check_questions(c);
    const uint32_t count = c->section[WEIR_SECTION_QUESTIONS].count;
    uint32_t *first = arena_array(&c->scratch, (size_t)count + 1, sizeof *first), seen = 0; /* of the instances that each question wakes */
    for (uint32_t q = 0; q < count && text == NULL; q++)
        first[q] = c->questions[q].next_wake;
    first[count] = c->section[WEIR_SECTION_WAKES].count;
    for (uint32_t i = 0; i < c->section[WEIR_SECTION_INSTANCES].count && text == NULL; i++) {
        c->instance_name = MODEL_AT(c->model->instances, struct instance, *MODEL_AT(c->image->instances, uint32_t, i))->name;
        text = check_wakers(c, i, &seen);
    }
    c->instance_name = (struct str){NULL, 0};
    for (uint32_t q = 0; q < count && text == NULL; q++)
        if (c->questions[q].next_wake != first[q + 1])
            text = check_differs(c, "question %u wakes others than it should", q);
    if (text == NULL && (seen != count || (count == 0 && first[0] != 0)))
        text = check_differs(c, "a question that no criterion asks");
    if (text == NULL && c->always != c->section[WEIR_SECTION_ALWAYS].count)
        text = check_differs(c, "an instance that events wake without need");
    return text;
}
