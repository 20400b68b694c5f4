/* A set of the file against a set of the model, by content: strings, numbers, ranges, regular expressions with their automata.
 *
 * Must hold: each pair is compared once, however many criteria share it; so is each text, however many sets have it. */
#include <stdlib.h>

#include "../pattern/pattern.h"
#include "check.h"

/* weight: their bytes, as the file has them. */
static const char *check_strings(struct check *c, uint32_t first, const struct value_set *set, uint64_t *weight)
{
    const uint32_t *wanted = MODEL_AT(c->model->values, uint32_t, set->first);
    for (uint32_t i = 0; i < set->count; i++) {
        model_values_ahead(c->model, (size_t)set->first + i);
        uint32_t number = check_u32(c, check_record(c, WEIR_SECTION_VALUES, first + i));
        struct str text = *MODEL_AT(c->model->strings, struct str, wanted[i]);
        if (c->string_seen[wanted[i]] != number + 1 && !check_string_is(c, number, text))
            return check_differs(c, "value %u of a list: the file does not have '" STR_FMT "'", i + 1, STR_ARG(text));
        c->string_seen[wanted[i]] = number + 1;
        *weight += text.n;
    }
    return NULL;
}

static const char *check_numbers(struct check *c, uint32_t first, const struct value_set *set)
{
    uint32_t count = set->kind == WEIR_SET_RANGES ? set->count * 2 : set->count;
    for (uint32_t i = 0; i < count; i++) {
        uint64_t wanted = *MODEL_AT(c->model->numbers, uint64_t, set->first + i);
        uint64_t found = check_u64(c, check_record(c, WEIR_SECTION_NUMBERS, first + i));
        if (found != wanted)
            return check_differs(c, "number %u of a list: %llu in the file, %llu was written", i + 1, (unsigned long long)found,
                                 (unsigned long long)wanted);
    }
    return NULL;
}

/* ---- regular expressions ---- */

static int text_compare(const void *a, const void *b)
{
    return str_compare(((const struct check_text *)a)->text, ((const struct check_text *)b)->text);
}

static void index_regexes(struct check *c)
{
    c->regex_count = (uint32_t)c->model->regexes.count;
    c->regex_texts = arena_array(&c->scratch, c->regex_count + 1, sizeof *c->regex_texts);
    for (uint32_t i = 0; i < c->regex_count; i++) {
        uint32_t text = MODEL_AT(c->model->regexes, struct regex_entry, i)->text;
        c->regex_texts[i] = (struct check_text){*MODEL_AT(c->model->strings, struct str, text), i};
    }
    qsort(c->regex_texts, c->regex_count, sizeof *c->regex_texts, text_compare);
}

static const char *check_program_code(struct check *c, uint32_t number, struct str pattern)
{
    struct arena scratch;
    arena_init(&scratch, c->scratch.exhausted);
    struct regex_program program;
    struct regex_error error;
    const char *text = NULL;
    size_t at = check_record(c, WEIR_SECTION_PROGRAMS, number);
    uint32_t first = check_u32(c, at + WEIR_PROGRAM_FIRST), count = check_u32(c, at + WEIR_PROGRAM_COUNT);
    if (!regex_compile(&scratch, pattern, &program, &error))
        text = check_differs(c, "the expression '" STR_FMT "' does not compile again", STR_ARG(pattern));
    else if (count != program.count || check_u32(c, at + WEIR_PROGRAM_RESERVED) != 0 || !check_has(c, WEIR_SECTION_PROGRAM_CODE, first, count))
        text = check_differs(c, "the automaton of '" STR_FMT "': its length", STR_ARG(pattern));
    for (uint32_t i = 0; text == NULL && i < count; i++) {
        const struct regex_instruction *wanted = &program.code[i];
        size_t in = check_record(c, WEIR_SECTION_PROGRAM_CODE, first + i);
        uint32_t target = check_u32(c, in + 4);
        bool good = check_u8(c, in) == wanted->op && check_u8(c, in + 1) == wanted->a && check_u8(c, in + 2) == wanted->b && check_u8(c, in + 3) == 0;
        if (good && wanted->op == WEIR_NFA_SET)
            good = target < c->section[WEIR_SECTION_CLASSES].count &&
                   memcmp(c->bytes + check_record(c, WEIR_SECTION_CLASSES, target), program.classes[wanted->target], 32) == 0;
        else
            good = good && target == wanted->target;
        if (!good)
            text = check_differs(c, "the automaton of '" STR_FMT "': instruction %u", STR_ARG(pattern), i);
    }
    if (text == NULL && c->max_program < count)
        c->max_program = count;
    arena_free(&scratch);
    return text;
}

/* Which regular expression of the model the file's program is; compared when it is met first. */
static const char *find_program(struct check *c, uint32_t number, uint32_t *regex)
{
    if (number >= c->section[WEIR_SECTION_PROGRAMS].count)
        return check_differs(c, "program %u is not in the file", number);
    if (c->program_seen[number]) {
        *regex = c->program_seen[number] - 1;
        return NULL;
    }
    struct check_text wanted = {.regex = 0};
    if (!check_string(c, check_u32(c, check_record(c, WEIR_SECTION_PROGRAMS, number) + WEIR_PROGRAM_TEXT), &wanted.text))
        return check_differs(c, "program %u has no text", number);
    const struct check_text *found = c->regex_count ? bsearch(&wanted, c->regex_texts, c->regex_count, sizeof wanted, text_compare) : NULL;
    if (found == NULL)
        return check_differs(c, "the expression '" STR_FMT "' was never written", STR_ARG(wanted.text));
    const char *text = check_program_code(c, number, found->text);
    if (text)
        return text;
    *regex = found->regex;
    c->program_seen[number] = found->regex + 1;
    return NULL;
}

/* weight: the instructions of all. The file's numbers ascend; the model's follow its own order. Equal as sets: as many, all different, each one there. */
static const char *check_programs(struct check *c, uint32_t set_number, uint32_t first, const struct value_set *set, uint64_t *weight)
{
    if (c->regex_texts == NULL)
        index_regexes(c);
    for (uint32_t i = 0, last = 0; i < set->count; i++) {
        uint32_t number = check_u32(c, check_record(c, WEIR_SECTION_VALUES, first + i)), regex = 0;
        if (i && number <= last)
            return check_differs(c, "the regular expressions of a list are out of order");
        last = number;
        const char *text = find_program(c, number, &regex);
        if (text)
            return text;
        c->regex_mark[regex] = set_number + 1;
        *weight += check_u32(c, check_record(c, WEIR_SECTION_PROGRAMS, number) + WEIR_PROGRAM_COUNT);
    }
    for (uint32_t i = 0; i < set->count; i++) {
        uint32_t regex = *MODEL_AT(c->model->values, uint32_t, set->first + i);
        if (c->regex_mark[regex] != set_number + 1)
            return check_differs(c, "the file does not have the expression '" STR_FMT "'",
                                 STR_ARG(*MODEL_AT(c->model->strings, struct str, MODEL_AT(c->model->regexes, struct regex_entry, regex)->text)));
    }
    return NULL;
}

/* What the page of the format says a set is to a criterion. */
static uint32_t form_wanted(const struct value_set *set, const struct criterion *criterion, uint8_t type)
{
    static const uint8_t forms[WEIR_OP_COUNT][2] = {
        /* folded, cased */
        [WEIR_OP_EQUALS] = {WEIR_FORM_TEXT_FOLDED, WEIR_FORM_TEXT},     [WEIR_OP_STARTS] = {WEIR_FORM_TEXT_FOLDED, WEIR_FORM_TEXT},
        [WEIR_OP_ENDS] = {WEIR_FORM_TEXT_FOLDED, WEIR_FORM_TEXT},       [WEIR_OP_CONTAINS] = {WEIR_FORM_TEXT_FOLDED, WEIR_FORM_TEXT},
        [WEIR_OP_LIKE] = {WEIR_FORM_GLOB_FOLDED, WEIR_FORM_GLOB},       [WEIR_OP_BYTES_IN] = {WEIR_FORM_ADDRESS, WEIR_FORM_ADDRESS},
        [WEIR_OP_WITHIN] = {WEIR_FORM_NETWORK, WEIR_FORM_NETWORK},
    };
    if (set->kind != WEIR_SET_STRINGS)
        return WEIR_FORM_NONE;
    if (criterion->op == WEIR_OP_BYTES_IN && type == WEIR_TYPE_GUID)
        return WEIR_FORM_GUID;
    return criterion->op < WEIR_OP_COUNT ? forms[criterion->op][criterion->flags & WEIR_CRITERION_CASED] : WEIR_FORM_NONE;
}

/* A set that is met for the first time. */
static const char *check_content(struct check *c, uint32_t number, uint32_t model_set, const struct value_set *set)
{
    size_t at = check_record(c, WEIR_SECTION_SETS, number);
    bool of_numbers = set->kind == WEIR_SET_NUMBERS || set->kind == WEIR_SET_RANGES;
    uint32_t first = check_u32(c, at + WEIR_SET_FIRST), count = set->kind == WEIR_SET_RANGES ? set->count * 2 : set->count;
    if (check_u8(c, at + WEIR_SET_KIND) != set->kind || check_u32(c, at + WEIR_SET_COUNT) != set->count || check_u16(c, at + WEIR_SET_RESERVED) != 0)
        return check_differs(c, "the kind or the length of a list: %u values were written, the file has %u", set->count,
                             check_u32(c, at + WEIR_SET_COUNT));
    if (!check_has(c, of_numbers ? WEIR_SECTION_NUMBERS : WEIR_SECTION_VALUES, first, count))
        return check_differs(c, "the values of set %u are not in the file", number);
    uint64_t weight = 0;
    const char *text = of_numbers                       ? check_numbers(c, first, set)
                       : set->kind == WEIR_SET_PROGRAMS ? check_programs(c, number, first, set, &weight)
                                                        : check_strings(c, first, set, &weight);
    if (text)
        return text;
    if (check_u32(c, at + WEIR_SET_WEIGHT) != weight)
        return check_differs(c, "the weight of set %u", number);
    c->set_seen[number] = model_set + 1;
    return NULL;
}

/* Numbers of 2^63 or more stand last without a sign and first with one: such a set is used with one order only. */
static const char *check_order(struct check *c, uint32_t number, const struct value_set *set, bool with_sign)
{
    uint32_t last = (set->kind == WEIR_SET_RANGES ? set->count * 2 : set->count) - 1;
    const uint64_t *numbers = MODEL_AT(c->model->numbers, uint64_t, set->first);
    c->set_order[number] |= with_sign ? 2 : 1;
    if (c->set_order[number] == 3 && ((numbers[0] | numbers[last]) >> 63))
        return check_differs(c, "set %u is shared between numbers with and without a sign", number);
    return NULL;
}

const char *check_set(struct check *c, uint32_t number, const struct criterion *wanted, uint8_t type)
{
    if (wanted->set == WEIR_NO_SET || number == WEIR_NO_SET)
        return number == wanted->set ? NULL : check_differs(c, "a list that is there in one and not in the other");
    if (number >= c->section[WEIR_SECTION_SETS].count)
        return check_differs(c, "set %u is not in the file", number);
    const struct value_set *set = MODEL_AT(c->model->sets, struct value_set, wanted->set);
    uint32_t form = form_wanted(set, wanted, type);
    if (check_u8(c, check_record(c, WEIR_SECTION_SETS, number) + WEIR_SET_FORM) != form)
        return check_differs(c, "the form of set %u", number);
    if (c->set_seen[number] != wanted->set + 1) {
        const char *text = check_content(c, number, wanted->set, set);
        if (text)
            return text;
        if (set->kind == WEIR_SET_STRINGS || set->kind == WEIR_SET_PROGRAMS) {
            if (c->forms_seen[wanted->set] & 1u << form)
                return check_differs(c, "set %u is in the file twice", number);
            c->forms_seen[wanted->set] |= (uint8_t)(1u << form);
        }
    }
    if (set->kind == WEIR_SET_NUMBERS || set->kind == WEIR_SET_RANGES)
        return check_order(c, number, set, type == WEIR_TYPE_I64);
    return NULL;
}
