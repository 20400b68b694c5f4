/* See baseline.h. */
#include "baseline.h"

static bool keeps(const struct cli *cli) { return cli_has(cli, "--write-baseline") || cli_has(cli, "--update-baseline"); }

enum cli_status baseline_check_options(const struct cli *cli, int argc)
{
    if (!keeps(cli)) return CLI_OK;
    if (cli_has(cli, "--write-baseline") && cli_has(cli, "--update-baseline")) return cli_usage(cli, "--write-baseline makes the file anew, and --update-baseline only takes out of it: which is meant?");
    if (argc || cli_has(cli, "--affected")) return cli_usage(cli, "a baseline is of the whole project, and no PATH is named");
    return CLI_OK;
}

/* Errors that no baseline can take hide findings. */
static bool is_hidden(const struct diag_sink *sink)
{
    for (size_t i = 0; i < sink->list.count; i++) {
        const struct diag *d = ((struct diag *const *)sink->list.p)[i];
        if (d->level == DIAG_ERROR && !baseline_takes(d)) return true;
    }
    return sink->dropped != 0;
}

static void silence(struct diag_sink *sink, bool stale)
{
    for (size_t i = 0; i < sink->list.count; i++) {
        struct diag *d = ((struct diag **)sink->list.p)[i];
        if (d->level == DIAG_OFF || !(stale ? d->code == DIAG_BASELINE_STALE : baseline_takes(d))) continue;
        d->known = !stale;
        diag_set_level(sink, d, DIAG_OFF);
    }
}

static size_t write_to(FILE *stream, struct check *check, bool anew)
{
    struct pipeline *p = &check->pipeline;
    size_t gone = 0;
    if (anew) return baseline_write(stream, &p->sink);
    baseline_write_used(stream, &p->baseline, sources_file(&p->sources, p->baseline_file));
    for (size_t i = 0; i < p->baseline.entries.count; i++) gone += !((const struct baseline_entry *)p->baseline.entries.p)[i].used;
    return gone;
}

enum cli_status baseline_keep(struct cli *cli, struct check *check)
{
    struct pipeline *p = &check->pipeline;
    const char *path = p->baseline_path;
    const bool anew = cli_has(cli, "--write-baseline");
    struct file_out out;
    if (!keeps(cli)) return CLI_OK;
    if (path == NULL) return cli_usage(cli, "which file? weir.json's \"lint\" may name a \"baseline\", or --baseline does");
    if (is_hidden(&p->sink)) {
        cli_error(cli, CLI_FINDINGS, "%s: not written, for errors hide findings; no baseline can take these", path);
        return CLI_OK;
    }
    struct file_status status = file_create(&out, &cli->arena, path);
    if (file_failed(status)) return cli_world(cli, status, path);
    const size_t count = write_to(out.stream, check, anew);
    status = file_commit(&out);
    if (file_failed(status)) return cli_world(cli, status, path);
    silence(&p->sink, !anew);
    if (!cli->quiet) fprintf(stderr, anew ? "%s: %zu finding%s\n" : "%s: %zu line%s taken out\n", path, count, cli_s(count));
    return CLI_OK;
}

void baseline_say(const struct cli *cli, const struct check *check)
{
    const struct diag_sink *sink = &check->pipeline.sink;
    uint64_t known = 0;
    for (size_t i = 0; i < sink->list.count; i++) known += ((struct diag *const *)sink->list.p)[i]->known;
    if (known && !cli->quiet && cli->format != RENDER_JSON)
        fprintf(stderr, "%llu known finding%s passed over (%s)\n", (unsigned long long)known, cli_s(known), check->pipeline.baseline_path ? check->pipeline.baseline_path : "");
}
