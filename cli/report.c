/* What `weir scan` writes: matches and explanations to stdout, statistics to stderr; see scan.h. */
#include <inttypes.h>
#include <stdlib.h>

#include "scan.h"
#include "view.h"
#include "words.h"

enum { REPORT_VALUES = 12 /* of one set, in an explanation for people */ };

void scan_clear_progress(struct scan *scan)
{
    if (scan->progress_shown) fputs("\r\033[K", stderr);
    scan->progress_shown = false;
}

static struct str instance_text(const struct weir_channel *channel, uint32_t instance, enum weir_instance_offset at)
{
    return view_name(channel, WEIR_SECTION_INSTANCES, instance, at);
}

static void write_key(const struct scan *scan, FILE *stream)
{
    const struct json *value = scan->has_key ? events_value(&scan->events, scan->key) : NULL;
    if (!scan->has_key) return;
    fputs(",\"key\":", stream);
    if (value) fwrite(scan->line.p + value->at, 1, value->length, stream);
    else fputs("null", stream);
}

/* The beginning that matches and explanations share: which event, which instance. */
static void write_head(const struct scan *scan, const struct scan_channel *own, uint32_t instance)
{
    const struct weir_channel *channel = own->events->channel;
    printf("{\"event\":%" PRIu64, scan->lines.number);
    write_key(scan, stdout);
    printf(",\"id\":%" PRIu64 ",\"name\":", view_u64(channel, WEIR_SECTION_INSTANCES, instance, WEIR_INSTANCE_ID));
    json_write_string(stdout, instance_text(channel, instance, WEIR_INSTANCE_NAME));
    fputs(",\"title\":", stdout);
    json_write_string(stdout, instance_text(channel, instance, WEIR_INSTANCE_TITLE));
    printf(",\"severity\":\"%s\",\"action\":\"%s\",\"template\":",
           words_severities[view_u8(channel, WEIR_SECTION_INSTANCES, instance, WEIR_INSTANCE_SEVERITY)],
           words_actions[view_u8(channel, WEIR_SECTION_INSTANCES, instance, WEIR_INSTANCE_ACTION)]);
    json_write_string(stdout, own->template_name);
    printf(",\"version\":%" PRIu32 ",\"channel\":%" PRIu32, channel->template_version, channel->channel);
}

void scan_write_match(struct scan *scan, const struct scan_channel *own, const struct weir_hit *hit)
{
    write_head(scan, own, hit->index);
    if (hit->verdict == WEIR_CANNOT_DECIDE) fputs(",\"verdict\":\"undecided\"", stdout);
    fputs("}\n", stdout);
}

/* ---- explanations ---- */

/* What fill writes, as one string in the arena. */
typedef void fill_text(FILE *stream, const struct scan *scan, const struct scan_channel *own, uint32_t number);

static void write_text_of(fill_text *fill, const struct scan *scan, const struct scan_channel *own, uint32_t number)
{
    char *text = NULL;
    size_t length = 0;
    FILE *stream = open_memstream(&text, &length);
    if (!stream) longjmp(scan->cli->exhausted, 1);
    fill(stream, scan, own, number);
    int failed = ferror(stream);
    failed |= fclose(stream);
    if (!failed) json_write_string(stdout, (struct str){text, (uint32_t)length});
    free(text);
    if (failed) longjmp(scan->cli->exhausted, 1);
}

static void fill_criterion(FILE *stream, const struct scan *scan, const struct scan_channel *own, uint32_t criterion)
{
    words_criterion(stream, own->events->channel, criterion, scan->cli->format == RENDER_JSON ? 0 : REPORT_VALUES);
}

static void fill_condition(FILE *stream, const struct scan *scan, const struct scan_channel *own, uint32_t instance)
{
    struct arena scratch;
    arena_init(&scratch, scan->arena.exhausted);
    words_condition(stream, &scratch, own->events->channel, instance);
    arena_free(&scratch);
}

static void fill_input(FILE *stream, const struct scan *scan, const struct scan_channel *own, uint32_t ordinal)
{
    (void)scan;
    words_input(stream, own->events->channel, ordinal, &own->events->inputs[ordinal - 1]);
}

static uint32_t criterion_part(const struct scan_channel *own, uint32_t criterion, enum weir_criterion_offset part)
{
    return view_u8(own->events->channel, WEIR_SECTION_CRITERIA, criterion, part);
}

static struct str field_name(const struct scan_channel *own, uint32_t ordinal) { return own->events->fields[ordinal - 1].name; }

static void write_value_json(const struct scan *scan, const struct scan_channel *own, const char *name, uint32_t ordinal)
{
    printf(",\"%s\":", name);
    json_write_string(stdout, field_name(own, ordinal));
    printf(",\"%s_value\":", name);
    if (own->events->inputs[ordinal - 1].present) write_text_of(fill_input, scan, own, ordinal);
    else fputs("null", stdout);
    const struct json *unconverted = own->events->unconverted[ordinal - 1];
    if (!unconverted) return;
    printf(",\"%s_not_converted\":", name);
    fwrite(scan->line.p + unconverted->at, 1, unconverted->length, stdout);
}

static void explain_json(const struct scan *scan, const struct scan_channel *own, enum weir_verdict verdict, uint32_t first, uint32_t count)
{
    static const char *const holds[] = {"false", "null", "true"};
    write_head(scan, own, own->explained);
    printf(",\"verdict\":\"%s\",\"condition\":", words_verdicts[verdict]);
    write_text_of(fill_condition, scan, own, own->explained);
    fputs(",\"criteria\":[", stdout);
    for (uint32_t i = 0; i < count; i++) {
        uint32_t other = criterion_part(own, first + i, WEIR_CRITERION_OTHER);
        printf("%s{\"criterion\":%" PRIu32 ",\"text\":", i ? "," : "", i + 1);
        write_text_of(fill_criterion, scan, own, first + i);
        printf(",\"holds\":%s", holds[own->criteria[i]]);
        write_value_json(scan, own, "field", criterion_part(own, first + i, WEIR_CRITERION_ORDINAL));
        if (other) write_value_json(scan, own, "other", other);
        putchar('}');
    }
    fputs("]}\n", stdout);
}

static void explain_input(const struct scan *scan, const struct scan_channel *own, uint32_t ordinal)
{
    const struct json *unconverted = own->events->unconverted[ordinal - 1];
    fputs("            ", stdout);
    words_plain(stdout, field_name(own, ordinal));
    fputs(own->events->inputs[ordinal - 1].present ? ": " : " is ", stdout);
    fill_input(stdout, scan, own, ordinal);
    if (unconverted) {
        fputs(": its type cannot hold ", stdout);
        words_plain(stdout, (struct str){scan->line.p + unconverted->at, unconverted->length});
    }
    putchar('\n');
}

static void explain_text(const struct scan *scan, const struct scan_channel *own, enum weir_verdict verdict, uint32_t first, uint32_t count)
{
    static const char *const holds[] = {"no   ", "?    ", "yes  "};
    const struct weir_channel *channel = own->events->channel;
    printf("event %" PRIu64 ": ", scan->lines.number);
    words_plain(stdout, instance_text(channel, own->explained, WEIR_INSTANCE_NAME));
    printf(" (%" PRIu64 "), ", scan->explained_id);
    words_plain(stdout, own->template_name);
    printf(" version %" PRIu32 ": %s\n", channel->template_version, words_verdicts[verdict]);
    fputs("  condition: ", stdout);
    fill_condition(stdout, scan, own, own->explained);
    putchar('\n');
    for (uint32_t i = 0; i < count; i++) {
        uint32_t ordinal = criterion_part(own, first + i, WEIR_CRITERION_ORDINAL), other = criterion_part(own, first + i, WEIR_CRITERION_OTHER);
        printf("  %sc%-3" PRIu32 " ", holds[own->criteria[i]], i + 1);
        fill_criterion(stdout, scan, own, first + i);
        putchar('\n');
        for (uint32_t each = ordinal; each; each = each == other ? 0 : other) explain_input(scan, own, each);
    }
}

void scan_write_explanation(struct scan *scan, const struct scan_channel *own, enum weir_verdict verdict)
{
    uint32_t first = view_u32(own->events->channel, WEIR_SECTION_INSTANCES, own->explained, WEIR_INSTANCE_CRITERION_FIRST);
    uint32_t count = view_u32(own->events->channel, WEIR_SECTION_INSTANCES, own->explained, WEIR_INSTANCE_CRITERION_COUNT);
    if (scan->cli->format == RENDER_JSON) explain_json(scan, own, verdict, first, count);
    else explain_text(scan, own, verdict, first, count);
}

/* ---- numbers at the end ---- */

static uint64_t unconverted_in(const struct scan_channel *own)
{
    uint64_t sum = 0;
    for (uint32_t i = 0; i < own->events->field_count; i++) sum += own->events->fields[i].unconverted;
    return sum;
}

static uint64_t unconverted_values(const struct scan *scan)
{
    uint64_t sum = 0;
    for (size_t i = 0; i < scan->channel_count; i++) sum += unconverted_in(&scan->channels[i]);
    return sum;
}

void scan_print_summary(const struct scan *scan, FILE *stream)
{
    fflush(stdout); /* the matches first, where both streams go to one place */
    char text[CLI_NUMBER_BYTES];
    uint64_t unconverted = unconverted_values(scan);
    fprintf(stream, "weir: %s event%s", cli_thousands(scan->event_count, text), cli_s(scan->event_count));
    fprintf(stream, ", %s match%s", cli_thousands(scan->matches, text), scan->matches == 1 ? "" : "es");
    if (scan->undecided) fprintf(stream, ", %s undecided", cli_thousands(scan->undecided, text));
    if (scan->bad_lines) fprintf(stream, ", %s line%s no event", cli_thousands(scan->bad_lines, text), scan->bad_lines == 1 ? " was" : "s were");
    if (unconverted) fprintf(stream, ", %s value%s could not be converted (--stats says which)", cli_thousands(unconverted, text), cli_s(unconverted));
    putc('\n', stream);
}

static void stats_json(const struct scan *scan, FILE *stream)
{
    fprintf(stream, "{\"events\":%" PRIu64 ",\"bad_lines\":%" PRIu64 ",\"of_no_type\":%" PRIu64 ",\"matches\":%" PRIu64 ",\"undecided\":%" PRIu64 ",\"channels\":[",
            scan->event_count, scan->bad_lines, scan->of_no_type, scan->matches, scan->undecided);
    for (size_t i = 0; i < scan->channel_count; i++) {
        const struct scan_channel *own = &scan->channels[i];
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
    stats_line(stream, scan->event_count, "events");
    for (size_t i = 0; i < scan->channel_count; i++) {
        const struct scan_channel *own = &scan->channels[i];
        stats_number(stream, own->event_count);
        fputs("  ", stream);
        words_plain(stream, own->template_name);
        fprintf(stream, " version %" PRIu32 ": %s match%s\n", own->events->channel->template_version, cli_thousands(own->matches, text),
                own->matches == 1 ? "" : "es");
    }
    stats_line(stream, scan->of_no_type, "  of none of these Template Types");
    stats_line(stream, scan->matches, "matches");
    stats_line(stream, scan->undecided, "undecided");
    stats_line(stream, scan->bad_lines, "lines that are no events");
    stats_line(stream, unconverted_values(scan), "values that could not be converted");
    for (size_t i = 0; i < scan->channel_count; i++) {
        const struct scan_channel *own = &scan->channels[i];
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
    fflush(stdout); /* the matches first, where both streams go to one place */
    if (scan->cli->format == RENDER_JSON) stats_json(scan, stream);
    else stats_text(scan, stream);
}
