/* The parts of the Sigma importer: YAML, escapes, patterns, names, numbers, literals. */
#include "check.h"
#include "exchange/convert.h"

struct fixture {
    struct arena arena;
    struct sources sources;
    struct diag_sink sink;
    struct vec documents;
};

static struct yaml_tree *read_text(struct fixture *f, jmp_buf *jump, const char *text, uint32_t n)
{
    arena_init(&f->arena, jump);
    sources_init(&f->sources, &f->arena);
    diag_init(&f->sink, &f->arena, &f->sources);
    f->documents = (struct vec){.exhausted = jump};
    char *copy = arena_zalloc(&f->arena, (size_t)n + 1);
    memcpy(copy, text, n);
    yaml_read(&f->arena, &f->sink, sources_add(&f->sources, "x.yml", (struct str){copy, n}), DIAG_ERROR, &f->documents);
    return f->documents.count ? *(struct yaml_tree **)f->documents.p : NULL;
}

static void stop(struct fixture *f)
{
    vec_free(&f->documents);
    diag_free(&f->sink);
    sources_free(&f->sources);
    arena_free(&f->arena);
}

static void test_values(jmp_buf *jump)
{
    static const char text[] = "\xEF\xBB\xBFplain: 4624\nquoted: '4624'\nnothing:\ntilde: ~\nyes: true\nno: False\nhex: 0x3e7\nfraction: -1.5\nword: a1\nblock: |\n  a\n  b\nempty: ''\nlist: [a, 'b']\n";
    struct fixture f;
    const struct yaml_tree *root = read_text(&f, jump, text, sizeof text - 1);
    CHECK(root != NULL && root->shape == YAML_IS_MAP && root->count == 12);
    CHECK_INT(yaml_type_of(yaml_get(root, "plain")), YAML_NUMBER);
    CHECK_INT(yaml_type_of(yaml_get(root, "quoted")), YAML_TEXT);
    CHECK_INT(yaml_type_of(yaml_get(root, "nothing")), YAML_NULL);
    CHECK_INT(yaml_type_of(yaml_get(root, "tilde")), YAML_NULL);
    CHECK_INT(yaml_type_of(yaml_get(root, "yes")), YAML_TRUE);
    CHECK_INT(yaml_type_of(yaml_get(root, "no")), YAML_FALSE);
    CHECK_INT(yaml_type_of(yaml_get(root, "hex")), YAML_NUMBER);
    CHECK_INT(yaml_type_of(yaml_get(root, "fraction")), YAML_NUMBER);
    CHECK_INT(yaml_type_of(yaml_get(root, "word")), YAML_TEXT);
    CHECK_INT(yaml_type_of(yaml_get(root, "empty")), YAML_TEXT);
    CHECK_STR(yaml_get(root, "block")->text, "a\nb\n");
    CHECK_INT(yaml_get(root, "list")->count, 2);
    const struct place place = sources_place(&f.sources, yaml_get(root, "quoted")->span.at);
    CHECK_INT(place.line, 2);
    CHECK_INT(place.column, 9);
    stop(&f);
}

static void test_aliases(jmp_buf *jump)
{
    struct fixture f;
    static const char text[] = "a: &x [1, {b: 2}]\nc: *x\nd: &y \xC3\xA9t\xC3\xA9\ne: *y\n---\nother: 1\n";
    const struct yaml_tree *root = read_text(&f, jump, text, sizeof text - 1);
    CHECK_INT(f.documents.count, 2);
    CHECK_INT(yaml_get(root, "c")->count, 2);
    CHECK_STR(yaml_get(yaml_get(root, "c")->first->next, "b")->text, "2");
    CHECK_STR(yaml_get(root, "e")->text, "\xC3\xA9t\xC3\xA9");
    CHECK(!diag_has_errors(&f.sink));
    stop(&f);
}

static void test_merges(jmp_buf *jump)
{
    struct fixture f;
    static const char text[] = "base: &b {x: 1, y: 2}\nother: &o {y: 3, z: 4}\none:\n  y: 9\n  <<: *b\ntwo: {<<: [*b, *o], q: 5, x: 7}\nkey: {'<<': {x: 1}}\n";
    const struct yaml_tree *root = read_text(&f, jump, text, sizeof text - 1);
    CHECK(root != NULL && !diag_has_errors(&f.sink));
    CHECK_INT(yaml_get(root, "one")->count, 2); /* its own y */
    CHECK_STR(yaml_get(yaml_get(root, "one"), "y")->text, "9");
    CHECK_STR(yaml_get(yaml_get(root, "one"), "x")->text, "1");
    CHECK_INT(yaml_get(root, "two")->count, 4); /* the first of two that have y; its own x, though it comes later */
    CHECK_STR(yaml_get(yaml_get(root, "two"), "x")->text, "7");
    CHECK_STR(yaml_get(yaml_get(root, "two"), "y")->text, "2");
    CHECK_STR(yaml_get(yaml_get(root, "two"), "z")->text, "4");
    CHECK_INT(yaml_get(root, "key")->count, 1); /* in quotes it is a key */
    stop(&f);
}

static void refused(jmp_buf *jump, const char *text, uint32_t n, enum diag_code code, uint32_t line, uint32_t column)
{
    struct fixture f;
    read_text(&f, jump, text, n);
    CHECK_INT(f.sink.list.count, 1);
    if (f.sink.list.count) {
        const struct diag *d = *(struct diag **)f.sink.list.p;
        const struct place place = sources_place(&f.sources, d->span.at);
        CHECK_INT(d->code, code);
        CHECK_INT(d->level, DIAG_ERROR);
        CHECK_INT(place.line, line);
        CHECK_INT(place.column, column);
    }
    stop(&f);
}
#define REFUSED(text, code, line, column) refused(jump, text, sizeof text - 1, DIAG_##code, line, column)

static void test_refusals(jmp_buf *jump)
{
    REFUSED("a: 1\nb: 2\na: 3\n", YAML_REPEATED_KEY, 3, 1);
    REFUSED("a: 1\nb: 2\nc: 1\nd: 2\ne: 1\nf: 2\ng: 1\nh: 2\ni: 1\nj: 2\nk: 1\nl: 2\nm: 3\nb: 4\n", YAML_REPEATED_KEY, 14, 1);
    REFUSED("a: \xC3\xA9 *\nb: *c\n", YAML_UNSUPPORTED, 2, 4);
    REFUSED("a: &a {b: *a}\n", YAML_UNSUPPORTED, 1, 11);
    REFUSED("<<: 1\n", YAML_UNSUPPORTED, 1, 5);
    REFUSED("<<: [{a: 1}, 2]\n", YAML_UNSUPPORTED, 1, 14);
    REFUSED("<<: {a: 1}\n<<: {b: 1}\n", YAML_REPEATED_KEY, 2, 1);
    REFUSED("a: !!binary aaaa\n", YAML_UNSUPPORTED, 1, 4);
    REFUSED("a: [1, 2\n", YAML_SYNTAX, 2, 1);
    REFUSED("\xC3\xA9: \"\\q\"\n", YAML_SYNTAX, 1, 5);
    REFUSED("a: b\0c\n", YAML_ENCODING, 1, 5);
    REFUSED("a: \xC3\n", YAML_ENCODING, 1, 4);
}

static struct str escaped(struct arena *arena, const char *text)
{
    const struct str out = sigma_unescape(arena, str_from(text));
    char *shown = arena_alloc(arena, out.n + 1u);
    for (uint32_t i = 0; i < out.n; i++) shown[i] = out.p[i] == WILD_ANY ? '~' : out.p[i] == WILD_ONE ? '#' : out.p[i];
    return (struct str){shown, out.n};
}

/* The table of the specification. */
static void test_escapes(struct arena *arena)
{
    CHECK_STR(escaped(arena, "a*b?c"), "a~b#c");
    CHECK_STR(escaped(arena, "a\\b"), "a\\b");
    CHECK_STR(escaped(arena, "a\\\\b"), "a\\b");
    CHECK_STR(escaped(arena, "\\*"), "*");
    CHECK_STR(escaped(arena, "\\?"), "?");
    CHECK_STR(escaped(arena, "\\\\*"), "\\~");
    CHECK_STR(escaped(arena, "\\\\\\*"), "\\*");
    CHECK_STR(escaped(arena, "\\\\\\a"), "\\\\a");
    CHECK_STR(escaped(arena, "\\\\\\\\"), "\\\\");
    CHECK_STR(escaped(arena, "end\\"), "end\\");
    CHECK_STR(escaped(arena, ""), "");
}

static void test_patterns(struct arena *arena)
{
    const struct item none = {0}, contains = {.contains = true}, starts = {.starts = true}, both = {.starts = true, .ends = true};
    struct pattern p = pattern_make(&none, sigma_unescape(arena, STR("**a**")));
    CHECK(p.lead && p.trail && !p.wild);
    CHECK_STR(p.body, "a");
    p = pattern_make(&contains, sigma_unescape(arena, STR("a*b")));
    CHECK(p.lead && p.trail && p.wild && p.body.n == 3);
    p = pattern_make(&starts, sigma_unescape(arena, STR("*a")));
    CHECK(p.lead && p.trail && !p.wild);
    p = pattern_make(&both, STR("a"));
    CHECK(p.lead && p.trail);
    p = pattern_make(&none, sigma_unescape(arena, STR("*")));
    CHECK(p.body.n == 0 && (p.lead || p.trail));
    p = pattern_make(&none, STR(""));
    CHECK(p.body.n == 0 && !p.lead && !p.trail);
    p = pattern_make(&none, sigma_unescape(arena, STR("?*")));
    CHECK(p.wild && p.trail && !p.lead);
}

static void test_names(struct arena *arena)
{
    CHECK_STR(sigma_camel_case(arena, STR("A pipe's name - v2")), "APipesNameV2");
    CHECK_STR(sigma_camel_case(arena, STR("7-Zip used")), "Rule7ZipUsed");
    CHECK_STR(sigma_camel_case(arena, STR("\xC3\x89t\xC3\xA9 HTTP")), "EteHTTP");
    CHECK_STR(sigma_camel_case(arena, STR("!!")), "");
    CHECK_INT(sigma_number_of(STR("db809f10-56ce-4420-8c86-d6a7d793c79c")), 126574195215821);
    CHECK_INT(sigma_number_of(STR("DB809F10-56CE-4420-8C86-D6A7D793C79C")), 126574195215821);
}

static void test_literals(struct arena *arena)
{
    CHECK_STR(text_literal(arena, STR("C:\\a 'b' \"c\"")), "'C:\\a ''b'' \"c\"'");
    CHECK_STR(text_literal(arena, STR("a\tb\n\"\\'\x01")), "\"a\\tb\\n\\\"\\\\'\\x01\"");
    CHECK_STR(text_literal(arena, STR("a\xE2\x80\xAE")), "\"a\\u{202E}\"");
    CHECK_STR(text_literal(arena, STR("\xC3\xA9")), "'\xC3\xA9'");
    CHECK_STR(text_literal(arena, STR("")), "''");
}

int main(void)
{
    jmp_buf jump;
    struct arena arena;
    CHECK_MEMORY(jump);
    arena_init(&arena, &jump);
    test_values(&jump);
    test_merges(&jump);
    test_aliases(&jump);
    test_refusals(&jump);
    test_escapes(&arena);
    test_patterns(&arena);
    test_names(&arena);
    test_literals(&arena);
    arena_free(&arena);
    return CHECK_DONE("sigma");
}
