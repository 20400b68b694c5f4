/* Channel files for tests, put together in memory; shares nothing with the compiler's writer.
 *
 * In:   parameters, sets, criteria and conditions, in any order. Out: the bytes of a well-formed file, in build->bytes.
 * Must hold: what the page about the format says of order and first use is done in build_finish, from the page. */
#ifndef CHANNEL_BUILD_H
#define CHANNEL_BUILD_H

#include <stdlib.h>
#include <string.h>

#include "interpreter/weir.h"

struct build_text {
    const uint8_t *p;
    uint32_t n;
};
struct build_set {
    uint8_t kind, form;
    uint32_t count; /* of values; a range is one */
    uint32_t number;
    struct build_text *strings;
    uint64_t *numbers;
    uint32_t *programs;
};
struct build_program {
    uint8_t *code;
    uint32_t count;
    uint32_t number;
};
struct build_criterion {
    uint8_t op, flags, ordinal, other;
    uint32_t set;
    uint32_t place;
};
struct build_instance {
    uint64_t id;
    uint32_t criterion_first, criterion_count, code_first, code_count;
};
struct build_bytes {
    uint8_t *p;
    size_t n, room;
};
struct build {
    uint32_t parameter_count;
    uint8_t types[64];
    struct build_set *sets;
    uint32_t set_count;
    struct build_program *programs;
    uint32_t program_count;
    struct build_criterion *criteria;
    uint32_t criterion_count;
    struct build_instance *instances;
    uint32_t instance_count;
    uint32_t *code;
    uint32_t code_count;
    struct build_bytes section[WEIR_SECTION_COUNT + 1];
    struct build_text *strings;
    uint32_t string_count;
    uint8_t (*classes)[32];
    uint32_t class_count;
    uint8_t *bytes;
    size_t size;
};

#define BUILD_ADD(build, list, count)                                                                        \
    ((build)->list = realloc((build)->list, ((size_t)(build)->count + 1) * sizeof *(build)->list), (build)->count++, \
     (build)->list + (build)->count - 1)

static inline void build_start(struct build *b, uint32_t count, const uint8_t *types)
{
    memset(b, 0, sizeof *b);
    b->parameter_count = count;
    memcpy(b->types, types, count);
}

static inline struct build_text build_copy(const void *p, size_t n)
{
    uint8_t *copy = malloc(n + 1);
    if (n != 0) memcpy(copy, p, n);
    return (struct build_text){copy, (uint32_t)n};
}

static inline int build_compare(const void *a, const void *b)
{
    const struct build_text *x = a, *y = b;
    const int order = memcmp(x->p, y->p, x->n < y->n ? x->n : y->n);
    return order != 0 ? order : x->n < y->n ? -1 : x->n > y->n;
}

static inline uint32_t build_strings(struct build *b, uint8_t form, uint32_t count, const struct build_text *strings)
{
    struct build_set *set = BUILD_ADD(b, sets, set_count);
    *set = (struct build_set){.kind = WEIR_SET_STRINGS, .form = form, .strings = malloc(count * sizeof *strings)};
    for (uint32_t i = 0; i < count; i++)
        set->strings[i] = build_copy(strings[i].p, strings[i].n);
    qsort(set->strings, count, sizeof *set->strings, build_compare);
    for (uint32_t i = 0; i < count; i++) {
        if (i > 0 && build_compare(&set->strings[i], &set->strings[set->count - 1]) == 0)
            free((void *)(uintptr_t)set->strings[i].p);
        else
            set->strings[set->count++] = set->strings[i];
    }
    return b->set_count - 1;
}

/* A set of one terminated string. */
static inline uint32_t build_string(struct build *b, uint8_t form, const char *string)
{
    return build_strings(b, form, 1, &(struct build_text){(const uint8_t *)string, (uint32_t)strlen(string)});
}

static inline uint32_t build_numbers(struct build *b, uint8_t kind, uint32_t count, const uint64_t *numbers)
{
    struct build_set *set = BUILD_ADD(b, sets, set_count);
    const uint32_t all = kind == WEIR_SET_RANGES ? 2 * count : count;
    *set = (struct build_set){.kind = kind, .count = count, .numbers = malloc(all * sizeof *numbers)};
    memcpy(set->numbers, numbers, all * sizeof *numbers);
    return b->set_count - 1;
}

struct build_instruction {
    uint8_t op, a, b;
    uint32_t target;
};
/* A set of one program. Class numbers are those of the build, from build_class. */
static inline uint32_t build_programs(struct build *b, uint32_t count, const struct build_instruction *code)
{
    struct build_program *program = BUILD_ADD(b, programs, program_count);
    *program = (struct build_program){malloc((size_t)count * 8), count, 0};
    for (uint32_t i = 0; i < count; i++) {
        const uint8_t in[8] = {code[i].op, code[i].a, code[i].b, 0, (uint8_t)code[i].target, (uint8_t)(code[i].target >> 8),
                               (uint8_t)(code[i].target >> 16), (uint8_t)(code[i].target >> 24)};
        memcpy(program->code + (size_t)8 * i, in, 8);
    }
    struct build_set *set = BUILD_ADD(b, sets, set_count);
    *set = (struct build_set){.kind = WEIR_SET_PROGRAMS, .count = 1, .programs = malloc(sizeof(uint32_t))};
    set->programs[0] = b->program_count - 1;
    return b->set_count - 1;
}

/* To be made in the order in which programs use them first. */
static inline uint32_t build_class(struct build *b, const uint8_t bits[32])
{
    memcpy(*BUILD_ADD(b, classes, class_count), bits, 32);
    return b->class_count - 1;
}

static inline void build_instance(struct build *b, uint64_t id)
{
    *BUILD_ADD(b, instances, instance_count) = (struct build_instance){id, b->criterion_count, 0, b->code_count, 0};
}

static inline uint32_t build_criterion(struct build *b, uint8_t op, uint8_t flags, uint8_t ordinal, uint8_t other, uint32_t set)
{
    *BUILD_ADD(b, criteria, criterion_count) = (struct build_criterion){op, flags, ordinal, other, set, 0};
    return b->instances[b->instance_count - 1].criterion_count++;
}

static inline void build_code(struct build *b, uint32_t op, uint32_t k, uint32_t n)
{
    *BUILD_ADD(b, code, code_count) = op | k << 8 | n << 16;
    b->instances[b->instance_count - 1].code_count++;
}

/* An instance of one criterion. */
static inline void build_single(struct build *b, uint64_t id, uint8_t op, uint8_t flags, uint8_t ordinal, uint8_t other, uint32_t set)
{
    build_instance(b, id);
    build_code(b, WEIR_CODE_CRITERION, 0, build_criterion(b, op, flags, ordinal, other, set));
}

/* ---- writing ---- */

static inline void build_put(struct build_bytes *to, uint64_t value, unsigned bytes)
{
    while (to->n + bytes > to->room) {
        to->room = to->room * 2 + 64;
        to->p = realloc(to->p, to->room);
    }
    for (unsigned i = 0; i < bytes; i++)
        to->p[to->n++] = (uint8_t)(value >> (8 * i));
}

/* The number of a string; linear, which is enough for tests. */
static inline uint32_t build_number(struct build *b, struct build_text text)
{
    for (uint32_t i = 0; i < b->string_count; i++)
        if (build_compare(&b->strings[i], &text) == 0) return i;
    *BUILD_ADD(b, strings, string_count) = text;
    return b->string_count - 1;
}

static inline uint32_t build_name(struct build *b, const char *name)
{
    return build_number(b, (struct build_text){(const uint8_t *)name, (uint32_t)strlen(name)});
}

static inline void build_put_template(struct build *b)
{
    static const char *const words[WEIR_TYPE_COUNT] = {"reserved", "string", "path", "hash", "guid", "u32", "u64", "i64", "bool", "enum{}", "flags{}", "ip"};
    static const char *const names = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+-";
    struct build_bytes *to = &b->section[WEIR_SECTION_TEMPLATE];
    build_put(to, build_name(b, "T"), 4);
    build_put(to, 0, 2);
    build_put(to, 7, 2);
    build_put(to, weir_hash((const uint8_t *)"T", 1), 8);
    to = &b->section[WEIR_SECTION_PARAMETERS];
    for (uint32_t i = 0; i < b->parameter_count; i++) {
        const struct build_text name = {(const uint8_t *)names + i, b->types[i] == WEIR_TYPE_RESERVED ? 0 : 1};
        build_put(to, i + 1, 4);
        build_put(to, b->types[i], 4);
        build_put(to, build_number(b, name), 4);
        build_put(to, 0, 4);
        build_put(to, weir_hash(name.p, name.n), 8);
        build_put(to, weir_hash((const uint8_t *)words[b->types[i]], strlen(words[b->types[i]])), 8);
    }
}

static inline void build_put_set(struct build *b, struct build_set *set)
{
    struct build_bytes *to = &b->section[WEIR_SECTION_SETS];
    const int numbers = set->kind == WEIR_SET_NUMBERS || set->kind == WEIR_SET_RANGES;
    uint64_t weight = 0;
    for (uint32_t i = 0; i < set->count; i++)
        weight += set->strings != NULL ? set->strings[i].n : set->programs != NULL ? b->programs[set->programs[i]].count : 0;
    build_put(to, (uint64_t)set->kind | (uint64_t)set->form << 8, 4);
    build_put(to, numbers ? b->section[WEIR_SECTION_NUMBERS].n / 8 : b->section[WEIR_SECTION_VALUES].n / 4, 4);
    build_put(to, set->count, 4);
    build_put(to, weight, 4);
    for (uint32_t i = 0; numbers && i < (set->kind == WEIR_SET_RANGES ? 2 * set->count : set->count); i++)
        build_put(&b->section[WEIR_SECTION_NUMBERS], set->numbers[i], 8);
    for (uint32_t i = 0; !numbers && i < set->count; i++) /* strings get their numbers when the names before them have theirs */
        build_put(&b->section[WEIR_SECTION_VALUES], 0, 4);
}

static inline void build_put_criteria(struct build *b, struct build_instance *instance, uint32_t *set_order, uint32_t *set_count)
{
    struct build_bytes *to = &b->section[WEIR_SECTION_CRITERIA];
    uint32_t place = 0;
    for (uint32_t ordinal = 1; ordinal <= b->parameter_count; ordinal++) {
        uint32_t count = 0;
        for (uint32_t i = 0; i < instance->criterion_count; i++) {
            struct build_criterion *c = &b->criteria[instance->criterion_first + i];
            if (c->ordinal != ordinal) continue;
            count++;
            c->place = place++;
            if (c->set != WEIR_NO_SET && b->sets[c->set].number == 0) {
                set_order[(*set_count)++] = c->set;
                b->sets[c->set].number = *set_count;
            }
            build_put(to, (uint64_t)c->op | (uint64_t)c->flags << 8 | (uint64_t)c->ordinal << 16 | (uint64_t)c->other << 24, 4);
            build_put(to, c->set == WEIR_NO_SET ? WEIR_NO_SET : b->sets[c->set].number - 1, 4);
        }
        build_put(&b->section[WEIR_SECTION_VECTORS], count, 2);
    }
}

static inline void build_put_instances(struct build *b, uint32_t *set_order, uint32_t *set_count)
{
    struct build_bytes *to = &b->section[WEIR_SECTION_INSTANCES];
    for (uint32_t i = 0; i < b->instance_count; i++) {
        struct build_instance *in = &b->instances[i];
        build_put(to, in->id, 8);
        build_put(to, build_name(b, "I"), 4);
        build_put(to, build_name(b, "title"), 4);
        build_put(to, 2, 1);
        build_put(to, 1, 3);
        build_put(to, b->parameter_count, 4);
        build_put(to, (uint64_t)i * b->parameter_count, 4);
        build_put(to, in->criterion_count == 0 ? 0 : in->criterion_first, 4);
        build_put(to, in->criterion_count, 4);
        build_put(to, in->code_first, 4);
        build_put(to, in->code_count, 4);
        build_put(to, 0, 4);
        build_put_criteria(b, in, set_order, set_count);
        for (uint32_t c = 0; c < in->code_count; c++) {
            const uint32_t word = b->code[in->code_first + c];
            const int criterion = (word & 0xff) == WEIR_CODE_CRITERION;
            build_put(&b->section[WEIR_SECTION_CODE], criterion ? WEIR_CODE_CRITERION | b->criteria[in->criterion_first + (word >> 16)].place << 16 : word, 4);
        }
    }
}

static inline uint32_t build_put_programs(struct build *b, const uint32_t *set_order, uint32_t set_count)
{
    uint32_t count = 0, longest = 0;
    for (uint32_t s = 0; s < set_count; s++) {
        const struct build_set *set = &b->sets[set_order[s]];
        if (set->programs == NULL) continue;
        struct build_program *program = &b->programs[set->programs[0]];
        build_put(&b->section[WEIR_SECTION_PROGRAMS], b->section[WEIR_SECTION_PROGRAM_CODE].n / 8, 4);
        build_put(&b->section[WEIR_SECTION_PROGRAMS], program->count, 4);
        build_put(&b->section[WEIR_SECTION_PROGRAMS], build_name(b, "a regular expression"), 4);
        build_put(&b->section[WEIR_SECTION_PROGRAMS], 0, 4);
        for (uint32_t i = 0; i < program->count * 8; i++)
            build_put(&b->section[WEIR_SECTION_PROGRAM_CODE], program->code[i], 1);
        program->number = count++;
        if (longest < program->count) longest = program->count;
    }
    for (uint32_t i = 0; i < b->class_count; i++)
        for (uint32_t k = 0; k < 32; k++)
            build_put(&b->section[WEIR_SECTION_CLASSES], b->classes[i][k], 1);
    return longest;
}

static inline void build_put_strings(struct build *b, const uint32_t *set_order, uint32_t set_count)
{
    struct build_bytes values = {0};
    for (uint32_t s = 0; s < set_count; s++) {
        const struct build_set *set = &b->sets[set_order[s]];
        for (uint32_t i = 0; set->numbers == NULL && i < set->count; i++)
            build_put(&values, set->strings != NULL ? build_number(b, set->strings[i]) : b->programs[set->programs[i]].number, 4);
    }
    free(b->section[WEIR_SECTION_VALUES].p);
    b->section[WEIR_SECTION_VALUES] = values;
    for (uint32_t i = 0; i < b->string_count; i++) {
        build_put(&b->section[WEIR_SECTION_STRING_OFFSETS], b->section[WEIR_SECTION_STRING_BYTES].n, 4);
        for (uint32_t k = 0; k < b->strings[i].n; k++)
            build_put(&b->section[WEIR_SECTION_STRING_BYTES], b->strings[i].p[k], 1);
    }
    build_put(&b->section[WEIR_SECTION_STRING_OFFSETS], b->section[WEIR_SECTION_STRING_BYTES].n, 4);
}

/* Size and digest as they must be. */
static inline void build_seal(uint8_t *bytes, size_t size)
{
    for (unsigned i = 0; i < 8; i++)
        bytes[WEIR_AT_FILE_BYTES + i] = (uint8_t)((uint64_t)size >> (8 * i));
    weir_digest(bytes, size, bytes + WEIR_AT_DIGEST);
}

static inline void build_lay_out(struct build *b, uint32_t inputs_read, uint32_t longest)
{
    static const uint8_t record[WEIR_SECTION_COUNT + 1] = {
#define SECTION(name, number, bytes, text) [number] = (bytes),
#include "interpreter/sections.def"
#undef SECTION
    };
    const uint32_t numbers[] = {1, WEIR_SECTION_COUNT, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 291, 1, 1, b->parameter_count, inputs_read, longest, WEIR_UNICODE_VERSION, 0, 0, 0};
    struct build_bytes file = {0};
    for (unsigned i = 0; i < 8; i++)
        build_put(&file, (uint8_t)WEIR_MAGIC[i], 1);
    for (unsigned i = 0; i < 22; i++)
        build_put(&file, numbers[i], 4);
    size_t at = 96 + 16 * WEIR_SECTION_COUNT;
    for (uint32_t s = 1; s <= WEIR_SECTION_COUNT; s++) {
        build_put(&file, s, 4);
        build_put(&file, b->section[s].n / record[s], 4);
        build_put(&file, at, 4);
        build_put(&file, b->section[s].n, 4);
        at = (at + b->section[s].n + 7) / 8 * 8;
    }
    for (uint32_t s = 1; s <= WEIR_SECTION_COUNT; s++) {
        for (size_t i = 0; i < b->section[s].n; i++)
            build_put(&file, b->section[s].p[i], 1);
        while (file.n % 8 != 0)
            build_put(&file, 0, 1);
    }
    b->bytes = file.p;
    b->size = file.n;
    build_seal(b->bytes, b->size);
}

static inline void build_search(struct build *b); /* channel_search.h */

static inline void build_finish(struct build *b)
{
    uint32_t *set_order = calloc(b->set_count + 1, sizeof *set_order), set_count = 0, inputs_read = 0;
    build_put_template(b);
    build_put_instances(b, set_order, &set_count);
    for (uint32_t i = 0; i < b->criterion_count; i++) {
        const struct build_criterion *c = &b->criteria[i];
        const uint32_t last = c->ordinal > c->other ? c->ordinal : c->other;
        if (inputs_read < last) inputs_read = last;
    }
    const uint32_t longest = build_put_programs(b, set_order, set_count);
    for (uint32_t s = 0; s < set_count; s++)
        build_put_set(b, &b->sets[set_order[s]]);
    build_put_strings(b, set_order, set_count);
    build_search(b);
    build_lay_out(b, inputs_read, longest);
    free(set_order);
}

static inline void build_free(struct build *b)
{
    for (uint32_t i = 0; i < b->set_count; i++) {
        for (uint32_t k = 0; b->sets[i].strings != NULL && k < b->sets[i].count; k++)
            free((void *)(uintptr_t)b->sets[i].strings[k].p);
        free(b->sets[i].strings);
        free(b->sets[i].numbers);
        free(b->sets[i].programs);
    }
    for (uint32_t i = 0; i < b->program_count; i++)
        free(b->programs[i].code);
    for (uint32_t s = 0; s <= WEIR_SECTION_COUNT; s++)
        free(b->section[s].p);
    void *lists[] = {b->sets, b->programs, b->criteria, b->instances, b->code, b->strings, b->classes, b->bytes};
    for (unsigned i = 0; i < sizeof lists / sizeof *lists; i++)
        free(lists[i]);
    memset(b, 0, sizeof *b);
}

#endif
