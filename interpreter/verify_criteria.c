/* The verifier's stage on one instance's criteria: each operator against its parameter's type, its set, its second field.
 *
 * In:   an instance whose vector is verified; set records that are verified. Out: whether its criteria are well formed.
 * Must hold: a criterion is checked in constant time, however large its set is. */
#include "verify.h"

/* The types that an operator is allowed on, one bit a type. */
enum allowed {
    ALLOWED_TEXT = 1 << WEIR_TYPE_STRING | 1 << WEIR_TYPE_PATH | 1 << WEIR_TYPE_HASH,
    ALLOWED_ORDERED = 1 << WEIR_TYPE_U32 | 1 << WEIR_TYPE_U64 | 1 << WEIR_TYPE_I64,
    ALLOWED_FLAGS = 1 << WEIR_TYPE_FLAGS,
    ALLOWED_NUMBER = ALLOWED_ORDERED | ALLOWED_FLAGS | 1 << WEIR_TYPE_BOOL | 1 << WEIR_TYPE_ENUM,
    ALLOWED_IP = 1 << WEIR_TYPE_IP,
    ALLOWED_BYTES = ALLOWED_IP | 1 << WEIR_TYPE_GUID,
    ALLOWED_ANY = ALLOWED_TEXT | ALLOWED_NUMBER | ALLOWED_BYTES,
};
#define WEIR_SET_NONE 0

struct operator_row {
    uint16_t allowed;
    uint8_t set_kind;
};
static const struct operator_row operators[WEIR_OP_COUNT] = {
#define OP(name, number, storages, set_kind, text) [number] = {ALLOWED_##storages, WEIR_SET_##set_kind},
#include "ops.def"
#undef OP
};

struct criterion {
    size_t at;
    uint32_t op, type, other, set;
    bool cased;
};

static bool compares_fields(uint32_t op)
{
    return op >= WEIR_OP_FIELD_EQUALS && op <= WEIR_OP_FIELD_LESS_EQUAL;
}

static uint32_t verify_other(struct verifier *v, const struct criterion *c, uint32_t ordinal)
{
    const size_t at = c->at + WEIR_CRITERION_OTHER;
    if (!compares_fields(c->op)) return c->other == 0 ? WEIR_ACCEPTED : weir_refuse(v, WEIR_REFUSED_OTHER_NOT_ALLOWED, at);
    if (c->other == 0 || c->other > v->channel.parameter_count) return weir_refuse(v, WEIR_REFUSED_OTHER_ORDINAL, at);
    if (c->other == ordinal) return weir_refuse(v, WEIR_REFUSED_OTHER_SELF, at);
    const size_t own = WEIR_RECORD(&v->channel, PARAMETERS, ordinal - 1), other = WEIR_RECORD(&v->channel, PARAMETERS, c->other - 1);
    const bool texts = weir_is_text(c->type) && weir_is_text(v->b[other + WEIR_PARAMETER_TYPE]);
    /* The hash tells two enums with other members apart; it was compared with the type's text. */
    if (!texts && weir_u64_at(v->b, own + WEIR_PARAMETER_TYPE_HASH) != weir_u64_at(v->b, other + WEIR_PARAMETER_TYPE_HASH))
        return weir_refuse(v, WEIR_REFUSED_OTHER_TYPE, at);
    if (v->inputs_read < c->other) v->inputs_read = c->other;
    return WEIR_ACCEPTED;
}

static uint32_t form_needed(const struct criterion *c)
{
    switch (c->op) {
    case WEIR_OP_EQUALS:
    case WEIR_OP_STARTS:
    case WEIR_OP_ENDS:
    case WEIR_OP_CONTAINS:
        return c->cased ? WEIR_FORM_TEXT : WEIR_FORM_TEXT_FOLDED;
    case WEIR_OP_LIKE:
        return c->cased ? WEIR_FORM_GLOB : WEIR_FORM_GLOB_FOLDED;
    case WEIR_OP_BYTES_IN:
        return c->type == WEIR_TYPE_GUID ? WEIR_FORM_GUID : WEIR_FORM_ADDRESS;
    case WEIR_OP_WITHIN:
        return WEIR_FORM_NETWORK;
    default:
        return WEIR_FORM_NONE;
    }
}

/* Numbers ascend in one of the two orders (verify_sets.c), so their ends show whether in that of the parameter's type. */
static uint32_t verify_number_set(struct verifier *v, const struct criterion *c, uint32_t kind, uint32_t first, uint32_t count)
{
    const uint32_t last = first + (kind == WEIR_SET_RANGES ? 2 * count : count) - 1;
    const uint64_t bias = weir_order_bias(c->type);
    const uint64_t lowest = weir_u64_at(v->b, WEIR_RECORD(&v->channel, NUMBERS, first));
    const uint64_t highest = weir_u64_at(v->b, WEIR_RECORD(&v->channel, NUMBERS, last));
    if (lowest + bias > highest + bias) return weir_refuse(v, WEIR_REFUSED_CRITERION_SET_SIGN, c->at + WEIR_CRITERION_SET);
    if ((c->op == WEIR_OP_HAS_ALL || c->op == WEIR_OP_HAS_ANY) && lowest == 0)
        return weir_refuse(v, WEIR_REFUSED_CRITERION_SET_ZERO, c->at + WEIR_CRITERION_SET);
    return WEIR_ACCEPTED;
}

static uint32_t verify_set(struct verifier *v, const struct criterion *c)
{
    const uint8_t *b = v->b;
    const size_t at = c->at + WEIR_CRITERION_SET;
    if (operators[c->op].set_kind == WEIR_SET_NONE)
        return c->set == WEIR_NO_SET ? WEIR_ACCEPTED : weir_refuse(v, WEIR_REFUSED_SET_NOT_ALLOWED, at);
    if (c->set >= v->channel.section[WEIR_SECTION_SETS].count) return weir_refuse(v, WEIR_REFUSED_SET_NUMBER, at);
    if (c->set > v->sets_seen) return weir_refuse(v, WEIR_REFUSED_SET_ORDER, at);
    if (c->set == v->sets_seen) v->sets_seen++;
    const size_t set = WEIR_RECORD(&v->channel, SETS, c->set);
    const uint32_t kind = b[set + WEIR_SET_KIND], count = weir_u32_at(b, set + WEIR_SET_COUNT);
    if (kind != operators[c->op].set_kind) return weir_refuse(v, WEIR_REFUSED_CRITERION_SET_KIND, at);
    if (b[set + WEIR_SET_FORM] != form_needed(c)) return weir_refuse(v, WEIR_REFUSED_CRITERION_SET_FORM, at);
    if (kind == WEIR_SET_STRINGS || kind == WEIR_SET_PROGRAMS) return WEIR_ACCEPTED;
    return verify_number_set(v, c, kind, weir_u32_at(b, set + WEIR_SET_FIRST), count);
}

static uint32_t verify_criterion(struct verifier *v, size_t at, uint32_t ordinal)
{
    const uint8_t *b = v->b;
    const uint32_t flags = b[at + WEIR_CRITERION_FLAGS];
    const struct criterion c = {at, b[at + WEIR_CRITERION_OP], b[WEIR_RECORD(&v->channel, PARAMETERS, ordinal - 1) + WEIR_PARAMETER_TYPE],
                                b[at + WEIR_CRITERION_OTHER], weir_u32_at(b, at + WEIR_CRITERION_SET), (flags & WEIR_CRITERION_CASED) != 0};
    if (c.op == 0 || c.op >= WEIR_OP_COUNT) return weir_refuse(v, WEIR_REFUSED_CRITERION_OP, at + WEIR_CRITERION_OP);
    if (flags > WEIR_CRITERION_CASED) return weir_refuse(v, WEIR_REFUSED_CRITERION_FLAGS, at + WEIR_CRITERION_FLAGS);
    if (b[at + WEIR_CRITERION_ORDINAL] != ordinal) return weir_refuse(v, WEIR_REFUSED_CRITERION_ORDINAL, at + WEIR_CRITERION_ORDINAL);
    if (((uint32_t)operators[c.op].allowed >> c.type) % 2 == 0) return weir_refuse(v, WEIR_REFUSED_CRITERION_TYPE, at + WEIR_CRITERION_OP);
    if (c.op == WEIR_OP_MATCHES ? !c.cased : c.cased && (c.op == WEIR_OP_EXISTS || !weir_is_text(c.type)))
        return weir_refuse(v, WEIR_REFUSED_CRITERION_CASED, at + WEIR_CRITERION_FLAGS);
    if (v->inputs_read < ordinal) v->inputs_read = ordinal;
    TRY(verify_other(v, &c, ordinal));
    return verify_set(v, &c);
}

uint32_t weir_verify_criteria(struct verifier *v, const struct verify_instance *instance)
{
    for (uint32_t ordinal = 1; ordinal <= v->channel.parameter_count; ordinal++)
        for (uint32_t i = instance->start[ordinal - 1]; i < instance->start[ordinal]; i++)
            TRY(verify_criterion(v, WEIR_RECORD(&v->channel, CRITERIA, instance->criterion_first + i), ordinal));
    return WEIR_ACCEPTED;
}
