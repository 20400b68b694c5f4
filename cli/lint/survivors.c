/* weir lint with L148 on: what the instances' tests would not notice, as `weir test --mutate` finds it, becomes findings.
 *
 * In:   a project that was checked without an error. Out: findings in the project's own sink.
 * Must hold: nothing is compiled, and nothing asked, where the rule is off everywhere. */
#include "../../lint/levels.h"
#include "../quality/quality.h"
#include "../quality/witness.h"
#include "check.h"

static bool is_on(struct pipeline *pipeline)
{
    struct lint_levels levels;
    levels_read(&pipeline->arena, &pipeline->project, NULL, &levels);
    bool on = levels.base[DIAG_SURVIVING_MUTANT].level != DIAG_OFF;
    for (uint32_t i = 0; i < levels.path_count; i++) on = on || (levels.paths[i].row[DIAG_SURVIVING_MUTANT].from && levels.paths[i].row[DIAG_SURVIVING_MUTANT].level != DIAG_OFF);
    return on;
}

/* One finding an instance: its first survivor, and how many more there are. */
static void add_instance(struct suite *suite, uint32_t instance, struct vec *changes)
{
    struct quality q;
    struct mutants mutants;
    struct arena *arena = &suite->pipeline->arena;
    const struct instance *in = suite_instance(suite, instance);
    if (!suite->whole[instance] || in->test_count == 0 || !quality_open(&q, suite, instance)) return;
    mutants_make(&q, &mutants);
    const struct mutant *first = NULL;
    uint32_t more = 0;
    for (uint32_t i = 0; i < mutants.count; i++) {
        if (mutants.list[i].state != MUTANT_SURVIVED) continue;
        if (first) more++;
        else first = &mutants.list[i];
    }
    if (first) {
        const struct str entries = witness_entries(&q.arena, q.type, &first->event);
        const struct str others = more ? arena_printf(arena, ", nor %u other change%s (weir test --mutate shows them)", (unsigned)more, cli_s(more)) : (struct str){"", 0};
        *(struct lint_change *)vec_push(changes, sizeof(struct lint_change)) =
            (struct lint_change){.code = DIAG_SURVIVING_MUTANT,
                                 .channel = q.type->channel,
                                 .id = in->id,
                                 .text = arena_printf(arena, "no test of '" STR_FMT "' notices " STR_FMT STR_FMT "; this one would: test '...' %s { " STR_FMT " }", STR_ARG(in->name),
                                                      STR_ARG(first->what), STR_ARG(others), first->matches ? "matches" : "misses", STR_ARG(entries))};
    }
    quality_close(&q);
}

enum cli_status check_survivors(struct cli *cli, struct check *check)
{
    struct pipeline *pipeline = &check->pipeline;
    if (diag_has_errors(&pipeline->sink) || pipeline->model.sensors.count == 0 || check->affected != NULL || !is_on(pipeline)) return CLI_OK;
    struct suite suite;
    struct vec changes = {.exhausted = &cli->exhausted};
    suite_init(&suite, cli, pipeline);
    suite_select_all(&suite);
    const enum cli_status status = suite_make(&suite, false);
    if (status == CLI_OK) {
        quality_read_corpora(&suite);
        for (uint32_t i = 0; i < pipeline->model.instances.count; i++) add_instance(&suite, i, &changes);
        quality_free_corpora(&suite);
        const struct lint_options options = {.project = &pipeline->project, .changes = &changes, .suppressions = &pipeline->suppressions, .today = check->options.today};
        lint_run_changes(&pipeline->model, &options);
        diag_sort(&pipeline->sink);
    }
    vec_free(&changes);
    suite_free(&suite);
    return status == CLI_CONTENT ? CLI_OK : status; /* why it cannot be compiled is a finding already */
}
