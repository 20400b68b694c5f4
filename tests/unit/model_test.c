/* The model: what each form of the language becomes, what is refused, and that hostile text ends in a report. */
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "check.h"
#include "model/model.h"

struct world {
    jmp_buf exhausted;
    struct arena arena, tree_arena, notes;
    struct sources sources;
    struct diag_sink sink;
    struct model model;
    char root[64];
};

static void world_open(struct world *w)
{
    arena_init(&w->arena, &w->exhausted);
    arena_init(&w->tree_arena, &w->exhausted);
    arena_init(&w->notes, &w->exhausted);
    sources_init(&w->sources, &w->arena);
    diag_init(&w->sink, &w->arena, &w->sources);
    model_init(&w->model, &w->arena, &w->sources, &w->sink);
}

/* Files by name and text; those whose name starts with '+' are only there to be used. */
static void world_build(struct world *w, const char *const *files)
{
    struct tree trees[8];
    size_t count = 0;
    world_open(w);
    for (size_t i = 0; files[i]; i += 2) {
        if (files[i][0] == '+') continue;
        const struct str text = arena_copy(&w->arena, str_from(files[i + 1]));
        syntax_parse(&trees[count++], &w->tree_arena, &w->sources, sources_add(&w->sources, files[i], text), &w->sink);
    }
    for (size_t i = 0; files[i]; i += 2) {
        if (files[i][0] != '+') continue;
        const char *path = path_join(&w->arena, w->root, files[i] + 1);
        FILE *out = fopen(path, "wb");
        if (!CHECK(out != NULL)) continue;
        fputs(files[i + 1], out);
        fclose(out);
    }
    const struct model_options options = {.root = w->root};
    model_build(&w->model, trees, count, &options);
    for (size_t i = 0; i < count; i++) tree_free(&trees[i]);
    arena_free(&w->tree_arena); /* the model must not need them */
    diag_sort(&w->sink);
}

static void world_close(struct world *w)
{
    model_free(&w->model);
    diag_free(&w->sink);
    vec_free(&w->sources.files);
    arena_free(&w->notes);
    arena_free(&w->arena);
}

/* ---- what was built, as text ---- */

static const char *const op_names[] = {
#define OP(name, number, storages, set_kind, text) [number] = #name,
#include "../../interpreter/ops.def"
#undef OP
};

struct text {
    char p[4096];
    size_t n;
};
static void say(struct text *out, const char *format, ...) __attribute__((format(printf, 2, 3)));
static void say(struct text *out, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    if (out->n < sizeof out->p) out->n += (size_t)vsnprintf(out->p + out->n, sizeof out->p - out->n, format, arguments);
    va_end(arguments);
}

static void say_set(struct text *out, const struct model *m, uint32_t index)
{
    const struct value_set *set = MODEL_AT(m->sets, struct value_set, index);
    for (uint32_t i = 0; i < set->count; i++) {
        if (i) say(out, ",");
        if (set->kind == WEIR_SET_STRINGS) {
            const struct str s = *MODEL_AT(m->strings, struct str, *MODEL_AT(m->values, uint32_t, set->first + i));
            bool plain = true;
            for (uint32_t k = 0; k < s.n; k++) plain &= (unsigned char)s.p[k] >= 0x20 && (unsigned char)s.p[k] != 0x7f && (unsigned char)s.p[k] < 0xf0;
            for (uint32_t k = 0; k < s.n && !plain; k++) say(out, "%02x", (unsigned char)s.p[k]);
            if (plain) say(out, STR_FMT, STR_ARG(s));
        } else if (set->kind == WEIR_SET_PROGRAMS) {
            const struct regex_entry *regex = MODEL_AT(m->regexes, struct regex_entry, *MODEL_AT(m->values, uint32_t, set->first + i));
            say(out, "/" STR_FMT "/", STR_ARG(*MODEL_AT(m->strings, struct str, regex->text)));
        } else if (set->kind == WEIR_SET_RANGES) {
            say(out, "%lld..%lld", (long long)*MODEL_AT(m->numbers, uint64_t, set->first + i * 2), (long long)*MODEL_AT(m->numbers, uint64_t, set->first + i * 2 + 1));
        } else {
            say(out, "%lld", (long long)*MODEL_AT(m->numbers, uint64_t, set->first + i));
        }
    }
}

static void say_criterion(struct text *out, const struct model *m, const struct criterion *c)
{
    say(out, "%u.%s%s", c->ordinal, c->flags & WEIR_CRITERION_CASED ? "cased-" : "", op_names[c->op]);
    if (c->other) say(out, "(%u)", c->other);
    if (c->set == WEIR_NO_SET) return;
    say(out, "(");
    say_set(out, m, c->set);
    say(out, ")");
}

static const struct instance *find(const struct model *m, const char *name)
{
    for (size_t i = 0; i < m->instances.count; i++) {
        const struct instance *instance = MODEL_AT(m->instances, struct instance, i);
        if (str_equal(instance->name, str_from(name))) return instance;
    }
    return NULL;
}

static const char *condition(struct text *out, const struct model *m, const struct instance *instance)
{
    *out = (struct text){.n = 0};
    if (instance == NULL) return "no such instance";
    for (uint32_t i = 0; i < instance->code_count; i++) {
        const uint32_t word = *MODEL_AT(m->code, uint32_t, instance->code_first + i), k = word >> 8 & 0xff, n = word >> 16;
        if (i) say(out, " ");
        switch ((int)(word & 0xff)) {
        case WEIR_CODE_CRITERION: say_criterion(out, m, MODEL_AT(m->criteria, struct criterion, instance->criterion_first + n)); break;
        case WEIR_CODE_TRUE: say(out, "true"); break;
        case WEIR_CODE_NOT: say(out, "not"); break;
        case WEIR_CODE_AND: say(out, "and"); break;
        case WEIR_CODE_OR: say(out, "or"); break;
        case WEIR_CODE_ATLEAST: say(out, "%u/%u", k, n); break;
        default: say(out, "?"); break;
        }
    }
    return out->p;
}

/* All codes that were reported, in order of place. */
static const char *codes(struct text *out, const struct world *w)
{
    *out = (struct text){.n = 0};
    for (size_t i = 0; i < w->sink.list.count; i++) say(out, "%s%s", i ? " " : "", diag_row((*MODEL_AT(w->sink.list, struct diag *, i))->code)->code);
    return out->p;
}

#define EVENT \
    "template Event { channel 1 version 2 platform windows actions observe, detect phase pre\n" \
    " 1 Image : path\n 2 Line : string cased\n 3 Port : u32\n 4 Delta : i64\n 5 Kind : enum { Create, Connect }\n" \
    " 6 Rights : flags { READ = 1, WRITE = 2, ALL = 3 }\n 7 Address : ip\n 8 Session : guid\n 9 Signed : bool\n 10 Hash : hash\n" \
    " 11 Parent : path\n 12 Size : u64\n 13 Late : u32 since 2\n reserved 14 }\n"
#define HEAD(name, id) "instance " name " : Event { id " id " title 't' severity low action detect\n"

/* One condition on the Template Type above; what comes before it (lists, predicates), lets, and the condition. */
static void condition_is(struct world *w, const char *before, const char *body, const char *wanted, int line)
{
    struct text got, reported;
    const struct str source = arena_printf(&w->notes, "%s\n" EVENT HEAD("I", "1") "%s }\n", before, body);
    const char *const files[] = {"a.weir", source.p, NULL};
    struct world inner = {.root = ""};
    strcpy(inner.root, w->root);
    if (setjmp(inner.exhausted)) abort();
    world_build(&inner, files);
    const char *const text = inner.sink.list.count ? codes(&reported, &inner) : condition(&got, &inner.model, find(&inner.model, "I"));
    if (!check_texts(str_from(text), str_from(wanted), __FILE__, line, body) && inner.sink.list.count)
        printf("    " STR_FMT "\n", STR_ARG((*MODEL_AT(inner.sink.list, struct diag *, 0))->text));
    world_close(&inner);
}
#define CONDITION(body, wanted) condition_is(w, "", body, wanted, __LINE__)
#define CONDITION_AFTER(before, body, wanted) condition_is(w, before, body, wanted, __LINE__)

static void test_text(struct world *w)
{
    CONDITION("match Image == 'C:\\A.EXE'", "1.EQUALS(c:\\a.exe)");
    CONDITION("match Image in ('b', 'a', 'B', 'ab')", "1.EQUALS(a,ab,b)");
    CONDITION("match Line contains 'A'", "2.cased-CONTAINS(A)");
    CONDITION("match Image cased startswith ('b', 'A')", "1.cased-STARTS(A,b)");
    CONDITION("match Line nocase startswith ('b', 'A')", "2.STARTS(a,b)");
    CONDITION("match Image nocase == 'A'", "1.EQUALS(a)");
    CONDITION("match Line nocase == field(Image)", "2.FIELD_EQUALS(1)");
    CONDITION("match any field nocase contains 'X'", "0.CONTAINS(x)");
    CONDITION("match Image like '**\\a**[*]'", "1.LIKE(*\\a*[*])");
    CONDITION("match Image matches ('a+', 'b', 'a+')", "1.cased-MATCHES(/a+/,/b/)");
    CONDITION("match Image != 'a'", "1.EXISTS 1.EQUALS(a) not and");
    CONDITION("match not Image != 'a'", "1.EXISTS 1.EQUALS(a) not and not");
    CONDITION("match Image missing", "1.EXISTS not");
    CONDITION("match not Image missing", "1.EXISTS");
    CONDITION("match Image contains all ('b', 'a')", "1.CONTAINS(b) 1.CONTAINS(a) and");
    CONDITION("match not Image contains all ('b', 'a')", "1.CONTAINS(b) 1.CONTAINS(a) and not");
    CONDITION("match any field contains 'X'", "0.CONTAINS(x) 0.cased-CONTAINS(X) or"); /* the fields that are not declared cased, and those that are */
    CONDITION("match not any field contains 'X'", "0.CONTAINS(x) 0.cased-CONTAINS(X) or not");
    CONDITION("match any field cased contains 'X'", "0.cased-CONTAINS(X)");
    CONDITION("match any field matches 'X'", "0.cased-MATCHES(/X/)");
    CONDITION("match any field cased contains 'X' or any field contains 'X'", "0.cased-CONTAINS(X) 0.CONTAINS(x) or 0.cased-CONTAINS(X) or");
    CONDITION("match any field == 'X' and Image exists", "0.EQUALS(x) 0.cased-EQUALS(X) or 1.EXISTS and");
    CONDITION("match Image exists or any field == 'X'", "1.EXISTS 0.EQUALS(x) or 0.cased-EQUALS(X) or");
    CONDITION("match Image == \"\\u{C4}\\x41\"", "1.EQUALS(\xC3\xA4" "a)");
    CONDITION("match Hash == '0123456789ABCDEF0123456789ABCDEF'", "10.EQUALS(0123456789abcdef0123456789abcdef)");
    CONDITION("match Hash startswith '0a'", "10.STARTS(0a)");
}

static void test_numbers(struct world *w)
{
    CONDITION("match Port == 80 or Port in (443, 0x50, 443)", "3.NUMBER_IN(80) 3.NUMBER_IN(80,443) or");
    CONDITION("match Port < 80", "3.NUMBER_RANGE(0..79)");
    CONDITION("match Port <= 80", "3.NUMBER_RANGE(0..80)");
    CONDITION("match Port > 80", "3.NUMBER_RANGE(81..4294967295)");
    CONDITION("match Port >= 80", "3.NUMBER_RANGE(80..4294967295)");
    CONDITION("match Delta < -5", "4.NUMBER_RANGE(-9223372036854775808..-6)");
    CONDITION("match Delta > -1", "4.NUMBER_RANGE(0..9223372036854775807)");
    CONDITION("match Delta in (5, -5, 0)", "4.NUMBER_IN(-5,0,5)");
    CONDITION("match Port in (1, 5..9, 8..12, 13, 20)", "3.NUMBER_RANGE(1..1,5..13,20..20)");
    CONDITION("match Delta in -3..3", "4.NUMBER_RANGE(-3..3)");
    CONDITION("match Size > 18446744073709551614", "12.NUMBER_RANGE(-1..-1)");
    CONDITION("match Port < 0", "E182");
    CONDITION("match Port >= 0", "E182");
    CONDITION("match Port > -1", "E182");
    CONDITION("match Port > 4294967295", "E182");
    CONDITION("match Delta >= -9223372036854775808", "E182");
    CONDITION("match Size < 18446744073709551615", "12.NUMBER_RANGE(0..-2)");
    CONDITION("match Port in (0..4294967295)", "E182");
    CONDITION("match Port == -1", "E181");
    CONDITION("match Kind == Connect", "5.NUMBER_IN(1)");
    CONDITION("match Kind in ('Connect', Create)", "5.NUMBER_IN(0,1)");
    CONDITION("match Kind in 0..1", "E180");
    CONDITION("match Signed == true", "9.NUMBER_IN(1)");
    CONDITION("match Signed != false", "9.EXISTS 9.NUMBER_IN(0) not and");
    CONDITION("match Signed == 1", "E180");
    CONDITION("match Rights has READ", "6.HAS_ALL(1)");
    CONDITION("match Rights has (READ, WRITE)", "6.HAS_ALL(3)");
    CONDITION("match Rights has any (READ, 4)", "6.HAS_ANY(5)");
    CONDITION("match Rights in (ALL, 8)", "6.NUMBER_IN(3,8)");
    CONDITION("match Rights has 0", "E196");
}

static void test_bytes(struct world *w)
{
    CONDITION("match Address == '10.0.0.1'", "7.BYTES_IN(0a000001)");
    CONDITION("match Address in ('::1', '::ffff:10.0.0.1')", "7.BYTES_IN(00000000000000000000000000000001,0a000001)");
    CONDITION("match Address within ('10.0.0.0/8', '::ffff:10.0.0.0/104')", "7.WITHIN(0a00000008)");
    CONDITION("match Address within '10.0.0.1/8'", "E186");
    CONDITION("match Address within '10.0.0.0/08'", "E186");
    CONDITION("match Address == '10.0.0.0/8'", "E185");
    CONDITION("match Address == '010.0.0.1'", "E185");
    CONDITION("match Session == '{00112233-4455-6677-8899-AABBCCDDEEFF}'", "8.BYTES_IN(00112233445566778899aabbccddeeff)");
    CONDITION("match Session == '00112233-4455-6677-8899-aabbccddeeff'", "8.BYTES_IN(00112233445566778899aabbccddeeff)");
    CONDITION("match Session == '{00112233-4455-6677-8899-aabbccddeeff'", "E184");
    CONDITION("match Session == 5", "E180");
}

static void test_joining(struct world *w)
{
    CONDITION("match Image == 'a' and (Image == 'b' and Image == 'c')", "1.EQUALS(a) 1.EQUALS(b) and 1.EQUALS(c) and");
    CONDITION("match Image == 'a' and Image != 'b'", "1.EQUALS(a) 1.EXISTS and 1.EQUALS(b) not and");
    CONDITION("match not not Image == 'a'", "1.EQUALS(a)");
    CONDITION("match Port == 1 and Image == 'a' and Port == 1", "3.NUMBER_IN(1) 1.EQUALS(a) and 3.NUMBER_IN(1) and");
    CONDITION("match any of (Image == 'a', Image == 'b', Image == 'c')", "1.EQUALS(a) 1.EQUALS(b) or 1.EQUALS(c) or");
    CONDITION("match 1 of (Image == 'a', Image == 'b')", "1.EQUALS(a) 1.EQUALS(b) or");
    CONDITION("match 2 of (Image == 'a', Image == 'b')", "1.EQUALS(a) 1.EQUALS(b) and");
    CONDITION("match 2 of (Image == 'a', Image == 'b', Port == 1)", "1.EQUALS(a) 1.EQUALS(b) 3.NUMBER_IN(1) 2/3");
    CONDITION("match Image == 'z' and all of (any of (Image == 'a' and Image == 'b'))", "1.EQUALS(z) 1.EQUALS(a) and 1.EQUALS(b) and");
    CONDITION("match 0 of (Image == 'a', Image == 'b')", "E165");
    CONDITION("let a = Image == 'a' let b = a or Port == 1 match b or not b", "1.EQUALS(a) 3.NUMBER_IN(1) or 1.EQUALS(a) 3.NUMBER_IN(1) or not or");
    CONDITION("let a = not b let b = not a match a", "E118");
    CONDITION("let unused = Imag == 'x' match Image exists", "E104");
    CONDITION("match Image == field(Parent)", "1.FIELD_EQUALS(11)");
    CONDITION("match Line == field(Parent)", "2.cased-FIELD_EQUALS(11)");
    CONDITION("match Image != field(Parent)", "1.EXISTS 11.EXISTS and 1.FIELD_EQUALS(11) not and");
    CONDITION("match Port > field(Late)", "13.FIELD_LESS(3)");
    CONDITION("match Port <= field(Late)", "3.FIELD_LESS_EQUAL(13)");
    CONDITION("match Port < field(Size)", "E168");
    CONDITION("match Image == field(Image)", "E168");
}

static void test_names(struct world *w)
{
    CONDITION_AFTER("list a = ('x', b) list b = ('y', 'X')", "match Image in a", "1.EQUALS(x,y)");
    CONDITION_AFTER("list a = ('x') list b = ('y')", "match Image endswith (a, b, 'z')", "1.ENDS(x,y,z)");
    CONDITION_AFTER("list a = (1, 2)", "match Port in a or Delta in a", "3.NUMBER_IN(1,2) 4.NUMBER_IN(1,2) or");
    CONDITION_AFTER("list a = (1, 'x')", "match Port in a", "E180");
    CONDITION_AFTER("list a = ('x')", "match Kind == Creat", "E109");
    CONDITION_AFTER("list Create = ('Connect')", "match Kind == Create", "E115");
    CONDITION_AFTER("predicate p(f, v) = f endswith v or f contains (v, 'k') predicate q(g) = p(g, 'w') and g exists list l = ('i', 'j')",
                    "match q(Image) or p(Line, l)",
                    "1.ENDS(w) 1.CONTAINS(k,w) or 1.EXISTS and 2.cased-ENDS(i,j) or 2.cased-CONTAINS(i,j,k) or");
    CONDITION_AFTER("predicate p(f) = f == field(Parent)", "match p(Image)", "1.FIELD_EQUALS(11)");
    CONDITION_AFTER("predicate p(f, g) = f == field(g)", "match p(Image, Parent)", "1.FIELD_EQUALS(11)");
    CONDITION_AFTER("predicate p(f) = f > 5 ", "match p(Image)", "E160");
    CONDITION_AFTER("predicate p(f, v) = f == v", "match p(Image)", "E162");
    CONDITION_AFTER("predicate p(f, v) = f == v", "match p('x', 'y')", "E164");
    CONDITION_AFTER("predicate p(k) = Kind == k", "match p(Connect)", "5.NUMBER_IN(1)");
    CONDITION_AFTER("predicate p(f) = inner and f exists", "let inner = Port == 1 match p(Image) and inner", "E105");
}

static void test_functions(struct world *w)
{
    CONDITION("match Line contains base64('foobar')", "2.cased-CONTAINS(Zm9vYmFy)");
    CONDITION("match Line contains base64_any('foobar')", "2.cased-CONTAINS(Zm9vYmFy,Zvb2Jhc,mb29iYX)");
    CONDITION("match Line contains base64(utf16le('a'))", "2.cased-CONTAINS(YQA=)");
    CONDITION("match Line contains base64(utf16be('a', 'b'))", "2.cased-CONTAINS(AGE=,AGI=)");
    CONDITION("match Line contains base64(utf16(\"\\u{1F600}\"))", "2.cased-CONTAINS(//492ADe)");
    CONDITION("match Line contains utf16('a')", "E189");
    CONDITION("match Line contains windash('a-b -c')", "2.cased-CONTAINS(a-b -c,a-b /c,a-b \xE2\x80\x93" "c,a-b \xE2\x80\x94" "c,a-b \xE2\x80\x95" "c)");
    CONDITION("match Line contains windash('x - y')", "2.cased-CONTAINS(x - y)");
    CONDITION("match Line contains windash('-a -b -c -d -e -f')", "E190");
    CONDITION("match Line contains env('%systemroot%\\a', '100%')", "2.cased-CONTAINS(100%,C:\\Windows\\a)");
    CONDITION("match Line contains env('%ProgramFiles(x86)%')", "2.cased-CONTAINS(C:\\Program Files (x86))");
    CONDITION("match Line contains env('%TEMP%')", "E114");
    CONDITION("match Line contains (lower('AB'), upper('cd'))", "2.cased-CONTAINS(CD,ab)");
    CONDITION("match Line contains base64()", "E191");
    CONDITION_AFTER("list l = (base64('a'), 'b')", "match Line contains base64(l)", "2.cased-CONTAINS(WVE9PQ==,Yg==)");
}

static void test_template(struct world *w)
{
    const char *const files[] = {"a.weir", EVENT HEAD("Old", "1") "match Image exists }\n" HEAD("New", "2") "match Late == 1 }\n"
        "instance Pinned : Event @ 1 { id 3 title 't' severity low action detect match any field contains 'x' }\n", NULL};
    world_build(w, files);
    CHECK_INT(w->sink.list.count, 0);
    const struct template_type *type = MODEL_AT(w->model.templates, struct template_type, 0);
    CHECK_INT(type->field_count, 14);
    CHECK_INT(template_parameter_count(type, 1), 12);
    CHECK_INT(template_parameter_count(type, 2), 14);
    CHECK_STR(type->fields[4].type_text, "enum{Create,Connect}");
    CHECK_STR(type->fields[5].type_text, "flags{READ=1,WRITE=2,ALL=3}");
    CHECK_STR(type->fields[13].type_text, "reserved");
    CHECK_INT(type->fields[13].since, 2);
    CHECK_INT(find(&w->model, "Old")->least_version, 1);
    CHECK(instance_has_version(find(&w->model, "Old"), 2));
    CHECK(!instance_has_version(find(&w->model, "New"), 1));
    CHECK(instance_has_version(find(&w->model, "Pinned"), 1));
    CHECK(!instance_has_version(find(&w->model, "Pinned"), 2));
    world_close(w);
}

static void test_positional(struct world *w)
{
    struct text text;
    const char *const files[] = {"a.weir",
        "template Two { channel 2 version 1 platform linux actions detect phase post 1 A : string 2 B : u32 }\n"
        "instance Exact : Two @ 1 ( endswith 'x' or == 'y', > 5 ) { id 1 title 't' severity low action detect }\n"
        "instance Short : Two @ 1 ( == 'y' ) { id 2 title 't' severity low action detect }\n"
        "instance Long : Two @ 1 ( == 'y', *, == 'z' ) { id 3 title 't' severity low action detect }\n"
        "instance Load : Two @ 1 ( *, * ) { id 4 title 't' severity low action detect stress }\n", NULL};
    world_build(w, files);
    CHECK_INT(w->sink.list.count, 0);
    CHECK_TEXT(condition(&text, &w->model, find(&w->model, "Exact")), "1.ENDS(x) 1.EQUALS(y) or 2.NUMBER_RANGE(6..4294967295) and");
    CHECK_INT(find(&w->model, "Exact")->positions, 2);
    CHECK_TEXT(condition(&text, &w->model, find(&w->model, "Short")), "1.EQUALS(y)");
    CHECK_INT(find(&w->model, "Short")->positions, 1);
    CHECK_TEXT(condition(&text, &w->model, find(&w->model, "Long")), "1.EQUALS(y)");
    CHECK_INT(find(&w->model, "Long")->positions, 3);
    CHECK_TEXT(condition(&text, &w->model, find(&w->model, "Load")), "true");
    CHECK_INT(MODEL_AT(w->model.templates, struct template_type, 0)->stress_instance, 4);
    world_close(w);
}

static void test_tests(struct world *w)
{
    const char *const files[] = {"a.weir", EVENT HEAD("I", "1") "match Image exists\n"
        "test 'one' matches { Image: 'C:\\A', Rights: READ | WRITE, Kind: Connect, Address: '::1', Delta: -1, Signed: true }\n"
        "test 'none' misses { }\n corpus 'events.jsonl' expect 3 }\n", NULL};
    world_build(w, files);
    CHECK_INT(w->sink.list.count, 0);
    const struct instance *instance = find(&w->model, "I");
    CHECK_INT(instance->test_count, 3);
    const struct content_test *test = MODEL_AT(w->model.tests, struct content_test, instance->test_first);
    CHECK_INT(test->value_count, 6);
    const struct typed_value *value = MODEL_AT(w->model.test_values, struct typed_value, test->value_first);
    CHECK_STR(value[0].bytes, "C:\\A");
    CHECK_INT(value[1].number, 3);
    CHECK_INT(value[2].number, 1);
    CHECK_INT(value[3].bytes.n, 16);
    CHECK_INT(value[4].number, -1);
    CHECK(test[0].matches && !test[1].matches && test[2].is_corpus);
    CHECK_INT(test[2].expected, 3);
    world_close(w);
}

static void test_files(struct world *w)
{
    struct text text;
    const char *const files[] = {
        "a.weir", "use 'lib'\nuse 'lib.weir'\nlist hosts from 'hosts.txt'\n" HEAD("A", "1") "match Image in hosts and office(Image) }\n",
        "b.weir", "use 'lib'\n" HEAD("B", "2") "match Image in shared }\n",
        "+lib.weir", "use 'more'\n" EVENT "predicate office(f) = f endswith shared\n",
        "+more.weir", "use 'lib'\nlist shared = ('s')\n",
        "+hosts.txt", "\xEF\xBB\xBF# hosts\r\n  Example.org \r\n\r\na # b\n#x", NULL};
    world_build(w, files);
    CHECK_TEXT(codes(&text, w), "");
    CHECK_INT(w->model.templates.count, 1);
    CHECK_TEXT(condition(&text, &w->model, find(&w->model, "A")), "1.EQUALS(a # b,example.org) 1.ENDS(s) and");
    CHECK_TEXT(condition(&text, &w->model, find(&w->model, "B")), "1.EQUALS(s)");
    world_close(w);

    const char *const bad[] = {"a.weir", EVENT "list ports from 'ports.txt'\n" HEAD("A", "1") "match Port in ports }\n", "+ports.txt", "80\n# x\n 8o\n", NULL};
    world_build(w, bad);
    CHECK_TEXT(codes(&text, w), "E180");
    const struct diag *d = *MODEL_AT(w->sink.list, struct diag *, 0);
    CHECK_TEXT(sources_place(&w->sources, d->span.at).path, "ports.txt");
    CHECK_INT(sources_place(&w->sources, d->span.at).line, 3);
    CHECK_INT(sources_place(&w->sources, d->span.at).column, 2);
    CHECK(d->labels != NULL);
    world_close(w);

    /* the same file, found by `use` under another path than the run's, is one file */
    const char *const same[] = {"other/lib.weir", "list x = ('s')\n" EVENT, "a.weir", "use 'lib'\n" HEAD("A", "1") "match Image in x }\n", "+lib.weir", "list x = ('s')\n" EVENT, NULL};
    world_build(w, same);
    CHECK_TEXT(codes(&text, w), "");
    world_close(w);
}

static void test_places(struct world *w)
{
    struct text text;
    const char *const files[] = {"a.weir", EVENT HEAD("A", "1") "match Image matches 'it''s ('\n or Image matches \"\\\\d\\u{E4}(\" }\n", NULL};
    world_build(w, files);
    CHECK_TEXT(codes(&text, w), "E187 E187");
    const struct diag *first = *MODEL_AT(w->sink.list, struct diag *, 0), *second = *MODEL_AT(w->sink.list, struct diag *, 1);
    CHECK_STR(sources_text(&w->sources, first->span), "(");
    CHECK_STR(sources_text(&w->sources, second->span), "(");
    world_close(w);

    /* an error inside a predicate is said once, at the predicate, with the place that used it */
    const char *const twice[] = {"a.weir", EVENT "predicate p(f) = f exists and Imag == 'x'\n" HEAD("A", "1") "match p(Image) }\n" HEAD("B", "2") "match p(Line) }\n", NULL};
    world_build(w, twice);
    CHECK_TEXT(codes(&text, w), "E104");
    const struct diag *d = *MODEL_AT(w->sink.list, struct diag *, 0);
    CHECK(d->labels && d->labels->next == NULL);
    CHECK_STR(d->labels->text, "used here by instance 'A'");
    CHECK(find(&w->model, "A")->poisoned && find(&w->model, "B")->poisoned);
    world_close(w);
}

/* ---- hostile ---- */

static void reports(struct world *w, struct str source, const char *wanted, int line)
{
    struct text text;
    const char *const files[] = {"a.weir", source.p, NULL};
    world_build(w, files);
    check_texts(str_from(codes(&text, w)), str_from(wanted), __FILE__, line, "codes");
    world_close(w);
}

/* before, then `each` with the numbers i, i-1, i-1 for i from 1 to count, then after. */
static struct str repeated(struct world *w, const char *before, const char *each, unsigned count, const char *after)
{
    struct vec out = {.exhausted = &w->exhausted};
    char line[512];
    memcpy(vec_extend(&out, strlen(before), 1), before, strlen(before));
    for (unsigned i = 1; i <= count; i++) {
        size_t n = 0;
        for (const char *p = each; *p; p++) {
            if (*p == '#') n += (size_t)snprintf(line + n, sizeof line - n, "%u", i);
            else if (*p == '@') n += (size_t)snprintf(line + n, sizeof line - n, "%u", i - 1);
            else line[n++] = *p;
        }
        memcpy(vec_extend(&out, n, 1), line, n);
    }
    memcpy(vec_extend(&out, strlen(after) + 1, 1), after, strlen(after) + 1);
    const struct str kept = arena_copy(&w->notes, (struct str){out.p, (uint32_t)out.count});
    vec_free(&out);
    return kept;
}

static void hostile(struct world *w, const char *before, const char *each, unsigned count, const char *after, const char *wanted, int line)
{
    struct world maker = {.root = ""}, inner = {.root = ""};
    if (setjmp(maker.exhausted)) abort();
    if (setjmp(inner.exhausted)) abort();
    strcpy(inner.root, w->root);
    world_open(&maker);
    reports(&inner, repeated(&maker, before, each, count, after), wanted, line);
    model_free(&maker.model);
    diag_free(&maker.sink);
    arena_free(&maker.notes);
    arena_free(&maker.arena);
}
#define HOSTILE(before, each, count, after, wanted) hostile(w, before, each, count, after, wanted, __LINE__)

static void test_hostile(struct world *w)
{
    const char *const end = HEAD("I", "1") "match p40(Image) }\n";
    HOSTILE(EVENT "predicate p0(f) = f exists\n", "predicate p#(f) = not (p@(f) and p@(f) and f missing)\n", 40, end, "E166");
    HOSTILE(EVENT "predicate p0(f) = f bogus\n", "predicate p#(f) = p@(f) or p@(f)\n", 40, end, "E028");
    HOSTILE(EVENT "predicate p0(f) = Imag exists and f exists\n", "predicate p#(f) = 2 of (p@(f), p@(f), p@(f))\n", 40, end, "E104");
    HOSTILE("list l0 = ('a', 'b')\n", "list l# = (l@, l@)\n", 60, "", "E194");
    HOSTILE("list l0 = (l2000)\n", "list l# = (l@)\n", 2000, "", "E118");
    HOSTILE("list l0 = ('a')\n", "list l# = (l@)\n", 3000, "", "");
    HOSTILE(EVENT "predicate p0(f) = p2000(f)\n", "predicate p#(f) = p@(f)\n", 2000, "", "E118");
    HOSTILE(EVENT HEAD("I", "1") "let l0 = Image exists\n", "let l# = not l@\n", 3000, "match l3000 }\n", "E166");
    HOSTILE(EVENT HEAD("I", "1") "match Image exists\n", " or Image == 'x#'\n", 5000, "}\n", "E166");
    HOSTILE(EVENT "list big0 = ('a')\n", "list big# = ('b#')\n", 300, HEAD("I", "1") "match Image in (big1, big2, big3) }\n", "");
    HOSTILE(EVENT HEAD("I", "1") "match Image contains (windash('-a -b', \n", "'-a#',\n", 20, "'x'), 'y') }\n", "");
    HOSTILE(EVENT, HEAD("I#", "#") "match Image == 'x' }\n", 300, "", "");
    HOSTILE(EVENT, HEAD("I", "1") "match Image == 'x' }\n", 3, "", "E116 E143 E116 E143");
}

static void cut_at(struct world *w, const char *source, size_t n, bool whole)
{
    struct world inner = {.root = ""};
    struct text text;
    char *cut = malloc(n + 1); /* exactly as long as that, for the address sanitizer */
    if (cut == NULL) return;
    memcpy(cut, source, n);
    cut[n] = 0;
    const char *const files[] = {"a.weir", cut, NULL};
    strcpy(inner.root, w->root);
    if (setjmp(inner.exhausted)) abort();
    world_build(&inner, files);
    if (whole) CHECK_TEXT(codes(&text, &inner), "");
    world_close(&inner);
    free(cut);
}

/* Every cut of a file that uses much of the language ends without harm. */
static void test_cuts(struct world *w)
{
    static const char source[] = "use 'windows/named_pipe'\nlist l = ('a', base64(m)) list m = ('b')\npredicate p(f, v) = f endswith v or 2 of (f exists, f == field(Parent), any field like v)\n" EVENT
        HEAD("I", "1") "tags a.b, c date 2026-01-01 let x = p(Image, l) match x and not (Port in (1, 2..3) or Kind == Create) test 't' matches { Port: 1, Rights: READ | WRITE } }\n"
        "instance J : Event @ 1 ( == 'x', *, > 5, *, *, has READ, within '10.0.0.0/8' ) { id 2 title 't' severity low action detect stress }\n";
    for (size_t n = 0; n < sizeof source; n++) cut_at(w, source, n, n + 1 == sizeof source);
}

static void test_stdlib(struct world *w)
{
    const struct model_options options = {.root = w->root};
    struct tree *trees = calloc(stdlib_entry_count + 1, sizeof *trees);
    world_open(w);
    for (size_t i = 0; i < stdlib_entry_count; i++) {
        const struct str text = {stdlib_entries[i].text, stdlib_entries[i].bytes};
        syntax_parse(&trees[i], &w->tree_arena, &w->sources, sources_add(&w->sources, stdlib_entries[i].name, text), &w->sink);
    }
    model_build(&w->model, trees, stdlib_entry_count, &options);
    CHECK_INT(w->sink.list.count, 0);
    CHECK(w->model.templates.count >= stdlib_entry_count);
    for (size_t i = 0; i < stdlib_entry_count; i++) tree_free(&trees[i]);
    arena_free(&w->tree_arena);
    world_close(w);
    free(trees);
}

int main(void)
{
    static struct world w;
    CHECK_MEMORY(w.exhausted);
    strcpy(w.root, "/tmp/weir-model-XXXXXX");
    if (mkdtemp(w.root) == NULL) return 4;
    static void (*const direct[])(struct world *) = {test_template, test_positional, test_tests, test_files, test_places, test_stdlib};
    static void (*const nested[])(struct world *) = {test_text, test_numbers, test_bytes, test_joining, test_names, test_functions, test_hostile, test_cuts};
    for (size_t i = 0; i < sizeof direct / sizeof *direct; i++) direct[i](&w);
    arena_init(&w.notes, &w.exhausted);
    for (size_t i = 0; i < sizeof nested / sizeof *nested; i++) nested[i](&w);
    arena_free(&w.notes);
    static const char *const left[] = {"lib.weir", "more.weir", "hosts.txt", "ports.txt"};
    for (size_t i = 0; i < sizeof left / sizeof *left; i++) {
        char path[128];
        snprintf(path, sizeof path, "%s/%s", w.root, left[i]);
        unlink(path);
    }
    rmdir(w.root);
    return CHECK_DONE("model");
}
