/* `weir inspect --json`: everything in a channel file as one JSON object on one line. The members are named in docs/scan.md. */
#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>

#include "../../compiler/base/json.h"
#include "inspect.h"
#include "../channel/view.h"
#include "../channel/words.h"

/* A stream into a buffer, for texts that words.h writes and that must become JSON strings. Without memory some C libraries cut the text off and
 * close the stream without an error, or leave no text at all: errno tells. */
struct text_buffer {
    FILE *stream;
    char *text;
    size_t length;
};

static void text_open(struct cli *cli, struct text_buffer *buffer)
{
    *buffer = (struct text_buffer){0};
    errno = 0;
    buffer->stream = open_memstream(&buffer->text, &buffer->length);
    if (!buffer->stream) longjmp(cli->exhausted, 1);
}

/* Whether the whole text is there. */
static bool text_close(struct text_buffer *buffer)
{
    bool failed = ferror(buffer->stream) != 0;
    failed |= fclose(buffer->stream) != 0;
    return !failed && errno != ENOMEM && buffer->text != NULL;
}

static void text_put(struct cli *cli, struct text_buffer *buffer)
{
    const bool failed = !text_close(buffer);
    if (!failed) json_write_string(stdout, (struct str){buffer->text, (uint32_t)buffer->length});
    free(buffer->text);
    if (failed) longjmp(cli->exhausted, 1);
}

static void put_name(const char *member, const struct weir_channel *channel, enum weir_section section, uint32_t record, uint32_t at)
{
    printf("\"%s\":", member);
    json_write_string(stdout, view_name(channel, section, record, at));
}

static void put_header(const struct loaded *loaded)
{
    const struct weir_channel *channel = &loaded->channel;
    const uint8_t *unicode = channel->bytes + WEIR_AT_UNICODE_VERSION;
    fputs("{\"file\":", stdout);
    json_write_string(stdout, str_from(loaded->path));
    printf(",\"format_version\":%u,\"bytes\":%zu,\"digest\":\"", WEIR_FORMAT_VERSION, channel->size);
    for (uint32_t i = 0; i < WEIR_DIGEST_BYTES; i++) printf("%02x", (unsigned)channel->bytes[WEIR_AT_DIGEST + i]);
    printf("\",\"channel\":%" PRIu32 ",\"template_version\":%" PRIu32 ",\"revision\":%" PRIu32 ",\"parameter_count\":%" PRIu32 ",\"inputs_read\":%" PRIu32,
           channel->channel, channel->template_version, channel->revision, channel->parameter_count, channel->inputs_read);
    printf(",\"steps_fixed\":%" PRIu64 ",\"steps_per_byte\":%" PRIu64 ",\"steps_per_event\":%" PRIu64 ",\"workspace_bytes\":%zu,\"max_program\":%" PRIu32 ",\"unicode\":\"%u.%u.%u\"", channel->steps_fixed,
           channel->steps_per_byte, weir_steps(channel, WEIR_TEXT_BYTES_MEANT), weir_workspace_bytes(channel, 0), channel->max_program, (unsigned)unicode[2], (unsigned)unicode[1], (unsigned)unicode[0]);
    fputs(",\"sections\":[", stdout);
    for (uint32_t i = 1; i <= WEIR_SECTION_COUNT; i++)
        printf("%s{\"name\":\"%s\",\"number\":%" PRIu32 ",\"records\":%" PRIu32 ",\"offset\":%" PRIu32 ",\"bytes\":%" PRIu64 "}", i > 1 ? "," : "",
               inspect_section_name(i), i, channel->section[i].count, channel->section[i].offset,
               (uint64_t)channel->section[i].count * view_record_bytes((enum weir_section)i));
    putchar(']');
}

static void put_recorded(const struct weir_channel *channel)
{
    uint32_t last = UINT32_MAX;
    fputs(",\"recorded\":[", stdout);
    for (uint32_t i = 0; i < view_count(channel, WEIR_SECTION_RECORDED); i++) {
        uint32_t key = view_u32(channel, WEIR_SECTION_RECORDED, i, WEIR_RECORDED_KEY);
        uint64_t value = view_u64(channel, WEIR_SECTION_RECORDED, i, WEIR_RECORDED_VALUE);
        if (key == last) {
            putchar(',');
        } else {
            fputs(last == UINT32_MAX ? "{" : "]},{", stdout);
            put_name("key", channel, WEIR_SECTION_RECORDED, i, WEIR_RECORDED_KEY);
            fputs(",\"values\":[", stdout);
        }
        last = key;
        if (view_u32(channel, WEIR_SECTION_RECORDED, i, WEIR_RECORDED_KIND) == 0) printf("%" PRIu64, value);
        else json_write_string(stdout, view_string(channel, (uint32_t)value));
    }
    fputs(last == UINT32_MAX ? "]" : "]}]", stdout);
}

static void put_members(const struct weir_channel *channel, uint32_t ordinal)
{
    uint32_t count = view_u16(channel, WEIR_SECTION_PARAMETERS, ordinal - 1, WEIR_PARAMETER_MEMBER_COUNT);
    uint32_t first = view_u32(channel, WEIR_SECTION_PARAMETERS, ordinal - 1, WEIR_PARAMETER_MEMBER_FIRST);
    if (!count) return;
    fputs(",\"members\":[", stdout);
    for (uint32_t i = first; i < first + count; i++) {
        fputs(i > first ? ",{" : "{", stdout);
        put_name("name", channel, WEIR_SECTION_MEMBERS, i, WEIR_MEMBER_NAME);
        printf(",\"value\":%" PRIu64 "}", view_u64(channel, WEIR_SECTION_MEMBERS, i, WEIR_MEMBER_VALUE));
    }
    putchar(']');
}

static void put_aliases(const struct weir_channel *channel, uint32_t ordinal, uint32_t *alias)
{
    const char *before = ",\"aliases\":[{";
    for (; *alias < view_count(channel, WEIR_SECTION_ALIASES); ++*alias, before = ",{") {
        if (view_u32(channel, WEIR_SECTION_ALIASES, *alias, WEIR_ALIAS_ORDINAL) != ordinal) break;
        fputs(before, stdout);
        put_name("scheme", channel, WEIR_SECTION_ALIASES, *alias, WEIR_ALIAS_SCHEME);
        putchar(',');
        put_name("path", channel, WEIR_SECTION_ALIASES, *alias, WEIR_ALIAS_PATH);
        putchar('}');
    }
    if (before[1] == '{') putchar(']');
}

static void put_parameters(struct cli *cli, const struct weir_channel *channel)
{
    uint32_t alias = 0;
    fputs(",\"parameters\":[", stdout);
    for (uint32_t ordinal = 1; ordinal <= channel->parameter_count; ordinal++) {
        struct text_buffer type;
        uint32_t flags = view_u8(channel, WEIR_SECTION_PARAMETERS, ordinal - 1, WEIR_PARAMETER_FLAGS);
        printf("%s{\"ordinal\":%" PRIu32 ",", ordinal > 1 ? "," : "", ordinal);
        put_name("name", channel, WEIR_SECTION_PARAMETERS, ordinal - 1, WEIR_PARAMETER_NAME);
        printf(",\"type\":\"%s\",\"type_text\":", words_types[view_u8(channel, WEIR_SECTION_PARAMETERS, ordinal - 1, WEIR_PARAMETER_TYPE)]);
        text_open(cli, &type);
        words_type(type.stream, channel, ordinal);
        text_put(cli, &type);
        printf(",\"cased\":%s", flags & WEIR_PARAMETER_CASED ? "true" : "false");
        put_members(channel, ordinal);
        put_aliases(channel, ordinal, &alias);
        putchar('}');
    }
    putchar(']');
}

static void put_template(struct cli *cli, const struct weir_channel *channel)
{
    uint32_t actions = view_u8(channel, WEIR_SECTION_TEMPLATE, 0, WEIR_TEMPLATE_ACTIONS);
    const char *before = "";
    fputs(",\"template\":{", stdout);
    put_name("name", channel, WEIR_SECTION_TEMPLATE, 0, WEIR_TEMPLATE_NAME);
    printf(",\"platform\":\"%s\",\"phase\":\"%s\",\"actions\":[", words_platforms[view_u8(channel, WEIR_SECTION_TEMPLATE, 0, WEIR_TEMPLATE_PLATFORM)],
           words_phases[view_u8(channel, WEIR_SECTION_TEMPLATE, 0, WEIR_TEMPLATE_PHASE)]);
    for (uint32_t i = 0; i < WEIR_ACTION_COUNT; i++) {
        if (!(actions >> i & 1)) continue;
        printf("%s\"%s\"", before, words_actions[i]);
        before = ",";
    }
    putchar(']');
    put_recorded(channel);
    put_parameters(cli, channel);
    putchar('}');
}

/* ---- instances ---- */

static void put_range(const struct weir_channel *channel, uint32_t number, bool is_signed)
{
    uint64_t ends[2] = {view_u64(channel, WEIR_SECTION_NUMBERS, number, 0), view_u64(channel, WEIR_SECTION_NUMBERS, number + 1, 0)};
    if (is_signed) printf("{\"from\":%" PRId64 ",\"to\":%" PRId64 "}", (int64_t)ends[0], (int64_t)ends[1]);
    else printf("{\"from\":%" PRIu64 ",\"to\":%" PRIu64 "}", ends[0], ends[1]);
}

static void put_program(const struct weir_channel *channel, uint32_t program)
{
    putchar('{');
    put_name("regex", channel, WEIR_SECTION_PROGRAMS, program, WEIR_PROGRAM_TEXT);
    printf(",\"instructions\":%" PRIu32 "}", view_u32(channel, WEIR_SECTION_PROGRAMS, program, WEIR_PROGRAM_COUNT));
}

/* As words_value shows it, as a string: names of members, guids, addresses and networks; without the quotes of the last three. */
static void put_words(struct cli *cli, const struct weir_channel *channel, uint32_t criterion, uint32_t i)
{
    struct text_buffer buffer;
    text_open(cli, &buffer);
    words_value(buffer.stream, channel, criterion, i);
    bool is_closed = text_close(&buffer);
    bool is_quoted = is_closed && buffer.length >= 2 && buffer.text[0] == '\'';
    if (is_closed) json_write_string(stdout, (struct str){buffer.text + is_quoted, (uint32_t)(buffer.length - (is_quoted ? 2 : 0))});
    free(buffer.text);
    if (!is_closed) longjmp(cli->exhausted, 1);
}

static void put_value(struct cli *cli, const struct weir_channel *channel, uint32_t criterion, uint32_t set, uint32_t i)
{
    uint32_t op = view_u8(channel, WEIR_SECTION_CRITERIA, criterion, WEIR_CRITERION_OP);
    uint32_t ordinal = view_u8(channel, WEIR_SECTION_CRITERIA, criterion, WEIR_CRITERION_ORDINAL);
    uint32_t type = view_u8(channel, WEIR_SECTION_PARAMETERS, ordinal - 1, WEIR_PARAMETER_TYPE);
    uint32_t first = view_u32(channel, WEIR_SECTION_SETS, set, WEIR_SET_FIRST);
    switch ((enum weir_set_kind)view_u8(channel, WEIR_SECTION_SETS, set, WEIR_SET_KIND)) {
    case WEIR_SET_PROGRAMS: put_program(channel, view_u32(channel, WEIR_SECTION_VALUES, first + i, 0)); break;
    case WEIR_SET_RANGES: put_range(channel, first + 2 * i, type == WEIR_TYPE_I64); break;
    case WEIR_SET_STRINGS:
        if (op == WEIR_OP_BYTES_IN || op == WEIR_OP_WITHIN) put_words(cli, channel, criterion, i);
        else json_write_string(stdout, view_string(channel, view_u32(channel, WEIR_SECTION_VALUES, first + i, 0)));
        break;
    case WEIR_SET_NUMBERS:
        if (type == WEIR_TYPE_ENUM || type == WEIR_TYPE_FLAGS) put_words(cli, channel, criterion, i);
        else words_value(stdout, channel, criterion, i); /* digits, true, false: JSON as they are */
        break;
    }
}

static void put_criterion(struct cli *cli, const struct weir_channel *channel, uint32_t criterion)
{
    uint32_t ordinal = view_u8(channel, WEIR_SECTION_CRITERIA, criterion, WEIR_CRITERION_ORDINAL);
    uint32_t other = view_u8(channel, WEIR_SECTION_CRITERIA, criterion, WEIR_CRITERION_OTHER);
    uint32_t set = view_u32(channel, WEIR_SECTION_CRITERIA, criterion, WEIR_CRITERION_SET);
    bool is_cased = view_u8(channel, WEIR_SECTION_CRITERIA, criterion, WEIR_CRITERION_FLAGS) & WEIR_CRITERION_CASED;
    struct text_buffer text;
    printf("{\"ordinal\":%" PRIu32 ",", ordinal);
    put_name("field", channel, WEIR_SECTION_PARAMETERS, ordinal - 1, WEIR_PARAMETER_NAME);
    printf(",\"operator\":\"%s\",\"cased\":%s", words_ops[view_u8(channel, WEIR_SECTION_CRITERIA, criterion, WEIR_CRITERION_OP)], is_cased ? "true" : "false");
    if (other) {
        putchar(',');
        put_name("other", channel, WEIR_SECTION_PARAMETERS, other - 1, WEIR_PARAMETER_NAME);
    }
    if (set != WEIR_NO_SET) {
        uint32_t count = view_u32(channel, WEIR_SECTION_SETS, set, WEIR_SET_COUNT);
        printf(",\"set\":%" PRIu32 ",\"values\":[", set);
        for (uint32_t i = 0; i < count; i++) {
            if (i) putchar(',');
            put_value(cli, channel, criterion, set, i);
        }
        putchar(']');
    }
    inspect_put_required(channel, criterion);
    fputs(",\"text\":", stdout);
    text_open(cli, &text);
    words_criterion(text.stream, channel, criterion, 0);
    text_put(cli, &text);
    putchar('}');
}

static void put_vector(const struct weir_channel *channel, uint32_t instance)
{
    uint32_t first = view_u32(channel, WEIR_SECTION_INSTANCES, instance, WEIR_INSTANCE_VECTOR_FIRST);
    uint32_t count = view_u32(channel, WEIR_SECTION_INSTANCES, instance, WEIR_INSTANCE_PARAMETER_COUNT);
    fputs(",\"vector\":[", stdout);
    for (uint32_t i = 0; i < count; i++) printf("%s%" PRIu32, i ? "," : "", view_u16(channel, WEIR_SECTION_VECTORS, first + i, 0));
    putchar(']');
}

static void put_instance(struct cli *cli, struct arena *scratch, const struct weir_channel *channel, uint32_t instance)
{
    struct inspect_range criteria = inspect_criteria(channel, instance);
    struct text_buffer text;
    const uint64_t fixed = weir_instance_steps(channel, instance, 0);
    printf("{\"id\":%" PRIu64 ",", view_u64(channel, WEIR_SECTION_INSTANCES, instance, WEIR_INSTANCE_ID));
    put_name("name", channel, WEIR_SECTION_INSTANCES, instance, WEIR_INSTANCE_NAME);
    putchar(',');
    put_name("title", channel, WEIR_SECTION_INSTANCES, instance, WEIR_INSTANCE_TITLE);
    printf(",\"severity\":\"%s\",\"action\":\"%s\",\"stress\":%s,\"steps_fixed\":%" PRIu64 ",\"steps_per_byte\":%" PRIu64,
           words_severities[view_u8(channel, WEIR_SECTION_INSTANCES, instance, WEIR_INSTANCE_SEVERITY)],
           words_actions[view_u8(channel, WEIR_SECTION_INSTANCES, instance, WEIR_INSTANCE_ACTION)],
           view_u8(channel, WEIR_SECTION_INSTANCES, instance, WEIR_INSTANCE_FLAGS) & WEIR_INSTANCE_STRESS ? "true" : "false",
           fixed, weir_instance_steps(channel, instance, 1) - fixed);
    put_vector(channel, instance);
    fputs(",\"criteria\":[", stdout);
    for (uint32_t i = 0; i < criteria.count; i++) {
        if (i) putchar(',');
        put_criterion(cli, channel, criteria.first + i);
    }
    fputs("],\"match\":", stdout);
    text_open(cli, &text);
    words_condition(text.stream, scratch, channel, instance);
    text_put(cli, &text);
    inspect_put_wakers(channel, instance);
    putchar('}');
}

void inspect_write_json(struct cli *cli, const struct loaded *loaded, bool with_instances)
{
    const struct weir_channel *channel = &loaded->channel;
    uint32_t count = view_count(channel, WEIR_SECTION_INSTANCES);
    struct arena scratch;
    put_header(loaded);
    put_template(cli, channel);
    inspect_put_tables(channel);
    printf(",\"instance_count\":%" PRIu32, count);
    if (with_instances) {
        arena_init(&scratch, &cli->exhausted);
        fputs(",\"instances\":[", stdout);
        for (uint32_t i = 0; i < count && !cli_output_failed(); i++) {
            if (i) putchar(',');
            arena_reset(&scratch);
            put_instance(cli, &scratch, channel, i);
        }
        putchar(']');
        arena_free(&scratch);
    }
    fputs("}\n", stdout);
}
