/* Template Types: their settings, and the table of words that settings may have.
 *
 * In:  a TEMPLATE node. Out: a template_type in the model; its fields come from fields.c.
 * Must hold: names and channels are unique in the run; a Template Type with an error is poisoned. */
#include "build.h"

enum setting { SETTING_CHANNEL, SETTING_VERSION, SETTING_PLATFORM, SETTING_ACTIONS, SETTING_PHASE, SETTING_RECORDED, SETTING_COUNT };
static const struct str setting_names[SETTING_COUNT] = {
    {"channel", 7}, {"version", 7}, {"platform", 8}, {"actions", 7}, {"phase", 5}, {"recorded", 8}};
static const struct str platform_words[] = {
#define PLATFORM(name, number, word) [number] = {word, sizeof word - 1},
#include "../../interpreter/platforms.def"
#undef PLATFORM
};
static const struct str phase_words[] = {{"pre", 3}, {"post", 4}};
static const struct str action_words[] = {{"observe", 7}, {"detect", 6}, {"prevent", 7}};

#define NUMBER_AT_MOST 99999999u /* eight digits: the number is part of a file's name */

struct settings {
    struct build *b;
    const struct tree *tree;
    struct template_type *type;
    struct span places[SETTING_COUNT];
    bool poisoned;
};

uint32_t word_find(struct str word, const struct str *words, uint32_t count)
{
    for (uint32_t i = 0; i < count; i++)
        if (str_equal(words[i], word)) return i;
    return NONE;
}

static uint32_t setting_word(struct settings *s, node_id value, const struct str *words, uint32_t count, struct str key)
{
    struct build *b = s->b;
    const struct str written = tree_text(s->tree, value);
    const uint32_t word = tree_kind(s->tree, value) == NODE_NAME ? word_find(written, words, count) : NONE;
    if (word != NONE) return word;
    s->poisoned = true;
    if (tree_kind(s->tree, value) == NODE_ERROR) return NONE;
    struct diag *d = diag_report(b->sink, DIAG_UNKNOWN_WORD, tree_span(s->tree, value), "'" STR_FMT "' is not one of the words of '" STR_FMT "'",
                                 STR_ARG(written), STR_ARG(key));
    diag_suggest(b->sink, d, written, words, count);
    return NONE;
}

static void bad_setting(struct settings *s, struct span span, struct str key, const char *wants)
{
    diag_report(s->b->sink, DIAG_BAD_SETTING, span, "'" STR_FMT "' takes %s", STR_ARG(key), wants);
    s->poisoned = true;
}

static uint32_t setting_number(struct settings *s, node_id values, struct span span, struct str key)
{
    uint64_t number = 0;
    bool negative = false;
    if (tree_kind(s->tree, values) == NODE_ERROR) {
        s->poisoned = true;
        return 0;
    }
    if (tree_kind(s->tree, values) != NODE_NUMBER || tree_next(s->tree, values)) {
        bad_setting(s, span, key, "one number");
        return 0;
    }
    if (!syntax_number(s->tree, values, &number, &negative)) {
        s->poisoned = true;
        return 0;
    }
    if (negative || number < 1 || number > NUMBER_AT_MOST) {
        bad_setting(s, tree_span(s->tree, values), key, "a number from 1 to 99,999,999");
        return 0;
    }
    return (uint32_t)number;
}

static void setting_actions(struct settings *s, node_id values)
{
    for (node_id v = values; v; v = tree_next(s->tree, v)) {
        const uint32_t word = setting_word(s, v, action_words, WEIR_ACTION_COUNT, setting_names[SETTING_ACTIONS]);
        if (word == NONE) continue;
        if (s->type->actions & 1u << word) bad_setting(s, tree_span(s->tree, v), setting_names[SETTING_ACTIONS], "each action once");
        s->type->actions |= (uint8_t)(1u << word);
    }
}

static void recorded_clause(struct settings *s, node_id clause, struct vec *out)
{
    struct build *b = s->b;
    const struct tree *tree = s->tree;
    const node_id name = tree_first(tree, clause);
    const struct str key = tree_kind(tree, name) == NODE_STRING ? syntax_string(tree, b->model->arena, name) : tree_text(tree, name);
    if (key.n == 0) {
        bad_setting(s, tree_span(tree, name), setting_names[SETTING_RECORDED], "keys of events, and no key is empty");
        return;
    }
    for (size_t i = 0; i < out->count; i++)
        if (str_equal(MODEL_AT(*out, struct recorded_value, i)->key, key)) {
            bad_setting(s, tree_span(tree, clause), setting_names[SETTING_RECORDED], "each key once; give its values as 'in (...)'");
            return;
        }
    for (node_id v = tree_second(tree, clause); v; v = tree_next(tree, v)) {
        struct recorded_value value = {.key = key, .is_text = tree_kind(tree, v) == NODE_STRING};
        bool negative = false;
        if (value.is_text) {
            value.text = syntax_string(tree, b->model->arena, v);
        } else if (tree_kind(tree, v) != NODE_NUMBER || !syntax_number(tree, v, &value.number, &negative)) {
            s->poisoned = true;
            continue;
        } else if (negative) {
            bad_setting(s, tree_span(tree, v), setting_names[SETTING_RECORDED], "numbers that are not negative, and texts");
            continue;
        }
        *(struct recorded_value *)vec_push(out, sizeof value) = value;
    }
}

/* The format has room for so many keys. */
#define CLAUSES_AT_MOST WEIR_MAX_RECORDED_KEYS

static void setting_recorded(struct settings *s, node_id clauses)
{
    struct vec out = {.exhausted = s->b->names_of.slots.exhausted};
    uint32_t count = 0;
    for (node_id c = clauses; c; c = tree_next(s->tree, c)) {
        if (tree_kind(s->tree, c) != NODE_CLAUSE) {
            if (tree_kind(s->tree, c) != NODE_ERROR)
                bad_setting(s, tree_span(s->tree, c), setting_names[SETTING_RECORDED], "clauses such as 'EventID in (17, 18)'");
            s->poisoned = true;
            continue;
        }
        if (++count > CLAUSES_AT_MOST) {
            bad_setting(s, tree_span(s->tree, c), setting_names[SETTING_RECORDED], "at most 64 keys");
            break;
        }
        recorded_clause(s, c, &out);
    }
    struct recorded_value *values = arena_array(s->b->model->arena, out.count + 1, sizeof *values);
    if (out.count) memcpy(values, out.p, out.count * sizeof *values);
    s->type->recorded = values;
    s->type->recorded_count = (uint32_t)out.count;
    vec_free(&out);
}

static void setting_read(struct settings *s, node_id setting)
{
    struct build *b = s->b;
    const struct tree *tree = s->tree;
    const node_id key = tree_first(tree, setting), values = tree_second(tree, setting);
    const struct str name = tree_text(tree, key);
    const uint32_t which = word_find(name, setting_names, SETTING_COUNT);
    if (which == NONE) {
        struct diag *d = diag_report(b->sink, DIAG_UNKNOWN_SETTING, tree_span(tree, key), "a Template Type has no setting '" STR_FMT "'", STR_ARG(name));
        diag_suggest(b->sink, d, name, setting_names, SETTING_COUNT);
        s->poisoned = true;
        return;
    }
    if (s->places[which].length) {
        struct diag *d = diag_report(b->sink, DIAG_REPEATED_SETTING, tree_span(tree, key), "'" STR_FMT "' is set twice", STR_ARG(name));
        diag_add_label(b->sink, d, s->places[which], "first set here");
        s->poisoned = true;
        return;
    }
    s->places[which] = tree_span(tree, key);
    const struct span span = tree_span(tree, setting);
    uint32_t word;
    switch ((enum setting)which) {
    case SETTING_CHANNEL: s->type->channel = setting_number(s, values, span, name); break;
    case SETTING_VERSION:
        s->type->version = setting_number(s, values, span, name);
        s->type->version_span = values ? tree_span(tree, values) : span;
        break;
    case SETTING_PLATFORM:
        word = setting_word(s, values, platform_words, WEIR_PLATFORM_COUNT, name);
        if (word != NONE) s->type->platform = (uint8_t)word;
        break;
    case SETTING_PHASE:
        word = setting_word(s, values, phase_words, WEIR_PHASE_COUNT, name);
        if (word != NONE) s->type->phase = (uint8_t)word;
        break;
    case SETTING_ACTIONS: setting_actions(s, values); break;
    case SETTING_RECORDED: setting_recorded(s, values); break;
    case SETTING_COUNT: BUG("no such setting");
    }
    if ((which == SETTING_PLATFORM || which == SETTING_PHASE) && tree_next(tree, values)) bad_setting(s, span, name, "one word");
}

static void settings_missing(struct settings *s)
{
    if (s->tree->failed) {
        s->poisoned = true; /* it may have stood where something could not be read */
        return;
    }
    for (uint32_t i = 0; i < SETTING_RECORDED; i++) {
        if (s->places[i].length) continue;
        struct diag *d = diag_report(s->b->sink, DIAG_MISSING_SETTING, s->type->span, "Template Type '" STR_FMT "' does not say its '" STR_FMT "'",
                                     STR_ARG(s->type->name), STR_ARG(setting_names[i]));
        diag_set_label(s->b->sink, d, "needs '" STR_FMT "'", STR_ARG(setting_names[i]));
        s->poisoned = true;
    }
}

/* Names and channels, over all files of the run. */
static void template_register(struct build *b, uint32_t unit, uint32_t number)
{
    struct template_type *type = TEMPLATE(b, number);
    const uint32_t name = build_name(b, type->name);
    const uint32_t same = map_get(&b->names_of, key_of(KEY_ANY_TEMPLATE, 0, name));
    if (same != NONE) {
        struct diag *d = diag_report(b->sink, DIAG_DUPLICATE_NAME, type->span, "there are two Template Types '" STR_FMT "'", STR_ARG(type->name));
        diag_add_label(b->sink, d, TEMPLATE(b, same)->span, "the other one");
        type->poisoned = true;
        if (map_get(&b->names_of, key_of(KEY_TEMPLATE, unit, name)) == NONE)
            map_put(&b->names_of, key_of(KEY_TEMPLATE, unit, name), same);
        return;
    }
    map_put(&b->names_of, key_of(KEY_ANY_TEMPLATE, 0, name), number);
    map_put(&b->names_of, key_of(KEY_TEMPLATE, unit, name), number);
    if (type->channel == 0) return;
    const uint32_t other = map_get(&b->names_of, key_of(KEY_CHANNEL, 0, type->channel));
    if (other == NONE) {
        map_put(&b->names_of, key_of(KEY_CHANNEL, 0, type->channel), number);
        return;
    }
    struct diag *d = diag_report(b->sink, DIAG_DUPLICATE_CHANNEL, type->span, "'" STR_FMT "' and '" STR_FMT "' both have channel %u",
                                 STR_ARG(TEMPLATE(b, other)->name), STR_ARG(type->name), type->channel);
    diag_add_label(b->sink, d, TEMPLATE(b, other)->span, "has channel %u too", type->channel);
    type->poisoned = true;
}

void templates_build(struct build *b, uint32_t unit, node_id node)
{
    const struct tree *tree = UNIT(b, unit)->tree;
    const uint32_t number = (uint32_t)b->model->templates.count;
    const node_id name = tree_first(tree, node);
    struct template_type type = {.name = tree_text(tree, name), .span = tree_span(tree, name),
                                 .doc = syntax_doc(tree, b->model->arena, node), .from_stdlib = UNIT(b, unit)->from_stdlib};
    struct settings s = {.b = b, .tree = tree, .type = &type};
    for (node_id id = tree_second(tree, node); id; id = tree_next(tree, id)) {
        if (tree_kind(tree, id) == NODE_SETTING) setting_read(&s, id);
        else if (tree_kind(tree, id) == NODE_DEPRECATED) type.deprecated = true;
        else if (tree_kind(tree, id) == NODE_ERROR) s.poisoned = true;
    }
    settings_missing(&s);
    type.poisoned = s.poisoned;
    *(struct template_type *)vec_push(&b->model->templates, sizeof type) = type;
    *(uint32_t *)vec_push(&b->field_bases, sizeof(uint32_t)) = b->field_total;
    template_register(b, unit, number);
    fields_build(b, unit, number, tree_second(tree, node));
    b->field_total += TEMPLATE(b, number)->field_count;
}
