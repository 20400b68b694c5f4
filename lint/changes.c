/* Changes against the last release -> findings, each at what it is about in the sources of now. */
#include "facts.h"

#include <stdlib.h>

struct spot {
    uint64_t id;
    struct span span;
};

static int by_id(const void *a, const void *b)
{
    const struct spot *x = a, *y = b;
    return (x->id > y->id) - (x->id < y->id);
}

/* Where the instance is, or its Template Type, or nowhere. */
static struct span place_of(const struct lint *lint, const struct lint_change *change, const struct spot *places)
{
    const struct spot wanted = {.id = change->id};
    const struct spot *found = change->id && lint->model->instances.count ? bsearch(&wanted, places, lint->model->instances.count, sizeof *places, by_id) : NULL;
    if (found) return found->span;
    for (uint32_t t = 0; t < lint->model->templates.count; t++)
        if (lint_type(lint, t)->channel == change->channel) return lint_type(lint, t)->span;
    return (struct span){0, 0};
}

static void tell(struct lint *lint, const struct lint_change *change, struct span span)
{
    struct diag_sink *sink = lint->model->sink;
    struct diag *d = lint_report(lint, change->code, span, STR_FMT, STR_ARG(change->text));
    if (d && change->gained.n) diag_add_event(sink, d, change->gained, "this matches now, and did not");
    if (d && change->lost.n) diag_add_event(sink, d, change->lost, "this matched, and does not any more");
}

void lint_tell_changes(struct lint *lint, enum diag_code code)
{
    const struct vec *changes = lint->options->changes;
    bool any = false;
    for (size_t i = 0; changes && i < changes->count && !any; i++) any = MODEL_AT(*changes, struct lint_change, i)->code == code;
    if (!any) return;
    struct arena scratch;
    arena_init(&scratch, lint->model->arena->exhausted);
    struct spot *places = arena_array(&scratch, lint->model->instances.count, sizeof *places);
    for (uint32_t i = 0; i < lint->model->instances.count; i++) places[i] = (struct spot){lint_instance(lint, i)->id, lint_instance(lint, i)->span};
    if (lint->model->instances.count) qsort(places, lint->model->instances.count, sizeof *places, by_id);
    for (size_t i = 0; i < changes->count; i++) {
        const struct lint_change *change = MODEL_AT(*changes, struct lint_change, i);
        if (change->code == code) tell(lint, change, place_of(lint, change, places));
    }
    arena_free(&scratch);
}
