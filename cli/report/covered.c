/* What tests exercise: for each Template Type its parameters by the operators that instances use on them. The facts are coverage.c's.
 *
 * Must hold: a parameter that nothing reads has its row too: a place that has always been a wildcard is the one to look at. */
#include <inttypes.h>

#include "../channel/words.h"
#include "html.h"
#include "report.h"

static struct quality_score score_of(const struct template_type *type, const struct coverage_table *table)
{
    struct quality_score score = {0, 0};
    for (uint32_t i = 0; table && i < type->field_count; i++)
        for (uint32_t op = 0; op < WEIR_OP_COUNT; op++) {
            const struct coverage_cell *cell = &table->cells[i][op];
            score.all += coverage_counts(cell);
            score.good += coverage_counts(cell) && cell->match && cell->miss;
        }
    return score;
}

struct quality_score covered_sum(const struct report *report)
{
    struct quality_score sum = {0, 0};
    for (uint32_t t = 0; report->coverage && t < report_model(report)->templates.count; t++) {
        const struct quality_score one = score_of(report_type(report, t), report->coverage->tables[t]);
        sum.good += one.good;
        sum.all += one.all;
    }
    return sum;
}

/* How far the targeted sensors are, by Template Type: ordinals behind it belong to versions that none of them supplies. */
static const uint32_t *find_supplied(const struct report *report, struct arena *arena)
{
    const struct template_type *const first = report_model(report)->templates.p;
    uint32_t *supplied = arena_array(arena, report_model(report)->templates.count + 1, sizeof *supplied);
    for (uint32_t c = 0; c < report->suite->release_count; c++) {
        const struct test_channel *channel = &report->suite->channels[c];
        uint32_t *most = &supplied[channel->made->type - first];
        if (channel->view->parameter_count > *most) *most = channel->view->parameter_count;
    }
    return supplied;
}

static void write_cell(FILE *out, const struct coverage_cell *cell)
{
    static const struct {
        const char *kind, *word;
    } states[] = {{"bad", "no test"}, {"part", "match only"}, {"part", "miss only"}, {"good", "both"}};
    if (cell == NULL) {
        fputs("<td class=\"none\"></td>", out);
        return;
    }
    const unsigned state = (unsigned)cell->match + 2 * (unsigned)cell->miss;
    if (coverage_counts(cell)) fprintf(out, "<td class=\"%s\">%s", states[state].kind, states[state].word);
    else fputs("<td class=\"cannot\">cannot decide", out);
    fprintf(out, " <span class=\"times\">&#215;%" PRIu32 "<span class=\"heard\"> instance%s</span></span></td>", cell->instances, cli_s(cell->instances));
}

/* One column for operators that are written alike, as == of texts and of numbers is; no parameter has both. */
static bool is_column(uint64_t ops, uint32_t op)
{
    for (uint32_t before = 0; before < op; before++)
        if (ops >> before & 1 && strcmp(words_operators[before], words_operators[op]) == 0) return false;
    return ops >> op & 1;
}

static const struct coverage_cell *cell_of(const struct coverage_table *table, uint32_t ordinal, uint32_t column)
{
    for (uint32_t op = column; op < WEIR_OP_COUNT; op++)
        if (table->cells[ordinal - 1][op].instances && strcmp(words_operators[column], words_operators[op]) == 0) return &table->cells[ordinal - 1][op];
    return NULL;
}

static bool is_read(const struct coverage_table *table, uint32_t ordinal)
{
    for (uint32_t op = 0; op < WEIR_OP_COUNT; op++)
        if (table->cells[ordinal - 1][op].instances) return true;
    return false;
}

static void write_row(FILE *out, const struct template_type *type, const struct coverage_table *table, uint32_t ordinal, uint64_t ops)
{
    fprintf(out, "<tr><th scope=\"row\"><span class=\"ordinal\">%" PRIu32 "</span> ", ordinal);
    html_name(out, type->fields[ordinal - 1].name);
    fputs("</th>", out);
    for (uint32_t op = 0; op < WEIR_OP_COUNT; op++)
        if (is_column(ops, op)) write_cell(out, cell_of(table, ordinal, op));
    fputs("</tr>\n", out);
}

/* Parameters side by side that nothing reads. */
static void write_unread(FILE *out, const struct template_type *type, uint32_t first, uint32_t last, uint32_t columns)
{
    fprintf(out, "<tr><th scope=\"row\"><span class=\"ordinal\">%" PRIu32 "</span>", first);
    if (last > first) fprintf(out, " <span class=\"ordinal\">to %" PRIu32 "</span>", last);
    fprintf(out, "</th><td class=\"unread\" colspan=\"%" PRIu32 "\">no instance reads ", columns);
    for (uint32_t o = first; o <= last; o++) {
        if (o > first) fputs(", ", out);
        html_name(out, type->fields[o - 1].name.n ? type->fields[o - 1].name : STR("a reserved place"));
    }
    fputs("</td></tr>\n", out);
}

static void write_table(FILE *out, const struct template_type *type, const struct coverage_table *table, uint32_t number, uint32_t parameters)
{
    uint64_t ops = 0;
    uint32_t columns = 0;
    char label[32];
    for (uint32_t i = 0; i < type->field_count; i++)
        for (uint32_t op = 0; op < WEIR_OP_COUNT; op++) ops |= table->cells[i][op].instances ? UINT64_C(1) << op : 0;
    for (uint32_t op = 0; op < WEIR_OP_COUNT; op++) columns += is_column(ops, op);
    snprintf(label, sizeof label, "coverage-%" PRIu32, number);
    html_scroll_begin(out, label);
    fprintf(out, "<table class=\"covered\">\n<caption id=\"%s\">Parameters of ", label);
    html_name(out, type->name);
    fputs(" by operator: has a test decided it?</caption>\n<thead><tr><th scope=\"col\">Parameter</th>", out);
    for (uint32_t op = 0; op < WEIR_OP_COUNT; op++) {
        if (!is_column(ops, op)) continue;
        fputs("<th scope=\"col\"><code>", out);
        html_text(out, str_from(words_operators[op]));
        fputs("</code></th>", out);
    }
    fputs("</tr></thead>\n<tbody>\n", out);
    for (uint32_t o = 1, last; o <= parameters; o = last + 1) {
        for (last = o; !is_read(table, o) && last < parameters && !is_read(table, last + 1);) last++;
        if (is_read(table, o)) write_row(out, type, table, o, ops);
        else write_unread(out, type, o, last, columns);
    }
    fputs("</tbody></table>\n", out);
    html_scroll_end(out);
    if (parameters < type->field_count)
        fprintf(out, "<p class=\"said\">%" PRIu32 " more parameter%s of versions that no targeted sensor supplies.</p>\n", type->field_count - parameters, type->field_count - parameters == 1 ? " is" : "s are");
}

static void write_type(FILE *out, const struct report *report, uint32_t number, uint32_t parameters, bool open)
{
    const struct template_type *type = report_type(report, number);
    const struct coverage_table *table = report->coverage->tables[number];
    const struct quality_score score = score_of(type, table);
    fprintf(out, "<details%s><summary><span class=\"label\">", open ? " open" : "");
    html_name(out, type->name);
    fputs("</span> ", out);
    html_bar(out, score.good, score.all);
    fprintf(out, " <span class=\"share\">%" PRIu64 " of %" PRIu64 "</span></summary>\n", score.good, score.all);
    write_table(out, type, table, number, parameters);
    fputs("</details>\n", out);
}

void covered_write(FILE *out, const struct report *report)
{
    enum { OPEN_AT_MOST = 8 };
    const struct model *model = report_model(report);
    uint32_t used = 0;
    bool first = true;
    if (report->coverage == NULL) {
        fprintf(out, "<p class=\"said\">%s</p>\n", report->suite ? "Not measured: a test fails, and what failing tests cover says nothing." : "Not measured: the project does not compile.");
        return;
    }
    struct arena arena;
    arena_init(&arena, &report->cli->exhausted);
    const uint32_t *types = report_types(report, &arena), *supplied = find_supplied(report, &arena);
    for (size_t t = 0; t < model->templates.count; t++) used += report->coverage->tables[t] && report->coverage->tables[t]->used;
    for (size_t t = 0; t < model->templates.count; t++) {
        const struct coverage_table *table = report->coverage->tables[types[t]];
        if (table == NULL || !table->used) continue;
        write_type(out, report, types[t], supplied[types[t]], used <= OPEN_AT_MOST || first);
        first = false;
    }
    if (used == 0) fputs("<p class=\"said\">No instance has a criterion.</p>\n", out);
    arena_free(&arena);
}
