/* The syntax room: source text in, trees as text and the codes of what was reported out. */
#include "check.h"

#include <stdlib.h>

#include "base/limits.h"
#include "syntax/tree.h"

static jmp_buf out_of_memory;

struct world {
    struct arena arena;
    struct sources sources;
    struct diag_sink sink;
    struct tree tree;
    char out[8192];
    size_t used;
};

static void world_open(struct world *w, struct str text)
{
    arena_init(&w->arena, &out_of_memory);
    sources_init(&w->sources, &w->arena);
    diag_init(&w->sink, &w->arena, &w->sources);
    char *copy = arena_alloc(&w->arena, (size_t)text.n + 1);
    memcpy(copy, text.p, text.n);
    copy[text.n] = 0;
    uint32_t file = sources_add(&w->sources, "test.weir", (struct str){copy, text.n});
    syntax_parse(&w->tree, &w->arena, &w->sources, file, &w->sink);
    diag_sort(&w->sink);
    w->used = 0;
}

static void world_close(struct world *w)
{
    tree_free(&w->tree);
    diag_free(&w->sink);
    sources_free(&w->sources);
    arena_free(&w->arena);
}

/* ---- the tree as text: (kind.op+flags first ... / second ...); leaves as written ---- */

static const char *const kind_names[NODE_KIND_COUNT] = {
    [NODE_NONE] = "none",
#define NODE(name, shape, first, second) [NODE_##name] = #name,
#include "syntax/nodes.def"
#undef NODE
};

static void put(struct world *w, const char *text, size_t n)
{
    if (w->used + n >= sizeof w->out)
        n = sizeof w->out - 1 - w->used;
    memcpy(w->out + w->used, text, n);
    w->used += n;
    w->out[w->used] = 0;
}

static void dump(struct world *w, node_id chain)
{
    for (node_id id = chain; id; id = tree_next(&w->tree, id)) {
        enum node_kind kind = tree_kind(&w->tree, id);
        const struct node *node = tree_node(&w->tree, id);
        if (w->used && w->out[w->used - 1] != '(')
            put(w, " ", 1);
        if (kind == NODE_ERROR) {
            put(w, "ERROR", 5);
            continue;
        }
        if (tree_is_leaf(kind)) {
            struct str text = sources_text(&w->sources, tree_span(&w->tree, id));
            put(w, text.p, text.n);
            continue;
        }
        put(w, "(", 1);
        put(w, kind_names[kind], strlen(kind_names[kind]));
        if (kind == NODE_CRITERION) {
            const char *op = tree_operator_spelling((enum tree_operator)node->op);
            put(w, ":", 1);
            put(w, op, strlen(op));
        } else if (node->op) {
            char op[8];
            put(w, op, (size_t)snprintf(op, sizeof op, ".%d", node->op));
        }
        static const char *const flags[] = {"+cased", "+all", "+any-field", "+tuple"};
        for (unsigned i = 0; i < 4; i++)
            if (node->flags & 1u << i)
                put(w, flags[i], strlen(flags[i]));
        dump(w, tree_first(&w->tree, id));
        if (tree_second(&w->tree, id)) {
            put(w, " /", 2);
            dump(w, tree_second(&w->tree, id));
        }
        put(w, ")", 1);
    }
}

/* Parses and compares the tree; nothing may be reported. */
static void check_tree(const char *source, const char *wanted, int line)
{
    static struct world w;
    world_open(&w, str_from(source));
    w.out[0] = 0;
    dump(&w, w.tree.first);
    check_texts(str_from(w.out), str_from(wanted), __FILE__, line, source);
    if (w.sink.list.count) {
        const struct diag *diag = ((struct diag **)w.sink.list.p)[0];
        check_texts(diag->text, STR("nothing"), __FILE__, line, source);
    }
    check_that(!w.tree.failed, __FILE__, line, "the tree is whole");
    world_close(&w);
}
#define TREE(source, wanted) check_tree((source), (wanted), __LINE__)

/* "E020@1 E026@3": codes and lines of what is reported. */
static void check_codes(struct str source, const char *wanted, int line)
{
    static struct world w;
    char said[1024] = "";
    size_t used = 0;
    world_open(&w, source);
    for (size_t i = 0; i < w.sink.list.count && used < sizeof said - 32; i++) {
        const struct diag *diag = ((struct diag **)w.sink.list.p)[i];
        used += (size_t)snprintf(said + used, sizeof said - used, "%s%s@%u", used ? " " : "", diag_row(diag->code)->code,
                                 sources_place(&w.sources, diag->span.at).line);
    }
    check_texts(str_from(said), str_from(wanted), __FILE__, line, source.n < 400 ? source.p : "a long source");
    check_that(w.tree.failed == (w.sink.list.count != 0), __FILE__, line, "failed says what was reported");
    world_close(&w);
}
#define CODES(source, wanted) check_codes(str_from(source), (wanted), __LINE__)
#define CODES_BYTES(source, wanted) check_codes(STR(source), (wanted), __LINE__)

/* ---- trees ---- */

static void test_declarations(void)
{
    TREE("", "");
    TREE("\xef\xbb\xbfuse 'windows/named_pipe' // why\r\n", "(USE 'windows/named_pipe')");
    TREE("list a = ('x', \"y\", 5, -0x1F, b, base64(utf16le('z')), windash(b),)",
         "(LIST a / 'x' \"y\" 5 -0x1F b (CALL base64 / (CALL utf16le / 'z')) (CALL windash / b))");
    TREE("list a from 'x.txt'\nlist b = ('c')", "(LIST.1 a / 'x.txt') (LIST b / 'c')");
    TREE("predicate p(a, b,) = a == 'x' or b exists", "(PREDICATE p a b / (OR (CRITERION:== a / 'x') (CRITERION:exists b)))");
    TREE("predicate p() = q()", "(PREDICATE p / (CALL q))");
    TREE("list a = (base64(('x', 'y')))", "(LIST a / (CALL base64 / (TUPLE 'x' 'y')))");
}

static void test_templates(void)
{
    TREE("template T {\n channel 291\n actions observe, detect\n deprecated 'use U'\n recorded EventID in (17, 18) and Channel == 'x' and winlog.event_id == 1 and '@type' in ('y')\n"
         " 1 A : string cased since 2 alias ecs 'a.b', ocsf 'c.d'\n 2 B : enum { X, Y, }\n 3 C : flags {\n R = 0x1,\n W = 2\n }\n"
         " 4 D : u32 deprecated 'no'\n 5 E : ip deprecated\n reserved 6\n reserved 7, 8 since 3\n}",
         "(TEMPLATE T / (SETTING channel / 291) (SETTING actions / observe detect) (DEPRECATED 'use U')"
         " (SETTING recorded / (CLAUSE EventID / 17 18) (CLAUSE Channel / 'x') (CLAUSE winlog.event_id / 1) (CLAUSE '@type' / 'y'))"
         " (FIELD 1 A (TYPE.1 string) / (SINCE 2) (ALIAS ecs / 'a.b') (ALIAS ocsf / 'c.d')) (FIELD 2 B (TYPE enum / (MEMBER X) (MEMBER Y)))"
         " (FIELD 3 C (TYPE flags / (MEMBER R / 0x1) (MEMBER W / 2))) (FIELD 4 D (TYPE u32) / (DEPRECATED 'no')) (FIELD 5 E (TYPE ip) /"
         " (DEPRECATED)) (RESERVED 6) (RESERVED 7 8 / 3))");
    TREE("template T { channel 1 1 A : u32 2 B : u64 }", "(TEMPLATE T / (SETTING channel / 1) (FIELD 1 A (TYPE u32)) (FIELD 2 B (TYPE u64)))");
}

static void test_instances(void)
{
    TREE("instance I : T {\n id 5 title 'x' severity high\n tags attack.t1559.001, attack.command-and-control\n date 2026-11-22\n stress\n"
         " let a = b\n match a\n test 'n' matches { A: 'x', B: -5, C: true, D: READ | WRITE, test: 'y', }\n test 'm' misses {}\n"
         " corpus 'f.jsonl' expect 3 }",
         "(INSTANCE I T / (ATTRIBUTE id / 5) (ATTRIBUTE title / 'x') (ATTRIBUTE severity / high)"
         " (ATTRIBUTE tags / attack.t1559.001 attack.command-and-control) (ATTRIBUTE date / 2026-11-22) stress (LET a / b) (MATCH a)"
         " (TEST.1 'n' / (ENTRY A / 'x') (ENTRY B / -5) (ENTRY C / true) (ENTRY D / READ WRITE) (ENTRY test / 'y')) (TEST 'm')"
         " (CORPUS 'f.jsonl' / 3))");
    TREE("instance I : T @ 1 ( == 'a', *, endswith 'b' and not contains 'c' or (in 1..5 or exists), cased like all ('d', 'e'), has any R, ) { id 5 }",
         "(INSTANCE.1 I T 1 / (POSITION (CRITERION:== / 'a')) (POSITION *)"
         " (POSITION (OR (AND (CRITERION:endswith / 'b') (NOT (CRITERION:contains / 'c'))) (OR (CRITERION:in / (RANGE 1 / 5)) (CRITERION:exists))))"
         " (POSITION (CRITERION:like+cased+all+tuple / 'd' 'e')) (POSITION (CRITERION:has any / R)) (ATTRIBUTE id / 5))");
    TREE("instance I : T @ 2 () {}", "(INSTANCE.1 I T 2)");
}

static void check_condition(const char *source, const char *wanted, int line)
{
    char full[1024], tree[1024];
    snprintf(full, sizeof full, "predicate p() = %s", source);
    snprintf(tree, sizeof tree, "(PREDICATE p / %s)", wanted);
    check_tree(full, tree, line);
}
#define CONDITION(source, wanted) check_condition((source), (wanted), __LINE__)

static void test_conditions(void)
{
    CONDITION("a or b and not c or d", "(OR a (AND b (NOT c)) d)");
    CONDITION("(a or b) and (c and d) and e", "(AND (OR a b) (AND c d) e)");
    CONDITION("not not (a)", "(NOT (NOT a))");
    CONDITION("2 of (a, b and c, d,)", "(OF.2 a (AND b c) d / 2)");
    CONDITION("any of (a, b) or all of (c, F exists)", "(OR (OF a b) (OF.1 c (CRITERION:exists F)))");
    CONDITION("F == 'x' and F != -1", "(AND (CRITERION:== F / 'x') (CRITERION:!= F / -1))");
    CONDITION("F in (1, 5..9, x) or F in x or F in 1..5 or F in windash(x)",
              "(OR (CRITERION:in+tuple F / 1 (RANGE 5 / 9) x) (CRITERION:in F / x) (CRITERION:in F / (RANGE 1 / 5)) (CRITERION:in F / (CALL windash / x)))");
    CONDITION("F contains all ('a', 'b') or F contains ('a') or F like all x", "(OR (CRITERION:contains+all+tuple F / 'a' 'b')"
              " (CRITERION:contains+tuple F / 'a') (CRITERION:like+all F / x))");
    CONDITION("F cased matches '(?i)a' and any field cased contains b and any field == 'c'",
              "(AND (CRITERION:matches+cased F / '(?i)a') (CRITERION:contains+cased+any-field / b) (CRITERION:==+any-field / 'c'))");
    CONDITION("F has A or F has (A, B) or F has any (A, B)", "(OR (CRITERION:has F / A) (CRITERION:has+tuple F / A B) (CRITERION:has any+tuple F / A B))");
    CONDITION("F < 1 and F <= 2 and F > 3 and F >= 4 and F within '10.0.0.0/8'", "(AND (CRITERION:< F / 1) (CRITERION:<= F / 2)"
              " (CRITERION:> F / 3) (CRITERION:>= F / 4) (CRITERION:within F / '10.0.0.0/8'))");
    CONDITION("F == field(G) and F contains field(H)", "(AND (CRITERION:== F / (FIELD_REFERENCE G)) (CRITERION:contains F / (FIELD_REFERENCE H)))");
    CONDITION("F missing and from_office(Image, 'x')", "(AND (CRITERION:missing F) (CALL from_office / Image 'x'))");
    CONDITION("F == true and F startswith utf16le('x')", "(AND (CRITERION:== F / true) (CRITERION:startswith F / (CALL utf16le / 'x')))");
}

/* Every FREE word of the language can name a field, a list, a member and a test's field; no RESERVED one can. */
static void test_words(void)
{
    static const struct { const char *spelling; bool free; } words[] = {
#define RESERVED false
#define FREE true
#define WORD(name, spelling, use, group) {spelling, use},
#include "../../grammar/tokens.def"
#undef RESERVED
#undef FREE
    };
    for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
        char source[512], wanted[512];
        const char *s = words[i].spelling;
        if (strcmp(s, "field") == 0)
            continue; /* == field(...) compares with a field */
        snprintf(source, sizeof source, "list %s = ('a')\npredicate p(%s) = %s == %s\ntemplate T {\n 1 %s : enum { %s }\n}\n"
                 "instance I : T {\n test 'n' misses { %s: %s }\n}", s, s, s, s, s, s, s, s);
        snprintf(wanted, sizeof wanted, "(LIST %s / 'a') (PREDICATE p %s / (CRITERION:== %s / %s)) (TEMPLATE T / (FIELD 1 %s (TYPE enum / (MEMBER %s))))"
                 " (INSTANCE I T / (TEST 'n' / (ENTRY %s / %s)))", s, s, s, s, s, s, s, s);
        if (words[i].free) {
            TREE(source, wanted);
        } else {
            snprintf(source, sizeof source, "template T {\n 1 %s : u32\n}", s);
            CODES(source, "E033@2");
        }
    }
}

/* ---- leaves and documentation ---- */

static void check_string(const char *literal, struct str wanted, int line)
{
    static struct world w;
    char source[256];
    snprintf(source, sizeof source, "use %s", literal);
    world_open(&w, str_from(source));
    check_texts(syntax_string(&w.tree, &w.arena, tree_first(&w.tree, w.tree.first)), wanted, __FILE__, line, literal);
    check_that(w.sink.list.count == 0, __FILE__, line, "nothing is reported");
    world_close(&w);
}

static void test_strings(void)
{
    check_string("'\\a\\n''b'''", STR("\\a\\n'b'"), __LINE__);
    check_string("''", STR(""), __LINE__);
    check_string("\"\\\\a\\\"\\n\\t\\x41\\x00\\u{E9}\\u{1F600}'\"", STR("\\a\"\n\tA\0\xc3\xa9\xf0\x9f\x98\x80'"), __LINE__);
    check_string("\"plain\"", STR("plain"), __LINE__);
    CODES("use \"\\W\"", "E011@1");
    CODES("use \"\\x80\"", "E011@1");
    CODES("use \"\\x4\"", "E011@1");
    CODES("use \"\\u{D800}\"", "E011@1");
    CODES("use \"\\u{110000}\"", "E011@1");
    CODES("use \"\\u{}\"", "E011@1");
    CODES("use \"\\W and \\X\"", "E011@1");
    CODES("use 'a\nuse 'b'\nuse \"c\\\"\nuse 'd'", "E010@1 E010@3");
}

static void check_value(const char *literal, bool fits, uint64_t wanted, bool minus, int line)
{
    static struct world w;
    char source[256];
    uint64_t value = 0;
    bool negative = false;
    snprintf(source, sizeof source, "list a = (%s)", literal);
    world_open(&w, str_from(source));
    bool got = syntax_number(&w.tree, tree_second(&w.tree, w.tree.first), &value, &negative);
    check_that(got == fits, __FILE__, line, literal);
    check_that(!fits || (value == wanted && negative == minus), __FILE__, line, literal);
    check_that((w.sink.list.count != 0) == !fits, __FILE__, line, "reported when it does not fit");
    world_close(&w);
}

static void test_numbers(void)
{
    check_value("0", true, 0, false, __LINE__);
    check_value("18446744073709551615", true, UINT64_MAX, false, __LINE__);
    check_value("18446744073709551616", false, 0, false, __LINE__);
    check_value("0xFFFFffffFFFFffff", true, UINT64_MAX, false, __LINE__);
    check_value("0x10000000000000000", false, 0, false, __LINE__);
    check_value("-9223372036854775808", true, (uint64_t)1 << 63, true, __LINE__);
    check_value("-9223372036854775809", false, 0, true, __LINE__);
    check_value("0000000000000000000000000000000007", true, 7, false, __LINE__);
    CODES("list a = (12x)", "E012@1");
    CODES("list a = (1.5)", "E012@1");
    CODES("list a = (10.0.0.1)", "E012@1");
    CODES("list a = (1_000)", "E012@1");
    CODES("list a = (0X1F)", "E012@1");
    CODES("instance I : T {\n date 2026-1-2\n date 22.11.2026\n date 2026/11/22\n date 2026-11-22T10:00\n}", "E014@2 E014@3 E014@4 E014@5");
}

static void check_doc(const char *source, const char *wanted, int line)
{
    static struct world w;
    world_open(&w, str_from(source));
    node_id last = w.tree.first;
    while (tree_next(&w.tree, last))
        last = tree_next(&w.tree, last);
    if (tree_kind(&w.tree, last) == NODE_TEMPLATE && tree_second(&w.tree, last))
        last = tree_second(&w.tree, last);
    check_texts(syntax_doc(&w.tree, &w.arena, last), str_from(wanted), __FILE__, line, source);
    world_close(&w);
}

static void test_documentation(void)
{
    check_doc("/// One.\r\n///  Two. \r\nuse 'x'", "One.\n Two.", __LINE__);
    check_doc("/// Not this.\n\n/// This.\nuse 'x'", "This.", __LINE__);
    check_doc("/// Too far above.\n\nuse 'x'", "", __LINE__);
    check_doc("// plain\nuse 'x'", "", __LINE__);
    check_doc("//// a rule of slashes\nuse 'x'", "", __LINE__);
    check_doc("use 'x' /// behind", "behind", __LINE__);
    check_doc("use 'y' /// of y\nuse 'x'", "", __LINE__);
    check_doc("template T {\n 1 A : enum { X } /// of the field\n 2 B : u32\n}", "of the field", __LINE__);
    check_doc("template T {\n /// above\n 1 A : path\n /// below\n}", "above", __LINE__);
}

/* ---- problems ---- */

static void test_bytes(void)
{
    CODES_BYTES("use 'a\0b'", "E002@1");
    CODES_BYTES("use 'a\xff\xfe'\nuse 'b\xc3'", "E001@1 E001@2");
    CODES_BYTES("// \xe9t\xe9\nuse 'x'", "E001@1 E001@1");
    CODES_BYTES("use 'x' // a\rb\n", "E003@1");
    CODES_BYTES("use 'x'\r\nuse 'y'\r\n", "");
    CODES_BYTES("\xff\xfeu\0", "E004@1");
    CODES_BYTES("use 'a\xc2\x85'", "E002@1");
    CODES_BYTES("use 'x'\tuse 'y'", "");
    CODES_BYTES("use \0 'x'", "E002@1");
}

/* One run says what is wrong with every declaration and every statement, each once. */
static void test_recovery(void)
{
    CODES("instance A : T {\n let a = == 'x'\n title 'x'\n let b = contains\n match a or\n test 'n' matches A: 'x' }\n corpus 'f' 3\n}\n"
          "list = ('a')\nlist b = ('a' 'b')\ninstance B T {\n id 5x\n}\ntemplate U {\n 1 A string\n 2 B : u32\n 3 : ip\n}\nuse x\nlist c = (1)",
          "E020@2 E020@4 E020@6 E020@6 E020@7 E020@9 E026@10 E020@11 E012@12 E020@15 E020@17 E020@19");
    CODES("instance A : T {\n match (F == 'a'\n test 'n' misses { F: 'x'\n test 'm' misses { F: 'y' }\n}\nuse 'x'", "E022@2 E022@3");
    CODES("instance A : T {\n match a\ninstance B : T {\n match b\n}", "E022@1");
    CODES("instance A : T {\n let a = (b or c\n match a\n}\nlist x = ('a'\nlist y = ('b')", "E022@2 E022@5");
    CODES("instance A : T {\n match a\n}\n}\nuse 'x'", "E023@4");
    CODES("instance A : T {\n match a)\n}", "E023@2");
    CODES("instance A : T @ 1 ( == 'a' == 'b', *  *, foo == 'x', * ) {\n id\n title 'x'\n}\nuse 5", "E026@1 E026@1 E020@1 E034@2 E020@5");
    CODES("instance A : T @ 1 ( == 'a', * {\n id 5\n}\nuse 'x'", "E022@1");
    CODES("instance A : T {", "E022@1");
    CODES("list a = (", "E022@1");
    CODES("predicate p(a) =", "E020@1");
    CODES("predicate p(a) = a =\ninstance A : T {\n match =\n}\nlist b =\nlist c = (,)\ninstance D :\nuse 5", "E024@1 E020@2 E020@3 E020@6 E020@6 E020@8");
}

static void test_mistakes(void)
{
    CODES("use \"it's\"\nlist a from \"b'c\"", "");
    CODES("instance A : T {\n Let a = F endwith 'x' AND F Contains 'y'\n Match NOT a\n}", "E025@2 E025@2 E025@2 E025@2 E025@3 E025@3");
    CODES("instance A : T {\n match a && !b || c;\n}", "E009@2 E009@2 E009@2 E008@2");
    CODES("instance A : T {\n match F = 'a' and F === 'b' and F <> 'c'\n}", "E024@2 E009@2 E009@2");
    CODES("instance A : T {\n match F not contains 'a' or F contains any ('a', 'b')\n}", "E030@2 E029@2");
    CODES("instance A : T {\n match F == ('a', 'b') or F in 'x'\n}", "E031@2 E032@2");
    CODES("instance A : T {\n let a = F 'x'\n let b = c d\n let e = F 5\n}", "E027@2 E028@3 E027@4");
    CODES("instance A : T {\n title: 'x'\n severity = high\n test 'n' misses { A = 'x' B: 'y' }\n}", "E035@2 E035@3 E035@4 E026@4");
    CODES("Instance A : T {\n id 5\n title\n}\nrule B : T { id }\nimport 'x'\nwhatever", "E021@1 E034@3 E021@5 E034@5 E021@6 E021@7");
    CODES("# a\n/* b\n c */\nuse 'x' /* d\nuse 'y'", "E007@1 E007@2 E007@4");
    CODES("use \xe2\x80\x98x\xe2\x80\x99\nuse `x`", "E006@1 E006@2");
    CODES("instance A : T {\n match F like *.exe\n let a = F contains \\Windows\n let c = F == $x\n}", "E005@2 E005@3 E005@4");
    CODES("list a = ('b, 'c', 'd')\ninstance I : T {\n test 'z' misses { A: 'x, B: 'y' }\n}", "E010@1 E010@3");
    CODES("instance A : T {\n test 'z' matches { A: 'x, B: 'C:\\x' }\n title 'x'\n}", "E010@2");
    CODES("instance A : T {\n match process.name == 'x'\n let = a\n lett p = a\n}", "E020@2 E020@3 E025@4");
}

/* ---- hostile ---- */

static struct str repeat(struct arena *arena, const char *head, const char *unit, size_t count, const char *tail)
{
    size_t a = strlen(head), b = strlen(unit), c = strlen(tail);
    char *text = arena_alloc(arena, a + b * count + c + 1);
    memcpy(text, head, a);
    for (size_t i = 0; i < count; i++)
        memcpy(text + a + i * b, unit, b);
    memcpy(text + a + b * count, tail, c);
    return (struct str){text, (uint32_t)(a + b * count + c)};
}

static void test_hostile(void)
{
    struct arena arena;
    arena_init(&arena, &out_of_memory);
    check_codes(repeat(&arena, "predicate p(a) = ", "(", 100000, "a"), LIMIT_LINE_BYTES < 100000 ? "E015@1 E016@1" : "E016@1", __LINE__);
    check_codes(repeat(&arena, "predicate p(a) =\n", "not\n", 100000, "a\nuse 5"), "E016@2042 E020@100003", __LINE__);
    check_codes(repeat(&arena, "list a = (", "base64(\n", 100000, "'a'"), TINY("E016@24", "E016@200"), __LINE__);
    check_codes(repeat(&arena, "predicate p(a) =\n", "a or b and c or\n", 100000, "a"), TINY("E015@2050", ""), __LINE__);
    check_codes(repeat(&arena, "list a = (", "1,\n", LIMIT_LIST_VALUES, ")"), "", __LINE__);
    struct str over = repeat(&arena, "list a = (\n", "1,\n", LIMIT_LIST_VALUES + 9, ")");
    check_codes(over, TINY("E015@4098", "E015@1048578"), __LINE__);
    check_codes(repeat(&arena, "use '", "a", LIMIT_LINE_BYTES, "'"), "E015@1 E015@1", __LINE__);
    check_codes(repeat(&arena, "use '", "a", LIMIT_STRING_BYTES, "'"), "", __LINE__);
    check_codes(repeat(&arena, "use '", "a", LIMIT_STRING_BYTES + 1, "'"), "E015@1", __LINE__);
    check_codes(repeat(&arena, "list ", "a", LIMIT_NAME_BYTES, " = (1)"), "", __LINE__);
    check_codes(repeat(&arena, "list ", "a", LIMIT_NAME_BYTES + 1, " = (1)"), "E015@1", __LINE__);
    check_codes(repeat(&arena, "predicate p(a) = ", "(", LIMIT_NESTING, "a"), "E022@1", __LINE__);
    /* inside out: a tree as deep as allowed, and one level more */
    static struct world w;
    world_open(&w, repeat(&arena, "list x = (", "'v',\n", TINY(3000, 100000), ")"));
    CHECK_INT(tree_count(&w.tree, tree_second(&w.tree, w.tree.first)), TINY(3000, 100000));
    CHECK_INT(tree_node(&w.tree, w.tree.first)->depth, 2);
    world_close(&w);
    arena_free(&arena);
}

/* Cut anywhere, and with any one byte changed, a file gives an answer. */
static void test_damaged(void)
{
    static const char source[] =
        "use 'x'\nlist a = ('b', \"c\\n\")\ntemplate T {\n channel 5\n 1 A : enum { X = 1 } since 2 // why\n}\n"
        "instance I : T @ 1 ( == 'a' or not in 1..5, * ) { id 5 }\ninstance J : T {\n let a = A cased contains all ('x', b(c))\n"
        " match 2 of (a, any field exists)\n test 'n' matches { A: X | Y }\n corpus 'f' expect 3\n}\n";
    static const unsigned char bytes[] = {0, '\'', '"', '(', ')', '{', '}', '\n', '\r', 0x80, 0xff, '*', '\\', ',', '=', 'a', '5', '/'};
    static struct world w;
    char copy[sizeof source];
    for (uint32_t n = 0; n < sizeof source; n++) {
        world_open(&w, (struct str){source, n});
        world_close(&w);
    }
    unsigned silent = 0;
    for (size_t i = 0; i + 1 < sizeof source; i++)
        for (size_t b = 0; b < sizeof bytes; b++) {
            memcpy(copy, source, sizeof source);
            copy[i] = (char)bytes[b];
            world_open(&w, (struct str){copy, sizeof source - 1});
            silent += w.tree.failed != (w.sink.list.count != 0);
            world_close(&w);
        }
    CHECK_INT(silent, 0);
}

int main(void)
{
    CHECK_MEMORY(out_of_memory);
    test_declarations();
    test_templates();
    test_instances();
    test_conditions();
    test_words();
    test_strings();
    test_numbers();
    test_documentation();
    test_bytes();
    test_recovery();
    test_mistakes();
    test_hostile();
    test_damaged();
    return CHECK_DONE("syntax");
}
