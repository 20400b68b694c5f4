/* What an instance says besides its condition: id, title, severity, action, and what is for people.
 *
 * In:  the ATTRIBUTE nodes of an instance. Out: attributes in the model, and the four that compile into the instance itself.
 * Must hold: each key once, each value of the kind that attributes.def names; ids are unique in the run. */
#include "build.h"

enum attribute_kind { KIND_NUMBER, KIND_STRING, KIND_WORD, KIND_DATE, KIND_TAG };
enum attribute_several { SEVERAL_ONE, SEVERAL_MANY };
static const struct attribute_row {
    struct str key;
    enum attribute_kind kind;
    enum attribute_several several;
} rows[ATTRIBUTE_COUNT] = {
#define ATTRIBUTE(name, key, kind, many, text) [ATTRIBUTE_##name] = {{key, sizeof key - 1}, KIND_##kind, SEVERAL_##many},
#include "attributes.def"
#undef ATTRIBUTE
};
static const struct str keys[ATTRIBUTE_COUNT] = {
#define ATTRIBUTE(name, key, kind, many, text) [ATTRIBUTE_##name] = {key, sizeof key - 1},
#include "attributes.def"
#undef ATTRIBUTE
};
static const char *const kind_texts[] = {"a number", "text in quotes", "one of its words", "a date such as 2026-11-22", "names with dots, such as attack.t1059.001"};
static const struct str severity_words[] = {{"informational", 13}, {"low", 3}, {"medium", 6}, {"high", 4}, {"critical", 8}};
static const struct str action_words[] = {{"observe", 7}, {"detect", 6}, {"prevent", 7}};
static const struct str status_words[] = {{"stable", 6}, {"test", 4}, {"experimental", 12}, {"deprecated", 10}, {"unsupported", 11}};

struct attributes {
    struct build *b;
    const struct unit *unit;
    const struct tree *tree;
    struct instance *instance;
    const struct template_type *type; /* NULL: unknown */
    struct span places[ATTRIBUTE_COUNT];
};

static void bad_value(struct attributes *a, struct span span, uint32_t key)
{
    const bool id = key == ATTRIBUTE_ID;
    struct diag *d = diag_report(a->b->sink, DIAG_BAD_ATTRIBUTE, span, "'" STR_FMT "' takes %s", STR_ARG(keys[key]),
                                 id ? "a number from 1 to 9,007,199,254,740,991" : kind_texts[rows[key].kind]);
    if (id) diag_set_help(a->b->sink, d, "write a number that no other instance has, or ever had");
    a->instance->poisoned = true;
}

static void id_read(struct attributes *a, node_id value)
{
    struct build *b = a->b;
    uint64_t id = 0;
    bool negative = false;
    const struct span span = tree_span(a->tree, value);
    if (!syntax_number(a->tree, value, &id, &negative)) {
        a->instance->poisoned = true;
        return;
    }
    if (negative || id < 1 || id > (UINT64_C(1) << 53) - 1) {
        bad_value(a, span, ATTRIBUTE_ID);
        return;
    }
    const uint32_t same = map_get(&b->ids, id);
    if (same != NONE) {
        struct diag *d = diag_report(b->sink, DIAG_DUPLICATE_ID, span, "two instances have the id %llu", (unsigned long long)id);
        diag_add_label(b->sink, d, *MODEL_AT(b->id_places, struct span, same), "the other one");
        a->instance->poisoned = true;
        return;
    }
    map_put(&b->ids, id, (uint32_t)b->id_places.count);
    *(struct span *)vec_push(&b->id_places, sizeof(struct span)) = span;
    a->instance->id = id;
}

static uint32_t word_read(struct attributes *a, node_id value, uint32_t key, const struct str *words, uint32_t count)
{
    const struct span span = tree_span(a->tree, value);
    const struct str written = tree_text(a->tree, value);
    const uint32_t word = word_find(written, words, count);
    if (word != NONE) return word;
    struct diag *d = diag_report(a->b->sink, DIAG_UNKNOWN_WORD, span, "'" STR_FMT "' is not one of the words of '" STR_FMT "'", STR_ARG(written), STR_ARG(keys[key]));
    diag_suggest(a->b->sink, d, written, words, count);
    a->instance->poisoned = true;
    return NONE;
}

static void action_check(struct attributes *a, uint32_t action, struct span span)
{
    struct build *b = a->b;
    const struct template_type *type = a->type;
    if (type == NULL || type->poisoned) return;
    if (!(type->actions & 1u << action)) {
        struct diag *d = diag_report(b->sink, DIAG_ACTION_NOT_ALLOWED, span, "Template Type '" STR_FMT "' does not allow '" STR_FMT "'", STR_ARG(type->name), STR_ARG(action_words[action]));
        char allowed[64];
        int n = 0;
        for (uint32_t i = 0; i < WEIR_ACTION_COUNT; i++)
            if (type->actions & 1u << i) n += snprintf(allowed + n, sizeof allowed - (size_t)n, "%s'%s'", n ? ", " : "", action_words[i].p);
        diag_set_help(b->sink, d, "it allows %s", allowed);
        a->instance->poisoned = true;
    } else if (action == WEIR_PREVENT && type->phase == WEIR_PHASE_POST) {
        struct diag *d = diag_report(b->sink, DIAG_PREVENT_TOO_LATE, span, "events of '" STR_FMT "' have already happened: there is nothing left to prevent", STR_ARG(type->name));
        diag_add_label(b->sink, d, type->span, "of phase 'post'");
        a->instance->poisoned = true;
    }
}

static bool date_valid(struct str text)
{
    static const uint8_t days[] = {31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    uint32_t part[3] = {0};
    uint32_t which = 0;
    for (uint32_t i = 0; i < text.n; i++) {
        if (text.p[i] == '-') {
            if (++which > 2) return false;
        } else if (text.p[i] < '0' || text.p[i] > '9' || part[which] > 99999) {
            return false;
        } else {
            part[which] = part[which] * 10 + (uint32_t)(text.p[i] - '0');
        }
    }
    const uint32_t year = part[0], month = part[1], day = part[2];
    if (which != 2 || year < 1970 || year > 9999 || month < 1 || month > 12 || day < 1 || day > days[month - 1]) return false;
    const bool leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
    return month != 2 || day < 29 || leap;
}

static bool kind_fits(enum attribute_kind kind, enum node_kind node)
{
    switch (kind) {
    case KIND_NUMBER: return node == NODE_NUMBER;
    case KIND_STRING: return node == NODE_STRING;
    case KIND_WORD: return node == NODE_NAME;
    case KIND_DATE: return node == NODE_DATE;
    case KIND_TAG: return node == NODE_TAG || node == NODE_NAME;
    }
    return false;
}

/* As the model may have it. Authors, dates and words are mostly those of the instance before. */
static struct str text_keep(struct attributes *a, uint32_t key, struct str text)
{
    struct build *b = a->b;
    if (!build_text_goes(b, a->unit)) return text;
    if (key == ATTRIBUTE_TITLE) return arena_copy(b->model->arena, text); /* the instance has it, too */
    if (!str_equal(b->last_texts[key], text)) b->last_texts[key] = arena_copy(&b->model->remarks, text);
    return b->last_texts[key];
}

static void value_take(struct attributes *a, uint32_t key, node_id value)
{
    struct build *b = a->b;
    const struct span span = tree_span(a->tree, value);
    struct attribute attribute = {.key = (uint8_t)key, .span = span, .text = tree_text(a->tree, value)};
    uint32_t word;
    if (rows[key].kind == KIND_STRING) attribute.text = syntax_string(a->tree, b->model->arena, value);
    attribute.text = text_keep(a, key, attribute.text);
    if (key == ATTRIBUTE_ID) id_read(a, value);
    if (key == ATTRIBUTE_TITLE) a->instance->title = attribute.text;
    if (key == ATTRIBUTE_SEVERITY) {
        word = word_read(a, value, key, severity_words, WEIR_SEVERITY_COUNT);
        if (word != NONE) a->instance->severity = (uint8_t)word;
    }
    if (key == ATTRIBUTE_ACTION) {
        word = word_read(a, value, key, action_words, WEIR_ACTION_COUNT);
        if (word != NONE) a->instance->action = (uint8_t)word;
        if (word != NONE) action_check(a, word, span);
    }
    if (key == ATTRIBUTE_STATUS) word_read(a, value, key, status_words, sizeof status_words / sizeof *status_words);
    if (rows[key].kind == KIND_DATE && !date_valid(attribute.text)) {
        diag_report(b->sink, DIAG_NO_SUCH_DAY, span, "there is no day " STR_FMT, STR_ARG(attribute.text));
        a->instance->poisoned = true;
    }
    *(struct attribute *)vec_push(&b->model->attributes, sizeof attribute) = attribute;
}

static void attribute_read(struct attributes *a, node_id node)
{
    struct build *b = a->b;
    const node_id name = tree_first(a->tree, node), values = tree_second(a->tree, node);
    const struct span span = tree_span(a->tree, name);
    const struct str written = tree_text(a->tree, name);
    const uint32_t key = word_find(written, keys, ATTRIBUTE_COUNT);
    if (key == NONE) {
        struct diag *d = diag_report(b->sink, DIAG_UNKNOWN_ATTRIBUTE, span, "an instance has no key '" STR_FMT "'", STR_ARG(written));
        diag_suggest(b->sink, d, written, keys, ATTRIBUTE_COUNT);
        a->instance->poisoned = true;
        return;
    }
    if (a->places[key].length) {
        struct diag *d = diag_report(b->sink, DIAG_REPEATED_ATTRIBUTE, span, "'" STR_FMT "' is given twice", STR_ARG(written));
        diag_add_label(b->sink, d, a->places[key], "first given here");
        a->instance->poisoned = true;
        return;
    }
    a->places[key] = span;
    for (node_id value = values; value; value = tree_next(a->tree, value)) {
        if (tree_kind(a->tree, value) == NODE_ERROR) {
            a->instance->poisoned = true;
        } else if (!kind_fits(rows[key].kind, tree_kind(a->tree, value))) {
            bad_value(a, tree_span(a->tree, value), key);
            return;
        } else if (value != values && rows[key].several == SEVERAL_ONE) {
            diag_report(b->sink, DIAG_BAD_ATTRIBUTE, tree_span(a->tree, value), "'" STR_FMT "' takes one value", STR_ARG(written));
            a->instance->poisoned = true;
            return;
        } else {
            value_take(a, key, value);
        }
    }
}

void attributes_build(struct build *b, uint32_t unit, node_id items, struct instance *instance, const struct template_type *type)
{
    static const enum attribute_key needed[] = {ATTRIBUTE_ID, ATTRIBUTE_TITLE, ATTRIBUTE_SEVERITY, ATTRIBUTE_ACTION};
    struct attributes a = {.b = b, .unit = UNIT(b, unit), .tree = UNIT(b, unit)->tree, .instance = instance, .type = type};
    instance->attribute_first = (uint32_t)b->model->attributes.count;
    for (node_id id = items; id; id = tree_next(a.tree, id))
        if (tree_kind(a.tree, id) == NODE_ATTRIBUTE) attribute_read(&a, id);
    instance->attribute_count = (uint32_t)b->model->attributes.count - instance->attribute_first;
    struct diag *d = NULL;
    for (uint32_t i = 0; i < sizeof needed / sizeof *needed; i++) {
        if (a.places[needed[i]].length) continue;
        instance->poisoned = true;
        if (a.tree->failed) continue; /* it may have stood where something could not be read */
        if (d == NULL) d = diag_report(b->sink, DIAG_MISSING_ATTRIBUTE, instance->span, "instance '" STR_FMT "' has no '" STR_FMT "'", STR_ARG(instance->name), STR_ARG(keys[needed[i]]));
        else diag_add_label(b->sink, d, instance->span, "and no '" STR_FMT "'", STR_ARG(keys[needed[i]]));
    }
}
