/* The page: page.html with its places filled in. Every {{name}} in it is a row of places.
 *
 * Must hold: the policy in the head names the very style and the very script that follow, by digest, and allows nothing else. */
#include <inttypes.h>
#include <stdlib.h>

#include "../../compiler/base/sha256.h"
#include "../../compiler/version.h"
#include "html.h"
#include "report.h"

struct report_entry {
    const char *name;
    const char *text; /* terminated */
    uint32_t bytes;
};
extern const struct report_entry report_entries[]; /* generated: build/gen/report.c */
extern const size_t report_entry_count;

static struct str embedded(const char *name)
{
    for (size_t i = 0; i < report_entry_count; i++)
        if (strcmp(report_entries[i].name, name) == 0) return (struct str){report_entries[i].text, report_entries[i].bytes};
    BUG("%s is not embedded", name);
}

static int compare_orders(const void *a, const void *b)
{
    const uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;
    return (x > y) - (x < y);
}

const uint32_t *report_types(const struct report *report, struct arena *arena)
{
    const size_t count = report_model(report)->templates.count;
    uint32_t *types = arena_array(arena, count + 1, sizeof *types);
    uint64_t *order = arena_array(arena, count + 1, sizeof *order);
    for (size_t i = 0; i < count; i++) order[i] = (uint64_t)report_type(report, (uint32_t)i)->channel << 32 | i;
    qsort(order, count, sizeof *order, compare_orders);
    for (size_t i = 0; i < count; i++) types[i] = (uint32_t)order[i];
    return types;
}

/* ---- the head ---- */

static void put_digest(FILE *out, const char *name)
{
    static const char letters[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    uint8_t sum[SHA256_BYTES + 1] = {0};
    sha256(embedded(name), sum);
    fputs("'sha256-", out);
    for (int i = 0; i < SHA256_BYTES; i += 3) { /* 32 bytes: ten whole groups and two bytes */
        const uint32_t group = (uint32_t)sum[i] << 16 | (uint32_t)sum[i + 1] << 8 | (i + 2 < SHA256_BYTES ? sum[i + 2] : 0);
        for (int c = 0; c < 4; c++) putc(i + 2 >= SHA256_BYTES && c == 3 ? '=' : letters[group >> (18 - 6 * c) & 63], out);
    }
    putc('\'', out);
}

static void put_policy(FILE *out, const struct report *report)
{
    (void)report;
    fputs("default-src 'none'; style-src ", out);
    put_digest(out, "page.css");
    fputs("; script-src ", out);
    put_digest(out, "page.js");
    fputs("; img-src data:; base-uri 'none'; form-action 'none'; require-trusted-types-for 'script'; trusted-types 'none'", out);
}

static void put_file(FILE *out, const char *name)
{
    const struct str text = embedded(name);
    fwrite(text.p, 1, text.n, out);
}
static void put_style(FILE *out, const struct report *report) { (void)report, put_file(out, "page.css"); }
static void put_script(FILE *out, const struct report *report) { (void)report, put_file(out, "page.js"); }
static void put_weir(FILE *out, const struct report *report) { (void)report, fputs(WEIR_VERSION, out); }

static struct str project_name(const struct report *report) { return report->check->pipeline.project.name.n ? report->check->pipeline.project.name : STR("a project without a name"); }
static void put_title(FILE *out, const struct report *report) { html_text(out, project_name(report)); } /* where no markup may stand */
static void put_project(FILE *out, const struct report *report) { html_name(out, project_name(report)); }

static void put_facts(FILE *out, const struct report *report)
{
    const struct suite *suite = report->suite;
    const uint32_t revision = suite && suite->release_count ? suite->channels[0].view->revision : report->check->pipeline.project.revision;
    fprintf(out, "Content revision %" PRIu32 ", weir %s", revision ? revision : 1, WEIR_VERSION);
    if (report->time) fprintf(out, ", <time datetime=\"%s\">%s</time>", report->time, report->time); /* digits, as was checked */
}

/* ---- the verdict ---- */

static void put_counts(FILE *out, const struct report *report)
{
    const struct pipeline *p = &report->check->pipeline;
    uint64_t instances = 0, stress = 0;
    for (uint32_t i = 0; i < p->model.instances.count; i++) *(report_instance(report, i)->stress ? &stress : &instances) += 1;
    html_number(out, p->linted ? proof_total(&p->lint.proof) : 0);
    fputs(" obligations", out);
    if (p->linted && p->lint.proof.failed) {
        fputs(", ", out);
        html_number(out, p->lint.proof.failed);
        fputs(" of them failed", out);
    }
    fputs(": ", out);
    html_number(out, instances);
    fprintf(out, " instance%s, ", cli_s(instances));
    if (stress) fprintf(out, "%" PRIu64 " for stress, ", stress);
    html_number(out, p->linted ? p->lint.targets.count : 0);
    fprintf(out, " compiled Template Type version%s, %zu sensor%s", cli_s(p->linted ? p->lint.targets.count : 0), p->model.sensors.count, cli_s(p->model.sensors.count));
}

static void put_verdict(FILE *out, const struct report *report)
{
    const struct pipeline *p = &report->check->pipeline;
    const struct matrix_sums sums = matrix_sum(report);
    const uint32_t errors = p->sink.count[DIAG_ERROR];
    const bool fails = !p->linted || sums.broken || p->lint.miscounted.count || p->lint.proof.failed, nothing = !fails && proof_total(&p->lint.proof) == 0;
    const bool good = !fails && !nothing && errors == 0 && p->sink.dropped == 0;
    fprintf(out, "<p class=\"verdict %s\"><span class=\"sign\" aria-hidden=\"true\">%s</span> <span>", good ? "good" : "bad", good ? "&#10003;" : "&#10007;");
    if (sums.broken) fprintf(out, "The proof fails: %" PRIu64 " of %" PRIu64 " pairs of a Template Type version and a sensor do not agree.", sums.broken, sums.pairs);
    else if (fails && p->linted && p->lint.miscounted.count) fprintf(out, "The proof fails: %zu instance%s another number of parameters than declared.", p->lint.miscounted.count, p->lint.miscounted.count == 1 ? " has" : "s have");
    else if (fails || nothing) fprintf(out, "Nothing is proved: %" PRIu32 " error%s.", errors, cli_s(errors));
    else if (report->suite && errors) fprintf(out, "Proved; but %" PRIu32 " test%s.", errors, errors == 1 ? " fails" : "s fail");
    else if (!good) fprintf(out, "It does not compile: %" PRIu32 " error%s.", errors, cli_s(errors));
    else fputs("Proved: every parameter agrees in count, name and type.", out);
    fputs("</span></p>\n<p class=\"counts\">", out);
    put_counts(out, report);
    fputs(".</p>", out);
}

/* ---- figures ---- */

static void put_share(FILE *out, uint64_t part, uint64_t all)
{
    html_number(out, part);
    fputs(" <small>of ", out);
    html_number(out, all);
    fputs("</small>", out);
}

static void begin_figure(FILE *out, const char *id, const char *name, const char *kind) { fprintf(out, "<li class=\"%s\"><a href=\"#%s\"><span class=\"name\">%s</span> <strong>", kind, id, name); }
static void end_figure(FILE *out) { fputs("</span></a></li>\n", out); }

static void put_tests(FILE *out, const struct report *report)
{
    if (report->suite) {
        const struct test_counts counts = test_count(report->suite);
        begin_figure(out, "findings", "Tests passed", counts.failed ? "bad" : "plain");
        put_share(out, counts.passed, counts.passed + counts.failed + counts.not_run);
        fputs("</strong> <span class=\"more\">", out);
        if (report->suite->untested_count) html_number(out, report->suite->untested_count);
        if (report->suite->untested_count) fprintf(out, " instance%s without one", cli_s(report->suite->untested_count));
        else fputs("every instance has one", out);
    } else {
        begin_figure(out, "findings", "Tests passed", "plain");
        fputs("&#8212;</strong> <span class=\"more\">not run", out);
    }
    end_figure(out);
}

static void put_covered(FILE *out, const struct report *report)
{
    const struct quality_score score = covered_sum(report);
    begin_figure(out, "coverage", "Coverage", "plain");
    if (report->coverage) fprintf(out, "%.0f&#160;%%</strong> <span class=\"more\">%" PRIu64 " of %" PRIu64 " cells", score.all ? 100.0 * (double)score.good / (double)score.all : 100.0, score.good, score.all);
    else fputs("&#8212;</strong> <span class=\"more\">not measured", out);
    end_figure(out);
}

static void put_worst(FILE *out, const struct report *report)
{
    const struct test_channel *worst = cost_worst(report);
    const uint64_t steps = worst ? weir_steps(worst->view, WEIR_TEXT_BYTES_MEANT) : 0, budget = report->check->pipeline.project.budget[BUDGET_STEPS_PER_EVENT];
    begin_figure(out, "cost", "Worst event", "plain");
    if (worst == NULL) {
        fputs("&#8212;</strong> <span class=\"more\">nothing is compiled", out);
    } else {
        if (steps < 1000000) html_number(out, steps);
        else if (steps < 1000000000) fprintf(out, "%.1f <small>million</small>", (double)steps / 1e6);
        else fprintf(out, "%.1f <small>billion</small>", (double)steps / 1e9);
        fputs("</strong> <span class=\"more\">steps", out);
        if (budget) fprintf(out, ", %.0f&#160;%% of budget", 100.0 * (double)steps / (double)budget);
    }
    end_figure(out);
}

static void put_figures(FILE *out, const struct report *report)
{
    const struct matrix_sums matrix = matrix_sum(report);
    const struct attack_sums attack = attack_sum(report);
    begin_figure(out, "proof", "Pairs that agree", matrix.broken ? "bad" : "plain");
    put_share(out, matrix.pairs - matrix.broken, matrix.pairs);
    fputs("</strong> <span class=\"more\">versions by sensors", out);
    end_figure(out);
    put_tests(out, report);
    put_covered(out, report);
    begin_figure(out, "attack", "ATT&amp;CK techniques", "plain");
    html_number(out, attack.techniques);
    fputs("</strong> <span class=\"more\">in ", out);
    html_number(out, attack.instances);
    fprintf(out, " instance%s", cli_s(attack.instances));
    end_figure(out);
    put_worst(out, report);
    begin_figure(out, "changes", "Changes", "plain");
    if (report->diff) html_number(out, report->diff->rows.count);
    else fputs("&#8212;", out);
    fputs(report->diff ? "</strong> <span class=\"more\">instances" : "</strong> <span class=\"more\">not compared", out);
    end_figure(out);
}

/* ---- all of it ---- */

static const struct {
    const char *name;
    void (*put)(FILE *out, const struct report *report);
} places[] = {
    {"policy", put_policy}, {"style", put_style}, {"script", put_script}, {"weir", put_weir}, {"title", put_title}, {"project", put_project}, {"facts", put_facts}, {"verdict", put_verdict},
    {"figures", put_figures}, {"proof", matrix_write}, {"coverage", covered_write}, {"attack", attack_write}, {"cost", cost_write}, {"changes", changes_write}, {"findings", findings_list},
};

static void put_place(FILE *out, const struct report *report, struct str name)
{
    for (size_t i = 0; i < sizeof places / sizeof *places; i++)
        if (str_equal(name, str_from(places[i].name))) {
            places[i].put(out, report);
            return;
        }
    BUG("page.html has a place '" STR_FMT "', which nothing fills", STR_ARG(name));
}

void report_write(FILE *out, const struct report *report)
{
    const struct str page = embedded("page.html");
    const char *at = page.p;
    for (const char *open; (open = strstr(at, "{{")) != NULL;) {
        const char *close = strstr(open, "}}");
        if (close == NULL) BUG("a place of page.html does not end");
        fwrite(at, 1, (size_t)(open - at), out);
        put_place(out, report, (struct str){open + 2, (uint32_t)(close - open - 2)});
        at = close + 2;
    }
    fputs(at, out);
}
