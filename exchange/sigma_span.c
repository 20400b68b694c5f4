/* Fields that are no text, compared as the text that they have in a log: which of their values does an expression describe?
 *
 * In:  a regular expression, and a field of numbers or addresses. Out: ranges, or networks. The expression's automaton is run over all texts that a value
 *      can have at once: a state that cannot match any more, or cannot fail any more, ends a whole subtree. Must hold: exact, or refused; the texts are
 *      decimal without leading zeros, a.b.c.d, and for version 6 eight groups in lower case without leading zeros, as Sysmon writes them. */
#include <stdlib.h>

#include "../compiler/model/addresses.h"
#include "../compiler/pattern/pattern.h"
#include "convert.h"

enum { PARTS_AT_MOST = TINY(256, 2048), WORK_AT_MOST = TINY(1 << 18, 1 << 23) };
enum described { NONE_OF_THEM, ALL_OF_THEM, SOME_OF_THEM };
enum form { FORM_NUMBER, FORM_IP4, FORM_IP6 };

struct position { /* how far a text has come */
    uint32_t state;   /* of the automaton: which instructions wait for the next character */
    uint8_t previous; /* the character before, 0 at the beginning */
    uint8_t part;     /* number: 0; address: which octet or group */
    uint8_t digits;   /* of this part so far */
    uint16_t value;   /* of an octet so far; whether a group or number is 0 */
};
struct part { /* a range of numbers, or a network */
    uint64_t low, high;
    uint8_t bytes[16];
    uint32_t bits;
};
struct explorer {
    struct arena *arena;
    const struct regex_program *program;
    enum form form;
    uint32_t digits_at_most;
    struct intern states;     /* the waiting instructions as bytes: uint32_t each */
    struct intern places;     /* struct position as bytes */
    struct vec known;         /* uint8_t by number of the place: enum described */
    uint32_t *stack, *seen, *next;
    uint32_t stamp;
    uint64_t work;
    bool too_much;
    struct vec parts;         /* struct part */
};

/* ---- the automaton ---- */

static bool in_word(uint8_t c) { return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z'); }

/* next: the character that follows, or 0 at the end. */
static bool holds(uint8_t assertion, uint8_t previous, uint8_t next)
{
    switch (assertion) {
    case WEIR_ASSERT_TEXT_START:
    case WEIR_ASSERT_LINE_START: return previous == 0;
    case WEIR_ASSERT_TEXT_END:
    case WEIR_ASSERT_LINE_END: return next == 0;
    case WEIR_ASSERT_WORD: return in_word(previous) != in_word(next);
    default: return in_word(previous) == in_word(next);
    }
}

static void enter(struct explorer *e, uint32_t *depth, uint32_t at)
{
    if (e->seen[at] == e->stamp) return;
    e->seen[at] = e->stamp;
    e->stack[(*depth)++] = at;
}

static int compare_numbers(const void *a, const void *b)
{
    const uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;
    return (x > y) - (x < y);
}

static bool takes(const struct explorer *e, const struct regex_instruction *i, uint8_t c)
{
    if (i->op == WEIR_NFA_SET) return (e->program->classes[i->target][c / 8] >> c % 8 & 1) != 0;
    return c >= i->a && c <= i->b;
}

/* The state behind the next character, or UINT32_MAX if the expression has matched by then. */
static uint32_t step(struct explorer *e, const struct position *from, uint8_t next)
{
    const struct str waiting = intern_name(&e->states, from->state);
    uint32_t depth = 0, count = 0;
    e->stamp++;
    enter(e, &depth, 0); /* a match may start everywhere */
    for (uint32_t i = 0; i < waiting.n / sizeof(uint32_t); i++) {
        uint32_t at;
        memcpy(&at, waiting.p + i * sizeof at, sizeof at);
        enter(e, &depth, at);
    }
    while (depth) {
        const uint32_t at = e->stack[--depth];
        const struct regex_instruction *i = &e->program->code[at];
        e->work++;
        switch ((enum weir_program_op)i->op) {
        case WEIR_NFA_SPLIT:
            enter(e, &depth, at + 1);
            enter(e, &depth, i->target);
            break;
        case WEIR_NFA_JUMP: enter(e, &depth, i->target); break;
        case WEIR_NFA_ASSERT:
            if (holds(i->a, from->previous, next)) enter(e, &depth, at + 1);
            break;
        case WEIR_NFA_MATCH: return UINT32_MAX;
        case WEIR_NFA_RANGE:
        case WEIR_NFA_SET:
            if (next && takes(e, i, next)) e->next[count++] = i->op == WEIR_NFA_SET ? at + 1 : i->target;
            break;
        case WEIR_NFA_COUNT: BUG("instruction %u", i->op);
        }
    }
    if (count > 1) qsort(e->next, count, sizeof *e->next, compare_numbers);
    return intern_add(&e->states, (struct str){(const char *)e->next, count * (uint32_t)sizeof(uint32_t)});
}

/* ---- the texts of values ---- */

static uint32_t part_count(const struct explorer *e) { return e->form == FORM_NUMBER ? 1 : e->form == FORM_IP4 ? 4 : 8; }

static bool can_end(const struct explorer *e, const struct position *at) { return at->digits && at->part + 1u == part_count(e); }

/* May this character follow? *to is where it leads, but for the state. */
static bool can_follow(const struct explorer *e, const struct position *at, uint8_t c, struct position *to)
{
    *to = *at;
    to->previous = c;
    if (c == '.' || c == ':') {
        if (c != (e->form == FORM_IP4 ? '.' : ':') || e->form == FORM_NUMBER || at->digits == 0 || at->part + 1u == part_count(e)) return false;
        to->part++;
        to->digits = 0;
        to->value = 0;
        return true;
    }
    const uint8_t digit = c <= '9' ? (uint8_t)(c - '0') : (uint8_t)(c - 'a' + 10);
    if (digit > 9 && e->form != FORM_IP6) return false;
    if (at->digits == e->digits_at_most || (at->digits && at->value == 0)) return false;
    to->digits++;
    to->value = e->form == FORM_IP4 ? (uint16_t)(at->value * 10 + digit) : at->value || digit;
    return e->form != FORM_IP4 || to->value <= 255;
}

static const char characters[] = ".:0123456789abcdef";

static uint32_t place_number(struct explorer *e, const struct position *at, bool *is_new)
{
    uint8_t key[9];
    memcpy(key, &at->state, 4);
    key[4] = at->previous;
    key[5] = at->part;
    key[6] = at->digits;
    memcpy(key + 7, &at->value, 2);
    const size_t before = e->places.names.count;
    const uint32_t number = intern_add(&e->places, (struct str){(const char *)key, sizeof key});
    *is_new = number == before;
    if (*is_new) *(uint8_t *)vec_push(&e->known, 1) = NONE_OF_THEM;
    return number;
}

/* Which of the texts that go on from here match? No deeper than a text is long. */
static enum described describe(struct explorer *e, const struct position *at)
{
    bool is_new, any = false, every = true;
    const uint32_t number = place_number(e, at, &is_new);
    if (!is_new) return (enum described)((const uint8_t *)e->known.p)[number];
    if (e->work > WORK_AT_MOST) e->too_much = true;
    if (e->too_much) return NONE_OF_THEM;
    if (can_end(e, at)) {
        const bool matches = step(e, at, 0) == UINT32_MAX;
        any |= matches;
        every &= matches;
    }
    for (const char *c = characters; *c; c++) {
        struct position to;
        if (!can_follow(e, at, (uint8_t)*c, &to)) continue;
        to.state = step(e, at, (uint8_t)*c);
        const enum described one = to.state == UINT32_MAX ? ALL_OF_THEM : describe(e, &to);
        any |= one != NONE_OF_THEM;
        every &= one == ALL_OF_THEM;
    }
    const enum described result = !any ? NONE_OF_THEM : every ? ALL_OF_THEM : SOME_OF_THEM;
    ((uint8_t *)e->known.p)[number] = (uint8_t)result;
    return result;
}

/* ---- what they stand for ---- */

struct prefix { /* the value of a text as far as it has come */
    uint64_t number;    /* of a number, or of the part at hand */
    uint8_t bytes[16];  /* of the parts before */
};

static void keep(struct explorer *e, const struct part *part)
{
    if (e->parts.count >= PARTS_AT_MOST) e->too_much = true;
    else *(struct part *)vec_push(&e->parts, sizeof *part) = *part;
}

static void keep_number(struct explorer *e, uint64_t low, uint64_t high) { keep(e, &(struct part){.low = low, .high = high}); }

static void put_part(const struct explorer *e, uint8_t bytes[16], uint32_t part, uint64_t value)
{
    if (e->form == FORM_IP4) bytes[part] = (uint8_t)value;
    else bytes[2 * part] = (uint8_t)(value >> 8), bytes[2 * part + 1] = (uint8_t)value;
}

static void keep_network(struct explorer *e, const struct prefix *prefix, uint32_t part, uint64_t value, uint32_t bits)
{
    struct part network = {.bits = bits};
    memcpy(network.bytes, prefix->bytes, sizeof network.bytes);
    put_part(e, network.bytes, part, value);
    keep(e, &network);
}

/* All values whose text begins as this one does. */
static void keep_all(struct explorer *e, const struct position *at, const struct prefix *prefix)
{
    const uint64_t base = e->form == FORM_IP6 ? 16 : 10;
    const uint32_t width = e->form == FORM_IP4 ? 8 : 16;
    if (e->form != FORM_NUMBER && at->digits == 0) {
        struct part network = {.bits = at->part * width};
        memcpy(network.bytes, prefix->bytes, sizeof network.bytes);
        keep(e, &network);
        return;
    }
    if (at->digits == 0) keep_number(e, 0, 0); /* every number: 0 itself, and what does not begin with it */
    uint64_t low = at->digits ? prefix->number : 1, span = at->digits ? 1 : 9;
    for (uint32_t digits = at->digits ? at->digits : 1; digits <= e->digits_at_most; digits++) {
        if (e->form == FORM_NUMBER) keep_number(e, low, span - 1 > UINT64_MAX - low ? UINT64_MAX : low + span - 1);
        else if (e->form == FORM_IP6) keep_network(e, prefix, at->part, low, 16u * at->part + 16u - 4u * (digits - at->digits));
        else
            for (uint64_t n = low; n < low + span && n <= 255; n++) keep_network(e, prefix, at->part, n, 8 * (at->part + 1u));
        if (low == 0 || low > UINT64_MAX / base || span > UINT64_MAX / base) return;
        low *= base;
        span *= base;
    }
}

static void gather(struct explorer *e, const struct position *at, const struct prefix *prefix)
{
    if (e->too_much) return;
    if (can_end(e, at) && step(e, at, 0) == UINT32_MAX) {
        if (e->form == FORM_NUMBER) keep_number(e, prefix->number, prefix->number);
        else keep_network(e, prefix, at->part, prefix->number, e->form == FORM_IP4 ? 32 : 128);
    }
    for (const char *c = characters; *c && !e->too_much; c++) {
        struct position to;
        if (!can_follow(e, at, (uint8_t)*c, &to)) continue;
        struct prefix longer = *prefix;
        if (to.part != at->part) {
            put_part(e, longer.bytes, at->part, prefix->number);
            longer.number = 0;
        } else {
            const uint64_t digit = (uint64_t)(*c <= '9' ? *c - '0' : *c - 'a' + 10), base = e->form == FORM_IP6 ? 16 : 10;
            if (prefix->number > (UINT64_MAX - digit) / base) continue; /* longer than any number */
            longer.number = prefix->number * base + digit;
        }
        to.state = step(e, at, (uint8_t)*c);
        const enum described one = to.state == UINT32_MAX ? ALL_OF_THEM : describe(e, &to);
        if (one == ALL_OF_THEM) keep_all(e, &to, &longer);
        else if (one == SOME_OF_THEM) gather(e, &to, &longer);
    }
}

static void explore(struct explorer *e, enum form form, uint32_t digits_at_most)
{
    e->form = form;
    e->digits_at_most = digits_at_most;
    e->places.names.count = e->known.count = 0;
    intern_free(&e->places);
    intern_init(&e->places, e->arena);
    struct position start = {.state = intern_add(&e->states, STR(""))};
    const enum described all = describe(e, &start);
    if (all == ALL_OF_THEM) keep_all(e, &start, &(struct prefix){0});
    else if (all == SOME_OF_THEM) gather(e, &start, &(struct prefix){0});
}

/* ---- as few of them as can be ---- */

static int compare_ranges(const void *a, const void *b)
{
    const struct part *x = a, *y = b;
    return (x->low > y->low) - (x->low < y->low);
}

static int compare_networks(const void *a, const void *b)
{
    const struct part *x = a, *y = b;
    const int order = memcmp(x->bytes, y->bytes, 16);
    return order ? order : (x->bits > y->bits) - (x->bits < y->bits);
}

static struct cond *ranges_cond(struct conversion *c, struct explorer *e, const struct field *field)
{
    struct cond *cond = cond_criterion(c, field->name, OP_EQUALS, false);
    const uint64_t most = field->type == WEIR_TYPE_U32 ? UINT32_MAX : UINT64_MAX;
    struct part *parts = e->parts.p;
    if (e->parts.count > 1) qsort(parts, e->parts.count, sizeof *parts, compare_ranges);
    for (size_t i = 0; i < e->parts.count && parts[i].low <= most;) {
        const uint64_t low = parts[i].low;
        uint64_t high = parts[i].high;
        for (i++; i < e->parts.count && (high == UINT64_MAX || parts[i].low <= high + 1); i++)
            if (parts[i].high > high) high = parts[i].high;
        if (high > most) high = most;
        if (low == 0 && high == most) return cond_criterion(c, field->name, OP_EXISTS, false);
        cond_add_value(c, cond, low == high ? arena_printf(c->arena, "%llu", (unsigned long long)low) : arena_printf(c->arena, "%llu..%llu", (unsigned long long)low, (unsigned long long)high));
    }
    return cond;
}

/* Two halves of one network, the lower one first? */
static bool halves(const struct part *a, const struct part *b)
{
    if (a->bits != b->bits || a->bits == 0) return false;
    uint8_t upper[16];
    const uint32_t bit = a->bits - 1;
    if (a->bytes[bit / 8] >> (7 - bit % 8) & 1) return false;
    memcpy(upper, a->bytes, sizeof upper);
    upper[bit / 8] |= (uint8_t)(0x80u >> bit % 8);
    return memcmp(upper, b->bytes, sizeof upper) == 0;
}

static void add_networks(struct conversion *c, struct explorer *e, struct cond *cond, uint32_t bytes)
{
    struct part *parts = e->parts.p;
    size_t kept = 0;
    if (e->parts.count > 1) qsort(parts, e->parts.count, sizeof *parts, compare_networks);
    for (size_t i = 0; i < e->parts.count; i++) {
        parts[kept++] = parts[i];
        for (; kept > 1 && halves(&parts[kept - 2], &parts[kept - 1]); kept--) parts[kept - 2].bits--;
    }
    for (size_t i = 0; i < kept; i++) {
        char text[64];
        address_write(parts[i].bytes, bytes, text, sizeof text);
        cond_add_value(c, cond, text_literal(c->arena, arena_printf(c->arena, "%s/%u", text, (unsigned)parts[i].bits)));
    }
    e->parts.count = 0;
}

static void start(struct explorer *e, struct conversion *c, const struct regex_program *program)
{
    *e = (struct explorer){.arena = c->arena, .program = program, .known = {.exhausted = c->arena->exhausted}, .parts = {.exhausted = c->arena->exhausted}};
    e->stack = arena_alloc(c->arena, 2 * (size_t)(program->count + 1) * sizeof(uint32_t));
    e->seen = arena_array(c->arena, program->count + 1, sizeof(uint32_t));
    e->next = arena_alloc(c->arena, (size_t)(program->count + 1) * sizeof(uint32_t));
    intern_init(&e->states, c->arena);
    intern_init(&e->places, c->arena);
}

struct cond *span_convert(struct conversion *c, const struct field *field, const struct item_value *value, struct str regex)
{
    struct regex_program program;
    struct explorer e;
    struct cond *cond;
    if (!text_compile(c, value, regex, &program)) return NULL;
    start(&e, c, &program);
    if (field->type == WEIR_TYPE_IP) {
        cond = cond_criterion(c, field->name, OP_WITHIN, false);
        explore(&e, FORM_IP4, 3);
        if (!e.too_much) add_networks(c, &e, cond, 4);
        explore(&e, FORM_IP6, 4);
        if (!e.too_much) add_networks(c, &e, cond, 16);
    } else {
        explore(&e, FORM_NUMBER, field->type == WEIR_TYPE_U32 ? 10 : 20);
        cond = ranges_cond(c, &e, field);
    }
    const bool too_much = e.too_much;
    intern_free(&e.states);
    intern_free(&e.places);
    vec_free(&e.known);
    vec_free(&e.parts);
    if (!too_much) return cond;
    struct diag *d = convert_refuse(c, DIAG_SIGMA_VALUE, value->tree->span, "'" STR_FMT "' is %s, and this asks for a part of its text that too many of its values have", STR_ARG(field->name),
                                    field->type == WEIR_TYPE_IP ? "an address" : "a number");
    diag_set_help(&c->import->sink, d, "ask for its beginning, or for %s", field->type == WEIR_TYPE_IP ? "networks with 'cidr'" : "a range with 'gte' and 'lte'");
    return NULL;
}
