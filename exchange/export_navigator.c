/* weir export navigator: what the instances' tags cover, as a layer for the ATT&CK Navigator (layer format 4.5).
 *
 * In:  the model. Out: one JSON object. A technique's score is the number of its instances, its comment their names, its colour that of the
 *      highest severity among them. A technique that a tag names together with tactics is listed once, for all of its tactics: which of several
 *      tactics of an instance belongs to which of its techniques is not in its tags. Tactics go into the metadata of the techniques. */
#include <stdlib.h>

#include "../compiler/base/json.h"
#include "export.h"
#include "export_term.h"

struct covered {
    char technique[TECHNIQUE_BYTES];
    uint32_t instance;
};

static const char *const colors[WEIR_SEVERITY_COUNT] = {"#cfd8dc", "#c8e6c9", "#fff59d", "#ffb74d", "#e57373"};

static int compare_covered(const void *a, const void *b)
{
    const struct covered *x = a, *y = b;
    const int order = strcmp(x->technique, y->technique);
    return order ? order : (x->instance > y->instance) - (x->instance < y->instance);
}

static void collect(const struct model *model, struct vec *out)
{
    const struct instance *instances = model->instances.p;
    for (uint32_t i = 0; i < model->instances.count; i++) {
        if (instances[i].stress || instances[i].poisoned) continue;
        for (const struct attribute *tag = NULL; (tag = attribute_next(model, &instances[i], ATTRIBUTE_TAGS, tag)) != NULL;) {
            struct covered covered = {.instance = i};
            if (tag_technique(tag->text, covered.technique)) *(struct covered *)vec_push(out, sizeof covered) = covered;
        }
    }
    if (out->count) qsort(out->p, out->count, sizeof(struct covered), compare_covered);
}

/* The tactics that the instances of one technique name: "attack.defense-evasion", "attack.defense_evasion". */
static void write_tactics(FILE *stream, const struct model *model, const struct covered *rows, size_t count, jmp_buf *exhausted)
{
    struct arena scratch;
    struct intern names;
    arena_init(&scratch, exhausted);
    intern_init(&names, &scratch);
    for (size_t i = 0; i < count; i++) {
        const struct instance *instance = &((const struct instance *)model->instances.p)[rows[i].instance];
        for (const struct attribute *tag = NULL; (tag = attribute_next(model, instance, ATTRIBUTE_TAGS, tag)) != NULL;) {
            char tactic[TACTIC_BYTES];
            if (tag_tactic(tag->text, tactic)) intern_add(&names, str_from(tactic));
        }
    }
    fputs(",\n      \"metadata\": [", stream);
    for (uint32_t i = 0; i < names.names.count; i++) {
        fputs(i ? ", {\"name\": \"tactic\", \"value\": " : "{\"name\": \"tactic\", \"value\": ", stream);
        json_write_string(stream, intern_name(&names, i));
        fputs("}", stream);
    }
    fputs("]", stream);
    intern_free(&names);
    arena_free(&scratch);
}

static void write_technique(FILE *stream, const struct model *model, const struct covered *rows, size_t count, jmp_buf *exhausted)
{
    const struct instance *instances = model->instances.p;
    uint8_t severity = 0;
    uint32_t score = 0;
    struct text comment;
    text_init(&comment, exhausted);
    for (size_t i = 0; i < count; i++) {
        if (i && rows[i].instance == rows[i - 1].instance) continue; /* the same tag twice */
        const struct instance *instance = &instances[rows[i].instance];
        if (instance->severity > severity) severity = instance->severity;
        if (score++) text_word(&comment, "\n");
        text_put(&comment, instance->name);
    }
    fprintf(stream, "    {\n      \"techniqueID\": \"%s\",\n      \"score\": %u,\n      \"color\": \"%s\",\n      \"comment\": ", rows[0].technique, score, colors[severity]);
    json_write_string(stream, text_str(&comment));
    write_tactics(stream, model, rows, count, exhausted);
    fputs(",\n      \"enabled\": true,\n      \"showSubtechniques\": true\n    }", stream);
    text_free(&comment);
}

static void write_end(FILE *stream)
{
    fputs("  ],\n  \"gradient\": {\"colors\": [\"#ffffff\", \"#66b1ff\"], \"minValue\": 0, \"maxValue\": 10},\n  \"legendItems\": [", stream);
    for (uint8_t i = 0; i < WEIR_SEVERITY_COUNT; i++) fprintf(stream, "%s{\"label\": \"highest severity: %s\", \"color\": \"%s\"}", i ? ",\n    " : "\n    ", severity_word(i), colors[i]);
    fputs("\n  ],\n  \"showTacticRowBackground\": false,\n  \"hideDisabled\": false\n}\n", stream);
}

struct export_counts export_navigator(FILE *stream, const struct model *model, struct str name)
{
    jmp_buf *const exhausted = model->arena->exhausted;
    struct vec rows = {.exhausted = exhausted};
    struct export_counts counts = {0, 0};
    collect(model, &rows);
    fputs("{\n  \"name\": ", stream);
    json_write_string(stream, name.n ? name : STR("Weir"));
    fputs(",\n  \"versions\": {\"layer\": \"4.5\"},\n  \"domain\": \"enterprise-attack\",\n"
          "  \"description\": \"Techniques that the instances' tags name. Score: how many instances. Colour: the highest severity among them.\",\n  \"techniques\": [\n", stream);
    const struct covered *all = rows.p;
    for (size_t i = 0, next; i < rows.count; i = next) {
        for (next = i + 1; next < rows.count && strcmp(all[next].technique, all[i].technique) == 0;) next++;
        write_technique(stream, model, all + i, next - i, exhausted);
        fputs(next < rows.count ? ",\n" : "\n", stream);
        counts.written++;
    }
    write_end(stream);
    vec_free(&rows);
    return counts;
}
