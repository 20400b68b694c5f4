/* The page of a diagnostic code, for a terminal: `weir explain E104`. */
#include "render.h"
#include "show.h"

static void write_bold(FILE *stream, bool color, const char *text) { fprintf(stream, color ? "\033[1m%s\033[0m" : "%s", text); }

/* A sentence of the registry as a paragraph of at most 80 columns, begun with a capital and ended with a period. */
static void write_paragraph(FILE *stream, const char *text)
{
    enum { WIDTH = 80, INDENT = 4 };
    int column = 0;
    for (const char *at = text; *at != '\0';) {
        const size_t n = strcspn(at, " ");
        if (column == 0) {
            column = fprintf(stream, "%*s", INDENT, "");
        } else if (column + 1 + (int)n > WIDTH) {
            fputc('\n', stream);
            column = fprintf(stream, "%*s", INDENT, "");
        } else {
            fputc(' ', stream);
            column++;
        }
        if (at == text && *at >= 'a' && *at <= 'z')
            fprintf(stream, "%c%.*s", *at - 'a' + 'A', (int)n - 1, at + 1);
        else
            fprintf(stream, "%.*s", (int)n, at);
        column += (int)n;
        at += n;
        while (*at == ' ') at++;
    }
    fputs(".\n", stream);
}

static void write_example(FILE *stream, const struct pages_entry *entry)
{
    struct str text = {entry->text, entry->bytes};
    while (text.n != 0) {
        const char *newline = memchr(text.p, '\n', text.n);
        const uint32_t n = newline != NULL ? (uint32_t)(newline - text.p) : text.n;
        if (n != 0) fputs("    ", stream);
        show_text(stream, (struct str){text.p, n != 0 && text.p[n - 1] == '\r' ? n - 1 : n});
        fputc('\n', stream);
        const uint32_t used = newline != NULL ? n + 1 : n;
        text = (struct str){text.p + used, text.n - used};
    }
}

/* The examples whose name in the folder of the slug starts with kind ("bad", "good"), each under its heading. */
static void write_examples(FILE *stream, bool color, const char *slug, const char *kind, const char *heading)
{
    const size_t n = strlen(slug);
    for (size_t i = 0; i < pages_entry_count; i++) {
        const char *name = pages_entries[i].name;
        if (strncmp(name, slug, n) != 0 || name[n] != '/' || strncmp(name + n + 1, kind, strlen(kind)) != 0) continue;
        fputc('\n', stream);
        write_bold(stream, color, heading);
        fprintf(stream, " (%s)\n\n", name + n + 1);
        write_example(stream, &pages_entries[i]);
    }
}

void render_page(FILE *stream, enum diag_code code, bool color)
{
    const struct diag_row *row = diag_row(code);
    char text[DIAG_FIX_WORDS_BYTES];
    fprintf(stream, color ? "\033[1m%s %s\033[0m (%s)\n\n" : "%s %s (%s)\n\n", row->code, row->slug, diag_level_word(row->level));
    write_paragraph(stream, row->title);
    fputc('\n', stream);
    write_bold(stream, color, "Why it matters");
    fputs("\n\n", stream);
    write_paragraph(stream, row->why);
    fputc('\n', stream);
    write_bold(stream, color, "What to do");
    fputs("\n\n", stream);
    write_paragraph(stream, row->help);
    if (diag_fix_row(code)->title) {
        fputc('\n', stream);
        write_bold(stream, color, "Fix");
        fputs("\n\n", stream);
        write_paragraph(stream, diag_fix_words(code, text, sizeof text));
    }
    write_examples(stream, color, row->slug, "bad", "Wrong");
    write_examples(stream, color, row->slug, "good", "Right");
}
