/* Model in; criteria, values and attributes out, in the order of the text. What is computed of a set is kept for the criteria that share it: no rule takes longer than the
 * values of all sets and the criteria of all instances. */
#include "uses.h"

struct str lint_value(const struct lint *lint, const struct value_set *set, uint32_t number)
{
    const struct model *model = lint->model;
    uint32_t at = *MODEL_AT(model->values, uint32_t, set->first + number);
    if (set->kind == WEIR_SET_PROGRAMS) at = MODEL_AT(model->regexes, struct regex_entry, at)->text;
    return *MODEL_AT(model->strings, struct str, at);
}

void lint_each_use(struct lint *lint, uint32_t ops, lint_look *look)
{
    const struct model *model = lint->model;
    for (uint32_t i = 0; i < model->instances.count; i++) {
        struct lint_use use = {.number = i, .instance = lint_instance(lint, i)};
        if (!lint_takes_part(lint, use.instance) || use.instance->stress) continue;
        use.type = lint_type(lint, use.instance->type);
        for (uint32_t n = 0; n < use.instance->criterion_count; n++) {
            const struct criterion *c = MODEL_AT(model->criteria, struct criterion, use.instance->criterion_first + n);
            if (!(ops >> c->op & 1) || c->ordinal > use.type->field_count) continue;
            use.criterion = c;
            use.field = c->ordinal ? &use.type->fields[c->ordinal - 1] : NULL;
            use.set = c->set == WEIR_NO_SET ? NULL : MODEL_AT(model->sets, struct value_set, c->set);
            if (!look(lint, &use)) return;
        }
    }
}

/* ---- values ---- */

struct asked { /* what the answer depends on */
    uint32_t set;
    uint8_t op, type, platform, cased;
};

/* Once for all rules. */
static void number_asks(struct lint *lint)
{
    const struct model *model = lint->model;
    if (lint->asks.count) return;
    struct arena scratch;
    struct intern keys;
    arena_init(&scratch, model->arena->exhausted);
    intern_init(&keys, &scratch);
    uint32_t *asks = vec_extend(&lint->asks, model->criteria.count, sizeof *asks);
    for (uint32_t i = 0; i < model->instances.count; i++) {
        const struct instance *instance = lint_instance(lint, i);
        if (!lint_takes_part(lint, instance)) continue;
        const struct template_type *type = lint_type(lint, instance->type);
        for (uint32_t n = 0; n < instance->criterion_count; n++) {
            const struct criterion *c = MODEL_AT(model->criteria, struct criterion, instance->criterion_first + n);
            const struct field *field = c->ordinal && c->ordinal <= type->field_count ? &type->fields[c->ordinal - 1] : NULL;
            const struct asked key = {c->set, c->op, field ? field->type : 0, type->platform, (c->flags & WEIR_CRITERION_CASED) != 0};
            asks[instance->criterion_first + n] = intern_add(&keys, (struct str){(const char *)&key, sizeof key});
        }
    }
    lint->ask_count = (uint32_t)keys.names.count;
    intern_free(&keys);
    arena_free(&scratch);
}

/* 1 + the number of the first value that is wrong, or 0. */
static uint32_t first_wrong(const struct lint *lint, const struct lint_use *use, lint_wrong *wrong)
{
    for (uint32_t v = 0; v < use->set->count; v++)
        if (wrong(use, lint_value(lint, use->set, v))) return v + 1;
    return 0;
}

void lint_each_wrong_value(struct lint *lint, uint32_t ops, lint_wrong *wrong, lint_say *say)
{
    enum { NOT_ASKED = UINT32_MAX };
    const struct model *model = lint->model;
    bool goes_on = true;
    number_asks(lint);
    struct vec answers = {.exhausted = model->arena->exhausted}; /* uint32_t: as of first_wrong */
    if (lint->ask_count) memset(vec_extend(&answers, lint->ask_count, sizeof(uint32_t)), 0xff, lint->ask_count * sizeof(uint32_t));
    for (uint32_t i = 0; i < model->instances.count && goes_on; i++) {
        struct lint_use use = {.number = i, .instance = lint_instance(lint, i)};
        if (!lint_takes_part(lint, use.instance) || use.instance->stress) continue;
        use.type = lint_type(lint, use.instance->type);
        for (uint32_t n = 0; n < use.instance->criterion_count && goes_on; n++) {
            use.criterion = MODEL_AT(model->criteria, struct criterion, use.instance->criterion_first + n);
            if (!(ops >> use.criterion->op & 1) || use.criterion->set == WEIR_NO_SET || use.criterion->ordinal > use.type->field_count) continue;
            use.field = use.criterion->ordinal ? &use.type->fields[use.criterion->ordinal - 1] : NULL;
            use.set = MODEL_AT(model->sets, struct value_set, use.criterion->set);
            uint32_t *found = MODEL_AT(answers, uint32_t, *MODEL_AT(lint->asks, uint32_t, use.instance->criterion_first + n));
            if (*found == NOT_ASKED) *found = first_wrong(lint, &use, wrong);
            if (*found) goes_on = say(lint, &use, lint_value(lint, use.set, *found - 1));
        }
    }
    vec_free(&answers);
}

/* ---- source ---- */

/* The text of a cooked literal between its quotes. */
static struct str unescaped(struct arena *arena, struct str body)
{
    if (body.n == 0 || memchr(body.p, '\\', body.n) == NULL) return body;
    char *out = arena_alloc(arena, body.n), utf8[4];
    uint32_t n = 0;
    for (uint32_t i = 0; i < body.n; i++) {
        if (body.p[i] != '\\' || i + 1 >= body.n) {
            out[n++] = body.p[i];
            continue;
        }
        const char c = body.p[++i];
        uint32_t code = 0;
        if (c != 'x' && c != 'u') {
            out[n++] = c;
            if (c == 'n') out[n - 1] = '\n';
            if (c == 't') out[n - 1] = '\t';
            continue;
        }
        const uint32_t digits = c == 'x' ? 2 : 8;
        for (uint32_t d = 0; d < digits && i + 1 < body.n; d++) {
            const char h = body.p[i + 1];
            if (c == 'u' && h == '{' && d == 0) { i++; continue; }
            const int value = h >= '0' && h <= '9' ? h - '0' : h >= 'a' && h <= 'f' ? h - 'a' + 10 : h >= 'A' && h <= 'F' ? h - 'A' + 10 : -1;
            if (value < 0) { i += h == '}'; break; }
            code = code * 16 + (uint32_t)value;
            i++;
        }
        if (code > 0x10FFFF || (code >= 0xD800 && code < 0xE000)) continue;
        const uint32_t bytes = utf8_encode(code, utf8);
        memcpy(out + n, utf8, bytes);
        n += bytes;
    }
    return (struct str){out, n};
}

bool lint_next_literal(struct arena *arena, struct str source, uint32_t *at, struct lint_literal *literal)
{
    uint32_t i = *at;
    while (i < source.n && source.p[i] != '\'' && source.p[i] != '"') {
        if (source.p[i] == '/' && i + 1 < source.n && source.p[i + 1] == '/')
            while (i < source.n && source.p[i] != '\n') i++;
        else i++;
    }
    if (i >= source.n) return false;
    const char quote = source.p[i];
    const uint32_t first = i++;
    bool doubled = false;
    for (; i < source.n; i++) {
        if (quote == '"' && source.p[i] == '\\') { i++; continue; }
        if (source.p[i] != quote) continue;
        if (quote == '"' || i + 1 >= source.n || source.p[i + 1] != quote) break;
        doubled = true;
        i++;
    }
    if (i >= source.n) return false;
    *at = i + 1;
    struct str body = {source.p + first + 1, i - first - 1};
    if (quote == '"') body = unescaped(arena, body);
    if (doubled) {
        char *out = arena_alloc(arena, body.n);
        uint32_t n = 0;
        for (uint32_t b = 0; b < body.n; b++) {
            out[n++] = body.p[b];
            b += body.p[b] == '\'';
        }
        body = (struct str){out, n};
    }
    *literal = (struct lint_literal){body, first, i + 1 - first};
    return true;
}

struct str lint_quoted(struct arena *arena, struct str text)
{
    char *out = arena_alloc(arena, 2 * (size_t)text.n + 3);
    uint32_t n = 0;
    out[n++] = '\'';
    for (uint32_t i = 0; i < text.n; i++) {
        if (text.p[i] == '\'') out[n++] = '\'';
        out[n++] = text.p[i];
    }
    out[n++] = '\'';
    out[n] = '\0';
    return (struct str){out, n};
}

/* ---- attributes ---- */

const struct attribute *lint_attribute(const struct lint *lint, const struct instance *instance, enum attribute_key key)
{
    for (uint32_t i = 0; i < instance->attribute_count; i++)
        if (lint_attribute_at(lint, instance, i)->key == key) return lint_attribute_at(lint, instance, i);
    return NULL;
}
