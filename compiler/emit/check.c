/* Translation validation: the bytes of a channel file, read again, against the model that they were written from.
 *
 * In:  bytes, and the model. Out: NULL, or what differs, naming the instance. Must hold: nothing of the writer is used here but the
 *      format's header; the work is linear in the file. That the sections for searching say what the others say is for the verifier, which
 *      every file passes behind this: but for what questions require, which takes the patterns themselves. */
#include "check.h"

/* Which instances belong into the file: all of the Template Type at this version, without those aside where they are left; stress instances all or none. */
static const char *check_instance_list(struct check *c)
{
    const struct model *model = c->model;
    uint32_t plain = 0, stress = 0, count = c->section[WEIR_SECTION_INSTANCES].count;
    for (size_t i = 0; i < model->instances.count; i++) {
        const struct instance *in = MODEL_AT(model->instances, struct instance, i);
        if (in->type == c->image->type && instance_has_version(in, c->version) && !(in->aside && model->leaves_aside))
            ++*(in->stress ? &stress : &plain);
    }
    if (count != plain && count != plain + stress)
        return check_differs(c, "%u instances in the file, %u were written", count, plain);
    if (c->image->instances.count != count)
        return check_differs(c, "the list of instances beside the file is not the file's");
    c->stress_count = count - plain;
    return NULL;
}

static const char *check_instances(struct check *c)
{
    const char *text = check_instance_list(c);
    uint64_t last = 0;
    uint32_t stress = 0;
    for (uint32_t i = 0; text == NULL && i < c->image->instances.count; i++) {
        uint32_t index = *MODEL_AT(c->image->instances, uint32_t, i);
        if (index >= c->model->instances.count)
            return check_differs(c, "an instance that the model does not have");
        const struct instance *in = MODEL_AT(c->model->instances, struct instance, index);
        c->instance_name = in->name.n ? in->name : STR("?");
        if (in->type != c->image->type || !instance_has_version(in, c->version))
            return check_differs(c, "it is not of this Template Type and version");
        if (in->id <= last) /* so none is there twice, and together with their number: none is missing */
            return check_differs(c, "its place in the file: ids do not ascend");
        last = in->id;
        stress += in->stress;
        text = check_instance(c, i, in);
    }
    c->instance_name = (struct str){NULL, 0};
    if (text == NULL && stress != c->stress_count)
        text = check_differs(c, "a stress instance stands in the place of another");
    return text;
}

/* What the tables hold is what was compared: nothing that no instance uses. Their order is for the verifier. */
static const char *check_totals(struct check *c)
{
    if (check_u32(c, WEIR_AT_INPUTS_READ) != c->inputs_read)
        return check_differs(c, "the header says that %u inputs are read; %u are", check_u32(c, WEIR_AT_INPUTS_READ), c->inputs_read);
    if (check_u32(c, WEIR_AT_MAX_PROGRAM) != c->max_program)
        return check_differs(c, "the header says that the longest automaton has %u instructions; it has %u", check_u32(c, WEIR_AT_MAX_PROGRAM),
                             c->max_program);
    for (uint32_t i = 0; i < c->section[WEIR_SECTION_SETS].count; i++)
        if (c->set_seen[i] == 0)
            return check_differs(c, "set %u is used by no criterion and required by no question", i);
    for (uint32_t i = 0; i < c->section[WEIR_SECTION_PROGRAMS].count; i++)
        if (c->program_seen[i] == 0)
            return check_differs(c, "program %u is used by no set", i);
    return NULL;
}

const char *emit_check(struct model *model, const struct channel_image *image, struct arena *arena)
{
    struct check c = {.model = model, .image = image, .arena = arena, .bytes = image->bytes.p, .size = image->bytes.count, .version = image->version};
    c.type = MODEL_AT(model->templates, struct template_type, image->type);
    while (c.parameter_count < c.type->field_count && c.type->fields[c.parameter_count].since <= c.version)
        c.parameter_count++;
    arena_init(&c.scratch, arena->exhausted);
    const char *text = check_open(&c);
    if (text == NULL) {
        c.set_seen = arena_array(&c.scratch, c.section[WEIR_SECTION_SETS].count + 1, sizeof *c.set_seen);
        c.set_order = arena_array(&c.scratch, c.section[WEIR_SECTION_SETS].count + 1, sizeof *c.set_order);
        c.forms_seen = arena_array(&c.scratch, model->sets.count + 1, sizeof *c.forms_seen);
        c.program_seen = arena_array(&c.scratch, c.section[WEIR_SECTION_PROGRAMS].count + 1, sizeof *c.program_seen);
        c.string_seen = arena_array(&c.scratch, model->strings.count + 1, sizeof *c.string_seen);
        c.regex_mark = arena_array(&c.scratch, model->regexes.count + 1, sizeof *c.regex_mark);
        text = check_type(&c);
    }
    if (text == NULL)
        text = check_instances(&c);
    if (text == NULL)
        text = check_questions(&c);
    if (text == NULL)
        text = check_totals(&c);
    arena_free(&c.scratch);
    return text;
}
