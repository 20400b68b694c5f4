/* Model in; criteria, values and attributes out, in the order of the text. What is computed of a set is kept for the criteria that share it: no rule takes longer than the
 * values of all sets and the criteria of all instances. */
#include "uses.h"

bool lint_each_use_of(struct lint *lint, uint32_t number, uint32_t ops, lint_look *look)
{
    const struct model *model = lint->model;
    if (!(lint->facts[number].ops & ops)) return true; /* before the instance itself, which is larger, is looked at */
    struct lint_use use = {.number = number, .instance = lint_instance(lint, number)};
    if (!lint_takes_part(lint, use.instance) || use.instance->stress) return true;
    use.type = lint_type(lint, use.instance->type);
    for (uint32_t n = 0; n < use.instance->criterion_count; n++) {
        const struct criterion *c = MODEL_AT(model->criteria, struct criterion, use.instance->criterion_first + n);
        if (!(ops >> c->op & 1) || c->ordinal > use.type->field_count) continue;
        use.criterion = c;
        use.field = c->ordinal ? &use.type->fields[c->ordinal - 1] : NULL;
        use.set = c->set == WEIR_NO_SET ? NULL : MODEL_AT(model->sets, struct value_set, c->set);
        if (!look(lint, &use)) return false;
    }
    return true;
}

void lint_each_use(struct lint *lint, uint32_t ops, lint_look *look)
{
    for (uint32_t i = 0; i < lint->model->instances.count; i++)
        if (!lint_each_use_of(lint, i, ops, look)) return;
}

/* ---- expressions ---- */

struct lint_regex {
    struct regex_traits traits;
    bool asked, known;
};

const struct regex_traits *lint_regex_traits(struct lint *lint, const struct value_set *set, uint32_t number)
{
    const struct model *model = lint->model;
    if (lint->regexes == NULL) lint->regexes = arena_array(&lint->memory, model->regexes.count, sizeof *lint->regexes);
    struct lint_regex *regex = &lint->regexes[*MODEL_AT(model->values, uint32_t, set->first + number)];
    if (!regex->asked) {
        struct arena scratch;
        arena_init(&scratch, model->arena->exhausted);
        regex->asked = true;
        regex->known = regex_traits_of(&scratch, lint_value(lint, set, number), &regex->traits);
        arena_free(&scratch);
    }
    return regex->known ? &regex->traits : NULL;
}

/* ---- values ---- */

/* What is asked of a set for all criteria that share it with the same operator, kind of field, platform and case. */
struct ask {
    uint32_t instance, criterion; /* the first that asks it */
    uint32_t next;                /* 1 + another ask of the same set; 0: none */
    uint8_t op, type, platform;
    bool cased;
};

/* By ask, beside it and not in it, because every rule goes through all of them: the operator, whether it is of a path, and the traits of the values together. */
enum { KIND_PATH = 128 };
_Static_assert(WEIR_OP_COUNT <= 31, "LINT_PATHS is no operator");
static uint32_t kind_of(const struct ask *ask, uint16_t traits) { return ask->op | (ask->type == WEIR_TYPE_PATH ? (uint32_t)KIND_PATH : 0u) | (uint32_t)traits << 8; }
static bool kind_fits(uint32_t kind, uint32_t ops, enum lint_trait needs)
{
    return ops >> (kind & (KIND_PATH - 1)) & 1 && kind >> 8 & needs && (kind & KIND_PATH || !(ops & LINT_PATHS));
}

/* By byte: its trait; and those that it has with the byte before it, where both have the bit. */
struct trait_table {
    uint8_t alone[256], before[256], after[256];
};

static void fill_traits(struct trait_table *t)
{
    memset(t, 0, sizeof *t);
    for (int c = 0; c < 256; c++)
        if (c < 0x20 || c > 0x7e) t->alone[c] = LINT_HIDDEN;
    t->alone['%'] = LINT_PERCENT;
    t->alone['*'] = LINT_STAR;
    t->alone['/'] = LINT_SLASH;
    t->alone['\\'] = LINT_BACKSLASH;
    t->alone['.'] = LINT_POINT;
    t->before['\\'] = LINT_BACKSLASHES | LINT_HOME;
    t->before['/'] = t->after['u'] = t->after['U'] = t->after['h'] = t->after['H'] = LINT_HOME;
    t->after['\\'] = LINT_BACKSLASHES;
}

enum { SHORT = 2 };

static bool is_blank(char c) { return c == ' ' || c == '\t'; }

static uint32_t traits_of(const struct trait_table *table, struct str s)
{
    uint32_t traits = 0;
    uint8_t before = 0;
    for (uint32_t i = 0; i < s.n; i++) traits |= table->alone[(uint8_t)s.p[i]];
    for (uint32_t i = 0; i < s.n && traits & (LINT_SLASH | LINT_BACKSLASH); i++) {
        const uint8_t c = (uint8_t)s.p[i];
        traits |= (uint32_t)(before & table->after[c]);
        before = table->before[c];
    }
    if (s.n && (is_blank(s.p[0]) || is_blank(s.p[s.n - 1]))) traits |= LINT_BLANK;
    if (s.n > 1 && s.p[1] == ':') traits |= LINT_DRIVE;
    if (s.n <= SHORT) traits |= LINT_SHORT;
    if (s.n && (s.p[s.n - 1] == '/' || s.p[s.n - 1] == '\\')) traits |= LINT_OPEN;
    if ((traits & (LINT_POINT | LINT_SLASH | LINT_BACKSLASH)) == LINT_POINT) traits |= LINT_FILE_NAME;
    return traits;
}

struct asking {
    struct trait_table table;
    uint32_t *first; /* by set: 1 + its first ask */
    uint16_t *known; /* by string: its traits, LINT_ANY with them; 0: not looked at */
};

static uint16_t set_traits(const struct lint *lint, struct asking *asking, const struct value_set *set, uint8_t platform)
{
    uint32_t traits = 0;
    if (set->kind != WEIR_SET_STRINGS) return LINT_ANY;
    for (uint32_t v = 0; v < set->count; v++) {
        model_values_ahead(lint->model, (size_t)set->first + v);
        uint16_t *known = &asking->known[*MODEL_AT(lint->model->values, uint32_t, set->first + v)];
        if (*known == 0) *known = (uint16_t)(LINT_ANY | traits_of(&asking->table, lint_value(lint, set, v)));
        traits |= *known;
    }
    if (traits & (platform == WEIR_WINDOWS ? LINT_SLASH : LINT_BACKSLASH)) traits |= LINT_FOREIGN;
    return (uint16_t)(traits | LINT_ANY);
}

static struct lint_use use_of(const struct lint *lint, uint32_t instance, uint32_t criterion)
{
    const struct model *model = lint->model;
    struct lint_use use = {.number = instance, .instance = lint_instance(lint, instance), .criterion = MODEL_AT(model->criteria, struct criterion, criterion)};
    use.type = lint_type(lint, use.instance->type);
    use.field = use.criterion->ordinal ? &use.type->fields[use.criterion->ordinal - 1] : NULL;
    use.set = MODEL_AT(model->sets, struct value_set, use.criterion->set);
    return use;
}

/* Calls each with every criterion that has a set. */
typedef bool each_criterion(struct lint *lint, uint32_t instance, uint32_t criterion, void *context);
static void walk(struct lint *lint, each_criterion *each, void *context)
{
    for (uint32_t i = 0; i < lint->model->instances.count; i++) {
        const struct instance *instance = lint_instance(lint, i);
        if (!lint_takes_part(lint, instance) || instance->stress) continue;
        const uint32_t fields = lint_type(lint, instance->type)->field_count;
        for (uint32_t c = instance->criterion_first, end = c + instance->criterion_count; c < end; c++) {
            const struct criterion *criterion = MODEL_AT(lint->model->criteria, struct criterion, c);
            if (criterion->set != WEIR_NO_SET && criterion->ordinal <= fields && !each(lint, i, c, context)) return;
        }
    }
}

static bool number_ask(struct lint *lint, uint32_t instance, uint32_t criterion, void *context)
{
    struct asking *asking = context;
    const struct lint_use use = use_of(lint, instance, criterion);
    const struct ask key = {.instance = instance, .criterion = criterion, .op = use.criterion->op, .type = use.field ? use.field->type : 0, .platform = use.type->platform,
                            .cased = lint_use_is_cased(&use)};
    uint32_t *link = &asking->first[use.criterion->set];
    while (*link) { /* at most one for each operator, type, platform and case */
        struct ask *known = MODEL_AT(lint->asks, struct ask, *link - 1);
        if (known->op == key.op && known->type == key.type && known->platform == key.platform && known->cased == key.cased) break;
        link = &known->next;
    }
    if (*link == 0) {
        *link = (uint32_t)lint->asks.count + 1; /* before the list may move */
        struct ask *added = vec_push(&lint->asks, sizeof *added);
        *added = key;
        *(uint32_t *)vec_push(&lint->ask_kinds, sizeof(uint32_t)) = kind_of(&key, set_traits(lint, asking, use.set, key.platform));
        *MODEL_AT(lint->ask_of, uint32_t, criterion) = (uint32_t)lint->asks.count - 1;
    } else {
        *MODEL_AT(lint->ask_of, uint32_t, criterion) = *link - 1;
    }
    return true;
}

/* Once for all rules. */
static void number_asks(struct lint *lint)
{
    const struct model *model = lint->model;
    if (lint->ask_of.count || model->criteria.count == 0) return;
    struct arena scratch;
    struct asking asking;
    vec_extend(&lint->ask_of, model->criteria.count, sizeof(uint32_t));
    arena_init(&scratch, model->arena->exhausted);
    fill_traits(&asking.table);
    asking.first = arena_array(&scratch, model->sets.count, sizeof *asking.first);
    asking.known = arena_array(&scratch, model->strings.count, sizeof *asking.known);
    walk(lint, number_ask, &asking);
    arena_free(&scratch);
}

/* 1 + the number of the first value that is wrong, or 0. */
static uint32_t first_wrong(const struct lint *lint, const struct lint_use *use, lint_wrong *wrong)
{
    for (uint32_t v = 0; v < use->set->count; v++)
        if (wrong(use, lint_value(lint, use->set, v))) return v + 1;
    return 0;
}

struct saying {
    const uint32_t *found; /* by ask: as of first_wrong */
    lint_say *say;
};

static bool say_what_is_wrong(struct lint *lint, uint32_t instance, uint32_t criterion, void *context)
{
    const struct saying *saying = context;
    const uint32_t found = saying->found[*MODEL_AT(lint->ask_of, uint32_t, criterion)];
    if (found == 0) return true;
    const struct lint_use use = use_of(lint, instance, criterion);
    return saying->say(lint, &use, lint_value(lint, use.set, found - 1));
}

void lint_each_wrong_value(struct lint *lint, uint32_t ops, enum lint_trait needs, lint_wrong *wrong, lint_say *say)
{
    number_asks(lint);
    uint32_t *found = NULL; /* made where there is something to say */
    struct arena scratch;
    arena_init(&scratch, lint->model->arena->exhausted);
    const uint32_t *kinds = lint->ask_kinds.p;
    for (size_t a = 0; a < lint->asks.count; a++) {
        if (!kind_fits(kinds[a], ops, needs)) continue;
        const struct ask *ask = MODEL_AT(lint->asks, struct ask, a);
        const struct lint_use use = use_of(lint, ask->instance, ask->criterion);
        const uint32_t first = first_wrong(lint, &use, wrong);
        if (first == 0) continue;
        if (found == NULL) found = arena_array(&scratch, lint->asks.count, sizeof *found);
        found[a] = first;
    }
    if (found) walk(lint, say_what_is_wrong, &(struct saying){found, say});
    arena_free(&scratch);
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
