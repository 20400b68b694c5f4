/* See mapping.h. */
#include "mapping.h"

#include "../compiler/project/reader.h"

#define MAPPING_KINDS_HELP "a field is mapped to a name, or to an object with 'field' and either 'contains' or 'values'"

struct loader {
    struct mapping *mapping;
    struct reader reader;
};

bool mapping_same_word(struct str a, struct str b)
{
    for (uint32_t i = 0; i < a.n && a.n == b.n; i++) {
        const unsigned char x = (unsigned char)a.p[i], y = (unsigned char)b.p[i];
        if (x != y && ((x ^ y) != 0x20 || (x | 0x20) < 'a' || (x | 0x20) > 'z')) return false;
    }
    return a.n == b.n;
}

void mapping_init(struct mapping *mapping, struct arena *arena, struct diag_sink *sink)
{
    *mapping = (struct mapping){.arena = arena, .sink = sink, .targets = {.exhausted = arena->exhausted}};
    diag_init(&mapping->model_sink, arena, sink->sources);
    model_init(&mapping->model, arena, sink->sources, &mapping->model_sink);
}

void mapping_free(struct mapping *mapping)
{
    for (size_t i = 0; i < mapping->targets.count; i++) vec_free(&MODEL_AT(mapping->targets, struct mapping_target, i)->names);
    vec_free(&mapping->targets);
    model_free(&mapping->model);
    diag_free(&mapping->model_sink);
}

/* ---- reading ---- */

static struct diag *invalid(struct loader *l, const struct json *value, const char *what)
{
    return diag_report(l->reader.sink, DIAG_MAPPING_INVALID, reader_span(&l->reader, value), "%s", what);
}

/* Text, a number as it is written, or a list of these. */
static const struct str *read_texts(struct loader *l, const struct json *value, uint32_t *count)
{
    const bool list = value->kind == JSON_ARRAY;
    const uint32_t room = list ? value->count : 1;
    struct str *out = arena_array(l->mapping->arena, room + 1u, sizeof *out);
    *count = 0;
    for (const struct json *one = list ? value->first : value; one; one = list ? one->next : NULL) {
        if (one->kind == JSON_STRING || one->kind == JSON_NUMBER) out[(*count)++] = one->string;
        else if (one->kind == JSON_NULL) out[(*count)++] = STR("");
        else invalid(l, one, "a text or a number belongs here");
    }
    return out;
}

static bool read_values(struct loader *l, const struct json *values, struct mapping_rule *rule)
{
    struct str *out = arena_array(l->mapping->arena, 2u * values->count + 1u, sizeof *out);
    for (const struct json *one = values->first; one; one = one->next) {
        if (one->kind != JSON_STRING) {
            invalid(l, one, "the value of the field belongs here, as text");
            return false;
        }
        out[2 * rule->count] = one->key;
        out[2 * rule->count++ + 1] = one->string;
    }
    rule->values = out;
    return true;
}

static bool read_rule(struct loader *l, const struct json *value, struct mapping_rule *rule)
{
    static const struct str keys[] = {{"field", 5}, {"contains", 8}, {"values", 6}};
    *rule = (struct mapping_rule){.name = value->key, .kind = MAP_FIELD};
    if (value->kind == JSON_STRING) {
        rule->field = value->string;
        return true;
    }
    if (!reader_expect(&l->reader, value, JSON_OBJECT, "a mapped field")) return false;
    reader_check_keys(&l->reader, value, keys, 3, "a mapped field");
    const struct json *field = reader_member(&l->reader, value, "field", JSON_STRING, false, "a mapped field");
    const struct json *prefix = reader_member(&l->reader, value, "contains", JSON_STRING, true, "a mapped field");
    const struct json *values = reader_member(&l->reader, value, "values", JSON_OBJECT, true, "a mapped field");
    if (field == NULL) return false;
    rule->field = field->string;
    if ((prefix == NULL) == (values == NULL)) {
        diag_set_help(l->reader.sink, invalid(l, value, "a mapped field has one of 'contains' and 'values'"), MAPPING_KINDS_HELP);
        return false;
    }
    rule->kind = prefix ? MAP_PREFIX : MAP_VALUES;
    if (values) return read_values(l, values, rule);
    const struct str text = prefix->string;
    if (text.n < 3 || text.p[text.n - 2] != '{' || text.p[text.n - 1] != '}') {
        invalid(l, prefix, "'contains' ends with {}, where the value goes: \"SHA256={}\"");
        return false;
    }
    rule->prefix = (struct str){text.p, text.n - 2};
    return true;
}

static void read_rules(struct loader *l, const struct json *object, struct vec *rules)
{
    const struct json *fields = reader_member(&l->reader, object, "fields", JSON_OBJECT, true, "a mapping");
    for (const struct json *one = fields ? fields->first : NULL; one; one = one->next) {
        struct mapping_rule rule;
        if (read_rule(l, one, &rule)) *(struct mapping_rule *)vec_push(rules, sizeof rule) = rule;
    }
    const struct json *constants = reader_member(&l->reader, object, "constants", JSON_OBJECT, true, "a mapping");
    for (const struct json *one = constants ? constants->first : NULL; one; one = one->next) {
        struct mapping_rule *rule = vec_push(rules, sizeof *rule);
        *rule = (struct mapping_rule){.name = one->key, .kind = MAP_CONSTANT};
        rule->values = read_texts(l, one, &rule->count);
    }
}

static void read_source(struct loader *l, const struct json *value, struct mapping_source *source)
{
    static const struct str keys[] = {{"product", 7}, {"category", 8}, {"service", 7}, {"by", 2}};
    static const struct str nothing = {"", 0};
    *source = (struct mapping_source){0};
    if (!reader_expect(&l->reader, value, JSON_OBJECT, "a log source")) return;
    reader_check_keys(&l->reader, value, keys, 4, "a log source");
    for (uint32_t k = 0; k < LOG_SOURCE_KEYS; k++) {
        const struct json *names = json_get(value, keys[k].p);
        source->counts[k] = 1;
        source->names[k] = &nothing;
        if (names) source->names[k] = read_texts(l, names, &source->counts[k]);
    }
    const struct json *by = reader_member(&l->reader, value, "by", JSON_STRING, true, "a log source");
    if (by) source->by = by->string;
}

static void read_target(struct loader *l, const struct json *value, const struct vec *common)
{
    static const struct str keys[] = {{"from", 4}, {"template", 8}, {"fields", 6}, {"constants", 9}, {"where", 5}};
    struct mapping *m = l->mapping;
    if (!reader_expect(&l->reader, value, JSON_OBJECT, "a target")) return;
    reader_check_keys(&l->reader, value, keys, 5, "a target");
    const struct json *from = reader_member(&l->reader, value, "from", JSON_ARRAY, false, "a target");
    const struct json *template = reader_member(&l->reader, value, "template", JSON_STRING, false, "a target");
    const struct json *where = reader_member(&l->reader, value, "where", JSON_STRING, true, "a target");
    if (from == NULL || template == NULL) return;
    struct mapping_target target = {.use = template->string, .span = reader_span(&l->reader, template), .names = {.exhausted = m->arena->exhausted}};
    if (where) target.where = where->string;
    struct mapping_source *sources = arena_array(m->arena, from->count + 1u, sizeof *sources);
    for (const struct json *one = from->first; one; one = one->next) read_source(l, one, &sources[target.source_count++]);
    target.sources = sources;
    struct vec rules = {.exhausted = m->arena->exhausted};
    read_rules(l, value, &rules);
    if (common->count) memcpy(vec_extend(&rules, common->count, sizeof(struct mapping_rule)), common->p, common->count * sizeof(struct mapping_rule));
    struct mapping_rule *kept = arena_array(m->arena, rules.count + 1, sizeof *kept);
    if (rules.count) memcpy(kept, rules.p, rules.count * sizeof *kept);
    target.rules = kept;
    target.rule_count = (uint32_t)rules.count;
    vec_free(&rules);
    *(struct mapping_target *)vec_push(&m->targets, sizeof target) = target;
}

void mapping_add(struct mapping *mapping, uint32_t file)
{
    static const struct str keys[] = {{"mapping", 7}, {"targets", 7}, {"fields", 6}, {"constants", 9}};
    struct loader l = {.mapping = mapping, .reader = {.arena = mapping->arena}};
    const struct json *root = reader_open(&l.reader, mapping->sink, mapping->sink->sources, file, JSON_COMMENTS);
    if (root == NULL || !reader_expect(&l.reader, root, JSON_OBJECT, "a mapping")) return;
    reader_check_keys(&l.reader, root, keys, 4, "a mapping");
    const struct json *targets = reader_member(&l.reader, root, "targets", JSON_ARRAY, false, "a mapping");
    struct vec common = {.exhausted = mapping->arena->exhausted};
    read_rules(&l, root, &common);
    for (const struct json *one = targets ? targets->first : NULL; one; one = one->next) read_target(&l, one, &common);
    vec_free(&common);
}

/* ---- the Template Types ---- */

/* The Template Type that is declared in what a `use` names: the first of the file. */
static uint32_t find_type(const struct mapping *mapping, struct str use)
{
    for (size_t i = 0; i < mapping->model.templates.count; i++) {
        const struct template_type *type = MODEL_AT(mapping->model.templates, struct template_type, i);
        const struct source_file *file = sources_file_of(mapping->sink->sources, type->span.at);
        const struct str path = str_from(file ? file->path : "");
        const char *ending = str_ends_with(use, STR(".weir")) ? "" : ".weir";
        if (str_equal(path, arena_printf(mapping->arena, "%s" STR_FMT "%s", type->from_stdlib ? "<stdlib>/" : "", STR_ARG(use), ending))) return (uint32_t)i;
    }
    return UINT32_MAX;
}

static void check_fields(struct mapping *mapping, const struct mapping_target *target, const struct template_type *type)
{
    for (uint32_t i = 0; i < target->rule_count; i++) {
        const struct mapping_rule *rule = &target->rules[i];
        if (rule->kind == MAP_CONSTANT || rule->kind == MAP_FIELD || mapping_find_field(type, rule->field)) continue;
        struct diag *d = diag_report(mapping->sink, DIAG_MAPPING_INVALID, target->span, "'" STR_FMT "' is mapped to '" STR_FMT "', which '" STR_FMT "' does not have",
                                     STR_ARG(rule->name), STR_ARG(rule->field), STR_ARG(type->name));
        diag_add_label(mapping->sink, d, type->span, "this Template Type");
    }
}

void mapping_finish(struct mapping *mapping, const char *root)
{
    struct sources *sources = mapping->sink->sources;
    for (size_t i = 0; i < mapping_entry_count; i++)
        mapping_add(mapping, sources_add(sources, arena_printf(mapping->arena, "<mapping>/%s", mapping_entries[i].name).p, (struct str){mapping_entries[i].text, mapping_entries[i].bytes}));
    struct vec text = {.exhausted = mapping->arena->exhausted};
    for (size_t i = 0; i < mapping->targets.count; i++) {
        const struct str use = MODEL_AT(mapping->targets, struct mapping_target, i)->use;
        if (use.n == 0 || memchr(use.p, '\'', use.n) || memchr(use.p, '\n', use.n)) continue;
        const struct str line = arena_printf(mapping->arena, "use '" STR_FMT "'\n", STR_ARG(use));
        memcpy(vec_extend(&text, line.n, 1), line.p, line.n);
    }
    *(char *)vec_push(&text, 1) = '\0';
    const struct str copy = arena_copy(mapping->arena, (struct str){text.p, (uint32_t)text.count - 1});
    vec_free(&text);
    struct tree tree;
    syntax_parse(&tree, mapping->arena, sources, sources_add(sources, "<mapping>", copy), &mapping->model_sink);
    model_build(&mapping->model, &tree, 1, &(struct model_options){.root = root});
    tree_free(&tree);
    for (size_t i = 0; i < mapping->targets.count; i++) {
        struct mapping_target *target = MODEL_AT(mapping->targets, struct mapping_target, i);
        target->type = find_type(mapping, target->use);
        const struct template_type *type = mapping_type(mapping, target);
        if (type && !type->poisoned) check_fields(mapping, target, type);
        else diag_report(mapping->sink, DIAG_MAPPING_INVALID, target->span, "there is no Template Type in '" STR_FMT "'", STR_ARG(target->use));
    }
}

const struct template_type *mapping_type(const struct mapping *mapping, const struct mapping_target *target)
{
    return target->type < mapping->model.templates.count ? MODEL_AT(mapping->model.templates, struct template_type, target->type) : NULL;
}

/* ---- looking up ---- */

const struct mapping_rule *mapping_find_rule(const struct mapping_target *target, struct str name)
{
    const struct mapping_rule *found = NULL;
    for (uint32_t i = 0; i < target->rule_count; i++) {
        if (str_equal(target->rules[i].name, name)) return &target->rules[i];
        if (found == NULL && mapping_same_word(target->rules[i].name, name)) found = &target->rules[i];
    }
    return found;
}

const struct field *mapping_find_field(const struct template_type *type, struct str name)
{
    const struct field *in_another_case = NULL, *by_alias = NULL;
    for (uint32_t i = 0; i < type->field_count; i++) {
        const struct field *field = &type->fields[i];
        if (field->name.n == 0) continue;
        if (str_equal(field->name, name)) return field;
        if (mapping_same_word(field->name, name)) in_another_case = field;
        for (uint32_t a = 0; a < field->alias_count && by_alias == NULL; a++)
            if (str_equal(field->aliases[a].path, name)) by_alias = field;
    }
    return by_alias ? by_alias : in_another_case;
}

bool mapping_source_fits(const struct mapping_source *source, const struct str rule[LOG_SOURCE_KEYS])
{
    for (uint32_t k = 0; k < LOG_SOURCE_KEYS; k++) {
        bool fits = false;
        for (uint32_t i = 0; i < source->counts[k]; i++) fits |= mapping_same_word(source->names[k][i], rule[k]);
        if (!fits) return false;
    }
    return true;
}
