/* weir test --coverage: for each Template Type a table of parameters by operator. Has some test put a value there that decided the verdict, once for a match and once for a
 * miss? That is the question whose answer was no on 19 July 2024: every test had a wildcard in the 21st place.
 *
 * Must hold: what no event can bring about (a criterion that never decides) is shown and not counted; a cell is good only where a test that passes decided both ways. */
#include "quality.h"

#include <inttypes.h>

#include "../channel/words.h"

enum { OPS = WEIR_OP_COUNT };

/* What the tests decide of one instance; the cells that they leave open are left to can_decide. */
static void add_instance(struct coverage_table *table, struct quality *q)
{
    for (uint32_t a = 0; a < q->atom_count; a++) {
        const struct criterion *c = solve_atom_criterion(&q->solve, a);
        struct coverage_cell *cell = &table->cells[c->ordinal - 1][c->op];
        if (cell->instances == 0) cell->first = q->instance;
        cell->instances += cell->instances == 0 || cell->last != q->instance; /* it may have several such criteria */
        cell->last = q->instance;
        table->used = true;
        bool match = false, miss = false;
        for (uint32_t e = 0; e < q->events.count && !(match && miss); e++) {
            if (!quality_decides(q, a, e)) continue;
            const bool holds = MODEL_AT(q->events, struct quality_event, e)->matches;
            match = match || holds;
            miss = miss || !holds;
        }
        cell->match = cell->match || match;
        cell->miss = cell->miss || miss;
        struct solve_event event;
        if (!cell->possible) cell->possible = (match && miss) || (quality_find_deciding(q, a, true, &event) != SOLVE_NO && quality_find_deciding(q, a, false, &event) != SOLVE_NO);
    }
}

static void show_cell(const struct suite *suite, const struct template_type *type, uint32_t ordinal, uint32_t op, const struct coverage_cell *cell, bool counts)
{
    static const char *const words[] = {"-", "yes"};
    const struct field *field = &type->fields[ordinal - 1];
    if (suite->only_scores) return;
    if (suite->format == TEST_JSON) {
        printf("{\"coverage\": ");
        json_write_string(stdout, type->name);
        printf(", \"parameter\": %" PRIu32 ", \"name\": ", ordinal);
        json_write_string(stdout, field->name);
        printf(", \"operator\": \"%s\", \"instances\": %" PRIu32 ", \"match\": %s, \"miss\": %s, \"counts\": %s}\n", words_operators[op], cell->instances, cell->match ? "true" : "false",
               cell->miss ? "true" : "false", counts ? "true" : "false");
        return;
    }
    printf("  %2" PRIu32 " %-24.*s %-16s %9" PRIu32 "   %-5s %s", ordinal, STR_ARG(field->name), words_operators[op], cell->instances, words[cell->match], words[cell->miss]);
    if (!counts) printf("%s  no event lets it decide both ways", cell->miss ? "" : "  ");
    else if (!(cell->match && cell->miss)) {
        printf("%s  no test %s; first use in '" STR_FMT "'", cell->miss ? "" : "  ", cell->match ? "misses because of it" : cell->miss ? "matches because of it" : "decides it", STR_ARG(suite_instance(suite, cell->first)->name));
    }
    putchar('\n');
}

bool coverage_counts(const struct coverage_cell *cell) { return cell->possible || (cell->match && cell->miss); }

static struct quality_score show_table(const struct suite *suite, const struct template_type *type, const struct coverage_table *table)
{
    struct quality_score score = {0, 0};
    if (suite->format != TEST_JSON && !suite->only_scores) printf("\n" STR_FMT "\n   # %-24s %-16s %9s   %-5s %s\n", STR_ARG(type->name), "parameter", "operator", "instances", "match", "miss");
    for (uint32_t i = 0; i < type->field_count; i++)
        for (uint32_t op = 0; op < OPS; op++) {
            const struct coverage_cell *cell = &table->cells[i][op];
            if (cell->instances == 0) continue;
            const bool counts = coverage_counts(cell);
            score.all += counts;
            score.good += counts && cell->match && cell->miss;
            show_cell(suite, type, i + 1, op, cell, counts);
        }
    return score;
}

void coverage_gather(struct suite *suite, struct coverage *coverage)
{
    const struct model *model = &suite->pipeline->model;
    arena_init(&coverage->arena, &suite->cli->exhausted);
    coverage->tables = arena_array(&coverage->arena, model->templates.count + 1, sizeof *coverage->tables);
    for (uint32_t i = 0; i < model->instances.count; i++) {
        struct quality q;
        if (!suite->whole[i] || !quality_open(&q, suite, i)) continue;
        struct coverage_table **table = &coverage->tables[suite_instance(suite, i)->type];
        if (*table == NULL) *table = arena_new(&coverage->arena, struct coverage_table);
        add_instance(*table, &q);
        quality_close(&q);
    }
}

void coverage_free(struct coverage *coverage) { arena_free(&coverage->arena); }

struct quality_score coverage_run(struct suite *suite)
{
    const struct model *model = &suite->pipeline->model;
    struct quality_score score = {0, 0};
    struct coverage coverage;
    coverage_gather(suite, &coverage);
    for (size_t t = 0; t < model->templates.count; t++) {
        if (coverage.tables[t] == NULL || !coverage.tables[t]->used) continue;
        const struct quality_score one = show_table(suite, MODEL_AT(model->templates, struct template_type, t), coverage.tables[t]);
        score.good += one.good;
        score.all += one.all;
    }
    coverage_free(&coverage);
    return score;
}
