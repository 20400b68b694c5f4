/* A sorted sink as text for people, as one line each, or as one JSON object each.
 *
 * The JSON object of a diagnostic, on one line, keys always all there and in this order:
 *
 *   {"code": "E104", "slug": "unknown-field", "level": "error", "message": "...",
 *    "path": "rules/a.weir", "line": 12, "column": 19, "end_line": 12, "end_column": 26, "byte": 301, "bytes": 7,
 *    "label": "...", "labels": [{"text": "...", "path": ..., ... "bytes": 4}, ...],
 *    "note": "...", "help": "...",
 *    "fix": null or {"title": "...", "safe": true, "edits": [{"replacement": "...", "path": ..., ... "bytes": 7}, ...]}}
 *
 * Lines and columns count from 1, columns in code points; the end is the place right behind the span; byte is the offset in the
 * file, from 0. A diagnostic about no place has "path": null and none of the other keys of the place. label, note and help may be "".
 *
 * In every format, characters that nobody sees or that a terminal would obey are written as escapes. */
#include "render.h"

#include "../base/json.h"
#include "show.h"

static const char *const level_colors[] = {
    [DIAG_OFF] = "", [DIAG_NOTE] = "\033[1;36m", [DIAG_WARNING] = "\033[1;33m", [DIAG_ERROR] = "\033[1;31m"};
#define COLOR_BOLD "\033[1m"
#define COLOR_FRAME "\033[1;34m"
#define COLOR_END "\033[0m"

struct render {
    FILE *stream;
    struct diag_sink *sink;
    struct render_options options;
    int gutter; /* width of the line numbers of the diagnostic being written */
    bool explained[DIAG_CODE_COUNT + 1]; /* the row's own note is said with the first diagnostic of a code */
};

static void color(const struct render *render, const char *escape)
{
    if (render->options.color) fputs(escape, render->stream);
}

static bool has_place(const struct render *render, struct span span) { return sources_file_of(render->sink->sources, span.at) != NULL; }

/* "path:line:col: " */
static void write_place(const struct render *render, struct place place)
{
    show_text(render->stream, str_from(place.path));
    fprintf(render->stream, ":%u:%u: ", (unsigned)place.line, (unsigned)place.column);
}

static void write_headline(const struct render *render, const struct diag *diag)
{
    color(render, COLOR_BOLD);
    if (has_place(render, diag->span)) write_place(render, sources_place(render->sink->sources, diag->span.at));
    color(render, level_colors[diag->level]);
    fprintf(render->stream, "%s[%s]", diag_level_word(diag->level), diag_row(diag->code)->code);
    color(render, COLOR_END COLOR_BOLD);
    fputs(": ", render->stream);
    show_text(render->stream, diag->text);
    color(render, COLOR_END);
    fputc('\n', render->stream);
}

/* ---- the source line ---- */

static void write_gutter(const struct render *render, uint32_t line)
{
    color(render, COLOR_FRAME);
    if (line != 0)
        fprintf(render->stream, "%*u |", render->gutter, (unsigned)line);
    else
        fprintf(render->stream, "%*s |", render->gutter, "");
    color(render, COLOR_END);
}

/* The line that a span starts on and the span marked below it; one that goes on over more lines is marked to the end of the first. */
static void write_snippet(const struct render *render, struct span span, char mark, const char *mark_color, struct str label)
{
    FILE *stream = render->stream;
    const struct place place = sources_place(render->sink->sources, span.at);
    const struct str line = place.line_text;
    uint32_t from = span.at - place.line_at;
    if (from > line.n) from = line.n; /* on the line's ending */
    uint32_t to = span.length < line.n - from ? from + span.length : line.n;
    const struct show_window window = show_window_of(line, from);
    if (to > window.end) to = window.end;

    write_gutter(render, 0);
    fputc('\n', stream);
    write_gutter(render, place.line);
    if (window.end > window.begin) {
        fputs(window.cut_before ? " ..." : " ", stream);
        show_text(stream, (struct str){line.p + window.begin, window.end - window.begin});
        if (window.cut_after) fputs("...", stream);
    }
    fputc('\n', stream);
    write_gutter(render, 0);
    uint32_t blanks = 1 + (window.cut_before ? 3u : 0u) + show_text(NULL, (struct str){line.p + window.begin, from - window.begin});
    uint32_t marks = show_text(NULL, (struct str){line.p + from, to - from});
    while (blanks-- > 0) fputc(' ', stream);
    color(render, mark_color);
    do fputc(mark, stream);
    while (marks > 0 && --marks > 0);
    if (label.n != 0) {
        fputc(' ', stream);
        show_text(stream, label);
    }
    color(render, COLOR_END);
    fputc('\n', stream);
}

/* "   = note: ..."; what our own texts put on several lines is aligned. */
static void write_remark(const struct render *render, const char *word, struct str text)
{
    if (text.n == 0) return;
    FILE *stream = render->stream;
    fprintf(stream, "%*s ", render->gutter, "");
    color(render, COLOR_FRAME);
    fputs("= ", stream);
    color(render, COLOR_END COLOR_BOLD);
    fprintf(stream, "%s: ", word);
    color(render, COLOR_END);
    while (text.n != 0) {
        const char *newline = memchr(text.p, '\n', text.n);
        const uint32_t n = newline != NULL ? (uint32_t)(newline - text.p) : text.n;
        show_text(stream, (struct str){text.p, n});
        fputc('\n', stream);
        const uint32_t used = newline != NULL ? n + 1 : n;
        text = (struct str){text.p + used, text.n - used};
        if (text.n != 0) fprintf(stream, "%*s", render->gutter + 3 + (int)strlen(word) + 2, "");
    }
}

static int digits_of(uint32_t number)
{
    int digits = 1;
    for (; number >= 10; number /= 10) digits++;
    return digits;
}

static void fit_gutter(struct render *render, const struct diag *diag)
{
    struct sources *sources = render->sink->sources;
    render->gutter = has_place(render, diag->span) ? digits_of(sources_place(sources, diag->span.at).line) : 1;
    for (const struct diag_label *label = diag->labels; label != NULL; label = label->next) {
        const int digits = has_place(render, label->span) ? digits_of(sources_place(sources, label->span.at).line) : 1;
        if (digits > render->gutter) render->gutter = digits;
    }
}

static void write_label(const struct render *render, const struct diag_label *label)
{
    fprintf(render->stream, "%*s", render->gutter, "");
    color(render, COLOR_FRAME);
    fputs("--> ", render->stream);
    color(render, COLOR_END);
    const bool placed = has_place(render, label->span);
    if (placed) write_place(render, sources_place(render->sink->sources, label->span.at));
    show_text(render->stream, label->text);
    fputc('\n', render->stream);
    if (placed) write_snippet(render, label->span, '-', COLOR_FRAME, (struct str){NULL, 0});
}

static void write_text(struct render *render, const struct diag *diag)
{
    const struct diag_row *row = diag_row(diag->code);
    fit_gutter(render, diag);
    write_headline(render, diag);
    if (has_place(render, diag->span))
        write_snippet(render, diag->span, '^', level_colors[diag->level], diag->label);
    else
        write_remark(render, "here", diag->label);
    for (const struct diag_label *label = diag->labels; label != NULL; label = label->next) write_label(render, label);
    if (diag->note.n != 0)
        write_remark(render, "note", diag->note);
    else if (!render->explained[diag->code])
        write_remark(render, "note", str_from(row->why));
    render->explained[diag->code] = true;
    for (const struct diag_event *event = diag->events; event != NULL; event = event->next) {
        write_remark(render, "event", event->shows);
        fprintf(render->stream, "%*s", render->gutter + 3 + (int)strlen("event: "), "");
        show_text(render->stream, event->json);
        fputc('\n', render->stream);
    }
    write_remark(render, "help", diag->help.n != 0 ? diag->help : str_from(row->help));
    if (diag->fix != NULL) write_remark(render, "fix", diag->fix->title);
}

/* ---- JSON ---- */

static void write_key(FILE *stream, const char *key, struct str value)
{
    fprintf(stream, ", \"%s\": ", key);
    json_write_string(stream, value);
}

static void write_json_place(const struct render *render, struct span span)
{
    struct sources *sources = render->sink->sources;
    const struct source_file *file = sources_file_of(sources, span.at);
    if (file == NULL) {
        fputs(", \"path\": null", render->stream);
        return;
    }
    const uint32_t at = span.at - file->base, bytes = sources_text(sources, span).n;
    const struct place first = sources_place(sources, span.at), end = sources_place(sources, span.at + bytes);
    write_key(render->stream, "path", str_from(first.path));
    fprintf(render->stream, ", \"line\": %u, \"column\": %u, \"end_line\": %u, \"end_column\": %u, \"byte\": %u, \"bytes\": %u",
            (unsigned)first.line, (unsigned)first.column, (unsigned)end.line, (unsigned)end.column, (unsigned)at, (unsigned)bytes);
}

static void write_json(const struct render *render, const struct diag *diag)
{
    FILE *stream = render->stream;
    const struct diag_row *row = diag_row(diag->code);
    fprintf(stream, "{\"code\": \"%s\", \"slug\": \"%s\", \"level\": \"%s\"", row->code, row->slug, diag_level_word(diag->level));
    write_key(stream, "message", diag->text);
    write_json_place(render, diag->span);
    write_key(stream, "label", diag->label);
    fputs(", \"labels\": [", stream);
    for (const struct diag_label *label = diag->labels; label != NULL; label = label->next) {
        fputs("{\"text\": ", stream);
        json_write_string(stream, label->text);
        write_json_place(render, label->span);
        fputs(label->next != NULL ? "}, " : "}", stream);
    }
    fputc(']', stream);
    write_key(stream, "note", diag->note.n != 0 ? diag->note : str_from(row->why));
    write_key(stream, "help", diag->help.n != 0 ? diag->help : str_from(row->help));
    if (diag->events != NULL) fputs(", \"events\": [", stream);
    for (const struct diag_event *event = diag->events; event != NULL; event = event->next) {
        fputs("{\"shows\": ", stream);
        json_write_string(stream, event->shows);
        fprintf(stream, ", \"event\": " STR_FMT "%s", STR_ARG(event->json), event->next != NULL ? "}, " : "}]");
    }
    if (diag->fix == NULL) {
        fputs(", \"fix\": null}\n", stream);
        return;
    }
    fputs(", \"fix\": {\"title\": ", stream);
    json_write_string(stream, diag->fix->title);
    fprintf(stream, ", \"safe\": %s, \"edits\": [", diag->fix->kind == DIAG_FIX_SAFE ? "true" : "false");
    for (const struct diag_edit *edit = diag->fix->edits; edit != NULL; edit = edit->next) {
        fputs("{\"replacement\": ", stream);
        json_write_string(stream, edit->text);
        write_json_place(render, edit->span);
        fputs(edit->next != NULL ? "}, " : "}", stream);
    }
    fputs("]}}\n", stream);
}

/* ---- all of it ---- */

void render_all(FILE *stream, struct diag_sink *sink, struct render_options options)
{
    struct render render = {.stream = stream, .sink = sink, .options = options};
    bool first = true;
    for (size_t i = 0; i < sink->list.count; i++) {
        const struct diag *diag = ((struct diag *const *)sink->list.p)[i];
        if (diag->level == DIAG_OFF) continue;
        switch (options.format) {
        case RENDER_TEXT:
            if (!first) fputc('\n', stream);
            write_text(&render, diag);
            break;
        case RENDER_SHORT: write_headline(&render, diag); break;
        case RENDER_JSON: write_json(&render, diag); break;
        case RENDER_FORMAT_COUNT: BUG("no such format");
        }
        first = false;
    }
}

void render_summary(FILE *stream, struct diag_sink *sink, struct render_options options)
{
    if (options.format == RENDER_JSON) return;
    bool first = true;
    for (int level = DIAG_ERROR; level > DIAG_OFF; level--) {
        const unsigned count = (unsigned)sink->count[level];
        if (count == 0) continue;
        fprintf(stream, "%s%u %s%s", first ? "" : ", ", count, diag_level_word((enum diag_level)level), count == 1 ? "" : "s");
        first = false;
    }
    if (sink->dropped != 0)
        fprintf(stream, "%s%u more that are not shown", first ? "" : ", ", (unsigned)sink->dropped);
    if (!first || sink->dropped != 0) fputc('\n', stream);
}
