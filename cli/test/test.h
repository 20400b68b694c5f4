/* One `weir test`, by files: test.c is asked, selects, and ends; test_suite.c has the channels and asks the Content Interpreter; test_cases.c runs the tests,
 * test_corpus.c the corpora, test_known.c the known-good events with the list of test_allow.c; test_explain.c says why; test_report.c and test_junit.c write.
 *
 * In:   a project whose check found no error. Out: an outcome for each test, and a diagnostic for each that failed.
 * Must hold: every verdict is that of the Content Interpreter on the bytes that `weir compile` would write. */
#ifndef CLI_TEST_H
#define CLI_TEST_H

#include "../lint/check.h"
#include "../events/events.h"

enum test_format { TEST_TEXT, TEST_SHORT, TEST_JSON, TEST_JUNIT };
enum test_outcome { TEST_PASSED, TEST_FAILED, TEST_NOT_RUN };
enum { TEST_LINES_SHOWN = 5 };
#define TEST_NONE UINT32_MAX

struct test_place { /* an instance in a channel file */
    uint32_t channel; /* of the suite */
    uint32_t index;   /* of the instance in the file */
};
struct test_channel {
    const struct pipeline_channel *made;
    const struct weir_channel *view;
    struct events_channel *events; /* NULL before the first file of events */
    bool wanted;                   /* while a file of events is read: somebody asks about this channel */
    uint64_t accepted, unconverted;/* events and values of the file being read */
};

/* Why a verdict is what it is: the criteria that decided, in the order of the source. */
struct test_reason {
    struct span span;
    struct str text;       /* "false: Image is 'C:\a.exe'" */
};
struct test_reasons {
    struct test_reason *list;
    uint32_t count;
    uint32_t decisive;     /* criteria of the file */
    struct str json;       /* the same for --format json: objects with commas between them */
};

struct test_case { /* one `test` or `corpus` */
    uint32_t instance, test;  /* of the model */
    uint8_t outcome;          /* enum test_outcome */
    uint8_t got;              /* enum weir_verdict: where it failed first, or what was expected */
    uint32_t failed_places;
    uint32_t failed_channel;  /* the first where it failed */
    uint64_t count;           /* of a corpus: matches, there */
    const struct diag *diag;  /* of the failure */
    struct test_reasons reasons;
};

struct test_finding { /* an instance that matches known-good events, or is allowed to */
    uint32_t instance;
    uint64_t hits, allowed, unexpected;
    struct str where; /* the first unexpected ones: "a.jsonl:3, a.jsonl:7" */
    const struct diag *diag; /* NULL: nothing unexpected */
    struct test_reasons reasons;
};

struct suite {
    struct cli *cli;
    struct pipeline *pipeline;
    enum test_format format;
    struct vec made[2];         /* struct pipeline_channel: as compile writes them; with the stress instances, if those have tests */
    struct test_channel *channels;
    uint32_t channel_count, release_count; /* those without the stress instances come first */
    uint32_t *place_first;      /* by instance of the model; one more at the end */
    struct test_place *places;
    bool *whole;                /* by instance: all of it is asked for, and not single tests */
    struct test_case *cases;    /* by instance, then in the order of the source */
    uint32_t case_count;
    struct vec findings;        /* struct test_finding */
    bool only_scores;           /* coverage and mutants: nothing is shown */
    bool only_concerned;     /* the channels are made of what is not aside */
    uint32_t revision;          /* of the channel files; 0: the project's */
    size_t fixed_workspace;     /* --workspace; 0: as much as the event needs */
    struct vec workspace;
    uint8_t *criteria;          /* verdicts of the criteria of the instance asked about last */
    struct arena scratch;       /* of one event */
    struct events events;
    struct quality_corpora *corpora; /* of quality.c, or NULL */
    bool has_events;            /* `events` knows the channels */
    bool world_failed;          /* a file of events is not there */
    bool contradicted;          /* the Content Interpreter said two things about one event: our own fault */
    uint64_t known_events, known_files, known_allowed, known_new;
    uint32_t instance_count, untested_count;
};

static inline const struct instance *suite_instance(const struct suite *suite, uint32_t instance)
{
    return MODEL_AT(suite->pipeline->model.instances, struct instance, instance);
}
static inline const struct content_test *suite_test(const struct suite *suite, const struct test_case *one)
{
    return MODEL_AT(suite->pipeline->model.tests, struct content_test, one->test);
}
static inline const struct template_type *suite_type(const struct suite *suite, uint32_t instance)
{
    return MODEL_AT(suite->pipeline->model.templates, struct template_type, suite_instance(suite, instance)->type);
}

/* A diagnostic that was reported before, or is one too many, is not kept. */
static inline const struct diag *suite_kept(const struct suite *suite, const struct diag *diag)
{
    return diag == &suite->pipeline->sink.scratch ? NULL : diag;
}

/* ---- test_suite.c ---- */

/* Makes and verifies the channels, and finds every instance in them. Not CLI_OK: reported. */
enum cli_status suite_make(struct suite *suite, bool with_stress);
void suite_free(struct suite *suite);
/* What the interpreter says of this instance; the verdicts of its criteria are in suite->criteria. */
enum weir_verdict suite_ask(struct suite *suite, struct test_place place, const struct weir_input *inputs, size_t text_bytes);
/* All instances of the channel, as a sensor does it. */
void suite_match(struct suite *suite, uint32_t channel, const struct weir_input *inputs, size_t text_bytes, weir_on_hit *on_hit, void *context);

/* A file of events, line by line. take is called for every event and every channel that is wanted and of whose Template Type it is. */
struct suite_reading {
    void (*take)(void *context, uint64_t line, uint32_t channel, const struct weir_input *inputs, size_t text_bytes);
    void *context;
    uint64_t events, bad_lines, first_bad;
    const char *bad_text;   /* what is wrong with the first bad line */
    struct file_status status;
};
void suite_read_events(struct suite *suite, const char *path, struct suite_reading *reading);
/* A diagnostic for lines that are no events; where: who names the file. */
const struct diag *suite_report_bad_lines(struct suite *suite, const struct suite_reading *reading, struct str name, struct span where);

/* ---- test.c ---- */

/* Every test of every instance. */
void suite_select_all(struct suite *suite);
/* Tests of a stress instance run on files that are not released, so they are for `weir test` alone. */
void suite_drop_stress(struct suite *suite);
void suite_init(struct suite *suite, struct cli *cli, struct pipeline *pipeline);

/* ---- test_cases.c, test_corpus.c, test_known.c ---- */

void suite_run_tests(struct suite *suite);
void suite_run_corpora(struct suite *suite);
enum cli_status suite_run_known_good(struct suite *suite, bool whole_project);

/* ---- test_allow.c ---- */

struct allowance {
    uint64_t id;
    struct span span;
    uint32_t instance;   /* of the model, or TEST_NONE */
    bool by_event;
    uint64_t matches;    /* how many may match; by_event: how many events are listed */
    uint64_t used;
};
struct allow_list {
    struct vec entries;  /* struct allowance */
    struct intern events;/* "ID PATH:LINE" */
    struct vec owners;   /* struct allowed_event, by number in events */
    uint32_t *of_instance; /* entry + 1, by instance of the model */
};
struct allowed_event {
    uint32_t entry;
    struct span span;
    bool used;
};
/* path NULL: nothing is allowed. What is wrong in the file is reported: CLI_USAGE. */
enum cli_status allow_read(struct suite *suite, const char *path, struct allow_list *list);
void allow_free(struct allow_list *list);
/* May this instance match this event? Only for entries by_event. */
bool allow_event(struct allow_list *list, uint64_t id, const char *path, uint64_t line);
/* Warns of what is allowed and does not happen. */
void allow_report_unused(struct suite *suite, struct allow_list *list);

/* ---- test_explain.c ---- */

/* For the event that suite_ask was asked about last, with that answer. expected: the verdict that was wanted. */
struct test_reasons test_explain(struct suite *suite, struct test_place place, const struct weir_input *inputs, enum weir_verdict got, bool expected);
/* As labels of the diagnostic, and its note. */
void test_add_reasons(struct suite *suite, struct diag *diag, const struct test_reasons *reasons, enum weir_verdict got);
/* What `fill` writes, in the arena of the diagnostics. */
struct str test_text(struct suite *suite, void (*fill)(FILE *stream, const void *context), const void *context);

/* ---- test_report.c, test_junit.c ---- */

struct test_counts {
    uint64_t passed, failed, not_run;
};
struct test_counts test_count(const struct suite *suite);
/* Diagnostics, results and summary, in the format that was asked for. */
void test_report(struct suite *suite);
void test_write_junit(FILE *stream, const struct suite *suite);

#endif
