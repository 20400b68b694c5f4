/* header FILE: a header and all that it includes in quotes -> one header that stands alone, on standard output.
 *
 * In:   weir.h, whose enums are made of the rows of .def files: `#define ROW(a, b) text`, `#include "rows.def"`, `#undef ROW`, in three lines.
 * Out:  the same declarations with each row written out, the first string of the row as its comment; comments are kept.
 * Must hold: the preprocessor makes the same of the result as of the header itself (tests/embed/run.py compares them). A build tool: it may exit. */
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { MOST_PARAMETERS = 8, MOST_DEPTH = 4 };

struct text {
    const char *p;
    size_t n;
};
struct rows { /* the macro that the rows of a .def file are written out with */
    char name[64];
    struct text parameters[MOST_PARAMETERS], body;
    size_t parameter_count;
};

static _Noreturn void fail(const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    fputs("header: ", stderr);
    vfprintf(stderr, format, arguments);
    fputc('\n', stderr);
    va_end(arguments);
    exit(1);
}

static char *read_file(const char *path)
{
    FILE *file = fopen(path, "rb");
    char *content = malloc(1u << 20);
    if (file == NULL || content == NULL) fail("%s: cannot be read", path);
    const size_t n = fread(content, 1, (1u << 20) - 1, file);
    content[n] = '\0';
    if (n == (1u << 20) - 1 || fclose(file) != 0) fail("%s: too long", path);
    return content;
}

static char *path_beside(const char *path, struct text name)
{
    const char *slash = strrchr(path, '/');
    const size_t folder = slash ? (size_t)(slash - path) + 1 : 0;
    char *out = malloc(folder + name.n + 1);
    if (out == NULL) fail("no memory");
    memcpy(out, path, folder);
    memcpy(out + folder, name.p, name.n);
    out[folder + name.n] = '\0';
    return out;
}

static bool is_word(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_'; }

static struct text trim(const char *from, const char *to)
{
    while (from < to && (*from == ' ' || *from == '\n')) from++;
    while (to > from && (to[-1] == ' ' || to[-1] == '\n')) to--;
    return (struct text){from, (size_t)(to - from)};
}

/* Arguments from behind the opening parenthesis on; gives the place behind the closing one. */
static const char *read_arguments(const char *at, struct text *arguments, size_t *count)
{
    const char *start = at;
    bool in_string = false;
    int depth = 0;
    for (*count = 0; *at; at++) {
        if (in_string) {
            if (*at == '\\' && at[1]) at++;
            else if (*at == '"') in_string = false;
            continue;
        }
        if (*at == '"') in_string = true;
        else if (*at == '(') depth++;
        else if ((*at == ',' || *at == ')') && depth == 0) {
            if (*count == MOST_PARAMETERS) fail("a row of more than %d", MOST_PARAMETERS);
            arguments[(*count)++] = trim(start, at);
            start = at + 1;
            if (*at == ')') return at + 1;
        } else if (*at == ')') depth--;
    }
    fail("a row without its end");
}

/* One row: the body with its arguments, and its first string as a comment. */
static void put_row(const struct rows *rows, const struct text *arguments)
{
    const char *end = rows->body.p + rows->body.n;
    fputs("    ", stdout);
    for (const char *at = rows->body.p; at < end;) {
        const char *word = at;
        while (at < end && is_word(*at)) at++;
        size_t i = 0;
        const struct text found = {word, (size_t)(at - word)};
        while (i < rows->parameter_count && (found.n != rows->parameters[i].n || memcmp(found.p, rows->parameters[i].p, found.n) != 0)) i++;
        if (found.n && i < rows->parameter_count) fwrite(arguments[i].p, 1, arguments[i].n, stdout);
        else fwrite(found.p, 1, found.n, stdout);
        if (at == end || at > word) continue;
        if (*at == '#' && at + 1 < end && at[1] == '#') at += 2;
        else fputc(*at++, stdout);
    }
    for (size_t i = 0; i < rows->parameter_count; i++)
        if (arguments[i].n > 2 && arguments[i].p[0] == '"') {
            printf(" /* %.*s */", (int)arguments[i].n - 2, arguments[i].p + 1);
            break;
        }
    fputc('\n', stdout);
}

static void put_rows(const char *path, const struct rows *rows)
{
    char *content = read_file(path);
    const size_t n = strlen(rows->name);
    for (const char *at = content; *at;) {
        if (at[0] == '/' && at[1] == '*') {
            const char *end = strstr(at, "*/");
            if (end == NULL) fail("%s: a comment without its end", path);
            at = end + 2;
        } else if (strncmp(at, rows->name, n) == 0 && at[n] == '(') {
            struct text arguments[MOST_PARAMETERS];
            size_t count;
            at = read_arguments(at + n + 1, arguments, &count);
            if (count != rows->parameter_count) fail("%s: a row of %zu", path, count);
            put_row(rows, arguments);
        } else {
            at++;
        }
    }
    free(content);
}

/* "#define ROW(a, b) text" */
static bool read_macro(const char *line, const char *end, struct rows *rows)
{
    if (strncmp(line, "#define ", 8) != 0) return false;
    const char *name = line + 8, *at = name;
    while (is_word(*at)) at++;
    if (*at != '(' || (size_t)(at - name) >= sizeof rows->name) return false;
    memcpy(rows->name, name, (size_t)(at - name));
    rows->name[at - name] = '\0';
    at = read_arguments(at + 1, rows->parameters, &rows->parameter_count);
    rows->body = trim(at, end);
    return true;
}

static bool read_include(const char *line, struct text *name)
{
    if (strncmp(line, "#include \"", 10) != 0) return false;
    const char *end = strchr(line + 10, '"');
    *name = (struct text){line + 10, end ? (size_t)(end - line) - 10 : 0};
    return end != NULL;
}

static const char *line_end(const char *line)
{
    const char *end = strchr(line, '\n');
    if (end == NULL) fail("a line without its end");
    return end;
}

static void put_header(const char *path, int depth)
{
    if (depth > MOST_DEPTH) fail("%s: headers in headers in headers", path);
    char *content = read_file(path);
    for (const char *line = content; *line;) {
        const char *end = line_end(line);
        struct text name;
        struct rows rows;
        if (read_include(line, &name)) {
            char *other = path_beside(path, name);
            put_header(other, depth + 1);
            free(other);
        } else if (read_macro(line, end, &rows) && read_include(end + 1, &name) && name.n > 4 && memcmp(name.p + name.n - 4, ".def", 4) == 0) {
            char *other = path_beside(path, name);
            put_rows(other, &rows);
            free(other);
            line = line_end(end + 1) + 1;
            if (strncmp(line, "#undef ", 7) != 0) fail("%s: rows.def is followed by #undef", path);
            end = line_end(line);
        } else {
            fwrite(line, 1, (size_t)(end - line) + 1, stdout);
        }
        line = end + 1;
    }
    free(content);
}

int main(int argc, char **argv)
{
    if (argc != 2) fail("usage: header FILE");
    put_header(argv[1], 0);
    return fflush(stdout) != 0;
}
