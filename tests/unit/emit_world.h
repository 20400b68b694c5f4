/* Models made by hand for the tests of emit, and a look into the files that come out. */
#ifndef EMIT_WORLD_H
#define EMIT_WORLD_H

#include <stdio.h>
#include <stdlib.h>

#include "../../compiler/base/sha256.h"
#include "../../compiler/emit/emit.h"
#include "../../interpreter/weir.h"
#include "check.h"

/* ---- a model by hand ---- */

struct world {
    struct arena arena;
    struct sources sources;
    struct diag_sink sink;
    struct model model;
    struct span span;
};

static inline uint32_t string_add(struct model *m, struct str s)
{
    for (size_t i = 0; i < m->strings.count; i++)
        if (str_equal(*MODEL_AT(m->strings, struct str, i), s))
            return (uint32_t)i;
    *(struct str *)vec_push(&m->strings, sizeof(struct str)) = s;
    return (uint32_t)m->strings.count - 1;
}

static inline uint32_t set_end(struct model *m, uint8_t kind, uint32_t first, uint32_t count)
{
    for (size_t i = 0; i < m->sets.count; i++) {
        const struct value_set *old = MODEL_AT(m->sets, struct value_set, i);
        uint32_t n = kind == WEIR_SET_RANGES ? 2 * count : count;
        bool numbers = kind == WEIR_SET_NUMBERS || kind == WEIR_SET_RANGES;
        if (old->kind == kind && old->count == count &&
            (numbers ? memcmp(MODEL_AT(m->numbers, uint64_t, old->first), MODEL_AT(m->numbers, uint64_t, first), n * sizeof(uint64_t))
                     : memcmp(MODEL_AT(m->values, uint32_t, old->first), MODEL_AT(m->values, uint32_t, first), n * sizeof(uint32_t))) == 0)
            return (uint32_t)i;
    }
    *(struct value_set *)vec_push(&m->sets, sizeof(struct value_set)) = (struct value_set){first, count, kind};
    return (uint32_t)m->sets.count - 1;
}

/* Texts in byte order, separated by '|'. */
static inline uint32_t strings_set(struct model *m, const char *texts)
{
    uint32_t first = (uint32_t)m->values.count, count = 0;
    for (;; texts++) {
        size_t n = strcspn(texts, "|");
        uint32_t s = string_add(m, (struct str){texts, (uint32_t)n});
        *(uint32_t *)vec_push(&m->values, sizeof(uint32_t)) = s;
        count++;
        texts += n;
        if (*texts == 0)
            return set_end(m, WEIR_SET_STRINGS, first, count);
    }
}

static inline uint32_t regex_set(struct model *m, const char *texts)
{
    uint32_t first = (uint32_t)m->values.count, count = 0;
    for (;; texts++) {
        size_t n = strcspn(texts, "|"), r = 0;
        uint32_t s = string_add(m, (struct str){texts, (uint32_t)n});
        while (r < m->regexes.count && MODEL_AT(m->regexes, struct regex_entry, r)->text != s)
            r++;
        if (r == m->regexes.count)
            *(struct regex_entry *)vec_push(&m->regexes, sizeof(struct regex_entry)) = (struct regex_entry){s, {0, 0}};
        *(uint32_t *)vec_push(&m->values, sizeof(uint32_t)) = (uint32_t)r;
        count++;
        texts += n;
        if (*texts == 0)
            break;
    }
    uint32_t *v = MODEL_AT(m->values, uint32_t, first);
    for (uint32_t i = 1; i < count; i++) /* the model's order is that of its numbers */
        for (uint32_t j = i; j && v[j - 1] > v[j]; j--) {
            uint32_t t = v[j];
            v[j] = v[j - 1];
            v[j - 1] = t;
        }
    return set_end(m, WEIR_SET_PROGRAMS, first, count);
}

static inline uint32_t numbers_set(struct model *m, uint8_t kind, const uint64_t *numbers, uint32_t count)
{
    uint32_t first = (uint32_t)m->numbers.count, n = kind == WEIR_SET_RANGES ? 2 * count : count;
    memcpy(vec_extend(&m->numbers, n, sizeof(uint64_t)), numbers, n * sizeof(uint64_t));
    return set_end(m, kind, first, count);
}

static inline struct instance *instance_begin(struct world *w, uint64_t id, const char *name, const char *title)
{
    struct model *m = &w->model;
    struct instance *in = vec_push(&m->instances, sizeof *in);
    *in = (struct instance){.name = str_from(name), .title = str_from(title), .span = w->span, .id = id, .least_version = 1, .severity = WEIR_HIGH, .action = WEIR_DETECT};
    in->criterion_first = (uint32_t)m->criteria.count;
    in->code_first = (uint32_t)m->code.count;
    return in;
}

static inline void criterion_add(struct world *w, uint8_t op, uint8_t flags, uint8_t ordinal, uint8_t other, uint32_t set)
{
    struct model *m = &w->model;
    *(struct criterion *)vec_push(&m->criteria, sizeof(struct criterion)) = (struct criterion){op, flags, ordinal, other, set, w->span};
    MODEL_AT(m->instances, struct instance, m->instances.count - 1)->criterion_count++;
}

static inline void code_end(struct world *w, const uint32_t *words, uint32_t count)
{
    struct model *m = &w->model;
    memcpy(vec_extend(&m->code, count, sizeof(uint32_t)), words, count * sizeof(uint32_t));
    MODEL_AT(m->instances, struct instance, m->instances.count - 1)->code_count = count;
}
#define CODE(w, ...) code_end((w), (const uint32_t[]){__VA_ARGS__}, sizeof((const uint32_t[]){__VA_ARGS__}) / sizeof(uint32_t))
#define PUSH(n) (WEIR_CODE_CRITERION | (uint32_t)(n) << 16)

enum { PIPE = 1, KIND, IMAGE, USER, RESERVED, BALANCE, SIZE, ACCESS, SESSION, REMOTE, HASH, FIELDS = HASH };

static inline void template_make(struct world *w)
{
    static const struct member kinds[] = {{{"Create", 6}, 0, {0, 0}}, {{"Connect", 7}, 1, {0, 0}}};
    static const struct member rights[] = {{{"READ", 4}, 0x80000000u, {0, 0}}, {{"WRITE", 5}, 0x40000000u, {0, 0}}};
    static const struct alias aliases[] = {{{"ecs", 3}, {"process.executable", 18}}, {{"ocsf", 4}, {"actor.path", 10}}};
    static const struct recorded_value recorded[] = {
        {{"EventID", 7}, false, {NULL, 0}, 17}, {{"EventID", 7}, false, {NULL, 0}, 18}, {{"Channel", 7}, true, {"Sysmon", 6}, 0}};
    static const struct {
        const char *name, *text;
        uint8_t type;
    } rows[FIELDS] = {
        {"PipeName", "path", WEIR_TYPE_PATH},    {"Kind", "enum{Create,Connect}", WEIR_TYPE_ENUM},
        {"Image", "path", WEIR_TYPE_PATH},       {"User", "string", WEIR_TYPE_STRING},
        {"", "reserved", WEIR_TYPE_RESERVED},    {"Balance", "i64", WEIR_TYPE_I64},
        {"Size", "u64", WEIR_TYPE_U64},          {"Access", "flags{READ=2147483648,WRITE=1073741824}", WEIR_TYPE_FLAGS},
        {"Session", "guid", WEIR_TYPE_GUID},     {"Remote", "ip", WEIR_TYPE_IP},
        {"Hash", "hash", WEIR_TYPE_HASH},
    };
    struct template_type *t = vec_push(&w->model.templates, sizeof *t);
    *t = (struct template_type){.name = STR("NamedPipe"), .span = w->span, .channel = 291, .version = 2, .actions = 7, .field_count = FIELDS, .recorded = recorded, .recorded_count = 3};
    t->fields = arena_array(&w->arena, FIELDS, sizeof *t->fields);
    for (uint8_t i = 0; i < FIELDS; i++) {
        t->fields[i] = (struct field){.name = str_from(rows[i].name), .ordinal = (uint8_t)(i + 1), .type = rows[i].type, .since = i < HASH - 1 ? 1u : 2u,
                                      .type_text = str_from(rows[i].text)};
    }
    t->fields[KIND - 1].members = kinds;
    t->fields[ACCESS - 1].members = rights;
    t->fields[KIND - 1].member_count = t->fields[ACCESS - 1].member_count = 2;
    t->fields[IMAGE - 1].aliases = aliases;
    t->fields[IMAGE - 1].alias_count = 2;
    t->fields[USER - 1].cased = true;
}

static inline void instance_pipes(struct world *w)
{
    struct model *m = &w->model;
    instance_begin(w, 20, "Pipes", "Default pipes");
    criterion_add(w, WEIR_OP_LIKE, 0, PIPE, 0, strings_set(m, "\\msagent_*|\\msse-*-server"));
    criterion_add(w, WEIR_OP_MATCHES, WEIR_CRITERION_CASED, PIPE, 0, regex_set(m, "\\\\postex_[0-9a-f]{4}|(?i)evil[xyz]"));
    criterion_add(w, WEIR_OP_NUMBER_IN, 0, KIND, 0, numbers_set(m, WEIR_SET_NUMBERS, (const uint64_t[]){1}, 1));
    criterion_add(w, WEIR_OP_ENDS, 0, IMAGE, 0, strings_set(m, "\\chrome.exe|\\pipes"));
    criterion_add(w, WEIR_OP_ENDS, WEIR_CRITERION_CASED, IMAGE, 0, strings_set(m, "\\chrome.exe|\\pipes"));
    CODE(w, PUSH(0), PUSH(1), WEIR_CODE_OR, PUSH(2), PUSH(3), PUSH(4), WEIR_CODE_ATLEAST | 2 << 8 | 3u << 16, WEIR_CODE_AND);
}

static inline void instance_any(struct world *w)
{
    struct model *m = &w->model;
    uint32_t evil = strings_set(m, "evil");
    instance_begin(w, 10, "Anywhere", "Default pipes");
    criterion_add(w, WEIR_OP_EXISTS, 0, PIPE, 0, WEIR_NO_SET);
    criterion_add(w, WEIR_OP_CONTAINS, 0, IMAGE, 0, evil);
    criterion_add(w, WEIR_OP_FIELD_EQUALS, 0, USER, PIPE, WEIR_NO_SET);
    criterion_add(w, WEIR_OP_CONTAINS, 0, 0, 0, evil);
    CODE(w, PUSH(2), PUSH(3), PUSH(1), WEIR_CODE_NOT, PUSH(0), WEIR_CODE_AND, PUSH(3), WEIR_CODE_OR, WEIR_CODE_AND, WEIR_CODE_AND);
}

static inline void instance_numbers(struct world *w)
{
    struct model *m = &w->model;
    static const uint64_t high[] = {UINT64_MAX - 5}, range[] = {UINT64_MAX - 9, UINT64_MAX - 3}, low[] = {3, 9};
    instance_begin(w, 30, "Numbers", "");
    criterion_add(w, WEIR_OP_NUMBER_IN, 0, BALANCE, 0, numbers_set(m, WEIR_SET_NUMBERS, high, 1));
    criterion_add(w, WEIR_OP_NUMBER_RANGE, 0, BALANCE, 0, numbers_set(m, WEIR_SET_RANGES, range, 1));
    criterion_add(w, WEIR_OP_NUMBER_IN, 0, BALANCE, 0, numbers_set(m, WEIR_SET_NUMBERS, low, 2));
    criterion_add(w, WEIR_OP_NUMBER_IN, 0, SIZE, 0, numbers_set(m, WEIR_SET_NUMBERS, high, 1));
    criterion_add(w, WEIR_OP_NUMBER_RANGE, 0, SIZE, 0, numbers_set(m, WEIR_SET_RANGES, range, 1));
    criterion_add(w, WEIR_OP_NUMBER_IN, 0, SIZE, 0, numbers_set(m, WEIR_SET_NUMBERS, low, 2));
    criterion_add(w, WEIR_OP_HAS_ANY, 0, ACCESS, 0, numbers_set(m, WEIR_SET_NUMBERS, (const uint64_t[]){0xc0000000u}, 1));
    criterion_add(w, WEIR_OP_BYTES_IN, 0, SESSION, 0, strings_set(m, "0123456789abcdef"));
    criterion_add(w, WEIR_OP_BYTES_IN, 0, REMOTE, 0, strings_set(m, "abcd"));
    criterion_add(w, WEIR_OP_WITHIN, 0, REMOTE, 0, strings_set(m, "abc@\x1a"));
    CODE(w, PUSH(0), PUSH(1), WEIR_CODE_OR, PUSH(2), WEIR_CODE_OR, PUSH(3), PUSH(4), WEIR_CODE_OR, PUSH(5), WEIR_CODE_OR, WEIR_CODE_AND, PUSH(6), WEIR_CODE_AND,
         PUSH(7), WEIR_CODE_AND, PUSH(8), PUSH(9), WEIR_CODE_OR, WEIR_CODE_AND);
}

static inline void instance_hash(struct world *w) /* for version 2 alone; its text reads like a name */
{
    struct model *m = &w->model;
    instance_begin(w, 5, "Hashes", "Pipes")->least_version = 2;
    criterion_add(w, WEIR_OP_EQUALS, 0, HASH, 0, strings_set(m, "0a1b|evil|sysmon"));
    criterion_add(w, WEIR_OP_MATCHES, WEIR_CRITERION_CASED, HASH, 0, regex_set(m, "(?i)evil[xyz]"));
    CODE(w, PUSH(0), PUSH(1), WEIR_CODE_OR);
}

static inline void instance_stress(struct world *w)
{
    instance_begin(w, 40, "Everything", "")->stress = true;
    CODE(w, WEIR_CODE_TRUE);
}

/* order: in which the instances, and with them strings, sets and expressions, come into the model. */
static inline void world_make(struct world *w, jmp_buf *exhausted, const char *order)
{
    memset(w, 0, sizeof *w);
    arena_init(&w->arena, exhausted);
    sources_init(&w->sources, &w->arena);
    diag_init(&w->sink, &w->arena, &w->sources);
    uint32_t file = sources_add(&w->sources, "a.weir", STR("some text of a file\nand more\n"));
    w->span = (struct span){sources_file(&w->sources, file)->base + 5, 4};
    model_init(&w->model, &w->arena, &w->sources, &w->sink);
    template_make(w);
    static void (*const make[])(struct world *) = {instance_pipes, instance_any, instance_numbers, instance_hash, instance_stress};
    for (; *order; order++)
        make[*order - '0'](w);
}

static inline void world_free(struct world *w)
{
    model_free(&w->model);
    diag_free(&w->sink);
    sources_free(&w->sources);
    arena_free(&w->arena);
}

/* ---- a look into the file ---- */

static inline uint32_t get32(const uint8_t *p) { return (uint32_t)p[0] | (uint32_t)p[1] << 8 | (uint32_t)p[2] << 16 | (uint32_t)p[3] << 24; }
static const uint8_t *record(const struct channel_image *image, uint32_t section, uint32_t bytes, uint32_t index)
{
    const uint8_t *p = image->bytes.p;
    return p + get32(p + WEIR_HEADER_BYTES + (section - 1) * WEIR_SECTION_ROW_BYTES + 8) + (size_t)index * bytes;
}
static inline uint32_t records(const struct channel_image *image, uint32_t section)
{
    return get32((const uint8_t *)image->bytes.p + WEIR_HEADER_BYTES + (section - 1) * WEIR_SECTION_ROW_BYTES + 4);
}

#endif
