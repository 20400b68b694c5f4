/* Selections: maps of fields, lists of maps, keywords.
 *
 * In:  a selection as YAML. Out: a condition. Must hold: all that is wrong in a selection is said in one run; a comparison of an absent value is false. */
#include "convert.h"

struct found { /* where a field of Sigma is found */
    const struct field *field;         /* NULL with a constant, and for keywords */
    const struct mapping_rule *rule;   /* NULL: the field itself */
    bool any;                          /* keywords: every text field */
};

/* ---- fields ---- */

static void report_field(struct conversion *c, struct span span, struct str name)
{
    struct diag *d = convert_refuse(c, DIAG_SIGMA_FIELD, span, "Template Type '" STR_FMT "' has no field '" STR_FMT "'", STR_ARG(c->type->name), STR_ARG(name));
    struct vec *names = &c->target->names;
    for (uint32_t i = 0; i < c->type->field_count && names->count < c->type->field_count; i++) *(struct str *)vec_push(names, sizeof(struct str)) = c->type->fields[i].name;
    diag_suggest(&c->import->sink, d, name, names->p, names->count);
}

static bool find_place(struct conversion *c, struct span span, struct str name, struct found *place)
{
    *place = (struct found){.rule = mapping_find_rule(c->target, name)};
    if (place->rule && place->rule->kind != MAP_CONSTANT) {
        place->field = mapping_find_field(c->type, place->rule->field);
        if (place->rule->kind == MAP_FIELD) place->rule = NULL;
        if (place->field) return true;
    }
    place->field = mapping_find_field(c->type, name);
    if (place->field) place->rule = NULL;
    if (place->field || place->rule) return true;
    report_field(c, span, name);
    return false;
}

/* ---- one value ---- */

static struct cond *constant(struct conversion *c, bool value) { return cond_new(c, value ? COND_TRUE : COND_FALSE); }

static bool truth_of(const struct item_value *value, bool *out)
{
    static const char *const words[2][4] = {{"false", "no", "off", "0"}, {"true", "yes", "on", "1"}};
    for (int w = 0; w < 8; w++)
        if (mapping_same_word(value->text, str_from(words[w / 4][w % 4]))) {
            *out = w / 4;
            return true;
        }
    return false;
}

static struct cond *exists_convert(struct conversion *c, const struct found *place, const struct item_value *value)
{
    bool wanted;
    if (!truth_of(value, &wanted)) {
        convert_refuse(c, DIAG_SIGMA_MODIFIER, value->tree->span, "'exists' takes true or false");
        return NULL;
    }
    if (place->field == NULL) return constant(c, wanted);
    if (place->rule && place->rule->kind == MAP_PREFIX) {
        struct cond *part = cond_one(c, place->field->name, OP_CONTAINS, false, text_literal(c->arena, place->rule->prefix));
        return wanted ? part : cond_not(c, part);
    }
    return cond_criterion(c, place->field->name, wanted ? OP_EXISTS : OP_MISSING, false);
}

static struct cond *null_convert(struct conversion *c, const struct item *item, const struct found *place, const struct item_value *value)
{
    if (place->any || item->starts || item->ends || item->contains || item->regex || item->function_count || item->network || item->order || item->part || item->reference) {
        convert_refuse(c, DIAG_SIGMA_MODIFIER, value->tree->span, place->any ? "null is no keyword" : "null cannot be compared in this way");
        return NULL;
    }
    if (place->field == NULL) return constant(c, false);
    if (place->rule && place->rule->kind == MAP_PREFIX) return cond_not(c, cond_one(c, place->field->name, OP_CONTAINS, false, text_literal(c->arena, place->rule->prefix)));
    return cond_criterion(c, place->field->name, OP_MISSING, false);
}

static struct cond *reference_convert(struct conversion *c, const struct item *item, const struct found *place, const struct item_value *value)
{
    struct found other;
    if (!find_place(c, value->tree->span, value->text, &other)) return NULL;
    const struct field *f = place->field, *g = other.field;
    const char *wrong = NULL;
    if (f == NULL || g == NULL || place->rule || other.rule) wrong = "one of the two fields is none of the Template Type's own";
    else if (f == g) wrong = "a field is not compared with itself";
    else if (text_is(f) ? !text_is(g) : !str_equal(f->type_text, g->type_text)) wrong = "the two fields are of different types";
    else if (!text_is(f) && (item->starts || item->ends || item->contains)) wrong = "these fields are not text";
    if (wrong) {
        convert_refuse(c, DIAG_SIGMA_VALUE, value->tree->span, "%s", wrong);
        return NULL;
    }
    const bool contains = item->contains || (item->starts && item->ends);
    const enum cond_op op = contains ? OP_CONTAINS : item->starts ? OP_STARTS : item->ends ? OP_ENDS : OP_EQUALS;
    struct cond *cond = cond_one(c, f->name, op, item->cased && text_is(f) && !f->cased, arena_printf(c->arena, "field(" STR_FMT ")", STR_ARG(g->name)));
    cond->nocase = text_is(f) && f->cased && !item->cased;
    cond->wrap = STR(" "); /* stands alone: never merged with values */
    cond->wrapped = UINT32_MAX;
    return cond;
}

static struct cond *values_convert(struct conversion *c, const struct item *item, const struct found *place, const struct item_value *value)
{
    const struct item plain = {.span = item->span, .field = place->rule->field};
    struct cond *or = cond_new(c, COND_OR);
    for (uint32_t i = 0; i < place->rule->count; i++) {
        if (!text_describes(c, item, value, place->rule->values[2 * i])) continue;
        const struct item_value own = {.tree = value->tree, .type = YAML_TEXT, .text = place->rule->values[2 * i + 1]};
        struct cond *one = text_is(place->field) ? text_convert(c, &plain, place->field, &own) : typed_convert(c, &plain, place->field, &own);
        if (one == NULL) return NULL;
        cond_append(or, one);
    }
    if (or->count == 0) convert_note(c, value->tree->span, "no event here has '" STR_FMT "' with this value", STR_ARG(item->field));
    return cond_simplify(c, or);
}

static struct cond *constant_convert(struct conversion *c, const struct item *item, const struct mapping_rule *rule, const struct item_value *value)
{
    uint32_t fitting = 0;
    for (uint32_t i = 0; i < rule->count; i++) fitting += text_describes(c, item, value, rule->values[i]);
    if (fitting == rule->count) return constant(c, true);
    if (fitting == 0) {
        convert_note(c, value->tree->span, "no event here has '" STR_FMT "' with this value", STR_ARG(item->field));
        return constant(c, false);
    }
    struct diag *d = convert_refuse(c, DIAG_SIGMA_FIELD, item->span, "'" STR_FMT "' has no field that tells its events apart by '" STR_FMT "'", STR_ARG(c->type->name), STR_ARG(item->field));
    diag_set_help(&c->import->sink, d, "map '" STR_FMT "' to a field that does, in a file for --mapping", STR_ARG(item->field));
    return NULL;
}

static struct cond *prefix_convert(struct conversion *c, const struct item *item, const struct found *place, const struct item_value *value)
{
    struct pattern pattern = pattern_make(item, value->type == YAML_TEXT ? sigma_unescape(c->arena, value->text) : value->text);
    if (item->regex || item->order || item->part || item->network || item->function_count || pattern.lead || pattern.wild) {
        convert_refuse(c, DIAG_SIGMA_VALUE, value->tree->span, "'" STR_FMT "' is a part of '" STR_FMT "' and can be compared with its beginning alone", STR_ARG(item->field), STR_ARG(place->field->name));
        return NULL;
    }
    pattern.body = arena_printf(c->arena, STR_FMT STR_FMT, STR_ARG(place->rule->prefix), STR_ARG(pattern.body));
    pattern.lead = pattern.trail = true;
    return text_pattern(c, item, place->field, value, pattern);
}

static struct cond *value_convert(struct conversion *c, const struct item *item, const struct found *place, const struct item_value *value)
{
    if (item->exists) return exists_convert(c, place, value);
    if (value->type == YAML_NULL) return null_convert(c, item, place, value);
    if (place->rule && place->rule->kind == MAP_CONSTANT && !item->reference) return constant_convert(c, item, place->rule, value);
    if (item->reference) return reference_convert(c, item, place, value);
    if (place->rule && place->rule->kind == MAP_VALUES) return values_convert(c, item, place, value);
    if (place->rule && place->rule->kind == MAP_PREFIX) return prefix_convert(c, item, place, value);
    if (place->any || text_is(place->field)) return text_convert(c, item, place->field, value);
    return item->order ? order_convert(c, item, place->field, value) : typed_convert(c, item, place->field, value);
}

/* ---- one field ---- */

static bool collect_value(struct conversion *c, const struct item *item, struct yaml_tree *tree, struct vec *values)
{
    if (tree->shape != YAML_IS_SCALAR) {
        convert_refuse(c, DIAG_SIGMA_WRONG_KIND, tree->span, "a %s stands where a value is expected", tree->shape == YAML_IS_LIST ? "list" : "map");
        return false;
    }
    return placeholders_expand(c, item, (struct item_value){tree, yaml_type_of(tree), tree->text}, values);
}

static bool has_text_field(const struct template_type *type)
{
    for (uint32_t i = 0; i < type->field_count; i++)
        if (text_is(&type->fields[i])) return true;
    return false;
}

static struct cond *item_convert(struct conversion *c, const struct item *item, struct yaml_tree *tree)
{
    struct found place = {.any = item->field.n == 0};
    if (place.any && !has_text_field(c->type)) {
        convert_refuse(c, DIAG_SIGMA_FIELD, item->span, "'" STR_FMT "' has no field with text in which keywords could be looked for", STR_ARG(c->type->name));
        return NULL;
    }
    if (!place.any && !find_place(c, item->span, item->field, &place)) return NULL;
    struct vec values = {.exhausted = c->arena->exhausted};
    bool good = true;
    if (tree->shape == YAML_IS_LIST)
        for (struct yaml_tree *one = tree->first; one; one = one->next) good &= collect_value(c, item, one, &values);
    else
        good = collect_value(c, item, tree, &values);
    if (good && values.count == 0) {
        convert_refuse(c, DIAG_SIGMA_MISSING_PART, tree->span, "'" STR_FMT "' has an empty list of values", STR_ARG(item->field));
        good = false;
    }
    struct cond *joined = cond_new(c, item->all ? COND_AND : COND_OR);
    for (size_t i = 0; i < values.count && good;) {
        const struct item_value *value = &((const struct item_value *)values.p)[i];
        struct cond *of = cond_new(c, COND_OR); /* what a placeholder stands for is joined by or, with 'all' too */
        for (const struct yaml_tree *written = value->tree; i < values.count && good && value->tree == written; value++, i++) {
            struct cond *one = value_convert(c, item, &place, value);
            good = one != NULL && !c->overflow;
            if (good) cond_append(of, one);
        }
        if (good) cond_append(joined, cond_simplify(c, of));
    }
    vec_free(&values);
    if (!good) return NULL;
    joined = cond_simplify(c, joined);
    return item->negated ? cond_not(c, joined) : joined;
}

/* ---- a selection ---- */

static struct cond *map_convert(struct conversion *c, const struct yaml_tree *map)
{
    struct cond *and = cond_new(c, COND_AND);
    bool good = map->count > 0;
    if (!good) convert_refuse(c, DIAG_SIGMA_MISSING_PART, map->span, "the selection is empty");
    for (struct yaml_tree *entry = map->first; entry; entry = entry->next) {
        struct item item;
        struct cond *one = modifiers_read(c, entry->key, &item) ? item_convert(c, &item, entry) : NULL;
        good &= one != NULL;
        if (good) cond_append(and, one);
    }
    return good ? cond_simplify(c, and) : NULL;
}

static struct cond *keywords_convert(struct conversion *c, struct yaml_tree *tree)
{
    const struct item item = {.span = tree->span};
    return item_convert(c, &item, tree);
}

struct cond *selection_convert(struct conversion *c, struct yaml_tree *tree)
{
    if (tree->shape == YAML_IS_MAP) return map_convert(c, tree);
    if (tree->shape == YAML_IS_SCALAR) return keywords_convert(c, tree);
    bool all_scalars = true, good = tree->count > 0;
    for (const struct yaml_tree *one = tree->first; one; one = one->next) all_scalars &= one->shape == YAML_IS_SCALAR;
    if (!good) convert_refuse(c, DIAG_SIGMA_MISSING_PART, tree->span, "the selection is empty");
    if (good && all_scalars) return keywords_convert(c, tree);
    struct cond *or = cond_new(c, COND_OR);
    for (struct yaml_tree *one = tree->first; one; one = one->next) {
        struct cond *part = selection_convert(c, one); /* no deeper than the YAML */
        good &= part != NULL;
        if (good) cond_append(or, part);
    }
    return good ? cond_simplify(c, or) : NULL;
}
