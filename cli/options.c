/* The command line by a table of options: words in, settings and operands out.
 *
 * Options and operands may stand in any order; `--` ends the options; a lone `-` is an operand. Values as --word VALUE, --word=VALUE, -o VALUE, -oVALUE. */
#include "options.h"

#include <stdlib.h>

const struct cli_option cli_common_options[] = {
    {"--format", NULL, "FORMAT", "of diagnostics and data: text, short (one line each) or json (one object a line, on standard output)", false},
    {"--color", NULL, "WHEN", "auto (on a terminal without NO_COLOR), always or never", false},
    {"--quiet", "-q", NULL, "only findings and data: no summaries, no progress", false},
    {"--directory", "-C", "DIR", "works as if started in DIR", false},
    {"--help", "-h", NULL, "shows how the command is used", false},
    {NULL, NULL, NULL, NULL, false},
};

static const struct cli_option *find_in(const struct cli_option *table, const char *word, size_t length)
{
    for (; table->word; table++)
        if (strlen(table->word) == length && memcmp(table->word, word, length) == 0) return table;
    return NULL;
}

static const struct cli_option *find_letter(const struct cli_option *table, char letter)
{
    for (; table->word; table++)
        if (table->letter && table->letter[1] == letter) return table;
    return NULL;
}

static enum cli_status report_unknown(struct cli *cli, const char *word, size_t length)
{
    struct vec names = {.exhausted = &cli->exhausted};
    const struct cli_option *tables[] = {cli->options, cli_common_options};
    for (size_t t = 0; t < 2; t++)
        for (const struct cli_option *o = tables[t]; o && o->word; o++) *(struct str *)vec_push(&names, sizeof(struct str)) = str_from(o->word);
    const struct str written = {word, (uint32_t)length};
    const size_t nearest = str_nearest(written, names.p, names.count);
    enum cli_status status;
    if (nearest < names.count)
        status = cli_usage(cli, "unknown option '" STR_FMT "': did you mean '" STR_FMT "'?", STR_ARG(written), STR_ARG(((struct str *)names.p)[nearest]));
    else
        status = cli_usage(cli, "unknown option '" STR_FMT "'", STR_ARG(written));
    vec_free(&names);
    return status;
}

static enum cli_status add_setting(struct cli *cli, const struct cli_option *option, const char *value)
{
    if (!option->many && option->argument)
        for (size_t i = 0; i < cli->setting_count; i++)
            if (cli->settings[i].option == option) return cli_usage(cli, "option '%s' is given twice", option->word);
    cli->settings[cli->setting_count++] = (struct cli_setting){option, value};
    return CLI_OK;
}

/* One argument that starts with a dash, and what belongs to it. */
static enum cli_status parse_option(struct cli *cli, int argc, char **argv, int *at)
{
    char *argument = argv[*at];
    const bool is_word = argument[1] == '-';
    const size_t length = is_word ? strcspn(argument, "=") : 2;
    const struct cli_option *option = NULL;
    if (cli->options) option = is_word ? find_in(cli->options, argument, length) : find_letter(cli->options, argument[1]);
    if (option == NULL) option = is_word ? find_in(cli_common_options, argument, length) : find_letter(cli_common_options, argument[1]);
    if (option == NULL) return report_unknown(cli, argument, is_word ? length : strlen(argument));
    const char *value = NULL;
    if (argument[length]) value = argument + length + (is_word ? 1 : 0);
    if (option->argument == NULL) {
        if (value && is_word) return cli_usage(cli, "option '%s' takes no value", option->word);
        if (value) return cli_usage(cli, "'%s': letters of options stand one by one", argument);
    } else if (value == NULL) {
        if (*at + 1 >= argc) return cli_usage(cli, "option '%s' needs a value: %s", option->word, option->argument);
        value = argv[++*at];
    }
    return add_setting(cli, option, value);
}

enum cli_status options_parse(struct cli *cli, int argc, char **argv, bool stop_at_operand, int *operand_count, char **operands, int *used)
{
    bool ended = false;
    int at = 0;
    *operand_count = 0;
    for (; at < argc; at++) {
        char *argument = argv[at];
        if (!ended && strcmp(argument, "--") == 0) {
            ended = true;
        } else if (!ended && argument[0] == '-' && argument[1] && strcmp(argument, "--version") == 0 && stop_at_operand) {
            break;
        } else if (!ended && argument[0] == '-' && argument[1]) {
            const enum cli_status status = parse_option(cli, argc, argv, &at);
            if (status) return status;
        } else {
            if (stop_at_operand) break;
            operands[(*operand_count)++] = argument;
        }
    }
    *used = at;
    return CLI_OK;
}

enum cli_status options_apply_common(struct cli *cli)
{
    static const char *const formats[RENDER_FORMAT_COUNT] = {
#define FORMAT(name, word) [RENDER_##name] = word,
        RENDER_FORMATS(FORMAT)
#undef FORMAT
    };
    static const char *const colors[] = {[CLI_COLOR_AUTO] = "auto", [CLI_COLOR_ALWAYS] = "always", [CLI_COLOR_NEVER] = "never"};
    const char *no_color = getenv("NO_COLOR");
    if (no_color && *no_color) cli->color = CLI_COLOR_NEVER;
    cli->quiet = cli_has(cli, "--quiet");
    const char *word = cli_value(cli, "--format");
    const bool has_own = cli->options && find_in(cli->options, "--format", strlen("--format")); /* a command with other formats reads them itself */
    if (word && !has_own) {
        size_t f = 0;
        while (f < RENDER_FORMAT_COUNT && strcmp(formats[f], word) != 0) f++;
        if (f == RENDER_FORMAT_COUNT) return cli_usage(cli, "unknown format '%s': it is text, short or json", word);
        cli->format = (enum render_format)f;
    }
    word = cli_value(cli, "--color");
    if (word) {
        size_t c = 0;
        while (c < 3 && strcmp(colors[c], word) != 0) c++;
        if (c == 3) return cli_usage(cli, "unknown --color '%s': it is auto, always or never", word);
        cli->color = (enum cli_color)c;
    }
    return CLI_OK;
}

/* ---- what commands ask ---- */

static const struct cli_option *option_of(const struct cli *cli, const char *word)
{
    const struct cli_option *option = cli->options ? find_in(cli->options, word, strlen(word)) : NULL;
    if (option == NULL) option = find_in(cli_common_options, word, strlen(word));
    if (option == NULL) BUG("no option %s of %s", word, cli->command ? cli->command : "weir");
    return option;
}

bool cli_has(const struct cli *cli, const char *word)
{
    const struct cli_option *option = option_of(cli, word);
    for (size_t i = 0; i < cli->setting_count; i++)
        if (cli->settings[i].option == option) return true;
    return false;
}

const char *cli_value(const struct cli *cli, const char *word)
{
    const struct cli_option *option = option_of(cli, word);
    for (size_t i = cli->setting_count; i-- > 0;)
        if (cli->settings[i].option == option) return cli->settings[i].value;
    return NULL;
}

const char *const *cli_values(struct cli *cli, const char *word, size_t *count)
{
    const struct cli_option *option = option_of(cli, word);
    const char **values = arena_array(&cli->arena, cli->setting_count + 1, sizeof *values);
    *count = 0;
    for (size_t i = 0; i < cli->setting_count; i++)
        if (cli->settings[i].option == option) values[(*count)++] = cli->settings[i].value;
    return values;
}

enum cli_status cli_number(struct cli *cli, const char *word, uint64_t least, uint64_t most, uint64_t *out)
{
    const char *value = cli_value(cli, word);
    if (value == NULL) return CLI_OK;
    uint64_t number = 0;
    const char *p = value;
    for (; *p >= '0' && *p <= '9' && number <= (UINT64_MAX - 9) / 10; p++) number = number * 10 + (uint64_t)(*p - '0');
    if (p == value || *p || number < least || number > most)
        return cli_usage(cli, "option '%s' needs a number from %llu to %llu, not '%s'", word, (unsigned long long)least, (unsigned long long)most, value);
    *out = number;
    return CLI_OK;
}
