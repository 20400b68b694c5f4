/* What is told in sentences that others wrote: the changes since another release, by weir diff, and the findings of the linter and of the tests. */
#include <inttypes.h>
#include <stdlib.h>

#include "../buffer.h"
#include "html.h"
#include "report.h"

/* ---- changes ---- */

static void write_details(FILE *out, const struct report *report, const struct diff_row *row)
{
    struct buffer buffer;
    if (!buffer_open(&buffer)) longjmp(report->cli->exhausted, 1);
    diff_show_details(buffer.stream, row);
    const bool whole = buffer_flush(&buffer);
    if (whole && buffer.bytes.count) fputs("<ul>", out);
    for (size_t at = 0, end; whole && at < buffer.bytes.count; at = end + 1) {
        for (end = at; end < buffer.bytes.count && buffer.bytes.p[end] != '\n';) end++;
        fputs("<li>", out);
        html_text(out, (struct str){buffer.bytes.p + at, (uint32_t)(end - at)});
        fputs("</li>", out);
    }
    if (whole && buffer.bytes.count) fputs("</ul>", out);
    buffer_close(&buffer);
    if (!whole) longjmp(report->cli->exhausted, 1);
}

static void write_change(FILE *out, const struct report *report, const struct diff_row *row)
{
    static const char *const kinds[DIFF_KIND_COUNT] = {[DIFF_ADDED] = "good", [DIFF_REMOVED] = "bad", [DIFF_WIDER] = "part", [DIFF_NARROWER] = "part", [DIFF_BOTH] = "part", [DIFF_UNDECIDED] = "part", [DIFF_SAME] = "plain"};
    fprintf(out, "<tr><td><span class=\"tag %s\">%s</span></td><td class=\"number\">%" PRIu64 "</td><th scope=\"row\">", kinds[row->kind], diff_words[row->kind], row->id);
    html_name(out, row->name);
    fputs("</th><td>", out);
    html_name(out, row->template_name);
    fputs("</td><td class=\"told\">", out);
    write_details(out, report, row);
    fputs("</td></tr>\n", out);
}

void changes_write(FILE *out, const struct report *report)
{
    static const struct html_column columns[] = {{"Change", "text"}, {"Id", "number"}, {"Instance", "text"}, {"Template Type", "text"}, {"What", NULL}};
    const struct diff *diff = report->diff;
    struct html_list list;
    if (diff == NULL) {
        fprintf(out, "<p class=\"said\">Not compared: %s.</p>\n", report->suite == NULL ? "the project does not compile" : report->findings ? "this is the first release" : "no release was named with <code>--against</code>");
        return;
    }
    fputs("<p>Since <code>", out);
    html_name(out, str_from(diff->old_side.name));
    fputs("</code>: ", out);
    html_number(out, diff->rows.count);
    fprintf(out, " instance%s changed, ", cli_s(diff->rows.count));
    html_number(out, diff->same);
    fputs(" did not. Each event below was run through the Content Interpreter on both releases.</p>\n", out);
    if (diff->rows.count) {
        html_list_begin(&list, out, "changed", "Instances that changed", columns, sizeof columns / sizeof *columns);
        for (size_t i = 0; i < diff->rows.count; i++)
            if (html_list_row(&list)) write_change(out, report, MODEL_AT(diff->rows, struct diff_row, i));
        html_list_end(&list);
    }
    if (diff->notes.count) fputs("<h3>Besides</h3>\n<ul class=\"notes\">\n", out);
    for (size_t i = 0; i < diff->notes.count && i < REPORT_ROWS_SHOWN; i++) {
        fputs("<li>", out);
        html_text(out, MODEL_AT(diff->notes, struct diff_note, i)->text);
        fputs("</li>\n", out);
    }
    if (diff->notes.count) fputs("</ul>\n", out);
    if (diff->notes.count > REPORT_ROWS_SHOWN) fprintf(out, "<p class=\"said\">Left out of this page: %zu more notes.</p>\n", diff->notes.count - REPORT_ROWS_SHOWN);
}

/* ---- findings ---- */

static void write_finding(FILE *out, const struct report *report, const struct diag *d)
{
    static const char *const kinds[] = {[DIAG_OFF] = "plain", [DIAG_NOTE] = "plain", [DIAG_WARNING] = "part", [DIAG_ERROR] = "bad"};
    struct diag_sink *sink = report_model(report)->sink;
    const struct diag_row *row = diag_row(d->code);
    const struct place place = sources_place(sink->sources, d->span.at);
    const bool in_general = d->level == DIAG_ERROR; /* else what is true of every finding of the code would stand at each of them */
    const struct str note = d->note.n ? d->note : str_from(in_general && row->why ? row->why : ""), help = d->help.n ? d->help : str_from(in_general && row->help ? row->help : "");
    fprintf(out, "<tr><td data-v=\"%d\"><span class=\"tag %s\">%s</span></td><td><code>%s</code></td><td class=\"place\">", (int)d->level, kinds[d->level], diag_level_word(d->level), row->code);
    if (place.path) {
        html_name(out, str_from(place.path));
        fprintf(out, ":%" PRIu32, place.line);
    }
    fputs("</td><td class=\"told\"><p>", out);
    html_text(out, d->text);
    fputs("</p>", out);
    if (note.n) {
        fputs("<p class=\"note\">", out);
        html_text(out, note);
        fputs("</p>", out);
    }
    if (help.n) {
        fputs("<p class=\"help\">", out);
        html_text(out, help);
        fputs("</p>", out);
    }
    fputs("</td></tr>\n", out);
}

void findings_list(FILE *out, const struct report *report)
{
    static const struct html_column columns[] = {{"Level", "number-as-text"}, {"Code", "text"}, {"Place", "text"}, {"What", NULL}};
    const struct diag_sink *sink = report_model(report)->sink;
    struct html_list list;
    if (report->findings) {
        fprintf(out, "<p class=\"said\">They are in <code>%s</code> beside this page.</p>\n", report->findings);
        return;
    }
    if (sink->list.count == 0) {
        fputs("<p class=\"said\">Nothing was found.</p>\n", out);
        return;
    }
    html_list_begin(&list, out, "found", "Findings, errors first", columns, sizeof columns / sizeof *columns);
    for (int level = DIAG_ERROR; level > DIAG_OFF; level--)
        for (size_t i = 0; i < sink->list.count; i++) {
            const struct diag *d = ((struct diag *const *)sink->list.p)[i];
            if ((int)d->level == level && html_list_row(&list)) write_finding(out, report, d);
        }
    html_list_end(&list);
    if (sink->dropped) fprintf(out, "<p class=\"said\">%" PRIu32 " more were found, too many to keep.</p>\n", sink->dropped);
}
