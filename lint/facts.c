/* Model in, facts out: which instances belong to which Template Type, and which ordinals each of them reads, from its criteria.
 *
 * What the model claims and what its criteria say must agree; where they do not although nothing was reported, that is our own fault. */
#include "facts.h"

bool lint_is_text(uint8_t type)
{
    enum storage { NONE, TEXT, NUMBER, BYTES };
    static const uint8_t storages[WEIR_TYPE_COUNT] = {
#define TYPE(name, number, text, storage) [number] = storage,
#include "../interpreter/types.def"
#undef TYPE
    };
    return type < WEIR_TYPE_COUNT && storages[type] == TEXT;
}

uint32_t lint_declared(const struct template_type *type, uint32_t version)
{
    uint32_t count = 0;
    for (uint32_t i = 0; i < type->field_count; i++) count += type->fields[i].since <= version;
    return count;
}

/* Is the operator allowed on the field's type? The word in ops.def says which types it takes. */
static bool operator_allowed(uint8_t op, uint8_t type)
{
    enum { ANY, TEXT, NUMBER, ORDERED, FLAGS, BYTES, IP, NOTHING };
    static const uint8_t domains[WEIR_OP_COUNT] = {
        [0] = NOTHING,
#define OP(name, number, domain, set, text) [number] = domain,
#include "../interpreter/ops.def"
#undef OP
    };
    const bool ordered = type == WEIR_TYPE_U32 || type == WEIR_TYPE_U64 || type == WEIR_TYPE_I64;
    if (op == 0 || op >= WEIR_OP_COUNT || type == WEIR_TYPE_RESERVED || type >= WEIR_TYPE_COUNT) return false;
    switch (domains[op]) {
    case ANY: return true;
    case TEXT: return lint_is_text(type);
    case NUMBER: return ordered || type == WEIR_TYPE_BOOL || type == WEIR_TYPE_ENUM || type == WEIR_TYPE_FLAGS;
    case ORDERED: return ordered;
    case FLAGS: return type == WEIR_TYPE_FLAGS;
    case BYTES: return type == WEIR_TYPE_GUID || type == WEIR_TYPE_IP;
    case IP: return type == WEIR_TYPE_IP;
    default: return false;
    }
}

static void check_criterion(const struct instance *instance, const struct template_type *type, const struct criterion *c, uint32_t before)
{
    const uint32_t order = c->ordinal == 0 ? UINT32_MAX : c->ordinal;
    if (order < before) BUG("criteria of '" STR_FMT "' are not in the order of their ordinals", STR_ARG(instance->name));
    if (c->ordinal > type->field_count || c->other > type->field_count)
        BUG("a criterion of '" STR_FMT "' is on ordinal %u of %u", STR_ARG(instance->name), c->ordinal > type->field_count ? c->ordinal : c->other,
            type->field_count);
    const uint8_t own = c->ordinal ? type->fields[c->ordinal - 1].type : (uint8_t)WEIR_TYPE_STRING;
    if (!operator_allowed(c->op, own))
        BUG("operator %u of '" STR_FMT "' is not allowed on type %u", c->op, STR_ARG(instance->name), own);
    if (c->other && !operator_allowed(c->op, type->fields[c->other - 1].type))
        BUG("operator %u of '" STR_FMT "' is not allowed on its other field", c->op, STR_ARG(instance->name));
}

static void gather_instance(struct lint *lint, const struct instance *instance, struct instance_facts *facts)
{
    const struct template_type *type = lint_type(lint, instance->type);
    uint32_t before = 0;
    for (uint32_t i = 0; i < instance->criterion_count; i++) {
        const struct criterion *c = MODEL_AT(lint->model->criteria, struct criterion, instance->criterion_first + i);
        check_criterion(instance, type, c, before);
        before = c->ordinal == 0 ? UINT32_MAX : c->ordinal;
        facts->ops |= UINT32_C(1) << c->op;
        facts->reads |= lint_bit(c->ordinal) | lint_bit(c->other);
        if (c->ordinal) facts->criteria++;
        else if (c->flags & CRITERION_BY_FIELD) facts->any_by_case[(c->flags & WEIR_CRITERION_CASED) != 0]++;
        else facts->any_fields++;
    }
}

static bool takes_part(const struct lint *lint, const struct instance *instance)
{
    return !instance->poisoned && instance->type < lint->model->templates.count && !lint_type(lint, instance->type)->poisoned;
}

void lint_gather_facts(struct lint *lint)
{
    struct model *model = lint->model;
    const uint32_t types = (uint32_t)model->templates.count, instances = (uint32_t)model->instances.count;
    uint32_t *first = arena_array(&lint->memory, (size_t)types + 1, sizeof *first);
    uint32_t *list = arena_array(&lint->memory, instances ? instances : 1, sizeof *list);
    struct instance_facts *facts = arena_array(&lint->memory, instances ? instances : 1, sizeof *facts);

    for (uint32_t i = 0; i < instances; i++) {
        const struct instance *instance = lint_instance(lint, i);
        if (!takes_part(lint, instance)) continue;
        first[instance->type + 1]++;
        gather_instance(lint, instance, &facts[i]);
    }
    for (uint32_t t = 0; t < types; t++) first[t + 1] += first[t];
    const uint32_t total = first[types];
    for (uint32_t i = instances; i-- > 0;) { /* from the back: each list ends up in the model's order, and first[t + 1] slides to its start */
        const struct instance *instance = lint_instance(lint, i);
        if (takes_part(lint, instance)) list[--first[instance->type + 1]] = i;
    }
    for (uint32_t t = 0; t < types; t++) first[t] = first[t + 1];
    first[types] = total;
    lint->type_first = first;
    lint->type_instances = list;
    lint->facts = facts;
}

uint64_t lint_reads(const struct lint *lint, uint32_t instance, uint32_t version, uint32_t *criteria)
{
    const struct instance_facts *facts = &lint->facts[instance];
    uint64_t reads = facts->reads;
    *criteria = facts->criteria;
    if (facts->any_fields + facts->any_by_case[0] + facts->any_by_case[1] == 0) return reads;
    const struct template_type *type = lint_type(lint, lint_instance(lint, instance)->type);
    for (uint32_t i = 0; i < type->field_count; i++) {
        if (type->fields[i].since > version || !lint_is_text(type->fields[i].type)) continue;
        const uint32_t here = facts->any_fields + facts->any_by_case[type->fields[i].cased];
        if (here) reads |= lint_bit(type->fields[i].ordinal);
        *criteria += here;
    }
    return reads;
}
