/* A channel file -> a model. See decode.h.
 *
 * Must hold: every criterion and condition means what the file's means, with its criteria and codes in the file's order; the verifier's acceptance is what
 * makes every index valid. Tables of the file become tables of the model one to one, behind what the model has already. */
#include "decode.h"

#include "../../compiler/base/limits.h"
#include "../../compiler/pattern/pattern.h"
#include "view.h"

struct decoder {
    struct model *model;
    const struct weir_channel *channel;
    uint32_t type;
    uint32_t string_first, value_first, number_first, set_first, regex_first, criterion_first, code_first; /* what the model had before */
};

static uint32_t count_of(const struct vec *vec) { return (uint32_t)vec->count; }

/* ---- values ---- */

static void decode_strings(struct decoder *d)
{
    const uint32_t count = view_count(d->channel, WEIR_SECTION_STRING_OFFSETS) - 1;
    for (uint32_t i = 0; i < count; i++)
        *(struct str *)vec_push(&d->model->strings, sizeof(struct str)) = view_string(d->channel, i);
    for (uint32_t i = 0; i < view_count(d->channel, WEIR_SECTION_PROGRAMS); i++)
        *(struct regex_entry *)vec_push(&d->model->regexes, sizeof(struct regex_entry)) =
            (struct regex_entry){.text = d->string_first + view_u32(d->channel, WEIR_SECTION_PROGRAMS, i, WEIR_PROGRAM_TEXT)};
}

static void decode_sets(struct decoder *d)
{
    struct model *m = d->model;
    for (uint32_t i = 0; i < view_count(d->channel, WEIR_SECTION_NUMBERS); i++)
        *(uint64_t *)vec_push(&m->numbers, sizeof(uint64_t)) = view_u64(d->channel, WEIR_SECTION_NUMBERS, i, 0);
    for (uint32_t s = 0; s < view_count(d->channel, WEIR_SECTION_SETS); s++) {
        struct value_set set = {.first = view_u32(d->channel, WEIR_SECTION_SETS, s, WEIR_SET_FIRST), .count = view_u32(d->channel, WEIR_SECTION_SETS, s, WEIR_SET_COUNT),
                                .kind = (uint8_t)view_u8(d->channel, WEIR_SECTION_SETS, s, WEIR_SET_KIND)};
        if (set.kind == WEIR_SET_NUMBERS || set.kind == WEIR_SET_RANGES) {
            set.first += d->number_first;
        } else {
            const uint32_t base = set.kind == WEIR_SET_PROGRAMS ? d->regex_first : d->string_first, from = set.first;
            set.first = count_of(&m->values);
            for (uint32_t i = 0; i < set.count; i++)
                *(uint32_t *)vec_push(&m->values, sizeof(uint32_t)) = base + view_u32(d->channel, WEIR_SECTION_VALUES, from + i, 0);
        }
        *(struct value_set *)vec_push(&m->sets, sizeof set) = set;
    }
}

/* ---- the Template Type ---- */

static struct str name_at(const struct decoder *d, enum weir_section section, uint32_t record, uint32_t at) { return view_name(d->channel, section, record, at); }

/* "enum{A,B}", "flags{A=1}": what is hashed, as the format's page says. */
static struct str type_text(struct decoder *d, const struct field *field)
{
    static const char *const words[WEIR_TYPE_COUNT] = {
#define TYPE(name, number, text, storage) [number] = text,
#include "../../interpreter/types.def"
#undef TYPE
    };
    struct arena *arena = d->model->arena;
    struct str text = str_from(words[field->type]);
    if (field->member_count == 0) return text;
    for (uint32_t i = 0; i < field->member_count; i++) {
        const struct member *m = &field->members[i];
        if (field->type == WEIR_TYPE_FLAGS) text = arena_printf(arena, STR_FMT "%s" STR_FMT "=%llu", STR_ARG(text), i ? "," : "{", STR_ARG(m->name), (unsigned long long)m->value);
        else text = arena_printf(arena, STR_FMT "%s" STR_FMT, STR_ARG(text), i ? "," : "{", STR_ARG(m->name));
    }
    return arena_printf(arena, STR_FMT "}", STR_ARG(text));
}

static void decode_members(struct decoder *d, uint32_t parameter, struct field *field)
{
    field->member_count = view_u16(d->channel, WEIR_SECTION_PARAMETERS, parameter, WEIR_PARAMETER_MEMBER_COUNT);
    const uint32_t first = view_u32(d->channel, WEIR_SECTION_PARAMETERS, parameter, WEIR_PARAMETER_MEMBER_FIRST);
    struct member *members = arena_array(d->model->arena, field->member_count, sizeof *members);
    for (uint32_t i = 0; i < field->member_count; i++)
        members[i] = (struct member){.name = name_at(d, WEIR_SECTION_MEMBERS, first + i, WEIR_MEMBER_NAME), .value = view_u64(d->channel, WEIR_SECTION_MEMBERS, first + i, WEIR_MEMBER_VALUE)};
    field->members = members;
}

static void decode_aliases(struct decoder *d, struct field *field)
{
    const uint32_t total = view_count(d->channel, WEIR_SECTION_ALIASES);
    struct alias *aliases = arena_array(d->model->arena, total, sizeof *aliases);
    for (uint32_t i = 0; i < total; i++)
        if (view_u32(d->channel, WEIR_SECTION_ALIASES, i, WEIR_ALIAS_ORDINAL) == field->ordinal)
            aliases[field->alias_count++] = (struct alias){name_at(d, WEIR_SECTION_ALIASES, i, WEIR_ALIAS_SCHEME), name_at(d, WEIR_SECTION_ALIASES, i, WEIR_ALIAS_PATH)};
    field->aliases = aliases;
}

static void decode_recorded(struct decoder *d, struct template_type *type)
{
    type->recorded_count = view_count(d->channel, WEIR_SECTION_RECORDED);
    struct recorded_value *recorded = arena_array(d->model->arena, type->recorded_count, sizeof *recorded);
    for (uint32_t i = 0; i < type->recorded_count; i++) {
        const uint64_t value = view_u64(d->channel, WEIR_SECTION_RECORDED, i, WEIR_RECORDED_VALUE);
        recorded[i] = (struct recorded_value){.key = name_at(d, WEIR_SECTION_RECORDED, i, WEIR_RECORDED_KEY), .is_text = view_u32(d->channel, WEIR_SECTION_RECORDED, i, WEIR_RECORDED_KIND) == 1};
        if (recorded[i].is_text) recorded[i].text = view_string(d->channel, (uint32_t)value);
        else recorded[i].number = value;
    }
    type->recorded = recorded;
}

static void decode_template(struct decoder *d)
{
    struct template_type type = {.name = name_at(d, WEIR_SECTION_TEMPLATE, 0, WEIR_TEMPLATE_NAME), .channel = d->channel->channel, .version = d->channel->template_version,
                                 .platform = (uint8_t)view_u8(d->channel, WEIR_SECTION_TEMPLATE, 0, WEIR_TEMPLATE_PLATFORM),
                                 .phase = (uint8_t)view_u8(d->channel, WEIR_SECTION_TEMPLATE, 0, WEIR_TEMPLATE_PHASE),
                                 .actions = (uint8_t)view_u8(d->channel, WEIR_SECTION_TEMPLATE, 0, WEIR_TEMPLATE_ACTIONS), .field_count = d->channel->parameter_count};
    type.fields = arena_array(d->model->arena, type.field_count, sizeof *type.fields);
    for (uint32_t i = 0; i < type.field_count; i++) {
        struct field *field = &type.fields[i];
        *field = (struct field){.name = name_at(d, WEIR_SECTION_PARAMETERS, i, WEIR_PARAMETER_NAME), .ordinal = (uint8_t)(i + 1), .since = 1,
                                .type = (uint8_t)view_u8(d->channel, WEIR_SECTION_PARAMETERS, i, WEIR_PARAMETER_TYPE),
                                .cased = view_u8(d->channel, WEIR_SECTION_PARAMETERS, i, WEIR_PARAMETER_FLAGS) & WEIR_PARAMETER_CASED};
        decode_members(d, i, field);
        decode_aliases(d, field);
        field->type_text = type_text(d, field);
    }
    decode_recorded(d, &type);
    *(struct template_type *)vec_push(&d->model->templates, sizeof type) = type;
}

/* ---- instances ---- */

static void decode_criteria(struct decoder *d)
{
    for (uint32_t i = 0; i < view_count(d->channel, WEIR_SECTION_CRITERIA); i++) {
        const uint32_t set = view_u32(d->channel, WEIR_SECTION_CRITERIA, i, WEIR_CRITERION_SET);
        *(struct criterion *)vec_push(&d->model->criteria, sizeof(struct criterion)) =
            (struct criterion){.op = (uint8_t)view_u8(d->channel, WEIR_SECTION_CRITERIA, i, WEIR_CRITERION_OP), .flags = (uint8_t)view_u8(d->channel, WEIR_SECTION_CRITERIA, i, WEIR_CRITERION_FLAGS),
                               .ordinal = (uint8_t)view_u8(d->channel, WEIR_SECTION_CRITERIA, i, WEIR_CRITERION_ORDINAL),
                               .other = (uint8_t)view_u8(d->channel, WEIR_SECTION_CRITERIA, i, WEIR_CRITERION_OTHER), .set = set == WEIR_NO_SET ? set : d->set_first + set};
    }
    for (uint32_t i = 0; i < view_count(d->channel, WEIR_SECTION_CODE); i++)
        *(uint32_t *)vec_push(&d->model->code, sizeof(uint32_t)) = view_u32(d->channel, WEIR_SECTION_CODE, i, 0);
}

static void decode_instance(struct decoder *d, uint32_t i)
{
    const struct weir_channel *c = d->channel;
    *(struct instance *)vec_push(&d->model->instances, sizeof(struct instance)) = (struct instance){
        .name = name_at(d, WEIR_SECTION_INSTANCES, i, WEIR_INSTANCE_NAME), .title = name_at(d, WEIR_SECTION_INSTANCES, i, WEIR_INSTANCE_TITLE),
        .id = view_u64(c, WEIR_SECTION_INSTANCES, i, WEIR_INSTANCE_ID), .type = d->type, .least_version = 1,
        .severity = (uint8_t)view_u8(c, WEIR_SECTION_INSTANCES, i, WEIR_INSTANCE_SEVERITY), .action = (uint8_t)view_u8(c, WEIR_SECTION_INSTANCES, i, WEIR_INSTANCE_ACTION),
        .stress = view_u8(c, WEIR_SECTION_INSTANCES, i, WEIR_INSTANCE_FLAGS) & WEIR_INSTANCE_STRESS,
        .criterion_first = d->criterion_first + view_u32(c, WEIR_SECTION_INSTANCES, i, WEIR_INSTANCE_CRITERION_FIRST),
        .criterion_count = view_u32(c, WEIR_SECTION_INSTANCES, i, WEIR_INSTANCE_CRITERION_COUNT),
        .code_first = d->code_first + view_u32(c, WEIR_SECTION_INSTANCES, i, WEIR_INSTANCE_CODE_FIRST), .code_count = view_u32(c, WEIR_SECTION_INSTANCES, i, WEIR_INSTANCE_CODE_COUNT)};
}

void decode_channel(struct model *model, const struct weir_channel *channel, uint32_t *type)
{
    struct decoder d = {.model = model, .channel = channel, .type = count_of(&model->templates), .string_first = count_of(&model->strings), .value_first = count_of(&model->values),
                        .number_first = count_of(&model->numbers), .set_first = count_of(&model->sets), .regex_first = count_of(&model->regexes),
                        .criterion_first = count_of(&model->criteria), .code_first = count_of(&model->code)};
    *type = d.type;
    decode_template(&d);
    decode_strings(&d);
    decode_sets(&d);
    decode_criteria(&d);
    for (uint32_t i = 0; i < view_count(channel, WEIR_SECTION_INSTANCES); i++) decode_instance(&d, i);
}

/* ---- how deep conditions are ---- */

struct nested {
    uint32_t depth;
    uint8_t op; /* of the row that stands outermost, or 0 */
};

static uint32_t deeper(uint32_t a, uint32_t b) { return a > b ? a : b; }

/* Of one condition, rows of one operation counted as one level, as trees have them. */
static uint32_t depth_of(const struct weir_channel *channel, uint32_t instance)
{
    const uint32_t first = view_u32(channel, WEIR_SECTION_INSTANCES, instance, WEIR_INSTANCE_CODE_FIRST), count = view_u32(channel, WEIR_SECTION_INSTANCES, instance, WEIR_INSTANCE_CODE_COUNT);
    struct nested stack[WEIR_MAX_STACK];
    uint32_t height = 0, deepest = 0;
    for (uint32_t i = first; i < first + count; i++) {
        const uint32_t word = view_u32(channel, WEIR_SECTION_CODE, i, 0), op = word & 0xff, n = op == WEIR_CODE_NOT ? 1 : op == WEIR_CODE_ATLEAST ? word >> 16 : 2;
        if (op == WEIR_CODE_CRITERION || op == WEIR_CODE_TRUE) {
            stack[height++] = (struct nested){1, 0};
            continue;
        }
        const bool joins = op == stack[height - n].op && (op == WEIR_CODE_AND || op == WEIR_CODE_OR);
        struct nested made = {stack[height - n].depth + (joins ? 0 : 1), (uint8_t)op};
        for (uint32_t k = 1; k < n; k++) made.depth = deeper(made.depth, stack[height - n + k].depth + 1);
        height -= n - 1;
        stack[height - 1] = made;
        deepest = deeper(deepest, made.depth);
    }
    return deepest;
}

/* The program in the file is the one of the expression that stands beside it. */
static bool is_program_of(struct arena *scratch, const struct weir_channel *channel, uint32_t number)
{
    const uint32_t first = view_u32(channel, WEIR_SECTION_PROGRAMS, number, WEIR_PROGRAM_FIRST), count = view_u32(channel, WEIR_SECTION_PROGRAMS, number, WEIR_PROGRAM_COUNT);
    struct regex_program program;
    struct regex_error error;
    if (!regex_compile(scratch, view_string(channel, view_u32(channel, WEIR_SECTION_PROGRAMS, number, WEIR_PROGRAM_TEXT)), &program, &error) || program.count != count) return false;
    for (uint32_t i = 0; i < count; i++) {
        const struct regex_instruction *wanted = &program.code[i];
        const uint8_t *found = view_record(channel, WEIR_SECTION_PROGRAM_CODE, first + i);
        const uint32_t target = view_u32(channel, WEIR_SECTION_PROGRAM_CODE, first + i, 4);
        const bool is_class = wanted->op == WEIR_NFA_SET;
        if (found[0] != wanted->op || found[1] != wanted->a || found[2] != wanted->b || (!is_class && target != wanted->target)) return false;
        if (is_class && memcmp(view_record(channel, WEIR_SECTION_CLASSES, target), program.classes[wanted->target], sizeof program.classes[0]) != 0) return false;
    }
    return true;
}

static bool has_programs(const struct cli *cli, const struct weir_channel *channel)
{
    struct arena scratch;
    bool all = true;
    arena_init(&scratch, cli->arena.exhausted);
    for (uint32_t i = 0; all && i < view_count(channel, WEIR_SECTION_PROGRAMS); i++) {
        all = is_program_of(&scratch, channel, i);
        arena_reset(&scratch);
    }
    arena_free(&scratch);
    return all;
}

enum cli_status decode_check(const struct cli *cli, const char *path, const struct weir_channel *channel)
{
    enum { DEEPEST = 512 }; /* LIMIT_NESTING parentheses, a NOT in each, and what predicates and `any field` add */
    _Static_assert(DEEPEST >= 2 * LIMIT_NESTING + 64, "whatever the compiler writes is taken");
    for (uint32_t i = 0; i < view_count(channel, WEIR_SECTION_INSTANCES); i++)
        if (depth_of(channel, i) > DEEPEST)
            return cli_error(cli, CLI_CONTENT, "%s: a condition of it nests deeper than %d levels, which no content compiled by weir does", path, (int)DEEPEST);
    if (!has_programs(cli, channel)) return cli_error(cli, CLI_CONTENT, "%s: a regular expression of it is another one than its text, which no content compiled by weir is", path);
    return CLI_OK;
}
