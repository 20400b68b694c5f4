/* weir report: see report.h. */
#include "report.h"

#include <errno.h>
#include <stdlib.h>

#include "../buffer.h"
#include "../commands.h"
#include "../gate/release.h"

const struct cli_option command_report_options[] = {
    {"--output", "-o", "FILE", "where to; standard output without it", false},
    {"--against", NULL, "RELEASE", "what to compare with: a folder of channel files, a project, or git:REVISION of the project here", false},
    {"--time", NULL, "TIME", "a time to be shown, as 2026-11-22T09:00:00Z; none without it, so that the same project gives the same page", false},
    {"--sensor", NULL, "FILE", "a sensor manifest to prove against, instead of the project's", true},
    {NULL, NULL, NULL, NULL, false},
};

struct run {
    struct check check;
    struct suite suite;
    struct coverage coverage;
    struct diff diff;
    struct report report;
    bool has_coverage, has_diff;
};

static enum cli_status read_usage(const struct cli *cli, int argc)
{
    const char *time = cli_value(cli, "--time");
    uint64_t seconds;
    if (argc) return cli_usage(cli, "the report is of the whole project, and takes no PATH");
    if (time && !release_read_time(str_from(time), &seconds)) return cli_usage(cli, "'%s' is no time such as 2026-11-22T09:00:00Z", time);
    if (cli->format == RENDER_JSON && !cli_has(cli, "--output")) return cli_usage(cli, "with --format json standard output is for the findings: name a file for the page with --output");
    return CLI_OK;
}

/* ---- what is to be shown ---- */

static void measure(struct suite *suite, struct coverage *coverage)
{
    quality_read_corpora(suite);
    coverage_gather(suite, coverage);
    quality_free_corpora(suite);
}

void report_write_release(FILE *out, struct cli *cli, const struct check *check, struct suite *suite, const struct diff *diff, const char *findings)
{
    struct coverage coverage;
    measure(suite, &coverage);
    report_write(out, &(struct report){.cli = cli, .check = check, .suite = suite, .coverage = &coverage, .diff = diff, .findings = findings});
    coverage_free(&coverage);
}

static enum cli_status run_tests(struct cli *cli, struct run *run)
{
    struct suite *suite = &run->suite;
    suite_drop_stress(suite);
    suite_run_tests(suite);
    suite_run_corpora(suite);
    diag_sort(&run->check.pipeline.sink);
    if (suite->contradicted) return cli_error(cli, CLI_OUR_FAULT, "our own fault: the interpreter gave two verdicts on one event. Please report it");
    if (suite->world_failed) {
        check_show(cli, &run->check);
        return CLI_WORLD;
    }
    if (diag_has_errors(&run->check.pipeline.sink)) return CLI_OK; /* what failing tests cover says nothing */
    measure(suite, &run->coverage);
    run->has_coverage = true;
    run->report.coverage = &run->coverage;
    return CLI_OK;
}

static enum cli_status compare(struct cli *cli, struct run *run)
{
    const char *against = cli_value(cli, "--against");
    if (against == NULL) return CLI_OK;
    diff_open(&run->diff, cli);
    run->has_diff = true;
    const enum cli_status status = diff_read(&run->diff, &run->diff.old_side, against);
    if (status != CLI_OK) return status;
    for (uint32_t c = 0; c < run->suite.release_count; c++) diff_add(&run->diff.new_side, run->suite.channels[c].view);
    run->diff.new_side.name = "the project";
    diff_compare(&run->diff);
    run->report.diff = &run->diff;
    return CLI_OK;
}

/* Not CLI_OK: reported, and no page is written. A project that does not compile is shown as far as it goes. */
static enum cli_status gather(struct cli *cli, struct run *run)
{
    enum cli_status status = check_errors(&run->check, CLI_CONTENT);
    if (status == CLI_USAGE || status == CLI_WORLD) {
        check_show(cli, &run->check);
        return status;
    }
    if (status == CLI_CONTENT) return CLI_OK;
    suite_select_all(&run->suite);
    status = suite_make(&run->suite, false);
    if (status == CLI_CONTENT) return CLI_OK; /* over a budget, which is among the findings now */
    if (status == CLI_OK) {
        run->report.suite = &run->suite;
        status = run_tests(cli, run);
    }
    return status == CLI_OK ? compare(cli, run) : status;
}

/* ---- the page ---- */

static enum cli_status put_page(struct cli *cli, struct str page)
{
    const char *path = cli_value(cli, "--output");
    struct file_out out;
    if (path == NULL) {
        fwrite(page.p, 1, page.n, stdout);
        return CLI_OK;
    }
    struct file_status status = file_create(&out, &cli->arena, path);
    if (!file_failed(status)) {
        fwrite(page.p, 1, page.n, out.stream);
        status = file_commit(&out);
    }
    return file_failed(status) ? cli_world(cli, status, path) : CLI_OK;
}

/* In memory first: when that runs out, no half of a file is left behind. The buffer is on the heap, because what writes into it may jump out of here without memory, and the end
 * of the process flushes every stream that is still open. */
static enum cli_status write_page(struct cli *cli, const struct report *report)
{
    enum cli_status status = CLI_WORLD;
    struct buffer *page = calloc(1, sizeof *page);
    if (page == NULL || !buffer_open(page)) {
        free(page);
        longjmp(cli->exhausted, 1);
    }
    report_write(page->stream, report);
    if (!buffer_flush(page)) status = cli_world(cli, (struct file_status){ENOMEM, "write the page"}, "memory");
    else if (page->bytes.count > UINT32_MAX) status = cli_world(cli, (struct file_status){EFBIG, "write the page"}, "memory");
    else status = put_page(cli, (struct str){page->bytes.p, (uint32_t)page->bytes.count});
    buffer_close(page);
    free(page);
    return status;
}

/* On the terminal the errors, which are why the status is not 0; everything else is in the page. */
static void show_errors(const struct cli *cli, struct check *check)
{
    struct diag_sink *sink = &check->pipeline.sink;
    for (size_t i = 0; i < sink->list.count; i++) {
        struct diag *d = ((struct diag **)sink->list.p)[i];
        if (d->level < DIAG_ERROR) diag_set_level(sink, d, DIAG_OFF);
    }
    if (diag_has_errors(sink)) check_show(cli, check);
}

static enum cli_status finish(struct cli *cli, struct run *run)
{
    enum cli_status status = gather(cli, run);
    if (status == CLI_OK) status = write_page(cli, &run->report);
    if (status != CLI_OK) return status;
    show_errors(cli, &run->check);
    if (diag_has_errors(&run->check.pipeline.sink)) return run->report.suite ? CLI_FINDINGS : CLI_CONTENT;
    if (cli_has(cli, "--output")) check_show_proof(cli, &run->check);
    return CLI_OK;
}

enum cli_status command_report(struct cli *cli, int argc, char **argv)
{
    enum cli_status status = read_usage(cli, argc);
    (void)argv;
    if (status != CLI_OK) return status;
    struct run *run = arena_new(&cli->arena, struct run);
    run->report = (struct report){.cli = cli, .check = &run->check, .time = cli_value(cli, "--time")};
    suite_init(&run->suite, cli, &run->check.pipeline);
    run->suite.only_scores = true;
    status = check_run(cli, &run->check, 0, NULL, true);
    if (status == CLI_OK) status = finish(cli, run);
    if (run->has_diff) diff_close(&run->diff);
    if (run->has_coverage) coverage_free(&run->coverage);
    suite_free(&run->suite);
    check_free(&run->check);
    return status;
}
