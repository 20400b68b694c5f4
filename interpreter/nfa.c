/* Regular expressions: a program of the file on a text, all its states at once.
 *
 * In:   a program, a text. Out: whether it is found anywhere in the text.
 * Must hold: at each place of the text every instruction is looked at no more than once, so no expression and no text make it slow. */
#include "match.h"

struct search {
    struct weir_run *run;
    const uint8_t *code; /* the program's instructions */
    const struct weir_view *text;
    uint32_t count[2]; /* states in run->states[0] and [1] */
    uint8_t first[32]; /* bytes with which a match can start behind the start of the text, one bit each */
    bool any_first;    /* there is one */
    bool empty;        /* a match may be empty there: then no byte tells whether one starts */
};

static const uint8_t *instruction(const struct search *s, uint32_t index)
{
    return s->code + (size_t)WEIR_BYTES_PROGRAM_CODE * index;
}

static const uint8_t *byte_class(const struct search *s, const uint8_t *set)
{
    return s->run->channel->bytes + WEIR_RECORD(s->run->channel, CLASSES, weir_u32_at(set, 4));
}

static bool is_word(uint8_t byte)
{
    return (byte >= '0' && byte <= '9') || (byte >= 'A' && byte <= 'Z') || (byte >= 'a' && byte <= 'z') || byte == '_';
}

static bool holds(const struct weir_view *text, uint32_t at, uint32_t assertion)
{
    const bool start = at == 0, end = at == text->length;
    if (assertion == WEIR_ASSERT_TEXT_START) return start;
    if (assertion == WEIR_ASSERT_TEXT_END) return end;
    if (assertion == WEIR_ASSERT_LINE_START) return start || text->data[at - 1] == '\n';
    if (assertion == WEIR_ASSERT_LINE_END) return end || text->data[at] == '\n';
    const bool boundary = (!start && is_word(text->data[at - 1])) != (!end && is_word(text->data[at]));
    return boundary == (assertion == WEIR_ASSERT_WORD);
}

/* A list of states that is being made. Its members are copies, because what is written to in_list could be any memory to the compiler. */
struct list {
    uint32_t *states;
    uint8_t *in_list;
    uint32_t count;
};

static struct list list_of(const struct search *s, unsigned list)
{
    const struct list of = {s->run->states[list], s->run->in_list, s->count[list]};
    return of;
}

static void push(struct list *list, uint32_t state)
{
    if (list->in_list[state] != 0) return;
    list->in_list[state] = 1;
    list->states[list->count++] = state;
}

/* Adds a state and all that it leads to without taking a byte at place `at`; true where MATCH is among them. */
static bool enter(struct search *s, unsigned list, uint32_t state, uint32_t at)
{
    struct list to = list_of(s, list);
    uint32_t next = to.count;
    bool found = false;
    push(&to, state);
    for (; next < to.count && !found; next++) {
        WEIR_STEPS(s->run, 1);
        const uint32_t index = to.states[next];
        const uint8_t *in = instruction(s, index);
        if (in[0] == WEIR_NFA_MATCH) {
            found = true;
        } else if (in[0] == WEIR_NFA_JUMP) {
            push(&to, weir_u32_at(in, 4));
        } else if (in[0] == WEIR_NFA_SPLIT) {
            push(&to, index + 1);
            push(&to, weir_u32_at(in, 4));
        } else if (in[0] == WEIR_NFA_ASSERT && holds(s->text, at, in[1])) {
            push(&to, index + 1);
        }
    }
    s->count[list] = to.count;
    return found;
}

static void forget(const struct search *s, unsigned list)
{
    const struct list of = list_of(s, list);
    WEIR_STEPS(s->run, of.count);
    for (uint32_t i = 0; i < of.count; i++)
        of.in_list[of.states[i]] = 0;
}

/* Bits from a to b. */
static void add_range(uint8_t bits[32], uint32_t a, uint32_t b)
{
    for (uint32_t i = a / 8; i <= b / 8; i++) {
        const uint32_t from = i == a / 8 ? a % 8 : 0, to = i == b / 8 ? b % 8 : 7;
        bits[i] = (uint8_t)(bits[i] | ((0xffu << from) & (0xffu >> (7 - to))));
    }
}

/* What a match behind the start of the text can start with, taking every assertion but that of the start to hold. */
static void find_first(struct search *s)
{
    s->any_first = s->empty = false;
    for (uint32_t i = 0; i < 32; i++)
        s->first[i] = 0;
    struct list list = list_of(s, 0);
    push(&list, 0);
    for (uint32_t next = 0; next < list.count; next++) {
        WEIR_STEPS(s->run, 34);
        const uint32_t index = list.states[next];
        const uint8_t *in = instruction(s, index);
        if (in[0] == WEIR_NFA_MATCH) s->empty = true;
        if (in[0] == WEIR_NFA_JUMP || in[0] == WEIR_NFA_SPLIT) push(&list, weir_u32_at(in, 4));
        if (in[0] == WEIR_NFA_SPLIT || (in[0] == WEIR_NFA_ASSERT && in[1] != WEIR_ASSERT_TEXT_START)) push(&list, index + 1);
        if (in[0] == WEIR_NFA_RANGE) add_range(s->first, in[1], in[2]);
        if (in[0] == WEIR_NFA_SET)
            for (uint32_t i = 0; i < 32; i++)
                s->first[i] = (uint8_t)(s->first[i] | byte_class(s, in)[i]);
    }
    for (uint32_t i = 0; i < 32; i++)
        s->any_first = s->any_first || s->first[i] != 0;
    s->count[0] = list.count;
    forget(s, 0);
    s->count[0] = 0;
}

static bool may_start(const struct search *s, uint32_t at)
{
    const uint8_t *in = instruction(s, 0);
    if (in[0] == WEIR_NFA_ASSERT && !holds(s->text, at, in[1])) return false;
    if (at == 0 || s->empty) return true;
    return at < s->text->length && weir_bit(s->first, s->text->data[at]);
}

/* Takes the byte at place `at` in every state of one list; what comes of it is the other. */
static bool step(struct search *s, unsigned from, uint32_t at)
{
    const uint8_t byte = s->text->data[at];
    const struct list taking = list_of(s, from);
    forget(s, from);
    s->count[1 - from] = 0;
    for (uint32_t i = 0; i < taking.count; i++) {
        WEIR_STEPS(s->run, 1);
        const uint32_t index = taking.states[i];
        const uint8_t *in = instruction(s, index);
        bool found = false;
        if (in[0] == WEIR_NFA_RANGE && byte >= in[1] && byte <= in[2])
            found = enter(s, 1 - from, weir_u32_at(in, 4), at + 1);
        else if (in[0] == WEIR_NFA_SET && weir_bit(byte_class(s, in), byte))
            found = enter(s, 1 - from, index + 1, at + 1);
        if (found) return true;
    }
    return false;
}

bool weir_program_found(struct weir_run *run, uint32_t program, const struct weir_view *text)
{
    const struct weir_channel *c = run->channel;
    const size_t record = WEIR_RECORD(c, PROGRAMS, program);
    const uint32_t count = weir_u32_at(c->bytes, record + WEIR_PROGRAM_COUNT);
    struct search s;
    s.run = run;
    s.code = c->bytes + WEIR_RECORD(c, PROGRAM_CODE, weir_u32_at(c->bytes, record + WEIR_PROGRAM_FIRST));
    const enum weir_found small = weir_small_program_found(run, s.code, count, text);
    if (small != WEIR_NOT_SEARCHED) return small == WEIR_FOUND;
    const enum weir_found of_run = weir_run_found(run, s.code, count, text);
    if (of_run != WEIR_NOT_SEARCHED) return of_run == WEIR_FOUND;
    s.text = text;
    s.count[0] = s.count[1] = 0;
    WEIR_STEPS(run, count);
    for (uint32_t i = 0; i < count; i++)
        run->in_list[i] = 0;
    find_first(&s);
    unsigned list = 0;
    for (uint32_t at = 0;; at++) {
        if (s.count[list] == 0 && at > 0 && !s.empty) {
            if (!s.any_first) return false;
            for (; at < text->length && !weir_bit(s.first, text->data[at]); at++)
                WEIR_STEPS(run, 1);
        }
        if (may_start(&s, at) && enter(&s, list, 0, at)) return true;
        if (at == text->length) return false;
        if (step(&s, list, at)) return true;
        list = 1 - list;
    }
}
