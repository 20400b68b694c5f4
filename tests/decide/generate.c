/* See generate.h. Constants lie in the middle of the values that are tried, so that every border between them is crossed. */
#include "generate.h"

#include <string.h>

uint32_t pair_below(struct pair *p, uint32_t n)
{
    p->random ^= p->random << 13;
    p->random ^= p->random >> 7;
    p->random ^= p->random << 17;
    return (uint32_t)((p->random >> 32) * n >> 32);
}

/* ---- values ---- */

static const uint8_t ADDRESSES[][18] = { /* bytes, the prefix length of a network behind them, how many bytes at the end */
    {10, 0, 0, 0, 24, [17] = 4},   {10, 0, 0, 0, 25, [17] = 4},  {10, 0, 0, 64, 26, [17] = 4}, {10, 0, 0, 128, 25, [17] = 4}, {10, 0, 0, 63, 32, [17] = 4}, {10, 0, 0, 65, 32, [17] = 4},
    {10, 0, 0, 127, 32, [17] = 4}, {10, 0, 1, 0, 24, [17] = 4},  {0, 0, 0, 0, 0, [17] = 4},     {10, 0, 0, 255, 32, [17] = 4},
    {0x20, 1, 0x0d, 0xb8, [16] = 32, [17] = 16}, {0x20, 1, 0x0d, 0xb8, [15] = 1, [16] = 128, [17] = 16}, {[16] = 0, [17] = 16},
    {0x20, 1, 0x0d, 0xb9, [16] = 32, [17] = 16}, {[10] = 0xff, [11] = 0xff, [12] = 10, [15] = 64, [16] = 128, [17] = 16},
};
enum { ADDRESS_COUNT = sizeof ADDRESSES / sizeof *ADDRESSES, NETWORKS = 14 };
static const uint64_t SIGNED_EDGES[] = {UINT64_C(1) << 63, (UINT64_C(1) << 63) + 1, INT64_MAX, INT64_MAX - 1};

static bool text_value(const struct pair *p, uint32_t i, uint32_t longest, struct plain_text *text)
{
    uint32_t count = 1, n = 0;
    for (; i >= count; i -= count, count *= LETTERS)
        if (n++ == longest) return false;
    text->n = n;
    for (uint32_t at = 0; at < n; at++, i /= LETTERS) text->at[at] = p->letters[i % LETTERS];
    return true;
}

static bool number_value(uint32_t ordinal, uint32_t i, bool few, uint64_t *number)
{
    if (ordinal == FLAGS) {
        *number = i < 32 ? i : (i - 32) * 5 | UINT64_C(1) << 63;
        return i < 36;
    }
    if (ordinal == CHOICE) {
        *number = i;
        return i < 7;
    }
    const uint32_t most = few ? 5 : 9;
    if (i <= most) *number = ordinal == SIGNED ? (uint64_t)i - 4 : i;
    else *number = ordinal == SIGNED ? SIGNED_EDGES[(i - most - 1) % 4] : UINT32_MAX - (i - most - 1) % 2;
    return i <= most + (ordinal == SIGNED ? 4u : 2u);
}

static bool bytes_value(uint32_t ordinal, uint32_t i, struct plain_value *value)
{
    if (ordinal == GUID) {
        value->byte_count = 16;
        value->bytes[15] = (uint8_t)i;
        return i < 6;
    }
    if (i >= ADDRESS_COUNT + 4) return false;
    const uint8_t *from = ADDRESSES[i < ADDRESS_COUNT ? i : (i - ADDRESS_COUNT) * 2];
    value->byte_count = from[17];
    memcpy(value->bytes, from, 16);
    if (from[17] == 4) value->bytes[4] = 0;
    if (i >= ADDRESS_COUNT) value->bytes[value->byte_count - 1] ^= 1;
    return true;
}

bool pair_value(const struct pair *p, uint32_t ordinal, uint32_t i, bool few, struct plain_value *value)
{
    memset(value, 0, offsetof(struct plain_value, text.at));
    value->text.n = 0;
    value->number = 0;
    value->byte_count = 0;
    memset(value->bytes, 0, sizeof value->bytes);
    if (i == 0) return true; /* absent */
    value->there = true;
    if (plain_is_text(ordinal)) return text_value(p, i - 1, few ? 2 : 4, &value->text);
    if (ordinal == ADDRESS || ordinal == GUID) return bytes_value(ordinal, i - 1, value);
    return number_value(ordinal, i - 1, few, &value->number);
}

/* ---- criteria ---- */

static uint32_t letter(struct pair *p) { return p->letters[pair_below(p, LETTERS)]; }

static struct regex *regex_new(struct pair *p, enum regex_kind kind)
{
    struct regex *regex = arena_new(p->arena, struct regex);
    *regex = (struct regex){.kind = kind};
    regex->character[0] = letter(p); /* one after another: what is drawn may not depend on the compiler */
    regex->character[1] = letter(p);
    regex->negated = pair_below(p, 2);
    regex->least = (int)pair_below(p, 3);
    regex->most = pair_below(p, 2) ? -1 : regex->least + (int)pair_below(p, 2) + (regex->least == 0);
    return regex;
}

static const struct regex *random_regex(struct pair *p, uint32_t depth)
{
    if (depth == 0 || pair_below(p, 4) == 0) {
        const uint32_t pick = pair_below(p, 12);
        return regex_new(p, pick < 6 ? REGEX_CHARACTER : pick < 7 ? REGEX_ANY : pick < 9 ? REGEX_CLASS : pick == 9 ? REGEX_START : pick == 10 ? REGEX_END : pair_below(p, 2) ? REGEX_WORD : REGEX_NOT_WORD);
    }
    struct regex *regex = regex_new(p, (enum regex_kind[]){REGEX_ROW, REGEX_ROW, REGEX_EITHER, REGEX_REPEAT}[pair_below(p, 4)]);
    regex->a = random_regex(p, depth - 1);
    if (regex->kind != REGEX_REPEAT) regex->b = random_regex(p, depth - 1);
    return regex;
}

static void random_text(struct pair *p, struct plain_text *text, bool glob)
{
    text->n = 0;
    for (uint32_t n = pair_below(p, 4); n > 0; n--) {
        const bool wild = glob && pair_below(p, 3) == 0;
        const bool one = wild && (pair_below(p, 2) || (text->n && text->at[text->n - 1] == '*'));
        text->at[text->n] = one ? '?' : wild ? '*' : letter(p);
        text->n++;
    }
}

static void text_criterion(struct pair *p, struct plain_criterion *c)
{
    static const enum weir_op OPS[] = {WEIR_OP_EQUALS, WEIR_OP_STARTS, WEIR_OP_ENDS, WEIR_OP_CONTAINS, WEIR_OP_CONTAINS, WEIR_OP_LIKE, WEIR_OP_MATCHES};
    c->op = OPS[pair_below(p, 7)];
    c->cased = c->op == WEIR_OP_MATCHES || pair_below(p, 4) == 0;
    c->count = pair_below(p, 3) ? 1 : 2 + pair_below(p, 2);
    for (uint32_t i = 0; i < c->count; i++) {
        if (c->op != WEIR_OP_MATCHES) {
            random_text(p, &c->values[i].text, c->op == WEIR_OP_LIKE);
            continue;
        }
        c->regexes[i].root = random_regex(p, 1 + pair_below(p, 3));
        c->regexes[i].folds = pair_below(p, 3) == 0;
        c->regexes[i].dot_all = pair_below(p, 4) == 0;
    }
}

static void number_criterion(struct pair *p, struct plain_criterion *c)
{
    c->count = 1 + pair_below(p, 2);
    if (c->ordinal == FLAGS) {
        c->op = (enum weir_op[]){WEIR_OP_HAS_ALL, WEIR_OP_HAS_ANY, WEIR_OP_HAS_ANY, WEIR_OP_NUMBER_IN}[pair_below(p, 4)];
        const uint32_t least = c->op != WEIR_OP_NUMBER_IN, most = pair_below(p, 2) ? 15 : 4; /* often the same few */
        for (uint32_t i = 0; i < c->count; i++) c->values[i].number = i * 16 + least + pair_below(p, most);
        return;
    }
    c->op = c->ordinal != CHOICE && pair_below(p, 2) ? WEIR_OP_NUMBER_RANGE : WEIR_OP_NUMBER_IN;
    const uint32_t numbers = c->op == WEIR_OP_NUMBER_RANGE ? 2 * c->count : c->count;
    uint64_t next = pair_below(p, 3);
    for (uint32_t i = 0; i < numbers; i++, next += 1 + pair_below(p, 3)) c->values[i].number = c->ordinal == SIGNED ? next - 4 : next;
    if (pair_below(p, 6) == 0) c->values[numbers - 1].number = c->ordinal == SIGNED ? INT64_MAX : c->ordinal == CHOICE ? 5 : UINT32_MAX;
}

static void bytes_criterion(struct pair *p, struct plain_criterion *c)
{
    c->count = 1;
    c->op = c->ordinal == ADDRESS && pair_below(p, 2) ? WEIR_OP_WITHIN : WEIR_OP_BYTES_IN;
    if (c->ordinal == GUID) {
        bytes_value(GUID, pair_below(p, 4), &c->values[0]);
        return;
    }
    const uint8_t *from = ADDRESSES[pair_below(p, pair_below(p, 2) ? NETWORKS : 4)]; /* often one inside of another */
    memcpy(c->values[0].bytes, from, 16);
    if (from[17] == 4) memset(c->values[0].bytes + 4, 0, 12);
    c->values[0].byte_count = from[17];
    if (c->op == WEIR_OP_WITHIN) c->values[0].bytes[c->values[0].byte_count++] = from[17] == 4 ? from[4] : from[16];
}

static void compared_fields(struct pair *p, struct plain_criterion *c)
{
    const bool text = plain_is_text(c->ordinal), turned = pair_below(p, 2);
    c->ordinal = (uint8_t)(text ? (turned ? OTHER_TEXT : TEXT) : (turned ? OTHER_NUMBER : NUMBER));
    c->other = (uint8_t)(text ? (turned ? TEXT : OTHER_TEXT) : (turned ? NUMBER : OTHER_NUMBER));
    c->cased = text && pair_below(p, 2);
    c->op = text ? (enum weir_op)(WEIR_OP_FIELD_EQUALS + pair_below(p, 4)) : (enum weir_op[]){WEIR_OP_FIELD_EQUALS, WEIR_OP_FIELD_LESS, WEIR_OP_FIELD_LESS_EQUAL}[pair_below(p, 3)];
}

static struct plain_criterion *random_criterion(struct pair *p)
{
    struct plain_criterion *c = arena_new(p->arena, struct plain_criterion);
    *c = (struct plain_criterion){.ordinal = (uint8_t)p->fields[pair_below(p, 4) == 0], .set = UINT32_MAX, .number = p->criterion_count};
    p->criteria[p->criterion_count++] = c;
    const bool compares = c->ordinal == TEXT || c->ordinal == OTHER_TEXT || c->ordinal == NUMBER || c->ordinal == OTHER_NUMBER;
    if (pair_below(p, 10) == 0) c->op = WEIR_OP_EXISTS;
    else if (compares && pair_below(p, 24) == 0) compared_fields(p, c);
    else if (plain_is_text(c->ordinal)) text_criterion(p, c);
    else if (c->ordinal == ADDRESS || c->ordinal == GUID) bytes_criterion(p, c);
    else number_criterion(p, c);
    return c;
}

/* ---- conditions ---- */

static struct plain_node *node_new(struct pair *p, enum plain_kind kind, uint32_t count)
{
    struct plain_node *node = arena_new(p->arena, struct plain_node);
    *node = (struct plain_node){.kind = kind, .count = count, .k = count ? 1 + pair_below(p, count) : 0};
    return node;
}

static struct plain_node *criterion_node(struct pair *p)
{
    struct plain_node *node = node_new(p, PLAIN_CRITERION, 0);
    node->criterion = random_criterion(p);
    return node;
}

/* Each text field for itself, all with the same values. */
static struct plain_node *any_node(struct pair *p)
{
    static const uint8_t TEXTS[] = {TEXT, CASED, OTHER_TEXT};
    struct plain_criterion one = {.ordinal = TEXT, .set = UINT32_MAX};
    struct plain_node *node = node_new(p, PLAIN_OR, 0);
    text_criterion(p, &one);
    node->any_field = true;
    node->by_field = one.op != WEIR_OP_MATCHES && pair_below(p, 2);
    for (uint32_t i = 0; i < 3; i++) {
        if (node->by_field && one.cased != (TEXTS[i] == CASED)) continue;
        struct plain_node *kid = node->kids[node->count++] = node_new(p, PLAIN_CRITERION, 0);
        kid->criterion = arena_new(p->arena, struct plain_criterion);
        *kid->criterion = one;
        kid->criterion->ordinal = TEXTS[i];
        kid->criterion->number = p->criterion_count;
        p->criteria[p->criterion_count++] = kid->criterion;
    }
    return node;
}

static struct plain_node *random_node(struct pair *p, uint32_t depth)
{
    const uint32_t pick = depth == 0 ? 0 : pair_below(p, 16);
    if (p->criterion_count > PLAIN_CRITERIA - 8) return node_new(p, PLAIN_TRUE, 0);
    if (pick < 3) return pair_below(p, 24) == 0 ? any_node(p) : pair_below(p, 60) == 0 ? node_new(p, PLAIN_TRUE, 0) : criterion_node(p);
    const enum plain_kind kind = pick < 6 ? PLAIN_NOT : pick < 11 ? PLAIN_AND : pick < 14 ? PLAIN_OR : PLAIN_ATLEAST;
    struct plain_node *node = node_new(p, kind, kind == PLAIN_NOT ? 1 : pair_below(p, 3) ? 2 : kind == PLAIN_ATLEAST ? 3 + pair_below(p, 2) : 3);
    for (uint32_t i = 0; i < node->count; i++) node->kids[i] = random_node(p, depth - 1);
    return node;
}

/* The condition with one thing changed somewhere: what two rules of one author are to each other. */
static struct plain_node *changed(struct pair *p, struct plain_node *node)
{
    struct plain_node *copy = node_new(p, node->kind, node->count);
    const uint32_t pick = pair_below(p, 6);
    *copy = *node;
    if (node->any_field || node->kind == PLAIN_CRITERION || node->kind == PLAIN_TRUE || p->criterion_count > PLAIN_CRITERIA - 8) {
        if (pick < 3 || node->any_field || node->kind == PLAIN_TRUE) return criterion_node(p);
        const struct plain_criterion *was = node->criterion;
        struct plain_criterion *now = criterion_node(p)->criterion;
        const uint32_t number = now->number;
        *now = *was; /* the same values, more or less of them, another operator or case */
        now->number = number;
        now->set = UINT32_MAX;
        if (plain_is_text(now->ordinal) && now->op >= WEIR_OP_EQUALS && now->op <= WEIR_OP_CONTAINS) {
            if (pick == 3) now->op = (enum weir_op)(WEIR_OP_EQUALS + pair_below(p, 4));
            else if (pick == 4) now->cased = !now->cased;
            else if (now->count < PLAIN_VALUES) random_text(p, &now->values[now->count++].text, false);
        } else if (now->count > 1) {
            now->count--;
        }
        copy->criterion = now;
        return copy;
    }
    if (pick == 0 && node->kind == PLAIN_AND) copy->kind = PLAIN_OR;
    else if (pick == 1 && node->count > 1 && node->kind != PLAIN_ATLEAST) copy->count--;
    else if (pick == 2 && node->kind == PLAIN_ATLEAST) copy->k = 1 + copy->k % copy->count;
    else {
        const uint32_t i = pair_below(p, node->count);
        copy->kids[i] = changed(p, node->kids[i]);
    }
    return copy;
}

void pair_make(struct pair *p, struct arena *arena, uint64_t seed, uint64_t number)
{
    static const uint32_t LETTERS_OF[][LETTERS] = {{'a', 'b', 'c'}, {'a', 'A', 'b'}, {'k', 'K', 0x212A}, {'a', 'b', ' '}, {'a', '\n', 'B'}, {'a', '_', '-'}};
    static const uint8_t FIRST[] = {TEXT, TEXT, TEXT, TEXT, CASED, TEXT, OTHER_TEXT, NUMBER, SIGNED, CHOICE, FLAGS, ADDRESS, GUID};
    *p = (struct pair){.arena = arena, .random = (seed + 1) * 0x9e3779b97f4a7c15u ^ (number + 1) * 0xd1342543de82ef95u};
    for (uint32_t i = 0; i < 4; i++) pair_below(p, 2);
    memcpy(p->letters, LETTERS_OF[pair_below(p, 6)], sizeof p->letters);
    p->fields[0] = FIRST[pair_below(p, sizeof FIRST)];
    p->fields[1] = 1 + pair_below(p, PLAIN_FIELDS);
    p->a = random_node(p, 1 + pair_below(p, 3));
    p->b = pair_below(p, 2) ? changed(p, p->a) : random_node(p, 1 + pair_below(p, 3));
}
