/* Two sets of channels -> what changed, instance by instance, each change of meaning with an event that shows it.
 *
 * Must hold: an event is shown only after the Content Interpreter has run it over both files with the verdicts that are claimed. Conditions that are equal
 * criterion by criterion are not asked about, so that the cost follows the changes and not the size. */
#include "diff.h"

#include <stdlib.h>

#include "../channel/decode.h"
#include "../inspect/inspect.h"
#include "../channel/view.h"
#include "../quality/witness.h"

struct pair { /* one Template Type on both sides */
    const struct weir_channel *before, *after;
    uint32_t old_type, new_type;       /* in the model */
    uint32_t old_first, new_first;     /* where their instances start there */
    const struct template_type *shown; /* the one with more parameters: a copy, which stays where it is */
    bool comparable;                   /* their parameters mean the same as far as both have them */
};

static const struct instance *instance_at(const struct diff *d, uint32_t i) { return MODEL_AT(d->model.instances, struct instance, i); }
static const struct template_type *type_at(const struct diff *d, uint32_t i) { return MODEL_AT(d->model.templates, struct template_type, i); }

static void note_add(struct diff *d, enum diff_note_kind kind, uint32_t channel, const char *format, va_list arguments)
{
    const struct str text = arena_vprintf(&d->arena, format, arguments);
    *(struct diff_note *)vec_push(&d->notes, sizeof(struct diff_note)) = (struct diff_note){(uint8_t)kind, channel, text};
}

void diff_note(struct diff *d, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    note_add(d, DIFF_NOTE_OTHER, 0, format, arguments);
    va_end(arguments);
}

void diff_note_of(struct diff *d, enum diff_note_kind kind, uint32_t channel, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    note_add(d, kind, channel, format, arguments);
    va_end(arguments);
}

/* ---- numbers that were met ---- */

struct diff_ids { /* open addressing; 0 is free */
    uint64_t *slots;
    size_t room;
};

static struct diff_ids ids_make(struct arena *arena, uint64_t most)
{
    struct diff_ids ids = {.room = 16};
    while (ids.room < most * 2) ids.room *= 2;
    ids.slots = arena_array(arena, ids.room, sizeof *ids.slots);
    return ids;
}

/* The place of the key, or the free one for it; key is not 0. */
static uint64_t *ids_place(const struct diff_ids *ids, uint64_t key)
{
    size_t at = (size_t)(key * 0x9e3779b97f4a7c15u >> 20) & (ids->room - 1);
    while (ids->slots[at] != 0 && ids->slots[at] != key) at = (at + 1) & (ids->room - 1);
    return &ids->slots[at];
}

static bool ids_has(const struct diff_ids *ids, uint64_t key) { return *ids_place(ids, key) == key; }

/* true: for the first time. */
static bool ids_add(struct diff_ids *ids, uint64_t key)
{
    uint64_t *place = ids_place(ids, key);
    const bool known = *place == key;
    *place = key;
    return !known;
}

/* ---- are two conditions written alike? ---- */

static bool same_set(const struct diff *d, uint32_t a, uint32_t b)
{
    if (a == WEIR_NO_SET || b == WEIR_NO_SET) return a == b;
    const struct value_set *x = MODEL_AT(d->model.sets, struct value_set, a), *y = MODEL_AT(d->model.sets, struct value_set, b);
    if (x->kind != y->kind || x->count != y->count) return false;
    for (uint32_t i = 0; i < x->count * (x->kind == WEIR_SET_RANGES ? 2 : 1); i++) {
        if (x->kind == WEIR_SET_NUMBERS || x->kind == WEIR_SET_RANGES) {
            if (*MODEL_AT(d->model.numbers, uint64_t, x->first + i) != *MODEL_AT(d->model.numbers, uint64_t, y->first + i)) return false;
            continue;
        }
        uint32_t s = *MODEL_AT(d->model.values, uint32_t, x->first + i), t = *MODEL_AT(d->model.values, uint32_t, y->first + i);
        if (x->kind == WEIR_SET_PROGRAMS) {
            s = MODEL_AT(d->model.regexes, struct regex_entry, s)->text;
            t = MODEL_AT(d->model.regexes, struct regex_entry, t)->text;
        }
        if (!str_equal(*MODEL_AT(d->model.strings, struct str, s), *MODEL_AT(d->model.strings, struct str, t))) return false;
    }
    return true;
}

static bool same_condition(const struct diff *d, const struct instance *a, const struct instance *b)
{
    if (a->criterion_count != b->criterion_count || a->code_count != b->code_count) return false;
    for (uint32_t i = 0; i < a->code_count; i++)
        if (*MODEL_AT(d->model.code, uint32_t, a->code_first + i) != *MODEL_AT(d->model.code, uint32_t, b->code_first + i)) return false;
    for (uint32_t i = 0; i < a->criterion_count; i++) {
        const struct criterion *x = MODEL_AT(d->model.criteria, struct criterion, a->criterion_first + i), *y = MODEL_AT(d->model.criteria, struct criterion, b->criterion_first + i);
        if (x->op != y->op || x->flags != y->flags || x->ordinal != y->ordinal || x->other != y->other || !same_set(d, x->set, y->set)) return false;
    }
    return true;
}

/* ---- what changes ---- */

static uint64_t reads_of(const struct diff *d, const struct instance *in)
{
    uint64_t reads = 0;
    for (uint32_t i = 0; i < in->criterion_count; i++) {
        const struct criterion *c = MODEL_AT(d->model.criteria, struct criterion, in->criterion_first + i);
        reads |= UINT64_C(1) << (c->ordinal - 1) | (c->other ? UINT64_C(1) << (c->other - 1) : 0);
    }
    return reads;
}

/* An event for which a holds and b does not; a's side is `mine`. */
static enum solve_answer only(struct diff *d, struct arena *scratch, const struct pair *pair, uint32_t before, uint32_t after, bool gained, struct solve_event *event)
{
    struct solve solve;
    const bool newer = type_at(d, pair->new_type)->field_count >= type_at(d, pair->old_type)->field_count;
    const uint32_t type = newer ? pair->new_type : pair->old_type;
    solve_init(&solve, scratch, &d->model, type, type_at(d, type)->version);
    struct solve_node *a = solve_instance(&solve, pair->old_first + before), *b = solve_instance(&solve, pair->new_first + after);
    const enum solve_answer answer = gained ? solve_find(&solve, solve_and(&solve, b, solve_not(&solve, a)), event) : solve_find(&solve, solve_and(&solve, a, solve_not(&solve, b)), event);
    solve_free(&solve);
    if (answer != SOLVE_YES) return answer;
    const bool matched_before = witness_run(scratch, pair->before, before, type_at(d, type), event) == WEIR_MATCH;
    const bool matches_now = witness_run(scratch, pair->after, after, type_at(d, type), event) == WEIR_MATCH;
    if (matched_before == gained || matches_now != gained) BUG("the interpreter does not confirm an event that was found");
    return answer;
}

/* Texts of the event move out of the scratch memory. */
static void keep(struct diff *d, struct solve_event *event)
{
    for (uint32_t i = 0; i < WEIR_MAX_PARAMETERS; i++)
        if (event->present >> i & 1 && event->value[i].bytes.p) event->value[i].bytes = arena_copy(&d->arena, event->value[i].bytes);
}

static void decide(struct diff *d, const struct pair *pair, uint32_t before, uint32_t after, struct diff_row *row)
{
    struct arena scratch;
    if (!pair->comparable) {
        row->kind = DIFF_UNDECIDED;
        return;
    }
    arena_init(&scratch, d->arena.exhausted);
    const enum solve_answer gained = only(d, &scratch, pair, before, after, true, &row->gained), lost = only(d, &scratch, pair, before, after, false, &row->lost);
    row->has_gained = gained == SOLVE_YES;
    row->has_lost = lost == SOLVE_YES;
    if (row->has_gained) keep(d, &row->gained);
    if (row->has_lost) keep(d, &row->lost);
    arena_free(&scratch);
    if (gained == SOLVE_UNDECIDED || lost == SOLVE_UNDECIDED) row->kind = row->has_gained && row->has_lost ? DIFF_BOTH : DIFF_UNDECIDED;
    else row->kind = row->has_gained ? (row->has_lost ? DIFF_BOTH : DIFF_WIDER) : row->has_lost ? DIFF_NARROWER : DIFF_SAME;
}

static struct diff_row *row_new(struct diff *d, const struct pair *pair, const struct instance *in, uint32_t type, enum diff_kind kind)
{
    struct diff_row *row = vec_push(&d->rows, sizeof *row);
    *row = (struct diff_row){.kind = (uint8_t)kind, .id = in->id, .channel = type_at(d, type)->channel, .name = in->name, .template_name = type_at(d, type)->name, .version = type_at(d, type)->version, .type = pair->shown};
    row->old_severity = row->new_severity = in->severity;
    row->old_action = row->new_action = in->action;
    return row;
}

static void choose_shown(struct diff *d, struct pair *pair)
{
    const bool newer = type_at(d, pair->new_type)->field_count >= type_at(d, pair->old_type)->field_count;
    struct template_type *copy = arena_alloc(&d->arena, sizeof *copy);
    *copy = *type_at(d, newer ? pair->new_type : pair->old_type);
    pair->shown = copy;
}

bool diff_row_counts(const struct diff_row *row)
{
    return row->kind != DIFF_SAME || row->rewritten || row->new_name.n || row->new_title.n || row->old_severity != row->new_severity || row->old_action != row->new_action || row->renumbered;
}

static void compare_instance(struct diff *d, const struct pair *pair, uint32_t before, uint32_t after)
{
    const struct instance *a = instance_at(d, pair->old_first + before), *b = instance_at(d, pair->new_first + after);
    struct diff_row *row = row_new(d, pair, b, pair->new_type, DIFF_SAME);
    row->name = a->name;
    if (!str_equal(a->name, b->name)) row->new_name = b->name;
    if (!str_equal(a->title, b->title)) {
        row->old_title = a->title;
        row->new_title = b->title;
    }
    row->old_severity = a->severity;
    row->old_action = a->action;
    row->renumbered = a->id == b->id ? 0 : a->id;
    row->reads = reads_of(d, b) & ~reads_of(d, a);
    row->old_steps = weir_instance_steps(pair->before, before, WEIR_TEXT_BYTES_MEANT);
    row->new_steps = weir_instance_steps(pair->after, after, WEIR_TEXT_BYTES_MEANT);
    row->rewritten = !same_condition(d, a, b);
    if (row->rewritten) decide(d, pair, before, after, row);
    const bool first = ids_add(d->seen, b->id + 1); /* in the newest version that both sides have */
    if (diff_row_counts(row)) return;
    d->rows.count--;
    d->same += first;
}

/* ---- one Template Type ---- */

struct missing { /* instances without a partner of their id */
    uint32_t *at;
    uint32_t count;
};

/* An instance that is gone and one of the same name that is new: it has another id now. Ids are for ever, so this is told. */
static void pair_renumbered(struct diff *d, const struct pair *pair, struct missing *gone, struct missing *fresh)
{
    struct intern names;
    struct arena scratch;
    arena_init(&scratch, d->arena.exhausted);
    intern_init(&names, &scratch);
    uint32_t *by_name = arena_array(&scratch, (size_t)gone->count + 1, sizeof *by_name);
    for (uint32_t i = 0; i < gone->count; i++) by_name[intern_add(&names, instance_at(d, pair->old_first + gone->at[i])->name)] = i + 1;
    for (uint32_t i = 0; i < fresh->count; i++) {
        const struct instance *b = instance_at(d, pair->new_first + fresh->at[i]);
        const uint32_t number = intern_find(&names, b->name), found = number == INTERN_NONE ? 0 : by_name[number];
        if (found == 0 || gone->at[found - 1] == UINT32_MAX) continue;
        compare_instance(d, pair, gone->at[found - 1], fresh->at[i]);
        gone->at[found - 1] = fresh->at[i] = UINT32_MAX;
    }
    intern_free(&names);
    arena_free(&scratch);
}

static void compare_instances(struct diff *d, const struct pair *pair)
{
    const uint32_t old_count = view_count(pair->before, WEIR_SECTION_INSTANCES), new_count = view_count(pair->after, WEIR_SECTION_INSTANCES);
    struct missing gone = {arena_array(&d->arena, (size_t)old_count + 1, sizeof(uint32_t)), 0}, fresh = {arena_array(&d->arena, (size_t)new_count + 1, sizeof(uint32_t)), 0};
    for (uint32_t i = 0, k = 0; i < old_count || k < new_count;) { /* both ascend by id */
        const uint64_t a = i < old_count ? instance_at(d, pair->old_first + i)->id : UINT64_MAX, b = k < new_count ? instance_at(d, pair->new_first + k)->id : UINT64_MAX;
        if (a == b) compare_instance(d, pair, i++, k++);
        else if (a < b) gone.at[gone.count++] = i++;
        else fresh.at[fresh.count++] = k++;
    }
    pair_renumbered(d, pair, &gone, &fresh);
    for (uint32_t i = 0; i < gone.count; i++) {
        if (gone.at[i] == UINT32_MAX) continue;
        struct diff_row *row = row_new(d, pair, instance_at(d, pair->old_first + gone.at[i]), pair->old_type, DIFF_REMOVED);
        row->old_steps = weir_instance_steps(pair->before, gone.at[i], WEIR_TEXT_BYTES_MEANT);
    }
    for (uint32_t i = 0; i < fresh.count; i++) {
        if (fresh.at[i] == UINT32_MAX) continue;
        struct diff_row *row = row_new(d, pair, instance_at(d, pair->new_first + fresh.at[i]), pair->new_type, DIFF_ADDED);
        row->new_steps = weir_instance_steps(pair->after, fresh.at[i], WEIR_TEXT_BYTES_MEANT);
    }
}

/* Another name for the same thing is lost where the old one is not among its aliases, by which it could still be found. */
static enum diff_note_kind kind_of_change(const struct field *before, const struct field *after)
{
    if (!str_equal(before->type_text, after->type_text) || before->cased != after->cased) return DIFF_NOTE_RETYPED;
    for (uint32_t i = 0; i < after->alias_count; i++)
        if (str_equal(after->aliases[i].path, before->name)) return DIFF_NOTE_OTHER;
    return DIFF_NOTE_RENAMED;
}

/* Ordinals mean the same on both sides, as far as both have them? What does not is told. */
static bool compare_parameters(struct diff *d, const struct template_type *a, const struct template_type *b)
{
    bool same = true;
    const uint32_t both = a->field_count < b->field_count ? a->field_count : b->field_count;
    for (uint32_t i = 0; i < both; i++) {
        const struct field *x = &a->fields[i], *y = &b->fields[i];
        if (str_equal(x->name, y->name) && str_equal(x->type_text, y->type_text) && x->cased == y->cased) continue;
        same = false;
        diff_note_of(d, kind_of_change(x, y), b->channel, "'" STR_FMT "': parameter %u was " STR_FMT " : " STR_FMT "%s and is " STR_FMT " : " STR_FMT "%s; an ordinal keeps its meaning for ever", STR_ARG(b->name), i + 1, STR_ARG(x->name),
             STR_ARG(x->type_text), x->cased ? " cased" : "", STR_ARG(y->name), STR_ARG(y->type_text), y->cased ? " cased" : "");
    }
    if (a->version == b->version && a->field_count != b->field_count)
        diff_note_of(d, DIFF_NOTE_COUNT, b->channel, "'" STR_FMT "': version %u had %u parameters and has %u; a version never changes", STR_ARG(b->name), b->version, a->field_count, b->field_count);
    return same;
}

static uint64_t reads_of_all(const struct diff *d, uint32_t first, uint32_t count)
{
    uint64_t reads = 0;
    for (uint32_t i = 0; i < count; i++) reads |= reads_of(d, instance_at(d, first + i));
    return reads;
}

static void note_first_reads(struct diff *d, const struct template_type *type, uint64_t reads)
{
    for (uint32_t i = 0; i < type->field_count; i++)
        if (reads >> i & 1) diff_note(d, "'" STR_FMT "' version %u: parameter %u '" STR_FMT "' is read for the first time", STR_ARG(type->name), type->version, i + 1, STR_ARG(type->fields[i].name));
}

static void compare_pair(struct diff *d, const struct weir_channel *before, const struct weir_channel *after)
{
    struct pair pair = {.before = before, .after = after};
    pair.old_first = (uint32_t)d->model.instances.count;
    decode_channel(&d->model, before, &pair.old_type);
    pair.new_first = (uint32_t)d->model.instances.count;
    decode_channel(&d->model, after, &pair.new_type);
    choose_shown(d, &pair);
    const struct template_type *b = type_at(d, pair.new_type);
    pair.comparable = compare_parameters(d, type_at(d, pair.old_type), b);
    compare_instances(d, &pair);
    note_first_reads(d, b, reads_of_all(d, pair.new_first, view_count(after, WEIR_SECTION_INSTANCES)) & ~reads_of_all(d, pair.old_first, view_count(before, WEIR_SECTION_INSTANCES)));
    if (before->revision >= after->revision && (before->size != after->size || memcmp(before->bytes, after->bytes, before->size) != 0))
        diff_note_of(d, DIFF_NOTE_REVISION, b->channel, "'" STR_FMT "' version %u: the content is another, and its revision is %u where it was %u; sensors take only a higher one", STR_ARG(b->name), b->version, after->revision, before->revision);
    if (weir_steps(after, WEIR_TEXT_BYTES_MEANT) != weir_steps(before, WEIR_TEXT_BYTES_MEANT))
        diff_note(d, "'" STR_FMT "' version %u: worst-case steps per event were %llu and are %llu", STR_ARG(b->name), b->version, (unsigned long long)weir_steps(before, WEIR_TEXT_BYTES_MEANT),
             (unsigned long long)weir_steps(after, WEIR_TEXT_BYTES_MEANT));
}

/* ---- both sides ---- */

static const struct weir_channel *channel_at(const struct diff_side *side, size_t i) { return *MODEL_AT(side->channels, const struct weir_channel *, i); }

static void note_versions(struct diff *d, const struct diff_side *side, size_t first, size_t end, const struct diff_side *other, size_t other_first, size_t other_end, const char *word)
{
    for (size_t i = first; i < end; i++) {
        bool found = false;
        for (size_t k = other_first; k < other_end; k++) found = found || channel_at(other, k)->template_version == channel_at(side, i)->template_version;
        if (!found)
            diff_note_of(d, word[0] == 'g' ? DIFF_NOTE_GONE : DIFF_NOTE_OTHER, channel_at(side, i)->channel, "version %u of '" STR_FMT "' is %s: sensors that supply it %s", channel_at(side, i)->template_version, STR_ARG(view_name(channel_at(side, i), WEIR_SECTION_TEMPLATE, 0, WEIR_TEMPLATE_NAME)), word,
                 word[0] == 'g' ? "get nothing of this Template Type any more" : "get content of this Template Type now");
    }
}

static size_t end_of(const struct diff_side *side, size_t at)
{
    size_t end = at;
    while (end < side->channels.count && channel_at(side, end)->channel == channel_at(side, at)->channel) end++;
    return end;
}

/* Drops the rows from `before` on that say of an instance what a row from `first` on has said. */
static void drop_told(struct diff *d, size_t first, size_t before)
{
    struct arena scratch;
    arena_init(&scratch, d->arena.exhausted);
    struct diff_ids told = ids_make(&scratch, d->rows.count - first);
    size_t kept = before;
    for (size_t r = first; r < d->rows.count; r++) {
        const struct diff_row *row = MODEL_AT(d->rows, struct diff_row, r);
        const bool is_new = ids_add(&told, row->id * DIFF_KIND_COUNT + row->kind + 1);
        if (r >= before && is_new) *MODEL_AT(d->rows, struct diff_row, kept++) = *MODEL_AT(d->rows, struct diff_row, r);
    }
    d->rows.count = kept;
    arena_free(&scratch);
}

/* The versions of one channel on one side: channels first .. end - 1. */
struct versions {
    const struct diff_side *side;
    size_t first, end;
};

static bool has_version(const struct versions *versions, uint32_t version)
{
    for (size_t i = versions->first; i < versions->end; i++)
        if (channel_at(versions->side, i)->template_version == version) return true;
    return false;
}

static struct diff_ids ids_of(struct arena *arena, const struct versions *versions)
{
    uint64_t most = 0;
    for (size_t i = versions->first; i < versions->end; i++) most += view_count(channel_at(versions->side, i), WEIR_SECTION_INSTANCES);
    struct diff_ids ids = ids_make(arena, most);
    for (size_t i = versions->first; i < versions->end; i++)
        for (uint32_t k = 0; k < view_count(channel_at(versions->side, i), WEIR_SECTION_INSTANCES); k++)
            ids_add(&ids, view_u64(channel_at(versions->side, i), WEIR_SECTION_INSTANCES, k, WEIR_INSTANCE_ID) + 1);
    return ids;
}

static uint64_t reads_of_versions(struct diff *d, const struct versions *versions)
{
    uint64_t reads = 0;
    for (size_t i = versions->first; i < versions->end; i++) {
        const uint32_t first = (uint32_t)d->model.instances.count;
        uint32_t type;
        decode_channel(&d->model, channel_at(versions->side, i), &type);
        reads |= reads_of_all(d, first, view_count(channel_at(versions->side, i), WEIR_SECTION_INSTANCES));
    }
    return reads;
}

/* A version that the other side does not have: its instances that the other side has in no version. A new version is where a new parameter is read for the first time. */
static void only_here(struct diff *d, const struct weir_channel *channel, const struct diff_ids *there, uint64_t reads_there, enum diff_kind kind)
{
    struct pair pair = {0};
    const uint32_t first = (uint32_t)d->model.instances.count, count = view_count(channel, WEIR_SECTION_INSTANCES);
    decode_channel(&d->model, channel, &pair.new_type);
    pair.old_type = pair.new_type;
    choose_shown(d, &pair);
    for (uint32_t i = 0; i < count; i++) {
        const struct instance *in = instance_at(d, first + i);
        if (ids_has(there, in->id + 1)) continue;
        struct diff_row *row = row_new(d, &pair, in, pair.new_type, kind);
        *(kind == DIFF_ADDED ? &row->new_steps : &row->old_steps) = weir_instance_steps(channel, i, WEIR_TEXT_BYTES_MEANT);
    }
    if (kind == DIFF_ADDED) note_first_reads(d, pair.shown, reads_of_all(d, first, count) & ~reads_there);
}

static void compare_one_sided(struct diff *d, const struct versions *here, const struct versions *there, size_t first_row, bool notes, enum diff_kind kind)
{
    struct arena scratch;
    arena_init(&scratch, d->arena.exhausted);
    const struct diff_ids ids = ids_of(&scratch, there);
    const uint64_t reads = kind == DIFF_ADDED && notes ? reads_of_versions(d, there) : UINT64_MAX;
    for (size_t i = here->end; i-- > here->first;) {
        const size_t before = d->rows.count;
        if (has_version(there, channel_at(here->side, i)->template_version)) continue;
        only_here(d, channel_at(here->side, i), &ids, reads, kind);
        drop_told(d, first_row, before);
    }
    arena_free(&scratch);
}

/* All versions of one channel, of which a side may have none. An instance that is compiled for several of them is shown once: in the newest that both sides have. */
static void compare_channel(struct diff *d, const struct versions *a, const struct versions *b)
{
    const size_t first = d->rows.count;
    const bool both = a->end > a->first && b->end > b->first;
    bool compared = false;
    struct arena scratch;
    arena_init(&scratch, d->arena.exhausted);
    uint64_t instances = 0;
    for (size_t k = b->first; k < b->end; k++) instances += view_count(channel_at(b->side, k), WEIR_SECTION_INSTANCES);
    struct diff_ids seen = ids_make(&scratch, instances);
    d->seen = &seen;
    for (size_t i = a->end; i-- > a->first;)
        for (size_t k = b->end; k-- > b->first;) {
            if (channel_at(a->side, i)->template_version != channel_at(b->side, k)->template_version) continue;
            const size_t before = d->rows.count;
            compare_pair(d, channel_at(a->side, i), channel_at(b->side, k));
            if (compared) drop_told(d, first, before);
            compared = true;
        }
    if (!compared && both) compare_pair(d, channel_at(a->side, a->end - 1), channel_at(b->side, b->end - 1));
    d->seen = NULL;
    arena_free(&scratch);
    compare_one_sided(d, a, b, first, false, DIFF_REMOVED);
    compare_one_sided(d, b, a, first, compared || !both, DIFF_ADDED); /* the newest of both were compared, and that said it */
    if (both) {
        note_versions(d, a->side, a->first, a->end, b->side, b->first, b->end, "gone");
        note_versions(d, b->side, b->first, b->end, a->side, a->first, a->end, "new");
    }
}

static int by_id(const void *x, const void *y)
{
    const struct diff_row *a = x, *b = y;
    if (a->kind != b->kind) return a->kind < b->kind ? -1 : 1;
    return a->id < b->id ? -1 : a->id > b->id;
}

void diff_compare(struct diff *d)
{
    for (size_t a = 0, b = 0; a < d->old_side.channels.count || b < d->new_side.channels.count;) {
        const bool left = a < d->old_side.channels.count, right = b < d->new_side.channels.count;
        const uint32_t x = left ? channel_at(&d->old_side, a)->channel : UINT32_MAX, y = right ? channel_at(&d->new_side, b)->channel : UINT32_MAX;
        const size_t a_end = left && x <= y ? end_of(&d->old_side, a) : a, b_end = right && y <= x ? end_of(&d->new_side, b) : b;
        compare_channel(d, &(struct versions){&d->old_side, a, a_end}, &(struct versions){&d->new_side, b, b_end});
        a = a_end;
        b = b_end;
    }
    diff_sensors_compare(d);
    if (d->rows.count) qsort(d->rows.p, d->rows.count, sizeof(struct diff_row), by_id);
}
