/* A sorted sink in, one document out.
 *
 * Must hold: valid JSON (or one command a line for GitHub) whatever a source has in it. Fingerprints are those of baselines. */
#include "findings.h"

#include "../../compiler/base/json.h"
#include "../../compiler/version.h"
#include "../../lint/baseline.h"

struct findings {
    FILE *stream;
    struct diag_sink *sink;
    const struct fingerprint *prints; /* by place in the sink's list */
    const char *before;  /* each path */
};

bool findings_format_find(const char *word, enum findings_format *format)
{
    static const char *const words[] = {
#define FORMAT(name, word) word,
        FINDINGS_FORMATS(FORMAT)
#undef FORMAT
    };
    for (int i = 0; i < FINDINGS_FORMAT_COUNT; i++) {
        if (strcmp(words[i], word) != 0) continue;
        *format = (enum findings_format)i;
        return true;
    }
    return false;
}

static bool has_place(const struct findings *f, struct span span) { return sources_file_of(f->sink->sources, span.at) != NULL; }

/* ---- SARIF ---- */

static void put_uri_part(FILE *stream, const char *path)
{
    for (const char *p = path; *p; p++) {
        const unsigned char c = (unsigned char)*p;
        const bool plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || strchr("-._~/", c) != NULL;
        if (plain) putc(c, stream);
        else fprintf(stream, "%%%02X", c);
    }
}

static void put_uri(const struct findings *f, const char *path)
{
    putc('"', f->stream);
    put_uri_part(f->stream, f->before);
    put_uri_part(f->stream, path);
    putc('"', f->stream);
}

static void put_message(FILE *stream, const char *key, struct str text)
{
    fprintf(stream, "\"%s\": {\"text\": ", key);
    json_write_string(stream, text);
    putc('}', stream);
}

static void put_region(struct findings *f, struct span span)
{
    const struct place first = sources_place(f->sink->sources, span.at), end = sources_place(f->sink->sources, span.at + sources_text(f->sink->sources, span).n);
    fprintf(f->stream, "{\"startLine\": %u, \"startColumn\": %u, \"endLine\": %u, \"endColumn\": %u}", (unsigned)first.line, (unsigned)first.column, (unsigned)end.line, (unsigned)end.column);
}

static void put_physical(struct findings *f, struct span span)
{
    fputs("\"physicalLocation\": {\"artifactLocation\": {\"uri\": ", f->stream);
    put_uri(f, sources_place(f->sink->sources, span.at).path);
    fputs("}, \"region\": ", f->stream);
    put_region(f, span);
    putc('}', f->stream);
}

static void put_rule(FILE *stream, const struct diag_row *row)
{
    static const char *const levels[] = {"none", "note", "warning", "error"};
    fprintf(stream, "{\"id\": \"%s\", \"name\": \"%s\", ", row->code, row->slug);
    put_message(stream, "shortDescription", str_from(row->title));
    fputs(", ", stream);
    put_message(stream, "fullDescription", str_from(row->why));
    fputs(", ", stream);
    put_message(stream, "help", str_from(row->help));
    fprintf(stream, ", \"defaultConfiguration\": {\"enabled\": %s, \"level\": \"%s\"}}", row->level == DIAG_OFF ? "false" : "true", levels[row->level]);
}

static void put_related(struct findings *f, const struct diag *d)
{
    bool any = false;
    for (const struct diag_label *label = d->labels; label; label = label->next) {
        if (!has_place(f, label->span)) continue;
        fputs(any ? ", {" : ", \"relatedLocations\": [{", f->stream);
        put_physical(f, label->span);
        fputs(", ", f->stream);
        put_message(f->stream, "message", label->text);
        putc('}', f->stream);
        any = true;
    }
    if (any) putc(']', f->stream);
}

static void put_fix(struct findings *f, const struct diag_fix *fix)
{
    fputs(", \"fixes\": [{", f->stream);
    put_message(f->stream, "description", fix->title);
    fputs(", \"artifactChanges\": [{\"artifactLocation\": {\"uri\": ", f->stream);
    put_uri(f, sources_place(f->sink->sources, fix->edits->span.at).path);
    fputs("}, \"replacements\": [", f->stream);
    for (const struct diag_edit *edit = fix->edits; edit; edit = edit->next) {
        fputs("{\"deletedRegion\": ", f->stream);
        put_region(f, edit->span);
        fputs(", ", f->stream);
        put_message(f->stream, "insertedContent", edit->text);
        fputs(edit->next ? "}, " : "}", f->stream);
    }
    fprintf(f->stream, "]}], \"properties\": {\"safe\": %s}}]", fix->kind == DIAG_FIX_SAFE ? "true" : "false");
}

static void put_result(struct findings *f, const struct diag *d, const struct fingerprint *print, uint32_t rule)
{
    fprintf(f->stream, "{\"ruleId\": \"%s\", \"ruleIndex\": %u, \"level\": \"%s\", ", diag_row(d->code)->code, rule, diag_level_word(d->level));
    put_message(f->stream, "message", d->text);
    if (has_place(f, d->span)) {
        fputs(", \"locations\": [{", f->stream);
        put_physical(f, d->span);
        fputs("}]", f->stream);
    }
    put_related(f, d);
    fprintf(f->stream, ", \"partialFingerprints\": {\"weir/v1\": \"%s\"}", print->hex);
    if (d->fix && d->fix->edits && has_place(f, d->fix->edits->span)) put_fix(f, d->fix);
    putc('}', f->stream);
}

static const struct diag *diag_at(const struct findings *f, size_t i) { return ((struct diag *const *)f->sink->list.p)[i]; }

static void write_sarif(struct findings *f)
{
    uint32_t rule[DIAG_CODE_COUNT] = {0}, count = 0;
    fputs("{\"$schema\": \"https://json.schemastore.org/sarif-2.1.0.json\", \"version\": \"2.1.0\", \"runs\": [{\"columnKind\": \"unicodeCodePoints\",\n"
          " \"tool\": {\"driver\": {\"name\": \"weir\", \"version\": \"" WEIR_VERSION "\", \"rules\": [", f->stream);
    for (size_t i = 0; i < f->sink->list.count; i++) {
        const struct diag *d = diag_at(f, i);
        if (d->level == DIAG_OFF || rule[d->code]) continue;
        rule[d->code] = ++count;
        fputs(count > 1 ? ",\n  " : "\n  ", f->stream);
        put_rule(f->stream, diag_row(d->code));
    }
    fputs("]}},\n \"results\": [", f->stream);
    bool first = true;
    for (size_t i = 0; i < f->sink->list.count; i++) {
        const struct diag *d = diag_at(f, i);
        if (d->level == DIAG_OFF) continue;
        fputs(first ? "\n  " : ",\n  ", f->stream);
        put_result(f, d, &f->prints[i], rule[d->code] - 1);
        first = false;
    }
    fputs("]}]}\n", f->stream);
}

/* ---- GitHub ---- */

static void put_command_text(FILE *stream, struct str text, bool is_property)
{
    for (uint32_t i = 0; i < text.n; i++) {
        const unsigned char c = (unsigned char)text.p[i];
        if (c < 0x20 || c == 0x7f || c == '%' || (is_property && (c == ':' || c == ','))) fprintf(stream, "%%%02X", c);
        else putc(c, stream);
    }
}

static void write_github(struct findings *f)
{
    static const char *const words[] = {"debug", "notice", "warning", "error"};
    for (size_t i = 0; i < f->sink->list.count; i++) {
        const struct diag *d = diag_at(f, i);
        if (d->level == DIAG_OFF) continue;
        fprintf(f->stream, "::%s ", words[d->level]);
        if (has_place(f, d->span)) {
            const struct place place = sources_place(f->sink->sources, d->span.at);
            fputs("file=", f->stream);
            put_command_text(f->stream, str_from(f->before), true);
            put_command_text(f->stream, str_from(place.path), true);
            fprintf(f->stream, ",line=%u,col=%u,", (unsigned)place.line, (unsigned)place.column);
        }
        fprintf(f->stream, "title=%s %s::", diag_row(d->code)->code, diag_row(d->code)->slug);
        put_command_text(f->stream, d->text, false);
        putc('\n', f->stream);
    }
}

/* ---- GitLab ---- */

static void write_gitlab(struct findings *f)
{
    static const char *const severities[] = {"info", "info", "minor", "critical"};
    bool first = true;
    putc('[', f->stream);
    for (size_t i = 0; i < f->sink->list.count; i++) {
        const struct diag *d = diag_at(f, i);
        if (d->level == DIAG_OFF) continue;
        const struct place place = sources_place(f->sink->sources, d->span.at);
        fputs(first ? "\n  {\"description\": " : ",\n  {\"description\": ", f->stream);
        json_write_string(f->stream, d->text);
        fprintf(f->stream, ", \"check_name\": \"%s\", \"severity\": \"%s\", \"fingerprint\": \"%s\"", diag_row(d->code)->code, severities[d->level], f->prints[i].hex);
        fputs(", \"location\": {\"path\": ", f->stream);
        json_write_string(f->stream, arena_printf(f->sink->arena, "%s%s", f->before, place.path ? place.path : "weir.json"));
        fprintf(f->stream, ", \"lines\": {\"begin\": %u}}}", place.path ? (unsigned)place.line : 1u);
        first = false;
    }
    fputs(first ? "]\n" : "\n]\n", f->stream);
}

void findings_write(FILE *stream, struct diag_sink *sink, enum findings_format format, const char *before, enum diag_level failing)
{
    struct findings f = {.stream = stream, .sink = sink, .before = before, .prints = fingerprints_make(sink)};
    switch (format) {
    case FINDINGS_SARIF: write_sarif(&f); break;
    case FINDINGS_GITHUB: write_github(&f); break;
    case FINDINGS_GITLAB: write_gitlab(&f); break;
    case FINDINGS_JUNIT: findings_write_junit(stream, sink, before, failing); break;
    case FINDINGS_FORMAT_COUNT: BUG("no such format");
    }
}
