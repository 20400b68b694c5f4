/* What `weir scan` writes: matches and explanations to the worker's stream, the rest to stderr; see scan.h. */
#include <inttypes.h>
#include <stdlib.h>

#include "../../compiler/base/limits.h"
#include "scan.h"
#include "../channel/view.h"
#include "../channel/words.h"

enum {
    REPORT_VALUES = 12, /* of one set, in an explanation for people */
    REPORT_SCRATCH_KEPT = 1 << 16,
};

/* ---- while the stream runs ---- */

/* Matches that go to a terminal are progress enough, and would be written into the line. */
void scan_show_progress(struct scan *scan, uint64_t lines, uint64_t matches)
{
    char line_text[CLI_NUMBER_BYTES], match_text[CLI_NUMBER_BYTES];
    if (scan->stdout_is_terminal || !progress_due(scan->cli->progress)) return;
    progress_print(scan->cli->progress, "weir scan: %s lines, %s matches", cli_thousands(lines, line_text), cli_thousands(matches, match_text));
}

void scan_write_report(struct scan *scan, const struct scan_report *report)
{
    scan->bad_lines++;
    if (scan->bad_lines > SCAN_BAD_LINES_SHOWN) return;
    fflush(stdout); /* where both streams go to one place, what was printed first stands first */
    progress_clear(scan->cli->progress);
    fprintf(stderr, "%s:%" PRIu64 ":%" PRIu32 ": not an event: ", scan->shown_path, report->line, report->at + 1);
    if (report->text) fputs(report->text, stderr);
    else fprintf(stderr, "the line is longer than %d bytes", LIMIT_JSON_BYTES);
    if (report->help && *report->help) fprintf(stderr, "; %s", report->help);
    putc('\n', stderr);
    if (scan->bad_lines == SCAN_BAD_LINES_SHOWN) fputs("weir: further lines that are no events are counted only\n", stderr);
}

/* ---- matches ---- */

static struct str instance_text(const struct weir_channel *channel, uint32_t instance, enum weir_instance_offset at)
{
    return view_name(channel, WEIR_SECTION_INSTANCES, instance, at);
}

static void write_key(const struct scan_worker *worker, FILE *stream)
{
    const struct json *value = worker->scan->has_key ? events_value(&worker->events, worker->key) : NULL;
    if (!worker->scan->has_key) return;
    fputs(",\"key\":", stream);
    if (value) fwrite(worker->line.p + value->at, 1, value->length, stream);
    else fputs("null", stream);
}

/* The beginning that matches and explanations share: which event, which instance. */
static void write_head(struct scan_worker *worker, const struct scan_channel *own, uint32_t instance)
{
    const struct weir_channel *channel = own->events->channel;
    fprintf(worker->out, "{\"event\":%" PRIu64, worker->number);
    write_key(worker, worker->out);
    fprintf(worker->out, ",\"id\":%" PRIu64 ",\"name\":", view_u64(channel, WEIR_SECTION_INSTANCES, instance, WEIR_INSTANCE_ID));
    json_write_string(worker->out, instance_text(channel, instance, WEIR_INSTANCE_NAME));
    fputs(",\"title\":", worker->out);
    json_write_string(worker->out, instance_text(channel, instance, WEIR_INSTANCE_TITLE));
    fprintf(worker->out, ",\"severity\":\"%s\",\"action\":\"%s\",\"template\":",
            words_severities[view_u8(channel, WEIR_SECTION_INSTANCES, instance, WEIR_INSTANCE_SEVERITY)],
            words_actions[view_u8(channel, WEIR_SECTION_INSTANCES, instance, WEIR_INSTANCE_ACTION)]);
    json_write_string(worker->out, own->template_name);
    fprintf(worker->out, ",\"version\":%" PRIu32 ",\"channel\":%" PRIu32, channel->template_version, channel->channel);
}

void scan_write_match(struct scan_worker *worker, const struct scan_channel *own, const struct weir_hit *hit)
{
    write_head(worker, own, hit->index);
    if (hit->verdict == WEIR_CANNOT_DECIDE) fputs(",\"verdict\":\"undecided\"", worker->out);
    fputs("}\n", worker->out);
}

/* ---- explanations ---- */

/* Puts a text on the stream; and what it puts there, as one string of JSON. */
typedef void fill_text(FILE *stream, struct scan_worker *worker, const struct scan_channel *own, uint32_t number);

static void write_text_of(fill_text *fill, struct scan_worker *worker, const struct scan_channel *own, uint32_t number)
{
    struct buffer *scratch = &worker->scratch;
    if (!scratch->stream && !buffer_open(scratch)) longjmp(*worker->exhausted, 1);
    fill(scratch->stream, worker, own, number);
    if (!buffer_flush(scratch)) longjmp(*worker->exhausted, 1);
    json_write_string(worker->out, (struct str){scratch->bytes.p, (uint32_t)scratch->bytes.count});
    bytes_clear(&scratch->bytes, REPORT_SCRATCH_KEPT);
}

static void fill_criterion(FILE *stream, struct scan_worker *worker, const struct scan_channel *own, uint32_t criterion)
{
    words_criterion(stream, own->events->channel, criterion, worker->scan->cli->format == RENDER_JSON ? 0 : REPORT_VALUES);
}

static void fill_condition(FILE *stream, struct scan_worker *worker, const struct scan_channel *own, uint32_t instance)
{
    struct arena scratch;
    arena_init(&scratch, worker->exhausted);
    words_condition(stream, &scratch, own->events->channel, instance);
    arena_free(&scratch);
}

static void fill_input(FILE *stream, struct scan_worker *worker, const struct scan_channel *own, uint32_t ordinal)
{
    (void)worker;
    words_input(stream, own->events->channel, ordinal, &own->events->inputs[ordinal - 1]);
}

static uint32_t criterion_part(const struct scan_channel *own, uint32_t criterion, enum weir_criterion_offset part)
{
    return view_u8(own->events->channel, WEIR_SECTION_CRITERIA, criterion, part);
}

static struct str field_name(const struct scan_channel *own, uint32_t ordinal) { return own->events->fields[ordinal - 1].name; }

static void write_value_json(struct scan_worker *worker, const struct scan_channel *own, const char *name, uint32_t ordinal)
{
    fprintf(worker->out, ",\"%s\":", name);
    json_write_string(worker->out, field_name(own, ordinal));
    fprintf(worker->out, ",\"%s_value\":", name);
    if (own->events->inputs[ordinal - 1].present) write_text_of(fill_input, worker, own, ordinal);
    else fputs("null", worker->out);
    const struct json *unconverted = own->events->unconverted[ordinal - 1];
    if (!unconverted) return;
    fprintf(worker->out, ",\"%s_not_converted\":", name);
    fwrite(worker->line.p + unconverted->at, 1, unconverted->length, worker->out);
}

static void explain_json(struct scan_worker *worker, const struct scan_channel *own, enum weir_verdict verdict, uint32_t first, uint32_t count)
{
    static const char *const holds[] = {"false", "null", "true"};
    write_head(worker, own, own->explained);
    fprintf(worker->out, ",\"verdict\":\"%s\",\"condition\":", words_verdicts[verdict]);
    write_text_of(fill_condition, worker, own, own->explained);
    fputs(",\"criteria\":[", worker->out);
    for (uint32_t i = 0; i < count; i++) {
        uint32_t other = criterion_part(own, first + i, WEIR_CRITERION_OTHER);
        fprintf(worker->out, "%s{\"criterion\":%" PRIu32 ",\"text\":", i ? "," : "", i + 1);
        write_text_of(fill_criterion, worker, own, first + i);
        fprintf(worker->out, ",\"holds\":%s", holds[own->criteria[i]]);
        write_value_json(worker, own, "field", criterion_part(own, first + i, WEIR_CRITERION_ORDINAL));
        if (other) write_value_json(worker, own, "other", other);
        putc('}', worker->out);
    }
    fputs("]}\n", worker->out);
}

static void explain_input(struct scan_worker *worker, const struct scan_channel *own, uint32_t ordinal)
{
    const struct json *unconverted = own->events->unconverted[ordinal - 1];
    fputs("            ", worker->out);
    words_plain(worker->out, field_name(own, ordinal));
    fputs(own->events->inputs[ordinal - 1].present ? ": " : " is ", worker->out);
    fill_input(worker->out, worker, own, ordinal);
    if (unconverted) {
        fputs(": its type cannot hold ", worker->out);
        words_plain(worker->out, (struct str){worker->line.p + unconverted->at, unconverted->length});
    }
    putc('\n', worker->out);
}

static void explain_text(struct scan_worker *worker, const struct scan_channel *own, enum weir_verdict verdict, uint32_t first, uint32_t count)
{
    static const char *const holds[] = {"no   ", "?    ", "yes  "};
    const struct weir_channel *channel = own->events->channel;
    fprintf(worker->out, "event %" PRIu64 ": ", worker->number);
    words_plain(worker->out, instance_text(channel, own->explained, WEIR_INSTANCE_NAME));
    fprintf(worker->out, " (%" PRIu64 "), ", worker->scan->explained_id);
    words_plain(worker->out, own->template_name);
    fprintf(worker->out, " version %" PRIu32 ": %s\n", channel->template_version, words_verdicts[verdict]);
    fputs("  condition: ", worker->out);
    fill_condition(worker->out, worker, own, own->explained);
    putc('\n', worker->out);
    for (uint32_t i = 0; i < count; i++) {
        uint32_t ordinal = criterion_part(own, first + i, WEIR_CRITERION_ORDINAL), other = criterion_part(own, first + i, WEIR_CRITERION_OTHER);
        fprintf(worker->out, "  %sc%-3" PRIu32 " ", holds[own->criteria[i]], i + 1);
        fill_criterion(worker->out, worker, own, first + i);
        putc('\n', worker->out);
        for (uint32_t each = ordinal; each; each = each == other ? 0 : other) explain_input(worker, own, each);
    }
}

void scan_write_explanation(struct scan_worker *worker, const struct scan_channel *own, enum weir_verdict verdict)
{
    uint32_t first = view_u32(own->events->channel, WEIR_SECTION_INSTANCES, own->explained, WEIR_INSTANCE_CRITERION_FIRST);
    uint32_t count = view_u32(own->events->channel, WEIR_SECTION_INSTANCES, own->explained, WEIR_INSTANCE_CRITERION_COUNT);
    if (worker->scan->cli->format == RENDER_JSON) explain_json(worker, own, verdict, first, count);
    else explain_text(worker, own, verdict, first, count);
}

/* ---- numbers at the end ---- */

static void add_channel(struct scan_channel *sum, const struct scan_channel *own)
{
    sum->event_count += own->event_count;
    sum->matches += own->matches;
    sum->undecided += own->undecided;
    for (uint32_t f = 0; f < sum->events->field_count; f++) sum->events->fields[f].unconverted += own->events->fields[f].unconverted;
}

void scan_add_up(struct scan *scan)
{
    struct scan_worker *sum = scan->workers;
    for (uint32_t j = 1; j < scan->jobs; j++) {
        const struct scan_worker *own = &scan->workers[j];
        sum->event_count += own->event_count;
        sum->of_no_type += own->of_no_type;
        sum->matches += own->matches;
        sum->undecided += own->undecided;
        for (size_t i = 0; i < scan->channel_count; i++) add_channel(&sum->channels[i], &own->channels[i]);
    }
}

static uint64_t unconverted_in(const struct scan_channel *own)
{
    uint64_t sum = 0;
    for (uint32_t i = 0; i < own->events->field_count; i++) sum += own->events->fields[i].unconverted;
    return sum;
}

static uint64_t unconverted_values(const struct scan *scan)
{
    uint64_t sum = 0;
    for (size_t i = 0; i < scan->channel_count; i++) sum += unconverted_in(&scan->workers->channels[i]);
    return sum;
}

void scan_print_summary(const struct scan *scan, FILE *stream)
{
    char text[CLI_NUMBER_BYTES];
    uint64_t unconverted = unconverted_values(scan);
    fprintf(stream, "weir: %s event%s", cli_thousands(scan->workers->event_count, text), cli_s(scan->workers->event_count));
    fprintf(stream, ", %s match%s", cli_thousands(scan->workers->matches, text), scan->workers->matches == 1 ? "" : "es");
    if (scan->workers->undecided) fprintf(stream, ", %s undecided", cli_thousands(scan->workers->undecided, text));
    if (scan->bad_lines) fprintf(stream, ", %s line%s no event", cli_thousands(scan->bad_lines, text), scan->bad_lines == 1 ? " was" : "s were");
    if (unconverted) fprintf(stream, ", %s value%s could not be converted (--stats says which)", cli_thousands(unconverted, text), cli_s(unconverted));
    putc('\n', stream);
}

static void stats_json(const struct scan *scan, FILE *stream)
{
    fprintf(stream, "{\"events\":%" PRIu64 ",\"bad_lines\":%" PRIu64 ",\"of_no_type\":%" PRIu64 ",\"matches\":%" PRIu64 ",\"undecided\":%" PRIu64 ",\"channels\":[",
            scan->workers->event_count, scan->bad_lines, scan->workers->of_no_type, scan->workers->matches, scan->workers->undecided);
    for (size_t i = 0; i < scan->channel_count; i++) {
        const struct scan_channel *own = &scan->workers->channels[i];
        const char *separator = "";
        fprintf(stream, "%s{\"file\":", i ? "," : "");
        json_write_string(stream, str_from(own->loaded->path));
        fputs(",\"template\":", stream);
        json_write_string(stream, own->template_name);
        fprintf(stream, ",\"version\":%" PRIu32 ",\"events\":%" PRIu64 ",\"matches\":%" PRIu64 ",\"undecided\":%" PRIu64 ",\"not_converted\":{",
                own->events->channel->template_version, own->event_count, own->matches, own->undecided);
        for (uint32_t f = 0; f < own->events->field_count; f++) {
            if (!own->events->fields[f].unconverted) continue;
            fputs(separator, stream);
            json_write_string(stream, own->events->fields[f].name);
            fprintf(stream, ":%" PRIu64, own->events->fields[f].unconverted);
            separator = ",";
        }
        fputs("}}", stream);
    }
    fputs("]}\n", stream);
}

/* Numbers first: names have any length, and come from a file. */
static void stats_number(FILE *stream, uint64_t number)
{
    char text[CLI_NUMBER_BYTES];
    fprintf(stream, "%12s  ", cli_thousands(number, text));
}

static void stats_line(FILE *stream, uint64_t number, const char *what)
{
    stats_number(stream, number);
    fprintf(stream, "%s\n", what);
}

static void stats_text(const struct scan *scan, FILE *stream)
{
    char text[CLI_NUMBER_BYTES];
    stats_line(stream, scan->workers->event_count, "events");
    for (size_t i = 0; i < scan->channel_count; i++) {
        const struct scan_channel *own = &scan->workers->channels[i];
        stats_number(stream, own->event_count);
        fputs("  ", stream);
        words_plain(stream, own->template_name);
        fprintf(stream, " version %" PRIu32 ": %s match%s\n", own->events->channel->template_version, cli_thousands(own->matches, text),
                own->matches == 1 ? "" : "es");
    }
    stats_line(stream, scan->workers->of_no_type, "  of none of these Template Types");
    stats_line(stream, scan->workers->matches, "matches");
    stats_line(stream, scan->workers->undecided, "undecided");
    stats_line(stream, scan->bad_lines, "lines that are no events");
    stats_line(stream, unconverted_values(scan), "values that could not be converted");
    for (size_t i = 0; i < scan->channel_count; i++) {
        const struct scan_channel *own = &scan->workers->channels[i];
        for (uint32_t f = 0; f < own->events->field_count; f++) {
            if (!own->events->fields[f].unconverted) continue;
            stats_number(stream, own->events->fields[f].unconverted);
            fputs("  ", stream);
            words_plain(stream, own->template_name);
            putc('.', stream);
            words_plain(stream, own->events->fields[f].name);
            putc('\n', stream);
        }
    }
}

void scan_print_stats(const struct scan *scan, FILE *stream)
{
    if (scan->cli->format == RENDER_JSON) stats_json(scan, stream);
    else stats_text(scan, stream);
}
