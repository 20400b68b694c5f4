/* See kit_report.h. Must hold: the same report gives the same bytes; what the tested program said is in it only as printable text. */
#include "kit_report.h"

#include <inttypes.h>

#include "../../compiler/base/json.h"
#include "../xml.h"

enum { SHOWN = 10 }; /* failures of a category, as text */

enum cli_status kit_read_format(struct cli *cli, enum kit_format *format)
{
    static const char *const words[] = {[KIT_TEXT] = "text", [KIT_JSON] = "json", [KIT_JUNIT] = "junit"};
    const char *word = cli_value(cli, "--format");
    size_t f = 0;
    while (word && f <= KIT_JUNIT && strcmp(word, words[f]) != 0) f++;
    if (f > KIT_JUNIT) return cli_usage(cli, "unknown format '%s': it is text, json or junit", word);
    *format = (enum kit_format)f;
    return CLI_OK;
}

static uint64_t kept(const struct kit_count *count) { return count->failed < KIT_MOST_FAILURES ? count->failed : KIT_MOST_FAILURES; }

/* ---- text ---- */

static void write_text(const struct cli *cli, struct str subject, const struct kit_report *report)
{
    char passed[CLI_NUMBER_BYTES], failed[CLI_NUMBER_BYTES], not_run[CLI_NUMBER_BYTES];
    uint64_t left_out = 0;
    for (int c = 0; c < KIT_CATEGORIES; c++) {
        const struct kit_count *count = &report->categories[c];
        left_out += count->not_run;
        for (uint64_t i = 0; i < kept(count) && i < SHOWN; i++) printf("FAILED: %s: %s: %s\n", kit_category_rows[c].word, count->failures[i].name, count->failures[i].why);
        if (count->failed > SHOWN) printf("FAILED: %s: and %s more\n", kit_category_rows[c].word, cli_thousands(count->failed - SHOWN, failed));
    }
    if (cli->quiet) return;
    if (kit_failed(report)) putchar('\n');
    for (int c = 0; c < KIT_CATEGORIES; c++) {
        const struct kit_count *count = &report->categories[c];
        printf("%-16s %8s passed", kit_category_rows[c].word, cli_thousands(count->passed, passed));
        if (count->failed) printf(", %s FAILED", cli_thousands(count->failed, failed));
        if (count->not_run) printf(", %s not run", cli_thousands(count->not_run, not_run));
        putchar('\n');
    }
    printf("\n" STR_FMT ": %s passed, %s failed", STR_ARG(subject), cli_thousands(kit_passed(report), passed), cli_thousands(kit_failed(report) - left_out, failed));
    if (left_out) printf(", %s not run", cli_thousands(left_out, not_run));
    putchar('\n');
}

/* ---- JSON, one object a line ---- */

static void write_json(struct str subject, const struct kit_report *report)
{
    for (int c = 0; c < KIT_CATEGORIES; c++) {
        const struct kit_count *count = &report->categories[c];
        for (uint64_t i = 0; i < kept(count); i++) {
            fputs("{\"category\":", stdout);
            json_write_string(stdout, str_from(kit_category_rows[c].word));
            fputs(",\"check\":", stdout);
            json_write_string(stdout, str_from(count->failures[i].name));
            fputs(",\"failed\":", stdout);
            json_write_string(stdout, str_from(count->failures[i].why));
            fputs("}\n", stdout);
        }
    }
    fputs("{\"subject\":", stdout);
    json_write_string(stdout, subject);
    fputs(",\"categories\":[", stdout);
    for (int c = 0; c < KIT_CATEGORIES; c++) {
        const struct kit_count *count = &report->categories[c];
        fputs(c ? ",{\"category\":" : "{\"category\":", stdout);
        json_write_string(stdout, str_from(kit_category_rows[c].word));
        printf(",\"passed\":%" PRIu64 ",\"failed\":%" PRIu64 ",\"not_run\":%" PRIu64 "}", count->passed, count->failed, count->not_run);
    }
    printf("],\"good\":%s}\n", kit_failed(report) ? "false" : "true");
}

/* ---- JUnit ---- */

/* One test case a category that has no failure; else one a failure, and one for what was not run. */
static void write_category(const struct kit_count *count, const struct kit_category_row *row)
{
    const uint64_t cases = kept(count) + (count->not_run ? 1 : 0);
    fputs("  <testsuite", stdout);
    xml_put_attribute(stdout, "name", str_from(row->word));
    printf(" tests=\"%" PRIu64 "\" failures=\"%" PRIu64 "\" errors=\"%d\" skipped=\"0\">\n", cases ? cases : 1, kept(count), count->not_run ? 1 : 0);
    for (uint64_t i = 0; i < kept(count); i++) {
        fputs("    <testcase", stdout);
        xml_put_attribute(stdout, "classname", str_from(row->word));
        xml_put_attribute(stdout, "name", str_from(count->failures[i].name));
        fputs("><failure", stdout);
        xml_put_attribute(stdout, "message", str_from(count->failures[i].why));
        fputs("/></testcase>\n", stdout);
    }
    if (count->not_run || !cases) {
        fputs("    <testcase", stdout);
        xml_put_attribute(stdout, "classname", str_from(row->word));
        xml_put_attribute(stdout, "name", str_from(row->text));
        if (count->not_run) printf("><error message=\"%" PRIu64 " checks were not run\"/></testcase>\n", count->not_run);
        else fputs("/>\n", stdout);
    }
    fputs("  </testsuite>\n", stdout);
}

static void write_junit(struct str subject, const struct kit_report *report)
{
    uint64_t tests = 0, failures = 0, errors = 0;
    for (int c = 0; c < KIT_CATEGORIES; c++) {
        const uint64_t cases = kept(&report->categories[c]) + (report->categories[c].not_run ? 1 : 0);
        tests += cases ? cases : 1;
        failures += kept(&report->categories[c]);
        errors += report->categories[c].not_run ? 1 : 0;
    }
    fputs("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites", stdout);
    xml_put_attribute(stdout, "name", subject);
    printf(" tests=\"%" PRIu64 "\" failures=\"%" PRIu64 "\" errors=\"%" PRIu64 "\">\n", tests, failures, errors);
    for (int c = 0; c < KIT_CATEGORIES; c++) write_category(&report->categories[c], &kit_category_rows[c]);
    fputs("</testsuites>\n", stdout);
}

void kit_write_report(const struct cli *cli, enum kit_format format, struct str subject, const struct kit_report *report)
{
    switch (format) {
    case KIT_TEXT: write_text(cli, subject, report); return;
    case KIT_JSON: write_json(subject, report); return;
    case KIT_JUNIT: write_junit(subject, report); return;
    }
}
