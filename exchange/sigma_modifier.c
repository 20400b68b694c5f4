/* Modifiers and values of Sigma: what stands behind the bars of a key, and the escapes and placeholders in a value. */
#include "convert.h"

static const struct str words[MODIFIER_COUNT] = {
#define MODIFIER(name, word) [MODIFIER_##name] = {word, sizeof word - 1},
#include "modifiers.def"
#undef MODIFIER
};

/* ---- keys ---- */

static bool add_function(struct item *item, enum modifier modifier)
{
    if (item->function_count == sizeof item->functions) return false;
    item->functions[item->function_count++] = (uint8_t)modifier;
    return true;
}

static bool modifier_take(struct item *item, enum modifier modifier)
{
    switch (modifier) {
    case MODIFIER_ALL: item->all = true; return true;
    case MODIFIER_STARTSWITH: item->starts = true; return true;
    case MODIFIER_ENDSWITH: item->ends = true; return true;
    case MODIFIER_CONTAINS: item->contains = true; return true;
    case MODIFIER_EXISTS: item->exists = true; return true;
    case MODIFIER_CASED: item->cased = true; return true;
    case MODIFIER_NEQ: item->negated = true; return true;
    case MODIFIER_RE: item->regex = true; return true;
    case MODIFIER_I:
    case MODIFIER_IGNORECASE: item->flag_i = true; return item->regex;
    case MODIFIER_M:
    case MODIFIER_MULTILINE: item->flag_m = true; return item->regex;
    case MODIFIER_S:
    case MODIFIER_DOTALL: item->flag_s = true; return item->regex;
    case MODIFIER_WINDASH:
    case MODIFIER_BASE64:
    case MODIFIER_BASE64OFFSET:
    case MODIFIER_UTF16BE:
    case MODIFIER_UTF16:
    case MODIFIER_UTF16LE: return add_function(item, modifier);
    case MODIFIER_WIDE: return add_function(item, MODIFIER_UTF16LE);
    case MODIFIER_LT:
    case MODIFIER_LTE:
    case MODIFIER_GT:
    case MODIFIER_GTE:
        if (item->order) return false;
        item->order = (uint8_t)modifier;
        return true;
    case MODIFIER_MINUTE:
    case MODIFIER_HOUR:
    case MODIFIER_DAY:
    case MODIFIER_WEEK:
    case MODIFIER_MONTH:
    case MODIFIER_YEAR:
        if (item->part) return false;
        item->part = (uint8_t)modifier;
        return true;
    case MODIFIER_CIDR: item->network = true; return true;
    case MODIFIER_EXPAND: item->expand = true; return true;
    case MODIFIER_FIELDREF: item->reference = true; return true;
    case MODIFIER_NONE:
    case MODIFIER_COUNT: break;
    }
    return false;
}

/* Do they make sense together? Text operators go with text, expressions and references; the others stand alone. */
static const char *conflict_of(const struct item *item)
{
    const bool text = item->starts || item->ends || item->contains;
    const int kinds = item->regex + item->network + item->reference + item->exists + (item->order || item->part);
    if (kinds > 1) return "these modifiers each compare in their own way";
    if (item->function_count && kinds) return "what changes text does not go with these modifiers";
    if (text && (item->network || item->exists || item->order || item->part)) return "these modifiers do not compare text";
    if (item->cased && (item->network || item->exists || item->order || item->part)) return "'cased' is for comparing text";
    if (item->cased && item->flag_i) return "'cased' and 'i' ask for the opposite";
    if (item->exists && item->field.n == 0) return "'exists' needs a field";
    return NULL;
}

bool modifiers_read(struct conversion *c, const struct yaml_tree *key, struct item *item)
{
    const struct str text = key->text;
    uint32_t at = 0;
    while (at < text.n && text.p[at] != '|') at++;
    *item = (struct item){.span = key->span, .field = {text.p, at}};
    while (at < text.n) {
        const uint32_t from = ++at;
        while (at < text.n && text.p[at] != '|') at++;
        const struct str word = {text.p + from, at - from};
        enum modifier found = MODIFIER_NONE;
        for (unsigned m = 1; m < MODIFIER_COUNT; m++)
            if (str_equal(word, words[m])) found = (enum modifier)m;
        if (found == MODIFIER_NONE) {
            struct diag *d = convert_refuse(c, DIAG_SIGMA_MODIFIER, key->span, "there is no modifier '" STR_FMT "'", STR_ARG(word));
            diag_suggest(&c->import->sink, d, word, words + 1, MODIFIER_COUNT - 1);
            return false;
        }
        if (!modifier_take(item, found)) {
            convert_refuse(c, DIAG_SIGMA_MODIFIER, key->span, "'" STR_FMT "' does not go with what stands before it", STR_ARG(word));
            return false;
        }
    }
    const char *conflict = conflict_of(item);
    if (conflict) convert_refuse(c, DIAG_SIGMA_MODIFIER, key->span, "%s", conflict);
    return conflict == NULL;
}

/* ---- values ---- */

struct str sigma_unescape(struct arena *arena, struct str text)
{
    char *out = arena_alloc(arena, (size_t)text.n + 1);
    uint32_t n = 0;
    for (uint32_t at = 0; at < text.n; at++) {
        const char ch = text.p[at], next = at + 1 < text.n ? text.p[at + 1] : '\0';
        if (ch == '\\' && (next == '*' || next == '?' || next == '\\')) out[n++] = text.p[++at];
        else out[n++] = ch == '*' ? WILD_ANY : ch == '?' ? WILD_ONE : ch;
    }
    return (struct str){out, n};
}

struct pattern pattern_make(const struct item *item, struct str text)
{
    struct pattern pattern = {.body = text, .lead = item->ends || item->contains, .trail = item->starts || item->contains};
    for (; pattern.body.n && pattern.body.p[0] == WILD_ANY; pattern.lead = true) {
        pattern.body.p++;
        pattern.body.n--;
    }
    for (; pattern.body.n && pattern.body.p[pattern.body.n - 1] == WILD_ANY; pattern.trail = true) pattern.body.n--;
    for (uint32_t i = 0; i < pattern.body.n; i++) pattern.wild |= pattern.body.p[i] == WILD_ANY || pattern.body.p[i] == WILD_ONE;
    return pattern;
}

/* ---- placeholders ---- */

static bool in_name(char ch) { return ch == '_' || (ch >= '0' && ch <= '9') || ((ch | 0x20) >= 'a' && (ch | 0x20) <= 'z'); }

/* "%name%" at a place: its name, or length 0. A backslash before it makes it ordinary text. */
static struct str placeholder_at(struct str text, uint32_t at)
{
    if (text.p[at] != '%' || (at && text.p[at - 1] == '\\')) return (struct str){0};
    uint32_t end = at + 1;
    while (end < text.n && in_name(text.p[end])) end++;
    if (end == text.n || end == at + 1 || text.p[end] != '%') return (struct str){0};
    return (struct str){text.p + at + 1, end - at - 1};
}

static const struct yaml_tree *placeholder_values(struct conversion *c, struct str name, struct span span)
{
    const struct yaml_tree *all = c->import->placeholders;
    for (const struct yaml_tree *entry = all ? all->first : NULL; entry; entry = entry->next)
        if (str_equal(entry->key->text, name)) return entry;
    struct diag *d = convert_refuse(c, DIAG_SIGMA_PLACEHOLDER, span, "placeholder '%%" STR_FMT "%%' has no values", STR_ARG(name));
    if (all == NULL) return NULL;
    struct str *names = arena_array(c->arena, all->count + 1u, sizeof *names);
    uint32_t count = 0;
    for (const struct yaml_tree *entry = all->first; entry; entry = entry->next) names[count++] = entry->key->text;
    diag_suggest(&c->import->sink, d, name, names, count);
    return NULL;
}

static struct str without_escapes(struct arena *arena, struct str text)
{
    char *out = arena_alloc(arena, (size_t)text.n + 1);
    uint32_t n = 0;
    for (uint32_t at = 0; at < text.n; at++) {
        if (text.p[at] == '\\' && at + 1 < text.n && text.p[at + 1] == '%') continue;
        out[n++] = text.p[at];
    }
    return (struct str){out, n};
}

/* Text with the first placeholder at or behind `from` replaced by each of its values, and so on. */
static bool expand_from(struct conversion *c, struct item_value value, uint32_t from, struct vec *out, uint32_t depth)
{
    enum { PLACEHOLDERS_AT_MOST = 8 };
    uint32_t at = from;
    struct str name = {0};
    while (at < value.text.n && (name = placeholder_at(value.text, at)).n == 0) at++;
    if (at >= value.text.n) {
        value.text = without_escapes(c->arena, value.text);
        *(struct item_value *)vec_push(out, sizeof value) = value;
        return true;
    }
    const struct yaml_tree *values = placeholder_values(c, name, value.tree->span);
    if (values == NULL) return false;
    const bool list = values->shape == YAML_IS_LIST;
    for (const struct yaml_tree *one = list ? values->first : values; one; one = list ? one->next : NULL) {
        if (out->count >= LIMIT_FUNCTION_VALUES || depth >= PLACEHOLDERS_AT_MOST) {
            convert_refuse(c, DIAG_SIGMA_PLACEHOLDER, value.tree->span, "the placeholders of this value give more than %d values", LIMIT_FUNCTION_VALUES);
            return false;
        }
        struct item_value more = value;
        more.text = arena_printf(c->arena, "%.*s" STR_FMT STR_FMT, (int)at, value.text.p, STR_ARG(one->text), (int)(value.text.n - at - name.n - 2), value.text.p + at + name.n + 2);
        if (!expand_from(c, more, at + one->text.n, out, depth + 1)) return false;
    }
    return true;
}

bool placeholders_expand(struct conversion *c, const struct item *item, struct item_value value, struct vec *out)
{
    if (item->expand && value.type == YAML_TEXT) return expand_from(c, value, 0, out, 0);
    *(struct item_value *)vec_push(out, sizeof value) = value;
    return true;
}
