/* One criterion as one field of a Sigma selection.
 *
 * In:  a criterion of the model. Out: key, modifiers and values. Must hold: under the Sigma specification 2.1 they say what the criterion says;
 *      a value's own asterisks, question marks and backslashes stay what they are. */
#include <arpa/inet.h>
#include <inttypes.h>
#include <stdio.h>

#include "export_yaml.h"

/* ---- YAML ---- */

static bool needs_escapes(struct str text)
{
    for (uint32_t i = 0, n; i < text.n; i += n) {
        const uint32_t c = utf8_decode(text, i, &n);
        if (c == UINT32_MAX || utf8_is_hidden(c) || c == 0x85 || c == 0x2028 || c == 0x2029 || c == 0xfeff || (c >= 0xfffe && c <= 0xffff)) return true;
    }
    return false;
}

void yaml_quoted(struct text *out, struct str text)
{
    const bool escaped = needs_escapes(text);
    text_word(out, escaped ? "\"" : "'");
    for (uint32_t i = 0, n; i < text.n; i += n) {
        const uint32_t c = utf8_decode(text, i, &n);
        if (!escaped) text_put(out, c == '\'' ? STR("''") : (struct str){text.p + i, n});
        else if (c == '"' || c == '\\') text_printf(out, "\\%c", (char)c);
        else if (c == '\n') text_word(out, "\\n");
        else if (c == '\t') text_word(out, "\\t");
        else if (c == UINT32_MAX) text_word(out, "\\uFFFD");
        else if (needs_escapes((struct str){text.p + i, n})) text_printf(out, c < 0x100 ? "\\x%02X" : c < 0x10000 ? "\\u%04X" : "\\U%08X", c);
        else text_put(out, (struct str){text.p + i, n});
    }
    text_word(out, escaped ? "\"" : "'");
}

void yaml_scalar(struct text *out, const struct sigma_item *item, struct str value)
{
    if (item->plain) text_put(out, value);
    else yaml_quoted(out, value);
}

/* ---- escapes of Sigma ---- */

/* What '[*]', '[?]' or '[[]' at a place of a glob stands for; 0 where there is none of them. */
static char glob_quoted(struct str glob, uint32_t at)
{
    if (glob.n - at < 3 || glob.p[at] != '[' || glob.p[at + 2] != ']') return 0;
    const char inside = glob.p[at + 1];
    return inside == '*' || inside == '?' || inside == '[' ? inside : 0;
}

/* Characters of a text, where '*' and '?' may be wildcards. A backslash is doubled where the next character would give it another meaning. */
static struct str escaped(struct sigma_export *s, struct str text, bool is_glob)
{
    struct text out;
    text_init(&out, s->scratch.exhausted);
    for (uint32_t i = 0; i < text.n; i++) {
        const char c = text.p[i];
        const char bracket = is_glob ? glob_quoted(text, i) : 0;
        if (c == '\\') {
            const char next = i + 1 < text.n ? text.p[i + 1] : '\0', behind = i ? text.p[i - 1] : '\0';
            const char quoted = is_glob && i + 1 < text.n ? glob_quoted(text, i + 1) : 0;
            const bool special = next == '\\' || behind == '\\' || next == '*' || next == '?' || quoted == '*' || quoted == '?';
            text_word(&out, special ? "\\\\" : "\\");
        } else if (bracket) {
            text_printf(&out, bracket == '[' ? "%c" : "\\%c", bracket);
            i += 2;
        } else {
            if (!is_glob && (c == '*' || c == '?')) text_word(&out, "\\");
            text_put(&out, (struct str){&c, 1});
        }
    }
    const struct str kept = arena_copy(&s->scratch, text_str(&out));
    text_free(&out);
    return kept;
}

/* ---- items ---- */

static struct sigma_item *item_new(struct sigma_export *s, struct str name, const char *modifiers, uint32_t count)
{
    struct sigma_item *item = arena_new(&s->scratch, struct sigma_item);
    item->key = arena_printf(&s->scratch, STR_FMT "%s", STR_ARG(name), modifiers);
    item->values = arena_array(&s->scratch, count + 1u, sizeof *item->values);
    item->count = count;
    return item;
}

static void item_set(struct sigma_item *item, uint32_t i, struct str value) { ((struct str *)(uintptr_t)item->values)[i] = value; }

static struct str spelled(struct sigma_export *s, const struct criterion *criterion, const struct value_set *set, uint32_t i)
{
    const struct str text = set_text(s->model, set, i);
    return criterion->flags & WEIR_CRITERION_CASED ? text : spelling_of(&s->spelling, &s->scratch, criterion->span, text);
}

/* The flags that an expression begins with, in the order in which the modifiers are written; 0 where there are none, or others. */
static uint32_t regex_flags(struct str pattern)
{
    static const char *const starts[] = {"", "(?i)", "(?m)", "(?im)", "(?s)", "(?is)", "(?ms)", "(?ims)"};
    for (uint32_t flags = 7; flags; flags--)
        if (pattern.n >= strlen(starts[flags]) && memcmp(pattern.p, starts[flags], strlen(starts[flags])) == 0) return flags;
    return 0;
}

static struct sigma_item *regex_item(struct sigma_export *s, const struct value_set *set, struct str name)
{
    static const char *const modifiers[] = {"|re", "|re|i", "|re|m", "|re|i|m", "|re|s", "|re|i|s", "|re|m|s", "|re|i|m|s"};
    static const uint8_t lengths[] = {0, 4, 4, 5, 4, 5, 5, 6};
    uint32_t flags = regex_flags(set_text(s->model, set, 0));
    for (uint32_t i = 1; i < set->count; i++)
        if (regex_flags(set_text(s->model, set, i)) != flags) flags = 0;
    struct sigma_item *item = item_new(s, name, modifiers[flags], set->count);
    item->takes_all = true;
    for (uint32_t i = 0; i < set->count; i++) {
        const struct str pattern = set_text(s->model, set, i);
        item_set(item, i, (struct str){pattern.p + lengths[flags], pattern.n - lengths[flags]});
    }
    return item;
}

static struct sigma_item *text_item(struct sigma_export *s, const struct criterion *criterion, const struct field *field)
{
    static const char *const words[2][4] = {{"", "|startswith", "|endswith", "|contains"}, {"|cased", "|startswith|cased", "|endswith|cased", "|contains|cased"}};
    const struct value_set *set = set_of(s->model, criterion);
    const bool is_glob = criterion->op == WEIR_OP_LIKE, cased = (criterion->flags & WEIR_CRITERION_CASED) != 0;
    const uint32_t which = criterion->op == WEIR_OP_STARTS ? 1 : criterion->op == WEIR_OP_ENDS ? 2 : criterion->op == WEIR_OP_CONTAINS ? 3 : 0;
    if (criterion->op == WEIR_OP_MATCHES) return regex_item(s, set, sigma_field_name(s, field));
    struct sigma_item *item = item_new(s, sigma_field_name(s, field), words[cased][which], set->count);
    item->takes_all = which != 0;
    for (uint32_t i = 0; i < set->count; i++) item_set(item, i, escaped(s, spelled(s, criterion, set, i), is_glob));
    return item;
}

/* Keywords: a text anywhere in the event. */
static struct sigma_item *keyword_item(struct sigma_export *s, const struct criterion *criterion)
{
    const struct value_set *set = set_of(s->model, criterion);
    if (criterion->op == WEIR_OP_MATCHES) return regex_item(s, set, (struct str){"", 0});
    const bool is_glob = criterion->op == WEIR_OP_LIKE, cased = (criterion->flags & WEIR_CRITERION_CASED) != 0;
    const bool good = (is_glob || criterion->op == WEIR_OP_CONTAINS) && !(cased && criterion->flags & CRITERION_BY_FIELD);
    struct sigma_item *item = item_new(s, (struct str){"", 0}, cased ? "|cased" : "", set->count);
    for (uint32_t i = 0; good && i < set->count; i++) {
        struct str text = spelled(s, criterion, set, i);
        const bool open = text.n > 1 && text.p[0] == '*' && text.p[text.n - 1] == '*';
        if (is_glob && !open) break;
        if (is_glob) text = (struct str){text.p + 1, text.n - 2};
        item_set(item, i, escaped(s, text, is_glob));
        if (i + 1 == set->count) return item;
    }
    sigma_refuse(s, criterion, "keywords stand anywhere in an event; they cannot be compared with whole fields, or by the case rule of each field");
    return NULL;
}

static struct str number_text(struct sigma_export *s, const struct field *field, uint64_t number)
{
    if (field->type == WEIR_TYPE_BOOL) return number ? STR("true") : STR("false");
    if (field->type == WEIR_TYPE_ENUM) return member_name(field, number);
    if (field->type == WEIR_TYPE_I64 && number > INT64_MAX) return arena_printf(&s->scratch, "-%" PRIu64, 0 - number);
    return arena_printf(&s->scratch, "%" PRIu64, number);
}

static struct sigma_item *number_item(struct sigma_export *s, const struct criterion *criterion, const struct field *field)
{
    const struct value_set *set = set_of(s->model, criterion);
    struct sigma_item *item = item_new(s, sigma_field_name(s, field), "", set->count);
    item->plain = field->type != WEIR_TYPE_ENUM;
    for (uint32_t i = 0; i < set->count; i++) item_set(item, i, number_text(s, field, set_number(s->model, set, i)));
    return item;
}

static struct sigma_item *end_item(struct sigma_export *s, const struct field *field, const char *modifier, uint64_t number)
{
    struct sigma_item *item = item_new(s, sigma_field_name(s, field), modifier, 1);
    item->plain = true;
    item_set(item, 0, number_text(s, field, number));
    return item;
}

static struct sigma_item *range_item(struct sigma_export *s, const struct criterion *criterion, const struct field *field)
{
    const struct value_set *set = set_of(s->model, criterion);
    const uint64_t least = field->type == WEIR_TYPE_I64 ? (uint64_t)1 << 63 : 0;
    const uint64_t most = field->type == WEIR_TYPE_I64 ? INT64_MAX : field->type == WEIR_TYPE_U32 ? UINT32_MAX : UINT64_MAX;
    struct sigma_item *items = NULL, **link = &items;
    for (uint32_t i = 0; i < set_count(set); i++, link = &(*link)->other) {
        const uint64_t low = set_number(s->model, set, 2 * i), high = set_number(s->model, set, 2 * i + 1);
        if (low == high) {
            *link = end_item(s, field, "", low);
        } else if (low == least) {
            *link = end_item(s, field, "|lte", high);
        } else {
            *link = end_item(s, field, "|gte", low);
            if (high != most) (*link)->second = end_item(s, field, "|lte", high);
        }
    }
    return items;
}

static struct str address_text(struct sigma_export *s, struct str bytes)
{
    char text[INET6_ADDRSTRLEN];
    if (inet_ntop(bytes.n == 4 ? AF_INET : AF_INET6, bytes.p, text, sizeof text) == NULL) BUG("an address of %u bytes", bytes.n);
    return arena_copy(&s->scratch, str_from(text));
}

static struct str guid_text(struct sigma_export *s, struct str bytes)
{
    struct text out;
    text_init(&out, s->scratch.exhausted);
    text_guid(&out, bytes);
    const struct str kept = arena_copy(&s->scratch, text_str(&out));
    text_free(&out);
    return kept;
}

static struct sigma_item *bytes_item(struct sigma_export *s, const struct criterion *criterion, const struct field *field)
{
    const struct value_set *set = set_of(s->model, criterion);
    const bool within = criterion->op == WEIR_OP_WITHIN;
    struct sigma_item *item = item_new(s, sigma_field_name(s, field), within ? "|cidr" : "", set->count);
    for (uint32_t i = 0; i < set->count; i++) {
        const struct str bytes = set_text(s->model, set, i);
        if (field->type == WEIR_TYPE_GUID) item_set(item, i, guid_text(s, bytes));
        else if (!within) item_set(item, i, address_text(s, bytes));
        else item_set(item, i, arena_printf(&s->scratch, STR_FMT "/%u", STR_ARG(address_text(s, (struct str){bytes.p, bytes.n - 1})), (unsigned)(uint8_t)bytes.p[bytes.n - 1]));
    }
    return item;
}

static struct sigma_item *reference_item(struct sigma_export *s, const struct criterion *criterion, const struct field *field)
{
    const struct field *other = &s->type->fields[criterion->other - 1];
    const char *modifiers = criterion->op == WEIR_OP_FIELD_EQUALS ? "|fieldref" : criterion->op == WEIR_OP_FIELD_STARTS ? "|fieldref|startswith" :
                            criterion->op == WEIR_OP_FIELD_ENDS ? "|fieldref|endswith" : criterion->op == WEIR_OP_FIELD_CONTAINS ? "|fieldref|contains" : NULL;
    if (modifiers == NULL || criterion->flags & WEIR_CRITERION_CASED) {
        sigma_refuse(s, criterion, modifiers ? "a comparison of two fields has no regard to case there" : "two fields are not compared by their order there");
        return NULL;
    }
    struct sigma_item *item = item_new(s, sigma_field_name(s, field), modifiers, 1);
    item_set(item, 0, sigma_field_name(s, other));
    return item;
}

struct sigma_item *sigma_item_exists(struct sigma_export *s, const struct criterion *criterion, bool exists)
{
    struct sigma_item *item = item_new(s, sigma_field_name(s, &s->type->fields[criterion->ordinal - 1]), "|exists", 1);
    item->plain = true;
    item_set(item, 0, exists ? STR("true") : STR("false"));
    return item;
}

struct sigma_item *sigma_item_of(struct sigma_export *s, const struct criterion *criterion)
{
    if (criterion->ordinal == 0) return keyword_item(s, criterion);
    const struct field *field = &s->type->fields[criterion->ordinal - 1];
    switch ((enum weir_op)criterion->op) {
    case WEIR_OP_EXISTS: return sigma_item_exists(s, criterion, true);
    case WEIR_OP_EQUALS: case WEIR_OP_STARTS: case WEIR_OP_ENDS: case WEIR_OP_CONTAINS: case WEIR_OP_LIKE: case WEIR_OP_MATCHES: return text_item(s, criterion, field);
    case WEIR_OP_NUMBER_IN: return number_item(s, criterion, field);
    case WEIR_OP_NUMBER_RANGE: return range_item(s, criterion, field);
    case WEIR_OP_BYTES_IN: case WEIR_OP_WITHIN: return bytes_item(s, criterion, field);
    case WEIR_OP_FIELD_EQUALS: case WEIR_OP_FIELD_STARTS: case WEIR_OP_FIELD_ENDS: case WEIR_OP_FIELD_CONTAINS: case WEIR_OP_FIELD_LESS: case WEIR_OP_FIELD_LESS_EQUAL:
        return reference_item(s, criterion, field);
    case WEIR_OP_HAS_ALL: case WEIR_OP_HAS_ANY: sigma_refuse(s, criterion, "there is no modifier for single bits of a number"); return NULL;
    case WEIR_OP_COUNT: break;
    }
    BUG("no such operator");
}
