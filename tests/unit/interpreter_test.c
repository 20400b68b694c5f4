/* The verifier and the evaluator: on files of channel_build.h, by hand, and against slow and simple versions of the same questions. */

#include "check.h"

#include "../../compiler/base/sha256.h"

#include "channel_search.h"

/* ---- events ---- */

struct hits {
    uint32_t count;
    uint8_t verdict[64]; /* by instance */
    int stop_after;
};

static int on_hit(void *context, const struct weir_hit *hit)
{
    struct hits *hits = context;
    hits->verdict[hit->index] = hit->verdict;
    hits->count++;
    return hits->stop_after != 0 && (int)hits->count >= hits->stop_after;
}

static struct weir_input text_input(const char *text)
{
    return (struct weir_input){(const uint8_t *)text, (uint32_t)strlen(text), 1, 0};
}

static struct weir_input bytes_input(const void *bytes, uint32_t length)
{
    return (struct weir_input){bytes, length, 1, 0};
}

static struct weir_input number_input(uint64_t number)
{
    return (struct weir_input){NULL, 0, 1, number};
}

static void open_built(struct build *b, struct weir_channel *channel)
{
    build_finish(b);
    const struct weir_verdict_on_file verdict = weir_open(b->bytes, b->size, NULL, NULL, channel);
    CHECK_TEXT(weir_refusal_name(verdict.code), "ACCEPTED");
    if (verdict.code != WEIR_ACCEPTED) exit(1);
}

/* Every instance's verdict on an event, with room for texts of text_bytes; and each again as weir_match_one sees it. */
static enum weir_status match_with(const struct weir_channel *channel, const struct weir_input *inputs, size_t text_bytes, struct hits *hits)
{
    memset(hits, 0, sizeof *hits);
    const size_t bytes = weir_workspace_bytes(channel, text_bytes);
    void *workspace = malloc(bytes);
    uint8_t *criteria = malloc(channel->max_criteria + 1);
    memset(workspace, 0xaa, bytes);
    const enum weir_status status = weir_match(channel, inputs, channel->parameter_count, workspace, bytes, on_hit, hits);
    struct hits plain = {.stop_after = hits->stop_after};
    CHECK_INT(weir_match_plain(channel, inputs, channel->parameter_count, workspace, bytes, on_hit, &plain), status);
    CHECK(memcmp(&plain, hits, sizeof plain) == 0);
    for (uint32_t i = 0; i < channel->section[WEIR_SECTION_INSTANCES].count && status == WEIR_OK; i++) {
        enum weir_verdict verdict = WEIR_NO_MATCH;
        CHECK_INT(weir_match_one(channel, i, inputs, channel->parameter_count, workspace, bytes, criteria, &verdict), WEIR_OK);
        CHECK_INT(verdict, hits->verdict[i]);
    }
    free(criteria);
    free(workspace);
    return status;
}

static uint8_t first_verdict(const struct weir_channel *channel, const struct weir_input *inputs)
{
    size_t text = 16;
    for (uint32_t i = 0; i < channel->parameter_count; i++)
        if (inputs[i].present) text += inputs[i].length;
    struct hits hits;
    CHECK_INT(match_with(channel, inputs, text, &hits), WEIR_OK);
    return hits.verdict[0];
}

/* ---- small parts ---- */

static void test_digest(void)
{
    static const char *const zeros_1000 = "541b3e9daa09b20bf85fa273e5cbd3e80185aa4ec298e765db87742b70138a53"; /* NIST: 1,000 zero bytes */
    static const char *const zeros_1000000 = "d29751f2649b32ff572b5e0a9f541ea660a50f94ff0beedfb0b692b924cc8025"; /* and 1,000,000 */
    uint8_t out[32], other[32];
    char hex[65];
    uint8_t *bytes = calloc(1000000, 1);
    weir_digest(bytes, 1000, out);
    sha256_hex(out, hex);
    CHECK_TEXT(hex, zeros_1000);
    weir_digest(bytes, 1000000, out);
    sha256_hex(out, hex);
    CHECK_TEXT(hex, zeros_1000000);
    for (uint32_t i = 0; i < 600; i++)
        bytes[i] = (uint8_t)(i * 37 + 11);
    for (size_t size = WEIR_HEADER_BYTES; size < 600; size++) {
        weir_digest(bytes, size, out);
        uint8_t copy[600];
        memcpy(copy, bytes, size);
        memset(copy + WEIR_AT_DIGEST, 0, WEIR_DIGEST_BYTES);
        sha256((struct str){(const char *)copy, (uint32_t)size}, other);
        CHECK(memcmp(out, other, 32) == 0);
    }
    uint32_t state = 1;
    for (uint32_t i = 0; i < 1000000; i++)
        bytes[i] = (uint8_t)((state = state * 1664525 + 1013904223) >> 24);
    for (size_t size = 1 << 15; size < 1000000; size += size < (1 << 15) + 200 ? 1 : 99991) { /* from here on by instructions of the processor, where it has them */
        weir_digest(bytes, size, out);
        sha256_of_channel(bytes, size, other);
        CHECK(memcmp(out, other, 32) == 0);
    }
    free(bytes);
}

static void test_fold(void)
{
    CHECK_INT(weir_fold('A'), 'a');
    CHECK_INT(weir_fold('@'), '@');
    CHECK_INT(weir_fold('['), '[');
    CHECK_INT(weir_fold(0xc4), 0xe4);
    CHECK_INT(weir_fold(0x1e9e), 0xdf);
    CHECK_INT(weir_fold(0x212a), 'k');
    CHECK_INT(weir_fold(0x100), 0x101);
    CHECK_INT(weir_fold(0x101), 0x101);
    CHECK_INT(weir_fold(0x1e921), 0x1e943);
    CHECK_INT(weir_fold(0x10ffff), 0x10ffff);
    uint32_t moved = 0, again = 0;
    for (uint32_t c = 0; c < 0x110000; c++) {
        moved += weir_fold(c) != c;
        again += weir_fold(weir_fold(c)) != weir_fold(c);
    }
    CHECK_INT(moved, 1454); /* lines of status C and S in CaseFolding.txt of Unicode 15.0.0 */
    CHECK_INT(again, 0);
}

static void test_names(void)
{
    CHECK_TEXT(weir_refusal_name(WEIR_REFUSED_COUNT_INSTANCE), "COUNT_INSTANCE");
    CHECK_TEXT(weir_refusal_name(0), "ACCEPTED");
    CHECK_TEXT(weir_refusal_name(UINT32_MAX), "UNKNOWN");
    CHECK_TEXT(weir_refusal_text(WEIR_REFUSED_DIGEST), "the digest does not fit the bytes");
    CHECK(weir_hash((const uint8_t *)"", 0) == 0xcbf29ce484222325u);
    CHECK(weir_hash((const uint8_t *)"a", 1) == 0xaf63dc4c8601ec8cu);
}

/* ---- one criterion ---- */

static uint8_t ask_text(uint8_t op, int cased, const char *value, const char *text, uint32_t length)
{
    struct build b;
    struct weir_channel channel;
    build_start(&b, 1, (const uint8_t[]){WEIR_TYPE_STRING});
    const uint8_t form = op == WEIR_OP_LIKE ? (cased ? WEIR_FORM_GLOB : WEIR_FORM_GLOB_FOLDED) : cased ? WEIR_FORM_TEXT : WEIR_FORM_TEXT_FOLDED;
    build_single(&b, 1, op, cased ? WEIR_CRITERION_CASED : 0, 1, 0, build_string(&b, form, value));
    open_built(&b, &channel);
    const struct weir_input input = bytes_input(text, length);
    const uint8_t verdict = first_verdict(&channel, &input);
    build_free(&b);
    return verdict;
}

#define ASK(op, cased, value, text) ask_text(WEIR_OP_##op, cased, value, text, (uint32_t)sizeof(text) - 1)

static void test_text(void)
{
    CHECK_INT(ASK(EQUALS, 0, "abc", "ABC"), WEIR_MATCH);
    CHECK_INT(ASK(EQUALS, 1, "abc", "ABC"), WEIR_NO_MATCH);
    CHECK_INT(ASK(EQUALS, 1, "abc", "abc"), WEIR_MATCH);
    CHECK_INT(ASK(EQUALS, 0, "", ""), WEIR_MATCH);
    CHECK_INT(ASK(EQUALS, 0, "k", "\xe2\x84\xaa"), WEIR_MATCH); /* the Kelvin sign */
    CHECK_INT(ASK(EQUALS, 0, "\xc3\xa4", "\xc3\x84"), WEIR_MATCH);
    CHECK_INT(ASK(EQUALS, 0, "\xef\xbf\xbd\xef\xbf\xbdx", "\xff\xfeX"), WEIR_MATCH);
    CHECK_INT(ASK(EQUALS, 1, "\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd", "\xed\xa0\x80"), WEIR_MATCH); /* a surrogate is three bad bytes */
    CHECK_INT(ASK(EQUALS, 1, "a\xef\xbf\xbd", "a\xf0"), WEIR_MATCH);
    CHECK_INT(ASK(EQUALS, 0, "\xf0\x9e\xa5\x83", "\xf0\x9e\xa4\xa1"), WEIR_MATCH); /* Adlam, four bytes each */
    CHECK_INT(ASK(EQUALS, 1, "abc", "abc\0"), WEIR_NO_MATCH);
    CHECK_INT(ASK(STARTS, 0, "ab", "ABC"), WEIR_MATCH);
    CHECK_INT(ASK(STARTS, 0, "abcd", "ABC"), WEIR_NO_MATCH);
    CHECK_INT(ASK(ENDS, 0, "bc", "ABC"), WEIR_MATCH);
    CHECK_INT(ASK(ENDS, 1, "bc", "ABC"), WEIR_NO_MATCH);
    CHECK_INT(ASK(ENDS, 1, "", "ABC"), WEIR_MATCH);
    CHECK_INT(ASK(ENDS, 1, "xABC", "ABC"), WEIR_NO_MATCH);
    CHECK_INT(ASK(CONTAINS, 0, "b", "ABC"), WEIR_MATCH);
    CHECK_INT(ASK(CONTAINS, 0, "bc", "ABABC"), WEIR_MATCH);
    CHECK_INT(ASK(CONTAINS, 0, "", ""), WEIR_MATCH);
    CHECK_INT(ASK(CONTAINS, 0, "ac", "ABABC"), WEIR_NO_MATCH);
    CHECK_INT(ASK(CONTAINS, 0, "x", ""), WEIR_NO_MATCH);
}

/* Texts are folded many bytes at a time: every byte of ASCII, at every place of texts up to some lengths. */
static void test_folded_lengths(void)
{
    enum { LONGEST = 40, LAST = 126 };
    for (uint32_t length = 1; length <= LONGEST; length++)
        for (uint32_t first = 0; first < LAST; first++) {
            char text[LONGEST + 1] = "", folded[LONGEST + 1] = "";
            for (uint32_t i = 0; i < length; i++) {
                text[i] = (char)(1 + (first + i) % LAST);
                folded[i] = (char)(text[i] >= 'A' && text[i] <= 'Z' ? text[i] + 32 : text[i]);
            }
            CHECK_INT(ask_text(WEIR_OP_EQUALS, 0, folded, text, length), WEIR_MATCH);
            text[first % length] = '\xff'; /* not ASCII: another way, and another text */
            CHECK_INT(ask_text(WEIR_OP_EQUALS, 0, folded, text, length), WEIR_NO_MATCH);
        }
}

/* And searched: what is looked for at every place, and nearly there. */
static void test_searched_lengths(void)
{
    enum { LONGEST = 50 };
    for (uint32_t length = 3; length <= LONGEST; length++)
        for (uint32_t at = 0; at + 3 <= length; at++) {
            char text[LONGEST + 1];
            memset(text, 'b', length);
            memcpy(text + at, "xyz", 3);
            CHECK_INT(ask_text(WEIR_OP_CONTAINS, 1, "xyz", text, length), WEIR_MATCH);
            CHECK_INT(ask_text(WEIR_OP_LIKE, 1, "*xyz*", text, length), WEIR_MATCH);
            CHECK_INT(ask_text(WEIR_OP_CONTAINS, 1, "xyz", text, at + 2), WEIR_NO_MATCH);
            CHECK_INT(ask_text(WEIR_OP_LIKE, 1, "*xyz*", text, at + 2), WEIR_NO_MATCH);
            text[at + 1] = 'b';
            CHECK_INT(ask_text(WEIR_OP_CONTAINS, 1, "xyz", text, length), WEIR_NO_MATCH);
        }
}

static void test_like(void)
{
    CHECK_INT(ASK(LIKE, 0, "*\\evil-*.exe", "C:\\Evil-17.EXE"), WEIR_MATCH);
    CHECK_INT(ASK(LIKE, 1, "a?c", "a\xc3\xa4" "c"), WEIR_MATCH); /* one character, two bytes */
    CHECK_INT(ASK(LIKE, 1, "a??c", "a\xc3\xa4" "c"), WEIR_NO_MATCH);
    CHECK_INT(ASK(LIKE, 1, "*?", "\xf0\x9f\x98\x80"), WEIR_MATCH);
    CHECK_INT(ASK(LIKE, 1, "*??", "\xf0\x9f\x98\x80"), WEIR_NO_MATCH);
    CHECK_INT(ASK(LIKE, 1, "a[*]b", "a*b"), WEIR_MATCH);
    CHECK_INT(ASK(LIKE, 1, "a[*]b", "axb"), WEIR_NO_MATCH);
    CHECK_INT(ASK(LIKE, 1, "a[?]*", "a?"), WEIR_MATCH);
    CHECK_INT(ASK(LIKE, 1, "[[]*]", "[b]"), WEIR_MATCH);
    CHECK_INT(ASK(LIKE, 1, "[[]*]", "*"), WEIR_NO_MATCH);
    CHECK_INT(ASK(LIKE, 1, "[[]", "[[]"), WEIR_NO_MATCH);
    CHECK_INT(ASK(LIKE, 1, "[a]", "[a]"), WEIR_MATCH);
    CHECK_INT(ASK(LIKE, 1, "[a]", "a"), WEIR_NO_MATCH);
    CHECK_INT(ASK(LIKE, 1, "*", ""), WEIR_MATCH);
    CHECK_INT(ASK(LIKE, 1, "", ""), WEIR_MATCH);
    CHECK_INT(ASK(LIKE, 1, "", "a"), WEIR_NO_MATCH);
    CHECK_INT(ASK(LIKE, 1, "?", ""), WEIR_NO_MATCH);
    CHECK_INT(ASK(LIKE, 1, "*ab*ab", "abab"), WEIR_MATCH);
    CHECK_INT(ASK(LIKE, 1, "*ab*ab", "abxaby"), WEIR_NO_MATCH);
    CHECK_INT(ASK(LIKE, 0, "a?b", "a\xff" "B"), WEIR_MATCH); /* a bad byte is one character */
}

static uint8_t ask_other(uint8_t type, uint8_t op, uint32_t set_of, const uint64_t *numbers, uint32_t count, struct weir_input input)
{
    struct build b;
    struct weir_channel channel;
    build_start(&b, 1, &type);
    build_single(&b, 1, op, 0, 1, 0, set_of == WEIR_FORM_NONE ? WEIR_NO_SET : build_numbers(&b, (uint8_t)set_of, count, numbers));
    open_built(&b, &channel);
    const uint8_t verdict = first_verdict(&channel, &input);
    build_free(&b);
    return verdict;
}

static void test_numbers(void)
{
    const uint64_t odd[] = {1, 3, 5}, negative[] = {(uint64_t)-7, (uint64_t)-1, 4}, huge[] = {2, UINT64_MAX};
    const uint64_t ranges[] = {1, 4, 10, 10, 20, 30}, around[] = {(uint64_t)-5, 5}, bits[] = {3, 8};
    for (uint64_t n = 0; n < 40; n++) {
        CHECK_INT(ask_other(WEIR_TYPE_U32, WEIR_OP_NUMBER_IN, WEIR_SET_NUMBERS, odd, 3, number_input(n)), n == 1 || n == 3 || n == 5 ? 2 : 0);
        CHECK_INT(ask_other(WEIR_TYPE_U64, WEIR_OP_NUMBER_RANGE, WEIR_SET_RANGES, ranges, 3, number_input(n)),
                  (n >= 1 && n <= 4) || n == 10 || (n >= 20 && n <= 30) ? 2 : 0);
        const uint64_t s = n - 20;
        CHECK_INT(ask_other(WEIR_TYPE_I64, WEIR_OP_NUMBER_IN, WEIR_SET_NUMBERS, negative, 3, number_input(s)), n == 13 || n == 19 || n == 24 ? 2 : 0);
        CHECK_INT(ask_other(WEIR_TYPE_I64, WEIR_OP_NUMBER_RANGE, WEIR_SET_RANGES, around, 1, number_input(s)), n >= 15 && n <= 25 ? 2 : 0);
        CHECK_INT(ask_other(WEIR_TYPE_FLAGS, WEIR_OP_HAS_ALL, WEIR_SET_NUMBERS, bits, 2, number_input(n)), (n & 3) == 3 || (n & 8) ? 2 : 0);
        CHECK_INT(ask_other(WEIR_TYPE_FLAGS, WEIR_OP_HAS_ANY, WEIR_SET_NUMBERS, bits, 2, number_input(n)), (n & 11) ? 2 : 0);
    }
    CHECK_INT(ask_other(WEIR_TYPE_U64, WEIR_OP_NUMBER_IN, WEIR_SET_NUMBERS, huge, 2, number_input(UINT64_MAX)), WEIR_MATCH);
    CHECK_INT(ask_other(WEIR_TYPE_BOOL, WEIR_OP_EXISTS, 0, NULL, 0, number_input(0)), WEIR_MATCH);
    CHECK_INT(ask_other(WEIR_TYPE_BOOL, WEIR_OP_EXISTS, 0, NULL, 0, (struct weir_input){0}), WEIR_NO_MATCH);
}

static uint8_t ask_bytes(uint8_t type, uint8_t op, uint8_t form, uint32_t count, const struct build_text *values, const void *p, uint32_t n)
{
    struct build b;
    struct weir_channel channel;
    build_start(&b, 1, &type);
    build_single(&b, 1, op, 0, 1, 0, build_strings(&b, form, count, values));
    open_built(&b, &channel);
    const struct weir_input input = bytes_input(p, n);
    const uint8_t verdict = first_verdict(&channel, &input);
    build_free(&b);
    return verdict;
}
#define B(text) (const uint8_t *)(text), (uint32_t)sizeof(text) - 1

static void test_bytes(void)
{
    const struct build_text guids[] = {{B("0123456789abcdef")}, {B("zzzzzzzzzzzzzzzz")}};
    const struct build_text addresses[] = {{B("\x0a\x01\x02\x03")}, {B("\x20\x01\0\0\0\0\0\0\0\0\0\0\0\0\0\x01")}};
    const struct build_text networks[] = {{B("\x0a\0\0\0\x08")}, {B("\xc0\xa8\x10\0\x14")}, {B("\x20\x01\x0d\xb8\0\0\0\0\0\0\0\0\0\0\0\0\x20")}};
    const struct build_text all[] = {{B("\0\0\0\0\0")}};
    CHECK_INT(ask_bytes(WEIR_TYPE_GUID, WEIR_OP_BYTES_IN, WEIR_FORM_GUID, 2, guids, B("zzzzzzzzzzzzzzzz")), WEIR_MATCH);
    CHECK_INT(ask_bytes(WEIR_TYPE_GUID, WEIR_OP_BYTES_IN, WEIR_FORM_GUID, 2, guids, B("zzzzzzzzzzzzzzzy")), WEIR_NO_MATCH);
    CHECK_INT(ask_bytes(WEIR_TYPE_IP, WEIR_OP_BYTES_IN, WEIR_FORM_ADDRESS, 2, addresses, B("\x0a\x01\x02\x03")), WEIR_MATCH);
    CHECK_INT(ask_bytes(WEIR_TYPE_IP, WEIR_OP_BYTES_IN, WEIR_FORM_ADDRESS, 2, addresses, B("\0\0\0\0\0\0\0\0\0\0\xff\xff\x0a\x01\x02\x03")), WEIR_MATCH);
    CHECK_INT(ask_bytes(WEIR_TYPE_IP, WEIR_OP_BYTES_IN, WEIR_FORM_ADDRESS, 2, addresses, B("\x0a\x01\x02\x04")), WEIR_NO_MATCH);
    CHECK_INT(ask_bytes(WEIR_TYPE_IP, WEIR_OP_WITHIN, WEIR_FORM_NETWORK, 3, networks, B("\x0a\xff\xff\xff")), WEIR_MATCH);
    CHECK_INT(ask_bytes(WEIR_TYPE_IP, WEIR_OP_WITHIN, WEIR_FORM_NETWORK, 3, networks, B("\x0b\0\0\0")), WEIR_NO_MATCH);
    CHECK_INT(ask_bytes(WEIR_TYPE_IP, WEIR_OP_WITHIN, WEIR_FORM_NETWORK, 3, networks, B("\xc0\xa8\x1f\xff")), WEIR_MATCH);
    CHECK_INT(ask_bytes(WEIR_TYPE_IP, WEIR_OP_WITHIN, WEIR_FORM_NETWORK, 3, networks, B("\xc0\xa8\x20\0")), WEIR_NO_MATCH);
    CHECK_INT(ask_bytes(WEIR_TYPE_IP, WEIR_OP_WITHIN, WEIR_FORM_NETWORK, 3, networks, B("\x20\x01\x0d\xb8\0\0\0\0\0\0\0\0\0\0\0\x01")), WEIR_MATCH);
    CHECK_INT(ask_bytes(WEIR_TYPE_IP, WEIR_OP_WITHIN, WEIR_FORM_NETWORK, 3, networks, B("\x20\x01\x0d\xb9\0\0\0\0\0\0\0\0\0\0\0\x01")), WEIR_NO_MATCH);
    CHECK_INT(ask_bytes(WEIR_TYPE_IP, WEIR_OP_WITHIN, WEIR_FORM_NETWORK, 1, all, B("\x7f\0\0\x01")), WEIR_MATCH);
    CHECK_INT(ask_bytes(WEIR_TYPE_IP, WEIR_OP_WITHIN, WEIR_FORM_NETWORK, 1, all, B("\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\x01")), WEIR_NO_MATCH);
}

static uint8_t ask_fields(uint8_t type, uint8_t op, int cased, struct weir_input a, struct weir_input b)
{
    struct build build;
    struct weir_channel channel;
    build_start(&build, 2, (const uint8_t[]){type, type});
    build_single(&build, 1, op, cased ? WEIR_CRITERION_CASED : 0, 1, 2, WEIR_NO_SET);
    open_built(&build, &channel);
    const struct weir_input inputs[2] = {a, b};
    const uint8_t verdict = first_verdict(&channel, inputs);
    build_free(&build);
    return verdict;
}

static void test_fields(void)
{
    CHECK_INT(ask_fields(WEIR_TYPE_PATH, WEIR_OP_FIELD_EQUALS, 0, text_input("ABC"), text_input("abc")), WEIR_MATCH);
    CHECK_INT(ask_fields(WEIR_TYPE_PATH, WEIR_OP_FIELD_EQUALS, 1, text_input("ABC"), text_input("abc")), WEIR_NO_MATCH);
    CHECK_INT(ask_fields(WEIR_TYPE_PATH, WEIR_OP_FIELD_STARTS, 0, text_input("ABC"), text_input("ab")), WEIR_MATCH);
    CHECK_INT(ask_fields(WEIR_TYPE_PATH, WEIR_OP_FIELD_ENDS, 0, text_input("ABC"), text_input("bc")), WEIR_MATCH);
    CHECK_INT(ask_fields(WEIR_TYPE_PATH, WEIR_OP_FIELD_CONTAINS, 0, text_input("ABC"), text_input("b")), WEIR_MATCH);
    CHECK_INT(ask_fields(WEIR_TYPE_PATH, WEIR_OP_FIELD_CONTAINS, 0, text_input("ABC"), text_input("bb")), WEIR_NO_MATCH);
    CHECK_INT(ask_fields(WEIR_TYPE_PATH, WEIR_OP_FIELD_EQUALS, 0, text_input("ABC"), (struct weir_input){0}), WEIR_NO_MATCH);
    CHECK_INT(ask_fields(WEIR_TYPE_I64, WEIR_OP_FIELD_LESS, 0, number_input((uint64_t)-1), number_input(1)), WEIR_MATCH);
    CHECK_INT(ask_fields(WEIR_TYPE_U64, WEIR_OP_FIELD_LESS, 0, number_input((uint64_t)-1), number_input(1)), WEIR_NO_MATCH);
    CHECK_INT(ask_fields(WEIR_TYPE_U64, WEIR_OP_FIELD_LESS, 0, number_input(1), number_input(1)), WEIR_NO_MATCH);
    CHECK_INT(ask_fields(WEIR_TYPE_U64, WEIR_OP_FIELD_LESS_EQUAL, 0, number_input(1), number_input(1)), WEIR_MATCH);
    CHECK_INT(ask_fields(WEIR_TYPE_BOOL, WEIR_OP_FIELD_EQUALS, 0, number_input(1), number_input(1)), WEIR_MATCH);
    CHECK_INT(ask_fields(WEIR_TYPE_IP, WEIR_OP_FIELD_EQUALS, 0, bytes_input(B("\x0a\0\0\x01")), bytes_input(B("\0\0\0\0\0\0\0\0\0\0\xff\xff\x0a\0\0\x01"))), WEIR_MATCH);
    CHECK_INT(ask_fields(WEIR_TYPE_IP, WEIR_OP_FIELD_EQUALS, 0, bytes_input(B("\x0a\0\0\x01")), bytes_input(B("\x0a\0\0\x02"))), WEIR_NO_MATCH);
}

/* ---- regular expressions ---- */

/* Whether the program is found in the text; its classes are built. */
static uint8_t ask_built(struct build *b, const struct build_instruction *code, uint32_t count, const char *text, uint32_t length)
{
    struct weir_channel channel;
    build_single(b, 1, WEIR_OP_MATCHES, WEIR_CRITERION_CASED, 1, 0, build_programs(b, count, code));
    open_built(b, &channel);
    const struct weir_input input = bytes_input(text, length);
    const uint8_t verdict = first_verdict(&channel, &input);
    build_free(b);
    return verdict;
}

static uint8_t ask_program(const struct build_instruction *code, uint32_t count, const char *text, uint32_t length)
{
    struct build b;
    uint8_t digits[32] = {0};
    digits[6] = 0xff;
    digits[7] = 0x03;
    build_start(&b, 1, (const uint8_t[]){WEIR_TYPE_STRING});
    for (uint32_t i = 0; i < count; i++)
        if (code[i].op == WEIR_NFA_SET && b.class_count == 0) build_class(&b, digits);
    return ask_built(&b, code, count, text, length);
}
#define PROGRAM(code, text) ask_program(code, sizeof(code) / sizeof *(code), text, (uint32_t)sizeof(text) - 1)

static void test_programs(void)
{
    const struct build_instruction plain[] = {{WEIR_NFA_RANGE, 'a', 'a', 1}, {WEIR_NFA_RANGE, 'b', 'c', 2}, {WEIR_NFA_MATCH, 0, 0, 0}};
    CHECK_INT(PROGRAM(plain, "xxabx"), WEIR_MATCH);
    CHECK_INT(PROGRAM(plain, "aac"), WEIR_MATCH);
    CHECK_INT(PROGRAM(plain, "aa"), WEIR_NO_MATCH);
    CHECK_INT(PROGRAM(plain, ""), WEIR_NO_MATCH);
    CHECK_INT(PROGRAM(plain, "AB"), WEIR_NO_MATCH);
    const struct build_instruction anchored[] = {{WEIR_NFA_ASSERT, 1, 0, 0}, {WEIR_NFA_SET, 0, 0, 0}, {WEIR_NFA_ASSERT, 2, 0, 0}, {WEIR_NFA_MATCH, 0, 0, 0}};
    CHECK_INT(PROGRAM(anchored, "7"), WEIR_MATCH);
    CHECK_INT(PROGRAM(anchored, "77"), WEIR_NO_MATCH);
    CHECK_INT(PROGRAM(anchored, "a7"), WEIR_NO_MATCH);
    const struct build_instruction digit[] = {{WEIR_NFA_SET, 0, 0, 0}, {WEIR_NFA_MATCH, 0, 0, 0}};
    CHECK_INT(PROGRAM(digit, "abc7"), WEIR_MATCH);
    CHECK_INT(PROGRAM(digit, "abc"), WEIR_NO_MATCH);
    const struct build_instruction empty[] = {{WEIR_NFA_MATCH, 0, 0, 0}};
    CHECK_INT(PROGRAM(empty, ""), WEIR_MATCH);
    const struct build_instruction forever[] = {{WEIR_NFA_JUMP, 0, 0, 0}};
    CHECK_INT(PROGRAM(forever, "abc"), WEIR_NO_MATCH);
    const struct build_instruction at_end[] = {{WEIR_NFA_ASSERT, 2, 0, 0}, {WEIR_NFA_MATCH, 0, 0, 0}};
    CHECK_INT(PROGRAM(at_end, "abc"), WEIR_MATCH);
    const struct build_instruction word[] = {{WEIR_NFA_ASSERT, 5, 0, 0}, {WEIR_NFA_RANGE, 'a', 'a', 2}, {WEIR_NFA_ASSERT, 5, 0, 0}, {WEIR_NFA_MATCH, 0, 0, 0}};
    CHECK_INT(PROGRAM(word, "ba a"), WEIR_MATCH);
    CHECK_INT(PROGRAM(word, "ba ab"), WEIR_NO_MATCH);
    CHECK_INT(PROGRAM(word, "a"), WEIR_MATCH);
    CHECK_INT(PROGRAM(word, "_a"), WEIR_NO_MATCH);
    const struct build_instruction not_word[] = {{WEIR_NFA_ASSERT, 6, 0, 0}, {WEIR_NFA_MATCH, 0, 0, 0}};
    CHECK_INT(PROGRAM(not_word, ""), WEIR_MATCH);
    CHECK_INT(PROGRAM(not_word, "a"), WEIR_NO_MATCH);
    const struct build_instruction line[] = {{WEIR_NFA_ASSERT, 3, 0, 0}, {WEIR_NFA_RANGE, 'a', 'a', 2}, {WEIR_NFA_ASSERT, 4, 0, 0}, {WEIR_NFA_MATCH, 0, 0, 0}};
    CHECK_INT(PROGRAM(line, "b\na\nc"), WEIR_MATCH);
    CHECK_INT(PROGRAM(line, "ba\nab\nca"), WEIR_NO_MATCH);
    CHECK_INT(PROGRAM(line, "b\na"), WEIR_MATCH);
    /* (a*)*b: the kind that makes backtracking slow */
    const struct build_instruction nested[] = {{WEIR_NFA_SPLIT, 0, 0, 4}, {WEIR_NFA_SPLIT, 0, 0, 0}, {WEIR_NFA_RANGE, 'a', 'a', 1}, {WEIR_NFA_JUMP, 0, 0, 0},
                                               {WEIR_NFA_RANGE, 'b', 'b', 5}, {WEIR_NFA_MATCH, 0, 0, 0}};
    char many[3000];
    memset(many, 'a', sizeof many);
    CHECK_INT(ask_program(nested, 6, many, sizeof many), WEIR_NO_MATCH);
    many[sizeof many - 1] = 'b';
    CHECK_INT(ask_program(nested, 6, many, sizeof many), WEIR_MATCH);
}

enum { MOST_RUN = 5, RUN_BLOCK = 4 };

/* "So many characters in a row" behind an assertion; with a jump before them it is no run, and goes through nfa.c. */
static uint8_t ask_run(uint8_t assertion, bool with_lines, uint32_t characters, bool jump, const char *text, uint32_t length)
{
    struct build b;
    struct build_instruction code[RUN_BLOCK * MOST_RUN + 3];
    uint32_t count = 0;
    uint8_t first[32] = {0}, rest[32] = {0};
    for (uint32_t byte = 0; byte < 256; byte++) {
        uint8_t *of = byte >= 0x80 && byte < 0xc0 ? rest : first;
        if (byte != '\n' || with_lines) of[byte / 8] = (uint8_t)(of[byte / 8] | 1u << byte % 8);
    }
    build_start(&b, 1, (const uint8_t[]){WEIR_TYPE_STRING});
    build_class(&b, first);
    build_class(&b, rest);
    code[count++] = (struct build_instruction){WEIR_NFA_ASSERT, assertion, 0, 0};
    if (jump) {
        code[count] = (struct build_instruction){WEIR_NFA_JUMP, 0, 0, count + 1};
        count++;
    }
    for (uint32_t i = 0; i < characters; i++, count += RUN_BLOCK) {
        code[count] = (struct build_instruction){WEIR_NFA_SET, 0, 0, 0};
        code[count + 1] = (struct build_instruction){WEIR_NFA_SPLIT, 0, 0, count + RUN_BLOCK};
        code[count + 2] = (struct build_instruction){WEIR_NFA_SET, 0, 0, 1};
        code[count + 3] = (struct build_instruction){WEIR_NFA_SPLIT, 0, 0, count + 2};
    }
    code[count++] = (struct build_instruction){WEIR_NFA_MATCH, 0, 0, 0};
    return ask_built(&b, code, count, text, length);
}

static void test_runs(void)
{
    static const char *const parts[] = {"a", "\n", "\xc3\xa9", "\xe6\x97\xa5"};
    CHECK_INT(ask_run(WEIR_ASSERT_LINE_START, false, 3, false, "ab\nabc", 6), WEIR_MATCH);
    CHECK_INT(ask_run(WEIR_ASSERT_LINE_START, false, 3, false, "ab\nab\n", 6), WEIR_NO_MATCH);
    CHECK_INT(ask_run(WEIR_ASSERT_TEXT_START, true, 3, false, "a\nb", 3), WEIR_MATCH);
    CHECK_INT(ask_run(WEIR_ASSERT_TEXT_START, false, 2, false, "a\nbc", 4), WEIR_NO_MATCH);
    CHECK_INT(ask_run(WEIR_ASSERT_LINE_START, false, 2, false, "\xe6\x97\xa5", 3), WEIR_NO_MATCH);
    CHECK_INT(ask_run(WEIR_ASSERT_LINE_START, false, 1, false, "", 0), WEIR_NO_MATCH);
    for (uint32_t all = 0; all < 4096; all++) {
        char text[32];
        uint32_t length = 0;
        for (uint32_t left = all, n = 0; n < 1 + all % 7; n++, left /= 4) {
            memcpy(text + length, parts[left % 4], strlen(parts[left % 4]));
            length += (uint32_t)strlen(parts[left % 4]);
        }
        const uint8_t assertion = all % 3 ? WEIR_ASSERT_LINE_START : WEIR_ASSERT_TEXT_START;
        const bool with_lines = all % 5 < 2;
        const uint32_t characters = 1 + all % MOST_RUN;
        CHECK_WITH(ask_run(assertion, with_lines, characters, false, text, length) == ask_run(assertion, with_lines, characters, true, text, length), "%u characters in text %u", characters, all);
    }
}

/* ---- conditions ---- */

/* One criterion for each of three bool parameters, and a condition over them; `values`: 0, 1, or 2 for undecided. Undecided is a text without room. */
static uint8_t condition_verdict(const uint32_t (*code)[3], uint32_t count, const uint8_t values[4])
{
    struct build b;
    struct weir_channel channel;
    const uint8_t types[4] = {WEIR_TYPE_STRING, WEIR_TYPE_STRING, WEIR_TYPE_STRING, WEIR_TYPE_STRING};
    build_start(&b, 4, types);
    build_instance(&b, 1);
    const uint32_t set = build_string(&b, WEIR_FORM_TEXT_FOLDED, "x");
    for (uint8_t i = 1; i <= 4; i++)
        build_criterion(&b, WEIR_OP_EQUALS, 0, i, 0, set);
    for (uint32_t i = 0; i < count; i++)
        build_code(&b, code[i][0], code[i][1], code[i][2]);
    open_built(&b, &channel);
    struct weir_input inputs[4];
    for (int i = 0; i < 4; i++)
        inputs[i] = text_input(values[i] == 0 ? "y" : values[i] == 2 ? "x" : "a text for which there is no room");
    struct hits hits;
    CHECK_INT(match_with(&channel, inputs, 4, &hits), WEIR_OK);
    build_free(&b);
    return hits.verdict[0];
}

static void test_conditions(void)
{
    static const uint32_t code[][3] = {{WEIR_CODE_CRITERION, 0, 0}, {WEIR_CODE_CRITERION, 0, 1}, {WEIR_CODE_AND, 0, 0}, {WEIR_CODE_CRITERION, 0, 2},
                                       {WEIR_CODE_NOT, 0, 0},       {WEIR_CODE_CRITERION, 0, 3}, {WEIR_CODE_OR, 0, 0},  {WEIR_CODE_OR, 0, 0}};
    static const uint32_t some[][3] = {{WEIR_CODE_CRITERION, 0, 0}, {WEIR_CODE_CRITERION, 0, 1}, {WEIR_CODE_CRITERION, 0, 2}, {WEIR_CODE_ATLEAST, 2, 3},
                                       {WEIR_CODE_CRITERION, 0, 3}, {WEIR_CODE_AND, 0, 0}};
    static const uint32_t twice[][3] = {{WEIR_CODE_CRITERION, 0, 0}, {WEIR_CODE_CRITERION, 0, 1}, {WEIR_CODE_CRITERION, 0, 0}, {WEIR_CODE_NOT, 0, 0},
                                        {WEIR_CODE_AND, 0, 0},       {WEIR_CODE_OR, 0, 0},        {WEIR_CODE_CRITERION, 0, 2}, {WEIR_CODE_CRITERION, 0, 3},
                                        {WEIR_CODE_AND, 0, 0},       {WEIR_CODE_AND, 0, 0},       {WEIR_CODE_TRUE, 0, 0},      {WEIR_CODE_AND, 0, 0}};
    static const uint32_t inner[][3] = {{WEIR_CODE_CRITERION, 0, 0}, {WEIR_CODE_CRITERION, 0, 1}, {WEIR_CODE_CRITERION, 0, 2}, {WEIR_CODE_CRITERION, 0, 3},
                                        {WEIR_CODE_ATLEAST, 2, 3},   {WEIR_CODE_OR, 0, 0}};
#define MIN(x, y) ((x) < (y) ? (x) : (y))
#define MAX(x, y) ((x) > (y) ? (x) : (y))
    for (uint32_t all = 0; all < 81; all++) {
        const uint8_t v[4] = {(uint8_t)(all % 3), (uint8_t)(all / 3 % 3), (uint8_t)(all / 9 % 3), (uint8_t)(all / 27)};
        CHECK_INT(condition_verdict(code, 8, v), MAX(MIN(v[0], v[1]), MAX(2 - v[2], v[3])));
        const int yes = (v[0] == 2) + (v[1] == 2) + (v[2] == 2), possible = (v[0] != 0) + (v[1] != 0) + (v[2] != 0);
        CHECK_INT(condition_verdict(some, 6, v), MIN(yes >= 2 ? 2 : possible >= 2 ? 1 : 0, v[3]));
        const int more = (v[1] == 2) + (v[2] == 2) + (v[3] == 2), may = (v[1] != 0) + (v[2] != 0) + (v[3] != 0);
        CHECK_INT(condition_verdict(inner, 6, v), MAX(v[0], more >= 2 ? 2 : may >= 2 ? 1 : 0));
        CHECK_INT(condition_verdict(twice, 12, v), MIN(MAX(v[0], MIN(v[1], 2 - v[0])), MIN(v[2], v[3])));
    }
}

/* ---- statuses, and room ---- */

static void test_statuses(void)
{
    struct build b;
    struct weir_channel channel;
    build_start(&b, 4, (const uint8_t[]){WEIR_TYPE_STRING, WEIR_TYPE_GUID, WEIR_TYPE_BOOL, WEIR_TYPE_RESERVED});
    build_single(&b, 1, WEIR_OP_EXISTS, 0, 1, 0, WEIR_NO_SET);
    build_single(&b, 2, WEIR_OP_EXISTS, 0, 1, 0, WEIR_NO_SET);
    open_built(&b, &channel);
    CHECK_INT(channel.inputs_read, 1);
    CHECK_INT(channel.steps_fixed, 4 * 4 + 2 * 5 + 1 + 2 + 3); /* parameters, conditions, the one question, ALWAYS, words to clear */
    CHECK_INT(channel.steps_per_byte, 2);
    CHECK(weir_steps(&channel, 100) == channel.steps_fixed + 200 && weir_steps(&channel, UINT64_MAX - 7) == UINT64_MAX);
    const size_t bytes = weir_workspace_bytes(&channel, 0);
    CHECK(weir_workspace_bytes(&channel, SIZE_MAX / 2) == SIZE_MAX);
    void *workspace = malloc(bytes);
    struct weir_input inputs[5] = {text_input("a"), {0}, {0}, {NULL, 77, 1, 7}};
    struct hits hits = {0};
    CHECK_INT(weir_match(&channel, inputs, 3, workspace, bytes, on_hit, &hits), WEIR_WRONG_INPUT_COUNT);
    CHECK_INT(weir_match(&channel, NULL, 3, workspace, bytes, on_hit, &hits), WEIR_WRONG_INPUT_COUNT);
    CHECK_INT(weir_match(&channel, inputs, 5, workspace, bytes, on_hit, &hits), WEIR_WRONG_INPUT_COUNT);
    CHECK_INT(weir_match(&channel, inputs, 4, workspace, bytes - 1, on_hit, &hits), WEIR_WORKSPACE_TOO_SMALL);
    CHECK_INT(hits.count, 0);
    CHECK_INT(weir_match(&channel, inputs, 4, workspace, bytes, on_hit, &hits), WEIR_OK);
    CHECK_INT(hits.count, 2);
    hits = (struct hits){.stop_after = 1};
    CHECK_INT(weir_match(&channel, inputs, 4, workspace, bytes, on_hit, &hits), WEIR_STOPPED);
    CHECK_INT(hits.count, 1);
    inputs[1] = bytes_input("short", 5);
    CHECK_INT(weir_match(&channel, inputs, 4, workspace, bytes, on_hit, &hits), WEIR_BAD_INPUT);
    inputs[1].present = 0;
    inputs[2] = number_input(2);
    CHECK_INT(weir_match(&channel, inputs, 4, workspace, bytes, on_hit, &hits), WEIR_BAD_INPUT);
    free(workspace);
    build_free(&b);
}

/* With the room that weir_workspace_bytes names nothing is undecided, however bad the text. */
static void test_room(void)
{
    struct build b;
    struct weir_channel channel;
    build_start(&b, 2, (const uint8_t[]){WEIR_TYPE_STRING, WEIR_TYPE_STRING});
    for (uint8_t i = 0; i < 4; i++)
        build_single(&b, i + 1u, WEIR_OP_CONTAINS, i % 2, (uint8_t)(1 + i / 2), 0, build_string(&b, i % 2 ? WEIR_FORM_TEXT : WEIR_FORM_TEXT_FOLDED, "never"));
    open_built(&b, &channel);
    char bad[300], growing[300];
    memset(bad, 0xff, sizeof bad);
    for (size_t i = 0; i < sizeof growing; i += 2)
        memcpy(growing + i, "\xc8\xba", 2); /* U+023A folds from two bytes to three */
    const struct weir_input inputs[2] = {bytes_input(bad, sizeof bad), bytes_input(growing, sizeof growing)};
    struct hits hits;
    CHECK_INT(match_with(&channel, inputs, sizeof bad + sizeof growing, &hits), WEIR_OK);
    CHECK_INT(hits.count, 0);
    CHECK_INT(match_with(&channel, inputs, 100, &hits), WEIR_OK);
    CHECK(hits.count > 0 && hits.verdict[0] == WEIR_CANNOT_DECIDE);
    build_free(&b);
}

/* ---- against simple versions ---- */

static uint32_t random_state = 1;
static uint32_t random_below(uint32_t n)
{
    random_state = random_state * 1664525u + 1013904223u;
    return (random_state >> 8) % n;
}

static int slow_like(const char *g, const char *t)
{
    if (*g == '\0') return *t == '\0';
    if (*g == '*') return slow_like(g + 1, t) || (*t != '\0' && slow_like(g, t + 1));
    return *t != '\0' && (*g == '?' || *g == *t) && slow_like(g + 1, t + 1);
}

static void random_text(char *to, uint32_t most, const char *letters)
{
    const uint32_t length = random_below(most + 1);
    for (uint32_t i = 0; i < length; i++)
        do
            to[i] = letters[random_below((uint32_t)strlen(letters))];
        while (i > 0 && to[i] == '*' && to[i - 1] == '*');
    to[length] = '\0';
}

static void test_against_slow(void)
{
    char text[40], part[40];
    for (int i = 0; i < 3000; i++) {
        random_text(text, 12, "aab");
        random_text(part, 6, "ab*?");
        CHECK_INT(ask_text(WEIR_OP_LIKE, 1, part, text, (uint32_t)strlen(text)), slow_like(part, text) ? WEIR_MATCH : WEIR_NO_MATCH);
        random_text(text, 30, i % 2 ? "aab" : "abc");
        random_text(part, i % 5 ? 6 : 12, i % 2 ? "aab" : "abc");
        const int stands = strstr(text, part) != NULL;
        CHECK_INT(ask_text(WEIR_OP_CONTAINS, 1, part, text, (uint32_t)strlen(text)), stands ? WEIR_MATCH : WEIR_NO_MATCH);
        CHECK_INT(ask_fields(WEIR_TYPE_STRING, WEIR_OP_FIELD_CONTAINS, 1, text_input(text), text_input(part)), stands ? WEIR_MATCH : WEIR_NO_MATCH);
    }
    /* periodic texts, on which the linear search has its cases */
    for (uint32_t period = 1; period < 5; period++)
        for (uint32_t n = 1; n < 30; n++)
            for (uint32_t m = 1; m < 16; m++) {
                for (uint32_t i = 0; i < n; i++)
                    text[i] = i % period == 0 ? 'b' : 'a';
                for (uint32_t i = 0; i < m; i++)
                    part[i] = (i + n) % period == 0 ? 'b' : 'a';
                text[n] = part[m] = '\0';
                if (random_below(3) == 0) part[random_below(m)] = 'c';
                CHECK_INT(ask_fields(WEIR_TYPE_STRING, WEIR_OP_FIELD_CONTAINS, 1, text_input(text), text_input(part)), strstr(text, part) ? WEIR_MATCH : WEIR_NO_MATCH);
            }
}

/* ---- damage ---- */

/* A file with something of most kinds in it. */
static void build_everything(struct build *b)
{
    const uint8_t types[] = {WEIR_TYPE_PATH, WEIR_TYPE_STRING, WEIR_TYPE_GUID, WEIR_TYPE_U32, WEIR_TYPE_I64, WEIR_TYPE_IP, WEIR_TYPE_RESERVED, WEIR_TYPE_FLAGS};
    const struct build_instruction program[] = {{WEIR_NFA_RANGE, 'a', 'z', 1}, {WEIR_NFA_SPLIT, 0, 0, 3}, {WEIR_NFA_JUMP, 0, 0, 0}, {WEIR_NFA_SET, 0, 0, 0},
                                                {WEIR_NFA_ASSERT, 2, 0, 0},    {WEIR_NFA_MATCH, 0, 0, 0}};
    const struct build_text names[] = {{B("cmd")}, {B("powershell")}, {B("wscript")}}, networks[] = {{B("\x0a\0\0\0\x08")}};
    const uint64_t ranges[] = {4, 9, 100, 200}, numbers[] = {(uint64_t)-3, 12}, bits[] = {6};
    uint8_t class[32] = {0};
    class[6] = 0xff;
    build_start(b, 8, types);
    build_class(b, class);
    build_instance(b, 10);
    build_criterion(b, WEIR_OP_LIKE, 0, 1, 0, build_string(b, WEIR_FORM_GLOB_FOLDED, "*\\[*]?.exe"));
    build_criterion(b, WEIR_OP_MATCHES, 1, 2, 0, build_programs(b, 6, program));
    build_criterion(b, WEIR_OP_CONTAINS, 0, 2, 0, build_strings(b, WEIR_FORM_TEXT_FOLDED, 3, names));
    build_criterion(b, WEIR_OP_NUMBER_RANGE, 0, 4, 0, build_numbers(b, WEIR_SET_RANGES, 2, ranges));
    build_criterion(b, WEIR_OP_NUMBER_IN, 0, 5, 0, build_numbers(b, WEIR_SET_NUMBERS, 2, numbers));
    for (uint32_t i = 0; i < 5; i++)
        build_code(b, WEIR_CODE_CRITERION, 0, i);
    build_code(b, WEIR_CODE_ATLEAST, 2, 5);
    build_single(b, 11, WEIR_OP_WITHIN, 0, 6, 0, build_strings(b, WEIR_FORM_NETWORK, 1, networks));
    build_single(b, 12, WEIR_OP_HAS_ALL, 0, 8, 0, build_numbers(b, WEIR_SET_NUMBERS, 1, bits));
    build_single(b, 13, WEIR_OP_FIELD_CONTAINS, 0, 1, 2, WEIR_NO_SET);
    build_instance(b, 14);
    build_code(b, WEIR_CODE_TRUE, 0, 0);
}

static struct weir_verdict_on_file open_exactly(const uint8_t *bytes, size_t size, struct weir_channel *channel)
{
    uint8_t *copy = malloc(size + (size == 0));
    if (size != 0) memcpy(copy, bytes, size);
    const struct weir_verdict_on_file verdict = weir_open(copy, size, NULL, NULL, channel);
    free(copy);
    return verdict;
}

static void test_damage(void)
{
    struct build b;
    struct weir_channel channel;
    build_everything(&b);
    open_built(&b, &channel);
    for (size_t size = 0; size < b.size; size++)
        CHECK(open_exactly(b.bytes, size, &channel).code != WEIR_ACCEPTED);
    for (size_t bit = 0; bit < b.size * 8; bit++) {
        b.bytes[bit / 8] ^= (uint8_t)(1u << bit % 8);
        CHECK(open_exactly(b.bytes, b.size, &channel).code != WEIR_ACCEPTED);
        CHECK(channel.bytes == NULL && channel.parameter_count == 0);
        b.bytes[bit / 8] ^= (uint8_t)(1u << bit % 8);
    }
    build_free(&b);
}

/* A caller's function for the digest: right, unable, wrong. */
struct digesting {
    int calls, fails, wrong;
};

static int digest_by(void *context, const struct weir_bytes *parts, uint32_t count, uint8_t out[WEIR_DIGEST_BYTES])
{
    struct digesting *d = context;
    struct str texts[8];
    d->calls++;
    memset(out, 0xa5, WEIR_DIGEST_BYTES);
    if (d->fails || count > 8) return -1;
    for (uint32_t i = 0; i < count; i++)
        texts[i] = (struct str){(const char *)parts[i].data, parts[i].length};
    sha256_of_parts(texts, count, out);
    out[31] = (uint8_t)(out[31] ^ d->wrong);
    return 0;
}

static void test_digest_by(void)
{
    struct build b;
    struct weir_channel channel;
    build_everything(&b);
    open_built(&b, &channel);
    struct digesting d = {0, 0, 0};
    const struct weir_limits limits = {.sha256 = digest_by, .sha256_context = &d};
    CHECK_INT(weir_open(b.bytes, b.size, NULL, &limits, &channel).code, WEIR_ACCEPTED);
    d.wrong = 1;
    CHECK_INT(weir_open(b.bytes, b.size, NULL, &limits, &channel).code, WEIR_REFUSED_DIGEST);
    d.fails = 1; /* then the interpreter's own counts */
    CHECK_INT(weir_open(b.bytes, b.size, NULL, &limits, &channel).code, WEIR_ACCEPTED);
    CHECK_INT(d.calls, 3);
    b.bytes[b.size - 1] ^= 1;
    d.wrong = 0;
    for (d.fails = 0; d.fails < 2; d.fails++)
        CHECK_INT(weir_open(b.bytes, b.size, NULL, &limits, &channel).code, WEIR_REFUSED_DIGEST);
    CHECK_INT(d.calls, 5);
    build_free(&b);
}

/* The same flips with a digest that fits again: what is then accepted must be evaluated without harm. */
static void test_forged(void)
{
    struct build b;
    struct weir_channel channel;
    build_everything(&b);
    open_built(&b, &channel);
    const struct weir_input inputs[8] = {text_input("C:\\*a.exe CMD"), text_input("cmd"), bytes_input(B("0123456789abcdef")), number_input(5),
                                         number_input(12), bytes_input(B("\x0a\x01\x01\x01")), {0}, number_input(7)};
    uint32_t accepted = 0;
    for (size_t bit = 0; bit < b.size * 8; bit++) {
        uint8_t *copy = malloc(b.size);
        memcpy(copy, b.bytes, b.size);
        copy[bit / 8] ^= (uint8_t)(1u << bit % 8);
        build_seal(copy, b.size);
        const struct weir_verdict_on_file verdict = weir_open(copy, b.size, NULL, NULL, &channel);
        struct hits hits;
        if (verdict.code == WEIR_ACCEPTED) {
            CHECK_INT(match_with(&channel, inputs, 100, &hits), WEIR_OK);
            accepted++;
        } else {
            CHECK(verdict.offset <= b.size);
        }
        free(copy);
    }
    CHECK(accepted > 0 && accepted < b.size * 4);
    build_free(&b);
}

int main(void)
{
    test_digest();
    test_fold();
    test_names();
    test_text();
    test_folded_lengths();
    test_searched_lengths();
    test_like();
    test_numbers();
    test_bytes();
    test_fields();
    test_programs();
    test_runs();
    test_conditions();
    test_statuses();
    test_room();
    test_against_slow();
    test_digest_by();
    test_damage();
    test_forged();
    return CHECK_DONE("interpreter");
}
