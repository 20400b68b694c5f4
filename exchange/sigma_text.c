/* Values compared with text.
 *
 * In:  a value of Sigma and a field that is text, or any field. Out: a criterion. Must hold: the criterion is true of exactly the texts of which Sigma's
 *      is; where a field keeps case apart and Sigma does not, `nocase` says so. */
#include <stdlib.h>

#include "convert.h"

#include "../compiler/pattern/pattern.h"

bool text_is(const struct field *field)
{
    return field->type == WEIR_TYPE_STRING || field->type == WEIR_TYPE_PATH || field->type == WEIR_TYPE_HASH;
}

/* ---- literals ---- */

static bool needs_escapes(struct str text)
{
    for (uint32_t at = 0, length; at < text.n; at += length)
        if (utf8_is_hidden(utf8_decode(text, at, &length))) return true;
    return false;
}

struct str text_literal(struct arena *arena, struct str text)
{
    const bool cooked = needs_escapes(text);
    char *out = arena_alloc(arena, (size_t)text.n * 10 + 3);
    uint32_t n = 0;
    out[n++] = cooked ? '"' : '\'';
    for (uint32_t at = 0, length; at < text.n; at += length) {
        const uint32_t code_point = utf8_decode(text, at, &length);
        const char ch = text.p[at];
        if (cooked && code_point == '\n') n += (uint32_t)sprintf(out + n, "\\n");
        else if (cooked && code_point == '\t') n += (uint32_t)sprintf(out + n, "\\t");
        else if (cooked && utf8_is_hidden(code_point)) n += (uint32_t)sprintf(out + n, code_point < 0x80 ? "\\x%02X" : "\\u{%X}", (unsigned)code_point);
        else if (cooked && (ch == '\\' || ch == '"')) n += (uint32_t)sprintf(out + n, "\\%c", ch);
        else if (!cooked && ch == '\'') n += (uint32_t)sprintf(out + n, "''");
        else {
            memcpy(out + n, text.p + at, length);
            n += length;
        }
    }
    out[n++] = cooked ? '"' : '\'';
    return (struct str){out, n};
}

/* ---- patterns as globs and expressions ---- */

static bool is_wild(char ch) { return ch == WILD_ANY || ch == WILD_ONE; }

/* '[' and ']' around a wildcard or a '[' are what quotes it in a glob, so there the '[' is quoted itself; a run of '*' is one. */
static bool bracket_quotes(struct str body, uint32_t at)
{
    if (body.p[at] != '[' || at + 2 >= body.n || !(is_wild(body.p[at + 1]) || body.p[at + 1] == '[')) return false;
    uint32_t end = at + 2;
    while (body.p[at + 1] == WILD_ANY && end < body.n && body.p[end] == WILD_ANY) end++;
    return end < body.n && body.p[end] == ']';
}

static struct str glob_of(struct arena *arena, struct pattern pattern)
{
    char *out = arena_alloc(arena, (size_t)pattern.body.n * 3 + 2);
    uint32_t n = 0;
    if (pattern.lead) out[n++] = '*';
    for (uint32_t at = 0; at < pattern.body.n; at++) {
        const char ch = pattern.body.p[at];
        const bool quote = ch == '*' || ch == '?' || bracket_quotes(pattern.body, at);
        if (quote) out[n++] = '[';
        out[n++] = ch == WILD_ANY ? '*' : ch == WILD_ONE ? '?' : ch;
        if (quote) out[n++] = ']';
    }
    if (pattern.trail) out[n++] = '*';
    return (struct str){out, n};
}

/* Is the dash at a place one that starts an option? */
static bool starts_option(struct str body, uint32_t at)
{
    if (body.p[at] != '-' && body.p[at] != '/') return false;
#define IN_WORD(ch) (((ch) & 0x80 && !is_wild(ch)) || (ch) == '_' || ((ch) >= '0' && (ch) <= '9') || (((ch) | 0x20) >= 'a' && ((ch) | 0x20) <= 'z'))
    return at + 1 < body.n && IN_WORD(body.p[at + 1]) && (at == 0 || !IN_WORD(body.p[at - 1]));
#undef IN_WORD
}

static struct str regex_of(struct arena *arena, struct pattern pattern, bool cased, bool windash)
{
    char *out = arena_alloc(arena, (size_t)pattern.body.n * 16 + 32);
    uint32_t n = (uint32_t)sprintf(out, pattern.wild ? cased ? "(?s)" : "(?is)" : cased ? "" : "(?i)");
    if (!pattern.lead) out[n++] = '^';
    for (uint32_t at = 0; at < pattern.body.n; at++) {
        const char ch = pattern.body.p[at];
        if (windash && starts_option(pattern.body, at)) {
            n += (uint32_t)sprintf(out + n, "[-/\xE2\x80\x93\xE2\x80\x94\xE2\x80\x95]");
        } else if (ch == WILD_ANY) {
            n += (uint32_t)sprintf(out + n, ".*");
        } else {
            if (strchr("\\.+*?()|[]{}^$", ch) && ch) out[n++] = '\\';
            out[n++] = ch == WILD_ONE ? '.' : ch;
        }
    }
    if (!pattern.trail) out[n++] = '$';
    return (struct str){out, n};
}

/* ---- functions ---- */

static const char *function_of(uint8_t modifier)
{
    switch (modifier) {
    case MODIFIER_WINDASH: return "windash";
    case MODIFIER_BASE64: return "base64";
    case MODIFIER_BASE64OFFSET: return "base64_any";
    case MODIFIER_UTF16LE: return "utf16le";
    case MODIFIER_UTF16BE: return "utf16be";
    default: return "utf16";
    }
}

static struct str wrap_of(struct arena *arena, const struct item *item)
{
    struct str wrap = {0};
    for (uint32_t i = 0; i < item->function_count; i++) wrap = arena_printf(arena, "%s(" STR_FMT, function_of(item->functions[i]), STR_ARG(wrap));
    return wrap;
}

static bool has_function(const struct item *item, enum modifier modifier)
{
    for (uint32_t i = 0; i < item->function_count; i++)
        if (item->functions[i] == modifier) return true;
    return false;
}

static bool is_ascii(struct str text)
{
    for (uint32_t i = 0; i < text.n; i++)
        if ((unsigned char)text.p[i] >= 0x80) return false;
    return true;
}

static bool refuse_value(struct conversion *c, const struct item_value *value, const char *why)
{
    convert_refuse(c, DIAG_SIGMA_VALUE, value->tree->span, "%s", why);
    return false;
}

/* Can the functions take the value, and is what they give text? *made: how many values they give. */
static bool check_functions(struct conversion *c, const struct item *item, const struct item_value *value, struct pattern pattern, uint64_t *made)
{
    bool encoded = false, bytes = false;
    uint64_t length = pattern.body.n;
    *made = 1;
    for (uint32_t i = 0; i < item->function_count; i++) {
        const enum modifier function = (enum modifier)item->functions[i];
        const bool utf16 = function == MODIFIER_UTF16 || function == MODIFIER_UTF16BE || function == MODIFIER_UTF16LE;
        if (function != MODIFIER_WINDASH && pattern.wild) return refuse_value(c, value, "a value with wildcards cannot be encoded");
        if (function == MODIFIER_WINDASH) {
            for (uint32_t at = 0; at < pattern.body.n && *made < UINT32_MAX; at++) *made *= starts_option(pattern.body, at) ? 5 : 1;
            continue;
        }
        if (utf16 && bytes) return refuse_value(c, value, "what is encoded in UTF-16 already is no text that could be encoded again");
        bytes = utf16 ? bytes || function == MODIFIER_UTF16 || !is_ascii(pattern.body) : false;
        encoded |= !utf16;
        if (function == MODIFIER_BASE64OFFSET && length < 2) return refuse_value(c, value, "the value is too short to leave a trace at every offset of a Base64 text");
        if (function == MODIFIER_BASE64OFFSET) *made *= 3;
        length = utf16 ? 2 * length : (length + 2) / 3 * 4;
    }
    if (bytes) return refuse_value(c, value, "what this encoding gives is bytes and no text: 'base64' or 'base64offset' belongs behind it");
    (void)encoded;
    return true;
}

/* ---- expressions ---- */

/* What PCRE and RE2 write otherwise, where they mean the same. */
static struct str to_re2(struct arena *arena, struct str text)
{
    char *out = arena_alloc(arena, (size_t)text.n * 6 + 1);
    uint32_t n = 0;
    bool brackets = false;
    for (uint32_t at = 0; at < text.n; at++) {
        const char ch = text.p[at], next = at + 1 < text.n ? text.p[at + 1] : '\0';
        if (ch == '\\' && next) {
            at++;
            if (next == 'Z' && !brackets) n += (uint32_t)sprintf(out + n, "(?:\\n?\\z)");
            else if (next == 'h') n += (uint32_t)sprintf(out + n, brackets ? " \\t" : "[ \\t]");
            else if (next == 'e') n += (uint32_t)sprintf(out + n, "\\x1b");
            else if (next == '_' || next == '"' || next == '\'') out[n++] = next;
            else if (next == 'u' && text.n - at > 4) {
                n += (uint32_t)sprintf(out + n, "\\x{%.4s}", text.p + at + 1);
                at += 4;
            } else {
                out[n++] = ch;
                out[n++] = next;
            }
            continue;
        }
        if (brackets) {
            brackets = ch != ']';
        } else if (ch == '[') {
            brackets = true;
            out[n++] = ch;
            if (next == '^') out[n++] = text.p[++at];
            if (at + 1 < text.n && text.p[at + 1] == ']') out[n++] = text.p[++at];
            continue;
        } else if (ch == '(' && text.n - at > 3 && next == '?' && text.p[at + 2] == '<' && text.p[at + 3] != '=' && text.p[at + 3] != '!') {
            const char *close = memchr(text.p + at, '>', text.n - at);
            if (close) {
                n += (uint32_t)sprintf(out + n, "(?:");
                at = (uint32_t)(close - text.p);
                continue;
            }
        }
        out[n++] = ch;
    }
    return (struct str){out, n};
}

/* All expressions of an import together are bounded. false: refused. */
static bool compile(struct conversion *c, struct arena *arena, const struct item_value *value, struct str regex, struct regex_program *program)
{
    struct sigma_import *import = c->import;
    struct regex_error error = {.text = "the expressions of this import are too large together", .help = "import fewer rules at once"};
    const bool good = import->regex_instructions < LIMIT_IMPORT_REGEX && regex_compile(arena, regex, program, &error);
    import->regex_instructions += good ? program->count : regex.n;
    if (good) return true;
    struct diag *d = convert_refuse(c, DIAG_SIGMA_REGEX, value->tree->span, "%s", error.text);
    if (error.help) diag_set_help(&import->sink, d, "%s", error.help);
    return false;
}

bool text_compile(struct conversion *c, const struct item_value *value, struct str regex, struct regex_program *program)
{
    return compile(c, c->arena, value, regex, program);
}

/* Compiles in memory of its own. With a text also looks for the expression in it: *found. false: refused. */
static bool regex_check(struct conversion *c, const struct item_value *value, struct str regex, const struct str *text, bool *found)
{
    struct regex_program program;
    struct arena own;
    arena_init(&own, c->arena->exhausted);
    const bool good = compile(c, &own, value, regex, &program);
    if (good && text) *found = regex_search(&own, &program, *text);
    arena_free(&own);
    return good;
}

struct str text_pattern_regex(struct arena *arena, struct pattern pattern) { return regex_of(arena, pattern, false, false); }

struct str text_regex(struct conversion *c, const struct item *item, const struct item_value *value)
{
    struct str text = to_re2(c->arena, value->text);
    char flags[8] = "";
    if (item->flag_i || item->flag_m || item->flag_s) sprintf(flags, "(?%s%s%s)", item->flag_i ? "i" : "", item->flag_m ? "m" : "", item->flag_s ? "s" : "");
    const bool starts = item->starts && !item->contains && !item->ends, ends = item->ends && !item->contains && !item->starts;
    if (starts || ends) text = arena_printf(c->arena, "%s(?:" STR_FMT ")%s", starts ? "\\A" : "", STR_ARG(text), ends ? "\\z" : "");
    text = arena_printf(c->arena, "%s" STR_FMT, flags, STR_ARG(text));
    return regex_check(c, value, text, NULL, NULL) ? text : (struct str){0};
}

bool text_describes(struct conversion *c, const struct item *item, const struct item_value *value, struct str text)
{
    if (item->order) {
        const long long a = atoll(arena_copy(c->arena, text).p), b = atoll(arena_copy(c->arena, value->text).p);
        return digits_order_holds(item->order, a < b ? 0 : a == b ? 1 : 2, 1);
    }
    if (item->regex) {
        const struct str regex = text_regex(c, item, value);
        bool found = false;
        return regex.n && regex_check(c, value, regex, &text, &found) && found;
    }
    const struct str unescaped = value->type == YAML_TEXT ? sigma_unescape(c->arena, value->text) : value->text;
    const struct str glob = glob_of(c->arena, pattern_make(item, unescaped));
    return item->cased ? glob_matches(glob, text) : glob_matches(fold_text(c->arena, glob), fold_text(c->arena, text));
}

/* ---- criteria ---- */

/* A hash is compared with hexadecimal digits; nothing else is ever in it. */
static bool hash_can_be(enum cond_op op, struct str body)
{
    for (uint32_t i = 0; i < body.n; i++)
        if (!strchr("0123456789abcdefABCDEF", body.p[i]) || !body.p[i]) return false;
    return op != OP_EQUALS || body.n == 32 || body.n == 40 || body.n == 64 || body.n == 96 || body.n == 128;
}

static struct cond *regex_criterion(struct conversion *c, const struct field *field, const struct item_value *value, struct str regex)
{
    if (!regex_check(c, value, regex, NULL, NULL)) return NULL;
    return cond_one(c, field ? field->name : STR(""), OP_MATCHES, false, text_literal(c->arena, regex));
}

/* Does the field keep case apart? Any field: does one of them? */
static bool keeps_case(const struct conversion *c, const struct field *field)
{
    bool cased = field && field->cased;
    for (uint32_t i = 0; field == NULL && i < c->type->field_count; i++) cased |= text_is(&c->type->fields[i]) && c->type->fields[i].cased;
    return cased;
}

struct cond *text_pattern(struct conversion *c, const struct item *item, const struct field *field, const struct item_value *value, struct pattern pattern)
{
    enum { WINDASH_AT_MOST = TINY(32, 2000) };
    const struct str name = field ? field->name : STR("");
    if (pattern.body.n == 0 && (pattern.lead || pattern.trail)) {
        if (field) return cond_criterion(c, name, OP_EXISTS, false);
        return cond_one(c, name, OP_LIKE, false, STR("'*'"));
    }
    uint64_t made;
    if (!check_functions(c, item, value, pattern, &made)) return NULL;
    const bool windash = has_function(item, MODIFIER_WINDASH), only_windash = item->function_count == 1 && windash;
    if (only_windash && made > WINDASH_AT_MOST)
        return regex_criterion(c, field, value, regex_of(c->arena, pattern, item->cased, windash));
    if (made > WINDASH_AT_MOST) {
        refuse_value(c, value, "so many dashes give more values than can be compared");
        return NULL;
    }
    const enum cond_op op = pattern.wild ? OP_LIKE : pattern.lead && pattern.trail ? OP_CONTAINS : pattern.lead ? OP_ENDS : pattern.trail ? OP_STARTS : OP_EQUALS;
    if (field && field->type == WEIR_TYPE_HASH && op != OP_LIKE && !hash_can_be(op, pattern.body) && item->function_count == 0) {
        convert_note(c, value->tree->span, "'" STR_FMT "' is a hash in hexadecimal and never has this value", STR_ARG(name));
        return cond_new(c, COND_FALSE);
    }
    struct cond *cond = cond_one(c, name, op, item->cased && !(field && field->cased), text_literal(c->arena, op == OP_LIKE ? glob_of(c->arena, pattern) : pattern.body));
    cond->nocase = !item->cased && keeps_case(c, field);
    cond->wrap = wrap_of(c->arena, item);
    cond->wrapped = made;
    return cond;
}

struct cond *text_convert(struct conversion *c, const struct item *item, const struct field *field, const struct item_value *value)
{
    if (item->regex) {
        const struct str regex = text_regex(c, item, value);
        return regex.n ? cond_one(c, field ? field->name : STR(""), OP_MATCHES, false, text_literal(c->arena, regex)) : NULL;
    }
    if (item->network || item->order || item->part) {
        if (field) return item->part ? digits_time(c, item, field, value) : item->network ? digits_network(c, field, value) : digits_order(c, item, field, value);
        refuse_value(c, value, "this comparison needs a field");
        return NULL;
    }
    struct pattern pattern = pattern_make(item, value->type == YAML_TEXT ? sigma_unescape(c->arena, value->text) : value->text);
    if (field == NULL && !item->starts && !item->ends) pattern.lead = pattern.trail = true; /* a keyword stands anywhere */
    return text_pattern(c, item, field, value, pattern);
}
