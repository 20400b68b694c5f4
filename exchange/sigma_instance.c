/* The instance as text: its name and number, what it says for people, its selections and its condition.
 *
 * Must hold: the same rule gives the same text; names are identifiers, no two of a run alike even without regard to case. */
#include "convert.h"

enum { NAME_AT_MOST = TINY(40, 100), KEY_COLUMNS = 12 };

/* ---- numbers and names ---- */

uint64_t sigma_number_of(struct str origin)
{
    uint64_t hash = UINT64_C(0xcbf29ce484222325);
    for (uint32_t i = 0; i < origin.n; i++) {
        const char ch = origin.p[i];
        hash = (hash ^ (uint8_t)(ch >= 'A' && ch <= 'Z' ? ch | 0x20 : ch)) * UINT64_C(0x100000001b3);
    }
    hash = (hash ^ hash >> 48) & ((UINT64_C(1) << 48) - 1);
    return hash ? hash : 1;
}

static bool is_letter(char ch) { return (ch | 0x20) >= 'a' && (ch | 0x20) <= 'z'; }
static bool is_digit(char ch) { return ch >= '0' && ch <= '9'; }

/* The letter under the accents of a Latin one: U+00C0 to U+017F; ' ' for what is no letter. */
static char latin_letter(uint32_t code_point)
{
    static const char letters[] = "AAAAAAACEEEEIIIIDNOOOOO OUUUUYTsaaaaaaaceeeeiiiidnooooo ouuuuyty"
                                  "AaAaAaCcCcCcCcDdDdEeEeEeEeEeGgGgGgGgHhHhIiIiIiIiIiJjJjKkkLlLlLlLlLlNnNnNnnNnOoOoOoOoRrRrRrSsSsSsSsTtTtTtUuUuUuUuUuUuWwYyYZzZzZzs";
    return code_point >= 0xC0 && code_point < 0xC0 + sizeof letters - 1 ? letters[code_point - 0xC0] : ' ';
}

/* "CobaltStrike: a pipe - v2" is CobaltStrikeAPipeV2. */
struct str sigma_camel_case(struct arena *arena, struct str title)
{
    char *out = arena_alloc(arena, (size_t)title.n + 8);
    uint32_t n = 0;
    bool starts = true;
    for (uint32_t i = 0, length; i < title.n && n < NAME_AT_MOST; i += length) {
        const uint32_t code_point = utf8_decode(title, i, &length);
        const char ch = code_point < 0x80 ? (char)code_point : latin_letter(code_point);
        if (!is_letter(ch) && !is_digit(ch)) {
            starts |= ch != '\'';
            continue;
        }
        if (n == 0 && is_digit(ch)) {
            memcpy(out, "Rule", 4);
            n = 4;
        }
        out[n++] = starts && ch >= 'a' && ch <= 'z' ? (char)(ch & ~0x20) : ch;
        starts = false;
    }
    return (struct str){out, n};
}

static struct str lowered(struct arena *arena, struct str text)
{
    char *out = arena_alloc(arena, (size_t)text.n + 1);
    for (uint32_t i = 0; i < text.n; i++) out[i] = text.p[i] >= 'A' && text.p[i] <= 'Z' ? (char)(text.p[i] | 0x20) : text.p[i];
    return (struct str){out, text.n};
}

static bool name_is_free(struct sigma_import *import, struct arena *arena, struct str name)
{
    const size_t before = import->names.names.count;
    return intern_add(&import->names, lowered(arena, name)) == before;
}

void instance_name(struct conversion *c)
{
    struct sigma_import *import = c->import;
    struct str name = sigma_camel_case(c->arena, c->rule->title);
    if (name.n == 0) name = STR("Rule");
    const struct str plain = name;
    for (uint32_t i = 0; !name_is_free(import, c->arena, name); i++)
        name = arena_printf(c->arena, STR_FMT "_%012llx%s", STR_ARG(plain), (unsigned long long)c->rule->id, i ? arena_printf(c->arena, "_%u", i).p : "");
    c->rule->name = arena_copy(import->arena, name);
}

/* ---- names of lets and lists ---- */

/* What can be no name: reserved words, and what stands for values. */
static bool is_reserved(struct str name)
{
    static const char *const words[] = {
#define WORD(name, spelling, use, group) spelling,
#include "../grammar/tokens.def"
        "true", "false"};
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (str_equal(name, str_from(words[i]))) return true;
    return false;
}

static bool is_taken(const struct conversion *c, struct str name, uint32_t lets)
{
    if (is_reserved(name) || mapping_find_field(c->type, name)) return true;
    for (uint32_t i = 0; i < lets; i++)
        if (str_equal(c->lets[i].own, name)) return true;
    for (size_t i = 0; i < c->list_names.count; i++)
        if (str_equal(((const struct str *)c->list_names.p)[i], name)) return true;
    for (uint32_t f = 0; f < c->type->field_count; f++)
        for (uint32_t m = 0; m < c->type->fields[f].member_count; m++)
            if (str_equal(c->type->fields[f].members[m].name, name)) return true;
    return false;
}

static struct str free_name(struct conversion *c, struct str name, uint32_t lets)
{
    struct str tried = name;
    for (uint32_t i = 1; is_taken(c, tried, lets); i++) tried = i == 1 ? arena_printf(c->arena, STR_FMT "_", STR_ARG(name)) : arena_printf(c->arena, STR_FMT "_%u", STR_ARG(name), i);
    return tried;
}

static struct str identifier(struct arena *arena, struct str text)
{
    char *out = arena_alloc(arena, (size_t)text.n + 2);
    uint32_t n = 0;
    if (text.n == 0 || is_digit(text.p[0])) out[n++] = '_';
    for (uint32_t i = 0; i < text.n && n < NAME_AT_MOST; i++) out[n++] = is_letter(text.p[i]) || is_digit(text.p[i]) ? text.p[i] : '_';
    return (struct str){out, n};
}

/* CommandLine is command_line. */
static struct str snake_case(struct arena *arena, struct str text)
{
    char *out = arena_alloc(arena, 2 * (size_t)text.n + 1);
    uint32_t n = 0;
    for (uint32_t i = 0; i < text.n; i++) {
        const bool upper = text.p[i] >= 'A' && text.p[i] <= 'Z', after_lower = i && !(text.p[i - 1] >= 'A' && text.p[i - 1] <= 'Z');
        if (upper && after_lower && n && out[n - 1] != '_') out[n++] = '_';
        out[n++] = upper ? (char)(text.p[i] | 0x20) : text.p[i];
    }
    return (struct str){out, n};
}

/* ---- attributes ---- */

static struct str scalar(const struct yaml_tree *tree)
{
    struct str text = tree && tree->shape == YAML_IS_SCALAR && yaml_type_of(tree) != YAML_NULL ? tree->text : (struct str){0};
    while (text.n && strchr(" \t\r\n", text.p[text.n - 1])) text.n--;
    while (text.n && strchr(" \t\r\n", text.p[0])) text = (struct str){text.p + 1, text.n - 1};
    return text;
}

/* A part that is of another kind than it should be is not lost in silence. */
static struct str line_of(struct conversion *c, const struct yaml_tree *tree, const char *key)
{
    if (tree && tree->shape != YAML_IS_SCALAR) convert_note(c, tree->span, "'%s' is a %s and is not kept", key, tree->shape == YAML_IS_LIST ? "list" : "map");
    return scalar(tree);
}

static void write_key(struct writer *w, const char *key) { write_format(w, "    %-*s", strlen(key) < KEY_COLUMNS ? KEY_COLUMNS : (int)strlen(key) + 1, key); }

static void write_string(struct writer *w, const char *key, struct str text)
{
    if (text.n == 0) return;
    write_key(w, key);
    write_text(w, text_literal(w->arena, text));
    write_text(w, STR("\n"));
}

static void write_strings(struct writer *w, struct conversion *c, const char *key, const struct yaml_tree *tree)
{
    if (tree == NULL || tree->shape != YAML_IS_LIST) {
        write_string(w, key, line_of(c, tree, key));
        return;
    }
    const int column = 4 + (int)(strlen(key) < KEY_COLUMNS ? KEY_COLUMNS : strlen(key) + 1);
    bool any = false;
    for (const struct yaml_tree *one = tree->first; one; one = one->next) {
        const struct str text = line_of(c, one, key);
        if (text.n == 0) continue;
        if (any) write_format(w, ",\n%*s", column, "");
        else write_key(w, key);
        write_text(w, text_literal(w->arena, text));
        any = true;
    }
    if (any) write_text(w, STR("\n"));
}

static bool date_parse(struct str text, unsigned part[3])
{
    static const uint8_t days[] = {31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    uint32_t which = 0, digits = 0;
    part[0] = part[1] = part[2] = 0;
    for (uint32_t i = 0; i < text.n; i++) {
        if ((text.p[i] == '-' || text.p[i] == '/') && digits && which < 2) {
            which++;
            digits = 0;
        } else if (is_digit(text.p[i]) && digits++ < 4) {
            part[which] = part[which] * 10 + (unsigned)(text.p[i] - '0');
        } else {
            return false;
        }
    }
    if (which != 2 || part[0] < 1970 || part[1] < 1 || part[1] > 12 || part[2] < 1 || part[2] > days[part[1] - 1]) return false;
    return part[1] != 2 || part[2] < 29 || (part[0] % 4 == 0 && (part[0] % 100 || part[0] % 400 == 0));
}

static void write_date(struct writer *w, struct conversion *c, const char *key)
{
    const struct yaml_tree *tree = yaml_get(c->document, key);
    unsigned part[3];
    if (line_of(c, tree, key).n == 0) return;
    if (!date_parse(scalar(tree), part)) {
        convert_note(c, tree->span, "'%s' is no day and is not kept", key);
        return;
    }
    write_key(w, key);
    write_format(w, "%04u-%02u-%02u\n", part[0], part[1], part[2]);
}

/* Can a tag be written without quotes? */
static bool is_tag(struct str tag)
{
    uint32_t at = 0;
    bool dot = false;
    if (tag.n == 0 || !(is_letter(tag.p[0]) || tag.p[0] == '_') || tag.p[tag.n - 1] == '.' || is_reserved(tag)) return false;
    for (; at < tag.n; at++) {
        if (tag.p[at] == '.') {
            if (at + 1 < tag.n && tag.p[at + 1] == '.') return false;
            dot = true;
        } else if (!is_letter(tag.p[at]) && !is_digit(tag.p[at]) && tag.p[at] != '_' && !(dot && tag.p[at] == '-')) {
            return false;
        }
    }
    return tag.n <= LIMIT_NAME_BYTES;
}

static void write_tags(struct writer *w, struct conversion *c)
{
    const struct yaml_tree *tags = yaml_get(c->document, "tags");
    const uint32_t column = 4 + KEY_COLUMNS;
    uint32_t at = 0;
    for (const struct yaml_tree *one = tags ? tags->shape == YAML_IS_LIST ? tags->first : tags : NULL; one; one = tags->shape == YAML_IS_LIST ? one->next : NULL) {
        const struct str tag = lowered(c->arena, scalar(one));
        if (!is_tag(tag)) {
            convert_note(c, one->span, tag.n ? "the tag '" STR_FMT "' cannot be written as a dotted name and is not kept" : "a tag without text is not kept" STR_FMT, STR_ARG(tag));
            continue;
        }
        if (at == 0) write_key(w, "tags");
        else write_text(w, STR(","));
        if (at && at + tag.n > 110) {
            write_format(w, "\n%*s", (int)column, "");
            at = column;
        } else if (at) {
            write_text(w, STR(" "));
        } else {
            at = column;
        }
        write_text(w, tag);
        at += tag.n + 2;
    }
    if (at) write_text(w, STR("\n"));
}

static void write_word(struct writer *w, struct conversion *c, const char *key, const char *own, const char *const *words, const char *otherwise)
{
    const struct yaml_tree *tree = yaml_get(c->document, key);
    for (; *words; words++)
        if (mapping_same_word(scalar(tree), str_from(*words))) otherwise = *words;
        else continue;
    if (otherwise == NULL) {
        if (line_of(c, tree, key).n) convert_note(c, tree->span, "'%s' is not one of its words and is not kept", key);
        return;
    }
    write_key(w, own);
    write_format(w, "%s\n", otherwise);
}

static void write_severity(struct writer *w, struct conversion *c)
{
    static const char *const words[] = {"informational", "low", "medium", "high", "critical", NULL};
    const struct yaml_tree *tree = yaml_get(c->document, "level");
    bool known = false;
    for (int i = 0; words[i]; i++) known |= mapping_same_word(scalar(tree), str_from(words[i]));
    if (!known) convert_note(c, tree ? tree->span : c->document->span, tree ? "'level' is not one of its words: severity low is taken" : "the rule has no 'level': severity low is taken");
    write_word(w, c, "level", "severity", words, known ? NULL : "low");
}

static void write_action(struct writer *w, struct conversion *c)
{
    static const char *const words[] = {"observe", "detect", "prevent"};
    int wanted = 0;
    while (wanted < 2 && strcmp(words[wanted], c->import->options->action) != 0) wanted++;
    int action = wanted;
    while (action > 0 && (!(c->type->actions & 1u << action) || (action == WEIR_PREVENT && c->type->phase == WEIR_PHASE_POST))) action--;
    if (action != wanted) convert_note(c, c->document->span, "'" STR_FMT "' does not allow '%s': '%s' is taken", STR_ARG(c->type->name), words[wanted], words[action]);
    write_key(w, "action");
    write_format(w, "%s\n", words[action]);
}

static void write_related(struct writer *w, struct conversion *c)
{
    const struct yaml_tree *related = yaml_get(c->document, "related");
    bool any = false;
    if (related && related->shape != YAML_IS_LIST && !(related->shape == YAML_IS_SCALAR && yaml_type_of(related) == YAML_NULL))
        convert_note(c, related->span, "'related' is no list and is not kept");
    for (const struct yaml_tree *one = related && related->shape == YAML_IS_LIST ? related->first : NULL; one; one = one->next) {
        const struct str id = scalar(yaml_get(one, "id")), type = scalar(yaml_get(one, "type"));
        if (id.n == 0) {
            convert_note(c, one->span, "an entry of 'related' has no id and is not kept");
            continue;
        }
        if (any) write_format(w, ",\n%*s", 4 + KEY_COLUMNS, "");
        else write_key(w, "related");
        write_text(w, text_literal(c->arena, arena_printf(c->arena, STR_FMT "%s" STR_FMT, STR_ARG(type), type.n ? ":" : "", STR_ARG(id))));
        any = true;
    }
    if (any) write_text(w, STR("\n"));
}

static void write_attributes(struct writer *w, struct conversion *c)
{
    static const char *const statuses[] = {"stable", "test", "experimental", "deprecated", "unsupported", NULL};
    const struct yaml_tree *document = c->document;
    write_key(w, "id");
    write_format(w, "%llu\n", (unsigned long long)c->rule->id);
    write_string(w, "title", c->rule->title);
    write_severity(w, c);
    write_action(w, c);
    write_word(w, c, "status", "status", statuses, NULL);
    write_strings(w, c, "author", yaml_get(document, "author"));
    write_date(w, c, "date");
    write_date(w, c, "modified");
    write_tags(w, c);
    write_string(w, "description", line_of(c, yaml_get(document, "description"), "description"));
    write_strings(w, c, "references", yaml_get(document, "references"));
    write_strings(w, c, "false_positives", yaml_get(document, "falsepositives"));
    write_string(w, "license", line_of(c, yaml_get(document, "license"), "license"));
    write_string(w, "requirements", line_of(c, yaml_get(yaml_get(document, "logsource"), "definition"), "definition"));
    write_related(w, c);
    if (c->rule->origin.n) write_string(w, "origin", arena_printf(c->arena, "sigma:" STR_FMT, STR_ARG(c->rule->origin)));
}

/* ---- conditions ---- */

static void mark_lets(struct conversion *c, const struct cond *cond)
{
    if (cond->kind == COND_LET) c->lets[cond->number].used = true;
    for (const struct cond *entry = cond->first; entry; entry = entry->next) mark_lets(c, entry);
}

static void declare_lists(struct writer *lists, struct conversion *c, struct cond *cond, struct str let)
{
    for (struct cond *entry = cond->first; entry; entry = entry->next) declare_lists(lists, c, entry, let);
    if (cond->kind != COND_CRITERION || !write_wants_list(cond)) return;
    const struct str field = cond->field.n ? snake_case(c->arena, cond->field) : STR("words");
    struct str name = arena_printf(c->arena, STR_FMT "_" STR_FMT, STR_ARG(let), STR_ARG(field));
    if (c->shares_file) name = arena_printf(c->arena, STR_FMT "_" STR_FMT, STR_ARG(c->rule->name), STR_ARG(name));
    if (name.n > LIMIT_NAME_BYTES - 16) name = arena_printf(c->arena, "values_%llx_" STR_FMT, (unsigned long long)c->rule->id, STR_ARG(field));
    name = free_name(c, name, c->let_count);
    *(struct str *)vec_push(&c->list_names, sizeof name) = name;
    cond->list = name;
    write_list(lists, cond);
}

static struct cond *with_source(struct conversion *c, struct cond *match)
{
    if (c->target->where.n == 0) return match;
    struct cond *and = cond_new(c, COND_AND), *source = cond_new(c, COND_SOURCE);
    source->field = c->target->where;
    cond_append(and, match);
    cond_append(and, source);
    return cond_simplify(c, and);
}

static void write_lets(struct writer *w, struct conversion *c)
{
    enum { ALIGNED_AT_MOST = 28 };
    uint32_t widest = 0;
    for (uint32_t i = 0; i < c->let_count; i++)
        if (c->lets[i].used && c->lets[i].own.n > widest && c->lets[i].own.n <= ALIGNED_AT_MOST) widest = c->lets[i].own.n;
    for (uint32_t i = 0; i < c->let_count; i++) {
        const struct let *let = &c->lets[i];
        if (!let->used) continue;
        write_condition(w, c, "let", let->own, widest, let->cond);
    }
}

void instance_write(struct conversion *c)
{
    struct arena *kept = c->import->arena;
    struct writer lists = {.arena = c->arena, .text = {.exhausted = kept->exhausted}}, w = {.arena = c->arena, .text = {.exhausted = kept->exhausted}};
    mark_lets(c, c->match);
    for (uint32_t i = 0; i < c->let_count; i++) {
        if (!c->lets[i].used) continue;
        c->lets[i].own = free_name(c, identifier(c->arena, c->lets[i].name), i);
        if (c->match->kind != COND_LET) declare_lists(&lists, c, c->lets[i].cond, c->lets[i].own);
    }
    write_format(&w, "instance " STR_FMT " : " STR_FMT " {\n", STR_ARG(c->rule->name), STR_ARG(c->type->name));
    write_attributes(&w, c);
    write_text(&w, STR("\n"));
    struct cond *match = c->match;
    if (match->kind == COND_LET) { /* one selection alone needs no name */
        match = c->lets[match->number].cond;
        declare_lists(&lists, c, match, c->lets[c->match->number].own);
    } else {
        write_lets(&w, c);
    }
    write_condition(&w, c, "match", STR(""), 0, with_source(c, match));
    write_text(&w, STR("}\n"));
    c->rule->lists = arena_copy(kept, (struct str){lists.text.p, (uint32_t)lists.text.count});
    c->rule->text = arena_copy(kept, (struct str){w.text.p, (uint32_t)w.text.count});
    vec_free(&lists.text);
    vec_free(&w.text);
}
