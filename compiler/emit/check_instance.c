/* One instance of the file against the model's: metadata, vector, criteria, condition.
 *
 * The condition is walked in both at once: where the model pushes a criterion, the file must push one of the same content, and for one on
 * `any field` one for each text field, joined by ORs. So the criteria are compared by what the condition makes of them, and the
 * renumbering is found out, not repeated. */
#include <stdlib.h>

#include "check.h"

struct ranges { /* of the instance, in the file */
    uint32_t vector, parameters, criterion, criteria, code, words;
};

static const char *check_metadata(struct check *c, size_t at, const struct instance *in)
{
    if (check_u64(c, at + WEIR_INSTANCE_ID) != in->id)
        return check_differs(c, "its id: %llu in the file, %llu was written", (unsigned long long)check_u64(c, at + WEIR_INSTANCE_ID),
                             (unsigned long long)in->id);
    if (!check_string_is(c, check_u32(c, at + WEIR_INSTANCE_NAME), in->name))
        return check_differs(c, "its name");
    if (!check_string_is(c, check_u32(c, at + WEIR_INSTANCE_TITLE), in->title))
        return check_differs(c, "its title");
    if (check_u8(c, at + WEIR_INSTANCE_SEVERITY) != in->severity || check_u8(c, at + WEIR_INSTANCE_ACTION) != in->action)
        return check_differs(c, "its severity or its action");
    if (check_u8(c, at + WEIR_INSTANCE_FLAGS) != (in->stress ? WEIR_INSTANCE_STRESS : 0u) || check_u8(c, at + WEIR_INSTANCE_RESERVED) != 0 ||
        check_u32(c, at + WEIR_INSTANCE_RESERVED2) != 0)
        return check_differs(c, "its flags");
    return NULL;
}

/* Its ranges, and the vector against the criteria that follow it. */
static const char *check_vector(struct check *c, size_t at, const struct instance *in, struct ranges *r)
{
    *r = (struct ranges){
        check_u32(c, at + WEIR_INSTANCE_VECTOR_FIRST),    check_u32(c, at + WEIR_INSTANCE_PARAMETER_COUNT),
        check_u32(c, at + WEIR_INSTANCE_CRITERION_FIRST), check_u32(c, at + WEIR_INSTANCE_CRITERION_COUNT),
        check_u32(c, at + WEIR_INSTANCE_CODE_FIRST),      check_u32(c, at + WEIR_INSTANCE_CODE_COUNT),
    };
    uint32_t wanted = in->positional ? in->positions : c->parameter_count;
    if (r->parameters != wanted)
        return check_differs(c, "its parameter count: %u in the file, %u were written", r->parameters, wanted);
    if (r->parameters != c->parameter_count)
        return check_differs(c, "its parameter count: %u, and the Template Type declares %u", r->parameters, c->parameter_count);
    if (!check_has(c, WEIR_SECTION_VECTORS, r->vector, r->parameters) || !check_has(c, WEIR_SECTION_CRITERIA, r->criterion, r->criteria) ||
        !check_has(c, WEIR_SECTION_CODE, r->code, r->words))
        return check_differs(c, "its vector, its criteria or its condition are not in the file");
    if (r->criteria == 0 && r->criterion != 0)
        return check_differs(c, "it has no criteria, but a place for them");
    uint32_t next = 0;
    for (uint32_t i = 0; i < r->parameters; i++) {
        uint32_t count = check_u16(c, check_record(c, WEIR_SECTION_VECTORS, r->vector + i));
        for (; count > 0 && next < r->criteria; count--, next++)
            if (check_u8(c, check_record(c, WEIR_SECTION_CRITERIA, r->criterion + next) + WEIR_CRITERION_ORDINAL) != i + 1)
                break;
        if (count)
            return check_differs(c, "parameter %u: the number of its criteria", i + 1);
    }
    return next == r->criteria ? NULL : check_differs(c, "criteria that its vector does not count");
}

/* Room for the marks of this instance, cleared. */
static void prepare(struct check *c, const struct ranges *r, const struct instance *in)
{
    if (c->room < r->criteria) {
        c->room = r->criteria * 2;
        c->pushed = arena_alloc(&c->scratch, c->room * sizeof *c->pushed);
        c->keys = arena_alloc(&c->scratch, c->room * sizeof *c->keys);
    }
    if (c->model_room < in->criterion_count) {
        c->model_room = in->criterion_count * 2;
        c->first_push = arena_alloc(&c->scratch, c->model_room * sizeof *c->first_push);
    }
    if (r->criteria)
        memset(c->pushed, 0, r->criteria * sizeof *c->pushed);
    if (in->criterion_count)
        memset(c->first_push, 0, in->criterion_count * sizeof *c->first_push);
}

/* The file's word pushes a criterion that says what the model's one says on that ordinal. */
static const char *check_push(struct check *c, const struct ranges *r, uint32_t word, const struct criterion *wanted, uint32_t ordinal, uint32_t *number)
{
    uint32_t n = word >> 16;
    if ((word & 0xffff) != WEIR_CODE_CRITERION || n >= r->criteria)
        return check_differs(c, "its condition does not push a criterion of parameter %u where it should", ordinal);
    *number = n;
    size_t at = check_record(c, WEIR_SECTION_CRITERIA, r->criterion + n);
    struct str name = c->type->fields[ordinal - 1].name;
    if (check_u8(c, at + WEIR_CRITERION_ORDINAL) != ordinal)
        return check_differs(c, "its condition reads parameter %u instead of %u '" STR_FMT "'", check_u8(c, at + WEIR_CRITERION_ORDINAL), ordinal,
                             STR_ARG(name));
    if (check_u8(c, at + WEIR_CRITERION_OP) != wanted->op)
        return check_differs(c, "criterion %u on '" STR_FMT "': its operator", n, STR_ARG(name));
    if (check_u8(c, at + WEIR_CRITERION_FLAGS) != (wanted->flags & WEIR_CRITERION_CASED))
        return check_differs(c, "criterion %u on '" STR_FMT "': its case rule", n, STR_ARG(name));
    if (check_u8(c, at + WEIR_CRITERION_OTHER) != wanted->other)
        return check_differs(c, "criterion %u on '" STR_FMT "': its other field", n, STR_ARG(name));
    if (!c->pushed[n]) {
        /* First pushes come in the order of the criteria of a parameter. */
        if (n && !c->pushed[n - 1] && check_u8(c, check_record(c, WEIR_SECTION_CRITERIA, r->criterion + n - 1) + WEIR_CRITERION_ORDINAL) == ordinal)
            return check_differs(c, "criterion %u on '" STR_FMT "' comes before one that is pushed later", n, STR_ARG(name));
        c->pushed[n] = true;
    }
    if (c->inputs_read < ordinal)
        c->inputs_read = ordinal;
    if (c->inputs_read < wanted->other)
        c->inputs_read = wanted->other;
    return check_set(c, check_u32(c, at + WEIR_CRITERION_SET), wanted, c->type->fields[ordinal - 1].type);
}

static uint32_t word_at(const struct check *c, const struct ranges *r, uint32_t position)
{
    return position < r->words ? check_u32(c, check_record(c, WEIR_SECTION_CODE, r->code + position)) : 0;
}

/* One push of the model: one of the file, or for `any field` x1 x2 OR x3 OR ... over the text fields of this version that it stands for. */
static const char *check_pushes(struct check *c, const struct ranges *r, const struct criterion *wanted, uint32_t *first_push, uint32_t *position)
{
    const char *text = NULL;
    uint32_t number = 0, alternatives = 0;
    if (wanted->ordinal) {
        if (wanted->ordinal > c->parameter_count)
            return check_differs(c, "a criterion beyond its %u parameters", c->parameter_count);
        uint32_t word = word_at(c, r, (*position)++);
        if (*first_push && word == (WEIR_CODE_CRITERION | (*first_push - 1) << 16))
            return NULL; /* compared before */
        text = check_push(c, r, word, wanted, wanted->ordinal, &number);
        *first_push = number + 1;
        return text;
    }
    for (uint32_t i = 0; i < c->parameter_count && text == NULL; i++) {
        uint8_t type = c->type->fields[i].type;
        if (type != WEIR_TYPE_STRING && type != WEIR_TYPE_PATH && type != WEIR_TYPE_HASH)
            continue;
        if (wanted->flags & CRITERION_BY_FIELD && c->type->fields[i].cased != (wanted->flags % 2 == WEIR_CRITERION_CASED))
            continue; /* the case rule of the field is another than the criterion's */
        text = check_push(c, r, word_at(c, r, (*position)++), wanted, i + 1, &number);
        if (text == NULL && alternatives++ && word_at(c, r, (*position)++) != WEIR_CODE_OR)
            text = check_differs(c, "its condition lacks an OR between the fields of 'any field'");
    }
    if (text == NULL && alternatives == 0) {
        if (word_at(c, r, *position) != WEIR_CODE_TRUE || word_at(c, r, *position + 1) != WEIR_CODE_NOT)
            text = check_differs(c, "'any field' without a text field is not false");
        *position += 2;
    }
    return text;
}

static const char *check_condition(struct check *c, const struct ranges *r, const struct instance *in)
{
    const uint32_t *wanted = MODEL_AT(c->model->code, uint32_t, in->code_first);
    const struct criterion *criteria = MODEL_AT(c->model->criteria, struct criterion, in->criterion_first);
    uint32_t position = 0;
    for (uint32_t i = 0; i < in->code_count; i++) {
        const char *text = NULL;
        if ((wanted[i] & 0xff) != WEIR_CODE_CRITERION) {
            if (word_at(c, r, position++) != wanted[i])
                text = check_differs(c, "instruction %u of its condition", position - 1);
        } else if (wanted[i] >> 16 >= in->criterion_count) {
            text = check_differs(c, "its condition as written pushes a criterion that it does not have");
        } else {
            text = check_pushes(c, r, &criteria[wanted[i] >> 16], &c->first_push[wanted[i] >> 16], &position);
        }
        if (text)
            return text;
    }
    return position == r->words ? NULL : check_differs(c, "its condition has %u instructions, not %u", r->words, position);
}

static int key_compare(const void *a, const void *b)
{
    uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;
    return x < y ? -1 : x > y;
}

static void sort_keys(uint64_t *keys, uint32_t count)
{
    enum { FEW = 12 }; /* nearly every instance has no more */
    if (count > FEW) {
        qsort(keys, count, sizeof *keys, key_compare);
        return;
    }
    for (uint32_t i = 1; i < count; i++) {
        uint64_t key = keys[i];
        uint32_t at = i;
        for (; at > 0 && keys[at - 1] > key; at--)
            keys[at] = keys[at - 1];
        keys[at] = key;
    }
}

/* Every criterion is pushed, and no two are alike. */
static const char *check_criteria_used(struct check *c, const struct ranges *r)
{
    for (uint32_t i = 0; i < r->criteria; i++) {
        if (!c->pushed[i])
            return check_differs(c, "criterion %u is in no condition", i);
        c->keys[i] = check_u64(c, check_record(c, WEIR_SECTION_CRITERIA, r->criterion + i));
    }
    sort_keys(c->keys, r->criteria);
    for (uint32_t i = 1; i < r->criteria; i++)
        if (c->keys[i] == c->keys[i - 1])
            return check_differs(c, "two of its criteria are alike");
    return NULL;
}

const char *check_instance(struct check *c, uint32_t index, const struct instance *in)
{
    size_t at = check_record(c, WEIR_SECTION_INSTANCES, index);
    struct ranges r;
    const char *text = check_metadata(c, at, in);
    if (text == NULL)
        text = check_vector(c, at, in, &r);
    if (text)
        return text;
    prepare(c, &r, in);
    text = check_condition(c, &r, in);
    return text ? text : check_criteria_used(c, &r);
}
