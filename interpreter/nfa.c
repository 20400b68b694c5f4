/* Regular expressions: a program of the file on a text, all its states at once.
 *
 * In:   a program, a text. Out: whether it is found anywhere in the text.
 * Must hold: at each place of the text every instruction is looked at no more than once, so no expression and no text make it slow. */
#include "match.h"

struct search {
    struct weir_run *run;
    const uint8_t *code;    /* the program's instructions */
    const uint8_t *classes; /* the file's classes of bytes */
    const struct weir_view *text;
    uint32_t instructions; /* of the program, each of which is a state */
    uint64_t first[4];     /* bytes with which a match can start behind the start of the text, one bit each */
    bool any_first;    /* there is one */
    bool empty;        /* a match may be empty there: then no byte tells whether one starts */
};

/* What a search stands on: the program can be run, and the text is there. */
#define WEIR_PROOF_STEPPING(s) \
    (\valid_read(s) && \valid_read((s)->text) && \valid_read((s)->text->data + (0 .. (s)->text->length - 1)) && \
     program_runs((s)->code, (s)->classes, (s)->instructions))

/*@ requires \valid_read(s) && program_runs(s->code, s->classes, s->instructions) && index < s->instructions;
    assigns \nothing;
    ensures \valid_read(\result + (0 .. WEIR_BYTES_PROGRAM_CODE - 1));
    ensures takes_target(\result[0]) ==> u32(\result, 4) < s->instructions;
    ensures goes_on(\result[0]) ==> index + 1 < s->instructions;
    ensures \result[0] == WEIR_NFA_SET ==>
            \valid_read(s->classes + (WEIR_BYTES_CLASSES * u32(\result, 4) .. WEIR_BYTES_CLASSES * u32(\result, 4) + (WEIR_BYTES_CLASSES - 1))); */
static const uint8_t *instruction(const struct search *s, uint32_t index)
{
    //@ assert instruction_runs(s->code, s->classes, s->instructions, index);
    const uint8_t *in = s->code + (size_t)WEIR_BYTES_PROGRAM_CODE * index;
    //@ assert in[0] == instruction_op(s->code, WEIR_BYTES_PROGRAM_CODE * index);
    //@ assert u32(in, 4) == instruction_target(s->code, WEIR_BYTES_PROGRAM_CODE * index);
    return in;
}

/*@ requires \valid_read(s) && \valid_read(set + (0 .. WEIR_BYTES_PROGRAM_CODE - 1));
    assigns \nothing;
    ensures \result == s->classes + WEIR_BYTES_CLASSES * u32(set, 4); */
static const uint8_t *byte_class(const struct search *s, const uint8_t *set)
{
    return s->classes + (size_t)WEIR_BYTES_CLASSES * weir_u32_at(set, 4);
}

/* Whether the byte is in the row of bits. */
/*@ requires \valid_read(bits + (0 .. 3));
    assigns \nothing; */
static bool has_byte(const uint64_t bits[4], uint8_t byte)
{
    return (bits[byte / 64] >> byte % 64 & 1) != 0;
}

//@ assigns \nothing;
static bool is_word(uint8_t byte)
{
    return (byte >= '0' && byte <= '9') || (byte >= 'A' && byte <= 'Z') || (byte >= 'a' && byte <= 'z') || byte == '_';
}

/*@ requires \valid_read(text) && \valid_read(text->data + (0 .. text->length - 1)) && at <= text->length;
    assigns \nothing; */
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

/* A list of states that is being made. */
struct list {
    int32_t *states;
    int8_t *in_list;
    size_t count;
    uint32_t most; /* states of the program: as many as there is room for */
};
#define WEIR_PROOF_LIST(list) \
    (\valid(list) && \valid((list)->states + (0 .. (list)->most - 1)) && \valid((list)->in_list + (0 .. (list)->most - 1)) && (list)->most <= WEIR_MAX_PROGRAM_CODE)
#define WEIR_PROOF_LIST_OK(list) list_ok((list)->states, (list)->in_list, (list)->most, (list)->count)

/* As many are in it as are marked; one that is not marked is not counted: so there is room for it. */
/*@ requires WEIR_PROOF_LIST(list) && WEIR_PROOF_LIST_OK(list) && state < list->most;
    assigns list->count, list->in_list[0 .. list->most - 1], list->states[0 .. list->most - 1];
    ensures list->count >= \old(list->count);
    ensures WEIR_PROOF_LIST_OK(list); */
static void push(struct list *list, uint32_t state)
{
    if (list->in_list[state] != 0) return;
    //@ assert new: \forall integer k; 0 <= k < list->count ==> listed(list->states, list->in_list, list->most, k) && list->states[k] != state;
    /*@ ghost
        /@ loop invariant 0 <= k <= list->most && marked(list->in_list, k) <= (k > state ? k - 1 : k);
           loop assigns k;
           loop variant list->most - k; @/
        for (uint32_t k = 0; k < list->most; k++) {
        }
    */
    //@ assert room: list->count < list->most;
    list->in_list[state] = 1;
    /*@ ghost
        /@ loop invariant 0 <= k <= list->most && marked(list->in_list, k) == marked{Pre}(list->in_list, k) + (k > state ? 1 : 0);
           loop assigns k;
           loop variant list->most - k; @/
        for (uint32_t k = 0; k < list->most; k++) {
        }
    */
    //@ assert marks: \forall integer j; 0 <= j < list->most ==> \at(list->in_list[\at(j, Here)], Pre) != 0 ==> list->in_list[j] != 0;
    //@ assert all: \forall integer k; 0 <= k < list->count ==> listed{Pre}(list->states, list->in_list, list->most, k) && listed(list->states, list->in_list, list->most, k);
    list->states[list->count++] = (int32_t)state;
    //@ assert marked: marked(list->in_list, list->most) == list->count;
    //@ assert each: \forall integer k; 0 <= k < list->count - 1 ==> listed(list->states, list->in_list, list->most, k) && list->states[k] != state;
    //@ assert last: listed(list->states, list->in_list, list->most, list->count - 1) && list->states[list->count - 1] == state;
}

/* Takes the mark from a state. */
/*@ requires WEIR_PROOF_LIST(list) && state < list->most && list->in_list[state] != 0;
    assigns list->in_list[state];
    ensures list->in_list[state] == 0;
    ensures marked(list->in_list, list->most) == \old(marked(list->in_list, list->most)) - 1; */
static void unmark(const struct list *list, uint32_t state)
{
    list->in_list[state] = 0;
    /*@ ghost
        /@ loop invariant 0 <= k <= list->most && marked(list->in_list, k) == marked{Pre}(list->in_list, k) - (k > state ? 1 : 0);
           loop assigns k;
           loop variant list->most - k; @/
        for (uint32_t k = 0; k < list->most; k++) {
        }
    */
}

/* Adds a state and all that it leads to without taking a byte at place `at`; true where MATCH is among them. The list is copied, because what is written to in_list could be any
 * memory to the compiler. */
/*@ requires WEIR_PROOF_STEPPING(s) && WEIR_PROOF_LIST(to) && to->most == s->instructions && state < s->instructions && at <= s->text->length;
    requires WEIR_PROOF_LIST_OK(to);
    assigns to->count, to->states[0 .. to->most - 1], to->in_list[0 .. to->most - 1];
    ensures WEIR_PROOF_LIST_OK(to); */
static bool enter(const struct search *s, struct list *to, uint32_t state, uint32_t at)
{
    struct list list = {to->states, to->in_list, to->count, to->most};
    size_t next = list.count;
    bool found = false;
    push(&list, state);
    /*@ loop invariant 0 <= next <= list.count;
        loop invariant WEIR_PROOF_LIST_OK(&list);
        loop assigns next, found, list.count, list.states[0 .. list.most - 1], list.in_list[0 .. list.most - 1];
        loop variant list.most - next; */
    for (; next < list.count && !found; next++) {
        WEIR_STEPS(s->run, 1);
        //@ assert listed(list.states, list.in_list, list.most, next);
        const uint32_t index = (uint32_t)list.states[next];
        const uint8_t *in = instruction(s, index);
        if (in[0] == WEIR_NFA_MATCH) {
            found = true;
        } else if (in[0] == WEIR_NFA_JUMP) {
            push(&list, weir_u32_at(in, 4));
        } else if (in[0] == WEIR_NFA_SPLIT) {
            push(&list, index + 1);
            push(&list, weir_u32_at(in, 4));
        } else if (in[0] == WEIR_NFA_ASSERT && holds(s->text, at, in[1])) {
            push(&list, index + 1);
        }
    }
    to->count = list.count;
    return found;
}

/*@ requires WEIR_PROOF_LIST(list) && WEIR_PROOF_LIST_OK(list);
    assigns list->in_list[0 .. list->most - 1];
    ensures marked(list->in_list, list->most) == 0; */
static void forget(const struct search *s, const struct list *list)
{
    (void)s; /* counts steps */
    WEIR_STEPS(s->run, list->count);
    const int32_t *states = list->states;
    const size_t count = list->count;
    /*@ loop invariant 0 <= i <= count && marked(list->in_list, list->most) == count - i;
        loop invariant \forall integer k; i <= k < count ==> listed(states, list->in_list, list->most, k);
        loop assigns i, list->in_list[0 .. list->most - 1];
        loop variant count - i; */
    for (size_t i = 0; i < count; i++) {
        //@ assert listed(states, list->in_list, list->most, i);
        //@ assert \forall integer k; i < k < count ==> states[k] != states[i] && listed(states, list->in_list, list->most, k);
        unmark(list, (uint32_t)states[i]);
        //@ assert \forall integer k; i < k < count ==> listed(states, list->in_list, list->most, k);
    }
}

/* Bits from a to b. */
/*@ requires \valid(bits + (0 .. 3)) && a <= 255 && b <= 255;
    assigns bits[0 .. 3]; */
static void add_range(uint64_t bits[4], uint32_t a, uint32_t b)
{
    /*@ loop invariant a / 64 <= i && i <= 4;
        loop assigns i, bits[0 .. 3];
        loop variant 4 - i; */
    for (uint32_t i = a / 64; i <= b / 64; i++) {
        const uint64_t from = i == a / 64 ? UINT64_MAX << a % 64 : UINT64_MAX, to = i == b / 64 ? UINT64_MAX >> (63 - b % 64) : UINT64_MAX;
        bits[i] |= from & to;
    }
}

/* Those of a class. */
/*@ requires \valid(bits + (0 .. 3)) && \valid_read(set + (0 .. WEIR_BYTES_CLASSES - 1));
    assigns bits[0 .. 3]; */
static void add_class(uint64_t bits[4], const uint8_t *set)
{
    /*@ loop invariant 0 <= i <= 4;
        loop assigns i, bits[0 .. 3];
        loop variant 4 - i; */
    for (uint32_t i = 0; i < 4; i++)
        bits[i] |= weir_u64_at(set, 8 * i);
}

/* What a match behind the start of the text can start with, taking every assertion but that of the start to hold. */
/*@ requires WEIR_PROOF_STEPPING(s) && \valid(s) && WEIR_PROOF_LIST(list) && list->most == s->instructions && \separated(s, list);
    requires list->count == 0 && marked(list->in_list, list->most) == 0;
    assigns s->any_first, s->empty, s->first[0 .. 3], list->count, list->states[0 .. list->most - 1], list->in_list[0 .. list->most - 1];
    ensures list->count == 0 && marked(list->in_list, list->most) == 0; */
static void find_first(struct search *s, struct list *list)
{
    s->any_first = s->empty = false;
    /*@ loop invariant 0 <= i <= 4;
        loop assigns i, s->first[0 .. 3];
        loop variant 4 - i; */
    for (uint32_t i = 0; i < 4; i++)
        s->first[i] = 0;
    push(list, 0);
    /*@ loop invariant 0 <= next <= list->count;
        loop invariant WEIR_PROOF_LIST_OK(list);
        loop assigns next, s->empty, s->first[0 .. 3], list->count, list->states[0 .. list->most - 1], list->in_list[0 .. list->most - 1];
        loop variant list->most - next; */
    for (size_t next = 0; next < list->count; next++) {
        WEIR_STEPS(s->run, 34);
        //@ assert listed(list->states, list->in_list, list->most, next);
        const uint32_t index = (uint32_t)list->states[next];
        const uint8_t *in = instruction(s, index);
        if (in[0] == WEIR_NFA_MATCH) s->empty = true;
        if (in[0] == WEIR_NFA_JUMP || in[0] == WEIR_NFA_SPLIT) push(list, weir_u32_at(in, 4));
        if (in[0] == WEIR_NFA_SPLIT || (in[0] == WEIR_NFA_ASSERT && in[1] != WEIR_ASSERT_TEXT_START)) push(list, index + 1);
        if (in[0] == WEIR_NFA_RANGE) add_range(s->first, in[1], in[2]);
        if (in[0] == WEIR_NFA_SET) add_class(s->first, byte_class(s, in));
    }
    /*@ loop invariant 0 <= i <= 4;
        loop assigns i, s->any_first;
        loop variant 4 - i; */
    for (uint32_t i = 0; i < 4; i++)
        s->any_first = s->any_first || s->first[i] != 0;
    forget(s, list);
    list->count = 0;
}

/*@ requires WEIR_PROOF_STEPPING(s) && at <= s->text->length;
    assigns \nothing; */
static bool may_start(const struct search *s, uint32_t at)
{
    const uint8_t *in = instruction(s, 0);
    if (in[0] == WEIR_NFA_ASSERT && !holds(s->text, at, in[1])) return false;
    if (at == 0 || s->empty) return true;
    return at < s->text->length && has_byte(s->first, s->text->data[at]);
}

/* Takes the byte at place `at` in one state. */
/*@ requires WEIR_PROOF_STEPPING(s) && WEIR_PROOF_LIST(to) && to->most == s->instructions && state < s->instructions && at < s->text->length;
    requires WEIR_PROOF_LIST_OK(to);
    assigns to->count, to->states[0 .. to->most - 1], to->in_list[0 .. to->most - 1];
    ensures WEIR_PROOF_LIST_OK(to); */
static inline bool take(const struct search *s, struct list *to, uint32_t state, uint32_t at, uint8_t byte)
{
    WEIR_STEPS(s->run, 1);
    const uint8_t *in = instruction(s, state);
    if (in[0] == WEIR_NFA_RANGE && byte >= in[1] && byte <= in[2]) return enter(s, to, weir_u32_at(in, 4), at + 1);
    if (in[0] == WEIR_NFA_SET && weir_bit(byte_class(s, in), byte)) return enter(s, to, state + 1, at + 1);
    return false;
}

/* Takes it in every state of one list; what comes of it is the other. */
/*@ requires WEIR_PROOF_STEPPING(s) && WEIR_PROOF_LIST(from) && WEIR_PROOF_LIST(to) && from->most == s->instructions && to->most == s->instructions && at < s->text->length;
    requires from->in_list == to->in_list && \separated(from, to) && \separated(from->states + (0 .. from->most - 1), to->states + (0 .. to->most - 1));
    requires WEIR_PROOF_LIST_OK(from);
    assigns to->count, to->states[0 .. to->most - 1], to->in_list[0 .. to->most - 1];
    ensures WEIR_PROOF_LIST_OK(to); */
static bool step(const struct search *s, const struct list *from, struct list *to, uint32_t at)
{
    const uint8_t byte = s->text->data[at];
    const int32_t *states = from->states;
    const size_t count = from->count;
    /*@ assert states: \forall integer k; 0 <= k < count ==> listed(states, from->in_list, s->instructions, k) && state_below(states, s->instructions, k); */
    //@ assert count <= from->most && \separated(states + (0 .. count - 1), to->states + (0 .. to->most - 1));
    forget(s, from);
    to->count = 0;
    bool found = false;
    //@ assert WEIR_PROOF_LIST_OK(to);
    /*@ loop invariant 0 <= i <= count && (\forall integer k; 0 <= k < count ==> state_below(states, s->instructions, k));
        loop invariant WEIR_PROOF_LIST_OK(to);
        loop assigns i, found, to->count, to->states[0 .. to->most - 1], to->in_list[0 .. to->most - 1];
        loop variant count - i; */
    for (size_t i = 0; i < count && !found; i++) {
        //@ assert state_below(states, s->instructions, i);
        found = take(s, to, (uint32_t)states[i], at, byte);
        //@ assert same: \forall integer k; 0 <= k < count ==> states[k] == \at(states[k], LoopCurrent);
        //@ assert below: \forall integer k; 0 <= k < count ==> state_below{LoopCurrent}(states, s->instructions, k) && state_below(states, s->instructions, k);
    }
    return found;
}

/* The next place from `at` on whose byte a match can start with; or the end. */
/*@ requires WEIR_PROOF_STEPPING(s) && at <= s->text->length;
    assigns \nothing;
    ensures at <= \result <= s->text->length; */
static uint32_t next_start(const struct search *s, uint32_t at)
{
    const struct weir_view *text = s->text;
    /*@ loop invariant \at(at, Pre) <= at <= s->text->length;
        loop assigns at;
        loop variant s->text->length - at; */
    for (; at < text->length && !has_byte(s->first, text->data[at]); at++)
        WEIR_STEPS(s->run, 1);
    return at;
}

/*@ requires \valid(in_list + (0 .. count - 1)) && count <= WEIR_MAX_PROGRAM_CODE;
    assigns in_list[0 .. count - 1];
    ensures marked(in_list, count) == 0; */
static void clear(int8_t *in_list, uint32_t count)
{
    /*@ loop invariant 0 <= i <= count && (\forall integer k; 0 <= k < i ==> in_list[k] == 0);
        loop assigns i, in_list[0 .. count - 1];
        loop variant count - i; */
    for (uint32_t i = 0; i < count; i++)
        in_list[i] = 0;
    /*@ ghost
        /@ loop invariant 0 <= k <= count && marked(in_list, k) == 0;
           loop assigns k;
           loop variant count - k; @/
        for (uint32_t k = 0; k < count; k++) {
        }
    */
}

/*@ requires WEIR_PROOF_STEPPING(s) && \valid(s) && WEIR_PROOF_LIST(lists) && WEIR_PROOF_LIST(lists + 1) && \separated(s, lists + (0 .. 1)) && \separated(s, s->text);
    requires lists[0].most == s->instructions && lists[1].most == s->instructions && lists[0].in_list == lists[1].in_list && lists[0].count == 0;
    requires \separated(lists[0].states + (0 .. s->instructions - 1), lists[1].states + (0 .. s->instructions - 1));
    assigns s->any_first, s->empty, s->first[0 .. 3], lists[0].count, lists[1].count, lists[0].states[0 .. s->instructions - 1], lists[1].states[0 .. s->instructions - 1],
            lists[0].in_list[0 .. s->instructions - 1]; */
static bool search(struct search *s, struct list lists[2])
{
    WEIR_STEPS(s->run, s->instructions);
    clear(lists[0].in_list, s->instructions);
    find_first(s, &lists[0]);
    const uint32_t length = s->text->length;
    unsigned list = 0;
    /*@ loop invariant 0 <= at <= length && 0 <= list <= 1;
        loop invariant WEIR_PROOF_LIST_OK(lists + list);
        loop assigns at, list, lists[0].count, lists[1].count, lists[0].states[0 .. s->instructions - 1], lists[1].states[0 .. s->instructions - 1],
                     lists[0].in_list[0 .. s->instructions - 1];
        loop variant length - at; */
    for (uint32_t at = 0;; at++) {
        if (lists[list].count == 0 && at > 0 && !s->empty) {
            if (!s->any_first) return false;
            at = next_start(s, at);
        }
        if (may_start(s, at) && enter(s, &lists[list], 0, at)) return true;
        if (at == length) return false;
        if (step(s, &lists[list], &lists[1 - list], at)) return true;
        list = 1 - list;
    }
}

/*@ requires \valid_read(run) && \valid_read(text) && \valid_read(text->data + (0 .. text->length - 1)) && program_runs(code, classes, count);
    requires \valid(run->states[0] + (0 .. count - 1)) && \valid(run->states[1] + (0 .. count - 1)) && \valid(run->in_list + (0 .. count - 1));
    requires \separated(run->states[0] + (0 .. count - 1), run->states[1] + (0 .. count - 1));
    assigns run->states[0][0 .. count - 1], run->states[1][0 .. count - 1], run->in_list[0 .. count - 1]; */
static bool found_in(struct weir_run *run, const uint8_t *code, const uint8_t *classes, uint32_t count, const struct weir_view *text)
{
    const enum weir_found small = weir_small_program_found(run, code, classes, count, text);
    if (small != WEIR_NOT_SEARCHED) return small == WEIR_FOUND;
    const enum weir_found of_run = weir_run_found(run, code, classes, count, text);
    if (of_run != WEIR_NOT_SEARCHED) return of_run == WEIR_FOUND;
    struct search s;
    s.run = run;
    s.code = code;
    s.classes = classes;
    s.text = text;
    s.instructions = count;
    struct list lists[2] = {{run->states[0], run->in_list, 0, count}, {run->states[1], run->in_list, 0, count}};
    return search(&s, lists);
}

/*@ ghost
    // A program that was verified can be run.
    /@ requires 1 <= count <= WEIR_MAX_PROGRAM_CODE && \valid_read(b + (0 .. size - 1)) && size <= WEIR_MAX_FILE_BYTES;
       requires code + WEIR_BYTES_PROGRAM_CODE * count <= size && classes + WEIR_BYTES_CLASSES * total <= size && program_in(b, code, count, total);
       assigns \nothing;
       ensures program_runs(b + code, b + classes, count); @/
    static void verified_runs(const uint8_t *b, size_t size, size_t code, uint32_t count, size_t classes, uint32_t total)
    {
        /@ loop invariant 0 <= i <= count && (\forall integer k; 0 <= k < i ==> instruction_runs(b + code, b + classes, count, k));
           loop assigns i;
           loop variant count - i; @/
        for (uint32_t i = 0; i < count; i++) {
            /@ assert instruction_in(b, code, count, total, i); @/
            /@ assert instruction_target(b + code, WEIR_BYTES_PROGRAM_CODE * i) == instruction_target(b, code + WEIR_BYTES_PROGRAM_CODE * i); @/
            /@ assert instruction_op(b + code, WEIR_BYTES_PROGRAM_CODE * i) == instruction_op(b, code + WEIR_BYTES_PROGRAM_CODE * i); @/
            /@ assert instruction_runs(b + code, b + classes, count, i); @/
        }
    } */

bool weir_program_found(struct weir_run *run, uint32_t program, const struct weir_view *text)
{
    const struct weir_channel *c = run->channel;
    //@ assert content_in(c);
    //@ assert WEIR_PROOF_CHANNEL(c);
    //@ assert programs_in(c);
    //@ assert WEIR_PROOF_PROGRAMS(c);
    //@ assert WEIR_PROOF_PROGRAM_OK(c, program);
    //@ assert WEIR_PROOF_PROGRAMS_FIT(c, c->section[WEIR_SECTION_PROGRAMS].count, c->max_program);
    //@ assert fits: program_count(c->bytes, c->section[WEIR_SECTION_PROGRAMS].offset, program) <= c->max_program;
    const size_t record = WEIR_RECORD(c, PROGRAMS, program);
    const uint32_t first = weir_u32_at(c->bytes, record + WEIR_PROGRAM_FIRST), count = weir_u32_at(c->bytes, record + WEIR_PROGRAM_COUNT);
    //@ assert first == program_first(c->bytes, c->section[WEIR_SECTION_PROGRAMS].offset, program);
    //@ assert count == program_count(c->bytes, c->section[WEIR_SECTION_PROGRAMS].offset, program);
    const size_t code = WEIR_RECORD(c, PROGRAM_CODE, first), classes = WEIR_RECORD(c, CLASSES, 0);
    //@ ghost verified_runs(c->bytes, c->size, code, count, classes, c->section[WEIR_SECTION_CLASSES].count);
    //@ assert room_in(run);
    //@ assert \separated(run->states[0] + (0 .. c->max_program - 1), run->states[1] + (0 .. c->max_program - 1));
    return found_in(run, c->bytes + code, c->bytes + classes, count, text);
}
