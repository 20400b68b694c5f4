/* The text of the header of `weir bind`: see bind.h.
 *
 * Must hold: names of Template Types, fields and members are identifiers of C, so that only their meeting others must be kept apart: each kind of
 * name has a word of its own behind the prefix, and members carry their field's name. Documentation is comments that nothing in it can end. */
#include "bind.h"

#include <inttypes.h>
#include <stdio.h>

#include "../compiler/version.h"
#include "../interpreter/weir.h"

static const char *const type_words[WEIR_TYPE_COUNT] = {
#define TYPE(name, number, word, storage) [number] = word,
#include "../interpreter/types.def"
#undef TYPE
};
static const char *const type_constants[WEIR_TYPE_COUNT] = {
#define TYPE(name, number, word, storage) [number] = "WEIR_TYPE_" #name,
#include "../interpreter/types.def"
#undef TYPE
};
static const char *const platform_constants[WEIR_PLATFORM_COUNT] = {
#define PLATFORM(name, number, word) [number] = "WEIR_" #name,
#include "../interpreter/platforms.def"
#undef PLATFORM
};

/* What the integration passes for a type behind whether it is there, and how that becomes an input. */
struct passing {
    const char *parameters, *make, *arguments;
};
static struct passing passing_of(uint8_t type)
{
    switch ((enum weir_type)type) {
    case WEIR_TYPE_STRING:
    case WEIR_TYPE_PATH:
    case WEIR_TYPE_HASH: return (struct passing){"const char *text, size_t bytes", "text", "text, bytes"};
    case WEIR_TYPE_GUID: return (struct passing){"const uint8_t bytes[16]", "bytes", "bytes, 16"};
    case WEIR_TYPE_IP: return (struct passing){"const uint8_t *bytes, uint32_t count", "bytes", "bytes, count"};
    case WEIR_TYPE_U32: return (struct passing){"uint32_t number", "number", "number"};
    case WEIR_TYPE_I64: return (struct passing){"int64_t number", "number", "(uint64_t)number"};
    case WEIR_TYPE_BOOL: return (struct passing){"int truth", "number", "truth != 0"};
    case WEIR_TYPE_U64:
    case WEIR_TYPE_ENUM:
    case WEIR_TYPE_FLAGS: return (struct passing){"uint64_t number", "number", "number"};
    case WEIR_TYPE_RESERVED:
    case WEIR_TYPE_COUNT: break;
    }
    BUG("passing of type %u", (unsigned)type);
}

static bool is_reserved(const struct field *field) { return field->type == WEIR_TYPE_RESERVED; }
static const struct field *field_at(const struct bind *b, uint32_t index) { return &b->type->fields[index]; }
static uint32_t reserved_count(const struct bind *b)
{
    uint32_t count = 0;
    for (uint32_t i = 0; i < b->parameter_count; i++) count += is_reserved(field_at(b, i));
    return count;
}
static uint64_t hash_of(struct str s) { return weir_hash((const uint8_t *)s.p, s.n); }

/* ---- comments ---- */

/* Documentation inside a comment: a slash behind a star gets a blank before it; lines go on behind `line`. */
static void put_doc(FILE *f, struct str doc, const char *line)
{
    for (uint32_t i = 0; i < doc.n; i++) {
        if (doc.p[i] == '\n') {
            fprintf(f, "\n%s", line);
            continue;
        }
        if (doc.p[i] == '/' && i && doc.p[i - 1] == '*') fputc(' ', f);
        if (doc.p[i] == '*' && i && doc.p[i - 1] == '/') fputc(' ', f);
        fputc(doc.p[i], f);
    }
}

/* What stands behind SUPPLY( and the name in the example. */
static const char *example_of(uint8_t type)
{
    const struct passing passing = passing_of(type);
    if (strcmp(passing.make, "text") == 0) return "text != NULL, text, bytes";
    if (type == WEIR_TYPE_IP) return "bytes != NULL, bytes, 4";
    if (type == WEIR_TYPE_GUID) return "bytes != NULL, bytes";
    return "1, number";
}

static void put_opening(FILE *f, const struct bind *b)
{
    const struct template_type *type = b->type;
    const char *p = b->prefix;
    fprintf(f, "/* Template Type " STR_FMT ", version %u, for the integration code of a sensor. Made by weir %s (`weir bind " STR_FMT "@%u`); do not edit.\n",
            STR_ARG(type->name), b->version, WEIR_VERSION, STR_ARG(type->name), b->version);
    if (type->doc.n) {
        fputs(" *\n * ", f);
        put_doc(f, type->doc, " * ");
        fputc('\n', f);
    }
    fputs(" *\n * List what the sensor supplies: each parameter by its name, whether it is there, and its value, as expressions over the event:\n *\n"
          " *     #define SUPPLIES(SUPPLY) \\\n", f);
    uint32_t last = 0;
    for (uint32_t i = 0; i < b->parameter_count; i++)
        if (!is_reserved(field_at(b, i))) last = i;
    for (uint32_t i = 0; i <= last; i++) {
        const struct field *field = field_at(b, i);
        if (is_reserved(field)) continue;
        fprintf(f, " *         SUPPLY(" STR_FMT ", %s)%s\n", STR_ARG(field->name), example_of(field->type), i < last ? " \\" : "");
    }
    fprintf(f,
            " *\n * At file scope, once:\n *\n *     %s_SUPPLIED(SUPPLIES);\n *\n"
            " * does not compile unless all of them are listed, each once. It makes %s_contract for weir_open, and %s_supply for weir_manifest.\n"
            " * For each event, in a function:\n *\n *     struct weir_input inputs[%s_parameter_count];\n *     %s_FILL(inputs, SUPPLIES);\n *\n"
            " * docs/embedding.md of Weir has all of it. */\n",
            p, p, p, p, p);
}

/* ---- constants ---- */

static void put_ordinals(FILE *f, const struct bind *b)
{
    const struct template_type *type = b->type;
    const char *p = b->prefix;
    fprintf(f, "enum {\n    %s_channel = %u,\n    %s_version = %u,\n    %s_parameter_count = %u,\n    %s_reserved_count = %u\n};\n\n", p, type->channel, p, b->version,
            p, b->parameter_count, p, reserved_count(b));
    fprintf(f, "/* From 1; inputs[] counts from 0. */\nenum %s_ordinal {\n", p);
    for (uint32_t i = 0; i < b->parameter_count; i++) {
        const struct field *field = field_at(b, i);
        if (is_reserved(field)) {
            fprintf(f, "    /* %u is reserved */\n", i + 1);
            continue;
        }
        fprintf(f, "    /* %s", type_words[field->type]);
        if (field->since > 1) fprintf(f, ", since version %u", field->since);
        if (field->deprecated) fputs(", deprecated", f);
        if (field->doc.n) fputs(". ", f);
        put_doc(f, field->doc, "     * ");
        fprintf(f, " */\n    %s_ordinal_" STR_FMT " = %u,\n", p, STR_ARG(field->name), i + 1);
    }
    fprintf(f, "    %s_end_of_ordinals\n};\n\n", p);
}

/* A field A_B with a member C, and a field A with a member B_C, would give one name: the later says its number in a comment only. */
void bind_prepare(struct bind *b, struct arena *arena)
{
    struct intern names;
    size_t count = 0, at = 0;
    for (uint32_t i = 0; i < b->parameter_count; i++) count += field_at(b, i)->member_count;
    bool *taken = arena_array(arena, count + 1, sizeof *taken);
    intern_init(&names, arena);
    for (uint32_t i = 0; i < b->parameter_count; i++) {
        const struct field *field = field_at(b, i);
        for (uint32_t m = 0; m < field->member_count; m++) {
            const size_t known = names.names.count;
            taken[at++] = intern_add(&names, arena_printf(arena, STR_FMT "_" STR_FMT, STR_ARG(field->name), STR_ARG(field->members[m].name))) < known;
        }
    }
    intern_free(&names);
    b->name_taken = taken;
}

static void put_members(FILE *f, const struct bind *b)
{
    const bool *taken = b->name_taken;
    for (uint32_t i = 0; i < b->parameter_count; i++) {
        const struct field *field = field_at(b, i);
        if (field->member_count) fprintf(f, "/* Values of " STR_FMT " */\n", STR_ARG(field->name));
        for (uint32_t m = 0; m < field->member_count; m++) {
            const struct member *member = &field->members[m];
            if (*taken++) fprintf(f, "/* " STR_FMT " is %" PRIu64 ": its name is taken */\n", STR_ARG(member->name), member->value);
            else fprintf(f, "#define %s_value_" STR_FMT "_" STR_FMT " UINT64_C(%" PRIu64 ")\n", b->prefix, STR_ARG(field->name), STR_ARG(member->name), member->value);
        }
        if (field->member_count) fputc('\n', f);
    }
}

/* ---- functions, one a parameter ---- */

static void put_setters(FILE *f, const struct bind *b)
{
    fputs("/* One input each; FILL calls them. */\n", f);
    for (uint32_t i = 0; i < b->parameter_count; i++) {
        const struct field *field = field_at(b, i);
        if (is_reserved(field)) continue;
        const struct passing passing = passing_of(field->type);
        fprintf(f, "static inline void %s_set_" STR_FMT "(struct weir_input *inputs, int present, %s)\n{\n    inputs[%u] = weir_input_%s(present, %s);\n}\n", b->prefix,
                STR_ARG(field->name), passing.parameters, i, passing.make, passing.arguments);
    }
    fputc('\n', f);
}

/* ---- the manifest ---- */

/* One piece of JSON as a string of C. */
static void put_piece(FILE *f, const char *before, struct str name, const char *behind)
{
    fprintf(f, " \"%s\\\"" STR_FMT "\\\"%s\",", before, STR_ARG(name), behind);
}

/* An input as manifests have it, in pieces of which none is long: compilers need not take long strings. */
static void put_json(FILE *f, const struct field *field, bool last)
{
    const bool flags = field->type == WEIR_TYPE_FLAGS;
    fprintf(f, "    \"{ \\\"name\\\": \\\"" STR_FMT "\\\", \\\"type\\\": \\\"%s\\\"\",", STR_ARG(field->name), type_words[field->type]);
    if (field->member_count) fprintf(f, " \", \\\"values\\\": %c\",", flags ? '{' : '[');
    for (uint32_t m = 0; m < field->member_count; m++) {
        char value[32] = "";
        if (flags) snprintf(value, sizeof value, ": %" PRIu64, field->members[m].value);
        put_piece(f, m ? ", " : "", field->members[m].name, value);
    }
    if (field->member_count) fprintf(f, " \"%c\",", flags ? '}' : ']');
    fprintf(f, " \" }%s\", \\\n", last ? "" : ",\\n        ");
}

/* ---- the macros ---- */

static void put_helpers(FILE *f, const struct bind *b)
{
    const char *p = b->prefix;
    fprintf(f, "/* 0 for each parameter; where the sensor's list is read, each name in it hides its own by another value, once. */\nenum %s_not_supplied {\n", p);
    for (uint32_t i = 0; i < b->parameter_count; i++)
        if (!is_reserved(field_at(b, i))) fprintf(f, "    %s_supplied_" STR_FMT " = 0,\n", p, STR_ARG(field_at(b, i)->name));
    fprintf(f,
            "    %s_end_of_supplied = 0\n};\n"
            "#define %s_ONE_(name, ...) +1\n"
            "#define %s_NAME_(name, ...) %s_supplied_##name = %s_ordinal_##name,\n"
            "#define %s_SET_(name, ...) %s_set_##name(%s_inputs_, __VA_ARGS__);\n\n",
            p, p, p, p, p, p, p, p);
}

/* The check of the sensor's list, inside a function that nobody calls. */
static void put_check(FILE *f, const struct bind *b)
{
    const char *p = b->prefix;
    const struct template_type *type = b->type;
    fprintf(f, "    WEIR_SHADOWING_BEGIN \\\n    static inline void WEIR_MAYBE_UNUSED %s_check_(void) \\\n    { \\\n        enum %s_supplied { LIST(%s_NAME_) %s_and_no_more = 0 }; \\\n", p, p, p, p);
    for (uint32_t i = 0; i < b->parameter_count; i++)
        if (!is_reserved(field_at(b, i)))
            fprintf(f, "        WEIR_STATIC_ASSERT((int)%s_supplied_" STR_FMT " != 0, \"" STR_FMT ": parameter %u, '" STR_FMT "', is not supplied\"); \\\n", p,
                    STR_ARG(field_at(b, i)->name), STR_ARG(type->name), i + 1, STR_ARG(field_at(b, i)->name));
    fprintf(f, "        WEIR_STATIC_ASSERT((0 LIST(%s_ONE_)) + (int)%s_reserved_count == (int)%s_parameter_count, \\\n"
            "                           \"" STR_FMT ": version %u has %u parameters, and another number is supplied\"); \\\n    } \\\n    WEIR_SHADOWING_END \\\n",
            p, p, p, STR_ARG(type->name), b->version, b->parameter_count);
}

static void put_supplied(FILE *f, const struct bind *b)
{
    const char *p = b->prefix;
    const struct template_type *type = b->type;
    fprintf(f, "#define %s_SUPPLIED(LIST) \\\n", p);
    put_check(f, b);
    fprintf(f, "    static const struct weir_contract_input %s_contract_inputs[] WEIR_MAYBE_UNUSED = { \\\n", p);
    for (uint32_t i = 0; i < b->parameter_count; i++) {
        const struct field *field = field_at(b, i);
        fprintf(f, "        {UINT64_C(0x%016" PRIx64 "), UINT64_C(0x%016" PRIx64 "), %s}, \\\n", hash_of(field->name), hash_of(field->type_text), type_constants[field->type]);
    }
    fprintf(f, "    }; \\\n    static const struct weir_contract %s_contract WEIR_MAYBE_UNUSED = { \\\n"
            "        UINT64_C(0x%016" PRIx64 "), %s_version, %s, (0 LIST(%s_ONE_)) + (int)%s_reserved_count, %s_contract_inputs}; \\\n",
            p, hash_of(type->name), p, platform_constants[type->platform], p, p, p);
    fprintf(f, "    static const char *const %s_supply_inputs[] WEIR_MAYBE_UNUSED = { \\\n", p);
    for (uint32_t i = 0; i < b->parameter_count; i++) put_json(f, field_at(b, i), i + 1 == b->parameter_count);
    fprintf(f, "        0}; \\\n    static const struct weir_supply %s_supply WEIR_MAYBE_UNUSED = {&%s_contract, \"" STR_FMT "\", %s_supply_inputs}\n\n", p, p, STR_ARG(type->name), p);
}

static void put_fill(FILE *f, const struct bind *b)
{
    const char *p = b->prefix;
    fprintf(f, "#define %s_FILL(inputs, LIST) \\\n    do { \\\n        struct weir_input *const %s_inputs_ = (inputs); \\\n", p, p);
    for (uint32_t i = 0; i < b->parameter_count; i++)
        if (is_reserved(field_at(b, i))) fprintf(f, "        %s_inputs_[%u] = weir_input_absent(); \\\n", p, i);
    fprintf(f, "        LIST(%s_SET_) \\\n    } while (0)\n\n", p);
}

void bind_write(FILE *stream, const struct bind *b)
{
    put_opening(stream, b);
    fprintf(stream, "#ifndef WEIR_BIND_%s_H\n#define WEIR_BIND_%s_H\n\n/* Where Weir is not installed, include its weir.h before. */\n#ifndef WEIR_H\n#include <weir/weir.h>\n#endif\n\n", b->prefix,
            b->prefix);
    put_ordinals(stream, b);
    put_members(stream, b);
    put_setters(stream, b);
    put_helpers(stream, b);
    put_supplied(stream, b);
    put_fill(stream, b);
    fputs("#endif\n", stream);
}
