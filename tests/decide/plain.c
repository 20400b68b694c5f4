/* See plain.h. Sets of places in a text are bits, the place before character i is bit i. */
#include "plain.h"

#include <string.h>

bool plain_is_text(uint32_t ordinal) { return ordinal == TEXT || ordinal == CASED || ordinal == OTHER_TEXT; }

/* Of all characters that fold to one of the letters that are used. */
uint32_t plain_fold(uint32_t c)
{
    if (c >= 'A' && c <= 'Z') return c + 32;
    return c == 0x212A ? 'k' : c == 0x17F ? 's' : c;
}

static bool same_point(uint32_t a, uint32_t b, bool folds) { return folds ? plain_fold(a) == plain_fold(b) : a == b; }

/* ---- expressions ---- */

enum { INSIDE = 0x110000 }; /* stands behind a character of several bytes: between them \B holds, as in RE2, and nothing starts */

static bool is_word(const struct plain_text *text, uint32_t at)
{
    if (at >= text->n) return false;
    const uint32_t c = text->at[at];
    return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || c == '_';
}

static bool takes(const struct plain_regex *whole, const struct regex *regex, uint32_t c)
{
    if (regex->kind == REGEX_ANY) return whole->dot_all || c != '\n';
    if (regex->kind == REGEX_CHARACTER) return same_point(regex->character[0], c, whole->folds);
    return (same_point(regex->character[0], c, whole->folds) || same_point(regex->character[1], c, whole->folds)) != regex->negated;
}

static uint64_t ends_of(const struct plain_regex *whole, const struct regex *regex, const struct plain_text *text, uint64_t starts)
{
    uint64_t ends = 0, more;
    switch (regex->kind) {
    case REGEX_CHARACTER:
    case REGEX_ANY:
    case REGEX_CLASS:
        for (uint32_t i = 0; i < text->n; i++)
            if (starts >> i & 1 && text->at[i] != INSIDE && takes(whole, regex, text->at[i])) ends |= UINT64_C(2) << (i + (i + 1 < text->n && text->at[i + 1] == INSIDE));
        return ends;
    case REGEX_START: return starts & 1;
    case REGEX_END: return starts & UINT64_C(1) << text->n;
    case REGEX_WORD:
    case REGEX_NOT_WORD:
        for (uint32_t i = 0; i <= text->n; i++)
            if ((i > 0 && is_word(text, i - 1)) != is_word(text, i)) ends |= UINT64_C(1) << i;
        return starts & (regex->kind == REGEX_WORD ? ends : ~ends);
    case REGEX_ROW: return ends_of(whole, regex->b, text, ends_of(whole, regex->a, text, starts));
    case REGEX_EITHER: return ends_of(whole, regex->a, text, starts) | ends_of(whole, regex->b, text, starts);
    case REGEX_REPEAT: break;
    }
    for (int i = 0; i < regex->least; i++) starts = ends_of(whole, regex->a, text, starts);
    ends = more = starts;
    for (int i = regex->least; more && i != regex->most; i++) {
        more = ends_of(whole, regex->a, text, more) & ~(regex->most < 0 ? ends : 0);
        ends |= more;
    }
    return ends;
}

static bool is_found(const struct plain_regex *regex, const struct plain_text *text)
{
    struct plain_text wide = {.n = 0};
    for (uint32_t i = 0; i < text->n; i++) {
        wide.at[wide.n++] = text->at[i];
        if (text->at[i] >= 0x80) wide.at[wide.n++] = INSIDE;
    }
    return ends_of(regex, regex->root, &wide, (UINT64_C(2) << wide.n) - 1) != 0;
}

/* ---- texts ---- */

static bool part_at(const struct plain_text *text, uint32_t at, const struct plain_text *part, bool folds)
{
    if (at + part->n > text->n) return false;
    for (uint32_t i = 0; i < part->n; i++)
        if (!same_point(text->at[at + i], part->at[i], folds)) return false;
    return true;
}

static bool is_in(const struct plain_text *text, const struct plain_text *part, bool folds)
{
    for (uint32_t at = 0; at + part->n <= text->n; at++)
        if (part_at(text, at, part, folds)) return true;
    return false;
}

static bool glob_from(const struct plain_text *glob, uint32_t g, const struct plain_text *text, uint32_t t, bool folds)
{
    if (g == glob->n) return t == text->n;
    if (glob->at[g] == '*') return glob_from(glob, g + 1, text, t, folds) || (t < text->n && glob_from(glob, g, text, t + 1, folds));
    return t < text->n && (glob->at[g] == '?' || same_point(glob->at[g], text->at[t], folds)) && glob_from(glob, g + 1, text, t + 1, folds);
}

static bool text_holds(enum weir_op op, const struct plain_text *text, const struct plain_text *value, bool folds)
{
    const bool fits = value->n <= text->n;
    if (op == WEIR_OP_EQUALS || op == WEIR_OP_FIELD_EQUALS) return value->n == text->n && part_at(text, 0, value, folds);
    if (op == WEIR_OP_STARTS || op == WEIR_OP_FIELD_STARTS) return part_at(text, 0, value, folds);
    if (op == WEIR_OP_ENDS || op == WEIR_OP_FIELD_ENDS) return fits && part_at(text, text->n - value->n, value, folds);
    if (op == WEIR_OP_LIKE) return glob_from(value, 0, text, 0, folds);
    return is_in(text, value, folds);
}

/* ---- other values ---- */

static bool less(uint32_t ordinal, uint64_t a, uint64_t b) { return ordinal == SIGNED ? (int64_t)a < (int64_t)b : a < b; }

/* An IPv4-mapped address is its IPv4 address. */
static uint32_t bytes_of(const struct plain_value *value, uint8_t out[16])
{
    static const uint8_t mapped[12] = {[10] = 0xff, [11] = 0xff};
    memcpy(out, value->bytes, 16);
    if (value->byte_count != 16 || memcmp(out, mapped, sizeof mapped) != 0) return value->byte_count;
    memmove(out, out + 12, 4);
    return 4;
}

static bool bytes_hold(const struct plain_criterion *c, const struct plain_value *value, const struct plain_value *other)
{
    uint8_t bytes[16];
    uint32_t n = c->ordinal == ADDRESS ? bytes_of(value, bytes) : 16;
    if (c->ordinal == GUID) memcpy(bytes, value->bytes, 16);
    if (c->op != WEIR_OP_WITHIN) return other->byte_count == n && memcmp(bytes, other->bytes, n) == 0;
    if (other->byte_count != n + 1) return false;
    for (uint32_t bit = 0; bit < other->bytes[n]; bit++)
        if ((bytes[bit / 8] ^ other->bytes[bit / 8]) & 128 >> bit % 8) return false;
    return true;
}

static bool number_holds(const struct plain_criterion *c, uint32_t i, uint64_t number)
{
    const uint64_t value = c->values[c->op == WEIR_OP_NUMBER_RANGE ? 2 * i : i].number;
    if (c->op == WEIR_OP_NUMBER_RANGE) return !less(c->ordinal, number, value) && !less(c->ordinal, c->values[2 * i + 1].number, number);
    if (c->op == WEIR_OP_HAS_ALL) return (number & value) == value;
    return c->op == WEIR_OP_HAS_ANY ? (number & value) != 0 : number == value;
}

/* ---- criteria and conditions ---- */

bool plain_criterion_holds(const struct plain_criterion *c, const struct plain_value *values)
{
    const struct plain_value *value = &values[c->ordinal - 1], *other = c->other ? &values[c->other - 1] : NULL;
    if (!value->there || (other && !other->there)) return false;
    if (c->op == WEIR_OP_EXISTS) return true;
    if (other && c->op == WEIR_OP_FIELD_LESS) return less(c->ordinal, value->number, other->number);
    if (other && c->op == WEIR_OP_FIELD_LESS_EQUAL) return !less(c->ordinal, other->number, value->number);
    if (other) return plain_is_text(c->ordinal) ? text_holds(c->op, &value->text, &other->text, !c->cased) : value->number == other->number;
    for (uint32_t i = 0; i < c->count; i++) {
        bool holds;
        if (c->op == WEIR_OP_MATCHES) holds = is_found(&c->regexes[i], &value->text);
        else if (plain_is_text(c->ordinal)) holds = text_holds(c->op, &value->text, &c->values[i].text, !c->cased);
        else if (c->ordinal == ADDRESS || c->ordinal == GUID) holds = bytes_hold(c, value, &c->values[i]);
        else holds = number_holds(c, i, value->number);
        if (holds) return true;
    }
    return false;
}

bool plain_node_holds(const struct plain_node *node, uint64_t held)
{
    uint32_t holding = 0;
    if (node->kind == PLAIN_CRITERION) return held >> node->criterion->number & 1;
    for (uint32_t i = 0; i < node->count; i++) holding += plain_node_holds(node->kids[i], held);
    switch (node->kind) {
    case PLAIN_NOT: return holding == 0;
    case PLAIN_AND: return holding == node->count;
    case PLAIN_OR: return holding != 0;
    case PLAIN_ATLEAST: return holding >= node->k;
    case PLAIN_CRITERION:
    case PLAIN_TRUE: break;
    }
    return true;
}
