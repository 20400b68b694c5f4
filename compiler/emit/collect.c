/* One instance of the model -> its criteria and its condition as they stand in the file.
 *
 * In:  an instance whose criteria may be on `any field` (ordinal 0), its condition over them.
 * Out: appended to the plan: criteria by ordinal, then by first push; code whose numbers mean those; sets numbered by first use.
 * Must hold: the work is linear in the instance as it stands in the file. */
#include "plan.h"

enum { MOST_CRITERIA = 65535 }; /* what 16 bits of a CRITERION word and of a vector's entry can say */

struct local { /* a criterion of this instance, numbered by first push */
    uint8_t op, flags, ordinal, other;
    uint32_t model_set;
    struct span span;
    uint32_t place; /* its final number in the instance */
};

#define LOCAL(plan, i) MODEL_AT((plan)->locals, struct local, i)

static uint32_t word_of(uint32_t op, uint32_t n) { return op | n << 16; }

static uint32_t local_hash(const struct local *l)
{
    uint32_t h = (uint32_t)l->op | (uint32_t)l->flags << 8 | (uint32_t)l->ordinal << 16 | (uint32_t)l->other << 24;
    h = (h ^ l->model_set * 0x9e3779b1u) * 0x85ebca6bu;
    return h ^ h >> 15;
}

static bool local_equal(const struct local *a, const struct local *b)
{
    return a->op == b->op && a->flags == b->flags && a->ordinal == b->ordinal && a->other == b->other && a->model_set == b->model_set;
}

/* Number of the criterion c on the ordinal. Only an instance with `any field` can meet an equal one, so only there is it looked for. */
static uint32_t local_add(struct plan *plan, const struct criterion *c, uint8_t ordinal)
{
    struct local wanted = {c->op, c->flags & WEIR_CRITERION_CASED, ordinal, c->other, c->set, c->span, 0};
    uint32_t *slot = NULL;
    if (plan->merged.count) {
        uint32_t *slots = plan->merged.p, mask = (uint32_t)plan->merged.count - 1, at = local_hash(&wanted) & mask;
        while (slots[at] && !local_equal(LOCAL(plan, slots[at] - 1), &wanted))
            at = (at + 1) & mask;
        if (slots[at])
            return slots[at] - 1;
        slot = &slots[at];
    }
    struct local *added = vec_push(&plan->locals, sizeof *added);
    *added = wanted;
    uint32_t number = (uint32_t)plan->locals.count - 1;
    if (slot)
        *slot = number + 1;
    return number;
}

static void code_add(struct plan *plan, uint32_t word)
{
    uint32_t *added = vec_push(&plan->code, sizeof *added);
    *added = word;
}

static uint32_t text_field_count(const struct plan *plan)
{
    uint32_t count = 0;
    for (uint32_t i = 0; i < plan->parameter_count; i++)
        count += plan_is_text(plan->type->fields[i].type);
    return count;
}

/* Is the field, which is text, one of those that the criterion on any field stands for? */
static bool any_takes(const struct criterion *c, const struct field *field)
{
    return !(c->flags & CRITERION_BY_FIELD) || field->cased == ((c->flags & WEIR_CRITERION_CASED) != 0);
}

/* `any field <op> v`: one criterion for each field that it stands for, in an OR in the place of the push. Without such a field: false. */
static void code_add_any(struct plan *plan, const struct criterion *c, uint32_t *slot)
{
    uint32_t count = 0;
    for (uint32_t i = 0; i < plan->parameter_count; i++)
        count += plan_is_text(plan->type->fields[i].type) && any_takes(c, &plan->type->fields[i]);
    if (*slot == 0) {
        *slot = (uint32_t)plan->expanded.count + 1;
        for (uint32_t i = 0; i < plan->parameter_count; i++) {
            if (!plan_is_text(plan->type->fields[i].type) || !any_takes(c, &plan->type->fields[i]))
                continue;
            uint32_t number = local_add(plan, c, (uint8_t)(i + 1));
            uint32_t *added = vec_push(&plan->expanded, sizeof *added);
            *added = number;
        }
    }
    if (count == 0) {
        code_add(plan, WEIR_CODE_TRUE);
        code_add(plan, WEIR_CODE_NOT);
    }
    for (uint32_t i = 0; i < count; i++) {
        code_add(plan, word_of(WEIR_CODE_CRITERION, ((uint32_t *)plan->expanded.p)[*slot - 1 + i]));
        if (i)
            code_add(plan, WEIR_CODE_OR);
    }
}

/* Room to find equal criteria in, if this instance needs that. false: more criteria than the format can number. */
static bool prepare(struct plan *plan, const struct instance *instance)
{
    const struct criterion *criteria = MODEL_AT(plan->model->criteria, struct criterion, instance->criterion_first);
    uint64_t any = 0;
    for (uint32_t i = 0; i < instance->criterion_count; i++)
        any += criteria[i].ordinal == 0;
    plan->locals.count = plan->expanded.count = plan->merged.count = plan->slots.count = 0;
    uint64_t most = instance->criterion_count - any + any * text_field_count(plan);
    if (any && most <= (uint64_t)MOST_CRITERIA * 2) {
        uint32_t room = 16;
        while (room < most * 2)
            room *= 2;
        memset(vec_extend(&plan->merged, room, sizeof(uint32_t)), 0, room * sizeof(uint32_t));
    }
    if (instance->criterion_count)
        memset(vec_extend(&plan->slots, instance->criterion_count, sizeof(uint32_t)), 0, instance->criterion_count * sizeof(uint32_t));
    if (most <= (uint64_t)MOST_CRITERIA * 2)
        return true;
    diag_report(plan->model->sink, DIAG_INSTANCE_TOO_WIDE, instance->span, "instance '" STR_FMT "' comes to %llu criteria",
                STR_ARG(instance->name), (unsigned long long)most);
    return false;
}

/* The condition with numbers of locals in it. */
static void expand_code(struct plan *plan, const struct instance *instance)
{
    const uint32_t *words = MODEL_AT(plan->model->code, uint32_t, instance->code_first);
    for (uint32_t i = 0; i < instance->code_count; i++) {
        if ((words[i] & 0xff) != WEIR_CODE_CRITERION) {
            code_add(plan, words[i]);
            continue;
        }
        uint32_t n = words[i] >> 16;
        if (n >= instance->criterion_count)
            BUG("a condition pushes criterion %u of %u", n, instance->criterion_count);
        const struct criterion *c = MODEL_AT(plan->model->criteria, struct criterion, instance->criterion_first + n);
        uint32_t *slot = (uint32_t *)plan->slots.p + n;
        if (c->ordinal == 0) {
            code_add_any(plan, c, slot);
        } else {
            if (*slot == 0)
                *slot = local_add(plan, c, c->ordinal) + 1;
            code_add(plan, word_of(WEIR_CODE_CRITERION, *slot - 1));
        }
    }
}

/* What the strings of its set are to a criterion. */
static enum weir_set_form form_of(const struct plan_criterion *c, uint8_t type)
{
    bool cased = c->flags & WEIR_CRITERION_CASED;
    if (c->op == WEIR_OP_LIKE)
        return cased ? WEIR_FORM_GLOB : WEIR_FORM_GLOB_FOLDED;
    if (c->op == WEIR_OP_BYTES_IN)
        return type == WEIR_TYPE_GUID ? WEIR_FORM_GUID : WEIR_FORM_ADDRESS;
    if (c->op == WEIR_OP_WITHIN)
        return WEIR_FORM_NETWORK;
    return cased ? WEIR_FORM_TEXT : WEIR_FORM_TEXT_FOLDED;
}

/* Number of the criterion's set in the file, by first use. */
static uint32_t set_number(struct plan *plan, const struct plan_criterion *c)
{
    uint32_t model_set = c->set;
    if (model_set == WEIR_NO_SET)
        return WEIR_NO_SET;
    uint8_t type = plan->type->fields[c->ordinal - 1].type;
    const struct value_set *set = MODEL_AT(plan->model->sets, struct value_set, model_set);
    bool of_strings = set->kind == WEIR_SET_STRINGS, of_programs = set->kind == WEIR_SET_PROGRAMS;
    unsigned variant = of_strings ? form_of(c, type) : 0u;
    /* Ascending with a sign, so a number of 2^63 or more would be the first. */
    if (!of_strings && !of_programs && type == WEIR_TYPE_I64 && *MODEL_AT(plan->model->numbers, uint64_t, set->first) >> 63)
        variant = PLAN_SIGNED;
    uint32_t *number = &plan->set_number[variant][model_set];
    if (*number == 0) {
        if (model_set >> PLAN_FORM_SHIFT)
            BUG("a model of more than 2^29 sets");
        uint32_t *added = vec_push(&plan->sets, sizeof *added);
        *added = model_set | (of_strings ? variant : (unsigned)WEIR_FORM_NONE) << PLAN_FORM_SHIFT;
        *number = (uint32_t)plan->sets.count;
        if (of_strings || of_programs)
            plan->value_total += set->count;
        else
            plan->number_total += (uint64_t)set->count * (set->kind == WEIR_SET_RANGES ? 2 : 1);
    }
    return *number - 1;
}

/* Locals by ordinal, those of one ordinal as first pushed: a counting sort. Then they are the file's. */
static void place_criteria(struct plan *plan)
{
    uint32_t start[WEIR_MAX_PARAMETERS + 2] = {0};
    uint32_t count = (uint32_t)plan->locals.count;
    if (count == 0)
        return;
    for (uint32_t i = 0; i < count; i++) {
        uint8_t ordinal = LOCAL(plan, i)->ordinal;
        if (ordinal == 0 || ordinal > plan->parameter_count)
            BUG("a criterion on ordinal %u of %u", ordinal, plan->parameter_count);
        start[ordinal + 1]++;
    }
    for (uint32_t i = 1; i < WEIR_MAX_PARAMETERS + 2; i++)
        start[i] += start[i - 1];
    struct plan_criterion *out = vec_extend(&plan->criteria, count, sizeof *out);
    struct span *spans = vec_extend(&plan->spans, count, sizeof *spans);
    for (uint32_t i = 0; i < count; i++) {
        struct local *l = LOCAL(plan, i);
        l->place = start[l->ordinal]++;
        out[l->place] = (struct plan_criterion){l->op, l->flags, l->ordinal, l->other, l->model_set};
        spans[l->place] = l->span;
        if (plan->inputs_read < l->ordinal)
            plan->inputs_read = l->ordinal;
        if (plan->inputs_read < l->other)
            plan->inputs_read = l->other;
    }
    for (uint32_t i = 0; i < count; i++) /* sets are numbered by their first use in the final order */
        out[i].set = set_number(plan, &out[i]);
}

/* Deepest stack of the words; what an `any field` adds may pass the format's limit. */
static uint32_t stack_depth(const uint32_t *words, uint32_t count)
{
    uint32_t depth = 0, deepest = 0;
    for (uint32_t i = 0; i < count; i++) {
        uint32_t op = words[i] & 0xff;
        if (op == WEIR_CODE_CRITERION || op == WEIR_CODE_TRUE)
            depth++;
        else if (op == WEIR_CODE_AND || op == WEIR_CODE_OR)
            depth--;
        else if (op == WEIR_CODE_ATLEAST)
            depth -= (words[i] >> 16) - 1;
        if (deepest < depth)
            deepest = depth;
    }
    return deepest;
}

bool plan_add_instance(struct plan *plan, struct plan_instance *planned)
{
    const struct instance *instance = MODEL_AT(plan->model->instances, struct instance, planned->model);
    if (!prepare(plan, instance))
        return false;
    size_t code_first = plan->code.count;
    expand_code(plan, instance);
    uint32_t count = (uint32_t)plan->locals.count;
    if (count > MOST_CRITERIA) {
        diag_report(plan->model->sink, DIAG_INSTANCE_TOO_WIDE, instance->span, "instance '" STR_FMT "' comes to %u criteria",
                    STR_ARG(instance->name), count);
        return false;
    }
    place_criteria(plan);
    uint32_t *words = MODEL_AT(plan->code, uint32_t, code_first);
    planned->criterion_count = count;
    planned->code_count = (uint32_t)(plan->code.count - code_first);
    for (uint32_t i = 0; i < planned->code_count; i++)
        if ((words[i] & 0xff) == WEIR_CODE_CRITERION)
            words[i] = word_of(WEIR_CODE_CRITERION, LOCAL(plan, words[i] >> 16)->place);
    uint32_t depth = stack_depth(words, planned->code_count);
    if (depth > WEIR_MAX_STACK) {
        diag_report(plan->model->sink, DIAG_CONDITION_TOO_DEEP, instance->span, "the condition of instance '" STR_FMT "' keeps %u values at once",
                    STR_ARG(instance->name), depth);
        return false;
    }
    return true;
}
