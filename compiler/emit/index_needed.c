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

struct alike { /* sets of folded text of the file, by content */
    uint32_t *slots, count; /* number + 1 */
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

/* The strings of a set of the file, as numbers. */
static void content_of(const struct plan *plan, uint32_t number, struct vec *out)
{
    out->count = 0;
    if (number >= plan->sets.count) {
        const struct plan_needed *needed =
            MODEL_AT(plan->needed, struct plan_needed, *MODEL_AT(plan->needed_sets, uint32_t, number - plan->sets.count));
        uint32_t *to = vec_extend(out, needed->count, sizeof *to);
        for (uint32_t i = 0; i < needed->count; i++)
            to[i] = plan->word_number[*MODEL_AT(plan->needed_words, uint32_t, needed->first + i)];
        return;
    }
    const struct value_set *set = MODEL_AT(plan->model->sets, struct value_set, plan_set_model(*MODEL_AT(plan->sets, uint32_t, number)));
    uint32_t *to = vec_extend(out, set->count, sizeof *to);
    for (uint32_t i = 0; i < set->count; i++)
        to[i] = plan->string_number[*MODEL_AT(plan->model->values, uint32_t, set->first + i)];
}

/* The slot of a set of the file with these strings, or the free one for it. */
static uint32_t *alike_slot(const struct plan *plan, const struct alike *alike, const struct vec *content, struct vec *other)
{
    for (uint64_t at = content_hash(content->p, (uint32_t)content->count);; at++) {
        uint32_t *slot = &alike->slots[at & (alike->count - 1)];
        if (*slot == 0)
            return slot;
        content_of(plan, *slot - 1, other);
        if (other->count == content->count && memcmp(other->p, content->p, content->count * sizeof(uint32_t)) == 0)
            return slot;
    }
}

static uint32_t place_one(struct plan *plan, struct alike *alike, uint32_t number, struct vec *content, struct vec *other)
{
    struct plan_needed *needed = MODEL_AT(plan->needed, struct plan_needed, number);
    content->count = 0;
    uint32_t *to = vec_extend(content, needed->count, sizeof *to);
    for (uint32_t i = 0; i < needed->count; i++) {
        const uint32_t word = *MODEL_AT(plan->needed_words, uint32_t, needed->first + i);
        to[i] = plan_number_word(plan, word);
    }
    uint32_t *slot = alike_slot(plan, alike, content, other);
    if (*slot == 0) {
        *(uint32_t *)vec_push(&plan->needed_sets, sizeof(uint32_t)) = number;
        *slot = (uint32_t)(plan->sets.count + plan->needed_sets.count);
        plan->value_total += needed->count;
        for (uint32_t i = 0; i < needed->count; i++)
            plan->text_use += intern_name(&plan->words, *MODEL_AT(plan->needed_words, uint32_t, needed->first + i)).n;
    }
    return *slot;
}

void plan_place_needed(struct plan *plan)
{
    if (plan->needed.count == 0)
        return;
    struct vec content = {.exhausted = plan->model->arena->exhausted}, other = content;
    struct alike alike = {.count = 64};
    while (alike.count < 2 * (plan->sets.count + plan->needed.count))
        alike.count *= 2;
    alike.slots = plan_table(plan, alike.count);
    for (uint32_t s = 0; s < plan->sets.count; s++) {
        if (plan_set_form(*MODEL_AT(plan->sets, uint32_t, s)) != WEIR_FORM_TEXT_FOLDED)
            continue;
        content_of(plan, s, &content);
        *alike_slot(plan, &alike, &content, &other) = s + 1;
    }
    for (size_t q = 0; q < plan->questions.count; q++) {
        struct plan_question *question = MODEL_AT(plan->questions, struct plan_question, q);
        if (question->required == WEIR_NO_SET)
            continue;
        struct plan_needed *needed = MODEL_AT(plan->needed, struct plan_needed, question->required);
        if (needed->set == 0)
            needed->set = place_one(plan, &alike, question->required, &content, &other);
        question->required = needed->set - 1;
    }
    free(alike.slots);
    vec_free(&content);
    vec_free(&other);
}
