/* Comments in, suppressions out; then suppressions and findings in, findings silenced. */
#include "suppress.h"

#include <stdlib.h>

#include "fix.h"

struct words { /* the rest of a comment */
    struct str rest;
};

static void skip_blanks(struct words *w)
{
    while (w->rest.n && (w->rest.p[0] == ' ' || w->rest.p[0] == '\t' || w->rest.p[0] == ',')) w->rest = (struct str){w->rest.p + 1, w->rest.n - 1};
}

static struct str take_word(struct words *w)
{
    skip_blanks(w);
    uint32_t n = 0;
    while (n < w->rest.n && w->rest.p[n] != ' ' && w->rest.p[n] != '\t' && w->rest.p[n] != ',') n++;
    const struct str word = {w->rest.p, n};
    w->rest = (struct str){w->rest.p + n, w->rest.n - n};
    return word;
}

static bool is_day(struct str s, uint32_t *day)
{
    *day = 0;
    if (s.n != 10 || s.p[4] != '-' || s.p[7] != '-') return false;
    for (uint32_t i = 0; i < s.n; i++) {
        if (i == 4 || i == 7) continue;
        if (s.p[i] < '0' || s.p[i] > '9') return false;
        *day = *day * 10 + (uint32_t)(s.p[i] - '0');
    }
    return *day / 100 % 100 >= 1 && *day / 100 % 100 <= 12 && *day % 100 >= 1 && *day % 100 <= 31;
}

static void report_form(struct diag_sink *sink, struct span span, const char *text) { diag_report(sink, DIAG_SUPPRESSION_FORM, span, "%s", text); }

static void report_code(struct diag_sink *sink, struct span span, struct str word)
{
    struct str names[2 * DIAG_CODE_COUNT];
    size_t count = 0;
    for (int code = 0; code < DIAG_CODE_COUNT; code++) {
        if (diag_row((enum diag_code)code)->code[0] != 'L') continue;
        names[count++] = str_from(diag_row((enum diag_code)code)->code);
        names[count++] = str_from(diag_row((enum diag_code)code)->slug);
    }
    struct diag *d = diag_report(sink, DIAG_SUPPRESSION_FORM, span, "there is no rule '" STR_FMT "'", STR_ARG(word));
    diag_suggest(sink, d, word, names, count);
}

/* What stands behind "reason:": not empty, with its last day taken off. */
static bool read_reason(struct diag_sink *sink, struct span span, struct str reason, uint32_t *until)
{
    static const char word[] = "until ";
    uint32_t n = reason.n;
    while (n && (reason.p[n - 1] == ' ' || reason.p[n - 1] == '\r' || reason.p[n - 1] == '\t')) n--;
    uint32_t last = n;
    while (last && reason.p[last - 1] != ' ') last--;
    const uint32_t length = sizeof word - 1;
    if (last >= length && memcmp(reason.p + last - length, word, length) == 0 && (last == length || reason.p[last - length - 1] == ' ')) {
        const struct str day = {reason.p + last, n - last};
        if (day.n && day.p[0] >= '0' && day.p[0] <= '9') {
            n = last - length;
            if (!is_day(day, until)) {
                report_form(sink, span, "the last day of a 'weir-ignore' is a date such as 2027-01-31");
                return false;
            }
        }
    }
    while (n && (reason.p[n - 1] == ' ' || reason.p[n - 1] == ',')) n--;
    if (n == 0) report_form(sink, span, "a 'weir-ignore' needs its reason");
    return n != 0;
}

/* text: behind the word weir-ignore. Each code becomes one suppression. */
static void read_one(struct vec *list, struct diag_sink *sink, struct span comment, struct span covers, struct str text, uint32_t at)
{
    struct words w = {text};
    const char *const start = text.p;
    const size_t first = list->count;
    uint32_t until = 0;
    for (;;) {
        const struct str word = take_word(&w);
        enum diag_code code;
        if (word.n == 0) {
            report_form(sink, comment, list->count == first ? "a 'weir-ignore' names the rule that it silences" : "a 'weir-ignore' needs its reason");
            list->count = first;
            return;
        }
        if (str_equal(word, STR("reason:"))) break;
        if (!diag_find(word, &code)) {
            report_code(sink, comment, word);
        } else if (diag_row(code)->code[0] != 'L' || code == DIAG_SUPPRESSION_FORM || code == DIAG_SUPPRESSION_EXPIRED || code == DIAG_SUPPRESSION_UNUSED) {
            diag_report(sink, DIAG_SUPPRESSION_FORM, comment, "'" STR_FMT "' cannot be silenced: it is no finding of a rule", STR_ARG(word));
        } else {
            *(struct suppression *)vec_push(list, sizeof(struct suppression)) = (struct suppression){.comment = comment, .covers = covers, .name = {at + (uint32_t)(word.p - start), word.n}, .code = code};
            continue;
        }
        list->count = first;
        return;
    }
    skip_blanks(&w);
    if (list->count == first) report_form(sink, comment, "a 'weir-ignore' names the rule that it silences");
    if (!read_reason(sink, comment, w.rest, &until)) list->count = first;
    for (size_t i = first; i < list->count; i++) MODEL_AT(*list, struct suppression, i)->until = until;
}

/* ---- what a comment covers ---- */

static uint32_t line_end(struct str text, uint32_t at)
{
    while (at < text.n && text.p[at] != '\n') at++;
    return at;
}

/* The line below that is neither blank nor a comment alone. */
static struct span line_below(const struct tree *tree, uint32_t at)
{
    const struct str text = tree->text;
    for (uint32_t start = line_end(text, at); start < text.n;) {
        uint32_t first = ++start;
        const uint32_t end = line_end(text, start);
        while (first < end && (text.p[first] == ' ' || text.p[first] == '\t' || text.p[first] == '\r')) first++;
        if (first < end && !(first + 1 < end && text.p[first] == '/' && text.p[first + 1] == '/')) return (struct span){tree->base + first, end - first};
        start = end;
    }
    return (struct span){tree->base + at, 0};
}

static struct span covers_of(const struct tree *tree, const struct comment *comment, node_id declaration)
{
    const uint32_t at = comment->span.at - tree->base;
    if (!comment->own_line) {
        uint32_t first = at;
        while (first && tree->text.p[first - 1] != '\n') first--;
        return (struct span){tree->base + first, at - first};
    }
    if (declaration && tree_span(tree, declaration).at > comment->span.at) return tree_span(tree, declaration);
    return line_below(tree, at);
}

void suppressions_read(struct vec *list, const struct tree *tree, struct diag_sink *sink)
{
    static const char mark[] = "weir-ignore";
    node_id declaration = tree->first;
    for (size_t i = 0; i < tree->comments.count; i++) {
        const struct comment *comment = MODEL_AT(tree->comments, struct comment, i);
        struct words w = {{tree->text.p + (comment->span.at - tree->base), comment->span.length}};
        if (comment->doc || w.rest.n < sizeof mark) continue;
        w.rest = (struct str){w.rest.p + 2, w.rest.n - 2};
        if (!str_equal(take_word(&w), STR("weir-ignore"))) continue;
        while (declaration && tree_span(tree, declaration).at + tree_span(tree, declaration).length <= comment->span.at) declaration = tree_next(tree, declaration);
        read_one(list, sink, comment->span, covers_of(tree, comment, declaration), w.rest, tree->base + (uint32_t)(w.rest.p - tree->text.p));
    }
}

/* ---- applying them ---- */

static int by_place(const void *a, const void *b)
{
    const struct diag *x = *(struct diag *const *)a, *y = *(struct diag *const *)b;
    return x->span.at < y->span.at ? -1 : x->span.at > y->span.at;
}

/* The first finding at or behind the place. */
static size_t first_at(struct diag *const *found, size_t count, uint32_t at)
{
    size_t low = 0, high = count;
    while (low < high) {
        const size_t middle = low + (high - low) / 2;
        if (found[middle]->span.at < at) low = middle + 1;
        else high = middle;
    }
    return low;
}

static void silence(struct diag_sink *sink, struct suppression *s, struct diag *const *found, size_t count)
{
    for (size_t i = first_at(found, count, s->covers.at); i < count && found[i]->span.at - s->covers.at < s->covers.length; i++) {
        if (found[i]->code != s->code) continue;
        s->used = true;
        if (found[i]->level != DIAG_OFF) diag_set_level(sink, found[i], DIAG_OFF);
    }
}

/* Of a comment for several rules, one of which is not needed: its name, with the comma behind or before it. */
static struct span without_name(struct lint *lint, const struct suppression *s)
{
    const struct str text = sources_text(lint->model->sources, s->comment);
    uint32_t from = s->name.at - s->comment.at, to = from + s->name.length;
    while (to < text.n && strchr(" \t,", text.p[to]) && text.p[to]) to++;
    if (memchr(text.p + from, ',', to - from) == NULL) { /* the last one: the comma before it, and the blank behind it stays */
        to = from + s->name.length;
        while (from && strchr(" \t,", text.p[from - 1]) && text.p[from - 1]) from--;
    }
    return (struct span){s->comment.at + from, to - from};
}

static void wish(struct lint *lint, struct diag *d, const struct vec *list, size_t i)
{
    const struct suppression *s = MODEL_AT(*list, struct suppression, i);
    bool needed = false;
    for (size_t k = i; k > 0 && MODEL_AT(*list, struct suppression, k - 1)->comment.at == s->comment.at; k--) needed |= MODEL_AT(*list, struct suppression, k - 1)->used;
    for (size_t k = i + 1; k < list->count && MODEL_AT(*list, struct suppression, k)->comment.at == s->comment.at; k++) needed |= MODEL_AT(*list, struct suppression, k)->used;
    if (needed && d) lint_wish_replace(lint, d, without_name(lint, s), STR(""));
    else lint_wish(lint, d, (struct lint_wish){.kind = LINT_WISH_COMMENT, .span = s->comment});
}

static void report_rest(struct lint *lint, const struct vec *list, size_t i, bool all_seen)
{
    const struct suppression *s = MODEL_AT(*list, struct suppression, i);
    const struct diag_row *row = diag_row(s->code);
    struct diag *d = NULL;
    if (s->until && s->until < lint->options->today) {
        d = lint_report(lint, DIAG_SUPPRESSION_EXPIRED, s->comment, "this silenced '%s' until %u-%02u-%02u", row->slug, s->until / 10000, s->until / 100 % 100, s->until % 100);
    } else if (!s->used && all_seen && !levels_is_later(s->code) && lint->level[s->code] != DIAG_OFF) {
        d = lint_report(lint, DIAG_SUPPRESSION_UNUSED, s->comment, "there is no finding '%s' here to silence", row->slug);
    }
    wish(lint, d, list, i);
}

/* The findings of rules by place, in the model's arena. */
static struct diag **findings_by_place(struct lint *lint, size_t *count)
{
    struct diag_sink *sink = lint->model->sink;
    struct diag **found = arena_array(lint->model->arena, sink->list.count ? sink->list.count : 1, sizeof *found);
    *count = 0;
    for (size_t i = 0; i < sink->list.count; i++) {
        struct diag *d = *MODEL_AT(sink->list, struct diag *, i);
        if (diag_row(d->code)->code[0] == 'L' && d->code != DIAG_SUPPRESSION_FORM && d->span.at) found[(*count)++] = d;
    }
    if (*count) qsort(found, *count, sizeof *found, by_place);
    return found;
}

void lint_suppress_later(struct lint *lint)
{
    struct vec *list = lint->options->suppressions;
    if (list == NULL || list->count == 0) return;
    size_t count;
    struct diag **found = findings_by_place(lint, &count);
    for (size_t i = 0; i < list->count; i++) {
        struct suppression *s = MODEL_AT(*list, struct suppression, i);
        if (levels_is_later(s->code) && !(s->until && s->until < lint->options->today)) silence(lint->model->sink, s, found, count);
    }
}

void lint_suppress(struct lint *lint)
{
    struct vec *list = lint->options->suppressions;
    struct diag_sink *sink = lint->model->sink;
    if (list == NULL || list->count == 0) return;
    bool all_seen = !lint->options->is_part && !lint->options->is_quick; /* an error hides findings; a finding at that level hides nothing */
    for (size_t i = 0; i < sink->list.count; i++) {
        const struct diag *d = *MODEL_AT(sink->list, struct diag *, i);
        all_seen &= d->level != DIAG_ERROR || (diag_row(d->code)->code[0] == 'L' && d->code != DIAG_SUPPRESSION_FORM);
    }
    size_t count;
    struct diag **found = findings_by_place(lint, &count);
    for (size_t i = 0; i < list->count; i++) {
        struct suppression *s = MODEL_AT(*list, struct suppression, i);
        if (!(s->until && s->until < lint->options->today)) silence(sink, s, found, count);
    }
    for (size_t i = 0; i < list->count; i++) report_rest(lint, list, i, all_seen);
}
