/* weir lint --config: the level of each rule, and where it comes from; then those that are others for some paths. Text for people, one object a line with --format json. */
#include "lint_config.h"

#include "../../compiler/base/json.h"
#include "../../lint/levels.h"

struct config {
    const struct cli *cli;
    struct pipeline *pipeline;
};

static void put_row(const struct config *c, enum diag_code code, const struct lint_level *level, struct str path)
{
    const struct diag_row *row = diag_row(code);
    const char *word = diag_level_word((enum diag_level)level->level);
    const struct level_setting *from = level->from;
    const struct place place = sources_place(&c->pipeline->sources, from ? from->span.at : 0);
    if (c->cli->format == RENDER_JSON) {
        printf("{\"code\": \"%s\", \"slug\": \"%s\", \"group\": \"%s\", \"level\": \"%s\", \"default\": \"%s\", \"paths\": ", row->code, row->slug, levels_group(code), word,
               diag_level_word(row->level));
        if (path.n) json_write_string(stdout, path);
        else fputs("null", stdout);
        fputs(", \"from\": ", stdout);
        if (from) json_write_string(stdout, str_from(place.path));
        else fputs("null", stdout);
        printf(", \"line\": %u}\n", (unsigned)place.line);
        return;
    }
    printf("%s  %-24s %-8s %-9s ", row->code, row->slug, word, levels_group(code));
    if (from) printf("%s:%u, '" STR_FMT "'", place.path, (unsigned)place.line, STR_ARG(from->rule));
    else fputs("its own", stdout);
    if (path.n) printf(", for " STR_FMT, STR_ARG(path));
    putchar('\n');
}

static void put_all(const struct config *c, const struct lint_levels *levels)
{
    for (int code = 0; code < DIAG_CODE_COUNT; code++) {
        if (diag_row((enum diag_code)code)->code[0] != 'L') continue;
        put_row(c, (enum diag_code)code, &levels->base[code], (struct str){NULL, 0});
        for (uint32_t i = 0; i < levels->path_count; i++)
            if (levels->paths[i].row[code].from) put_row(c, (enum diag_code)code, &levels->paths[i].row[code], levels->paths[i].path);
    }
}

enum cli_status lint_config_show(const struct cli *cli, struct check *check)
{
    struct pipeline *p = &check->pipeline;
    const struct file_status status = project_load(&p->project, &p->arena, &p->sources, &p->sink, ".");
    if (file_failed(status)) return cli_world(cli, status, "weir.json");
    struct lint_levels levels;
    if (!diag_has_errors(&p->sink)) levels_read(&p->arena, &p->project, &p->sink, &levels);
    if (diag_has_errors(&p->sink)) {
        diag_sort(&p->sink);
        check_show(cli, check);
        return CLI_USAGE;
    }
    put_all(&(struct config){cli, p}, &levels);
    return CLI_OK;
}
