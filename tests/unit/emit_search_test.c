/* The search tables that emit writes: what wakes an instance, where a value stands, what globs and expressions require. */
#include "emit_world.h"

enum { W_PIPE = 1, W_KIND = 2, W_IMAGE = 4, W_USER = 8, W_HASH = 16 };
#define AT_LEAST(k, n) (WEIR_CODE_ATLEAST | (k) << 8 | (uint32_t)(n) << 16)
#define NOT WEIR_CODE_NOT
#define AND WEIR_CODE_AND
#define OR WEIR_CODE_OR

/* Which criteria wake an instance of five: a rare text, an enum, a name of a program, a field that is there, a hash. */
static void test_wakers(jmp_buf *exhausted)
{
    static const struct {
        uint32_t code[12], wakers; /* 0: every event */
    } cases[] = {
        {{PUSH(0), PUSH(1), AND, PUSH(2), AND, PUSH(3), AND, PUSH(4), AND}, W_HASH},
        {{PUSH(0), PUSH(1), AND, PUSH(2), AND}, W_PIPE},
        {{PUSH(0), PUSH(2), OR}, W_PIPE | W_IMAGE},
        {{PUSH(0), PUSH(2), OR, PUSH(1), AND}, W_PIPE | W_IMAGE},
        {{PUSH(0), PUSH(1), OR, PUSH(2), AND}, W_IMAGE},
        {{PUSH(1)}, W_KIND},
        {{PUSH(1), PUSH(2), AND}, W_IMAGE},
        {{PUSH(0), PUSH(3), OR}, 0},
        {{PUSH(0), NOT}, 0},
        {{PUSH(0), NOT, NOT}, W_PIPE},
        {{PUSH(0), NOT, PUSH(2), OR, NOT}, W_PIPE},
        {{PUSH(0), NOT, PUSH(2), NOT, AND, NOT}, W_PIPE | W_IMAGE},
        {{PUSH(0), PUSH(1), PUSH(2), AT_LEAST(2, 3)}, W_PIPE | W_IMAGE},
        {{PUSH(3), PUSH(0), PUSH(2), AT_LEAST(2, 3)}, W_PIPE | W_IMAGE},
        {{PUSH(3), PUSH(0), PUSH(2), NOT, AT_LEAST(2, 3)}, 0},
        {{PUSH(0), NOT, PUSH(1), NOT, PUSH(2), NOT, AT_LEAST(2, 3), NOT}, W_PIPE | W_IMAGE},
        {{PUSH(0), PUSH(1), PUSH(2), PUSH(4), AT_LEAST(3, 4)}, W_PIPE | W_HASH},
        {{WEIR_CODE_TRUE}, 0},
        {{WEIR_CODE_TRUE, NOT, PUSH(2), OR}, W_IMAGE},
    };
    for (uint32_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        static const uint8_t order[] = {PIPE, KIND, IMAGE, USER, HASH};
        struct world w;
        struct channel_image image;
        uint32_t words = 0, found = 0, asked = 0;
        world_make(&w, exhausted, "");
        struct model *m = &w.model;
        instance_begin(&w, 1, "Woken", "");
        criterion_add(&w, WEIR_OP_CONTAINS, 0, PIPE, 0, strings_set(m, "qzxjkvwqzx"));
        criterion_add(&w, WEIR_OP_NUMBER_IN, 0, KIND, 0, numbers_set(m, WEIR_SET_NUMBERS, (const uint64_t[]){1}, 1));
        criterion_add(&w, WEIR_OP_ENDS, 0, IMAGE, 0, strings_set(m, "\\cmd.exe"));
        criterion_add(&w, WEIR_OP_EXISTS, 0, USER, 0, WEIR_NO_SET);
        criterion_add(&w, WEIR_OP_EQUALS, 0, HASH, 0, strings_set(m, "d41d8cd98f00b204e9800998ecf8427e"));
        while (words < 12 && cases[i].code[words])
            words++;
        code_end(&w, cases[i].code, words);
        CHECK_WITH(emit_channel(m, 0, 2, 1, false, &image), "case %u", i);
        for (uint32_t c = 0; c < records(&image, WEIR_SECTION_CRITERIA); c++) { /* only those that the condition pushes are there */
            const uint8_t ordinal = record(&image, WEIR_SECTION_CRITERIA, WEIR_BYTES_CRITERIA, c)[WEIR_CRITERION_ORDINAL];
            const uint32_t word = get32(record(&image, WEIR_SECTION_ASKED, WEIR_BYTES_ASKED, c));
            for (uint32_t o = 0; o < sizeof order; o++)
                found |= word & WEIR_ASKED_WAKES && order[o] == ordinal ? 1u << o : 0;
            asked += (word & WEIR_ASKED_WAKES) != 0;
        }
        CHECK_WITH(found == cases[i].wakers, "case %u is woken by %x instead of %x", i, found, cases[i].wakers);
        CHECK_WITH(records(&image, WEIR_SECTION_WAKES) == asked && records(&image, WEIR_SECTION_ALWAYS) == (asked == 0), "case %u: the lists", i);
        const char *differs = emit_check(m, &image, &w.arena);
        CHECK_WITH(differs == NULL, "case %u: %s", i, differs);
        for (uint32_t c = 0; c < records(&image, WEIR_SECTION_CRITERIA); c++) { /* neither one waker more or fewer, whatever the lists say */
            uint8_t *word = (uint8_t *)(uintptr_t)record(&image, WEIR_SECTION_ASKED, WEIR_BYTES_ASKED, c);
            word[3] ^= 0x80;
            sha256_of_channel(image.bytes.p, image.bytes.count, (uint8_t *)image.bytes.p + WEIR_AT_DIGEST);
            struct weir_channel channel;
            CHECK_WITH(weir_open(image.bytes.p, image.bytes.count, NULL, NULL, &channel).code != WEIR_ACCEPTED, "case %u: the bit of criterion %u", i, c);
            word[3] ^= 0x80;
        }
        emit_free(&image);
        world_free(&w);
    }
}
#undef NOT
#undef AND
#undef OR

static struct str string_at(const struct channel_image *image, uint32_t number)
{
    const uint8_t *at = record(image, WEIR_SECTION_STRING_OFFSETS, 4, number);
    return (struct str){(const char *)record(image, WEIR_SECTION_STRING_BYTES, 1, get32(at)), get32(at + 4) - get32(at)};
}

/* Hashes and windows that were computed apart from all of this, from the words of docs/channel-format.md. */
static void test_hashes(jmp_buf *exhausted)
{
    static char far[305], edge[260];
    memset(far, 'e', 300);
    memset(edge, 'e', 255);
    memcpy(far + 300, "zzzz", 4);
    memcpy(edge + 255, "zzzz", 4);
    const struct {
        const char *text;
        uint32_t gram, offset, hash, tag, slot;
        bool whole;
    } cases[] = {{"\\powershell.exe", 8, 6, 0xc642cda2, 0xaaad, 816, false}, {"x", 1, 0, 0x2a010ef3, 0x0ef3, 123, false}, {"qz", 2, 0, 0x467f218a, 0x218a, 418, false},
                 {"-en", 3, 0, 0x007b46d5, 0x46d5, 516, false}, {"aaaaaaa", 4, 3, 0x60a8dcc1, 0xdcc1, 618, false}, {far, 8, 0, 0x5cf10e07, 0x0e07, 590, false},
                 {edge, 8, 0, 0x5cf10e07, 0x0e07, 590, false}, {"", 0, 0, 0, 0, 0, true}, {"evil", 0, 0, 0xe2eef02e, 0xf02e, 0, true}, {"12345678", 0, 0, 0xaf0a4a20, 0x4a20, 0, true},
                 {"123456789", 0, 0, 0x3f5867b5, 0x67b5, 0, true}};
    for (uint32_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct world w;
        struct channel_image image;
        world_make(&w, exhausted, "");
        instance_begin(&w, 1, "Hashed", "");
        criterion_add(&w, cases[i].whole ? WEIR_OP_EQUALS : WEIR_OP_STARTS, WEIR_CRITERION_CASED, PIPE, 0, strings_set(&w.model, cases[i].text));
        CODE(&w, PUSH(0));
        CHECK_WITH(emit_channel(&w.model, 0, 2, 1, false, &image) && records(&image, WEIR_SECTION_TABLES) == 1 && records(&image, WEIR_SECTION_ENTRIES) == 1, "case %u", i);
        const uint8_t *table = record(&image, WEIR_SECTION_TABLES, WEIR_BYTES_TABLES, 0), *entry = record(&image, WEIR_SECTION_ENTRIES, WEIR_BYTES_ENTRIES, 0);
        const uint8_t *starts = record(&image, WEIR_SECTION_FILTERS, 8, 0), *filter = starts + (cases[i].whole ? 0 : 1024);
        uint32_t marked = 0;
        for (uint32_t slot = 0; slot < 1024 && !cases[i].whole; slot++)
            marked += starts[slot] != 0;
        CHECK_WITH(table[WEIR_TABLE_ORDINAL] == PIPE && table[WEIR_TABLE_VIEW] == WEIR_VIEW_RAW && table[WEIR_TABLE_GRAM] == cases[i].gram, "case %u: its table", i);
        CHECK_WITH(entry[WEIR_ENTRY_OFFSET] == cases[i].offset && entry[WEIR_ENTRY_ANCHORS] == (cases[i].whole ? 3 : WEIR_ANCHOR_START), "case %u: its window is at %u", i,
                   entry[WEIR_ENTRY_OFFSET]);
        CHECK_WITH((entry[WEIR_ENTRY_TAG] | entry[WEIR_ENTRY_TAG + 1] << 8) == (int)cases[i].tag, "case %u: its tag", i);
        CHECK_WITH(str_equal(string_at(&image, get32(entry + WEIR_ENTRY_VALUE)), str_from(cases[i].text)) && get32(entry + WEIR_ENTRY_HITS) == WEIR_LAST_HIT, "case %u: its value", i);
        CHECK_WITH(cases[i].whole || (starts[cases[i].slot] == 1u << (cases[i].gram - 1) && (cases[i].gram == 1 ? marked > 100 : marked == 1)), "case %u: its start", i);
        CHECK_WITH(records(&image, WEIR_SECTION_FILTERS) == (cases[i].whole ? 1 : 129) && filter[cases[i].hash >> 29] == 1u << (cases[i].hash >> 26 & 7), "case %u: its filter", i);
        emit_free(&image);
        world_free(&w);
    }
}

/* Two questions of one value share an entry unless their anchors differ; numbers stand by the least place that has them. */
static void test_sharing(jmp_buf *exhausted)
{
    struct world w;
    struct channel_image image;
    world_make(&w, exhausted, "");
    struct model *m = &w.model;
    instance_begin(&w, 1, "First", "");
    criterion_add(&w, WEIR_OP_ENDS, 0, IMAGE, 0, strings_set(m, "\\a.exe|\\b.exe"));
    criterion_add(&w, WEIR_OP_NUMBER_IN, 0, SIZE, 0, numbers_set(m, WEIR_SET_NUMBERS, (const uint64_t[]){5, 7}, 2));
    CODE(&w, PUSH(0), PUSH(1), WEIR_CODE_OR);
    instance_begin(&w, 2, "Second", "");
    criterion_add(&w, WEIR_OP_ENDS, 0, IMAGE, 0, strings_set(m, "\\b.exe"));
    criterion_add(&w, WEIR_OP_STARTS, 0, IMAGE, 0, strings_set(m, "\\b.exe"));
    criterion_add(&w, WEIR_OP_NUMBER_IN, 0, SIZE, 0, numbers_set(m, WEIR_SET_NUMBERS, (const uint64_t[]){7, 9}, 2));
    CODE(&w, PUSH(0), PUSH(1), WEIR_CODE_OR, PUSH(2), WEIR_CODE_OR);
    CHECK_WITH(emit_channel(m, 0, 2, 1, false, &image) && emit_check(m, &image, &w.arena) == NULL, "sharing");
    CHECK_WITH(records(&image, WEIR_SECTION_QUESTIONS) == 5 && records(&image, WEIR_SECTION_TABLES) == 2, "%u questions", records(&image, WEIR_SECTION_QUESTIONS));
    CHECK_WITH(records(&image, WEIR_SECTION_ENTRIES) == 6 && records(&image, WEIR_SECTION_HITS) == 4, "%u entries, %u hits", records(&image, WEIR_SECTION_ENTRIES),
               records(&image, WEIR_SECTION_HITS));
    uint32_t least = 0;
    for (uint32_t i = 3; i < 6; i++) /* NUMBERS: 5 7 7 9 */
        least += 1u << 8 * get32(record(&image, WEIR_SECTION_ENTRIES, WEIR_BYTES_ENTRIES, i) + WEIR_ENTRY_VALUE);
    CHECK_WITH(least == 0x01000101, "the places of the numbers: %08x", least);
    emit_free(&image);
    world_free(&w);
}

/* What globs and expressions require: the strings, or "" for none. */
static void test_required(jmp_buf *exhausted)
{
    static const struct {
        const char *globs, *expressions, *required;
        uint8_t flags;
    } cases[] = {
        {"*\\msagent_*", NULL, "\\msagent_", 0},
        {"*a*zzqq?e*", NULL, "zzqq", 0},
        {"*QQ[*]Zz*", NULL, "qq*zz", WEIR_CRITERION_CASED},
        {"*evil*|evil?", NULL, "evil", 0},
        {"*?*", NULL, "", 0},
        {"*evil*|?", NULL, "", 0},
        {"*b*", NULL, "", 0},
        {"[[]q[?]*[[]", NULL, "[q?", 0},
        {"[[]*]", NULL, "", 0},
        {"*z[]z*", NULL, "z[]z", 0},
        {"x[?]x*|zz*yy", NULL, "x?x|zz", 0},
        {NULL, "(?i)evil.+", "evil", 0},
        {NULL, "abc[0-9]+|xyzzy", "abc|xyzzy", 0},
        {NULL, "[a-z]+|xyzzy", "", 0},
    };
    for (uint32_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct world w;
        struct channel_image image;
        world_make(&w, exhausted, "");
        instance_begin(&w, 1, "Requiring", "");
        if (cases[i].globs)
            criterion_add(&w, WEIR_OP_LIKE, cases[i].flags, PIPE, 0, strings_set(&w.model, cases[i].globs));
        else
            criterion_add(&w, WEIR_OP_MATCHES, WEIR_CRITERION_CASED, PIPE, 0, regex_set(&w.model, cases[i].expressions));
        CODE(&w, PUSH(0));
        CHECK_WITH(emit_channel(&w.model, 0, 2, 1, false, &image), "case %u", i);
        const char *differs = emit_check(&w.model, &image, &w.arena);
        CHECK_WITH(differs == NULL, "case %u: %s", i, differs);
        char found[64] = "";
        const uint32_t set = get32(record(&image, WEIR_SECTION_QUESTIONS, WEIR_BYTES_QUESTIONS, 0) + WEIR_QUESTION_REQUIRED);
        if (set != WEIR_NO_SET) {
            const uint8_t *at = record(&image, WEIR_SECTION_SETS, WEIR_BYTES_SETS, set);
            for (uint32_t v = 0; v < get32(at + WEIR_SET_COUNT); v++) {
                struct str text = string_at(&image, get32(record(&image, WEIR_SECTION_VALUES, 4, get32(at + WEIR_SET_FIRST) + v)));
                snprintf(found + strlen(found), sizeof found - strlen(found), "%s" STR_FMT, v ? "|" : "", STR_ARG(text));
            }
        }
        CHECK_WITH(strcmp(found, cases[i].required) == 0, "case %u requires '%s'", i, found);
        CHECK_WITH(records(&image, WEIR_SECTION_ALWAYS) == (set == WEIR_NO_SET), "case %u: what wakes it", i);
        emit_free(&image);
        world_free(&w);
    }
}

/* A set that has the strings already is the required one; without it there is one set more. */
static void test_required_shared(jmp_buf *exhausted)
{
    for (uint32_t shared = 0; shared < 2; shared++) {
        struct world w;
        struct channel_image image;
        world_make(&w, exhausted, "");
        instance_begin(&w, 1, "Sharing", "");
        criterion_add(&w, WEIR_OP_LIKE, 0, PIPE, 0, strings_set(&w.model, "*evil?*|*xyzzy*"));
        criterion_add(&w, WEIR_OP_CONTAINS, 0, IMAGE, 0, strings_set(&w.model, shared ? "evil|xyzzy" : "evil|xyzz"));
        CODE(&w, PUSH(0), PUSH(1), WEIR_CODE_OR);
        CHECK_WITH(emit_channel(&w.model, 0, 2, 1, false, &image) && emit_check(&w.model, &image, &w.arena) == NULL, "a set that is there already");
        CHECK_WITH(records(&image, WEIR_SECTION_SETS) == (shared ? 2 : 3), "%u sets", records(&image, WEIR_SECTION_SETS));
        CHECK_WITH(get32(record(&image, WEIR_SECTION_QUESTIONS, WEIR_BYTES_QUESTIONS, 0) + WEIR_QUESTION_REQUIRED) == (shared ? 1 : 2), "the required set");
        emit_free(&image);
        world_free(&w);
    }
}

int main(void)
{
    jmp_buf exhausted;
    if (setjmp(exhausted)) {
        fputs("no memory\n", stderr);
        return 1;
    }
    test_wakers(&exhausted);
    test_hashes(&exhausted);
    test_sharing(&exhausted);
    test_required(&exhausted);
    test_required_shared(&exhausted);
    return CHECK_DONE("emit_search");
}
