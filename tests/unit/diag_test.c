/* Positions, the sink and the renderings of diagnostics. */
#include <stdlib.h>
#include <unistd.h>

#include "base/json.h"
#include "base/limits.h"
#include "check.h"
#include "diag/render.h"
#include "diag/show.h"

struct fixture {
    struct arena arena;
    struct sources sources;
    struct diag_sink sink;
};

static void start(struct fixture *f, jmp_buf *jump)
{
    arena_init(&f->arena, jump);
    sources_init(&f->sources, &f->arena);
    diag_init(&f->sink, &f->arena, &f->sources);
}

static void stop(struct fixture *f)
{
    diag_free(&f->sink);
    sources_free(&f->sources);
    arena_free(&f->arena);
}

/* What a rendering wrote. */
static const char *taken(struct fixture *f, FILE *stream)
{
    const size_t n = (size_t)ftell(stream);
    rewind(stream);
    char *text = arena_zalloc(&f->arena, n + 1);
    CHECK(fread(text, 1, n, stream) == n);
    fclose(stream);
    return text;
}

static const char *rendered(struct fixture *f, enum render_format format, bool color)
{
    FILE *stream = tmpfile();
    if (stream == NULL) abort();
    render_all(stream, &f->sink, (struct render_options){format, color});
    return taken(f, stream);
}

static void test_sources(jmp_buf *jump)
{
    struct fixture f;
    start(&f, jump);
    const uint32_t a = sources_add(&f.sources, "a", STR("one\r\n\xC3\xA9t\xC3\xA9\n\nlast")), empty = sources_add(&f.sources, "empty", (struct str){NULL, 0}),
                   b = sources_add(&f.sources, "b", STR("x\n"));
    const uint32_t base = sources_file(&f.sources, a)->base;
    CHECK(sources_file_of(&f.sources, 0) == NULL && base == 1);
    CHECK_STR(sources_place(&f.sources, base).line_text, "one");
    struct place place = sources_place(&f.sources, base + 8);
    CHECK(place.line == 2 && place.column == 3 && place.line_at == base + 5);
    CHECK_STR(place.line_text, "\xC3\xA9t\xC3\xA9");
    CHECK_INT(sources_place(&f.sources, base + 9).column, 3); /* inside a character */
    CHECK_INT(sources_place(&f.sources, base + 7).column, 2); /* and back */
    CHECK_INT(sources_place(&f.sources, base + 10).column, 4);
    CHECK_INT(sources_place(&f.sources, base + 11).line, 3);
    place = sources_place(&f.sources, base + 16);
    CHECK(place.line == 4 && place.column == 5 && strcmp(place.path, "a") == 0);
    place = sources_place(&f.sources, sources_file(&f.sources, empty)->base);
    CHECK(place.line == 1 && place.column == 1 && strcmp(place.path, "empty") == 0);
    const uint32_t end = sources_file(&f.sources, b)->base + 2;
    CHECK(sources_place(&f.sources, end).line == 2 && sources_file_of(&f.sources, end + 1) == NULL);
    CHECK(sources_place(&f.sources, end + 1).path == NULL && sources_place(&f.sources, UINT32_MAX).path == NULL);
    CHECK_STR(sources_text(&f.sources, (struct span){base, 3}), "one");
    CHECK_STR(sources_text(&f.sources, (struct span){end - 2, 1000}), "x\n");
    CHECK(sources_text(&f.sources, (struct span){0, 5}).n == 0);
    CHECK(sources_has_room(&f.sources, 1 << 30) && !sources_has_room(&f.sources, UINT32_MAX - 5));
    stop(&f);
}

static void write_text(const char *path, const char *text)
{
    FILE *stream = fopen(path, "wb");
    if (stream == NULL) abort();
    fputs(text, stream);
    fclose(stream);
}

/* A text that was let go is read again where something of it is asked for, and only if it is still the same. */
static void test_let_go(jmp_buf *jump)
{
    struct fixture f;
    start(&f, jump);
    char folder[] = "/tmp/weir-let-go-XXXXXX";
    if (!CHECK(mkdtemp(folder) != NULL)) return;
    const char *path = path_join(&f.arena, folder, "a");
    struct str text[4];
    uint32_t base[4], file[4];
    struct arena own;
    arena_init(&own, jump);
    for (int i = 0; i < 4; i++) { /* the last is not ASCII */
        write_text(path, i == 3 ? "\xC3\xA9\n" : "one\n\nthree\r\nfour");
        CHECK(!file_failed(file_read(&own, path, 100, &text[i])));
        file[i] = sources_add(&f.sources, "a", text[i]);
        base[i] = sources_file(&f.sources, file[i])->base;
        CHECK(sources_let_go(&f.sources, file[i], path) == (i < 3));
    }
    char *line = arena_alloc(&f.arena, 70001); /* longer than is noted of lines */
    memset(line, 'x', 70000);
    line[69999] = '\n';
    line[70000] = '\0';
    write_text(path, line);
    CHECK(!sources_let_go(&f.sources, sources_add(&f.sources, "long", (struct str){line, 70000}), path));
    CHECK(!sources_let_go(&f.sources, file[3], "-"));
    CHECK(!sources_let_go(&f.sources, file[3], folder));
    memset((char *)(uintptr_t)text[0].p, 'x', text[0].n); /* as free memory may be */
    arena_free(&own);
    struct sources_walk walk = sources_walk_from(sources_file(&f.sources, file[0]));
    static const uint32_t places[][3] = {{0, 1, 1}, {3, 1, 4}, {4, 2, 1}, {5, 3, 1}, {9, 3, 5}, {16, 4, 5}};
    for (size_t i = 0; i < sizeof places / sizeof *places; i++) {
        sources_walk_to(&walk, places[i][0]);
        CHECK(walk.line == places[i][1] && walk.column == places[i][2]);
    }
    CHECK(sources_file(&f.sources, file[0])->text.p == NULL);
    write_text(path, "one\n\nthree\r\nfour");
    CHECK_STR(sources_text(&f.sources, (struct span){base[0] + 5, 5}), "three");
    const struct place place = sources_place(&f.sources, base[0] + 7);
    CHECK(place.line == 3 && place.column == 3 && f.sources.changed == NULL);
    CHECK_STR(place.line_text, "three");
    write_text(path, "one\n\nThree\r\nfour");
    CHECK_STR(sources_text(&f.sources, (struct span){base[1] + 5, 5}), "     ");
    CHECK(f.sources.changed != NULL);
    f.sources.changed = NULL;
    remove(path);
    CHECK_STR(sources_place(&f.sources, base[2]).line_text, "   ");
    CHECK(sources_place(&f.sources, base[2] + 7).line == 3 && sources_place(&f.sources, base[2] + 7).column == 3);
    CHECK(f.sources.changed != NULL);
    rmdir(folder);
    stop(&f);
}

static struct diag *report(struct fixture *f, enum diag_code code, uint32_t at, uint32_t length, const char *text)
{
    return diag_report(&f->sink, code, (struct span){at, length}, "%s", text);
}

static struct diag *listed(struct fixture *f, size_t i) { return ((struct diag **)f->sink.list.p)[i]; }

static void test_sink(jmp_buf *jump)
{
    struct fixture f;
    start(&f, jump);
    sources_add(&f.sources, "a", STR("0123456789"));
    struct diag *nowhere = report(&f, DIAG_JSON_SYNTAX, 0, 0, "nowhere");
    struct diag *late = report(&f, DIAG_JSON_SYNTAX, 5, 1, "late");
    struct diag *other = report(&f, DIAG_JSON_UNKNOWN_KEY, 2, 1, "early, second code");
    struct diag *early = report(&f, DIAG_JSON_SYNTAX, 2, 1, "early");
    CHECK_INT(f.sink.list.count, 4);
    struct diag *again = report(&f, DIAG_JSON_SYNTAX, 5, 1, "late, in other words");
    CHECK(again != NULL && again == report(&f, DIAG_JSON_SYNTAX, 0, 0, "nowhere"));
    diag_set_label(&f.sink, again, "%d", 1);
    diag_add_label(&f.sink, again, (struct span){1, 1}, "nobody sees this");
    diag_suggest(&f.sink, again, STR("x"), NULL, 0);
    diag_set_level(&f.sink, again, DIAG_OFF);
    CHECK(f.sink.list.count == 4 && f.sink.count[DIAG_ERROR] == 4);
    CHECK(report(&f, DIAG_JSON_SYNTAX, 0, 0, "nowhere else") != again && f.sink.list.count == 5);
    diag_sort(&f.sink);
    CHECK(listed(&f, 0) == early && listed(&f, 1) == other && listed(&f, 2) == late && listed(&f, 3) == nowhere);
    report(&f, DIAG_JSON_SYNTAX, 5, 1, "still the same after sorting");
    CHECK_INT(f.sink.list.count, 5);
    diag_set_level(&f.sink, early, DIAG_WARNING);
    diag_set_level(&f.sink, late, DIAG_OFF);
    CHECK(f.sink.count[DIAG_ERROR] == 3 && f.sink.count[DIAG_WARNING] == 1 && f.sink.count[DIAG_OFF] == 1 && diag_has_errors(&f.sink));
    FILE *stream = tmpfile();
    if (stream == NULL) abort();
    render_summary(stream, &f.sink, (struct render_options){RENDER_TEXT, false});
    CHECK_TEXT(taken(&f, stream), "3 errors, 1 warning\n");
    stop(&f);
}

static void test_many(jmp_buf *jump)
{
    struct fixture f;
    start(&f, jump);
    const uint32_t n = 100000;
    char *text = arena_zalloc(&f.arena, n);
    memset(text, 'x', n); /* one line: columns must not be counted from its start each time */
    sources_add(&f.sources, "a", (struct str){text, n});
    for (uint32_t i = 0; i < n && i < LIMIT_DIAGNOSTICS + 10u; i++) report(&f, DIAG_JSON_SYNTAX, n - i, 1, "x");
    diag_sort(&f.sink);
    for (size_t i = 1; i < f.sink.list.count; i++)
        if (listed(&f, i - 1)->span.at >= listed(&f, i)->span.at) CHECK(false && "sorted");
    FILE *stream = fopen("/dev/null", "w");
    if (stream == NULL) abort();
    render_all(stream, &f.sink, (struct render_options){RENDER_TEXT, false});
    fclose(stream);
    stop(&f);
}

static void test_suggest(jmp_buf *jump)
{
    struct fixture f;
    start(&f, jump);
    sources_add(&f.sources, "a", STR("0123456789"));
    const struct str names[] = {STR("PipeName"), STR(""), STR("Image"), STR("User")};
    struct diag *diag = report(&f, DIAG_JSON_UNKNOWN_KEY, 1, 1, "x");
    diag_suggest(&f.sink, diag, STR("pipe_name"), names, 4);
    CHECK_STR(diag->label, "did you mean 'PipeName'?");
    CHECK_INT(diag->help.n, 0);
    diag_suggest(&f.sink, diag, STR("Imag"), names, 4);
    CHECK_STR(diag->help, "did you mean 'Image'?");
    diag = report(&f, DIAG_JSON_UNKNOWN_KEY, 2, 1, "x");
    diag_suggest(&f.sink, diag, STR("Zebra"), names, 4);
    CHECK_STR(diag->help, "possible here: 'PipeName', 'Image' and 'User'");
    struct str many[40];
    for (int i = 0; i < 40; i++) many[i] = STR("abcdefghijkl");
    diag_suggest(&f.sink, diag, STR("Zebra"), many, 40);
    CHECK(strstr(diag->help.p, " and 32 more") != NULL);
    diag = report(&f, DIAG_JSON_UNKNOWN_KEY, 3, 1, "x");
    diag_suggest(&f.sink, diag, STR("Zebra"), NULL, 0);
    CHECK(diag->help.n == 0 && diag->label.n == 0);
    stop(&f);
}

static void test_text(jmp_buf *jump)
{
    struct fixture f;
    start(&f, jump);
    sources_add(&f.sources, "rules/a.weir", STR("first\n\tlet pipe = PipeNam like x\nlast"));
    sources_add(&f.sources, "s.json", STR("1\n2\n3\n4\n5\n6\n7\n8\n9\n{ \"x\": 1 }"));
    struct diag *diag = report(&f, DIAG_JSON_UNKNOWN_KEY, 19, 7, "there is no field 'PipeNam'");
    diag_set_label(&f.sink, diag, "did you mean 'PipeName'?");
    diag_add_label(&f.sink, diag, (struct span){sources_file(&f.sources, 1)->base + 20, 3}, "the sensor has it here");
    diag_set_note(&f.sink, diag, "why\nand more");
    diag_set_help(&f.sink, diag, "next step");
    CHECK_TEXT(rendered(&f, RENDER_TEXT, false), "rules/a.weir:2:13: error[E303]: there is no field 'PipeNam'\n"
                                                 "   |\n"
                                                 " 2 |     let pipe = PipeNam like x\n"
                                                 "   |                ^^^^^^^ did you mean 'PipeName'?\n"
                                                 "  --> s.json:10:3: the sensor has it here\n"
                                                 "   |\n"
                                                 "10 | { \"x\": 1 }\n"
                                                 "   |   ---\n"
                                                 "   = note: why\n"
                                                 "           and more\n"
                                                 "   = help: next step\n");
    CHECK_TEXT(rendered(&f, RENDER_SHORT, false), "rules/a.weir:2:13: error[E303]: there is no field 'PipeNam'\n");
    CHECK(strstr(rendered(&f, RENDER_TEXT, true), "\033[1;31m^^^^^^^") != NULL);
    report(&f, DIAG_JSON_SYNTAX, 6, 100, "over two lines");
    report(&f, DIAG_JSON_SYNTAX, 6, 0, "no length");
    report(&f, DIAG_JSON_SYNTAX, 12 + 27, 0, "at the end");
    report(&f, DIAG_JSON_SYNTAX, 0, 0, "nowhere");
    const char *text = rendered(&f, RENDER_TEXT, false);
    CHECK(strstr(text, "  |\n1 | first\n  |      ^\n") != NULL);
    CHECK(strstr(text, "\nerror[E301]: nowhere\n") != NULL);
    const char *why = diag_row(DIAG_JSON_SYNTAX)->why, *first = strstr(text, why);
    CHECK(first != NULL && strstr(first + 1, why) == NULL); /* once a run */
    stop(&f);
}

/* Nothing of the source may reach the terminal as a command, or stay unseen. */
static void test_hostile(jmp_buf *jump)
{
    struct fixture f;
    start(&f, jump);
    static char line[3001];
    memset(line, 'a', 3000);
    memcpy(line + 1500, "HERE", 4);
    sources_add(&f.sources, "\033[31m", STR("\033]0;x\007 \xE2\x80\xAE\xE2\x80\x8B \xFF\x9B \x7F\t\xC3\xA9"));
    sources_add(&f.sources, "long", (struct str){line, 3000});
    struct diag *diag = diag_report(&f.sink, DIAG_JSON_SYNTAX, (struct span){1, 1}, "a\033[2J\nb\xE2\x80\xAE");
    diag_set_label(&f.sink, diag, "\033c");
    diag_set_help(&f.sink, diag, "h\r\nforged:1:1: error");
    report(&f, DIAG_JSON_SYNTAX, sources_file(&f.sources, 1)->base + 1500, 4, "long");
    const char *text = rendered(&f, RENDER_TEXT, false);
    for (const char *at = text; *at != '\0'; at++)
        if ((unsigned char)*at < 0x20 && *at != '\n') CHECK(false && "no control character");
    CHECK(strstr(text, "<U+001B>[31m:1:1: error[E301]: a<U+001B>[2J<U+000A>b<U+202E>\n") != NULL);
    CHECK(strstr(text, "<U+001B>]0;x<U+0007> <U+202E><U+200B> <FF><9B> <U+007F>    \xC3\xA9\n") != NULL);
    CHECK(strstr(text, "\nforged") == NULL && utf8_invalid_at(str_from(text)) == strlen(text));
    const char *cut = strstr(text, "1 | ...aaaa");
    CHECK(cut != NULL && strcspn(cut, "\n") < 175);
    const char *mark = cut != NULL ? strstr(cut, "^^^^") : NULL, *here = cut != NULL ? strstr(cut, "HERE") : NULL;
    CHECK(mark != NULL && here != NULL && mark - (strchr(cut, '\n') + 1) == here - cut);
    CHECK_INT(show_text(NULL, STR("a\t\xC3\xA9\xFF")), 1 + 4 + 1 + 4);
    stop(&f);
}

static void test_json(jmp_buf *jump)
{
    struct fixture f;
    struct json_error error;
    start(&f, jump);
    sources_add(&f.sources, "a\"b", STR("x \xC3\xA9y\nz"));
    struct diag *diag = report(&f, DIAG_JSON_UNKNOWN_KEY, 3, 4, "quote \" here");
    diag_add_label(&f.sink, diag, (struct span){1, 1}, "label");
    diag_set_fix(&f.sink, diag, (struct span){1, 1}, STR("new"), "put new");
    report(&f, DIAG_JSON_SYNTAX, 0, 0, "nowhere");
    const char *text = rendered(&f, RENDER_JSON, true);
    const char *second = strchr(text, '\n') + 1;
    const struct json *value = json_parse(&f.arena, (struct str){text, (uint32_t)(second - text)}, 0, &error);
    if (CHECK(value != NULL)) {
        uint64_t number = 0;
        CHECK_STR(json_get(value, "code")->string, "E303");
        CHECK_STR(json_get(value, "message")->string, "quote \" here");
        CHECK_STR(json_get(value, "path")->string, "a\"b");
        CHECK(json_u64(json_get(value, "column"), &number) && number == 3);
        CHECK(json_u64(json_get(value, "end_line"), &number) && number == 2);
        CHECK(json_u64(json_get(value, "end_column"), &number) && number == 1);
        CHECK(json_u64(json_get(value, "byte"), &number) && number == 2);
        CHECK_STR(json_get(json_get(value, "labels")->first, "text")->string, "label");
        CHECK_STR(json_get(json_get(json_get(value, "fix"), "edits")->first, "replacement")->string, "new");
    }
    value = json_parse(&f.arena, str_from(second), 0, &error);
    CHECK(value != NULL && json_get(value, "path")->kind == JSON_NULL && json_get(value, "line") == NULL);
    stop(&f);
}

/* The registry: codes and slugs are unique, ordered and found again; every text says something. */
static void test_registry(jmp_buf *jump)
{
    struct fixture f;
    start(&f, jump);
    for (unsigned i = 0; i < (unsigned)DIAG_CODE_COUNT; i++) {
        const struct diag_row *row = diag_row((enum diag_code)i);
        enum diag_code found = DIAG_CODE_COUNT;
        CHECK(diag_find(str_from(row->code), &found) && (unsigned)found == i);
        CHECK(diag_find(str_from(row->slug), &found) && (unsigned)found == i);
        CHECK(row->title[0] && row->why[0] && row->help[0] && (row->level != DIAG_OFF || row->code[0] == 'L'));
        if (row->title[strlen(row->title) - 1] == '.') CHECK_TEXT(row->code, "a title without its period");
        FILE *stream = tmpfile();
        if (stream == NULL) abort();
        render_page(stream, (enum diag_code)i, false);
        const char *page = taken(&f, stream);
        CHECK(strncmp(page, row->code, strlen(row->code)) == 0 && strstr(page, "What to do") != NULL);
    }
    enum diag_code none;
    CHECK(!diag_find(STR("E999"), &none) && !diag_find(STR(""), &none));
    stop(&f);
}

int main(void)
{
    jmp_buf jump;
    CHECK_MEMORY(jump);
    test_sources(&jump);
    test_let_go(&jump);
    test_sink(&jump);
    test_many(&jump);
    test_suggest(&jump);
    test_text(&jump);
    test_hostile(&jump);
    test_json(&jump);
    test_registry(&jump);
    return CHECK_DONE("diag");
}
