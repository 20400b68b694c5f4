/* weir explain: the pages of diagnostics and refusals, one, some, or all as a list or as the pages of docs/. What an event does to an instance is in why.h. */
#include "../commands.h"

#include "../../interpreter/weir.h"
#include "why.h"

const struct cli_option command_explain_options[] = {
    {"--markdown", NULL, NULL, "prints docs/diagnostics.md, or docs/refusals.md with the operand `refusals`", false},
    {"--format", NULL, "FORMAT", "of CHANNEL INSTANCE EVENT: text, or json (one object)", false},
    {NULL, NULL, NULL, NULL, false},
};

static const struct refusal_row {
    const char *name, *text, *why;
    uint32_t number;
} refusals[] = {
#define REFUSAL(name, number, text, why) {#name, text, why, number},
#include "../../interpreter/refusals.def"
#undef REFUSAL
};
#define REFUSAL_COUNT (sizeof refusals / sizeof refusals[0])

/* "V012", "V12" or "12": a number; otherwise 0. */
static uint32_t refusal_number(const char *word)
{
    uint32_t number = 0;
    if (*word == 'V' || *word == 'v') word++;
    const char *p = word;
    for (; *p >= '0' && *p <= '9' && p - word < 6; p++) number = number * 10 + (uint32_t)(*p - '0');
    return *p ? 0 : number;
}

static const struct refusal_row *find_refusal(const char *word)
{
    const uint32_t number = refusal_number(word);
    for (size_t i = 0; i < REFUSAL_COUNT; i++)
        if (refusals[i].number == number || strcmp(refusals[i].name, word) == 0) return &refusals[i];
    return NULL;
}

/* A sentence of a table: with a capital at its start and a period at its end. */
static void print_sentence(const char *text)
{
    const size_t n = strlen(text);
    if (n == 0) return;
    if (text[0] >= 'a' && text[0] <= 'z')
        printf("%c%s", text[0] - ('a' - 'A'), text + 1);
    else
        fputs(text, stdout);
    if (text[n - 1] != '.') putchar('.');
}

static void print_refusal(const struct refusal_row *row, bool color)
{
    printf(color ? "\033[1mV%03u %s\033[0m (refusal)\n\n    " : "V%03u %s (refusal)\n\n    ", row->number, row->name);
    print_sentence(row->text);
    fputs("\n\n    ", stdout);
    print_sentence(row->why);
    fputs("\n", stdout);
}

static enum cli_status report_unknown(const struct cli *cli, const char *word)
{
    struct vec names = {.exhausted = cli->arena.exhausted};
    for (unsigned i = 0; i < (unsigned)DIAG_CODE_COUNT; i++) {
        *(struct str *)vec_push(&names, sizeof(struct str)) = str_from(diag_row((enum diag_code)i)->slug);
        *(struct str *)vec_push(&names, sizeof(struct str)) = str_from(diag_row((enum diag_code)i)->code);
    }
    for (size_t i = 0; i < REFUSAL_COUNT; i++) *(struct str *)vec_push(&names, sizeof(struct str)) = str_from(refusals[i].name);
    const size_t nearest = str_nearest(str_from(word), names.p, names.count);
    enum cli_status status;
    if (nearest < names.count)
        status = cli_usage(cli, "there is no code '%s': did you mean '" STR_FMT "'?", word, STR_ARG(((struct str *)names.p)[nearest]));
    else
        status = cli_usage(cli, "there is no code '%s'; `weir explain` lists all of them", word);
    vec_free(&names);
    return status;
}

/* Codes are written in upper case; people write them as they like. */
static bool find_diagnostic(const char *word, enum diag_code *code)
{
    if (diag_find(str_from(word), code)) return true;
    char upper[16];
    size_t n = 0;
    for (; word[n] && n < sizeof upper; n++) upper[n] = (char)(word[n] >= 'a' && word[n] <= 'z' ? word[n] - 32 : word[n]);
    return n < sizeof upper && diag_find((struct str){upper, (uint32_t)n}, code);
}

static enum cli_status explain_one(const struct cli *cli, const char *word)
{
    enum diag_code code;
    if (find_diagnostic(word, &code)) {
        render_page(stdout, code, cli_colors(cli, stdout));
        return CLI_OK;
    }
    const struct refusal_row *row = find_refusal(word);
    if (row == NULL) return report_unknown(cli, word);
    print_refusal(row, cli_colors(cli, stdout));
    return CLI_OK;
}

static void list_all(void)
{
    for (unsigned i = 0; i < (unsigned)DIAG_CODE_COUNT; i++) {
        const struct diag_row *row = diag_row((enum diag_code)i);
        printf("%s  %-28s %s\n", row->code, row->slug, row->title);
    }
    for (size_t i = 0; i < REFUSAL_COUNT; i++) printf("V%03u  %-28s %s\n", refusals[i].number, refusals[i].name, refusals[i].text);
}

/* ---- docs/ ---- */

/* A fence that no line of the text can close. */
static void print_example(const struct pages_entry *entry, const char *heading, size_t slug_length)
{
    printf("\n%s, `%s`:\n\n~~~~\n%s", heading, entry->name + slug_length + 1, entry->text);
    if (entry->bytes == 0 || entry->text[entry->bytes - 1] != '\n') putchar('\n');
    fputs("~~~~\n", stdout);
}

/* Printable text only: an example that shows what control characters do is described and not printed. */
static bool is_printable(const struct pages_entry *entry)
{
    if (entry->bytes > 4096 || utf8_invalid_at((struct str){entry->text, entry->bytes}) != entry->bytes) return false;
    for (uint32_t i = 0; i < entry->bytes; i++)
        if ((unsigned char)entry->text[i] < 0x20 && entry->text[i] != '\n' && entry->text[i] != '\t' && entry->text[i] != '\r') return false;
    return true;
}

static void print_examples(const char *slug, const char *kind, const char *heading)
{
    const size_t n = strlen(slug);
    for (size_t i = 0; i < pages_entry_count; i++) {
        const struct pages_entry *entry = &pages_entries[i];
        if (strncmp(entry->name, slug, n) != 0 || entry->name[n] != '/' || strncmp(entry->name + n + 1, kind, strlen(kind)) != 0) continue;
        if (is_printable(entry)) print_example(entry, heading, n);
    }
}

static void markdown_diagnostics(void)
{
    fputs("# Diagnostics\n\nGenerated from compiler/diag/codes/ and tests/codes/ by `weir explain --markdown`; do not edit.\n\n"
          "A code never changes its meaning and is never used again. `weir explain CODE` shows one of these entries; its examples are test cases. "
          "The level of a code that starts with L can be set in weir.json.\n\n| code | | |\n|---|---|---|\n",
          stdout);
    for (unsigned i = 0; i < (unsigned)DIAG_CODE_COUNT; i++) {
        const struct diag_row *row = diag_row((enum diag_code)i);
        printf("| [%s](#%c%s-%s) | %s | %s |\n", row->code, row->code[0] + ('a' - 'A'), row->code + 1, row->slug, row->slug, row->title);
    }
    for (unsigned i = 0; i < (unsigned)DIAG_CODE_COUNT; i++) {
        const struct diag_row *row = diag_row((enum diag_code)i);
        printf("\n## %s %s\n\n*%s.* ", row->code, row->slug, diag_level_word(row->level));
        print_sentence(row->title);
        fputs("\n\nWhy it matters: ", stdout);
        print_sentence(row->why);
        fputs("\n\nWhat to do: ", stdout);
        print_sentence(row->help);
        if (diag_fix_row((enum diag_code)i)->title) {
            char words[DIAG_FIX_WORDS_BYTES];
            fputs("\n\nFix: ", stdout);
            print_sentence(diag_fix_words((enum diag_code)i, words, sizeof words));
        }
        fputc('\n', stdout);
        print_examples(row->slug, "bad.", "Wrong");
        print_examples(row->slug, "good.", "Right");
    }
}

static void markdown_refusals(void)
{
    fputs("# Refusals\n\nGenerated from interpreter/refusals.def by `weir explain --markdown refusals`; do not edit.\n\n"
          "Why the verifier refuses a channel file: one code a reason, stable for ever. Each has a file in tests/bytes/ that is refused for it.\n\n"
          "| code | name | reason | why |\n|---|---|---|---|\n",
          stdout);
    for (size_t i = 0; i < REFUSAL_COUNT; i++) {
        printf("| V%03u | `%s` | ", refusals[i].number, refusals[i].name);
        print_sentence(refusals[i].text);
        fputs(" | ", stdout);
        print_sentence(refusals[i].why);
        fputs(" |\n", stdout);
    }
}

enum cli_status command_explain(struct cli *cli, int argc, char **argv)
{
    if (cli_has(cli, "--markdown")) {
        const char *which = argc ? argv[0] : "diagnostics";
        if (argc > 1 || (strcmp(which, "diagnostics") != 0 && strcmp(which, "refusals") != 0))
            return cli_usage(cli, "--markdown takes one operand, `diagnostics` or `refusals`");
        if (*which == 'd') markdown_diagnostics(); else markdown_refusals();
        return CLI_OK;
    }
    if (argc == 3 && load_is_channel_name(argv[0])) return why_run(cli, argv[0], argv[1], argv[2]);
    if (cli_has(cli, "--format")) return cli_usage(cli, "--format goes with a channel file (.chn), an instance of it, and an event");
    if (argc == 0) list_all();
    enum cli_status status = CLI_OK;
    for (int i = 0; i < argc; i++) {
        if (i) putchar('\n');
        const enum cli_status one = explain_one(cli, argv[i]);
        if (one > status) status = one;
    }
    return status;
}
