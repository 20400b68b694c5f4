/* The sink: problems in, each once; levels and counts; one order at the end.
 *
 * Must hold: count[] says how many of the list have each level; seen finds each of the list by (code, span), and by its text too
 * where it is about no place. */
#include "diag.h"

#include <stdio.h>

#include "../base/limits.h"

static const struct diag_row rows[DIAG_CODE_COUNT + 1] = {
#define DIAG(name, code, slug, level, title, why, help) {code, slug, level, title, why, help},
#include "codes/all.def"
#undef DIAG
    {"", "", DIAG_OFF, "", "", ""},
};

const char *diag_level_word(enum diag_level level)
{
    static const char *const words[] = {[DIAG_OFF] = "off", [DIAG_NOTE] = "note", [DIAG_WARNING] = "warning", [DIAG_ERROR] = "error"};
    return words[level];
}

const struct diag_row *diag_row(enum diag_code code)
{
    if ((unsigned)code >= (unsigned)DIAG_CODE_COUNT) BUG("no diagnostic has number %u", (unsigned)code);
    return &rows[code];
}

const struct diag_fix_row *diag_fix_row(enum diag_code code)
{
    static const struct diag_fix_row fixes[DIAG_CODE_COUNT + 1] = {
#define FIX(name, kind, title) [DIAG_##name] = {DIAG_FIX_##kind, title},
#include "codes/fixes.def"
#undef FIX
        [DIAG_CODE_COUNT] = {DIAG_FIX_NONE, NULL},
    };
    return &fixes[code];
}

const char *diag_fix_words(enum diag_code code, char *out, size_t bytes)
{
    static const char *const words[] = {
        [DIAG_FIX_NONE] = "",
        [DIAG_FIX_SAFE] = "`weir lint --fix` does it, after a proof that every verdict stays as it is",
        [DIAG_FIX_EQUAL] = "`weir lint --unsafe-fixes` does it, after a proof that every verdict stays as it is; look at it all the same, for what is taken out may show a slip beside it",
        [DIAG_FIX_OTHER] = "`weir lint --unsafe-fixes` does it; what matches changes, so look at it",
    };
    const struct diag_fix_row *row = diag_fix_row(code);
    snprintf(out, bytes, "%s: %s", row->title ? row->title : "", words[row->kind]);
    return out;
}

bool diag_find(struct str code_or_slug, enum diag_code *out)
{
    for (unsigned i = 0; i < (unsigned)DIAG_CODE_COUNT; i++) {
        if (!str_equal(code_or_slug, str_from(rows[i].code)) && !str_equal(code_or_slug, str_from(rows[i].slug))) continue;
        *out = (enum diag_code)i;
        return true;
    }
    return false;
}

static struct diag **list_of(const struct diag_sink *sink) { return (struct diag **)sink->list.p; }

void diag_init(struct diag_sink *sink, struct arena *arena, struct sources *sources)
{
    *sink = (struct diag_sink){.arena = arena, .sources = sources, .list = {.exhausted = arena->exhausted}};
}

void diag_free(struct diag_sink *sink)
{
    vec_free(&sink->list);
    sink->seen_slots = 0;
}

/* ---- each problem once ---- */

static bool same_problem(const struct diag *a, const struct diag *b)
{
    if (a->code != b->code || a->span.at != b->span.at) return false;
    return a->span.at == 0 ? str_equal(a->text, b->text) : a->span.length == b->span.length;
}

static uint32_t problem_hash(const struct diag *diag)
{
    const uint32_t key[3] = {(uint32_t)diag->code, diag->span.at, diag->span.length};
    return (uint32_t)str_hash(diag->span.at == 0 ? diag->text : (struct str){(const char *)key, sizeof key});
}

/* The slot of this problem, or the free one where it belongs. */
static uint32_t *seen_slot(const struct diag_sink *sink, const struct diag *diag)
{
    uint32_t at = problem_hash(diag) & (sink->seen_slots - 1);
    while (sink->seen[at] != 0 && !same_problem(list_of(sink)[sink->seen[at] - 1], diag)) at = (at + 1) & (sink->seen_slots - 1);
    return &sink->seen[at];
}

static void seen_fill(struct diag_sink *sink)
{
    memset(sink->seen, 0, sink->seen_slots * sizeof *sink->seen);
    for (size_t i = 0; i < sink->list.count; i++) *seen_slot(sink, list_of(sink)[i]) = (uint32_t)i + 1;
}

static void seen_grow(struct diag_sink *sink)
{
    sink->seen_slots = sink->seen_slots == 0 ? 64 : sink->seen_slots * 2;
    sink->seen = arena_array(sink->arena, sink->seen_slots, sizeof *sink->seen);
    seen_fill(sink);
}

/* ---- reporting ---- */

static struct str format_text(struct diag_sink *sink, const char *format, va_list arguments)
{
    return arena_vprintf(sink->arena, format, arguments);
}

struct diag *diag_report(struct diag_sink *sink, enum diag_code code, struct span span, const char *format, ...)
{
    if (span.at == 0) span.length = 0;
    struct diag wanted = {.code = code, .level = diag_row(code)->level, .span = span};
    sink->scratch = wanted;
    if (sink->list.count >= LIMIT_DIAGNOSTICS) {
        sink->dropped++;
        return &sink->scratch;
    }
    if (sink->list.count >= sink->seen_slots / 2) seen_grow(sink);
    if (span.at != 0 && *seen_slot(sink, &wanted) != 0) return &sink->scratch;

    va_list arguments;
    va_start(arguments, format);
    wanted.text = format_text(sink, format, arguments);
    va_end(arguments);
    uint32_t *slot = seen_slot(sink, &wanted);
    if (*slot != 0) return &sink->scratch;
    struct diag *diag = arena_new(sink->arena, struct diag);
    *diag = wanted;
    *(struct diag **)vec_push(&sink->list, sizeof diag) = diag;
    *slot = (uint32_t)sink->list.count;
    sink->count[diag->level]++;
    return diag;
}

void diag_set_level(struct diag_sink *sink, struct diag *diag, enum diag_level level)
{
    if (diag != &sink->scratch) {
        sink->count[diag->level]--;
        sink->count[level]++;
    }
    diag->level = level;
}

#define FORMAT_INTO(target)                              \
    do {                                                 \
        if (diag == &sink->scratch) break;               \
        va_list arguments;                               \
        va_start(arguments, format);                     \
        (target) = format_text(sink, format, arguments); \
        va_end(arguments);                               \
    } while (0)

void diag_set_label(struct diag_sink *sink, struct diag *diag, const char *format, ...) { FORMAT_INTO(diag->label); }
void diag_set_note(struct diag_sink *sink, struct diag *diag, const char *format, ...) { FORMAT_INTO(diag->note); }
void diag_set_help(struct diag_sink *sink, struct diag *diag, const char *format, ...) { FORMAT_INTO(diag->help); }

void diag_add_label(struct diag_sink *sink, struct diag *diag, struct span span, const char *format, ...)
{
    if (diag == &sink->scratch) return;
    struct diag_label *label = arena_new(sink->arena, struct diag_label);
    label->span = span;
    FORMAT_INTO(label->text);
    struct diag_label **end = &diag->labels;
    while (*end != NULL) end = &(*end)->next;
    *end = label;
}

void diag_add_event(struct diag_sink *sink, struct diag *diag, struct str json, const char *format, ...)
{
    if (diag == &sink->scratch) return;
    va_list arguments;
    va_start(arguments, format);
    struct diag_event *event = arena_new(sink->arena, struct diag_event), **at = &diag->events;
    event->shows = arena_vprintf(sink->arena, format, arguments);
    va_end(arguments);
    event->json = arena_copy(sink->arena, json);
    while (*at != NULL) at = &(*at)->next;
    *at = event;
}

void diag_set_fix(struct diag_sink *sink, struct diag *diag, struct span span, struct str text, const char *title)
{
    if (diag == &sink->scratch) return;
    diag->fix = NULL;
    diag_add_edit(sink, diag, span, text);
    if (title) diag->fix->title = arena_copy(sink->arena, str_from(title));
}

void diag_add_edit(struct diag_sink *sink, struct diag *diag, struct span span, struct str text)
{
    if (diag == &sink->scratch) return;
    const struct diag_fix_row *row = diag_fix_row(diag->code);
    if (diag->fix == NULL) {
        diag->fix = arena_new(sink->arena, struct diag_fix);
        *diag->fix = (struct diag_fix){.kind = row->kind ? row->kind : DIAG_FIX_OTHER, .title = str_from(row->title ? row->title : "")};
    }
    struct diag_edit *edit = arena_new(sink->arena, struct diag_edit), **at = &diag->fix->edits;
    while (*at != NULL && (*at)->span.at <= span.at) at = &(*at)->next;
    *edit = (struct diag_edit){.span = span, .text = arena_copy(sink->arena, text), .next = *at};
    *at = edit;
}

/* ---- suggestions ---- */

/* "A, B and C", or the first of them and how many more there are. Nameless ones (reserved ordinals) are passed over. */
static struct str list_names(struct diag_sink *sink, const struct str *names, size_t count)
{
    enum { ALL = 12, SOME = 8 };
    size_t named = 0, shown = 0;
    for (size_t i = 0; i < count; i++) named += names[i].n != 0;
    const size_t wanted = named <= ALL ? named : SOME;
    struct str list = {NULL, 0};
    for (size_t i = 0; i < count && shown < wanted; i++) {
        if (names[i].n == 0) continue;
        const char *joint = shown == 0 ? "" : shown + 1 == named ? " and " : ", ";
        list = arena_printf(sink->arena, STR_FMT "%s'" STR_FMT "'", STR_ARG(list), joint, STR_ARG(names[i]));
        shown++;
    }
    if (named > shown) list = arena_printf(sink->arena, STR_FMT " and %zu more", STR_ARG(list), named - shown);
    return list;
}

void diag_suggest(struct diag_sink *sink, struct diag *diag, struct str written, const struct str *names, size_t count)
{
    if (diag == &sink->scratch) return;
    const size_t nearest = str_nearest(written, names, count);
    if (nearest < count) {
        if (diag->label.n == 0)
            diag_set_label(sink, diag, "did you mean '" STR_FMT "'?", STR_ARG(names[nearest]));
        else
            diag_set_help(sink, diag, "did you mean '" STR_FMT "'?", STR_ARG(names[nearest]));
        return;
    }
    const struct str list = list_names(sink, names, count);
    if (list.n != 0) diag_set_help(sink, diag, "possible here: " STR_FMT, STR_ARG(list));
}

/* ---- order ---- */

/* Position 0, which is no place, comes last. */
static bool stands_before(const struct diag *a, const struct diag *b)
{
    const uint32_t x = a->span.at - 1, y = b->span.at - 1;
    return x != y ? x < y : a->code < b->code;
}

static void merge(struct diag **from, struct diag **to, size_t low, size_t middle, size_t high)
{
    size_t left = low, right = middle;
    for (size_t i = low; i < high; i++) {
        const bool take_right = left == middle || (right < high && stands_before(from[right], from[left]));
        to[i] = take_right ? from[right++] : from[left++];
    }
}

void diag_sort(struct diag_sink *sink)
{
    const size_t count = sink->list.count;
    if (count < 2) return;
    struct vec other = {.exhausted = sink->list.exhausted};
    vec_extend(&other, count, sizeof(struct diag *));
    for (size_t width = 1; width < count; width *= 2) {
        for (size_t low = 0; low < count; low += 2 * width) {
            const size_t middle = low + width < count ? low + width : count;
            const size_t high = low + 2 * width < count ? low + 2 * width : count;
            merge(list_of(sink), (struct diag **)other.p, low, middle, high);
        }
        const struct vec spare = sink->list;
        sink->list = other;
        other = spare;
    }
    vec_free(&other);
    seen_fill(sink);
}
