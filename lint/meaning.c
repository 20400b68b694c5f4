/* Asks about every instance: can it match, can it miss? See meaning.h. meaning_criteria.c asks about its parts, meaning_values.c about values, meaning_others.c about pairs. */
#include "meaning.h"

#include <stdarg.h>
#include <stdlib.h>

#include "../compiler/base/limits.h"

bool meaning_wants(const struct meaning *m, enum diag_code code) { return lint_wants(m->lint, code, true); }

/* ---- answers ---- */

enum solve_answer meaning_ask(struct meaning_case *c, enum diag_code code, const struct solve_node *node, struct solve_event *event)
{
    struct solve_event unused;
    const enum solve_answer answer = solve_find(&c->solve, node, event ? event : &unused);
    if (answer == SOLVE_UNDECIDED) lint_undecided(c->meaning->lint, code, lint_instance(c->meaning->lint, c->instance)->span);
    return answer;
}

struct meaning_finding *meaning_add(struct meaning *m, enum diag_code code, uint32_t instance)
{
    struct meaning_finding *finding = vec_push(&m->found[code], sizeof *finding);
    *finding = (struct meaning_finding){.instance = instance};
    return finding;
}

void meaning_confirm(struct meaning *m, uint32_t instance, const struct solve_event *event, bool matches)
{
    if (m->lint->options->engine->matches(m->channel, instance, event) != matches)
        BUG("the interpreter does not confirm an event of '" STR_FMT "'", STR_ARG(lint_instance(m->lint, instance)->name));
}

void meaning_show(struct meaning *m, struct meaning_finding *finding, const struct solve_event *event, const char *format, ...)
{
    if (finding->event_count == MEANING_EVENTS) return;
    struct arena *arena = m->lint->model->arena;
    struct meaning_event *shown = &finding->events[finding->event_count++];
    va_list arguments;
    va_start(arguments, format);
    shown->shows = arena_vprintf(arena, format, arguments);
    va_end(arguments);
    char *text = NULL;
    size_t bytes = 0;
    FILE *stream = open_memstream(&text, &bytes);
    if (stream != NULL) {
        solve_write_event(stream, lint_type(m->lint, m->type), event);
        if (fclose(stream) == 0) shown->json = arena_copy(arena, (struct str){text, (uint32_t)bytes});
    }
    free(text);
    if (shown->json.n == 0) longjmp(*arena->exhausted, 1);
}

void meaning_place(struct meaning_finding *finding, struct span span, const char *says)
{
    if (finding->place_count < MEANING_OTHERS && span.at) finding->places[finding->place_count++] = (struct meaning_place){span, says};
}

const uint8_t *meaning_signs(struct meaning_case *c)
{
    uint8_t *signs = arena_array(c->solve.arena, (size_t)solve_atom_count(&c->solve) + 1, sizeof *signs);
    solve_signs(&c->solve, c->condition, signs);
    return signs;
}

struct str meaning_words(const struct meaning *m, struct span span)
{
    return sources_words(m->lint->model->sources, m->lint->model->arena, span, 80);
}

struct diag *meaning_report(struct lint *lint, enum diag_code code, const struct meaning_finding *f, const char *format, ...)
{
    struct diag_sink *sink = lint->model->sink;
    va_list arguments;
    va_start(arguments, format);
    const struct str text = arena_vprintf(lint->model->arena, format, arguments);
    va_end(arguments);
    struct diag *d = lint_report(lint, code, f->span.at ? f->span : lint_instance(lint, f->instance)->span, STR_FMT, STR_ARG(text));
    if (d == NULL) return NULL;
    for (uint32_t i = 0; i < f->place_count; i++) diag_add_label(sink, d, f->places[i].span, "%s", f->places[i].says);
    for (uint32_t i = 0; i < f->event_count; i++) diag_add_event(sink, d, f->events[i].json, STR_FMT, STR_ARG(f->events[i].shows));
    return d;
}

/* ---- one instance ---- */

/* The parts of an impossible condition that are impossible together, none of which can be left out. */
static void place_conflict(struct meaning_case *c, struct meaning_finding *finding)
{
    struct solve_row row = solve_row(&c->solve, c->condition, false);
    const uint8_t *signs = meaning_signs(c);
    struct solve_event unused;
    for (uint32_t i = 0; i < row.count && row.count <= 64;) {
        if (solve_find(&c->solve, solve_join(&c->solve, &row, i, false), &unused) == SOLVE_NO) row.at[i] = row.at[--row.count];
        else i++;
    }
    for (uint32_t i = 0; i < row.count; i++) meaning_place(finding, solve_span(row.at[i], signs), row.count == 1 ? "this never holds" : i == 0 ? "this" : "and this never hold together");
}

/* true: an exclusion alone is why the condition never holds, and that was told. */
static bool is_excluded_whole(struct meaning_case *c)
{
    const struct solve_row row = solve_row(&c->solve, c->condition, false);
    struct solve_event event;
    for (uint32_t i = 0; i < row.count && row.count > 1; i++) {
        struct solve_node *excluded = solve_excluded(row.at[i]);
        if (excluded == NULL) continue;
        if (solve_find(&c->solve, solve_join(&c->solve, &row, i, false), &event) != SOLVE_YES) continue;
        struct meaning_finding *finding = meaning_add(c->meaning, DIAG_TOTAL_EXCLUSION, c->instance);
        finding->span = solve_span(excluded, meaning_signs(c));
        finding->text = meaning_words(c->meaning, finding->span);
        meaning_confirm(c->meaning, c->instance, &event, false);
        meaning_show(c->meaning, finding, &event, "without the exclusion this would match; with it, it does not");
        return true;
    }
    return false;
}

static void ask_never(struct meaning_case *c, enum solve_answer answer)
{
    struct meaning *m = c->meaning;
    if (answer != SOLVE_NO || (meaning_wants(m, DIAG_TOTAL_EXCLUSION) && is_excluded_whole(c))) return;
    if (meaning_wants(m, DIAG_NEVER_MATCHES)) place_conflict(c, meaning_add(m, DIAG_NEVER_MATCHES, c->instance));
}

/* What matches everything matches an event without any value; that is asked first, because it costs nothing. */
static void ask_always(struct meaning_case *c)
{
    const struct solve_event empty = {0};
    if (!meaning_wants(c->meaning, DIAG_ALWAYS_MATCHES) || !solve_holds(&c->solve, c->condition, &empty)) return;
    if (meaning_ask(c, DIAG_ALWAYS_MATCHES, solve_not(&c->solve, c->condition), NULL) != SOLVE_NO) return;
    meaning_confirm(c->meaning, c->instance, &empty, true);
    struct meaning_finding *finding = meaning_add(c->meaning, DIAG_ALWAYS_MATCHES, c->instance);
    meaning_show(c->meaning, finding, &empty, "even this matches: nothing is in it but what every event of the Template Type has");
}

static void ask_instance(struct meaning *m, uint32_t instance, const uint32_t *first_alike)
{
    struct meaning_case c = {.meaning = m, .instance = instance};
    arena_reset(&m->scratch);
    m->model.sets.count = m->lint->model->sets.count; /* without what was made for the one before */
    solve_init(&c.solve, &m->scratch, &m->model, m->type, m->version);
    c.solve.budget = LIMIT_LINT_TRIALS;
    c.solve.places = LIMIT_LINT_PLACES;
    c.condition = solve_instance(&c.solve, instance);
    c.atom_count = solve_atom_count(&c.solve);
    const enum solve_answer answer = meaning_ask(&c, DIAG_NEVER_MATCHES, c.condition, &c.event);
    if (answer == SOLVE_YES) {
        meaning_confirm(m, instance, &c.event, true);
        ask_always(&c);
        meaning_ask_criteria(&c);
        meaning_ask_others(&c, first_alike);
    } else {
        ask_never(&c, answer);
    }
    solve_free(&c.solve);
}

/* ---- all of them ---- */

/* What the condition is, byte by byte: two that are alike mean the same. */
static struct str content_of(struct meaning *m, const struct instance *in)
{
    const uint32_t words = 2 * in->criterion_count + in->code_count;
    uint32_t *out = arena_array(&m->scratch, (size_t)words + 1, sizeof *out), n = 0;
    for (uint32_t i = 0; i < in->criterion_count; i++) {
        const struct criterion *c = MODEL_AT(m->lint->model->criteria, struct criterion, in->criterion_first + i);
        out[n++] = (uint32_t)c->op | (uint32_t)c->flags << 8 | (uint32_t)c->ordinal << 16 | (uint32_t)c->other << 24;
        out[n++] = c->set;
    }
    for (uint32_t i = 0; i < in->code_count; i++) out[n++] = *MODEL_AT(m->lint->model->code, uint32_t, in->code_first + i);
    return (struct str){(const char *)out, n * (uint32_t)sizeof *out};
}

static uint32_t version_of(const struct lint *lint, uint32_t instance)
{
    const struct instance *in = lint_instance(lint, instance);
    return in->pinned ? in->pinned : lint_type(lint, in->type)->version;
}

/* Instances of the Template Type that are asked about at the version: first_alike gets for each the first with the very same condition. */
static uint32_t choose(struct meaning *m, uint32_t *chosen, uint32_t *first_alike)
{
    const struct lint *lint = m->lint;
    struct intern contents;
    struct arena memory;
    struct vec firsts = {.exhausted = m->scratch.exhausted}; /* uint32_t: instance by number of the content */
    uint32_t count = 0;
    arena_init(&memory, m->scratch.exhausted);
    intern_init(&contents, &memory);
    for (uint32_t i = lint->type_first[m->type]; i < lint->type_first[m->type + 1]; i++) {
        const uint32_t instance = lint->type_instances[i];
        if (lint_instance(lint, instance)->stress || version_of(lint, instance) != m->version) continue;
        arena_reset(&m->scratch);
        const uint32_t number = intern_add(&contents, content_of(m, lint_instance(lint, instance)));
        if (number == firsts.count) *(uint32_t *)vec_push(&firsts, sizeof instance) = instance;
        first_alike[instance] = *MODEL_AT(firsts, uint32_t, number);
        chosen[count++] = instance;
    }
    vec_free(&firsts);
    intern_free(&contents);
    arena_free(&memory);
    return count;
}

static void ask_group(struct meaning *m, uint32_t *chosen, uint32_t *first_alike)
{
    const uint32_t count = choose(m, chosen, first_alike);
    uint32_t asked = 0;
    for (uint32_t i = 0; i < count; i++) /* what is aside may contain what is asked about, and is not asked about itself */
        if (!lint_instance(m->lint, chosen[i])->aside) chosen[asked++] = chosen[i];
    if (asked == 0) return;
    struct vec near = {.exhausted = m->scratch.exhausted};
    meaning_leave_far(m, chosen, asked, &near);
    m->channel = m->lint->options->engine->open(m->lint->options->engine->context, m->type, m->version);
    meaning_put_back(m, &near);
    for (uint32_t i = 0; i < asked; i++) {
        if (m->channel) ask_instance(m, chosen[i], first_alike);
        else lint_undecided(m->lint, DIAG_NEVER_MATCHES, lint_instance(m->lint, chosen[i])->span); /* a limit of the format is passed: compile reports which */
    }
    if (m->channel) m->lint->options->engine->close(m->channel);
    m->channel = NULL;
}

/* The versions at which instances of the Template Type are asked about: its newest, and those that instances are pinned to. Few: each is looked for among the instances. */
static void ask_type(struct meaning *m, uint32_t *chosen, uint32_t *first_alike)
{
    const struct lint *lint = m->lint;
    uint32_t next = 1;
    while (next) { /* ascending: the least version from `next` on that an instance has */
        uint32_t least = 0;
        for (uint32_t i = lint->type_first[m->type]; i < lint->type_first[m->type + 1]; i++) {
            const uint32_t version = version_of(lint, lint->type_instances[i]);
            if (version >= next && (least == 0 || version < least)) least = version;
        }
        m->version = least;
        next = least ? least + 1 : 0;
        if (least) ask_group(m, chosen, first_alike);
    }
}

static void ask_all(struct meaning *m)
{
    const struct model *model = m->lint->model;
    uint32_t *chosen = arena_array(m->lint->model->arena, model->instances.count, sizeof *chosen);
    uint32_t *first_alike = arena_array(m->lint->model->arena, model->instances.count, sizeof *first_alike);
    const size_t sets = model->sets.count;
    if (sets) memcpy(vec_extend(&m->sets, sets, sizeof(struct value_set)), model->sets.p, sets * sizeof(struct value_set));
    m->model = *model;
    m->model.sets = m->sets;
    for (m->type = 0; m->type < model->templates.count; m->type++) ask_type(m, chosen, first_alike);
    m->sets = m->model.sets; /* it may have grown */
}

const struct meaning *lint_meaning(struct lint *lint)
{
    if (lint->meaning) return lint->meaning;
    struct meaning *m = lint->meaning = arena_new(lint->model->arena, struct meaning);
    m->lint = lint;
    m->sets.exhausted = lint->model->arena->exhausted;
    arena_init(&m->scratch, lint->model->arena->exhausted);
    for (int code = 0; code < DIAG_CODE_COUNT; code++) m->found[code].exhausted = lint->model->arena->exhausted;
    if (lint->options->engine == NULL || diag_has_errors(lint->model->sink)) return m; /* what does not compile means nothing yet */
    bool any = false;
#define MEANING(code) any = any || meaning_wants(m, DIAG_##code);
#include "meaning.def"
#undef MEANING
    if (any) ask_all(m);
    return m;
}

void lint_meaning_free(struct lint *lint)
{
    if (lint->meaning == NULL) return;
    for (int code = 0; code < DIAG_CODE_COUNT; code++) vec_free(&lint->meaning->found[code]);
    vec_free(&lint->meaning->sets);
    arena_free(&lint->meaning->scratch);
}
