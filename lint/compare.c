/* What a Template Type declares at a version against what one sensor supplies for it: count, names, types, members.
 *
 * One diagnostic for each way in which the pair fails, at the Template Type's line with the sensor manifest's line beside it, because either may be the one that is
 * wrong. Where the counts differ, the places behind the difference mean nothing and are not compared. */
#include "proof.h"

#define SHOWN 4u /* further places in one diagnostic */
#define SEARCHED 256u /* inputs among which a name is looked for: a manifest can hold any number */

struct comparison {
    struct lint *lint;
    struct diag_sink *sink;
    const struct proof_pair *pair;
    const struct template_type *type;
    const struct sensor_supply *supply;
    struct str sensor;
    uint32_t declared;
};

/* "'Image'", for a message; a reserved place has no name. */
static struct str quoted(const struct comparison *c, struct str name)
{
    return name.n ? arena_printf(c->lint->model->arena, "'" STR_FMT "'", STR_ARG(name)) : STR("a reserved place");
}

static bool supplied_anywhere(const struct comparison *c, struct str name)
{
    const uint32_t end = c->supply->input_count < SEARCHED ? c->supply->input_count : SEARCHED;
    for (uint32_t i = 0; i < end; i++)
        if (str_equal(c->supply->inputs[i].name, name)) return true;
    return false;
}

/* diag_report says each problem once by its place. Two sensors can fail at the same line of a Template Type, so the pair is reported at the
 * manifest's line, which is the pair's own, and shown at the Template Type's. */
static struct diag *report_pair(const struct comparison *c, enum diag_code code, struct span in_manifest, struct span in_template, struct str text)
{
    struct diag *d = diag_report(c->sink, code, in_manifest, STR_FMT, STR_ARG(text));
    if (in_template.at) d->span = in_template;
    return d;
}

/* ---- counts ---- */

static void label_instances(const struct comparison *c, struct diag *d, const uint32_t *named, uint32_t count, const char *text)
{
    for (uint32_t i = 0; i < count && i < PROOF_NAMED; i++)
        diag_add_label(c->sink, d, lint_instance(c->lint, named[i])->span, "%s", text);
}

/* The declared ordinals that are missing, by name: those whose names are supplied nowhere; where all are, the ones behind the end. */
static uint64_t find_missing(const struct comparison *c)
{
    uint64_t missing = 0;
    uint32_t count = 0;
    for (uint32_t o = 1; o <= c->declared; o++) {
        const struct str name = c->type->fields[o - 1].name;
        if (name.n == 0 || supplied_anywhere(c, name)) continue;
        missing |= lint_bit(o);
        count++;
    }
    if (count != c->declared - c->supply->input_count) missing = lint_bits_to(c->declared) & ~lint_bits_to(c->supply->input_count);
    return missing;
}

static struct str list_ordinals(const struct comparison *c, uint64_t ordinals)
{
    struct str text = STR("");
    uint32_t named = 0;
    for (uint32_t o = 1; o <= c->declared; o++) {
        if ((ordinals & lint_bit(o)) == 0) continue;
        if (named == SHOWN) return arena_printf(c->lint->model->arena, STR_FMT " and more", STR_ARG(text));
        text = arena_printf(c->lint->model->arena, STR_FMT "%s" STR_FMT, STR_ARG(text), named ? ", " : "", STR_ARG(quoted(c, c->type->fields[o - 1].name)));
        named++;
    }
    return text;
}

/* first: the first missing ordinal. Where others are supplied behind its place, all of those are shifted. */
static void note_too_few(const struct comparison *c, struct diag *d, uint64_t missing, uint32_t first, struct str names)
{
    const uint32_t inputs = c->supply->input_count;
    const bool shifted = first <= inputs, several = (missing & (missing - 1)) != 0;
    const struct proof_affected found = proof_affected(c->lint, c->pair->type, c->pair->version, shifted ? ~lint_bits_to(first - 1) : missing);
    if (found.count) {
        const struct str what = several && !shifted ? arena_printf(c->lint->model->arena, "one of " STR_FMT, STR_ARG(names)) : names;
        label_instances(c, d, found.named, found.count, shifted ? "this instance reads it, or one behind it" : several ? "this instance reads one of them" : "this instance reads it");
        diag_set_note(c->sink, d, shifted ? "%u of %u instance%s read%s " STR_FMT " or a later parameter: the sensor would decide on the wrong inputs, and read past the end of its %u"
                                          : "%u of %u instance%s read%s " STR_FMT ": the sensor would read past the end of its %u input%s",
                      found.count, found.compiled, found.compiled == 1 ? "" : "s", found.count == 1 ? "s" : "", STR_ARG(what), inputs, inputs == 1 ? "" : "s");
    } else if (found.compiled) {
        label_instances(c, d, found.compiled_named, found.compiled, "compiled for it, with the wildcard there");
        diag_set_note(c->sink, d, "nothing reads " STR_FMT " yet, because %s the wildcard there; the first criterion on it would make the sensor read past the end of its %u input%s",
                      STR_ARG(names), found.compiled == 1 ? "the one instance has" : "all instances have", inputs, inputs == 1 ? "" : "s");
    } else {
        diag_set_note(c->sink, d, "no instance is compiled for it yet; the first one with a criterion on " STR_FMT " would make the sensor read past the end of its %u input%s",
                      STR_ARG(names), inputs, inputs == 1 ? "" : "s");
    }
}

/* The first ordinal that is missing. */
static uint32_t report_too_few(const struct comparison *c)
{
    const uint64_t missing = find_missing(c);
    uint32_t first = 1;
    while ((missing & lint_bit(first)) == 0) first++;
    const struct str names = list_ordinals(c, missing);
    struct diag *d = report_pair(c, DIAG_SUPPLIED_COUNT, c->supply->span, c->type->fields[first - 1].span,
                                 arena_printf(c->lint->model->arena, "'" STR_FMT "' declares %u parameters at version %u, but sensor '" STR_FMT "' supplies %u: " STR_FMT " %s missing",
                                              STR_ARG(c->type->name), c->declared, c->pair->version, STR_ARG(c->sensor), c->supply->input_count, STR_ARG(names),
                                              missing & (missing - 1) ? "are" : "is"));
    diag_set_label(c->sink, d, "parameter %u of %u, which the sensor does not supply", first, c->declared);
    diag_add_label(c->sink, d, c->supply->span, "sensor '" STR_FMT "' supplies %u input%s here", STR_ARG(c->sensor), c->supply->input_count,
                   c->supply->input_count == 1 ? "" : "s");
    if (first <= c->supply->input_count)
        diag_add_label(c->sink, d, c->supply->inputs[first - 1].span, STR_FMT " stands in its place, and every later one is shifted",
                       STR_ARG(quoted(c, c->supply->inputs[first - 1].name)));
    else if (c->supply->input_count)
        diag_add_label(c->sink, d, c->supply->inputs[c->supply->input_count - 1].span, "the last one");
    note_too_few(c, d, missing, first, names);
    diag_set_help(c->sink, d, "where sensors of this age stay in use, append " STR_FMT " in a new version of the Template Type ('since %u', 'version %u'); "
                  "otherwise target only sensors that supply all %u", STR_ARG(names), c->type->version + 1, c->type->version + 1, c->declared);
    return first;
}

/* The first ordinal that is not declared. */
static uint32_t report_too_many(const struct comparison *c)
{
    uint32_t extra = c->declared;
    for (uint32_t i = 0; i < c->supply->input_count && i < SEARCHED; i++) {
        bool declared = false;
        for (uint32_t o = 0; o < c->declared; o++) declared |= str_equal(c->type->fields[o].name, c->supply->inputs[i].name);
        if (!declared) {
            extra = i;
            break;
        }
    }
    struct diag *d = report_pair(c, DIAG_SUPPLIED_COUNT, c->supply->span, c->type->version_span.at ? c->type->version_span : c->type->span,
                                 arena_printf(c->lint->model->arena, "'" STR_FMT "' declares %u parameter%s at version %u, but sensor '" STR_FMT "' supplies %u: " STR_FMT " is not declared",
                                              STR_ARG(c->type->name), c->declared, c->declared == 1 ? "" : "s", c->pair->version, STR_ARG(c->sensor), c->supply->input_count,
                                              STR_ARG(quoted(c, c->supply->inputs[extra].name))));
    diag_set_label(c->sink, d, "version %u declares %u", c->pair->version, c->declared);
    diag_add_label(c->sink, d, c->supply->inputs[extra].span, "sensor '" STR_FMT "' supplies this as parameter %u of %u", STR_ARG(c->sensor), extra + 1,
                   c->supply->input_count);
    diag_set_note(c->sink, d, "the two do not speak of the same Template Type: the sensor refuses a channel file with another count than its own");
    diag_set_help(c->sink, d, "declare the parameter at the version for which the sensor supplies it, or correct the version in the sensor's build");
    return extra + 1;
}

/* ---- names ---- */

static void report_names(const struct comparison *c, uint64_t wrong, uint32_t first)
{
    const struct field *field = &c->type->fields[first - 1];
    const struct sensor_input *input = &c->supply->inputs[first - 1];
    struct diag *d = report_pair(c, DIAG_SUPPLIED_NAME, input->span, field->span,
                                 arena_printf(c->lint->model->arena, "parameter %u of '" STR_FMT "' at version %u is " STR_FMT ", but sensor '" STR_FMT "' supplies " STR_FMT " there", first,
                                              STR_ARG(c->type->name), c->pair->version, STR_ARG(quoted(c, field->name)), STR_ARG(c->sensor), STR_ARG(quoted(c, input->name))));
    diag_set_label(c->sink, d, "declared as parameter %u", first);
    diag_add_label(c->sink, d, input->span, "supplied as parameter %u", first);
    uint32_t other = 0, shown = 0;
    for (uint32_t o = first + 1; o <= c->declared; o++) {
        if ((wrong & lint_bit(o)) == 0) continue;
        if (other == 0 && str_equal(c->type->fields[o - 1].name, input->name) && str_equal(c->supply->inputs[o - 1].name, field->name)) other = o;
        if (shown++ < SHOWN)
            diag_add_label(c->sink, d, c->supply->inputs[o - 1].span, "supplied as parameter %u, which is declared as " STR_FMT, o, STR_ARG(quoted(c, c->type->fields[o - 1].name)));
    }
    const struct proof_affected found = proof_affected(c->lint, c->pair->type, c->pair->version, wrong);
    label_instances(c, d, found.named, found.count, "this instance reads it");
    if (other)
        diag_set_note(c->sink, d, "parameters %u and %u have changed places: every criterion on one would read the other, and no count would show it", first, other);
    else
        diag_set_note(c->sink, d, "the counts agree, so nothing would stop a criterion on " STR_FMT " from reading " STR_FMT, STR_ARG(quoted(c, field->name)),
                      STR_ARG(quoted(c, input->name)));
    diag_set_help(c->sink, d, "an ordinal keeps its name for ever: give the Template Type the order in which the sensors supply, or correct the sensor's build");
}

/* ---- types ---- */

static void report_types(const struct comparison *c, uint64_t wrong, uint32_t first)
{
    const struct field *field = &c->type->fields[first - 1];
    const struct sensor_input *input = &c->supply->inputs[first - 1];
    struct diag *d = report_pair(c, DIAG_SUPPLIED_TYPE, input->span, field->span,
                                 arena_printf(c->lint->model->arena, "'" STR_FMT "', parameter %u of '" STR_FMT "' at version %u, is '" STR_FMT "', but sensor '" STR_FMT "' supplies it as '" STR_FMT "'",
                                              STR_ARG(field->name), first, STR_ARG(c->type->name), c->pair->version, STR_ARG(field->type_text), STR_ARG(c->sensor),
                                              STR_ARG(input->type_text)));
    diag_set_label(c->sink, d, "declared as '" STR_FMT "'", STR_ARG(field->type_text));
    diag_add_label(c->sink, d, input->span, "supplied as '" STR_FMT "'", STR_ARG(input->type_text));
    uint32_t other = 0, shown = 0;
    for (uint32_t o = first + 1; o <= c->declared; o++) {
        if ((wrong & lint_bit(o)) == 0) continue;
        const struct field *f = &c->type->fields[o - 1];
        const struct sensor_input *in = &c->supply->inputs[o - 1];
        if (other == 0 && str_equal(f->type_text, input->type_text) && str_equal(in->type_text, field->type_text)) other = o;
        if (shown++ < SHOWN)
            diag_add_label(c->sink, d, in->span, "supplied as '" STR_FMT "', but declared as '" STR_FMT "'", STR_ARG(in->type_text), STR_ARG(f->type_text));
    }
    const struct proof_affected found = proof_affected(c->lint, c->pair->type, c->pair->version, wrong);
    label_instances(c, d, found.named, found.count, "this instance reads it");
    if (other)
        diag_set_note(c->sink, d, "the types of '" STR_FMT "' and '" STR_FMT "' have changed places; the counts agree, so nothing would stop the sensor from taking one kind of value for the other",
                      STR_ARG(field->name), STR_ARG(c->type->fields[other - 1].name));
    else
        diag_set_note(c->sink, d, "the counts agree, so nothing would stop the sensor from taking one kind of value for the other: a number for the address of a text, say");
    diag_set_help(c->sink, d, "an ordinal keeps its type for ever: declare a new parameter for the new type and reserve this one, or correct the sensor's build");
}

/* "enum{A,B}": the member at the index, and whether there is one. */
static struct str member_at(struct str text, uint32_t index)
{
    uint32_t at = 0, to;
    while (at < text.n && text.p[at] != '{') at++;
    for (at++; at < text.n; at = to + 1) {
        for (to = at; to < text.n && text.p[to] != ',' && text.p[to] != '}';) to++;
        if (index-- == 0) return (struct str){text.p + at, to - at};
    }
    return STR("");
}

static void report_members(const struct comparison *c, uint32_t ordinal)
{
    const struct field *field = &c->type->fields[ordinal - 1];
    const struct sensor_input *input = &c->supply->inputs[ordinal - 1];
    uint32_t i = 0;
    while (i < field->member_count && str_equal(member_at(field->type_text, i), member_at(input->type_text, i))) i++;
    const struct str ours = member_at(field->type_text, i), theirs = member_at(input->type_text, i);
    struct diag *d = report_pair(c, DIAG_SUPPLIED_MEMBERS, input->span, i < field->member_count && field->members[i].span.at ? field->members[i].span : field->span,
                                 arena_printf(c->lint->model->arena, "member %u of '" STR_FMT "', parameter %u of '" STR_FMT "' at version %u, is " STR_FMT ", but " STR_FMT " for sensor '" STR_FMT "'",
                                              i + 1, STR_ARG(field->name), ordinal, STR_ARG(c->type->name), c->pair->version, STR_ARG(ours.n ? quoted(c, ours) : STR("not declared")),
                                              STR_ARG(theirs.n ? quoted(c, theirs) : STR("missing")), STR_ARG(c->sensor)));
    diag_set_label(c->sink, d, "declared so");
    diag_add_label(c->sink, d, input->span, "supplied as '" STR_FMT "'", STR_ARG(input->type_text));
    const struct proof_affected found = proof_affected(c->lint, c->pair->type, c->pair->version, lint_bit(ordinal));
    label_instances(c, d, found.named, found.count, "this instance reads it");
    diag_set_note(c->sink, d, "a member is its number by the time it reaches the sensor: another order gives every criterion on it another meaning");
    diag_set_help(c->sink, d, "members only ever append; give both the same ones in the same order");
}

/* ---- all of it ---- */

static void compare_positions(const struct comparison *c, struct lint_pair *out)
{
    struct proof_counts *proof = &c->lint->result->proof;
    uint64_t names = 0, types = 0, members = 0;
    uint32_t first_name = 0, first_type = 0;
    proof->positions += c->declared;
    for (uint32_t o = c->declared; o >= 1; o--) {
        const struct field *field = &c->type->fields[o - 1];
        const struct sensor_input *input = &c->supply->inputs[o - 1];
        if (!str_equal(field->name, input->name)) {
            names |= lint_bit(o);
            first_name = o;
            out->state = LINT_PAIR_NAME;
        } else if (field->type != input->type) {
            types |= lint_bit(o);
            first_type = o;
            out->state = LINT_PAIR_TYPE;
        } else if (!str_equal(field->type_text, input->type_text)) {
            members |= lint_bit(o);
            out->state = LINT_PAIR_MEMBERS;
        } else {
            continue;
        }
        out->ordinal = o;
        proof->failed++;
    }
    if (names) report_names(c, names, first_name);
    if (types) report_types(c, types, first_type);
    for (uint32_t o = 1; o <= c->declared; o++)
        if (members & lint_bit(o)) report_members(c, o);
}

void proof_compare(struct lint *lint, const struct proof_pair *pair)
{
    const struct template_type *type = lint_type(lint, pair->type);
    const struct comparison c = {
        .lint = lint,
        .sink = lint->model->sink,
        .pair = pair,
        .type = type,
        .supply = pair->supply,
        .sensor = MODEL_AT(lint->model->sensors, struct sensor, pair->sensor)->name,
        .declared = lint_declared(type, pair->version),
    };
    struct lint_pair *out = vec_push(&lint->result->pairs, sizeof *out);
    *out = (struct lint_pair){.type = pair->type, .version = pair->version, .sensor = pair->sensor, .declared = c.declared, .supplied = c.supply->input_count, .state = LINT_PAIR_HOLDS};
    lint->result->proof.counts++;
    if (c.declared == c.supply->input_count) {
        compare_positions(&c, out);
        return;
    }
    lint->result->proof.failed++;
    const bool too_few = c.supply->input_count < c.declared;
    out->state = too_few ? LINT_PAIR_TOO_FEW : LINT_PAIR_TOO_MANY;
    out->ordinal = too_few ? report_too_few(&c) : report_too_many(&c);
}
