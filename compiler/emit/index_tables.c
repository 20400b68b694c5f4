/* The search tables of a channel file, planned: what is looked for in which view of which parameter, in the order of the entries.
 *
 * In:  the questions with their kinds and required sets, all strings numbered. Out: plan.tables, plan.records. Must hold: docs/channel-format.md, "TABLES, BUCKETS, FILTERS, ENTRIES, HITS, WINDOWS", to the bit. */
#include <stdlib.h>

#include "plan.h"

enum { MOST_GRAM = WEIR_MAX_GRAM, SLOTS = 3 * (MOST_GRAM + 1) }; /* a slot: a view and a gram length of one parameter */
#define MOST_RECORDS (1u << 26) /* more would not fit into a channel file */

/* Of one parameter at a time. */
struct filling {
    struct plan *plan;
    uint8_t ordinal;
    uint32_t count[SLOTS]; /* records of each */
    struct vec found;      /* struct plan_record, as the questions come */
    uint32_t *number_first; /* by file set: where its numbers start in NUMBERS */
    uint32_t *number_slots, number_mask; /* by number: 1 + the least index that holds it in the sets of the parameter's questions */
};

/* ---- hashes ---- */

static uint32_t hash_whole(const char *p, uint32_t n)
{
    uint64_t h = n;
    for (uint32_t at = 0; at < n; at += 8) {
        uint64_t w = 0;
        for (uint32_t i = 0; i < 8 && at + i < n; i++)
            w |= (uint64_t)(uint8_t)p[at + i] << 8 * i;
        h = (h ^ w) * 0x9e3779b97f4a7c15u;
        h ^= h >> 32;
    }
    return (uint32_t)h;
}

static uint32_t hash_number(uint64_t number)
{
    uint64_t h = (8 ^ number) * 0x9e3779b97f4a7c15u;
    return (uint32_t)(h ^ h >> 32);
}

/* ---- records ---- */

static void add(struct filling *f, uint32_t slot, struct plan_record record)
{
    record.slot = (uint8_t)slot;
    *(struct plan_record *)vec_push(&f->found, sizeof record) = record;
    f->count[slot]++;
}

static uint64_t key_of(uint32_t hash, uint32_t value, uint32_t anchors) { return (uint64_t)hash << 32 | (uint64_t)value << 2 | anchors; }

static void add_whole(struct filling *f, uint32_t question, uint32_t view, uint32_t number, struct str text)
{
    f->plan->text_use += text.n; /* verifying reads it once more for each question that looks for it */
    const uint32_t hash = hash_whole(text.p, text.n);
    add(f, view * (MOST_GRAM + 1), (struct plan_record){.key = key_of(hash, number, 3), .question = question, .tag = (uint16_t)hash});
}

static void add_part(void *context, const struct plan_part *part)
{
    struct filling *f = context;
    const uint8_t offset = f->plan->windows[part->number];
    const uint32_t gram = plan_gram_of(part->text, offset), tag = plan_hash_gram(part->text, offset < WEIR_TAG_BACK ? 0 : offset - WEIR_TAG_BACK, gram);
    const uint64_t key = key_of(plan_hash_gram(part->text, offset, gram), part->number, part->anchors);
    f->plan->text_use += part->text.n; /* as above */
    add(f, part->view * (MOST_GRAM + 1) + gram, (struct plan_record){.key = key, .question = part->question, .offset = offset, .tag = (uint16_t)tag});
}

static void add_numbers(struct filling *f, uint32_t question, uint32_t set, uint32_t count)
{
    const uint32_t slot = WEIR_VIEW_VALUE * (MOST_GRAM + 1);
    const uint64_t *numbers = f->plan->numbers;
    for (uint32_t i = 0; i < count; i++) {
        const uint64_t number = numbers[f->number_first[set] + i];
        const uint32_t hash = hash_number(number);
        uint32_t at = hash & f->number_mask;
        while (numbers[f->number_slots[at] - 1] != number)
            at = (at + 1) & f->number_mask;
        add(f, slot, (struct plan_record){.key = key_of(hash, f->number_slots[at] - 1, 3), .question = question, .tag = (uint16_t)hash});
    }
}

static void add_question(struct filling *f, uint32_t q)
{
    const struct plan *plan = f->plan;
    const struct plan_question *question = MODEL_AT(plan->questions, struct plan_question, q);
    plan_each_part(plan, q, add_part, f);
    if (question->kind != WEIR_QUESTION_SEARCHED)
        return;
    const struct plan_criterion *c = plan_question_asks(plan, question);
    const struct value_set *set = MODEL_AT(plan->model->sets, struct value_set, plan_set_model(*MODEL_AT(plan->sets, uint32_t, c->set)));
    if (c->op == WEIR_OP_NUMBER_IN) {
        add_numbers(f, q, c->set, set->count);
        return;
    }
    if (c->op != WEIR_OP_EQUALS && c->op != WEIR_OP_BYTES_IN)
        return;
    const uint32_t view = c->op == WEIR_OP_BYTES_IN ? WEIR_VIEW_VALUE : c->flags & WEIR_CRITERION_CASED ? WEIR_VIEW_RAW : WEIR_VIEW_FOLDED;
    const uint32_t *values = MODEL_AT(plan->model->values, uint32_t, set->first);
    for (uint32_t i = 0; i < set->count; i++)
        add_whole(f, q, view, plan->string_number[values[i]] - 1, *MODEL_AT(plan->model->strings, struct str, values[i]));
}

/* ---- numbers ---- */

/* Numbers of all sets as the file will hold them; only where numbers are searched for. */
static void index_numbers(struct filling *f)
{
    struct plan *plan = f->plan;
    if (plan->number_total > WEIR_MAX_FILE_BYTES)
        return; /* no file holds so many, and nothing will ask */
    const size_t words = plan->number_total ? (size_t)plan->number_total : 1;
    plan->numbers = (uint64_t *)plan_table(plan, 2 * words);
    f->number_first = plan_table(plan, plan->sets.count);
    uint32_t room = 64;
    while (room < 2 * plan->number_total)
        room *= 2;
    f->number_slots = plan_table(plan, room);
    f->number_mask = room - 1;
    uint32_t at = 0;
    for (size_t s = 0; s < plan->sets.count; s++) {
        const struct value_set *set = MODEL_AT(plan->model->sets, struct value_set, plan_set_model(*MODEL_AT(plan->sets, uint32_t, s)));
        if (set->kind != WEIR_SET_NUMBERS && set->kind != WEIR_SET_RANGES)
            continue;
        f->number_first[s] = at;
        const uint32_t count = set->count * (set->kind == WEIR_SET_RANGES ? 2 : 1);
        memcpy(plan->numbers + at, MODEL_AT(plan->model->numbers, uint64_t, set->first), count * sizeof(uint64_t));
        at += count;
    }
}

/* Where each number stands first that the parameter's questions look for. */
static void index_parameter(struct filling *f, uint32_t q, uint32_t end)
{
    const struct plan *plan = f->plan;
    bool cleared = false;
    for (; q < end; q++) {
        const struct plan_question *question = MODEL_AT(plan->questions, struct plan_question, q);
        if (question->op != WEIR_OP_NUMBER_IN || question->kind != WEIR_QUESTION_SEARCHED)
            continue;
        const struct plan_criterion *c = plan_question_asks(plan, question);
        if (!cleared)
            memset(f->number_slots, 0, ((size_t)f->number_mask + 1) * sizeof *f->number_slots);
        cleared = true;
        const struct value_set *set = MODEL_AT(plan->model->sets, struct value_set, plan_set_model(*MODEL_AT(plan->sets, uint32_t, c->set)));
        for (uint32_t at = f->number_first[c->set], last = at + set->count; at < last; at++) {
            uint32_t slot = hash_number(plan->numbers[at]) & f->number_mask;
            while (f->number_slots[slot] && plan->numbers[f->number_slots[slot] - 1] != plan->numbers[at])
                slot = (slot + 1) & f->number_mask;
            if (f->number_slots[slot] == 0 || f->number_slots[slot] > at + 1)
                f->number_slots[slot] = at + 1;
        }
    }
}

/* ---- order ---- */

struct numbered {
    uint64_t number;
    struct plan_record record;
};
static int numbered_compare(const void *a, const void *b)
{
    const struct numbered *x = a, *y = b;
    if (x->number != y->number)
        return x->number < y->number ? -1 : 1;
    return x->record.question < y->record.question ? -1 : x->record.question > y->record.question;
}

/* Numbers of one hash stand by their places in NUMBERS up to here, and are to stand by size. */
static void order_numbers(struct plan *plan, struct plan_record *records, uint32_t count)
{
    for (uint32_t i = 0, end; i < count; i = end) {
        bool several = false;
        for (end = i + 1; end < count && records[end].key >> 32 == records[i].key >> 32; end++)
            several = several || records[end].key != records[i].key;
        if (!several)
            continue;
        struct vec run = {.exhausted = plan->model->arena->exhausted};
        struct numbered *n = vec_extend(&run, end - i, sizeof *n);
        for (uint32_t r = i; r < end; r++)
            n[r - i] = (struct numbered){plan->numbers[(records[r].key & UINT32_MAX) >> 2], records[r]};
        qsort(n, end - i, sizeof *n, numbered_compare);
        for (uint32_t r = i; r < end; r++)
            records[r] = n[r - i].record;
        vec_free(&run);
    }
}

static void finish_table(struct filling *f, uint32_t slot, uint32_t first, struct plan_record *room)
{
    struct plan *plan = f->plan;
    struct plan_record *records = MODEL_AT(plan->records, struct plan_record, first);
    const uint32_t count = f->count[slot];
    plan_sort(records, room, count);
    const uint8_t type = plan->type->fields[f->ordinal - 1].type;
    if (slot / (MOST_GRAM + 1) == WEIR_VIEW_VALUE && type != WEIR_TYPE_GUID && type != WEIR_TYPE_IP)
        order_numbers(plan, records, count);
    struct plan_search_table *table = vec_push(&plan->tables, sizeof *table);
    *table = (struct plan_search_table){f->ordinal, (uint8_t)(slot / (MOST_GRAM + 1)), (uint8_t)(slot % (MOST_GRAM + 1)), 0, first, count, 0};
    for (uint32_t i = 0, end; i < count; i = end) {
        for (end = i + 1; end < count && records[end].key == records[i].key; end++)
            ;
        table->entry_count++;
        plan->hit_total += end - i > 1 ? end - i : 0;
    }
    while (1u << table->bits < table->entry_count)
        table->bits++;
    const uint32_t filter_bits = table->bits + WEIR_FILTER_MORE_BITS;
    plan->entry_total += table->entry_count;
    plan->bucket_total += ((uint64_t)1 << table->bits) + 1;
    plan->filter_total += filter_bits < 6 ? 1 : (uint64_t)1 << (filter_bits - 6);
}

/* The tables of one parameter; its questions are those from q up to end. */
static void fill_parameter(struct filling *f, uint32_t q, uint32_t end)
{
    struct plan *plan = f->plan;
    uint32_t first[SLOTS], at[SLOTS], next = (uint32_t)plan->records.count;
    memset(f->count, 0, sizeof f->count);
    f->found.count = 0;
    index_parameter(f, q, end);
    for (uint32_t i = q; i < end; i++)
        add_question(f, i);
    if (f->found.count == 0)
        return;
    for (uint32_t slot = 0; slot < SLOTS; slot++) {
        at[slot] = first[slot] = next;
        next += f->count[slot];
    }
    vec_extend(&plan->records, f->found.count, sizeof(struct plan_record));
    struct plan_record *records = plan->records.p, *found = f->found.p;
    for (size_t i = 0; i < f->found.count; i++)
        records[at[found[i].slot]++] = found[i];
    for (uint32_t slot = 0; slot < SLOTS; slot++)
        if (f->count[slot])
            finish_table(f, slot, first[slot], found);
}

uint32_t plan_questions_end(const struct plan *plan, uint32_t q)
{
    const uint8_t ordinal = MODEL_AT(plan->questions, struct plan_question, q)->ordinal;
    while (++q < plan->questions.count && MODEL_AT(plan->questions, struct plan_question, q)->ordinal == ordinal)
        ;
    return q;
}

static bool records_fit(const struct plan *plan)
{
    uint64_t total = 0;
    for (size_t q = 0; q < plan->questions.count; q++) {
        const struct plan_question *question = MODEL_AT(plan->questions, struct plan_question, q);
        const uint32_t set = question->kind == WEIR_QUESTION_REQUIRING  ? question->required
                             : question->kind == WEIR_QUESTION_SEARCHED ? plan_question_asks(plan, question)->set
                                                                        : WEIR_NO_SET;
        if (set >= plan->sets.count)
            total += set == WEIR_NO_SET ? 0 : MODEL_AT(plan->needed, struct plan_needed, *MODEL_AT(plan->needed_sets, uint32_t, set - plan->sets.count))->count;
        else
            total += MODEL_AT(plan->model->sets, struct value_set, plan_set_model(*MODEL_AT(plan->sets, uint32_t, set)))->count;
    }
    return total <= MOST_RECORDS;
}

bool plan_fill_tables(struct plan *plan)
{
    plan->windows = (uint8_t *)plan_table(plan, plan->string_total / 2 + 1); /* and, behind them, which are chosen */
    plan->has_window = plan->windows + plan->string_total;
    bool of_numbers = false;
    for (size_t q = 0; q < plan->questions.count; q++) {
        const struct plan_question *question = MODEL_AT(plan->questions, struct plan_question, q);
        of_numbers = of_numbers || (question->kind == WEIR_QUESTION_SEARCHED && question->op == WEIR_OP_NUMBER_IN);
    }
    if (!records_fit(plan) || plan->number_total > MOST_RECORDS) {
        plan_report_too_large(plan);
        return false;
    }
    plan_place_windows(plan);
    plan->filter_total += plan->starts.count / PLAN_STARTS * WEIR_STARTS_RECORDS;
    struct filling f = {.plan = plan, .found = {.exhausted = plan->model->arena->exhausted}};
    if (of_numbers)
        index_numbers(&f);
    for (uint32_t q = 0, end; q < plan->questions.count; q = end) {
        f.ordinal = MODEL_AT(plan->questions, struct plan_question, q)->ordinal;
        end = plan_questions_end(plan, q);
        fill_parameter(&f, q, end);
    }
    vec_free(&f.found);
    free(f.number_first);
    free(f.number_slots);
    free(plan->numbers);
    plan->numbers = NULL;
    return true;
}
