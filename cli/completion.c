/* `weir help --completion SHELL`: the tables of commands and options as what a shell completes words with.
 *
 * Must hold: every command, and each option of each one, is there; texts of the tables cannot end the quotes that they stand in. */
#include "completion.h"

/* What stands where an option's argument is asked for. */
enum kind { FILES, FOLDERS, WORDS, NOTHING };

static enum kind kind_of(const struct cli_option *o, const char **words)
{
    *words = "";
    if (strcmp(o->word, "--color") == 0) *words = "auto always never";
    if (strcmp(o->word, "--fail-on") == 0) *words = "error warning note";
    if (strcmp(o->word, "--completion") == 0) *words = "bash zsh fish";
    if (**words) return WORDS;
    if (strcmp(o->argument, "FILE") == 0 || strcmp(o->argument, "KEY") == 0) return FILES;
    return strcmp(o->argument, "DIR") == 0 || strcmp(o->argument, "RELEASE") == 0 ? FOLDERS : NOTHING;
}

static bool has_option(const struct cli_option *options, const char *word)
{
    for (; options->word; options++)
        if (strcmp(options->word, word) == 0) return true;
    return false;
}

/* Its own options, and the common ones that it does not have instead. */
typedef void each_option(FILE *out, const char *command, const struct cli_option *option);
static void for_each(FILE *out, const struct command *command, each_option *each)
{
    for (const struct cli_option *o = command->options; o->word; o++) each(out, command->name, o);
    for (const struct cli_option *o = cli_common_options; o->word; o++)
        if (!has_option(command->options, o->word)) each(out, command->name, o);
}

/* Text within '...' of a shell: a quote is written otherwise, and what else ends something there gets a backslash. */
static void quote(FILE *out, const char *text, const char *quote_is, const char *escaped)
{
    for (; *text; text++) {
        if (*text == '\'') fputs(quote_is, out);
        else if (strchr(escaped, *text)) fprintf(out, "\\%c", *text);
        else putc(*text == '\n' ? ' ' : *text, out);
    }
}

/* ---- bash ---- */

static void bash_option(FILE *out, const char *command, const struct cli_option *o)
{
    (void)command;
    fprintf(out, " %s%s%s", o->word, o->letter ? " " : "", o->letter ? o->letter : "");
}

static void bash_argument(FILE *out, const char *command, const struct cli_option *o)
{
    const char *words;
    if (o->argument == NULL) return;
    fprintf(out, "    '%s %s'", command, o->word);
    if (o->letter) fprintf(out, " | '%s %s'", command, o->letter);
    fputs(") ", out);
    switch (kind_of(o, &words)) {
    case FILES: fputs("mapfile -t COMPREPLY < <(compgen -f -- \"$word\")", out); break;
    case FOLDERS: fputs("mapfile -t COMPREPLY < <(compgen -d -- \"$word\")", out); break;
    case WORDS: fprintf(out, "mapfile -t COMPREPLY < <(compgen -W '%s' -- \"$word\")", words); break;
    case NOTHING: fputs("COMPREPLY=()", out); break;
    }
    fputs("; return ;;\n", out);
}

static void print_bash(FILE *out)
{
    fputs("# Completion of weir for bash, made by `weir help --completion bash`.\n"
          "_weir()\n{\n    local word=${COMP_WORDS[COMP_CWORD]} before=${COMP_WORDS[COMP_CWORD - 1]} command= words= at\n"
          "    for ((at = 1; at < COMP_CWORD; at++)); do\n        case ${COMP_WORDS[at]} in\n        -C | --directory) at=$((at + 1)) ;;\n        -*) ;;\n        *) command=${COMP_WORDS[at]}; break ;;\n        esac\n    done\n"
          "    case \"$command $before\" in\n    ' -C' | ' --directory') mapfile -t COMPREPLY < <(compgen -d -- \"$word\"); return ;;\n", out);
    for (size_t i = 0; i < cli_command_count; i++) for_each(out, &cli_commands[i], bash_argument);
    fputs("    esac\n    case $command in\n    '') words='", out);
    for (size_t i = 0; i < cli_command_count; i++) fprintf(out, "%s ", cli_commands[i].name);
    fputs("-C --directory --help --version' ;;\n", out);
    for (size_t i = 0; i < cli_command_count; i++) {
        fprintf(out, "    %s) words='", cli_commands[i].name);
        for_each(out, &cli_commands[i], bash_option);
        fputs("' ;;\n", out);
    }
    fputs("    esac\n    case $command in\n    help) words=\"$words ", out);
    for (size_t i = 0; i < cli_command_count; i++) fprintf(out, "%s%s", i ? " " : "", cli_commands[i].name);
    fputs("\" ;;\n    explain) [ \"${word#-}\" = \"$word\" ] && words=$(weir explain 2>/dev/null | cut -d ' ' -f 1) ;;\n    esac\n"
          "    mapfile -t COMPREPLY < <(compgen -W \"$words\" -- \"$word\")\n"
          "    case $command in '' | help) return ;; esac\n"
          "    case $word in -*) ;; *) mapfile -t -O \"${#COMPREPLY[@]}\" COMPREPLY < <(compgen -f -- \"$word\") ;; esac\n"
          "}\ncomplete -o filenames -F _weir weir\n", out);
}

/* ---- zsh ---- */

static void zsh_option(FILE *out, const char *command, const struct cli_option *o)
{
    const char *words = "", *many = o->many ? "*" : "";
    (void)command;
    for (int form = 0; form < (o->letter ? 2 : 1); form++) {
        fprintf(out, " \\\n            '%s%s[", many, form ? o->letter : o->word);
        quote(out, o->help, "'\\''", "[]:\\");
        putc(']', out);
        if (o->argument) {
            fprintf(out, ":%s:", o->argument);
            switch (kind_of(o, &words)) {
            case FILES: fputs("_files", out); break;
            case FOLDERS: fputs("_files -/", out); break;
            case WORDS: fprintf(out, "(%s)", words); break;
            case NOTHING: putc(' ', out); break;
            }
        }
        putc('\'', out);
    }
}

static void print_zsh(FILE *out)
{
    fputs("#compdef weir\n# Completion of weir for zsh, made by `weir help --completion zsh`.\n_weir() {\n    local context state state_descr line\n    typeset -A opt_args\n"
          "    _arguments -C '-C[enter this folder first]:DIR:_files -/' '--directory[enter this folder first]:DIR:_files -/' '--help[help]' '--version[the version]' '1:command:->command' '*::argument:->argument'\n"
          "    case $state in\n    command)\n        local -a commands\n        commands=(", out);
    for (size_t i = 0; i < cli_command_count; i++) {
        fprintf(out, "\n            '%s:", cli_commands[i].name);
        quote(out, cli_commands[i].summary, "'\\''", ":\\");
        putc('\'', out);
    }
    fputs("\n        )\n        _describe command commands\n        ;;\n    argument)\n        case $words[1] in\n", out);
    for (size_t i = 0; i < cli_command_count; i++) {
        fprintf(out, "        %s) _arguments", cli_commands[i].name);
        for_each(out, &cli_commands[i], zsh_option);
        fputs(" \\\n            '*:operand:_files' ;;\n", out);
    }
    fputs("        esac\n        ;;\n    esac\n}\n_weir \"$@\"\n", out);
}

/* ---- fish ---- */

static void fish_option(FILE *out, const char *command, const struct cli_option *o)
{
    const char *words = "";
    fprintf(out, "complete -c weir -n '__fish_seen_subcommand_from %s' -l %s", command, o->word + 2);
    if (o->letter) fprintf(out, " -s %s", o->letter + 1);
    if (o->argument) {
        switch (kind_of(o, &words)) {
        case FILES: fputs(" -r -F", out); break;
        case FOLDERS: fputs(" -x -a '(__fish_complete_directories)'", out); break;
        case WORDS: fprintf(out, " -x -a '%s'", words); break;
        case NOTHING: fputs(" -x", out); break;
        }
    }
    fputs(" -d '", out);
    quote(out, o->help, "\\'", "\\");
    fputs("'\n", out);
}

static void print_fish(FILE *out)
{
    fputs("# Completion of weir for fish, made by `weir help --completion fish`.\ncomplete -c weir -n __fish_use_subcommand -s C -l directory -x -a '(__fish_complete_directories)' -d 'enter this folder first'\n"
          "complete -c weir -n __fish_use_subcommand -l version -d 'the version'\n", out);
    for (size_t i = 0; i < cli_command_count; i++) {
        fprintf(out, "complete -c weir -f -n __fish_use_subcommand -a %s -d '", cli_commands[i].name);
        quote(out, cli_commands[i].summary, "\\'", "\\");
        fputs("'\n", out);
        for_each(out, &cli_commands[i], fish_option);
    }
    fputs("complete -c weir -f -n '__fish_seen_subcommand_from help' -a '", out);
    for (size_t i = 0; i < cli_command_count; i++) fprintf(out, "%s%s", i ? " " : "", cli_commands[i].name);
    fputs("'\n", out);
}

bool completion_print(FILE *out, const char *shell)
{
    if (strcmp(shell, "bash") == 0) print_bash(out);
    else if (strcmp(shell, "zsh") == 0) print_zsh(out);
    else if (strcmp(shell, "fish") == 0) print_fish(out);
    else return false;
    return true;
}
