/* Findings as JUnit XML: a test suite for each file that has any, a test case for each finding; it fails where the finding is of the failing level or above it. Without any
 * finding there is one suite with one test case that passes, for a report without test cases is taken for one of a run that broke.
 *
 * Must hold: well formed whatever a source has in it, and the same findings give the same bytes, as for `weir test`. */
#include "findings.h"

#include "../xml.h"

static const struct diag *diag_at(const struct diag_sink *sink, size_t i) { return ((struct diag *const *)sink->list.p)[i]; }

static const char *path_of(const struct diag_sink *sink, const struct diag *d)
{
    const char *path = sources_place(sink->sources, d->span.at).path;
    return path ? path : "weir.json";
}

/* The findings of [first, end) that are shown. */
static void count(const struct diag_sink *sink, size_t first, size_t end, enum diag_level failing, unsigned *shown, unsigned *failed)
{
    *shown = *failed = 0;
    for (size_t i = first; i < end; i++) {
        *shown += diag_at(sink, i)->level != DIAG_OFF;
        *failed += diag_at(sink, i)->level >= failing;
    }
}

struct junit {
    FILE *stream;
    struct diag_sink *sink;
    const char *before; /* each path */
    enum diag_level failing;
};

static struct str shown_path(const struct junit *j, const char *path) { return arena_printf(j->sink->arena, "%s%s", j->before, path); }

static void put_placed(const struct junit *j, struct span span, struct str text)
{
    FILE *stream = j->stream;
    const struct place place = sources_place(j->sink->sources, span.at);
    if (place.path) {
        xml_put_text(stream, shown_path(j, place.path));
        fprintf(stream, ":%u:%u: ", (unsigned)place.line, (unsigned)place.column);
    }
    xml_put_text(stream, text);
    putc('\n', stream);
}

static void put_case(const struct junit *j, const struct diag *d)
{
    FILE *stream = j->stream;
    struct diag_sink *sink = j->sink;
    const enum diag_level failing = j->failing;
    const struct diag_row *row = diag_row(d->code);
    const char *element = d->level >= failing ? "failure" : "system-out";
    const struct place place = sources_place(sink->sources, d->span.at);
    fprintf(stream, "    <testcase classname=\"%s\"", row->slug);
    xml_put_attribute(stream, "name", d->text);
    xml_put_attribute(stream, "file", shown_path(j, path_of(sink, d)));
    fprintf(stream, " line=\"%u\">\n      <%s", place.path ? (unsigned)place.line : 1u, element);
    if (d->level >= failing) {
        xml_put_attribute(stream, "message", d->text);
        fprintf(stream, " type=\"%s\"", row->code);
    }
    fprintf(stream, ">%s[%s]\n", diag_level_word(d->level), row->code);
    put_placed(j, d->span, d->label.n ? d->label : d->text);
    for (const struct diag_label *label = d->labels; label; label = label->next) put_placed(j, label->span, label->text);
    xml_put_text(stream, d->note.n ? d->note : str_from(row->why));
    putc('\n', stream);
    xml_put_text(stream, d->help.n ? d->help : str_from(row->help));
    fprintf(stream, "</%s>\n    </testcase>\n", element);
}

static void put_suite(const struct junit *j, size_t first, size_t end)
{
    FILE *stream = j->stream;
    struct diag_sink *sink = j->sink;
    unsigned shown, failed;
    count(sink, first, end, j->failing, &shown, &failed);
    if (shown == 0) return;
    fputs("  <testsuite", stream);
    xml_put_attribute(stream, "name", shown_path(j, path_of(sink, diag_at(sink, first))));
    fprintf(stream, " tests=\"%u\" failures=\"%u\" errors=\"0\">\n", shown, failed);
    for (size_t i = first; i < end; i++)
        if (diag_at(sink, i)->level != DIAG_OFF) put_case(j, diag_at(sink, i));
    fputs("  </testsuite>\n", stream);
}

void findings_write_junit(FILE *stream, struct diag_sink *sink, const char *before, enum diag_level failing)
{
    const struct junit j = {stream, sink, before, failing};
    unsigned shown, failed;
    count(sink, 0, sink->list.count, failing, &shown, &failed);
    fprintf(stream, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites name=\"weir lint\" tests=\"%u\" failures=\"%u\" errors=\"0\">\n", shown ? shown : 1u, failed);
    if (shown == 0) fputs("  <testsuite name=\"weir lint\" tests=\"1\" failures=\"0\" errors=\"0\">\n    <testcase classname=\"weir lint\" name=\"no findings\"/>\n  </testsuite>\n", stream);
    for (size_t first = 0, end; first < sink->list.count; first = end) { /* sorted by file */
        for (end = first + 1; end < sink->list.count && strcmp(path_of(sink, diag_at(sink, end)), path_of(sink, diag_at(sink, first))) == 0;) end++;
        put_suite(&j, first, end);
    }
    fputs("</testsuites>\n", stream);
}
