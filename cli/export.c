/* weir export: the instances in the formats of others.
 *
 * In:  sources, checked as lint does. Out: text in one of the formats, on stdout, in a file that is written whole or not at all, or a file a rule.
 * Must hold: what cannot be said in the format is left out, said, and shows in the exit status; content with errors is not exported. */
#include "../exchange/export.h"

#include <errno.h>
#include <stdio.h>

#include "../compiler/base/limits.h"
#include "lint/check.h"
#include "commands.h"

const struct cli_option command_export_options[] = {
    {"--output", "-o", "PATH", "where to: a file, or a folder for sigma, which is made if missing; standard output without it", false},
    {"--dialect", NULL, "DIALECT", "sql: duckdb, sqlite or spark", false},
    {"--schema", NULL, NULL, "sql: the tables and functions that the queries need, instead of the queries", false},
    {"--case", NULL, "HOW", "sql: exact (Unicode folding as the interpreter has it, by the function weir_fold; as without it) or lower (the database's own lower())", false},
    {"--mapping", NULL, "FILE", "sigma: log sources and field names, before those that are built in", true},
    {"--sensor", NULL, "FILE", "a sensor manifest to prove against, instead of the project's", true},
    {"--name", NULL, "TEXT", "navigator: the layer's name; the project's without it", false},
    {NULL, NULL, NULL, NULL, false},
};

enum export_format { FORMAT_SIGMA, FORMAT_SQL, FORMAT_NAVIGATOR, FORMAT_COUNT };
static const char *const format_words[FORMAT_COUNT] = {"sigma", "sql", "navigator"};

struct settings {
    enum export_format format;
    enum sql_dialect dialect;
    enum sql_case text_case;
};

static enum cli_status find_word(const struct cli *cli, const char *word, const char *what, const char *const *words, size_t count, unsigned *out)
{
    struct str names[8] = {{NULL, 0}};
    for (size_t i = 0; i < count; i++) {
        names[i] = str_from(words[i]);
        *out = (unsigned)i;
        if (strcmp(word, words[i]) == 0) return CLI_OK;
    }
    const size_t nearest = str_nearest(str_from(word), names, count);
    if (nearest < count) return cli_usage(cli, "there is no %s '%s': did you mean '%s'?", what, word, words[nearest]);
    return cli_usage(cli, "there is no %s '%s'", what, word);
}

/* An option of one format, given with another. */
static enum cli_status check_options(const struct cli *cli, enum export_format format)
{
    static const struct { const char *word; enum export_format format; } owned[] = {
        {"--dialect", FORMAT_SQL}, {"--schema", FORMAT_SQL}, {"--case", FORMAT_SQL}, {"--mapping", FORMAT_SIGMA}, {"--name", FORMAT_NAVIGATOR},
    };
    for (size_t i = 0; i < sizeof owned / sizeof *owned; i++)
        if (owned[i].format != format && cli_has(cli, owned[i].word)) return cli_usage(cli, "option '%s' is for 'weir export %s'", owned[i].word, format_words[owned[i].format]);
    return CLI_OK;
}

static enum cli_status read_settings(const struct cli *cli, int argc, char **argv, struct settings *settings)
{
    static const char *const cases[] = {"exact", "lower"};
    const char *dialects[SQL_DIALECT_COUNT];
    unsigned format = 0, dialect = 0, text_case = 0;
    for (unsigned i = 0; i < SQL_DIALECT_COUNT; i++) dialects[i] = sql_dialect_word((enum sql_dialect)i);
    if (argc == 0) return cli_usage(cli, "which format? It is sigma, sql or navigator");
    enum cli_status status = find_word(cli, argv[0], "format", format_words, FORMAT_COUNT, &format);
    if (status == CLI_OK) status = check_options(cli, (enum export_format)format);
    if (status == CLI_OK && cli->format == RENDER_JSON && !cli_has(cli, "--output")) status = cli_usage(cli, "with --format json standard output is for the findings: name a place for the rest with --output");
    if (status == CLI_OK && format == FORMAT_SQL && !cli_has(cli, "--dialect")) status = cli_usage(cli, "which dialect? Give --dialect duckdb, sqlite or spark");
    if (status == CLI_OK && cli_has(cli, "--dialect")) status = find_word(cli, cli_value(cli, "--dialect"), "dialect", dialects, SQL_DIALECT_COUNT, &dialect);
    if (status == CLI_OK && cli_has(cli, "--case")) status = find_word(cli, cli_value(cli, "--case"), "way to treat case", cases, 2, &text_case);
    *settings = (struct settings){(enum export_format)format, (enum sql_dialect)dialect, (enum sql_case)text_case};
    return status;
}

/* ---- writing ---- */

static struct export_counts write_stream(FILE *stream, struct cli *cli, struct check *check, const struct settings *settings)
{
    struct model *model = &check->pipeline.model;
    const char *name = cli_value(cli, "--name");
    if (settings->format == FORMAT_NAVIGATOR) return export_navigator(stream, model, name ? str_from(name) : check->pipeline.project.name);
    if (cli_has(cli, "--schema")) return export_sql_schema(stream, model, settings->dialect, settings->text_case);
    return export_sql(stream, model, settings->dialect, settings->text_case);
}

static enum cli_status write_one(struct cli *cli, struct check *check, const struct settings *settings, struct export_counts *counts)
{
    const char *path = cli_value(cli, "--output");
    struct file_out out;
    if (path == NULL) {
        *counts = write_stream(stdout, cli, check, settings);
        return CLI_OK;
    }
    struct file_status status = file_create(&out, &cli->arena, path);
    if (file_failed(status)) return cli_world(cli, status, path);
    *counts = write_stream(out.stream, cli, check, settings);
    status = file_commit(&out);
    return file_failed(status) ? cli_world(cli, status, path) : CLI_OK;
}

/* ---- sigma ---- */

/* OneOffPipe: one_off_pipe.yml; names that differ only so get the instance's number too. */
static const char *file_name(struct cli *cli, struct intern *taken, const struct instance *instance)
{
    char *name = arena_alloc(&cli->arena, 2 * (size_t)instance->name.n + 32);
    size_t n = 0;
    for (uint32_t i = 0; i < instance->name.n; i++) {
        const char c = instance->name.p[i];
        const bool upper = c >= 'A' && c <= 'Z', after_lower = i && !(instance->name.p[i - 1] >= 'A' && instance->name.p[i - 1] <= 'Z');
        if (upper && after_lower && n && name[n - 1] != '_') name[n++] = '_';
        name[n++] = (char)(upper ? c + 32 : c);
    }
    const size_t known = taken->names.count;
    if (intern_add(taken, (struct str){name, (uint32_t)n}) < known) n += (size_t)snprintf(name + n, 24, "_%llu", (unsigned long long)instance->id);
    memcpy(name + n, ".yml", 5);
    return name;
}

static enum cli_status write_rule(struct cli *cli, struct intern *taken, const struct instance *instance, struct str rule, bool first)
{
    const char *folder = cli_value(cli, "--output");
    if (folder == NULL) {
        if (!first) puts("---");
        fwrite(rule.p, 1, rule.n, stdout);
        return CLI_OK;
    }
    /* Not one by one onto the disk, as what cannot be made again would be: a thousand rules would take ten seconds. */
    const char *path = path_join(&cli->arena, folder, file_name(cli, taken, instance));
    FILE *stream = fopen(path, "wb");
    if (stream == NULL) return cli_world(cli, (struct file_status){errno, "create"}, path);
    const bool short_write = fwrite(rule.p, 1, rule.n, stream) != rule.n;
    const int error = errno;
    if (fclose(stream) != 0 || short_write) return cli_world(cli, (struct file_status){short_write ? error : errno, "write"}, path);
    return CLI_OK;
}

static enum cli_status add_mappings(struct cli *cli, struct check *check, struct sigma_export *sigma)
{
    size_t count = 0;
    const char *const *paths = cli_values(cli, "--mapping", &count);
    for (size_t i = 0; i < count; i++) {
        struct str text;
        struct file_status status = file_read(&check->pipeline.arena, paths[i], LIMIT_JSON_BYTES, &text);
        if (file_failed(status)) return cli_world(cli, status, paths[i]);
        export_sigma_mapping(sigma, sources_add(&check->pipeline.sources, paths[i], text));
    }
    export_sigma_ready(sigma, check->pipeline.project.root);
    return diag_has_errors(&check->pipeline.sink) ? CLI_USAGE : CLI_OK;
}

static enum cli_status write_rules(struct cli *cli, struct check *check, struct sigma_export *sigma, struct export_counts *counts)
{
    const struct model *model = &check->pipeline.model;
    const char *folder = cli_value(cli, "--output");
    struct intern taken;
    enum cli_status status = CLI_OK;
    if (folder) {
        const struct file_status made = file_make_folders(&cli->arena, folder);
        if (file_failed(made)) return cli_world(cli, made, folder);
    }
    intern_init(&taken, &cli->arena);
    for (uint32_t i = 0; i < model->instances.count && status == CLI_OK; i++) {
        const struct instance *instance = MODEL_AT(model->instances, struct instance, i);
        if (instance->stress) continue;
        const struct str rule = export_sigma_rule(sigma, i);
        if (rule.n == 0) counts->left_out++;
        else status = write_rule(cli, &taken, instance, rule, counts->written++ == 0);
    }
    intern_free(&taken);
    return status;
}

static enum cli_status write_sigma(struct cli *cli, struct check *check, struct export_counts *counts)
{
    struct sigma_export *sigma = export_sigma_begin(&check->pipeline.model, &check->pipeline.arena);
    enum cli_status status = add_mappings(cli, check, sigma);
    if (status == CLI_OK) status = write_rules(cli, check, sigma, counts);
    export_sigma_end(sigma);
    return status;
}

/* ---- all ---- */

/* What lint says of the sources is lint's; here only errors, and what export itself has to say. */
static void drop_all_but_errors(struct diag_sink *sink)
{
    for (size_t i = 0; i < sink->list.count; i++) {
        struct diag *d = ((struct diag **)sink->list.p)[i];
        if (d->level != DIAG_ERROR) diag_set_level(sink, d, DIAG_OFF);
    }
}

static void show_counts(const struct cli *cli, const struct settings *settings, struct export_counts counts)
{
    static const char *const things[FORMAT_COUNT] = {"rule", "quer", "technique"};
    char written[CLI_NUMBER_BYTES], left_out[CLI_NUMBER_BYTES];
    const bool schema = cli_has(cli, "--schema");
    const char *ending = settings->format == FORMAT_SQL && !schema ? (counts.written == 1 ? "y" : "ies") : cli_s(counts.written);
    if (cli->quiet || cli->format == RENDER_JSON) return;
    fprintf(stderr, "weir: %s %s%s", cli_thousands(counts.written, written), schema ? "table" : things[settings->format], ending);
    if (counts.left_out) fprintf(stderr, ", %s %s%s left out", cli_thousands(counts.left_out, left_out), schema ? "Template Type" : "instance", cli_s(counts.left_out));
    fputc('\n', stderr);
}

static enum cli_status export(struct cli *cli, struct check *check, const struct settings *settings)
{
    struct diag_sink *sink = &check->pipeline.sink;
    struct export_counts counts = {0, 0};
    drop_all_but_errors(sink);
    if (diag_has_errors(sink)) {
        check_show(cli, check);
        return check_errors(check, CLI_CONTENT);
    }
    const enum cli_status status = settings->format == FORMAT_SIGMA ? write_sigma(cli, check, &counts) : write_one(cli, check, settings, &counts);
    diag_sort(sink);
    check_show(cli, check);
    if (status != CLI_OK) return status;
    show_counts(cli, settings, counts);
    return counts.left_out ? CLI_FINDINGS : CLI_OK;
}

enum cli_status command_export(struct cli *cli, int argc, char **argv)
{
    struct settings settings;
    enum cli_status status = read_settings(cli, argc, argv, &settings);
    if (status) return status;
    struct check check;
    status = check_run(cli, &check, argc - 1, argv + 1, false);
    if (status == CLI_OK) status = export(cli, &check, &settings);
    check_free(&check);
    return status;
}
