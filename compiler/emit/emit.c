/* A plan -> the bytes of the channel file.
 *
 * In:  the typed model of content without errors. Out: bytes that docs/channel-format.md describes, and their digest.
 * Must hold: one content, one byte string; the memory for the bytes is taken once, at its final size. */
#include <stdio.h>
#include <stdlib.h>

#include "../base/limits.h"
#include "../base/sha256.h"
#include "plan.h"
#include "put.h"

struct writer {
    const struct plan *plan;
    uint8_t *bytes;
    uint32_t offset[WEIR_SECTION_COUNT + 1], count[WEIR_SECTION_COUNT + 1];
    uint32_t string_count, string_at; /* strings written, and their bytes */
};

static const uint32_t record_bytes[WEIR_SECTION_COUNT + 1] = {
#define SECTION(name, number, bytes, text) [number] = (bytes),
#include "../../interpreter/sections.def"
#undef SECTION
};

static uint64_t fnv1a(struct str text)
{
    uint64_t h = 0xcbf29ce484222325u;
    for (uint32_t i = 0; i < text.n; i++)
        h = (h ^ (uint8_t)text.p[i]) * 0x100000001b3u;
    return h;
}

static uint8_t *section(const struct writer *w, enum weir_section number) { return w->bytes + w->offset[number]; }

/* File number of a name; plan.c has seen every one that is asked for here. */
static uint32_t name_number(const struct plan *plan, struct str text)
{
    const uint32_t number = plan_find_name(plan, text, plan_name_hash(text))->number;
    if (number == 0)
        BUG("a name without a number: " STR_FMT, STR_ARG(text));
    return number - 1;
}

/* Sizes and places of the sections; the size of the file, which may be over the format's limit. */
static uint64_t lay_out(struct writer *w)
{
    const struct plan *plan = w->plan;
    const uint64_t counts[WEIR_SECTION_COUNT + 1] = {
        [WEIR_SECTION_TEMPLATE] = 1,
        [WEIR_SECTION_PARAMETERS] = plan->parameter_count,
        [WEIR_SECTION_MEMBERS] = plan->member_total,
        [WEIR_SECTION_ALIASES] = plan->alias_total,
        [WEIR_SECTION_RECORDED] = plan->type->recorded_count,
        [WEIR_SECTION_INSTANCES] = plan->instances.count,
        [WEIR_SECTION_VECTORS] = plan->vector_total,
        [WEIR_SECTION_CRITERIA] = plan->criteria.count,
        [WEIR_SECTION_CODE] = plan->code.count,
        [WEIR_SECTION_SETS] = plan->sets.count + plan->needed_sets.count,
        [WEIR_SECTION_VALUES] = plan->value_total,
        [WEIR_SECTION_NUMBERS] = plan->number_total,
        [WEIR_SECTION_PROGRAMS] = plan->programs.count,
        [WEIR_SECTION_PROGRAM_CODE] = plan->program_code.count,
        [WEIR_SECTION_CLASSES] = plan->classes.count,
        [WEIR_SECTION_STRING_OFFSETS] = (uint64_t)plan->string_total + 1,
        [WEIR_SECTION_STRING_BYTES] = plan->string_bytes,
        [WEIR_SECTION_QUESTIONS] = plan->questions.count,
        [WEIR_SECTION_ASKED] = plan->criteria.count,
        [WEIR_SECTION_WAKES] = plan->wake_total,
        [WEIR_SECTION_ALWAYS] = plan->always.count,
        [WEIR_SECTION_TABLES] = plan->tables.count,
        [WEIR_SECTION_BUCKETS] = plan->bucket_total,
        [WEIR_SECTION_FILTERS] = plan->filter_total,
        [WEIR_SECTION_ENTRIES] = plan->entry_total,
        [WEIR_SECTION_HITS] = plan->hit_total,
        [WEIR_SECTION_WINDOWS] = plan->string_total,
    };
    uint64_t at = WEIR_HEADER_BYTES + WEIR_SECTION_COUNT * WEIR_SECTION_ROW_BYTES;
    for (uint32_t i = 1; i <= WEIR_SECTION_COUNT; i++) {
        at = (at + WEIR_ALIGN - 1) / WEIR_ALIGN * WEIR_ALIGN;
        w->offset[i] = (uint32_t)at;
        w->count[i] = (uint32_t)counts[i];
        if (counts[i] > WEIR_MAX_FILE_BYTES || at > WEIR_MAX_FILE_BYTES)
            return UINT64_MAX;
        at += counts[i] * record_bytes[i];
    }
    return (at + WEIR_ALIGN - 1) / WEIR_ALIGN * WEIR_ALIGN;
}

static void write_header(const struct writer *w, uint64_t size, uint32_t revision)
{
    const struct plan *plan = w->plan;
    uint8_t *p = w->bytes;
    memcpy(p + WEIR_AT_MAGIC, WEIR_MAGIC, WEIR_MAGIC_BYTES);
    put32(p + WEIR_AT_FORMAT_VERSION, WEIR_FORMAT_VERSION);
    put32(p + WEIR_AT_SECTION_COUNT, WEIR_SECTION_COUNT);
    put64(p + WEIR_AT_FILE_BYTES, size);
    put32(p + WEIR_AT_CHANNEL, plan->type->channel);
    put32(p + WEIR_AT_TEMPLATE_VERSION, plan->version);
    put32(p + WEIR_AT_REVISION, revision);
    put32(p + WEIR_AT_PARAMETER_COUNT, plan->parameter_count);
    put32(p + WEIR_AT_INPUTS_READ, plan->inputs_read);
    put32(p + WEIR_AT_MAX_PROGRAM, plan->max_program);
    put32(p + WEIR_AT_UNICODE_VERSION, WEIR_UNICODE_VERSION);
    for (uint32_t i = 1; i <= WEIR_SECTION_COUNT; i++) {
        uint8_t *row = p + WEIR_HEADER_BYTES + (i - 1) * WEIR_SECTION_ROW_BYTES;
        put32(row, i);
        put32(row + 4, w->count[i]);
        put32(row + 8, w->offset[i]);
        put32(row + 12, w->count[i] * record_bytes[i]);
    }
}

static void write_template(const struct writer *w)
{
    const struct template_type *type = w->plan->type;
    uint8_t *p = section(w, WEIR_SECTION_TEMPLATE);
    put32(p + WEIR_TEMPLATE_NAME, name_number(w->plan, type->name));
    put8(p + WEIR_TEMPLATE_PLATFORM, type->platform);
    put8(p + WEIR_TEMPLATE_PHASE, type->phase);
    put8(p + WEIR_TEMPLATE_ACTIONS, type->actions);
    put64(p + WEIR_TEMPLATE_NAME_HASH, fnv1a(type->name));
    p = section(w, WEIR_SECTION_RECORDED);
    for (uint32_t i = 0; i < type->recorded_count; i++, p += WEIR_BYTES_RECORDED) {
        const struct recorded_value *value = &type->recorded[i];
        put32(p + WEIR_RECORDED_KEY, name_number(w->plan, value->key));
        put32(p + WEIR_RECORDED_KIND, value->is_text);
        put64(p + WEIR_RECORDED_VALUE, value->is_text ? name_number(w->plan, value->text) : value->number);
    }
}

static void write_parameters(const struct writer *w)
{
    const struct plan *plan = w->plan;
    uint8_t *p = section(w, WEIR_SECTION_PARAMETERS), *member = section(w, WEIR_SECTION_MEMBERS), *alias = section(w, WEIR_SECTION_ALIASES);
    uint32_t member_first = 0;
    for (uint32_t i = 0; i < plan->parameter_count; i++, p += WEIR_BYTES_PARAMETERS) {
        const struct field *field = &plan->type->fields[i];
        put32(p + WEIR_PARAMETER_ORDINAL, i + 1);
        put8(p + WEIR_PARAMETER_TYPE, field->type);
        put8(p + WEIR_PARAMETER_FLAGS, field->cased ? WEIR_PARAMETER_CASED : 0);
        put16(p + WEIR_PARAMETER_MEMBER_COUNT, field->member_count);
        put32(p + WEIR_PARAMETER_NAME, name_number(plan, field->name));
        put32(p + WEIR_PARAMETER_MEMBER_FIRST, field->member_count ? member_first : 0);
        put64(p + WEIR_PARAMETER_NAME_HASH, fnv1a(field->name));
        put64(p + WEIR_PARAMETER_TYPE_HASH, fnv1a(field->type_text));
        member_first += field->member_count;
        for (uint32_t m = 0; m < field->member_count; m++, member += WEIR_BYTES_MEMBERS) {
            put32(member + WEIR_MEMBER_NAME, name_number(plan, field->members[m].name));
            put64(member + WEIR_MEMBER_VALUE, field->members[m].value);
        }
        for (uint32_t a = 0; a < field->alias_count; a++, alias += WEIR_BYTES_ALIASES) {
            put32(alias + WEIR_ALIAS_ORDINAL, i + 1);
            put32(alias + WEIR_ALIAS_SCHEME, name_number(plan, field->aliases[a].scheme));
            put32(alias + WEIR_ALIAS_PATH, name_number(plan, field->aliases[a].path));
        }
    }
}

static void write_instances(const struct writer *w)
{
    const struct plan *plan = w->plan;
    uint8_t *p = section(w, WEIR_SECTION_INSTANCES), *vector = section(w, WEIR_SECTION_VECTORS);
    const struct plan_criterion *criteria = plan->criteria.p;
    uint32_t vector_first = 0, criterion_first = 0, code_first = 0;
    for (size_t i = 0; i < plan->instances.count; i++, p += WEIR_BYTES_INSTANCES) {
        const struct plan_instance *planned = MODEL_AT(plan->instances, struct plan_instance, i);
        const struct instance *instance = MODEL_AT(plan->model->instances, struct instance, planned->model);
        put64(p + WEIR_INSTANCE_ID, instance->id);
        put32(p + WEIR_INSTANCE_NAME, planned->name);
        put32(p + WEIR_INSTANCE_TITLE, planned->title);
        put8(p + WEIR_INSTANCE_SEVERITY, instance->severity);
        put8(p + WEIR_INSTANCE_ACTION, instance->action);
        put8(p + WEIR_INSTANCE_FLAGS, instance->stress ? WEIR_INSTANCE_STRESS : 0);
        put32(p + WEIR_INSTANCE_PARAMETER_COUNT, planned->vector_length);
        put32(p + WEIR_INSTANCE_VECTOR_FIRST, vector_first);
        put32(p + WEIR_INSTANCE_CRITERION_FIRST, planned->criterion_count ? criterion_first : 0);
        put32(p + WEIR_INSTANCE_CRITERION_COUNT, planned->criterion_count);
        put32(p + WEIR_INSTANCE_CODE_FIRST, code_first);
        put32(p + WEIR_INSTANCE_CODE_COUNT, planned->code_count);
        uint32_t c = 0;
        for (uint32_t ordinal = 1; ordinal <= planned->vector_length; ordinal++, vector += WEIR_BYTES_VECTORS) {
            uint32_t before = c;
            while (c < planned->criterion_count && criteria[criterion_first + c].ordinal == ordinal)
                c++;
            put16(vector, c - before);
        }
        if (c != planned->criterion_count)
            BUG("instance " STR_FMT " has a criterion beyond its %u parameters", STR_ARG(instance->name), planned->vector_length);
        vector_first += planned->vector_length;
        criterion_first += planned->criterion_count;
        code_first += planned->code_count;
    }
}

static void write_criteria(const struct writer *w)
{
    const struct plan *plan = w->plan;
    uint8_t *p = section(w, WEIR_SECTION_CRITERIA);
    for (size_t i = 0; i < plan->criteria.count; i++, p += WEIR_BYTES_CRITERIA) {
        const struct plan_criterion *c = MODEL_AT(plan->criteria, struct plan_criterion, i);
        put8(p + WEIR_CRITERION_OP, c->op);
        put8(p + WEIR_CRITERION_FLAGS, c->flags);
        put8(p + WEIR_CRITERION_ORDINAL, c->ordinal);
        put8(p + WEIR_CRITERION_OTHER, c->other);
        put32(p + WEIR_CRITERION_SET, c->set);
    }
    p = section(w, WEIR_SECTION_CODE);
    for (size_t i = 0; i < plan->code.count; i++, p += WEIR_BYTES_CODE)
        put32(p, *MODEL_AT(plan->code, uint32_t, i));
}

static int u32_compare(const void *a, const void *b)
{
    uint32_t x, y;
    memcpy(&x, a, sizeof x);
    memcpy(&y, b, sizeof y);
    return x < y ? -1 : x > y;
}

/* The next string, and where the one behind it will start. */
static void write_string(struct writer *w, struct str s)
{
    if (s.n)
        memcpy(section(w, WEIR_SECTION_STRING_BYTES) + w->string_at, s.p, s.n);
    w->string_at += s.n;
    w->string_count++;
    put32(section(w, WEIR_SECTION_STRING_OFFSETS) + (size_t)w->string_count * WEIR_BYTES_STRING_OFFSETS, w->string_at);
}

/* The values of one set, in the file's numbers. Returns the weight. */
static uint32_t write_values(const struct writer *w, const struct value_set *set, uint8_t *value, struct vec *sorted)
{
    const struct plan *plan = w->plan;
    const uint32_t *values = MODEL_AT(plan->model->values, uint32_t, set->first);
    uint32_t weight = 0; /* of different strings or programs of one file, so it is no larger than that */
    if (set->kind == WEIR_SET_STRINGS) { /* in byte order, whatever their numbers */
        for (uint32_t i = 0; i < set->count; i++, value += WEIR_BYTES_VALUES) {
            model_values_ahead(plan->model, (size_t)set->first + i);
            put32(value, plan->string_number[values[i]] - 1);
            weight += MODEL_AT(plan->model->strings, struct str, values[i])->n;
        }
        return weight;
    }
    sorted->count = 0;
    uint32_t *out = vec_extend(sorted, set->count, sizeof *out);
    for (uint32_t i = 0; i < set->count; i++)
        out[i] = plan->program_number[values[i]] - 1;
    qsort(out, set->count, sizeof *out, u32_compare);
    for (uint32_t i = 0; i < set->count; i++, value += WEIR_BYTES_VALUES) {
        put32(value, out[i]);
        weight += MODEL_AT(plan->programs, struct plan_program, out[i])->count;
    }
    return weight;
}

/* What questions require and no criterion compares with. p, value: behind the sets and the values before them. */
static void write_needed_sets(const struct writer *w, uint8_t *p, uint8_t *value, uint32_t value_first)
{
    const struct plan *plan = w->plan;
    for (size_t i = 0; i < plan->needed_sets.count; i++, p += WEIR_BYTES_SETS) {
        const struct plan_needed *needed = MODEL_AT(plan->needed, struct plan_needed, *MODEL_AT(plan->needed_sets, uint32_t, i));
        uint32_t weight = 0;
        for (uint32_t v = 0; v < needed->count; v++, value += WEIR_BYTES_VALUES) {
            uint32_t word = *MODEL_AT(plan->needed_words, uint32_t, needed->first + v);
            put32(value, plan->word_number[word] - 1);
            weight += intern_name(&plan->words, word).n;
        }
        put8(p + WEIR_SET_KIND, WEIR_SET_STRINGS);
        put8(p + WEIR_SET_FORM, WEIR_FORM_TEXT_FOLDED);
        put32(p + WEIR_SET_FIRST, value_first);
        put32(p + WEIR_SET_COUNT, needed->count);
        put32(p + WEIR_SET_WEIGHT, weight);
        value_first += needed->count;
    }
}

static void write_sets(const struct writer *w)
{
    const struct plan *plan = w->plan;
    const struct model *model = plan->model;
    uint8_t *p = section(w, WEIR_SECTION_SETS), *value = section(w, WEIR_SECTION_VALUES), *number = section(w, WEIR_SECTION_NUMBERS);
    uint32_t value_first = 0, number_first = 0;
    struct vec sorted = {.exhausted = model->arena->exhausted};
    for (size_t i = 0; i < plan->sets.count; i++, p += WEIR_BYTES_SETS) {
        uint32_t planned = *MODEL_AT(plan->sets, uint32_t, i);
        const struct value_set *set = MODEL_AT(model->sets, struct value_set, plan_set_model(planned));
        bool of_values = set->kind == WEIR_SET_STRINGS || set->kind == WEIR_SET_PROGRAMS;
        put8(p + WEIR_SET_KIND, set->kind);
        put8(p + WEIR_SET_FORM, plan_set_form(planned));
        put32(p + WEIR_SET_FIRST, of_values ? value_first : number_first);
        put32(p + WEIR_SET_COUNT, set->count);
        if (of_values) {
            put32(p + WEIR_SET_WEIGHT, write_values(w, set, value, &sorted));
            value += (size_t)set->count * WEIR_BYTES_VALUES;
            value_first += set->count;
        } else {
            uint32_t count = set->count * (set->kind == WEIR_SET_RANGES ? 2 : 1);
            for (uint32_t v = 0; v < count; v++, number += WEIR_BYTES_NUMBERS)
                put64(number, *MODEL_AT(model->numbers, uint64_t, set->first + v));
            number_first += count;
        }
    }
    vec_free(&sorted);
    write_needed_sets(w, p, value, value_first);
}

/* The strings, which have their numbers in the order in which names, sets, and what questions require have them first: by what VALUES says. */
static void write_strings(struct writer *w)
{
    const struct plan *plan = w->plan;
    const uint8_t *value = section(w, WEIR_SECTION_VALUES);
    for (size_t i = 0; i < plan->sets.count; i++) {
        const struct value_set *set = MODEL_AT(plan->model->sets, struct value_set, plan_set_model(*MODEL_AT(plan->sets, uint32_t, i)));
        const uint32_t count = set->kind == WEIR_SET_STRINGS || set->kind == WEIR_SET_PROGRAMS ? set->count : 0;
        for (uint32_t v = 0; v < count; v++, value += WEIR_BYTES_VALUES)
            if (set->kind == WEIR_SET_STRINGS && get32(value) == w->string_count)
                write_string(w, *MODEL_AT(plan->model->strings, struct str, *MODEL_AT(plan->model->values, uint32_t, set->first + v)));
    }
    for (size_t i = 0; i < plan->needed_sets.count; i++) {
        const struct plan_needed *needed = MODEL_AT(plan->needed, struct plan_needed, *MODEL_AT(plan->needed_sets, uint32_t, i));
        for (uint32_t v = 0; v < needed->count; v++, value += WEIR_BYTES_VALUES)
            if (get32(value) == w->string_count)
                write_string(w, intern_name(&plan->words, *MODEL_AT(plan->needed_words, uint32_t, needed->first + v)));
    }
}

static void write_programs(const struct writer *w)
{
    const struct plan *plan = w->plan;
    uint8_t *p = section(w, WEIR_SECTION_PROGRAMS), *code = section(w, WEIR_SECTION_PROGRAM_CODE);
    uint32_t first = 0;
    for (size_t i = 0; i < plan->programs.count; i++, p += WEIR_BYTES_PROGRAMS) {
        const struct plan_program *program = MODEL_AT(plan->programs, struct plan_program, i);
        const struct regex_entry *entry = MODEL_AT(plan->model->regexes, struct regex_entry, program->regex);
        put32(p + WEIR_PROGRAM_FIRST, first);
        put32(p + WEIR_PROGRAM_COUNT, program->count);
        put32(p + WEIR_PROGRAM_TEXT, name_number(plan, *MODEL_AT(plan->model->strings, struct str, entry->text)));
        first += program->count;
    }
    for (size_t i = 0; i < plan->program_code.count; i++, code += WEIR_BYTES_PROGRAM_CODE)
        put64(code, *MODEL_AT(plan->program_code, uint64_t, i));
    if (plan->classes.count)
        memcpy(section(w, WEIR_SECTION_CLASSES), plan->classes.p, plan->classes.count * WEIR_BYTES_CLASSES);
}

static bool write_image(struct plan *plan, uint32_t revision, struct channel_image *image)
{
    struct writer w = {.plan = plan};
    uint64_t size = lay_out(&w);
    _Static_assert(LIMIT_FILE_BYTES <= WEIR_MAX_FILE_BYTES, "what is written is what sensors take");
    if (size > LIMIT_FILE_BYTES) {
        plan_report_too_large(plan);
        return false;
    }
    if (plan->text_use > size * WEIR_TEXT_USE_FACTOR + WEIR_TEXT_USE_BASE) {
        diag_report(plan->model->sink, DIAG_TEXT_USED_TOO_OFTEN, plan->type->span, "the lists of '" STR_FMT "' version %u repeat the same texts too often",
                    STR_ARG(plan->type->name), plan->version);
        return false;
    }
    w.bytes = (uint8_t *)plan_table(plan, (size_t)size / 4); /* a multiple of 8; zero, and no memory until it is written */
    image->bytes.p = w.bytes;
    image->bytes.count = image->bytes.room = (size_t)size;
    uint8_t *sections[WEIR_SECTION_COUNT + 1];
    for (uint32_t i = 0; i <= WEIR_SECTION_COUNT; i++)
        sections[i] = section(&w, (enum weir_section)i);
    plan_write_search(plan, sections); /* what is largest comes last, when most of the plan is gone */
    plan_drop_search(plan);
    write_header(&w, size, revision);
    write_template(&w);
    write_parameters(&w);
    write_instances(&w);
    write_criteria(&w);
    write_programs(&w);
    for (uint32_t i = 0; i < plan->name_count; i++)
        write_string(&w, *MODEL_AT(plan->names, struct str, i));
    plan_drop_names(plan);
    write_sets(&w);
    plan_drop_numbers(plan);
    write_strings(&w);
    if (w.string_count != plan->string_total || w.string_at != plan->string_bytes)
        BUG("%u strings of %u bytes were written, %u were planned", w.string_count, w.string_at, plan->string_total);
    sha256_of_channel(w.bytes, (size_t)size, image->digest);
    memcpy(w.bytes + WEIR_AT_DIGEST, image->digest, WEIR_DIGEST_BYTES);
    return true;
}

bool emit_channel(struct model *model, uint32_t type, uint32_t version, uint32_t revision, bool with_stress, struct channel_image *image)
{
    jmp_buf *exhausted = model->arena->exhausted;
    *image = (struct channel_image){.type = type, .version = version, .revision = revision};
    image->bytes.exhausted = image->instances.exhausted = image->spans.exhausted = exhausted;
    struct plan plan;
    bool good = plan_make(&plan, model, type, version, with_stress) && write_image(&plan, revision, image);
    if (good) {
        for (size_t i = 0; i < plan.instances.count; i++) {
            uint32_t *added = vec_push(&image->instances, sizeof *added);
            *added = MODEL_AT(plan.instances, struct plan_instance, i)->model;
        }
        image->spans = plan.spans; /* as it is: no copy */
        plan.spans = (struct vec){.exhausted = exhausted};
    }
    plan_free(&plan);
    return good;
}

void emit_free(struct channel_image *image)
{
    vec_free(&image->bytes);
    vec_free(&image->instances);
    vec_free(&image->spans);
}

void emit_file_name(uint32_t channel, uint32_t version, uint32_t revision, char out[EMIT_NAME_BYTES])
{
    snprintf(out, EMIT_NAME_BYTES, "C-%08u-%08u-%08u.chn", channel, version, revision);
}
