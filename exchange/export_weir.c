/* A model -> Weir source that compiles to the same channel bytes.
 *
 * In:   a model of decode_channel: one Template Type, its instances. Out: text. Must hold: criteria are first named in the file's order, so that they get the
 *       same numbers again; what the language cannot say (no compiler of ours writes it) is named in a comment where it stands, and counted. */
#include "convert.h"
#include "export.h"
#include "export_term.h"

struct source {
    struct text out;
    struct arena *arena; /* of one instance */
    const struct model *model;
    const struct template_type *type;
    uint32_t unsayable;
};

static const struct field *field_of(const struct source *s, uint32_t ordinal) { return &s->type->fields[ordinal - 1]; }

/* ---- the Template Type ---- */

static bool is_key(struct str key)
{
    for (uint32_t i = 0; i < key.n; i++) {
        const char c = key.p[i];
        const bool letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_', inner = i && key.p[i - 1] != '.';
        if (!letter && !(inner && c >= '0' && c <= '9') && !(inner && c == '.' && i + 1 < key.n)) return false;
    }
    return key.n != 0;
}

static void put_literal(struct source *s, struct str text) { text_put(&s->out, text_literal(s->arena, text)); }

static void put_recorded(struct source *s)
{
    const struct template_type *t = s->type;
    for (uint32_t i = 0, end; i < t->recorded_count; i = end) {
        for (end = i + 1; end < t->recorded_count && str_equal(t->recorded[end].key, t->recorded[i].key);) end++;
        text_word(&s->out, i ? " and " : "    recorded ");
        if (is_key(t->recorded[i].key)) text_put(&s->out, t->recorded[i].key);
        else put_literal(s, t->recorded[i].key);
        text_word(&s->out, end == i + 1 ? " == " : " in (");
        for (uint32_t v = i; v < end; v++) {
            if (v > i) text_word(&s->out, ", ");
            if (t->recorded[v].is_text) put_literal(s, t->recorded[v].text);
            else text_printf(&s->out, "%llu", (unsigned long long)t->recorded[v].number);
        }
        if (end > i + 1) text_word(&s->out, ")");
    }
    if (t->recorded_count) text_word(&s->out, "\n");
}

static void put_field(struct source *s, const struct field *field)
{
    static const char *const words[WEIR_TYPE_COUNT] = {
#define TYPE(name, number, text, storage) [number] = text,
#include "../interpreter/types.def"
#undef TYPE
    };
    if (field->type == WEIR_TYPE_RESERVED) {
        text_printf(&s->out, "    reserved %u since 1\n", (unsigned)field->ordinal);
        return;
    }
    text_printf(&s->out, "    %u " STR_FMT " : %s", (unsigned)field->ordinal, STR_ARG(field->name), words[field->type]);
    for (uint32_t i = 0; i < field->member_count; i++) {
        text_printf(&s->out, "%s" STR_FMT, i ? ", " : " { ", STR_ARG(field->members[i].name));
        if (field->type == WEIR_TYPE_FLAGS) text_printf(&s->out, " = 0x%llX", (unsigned long long)field->members[i].value);
    }
    if (field->member_count) text_word(&s->out, " }");
    if (field->cased) text_word(&s->out, " cased");
    for (uint32_t i = 0; i < field->alias_count; i++) {
        text_printf(&s->out, "%s" STR_FMT " ", i ? ", " : " alias ", STR_ARG(field->aliases[i].scheme));
        put_literal(s, field->aliases[i].path);
    }
    text_word(&s->out, "\n");
}

static void put_template(struct source *s)
{
    static const char *const platforms[WEIR_PLATFORM_COUNT] = {
#define PLATFORM(name, number, word) [number] = word,
#include "../interpreter/platforms.def"
#undef PLATFORM
    };
    static const char *const phases[WEIR_PHASE_COUNT] = {"pre", "post"};
    const struct template_type *t = s->type;
    text_printf(&s->out, "template " STR_FMT " {\n    channel  %u\n    version  %u\n    platform %s\n    actions  ", STR_ARG(t->name), t->channel, t->version, platforms[t->platform]);
    bool any = false;
    for (uint8_t a = 0; a < WEIR_ACTION_COUNT; a++) {
        if (!(t->actions & 1u << a)) continue;
        text_printf(&s->out, "%s%s", any ? ", " : "", action_word(a));
        any = true;
    }
    text_printf(&s->out, "\n    phase    %s\n", phases[t->phase]);
    put_recorded(s);
    text_word(&s->out, "\n");
    for (uint32_t i = 0; i < t->field_count; i++) put_field(s, &t->fields[i]);
    text_word(&s->out, "}\n");
}

/* ---- values ---- */

static void put_number(struct source *s, const struct field *field, uint64_t value)
{
    const struct str name = member_name(field, value);
    if (field->type == WEIR_TYPE_BOOL) text_word(&s->out, value ? "true" : "false");
    else if (name.n) text_put(&s->out, name);
    else if (field->type == WEIR_TYPE_I64) text_printf(&s->out, "%lld", (long long)value);
    else text_printf(&s->out, field->type == WEIR_TYPE_FLAGS ? "0x%llX" : "%llu", (unsigned long long)value);
}

static void put_value(struct source *s, const struct criterion *c, const struct value_set *set, uint32_t i)
{
    const struct field *field = field_of(s, c->ordinal);
    if (set->kind == WEIR_SET_RANGES) {
        put_number(s, field, set_number(s->model, set, 2 * i));
        text_word(&s->out, "..");
        put_number(s, field, set_number(s->model, set, 2 * i + 1));
    } else if (set->kind == WEIR_SET_NUMBERS) {
        put_number(s, field, set_number(s->model, set, i));
    } else if (field->type == WEIR_TYPE_GUID || field->type == WEIR_TYPE_IP) {
        const struct str bytes = set_text(s->model, set, i);
        text_word(&s->out, "'");
        if (field->type == WEIR_TYPE_GUID) text_guid(&s->out, bytes);
        else text_address(&s->out, (struct str){bytes.p, c->op == WEIR_OP_WITHIN ? bytes.n - 1 : bytes.n});
        if (c->op == WEIR_OP_WITHIN) text_printf(&s->out, "/%u", (unsigned)(unsigned char)bytes.p[bytes.n - 1]);
        text_word(&s->out, "'");
    } else {
        put_literal(s, set_text(s->model, set, i));
    }
}

/* The bits of one number of a flags criterion, as members where they have names: "A, B". */
static uint32_t put_bits(struct source *s, const struct field *field, uint64_t bits)
{
    uint32_t count = 0;
    for (uint32_t i = 0; i < field->member_count; i++) {
        const uint64_t value = field->members[i].value;
        if (value == 0 || (bits & value) != value) continue;
        text_printf(&s->out, "%s" STR_FMT, count++ ? ", " : "", STR_ARG(field->members[i].name));
        bits &= ~value;
    }
    if (bits) text_printf(&s->out, "%s0x%llX", count++ ? ", " : "", (unsigned long long)bits);
    return count;
}

/* ---- criteria ---- */

static const char *word_of(uint8_t op, bool several)
{
    static const char *const words[WEIR_OP_COUNT] = {
        [WEIR_OP_EXISTS] = "exists", [WEIR_OP_STARTS] = "startswith", [WEIR_OP_ENDS] = "endswith", [WEIR_OP_CONTAINS] = "contains", [WEIR_OP_LIKE] = "like", [WEIR_OP_MATCHES] = "matches",
        [WEIR_OP_NUMBER_RANGE] = "in", [WEIR_OP_HAS_ALL] = "has", [WEIR_OP_HAS_ANY] = "has any", [WEIR_OP_WITHIN] = "within", [WEIR_OP_FIELD_EQUALS] = "==",
        [WEIR_OP_FIELD_STARTS] = "startswith", [WEIR_OP_FIELD_ENDS] = "endswith", [WEIR_OP_FIELD_CONTAINS] = "contains", [WEIR_OP_FIELD_LESS] = "<", [WEIR_OP_FIELD_LESS_EQUAL] = "<=",
    };
    if (op == WEIR_OP_EQUALS || op == WEIR_OP_NUMBER_IN || op == WEIR_OP_BYTES_IN) return several ? "in" : "==";
    return words[op];
}

static void put_values(struct source *s, const struct criterion *c)
{
    const struct value_set *set = set_of(s->model, c);
    if (c->op == WEIR_OP_HAS_ALL && set->count == 1) {
        const uint64_t bits = set_number(s->model, set, 0);
        text_word(&s->out, " (");
        put_bits(s, field_of(s, c->ordinal), bits);
        text_word(&s->out, ")");
        return;
    }
    const bool tuple = set->count > 1;
    text_word(&s->out, tuple ? " (" : " ");
    for (uint32_t i = 0; i < set->count; i++) {
        if (i) text_word(&s->out, ", ");
        put_value(s, c, set, i);
    }
    if (tuple) text_word(&s->out, ")");
}

static void put_criterion(struct source *s, const struct criterion *c)
{
    const struct field *field = field_of(s, c->ordinal);
    const bool cased = c->flags & WEIR_CRITERION_CASED, several = set_of(s->model, c) && set_of(s->model, c)->count > 1;
    text_put(&s->out, field->name);
    if (is_text_type(field->type) && c->op != WEIR_OP_EXISTS && c->op != WEIR_OP_MATCHES && cased != field->cased) text_word(&s->out, cased ? " cased" : " nocase");
    text_printf(&s->out, " %s", word_of(c->op, several));
    if (c->other) text_printf(&s->out, " field(" STR_FMT ")", STR_ARG(field_of(s, c->other)->name));
    else if (c->set != WEIR_NO_SET) put_values(s, c);
}

/* ---- conditions ---- */

enum binding { BINDS_OR, BINDS_AND, BINDS_NOT };

static void put_condition(struct source *s, const struct term *term, enum binding around);

static void put_chain(struct source *s, const struct term *term, enum binding own, enum binding around)
{
    const bool parentheses = around > own;
    if (parentheses) text_word(&s->out, "(");
    for (const struct term *t = term->first; t; t = t->next) {
        if (t != term->first) text_word(&s->out, own == BINDS_OR ? " or " : " and ");
        /* A chain inside a chain of its own kind stands in parentheses, or the words would join another way. */
        put_condition(s, t, t->kind == term->kind ? BINDS_NOT : own);
    }
    if (parentheses) text_word(&s->out, ")");
}

static void put_condition(struct source *s, const struct term *term, enum binding around)
{
    switch ((enum term_kind)term->kind) {
    case TERM_CRITERION: put_criterion(s, term->criterion); return;
    case TERM_AND: put_chain(s, term, BINDS_AND, around); return;
    case TERM_OR: put_chain(s, term, BINDS_OR, around); return;
    case TERM_NOT:
        if (term->first->kind == TERM_CRITERION && term->first->criterion->op == WEIR_OP_EXISTS) {
            text_printf(&s->out, STR_FMT " missing", STR_ARG(field_of(s, term->first->criterion->ordinal)->name));
            return;
        }
        text_word(&s->out, "not ");
        put_condition(s, term->first, BINDS_NOT);
        return;
    case TERM_ATLEAST:
        text_printf(&s->out, "%u of (", term->k);
        for (const struct term *t = term->first; t; t = t->next) {
            if (t != term->first) text_word(&s->out, ", ");
            put_condition(s, t, BINDS_OR);
        }
        text_word(&s->out, ")");
        return;
    case TERM_TRUE:
        s->unsayable++;
        text_word(&s->out, "/* always true */");
        return;
    }
}

/* ---- instances ---- */

static void put_instance(struct source *s, const struct instance *in)
{
    const struct term *term = term_of_instance(s->arena, s->model, in);
    const bool wildcards = term->kind == TERM_TRUE;
    text_printf(&s->out, "\ninstance " STR_FMT " : " STR_FMT " @ %u ", STR_ARG(in->name), STR_ARG(s->type->name), s->type->version);
    if (wildcards) {
        text_word(&s->out, "(");
        for (uint32_t i = 0; i < s->type->field_count; i++) text_word(&s->out, i ? ", *" : "*");
        text_word(&s->out, ") ");
    }
    text_printf(&s->out, "{\n    id       %llu\n    title    ", (unsigned long long)in->id);
    put_literal(s, in->title);
    text_printf(&s->out, "\n    severity %s\n    action   %s\n", severity_word(in->severity), action_word(in->action));
    if (in->stress) text_word(&s->out, "    stress\n");
    if (!wildcards) {
        text_word(&s->out, "    match ");
        put_condition(s, term, BINDS_OR);
        text_word(&s->out, "\n");
    }
    text_word(&s->out, "}\n");
}

uint32_t export_weir(struct text *out, const struct model *model, uint32_t type)
{
    struct arena scratch;
    struct source s = {.out = *out, .arena = &scratch, .model = model, .type = &((const struct template_type *)model->templates.p)[type]};
    arena_init(&scratch, model->arena->exhausted);
    put_template(&s);
    for (uint32_t i = 0; i < model->instances.count; i++) {
        const struct instance *in = &((const struct instance *)model->instances.p)[i];
        if (in->type != type) continue;
        arena_reset(&scratch);
        put_instance(&s, in);
    }
    arena_free(&scratch);
    *out = s.out;
    return s.unsayable;
}
