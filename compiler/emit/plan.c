/* The plan of one channel file: which instances, in which order, and the number of every program, class and string.
 *
 * In:  the model. Out: struct plan. Must hold: numbers are given at first use in the order of docs/channel-format.md, and nothing
 *      depends on where the model happened to put something. */
#include <stdlib.h>

#include "../base/limits.h"
#include "../pattern/pattern.h"
#include "../base/ahead.h"
#include "plan.h"

uint32_t *plan_table(struct plan *plan, size_t count)
{
    uint32_t *table = calloc(count ? count : 1, sizeof *table);
    if (table == NULL)
        longjmp(*plan->model->arena->exhausted, 1);
    return table;
}

/* ---- instances ---- */

struct picked {
    uint64_t id;
    uint32_t model;
};

static int picked_compare(const void *a, const void *b)
{
    const struct picked *x = a, *y = b;
    if (x->id != y->id)
        return x->id < y->id ? -1 : 1;
    return x->model < y->model ? -1 : x->model > y->model;
}

bool plan_pick_instances(struct plan *plan, uint32_t type, bool with_stress)
{
    struct vec picked = {.exhausted = plan->model->arena->exhausted};
    bool sorted = true;
    for (size_t i = 0; i < plan->model->instances.count; i++) {
        const struct instance *instance = MODEL_AT(plan->model->instances, struct instance, i);
        if (instance->type != type || !instance_has_version(instance, plan->version) || (instance->stress && !with_stress) || (instance->aside && plan->model->leaves_aside))
            continue;
        struct picked *added = vec_push(&picked, sizeof *added);
        *added = (struct picked){instance->id, (uint32_t)i};
        sorted = sorted && (picked.count == 1 || added[-1].id < added->id);
    }
    if (!sorted)
        qsort(picked.p, picked.count, sizeof(struct picked), picked_compare);
    bool good = true;
    for (size_t i = 0; i < picked.count && good; i++) {
        uint32_t index = MODEL_AT(picked, struct picked, i)->model;
        const struct instance *instance = MODEL_AT(plan->model->instances, struct instance, index);
        struct plan_instance *planned = vec_push(&plan->instances, sizeof *planned);
        /* From the instance, not from the Template Type: that they agree is for others to find. */
        *planned = (struct plan_instance){.model = index, .vector_length = instance->positional ? instance->positions : plan->parameter_count};
        plan->vector_total += planned->vector_length;
        good = plan_add_instance(plan, planned);
    }
    vec_free(&picked);
    return good;
}

/* ---- regular expressions ---- */

static uint32_t class_number(struct plan *plan, const uint8_t bytes[32])
{
    if (plan->class_slot_count < (plan->classes.count + 1) * 2) {
        uint32_t room = plan->class_slot_count ? plan->class_slot_count * 2 : 64;
        free(plan->class_slots);
        plan->class_slots = plan_table(plan, room);
        plan->class_slot_count = room;
        for (size_t i = 0; i < plan->classes.count; i++) {
            uint64_t h = str_hash((struct str){(const char *)plan->classes.p + i * 32, 32});
            while (plan->class_slots[h & (room - 1)])
                h++;
            plan->class_slots[h & (room - 1)] = (uint32_t)i + 1;
        }
    }
    uint32_t mask = plan->class_slot_count - 1;
    uint64_t at = str_hash((struct str){(const char *)bytes, 32});
    for (; plan->class_slots[at & mask]; at++)
        if (memcmp((const uint8_t *)plan->classes.p + (size_t)(plan->class_slots[at & mask] - 1) * 32, bytes, 32) == 0)
            return plan->class_slots[at & mask] - 1;
    memcpy(vec_push(&plan->classes, 32), bytes, 32);
    plan->class_slots[at & mask] = (uint32_t)plan->classes.count;
    return (uint32_t)plan->classes.count - 1;
}

static bool program_add(struct plan *plan, struct arena *scratch, uint32_t regex)
{
    const struct regex_entry *entry = MODEL_AT(plan->model->regexes, struct regex_entry, regex);
    struct regex_program program;
    struct regex_error error;
    struct str text = *MODEL_AT(plan->model->strings, struct str, entry->text);
    _Static_assert(LIMIT_REGEX_INSTRUCTIONS <= WEIR_MAX_PROGRAM_CODE, "what the language takes fits the format");
    if (!regex_compile(scratch, text, &program, &error))
        BUG("an expression of the model does not compile: %s", error.text);
    uint64_t *out = vec_extend(&plan->program_code, program.count, sizeof *out);
    for (uint32_t i = 0; i < program.count; i++) {
        const struct regex_instruction *in = &program.code[i];
        uint32_t target = in->op == WEIR_NFA_SET ? class_number(plan, program.classes[in->target]) : in->target;
        out[i] = (uint64_t)in->op | (uint64_t)in->a << 8 | (uint64_t)in->b << 16 | (uint64_t)target << 32;
    }
    struct plan_program *added = vec_push(&plan->programs, sizeof *added);
    *added = (struct plan_program){regex, program.count, (uint32_t)plan->program_code.count - program.count};
    plan->program_number[regex] = (uint32_t)plan->programs.count;
    if (plan->max_program < program.count)
        plan->max_program = program.count;
    return true;
}

struct fresh {
    struct str text;
    uint32_t regex;
};

static int fresh_compare(const void *a, const void *b)
{
    return str_compare(((const struct fresh *)a)->text, ((const struct fresh *)b)->text);
}

/* Programs are numbered set by set; those that a set is the first to use, by their text: the model's order is that of the source files. */
bool plan_number_programs(struct plan *plan)
{
    struct arena scratch;
    arena_init(&scratch, plan->model->arena->exhausted);
    struct vec fresh = {.exhausted = plan->model->arena->exhausted};
    bool good = true;
    for (size_t s = 0; s < plan->sets.count && good; s++) {
        const struct value_set *set = MODEL_AT(plan->model->sets, struct value_set, plan_set_model(*MODEL_AT(plan->sets, uint32_t, s)));
        if (set->kind != WEIR_SET_PROGRAMS)
            continue;
        fresh.count = 0;
        for (uint32_t i = 0; i < set->count; i++) {
            uint32_t regex = *MODEL_AT(plan->model->values, uint32_t, set->first + i);
            if (plan->program_number[regex])
                continue;
            struct fresh *added = vec_push(&fresh, sizeof *added);
            const struct regex_entry *entry = MODEL_AT(plan->model->regexes, struct regex_entry, regex);
            *added = (struct fresh){*MODEL_AT(plan->model->strings, struct str, entry->text), regex};
        }
        if (fresh.count > 1)
            qsort(fresh.p, fresh.count, sizeof(struct fresh), fresh_compare);
        for (size_t i = 0; i < fresh.count && good; i++) {
            good = program_add(plan, &scratch, MODEL_AT(fresh, struct fresh, i)->regex);
            arena_reset(&scratch);
        }
    }
    vec_free(&fresh);
    arena_free(&scratch);
    return good;
}

/* ---- strings ---- */

struct plan_name *plan_find_name(const struct plan *plan, struct str text, uint32_t hash)
{
    const uint32_t mask = plan->name_slot_count - 1;
    for (uint32_t at = hash;; at++) {
        struct plan_name *slot = &plan->name_slots[at & mask];
        if (slot->number == 0 || (slot->hash == hash && str_equal(*MODEL_AT(plan->names, struct str, slot->number - 1), text)))
            return slot;
    }
}

/* Of the ends of the text: enough to tell nearly all strings from all names. */
static uint32_t name_bit(const struct plan *plan, struct str text)
{
    uint64_t head = text.n, tail = 0;
    if (text.n >= 8) {
        memcpy(&head, text.p, 8);
        memcpy(&tail, text.p + text.n - 8, 8);
    } else if (text.n) {
        memcpy(&tail, text.p, text.n);
    }
    const uint64_t mixed = (head * 0x9e3779b97f4a7c15u ^ tail) * 0xbf58476d1ce4e5b9u;
    return (uint32_t)(mixed >> 32) & (8 * plan->name_slot_count - 1);
}

static void name_push(struct plan *plan, struct plan_name *slot, uint32_t hash, struct str text)
{
    struct str *added = vec_push(&plan->names, sizeof *added);
    *added = text;
    *slot = (struct plan_name){hash, (uint32_t)plan->names.count};
    const uint32_t bit = name_bit(plan, text);
    plan->name_bits[bit / 32] |= 1u << bit % 32;
}

/* Its number. */
static uint32_t name_add_hashed(struct plan *plan, struct str text, uint32_t hash)
{
    struct plan_name *slot = plan_find_name(plan, text, hash);
    if (slot->number == 0) {
        name_push(plan, slot, hash, text);
        plan->string_bytes += text.n;
    }
    return slot->number - 1;
}

static uint32_t name_add(struct plan *plan, struct str text) { return name_add_hashed(plan, text, plan_name_hash(text)); }

static uint32_t name_ahead(const struct plan *plan, struct str text)
{
    const uint32_t hash = plan_name_hash(text);
    AHEAD(&plan->name_slots[hash & (plan->name_slot_count - 1)]);
    return hash;
}

/* Some instances at a time, so that the places of their names are on their way before they are looked at. */
static void number_instances(struct plan *plan)
{
    enum { AT_ONCE = 16 };
    struct plan_instance *planned = plan->instances.p;
    for (size_t first = 0; first < plan->instances.count; first += AT_ONCE) {
        const size_t end = plan->instances.count - first < AT_ONCE ? plan->instances.count : first + AT_ONCE;
        uint32_t names[AT_ONCE], titles[AT_ONCE];
        for (size_t i = first; i < end; i++) {
            const struct instance *instance = MODEL_AT(plan->model->instances, struct instance, planned[i].model);
            names[i - first] = name_ahead(plan, instance->name);
            titles[i - first] = name_ahead(plan, instance->title);
        }
        for (size_t i = first; i < end; i++) {
            const struct instance *instance = MODEL_AT(plan->model->instances, struct instance, planned[i].model);
            planned[i].name = name_add_hashed(plan, instance->name, names[i - first]);
            planned[i].title = name_add_hashed(plan, instance->title, titles[i - first]);
        }
    }
}

/* Words behind the names, so that each string of a set is looked for once. */
static void add_words(struct plan *plan)
{
    for (uint32_t word = 0; word < plan->words.names.count; word++) {
        const uint32_t hash = plan_name_hash(intern_name(&plan->words, word));
        struct plan_name *slot = plan_find_name(plan, intern_name(&plan->words, word), hash);
        if (slot->number) {
            plan->word_number[word] = slot->number; /* only names are in it but for words before, which differ */
            continue;
        }
        name_push(plan, slot, hash, intern_name(&plan->words, word));
        *(uint32_t *)vec_push(&plan->fresh_words, sizeof word) = word;
    }
}

static uint32_t next_string(struct plan *plan, struct str text)
{
    plan->string_bytes += text.n;
    return ++plan->string_total;
}

uint32_t plan_number_word(struct plan *plan, uint32_t word)
{
    uint32_t *number = &plan->word_number[word];
    if (*number == 0)
        *number = next_string(plan, intern_name(&plan->words, word));
    return *number;
}

/* The model's strings differ from each other, but one may read like a name, or like a word. */
static uint32_t number_string(struct plan *plan, struct str text, uint32_t bit)
{
    const uint32_t alike = plan->name_bits[bit / 32] >> bit % 32 & 1 ? plan_find_name(plan, text, plan_name_hash(text))->number : 0;
    if (alike == 0)
        return next_string(plan, text);
    return alike <= plan->name_count ? alike : plan_number_word(plan, *MODEL_AT(plan->fresh_words, uint32_t, alike - 1 - plan->name_count));
}

/* As emit.c asks for the number of a name. */
static void number_names(struct plan *plan)
{
    const struct template_type *type = plan->type;
    name_add(plan, type->name);
    for (uint32_t i = 0; i < plan->parameter_count; i++)
        name_add(plan, type->fields[i].name);
    for (uint32_t i = 0; i < plan->parameter_count; i++)
        for (uint32_t m = 0; m < type->fields[i].member_count; m++)
            name_add(plan, type->fields[i].members[m].name);
    for (uint32_t i = 0; i < plan->parameter_count; i++)
        for (uint32_t a = 0; a < type->fields[i].alias_count; a++) {
            name_add(plan, type->fields[i].aliases[a].scheme);
            name_add(plan, type->fields[i].aliases[a].path);
        }
    for (uint32_t i = 0; i < type->recorded_count; i++) {
        name_add(plan, type->recorded[i].key);
        if (type->recorded[i].is_text)
            name_add(plan, type->recorded[i].text);
    }
    number_instances(plan);
    for (size_t i = 0; i < plan->programs.count; i++) {
        uint32_t regex = MODEL_AT(plan->programs, struct plan_program, i)->regex;
        name_add(plan, *MODEL_AT(plan->model->strings, struct str, MODEL_AT(plan->model->regexes, struct regex_entry, regex)->text));
    }
}

/* Some strings at a time, so that their bits are on their way before they are looked at. */
static void number_set(struct plan *plan, const uint32_t *values, uint32_t count)
{
    enum { AT_ONCE = 16 };
    const struct str *strings = plan->model->strings.p;
    for (uint32_t first = 0; first < count; first += AT_ONCE) {
        const uint32_t end = count - first < AT_ONCE ? count : first + AT_ONCE;
        uint32_t bits[AT_ONCE];
        for (uint32_t i = first; i < end; i++) {
            model_values_ahead(plan->model, (size_t)(values - (const uint32_t *)plan->model->values.p) + i);
            plan->text_use += strings[values[i]].n;
            if (plan->string_number[values[i]])
                continue;
            bits[i - first] = name_bit(plan, strings[values[i]]);
            AHEAD(&plan->name_bits[bits[i - first] / 32]);
        }
        for (uint32_t i = first; i < end; i++)
            if (plan->string_number[values[i]] == 0)
                plan->string_number[values[i]] = number_string(plan, strings[values[i]], bits[i - first]);
    }
}

void plan_number_strings(struct plan *plan)
{
    uint64_t most = 1 + 2 * plan->instances.count + plan->programs.count + 2 * (uint64_t)plan->type->recorded_count + plan->parameter_count +
                    plan->member_total + 2 * (uint64_t)plan->alias_total + plan->words.names.count;
    plan->name_slot_count = 64;
    while (plan->name_slot_count < most * 2)
        plan->name_slot_count *= 2;
    plan->name_slots = (struct plan_name *)(void *)plan_table(plan, 2 * (size_t)plan->name_slot_count);
    plan->name_bits = plan_table(plan, plan->name_slot_count / 4);
    number_names(plan);
    plan->string_total = plan->name_count = (uint32_t)plan->names.count;
    add_words(plan);
    for (size_t s = 0; s < plan->sets.count; s++) {
        const struct value_set *set = MODEL_AT(plan->model->sets, struct value_set, plan_set_model(*MODEL_AT(plan->sets, uint32_t, s)));
        if (set->kind == WEIR_SET_STRINGS)
            number_set(plan, MODEL_AT(plan->model->values, uint32_t, set->first), set->count);
    }
}

/* ---- all of it ---- */

static void check_recorded_keys(const struct plan *plan)
{
    uint32_t keys = 0;
    for (uint32_t i = 0; i < plan->type->recorded_count; i++)
        keys += i == 0 || !str_equal(plan->type->recorded[i].key, plan->type->recorded[i - 1].key);
    if (keys > WEIR_MAX_RECORDED_KEYS)
        BUG("a Template Type with %u keys of recorded events", keys);
}

void plan_report_too_large(const struct plan *plan)
{
    diag_report(plan->model->sink, DIAG_FILE_TOO_LARGE, plan->type->span, "the channel file of '" STR_FMT "' version %u would be larger than %u bytes",
                STR_ARG(plan->type->name), plan->version, LIMIT_FILE_BYTES);
}

static void drop_table(uint32_t **table)
{
    free(*table);
    *table = NULL;
}

static void drop_set_numbers(struct plan *plan)
{
    for (int i = 0; i < PLAN_VARIANTS; i++)
        drop_table(&plan->set_number[i]);
}

bool plan_make(struct plan *plan, struct model *model, uint32_t type, uint32_t version, bool with_stress)
{
    *plan = (struct plan){.model = model, .type = MODEL_AT(model->templates, struct template_type, type), .version = version};
    struct vec *vecs[] = {&plan->instances, &plan->criteria, &plan->spans, &plan->code, &plan->sets, &plan->programs, &plan->program_code,
                          &plan->classes, &plan->names, &plan->locals, &plan->slots, &plan->expanded, &plan->merged,
                          &plan->questions, &plan->asked, &plan->always, &plan->tables, &plan->records, &plan->needed,
                          &plan->needed_words, &plan->needed_sets, &plan->fresh_words, &plan->starts};
    for (size_t i = 0; i < sizeof vecs / sizeof *vecs; i++)
        vecs[i]->exhausted = model->arena->exhausted;
    arena_init(&plan->arena, model->arena->exhausted);
    intern_init(&plan->words, &plan->arena);
    plan->parameter_count = template_parameter_count(plan->type, version);
    if (plan->parameter_count == 0 || plan->parameter_count > WEIR_MAX_PARAMETERS)
        BUG("a Template Type of %u parameters", plan->parameter_count);
    for (uint32_t i = 0; i < plan->parameter_count; i++) {
        const struct field *field = &plan->type->fields[i];
        plan->member_total += field->member_count;
        for (uint32_t m = 0; m < field->member_count; m++)
            plan->text_use += field->members[m].name.n;
        plan->alias_total += field->alias_count;
        if (field->member_count > UINT16_MAX)
            BUG("a field of %u members", field->member_count);
    }
    check_recorded_keys(plan);
    for (int i = 0; i < PLAN_VARIANTS; i++)
        plan->set_number[i] = plan_table(plan, model->sets.count);
    plan->program_number = plan_table(plan, model->regexes.count);
    if (!plan_pick_instances(plan, type, with_stress))
        return false;
    drop_set_numbers(plan); /* before there are the strings and the file */
    plan->string_number = plan_table(plan, model->strings.count);
    if (!plan_number_programs(plan))
        return false;
    plan_ask(plan);
    plan_count_grams(plan);
    plan_find_needed(plan);
    drop_table(&plan->needed_of_set);
    intern_close(&plan->words);
    plan_choose(plan);
    plan_number_strings(plan);
    drop_table(&plan->name_bits);
    vec_free(&plan->fresh_words);
    plan_place_needed(plan);
    return plan_fill_tables(plan);
}

void plan_drop_search(struct plan *plan)
{
    struct vec *vecs[] = {&plan->questions, &plan->asked, &plan->always, &plan->tables, &plan->records, &plan->starts};
    for (size_t i = 0; i < sizeof vecs / sizeof *vecs; i++)
        vec_free(vecs[i]);
    free(plan->windows);
    plan->windows = plan->has_window = NULL;
}

void plan_drop_names(struct plan *plan)
{
    struct vec *vecs[] = {&plan->criteria, &plan->code, &plan->program_code, &plan->classes, &plan->names};
    for (size_t i = 0; i < sizeof vecs / sizeof *vecs; i++)
        vec_free(vecs[i]);
    free(plan->name_slots);
    plan->name_slots = NULL;
}

void plan_drop_numbers(struct plan *plan)
{
    drop_table(&plan->string_number);
    drop_table(&plan->program_number);
    drop_table(&plan->word_number);
}

void plan_free(struct plan *plan)
{
    struct vec *vecs[] = {&plan->instances, &plan->criteria, &plan->spans, &plan->code, &plan->sets, &plan->programs, &plan->program_code,
                          &plan->classes, &plan->names, &plan->locals, &plan->slots, &plan->expanded, &plan->merged,
                          &plan->questions, &plan->asked, &plan->always, &plan->tables, &plan->records, &plan->needed,
                          &plan->needed_words, &plan->needed_sets, &plan->fresh_words, &plan->starts};
    for (size_t i = 0; i < sizeof vecs / sizeof *vecs; i++)
        vec_free(vecs[i]);
    drop_set_numbers(plan);
    free(plan->program_number);
    free(plan->string_number);
    free(plan->name_slots);
    free(plan->name_bits);
    free(plan->class_slots);
    free(plan->word_number);
    free(plan->needed_of_set);
    free(plan->numbers);
    free(plan->grams);
    free(plan->windows);
    intern_free(&plan->words);
    arena_free(&plan->arena);
}
