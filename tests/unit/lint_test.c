/* The proof over models made by hand: what is counted, what fails, what is said of it; levels; and that a model which claims something else than its
 * criteria say is caught. */
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include "check.h"
#include "lint/lint.h"

enum { FIELDS = 4, INSTANCES = 6 };

struct world {
    struct arena arena;
    struct sources sources;
    struct diag_sink sink;
    struct model model;
    struct project project;
    struct lint_result result;
    struct field fields[FIELDS];
    struct sensor_input inputs[3][FIELDS + 1];
    struct sensor_supply supplies[3];
    uint32_t base; /* a position in the one source file: spans only have to be different */
};

static struct span span_at(const struct world *w, uint32_t offset) { return (struct span){w->base + offset, 1}; }

/* One Template Type with four parameters, the last since version 2; instances that read the first; one sensor that supplies version 2. */
static void make(struct world *w, jmp_buf *jump)
{
    static const char text[512] = "x";
    static const struct field fields[FIELDS] = {
        {.name = {"Path", 4}, .ordinal = 1, .type = WEIR_TYPE_PATH, .since = 1, .type_text = {"path", 4}},
        {.name = {"User", 4}, .ordinal = 2, .type = WEIR_TYPE_STRING, .since = 1, .type_text = {"string", 6}},
        {.name = {"Pid", 3}, .ordinal = 3, .type = WEIR_TYPE_U32, .since = 1, .type_text = {"u32", 3}},
        {.name = {"Host", 4}, .ordinal = 4, .type = WEIR_TYPE_STRING, .since = 2, .type_text = {"string", 6}},
    };
    memset(w, 0, sizeof *w);
    arena_init(&w->arena, jump);
    sources_init(&w->sources, &w->arena);
    w->base = sources_file(&w->sources, sources_add(&w->sources, "rules/a.weir", (struct str){text, 511}))->base;
    diag_init(&w->sink, &w->arena, &w->sources);
    model_init(&w->model, &w->arena, &w->sources, &w->sink);
    w->project.levels.exhausted = jump;
    memcpy(w->fields, fields, sizeof fields);
    for (uint32_t f = 0; f < FIELDS; f++) w->fields[f].span = span_at(w, 10 + f);
    struct template_type *type = vec_push(&w->model.templates, sizeof *type);
    *type = (struct template_type){.name = STR("Thing"), .span = span_at(w, 1), .channel = 7, .version = 2, .actions = 7, .fields = w->fields, .field_count = FIELDS};
    for (uint32_t s = 0; s < 3; s++) {
        for (uint32_t f = 0; f < FIELDS; f++)
            w->inputs[s][f] = (struct sensor_input){w->fields[f].name, w->fields[f].type_text, w->fields[f].type, span_at(w, 100 + 20 * s + f)};
        w->supplies[s] = (struct sensor_supply){STR("Thing"), 2, w->inputs[s], FIELDS, span_at(w, 119 + 20 * s), span_at(w, 118 + 20 * s)};
    }
}

static void add_sensor(struct world *w, uint32_t number, const char *name)
{
    struct sensor *sensor = vec_push(&w->model.sensors, sizeof *sensor);
    *sensor = (struct sensor){.name = str_from(name), .path = "s.json", .supplies = &w->supplies[number], .supply_count = 1};
}

/* An instance with one criterion on the ordinal. */
static struct instance *add_instance(struct world *w, const char *name, uint8_t ordinal, uint8_t op)
{
    const uint32_t number = (uint32_t)w->model.instances.count;
    struct criterion *c = vec_push(&w->model.criteria, sizeof *c);
    *c = (struct criterion){.op = op, .ordinal = ordinal, .set = WEIR_NO_SET, .span = span_at(w, 300 + number)};
    struct instance *instance = vec_push(&w->model.instances, sizeof *instance);
    *instance = (struct instance){.name = str_from(name), .title = str_from(name), .span = span_at(w, 200 + number), .id = number + 1, .least_version = ordinal ? w->fields[ordinal - 1].since : 1,
                                  .criterion_first = number, .criterion_count = 1};
    return instance;
}

static void run(struct world *w, bool needs_sensors)
{
    lint_run(&w->model, &(struct lint_options){.project = &w->project, .needs_sensors = needs_sensors}, &w->result);
    diag_sort(&w->sink);
}

static void drop(struct world *w)
{
    lint_result_free(&w->result);
    vec_free(&w->project.levels);
    model_free(&w->model);
    diag_free(&w->sink);
    vec_free(&w->sources.files);
    arena_free(&w->arena);
}

static uint32_t count_code(const struct world *w, enum diag_code code, struct diag **last)
{
    uint32_t count = 0;
    for (size_t i = 0; i < w->sink.list.count; i++) {
        struct diag *d = ((struct diag **)w->sink.list.p)[i];
        if (d->code != code || d->level == DIAG_OFF) continue;
        if (last) *last = d;
        count++;
    }
    return count;
}

static bool says(struct str text, const char *part)
{
    const size_t n = strlen(part);
    for (size_t i = 0; i + n <= text.n; i++)
        if (memcmp(text.p + i, part, n) == 0) return true;
    return false;
}

static bool labels_at(const struct diag *d, struct span span)
{
    for (const struct diag_label *l = d->labels; l; l = l->next)
        if (l->span.at == span.at) return true;
    return false;
}

/* ---- what holds ---- */

static void test_proved(jmp_buf *jump)
{
    struct world w;
    make(&w, jump);
    add_sensor(&w, 0, "2.0");
    w.supplies[1].version = 1;
    w.supplies[1].input_count = 3;
    add_sensor(&w, 1, "1.0");
    add_instance(&w, "Everywhere", 1, WEIR_OP_EXISTS);
    add_instance(&w, "NewOnly", 4, WEIR_OP_EXISTS);
    add_instance(&w, "AnyField", 0, WEIR_OP_EXISTS)->least_version = 1;
    run(&w, true);
    CHECK_INT(w.sink.count[DIAG_ERROR], 0);
    CHECK_INT(w.result.proof.counts, 2);
    CHECK_INT(w.result.proof.positions, 3 + 4);
    CHECK_INT(w.result.proof.vectors, 2 + 3);       /* version 1: two instances; version 2: three */
    CHECK_INT(w.result.proof.criteria, (1 + 2) + (1 + 1 + 3)); /* `any field` is 2 texts at version 1 and 3 at version 2 */
    CHECK_INT(w.result.proof.failed, 0);
    CHECK_INT(w.result.targets.count, 2);
    const struct lint_target *targets = w.result.targets.p;
    CHECK(targets[0].version == 1 && targets[0].instances == 2 && targets[0].sensors == 1);
    CHECK(targets[1].version == 2 && targets[1].instances == 3 && !targets[1].stress);
    drop(&w);
}

static void test_stress(jmp_buf *jump)
{
    struct world w;
    make(&w, jump);
    add_sensor(&w, 0, "2.0");
    add_instance(&w, "Stress", 1, WEIR_OP_EXISTS)->stress = true;
    run(&w, true);
    const struct lint_target *targets = w.result.targets.p;
    CHECK(w.result.targets.count == 1 && targets[0].stress && targets[0].instances == 0);
    drop(&w);
}

/* ---- what fails ---- */

static void test_counts(jmp_buf *jump)
{
    struct world w;
    struct diag *d = NULL;
    make(&w, jump);
    w.supplies[0].input_count = w.supplies[1].input_count = 3;
    add_sensor(&w, 0, "2.0");
    add_sensor(&w, 1, "2.1");
    add_sensor(&w, 2, "2.2");
    for (int i = 0; i < 5; i++) add_instance(&w, "Reads", 4, WEIR_OP_EXISTS);
    run(&w, true);
    CHECK_INT(count_code(&w, DIAG_SUPPLIED_COUNT, &d), 2); /* one a pair, not one an instance, and none of two sensors is swallowed */
    CHECK_INT(d->span.at, w.fields[3].span.at);
    CHECK(labels_at(d, w.supplies[1].span));
    CHECK(labels_at(d, span_at(&w, 200)) && labels_at(d, span_at(&w, 202)) && !labels_at(d, span_at(&w, 203)));
    CHECK(says(d->text, "'Host'") && says(d->text, "declares 4") && says(d->text, "supplies 3"));
    CHECK(says(d->note, "5 of 5") && says(d->note, "past the end"));
    CHECK(w.result.proof.failed != 0);
    drop(&w);
}

static void test_wildcard(jmp_buf *jump)
{
    struct world w;
    struct diag *d = NULL;
    make(&w, jump);
    w.supplies[0].input_count = 3;
    add_sensor(&w, 0, "2.0");
    add_instance(&w, "Wild", 1, WEIR_OP_EXISTS);
    run(&w, true);
    CHECK_INT(count_code(&w, DIAG_SUPPLIED_COUNT, &d), 1);
    CHECK(says(d->note, "nothing reads 'Host' yet"));
    drop(&w);
    make(&w, jump);
    w.supplies[0].input_count = 0;
    w.supplies[0].inputs = NULL;
    add_sensor(&w, 0, "2.0");
    run(&w, true); /* no inputs and no instances: still an error, and no crash */
    CHECK_INT(count_code(&w, DIAG_SUPPLIED_COUNT, &d), 1);
    drop(&w);
    make(&w, jump);
    w.inputs[0][4] = (struct sensor_input){STR("More"), STR("u32"), WEIR_TYPE_U32, span_at(&w, 104)};
    w.supplies[0].input_count = 5;
    add_sensor(&w, 0, "2.0");
    run(&w, true);
    CHECK_INT(count_code(&w, DIAG_SUPPLIED_COUNT, &d), 1);
    CHECK(says(d->text, "'More' is not declared"));
    drop(&w);
}

static void test_positions(jmp_buf *jump)
{
    struct world w;
    struct diag *d = NULL;
    make(&w, jump);
    w.inputs[0][0].name = STR("User");
    w.inputs[0][1].name = STR("Path");
    add_sensor(&w, 0, "2.0");
    add_instance(&w, "Reads", 1, WEIR_OP_EXISTS);
    run(&w, true);
    CHECK_INT(count_code(&w, DIAG_SUPPLIED_NAME, &d), 1);
    CHECK_INT(count_code(&w, DIAG_SUPPLIED_TYPE, NULL), 0);
    CHECK(says(d->note, "changed places"));
    CHECK_INT(d->span.at, w.fields[0].span.at);
    CHECK(labels_at(d, w.inputs[0][0].span));
    CHECK_INT(w.result.proof.failed, 2);
    drop(&w);

    make(&w, jump);
    w.inputs[0][0].type = WEIR_TYPE_U32;
    w.inputs[0][0].type_text = STR("u32");
    w.inputs[0][2].type = WEIR_TYPE_PATH;
    w.inputs[0][2].type_text = STR("path");
    add_sensor(&w, 0, "2.0");
    run(&w, true);
    CHECK_INT(count_code(&w, DIAG_SUPPLIED_TYPE, &d), 1);
    CHECK(says(d->note, "'Path' and 'Pid' have changed places"));
    drop(&w);

    make(&w, jump);
    w.fields[1].type = w.inputs[0][1].type = WEIR_TYPE_ENUM;
    w.fields[1].type_text = STR("enum{A,B}");
    w.inputs[0][1].type_text = STR("enum{B,A}");
    const struct member members[] = {{.name = STR("A"), .span = span_at(&w, 50)}, {.name = STR("B"), .value = 1, .span = span_at(&w, 51)}};
    w.fields[1].members = members;
    w.fields[1].member_count = 2;
    add_sensor(&w, 0, "2.0");
    run(&w, true);
    CHECK_INT(count_code(&w, DIAG_SUPPLIED_MEMBERS, &d), 1);
    CHECK(says(d->text, "member 1") && says(d->text, "'A'") && says(d->text, "'B'"));
    drop(&w);
}

static void test_positional(jmp_buf *jump)
{
    struct world w;
    make(&w, jump);
    add_sensor(&w, 0, "2.0");
    for (uint32_t n = 2; n <= 5; n++) {
        struct instance *instance = add_instance(&w, "Positional", 1, WEIR_OP_EXISTS);
        instance->pinned = 2;
        instance->positional = true;
        instance->positions = n;
    }
    run(&w, true);
    CHECK_INT(count_code(&w, DIAG_INSTANCE_COUNT, NULL), 3); /* 2, 3 and 5 of 4; each its own */
    drop(&w);
}

static void test_unsupplied(jmp_buf *jump)
{
    struct world w;
    struct diag *d = NULL;
    make(&w, jump);
    w.supplies[0].version = 1;
    w.supplies[0].input_count = 3;
    add_sensor(&w, 0, "1.0");
    add_instance(&w, "Old", 1, WEIR_OP_EXISTS);
    add_instance(&w, "New", 4, WEIR_OP_EXISTS);
    add_instance(&w, "New2", 4, WEIR_OP_EXISTS);
    add_instance(&w, "Pinned", 1, WEIR_OP_EXISTS)->pinned = 2;
    run(&w, true);
    CHECK_INT(count_code(&w, DIAG_UNSUPPLIED_VERSION, NULL), 2); /* one reason each */
    drop(&w);
    make(&w, jump);
    w.supplies[0].template_name = STR("Things");
    add_sensor(&w, 0, "1.0");
    for (int i = 0; i < 4; i++) add_instance(&w, "Lonely", 1, WEIR_OP_EXISTS);
    run(&w, true);
    CHECK_INT(count_code(&w, DIAG_UNSUPPLIED_TYPE, &d), 1);
    CHECK(says(d->text, "4 instances") && says(d->help, "'Things'"));
    CHECK_INT(w.result.targets.count, 0);
    drop(&w);
    make(&w, jump);
    w.supplies[0].version = 3;
    add_sensor(&w, 0, "3.0");
    run(&w, true);
    CHECK_INT(count_code(&w, DIAG_SENSOR_AHEAD, NULL), 1);
    CHECK_INT(w.sink.count[DIAG_ERROR], 0);
    drop(&w);
}

static void test_no_sensors(jmp_buf *jump)
{
    struct world w;
    make(&w, jump);
    run(&w, false);
    CHECK_INT(w.sink.count[DIAG_ERROR], 0);
    CHECK_INT(count_code(&w, DIAG_NO_SENSORS, NULL), 1);
    drop(&w);
    make(&w, jump);
    run(&w, true);
    CHECK_INT(w.sink.count[DIAG_ERROR], 1);
    drop(&w);
}

/* ---- levels ---- */

static void set_level(struct world *w, const char *rule, enum diag_level level, uint32_t at)
{
    struct level_setting *setting = vec_push(&w->project.levels, sizeof *setting);
    *setting = (struct level_setting){str_from(rule), level, span_at(w, at), 0};
}

static void test_levels(jmp_buf *jump)
{
    struct world w;
    make(&w, jump);
    add_sensor(&w, 0, "2.0");
    add_instance(&w, "Untested", 1, WEIR_OP_EXISTS);
    add_instance(&w, "untested", 1, WEIR_OP_EXISTS);
    set_level(&w, "missing-test", DIAG_ERROR, 400); /* before its group, and yet in force */
    set_level(&w, "tests", DIAG_OFF, 401);
    set_level(&w, "L004", DIAG_OFF, 402);
    set_level(&w, "supplied-count", DIAG_OFF, 403);
    set_level(&w, "mising-test", DIAG_OFF, 404);
    run(&w, true);
    struct diag *d = NULL;
    CHECK_INT(count_code(&w, DIAG_MISSING_TEST, &d), 2);
    CHECK_INT(d->level, DIAG_ERROR);
    CHECK_INT(count_code(&w, DIAG_CASE_TWIN, NULL), 0);
    CHECK_INT(count_code(&w, DIAG_PROJECT_UNKNOWN_RULE, NULL), 2); /* the proof cannot be silenced; and a slip is named */
    drop(&w);
    make(&w, jump);
    w.supplies[0].input_count = 3;
    add_sensor(&w, 0, "2.0");
    set_level(&w, "E201", DIAG_OFF, 403);
    run(&w, true);
    CHECK_INT(count_code(&w, DIAG_SUPPLIED_COUNT, NULL), 1);
    drop(&w);
}

/* ---- the model is not believed ---- */

/* The status that docs/cli.md names; a signal where a sanitizer is built in. */
static bool is_our_fault(struct world *w)
{
    fflush(stdout);
    const pid_t child = fork();
    if (child == 0) {
        if (freopen("/dev/null", "w", stderr) == NULL) _exit(1);
        run(w, true);
        _exit(0);
    }
    int status = 0;
    waitpid(child, &status, 0);
    return (WIFEXITED(status) && WEXITSTATUS(status) == 70) || (WIFSIGNALED(status) && WTERMSIG(status) == SIGABRT);
}

static void test_independent(jmp_buf *jump)
{
    struct world w;
    make(&w, jump);
    add_sensor(&w, 0, "2.0");
    add_instance(&w, "Number", 3, WEIR_OP_STARTS); /* text operator on a number */
    CHECK(is_our_fault(&w));
    drop(&w);
    make(&w, jump);
    add_sensor(&w, 0, "2.0");
    w.supplies[0].version = 1;
    w.supplies[0].input_count = 3;
    add_instance(&w, "Liar", 4, WEIR_OP_EXISTS)->least_version = 1; /* reads what version 1 does not have */
    CHECK(is_our_fault(&w));
    drop(&w);
    make(&w, jump);
    add_sensor(&w, 0, "2.0");
    add_instance(&w, "Beyond", 1, WEIR_OP_EXISTS);
    ((struct criterion *)w.model.criteria.p)->ordinal = 5;
    CHECK(is_our_fault(&w));
    drop(&w);
}

/* A comparison of two fields reads both: the second, too, must be supplied. */
static void test_other(jmp_buf *jump)
{
    for (uint8_t other = 2; other <= 4; other += 2) {
        struct world w;
        make(&w, jump);
        add_instance(&w, "Twin", 1, WEIR_OP_FIELD_EQUALS)->least_version = 2;
        MODEL_AT(w.model.criteria, struct criterion, 0)->other = other;
        w.supplies[0].input_count = 3;
        add_sensor(&w, 0, "7");
        run(&w, true);
        CHECK_INT(w.result.proof.failed, other == 4 ? 2 : 1); /* the count, and the instance that would read past the end */
        drop(&w);
    }
}

int main(void)
{
    jmp_buf jump;
    CHECK_MEMORY(jump);
    test_proved(&jump);
    test_stress(&jump);
    test_counts(&jump);
    test_wildcard(&jump);
    test_positions(&jump);
    test_positional(&jump);
    test_unsupplied(&jump);
    test_no_sensors(&jump);
    test_levels(&jump);
    test_independent(&jump);
    test_other(&jump);
    return CHECK_DONE("lint");
}
