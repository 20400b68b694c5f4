/* Which Template Type a rule is for: by its log source, and where several Template Types share one, by what the rule asks of a field such as EventID.
 *
 * Must hold: a target is taken only if the rule cannot match an event of another one; the first that has all fields of the rule and
 * does not decide it by constants alone, else the first that has them, else the first. */
#include "convert.h"

enum { UNIVERSE = 62 };
#define EVERYTHING UINT64_MAX

struct allowed { /* the values that a part of the condition leaves possible, as bits; the highest: any other value */
    uint64_t values;
    bool exact; /* it says nothing else, so that its negation is the rest */
};
struct question {
    struct conversion *c;
    struct str by;
    struct str universe[UNIVERSE]; /* the values that the rule names */
    uint32_t count;
};

/* The value's own bit; 0 where there are too many. */
static uint64_t bit_of(struct question *q, struct str value)
{
    for (uint32_t i = 0; i < q->count; i++)
        if (mapping_same_word(q->universe[i], value)) return UINT64_C(1) << i;
    if (q->count == UNIVERSE) return 0;
    q->universe[q->count] = value;
    return UINT64_C(1) << q->count++;
}

static struct allowed entry_allows(struct question *q, const struct yaml_tree *entry)
{
    const struct allowed anything = {EVERYTHING, false};
    struct allowed allowed = {.exact = true};
    if (entry->key == NULL || !mapping_same_word(entry->key->text, q->by)) return anything;
    const bool list = entry->shape == YAML_IS_LIST;
    for (const struct yaml_tree *one = list ? entry->first : entry; one; one = list ? one->next : NULL) {
        const uint64_t bit = one->shape == YAML_IS_SCALAR ? bit_of(q, one->text) : 0;
        if (bit == 0) return anything;
        allowed.values |= bit;
    }
    return allowed;
}

static struct allowed join(struct allowed a, struct allowed b, bool with_or)
{
    return (struct allowed){with_or ? a.values | b.values : a.values & b.values, a.exact && b.exact};
}

static struct allowed selection_allows(struct question *q, const struct yaml_tree *tree)
{
    if (tree->shape == YAML_IS_SCALAR || tree->count == 0) return (struct allowed){EVERYTHING, false};
    const bool or = tree->shape == YAML_IS_LIST;
    struct allowed all = {or ? 0 : EVERYTHING, true};
    for (const struct yaml_tree *entry = tree->first; entry; entry = entry->next)
        all = join(all, or ? entry->shape == YAML_IS_MAP ? selection_allows(q, entry) : (struct allowed){EVERYTHING, false} : entry_allows(q, entry), or);
    return all;
}

static struct allowed condition_allows(struct question *q, const struct cond *cond)
{
    if (cond->kind == COND_LET) return selection_allows(q, q->c->lets[cond->number].tree);
    if (cond->kind == COND_NOT) {
        const struct allowed inner = condition_allows(q, cond->first);
        return inner.exact ? (struct allowed){~inner.values, true} : (struct allowed){EVERYTHING, false};
    }
    if (cond->kind == COND_NUMBER_OF) return (struct allowed){EVERYTHING, false};
    const bool or = cond->kind == COND_OR || cond->kind == COND_ANY_OF;
    struct allowed all = {or ? 0 : EVERYTHING, true};
    for (const struct cond *entry = cond->first; entry; entry = entry->next) all = join(all, condition_allows(q, entry), or);
    return all;
}

static const struct mapping_rule *constant_of(const struct mapping_target *target, struct str name)
{
    for (uint32_t i = 0; i < target->rule_count; i++)
        if (target->rules[i].kind == MAP_CONSTANT && mapping_same_word(target->rules[i].name, name)) return &target->rules[i];
    return NULL;
}

static const struct mapping_source *source_for(const struct mapping_target *target, const struct str log[LOG_SOURCE_KEYS])
{
    for (uint32_t i = 0; i < target->source_count; i++)
        if (mapping_source_fits(&target->sources[i], log)) return &target->sources[i];
    return NULL;
}

static bool covers(const struct question *q, const struct mapping_target *target, uint64_t values)
{
    const struct mapping_rule *constant = constant_of(target, q->by);
    uint64_t own = 0;
    for (uint32_t i = 0; constant && i < constant->count; i++)
        for (uint32_t u = 0; u < q->count; u++)
            if (mapping_same_word(q->universe[u], constant->values[i])) own |= UINT64_C(1) << u;
    return values && (values & ~own) == 0;
}

static const char *const keys[] = {"product", "category", "service"};

static void report(struct conversion *c, const struct yaml_tree *log_tree, const struct str log[LOG_SOURCE_KEYS], struct str by)
{
    struct str text = {0};
    for (uint32_t k = 0; k < LOG_SOURCE_KEYS; k++)
        if (log[k].n) text = arena_printf(c->arena, STR_FMT "%s%s " STR_FMT, STR_ARG(text), text.n ? ", " : "", keys[k], STR_ARG(log[k]));
    if (by.n == 0) {
        convert_refuse(c, DIAG_SIGMA_LOG_SOURCE, log_tree->span, "no Template Type stands for " STR_FMT, STR_ARG(text));
        return;
    }
    struct diag *d = convert_refuse(c, DIAG_SIGMA_LOG_SOURCE, log_tree->span, "no Template Type stands for all events of " STR_FMT " that the rule may match", STR_ARG(text));
    diag_set_note(&c->import->sink, d, "which Template Type it is follows from '" STR_FMT "' here: the rule has to ask for values of it that one Template Type covers", STR_ARG(by));
}

bool target_is_source_key(struct str key)
{
    for (uint32_t k = 0; k < LOG_SOURCE_KEYS; k++)
        if (str_equal(key, str_from(keys[k]))) return true;
    return false;
}

/* ---- fields ---- */

/* A field is not there; all are, but none tells events apart; one may not tell them apart that the rule does; all are there. */
enum suits { SUITS_NOT, SUITS_AS_CONSTANT, SUITS_PERHAPS, SUITS };

static enum suits both_suit(enum suits a, enum suits b)
{
    if (a == SUITS_NOT || b == SUITS_NOT) return SUITS_NOT;
    if (a == SUITS_PERHAPS || b == SUITS_PERHAPS) return SUITS_PERHAPS;
    return a > b ? a : b;
}

static enum suits name_suits(const struct mapping *mapping, const struct mapping_target *target, struct str name)
{
    const struct mapping_rule *rule = name.n ? mapping_find_rule(target, name) : NULL;
    if (name.n == 0 || mapping_find_field(mapping_type(mapping, target), name)) return SUITS;
    if (rule && rule->kind == MAP_CONSTANT) return rule->count == 1 ? SUITS_AS_CONSTANT : SUITS_PERHAPS;
    return rule ? SUITS : SUITS_NOT;
}

/* What the selection names, in the Template Type. No deeper than the YAML. */
static enum suits tree_suits(const struct mapping *mapping, const struct mapping_target *target, const struct yaml_tree *tree)
{
    if (tree->shape == YAML_IS_SCALAR) return SUITS;
    enum suits all = SUITS_AS_CONSTANT;
    for (const struct yaml_tree *entry = tree->first; entry && all != SUITS_NOT; entry = entry->next) {
        enum suits one;
        if (tree->shape == YAML_IS_LIST) {
            one = tree_suits(mapping, target, entry);
        } else {
            const struct str key = entry->key->text;
            const char *bar = key.n ? memchr(key.p, '|', key.n) : NULL;
            one = name_suits(mapping, target, (struct str){key.p, bar ? (uint32_t)(bar - key.p) : key.n});
        }
        all = both_suit(all, one);
    }
    return all;
}

static enum suits target_suits(const struct conversion *c, const struct mapping_target *target)
{
    enum suits all = SUITS_AS_CONSTANT;
    for (uint32_t i = 0; i < c->let_count && all != SUITS_NOT; i++) {
        if (!c->lets[i].used) continue;
        all = both_suit(all, tree_suits(&c->import->mapping, target, c->lets[i].tree));
    }
    return all;
}

/* ---- the choice ---- */

bool target_choose(struct conversion *c)
{
    struct mapping *mapping = &c->import->mapping;
    const struct yaml_tree *tree = yaml_get(c->document, "logsource");
    struct str log[LOG_SOURCE_KEYS] = {{0}};
    struct question q = {.c = c};
    uint64_t values = 0;
    if (tree == NULL || tree->shape != YAML_IS_MAP) {
        convert_refuse(c, tree ? DIAG_SIGMA_WRONG_KIND : DIAG_SIGMA_MISSING_PART, tree ? tree->span : c->document->span, tree ? "'logsource' is a map" : "the rule has no 'logsource'");
        return false;
    }
    for (uint32_t k = 0; k < LOG_SOURCE_KEYS; k++) {
        const struct yaml_tree *value = yaml_get(tree, keys[k]);
        if (value && value->shape == YAML_IS_SCALAR && yaml_type_of(value) != YAML_NULL) log[k] = value->text;
        if (value == NULL || value->shape == YAML_IS_SCALAR) continue;
        convert_refuse(c, DIAG_SIGMA_WRONG_KIND, value->span, "'%s' is a text", keys[k]);
        return false;
    }
    uint32_t chosen = UINT32_MAX;
    enum suits best = SUITS_NOT;
    for (size_t t = 0; t < mapping->targets.count; t++) {
        struct mapping_target *target = MODEL_AT(mapping->targets, struct mapping_target, t);
        const struct mapping_source *source = source_for(target, log);
        if (source == NULL) continue;
        bool fits = source->by.n == 0;
        if (!fits) {
            if (!str_equal(q.by, source->by)) {
                q = (struct question){.c = c, .by = source->by};
                values = condition_allows(&q, c->match).values;
            }
            fits = covers(&q, target, values);
        }
        if (!fits) continue;
        const enum suits own = target_suits(c, target);
        if (chosen != UINT32_MAX && own <= best) continue;
        chosen = (uint32_t)t;
        best = own;
        if (own == SUITS) break; /* else one that follows may suit better */
    }
    if (chosen == UINT32_MAX) {
        report(c, tree, log, q.by);
        return false;
    }
    c->target = MODEL_AT(mapping->targets, struct mapping_target, chosen);
    c->type = mapping_type(mapping, c->target);
    c->rule->target = chosen;
    return true;
}
