/* `weir help`: what the tables of commands and options say, for a terminal and as docs/cli.md. */
#include "commands.h"
#include "completion.h"

#include "../compiler/version.h"

const struct command cli_commands[] = {
#define COMMAND(name, operands, summary, details) {#name, operands, summary, details, command_##name, command_##name##_options},
#include "commands.def"
#undef COMMAND
};
const size_t cli_command_count = sizeof cli_commands / sizeof cli_commands[0];

/* Words of a text in lines of at most 96 columns, each after indent blanks; column: where the first line already stands. */
static void print_wrapped(FILE *stream, const char *text, int indent, int column)
{
    for (const char *p = text; *p;) {
        if (*p == '\n') {
            fputc('\n', stream);
            column = 0;
            p++;
            continue;
        }
        const int n = (int)strcspn(p, " \n");
        if (column > indent && column + 1 + n > 96) {
            fputc('\n', stream);
            column = 0;
        }
        if (column < indent) {
            fprintf(stream, "%*s", indent - column, "");
            column = indent;
        } else if (column > indent) {
            fputc(' ', stream);
            column++;
        }
        fprintf(stream, "%.*s", n, p);
        column += n;
        p += n;
        while (*p == ' ') p++;
    }
    fputc('\n', stream);
}

static bool has_option(const struct cli_option *options, const char *word)
{
    for (; options && options->word; options++)
        if (strcmp(options->word, word) == 0) return true;
    return false;
}

/* but: options that a command has instead of the common ones; or NULL. */
static void print_options(FILE *stream, const struct cli_option *options, const struct cli_option *but)
{
    for (const struct cli_option *o = options; o->word; o++) {
        if (has_option(but, o->word)) continue;
        int column = fprintf(stream, "  %s%s%s%s%s", o->letter ? o->letter : "", o->letter ? ", " : "    ", o->word, o->argument ? " " : "", o->argument ? o->argument : "");
        if (column >= 25) {
            fputc('\n', stream);
            column = 0;
        }
        print_wrapped(stream, o->help, 26, column);
    }
}

void help_print_command(FILE *stream, const struct command *command)
{
    fprintf(stream, "Usage: weir %s [OPTION]... %s\n\n", command->name, command->operands);
    fprintf(stream, "%c%s.\n", command->summary[0] - ('a' - 'A'), command->summary + 1);
    if (*command->details) {
        fputc('\n', stream);
        print_wrapped(stream, command->details, 0, 0);
    }
    if (command->options->word) {
        fputs("\nOptions:\n", stream);
        print_options(stream, command->options, NULL);
    }
    fputs("\nCommon options:\n", stream);
    print_options(stream, cli_common_options, command->options);
}

static const struct {
    int status;
    const char *meaning;
} statuses[] = {
    {CLI_OK, "nothing to report"},
    {CLI_FINDINGS, "findings at or above the failing level"},
    {CLI_CONTENT, "content that cannot be compiled, or a channel file that is refused"},
    {CLI_USAGE, "wrong usage or configuration"},
    {CLI_WORLD, "the environment: no such file, no permission, disk full, no memory"},
    {CLI_OUR_FAULT, "our own fault: an invariant of weir broke; nothing is written"},
};

void help_print_all(FILE *stream)
{
    fputs("Usage: weir [-C DIR] COMMAND [OPTION]... [OPERAND]...\n\n"
          "Authoring, proving and compiling of detection content for endpoint sensors.\n\nCommands:\n",
          stream);
    for (size_t i = 0; i < cli_command_count; i++) {
        const int column = fprintf(stream, "  %s", cli_commands[i].name);
        print_wrapped(stream, cli_commands[i].summary, 12, column);
    }
    fputs("\nCommon options:\n", stream);
    print_options(stream, cli_common_options, NULL);
    fputs("      --version           shows the version\n\nExit status:\n", stream);
    for (size_t i = 0; i < sizeof statuses / sizeof statuses[0]; i++) {
        const int column = fprintf(stream, "  %d", statuses[i].status);
        print_wrapped(stream, statuses[i].meaning, 12, column);
    }
    fputs("\nMore: weir help COMMAND, weir explain CODE\n", stream);
}

/* ---- docs/cli.md ---- */

static void print_cell(FILE *stream, const char *text)
{
    for (; *text; text++) {
        if (*text == '|') fputc('\\', stream);
        fputc(*text == '\n' ? ' ' : *text, stream);
    }
}

static void markdown_options(FILE *stream, const struct cli_option *options)
{
    fputs("| option | |\n|---|---|\n", stream);
    for (const struct cli_option *o = options; o->word; o++) {
        fputs("| ", stream);
        if (o->letter) fprintf(stream, "`%s`, ", o->letter);
        fprintf(stream, "`%s%s%s` | ", o->word, o->argument ? " " : "", o->argument ? o->argument : "");
        print_cell(stream, o->help);
        fputs(o->many ? "; may be given several times |\n" : " |\n", stream);
    }
    fputc('\n', stream);
}

void help_print_markdown(FILE *stream)
{
    fputs("# The command line\n\n"
          "Generated from the tables in cli/ by `weir help --markdown`; do not edit.\n\n"
          "Data goes to standard output, diagnostics in a format for people to standard error; with `--format json` diagnostics are data.\n\n"
          "| command | |\n|---|---|\n",
          stream);
    for (size_t i = 0; i < cli_command_count; i++) {
        fprintf(stream, "| [`weir %s`](#weir-%s) | ", cli_commands[i].name, cli_commands[i].name);
        print_cell(stream, cli_commands[i].summary);
        fputs(" |\n", stream);
    }
    fputs("\n## Exit status\n\nThe same for every command.\n\n| status | |\n|---|---|\n", stream);
    for (size_t i = 0; i < sizeof statuses / sizeof statuses[0]; i++) fprintf(stream, "| %d | %s |\n", statuses[i].status, statuses[i].meaning);
    fputs("\n## Common options\n\n", stream);
    markdown_options(stream, cli_common_options);
    for (size_t i = 0; i < cli_command_count; i++) {
        const struct command *command = &cli_commands[i];
        fprintf(stream, "## weir %s\n\n```\nweir %s [OPTION]... %s\n```\n\n", command->name, command->name, command->operands);
        fprintf(stream, "%c%s.\n\n", command->summary[0] - ('a' - 'A'), command->summary + 1);
        if (*command->details) fprintf(stream, "%s\n\n", command->details);
        if (command->options->word) markdown_options(stream, command->options);
    }
}

/* ---- weir.1 ---- */

/* Text of a manual page: a backslash and a hyphen as they are, and no line that begins like a request. */
static void print_roff(FILE *stream, const char *text)
{
    for (const char *p = text; *p; p++) {
        if ((p == text || p[-1] == '\n') && (*p == '.' || *p == '\'')) fputs("\\&", stream);
        if (*p == '\n' && p[1] == '\n') {
            fputs("\n.PP", stream);
            continue;
        }
        if (*p == '\\') fputs("\\e", stream);
        else if (*p == '-') fputs("\\-", stream);
        else fputc(*p, stream);
    }
    fputc('\n', stream);
}

static void roff_options(FILE *stream, const struct cli_option *options)
{
    for (const struct cli_option *o = options; o->word; o++) {
        fputs(".TP\n.B ", stream);
        if (o->letter) fprintf(stream, "\\%s, ", o->letter);
        for (const char *p = o->word; *p; p++) fputs(*p == '-' ? "\\-" : (const char[]){*p, '\0'}, stream);
        fprintf(stream, "%s%s\n", o->argument ? " " : "", o->argument ? o->argument : "");
        print_roff(stream, o->help);
    }
}

void help_print_man(FILE *stream)
{
    fputs(".TH WEIR 1 \"\" \"weir " WEIR_VERSION "\"\n.SH NAME\nweir \\- authoring, proving and compiling of detection content for endpoint sensors\n"
          ".SH SYNOPSIS\n.B weir\n[\\-C DIR] COMMAND [OPTION]... [OPERAND]...\n.SH COMMANDS\n",
          stream);
    for (size_t i = 0; i < cli_command_count; i++) {
        const struct command *command = &cli_commands[i];
        fprintf(stream, ".SS weir %s ", command->name);
        print_roff(stream, command->operands);
        fprintf(stream, "%c", command->summary[0] - ('a' - 'A'));
        print_roff(stream, command->summary + 1);
        if (*command->details) {
            fputs(".PP\n", stream);
            print_roff(stream, command->details);
        }
        roff_options(stream, command->options);
    }
    fputs(".SH COMMON OPTIONS\n", stream);
    roff_options(stream, cli_common_options);
    fputs(".TP\n.B \\-\\-version\nshows the version\n.SH EXIT STATUS\n", stream);
    for (size_t i = 0; i < sizeof statuses / sizeof statuses[0]; i++) {
        fprintf(stream, ".TP\n%d\n", statuses[i].status);
        print_roff(stream, statuses[i].meaning);
    }
}

/* ---- the command ---- */

const struct cli_option command_help_options[] = {
    {"--completion", NULL, "SHELL", "prints what completes weir's words in bash, zsh or fish", false},
    {"--man", NULL, NULL, "prints all of it as a manual page, weir.1", false},
    {"--markdown", NULL, NULL, "prints all of it as the page docs/cli.md", false},
    {NULL, NULL, NULL, NULL, false},
};

enum cli_status command_help(struct cli *cli, int argc, char **argv)
{
    if (cli_has(cli, "--markdown")) {
        help_print_markdown(stdout);
        return CLI_OK;
    }
    const char *shell = cli_value(cli, "--completion");
    if (shell) return completion_print(stdout, shell) ? CLI_OK : cli_usage(cli, "there is no completion for '%s': it is bash, zsh or fish", shell);
    if (cli_has(cli, "--man")) {
        help_print_man(stdout);
        return CLI_OK;
    }
    if (argc == 0) {
        help_print_all(stdout);
        return CLI_OK;
    }
    if (argc > 1) return cli_usage(cli, "one command at a time");
    for (size_t i = 0; i < cli_command_count; i++)
        if (strcmp(cli_commands[i].name, argv[0]) == 0) {
            help_print_command(stdout, &cli_commands[i]);
            return CLI_OK;
        }
    return cli_usage(cli, "there is no command '%s'", argv[0]);
}
