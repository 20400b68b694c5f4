/* weir export sigma: one rule of Sigma an instance.
 *
 * In:  the model, and the mapping that the import uses, read backwards. Out: YAML. Must hold: an import of a rule that was imported once gives back the
 *      same channel bytes; what Sigma cannot say is refused, never left out of a rule. */
#include <inttypes.h>
#include <stdio.h>

#include "../compiler/base/sha256.h"
#include "export_yaml.h"

struct sigma_export *export_sigma_begin(struct model *model, struct arena *arena)
{
    struct sigma_export *s = arena_new(arena, struct sigma_export);
    s->model = model;
    s->arena = arena;
    arena_init(&s->scratch, arena->exhausted);
    text_init(&s->out, arena->exhausted);
    mapping_init(&s->mapping, arena, model->sink);
    spelling_init(&s->spelling, arena, model->sources);
    sigma_where_init(s);
    return s;
}

void export_sigma_mapping(struct sigma_export *sigma, uint32_t file) { mapping_add(&sigma->mapping, file); }
void export_sigma_ready(struct sigma_export *sigma, const char *root)
{
    mapping_finish(&sigma->mapping, root);
    sigma_where_ready(sigma, root);
}

void export_sigma_end(struct sigma_export *sigma)
{
    sigma_where_free(sigma);
    spelling_free(&sigma->spelling);
    mapping_free(&sigma->mapping);
    text_free(&sigma->out);
    arena_free(&sigma->scratch);
}

void sigma_refuse(struct sigma_export *s, const struct criterion *criterion, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    const struct str why = arena_vprintf(s->arena, format, arguments);
    va_end(arguments);
    s->failed = true;
    diag_report(s->model->sink, DIAG_EXPORT_SIGMA, criterion ? criterion->span : s->instance->span, "instance '" STR_FMT "' cannot be written as Sigma: " STR_FMT, STR_ARG(s->instance->name), STR_ARG(why));
}

/* ---- the mapping, backwards ---- */

struct str sigma_field_name(const struct sigma_export *s, const struct field *field)
{
    const struct mapping_rule *own = mapping_find_rule(s->target, field->name);
    if (own == NULL || (own->kind == MAP_FIELD && str_equal(own->field, field->name))) return field->name;
    for (uint32_t i = 0; i < s->target->rule_count; i++)
        if (s->target->rules[i].kind == MAP_FIELD && str_equal(s->target->rules[i].field, field->name)) return s->target->rules[i].name;
    return field->name;
}

static bool is_type_of(const struct sigma_export *s, const struct mapping_target *target)
{
    const struct template_type *type = mapping_type(&s->mapping, target);
    return type && target->source_count && type->from_stdlib == s->type->from_stdlib && str_equal(type->name, s->type->name) && type->platform == s->type->platform;
}

static void refuse_log_source(struct sigma_export *s, const struct mapping_target *partly)
{
    const char *text = partly ? "the log sources of Sigma stand for a part of Template Type '" STR_FMT "' only" : "no log source of Sigma stands for Template Type '" STR_FMT "'";
    struct diag_sink *sink = s->model->sink;
    struct diag *d = diag_report(sink, DIAG_EXPORT_LOG_SOURCE, s->instance->span, "%s", arena_printf(s->arena, text, STR_ARG(s->type->name)).p);
    diag_add_label(sink, d, s->type->span, "declared here");
    if (partly) diag_set_help(sink, d, "end the condition of '" STR_FMT "' with 'and " STR_FMT "', or with what another log source stands for", STR_ARG(s->instance->name), STR_ARG(partly->where));
}

/* The target for the instance's Template Type, one whose own condition the instance has before one without, and of its log sources the first that says it all. */
static bool find_target(struct sigma_export *s)
{
    const struct mapping_target *partly = NULL;
    s->target = NULL;
    for (uint32_t i = 0; i < s->mapping.targets.count; i++) {
        const struct mapping_target *target = MODEL_AT(s->mapping.targets, struct mapping_target, i);
        if (!is_type_of(s, target)) continue;
        struct term *term = term_of_instance(&s->scratch, s->model, s->instance);
        if (target->where.n) term = sigma_where_taken(s, i, term);
        if (term == NULL && partly == NULL) partly = target;
        if (term == NULL || (s->target && target->where.n == 0)) continue;
        s->target = target;
        s->term = term;
        if (target->where.n) break;
    }
    if (s->target == NULL) {
        refuse_log_source(s, partly);
        return false;
    }
    s->source = &s->target->sources[0];
    for (uint32_t i = s->target->source_count; i-- > 0;)
        if (s->target->sources[i].by.n == 0) s->source = &s->target->sources[i];
    return true;
}

/* ---- what is for people ---- */

static void put_text(struct sigma_export *s, const char *key, enum attribute_key attribute, bool quoted)
{
    const struct attribute *found = attribute_next(s->model, s->instance, attribute, NULL);
    if (found == NULL) return;
    text_printf(&s->out, "%s: ", key);
    if (quoted) yaml_quoted(&s->out, found->text);
    else text_put(&s->out, found->text);
    text_word(&s->out, "\n");
}

static void put_log_source(struct sigma_export *s)
{
    static const char *const keys[LOG_SOURCE_KEYS] = {"product", "category", "service"};
    text_word(&s->out, "logsource:\n");
    for (uint32_t k = 0; k < LOG_SOURCE_KEYS; k++) {
        if (s->source->counts[k] == 0 || s->source->names[k][0].n == 0) continue;
        text_printf(&s->out, "    %s: ", keys[k]);
        text_put(&s->out, s->source->names[k][0]);
        text_word(&s->out, "\n");
    }
    put_text(s, "    definition", ATTRIBUTE_REQUIREMENTS, true);
}


static bool is_uuid(struct str text)
{
    if (text.n != 36) return false;
    for (uint32_t i = 0; i < 36; i++) {
        const char c = text.p[i];
        const bool dash = i == 8 || i == 13 || i == 18 || i == 23;
        if (dash ? c != '-' : !((c >= '0' && c <= '9') || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F'))) return false;
    }
    return true;
}

/* The id that it came with, or one made of its number: version 8 of RFC 9562, from a SHA-256. */
static void put_id(struct sigma_export *s)
{
    const struct str origin = attribute_text(s->model, s->instance, ATTRIBUTE_ORIGIN);
    const struct str rest = origin.n > 6 ? (struct str){origin.p + 6, origin.n - 6} : (struct str){NULL, 0};
    if (rest.n && memcmp(origin.p, "sigma:", 6) == 0 && is_uuid(rest)) {
        text_printf(&s->out, "id: " STR_FMT "\n", STR_ARG(rest));
        return;
    }
    uint8_t digest[SHA256_BYTES];
    sha256(arena_printf(&s->scratch, "weir instance %" PRIu64, s->instance->id), digest);
    digest[6] = (uint8_t)(0x80 | (digest[6] & 0x0f));
    digest[8] = (uint8_t)(0x80 | (digest[8] & 0x3f));
    text_word(&s->out, "id: ");
    for (uint32_t i = 0; i < 16; i++) text_printf(&s->out, i == 4 || i == 6 || i == 8 || i == 10 ? "-%02x" : "%02x", (unsigned)digest[i]);
    text_word(&s->out, "\n");
}

static void put_list(struct sigma_export *s, const char *key, enum attribute_key attribute, bool quoted)
{
    const struct attribute *at = attribute_next(s->model, s->instance, attribute, NULL);
    if (at == NULL) return;
    text_printf(&s->out, "%s:\n", key);
    for (; at; at = attribute_next(s->model, s->instance, attribute, at)) {
        text_word(&s->out, "    - ");
        if (quoted) yaml_quoted(&s->out, at->text);
        else text_put(&s->out, at->text);
        text_word(&s->out, "\n");
    }
}

/* 'derived:ID'; what is written otherwise is no relation that Sigma knows. */
static void put_related(struct sigma_export *s)
{
    bool first = true;
    for (const struct attribute *at = NULL; (at = attribute_next(s->model, s->instance, ATTRIBUTE_RELATED, at)) != NULL;) {
        const char *colon = at->text.n ? memchr(at->text.p, ':', at->text.n) : NULL;
        if (colon == NULL) continue;
        const uint32_t type = (uint32_t)(colon - at->text.p);
        text_word(&s->out, first ? "related:\n    - id: " : "    - id: ");
        yaml_quoted(&s->out, (struct str){colon + 1, at->text.n - type - 1});
        text_word(&s->out, "\n      type: ");
        yaml_quoted(&s->out, (struct str){at->text.p, type});
        text_word(&s->out, "\n");
        first = false;
    }
}

/* Sigma has one text for all authors. */
static void put_authors(struct sigma_export *s)
{
    const struct attribute *at = attribute_next(s->model, s->instance, ATTRIBUTE_AUTHOR, NULL);
    if (at == NULL) return;
    struct text names;
    text_init(&names, s->scratch.exhausted);
    for (; at; at = attribute_next(s->model, s->instance, ATTRIBUTE_AUTHOR, at)) {
        if (names.bytes.count) text_word(&names, ", ");
        text_put(&names, at->text);
    }
    text_word(&s->out, "author: ");
    yaml_quoted(&s->out, text_str(&names));
    text_word(&s->out, "\n");
    text_free(&names);
}

struct str export_sigma_rule(struct sigma_export *s, uint32_t instance)
{
    s->instance = MODEL_AT(s->model->instances, struct instance, instance);
    s->type = type_of(s->model, s->instance);
    s->failed = false;
    s->out.bytes.count = 0;
    arena_reset(&s->scratch);
    if (!find_target(s)) return (struct str){NULL, 0};
    text_word(&s->out, "title: ");
    yaml_quoted(&s->out, s->instance->title);
    text_word(&s->out, "\n");
    put_id(s);
    put_related(s);
    put_text(s, "status", ATTRIBUTE_STATUS, false);
    put_text(s, "description", ATTRIBUTE_DESCRIPTION, true);
    put_list(s, "references", ATTRIBUTE_REFERENCES, true);
    put_authors(s);
    put_text(s, "date", ATTRIBUTE_DATE, false);
    put_text(s, "modified", ATTRIBUTE_MODIFIED, false);
    put_list(s, "tags", ATTRIBUTE_TAGS, false);
    put_text(s, "license", ATTRIBUTE_LICENSE, true);
    put_log_source(s);
    sigma_detection(s);
    put_list(s, "falsepositives", ATTRIBUTE_FALSE_POSITIVES, true);
    text_printf(&s->out, "level: %s\n", severity_word(s->instance->severity));
    return s->failed ? (struct str){NULL, 0} : arena_copy(s->arena, text_str(&s->out));
}
