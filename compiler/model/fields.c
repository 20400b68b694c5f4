/* The parameters of a Template Type: ordinals, types, members, versions, aliases.
 *
 * In:  the FIELD and RESERVED nodes of a TEMPLATE. Out: its table of fields by ordinal.
 * Must hold: the table has no gap; since never falls along it, so that each version is a prefix of the next. */
#include "build.h"

static const struct str type_words[WEIR_TYPE_COUNT] = {
#define TYPE(name, number, word, storage) [number] = {word, sizeof word - 1},
#include "../../interpreter/types.def"
#undef TYPE
};

struct fields {
    struct build *b;
    const struct tree *tree;
    uint32_t unit, number; /* of the template */
    struct field *fields;  /* WEIR_MAX_PARAMETERS of them */
    struct span places[WEIR_MAX_PARAMETERS];      /* length 0: not declared */
    struct span since_places[WEIR_MAX_PARAMETERS];/* length 0: not written */
    uint32_t count;        /* highest ordinal */
    struct map keys;       /* names, their lower-case forms and aliases, as name numbers -> ordinal - 1 */
    bool poisoned;
};

static bool type_is_text(uint8_t type) { return type == WEIR_TYPE_STRING || type == WEIR_TYPE_PATH || type == WEIR_TYPE_HASH; }

/* ---- names ---- */

static struct str lower_ascii(struct build *b, struct str s)
{
    char *out = arena_alloc(&b->scratch, s.n + 1u);
    for (uint32_t i = 0; i < s.n; i++) out[i] = (char)(s.p[i] >= 'A' && s.p[i] <= 'Z' ? s.p[i] | 0x20 : s.p[i]);
    return (struct str){out, s.n};
}

static void field_register(struct fields *f, uint32_t index)
{
    struct build *b = f->b;
    struct field *field = &f->fields[index];
    const uint64_t folded = UINT64_C(1) << 32 | build_name(b, lower_ascii(b, field->name));
    const uint32_t same = map_get(&f->keys, folded);
    if (same != NONE) {
        const struct field *other = &f->fields[same];
        const bool exactly = str_equal(other->name, field->name);
        struct diag *d = diag_report(b->sink, DIAG_DUPLICATE_FIELD, field->span,
                                     exactly ? "there are two fields '" STR_FMT "'" : "field '" STR_FMT "' differs from '" STR_FMT "' only in case",
                                     STR_ARG(field->name), STR_ARG(other->name));
        diag_add_label(b->sink, d, other->span, "the other one");
        f->poisoned = true;
        return;
    }
    map_put(&f->keys, folded, index);
    map_put(&b->names_of, key_of(KEY_FIELD, f->number, build_name(b, field->name)), index);
}

/* ---- types ---- */

static void bad_member(struct fields *f, struct span span, const char *text)
{
    diag_report(f->b->sink, DIAG_BAD_MEMBER, span, "%s", text);
    f->poisoned = true;
}

static bool member_value(struct fields *f, node_id node, uint8_t type, uint32_t index, uint64_t *out)
{
    const node_id number = tree_second(f->tree, node);
    bool negative = false;
    *out = index;
    if (type == WEIR_TYPE_ENUM) {
        if (number) bad_member(f, tree_span(f->tree, number), "the members of an enum are numbered 0, 1, 2 ... in their order and take no values");
        return number == 0;
    }
    if (number == 0) {
        bad_member(f, tree_span(f->tree, node), "a member of flags needs its value, as in 'READ = 0x80000000'");
        return false;
    }
    if (tree_kind(f->tree, number) != NODE_NUMBER || !syntax_number(f->tree, number, out, &negative)) {
        f->poisoned = true;
        return false;
    }
    if (negative || *out == 0) {
        bad_member(f, tree_span(f->tree, number), "a member of flags has at least one bit set");
        return false;
    }
    return true;
}

static void field_members(struct fields *f, struct field *field, uint32_t index, node_id chain)
{
    struct build *b = f->b;
    const uint32_t count = tree_count(f->tree, chain);
    const uint32_t owner = b->field_total + index;
    if (count > UINT16_MAX) {
        bad_member(f, field->span, "a type has at most 65,535 members");
        return;
    }
    struct member *members = arena_array(b->model->arena, count + 1u, sizeof *members);
    uint32_t used = 0;
    for (node_id id = chain; id; id = tree_next(f->tree, id)) {
        if (tree_kind(f->tree, id) != NODE_MEMBER) {
            f->poisoned = true;
            continue;
        }
        const node_id name = tree_first(f->tree, id);
        struct member *member = &members[used];
        *member = (struct member){.name = tree_text(f->tree, name), .span = tree_span(f->tree, name)};
        if (!member_value(f, id, field->type, used, &member->value)) continue;
        const uint64_t key = key_of(KEY_MEMBER, owner, build_name(b, member->name));
        const uint32_t same = map_get(&b->names_of, key);
        if (same != NONE) {
            struct diag *d = diag_report(b->sink, DIAG_DUPLICATE_NAME, member->span, "there are two members '" STR_FMT "'", STR_ARG(member->name));
            diag_add_label(b->sink, d, members[same].span, "the other one");
            f->poisoned = true;
            continue;
        }
        map_put(&b->names_of, key, used++);
    }
    field->members = members;
    field->member_count = used;
}

static void field_type_text(struct fields *f, struct field *field)
{
    struct build *b = f->b;
    field->type_text = type_words[field->type];
    if (field->type != WEIR_TYPE_ENUM && field->type != WEIR_TYPE_FLAGS) return;
    struct vec text = {.exhausted = b->names_of.slots.exhausted};
    const struct str word = type_words[field->type];
    memcpy(vec_extend(&text, word.n, 1), word.p, word.n);
    *(char *)vec_push(&text, 1) = '{';
    for (uint32_t i = 0; i < field->member_count; i++) {
        const struct member *member = &field->members[i];
        if (i) *(char *)vec_push(&text, 1) = ',';
        memcpy(vec_extend(&text, member->name.n, 1), member->name.p, member->name.n);
        if (field->type == WEIR_TYPE_ENUM) continue;
        char number[24];
        const int n = snprintf(number, sizeof number, "=%llu", (unsigned long long)member->value);
        memcpy(vec_extend(&text, (size_t)n, 1), number, (size_t)n);
    }
    *(char *)vec_push(&text, 1) = '}';
    field->type_text = arena_copy(b->model->arena, (struct str){text.p, (uint32_t)text.count});
    vec_free(&text);
}

static void field_type(struct fields *f, struct field *field, uint32_t index, node_id node)
{
    struct build *b = f->b;
    if (tree_kind(f->tree, node) != NODE_TYPE) {
        f->poisoned = true;
        field->type_text = type_words[0];
        return;
    }
    const node_id name = tree_first(f->tree, node), members = tree_second(f->tree, node);
    const struct str written = tree_text(f->tree, name);
    const uint32_t type = word_find(written, type_words + 1, WEIR_TYPE_COUNT - 1);
    if (type == NONE) {
        struct diag *d = diag_report(b->sink, DIAG_UNKNOWN_TYPE, tree_span(f->tree, name), "there is no type '" STR_FMT "'", STR_ARG(written));
        diag_suggest(b->sink, d, written, type_words + 1, WEIR_TYPE_COUNT - 1);
        f->poisoned = true;
        field->type_text = type_words[0];
        return;
    }
    field->type = (uint8_t)(type + 1);
    field->cased = tree_node(f->tree, node)->op == 1;
    const bool takes_members = field->type == WEIR_TYPE_ENUM || field->type == WEIR_TYPE_FLAGS;
    const char *wrong = field->cased && !type_is_text(field->type) ? "only text can be 'cased'"
                        : takes_members && members == 0 ? "this type needs its members, as in 'enum { A, B }' or 'flags { A = 1, B = 2 }'"
                        : !takes_members && members ? "only enum and flags have members" : NULL;
    if (wrong) {
        struct diag *d = diag_report(b->sink, DIAG_BAD_TYPE, tree_span(f->tree, node), "%s", wrong);
        diag_set_label(b->sink, d, "'" STR_FMT "'", STR_ARG(written));
        f->poisoned = true;
    }
    if (takes_members) field_members(f, field, index, members);
    field_type_text(f, field);
}

/* ---- what may stand behind a field ---- */

static void field_since(struct fields *f, uint32_t index, node_id number)
{
    uint64_t since = 0;
    bool negative = false;
    const struct template_type *type = TEMPLATE(f->b, f->number);
    f->since_places[index] = tree_span(f->tree, number);
    if (tree_kind(f->tree, number) != NODE_NUMBER || !syntax_number(f->tree, number, &since, &negative)) {
        f->poisoned = true;
        return;
    }
    if (type->version == 0) return; /* reported where the version is */
    if (negative || since < 1 || since > type->version) {
        struct diag *d = diag_report(f->b->sink, DIAG_BAD_SINCE, tree_span(f->tree, number), "'since' is from 1 to the version, which is %u", type->version);
        diag_add_label(f->b->sink, d, type->version_span, "the newest version");
        f->poisoned = true;
        return;
    }
    f->fields[index].since = (uint32_t)since;
}

static void field_aliases(struct fields *f, struct field *field, uint32_t index, node_id extras)
{
    struct build *b = f->b;
    uint32_t count = 0;
    for (node_id id = extras; id; id = tree_next(f->tree, id)) count += tree_kind(f->tree, id) == NODE_ALIAS;
    if (count == 0) return;
    struct alias *aliases = arena_array(b->model->arena, count, sizeof *aliases);
    field->aliases = aliases;
    for (node_id id = extras; id; id = tree_next(f->tree, id)) {
        if (tree_kind(f->tree, id) != NODE_ALIAS) continue;
        const node_id path = tree_second(f->tree, id);
        struct alias *alias = &aliases[field->alias_count];
        alias->scheme = tree_text(f->tree, tree_first(f->tree, id));
        alias->path = syntax_string(f->tree, b->model->arena, path);
        const uint64_t key = build_name(b, alias->path);
        const uint32_t other = map_get(&f->keys, key);
        if (alias->path.n == 0 || (other != NONE && other != index)) {
            struct diag *d = diag_report(b->sink, DIAG_DUPLICATE_ALIAS, tree_span(f->tree, path),
                                         alias->path.n ? "the key '" STR_FMT "' is an alias of two fields" : "an alias is the key of an event: '" STR_FMT "' is none",
                                         STR_ARG(alias->path));
            if (other != NONE) diag_add_label(b->sink, d, f->fields[other].span, "this field has it too");
            f->poisoned = true;
            continue;
        }
        map_put(&f->keys, key, index);
        field->alias_count++;
    }
}

static void field_extras(struct fields *f, uint32_t index, node_id extras)
{
    struct field *field = &f->fields[index];
    for (node_id id = extras; id; id = tree_next(f->tree, id)) {
        const node_id first = tree_first(f->tree, id);
        const enum node_kind kind = tree_kind(f->tree, id);
        if (kind == NODE_SINCE) field_since(f, index, first);
        if (kind == NODE_DEPRECATED) {
            field->deprecated = true;
            if (first) field->deprecation = syntax_string(f->tree, f->b->model->arena, first);
        }
    }
    field_aliases(f, field, index, extras);
}

/* ---- ordinals ---- */

/* The place of an ordinal in the table; NONE when it cannot be used, which was reported. */
static uint32_t ordinal_take(struct fields *f, node_id number)
{
    struct build *b = f->b;
    const struct span span = tree_span(f->tree, number);
    uint64_t ordinal = 0;
    bool negative = false;
    if (tree_kind(f->tree, number) != NODE_NUMBER || !syntax_number(f->tree, number, &ordinal, &negative)) {
        f->poisoned = true;
        return NONE;
    }
    if (negative || ordinal < 1 || ordinal > WEIR_MAX_PARAMETERS) {
        struct diag *d = diag_report(b->sink, DIAG_BAD_ORDINAL, span, "an ordinal is from 1 to %u", WEIR_MAX_PARAMETERS);
        diag_set_label(b->sink, d, "not an ordinal");
        f->poisoned = true;
        return NONE;
    }
    const uint32_t index = (uint32_t)ordinal - 1;
    if (f->places[index].length) {
        struct diag *d = diag_report(b->sink, DIAG_REPEATED_ORDINAL, span, "ordinal %u is given twice", index + 1);
        diag_add_label(b->sink, d, f->places[index], "first given here");
        f->poisoned = true;
        return NONE;
    }
    f->places[index] = span;
    if (index + 1 > f->count) f->count = index + 1;
    f->fields[index] = (struct field){.ordinal = (uint8_t)(index + 1), .span = span, .type_text = type_words[0]};
    return index;
}

static void field_read(struct fields *f, node_id node)
{
    const node_id number = tree_first(f->tree, node);
    const uint32_t index = ordinal_take(f, number);
    if (index == NONE) return;
    const node_id name = tree_next(f->tree, number);
    if (tree_kind(f->tree, name) != NODE_NAME) {
        f->poisoned = true;
        return;
    }
    struct field *field = &f->fields[index];
    field->name = tree_text(f->tree, name);
    field->span = tree_span(f->tree, name);
    field->doc = syntax_doc(f->tree, f->b->model->arena, node);
    field_type(f, field, index, tree_next(f->tree, name));
    field_register(f, index);
    field_extras(f, index, tree_second(f->tree, node));
}

static void reserved_read(struct fields *f, node_id node)
{
    for (node_id id = tree_first(f->tree, node); id; id = tree_next(f->tree, id)) {
        const uint32_t index = ordinal_take(f, id);
        if (index == NONE) continue;
        f->fields[index].doc = syntax_doc(f->tree, f->b->model->arena, node);
        if (tree_second(f->tree, node)) field_since(f, index, tree_second(f->tree, node));
    }
}

/* A field without `since` is there from version 1. A reserved ordinal without one came with the ordinal before it. */
static void check_order(struct fields *f)
{
    struct build *b = f->b;
    const struct template_type *type = TEMPLATE(b, f->number);
    for (uint32_t i = 0; i < f->count; i++) {
        struct field *field = &f->fields[i];
        if (f->places[i].length == 0) {
            *field = (struct field){.ordinal = (uint8_t)(i + 1), .type_text = type_words[0], .since = i ? f->fields[i - 1].since : 1};
            if (!f->tree->failed) {
                struct diag *d = diag_report(b->sink, DIAG_ORDINAL_GAP, type->span, "Template Type '" STR_FMT "' has no ordinal %u", STR_ARG(type->name), i + 1);
                diag_set_label(b->sink, d, "has ordinals up to %u", f->count);
            }
            f->poisoned = true;
            continue;
        }
        const bool written = f->since_places[i].length != 0;
        const uint32_t before = i ? f->fields[i - 1].since : 1;
        if (field->since == 0) field->since = !written && field->type != WEIR_TYPE_RESERVED ? 1 : before;
        if (field->since >= before) continue;
        struct diag *d = diag_report(b->sink, DIAG_FALLING_SINCE, written ? f->since_places[i] : field->span,
                                     "ordinal %u is of version %u, but the ordinal before it only came with version %u", i + 1, field->since, before);
        diag_add_label(b->sink, d, f->since_places[i - 1].length ? f->since_places[i - 1] : f->places[i - 1], "ordinal %u came with version %u", i, before);
        f->poisoned = true;
        field->since = before;
    }
}

void fields_build(struct build *b, uint32_t unit, uint32_t number, node_id items)
{
    struct fields f = {.b = b, .tree = UNIT(b, unit)->tree, .unit = unit, .number = number};
    map_init(&f.keys, b->names_of.slots.exhausted);
    f.fields = arena_array(&b->scratch, WEIR_MAX_PARAMETERS, sizeof *f.fields);
    for (node_id id = items; id; id = tree_next(f.tree, id)) {
        if (tree_kind(f.tree, id) == NODE_FIELD) field_read(&f, id);
        else if (tree_kind(f.tree, id) == NODE_RESERVED) reserved_read(&f, id);
    }
    check_order(&f);
    struct template_type *type = TEMPLATE(b, number);
    if (f.count == 0) {
        if (!f.tree->failed && !f.poisoned) diag_report(b->sink, DIAG_NO_PARAMETERS, type->span, "Template Type '" STR_FMT "' declares no parameter", STR_ARG(type->name));
        f.poisoned = true;
    }
    type->fields = arena_array(b->model->arena, f.count + 1u, sizeof *type->fields);
    memcpy(type->fields, f.fields, f.count * sizeof *type->fields);
    type->field_count = f.count;
    type->poisoned |= f.poisoned;
    map_free(&f.keys);
    arena_reset(&b->scratch);
}

/* ---- looking up ---- */

/* Every criterion asks, and most ask for one of a few. */
uint32_t template_field(struct build *b, uint32_t type, struct str name)
{
    struct field_memo *memo = &b->field_memos[(str_word(name.p, name.n) * UINT64_C(0x9E3779B97F4A7C15) >> 32 ^ name.n) % FIELD_MEMOS];
    if (memo->ordinal && memo->type == type && str_equal(TEMPLATE(b, type)->fields[memo->ordinal - 1].name, name)) return memo->ordinal - 1;
    const uint32_t number = intern_find(&b->names, name), found = number == INTERN_NONE ? NONE : map_get(&b->names_of, key_of(KEY_FIELD, type, number));
    if (found != NONE) *memo = (struct field_memo){type, found + 1};
    return found;
}

uint32_t template_member(const struct build *b, uint32_t type, const struct field *field, struct str name)
{
    const uint32_t number = intern_find(&b->names, name);
    const uint32_t owner = *MODEL_AT(b->field_bases, uint32_t, type) + field->ordinal - 1u;
    return number == INTERN_NONE ? NONE : map_get(&b->names_of, key_of(KEY_MEMBER, owner, number));
}

void template_suggest_field(struct build *b, struct diag *diag, const struct template_type *type, struct str written)
{
    struct str names[WEIR_MAX_PARAMETERS];
    uint32_t count = 0;
    for (uint32_t i = 0; i < type->field_count && i < WEIR_MAX_PARAMETERS; i++)
        if (type->fields[i].name.n) names[count++] = type->fields[i].name;
    diag_suggest(b->sink, diag, written, names, count);
}
