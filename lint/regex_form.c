/* Expressions in, what a linter says of them out. Works on the parser's tree; that is as deep as its groups, which LIMIT_NESTING bounds. */
#include "regex_form.h"

#include "../compiler/pattern/regex.h"

/* ---- a few texts ---- */

struct forming {
    struct regex_compiler *compiler;
    struct arena *arena;
    bool cased, folded, failed;
};
struct texts {
    struct str at[REGEX_FORM_TEXTS];
    uint32_t count;
};

static bool is_letter(uint32_t c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }

/* The lower one of a class that is both cases of an ASCII letter (with those that fold to it: the Kelvin sign and the long s), or 0. */
static uint32_t folded_letter(const struct regex_class *class)
{
    if (class->range_count < 2 || class->range_count > 3) return 0;
    const struct range upper = class->ranges[0], lower = class->ranges[1];
    if (upper.first != upper.last || lower.first != lower.last || !is_letter(upper.first) || lower.first != upper.first + 32) return 0;
    if (class->range_count == 2) return lower.first == 'k' || lower.first == 's' ? 0 : lower.first;
    const struct range third = class->ranges[2];
    const uint32_t other = lower.first == 'k' ? 0x212A : lower.first == 's' ? 0x17F : 0;
    return third.first == other && third.last == other ? lower.first : 0;
}

static void append(struct forming *f, struct texts *texts, uint32_t code_point)
{
    char utf8[4];
    const uint32_t n = utf8_encode(code_point, utf8);
    for (uint32_t i = 0; i < texts->count; i++) texts->at[i] = arena_printf(f->arena, STR_FMT STR_FMT, STR_ARG(texts->at[i]), STR_ARG(((struct str){utf8, n})));
}

static void texts_of(struct forming *f, const struct regex_node *node, struct texts *texts);

static void texts_of_branches(struct forming *f, const struct regex_node *node, struct texts *texts)
{
    struct texts all = {.count = 0};
    for (const struct regex_node *branch = node->first; branch && !f->failed; branch = branch->next) {
        struct texts own = *texts;
        texts_of(f, branch, &own);
        if (all.count + own.count > REGEX_FORM_TEXTS) f->failed = true;
        for (uint32_t i = 0; i < own.count && !f->failed; i++) all.at[all.count++] = own.at[i];
    }
    *texts = all;
}

/* Appends what the node takes to each text. */
static void texts_of(struct forming *f, const struct regex_node *node, struct texts *texts)
{
    uint32_t letter;
    if (f->failed) return;
    switch ((enum regex_node_kind)node->kind) {
    case REGEX_EMPTY: return;
    case REGEX_LITERAL:
        if (node->value >= 0x80 || node->value < 0x20) f->failed = true; /* folding beyond ASCII, and what a literal cannot show, stay expressions */
        f->cased |= is_letter(node->value);
        append(f, texts, node->value < 0x80 ? node->value : '?');
        return;
    case REGEX_CLASS:
        letter = folded_letter(regex_class_at(f->compiler, node->value));
        f->failed |= letter == 0;
        f->folded = true;
        if (letter) append(f, texts, letter);
        return;
    case REGEX_CONCAT:
        for (const struct regex_node *child = node->first; child; child = child->next) texts_of(f, child, texts);
        return;
    case REGEX_ALTERNATE: texts_of_branches(f, node, texts); return;
    case REGEX_ASSERT:
    case REGEX_REPEAT: f->failed = true; return;
    }
}

static bool form_job(struct regex_compiler *compiler, struct arena *arena, struct str pattern, void *out)
{
    struct regex_form *form = out;
    struct forming f = {.compiler = compiler, .arena = arena};
    struct texts texts = {.at = {{"", 0}}, .count = 1};
    struct regex_node *root = regex_parse(compiler, pattern);
    if (root == NULL) return false;
    const bool is_row = root->kind == REGEX_CONCAT;
    for (struct regex_node *node = is_row ? root->first : root; node && !f.failed; node = is_row ? node->next : NULL) {
        const bool is_assert = node->kind == REGEX_ASSERT;
        if (is_assert && is_row && node == root->first && node->value == WEIR_ASSERT_TEXT_START) form->start = true;
        else if (is_assert && is_row && node->next == NULL && node->value == WEIR_ASSERT_TEXT_END) form->end = true;
        else texts_of(&f, node, &texts);
    }
    if (f.failed || (f.cased && f.folded)) return false;
    form->cased = f.cased;
    form->count = texts.count;
    for (uint32_t i = 0; i < texts.count; i++) {
        form->texts[i] = texts.at[i];
        if (texts.at[i].n == 0) return false;
    }
    return true;
}

bool regex_form_of(struct arena *arena, struct str pattern, struct regex_form *form)
{
    struct regex_error error;
    struct regex_compiler compiler = {.error = &error};
    *form = (struct regex_form){0};
    return regex_guarded(&compiler, arena, pattern, form_job, form);
}

/* ---- traits ---- */

struct visit {
    const struct regex_compiler *compiler;
    struct regex_traits *traits;
};

static bool class_has(const struct regex_class *class, uint32_t c)
{
    for (uint32_t i = 0; i < class->range_count; i++)
        if (class->ranges[i].first <= c && c <= class->ranges[i].last) return true;
    return false;
}

static void visit(struct visit *v, const struct regex_node *node, bool inside, uint32_t times)
{
    struct regex_traits *t = v->traits;
    if (node->kind == REGEX_LITERAL) t->cased_letter |= is_letter(node->value);
    if (node->kind == REGEX_CLASS) t->folded_letter |= folded_letter(regex_class_at(v->compiler, node->value)) != 0;
    if (node->kind == REGEX_REPEAT) {
        const bool endless = node->max == REGEX_NO_END;
        const uint32_t count = endless ? node->min : node->max;
        t->nested |= inside && endless;
        inside |= endless;
        times = count > 1 ? times * (count < 2000 ? count : 2000) : times;
        if (times > 1000000) times = 1000000;
        if (times > t->repetition) t->repetition = times;
    }
    for (const struct regex_node *child = node->first; child; child = child->next) visit(v, child, inside, times);
}

/* `.*` and `[\\s\\S]*`: everything but at most the line's end, any number of times. */
static bool is_run(const struct regex_compiler *compiler, const struct regex_node *node)
{
    if (node->kind != REGEX_REPEAT || node->min != 0 || node->max != REGEX_NO_END || node->first->kind != REGEX_CLASS) return false;
    const struct regex_class *class = regex_class_at(compiler, node->first->value);
    return class->range_count <= 2 && class_has(class, 0) && class_has(class, LAST_CODE_POINT) && class_has(class, 'a') && class_has(class, '\r');
}

static bool traits_job(struct regex_compiler *compiler, struct arena *arena, struct str pattern, void *out)
{
    struct regex_traits *traits = out;
    (void)arena;
    const struct regex_node *root = regex_parse(compiler, pattern);
    if (root == NULL) return false;
    struct visit v = {compiler, traits};
    visit(&v, root, false, 1);
    if (root->kind == REGEX_CONCAT) {
        const struct regex_node *last = root->first;
        while (last->next) last = last->next;
        traits->leading_run = is_run(compiler, root->first);
        traits->trailing_run = is_run(compiler, last);
    }
    return true;
}

bool regex_traits_of(struct arena *arena, struct str pattern, struct regex_traits *traits)
{
    struct regex_error error;
    struct regex_compiler compiler = {.error = &error};
    *traits = (struct regex_traits){0};
    return regex_guarded(&compiler, arena, pattern, traits_job, traits);
}
