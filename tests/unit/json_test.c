/* The JSON reader: what it must refuse, with the place, and what it must keep exactly. */
#include <stdlib.h>

#include "base/json.h"
#include "base/limits.h"
#include "check.h"

static struct json *parse(struct arena *arena, struct str text, unsigned options, struct json_error *error)
{
    char *copy = malloc(text.n + 1u); /* its exact size, so that reading behind it is seen */
    if (copy == NULL) abort();
    if (text.n != 0) memcpy(copy, text.p, text.n);
    struct json *value = json_parse(arena, (struct str){text.n != 0 ? copy : NULL, text.n}, options, error);
    free(copy);
    return value;
}

/* Refused at this byte, with these words in the text. */
static void refuses(struct arena *arena, struct str text, uint32_t at, const char *words, int line)
{
    struct json_error error;
    const struct json *value = parse(arena, text, 0, &error);
    check_that(value == NULL, __FILE__, line, "is refused");
    if (value != NULL) return;
    check_numbers(error.at, at, __FILE__, line, "the place");
    if (!check_that(error.text != NULL && strstr(error.text, words) != NULL && error.help != NULL, __FILE__, line, words)) puts(error.text);
}
#define REFUSES(text, at, words) refuses(arena, STR(text), (at), (words), __LINE__)

/* What a log recorded cannot be mended: NUL is a character, half a surrogate pair U+FFFD. */
static void test_event(struct arena *arena)
{
    struct json_error error;
    const struct str text = STR("{\"a\\u0000\":\"\\u0001\\u0000\\n\xC3\xA9\\u00e9\\ud83d\\ude00\\u0000\",\"b\":[\"x\\ud800\\u0041\\udc00\",\"\\ud83d\\ud83d\\ude00\",\"\\\\u0000\"],\"a\\u0001\":\"\\uD800\"}");
    const struct json *event = parse(arena, text, JSON_EVENT, &error);
    CHECK(event != NULL);
    if (event == NULL) return;
    CHECK(str_equal(event->first->key, STR("a\0")));
    CHECK(str_equal(event->first->string, STR("\x01\0\n\xC3\xA9\xC3\xA9\xF0\x9F\x98\x80\0")));
    const struct json *list = event->first->next->first;
    CHECK_STR(list->string, "x\xEF\xBF\xBD""A\xEF\xBF\xBD");
    CHECK_STR(list->next->string, "\xEF\xBF\xBD\xF0\x9F\x98\x80");
    CHECK_STR(list->next->next->string, "\\u0000");
    CHECK_STR(event->first->next->next->string, "\xEF\xBF\xBD"); /* its key is another than the first one's */
    CHECK(parse(arena, STR("{\"a\\u0000\":1,\"a\\u0000\":2}"), JSON_EVENT, &error) == NULL && error.key.n == 2);
    CHECK(parse(arena, STR("{\"a\0\":1}"), JSON_EVENT, &error) == NULL);
    CHECK(parse(arena, STR("\"\\u00\""), JSON_EVENT, &error) == NULL);
}

static void test_refused(struct arena *arena)
{
    REFUSES("", 0, "no JSON value");
    REFUSES(" \n ", 0, "no JSON value");
    REFUSES("{} x", 3, "behind the JSON value");
    REFUSES("{}{}", 2, "behind the JSON value");
    REFUSES("1 2", 2, "behind");
    REFUSES("{}\0", 2, "NUL");
    REFUSES("[1\0]", 2, "NUL");
    REFUSES("\"a\0b\"", 2, "NUL");
    REFUSES("\"a\\u0000b\"", 2, "NUL");
    REFUSES("{\"a\\u0000\": 1}", 3, "NUL");
    REFUSES("\"\xFF\"", 1, "UTF-8");
    REFUSES("\"a\xED\xA0\x80\"", 2, "UTF-8");
    REFUSES("\"\xC3\"", 1, "UTF-8");
    REFUSES("\"\\ud800\"", 1, "surrogate");
    REFUSES("\"\\udc00\"", 1, "surrogate");
    REFUSES("\"\\ud800\\u0041\"", 1, "surrogate");
    REFUSES("\"\\ud83d\\ud83d\"", 1, "surrogate");
    REFUSES("\"a\nb\"", 2, "control character");
    REFUSES("\"\\x41\"", 1, "escape");
    REFUSES("\"\\", 1, "escape");
    REFUSES("\"\\u12", 1, "four hexadecimal");
    REFUSES("\"abc", 0, "no closing quote");
    REFUSES("\x01{}", 0, "control character");
    REFUSES("{\x0b}", 1, "control character");
    REFUSES("[1,]", 3, "missing");
    REFUSES("[,1]", 1, "no JSON value");
    REFUSES("{\"a\":1,}", 7, "comma before");
    REFUSES("{\"a\" 1}", 5, "':'");
    REFUSES("{a:1}", 1, "key in double quotes");
    REFUSES("{'a':1}", 1, "single quotes");
    REFUSES("[1 2]", 3, "',' or ']'");
    REFUSES("[1}", 2, "',' or ']'");
    REFUSES("{\"a\":1]", 6, "',' or '}'");
    REFUSES("[", 1, "too early");
    REFUSES("{\"a\":", 5, "too early");
    REFUSES("[1, // no\n2]", 4, "comment");
    REFUSES("nul", 0, "no JSON value");
    REFUSES("True", 0, "no JSON value");
    REFUSES("NaN", 0, "no JSON value");
    REFUSES("01", 0, "leading zero");
    REFUSES("-01", 0, "leading zero");
    REFUSES("-", 0, "not a number");
    REFUSES("+1", 0, "no JSON value");
    REFUSES(".5", 0, "no JSON value");
    REFUSES("1.", 0, "point");
    REFUSES("1.e5", 0, "point");
    REFUSES("1e", 0, "'e'");
    REFUSES("1e+", 0, "'e'");
    REFUSES("1234567890123456789012345678901234567890123456789012345678901234", 0, "63 characters");
    REFUSES("0x10", 1, "behind");
    REFUSES("\xEF\xBB", 0, "no JSON value");
}

static void test_repeated(struct arena *arena)
{
    struct json_error error;
    CHECK(parse(arena, STR("{\"a\":1, \"b\":{\"k\":0,\"k\":0}}"), 0, &error) == NULL);
    CHECK(error.at == 19 && error.first_at == 13);
    CHECK_STR(error.key, "k");
    CHECK(parse(arena, STR("{\"a\":1,\"\\u0061\":2}"), 0, &error) == NULL && error.at == 7);
    CHECK(parse(arena, STR("{\"\":1,\"\":2}"), 0, &error) == NULL && error.key.p != NULL);
    CHECK(parse(arena, STR("{\"a\":1,\"A\":2,\"b\":{\"a\":1}}"), 0, &error) != NULL);
    CHECK(parse(arena, STR("{\"a\":0,\"b\":0,\"c\":0,\"d\":0,\"e\":0,\"f\":0,\"g\":0,\"h\":0,\"b\":0}"), 0, &error) == NULL && error.at == 49);

    enum { MANY = 40000 }; /* pairwise this would take minutes under the sanitizers */
    char *text = malloc(MANY * 24);
    if (text == NULL) abort();
    uint32_t n = 0;
    for (int i = 0; i < MANY; i++) n += (uint32_t)sprintf(text + n, "%c\"key%d\":%d", i ? ',' : '{', i, i);
    text[n++] = '}';
    const struct json *many = parse(arena, (struct str){text, n}, 0, &error);
    CHECK(many != NULL && many->count == MANY);
    n--;
    n += (uint32_t)sprintf(text + n, ",\"key7\":0}");
    CHECK(parse(arena, (struct str){text, n}, 0, &error) == NULL && error.at == n - 9);
    CHECK_STR(error.key, "key7");
    free(text);
}

static void test_depth(struct arena *arena)
{
    enum { DEEP = 100000 };
    struct json_error error;
    char *text = malloc(2 * DEEP);
    if (text == NULL) abort();
    memset(text, '[', DEEP);
    memset(text + DEEP, ']', DEEP);
    CHECK(parse(arena, (struct str){text, 2 * DEEP}, 0, &error) == NULL && error.at == LIMIT_JSON_DEPTH && strstr(error.text, "deeply") != NULL);
    memset(text + LIMIT_JSON_DEPTH, ']', LIMIT_JSON_DEPTH);
    const struct json *value = parse(arena, (struct str){text, 2 * LIMIT_JSON_DEPTH}, 0, &error);
    int depth = 0;
    for (; value != NULL; value = value->first) depth++;
    CHECK_INT(depth, LIMIT_JSON_DEPTH);
    for (int i = 0; i < DEEP / 5; i++) memcpy(text + 5 * i, "{\"a\":", 5);
    CHECK(parse(arena, (struct str){text, DEEP}, 0, &error) == NULL);
    free(text);
}

static void test_values(struct arena *arena)
{
    struct json_error error;
    const char source[] = " {\"s\": \"a\\u00e9\\ud83d\\ude00\\n\\/\", \"n\" : -12.50e+3 ,\"l\":[true,false,null,[],{}], \"\\u006b\":\"\xC3\xA9\"}\r\n";
    const struct json *root = parse(arena, str_from(source), 0, &error);
    if (!CHECK(root != NULL)) return;
    CHECK(root->kind == JSON_OBJECT && root->count == 4 && root->at == 1 && root->length == strlen(source) - 3);
    const struct json *value = json_get(root, "s");
    CHECK_STR(value->string, "a\xC3\xA9\xF0\x9F\x98\x80\n/");
    CHECK(value->at == 7 && value->key_at == 2 && value->length == 25);
    value = json_get(root, "n");
    CHECK_STR(value->string, "-12.50e+3");
    CHECK(memcmp(source + value->at, "-12.50e+3", value->length) == 0 && value->length == 9);
    value = json_get(root, "l");
    CHECK(value->count == 5 && value->first->kind == JSON_TRUE && value->first->next->kind == JSON_FALSE);
    CHECK(value->first->next->next->kind == JSON_NULL && value->first->next->next->next->kind == JSON_ARRAY);
    CHECK(memcmp(source + value->at, "[true,false,null,[],{}]", value->length) == 0);
    CHECK_STR(json_get(root, "k")->string, "\xC3\xA9");
    CHECK(json_get(root, "K") == NULL && json_get(root, "x") == NULL && json_get(NULL, "x") == NULL && json_get(value, "x") == NULL);

    root = parse(arena, STR("\xEF\xBB\xBF[1]"), 0, &error);
    CHECK(root != NULL && root->at == 3 && root->first->at == 4);
    CHECK(parse(arena, STR("\xEF\xBB\xBF" "6"), 0, &error) != NULL);
    CHECK(parse(arena, STR("\"x\""), 0, &error) != NULL && parse(arena, STR("0"), 0, &error) != NULL && parse(arena, STR("null"), 0, &error) != NULL);
    root = parse(arena, STR("[1e400,-1e400,123456789012345678901234567890123456789012345678901234567890123]"), 0, &error);
    CHECK(root != NULL && root->count == 3 && root->first->next->next->string.n == 63);
}

static void test_comments(struct arena *arena)
{
    struct json_error error;
    const struct str source = STR("// first \xFF\n{ /* a\n* / */ \"a//b\": \"/* no */\\\"//\", // last\n \"c\": 2 } // end");
    const struct json *root = json_parse(arena, source, JSON_COMMENTS, &error);
    if (!CHECK(root != NULL)) return;
    CHECK_STR(root->first->key, "a//b");
    CHECK_STR(root->first->string, "/* no */\"//");
    CHECK(source.p[root->first->at] == '"' && source.p[root->at] == '{' && source.p[json_get(root, "c")->at] == '2');
    CHECK(json_parse(arena, STR("{} /* open"), JSON_COMMENTS, &error) == NULL && error.at == 3);
    CHECK(json_parse(arena, STR("{} /*/"), JSON_COMMENTS, &error) == NULL && error.at == 3);
    CHECK(json_parse(arena, STR("// only"), JSON_COMMENTS, &error) == NULL);
    CHECK(json_parse(arena, STR("{\"a"), JSON_COMMENTS, &error) == NULL);
    CHECK(json_parse(arena, STR("{\"a\\"), JSON_COMMENTS, &error) == NULL);
    CHECK(json_parse(arena, STR("{} /"), JSON_COMMENTS, &error) == NULL);
}

static void integer(struct arena *arena, const char *text, int is_u64, uint64_t u64, int is_i64, int64_t i64, int line)
{
    struct json_error error;
    uint64_t u = 1;
    int64_t i = 1;
    const struct json *value = parse(arena, str_from(text), 0, &error);
    check_that(value != NULL, __FILE__, line, text);
    check_that(json_u64(value, &u) == is_u64 && (!is_u64 || u == u64), __FILE__, line, "u64");
    check_that(json_i64(value, &i) == is_i64 && (!is_i64 || i == i64), __FILE__, line, "i64");
}
#define INTEGER(text, is_u64, u64, is_i64, i64) integer(arena, text, is_u64, u64, is_i64, i64, __LINE__)

static void test_integers(struct arena *arena)
{
    INTEGER("0", 1, 0, 1, 0);
    INTEGER("-0", 0, 0, 1, 0);
    INTEGER("9007199254740993", 1, UINT64_C(9007199254740993), 1, INT64_C(9007199254740993));
    INTEGER("9223372036854775807", 1, INT64_MAX, 1, INT64_MAX);
    INTEGER("9223372036854775808", 1, UINT64_C(9223372036854775808), 0, 0);
    INTEGER("-9223372036854775808", 0, 0, 1, INT64_MIN);
    INTEGER("-9223372036854775809", 0, 0, 0, 0);
    INTEGER("18446744073709551615", 1, UINT64_MAX, 0, 0);
    INTEGER("18446744073709551616", 0, 0, 0, 0);
    INTEGER("99999999999999999999999999999999999", 0, 0, 0, 0);
    INTEGER("1e3", 0, 0, 0, 0);
    INTEGER("1.0", 0, 0, 0, 0);
    INTEGER("\"1\"", 0, 0, 0, 0);
}

static void test_writing(struct arena *arena)
{
    char *text = NULL;
    size_t n = 0;
    FILE *stream = tmpfile();
    if (!CHECK(stream != NULL)) return;
    json_write_string(stream, STR("a\"\\\n\t\x01\x7F\xFF\xC3\xA9\xE2\x80\xAE\xF3\xA0\x80\xA1"));
    json_write_string(stream, (struct str){NULL, 0});
    n = (size_t)ftell(stream);
    rewind(stream);
    text = arena_zalloc(arena, n + 1);
    CHECK(fread(text, 1, n, stream) == n);
    CHECK_TEXT(text, "\"a\\\"\\\\\\n\\t\\u0001\\u007f\\ufffd\xC3\xA9\\u202e\\udb40\\udc21\"\"\"");
    fclose(stream);
}

/* Any bytes: no crash, and what is accepted has places inside the text. */
static void test_mutations(struct arena *arena)
{
    static const char seed[] = "{\"a\": [1, -2.5e3, \"x\\u00e9\\ud83d\\ude00\", true, null], \"b\": {\"c\": \"\xC3\xA9\", \"d\": {}}}";
    uint64_t state = 88172645463325252u;
    unsigned accepted = 0;
    for (int round = 0; round < 20000; round++) {
        char text[sizeof seed];
        memcpy(text, seed, sizeof seed);
        uint32_t n = sizeof seed - 1;
        for (int k = 0; k < 3; k++) {
            state ^= state << 13, state ^= state >> 7, state ^= state << 17;
            if (state & 1)
                text[state / 2 % n] = "{}[]\",:\\ue0\x80 1\0/"[state / 1024 % 17];
            else if (state & 6)
                n -= (uint32_t)(n > 2);
        }
        struct json_error error;
        const struct json *value = parse(arena, (struct str){text, n}, round & 1 ? JSON_COMMENTS : 0, &error);
        accepted += value != NULL;
        if (value != NULL ? value->at + value->length > n : error.at > n || error.text == NULL) CHECK(false && "a place outside the text");
        arena_reset(arena);
    }
    CHECK(accepted > 100);
}

int main(void)
{
    jmp_buf jump;
    struct arena arena;
    CHECK_MEMORY(jump);
    arena_init(&arena, &jump);
    test_refused(&arena);
    test_event(&arena);
    test_repeated(&arena);
    test_depth(&arena);
    test_values(&arena);
    test_comments(&arena);
    test_integers(&arena);
    test_writing(&arena);
    test_mutations(&arena);
    arena_free(&arena);
    return CHECK_DONE("json");
}
