/* weir gate: see gate.h. */
#include "gate.h"

#include <errno.h>
#include <inttypes.h>
#include <stdarg.h>
#include <sys/stat.h>
#include <unistd.h>

#include "../commands.h"
#include "../diff/diff_git.h"

const struct cli_option command_gate_options[] = {
    {"--output", "-o", "DIR", "the release folder, which must not be there yet", false},
    {"--previous", NULL, "DIR", "the folder of the release before: what changed is told and held against weir.lock, and it must still load", false},
    {"--first", NULL, NULL, "there is no release before", false},
    {"--revision", NULL, "N", "the content revision; the project's \"revision\" without it", false},
    {"--key", NULL, "FILE", "minisign's secret key to sign with, from outside of the project; without it the environment's WEIR_SIGNING_KEY. WEIR_SIGNING_PASSWORD is its password", false},
    {"--unsigned", NULL, NULL, "without a signature: for trying, never for sensors", false},
    {"--ring", NULL, "RING", "the ring in which it begins; a release begins in the first one", false},
    {"--earliest", NULL, "TIME", "when it may begin there, as 2026-11-22T09:00:00Z; now without it", false},
    {"--sarif", NULL, "FILE", "where the findings go as SARIF 2.1.0, whatever the verdict is; the release folder has them, too", false},
    {"--path-prefix", NULL, "TEXT", "what stands before each path in the file of --sarif, as content/ where the project is a folder of the repository", false},
    {"--lock", NULL, NULL, "writes weir.lock as the sources have it now, and does nothing else", false},
    {"--sensor", NULL, "FILE", "a sensor manifest to prove against, instead of the project's", true},
    {"--known-good", NULL, "FILE", "events that nothing may match, instead of the project's", true},
    {"--allow", NULL, "FILE", "the allow list, instead of the project's", false},
    {NULL, NULL, NULL, NULL, false},
};

const char *const gate_words[GATE_STEP_COUNT] = {
#define STEP(name, word, text) [GATE_##name] = word,
#include "gate_steps.def"
#undef STEP
};
const char *const gate_states[] = {[GATE_NOT_RUN] = "not run", [GATE_PASSED] = "passed", [GATE_FAILED] = "failed", [GATE_NOT_ASKED] = "not asked"};

/* ---- results ---- */

static void set(struct gate *gate, enum gate_step step, enum gate_state state, const char *format, va_list arguments)
{
    if (gate->results[step].state == GATE_FAILED) return; /* the first reason stays */
    gate->results[step] = (struct gate_result){(uint8_t)state, arena_vprintf(&gate->cli->arena, format, arguments)};
}

#define SETTER(name, state)                                                          \
    void name(struct gate *gate, enum gate_step step, const char *format, ...)       \
    {                                                                                \
        va_list arguments;                                                           \
        va_start(arguments, format);                                                 \
        set(gate, step, state, format, arguments);                                   \
        va_end(arguments);                                                           \
    }
SETTER(gate_pass, GATE_PASSED)
SETTER(gate_fail, GATE_FAILED)
SETTER(gate_skip, GATE_NOT_ASKED)

void gate_world(struct gate *gate, enum cli_status status)
{
    if (status > gate->worst) gate->worst = status;
}

static void show(const struct gate *gate)
{
    progress_clear(gate->cli->progress);
    for (int step = 0; step < GATE_STEP_COUNT; step++) {
        const struct gate_result *result = &gate->results[step];
        if (gate->cli->format == RENDER_JSON) {
            printf("{\"step\": \"%s\", \"state\": \"%s\", \"text\": ", gate_words[step], gate_states[result->state]);
            json_write_string(stdout, result->text);
            puts("}");
        } else if (!gate->cli->quiet || result->state == GATE_FAILED) {
            printf("%-10s %-9s " STR_FMT "\n", gate_words[step], gate_states[result->state], STR_ARG(result->text));
        }
    }
}

static int count_failed(const struct gate *gate)
{
    int failed = 0;
    for (int step = 0; step < GATE_STEP_COUNT; step++) failed += gate->results[step].state == GATE_FAILED || gate->results[step].state == GATE_NOT_RUN;
    return failed;
}

static void show_verdict(const struct gate *gate, int failed)
{
    const struct str ring = ((const struct project_ring *)gate->rings.p)[0].name;
    char time[RELEASE_TIME_BYTES];
    if (gate->cli->format == RENDER_JSON) {
        printf("{\"verdict\": \"%s\", \"failed\": %d, \"ring\": ", failed ? "refused" : "passed", failed);
        json_write_string(stdout, ring);
        puts("}");
    } else if (failed) {
        printf("gate: refused: %d of %d steps did not pass; nothing is released\n", failed, GATE_STEP_COUNT);
    } else {
        printf("gate: passed: %s may go to ring '" STR_FMT "' from %s\n", gate->output, STR_ARG(ring), release_time(gate->earliest, time));
    }
}

/* ---- what is asked for ---- */

static enum cli_status read_usage(struct gate *gate)
{
    struct cli *cli = gate->cli;
    struct stat about;
    gate->output = cli_value(cli, "--output");
    gate->previous = cli_value(cli, "--previous");
    if (cli_has(cli, "--lock")) return CLI_OK;
    if (gate->output == NULL || *gate->output == '\0') return cli_usage(cli, "name the release folder with --output");
    if (lstat(gate->output, &about) == 0) return cli_error(cli, CLI_WORLD, "%s: is there already, and a release is never changed", gate->output);
    if (errno != ENOENT) return cli_world(cli, (struct file_status){errno, "look at it"}, gate->output);
    if (gate->previous && cli_has(cli, "--first")) return cli_usage(cli, "--first says that there is no previous release, and --previous names one");
    if (gate->previous == NULL && !cli_has(cli, "--first")) return cli_usage(cli, "name the release before with --previous, or say --first: what changed is to be known");
    return CLI_OK;
}

static void read_rings(struct gate *gate)
{
    const struct vec *set = &gate_project(gate)->gate.rings;
    const struct project_ring ordinary[] = {{STR("canary"), 24}, {STR("everyone"), 0}};
    for (size_t i = 0; i < (set->count ? set->count : 2); i++) *(struct project_ring *)vec_push(&gate->rings, sizeof *ordinary) = set->count ? ((const struct project_ring *)set->p)[i] : ordinary[i];
}

static enum cli_status write_lock(struct gate *gate)
{
    struct vec lines = {.exhausted = &gate->cli->exhausted};
    enum cli_status status = check_errors(&gate->check, CLI_CONTENT);
    if (status != CLI_OK) check_show(gate->cli, &gate->check);
    if (status == CLI_OK) {
        suite_select_all(&gate->suite);
        status = suite_make(&gate->suite, false);
        if (status == CLI_CONTENT) check_show(gate->cli, &gate->check);
    }
    if (status == CLI_OK) {
        lock_make(&gate->suite, &lines);
        status = lock_write(gate->cli, gate_project(gate)->root, &gate->lock, &lines);
    }
    vec_free(&lines);
    return status;
}

static enum cli_status run_steps(struct gate *gate)
{
    gate_check_sources(gate);
    if (!gate->worst && gate->compiles) gate_check_content(gate);
    if (!gate->worst) gate_check_before(gate);
    if (!gate->worst && gate->compiles) gate_check_release(gate);
    int failed = count_failed(gate);
    if (!gate->worst && failed == 0) gate_world(gate, gate_write(gate));
    if (gate->fresh) git_remove(gate->fresh);
    if (gate->worst) return gate->worst;
    show(gate);
    show_verdict(gate, failed);
    return failed ? CLI_FINDINGS : CLI_OK;
}

static void close_gate(struct gate *gate)
{
    if (gate->has_diff) diff_close(&gate->diff);
    suite_free(&gate->suite);
    lock_free(&gate->lock);
    sign_forget(&gate->key);
    vec_free(&gate->before.rings);
    vec_free(&gate->rings);
    check_free(&gate->check);
}

enum cli_status command_gate(struct cli *cli, int argc, char **argv)
{
    struct gate *gate = arena_new(&cli->arena, struct gate);
    uint64_t revision = 0;
    *gate = (struct gate){.cli = cli, .rings.exhausted = &cli->exhausted};
    (void)argv;
    if (argc) return cli_usage(cli, "the gate is for the whole project, and takes no PATH");
    enum cli_status status = read_usage(gate);
    if (status == CLI_OK) status = cli_number(cli, "--revision", 1, 99999999, &revision);
    if (status != CLI_OK) return status;
    suite_init(&gate->suite, cli, &gate->check.pipeline);
    gate->suite.only_scores = true;
    gate->suite.revision = (uint32_t)revision;
    status = cli_has(cli, "--lock") ? check_run(cli, &gate->check, 0, NULL, true) : check_run_thorough(cli, &gate->check);
    if (status == CLI_OK && !cli_has(cli, "--lock")) status = check_survivors(cli, &gate->check);
    read_rings(gate);
    if (status == CLI_OK) status = lock_read(cli, gate_project(gate)->root, &gate->lock);
    if (status == CLI_OK) status = cli_has(cli, "--lock") ? write_lock(gate) : run_steps(gate);
    close_gate(gate);
    return status;
}
