/* The quick reader of events against json_parse: over lines that are right, lines that are wrong in known ways, and many mutants of both. */
#include <stdlib.h>

#include "check.h"
#include "cli/events/events.h"
#include "compiler/base/limits.h"
#include "tests/fuzz/same_tree.h"

static jmp_buf exhausted;

enum { MUTANTS = 300000, LINE_BYTES = 2048 };

static const char *const good[] = {
    "{\"EventID\": 1, \"Channel\": \"Microsoft-Windows-Sysmon/Operational\", \"Image\": \"C:\\\\Windows\\\\System32\\\\cmd.exe\", \"CommandLine\": \"cmd /c \\\"a b\\\" \\u00e9\"}",
    "{}",
    " { } ",
    "{\"a\":{\"b\":{\"c\":[1,2,{\"d\":null}]}},\"e\":[],\"f\":{},\"g\":[[],[[ ]]] }",
    "{\"n\":[0,-0,1,-1,10,1.5,-0.25,1e5,1E+5,1e-05,18446744073709551615,-9223372036854775808,123456789012345678901234567890]}",
    "{\"t\":true,\"f\":false,\"n\":null, \"s\":\"\", \"\":1}",
    "{\"key with \\\"quotes\\\" and \\\\\":1,\"\\u0041\":2,\"caf\xc3\xa9\":3,\"\xf0\x9f\x98\x80\":\"\xe2\x82\xac\"}",
    "{\"x\":\"\\b\\f\\n\\r\\t\\/\\\\\\\"\\u20ac\\u0001\"}\r",
    "\t{\"a\"\t:\r1 ,\"b\" : \"c\" }  ",
    "{\"a.b\":1,\"a\":{\"b\":2},\"list\":[{\"a\":1},{\"a\":2}],\"process\":{\"executable\":\"C:\\\\x.exe\",\"pid\":4}}",
    "{\"long\":\"0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef\\\\0123456789abcdef0123456789abcdef\"}",
};

/* Trees that only json_parse gives, and lines that are none. */
static const char *const others[] = {
    "{\"a\":\"\\ud83d\\ude00\"}", "\xef\xbb\xbf{\"a\":1}", "{\"a\":\"\\ud800\"}", "{\"a\":\"\\udc00\"}", "{\"a\":\"\\ud800\\u0041\"}", "{\"a\":\"\\udc00\\ud800\"}",
    "{\"a\":\"\\u0000\"}", "{\"\\u0000\":1}", "{\"\\udfff\":1}", "{\"a\":\"\\u12g4\"}", "{\"a\":\"\\q\"}", "{\"a\":\"\\u12\"}", "{\"a\":\"\x01\"}", "{\"a\":\"\xff\"}",
    "{\"a\":\"\xed\xa0\x80\"}", "{\"a\":\"\xc0\x80\"}", "{\"a\":\"\xf5\x80\x80\x80\"}", "{\"a\":1,\"a\":2}", "{\"a\":{\"b\":1,\"c\":2,\"b\":3}}", "{\"a\":1,\"\\u0061\":2}",
    "{\"a\":[{\"b\":1,\"b\":2}]}", "{\"a\":01}", "{\"a\":1.}", "{\"a\":.5}", "{\"a\":-}", "{\"a\":+1}", "{\"a\":1e}", "{\"a\":1x}", "{\"a\":0x10}", "{\"a\":tru}", "{\"a\":nulll}",
    "{\"a\":TRUE}", "{\"a\":NaN}", "{\"a\"}", "{\"a\":}", "{\"a\":1,}", "{,}", "{\"a\":1 \"b\":2}", "{\"a\" 1}", "{\"a\"::1}", "{a:1}", "{'a':1}", "{\"a\":1}}", "{\"a\":1} {}",
    "{\"a\":1}x", "{\"a\":[1,]}", "{\"a\":[1 2]}", "{\"a\":[}", "{\"a\":{]}", "{\"a\":\"b", "{\"a", "{", "[", "[1]", "1", "\"a\"", "null", "", "}", "]", "{\"a\":\"b\"c}",
    "{\"a\":\"b\"\"c\"}", "{\"a\":1/2}", "{\"a\":1}//", "{\"a\":\"b\"true}", "{\"a\":[1}", "{\"a\":{\"b\":1]}",
};

/* The line between bytes that would be seen if they were read as a part of it. */
static struct str placed(char *room, const char *text, size_t n)
{
    memset(room, '"', LINE_BYTES + READER_PADDING);
    memcpy(room, text, n);
    return (struct str){room, (uint32_t)n};
}

/* 1: the reader gave a tree, and the same; 0: it asks; -1: it is wrong. */
static int compare(struct reader *reader, struct arena *arena, struct str line)
{
    struct json_error error;
    arena_reset(arena);
    const struct json *quick = reader_take(reader, line), *plain = json_parse(arena, line, JSON_EVENT, &error);
    if (!quick) return 0;
    if (!plain) return error.key.p != NULL ? 1 : -1; /* a repeated key is for events_read to see */
    return same_tree(quick, plain) ? 1 : -1;
}

/* What events_read says, against json_parse alone. */
static bool same_event(struct events *quick, struct events *plain, const uint32_t *keys, size_t key_count, struct arena *arena, struct str line)
{
    struct json_error error, plain_error;
    const struct json *event = json_parse(arena, line, JSON_EVENT, &plain_error), *read = events_read(quick, arena, line, &error);
    if (!event || !read) return !event && !read && error.at == plain_error.at && strcmp(error.text, plain_error.text) == 0;
    events_take(plain, event);
    for (size_t i = 0; i < key_count; i++) {
        const struct json *a = events_value(quick, keys[i]), *b = events_value(plain, keys[i]);
        if (!a != !b || (a && !same_tree(a, b))) return false;
    }
    return true;
}

static uint64_t next_random(uint64_t *state)
{
    *state ^= *state << 13;
    *state ^= *state >> 7;
    return *state ^= *state << 17;
}

static uint32_t mutate(char *text, uint32_t n, uint64_t *state)
{
    static const char pieces[] = "\"\\{}[]:,0123456789.eE+-tfnu \t\r\xc3\xa9\xed\xa0\x80\x01/'ab";
    for (uint64_t changes = 1 + next_random(state) % 3; changes; changes--) {
        const uint32_t at = (uint32_t)(next_random(state) % (n + 1)), to = (uint32_t)(next_random(state) % (n + 1));
        const char piece = pieces[next_random(state) % (sizeof pieces - 1)];
        switch (next_random(state) % 5) {
        case 0:
            if (at < n) text[at] = piece;
            break;
        case 1:
            if (n == LINE_BYTES) break;
            memmove(text + at + 1, text + at, n - at);
            text[at] = piece;
            n++;
            break;
        case 2:
            if (at == n) break;
            memmove(text + at, text + at + 1, n - at - 1);
            n--;
            break;
        case 3: n = at; break;
        default: { /* a part of it once more */
            const uint32_t length = n - at < 40 ? n - at : 40;
            if (n + length > LINE_BYTES) break;
            char part[40];
            memcpy(part, text + at, length);
            memmove(text + to + length, text + to, n - to);
            memcpy(text + to, part, length);
            n += length;
        }
        }
    }
    return n;
}

static void test_lines(struct reader *reader, struct arena *arena)
{
    static char room[LINE_BYTES + READER_PADDING];
    for (size_t i = 0; i < sizeof good / sizeof *good; i++)
        if (!CHECK(compare(reader, arena, placed(room, good[i], strlen(good[i]))) == 1)) printf("    %s\n", good[i]);
    for (size_t i = 0; i < sizeof others / sizeof *others; i++)
        if (!CHECK(compare(reader, arena, placed(room, others[i], strlen(others[i]))) >= 0)) printf("    %s\n", others[i]);
    CHECK(compare(reader, arena, placed(room, "{\"\0\":1}", 7)) == 0);
    for (uint32_t depth = 1; depth < 2 * LIMIT_JSON_DEPTH; depth++) {
        uint32_t n = 0;
        for (uint32_t i = 0; i < depth; i++) n += (uint32_t)sprintf(room + n, i % 2 ? "[" : "{\"a\":");
        room[n++] = '1';
        for (uint32_t i = depth; i-- > 0;) room[n++] = i % 2 ? ']' : '}';
        CHECK(compare(reader, arena, (struct str){room, n}) >= (depth < LIMIT_JSON_DEPTH / 2));
    }
}

static void test_mutants(struct reader *reader, struct arena *arena)
{
    static char room[LINE_BYTES + READER_PADDING];
    static const char *const names[] = {"a", "a.b", "EventID", "Image", "process.executable", "list", "x", "key with \"quotes\" and \\", ""};
    uint32_t keys[2 * sizeof names / sizeof *names], key_count = 0, trees = 0;
    uint64_t state = 88172645463325252u;
    struct arena kept;
    struct events quick, plain;
    arena_init(&kept, &exhausted);
    events_init(&quick, &kept);
    events_init(&plain, &kept);
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        const struct str name = str_from(names[i]);
        CHECK((keys[key_count] = events_add_key(&quick, name)) == events_add_key(&plain, name));
        const uint32_t path = events_add_path(&quick, name);
        CHECK(path == events_add_path(&plain, name));
        key_count++;
        if (path != UINT32_MAX) keys[key_count++] = path;
    }
    for (int i = 0; i < MUTANTS; i++) {
        const char *text = good[next_random(&state) % (sizeof good / sizeof *good)];
        const uint32_t n = mutate(placed(room, text, strlen(text)).p ? room : room, (uint32_t)strlen(text), &state);
        const int got = compare(reader, arena, (struct str){room, n});
        trees += got == 1;
        if (got < 0 || !same_event(&quick, &plain, keys, key_count, arena, (struct str){room, n})) {
            CHECK(!"the quick reader differs from json_parse");
            printf("    %.*s\n", (int)n, room);
        }
    }
    CHECK(trees > MUTANTS / 10); /* many mutants are JSON still */
    CHECK(trees < MUTANTS);
    events_free(&quick);
    events_free(&plain);
    arena_free(&kept);
}

/* More names than can be learned, in one event and over many, with one that is repeated in each. */
static void test_many_names(struct arena *arena)
{
    struct arena kept;
    struct events events;
    struct json_error error;
    arena_init(&kept, &exhausted);
    events_init(&events, &kept);
    const uint32_t wanted = events_add_key(&events, STR("wanted"));
    for (uint32_t count = 1; count < 4 * EVENTS_LEARNED; count = count * 3 / 2 + 1) {
        for (int repeats = 0; repeats < 2; repeats++) {
            const size_t room_bytes = (size_t)count * 40 + 100;
            char *room = malloc(room_bytes + READER_PADDING);
            CHECK(room != NULL);
            if (!room) return;
            size_t n = (size_t)sprintf(room, "{\"wanted\":%u", (unsigned)count);
            for (uint32_t i = 0; i < count; i++) n += (size_t)sprintf(room + n, ",\"AAAAAAAA%u of %uBBBBBBBB\":%u", (unsigned)i, (unsigned)count, (unsigned)i);
            if (repeats) n += (size_t)sprintf(room + n, ",\"AAAAAAAA%u of %uBBBBBBBB\":0", (unsigned)(count / 2), (unsigned)count);
            room[n++] = '}';
            arena_reset(arena);
            const struct json *event = events_read(&events, arena, (struct str){room, (uint32_t)n}, &error);
            CHECK((event != NULL) == !repeats);
            if (event) CHECK(events_value(&events, wanted) != NULL && event->count == count + 1);
            else CHECK(error.key.n != 0);
            free(room);
        }
    }
    events_free(&events);
    arena_free(&kept);
}

static void test_long_lines(struct reader *reader, struct arena *arena)
{
    for (uint32_t n = READER_MOST_BYTES - 1; n <= READER_MOST_BYTES + 1; n++) {
        char *room = malloc(n + READER_PADDING);
        CHECK(room != NULL);
        if (!room) return;
        memset(room, 'x', n);
        memcpy(room, "{\"a\":\"", 6);
        memcpy(room + n - 2, "\"}", 2);
        CHECK(compare(reader, arena, (struct str){room, n}) == (n <= READER_MOST_BYTES));
        free(room);
    }
}

int main(void)
{
    struct arena arena;
    CHECK_MEMORY(exhausted);
    arena_init(&arena, &exhausted);
    struct reader *reader = reader_new();
    CHECK(reader != NULL);
    if (reader) {
        test_lines(reader, &arena);
        test_mutants(reader, &arena);
        test_many_names(&arena);
        test_long_lines(reader, &arena);
    }
    reader_free(reader);
    arena_free(&arena);
    return CHECK_DONE("reader");
}
