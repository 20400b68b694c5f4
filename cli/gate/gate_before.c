/* The gate's steps against what was released before: weir.lock, the roll-back, what changed. See gate.h. */
#include <inttypes.h>

#include "gate.h"
#include "../verify.h"
#include "../channel/view.h"

static void check_lock(struct gate *gate)
{
    struct vec lines = {.exhausted = &gate->cli->exhausted};
    lock_make(&gate->suite, &lines);
    const struct str difference = lock_difference(&gate->cli->arena, &gate->lock, &lines);
    if (!gate->lock.found) gate_fail(gate, GATE_LOCKED, "there is no weir.lock: `weir gate --lock` writes it, and it belongs into version control");
    else if (difference.n) gate_fail(gate, GATE_LOCKED, STR_FMT "; `weir gate --lock` writes it anew", STR_ARG(difference));
    else gate_pass(gate, GATE_LOCKED, "%zu line%s, %zu reason%s", gate->lock.lines.count, cli_s(gate->lock.lines.count), gate->lock.reasons.count, cli_s(gate->lock.reasons.count));
    vec_free(&lines);
}

/* ---- can we go back? ---- */

/* A ring that found it bad. */
static bool was_bad(struct gate *gate)
{
    struct release *before = &gate->before;
    for (size_t i = 0; i < before->rings.count; i++) {
        const struct str ring = ((const struct project_ring *)before->rings.p)[i].name;
        struct str verdict, bytes;
        uint64_t seconds;
        const char *path;
        const enum cli_status status = release_read_record(gate->cli, before, ring, &verdict, &seconds, &path, &bytes);
        if (status != CLI_OK) gate_fail(gate, GATE_ROLL_BACK, "a record of it cannot be used, as is said above");
        if (!str_equal(verdict, STR("bad"))) continue;
        gate_fail(gate, GATE_ROLL_BACK, "ring '" STR_FMT "' found it bad: name the release before it, to which sensors go back", STR_ARG(ring));
        return true;
    }
    return false;
}

/* With every targeted sensor that supplies its Template Type at its version. */
static uint32_t count_sensors(struct gate *gate, const struct loaded *loaded)
{
    const struct model *model = &gate->check.pipeline.model;
    uint32_t fits = 0;
    for (size_t s = 0; s < model->sensors.count; s++) {
        bool supplied;
        const struct weir_verdict_on_file verdict = verify_for_sensor(gate->cli, loaded, MODEL_AT(model->sensors, struct sensor, s), &supplied);
        if (!supplied) continue;
        if (verdict.code == WEIR_ACCEPTED) fits++;
        else gate_fail(gate, GATE_ROLL_BACK, "%s: sensor '" STR_FMT "' refuses it: V%03u %s", loaded->path, STR_ARG(MODEL_AT(model->sensors, struct sensor, s)->name), verdict.code, weir_refusal_name(verdict.code));
    }
    return fits;
}

static void check_roll_back(struct gate *gate)
{
    const enum cli_status status = release_read(gate->cli, gate->previous, &gate->before);
    if (status != CLI_OK) {
        gate_fail(gate, GATE_ROLL_BACK, "%s is no whole release, as is said above", gate->previous);
        return;
    }
    gate->has_before = true;
    if (was_bad(gate)) return;
    diff_open(&gate->diff, gate->cli);
    gate->has_diff = true;
    if (diff_read(&gate->diff, &gate->diff.old_side, gate->previous) != CLI_OK) {
        gate_fail(gate, GATE_ROLL_BACK, "%s does not load, as is said above", gate->previous);
        gate->has_before = false;
        return;
    }
    const struct vec *loaded = &gate->diff.old_side.loaded;
    uint32_t loads = 0;
    for (size_t i = 0; i < loaded->count; i++) loads += count_sensors(gate, ((struct loaded *const *)loaded->p)[i]) != 0;
    if (loads == 0) gate_fail(gate, GATE_ROLL_BACK, "no targeted sensor runs any file of %s", gate->previous);
    else gate_pass(gate, GATE_ROLL_BACK, "%s, revision %" PRIu64 ": %" PRIu32 " of %zu channel file%s load on the targeted sensors", gate->previous, gate->before.revision, loads, loaded->count, cli_s(loaded->count));
}

/* ---- what changed, and why ---- */

/* A sensor takes a file in place of another one only with a higher revision. */
static void check_revisions(struct gate *gate)
{
    const struct vec *old = &gate->diff.old_side.channels;
    for (size_t i = 0; i < old->count; i++) {
        const struct weir_channel *a = ((const struct weir_channel *const *)old->p)[i];
        for (uint32_t c = 0; c < gate->suite.release_count; c++) {
            const struct weir_channel *b = gate->suite.channels[c].view;
            if (a->channel != b->channel || a->template_version != b->template_version) continue;
            const bool same = a->size == b->size && memcmp(a->bytes, b->bytes, a->size) == 0;
            if (b->revision < a->revision || (b->revision == a->revision && !same))
                gate_fail(gate, GATE_DECLARED, "channel %" PRIu32 " changed at revision %" PRIu32 ", and the previous release has revision %" PRIu32 ": say a higher one with --revision", a->channel, b->revision, a->revision);
        }
    }
}

static void check_declared(struct gate *gate)
{
    uint64_t reasons = 0;
    for (uint32_t c = 0; c < gate->suite.release_count; c++) diff_add(&gate->diff.new_side, gate->suite.channels[c].view);
    gate->diff.old_side.name = gate->previous;
    gate->diff.new_side.name = gate->output;
    diff_compare(&gate->diff);
    for (size_t i = 0; i < gate->diff.rows.count; i++) {
        const struct diff_row *row = MODEL_AT(gate->diff.rows, struct diff_row, i);
        if (row->kind == DIFF_REMOVED) {
            reasons++;
            if (!lock_has_reason(&gate->lock, row->id, 0))
                gate_fail(gate, GATE_DECLARED, "'" STR_FMT "' is gone, and weir.lock has no line 'removed %" PRIu64 " " STR_FMT ": why'", STR_ARG(row->name), row->id, STR_ARG(row->name));
        } else if (row->renumbered) {
            reasons++;
            if (!lock_has_reason(&gate->lock, row->renumbered, row->id))
                gate_fail(gate, GATE_DECLARED, "'" STR_FMT "' has another id, and weir.lock has no line 'renumbered %" PRIu64 " %" PRIu64 ": why'", STR_ARG(row->name), row->renumbered, row->id);
        }
    }
    check_revisions(gate);
    gate_pass(gate, GATE_DECLARED, "%zu change%s since %s, %" PRIu64 " of them with a reason", gate->diff.rows.count, cli_s(gate->diff.rows.count), gate->previous, reasons);
}

void gate_check_before(struct gate *gate)
{
    if (gate->has_suite) check_lock(gate);
    if (gate->previous == NULL) {
        gate_skip(gate, GATE_ROLL_BACK, "this is the first release");
        gate_skip(gate, GATE_DECLARED, "this is the first release");
        return;
    }
    check_roll_back(gate);
    if (gate->has_suite && gate->has_diff && gate->has_before) check_declared(gate);
}
