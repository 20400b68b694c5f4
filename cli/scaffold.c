/* See scaffold.h. What is printed here must lint without an error: a test does so for every Template Type of the program. */
#include "scaffold.h"

#include "../compiler/base/json.h"

void scaffold_load(struct cli *cli, struct scaffold *scaffold, struct str text)
{
    sources_init(&scaffold->sources, &cli->arena);
    diag_init(&scaffold->sink, &cli->arena, &scaffold->sources);
    model_init(&scaffold->model, &cli->arena, &scaffold->sources, &scaffold->sink);
    struct tree tree;
    syntax_parse(&tree, &cli->arena, &scaffold->sources, sources_add(&scaffold->sources, "<new>", text), &scaffold->sink);
    model_build(&scaffold->model, &tree, 1, &(struct model_options){.root = "."});
    tree_free(&tree);
    if (diag_has_errors(&scaffold->sink)) {
        const struct diag *d = ((struct diag **)scaffold->sink.list.p)[0];
        BUG("Template Types of the program itself: " STR_FMT, STR_ARG(d->text));
    }
}

void scaffold_free(struct scaffold *scaffold)
{
    model_free(&scaffold->model);
    diag_free(&scaffold->sink);
    vec_free(&scaffold->sources.files);
}

const struct template_type *scaffold_find(const struct model *model, struct str name)
{
    for (size_t i = 0; i < model->templates.count; i++) {
        const struct template_type *type = MODEL_AT(model->templates, struct template_type, i);
        if (str_equal(type->name, name)) return type;
    }
    return NULL;
}

/* ---- finding ---- */

/* Every Template Type of the program, each used by its name. */
static struct str use_everything(struct cli *cli)
{
    struct vec text = {.exhausted = &cli->exhausted};
    for (size_t i = 0; i < stdlib_entry_count; i++) {
        const struct str line = arena_printf(&cli->arena, "use '%s'\n", stdlib_entries[i].name);
        memcpy(vec_extend(&text, line.n, 1), line.p, line.n);
    }
    const struct str copy = arena_copy(&cli->arena, (struct str){text.p, (uint32_t)text.count});
    vec_free(&text);
    return copy;
}

const char *scaffold_use_of(struct cli *cli, struct scaffold *scaffold, const struct template_type *type)
{
    const struct source_file *file = sources_file_of(&scaffold->sources, type->span.at);
    for (size_t i = 0; file && i < stdlib_entry_count; i++)
        if (strcmp(arena_printf(&cli->arena, "<stdlib>/%s.weir", stdlib_entries[i].name).p, file->path) == 0) return stdlib_entries[i].name;
    return NULL;
}

const struct template_type *scaffold_find_own(struct cli *cli, struct scaffold *scaffold, const char *wanted)
{
    const struct template_type *type = scaffold_find(&scaffold->model, str_from(wanted));
    for (size_t i = 0; type == NULL && i < scaffold->model.templates.count; i++) {
        const struct template_type *one = MODEL_AT(scaffold->model.templates, struct template_type, i);
        const char *use = scaffold_use_of(cli, scaffold, one);
        if (use && strcmp(use, wanted) == 0) type = one;
    }
    return type;
}

enum cli_status scaffold_report_unknown(struct cli *cli, const struct scaffold *scaffold, const struct model *project, const char *wanted)
{
    struct vec names = {.exhausted = &cli->exhausted};
    for (size_t i = 0; i < scaffold->model.templates.count; i++)
        *(struct str *)vec_push(&names, sizeof(struct str)) = MODEL_AT(scaffold->model.templates, struct template_type, i)->name;
    for (size_t i = 0; i < project->templates.count; i++)
        *(struct str *)vec_push(&names, sizeof(struct str)) = MODEL_AT(project->templates, struct template_type, i)->name;
    for (size_t i = 0; i < stdlib_entry_count; i++) *(struct str *)vec_push(&names, sizeof(struct str)) = str_from(stdlib_entries[i].name);
    const size_t nearest = str_nearest(str_from(wanted), names.p, names.count);
    enum cli_status status;
    if (nearest < names.count)
        status = cli_usage(cli, "there is no Template Type '%s': did you mean '" STR_FMT "'?", wanted, STR_ARG(((struct str *)names.p)[nearest]));
    else
        status = cli_usage(cli, "there is no Template Type '%s'", wanted);
    vec_free(&names);
    return status;
}

void scaffold_load_all(struct cli *cli, struct scaffold *scaffold)
{
    scaffold_load(cli, scaffold, use_everything(cli));
}

static const char *const type_words[WEIR_TYPE_COUNT] = {
#define TYPE(name, number, word, storage) [number] = word,
#include "../interpreter/types.def"
#undef TYPE
};
static const char *const platform_words[WEIR_PLATFORM_COUNT] = {
#define PLATFORM(name, number, word) [number] = word,
#include "../interpreter/platforms.def"
#undef PLATFORM
};

/* ---- sensor manifests ---- */

static void write_input(FILE *stream, const struct field *field)
{
    fputs("        { \"name\": ", stream);
    json_write_string(stream, field->name);
    fprintf(stream, ", \"type\": \"%s\"", type_words[field->type]);
    if (field->type == WEIR_TYPE_ENUM || field->type == WEIR_TYPE_FLAGS) {
        const bool flags = field->type == WEIR_TYPE_FLAGS;
        fputs(flags ? ", \"values\": {" : ", \"values\": [", stream);
        for (uint32_t m = 0; m < field->member_count; m++) {
            if (m) fputs(", ", stream);
            json_write_string(stream, field->members[m].name);
            if (flags) fprintf(stream, ": %llu", (unsigned long long)field->members[m].value);
        }
        fputc(flags ? '}' : ']', stream);
    }
    fputs(" }", stream);
}

void scaffold_write_manifest(FILE *stream, const struct model *model, const char *sensor)
{
    const struct template_type *types = model->templates.p;
    fputs("{ \"sensor\": ", stream);
    json_write_string(stream, str_from(sensor));
    fprintf(stream, ", \"platform\": \"%s\",\n  \"supplies\": [\n", platform_words[types[0].platform]);
    for (size_t t = 0; t < model->templates.count; t++) {
        fputs("    { \"template\": ", stream);
        json_write_string(stream, types[t].name);
        fprintf(stream, ", \"version\": %u,\n      \"inputs\": [\n", types[t].version);
        for (uint32_t f = 0; f < types[t].field_count; f++) {
            write_input(stream, &types[t].fields[f]);
            fputs(f + 1 < types[t].field_count ? ",\n" : "\n", stream);
        }
        fputs(t + 1 < model->templates.count ? "      ] },\n" : "      ] }\n", stream);
    }
    fputs("  ] }\n", stream);
}

/* ---- instances ---- */

/* The field that the first criterion is written on: text says most, a number decides too. */
static const struct field *choose_field(const struct template_type *type)
{
    static const uint8_t order[] = {WEIR_TYPE_PATH, WEIR_TYPE_STRING, WEIR_TYPE_ENUM, WEIR_TYPE_U32, WEIR_TYPE_U64, WEIR_TYPE_I64,
                                    WEIR_TYPE_BOOL, WEIR_TYPE_FLAGS, WEIR_TYPE_IP,   WEIR_TYPE_HASH, WEIR_TYPE_GUID};
    for (size_t o = 0; o < sizeof order; o++)
        for (uint32_t f = 0; f < type->field_count; f++)
            if (type->fields[f].type == order[o] && !type->fields[f].deprecated) return &type->fields[f];
    return &type->fields[0];
}

/* A value of the field's type, one of two. */
static void write_value(FILE *stream, const struct template_type *type, const struct field *field, bool second)
{
    switch (field->type) {
    case WEIR_TYPE_PATH:
        fputs(type->platform == WEIR_WINDOWS ? (second ? "'C:\\Example\\ordinary.exe'" : "'C:\\Example\\evil.exe'") : second ? "'/opt/example/ordinary'" : "'/opt/example/evil'", stream);
        break;
    case WEIR_TYPE_ENUM:
        if (field->member_count > 1 || !second) fprintf(stream, STR_FMT, STR_ARG(field->members[second].name));
        break;
    case WEIR_TYPE_FLAGS: fprintf(stream, STR_FMT, STR_ARG(field->members[second && field->member_count > 1].name)); break;
    case WEIR_TYPE_U32:
    case WEIR_TYPE_U64:
    case WEIR_TYPE_I64: fputs(second ? "2" : "1", stream); break;
    case WEIR_TYPE_BOOL: fputs(second ? "false" : "true", stream); break;
    case WEIR_TYPE_IP: fputs(second ? "'192.0.2.2'" : "'192.0.2.1'", stream); break;
    case WEIR_TYPE_HASH: fputs(second ? "'d41d8cd98f00b204e9800998ecf8427f'" : "'0123456789abcdef0123456789abcdef'", stream); break;
    case WEIR_TYPE_GUID: fputs(second ? "'{00000000-0000-0000-0000-000000000002}'" : "'{00000000-0000-0000-0000-000000000001}'", stream); break;
    default: fputs(second ? "'ordinary'" : "'evil'", stream); break;
    }
}

/* The first sentence of a field's documentation, on one line. */
static void write_doc(FILE *stream, struct str doc)
{
    if (doc.n == 0) return;
    fputs(" -- ", stream);
    for (uint32_t i = 0; i < doc.n && doc.p[i] != '\n'; i++) fputc(doc.p[i], stream);
}

static void write_fields(FILE *stream, const struct template_type *type)
{
    int widest = 0;
    for (uint32_t f = 0; f < type->field_count; f++)
        if ((int)type->fields[f].name.n > widest) widest = (int)type->fields[f].name.n;
    fprintf(stream, "    // The fields of " STR_FMT ", version %u:\n", STR_ARG(type->name), type->version);
    for (uint32_t f = 0; f < type->field_count; f++) {
        const struct field *field = &type->fields[f];
        if (field->name.n == 0) continue;
        fprintf(stream, "    // %2u %-*.*s : ", field->ordinal, widest, (int)field->name.n, field->name.p);
        if (field->type_text.n <= 60) fprintf(stream, STR_FMT, STR_ARG(field->type_text)); else fprintf(stream, "%s {...}", type_words[field->type]);
        if (field->since > 1) fprintf(stream, " since %u", field->since);
        write_doc(stream, field->doc);
        fputc('\n', stream);
    }
}

void scaffold_write_instance(FILE *stream, const struct template_type *type, const char *use, struct str name, uint64_t id)
{
    const struct field *field = choose_field(type);
    const bool flags = field->type == WEIR_TYPE_FLAGS;
    if (use) fprintf(stream, "use '%s'\n\n", use);
    fprintf(stream, "/// What it finds, and why that matters.\ninstance " STR_FMT " : " STR_FMT " {\n", STR_ARG(name), STR_ARG(type->name));
    fprintf(stream, "    id          %llu\n    title       '" STR_FMT ": say in one line what was found'\n    severity    medium\n", (unsigned long long)id, STR_ARG(name));
    fprintf(stream, "    action      %s\n", type->actions & 1u << WEIR_DETECT ? "detect" : type->actions & 1u << WEIR_OBSERVE ? "observe" : "prevent");
    fputs("    // author      'Your name'\n    // tags        attack.execution, attack.t1059\n\n", stream);
    write_fields(stream, type);
    fprintf(stream, "\n    match " STR_FMT " %s ", STR_ARG(field->name), flags ? "has" : "==");
    write_value(stream, type, field, false);
    fprintf(stream, "\n\n    test 'what it must find'        matches { " STR_FMT ": ", STR_ARG(field->name));
    write_value(stream, type, field, false);
    fputs(" }\n    test 'what it must leave alone' misses  { ", stream);
    if ((flags || field->type == WEIR_TYPE_ENUM) && field->member_count < 2) {
        fputs("}\n}\n", stream);
        return;
    }
    fprintf(stream, STR_FMT ": ", STR_ARG(field->name));
    write_value(stream, type, field, true);
    fputs(" }\n}\n", stream);
}
