/* weir report: a project in, one page to look at out. report.c is asked, runs what is to be shown, and ends; page.c fills page.html's places; matrix.c, covered.c, attack.c, cost.c and
 * told.c each write a section; html.c has what they share.
 *
 * In:   a project that was checked, with errors or without. Out: one HTML document that needs nothing else.
 * Must hold: the same project gives the same bytes; no text of the content is markup, and none is shown that nobody could see or that turns the direction of writing;
 *       nothing is left out without being said. */
#ifndef CLI_REPORT_H
#define CLI_REPORT_H

#include "../diff/diff.h"
#include "../quality/quality.h"

struct report {
    struct cli *cli;
    const struct check *check;
    struct suite *suite;             /* compiled, and its tests run; NULL: the project does not compile */
    const struct coverage *coverage; /* NULL: not measured, because it does not compile or a test fails */
    const struct diff *diff;         /* compared; NULL: there was nothing to compare with */
    const char *time;                /* to be shown, or NULL */
    const char *findings;            /* a file beside the page that has the findings, which are not in the page then; or NULL */
};

/* Of a table the first so many rows are in the document itself; the script shows the ones behind them, page by page. Rows beyond the second number are left out, and it is said. */
enum { REPORT_ROWS_SHOWN = 500, REPORT_ROWS_MOST = 20000, REPORT_MATRIX_ROWS = 2000 };

void report_write(FILE *out, const struct report *report);
/* For the gate: the page of a release, whose tests have all passed. diff: NULL for the first one. */
void report_write_release(FILE *out, struct cli *cli, const struct check *check, struct suite *suite, const struct diff *diff, const char *findings);

static inline const struct model *report_model(const struct report *report) { return &report->check->pipeline.model; }
static inline const struct template_type *report_type(const struct report *report, uint32_t type) { return MODEL_AT(report_model(report)->templates, struct template_type, type); }
static inline const struct instance *report_instance(const struct report *report, uint32_t instance) { return MODEL_AT(report_model(report)->instances, struct instance, instance); }
/* Template Types by channel; in the arena. */
const uint32_t *report_types(const struct report *report, struct arena *arena);

/* ---- the sections, and the sums that the head of the page shows ---- */
struct matrix_sums {
    uint64_t pairs, broken; /* Template Type versions by sensors that supply them */
};
struct matrix_sums matrix_sum(const struct report *report);
void matrix_write(FILE *out, const struct report *report);

struct quality_score covered_sum(const struct report *report);
void covered_write(FILE *out, const struct report *report);

struct attack_sums {
    uint64_t techniques, instances;
};
struct attack_sums attack_sum(const struct report *report);
void attack_write(FILE *out, const struct report *report);

/* The channel file whose worst event costs most; NULL: there is none. */
const struct test_channel *cost_worst(const struct report *report);
void cost_write(FILE *out, const struct report *report);

void changes_write(FILE *out, const struct report *report);
void findings_list(FILE *out, const struct report *report);

#endif
