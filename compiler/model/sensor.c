/* Sensor manifests: what each sensor release really passes to the Content Interpreter.
 *
 * In: the JSON text that a sensor's build printed. Out: a struct sensor in the model, spans pointing into the manifest, so that the
 * proof can show its lines. Must hold: positions are kept whatever is wrong with an input, because positions are what is proved; an input
 * whose type is not known has an empty type_text, and that was reported. */
#include <inttypes.h>

#include "../base/limits.h"
#include "../project/reader.h"
#include "model.h"

enum {
    INPUTS_KEPT = 4096,  /* of one entry: enough to show by how much it is too many */
    MEMBERS_MAX = 65535  /* of one type, a 16-bit count in the file */
};

static const struct str type_words[WEIR_TYPE_COUNT] = {
#define TYPE(name, number, word, storage) [number] = {word, sizeof word - 1},
#include "../../interpreter/types.def"
#undef TYPE
};
static const struct str platform_words[WEIR_PLATFORM_COUNT] = {
#define PLATFORM(name, number, word) [number] = {word, sizeof word - 1},
#include "../../interpreter/platforms.def"
#undef PLATFORM
};

/* One manifest being read. */
struct manifest {
    struct model *model;
    struct reader reader;
    struct sensor sensor;
    struct intern names;      /* of the inputs of one entry, or of the entries: emptied for each */
    struct vec first_seen;    /* struct span by number in names */
};

static size_t find_word(struct str word, const struct str *words, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (str_equal(word, words[i])) return i;
    return count;
}

/* Was this name there before? Where, then; otherwise it is remembered. */
static bool seen_before(struct manifest *manifest, struct str name, struct span span, struct span *first)
{
    const uint32_t number = intern_add(&manifest->names, name);
    if (number < manifest->first_seen.count) {
        *first = *MODEL_AT(manifest->first_seen, struct span, number);
        return true;
    }
    *(struct span *)vec_push(&manifest->first_seen, sizeof span) = span;
    return false;
}

static void forget_names(struct manifest *manifest)
{
    intern_free(&manifest->names);
    intern_init(&manifest->names, manifest->model->arena);
    manifest->first_seen.count = 0;
}

/* ---- the members of an enum or flags type ---- */

static void append(struct vec *text, struct str piece)
{
    char *p = vec_extend(text, piece.n, 1);
    if (piece.n != 0) memcpy(p, piece.p, piece.n);
}

/* A member's name can stand in the type's text only without the characters that part it. */
static bool check_member_name(struct manifest *manifest, struct str name, struct span span)
{
    struct diag_sink *sink = manifest->reader.sink;
    char parting = 0;
    for (uint32_t i = 0; i < name.n && !parting; i++)
        if (name.p[i] && strchr(",={}", name.p[i]) != NULL) parting = name.p[i];
    if (name.n != 0 && name.n <= LIMIT_NAME_BYTES && !parting) return true;
    if (name.n == 0) {
        diag_set_help(sink, diag_report(sink, DIAG_SENSOR_NAME, span, "a member of this type has no name"), "give it the name that the sensor's own code has for it, or take it out");
    } else if (parting) {
        struct diag *d = diag_report(sink, DIAG_SENSOR_NAME, span, "the name of this member holds '%c'", parting);
        diag_set_note(sink, d, "',', '=', '{' and '}' part the members in the text of the type, whose hash a sensor compares");
        diag_set_help(sink, d, "give the member another name, in the manifest and in the Template Type");
    } else {
        diag_report(sink, DIAG_SENSOR_NAME, span, "the name of this member has %u bytes, and a name may have %d", name.n, LIMIT_NAME_BYTES);
    }
    return false;
}

static bool read_enum(struct manifest *manifest, const struct json *values, struct vec *text)
{
    bool right = true;
    forget_names(manifest);
    append(text, STR("enum{"));
    for (const struct json *value = values->first; value != NULL; value = value->next) {
        const struct span span = reader_span(&manifest->reader, value);
        struct span first;
        if (!reader_expect(&manifest->reader, value, JSON_STRING, "a member of an enum") || !check_member_name(manifest, value->string, span)) {
            right = false;
        } else if (seen_before(manifest, value->string, span, &first)) {
            struct diag *diag = diag_report(manifest->reader.sink, DIAG_SENSOR_VALUES, span, "the member '" STR_FMT "' stands twice in its enum",
                                            STR_ARG(value->string));
            diag_add_label(manifest->reader.sink, diag, first, "here for the first time");
            right = false;
        } else {
            if (value != values->first) append(text, STR(","));
            append(text, value->string);
        }
    }
    append(text, STR("}"));
    return right;
}

static bool read_flags(struct manifest *manifest, const struct json *values, struct vec *text)
{
    bool right = true;
    append(text, STR("flags{"));
    for (const struct json *value = values->first; value != NULL; value = value->next) {
        uint64_t number;
        char digits[32];
        if (!check_member_name(manifest, value->key, reader_key_span(&manifest->reader, value)) ||
            !reader_number(&manifest->reader, value, 1, UINT64_MAX, "a member of flags", &number)) {
            right = false;
            continue;
        }
        if (value != values->first) append(text, STR(","));
        append(text, value->key);
        const int n = snprintf(digits, sizeof digits, "=%" PRIu64, number);
        append(text, (struct str){digits, (uint32_t)n});
    }
    append(text, STR("}"));
    return right;
}

/* The type's text, docs/channel-format.md; empty when it cannot be known, which is reported. */
static struct str read_type_text(struct manifest *manifest, const struct json *input, uint8_t type)
{
    const struct reader *reader = &manifest->reader;
    const struct json *values = json_get(input, "values");
    const bool has_members = type == WEIR_TYPE_ENUM || type == WEIR_TYPE_FLAGS;
    if (!has_members) {
        if (values != NULL)
            diag_report(reader->sink, DIAG_SENSOR_VALUES, reader_key_span(reader, values), "an input of type '" STR_FMT "' has no \"values\"",
                        STR_ARG(type_words[type]));
        return type_words[type];
    }
    if (values == NULL) {
        struct diag *diag = diag_report(reader->sink, DIAG_SENSOR_VALUES, reader_opening(reader, input), "an input of type '" STR_FMT "' needs \"values\"",
                                        STR_ARG(type_words[type]));
        diag_set_label(reader->sink, diag, "\"values\" is missing in this object");
        return (struct str){NULL, 0};
    }
    if (!reader_expect(reader, values, type == WEIR_TYPE_ENUM ? JSON_ARRAY : JSON_OBJECT, type == WEIR_TYPE_ENUM ? "'values' of an enum" : "'values' of flags"))
        return (struct str){NULL, 0};
    if (values->count == 0 || values->count > MEMBERS_MAX) {
        diag_report(reader->sink, values->count == 0 ? DIAG_SENSOR_VALUES : DIAG_SENSOR_LIMIT, reader_opening(reader, values),
                    "a type with %u members; from 1 to %d can be", (unsigned)values->count, MEMBERS_MAX);
        return (struct str){NULL, 0};
    }
    struct vec text = {.exhausted = manifest->model->arena->exhausted};
    const bool right = type == WEIR_TYPE_ENUM ? read_enum(manifest, values, &text) : read_flags(manifest, values, &text);
    const struct str whole = right ? arena_copy(manifest->model->arena, (struct str){text.p, (uint32_t)text.count}) : (struct str){NULL, 0};
    vec_free(&text);
    return whole;
}

/* ---- one input ---- */

static void check_input_name(struct manifest *manifest, const struct json *name, const struct sensor_input *input, bool type_known)
{
    const struct reader *reader = &manifest->reader;
    const bool reserved = input->type == WEIR_TYPE_RESERVED;
    const struct span span = reader_span(reader, name);
    struct diag *d;
    if (input->name.n > LIMIT_NAME_BYTES) {
        diag_report(reader->sink, DIAG_SENSOR_NAME, span, "the name of this input has %u bytes, and a name may have %d", input->name.n, LIMIT_NAME_BYTES);
    } else if (type_known && input->name.n == 0 && !reserved) {
        d = diag_report(reader->sink, DIAG_SENSOR_NAME, span, "this input of type '" STR_FMT "' has no name", STR_ARG(reader_short(reader, input->type_text)));
        diag_set_help(reader->sink, d, "print the manifest again from the sensor's build; if nothing is supplied in this place, it is {\"name\": \"\", \"type\": \"reserved\"}");
    } else if (type_known && input->name.n != 0 && reserved) {
        d = diag_report(reader->sink, DIAG_SENSOR_NAME, span, "a reserved ordinal has the name '" STR_FMT "'", STR_ARG(reader_short(reader, input->name)));
        diag_set_help(reader->sink, d, "if the sensor supplies it, write its type; if it does not any more, it is {\"name\": \"\", \"type\": \"reserved\"}");
    }
}

static void read_input(struct manifest *manifest, const struct json *value, struct sensor_input *input)
{
    static const struct str keys[] = {{"name", 4}, {"type", 4}, {"values", 6}};
    const struct reader *reader = &manifest->reader;
    *input = (struct sensor_input){.type = WEIR_TYPE_RESERVED, .span = reader_opening(reader, value)};
    if (!reader_expect(reader, value, JSON_OBJECT, "an input")) return;
    reader_check_keys(reader, value, keys, sizeof keys / sizeof keys[0], "an input");
    const struct json *name = reader_member(reader, value, "name", JSON_STRING, false, "an input");
    const struct json *type = reader_member(reader, value, "type", JSON_STRING, false, "an input");
    bool type_known = false;
    if (type != NULL) {
        const size_t found = find_word(type->string, type_words, WEIR_TYPE_COUNT);
        type_known = found < WEIR_TYPE_COUNT;
        if (type_known) {
            input->type = (uint8_t)found;
            input->type_text = read_type_text(manifest, value, input->type);
        } else {
            struct diag *diag = diag_report(reader->sink, DIAG_SENSOR_UNKNOWN_TYPE, reader_span(reader, type), "there is no type '" STR_FMT "'",
                                            STR_ARG(reader_short(reader, type->string)));
            diag_suggest(reader->sink, diag, type->string, type_words, WEIR_TYPE_COUNT);
        }
    }
    if (name == NULL) return;
    input->name = name->string;
    input->span = reader_span(reader, name);
    check_input_name(manifest, name, input, type_known);
}

/* ---- one entry of "supplies" ---- */

static void check_input_names(struct manifest *manifest, const struct sensor_input *inputs, uint32_t count)
{
    forget_names(manifest);
    for (uint32_t i = 0; i < count; i++) {
        struct span first;
        if (inputs[i].name.n == 0 || !seen_before(manifest, inputs[i].name, inputs[i].span, &first)) continue;
        struct diag *diag = diag_report(manifest->reader.sink, DIAG_SENSOR_REPEATED_INPUT, inputs[i].span,
                                        "the input '" STR_FMT "' stands twice, the second time at position %u",
                                        STR_ARG(reader_short(&manifest->reader, inputs[i].name)), (unsigned)i + 1);
        diag_add_label(manifest->reader.sink, diag, first, "here for the first time");
    }
}

static void read_inputs(struct manifest *manifest, const struct json *list, struct sensor_supply *supply)
{
    const struct reader *reader = &manifest->reader;
    supply->inputs_span = reader_span(reader, list);
    if (list->count > WEIR_MAX_PARAMETERS) {
        struct diag *diag = diag_report(reader->sink, DIAG_SENSOR_LIMIT, reader_opening(reader, list),
                                        "the sensor supplies %u inputs for '" STR_FMT "'; a Template Type has at most %u", (unsigned)list->count,
                                        STR_ARG(reader_short(reader, supply->template_name)), WEIR_MAX_PARAMETERS);
        diag_set_label(reader->sink, diag, "%u inputs", (unsigned)list->count);
    }
    supply->input_count = list->count < INPUTS_KEPT ? list->count : INPUTS_KEPT;
    struct sensor_input *inputs = arena_array(manifest->model->arena, supply->input_count, sizeof *inputs);
    const struct json *value = list->first;
    for (uint32_t i = 0; i < supply->input_count; i++, value = value->next) read_input(manifest, value, &inputs[i]);
    check_input_names(manifest, inputs, supply->input_count);
    supply->inputs = inputs;
}

/* false: it says of nothing that the sensor supplies it, and there is no entry. */
static bool read_supply(struct manifest *manifest, const struct json *value, struct sensor_supply *supply)
{
    static const struct str keys[] = {{"template", 8}, {"version", 7}, {"inputs", 6}};
    const struct reader *reader = &manifest->reader;
    if (!reader_expect(reader, value, JSON_OBJECT, "an entry of 'supplies'")) return false;
    reader_check_keys(reader, value, keys, sizeof keys / sizeof keys[0], "an entry of 'supplies'");
    const struct json *name = reader_member(reader, value, "template", JSON_STRING, false, "an entry of 'supplies'");
    const struct json *version = reader_member(reader, value, "version", JSON_NUMBER, false, "an entry of 'supplies'");
    const struct json *inputs = reader_member(reader, value, "inputs", JSON_ARRAY, false, "an entry of 'supplies'");
    uint64_t number = 0;
    const bool has_version = version != NULL && reader_number(reader, version, 1, UINT32_MAX, "'version'", &number);
    if (name == NULL) return false;
    if (name->string.n == 0 || name->string.n > LIMIT_NAME_BYTES) {
        struct diag *d = name->string.n == 0
                             ? diag_report(reader->sink, DIAG_SENSOR_NAME, reader_span(reader, name), "this entry of 'supplies' does not name its Template Type")
                             : diag_report(reader->sink, DIAG_SENSOR_NAME, reader_span(reader, name), "the name of this Template Type has %u bytes, and a name may have %d", name->string.n, LIMIT_NAME_BYTES);
        if (name->string.n == 0) diag_set_help(reader->sink, d, "write the name that the Template Type is declared with, as in \"template\": \"NamedPipe\"");
        return false;
    }
    *supply = (struct sensor_supply){.template_name = name->string, .version = (uint32_t)number, .span = reader_span(reader, name)};
    supply->inputs_span = supply->span;
    if (inputs != NULL) read_inputs(manifest, inputs, supply);
    return has_version && inputs != NULL;
}

static void read_supplies(struct manifest *manifest, const struct json *list)
{
    const struct reader *reader = &manifest->reader;
    struct sensor_supply *supplies = arena_array(manifest->model->arena, list->count, sizeof *supplies);
    uint32_t count = 0;
    for (const struct json *value = list->first; value != NULL; value = value->next) count += read_supply(manifest, value, &supplies[count]);

    forget_names(manifest);
    for (uint32_t i = 0; i < count; i++) {
        struct span first;
        const struct str key = arena_printf(manifest->model->arena, "%u " STR_FMT, (unsigned)supplies[i].version, STR_ARG(supplies[i].template_name));
        if (!seen_before(manifest, key, supplies[i].span, &first)) continue;
        struct diag *diag = diag_report(reader->sink, DIAG_SENSOR_REPEATED_SUPPLY, supplies[i].span,
                                        "'" STR_FMT "' at version %u stands twice in this manifest", STR_ARG(supplies[i].template_name), (unsigned)supplies[i].version);
        diag_add_label(reader->sink, diag, first, "here for the first time");
    }
    manifest->sensor.supplies = supplies;
    manifest->sensor.supply_count = count;
}

/* ---- the whole manifest ---- */

static void read_platform(struct manifest *manifest, const struct json *platform)
{
    const struct reader *reader = &manifest->reader;
    const size_t found = find_word(platform->string, platform_words, WEIR_PLATFORM_COUNT);
    if (found < WEIR_PLATFORM_COUNT) {
        manifest->sensor.platform = (uint8_t)found;
        return;
    }
    struct diag *diag = diag_report(reader->sink, DIAG_SENSOR_UNKNOWN_PLATFORM, reader_span(reader, platform), "there is no platform '" STR_FMT "'",
                                    STR_ARG(reader_short(reader, platform->string)));
    diag_suggest(reader->sink, diag, platform->string, platform_words, WEIR_PLATFORM_COUNT);
}

static void check_sensor_name(struct manifest *manifest)
{
    const struct reader *reader = &manifest->reader;
    const struct vec *sensors = &manifest->model->sensors;
    const struct sensor *sensor = &manifest->sensor;
    if (sensor->name.n == 0 || sensor->name.n > LIMIT_NAME_BYTES) {
        struct diag *d = sensor->name.n == 0 ? diag_report(reader->sink, DIAG_SENSOR_NAME, sensor->span, "this manifest does not name its sensor")
                                             : diag_report(reader->sink, DIAG_SENSOR_NAME, sensor->span, "the name of this sensor has %u bytes, and a name may have %d", sensor->name.n, LIMIT_NAME_BYTES);
        if (sensor->name.n == 0) {
            diag_set_note(reader->sink, d, "every finding about what a sensor supplies says by this name which sensor it is, and so does manifest.json");
            diag_set_help(reader->sink, d, "name its release, as in \"sensor\": \"7.11.0\"");
        }
        return;
    }
    for (size_t i = 0; i < sensors->count; i++) {
        const struct sensor *other = MODEL_AT(*sensors, struct sensor, i);
        if (other->platform != sensor->platform || !str_equal(other->name, sensor->name)) continue;
        struct diag *diag = diag_report(reader->sink, DIAG_SENSOR_REPEATED, sensor->span, "a second manifest for the sensor '" STR_FMT "' on " STR_FMT,
                                        STR_ARG(sensor->name), STR_ARG(platform_words[sensor->platform]));
        diag_add_label(reader->sink, diag, other->span, "the first one is here");
        return;
    }
}

static void read_manifest(struct manifest *manifest, const struct json *root)
{
    static const struct str keys[] = {{"sensor", 6}, {"platform", 8}, {"supplies", 8}};
    static const char what[] = "the sensor manifest";
    const struct reader *reader = &manifest->reader;
    if (!reader_expect(reader, root, JSON_OBJECT, what)) return;
    reader_check_keys(reader, root, keys, sizeof keys / sizeof keys[0], what);
    const struct json *name = reader_member(reader, root, "sensor", JSON_STRING, false, what);
    const struct json *platform = reader_member(reader, root, "platform", JSON_STRING, false, what);
    const struct json *supplies = reader_member(reader, root, "supplies", JSON_ARRAY, false, what);
    if (platform != NULL) read_platform(manifest, platform);
    if (supplies != NULL) read_supplies(manifest, supplies);
    if (name == NULL) return;
    manifest->sensor.name = name->string;
    manifest->sensor.span = reader_span(reader, name);
    check_sensor_name(manifest);
    *(struct sensor *)vec_push(&manifest->model->sensors, sizeof(struct sensor)) = manifest->sensor;
}

void model_add_sensor(struct model *model, const char *path, struct str text)
{
    struct manifest manifest = {.model = model, .sensor = {.path = path}, .first_seen = {.exhausted = model->arena->exhausted}};
    const uint32_t errors = model->sink->count[DIAG_ERROR];
    const uint32_t file = sources_add(model->sources, path, text);
    if (model->sensors.count >= LIMIT_SENSORS) {
        diag_report(model->sink, DIAG_SENSOR_LIMIT, (struct span){sources_file(model->sources, file)->base, 0}, "over %d sensor manifests", LIMIT_SENSORS);
        model->sensors_incomplete = true;
        return;
    }
    intern_init(&manifest.names, model->arena);
    const struct json *root = reader_open(&manifest.reader, model->sink, model->sources, file, 0);
    if (root != NULL) read_manifest(&manifest, root);
    model->sensors_incomplete |= root == NULL || model->sink->count[DIAG_ERROR] != errors;
    intern_free(&manifest.names);
    vec_free(&manifest.first_seen);
}

const struct sensor_supply *sensor_find(const struct sensor *sensor, struct str template_name, uint32_t version)
{
    for (uint32_t i = 0; i < sensor->supply_count; i++)
        if (sensor->supplies[i].version == version && str_equal(sensor->supplies[i].template_name, template_name)) return &sensor->supplies[i];
    return NULL;
}
