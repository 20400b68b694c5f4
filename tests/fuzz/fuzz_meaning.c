/* Two random projects, made of the bytes by a grammar: linted with every rule about meaning, compared by `weir diff`, and their instances compiled.
 *
 * In:   bytes, each of which decides something; FUZZ_LOUD=1 shows the projects.
 * Must hold: the solver's every event is confirmed by the Content Interpreter, or the linter and the comparison die of a BUG(); both projects are without errors;
 *            nothing differs from itself; what the one gains is what the other way round is lost. */
#include "command.h"

struct bytes {
    const uint8_t *p;
    size_t n;
};

static unsigned take(struct bytes *from, unsigned below)
{
    if (from->n == 0) return 0;
    from->n--;
    return *from->p++ % below;
}

static const char head[] = "template A {\n    channel  1\n    version  2\n    platform linux\n    actions  observe, detect, prevent\n    phase    pre\n\n    1 T : string\n    2 P : path\n"
                           "    3 N : u32\n    4 K : enum { One, Two, Six }\n    5 F : flags { X = 1, Y = 2, Z = 8 }\n    6 B : bool\n    7 I : i64 since 2\n    8 G : guid since 2\n    9 A : ip since 2\n}\n\n"
                           "list words = ('a', 'ab', 'ba', '\\a', 'ABBA')\n\npredicate twice(x) = x contains 'ab' or x endswith 'b'\n\n";
static const char *const texts[] = {"'a'", "'b'", "'ab'", "'ba'", "'aba'", "'A'", "'\\a'", "'/b'", "'*'", "'a?'", "'\xc3\xa4'", "words"};
static const char *const globs[] = {"'a*'", "'*b'", "'*a*b*'", "'?'", "'??b'", "'a?b*'", "'*'", "'\\a\\*'"};
static const char *const regexes[] = {"'a+b'", "'^a'", "'b$'", "'^(a|b)*$'", "'[ab]{2,3}'", "'a.b'", "'(?i)AB'", "'^a?b?$'", "'\\bab\\b'", "'[^a]b'", "'\\d+'"};
static const char *const numbers[] = {"1", "7", "8", "255", "65536", "4294967294"};
static const char *const members[] = {"One", "Two", "Six"}, *const flags[] = {"X", "Y", "Z"};
static const char *const guids[] = {"'00000000-0000-0000-0000-000000000000'", "'01234567-89ab-cdef-0123-456789abcdef'"};
static const char *const networks[] = {"'10.0.0.0/8'", "'10.1.0.0/16'", "'::/0'", "'192.168.0.1/32'", "'fe80::/10'"};
#define PICK(from, list) list[take(from, sizeof list / sizeof list[0])]

static void put_values(FILE *out, struct bytes *from, const char *const *list, unsigned count)
{
    const unsigned values = 1 + take(from, 3);
    if (values > 1) putc('(', out);
    for (unsigned i = 0; i < values; i++) fprintf(out, "%s%s", i ? ", " : "", list[take(from, count)]);
    if (values > 1) putc(')', out);
}
#define VALUES(out, from, list) put_values(out, from, list, sizeof list / sizeof list[0])

static void put_text(FILE *out, struct bytes *from)
{
    static const char *const operators[] = {"in", "contains", "startswith", "endswith", "contains all", "!="};
    const unsigned field = take(from, 2), how = take(from, 10);
    const char *cased = how < 7 && take(from, 4) == 1 ? " cased" : "";
    fprintf(out, "%s%s ", field ? "P" : "T", cased);
    switch (how) {
    case 5: fprintf(out, "!= %s", texts[take(from, 11)]); break;
    case 6:
        fputs("like ", out);
        VALUES(out, from, globs);
        break;
    case 7:
        fputs("matches ", out);
        VALUES(out, from, regexes);
        break;
    case 8: fputs(take(from, 2) ? "exists" : "missing", out); break;
    case 9: fprintf(out, "%s %s", take(from, 2) ? "==" : "contains", texts[take(from, 11)]); break;
    default:
        fprintf(out, "%s ", operators[how]);
        if (how == 0 || how == 4) fprintf(out, "(%s, %s)", texts[take(from, 11)], texts[take(from, 11)]);
        else VALUES(out, from, texts);
        break;
    }
}

static void put_number(FILE *out, struct bytes *from)
{
    static const char *const order[] = {"==", "!=", "<", "<=", ">", ">="};
    switch (take(from, 7)) {
    case 0: fprintf(out, "N %s %s", PICK(from, order), PICK(from, numbers)); break;
    case 1: fprintf(out, "N in (%s, %s)", PICK(from, numbers), PICK(from, numbers)); break;
    case 2: fprintf(out, "K %s %s", take(from, 2) ? "==" : "!=", PICK(from, members)); break;
    case 3: fprintf(out, take(from, 2) ? "F has %s" : "F has any (%s, Y)", PICK(from, flags)); break;
    case 4: fprintf(out, "B == %s", take(from, 2) ? "true" : "false"); break;
    case 5: fprintf(out, "I %s %s%s", PICK(from, order), take(from, 2) ? "-" : "", PICK(from, numbers)); break;
    default:
        if (take(from, 2)) fprintf(out, "G == %s", PICK(from, guids));
        else fprintf(out, "A within %s", PICK(from, networks));
        break;
    }
}

static void put_condition(FILE *out, struct bytes *from, unsigned depth)
{
    const unsigned kind = depth ? take(from, 8) : take(from, 2);
    switch (kind) {
    case 0: case 5: put_text(out, from); return;
    case 1: put_number(out, from); return;
    case 2:
        fputs("not (", out);
        put_condition(out, from, depth - 1);
        putc(')', out);
        return;
    case 6: fprintf(out, "twice(%s)", take(from, 2) ? "T" : "P"); return;
    default: break;
    }
    const unsigned parts = 2 + take(from, 2);
    if (kind == 7) fprintf(out, "%u of ", 1 + take(from, parts));
    putc('(', out);
    for (unsigned i = 0; i < parts; i++) {
        if (i) fputs(kind == 7 ? ", " : kind == 3 ? " and " : " or ", out);
        putc('(', out);
        put_condition(out, from, depth - 1);
        putc(')', out);
    }
    putc(')', out);
}

static void write_project(const char *name, struct bytes *from)
{
    static const char plain_json[] = "{ \"name\": \"p\", \"sources\": [\"rules\"], \"sensors\": [\"sensors/*.json\"], \"revision\": 1 }\n";
    static const char sensor[] = "{ \"sensor\": \"s\", \"platform\": \"linux\", \"supplies\": [ { \"template\": \"A\", \"version\": 2, \"inputs\": [ {\"name\": \"T\", \"type\": \"string\"},"
                                 " {\"name\": \"P\", \"type\": \"path\"}, {\"name\": \"N\", \"type\": \"u32\"}, {\"name\": \"K\", \"type\": \"enum\", \"values\": [\"One\", \"Two\", \"Six\"]},"
                                 " {\"name\": \"F\", \"type\": \"flags\", \"values\": {\"X\": 1, \"Y\": 2, \"Z\": 8}}, {\"name\": \"B\", \"type\": \"bool\"}, {\"name\": \"I\", \"type\": \"i64\"},"
                                 " {\"name\": \"G\", \"type\": \"guid\"}, {\"name\": \"A\", \"type\": \"ip\"} ] } ] }\n";
    char path[64], *text = NULL;
    size_t bytes = 0;
    FILE *out = open_memstream(&text, &bytes);
    require(out != NULL);
    fputs(head, out);
    const unsigned instances = 1 + take(from, 4);
    for (unsigned i = 0; i < instances; i++) {
        fprintf(out, "instance I%u : A {\n    id %u\n    title 'i'\n    severity low\n    action observe\n    match ", i, 1 + i);
        put_condition(out, from, 3);
        fputs("\n}\n", out);
    }
    require(fclose(out) == 0);
    fuzz_folder(name);
    snprintf(path, sizeof path, "%s/rules", name);
    fuzz_folder(path);
    snprintf(path, sizeof path, "%s/sensors", name);
    fuzz_folder(path);
    snprintf(path, sizeof path, "%s/weir.json", name);
    fuzz_write(path, plain_json, sizeof plain_json - 1);
    snprintf(path, sizeof path, "%s/sensors/s.json", name);
    fuzz_write(path, sensor, sizeof sensor - 1);
    snprintf(path, sizeof path, "%s/rules/a.weir", name);
    fuzz_write(path, text, bytes);
    if (getenv("FUZZ_LOUD")) fprintf(stderr, "---- %s\n%s", name, text);
    free(text);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct bytes from = {data, size};
    char a[512], b[512];
    write_project("a", &from);
    write_project("b", &from);
    char *sides[] = {(char *)(uintptr_t)fuzz_path("a", a), (char *)(uintptr_t)fuzz_path("b", b), a};
    for (unsigned i = 0; i < 2; i++) {
        const enum cli_status linted = fuzz_command_in(sides[i], "lint", 0, sides);
        if (getenv("FUZZ_MUST_COMPILE")) require(linted == CLI_OK);
        if (linted != CLI_OK) return 0;
    }
    char *same[] = {a, a};
    require(fuzz_command("diff", 2, same) == CLI_OK);
    const enum cli_status there = fuzz_command("diff", 2, sides), back = fuzz_command("diff", 2, sides + 1);
    require(there == back && there <= CLI_FINDINGS);
    return 0;
}
