/* The proof as a matrix: for each platform, Template Type versions by the targeted sensors of that platform; in a cell the parameters that agree, or the first at which it breaks.
 *
 * In:   lint's result. Must hold: a cell says what the proof found of that pair, and nothing was compared again here. */
#include <inttypes.h>
#include <stdlib.h>

#include "../channel/words.h"
#include "html.h"
#include "report.h"

struct matrix {
    const struct report *report;
    struct arena arena;
    struct lint_pair *pairs; /* by Template Type, version, sensor */
    size_t count;
    const uint32_t *types;   /* by channel */
    size_t *pair_first;      /* by Template Type, where its pairs start */
    uint32_t *type_first, *of_type; /* instances by Template Type */
    uint64_t rows, left_out; /* of the table at hand */
    uint64_t unsupplied;     /* versions that no sensor supplies and no instance names */
};

static int compare_pairs(const void *a, const void *b)
{
    const struct lint_pair *x = a, *y = b;
    if (x->type != y->type) return x->type < y->type ? -1 : 1;
    if (x->version != y->version) return x->version < y->version ? -1 : 1;
    return x->sensor < y->sensor ? -1 : x->sensor > y->sensor;
}

static int compare_numbers(const void *a, const void *b)
{
    const uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;
    return x < y ? -1 : x > y;
}

struct matrix_sums matrix_sum(const struct report *report)
{
    const struct vec *pairs = &report->check->pipeline.lint.pairs;
    struct matrix_sums sums = {0, 0};
    if (!report->check->pipeline.linted) return sums;
    sums.pairs = pairs->count;
    for (size_t i = 0; i < pairs->count; i++) sums.broken += MODEL_AT(*pairs, struct lint_pair, i)->state != LINT_PAIR_HOLDS;
    return sums;
}

static void open_matrix(struct matrix *m, const struct report *report)
{
    const struct model *model = report_model(report);
    const struct vec *pairs = &report->check->pipeline.lint.pairs;
    *m = (struct matrix){.report = report, .count = pairs->count};
    arena_init(&m->arena, &report->cli->exhausted);
    m->types = report_types(report, &m->arena);
    m->pairs = arena_array(&m->arena, pairs->count + 1, sizeof *m->pairs);
    if (pairs->count) memcpy(m->pairs, pairs->p, pairs->count * sizeof *m->pairs);
    qsort(m->pairs, m->count, sizeof *m->pairs, compare_pairs);
    m->pair_first = arena_array(&m->arena, model->templates.count + 1, sizeof *m->pair_first);
    for (size_t t = 0, p = 0; t < model->templates.count; t++) {
        while (p < m->count && m->pairs[p].type < t) p++;
        m->pair_first[t] = p;
    }
    uint32_t *first = m->type_first = arena_array(&m->arena, model->templates.count + 2, sizeof *first);
    m->of_type = arena_array(&m->arena, model->instances.count + 1, sizeof *m->of_type);
    for (uint32_t i = 0; i < model->instances.count; i++)
        if (report_instance(report, i)->type < model->templates.count) first[report_instance(report, i)->type + 2]++;
    for (size_t t = 2; t < model->templates.count + 2; t++) first[t] += first[t - 1];
    for (uint32_t i = 0; i < model->instances.count; i++)
        if (report_instance(report, i)->type < model->templates.count) m->of_type[first[report_instance(report, i)->type + 1]++] = i;
}

/* ---- one row: a Template Type at a version ---- */

struct row {
    uint32_t type, version;
    const struct lint_pair *pairs; /* of it, by sensor */
    size_t count;
    uint32_t instances;            /* compiled for it, without the stress instance */
    bool again;                    /* of the same Template Type as the row above */
};

static void write_why(FILE *out, const struct report *report, const struct lint_pair *pair)
{
    const struct template_type *type = report_type(report, pair->type);
    const struct sensor *sensor = MODEL_AT(report_model(report)->sensors, struct sensor, pair->sensor);
    const struct sensor_supply *supply = sensor_find(sensor, type->name, pair->version);
    const struct field *field = pair->ordinal && pair->ordinal <= type->field_count ? &type->fields[pair->ordinal - 1] : NULL;
    const struct sensor_input *input = supply && pair->ordinal && pair->ordinal <= supply->input_count ? &supply->inputs[pair->ordinal - 1] : NULL;
    const struct str declared = field && field->name.n ? field->name : STR("a reserved place"), supplied = input && input->name.n ? input->name : STR("a reserved place");
    if (pair->state == LINT_PAIR_AHEAD) {
        fputs("<span class=\"why\">a version that is not declared here</span>", out);
        return;
    }
    fprintf(out, "<span class=\"heard\">breaks </span>at %" PRIu32 " <span class=\"why\">", pair->ordinal);
    html_name(out, pair->state == LINT_PAIR_TOO_MANY ? supplied : declared);
    switch ((enum lint_pair_state)pair->state) {
    case LINT_PAIR_TOO_FEW: fprintf(out, " is missing: %" PRIu32 " of %" PRIu32 " supplied", pair->supplied, pair->declared); break;
    case LINT_PAIR_TOO_MANY: fprintf(out, " is not declared: %" PRIu32 " supplied, %" PRIu32 " declared", pair->supplied, pair->declared); break;
    case LINT_PAIR_NAME:
        fputs(" is declared, ", out);
        html_name(out, supplied);
        fputs(" supplied", out);
        break;
    case LINT_PAIR_TYPE:
        fputs(" is ", out);
        html_name(out, field ? field->type_text : STR("something else"));
        fputs(", supplied as ", out);
        html_name(out, input && input->type_text.n ? input->type_text : STR("something else"));
        break;
    case LINT_PAIR_MEMBERS: fputs(" has other members", out); break;
    case LINT_PAIR_HOLDS:
    case LINT_PAIR_AHEAD: break;
    }
    fputs("</span>", out);
}

static void write_cell(FILE *out, const struct report *report, const struct lint_pair *pair)
{
    if (pair == NULL) {
        fputs("<td class=\"none\"><span aria-hidden=\"true\">&#8212;</span>", out);
        html_heard(out, "not supplied");
    } else if (pair->state == LINT_PAIR_HOLDS) {
        fprintf(out, "<td class=\"good\"><span class=\"mark\" aria-hidden=\"true\">&#10003;</span> %" PRIu32, pair->declared);
        html_heard(out, pair->declared == 1 ? " parameter agrees" : " parameters agree");
    } else {
        fputs("<td class=\"bad\"><span class=\"mark\" aria-hidden=\"true\">&#10007;</span> ", out);
        write_why(out, report, pair);
    }
    fputs("</td>", out);
}

static uint32_t count_miscounted(const struct report *report, uint32_t type, uint32_t version)
{
    const struct vec *all = &report->check->pipeline.lint.miscounted;
    uint32_t count = 0;
    for (size_t i = 0; i < all->count; i++) {
        const struct instance *instance = report_instance(report, *MODEL_AT(*all, uint32_t, i));
        count += instance->type == type && instance_has_version(instance, version);
    }
    return count;
}

static void write_row(FILE *out, const struct matrix *m, const struct row *row)
{
    const struct report *report = m->report;
    const struct template_type *type = report_type(report, row->type);
    const uint32_t miscounted = count_miscounted(report, row->type, row->version);
    fprintf(out, "<tr%s><th scope=\"row\">", row->again ? " class=\"again\"" : "");
    html_name(out, type->name);
    fprintf(out, " <span class=\"version\"><span class=\"heard\">version </span>%" PRIu32 "</span></th>", row->version);
    if (row->version > type->version) fputs("<td class=\"number\">&#8212;</td>", out);
    else fprintf(out, "<td class=\"number\">%" PRIu32 "</td>", template_parameter_count(type, row->version));
    if (type->poisoned) fputs("<td class=\"bad\">has errors</td>", out);
    else if (miscounted) fprintf(out, "<td class=\"bad\"><span class=\"mark\" aria-hidden=\"true\">&#10007;</span> %" PRIu32 " of %" PRIu32 " <span class=\"why\">with another count</span></td>", miscounted, row->instances);
    else fprintf(out, "<td class=\"number\">%" PRIu32 "</td>", row->instances);
    size_t at = 0;
    for (uint32_t s = 0; s < report_model(report)->sensors.count; s++) {
        if (MODEL_AT(report_model(report)->sensors, struct sensor, s)->platform != type->platform) continue;
        while (at < row->count && row->pairs[at].sensor < s) at++;
        write_cell(out, report, at < row->count && row->pairs[at].sensor == s ? &row->pairs[at] : NULL);
    }
    fputs("</tr>\n", out);
}

/* ---- the versions of a Template Type: those that a sensor supplies or to which an instance is pinned; where there are none, the newest ---- */

static void find_versions(const struct matrix *m, uint32_t type_index, size_t from, struct vec *versions)
{
    for (size_t p = from; p < m->count && m->pairs[p].type == type_index; p++) *(uint32_t *)vec_push(versions, sizeof(uint32_t)) = m->pairs[p].version;
    for (uint32_t i = m->type_first[type_index]; i < m->type_first[type_index + 1]; i++)
        if (report_instance(m->report, m->of_type[i])->pinned) *(uint32_t *)vec_push(versions, sizeof(uint32_t)) = report_instance(m->report, m->of_type[i])->pinned;
    if (versions->count == 0) *(uint32_t *)vec_push(versions, sizeof(uint32_t)) = report_type(m->report, type_index)->version;
    qsort(versions->p, versions->count, sizeof(uint32_t), compare_numbers);
    size_t kept = 0;
    for (size_t v = 0; v < versions->count; v++)
        if (v == 0 || *MODEL_AT(*versions, uint32_t, v) != *MODEL_AT(*versions, uint32_t, v - 1)) MODEL_AT(*versions, uint32_t, 0)[kept++] = *MODEL_AT(*versions, uint32_t, v);
    versions->count = kept;
}

/* Versions at which a parameter was declared, and which are not among those. */
static uint32_t count_unsupplied(const struct template_type *type, const struct vec *versions)
{
    uint32_t count = 0;
    for (uint32_t f = 0; f < type->field_count; f++) {
        const uint32_t since = type->fields[f].since;
        bool counted = f && type->fields[f - 1].since == since; /* a since never goes down */
        for (size_t v = 0; v < versions->count && !counted; v++) counted = *MODEL_AT(*versions, uint32_t, v) == since;
        count += !counted;
    }
    return count;
}

static void write_type(FILE *out, struct matrix *m, uint32_t type_index)
{
    struct vec versions = {.exhausted = &m->report->cli->exhausted};
    size_t from = m->pair_first[type_index];
    find_versions(m, type_index, from, &versions);
    m->unsupplied += count_unsupplied(report_type(m->report, type_index), &versions);
    for (size_t v = 0; v < versions.count; v++) {
        struct row row = {.type = type_index, .version = *MODEL_AT(versions, uint32_t, v), .again = v != 0};
        while (from < m->count && m->pairs[from].type == type_index && m->pairs[from].version < row.version) from++;
        row.pairs = &m->pairs[from];
        while (from + row.count < m->count && row.pairs[row.count].type == type_index && row.pairs[row.count].version == row.version) row.count++;
        if (m->rows == REPORT_MATRIX_ROWS) {
            m->left_out++;
            continue;
        }
        m->rows++;
        for (uint32_t i = m->type_first[type_index]; i < m->type_first[type_index + 1]; i++) {
            const struct instance *instance = report_instance(m->report, m->of_type[i]);
            row.instances += !instance->stress && instance_has_version(instance, row.version);
        }
        write_row(out, m, &row);
    }
    vec_free(&versions);
}

static void write_platform(FILE *out, struct matrix *m, uint8_t platform)
{
    const struct model *model = report_model(m->report);
    uint32_t sensors = 0, types = 0;
    char label[64];
    for (uint32_t s = 0; s < model->sensors.count; s++) sensors += MODEL_AT(model->sensors, struct sensor, s)->platform == platform;
    for (uint32_t t = 0; t < model->templates.count; t++) types += report_type(m->report, t)->platform == platform;
    if (types == 0) return;
    snprintf(label, sizeof label, "matrix-%s", words_platforms[platform]);
    html_scroll_begin(out, label);
    fprintf(out, "<table class=\"matrix\">\n<caption id=\"%s\"><span class=\"word\">%s</span>: Template Type versions by sensors%s</caption>\n<thead><tr><th scope=\"col\">Template Type</th>"
                 "<th scope=\"col\" class=\"number\">Parameters</th><th scope=\"col\" class=\"number\">Instances</th>",
            label, words_platforms[platform], sensors ? "" : ". No sensor of this platform is targeted");
    for (uint32_t s = 0; s < model->sensors.count; s++) {
        const struct sensor *sensor = MODEL_AT(model->sensors, struct sensor, s);
        if (sensor->platform != platform) continue;
        fputs("<th scope=\"col\"><span class=\"heard\">sensor </span>", out);
        html_name(out, sensor->name);
        fputs("</th>", out);
    }
    fputs("</tr></thead>\n<tbody>\n", out);
    m->rows = m->left_out = m->unsupplied = 0;
    for (size_t t = 0; t < model->templates.count; t++)
        if (report_type(m->report, m->types[t])->platform == platform) write_type(out, m, m->types[t]);
    fputs("</tbody></table>\n", out);
    html_scroll_end(out);
    if (m->unsupplied) fprintf(out, "<p class=\"said\">%" PRIu64 " more declared version%s no targeted sensor supplies, and no instance names.</p>\n", m->unsupplied, cli_s(m->unsupplied));
    if (m->left_out) fprintf(out, "<p class=\"said\">Left out of this page: %" PRIu64 " more versions.</p>\n", m->left_out);
}

void matrix_write(FILE *out, const struct report *report)
{
    struct matrix m;
    if (!report->check->pipeline.linted) {
        fputs("<p class=\"said\">The proof did not run: weir.json has errors.</p>\n", out);
        return;
    }
    open_matrix(&m, report);
    for (uint8_t platform = 0; platform < WEIR_PLATFORM_COUNT; platform++) write_platform(out, &m, platform);
    if (report_model(report)->templates.count == 0) fputs("<p class=\"said\">The project has no Template Type.</p>\n", out);
    arena_free(&m.arena);
}
