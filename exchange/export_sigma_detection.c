/* The condition of an instance as selections and a condition of Sigma.
 *
 * In:  the condition as a tree. Out: the detection. What holds together becomes one selection: fields that must all hold a map, alternatives a list of
 *      maps; what is excluded is called filter. Must hold: the order of the criteria stays, so that an import gives back the same bytes. */
#include <stdio.h>

#include "export_yaml.h"

enum { COMBINATIONS_AT_MOST = 128 };

enum node_shape { NODE_IS_ITEM, NODE_IS_NOT, NODE_IS_AND, NODE_IS_OR, NODE_IS_ATLEAST };
struct shape {
    uint8_t kind; /* enum node_shape */
    uint32_t k, count;
    struct sigma_item *item;
    struct shape *first, *last, *next;
};

/* ---- the tree, with the items of Sigma as its leaves ---- */

static struct shape *shape_new(struct sigma_export *s, enum node_shape kind)
{
    struct shape *shape = arena_new(&s->scratch, struct shape);
    shape->kind = (uint8_t)kind;
    return shape;
}

static void append(struct shape *parent, struct shape *child)
{
    if (child->kind == parent->kind && parent->kind != NODE_IS_ATLEAST && parent->kind != NODE_IS_NOT) { /* one chain */
        if (parent->last) parent->last->next = child->first;
        else parent->first = child->first;
        parent->last = child->last;
        parent->count += child->count;
        return;
    }
    if (parent->last) parent->last->next = child;
    else parent->first = child;
    parent->last = child;
    parent->count++;
}

static struct shape *shape_of_one(struct sigma_export *s, struct sigma_item *item)
{
    struct shape *shape = shape_new(s, NODE_IS_ITEM);
    shape->item = item;
    if (item->second == NULL) return shape;
    struct shape *both = shape_new(s, NODE_IS_AND);
    append(both, shape);
    append(both, shape_of_one(s, item->second));
    return both;
}

static struct shape *shape_of_item(struct sigma_export *s, struct sigma_item *item)
{
    if (item == NULL) return NULL;
    if (item->other == NULL) return shape_of_one(s, item);
    struct shape *any = shape_new(s, NODE_IS_OR);
    for (; item; item = item->other) append(any, shape_of_one(s, item));
    return any;
}

static bool can_join(const struct sigma_item *a, const struct sigma_item *b)
{
    return a->takes_all && b->takes_all && a->count == 1 && b->count == 1 && str_equal(a->key, b->key);
}

/* Neighbours of an AND that ask the same of one field: `Field|contains|all`. */
static void join_all(struct sigma_export *s, struct shape *and)
{
    for (struct shape *at = and->first; at; at = at->next) {
        uint32_t count = 1;
        struct shape *end = at->next;
        for (; at->kind == NODE_IS_ITEM && end && end->kind == NODE_IS_ITEM && can_join(at->item, end->item); end = end->next) count++;
        if (count == 1) continue;
        struct sigma_item *item = arena_new(&s->scratch, struct sigma_item);
        struct str *values = arena_array(&s->scratch, count, sizeof *values);
        struct shape *from = at;
        for (uint32_t i = 0; i < count; i++, from = from->next) values[i] = from->item->values[0];
        *item = (struct sigma_item){.key = arena_printf(&s->scratch, STR_FMT "|all", STR_ARG(at->item->key)), .values = values, .count = count};
        at->item = item;
        at->next = end;
        if (end == NULL) and->last = at;
        and->count -= count - 1;
    }
}

static struct shape *shape_of(struct sigma_export *s, const struct term *term)
{
    static const uint8_t kinds[] = {[TERM_NOT] = NODE_IS_NOT, [TERM_AND] = NODE_IS_AND, [TERM_OR] = NODE_IS_OR, [TERM_ATLEAST] = NODE_IS_ATLEAST};
    if (term->kind == TERM_CRITERION) return shape_of_item(s, sigma_item_of(s, term->criterion));
    if (term->kind == TERM_TRUE) {
        sigma_refuse(s, NULL, "a rule needs something to look for, and it matches every event");
        return NULL;
    }
    const struct term *only = term->first;
    if (term->kind == TERM_NOT && only->kind == TERM_CRITERION && only->criterion->op == WEIR_OP_EXISTS) return shape_of_item(s, sigma_item_exists(s, only->criterion, false));
    struct shape *shape = shape_new(s, (enum node_shape)kinds[term->kind]);
    shape->k = term->k;
    for (const struct term *child = term->first; child; child = child->next) {
        struct shape *inner = shape_of(s, child);
        if (inner == NULL) return NULL;
        append(shape, inner);
    }
    if (shape->kind == NODE_IS_AND) join_all(s, shape);
    return shape;
}

/* ---- selections ---- */

enum { NAME_SELECTION, NAME_FILTER, NAME_KEYWORDS, NAME_KINDS };
struct detection {
    struct sigma_export *s;
    struct text selections;
    uint32_t totals[NAME_KINDS]; /* known in the second pass: one alone has no number */
    uint32_t used[NAME_KINDS];
};
enum precedence { IS_NAME, IS_NOT, IS_AND, IS_OR };
struct expression {
    struct str text;
    enum precedence precedence;
};

static bool is_field(const struct shape *shape) { return shape->kind == NODE_IS_ITEM && shape->item->key.n && shape->item->key.p[0] != '|'; }

static bool has_key(const struct shape *from, const struct shape *to, struct str key)
{
    for (; from != to; from = from->next)
        if (str_equal(from->item->key, key)) return true;
    return false;
}

/* The first child behind a run of fields with keys of their own, which can be one map. */
static struct shape *run_of_fields(struct shape *from)
{
    enum { LONGEST = 64 }; /* more keys than a Template Type has fields are not looked through */
    struct shape *end = from;
    for (uint32_t n = 0; end && n < LONGEST && is_field(end) && !has_key(from, end, end->item->key); end = end->next) n++;
    return end;
}

static bool is_map(const struct shape *shape)
{
    return is_field(shape) || (shape->kind == NODE_IS_AND && run_of_fields(shape->first) == NULL);
}

/* Of alternatives that ask the same of one field, an import would make one criterion of several values: where they are two, they stay two. */
static bool asks_again(const struct shape *from, const struct shape *to)
{
    for (; is_field(to) && from != to; from = from->next)
        if (is_field(from) && str_equal(from->item->key, to->item->key)) return true;
    return false;
}

static struct shape *run_of_maps(struct shape *from)
{
    enum { LONGEST = 64 };
    struct shape *end = from;
    for (uint32_t n = 0; end && n < LONGEST && is_map(end) && !asks_again(from, end); end = end->next) n++;
    return end;
}

static void put_key(struct text *out, struct str key)
{
    bool plain = key.n && key.p[0] != '|';
    for (uint32_t i = 0; i < key.n; i++) {
        const char c = key.p[i];
        plain = plain && ((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == '|' || ((c == '.' || c == '-') && i));
    }
    if (plain) text_put(out, key);
    else yaml_quoted(out, key);
}

static void put_values(struct text *out, const struct sigma_item *item, uint32_t indent)
{
    if (item->count == 1) {
        text_word(out, " ");
        yaml_scalar(out, item, item->values[0]);
        text_word(out, "\n");
        return;
    }
    text_word(out, "\n");
    for (uint32_t i = 0; i < item->count; i++) {
        text_printf(out, "%*s- ", (int)indent, "");
        yaml_scalar(out, item, item->values[i]);
        text_word(out, "\n");
    }
}

/* The fields from .. end of a map; the first line is begun already where `begun` says so. */
static void put_map(struct text *out, const struct shape *from, const struct shape *end, uint32_t indent, bool begun)
{
    for (; from != end; from = from->next) {
        text_printf(out, "%*s", begun ? 0 : (int)indent, "");
        begun = false;
        put_key(out, from->item->key);
        text_word(out, ":");
        put_values(out, from->item, indent + 4);
    }
}

static struct str begin_selection(struct detection *d, uint32_t kind)
{
    static const char *const names[] = {"selection", "filter", "keywords"};
    const uint32_t number = ++d->used[kind];
    const struct str name = d->totals[kind] == 1 ? str_from(names[kind]) : arena_printf(&d->s->scratch, "%s_%u", names[kind], number);
    text_printf(&d->selections, "    " STR_FMT ":", STR_ARG(name));
    return name;
}

static struct expression one_name(struct str name) { return (struct expression){name, IS_NAME}; }

static struct expression put_fields(struct detection *d, const struct shape *from, const struct shape *end, bool negated)
{
    const struct str name = begin_selection(d, negated ? NAME_FILTER : NAME_SELECTION);
    text_word(&d->selections, "\n");
    put_map(&d->selections, from, end, 8, false);
    return one_name(name);
}

static struct expression put_keywords(struct detection *d, const struct sigma_item *item)
{
    const struct str name = begin_selection(d, NAME_KEYWORDS);
    text_word(&d->selections, "\n");
    if (item->key.n) {
        text_word(&d->selections, "        ");
        put_key(&d->selections, item->key);
        text_word(&d->selections, ":");
        put_values(&d->selections, item, 12);
        return one_name(name);
    }
    for (uint32_t i = 0; i < item->count; i++) {
        text_word(&d->selections, "        - ");
        yaml_scalar(&d->selections, item, item->values[i]);
        text_word(&d->selections, "\n");
    }
    return one_name(name);
}

/* Alternatives, each a map; one alone is no list. */
static struct expression put_alternatives(struct detection *d, const struct shape *from, const struct shape *end, bool negated)
{
    if (from->next == end && from->kind == NODE_IS_AND) return put_fields(d, from->first, NULL, negated);
    if (from->next == end) return put_fields(d, from, end, negated);
    const struct str name = begin_selection(d, negated ? NAME_FILTER : NAME_SELECTION);
    text_word(&d->selections, "\n");
    for (; from != end; from = from->next) {
        text_word(&d->selections, "        - ");
        if (from->kind == NODE_IS_AND) put_map(&d->selections, from->first, NULL, 10, true);
        else put_map(&d->selections, from, from->next, 10, true);
    }
    return one_name(name);
}

/* ---- the condition ---- */

static struct expression express(struct detection *d, struct shape *shape, bool negated);

static struct str in_parentheses(struct detection *d, struct expression e, enum precedence most)
{
    return e.precedence <= most ? e.text : arena_printf(&d->s->scratch, "(" STR_FMT ")", STR_ARG(e.text));
}

static struct expression express_chain(struct detection *d, struct shape *shape, bool negated)
{
    const bool is_and = shape->kind == NODE_IS_AND;
    struct text out;
    uint32_t operands = 0;
    struct expression e = {{NULL, 0}, IS_NAME};
    text_init(&out, d->s->scratch.exhausted);
    for (struct shape *at = shape->first, *end; at; at = end, operands++) {
        end = is_and ? run_of_fields(at) : run_of_maps(at);
        if (end == at) {
            e = express(d, at, negated);
            end = at->next;
        } else {
            e = is_and ? put_fields(d, at, end, negated) : put_alternatives(d, at, end, negated);
        }
        if (operands) text_word(&out, is_and ? " and " : " or ");
        text_put(&out, in_parentheses(d, e, is_and ? IS_AND : IS_OR));
    }
    if (operands > 1) e = (struct expression){arena_copy(&d->s->scratch, text_str(&out)), is_and ? IS_AND : IS_OR};
    text_free(&out);
    return e;
}

static uint64_t combinations(uint32_t n, uint32_t k)
{
    uint64_t c = 1;
    for (uint32_t i = 1; i <= k && c <= COMBINATIONS_AT_MOST * 64u; i++) c = c * (n - k + i) / i;
    return c;
}

/* k of n: each way to take k of them. */
static struct expression express_at_least(struct detection *d, const struct shape *shape, bool negated)
{
    const uint32_t n = shape->count, k = shape->k;
    if (n > 64 || combinations(n, k) > COMBINATIONS_AT_MOST) {
        sigma_refuse(d->s, NULL, "'%u of' %u conditions would have to be written out as more than %u combinations", k, n, (unsigned)COMBINATIONS_AT_MOST);
        return one_name((struct str){"", 0});
    }
    struct str parts[64];
    uint32_t taken[64], count = 0;
    struct text out;
    for (struct shape *child = shape->first; child; child = child->next) parts[count++] = in_parentheses(d, express(d, child, negated), IS_NOT);
    for (uint32_t i = 0; i < k; i++) taken[i] = i;
    text_init(&out, d->s->scratch.exhausted);
    for (bool more = true; more;) {
        if (out.bytes.count) text_word(&out, " or ");
        for (uint32_t i = 0; i < k; i++) text_printf(&out, "%s" STR_FMT "%s", i ? " and " : "(", STR_ARG(parts[taken[i]]), i + 1 == k ? ")" : "");
        uint32_t at = k;
        while (at > 0 && taken[at - 1] == n - k + at - 1) at--;
        more = at > 0;
        for (uint32_t i = at; more && i <= k; i++) taken[i - 1] = i == at ? taken[i - 1] + 1 : taken[i - 2] + 1;
    }
    const struct expression e = {arena_copy(&d->s->scratch, text_str(&out)), IS_OR};
    text_free(&out);
    return e;
}

static struct expression express(struct detection *d, struct shape *shape, bool negated)
{
    switch ((enum node_shape)shape->kind) {
    case NODE_IS_ITEM: return is_field(shape) ? put_fields(d, shape, shape->next, negated) : put_keywords(d, shape->item);
    case NODE_IS_NOT: {
        const struct str inner = in_parentheses(d, express(d, shape->first, true), IS_NAME);
        return (struct expression){arena_printf(&d->s->scratch, "not " STR_FMT, STR_ARG(inner)), IS_NOT};
    }
    case NODE_IS_AND: case NODE_IS_OR: return express_chain(d, shape, negated);
    case NODE_IS_ATLEAST: return express_at_least(d, shape, negated);
    }
    BUG("no such node");
}

/* ---- the event ids of a log source that has several kinds of events ---- */

static bool asks_for(const struct sigma_export *s, struct str name)
{
    const struct criterion *criteria = s->model->criteria.p;
    for (uint32_t i = 0; i < s->instance->criterion_count; i++) {
        const struct criterion *c = &criteria[s->instance->criterion_first + i];
        if (c->ordinal && str_equal(s->type->fields[c->ordinal - 1].name, name)) return true;
    }
    return false;
}

static const struct mapping_rule *constant_to_ask(const struct sigma_export *s)
{
    if (s->source->by.n == 0 || asks_for(s, s->source->by)) return NULL;
    const struct mapping_rule *rule = mapping_find_rule(s->target, s->source->by);
    return rule && rule->kind == MAP_CONSTANT && rule->count ? rule : NULL;
}

static bool is_number(struct str text)
{
    for (uint32_t i = 0; i < text.n; i++)
        if (text.p[i] < '0' || text.p[i] > '9') return false;
    return text.n > 0 && text.n < 18;
}

static void put_constant(struct detection *d, const struct mapping_rule *rule)
{
    struct sigma_item item = {.key = rule->name, .values = rule->values, .count = rule->count, .plain = true};
    for (uint32_t i = 0; i < rule->count; i++) item.plain = item.plain && is_number(rule->values[i]);
    const struct shape shape = {.kind = NODE_IS_ITEM, .item = &item};
    text_word(&d->selections, "    event:\n");
    put_map(&d->selections, &shape, NULL, 8, false);
}

/* ---- all ---- */

void sigma_detection(struct sigma_export *s)
{
    struct detection d = {.s = s};
    struct shape *shape = shape_of(s, s->term);
    struct expression e = {{NULL, 0}, IS_NAME};
    if (shape == NULL) return;
    text_init(&d.selections, s->scratch.exhausted);
    for (int pass = 0; pass < 2 && !s->failed; pass++) { /* the first one counts */
        memcpy(d.totals, d.used, sizeof d.used);
        memset(d.used, 0, sizeof d.used);
        d.selections.bytes.count = 0;
        e = express(&d, shape, false);
    }
    const struct mapping_rule *constant = constant_to_ask(s);
    text_word(&s->out, "detection:\n");
    if (constant) {
        text_put(&s->out, text_str(&d.selections));
        d.selections.bytes.count = 0;
        put_constant(&d, constant);
        e.text = arena_printf(&s->scratch, "event and " STR_FMT, STR_ARG(in_parentheses(&d, e, IS_AND)));
    }
    text_put(&s->out, text_str(&d.selections));
    text_printf(&s->out, "    condition: " STR_FMT "\n", STR_ARG(e.text));
    text_free(&d.selections);
}
