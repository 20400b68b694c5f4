/* How values of recorded events become inputs, how a stream becomes lines, and how printed text is held. Channels are covered by the cases in tests/golden/scan/. */
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "check.h"
#include "cli/buffer.h"
#include "cli/events/events.h"
#include "cli/events/lines.h"

static jmp_buf exhausted;

struct convert_case {
    uint8_t type;
    const char *json;
    const char *wanted; /* "" for present and empty text; "absent", "bad"; numbers in decimal, bytes in hex */
};

static const struct events_member kinds[] = {{{"CreatePipe", 10}, 0}, {{"ConnectPipe", 11}, 1}, {{"connectpipe", 11}, 2}, {{"true", 4}, 3}};
static const struct events_member rights[] = {{{"READ", 4}, 1}, {{"WRITE", 5}, 2}, {{"ALL", 3}, 0x8000000000000000}};

static const struct convert_case cases[] = {
    {WEIR_TYPE_STRING, "\"a\\\\b\"", "a\\b"},
    {WEIR_TYPE_STRING, "\"\"", ""},
    {WEIR_TYPE_STRING, "null", "absent"},
    {WEIR_TYPE_STRING, "1.50e3", "1.50e3"},
    {WEIR_TYPE_PATH, "true", "true"},
    {WEIR_TYPE_HASH, "false", "false"},
    {WEIR_TYPE_STRING, "[\"a\"]", "bad"},
    {WEIR_TYPE_STRING, "{}", "bad"},
    {WEIR_TYPE_U32, "17", "17"},
    {WEIR_TYPE_U32, "\"17\"", "17"},
    {WEIR_TYPE_U32, "\"0x1F\"", "31"},
    {WEIR_TYPE_U32, "\"0X1f\"", "31"},
    {WEIR_TYPE_U32, "4294967295", "4294967295"},
    {WEIR_TYPE_U32, "4294967296", "bad"},
    {WEIR_TYPE_U32, "-1", "bad"},
    {WEIR_TYPE_U32, "1.5", "bad"},
    {WEIR_TYPE_U32, "1e3", "bad"},
    {WEIR_TYPE_U32, "\"\"", "bad"},
    {WEIR_TYPE_U32, "\"0x\"", "bad"},
    {WEIR_TYPE_U32, "\"-\"", "bad"},
    {WEIR_TYPE_U32, "\" 1\"", "bad"},
    {WEIR_TYPE_U32, "true", "1"},
    {WEIR_TYPE_U32, "{\"a\":1}", "bad"},
    {WEIR_TYPE_U64, "18446744073709551615", "18446744073709551615"},
    {WEIR_TYPE_U64, "18446744073709551616", "bad"},
    {WEIR_TYPE_U64, "\"0xffffffffffffffff\"", "18446744073709551615"},
    {WEIR_TYPE_U64, "\"0x10000000000000000\"", "bad"},
    {WEIR_TYPE_I64, "-1", "18446744073709551615"},
    {WEIR_TYPE_I64, "-9223372036854775808", "9223372036854775808"},
    {WEIR_TYPE_I64, "-9223372036854775809", "bad"},
    {WEIR_TYPE_I64, "9223372036854775807", "9223372036854775807"},
    {WEIR_TYPE_I64, "9223372036854775808", "bad"},
    {WEIR_TYPE_I64, "\"-0x10\"", "18446744073709551600"},
    {WEIR_TYPE_BOOL, "true", "1"},
    {WEIR_TYPE_BOOL, "\"False\"", "0"},
    {WEIR_TYPE_BOOL, "\"TRUE\"", "1"},
    {WEIR_TYPE_BOOL, "\"1\"", "1"},
    {WEIR_TYPE_BOOL, "0", "0"},
    {WEIR_TYPE_BOOL, "2", "bad"},
    {WEIR_TYPE_BOOL, "\"yes\"", "bad"},
    {WEIR_TYPE_ENUM, "\"ConnectPipe\"", "1"},
    {WEIR_TYPE_ENUM, "\"connectpipe\"", "2"},
    {WEIR_TYPE_ENUM, "\"CONNECTPIPE\"", "1"},
    {WEIR_TYPE_ENUM, "\"connectp\"", "bad"},
    {WEIR_TYPE_ENUM, "1", "1"},
    {WEIR_TYPE_ENUM, "\"0x1\"", "1"},
    {WEIR_TYPE_ENUM, "4", "bad"},
    {WEIR_TYPE_ENUM, "true", "3"},
    {WEIR_TYPE_ENUM, "false", "bad"},
    {WEIR_TYPE_ENUM, "\"\"", "bad"},
    {WEIR_TYPE_FLAGS, "\"READ|WRITE\"", "3"},
    {WEIR_TYPE_FLAGS, "\"read, 0x10\"", "17"},
    {WEIR_TYPE_FLAGS, "\"ALL|1\"", "9223372036854775809"},
    {WEIR_TYPE_FLAGS, "\"READ|\"", "bad"},
    {WEIR_TYPE_FLAGS, "\"READ|-1\"", "bad"},
    {WEIR_TYPE_FLAGS, "\"0x1F3FFF\"", "2047999"},
    {WEIR_TYPE_FLAGS, "5", "5"},
    {WEIR_TYPE_FLAGS, "\"\"", "bad"},
    {WEIR_TYPE_GUID, "\"{0197231E-9BE6-6934-5301-000000000B00}\"", "0197231e9be669345301000000000b00"},
    {WEIR_TYPE_GUID, "\"0197231e-9be6-6934-5301-000000000b00\"", "0197231e9be669345301000000000b00"},
    {WEIR_TYPE_GUID, "\"{0197231e-9be6-6934-5301-000000000b00\"", "bad"},
    {WEIR_TYPE_GUID, "\"0197231e-9be6-6934-5301-000000000b0g\"", "bad"},
    {WEIR_TYPE_GUID, "\"0197231e19be6-6934-5301-000000000b00\"", "bad"},
    {WEIR_TYPE_GUID, "7", "bad"},
    {WEIR_TYPE_IP, "\"192.0.2.1\"", "c0000201"},
    {WEIR_TYPE_IP, "\"::ffff:192.0.2.1\"", "c0000201"},
    {WEIR_TYPE_IP, "\"0:0:0:0:0:ffff:c000:201\"", "c0000201"},
    {WEIR_TYPE_IP, "\"0:0:0:0:0:0:0:1\"", "00000000000000000000000000000001"},
    {WEIR_TYPE_IP, "\"fe80::1%eth0\"", "fe800000000000000000000000000001"},
    {WEIR_TYPE_IP, "\"192.0.2.1%eth0\"", "bad"},
    {WEIR_TYPE_IP, "\"192.0.2\"", "bad"},
    {WEIR_TYPE_IP, "\"192.0.2.256\"", "bad"},
    {WEIR_TYPE_IP, "\"\"", "bad"},
    {WEIR_TYPE_IP, "\"%1:\"", "bad"},
    {WEIR_TYPE_IP, "3221225985", "bad"},
};

static void describe(const struct events_field *field, bool good, const struct weir_input *input, char out[128])
{
    if (!good || !input->present) {
        strcpy(out, good ? "absent" : "bad");
        if (!good) CHECK(!input->present);
        return;
    }
    switch ((enum weir_type)field->type) {
    case WEIR_TYPE_STRING:
    case WEIR_TYPE_PATH:
    case WEIR_TYPE_HASH: snprintf(out, 128, "%.*s", (int)input->length, (const char *)input->data); break;
    case WEIR_TYPE_GUID:
    case WEIR_TYPE_IP:
        out[0] = 0;
        for (uint32_t i = 0; i < input->length; i++) snprintf(out + 2 * i, 3, "%02x", (unsigned)input->data[i]);
        break;
    case WEIR_TYPE_U32:
    case WEIR_TYPE_U64:
    case WEIR_TYPE_I64:
    case WEIR_TYPE_BOOL:
    case WEIR_TYPE_ENUM:
    case WEIR_TYPE_FLAGS: snprintf(out, 128, "%llu", (unsigned long long)input->number); break;
    case WEIR_TYPE_RESERVED:
    case WEIR_TYPE_COUNT: strcpy(out, "?"); break;
    }
}

static void test_conversions(struct arena *arena)
{
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct events_field field = {.type = cases[i].type};
        if (field.type == WEIR_TYPE_ENUM) field.members = (struct events_member *)kinds, field.member_count = 4;
        if (field.type == WEIR_TYPE_FLAGS) field.members = (struct events_member *)rights, field.member_count = 3;
        struct json_error error;
        const struct json *value = json_parse(arena, str_from(cases[i].json), 0, &error);
        CHECK(value != NULL);
        if (!value) continue;
        uint8_t bytes[16];
        struct weir_input input;
        char got[128];
        bool good = events_convert(&field, value, bytes, &input);
        describe(&field, good, &input, got);
        if (!CHECK_TEXT(got, cases[i].wanted)) printf("    type %u, %s\n", (unsigned)cases[i].type, cases[i].json);
    }
}

static const struct json *taken(struct events *events, struct arena *arena, const char *text)
{
    struct json_error error;
    const struct json *event = json_parse(arena, str_from(text), 0, &error);
    CHECK(event != NULL);
    if (event) events_take(events, event);
    return event;
}

static void test_keys(struct arena *arena)
{
    struct events events;
    events_init(&events, arena);
    uint32_t id = events_add_key(&events, STR("id")), dotted = events_add_key(&events, STR("a.b"));
    CHECK(events_add_key(&events, STR("id")) == id);
    for (int i = 0; i < 1000; i++) events_add_key(&events, arena_printf(arena, "key %d", i)); /* the table grows */
    taken(&events, arena, "{\"id\":7,\"a.b\":\"x\",\"key 999\":1,\"other\":{\"id\":8}}");
    CHECK(events_value(&events, id) && str_equal(events_value(&events, id)->string, STR("7")));
    CHECK(events_value(&events, dotted) != NULL);
    taken(&events, arena, "{\"a\":{\"b\":1}}"); /* as written only; nothing is left over of the event before */
    CHECK(events_value(&events, id) == NULL);
    CHECK(events_value(&events, dotted) == NULL);
    events.stamp = UINT32_MAX; /* the stamps start again */
    taken(&events, arena, "{\"id\":1}");
    CHECK(events_value(&events, id) != NULL);
    CHECK(events_value(&events, dotted) == NULL);
    events_free(&events);
}

/* ---- lines ---- */

static void write_file(const char *path, const char *bytes, size_t length)
{
    FILE *file = fopen(path, "wb");
    CHECK(file != NULL);
    if (!file) return;
    CHECK(fwrite(bytes, 1, length, file) == length);
    CHECK(fclose(file) == 0);
}

/* What the lines of the text are, as "<a><b>!": ! is a line over the limit. */
static void check_lines(const char *path, const char *text, size_t limit, const char *wanted)
{
    struct lines lines;
    struct str line;
    char got[256] = "";
    size_t used = 0;
    write_file(path, text, strlen(text));
    lines_open(&lines, path, limit, &exhausted);
    CHECK(!file_failed(lines.status));
    for (enum lines_got each; (each = lines_next(&lines, &line)) != LINES_END && used < 200;) {
        if (each == LINES_TOO_LONG) used += (size_t)snprintf(got + used, sizeof got - used, "!");
        if (each == LINES_LINE) used += (size_t)snprintf(got + used, sizeof got - used, "<" STR_FMT ">", STR_ARG(line));
        if (each == LINES_LINE) CHECK(line.p[line.n] == 0);
    }
    lines_close(&lines);
    CHECK_TEXT(got, wanted);
}

static void test_long_lines(const char *path, size_t length)
{
    char *text = malloc(2 * length + 2);
    CHECK(text != NULL);
    if (!text) return;
    memset(text, 'x', 2 * length + 2);
    text[length] = '\n';
    write_file(path, text, 2 * length + 2);
    struct lines lines;
    struct str line = {0};
    lines_open(&lines, path, length, &exhausted);
    CHECK(lines_next(&lines, &line) == LINES_LINE && line.n == length);
    CHECK(lines_next(&lines, &line) == LINES_TOO_LONG);
    CHECK(lines_next(&lines, &line) == LINES_END && lines.number == 2);
    lines_close(&lines);
    free(text);
}

static void test_lines(void)
{
    char path[] = "/tmp/weir-events-test-XXXXXX";
    int handle = mkstemp(path);
    CHECK(handle >= 0);
    if (handle < 0) return;
    close(handle);
    check_lines(path, "", 8, "");
    check_lines(path, "a", 8, "<a>");
    check_lines(path, "a\nb\n", 8, "<a><b>");
    check_lines(path, "a\r\n\r\nb\r", 8, "<a><><b>");
    check_lines(path, "\n\n", 8, "<><>");
    check_lines(path, "12345678\n123456789\nab\n123456789", 8, "<12345678>!<ab>!");
    for (size_t length = 65533; length < 65539; length++) test_long_lines(path, length);
    test_long_lines(path, 300000);
    unlink(path);
    struct lines lines;
    lines_open(&lines, path, 8, &exhausted);
    CHECK(file_failed(lines.status));
    lines_close(&lines);
    lines_open(&lines, "/", 8, &exhausted);
    CHECK(file_failed(lines.status));
    lines_close(&lines);
}

/* ---- lines of a stream that stands still ---- */

static void put(int handle, const char *text) { CHECK(write(handle, text, strlen(text)) == (ssize_t)strlen(text)); }

static void test_waits(void)
{
    int stream[2], wake[2];
    CHECK(pipe(stream) == 0 && pipe(wake) == 0);
    struct lines lines;
    struct str line = {0};
    lines_open(&lines, "-", 8, &exhausted);
    lines.handle = stream[0];
    lines.wake = wake[0];
    CHECK(lines_next(&lines, &line) == LINES_WAIT); /* told once, then waited: the next line is there */
    put(stream[1], "a\nb\nhal");
    CHECK(lines_next(&lines, &line) == LINES_LINE && str_equal(line, STR("a")));
    CHECK(lines_next(&lines, &line) == LINES_LINE && str_equal(line, STR("b")));
    CHECK(lines_next(&lines, &line) == LINES_WAIT); /* half a line does not count */
    put(stream[1], "f\n123456789");
    CHECK(lines_next(&lines, &line) == LINES_LINE && str_equal(line, STR("half")) && lines.number == 3);
    CHECK(lines_next(&lines, &line) == LINES_WAIT); /* nor does half of one that is too long */
    put(stream[1], "0\nend");
    CHECK(lines_next(&lines, &line) == LINES_TOO_LONG && lines.number == 4);
    CHECK(lines_next(&lines, &line) == LINES_WAIT);
    put(wake[1], "!");
    CHECK(lines_next(&lines, &line) == LINES_WOKEN);
    CHECK(lines_next(&lines, &line) == LINES_WOKEN);
    lines.wake = -1;
    close(stream[1]);
    CHECK(lines_next(&lines, &line) == LINES_LINE && str_equal(line, STR("end")));
    CHECK(lines_next(&lines, &line) == LINES_END && lines.number == 5);
    lines_close(&lines);
    close(wake[0]);
    close(wake[1]);
}

static void test_buffer(void)
{
    struct buffer buffer;
    CHECK(buffer_open(&buffer));
    for (int i = 0; i < 20000; i++) fprintf(buffer.stream, "%d,", i % 10);
    CHECK(buffer_flush(&buffer) && buffer.bytes.count == 40000 && memcmp(buffer.bytes.p, "0,1,2,", 6) == 0);
    bytes_clear(&buffer.bytes, 1 << 20); /* kept, to be filled again */
    CHECK(buffer.bytes.p && buffer.bytes.count == 0);
    fputs("x", buffer.stream);
    CHECK(buffer_flush(&buffer) && buffer.bytes.count == 1 && buffer.bytes.p[0] == 'x');
    bytes_clear(&buffer.bytes, 16);
    CHECK(!buffer.bytes.p && buffer.bytes.room == 0);
    buffer.failed = true; /* as without memory: nothing more comes behind the gap */
    fputs("y", buffer.stream);
    CHECK(!buffer_flush(&buffer) && buffer.bytes.count == 0);
    buffer_close(&buffer);
}

int main(void)
{
    struct arena arena;
    CHECK_MEMORY(exhausted);
    arena_init(&arena, &exhausted);
    test_conversions(&arena);
    test_keys(&arena);
    test_lines();
    test_waits();
    test_buffer();
    arena_free(&arena);
    return CHECK_DONE("events");
}
