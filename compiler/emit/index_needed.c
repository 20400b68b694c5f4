/* What globs and regular expressions need: strings of which one must stand, folded, in every text that they describe.
 *
 * In:  questions of LIKE and MATCHES. Out: their required sets, which are sets of the file like any others: shared where one has the same strings.
 * Must hold: no glob and no expression can hold without one of the strings; emit_check proves that of each file. */
#include <stdlib.h>

#include "../pattern/pattern.h"
#include "../pattern/required.h"
#include "plan.h"

enum { FEWEST_BYTES = 2 }; /* of a string that is worth looking for */

/* ---- globs ---- */

/* The run of plain characters that is least likely; of several the longest. false: none is worth looking for. The glob is in its one spelling. */
static bool glob_chunk(const struct plan *plan, struct arena *scratch, struct str glob, struct str *out)
{
    char *plain = arena_alloc(scratch, glob.n + 1); /* without the brackets */
    uint32_t made = 0, start = 0, least = UINT32_MAX;
    out->n = 0;
    for (uint32_t i = 0; i <= glob.n; i++) {
        if (i < glob.n && glob.p[i] != '*' && glob.p[i] != '?') {
            const bool quoted = glob.p[i] == '[' && glob.n - i > 2 && strchr("*?[", glob.p[i + 1]) && glob.p[i + 1] && glob.p[i + 2] == ']';
            plain[made++] = glob.p[quoted ? i + 1 : i];
            i += quoted ? 2 : 0;
            continue;
        }
        const struct str chunk = fold_text(scratch, (struct str){plain + start, made - start});
        start = made;
        if (chunk.n < FEWEST_BYTES)
            continue;
        const uint32_t chance = plan_chance(plan, chunk, false);
        if (chance < least || (chance == least && chunk.n > out->n)) {
            least = chance;
            *out = chunk;
        }
    }
    return out->n != 0;
}

/* ---- the strings of a set ---- */

static int str_order(const void *a, const void *b) { return str_compare(*(const struct str *)a, *(const struct str *)b); }

static bool add_globs(struct plan *plan, struct arena *scratch, const struct value_set *set, struct vec *strings)
{
    for (uint32_t i = 0; i < set->count; i++) {
        struct str glob = *MODEL_AT(plan->model->strings, struct str, *MODEL_AT(plan->model->values, uint32_t, set->first + i)), chunk;
        if (!glob_chunk(plan, scratch, glob, &chunk))
            return false;
        *(struct str *)vec_push(strings, sizeof chunk) = chunk;
    }
    return true;
}

/* The program as it will stand in the file. */
static struct regex_program program_of(const struct plan *plan, struct arena *scratch, uint32_t number)
{
    const struct plan_program *planned = MODEL_AT(plan->programs, struct plan_program, number);
    struct regex_program program = {.code = arena_array(scratch, planned->count, sizeof *program.code), .count = planned->count};
    for (uint32_t i = 0; i < planned->count; i++) {
        const uint64_t word = *MODEL_AT(plan->program_code, uint64_t, planned->first + i);
        program.code[i] = (struct regex_instruction){(uint8_t)word, (uint8_t)(word >> 8), (uint8_t)(word >> 16), (uint32_t)(word >> 32)};
    }
    program.classes = (uint8_t(*)[32])plan->classes.p;
    program.class_count = (uint32_t)plan->classes.count;
    return program;
}

/* Only what emit_check will find to be so: of a very large automaton nothing is known. */
static bool add_programs(struct plan *plan, struct arena *scratch, const struct value_set *set, struct vec *strings)
{
    for (uint32_t i = 0; i < set->count; i++) {
        const uint32_t regex = *MODEL_AT(plan->model->values, uint32_t, set->first + i);
        const struct regex_entry *entry = MODEL_AT(plan->model->regexes, struct regex_entry, regex);
        const struct regex_program program = program_of(plan, scratch, plan->program_number[regex] - 1);
        struct str *needed;
        uint32_t count;
        if (!regex_required(scratch, *MODEL_AT(plan->model->strings, struct str, entry->text), &needed, &count) ||
            !regex_requires(scratch, &program, needed, count))
            return false;
        memcpy(vec_extend(strings, count, sizeof *needed), needed, count * sizeof *needed);
    }
    return true;
}

/* The number in plan.needed of what the set needs, + NEEDS, or NEEDS_NOTHING. */
static uint32_t needed_of(struct plan *plan, struct arena *scratch, struct vec *strings, uint8_t op, uint32_t file_set)
{
    const struct value_set *set = MODEL_AT(plan->model->sets, struct value_set, plan_set_model(*MODEL_AT(plan->sets, uint32_t, file_set)));
    strings->count = 0;
    arena_reset(scratch);
    if (!(op == WEIR_OP_LIKE ? add_globs : add_programs)(plan, scratch, set, strings))
        return NEEDS_NOTHING;
    struct str *s = strings->p;
    qsort(s, strings->count, sizeof *s, str_order);
    struct plan_needed needed = {.first = (uint32_t)plan->needed_words.count};
    for (size_t i = 0; i < strings->count; i++) {
        if (i && str_equal(s[i], s[i - 1]))
            continue;
        const uint32_t word = intern_add(&plan->words, s[i]);
        *(uint32_t *)vec_push(&plan->needed_words, sizeof word) = word;
        needed.count++;
    }
    *(struct plan_needed *)vec_push(&plan->needed, sizeof needed) = needed;
    return (uint32_t)plan->needed.count - 1 + NEEDS;
}

void plan_find_needed(struct plan *plan)
{
    struct arena scratch;
    arena_init(&scratch, plan->model->arena->exhausted);
    struct vec strings = {.exhausted = plan->model->arena->exhausted};
    plan->needed_of_set = plan_table(plan, plan->sets.count);
    for (size_t q = 0; q < plan->questions.count; q++) {
        struct plan_question *question = MODEL_AT(plan->questions, struct plan_question, q);
        if (question->op != WEIR_OP_LIKE && question->op != WEIR_OP_MATCHES)
            continue;
        const struct plan_criterion *c = plan_question_asks(plan, question);
        uint32_t *needed = &plan->needed_of_set[c->set];
        if (*needed == 0)
            *needed = needed_of(plan, &scratch, &strings, c->op, c->set);
        question->required = *needed == NEEDS_NOTHING ? WEIR_NO_SET : *needed - NEEDS; /* in plan.needed, until plan_place_needed */
    }
    vec_free(&strings);
    arena_free(&scratch);
    plan->word_number = plan_table(plan, plan->words.names.count);
}

/* ---- their numbers ---- */

/* What is needed, by content: the sets of the file are many, and few of them are among it. */
struct alike {
    uint32_t *slots, count; /* 1 + number in plan.needed of the first one with these strings */
    uint32_t *starts;       /* a bit for each string of the file that is the first of one */
    uint32_t *set;          /* by number in plan.needed, of those in slots: file number + 1 once it has one */
};

static uint64_t content_hash(const uint32_t *numbers, uint32_t count)
{
    uint64_t h = count;
    for (uint32_t i = 0; i < count; i++) {
        h = (h ^ numbers[i]) * 0x9e3779b97f4a7c15u;
        h ^= h >> 29;
    }
    return h;
}

/* Is that what is needed there? */
static bool has_content(const struct plan *plan, const struct plan_needed *needed, const uint32_t *numbers, uint32_t count)
{
    const uint32_t *words = MODEL_AT(plan->needed_words, uint32_t, needed->first);
    bool same = needed->count == count;
    for (uint32_t i = 0; same && i < count; i++)
        same = plan->word_number[words[i]] == numbers[i];
    return same;
}

/* The slot of these strings, or the free one for them. */
static uint32_t *alike_slot(const struct plan *plan, const struct alike *alike, const uint32_t *numbers, uint32_t count)
{
    for (uint64_t at = content_hash(numbers, count);; at++) {
        uint32_t *slot = &alike->slots[at & (alike->count - 1)];
        if (*slot == 0 || has_content(plan, MODEL_AT(plan->needed, struct plan_needed, *slot - 1), numbers, count))
            return slot;
    }
}

/* Numbers the words of what the questions require, in the order of the questions. */
static void number_needed(struct plan *plan, struct alike *alike, struct vec *content)
{
    for (size_t q = 0; q < plan->questions.count; q++) {
        const uint32_t number = MODEL_AT(plan->questions, struct plan_question, q)->required;
        struct plan_needed *needed = number == WEIR_NO_SET ? NULL : MODEL_AT(plan->needed, struct plan_needed, number);
        if (needed == NULL || needed->alike)
            continue;
        content->count = 0;
        uint32_t *numbers = vec_extend(content, needed->count, sizeof *numbers);
        for (uint32_t i = 0; i < needed->count; i++)
            numbers[i] = plan_number_word(plan, *MODEL_AT(plan->needed_words, uint32_t, needed->first + i));
        uint32_t *slot = alike_slot(plan, alike, numbers, needed->count);
        if (*slot == 0)
            *slot = number + 1;
        needed->alike = *slot;
    }
}

static bool is_start(const struct alike *alike, uint32_t number) { return alike->starts[number / 32] >> number % 32 & 1; }

/* Sets of folded text that the file has anyway. */
static void find_sets(const struct plan *plan, const struct alike *alike, struct vec *content)
{
    for (size_t n = 0; n < plan->needed.count; n++) {
        const struct plan_needed *needed = MODEL_AT(plan->needed, struct plan_needed, n);
        if (needed->alike == 0)
            continue;
        const uint32_t first = plan->word_number[*MODEL_AT(plan->needed_words, uint32_t, needed->first)];
        alike->starts[first / 32] |= 1u << first % 32;
    }
    for (uint32_t s = 0; s < plan->sets.count; s++) {
        const uint32_t planned = *MODEL_AT(plan->sets, uint32_t, s);
        if (plan_set_form(planned) != WEIR_FORM_TEXT_FOLDED)
            continue;
        const struct value_set *set = MODEL_AT(plan->model->sets, struct value_set, plan_set_model(planned));
        const uint32_t *values = MODEL_AT(plan->model->values, uint32_t, set->first);
        if (!is_start(alike, plan->string_number[*values]))
            continue;
        content->count = 0;
        uint32_t *numbers = vec_extend(content, set->count, sizeof *numbers);
        for (uint32_t i = 0; i < set->count; i++)
            numbers[i] = plan->string_number[values[i]];
        const uint32_t found = *alike_slot(plan, alike, numbers, set->count);
        if (found)
            alike->set[found - 1] = s + 1;
    }
}

/* What no set of the file is becomes one behind them. */
static uint32_t add_set(struct plan *plan, uint32_t number)
{
    const struct plan_needed *needed = MODEL_AT(plan->needed, struct plan_needed, number);
    *(uint32_t *)vec_push(&plan->needed_sets, sizeof(uint32_t)) = number;
    plan->value_total += needed->count;
    for (uint32_t i = 0; i < needed->count; i++)
        plan->text_use += intern_name(&plan->words, *MODEL_AT(plan->needed_words, uint32_t, needed->first + i)).n;
    return (uint32_t)(plan->sets.count + plan->needed_sets.count);
}

void plan_place_needed(struct plan *plan)
{
    if (plan->needed.count == 0)
        return;
    struct vec content = {.exhausted = plan->model->arena->exhausted};
    struct alike alike = {.count = 64};
    while (alike.count < 2 * plan->needed.count)
        alike.count *= 2;
    alike.slots = plan_table(plan, alike.count);
    number_needed(plan, &alike, &content);
    alike.starts = plan_table(plan, (size_t)plan->string_total / 32 + 1);
    alike.set = plan_table(plan, plan->needed.count);
    find_sets(plan, &alike, &content);
    for (size_t q = 0; q < plan->questions.count; q++) {
        struct plan_question *question = MODEL_AT(plan->questions, struct plan_question, q);
        if (question->required == WEIR_NO_SET)
            continue;
        const uint32_t number = MODEL_AT(plan->needed, struct plan_needed, question->required)->alike - 1;
        if (alike.set[number] == 0)
            alike.set[number] = add_set(plan, number);
        question->required = alike.set[number] - 1;
    }
    free(alike.slots);
    free(alike.starts);
    free(alike.set);
    vec_free(&content);
}
